/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Hough transform in which each edge pixel votes only for lines across its own gradient, and by how strong it is. */
#include "image/lines.h"

#include <math.h>

enum { ANGLES = 360, SPREAD = 2, APART = 5 /* degrees */ };
static const double FULL = 24, RHO_STEP = 1.5, RHO_APART = 7; /* grey levels per px that count as full contrast; px */

typedef struct { float *votes; int rhos, middle; double cosine[ANGLES], sine[ANGLES]; } Votes;

static bool votes_begin(Votes *votes, int width, int height) {
  votes->middle = (int)(hypot(width, height) / RHO_STEP) + 2;
  votes->rhos = 2 * votes->middle + 1;
  votes->votes = g_try_new0(float, (gsize)votes->rhos *ANGLES);
  for (int a = 0; a < ANGLES; a++) votes->cosine[a] = cos(a * G_PI / 180), votes->sine[a] = sin(a * G_PI / 180);
  return votes->votes != NULL;
}

static float *vote_at(const Votes *votes, int angle, int rho) { return &votes->votes[(gsize)((angle + ANGLES) % ANGLES) * (gsize)votes->rhos + (gsize)rho]; }

static void vote(Votes *votes, int x, int y, double gx, double gy, double strength) {
  int towards = (int)lround(atan2(gy, gx) * 180 / G_PI);
  for (int a = towards - SPREAD; a <= towards + SPREAD; a++) {
    int angle = (a + 2 * ANGLES) % ANGLES, rho = (int)lround((x * votes->cosine[angle] + y * votes->sine[angle]) / RHO_STEP) + votes->middle;
    if (rho >= 0 && rho < votes->rhos) *vote_at(votes, angle, rho) += (float)strength;
  }
}

static void vote_all(PIX *grey, double least, Votes *votes) {
  int width = pixGetWidth(grey), height = pixGetHeight(grey), wpl = pixGetWpl(grey);
  const l_uint32 *data = pixGetData(grey);
  for (int y = 1; y + 1 < height; y++) {
    const l_uint32 *up = data + (size_t)(y - 1) * (size_t)wpl, *on = up + wpl, *down = on + wpl;
    for (int x = 1; x + 1 < width; x++) {
      double gx = (GET_DATA_BYTE(up, x + 1) + 2 * GET_DATA_BYTE(on, x + 1) + GET_DATA_BYTE(down, x + 1) - GET_DATA_BYTE(up, x - 1) - 2 * GET_DATA_BYTE(on, x - 1) -
                   GET_DATA_BYTE(down, x - 1)) / 8.0;
      double gy = (GET_DATA_BYTE(down, x - 1) + 2 * GET_DATA_BYTE(down, x) + GET_DATA_BYTE(down, x + 1) - GET_DATA_BYTE(up, x - 1) - 2 * GET_DATA_BYTE(up, x) -
                   GET_DATA_BYTE(up, x + 1)) / 8.0;
      double strength = hypot(gx, gy);
      if (strength >= least) vote(votes, x, y, gx, gy, MIN(1, strength / FULL));
    }
  }
}

static bool is_like(const StraightEdge *a, double angle, double rho) {
  double apart = fabs(fmod(a->angle * 180 / G_PI - angle + 540, 360) - 180);
  return apart <= APART && fabs(a->rho - rho) <= RHO_APART;
}

/* The cell with most votes that is like none taken yet. */
static bool take_best(const Votes *votes, double length, GArray *edges) {
  double best = length;
  StraightEdge edge = {0};
  for (int a = 0; a < ANGLES; a++)
    for (int r = 0; r < votes->rhos; r++) {
      double v = *vote_at(votes, a, r), rho = (r - votes->middle) * RHO_STEP;
      if (v <= best) continue;
      bool taken = false;
      for (guint i = 0; i < edges->len && !taken; i++) taken = is_like(&g_array_index(edges, StraightEdge, i), a, rho);
      if (taken) continue;
      best = v;
      edge = (StraightEdge){a * G_PI / 180, rho, v};
    }
  if (edge.votes <= 0) return false;
  g_array_append_val(edges, edge);
  return true;
}

void recto_lines_find(PIX *grey, double least, double length, guint most, GArray *edges) {
  Votes votes;
  if (!votes_begin(&votes, pixGetWidth(grey), pixGetHeight(grey))) return;
  vote_all(grey, least, &votes);
  for (guint i = 0; i < most && take_best(&votes, length, edges); i++) continue;
  g_free(votes.votes);
}
