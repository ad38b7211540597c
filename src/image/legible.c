/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Can a person read this page? Must not know: words. */
#include "image/legible-parts.h"

#include "image/rows.h"

#include <math.h>

void recto_legible_add(GArray *defects, RectoDefectKind kind, double measured, double limit, RectoBox box, bool cured, bool retake) {
  RectoDefect defect = {.kind = kind, .measured = measured, .limit = limit, .box = box, .cured = cured, .retake = retake};
  g_array_append_val(defects, defect);
}

static RectoBox whole(void) { return (RectoBox){0}; }

bool recto_legible_is_text(const RectoLegible *page, const RectoModels *limits) {
  double letters = recto_limit(limits, "legible.letters"), rows = recto_limit(limits, "legible.rows-sure");
  return page->sharp.n >= letters && (page->rows >= rows || (page->print >= letters && page->print_rows >= rows));
}

/* Enough letters, more of them in rows than in maps and photos; those of a page on a speckled desk are looked for among its darkest. */
static bool holds_text(const RectoLegible *page, const RectoModels *limits) {
  double few = recto_limit(limits, "legible.letters-few"), least = recto_limit(limits, "legible.rows");
  if (page->sharp.in_lines > 0) return true;
  if (page->rows >= least) return page->sharp.n >= few;
  return page->print >= few && page->print_rows >= least;
}

bool recto_legible_is_sharp(const RectoLegible *page, const RectoModels *limits) { return page->sharp.detail >= recto_limit(limits, "legible.detail-warn"); }

/* A face or a landscape is soft by nature: where nothing stands in rows, only what is mostly paper can be a blurred page. */
static bool is_page(const RectoLegible *page, const RectoModels *limits) {
  return recto_legible_is_text(page, limits) || page->light >= recto_limit(limits, "legible.light");
}

/* Motion leaves the strokes that lie along it. */
static RectoDefectKind kind_of_blur(const RectoSharp *sharp, const RectoModels *limits) {
  bool along = sharp->detail_best >= recto_limit(limits, "legible.motion-best") && sharp->detail_best >= recto_limit(limits, "legible.motion-ratio") * sharp->detail;
  return along ? RECTO_DEFECT_MOTION : RECTO_DEFECT_BLUR;
}

static RectoAnswer judge_blur(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double detail = page->sharp.detail, warn = recto_limit(limits, "legible.detail-warn"), retake = recto_limit(limits, "legible.detail-retake");
  if (!(detail < warn) || page->sharp.places < recto_limit(limits, "legible.letters-few")) return RECTO_YES;
  bool strokes = page->sharp.anywhere && page->sharp.detail_best >= recto_limit(limits, "legible.strokes"); /* a few sharp lines, a signature */
  if (strokes) return RECTO_YES;
  bool hard = detail < retake && is_page(page, limits);
  recto_legible_add(defects, kind_of_blur(&page->sharp, limits), detail, hard ? retake : warn, whole(), false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* Letters or rows were seen, and a quarter of them is sharp. */
static bool is_sharp_somewhere(const RectoLegible *page, const RectoModels *limits) {
  return !page->sharp.anywhere && page->sharp.sharpest >= recto_limit(limits, "legible.detail-warn");
}

/* The most part of a page that is sharp somewhere. */
static bool mostly_soft(const RectoLegible *page, const RectoModels *limits) {
  return is_sharp_somewhere(page, limits) && page->sharp.soft_most >= recto_limit(limits, "legible.soft-most") && recto_legible_is_text(page, limits);
}

/* Words that left no letters, in rows that go on into sharp lines: the page as a whole need not be long lines of print. A few of them are a doubt. */
static RectoAnswer without_smears(const RectoLegible *page, const RectoModels *limits) {
  if (!is_sharp_somewhere(page, limits) || page->smear.share < recto_limit(limits, "legible.smear-warn")) return RECTO_YES;
  return page->smear.share >= recto_limit(limits, "legible.smear-retake") && page->smear.cells >= recto_limit(limits, "legible.smear-cells") ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* The far end of a page seen from aside: told of the view, which is what is to be changed. */
static bool goes_with_view(const RectoLegible *page, const RectoModels *limits) { return page->view >= recto_limit(limits, "legible.steep") && without_smears(page, limits) == RECTO_NO; }

/* A part of a sharp page. */
static RectoAnswer judge_part(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double warn = recto_limit(limits, "legible.soft-warn"), retake = recto_limit(limits, "legible.soft-retake");
  if (goes_with_view(page, limits)) return RECTO_YES;
  if (mostly_soft(page, limits)) {
    recto_legible_add(defects, RECTO_DEFECT_PARTIAL_BLUR, page->sharp.soft_most, recto_limit(limits, "legible.soft-most"), page->sharp.soft_box, false, true);
    return RECTO_NO;
  }
  bool by_letters = !page->sharp.anywhere && recto_legible_is_sharp(page, limits) && page->sharp.soft >= warn;
  bool hard = by_letters && page->sharp.soft >= retake && page->sharp.soft * page->sharp.places >= recto_limit(limits, "legible.soft-few") && recto_legible_is_text(page, limits);
  RectoAnswer by_words = without_smears(page, limits);
  if (by_words == RECTO_NO || (by_words == RECTO_CANNOT_TELL && !by_letters)) {
    bool gone = by_words == RECTO_NO;
    recto_legible_add(defects, RECTO_DEFECT_PARTIAL_BLUR, page->smear.share, recto_limit(limits, gone ? "legible.smear-retake" : "legible.smear-warn"), page->smear.box, false, gone);
    return by_words;
  }
  if (!by_letters) return RECTO_YES;
  recto_legible_add(defects, RECTO_DEFECT_PARTIAL_BLUR, page->sharp.soft, hard ? retake : warn, page->sharp.soft_box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* Letters of so few pixels are gone; in a small picture, where nothing can be a texture of something larger, they need not all stand in rows, and in a tiny one
 * there may be none left to measure, or nothing but larger marks. */
static bool hopelessly_small(const RectoLegible *page, const RectoModels *limits, double height) {
  bool some = page->sharp.n >= recto_limit(limits, "legible.letters-few"), least = height < recto_limit(limits, "legible.height-retake");
  if (page->side < recto_limit(limits, "legible.tiny-side")) return least || page->rows < recto_limit(limits, "legible.rows-sure");
  return least && ((page->side <= recto_limit(limits, "legible.small-side") && some) || recto_legible_is_text(page, limits));
}

/* No page, no card and no letter of them could be read in so few pixels, even where nothing is seen in them. */
static bool holds_no_page(const RectoLegible *page, const RectoModels *limits) { return page->side > 0 && page->side < recto_limit(limits, "legible.least-side"); }

static RectoAnswer judge_size(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double height = page->height, least = recto_limit(limits, "legible.height-retake");
  double small = recto_limit(limits, "legible.height-small");
  bool hard = hopelessly_small(page, limits, height), tiny = page->side < recto_limit(limits, "legible.tiny-side");
  if (height >= small && !hard) return RECTO_YES;
  bool doubt = tiny || height < recto_limit(limits, "legible.height-warn"); /* the words will tell whether enlarging them was enough */
  recto_legible_add(defects, RECTO_DEFECT_SMALL_TEXT, height, hard ? least : small, whole(), !hard && !doubt, hard);
  return hard ? RECTO_NO : doubt ? RECTO_CANNOT_TELL : RECTO_YES;
}

/* Light grain is smoothed away for the reading. Where it is stronger than the letters nobody reads them, and none may be found; letters that stand in rows are seen
 * through it. */
static RectoAnswer judge_grain(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double grain = page->sharp.grain, warn = recto_limit(limits, "legible.grain-warn"), retake = recto_limit(limits, "legible.grain-retake");
  bool told = grain >= warn && !recto_legible_is_text(page, limits), hard = told && grain >= retake, cured = page->sharp.snr < recto_limit(limits, "image.light.snr-smooth");
  RectoDefectKind kind = page->paper < recto_limit(limits, "image.light.paper-dark") ? RECTO_DEFECT_DARK : RECTO_DEFECT_NOISE;
  if (told || cured) recto_legible_add(defects, kind, grain, hard ? retake : warn, whole(), !told, hard);
  return hard ? RECTO_NO : told ? RECTO_CANNOT_TELL : RECTO_YES;
}

static void tell_cured(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double shade = recto_limit(limits, "image.light.shade"), lean = recto_limit(limits, "legible.skew-tell");
  if (page->shade < shade) recto_legible_add(defects, RECTO_DEFECT_UNEVEN_LIGHT, page->shade, shade, whole(), true, false);
  if (fabs(page->skew) >= lean) recto_legible_add(defects, RECTO_DEFECT_SKEW, fabs(page->skew), lean, whole(), true, false);
  if (page->quarter_turns) recto_legible_add(defects, RECTO_DEFECT_TURNED, page->quarter_turns * 90, 0, whole(), true, false);
}

RectoAnswer recto_legible_worse(RectoAnswer a, RectoAnswer b) {
  if (a == RECTO_NO || b == RECTO_NO) return RECTO_NO;
  return a == RECTO_CANNOT_TELL || b == RECTO_CANNOT_TELL ? RECTO_CANNOT_TELL : RECTO_YES;
}

/* A picture of a screen: told whatever its letters, since the paper itself can be sent. Its letters are measured in the screen's own pixels. */
static RectoAnswer judge_screen(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  if (!recto_screen_is_seen(&page->screen, limits)) return RECTO_YES;
  double height = page->screen_height, least = recto_limit(limits, "legible.height-retake"), doubt = recto_limit(limits, "legible.screen-warn");
  if (page->screen_lines >= recto_limit(limits, "legible.screen-lines")) height = MAX(height, doubt);
  bool hard = height < least || (height < doubt && page->screen_rows < recto_limit(limits, "legible.rows-sure"));
  recto_legible_add(defects, RECTO_DEFECT_SCREEN, height, hard ? least : doubt, whole(), false, hard);
  return hard ? RECTO_NO : height < doubt ? RECTO_CANNOT_TELL : RECTO_YES;
}

/* Seen from so far aside, the page's far end has few pixels and lies out of focus: print that is soft as well is gone there, the farther aside the less soft it need be,
 * until all is gone and may not look like print any more; large letters have pixels enough there, and are as soft as any. Words that ran together are the view's as well. */
static RectoAnswer judge_view(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double retake = recto_limit(limits, "legible.steep-retake"), most = recto_limit(limits, "legible.steep-most"), warn = holds_text(page, limits) ? recto_limit(limits, "legible.steep") : most;
  if (!(page->view >= warn)) return RECTO_YES;
  double soft = recto_limit(limits, "legible.steep-detail") * (1 + (page->view - retake) / (most - retake));
  if (page->height >= recto_limit(limits, "legible.steep-large")) soft = MIN(soft, recto_limit(limits, "legible.detail-retake"));
  bool smeared = goes_with_view(page, limits), hard = smeared || page->view >= most || (page->view >= retake && page->sharp.detail < soft);
  recto_legible_add(defects, RECTO_DEFECT_STEEP, page->view, hard && !smeared ? retake : warn, smeared ? page->smear.box : whole(), false, hard);
  return hard ? RECTO_NO : RECTO_YES;
}

/* A face, a landscape, a cloth: nothing stands in rows, and little is as light as paper. */
static bool shows_no_page(const RectoLegible *page, const RectoModels *limits) {
  return page->rows < recto_limit(limits, "legible.rows-none") && page->light < recto_limit(limits, "legible.light-none");
}

/* No text is seen: a picture that shows no page, and darkness, are reasons to tell. */
static RectoAnswer judge_textless(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double dark = recto_limit(limits, "image.light.paper-dark"), light = recto_limit(limits, "legible.light-none");
  if (shows_no_page(page, limits)) recto_legible_add(defects, RECTO_DEFECT_NOT_A_DOCUMENT, page->light, light, whole(), false, false);
  else if (page->paper < dark) recto_legible_add(defects, RECTO_DEFECT_DARK, page->paper, dark, whole(), false, false);
  return RECTO_CANNOT_TELL;
}

/* A picture of paper that lies mostly in a shadow, or of hardly anything but paper and the shadow, which leaves one side free: before a dark ground a lit face has dark all around. */
static bool may_be_shaded(const RectoLegible *page, const RectoModels *limits) {
  const double all = 0.95;
  const RectoBox *deep = &page->shadow.deep_box;
  bool around = deep->width > all * page->frame_width && deep->height > all * page->frame_height;
  return page->light >= recto_limit(limits, "legible.light-shaded") || (!around && page->light + page->shadow.area >= recto_limit(limits, "legible.light-or-dark"));
}

/* Height of the usual row, frame px; 0 where there are fewer than three. */
static double usual_line(const RectoSurvey *survey, const RectoModels *limits) {
  enum { FEWEST = 3 };
  g_autoptr(BOXA) rows = recto_rows_find(survey, limits);
  g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(int));
  for (int i = 0; rows && i < rows->n; i++) g_array_append_val(heights, rows->box[i]->h);
  g_array_sort(heights, recto_int_compare);
  return heights->len >= FEWEST ? g_array_index(heights, int, heights->len / 2) / survey->factor : 0;
}

/* Letters on a screen, in its own pixels; none where too few are seen. What stands there in no rows may be words that have run together: the pieces of them that are seen
 * without the grid are as high as they are. */
static void measure_on_screen(const RectoLegibleInput *in, const RectoModels *limits, RectoLegible *ret) {
  ret->screen_lines = usual_line(in->survey, limits) / ret->screen.pitch;
  g_autoptr(PIX) shown = recto_pix_scaled(in->grey, 1 / ret->screen.pitch);
  g_auto(RectoSurvey) survey = {0};
  if (!shown || !recto_survey_make(shown, limits, &survey) || survey.letters->n < recto_limit(limits, "legible.letters-few")) return;
  ret->screen_height = survey.letter_height / survey.factor;
  ret->screen_rows = survey.rows;
  if (survey.rows < recto_limit(limits, "legible.rows-sure")) ret->screen_height = MIN(ret->screen_height, ret->height / ret->screen.pitch);
}

void recto_legible_measure(const RectoLegibleInput *in, const RectoModels *limits, RectoLegible *ret) {
  const RectoSurvey *survey = in->survey;
  *ret = (RectoLegible){.blank = in->blank->blank == RECTO_YES, .truncated = in->truncated, .photo = in->photo,
                        .side = MAX(pixGetWidth(in->grey), pixGetHeight(in->grey)), .frame_width = pixGetWidth(in->grey), .frame_height = pixGetHeight(in->grey), .print = survey->print->n, .rows = survey->rows, .print_rows = survey->print_rows,
                        .light = survey->light, .shade = survey->shade, .paper = survey->paper, .height = survey->letter_height / survey->factor,
                        .skew = in->turn->skew, .view = in->view, .lost_above = in->lost_above, .quarter_turns = in->turn->quarter_turns, .sharp = *in->sharp};
  if (ret->blank && !in->whole) return;
  if (holds_text(ret, limits) || (in->whole && survey->letters->n > 0)) recto_legible_measure_hiding(in, limits, ret);
  else recto_shadow_measure(survey, in->corner, &ret->shadow); /* it may have taken most of the text */
  if (in->screen) ret->screen = *in->screen;
  if (recto_screen_is_seen(&ret->screen, limits)) measure_on_screen(in, limits, ret);
}

RectoAnswer recto_legible_judge(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  if (page->truncated) recto_legible_add(defects, RECTO_DEFECT_DAMAGED, 1, 0, whole(), false, true);
  RectoAnswer verdict = page->truncated ? RECTO_CANNOT_TELL : RECTO_YES;
  if (holds_no_page(page, limits)) {
    recto_legible_add(defects, RECTO_DEFECT_SMALL_TEXT, page->height, recto_limit(limits, "legible.height-retake"), whole(), false, true);
    return RECTO_NO;
  }
  if (page->blank) return verdict;
  bool text = holds_text(page, limits);
  if (text) {
    verdict = recto_legible_worse(verdict, recto_legible_judge_hiding(page, limits, defects));
    verdict = recto_legible_worse(verdict, judge_part(page, limits, defects));
  } else verdict = recto_legible_worse(judge_textless(page, limits, defects), may_be_shaded(page, limits) ? recto_legible_judge_shadow(page, limits, defects) : RECTO_YES);
  bool small = text && page->side <= recto_limit(limits, "legible.small-side") && hopelessly_small(page, limits, page->height); /* so few pixels hold no fine structure */
  if (!small && (text || !shows_no_page(page, limits))) verdict = recto_legible_worse(verdict, judge_blur(page, limits, defects));
  if (text || page->side < recto_limit(limits, "legible.tiny-side")) verdict = recto_legible_worse(verdict, judge_size(page, limits, defects));
  verdict = recto_legible_worse(verdict, judge_view(page, limits, defects));
  verdict = recto_legible_worse(verdict, recto_legible_judge_extent(page, limits, defects));
  verdict = recto_legible_worse(verdict, judge_grain(page, limits, defects));
  verdict = recto_legible_worse(verdict, judge_screen(page, limits, defects));
  tell_cured(page, limits, defects);
  g_array_sort(defects, recto_defect_compare);
  return verdict;
}
