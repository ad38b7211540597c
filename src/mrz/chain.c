/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks from pairs of neighbouring marks in both directions as long as the next mark stands where the last steps say. */
#include "mrz/chain.h"

#include "mrz/curve.h"

#include <math.h>
#include <string.h>

enum { STEPS = 60, MISSES = 2, LEAST_MEMBERS = 9, NEIGHBOURS = 5, FOLLOWERS = 4 };
static const float off_most = 0.3F, full_least = 0.62F, size_ratio = 2.6F;
static const double size_least = 0.58, size_most = 2.0; /* of a character by its pitch: OCR-B 0.86 to 0.96, more when it leans, 0.55 when it is spaced out */

typedef struct { float x, y; int mark, step; } Stand;
typedef struct { Stand stands[2 * STEPS + 2]; int n; float dx, dy; } Walk;
/* `follows`: for each mark the marks that came next in rows already walked, so that no row is walked from each of its pairs. */
typedef struct { const GArray *marks; RectoMarkMap map; int (*follows)[FOLLOWERS]; GArray *chains; double scale; } Search;

static const RectoMark *mark_at(const Search *search, int i) { return &g_array_index(search->marks, RectoMark, i); }
static float size_of(const RectoMark *mark) { return MAX(mark->width, mark->height); }

static bool alike(const RectoMark *a, const RectoMark *b) {
  float x = size_of(a), y = size_of(b);
  return MAX(x, y) < size_ratio * MIN(x, y);
}

/* From the stand at the end of `walk` onwards; `sign` 1 forwards, -1 backwards. The step is the mean of the last eight. */
static void go(const Search *search, Walk *walk, int seed, int sign) {
  Stand trail[STEPS + 2];
  int n = 0, step = walk->stands[seed].step, misses = 0;
  trail[n++] = walk->stands[seed];
  float dx = sign * walk->dx, dy = sign * walk->dy, x = trail[0].x, y = trail[0].y;
  const RectoMark *model = mark_at(search, trail[0].mark);
  for (int k = 0; k < STEPS && misses <= MISSES; k++) {
    x += dx, y += dy, step += sign;
    float pace = hypotf(dx, dy);
    int found = recto_mark_map_nearest(&search->map, x, y, off_most * pace);
    if (found < 0 || !alike(model, mark_at(search, found))) {
      misses++;
      continue;
    }
    misses = 0;
    const RectoMark *mark = mark_at(search, found);
    trail[n] = (Stand){mark->x, mark->y, found, step};
    const Stand *back = &trail[MAX(0, n - 8)];
    int steps = abs(step - back->step);
    if (steps >= 2) dx = (mark->x - back->x) / (float)steps, dy = (mark->y - back->y) / (float)steps;
    /* a character's ink is not quite in its cell's middle: go on from between the two */
    x = 0.5F * (x + mark->x), y = 0.5F * (y + mark->y);
    walk->stands[walk->n++] = trail[n++];
  }
}

static int by_step(const void *a, const void *b) { return ((const Stand *)a)->step - ((const Stand *)b)->step; }

/* The marks' size (upper quartile: fillers are low): across the line where it runs along the picture's sides, else the longer side. */
static float size_over(const Search *search, const Walk *walk, bool lying, bool standing) {
  float sizes[2 * STEPS + 2] = {0};
  for (int k = 0; k < walk->n; k++) {
    const RectoMark *mark = mark_at(search, walk->stands[k].mark);
    sizes[k] = lying ? mark->height : standing ? mark->width : MAX(mark->width, mark->height);
  }
  return recto_quantile(sizes, walk->n, 0.75);
}

static void fit(const Walk *walk, RectoChain *chain) {
  float i[2 * STEPS + 2], x[2 * STEPS + 2], y[2 * STEPS + 2], one[2 * STEPS + 2];
  for (int k = 0; k < walk->n; k++) i[k] = (float)walk->stands[k].step, x[k] = walk->stands[k].x, y[k] = walk->stands[k].y, one[k] = 1;
  int order = walk->n < 14 ? 1 : 2;
  recto_curve_fit(i, x, one, walk->n, order, chain->x);
  recto_curve_fit(i, y, one, walk->n, order, chain->y);
  chain->uneven = (float)recto_curves_uneven(i, x, y, one, walk->n, chain->x, chain->y);
}

static void keep(Search *search, Walk *walk) {
  qsort(walk->stands, (size_t)walk->n, sizeof *walk->stands, by_step);
  int first = walk->stands[0].step, span = walk->stands[walk->n - 1].step - first + 1;
  if (walk->n < LEAST_MEMBERS || (float)walk->n < full_least * (float)span) return;
  for (int k = 0; k < walk->n; k++) walk->stands[k].step -= first;
  for (int k = 0; k + 1 < walk->n; k++) {
    int *follows = search->follows[walk->stands[k].mark], at = 0;
    while (at < FOLLOWERS - 1 && follows[at]) at++;
    follows[at] = walk->stands[k + 1].mark + 1; /* 0 = none */
  }
  bool lying = fabsf(walk->dx) > 5 * fabsf(walk->dy), standing = fabsf(walk->dy) > 5 * fabsf(walk->dx);
  float size = size_over(search, walk, lying, standing);
  RectoChain chain = {.span = span, .members = walk->n, .height = lying || standing ? (float)(size * search->scale) : 0};
  fit(walk, &chain);
  double pitch = hypot(chain.x[1], chain.y[1]);
  if (size < size_least * pitch || size > size_most * pitch) return;
  double shift = (search->scale - 1) / 2;
  for (int p = 0; p < 3; p++) chain.x[p] = chain.x[p] * search->scale + (p ? 0 : shift), chain.y[p] = chain.y[p] * search->scale + (p ? 0 : shift);
  g_array_append_val(search->chains, chain);
}

static void walk_from(Search *search, int a, int b) {
  const RectoMark *one = mark_at(search, a), *two = mark_at(search, b);
  Walk walk = {.n = 2, .dx = two->x - one->x, .dy = two->y - one->y};
  walk.stands[0] = (Stand){one->x, one->y, a, 0};
  walk.stands[1] = (Stand){two->x, two->y, b, 1};
  go(search, &walk, 1, 1);
  if (walk.n < 4) return; /* nothing follows: another pair of this line will do better, if it is one */
  go(search, &walk, 0, -1);
  keep(search, &walk);
}

static bool walked(const Search *search, int a, int b) {
  for (int k = 0; k < FOLLOWERS; k++)
    if (search->follows[a][k] == b + 1 || search->follows[b][k] == a + 1) return true;
  return false;
}

/* The nearest marks to the right of or below mark `a`, each pair once. */
static void walk_from_neighbours(Search *search, int a) {
  const RectoMark *mark = mark_at(search, a);
  float reach = 2.4F * size_of(mark), best[NEIGHBOURS];
  int found[NEIGHBOURS], n = 0;
  const RectoMarkMap *map = &search->map;
  int x0 = MAX(0, (int)((mark->x - reach) / map->cell)), x1 = MIN(map->across - 1, (int)((mark->x + reach) / map->cell));
  int y0 = MAX(0, (int)((mark->y - reach) / map->cell)), y1 = MIN(map->down - 1, (int)((mark->y + reach) / map->cell));
  for (int row = y0; row <= y1; row++)
    for (int column = x0; column <= x1; column++)
      for (int i = map->first[row * map->across + column]; i >= 0; i = map->next[i]) {
        const RectoMark *other = mark_at(search, i);
        float dx = other->x - mark->x, dy = other->y - mark->y, distance = hypotf(dx, dy);
        bool forward = dx > fabsf(dy) * 0.99F || dy >= fabsf(dx) * 1.01F;
        if (i == a || !forward || distance > reach || distance < 0.55F * size_of(mark) || !alike(mark, other)) continue;
        int at = n < NEIGHBOURS ? n++ : NEIGHBOURS;
        while (at > 0 && best[at - 1] > distance) {
          if (at < NEIGHBOURS) best[at] = best[at - 1], found[at] = found[at - 1];
          at--;
        }
        if (at < NEIGHBOURS) best[at] = distance, found[at] = i;
      }
  for (int k = 0; k < n; k++)
    if (!walked(search, a, found[k])) walk_from(search, a, found[k]);
}

/* Long, unbroken and even: half of the zones' rows are under 0.02 uneven, half of all others over 0.08. */
static double worth(const RectoChain *chain) { return (double)chain->members * chain->members / chain->span * MAX(0.1, 1 - 6 * (double)chain->uneven); }

static int by_worth(gconstpointer a, gconstpointer b) {
  double x = worth(a), y = worth(b);
  return (x < y) - (x > y);
}

static bool near_chain(const RectoChain *chain, double x, double y) {
  double pitch = hypot(chain->x[1], chain->y[1]);
  for (int i = 0; i < chain->span; i++)
    if (hypot(recto_curve_at(chain->x, i) - x, recto_curve_at(chain->y, i) - y) < 0.6 * pitch) return true;
  return false;
}

/* The same row again, or every second character of it. */
static bool lies_on(const GArray *kept, const RectoChain *chain) {
  for (guint k = 0; k < kept->len; k++) {
    const RectoChain *longer = &g_array_index(kept, RectoChain, k);
    int on = 0;
    for (int part = 1; part <= 3; part++) {
      double i = (chain->span - 1) * part / 4.0;
      on += near_chain(longer, recto_curve_at(chain->x, i), recto_curve_at(chain->y, i));
    }
    if (on == 3) return true;
  }
  return false;
}

GArray *recto_chains_find(const GArray *marks, int width, int height, double scale, guint most) {
  Search search = {.marks = marks, .follows = g_malloc0((marks->len + 1) * sizeof *search.follows), .chains = g_array_new(FALSE, FALSE, sizeof(RectoChain)), .scale = scale};
  recto_mark_map_init(&search.map, marks, width, height, 24);
  for (int i = 0; i < (int)marks->len; i++) walk_from_neighbours(&search, i);
  recto_mark_map_clear(&search.map);
  g_free(search.follows);
  g_array_sort(search.chains, by_worth);
  GArray *kept = g_array_new(FALSE, FALSE, sizeof(RectoChain));
  for (guint i = 0; i < search.chains->len && kept->len < most; i++) {
    const RectoChain *chain = &g_array_index(search.chains, RectoChain, i);
    if (!lies_on(kept, chain)) g_array_append_vals(kept, chain, 1);
  }
  g_array_unref(search.chains);
  return kept;
}
