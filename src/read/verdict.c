/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verdict once more, after the words. Must not know: documents. */
#include "read/verdict.h"

#include "read/words.h"

#include <math.h>

typedef struct { double sure, all, confidence; } Letters; /* inside words read well; inside all; mean over these */

static Letters count_letters(const RectoPage *page, const RectoModels *limits) {
  Letters letters = {0};
  double good = recto_limit(limits, "read.ocr.good");
  for (guint i = 0; i < page->words->len; i++) {
    const RectoWord *word = page->words->pdata[i];
    double n = (double)g_utf8_strlen(word->text, -1);
    letters.all += n;
    if (word->confidence >= good) letters.sure += n;
  }
  letters.confidence = recto_words_confidence(page->words);
  return letters;
}

/* Lies over all of the page, so that what is read of it speaks for the rest. */
static bool is_everywhere(RectoDefectKind kind) {
  return kind == RECTO_DEFECT_SCREEN || kind == RECTO_DEFECT_STEEP || kind == RECTO_DEFECT_BLUR || kind == RECTO_DEFECT_MOTION || kind == RECTO_DEFECT_SMALL_TEXT || kind == RECTO_DEFECT_DARK || kind == RECTO_DEFECT_NOISE;
}

static bool read_well(const RectoPage *page, const Letters *letters, const RectoModels *limits) {
  return page->coverage >= recto_limit(limits, "read.verdict.well") && letters->confidence >= recto_limit(limits, "read.verdict.confident") &&
         letters->sure >= recto_limit(limits, "read.verdict.letters");
}

static bool read_nothing(const RectoPage *page, const Letters *letters, const RectoModels *limits) {
  return !(page->coverage >= recto_limit(limits, "read.verdict.nothing")) && letters->sure <= MAX(recto_limit(limits, "read.verdict.nothing") * letters->all, recto_limit(limits, "read.verdict.words"));
}

static void drop_unfounded(RectoPage *page, bool well, bool some) {
  for (guint i = page->defects->len; i-- > 0;) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    bool all_over = is_everywhere(defect->kind) && recto_box_is_empty(defect->box); /* of a part the rest says nothing */
    bool unfounded = defect->kind == RECTO_DEFECT_NOT_A_DOCUMENT ? some : well && all_over && !defect->cured;
    if (unfounded) g_array_remove_index(page->defects, i);
  }
}

/* The first is the likeliest cause; one is enough. Grain is measured well enough by itself, and keeps the OCR from scripts and sizes that a person reads; so does a view from aside. */
static void believe(RectoPage *page) {
  if (recto_defects_hold(page->defects, RECTO_DEFECT_STEEP)) return;
  for (guint i = 0; i < page->defects->len; i++) {
    RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    if (!is_everywhere(defect->kind) || defect->cured || defect->kind == RECTO_DEFECT_NOISE || defect->kind == RECTO_DEFECT_DARK) continue;
    defect->retake = true;
    return;
  }
}

/* Print that is soft all over and read for sure in a good part is not gone: a person reads more of it than Recto. Of softer print words are guessed. */
static bool doubt_softness(RectoPage *page, const Letters *letters, const RectoModels *limits) {
  bool doubted = false;
  double least = recto_limit(limits, "read.verdict.part-detail");
  if (letters->sure < recto_limit(limits, "read.verdict.part-letters") || letters->sure < recto_limit(limits, "read.verdict.part") * letters->all) return false;
  for (guint i = 0; i < page->defects->len; i++) {
    RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    if (!defect->retake || (defect->kind != RECTO_DEFECT_BLUR && defect->kind != RECTO_DEFECT_MOTION) || defect->measured < least) continue;
    defect->retake = false;
    doubted = true;
  }
  return doubted;
}

static RectoAnswer verdict_of(const RectoPage *page, bool doubt) {
  for (guint i = 0; i < page->defects->len; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    if (defect->retake && defect->kind != RECTO_DEFECT_DAMAGED) return RECTO_NO;
    doubt = doubt || (!defect->cured && !is_everywhere(defect->kind));
  }
  return doubt ? RECTO_CANNOT_TELL : RECTO_YES;
}

void recto_verdict_after_words(RectoPage *page, const RectoModels *limits) {
  if (page->legible == RECTO_YES || page->blank == RECTO_YES) return;
  Letters letters = count_letters(page, limits);
  bool well = read_well(page, &letters, limits), some = letters.sure >= recto_limit(limits, "read.verdict.words") || page->codes->len > 0 || page->mrz->len > 0;
  drop_unfounded(page, well, some);
  if (!well && page->legible == RECTO_CANNOT_TELL && read_nothing(page, &letters, limits)) believe(page);
  bool doubted = doubt_softness(page, &letters, limits);
  page->legible = verdict_of(page, (page->legible == RECTO_CANNOT_TELL || doubted) && !well);
}

void recto_verdict_other_side(RectoPage *page, const RectoMirrored *mirrored, const RectoModels *limits) {
  double depth = recto_limit(limits, "read.mirrored.depth");
  if (mirrored->mirrored < MAX(recto_limit(limits, "read.mirrored.lines"), recto_limit(limits, "read.mirrored.share") * mirrored->lines) || mirrored->depth < depth) return;
  RectoDefect defect = {.kind = RECTO_DEFECT_SHOW_THROUGH, .measured = mirrored->depth, .limit = depth, .retake = true};
  g_array_append_val(page->defects, defect);
  g_array_sort(page->defects, recto_defect_compare);
  page->legible = RECTO_NO;
}
