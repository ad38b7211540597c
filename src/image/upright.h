/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The geometry chain: from the decoded picture to the upright frame, planned once, applied to any copy of the picture, replayed by a look.
 *
 *   decoded --EXIF undone--> [homography] --clockwise quarter turns--> A --turned clockwise by `skew` about the centre--> B --scale--> upright
 *
 * B may be larger than A so that nothing is cut off; both share their centre. Must not know: why a turn was chosen. */
#ifndef RECTO_UPRIGHT_H
#define RECTO_UPRIGHT_H

#include "image/pix.h"
#include <recto/fact.h>
#include <recto/model.h>

/* Fills the chain for a decoded picture of width x height; no turn, no skew, no scale yet. */
void recto_upright_begin(int width, int height, double decode_scale, int exif, RectoGeometry *ret);
/* Adds quarter turns, skew and the last scale, and works out the size of the upright frame.
 * The frame grows to keep the corners once the turn exceeds limit image.turn.keep-corners. */
void recto_upright_plan(RectoGeometry *geometry, int quarter_turns, double skew, double scale, const RectoModels *limits);
/* The picture after EXIF (and homography) only: the frame that turns are measured in. */
PIX *recto_upright_face(PIX *decoded, const RectoGeometry *geometry);
/* The rest of the chain on that frame or on a copy of it reduced by `reduction` (px of the copy per px of the frame).
 * `paper` 0..255 fills the corners. */
PIX *recto_upright_finish(PIX *face, double reduction, const RectoGeometry *geometry, int paper);
/* The whole chain on a decoded picture of any size (a look decodes with more pixels): `zoom` px of the result per px of the upright frame. */
PIX *recto_upright_replay(PIX *decoded, const RectoGeometry *geometry, double zoom);

/* Another map, found in the upright frame: the face's own map is continued by it, so that the chain leads there. `ret_face`: the step in px of the face as it is now. */
void recto_upright_map(RectoGeometry *geometry, const double map[9], double ret_face[9]);
/* A face under such a step. */
PIX *recto_upright_mapped(PIX *face, const double step[9]);

/* A point of the face (after EXIF and homography) in the upright frame, both in px. */
void recto_upright_point(const RectoGeometry *geometry, double *x, double *y);

/* Where the picture that came ends in the upright frame, px: top left, top right, bottom right, bottom left as the page now lies. */
void recto_upright_frame(const RectoGeometry *geometry, double ret_corner[4][2]);

#endif
