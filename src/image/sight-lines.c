/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the net saw, against the lines of print: what hides some of a page has lines that end at it and would go on, and none that go on into it. Must not know: the net, verdicts. */
#include "image/sight.h"

#include "image/textmap.h"

#include <math.h>

enum { LINE = 3 /* letters */, LEAST = 4 /* places */ };
static const float SURE = 0.4F, FAINT = 0.1F; /* of a place: less is haze */
static const double REACH = 1.6, RIM = 1.5; /* letter heights from a line's end to a thing; places of the net by which letters may stand in its rim */

PIX *recto_sight_places(const RectoMap *map, int what) {
  PIX *places = pixCreate(map->width, map->height, 1);
  for (int y = 0; places && y < map->height; y++)
    for (int x = 0; x < map->width; x++)
      if (recto_map_at(map, x, y)[what] >= SURE) SET_DATA_BIT(pixGetData(places) + (size_t)y * (size_t)pixGetWpl(places), x);
  return places;
}

static double print_of(const RectoMap *map) {
  double sum = 0;
  for (int y = 0; y < map->height; y++)
    for (int x = 0; x < map->width; x++) {
      float share = recto_map_at(map, x, y)[SIGHT_PRINT];
      sum += share >= FAINT ? share : 0;
    }
  return sum;
}

/* ---- one place */

/* Connected places of what was told; its box and how far lines may end from it, survey px. */
typedef struct {
  const RectoTold *told;
  PIX *places; /* 1 bpp; borrowed */
  double left, top, right, bottom, reach, rim;
} Place;

static bool is_in(const Place *place, double x, double y) {
  const RectoTold *told = place->told;
  return recto_pix_is_set(place->places, (int)floor((x / told->factor - told->part.x) * told->map.width / told->part.w), (int)floor((y / told->factor - told->part.y) * told->map.height / told->part.h));
}

static double middle_x(const BOX *box) { return box->x + box->w / 2.0; }
static double middle_y(const BOX *box) { return box->y + box->h / 2.0; }
static bool holds(const Place *place, const BOX *letter) { return is_in(place, middle_x(letter), middle_y(letter)); }

static bool is_near(const Place *place, const RectoTextLine *line) {
  const BOX *first = line->letter[0], *last = line->letter[line->n - 1];
  double far = place->reach + place->rim;
  return last->x + last->w >= place->left - far && first->x <= place->right + far && MAX(first->y + first->h, last->y + last->h) >= place->top - far && MIN(first->y, last->y) <= place->bottom + far;
}

/* The way a line goes on beyond a letter: along its last ones. */
static void way_of(const RectoTextLine *line, int at, int outward, double *dx, double *dy) {
  enum { BACK = 8 };
  const BOX *last = line->letter[at], *back = line->letter[CLAMP(at - outward * BACK, 0, line->n - 1)];
  double x = middle_x(last) - middle_x(back), y = (last->y + last->h) - (back->y + back->h), far = hypot(x, y);
  *dx = far > 0 ? x / far : outward, *dy = far > 0 ? y / far : 0;
}

/* Where the place begins and how wide it is, along a line that comes to it, survey px from that letter's middle; false when it does not, so near. */
static bool find_place(const Place *place, const RectoTextLine *line, int at, int outward, double *ret_begin, double *ret_wide) {
  const double step = 2;
  double dx, dy, x = middle_x(line->letter[at]), y = middle_y(line->letter[at]), begin = 0, most = place->reach + place->rim, across = hypot(place->right - place->left, place->bottom - place->top);
  way_of(line, at, outward, &dx, &dy);
  while (begin <= most && !is_in(place, x + dx * begin, y + dy * begin)) begin += step;
  double end = begin;
  while (begin <= most && end - begin < across && is_in(place, x + dx * end, y + dy * end)) end += step;
  *ret_begin = begin, *ret_wide = end - begin;
  return end > begin;
}

/* Letters that lines would hold there, going on to the right and to the left. */
typedef struct {
  double right, left;
  int ends, through;
} Said;

/* Whether print is seen in it: letters of a line stand there deeper than its rim, which is as coarse as the net's places. */
static bool goes_on_into(const Place *place, const RectoTextLine *line) {
  int out = 0;
  for (int i = 0; i < line->n; i++) out += !holds(place, line->letter[i]);
  for (int i = 0; i < line->n && out >= LINE; i++) {
    int from = i;
    while (i < line->n && holds(place, line->letter[i])) i++;
    if (i == from) continue;
    double deep = middle_x(line->letter[i - 1]) - middle_x(line->letter[from]);
    if (deep > place->rim * (from > 0 && i < line->n ? 2 : 1)) return true;
  }
  return false;
}

/* One end of a line: letters that stand in the place's rim are before it. `margin`: where lines of the page end. */
static void look_at_end(const Place *place, const RectoTextLine *line, int outward, double margin, Said *said) {
  int at = outward > 0 ? line->n - 1 : 0, in = 0;
  double begin, wide;
  while (in < line->n && holds(place, line->letter[at])) in++, at -= outward;
  if (line->n - in < LINE || !find_place(place, line, at, outward, &begin, &wide)) return;
  double room = (margin - middle_x(line->letter[at])) * outward - begin, pitch = (double)(line->letter[line->n - 1]->x - line->letter[0]->x) / (line->n - 1);
  said->ends++;
  *(outward > 0 ? &said->right : &said->left) += MAX(0, MIN(wide, room)) / MAX(1, pitch);
}

/* ---- the page */

typedef struct {
  int letters;
  double left, right; /* where lines begin and end, but for a tenth of them; survey px */
} Extent;

static Extent extent_of(const RectoTextLines *lines) {
  enum { TENTH = 10 };
  g_autoptr(GArray) left = g_array_new(FALSE, FALSE, sizeof(int)), right = g_array_new(FALSE, FALSE, sizeof(int));
  Extent ret = {0};
  for (guint i = 0; i < lines->lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines->lines, RectoTextLine, i);
    const BOX *last = line->letter[line->n - 1];
    int begin = line->letter[0]->x, end = last->x + last->w;
    if (line->n < LINE) continue;
    ret.letters += line->n;
    g_array_append_val(left, begin);
    g_array_append_val(right, end);
  }
  if (left->len == 0) return ret;
  g_array_sort(left, recto_int_compare);
  g_array_sort(right, recto_int_compare);
  ret.left = g_array_index(left, int, left->len / TENTH);
  ret.right = g_array_index(right, int, right->len - 1 - right->len / TENTH);
  return ret;
}

static Said ask_lines(const Place *place, const RectoTextLines *lines, const Extent *extent) {
  Said said = {0};
  for (guint i = 0; i < lines->lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines->lines, RectoTextLine, i);
    if (line->n < LINE || !is_near(place, line)) continue;
    if (goes_on_into(place, line)) {
      said.through++;
      continue;
    }
    look_at_end(place, line, 1, extent->right, &said);
    look_at_end(place, line, -1, extent->left, &said);
  }
  return said;
}

/* What of the page's print the net sees under it. */
static double print_under(const RectoMap *map, PIX *place) {
  double sum = 0;
  for (int y = 0; y < map->height; y++)
    for (int x = 0; x < map->width; x++) sum += recto_pix_is_set(place, x, y) ? recto_map_at(map, x, y)[SIGHT_UNDER] : 0;
  return sum;
}

static double print_in_light(const RectoMap *map) {
  double sum = 0;
  for (int y = 0; y < map->height; y++)
    for (int x = 0; x < map->width; x++) {
      const float *own = recto_map_at(map, x, y);
      sum += own[SIGHT_BURNT] >= SURE ? fminf(own[SIGHT_BURNT], own[SIGHT_PRINT]) : 0;
    }
  return sum;
}

static RectoBox box_of(const RectoTold *told, const BOX *box) {
  double across = (double)told->part.w / told->map.width, down = (double)told->part.h / told->map.height;
  return (RectoBox){told->part.x + (int)(box->x * across), told->part.y + (int)(box->y * down), MAX(1, (int)(box->w * across)), MAX(1, (int)(box->h * down))};
}

/* Lines that go on beyond a place come to it from both sides, so only one is counted. */
static RectoHides hides_of(const RectoTold *told, PIX *places, const BOX *box, double reach, const RectoTextLines *lines, const Extent *extent) {
  RectoBox at = box_of(told, box);
  Place place = {told, places, at.x * told->factor, at.y * told->factor, (at.x + at.width) * told->factor, (at.y + at.height) * told->factor, reach, RIM * told->part.w / told->map.width * told->factor};
  Said said = ask_lines(&place, lines, extent);
  double letters = MAX(said.right, said.left);
  return (RectoHides){.ends = said.ends, .through = said.through, .lost = letters / MAX(1, extent->letters + letters), .box = at};
}

/* Print that is seen through one place says nothing of another. */
static bool hides_more(const RectoHides *a, const RectoHides *b) {
  if (b->box.width == 0) return true;
  bool through_a = a->through > 0, through_b = b->through > 0;
  return through_a != through_b ? through_b : a->lost > b->lost;
}

static void look_at_things(const RectoTold *told, double reach, double print, const RectoTextLines *lines, const Extent *extent, RectoHides *ret) {
  g_autoptr(PIX) places = recto_sight_places(&told->map, SIGHT_THING);
  PIXA *parts = NULL;
  BOXA *boxes = places ? pixConnComp(places, &parts, 8) : NULL;
  int size = 0;
  for (int i = 0; boxes && parts && i < boxes->n; i++) {
    const BOX *box = boxes->box[i];
    int n = recto_textmap_count(parts->pix[i]);
    g_autoptr(PIX) own = n < LEAST ? NULL : recto_pix_alone(places, parts->pix[i], box);
    if (!own) continue;
    size += n;
    RectoHides hides = hides_of(told, own, box, reach, lines, extent);
    hides.share = print_under(&told->map, own) / MAX(1, print);
    if (hides_more(&hides, ret)) *ret = hides;
  }
  ret->size = size;
  boxaDestroy(&boxes);
  pixaDestroy(&parts);
}

void recto_sight_tell(const RectoTold *told, const RectoSurvey *survey, const RectoTextLines *lines, RectoSight *ret) {
  Extent extent = extent_of(lines);
  *ret = (RectoSight){.print = print_of(&told->map)};
  ret->light = print_in_light(&told->map) / MAX(1, ret->print);
  look_at_things(told, REACH * survey->letter_height, ret->print, lines, &extent, &ret->thing);
}
