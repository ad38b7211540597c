/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where scanner and phone stand, and what the frame cuts. Knows nothing of light. */
#include "spoil.h"
#include <math.h>

#define DEGREE (M_PI / 180)
#define SCANNER_FAR 1e6 /* mm: rays are as good as parallel */

typedef struct {
  PhotoSpot spot[8];
  int count;
} Extent;

static Extent extent_of(const SpoilScene *s) {
  Extent e = {.count = 0};
  for (int i = 0; i < 2 && s->sheet[i]; i++)
    for (int c = 0; c < 4; c++) {
      const SpoilSheet *sheet = s->sheet[i];
      double w = s->screen > 0 ? s->screen_at[0] : sheet->w / 2, h = s->screen > 0 ? s->screen_at[1] : sheet->h / 2;
      e.spot[e.count++] = spoil_sheet_spot(sheet, c == 1 || c == 2 ? w : -w, c >= 2 ? h : -h);
    }
  return e;
}

static void bounds(const PhotoCamera *camera, const Extent *e, PhotoSpot *ret_low, PhotoSpot *ret_high) {
  *ret_low = (PhotoSpot){1e9, 1e9};
  *ret_high = (PhotoSpot){-1e9, -1e9};
  for (int i = 0; i < e->count; i++) {
    PhotoSpot p = photo_project(camera, e->spot[i].x, e->spot[i].y, 0);
    *ret_low = (PhotoSpot){MIN(ret_low->x, p.x), MIN(ret_low->y, p.y)};
    *ret_high = (PhotoSpot){MAX(ret_high->x, p.x), MAX(ret_high->y, p.y)};
  }
}

static void slide(PhotoCamera *camera, double x, double y) {
  camera->eye[0] += x;
  camera->eye[1] += y;
}

/* The frame is the paper's when it lies straight; else the whole of what lies there and a rim, as a device that cuts by itself leaves it. */
static void scan_camera(SpoilScene *s, ExamDice *dice) {
  double skew = s->plan.defect == SPOIL_SKEW ? s->plan.amount * (exam_dice_int(dice, 0, 1) ? 1 : -1) : exam_dice_real(dice, -1, 1);
  double dots = s->plan.dpi * (s->sheet[0]->w < 100 ? 2 : 1) / 25.4;
  PhotoCamera *c = &s->camera;
  PhotoSpot low, high;
  *c = (PhotoCamera){.focal = dots * SCANNER_FAR};
  photo_stand(c, (PhotoSpot){0, 0}, SCANNER_FAR, 0, skew * DEGREE);
  Extent e = extent_of(s);
  bounds(c, &e, &low, &high);
  bool small = s->sheet[0]->w < 150 || s->sheet[1] || s->plan.defect == SPOIL_SKEW;
  double rim = small ? exam_dice_real(dice, 1, 5) * dots : 0;
  c->w = (int)(small ? high.x - low.x + 2 * rim : s->sheet[0]->w * dots);
  c->h = (int)(small ? high.y - low.y + 2 * rim : s->sheet[0]->h * dots);
  bounds(c, &e, &low, &high);
  PhotoSpot middle = photo_desk_at(c, (low.x + high.x) / 2, (low.y + high.y) / 2);
  slide(c, middle.x - c->eye[0], middle.y - c->eye[1]);
  s->far = SCANNER_FAR;
}

/* Held away until everything fits. */
static double distance_for(PhotoCamera *c, const Extent *e, double azimuth, double roll, double fill) {
  double near = 60, far = 6000;
  for (int i = 0; i < 40; i++) {
    double middle = (near + far) / 2;
    PhotoSpot low, high;
    photo_stand(c, (PhotoSpot){0, 0}, middle, azimuth, roll);
    bounds(c, e, &low, &high);
    *(high.x - low.x > fill * c->w || high.y - low.y > fill * c->h ? &near : &far) = middle;
  }
  return far;
}

static double view_for(const SpoilScene *s, ExamDice *dice) {
  if (s->plan.defect == SPOIL_STEEP) return s->plan.amount;
  return s->plan.defect == SPOIL_SKEW ? exam_dice_real(dice, 1, 4) : exam_dice_real(dice, 2, s->screen > 0 ? 9 : 12);
}

/* A lens as of a phone's main camera, 26 mm at full frame on a sensor of 5.6 mm, f/1.8: what is infinitely far is blurred by this radius. */
static double far_blur_of(const PhotoCamera *c, double far) {
  double pitch = 5.6 / MAX(c->w, c->h), focal = c->focal * pitch;
  return 0.5 * focal * focal / (1.8 * (far - focal)) / pitch;
}

static void photo_camera(SpoilScene *s, ExamDice *dice) {
  PhotoCamera *c = &s->camera;
  Extent e = extent_of(s);
  PhotoSpot size_low = {1e9, 1e9}, size_high = {-1e9, -1e9}, low, high;
  for (int i = 0; i < e.count; i++) {
    size_low = (PhotoSpot){MIN(size_low.x, e.spot[i].x), MIN(size_low.y, e.spot[i].y)};
    size_high = (PhotoSpot){MAX(size_high.x, e.spot[i].x), MAX(size_high.y, e.spot[i].y)};
  }
  int longer = (int)sqrt(s->plan.megapixels * 1e6 * 4 / 3), shorter = longer * 3 / 4;
  bool wide = size_high.x - size_low.x > size_high.y - size_low.y;
  bool steep = s->plan.defect == SPOIL_STEEP, skew = s->plan.defect == SPOIL_SKEW;
  *c = (PhotoCamera){.w = wide ? longer : shorter, .h = wide ? shorter : longer, .focal = 26.0 / 36 * longer, .view = view_for(s, dice)};
  double azimuth = steep ? M_PI / 2 + exam_dice_real(dice, -0.5, 0.5) : exam_dice_real(dice, 0, 2 * M_PI);
  double roll = skew ? s->plan.amount * (exam_dice_int(dice, 0, 1) ? 1 : -1) * DEGREE : exam_dice_real(dice, -3, 3) * DEGREE;
  s->far = distance_for(c, &e, azimuth, roll, exam_dice_real(dice, 0.86, 0.95));
  PhotoSpot aim = {0, 0};
  for (int i = 0; i < 6; i++) {
    photo_stand(c, aim, s->far, azimuth, roll);
    bounds(c, &e, &low, &high);
    PhotoSpot middle = photo_desk_at(c, (low.x + high.x) / 2, (low.y + high.y) / 2), seen = photo_desk_at(c, c->w / 2.0, c->h / 2.0);
    aim = (PhotoSpot){aim.x + middle.x - seen.x, aim.y + middle.y - seen.y};
  }
  if (!steep) return;
  s->far_blur = far_blur_of(c, s->far);
  for (int i = 0; i < 4; i++) s->most_blur = MAX(s->most_blur, spoil_blur_at(s, i % 2 ? c->w : 0, i / 2 ? c->h : 0));
}

void spoil_camera(SpoilScene *s, ExamDice *dice) {
  if (s->plan.scan)
    scan_camera(s, dice);
  else
    photo_camera(s, dice);
}

/* ------------------------------------------------------------------ cut */

/* The side that cuts looks along this on the desk. */
static PhotoSpot way_of(const PhotoCamera *c, int side) {
  PhotoSpot a = photo_desk_at(c, c->w / 2.0, c->h / 2.0);
  PhotoSpot b = photo_desk_at(c, c->w / 2.0 + (side == 1 ? -100 : side == 0 ? 100 : 0), c->h / 2.0 + (side == 3 ? -100 : side == 2 ? 100 : 0));
  double far = hypot(b.x - a.x, b.y - a.y);
  return (PhotoSpot){(b.x - a.x) / far, (b.y - a.y) / far};
}

static bool page_is_cut(const SpoilScene *s) {
  PhotoSpot low, high;
  Extent e = extent_of(s);
  bounds(&s->camera, &e, &low, &high);
  const double past[] = {-low.x, high.x - s->camera.w, -low.y, high.y - s->camera.h};
  return past[s->cut] > 0;
}

static bool text_is_cut(const SpoilScene *s) { return spoil_hidden(s) > s->plan.amount; }

/* How far the frame slides before that is so. */
static double slide_until(SpoilScene *s, PhotoSpot way, bool (*enough)(const SpoilScene *)) {
  double low = -0.3 * s->sheet[0]->w, high = s->sheet[0]->h * 0.9;
  PhotoCamera start = s->camera;
  for (int i = 0; i < 24; i++) {
    double middle = (low + high) / 2;
    s->camera = start;
    slide(&s->camera, way.x * middle, way.y * middle);
    *(enough(s) ? &high : &low) = middle;
  }
  s->camera = start;
  return high;
}

/* Harmless cuts take a strip of the margin, and stop short of the first letter. */
static double slide_for(SpoilScene *s, PhotoSpot way) {
  double text = slide_until(s, way, text_is_cut), edge = slide_until(s, way, page_is_cut), w = s->sheet[0]->w;
  if (s->plan.amount > 0) return text;
  return MIN(MAX(text - (s->plan.level == 1 ? 1.5 : 0.2), edge + 0.3), edge + w * (s->plan.level == 1 ? 0.025 : 0.06));
}

/* Any side but those whose margin is so wide that half the picture would be empty. */
void spoil_cut(SpoilScene *s, ExamDice *dice) {
  double far[4], least = 1e9;
  PhotoSpot way[4];
  for (s->cut = 0; s->cut < 4; s->cut++) {
    way[s->cut] = way_of(&s->camera, s->cut);
    far[s->cut] = slide_for(s, way[s->cut]);
    least = MIN(least, far[s->cut]);
  }
  do s->cut = exam_dice_int(dice, 0, 3);
  while (far[s->cut] > 1.6 * MAX(least, 0) + 0.06 * s->sheet[0]->w);
  slide(&s->camera, way[s->cut].x * far[s->cut], way[s->cut].y * far[s->cut]);
}

/* ------------------------------------------------------------------ blur */

static double smooth(double t) {
  t = CLAMP(t, 0, 1);
  return t * t * (3 - 2 * t);
}

double spoil_blur_at(const SpoilScene *s, double px, double py) {
  if (s->far_blur > 0) {
    const PhotoCamera *c = &s->camera;
    PhotoSpot p = photo_desk_at(c, px, py);
    double far = 0, v[3] = {p.x - c->eye[0], p.y - c->eye[1], -c->eye[2]};
    for (int i = 0; i < 3; i++) far += v[i] * c->ahead[i];
    return s->far_blur * fabs(far - s->far) / MAX(far, 1);
  }
  double way = px * s->band[0] + py * s->band[1] - s->band[2], passage = MAX(s->band[3], 1), thick = s->band[4];
  double in = smooth(way / passage + 0.5);
  return s->most_blur * (thick > 0 ? in * smooth((thick - way) / passage + 0.5) : in);
}
