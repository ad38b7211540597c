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
  right = right && take_in(in, &work, &arrival, &verdict, &error) && recto_cli_bundle(&in->cli, reader, &verdict, in->out, !in->no_zip, work.now, meter, &bundle, &error);
  g_clear_pointer(&meter, recto_meter_free);
  int code = right ? recto_cli_tell_bundle(&in->cli, &verdict, &bundle) : recto_cli_fail(&in->cli, error);
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
