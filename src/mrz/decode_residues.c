/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Check digits: forward, backward and the likeliest way through (residue of the field, residue of the composite digit) = 100 states, place by place in
 * the composite digit's order (9303-3, 4.9). */
#include "mrz/decode_parts.h"

#include <math.h>
#include <string.h>

enum { STEPS_MOST = 96, STATES = 100, CHOICES = 12 };
static const float choice_within = 13; /* characters less likely by more than this are left out */

typedef enum { PLAIN, CHECK, COMPOSITE } StepKind;
typedef struct {
  int line, at;
  StepKind kind;
  int field_weight, composite_weight; /* 7, 3, 1 or 0 */
  bool may_be_empty, filler_only;
} Step;

typedef struct { int n; Step steps[STEPS_MOST]; bool has_composite; } Path;

/* ---- the path */

static const int weights[] = {7, 3, 1};

/* Where the place (line, at), counted from 1, stands in a checked field. */
static void describe(const Layout *layout, int extra, Step *step) {
  int at = step->at + 1;
  for (const Zone *zone = layout->zones; zone < layout->zones + G_N_ELEMENTS(layout->zones) && zone->name; zone++) {
    if (zone->line != step->line + 1 || !zone->check_at) continue;
    bool longer = extra && zone->kind == ZONE_NUMBER;
    int order = at - zone->at, check = longer ? zone->check_at + extra + 1 : zone->check_at;
    if (longer && at > zone->check_at) order--;
    if (at >= zone->at && at < check && !(longer && at == zone->check_at)) step->field_weight = weights[order % 3];
    if (longer && at == zone->check_at) step->filler_only = true;
    if (at == check) step->kind = CHECK, step->may_be_empty = zone->check_may_be_empty;
  }
}

static void path_add(const Layout *layout, int extra, int line, int at, int composite_order, Path *path) {
  if (path->n == STEPS_MOST) return;
  Step *step = &path->steps[path->n++];
  *step = (Step){.line = line, .at = at, .composite_weight = composite_order >= 0 ? weights[composite_order % 3] : 0};
  describe(layout, extra, step);
}

static void path_make(const Layout *layout, int extra, Path *path) {
  *path = (Path){.has_composite = layout->composite_at > 0};
  int order = 0;
  for (const Span *span = layout->composite; path->has_composite && span < layout->composite + G_N_ELEMENTS(layout->composite) && span->length; span++)
    for (int k = 0; k < span->length; k++) path_add(layout, extra, span->line - 1, span->at - 1 + k, order++, path);
  if (path->has_composite) {
    path_add(layout, extra, layout->composite_line - 1, layout->composite_at - 1, -1, path);
    path->steps[path->n - 1].kind = COMPOSITE;
    return;
  }
  for (const Zone *zone = layout->zones; zone < layout->zones + G_N_ELEMENTS(layout->zones) && zone->name; zone++)
    for (int k = 0; zone->check_at && k <= zone->length; k++) path_add(layout, extra, zone->line - 1, zone->at - 1 + k, -1, path);
}

/* ---- one step */

static int value_of(int character) { return character == FILLER ? 0 : character; }

/* The state after the step and whether a digit is wrong on the way. A filler for a digit stands for 0 where the field may be empty. */
static int next_state(const Step *step, int state, int character, bool *ret_wrong) {
  int field = state / 10, composite = state % 10, value = value_of(character);
  *ret_wrong = false;
  if (step->kind == CHECK) {
    *ret_wrong = character < LETTER_A ? field != value : !(character == FILLER && step->may_be_empty && field == 0);
    field = 0;
  }
  if (step->kind == COMPOSITE) *ret_wrong = composite != value || character >= LETTER_A;
  field = (field + value * step->field_weight) % 10;
  composite = (composite + value * step->composite_weight) % 10;
  return field * 10 + composite;
}

typedef struct { int n, character[CHOICES]; float ln[CHOICES]; } Choices;

static Choices choices_at(const float *p, bool filler_only) {
  Choices choices = {0};
  if (filler_only) return (Choices){1, {FILLER}, {p[FILLER]}};
  float most = p[0];
  for (int c = 1; c < RECTO_MRZ_N_CHARACTERS; c++) most = MAX(most, p[c]);
  for (int c = 0; c < RECTO_MRZ_N_CHARACTERS; c++) {
    if (p[c] < most - choice_within) continue;
    int at = choices.n < CHOICES ? choices.n++ : CHOICES;
    for (; at > 0 && choices.ln[at - 1] < p[c]; at--)
      if (at < CHOICES) choices.ln[at] = choices.ln[at - 1], choices.character[at] = choices.character[at - 1];
    if (at < CHOICES) choices.ln[at] = p[c], choices.character[at] = c;
  }
  return choices;
}

/* ---- the search */

typedef struct {
  Choices choices[STEPS_MOST];
  double forward[STEPS_MOST + 1][STATES], backward[STEPS_MOST + 1][STATES], top[STEPS_MOST + 1][STATES];
  int8_t from_state[STEPS_MOST + 1][STATES], from_choice[STEPS_MOST + 1][STATES];
  double log_sum;
  float wrong_digit;
} Search;

static void go_forward(const Path *path, Search *search) {
  for (int s = 0; s < STATES; s++) search->forward[0][s] = s == 0, search->top[0][s] = s == 0 ? 0 : -1e9;
  for (int k = 0; k < path->n; k++) {
    const Choices *choices = &search->choices[k];
    double scale = 0;
    for (int s = 0; s < STATES; s++) search->forward[k + 1][s] = 0, search->top[k + 1][s] = -1e9;
    for (int s = 0; s < STATES; s++) {
      if (search->top[k][s] < -1e8) continue;
      for (int c = 0; c < choices->n; c++) {
        bool wrong = false;
        int to = next_state(&path->steps[k], s, choices->character[c], &wrong);
        float ln = choices->ln[c] - (wrong ? search->wrong_digit : 0);
        search->forward[k + 1][to] += search->forward[k][s] * exp(ln);
        if (search->top[k][s] + ln <= search->top[k + 1][to]) continue;
        search->top[k + 1][to] = search->top[k][s] + ln;
        search->from_state[k + 1][to] = (int8_t)s, search->from_choice[k + 1][to] = (int8_t)c;
      }
    }
    for (int s = 0; s < STATES; s++) scale += search->forward[k + 1][s];
    for (int s = 0; s < STATES; s++) search->forward[k + 1][s] /= scale;
    search->log_sum += log(scale);
  }
}

static void go_backward(const Path *path, Search *search) {
  for (int s = 0; s < STATES; s++) search->backward[path->n][s] = 1;
  for (int k = path->n - 1; k >= 0; k--) {
    double scale = 0;
    for (int s = 0; s < STATES; s++) {
      double sum = 0;
      for (int c = 0; c < search->choices[k].n; c++) {
        bool wrong = false;
        int to = next_state(&path->steps[k], s, search->choices[k].character[c], &wrong);
        sum += exp(search->choices[k].ln[c] - (wrong ? search->wrong_digit : 0)) * search->backward[k + 1][to];
      }
      search->backward[k][s] = sum;
      scale += sum;
    }
    for (int s = 0; s < STATES; s++) search->backward[k][s] /= scale / STATES;
  }
}

static double sure_of(const Path *path, const Search *search, int k, int chosen) {
  double all = 0, mine = 0;
  for (int c = 0; c < search->choices[k].n; c++)
    for (int s = 0; s < STATES; s++) {
      bool wrong = false;
      int to = next_state(&path->steps[k], s, search->choices[k].character[c], &wrong);
      double weight = search->forward[k][s] * exp(search->choices[k].ln[c] - (wrong ? search->wrong_digit : 0)) * search->backward[k + 1][to];
      all += weight;
      mine += c == chosen ? weight : 0;
    }
  return all > 0 ? mine / all : 0;
}

static void trace(const Path *path, const Search *search, Settled *settled) {
  int state = 0;
  for (int s = 1; s < STATES; s++)
    if (search->top[path->n][s] > search->top[path->n][state]) state = s;
  double top = search->top[path->n][state];
  for (int k = path->n - 1; k >= 0; k--) {
    int choice = search->from_choice[k + 1][state], before = search->from_state[k + 1][state];
    const Step *step = &path->steps[k];
    bool wrong = false;
    (void)next_state(step, before, search->choices[k].character[choice], &wrong);
    if (step->kind != PLAIN) *(wrong ? &settled->checks_wrong : &settled->checks_right) += 1;
    settled_put(settled, step->line, step->at, search->choices[k].character[choice], sure_of(path, search, k, choice));
    state = before;
  }
  settled->fit += top;
  settled->log_all += MIN(0, top - search->log_sum);
}

void decode_residues(const Layout *layout, int extra, const RectoMrzRules *rules, const Evidence *evidence, Settled *settled) {
  Path path;
  path_make(layout, extra, &path);
  g_autofree Search *search = g_new0(Search, 1);
  search->wrong_digit = rules->wrong_digit;
  for (int k = 0; k < path.n; k++) search->choices[k] = choices_at(evidence->p[path.steps[k].line][path.steps[k].at], path.steps[k].filler_only);
  go_forward(&path, search);
  go_backward(&path, search);
  trace(&path, search, settled);
}

bool decode_may_be_long(const Layout *layout, const Evidence *evidence) {
  for (const Zone *zone = layout->zones; zone < layout->zones + G_N_ELEMENTS(layout->zones) && zone->name; zone++) {
    if (zone->kind != ZONE_NUMBER) continue;
    const float *p = evidence->p[zone->line - 1][zone->check_at - 1];
    return p[FILLER] > -4;
  }
  return false;
}
