/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text drawn fine, and the same as it comes when it is sent small. */
#include "small-print.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

enum { FINE = 6, PER_OUT = FINE / ENLARGE_TIMES, FINE_WIDE = IN_WIDE * FINE, FINE_HIGH = IN_HIGH * FINE, OUT_WIDE = IN_WIDE * ENLARGE_TIMES, OUT_HIGH = IN_HIGH * ENLARGE_TIMES };

static const char *const families[] = {"Liberation Sans", "Liberation Serif", "DejaVu Sans", "DejaVu Serif", "Liberation Mono", "Liberation Sans Narrow", "Nimbus Roman", "Nimbus Sans",
                                       "C059", "P052", "URW Gothic", "URW Bookman", "Noto Sans", "Noto Serif", "DejaVu Sans Mono", "Nimbus Mono PS"};
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
  if (kind < 0.68) g_string_append(text, word);
  else if (kind < 0.8)
    for (int i = rng_int(rng, 1, 7); i > 0; i--) g_string_append_c(text, i == 3 && rng_int(rng, 0, 2) == 0 ? PICK(rng, ".,/-:") : (char)('0' + rng_int(rng, 0, 9)));
  else if (kind < 0.9)
    for (int i = rng_int(rng, 1, 7); i > 0; i--) g_string_append_c(text, (char)((rng_int(rng, 0, 3) ? 'A' : 'a') + rng_int(rng, 0, 25)));
  else g_string_append_printf(text, "%s%s", PICK(rng, signs), word);
  g_string_append(text, PICK(rng, ends));
}

static void draw_lines(const GPtrArray *words, Rng *rng, cairo_t *cairo) {
  double em = rng_int(rng, 0, 2) ? rng_real(rng, 6.5, 10.5) : rng_real(rng, 6.2, 16), pitch = rng_real(rng, 1.15, 1.7) * em * FINE;
  PangoFontDescription *font = pango_font_description_new();
  pango_font_description_set_family(font, PICK(rng, families));
  pango_font_description_set_absolute_size(font, em * FINE * PANGO_SCALE);
  if (rng_int(rng, 0, 4) == 0) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  if (rng_int(rng, 0, 8) == 0) pango_font_description_set_style(font, PANGO_STYLE_ITALIC);
  g_autoptr(PangoLayout) layout = pango_cairo_create_layout(cairo);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  if (rng_int(rng, 0, 2) == 0) cairo_rotate(cairo, rng_real(rng, -0.03, 0.03));
  for (double y = rng_real(rng, -1, 0.3) * em * FINE; y < FINE_HIGH; y += pitch) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 7; i++) add_token(words, rng, text);
    g_autofree char *capitals = rng_int(rng, 0, 11) ? NULL : g_utf8_strup(text->str, -1);
    pango_layout_set_text(layout, capitals ? capitals : text->str, -1);
    cairo_move_to(cairo, rng_real(rng, -10, 0) * em * FINE, y);
    pango_cairo_show_layout(cairo, layout);
  }
}

/* Ink, 0 to 1. */
static void draw_fine(const GPtrArray *words, Rng *rng, float fine[FINE_HIGH][FINE_WIDE]) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, FINE_WIDE, FINE_HIGH);
  cairo_t *cairo = cairo_create(surface);
  draw_lines(words, rng, cairo);
  if (rng_int(rng, 0, 11) == 0) {
    cairo_set_line_width(cairo, rng_real(rng, 0.5, 2) * FINE);
    cairo_move_to(cairo, 0, rng_real(rng, 0, FINE_HIGH));
    cairo_line_to(cairo, FINE_WIDE, rng_real(rng, 0, FINE_HIGH));
    cairo_stroke(cairo);
  }
  cairo_surface_flush(surface);
  const guint8 *data = cairo_image_surface_get_data(surface);
  for (int y = 0; y < FINE_HIGH; y++)
    for (int x = 0; x < FINE_WIDE; x++) fine[y][x] = data[y * cairo_image_surface_get_stride(surface) + x] / 255.F;
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
}

/* Gaussian, `deviation` px; the rim repeated. */
static void blur(float *picture, int width, int height, double deviation) {
  int reach = (int)ceil(3 * deviation);
  g_autofree float *kernel = g_new(float, (gsize)(2 * reach + 1)), *other = g_new(float, (gsize)(width * height));
  float all = 0;
  for (int i = -reach; i <= reach; i++) all += kernel[i + reach] = (float)exp(-i * i / (2 * deviation * deviation));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      float sum = 0;
      for (int i = -reach; i <= reach; i++) sum += kernel[i + reach] * picture[y * width + CLAMP(x + i, 0, width - 1)];
      other[y * width + x] = sum / all;
    }
  memset(picture, 0, sizeof(float) * (gsize)(width * height));
  for (int y = 0; y < height; y++)
    for (int i = -reach; i <= reach; i++) {
      const float *from = other + CLAMP(y + i, 0, height - 1) * width, weight = kernel[i + reach] / all;
      for (int x = 0; x < width; x++) picture[y * width + x] += weight * from[x];
    }
}

/* What the OCR reads best: edges a pixel soft, strokes heavier than they were (a grey of g as g^(5/3)). */
static void want(float fine[FINE_HIGH][FINE_WIDE], float ink, Lesson *ret) {
  static float out[OUT_HIGH][OUT_WIDE];
  for (int y = 0; y < OUT_HIGH; y++)
    for (int x = 0; x < OUT_WIDE; x++) {
      float sum = 0;
      for (int i = 0; i < PER_OUT * PER_OUT; i++) sum += fine[y * PER_OUT + i / PER_OUT][x * PER_OUT + i % PER_OUT];
      out[y][x] = sum / (PER_OUT * PER_OUT);
    }
  blur(&out[0][0], OUT_WIDE, OUT_HIGH, 0.9);
  for (int part = 0; part < ENLARGE_OUT; part++)
    for (int y = 0; y < PATCH_HIGH; y++)
      for (int x = 0; x < PATCH_WIDE; x++) {
        float covered = out[(y + ENLARGE_REACH) * ENLARGE_TIMES + part / ENLARGE_TIMES][(x + ENLARGE_REACH) * ENLARGE_TIMES + part % ENLARGE_TIMES];
        ret->wanted[part][y][x] = ink * (1 - powf(1 - MIN(covered, 1), 5 / 3.F));
      }
}

static void sharpen(float in[IN_HIGH][IN_WIDE], float strength) {
  float before[IN_HIGH][IN_WIDE];
  memcpy(before, in, sizeof before);
  for (int y = 1; y < IN_HIGH - 1; y++)
    for (int x = 1; x < IN_WIDE - 1; x++) {
      float mean = 0;
      for (int i = 0; i < 9; i++) mean += before[y + i / 3 - 1][x + i % 3 - 1] / 9;
      in[y][x] += strength * (before[y][x] - mean);
    }
}

static void through_jpeg(float in[IN_HIGH][IN_WIDE], int quality) {
  g_autoptr(PIX) pix = pixCreate(IN_WIDE, IN_HIGH, 8);
  for (int y = 0; y < IN_HIGH; y++)
    for (int x = 0; x < IN_WIDE; x++) SET_DATA_BYTE(pixGetData(pix) + y * pixGetWpl(pix), x, (int)lrintf(255 - 255 * in[y][x]));
  l_uint8 *bytes = NULL;
  size_t size = 0;
  if (pixWriteMemJpeg(&bytes, &size, pix, quality, 0)) return;
  g_autoptr(PIX) back = pixReadMemJpeg(bytes, size, 0, 1, NULL, 0);
  lept_free(bytes);
  for (int y = 0; back && y < IN_HIGH; y++)
    for (int x = 0; x < IN_WIDE; x++) in[y][x] = 1 - GET_DATA_BYTE(pixGetData(back) + y * pixGetWpl(back), x) / 255.F;
}

void lesson_draw(const GPtrArray *words, Rng *rng, Lesson *ret) {
  static float fine[FINE_HIGH][FINE_WIDE];
  draw_fine(words, rng, fine);
  float ink = rng_int(rng, 0, 1) ? 1 : (float)rng_real(rng, 0.55, 1), grain = rng_int(rng, 0, 1) ? 0 : (float)rng_real(rng, 0, 0.03);
  want(fine, ink, ret);
  double soft = rng_int(rng, 0, 2) ? rng_real(rng, 0, 2.6) * (rng_int(rng, 0, 3) ? 1 : 1.5) : 0;
  if (soft > 0.3) blur(&fine[0][0], FINE_WIDE, FINE_HIGH, soft);
  int rim = rng_int(rng, 0, 3) ? 0 : 1, side = FINE - 2 * rim; /* programs that make small sample less than a whole pixel */
  for (int y = 0; y < IN_HIGH; y++)
    for (int x = 0; x < IN_WIDE; x++) {
      float sum = 0;
      for (int i = 0; i < side * side; i++) sum += fine[y * FINE + rim + i / side][x * FINE + rim + i % side];
      ret->in[y][x] = ink * sum / (float)(side * side);
    }
  if (rng_int(rng, 0, 1)) sharpen(ret->in, (float)rng_real(rng, 0.1, 0.5));
  for (int i = 0; i < IN_HIGH * IN_WIDE; i++) {
    float *value = &ret->in[0][0] + i;
    *value = CLAMP(*value + grain * (float)rng_normal(rng), 0, 1);
  }
  if (rng_int(rng, 0, 3) == 0) through_jpeg(ret->in, rng_int(rng, 55, 95));
}
