/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ageing a drawn page as scanners, phones and hands do. A recipe is words joined by commas, each a name and at most one number
 * ("scan200,skew1.2,noise6,g4"); words act in their order, format words (g4, jpeg60, exif6 …) when the file is written. A number that ends with x
 * ("disk0.3x") is in x-heights of the page as large as it is by then; `specimen --words` tells that height in the truth.
 * The same recipe, seed and page always give the same pixels. Knows nothing of what the page says. */
#ifndef WEAR_WEAR_H
#define WEAR_WEAR_H

#include "../specimen/rng.h"
#include <leptonica/allheaders.h>
#include <stdbool.h>

typedef struct {
  char *name;
  double value;
  bool has_value, in_x; /* in_x: in x-heights */
} Word;

typedef struct {
  GArray *words; /* of Word */
} Recipe;

typedef struct {
  bool bilevel;
  int quality, exif, zip;
} Format; /* what the format words say; quality 0 = not given */

Recipe *recipe_parse(const char *text); /* NULL with a message on stderr naming the word nobody knows */
void recipe_free(Recipe *recipe);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recipe, recipe_free)
Format recipe_format(const Recipe *recipe);
typedef struct {
  PIX *back;       /* the page printed on the other side; NULL = the page itself shows through */
  guint64 seed;
  double x_height; /* px, of the page before; 0 = not known */
  bool bared;      /* leave out the words that hide (light, fingers, cuts); all others act as they would */
} Wearing;
/* Takes `pix` (32 bits) and returns the worn page; its x-height is then in `wearing`. */
PIX *recipe_apply(const Recipe *recipe, PIX *pix, Wearing *wearing);
bool recipe_hides(const Recipe *recipe);

typedef PIX *(*Op)(PIX *pix, double value, Rng *rng, PIX *back); /* takes pix */
typedef struct {
  const char *name;
  Op run;
  double fallback;
  const char *help;
} OpEntry;
extern const OpEntry print_ops[], scan_ops[], photo_ops[], defect_ops[]; /* end with a NULL name */

/* pixel.c */
typedef struct {
  int r, g, b;
} Rgb;
Rgb pixel_at(const l_uint32 *line, int x);
void pixel_put(l_uint32 *line, int x, double r, double g, double b);
PIX *pixel_blur(PIX *pix, double sigma); /* takes pix */
PIX *pixel_noise(PIX *pix, double deviation, Rng *rng); /* takes pix */
typedef double (*Gain)(double x, double y, const double *p); /* x, y 0..1 */
PIX *pixel_gain(PIX *pix, Gain gain, const double *p); /* takes pix; multiplies */
void pixel_line_blend(PIX *pix, double x0, double y0, double x1, double y1, double width, Rgb color, double alpha);

/* photo.c: px of the photo a px of the page */
double wear_photo_scale(int page_width, int page_height);
/* photo.c: maps between quadrilaterals. `from` and `to` are four corners each (x, y), clockwise from the top left. */
bool wear_homography(const double from[8], const double to[8], double ret[9]);
void wear_paste(PIX *frame, PIX *page, const double map[9]); /* lays the page where the map puts it; the rest of the frame stays */

/* files.c: one page to jpg/png/webp/jp2/heic, several to tif/pdf, by the ending of `path` */
bool files_write(PIXA *pages, const Format *format, const char *path);

#endif
