/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Can a person read this page? Must not know: words. */
#include "image/legible.h"

#include <math.h>

static void add(GArray *defects, RectoDefectKind kind, double measured, double limit, RectoBox box, bool cured, bool retake) {
  RectoDefect defect = {.kind = kind, .measured = measured, .limit = limit, .box = box, .cured = cured, .retake = retake};
  g_array_append_val(defects, defect);
}

static RectoBox whole(void) { return (RectoBox){0}; }

/* Only what surely is text can be called unreadable: enough letters, standing in rows. A picture's grain, a map or a grid is not. */
static bool surely_text(const RectoLegibleInput *in, const RectoModels *limits) {
  return in->sharp->n >= recto_limit(limits, "legible.letters") && in->survey->rows >= recto_limit(limits, "legible.rows-sure");
}

/* Blur and motion: one number per direction; motion when one direction is much worse than the other. */
static RectoAnswer judge_blur(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double blur = recto_sharp_blur(in->sharp), warn = recto_limit(limits, "legible.blur-warn"), retake = recto_limit(limits, "legible.blur-retake");
  if (!(blur >= warn)) return RECTO_YES;
  double low = MIN(in->sharp->across, in->sharp->along), high = MAX(in->sharp->across, in->sharp->along);
  bool motion = high > recto_limit(limits, "legible.motion-ratio") * low;
  /* A letter of few pixels has soft edges however sharp the picture is. */
  bool measurable = in->survey->letter_height / in->survey->factor >= recto_limit(limits, "legible.blur-height");
  bool hard = blur >= retake && measurable && surely_text(in, limits);
  add(defects, motion ? RECTO_DEFECT_MOTION : RECTO_DEFECT_BLUR, blur, hard ? retake : warn, whole(), false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* Letters that ran together leave rows. Asked only where letters say nothing for sure: a sharp page on a striped ground is judged by its letters. */
static RectoAnswer judge_rows(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double warn = recto_limit(limits, "legible.row-blur-warn"), retake = recto_limit(limits, "legible.row-blur-retake");
  if (!in->rows || surely_text(in, limits) || in->rows->n < recto_limit(limits, "legible.rows-least") || !(in->rows->blur >= warn)) return RECTO_YES;
  for (guint i = 0; i < defects->len; i++)
    if (g_array_index(defects, RectoDefect, i).retake) return RECTO_NO;
  bool hard = in->rows->blur >= retake;
  add(defects, RECTO_DEFECT_BLUR, in->rows->blur, hard ? retake : warn, whole(), false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

static RectoAnswer judge_band(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double worst = in->sharp->across * in->sharp->worst_ratio, limit = recto_limit(limits, "legible.band-ratio");
  if (in->sharp->worst_ratio < limit || worst < recto_limit(limits, "legible.band-blur")) return RECTO_YES;
  RectoBox box = {0, in->sharp->worst_y, pixGetWidth(in->grey), in->sharp->worst_height};
  add(defects, RECTO_DEFECT_PARTIAL_BLUR, in->sharp->worst_ratio, limit, box, false, false);
  return RECTO_CANNOT_TELL;
}

static RectoAnswer judge_size(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double height = in->survey->letter_height / in->survey->factor, least = recto_limit(limits, "legible.height-retake");
  double small = recto_limit(limits, "legible.height-small");
  if (height >= small) return RECTO_YES;
  bool hard = height < least && surely_text(in, limits);
  add(defects, RECTO_DEFECT_SMALL_TEXT, height, hard ? least : small, whole(), !hard, hard);
  return hard ? RECTO_NO : RECTO_YES;
}

static RectoAnswer judge_noise(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double snr = in->sharp->snr, least = recto_limit(limits, "legible.snr-least"), smooth = recto_limit(limits, "image.light.snr-smooth");
  if (!(snr < smooth)) return RECTO_YES;
  bool dark = in->survey->paper < recto_limit(limits, "image.light.paper-dark"), hard = snr < least;
  add(defects, dark ? RECTO_DEFECT_DARK : RECTO_DEFECT_NOISE, snr, hard ? least : smooth, whole(), !hard, false);
  return hard ? RECTO_CANNOT_TELL : RECTO_YES;
}

static void tell_cured(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double shade = recto_limit(limits, "image.light.shade"), lean = recto_limit(limits, "legible.skew-tell");
  if (in->survey->shade < shade) add(defects, RECTO_DEFECT_UNEVEN_LIGHT, in->survey->shade, shade, whole(), true, false);
  if (fabs(in->turn->skew) >= lean) add(defects, RECTO_DEFECT_SKEW, fabs(in->turn->skew), lean, whole(), true, false);
  if (in->turn->quarter_turns) add(defects, RECTO_DEFECT_TURNED, in->turn->quarter_turns * 90, 0, whole(), true, false);
}

/* Letters cut by the frame's left or right edge: text goes on outside the picture. */
static RectoAnswer judge_cut(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  int left = 0, right = 0, width = pixGetWidth(in->survey->ink);
  for (int i = 0; i < in->survey->letters->n; i++) {
    const BOX *box = in->survey->letters->box[i];
    if (fabs(box->h - in->survey->letter_height) > in->survey->letter_height * 0.5) continue;
    if (box->x <= 1) left++;
    if (box->x + box->w >= width - 1) right++;
  }
  double limit = recto_limit(limits, "legible.cut-letters");
  if (MAX(left, right) < limit) return RECTO_YES;
  int strip = MAX(8, pixGetWidth(in->grey) / 20);
  RectoBox box = {left >= right ? 0 : pixGetWidth(in->grey) - strip, 0, strip, pixGetHeight(in->grey)};
  add(defects, RECTO_DEFECT_CUT_EDGE, MAX(left, right), limit, box, false, false);
  return RECTO_CANNOT_TELL;
}

/* Burnt-out blobs on a photo whose paper itself is not burnt out. Whether text was under one cannot be seen, so it never says NO alone. */
static RectoAnswer judge_glare(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  if (!in->photo || in->survey->paper >= recto_limit(limits, "legible.glare-paper")) return RECTO_YES;
  g_autoptr(PIX) darkest = pixScaleGrayMinMax(in->survey->grey, 4, 4, L_CHOOSE_MIN);
  g_autoptr(PIX) dim = darkest ? pixThresholdToBinary(darkest, 250) : NULL;
  g_autoptr(PIX) burnt = dim ? pixInvert(NULL, dim) : NULL;
  g_autoptr(PIX) blobs = burnt ? pixOpenBrick(NULL, burnt, 5, 5) : NULL;
  l_float32 share = 0;
  double limit = recto_limit(limits, "legible.glare-share");
  if (!blobs || pixForegroundFraction(blobs, &share) || share < limit) return RECTO_YES;
  BOX *area = NULL;
  RectoBox box = whole();
  double back = 4 / in->survey->factor;
  if (!pixClipToForeground(blobs, NULL, &area) && area) box = (RectoBox){(int)(area->x * back), (int)(area->y * back), (int)(area->w * back), (int)(area->h * back)};
  boxDestroy(&area);
  add(defects, RECTO_DEFECT_GLARE, share, limit, box, false, false);
  return RECTO_CANNOT_TELL;
}

static RectoAnswer worse(RectoAnswer a, RectoAnswer b) {
  if (a == RECTO_NO || b == RECTO_NO) return RECTO_NO;
  return a == RECTO_CANNOT_TELL || b == RECTO_CANNOT_TELL ? RECTO_CANNOT_TELL : RECTO_YES;
}

static int compare_defects(gconstpointer a, gconstpointer b) {
  const RectoDefect *x = a, *y = b;
  int rank_x = x->retake ? 0 : x->cured ? 2 : 1, rank_y = y->retake ? 0 : y->cured ? 2 : 1;
  return rank_x != rank_y ? rank_x - rank_y : (int)x->kind - (int)y->kind;
}

typedef RectoAnswer (*Judge)(const RectoLegibleInput *, const RectoModels *, GArray *);

RectoAnswer recto_legible_judge(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  if (in->truncated) add(defects, RECTO_DEFECT_DAMAGED, 1, 0, whole(), false, true);
  RectoAnswer verdict = in->truncated ? RECTO_CANNOT_TELL : RECTO_YES;
  if (in->blank->blank == RECTO_YES) return verdict;
  bool text = in->survey->rows >= recto_limit(limits, "legible.rows") && in->sharp->n >= recto_limit(limits, "legible.letters-few");
  if (text) {
    static const Judge judges[] = {judge_cut, judge_glare, judge_blur, judge_band, judge_size, judge_noise};
    for (size_t i = 0; i < G_N_ELEMENTS(judges); i++) verdict = worse(verdict, judges[i](in, limits, defects));
  } else verdict = RECTO_CANNOT_TELL;
  verdict = worse(verdict, judge_rows(in, limits, defects));
  tell_cured(in, limits, defects);
  g_array_sort(defects, compare_defects);
  return verdict;
}
