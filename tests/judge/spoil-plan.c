/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which page, which defect, how much of it. Draws nothing. */
#include "spoil.h"
#include <string.h>

#define SAME(v)                                                                                                                                      \
  { v, v, v, v, v }

/* Levels 1 and 2 are to leave the page readable, 4 and 5 are not where the defect can do that, 3 lies between (spoil-verdict.c has the limits). */
static const SpoilScale scales[SPOIL_DEFECTS] = {
    [SPOIL_NONE] = {"none", "nothing", SAME(0), SAME(0), 90},
    [SPOIL_FOCUS] = {"focus", "blur radius / x-height", {0.06, 0.15, 0.30, 0.52, 0.80}, {0.11, 0.22, 0.38, 0.66, 1.15}, 40},
    [SPOIL_MOTION] = {"motion", "length of the way / x-height", {0.15, 0.40, 0.90, 1.70, 2.50}, {0.30, 0.65, 1.40, 2.10, 3.50}, 0},
    [SPOIL_PARTIAL] = {"partial", "blur radius / x-height at the worst place", {0.06, 0.15, 0.30, 0.52, 0.80}, {0.11, 0.22, 0.38, 0.66, 1.15}, 60},
    [SPOIL_SMALL] = {"small", "x-height in px", {8, 5.3, 2.9, 1.9, 1.3}, {12, 6.8, 3.9, 2.2, 1.6}, 50},
    [SPOIL_DARK] = {"dark", "noise x grain / (contrast x x-height)", {0.003, 0.009, 0.035, 0.09, 0.16}, {0.006, 0.018, 0.055, 0.13, 0.24}, 0},
    [SPOIL_NOISE] = {"noise", "noise x grain / (contrast x x-height)", {0.004, 0.011, 0.035, 0.09, 0.16}, {0.008, 0.020, 0.055, 0.13, 0.24}, 85},
    [SPOIL_GLARE] = {"glare", "share of the letters burnt out", {0, 0, 0.006, 0.04, 0.13}, {0, 0, 0.016, 0.08, 0.28}, 0},
    [SPOIL_CUT] = {"cut", "share of the letters outside the frame", {0, 0, 0.006, 0.04, 0.13}, {0, 0, 0.016, 0.08, 0.28}, 75},
    [SPOIL_COVERED] = {"covered", "share of the letters under something", {0, 0, 0.006, 0.04, 0.13}, {0, 0, 0.016, 0.08, 0.28}, 55},
    [SPOIL_SCREEN] = {"screen", "x-height in pixels of the screen", {8, 5.3, 2.9, 1.9, 1.3}, {13, 6.8, 3.9, 2.2, 1.6}, 0},
    [SPOIL_STEEP] = {"steep", "degrees between view and plumb line", {10, 20, 33, 46, 56}, {14, 26, 40, 51, 60}, 0},
    [SPOIL_TWO] = {"two", "share of the second document in the picture", {0.07, 0.22, 0.5, 1, 1}, {0.12, 0.4, 0.8, 1, 1}, 70},
    [SPOIL_TURNED] = {"turned", "degrees clockwise", {90, 90, 180, 180, 270}, {90, 90, 180, 180, 270}, 70},
    [SPOIL_BLANK] = {"blank", "share of the contrast of the print on the back", {0, 0.02, 0.04, 0.08, 0.13}, {0, 0.03, 0.06, 0.11, 0.17}, 80},
    [SPOIL_NO_DOCUMENT] = {"not-a-document", "share of the picture that is no page", SAME(1), SAME(1), 10},
    [SPOIL_SHOW_THROUGH] =
        {"show-through", "share of the contrast of the print on the back", {0.05, 0.14, 0.42, 0.86, 0.95}, {0.10, 0.28, 0.62, 0.93, 1.00}, 85},
    [SPOIL_SHADOW] = {"shadow", "stops of light lost", {0.5, 1.5, 3.8, 6.2, 8.0}, {1.0, 2.4, 4.6, 7.2, 9.5}, 0},
    [SPOIL_SKEW] = {"skew", "degrees", {2, 5, 8.5, 12.5, 16.5}, {3.5, 7, 11.5, 15.5, 20}, 80},
};

const SpoilScale *spoil_scale(SpoilDefect defect) { return &scales[defect]; }

int spoil_defect_named(const char *name) {
  for (int i = 0; i < SPOIL_DEFECTS; i++)
    if (g_str_equal(scales[i].name, name)) return i;
  return -1;
}

/* ------------------------------------------------------------------ pages */

typedef struct {
  const char *kind, *layouts[8];
} Kind;
static const Kind kinds[] = {
    {"letter",
     {"dense-letter", "employer-certificate-letterhead", "hosting-certificate-letter", "unknown-lawyer-letter", "rent-receipt-letter",
      "mail-letter-plain"}},
    {"identity-card", {"identity-card-cropped", "identity-card-old-cropped", "identity-card-enlarged", "identity-card-old-enlarged"}},
    {"payslip", {"payslip-clarified", "payslip-old-matrix", "payslip-temp-agency", "payslip-pajemploi"}},
    {"handwriting", {"hosting-certificate-handwritten", "mail-letter-handwritten", "unknown-handwritten-note"}},
    {"form", {"dense-form", "hosting-certificate-prefecture-form", "engagement-contract-form", "mail-form-renewal"}},
    {"residence-card", {"residence-card-2020-cropped", "residence-card-algerian", "recepisse-card", "recepisse-photocopy-enlarged"}},
    {"bill", {"energy-bill-lumeo", "water-bill-soreau", "internet-bill-libre", "energy-bill-gazonne", "internet-bill-tangerine", "water-bill-town"}},
    {"foreign-script", {"unknown-letter-arabic", "unknown-letter-russian", "unknown-page-bengali"}},
    {"tax-notice", {"tax-notice-new", "tax-notice-old", "tax-notice-couple"}},
    {"passport", {"passport-morocco", "passport-senegal", "passport-turkey", "passport-vietnam", "passport-france"}},
    {"birth-certificate",
     {"birth-certificate-nantes", "birth-certificate-mali-volet", "birth-certificate-mairie-full-copy", "birth-certificate-translation"}},
    {"photo-sheet", {"photo-sheet-a4", "photo-sheet-booth"}},
    {"rent-receipt", {"rent-receipt-agency", "rent-receipt-social", "rent-receipt-private-form", "rent-receipt-hlm-notice"}},
};

static const char *script_of(const char *layout) {
  if (strstr(layout, "arabic")) return "arabic";
  if (strstr(layout, "russian")) return "cyrillic";
  if (strstr(layout, "bengali")) return "bengali";
  return strstr(layout, "handwrit") ? "handwriting" : "latin";
}

/* Within a kind its layouts come one after the other, from one that chance chose: all scripts, all hands. */
static void choose_page(SpoilPlan *plan) {
  const Kind *kind = &kinds[(plan->index - 1) % (int)G_N_ELEMENTS(kinds)];
  int count = 0, round = (plan->index - 1) / (int)G_N_ELEMENTS(kinds);
  while (count < (int)G_N_ELEMENTS(kind->layouts) && kind->layouts[count]) count++;
  ExamDice dice = exam_dice(plan->seed, kind->kind);
  plan->kind = kind->kind;
  plan->layout = kind->layouts[(exam_dice_int(&dice, 0, count - 1) + round) % count];
  plan->script = script_of(plan->layout);
}

/* ------------------------------------------------------------------ defects */

/* Every sixth page is a clean one; the others go through the defects, which begin at different levels and come at all five in as many rounds. */
static void choose_defect(SpoilPlan *plan, int only) {
  static const int order[5] = {0, 3, 1, 4, 2};
  int spoiled = only >= 0 ? plan->index - 1 : plan->index - 1 - plan->index / 6, defects = SPOIL_DEFECTS - 1, round = spoiled / defects;
  ExamDice dice = exam_dice(plan->seed, "order");
  int shift = exam_dice_int(&dice, 0, defects * 5 - 1);
  if (only >= 0) {
    plan->defect = (SpoilDefect)only;
    plan->level = only == SPOIL_NONE ? 1 : 1 + order[(spoiled + shift) % 5];
  } else if (plan->index % 6 == 0) {
    plan->defect = SPOIL_NONE;
    plan->level = 1;
  } else {
    plan->defect = (SpoilDefect)(1 + (spoiled * 7 + shift) % defects);
    plan->level = 1 + order[(round + (int)plan->defect * 2 + shift) % 5];
  }
}

/* ------------------------------------------------------------------ the plan */

/* Cards have no print that comes through: their copies on paper have. */
static const char *layout_on_paper(const SpoilPlan *plan) {
  if (g_str_equal(plan->kind, "identity-card")) return "identity-card-enlarged";
  if (g_str_equal(plan->kind, "residence-card")) return "recepisse-photocopy-enlarged";
  return g_str_equal(plan->kind, "passport") ? "passport-ivory-photocopy" : plan->layout;
}

SpoilPlan spoil_plan(guint64 seed, int index, int only, double megapixels) {
  SpoilPlan plan = {.index = index, .seed = seed, .megapixels = megapixels};
  choose_page(&plan);
  choose_defect(&plan, only);
  const SpoilScale *scale = &scales[plan.defect];
  plan.seed = seed * 1000003u + (guint64)index;
  ExamDice dice = exam_dice(plan.seed, "plan");
  plan.scan = exam_dice_int(&dice, 0, 99) < scale->scans;
  plan.dpi = exam_dice_int(&dice, 0, 2) && megapixels >= 4 ? 300 : 200; /* a poor phone's owner has a poor scanner: quick sets for tests */
  plan.quality = exam_dice_int(&dice, 80, 92);
  plan.amount = exam_dice_real(&dice, scale->from[plan.level - 1], scale->to[plan.level - 1]);
  if (plan.defect == SPOIL_SHOW_THROUGH) plan.layout = layout_on_paper(&plan);
  return plan;
}

bool spoil_plan_clean(SpoilPlan *plan) {
  if (plan->defect == SPOIL_BLANK || plan->defect == SPOIL_NO_DOCUMENT) return false;
  plan->defect = SPOIL_NONE;
  plan->level = 1;
  plan->amount = 0;
  return true;
}
