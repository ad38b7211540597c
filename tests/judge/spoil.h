/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page, one physical defect: the plan (spoil-plan.c), the page and where its words stand (spoil-page.c), the camera (spoil-view.c), what lies on it or
 * shines on it (spoil-cover.c, spoil-shine.c), pixels (spoil-render.c), lens and sensor (spoil-lens.c), pictures that show no page (spoil-odd.c),
 * and the judgement of it by physical amounts alone (spoil-verdict.c).
 * Millimetres on the desk and pixels of the picture are those of photo.h. A scan is a camera that stands very far above.
 * Must never know models/ or src/: the verdict on legibility is judged on these pictures. */
#ifndef EXAM_SPOIL_H
#define EXAM_SPOIL_H

#include "photo.h"

/* ---- spoil-plan.c */
typedef enum {
  SPOIL_NONE,
  SPOIL_FOCUS,
  SPOIL_MOTION,
  SPOIL_PARTIAL,
  SPOIL_SMALL,
  SPOIL_DARK,
  SPOIL_NOISE,
  SPOIL_GLARE,
  SPOIL_CUT,
  SPOIL_COVERED,
  SPOIL_SCREEN,
  SPOIL_STEEP,
  SPOIL_TWO,
  SPOIL_TURNED,
  SPOIL_BLANK,
  SPOIL_NO_DOCUMENT,
  SPOIL_SHOW_THROUGH,
  SPOIL_SHADOW,
  SPOIL_SKEW,
  SPOIL_DEFECTS
} SpoilDefect;
typedef struct {
  const char *name, *unit; /* unit: what the amount counts, in words */
  double from[5], to[5]; /* amounts aimed at, level by level */
  int scans; /* of 100 */
} SpoilScale;
const SpoilScale *spoil_scale(SpoilDefect defect);
typedef struct {
  int index, level, dpi, quality;
  double megapixels; /* of the phone */
  const char *kind, *layout, *script;
  SpoilDefect defect;
  bool scan;
  double amount;
  guint64 seed;
} SpoilPlan;
SpoilPlan spoil_plan(guint64 seed, int index, int only, double megapixels); /* only: a SpoilDefect, or -1 */
bool spoil_plan_clean(SpoilPlan *plan); /* the same page as it was before; false: there was none */
int spoil_defect_named(const char *name); /* -1 = none of them */

/* ---- spoil-page.c */
typedef struct {
  PhotoSpot at, along, up; /* mm from the page's centre: left end of the base line; vectors to its right end, and to the x-height */
  int letters;
  bool zone; /* for machines */
} SpoilWord;
#define SPOIL_MIPS 3
typedef struct {
  ExamRaster face[SPOIL_MIPS]; /* each half of the one before; empty ones are not there */
  double w, h, dots; /* mm; dots per mm of the first */
  double radius; /* of a card's corners, mm */
  double x, y, turn[2]; /* where it lies; cosine and sine */
  double tint[3];
  GArray *words; /* SpoilWord */
  GString *text; /* one word a line */
  double middle, x_height; /* mm: this share of the letters is in smaller type */
} SpoilSheet;
SpoilSheet *spoil_sheet_draw(ExamSheets *sheets, const char *layout, guint64 seed, ExamDice *dice, GError **error);
SpoilSheet *spoil_sheet_empty(double w, double h, double dots); /* white, wordless */
void spoil_sheet_free(SpoilSheet *sheet);
void spoil_sheet_soften(SpoilSheet *sheet); /* draws the smaller faces anew */
void spoil_sheet_show_through(SpoilSheet *sheet, const SpoilSheet *back, double strength); /* share of the back's contrast */
void spoil_sheet_turn(SpoilSheet *sheet, double angle); /* radians */
PhotoSpot spoil_sheet_spot(const SpoilSheet *sheet, double u, double v); /* of the page's own mm, from its centre, on the desk */
double spoil_sheet_distance(const SpoilSheet *sheet, double x, double y, double *ret_u, double *ret_v); /* mm outside (> 0) or inside its edge */
double spoil_median(GArray *values, double share); /* of SpoilWeighed; sorts them */
typedef struct {
  double value, weight;
} SpoilWeighed;

/* ---- spoil-cover.c: something laid or held over the page, as a function of the place. */
typedef enum { COVER_FINGERS, COVER_PEN, COVER_PAPER } SpoilCoverKind;
typedef struct {
  SpoilCoverKind kind;
  PhotoJoint joint[4][4]; /* fingers from tip to root, a pen from tip to end */
  int limbs;
  PhotoSpot at, along; /* of a paper: centre, direction */
  double half[2], z, fall[2], light[2], soft; /* mm; z: how high it lies */
  double skin[3], second[3];
  double low[2], high[2]; /* nothing of it, nor of its shadow, is outside */
  guint32 seed;
} SpoilCover;
void spoil_cover_bound(SpoilCover *cover); /* once it is placed */
double spoil_cover_distance(const SpoilCover *cover, double x, double y); /* mm outside (> 0); 99 = far off */
void spoil_cover_at(const SpoilCover *cover, double x, double y, double rgb[3]);
double spoil_cover_shadow(const SpoilCover *cover, double x, double y); /* light left, 0 to 1 */

/* ---- spoil-shine.c: glare and shadow, light that is added and taken away. */
typedef struct {
  double x, y, half[2], turn, peak, colour[3], rough, steep; /* mm; rough, steep: of its rim */
  guint32 seed;
} SpoilGlare;
double spoil_glare_at(const SpoilGlare *glare, double x, double y); /* light added, 1 = that of white paper */
typedef struct {
  double x, y, turn, half[2], soft, left; /* left: light that is left */
  bool edge; /* everything on one side */
  guint32 seed;
} SpoilShadow;
double spoil_shadow_at(const SpoilShadow *shadow, double x, double y); /* light left */

/* ---- spoil-field.c: something that changes slowly over the picture, known at every few pixels. */
typedef struct {
  int step, w, h;
  float *value;
} SpoilField;
SpoilField spoil_field(int w, int h, int step, double (*at)(const void *data, double px, double py), const void *data);
void spoil_field_clear(SpoilField *field);
double spoil_field_at(const SpoilField *field, int x, int y);

/* ---- spoil-scene.c: lays it all out. */
typedef struct {
  SpoilPlan plan;
  SpoilSheet *sheet[2], *back; /* the page; its neighbour; the other side of the paper */
  PhotoCamera camera;
  PhotoGround ground;
  PhotoLight light;
  SpoilCover *cover;
  SpoilGlare *glare;
  SpoilShadow *shadow;
  double screen, screen_at[2]; /* mm of a screen's pixels, 0 = paper; half the size of the page on it, mm */
  double lid[3]; /* of a scanner */
  double band[5]; /* partial blur: x, y of the way; where it begins, the width of the passage, the thickness (0 = to the rim), px */
  double most_blur; /* radius where it is worst, px */
  double far_blur; /* steep: blur radius of what is infinitely far, px */
  double far; /* from the lens to the page's middle, mm */
  double clear; /* mm: what comes so near counts as hidden too; 0 once it is laid out */
  int cut; /* side of the picture that cuts: 0 left, 1 right, 2 top, 3 bottom */
  double ink, paper; /* grey levels before any darkening */
} SpoilScene;
SpoilScene *spoil_scene_new(ExamSheets *sheets, const SpoilPlan *plan, GError **error);
void spoil_scene_free(SpoilScene *scene);

/* ---- spoil-view.c */
void spoil_camera(SpoilScene *scene, ExamDice *dice);
void spoil_cut(SpoilScene *scene, ExamDice *dice);
double spoil_blur_at(const SpoilScene *scene, double px, double py); /* radius there, px */

/* ---- spoil-render.c: the sharp picture without grain. */
ExamRaster spoil_render(SpoilScene *scene);

/* ---- spoil-lens.c: what lens, sensor and sender make of a picture. */
void spoil_soften(ExamRaster *raster, double sigma);
void spoil_defocus(ExamRaster *raster, double radius);
void spoil_shake(ExamRaster *raster, double length, ExamDice *dice);
void spoil_defocus_by(ExamRaster *raster, const SpoilScene *scene, double most); /* by spoil_blur_at() */
void spoil_darken(ExamRaster *raster, double light); /* share of the light */
/* Grain of that deviation (grey levels) and size (px); colour: share of it that differs between the colours. */
void spoil_grain(ExamRaster *raster, double sigma, double size, double colour, ExamDice *dice);
double spoil_linear(double level); /* of a grey level, 0 to 1 */
double spoil_level(double linear);

/* ---- spoil-odd.c */
SpoilSheet *spoil_screen(const SpoilSheet *page, double pitch, ExamDice *dice); /* a viewer on a screen whose middle is the page's; 1 dot a pixel */
ExamRaster spoil_no_document(const SpoilPlan *plan, ExamDice *dice, const char **ret_name, GError **error);

/* ---- spoil-verdict.c: how bad it is for a person, from physical amounts. */
typedef enum { READABLE_YES, READABLE_BETWEEN, READABLE_NO } SpoilReadable;
typedef struct {
  double blur, line; /* radius of a disk and length of a line / x-height */
  double x_height; /* px */
  double noise; /* deviation x grain size / (contrast x x-height) */
  double contrast; /* grey levels between ink and paper */
  double hidden; /* share of the letters */
  double behind; /* share of the contrast that the other side has, where it stands behind a tenth of the letters or more */
  double screen; /* x-height in pixels of a screen; 0 = paper */
  bool nothing; /* there is no text */
} SpoilHarm;
SpoilReadable spoil_verdict(const SpoilHarm *harm, const char *script);
double spoil_hidden(const SpoilScene *scene); /* outside the frame, covered or burnt out: share of the letters */
double spoil_overprinted(const SpoilScene *scene); /* share of the letters with print of the other side behind them */
double spoil_x_height(const SpoilScene *scene); /* px of the rendered picture */
double spoil_worst_blur(const SpoilScene *scene); /* radius / x-height; 95 of 100 letters are better off */
double spoil_least_x_height(const SpoilScene *scene); /* px; 95 of 100 letters are larger */
double spoil_least_light(const SpoilScene *scene); /* under the shadow; 95 of 100 letters have more */
bool spoil_box(const SpoilScene *scene, double ret_box[4]); /* of the worst place; false: everywhere */

#endif
