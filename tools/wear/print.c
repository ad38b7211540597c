/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What office printers do to a page, and hands to the sheet. Values are told in OpEntry.help. */
#include "wear.h"
#include <math.h>

static double dots(PIX *pix, double mm) { return mm * (pixGetXRes(pix) > 0 ? pixGetXRes(pix) : 300) / 25.4; }

/* Lines along the way of the paper, as a scratched drum leaves them (dark) or an empty cartridge (white). */
static PIX *streaks(PIX *pix, int count, int grey, double alpha, Rng *rng) {
  double w = pixGetWidth(pix), h = pixGetHeight(pix);
  for (int i = 0; i < count; i++) {
    double x = rng_real(rng, .05, .95) * w, width = dots(pix, rng_real(rng, .3, 1.1));
    pixel_line_blend(pix, x, 0, x + rng_real(rng, -2, 2), h, width, (Rgb){grey, grey, grey}, alpha);
  }
  return pix;
}

static PIX *op_streak(PIX *pix, double count, Rng *rng, PIX *back) { return streaks(pix, (int)count, 40, .85, rng); }
static PIX *op_bare(PIX *pix, double count, Rng *rng, PIX *back) { return streaks(pix, (int)count, 255, .9, rng); }

/* Little toner: black turns grey, and crumbs of it are missing. */
static PIX *op_pale(PIX *pix, double part, Rng *rng, PIX *back) {
  for (int y = 0; y < pixGetHeight(pix); y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < pixGetWidth(pix); x++) {
      Rgb c = pixel_at(line, x);
      double k = c.r < 128 && rng_real(rng, 0, 1) < part * .25 ? .95 : part;
      pixel_put(line, x, c.r + k * (255 - c.r), c.g + k * (255 - c.g), c.b + k * (255 - c.b));
    }
  }
  return pix;
}

/* A point so far in from the corner, counted clockwise from the top left. */
static void corner(PIX *pix, double which, double x, double y, double *ret_x, double *ret_y) {
  int k = ((int)which - 1) & 3;
  *ret_x = k == 1 || k == 2 ? pixGetWidth(pix) - x : x;
  *ret_y = k >= 2 ? pixGetHeight(pix) - y : y;
}

static PIX *op_pierce(PIX *pix, double which, Rng *rng, PIX *back) {
  double x, y;
  corner(pix, which, dots(pix, rng_real(rng, 26, 44)), dots(pix, rng_real(rng, 22, 40)), &x, &y);
  pixel_line_blend(pix, x, y, x, y, dots(pix, 6), (Rgb){30, 30, 30}, .97);
  return pix;
}

/* The corner was folded over and back: along the fold the toner is gone. */
static PIX *op_crease(PIX *pix, double which, Rng *rng, PIX *back) {
  double x0, y0, x1, y1, reach = dots(pix, rng_real(rng, 55, 85));
  corner(pix, which, reach, 0, &x0, &y0);
  corner(pix, which, 0, reach, &x1, &y1);
  pixel_line_blend(pix, x0, y0, x1, y1, dots(pix, .9), (Rgb){250, 250, 250}, .9);
  pixel_line_blend(pix, x0 + 3, y0, x1 + 3, y1, dots(pix, .3), (Rgb){140, 140, 140}, .6);
  return pix;
}

const OpEntry print_ops[] = {{"streak", op_streak, 3, "so many dark lines down the page, from the printer's drum"},
                             {"bare", op_bare, 3, "so many white lines down the page"},
                             {"pale", op_pale, .5, "little toner: ink lighter by this part, with crumbs missing"},
                             {"pierce", op_pierce, 1, "a punch hole in what stands in this corner (1-4, clockwise from the top left)"},
                             {"crease", op_crease, 1, "this corner was folded over, the toner is gone along the fold"},
                             {NULL, NULL, 0, NULL}};
