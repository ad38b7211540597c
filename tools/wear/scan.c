/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What flatbeds, feeders and fax machines do. Values are told in OpEntry.help. */
#include "wear.h"
#include <math.h>

static double dots(PIX *pix, double mm) { return mm * (pixGetXRes(pix) > 0 ? pixGetXRes(pix) : 300) / 25.4; }

static PIX *scale_to(PIX *pix, double dpi) {
  double factor = dpi / (pixGetXRes(pix) > 0 ? pixGetXRes(pix) : 300);
  PIX *out = fabs(factor - 1) < .001 ? pixClone(pix) : pixScale(pix, (float)factor, (float)factor);
  pixSetResolution(out, (int)dpi, (int)dpi);
  pixDestroy(&pix);
  return out;
}

/* Paper is never 255 and optics never perfect: a touch of blur, a warm white, grain. */
static PIX *op_scan(PIX *pix, double dpi, Rng *rng, PIX *back) {
  pix = scale_to(pixel_blur(pix, 300 / dpi * .45), dpi);
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  double white = rng_real(rng, 244, 252) / 255, tint = rng_real(rng, 0, 4);
  for (int y = 0; y < h; y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < w; x++) {
      Rgb c = pixel_at(line, x);
      pixel_put(line, x, 12 + c.r * (white - .047), 12 + c.g * (white - .047) - tint * .3, 12 + c.b * (white - .047) - tint);
    }
  }
  return pixel_noise(pix, 2.2, rng);
}

static PIX *op_skew(PIX *pix, double degrees, Rng *rng, PIX *back) {
  PIX *out = pixRotate(pix, (float)(degrees * G_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
  pixCopyResolution(out, pix);
  pixDestroy(&pix);
  return out;
}

static PIX *op_noise(PIX *pix, double deviation, Rng *rng, PIX *back) { return pixel_noise(pix, deviation, rng); }
static PIX *op_blur(PIX *pix, double sigma, Rng *rng, PIX *back) { return pixel_blur(pix, sigma); }

static PIX *op_grey(PIX *pix, double unused, Rng *rng, PIX *back) {
  PIX *grey = pixConvertTo8(pix, 0), *out = pixConvertTo32(grey);
  pixCopyResolution(out, pix);
  pixDestroy(&grey), pixDestroy(&pix);
  return out;
}

static PIX *op_specks(PIX *pix, double count, Rng *rng, PIX *back) {
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  for (int i = 0; i < (int)count; i++) {
    double x = rng_real(rng, 0, w), y = rng_real(rng, 0, h), r = dots(pix, rng_real(rng, .06, .35));
    int v = rng_int(rng, 10, 120);
    pixel_line_blend(pix, x, y, x + rng_real(rng, 0, r), y + rng_real(rng, 0, r), r, (Rgb){v, v, v}, .9);
  }
  return pix;
}

static double gain_side(double x, double y, const double *p) { return 1 - p[0] * pow(p[1] > 0 ? x : 1 - x, 2) - p[0] * .3 * y * p[2]; }

static PIX *op_shade(PIX *pix, double depth, Rng *rng, PIX *back) {
  double p[3] = {depth, rng_int(rng, 0, 1), rng_real(rng, 0, 1)};
  return pixel_gain(pix, gain_side, p);
}

/* The lid was open: a dark band along one side. */
static PIX *op_edge(PIX *pix, double mm, Rng *rng, PIX *back) {
  int w = pixGetWidth(pix), h = pixGetHeight(pix), side = rng_int(rng, 0, 3);
  double band = dots(pix, mm), shift = rng_real(rng, -.3, .3) * band;
  Rgb dark = {28, 27, 30};
  if (side == 0) pixel_line_blend(pix, 0, 0, shift, h, band * 2, dark, .95);
  if (side == 1) pixel_line_blend(pix, w, 0, w + shift, h, band * 2, dark, .95);
  if (side == 2) pixel_line_blend(pix, 0, 0, w, shift, band * 2, dark, .95);
  if (side == 3) pixel_line_blend(pix, 0, h, w, h + shift, band * 2, dark, .95);
  return pix;
}

/* The other side's print, mirrored and soft, darkens this side. */
static PIX *op_show(PIX *pix, double strength, Rng *rng, PIX *back) {
  PIX *mirror = pixFlipLR(NULL, back ? back : pix), *other = pixScaleToSize(mirror, pixGetWidth(pix), pixGetHeight(pix));
  other = pixel_blur(other, 1.6);
  for (int y = 0; y < pixGetHeight(pix); y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    const l_uint32 *behind = pixGetData(other) + (gsize)y * (gsize)pixGetWpl(other);
    for (int x = 0; x < pixGetWidth(pix); x++) {
      Rgb c = pixel_at(line, x), b = pixel_at(behind, x);
      double k = 1 - strength * (1 - (b.r + b.g + b.b) / 765.0);
      pixel_put(line, x, c.r * k, c.g * k, c.b * k);
    }
  }
  pixDestroy(&mirror), pixDestroy(&other);
  return pix;
}

static PIX *op_holes(PIX *pix, double count, Rng *rng, PIX *back) {
  double h = pixGetHeight(pix), x = dots(pix, 11), gap = fmin(dots(pix, 80), h * .6);
  int v = rng_int(rng, 0, 1) ? 20 : 205;
  for (int i = 0; i < (int)count; i++) {
    double y = h / 2 + (i - (count - 1) / 2) * gap;
    pixel_line_blend(pix, x, y, x, y, dots(pix, 6), (Rgb){v, v, v}, .97);
  }
  return pix;
}

static PIX *op_staple(PIX *pix, double unused, Rng *rng, PIX *back) {
  double x = dots(pix, rng_real(rng, 6, 12)), y = dots(pix, rng_real(rng, 5, 10)), l = dots(pix, 11);
  pixel_line_blend(pix, x, y + dots(pix, .8), x + l, y - l * .5 + dots(pix, .8), dots(pix, 1), (Rgb){120, 118, 116}, .5);
  pixel_line_blend(pix, x, y, x + l, y - l * .5, dots(pix, .55), (Rgb){60, 60, 66}, .9);
  return pix;
}

static PIX *op_fold(PIX *pix, double count, Rng *rng, PIX *back) {
  double w = pixGetWidth(pix), h = pixGetHeight(pix);
  for (int i = 1; i <= (int)count; i++) {
    double y = h * i / (count + 1) + rng_real(rng, -5, 5);
    pixel_line_blend(pix, 0, y, w, y + rng_real(rng, -6, 6), dots(pix, .25), (Rgb){150, 148, 145}, .5);
    pixel_line_blend(pix, 0, y + 3, w, y + 3, dots(pix, 2.5), (Rgb){225, 224, 222}, .25);
  }
  return pix;
}

static PIX *op_turn(PIX *pix, double degrees, Rng *rng, PIX *back) {
  PIX *out = pixRotateOrth(pix, ((int)degrees / 90) & 3);
  pixCopyResolution(out, pix);
  pixDestroy(&pix);
  return out;
}

static PIX *crop(PIX *pix, double left, double top, double right, double bottom) {
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  BOX *box = boxCreate((int)(w * left), (int)(h * top), (int)(w * (1 - left - right)), (int)(h * (1 - top - bottom)));
  PIX *out = pixClipRectangle(pix, box, NULL);
  pixCopyResolution(out, pix);
  boxDestroy(&box), pixDestroy(&pix);
  return out;
}

static PIX *op_crop_top(PIX *pix, double part, Rng *rng, PIX *back) { return crop(pix, 0, part, 0, 0); }
static PIX *op_crop_bottom(PIX *pix, double part, Rng *rng, PIX *back) { return crop(pix, 0, 0, 0, part); }
static PIX *op_crop_left(PIX *pix, double part, Rng *rng, PIX *back) { return crop(pix, part, 0, 0, 0); }
static PIX *op_crop_right(PIX *pix, double part, Rng *rng, PIX *back) { return crop(pix, 0, 0, part, 0); }

/* Group 3 fine mode: 204 by 196 dots, two levels, ragged, with streaks. */
static PIX *op_fax(PIX *pix, double unused, Rng *rng, PIX *back) {
  pix = scale_to(pixel_blur(pix, .6), 204);
  pix = pixel_noise(pix, 16, rng);
  PIX *grey = pixConvertTo8(pix, 0), *bits = pixThresholdToBinary(grey, 150), *out = pixConvertTo32(bits);
  pixSetResolution(out, 204, 204);
  for (int i = 0; i < 2; i++) {
    double x = rng_real(rng, 0, pixGetWidth(out));
    pixel_line_blend(out, x, 0, x, pixGetHeight(out), 1, (Rgb){0, 0, 0}, 1);
  }
  pixDestroy(&grey), pixDestroy(&bits), pixDestroy(&pix);
  return out;
}

/* A photocopy of the page first: harder contrast, no colour, a little grain. */
static PIX *op_copy(PIX *pix, double hardness, Rng *rng, PIX *back) {
  pix = pixel_blur(op_grey(pix, 0, rng, NULL), 1.1);
  for (int y = 0; y < pixGetHeight(pix); y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < pixGetWidth(pix); x++) {
      double v = pixel_at(line, x).r / 255.0, s = 255 / (1 + exp(-hardness * (v - .62)));
      pixel_put(line, x, s, s, s);
    }
  }
  return pixel_noise(pix, 3, rng);
}

const OpEntry scan_ops[] = {{"scan", op_scan, 300, "scanned at so many dots per inch"},
                            {"skew", op_skew, 1, "turned so many degrees clockwise"},
                            {"noise", op_noise, 6, "grain, deviation of so many grey levels"},
                            {"blur", op_blur, 1, "Gaussian blur, sigma in pixels"},
                            {"grey", op_grey, 0, "no colour"},
                            {"specks", op_specks, 60, "so many dark specks"},
                            {"shade", op_shade, .25, "one side darker by this part"},
                            {"edge", op_edge, 4, "dark band of so many mm on one side"},
                            {"show", op_show, .25, "print of the other side shows through"},
                            {"holes", op_holes, 2, "punch holes"},
                            {"staple", op_staple, 0, "a staple top left"},
                            {"fold", op_fold, 2, "so many folds"},
                            {"turn", op_turn, 180, "quarter turns clockwise, degrees"},
                            {"croptop", op_crop_top, .1, "this part of the top is missing"},
                            {"cropbottom", op_crop_bottom, .1, "… of the bottom"},
                            {"cropleft", op_crop_left, .1, "… of the left"},
                            {"cropright", op_crop_right, .1, "… of the right"},
                            {"fax", op_fax, 0, "Group 3 fax"},
                            {"copy", op_copy, 9, "photocopied, contrast so hard"},
                            {NULL, NULL, 0, NULL}};
