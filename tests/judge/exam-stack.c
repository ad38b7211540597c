/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exam-stack OUT [--seed N] [--count N] [--dpi 200|300] [--only N] [--sheets FOLDER] [--layouts DIR]
 * Draws the mail of COUNT mornings into OUT/stack-NN.tif or .pdf, with OUT/stack-NN.truth.json. make-stacks calls it; FOLDER holds sheet-1.png… */
#include "stack.h"
#include <glib/gstdio.h>
#include <unistd.h>

typedef struct {
  gint64 seed;
  int count, dpi, only;
  char *sheets, *layouts, *out;
} Options;

/* Sheet by sheet: what is drawn stays until the next one, because a blank back shows its front. */
static bool draw_pages(const StackPress *press, const StackSet *set, const Stack *stack, StackFile *file, JsonArray *truth, GError **error) {
  StackDrawn front = {0};
  bool fine = true;
  for (guint i = 0; i < stack->pages->len && fine; i++) {
    const StackPage *page = &g_array_index(stack->pages, StackPage, i);
    StackDrawn drawn = {0};
    fine = stack_draw(press, set, page, &stack->scan, front.surface, &drawn, error);
    if (fine) {
      PIX *pix = stack_scan_page(stack, page, i, &drawn);
      if (!stack_file_add(file, pix)) fine = (g_set_error(error, EXAM_ERROR, 0, "page %u cannot be written", i + 1), false);
      stack_truth_page(set, stack, i, &drawn, truth);
      pixDestroy(&pix);
    }
    stack_drawn_clear(&front);
    front = drawn;
    if (isatty(2)) g_printerr("\r%s: page %u of %u ", stack->name, i + 1, stack->pages->len);
  }
  stack_drawn_clear(&front);
  return fine;
}

static bool draw_stack(const Options *o, const StackPress *press, const StackSet *set, const Stack *stack, GError **error) {
  g_autofree char *path = g_build_filename(o->out, stack->name, NULL), *stem = g_strdup_printf("stack-%02d.truth.json", stack->number),
                  *truth_path = g_build_filename(o->out, stem, NULL);
  StackFile *file = stack_file_open(path, &stack->scan);
  JsonArray *truth = json_array_new();
  bool fine = draw_pages(press, set, stack, file, truth, error);
  bool closed = stack_file_close(file);
  if (fine && !closed) fine = (g_set_error(error, EXAM_ERROR, 0, "%s cannot be written", path), false);
  if (!fine) g_remove(path);
  return stack_truth_write(set, stack, truth, truth_path, fine ? error : NULL) && fine;
}

static bool draw_set(const Options *o, const StackPress *press, GError **error) {
  int given = 0;
  for (bool there = o->sheets != NULL; there; given += there) {
    g_autofree char *path = g_strdup_printf("%s/sheet-%d.png", o->sheets, given + 1);
    there = g_file_test(path, G_FILE_TEST_EXISTS);
  }
  if (o->sheets && !given) return g_set_error(error, EXAM_ERROR, 0, "no sheet-1.png in %s", o->sheets), false;
  StackSet *set = stack_set_plan((guint64)o->seed, o->count, o->dpi, given);
  bool fine = true;
  for (guint i = 0; i < set->stacks->len && fine; i++)
    if (!o->only || (int)i + 1 == o->only) fine = draw_stack(o, press, set, set->stacks->pdata[i], error);
  if (isatty(2)) g_printerr("\n");
  stack_set_free(set);
  return fine;
}

/* Refused font sizes are tried again a hair larger (ink.c); what stays broken is seen in cairo's status. */
static GLogWriterOutput hush(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data) {
  return level & G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED : g_log_writer_default(level, fields, n_fields, data);
}

int main(int argc, char **argv) {
  g_log_set_writer_func(hush, NULL, NULL);
  Options o = {.seed = 1, .count = 30};
  const GOptionEntry options[] = {{"seed", 0, 0, G_OPTION_ARG_INT64, &o.seed, "chance (1)", "N"},
                                  {"count", 0, 0, G_OPTION_ARG_INT, &o.count, "stacks (30)", "N"},
                                  {"dpi", 0, 0, G_OPTION_ARG_INT, &o.dpi, "200 or 300; else mixed", "N"},
                                  {"only", 0, 0, G_OPTION_ARG_INT, &o.only, "draw this stack of the set alone", "N"},
                                  {"sheets", 0, 0, G_OPTION_ARG_FILENAME, &o.sheets, "separators: sheet-1.png…", "FOLDER"},
                                  {"layouts", 0, 0, G_OPTION_ARG_FILENAME, &o.layouts, "folder of .lay files", "DIR"},
                                  {NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new("OUT");
  g_option_context_add_main_entries(context, options, NULL);
  g_autoptr(GError) error = NULL;
  bool understood = g_option_context_parse(context, &argc, &argv, &error);
  g_autofree char *layouts_folder = o.layouts, *sheets_folder = o.sheets;
  if (!understood || argc != 2 || o.count < 1 || (o.dpi && o.dpi != 200 && o.dpi != 300))
    return g_printerr("exam-stack: %s\n", error ? error->message : "OUT, a count and 200 or 300 dpi expected"), 2;
  o.out = argv[1];
  ExamSheets *layouts = exam_sheets_load(o.layouts ? o.layouts : "tests/judge/layouts", &error);
  if (!layouts || g_mkdir_with_parents(o.out, 0755) != 0) return g_printerr("exam-stack: %s\n", error ? error->message : o.out), 2;
  bool fine = draw_set(&o, &(StackPress){layouts, o.sheets}, &error);
  exam_sheets_free(layouts);
  return fine ? 0 : (g_printerr("exam-stack: %s\n", error->message), 1);
}
