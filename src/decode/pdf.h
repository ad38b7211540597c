/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the PDF reader: pdf.c the document, pdf-page.c a page's pixels, pdf-layer.c its words, pdf-extras.c its forms,
 * pdf-bytes.c what only the bytes tell. */
#ifndef RECTO_DECODE_PDF_H
#define RECTO_DECODE_PDF_H

#include "decode/inside.h"

#include <poppler.h>

typedef struct {
  PopplerDocument *document;
  uint64_t largest_image; /* px of the largest picture that any dictionary of the file declares */
  uint32_t attached;      /* files attached to pages seen so far */
} RectoPdf;

/* Poppler tells its errors only as log messages: while one of these is open they are counted and not printed. */
typedef struct {
  guint handler;
  uint32_t complaints;
  bool rebuilt; /* the cross-reference table had to be rebuilt */
} RectoPdfEars;
void recto_pdf_ears_open(RectoPdfEars *ears);
void recto_pdf_ears_close(RectoPdfEars *ears);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoPdfEars, recto_pdf_ears_close)

/* Offset of "%PDF-" in the first 1024 bytes, or -1. */
gssize recto_pdf_find_head(const uint8_t *data, size_t size);
/* Is the end of the file missing (no end mark, objects behind the last one, or shorter than a linearized file says)? */
bool recto_pdf_is_cut(const uint8_t *data, size_t size);
/* Pixels of the largest picture declared. Streams are never inside object streams, so a scan of the bytes sees every picture. */
uint64_t recto_pdf_largest_image(const uint8_t *data, size_t size);

/* The text layer in px of a picture of `width` px; NULL = none. */
GPtrArray *recto_pdf_layer(PopplerPage *page, double px_per_point, uint32_t most_words);
/* Form, attachment and XFA traits of a page whose layer has `words` words. */
uint32_t recto_pdf_extras(PopplerPage *page, size_t words, uint32_t *ret_attached);
/* Pixels of a page; sets everything of ret but the layer. */
void recto_pdf_draw(RectoSource *source, PopplerPage *page, double min_scale, RectoPicture *ret);

#endif
