/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharpness, contrast and noise of the print of a page. Must not know: verdicts. */
#include "image/sharp.h"

#include "image/rows.h"
#include "image/textlines.h"

#include <math.h>

enum { LETTERS = 360, ROW_PLACES = 240, FEW_PLACES = 24, GRID = 24 };
enum { LINE = 8, LINE_LETTERS = 40 };  /* letters of a line, and of all lines, that speak for a page most of whose marks stand in none */
static const double TEXT_ROWS = 0.75, CLEAR = 0.26, SURELY_SHARP = 0.45; /* share of marks in rows on pages of text; detail of lines that can be read, and of such that half of them are enough */
static const double WINDOW = 3;     /* width of a place, letter heights */
static const double LOW = 0.8;      /* of the median letter: an "x" between capitals; larger letters count by their own height */
static const double OF_ROW = 0.7;   /* letter height in a row's height */
static const double OF_LETTER = 0.55, OF_STROKE = 0.25; /* of a letter's height: grain that large is print; strokes are about a sixth, and must not go with it */
static const double SOFT_BEST = 0.4; /* of letters out of focus 0.13 to 0.32 */
static const double OF_SIDE = 110;  /* usual letters of an A4 page that fills the picture, in its longer side */

typedef struct { double x, y, detail[RECTO_DIRECTIONS]; } Place;
typedef struct { PIX *grey; const double *grain; GArray *places; } Places;

/* ------------------------------------------------------------------ contrast */

/* Grey levels between paper and stroke in one letter's box. */
static double contrast_of(PIX *grey, const BOX *box) {
  size_t count[256] = {0}, total = 0, below = 0;
  int x0 = MAX(0, box->x - 2), y0 = MAX(0, box->y - 2), x1 = MIN(pixGetWidth(grey), box->x + box->w + 2), y1 = MIN(pixGetHeight(grey), box->y + box->h + 2);
  int dark = -1, light = 255;
  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++, total++) count[GET_DATA_BYTE(pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey), x)]++;
  for (int value = 0; value < 256; value++) {
    below += count[value];
    if (dark < 0 && (double)below > 0.03 * (double)total) dark = value;
    if ((double)below <= 0.85 * (double)total) light = MIN(value + 1, 255);
  }
  return total ? light - dark : 0;
}

static BOX in_frame(const RectoSurvey *survey, const BOX *s) {
  return (BOX){.x = (int)(s->x / survey->factor), .y = (int)(s->y / survey->factor), .w = (int)(s->w / survey->factor), .h = (int)(s->h / survey->factor)};
}

/* Grain larger than half a letter would be print. */
static double densest_grain(const RectoSurvey *survey, double letter_height) {
  double most = survey->grain[0];
  for (int i = 1; i < RECTO_GRAIN_SIZES; i++)
    if ((1 << i) <= OF_LETTER * letter_height) most = MAX(most, survey->grain[i]);
  return most;
}

/* Smoothed grain, or that of a picture that was enlarged, hardly differs from one pixel to the next. */
static void measure_grain(const RectoSurvey *survey, double letter_height, RectoSharp *ret) {
  double most = ret->fine = survey->grain[0];
  for (int i = 1; i < RECTO_GRAIN_SIZES && (1 << i) <= OF_STROKE * letter_height; i++) {
    double scatter = survey->grain[i] / (1 << i);
    ret->fine = MAX(ret->fine, survey->grain[i]);
    if (scatter <= most) continue;
    most = scatter;
    ret->grain_size = 1 << i;
  }
}

/* Grain makes a letter's box darker and lighter than its ink and its paper: of so many times its scatter the contrast is not the letter's. Where next to nothing is left, that. */
static double without_grain(const RectoSurvey *survey, double contrast) {
  const double times = 1.4, left = 0.1;
  return MAX(contrast - times * recto_grain_scatter(survey->grain), left * contrast);
}

static void measure_contrast(PIX *grey, const RectoSurvey *survey, RectoSharp *ret) {
  enum { LEAST = 8 };
  g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
  for (int i = 0; i < survey->letters->n; i += MAX(1, survey->letters->n / LETTERS)) {
    BOX box = in_frame(survey, survey->letters->box[i]);
    double contrast = contrast_of(grey, &box);
    if (contrast >= LEAST) g_array_append_val(values, contrast);
  }
  ret->n = values->len;
  ret->contrast = recto_double_median(values);
  double letter_height = survey->letter_height / survey->factor;
  measure_grain(survey, letter_height, ret);
  ret->snr = ret->contrast / MAX(ret->fine, 0.25);
  ret->density = densest_grain(survey, letter_height);
  ret->grain = ret->density / (without_grain(survey, ret->contrast) * letter_height);
}

/* Where no letter is seen, what would hide print of the usual size and blackness. */
static double grain_over_nothing(PIX *grey, const RectoSurvey *survey) {
  const double blackness = 0.75;
  double letter_height = MAX(pixGetWidth(grey), pixGetHeight(grey)) / OF_SIDE, paper = recto_pix_percentile(survey->calm, 0.5, 4);
  return densest_grain(survey, letter_height) / MAX(1, blackness * paper * letter_height);
}

/* ------------------------------------------------------------------ places */

/* A rule, or the edge of a bar, that runs through a place: along it nothing changes, across it much. */
static bool is_rule(const Place *place) {
  const double none = 0.02, some = 0.2;
  return recto_detail_worst(place->detail) < none && recto_detail_best(place->detail) > some;
}

static void add_place(Places *places, double x, double y, double height) {
  Place place = {.x = x, .y = y};
  if (recto_detail_measure(places->grey, x, y, height, places->grain, place.detail) && !is_rule(&place)) g_array_append_val(places->places, place);
}

/* No dot, no picture; headlines count by their own height. */
static bool is_print(const RectoSurvey *survey, const BOX *box) { return box->h >= survey->letter_height * 0.5 && box->h <= survey->letter_height * 3; }

static void add_letters(Places *places, const RectoSurvey *survey) {
  for (int i = 0; i < survey->letters->n; i += MAX(1, survey->letters->n / LETTERS)) {
    const BOX *box = survey->letters->box[i];
    double height = MAX(box->h, LOW * survey->letter_height) / survey->factor;
    if (is_print(survey, box)) add_place(places, (box->x + box->w / 2.0) / survey->factor, (box->y + box->h / 2.0) / survey->factor, height);
  }
}

/* Some letter of the usual height stands there and speaks for the place. */
static bool has_letter(const RectoSurvey *survey, double x, double y, double reach) {
  for (int i = 0; i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    if (fabs(box->x + box->w / 2.0 - x) <= reach && fabs(box->y + box->h / 2.0 - y) <= reach && is_print(survey, box)) return true;
  }
  return false;
}

static void add_rows(Places *places, const RectoSurvey *survey, const RectoModels *limits) {
  g_autoptr(BOXA) rows = recto_rows_find(survey, limits);
  bool known = survey->letters->n >= FEW_PLACES;
  for (int i = 0, n = 0; rows && i < rows->n && n < ROW_PLACES; i++) {
    const BOX *row = rows->box[i];
    double height = known ? survey->letter_height : OF_ROW * row->h, y = row->y + row->h / 2.0;
    for (double x = row->x + height * WINDOW / 2; x < row->x + row->w && n < ROW_PLACES; x += height * WINDOW) {
      if (has_letter(survey, x, y, row->h)) continue;
      add_place(places, x / survey->factor, y / survey->factor, height / survey->factor);
      n++;
    }
  }
}

static void add_grid(Places *places) {
  int width = pixGetWidth(places->grey), height = pixGetHeight(places->grey);
  double step = MAX(width, height) / (double)GRID;
  for (double y = step / 2; y < height; y += step)
    for (double x = step / 2; x < width; x += step) add_place(places, x, y, MAX(width, height) / OF_SIDE);
}

/* ------------------------------------------------------------------ the whole */

static double median_in(const GArray *places, int direction) {
  g_autoptr(GArray) values = g_array_sized_new(FALSE, FALSE, sizeof(double), places->len);
  for (guint i = 0; i < places->len; i++) g_array_append_val(values, g_array_index(places, Place, i).detail[direction]);
  return recto_double_median(values);
}

/* The middle nine tenths of the soft places' extent, and half a place around. */
static RectoBox around(const GArray *soft, double margin, PIX *grey) {
  g_autoptr(GArray) xs = g_array_new(FALSE, FALSE, sizeof(double)), ys = g_array_new(FALSE, FALSE, sizeof(double));
  for (guint i = 0; i < soft->len; i++) {
    const Place *place = &g_array_index(soft, Place, i);
    g_array_append_val(xs, place->x);
    g_array_append_val(ys, place->y);
  }
  g_array_sort(xs, recto_double_compare);
  g_array_sort(ys, recto_double_compare);
  guint low = soft->len / 20, high = soft->len - 1 - low;
  int x0 = (int)MAX(0, g_array_index(xs, double, low) - margin), x1 = (int)MIN(pixGetWidth(grey), g_array_index(xs, double, high) + margin);
  int y0 = (int)MAX(0, g_array_index(ys, double, low) - margin), y1 = (int)MIN(pixGetHeight(grey), g_array_index(ys, double, high) + margin);
  return (RectoBox){x0, y0, MAX(x1 - x0, 1), MAX(y1 - y0, 1)};
}

/* Out of focus is soft in every direction; a rule that leans a little is soft along itself only. */
static bool is_soft(const Place *place, double limit) { return recto_detail_worst(place->detail) < limit && recto_detail_best(place->detail) < SOFT_BEST; }

/* Print that is out of focus lies in rows, soft place beside soft place; cloth, tiles and pens beside a page do not. */
static bool stands_in_row(const GArray *places, guint at, double limit, double height) {
  const double foot = 0.5, near = 4, beside = 8, reach = 12; /* letter heights */
  const Place *own = &g_array_index(places, Place, at);
  int soft = 0, soft_beside = 0, sharp_near = 0;
  for (guint i = 0; i < places->len; i++) {
    const Place *other = &g_array_index(places, Place, i);
    double away = fabs(other->x - own->x);
    if (i == at || fabs(other->y - own->y) > foot * height || away > reach * height) continue;
    bool is = is_soft(other, limit);
    soft += is, soft_beside += is && away <= beside * height, sharp_near += !is && away <= near * height;
  }
  return soft >= 2 && soft_beside >= sharp_near;
}

static double upper_quarter(const GArray *places) {
  g_autoptr(GArray) values = g_array_sized_new(FALSE, FALSE, sizeof(double), places->len);
  for (guint i = 0; i < places->len; i++) {
    double worst = recto_detail_worst(g_array_index(places, Place, i).detail);
    g_array_append_val(values, worst);
  }
  g_array_sort(values, recto_double_compare);
  return values->len ? g_array_index(values, double, values->len * 3 / 4) : 0;
}

/* Share of the places that are softer than `limit`; they stay in `ret_soft`. */
static double soft_share(const Places *places, double limit, double height, GArray *ret_soft) {
  for (guint i = 0; i < places->places->len; i++)
    if (is_soft(&g_array_index(places->places, Place, i), limit) && stands_in_row(places->places, i, limit, height)) g_array_append_val(ret_soft, g_array_index(places->places, Place, i));
  return places->places->len ? (double)ret_soft->len / places->places->len : 0;
}

/* Against the page's usual detail, and, where the most part may be out of focus, against that of its sharpest quarter. */
static void measure_soft(const Places *places, double beyond_doubt, double of_page, double height, RectoSharp *ret) {
  g_autoptr(GArray) soft = g_array_new(FALSE, FALSE, sizeof(Place)), most = g_array_new(FALSE, FALSE, sizeof(Place));
  ret->sharpest = upper_quarter(places->places);
  ret->soft = soft_share(places, MIN(beyond_doubt, of_page * ret->detail), height, soft);
  ret->soft_most = soft_share(places, MIN(beyond_doubt, of_page * ret->sharpest), height, most);
  const GArray *told = soft->len > 0 ? soft : most;
  if (told->len > 0) ret->soft_box = around(told, height * WINDOW / 2, places->grey);
}

static void take_median(const GArray *places, RectoSharp *ret) {
  ret->detail = ret->detail_best = NAN;
  for (int i = 0; places->len > 0 && i < RECTO_DIRECTIONS; i++) {
    double median = median_in(places, i);
    ret->detail = isnan(ret->detail) ? median : MIN(ret->detail, median);
    ret->detail_best = isnan(ret->detail_best) ? median : MAX(ret->detail_best, median);
  }
}

/* Letters that stand in a line with seven others and more, if they are about so many times as high as the page's usual mark. */
static int letters_in_lines(const RectoTextLines *lines) {
  int n = 0;
  for (guint i = 0; i < lines->lines->len; i++) {
    int own = g_array_index(lines->lines, RectoTextLine, i).n;
    n += own >= LINE ? own : 0;
  }
  return n;
}

/* Of `letters` in them. */
static void add_lines(Places *places, const RectoSurvey *survey, const RectoTextLines *lines, int letters, double height) {
  int step = MAX(1, letters / LETTERS);
  for (guint i = 0; i < lines->lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines->lines, RectoTextLine, i);
    for (int k = 0; k < line->n && line->n >= LINE; k += step) {
      const BOX *box = line->letter[k];
      add_place(places, (box->x + box->w / 2.0) / survey->factor, (box->y + box->h / 2.0) / survey->factor, MAX(box->h, LOW * height) / survey->factor);
    }
  }
}

/* Where most marks are a cloth's, a desk's or a card's pattern, lines of print of whatever size speak for the page: how sharp specks are says nothing. */
static void measure_in_lines(Places *places, const RectoSurvey *survey, RectoSharp *ret, double *height) {
  static const double size[] = {1, 1.5, 2, 3, 4, 6};
  g_auto(RectoTextLines) best = {0};
  int most = 0;
  double high = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(size); i++) {
    g_auto(RectoTextLines) lines = {0};
    recto_textlines_make(survey->letters, size[i] * survey->letter_height, &lines);
    int n = letters_in_lines(&lines);
    if (n <= most) continue;
    RectoTextLines worse = best;
    best = lines, lines = worse, most = n, high = size[i] * survey->letter_height;
  }
  if (most < LINE_LETTERS / 2) return;
  g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Place));
  Places own = {places->grey, places->grain, list};
  RectoSharp print = {0};
  add_lines(&own, survey, &best, most, high);
  take_median(list, &print);
  if (!(print.detail > ret->detail) || print.detail < (most < LINE_LETTERS ? SURELY_SHARP : CLEAR)) return;
  ret->detail = print.detail, ret->detail_best = print.detail_best, ret->in_lines = most, *height = high;
  g_array_set_size(places->places, 0);
  g_array_append_vals(places->places, list->data, list->len);
}

void recto_sharp_measure(PIX *grey, const RectoSurvey *survey, const RectoModels *limits, RectoSharp *ret) {
  *ret = (RectoSharp){.detail = NAN, .detail_best = NAN, .contrast = NAN, .snr = NAN, .grain = NAN, .noise = survey->grain[0], .grain_size = 1};
  g_autoptr(GArray) list = g_array_new(FALSE, FALSE, sizeof(Place));
  Places places = {grey, survey->apart, list};
  if (survey->letters->n > 0) measure_contrast(grey, survey, ret);
  else ret->grain = grain_over_nothing(grey, survey);
  add_letters(&places, survey);
  add_rows(&places, survey, limits);
  ret->anywhere = list->len < FEW_PLACES;
  if (ret->anywhere) add_grid(&places);
  take_median(list, ret);
  double height = survey->letter_height;
  if (survey->rows < TEXT_ROWS && survey->letters->n > 0) measure_in_lines(&places, survey, ret, &height);
  ret->line_height = height;
  ret->places = (int)list->len;
  measure_soft(&places, recto_limit(limits, "image.sharp.soft"), recto_limit(limits, "image.sharp.soft-of-page"), height / survey->factor, ret);
}
