/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A printed sheet as it lies: folds, an edge that curls, rounded corners, paper that is not quite white. Knows nothing of cameras. */
#include "photo.h"
#include <math.h>

#define CURL 0.35 /* how much of the sheet an edge's curl reaches into */

void photo_sheet_clear(PhotoSheet *sheet) { raster_free(&sheet->face); }

/* Letters are folded in two, three or four; one edge may curl by up to 1.5 % of its length. Cards do neither. */
void photo_sheet_marks(PhotoSheet *s, ExamDice *dice, bool card, bool *ret_folded, bool *ret_curled) {
  s->tint[0] = exam_dice_real(dice, 0.97, 1);
  s->tint[1] = s->tint[0] - exam_dice_real(dice, 0, 0.012);
  s->tint[2] = s->tint[1] - exam_dice_real(dice, -0.01, 0.035);
  s->lift = exam_dice_real(dice, 0.4, 1.3);
  *ret_folded = !card && exam_dice_int(dice, 0, 99) < 35;
  *ret_curled = !card && exam_dice_int(dice, 0, 99) < 30;
  if (*ret_folded) {
    int way = exam_dice_int(dice, 0, 3);
    s->along = way == 0 ? 2 : way == 3 ? 0 : 1; /* folds that lie across the height */
    s->across = way >= 2;
    s->depth = exam_dice_real(dice, 0.05, 0.16);
  }
  if (*ret_curled) {
    int edge = exam_dice_int(dice, 0, 3);
    double side = edge % 2 ? s->h : s->w;
    s->bow[edge] = side * exam_dice_real(dice, 0.004, 0.015) * (exam_dice_int(dice, 0, 2) ? 1 : -1);
  }
}

/* Bright on one slope, dark on the other, and the worn line between. */
static double fold_gain(double far, double depth) {
  double slope = exp(-fabs(far) / 9) * (far < 0 ? 0.8 : -1);
  return 1 + depth * slope - (fabs(far) < 0.35 ? depth * 0.9 : 0);
}

static double folds_gain(const PhotoSheet *s, double u, double v) {
  double gain = 1;
  for (int i = 1; i <= s->along; i++) gain *= fold_gain((v - s->h * i / (s->along + 1)) * (i % 2 ? 1 : -1), s->depth);
  for (int i = 1; i <= s->across; i++) gain *= fold_gain(u - s->w * i / (s->across + 1), s->depth);
  return gain;
}

/* Where an edge stands out or in, the sheet near it is stretched along; its corners stay. */
static double uncurl(double from_edge, double side, double bow, double t, double *gain) {
  double fall = 1 - MAX(from_edge, 0) / (CURL * side);
  if (bow == 0 || fall <= 0) return from_edge;
  double swell = 4 * CLAMP(t, 0, 1) * (1 - CLAMP(t, 0, 1));
  *gain *= 1 + (bow > 0 ? 0.12 : -0.1) * swell * fall * fall;
  return from_edge + bow * swell * fall * fall;
}

static bool in_rounded(double u, double v, double w, double h, double r) {
  double du = MAX(MAX(r - u, u - (w - r)), 0), dv = MAX(MAX(r - v, v - (h - r)), 0);
  return du * du + dv * dv <= r * r || (du == 0 || dv == 0);
}

static void read_face(const ExamRaster *from, double u, double v, double rgb[3]) {
  double fu = CLAMP(u - 0.5, 0, from->w - 1.001), fv = CLAMP(v - 0.5, 0, from->h - 1.001);
  int x = (int)fu, y = (int)fv;
  double a = fu - x, b = fv - y;
  const unsigned char *p = from->bytes + ((size_t)y * (size_t)from->w + (size_t)x) * 3, *q = p + (size_t)from->w * 3;
  for (int c = 0; c < 3; c++) rgb[c] = (p[c] * (1 - a) + p[c + 3] * a) * (1 - b) + (q[c] * (1 - a) + q[c + 3] * a) * b;
}

bool photo_sheet_at(const PhotoSheet *s, double x, double y, double rgb[3]) {
  double dx = x - s->x, dy = y - s->y, ct = cos(s->turn), st = sin(s->turn), gain = 1;
  double u = dx * ct + dy * st + s->w / 2, v = dy * ct - dx * st + s->h / 2, slack = 0.02 * MAX(s->w, s->h);
  if (u < -slack || v < -slack || u > s->w + slack || v > s->h + slack) return false;
  double left = uncurl(u, s->w, s->bow[3], v / s->h, &gain), top = uncurl(v, s->h, s->bow[0], u / s->w, &gain);
  double right = uncurl(s->w - left, s->w, s->bow[1], v / s->h, &gain), bottom = uncurl(s->h - top, s->h, s->bow[2], u / s->w, &gain);
  u = s->w - right;
  v = s->h - bottom;
  if (u < 0 || v < 0 || u > s->w || v > s->h || !in_rounded(u, v, s->w, s->h, s->radius)) return false;
  read_face(&s->face, u / s->w * s->face.w, v / s->h * s->face.h, rgb);
  gain *= folds_gain(s, u, v);
  for (int c = 0; c < 3; c++) rgb[c] *= gain * s->tint[c];
  return true;
}
