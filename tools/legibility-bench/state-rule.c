/* SPDX-License-Identifier: GPL-3.0-or-later */
/* state-rule FILE…: tells pictures as a public service did until it switched its check off (DossierFacile, file analysis of August 2025), written from a description
 * of it and not from its code. Blank: mean grey over 245. Blurred: not blank, and the variance of the Laplacian under 250 in the tallest band of print. Readable: the
 * OCR's mean confidence over 40. A line a file: name, "blank" | "blurred" | "sharp", variance, mean grey, and once the OCR is done its confidence.
 * Bands: ink is what is 10 darker than the mean of 25 × 25 px, opened by 5 × 3 px; rows that hold more than 0.6 of the fullest row's ink; ten px more to either side.
 * A peer of the bench: links nothing of Recto. */
#include <glib.h>
#include <leptonica/allheaders.h>
#include <stdbool.h>
#include <tesseract/capi.h>

enum { HALF_WINDOW = 12, DARKER = 10, OPEN_WIDE = 5, OPEN_HIGH = 3, MARGIN = 10, BLANK = 245, BLURRED = 250 };
static const double FULL = 0.6;

typedef struct { int from, to; } Band; /* rows, `to` not in it */

static int grey_at(PIX *grey, int x, int y) { return GET_DATA_BYTE(pixGetData(grey) + (gsize)y * (gsize)pixGetWpl(grey), x); }

static double mean_of(PIX *grey) {
  double sum = 0, n = (double)pixGetWidth(grey) * pixGetHeight(grey);
  for (int y = 0; y < pixGetHeight(grey); y++)
    for (int x = 0; x < pixGetWidth(grey); x++) sum += grey_at(grey, x, y);
  return sum / n;
}

/* 1 bpp */
static PIX *ink_of(PIX *grey) {
  PIX *around = pixBlockconv(grey, HALF_WINDOW, HALF_WINDOW), *ink = pixCreate(pixGetWidth(grey), pixGetHeight(grey), 1);
  for (int y = 0; around && y < pixGetHeight(grey); y++)
    for (int x = 0; x < pixGetWidth(grey); x++)
      if (grey_at(grey, x, y) < grey_at(around, x, y) - DARKER) SET_DATA_BIT(pixGetData(ink) + (gsize)y * (gsize)pixGetWpl(ink), x);
  pixDestroy(&around);
  PIX *opened = pixOpenBrick(NULL, ink, OPEN_WIDE, OPEN_HIGH);
  pixDestroy(&ink);
  return opened;
}

/* The whole picture where no row holds ink. */
static Band tallest_band(PIX *ink) {
  NUMA *rows = pixCountPixelsByRow(ink, NULL);
  int n = numaGetCount(rows), from = -1;
  float most = 0;
  Band best = {0, 0};
  numaGetMax(rows, &most, NULL);
  for (int y = 0; y <= n && most > 0; y++) {
    float count = 0;
    if (y < n) numaGetFValue(rows, y, &count);
    bool full = count > FULL * most;
    if (full && from < 0) from = y;
    if (full || from < 0) continue;
    if (y - from > best.to - best.from) best = (Band){from, y};
    from = -1;
  }
  numaDestroy(&rows);
  return most > 0 ? (Band){MAX(0, best.from - MARGIN), MIN(n, best.to + MARGIN)} : (Band){0, n};
}

static double variance_of_laplacian(PIX *grey, Band band) {
  double sum = 0, squares = 0, n = 0;
  for (int y = MAX(1, band.from); y < MIN(pixGetHeight(grey) - 1, band.to); y++)
    for (int x = 1; x + 1 < pixGetWidth(grey); x++, n++) {
      double l = grey_at(grey, x - 1, y) + grey_at(grey, x + 1, y) + grey_at(grey, x, y - 1) + grey_at(grey, x, y + 1) - 4.0 * grey_at(grey, x, y);
      sum += l;
      squares += l * l;
    }
  return n > 0 ? squares / n - (sum / n) * (sum / n) : 0;
}

static bool tell(TessBaseAPI *ocr, const char *path) {
  PIX *read = pixRead(path), *grey = read ? pixConvertTo8(read, 0) : NULL, *ink = grey ? ink_of(grey) : NULL;
  bool ok = ink != NULL;
  if (ok) {
    double mean = mean_of(grey), variance = variance_of_laplacian(grey, tallest_band(ink));
    g_autofree char *name = g_path_get_basename(path);
    g_print("%s\t%s\t%.1f\t%.1f", name, mean > BLANK ? "blank" : variance < BLURRED ? "blurred" : "sharp", variance, mean); /* stays when the OCR is stopped */
    TessBaseAPISetImage2(ocr, read);
    TessBaseAPIRecognize(ocr, NULL);
    g_print("\t%d\n", TessBaseAPIMeanTextConf(ocr));
  } else g_printerr("state-rule: %s cannot be read\n", path);
  pixDestroy(&ink), pixDestroy(&grey), pixDestroy(&read);
  return ok;
}

int main(int argc, char **argv) {
  TessBaseAPI *ocr = TessBaseAPICreate();
  if (argc < 2 || TessBaseAPIInit3(ocr, NULL, "fra") != 0) {
    g_printerr(argc < 2 ? "usage: state-rule FILE...\n" : "state-rule: Tesseract has no French\n");
    TessBaseAPIDelete(ocr);
    return 2;
  }
  TessBaseAPISetPageSegMode(ocr, PSM_AUTO);
  bool ok = true;
  for (int i = 1; i < argc; i++) ok = tell(ocr, argv[i]) && ok;
  TessBaseAPIEnd(ocr);
  TessBaseAPIDelete(ocr);
  return ok ? 0 : 1;
}
