/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Faint rows: this side's or the other's. Must not know: documents. */
#include "read/through.h"

#include "read/words.h"

typedef struct { double straight, mirrored; } Letters;

/* Whole pages come upside down as often as not, and the back of a turned sheet is turned too: both ways are tried, on their side only if need be. */
static void read_turned(RectoOcr *ocr, PIX *part, PIX *mirror, int quarter_turns, const RectoModels *limits, Letters *best) {
  g_autoptr(PIX) straight = quarter_turns ? pixRotateOrth(part, quarter_turns) : pixClone(part);
  g_autoptr(PIX) mirrored = quarter_turns ? pixRotateOrth(mirror, quarter_turns) : pixClone(mirror);
  double dpi = recto_limit(limits, "read.ocr.dpi");
  best->straight = MAX(best->straight, recto_words_letters(ocr, straight, dpi, limits));
  best->mirrored = MAX(best->mirrored, recto_words_letters(ocr, mirrored, dpi, limits));
}

static RectoAnswer judge(const Letters *letters, const RectoModels *limits) {
  double least = recto_limit(limits, "read.through.letters"), lead = recto_limit(limits, "read.through.lead");
  if (letters->mirrored >= least && letters->mirrored >= lead * letters->straight) return RECTO_YES;
  if (letters->straight >= least && letters->straight >= lead * letters->mirrored) return RECTO_NO;
  return RECTO_CANNOT_TELL;
}

RectoAnswer recto_through_ask(RectoOcr *ocr, const RectoSurvey *survey, const RectoModels *limits) {
  RectoFaint faint = {0};
  g_autoptr(PIX) raised = recto_blank_raise(survey, (int)recto_limit(limits, "read.through.side"), limits, &faint);
  if (!raised) return RECTO_CANNOT_TELL;
  g_autoptr(PIX) part = recto_pix_scaled(raised, CLAMP(recto_limit(limits, "read.ocr.letter-height") / MAX(faint.letter_height, 1), 0.7, 2));
  g_autoptr(PIX) mirror = part ? pixFlipLR(NULL, part) : NULL;
  if (!mirror) return RECTO_CANNOT_TELL;
  static const int turns[] = {0, 2, 1, 3};
  Letters best = {0};
  RectoAnswer answer = RECTO_CANNOT_TELL;
  for (size_t i = 0; i < G_N_ELEMENTS(turns) && answer == RECTO_CANNOT_TELL; i++) {
    read_turned(ocr, part, mirror, turns[i], limits, &best);
    answer = judge(&best, limits);
  }
  return answer == RECTO_YES && faint.second ? RECTO_CANNOT_TELL : answer;
}
