/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Can a person read this page? Must not know: words. */
#include "image/legible.h"

#include "image/glare.h"

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
  double height = in->survey->letter_height / in->survey->factor; /* in letters of few pixels a small part of one counts as much */
  bool hard = blur >= retake && blur * height >= recto_limit(limits, "legible.blur-px") && surely_text(in, limits);
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

/* Of about the page's median letter: no headline, no dot. */
static bool is_usual(const RectoSurvey *survey, const BOX *box) { return fabs(box->h - survey->letter_height) <= survey->letter_height * 0.5; }

/* Rows of a band speak where its letters ran together; letters that stand apart speak for themselves. */
static bool letters_ran_together(const RectoLegibleInput *in, const RectoModels *limits) {
  double top = in->rows->worst_y * in->survey->factor, bottom = top + in->rows->worst_height * in->survey->factor;
  int apart = 0;
  for (int i = 0; i < in->survey->letters->n; i++) {
    const BOX *box = in->survey->letters->box[i];
    apart += box->y >= top && box->y + box->h <= bottom && is_usual(in->survey, box);
  }
  return apart < recto_limit(limits, "legible.band-letters");
}

/* A part of the page: by its letters, or by its rows where the letters ran together. */
static RectoAnswer judge_band(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double warn = recto_limit(limits, "legible.band-warn"), retake = recto_limit(limits, "legible.band-retake");
  bool many = in->rows && in->rows->n >= recto_limit(limits, "legible.band-rows"), by_rows = many && in->rows->worst > in->sharp->worst && letters_ran_together(in, limits);
  double worst = by_rows ? in->rows->worst : in->sharp->worst;
  if (worst < warn || recto_sharp_blur(in->sharp) >= recto_limit(limits, "legible.blur-warn")) return RECTO_YES;
  bool even = in->survey->shade >= recto_limit(limits, "image.light.shade"); /* the edge of a shadow is soft too */
  bool hard = worst >= retake && even && surely_text(in, limits);
  RectoBox box = {0, by_rows ? in->rows->worst_y : in->sharp->worst_y, pixGetWidth(in->grey), by_rows ? in->rows->worst_height : in->sharp->worst_height};
  add(defects, RECTO_DEFECT_PARTIAL_BLUR, worst, hard ? retake : warn, box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* Letters of so few pixels are gone; in a small picture, where nothing can be a texture of something larger, they need not all stand in rows. */
static bool hopelessly_small(const RectoLegibleInput *in, const RectoModels *limits, double height) {
  double side = MAX(pixGetWidth(in->grey), pixGetHeight(in->grey));
  bool small_picture = side <= recto_limit(limits, "legible.small-side") && in->sharp->n >= recto_limit(limits, "legible.letters");
  return height < recto_limit(limits, "legible.height-retake") && (small_picture || surely_text(in, limits));
}

static RectoAnswer judge_size(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double height = in->survey->letter_height / in->survey->factor, least = recto_limit(limits, "legible.height-retake");
  double small = recto_limit(limits, "legible.height-small");
  if (height >= small) return RECTO_YES;
  bool hard = hopelessly_small(in, limits, height);
  add(defects, RECTO_DEFECT_SMALL_TEXT, height, hard ? least : small, whole(), !hard, hard);
  if (hard) return RECTO_NO;
  return height < recto_limit(limits, "legible.height-warn") ? RECTO_CANNOT_TELL : RECTO_YES;
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

/* Letters of like size that touch one side of the frame: text goes on outside the picture. `ret_lines`: rows of letters that begin or end there, of all. */
static int letters_at_side(const RectoSurvey *survey, bool left, double *ret_lines) {
  int width = pixGetWidth(survey->ink), step = MAX(1, (int)(survey->letter_height * 1.5)), n_rows = pixGetHeight(survey->ink) / step + 1, touching = 0, rows = 0, cut = 0;
  g_autofree uint8_t *seen = g_new0(uint8_t, (gsize)n_rows); /* 1 = letters, 2 = one of them at the side */
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    if (!is_usual(survey, box)) continue;
    bool touches = left ? box->x <= 1 : box->x + box->w >= width - 1;
    seen[MIN((box->y + box->h / 2) / step, n_rows - 1)] |= touches ? 3 : 1;
    touching += touches;
  }
  for (int i = 0; i < n_rows; i++) {
    rows += seen[i] > 0;
    cut += seen[i] == 3;
  }
  *ret_lines = rows ? (double)cut / rows : 0;
  return touching;
}

/* A neighbouring page may show beside a book's: where few rows touch, or the page is not surely one of text, a person says. */
static RectoAnswer judge_cut(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double of_left = 0, of_right = 0;
  int left = letters_at_side(in->survey, true, &of_left), right = letters_at_side(in->survey, false, &of_right);
  double limit = recto_limit(limits, "legible.cut-letters"), most = MAX(of_left, of_right), retake = recto_limit(limits, "legible.cut-lines");
  if (MAX(left, right) < limit) return RECTO_YES;
  int strip = MAX(8, pixGetWidth(in->grey) / 20);
  RectoBox box = {left >= right ? 0 : pixGetWidth(in->grey) - strip, 0, strip, pixGetHeight(in->grey)};
  bool hard = most >= retake && surely_text(in, limits);
  add(defects, RECTO_DEFECT_CUT_EDGE, hard ? most : MAX(left, right), hard ? retake : limit, box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* What lay under burnt-out light is gone: a patch over a good part of the text is a reason, a smaller one may lie where nothing was written. */
static RectoAnswer judge_glare(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  RectoGlare glare = {0};
  if (in->photo) recto_glare_measure(in->survey, limits, &glare);
  double warn = recto_limit(limits, "legible.glare-warn"), retake = recto_limit(limits, "legible.glare-retake");
  if (glare.share < warn) return RECTO_YES;
  bool hard = glare.share >= retake && surely_text(in, limits);
  add(defects, RECTO_DEFECT_GLARE, glare.share, hard ? retake : warn, glare.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
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

/* No text is seen: in the dark that is a reason to tell. */
static RectoAnswer judge_textless(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double dark = recto_limit(limits, "image.light.paper-dark");
  if (in->survey->paper < dark) add(defects, RECTO_DEFECT_DARK, in->survey->paper, dark, whole(), false, false);
  return RECTO_CANNOT_TELL;
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
  } else verdict = judge_textless(in, limits, defects);
  verdict = worse(verdict, judge_rows(in, limits, defects));
  tell_cured(in, limits, defects);
  g_array_sort(defects, compare_defects);
  return verdict;
}
