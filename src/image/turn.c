/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which way is up, and how far the page leans. Must not know: OCR. */
#include "image/turn.h"

#include "image/textlines.h"

#include <math.h>

typedef struct { double angle, confidence; } Lean;

/* Angle that lines the text up best. pixFindSkew stops at 7 degrees; the sweep here is as wide as limit image.turn.sweep.
 * Ink that is no letter (lines of a form, a picture, the scanner's edge) is welcome: it leans as the page does. */
static Lean lean_of(PIX *ink, const RectoModels *limits) {
  enum { MARGIN = 8 };
  float angle = 0, confidence = 0, range = (float)recto_limit(limits, "image.turn.sweep");
  PIX *text = NULL;
  if (pixClipToForeground(ink, &text, NULL) || !text) return (Lean){0, 0};
  int width = pixGetWidth(text), sweep_reduction = width > 1000 ? 4 : width > 700 ? 2 : 1;
  int room = MARGIN + (int)(width / 2.0 * tan((double)range * G_PI / 180)); /* the search shears: a few lines on a large sheet would leave the picture */
  g_autoptr(PIX) wide = pixAddBorderGeneral(text, MARGIN, MARGIN, room, room, 0);
  pixDestroy(&text);
  if (!wide || pixFindSkewSweepAndSearchScorePivot(wide, &angle, &confidence, NULL, sweep_reduction, 1, 0, range, 1.0f, 0.01f, L_SHEAR_ABOUT_CENTER)) return (Lean){0, 0};
  return (Lean){angle, confidence};
}

static PIX *turned_back(PIX *ink, double degrees) { return pixRotate(ink, (float)(degrees * G_PI / 180), L_ROTATE_SHEAR, L_BRING_IN_WHITE, 0, 0); }

static double line_score(PIX *ink, double degrees) {
  float sum = 0;
  g_autoptr(PIX) turned = turned_back(ink, degrees);
  return turned && !pixFindDifferentialSquareSum(turned, &sum) ? (double)sum : 0;
}

/* Few lines on a large sheet score low, but their score falls off sharply to both sides; that of a picture does not. */
static bool is_peak(PIX *ink, double degrees, const RectoModels *limits) {
  const double beside = 4;
  double least = recto_limit(limits, "image.turn.peak") * MAX(line_score(ink, degrees - beside), line_score(ink, degrees + beside));
  return line_score(ink, degrees) >= least;
}

static bool stands_in_lines(PIX *ink, const Lean *lean, const RectoModels *limits) {
  if (lean->confidence >= recto_limit(limits, "image.turn.skew-confidence")) return true;
  return lean->confidence >= recto_limit(limits, "image.turn.skew-weak") && is_peak(ink, lean->angle, limits);
}

/* Only the letters' pixels, without big blobs: pictures and black borders would drown the lines of a small text. */
static PIX *text_ink(const RectoSurvey *survey) {
  int limit = (int)MAX(40, survey->letter_height * 8);
  return pixSelectBySize(survey->ink, limit * 4, limit, 8, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
}

/* Letters that reach up outnumber those that reach down by far in Latin script; in Cyrillic it is the other way round, and stronger than Latin letters ever do it:
 * so strong a sign is worth a second opinion. So is a page that came upside down, which few do. */
static void up_or_down(PIX *level, int letters, bool sideways, const RectoModels *limits, RectoTurn *turn) {
  float up = 0, left = 0;
  double gate = recto_limit(limits, "image.turn.orientation-confidence"), most = recto_limit(limits, "image.turn.orientation-most") * sqrt(letters);
  if (pixOrientDetect(level, &up, &left, 0, 0)) return;
  turn->orientation_confidence = fabs(up);
  turn->sure = fabs(up) >= gate && fabs(up) > fabs(left);
  turn->doubtful = turn->sure && (fabs(up) >= most || up < 0);
  if (turn->sure && up < 0) turn->quarter_turns = (sideways ? 1 : 0) + 2;
}

/* How much more the letters join along x than along y when gaps of a third of their height are closed: letters of a word stand closer than lines.
 * Above 1 lines run along x. The line score of the skew search is no judge of that: repeated words and tables line up in columns. */
static double joins_along(PIX *ink, double letter_height) {
  int gap = (int)MAX(3, lround(letter_height * 0.35));
  g_autoptr(PIX) across = pixCloseSafeBrick(NULL, ink, gap, 1);
  g_autoptr(PIX) down = pixCloseSafeBrick(NULL, ink, 1, gap);
  l_int32 n_across = 0, n_down = 0;
  if (!across || !down || pixCountConnComp(across, 8, &n_across) || pixCountConnComp(down, 8, &n_down)) return 1;
  return (double)MAX(1, n_down) / MAX(1, n_across);
}

/* The ink with its lines along x, as far as is known, and how it leans. */
typedef struct { PIX *ink; Lean lean; bool sideways, sure; } Axis;

static void axis_clear(Axis *axis) { pixDestroy(&axis->ink); }
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Axis, axis_clear)

/* Letters that stand in lines along x. */
static int in_lines(const BOXA *letters, double height) {
  enum { LETTERS = 5 };
  g_auto(RectoTextLines) lines = {0};
  int n = 0;
  recto_textlines_make(letters, height, &lines);
  for (guint i = 0; i < lines.lines->len; i++) {
    int length = g_array_index(lines.lines, RectoTextLine, i).n;
    if (length >= LETTERS) n += length;
  }
  return n;
}

/* Letters as high as all others of their line: nothing reaches up or down, and what is told of up and down comes from commas and digits. */
static bool is_capitals(const RectoSurvey *survey, bool sideways, const RectoModels *limits) {
  enum { LINE = 6, LEAST = 2, ENOUGH = 30 };
  const double taller = 0.2;
  g_autoptr(BOXA) turned = sideways ? recto_boxes_on_their_side(survey->print) : NULL;
  g_auto(RectoTextLines) lines = {0};
  int n = 0, tall = 0;
  recto_textlines_make(turned ? turned : survey->print, survey->letter_height, &lines);
  for (guint i = 0; i < lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines.lines, RectoTextLine, i);
    if (line->n < LINE) continue;
    g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(int));
    for (int k = 0; k < line->n; k++) g_array_append_val(heights, line->letter[k]->h);
    g_array_sort(heights, recto_int_compare);
    int low = g_array_index(heights, int, heights->len / 4);
    for (guint k = 0; k < heights->len; k++) tall += g_array_index(heights, int, k) >= low + MAX(LEAST, taller * low);
    n += line->n;
  }
  return n >= ENOUGH && tall < recto_limit(limits, "image.turn.capitals") * n;
}

/* Print stands in lines along one axis, by far: 1 along x, -1 along y, 0 when that is not seen. Cloth and grain beside or over it stand in none. */
static int axis_of_print(const RectoSurvey *survey, const RectoModels *limits) {
  g_autoptr(BOXA) turned = recto_boxes_on_their_side(survey->print);
  int along = in_lines(survey->print, survey->letter_height), across = turned ? in_lines(turned, survey->letter_height) : 0;
  double least = MAX(recto_limit(limits, "image.turn.line-letters"), recto_limit(limits, "image.turn.line-share") * survey->letters->n), lead = recto_limit(limits, "image.turn.line-lead");
  if (MAX(along, across) < least) return 0;
  return along >= lead * across ? 1 : across >= lead * along ? -1 : 0;
}

/* By lines of print; else by how letters join, and where no lines stand along that axis (joined scripts, few words) the other one is asked. */
static void find_axis(PIX *ink, const RectoSurvey *survey, const RectoModels *limits, Axis *ret) {
  int print = axis_of_print(survey, limits);
  double joins = print ? 1 : joins_along(ink, survey->letter_height), lead = recto_limit(limits, "image.turn.axis-lead");
  ret->sideways = print < 0 || joins * lead <= 1;
  ret->sure = print || ret->sideways || joins >= lead;
  ret->ink = ret->sideways ? pixRotate90(ink, 1) : pixClone(ink);
  ret->lean = ret->ink ? lean_of(ret->ink, limits) : (Lean){0, 0};
  if (!ret->ink || print || stands_in_lines(ret->ink, &ret->lean, limits)) return;
  g_autoptr(PIX) across = ret->sideways ? pixClone(ink) : pixRotate90(ink, 1);
  Lean other = across ? lean_of(across, limits) : (Lean){0, 0};
  if (other.confidence < recto_limit(limits, "image.turn.skew-confidence")) return;
  pixDestroy(&ret->ink);
  *ret = (Axis){g_steal_pointer(&across), other, !ret->sideways, true};
}

void recto_turn_measure(const RectoSurvey *survey, const RectoModels *limits, RectoTurn *ret) {
  *ret = (RectoTurn){.skew_confidence = 1};
  if (survey->letters->n < recto_limit(limits, "image.turn.letters")) return;
  g_autoptr(PIX) ink = text_ink(survey);
  g_auto(Axis) axis = {0};
  if (ink) find_axis(ink, survey, limits, &axis);
  if (!axis.ink) return;
  ret->axis_sure = axis.sure;
  ret->quarter_turns = axis.sideways ? 1 : 0;
  ret->skew_confidence = axis.lean.confidence;
  bool leans = fabs(axis.lean.angle) >= recto_limit(limits, "image.turn.least") && stands_in_lines(axis.ink, &axis.lean, limits);
  if (leans) ret->skew = axis.lean.angle;
  g_autoptr(PIX) level = leans ? turned_back(axis.ink, ret->skew) : pixClone(axis.ink);
  if (level) up_or_down(level, survey->letters->n, axis.sideways, limits, ret);
  if (ret->sure && !ret->doubtful) ret->doubtful = is_capitals(survey, axis.sideways, limits);
}
