/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Can a person read this page? Must not know: words. */
#include "image/legible.h"

#include "image/ghost.h"

#include <math.h>

static void add(GArray *defects, RectoDefectKind kind, double measured, double limit, RectoBox box, bool cured, bool retake) {
  RectoDefect defect = {.kind = kind, .measured = measured, .limit = limit, .box = box, .cured = cured, .retake = retake};
  g_array_append_val(defects, defect);
}

static RectoBox whole(void) { return (RectoBox){0}; }

/* Only what surely is text can be called unreadable: enough letters, standing in rows, all or the darkest of them. A picture's grain, a map or a grid is not. */
static bool surely_text(const RectoLegible *page, const RectoModels *limits) {
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

static bool is_sharp(const RectoLegible *page, const RectoModels *limits) { return page->sharp.detail >= recto_limit(limits, "legible.detail-warn"); }

/* A face or a landscape is soft by nature: where nothing stands in rows, only what is mostly paper can be a blurred page. */
static bool is_page(const RectoLegible *page, const RectoModels *limits) {
  return surely_text(page, limits) || page->light >= recto_limit(limits, "legible.light");
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
  add(defects, kind_of_blur(&page->sharp, limits), detail, hard ? retake : warn, whole(), false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A part of a sharp page. */
static RectoAnswer judge_part(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double warn = recto_limit(limits, "legible.soft-warn"), retake = recto_limit(limits, "legible.soft-retake");
  if (page->sharp.anywhere || !is_sharp(page, limits) || page->sharp.soft < warn) return RECTO_YES;
  bool hard = page->sharp.soft >= retake && surely_text(page, limits);
  add(defects, RECTO_DEFECT_PARTIAL_BLUR, page->sharp.soft, hard ? retake : warn, page->sharp.soft_box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* Letters of so few pixels are gone; in a small picture, where nothing can be a texture of something larger, they need not all stand in rows, and in a tiny one
 * there may be none left to measure, or nothing but larger marks. */
static bool hopelessly_small(const RectoLegible *page, const RectoModels *limits, double height) {
  bool some = page->sharp.n >= recto_limit(limits, "legible.letters-few"), least = height < recto_limit(limits, "legible.height-retake");
  if (page->side < recto_limit(limits, "legible.tiny-side")) return least || page->rows < recto_limit(limits, "legible.rows-sure");
  return least && ((page->side <= recto_limit(limits, "legible.small-side") && some) || surely_text(page, limits));
}

static RectoAnswer judge_size(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double height = page->height, least = recto_limit(limits, "legible.height-retake");
  double small = recto_limit(limits, "legible.height-small");
  bool hard = hopelessly_small(page, limits, height);
  if (height >= small && !hard) return RECTO_YES;
  bool doubt = height < recto_limit(limits, "legible.height-warn"); /* the words will tell whether enlarging them was enough */
  add(defects, RECTO_DEFECT_SMALL_TEXT, height, hard ? least : small, whole(), !hard && !doubt, hard);
  return hard ? RECTO_NO : doubt ? RECTO_CANNOT_TELL : RECTO_YES;
}

/* Light grain is smoothed away for the reading. Where it is stronger than the letters nobody reads them, and none may be found; letters that stand in rows are seen
 * through it. */
static RectoAnswer judge_grain(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double grain = page->sharp.grain, warn = recto_limit(limits, "legible.grain-warn"), retake = recto_limit(limits, "legible.grain-retake");
  bool told = grain >= warn && !surely_text(page, limits), hard = told && grain >= retake, cured = page->sharp.snr < recto_limit(limits, "image.light.snr-smooth");
  RectoDefectKind kind = page->paper < recto_limit(limits, "image.light.paper-dark") ? RECTO_DEFECT_DARK : RECTO_DEFECT_NOISE;
  if (told || cured) add(defects, kind, grain, hard ? retake : warn, whole(), !told, hard);
  return hard ? RECTO_NO : told ? RECTO_CANNOT_TELL : RECTO_YES;
}

static void tell_cured(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double shade = recto_limit(limits, "image.light.shade"), lean = recto_limit(limits, "legible.skew-tell");
  if (page->shade < shade) add(defects, RECTO_DEFECT_UNEVEN_LIGHT, page->shade, shade, whole(), true, false);
  if (fabs(page->skew) >= lean) add(defects, RECTO_DEFECT_SKEW, fabs(page->skew), lean, whole(), true, false);
  if (page->quarter_turns) add(defects, RECTO_DEFECT_TURNED, page->quarter_turns * 90, 0, whole(), true, false);
}

static RectoAnswer worse(RectoAnswer a, RectoAnswer b) {
  if (a == RECTO_NO || b == RECTO_NO) return RECTO_NO;
  return a == RECTO_CANNOT_TELL || b == RECTO_CANNOT_TELL ? RECTO_CANNOT_TELL : RECTO_YES;
}

/* The sheet lies so far from its stop that the lid is seen on the other side, and reaches over all of the glass: what of it lies beyond this side is not in the picture,
 * and print comes closer to the side than to any sheet's edge. A smaller sheet ends in the picture. */
static bool sheet_goes_on(const RectoLegible *page, RectoSide side, const RectoModels *limits) {
  bool upright = side == RECTO_SIDE_TOP || side == RECTO_SIDE_BOTTOM;
  double aside = upright ? page->lid[RECTO_SIDE_LEFT] + page->lid[RECTO_SIDE_RIGHT] : page->lid[RECTO_SIDE_TOP] + page->lid[RECTO_SIDE_BOTTOM];
  return page->lid[recto_side_opposite(side)] >= recto_limit(limits, "legible.lid") && page->lid[side] == 0 && aside <= recto_limit(limits, "legible.lid-aside") &&
         page->cut[side].near >= recto_limit(limits, "legible.lid-near");
}

/* A table's rules run out of the picture on one side; those of ruled paper do on both. */
static bool rules_go_on(const RectoLegible *page, RectoSide side, const RectoModels *limits) {
  int own = page->cut[side].rules, other = page->cut[recto_side_opposite(side)].rules;
  return own >= recto_limit(limits, "legible.cut-rules") && own > 3 * other;
}

/* At the left or right a good part of the lines is cut, or long ones are. A neighbouring page may show beside a book's: of few lines of many, or short ones, a person says. */
static bool lines_go_on(const RectoLegible *page, RectoSide side, const RectoModels *limits) {
  const RectoCut *cut = &page->cut[side];
  double few = recto_limit(limits, "legible.cut-few");
  return side < RECTO_SIDE_TOP && ((cut->rows >= recto_limit(limits, "legible.cut-lines") && MAX(cut->touching, cut->ends) >= few) || cut->own >= recto_limit(limits, "legible.cut-own"));
}

/* Text goes on outside the picture: at the left or right lines are cut, at the top or bottom a line lies half outside. Where the page is not surely one of text, a person says. */
static RectoAnswer judge_cut_at(const RectoLegible *page, RectoSide side, const RectoModels *limits, GArray *defects) {
  const RectoCut *cut = &page->cut[side];
  double letters = recto_limit(limits, "legible.cut-letters"), retake = recto_limit(limits, "legible.cut-lines"), most = recto_limit(limits, "legible.cut-rules");
  bool across = side >= RECTO_SIDE_TOP, sheet = sheet_goes_on(page, side, limits), lines = lines_go_on(page, side, limits), rules = rules_go_on(page, side, limits);
  if (cut->touching < letters && cut->ends < recto_limit(limits, "legible.cut-few") && !lines && !sheet && !rules) return RECTO_YES;
  bool many = cut->rows >= recto_limit(limits, "legible.cut-many"); /* scripts whose letters hang together make fewer letters and rows */
  bool hard = sheet || ((across || lines || rules) && (surely_text(page, limits) || many));
  if (rules && !lines) add(defects, RECTO_DEFECT_CUT_EDGE, cut->rules, most, cut->box, false, hard);
  else add(defects, RECTO_DEFECT_CUT_EDGE, across ? cut->touching : cut->rows, across ? letters : retake, cut->box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

static RectoAnswer judge_cut(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoAnswer verdict = RECTO_YES;
  for (RectoSide side = RECTO_SIDE_LEFT; side < RECTO_SIDES; side++) verdict = worse(verdict, judge_cut_at(page, side, limits, defects));
  return verdict;
}

/* A place without light: what lies in it is lost, and where it takes much of the picture there may be little text left to tell. */
static bool lies_in_dark(const RectoLegible *page, const RectoModels *limits) {
  double rim = recto_limit(limits, "legible.shadow-rim"), area = recto_limit(limits, "legible.shadow-area"), times = surely_text(page, limits) ? 1 : 2;
  return page->shadow.rim >= times * rim && page->shadow.area >= times * area;
}

/* The picture ends below the upper edge of a document whose zone tells its size. */
static RectoAnswer judge_extent(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double least = recto_limit(limits, "legible.lost-above"), strip = 0.03; /* of the picture's height, to be shown */
  if (page->lost_above < least) return RECTO_YES;
  add(defects, RECTO_DEFECT_CUT_EDGE, page->lost_above, least, (RectoBox){0, 0, page->frame_width, MAX(1, (int)(strip * page->frame_height))}, false, true);
  return RECTO_NO;
}

/* A place that is burnt out on dimmer paper, with print on all sides of it or paling into it, or at its rim. */
static bool burnt_over_print(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double patch = recto_limit(limits, "legible.glare-patch"), rim = recto_limit(limits, "legible.glare-rim");
  if (page->glare.patch >= patch) add(defects, RECTO_DEFECT_GLARE, page->glare.patch, patch, page->glare.patch_box, false, true);
  else if (page->rim.parts >= rim && is_sharp(page, limits)) add(defects, RECTO_DEFECT_GLARE, page->rim.parts, rim, page->rim.box, false, true);
  else return false;
  return true;
}

/* What lay under burnt-out light is gone: lines that pale into it or run up to it say so, and so does a patch over a good part of the text; a smaller one may lie
 * where nothing was written. */
static RectoAnswer judge_glare(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  if (!page->photo) return RECTO_YES;
  if (burnt_over_print(page, limits, defects)) return RECTO_NO;
  RectoGlare glare = page->glare;
  RectoFade fade = is_sharp(page, limits) ? page->fade : (RectoFade){0};
  if (page->ghost >= recto_limit(limits, "legible.fade-ghost")) fade.ends = fade.into = 0; /* the other side's lines are paler */
  if (fade.into > fade.ends && fade.into >= recto_limit(limits, "legible.fade-into") && !lies_in_dark(page, limits)) fade.ends = fade.into, fade.box = fade.into_box; /* out of the dark paper grows brighter too */
  double warn = recto_limit(limits, "legible.glare-warn"), retake = recto_limit(limits, "legible.glare-retake"), ends = recto_limit(limits, "legible.fade-ends");
  if (glare.share < warn && fade.ends < ends) return RECTO_YES;
  bool hard = ((glare.share >= retake || fade.ends >= ends) && surely_text(page, limits)) || glare.share >= recto_limit(limits, "legible.glare-most");
  if (glare.share >= warn) add(defects, RECTO_DEFECT_GLARE, glare.share, hard ? retake : warn, glare.box, false, hard);
  else add(defects, RECTO_DEFECT_GLARE, fade.ends, ends, fade.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A hand, a note, another paper: lines of print end at it, or one does and some of the text's area lies under it. */
static RectoAnswer judge_laid(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoLaid laid = page->laid;
  double ends = recto_limit(limits, "legible.laid-ends"), warn = recto_limit(limits, "legible.laid-warn"), retake = recto_limit(limits, "legible.laid-retake");
  if (laid.ends < ends && (laid.ends == 0 || laid.share < warn)) return RECTO_YES;
  bool hard = laid.ends >= ends || (laid.share >= retake && page->side > recto_limit(limits, "legible.small-side"));
  add(defects, RECTO_DEFECT_OCCLUSION, laid.share, hard ? retake : warn, laid.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A finger or a pen: lines of print end at it. Where the picture is not mostly paper the area of the text is not known; a little of it may be the edge of the page. */
static RectoAnswer judge_cover(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoCover cover = surely_text(page, limits) ? page->cover : (RectoCover){0};
  double warn = recto_limit(limits, "legible.cover-warn"), retake = recto_limit(limits, "legible.cover-retake");
  if (page->light < recto_limit(limits, "legible.light")) cover.share = 0;
  if (cover.share < retake && cover.ends == 0) return RECTO_YES;
  bool hard = cover.share >= retake || cover.ends >= (cover.share >= warn ? 1 : recto_limit(limits, "legible.cover-ends"));
  add(defects, RECTO_DEFECT_OCCLUSION, cover.share, hard ? retake : warn, cover.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A finger or a hand deep between the lines of a page of print, whether one ends at it or not; unless it is told already. */
static RectoAnswer judge_reach(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoReach reach = page->reach;
  double warn = recto_limit(limits, "legible.reach-warn"), retake = recto_limit(limits, "legible.reach-retake");
  for (guint i = 0; i < defects->len; i++)
    if (g_array_index(defects, RectoDefect, i).kind == RECTO_DEFECT_OCCLUSION) return RECTO_YES;
  if (reach.share < warn || reach.sharp < recto_limit(limits, "legible.reach-sharp") || reach.letters < recto_limit(limits, "legible.reach-letters")) return RECTO_YES;
  bool hard = reach.share >= retake;
  add(defects, RECTO_DEFECT_OCCLUSION, reach.share, hard ? retake : warn, reach.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A line that runs into the dark is lost there, though Recto evens what light is left; so is whatever stands in a good part of the picture that no light is left in. */
static RectoAnswer judge_shadow(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoShadow shadow = page->shadow;
  double area = recto_limit(limits, "legible.shadow-area");
  if (lies_in_dark(page, limits)) {
    add(defects, RECTO_DEFECT_UNEVEN_LIGHT, shadow.area, area, shadow.deep_box, false, true);
    return RECTO_NO;
  }
  if (shadow.ends == 0) return RECTO_YES;
  double ends = recto_limit(limits, "legible.shadow-ends");
  bool hard = shadow.ends >= ends && surely_text(page, limits);
  add(defects, RECTO_DEFECT_UNEVEN_LIGHT, shadow.ends, ends, shadow.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A picture of a screen: told whatever its letters, since the paper itself can be sent. Its letters are measured in the screen's own pixels. */
static RectoAnswer judge_screen(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  if (!(page->screen.share >= recto_limit(limits, "image.screen.share"))) return RECTO_YES;
  double height = page->screen_height, least = recto_limit(limits, "legible.height-retake"), doubt = recto_limit(limits, "legible.screen-warn");
  bool hard = height < least || (height < doubt && page->screen_rows < recto_limit(limits, "legible.rows-sure"));
  add(defects, RECTO_DEFECT_SCREEN, height, hard ? least : doubt, whole(), false, hard);
  return hard ? RECTO_NO : height < doubt ? RECTO_CANNOT_TELL : RECTO_YES;
}

/* Seen from so far aside, the page's far end has few pixels and lies out of focus: print that is soft as well is gone there, the farther aside the less soft it need be,
 * until all is gone and may not look like print any more. */
static RectoAnswer judge_view(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double retake = recto_limit(limits, "legible.steep-retake"), most = recto_limit(limits, "legible.steep-most"), warn = holds_text(page, limits) ? recto_limit(limits, "legible.steep") : most;
  if (!(page->view >= warn)) return RECTO_YES;
  double soft = recto_limit(limits, "legible.steep-detail") * (1 + (page->view - retake) / (most - retake));
  bool hard = page->view >= most || (page->view >= retake && page->sharp.detail < soft);
  add(defects, RECTO_DEFECT_STEEP, page->view, hard ? retake : warn, whole(), false, hard);
  return hard ? RECTO_NO : RECTO_YES;
}

/* A face, a landscape, a cloth: nothing stands in rows, and little is as light as paper. */
static bool shows_no_page(const RectoLegible *page, const RectoModels *limits) {
  return page->rows < recto_limit(limits, "legible.rows-none") && page->light < recto_limit(limits, "legible.light-none");
}

/* No text is seen: a picture that shows no page, and darkness, are reasons to tell. */
static RectoAnswer judge_textless(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double dark = recto_limit(limits, "image.light.paper-dark"), light = recto_limit(limits, "legible.light-none");
  if (shows_no_page(page, limits)) add(defects, RECTO_DEFECT_NOT_A_DOCUMENT, page->light, light, whole(), false, false);
  else if (page->paper < dark) add(defects, RECTO_DEFECT_DARK, page->paper, dark, whole(), false, false);
  return RECTO_CANNOT_TELL;
}

/* Letters on a screen, in its own pixels; none where too few are seen. */
static void measure_on_screen(PIX *grey, const RectoModels *limits, RectoLegible *ret) {
  g_autoptr(PIX) shown = recto_pix_scaled(grey, 1 / ret->screen.pitch);
  g_auto(RectoSurvey) survey = {0};
  if (!shown || !recto_survey_make(shown, limits, &survey) || survey.letters->n < recto_limit(limits, "legible.letters-few")) return;
  ret->screen_height = survey.letter_height / survey.factor;
  ret->screen_rows = survey.rows;
}

static void measure_fade(const RectoLegibleInput *in, const RectoModels *limits, RectoLegible *ret) {
  recto_fade_measure(in->grey, in->survey, in->sharp, limits, &ret->fade);
  if (ret->fade.ends > 0) ret->ghost = recto_ghost_share(in->survey, limits);
}

static void measure_hiding(const RectoLegibleInput *in, const RectoModels *limits, RectoLegible *ret) {
  recto_cut_measure(in->survey, in->corner, ret->cut);
  for (RectoSide side = RECTO_SIDE_LEFT; in->came && side < RECTO_SIDES; side++) {
    ret->cut[side].touching = MAX(ret->cut[side].touching, in->came[side].touching);
    ret->cut[side].rules = MAX(ret->cut[side].rules, in->came[side].rules);
  }
  recto_lid_measure(in->survey, ret->lid);
  recto_shadow_measure(in->survey, in->corner, &ret->shadow);
  if (in->photo) recto_glare_measure(in->survey, limits, &ret->glare), recto_rim_measure(in->survey, limits, &ret->rim);
  if (in->photo && (in->whole || is_sharp(ret, limits))) measure_fade(in, limits, ret);
  if (in->whole || surely_text(ret, limits)) {
    recto_cover_measure(in->survey, limits, &ret->cover);
    recto_reach_measure(in->colour, in->survey, limits, &ret->reach);
  }
  if (in->whole || surely_text(ret, limits) || ret->sharp.in_lines > 0) recto_laid_measure(in->colour, in->survey, limits, &ret->laid);
}

void recto_legible_measure(const RectoLegibleInput *in, const RectoModels *limits, RectoLegible *ret) {
  const RectoSurvey *survey = in->survey;
  *ret = (RectoLegible){.blank = in->blank->blank == RECTO_YES, .truncated = in->truncated, .photo = in->photo,
                        .side = MAX(pixGetWidth(in->grey), pixGetHeight(in->grey)), .frame_width = pixGetWidth(in->grey), .frame_height = pixGetHeight(in->grey), .print = survey->print->n, .rows = survey->rows, .print_rows = survey->print_rows,
                        .light = survey->light, .shade = survey->shade, .paper = survey->paper, .height = survey->letter_height / survey->factor,
                        .skew = in->turn->skew, .view = in->view, .lost_above = in->lost_above, .quarter_turns = in->turn->quarter_turns, .sharp = *in->sharp};
  if (ret->blank && !in->whole) return;
  if (holds_text(ret, limits) || (in->whole && survey->letters->n > 0)) measure_hiding(in, limits, ret);
  else recto_shadow_measure(survey, in->corner, &ret->shadow); /* it may have taken most of the text */
  if (in->screen) ret->screen = *in->screen;
  if (ret->screen.share >= recto_limit(limits, "image.screen.share")) measure_on_screen(in->grey, limits, ret);
}

typedef RectoAnswer (*Judge)(const RectoLegible *, const RectoModels *, GArray *);

RectoAnswer recto_legible_judge(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  if (page->truncated) add(defects, RECTO_DEFECT_DAMAGED, 1, 0, whole(), false, true);
  RectoAnswer verdict = page->truncated ? RECTO_CANNOT_TELL : RECTO_YES;
  if (page->blank) return verdict;
  bool text = holds_text(page, limits);
  if (text) {
    static const Judge judges[] = {judge_cut, judge_glare, judge_laid, judge_cover, judge_reach, judge_shadow, judge_part};
    for (size_t i = 0; i < G_N_ELEMENTS(judges); i++) verdict = worse(verdict, judges[i](page, limits, defects));
  } else verdict = worse(judge_textless(page, limits, defects), page->light >= recto_limit(limits, "legible.light-shaded") ? judge_shadow(page, limits, defects) : RECTO_YES);
  if (text || !shows_no_page(page, limits)) verdict = worse(verdict, judge_blur(page, limits, defects));
  if (text || page->side < recto_limit(limits, "legible.tiny-side")) verdict = worse(verdict, judge_size(page, limits, defects));
  verdict = worse(verdict, judge_view(page, limits, defects));
  verdict = worse(verdict, judge_extent(page, limits, defects));
  verdict = worse(verdict, judge_grain(page, limits, defects));
  verdict = worse(verdict, judge_screen(page, limits, defects));
  tell_cured(page, limits, defects);
  g_array_sort(defects, recto_defect_compare);
  return verdict;
}
