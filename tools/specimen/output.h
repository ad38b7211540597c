/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an order to files: image pages (one PNG and one truth a page) or one PDF with one truth of several pages. */
#ifndef SPECIMEN_OUTPUT_H
#define SPECIMEN_OUTPUT_H

#include <glib.h>
#include <stdbool.h>

typedef struct {
  const char *data, *type, *person, *out, *name; /* name may be NULL */
  int layout;
  guint64 seed;
  bool pdf, copy, words; /* words: of images, what is printed in NAME.words.txt, and the letters' size in the truth */
  const char *const *sets; /* "field=value", may be NULL */
  GDate today;
} DrawOrder;
bool output_draw(const DrawOrder *order);

typedef struct {
  const char *data, *procedure, *out;
  guint64 seed;
  GDate today;
} DossierOrder;
bool dossier_draw(const DossierOrder *order); /* dossier.c */

#endif
