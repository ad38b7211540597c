/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text and a card's waves, drawn fine. */
#include "small-print.h"

#include <math.h>
#include <pango/pangocairo.h>

/* Those of documents more often. */
static const char *const families[] = {"Liberation Sans", "Liberation Serif", "DejaVu Sans", "DejaVu Serif", "Liberation Mono", "Liberation Sans Narrow", "Nimbus Roman", "Nimbus Sans", "C059", "P052",
                                       "URW Gothic", "URW Bookman", "Noto Sans", "Noto Serif", "DejaVu Sans Mono", "Nimbus Mono PS", "Liberation Sans", "Liberation Sans", "Liberation Serif"};
static const char *const signs[] = {"é", "à", "è", "ç", "ù", "œ", "ê", "î", "ô", "û", "ë", "ï", "É", "À", "Ç", "ł", "ż", "ą", "ğ", "ş", "ı", "ö", "ü", "ñ", "€", "%", "«", "»", "(", ")", "&", "@", "№", "+", "=", "'"};
static const char *const ends[] = {" ", " ", " ", " ", " ", " ", ", ", ". ", ", ", ". ", " ; ", " : ", "'", ". ", "-", "! "};

#define PICK(rng, list) ((list)[rng_int(rng, 0, (int)G_N_ELEMENTS(list) - 1)])

GPtrArray *lesson_words(char **files) {
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  for (; *files; files++) {
    g_autofree char *content = NULL;
    if (!g_file_get_contents(*files, &content, NULL, NULL)) return NULL;
    for (const char *p = content, *next; *p; p = next) {
      const char *from = p;
      while (g_unichar_isalpha(g_utf8_get_char(p)) || *p == '\'') p = g_utf8_next_char(p);
      if (g_utf8_strlen(from, p - from) >= 2) g_ptr_array_add(words, g_strndup(from, (gsize)(p - from)));
      next = *p ? g_utf8_next_char(p) : p;
    }
  }
  return g_steal_pointer(&words);
}

static void add_token(const GPtrArray *words, Rng *rng, GString *text) {
  const char *word = words->pdata[rng_int(rng, 0, (int)words->len - 1)];
  double kind = rng_real(rng, 0, 1);
  if (kind < 0.66) g_string_append(text, word);
  else if (kind < 0.82)
    for (int i = rng_int(rng, 1, 9); i > 0; i--) g_string_append_c(text, i == 3 && rng_int(rng, 0, 2) == 0 ? PICK(rng, ".,/-:") : (char)('0' + rng_int(rng, 0, 9)));
  else if (kind < 0.9)
    for (int i = rng_int(rng, 1, 7); i > 0; i--) g_string_append_c(text, (char)((rng_int(rng, 0, 3) ? 'A' : 'a') + rng_int(rng, 0, 25)));
  else g_string_append_printf(text, "%s%s", PICK(rng, signs), word);
  g_string_append(text, PICK(rng, ends));
}

static void draw_line(const GPtrArray *words, Rng *rng, cairo_t *cairo, PangoLayout *layout, double em, double y) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (int i = 0; i < 7; i++) add_token(words, rng, text);
  g_autofree char *capitals = rng_int(rng, 0, 5) ? NULL : g_utf8_strup(text->str, -1);
  pango_layout_set_text(layout, capitals ? capitals : text->str, -1);
  cairo_move_to(cairo, rng_int(rng, 0, 4) ? rng_real(rng, -10, 0) * em * FINE : rng_real(rng, 0, FINE_WIDE), y);
  pango_cairo_show_layout(cairo, layout);
}

static double draw_lines(const GPtrArray *words, LessonKind kind, Rng *rng, cairo_t *cairo) {
  double em = kind != LESSON_SMALL ? rng_real(rng, 9, 16) : rng_int(rng, 0, 2) ? rng_real(rng, 6.5, 10.5) : rng_real(rng, 6.2, 16), pitch = rng_real(rng, 1.15, 1.9) * em * FINE;
  PangoFontDescription *font = pango_font_description_new();
  pango_font_description_set_family(font, PICK(rng, families));
  pango_font_description_set_absolute_size(font, em * FINE * PANGO_SCALE);
  if (rng_int(rng, 0, 3) == 0) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  if (rng_int(rng, 0, 8) == 0) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout(cairo);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  if (rng_int(rng, 0, 2) == 0) cairo_rotate(cairo, rng_real(rng, -0.03, 0.03));
  for (double y = rng_real(rng, -1, 0.3) * em * FINE; y < FINE_HIGH; y += pitch)
    if (rng_int(rng, 0, 4)) draw_line(words, rng, cairo, layout, em, y);
  return em;
}

/* A table's: from one side to the other, hardly askew. */
static void draw_rule(Rng *rng, cairo_t *cairo, bool down) {
  cairo_set_line_width(cairo, rng_real(rng, 0.5, 2) * FINE);
  double at = rng_real(rng, 0, down ? FINE_WIDE : FINE_HIGH), to = at + rng_real(rng, -FINE, FINE);
  cairo_move_to(cairo, down ? at : 0, down ? 0 : at);
  cairo_line_to(cairo, down ? to : FINE_WIDE, down ? FINE_HIGH : to);
  cairo_stroke(cairo);
}

/* Adds what was drawn, where it is darker; takes both. */
static void take_drawn(cairo_surface_t *surface, cairo_t *cairo, float ink, Fine fine) {
  cairo_surface_flush(surface);
  const guint8 *data = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < FINE_HIGH; y++)
    for (int x = 0; x < FINE_WIDE; x++) fine[y][x] = MAX(fine[y][x], ink * data[y * stride + x] / 255.F);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
}

double text_draw(const GPtrArray *words, LessonKind kind, Rng *rng, Fine fine) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, FINE_WIDE, FINE_HIGH);
  cairo_t *cairo = cairo_create(surface);
  double em = draw_lines(words, kind, rng, cairo);
  if (rng_int(rng, 0, 9) == 0) draw_rule(rng, cairo, false);
  if (rng_int(rng, 0, 11) == 0) draw_rule(rng, cairo, true);
  take_drawn(surface, cairo, 1, fine);
  return em;
}

void waves_draw(Rng *rng, Fine fine) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, FINE_WIDE, FINE_HIGH);
  cairo_t *cairo = cairo_create(surface);
  float ink = (float)rng_real(rng, 0.08, 0.3);
  double length = rng_real(rng, 60, 400), high = rng_real(rng, 5, 60), step = rng_real(rng, 10, 60), phase = rng_real(rng, 0, 6), lean = rng_real(rng, -0.6, 0.6);
  cairo_set_line_width(cairo, rng_real(rng, 1, 5));
  for (double y = -FINE_WIDE; y < FINE_HIGH + FINE_WIDE; y += step) {
    for (double x = 0; x <= FINE_WIDE; x += 8) cairo_line_to(cairo, x, y + lean * x + high * sin(2 * G_PI * x / length + phase));
    cairo_stroke(cairo);
    phase += rng_real(rng, -0.3, 0.3);
  }
  take_drawn(surface, cairo, ink, fine);
}
