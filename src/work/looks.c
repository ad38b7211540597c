/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The judge asks, the reader looks again: weak required fields are read a second time at a higher scale. */
#include "work/intake.h"
#include <unistd.h>

typedef struct { RectoReader *reader; RectoOpenOriginal open_original; gpointer data; GPtrArray *looks; } Looking;

static void look_at_page(Looking *looking, const RectoPage *page, const GPtrArray *orders, guint most) {
  if (orders->len == 0) return;
  int fd = looking->open_original(page->id.file, looking->data, NULL);
  for (guint i = 0; fd >= 0 && i < MIN(orders->len, most); i++) {
    RectoLook *look = NULL;
    if (recto_reader_look(looking->reader, fd, page, orders->pdata[i], &look, NULL)) g_ptr_array_add(looking->looks, look);
  }
  if (fd >= 0) close(fd);
}

GPtrArray *recto_work_looks(const RectoModels *models, RectoReader *reader, const GPtrArray *files, const GPtrArray *corrections, int pivot_year,
                            RectoOpenOriginal open_original, gpointer data, RectoProgressFunc progress, gpointer progress_data) {
  Looking looking = {reader, open_original, data, g_ptr_array_new_with_free_func((GDestroyNotify)recto_look_free)};
  g_autoptr(GPtrArray) sheets = recto_classify(models, files);
  recto_correct_sheets(models, corrections, sheets);
  guint most = (guint)recto_limit(models, "work.looks-per-page");
  for (guint i = 0; i < sheets->len; i++) {
    RectoSheet *sheet = sheets->pdata[i];
    const RectoPage *page = recto_page_find(files, sheet->page);
    if (!page) continue;
    g_ptr_array_unref(sheet->fields);
    sheet->fields = recto_page_fields(models, page, sheet->won, NULL, pivot_year);
    g_autoptr(GPtrArray) orders = recto_questions(models, page, sheet);
    look_at_page(&looking, page, orders, most);
    RectoProgress report = {RECTO_STEP_LOOKING, NULL, i + 1, sheets->len, NULL};
    if (progress) progress(&report, progress_data);
  }
  return looking.looks;
}
