/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shapes on a desk that may be a page: fours of long edges of a small copy. A hand on the page, a sheet beside it, a patterned cloth do not hide those. Each pair of
 * lines that cross is looked at once: along how much of either edges run is read from sums. Must not know: light and dark, which of them is the page. */
#include "image/lines.h"
#include "image/quad-parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ALIKE = 5, PRINT = 9 /* px */ };

/* A line of the picture, and how many of its first px have an edge. `at`: px along it from the point nearest to the origin, of the first. */
typedef struct { StraightEdge edge; double dx, dy, at; int n; int *sum; } Line;
/* Where two lines cross, and how far along either. */
typedef struct { PlanePoint p; double on_a, on_b; bool in; } Crossing;
typedef struct { guint a, c; } Pair; /* two lines that run alike, more or less */

typedef struct {
  const QuadSight *sight;
  guint n;
  Line *lines;
  Crossing *crossings; /* n x n */
  GArray *pairs, *candidates;
} Fours;

static void measure(const EdgeMap *map, Line *line) {
  double c = cos(line->edge.angle), s = sin(line->edge.angle), far = hypot(map->width, map->height);
  line->dx = -s, line->dy = c;
  line->at = -far, line->n = (int)(2 * far);
  line->sum = g_new0(int, (gsize)line->n + 1);
  for (int i = 0; i < line->n; i++) {
    double t = line->at + i;
    line->sum[i + 1] = line->sum[i] + recto_edges_run(map, line->edge.rho * c + t * line->dx, line->edge.rho * s + t * line->dy, line->edge.angle);
  }
}

/* Share of the px between two places of a line that have an edge. */
static double share(const Line *line, double from, double to) {
  int a = (int)(MIN(from, to) - line->at), b = (int)(MAX(from, to) - line->at);
  a = CLAMP(a, 0, line->n), b = CLAMP(b, 0, line->n);
  return b > a ? (double)(line->sum[b] - line->sum[a]) / (b - a) : 0;
}

static void cross_all(Fours *fours) {
  const QuadSight *sight = fours->sight;
  double slack = 0.03 * MAX(sight->width, sight->height);
  for (guint a = 0; a < fours->n; a++)
    for (guint b = 0; b < fours->n; b++) {
      const Line *one = &fours->lines[a], *other = &fours->lines[b];
      Crossing *crossing = &fours->crossings[a * fours->n + b];
      double det = sin(other->edge.angle - one->edge.angle);
      if (a == b || fabs(det) < 0.4) continue;
      crossing->p.x = (one->edge.rho * sin(other->edge.angle) - other->edge.rho * sin(one->edge.angle)) / det;
      crossing->p.y = (other->edge.rho * cos(one->edge.angle) - one->edge.rho * cos(other->edge.angle)) / det;
      crossing->in = crossing->p.x > -slack && crossing->p.y > -slack && crossing->p.x < sight->width + slack && crossing->p.y < sight->height + slack;
      crossing->on_a = crossing->p.x * one->dx + crossing->p.y * one->dy;
      crossing->on_b = crossing->p.x * other->dx + crossing->p.y * other->dy;
    }
}

static void pair_all(Fours *fours) {
  for (guint a = 0; a < fours->n; a++)
    for (guint c = a + 1; c < fours->n; c++) {
      double apart = fabs(fours->lines[a].edge.angle - fours->lines[c].edge.angle) * 180 / G_PI;
      Pair pair = {a, c};
      if (MIN(apart, 180 - apart) < 60) g_array_append_val(fours->pairs, pair);
    }
}

/* A side between two corners: share of edge between them, less what goes on past them. */
static double side_score(const Line *line, double from, double to) {
  double length = fabs(to - from), far = MAX(8, 0.14 * length), way = to > from ? 1 : -1, on = share(line, from, to);
  double beyond = MAX(share(line, to + 4 * way, to + (4 + far) * way), share(line, from - 4 * way, from - (4 + far) * way));
  if (length < 20 || on < 0.45) return 0;
  return on * (1 - 0.6 * beyond) * (0.6 + 0.4 * MIN(1, line->edge.votes / length));
}

static void run_clockwise(PlanePoint at[4]) {
  double twice = 0;
  for (int i = 0; i < 4; i++) twice += at[i].x * at[(i + 1) % 4].y - at[(i + 1) % 4].x * at[i].y;
  if (twice >= 0) return;
  PlanePoint swap = at[1];
  at[1] = at[3], at[3] = swap;
}

/* If it is large enough and shaped like a page. */
static void keep(Fours *fours, const QuadCandidate *four) {
  const QuadSight *sight = fours->sight;
  QuadCandidate candidate = *four;
  run_clockwise(candidate.at);
  double least = recto_limit(sight->limits, "image.quad.area-least") * sight->width * sight->height;
  if (recto_polygon_area(candidate.at, 4) >= least && recto_quad_is_page_shaped(candidate.at, sight->limits)) g_array_append_val(fours->candidates, candidate);
}

static void consider(Fours *fours, const Pair *one, const Pair *other) {
  const Crossing *ab = &fours->crossings[one->a * fours->n + other->a], *ad = &fours->crossings[one->a * fours->n + other->c];
  const Crossing *cb = &fours->crossings[one->c * fours->n + other->a], *cd = &fours->crossings[one->c * fours->n + other->c];
  if (!ab->in || !ad->in || !cb->in || !cd->in) return;
  double least = recto_limit(fours->sight->limits, "image.quad.four"), worst = 1, mean = 0, sides[4];
  sides[0] = side_score(&fours->lines[one->a], ab->on_a, ad->on_a);
  if (sides[0] < least) return;
  sides[1] = side_score(&fours->lines[one->c], cb->on_a, cd->on_a);
  if (sides[1] < least) return;
  sides[2] = side_score(&fours->lines[other->a], ab->on_b, cb->on_b);
  sides[3] = side_score(&fours->lines[other->c], ad->on_b, cd->on_b);
  for (int i = 0; i < 4; i++) worst = MIN(worst, sides[i]), mean += sides[i] / 4;
  if (worst >= least) keep(fours, &(QuadCandidate){.at = {ab->p, ad->p, cd->p, cb->p}, .score = worst * mean});
}

static int by_score(gconstpointer a, gconstpointer b) {
  double x = ((const QuadCandidate *)a)->score, y = ((const QuadCandidate *)b)->score;
  return x > y ? -1 : x < y;
}

/* Two shapes whose corners are within a few px are one: which corner is the first does not count. */
static bool is_like(const QuadCandidate *a, const QuadCandidate *b) {
  for (int shift = 0; shift < 4; shift++) {
    double most = 0;
    for (int i = 0; i < 4; i++) most = MAX(most, hypot(a->at[i].x - b->at[(i + shift) % 4].x, a->at[i].y - b->at[(i + shift) % 4].y));
    if (most < ALIKE) return true;
  }
  return false;
}

static GArray *few_of(GArray *candidates, guint most) {
  GArray *few = g_array_new(FALSE, FALSE, sizeof(QuadCandidate));
  g_array_sort(candidates, by_score);
  for (guint i = 0; i < candidates->len && few->len < most; i++) {
    const QuadCandidate *one = &g_array_index(candidates, QuadCandidate, i);
    bool taken = false;
    for (guint k = 0; k < few->len && !taken; k++) taken = is_like(one, &g_array_index(few, QuadCandidate, k));
    if (!taken) g_array_append_val(few, *one);
  }
  return few;
}

/* The long lines of the picture: of the paper, its print closed away, then of all there is, for a sheet that lies on another shows nothing but its thin shadow. */
static void find_lines(const QuadSight *sight, EdgeMap *map, GArray *lines) {
  const RectoModels *limits = sight->limits;
  double least = recto_limit(limits, "image.quad.gradient"), length = recto_limit(limits, "image.quad.line") * MAX(sight->width, sight->height);
  guint most = (guint)recto_limit(limits, "image.quad.lines");
  for (int look = 0; look < 2; look++) {
    PIX *greys[QUAD_CHANNELS] = {NULL};
    int n = 0;
    for (int i = 0; i < sight->n; i++)
      if ((greys[n] = recto_quad_sight_channel(sight, i, look ? 1 : PRINT))) n++;
    recto_edges_add(map, greys, n, least);
    recto_edges_lines(map, length, (guint)(look + 1) * most, lines);
    for (int i = 0; i < n; i++) pixDestroy(&greys[i]);
  }
  recto_edges_spread(map);
}

static void fours_clear(Fours *fours) {
  for (guint i = 0; i < fours->n; i++) g_free(fours->lines[i].sum);
  g_free(fours->lines);
  g_free(fours->crossings);
  g_array_unref(fours->pairs);
  g_array_unref(fours->candidates);
}

GArray *recto_quad_search(const QuadSight *sight) {
  g_auto(EdgeMap) map = {0};
  g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(StraightEdge));
  if (recto_edges_begin(sight->width, sight->height, &map)) find_lines(sight, &map, edges);
  Fours fours = {.sight = sight, .n = edges->len};
  fours.pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
  fours.candidates = g_array_new(FALSE, FALSE, sizeof(QuadCandidate));
  fours.lines = g_new0(Line, fours.n + 1);
  fours.crossings = g_new0(Crossing, (gsize)fours.n * fours.n + 1);
  for (guint i = 0; i < fours.n; i++) {
    fours.lines[i].edge = g_array_index(edges, StraightEdge, i);
    measure(&map, &fours.lines[i]);
  }
  cross_all(&fours);
  pair_all(&fours);
  for (guint i = 0; i < fours.pairs->len; i++)
    for (guint k = i + 1; k < fours.pairs->len; k++) consider(&fours, &g_array_index(fours.pairs, Pair, i), &g_array_index(fours.pairs, Pair, k));
  GArray *few = few_of(fours.candidates, (guint)recto_limit(sight->limits, "image.quad.candidates"));
  fours_clear(&fours);
  return few;
}
