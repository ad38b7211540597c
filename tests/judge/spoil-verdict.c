/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Can a person read it? Judged by physical amounts alone; make-spoiled tells the limits and their reasons. Looks at no pixel. */
#include "spoil.h"
#include <math.h>
#include <string.h>

/* Scripts of finer strokes need this much more of everything, for the same size of type. */
static double fineness(const char *script) { return g_str_equal(script, "arabic") ? 1.15 : g_str_equal(script, "bengali") ? 1.3 : 1; }

/* Good is the comfortable end, whichever way the scale runs. */
static SpoilReadable grade(double value, double good, double bad) {
  double t = (value - good) / (bad - good);
  return t <= 0 ? READABLE_YES : t < 1 ? READABLE_BETWEEN : READABLE_NO;
}

SpoilReadable spoil_verdict(const SpoilHarm *h, const char *script) {
  if (h->nothing) return READABLE_NO;
  double f = fineness(script);
  SpoilReadable worst = READABLE_YES;
  const SpoilReadable grades[] = {grade(h->blur * f, 0.25, 0.45),   grade(h->line * f, 0.7, 1.6),
                                  grade(h->x_height / f, 4.8, 2.4), grade(h->noise * f, 0.025, 0.08),
                                  grade(h->contrast, 60, 20),       grade(h->hidden, 0.002, 0.02),
                                  grade(h->behind, 0.35, 0.85),     h->screen > 0 ? grade(h->screen / f, 4.8, 2.4) : READABLE_YES};
  for (guint i = 0; i < G_N_ELEMENTS(grades); i++) worst = MAX(worst, grades[i]);
  return worst;
}

/* ------------------------------------------------------------------ letters */

static PhotoSpot spot_of(const SpoilScene *s, const SpoilWord *w, double along, double up) {
  return spoil_sheet_spot(s->sheet[0], w->at.x + along * w->along.x + up * w->up.x, w->at.y + along * w->along.y + up * w->up.y);
}

/* Less than an eighth of the contrast is left; beside a burnt place, more than half shall be. */
static bool burnt_out(const SpoilScene *s, PhotoSpot p) {
  double more = spoil_glare_at(s->glare, p.x, p.y), white = spoil_linear(s->paper), black = spoil_linear(s->ink);
  return (spoil_level(white + more) - spoil_level(black + more)) < (s->clear > 0 ? 0.5 : 0.125) * (s->paper - s->ink);
}

static bool lost(const SpoilScene *s, PhotoSpot p) {
  PhotoSpot px = photo_project(&s->camera, p.x, p.y, 0);
  double rim = s->clear > 0 ? s->clear * photo_scale(&s->camera, p.x, p.y) : 0;
  if (px.x < rim || px.y < rim || px.x >= s->camera.w - rim || px.y >= s->camera.h - rim) return true;
  if (s->cover && spoil_cover_distance(s->cover, p.x, p.y) < s->clear) return true;
  return s->glare && burnt_out(s, p);
}

/* Signatures, stamps and faces are no letters, and are spared too: share of the dark places of the page that are gone. */
static double drawing_lost(const SpoilScene *s) {
  const SpoilSheet *page = s->sheet[0];
  const ExamRaster *face = &page->face[2];
  int dark = 0, gone = 0;
  for (int y = 2; y < face->h; y += 4)
    for (int x = 2; x < face->w; x += 4) {
      if (face->bytes[((size_t)y * (size_t)face->w + (size_t)x) * 3 + 1] > 150) continue;
      dark++;
      gone += lost(s, spoil_sheet_spot(page, ((double)x / face->w - 0.5) * page->w, ((double)y / face->h - 0.5) * page->h));
    }
  return dark ? (double)gone / dark : 0;
}

double spoil_hidden(const SpoilScene *s) {
  double all = 0, gone = 0;
  for (guint i = 0; i < s->sheet[0]->words->len; i++) {
    const SpoilWord *w = &g_array_index(s->sheet[0]->words, SpoilWord, i);
    int count = CLAMP(w->letters, 2, 12);
    for (int k = 0; k < count; k++) gone += lost(s, spot_of(s, w, (k + 0.5) / count, 0.5)) ? (double)w->letters / count : 0;
    all += w->letters;
  }
  if (s->clear > 0 && gone <= 0) return drawing_lost(s);
  return all > 0 ? gone / all : 0;
}

/* Ink of the back stands behind an eighth of the word or more. */
static bool print_behind(const SpoilScene *s, const SpoilWord *w) {
  const ExamRaster *back = &s->back->face[2];
  int dark = 0, count = 0;
  for (double up = 0.1; up < 1; up += 0.2)
    for (double along = 0.025; along < 1; along += 0.05, count++) {
      double u = w->at.x + along * w->along.x + up * w->up.x, v = w->at.y + along * w->along.y + up * w->up.y;
      int x = (int)((0.5 - u / s->sheet[0]->w) * back->w), y = (int)((0.5 + v / s->sheet[0]->h) * back->h);
      if (x >= 0 && y >= 0 && x < back->w && y < back->h) dark += back->bytes[((size_t)y * (size_t)back->w + (size_t)x) * 3 + 1] < 190;
    }
  return dark * 8 >= count;
}

double spoil_overprinted(const SpoilScene *s) {
  double all = 0, over = 0;
  for (guint i = 0; i < s->sheet[0]->words->len; i++) {
    const SpoilWord *w = &g_array_index(s->sheet[0]->words, SpoilWord, i);
    if (print_behind(s, w)) over += w->letters;
    all += w->letters;
  }
  return all > 0 ? over / all : 0;
}

typedef double (*Measure)(const SpoilScene *s, PhotoSpot middle, double x_height);

/* Of all letters; `usual`: as if each were of the page's usual size, for small print is small on every picture. */
static double share_of(const SpoilScene *s, Measure measure, double share, bool usual) {
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(SpoilWeighed));
  for (guint i = 0; i < s->sheet[0]->words->len; i++) {
    const SpoilWord *w = &g_array_index(s->sheet[0]->words, SpoilWord, i);
    PhotoSpot low = spot_of(s, w, 0.5, 0), high = spot_of(s, w, 0.5, 1);
    low = photo_project(&s->camera, low.x, low.y, 0);
    high = photo_project(&s->camera, high.x, high.y, 0);
    double x_height = hypot(high.x - low.x, high.y - low.y) * (usual ? s->sheet[0]->x_height / hypot(w->up.x, w->up.y) : 1);
    SpoilWeighed v = {measure(s, (PhotoSpot){(low.x + high.x) / 2, (low.y + high.y) / 2}, x_height), w->zone ? 1e-6 : w->letters};
    g_array_append_val(values, v);
  }
  return spoil_median(values, share);
}

static double own_height(const SpoilScene *s, PhotoSpot px, double x_height) { return x_height; }
static double own_blur(const SpoilScene *s, PhotoSpot px, double x_height) { return spoil_blur_at(s, px.x, px.y) / MAX(x_height, 0.1); }
static double own_light(const SpoilScene *s, PhotoSpot px, double x_height) {
  PhotoSpot p = photo_desk_at(&s->camera, px.x, px.y);
  return spoil_shadow_at(s->shadow, p.x, p.y);
}

double spoil_x_height(const SpoilScene *s) { return share_of(s, own_height, s->sheet[0]->middle, false); }
double spoil_least_x_height(const SpoilScene *s) { return share_of(s, own_height, 0.05, true); }
double spoil_worst_blur(const SpoilScene *s) { return share_of(s, own_blur, 0.95, true); }
double spoil_least_light(const SpoilScene *s) { return share_of(s, own_light, 0.05, true); }

/* ------------------------------------------------------------------ boxes */

static bool at_cut(const SpoilScene *s, double px, double py) {
  const double from[] = {px, s->camera.w - px, py, s->camera.h - py};
  return from[s->cut] < 0.04 * MAX(s->camera.w, s->camera.h);
}

/* The worst place holds this pixel. */
static bool is_worst(const SpoilScene *s, double px, double py) {
  double u, v;
  PhotoSpot p = photo_desk_at(&s->camera, px, py);
  bool on_page = spoil_sheet_distance(s->sheet[0], p.x, p.y, &u, &v) < 0;
  switch (s->plan.defect) {
  case SPOIL_PARTIAL: return on_page && spoil_blur_at(s, px, py) > 0.5 * s->most_blur;
  case SPOIL_STEEP: return on_page && photo_scale(&s->camera, p.x, p.y) < 0.88 * s->camera.focal / s->far;
  case SPOIL_GLARE: return on_page && spoil_glare_at(s->glare, p.x, p.y) > 0.3 * MIN(s->glare->peak, 1);
  case SPOIL_COVERED: return spoil_cover_distance(s->cover, p.x, p.y) < 0;
  case SPOIL_SHADOW: return on_page && spoil_shadow_at(s->shadow, p.x, p.y) < pow(s->shadow->left, 0.6);
  case SPOIL_CUT: return on_page && at_cut(s, px, py);
  case SPOIL_TWO: return !on_page && spoil_sheet_distance(s->sheet[1], p.x, p.y, &u, &v) < 0;
  default: return false;
  }
}

bool spoil_box(const SpoilScene *s, double ret_box[4]) {
  double step = MAX(s->camera.w, s->camera.h) / 240.0, low[2] = {1e9, 1e9}, high[2] = {-1, -1};
  for (double y = step / 2; y < s->camera.h; y += step)
    for (double x = step / 2; x < s->camera.w; x += step)
      if (is_worst(s, x, y)) {
        low[0] = MIN(low[0], x - step / 2);
        low[1] = MIN(low[1], y - step / 2);
        high[0] = MAX(high[0], x + step / 2);
        high[1] = MAX(high[1], y + step / 2);
      }
  if (high[0] < 0) return false;
  ret_box[0] = floor(MAX(low[0], 0));
  ret_box[1] = floor(MAX(low[1], 0));
  ret_box[2] = ceil(MIN(high[0], s->camera.w) - ret_box[0]);
  ret_box[3] = ceil(MIN(high[1], s->camera.h) - ret_box[1]);
  return true;
}
