/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One frame of a device as whole rows: its padding, its unknown length, its colours one by one are dealt with here. Must not know: files, the channel. */
#ifndef RECTO_SCANNER_FRAME_H
#define RECTO_SCANNER_FRAME_H

#include "scanner/page.h"
#include <sane/sane.h>

/* What a frame gives. */
typedef struct {
  SANE_Parameters parameters;
  int plane;            /* 0 red, 1 green, 2 blue of a three-pass page; -1 = the frame is the page */
  bool spread;          /* colour of one bit: its rows come out as eight bits */
  size_t row_bytes;     /* of a row that comes out */
} RectoFrame;

/* False = a form that we do not know, or that no page has. */
bool recto_frame_open(const SANE_Parameters *parameters, RectoFrame *ret);
RectoLeafForm recto_frame_form(const RectoFrame *frame); /* of the page that this frame is, or is a part of; without resolution */
/* One row as the device sent it (bytes_per_line) to one as it is kept (row_bytes). */
void recto_frame_row(const RectoFrame *frame, const uint8_t *sent, uint8_t *ret_row);

/* Three planes, each of whole rows, to the rows of a page. What a plane has not got is white. */
typedef struct { GByteArray *planes[3]; size_t row_bytes; uint32_t depth, width; } RectoPlanes;
uint32_t recto_planes_rows(const RectoPlanes *planes);
void recto_planes_row(const RectoPlanes *planes, uint32_t row, uint8_t *ret_row);

#endif
