/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stack-score RESULT.json TRUTH.json… [--list] [--most-lost N] [--most-wrong N] [--least-placed SHARE]: how well scanned mail was taken apart.
 * Exit status 1 when a stated bound is broken, 2 when a file is not in its form. It knows nothing of librecto.
 *
 * TRUTH.json, "recto-stack-truth/1", is written by tests/judge/make-stacks. RESULT.json tells what a run made of the stacks:
 *   {"format": "recto-batch/1",
 *    "files": [{"file": "stack-01.tif",          base name, as in the truth; each file once
 *               "repeatedOf": null,             or the name of the earlier file that this one repeats
 *               "pages": [{"page": 1,            from 1, each page once, in any order
 *                          "dossier": "2026-000012",   null: in no dossier
 *                          "kind": "payslip",    a type of tests/FIELDS.md, "separator", "blank" or "unknown"
 *                          "flag": null,         null: placed without asking anybody; any text: a person is asked to look ("unsure", "foreign" …)
 *                          "envelope": 3}]}]}    not scored; may be null or absent
 * file, repeatedOf, pages; page, dossier, kind and flag must be there. A file or page that the result leaves out is lost, unless the file was
 * rightly told to be a repeat.
 *
 * What is counted:
 *   lost      not in the result; or a printed page in no dossier with no flag (also one told blank or separator)
 *   wrong     a printed page without a flag in the dossier of somebody else (whose dossier: most pages decide), or in a second dossier of its
 *             person beside the one that holds most of his pages; nobody's page (foreign, anonymous envelope) in anybody's dossier
 *   placed    of the pages that can be placed without a flag: in their person's dossier, no flag
 *   careful   pages that may only be placed with a flag (truth: only_with_flag); unproven = rightly placed, yet no flag */
#include "stack-score.h"
#include <locale.h>

typedef struct {
  gboolean list;
  int most_lost, most_wrong;
  double least_placed;
} Options;

static double share(guint part, guint whole) { return whole ? 100.0 * part / whole : 0; }

static void print_line(const char *what, guint part, guint whole) { g_print("%-34s %5u of %5u  %5.1f %%\n", what, part, whole, share(part, whole)); }

static void print_totals(const Totals *t) {
  g_print("%-34s %5u in %u files\n", "pages in", t->pages + t->repeated_pages, t->files);
  if (t->files_missing) g_print("%-34s %5u\n", "files the result leaves out", t->files_missing);
  g_print("%-34s %5u\n", "pages lost", t->lost);
  g_print("%-34s %5u  (another person %u, second dossier %u, nobody's page %u)\n", "pages wrongly placed, no flag", t->wrong, t->wrong_person,
          t->wrong_split, t->wrong_foreign);
  print_line("pages placed without help", t->placed, t->to_place);
  print_line("pages flagged", t->flagged, t->to_place + t->careful);
  print_line("only-with-flag pages flagged", t->careful_flagged, t->careful);
  print_line("only-with-flag pages unproven", t->careful_unproven, t->careful);
  print_line("separators found", t->separators_found, t->separators);
  g_print("%-34s %5u\n", "pages wrongly told separator", t->separators_false);
  print_line("blanks kept", t->blanks_kept, t->blanks);
  print_line("blanks told blank", t->blanks_told, t->blanks);
  g_print("%-34s %5u\n", "printed pages told blank", t->told_blank);
  print_line("types right", t->types_right, t->types);
  print_line("identical stacks noticed", t->repeats_identical_noticed, t->repeats_identical);
  print_line("stacks scanned again noticed", t->repeats_again_noticed, t->repeats_again);
  g_print("%-34s %5u\n", "stacks wrongly told repeated", t->repeats_false);
}

static void print_fault(const ScoredFile *file, guint page, const char *fault) {
  const TruthPage *truth = &g_array_index(file->pages, TruthPage, page - 1);
  const FoundPage *found = &g_array_index(file->found, FoundPage, page - 1);
  g_print("%s:%u: %s (%s of %s, told %s, dossier %s)\n", file->file, page, fault, truth->kind, truth->whose ? truth->whose : "nobody",
          found->kind ? found->kind : "nothing", found->dossier ? found->dossier : "none");
}

static bool is_within(const Options *o, const Totals *t) {
  return (o->most_lost < 0 || t->lost <= (guint)o->most_lost) && (o->most_wrong < 0 || t->wrong <= (guint)o->most_wrong) &&
         share(t->placed, t->to_place) >= o->least_placed;
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  Options o = {FALSE, -1, -1, 0};
  GOptionEntry entries[] = {{"list", 0, 0, G_OPTION_ARG_NONE, &o.list, "Every fault, a line each", NULL},
                            {"most-lost", 0, 0, G_OPTION_ARG_INT, &o.most_lost, "Fail above so many lost pages", "N"},
                            {"most-wrong", 0, 0, G_OPTION_ARG_INT, &o.most_wrong, "Fail above so many pages wrongly placed", "N"},
                            {"least-placed", 0, 0, G_OPTION_ARG_DOUBLE, &o.least_placed, "Fail below this share placed without help, percent", "P"},
                            G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new("RESULT.json TRUTH.json… - score scanned mail");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 3)
    return g_printerr("stack-score: %s\n", error ? error->message : "give a result and its truth files"), 2;
  g_autoptr(GPtrArray) files = score_read_truths(argv + 2, &error);
  if (!files || !score_read_result(argv[1], files, &error)) return g_printerr("stack-score: %s\n", error->message), 2;
  Totals totals = score_count(files, o.list ? print_fault : NULL);
  print_totals(&totals);
  return is_within(&o, &totals) ? 0 : 1;
}
