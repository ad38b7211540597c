/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto intake: files in, checked bundle out. */
#include "cli/cli.h"
#include <recto/error.h>
#include <recto/json.h>

typedef struct {
  RectoCli cli;
  char *procedure, *reception, *out, *channel;
  char **answers;
  gboolean no_zip;
} Intake;

static void on_bundle(size_t done, size_t total, gpointer meter) {
  RectoProgress progress = {RECTO_STEP_BUNDLING, NULL, done, total, NULL};
  recto_meter_tell(&progress, meter);
}

static bool write_bundle(const Intake *in, RectoReader *reader, RectoVerdict *verdict, int64_t now, RectoMeter *meter, RectoBundlePaths *paths, GError **error) {
  g_autofree char *software = recto_cli_software(reader);
  if (g_mkdir_with_parents(in->out, 0700) != 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_STORE, "le dossier de sortie ne peut pas être créé");
    return false;
  }
  RectoBundleOrder order = {in->cli.models, verdict->dossier, &in->cli.site, in->cli.language, in->out, now, software, recto_verdict_open_original, verdict, !in->no_zip};
  return recto_bundle_write(&order, on_bundle, meter, paths, error);
}

static void print_json(const RectoVerdict *verdict, const RectoBundlePaths *paths) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  const char *const members[][2] = {{"format", "recto-intake/1"}, {"folder", paths->folder}, {"zip", paths->zip}, {"report", paths->report_html},
                                    {"reportPdf", paths->report_pdf}};
  json_builder_begin_object(builder);
  for (gsize i = 0; i < G_N_ELEMENTS(members); i++) {
    json_builder_set_member_name(builder, members[i][0]);
    if (members[i][1]) json_builder_add_string_value(builder, members[i][1]);
    else json_builder_add_null_value(builder);
  }
  json_builder_set_member_name(builder, "resumed");
  json_builder_add_boolean_value(builder, verdict->resumed);
  json_builder_set_member_name(builder, "dossier");
  recto_json_add_dossier(builder, verdict->dossier, 0);
  json_builder_end_object(builder);
  g_autofree char *text = recto_json_finish(builder);
  fputs(text, stdout);
}

static int report(const Intake *in, const RectoVerdict *verdict, const RectoBundlePaths *paths) {
  if (in->cli.json) print_json(verdict, paths);
  int code = recto_cli_verdict(&in->cli, verdict->dossier);
  if (!in->cli.json) {
    g_autofree char *where = recto_cli_say(&in->cli, "cli.report", "path", paths->report_html, NULL);
    g_autofree char *bundle = recto_cli_say(&in->cli, "cli.bundle", "path", paths->zip ? paths->zip : paths->folder, NULL);
    printf("\n%s\n%s\n", where, bundle);
  }
  return code;
}

static void tell_registered(const Intake *in, const RectoStoreReceipt *receipt) {
  if (in->cli.json) return;
  g_autofree char *n = g_strdup_printf("%u", receipt->n_files);
  g_autofree char *text = recto_cli_say(&in->cli, receipt->again ? "cli.resumed" : "cli.received", "number", receipt->number, "n", n, NULL);
  printf("%s\n", text);
  fflush(stdout); /* the receipt is due now, whatever the reading does */
}

static bool take_in(Intake *in, RectoWork *work, RectoArrival *arrival, RectoVerdict *verdict, GError **error) {
  g_auto(RectoStoreReceipt) receipt = {0};
  if (!recto_work_receive(work, arrival, &receipt, error)) return false;
  tell_registered(in, &receipt);
  if (!recto_work_judge(work, receipt.number, verdict, error)) return false;
  verdict->resumed = receipt.again;
  return true;
}

static int run(Intake *in) {
  g_autoptr(RectoSituation) situation = recto_situation_new();
  g_autoptr(RectoReader) reader = NULL;
  g_autoptr(RectoStore) store = NULL;
  g_autoptr(RectoMeter) meter = recto_meter_new(&in->cli);
  g_auto(GStrv) paths = NULL;
  GError *error = NULL;
  g_auto(RectoVerdict) verdict = {0};
  RectoBundlePaths bundle = {0};
  RectoArrival arrival = {.procedure = in->procedure, .situation = situation};
  /* The reader starts before the store and its keys are opened. */
  bool right = recto_cli_answers(&in->cli, in->procedure, in->answers, situation, &error) &&
               recto_cli_reception(&in->cli, in->reception, &in->cli.site, &arrival.reception, &error) && recto_cli_channel(in->channel, &arrival.channel, &error) &&
               (paths = recto_cli_paths(in->cli.rest, &error)) && (reader = recto_cli_reader(&in->cli, &error)) && (store = recto_cli_store(&in->cli, &error));
  RectoWork work = recto_cli_work(&in->cli, reader, store, meter);
  arrival.paths = (const char *const *)paths;
  right = right && take_in(in, &work, &arrival, &verdict, &error) && write_bundle(in, reader, &verdict, work.now, meter, &bundle, &error);
  g_clear_pointer(&meter, recto_meter_free);
  int code = right ? report(in, &verdict, &bundle) : recto_cli_fail(&in->cli, error);
  recto_bundle_paths_clear(&bundle);
  return code;
}

int recto_cmd_intake(int argc, char **argv) {
  Intake in = {0};
  int code = 0;
  const GOptionEntry entries[] = {
      {"procedure", 'p', 0, G_OPTION_ARG_STRING, &in.procedure, "démarche (procedure)", "ID"},
      {"reception", 'r', 0, G_OPTION_ARG_STRING, &in.reception, "date de réception, aujourd'hui sinon (date of reception)", "DATE"},
      {"answer", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &in.answers, "réponse à une question de la démarche (answer)", "QUESTION=REPONSE"},
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &in.out, "dossier où le résultat est écrit (output folder)", "DIR"},
      {"channel", 0, 0, G_OPTION_ARG_STRING, &in.channel, "upload, counter, mail", "WORD"},
      {"no-zip", 0, 0, G_OPTION_ARG_NONE, &in.no_zip, "sans archive .zip (folder only)", NULL},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&in.cli, argc, argv, "FICHIER… ", "Reçoit des fichiers, les lit, vérifie la démarche, écrit le dossier.", entries, RECTO_CLI_MODELS | RECTO_CLI_STORE, &code)) {
    if (!in.out) in.out = g_strdup(".");
    code = run(&in);
  }
  g_free(in.procedure);
  g_free(in.reception);
  g_free(in.out);
  g_free(in.channel);
  g_strfreev(in.answers);
  recto_cli_clear(&in.cli);
  return code;
}
