/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counting. Whose a dossier is, its pages decide: the applicant who has most of them (of equals the first by name).
 * An applicant's home is, of the dossiers that are his, the one with most of his pages. Only there a page of his is placed. */
#include "stack-score.h"

typedef struct {
  char *owner; /* NULL: nobody's pages only */
  guint pages; /* of the owner */
} Dossier;

typedef struct {
  const GPtrArray *files;
  GHashTable *dossiers, *homes; /* number -> Dossier*; applicant -> number */
  Listing listing;
  Totals sum;
} Count;

static bool is(const char *text, const char *word) { return g_strcmp0(text, word) == 0; }

static bool is_paper(const TruthPage *page) { return !is(page->kind, "blank") && !is(page->kind, "separator"); }

static bool is_noticed(const ScoredFile *file) { return file->repeat_of && is(file->repeat_of, file->told_repeat_of); }

static void list(const Count *count, const ScoredFile *file, guint page, const char *fault) {
  if (count->listing) count->listing(file, page + 1, fault);
}

/* ------------------------------------------------------------------ whose dossiers */

static void dossier_free(gpointer data) {
  Dossier *dossier = data;
  g_free(dossier->owner);
  g_free(dossier);
}

/* (dossier, applicant) -> pages, the key "dossier\napplicant". */
static GHashTable *count_pairs(const GPtrArray *files) {
  GHashTable *pairs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  for (guint f = 0; f < files->len; f++) {
    const ScoredFile *file = files->pdata[f];
    for (guint i = 0; i < file->pages->len; i++) {
      const TruthPage *truth = &g_array_index(file->pages, TruthPage, i);
      const FoundPage *found = &g_array_index(file->found, FoundPage, i);
      if (!found->dossier || !truth->whose || !is_paper(truth)) continue;
      char *key = g_strdup_printf("%s\n%s", found->dossier, truth->whose);
      g_hash_table_replace(pairs, key, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(pairs, key)) + 1));
    }
  }
  return pairs;
}

static int by_name(gconstpointer a, gconstpointer b) { return g_strcmp0(*(char *const *)a, *(char *const *)b); }

static void find_owners(Count *count) {
  g_autoptr(GHashTable) pairs = count_pairs(count->files);
  g_autofree gpointer *keys = g_hash_table_get_keys_as_array(pairs, NULL);
  guint n = g_hash_table_size(pairs);
  qsort(keys, n, sizeof *keys, by_name);
  for (guint i = 0; i < n; i++) {
    g_auto(GStrv) pair = g_strsplit(keys[i], "\n", 2);
    guint pages = GPOINTER_TO_UINT(g_hash_table_lookup(pairs, keys[i]));
    Dossier *dossier = g_hash_table_lookup(count->dossiers, pair[0]);
    if (!dossier) g_hash_table_insert(count->dossiers, g_strdup(pair[0]), dossier = g_new0(Dossier, 1));
    if (pages <= dossier->pages) continue;
    g_free(dossier->owner);
    dossier->owner = g_strdup(pair[1]);
    dossier->pages = pages;
  }
}

static void find_homes(Count *count) {
  g_autofree gpointer *numbers = g_hash_table_get_keys_as_array(count->dossiers, NULL);
  guint n = g_hash_table_size(count->dossiers);
  qsort(numbers, n, sizeof *numbers, by_name);
  for (guint i = 0; i < n; i++) {
    const Dossier *dossier = g_hash_table_lookup(count->dossiers, numbers[i]);
    const char *home = g_hash_table_lookup(count->homes, dossier->owner);
    const Dossier *best = home ? g_hash_table_lookup(count->dossiers, home) : NULL;
    if (!best || dossier->pages > best->pages) g_hash_table_replace(count->homes, g_strdup(dossier->owner), g_strdup(numbers[i]));
  }
}

/* ------------------------------------------------------------------ pages */

/* NULL when rightly placed; a page that is nobody's is wrong in anybody's dossier. */
static const char *misplaced(const Count *count, const TruthPage *truth, const FoundPage *found) {
  const Dossier *dossier = g_hash_table_lookup(count->dossiers, found->dossier);
  if (!truth->whose) return dossier ? "foreign" : NULL;
  if (!is(dossier->owner, truth->whose)) return "another";
  return is(g_hash_table_lookup(count->homes, truth->whose), found->dossier) ? NULL : "split";
}

static void count_wrong(Count *count, const ScoredFile *file, guint i, const char *how) {
  count->sum.wrong++;
  if (is(how, "another")) count->sum.wrong_person++, list(count, file, i, "in another person's dossier without a flag");
  if (is(how, "split")) count->sum.wrong_split++, list(count, file, i, "in a second dossier of its person without a flag");
  if (is(how, "foreign")) count->sum.wrong_foreign++, list(count, file, i, "nobody's page in somebody's dossier without a flag");
}

static void count_separator(Count *count, const ScoredFile *file, guint i, const FoundPage *found) {
  count->sum.separators++;
  if (is(found->kind, "separator"))
    count->sum.separators_found++;
  else
    list(count, file, i, "separator missed");
}

static void count_blank(Count *count, const FoundPage *found) {
  count->sum.blanks++;
  count->sum.blanks_kept += found->present;
  count->sum.blanks_told += is(found->kind, "blank");
}

/* Printed pages: lost when they lie in no dossier and no flag asks a person to look. */
static void count_paper(Count *count, const ScoredFile *file, guint i, const TruthPage *truth, const FoundPage *found) {
  Totals *sum = &count->sum;
  bool in = found->dossier != NULL, flagged = found->flag != NULL;
  const char *how = in ? misplaced(count, truth, found) : NULL;
  if (found->present && !in && !flagged) sum->lost++, list(count, file, i, "in no dossier, and no flag tells");
  if (is(found->kind, "blank")) sum->told_blank++, list(count, file, i, "told blank");
  if (is(found->kind, "separator")) sum->separators_false++, list(count, file, i, "told separator");
  if (in && !flagged && how) count_wrong(count, file, i, how);
  sum->flagged += flagged;
  if (truth->only_with_flag) {
    sum->careful++;
    sum->careful_flagged += flagged;
    sum->careful_unproven += in && !flagged && !how;
    return;
  }
  sum->to_place++;
  sum->placed += in && !flagged && !how;
  sum->types += !is(truth->kind, "foreign");
  sum->types_right += is(found->kind, truth->kind);
}

static void count_page(Count *count, const ScoredFile *file, guint i) {
  const TruthPage *truth = &g_array_index(file->pages, TruthPage, i);
  const FoundPage *found = &g_array_index(file->found, FoundPage, i);
  count->sum.pages++;
  if (!found->present) count->sum.lost++, list(count, file, i, "not in the result");
  if (is(truth->kind, "separator"))
    count_separator(count, file, i, found);
  else if (is(truth->kind, "blank")) {
    count_blank(count, found);
    if (is(found->kind, "separator")) count->sum.separators_false++, list(count, file, i, "told separator");
  } else
    count_paper(count, file, i, truth, found);
}

/* A repeat that was noticed: its pages need no place, but a wrong one is wrong. */
static void count_repeated(Count *count, const ScoredFile *file) {
  count->sum.repeated_pages += file->pages->len;
  for (guint i = 0; i < file->pages->len; i++) {
    const TruthPage *truth = &g_array_index(file->pages, TruthPage, i);
    const FoundPage *found = &g_array_index(file->found, FoundPage, i);
    const char *how = is_paper(truth) && found->dossier && !found->flag ? misplaced(count, truth, found) : NULL;
    if (how) count_wrong(count, file, i, how);
  }
}

static void count_file(Count *count, const ScoredFile *file) {
  Totals *sum = &count->sum;
  bool noticed = is_noticed(file);
  sum->files++;
  sum->files_missing += !file->answered;
  sum->repeats_identical += file->repeat_of && file->identical;
  sum->repeats_identical_noticed += noticed && file->identical;
  sum->repeats_again += file->repeat_of && !file->identical;
  sum->repeats_again_noticed += noticed && !file->identical;
  sum->repeats_false += file->told_repeat_of && !noticed;
  if (noticed) return count_repeated(count, file);
  for (guint i = 0; i < file->pages->len; i++) count_page(count, file, i);
}

Totals score_count(const GPtrArray *files, Listing listing) {
  Count count = {.files = files, .listing = listing};
  count.dossiers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, dossier_free);
  count.homes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  find_owners(&count);
  find_homes(&count);
  for (guint f = 0; f < files->len; f++) count_file(&count, files->pdata[f]);
  g_hash_table_unref(count.dossiers);
  g_hash_table_unref(count.homes);
  return count.sum;
}
