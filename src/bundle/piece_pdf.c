/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A searchable PDF/A-1b of one document, page after page: never more than one page's text in memory, and no copy of a picture.
 * Pictures are the reader's encoded bytes, written unparsed. Must not know: findings, folders. */
#include "bundle/piece_pdf.h"
#include "bundle/hidden.h"
#include "bundle/outline.h"
#include <math.h>

#define A4_WIDTH 595.276
#define A4_HEIGHT 841.89
#define MAX_POINTS 14400.0 /* the largest side PDF 1.4 knows */
#define MIN_POINTS 3.0

typedef struct {
  RectoPdfa *pdf;
  RectoGlyphless *font;
  int tree, font_number;
  GArray *pages;
} Piece;

typedef struct { double width, height, scale; } Sheet; /* points, points per px of the upright frame */

/* A page whose resolution is unknown or absurd is shown as wide as A4. */
static Sheet measure_sheet(const RectoPage *page) {
  double width = page->geometry.width, height = page->geometry.height;
  if (width < 1 || height < 1) width = page->image->width, height = page->image->height;
  double scale = page->dpi >= 20 && page->dpi <= 4800 ? 72 / page->dpi : A4_WIDTH / MAX(width, 1);
  double longest = MAX(width, height) * scale, shortest = MIN(width, height) * scale;
  if (longest > MAX_POINTS) scale *= MAX_POINTS / longest;
  else if (shortest < MIN_POINTS) scale *= MIN(MIN_POINTS / MAX(shortest, 1e-6), MAX_POINTS / MAX(longest, 1e-6));
  return (Sheet){width * scale, height * scale, scale};
}

static void write_page(Piece *piece, Sheet sheet, const GString *content, const char *more_resources) {
  int page = recto_pdfa_reserve(piece->pdf), stream = recto_pdfa_reserve(piece->pdf);
  g_array_append_val(piece->pages, page);
  recto_pdfa_stream_deflated(piece->pdf, stream, "", content->str, content->len);
  g_autoptr(GString) box = g_string_new(NULL);
  recto_pdfa_number(box, sheet.width);
  recto_pdfa_number(box, sheet.height);
  recto_pdfa_object(piece->pdf, page, "<< /Type /Page /Parent %d 0 R /MediaBox [ 0 0 %s] /Contents %d 0 R /Resources << /Font << /F0 %d 0 R >> %s >> >>",
                    piece->tree, box->str, stream, piece->font_number, more_resources);
}

static void write_picture_page(Piece *piece, const RectoPage *page) {
  Sheet sheet = measure_sheet(page);
  int picture = recto_pdfa_reserve(piece->pdf);
  recto_pdfa_picture(piece->pdf, picture, page->image);
  g_autoptr(GString) content = g_string_new("q ");
  recto_pdfa_number(content, sheet.width);
  g_string_append(content, "0 0 ");
  recto_pdfa_number(content, sheet.height);
  g_string_append(content, "0 0 cm /Im0 Do Q\n");
  recto_hidden_words(content, piece->font, page->words, sheet.height / sheet.scale, sheet.scale);
  g_autofree char *resources = g_strdup_printf("/XObject << /Im0 %d 0 R >>", picture);
  write_page(piece, sheet, content, resources);
}

/* A sentence on an empty A4 sheet: outlines for the eye, the same words hidden for search. */
static void write_absent_page(Piece *piece, const char *sentence) {
  Sheet sheet = {A4_WIDTH, A4_HEIGHT, 1};
  g_autoptr(GString) content = g_string_new(NULL);
  RectoBox box = {72, 96, (int)A4_WIDTH - 144, 0};
  recto_outline_text(content, sentence, 13, A4_HEIGHT, &box);
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func((GDestroyNotify)recto_word_free);
  g_ptr_array_add(words, recto_word_new(sentence, box, 1));
  recto_hidden_words(content, piece->font, words, A4_HEIGHT, 1);
  write_page(piece, sheet, content, "");
}

static bool is_showable(const RectoPage *page) {
  if (!page || !page->image || !page->image->bytes || page->image->width == 0 || page->image->height == 0) return false;
  g_autofree char *keys = recto_pdfa_picture_keys(page->image);
  return keys != NULL;
}

bool recto_piece_has_pictures(const RectoDossier *dossier, const RectoDocument *document) {
  for (guint i = 0; i < document->pages->len; i++)
    if (is_showable(recto_dossier_page(dossier, g_array_index(document->pages, RectoPageId, i)))) return true;
  return false;
}

void recto_piece_write(RectoSink *sink, const RectoDossier *dossier, const RectoDocument *document, const RectoPdfaInfo *info,
                       RectoPieceAbsent absent, gpointer data) {
  g_autoptr(RectoGlyphless) font = recto_glyphless_new();
  g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(int));
  Piece piece = {.pdf = recto_pdfa_begin(sink), .font = font, .pages = pages};
  piece.tree = recto_pdfa_reserve(piece.pdf);
  piece.font_number = recto_pdfa_reserve(piece.pdf);
  for (guint i = 0; i < document->pages->len; i++) {
    const RectoPage *page = recto_dossier_page(dossier, g_array_index(document->pages, RectoPageId, i));
    if (is_showable(page)) {
      write_picture_page(&piece, page);
    } else if (page) {
      g_autofree char *sentence = absent(page, data);
      write_absent_page(&piece, sentence);
    }
  }
  recto_glyphless_write(font, piece.pdf, piece.font_number);
  recto_pdfa_end(piece.pdf, info, piece.tree, pages);
}
