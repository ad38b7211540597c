/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a picture to sights: what was read surely, what with doubt, what is a zone that cannot be read. */
#include "mrz/read.h"

#include <math.h>
#include <string.h>

static RectoRaster raster_of(PIX *grey) {
  RectoRaster raster = {pixGetWidth(grey), pixGetHeight(grey), NULL};
  raster.px = g_malloc((size_t)raster.width * (size_t)raster.height);
  for (int y = 0; y < raster.height; y++) {
    const l_uint32 *line = pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey);
    uint8_t *to = raster.px + (size_t)y * (size_t)raster.width;
    for (int x = 0; x < raster.width; x++) to[x] = (uint8_t)GET_DATA_BYTE(line, x);
  }
  return raster;
}

/* The outer corner of a corner cell: half a pitch beside the character's middle, half a height beyond. */
static void corner_of(const RectoMrzCell *cell, double along, double down, double scale, double ret[2]) {
  ret[0] = ((double)cell->x + along * (double)cell->ux + down * (double)cell->vx) / scale;
  ret[1] = ((double)cell->y + along * (double)cell->uy + down * (double)cell->vy) / scale;
}

static RectoMrzFound found_of(const RectoMrzZone *zone, const RectoMrzDecoded *decoded, RectoMrzState state, double scale) {
  const char *lines[RECTO_ZONE_LINES + 1] = {NULL};
  for (int l = 0; l < decoded->lines; l++) lines[l] = decoded->text[l];
  RectoMrzFound found = {.sight = recto_mrz_sight_new(lines, (RectoBox){0}, CLAMP(decoded->all_sure, 0, 1))};
  found.sight->state = state;
  for (int l = 0; l < decoded->lines; l++)
    for (int i = 0; i < decoded->width; i++) found.sight->sure[l][i] = recto_mrz_sure_char(decoded->sure[l][i]);
  int low = zone->lines - 1, last = zone->width - 1;
  corner_of(&zone->cell[0][0], -0.5, -0.6, scale, found.corner[0]);
  corner_of(&zone->cell[0][last], 0.5, -0.6, scale, found.corner[1]);
  corner_of(&zone->cell[low][last], 0.5, 0.6, scale, found.corner[2]);
  corner_of(&zone->cell[low][0], -0.5, 0.6, scale, found.corner[3]);
  found.angle = atan2(found.corner[1][1] - found.corner[0][1], found.corner[1][0] - found.corner[0][0]) * 180 / G_PI;
  return found;
}

static void found_clear(gpointer found) { recto_mrz_sight_free(((RectoMrzFound *)found)->sight); }

/* Stripes and dark edges read as one character over and over. */
static double commonest_share(const RectoMrzDecoded *decoded) {
  int count[128] = {0}, most = 0;
  for (int l = 0; l < decoded->lines; l++)
    for (int i = 0; i < decoded->width; i++) {
      int *n = &count[(int)decoded->text[l][i]];
      *n += decoded->text[l][i] != '<';
      most = MAX(most, *n);
    }
  return (double)most / (decoded->lines * decoded->width);
}

/* A zone is believed by its layout: check digits, alphabets, a standard width filled. Two lines of like print without any of it are ordinary text. */
static bool believe(const RectoMrzZone *zone, const RectoMrzDecoded *decoded, const RectoMrzRules *rules, RectoMrzState *ret) {
  double fit = decoded->fit / (decoded->lines * decoded->width);
  if (commonest_share(decoded) > rules->same_most) return false;
  if (decoded->checks_right >= 2 && decoded->checks_wrong <= 1 && decoded->outside <= 1 && fit >= rules->fit) {
    bool sure = decoded->checks_wrong == 0 && decoded->outside == 0 && decoded->all_sure >= rules->sure;
    *ret = sure ? RECTO_MRZ_READ : RECTO_MRZ_DOUBTFUL;
    return zone->lines > 1 || sure;
  }
  *ret = fit >= rules->fit / 2 ? RECTO_MRZ_DOUBTFUL : RECTO_MRZ_UNREADABLE;
  return zone->lines > 1 && zone->fill >= rules->fill && zone->score >= rules->line / 2 && fit >= 2 * rules->fit;
}

GArray *recto_mrz_read(PIX *grey, const RectoMrzWeights *weights, const RectoModels *limits) {
  GArray *all = g_array_new(FALSE, TRUE, sizeof(RectoMrzFound));
  g_array_set_clear_func(all, found_clear);
  RectoMrzRules rules = recto_mrz_rules(limits);
  double scale = MAX(pixGetWidth(grey), pixGetHeight(grey)) < rules.enlarge_below ? 2 : 1;
  g_autoptr(PIX) picture = recto_pix_scaled(grey, scale);
  if (!picture) return all;
  RectoPyramid pyramid;
  recto_pyramid_init(&pyramid, raster_of(picture));
  g_autoptr(GArray) zones = recto_mrz_zones_find(&pyramid, weights, &rules);
  for (guint k = 0; k < zones->len; k++) {
    const RectoMrzZone *zone = &g_array_index(zones, RectoMrzZone, k);
    RectoMrzDecoded decoded;
    RectoMrzState state;
    if (zone->score < rules.line || !recto_mrz_decode(zone, &rules, &decoded) || !believe(zone, &decoded, &rules, &state)) continue;
    RectoMrzFound found = found_of(zone, &decoded, state, scale);
    g_array_append_val(all, found);
  }
  recto_pyramid_clear(&pyramid);
  return all;
}
