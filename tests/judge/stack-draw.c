/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One side of a sheet before the scanner sees it: the document of these people, then what hands and machines did to the paper. */
#include "stack.h"
#include <math.h>
#include <string.h>

void stack_drawn_clear(StackDrawn *drawn) {
  g_clear_pointer(&drawn->surface, cairo_surface_destroy);
  g_clear_pointer(&drawn->truth, exam_page_free);
  g_clear_pointer(&drawn->values, g_hash_table_unref);
  if (drawn->words) g_string_free(drawn->words, TRUE);
  drawn->words = NULL;
}

/* ------------------------------------------------------------------ whose world */

static void copy_person(ExamVars *vars, const char *from, const char *to) {
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, vars->values);
  while (g_hash_table_iter_next(&iter, &key, NULL))
    if (g_str_has_prefix(key, from)) g_ptr_array_add(keys, g_strdup(key));
  for (guint i = 0; i < keys->len; i++) {
    g_autofree char *name = g_strconcat(to, (const char *)keys->pdata[i] + strlen(from), NULL);
    exam_set(vars, name, exam_value(vars, keys->pdata[i]));
  }
}

/* Another of the family or the host stands where the applicant stands in the layout. A child's parents are the couple. */
static void stand_in(ExamVars *vars, char as) {
  if (as == 'p') return;
  if (as == 'c') {
    bool woman = *exam_value(vars, "p.sex") == 'F';
    copy_person(vars, woman ? "s." : "p.", "f.");
    copy_person(vars, woman ? "p." : "s.", "m.");
  }
  copy_person(vars, (char[]){as, '.', 0}, "p.");
}

static char *without_accents(const char *name) {
  g_autofree char *ascii = exam_upper_ascii(name);
  GString *out = g_string_new(NULL);
  bool first = true;
  for (const char *p = ascii; *p; p++) {
    g_string_append_c(out, first ? *p : g_ascii_tolower(*p));
    first = !g_ascii_isalpha(*p);
  }
  return g_string_free(out, FALSE);
}

/* "Jean-Baptiste" <-> "Jean Baptiste" */
static char *other_hyphens(const char *name) {
  return strchr(name, '-') ? g_strdelimit(g_strdup(name), "-", ' ') : g_strdelimit(g_strdup(name), " ", '-');
}

static void rename_person(ExamVars *vars, StackNaming naming) {
  g_autofree char *family = g_strdup(exam_value(vars, "p.family")), *given = g_strdup(exam_value(vars, "p.given"));
  switch (naming) {
  case NAME_AS_IS: return;
  case NAME_NO_ACCENTS: exam_take(vars, "p.family", without_accents(family)), exam_take(vars, "p.given", without_accents(given)); return;
  case NAME_HYPHENS: exam_take(vars, "p.family", other_hyphens(family)), exam_take(vars, "p.given", other_hyphens(given)); return;
  case NAME_SWAPPED: exam_set(vars, "p.family", given), exam_set(vars, "p.given", family); return;
  case NAME_FIRST_ONLY: exam_take(vars, "p.given", g_strndup(given, strcspn(given, " "))); return;
  }
}

static void people_of(const StackSet *set, const StackPage *page, ExamVars *vars) {
  ExamDice own = exam_dice(page->seed, "nobody");
  if (page->person >= 0)
    stack_invent(set->people->pdata[page->person], vars);
  else {
    ExamDice *kept = vars->dice;
    vars->dice = &own;
    exam_invent(vars);
    vars->dice = kept;
    vars->people_known = true;
  }
  g_autofree char *sheet = g_strdup_printf("%d", page->sheet);
  if (*page->today) exam_set(vars, "today", page->today);
  exam_set(vars, "sheet", sheet);
}

/* ------------------------------------------------------------------ ink */

typedef struct {
  int wanted, count, dpi;
  StackDrawn *drawn;
  cairo_surface_t *surface;
  cairo_t *cairo;
  gsize words_from;
} Paper;

static cairo_surface_t *white_paper(double w, double h, int dpi) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(w * dpi / 25.4 + 0.5), (int)(h * dpi / 25.4 + 0.5));
  cairo_t *cairo = cairo_create(surface);
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  cairo_destroy(cairo);
  return surface;
}

static cairo_t *millimetres(cairo_surface_t *surface, int dpi) {
  cairo_t *cairo = cairo_create(surface);
  cairo_scale(cairo, dpi / 25.4, dpi / 25.4);
  return cairo;
}

/* Pages of the layout that are not wanted go onto a scrap. */
static cairo_t *open_page(double w, double h, gpointer data) {
  Paper *paper = data;
  bool wanted = paper->count == paper->wanted;
  paper->surface = wanted ? white_paper(w, h, paper->dpi) : white_paper(w, h, 10);
  paper->words_from = paper->drawn->words->len;
  if (wanted) paper->drawn->width = w, paper->drawn->height = h;
  return paper->cairo = millimetres(paper->surface, wanted ? paper->dpi : 10);
}

static void close_page(gpointer data) {
  Paper *paper = data;
  cairo_destroy(paper->cairo);
  if (paper->count++ == paper->wanted) {
    paper->drawn->surface = paper->surface;
    return;
  }
  cairo_surface_destroy(paper->surface);
  g_string_truncate(paper->drawn->words, paper->words_from);
}

static bool draw_layout(const StackPress *press, const StackSet *set, const StackPage *page, int dpi, StackDrawn *ret, GError **error) {
  ExamDice dice = exam_dice(page->seed, page->layout);
  ExamVars vars = {.values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), .dice = &dice};
  people_of(set, page, &vars);
  ret->values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer key, value;
  g_hash_table_iter_init(&iter, vars.values);
  while (g_hash_table_iter_next(&iter, &key, &value)) g_hash_table_insert(ret->values, g_strdup(key), g_strdup(value));
  stand_in(&vars, page->as);
  rename_person(&vars, page->naming);
  Paper paper = {.wanted = page->of_layout, .dpi = dpi, .drawn = ret};
  g_autoptr(GPtrArray) pages = NULL;
  bool fine = exam_draw(press->layouts, page->layout, &vars, &(ExamPaper){open_page, close_page, &paper, ret->words, NULL}, &pages, error);
  g_hash_table_unref(vars.values);
  if (fine && (int)pages->len <= page->of_layout)
    fine = (g_set_error(error, EXAM_ERROR, 0, "%s has no page %d", page->layout, page->of_layout + 1), false);
  if (!fine) return false;
  ret->truth = g_ptr_array_index(pages, page->of_layout);
  g_ptr_array_set_free_func(pages, NULL);
  for (guint i = 0; i < pages->len; i++)
    if ((int)i != page->of_layout) exam_page_free(pages->pdata[i]);
  for (guint i = 0; i < ret->truth->mrz->len; i++) g_string_append_printf(ret->words, "%s\n", (const char *)ret->truth->mrz->pdata[i]);
  return true;
}

/* A page of the given PDF; they come round again when the mail is longer. */
static bool draw_given_sheet(const StackPress *press, const StackSet *set, const StackPage *page, int dpi, StackDrawn *ret, GError **error) {
  g_autofree char *path = g_strdup_printf("%s/sheet-%d.png", press->sheets_folder, (page->sheet - 1) % set->sheets_given + 1);
  cairo_surface_t *picture = cairo_image_surface_create_from_png(path);
  bool fine = cairo_surface_status(picture) == CAIRO_STATUS_SUCCESS;
  ret->surface = white_paper(210, 297, dpi);
  ret->width = 210, ret->height = 297;
  if (fine) {
    cairo_t *cairo = cairo_create(ret->surface);
    cairo_scale(cairo, (double)cairo_image_surface_get_width(ret->surface) / cairo_image_surface_get_width(picture),
                (double)cairo_image_surface_get_height(ret->surface) / cairo_image_surface_get_height(picture));
    cairo_set_source_surface(cairo, picture, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_BEST);
    cairo_paint(cairo);
    cairo_destroy(cairo);
  } else
    g_set_error(error, EXAM_ERROR, 0, "%s cannot be read", path);
  cairo_surface_destroy(picture);
  return fine;
}

/* The other side's print, mirrored, faint. */
static void draw_back(cairo_surface_t *front, int dpi, ExamDice *dice, StackDrawn *ret) {
  int w = cairo_image_surface_get_width(front), h = cairo_image_surface_get_height(front);
  ret->width = w * 25.4 / dpi, ret->height = h * 25.4 / dpi;
  ret->surface = white_paper(ret->width, ret->height, dpi);
  cairo_t *cairo = cairo_create(ret->surface);
  cairo_translate(cairo, w, 0);
  cairo_scale(cairo, -1, 1);
  cairo_set_source_surface(cairo, front, 0, 0);
  cairo_paint_with_alpha(cairo, exam_dice_real(dice, 0.02, 0.09));
  cairo_destroy(cairo);
}

/* ------------------------------------------------------------------ marks on the paper */

static void crease(cairo_t *c, const StackDrawn *p, ExamDice *dice) {
  for (int n = exam_dice_int(dice, 1, 3); n > 0; n--) {
    bool across = exam_dice_int(dice, 0, 2) > 0;
    double at = exam_dice_real(dice, 0.2, 0.8), lean = exam_dice_real(dice, -0.09, 0.09);
    double x0 = across ? 0 : p->width * at, y0 = across ? p->height * at : 0, x1 = across ? p->width : p->width * (at + lean),
           y1 = across ? p->height * (at + lean) : p->height;
    for (int side = 0; side < 3; side++) { /* a shadow, the broken fibres, a light edge */
      static const double grey[] = {0.35, 0.2, 1.0}, alpha[] = {0.10, 0.42, 0.5}, width[] = {3.2, 0.28, 0.35}, shift[] = {0.9, 0, -0.4};
      cairo_set_source_rgba(c, grey[side], grey[side], grey[side], alpha[side]);
      cairo_set_line_width(c, width[side]);
      cairo_move_to(c, x0, y0 + shift[side]);
      for (int i = 1; i <= 12; i++)
        cairo_line_to(c, x0 + (x1 - x0) * i / 12 + (across ? 0 : exam_dice_real(dice, -0.25, 0.25)),
                      y0 + shift[side] + (y1 - y0) * i / 12 + (across ? exam_dice_real(dice, -0.25, 0.25) : 0));
      cairo_stroke(c);
    }
  }
}

static void stain(cairo_t *c, const StackDrawn *p, ExamDice *dice) {
  double x = exam_dice_real(dice, 0.1, 0.9) * p->width, y = exam_dice_real(dice, 0.1, 0.9) * p->height, r = exam_dice_real(dice, 18, 40);
  cairo_pattern_t *ring = cairo_pattern_create_radial(x, y, 0, x, y, r);
  cairo_pattern_add_color_stop_rgba(ring, 0, 0.55, 0.36, 0.16, 0.16);
  cairo_pattern_add_color_stop_rgba(ring, 0.86, 0.52, 0.33, 0.14, 0.2);
  cairo_pattern_add_color_stop_rgba(ring, 0.95, 0.42, 0.25, 0.1, 0.46);
  cairo_pattern_add_color_stop_rgba(ring, 1, 0.5, 0.3, 0.12, 0);
  cairo_set_source(c, ring);
  cairo_arc(c, x, y, r, 0, 2 * M_PI);
  cairo_fill(c);
  cairo_pattern_destroy(ring);
}

static void holes(cairo_t *c, const StackDrawn *p, bool back) {
  double x = back ? p->width - 11 : 11;
  cairo_set_source_rgb(c, 0.13, 0.13, 0.14);
  for (int i = -1; i <= 1; i += 2) {
    cairo_arc(c, x, p->height / 2 + i * 40, 2.8, 0, 2 * M_PI);
    cairo_fill(c);
  }
}

static void staple(cairo_t *c, ExamDice *dice) {
  double x = exam_dice_real(dice, 6, 12), y = exam_dice_real(dice, 6, 11);
  cairo_set_source_rgba(c, 0.2, 0.2, 0.22, 0.9);
  cairo_set_line_width(c, 0.6);
  cairo_move_to(c, x, y);
  cairo_line_to(c, x + 9, y - 4.5);
  cairo_stroke(c);
}

static void draw_marks(const StackPage *page, int dpi, StackDrawn *drawn) {
  ExamDice dice = exam_dice(page->seed, "marks");
  cairo_t *cairo = millimetres(drawn->surface, dpi);
  if (page->marks.stain) stain(cairo, drawn, &dice);
  if (page->marks.crease) crease(cairo, drawn, &dice);
  if (page->marks.holes && drawn->height > 150) holes(cairo, drawn, page->paper == PAPER_BLANK);
  if (page->marks.staple) staple(cairo, &dice);
  cairo_destroy(cairo);
}

bool stack_draw(const StackPress *press, const StackSet *set, const StackPage *page, const StackScan *scan, cairo_surface_t *front, StackDrawn *ret,
                GError **error) {
  *ret = (StackDrawn){.words = g_string_new(NULL)};
  ExamDice dice = exam_dice(page->seed, "paper");
  bool fine = true;
  if (page->paper == PAPER_BLANK)
    draw_back(front, scan->dpi, &dice, ret);
  else if (page->paper == PAPER_SEPARATOR && set->sheets_given)
    fine = draw_given_sheet(press, set, page, scan->dpi, ret, error);
  else
    fine = draw_layout(press, set, page, scan->dpi, ret, error);
  if (fine) draw_marks(page, scan->dpi, ret);
  return fine;
}
