/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Contrast and paper by their distance from a burnt-out place, in sixteen directions. Must not know: verdicts. */
#include "image/rim.h"

#include <math.h>

enum { CELL = 4, NOTHING = 251, OPEN = 5, PARTS = 16, RINGS = 10, GREYS = 256, FARTHEST = 250 }; /* survey px; grey from which nothing is seen; cells; FARTHEST: px that a distance of 8 bits tells */
enum { LEAST_HEIGHT = 8, DARKEST = 7, FEW = 20, LEAST_CONTRAST = 40, DIM = 236, BEYOND = 2, LEAST_PALE = 2, DARK = 224, GLOW = 6 }; /* px; the contrast of a ring is that of its seventh strongest px, of FEW at least; greys */
/* Letter heights: of a ring, of what is closed away to see the paper, a side of the least place. Of the picture: the least place, the largest, and all that are looked at. Of the usual contrast: print, pale print, and by how much a ring may be paler than the one nearer the light. Of the part's own: what is not paler. */
static const double RING = 0.75, CLOSE = 0.7, SIDE = 3, LEAST_SHARE = 0.002, MOST_SHARE = 0.2, BUDGET = 0.5, STRONG = 0.6, PALE = 0.12, AGAIN = 0.08, FULL = 0.85;
/* Of the rim, where the paper two to five rings away is dim: with that much a place is burnt out by light and is no paper that is bright by itself; with ALL print that stands at the rim tells it too. Without, on a dark page, only print that pales. */
static const double MOST = 0.75, ALL = 0.85;
/* On bright paper: parts in which print is paler at the place than beside it (of the contrast there), so many and that much more than those where it is not. 28 drawn photos with light beside print have up to 3 of them, two with light over it 5 and 6, an Arabic page of another hand 10. */
enum { NEXT = 5 /* of the rings that tell whether paper is dim the last, too */, LEAST_PALER = 5, RISE = 5, BRIGHTEST = 247 }; /* rings away, parts, grey levels of the paper, the paper of which nothing can be told */
static const double PALER = 0.75, RATHER_FULL = 0.4;

typedef struct { double contrast, paper, print_paper; bool some; } Ring; /* contrast: of the usual; print_paper: that its print stands on */
typedef struct { PIX *contrast, *paper, *far; int x, y; } Sight; /* around a place, from that px of the survey on; far: px from the place, 0 in it */

static void close_sight(Sight *sight) {
  pixDestroy(&sight->contrast);
  pixDestroy(&sight->paper);
  pixDestroy(&sight->far);
}

/* The contrast that three quarters of the letters do not exceed. */
static int usual_contrast(const RectoSurvey *survey) {
  enum { TILE = 8 };
  g_autoptr(PIX) paper = pixScaleGrayMinMax(survey->calm, TILE, TILE, L_CHOOSE_MAX);
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(int));
  for (int i = 0; paper && i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    int contrast = recto_pix_contrast(survey->calm, paper, TILE, box);
    g_array_append_val(values, contrast);
  }
  return values->len > 0 ? recto_int_upper_quarter(values) : 0;
}

/* `place`: in CELLs, with the corner of `box`. */
static bool open_sight(const RectoSurvey *survey, PIX *place, const BOX *box, double height, Sight *ret) {
  int margin = MIN(FARTHEST, (int)(RINGS * RING * height)), x = MAX(0, box->x * CELL - margin), y = MAX(0, box->y * CELL - margin), brick = (int)(CLOSE * height) | 1;
  *ret = (Sight){.x = x, .y = y};
  g_autoptr(PIX) grey = recto_pix_cut(survey->calm, x, y, (box->x + box->w) * CELL + margin - x, (box->y + box->h) * CELL + margin - y);
  g_autoptr(PIX) closed = grey ? pixCloseGray(grey, brick, brick) : NULL, large = pixExpandReplicate(place, CELL), outside = grey ? pixCreate(pixGetWidth(grey), pixGetHeight(grey), 1) : NULL;
  if (!closed || !large || !outside) return false;
  pixSetAll(outside);
  pixRasterop(outside, box->x * CELL - x, box->y * CELL - y, pixGetWidth(large), pixGetHeight(large), PIX_NOT(PIX_SRC), large, 0, 0);
  ret->contrast = pixSubtractGray(NULL, closed, grey);
  ret->paper = pixBlockconv(closed, brick / 2, brick / 2);
  ret->far = pixDistanceFunction(outside, 8, 8, L_BOUNDARY_FG);
  return ret->contrast && ret->paper && ret->far;
}

typedef struct { int n[PARTS][RINGS], seen[PARTS][RINGS][GREYS], print[PARTS][RINGS]; double paper[PARTS][RINGS], print_paper[PARTS][RINGS]; } Counts;

static int part_of(double x, double y, const BOX *box) { return MIN(PARTS - 1, (int)((atan2(y / box->h, x / box->w) + G_PI) / (2 * G_PI) * PARTS)); }

static void count(const Sight *sight, const BOX *box, double height, double usual, Counts *counts) {
  double middle_x = (box->x + box->w / 2.0) * CELL - sight->x, middle_y = (box->y + box->h / 2.0) * CELL - sight->y;
  for (int y = 0; y < pixGetHeight(sight->far); y++) {
    const l_uint32 *far = pixGetData(sight->far) + (size_t)y * (size_t)pixGetWpl(sight->far), *contrast = pixGetData(sight->contrast) + (size_t)y * (size_t)pixGetWpl(sight->contrast),
                   *paper = pixGetData(sight->paper) + (size_t)y * (size_t)pixGetWpl(sight->paper);
    for (int x = 0; x < pixGetWidth(sight->far); x++) {
      int away = GET_DATA_BYTE(far, x), ring = (int)(away / (RING * height));
      if (away == 0 || away > FARTHEST || ring >= RINGS) continue;
      int part = part_of(x - middle_x, y - middle_y, box), ink = GET_DATA_BYTE(contrast, x), light = GET_DATA_BYTE(paper, x);
      counts->n[part][ring]++, counts->seen[part][ring][ink]++, counts->paper[part][ring] += light;
      if (ink >= STRONG * usual) counts->print[part][ring]++, counts->print_paper[part][ring] += light;
    }
  }
}

static Ring ring_of(const Counts *counts, int part, int ring, double usual) {
  int n = counts->n[part][ring], grey = GREYS - 1;
  if (n <= FEW) return (Ring){0};
  for (int above = 0; grey > 0 && (above += counts->seen[part][ring][grey]) < DARKEST;) grey--;
  return (Ring){grey / usual, counts->paper[part][ring] / n, counts->print_paper[part][ring] / MAX(1, counts->print[part][ring]), true};
}

/* Print grows paler ring by ring towards the light, and the paper brighter; its full contrast is that of the page's print. */
static bool pales(const Ring rings[RINGS]) {
  double full = 0;
  int pale = 0, at = 0;
  for (int i = 0; i < RINGS; i++) full = MAX(full, rings[i].contrast);
  if (full < STRONG) return false;
  for (; rings[at].contrast < FULL * full; at++) {
    pale += rings[at].contrast >= PALE;
    if (rings[at + 1].contrast < rings[at].contrast - AGAIN) return false;
  }
  const Ring *beyond = &rings[MIN(RINGS - 1, at + BEYOND)];
  return pale >= LEAST_PALE && beyond->some && rings[0].paper - beyond->paper > GLOW;
}

typedef struct { int pale, strong, paler, full, dim, all; } Rim; /* parts of it: print pales, stands right at it, is paler there or not; the paper is dim; those in the picture */

/* Whether print in the innermost ring is paler than in those next to it. */
static void look_at_edge(const Ring rings[RINGS], Rim *rim) {
  double full = 0;
  for (int i = 1; i <= NEXT; i++) full = MAX(full, rings[i].contrast);
  if (full < STRONG) return;
  rim->paler += rings[0].contrast >= PALE && rings[0].contrast <= PALER * full && rings[NEXT].some && rings[0].paper - rings[NEXT].paper >= RISE;
  rim->full += rings[0].contrast > PALER * full;
}

static void look_at(const Counts *counts, int part, double usual, Rim *rim) {
  Ring rings[RINGS];
  int strong = 0;
  double paper = 0, n = 0;
  for (int i = 0; i < RINGS; i++) rings[i] = ring_of(counts, part, i, usual);
  for (int i = BEYOND; i <= NEXT; i++) paper += rings[i].some ? rings[i].paper : 0, n += rings[i].some;
  rim->all += n > 0;
  rim->dim += n > 0 && paper / n <= DIM;
  while (strong < RINGS && rings[strong].contrast < STRONG) strong++;
  look_at_edge(rings, rim);
  if (pales(rings)) rim->pale++;
  else if (strong <= 1) rim->strong += rings[strong].print_paper <= DIM; /* print on a strip that is bright by itself stands on that */
}

static int parts_of(const RectoSurvey *survey, PIX *place, const BOX *box, double height, double usual, double bright) {
  Sight sight = {0};
  g_autofree Counts *counts = g_new0(Counts, 1);
  Rim rim = {0};
  if (open_sight(survey, place, box, height, &sight)) {
    count(&sight, box, height, usual, counts);
    for (int part = 0; part < PARTS; part++) look_at(counts, part, usual, &rim);
  }
  close_sight(&sight);
  double dim = rim.all > 0 ? (double)rim.dim / rim.all : 0;
  if (survey->paper > bright) return rim.paler >= LEAST_PALER && rim.full <= RATHER_FULL * rim.paler ? rim.paler : 0;
  int pale = dim >= MOST || survey->paper <= DARK ? rim.pale : 0;
  return pale + (dim >= ALL ? rim.strong : 0);
}

/* What a picture was turned or laid out on is white too. */
static bool touches_frame(PIX *burnt, const BOX *box) { return box->x == 0 || box->y == 0 || box->x + box->w >= pixGetWidth(burnt) || box->y + box->h >= pixGetHeight(burnt); }

void recto_rim_measure(const RectoSurvey *survey, const RectoModels *limits, RectoRim *ret) {
  *ret = (RectoRim){0};
  if (survey->paper > BRIGHTEST) return;
  double bright = recto_limit(limits, "image.glare.dim"), height = MAX(LEAST_HEIGHT, survey->letter_height), usual = usual_contrast(survey), whole = (double)pixGetWidth(survey->calm) * pixGetHeight(survey->calm);
  g_autoptr(PIX) burnt = usual >= LEAST_CONTRAST ? recto_pix_burnt(survey->calm, CELL, NOTHING, OPEN) : NULL;
  double looked = 0;
  PIXA *places = NULL;
  BOXA *boxes = burnt ? pixConnComp(burnt, &places, 8) : NULL;
  for (int i = 0; boxes && places && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    l_int32 cells = 0;
    pixCountPixels(places->pix[i], &cells, NULL);
    double area = (double)cells * CELL * CELL;
    if (area < LEAST_SHARE * whole || area > MOST_SHARE * whole || area < SIDE * SIDE * height * height || touches_frame(burnt, box)) continue;
    if ((looked += (double)box->w * box->h * CELL * CELL) > BUDGET * whole) break;
    int parts = parts_of(survey, places->pix[i], box, height, usual, bright);
    if (parts <= ret->parts) continue;
    double back = 1 / survey->factor * CELL;
    *ret = (RectoRim){parts, {(int)(box->x * back), (int)(box->y * back), (int)(box->w * back), (int)(box->h * back)}};
  }
  boxaDestroy(&boxes);
  pixaDestroy(&places);
}
