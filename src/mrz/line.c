/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line settles on its characters. */
#include "mrz/line.h"

#include "mrz/curve.h"

#include <math.h>
#include <string.h>

static const float present_least = 0.5F; /* a place is taken for a character's from here */
static const double usual_height = 1.05; /* ink of capitals by their pitch (ISO 1073-2, size I: 2.4 mm by 2.54 mm, and what blur adds) */

double recto_mrz_glance_best(const RectoMrzGlance *glance) {
  float best = glance->log_p[0];
  for (int c = 1; c < RECTO_MRZ_N_CHARACTERS; c++) best = MAX(best, glance->log_p[c]);
  return best;
}

double recto_mrz_glance_present(const RectoMrzGlance *glance) { return 1 - exp(glance->log_p[RECTO_MRZ_NOTHING]); }

void recto_mrz_line_begin(RectoMrzLine *line, const RectoChain *chain, bool turned) {
  *line = (RectoMrzLine){.tall = 1};
  double last = chain->span - 1;
  for (int axis = 0; axis < 2; axis++) {
    const double *from = axis ? chain->y : chain->x;
    double *to = axis ? line->y : line->x;
    memcpy(to, from, 3 * sizeof *to);
    if (turned) to[0] = recto_curve_at(from, last), to[1] = -recto_curve_slope(from, last), to[2] = from[2];
  }
  double pitch = hypot(line->x[1], line->y[1]);
  if (chain->height > 0) line->tall = CLAMP(pow(chain->height / pitch / usual_height, 0.6), 0.65, 1.4); /* halfway: marks grow by blur and by what touches them */
}

RectoMrzCell recto_mrz_line_cell(const RectoMrzLine *line, double place) {
  float ux = (float)recto_curve_slope(line->x, place), uy = (float)recto_curve_slope(line->y, place), tall = (float)line->tall, lean = (float)line->lean;
  return (RectoMrzCell){(float)recto_curve_at(line->x, place), (float)recto_curve_at(line->y, place), ux, uy, tall * (lean * ux - uy), tall * (ux + lean * uy)};
}

const RectoMrzGlance *recto_mrz_line_look(RectoMrzLine *line, RectoMrzEye *eye, int place) {
  int at = CLAMP(place + RECTO_LINE_REACH, 0, 2 * RECTO_LINE_REACH - 1);
  if (line->looked[at]) return &line->glance[at];
  float window[RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT];
  RectoMrzCell cell = recto_mrz_line_cell(line, place);
  recto_mrz_cell_sample(eye->picture, &cell, window);
  recto_mrz_net_look(eye->weights, window, &line->glance[at]);
  line->looked[at] = true;
  return &line->glance[at];
}

double recto_mrz_line_score(RectoMrzLine *line, RectoMrzEye *eye, int from, int to, int step) {
  double sum = 0;
  int n = 0;
  for (int i = from; i <= to; i += step, n++) sum += MAX(-6, recto_mrz_glance_best(recto_mrz_line_look(line, eye, i)));
  return n ? sum / n : -6;
}

/* Sightings far from the curve count less the second time. */
static void weigh_down(const double x[3], const double y[3], double pitch, const float *i, const float *sx, const float *sy, float *weight, int n) {
  for (int k = 0; k < n; k++) {
    double off = hypot(sx[k] - recto_curve_at(x, i[k]), sy[k] - recto_curve_at(y, i[k])) / pitch;
    weight[k] /= (float)(1 + pow(off / 0.08, 2));
  }
}

bool recto_mrz_line_settle(RectoMrzLine *line, RectoMrzEye *eye, int from, int to, int step, int order) {
  float i[2 * RECTO_LINE_REACH], sx[2 * RECTO_LINE_REACH], sy[2 * RECTO_LINE_REACH], weight[2 * RECTO_LINE_REACH], sure[2 * RECTO_LINE_REACH], stretch[2 * RECTO_LINE_REACH];
  int n = 0;
  for (int place = from; place <= to; place += step) {
    const RectoMrzGlance *glance = recto_mrz_line_look(line, eye, place);
    double present = recto_mrz_glance_present(glance);
    if (present < 0.3) continue;
    RectoMrzCell cell = recto_mrz_line_cell(line, place);
    i[n] = (float)place, weight[n] = sure[n] = (float)(present * exp(0.5 * recto_mrz_glance_best(glance))), stretch[n] = glance->stretch;
    sx[n] = cell.x + glance->dx * cell.ux + glance->dy * cell.vx, sy[n] = cell.y + glance->dx * cell.uy + glance->dy * cell.vy;
    n++;
  }
  memset(line->looked, 0, sizeof line->looked);
  if (n < 4) return false;
  double pitch = hypot(recto_curve_slope(line->x, 0), recto_curve_slope(line->y, 0));
  for (int round = 0; round < 2; round++) {
    recto_curve_fit(i, sx, weight, n, n < 8 ? 1 : order, line->x);
    recto_curve_fit(i, sy, weight, n, n < 8 ? 1 : order, line->y);
    if (round == 0) weigh_down(line->x, line->y, pitch, i, sx, sy, weight, n);
  }
  line->uneven = recto_curves_uneven(i, sx, sy, sure, n, line->x, line->y);
  line->tall = CLAMP(line->tall * exp(recto_quantile(stretch, n, 0.5)), 0.5, 2.2);
  return true;
}

/* Where characters were met, in the order of meeting. */
typedef struct { float i[2 * RECTO_LINE_REACH], x[2 * RECTO_LINE_REACH], y[2 * RECTO_LINE_REACH], weight[2 * RECTO_LINE_REACH]; int n; } Course;

static void course_add(Course *course, float i, float x, float y) {
  if (course->n == 2 * RECTO_LINE_REACH) return;
  int k = course->n++;
  course->i[k] = i, course->x[k] = x, course->y[k] = y, course->weight[k] = 1;
}

/* From place `start` on in one direction. The way goes on straight from the last dozen characters: a curve's end would run away. */
static int walk_on(const RectoMrzLine *line, RectoMrzEye *eye, Course *course, int start, int sign) {
  enum { LAST = 12, NOTHING_MOST = 3 };
  Course recent = {.n = 0};
  for (int k = LAST - 1; k >= 0; k--) {
    RectoMrzCell cell = recto_mrz_line_cell(line, start - sign * k);
    course_add(&recent, (float)(start - sign * k), cell.x, cell.y);
  }
  RectoMrzLine probe = *line;
  int nothing = 0, last = start;
  for (int place = start + sign; nothing < NOTHING_MOST && abs(place) < RECTO_LINE_REACH - 2 && abs(place - start) < 46; place += sign) {
    int skip = recent.n - LAST;
    recto_curve_fit(recent.i + skip, recent.x + skip, recent.weight + skip, LAST, 1, probe.x);
    recto_curve_fit(recent.i + skip, recent.y + skip, recent.weight + skip, LAST, 1, probe.y);
    memset(probe.looked, 0, sizeof probe.looked);
    const RectoMrzGlance *glance = recto_mrz_line_look(&probe, eye, place);
    if (recto_mrz_glance_present(glance) < present_least) {
      nothing++;
      continue;
    }
    RectoMrzCell cell = recto_mrz_line_cell(&probe, place);
    float x = cell.x + glance->dx * cell.ux + glance->dy * cell.vx, y = cell.y + glance->dx * cell.uy + glance->dy * cell.vy;
    nothing = 0, last = place;
    course_add(&recent, (float)place, x, y);
    course_add(course, (float)place, x, y);
  }
  return last;
}

void recto_mrz_line_extend(RectoMrzLine *line, RectoMrzEye *eye, int *from, int *to) {
  Course course = {.n = 0};
  for (int place = *from; place <= *to; place++) {
    RectoMrzCell cell = recto_mrz_line_cell(line, place);
    course_add(&course, (float)place, cell.x, cell.y);
  }
  *to = walk_on(line, eye, &course, *to, 1);
  *from = walk_on(line, eye, &course, *from, -1);
  recto_curve_fit(course.i, course.x, course.weight, course.n, 2, line->x);
  recto_curve_fit(course.i, course.y, course.weight, course.n, 2, line->y);
  (void)recto_mrz_line_settle(line, eye, *from, *to, *to - *from > 20 ? 2 : 1, 2); /* every second character tells the course as well */
  while (*from < *to && recto_mrz_glance_present(recto_mrz_line_look(line, eye, *from)) < present_least) ++*from;
  while (*to > *from && recto_mrz_glance_present(recto_mrz_line_look(line, eye, *to)) < present_least) --*to;
}
