/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictograms: one table of paths on a field of 24 by 24, drawn on paper by cairo and written into pages as SVG. Must not know: defects. */
#include "bundle/pictogram.h"

#include <math.h>

/* Drawn for Recto; round lines of 1.6 in the ink of the words beside them, or filled. Only M, L, C and Z, absolute, so that the few lines below read them. */
#define STROKE 1.6
#define MAX_PATHS 5

typedef struct { const char *path; bool filled; } Part;
typedef struct { const char *word; Part parts[MAX_PATHS]; } Pictogram;

static const Pictogram PICTOGRAMS[] = {
    {"damaged", {{"M4.5 2 L19.5 2 L19.5 14 L16.5 12 L13.5 15 L10.5 12 L7.5 15 L4.5 12.5 Z", false}, {"M8 5.5 L16 5.5 M8 8.5 L16 8.5", false}, {"M4.5 18 L7.5 20.5 L10.5 17.5 L13.5 20.5 L16.5 17.5 L19.5 19.5 L19.5 22 L4.5 22 Z", false}}},
    {"cut-edge", {{"M14.5 2 L3 2 L3 22 L14.5 22", false}, {"M6.5 7.5 L14.5 7.5 M6.5 12 L14.5 12 M6.5 16.5 L14.5 16.5", false}, {"M17 1.2 L17 3.8 M17 6.4 L17 9 M17 11.6 L17 14.2 M17 16.8 L17 19.4 M17 21 L17 23.6", false}, {"M19.5 12 L23 12 M20.8 9.6 L23.2 12 L20.8 14.4", false}}},
    {"glare", {{"M4.5 2 L19.5 2 L19.5 22 L4.5 22 Z", false}, {"M10.7 9 C10.7 7.73 11.73 6.7 13 6.7 C14.27 6.7 15.3 7.73 15.3 9 C15.3 10.27 14.27 11.3 13 11.3 C11.73 11.3 "
                "10.7 10.27 10.7 9 Z", true}, {"M16.7 9 L18.4 9 M15.62 11.62 L16.82 12.82 M13 12.7 L13 14.4 M10.38 11.62 L9.18 12.82 M9.3 9 L7.6 9 M10.38 6.38 "
                "L9.18 5.18 M13 5.3 L13 3.6 M15.62 6.38 L16.82 5.18", false}, {"M7.5 17 L16.5 17 M7.5 19.2 L16.5 19.2", false}}},
    {"occlusion", {{"M12.5 22 L4.5 22 L4.5 2 L19.5 2 L19.5 10", false}, {"M8 6 L16 6 M8 9.5 L16 9.5 M8 13 L10.5 13", false}, {"M23.5 23.5 L23.5 18.5 L16.8 11.8 C15.5 10.5 13.6 10.6 12.4 11.8 C11.2 13 11.2 14.9 12.4 16.1 L19.5 23.5 Z", true}}},
    {"blur", {{"M4.5 2 L19.5 2 L19.5 22 L4.5 22 Z", false}, {"M7.5 7 C9 5.4 9 5.4 9.75 7 C10.5 8.6 10.5 8.6 12 7 C13.5 5.4 13.5 5.4 14.25 7 C15 8.6 15 8.6 16.5 7 M7.5 11 C9 "
                "9.4 9 9.4 9.75 11 C10.5 12.6 10.5 12.6 12 11 C13.5 9.4 13.5 9.4 14.25 11 C15 12.6 15 12.6 16.5 11 M7.5 15 C9 "
                "13.4 9 13.4 9.75 15 C10.5 16.6 10.5 16.6 12 15 C13.5 13.4 13.5 13.4 14.25 15 C15 16.6 15 16.6 16.5 15 M7.5 19 "
                "C9 17.4 9 17.4 9.75 19 C10.5 20.6 10.5 20.6 12 19 C13.5 17.4 13.5 17.4 14.25 19 C15 20.6 15 20.6 16.5 19", false}}},
    {"motion", {{"M7 3.5 L17 3.5 L17 20.5 L7 20.5 Z", false}, {"M9.5 8 L14.5 8 M9.5 12 L14.5 12 M9.5 16 L14.5 16", false}, {"M4.5 6 C3 9.5 3 14.5 4.5 18 M2 8 C1 10.5 1 13.5 2 16 M19.5 6 C21 9.5 21 14.5 19.5 18 M22 8 C23 10.5 23 13.5 22 "
                "16", false}}},
    {"partial-blur", {{"M4.5 2 L19.5 2 L19.5 22 L4.5 22 Z", false}, {"M7.5 6 L16.5 6 M7.5 9 L16.5 9", false}, {"M4.5 12 L7 12 M9.5 12 L12 12 M14.5 12 L17 12", false}, {"M7.5 15.5 C9 13.9 9 13.9 9.75 15.5 C10.5 17.1 10.5 17.1 12 15.5 C13.5 13.9 13.5 13.9 14.25 15.5 C15 17.1 15 "
                "17.1 16.5 15.5 M7.5 19 C9 17.4 9 17.4 9.75 19 C10.5 20.6 10.5 20.6 12 19 C13.5 17.4 13.5 17.4 14.25 19 C15 "
                "20.6 15 20.6 16.5 19", false}}},
    {"small-text", {{"M10 22 L4.5 22 L4.5 2 L19.5 2 L19.5 9.5", false}, {"M7.5 6 L9.5 6 M7.5 8.2 L9.5 8.2 M7.5 10.4 L9.5 10.4", false}, {"M10.6 14.8 C10.6 12.26 12.66 10.2 15.2 10.2 C17.74 10.2 19.8 12.26 19.8 14.8 C19.8 17.34 17.74 19.4 15.2 19.4 "
                "C12.66 19.4 10.6 17.34 10.6 14.8 Z", false}, {"M18.6 18.2 L22.8 22.6", false}, {"M13.4 13.6 L17 13.6 M13.4 16 L17 16", false}}},
    {"dark", {{"M4.5 2 L19.5 2 L19.5 22 L4.5 22 Z", false}, {"M14.8 7 C11.4 6.6 8.2 9.2 8.2 12.8 C8.2 16.4 11.4 18.9 14.8 18.2 C12.9 17 11.8 15 11.8 12.7 C11.8 10.3 13 8.3 "
                "14.8 7 Z", true}}},
    {"noise", {{"M4.5 2 L19.5 2 L19.5 22 L4.5 22 Z", false}, {"M6.65 5.5 C6.65 5.03 7.03 4.65 7.5 4.65 C7.97 4.65 8.35 5.03 8.35 5.5 C8.35 5.97 7.97 6.35 7.5 6.35 C7.03 6.35 "
                "6.65 5.97 6.65 5.5 Z M11.15 5 C11.15 4.53 11.53 4.15 12 4.15 C12.47 4.15 12.85 4.53 12.85 5 C12.85 5.47 12.47 "
                "5.85 12 5.85 C11.53 5.85 11.15 5.47 11.15 5 Z M15.35 6.4 C15.35 5.93 15.73 5.55 16.2 5.55 C16.67 5.55 17.05 "
                "5.93 17.05 6.4 C17.05 6.87 16.67 7.25 16.2 7.25 C15.73 7.25 15.35 6.87 15.35 6.4 Z M8.75 8.6 C8.75 8.13 9.13 "
                "7.75 9.6 7.75 C10.07 7.75 10.45 8.13 10.45 8.6 C10.45 9.07 10.07 9.45 9.6 9.45 C9.13 9.45 8.75 9.07 8.75 8.6 Z "
                "M13.15 9.4 C13.15 8.93 13.53 8.55 14 8.55 C14.47 8.55 14.85 8.93 14.85 9.4 C14.85 9.87 14.47 10.25 14 10.25 "
                "C13.53 10.25 13.15 9.87 13.15 9.4 Z M16.45 10.6 C16.45 10.13 16.83 9.75 17.3 9.75 C17.77 9.75 18.15 10.13 "
                "18.15 10.6 C18.15 11.07 17.77 11.45 17.3 11.45 C16.83 11.45 16.45 11.07 16.45 10.6 Z M6.45 11.8 C6.45 11.33 "
                "6.83 10.95 7.3 10.95 C7.77 10.95 8.15 11.33 8.15 11.8 C8.15 12.27 7.77 12.65 7.3 12.65 C6.83 12.65 6.45 12.27 "
                "6.45 11.8 Z M10.55 12.6 C10.55 12.13 10.93 11.75 11.4 11.75 C11.87 11.75 12.25 12.13 12.25 12.6 C12.25 13.07 "
                "11.87 13.45 11.4 13.45 C10.93 13.45 10.55 13.07 10.55 12.6 Z M14.35 13.8 C14.35 13.33 14.73 12.95 15.2 12.95 "
                "C15.67 12.95 16.05 13.33 16.05 13.8 C16.05 14.27 15.67 14.65 15.2 14.65 C14.73 14.65 14.35 14.27 14.35 13.8 Z "
                "M7.95 15.6 C7.95 15.13 8.33 14.75 8.8 14.75 C9.27 14.75 9.65 15.13 9.65 15.6 C9.65 16.07 9.27 16.45 8.8 16.45 "
                "C8.33 16.45 7.95 16.07 7.95 15.6 Z M11.75 16.8 C11.75 16.33 12.13 15.95 12.6 15.95 C13.07 15.95 13.45 16.33 "
                "13.45 16.8 C13.45 17.27 13.07 17.65 12.6 17.65 C12.13 17.65 11.75 17.27 11.75 16.8 Z M16.15 17.4 C16.15 16.93 "
                "16.53 16.55 17 16.55 C17.47 16.55 17.85 16.93 17.85 17.4 C17.85 17.87 17.47 18.25 17 18.25 C16.53 18.25 16.15 "
                "17.87 16.15 17.4 Z M6.35 19.2 C6.35 18.73 6.73 18.35 7.2 18.35 C7.67 18.35 8.05 18.73 8.05 19.2 C8.05 19.67 "
                "7.67 20.05 7.2 20.05 C6.73 20.05 6.35 19.67 6.35 19.2 Z M13.75 19.8 C13.75 19.33 14.13 18.95 14.6 18.95 C15.07 "
                "18.95 15.45 19.33 15.45 19.8 C15.45 20.27 15.07 20.65 14.6 20.65 C14.13 20.65 13.75 20.27 13.75 19.8 Z M9.55 "
                "19.6 C9.55 19.13 9.93 18.75 10.4 18.75 C10.87 18.75 11.25 19.13 11.25 19.6 C11.25 20.07 10.87 20.45 10.4 20.45 "
                "C9.93 20.45 9.55 20.07 9.55 19.6 Z", true}}},
    {"uneven-light", {{"M4.5 2 L19.5 2 L19.5 22 L4.5 22 Z", false}, {"M19.5 2 L19.5 22 L4.5 22 Z", true}, {"M7.2 6.2 L12.5 6.2 M7.2 9.4 L12.5 9.4", false}}},
    {"skew", {{"M7.97 1.54 L20 4.54 L16.03 20.46 L4 17.46 Z", false}, {"M9.86 6.34 L16.07 7.89 M8.9 10.23 L15.1 11.77 M7.93 14.11 L14.14 15.66", false}, {"M2 22.8 L22 22.8", false}}},
    {"turned", {{"M9.5 8.5 L20.5 8.5 L20.5 22.5 L9.5 22.5 Z", false}, {"M12.5 12.5 L17.5 12.5 M12.5 15.5 L17.5 15.5 M12.5 18.5 L17.5 18.5", false}, {"M3.5 17 C3 9 7.5 4 15 4 M12 1.2 L15.3 4 L12.3 6.8", false}}},
    {"not-a-document", {{"M4.5 6 L4.5 2 L8.5 2 M15.5 2 L19.5 2 L19.5 6 M19.5 18 L19.5 22 L15.5 22 M8.5 22 L4.5 22 L4.5 18", false}, {"M9 9.2 C9 5 15.2 5 15.2 9 C15.2 11.6 12 11.4 12 14.4", false}, {"M10.9 17.6 C10.9 16.99 11.39 16.5 12 16.5 C12.61 16.5 13.1 16.99 13.1 17.6 C13.1 18.21 12.61 18.7 12 18.7 "
                "C11.39 18.7 10.9 18.21 10.9 17.6 Z", true}}},
    {"screen", {{"M2 3 L22 3 L22 17 L2 17 Z", false}, {"M8.5 21.5 L15.5 21.5 M12 17 L12 21.5", false}, {"M5.5 7 L5.6 7 M9.8 7 L9.9 7 M14.1 7 L14.2 7 M18.4 7 L18.5 7 M5.5 10 L5.6 10 M9.8 10 L9.9 10 M14.1 10 L14.2 10 M18.4 10 L18.5 10 "
                 "M5.5 13 L5.6 13 M9.8 13 L9.9 13 M14.1 13 L14.2 13 M18.4 13 L18.5 13", false}}},
    {"steep", {{"M8.5 4 L15.5 4 L22 20 L2 20 Z", false}, {"M9.2 8 L14.8 8 M8 11.5 L16 11.5 M6.4 15.5 L17.6 15.5", false}}},
    {"show-through", {{"M4.5 2 L19.5 2 L19.5 22 L4.5 22 Z", false}, {"M7.5 6 L14 6 M7.5 11.6 L14 11.6 M7.5 17.2 L14 17.2", false}, {"M10.5 8.4 L16.5 8.4 M10.5 14 L16.5 14", true}, {"M10 8.8 L16.5 8.8 M10 14.4 L16.5 14.4", false}}},
    {"look", {{"M1.5 12 C5.5 5 18.5 5 22.5 12 C18.5 19 5.5 19 1.5 12 Z", false}, {"M8.8 12 C8.8 10.23 10.23 8.8 12 8.8 C13.77 8.8 15.2 10.23 15.2 12 C15.2 13.77 13.77 15.2 12 15.2 C10.23 15.2 "
                "8.8 13.77 8.8 12 Z", true}}},
    {"readable", {{"M4.5 2 L19.5 2 L19.5 22 L4.5 22 Z", false}, {"M8 12.2 L11 15.4 L16.4 8.4", false}}},
};

static const Pictogram *find(const char *word) {
  for (size_t i = 0; word && i < G_N_ELEMENTS(PICTOGRAMS); i++)
    if (g_str_equal(PICTOGRAMS[i].word, word)) return &PICTOGRAMS[i];
  return NULL;
}

bool recto_pictogram_exists(const char *word) { return find(word) != NULL; }

/* ------------------------------------------------------------------ paper */

/* Reads n numbers; false when they are not there. */
static bool take_numbers(const char **at, double *numbers, int n) {
  for (int i = 0; i < n; i++) {
    char *end = NULL;
    numbers[i] = g_ascii_strtod(*at, &end);
    if (end == *at || !isfinite(numbers[i])) return false;
    *at = end;
  }
  return true;
}

static bool take_step(cairo_t *cairo, const char **at) {
  double n[6];
  while (**at == ' ') (*at)++;
  switch (*(*at)++) {
  case 'M': if (!take_numbers(at, n, 2)) return false; cairo_move_to(cairo, n[0], n[1]); return true;
  case 'L': if (!take_numbers(at, n, 2)) return false; cairo_line_to(cairo, n[0], n[1]); return true;
  case 'C': if (!take_numbers(at, n, 6)) return false; cairo_curve_to(cairo, n[0], n[1], n[2], n[3], n[4], n[5]); return true;
  case 'Z': cairo_close_path(cairo); return true;
  default: return false;
  }
}

bool recto_pictogram_draw(cairo_t *cairo, const char *word, double x, double y, double size) {
  const Pictogram *pictogram = find(word);
  bool right = pictogram != NULL;
  cairo_save(cairo);
  cairo_translate(cairo, x, y);
  cairo_scale(cairo, size / RECTO_PICTOGRAM_SIDE, size / RECTO_PICTOGRAM_SIDE);
  cairo_set_line_width(cairo, STROKE);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
  for (int i = 0; pictogram && i < MAX_PATHS && pictogram->parts[i].path; i++) {
    const char *at = pictogram->parts[i].path;
    cairo_new_path(cairo);
    while (right && *at) right = take_step(cairo, &at);
    if (pictogram->parts[i].filled) cairo_fill(cairo);
    else cairo_stroke(cairo);
  }
  cairo_restore(cairo);
  return right;
}

/* ------------------------------------------------------------------ web pages */

void recto_pictogram_html(RectoHtml *html, const char *word) {
  const Pictogram *pictogram = find(word);
  if (!pictogram) return;
  recto_html_open(html, "svg", "class", "pictogram", "viewBox", "0 0 24 24", "aria-hidden", "true", "focusable", "false", NULL); /* the words beside it say the same */
  for (int i = 0; i < MAX_PATHS && pictogram->parts[i].path; i++) {
    bool filled = pictogram->parts[i].filled;
    recto_html_open(html, "path", "d", pictogram->parts[i].path, "fill", filled ? "currentColor" : "none", "stroke", filled ? NULL : "currentColor", "stroke-width",
                    filled ? NULL : G_STRINGIFY(STROKE), "stroke-linecap", filled ? NULL : "round", "stroke-linejoin", filled ? NULL : "round", NULL);
    recto_html_close(html);
  }
  recto_html_close(html);
}
