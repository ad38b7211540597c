/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exam-wear recipe scan|photo|dense SEED    prints a recipe's name, drawn from the seed
 * exam-wear wear RECIPE SEED OUT IN.ppm…    wears clean pages (300 dpi) by that recipe; OUT's extension is added and printed
 * exam-wear join OUT.pdf IN.jpg…           scans into one PDF, not encoded again
 * A recipe's name is its parameters: scan300-g4-skewm0.8-noise5-shade6-turn180-pdf, photo-persp6-light25-blur8-noise5-rot2-desk1-q72-turn90. */
#include "exam.h"
#include "raster.h"
#include <math.h>
#include <string.h>

typedef struct {
  bool photo, colour, g4, pdf;
  int dpi, turn, quality, desk;
  double skew, noise, shade, persp, light, blur;
} Recipe;

/* ------------------------------------------------------------------ names */

static bool read_number(const char *token, const char *key, double *ret) {
  if (!g_str_has_prefix(token, key)) return false;
  const char *p = token + strlen(key);
  double sign = *p == 'm' ? -1 : 1;
  *ret = sign * g_ascii_strtod(p + (*p == 'm'), NULL);
  return true;
}

static bool read_token(Recipe *r, const char *t) {
  double v = 0;
  if (g_str_equal(t, "grey")) return true;
  if (g_str_equal(t, "photo")) return r->photo = r->colour = true;
  if (g_str_equal(t, "colour")) return r->colour = true;
  if (g_str_equal(t, "g4")) return r->g4 = true;
  if (g_str_equal(t, "pdf")) return r->pdf = true;
  if (read_number(t, "scan", &v)) return r->dpi = (int)v, true;
  if (read_number(t, "turn", &v)) return r->turn = (int)v, true;
  if (read_number(t, "desk", &v)) return r->desk = (int)v, true;
  if (read_number(t, "skew", &r->skew) || read_number(t, "rot", &r->skew)) return true;
  if (read_number(t, "noise", &r->noise) || read_number(t, "shade", &r->shade) || read_number(t, "persp", &r->persp) ||
      read_number(t, "light", &r->light))
    return true;
  if (read_number(t, "blur", &v)) return r->blur = v / 10, true;
  if (read_number(t, "q", &v)) return r->quality = (int)v, true;
  return false;
}

static bool read_recipe(const char *name, Recipe *ret) {
  *ret = (Recipe){.dpi = 300, .quality = 75};
  g_auto(GStrv) tokens = g_strsplit(name, "-", -1);
  for (char **t = tokens; *t; t++)
    if (!read_token(ret, *t)) return g_printerr("exam-wear: unknown word '%s' in recipe\n", *t), false;
  return true;
}

static char *signed_text(double v) { return g_strdup_printf("%s%d.%d", v < 0 ? "m" : "", (int)fabs(v), (int)(fabs(v) * 10) % 10); }

/* A quarter of phone pictures come turned; few scans do. */
static char *draw_recipe(const char *family, ExamDice *dice) {
  bool photo = g_str_equal(family, "photo");
  int turned = exam_dice_int(dice, 0, 99);
  const char *turn = photo        ? (turned < 9    ? "-turn90"
                                     : turned < 17 ? "-turn270"
                                     : turned < 22 ? "-turn180"
                                                   : "")
                     : turned < 4 ? "-turn180"
                     : turned < 6 ? "-turn90"
                                  : "";
  g_autofree char *skew = signed_text(exam_dice_real(dice, photo ? -4 : -1.8, photo ? 4 : 1.8));
  if (photo)
    return g_strdup_printf("photo-persp%d-light%d-blur%d-noise%d-rot%s-desk%d-q%d%s", exam_dice_int(dice, 1, 7), exam_dice_int(dice, 5, 35),
                           exam_dice_int(dice, 4, 12), exam_dice_int(dice, 2, 8), skew, exam_dice_int(dice, 0, 3), exam_dice_int(dice, 60, 88), turn);
  if (g_str_equal(family, "dense")) {
    g_autofree char *small = signed_text(exam_dice_real(dice, -1.2, 1.2));
    return g_strdup_printf("scan300-grey-skew%s-noise%d-shade%d-q%d", small, exam_dice_int(dice, 2, 4), exam_dice_int(dice, 0, 5),
                           exam_dice_int(dice, 70, 85));
  }
  int kind = exam_dice_int(dice, 0, 99), dpi = kind >= 25 && exam_dice_int(dice, 0, 2) == 0 ? 200 : 300;
  const char *mode = kind < 25 ? "g4" : kind < 72 ? "grey" : "colour";
  const char *box = exam_dice_int(dice, 0, 3) ? "" : "-pdf";
  return g_strdup_printf("scan%d-%s-skew%s-noise%d-shade%d-q%d%s%s", dpi, mode, skew, exam_dice_int(dice, 2, 9), exam_dice_int(dice, 0, 12),
                         exam_dice_int(dice, 45, 85), turn, box);
}

/* ------------------------------------------------------------------ pixels */

/* Light falls off along a direction; sensor noise grows a little in the dark. */
static void light_and_noise(ExamRaster *raster, const Recipe *r, ExamDice *dice) {
  double angle = exam_dice_real(dice, 0, 2 * M_PI), cx = cos(angle), cy = sin(angle), depth = (r->photo ? r->light : r->shade) / 100;
  double warm = r->photo ? exam_dice_real(dice, -0.06, 0.08) : 0,
         paper = r->photo ? exam_dice_real(dice, 0.80, 0.97) : exam_dice_real(dice, 0.94, 1.0);
  for (int y = 0; y < raster->h; y++) {
    unsigned char *p = raster->bytes + (size_t)y * (size_t)raster->w * 3;
    for (int x = 0; x < raster->w; x++, p += 3) {
      double t = 0.5 + 0.5 * (cx * (2.0 * x / raster->w - 1) + cy * (2.0 * y / raster->h - 1)) / 1.42;
      double gain = paper * (1 - depth * t * t);
      double n = r->noise * exam_dice_gauss(dice);
      p[0] = raster_clamp(p[0] * gain * (1 + warm) + n);
      p[1] = raster_clamp(p[1] * gain + n * 0.9);
      p[2] = raster_clamp(p[2] * gain * (1 - warm) + n * 1.1);
    }
  }
}

/* ------------------------------------------------------------------ scan */

static PIX *wear_scan(PIX *clean, const Recipe *r, ExamDice *dice) {
  double scale = r->dpi / 300.0;
  PIX *sized = scale == 1 ? pixClone(clean) : pixScale(clean, (float)scale, (float)scale);
  PIX *turned = pixRotate(sized, (float)(r->skew * M_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
  g_auto(ExamRaster) raster = raster_from_pix(turned, 3);
  pixDestroy(&sized);
  pixDestroy(&turned);
  raster_blur(&raster, exam_dice_real(dice, 0.35, 0.75));
  light_and_noise(&raster, r, dice);
  PIX *pix = raster_to_pix(&raster);
  if (r->g4) {
    PIX *grey = pixConvertRGBToLuminance(pix);
    PIX *bits = pixThresholdToBinary(grey, exam_dice_int(dice, 135, 165));
    pixDestroy(&grey);
    pixDestroy(&pix);
    return bits;
  }
  if (!r->colour) {
    PIX *grey = pixConvertRGBToLuminance(pix);
    pixDestroy(&pix);
    return grey;
  }
  return pix;
}

/* ------------------------------------------------------------------ photo */

static void desk_pixel(int kind, int x, int y, const double *wave, unsigned char *p, ExamDice *dice) {
  double grain = sin(x * wave[0] + 6 * sin(y * wave[1]) + 2 * sin(y * 0.013)) * 0.5 + 0.5, n = exam_dice_gauss(dice) * 5;
  static const double base[4][3] = {{132, 92, 58}, {62, 62, 66}, {176, 170, 160}, {96, 44, 40}};
  double k = kind == 0 ? 0.75 + 0.4 * grain : kind == 3 ? 0.9 + 0.2 * ((x / 6 + y / 6) % 2) : 0.95 + 0.08 * grain;
  for (int c = 0; c < 3; c++) p[c] = raster_clamp(base[kind & 3][c] * k + n);
}

static void sample(const ExamRaster *from, double u, double v, unsigned char *to) {
  int x = (int)u, y = (int)v;
  double a = u - x, b = v - y;
  const unsigned char *p = from->bytes + ((size_t)y * (size_t)from->w + (size_t)x) * 3, *q = p + (size_t)from->w * 3;
  for (int c = 0; c < 3; c++) to[c] = raster_clamp((p[c] * (1 - a) + p[c + 3] * a) * (1 - b) + (q[c] * (1 - a) + q[c + 3] * a) * b);
}

/* The four corners of the sheet in the frame: filled, turned by `rot`, each pushed by up to persp % of the sheet. */
static void frame_corners(const Recipe *r, ExamDice *dice, const ExamRaster *page, int w, int h, PTA *corners) {
  double fill = exam_dice_real(dice, 0.80, 0.93), scale = fill * MIN((double)w / page->w, (double)h / page->h), a = r->skew * M_PI / 180;
  for (int i = 0; i < 4; i++) {
    double x = (i == 1 || i == 2 ? 0.5 : -0.5) * page->w * scale, y = (i >= 2 ? 0.5 : -0.5) * page->h * scale, push = r->persp / 100;
    double px = x * (1 - exam_dice_real(dice, 0, push)), py = y * (1 - exam_dice_real(dice, 0, push));
    ptaAddPt(corners, (float)(w / 2.0 + px * cos(a) - py * sin(a)), (float)(h / 2.0 + px * sin(a) + py * cos(a)));
  }
}

static PIX *wear_photo(PIX *clean, const Recipe *r, ExamDice *dice) {
  g_auto(ExamRaster) page = raster_from_pix(clean, 3);
  bool wide = page.w > page.h;
  int w = wide ? 3264 : 2448, h = wide ? 2448 : 3264;
  PTA *seen = ptaCreate(4), *flat = ptaCreate(4);
  frame_corners(r, dice, &page, w, h, seen);
  for (int i = 0; i < 4; i++) ptaAddPt(flat, i == 1 || i == 2 ? (float)(page.w - 1) : 0, i >= 2 ? (float)(page.h - 1) : 0);
  l_float32 *k = NULL;
  getProjectiveXformCoeffs(seen, flat, &k);
  g_auto(ExamRaster) frame = raster_new(w, h, 3);
  double wave[2] = {exam_dice_real(dice, 0.008, 0.03), exam_dice_real(dice, 0.001, 0.004)};
  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++) {
      double d = k[6] * x + k[7] * y + 1, u = (k[0] * x + k[1] * y + k[2]) / d, v = (k[3] * x + k[4] * y + k[5]) / d;
      unsigned char *p = frame.bytes + ((size_t)y * (size_t)w + (size_t)x) * 3;
      if (u >= 0 && v >= 0 && u < page.w - 1 && v < page.h - 1)
        sample(&page, u, v, p);
      else
        desk_pixel(r->desk, x, y, wave, p, dice);
    }
  lept_free(k);
  ptaDestroy(&seen);
  ptaDestroy(&flat);
  raster_blur(&frame, r->blur);
  light_and_noise(&frame, r, dice);
  return raster_to_pix(&frame);
}

/* ------------------------------------------------------------------ out */

static const char *extension(const Recipe *r, int pages) { return r->pdf ? "pdf" : r->g4 || pages > 1 ? "tif" : "jpg"; }

static bool write_page(PIX *pix, const Recipe *r, const char *path, int index, int count) {
  pixSetResolution(pix, r->photo ? 72 : r->dpi, r->photo ? 72 : r->dpi);
  if (r->pdf) {
    int coding = r->g4 ? L_G4_ENCODE : L_JPEG_ENCODE;
    if (count == 1) return pixConvertToPdf(pix, coding, r->quality, path, 0, 0, r->dpi, "scan", NULL, 0) == 0;
    g_autofree char *part = g_strdup_printf("%s.part%02d.pdf", path, index);
    return pixConvertToPdf(pix, coding, r->quality, part, 0, 0, r->dpi, "scan", NULL, 0) == 0;
  }
  if (r->g4) return pixWriteTiff(path, pix, IFF_TIFF_G4, index ? "a" : "w") == 0;
  if (count > 1) return pixWriteTiff(path, pix, IFF_TIFF_JPEG, index ? "a" : "w") == 0;
  return pixWriteJpeg(path, pix, r->quality, 0) == 0;
}

static bool join_pdf(const char *path, int count) {
  SARRAY *parts = sarrayCreate(count);
  for (int i = 0; i < count; i++) {
    g_autofree char *part = g_strdup_printf("%s.part%02d.pdf", path, i);
    sarrayAddString(parts, part, L_COPY);
  }
  bool fine = saConcatenatePdf(parts, path) == 0;
  for (int i = 0; i < count; i++) remove(sarrayGetString(parts, i, L_NOCOPY));
  sarrayDestroy(&parts);
  return fine;
}

static bool wear(const char *name, guint64 seed, const char *out, char **in, int count) {
  Recipe r;
  if (!read_recipe(name, &r)) return false;
  ExamDice dice = exam_dice(seed, name);
  g_autofree char *path = g_strdup_printf("%s.%s", out, extension(&r, count));
  bool fine = true;
  for (int i = 0; i < count && fine; i++) {
    PIX *clean = pixRead(in[i]);
    if (!clean) return g_printerr("exam-wear: cannot read %s\n", in[i]), false;
    PIX *worn = r.photo ? wear_photo(clean, &r, &dice) : wear_scan(clean, &r, &dice);
    PIX *turned = r.turn ? pixRotateOrth(worn, r.turn / 90) : pixClone(worn);
    fine = write_page(turned, &r, path, i, count);
    pixDestroy(&clean);
    pixDestroy(&worn);
    pixDestroy(&turned);
  }
  if (fine && r.pdf && count > 1) fine = join_pdf(path, count);
  if (fine) g_print("%s\n", path);
  return fine;
}

/* JPEG files into one PDF, their bytes untouched. */
static bool join_pictures(const char *out, char **in, int count) {
  SARRAY *names = sarrayCreate(count);
  for (int i = 0; i < count; i++) sarrayAddString(names, in[i], L_COPY);
  bool fine = saConvertUnscaledFilesToPdf(names, "scans", out) == 0;
  sarrayDestroy(&names);
  return fine;
}

int main(int argc, char **argv) {
  if (argc == 4 && g_str_equal(argv[1], "recipe")) {
    ExamDice dice = exam_dice(g_ascii_strtoull(argv[3], NULL, 10), argv[2]);
    g_autofree char *name = draw_recipe(argv[2], &dice);
    g_print("%s\n", name);
    return 0;
  }
  if (argc >= 6 && g_str_equal(argv[1], "wear")) return wear(argv[2], g_ascii_strtoull(argv[3], NULL, 10), argv[4], argv + 5, argc - 5) ? 0 : 1;
  if (argc >= 4 && g_str_equal(argv[1], "join")) return join_pictures(argv[2], argv + 3, argc - 3) ? 0 : 1;
  g_printerr("exam-wear: recipe scan|photo SEED | wear RECIPE SEED OUT IN.ppm…\n");
  return 2;
}
