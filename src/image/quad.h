/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The four corners of a page photographed on something. Found from light and edges alone, and never taken unless sure: a page that is cropped wrongly is lost,
 * a page that is not cropped is only harder to read. Must not know: words, what lies on the page. */
#ifndef RECTO_QUAD_H
#define RECTO_QUAD_H

#include "image/survey.h"

typedef struct {
  double x[4], y[4]; /* clockwise from the corner nearest to the frame's top left; px of the picture it was found in */
  double score;      /* 0..1: how much of its sides are edges, and how strong they are */
  double step;       /* grey levels by which it is brighter inside, along the weakest side; negative = darker */
  double on_line;    /* share of the points of the worst side that lie on its line, in the larger copy */
  double beyond;     /* share of the points past its worst corner at which a side goes on: a page's end there */
  double darker;     /* share of its darkest side that is darker than what lies outside: a picture or a box on a page is, most pages are not */
  double apart;      /* share of its outline at which it is lighter, darker or of another colour outside: a box printed on a page has paper on both sides */
  double ring;       /* share of its outline at which it is as light outside as on the average: 1 = it lies on one even ground, which may be a page */
  double ground;     /* light outside over light inside */
  bool found;        /* some four-sided shape was found */
  bool clear;        /* its sides are clear, though one may go on past a corner: enough to tell from where it was seen, not to lay it flat */
  bool sure;         /* it surely is the page, all four corners in view, and not just the frame */
} RectoQuad;

/* `face`: 8 or 32 bpp, as people see it (EXIF undone). */
void recto_quad_find(PIX *face, const RectoModels *limits, RectoQuad *ret);
/* The map that lays the page flat in the middle of a frame of the same size, no larger than it was: row-major, old frame -> new frame. False when the corners
 * span no page. */
bool recto_quad_flatten(const RectoQuad *quad, int width, int height, double ret_homography[9]);
/* True when nothing says that it is only a part of a page: on one even ground that may be paper no letters of `survey` (of the same picture) lie outside. */
bool recto_quad_stands_alone(const RectoQuad *quad, const RectoSurvey *survey, const RectoModels *limits);
/* Share of the letters of `survey` (of the same picture) that lie outside. */
double recto_quad_left_out(const RectoQuad *quad, const RectoSurvey *survey);
/* Degrees between the page and the sensor, from the corners alone (focal length taken as that of a phone's main camera: 0.8 of the frame's longest side). */
double recto_quad_view(const RectoQuad *quad, int width, int height);

#endif
