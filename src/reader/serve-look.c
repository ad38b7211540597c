/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A second reading of a place: the page is decoded again with more pixels, the geometry chain replayed, the box cut out and read with an
 * alphabet. Must not know: why somebody looks. */
#include "image/encode.h"
#include "image/light.h"
#include "image/upright.h"
#include "reader/page.h"

#include <math.h>

static RectoLook *look_new(const RectoLookOrder *order) {
  RectoLook *look = g_new0(RectoLook, 1);
  look->order = *order;
  look->order.purpose = g_strdup(order->purpose);
  look->order.alphabet = g_strdup(order->alphabet);
  look->outcome = RECTO_OUTCOME_OK;
  return look;
}

/* The box in the replayed picture, with a margin of `around` heights; an empty box is the whole page. */
static PIX *cut_place(PIX *upright, RectoBox box, double zoom, double around) {
  if (recto_box_is_empty(box)) return pixClone(upright);
  double margin = around * box.height;
  return recto_pix_cut(upright, (int)((box.x - margin) * zoom), (int)((box.y - margin) * zoom), (int)((box.width + 2 * margin) * zoom),
                       (int)((box.height + 2 * margin) * zoom));
}

/* Cleaned as the place itself asks for, which may differ from what the page asked for. */
static PIX *clean_place(PIX *place, const RectoModels *limits) {
  g_auto(RectoSurvey) survey = {0};
  if (!recto_survey_make(place, limits, &survey)) return pixClone(place);
  RectoSharp sharp;
  recto_sharp_measure(place, &survey, limits, &sharp);
  RectoCleaning cleaning = recto_light_decide(&survey, &sharp, limits);
  return recto_light_clean(place, 1, &cleaning);
}

static void put_text(RectoLook *look, const GPtrArray *words) {
  g_autoptr(GString) text = g_string_new(NULL);
  double sum = 0, letters = 0;
  int line = 0;
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    if (i > 0) g_string_append_c(text, word->line != line ? '\n' : ' ');
    g_string_append(text, word->text);
    line = word->line;
    double length = (double)g_utf8_strlen(word->text, -1);
    sum += length * word->confidence;
    letters += length;
  }
  if (letters == 0) return;
  look->text = g_strdup(text->str);
  look->confidence = sum / letters;
}

/* For a person: as it is, in colour, no larger than a screen shows. */
static RectoImage *show_place(PIX *cut, const RectoModels *limits) {
  double side = cut ? MAX(pixGetWidth(cut), pixGetHeight(cut)) : 0, scale = MIN(1, recto_limit(limits, "review.picture-side") / MAX(side, 1));
  g_autoptr(PIX) shown = !cut ? NULL : scale < 1 ? pixScale(cut, (float)scale, (float)scale) : pixClone(cut);
  return recto_encode_jpeg(shown, (int)recto_limit(limits, "review.picture-quality"));
}

RectoLook *recto_look_read(const RectoEngines *engines, RectoSource *source, uint32_t page, const RectoGeometry *geometry, const RectoLookOrder *order,
                           const RectoModels *limits) {
  RectoLook *look = look_new(order);
  RectoPicture picture = {0};
  double zoom = CLAMP(order->scale, 1, 4);
  recto_source_picture(source, page, MAX(1, zoom * geometry->scale), &picture);
  if (picture.outcome != RECTO_OUTCOME_OK) look->outcome = picture.outcome;
  double dpi = picture.pix ? picture.dpi * geometry->source_width / MAX(1, pixGetWidth(picture.pix)) * geometry->scale * zoom : 0;
  g_autoptr(PIX) upright = recto_upright_replay(picture.pix, geometry, zoom);
  recto_picture_clear(&picture);
  g_autoptr(PIX) cut = upright ? cut_place(upright, order->place.box, zoom, order->picture ? 0 : recto_limit(limits, "read.look.margin")) : NULL;
  if (order->picture) {
    look->picture = show_place(cut, limits);
    return look;
  }
  g_autoptr(PIX) grey = recto_pix_grey(cut);
  g_autoptr(PIX) clean = grey ? clean_place(grey, limits) : NULL;
  RectoOcrTask task = {.layout = order->single_line ? RECTO_LAYOUT_LINE : RECTO_LAYOUT_BLOCK, .dpi = (int)dpi, .deadline_ms = (int)(1000 * recto_limit(limits, "read.look.deadline-s")),
                       .alphabet = order->alphabet};
  g_auto(RectoOcrResult) result = {0};
  if (clean && recto_ocr_read(engines->ocr, clean, &task, &result)) put_text(look, result.words);
  return look;
}
