/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The grammar of names (9303-3, 4.6) as a chain of states, and the codes of states. */
#include "mrz/decode_parts.h"

#include <math.h>
#include <string.h>

enum { PRIMARY, AFTER_PRIMARY, BETWEEN, SECONDARY, AFTER_SECONDARY, END, N_STATES };

/* ln of the prior of a step from one state to the next; the step's character is a letter or a filler by the state it leads to. -99: never. */
typedef struct { float ln[N_STATES][N_STATES]; float first[N_STATES]; } Grammar;

static const Grammar both_names = {
    {{0, 0, -99, -99, -99, -99}, {0, -99, 0, -99, -99, -99}, {-99, -99, -99, 0, -99, -3}, {-99, -99, -99, 0, 0, -99}, {-9, -99, -99, 0, -99, 0}, {-99, -99, -99, -9, -99, 0}},
    {0, -7, -99, -99, -99, -99}};
static const Grammar surname_only = {
    {{0, 0, -99, -99, -99, -99}, {0, -99, -99, -99, -99, 0}, {-99, -99, -99, -99, -99, -99}, {-99, -99, -99, -99, -99, -99}, {-99, -99, -99, -99, -99, -99}, {-9, -99, -99, -99, -99, 0}},
    {0, -7, -99, -99, -99, -99}};
/* The old French card parts first names by two fillers. */
static const Grammar first_names = {
    {{0, 0, -99, -99, -99, -99}, {-1, -99, 0, -99, -99, -99}, {0, -99, -99, -99, -99, -1}, {-99, -99, -99, -99, -99, -99}, {-99, -99, -99, -99, -99, -99}, {-9, -99, -99, -99, -99, 0}},
    {0, -7, -99, -99, -99, -99}};

static bool is_letter_state(int state) { return state == PRIMARY || state == SECONDARY; }

typedef struct { double letter, filler, other; int best, best_other; } Place; /* probabilities summed over letters; the likeliest letter, the likeliest of anything else */

static Place place_of(const float *p) {
  Place place = {0, exp(p[FILLER]), 0, LETTER_A, 0};
  for (int c = LETTER_A; c < FILLER; c++) {
    place.letter += exp(p[c]);
    if (p[c] > p[place.best]) place.best = c;
  }
  return place;
}

typedef struct { double forward[RECTO_ZONE_WIDTH][N_STATES], backward[RECTO_ZONE_WIDTH][N_STATES]; double top[RECTO_ZONE_WIDTH][N_STATES]; int from[RECTO_ZONE_WIDTH][N_STATES]; } Chain;

/* Sums (for the probabilities) and greatest terms (for the likeliest name) in one go; sums are kept in range place by place, `ret_log` gathers the scale. */
static void go_forward(const Grammar *grammar, const Place *places, const float (*p)[RECTO_MRZ_N_CHARACTERS], int n, Chain *chain, double *ret_log) {
  *ret_log = 0;
  for (int i = 0; i < n; i++) {
    double scale = 0;
    for (int s = 0; s < N_STATES; s++) {
      double sum = i ? 0 : exp(grammar->first[s]), best = i ? -1e9 : grammar->first[s];
      chain->from[i][s] = 0;
      for (int t = 0; i && t < N_STATES; t++) {
        sum += chain->forward[i - 1][t] * exp(grammar->ln[t][s]);
        if (chain->top[i - 1][t] + grammar->ln[t][s] > best) best = chain->top[i - 1][t] + grammar->ln[t][s], chain->from[i][s] = t;
      }
      chain->forward[i][s] = sum * (is_letter_state(s) ? places[i].letter : places[i].filler);
      chain->top[i][s] = best + p[i][is_letter_state(s) ? places[i].best : FILLER];
      scale += chain->forward[i][s];
    }
    for (int s = 0; s < N_STATES; s++) chain->forward[i][s] /= scale;
    *ret_log += log(scale);
  }
}

static void go_backward(const Grammar *grammar, const Place *places, int n, Chain *chain) {
  for (int s = 0; s < N_STATES; s++) chain->backward[n - 1][s] = 1;
  for (int i = n - 2; i >= 0; i--) {
    double scale = 0;
    for (int s = 0; s < N_STATES; s++) {
      double sum = 0;
      for (int t = 0; t < N_STATES; t++) sum += exp(grammar->ln[s][t]) * (is_letter_state(t) ? places[i + 1].letter : places[i + 1].filler) * chain->backward[i + 1][t];
      chain->backward[i][s] = sum;
      scale += sum;
    }
    for (int s = 0; s < N_STATES; s++) chain->backward[i][s] /= scale;
  }
}

static void decode_name(const Zone *zone, const Grammar *grammar, Evidence *evidence, Settled *settled, bool covered) {
  float(*p)[RECTO_MRZ_N_CHARACTERS] = &evidence->p[zone->line - 1][zone->at - 1];
  Place places[RECTO_ZONE_WIDTH];
  Chain chain;
  double log_sum = 0;
  int n = zone->length, state = 0, way[RECTO_ZONE_WIDTH];
  for (int i = 0; i < n; i++) places[i] = place_of(p[i]);
  go_forward(grammar, places, (const float(*)[RECTO_MRZ_N_CHARACTERS])p, n, &chain, &log_sum);
  go_backward(grammar, places, n, &chain);
  for (int s = 1; s < N_STATES; s++)
    if (chain.top[n - 1][s] > chain.top[n - 1][state]) state = s;
  double top = chain.top[n - 1][state];
  for (int i = n - 1; i >= 0; i--) way[i] = state, state = chain.from[i][state];
  for (int i = 0; i < n; i++) {
    double letter = 0, filler = 0;
    for (int s = 0; s < N_STATES; s++) *(is_letter_state(s) ? &letter : &filler) += chain.forward[i][s] * chain.backward[i][s];
    double share = letter / (letter + filler);
    int character = is_letter_state(way[i]) ? places[i].best : FILLER;
    double sure = character == FILLER ? 1 - share : share * exp(p[i][character]) / places[i].letter;
    if (!covered) settled_put(settled, zone->line - 1, zone->at - 1 + i, character, sure);
    for (int c = LETTER_A; covered && c <= FILLER; c++)
      p[i][c] = (float)log(MAX(1e-9, c == FILLER ? 1 - share : share * exp(p[i][c]) / places[i].letter));
  }
  if (covered) return; /* the residues decide, on the evidence so weighed */
  settled->fit += top;
  settled->log_all += MIN(0, top - log_sum);
}

void decode_names(const Layout *layout, Evidence *evidence, Settled *settled) {
  for (const Zone *zone = layout->zones; zone < layout->zones + G_N_ELEMENTS(layout->zones) && zone->name; zone++) {
    bool covered = layout->format == RECTO_MRZ_FR_ID || layout->format == RECTO_MRZ_FR_LICENCE;
    if (zone->kind == ZONE_NAMES) decode_name(zone, &both_names, evidence, settled, covered);
    if (zone->kind == ZONE_SURNAME) decode_name(zone, &surname_only, evidence, settled, covered);
    if (zone->kind == ZONE_FIRST_NAMES) decode_name(zone, &first_names, evidence, settled, covered);
  }
}

/* ---- codes of states */

static int class_of(char c) { return (int)(strchr(RECTO_MRZ_CHARACTERS, c) - RECTO_MRZ_CHARACTERS); }

static void decode_code(const Zone *zone, const RectoMrzRules *rules, const Evidence *evidence, Settled *settled) {
  const float(*p)[RECTO_MRZ_N_CHARACTERS] = &evidence->p[zone->line - 1][zone->at - 1];
  int best[3] = {FILLER, FILLER, FILLER}, n = 0;
  double sum = 0, most = 0, share[3][RECTO_MRZ_N_CHARACTERS] = {{0}}, any = 1;
  while (recto_mrz_country_at((size_t)n)) n++;
  for (int k = 0; k < 3; k++) {
    int top = 0;
    double total = 0;
    for (int c = 0; c < RECTO_MRZ_N_CHARACTERS; c++) {
      total += exp(p[k][c]);
      if (p[k][c] > p[k][top]) top = c;
    }
    best[k] = top;
    any *= exp(p[k][top]);
    for (int c = 0; c < RECTO_MRZ_N_CHARACTERS; c++) share[k][c] = exp(p[k][c]) / total;
  }
  double unknown = (1 - rules->known_state) / (27.0 * 27 * 27);
  sum = unknown, most = unknown * any; /* all other triples together weigh about their prior times one */
  for (int k = 0; k < 3; k++)
    for (int c = 0; c < RECTO_MRZ_N_CHARACTERS; c++) share[k][c] *= unknown;
  for (int j = 0; j < n; j++) {
    const char *code = recto_mrz_country_at((size_t)j);
    double weight = rules->known_state / n;
    for (int k = 0; k < 3; k++) weight *= exp(p[k][class_of(code[k])]);
    sum += weight;
    for (int k = 0; k < 3; k++) share[k][class_of(code[k])] += weight;
    if (weight <= most) continue;
    most = weight;
    for (int k = 0; k < 3; k++) best[k] = class_of(code[k]);
  }
  for (int k = 0; k < 3; k++) {
    settled_put(settled, zone->line - 1, zone->at - 1 + k, best[k], MIN(1, share[k][best[k]] / sum));
    settled->fit += p[k][best[k]];
  }
  settled->log_all += log(MIN(1, most / sum));
}

void decode_codes(const Layout *layout, const RectoMrzRules *rules, const Evidence *evidence, Settled *settled) {
  if (layout->format == RECTO_MRZ_FR_ID || layout->format == RECTO_MRZ_FR_LICENCE) return; /* always FRA, under the composite digit */
  for (const Zone *zone = layout->zones; zone < layout->zones + G_N_ELEMENTS(layout->zones) && zone->name; zone++)
    if (zone->kind == ZONE_COUNTRY) decode_code(zone, rules, evidence, settled);
}
