/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether a grid is a screen's: asked of the letters. Must not know: words, verdicts. */
#include "image/ungrid.h"

#include "image/screen.h"
#include "image/survey.h"

static bool shows_text(const RectoSurvey *survey, const RectoModels *limits) {
  return survey->letters->n >= recto_limit(limits, "legible.letters-few") && survey->rows >= recto_limit(limits, "legible.rows-sure");
}

/* Print that stood in rows through the grid, and no longer does without it, had another one. */
static bool is_lost(PIX *without, const RectoSurvey *before, const RectoModels *limits) {
  const double kept = 0.3;
  g_auto(RectoSurvey) after = {0};
  return recto_survey_make(without, limits, &after) && after.letters->n * after.rows < kept * before->letters->n * before->rows;
}

PIX *recto_ungrid(PIX *grey, const RectoModels *limits) {
  RectoScreen all, amid;
  recto_screen_measure(grey, NULL, 1, &all);
  if (!recto_screen_is_seen(&all, limits)) return NULL;
  g_auto(RectoSurvey) survey = {0};
  bool text = recto_survey_make(grey, limits, &survey) && shows_text(&survey, limits);
  if (text) recto_screen_measure(grey, survey.letters, 1 / survey.factor, &amid);
  if (text && !recto_screen_is_seen(&amid, limits)) return NULL;
  g_autoptr(PIX) without = recto_screen_taken_out(grey, all.pitch);
  return without && !(text && is_lost(without, &survey, limits)) ? g_steal_pointer(&without) : NULL;
}
