/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding a page on a desk: shapes of a small copy that may be it (quad-search.c), their sides laid on the edges of a larger one (quad-side.c), the best taken, and
 * whether that is sure. Must not know: words. */
#include "image/quad.h"

#include "image/quad-parts.h"

#include <math.h>
#include <string.h>

/* The candidates of which enough was proved, and how good each is. */
typedef struct { QuadProof proof; double quality, area; } Proved;
static const double LARGER = 1.04; /* areas nearer to each other are those of the same shape */

/* Edges along all of it, strong ones, that reach its corners and end there. */
static double quality_of(const QuadProof *proof) {
  double ends = (1 - 0.7 * MAX(0, proof->beyond - 0.25)) * (0.4 + 0.6 * MIN(1, 1.6 * proof->ends));
  return proof->worst * proof->mean * ends * (0.4 + 0.6 * MIN(1, proof->step / 20)) * (0.4 + 0.6 * proof->calm) * (0.4 + 0.6 * MIN(1, 1.25 * proof->agree));
}

/* Pictures and boxes printed on a page are darker than it, most pages are not darker than what they lie on; a dark head is darker on one side only, and on no paper. */
static bool may_be_page(const QuadProof *proof, const RectoModels *limits) {
  if (proof->apart < recto_limit(limits, "image.quad.apart")) return false;
  if (proof->darker <= recto_limit(limits, "image.quad.darker")) return true;
  return proof->brighter >= recto_limit(limits, "image.quad.head") && proof->ground < recto_limit(limits, "image.quad.ground");
}

/* What cannot come near the best even if all its sides ended at its corners is left out. */
static GArray *prove_all(const GArray *candidates, const QuadSight *fine, double scale, GPtrArray *laid) {
  GArray *proved = g_array_new(FALSE, FALSE, sizeof(Proved));
  double best = 0, share = recto_limit(fine->limits, "image.quad.nearly");
  for (guint i = 0; i < candidates->len; i++) {
    const QuadCandidate *candidate = &g_array_index(candidates, QuadCandidate, i);
    Proved one = {.quality = 0};
    if (!recto_quad_prove(fine, candidate, scale, laid, &one.proof) || !recto_quad_is_page_shaped(one.proof.at, fine->limits) || quality_of(&one.proof) < share * best) continue;
    recto_quad_prove_ends(fine, &one.proof);
    one.area = recto_polygon_area(one.proof.at, 4);
    one.quality = quality_of(&one.proof);
    if (may_be_page(&one.proof, fine->limits)) best = MAX(best, one.quality);
    g_array_append_val(proved, one);
  }
  return proved;
}

/* The largest of those that are nearly as good as the best: a panel between two folds, a coloured head, a table are parts of a page. */
static const Proved *largest(const GArray *proved, const RectoModels *limits, bool pages_only) {
  const Proved *chosen = NULL;
  double best = 0, share = recto_limit(limits, "image.quad.nearly");
  for (int round = 0; round < 2; round++)
    for (guint i = 0; i < proved->len; i++) {
      const Proved *one = &g_array_index(proved, Proved, i);
      if (pages_only && !may_be_page(&one->proof, limits)) continue;
      if (round == 0) best = MAX(best, one->quality);
      if (round == 0 || one->quality < share * best) continue;
      if (!chosen || one->area > chosen->area * LARGER || (one->area > chosen->area / LARGER && one->quality > chosen->quality)) chosen = one;
    }
  return chosen;
}

/* A page whose sides end at its corners, all around on other ground that is no paper, is no part of a larger one. */
static bool is_whole(const QuadProof *proof, const RectoModels *limits) {
  return proof->beyond <= 0.25 && proof->apart >= 0.9 && proof->ground < recto_limit(limits, "image.quad.ground");
}

/* What is surely no page does not stand before one, unless it is the larger. */
static const Proved *choose(const GArray *proved, const RectoModels *limits) {
  const Proved *any = largest(proved, limits, false), *page = largest(proved, limits, true);
  for (guint i = 0; page && i < proved->len; i++) {
    const Proved *one = &g_array_index(proved, Proved, i);
    if (one->quality > page->quality * 1.1 && may_be_page(&one->proof, limits) && is_whole(&one->proof, limits)) page = one;
  }
  return page && (may_be_page(&any->proof, limits) || any->area <= page->area * LARGER) ? page : any;
}

/* The corner nearest to the frame's top left comes first. */
static void set_corners(RectoQuad *quad, const PlanePoint corners[4], double scale) {
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

static void settle(const QuadSight *fine, const Proved *chosen, double scale, int width, int height, const RectoModels *limits, RectoQuad *ret) {
  const QuadProof *proof = &chosen->proof;
  set_corners(ret, proof->at, scale);
  ret->score = chosen->quality;
  ret->step = proof->brighter >= 0.5 ? proof->step : -proof->step;
  ret->on_line = proof->on_line;
  ret->beyond = proof->beyond;
  ret->apart = proof->apart;
  ret->darker = proof->darker;
  ret->ring = proof->ring;
  ret->ground = proof->ground;
  ret->found = true;
  bool page = ret->score >= recto_limit(limits, "image.quad.score") && may_be_page(proof, limits) && is_in_view(ret, width, height, limits);
  ret->clear = page && ret->on_line >= recto_limit(limits, "image.quad.clear-line") && ret->apart >= recto_limit(limits, "image.quad.clear-apart") &&
               ret->ground < recto_limit(limits, "image.quad.ground");
  ret->sure = page && ret->on_line >= recto_limit(limits, "image.quad.on-line") && ret->beyond <= recto_limit(limits, "image.quad.beyond") &&
              recto_quad_twin(fine, proof) <= recto_limit(limits, "image.quad.twin");
}

/* Of a large picture every second pixel is enough to average from. */
static PIX *reduced(PIX *face, double scale) {
  if (scale > 0.4) return recto_pix_scaled(face, scale);
  g_autoptr(PIX) half = pixScaleByIntSampling(face, 2);
  return recto_pix_scaled(half, scale * pixGetWidth(face) / MAX(1, pixGetWidth(half)));
}

void recto_quad_find(PIX *face, const RectoModels *limits, RectoQuad *ret) {
  *ret = (RectoQuad){.score = 0};
  if (!face) return;
  double side = MAX(1, MAX(pixGetWidth(face), pixGetHeight(face))), scale = MIN(1, recto_limit(limits, "image.quad.fine-side") / side);
  g_autoptr(PIX) fine = reduced(face, scale);
  g_autoptr(PIX) small = recto_pix_scaled(fine, 0.5);
  g_auto(QuadSight) large = {0}, sight = {0};
  if (!recto_quad_sight_open(fine, limits, &large) || !recto_quad_sight_open(small, limits, &sight)) return;
  g_autoptr(GArray) candidates = recto_quad_search(&sight);
  g_autoptr(GPtrArray) laid = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GArray) proved = prove_all(candidates, &large, 2, laid);
  const Proved *chosen = choose(proved, limits);
  if (chosen) settle(&large, chosen, scale, pixGetWidth(face), pixGetHeight(face), limits, ret);
}
