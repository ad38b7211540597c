/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Hough transform in which each edge pixel votes only for lines across its own gradient, and by how strong it is. */
#include "image/lines.h"

#include <math.h>
#include <string.h>

enum { ANGLES = 180, SPREAD = 2, APART = 4 /* degrees */, WAYS = 8, NEAR = 2 /* px */ };
static const float OTHER = 0.5F; /* how much of what goes the other way is taken off */
static const double FULL = 24, RHO_STEP = 1.5, RHO_APART = 6; /* grey levels per px that count as full contrast; px */

bool recto_edges_begin(int width, int height, EdgeMap *ret) {
  EdgeMap map = {.width = width, .height = height, .middle = (int)(hypot(width, height) / RHO_STEP) + 2};
  map.rhos = 2 * map.middle + 1;
  map.ways = g_try_malloc0((gsize)width * (gsize)height);
  map.votes = g_try_new0(float, 2 * (gsize)map.rhos *ANGLES);
  *ret = map;
  return map.ways && map.votes;
}

void recto_edges_clear(EdgeMap *map) {
  g_clear_pointer(&map->ways, g_free);
  g_clear_pointer(&map->votes, g_free);
}

/* `angle`: of the gradient, a whole turn. Where it rises towards growing rho is counted apart from where it falls. */
static void vote(EdgeMap *map, int x, int y, double angle, double strength, const double *cosine, const double *sine) {
  int towards = (int)lround(angle * 180 / G_PI);
  for (int a = towards - SPREAD; a <= towards + SPREAD; a++) {
    int turn = (a + 4 * ANGLES) % ANGLES, falls = (a + 4 * ANGLES) / ANGLES % 2, rho = (int)lround((x * cosine[turn] + y * sine[turn]) / RHO_STEP) + map->middle;
    if (rho >= 0 && rho < map->rhos) map->votes[2 * ((gsize)turn * (gsize)map->rhos + (gsize)rho) + (gsize)falls] += (float)strength;
  }
}

/* Of a grain as much rises as falls, wherever one looks; along a page's edge most goes one way. */
static float votes_at(const float *both) { return MAX(both[0], both[1]) - OTHER * MIN(both[0], both[1]); }

/* The ways that a normal may be taken for: its own eighth, and the next when it lies near it. */
static unsigned char ways_of(double angle) {
  double at = angle / G_PI * WAYS + WAYS;
  int own = (int)floor(at), next = at - own > 0.5 ? own + 1 : own - 1;
  return (unsigned char)(1u << (own % WAYS) | 1u << (next % WAYS));
}

/* Sobel, in grey levels per px. */
static void gradient(const l_uint32 *up, const l_uint32 *on, const l_uint32 *down, int x, int *ret_x, int *ret_y) {
  int a = GET_DATA_BYTE(up, x - 1), b = GET_DATA_BYTE(up, x), c = GET_DATA_BYTE(up, x + 1), d = GET_DATA_BYTE(on, x - 1), e = GET_DATA_BYTE(on, x + 1);
  int f = GET_DATA_BYTE(down, x - 1), g = GET_DATA_BYTE(down, x), h = GET_DATA_BYTE(down, x + 1);
  *ret_x = c + 2 * e + h - a - 2 * d - f;
  *ret_y = f + 2 * g + h - a - 2 * b - c;
}

void recto_edges_add(EdgeMap *map, PIX *const *pictures, int n, double least) {
  double cosine[ANGLES], sine[ANGLES];
  int floor_of = (int)(least * 8 * least * 8);
  for (int a = 0; a < ANGLES; a++) cosine[a] = cos(a * G_PI / ANGLES), sine[a] = sin(a * G_PI / ANGLES);
  for (int y = 1; y + 1 < map->height; y++)
    for (int x = 1; x + 1 < map->width; x++) {
      int most = 0, best_x = 0, best_y = 0;
      for (int i = 0; i < n; i++) {
        int wpl = pixGetWpl(pictures[i]), gx = 0, gy = 0;
        const l_uint32 *on = pixGetData(pictures[i]) + (size_t)y * (size_t)wpl;
        gradient(on - wpl, on, on + wpl, x, &gx, &gy);
        if (gx * gx + gy * gy > most) most = gx * gx + gy * gy, best_x = gx, best_y = gy;
      }
      if (most < floor_of) continue;
      double angle = atan2(best_y, best_x), strength = sqrt(most) / 8;
      map->ways[(gsize)y * (gsize)map->width + (gsize)x] |= ways_of(angle < 0 ? angle + G_PI : angle);
      vote(map, x, y, angle, MIN(1, strength / FULL), cosine, sine);
    }
}

/* Each place takes the ways of those within NEAR along a row or a column. */
static void spread(unsigned char *line, gsize step, int n, unsigned char *copy) {
  for (int i = 0; i < n; i++) copy[i] = line[(gsize)i * step];
  for (int i = 0; i < n; i++) {
    unsigned char all = 0;
    for (int k = MAX(0, i - NEAR); k <= MIN(n - 1, i + NEAR); k++) all |= copy[k];
    line[(gsize)i * step] = all;
  }
}

void recto_edges_spread(EdgeMap *map) {
  g_autofree unsigned char *copy = g_malloc((gsize)MAX(map->width, map->height));
  for (int y = 0; y < map->height; y++) spread(map->ways + (gsize)y * (gsize)map->width, 1, map->width, copy);
  for (int x = 0; x < map->width; x++) spread(map->ways + x, (gsize)map->width, map->height, copy);
}

/* Half a turn on, the same line has the other sign. */
static bool is_like(const StraightEdge *a, const StraightEdge *b) {
  double apart = fabs(a->angle - b->angle) * 180 / G_PI, rho = b->rho;
  if (apart > 90) apart = 180 - apart, rho = -rho;
  return apart <= APART && fabs(a->rho - rho) <= RHO_APART;
}

static int by_votes(gconstpointer a, gconstpointer b) {
  double x = ((const StraightEdge *)a)->votes, y = ((const StraightEdge *)b)->votes;
  return x > y ? -1 : x < y;
}

void recto_edges_lines(const EdgeMap *map, double length, guint most, GArray *lines) {
  g_autoptr(GArray) peaks = g_array_new(FALSE, FALSE, sizeof(StraightEdge));
  for (int a = 0; a < ANGLES; a++)
    for (int r = 1; r + 1 < map->rhos; r++) {
      const float *both = map->votes + 2 * ((gsize)a * (gsize)map->rhos + (gsize)r);
      double at = (double)votes_at(both);
      if (at < length || at < (double)votes_at(both - 2) || at < (double)votes_at(both + 2)) continue;
      StraightEdge peak = {a * G_PI / ANGLES, (r - map->middle) * RHO_STEP, at};
      g_array_append_val(peaks, peak);
    }
  g_array_sort(peaks, by_votes);
  for (guint i = 0; i < peaks->len && lines->len < most; i++) {
    const StraightEdge *peak = &g_array_index(peaks, StraightEdge, i);
    bool taken = false;
    for (guint k = 0; k < lines->len && !taken; k++) taken = is_like(peak, &g_array_index(lines, StraightEdge, k));
    if (!taken) g_array_append_val(lines, *peak);
  }
}

bool recto_edges_run(const EdgeMap *map, double x, double y, double angle) {
  int i = (int)lround(x), j = (int)lround(y), way = (int)floor(angle / G_PI * WAYS + WAYS) % WAYS;
  return i >= 0 && j >= 0 && i < map->width && j < map->height && (map->ways[(gsize)j * (gsize)map->width + (gsize)i] >> way & 1);
}
