/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dossier whose papers agree: one seed, one person, one day. What belongs to a procedure's dossier is told by dossiers/PROCEDURE.txt. */
#include "output.h"
#include "rng.h"
#include <stdio.h>
#include <string.h>

static int count_layouts(const DossierOrder *order, const char *type) {
  for (int n = 1;; n++) {
    g_autofree char *path = g_strdup_printf("%s/layouts/%s-%d.layout", order->data, type, n);
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) return n - 1;
  }
}

/* France's own passport design is not for applicants. */
static int choose_layout(const DossierOrder *order, const char *type, const char *word) {
  if (word[0] != '*') return (int)g_ascii_strtoll(word, NULL, 10);
  Rng rng = rng_new(order->seed, type);
  int layout = rng_int(&rng, 1, count_layouts(order, type));
  return strcmp(type, "passport") == 0 && layout == 2 ? 3 : layout;
}

/* "issue-date=@-20d" and "period-month=@-1m" become dates. Owned by the caller. */
static char *resolve_set(const DossierOrder *order, const char *set) {
  int count = 0;
  char unit = 0;
  const char *at = strstr(set, "=@");
  if (!at || sscanf(at, "=@-%d%c", &count, &unit) != 2) return g_strdup(set);
  GDate date = order->today;
  if (unit == 'm')
    g_date_subtract_months(&date, (guint)count);
  else
    g_date_subtract_days(&date, (guint)count);
  g_autofree char *name = g_strndup(set, (gsize)(at - set));
  if (unit == 'm') return g_strdup_printf("%s=%04d-%02d", name, g_date_get_year(&date), g_date_get_month(&date));
  return g_strdup_printf("%s=%04d-%02d-%02d", name, g_date_get_year(&date), g_date_get_month(&date), g_date_get_day(&date));
}

static bool draw_line(const DossierOrder *order, const char *line) {
  g_auto(GStrv) cells = g_strsplit(line, "\t", -1);
  if (g_strv_length(cells) < 5) {
    g_printerr("specimen: a line of the dossier has under five cells: %s\n", line);
    return false;
  }
  g_autoptr(GPtrArray) sets = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 5; cells[i]; i++) g_ptr_array_add(sets, resolve_set(order, cells[i]));
  g_ptr_array_add(sets, NULL);
  DrawOrder draw = {.data = order->data,
                    .type = cells[1],
                    .person = cells[3],
                    .out = order->out,
                    .name = cells[0],
                    .layout = choose_layout(order, cells[1], cells[2]),
                    .seed = order->seed,
                    .copy = strcmp(cells[4], "copy") == 0,
                    .sets = (const char *const *)sets->pdata,
                    .today = order->today};
  return output_draw(&draw);
}

bool dossier_draw(const DossierOrder *order) {
  g_autofree char *file = g_strconcat(order->procedure, ".txt", NULL), *path = g_build_filename(order->data, "dossiers", file, NULL), *text = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(path, &text, NULL, &error)) {
    g_printerr("specimen: no such dossier: %s\n", error->message);
    return false;
  }
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (lines[i][0] && lines[i][0] != '#' && !draw_line(order, lines[i])) return false;
  return true;
}
