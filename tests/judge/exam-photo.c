/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exam-photo OUT [--seed N] [--count N] [--only N] [--layouts DIR] [--tune]
 * Draws COUNT phone photos of a page into OUT/quad-NNN-<what it holds>-q<quality>.jpg with OUT/….truth.json. make-quads calls it and tells the form. */
#include "photo-scene.h"
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

static const char *form_name(const PhotoScene *s) {
  if (s->form == FORM_CARD) return "card";
  if (s->form == FORM_PASSPORT) return "passport";
  return fabs(MIN(s->page.w, s->page.h) - 210) < 1 && fabs(MAX(s->page.w, s->page.h) - 297) < 1 ? "a4" : "paper";
}

static char *stem_of(const PhotoScene *s, int index) {
  static const char *const kinds[] = {
      [PHOTO_WHOLE] = "", [PHOTO_CUT] = "-cut", [PHOTO_HIDDEN] = "-hidden", [PHOTO_FILLS] = "-fills", [PHOTO_NONE] = ""};
  GString *out = g_string_new(NULL);
  g_string_append_printf(out, "quad-%03d-%s-%s%s", index, s->layout ? form_name(s) : "none", s->ground.name, kinds[s->kind]);
  for (guint i = 0; i < s->clutter->len; i++) g_string_append_printf(out, "-%s", (const char *)s->clutter->pdata[i]);
  if (s->layout && s->folded) g_string_append(out, "-folded");
  if (s->layout && s->curled) g_string_append(out, "-curled");
  g_string_append_printf(out, "-q%d", s->quality);
  return g_string_free(out, FALSE);
}

/* ------------------------------------------------------------------ truth */

static void add_word(JsonBuilder *json, const char *name, const char *value) {
  json_builder_set_member_name(json, name);
  value ? json_builder_add_string_value(json, value) : json_builder_add_null_value(json);
}

static void add_number(JsonBuilder *json, const char *name, double value, double steps) {
  json_builder_set_member_name(json, name);
  json_builder_add_double_value(json, round(value * steps) / steps);
}

static void add_corners(JsonBuilder *json, const PhotoScene *s) {
  json_builder_set_member_name(json, "corners");
  if (!s->layout) {
    json_builder_add_null_value(json);
    return;
  }
  json_builder_begin_array(json);
  for (int i = 0; i < 4; i++) {
    json_builder_begin_array(json);
    json_builder_add_double_value(json, round(s->corners[i].x * 100) / 100);
    json_builder_add_double_value(json, round(s->corners[i].y * 100) / 100);
    json_builder_end_array(json);
  }
  json_builder_end_array(json);
}

static void add_words(JsonBuilder *json, const PhotoScene *s) {
  json_builder_set_member_name(json, "clutter");
  json_builder_begin_array(json);
  for (guint i = 0; i < s->clutter->len; i++) json_builder_add_string_value(json, s->clutter->pdata[i]);
  json_builder_end_array(json);
  json_builder_set_member_name(json, "marks");
  json_builder_begin_array(json);
  if (s->layout && s->folded) json_builder_add_string_value(json, "folded");
  if (s->layout && s->curled) json_builder_add_string_value(json, "curled");
  if (s->big_shadow > 0) json_builder_add_string_value(json, "shadow");
  if (s->layout && s->light.glare > 0) json_builder_add_string_value(json, "glare");
  json_builder_end_array(json);
}

/* How far the page is turned in the picture: the way from the middle of its left side to the middle of its right one. */
static double turn_of(const PhotoSpot p[4]) {
  double dx = p[1].x + p[2].x - p[0].x - p[3].x, dy = p[1].y + p[2].y - p[0].y - p[3].y;
  return atan2(dy, dx) * 180 / M_PI;
}

static JsonNode *truth_of(const PhotoScene *s, const char *file) {
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  add_word(json, "file", file);
  add_number(json, "width", s->camera.w, 1);
  add_number(json, "height", s->camera.h, 1);
  add_corners(json, s);
  add_number(json, "visible", s->layout ? s->visible : 0, 1);
  add_word(json, "form", s->layout ? form_name(s) : NULL);
  add_word(json, "layout", s->layout);
  add_word(json, "background", s->ground.name);
  add_words(json, s);
  add_number(json, "covered", s->layout ? s->covered : 0, 1000);
  add_number(json, "view_degrees", s->camera.view, 10);
  add_number(json, "turn_degrees", s->layout ? turn_of(s->corners) : 0, 10);
  add_number(json, "share_of_frame", s->layout ? photo_area(&s->camera, s->corners) : 0, 1000);
  json_builder_end_object(json);
  return json_builder_get_root(json);
}

/* ------------------------------------------------------------------ out */

static bool draw_photo(ExamSheets *sheets, const char *out, guint64 seed, int index, bool tune, GError **error) {
  PhotoScene *scene = photo_scene_new(sheets, seed, index, tune, error);
  if (!scene) return false;
  g_autofree char *stem = stem_of(scene, index), *file = g_strconcat(stem, ".jpg", NULL), *path = g_build_filename(out, file, NULL),
                  *truth_name = g_strconcat(stem, ".truth.json", NULL), *truth_path = g_build_filename(out, truth_name, NULL);
  PIX *pix = photo_render(scene);
  bool fine = pixWriteJpeg(path, pix, scene->quality, 0) == 0;
  pixDestroy(&pix);
  if (!fine) g_set_error(error, EXAM_ERROR, 0, "%s cannot be written", path);
  g_autoptr(JsonNode) root = truth_of(scene, file);
  g_autoptr(JsonGenerator) generator = json_generator_new();
  json_generator_set_root(generator, root);
  json_generator_set_pretty(generator, TRUE);
  photo_scene_free(scene);
  return fine && json_generator_to_file(generator, truth_path, error);
}

/* Refused font sizes are tried again a hair larger (ink.c); what stays broken is seen in cairo's status. */
static GLogWriterOutput hush(GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer data) {
  return level & G_LOG_LEVEL_WARNING ? G_LOG_WRITER_HANDLED : g_log_writer_default(level, fields, n_fields, data);
}

int main(int argc, char **argv) {
  g_log_set_writer_func(hush, NULL, NULL);
  gint64 seed = 1;
  int count = 30, only = 0;
  gboolean tune = FALSE;
  g_autofree char *folder = NULL;
  const GOptionEntry options[] = {{"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "chance (1)", "N"},
                                  {"count", 0, 0, G_OPTION_ARG_INT, &count, "photos (30)", "N"},
                                  {"only", 0, 0, G_OPTION_ARG_INT, &only, "draw this photo of the set alone", "N"},
                                  {"layouts", 0, 0, G_OPTION_ARG_FILENAME, &folder, "folder of .lay files", "DIR"},
                                  {"tune", 0, 0, G_OPTION_ARG_NONE, &tune, "on the desks and among the things of the tuning family", NULL},
                                  {NULL}};
  g_autoptr(GOptionContext) context = g_option_context_new("OUT");
  g_option_context_add_main_entries(context, options, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2 || count < 1 || seed < 0)
    return g_printerr("exam-photo: %s\n", error ? error->message : "OUT, a seed and a count expected"), 2;
  ExamSheets *sheets = exam_sheets_load(folder ? folder : tune ? "tests/tune/layouts" : "tests/judge/layouts", &error);
  if (!sheets || g_mkdir_with_parents(argv[1], 0755) != 0) return g_printerr("exam-photo: %s\n", error ? error->message : argv[1]), 2;
  bool fine = true;
  for (int i = 1; i <= count && fine; i++) {
    if (!only || i == only) fine = draw_photo(sheets, argv[1], (guint64)seed, i, tune, &error);
    if (isatty(2)) g_printerr("\rphoto %d of %d ", i, count);
  }
  if (isatty(2)) g_printerr("\n");
  exam_sheets_free(sheets);
  return fine ? 0 : (g_printerr("exam-photo: %s\n", error->message), 1);
}
