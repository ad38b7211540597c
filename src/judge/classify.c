/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Types bid on every page: the points of the clues that are met. A page nobody wins clearly is "unknown".
 * A card's recto and verso copied on one sheet bid as "recto+verso". Must not know: persons, procedures. */
#include "judge/evidence.h"
#include "judge/type_chance.h"

#include <recto/judge.h>
#include <string.h>

typedef bool (*MeetFunc)(const Evidence *evidence, const RectoClue *clue, const char *pattern);

static bool meet_words(const Evidence *evidence, const RectoClue *clue, const char *pattern)
{
  size_t length = strlen(pattern);
  if (length > 2 && pattern[0] == '/' && pattern[length - 1] == '/') {
    g_autofree char *expression = g_strndup(pattern + 1, length - 2);
    return recto_layout_matches(evidence->layout, clue->where, expression);
  }
  return recto_layout_find(evidence->layout, clue->where, pattern) >= 0;
}

static bool meet_mrz(const Evidence *evidence, const RectoClue *clue, const char *pattern)
{
  return recto_evidence_has_mrz(evidence, pattern);
}

static bool meet_seal(const Evidence *evidence, const RectoClue *clue, const char *pattern)
{
  return recto_evidence_has_seal(evidence, pattern);
}

static bool meet_code(const Evidence *evidence, const RectoClue *clue, const char *pattern)
{
  return recto_evidence_has_code(evidence, pattern);
}

static bool meet_shape(const Evidence *evidence, const RectoClue *clue, const char *pattern)
{
  return recto_evidence_has_shape(evidence, pattern);
}

static bool clue_is_met(const Evidence *evidence, const RectoClue *clue)
{
  static const MeetFunc meet[] = {
      [RECTO_CLUE_WORDS] = meet_words, [RECTO_CLUE_MRZ] = meet_mrz, [RECTO_CLUE_SEAL] = meet_seal, [RECTO_CLUE_CODE] = meet_code, [RECTO_CLUE_SHAPE] = meet_shape,
  };
  int met = 0, wanted = MAX(1, clue->at_least);
  for (int i = 0; clue->any && clue->any[i] && met < wanted; i++)
    if (meet[clue->kind](evidence, clue, clue->any[i])) met++;
  return met >= wanted;
}

static guint side_index(const RectoType *type, const char *side)
{
  for (guint i = 0; type->sides && type->sides[i]; i++)
    if (g_strcmp0(type->sides[i], side) == 0) return i;
  return 0;
}

/* The best side speaks; with two sides well met the page holds both, unless one side's evidence is too thin to be sure of. */
static char *sides_met(const RectoModels *models, const RectoType *type, const double *side_points, guint n_sides, double *ret_points)
{
  double wanted = recto_limit(models, "judge.classify.side-points");
  g_autoptr(GString) sides = g_string_new(NULL);
  guint best = 0;
  for (guint i = 0; i < n_sides; i++) {
    if (side_points[i] > side_points[best]) best = i;
    if (side_points[i] < wanted || n_sides < 2) continue;
    g_string_append_printf(sides, "%s%s", sides->len ? "+" : "", type->sides[i]);
    *ret_points += side_points[i];
  }
  if (sides->len) return g_string_free(g_steal_pointer(&sides), FALSE);
  *ret_points += side_points[best];
  return g_strdup(type->sides && type->sides[0] ? type->sides[best] : "page");
}

/* What the trained weights make of the page's words counts like a clue, and never for more than the clues that people wrote. Against all types it may speak
 * alone: a page taken for what it is not is worse than one that a person looks at. */
static double weighed_points(const Evidence *evidence, const RectoType *type, double chance, double points, GPtrArray *met)
{
  if (chance >= 0.5) g_ptr_array_add(met, (gpointer) "weighed-words");
  if (g_str_equal(type->id, "none-of-these")) return chance * recto_limit(evidence->models, "judge.classify.weighed-none");
  return CLAMP(chance * recto_limit(evidence->models, "judge.classify.weighed-points"), 0, MAX(0, points));
}

static RectoBid *bid_of(const Evidence *evidence, const RectoType *type, double chance)
{
  guint n_sides = type->sides ? g_strv_length(type->sides) : 0;
  g_autofree double *side_points = g_new0(double, n_sides + 1);
  g_autoptr(GPtrArray) met = g_ptr_array_new();
  double points = 0;
  for (guint i = 0; i < type->clues->len; i++) {
    const RectoClue *clue = type->clues->pdata[i];
    if (!clue_is_met(evidence, clue)) continue;
    if (clue->side) side_points[side_index(type, clue->side)] += clue->points;
    else points += clue->points;
    g_ptr_array_add(met, clue->id);
  }
  g_autofree char *side = sides_met(evidence->models, type, side_points, n_sides, &points);
  points += weighed_points(evidence, type, chance, points, met);
  RectoBid *bid = recto_bid_new(type->id, side, points);
  for (guint i = 0; i < met->len; i++) g_ptr_array_add(bid->clues, g_strdup(met->pdata[i]));
  return bid;
}

static int compare_bids(gconstpointer a, gconstpointer b)
{
  const RectoBid *ba = *(const RectoBid *const *)a, *bb = *(const RectoBid *const *)b;
  if (ba->points != bb->points) return ba->points < bb->points ? 1 : -1;
  return strcmp(ba->type, bb->type);
}

/* The papers that are none of ours bid as a type of their own, so that they can win; people know them as "unknown". */
static void rename_decoy(RectoBid *bid)
{
  if (!g_str_equal(bid->type, "none-of-these")) return;
  g_free(bid->type);
  bid->type = g_strdup("unknown");
}

static RectoBid *plain_bid(const char *type)
{
  return recto_bid_new(type, "page", 0);
}

/* Best first. A bid's lead is over the best bid of another type. */
static GPtrArray *all_bids(const Evidence *evidence)
{
  GPtrArray *bids = g_ptr_array_new_with_free_func((GDestroyNotify)recto_bid_free);
  const GPtrArray *types = recto_models_types(evidence->models);
  g_autofree double *chances = recto_type_chances(evidence->models, evidence);
  for (guint i = 0; i < types->len; i++) {
    const RectoType *type = types->pdata[i];
    if (type->clues && type->clues->len > 0) g_ptr_array_add(bids, bid_of(evidence, type, chances ? chances[i] : 0));
  }
  g_ptr_array_sort(bids, compare_bids);
  for (guint i = 0; i < bids->len; i++) {
    RectoBid *bid = bids->pdata[i];
    const RectoBid *rival = i == 0 ? (bids->len > 1 ? bids->pdata[1] : NULL) : bids->pdata[0];
    bid->lead = bid->points - (rival ? MAX(0, rival->points) : 0);
  }
  return bids;
}

static void choose(RectoSheet *sheet, const RectoModels *models, GPtrArray *bids)
{
  const RectoBid *best = bids->len ? bids->pdata[0] : NULL;
  const RectoType *type = best ? recto_models_type(models, best->type) : NULL;
  bool wins = type && best->points >= type->needs && best->lead >= type->lead;
  g_clear_pointer(&sheet->won, recto_bid_free);
  sheet->won = wins ? g_ptr_array_steal_index(bids, 0) : plain_bid("unknown");
  rename_decoy(sheet->won);
  while (bids->len > 0 && sheet->others->len < 3) {
    RectoBid *bid = bids->pdata[0];
    if (bid->points <= 0) break;
    g_ptr_array_add(sheet->others, g_ptr_array_steal_index(bids, 0));
    rename_decoy(bid);
  }
}

static bool is_readable(const RectoPage *page)
{
  return page->outcome == RECTO_OUTCOME_OK || page->outcome == RECTO_OUTCOME_DAMAGED;
}

/* A sheet that we printed says what it is; no bidding against it. Two sheets on one page are still sheets. */
static bool is_our_sheet(const RectoModels *models, const RectoPage *page)
{
  RectoSeparatorSight sight;
  recto_separator_sight(models, page, &sight);
  return sight.means != 0;
}

static RectoBid *sheet_bid(const RectoModels *models)
{
  const RectoType *type = recto_models_type(models, "separator");
  RectoBid *bid = recto_bid_new("separator", "page", type ? type->needs : 0);
  bid->lead = bid->points;
  g_ptr_array_add(bid->clues, g_strdup("sheet-code"));
  return bid;
}

typedef struct { RectoSheet *sheet; int mark, of; } Turn;

static Turn classify_page(const RectoModels *models, const RectoPage *page)
{
  Turn turn = {.sheet = recto_sheet_new(page->id)};
  if (!is_readable(page)) {
    g_clear_pointer(&turn.sheet->won, recto_bid_free);
    turn.sheet->won = plain_bid("unknown");
    return turn;
  }
  if (page->blank == RECTO_YES) {
    g_clear_pointer(&turn.sheet->won, recto_bid_free);
    turn.sheet->won = plain_bid("blank");
    return turn;
  }
  if (is_our_sheet(models, page)) {
    g_clear_pointer(&turn.sheet->won, recto_bid_free);
    turn.sheet->won = sheet_bid(models);
    return turn;
  }
  g_autoptr(Evidence) evidence = recto_evidence_new(models, page, (RectoDate){0});
  g_autoptr(GPtrArray) bids = all_bids(evidence);
  choose(turn.sheet, models, bids);
  recto_evidence_page_mark(evidence, &turn.mark, &turn.of);
  return turn;
}

/* Points with which this page spoke for `type`; `ret_rival` gets the best of all others. */
static double points_for(const RectoSheet *sheet, const char *type, double *ret_rival)
{
  double points = 0;
  *ret_rival = 0;
  for (guint i = 0; i < sheet->others->len; i++) {
    const RectoBid *bid = sheet->others->pdata[i];
    if (g_str_equal(bid->type, type)) points = bid->points;
    else *ret_rival = MAX(*ret_rival, bid->points);
  }
  return points;
}

static void take_over(RectoSheet *sheet, const char *type, double points)
{
  RectoBid *bid = recto_bid_new(type, "page", points);
  g_ptr_array_add(bid->clues, g_strdup("continuation"));
  recto_bid_free(sheet->won);
  sheet->won = bid;
}

/* A second leaf says little of its kind. It follows the leaf before it when the pages count themselves ("2/3" after "1/3") and nothing else
 * claims it, or when it weakly says the same and nothing else says more. */
static void continue_type(const RectoModels *models, const Turn *before, const Turn *turn)
{
  const char *type_id = before->sheet->won->type;
  const RectoType *type = recto_models_type(models, type_id);
  if (!type || g_str_equal(type_id, "unknown") || !g_str_equal(turn->sheet->won->type, "unknown")) return;
  if (turn->sheet->won->points > 0) return; /* recognised as something that is none of ours */
  if (type->max_pages == 1 || type->clues->len == 0 || g_strv_length(type->sides) > 1) return;
  double rival, points = points_for(turn->sheet, type_id, &rival);
  bool counted = turn->mark > 1 && turn->mark == before->mark + 1 && turn->of == before->of;
  bool first_again = turn->mark == 1;
  double share = recto_limit(models, "judge.classify.continuation-share");
  bool weakly = !first_again && points >= share * type->needs && points >= rival;
  if ((counted && rival < type->needs) || weakly) take_over(turn->sheet, type_id, points);
}

static gint compare_pages(gconstpointer a, gconstpointer b)
{
  return recto_page_compare(*(const RectoPage *const *)a, *(const RectoPage *const *)b);
}

/* Those that count, each where it stands. */
static GPtrArray *pages_in_order(const GPtrArray *files)
{
  GPtrArray *pages = g_ptr_array_new();
  for (guint f = 0; f < files->len; f++) {
    const RectoFile *file = files->pdata[f];
    for (guint p = 0; p < file->pages->len; p++)
      if (!((const RectoPage *)file->pages->pdata[p])->gone) g_ptr_array_add(pages, file->pages->pdata[p]);
  }
  g_ptr_array_sort(pages, compare_pages);
  return pages;
}

GPtrArray *recto_classify(const RectoModels *models, const GPtrArray *files)
{
  GPtrArray *sheets = g_ptr_array_new_with_free_func((GDestroyNotify)recto_sheet_free);
  g_autoptr(GPtrArray) pages = pages_in_order(files);
  Turn before = {0};
  for (guint i = 0; i < pages->len; i++) {
    if (i > 0 && recto_page_place(pages->pdata[i]).file != recto_page_place(pages->pdata[i - 1]).file) before = (Turn){0};
    Turn turn = classify_page(models, pages->pdata[i]);
    if (before.sheet) continue_type(models, &before, &turn);
    g_ptr_array_add(sheets, turn.sheet);
    if (!g_str_equal(turn.sheet->won->type, "blank")) before = turn;
  }
  return sheets;
}
