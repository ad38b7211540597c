/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judge asks, the reader looks again: weak required fields are read a second time at a higher scale. */
#include "work/intake.h"
#include <unistd.h>

/* Pages whose places are looked at together; each holds one descriptor. */
#define TOGETHER 16

typedef struct {
  GPtrArray *questions; /* a list of RectoLookOrder a page, kept as long as their asks */
  GArray *asks;         /* of RectoLookAsk */
  GArray *fds;
  GPtrArray *looks;
} Looking;

static void look(Looking *looking, RectoReader *reader) {
  g_autoptr(GPtrArray) looks = NULL;
  if (looking->asks->len > 0 && recto_reader_look(reader, (RectoLookAsk *)(void *)looking->asks->data, looking->asks->len, &looks, NULL))
    g_ptr_array_extend_and_steal(looking->looks, g_steal_pointer(&looks));
  for (guint i = 0; i < looking->fds->len; i++) close(g_array_index(looking->fds, int, i));
  g_array_set_size(looking->fds, 0);
  g_array_set_size(looking->asks, 0);
  g_ptr_array_set_size(looking->questions, 0);
}

/* An original that cannot be opened: then the first reading stands. */
static void ask(Looking *looking, const RectoPage *page, const GPtrArray *orders, guint most, int fd) {
  if (fd < 0) return;
  g_array_append_val(looking->fds, fd);
  for (guint i = 0; i < MIN(orders->len, most); i++) {
    RectoLookAsk one = {fd, page, orders->pdata[i]};
    g_array_append_val(looking->asks, one);
  }
}

GPtrArray *recto_work_looks(const RectoModels *models, RectoReader *reader, const GPtrArray *files, const GPtrArray *corrections, int pivot_year,
                            RectoOpenOriginal open_original, gpointer data, RectoProgressFunc progress, gpointer progress_data) {
  g_autoptr(GPtrArray) all_questions = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref), sheets = recto_classify(models, files);
  g_autoptr(GArray) asks = g_array_new(FALSE, FALSE, sizeof(RectoLookAsk)), fds = g_array_new(FALSE, FALSE, sizeof(int));
  Looking looking = {all_questions, asks, fds, g_ptr_array_new_with_free_func((GDestroyNotify)recto_look_free)};
  recto_correct_sheets(models, corrections, sheets);
  guint most = (guint)recto_limit(models, "work.looks-per-page");
  for (guint i = 0; i < sheets->len; i++) {
    RectoSheet *sheet = sheets->pdata[i];
    const RectoPage *page = recto_page_find(files, sheet->page);
    if (!page) continue;
    g_ptr_array_unref(sheet->fields);
    sheet->fields = recto_page_fields(models, page, sheet->won, NULL, pivot_year);
    GPtrArray *questions = recto_questions(models, page, sheet);
    g_ptr_array_add(all_questions, questions);
    if (questions->len > 0) ask(&looking, page, questions, most, open_original(page->id.file, data, NULL));
    if (fds->len >= TOGETHER) look(&looking, reader);
    RectoProgress report = {RECTO_STEP_LOOKING, NULL, i + 1, sheets->len, NULL};
    if (progress) progress(&report, progress_data);
  }
  look(&looking, reader);
  return looking.looks;
}
