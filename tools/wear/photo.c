/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What hands and phones do: a page on a table, seen from a side, in the light there is. */
#include "wear.h"
#include <math.h>

/* Wood or cloth: soft stripes and grain, colour by chance. */
static PIX *desk(int w, int h, Rng *rng) {
  static const Rgb tones[] = {{122, 86, 56}, {92, 66, 48}, {70, 74, 80}, {154, 126, 96}, {58, 78, 70}};
  Rgb tone = tones[rng_int(rng, 0, 4)];
  int sw = w / 6, sh = h / 6;
  PIX *small = pixCreate(sw, sh, 32);
  double a = rng_real(rng, .01, .05), b = rng_real(rng, .06, .14), lean = rng_real(rng, -.2, .2);
  for (int y = 0; y < sh; y++) {
    l_uint32 *line = pixGetData(small) + (gsize)y * (gsize)pixGetWpl(small);
    for (int x = 0; x < sw; x++) {
      double u = y + lean * x + 6 * sin(x * a), v = 1 + .12 * sin(u * b) + .06 * sin(u * b * 3.7) + rng_normal(rng) * .03;
      pixel_put(line, x, tone.r * v, tone.g * v, tone.b * v);
    }
  }
  PIX *big = pixScaleToSize(small, w, h);
  pixDestroy(&small);
  return pixel_noise(big, 3, rng);
}

/* Solves the 8 unknowns that map the frame's corners `to` back onto the page's corners. Gauss with pivoting. */
bool wear_homography(const double from[8], const double to[8], double ret[9]) {
  double m[8][9] = {{0}};
  for (int i = 0; i < 4; i++) {
    double x = to[2 * i], y = to[2 * i + 1], u = from[2 * i], v = from[2 * i + 1];
    double r1[9] = {x, y, 1, 0, 0, 0, -u * x, -u * y, u}, r2[9] = {0, 0, 0, x, y, 1, -v * x, -v * y, v};
    for (int k = 0; k < 9; k++) m[2 * i][k] = r1[k], m[2 * i + 1][k] = r2[k];
  }
  for (int c = 0; c < 8; c++) {
    int best = c;
    for (int r = c + 1; r < 8; r++)
      if (fabs(m[r][c]) > fabs(m[best][c])) best = r;
    if (fabs(m[best][c]) < 1e-12) return false;
    for (int k = 0; k < 9; k++) {
      double t = m[c][k];
      m[c][k] = m[best][k], m[best][k] = t;
    }
    for (int r = 0; r < 8; r++) {
      double f = r == c ? 0 : m[r][c] / m[c][c];
      for (int k = c; f != 0 && k < 9; k++) m[r][k] -= f * m[c][k];
    }
  }
  for (int i = 0; i < 8; i++) ret[i] = m[i][8] / m[i][i];
  ret[8] = 1;
  return true;
}

void wear_paste(PIX *frame, PIX *page, const double h[9]) {
  int pw = pixGetWidth(page), ph = pixGetHeight(page);
  const l_uint32 *data = pixGetData(page);
  gsize wpl = (gsize)pixGetWpl(page);
  for (int y = 0; y < pixGetHeight(frame); y++) {
    l_uint32 *line = pixGetData(frame) + (gsize)y * (gsize)pixGetWpl(frame);
    for (int x = 0; x < pixGetWidth(frame); x++) {
      double d = h[6] * x + h[7] * y + h[8], u = (h[0] * x + h[1] * y + h[2]) / d, v = (h[3] * x + h[4] * y + h[5]) / d;
      if (u < 0 || v < 0 || u >= pw - 1 || v >= ph - 1) continue;
      int iu = (int)u, iv = (int)v;
      double fu = u - iu, fv = v - iv;
      const l_uint32 *l0 = data + (gsize)iv * wpl, *l1 = l0 + wpl;
      Rgb a = pixel_at(l0, iu), b = pixel_at(l0, iu + 1), c = pixel_at(l1, iu), e = pixel_at(l1, iu + 1);
      double k0 = (1 - fu) * (1 - fv), k1 = fu * (1 - fv), k2 = (1 - fu) * fv, k3 = fu * fv;
      pixel_put(line, x, (a.r * k0 + b.r * k1 + c.r * k2 + e.r * k3) * .96, (a.g * k0 + b.g * k1 + c.g * k2 + e.g * k3) * .955,
                (a.b * k0 + b.b * k1 + c.b * k2 + e.b * k3) * .94);
    }
  }
}

typedef struct { int w, h; double scale; } Shot;

static Shot shot_of(int pw, int ph) {
  int w = pw > ph ? 4032 : 3024, h = pw > ph ? 3024 : 4032;
  double fill = pw * 25.4 / 300 < 150 && ph * 25.4 / 300 < 170 ? .66 : .9;
  return (Shot){w, h, fmin(w * fill / pw, h * fill / ph)};
}

double wear_photo_scale(int page_width, int page_height) { return shot_of(page_width, page_height).scale; }

/* A 12-megapixel frame of the page's own lie; `jitter` moves each corner by that part of the page. */
static PIX *op_photo(PIX *pix, double jitter, Rng *rng, PIX *back) {
  int pw = pixGetWidth(pix), ph = pixGetHeight(pix);
  Shot shot = shot_of(pw, ph);
  int w = shot.w, h = shot.h;
  double scale = shot.scale;
  double x0 = (w - pw * scale) / 2, y0 = (h - ph * scale) / 2, x1 = x0 + pw * scale, y1 = y0 + ph * scale, reach = jitter * fmin(w, h);
  double to[8] = {x0, y0, x1, y0, x1, y1, x0, y1}, from[8] = {0, 0, pw - 1, 0, pw - 1, ph - 1, 0, ph - 1}, m[9];
  for (int i = 0; i < 8; i++) to[i] += rng_real(rng, -1, 1) * reach;
  if (scale < .7) pix = pixel_blur(pix, .4 / scale);
  PIX *frame = desk(w, h, rng);
  if (wear_homography(from, to, m)) wear_paste(frame, pix, m);
  pixDestroy(&pix);
  pixSetResolution(frame, 72, 72);
  return pixel_noise(pixel_blur(frame, .6), 2.5, rng);
}

static double gain_light(double x, double y, const double *p) {
  double d = hypot(x - p[1], y - p[2]);
  return 1 - p[0] * fmin(1, d * d);
}

static PIX *op_light(PIX *pix, double depth, Rng *rng, PIX *back) {
  double p[3] = {depth, rng_real(rng, -.1, 1.1), rng_real(rng, -.1, .5)};
  return pixel_gain(pix, gain_light, p);
}

static double gain_shadow(double x, double y, const double *p) {
  double side = (x - p[1]) * cos(p[3]) + (y - p[2]) * sin(p[3]);
  return 1 - p[0] / (1 + exp(-side / .025));
}

/* The hand or the phone itself: a soft-edged half plane. */
static PIX *op_shadow(PIX *pix, double depth, Rng *rng, PIX *back) {
  double p[4] = {depth, rng_real(rng, .35, .65), rng_real(rng, .35, .65), rng_real(rng, 0, 2 * G_PI)};
  return pixel_gain(pix, gain_shadow, p);
}

static double gain_dim(double x, double y, const double *p) { return p[0]; }
static PIX *op_dim(PIX *pix, double level, Rng *rng, PIX *back) { return pixel_gain(pix, gain_dim, &level); }

/* A burnt-out patch of this part of the picture's area, soft at its rim. */
static PIX *op_glare(PIX *pix, double part, Rng *rng, PIX *back) {
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  double cx = w * rng_real(rng, .35, .65), cy = h * rng_real(rng, .35, .65), long_side = sqrt(part * w * h / G_PI * 1.6),
         short_side = long_side / 1.6, lean = rng_real(rng, 0, G_PI);
  for (int y = 0; y < h; y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < w; x++) {
      double dx = x - cx, dy = y - cy, u = (dx * cos(lean) + dy * sin(lean)) / long_side, v = (dy * cos(lean) - dx * sin(lean)) / short_side,
             d = u * u + v * v;
      if (d > 4) continue;
      double k = d < 1 ? 1 : exp(-(d - 1) * 2.5);
      Rgb c = pixel_at(line, x);
      pixel_put(line, x, c.r + (270 - c.r) * k, c.g + (270 - c.g) * k, c.b + (268 - c.b) * k);
    }
  }
  return pix;
}

typedef struct { int x, y; } Step;

/* The places that a point passes on a straight way of so many pixels, each once. */
static GArray *way_of(double length, double angle) {
  int n = MAX(1, (int)length);
  GArray *way = g_array_new(FALSE, FALSE, sizeof(Step));
  for (int i = -n; i <= n; i++) {
    Step step = {(int)lround(i * .5 * cos(angle)), (int)lround(i * .5 * sin(angle))}, *last = way->len ? &g_array_index(way, Step, way->len - 1) : NULL;
    if (!last || last->x != step.x || last->y != step.y) g_array_append_val(way, step);
  }
  return way;
}

static PIX *op_motion(PIX *pix, double length, Rng *rng, PIX *back) {
  g_autoptr(GArray) way = way_of(length, rng_real(rng, 0, G_PI));
  int w = pixGetWidth(pix), h = pixGetHeight(pix), wpl = pixGetWpl(pix);
  PIX *out = pixCreateTemplate(pix);
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      int r = 0, g = 0, b = 0;
      for (guint i = 0; i < way->len; i++) {
        const Step *step = &g_array_index(way, Step, i);
        Rgb c = pixel_at(pixGetData(pix) + (gsize)CLAMP(y + step->y, 0, h - 1) * (gsize)wpl, CLAMP(x + step->x, 0, w - 1));
        r += c.r, g += c.g, b += c.b;
      }
      pixel_put(pixGetData(out) + (gsize)y * (gsize)wpl, x, r / (double)way->len, g / (double)way->len, b / (double)way->len);
    }
  pixDestroy(&pix);
  return out;
}

/* Only the lower part is out of focus (the paper curls up), fading in over a fifth of the height. */
static PIX *op_partblur(PIX *pix, double sigma, Rng *rng, PIX *back) {
  int h = pixGetHeight(pix), from = (int)(h * rng_real(rng, .4, .55)), reach = h / 5;
  PIX *soft = pixel_blur(pixCopy(NULL, pix), sigma);
  for (int y = from; y < h; y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    const l_uint32 *blurred = pixGetData(soft) + (gsize)y * (gsize)pixGetWpl(soft);
    double k = fmin(1, (double)(y - from) / reach);
    for (int x = 0; x < pixGetWidth(pix); x++) {
      Rgb a = pixel_at(line, x), b = pixel_at(blurred, x);
      pixel_put(line, x, a.r + k * (b.r - a.r), a.g + k * (b.g - a.g), a.b + k * (b.b - a.b));
    }
  }
  pixDestroy(&soft);
  return pix;
}

static PIX *op_small(PIX *pix, double factor, Rng *rng, PIX *back) {
  PIX *out = pixScale(pix, (float)factor, (float)factor);
  pixCopyResolution(out, pix);
  pixDestroy(&pix);
  return out;
}

/* A thumb from the left, the right or the bottom of the picture: a straight part with a round end, darker towards its sides, its rim a little out of focus. */
static PIX *op_finger(PIX *pix, double part, Rng *rng, PIX *back) {
  static const Rgb skins[] = {{226, 180, 152}, {198, 146, 112}, {148, 100, 72}, {96, 66, 50}};
  Rgb skin = skins[rng_int(rng, 0, 3)];
  int w = pixGetWidth(pix), h = pixGetHeight(pix), side = rng_int(rng, 0, 2);
  double ratio = rng_real(rng, 1.7, 2.6), radius = sqrt(part * w * h / ratio) / 2, reach = 2 * radius * ratio - radius, at = rng_real(rng, .25, .75), lean = rng_real(rng, -.35, .35);
  double x0 = side == 0 ? 0 : side == 1 ? w : at * w, y0 = side == 2 ? h : at * h;
  double ux = side == 2 ? sin(lean) : side == 0 ? cos(lean) : -cos(lean), uy = side == 2 ? -cos(lean) : sin(lean), rim = fmax(1.5, radius * .05);
  for (int y = 0; y < h; y++) {
    l_uint32 *line = pixGetData(pix) + (gsize)y * (gsize)pixGetWpl(pix);
    for (int x = 0; x < w; x++) {
      double along = fmin(reach, (x - x0) * ux + (y - y0) * uy), d = hypot(x - x0 - along * ux, y - y0 - along * uy) / radius, k = CLAMP((1 - d) * radius / rim, 0, 1);
      if (k <= 0) continue;
      double light = 1 - .35 * d * d;
      Rgb c = pixel_at(line, x);
      pixel_put(line, x, c.r + k * (skin.r * light - c.r), c.g + k * (skin.g * light - c.g), c.b + k * (skin.b * light - c.b));
    }
  }
  return pix;
}

const OpEntry photo_ops[] = {{"photo", op_photo, .03, "a 12 MP photo on a table, corners moved by this part"},
                             {"light", op_light, .35, "uneven light, darkest by this part"},
                             {"shadow", op_shadow, .4, "a soft shadow, darker by this part"},
                             {"dim", op_dim, .4, "light at this level"},
                             {"glare", op_glare, .03, "a burnt-out patch of this part of the picture"},
                             {"motion", op_motion, 12, "shaken, so many pixels"},
                             {"partblur", op_partblur, 6, "the lower part out of focus, sigma in pixels"},
                             {"finger", op_finger, .04, "a thumb over this part of the picture, from a side"},
                             {"small", op_small, .5, "sent smaller by this factor"},
                             {"tiny", op_small, 4, "sent so small that an x is so many pixels high (as it is, where its height is not known)"},
                             {NULL, NULL, 0, NULL}};
