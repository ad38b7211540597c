/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Drawn pages, made small, with the places of their print. */
#include "hidden-print.h"

#include "image/survey.h"

enum { LONGEST = 600, BYTES = 4 };

/* Print and a little around it, so that a line's words hang together. */
static PIX *print_of(PIX *grey, const RectoModels *models, int width, int height, double *ret_letter) {
  const double beside = 0.45, above = 0.2;
  g_auto(RectoSurvey) survey = {0};
  PIX *print = pixCreate(width, height, 8);
  if (!recto_survey_make(grey, models, &survey)) return print;
  double scale = (double)width / pixGetWidth(grey) / survey.factor;
  *ret_letter = survey.letter_height * scale;
  for (int i = 0; i < survey.print->n; i++) {
    const BOX *letter = survey.print->box[i];
    double wide = beside * letter->h, high = above * letter->h;
    int x0 = (int)((letter->x - wide) * scale), y0 = (int)((letter->y - high) * scale), x1 = (int)((letter->x + letter->w + wide) * scale + 1),
        y1 = (int)((letter->y + letter->h + high) * scale + 1);
    for (int y = MAX(0, y0); y < MIN(height, y1); y++)
      for (int x = MAX(0, x0); x < MIN(width, x1); x++) SET_DATA_BYTE(pixGetData(print) + (size_t)y * (size_t)pixGetWpl(print), x, 255);
  }
  return print;
}

static Page *page_load(const char *path, const RectoModels *models) {
  g_autoptr(PIX) raw = pixRead(path);
  g_autoptr(PIX) colour = raw ? pixConvertTo32(raw) : NULL, grey = colour ? recto_pix_grey(colour) : NULL;
  g_autoptr(PIX) small = colour ? recto_pix_scaled(colour, (double)LONGEST / MAX(pixGetWidth(colour), pixGetHeight(colour))) : NULL;
  double letter = 0;
  g_autoptr(PIX) print = small ? print_of(grey, models, pixGetWidth(small), pixGetHeight(small), &letter) : NULL;
  if (!print) return NULL;
  Page *page = g_new0(Page, 1);
  *page = (Page){pixGetWidth(small), pixGetHeight(small), letter, g_new(guint8, BYTES * pixGetWidth(small) * pixGetHeight(small))};
  guint8 *to = page->at;
  for (int y = 0; y < page->height; y++)
    for (int x = 0; x < page->width; x++, to += BYTES) {
      l_uint32 pixel = (pixGetData(small) + (size_t)y * (size_t)pixGetWpl(small))[x];
      to[0] = (guint8)(pixel >> L_RED_SHIFT), to[1] = (guint8)(pixel >> L_GREEN_SHIFT), to[2] = (guint8)(pixel >> L_BLUE_SHIFT);
      to[3] = (guint8)GET_DATA_BYTE(pixGetData(print) + (size_t)y * (size_t)pixGetWpl(print), x);
    }
  return page;
}

GPtrArray *pages_load(char **paths) {
  const char *folders[] = {"models", NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoModels) models = recto_models_load(folders, &error);
  if (!models) return g_printerr("hidden-print: %s\n", error->message), NULL;
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func(page_free);
  for (int i = 0; paths[i]; i++) {
    Page *page = page_load(paths[i], models);
    if (!page) return g_printerr("hidden-print: %s has no picture\n", paths[i]), NULL;
    g_ptr_array_add(pages, page);
  }
  return g_steal_pointer(&pages);
}
