/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second opinion on which way is up. Must not know: documents. */
#include "read/direction.h"

#include "read/redraw.h"
#include "read/words.h"

#include <math.h>

/* What is as dark as print, where there is enough of it: waves of a card's ground and its picture are no letters. */
static const BOXA *likely_letters(const RectoSurvey *survey, const RectoModels *limits) {
  return survey->print->n >= recto_limit(limits, "image.turn.letters") ? survey->print : survey->letters;
}

/* Grain and a rough desk leave thousands of specks between the letters, over which Tesseract's search for paragraphs does not end: only the letters and what stands
 * close to them are looked at. */
static PIX *letters_alone(const RectoSurvey *survey, const BOXA *letters) {
  PIX *alone = pixCreateTemplate(survey->even);
  if (!alone || pixSetAll(alone)) return alone;
  for (int i = 0; i < letters->n; i++) {
    const BOX *box = letters->box[i];
    int rim = MAX(1, box->h / 3);
    pixRasterop(alone, box->x - rim, box->y - rim, box->w + 2 * rim, box->h + 2 * rim, PIX_SRC, survey->even, box->x - rim, box->y - rim);
  }
  return alone;
}

/* What of the page is asked: where most letters stand, no larger than limit read.direction.side: enough text to judge, cheap to read four times. The middle of a sheet
 * with the two sides of a card holds nothing. Survey px; false without letters. */
static bool find_part(const RectoSurvey *survey, const BOXA *letters, double scale, const RectoModels *limits, BOX *ret) {
  BOX *all = NULL;
  if (boxaGetExtent((BOXA *)letters, NULL, NULL, &all) || !all) return false;
  int side = (int)(recto_limit(limits, "read.direction.side") / scale), margin = (int)(2 * survey->letter_height), wide = all->w + 2 * margin, high = all->h + 2 * margin;
  *ret = recto_boxes_densest(letters, MIN(wide, side), MIN(high, side));
  if (wide <= side) ret->x = all->x - margin;
  if (high <= side) ret->y = all->y - margin;
  boxDestroy(&all);
  return true;
}

static PIX *clear_part(const RectoSurvey *survey, const BOXA *letters, double scale, const BOX *where) {
  g_autoptr(PIX) print = letters_alone(survey, letters);
  g_autoptr(PIX) part = recto_pix_cut(print, where->x, where->y, where->w, where->h);
  return recto_pix_scaled(part, scale);
}

/* Of the size that the clear one would have. */
static PIX *redrawn_part(const RectoSurvey *survey, const RectoEnlarger *net, double scale, const BOX *where, const RectoModels *limits) {
  g_autoptr(PIX) part = recto_pix_cut(survey->even, where->x, where->y, where->w, where->h);
  double smaller = part ? recto_redraw_scale(survey, 1, pixGetWidth(part), pixGetHeight(part), limits) : 0;
  g_autoptr(PIX) sized = smaller > 0 ? recto_pix_scaled(part, smaller) : NULL, drawn = sized ? recto_redraw(net, sized) : NULL;
  return recto_pix_scaled(drawn, scale / smaller / ENLARGE_TIMES);
}

static PIX *reading_part(const RectoSurvey *survey, const RectoEnlarger *net, const RectoModels *limits) {
  const BOXA *letters = likely_letters(survey, limits);
  double height = survey->letter_height > 0 ? survey->letter_height : 14, scale = CLAMP(recto_limit(limits, "read.ocr.letter-height") / height, 0.5, 2.5);
  BOX where = {0};
  if (!find_part(survey, letters, scale, limits, &where)) return NULL;
  return net ? redrawn_part(survey, net, scale, &where, limits) : clear_part(survey, letters, scale, &where);
}

static double letters_read(RectoOcr *ocr, PIX *part, int quarter_turns, double skew, double dpi, const RectoModels *limits) {
  g_autoptr(PIX) turned = quarter_turns ? pixRotateOrth(part, quarter_turns) : pixClone(part);
  g_autoptr(PIX) level = turned ? recto_pix_levelled(turned, skew, 255) : NULL;
  return recto_words_letters(ocr, level, dpi, limits);
}

/* True when a direction was found. The way the page came is tried first: when that alone reads most of the letters there is nothing to ask.
 * `ret_hint`: the quarter turns by which too few letters were read, but no more any other way; -1 = none. */
static bool read_each_way(RectoOcr *ocr, const RectoSurvey *survey, const RectoEnlarger *net, const RectoModels *limits, RectoTurn *turn, int *ret_hint) {
  g_autoptr(PIX) part = reading_part(survey, net, limits);
  if (!part) return false;
  double best = 0, next = 0, plenty = recto_limit(limits, "read.direction.plenty");
  int best_turn = -1, base = turn->quarter_turns;
  for (int step = 0; step < 4 && best < plenty; step++) {
    if (turn->axis_sure && step % 2 == 1) continue;
    int quarter = (base + step) % 4;
    double letters = letters_read(ocr, part, quarter, turn->skew, 200, limits);
    if (letters > best) next = best, best = letters, best_turn = quarter;
    else next = MAX(next, letters);
  }
  bool leads = best_turn >= 0 && best >= next * recto_limit(limits, "read.direction.lead");
  if (leads && best >= recto_limit(limits, "read.direction.hint")) *ret_hint = best_turn;
  if (!leads || best < recto_limit(limits, "read.direction.letters")) return false;
  turn->quarter_turns = best_turn;
  turn->sure = turn->axis_sure = true;
  return true;
}

/* Level, as far as is known, and of the size that Tesseract's own test likes: it knows many scripts, but not leaning lines, and the survey's few px are not enough
 * for it. In a shadow it gets the evened survey all the same. */
static PIX *level_page(PIX *grey, const RectoSurvey *survey, const RectoModels *limits, const RectoTurn *turn, double *ret_scale) {
  bool shaded = survey->shade < recto_limit(limits, "image.light.shade");
  double height = MAX(survey->letter_height / (shaded ? 1 : survey->factor), 1);
  PIX *from = shaded ? survey->even : grey;
  double most = recto_limit(limits, "read.direction.osd-side") / MAX(pixGetWidth(from), pixGetHeight(from)); /* specks of grain are no small letters */
  *ret_scale = CLAMP(recto_limit(limits, "read.direction.osd-height") / height, 0.25, MIN(3, most));
  g_autoptr(PIX) sized = recto_pix_scaled(from, *ret_scale);
  *ret_scale *= shaded ? survey->factor : 1;
  g_autoptr(PIX) turned = !sized ? NULL : turn->quarter_turns ? pixRotateOrth(sized, turn->quarter_turns) : pixClone(sized);
  return turned ? recto_pix_levelled(turned, turn->skew, recto_pix_percentile(turned, 0.7, 8)) : NULL;
}

/* What was read a little one way is not turned the other way. */
static void ask_osd(const RectoDirection *ask, const RectoSurvey *survey, int hint, const RectoModels *limits, RectoTurn *turn) {
  int quarter = 0;
  double confidence = 0, scale = 1;
  g_autoptr(PIX) level = ask->osd ? level_page(ask->grey, survey, limits, turn, &scale) : NULL;
  if (!level || !recto_ocr_orientation(ask->osd, level, (int)(ask->dpi * scale), &quarter, &confidence)) return;
  if (turn->axis_sure && quarter % 2 != 0) return;
  if (confidence < recto_limit(limits, turn->axis_sure ? "read.direction.osd-axis" : "read.direction.osd-confidence")) return;
  if (hint >= 0 && (turn->quarter_turns + quarter) % 4 != hint) return;
  turn->quarter_turns = (turn->quarter_turns + quarter) % 4;
  turn->sure = turn->axis_sure = true;
}

/* Print so grainy or soft that it is drawn anew before it is asked; NULL = it is clear enough. */
static const RectoEnlarger *net_for(PIX *grey, const RectoSurvey *survey, const RectoEnlargers *nets, const RectoModels *limits) {
  RectoSharp sharp;
  recto_sharp_measure(grey, survey, limits, &sharp);
  RectoCleaning cleaning = recto_light_decide(survey, &sharp, limits);
  return cleaning.redraw ? recto_redraw_net(&cleaning, nets) : NULL;
}

void recto_direction_ask(const RectoDirection *ask, const RectoSurvey *survey, const RectoModels *limits, RectoTurn *turn) {
  if ((turn->sure && !turn->doubtful) || survey->letters->n < recto_limit(limits, "image.turn.letters")) return;
  const RectoEnlarger *net = net_for(ask->grey, survey, ask->nets, limits);
  bool axis = turn->axis_sure;
  int hint = -1;
  turn->sure = false;
  turn->axis_sure = axis && !net; /* a moving hand joins letters along its way, which may be down the page: then every way is asked */
  bool found = read_each_way(ask->ocr, survey, net, limits, turn, &hint);
  turn->axis_sure = turn->axis_sure || axis;
  if (!found && !net) ask_osd(ask, survey, hint, limits, turn); /* scripts that the words' model does not know; of print so poor it knows nothing */
}
