/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sides of a candidate laid on the edges of a larger copy: a line, or the bow of a page that curls, through the places where the light steps across it; then
 * how much of the side that explains, and whether it ends at its corners as a page's does. Must not know: other candidates. */
#include "image/quad-parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 48, PEAKS = 5, TAPS = 64, TRIES = 90, ENDS = 12, FOLLOWED = 2, NEXT = 8, TWIN = 56 };
static const double ON = 1.6, BENT = 0.4, THIN = 10, TURNS = 6, GOES_ON = 0.38; /* px from the line that are on it; steps that a px of bow must explain; px of a thin shadow */

/* Where the light steps across a side, px outwards from the candidate's; positive = the inside is brighter. */
typedef struct { double at[PEAKS], step[PEAKS]; int n; } Crossing;

typedef struct QuadSide Side;
struct QuadSide {
  PlanePoint a, b; /* of the candidate */
  double nx, ny, length;
  Crossing on[SAMPLES];
  double from, to, bow; /* px outwards at a, at b; of the middle beyond both */
  double reach; /* px to either side within which steps are looked for */
  double support, clear, step, brighter, calm, agree, ends[2]; /* clear: the support beyond what chance would put there, for cloths and print are full of steps */
  bool edge; /* it has one */
};

static double place_of(int sample) { return 0.03 + 0.94 * sample / (SAMPLES - 1); }
static double line_at(const Side *side, double t) { return side->from + (side->to - side->from) * t + side->bow * 4 * t * (1 - t); }

/* Keeps the strongest. */
static void add_peak(Crossing *crossing, double at, double step) {
  int k = crossing->n < PEAKS ? crossing->n++ : PEAKS;
  if (k == PEAKS) {
    for (int i = k = 0; i < PEAKS; i++)
      if (fabs(crossing->step[i]) < fabs(crossing->step[k])) k = i;
    if (fabs(crossing->step[k]) >= fabs(step)) return;
  }
  crossing->at[k] = at, crossing->step[k] = step;
}

/* The steps within `reach` px of a place, each in the channel that shows it best. */
static void cross(const QuadSight *sight, const Side *side, PlanePoint p, double reach, double least, Crossing *ret) {
  double value[TAPS][QUAD_CHANNELS], step[TAPS] = {0};
  int far = MIN(TAPS / 2 - 1, (int)ceil(reach) + 3), taps = 2 * far + 1;
  for (int i = 0; i < taps; i++) recto_quad_greys_at(sight, p.x + (i - far) * side->nx, p.y + (i - far) * side->ny, value[i]);
  for (int i = 2; i + 2 < taps; i++)
    for (int c = 0; c < QUAD_CHANNELS; c++) {
      double rise = (value[i - 2][c] + value[i - 1][c] - value[i + 1][c] - value[i + 2][c]) / 2;
      if (fabs(rise) > fabs(step[i])) step[i] = rise;
    }
  ret->n = 0;
  for (int i = 3; i + 3 < taps; i++)
    if (fabs(step[i]) >= least && fabs(step[i]) >= fabs(step[i - 1]) && fabs(step[i]) > fabs(step[i + 1])) {
      double before = fabs(step[i - 1]), after = fabs(step[i + 1]), top = fabs(step[i]); /* the top of the parabola through the three */
      add_peak(ret, i - far + 0.5 * (before - after) / MIN(-1e-6, before - 2 * top + after), step[i]);
    }
}

/* The strongest step of a sample that lies on the line; -1 = none. */
static int on_line(const Side *side, int sample) {
  const Crossing *crossing = &side->on[sample];
  double d = line_at(side, place_of(sample));
  int best = -1;
  for (int k = 0; k < crossing->n; k++)
    if (fabs(crossing->at[k] - d) <= ON && (best < 0 || fabs(crossing->step[k]) > fabs(crossing->step[best]))) best = k;
  return best;
}

static double weight_of(const Side *side) {
  double sum = 0;
  for (int i = 0; i < SAMPLES; i++) {
    int k = on_line(side, i);
    if (k >= 0) sum += 0.5 + 0.5 * MIN(1, fabs(side->on[i].step[k]) / 24);
  }
  return sum;
}

static guint32 chance(guint32 *seed, guint32 below) {
  *seed = *seed * 1664525u + 1013904223u;
  return (*seed >> 8) % below;
}

/* One step out of each third of the side, three unknowns. */
static bool guess(Side *side, guint32 *seed) {
  double t[3], d[3];
  for (int third = 0; third < 3; third++) {
    int sample = third * SAMPLES / 3 + (int)chance(seed, SAMPLES / 3);
    if (side->on[sample].n == 0) return false;
    t[third] = place_of(sample);
    d[third] = side->on[sample].at[chance(seed, (guint32)side->on[sample].n)];
  }
  double u = (t[1] - t[0]) / (t[2] - t[0]), off = d[1] - d[0] - u * (d[2] - d[0]); /* of the middle one from the line through the others */
  double bend = off / ((t[1] - t[0]) * (t[2] - t[1]));                             /* d = … + bend (t - t0)(t2 - t) */
  double slope = (d[2] - d[0]) / (t[2] - t[0]);
  side->bow = bend / 4;
  side->from = d[0] - slope * t[0] - bend * t[0] * t[2];
  side->to = d[0] + slope * (1 - t[0]) + bend * (1 - t[0]) * (t[2] - 1);
  return true;
}

/* Least squares over the steps that are on the line. */
static bool settle(Side *side) {
  double m[3][4] = {{0}};
  for (int i = 0; i < SAMPLES; i++) {
    int k = on_line(side, i);
    if (k < 0) continue;
    double t = place_of(i), basis[4] = {1 - t, t, 4 * t * (1 - t), side->on[i].at[k]};
    for (int r = 0; r < 3; r++)
      for (int c = 0; c < 4; c++) m[r][c] += basis[r] * basis[c];
  }
  m[2][2] += 0.5; /* straight, unless the steps say otherwise */
  for (int c = 0; c < 3; c++) {
    if (m[c][c] < 1e-6) return false;
    for (int r = 0; r < 3; r++)
      for (int k = 3; r != c && k >= c; k--) m[r][k] -= m[r][c] / m[c][c] * m[c][k];
  }
  side->from = m[0][3] / m[0][0], side->to = m[1][3] / m[1][1], side->bow = m[2][3] / m[2][2];
  return true;
}

/* A step just inside, half as strong as the side's own: print, a pattern, a line that the true side is not. */
static bool is_calm(const Crossing *crossing, double line, double strong) {
  for (int k = 0; k < crossing->n; k++)
    if (crossing->at[k] < line - 3 && crossing->at[k] > line - 9 && fabs(crossing->step[k]) >= strong) return false;
  return true;
}

/* Of the samples next to an end (0 or 1), the share on the line that steps one way. Sides that cross where no corner is have none there. */
static double at_end(const Side *side, int end) {
  int ways[2] = {0, 0};
  for (int i = 0; i < NEXT; i++) {
    int sample = end ? SAMPLES - 1 - i : i, k = on_line(side, sample);
    if (k >= 0) ways[side->on[sample].step[k] > 0]++;
  }
  return MAX(ways[0], ways[1]) / (double)NEXT;
}

/* 1 = the same side of it is always the brighter one. Paper that lies partly on lighter paper turns once or twice, a pattern all the time. */
static double agreement(const Side *side) {
  int turns = 0, before = -1;
  for (int i = 0; i < SAMPLES; i++) {
    int k = on_line(side, i), brighter = k >= 0 && side->on[i].step[k] > 0;
    if (k < 0) continue;
    turns += before >= 0 && before != brighter;
    before = brighter;
  }
  return MAX(2 * fabs(side->brighter - 0.5), 1 - turns / TURNS);
}

static void weigh(Side *side) {
  double on = 0, step = 0, brighter = 0, calm = 0, by_chance = 0;
  for (int i = 0; i < SAMPLES; i++) {
    int k = on_line(side, i);
    if (k >= 0) on++, step += fabs(side->on[i].step[k]), brighter += side->on[i].step[k] > 0;
    by_chance += MIN(0.9, (side->on[i].n - (k >= 0)) * ON / side->reach);
  }
  side->support = on / SAMPLES, side->clear = MAX(0, (on - by_chance) / (SAMPLES - by_chance)), side->step = step / MAX(1, on), side->brighter = brighter / MAX(1, on);
  for (int i = 0; i < SAMPLES; i++) calm += is_calm(&side->on[i], line_at(side, place_of(i)), side->step / 2);
  side->calm = calm / SAMPLES, side->agree = agreement(side), side->ends[0] = at_end(side, 0), side->ends[1] = at_end(side, 1);
}

/* The line through most steps, that ends at most `far` px from the candidate's corners. */
static bool fit(Side *side, double far, double bow) {
  guint32 seed = 1;
  Side best = *side;
  double most = 0;
  for (int i = 0; i < TRIES; i++) {
    if (!guess(side, &seed) || fabs(side->bow) > bow || fabs(side->from) > far || fabs(side->to) > far) continue;
    double weight = weight_of(side) - BENT * fabs(side->bow);
    if (weight > most) most = weight, best = *side;
  }
  if (most <= 0) return false;
  *side = best;
  for (int round = 0; round < 2; round++)
    if (!settle(side)) return false;
  weigh(side);
  return side->support > 0;
}

/* Share of the samples at which it grows darker outwards `in` px inside the line. */
static double darkens(const Side *side, double in) {
  int on = 0;
  for (int i = 0; i < SAMPLES; i++) {
    bool here = false;
    for (int k = 0; k < side->on[i].n; k++) here |= side->on[i].step[k] > 0 && fabs(side->on[i].at[k] - line_at(side, place_of(i)) + in) <= ON;
    on += here;
  }
  return (double)on / SAMPLES;
}

/* Paper that lies on something as light throws a thin shadow: it grows dark at the paper's edge, and light again a little further out, which may be the stronger step. */
static void leave_shadow(Side *side) {
  double most = 0.8 * side->support, in = 0;
  for (double px = ON; px <= THIN; px += 0.5) {
    double share = darkens(side, px);
    if (share > most) most = share, in = px;
  }
  if (in <= 0 || side->brighter >= 0.6) return;
  Side edge = *side;
  edge.from -= in, edge.to -= in;
  if (!settle(&edge)) return;
  weigh(&edge);
  if (edge.brighter > side->brighter && edge.support >= 0.8 * side->support) *side = edge;
}

static PlanePoint point_at(const Side *side, double t, double out) {
  return (PlanePoint){side->a.x + t * (side->b.x - side->a.x) + out * side->nx, side->a.y + t * (side->b.y - side->a.y) + out * side->ny};
}

/* The greys a few px inside (out < 0) or outside of a point of the side as it was laid. */
static void levels_at(const QuadSight *sight, const Side *side, double t, double out, double ret[QUAD_CHANNELS]) {
  double at[QUAD_CHANNELS];
  memset(ret, 0, QUAD_CHANNELS * sizeof *ret);
  for (int i = -1; i <= 1; i++) {
    PlanePoint p = point_at(side, t, line_at(side, t) + out + i);
    recto_quad_greys_at(sight, p.x, p.y, at);
    for (int c = 0; c < QUAD_CHANNELS; c++) ret[c] += at[c] / 3;
  }
}

static int by_value(gconstpointer a, gconstpointer b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

/* What lies outside differs from what lies inside: a box printed on the page has paper on either side of its line. And what lies outside is the same all around. */
static void compare_grounds(const QuadSight *sight, QuadProof *proof) {
  const Side *const *sides = proof->sides;
  double ring[4 * SAMPLES], sorted[4 * SAMPLES], own[4 * SAMPLES], least = 1.5 * recto_limit(sight->limits, "image.quad.step");
  double apart[4] = {0}, darker[4] = {0}, jumps[4] = {0}, before = 0;
  for (int i = 0; i < 4 * SAMPLES; i++) {
    double most = 0, t = place_of(i % SAMPLES), inside[QUAD_CHANNELS], outside[QUAD_CHANNELS];
    levels_at(sight, sides[i / SAMPLES], t, -6, inside);
    levels_at(sight, sides[i / SAMPLES], t, 6, outside);
    for (int c = 0; c < QUAD_CHANNELS; c++) most = MAX(most, fabs(outside[c] - inside[c]));
    ring[i] = sorted[i] = outside[0], own[i] = inside[0];
    darker[i / SAMPLES] += (outside[0] - inside[0] >= least) / (double)SAMPLES;
    jumps[i / SAMPLES] += i % SAMPLES > 0 && fabs(inside[0] - before) > least + sides[i / SAMPLES]->step / 4;
    before = inside[0];
    apart[i / SAMPLES] += (most >= least) / (double)SAMPLES;
  }
  for (int s = 0; s < 4; s++) {
    proof->apart += apart[s] / 4, proof->side_apart[s] = apart[s];
    proof->darker = MAX(proof->darker, darker[s]);
    proof->calm = MIN(proof->calm, 1 - 2 * jumps[s] / SAMPLES);
    proof->worst = MIN(proof->worst, sides[s]->clear * (0.65 + 0.35 * apart[s]));
  }
  qsort(sorted, 4 * SAMPLES, sizeof *sorted, by_value);
  qsort(own, 4 * SAMPLES, sizeof *own, by_value);
  proof->ground = sorted[2 * SAMPLES] / MAX(1, own[2 * SAMPLES]);
  for (int i = 0; i < 4 * SAMPLES; i++) proof->ring += (fabs(ring[i] - sorted[2 * SAMPLES]) <= 0.12 * sorted[2 * SAMPLES] + 4) / (4.0 * SAMPLES);
}

/* Share of the points past an end, within the frame, at which a step like the side's own goes on, beyond what chance would put there: cloths and print are full of
 * steps. `way`: -1 past the first corner, 1 past the second; `bent`: 1 looks where a bowed side would go on, 0 where a straight one would. */
static double goes_on(const QuadSight *sight, const Side *side, PlanePoint corner, int way, double bent) {
  double dx = (side->b.x - side->a.x + (side->to - side->from) * side->nx) / side->length, dy = (side->b.y - side->a.y + (side->to - side->from) * side->ny) / side->length;
  double far = MAX(16, 0.14 * side->length), least = MAX(recto_limit(sight->limits, "image.quad.step"), 0.4 * MIN(side->step, 60)), about = 10, on = 0, by_chance = 0;
  int seen = 0;
  for (int i = 0; i < ENDS; i++) {
    double s = way * (5 + (far - 5) * i / (ENDS - 1));
    double t = fabs(s) / side->length, out = -bent * side->bow * 4 * t * (1 + t);
    PlanePoint p = {corner.x + s * dx + out * side->nx, corner.y + s * dy + out * side->ny};
    if (p.x < 4 || p.y < 4 || p.x > sight->width - 4 || p.y > sight->height - 4) continue;
    Crossing crossing;
    cross(sight, side, p, about, least, &crossing);
    int here = 0;
    for (int k = 0; k < crossing.n; k++) here += fabs(crossing.at[k]) <= ON;
    seen++;
    on += here > 0;
    by_chance += MIN(0.9, (crossing.n - here) * ON / about);
  }
  return seen < 4 ? 0 : MAX(0, (on - by_chance) / MAX(1, seen - by_chance));
}

/* The steps along a side: across the candidate's line, or across the one that was laid, where that leads out of reach. */
static void cross_all(const QuadSight *sight, Side *side, bool laid) {
  double least = recto_limit(sight->limits, "image.quad.step");
  for (int i = 0; i < SAMPLES; i++) {
    double t = place_of(i), off = laid ? line_at(side, t) : 0;
    cross(sight, side, point_at(side, t, off), side->reach, least, &side->on[i]);
    for (int k = 0; k < side->on[i].n; k++) side->on[i].at[k] += off;
  }
}

/* A line that was found in the small copy touches the middle of a side that bows: its ends are followed from there. */
static bool lay(const QuadSight *sight, Side *side) {
  const RectoModels *limits = sight->limits;
  double bow = recto_limit(limits, "image.quad.bow") * side->length, enough = recto_limit(limits, "image.quad.on-line");
  cross_all(sight, side, false);
  if (!fit(side, 1.5 * side->reach, bow)) return false;
  for (int i = 0; i < FOLLOWED && side->support < 0.95 && side->support > 0.6 * enough; i++) {
    Side further = *side;
    cross_all(sight, &further, true);
    if (!fit(&further, (2 + i) * side->reach, bow) || further.support <= side->support) break;
    *side = further;
  }
  leave_shadow(side);
  return side->support >= enough;
}

/* Candidates share sides: one that was laid before is taken again. */
static const Side *laid_side(const QuadSight *sight, PlanePoint a, PlanePoint b, double scale, GPtrArray *laid) {
  PlanePoint from = {a.x * scale, a.y * scale}, to = {b.x * scale, b.y * scale};
  for (guint i = 0; i < laid->len; i++) {
    const Side *known = laid->pdata[i];
    if (known->a.x == from.x && known->a.y == from.y && known->b.x == to.x && known->b.y == to.y) return known;
  }
  Side *side = g_new0(Side, 1);
  side->a = from, side->b = to;
  side->length = MAX(1, hypot(to.x - from.x, to.y - from.y));
  recto_quad_normal(from, to, &side->nx, &side->ny);
  side->reach = recto_limit(sight->limits, "image.quad.reach") * scale;
  side->edge = lay(sight, side);
  g_ptr_array_add(laid, side);
  return side;
}

/* The mean of the two worst of eight: a dog's ear spoils one, a corner that is none two. */
static double worst_ends(const Side *const sides[4]) {
  double worst = 1, next = 1;
  for (int i = 0; i < 8; i++) {
    double end = sides[i / 2]->ends[i % 2];
    next = MIN(next, MAX(worst, end)), worst = MIN(worst, end);
  }
  return (worst + next) / 2;
}

bool recto_quad_prove(const QuadSight *sight, const QuadCandidate *candidate, double scale, GPtrArray *laid, QuadProof *ret) {
  *ret = (QuadProof){.on_line = 1, .worst = 1, .step = 255, .calm = 1, .agree = 1};
  for (int s = 0; s < 4; s++) {
    const Side *side = ret->sides[s] = laid_side(sight, candidate->at[s], candidate->at[(s + 1) % 4], scale, laid);
    if (!side->edge) return false;
    ret->on_line = MIN(ret->on_line, side->support);
    ret->mean += side->clear / 4;
    ret->step = MIN(ret->step, side->step);
    ret->brighter += side->brighter / 4;
    ret->agree = MIN(ret->agree, side->agree);
    ret->calm = MIN(ret->calm, side->calm);
  }
  for (int s = 0; s < 4; s++) {
    const Side *one = ret->sides[(s + 3) % 4], *next = ret->sides[s];
    if (!recto_lines_meet(point_at(one, 0, one->from), point_at(one, 1, one->to), point_at(next, 0, next->from), point_at(next, 1, next->to), &ret->at[s])) return false;
  }
  compare_grounds(sight, ret);
  ret->ends = worst_ends(ret->sides);
  return true;
}

void recto_quad_prove_ends(const QuadSight *sight, QuadProof *proof) {
  for (int s = 0; s < 4; s++) {
    const Side *side = proof->sides[s];
    for (int bent = 0; bent <= 1 && (bent == 0 || fabs(side->bow) > 1); bent++) {
      proof->beyond = MAX(proof->beyond, goes_on(sight, side, proof->at[s], -1, bent));
      proof->beyond = MAX(proof->beyond, goes_on(sight, side, proof->at[(s + 1) % 4], 1, bent));
    }
  }
}

/* How well another edge runs along a side, up to TWIN px further out (way 1) or in (-1), 0..1. */
static double twin_of(const QuadSight *sight, const Side *side, int way) {
  const double half = TWIN / 2.0 - 3, off = way * (half + 6);
  Side twin = {.reach = half, .nx = side->nx, .ny = side->ny};
  twin.a = point_at(side, 0, side->from + off), twin.b = point_at(side, 1, side->to + off);
  twin.length = side->length;
  cross_all(sight, &twin, false);
  return fit(&twin, half, recto_limit(sight->limits, "image.quad.bow") * side->length) ? twin.clear : 0;
}

double recto_quad_twin(const QuadSight *sight, const QuadProof *proof) {
  double most = 0, least = recto_limit(sight->limits, "image.quad.lone");
  for (int s = 0; s < 4; s++) {
    bool lone = proof->side_apart[s] >= least;
    if (!lone) most = MAX(most, twin_of(sight, proof->sides[s], -1));
    if (!lone || proof->beyond > GOES_ON) most = MAX(most, twin_of(sight, proof->sides[s], 1)); /* beyond a dark head the page ends, too */
  }
  return most;
}
