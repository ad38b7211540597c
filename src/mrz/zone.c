/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains become lines when the net reads them, lines at one pitch side by side become a zone, and the zone's width is the standard one that its
 * characters fill best. */
#include "mrz/zone.h"

#include "mrz/curve.h"

#include <math.h>
#include <string.h>

enum { CHAINS_MOST = 40, LINES_MOST = 16, GLIMPSE = 5, FULL_GLIMPSE = 12, LEAST_PLACES = 12, OFF_MOST = 8, FAILURES_MOST = 14 };
typedef struct { RectoMrzLine line; int from, to; double score; bool taken; } Found;
typedef struct { RectoMrzEye eye; const RectoMrzRules *rules; GArray *found, *zones; } Search;

static Found *found_at(const Search *search, guint k) { return &g_array_index(search->found, Found, k); }
static double pitch_at(const RectoMrzLine *line, double place) { return hypot(recto_curve_slope(line->x, place), recto_curve_slope(line->y, place)); }

/* ---- lines */

static const double NEAR_WAY = 0.8; /* ln by which the other way round may be less likely and still be tried */
static const double SETTLING = 1.5; /* a line that has not settled on all its characters yet may be so much more uneven */

static int places_of(const Found *found) { return found->to - found->from + 1; }

/* Is the point on a line that is already known? */
static bool known(const Search *search, double x, double y) {
  for (guint k = 0; k < search->found->len; k++) {
    const Found *found = found_at(search, k);
    for (int i = found->from - 1; i <= found->to + 1; i++)
      if (hypot(recto_curve_at(found->line.x, i) - x, recto_curve_at(found->line.y, i) - y) < 0.6 * pitch_at(&found->line, i)) return true;
  }
  return false;
}

/* Settled on a dozen of its characters: fixed pitch, OCR-B. */
static bool reads(Search *search, Found *found) {
  int fine = MAX(1, (found->to - found->from) / FULL_GLIMPSE);
  if (!recto_mrz_line_settle(&found->line, &search->eye, found->from, found->to, fine, 2) || found->line.uneven > SETTLING * search->rules->uneven) return false;
  found->score = recto_mrz_line_score(&found->line, &search->eye, found->from, found->to, fine);
  return found->score >= search->rules->line;
}

static bool complete(Search *search, Found *found) {
  memset(found->line.looked, 0, sizeof found->line.looked);
  recto_mrz_line_extend(&found->line, &search->eye, &found->from, &found->to);
  if (found->to - found->from + 1 < LEAST_PLACES || found->line.uneven > search->rules->uneven) return false;
  found->score = recto_mrz_line_score(&found->line, &search->eye, found->from, found->to, 1);
  return found->score >= search->rules->line;
}

/* A few looks first, both ways round: most rows of ordinary print fall here. Returns 1 when the row was new. */
static int try_chain(Search *search, const RectoChain *chain) {
  double middle = (chain->span - 1) / 2.0;
  if (known(search, recto_curve_at(chain->x, middle), recto_curve_at(chain->y, middle))) return 0;
  Found ways[2];
  for (int turned = 0; turned < 2; turned++) {
    ways[turned] = (Found){.from = 0, .to = chain->span - 1};
    recto_mrz_line_begin(&ways[turned].line, chain, turned);
    ways[turned].score = recto_mrz_line_score(&ways[turned].line, &search->eye, 1, chain->span - 2, MAX(1, chain->span / GLIMPSE));
  }
  Found *best = &ways[ways[1].score > ways[0].score], *other = &ways[best == &ways[0]];
  if (best->score < search->rules->glimpse) return 1;
  bool near = other->score >= MAX(search->rules->glimpse, best->score - NEAR_WAY), best_reads = reads(search, best);
  /* Digits on their heads are nearly digits: where both ways are likely, both are settled. */
  if (near && reads(search, other) && (!best_reads || other->score > best->score)) best = other, best_reads = true;
  if (best_reads && complete(search, best)) g_array_append_val(search->found, *best);
  return 1;
}

/* ---- neighbours */

/* Where place `at` of line `a` meets line `b`: the place there, and how far down it is in steps of a's own way down. */
static bool meet(const RectoMrzLine *a, double at, const RectoMrzLine *b, double *ret_place, double *ret_down) {
  RectoMrzCell cell = recto_mrz_line_cell(a, at);
  double place = at;
  for (int k = 0; k < 6; k++) { /* the foot of the perpendicular */
    double sx = recto_curve_slope(b->x, place), sy = recto_curve_slope(b->y, place), step = sx * sx + sy * sy;
    if (step < 1) return false;
    double move = ((cell.x - recto_curve_at(b->x, place)) * sx + (cell.y - recto_curve_at(b->y, place)) * sy) / step;
    place = CLAMP(place + move, -RECTO_LINE_REACH + 1, RECTO_LINE_REACH - 1);
  }
  double dx = recto_curve_at(b->x, place) - cell.x, dy = recto_curve_at(b->y, place) - cell.y;
  *ret_place = place;
  *ret_down = (dx * cell.vx + dy * cell.vy) / (cell.vx * cell.vx + cell.vy * cell.vy);
  return true;
}

static bool neighbours(const Search *search, const Found *a, const Found *b, double *ret_down) {
  double middle = (a->from + a->to) / 2.0, place = 0;
  if (!meet(&a->line, middle, &b->line, &place, ret_down)) return false;
  double ax = recto_curve_slope(a->line.x, middle), ay = recto_curve_slope(a->line.y, middle), bx = recto_curve_slope(b->line.x, place), by = recto_curve_slope(b->line.y, place);
  double pa = hypot(ax, ay), pb = hypot(bx, by), turn = (ax * by - ay * bx) / (pa * pb), along = ax * bx + ay * by;
  if (along < 0 || fabs(turn) > 0.08 || MAX(pa, pb) > 1.1 * MIN(pa, pb)) return false;
  return fabs(*ret_down) >= search->rules->apart_least && fabs(*ret_down) <= 2 * search->rules->apart_most && place > b->from - 12 && place < b->to + 12;
}

/* The line `down` steps below `a`, if there are characters. */
static bool probe(Search *search, const Found *a, double down, Found *ret) {
  *ret = *a;
  RectoMrzCell first = recto_mrz_line_cell(&a->line, a->from), last = recto_mrz_line_cell(&a->line, a->to);
  double ends[2][2] = {{first.vx, first.vy}, {last.vx, last.vy}};
  for (int axis = 0; axis < 2; axis++) {
    double *c = axis ? ret->line.y : ret->line.x, slope = (ends[1][axis] - ends[0][axis]) / MAX(1, a->to - a->from);
    c[0] += down * (ends[0][axis] - slope * a->from);
    c[1] += down * slope;
  }
  memset(ret->line.looked, 0, sizeof ret->line.looked);
  if (recto_mrz_line_score(&ret->line, &search->eye, ret->from, ret->to, MAX(1, places_of(ret) / GLIMPSE)) < search->rules->glimpse) return false;
  return reads(search, ret) && complete(search, ret);
}

typedef struct { Found *lines[RECTO_ZONE_LINES]; double down[RECTO_ZONE_LINES]; int n; } Group;

static void group_add(Group *group, Found *line, double down) {
  int at = group->n++;
  for (; at > 0 && group->down[at - 1] > down; at--) group->lines[at] = group->lines[at - 1], group->down[at] = group->down[at - 1];
  group->lines[at] = line, group->down[at] = down;
}

static bool has_room(const Search *search, const Group *group, double down) {
  for (int k = 0; k < group->n; k++)
    if (fabs(group->down[k] - down) < search->rules->apart_least) return false;
  double top = MIN(down, group->down[0]), low = MAX(down, group->down[group->n - 1]);
  return group->n < RECTO_ZONE_LINES && low - top <= 2 * search->rules->apart_most;
}

static void ask_at(Search *search, const Found *first, double where, Group *group) {
  Found more;
  double down = 0;
  if (!probe(search, first, where, &more) || !neighbours(search, first, &more, &down) || !has_room(search, group, down) || search->found->len >= LINES_MOST) return;
  g_array_append_val(search->found, more);
  group_add(group, found_at(search, search->found->len - 1), down);
}

/* Lines that no chain showed: under a stamp, broken, glued together. A line alone is asked on both sides; two lines of a card for the third. */
static void ask_for_more(Search *search, const Found *first, Group *group) {
  static const double usual[] = {1.5, 1.8, 2.1, 2.4, 2.7};
  if (group->n == 1 && first->score >= search->rules->alone)
    for (int sign = -1; sign <= 1; sign += 2)
      for (guint k = 0; k < G_N_ELEMENTS(usual) && group->n < 2; k++) ask_at(search, first, sign * usual[k], group);
  if (group->n != 2 || places_of(first) > 33) return;
  double apart = group->down[1] - group->down[0], ways[2] = {group->down[1] + apart, group->down[0] - apart};
  for (int k = 0; k < 2 && group->n == 2; k++) ask_at(search, first, ways[k], group);
}

static Group group_of(Search *search, Found *first) {
  Group group = {{first}, {0}, 1};
  for (int round = 0; round < 2; round++) /* the near ones first */
    for (guint k = 0; k < search->found->len; k++) {
      Found *other = found_at(search, k);
      double down = 0;
      bool in = false;
      for (int l = 0; l < group.n; l++) in |= group.lines[l] == other;
      if (in || other->taken || !neighbours(search, first, other, &down) || !has_room(search, &group, down) || (round == 0 && fabs(down) > search->rules->apart_most)) continue;
      group_add(&group, other, down);
    }
  ask_for_more(search, first, &group);
  return group;
}

/* ---- the zone's width */

typedef struct { int shift[RECTO_ZONE_LINES]; int from, to; } Frame;

/* Which place of each line stands under place 0 of the first, and how far the lines lean. */
static Frame frame_of(Group *group) {
  Frame frame = {{0}, group->lines[0]->from, group->lines[0]->to};
  double lean = 0, middle = (frame.from + frame.to) / 2.0;
  for (int l = 1; l < group->n; l++) {
    double place = middle, down = 1;
    (void)meet(&group->lines[0]->line, middle, &group->lines[l]->line, &place, &down);
    frame.shift[l] = (int)lround(place - middle);
    lean += (frame.shift[l] - (place - middle)) / down / (group->n - 1);
    frame.from = MIN(frame.from, group->lines[l]->from - frame.shift[l]);
    frame.to = MAX(frame.to, group->lines[l]->to - frame.shift[l]);
  }
  if (fabs(lean) < 0.02 || fabs(lean) > 0.25) return frame;
  for (int l = 0; l < group->n; l++) {
    group->lines[l]->line.lean = lean / group->lines[l]->line.tall;
    memset(group->lines[l]->line.looked, 0, sizeof group->lines[l]->line.looked);
  }
  return frame;
}

static double fill(Search *search, const Group *group, const Frame *frame, int start, int width) {
  double sum = 0;
  int from = MIN(frame->from, start) - 1, to = MAX(frame->to, start + width - 1) + 1;
  for (int l = 0; l < group->n; l++)
    for (int i = from; i <= to; i++) {
      int place = i + frame->shift[l];
      bool inside = i >= start && i < start + width;
      if (place <= -RECTO_LINE_REACH || place >= RECTO_LINE_REACH) {
        sum += inside ? -7 : 0;
        continue;
      }
      double present = recto_mrz_glance_present(recto_mrz_line_look(&group->lines[l]->line, &search->eye, place));
      sum += log(MAX(inside ? present : 1 - present, 1e-3));
    }
  return sum;
}

/* A line in two parts, broken by glare, leads to the same zone twice: the surer part came first. */
static bool stands_on_another(const Search *search, const RectoMrzZone *zone) {
  const RectoMrzCell *middle = &zone->cell[0][zone->width / 2];
  for (guint k = 0; k < search->zones->len; k++) {
    const RectoMrzZone *other = &g_array_index(search->zones, RectoMrzZone, k);
    for (int l = 0; l < other->lines; l++)
      for (int i = 0; i < other->width; i++)
        if (hypotf(other->cell[l][i].x - middle->x, other->cell[l][i].y - middle->y) < other->pitch) return true;
  }
  return false;
}

static void make_zone(Search *search, Group *group) {
  static const int widths[RECTO_ZONE_LINES][2] = {{30, 44}, {36, 44}, {30, 30}};
  Frame frame = frame_of(group);
  RectoMrzZone zone = {.lines = group->n};
  int best_start = 0;
  double best = -1e9;
  for (int w = 0; w < 2; w++) {
    if (abs(frame.to - frame.from + 1 - widths[group->n - 1][w]) > OFF_MOST && w < 1) continue;
    for (int start = MIN(frame.from, frame.to - widths[group->n - 1][w] + 1) - 1; start <= MAX(frame.from, frame.to - widths[group->n - 1][w] + 1) + 1; start++) {
      double sum = fill(search, group, &frame, start, widths[group->n - 1][w]);
      if (sum > best) best = sum, best_start = start, zone.width = widths[group->n - 1][w];
    }
  }
  double pitch = 0;
  for (int l = 0; l < zone.lines; l++)
    for (int i = 0; i < zone.width; i++) {
      int place = CLAMP(best_start + i + frame.shift[l], -RECTO_LINE_REACH + 1, RECTO_LINE_REACH - 1);
      zone.glance[l][i] = *recto_mrz_line_look(&group->lines[l]->line, &search->eye, place);
      zone.cell[l][i] = recto_mrz_line_cell(&group->lines[l]->line, place);
      zone.score += recto_mrz_glance_best(&zone.glance[l][i]) / (zone.lines * zone.width);
      pitch += hypot(zone.cell[l][i].ux, zone.cell[l][i].uy) / (zone.lines * zone.width);
    }
  zone.pitch = (float)pitch;
  zone.fill = best / (zone.lines * zone.width);
  for (int l = 0; l < group->n; l++) group->lines[l]->taken = true;
  if (!stands_on_another(search, &zone)) g_array_append_val(search->zones, zone);
}

static int by_score(gconstpointer a, gconstpointer b) {
  double x = ((const Found *)a)->score, y = ((const Found *)b)->score;
  return (x < y) - (x > y);
}

static void search_level(Search *search, int k) {
  int level = 0;
  const RectoRaster *raster = recto_pyramid_level(search->eye.picture, k, &level);
  g_autoptr(GArray) marks = recto_marks_find(raster, search->rules);
  g_autoptr(GArray) chains = recto_chains_find(marks, raster->width, raster->height, 1 << level, CHAINS_MOST);
  int failures = 0; /* since the last line: the rows of a zone are among the longest */
  for (guint i = 0; i < chains->len && search->found->len < LINES_MOST && failures < FAILURES_MOST; i++) {
    guint before = search->found->len;
    failures += try_chain(search, &g_array_index(chains, RectoChain, i));
    if (search->found->len > before) failures = 0;
  }
}

GArray *recto_mrz_zones_find(RectoPyramid *picture, const RectoMrzWeights *weights, const RectoMrzRules *rules) {
  Search search = {{picture, weights}, rules, g_array_sized_new(FALSE, TRUE, sizeof(Found), 2 * LINES_MOST), g_array_new(FALSE, TRUE, sizeof(RectoMrzZone))};
  int longest = MAX(picture->level[0].width, picture->level[0].height), coarse = 0;
  while (longest >> coarse > rules->coarse) coarse++;
  for (int k = coarse; k >= 0 && longest >> k <= rules->fine && search.found->len == 0; k--) search_level(&search, k);
  g_array_sort(search.found, by_score);
  for (guint k = 0; k < search.found->len; k++) {
    if (found_at(&search, k)->taken) continue;
    Group group = group_of(&search, found_at(&search, k));
    if (group.n > 1 || found_at(&search, k)->score >= rules->alone) make_zone(&search, &group);
  }
  g_array_unref(search.found);
  return search.zones;
}
