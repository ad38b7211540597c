/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small documents lying on a larger sheet. Must not know: what they are. */
#include "image/island.h"

#include <math.h>

enum { REDUCTION = 8 };

/* The letters' boxes at an eighth, grown together over gaps of `gap` px. */
static PIX *content_map(const RectoSurvey *survey, int gap) {
  g_autoptr(PIX) letters = pixCreate(pixGetWidth(survey->ink), pixGetHeight(survey->ink), 1);
  for (int i = 0; letters && i < survey->letters->n; i++) pixSetInRect(letters, survey->letters->box[i]);
  g_autoptr(PIX) small = letters ? pixReduceRankBinaryCascade(letters, 1, 1, 1, 0) : NULL;
  g_autoptr(PIX) bordered = small ? pixAddBorder(small, gap, 0) : NULL;
  g_autoptr(PIX) closed = bordered ? pixCloseBrick(NULL, bordered, gap, gap) : NULL;
  return closed ? pixRemoveBorder(closed, gap) : NULL;
}

static int letters_inside(const RectoSurvey *survey, const BOX *box) {
  int inside = 0;
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *letter = survey->letters->box[i];
    int x = letter->x + letter->w / 2, y = letter->y + letter->h / 2;
    inside += x >= box->x && x < box->x + box->w && y >= box->y && y < box->y + box->h;
  }
  return inside;
}

static bool island_sized(const BOX *box, int page_width, double survey_dpi, bool estimated, const RectoModels *limits) {
  double longer = MAX(box->w, box->h), shorter = MIN(box->w, box->h), mm = 25.4 / survey_dpi;
  if (longer > shorter * recto_limit(limits, "image.island.aspect") || box->w > recto_limit(limits, "image.island.width") * page_width) return false;
  return estimated || (longer * mm >= recto_limit(limits, "image.island.least-mm") && longer * mm <= recto_limit(limits, "image.island.most-mm"));
}

/* The island's box in the frame, with a margin. */
static RectoBox to_frame(const BOX *box, int margin, double factor) {
  int x = MAX(0, box->x - margin), y = MAX(0, box->y - margin);
  return (RectoBox){(int)(x / factor), (int)(y / factor), (int)((box->x + box->w + margin - x) / factor), (int)((box->y + box->h + margin - y) / factor)};
}

GArray *recto_islands_find(const RectoSurvey *survey, double dpi, bool estimated, const RectoModels *limits) {
  GArray *islands = g_array_new(FALSE, FALSE, sizeof(RectoBox));
  double survey_dpi = MAX(dpi, 1) * survey->factor, page = (double)pixGetWidth(survey->ink) * pixGetHeight(survey->ink), area = 0;
  int gap = (int)MAX(3, lround(recto_limit(limits, "image.island.gap-mm") / 25.4 * survey_dpi / REDUCTION)), covered = 0;
  int margin = (int)(recto_limit(limits, "image.island.margin-mm") / 25.4 * survey_dpi);
  g_autoptr(PIX) map = content_map(survey, gap);
  g_autoptr(BOXA) boxes = map ? pixConnCompBB(map, 8) : NULL;
  for (int i = 0; boxes && i < boxes->n; i++) {
    const BOX *b = boxes->box[i];
    BOX box = {.x = b->x * REDUCTION, .y = b->y * REDUCTION, .w = b->w * REDUCTION, .h = b->h * REDUCTION};
    int inside = letters_inside(survey, &box);
    if (inside < recto_limit(limits, "image.island.letters") || !island_sized(&box, pixGetWidth(survey->ink), survey_dpi, estimated, limits)) continue;
    covered += inside;
    area += (double)box.w * box.h;
    RectoBox island = to_frame(&box, margin, survey->factor);
    g_array_append_val(islands, island);
  }
  bool all = covered >= recto_limit(limits, "image.island.covered") * survey->letters->n && area <= recto_limit(limits, "image.island.area") * page;
  if (!all || islands->len > recto_limit(limits, "image.island.most")) g_array_set_size(islands, 0);
  return islands;
}
