/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pages belong together: a bill's leaves, a card's recto and verso even when shuffled or in different files, three payslips apart. */
#include "judge/gather.h"

#include "judge/evidence.h"
#include "judge/merge.h"

#include <recto/judge.h>
#include <string.h>

/* A page on its way into a document. */
typedef struct {
  const RectoSheet *sheet;
  const RectoPage *page;
  const RectoType *type;
  int mark, of;        /* its own counting "mark/of", 0 = none */
  guint group;         /* document it went into, counted from 1; 0 = none yet */
} Leaf;

typedef struct { GPtrArray *leaves; } Group;

static RectoPageId place_of(const Leaf *leaf)
{
  return leaf->page ? recto_page_place(leaf->page) : leaf->sheet->page;
}

static int compare_places(const Leaf *a, const Leaf *b)
{
  return a->page && b->page ? recto_page_compare(a->page, b->page) : recto_page_id_compare(&a->sheet->page, &b->sheet->page);
}

static bool is_mute(const char *type)
{
  return g_str_equal(type, "blank") || g_str_equal(type, "separator");
}

static GArray *leaves_of(const RectoModels *models, const GPtrArray *files, const GPtrArray *sheets)
{
  GArray *leaves = g_array_new(FALSE, TRUE, sizeof(Leaf));
  for (guint i = 0; i < sheets->len; i++) {
    const RectoSheet *sheet = sheets->pdata[i];
    if (is_mute(sheet->won->type)) continue;
    Leaf leaf = {.sheet = sheet, .page = recto_page_find(files, sheet->page), .type = recto_models_type(models, sheet->won->type)};
    bool counted = leaf.type && leaf.page && leaf.type->max_pages != 1 && leaf.page->words->len > 0;
    if (counted) {
      g_autoptr(Evidence) evidence = recto_evidence_new(models, leaf.page, (RectoDate){0});
      recto_evidence_page_mark(evidence, &leaf.mark, &leaf.of);
    }
    g_array_append_val(leaves, leaf);
  }
  return leaves;
}

/* YES if a field both have agrees, NO if one disagrees, CANNOT_TELL if they share none. */
static RectoAnswer fields_agree(const GPtrArray *a, const GPtrArray *b, const char *name)
{
  const RectoField *fa = recto_fields_lookup(a, name), *fb = recto_fields_lookup(b, name);
  const char *va = recto_field_value(fa), *vb = recto_field_value(fb);
  return va && vb ? recto_values_agree(fa->kind, va, vb) : RECTO_CANNOT_TELL;
}

static bool has_sides(const RectoType *type)
{
  return type && g_strv_length(type->sides) > 1;
}

static guint required_found(const RectoType *type, const GPtrArray *fields, guint *ret_required)
{
  guint found = 0, required = 0;
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *rule = type->fields->pdata[i];
    if (!rule->required) continue;
    required++;
    if (recto_fields_value(fields, rule->name)) found++;
  }
  *ret_required = required;
  return found;
}

static bool is_continuation(const RectoSheet *sheet)
{
  for (guint i = 0; i < sheet->won->clues->len; i++)
    if (g_str_equal(sheet->won->clues->pdata[i], "continuation")) return true;
  return false;
}

/* Fields that two leaves of one document would share: a second full set is another document. */
static bool contradicts(const RectoType *type, const GPtrArray *a, const GPtrArray *b)
{
  static const char *const telling[] = {"period-month", "notice-reference", "act-number", "document-number", "issue-date", "fiscal-number"};
  for (gsize i = 0; i < G_N_ELEMENTS(telling); i++)
    if (fields_agree(a, b, telling[i]) == RECTO_NO) return true;
  return fields_agree(a, b, "full-name") == RECTO_NO || (type->key_field && fields_agree(a, b, type->key_field) == RECTO_NO);
}

/* Does the leaf go on with the document whose last leaf came before it in the same file? */
static bool follows(const Leaf *last, const Leaf *leaf, guint n_pages)
{
  if (last->type != leaf->type || !leaf->type || has_sides(leaf->type) || place_of(last).file != place_of(leaf).file) return false;
  if (leaf->type->max_pages > 0 && n_pages >= (guint)leaf->type->max_pages) return false;
  if (leaf->mark > 0 && last->mark > 0) return leaf->mark == last->mark + 1 && leaf->of == last->of;
  if (leaf->mark == 1) return false;
  if (is_continuation(leaf->sheet) || leaf->mark > 1) return true;
  if (contradicts(leaf->type, last->sheet->fields, leaf->sheet->fields)) return false;
  guint required, found = required_found(leaf->type, leaf->sheet->fields, &required);
  return 2 * found < required;
}

static Group *group_new(GPtrArray *groups, Leaf *leaf)
{
  Group *group = g_new0(Group, 1);
  group->leaves = g_ptr_array_new();
  g_ptr_array_add(group->leaves, leaf);
  g_ptr_array_add(groups, group);
  leaf->group = groups->len;
  return group;
}

static void group_free(gpointer data)
{
  g_ptr_array_unref(((Group *)data)->leaves);
  g_free(data);
}

static bool group_lacks(const Group *group, int mark)
{
  for (guint i = 0; i < group->leaves->len; i++)
    if (((const Leaf *)group->leaves->pdata[i])->mark == mark) return false;
  return true;
}

/* A shuffled stack: "page 2/3" looks for a document of its kind that counts to three and has no page two. */
static Group *group_for_mark(const GPtrArray *groups, const Leaf *leaf)
{
  Group *found = NULL;
  for (guint i = 0; i < groups->len; i++) {
    Group *group = groups->pdata[i];
    const Leaf *first = group->leaves->pdata[0];
    if (first->type != leaf->type || first->of != leaf->of || !group_lacks(group, leaf->mark)) continue;
    if (contradicts(leaf->type, first->sheet->fields, leaf->sheet->fields)) continue;
    if (found) return NULL; /* two could be meant: leave it to a person */
    found = group;
  }
  return found;
}

static int compare_marks(gconstpointer a, gconstpointer b)
{
  const Leaf *la = *(const Leaf *const *)a, *lb = *(const Leaf *const *)b;
  if (la->mark && lb->mark && la->mark != lb->mark) return la->mark - lb->mark;
  return compare_places(la, lb);
}

static void gather_leaves(GPtrArray *groups, GArray *leaves)
{
  const Leaf *last = NULL;
  Group *current = NULL;
  for (guint i = 0; i < leaves->len; i++) {
    Leaf *leaf = &g_array_index(leaves, Leaf, i);
    if (has_sides(leaf->type)) continue;
    if (last && current && follows(last, leaf, current->leaves->len)) {
      g_ptr_array_add(current->leaves, leaf);
      leaf->group = last->group;
    } else if (leaf->mark > 1 && leaf->type && group_for_mark(groups, leaf)) {
      g_ptr_array_add(group_for_mark(groups, leaf)->leaves, leaf);
      continue;
    } else {
      current = group_new(groups, leaf);
    }
    last = leaf;
  }
  for (guint i = 0; i < groups->len; i++) g_ptr_array_sort(((Group *)groups->pdata[i])->leaves, compare_marks);
}

/* ------------------------------------------------------------------ recto and verso */

static bool side_has(const char *sides, const char *side)
{
  g_auto(GStrv) parts = g_strsplit(sides, "+", -1);
  return g_strv_contains((const char *const *)parts, side);
}

/* How strongly a verso belongs to a recto; negative = a number, name or date says no. */
static double tie(const Leaf *recto, const Leaf *verso)
{
  static const struct { const char *name; double agree, differ; } ties[] = {
      {"document-number", 6, -8}, {"foreigner-number", 5, -8}, {"birth-date", 3, -6}, {"family-name", 3, -6}, {"given-names", 2, -4}, {"expiry-date", 2, -3}, {"sex", 0, -3},
  };
  double points = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(ties); i++) {
    RectoAnswer answer = fields_agree(recto->sheet->fields, verso->sheet->fields, ties[i].name);
    if (answer == RECTO_YES) points += ties[i].agree;
    if (answer == RECTO_NO) points += ties[i].differ;
  }
  RectoPageId front = place_of(recto), back = place_of(verso);
  if (front.file == back.file) {
    int distance = (int)back.page - (int)front.page;
    points += distance == 1 ? 1.5 : ABS(distance) == 1 ? 1 : 0.5;
  } else {
    int distance = (int)back.file - (int)front.file;
    points += ABS(distance) == 1 ? 0.6 : 0.1;
  }
  return points;
}

typedef struct { Leaf *recto, *verso; double points; } Pair;

static int compare_pairs(gconstpointer a, gconstpointer b)
{
  double pa = ((const Pair *)a)->points, pb = ((const Pair *)b)->points;
  return pa < pb ? 1 : pa > pb ? -1 : 0;
}

static bool is_whole(const Leaf *leaf)
{
  return strchr(leaf->sheet->won->side, '+') != NULL;
}

/* The surest pairs first; what is left stands alone. */
static void gather_cards(GPtrArray *groups, GArray *leaves)
{
  g_autoptr(GArray) pairs = g_array_new(FALSE, TRUE, sizeof(Pair));
  for (guint i = 0; i < leaves->len; i++)
    for (guint j = 0; j < leaves->len; j++) {
      Leaf *recto = &g_array_index(leaves, Leaf, i), *verso = &g_array_index(leaves, Leaf, j);
      if (i == j || recto->type != verso->type || !has_sides(recto->type) || is_whole(recto) || is_whole(verso)) continue;
      if (!side_has(recto->sheet->won->side, recto->type->sides[0]) || side_has(verso->sheet->won->side, recto->type->sides[0])) continue;
      Pair pair = {recto, verso, tie(recto, verso)};
      if (pair.points > 0) g_array_append_val(pairs, pair);
    }
  g_array_sort(pairs, compare_pairs);
  for (guint i = 0; i < pairs->len; i++) {
    const Pair *pair = &g_array_index(pairs, Pair, i);
    if (pair->recto->group || pair->verso->group) continue;
    Group *group = group_new(groups, pair->recto);
    g_ptr_array_add(group->leaves, pair->verso);
    pair->verso->group = pair->recto->group;
  }
  for (guint i = 0; i < leaves->len; i++) {
    Leaf *leaf = &g_array_index(leaves, Leaf, i);
    if (has_sides(leaf->type) && !leaf->group) group_new(groups, leaf);
  }
}

/* ------------------------------------------------------------------ the clerk's word */

/* What was said of a page holds for the one that took its place. */
static bool is_or_stands_for(const Leaf *leaf, RectoPageId page)
{
  return recto_page_id_equal(leaf->sheet->page, page) || (leaf->page && leaf->page->stands_in && recto_page_id_equal(leaf->page->place, page));
}

static Group *group_of(const GPtrArray *groups, RectoPageId page, guint *ret_position)
{
  for (guint i = 0; i < groups->len; i++) {
    Group *group = groups->pdata[i];
    for (guint l = 0; l < group->leaves->len; l++) {
      if (!is_or_stands_for(group->leaves->pdata[l], page)) continue;
      *ret_position = l;
      return group;
    }
  }
  return NULL;
}

static void put_together(GPtrArray *groups, const RectoCorrection *correction)
{
  guint from_at = 0, to_at = 0;
  Group *from = group_of(groups, correction->page, &from_at);
  if (!from || !group_of(groups, correction->other, &to_at) || recto_page_id_equal(correction->page, correction->other)) return;
  Leaf *leaf = g_ptr_array_steal_index(from->leaves, from_at);
  Group *to = group_of(groups, correction->other, &to_at); /* again: both may be the same group */
  g_ptr_array_insert(to->leaves, (gint)to_at + 1, leaf);
  if (from->leaves->len == 0) g_ptr_array_remove(groups, from);
}

static void take_apart(GPtrArray *groups, const RectoCorrection *correction)
{
  guint at = 0;
  Group *group = group_of(groups, correction->page, &at);
  if (!group || at == 0) return;
  Group *rest = group_new(groups, group->leaves->pdata[at]);
  for (guint i = at + 1; i < group->leaves->len; i++) g_ptr_array_add(rest->leaves, group->leaves->pdata[i]);
  g_ptr_array_set_size(group->leaves, (gint)at);
}

static void regroup(GPtrArray *groups, const GPtrArray *corrections)
{
  for (guint i = 0; corrections && i < corrections->len; i++) {
    const RectoCorrection *correction = corrections->pdata[i];
    if (correction->kind == RECTO_CORRECT_TOGETHER) put_together(groups, correction);
    if (correction->kind == RECTO_CORRECT_APART) take_apart(groups, correction);
  }
}

/* ------------------------------------------------------------------ documents */

static double trust_in(const Group *group)
{
  double worst = 1;
  for (guint i = 0; i < group->leaves->len; i++) {
    const Leaf *leaf = group->leaves->pdata[i];
    double needs = leaf->type && leaf->type->needs > 0 ? leaf->type->needs : 1;
    double sure = leaf->type ? 0.5 + 0.25 * MIN(1, leaf->sheet->won->points / (2 * needs)) + 0.25 * CLAMP(leaf->sheet->won->lead / needs, 0, 1) : 0;
    worst = MIN(worst, sure);
  }
  return worst;
}

static void merge_fields(const RectoModels *models, RectoDocument *document, const Group *group)
{
  for (guint i = 0; i < group->leaves->len; i++) {
    const Leaf *leaf = group->leaves->pdata[i];
    for (guint f = 0; f < leaf->sheet->fields->len; f++) recto_fields_absorb(document->fields, leaf->sheet->fields->pdata[f]);
  }
  for (guint f = 0; f < document->fields->len; f++) recto_field_settle(models, document->fields->pdata[f]);
}

static int compare_groups(gconstpointer a, gconstpointer b)
{
  const Leaf *la = (*(const Group *const *)a)->leaves->pdata[0], *lb = (*(const Group *const *)b)->leaves->pdata[0];
  return compare_places(la, lb);
}

GPtrArray *recto_gather_documents(const RectoModels *models, const GPtrArray *files, const GPtrArray *sheets, const GPtrArray *corrections)
{
  GPtrArray *documents = g_ptr_array_new_with_free_func((GDestroyNotify)recto_document_free);
  g_autoptr(GArray) leaves = leaves_of(models, files, sheets);
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(group_free);
  gather_leaves(groups, leaves);
  gather_cards(groups, leaves);
  regroup(groups, corrections);
  g_ptr_array_sort(groups, compare_groups);
  for (guint i = 0; i < groups->len; i++) {
    const Group *group = groups->pdata[i];
    const Leaf *first = group->leaves->pdata[0];
    g_autofree char *id = g_strdup_printf("d%u", i + 1);
    RectoDocument *document = recto_document_new(id, first->sheet->won->type);
    document->confidence = trust_in(group);
    for (guint l = 0; l < group->leaves->len; l++) {
      const Leaf *leaf = group->leaves->pdata[l];
      g_array_append_val(document->pages, leaf->sheet->page);
      g_ptr_array_add(document->sides, g_strdup(leaf->sheet->won->side));
    }
    merge_fields(models, document, group);
    g_ptr_array_add(documents, document);
  }
  return documents;
}

/* ------------------------------------------------------------------ repeats */

static bool same_pixels(const GPtrArray *files, const RectoDocument *a, const RectoDocument *b)
{
  static const uint8_t none[32] = {0};
  if (a->pages->len != b->pages->len) return false;
  for (guint i = 0; i < a->pages->len; i++) {
    const RectoPage *pa = recto_page_find(files, g_array_index(a->pages, RectoPageId, i)), *pb = recto_page_find(files, g_array_index(b->pages, RectoPageId, i));
    if (!pa || !pb || memcmp(pa->sha256, pb->sha256, 32) != 0 || memcmp(pa->sha256, none, 32) == 0) return false;
  }
  return true;
}

static bool same_sides(const RectoDocument *a, const RectoDocument *b)
{
  if (a->sides->len != b->sides->len) return false;
  for (guint i = 0; i < a->sides->len; i++)
    if (!g_str_equal(a->sides->pdata[i], b->sides->pdata[i])) return false;
  return true;
}

/* Every required field of the type agrees, at least two are there on both, and no other telling field differs. */
static bool same_content(const RectoType *type, const RectoDocument *a, const RectoDocument *b)
{
  guint agreeing = 0;
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *rule = type->fields->pdata[i];
    RectoAnswer answer = fields_agree(a->fields, b->fields, rule->name);
    if (answer == RECTO_NO) return false;
    if (!rule->required) continue;
    bool both = recto_fields_value(a->fields, rule->name) && recto_fields_value(b->fields, rule->name);
    if (both && answer != RECTO_YES) return false;
    if (both) agreeing++;
  }
  return agreeing >= 2;
}

void recto_mark_repeats(const RectoModels *models, const GPtrArray *files, const GPtrArray *documents)
{
  for (guint i = 0; i < documents->len; i++) {
    RectoDocument *later = documents->pdata[i];
    const RectoType *type = recto_models_type(models, later->type);
    for (guint j = 0; j < i && !later->same_as; j++) {
      const RectoDocument *earlier = documents->pdata[j];
      if (earlier->same_as || !g_str_equal(earlier->type, later->type) || g_strcmp0(earlier->person, later->person) != 0) continue;
      bool same = same_pixels(files, earlier, later) || (type && type->fields && same_sides(earlier, later) && same_content(type, earlier, later));
      if (same) later->same_as = g_strdup(earlier->id);
    }
  }
}
