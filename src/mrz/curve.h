/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A weighted curve of second order through points. Must not know: what the points are. */
#ifndef RECTO_MRZ_CURVE_H
#define RECTO_MRZ_CURVE_H

/* value = ret[0] + ret[1] i + ret[2] i^2, least squares; `order` 0, 1 or 2. With too few points for the order, the terms that cannot be told are 0. */
void recto_curve_fit(const float *i, const float *value, const float *weight, int n, int order, double ret[3]);
/* Mean distance of the points (x, y) from their places on the two curves, along them, in steps of i; 1 when all weights are 0. */
double recto_curves_uneven(const float *i, const float *x, const float *y, const float *weight, int n, const double curve_x[3], const double curve_y[3]);
/* The value under which `share` of the n values lie. Sorts them. */
float recto_quantile(float *values, int n, double share);
static inline double recto_curve_at(const double c[3], double i) { return c[0] + (c[1] + c[2] * i) * i; }
static inline double recto_curve_slope(const double c[3], double i) { return c[1] + 2 * c[2] * i; }

#endif
