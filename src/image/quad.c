/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding a page on a desk: bright or edge-bound shapes in three channels of a small copy, the four-sided shape around each, the best kept, its sides then laid
 * on the edges of a larger copy. Must not know: words. */
#include "image/quad.h"

#include "image/hull.h"
#include "image/lines.h"

#include <math.h>
#include <string.h>

enum { CHANNELS = 3, SAMPLES = 48 };

typedef struct { HullPoint at[4]; double score, area, step; } Candidate;

typedef struct {
  const RectoModels *limits;
  PIX *channel[CHANNELS]; /* 8 bpp, print closed away */
  int n, width, height;
  GArray *candidates;     /* of Candidate */
} Search;

/* ------------------------------------------------------------------ edges */

/* Grey at a place between pixels; the nearest inside the picture. */
static double grey_at(PIX *pix, double x, double y) {
  int w = pixGetWidth(pix), h = pixGetHeight(pix);
  x = CLAMP(x, 0, w - 1.001), y = CLAMP(y, 0, h - 1.001);
  int left = (int)x, top = (int)y;
  double dx = x - left, dy = y - top;
  const l_uint32 *line = pixGetData(pix) + (size_t)top * (size_t)pixGetWpl(pix), *below = line + (top + 1 < h ? pixGetWpl(pix) : 0);
  int right = MIN(left + 1, w - 1);
  double above = GET_DATA_BYTE(line, left) * (1 - dx) + GET_DATA_BYTE(line, right) * dx, under = GET_DATA_BYTE(below, left) * (1 - dx) + GET_DATA_BYTE(below, right) * dx;
  return above * (1 - dy) + under * dy;
}

/* How much brighter it is inside than outside at a point of a side; `nx`, `ny` points out. */
static double step_at(PIX *pix, HullPoint p, double nx, double ny, double reach) {
  double inside = grey_at(pix, p.x - nx * reach, p.y - ny * reach) + grey_at(pix, p.x - nx * reach * 1.7, p.y - ny * reach * 1.7);
  double outside = grey_at(pix, p.x + nx * reach, p.y + ny * reach) + grey_at(pix, p.x + nx * reach * 1.7, p.y + ny * reach * 1.7);
  return (inside - outside) / 2;
}

/* Outward normal of the side a-b of a shape that runs clockwise on the screen. */
static void normal_of(HullPoint a, HullPoint b, double *ret_x, double *ret_y) {
  double length = MAX(1e-9, hypot(b.x - a.x, b.y - a.y));
  *ret_x = (b.y - a.y) / length;
  *ret_y = -(b.x - a.x) / length;
}

/* A side's edge: along how much of it, and how strong (mean, up to `FULL_STEP`), where the inside is brighter; negative steps count against it. */
typedef struct { double support, step; } Edge;
enum { FULL_STEP = 40 };

static Edge edge_of(const Search *search, HullPoint a, HullPoint b, double sign, int samples) {
  double nx = 0, ny = 0, least = recto_limit(search->limits, "image.quad.step");
  Edge edge = {0, 0};
  normal_of(a, b, &nx, &ny);
  for (int i = 0; i < samples; i++) {
    double t = 0.04 + 0.92 * i / (samples - 1), most = -FULL_STEP;
    for (int k = -1; k <= 1; k++) {
      HullPoint p = {a.x + t * (b.x - a.x) + 1.5 * k * nx, a.y + t * (b.y - a.y) + 1.5 * k * ny};
      for (int c = 0; c < search->n; c++) most = MAX(most, sign * step_at(search->channel[c], p, nx, ny, 2.5));
    }
    edge.support += (most >= least) / (double)samples;
    edge.step += CLAMP(most, 0, FULL_STEP) / samples;
  }
  return edge;
}

/* ------------------------------------------------------------------ candidates */

static bool is_page_shaped(const HullPoint quad[4], const Search *search) {
  double shortest = INFINITY, longest = 0, most = recto_limit(search->limits, "image.quad.angle");
  for (int i = 0; i < 4; i++) {
    HullPoint a = quad[(i + 3) % 4], b = quad[i], c = quad[(i + 1) % 4];
    double ux = a.x - b.x, uy = a.y - b.y, vx = c.x - b.x, vy = c.y - b.y, length = hypot(vx, vy);
    double angle = acos(CLAMP((ux * vx + uy * vy) / MAX(1e-9, hypot(ux, uy) * length), -1, 1)) * 180 / G_PI;
    if (fabs(angle - 90) > most) return false;
    shortest = MIN(shortest, length), longest = MAX(longest, length);
  }
  return shortest >= recto_limit(search->limits, "image.quad.side-least") * longest;
}

/* Edges run along all sides, all brighter inside or all darker; the weakest side counts most: a fold is weaker than the paper's edge, a finger hides little. */
static double score_of(const Search *search, const HullPoint quad[4], double sign, int samples, double *ret_step) {
  double support = 0, least = 1, step = FULL_STEP;
  for (int i = 0; i < 4; i++) {
    Edge edge = edge_of(search, quad[i], quad[(i + 1) % 4], sign, samples);
    if (edge.support < 0.4) return 0;
    support += edge.support / 4;
    least = MIN(least, edge.support);
    step = MIN(step, edge.step);
  }
  *ret_step = step;
  return support * least * (0.4 + 0.6 * MIN(1, step / 24));
}

static void keep(Search *search, const HullPoint quad[4], double sign) {
  double area = recto_polygon_area(quad, 4);
  Candidate candidate = {.area = area};
  if (area < recto_limit(search->limits, "image.quad.area-least") * search->width * search->height || !is_page_shaped(quad, search)) return;
  if (score_of(search, quad, sign, 12, &candidate.step) <= 0.2) return;
  candidate.score = score_of(search, quad, sign, SAMPLES, &candidate.step);
  if (candidate.score <= 0) return;
  memcpy(candidate.at, quad, sizeof candidate.at);
  candidate.step *= sign;
  g_array_append_val(search->candidates, candidate);
}

static void consider(Search *search, PIX *shape, int x, int y) {
  HullPoint quad[4];
  g_autoptr(GArray) hull = recto_hull_of(shape);
  if (!recto_hull_to_quad(hull, quad)) return;
  for (int i = 0; i < 4; i++) quad[i].x += x, quad[i].y += y;
  keep(search, quad, 1);
  keep(search, quad, -1);
}

/* The largest of those that are nearly as good as the best: a panel between two folds, a coloured head, a table are parts of a page. */
static const Candidate *choose(const Search *search) {
  const Candidate *chosen = NULL;
  double best = 0, share = recto_limit(search->limits, "image.quad.nearly");
  for (guint i = 0; i < search->candidates->len; i++) best = MAX(best, g_array_index(search->candidates, Candidate, i).score);
  for (guint i = 0; i < search->candidates->len; i++) {
    const Candidate *candidate = &g_array_index(search->candidates, Candidate, i);
    if (candidate->score < share * best) continue;
    if (!chosen || candidate->area > chosen->area * 1.04 || (candidate->area > chosen->area * 0.96 && candidate->score > chosen->score)) chosen = candidate;
  }
  return chosen;
}

static void consider_mask(Search *search, PIX *mask) {
  g_autoptr(PIX) open = pixOpenBrick(NULL, mask, 5, 5);
  g_autoptr(PIXA) shapes = NULL;
  g_autoptr(BOXA) boxes = open ? pixConnComp(open, &shapes, 4) : NULL;
  double least = recto_limit(search->limits, "image.quad.area-least") * search->width * search->height;
  for (int i = 0; boxes && shapes && i < boxes->n; i++)
    if ((double)boxes->box[i]->w * boxes->box[i]->h >= least) consider(search, shapes->pix[i], boxes->box[i]->x, boxes->box[i]->y);
}

/* The grey that parts dark from bright best (Otsu: the most variance between the two). */
static int split_of(PIX *grey) {
  double count[256] = {0}, all = 0, sum = 0, below = 0, below_sum = 0, most = -1;
  int split = 128;
  for (int y = 0; y < pixGetHeight(grey); y += 2) {
    const l_uint32 *line = pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey);
    for (int x = 0; x < pixGetWidth(grey); x += 2) count[GET_DATA_BYTE(line, x)]++;
  }
  for (int i = 0; i < 256; i++) all += count[i], sum += i * count[i];
  for (int i = 0; i < 255; i++) {
    below += count[i], below_sum += i * count[i];
    if (below <= 0 || below >= all) continue;
    double apart = below_sum / below - (sum - below_sum) / (all - below), between = below * (all - below) * apart * apart;
    if (between > most) most = between, split = i + 1;
  }
  return split;
}

static void search_by_light(Search *search, PIX *channel) {
  static const int shifts[] = {-45, -30, -15, 0, 15, 30, 45};
  int split = split_of(channel);
  for (gsize i = 0; i < G_N_ELEMENTS(shifts); i++) {
    int level = split + shifts[i];
    if (level < 8 || level > 250) continue;
    g_autoptr(PIX) dark = pixThresholdToBinary(channel, level);
    g_autoptr(PIX) bright = dark ? pixInvert(NULL, dark) : NULL;
    if (bright) consider_mask(search, bright);
  }
}

/* Regions that edges of some strength enclose: a white page on a white table has nothing else. */
static void search_by_edges(Search *search, PIX *channel) {
  static const int levels[] = {6, 9, 13, 19, 28};
  g_autoptr(PIX) soft = pixBlockconv(channel, 1, 1);
  g_autoptr(PIX) edges = soft ? pixSobelEdgeFilter(soft, L_ALL_EDGES) : NULL;
  for (gsize i = 0; edges && i < G_N_ELEMENTS(levels); i++) {
    g_autoptr(PIX) calm = pixThresholdToBinary(edges, levels[i]);
    if (calm) consider_mask(search, calm);
  }
}

/* ------------------------------------------------------------------ four long edges: a hand on the page, a sheet beside it do not hide those */

static bool corner_of(const StraightEdge *a, const StraightEdge *b, HullPoint *ret) {
  double det = cos(a->angle) * sin(b->angle) - sin(a->angle) * cos(b->angle);
  if (fabs(det) < 0.3) return false;
  *ret = (HullPoint){(a->rho * sin(b->angle) - b->rho * sin(a->angle)) / det, (b->rho * cos(a->angle) - a->rho * cos(b->angle)) / det};
  return true;
}

static double between(const StraightEdge *a, const StraightEdge *b) {
  return fmod(b->angle - a->angle + 4 * G_PI, 2 * G_PI) * 180 / G_PI;
}

static int by_angle(gconstpointer a, gconstpointer b) {
  double x = ((const StraightEdge *)a)->angle, y = ((const StraightEdge *)b)->angle;
  return x < y ? -1 : x > y;
}

static bool in_frame(const Search *search, HullPoint p) {
  double slack = 0.02 * MAX(search->width, search->height);
  return p.x > -slack && p.y > -slack && p.x < search->width + slack && p.y < search->height + slack;
}

/* Four edges in the order of their normals, each a quarter turn or so from the one before. */
static void consider_four(Search *search, const StraightEdge *edges[4]) {
  HullPoint quad[4];
  for (int i = 0; i < 4; i++)
    if (!corner_of(edges[i], edges[(i + 1) % 4], &quad[i]) || !in_frame(search, quad[i])) return;
  double twice = 0;
  for (int i = 0; i < 4; i++) twice += quad[i].x * quad[(i + 1) % 4].y - quad[(i + 1) % 4].x * quad[i].y;
  if (twice <= 0) return; /* the normals point to the brighter side: inwards a bright page runs clockwise, outwards a dark one too */
  HullPoint middle = {(quad[0].x + quad[2].x) / 2, (quad[0].y + quad[2].y) / 2};
  double towards = middle.x * cos(edges[0]->angle) + middle.y * sin(edges[0]->angle) - edges[0]->rho;
  keep(search, quad, towards > 0 ? 1 : -1);
}

static void search_by_lines(Search *search) {
  g_autoptr(GArray) edges = g_array_new(FALSE, FALSE, sizeof(StraightEdge));
  double length = recto_limit(search->limits, "image.quad.line") * MAX(search->width, search->height);
  guint most = (guint)recto_limit(search->limits, "image.quad.lines");
  for (int i = 0; i < search->n; i++) recto_lines_find(search->channel[i], 2, length, most, edges);
  g_array_sort(edges, by_angle);
  const StraightEdge *all = (const StraightEdge *)(void *)edges->data;
  for (guint a = 0; a < edges->len; a++)
    for (guint b = a + 1; b < edges->len; b++) {
      if (between(&all[a], &all[b]) < 45 || between(&all[a], &all[b]) > 135) continue;
      for (guint c = b + 1; c < edges->len; c++) {
        if (between(&all[b], &all[c]) < 45 || between(&all[b], &all[c]) > 135) continue;
        for (guint d = c + 1; d < edges->len; d++)
          if (between(&all[c], &all[d]) >= 45 && between(&all[c], &all[d]) <= 135 && between(&all[d], &all[a]) >= 45 && between(&all[d], &all[a]) <= 135)
            consider_four(search, (const StraightEdge *[4]){&all[a], &all[b], &all[c], &all[d]});
      }
    }
}

static void add_channel(Search *search, PIX *grey) {
  g_autoptr(PIX) own = grey;
  PIX *closed = own ? pixCloseGray(own, 9, 9) : NULL;
  if (closed) search->channel[search->n++] = closed;
}

static bool begin(Search *search, PIX *face, const RectoModels *limits) {
  double side = MAX(1, MAX(pixGetWidth(face), pixGetHeight(face))), scale = MIN(1, recto_limit(limits, "image.quad.side") / side);
  g_autoptr(PIX) small = recto_pix_scaled(face, scale);
  *search = (Search){.limits = limits, .candidates = g_array_new(FALSE, FALSE, sizeof(Candidate))};
  if (!small) return false;
  search->width = pixGetWidth(small), search->height = pixGetHeight(small);
  add_channel(search, recto_pix_grey(small));
  if (pixGetDepth(small) == 32) {
    add_channel(search, pixGetRGBComponent(small, COLOR_BLUE));
    add_channel(search, pixConvertRGBToGrayMinMax(small, L_CHOOSE_MIN));
  }
  return search->n > 0;
}

static void search_clear(Search *search) {
  for (int i = 0; i < search->n; i++) pixDestroy(&search->channel[i]);
  g_array_unref(search->candidates);
}

/* ------------------------------------------------------------------ sides laid on edges */

typedef struct { HullPoint on[SAMPLES]; bool used[SAMPLES]; int n; } Side;

/* Where across the side the step is steepest, within `reach` px; false when there is none. */
static bool edge_across(PIX *pix, HullPoint p, double nx, double ny, double reach, double sign, double least, HullPoint *ret) {
  double most = least;
  bool found = false;
  for (double d = -reach; d <= reach; d += 0.5) {
    HullPoint q = {p.x + d * nx, p.y + d * ny};
    double step = sign * (grey_at(pix, q.x - nx, q.y - ny) - grey_at(pix, q.x + nx, q.y + ny));
    if (step <= most) continue;
    most = step;
    *ret = q;
    found = true;
  }
  return found;
}

/* Least squares of the distance across, the points that lie far off left out in turn. `a` and `b` become two points of the line. */
static double fit_line(Side *side, HullPoint *a, HullPoint *b) {
  double off = 6;
  int used = 0;
  for (int round = 0; round < 4; round++, off = MAX(2.5, off * 0.7)) {
    double nx = 0, ny = 0, length = hypot(b->x - a->x, b->y - a->y), st = 0, sd = 0, stt = 0, std = 0;
    normal_of(*a, *b, &nx, &ny);
    used = 0;
    for (int i = 0; i < side->n; i++) {
      double t = ((side->on[i].x - a->x) * (b->x - a->x) + (side->on[i].y - a->y) * (b->y - a->y)) / MAX(1, length);
      double d = (side->on[i].x - a->x) * nx + (side->on[i].y - a->y) * ny;
      side->used[i] = round == 0 || fabs(d) <= off;
      if (!side->used[i]) continue;
      used++, st += t, sd += d, stt += t * t, std += t * d;
    }
    double det = used * stt - st * st;
    if (used < 8 || fabs(det) < 1e-6) return 0;
    double slope = (used * std - st * sd) / det, base = (sd - slope * st) / used;
    HullPoint na = {a->x + base * nx, a->y + base * ny}, nb = {b->x + (base + slope * length) * nx, b->y + (base + slope * length) * ny};
    *a = na, *b = nb;
  }
  return (double)used / SAMPLES;
}

/* The four sides, each on its edge in a larger copy; the worst side's share of points that lie on its line. */
static double refine(PIX *grey, HullPoint quad[4], double reach, double least) {
  HullPoint from[4], to[4];
  double worst = 1;
  for (int s = 0; s < 4; s++) {
    Side side = {.n = 0};
    double nx = 0, ny = 0, total = 0;
    from[s] = quad[s], to[s] = quad[(s + 1) % 4];
    normal_of(from[s], to[s], &nx, &ny);
    for (int i = 0; i < SAMPLES; i++) {
      double t = 0.04 + 0.92 * i / (SAMPLES - 1);
      total += step_at(grey, (HullPoint){from[s].x + t * (to[s].x - from[s].x), from[s].y + t * (to[s].y - from[s].y)}, nx, ny, reach * 0.6);
    }
    for (int i = 0; i < SAMPLES; i++) {
      double t = 0.04 + 0.92 * i / (SAMPLES - 1);
      HullPoint p = {from[s].x + t * (to[s].x - from[s].x), from[s].y + t * (to[s].y - from[s].y)};
      if (edge_across(grey, p, nx, ny, reach, total >= 0 ? 1 : -1, least, &side.on[side.n])) side.n++;
    }
    worst = MIN(worst, fit_line(&side, &from[s], &to[s]));
  }
  HullPoint corners[4];
  for (int s = 0; s < 4; s++)
    if (worst <= 0 || !recto_lines_meet(from[(s + 3) % 4], to[(s + 3) % 4], from[s], to[s], &corners[s])) return 0;
  memcpy(quad, corners, sizeof corners);
  return worst;
}

/* ------------------------------------------------------------------ the whole */

/* The corner nearest to the frame's top left comes first. */
static void set_corners(RectoQuad *quad, const HullPoint corners[4], double scale) {
  int first = 0;
  for (int i = 1; i < 4; i++)
    if (corners[i].x + corners[i].y < corners[first].x + corners[first].y) first = i;
  for (int i = 0; i < 4; i++) {
    quad->x[i] = corners[(first + i) % 4].x / scale;
    quad->y[i] = corners[(first + i) % 4].y / scale;
  }
}

/* All corners well inside: a page that the frame cuts has a side that is no page's edge. */
static bool is_in_view(const RectoQuad *quad, int width, int height, const RectoModels *limits) {
  double margin = recto_limit(limits, "image.quad.margin") * MAX(width, height);
  for (int i = 0; i < 4; i++)
    if (quad->x[i] < margin || quad->y[i] < margin || quad->x[i] > width - margin || quad->y[i] > height - margin) return false;
  return true;
}

/* Lays the chosen shape's sides on the edges of a larger copy. */
static void settle(PIX *face, const Search *search, const Candidate *chosen, RectoQuad *ret) {
  const RectoModels *limits = search->limits;
  double side = MAX(pixGetWidth(face), pixGetHeight(face)), small = MAX(search->width, search->height) / side;
  double scale = MIN(1, recto_limit(limits, "image.quad.fine-side") / side);
  HullPoint corners[4];
  for (int i = 0; i < 4; i++) corners[i] = (HullPoint){chosen->at[i].x * scale / small, chosen->at[i].y * scale / small};
  g_autoptr(PIX) fine = recto_pix_scaled(face, scale);
  g_autoptr(PIX) grey = recto_pix_grey(fine);
  g_autoptr(PIX) calm = grey ? pixCloseGray(grey, 5, 5) : NULL;
  double reach = recto_limit(limits, "image.quad.reach") * MAX(1, scale / small);
  if (calm) ret->on_line = refine(calm, corners, reach, recto_limit(limits, "image.quad.step"));
  set_corners(ret, corners, scale);
  ret->score = chosen->score;
  ret->step = chosen->step;
  ret->found = true;
  ret->sure = ret->score >= recto_limit(limits, "image.quad.score") && ret->on_line >= recto_limit(limits, "image.quad.on-line") && is_page_shaped(corners, search) &&
              is_in_view(ret, pixGetWidth(face), pixGetHeight(face), limits);
}

void recto_quad_find(PIX *face, const RectoModels *limits, RectoQuad *ret) {
  Search search;
  *ret = (RectoQuad){.score = 0};
  if (!face || !begin(&search, face, limits)) return;
  for (int i = 0; i < search.n; i++) {
    search_by_light(&search, search.channel[i]);
    search_by_edges(&search, search.channel[i]);
  }
  search_by_lines(&search);
  const Candidate *chosen = choose(&search);
  if (chosen) settle(face, &search, chosen, ret);
  search_clear(&search);
}

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
    HullPoint meet;
    HullPoint p = {quad->x[a], quad->y[a]}, q = {quad->x[b], quad->y[b]}, r = {quad->x[c], quad->y[c]}, s = {quad->x[d], quad->y[d]};
    bool met = recto_lines_meet(p, q, r, s, &meet);
    double x = met ? (meet.x - cx) / f : (q.x - p.x), y = met ? (meet.y - cy) / f : (q.y - p.y), z = met ? 1 : 0, length = sqrt(x * x + y * y + z * z);
    way[k][0] = x / length, way[k][1] = y / length, way[k][2] = z / length;
  }
  double nx = way[0][1] * way[1][2] - way[0][2] * way[1][1], ny = way[0][2] * way[1][0] - way[0][0] * way[1][2], nz = way[0][0] * way[1][1] - way[0][1] * way[1][0];
  return acos(MIN(1, fabs(nz) / MAX(1e-12, sqrt(nx * nx + ny * ny + nz * nz)))) * 180 / G_PI;
}
