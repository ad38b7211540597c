/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text layer of a PDF page as words with boxes, in poppler's reading order. Must not know: whether anybody should believe it. */
#include "decode/pdf.h"

#include <math.h>
#include <recto/text.h>

typedef struct {
  GPtrArray *words;
  GString *text;
  PopplerRectangle box;  /* points, of the word so far */
  double px_per_point;
  double line_top, line_bottom, last_top, last_bottom; /* points, of this line and of the one before */
  int line, block;
  bool line_begun;
} Layer;

static void grow(PopplerRectangle *box, const PopplerRectangle *by, bool first) {
  if (first) *box = *by;
  box->x1 = MIN(box->x1, MIN(by->x1, by->x2));
  box->x2 = MAX(box->x2, MAX(by->x1, by->x2));
  box->y1 = MIN(box->y1, MIN(by->y1, by->y2));
  box->y2 = MAX(box->y2, MAX(by->y1, by->y2));
}

/* Points to px; anything absurd (a hostile font matrix) is kept inside int. */
static int px(const Layer *layer, double points) {
  double value = points * layer->px_per_point;
  return isfinite(value) ? (int)CLAMP(value, -1e6, 1e6) : 0;
}

/* A line far below, or above the one before, opens a block. */
static void begin_line(Layer *layer) {
  double height = MAX(layer->last_bottom - layer->last_top, 1);
  if (layer->line > 0 && (layer->box.y1 - layer->last_bottom > height || layer->box.y2 < layer->last_top)) layer->block++;
  layer->line_top = layer->box.y1;
  layer->line_bottom = layer->box.y2;
  layer->line_begun = true;
}

/* Bold that is made by drawing twice says everything twice. */
static bool is_said(const Layer *layer, const char *text, RectoBox box) {
  for (guint i = layer->words->len, n = 0; i > 0 && n < 24; i--, n++) {
    const RectoWord *word = layer->words->pdata[i - 1];
    bool close = ABS(word->box.x - box.x) * 4 <= box.height && ABS(word->box.y - box.y) * 4 <= box.height;
    if (close && g_str_equal(word->text, text)) return true;
  }
  return false;
}

static void end_word(Layer *layer) {
  if (layer->text->len == 0) return;
  g_autofree char *clean = recto_text_clean(layer->text->str, (gssize)layer->text->len, 0);
  g_string_truncate(layer->text, 0);
  if (!clean || !*clean) return;
  if (!layer->line_begun) begin_line(layer);
  RectoBox box = {px(layer, layer->box.x1), px(layer, layer->box.y1), 0, 0};
  box.width = MAX(1, px(layer, layer->box.x2) - box.x);
  box.height = MAX(1, px(layer, layer->box.y2) - box.y);
  if (is_said(layer, clean, box)) return;
  RectoWord *word = recto_word_new(clean, box, 1);
  word->line = layer->line;
  word->block = layer->block;
  word->baseline = box.y + (int)lround(box.height * .8); /* poppler's boxes reach from ascent to descent */
  g_ptr_array_add(layer->words, word);
}

static void end_line(Layer *layer) {
  end_word(layer);
  if (!layer->line_begun) return;
  layer->last_top = layer->line_top;
  layer->last_bottom = layer->line_bottom;
  layer->line++;
  layer->line_begun = false;
}

/* Along the line and across it; a letter's box reaches from ascent to descent, so one that is wider than high stands in a line that runs up or down. */
typedef struct { double start, end, low, high; } Extent;

static Extent extent_of(const PopplerRectangle *box, bool upright) {
  double x1 = MIN(box->x1, box->x2), x2 = MAX(box->x1, box->x2), y1 = MIN(box->y1, box->y2), y2 = MAX(box->y1, box->y2);
  return upright ? (Extent){x1, x2, y1, y2} : (Extent){y1, y2, x1, x2};
}

/* Cells of a table follow each other without a blank in between: far along the line, either way, or off the line is another word. */
static bool is_apart(const Layer *layer, const PopplerRectangle *box) {
  bool upright = fabs(box->x2 - box->x1) <= fabs(box->y2 - box->y1);
  Extent word = extent_of(&layer->box, upright), letter = extent_of(box, upright);
  double size = MAX(letter.high - letter.low, 1), middle = (letter.low + letter.high) / 2;
  return letter.start - word.end > size / 2 || word.start - letter.end > size / 2 || middle < word.low || middle > word.high;
}

static void take_character(Layer *layer, gunichar c, const PopplerRectangle *box) {
  if (c == '\n' || c == '\f') end_line(layer);
  else if (g_unichar_isspace(c) || c == 0xa0) end_word(layer);
  else {
    if (layer->text->len && is_apart(layer, box)) end_word(layer);
    grow(&layer->box, box, layer->text->len == 0);
    g_string_append_unichar(layer->text, c);
  }
}

GPtrArray *recto_pdf_layer(PopplerPage *page, double px_per_point, uint32_t most_words) {
  g_autofree char *text = poppler_page_get_text(page);
  g_autofree PopplerRectangle *boxes = NULL;
  guint n = 0;
  if (!text || !*text || !g_utf8_validate(text, -1, NULL) || !poppler_page_get_text_layout(page, &boxes, &n)) return NULL;
  g_autoptr(GString) word = g_string_new(NULL);
  Layer layer = {.words = g_ptr_array_new_with_free_func((GDestroyNotify)recto_word_free), .text = word, .px_per_point = px_per_point};
  const char *at = text;
  for (guint i = 0; i < n && *at && layer.words->len < most_words; i++, at = g_utf8_next_char(at)) take_character(&layer, g_utf8_get_char(at), &boxes[i]);
  end_line(&layer);
  if (layer.words->len) return layer.words;
  g_ptr_array_unref(layer.words);
  return NULL;
}
