/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Can a person read this page? Must not know: words. */
#include "image/legible.h"

#include "image/cover.h"
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

/* A face or a landscape is soft by nature: where nothing stands in rows, only what is mostly paper can be a blurred page. */
static bool is_page(const RectoLegibleInput *in, const RectoModels *limits) {
  return surely_text(in, limits) || in->survey->light >= recto_limit(limits, "legible.light");
}

/* Motion leaves the strokes that lie along it. */
static RectoDefectKind kind_of_blur(const RectoSharp *sharp, const RectoModels *limits) {
  bool along = sharp->detail_best >= recto_limit(limits, "legible.motion-best") && sharp->detail_best >= recto_limit(limits, "legible.motion-ratio") * sharp->detail;
  return along ? RECTO_DEFECT_MOTION : RECTO_DEFECT_BLUR;
}

static RectoAnswer judge_blur(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double detail = in->sharp->detail, warn = recto_limit(limits, "legible.detail-warn"), retake = recto_limit(limits, "legible.detail-retake");
  if (!(detail < warn) || in->sharp->places < recto_limit(limits, "legible.letters-few")) return RECTO_YES;
  bool strokes = in->sharp->anywhere && in->sharp->detail_best >= recto_limit(limits, "legible.strokes"); /* a few sharp lines, a signature */
  if (strokes) return RECTO_YES;
  bool hard = detail < retake && is_page(in, limits);
  add(defects, kind_of_blur(in->sharp, limits), detail, hard ? retake : warn, whole(), false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A part of a sharp page. */
static RectoAnswer judge_part(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double warn = recto_limit(limits, "legible.soft-warn"), retake = recto_limit(limits, "legible.soft-retake");
  if (in->sharp->anywhere || !(in->sharp->detail >= recto_limit(limits, "legible.detail-warn")) || in->sharp->soft < warn) return RECTO_YES;
  bool hard = in->sharp->soft >= retake && surely_text(in, limits);
  add(defects, RECTO_DEFECT_PARTIAL_BLUR, in->sharp->soft, hard ? retake : warn, in->sharp->soft_box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* Letters of so few pixels are gone; in a small picture, where nothing can be a texture of something larger, they need not all stand in rows, and in a tiny one
 * there may be none left to measure. */
static bool hopelessly_small(const RectoLegibleInput *in, const RectoModels *limits, double height) {
  double side = MAX(pixGetWidth(in->grey), pixGetHeight(in->grey));
  bool some = in->sharp->n >= recto_limit(limits, "legible.letters-few"), least = height < recto_limit(limits, "legible.height-retake");
  if (side < recto_limit(limits, "legible.tiny-side")) return least || (!some && in->survey->rows < recto_limit(limits, "legible.rows"));
  return least && ((side <= recto_limit(limits, "legible.small-side") && some) || surely_text(in, limits));
}

static RectoAnswer judge_size(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double height = in->survey->letter_height / in->survey->factor, least = recto_limit(limits, "legible.height-retake");
  double small = recto_limit(limits, "legible.height-small");
  bool hard = hopelessly_small(in, limits, height);
  if (height >= small && !hard) return RECTO_YES;
  add(defects, RECTO_DEFECT_SMALL_TEXT, height, hard ? least : small, whole(), !hard, hard);
  if (hard) return RECTO_NO;
  return height < recto_limit(limits, "legible.height-warn") ? RECTO_CANNOT_TELL : RECTO_YES;
}

/* Light grain is smoothed away for the reading. Where it is stronger than the letters nobody reads them, and none may be found; letters that stand in rows are seen
 * through it. */
static RectoAnswer judge_grain(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double grain = in->sharp->grain, warn = recto_limit(limits, "legible.grain-warn"), retake = recto_limit(limits, "legible.grain-retake");
  bool told = grain >= warn && !surely_text(in, limits), hard = told && grain >= retake, cured = in->sharp->snr < recto_limit(limits, "image.light.snr-smooth");
  RectoDefectKind kind = in->survey->paper < recto_limit(limits, "image.light.paper-dark") ? RECTO_DEFECT_DARK : RECTO_DEFECT_NOISE;
  if (told || cured) add(defects, kind, grain, hard ? retake : warn, whole(), !told, hard);
  return hard ? RECTO_NO : told ? RECTO_CANNOT_TELL : RECTO_YES;
}

static void tell_cured(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double shade = recto_limit(limits, "image.light.shade"), lean = recto_limit(limits, "legible.skew-tell");
  if (in->survey->shade < shade) add(defects, RECTO_DEFECT_UNEVEN_LIGHT, in->survey->shade, shade, whole(), true, false);
  if (fabs(in->turn->skew) >= lean) add(defects, RECTO_DEFECT_SKEW, fabs(in->turn->skew), lean, whole(), true, false);
  if (in->turn->quarter_turns) add(defects, RECTO_DEFECT_TURNED, in->turn->quarter_turns * 90, 0, whole(), true, false);
}

/* Of about the page's median letter: no headline, no dot. */
static bool is_usual(const RectoSurvey *survey, const BOX *box) { return fabs(box->h - survey->letter_height) <= survey->letter_height * 0.5; }

/* It goes on in its line: a speck at the frame does not. */
static bool has_next(const RectoSurvey *survey, const BOX *box) {
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *other = survey->letters->box[i];
    int gap = MAX(other->x - (box->x + box->w), box->x - (other->x + other->w));
    if (other != box && gap > 0 && gap < box->h && is_usual(survey, other) && abs(box->y + box->h - other->y - other->h) * 3 <= box->h) return true;
  }
  return false;
}

typedef enum { SIDE_LEFT, SIDE_RIGHT, SIDE_TOP, SIDE_BOTTOM, N_SIDES } Side;

/* Survey px from a letter to a side of the frame. */
static int from_side(const RectoSurvey *survey, const BOX *box, Side side) {
  switch (side) {
  case SIDE_LEFT: return box->x;
  case SIDE_RIGHT: return pixGetWidth(survey->ink) - box->x - box->w;
  case SIDE_TOP: return box->y;
  case SIDE_BOTTOM: default: return pixGetHeight(survey->ink) - box->y - box->h;
  }
}

/* Letters cut by one side of the frame, and of the rows of letters, the share that begins or ends nearer to it than any margin is. */
typedef struct { int touching; double rows; } Cut;

static Cut cut_at(const RectoSurvey *survey, Side side) {
  int step = MAX(1, (int)(survey->letter_height * 1.5)), n_rows = pixGetHeight(survey->ink) / step + 1, rows = 0, near = 0;
  g_autofree uint8_t *seen = g_new0(uint8_t, (gsize)n_rows); /* 1 = letters, 2 = one of them near the side */
  Cut cut = {0};
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    int from = from_side(survey, box, side);
    bool close = is_usual(survey, box) && from * 2 <= survey->letter_height && has_next(survey, box);
    if (is_usual(survey, box)) seen[MIN((box->y + box->h / 2) / step, n_rows - 1)] |= close ? 3 : 1;
    cut.touching += close && from <= 1;
  }
  for (int i = 0; i < n_rows; i++) {
    rows += seen[i] > 0;
    near += seen[i] == 3;
  }
  cut.rows = rows ? (double)near / rows : 0;
  return cut;
}

static RectoBox strip_of(PIX *grey, Side side) {
  int width = pixGetWidth(grey), height = pixGetHeight(grey), strip = MAX(8, MAX(width, height) / 20);
  switch (side) {
  case SIDE_LEFT: return (RectoBox){0, 0, strip, height};
  case SIDE_RIGHT: return (RectoBox){width - strip, 0, strip, height};
  case SIDE_TOP: return (RectoBox){0, 0, width, strip};
  case SIDE_BOTTOM: default: return (RectoBox){0, height - strip, width, strip};
  }
}

/* Text goes on outside the picture: at the left or right rows are cut, at the top or bottom a row lies half outside. A neighbouring page may show beside a book's:
 * where few rows touch, or the page is not surely one of text, a person says. */
static RectoAnswer judge_cut(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  double letters = recto_limit(limits, "legible.cut-letters"), few = recto_limit(limits, "legible.cut-few"), retake = recto_limit(limits, "legible.cut-lines");
  RectoAnswer verdict = RECTO_YES;
  for (Side side = SIDE_LEFT; side < N_SIDES; side++) {
    Cut cut = cut_at(in->survey, side);
    bool across = side == SIDE_TOP || side == SIDE_BOTTOM, rows = !across && cut.rows >= retake && cut.touching >= few;
    if (cut.touching < letters && !rows) continue;
    bool hard = surely_text(in, limits) && (across || rows);
    add(defects, RECTO_DEFECT_CUT_EDGE, across ? cut.touching : cut.rows, across ? letters : retake, strip_of(in->grey, side), false, hard);
    verdict = hard ? RECTO_NO : verdict == RECTO_NO ? RECTO_NO : RECTO_CANNOT_TELL;
  }
  return verdict;
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

/* A finger or a pen; where letters do not surely stand in rows on paper their area is not known. A little of it may be the edge of the page. */
static RectoAnswer judge_cover(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  RectoCover cover = {0};
  double warn = recto_limit(limits, "legible.cover-warn"), retake = recto_limit(limits, "legible.cover-retake");
  if (surely_text(in, limits) && in->survey->light >= recto_limit(limits, "legible.light")) recto_cover_measure(in->survey, limits, &cover);
  if (cover.share < warn) return RECTO_YES;
  bool hard = cover.share >= retake;
  add(defects, RECTO_DEFECT_OCCLUSION, cover.share, hard ? retake : warn, cover.box, false, hard);
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

/* Enough letters, more of them in rows than in maps and photos; those of a page on a speckled desk are looked for among its darkest. */
static bool holds_text(const RectoLegibleInput *in, const RectoModels *limits) {
  double few = recto_limit(limits, "legible.letters-few"), least = recto_limit(limits, "legible.rows"), rows = 0;
  if (in->survey->rows >= least) return in->sharp->n >= few;
  g_autoptr(BOXA) print = recto_survey_print(in->survey, &rows);
  return print && print->n >= few && rows >= least;
}

typedef RectoAnswer (*Judge)(const RectoLegibleInput *, const RectoModels *, GArray *);

RectoAnswer recto_legible_judge(const RectoLegibleInput *in, const RectoModels *limits, GArray *defects) {
  if (in->truncated) add(defects, RECTO_DEFECT_DAMAGED, 1, 0, whole(), false, true);
  RectoAnswer verdict = in->truncated ? RECTO_CANNOT_TELL : RECTO_YES;
  if (in->blank->blank == RECTO_YES) return verdict;
  bool text = holds_text(in, limits);
  if (text) {
    static const Judge judges[] = {judge_cut, judge_glare, judge_cover, judge_part};
    for (size_t i = 0; i < G_N_ELEMENTS(judges); i++) verdict = worse(verdict, judges[i](in, limits, defects));
  } else verdict = judge_textless(in, limits, defects);
  verdict = worse(verdict, judge_blur(in, limits, defects));
  if (text || MAX(pixGetWidth(in->grey), pixGetHeight(in->grey)) < recto_limit(limits, "legible.tiny-side")) verdict = worse(verdict, judge_size(in, limits, defects));
  verdict = worse(verdict, judge_grain(in, limits, defects));
  tell_cured(in, limits, defects);
  g_array_sort(defects, compare_defects);
  return verdict;
}
