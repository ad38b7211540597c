/* SPDX-License-Identifier: GPL-3.0-or-later */
/* specimen: draws fictitious documents with their truth. Options, output files; what is drawn comes from layouts and facts. */
#include "facts.h"
#include "layout.h"
#include "output.h"
#include <gio/gio.h>
#include <locale.h>
#include <string.h>

typedef struct {
  char *data, *out, *person, *today, *format, *sheet, *procedure, *name;
  char **sets;
  int layout;
  gint64 seed;
  gboolean list, words;
} Options;

static bool parse_options(int *argc, char ***argv, Options *o, GError **error) {
  GOptionEntry entries[] = {
      {"list", 0, 0, G_OPTION_ARG_NONE, &o->list, "List types and layouts", NULL},
      {"layout", 0, 0, G_OPTION_ARG_INT, &o->layout, "Which layout (1)", "N"},
      {"seed", 0, 0, G_OPTION_ARG_INT64, &o->seed, "Chance (1)", "S"},
      {"person", 0, 0, G_OPTION_ARG_STRING, &o->person, "Whose paper: p1, p2, spouse, host (p1)", "P"},
      {"today", 0, 0, G_OPTION_ARG_STRING, &o->today, "The day the dossier is put together (2026-11-23)", "DATE"},
      {"out", 0, 0, G_OPTION_ARG_FILENAME, &o->out, "Folder (.)", "DIR"},
      {"name", 0, 0, G_OPTION_ARG_STRING, &o->name, "File name without ending (made from the options)", "NAME"},
      {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->sets, "Fix a value: issue-date=2026-01-31, p.name=Kaya/Ayşe, p.natcode=TUR, p.sex=F",
       "FIELD=VALUE"},
      {"format", 0, 0, G_OPTION_ARG_STRING, &o->format, "png or pdf (png)", "F"},
      {"sheet", 0, 0, G_OPTION_ARG_STRING, &o->sheet, "bare, or copy: recto and verso photocopied on one A4", "S"},
      {"words", 0, 0, G_OPTION_ARG_NONE, &o->words, "Beside an image all its words, and in the truth the height of its letters' x, px", NULL},
      {"procedure", 0, 0, G_OPTION_ARG_STRING, &o->procedure, "With `dossier`: changement-adresse or salarie-renouvellement", "ID"},
      {"data", 0, 0, G_OPTION_ARG_FILENAME, &o->data, "Folder of layouts/ and data/", "DIR"},
      G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new("TYPE|dossier - draw a fictitious document");
  g_option_context_add_main_entries(context, entries, NULL);
  return g_option_context_parse(context, argc, argv, error);
}

static bool list_layouts(const char *data) {
  for (const char *const *type = facts_types(); *type; type++)
    for (int n = 1; n < 20; n++) {
      g_autofree char *file = g_strdup_printf("%s/layouts/%s-%d.layout", data, *type, n);
      if (g_file_test(file, G_FILE_TEST_EXISTS)) g_print("%s %d\n", *type, n);
    }
  return true;
}

static void options_clear(Options *o) {
  g_free(o->data), g_free(o->out), g_free(o->person), g_free(o->today), g_free(o->format), g_free(o->sheet), g_free(o->procedure), g_free(o->name);
  g_strfreev(o->sets);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool draw_one(const Options *o, const char *type, const GDate *today) {
  DrawOrder order = {.data = o->data ? o->data : SPECIMEN_DATA,
                     .type = type,
                     .layout = o->layout,
                     .seed = (guint64)o->seed,
                     .person = o->person ? o->person : "p1",
                     .out = o->out ? o->out : ".",
                     .name = o->name,
                     .pdf = g_strcmp0(o->format, "pdf") == 0,
                     .words = o->words,
                     .copy = g_strcmp0(o->sheet, "copy") == 0,
                     .sets = (const char *const *)o->sets,
                     .today = *today};
  return output_draw(&order);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "C.UTF-8");
  g_auto(Options) o = {.layout = 1, .seed = 1};
  g_autoptr(GError) error = NULL;
  if (!parse_options(&argc, &argv, &o, &error)) {
    g_printerr("specimen: %s\n", error->message);
    return 2;
  }
  if (o.list) return list_layouts(o.data ? o.data : SPECIMEN_DATA) ? 0 : 1;
  int year = 2026, month = 11, day = 23;
  if (argc != 2 || (o.today && sscanf(o.today, "%d-%d-%d", &year, &month, &day) != 3) ||
      !g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year)) {
    g_printerr("specimen: give one TYPE (see --list) or `dossier`, and --today as YYYY-MM-DD\n");
    return 2;
  }
  GDate today;
  g_date_clear(&today, 1);
  g_date_set_dmy(&today, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
  if (strcmp(argv[1], "dossier") != 0) return draw_one(&o, argv[1], &today) ? 0 : 1;
  DossierOrder dossier = {o.data ? o.data : SPECIMEN_DATA, o.procedure ? o.procedure : "", o.out ? o.out : ".", (guint64)o.seed, today};
  return dossier_draw(&dossier) ? 0 : 1;
}
