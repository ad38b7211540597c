/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bundle of a verdict, written and told. For `recto intake` and `recto bundle`. */
#include "cli/desk.h"
#include <recto/error.h>
#include <recto/json.h>

static void on_bundle(size_t done, size_t total, gpointer meter) {
  RectoProgress progress = {RECTO_STEP_BUNDLING, NULL, done, total, NULL};
  recto_meter_tell(&progress, meter);
}

bool recto_cli_bundle(const RectoCli *cli, const RectoReader *reader, RectoVerdict *verdict, const char *out, bool zip, int64_t now, RectoMeter *meter,
                      RectoBundlePaths *paths, GError **error) {
  g_autofree char *software = recto_cli_software(reader);
  if (g_mkdir_with_parents(out, 0700) != 0)
    return recto_error_say(error, RECTO_ERROR_STORE, "error.output-folder", "the output folder {path} cannot be made", "path", out, NULL);
  RectoBundleOrder order = {cli->models, verdict->dossier, &cli->site, cli->language, out, now, software, recto_verdict_open_original, verdict, zip};
  return recto_bundle_write(&order, on_bundle, meter, paths, error);
}

static void print_json(const RectoVerdict *verdict, const RectoBundlePaths *paths) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-intake/1");
  recto_json_string(builder, "folder", paths->folder);
  recto_json_string(builder, "zip", paths->zip);
  recto_json_string(builder, "report", paths->report_html);
  recto_json_string(builder, "reportPdf", paths->report_pdf);
  json_builder_set_member_name(builder, "resumed");
  json_builder_add_boolean_value(builder, verdict->resumed);
  json_builder_set_member_name(builder, "dossier");
  recto_json_add_dossier(builder, verdict->dossier, 0);
  json_builder_end_object(builder);
  recto_desk_print(builder);
}

int recto_cli_tell_bundle(const RectoCli *cli, const RectoVerdict *verdict, const RectoBundlePaths *paths) {
  if (cli->json) print_json(verdict, paths);
  int code = recto_cli_verdict(cli, verdict->dossier);
  if (!cli->json) {
    g_autofree char *where = recto_cli_say(cli, "cli.report", "path", paths->report_html, NULL);
    g_autofree char *bundle = recto_cli_say(cli, "cli.bundle", "path", paths->zip ? paths->zip : paths->folder, NULL);
    printf("\n%s\n%s\n", where, bundle);
  }
  return code;
}

static int run(RectoDesk *desk, const char *number, const char *out, bool zip) {
  g_auto(RectoVerdict) verdict = {0};
  RectoBundlePaths paths = {0};
  bool right = recto_work_judge(&desk->work, number, &verdict, &desk->error) &&
               recto_cli_bundle(&desk->cli, desk->reader, &verdict, out, zip, desk->work.now, desk->meter, &paths, &desk->error);
  g_clear_pointer(&desk->meter, recto_meter_free);
  verdict.resumed = true;
  int code = right ? recto_cli_tell_bundle(&desk->cli, &verdict, &paths) : recto_desk_end(desk, false);
  recto_bundle_paths_clear(&paths);
  return code;
}

int recto_cmd_bundle(int argc, char **argv) {
  RectoDesk desk = {0};
  char *out = NULL;
  gboolean no_zip = FALSE;
  int code = 0;
  const GOptionEntry entries[] = {
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &out, "dossier où le résultat est écrit (output folder)", "DIR"},
      {"no-zip", 0, 0, G_OPTION_ARG_NONE, &no_zip, "sans archive .zip (folder only)", NULL},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&desk, argc, argv, "NUMERO ", "Examine un dossier enregistré et écrit le dossier vérifié.", entries, RECTO_DESK_READS, &code)) {
    bool right = recto_desk_words(&desk, 1, 1, "bundle NUMERO");
    code = right ? run(&desk, desk.cli.rest[0], out ? out : ".", !no_zip) : recto_desk_end(&desk, false);
  }
  g_free(out);
  recto_desk_clear(&desk);
  return code;
}
