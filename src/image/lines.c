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

/* `angle`: of the gradient, a whole turn; cosine and sine in steps of rho. Where it rises towards growing rho is counted apart from where it falls. */
static void vote(EdgeMap *map, int x, int y, double angle, double strength, const double *cosine, const double *sine) {
  int towards = (int)lround(angle * 180 / G_PI);
  double middle = map->middle + 0.5;
  for (int a = towards - SPREAD; a <= towards + SPREAD; a++) {
    int turn = (a + 4 * ANGLES) % ANGLES, falls = (a + 4 * ANGLES) / ANGLES % 2, rho = (int)(x * cosine[turn] + y * sine[turn] + middle);
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

/* A row of a picture for Sobel's two filters: three rows smoothed, and what they differ by. */
typedef struct { short *smooth, *rise; } SobelRow;

static void sobel_row(PIX *picture, int y, int width, const SobelRow *ret) {
  int wpl = pixGetWpl(picture);
  const l_uint32 *on = pixGetData(picture) + (size_t)y * (size_t)wpl, *up = on - wpl, *down = on + wpl;
  for (int word = 0; 4 * word < width; word++)
    for (int x = 4 * word, shift = 24; shift >= 0 && x < width; x++, shift -= 8) {
      int above = (int)(up[word] >> shift & 255), here = (int)(on[word] >> shift & 255), below = (int)(down[word] >> shift & 255);
      ret->smooth[x] = (short)(above + 2 * here + below), ret->rise[x] = (short)(below - above);
    }
}

/* Keeps the gradient, in eighths of grey levels per px, where it is stronger than what is there. */
static void keep_stronger(const SobelRow *row, int width, int *most, short *best_x, short *best_y) {
  for (int x = 1; x + 1 < width; x++) {
    int gx = row->smooth[x + 1] - row->smooth[x - 1], gy = row->rise[x - 1] + 2 * row->rise[x] + row->rise[x + 1], square = gx * gx + gy * gy;
    bool more = square > most[x];
    most[x] = more ? square : most[x], best_x[x] = (short)(more ? gx : best_x[x]), best_y[x] = (short)(more ? gy : best_y[x]);
  }
}

void recto_edges_add(EdgeMap *map, PIX *const *pictures, int n, double least) {
  double cosine[ANGLES], sine[ANGLES];
  int floor_of = (int)(least * 8 * least * 8), width = map->width;
  g_autofree short *rows = g_new(short, 4 * (gsize)width);
  g_autofree int *most = g_new(int, (gsize)width);
  SobelRow row = {rows, rows + width};
  short *best_x = rows + 2 * width, *best_y = rows + 3 * width;
  for (int a = 0; a < ANGLES; a++) cosine[a] = cos(a * G_PI / ANGLES) / RHO_STEP, sine[a] = sin(a * G_PI / ANGLES) / RHO_STEP;
  for (int y = 1; y + 1 < map->height; y++) {
    memset(most, 0, (gsize)width * sizeof *most);
    for (int i = 0; i < n; i++) {
      sobel_row(pictures[i], y, width, &row);
      keep_stronger(&row, width, most, best_x, best_y);
    }
    for (int x = 1; x + 1 < width; x++) {
      if (most[x] < floor_of) continue;
      double angle = atan2(best_y[x], best_x[x]), strength = sqrt(most[x]) / 8;
      map->ways[(gsize)y * (gsize)width + (gsize)x] |= ways_of(angle < 0 ? angle + G_PI : angle);
      vote(map, x, y, angle, MIN(1, strength / FULL), cosine, sine);
    }
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
