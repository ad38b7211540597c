/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The survey of a page: even light, ink, letters. Must not know: words, OCR. */
#include "image/survey.h"

#include "image/letters.h"
#include "image/sheet.h"
#include "image/textlines.h"

#include <math.h>
#include <string.h>

/* Tile of the background map in survey px; pixBackgroundNorm's usual choice for 150 dpi. */
enum { TILE = 16, TILE_MIN_COUNT = 60, SMOOTH_X = 2, SMOOTH_Y = 1, LETTERS_FOR_PAPER = 24 };

/* Paper and shade come from a map of bright local maxima: letters are thin, so the brightest of a tile is paper. Where there are letters only
 * their surroundings count: a dark desk beside the page or a black scanner edge is no shadow on the text. */
static void measure_paper(RectoSurvey *survey) {
  g_autoptr(PIX) tiles = pixScaleGrayMinMax(survey->grey, TILE, TILE, L_CHOOSE_MAX);
  if (!tiles) return;
  size_t count[256] = {0}, total = 0;
  bool by_letters = survey->letters && survey->letters->n >= LETTERS_FOR_PAPER;
  int width = pixGetWidth(tiles), height = pixGetHeight(tiles), n = by_letters ? survey->letters->n : width * height;
  for (int i = 0; i < n; i++, total++) {
    const BOX *box = by_letters ? survey->letters->box[i] : NULL;
    l_uint32 value = 255;
    pixGetPixel(tiles, box ? MIN((box->x + box->w / 2) / TILE, width - 1) : i % width, box ? MIN((box->y + box->h / 2) / TILE, height - 1) : i / width, &value);
    count[MIN(value, 255)]++;
  }
  int mark[3];
  const double share[3] = {0.05, 0.5, 0.95};
  for (int k = 0; k < 3; k++) {
    size_t below = 0;
    mark[k] = 0;
    while (mark[k] < 255 && (double)(below += count[mark[k]]) < share[k] * (double)total) mark[k]++;
  }
  survey->paper = mark[1];
  survey->shade = mark[2] > 0 ? (double)mark[0] / mark[2] : 1;
}

/* Paper is light, and most of a page is paper. */
static double light_share(PIX *grey) {
  enum { STEP = 4 };
  const double lightest = 0.9, nearly = 0.8;
  int limit = (int)(recto_pix_percentile(grey, lightest, STEP) * nearly);
  size_t light = 0, all = 0;
  for (int y = 0; y < pixGetHeight(grey); y += STEP)
    for (int x = 0; x < pixGetWidth(grey); x += STEP, all++) light += GET_DATA_BYTE(pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey), x) >= limit;
  return all ? (double)light / (double)all : 0;
}

/* Even light: contrast stretched, then the background brought to one white. Falls back to the stretched copy where the map cannot be made. */
static PIX *even_light(PIX *grey, int least_range, const RectoModels *limits) {
  int low = recto_pix_percentile(grey, recto_limit(limits, "image.survey.stretch-low"), 4);
  int high = recto_pix_percentile(grey, recto_limit(limits, "image.survey.stretch-high"), 4);
  g_autoptr(PIX) stretched = NULL;
  if (high - low > least_range) {
    NUMA *curve = numaGammaTRC(1.0f, low, high);
    stretched = curve ? pixCopy(NULL, grey) : NULL;
    if (stretched) pixTRCMap(stretched, NULL, curve);
    numaDestroy(&curve);
  }
  if (!stretched) stretched = pixClone(grey);
  if (!stretched) return NULL;
  PIX *even = pixBackgroundNorm(stretched, NULL, NULL, TILE, TILE, 60, TILE_MIN_COUNT - 20, 200, SMOOTH_X, SMOOTH_Y);
  return even ? even : g_steal_pointer(&stretched);
}

static void take_letters(RectoSurvey *survey, RectoLetters *letters) {
  boxaDestroy(&survey->letters);
  survey->letters = g_steal_pointer(&letters->box);
  survey->letter_height = letters->height;
  survey->rows = letters->rows;
}

/* `least`: px; what is lower is no letter, whatever the limits say. */
static bool find_letters(RectoSurvey *survey, int least, const RectoModels *limits) {
  g_autoptr(BOXA) parts = pixConnCompBB(survey->ink, 8);
  g_auto(RectoLetters) letters = {0};
  if (!parts || !recto_letters_find(parts, least, limits, &letters)) return false;
  take_letters(survey, &letters);
  return true;
}

/* Of the letters in rows: less is no text, grain alone up to 0.56; pages of text have more than 0.75. */
static const double TEXT_ROWS = 0.6, TEXT_PAGE = 0.75;

/* So much more text than the survey shows, and so much at least. */
static bool shows_more(const RectoLetters *letters, const RectoSurvey *survey, double least, const RectoModels *limits) {
  return letters->box->n >= LETTERS_FOR_PAPER && letters->rows >= least && letters->rows - survey->rows >= recto_limit(limits, "image.survey.rows-more");
}

/* Adds letters beside the sheet that stand in long lines: a part of it in a shadow, or another sheet. */
static void add_lines_beside(PIX *sheet, const BOXA *all, double height, BOXA *ret) {
  enum { LONG = 8 };
  g_autoptr(BOXA) beside = recto_sheet_boxes(sheet, all, false);
  g_auto(RectoTextLines) lines = {0};
  if (!beside || height <= 0) return;
  recto_textlines_make(beside, height, &lines);
  for (guint i = 0; i < lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines.lines, RectoTextLine, i);
    for (int k = 0; k < line->n && line->n >= LONG; k++) boxaAddBox(ret, (BOX *)line->letter[k], L_COPY);
  }
}

/* The marks of a cloth or a desk may outnumber the letters of the sheet that lies on it. */
static bool leave_ground_out(RectoSurvey *survey, PIX *sheet, double rows, const RectoModels *limits) {
  g_autoptr(BOXA) parts = pixConnCompBB(survey->ink, 8), on = parts ? recto_sheet_boxes(sheet, parts, true) : NULL;
  g_auto(RectoLetters) first = {0}, letters = {0};
  if (!on || !recto_letters_find(on, 0, limits, &first)) return false;
  add_lines_beside(sheet, survey->letters, first.height, on);
  g_autoptr(BOXA) all = boxaSort(on, L_SORT_BY_Y, L_SORT_INCREASING, NULL); /* what finds letters wants them from the top */
  if (!all || !recto_letters_find(all, 0, limits, &letters)) return false;
  if (shows_more(&letters, survey, rows, limits)) take_letters(survey, &letters);
  return true;
}

/* Thin strokes that are a little out of focus are paler than ink: letters fall into pieces, and only what hangs together with a dark piece makes them whole. Smears of a moving hand
 * grow further. */
static bool make_whole(RectoSurvey *survey, PIX *sheet, const RectoModels *limits) {
  const double most = 3; /* times the pieces' height */
  g_autoptr(PIX) pale = pixThresholdToBinary(survey->even, (l_int32)recto_limit(limits, "image.survey.ink-pale"));
  g_autoptr(PIX) whole = pale ? pixSeedfillBinary(NULL, survey->ink, pale, 8) : NULL;
  g_autoptr(BOXA) parts = whole ? pixConnCompBB(whole, 8) : NULL, on = parts && sheet ? recto_sheet_boxes(sheet, parts, true) : NULL;
  g_auto(RectoLetters) letters = {0};
  if (!parts || (sheet && !on) || !recto_letters_find(on ? on : parts, 0, limits, &letters)) return false;
  if (!shows_more(&letters, survey, TEXT_PAGE, limits) || letters.height > most * survey->letter_height) return true;
  take_letters(survey, &letters);
  pixDestroy(&survey->ink);
  survey->ink = g_steal_pointer(&whole);
  return true;
}

/* Where most marks stand in no rows, what shows more text is right. The specks of grain, joined by their paler rims, would stand in rows as well. */
static bool look_amid(RectoSurvey *survey, bool grainy, const RectoModels *limits) {
  if (survey->rows >= TEXT_PAGE || survey->letters->n == 0) return true;
  g_autoptr(PIX) sheet = recto_sheet_find(survey->calm, limits);
  if (sheet && !leave_ground_out(survey, sheet, grainy ? TEXT_PAGE : recto_limit(limits, "image.survey.rows"), limits)) return false;
  return grainy || survey->rows >= TEXT_PAGE || make_whole(survey, sheet, limits);
}

enum { RANGE = 16, CALM_RANGE = 5 }; /* grey levels; fewer than that are a bare sheet's own, and are not stretched */
enum { LARGE_LETTERS = 80 };

static bool see_letters(RectoSurvey *survey, int least_range, int least, const RectoModels *limits) {
  survey->even = even_light(survey->calm, least_range, limits);
  survey->ink = survey->even ? pixThresholdToBinary(survey->even, (l_int32)recto_limit(limits, "image.survey.ink")) : NULL;
  return survey->ink && find_letters(survey, least, limits);
}

/* Letters that stand in rows; a few may do so by chance. */
static double in_rows(const RectoSurvey *survey) { return survey->letters->n >= LETTERS_FOR_PAPER ? survey->rows : 0; }

/* Smoothed by so much, and what is lower than `specks` times that left out: taken where it shows more text. */
static bool try_smoothed(const RectoSurvey *survey, int half, int specks, RectoSurvey *best, const RectoModels *limits) {
  g_auto(RectoSurvey) other = {.calm = pixBlockconv(survey->grey, half, half)};
  if (!other.calm || !see_letters(&other, CALM_RANGE, specks * (2 * half + 1), limits)) return false;
  if (in_rows(&other) <= in_rows(best) || (specks > 0 && other.letters->n < LARGE_LETTERS)) return true;
  RectoSurvey worse = *best;
  *best = other;
  other = worse;
  return true;
}

/* Grain that is not smoothed makes specks of the paper and holes in the letters; smoothed too much, small letters vanish. What shows most text is right. Where none does,
 * the specks of a coarse ground may outnumber large letters: they are about as high as what was smoothed, and so many larger marks are no parts of a picture. */
static bool see_through_grain(RectoSurvey *survey, const RectoModels *limits) {
  int most = (int)recto_limit(limits, "image.survey.smooth-most");
  g_auto(RectoSurvey) best = {.calm = pixClone(survey->grey)};
  if (!best.calm || !see_letters(&best, RANGE, 0, limits)) return false;
  for (int half = 1; half <= most; half++)
    if (!try_smoothed(survey, half, 0, &best, limits)) return false;
  for (int half = 1; half <= most && in_rows(&best) < TEXT_ROWS; half++)
    if (!try_smoothed(survey, half, 2, &best, limits)) return false;
  survey->calm = g_steal_pointer(&best.calm);
  survey->even = g_steal_pointer(&best.even);
  survey->ink = g_steal_pointer(&best.ink);
  survey->letters = g_steal_pointer(&best.letters);
  survey->letter_height = best.letter_height;
  survey->rows = best.rows;
  return true;
}

static bool see(RectoSurvey *survey, const RectoModels *limits) {
  int range = recto_pix_percentile(survey->grey, recto_limit(limits, "image.survey.stretch-high"), 4) - recto_pix_percentile(survey->grey, recto_limit(limits, "image.survey.stretch-low"), 4);
  double grain = 0;
  for (int i = 0; i < RECTO_GRAIN_SIZES; i++) grain = MAX(grain, survey->grain[i]);
  bool strong = grain * survey->factor >= MAX(recto_limit(limits, "image.survey.grain") * range, recto_limit(limits, "image.survey.grain-least"));
  if (strong) return see_through_grain(survey, limits) && look_amid(survey, true, limits);
  survey->calm = pixClone(survey->grey);
  return survey->calm && see_letters(survey, RANGE, 0, limits) && look_amid(survey, false, limits);
}

/* Letters of two or three px are no more than dirt at their own size. Kept only when what shows then surely is text. */
static bool see_enlarged(RectoSurvey *survey, const RectoModels *limits) {
  bool large = MAX(pixGetWidth(survey->grey), pixGetHeight(survey->grey)) >= recto_limit(limits, "image.survey.side-least");
  if (large || (survey->letters->n >= LETTERS_FOR_PAPER && survey->letter_height > recto_limit(limits, "image.survey.enlarge"))) return true;
  g_auto(RectoSurvey) twice = {.factor = 2 * survey->factor, .grey = pixScaleGray2xLI(survey->grey), .paper = 255, .shade = 1};
  memcpy(twice.grain, survey->grain, sizeof twice.grain);
  memcpy(twice.apart, survey->apart, sizeof twice.apart);
  if (!twice.grey || !see(&twice, limits)) return false;
  if (in_rows(&twice) < recto_limit(limits, "image.survey.rows") || in_rows(&twice) <= in_rows(survey)) return true;
  RectoSurvey small = *survey;
  *survey = twice;
  twice = small;
  return true;
}

static bool is_print(const RectoSurvey *survey, const BOX *box) { return box->h * 2 >= survey->letter_height && box->h <= survey->letter_height * 3; }

/* Grey of the evened survey, between that of the page's ink and its paper: the grain of a desk is paler than print. */
static int palest_print(const RectoSurvey *survey, int *darkest) {
  enum { PAPER = 200 }; /* of the evened survey */
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(int));
  for (int i = 0; i < survey->letters->n; i++) {
    darkest[i] = recto_pix_darkest(survey->even, survey->letters->box[i]);
    if (is_print(survey, survey->letters->box[i])) g_array_append_val(values, darkest[i]);
  }
  if (values->len == 0) return PAPER;
  g_array_sort(values, recto_int_compare);
  int ink = g_array_index(values, int, values->len / 3);
  return ink + (PAPER - ink) / 3;
}

bool recto_survey_is_dark(const RectoSurvey *survey, const BOX *box) { return recto_pix_darkest(survey->even, box) <= survey->palest; }

static bool find_print(RectoSurvey *survey) {
  g_autofree int *darkest = g_new0(int, (gsize)survey->letters->n + 1);
  survey->palest = palest_print(survey, darkest);
  survey->print = boxaCreate(MAX(survey->letters->n, 1));
  for (int i = 0; survey->print && i < survey->letters->n; i++)
    if (is_print(survey, survey->letters->box[i]) && darkest[i] <= survey->palest) boxaAddBox(survey->print, survey->letters->box[i], L_COPY);
  survey->print_rows = survey->print ? recto_letters_in_rows(survey->print) : 0;
  return survey->print != NULL;
}

bool recto_survey_make(PIX *grey, const RectoModels *limits, RectoSurvey *ret) {
  if (!grey || pixGetWidth(grey) < 1 || pixGetHeight(grey) < 1) return false;
  g_auto(RectoSurvey) survey = {.factor = 1, .paper = 255, .shade = 1};
  survey.grey = pixClone(grey);
  while (survey.grey && MAX(pixGetWidth(survey.grey), pixGetHeight(survey.grey)) > recto_limit(limits, "image.survey.side")) {
    PIX *half = pixScaleAreaMap2(survey.grey);
    pixDestroy(&survey.grey);
    survey.grey = half;
    survey.factor /= 2;
  }
  if (!survey.grey) return false;
  recto_grain_measure(grey, survey.grain);
  recto_grain_apart(grey, survey.apart);
  if (!see(&survey, limits) || !see_enlarged(&survey, limits)) return false;
  measure_paper(&survey);
  survey.light = light_share(survey.calm);
  if (!find_print(&survey)) return false;
  *ret = survey;
  survey = (RectoSurvey){0};
  return true;
}

bool recto_survey_darker(const RectoSurvey *survey, int ink, const RectoModels *limits, RectoSurvey *ret) {
  g_auto(RectoSurvey) darker = {.factor = survey->factor, .light = survey->light, .paper = survey->paper, .shade = survey->shade};
  memcpy(darker.grain, survey->grain, sizeof darker.grain);
  memcpy(darker.apart, survey->apart, sizeof darker.apart);
  darker.grey = pixClone(survey->grey);
  darker.calm = pixClone(survey->calm);
  darker.even = pixClone(survey->even);
  darker.ink = darker.even ? pixThresholdToBinary(darker.even, ink) : NULL;
  if (!darker.grey || !darker.ink || !find_letters(&darker, 0, limits) || !find_print(&darker)) return false;
  *ret = darker;
  darker = (RectoSurvey){0};
  return true;
}

void recto_survey_clear(RectoSurvey *survey) {
  pixDestroy(&survey->grey);
  pixDestroy(&survey->calm);
  pixDestroy(&survey->even);
  pixDestroy(&survey->ink);
  boxaDestroy(&survey->letters);
  boxaDestroy(&survey->print);
}
