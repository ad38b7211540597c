/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parting a stack: the cheapest way to cut it into envelopes of one party each (Viterbi over pages and parties), and for each page by how much the
 * cheapest way that gives it to another party is dearer. That difference, not a guess, decides what a person must look at. */
#include "judge/parting.h"

#include <math.h>
#include <string.h>

static const double HELD = 1e6; /* dearer than any parting */


static const char *const flag_words[] = {NULL, "between", "stranger", "nobody", "unread", "sheet-unread", "sheet-lost"};
const char *recto_split_flag_word(RectoSplitFlag flag) { return flag < G_N_ELEMENTS(flag_words) ? flag_words[flag] : NULL; }

/* ------------------------------------------------------------------ prices */

/* What it costs to say that a page lies in an envelope of this party: nothing when it speaks of nobody more; else by how much it speaks more of another one,
 * little when the two stand together on some page. */
static double price_of(const Parting *parting, const Leaf *leaf, guint state)
{
  guint nobody = parting->states - 1, most = nobody;
  if (leaf->kind != LEAF_PAPER) return 0;
  for (guint p = 0; p < nobody; p++)
    if (most == nobody || leaf->evidence[p] > leaf->evidence[most]) most = p;
  if (leaf->party >= 0) most = (guint)leaf->party;
  double top = most == nobody ? 0 : leaf->evidence[most], own = state == nobody ? 0 : leaf->evidence[state];
  if (top <= 0) return state == nobody ? 2 * parting->unnamed : parting->unnamed;
  if (own >= top) return 0;
  if (state != nobody && recto_parties_related(parting->found, state, most)) return parting->related * (top - own);
  return (top - own) * (leaf->party >= 0 ? parting->stranger * leaf->against : parting->mention);
}

/* What it costs to begin an envelope before page i. */
static double cut_before(const Parting *parting, guint i)
{
  const Leaf *leaf = leaf_at(parting, i);
  double cut = parting->any_sheets && !parting->doubtful[i] ? parting->cut_inside : parting->cut;
  return leaf->goes_on ? cut + parting->continues : cut;
}

/* From page i-1 in state a to page i in state b. A printed sheet parts for nothing. */
static double step(const Parting *parting, guint i, guint a, guint b)
{
  if (is_sheet(parting, i) || is_sheet(parting, i - 1)) return 0;
  return a == b ? 0 : cut_before(parting, i);
}

static double *at(double *table, const Parting *parting, guint i, guint s) { return &table[(gsize)i * parting->states + s]; }

static void fill_prices(Parting *parting)
{
  for (guint i = 0; i < parting->n; i++)
    for (guint s = 0; s < parting->states; s++) *at(parting->price, parting, i, s) = price_of(parting, leaf_at(parting, i), s);
}

static void run_forward(Parting *parting)
{
  for (guint i = 0; i < parting->n; i++)
    for (guint s = 0; s < parting->states; s++) {
      double best = i ? INFINITY : 0;
      for (guint p = 0; i && p < parting->states; p++) best = MIN(best, *at(parting->forward, parting, i - 1, p) + step(parting, i, p, s));
      *at(parting->forward, parting, i, s) = best + *at(parting->price, parting, i, s);
    }
}

static void run_backward(Parting *parting)
{
  for (guint i = parting->n; i > 0; i--)
    for (guint s = 0; s < parting->states; s++) {
      double best = i < parting->n ? INFINITY : 0;
      for (guint q = 0; i < parting->n && q < parting->states; q++)
        best = MIN(best, step(parting, i, s, q) + *at(parting->price, parting, i, q) + *at(parting->backward, parting, i, q));
      *at(parting->backward, parting, i - 1, s) = best;
    }
}

static double through(const Parting *parting, guint i, guint s) { return *at(parting->forward, parting, i, s) + *at(parting->backward, parting, i, s); }

/* Of states that cost the same the one before is kept: no cut without a reason. */
static void choose(Parting *parting)
{
  for (guint i = 0; i < parting->n; i++) {
    guint best = 0;
    double least = INFINITY;
    for (guint s = 0; s < parting->states; s++) {
      double cost = i ? *at(parting->backward, parting, i, s) + *at(parting->price, parting, i, s) + step(parting, i, (guint)parting->state[i - 1], s)
                      : through(parting, i, s);
      bool same = i && s == (guint)parting->state[i - 1];
      if (cost < least - 1e-9 || (same && cost <= least + 1e-9)) {
        least = cost;
        best = s;
      }
    }
    parting->state[i] = (int)best;
    bool after_sheet = i && is_sheet(parting, i - 1);
    parting->begins[i] = !is_sheet(parting, i) && (i == 0 || after_sheet || parting->state[i] != parting->state[i - 1]);
  }
}

/* Behind the last page of the envelope, or behind the printed sheet, that begins at `first`. */
static guint span_end(const Parting *parting, guint first)
{
  guint end = first + 1;
  while (!is_sheet(parting, first) && end < parting->n && !is_sheet(parting, end) && !parting->begins[end]) end++;
  return end;
}

/* The page of an envelope that speaks most of its party. */
static guint anchor_of(const Parting *parting, guint first, guint end)
{
  guint best = first;
  double most = -1;
  for (guint i = first; i < end; i++) {
    const Leaf *leaf = leaf_at(parting, i);
    bool named = leaf->kind == LEAF_PAPER && (guint)parting->state[i] < parting->states - 1;
    double evidence = named ? leaf->evidence[parting->state[i]] + (leaf->party == parting->state[i] ? 1 : 0) : 0;
    if (evidence <= most) continue;
    most = evidence;
    best = i;
  }
  return best;
}

/* One who is hosted and has papers of its own owns the envelope, however many papers the host has in it. */
static void give_to_hosted(Parting *parting)
{
  for (guint i = 0; i < parting->n;) {
    guint end = span_end(parting, i);
    Span span = {i, end, NULL};
    guint hosted = is_sheet(parting, i) ? parting->states - 1 : recto_span_hosted(parting, &span);
    for (guint k = i; hosted < parting->states - 1 && k < end; k++) {
      if (parting->state[k] != (int)hosted) *at(parting->price, parting, k, hosted) = 0; /* the host's papers belong to it */
      parting->state[k] = (int)hosted;
      parting->given[k] = true;
    }
    i = end;
  }
}

/* Whose an envelope is may be doubtful while its pages surely belong together (host or hosted?). So one page of each envelope is held fast to its party, and
 * the others are asked whether they could lie elsewhere. */
static void hold_anchors(Parting *parting)
{
  for (guint i = 0; i < parting->n;) {
    guint end = span_end(parting, i);
    if (!is_sheet(parting, i)) {
      guint anchor = anchor_of(parting, i, end);
      for (guint s = 0; s < parting->states; s++)
        if ((int)s != parting->state[anchor]) *at(parting->price, parting, anchor, s) = HELD;
    }
    i = end;
  }
  run_forward(parting);
  run_backward(parting);
}

static double margin_of(const Parting *parting, guint i)
{
  double own = through(parting, i, (guint)parting->state[i]), other = INFINITY;
  for (guint s = 0; s < parting->states; s++)
    if ((int)s != parting->state[i]) other = MIN(other, through(parting, i, s));
  return other - own;
}

/* ------------------------------------------------------------------ printed sheets */

/* A hole in the serials: the papers between the two sheets that are there may be two people's. */
static void mark_lost_sheets(Parting *parting)
{
  int before = -1;
  for (guint i = 0; i < parting->n; i++) {
    if (!is_sheet(parting, i)) continue;
    const RectoSheetCode *code = &leaf_at(parting, i)->sight.code;
    const RectoSheetCode *last = before >= 0 ? &leaf_at(parting, (guint)before)->sight.code : NULL;
    bool hole = last && leaf_at(parting, i)->sight.means && leaf_at(parting, (guint)before)->sight.means && strcmp(last->set, code->set) == 0 &&
                code->serial > last->serial + 1;
    for (guint k = (guint)(before + 1); hole && k < i; k++) parting->doubtful[k] = true;
    before = (int)i;
  }
}

/* ------------------------------------------------------------------ envelopes */

static void envelope_free(gpointer data)
{
  RectoEnvelope *envelope = data;
  g_free(envelope->number);
  g_free(envelope->procedure);
  g_free(envelope->family);
  g_free(envelope->given);
  g_free(envelope->birth);
  g_free(envelope->foreigner_number);
  g_ptr_array_unref(envelope->document_numbers);
  g_free(envelope);
}

static void split_page_free(gpointer data)
{
  RectoSplitPage *page = data;
  g_free(page->type);
  g_free(page->side);
  g_free(page);
}

void recto_split_free(RectoSplit *split)
{
  if (!split) return;
  g_ptr_array_unref(split->pages);
  g_ptr_array_unref(split->envelopes);
  g_ptr_array_unref(split->sets);
  g_free(split);
}

static void keep(char **slot, const char *value)
{
  if (!*slot && value) *slot = g_strdup(value);
}

/* What the person's own papers leave open: a full date before the month of a social security number. */
static void keep_hints(RectoEnvelope *envelope, const Parting *parting)
{
  const char *month = NULL;
  for (guint i = 0; i < parting->n; i++) {
    const Leaf *leaf = leaf_at(parting, i);
    if (leaf->hinted < 0 || (uint32_t)leaf->hinted != envelope->person) continue;
    bool full = leaf->hint.birth && strlen(leaf->hint.birth) == strlen("1986-02-17");
    if (full) keep(&envelope->birth, leaf->hint.birth);
    else if (leaf->hint.birth && (!month || strlen(leaf->hint.birth) > strlen(month))) month = leaf->hint.birth;
    keep(&envelope->foreigner_number, leaf->hint.number);
  }
  keep(&envelope->birth, month);
}

static RectoEnvelope *envelope_new(const Parting *parting, guint state, const RectoSheetCode *cover)
{
  RectoEnvelope *envelope = g_new0(RectoEnvelope, 1);
  envelope->document_numbers = g_ptr_array_new_with_free_func(g_free);
  envelope->person = state < parting->states - 1 ? state : UINT32_MAX;
  if (cover && cover->kind == RECTO_SHEET_COVER) {
    envelope->number = g_strdup(cover->number);
    if (*cover->procedure) envelope->procedure = g_strdup(cover->procedure);
  }
  if (envelope->person == UINT32_MAX) return envelope;
  const Party *party = parting->found->parties->pdata[state];
  for (guint i = 0; i < party->sayings->len; i++) {
    const Said *said = &g_array_index(party->sayings, Said, i);
    if (said->family) keep(&envelope->given, said->given);
    keep(&envelope->family, said->family);
    if (recto_birth_may_be_applicants(said->birth, parting->year)) keep(&envelope->birth, said->birth);
    keep(&envelope->foreigner_number, said->number);
  }
  if (party->sayings->len) keep(&envelope->family, g_array_index(party->sayings, Said, 0).full);
  keep_hints(envelope, parting);
  for (guint i = 0; i < party->numbers->len; i++) g_ptr_array_add(envelope->document_numbers, g_strdup(party->numbers->pdata[i]));
  return envelope;
}

static void add_page(RectoSplit *split, const Parting *parting, guint i, uint32_t index, RectoSplitFlag flag, double margin)
{
  const Leaf *leaf = leaf_at(parting, i);
  RectoSplitPage *page = g_new0(RectoSplitPage, 1);
  bool sheet = leaf->kind == LEAF_SHEET;
  *page = (RectoSplitPage){leaf->page->id, g_strdup(sheet ? "separator" : leaf->sheet->won->type), g_strdup(leaf->sheet->won->side), sheet ? UINT32_MAX : index,
                           flag, margin};
  g_ptr_array_add(split->pages, page);
}

static void add_envelope(RectoSplit *split, const Parting *parting, guint first, guint end, const RectoSheetCode *cover)
{
  RectoEnvelope *envelope = envelope_new(parting, (guint)parting->state[first], cover);
  uint32_t index = split->envelopes->len;
  g_autofree double *margins = g_new0(double, end - first);
  g_autofree RectoSplitFlag *flags = g_new0(RectoSplitFlag, end - first);
  Span span = {first, end, margins};
  for (guint i = first; i < end; i++) margins[i - first] = margin_of(parting, i);
  g_ptr_array_add(split->envelopes, envelope);
  envelope->proven = recto_span_proven(parting, &span);
  recto_span_flags(parting, envelope, &span, flags);
  for (guint i = first; i < end; i++) {
    add_page(split, parting, i, index, flags[i - first], margins[i - first]);
    envelope->n_pages++;
    envelope->n_sure += flags[i - first] == RECTO_SPLIT_SURE;
  }
}

static void add_envelopes(RectoSplit *split, const Parting *parting)
{
  const RectoSheetCode *cover = NULL;
  for (guint i = 0; i < parting->n;) {
    if (is_sheet(parting, i)) {
      cover = leaf_at(parting, i)->sight.means ? &leaf_at(parting, i)->sight.code : NULL;
      add_page(split, parting, i, UINT32_MAX, RECTO_SPLIT_SURE, INFINITY);
      split->n_sheets++;
      i++;
      continue;
    }
    guint end = span_end(parting, i);
    add_envelope(split, parting, i, end, cover);
    i = end;
  }
}

static void mark_shared(RectoSplit *split)
{
  for (guint i = 0; i < split->envelopes->len; i++)
    for (guint k = 0; k < split->envelopes->len; k++) {
      RectoEnvelope *one = split->envelopes->pdata[i];
      const RectoEnvelope *other = split->envelopes->pdata[k];
      one->shared = one->shared || (i != k && one->person != UINT32_MAX && one->person == other->person);
    }
}

static void check_count(RectoSplit *split, const Parting *parting)
{
  g_autoptr(GArray) codes = g_array_new(FALSE, FALSE, sizeof(RectoSheetCode));
  for (guint i = 0; i < parting->n; i++)
    if (leaf_at(parting, i)->sight.means) g_array_append_val(codes, leaf_at(parting, i)->sight.code);
  split->sets = recto_separators_missing((const RectoSheetCode *)codes->data, codes->len);
}

static void parting_clear(Parting *parting)
{
  g_free(parting->doubtful);
  g_free(parting->forward);
  g_free(parting->backward);
  g_free(parting->price);
  g_free(parting->state);
  g_free(parting->begins);
  g_free(parting->given);
  recto_parties_free(parting->found);
}

RectoSplit *recto_split(const RectoModels *models, const GPtrArray *files, int pivot_year)
{
  RectoSplit *split = g_new0(RectoSplit, 1);
  split->pages = g_ptr_array_new_with_free_func(split_page_free);
  split->envelopes = g_ptr_array_new_with_free_func(envelope_free);
  Parting parting = {.models = models, .year = pivot_year, .found = recto_parties_find(models, files, pivot_year), .cut = recto_limit(models, "mail.cut"),
                     .cut_inside = recto_limit(models, "mail.cut-inside"), .stranger = recto_limit(models, "mail.stranger"), .mention = recto_limit(models, "mail.mention"),
                     .unnamed = recto_limit(models, "mail.unnamed"), .continues = recto_limit(models, "mail.continues"), .related = recto_limit(models, "mail.related")};
  parting.n = parting.found->leaves->len;
  parting.states = parting.found->parties->len + 1;
  gsize cells = (gsize)parting.n * parting.states;
  parting.doubtful = g_new0(bool, parting.n + 1);
  parting.begins = g_new0(bool, parting.n + 1);
  parting.given = g_new0(bool, parting.n + 1);
  parting.state = g_new0(int, parting.n + 1);
  parting.forward = g_new0(double, cells + 1);
  parting.backward = g_new0(double, cells + 1);
  parting.price = g_new0(double, cells + 1);
  for (guint i = 0; i < parting.n; i++) parting.any_sheets = parting.any_sheets || is_sheet(&parting, i);
  mark_lost_sheets(&parting);
  fill_prices(&parting);
  run_forward(&parting);
  run_backward(&parting);
  choose(&parting);
  give_to_hosted(&parting);
  hold_anchors(&parting);
  add_envelopes(split, &parting);
  mark_shared(split);
  check_count(split, &parting);
  parting_clear(&parting);
  return split;
}
