/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text layer of a PDF page against its pixels. Must not know: PDF. */
#include "read/textlayer.h"

#include "read/words.h"

#include <math.h>
#include <recto/text.h>

/* A box of the decoded picture, through clockwise quarter turns of a width x height frame and a scale. */
static RectoBox turned_box(RectoBox box, int quarter_turns, double width, double height, double scale) {
  double x = box.x, y = box.y, w = box.width, h = box.height, t;
  for (int i = 0; i < quarter_turns; i++) {
    t = x, x = height - y - h, y = t;
    t = w, w = h, h = t;
    t = width, width = height, height = t;
  }
  return (RectoBox){(int)(x * scale), (int)(y * scale), MAX(1, (int)lround(w * scale)), MAX(1, (int)lround(h * scale))};
}

GPtrArray *recto_textlayer_place(const GPtrArray *layer, const RectoGeometry *geometry) {
  GPtrArray *words = g_ptr_array_new_with_free_func((GDestroyNotify)recto_word_free);
  if (!layer || geometry->skew != 0 || geometry->has_homography || geometry->exif != 1) return words;
  for (guint i = 0; i < layer->len; i++) {
    const RectoWord *word = layer->pdata[i];
    RectoBox box = turned_box(word->box, geometry->quarter_turns, geometry->source_width, geometry->source_height, geometry->scale);
    bool inside = box.x >= 0 && box.y >= 0 && box.x + box.width <= (int)geometry->width + 2 && box.y + box.height <= (int)geometry->height + 2;
    if (!inside) continue;
    RectoWord *placed = recto_word_new(word->text, box, word->confidence);
    placed->line = word->line;
    placed->block = word->block;
    placed->baseline = geometry->quarter_turns ? box.y + (int)(box.height * 0.8) : (int)lround(word->baseline * geometry->scale);
    g_ptr_array_add(words, placed);
  }
  return words;
}

static bool holds_ink(const RectoSurvey *survey, RectoBox box) {
  double f = survey->factor;
  g_autoptr(PIX) cut = recto_pix_cut(survey->ink, (int)(box.x * f), (int)(box.y * f), MAX(2, (int)(box.width * f)), MAX(2, (int)(box.height * f)));
  l_int32 empty = 1;
  return cut && !pixZero(cut, &empty) && !empty;
}

static double share_on_ink(const RectoSurvey *survey, const GPtrArray *words) {
  guint on = 0;
  for (guint i = 0; i < words->len; i++) on += holds_ink(survey, ((const RectoWord *)words->pdata[i])->box);
  return words->len ? (double)on / words->len : 0;
}

/* ---- a few lines read by OCR and compared */

typedef struct { char *text; RectoBox box; guint digits, letters; } Line;

static void line_clear(Line *line) { g_free(line->text); }

/* Does the word go on from the segment so far: same row, no wide gap, not too long? A layer's own lines may span columns or even rows. */
static bool goes_on(const Line *line, const RectoWord *word) {
  int height = MAX(line->box.height, word->box.height), gap = word->box.x - (line->box.x + line->box.width);
  int shared = MIN(line->box.y + line->box.height, word->box.y + word->box.height) - MAX(line->box.y, word->box.y);
  return line->letters < 40 && gap < 2 * height && gap > -height && shared * 2 > MIN(line->box.height, word->box.height);
}

/* Segments of text that stand on one row without wide gaps. */
static GArray *lines_of(const GPtrArray *words) {
  GArray *lines = g_array_new(FALSE, TRUE, sizeof(Line));
  g_array_set_clear_func(lines, (GDestroyNotify)line_clear);
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    if (lines->len == 0 || !goes_on(&g_array_index(lines, Line, lines->len - 1), word)) {
      Line fresh = {.text = g_strdup("")};
      g_array_append_val(lines, fresh);
    }
    Line *line = &g_array_index(lines, Line, lines->len - 1);
    g_autofree char *before = line->text;
    line->text = g_strconcat(before, word->text, NULL);
    line->box = recto_box_union(line->box, word->box);
    for (const char *p = word->text; *p; p = g_utf8_next_char(p)) {
      line->digits += g_unichar_isdigit(g_utf8_get_char(p));
      line->letters += g_unichar_isalnum(g_utf8_get_char(p));
    }
  }
  return lines;
}

/* Is the segment read from the pixels what the layer says? */
static bool line_agrees(RectoOcr *ocr, PIX *grey, double dpi, const Line *line, const RectoModels *limits) {
  int margin = MAX(4, line->box.height / 4);
  g_autoptr(PIX) crop = recto_pix_cut(grey, line->box.x - margin, line->box.y - margin, line->box.width + 2 * margin, line->box.height + 2 * margin);
  double scale = crop ? CLAMP(recto_limit(limits, "read.layer.line-height") / pixGetHeight(crop), 0.2, 2) : 1;
  g_autoptr(PIX) sized = recto_pix_scaled(crop, scale);
  RectoOcrTask task = {.layout = RECTO_LAYOUT_LINE, .dpi = (int)(dpi * scale), .deadline_ms = 2000};
  g_auto(RectoOcrResult) result = {0};
  if (!sized || !recto_ocr_read(ocr, sized, &task, &result)) return false;
  g_autoptr(GString) read = g_string_new(NULL);
  for (guint i = 0; i < result.words->len; i++) g_string_append(read, ((const RectoWord *)result.words->pdata[i])->text);
  g_autofree char *seen = recto_text_squeeze(read->str), *said = recto_text_squeeze(line->text);
  glong length = g_utf8_strlen(said, -1);
  int most = (int)ceil(length * recto_limit(limits, "read.layer.line-errors"));
  return recto_text_distance(seen, said, most) <= most;
}

/* The line richest in digits (amounts, numbers, dates: what forgers change), and two spread over the page. */
static double sample_lines(RectoOcr *ocr, PIX *grey, double dpi, const GPtrArray *words, const RectoModels *limits) {
  g_autoptr(GArray) lines = lines_of(words);
  g_autoptr(GPtrArray) usable = g_ptr_array_new();
  const Line *digits = NULL;
  for (guint i = 0; i < lines->len; i++) {
    const Line *line = &g_array_index(lines, Line, i);
    if (line->letters < 8) continue;
    g_ptr_array_add(usable, (gpointer)line);
    if (!digits || line->digits > digits->digits) digits = line;
  }
  if (usable->len == 0) return NAN;
  const Line *sample[3] = {digits, usable->pdata[usable->len / 4], usable->pdata[usable->len * 3 / 4]};
  guint agreed = 0, sampled = 0;
  for (guint i = 0; i < G_N_ELEMENTS(sample); i++) {
    if (i > 0 && sample[i] == sample[i - 1]) continue;
    sampled++;
    agreed += line_agrees(ocr, grey, dpi, sample[i], limits);
  }
  return (double)agreed / sampled;
}

RectoAnswer recto_textlayer_check(RectoOcr *ocr, PIX *grey, double dpi, const RectoSurvey *survey, const GPtrArray *words, const RectoModels *limits,
                                  RectoLayerTrust *ret_trust) {
  *ret_trust = (RectoLayerTrust){.same = NAN};
  if (words->len < recto_limit(limits, "read.layer.words")) return RECTO_CANNOT_TELL;
  ret_trust->on_ink = share_on_ink(survey, words);
  ret_trust->explained = recto_words_coverage(words, survey, limits);
  double least = recto_limit(limits, "read.layer.on-ink");
  if (ret_trust->on_ink >= least) ret_trust->same = sample_lines(ocr, grey, dpi, words, limits);
  bool lies = ret_trust->on_ink < recto_limit(limits, "read.layer.hidden") || ret_trust->same < recto_limit(limits, "read.layer.same");
  if (lies) return RECTO_NO;
  bool borne_out = ret_trust->on_ink >= least && ret_trust->same >= recto_limit(limits, "read.layer.same");
  return borne_out && ret_trust->explained >= recto_limit(limits, "read.layer.explained") ? RECTO_YES : RECTO_CANNOT_TELL;
}
