/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hides print: measured where the verdict asks for it, and judged. Must not know: words. */
#include "image/legible-parts.h"

#include "image/ghost.h"

#include <math.h>

/* ------------------------------------------------------------------ measures */

static void measure_fade(const RectoLegibleInput *in, const RectoModels *limits, RectoLegible *ret) {
  recto_fade_measure(in->grey, in->survey, in->sharp, limits, &ret->fade);
  if (ret->fade.ends > 0) ret->ghost = recto_ghost_share(in->survey, limits);
}

/* A page without colour is looked at in greys; a small copy will do. */
static void measure_sight(const RectoLegibleInput *in, const RectoTextLines *lines, RectoSight *ret) {
  const double enough = 2; /* times the copy's longer side that the net sees */
  g_autoptr(PIX) reduced = in->colour ? NULL : recto_pix_scaled(in->grey, MIN(1, enough * sqrt(SIGHT_AREA) / MAX(pixGetWidth(in->grey), pixGetHeight(in->grey))));
  g_autoptr(PIX) colour = in->colour ? pixClone(in->colour) : reduced ? pixConvertTo32(reduced) : NULL;
  if (colour) recto_sight_measure(in->sight, colour, in->survey, lines, ret);
  ret->coloured = in->colour != NULL;
}

/* Words that ran together need not stand on a page of long lines; things that lie over print are looked for there only. */
static void measure_on_ground(const RectoLegibleInput *in, bool text, const RectoModels *limits, RectoLegible *ret) {
  g_auto(RectoGround) ground = {0};
  if (text) recto_cover_measure(in->survey, limits, &ret->cover);
  if (!recto_ground_make(in->colour, in->survey, limits, &ground)) return;
  double of_page = recto_limit(limits, "image.smear.soft-of-page") * MAX(ret->sharp.detail, ret->sharp.sharpest);
  recto_smear_measure(in->grey, in->survey, &ground, in->sharp, MIN(recto_limit(limits, "image.smear.soft"), of_page), &ret->smear);
  if (in->sight) measure_sight(in, &ground.lines, &ret->hidden);
  if (text) recto_reach_measure(&ground, in->survey, &ret->reach);
  if (text || ret->sharp.in_lines > 0) recto_laid_measure(&ground, in->survey, &ret->laid);
}

/* Turning takes a row of pixels and more from the sides: letters that were cut there before are, and where many are, so are the lines that end there. */
static void take_from_before(const RectoCut came[RECTO_SIDES], const RectoModels *limits, RectoCut ret[RECTO_SIDES]) {
  for (RectoSide side = RECTO_SIDE_LEFT; side < RECTO_SIDES; side++) {
    ret[side].touching = MAX(ret[side].touching, came[side].touching);
    ret[side].rules = MAX(ret[side].rules, came[side].rules);
    if (came[side].touching < recto_limit(limits, "legible.cut-letters")) continue;
    ret[side].rows = MAX(ret[side].rows, came[side].rows);
    ret[side].ends = MAX(ret[side].ends, came[side].ends);
    ret[side].own = MAX(ret[side].own, came[side].own);
  }
}

void recto_legible_measure_hiding(const RectoLegibleInput *in, const RectoModels *limits, RectoLegible *ret) {
  recto_cut_measure(in->survey, in->corner, ret->cut);
  if (in->came) take_from_before(in->came, limits, ret->cut);
  recto_lid_measure(in->survey, ret->lid);
  recto_shadow_measure(in->survey, in->corner, &ret->shadow);
  if (in->photo) recto_glare_measure(in->survey, limits, &ret->glare), recto_rim_measure(in->survey, limits, &ret->rim);
  if (in->photo && (in->whole || recto_legible_is_sharp(ret, limits))) measure_fade(in, limits, ret);
  bool text = in->whole || recto_legible_is_text(ret, limits);
  measure_on_ground(in, text, limits, ret);
}

/* ------------------------------------------------------------------ verdicts */

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
  bool hard = sheet || ((across || lines || rules) && (recto_legible_is_text(page, limits) || many));
  if (rules && !lines) recto_legible_add(defects, RECTO_DEFECT_CUT_EDGE, cut->rules, most, cut->box, false, hard);
  else recto_legible_add(defects, RECTO_DEFECT_CUT_EDGE, across ? cut->touching : cut->rows, across ? letters : retake, cut->box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

static RectoAnswer judge_cut(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoAnswer verdict = RECTO_YES;
  for (RectoSide side = RECTO_SIDE_LEFT; side < RECTO_SIDES; side++) verdict = recto_legible_worse(verdict, judge_cut_at(page, side, limits, defects));
  return verdict;
}

/* A place without light: what lies in it is lost, and where it takes much of the picture there may be little text left to tell. */
static bool lies_in_dark(const RectoLegible *page, const RectoModels *limits) {
  double rim = recto_limit(limits, "legible.shadow-rim"), area = recto_limit(limits, "legible.shadow-area"), times = recto_legible_is_text(page, limits) ? 1 : 2;
  return page->shadow.rim >= times * rim && page->shadow.area >= times * area;
}

/* The picture ends below the upper edge of a document whose zone tells its size. */
RectoAnswer recto_legible_judge_extent(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double least = recto_limit(limits, "legible.lost-above"), strip = 0.03; /* of the picture's height, to be shown */
  if (page->lost_above < least) return RECTO_YES;
  recto_legible_add(defects, RECTO_DEFECT_CUT_EDGE, page->lost_above, least, (RectoBox){0, 0, page->frame_width, MAX(1, (int)(strip * page->frame_height))}, false, true);
  return RECTO_NO;
}

/* A place that is burnt out on dimmer paper, with print on all sides of it or paling into it, or at its rim. */
static bool burnt_over_print(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  double patch = recto_limit(limits, "legible.glare-patch"), rim = recto_limit(limits, "legible.glare-rim");
  if (page->glare.patch >= patch) recto_legible_add(defects, RECTO_DEFECT_GLARE, page->glare.patch, patch, page->glare.patch_box, false, true);
  else if (page->rim.parts >= rim && recto_legible_is_sharp(page, limits)) recto_legible_add(defects, RECTO_DEFECT_GLARE, page->rim.parts, rim, page->rim.box, false, true);
  else return false;
  return true;
}

/* What lay under burnt-out light is gone: lines that pale into it or run up to it say so, and so does a patch over a good part of the text; a smaller one may lie
 * where nothing was written. */
static RectoAnswer judge_glare(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  if (!page->photo) return RECTO_YES;
  if (burnt_over_print(page, limits, defects)) return RECTO_NO;
  RectoGlare glare = page->glare;
  bool white = page->paper >= recto_limit(limits, "legible.fade-white"); /* all of it is burnt out, and letters pale by chance */
  bool alike = page->height >= recto_limit(limits, "legible.height-small") && !recto_screen_is_seen(&page->screen, limits); /* letters of few pixels and a screen's waves pale by themselves */
  RectoFade fade = alike && recto_legible_is_sharp(page, limits) ? page->fade : (RectoFade){0};
  if (page->ghost >= recto_limit(limits, "legible.fade-ghost") && page->hidden.light < recto_limit(limits, "legible.hidden-light")) fade.ends = fade.into = 0; /* the other side's lines are paler */
  if (fade.into > fade.ends && fade.into >= recto_limit(limits, "legible.fade-into") && !lies_in_dark(page, limits)) fade.ends = fade.into, fade.box = fade.into_box; /* out of the dark paper grows brighter too */
  double warn = recto_limit(limits, "legible.glare-warn"), retake = recto_limit(limits, "legible.glare-retake"), ends = recto_limit(limits, white ? "legible.fade-white-ends" : "legible.fade-ends");
  if (glare.share < warn && fade.ends < ends) return RECTO_YES;
  bool hard = ((glare.share >= retake || fade.ends >= ends) && recto_legible_is_text(page, limits)) || glare.share >= recto_limit(limits, "legible.glare-most");
  if (glare.share >= warn) recto_legible_add(defects, RECTO_DEFECT_GLARE, glare.share, hard ? retake : warn, glare.box, false, hard);
  else recto_legible_add(defects, RECTO_DEFECT_GLARE, fade.ends, ends, fade.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A hand, a note, another paper: lines of print end at it, or one does and some of the text's area lies under it. */
static RectoAnswer judge_laid(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoLaid laid = page->laid;
  double ends = recto_limit(limits, "legible.laid-ends"), warn = recto_limit(limits, "legible.laid-warn"), retake = recto_limit(limits, "legible.laid-retake");
  if (laid.ends < ends && (laid.ends == 0 || laid.share < warn)) return RECTO_YES;
  bool hard = laid.ends >= ends || (laid.share >= retake && page->side > recto_limit(limits, "legible.small-side"));
  recto_legible_add(defects, RECTO_DEFECT_OCCLUSION, laid.share, hard ? retake : warn, laid.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A finger or a pen: lines of print end at it. Where the picture is not mostly paper the area of the text is not known; a little of it may be the edge of the page. */
static RectoAnswer judge_cover(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoCover cover = recto_legible_is_text(page, limits) ? page->cover : (RectoCover){0};
  double warn = recto_limit(limits, "legible.cover-warn"), retake = recto_limit(limits, "legible.cover-retake");
  if (page->light < recto_limit(limits, "legible.light")) cover.share = 0;
  if (cover.share < retake && cover.ends == 0) return RECTO_YES;
  bool hard = cover.share >= retake || cover.ends >= (cover.share >= warn ? 1 : recto_limit(limits, "legible.cover-ends"));
  recto_legible_add(defects, RECTO_DEFECT_OCCLUSION, cover.share, hard ? retake : warn, cover.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* A finger or a hand deep between the lines of a page of print, whether one ends at it or not; unless it is told already. */
static RectoAnswer judge_reach(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoReach reach = page->reach;
  double warn = recto_limit(limits, "legible.reach-warn"), retake = recto_limit(limits, "legible.reach-retake");
  if (recto_defects_hold(defects, RECTO_DEFECT_OCCLUSION) || reach.share < warn || reach.sharp < recto_limit(limits, "legible.reach-sharp") || reach.letters < recto_limit(limits, "legible.reach-letters")) return RECTO_YES;
  bool hard = reach.share >= retake;
  recto_legible_add(defects, RECTO_DEFECT_OCCLUSION, reach.share, hard ? retake : warn, reach.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

/* ------------------------------------------------------------------ a second sight */

/* Some lines end there and would go on, or many end there: what covers the page's margin leaves no line that tells how far they went. */
static bool lines_end_at(const RectoHides *thing, const RectoModels *limits) {
  bool some = thing->ends >= recto_limit(limits, "legible.hidden-ends") && thing->lost >= recto_limit(limits, "legible.hidden-lost");
  return some || thing->ends >= recto_limit(limits, "legible.hidden-many");
}

/* Something with a sharp outline lies there between the lines of a page, coming from the frame: centred lines need not end at it. */
static bool reaches_in(const RectoLegible *page, const RectoModels *limits) {
  const RectoReach *reach = &page->reach;
  return reach->share >= recto_limit(limits, "legible.hidden-reach") && reach->sharp >= recto_limit(limits, "legible.reach-sharp") && reach->letters >= recto_limit(limits, "legible.hidden-letters") &&
         (recto_box_holds(reach->box, page->hidden.thing.box) || recto_box_holds(page->hidden.thing.box, reach->box));
}

/* Seen as a whole by the net, and by the lines of print or its outline: one without the other is none. In small pictures faces and seals look like things. */
static bool is_hidden(const RectoLegible *page, const RectoModels *limits) {
  return recto_legible_is_text(page, limits) && page->side > recto_limit(limits, "legible.small-side") && page->hidden.thing.share >= recto_limit(limits, "legible.hidden-share") && page->hidden.thing.through == 0 &&
         (lines_end_at(&page->hidden.thing, limits) || reaches_in(page, limits));
}

/* In colours, as it learnt, and not on a screen, which it does not know. */
static bool sees_nothing(const RectoLegible *page, const RectoModels *limits) {
  return page->hidden.thing.size == 0 && page->hidden.coloured && !recto_screen_is_seen(&page->screen, limits);
}

static void drop_occlusions(GArray *defects) {
  for (guint i = defects->len; i-- > 0;)
    if (g_array_index(defects, RectoDefect, i).kind == RECTO_DEFECT_OCCLUSION) g_array_remove_index(defects, i);
}

static void doubt_occlusions(GArray *defects) {
  for (guint i = 0; i < defects->len; i++)
    if (g_array_index(defects, RectoDefect, i).kind == RECTO_DEFECT_OCCLUSION) g_array_index(defects, RectoDefect, i).retake = false;
}

/* What the other measures of things came to, and what the net says: it tells what they missed, and doubts what it does not see at all. */
static RectoAnswer look_again(const RectoLegible *page, RectoAnswer answer, const RectoModels *limits, GArray *defects) {
  if (page->hidden.print < recto_limit(limits, "legible.hidden-print")) return answer;
  if (answer != RECTO_NO && is_hidden(page, limits)) {
    drop_occlusions(defects);
    recto_legible_add(defects, RECTO_DEFECT_OCCLUSION, page->hidden.thing.share, recto_limit(limits, "legible.hidden-share"), page->hidden.thing.box, false, true);
    return RECTO_NO;
  }
  if (answer != RECTO_NO || !sees_nothing(page, limits)) return answer;
  doubt_occlusions(defects);
  return RECTO_CANNOT_TELL;
}

/* A line that runs into the dark is lost there, though Recto evens what light is left; so is whatever stands in a good part of the picture that no light is left in. */
RectoAnswer recto_legible_judge_shadow(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoShadow shadow = page->shadow;
  double area = recto_limit(limits, "legible.shadow-area");
  if (lies_in_dark(page, limits)) {
    recto_legible_add(defects, RECTO_DEFECT_UNEVEN_LIGHT, shadow.area, area, shadow.deep_box, false, true);
    return RECTO_NO;
  }
  if (shadow.ends == 0) return RECTO_YES;
  double ends = recto_limit(limits, "legible.shadow-ends");
  bool hard = shadow.ends >= ends && recto_legible_is_text(page, limits);
  recto_legible_add(defects, RECTO_DEFECT_UNEVEN_LIGHT, shadow.ends, ends, shadow.box, false, hard);
  return hard ? RECTO_NO : RECTO_CANNOT_TELL;
}

RectoAnswer recto_legible_judge_hiding(const RectoLegible *page, const RectoModels *limits, GArray *defects) {
  RectoAnswer cut = judge_cut(page, limits, defects), light = judge_glare(page, limits, defects), thing = judge_laid(page, limits, defects);
  thing = recto_legible_worse(thing, judge_cover(page, limits, defects));
  thing = recto_legible_worse(thing, judge_reach(page, limits, defects));
  thing = look_again(page, thing, limits, defects);
  return recto_legible_worse(recto_legible_worse(cut, recto_legible_worse(light, thing)), recto_legible_judge_shadow(page, limits, defects));
}
