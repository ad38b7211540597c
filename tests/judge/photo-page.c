/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints a page of the judging layouts onto a sheet. Knows nothing of where it will lie. */
#include "photo-scene.h"
#include <math.h>
#include <string.h>

typedef struct {
  double fine; /* 1 = 300 dpi */
  cairo_surface_t *surface;
  cairo_t *cairo;
  GPtrArray *drawn; /* cairo_surface_t */
  GArray *sizes; /* PhotoSpot: mm */
} Press;

static cairo_t *open_page(double w, double h, gpointer data) {
  Press *press = data;
  double dpi = (w < 150 ? 600 : 300) * press->fine;
  PhotoSpot size = {w, h};
  g_array_append_val(press->sizes, size);
  press->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(w * dpi / 25.4 + 0.5), (int)(h * dpi / 25.4 + 0.5));
  press->cairo = cairo_create(press->surface);
  cairo_set_source_rgb(press->cairo, 1, 1, 1);
  cairo_paint(press->cairo);
  cairo_scale(press->cairo, dpi / 25.4, dpi / 25.4);
  return press->cairo;
}

static void close_page(gpointer data) {
  Press *press = data;
  cairo_destroy(press->cairo);
  cairo_surface_flush(press->surface);
  g_ptr_array_add(press->drawn, press->surface);
}

/* One page of the layout, any of its pages. */
static bool print_page(ExamSheets *sheets, const char *layout, guint64 seed, double fine, PhotoSheet *ret_sheet, GError **error) {
  ExamDice dice = exam_dice(seed, layout), choice = exam_dice(seed, "which page");
  ExamVars vars = {.values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), .dice = &dice};
  g_autoptr(GPtrArray) drawn = g_ptr_array_new_with_free_func((GDestroyNotify)cairo_surface_destroy), pages = NULL;
  g_autoptr(GArray) sizes = g_array_new(FALSE, TRUE, sizeof(PhotoSpot));
  Press press = {.fine = fine, .drawn = drawn, .sizes = sizes};
  bool fine_drawn = exam_draw(sheets, layout, &vars, &(ExamPaper){open_page, close_page, &press, NULL, NULL}, &pages, error);
  g_hash_table_unref(vars.values);
  if (!fine_drawn) return false;
  int which = exam_dice_int(&choice, 0, (int)drawn->len - 1);
  PhotoSpot size = g_array_index(sizes, PhotoSpot, which);
  *ret_sheet = (PhotoSheet){.face = raster_of_surface(drawn->pdata[which]), .w = size.x, .h = size.y};
  return true;
}

/* The judging layouts tell it in their names; of the tuning ones the size tells whether it is a card or a copy of one. */
static bool is_card(const char *name) {
  return g_str_has_suffix(name, "-cropped") || (g_str_has_prefix(name, "tune") && (strstr(name, "identity-card") || strstr(name, "residence-card")));
}
static bool is_booklet(const char *name) {
  return (g_str_has_prefix(name, "passport-") && !strstr(name, "photocopy")) || (g_str_has_prefix(name, "tune") && strstr(name, "-passport-")) || g_str_equal(name, "visa-in-booklet") ||
         g_str_equal(name, "visa-with-stamp");
}
static bool is_empty(const char *name) {
  return g_str_has_prefix(name, "blank-") || g_str_has_prefix(name, "mail-separator") || g_str_equal(name, "unknown-photo-landscape");
}

static const char *draw_layout(char **names, ExamDice *dice, PhotoForm form) {
  guint count = g_strv_length(names);
  for (;;) {
    const char *name = names[exam_dice_next(dice) % count];
    bool card = is_card(name), booklet = is_booklet(name);
    if (!is_empty(name) && card == (form == FORM_CARD) && booklet == (form == FORM_PASSPORT)) return name;
  }
}

/* Some layouts draw a card or booklet on a copy, on A4 or on a ground of their own; the tuning ones do not tell it. */
static bool is_itself(const char *name, const PhotoSheet *sheet) {
  double w = sheet->w;
  return g_str_has_prefix(name, "tune") ? w < 88 || fabs(w - 105) < 1 || fabs(w - 125) < 1 : w < 150;
}

/* Passport layouts may be photocopies on A4, cards too: drawn again until it is the thing itself. */
bool photo_page_draw(ExamSheets *sheets, ExamDice *dice, PhotoForm form, double fine, PhotoSheet *ret_sheet, char **ret_layout, GError **error) {
  g_auto(GStrv) names = exam_sheets_list(sheets);
  for (;;) {
    const char *name = draw_layout(names, dice, form);
    PhotoSheet sheet;
    if (!print_page(sheets, name, exam_dice_next(dice), fine, &sheet, error)) return false;
    if (form == FORM_PAPER || is_itself(name, &sheet)) {
      if (form != FORM_PAPER) sheet.radius = form == FORM_CARD ? 3.2 : 2.5;
      *ret_sheet = sheet;
      if (ret_layout) *ret_layout = g_strdup(name);
      return true;
    }
    photo_sheet_clear(&sheet);
  }
}
