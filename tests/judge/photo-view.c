/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the phone is held, and what of the desk it sees. Knows nothing of colours. */
#include "photo.h"
#include <math.h>
#include <string.h>

#define DEGREE (M_PI / 180)

static double dot(const double *a, const double *b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

static void unit(double *v) {
  double length = sqrt(dot(v, v));
  for (int i = 0; i < 3; i++) v[i] /= length;
}

/* How much farther from the middle the lens shows a place; `u`, `v` in px from the middle. Beyond the frame it bends no further. */
static double bent(const PhotoCamera *c, double u, double v) { return 1 + c->bend * MIN(1.3, (u * u + v * v) * 4 / ((double)c->w * c->w + (double)c->h * c->h)); }

PhotoSpot photo_project(const PhotoCamera *c, double x, double y, double z) {
  double v[3] = {x - c->eye[0], y - c->eye[1], z - c->eye[2]}, far = MAX(dot(v, c->ahead), 1);
  double across = c->focal * dot(v, c->right) / far, down = c->focal * dot(v, c->down) / far, k = bent(c, across, down);
  return (PhotoSpot){c->w / 2.0 + k * across, c->h / 2.0 + k * down};
}

PhotoSpot photo_desk_at(const PhotoCamera *c, double px, double py) {
  double ray[3], x = px - c->w / 2.0, y = py - c->h / 2.0, k = 1;
  for (int i = 0; c->bend != 0 && i < 4; i++) k = bent(c, x / k, y / k);
  double u = x / k / c->focal, v = y / k / c->focal;
  for (int i = 0; i < 3; i++) ray[i] = c->ahead[i] + u * c->right[i] + v * c->down[i];
  double t = -c->eye[2] / MIN(ray[2], -1e-3);
  return (PhotoSpot){c->eye[0] + t * ray[0], c->eye[1] + t * ray[1]};
}

double photo_scale(const PhotoCamera *c, double x, double y) {
  double v[3] = {x - c->eye[0], y - c->eye[1], -c->eye[2]};
  return c->focal / MAX(dot(v, c->ahead), 1);
}

void photo_corners(const PhotoCamera *c, double page_w, double page_h, PhotoSpot ret[4]) {
  for (int i = 0; i < 4; i++) ret[i] = photo_project(c, i == 1 || i == 2 ? page_w / 2 : -page_w / 2, i >= 2 ? page_h / 2 : -page_h / 2, 0);
}

/* ------------------------------------------------------------------ areas */

static double polygon_area(const PhotoSpot *p, int n) {
  double sum = 0;
  for (int i = 0; i < n; i++) sum += p[i].x * p[(i + 1) % n].y - p[(i + 1) % n].x * p[i].y;
  return fabs(sum) / 2;
}

/* Keeps the side of the line a x + b y + k >= 0 (Sutherland and Hodgman). */
static int cut_polygon(PhotoSpot *p, int n, double a, double b, double k) {
  PhotoSpot out[16];
  int m = 0;
  for (int i = 0; i < n; i++) {
    PhotoSpot s = p[i], e = p[(i + 1) % n];
    double ds = a * s.x + b * s.y + k, de = a * e.x + b * e.y + k;
    if (ds >= 0) out[m++] = s;
    if ((ds >= 0) != (de >= 0)) out[m++] = (PhotoSpot){s.x + (e.x - s.x) * ds / (ds - de), s.y + (e.y - s.y) * ds / (ds - de)};
  }
  memcpy(p, out, (size_t)m * sizeof *p);
  return m;
}

double photo_area(const PhotoCamera *c, const PhotoSpot corners[4]) {
  PhotoSpot p[16];
  memcpy(p, corners, 4 * sizeof *p);
  int n = cut_polygon(p, 4, 1, 0, 0);
  n = cut_polygon(p, n, -1, 0, c->w);
  n = cut_polygon(p, n, 0, 1, 0);
  n = cut_polygon(p, n, 0, -1, c->h);
  return polygon_area(p, n) / ((double)c->w * c->h);
}

int photo_inside(const PhotoCamera *c, const PhotoSpot corners[4], double margin) {
  int n = 0;
  for (int i = 0; i < 4; i++) n += corners[i].x >= margin && corners[i].y >= margin && corners[i].x <= c->w - margin && corners[i].y <= c->h - margin;
  return n;
}

bool photo_within(const PhotoSpot corners[4], double x, double y, double margin) {
  for (int i = 0; i < 4; i++) {
    PhotoSpot a = corners[i], b = corners[(i + 1) % 4];
    double dx = b.x - a.x, dy = b.y - a.y;
    if ((dx * (y - a.y) - dy * (x - a.x)) / hypot(dx, dy) < margin) return false;
  }
  return true;
}

/* ------------------------------------------------------------------ holding it */

/* Looks at `aim` from `far` mm away, tilted by `view` towards `azimuth`, turned by `roll`. */
void photo_stand(PhotoCamera *c, PhotoSpot aim, double far, double azimuth, double roll) {
  double lean = sin(c->view * DEGREE), r[3] = {1, 0, 0}, d[3] = {0, 1, 0};
  const double towards[3] = {lean * cos(azimuth), lean * sin(azimuth), cos(c->view * DEGREE)};
  for (int i = 0; i < 3; i++) {
    c->eye[i] = (i == 0 ? aim.x : i == 1 ? aim.y : 0) + far * towards[i];
    c->ahead[i] = -towards[i];
  }
  double slip = dot(r, c->ahead);
  for (int i = 0; i < 3; i++) r[i] -= slip * c->ahead[i];
  unit(r);
  double slip_ahead = dot(d, c->ahead), slip_right = dot(d, r);
  for (int i = 0; i < 3; i++) d[i] -= slip_ahead * c->ahead[i] + slip_right * r[i];
  unit(d);
  for (int i = 0; i < 3; i++) {
    c->right[i] = cos(roll) * r[i] - sin(roll) * d[i];
    c->down[i] = sin(roll) * r[i] + cos(roll) * d[i];
  }
}

static double draw_roll(ExamDice *dice) {
  int luck = exam_dice_int(dice, 0, 99);
  if (luck < 14) return ((exam_dice_int(dice, 0, 1) ? 90 : -90) + exam_dice_real(dice, -9, 9)) * DEGREE;
  return (luck < 75 ? exam_dice_real(dice, -11, 11) : exam_dice_real(dice, -20, 20)) * DEGREE;
}

/* The distance at which the page takes this share of the frame, its cut parts counted too. */
static double distance_for(PhotoCamera *c, PhotoSpot aim, double azimuth, double roll, double w, double h, double share) {
  double near = 0.4 * MAX(w, h), far = 12 * MAX(w, h);
  for (int i = 0; i < 40; i++) {
    double middle = (near + far) / 2;
    PhotoSpot p[4];
    photo_stand(c, aim, middle, azimuth, roll);
    photo_corners(c, w, h, p);
    *(polygon_area(p, 4) / ((double)c->w * c->h) > share ? &near : &far) = middle;
  }
  return far;
}

static void bounds(const PhotoSpot p[4], PhotoSpot *ret_middle, PhotoSpot *ret_size) {
  double left = MIN(MIN(p[0].x, p[1].x), MIN(p[2].x, p[3].x)), right = MAX(MAX(p[0].x, p[1].x), MAX(p[2].x, p[3].x));
  double top = MIN(MIN(p[0].y, p[1].y), MIN(p[2].y, p[3].y)), bottom = MAX(MAX(p[0].y, p[1].y), MAX(p[2].y, p[3].y));
  *ret_middle = (PhotoSpot){(left + right) / 2, (top + bottom) / 2};
  *ret_size = (PhotoSpot){right - left, bottom - top};
}

/* Moves the camera so that the page's bounds stand in the frame's middle, or off it by a part (-1 to 1) of the room that is left. */
static void aim_at(PhotoCamera *c, PhotoSpot stray, double far, double azimuth, double roll, double w, double h) {
  PhotoSpot aim = {0, 0}, p[4], middle, size;
  for (int i = 0; i < 6; i++) {
    photo_stand(c, aim, far, azimuth, roll);
    photo_corners(c, w, h, p);
    bounds(p, &middle, &size);
    double off_x = stray.x * MAX(c->w - size.x, 0) / 2, off_y = stray.y * MAX(c->h - size.y, 0) / 2;
    aim = photo_desk_at(c, middle.x - off_x, middle.y - off_y);
  }
}

/* A whole page is held away until it fits; the others are as they are. */
static bool fits(PhotoCamera *c, PhotoKind kind, PhotoSpot stray, double far, double azimuth, double roll, double w, double h) {
  PhotoSpot p[4];
  for (int i = 0; i < 40; i++, far *= 1.02) {
    if (kind == PHOTO_CUT || kind == PHOTO_FILLS)
      photo_stand(c, (PhotoSpot){stray.x * w, stray.y * h}, far, azimuth, roll);
    else
      aim_at(c, stray, far, azimuth, roll, w, h);
    photo_corners(c, w, h, p);
    double share = photo_area(c, p);
    int inside = photo_inside(c, p, 8), near = photo_inside(c, p, -20);
    if (kind == PHOTO_CUT) return (inside == 2 || inside == 3) && near == inside && share > 0.3;
    if (kind == PHOTO_FILLS) return inside <= 1 && near == inside && share > 0.94;
    if (inside == 4) return share > 0.25 && share < 0.9;
  }
  return false;
}

/* Most photos that reach us have 3 MP; some come through a messenger that reduces them, some are as the phone took them. */
static const double sizes[] = {0.64, 0.64, 1, 1, 1, 1, 1, 1.3, 1.3, 2};

PhotoCamera photo_camera_draw(ExamDice *dice, PhotoKind kind, double page_w, double page_h) {
  static const double off[] = /* of the page for those that are cut, else of the room around it */
      {[PHOTO_WHOLE] = 0.85, [PHOTO_CUT] = 0.45, [PHOTO_HIDDEN] = 0.7, [PHOTO_FILLS] = 0.15, [PHOTO_NONE] = 0.3};
  PhotoCamera c;
  for (int try = 0; try < 5000; try++) {
    double roll = draw_roll(dice), azimuth = exam_dice_real(dice, 0, 2 * M_PI), stray = off[kind];
    bool careful = exam_dice_int(dice, 0, 99) < 22; /* held straight above, the page filling the frame */
    if (careful && fabs(roll) < 0.4) roll *= 0.2;
    bool wide = (page_w > page_h) != (fabs(roll) > M_PI / 4);
    if (exam_dice_int(dice, 0, 9) == 0) wide = !wide;
    c = (PhotoCamera){.w = wide ? 2000 : 1500, .h = wide ? 1500 : 2000, .focal = exam_dice_real(dice, 1400, 1900), .bend = exam_dice_real(dice, -0.015, 0.01)};
    c.view = (careful ? 14 : 35) * pow(exam_dice_real(dice, 0, 1), 0.85);
    PhotoSpot aim = {exam_dice_real(dice, -stray, stray), exam_dice_real(dice, -stray, stray)};
    double share = kind == PHOTO_FILLS ? exam_dice_real(dice, 1.1, 2.5)
                   : kind == PHOTO_CUT ? exam_dice_real(dice, 0.4, 1.1)
                                       : exam_dice_real(dice, careful ? 0.65 : 0.3, 0.95);
    double far = distance_for(&c, (PhotoSpot){0, 0}, azimuth, roll, page_w, page_h, share);
    if (kind != PHOTO_NONE && !fits(&c, kind, aim, far, azimuth, roll, page_w, page_h)) continue;
    if (kind == PHOTO_NONE) photo_stand(&c, (PhotoSpot){aim.x * page_w, aim.y * page_h}, far, azimuth, roll);
    break;
  }
  double size = sizes[exam_dice_int(dice, 0, G_N_ELEMENTS(sizes) - 1)];
  c.w = (int)lround(c.w * size), c.h = (int)lround(c.h * size), c.focal *= size;
  return c;
}
