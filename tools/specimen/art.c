/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a paper look official: guilloches, portraits (drawn, of nobody), signatures, stamps, emblems, invented logos. */
#include "canvas.h"
#include <math.h>
#include <string.h>

/* Fine wavy lines over a box; `n` lines, amplitude and waves by seed and `k` (a second family of lines). */
void cmd_guilloche(Canvas *canvas, const Args *args) {
  double x = arg(args, 0, 0) * MM, y = arg(args, 1, 0) * MM, w = arg(args, 2, 10) * MM, h = arg(args, 3, 10) * MM;
  int n = (int)opt_number(args, "n", 30);
  double waves = opt_number(args, "waves", 5), swing = opt_number(args, "swing", h / MM / 8) * MM, turn = opt_number(args, "turn", .12);
  cairo_t *cr = canvas->cr;
  cairo_save(cr);
  cairo_rectangle(cr, x, y, w, h);
  cairo_clip(cr);
  canvas_color(cr, opt(args, "c", "#88aacc"), opt_number(args, "alpha", .45));
  cairo_set_line_width(cr, opt_number(args, "lw", .09) * MM);
  for (int i = -2; i < n + 2; i++) {
    for (int k = 0; k <= 160; k++) {
      double u = k / 160.0, a = swing * (.6 + .4 * sin(u * G_PI * 2 + i * .05));
      double py = y + h * i / n + a * sin(u * waves * 2 * G_PI + i * turn) + a * .5 * cos(u * waves * 3.3 * G_PI - i * turn * 1.7);
      if (k)
        cairo_line_to(cr, x + u * w, py);
      else
        cairo_move_to(cr, x, py);
    }
    cairo_stroke(cr);
  }
  cairo_restore(cr);
}

static void ellipse(cairo_t *cr, double x, double y, double rx, double ry) {
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_scale(cr, rx, ry);
  cairo_new_sub_path(cr);
  cairo_arc(cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_restore(cr);
}

static void face_features(cairo_t *cr, bool grey) {
  for (int i = -1; i <= 1; i += 2) {
    canvas_color(cr, "#ffffff", .85);
    ellipse(cr, .5 + i * .085, .44, .034, .015);
    cairo_fill(cr);
    canvas_color(cr, "#2a1d14", 1);
    ellipse(cr, .5 + i * .085, .44, .014, .015);
    cairo_fill(cr);
    cairo_set_line_width(cr, .013);
    cairo_move_to(cr, .5 + i * .05, .4);
    cairo_curve_to(cr, .5 + i * .08, .388, .5 + i * .11, .39, .5 + i * .13, .402);
    cairo_stroke(cr);
  }
  canvas_color(cr, "#000000", .3);
  cairo_set_line_width(cr, .009);
  cairo_move_to(cr, .505, .44), cairo_curve_to(cr, .515, .5, .53, .53, .495, .54);
  cairo_stroke(cr);
  canvas_color(cr, grey ? "#555555" : "#8c3b3b", .9);
  ellipse(cr, .5, .605, .055, .013);
  cairo_fill(cr);
}

/* A head and shoulders of nobody: hair, skin and clothes by seed. */
void cmd_portrait(Canvas *canvas, const Args *args) {
  static const char *const skins[] = {"#f1cfb4", "#e0ac86", "#c68b63", "#9a6341", "#6f4328"}, *const hairs[] = {"#1c1512", "#3a2617", "#5c3b20",
                                                                                                                "#8a8178"};
  static const char *const clothes[] = {"#33425e", "#6b2b33", "#2e4b38", "#4b4b50", "#8f7a4e"};
  g_autofree char *who = vars_expand(canvas->vars, "portrait {~p.name}", NULL, NULL, NULL);
  Rng rng = rng_new(canvas->seed, who);
  bool grey = opt_has(args, "grey"), woman = vars_has(canvas->vars, "p.f");
  const char *skin = skins[rng_int(&rng, 0, 4)], *hair = hairs[rng_int(&rng, 0, 3)], *cloth = clothes[rng_int(&rng, 0, 4)];
  cairo_t *cr = canvas->cr;
  double w = arg(args, 2, 30) * MM, h = arg(args, 3, 38) * MM;
  cairo_save(cr);
  cairo_rectangle(cr, arg(args, 0, 0) * MM, arg(args, 1, 0) * MM, w, h);
  cairo_clip(cr);
  cairo_push_group(cr);
  cairo_translate(cr, arg(args, 0, 0) * MM, arg(args, 1, 0) * MM);
  cairo_scale(cr, w, h);
  canvas_color(cr, grey ? "#d4d4d4" : "#d9dde2", 1);
  cairo_paint(cr);
  canvas_color(cr, hair, 1);
  if (woman) ellipse(cr, .5, .5, .29, .36), cairo_fill(cr);
  canvas_color(cr, cloth, 1);
  ellipse(cr, .5, 1.08, .46, .34), cairo_fill(cr);
  canvas_color(cr, skin, 1);
  cairo_rectangle(cr, .41, .62, .18, .18), cairo_fill(cr);
  ellipse(cr, .5, .79, .12, .06), cairo_fill(cr);
  ellipse(cr, .5, .48, .195, .25), cairo_fill(cr);
  canvas_color(cr, hair, 1);
  cairo_move_to(cr, .29, .46), cairo_curve_to(cr, .25, .1, .75, .1, .71, .46), cairo_curve_to(cr, .68, .3, .6, .29, .5, .28);
  cairo_curve_to(cr, .4, .29, .32, .3, .29, .46), cairo_fill(cr);
  face_features(cr, grey);
  cairo_pop_group_to_source(cr);
  cairo_paint_with_alpha(cr, opt_number(args, "alpha", 1));
  if (grey) {
    cairo_set_operator(cr, CAIRO_OPERATOR_HSL_SATURATION);
    cairo_set_source_rgb(cr, .5, .5, .5);
    cairo_paint(cr);
  }
  cairo_restore(cr);
}

/* `sign X Y W`: a scribble of loops; `who=` gives each signer their own. */
void cmd_sign(Canvas *canvas, const Args *args) {
  g_autofree char *holder = vars_expand(canvas->vars, "{~p.name}", NULL, NULL, NULL);
  Rng rng = rng_new(canvas->seed, opt(args, "who", holder));
  int loops = rng_int(&rng, 5, 11);
  const char *y_word = args->at[0] && args->at[1] ? args->at[1] : ".";
  double y0 = (y_word[0] == '.' ? canvas->cursor + (y_word[1] ? g_ascii_strtod(y_word + 1, NULL) : 0) : g_ascii_strtod(y_word, NULL)) * MM;
  double x = arg(args, 0, 0) * MM, w = arg(args, 2, 30) * MM, y = y0, step = w / loops, lean = rng_real(&rng, -.6, .9);
  cairo_t *cr = canvas->cr;
  canvas_color(cr, opt(args, "c", "#1b2a78"), .92);
  cairo_set_line_width(cr, opt_number(args, "lw", .38) * MM);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  cairo_move_to(cr, x, y);
  for (int i = 0; i < loops; i++) {
    double up = rng_real(&rng, i ? .3 : 2, i ? 1.9 : 3.2) * w / 9, back = rng_real(&rng, -.9, .3) * step;
    cairo_curve_to(cr, x + step * (1.2 + lean), y - up, x + back + step * lean, y - up * rng_real(&rng, .7, 1.4), x + step,
                   y + rng_real(&rng, -.3, .3) * step);
    x += step;
  }
  cairo_stroke(cr);
  cairo_move_to(cr, x - w * rng_real(&rng, .8, 1.05), y + step * rng_real(&rng, .4, .9));
  cairo_curve_to(cr, x - w * .5, y + step * .2, x, y + step * .6, x + step * .4, y - step * rng_real(&rng, .1, .5));
  cairo_stroke(cr);
}

static void ring_text(Canvas *canvas, const Args *args, const char *text, double radius, bool top) {
  cairo_t *cr = canvas->cr;
  cairo_select_font_face(cr, "Liberation Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_BOLD);
  cairo_set_font_size(cr, opt_number(args, "s", 6.5) * PT);
  cairo_text_extents_t all;
  cairo_text_extents(cr, text, &all);
  double room = radius * 4.3, stretch = all.x_advance > room ? room / all.x_advance : 1;
  double angle = (top ? -G_PI_2 : G_PI_2) - (top ? 1 : -1) * all.x_advance * stretch / radius / 2;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    g_autofree char *glyph = g_strndup(p, (gsize)(g_utf8_next_char(p) - p));
    cairo_text_extents_t one;
    cairo_text_extents(cr, glyph, &one);
    double half = one.x_advance * stretch / radius / 2 * (top ? 1 : -1);
    angle += half;
    cairo_save(cr);
    cairo_rotate(cr, angle + (top ? G_PI_2 : -G_PI_2));
    cairo_move_to(cr, -one.x_advance * stretch / 2, top ? -radius : radius + one.height * .8);
    cairo_scale(cr, stretch, 1);
    cairo_show_text(cr, glyph);
    cairo_restore(cr);
    angle += half;
  }
}

/* `stamp X Y R | ring above | centre | ring below`: wet ink, a little turned. A square office stamp with `box`. */
void cmd_stamp(Canvas *canvas, const Args *args) {
  Rng rng = rng_new(canvas->seed, args->text[0] ? args->text[0] : "stamp");
  cairo_t *cr = canvas->cr;
  double r = arg(args, 2, 15) * MM;
  guint n = g_strv_length(args->text);
  cairo_save(cr);
  cairo_translate(cr, arg(args, 0, 0) * MM, arg(args, 1, 0) * MM);
  cairo_rotate(cr, rng_real(&rng, -.22, .22));
  canvas_color(cr, opt(args, "c", "#2a3f9d"), opt_number(args, "alpha", .78));
  cairo_set_line_width(cr, .45 * MM);
  if (opt_has(args, "box")) {
    cairo_rectangle(cr, -r * 1.7, -r * .7, r * 3.4, r * 1.4);
    cairo_stroke(cr);
  } else {
    cairo_new_path(cr);
    cairo_arc(cr, 0, 0, r, 0, 2 * G_PI), cairo_stroke(cr);
    cairo_arc(cr, 0, 0, r * .66, 0, 2 * G_PI), cairo_stroke(cr);
    if (n > 0) ring_text(canvas, args, args->text[0], r * .74, true);
    if (n > 2) ring_text(canvas, args, args->text[2], r * .74, false);
  }
  const char *middle = opt_has(args, "box") ? args->text[0] : n > 1 ? args->text[1] : "";
  g_auto(GStrv) lines = g_strsplit(middle ? middle : "", "\\n", -1);
  double size = opt_number(args, "s", 6.5) * PT, top = -((double)g_strv_length(lines) - 1) / 2 * size * 1.2 + size * .35;
  cairo_select_font_face(cr, "Liberation Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, size);
  for (guint i = 0; lines[i]; i++) {
    cairo_text_extents_t extents;
    cairo_text_extents(cr, lines[i], &extents);
    cairo_move_to(cr, -extents.x_advance / 2, top + i * size * 1.2);
    cairo_show_text(cr, lines[i]);
  }
  cairo_restore(cr);
}

static void star(cairo_t *cr, double x, double y, double r, int points, double inner) {
  for (int i = 0; i < points * 2; i++) {
    double a = -G_PI_2 + i * G_PI / points, d = i % 2 ? r * inner : r;
    cairo_line_to(cr, x + d * cos(a), y + d * sin(a));
  }
  cairo_close_path(cr);
}

static void wreath(cairo_t *cr, double x, double y, double r) {
  for (int side = -1; side <= 1; side += 2)
    for (int i = 0; i < 9; i++) {
      double a = G_PI_2 + side * (.25 + i * .27);
      cairo_save(cr);
      cairo_translate(cr, x + r * cos(a), y + r * sin(a));
      cairo_rotate(cr, a + side * 1.1);
      ellipse(cr, 0, 0, r * .22, r * .07);
      cairo_restore(cr);
      cairo_fill(cr);
    }
}

/* `emblem KIND X Y R`: star, crescent, star-ring, shield, wreath, marianne (three bands and a profile), sun. All drawn free-hand. */
void cmd_emblem(Canvas *canvas, const Args *args) {
  const char *kind = args->at[0] ? args->at[0] : "star";
  double x = arg(args, 1, 0) * MM, y = arg(args, 2, 0) * MM, r = arg(args, 3, 8) * MM;
  cairo_t *cr = canvas->cr;
  cairo_save(cr);
  canvas_color(cr, opt(args, "c", "#8a6d1f"), opt_number(args, "alpha", 1));
  cairo_set_line_width(cr, r * .06);
  if (strcmp(kind, "star") == 0)
    star(cr, x, y, r, 5, .4), cairo_fill(cr);
  else if (strcmp(kind, "sun") == 0)
    star(cr, x, y, r, 16, .62), cairo_fill(cr);
  else if (strcmp(kind, "crescent") == 0) {
    cairo_arc(cr, x - r * .15, y, r * .8, .6, 2 * G_PI - .6);
    cairo_arc_negative(cr, x + r * .12, y, r * .62, 2 * G_PI - .75, .75);
    cairo_fill(cr);
    star(cr, x + r * .52, y, r * .3, 5, .4), cairo_fill(cr);
  } else if (strcmp(kind, "star-ring") == 0) {
    for (int i = 0; i < 12; i++) star(cr, x + r * .8 * cos(i * G_PI / 6), y + r * .8 * sin(i * G_PI / 6), r * .16, 5, .4), cairo_fill(cr);
  } else if (strcmp(kind, "shield") == 0) {
    cairo_move_to(cr, x - r * .7, y - r * .8), cairo_line_to(cr, x + r * .7, y - r * .8), cairo_line_to(cr, x + r * .7, y + r * .1);
    cairo_curve_to(cr, x + r * .6, y + r * .6, x + r * .2, y + r * .85, x, y + r),
        cairo_curve_to(cr, x - r * .2, y + r * .85, x - r * .6, y + r * .6, x - r * .7, y + r * .1);
    cairo_close_path(cr), cairo_stroke(cr);
    cairo_move_to(cr, x, y - r * .8), cairo_line_to(cr, x, y + r), cairo_move_to(cr, x - r * .7, y - r * .1),
        cairo_line_to(cr, x + r * .7, y - r * .1), cairo_stroke(cr);
    star(cr, x - r * .35, y - r * .45, r * .2, 5, .4), cairo_fill(cr);
  } else if (strcmp(kind, "wreath") == 0) {
    wreath(cr, x, y, r);
    star(cr, x, y - r * .1, r * .4, 5, .4), cairo_fill(cr);
  } else {
    cairo_arc(cr, x + r * .1, y - r * .2, r * .38, 0, 2 * G_PI), cairo_fill(cr);
    cairo_move_to(cr, x - r * .5, y + r * .8), cairo_curve_to(cr, x - r * .5, y, x + r * .6, y, x + r * .7, y + r * .8), cairo_close_path(cr),
        cairo_fill(cr);
  }
  cairo_restore(cr);
}

/* `logo KIND X Y W`: flame, drop, bolt, wave, leaf, house, arc, cube, wheel. Invented marks of invented firms. */
void cmd_logo(Canvas *canvas, const Args *args) {
  const char *kind = args->at[0] ? args->at[0] : "cube";
  double x = arg(args, 1, 0) * MM, y = arg(args, 2, 0) * MM, w = arg(args, 3, 15) * MM;
  cairo_t *cr = canvas->cr;
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_scale(cr, w, w);
  canvas_color(cr, opt(args, "c", "#0a58a5"), 1);
  cairo_set_line_width(cr, .1);
  cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
  if (strcmp(kind, "flame") == 0 || strcmp(kind, "drop") == 0 || strcmp(kind, "leaf") == 0) {
    double lean = strcmp(kind, "drop") == 0 ? 0 : strcmp(kind, "leaf") == 0 ? .35 : -.15;
    cairo_move_to(cr, .5 + lean, .02), cairo_curve_to(cr, .95, .5, .95, .95, .5, .98), cairo_curve_to(cr, .05, .95, .05, .5, .5 + lean, .02),
        cairo_fill(cr);
    canvas_color(cr, opt(args, "c2", "#ffffff"), 1);
    cairo_move_to(cr, .5, .45), cairo_curve_to(cr, .75, .7, .7, .9, .5, .9), cairo_curve_to(cr, .3, .9, .27, .7, .5, .45), cairo_fill(cr);
  } else if (strcmp(kind, "bolt") == 0) {
    cairo_arc(cr, .5, .5, .5, 0, 2 * G_PI), cairo_fill(cr);
    canvas_color(cr, opt(args, "c2", "#ffffff"), 1);
    cairo_move_to(cr, .58, .12), cairo_line_to(cr, .28, .56), cairo_line_to(cr, .48, .56), cairo_line_to(cr, .42, .88), cairo_line_to(cr, .72, .42),
        cairo_line_to(cr, .52, .42);
    cairo_close_path(cr), cairo_fill(cr);
  } else if (strcmp(kind, "wave") == 0) {
    for (int i = 0; i < 3; i++) {
      cairo_move_to(cr, .05, .3 + i * .22), cairo_curve_to(cr, .35, .05 + i * .22, .6, .55 + i * .22, .95, .28 + i * .22), cairo_stroke(cr);
      canvas_color(cr, opt(args, "c2", "#39a5dc"), 1);
    }
  } else if (strcmp(kind, "house") == 0) {
    cairo_move_to(cr, .05, .5), cairo_line_to(cr, .5, .08), cairo_line_to(cr, .95, .5), cairo_stroke(cr);
    cairo_rectangle(cr, .2, .52, .6, .42), cairo_fill(cr);
    canvas_color(cr, opt(args, "c2", "#ffffff"), 1);
    cairo_rectangle(cr, .43, .65, .16, .29), cairo_fill(cr);
  } else if (strcmp(kind, "arc") == 0) {
    for (int i = 0; i < 3; i++) cairo_arc(cr, .5, .8, .2 + i * .2, G_PI * 1.15, G_PI * 1.85), cairo_stroke(cr);
    cairo_arc(cr, .5, .78, .09, 0, 2 * G_PI), cairo_fill(cr);
  } else if (strcmp(kind, "wheel") == 0) {
    cairo_arc(cr, .5, .5, .42, 0, 2 * G_PI), cairo_stroke(cr);
    for (int i = 0; i < 6; i++)
      cairo_move_to(cr, .5, .5), cairo_line_to(cr, .5 + .4 * cos(i * G_PI / 3), .5 + .4 * sin(i * G_PI / 3)), cairo_stroke(cr);
  } else {
    cairo_rectangle(cr, .05, .05, .52, .52), cairo_fill(cr);
    canvas_color(cr, opt(args, "c2", "#e5a100"), .9);
    cairo_rectangle(cr, .4, .4, .55, .55), cairo_fill(cr);
  }
  cairo_restore(cr);
}

void cmd_chip(Canvas *canvas, const Args *args) {
  double x = arg(args, 0, 0) * MM, y = arg(args, 1, 0) * MM, w = arg(args, 2, 12) * MM, h = w * .8;
  cairo_t *cr = canvas->cr;
  cairo_rectangle(cr, x, y, w, h);
  canvas_color(cr, "#d9b65a", 1);
  cairo_fill_preserve(cr);
  canvas_color(cr, "#8c6f24", 1);
  cairo_set_line_width(cr, 2);
  for (int i = 1; i < 3; i++) cairo_move_to(cr, x, y + h * i / 3), cairo_line_to(cr, x + w, y + h * i / 3);
  cairo_move_to(cr, x + w / 3, y), cairo_line_to(cr, x + w / 3, y + h), cairo_move_to(cr, x + w * 2 / 3, y), cairo_line_to(cr, x + w * 2 / 3, y + h);
  cairo_stroke(cr);
}
