/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What follows from four corners: the map that lays the page flat, the angle from which it is seen, the print outside. Must not know: how they were found. */
#include "image/plane.h"
#include "image/quad.h"

#include <math.h>
#include <string.h>

double recto_quad_left_out(const RectoQuad *quad, const RectoSurvey *survey) {
  int outside = 0;
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    double x = (box->x + box->w / 2.0) / survey->factor, y = (box->y + box->h / 2.0) / survey->factor;
    bool inside = true;
    for (int k = 0; k < 4 && inside; k++) {
      int next = (k + 1) % 4;
      inside = (quad->x[next] - quad->x[k]) * (y - quad->y[k]) - (quad->y[next] - quad->y[k]) * (x - quad->x[k]) >= 0;
    }
    outside += !inside;
  }
  return (double)outside / MAX(1, survey->letters->n);
}

bool recto_quad_stands_alone(const RectoQuad *quad, const RectoSurvey *survey, const RectoModels *limits) {
  if (quad->ring < recto_limit(limits, "image.quad.ring") || quad->ground < recto_limit(limits, "image.quad.ground")) return true;
  return recto_quad_left_out(quad, survey) <= recto_limit(limits, "image.quad.left-out");
}

static double side_of(const RectoQuad *quad, int a, int b) { return hypot(quad->x[a] - quad->x[b], quad->y[a] - quad->y[b]); }

/* The eight unknowns of a homography from four pairs of points, by Gauss with pivoting. */
static bool solve_homography(const double from[8], const double to[8], double ret[9]) {
  double m[8][9] = {{0}};
  for (int i = 0; i < 4; i++) {
    double x = from[2 * i], y = from[2 * i + 1], u = to[2 * i], v = to[2 * i + 1];
    memcpy(m[2 * i], (double[]){x, y, 1, 0, 0, 0, -u * x, -u * y, u}, sizeof m[0]);
    memcpy(m[2 * i + 1], (double[]){0, 0, 0, x, y, 1, -v * x, -v * y, v}, sizeof m[0]);
  }
  for (int c = 0; c < 8; c++) {
    int pivot = c;
    for (int r = c + 1; r < 8; r++)
      if (fabs(m[r][c]) > fabs(m[pivot][c])) pivot = r;
    if (fabs(m[pivot][c]) < 1e-12) return false;
    for (int k = 0; k < 9; k++) {
      double swap = m[c][k];
      m[c][k] = m[pivot][k], m[pivot][k] = swap;
    }
    for (int r = 0; r < 8; r++)
      for (int k = 8; r != c && k >= c; k--) m[r][k] -= m[r][c] / m[c][c] * m[c][k];
  }
  for (int i = 0; i < 8; i++) ret[i] = m[i][8] / m[i][i];
  ret[8] = 1;
  return true;
}

bool recto_quad_flatten(const RectoQuad *quad, int width, int height, double ret_homography[9]) {
  double wide = MAX(side_of(quad, 0, 1), side_of(quad, 3, 2)), high = MAX(side_of(quad, 0, 3), side_of(quad, 1, 2));
  if (wide < 1 || high < 1) return false;
  double fit = MIN(1, MIN(width / wide, height / high)), left = (width - wide * fit) / 2, top = (height - high * fit) / 2;
  double from[8], to[8] = {left, top, left + wide * fit, top, left + wide * fit, top + high * fit, left, top + high * fit};
  for (int i = 0; i < 4; i++) from[2 * i] = quad->x[i], from[2 * i + 1] = quad->y[i];
  return solve_homography(from, to, ret_homography);
}

/* A plane seen by a pinhole: the two directions of its sides are orthogonal in space, their cross product is its normal. */
double recto_quad_view(const RectoQuad *quad, int width, int height) {
  double f = 0.8 * MAX(width, height), cx = width / 2.0, cy = height / 2.0, way[2][3];
  for (int k = 0; k < 2; k++) { /* where opposite sides meet is the direction of both */
    int a = k, b = k + 1, c = 3 - k == 3 ? 3 : 0, d = k == 0 ? 2 : 3;
    PlanePoint meet;
    PlanePoint p = {quad->x[a], quad->y[a]}, q = {quad->x[b], quad->y[b]}, r = {quad->x[c], quad->y[c]}, s = {quad->x[d], quad->y[d]};
    bool met = recto_lines_meet(p, q, r, s, &meet);
    double x = met ? (meet.x - cx) / f : (q.x - p.x), y = met ? (meet.y - cy) / f : (q.y - p.y), z = met ? 1 : 0, length = sqrt(x * x + y * y + z * z);
    way[k][0] = x / length, way[k][1] = y / length, way[k][2] = z / length;
  }
  double nx = way[0][1] * way[1][2] - way[0][2] * way[1][1], ny = way[0][2] * way[1][0] - way[0][0] * way[1][2], nz = way[0][0] * way[1][1] - way[0][1] * way[1][0];
  return acos(MIN(1, fabs(nz) / MAX(1e-12, sqrt(nx * nx + ny * ny + nz * nz)))) * 180 / G_PI;
}
