/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dark marks of a character's size on lighter ground, at one level of the picture. Must not know: lines, characters. */
#ifndef RECTO_MRZ_MARKS_H
#define RECTO_MRZ_MARKS_H

#include "mrz/raster.h"
#include "mrz/rules.h"

#include <glib.h>

typedef struct { float x, y, width, height; } RectoMark; /* middle and size, px of the raster searched */

/* A pixel is ink when it is darker than its surroundings by more than their own unrest: tinted patterns and soft shadows fall away.
 * Returns an array of RectoMark. */
GArray *recto_marks_find(const RectoRaster *raster, const RectoMrzRules *rules);

/* Marks by place. */
typedef struct { const GArray *marks; float cell; int across, down; int *first, *next; } RectoMarkMap;
void recto_mark_map_init(RectoMarkMap *map, const GArray *marks, int width, int height, float cell);
void recto_mark_map_clear(RectoMarkMap *map);
/* The mark nearest to (x, y) within `reach` (at most one cell of the map), or -1. */
int recto_mark_map_nearest(const RectoMarkMap *map, float x, float y, float reach);

#endif
