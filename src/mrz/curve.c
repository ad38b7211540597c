/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Least squares on the normal equations, Cramer's rule, about the points' middle so that the sums stay small. */
#include "mrz/curve.h"

#include <math.h>
#include <stdlib.h>

typedef struct { double s[5], t[3]; } Sums;

static Sums sums_about(const float *i, const float *value, const float *weight, int n, double middle) {
  Sums sums = {0};
  for (int k = 0; k < n; k++) {
    double at = i[k] - middle, power = weight[k];
    for (int p = 0; p < 5; p++, power *= at) {
      sums.s[p] += power;
      if (p < 3) sums.t[p] += power * value[k];
    }
  }
  return sums;
}

static void solve(const Sums *sums, int order, double c[3]) {
  const double *s = sums->s, *t = sums->t;
  c[0] = s[0] > 0 ? t[0] / s[0] : 0, c[1] = c[2] = 0;
  double line = s[0] * s[2] - s[1] * s[1];
  if (order < 1 || fabs(line) < 1e-9) return;
  c[0] = (t[0] * s[2] - t[1] * s[1]) / line, c[1] = (s[0] * t[1] - s[1] * t[0]) / line;
  double det = s[0] * (s[2] * s[4] - s[3] * s[3]) - s[1] * (s[1] * s[4] - s[2] * s[3]) + s[2] * (s[1] * s[3] - s[2] * s[2]);
  if (order < 2 || fabs(det) < 1e-6) return;
  c[0] = (t[0] * (s[2] * s[4] - s[3] * s[3]) - s[1] * (t[1] * s[4] - t[2] * s[3]) + s[2] * (t[1] * s[3] - t[2] * s[2])) / det;
  c[1] = (s[0] * (t[1] * s[4] - t[2] * s[3]) - t[0] * (s[1] * s[4] - s[2] * s[3]) + s[2] * (s[1] * t[2] - s[2] * t[1])) / det;
  c[2] = (s[0] * (s[2] * t[2] - s[3] * t[1]) - s[1] * (s[1] * t[2] - s[2] * t[1]) + t[0] * (s[1] * s[3] - s[2] * s[2])) / det;
}

void recto_curve_fit(const float *i, const float *value, const float *weight, int n, int order, double ret[3]) {
  double sum = 0, middle = 0;
  for (int k = 0; k < n; k++) sum += weight[k], middle += (double)weight[k] * i[k];
  middle = sum > 0 ? middle / sum : 0;
  Sums sums = sums_about(i, value, weight, n, middle);
  double c[3];
  solve(&sums, order, c);
  ret[0] = c[0] - c[1] * middle + c[2] * middle * middle, ret[1] = c[1] - 2 * c[2] * middle, ret[2] = c[2];
}

double recto_curves_uneven(const float *i, const float *x, const float *y, const float *weight, int n, const double curve_x[3], const double curve_y[3]) {
  double sum = 0, all = 0;
  for (int k = 0; k < n; k++) {
    double ux = recto_curve_slope(curve_x, i[k]), uy = recto_curve_slope(curve_y, i[k]), step = ux * ux + uy * uy;
    double off = ((x[k] - recto_curve_at(curve_x, i[k])) * ux + (y[k] - recto_curve_at(curve_y, i[k])) * uy) / step;
    sum += weight[k] * fabs(off), all += weight[k];
  }
  return all > 0 ? sum / all : 1;
}

static int float_compare(const void *a, const void *b) { return *(const float *)a < *(const float *)b ? -1 : *(const float *)a > *(const float *)b; }

float recto_quantile(float *values, int n, double share) {
  qsort(values, (size_t)n, sizeof *values, float_compare);
  return values[(int)(n * share)];
}
