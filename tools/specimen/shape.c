/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules, boxes, bars, flags. */
#include "canvas.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static void fill_and_stroke(Canvas *canvas, const Args *args) {
  cairo_t *cr = canvas->cr;
  double alpha = opt_number(args, "alpha", 1);
  if (opt_has(args, "fill2")) {
    double x1, y1, x2, y2;
    cairo_path_extents(cr, &x1, &y1, &x2, &y2);
    bool down = opt_has(args, "down");
    cairo_pattern_t *fade = cairo_pattern_create_linear(x1, y1, down ? x1 : x2, down ? y2 : y1);
    guint64 a = g_ascii_strtoull(opt(args, "fill", "#ffffff") + 1, NULL, 16), b = g_ascii_strtoull(opt(args, "fill2", "#ffffff") + 1, NULL, 16);
    cairo_pattern_add_color_stop_rgba(fade, 0, (double)(a >> 16 & 255) / 255, (double)(a >> 8 & 255) / 255, (double)(a & 255) / 255, alpha);
    cairo_pattern_add_color_stop_rgba(fade, 1, (double)(b >> 16 & 255) / 255, (double)(b >> 8 & 255) / 255, (double)(b & 255) / 255, alpha);
    cairo_set_source(cr, fade);
    cairo_fill_preserve(cr);
    cairo_pattern_destroy(fade);
  } else if (opt_has(args, "fill")) {
    canvas_color(cr, opt(args, "fill", "#eeeeee"), alpha);
    cairo_fill_preserve(cr);
  }
  if (opt_has(args, "c") || !opt_has(args, "fill")) {
    double dash[2] = {opt_number(args, "dash", 0) * MM, opt_number(args, "dash", 0) * MM};
    if (dash[0] > 0) cairo_set_dash(cr, dash, 2, 0);
    canvas_color(cr, opt(args, "c", "#333333"), alpha);
    cairo_set_line_width(cr, opt_number(args, "lw", .2) * MM);
    cairo_stroke_preserve(cr);
    cairo_set_dash(cr, NULL, 0, 0);
  }
  cairo_new_path(cr);
}

/* `y` may be `.`: at the cursor. */
static double place_y(const Canvas *canvas, const Args *args, size_t index) {
  const char *word = index < g_strv_length(args->at) ? args->at[index] : ".";
  return word[0] == '.' ? canvas->cursor + (word[1] ? g_ascii_strtod(word + 1, NULL) : 0) : g_ascii_strtod(word, NULL);
}

void cmd_rect(Canvas *canvas, const Args *args) {
  double x = arg(args, 0, 0) * MM, y = place_y(canvas, args, 1) * MM, w = arg(args, 2, 10) * MM, h = arg(args, 3, 10) * MM;
  double r = opt_number(args, "r", 0) * MM;
  if (r <= 0)
    cairo_rectangle(canvas->cr, x, y, w, h);
  else {
    cairo_arc(canvas->cr, x + w - r, y + r, r, -G_PI_2, 0);
    cairo_arc(canvas->cr, x + w - r, y + h - r, r, 0, G_PI_2);
    cairo_arc(canvas->cr, x + r, y + h - r, r, G_PI_2, G_PI);
    cairo_arc(canvas->cr, x + r, y + r, r, G_PI, G_PI * 1.5);
    cairo_close_path(canvas->cr);
  }
  fill_and_stroke(canvas, args);
}

void cmd_line(Canvas *canvas, const Args *args) {
  cairo_move_to(canvas->cr, arg(args, 0, 0) * MM, place_y(canvas, args, 1) * MM);
  cairo_line_to(canvas->cr, arg(args, 2, 0) * MM, place_y(canvas, args, 3) * MM);
  fill_and_stroke(canvas, args);
}

void cmd_circle(Canvas *canvas, const Args *args) {
  cairo_new_sub_path(canvas->cr);
  cairo_arc(canvas->cr, arg(args, 0, 0) * MM, place_y(canvas, args, 1) * MM, arg(args, 2, 5) * MM, 0, 2 * G_PI);
  fill_and_stroke(canvas, args);
}

/* `poly x,y x,y …` */
void cmd_poly(Canvas *canvas, const Args *args) {
  for (size_t i = 0; args->at[i]; i++) {
    double x = 0, y = 0;
    if (sscanf(args->at[i], "%lf,%lf", &x, &y) == 2) cairo_line_to(canvas->cr, x * MM, y * MM);
  }
  if (!opt_has(args, "open")) cairo_close_path(canvas->cr);
  fill_and_stroke(canvas, args);
}

void cmd_check(Canvas *canvas, const Args *args) {
  double x = arg(args, 0, 0) * MM, y = place_y(canvas, args, 1) * MM, s = opt_number(args, "s", 3) * MM;
  cairo_rectangle(canvas->cr, x, y, s, s);
  canvas_color(canvas->cr, "#222222", 1);
  cairo_set_line_width(canvas->cr, 2.5);
  cairo_stroke(canvas->cr);
  if (!opt_has(args, "on")) return;
  canvas_color(canvas->cr, opt(args, "c", "#1a2a6a"), 1);
  cairo_set_line_width(canvas->cr, 5);
  cairo_move_to(canvas->cr, x + s * .1, y + s * .1), cairo_line_to(canvas->cr, x + s * .95, y + s * .9);
  cairo_move_to(canvas->cr, x + s * .9, y), cairo_line_to(canvas->cr, x + s * .1, y + s);
  cairo_stroke(canvas->cr);
}

/* A consumption chart: months as bars, heights by seed. */
void cmd_bars(Canvas *canvas, const Args *args) {
  double x = arg(args, 0, 0), y = arg(args, 1, 0), w = arg(args, 2, 60), h = arg(args, 3, 25);
  int n = (int)opt_number(args, "n", 12);
  Rng rng = rng_new(canvas->seed, "bars");
  canvas_color(canvas->cr, "#999999", 1);
  cairo_set_line_width(canvas->cr, 2);
  cairo_move_to(canvas->cr, x * MM, (y + h) * MM), cairo_line_to(canvas->cr, (x + w) * MM, (y + h) * MM);
  cairo_stroke(canvas->cr);
  for (int i = 0; i < n; i++) {
    double v = h * (.35 + .3 * cos((i - 1) * G_PI / 6) + rng_real(&rng, 0, .2)), step = w / n;
    cairo_rectangle(canvas->cr, (x + step * (i + .2)) * MM, (y + h - v) * MM, step * .6 * MM, v * MM);
    canvas_color(canvas->cr, i == n - 1 ? opt(args, "c", "#c60") : opt(args, "c2", "#bbb"), 1);
    cairo_fill(canvas->cr);
  }
}

void cmd_flag(Canvas *canvas, const Args *args) {
  double x = arg(args, 0, 0) * MM, y = arg(args, 1, 0) * MM, w = arg(args, 2, 12) * MM, h = arg(args, 3, 8) * MM;
  static const char *const colors[] = {"#2b3a8c", "#ffffff", "#d2232a"};
  for (int i = 0; i < 3; i++) {
    cairo_rectangle(canvas->cr, x + i * w / 3, y, w / 3, h);
    canvas_color(canvas->cr, colors[i], opt_number(args, "alpha", 1));
    cairo_fill(canvas->cr);
  }
}
