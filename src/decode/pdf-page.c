/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A PDF page's pixels. A page that is one whole picture gives the stored pixels themselves, when a small drawing of the page proves
 * that nothing else is on it and that it is not turned, clipped, inverted or masked; every other page is drawn. */
#include "decode/pdf.h"

#include <cairo.h>
#include <math.h>

#define POINTS_AN_INCH 72.
#define CAIRO_SIDE 32000

typedef struct { double width, height; } Paper; /* points, as displayed */

/* Draws the page into a PIX of 32 bpp. Cairo paints straight into the PIX: one copy in memory. NULL = refused. */
static PIX *draw(PopplerPage *page, Paper paper, double px_per_point) {
  int width = (int)MAX(1, lround(paper.width * px_per_point)), height = (int)MAX(1, lround(paper.height * px_per_point));
  if (width > CAIRO_SIDE || height > CAIRO_SIDE) return NULL;
  PIX *pix = pixCreateNoInit(width, height, 32);
  if (!pix) return NULL;
  pixSetAll(pix);
  cairo_surface_t *surface =
      cairo_image_surface_create_for_data((unsigned char *)pixGetData(pix), CAIRO_FORMAT_RGB24, width, height, 4 * pixGetWpl(pix));
  cairo_t *cairo = cairo_create(surface);
  cairo_scale(cairo, width / paper.width, height / paper.height);
  poppler_page_render(page, cairo);
  bool failed = cairo_status(cairo) != CAIRO_STATUS_SUCCESS || cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS;
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  uint32_t *data = pixGetData(pix);
  size_t words = (size_t)pixGetWpl(pix) * (size_t)height;
  for (size_t i = 0; i < words; i++) data[i] <<= 8; /* xRGB to RGBx */
  if (failed) pixDestroy(&pix);
  return pix;
}

/* A picture as poppler hands it out: grey, colour or alpha-only surfaces. */
static PIX *from_surface(cairo_surface_t *surface) {
  cairo_format_t format = cairo_image_surface_get_format(surface);
  int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface), stride = cairo_image_surface_get_stride(surface);
  const uint8_t *data = cairo_image_surface_get_data(surface);
  if ((format != CAIRO_FORMAT_RGB24 && format != CAIRO_FORMAT_ARGB32) || !data) return NULL;
  PIX *pix = pixCreateNoInit(width, height, 32);
  for (int y = 0; pix && y < height; y++) {
    const uint32_t *from = (const uint32_t *)(const void *)(data + (size_t)y * (size_t)stride);
    uint32_t *to = pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix);
    for (int x = 0; x < width; x++) to[x] = format == CAIRO_FORMAT_RGB24 || from[x] >> 24 == 255 ? from[x] << 8 : 0xffffff00;
  }
  return pix;
}

static PIX *stored_picture(PopplerPage *page, int id) {
  cairo_surface_t *surface = poppler_page_get_image(page, id);
  if (!surface) return NULL;
  PIX *pix = cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS ? from_surface(surface) : NULL;
  cairo_surface_destroy(surface);
  return pix;
}

/* ------------------------------------------------------------------ is the page its picture? */

/* Grey, shrunk to `width` x `height` by the mean of the area. */
static PIX *shrink(PIX *pix, int width, int height) {
  PIX *grey = pixConvertTo8(pix, 0);
  PIX *small = grey ? pixScaleToSize(grey, width, height) : NULL;
  pixDestroy(&grey);
  return small;
}

static double worst_block(PIX *a, PIX *b) {
  PIX *difference = pixAbsDifference(a, b);
  PIX *blocks = difference ? pixScaleAreaMap2(difference) : NULL, *larger = blocks ? pixScaleAreaMap2(blocks) : NULL;
  l_int32 worst = 255;
  if (larger) pixGetExtremeValue(larger, 1, L_SELECT_MAX, NULL, NULL, NULL, &worst);
  pixDestroy(&difference);
  pixDestroy(&blocks);
  pixDestroy(&larger);
  return worst;
}

/* Are the picture's pixels square on the paper? `lying`: turned a quarter. */
static bool has_aspect(PIX *picture, Paper paper, bool lying) {
  double aspect = (double)pixGetWidth(picture) / pixGetHeight(picture), wanted = lying ? paper.height / paper.width : paper.width / paper.height;
  return aspect / wanted > .98 && aspect / wanted < 1.02;
}

/* Draws the page small and compares it with its picture in the four turns: anything else on the page, a clip, a mirror or an inversion shows.
 * Returns the clockwise quarter turns that make the picture the page, or -1. */
static int proven_turn(const RectoDecodeLimits *limits, PopplerPage *page, Paper paper, PIX *picture) {
  double side = MIN(limits->proof_side, MAX(pixGetWidth(picture), pixGetHeight(picture)));
  PIX *drawn = draw(page, paper, side / MAX(paper.width, paper.height)), *grey = drawn ? pixConvertTo8(drawn, 0) : NULL;
  int width = drawn ? pixGetWidth(drawn) : 0, height = drawn ? pixGetHeight(drawn) : 0, turn = -1;
  for (int i = 0; grey && turn < 0 && i < 4; i++) {
    if (!has_aspect(picture, paper, i % 2 == 1)) continue;
    PIX *small = i % 2 ? shrink(picture, height, width) : shrink(picture, width, height), *turned = small ? pixRotateOrth(small, i) : NULL;
    if (turned && worst_block(grey, turned) <= limits->proof_difference) turn = i;
    pixDestroy(&small);
    pixDestroy(&turned);
  }
  pixDestroy(&drawn);
  pixDestroy(&grey);
  return turn;
}

static bool is_near(double a, double b) { return a >= .99 * b && a <= 1.02 * b; }

/* What the pictures of a page cover. `only`: the one picture that covers it wholly (lying or standing), or -1. */
typedef struct { guint n; int only; double share; } Images;

static Images survey_images(PopplerPage *page, Paper paper) {
  Images found = {.only = -1};
  GList *images = poppler_page_get_image_mapping(page);
  for (GList *at = images; at; at = at->next) {
    const PopplerImageMapping *image = at->data;
    double width = fabs(image->area.x2 - image->area.x1), height = fabs(image->area.y2 - image->area.y1);
    bool covers = (is_near(width, paper.width) && is_near(height, paper.height)) || (is_near(width, paper.height) && is_near(height, paper.width));
    found.only = covers && found.n == 0 ? image->image_id : -1;
    found.n++;
    if (isfinite(width * height)) found.share += width * height / (paper.width * paper.height);
  }
  poppler_page_free_image_mapping(images);
  return found;
}

/* ------------------------------------------------------------------ the page */

static PIX *fit(PIX *pix, const RectoDecodeLimits *limits, double dpi, double min_scale) {
  int divisor = recto_size_divisor(limits, (uint64_t)pixGetWidth(pix), (uint64_t)pixGetHeight(pix), dpi, min_scale);
  if (divisor == 1) return pix;
  PIX *small = pixScaleAreaMap(pix, 1.f / (float)divisor, 1.f / (float)divisor);
  pixDestroy(&pix);
  return small;
}

/* px per point for drawing: the usual resolution, less for a page so large that it would not fit. */
static double drawing_scale(const RectoDecodeLimits *limits, Paper paper, double dpi, double min_scale) {
  bool look = min_scale > 1;
  double wanted = MIN(dpi * MAX(min_scale, 1), MAX(dpi, limits->look_dpi)), most = (double)(look ? limits->look_pixels : limits->work_pixels);
  double inches = paper.width * paper.height / (POINTS_AN_INCH * POINTS_AN_INCH);
  wanted = MIN(wanted, sqrt(most / inches));
  wanted = MIN(wanted, MIN(CAIRO_SIDE, limits->side) / (MAX(paper.width, paper.height) / POINTS_AN_INCH));
  return wanted / POINTS_AN_INCH;
}

static PIX *take_stored(RectoSource *source, PopplerPage *page, Paper paper, int id, double min_scale, double *ret_dpi, RectoPicture *ret) {
  PIX *pix = stored_picture(page, id);
  if (!pix) return NULL;
  double inches = MAX(paper.width, paper.height) / POINTS_AN_INCH, stored = MAX(pixGetWidth(pix), pixGetHeight(pix));
  *ret_dpi = stored / inches;
  int turn = proven_turn(&source->limits, page, paper, pix);
  PIX *turned = turn > 0 ? pixRotateOrth(pix, turn) : turn == 0 ? pixClone(pix) : NULL;
  pixDestroy(&pix);
  if (!turned) return NULL;
  pix = fit(turned, &source->limits, *ret_dpi, min_scale);
  if (pix) ret->decode_scale = MAX(pixGetWidth(pix), pixGetHeight(pix)) / stored;
  return pix;
}

static void take_drawn(RectoSource *source, PopplerPage *page, Paper paper, double stored_dpi, double min_scale, RectoPicture *ret) {
  double dpi = source->limits.draw_dpi;
  if (stored_dpi > 0) dpi = CLAMP(stored_dpi, dpi / 2, dpi * 2); /* the picture's own pixels, as near as may be */
  double px_per_point = drawing_scale(&source->limits, paper, dpi, min_scale);
  ret->pix = draw(page, paper, px_per_point);
  ret->decode_scale = px_per_point;
}

void recto_pdf_draw(RectoSource *source, PopplerPage *page, double min_scale, RectoPicture *ret) {
  const RectoPdf *pdf = source->self;
  Paper paper = {0, 0};
  poppler_page_get_size(page, &paper.width, &paper.height);
  if (!(paper.width > 0 && paper.height > 0 && isfinite(paper.width) && isfinite(paper.height))) {
    ret->outcome = RECTO_OUTCOME_CORRUPT;
    return;
  }
  Images images = survey_images(page, paper);
  if (images.n && pdf->largest_image > source->limits.stored_pixels) {
    ret->outcome = RECTO_OUTCOME_TOO_BIG;
    return;
  }
  double stored_dpi = 0;
  if (images.only >= 0) ret->pix = take_stored(source, page, paper, images.only, min_scale, &stored_dpi, ret);
  ret->layer_only_image = ret->pix != NULL || images.share >= source->limits.image_share;
  if (!ret->pix) take_drawn(source, page, paper, stored_dpi, min_scale, ret);
  if (!ret->pix) ret->outcome = RECTO_OUTCOME_CORRUPT;
  recto_picture_set_paper(ret, &source->limits, MAX(paper.width, paper.height) / POINTS_AN_INCH);
}
