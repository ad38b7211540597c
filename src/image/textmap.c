/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where text stands on a page. Must not know: light, things over it. */
#include "image/textmap.h"

enum { STEP = RECTO_TEXTMAP_STEP, LINE_GAP = 3, WORD_GAP = 6 }; /* gaps in letter heights */

void recto_textmap_clear(RectoTextMap *map) {
  pixDestroy(&map->text);
  pixDestroy(&map->area);
}

static int darkest_in(PIX *even, const BOX *box) {
  int darkest = 255;
  for (int y = box->y; y < box->y + box->h && y < pixGetHeight(even); y++)
    for (int x = box->x; x < box->x + box->w && x < pixGetWidth(even); x++) darkest = MIN(darkest, GET_DATA_BYTE(pixGetData(even) + (size_t)y * (size_t)pixGetWpl(even), x));
  return darkest;
}

static bool is_print(const RectoSurvey *survey, const BOX *box) { return box->h * 2 >= survey->letter_height && box->h <= survey->letter_height * 3; }

/* Grey of the evened survey, between that of the page's ink and its paper: the grain of a desk is paler than print. */
static int palest_print(const RectoSurvey *survey, int *darkest) {
  enum { PAPER = 200 }; /* of the evened survey */
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(int));
  for (int i = 0; i < survey->letters->n; i++) {
    darkest[i] = darkest_in(survey->even, survey->letters->box[i]);
    if (is_print(survey, survey->letters->box[i])) g_array_append_val(values, darkest[i]);
  }
  if (values->len == 0) return PAPER;
  g_array_sort(values, recto_int_compare);
  int ink = g_array_index(values, int, values->len / 3);
  return ink + (PAPER - ink) / 3;
}

static PIX *letter_mask(const RectoSurvey *survey) {
  PIX *mask = pixCreate(MAX(1, pixGetWidth(survey->grey) / STEP), MAX(1, pixGetHeight(survey->grey) / STEP), 1);
  g_autofree int *darkest = g_new0(int, (gsize)survey->letters->n + 1);
  int palest = palest_print(survey, darkest);
  for (int i = 0; mask && i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    if (is_print(survey, box) && darkest[i] <= palest) pixRasterop(mask, box->x / STEP, box->y / STEP, box->w / STEP + 1, box->h / STEP + 1, PIX_SET, NULL, 0, 0);
  }
  return mask;
}

PIX *recto_textmap_closed(const RectoTextMap *map, PIX *mask) {
  return pixCloseSafeBrick(NULL, mask, WORD_GAP * map->letter + 1, LINE_GAP * map->letter + 1);
}

bool recto_textmap_make(const RectoSurvey *survey, const RectoModels *limits, RectoTextMap *ret) {
  *ret = (RectoTextMap){.letter = MAX(1, (int)(survey->letter_height / STEP))};
  g_autoptr(PIX) letters = letter_mask(survey);
  if (!letters) return false;
  int across = (int)(pixGetWidth(letters) * recto_limit(limits, "image.text.gap-across")), down = (int)(pixGetHeight(letters) * recto_limit(limits, "image.text.gap-down"));
  ret->text = recto_textmap_closed(ret, letters);
  ret->area = pixCloseSafeBrick(NULL, letters, MAX(1, across), MAX(1, down));
  if (ret->text && ret->area) return true;
  recto_textmap_clear(ret);
  return false;
}

int recto_textmap_count(PIX *mask) {
  l_int32 n = 0;
  return mask && !pixCountPixels(mask, &n, NULL) ? n : 0;
}

RectoBox recto_textmap_box(const RectoSurvey *survey, const BOX *box) {
  double back = STEP / survey->factor;
  return (RectoBox){(int)(box->x * back), (int)(box->y * back), (int)(box->w * back), (int)(box->h * back)};
}
