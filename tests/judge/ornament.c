/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures without words: portraits (a drawn head, nobody's), guilloches, logos, arms, stamps, signatures, barcodes, landscapes. */
#include "exam.h"
#include <math.h>

typedef struct {
  ExamInk *ink;
  cairo_t *cairo;
  ExamDice *dice;
  double x, y, w, h;
  const ExamStyle *style;
} Place;

static void ellipse(cairo_t *cairo, double cx, double cy, double rx, double ry) {
  cairo_save(cairo);
  cairo_translate(cairo, cx, cy);
  cairo_scale(cairo, rx, ry);
  cairo_arc(cairo, 0, 0, 1, 0, 2 * M_PI);
  cairo_restore(cairo);
}

static void portrait(Place *p) {
  static const char *const skins[] = {"#e8c3a2", "#c99a70", "#8d5a3a", "#5c3a26", "#f0d2b8"},
                           *const hairs[] = {"#1c1512", "#3a2718", "#15110f", "#6b4a2a"},
                           *const shirts[] = {"#2f3f5c", "#7a2f35", "#444444", "#3c5c46"};
  unsigned face = p->ink->face; /* one document, one face */
  const char *skin = skins[face % 5], *hair = hairs[face / 5 % 4];
  cairo_t *c = p->cairo;
  double cx = p->x + p->w / 2, cy = p->y + p->h * 0.45;
  cairo_save(c);
  cairo_rectangle(c, p->x, p->y, p->w, p->h);
  cairo_clip(c);
  exam_ink_colour(c, "#d7dadd");
  cairo_paint(c);
  exam_ink_colour(c, shirts[face / 20 % 4]);
  ellipse(c, cx, p->y + p->h * 1.02, p->w * 0.46, p->h * 0.24);
  cairo_fill(c);
  exam_ink_colour(c, hair);
  ellipse(c, cx, cy - p->h * 0.05, p->w * 0.28, p->h * 0.31);
  cairo_fill(c);
  exam_ink_colour(c, skin);
  cairo_rectangle(c, cx - p->w * 0.1, cy + p->h * 0.15, p->w * 0.2, p->h * 0.22);
  ellipse(c, cx, cy + p->h * 0.02, p->w * 0.23, p->h * 0.26);
  cairo_fill(c);
  exam_ink_colour(c, "#20160f");
  for (int side = -1; side <= 1; side += 2) {
    ellipse(c, cx + side * p->w * 0.09, cy - p->h * 0.02, p->w * 0.025, p->h * 0.015);
    cairo_fill(c);
  }
  cairo_set_line_width(c, p->w * 0.015);
  cairo_arc(c, cx, cy + p->h * 0.1, p->w * 0.07, 0.4, M_PI - 0.4);
  cairo_stroke(c);
  cairo_restore(c);
}

static void guilloche(Place *p) {
  cairo_t *c = p->cairo;
  cairo_save(c);
  cairo_rectangle(c, p->x, p->y, p->w, p->h);
  cairo_clip(c);
  exam_ink_colour(c, p->style->colour ? p->style->colour : "#c9d8e8");
  cairo_set_line_width(c, p->style->pen > 0 ? p->style->pen : 0.12);
  double phase = exam_dice_real(p->dice, 0, 6), wave = exam_dice_real(p->dice, 0.15, 0.4);
  for (double k = -10; k<p->h + 10; k += p->style->gap> 0 ? p->style->gap : 1.3) {
    for (double x = 0; x <= p->w; x += 0.8) {
      double y = p->y + k + 3 * sin(x * wave + phase) + 2 * sin(x * wave * 0.37 + k);
      x == 0 ? cairo_move_to(c, p->x + x, y) : cairo_line_to(c, p->x + x, y);
    }
    cairo_stroke(c);
  }
  cairo_restore(c);
}

static void logo(Place *p) {
  cairo_t *c = p->cairo;
  exam_ink_colour(c, p->style->colour ? p->style->colour : "#1d5fa8");
  switch (exam_dice_int(p->dice, 0, 3)) {
  case 0:
    ellipse(c, p->x + p->w / 2, p->y + p->h / 2, p->w / 2, p->h / 2);
    cairo_fill(c);
    exam_ink_colour(c, "#ffffff");
    ellipse(c, p->x + p->w * 0.6, p->y + p->h * 0.42, p->w * 0.22, p->h * 0.22);
    cairo_fill(c);
    break;
  case 1:
    cairo_move_to(c, p->x, p->y + p->h);
    cairo_line_to(c, p->x + p->w / 2, p->y);
    cairo_line_to(c, p->x + p->w, p->y + p->h);
    cairo_close_path(c);
    cairo_fill(c);
    break;
  case 2:
    for (int i = 0; i < 3; i++) {
      cairo_rectangle(c, p->x + i * p->w / 3, p->y + (2 - i) * p->h / 4, p->w / 4, p->h - (2 - i) * p->h / 4);
      cairo_fill(c);
    }
    break;
  default:
    cairo_set_line_width(c, p->h * 0.12);
    cairo_arc(c, p->x + p->w / 2, p->y + p->h / 2, p->h * 0.38, 0.6, 5.6);
    cairo_stroke(c);
    cairo_rectangle(c, p->x + p->w * 0.42, p->y + p->h * 0.42, p->w * 0.5, p->h * 0.14);
    cairo_fill(c);
    break;
  }
}

/* A woman's head in profile over three bands stands for the Republic's letterhead; words come from the layout. */
static void flag(Place *p) {
  static const char *const bands[] = {"#1f2f86", "#ffffff", "#c8202f"};
  for (int i = 0; i < 3; i++) exam_ink_box(p->ink, p->x + i * p->w / 3, p->y, p->w / 3, p->h, &(ExamStyle){.fill = bands[i], .stroke = bands[i]});
  exam_ink_colour(p->cairo, "#d9d9e6");
  ellipse(p->cairo, p->x + p->w * 0.48, p->y + p->h * 0.5, p->w * 0.13, p->h * 0.38);
  cairo_fill(p->cairo);
}

static void arms(Place *p) {
  cairo_t *c = p->cairo;
  exam_ink_colour(c, p->style->colour ? p->style->colour : "#7c6a2f");
  cairo_set_line_width(c, 0.35);
  for (int i = 0; i < 3; i++) {
    ellipse(c, p->x + p->w / 2, p->y + p->h / 2, p->w / 2 - i * p->w * 0.08, p->h / 2 - i * p->h * 0.08);
    cairo_stroke(c);
  }
  int points = exam_dice_int(p->dice, 5, 9);
  for (int i = 0; i <= 2 * points; i++) {
    double r = i % 2 ? 0.14 : 0.28, a = i * M_PI / points - M_PI / 2;
    cairo_line_to(c, p->x + p->w * (0.5 + r * cos(a)), p->y + p->h * (0.5 + r * sin(a)));
  }
  cairo_fill(c);
}

static void signature(Place *p) {
  cairo_t *c = p->cairo;
  exam_ink_colour(c, p->style->colour ? p->style->colour : exam_dice_int(p->dice, 0, 2) ? "#1a2a7a" : "#161616");
  cairo_set_line_width(c, 0.45);
  double x = p->x, y = p->y + p->h / 2;
  cairo_move_to(c, x, y);
  for (int i = 0; i < 7; i++) {
    double nx = p->x + p->w * (i + 1) / 7, ny = p->y + exam_dice_real(p->dice, 0, p->h);
    cairo_curve_to(c, x + exam_dice_real(p->dice, -2, 5), p->y + exam_dice_real(p->dice, -0.3, 1.2) * p->h, nx - exam_dice_real(p->dice, 0, 6),
                   p->y + exam_dice_real(p->dice, 0, 1) * p->h, nx, ny);
    x = nx;
  }
  cairo_stroke(c);
}

/* Round stamp: two rings, a star; its words run in the layout over it when wanted. */
static void stamp(Place *p) {
  cairo_t *c = p->cairo;
  exam_ink_colour(c, p->style->colour ? p->style->colour : exam_dice_int(p->dice, 0, 1) ? "#5a2a8ab0" : "#1f3f9fb0");
  cairo_set_line_width(c, 0.5);
  ellipse(c, p->x + p->w / 2, p->y + p->h / 2, p->w / 2, p->h / 2);
  cairo_stroke(c);
  ellipse(c, p->x + p->w / 2, p->y + p->h / 2, p->w * 0.36, p->h * 0.36);
  cairo_stroke(c);
  for (int i = 0; i < 40; i++) {
    double a = i * 2 * M_PI / 40;
    cairo_move_to(c, p->x + p->w * (0.5 + 0.40 * cos(a)), p->y + p->h * (0.5 + 0.40 * sin(a)));
    cairo_line_to(c, p->x + p->w * (0.5 + (i % 3 ? 0.46 : 0.44) * cos(a)), p->y + p->h * (0.5 + (i % 3 ? 0.46 : 0.44) * sin(a)));
  }
  cairo_stroke(c);
  ellipse(c, p->x + p->w / 2, p->y + p->h / 2, p->w * 0.1, p->h * 0.12);
  cairo_fill(c);
}

static void bars(Place *p) {
  exam_ink_colour(p->cairo, "#000000");
  for (double x = 0; x < p->w;) {
    double bar = 0.3 * exam_dice_int(p->dice, 1, 3), gap = 0.3 * exam_dice_int(p->dice, 1, 3);
    if (x + bar < p->w) cairo_rectangle(p->cairo, p->x + x, p->y, bar, p->h);
    x += bar + gap;
  }
  cairo_fill(p->cairo);
}

/* Squares with the L of a DataMatrix: looks like a seal and cannot be decoded. */
static void matrix(Place *p) {
  int n = 26;
  double m = p->w / n;
  exam_ink_colour(p->cairo, "#000000");
  for (int r = 0; r < n; r++)
    for (int k = 0; k < n; k++) {
      bool on = k == 0 || r == n - 1 || (r == 0 ? k % 2 == 0 : k == n - 1 ? r % 2 == 1 : exam_dice_int(p->dice, 0, 1));
      if (on) cairo_rectangle(p->cairo, p->x + k * m, p->y + r * m, m, m);
    }
  cairo_fill(p->cairo);
}

static void landscape(Place *p) {
  cairo_t *c = p->cairo;
  cairo_pattern_t *sky = cairo_pattern_create_linear(0, p->y, 0, p->y + p->h);
  cairo_pattern_add_color_stop_rgb(sky, 0, 0.35, 0.55, 0.85);
  cairo_pattern_add_color_stop_rgb(sky, 0.6, 0.9, 0.85, 0.75);
  cairo_pattern_add_color_stop_rgb(sky, 1, 0.3, 0.45, 0.2);
  cairo_rectangle(c, p->x, p->y, p->w, p->h);
  cairo_set_source(c, sky);
  cairo_fill(c);
  cairo_pattern_destroy(sky);
  for (int k = 0; k < 4; k++) {
    cairo_set_source_rgb(c, 0.2 + 0.08 * k, 0.35 - 0.03 * k, 0.3 - 0.06 * k);
    double y = p->y + p->h * (0.45 + 0.12 * k);
    cairo_move_to(c, p->x, p->y + p->h);
    for (int i = 0; i <= 24; i++) cairo_line_to(c, p->x + p->w * i / 24, y + exam_dice_real(p->dice, -0.06, 0.06) * p->h);
    cairo_line_to(c, p->x + p->w, p->y + p->h);
    cairo_fill(c);
  }
}

static void graph(Place *p) {
  for (int i = 0; i < 12; i++) {
    double h = p->h * exam_dice_real(p->dice, 0.2, 0.95);
    exam_ink_box(p->ink, p->x + i * p->w / 12, p->y + p->h - h, p->w / 18, h, &(ExamStyle){.fill = p->style->colour ? p->style->colour : "#5b8fc7"});
  }
}

static void dots(Place *p) {
  exam_ink_colour(p->cairo, "#333333");
  for (double x = 0; x < p->w; x += 1.4) cairo_rectangle(p->cairo, p->x + x, p->y, 0.35, 0.35);
  cairo_fill(p->cairo);
}

static void chip(Place *p) {
  exam_ink_box(p->ink, p->x, p->y, p->w, p->h, &(ExamStyle){.fill = "#d6b75a", .stroke = "#8a6d20", .radius = 1});
  exam_ink_box(p->ink, p->x + p->w * 0.33, p->y + p->h * 0.25, p->w * 0.34, p->h * 0.5, &(ExamStyle){.stroke = "#8a6d20"});
}

static void stars(Place *p) {
  exam_ink_colour(p->cairo, p->style->colour ? p->style->colour : "#e8c400");
  for (int i = 0; i < 12; i++) {
    double a = i * M_PI / 6;
    ellipse(p->cairo, p->x + p->w * (0.5 + 0.42 * cos(a)), p->y + p->h * (0.5 + 0.42 * sin(a)), p->w * 0.05, p->h * 0.05);
    cairo_fill(p->cairo);
  }
}

void exam_ornament(ExamInk *ink, ExamDice *dice, const char *kind, double x, double y, double w, double h, const ExamStyle *style) {
  static const struct {
    const char *kind;
    void (*draw)(Place *);
  } all[] = {
      {"portrait", portrait},   {"guilloche", guilloche}, {"logo", logo}, {"flag", flag},     {"arms", arms},
      {"signature", signature}, {"stamp", stamp},         {"bars", bars}, {"matrix", matrix}, {"landscape", landscape},
      {"graph", graph},         {"dots", dots},           {"chip", chip}, {"stars", stars},
  };
  Place place = {ink, ink->cairo, dice, x, y, w, h, style};
  for (size_t i = 0; i < G_N_ELEMENTS(all); i++)
    if (g_str_equal(all[i].kind, kind)) {
      cairo_save(ink->cairo);
      all[i].draw(&place);
      cairo_restore(ink->cairo);
      return;
    }
  ink->unknown_glyphs++;
}
