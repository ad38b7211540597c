/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words of the SANE drivers, looked up by parts. Where the words come from: the option lists of sane-backends 1.2 (avision, brother, canon_dr, epson2, epsonds,
 * fujitsu, genesys, hpaio, kodak, pixma, test, xerox_mfp) and of sane-airscan. */
#include "scanner/words.h"
#include <math.h>

static const char *const BOTH[] = {"duplex", "recto-verso", "recto verso", "both sides", "double-sided", "two-sided", NULL};
static const char *const FEEDER[] = {"adf", "feeder", "chargeur", "document feed", "einzug", NULL};
static const char *const GLASS[] = {"flatbed", "flat bed", "platen", "vitre", "glass", "normal", NULL};
static const char *const BACK[] = {"back", "rear", "verso", "arrière", NULL};
static const char *const NOT_A_PAGE[] = {"card", "carte", "negative", "transparen", "slide", "film", NULL};
static const char *const ROUGH[] = {"diffusion", "halftone", "dither", "infrared", NULL};
static const char *const LINEART[] = {"lineart", "line art", "binary", "black & white", "black and white", "black/white", "monochrom", "noir et blanc",
                                      "text",    "bitmap",   NULL};
static const char *const GRAY[] = {"gray", "grey", "gris", NULL};
static const char *const COLOR[] = {"color", "colour", "couleur", "rgb", NULL};

static char *plain(const char *word) {
  g_autofree char *valid = g_utf8_make_valid(word, -1);
  return g_utf8_casefold(valid, -1);
}

static bool has_any(const char *folded, const char *const *parts) {
  for (; *parts; parts++)
    if (strstr(folded, *parts)) return true;
  return false;
}

RectoSource recto_source_meaning(const char *word) {
  g_autofree char *folded = plain(word);
  if (has_any(folded, NOT_A_PAGE)) return RECTO_SOURCE_OTHER;
  if (has_any(folded, BOTH) && !strstr(folded, "simplex")) return RECTO_SOURCE_DUPLEX;
  if (has_any(folded, FEEDER)) return RECTO_SOURCE_ADF;
  return has_any(folded, GLASS) ? RECTO_SOURCE_FLATBED : RECTO_SOURCE_OTHER;
}

RectoSource recto_source_ordered(const char *word) {
  if (g_strcmp0(word, "flatbed") == 0) return RECTO_SOURCE_FLATBED;
  if (g_strcmp0(word, "adf") == 0) return RECTO_SOURCE_ADF;
  return g_strcmp0(word, "duplex") == 0 ? RECTO_SOURCE_DUPLEX : RECTO_SOURCE_OTHER;
}

int recto_source_choose(const char *const *words, RectoSource source) {
  int back = -1;
  for (int i = 0; words[i]; i++) {
    if (recto_source_meaning(words[i]) != source) continue;
    g_autofree char *folded = plain(words[i]);
    if (source != RECTO_SOURCE_ADF || !has_any(folded, BACK)) return i;
    if (back < 0) back = i;
  }
  return back;
}

bool recto_means_both_sides(const char *word) {
  g_autofree char *folded = plain(word);
  return has_any(folded, BOTH) && !strstr(folded, "simplex");
}

RectoScanMode recto_mode_meaning(const char *word) {
  g_autofree char *folded = plain(word);
  if (has_any(folded, ROUGH)) return 0;
  if (has_any(folded, COLOR)) return RECTO_SCAN_MODE_COLOR;
  if (has_any(folded, GRAY)) return RECTO_SCAN_MODE_GRAY;
  return has_any(folded, LINEART) ? RECTO_SCAN_MODE_LINEART : 0;
}

RectoScanMode recto_mode_ordered(const char *word) {
  if (g_strcmp0(word, "lineart") == 0) return RECTO_SCAN_MODE_LINEART;
  if (g_strcmp0(word, "gray") == 0) return RECTO_SCAN_MODE_GRAY;
  return g_strcmp0(word, "color") == 0 ? RECTO_SCAN_MODE_COLOR : 0;
}

static int first_of_mode(const char *const *words, RectoScanMode mode) {
  for (int i = 0; words[i]; i++)
    if (recto_mode_meaning(words[i]) == mode) return i;
  return -1;
}

int recto_mode_choose(const char *const *words, RectoScanMode mode) {
  /* More can be made to less later, but not the other way round. */
  static const RectoScanMode NEXT[RECTO_SCAN_N_MODE][3] = {
      [RECTO_SCAN_MODE_LINEART] = {RECTO_SCAN_MODE_LINEART, RECTO_SCAN_MODE_GRAY, RECTO_SCAN_MODE_COLOR},
      [RECTO_SCAN_MODE_GRAY] = {RECTO_SCAN_MODE_GRAY, RECTO_SCAN_MODE_COLOR, RECTO_SCAN_MODE_LINEART},
      [RECTO_SCAN_MODE_COLOR] = {RECTO_SCAN_MODE_COLOR, RECTO_SCAN_MODE_GRAY, RECTO_SCAN_MODE_LINEART},
  };
  for (int i = 0; i < 3; i++) {
    int index = first_of_mode(words, NEXT[mode][i]);
    if (index >= 0) return index;
  }
  return -1;
}

double recto_nearest_in_list(const double *values, size_t n, double wanted) {
  double best = values[0];
  for (size_t i = 1; i < n; i++) {
    double nearer = fabs(best - wanted) - fabs(values[i] - wanted);
    if (nearer > 0 || (nearer == 0 && values[i] > best)) best = values[i];
  }
  return best;
}

double recto_nearest_in_range(double minimum, double maximum, double step, double wanted) {
  double value = CLAMP(wanted, minimum, maximum);
  if (step > 0) value = minimum + step * floor((value - minimum) / step + 0.5);
  return value > maximum ? value - step : value;
}
