/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How far a document reaches above its zone. Must not know: verdicts. */
#include "mrz/extent.h"

#include <math.h>
#include <string.h>

static const double PITCH = 2.54, LETTER = 1.5; /* mm: of the characters, ICAO 9303-3; of the last one's width */

typedef struct { int lines, characters; char code; double above; } Size; /* code: that the zone begins with, 0 = any; above: mm from the zone's first line to the document's upper edge */

static const Size *size_of(const RectoMrzSight *sight) {
  /* 85.6 x 54, 105 x 74, 120 x 80 and 125 x 88 mm; the first line's characters begin 19.5 mm (three lines) or 17.4 mm (two) above the lower edge. */
  static const Size sizes[] = {{3, 30, 0, 34.5}, {2, 36, 0, 56.6}, {2, 44, 'V', 62.6}, {2, 44, 0, 70.6}};
  int lines = (int)g_strv_length(sight->lines);
  for (size_t i = 0; i < G_N_ELEMENTS(sizes) && lines > 0; i++)
    if (sizes[i].lines == lines && strlen(sight->lines[0]) == (size_t)sizes[i].characters && (!sizes[i].code || sight->lines[0][0] == sizes[i].code)) return &sizes[i];
  return NULL;
}

/* From a point along a direction of length 1 to the picture's edge. */
static double to_edge(double x, double y, double dx, double dy, int width, int height) {
  double across = dx > 1e-9 ? (width - x) / dx : dx < -1e-9 ? -x / dx : INFINITY, down = dy > 1e-9 ? (height - y) / dy : dy < -1e-9 ? -y / dy : INFINITY;
  return MAX(0, MIN(across, down));
}

double recto_mrz_lost_above(const RectoMrzFound *found, int width, int height) {
  const Size *size = found->sight->state == RECTO_MRZ_UNREADABLE ? NULL : size_of(found->sight);
  if (!size) return 0;
  const double *left = found->corner[0], *right = found->corner[1];
  double along_x = right[0] - left[0], along_y = right[1] - left[1], length = hypot(along_x, along_y);
  if (length < 1) return 0;
  double px_per_mm = length / ((size->characters - 1) * PITCH + LETTER), up_x = along_y / length, up_y = -along_x / length, seen = 0;
  for (int i = 1; i <= 3; i++) /* a quarter, half, three quarters along the line: what the corner of the picture cuts off is not the whole upper edge */
    seen = MAX(seen, to_edge(left[0] + along_x * i / 4, left[1] + along_y * i / 4, up_x, up_y, width, height));
  return CLAMP(1 - seen / px_per_mm / size->above, 0, 1);
}
