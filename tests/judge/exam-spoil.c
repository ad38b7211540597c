/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exam-spoil OUT [--seed N] [--count N] [--only DEFECT] [--alone N] [--megapixels N] [--layouts DIR]
 * Draws COUNT pages with one physical defect each into OUT/spoiled-NNN-….jpg with their truth and words. make-spoiled calls it and tells the form. */
#include "spoil.h"
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  SpoilPlan plan;
  SpoilHarm harm;
  ExamRaster picture;
  double amount, x_height, box[4]; /* x_height: px, of the middle letter */
  bool boxed, hides;
  char *words;
} Spoiled;

/* ------------------------------------------------------------------ grain and size */

/* Grain that spoils so much: at most 0.6 of the contrast strong, coarser beyond, as phones smear what they cannot make out. */
static void add_grain(Spoiled *out, double strength, double contrast, double colour, ExamDice *dice) {
  double x_height = out->x_height, size = MAX(1.3, strength * x_height / 0.6), sigma = strength * contrast * x_height / size;
  spoil_grain(&out->picture, sigma, size, colour / 3, dice);
  spoil_grain(&out->picture, sigma * colour * 0.4, size * 3, 1, dice); /* colours are smeared further */
  out->harm.noise = strength;
}

static void darken(Spoiled *out, const SpoilScene *s, ExamDice *dice) {
  static const double papers[] = {150, 110, 80, 58, 42};
  double light = spoil_linear(papers[s->plan.level - 1] * exam_dice_real(dice, 0.9, 1.1)) / spoil_linear(s->paper);
  double paper = spoil_level(spoil_linear(s->paper) * light), ink = spoil_level(spoil_linear(s->ink) * light);
  spoil_darken(&out->picture, light);
  out->harm.contrast = paper - ink;
  add_grain(out, s->plan.amount, paper - ink, 0.6, dice);
}

static void usual_grain(Spoiled *out, const SpoilScene *s, ExamDice *dice) {
  double sigma = s->plan.scan ? exam_dice_real(dice, 0.8, 2.2) : exam_dice_real(dice, 1, 3), size = s->plan.scan ? 1.1 : 1.4;
  spoil_grain(&out->picture, sigma, size, s->plan.scan ? 0.3 : 0.5, dice);
  if (out->x_height > 0) out->harm.noise = sigma * size / (MAX(out->harm.contrast, 1) * out->x_height);
}

static ExamRaster resized(ExamRaster *from, double scale) {
  PIX *pix = raster_to_pix(from), *small = pixScaleGeneral(pix, (float)scale, (float)scale, 0, 0);
  ExamRaster out = raster_from_pix(small, 3);
  pixDestroy(&pix);
  pixDestroy(&small);
  raster_free(from);
  return out;
}

/* Sent small: never larger than it was. */
static void shrink(Spoiled *out) {
  double scale = MIN(out->plan.amount / out->x_height, 1);
  out->picture = resized(&out->picture, scale);
  out->amount = out->x_height *= scale;
}

static void turn(Spoiled *out) {
  PIX *pix = raster_to_pix(&out->picture), *turned = pixRotateOrth(pix, (int)out->plan.amount / 90);
  raster_free(&out->picture);
  out->picture = raster_from_pix(turned, 3);
  pixDestroy(&pix);
  pixDestroy(&turned);
}

/* ------------------------------------------------------------------ one picture */

/* What the scene itself does to its letters. */
static void judge_scene(Spoiled *out, const SpoilScene *s) {
  SpoilHarm *h = &out->harm;
  *h = (SpoilHarm){.contrast = s->paper - s->ink, .nothing = !s->sheet[0]->words->len};
  out->x_height = spoil_x_height(s);
  out->amount = s->plan.amount;
  out->hides = s->plan.defect == SPOIL_GLARE || s->plan.defect == SPOIL_CUT || s->plan.defect == SPOIL_COVERED;
  if (out->hides) out->amount = h->hidden = spoil_hidden(s);
  if (s->plan.defect == SPOIL_SHOW_THROUGH) h->behind = s->plan.amount * MIN(spoil_overprinted(s) / 0.1, 1);
  if (s->plan.defect == SPOIL_SCREEN) h->screen = s->plan.amount;
  if (s->plan.defect == SPOIL_PARTIAL) h->blur = s->plan.amount;
  if (s->plan.defect == SPOIL_STEEP) h->blur = spoil_worst_blur(s);
  if (s->plan.defect == SPOIL_SHADOW) {
    double left = spoil_least_light(s);
    h->contrast = spoil_level(spoil_linear(s->paper) * left) - spoil_level(spoil_linear(s->ink) * left);
  }
  out->boxed = spoil_box(s, out->box);
}

static void go_through_lens(Spoiled *out, const SpoilScene *s, ExamDice *dice) {
  double x_height = out->x_height, amount = s->plan.amount;
  if (s->plan.defect == SPOIL_FOCUS) spoil_defocus(&out->picture, amount * x_height);
  if (s->plan.defect == SPOIL_MOTION) spoil_shake(&out->picture, amount * x_height, dice);
  if (s->plan.defect == SPOIL_PARTIAL) spoil_defocus_by(&out->picture, s, s->most_blur);
  if (s->plan.defect == SPOIL_STEEP) spoil_defocus_by(&out->picture, s, s->most_blur);
  if (s->plan.defect == SPOIL_FOCUS) out->harm.blur = amount;
  if (s->plan.defect == SPOIL_MOTION) out->harm.line = amount;
  spoil_soften(&out->picture, s->plan.scan ? exam_dice_real(dice, 0.4, 0.7) : exam_dice_real(dice, 0.6, 1.0));
  if (s->plan.defect == SPOIL_DARK)
    darken(out, s, dice);
  else if (s->plan.defect == SPOIL_NOISE)
    add_grain(out, amount, out->harm.contrast, s->plan.scan ? 0.35 : 0.6, dice);
  else
    usual_grain(out, s, dice);
  if (s->plan.defect == SPOIL_SMALL) shrink(out);
  if (s->plan.defect == SPOIL_TURNED) turn(out);
  out->harm.x_height = s->plan.defect == SPOIL_STEEP ? spoil_least_x_height(s) : out->x_height;
}

static bool spoil_page(Spoiled *out, ExamSheets *sheets, ExamDice *dice, GError **error) {
  SpoilScene *s = spoil_scene_new(sheets, &out->plan, error);
  if (!s) return false;
  out->plan = s->plan;
  judge_scene(out, s);
  out->picture = spoil_render(s);
  go_through_lens(out, s, dice);
  out->words = g_strdup(s->sheet[0]->text->str);
  spoil_scene_free(s);
  return true;
}

static bool spoil_nothing(Spoiled *out, ExamDice *dice, GError **error) {
  GError *own = NULL;
  const char *name = NULL;
  out->picture = spoil_no_document(&out->plan, dice, &name, &own);
  out->plan.layout = out->plan.kind = name;
  out->plan.script = "none";
  out->amount = out->plan.amount;
  out->harm.nothing = true;
  out->words = g_strdup("");
  spoil_soften(&out->picture, 0.7);
  spoil_grain(&out->picture, exam_dice_real(dice, 1, 3), 1.4, 0.5, dice);
  if (own) g_propagate_error(error, own);
  return !own;
}

/* ------------------------------------------------------------------ truth */

static void add_word(JsonBuilder *json, const char *name, const char *value) {
  json_builder_set_member_name(json, name);
  json_builder_add_string_value(json, value);
}

static void add_number(JsonBuilder *json, const char *name, double value, double steps) {
  json_builder_set_member_name(json, name);
  json_builder_add_double_value(json, round(value * steps) / steps);
}

static void add_box(JsonBuilder *json, const Spoiled *s) {
  json_builder_set_member_name(json, "box");
  if (!s->boxed) {
    json_builder_add_null_value(json);
    return;
  }
  json_builder_begin_array(json);
  for (int i = 0; i < 4; i++) json_builder_add_int_value(json, (gint64)s->box[i]);
  json_builder_end_array(json);
}

static JsonNode *truth_of(const Spoiled *s, const char *file) {
  static const char *const answers[] = {[READABLE_YES] = "yes", [READABLE_BETWEEN] = "between", [READABLE_NO] = "no"};
  const SpoilScale *scale = spoil_scale(s->plan.defect);
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  add_word(json, "file", file);
  add_number(json, "width", s->picture.w, 1);
  add_number(json, "height", s->picture.h, 1);
  add_word(json, "layout", s->plan.layout);
  add_word(json, "kind", s->plan.kind);
  add_word(json, "base", s->plan.scan ? "scan" : "photo");
  add_word(json, "defect", scale->name);
  add_number(json, "level", s->plan.level, 1);
  add_number(json, "amount", s->amount, 10000);
  add_word(json, "unit", scale->unit);
  add_number(json, "xHeight", s->x_height, 100);
  add_box(json, s);
  json_builder_set_member_name(json, "hidden");
  s->hides ? json_builder_add_double_value(json, round(s->harm.hidden * 10000) / 10000) : json_builder_add_null_value(json);
  add_word(json, "readable", answers[spoil_verdict(&s->harm, s->plan.script)]);
  add_word(json, "script", s->plan.script);
  json_builder_end_object(json);
  return json_builder_get_root(json);
}

/* ------------------------------------------------------------------ out */

static char *stem_of(const Spoiled *s, bool clean) {
  if (clean) return g_strdup_printf("spoiled-%03d-clean", s->plan.index);
  return g_strdup_printf("spoiled-%03d-%s-%s-%s-l%d-xh%.0f", s->plan.index, s->plan.kind, s->plan.scan ? "scan" : "photo",
                         spoil_scale(s->plan.defect)->name, s->plan.level, s->x_height);
}

static bool write_all(const Spoiled *s, bool clean, const char *out, GError **error) {
  g_autofree char *stem = stem_of(s, clean);
  g_autofree char *file = g_strconcat(stem, ".jpg", NULL), *path = g_build_filename(out, file, NULL), *base = g_build_filename(out, stem, NULL);
  g_autofree char *truth = g_strconcat(base, ".truth.json", NULL), *words = g_strconcat(base, ".words.txt", NULL);
  PIX *pix = raster_to_pix(&s->picture);
  bool fine = pixWriteJpeg(path, pix, s->plan.quality, 0) == 0;
  pixDestroy(&pix);
  if (!fine) return g_set_error(error, EXAM_ERROR, 0, "%s cannot be written", path), false;
  g_autoptr(JsonNode) root = truth_of(s, file);
  g_autoptr(JsonGenerator) generator = json_generator_new();
  json_generator_set_root(generator, root);
  json_generator_set_pretty(generator, TRUE);
  return json_generator_to_file(generator, truth, error) && g_file_set_contents(words, s->words, -1, error);
}

static bool draw_one(ExamSheets *sheets, bool clean, const char *out, const SpoilPlan *plan, GError **error) {
  Spoiled s = {.plan = *plan};
  ExamDice dice = exam_dice(plan->seed, "lens");
  bool fine = plan->defect == SPOIL_NO_DOCUMENT ? spoil_nothing(&s, &dice, error) : spoil_page(&s, sheets, &dice, error);
  fine = fine && write_all(&s, clean, out, error);
  raster_free(&s.picture);
  g_free(s.words);
  return fine;
}

/* Refused font sizes are tried again a hair larger (ink.c); what stays broken is seen in cairo's status. */
static GLogWriterOutput hush(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data) {
  return level & G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED : g_log_writer_default(level, fields, n_fields, data);
}

typedef struct {
  gint64 seed;
  int count, alone;
  gboolean clean;
  double megapixels;
  char *folder, *only;
} Wish;

static bool draw_all(const Wish *wish, int only, const char *out, GError **error) {
  ExamSheets *sheets = exam_sheets_load(wish->folder ? wish->folder : "tests/judge/layouts", error);
  bool fine = sheets;
  for (int i = 1; i <= wish->count && fine; i++) {
    SpoilPlan plan = spoil_plan((guint64)wish->seed, i, only, wish->megapixels);
    if (wish->alone && i != wish->alone) continue;
    if (!wish->clean || spoil_plan_clean(&plan)) fine = draw_one(sheets, wish->clean, out, &plan, error);
    if (isatty(2)) g_printerr("\rpage %d of %d ", i, wish->count);
  }
  if (isatty(2)) g_printerr("\n");
  if (sheets) exam_sheets_free(sheets);
  return fine;
}

int main(int argc, char **argv) {
  g_log_set_writer_func(hush, NULL, NULL);
  Wish wish = {.seed = 1, .count = 108, .megapixels = 12};
  const GOptionEntry options[] = {{"seed", 0, 0, G_OPTION_ARG_INT64, &wish.seed, "chance (1)", "N"},
                                  {"count", 0, 0, G_OPTION_ARG_INT, &wish.count, "pages (108)", "N"},
                                  {"only", 0, 0, G_OPTION_ARG_STRING, &wish.only, "this defect alone", "DEFECT"},
                                  {"alone", 0, 0, G_OPTION_ARG_INT, &wish.alone, "draw this page of the set alone", "N"},
                                  {"clean", 0, 0, G_OPTION_ARG_NONE, &wish.clean, "the pages as they were before", NULL},
                                  {"megapixels", 0, 0, G_OPTION_ARG_DOUBLE, &wish.megapixels, "of the phone (12)", "N"},
                                  {"layouts", 0, 0, G_OPTION_ARG_FILENAME, &wish.folder, "folder of .lay files", "DIR"},
                                  {NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new("OUT");
  g_option_context_add_main_entries(context, options, NULL);
  g_autoptr(GError) error = NULL;
  bool fine = g_option_context_parse(context, &argc, &argv, &error) && argc == 2 && wish.count > 0 && wish.seed >= 0 && wish.megapixels >= 0.5;
  int only = fine && wish.only ? spoil_defect_named(wish.only) : -1;
  if (!fine || (wish.only && only < 0))
    return g_printerr("exam-spoil: %s\n", error ? error->message : "OUT, a seed, a count, a defect's name expected"), 2;
  if (g_mkdir_with_parents(argv[1], 0755) != 0) return g_printerr("exam-spoil: %s cannot be made\n", argv[1]), 2;
  fine = draw_all(&wish, only, argv[1], &error);
  g_free(wish.folder);
  g_free(wish.only);
  return fine ? 0 : (g_printerr("exam-spoil: %s\n", error->message), 1);
}
