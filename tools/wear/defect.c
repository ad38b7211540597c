/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Defects in measured amounts, one a page, as benches need them: what they do is told by one number and as little chance as can be. */
#include "wear.h"
#include <math.h>

/* The sheet lay askew and nothing is cut off: the frame grows and is filled with white. */
static PIX *op_lean(PIX *pix, double degrees, Rng *rng, PIX *back) {
  double angle = fabs(degrees) * G_PI / 180, w = pixGetWidth(pix), h = pixGetHeight(pix);
  int wide = (int)ceil(w * cos(angle) + h * sin(angle)), high = (int)ceil(h * cos(angle) + w * sin(angle));
  int big_w = MAX(wide, (int)w), big_h = MAX(high, (int)h);
  PIX *frame = pixCreate(big_w, big_h, 32);
  pixSetAll(frame);
  pixRasterop(frame, (big_w - (int)w) / 2, (big_h - (int)h) / 2, (int)w, (int)h, PIX_SRC, pix, 0, 0);
  PIX *turned = pixRotateAMColor(frame, (float)(degrees * G_PI / 180), 0xffffff00);
  BOX *box = boxCreate((big_w - wide) / 2, (big_h - high) / 2, wide, high);
  PIX *out = pixClipRectangle(turned, box, NULL);
  pixCopyResolution(out, pix);
  boxDestroy(&box), pixDestroy(&turned), pixDestroy(&frame), pixDestroy(&pix);
  return out;
}

/* Paper that is not burnt out and ink that is not black, so that grain shows whole: so much of the contrast is left, around a middle of 126. */
static PIX *op_range(PIX *pix, double share, Rng *rng, PIX *back) {
  for (int y = 0; y < pixGetHeight(pix); y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < pixGetWidth(pix); x++) {
      Rgb c = pixel_at(line, x);
      pixel_put(line, x, 126 + (c.r - 126) * share, 126 + (c.g - 126) * share, 126 + (c.b - 126) * share);
    }
  }
  return pix;
}

/* Light at this level as a small sensor at high gain sees it: the count of photons scatters by its root, reading it out by three levels more. */
static PIX *op_night(PIX *pix, double level, Rng *rng, PIX *back) {
  for (int y = 0; y < pixGetHeight(pix); y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < pixGetWidth(pix); x++) {
      Rgb c = pixel_at(line, x);
      double v = (c.r + c.g + c.b) / 3.0 * level, n = v + rng_normal(rng) * (0.9 * sqrt(fmax(v, 1)) + 3);
      pixel_put(line, x, n, n, n);
    }
  }
  return pix;
}

static double gain_umbra(double x, double y, const double *p) { return 1 - p[0] / (1 + exp(-((x - .5) * .5 + (y - .5)) / .02)); }

/* A hand's shadow over the lower half: a soft edge, leaning, through the middle of the page. */
static PIX *op_umbra(PIX *pix, double depth, Rng *rng, PIX *back) { return pixel_gain(pix, gain_umbra, &depth); }

/* The cells of a screen under those of a sensor: a grid of 3.7 pixels, as deep as a slower beat of the two lets it be. */
static PIX *op_moire(PIX *pix, double amplitude, Rng *rng, PIX *back) {
  const double fine = 2 * G_PI / 3.7, slow = 2 * G_PI / 47, depth = 0.6;
  for (int y = 0; y < pixGetHeight(pix); y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < pixGetWidth(pix); x++) {
      Rgb c = pixel_at(line, x);
      double grid = .5 + .25 * sin(fine * (x + .06 * y)) + .25 * sin(fine * (y - .05 * x)), beat = .5 + .5 * sin(slow * (x * .8 + y * .5));
      double k = 1 - amplitude * depth * grid * beat;
      pixel_put(line, x, c.r * k, c.g * k, c.b * k);
    }
  }
  return pix;
}

typedef struct { double r, g, b; } Sum;

/* Of a row's pixels up to each, its ends going on beyond the page. */
static void add_up(const l_uint32 *line, int width, int beyond, Sum *ret) {
  ret[0] = (Sum){0, 0, 0};
  for (int x = 0; x < width + 2 * beyond; x++) {
    Rgb c = pixel_at(line, CLAMP(x - beyond, 0, width - 1));
    ret[x + 1] = (Sum){ret[x].r + c.r, ret[x].g + c.g, ret[x].b + c.b};
  }
}

/* A row of the disk: so many whole pixels to either side of its middle, and a part of the next. */
typedef struct { int whole; double part; } Run;

typedef struct { int half, beyond; gsize wide; Run *runs; double weight; Sum *sums; } Disk; /* sums: of the last 2 half + 1 rows, a ring */

static Sum *row_of(const Disk *disk, int y) {
  int rows = 2 * disk->half + 1;
  return disk->sums + disk->wide * (gsize)((y + rows) % rows);
}

static Disk disk_of(double radius, int width) {
  int half = (int)radius;
  Disk disk = {half, half + 2, (gsize)(width + 2 * (half + 2) + 1), g_new(Run, 2 * half + 1), 0, NULL};
  disk.sums = g_new(Sum, disk.wide * (gsize)(2 * half + 1));
  for (int dy = -half; dy <= half; dy++) {
    double reach = sqrt(radius * radius - dy * dy);
    disk.runs[dy + half] = (Run){(int)reach, reach - floor(reach)};
    disk.weight += 1 + 2 * reach;
  }
  return disk;
}

static Sum mean_at(const Disk *disk, int x, int y) {
  Sum sum = {0, 0, 0};
  for (int dy = -disk->half; dy <= disk->half; dy++) {
    Run run = disk->runs[dy + disk->half];
    const Sum *from = row_of(disk, y + dy) + x + disk->beyond - run.whole, *to = from + 2 * run.whole + 1;
    double k = 1 - run.part; /* the sums up to the next pixel and up to this one, mixed */
    sum.r += k * (to->r - from->r) + run.part * ((to + 1)->r - (from - 1)->r);
    sum.g += k * (to->g - from->g) + run.part * ((to + 1)->g - (from - 1)->g);
    sum.b += k * (to->b - from->b) + run.part * ((to + 1)->b - (from - 1)->b);
  }
  return (Sum){sum.r / disk->weight, sum.g / disk->weight, sum.b / disk->weight};
}

/* Out of focus: a disk of this radius; the page goes on as its last pixels. */
static PIX *op_disk(PIX *pix, double radius, Rng *rng, PIX *back) {
  if (radius < .5) return pix;
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  Disk disk = disk_of(radius, w);
  PIX *out = pixCreateTemplate(pix);
  for (int y = -2 * disk.half; y < h; y++) {
    add_up(pixGetData(pix) + (gsize)CLAMP(y + disk.half, 0, h - 1) * (gsize)pixGetWpl(pix), w, disk.beyond, row_of(&disk, y + disk.half));
    for (int x = 0; y >= 0 && x < w; x++) {
      Sum mean = mean_at(&disk, x, y);
      pixel_put(pixGetData(out) + (gsize)y * (gsize)pixGetWpl(out), x, mean.r, mean.g, mean.b);
    }
  }
  g_free(disk.runs), g_free(disk.sums), pixDestroy(&pix);
  return out;
}

/* The four corners of the page are laid at `to` of a frame of its size; dark shows beside it. */
static PIX *laid(PIX *pix, const double to[8]) {
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  PIX *frame = pixCreate(w, h, 32);
  for (int y = 0; y < h; y++) {
    l_uint32 *line = pixGetData(frame) + (gsize)y * (gsize)pixGetWpl(frame);
    for (int x = 0; x < w; x++) pixel_put(line, x, 60, 58, 56);
  }
  double from[8] = {0, 0, w - 1, 0, w - 1, h - 1, 0, h - 1}, map[9];
  if (wear_homography(from, to, map)) wear_paste(frame, pix, map);
  pixSetResolution(frame, 72, 72); /* as phones write it */
  pixDestroy(&pix);
  return frame;
}

/* Seen from below: the top edge is shorter by this part of the width at each end. */
static PIX *op_keystone(PIX *pix, double inset, Rng *rng, PIX *back) {
  double w = pixGetWidth(pix), h = pixGetHeight(pix), in = inset * w;
  return laid(pix, (double[8]){in, 0, w - 1 - in, 0, w - 1, h - 1, 0, h - 1});
}

/* Seen from the left: the right edge is shorter by this part of the height at each end, so that lines of text lean towards each other. */
static PIX *op_aside(PIX *pix, double inset, Rng *rng, PIX *back) {
  double w = pixGetWidth(pix), h = pixGetHeight(pix), in = inset * h;
  return laid(pix, (double[8]){0, 0, w - 1, in, w - 1, h - 1 - in, 0, h - 1});
}

const OpEntry defect_ops[] = {{"lean", op_lean, 8, "turned so many degrees clockwise, nothing cut off"},
                              {"range", op_range, .85, "so much of the contrast is left, paper darker, ink lighter"},
                              {"night", op_night, .2, "light at this level, with the scatter of photons and of a sensor"},
                              {"umbra", op_umbra, .7, "the lower half in a shadow, darker by this part"},
                              {"moire", op_moire, .9, "a screen's cells, this part of 0.6 of the light deep"},
                              {"disk", op_disk, 6, "out of focus, radius of the disk in pixels"},
                              {"keystone", op_keystone, .06, "the top edge shorter by this part at each end, dark beside it"},
                              {"aside", op_aside, .03, "the right edge shorter by this part at each end, dark beside it"},
                              {NULL, NULL, 0, NULL}};
