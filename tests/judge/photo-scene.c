/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides what one photo holds, and lays it out: things and hands are thrown again until they hide what they shall and nothing else. */
#include "photo-scene.h"
#include <math.h>
#include <string.h>

void photo_scene_free(PhotoScene *s) {
  g_free(s->layout);
  photo_sheet_clear(&s->page);
  for (int i = 0; i < s->n_others; i++) photo_sheet_clear(&s->others[i]);
  if (s->clutter) g_ptr_array_unref(s->clutter);
  if (s->over) cairo_surface_destroy(s->over);
  if (s->shade.surface) photo_shade_free(&s->shade);
  if (s->big.surface) photo_shade_free(&s->big);
  g_free(s);
}

/* Of twenty photos running, 14 show the whole page, two hide a corner or cut one each way, two are filled, two hold none. */
static PhotoKind kind_of(guint64 seed, int index) {
  static const PhotoKind kinds[20] = {PHOTO_WHOLE, PHOTO_WHOLE, PHOTO_CUT,   PHOTO_WHOLE, PHOTO_WHOLE, PHOTO_NONE,   PHOTO_WHOLE,
                                      PHOTO_WHOLE, PHOTO_FILLS, PHOTO_WHOLE, PHOTO_WHOLE, PHOTO_WHOLE, PHOTO_HIDDEN, PHOTO_WHOLE,
                                      PHOTO_WHOLE, PHOTO_NONE,  PHOTO_WHOLE, PHOTO_WHOLE, PHOTO_FILLS, PHOTO_WHOLE};
  return kinds[(guint64)(index - 1 + (int)(seed % 20)) % 20];
}

/* ------------------------------------------------------------------ covered corners */

static unsigned alpha_at(const PhotoScene *s, int x, int y) {
  if (x < 0 || y < 0 || x >= s->camera.w || y >= s->camera.h) return 0;
  const unsigned char *data = cairo_image_surface_get_data(s->over);
  return data[(size_t)y * (size_t)cairo_image_surface_get_stride(s->over) + (size_t)x * 4 + 3];
}

typedef enum { CORNER_FREE, CORNER_HIDDEN, CORNER_UNCLEAR } Corner;
static Corner look_at_corner(const PhotoScene *s, PhotoSpot p) {
  int hidden = 0, total = 0, reach = 14;
  for (int dy = -reach; dy <= reach; dy += 2)
    for (int dx = -reach; dx <= reach; dx += 2, total++) hidden += alpha_at(s, (int)p.x + dx, (int)p.y + dy) > 127;
  return hidden == 0 ? CORNER_FREE : hidden == total ? CORNER_HIDDEN : CORNER_UNCLEAR;
}

static double covered_share(const PhotoScene *s) {
  int page = 0, hidden = 0;
  for (int y = 2; y < s->camera.h; y += 5)
    for (int x = 2; x < s->camera.w; x += 5)
      if (photo_within(s->corners, x, y, 0)) {
        page++;
        hidden += alpha_at(s, x, y) > 127;
      }
  return page ? (double)hidden / page : 0;
}

/* True when exactly the wanted corners are hidden. */
static bool count_corners(PhotoScene *s) {
  int hidden = 0;
  s->visible = 0;
  cairo_surface_flush(s->over);
  for (int i = 0; i < 4; i++) {
    if (!photo_inside(&s->camera, (PhotoSpot[]){s->corners[i], s->corners[i], s->corners[i], s->corners[i]}, 0)) continue;
    Corner corner = look_at_corner(s, s->corners[i]);
    if (corner == CORNER_UNCLEAR) return false;
    hidden += corner == CORNER_HIDDEN;
    s->visible += corner == CORNER_FREE;
  }
  s->covered = covered_share(s);
  return s->kind == PHOTO_HIDDEN ? (hidden == 1 || hidden == 2) && s->covered < 0.4 : hidden == 0 && s->covered < 0.2;
}

/* ------------------------------------------------------------------ clutter */

static void add_word(PhotoScene *s, const char *word) {
  for (guint i = 0; i < s->clutter->len; i++)
    if (g_str_equal(s->clutter->pdata[i], word)) return;
  g_ptr_array_add(s->clutter, (gpointer)word);
}

static void wipe(cairo_t *cairo) {
  cairo_save(cairo);
  cairo_set_operator(cairo, CAIRO_OPERATOR_CLEAR);
  cairo_paint(cairo);
  cairo_restore(cairo);
}

static void throw_things(PhotoScene *s, PhotoTable *table, int count, int hands, bool cat) {
  g_ptr_array_set_size(s->clutter, 0);
  if (s->n_others) add_word(s, "sheets");
  if (cat) {
    photo_cat(table);
    add_word(s, "cat");
  }
  for (int i = 0; i < count; i++) {
    const char *name = (s->tune ? photo_prop_name : photo_thing_name)(table->dice);
    if ((s->tune ? photo_prop : photo_thing)(table, name)) add_word(s, name);
  }
  for (int i = 0; i < hands; i++) {
    const char *name;
    photo_hand(table, s->kind == PHOTO_HIDDEN, &name);
    add_word(s, name);
  }
}

/* With every ten throws that hid too much one thing is left away. */
static void lay_things(PhotoScene *s, ExamDice *dice) {
  bool empty = s->kind == PHOTO_NONE, cat = empty && exam_dice_int(dice, 0, 2) == 0;
  int count = exam_dice_int(dice, 0, 99) < 30 ? 0 : exam_dice_int(dice, 1, 4), luck = exam_dice_int(dice, 0, 99);
  int hands = s->kind == PHOTO_HIDDEN ? 1 + (luck < 20) : empty ? 0 : luck < 24 ? 1 : luck < 30 ? 2 : 0;
  if (cat || g_str_equal(s->ground.name, "wall")) count = 0;
  s->over = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, s->camera.w, s->camera.h);
  s->shade = photo_shade_new(&s->camera);
  cairo_t *over = cairo_create(s->over);
  PhotoTable table = {
      .camera = &s->camera, .light = &s->light, .over = over, .shadow = s->shade.cairo, .page_w = s->page.w, .page_h = s->page.h, .empty = empty};
  memcpy(table.page, s->corners, sizeof table.page);
  for (int try = 0; try < 400; try++) {
    ExamDice throws = exam_dice(s->seed + (guint64)try * 31u, "things");
    table.dice = &throws;
    wipe(over);
    wipe(s->shade.cairo);
    throw_things(s, &table, MAX(0, count - try / 10), s->kind == PHOTO_HIDDEN || try < 60 ? hands : 0, cat);
    if (empty || count_corners(s)) break;
  }
  cairo_destroy(over);
  s->big = photo_shade_new(&s->camera);
  if (exam_dice_int(dice, 0, 99) < 40) {
    s->big_shadow = exam_dice_real(dice, 0.14, 0.42);
    table.dice = dice;
    photo_big_shadow(&table, s->big.cairo, s->big_shadow);
  }
}

/* ------------------------------------------------------------------ other papers */

static void other_corners(const PhotoScene *s, const PhotoSheet *o, PhotoSpot ret[4]) {
  for (int i = 0; i < 4; i++) {
    double u = i == 1 || i == 2 ? o->w / 2 : -o->w / 2, v = i >= 2 ? o->h / 2 : -o->h / 2;
    ret[i] = photo_project(&s->camera, o->x + u * cos(o->turn) - v * sin(o->turn), o->y + u * sin(o->turn) + v * cos(o->turn), 0);
  }
}

/* Partly under the page or beside it, and never so much of it to see that one could take it for the page. */
static bool place_other(const PhotoScene *s, ExamDice *dice, PhotoSheet *other) {
  for (int try = 0; try < 60; try++) {
    double a = exam_dice_real(dice, 0, 2 * M_PI), far = exam_dice_real(dice, 0.25, 0.95);
    other->x = cos(a) * far * (s->page.w + other->w) / 2;
    other->y = sin(a) * far * (s->page.h + other->h) / 2;
    other->turn = exam_dice_int(dice, 0, 3) * M_PI / 2 + exam_dice_real(dice, -0.4, 0.4);
    PhotoSpot p[4];
    other_corners(s, other, p);
    double shown = photo_area(&s->camera, p), page = photo_area(&s->camera, s->corners);
    if (shown > 0.02 && shown < 0.6 * page) return true;
  }
  return false;
}

static bool lay_others(PhotoScene *s, ExamSheets *sheets, ExamDice *dice, GError **error) {
  bool room = s->kind != PHOTO_FILLS && s->kind != PHOTO_NONE && s->form == FORM_PAPER;
  int count = room && exam_dice_int(dice, 0, 99) < 45 ? exam_dice_int(dice, 1, PHOTO_OTHERS) : 0;
  for (int i = 0; i < count; i++) {
    PhotoSheet other;
    bool folded, curled;
    if (!photo_page_draw(sheets, dice, FORM_PAPER, 0.5, &other, NULL, error)) return false;
    photo_sheet_marks(&other, dice, false, &folded, &curled);
    if (place_other(s, dice, &other))
      s->others[s->n_others++] = other;
    else
      photo_sheet_clear(&other);
  }
  return true;
}

/* Print finer than the picture would shimmer: it is softened first. */
static void soften(PhotoSheet *sheet, const PhotoCamera *camera) {
  double finer = sheet->face.w / sheet->w / (2 * photo_scale(camera, 0, 0));
  if (finer > 1.15) raster_blur(&sheet->face, 0.5 * finer);
}

PhotoScene *photo_scene_new(ExamSheets *sheets, guint64 seed, int index, bool tune, GError **error) {
  PhotoScene *s = g_new0(PhotoScene, 1);
  s->seed = seed * 1000003u + (guint64)index;
  s->tune = tune;
  ExamDice dice = exam_dice(s->seed, "photo");
  int luck = exam_dice_int(&dice, 0, 11);
  s->kind = kind_of(seed, index);
  s->form = luck == 0 ? FORM_CARD : luck == 1 ? FORM_PASSPORT : FORM_PAPER;
  s->clutter = g_ptr_array_new();
  s->quality = exam_dice_int(&dice, 70, 92);
  if (s->kind == PHOTO_NONE)
    s->page = (PhotoSheet){.w = 210, .h = 297};
  else if (!photo_page_draw(sheets, &dice, s->form, 1, &s->page, &s->layout, error))
    return photo_scene_free(s), NULL;
  photo_sheet_marks(&s->page, &dice, s->form != FORM_PAPER, &s->folded, &s->curled);
  s->camera = photo_camera_draw(&dice, s->kind, s->page.w, s->page.h);
  photo_corners(&s->camera, s->page.w, s->page.h, s->corners);
  s->ground = (tune ? photo_cloth_draw : photo_ground_draw)(&dice, s->kind == PHOTO_NONE);
  s->light = photo_light_draw(&dice, s->form != FORM_PAPER);
  if (s->layout) soften(&s->page, &s->camera);
  if (!lay_others(s, sheets, &dice, error)) return photo_scene_free(s), NULL;
  for (int i = 0; i < s->n_others; i++) soften(&s->others[i], &s->camera);
  lay_things(s, &dice);
  return s;
}
