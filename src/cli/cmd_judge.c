/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto judge: a stored dossier judged again with today's models. Its readings are taken from the store. */
#include "cli/cli.h"
#include <recto/error.h>
#include <recto/json.h>

static int print(const RectoCli *cli, const RectoIntakeResult *result) {
  if (cli->json) {
    g_autoptr(JsonBuilder) builder = json_builder_new();
    recto_json_add_dossier(builder, result->dossier, 0);
    g_autofree char *text = recto_json_finish(builder);
    fputs(text, stdout);
  }
  return recto_cli_verdict(cli, result->dossier);
}

static int run(const RectoCli *cli, const char *store_folder) {
  g_autoptr(RectoMeter) meter = recto_meter_new(cli);
  GError *error = NULL;
  bool one = cli->rest && cli->rest[0] && !cli->rest[1];
  if (!one) g_set_error(&error, RECTO_ERROR, RECTO_ERROR_USAGE, "recto judge NUMERO (AAAA-NNNNNN)");
  g_autoptr(RectoReader) reader = one ? recto_cli_reader(cli, &error) : NULL;
  g_autoptr(RectoStore) store = reader ? recto_store_open(store_folder, &error) : NULL;
  RectoIntake order = {.models = cli->models, .models_folder = cli->models_folder, .reader = reader, .store = store, .channel = RECTO_CHANNEL_COUNTER,
                       .now = g_get_real_time(), .progress = recto_meter_tell, .progress_data = meter, .cancel = recto_cli_interrupts()};
  RectoIntakeResult result = {0};
  bool right = store && recto_intake_judge_again(&order, cli->rest[0], &result, &error);
  g_clear_pointer(&meter, recto_meter_free);
  int code = right ? print(cli, &result) : recto_cli_fail(cli, error);
  recto_intake_result_clear(&result);
  return code;
}

int recto_cmd_judge(int argc, char **argv) {
  RectoCli cli = {0};
  char *store = NULL;
  int code = 0;
  const GOptionEntry entries[] = {
      {"store", 0, 0, G_OPTION_ARG_FILENAME, &store, "registre (store folder)", "DIR"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&cli, argc, argv, "NUMERO ", "Juge à nouveau un dossier enregistré, avec les modèles d'aujourd'hui.", entries, true, &code)) {
    if (!store) store = g_build_filename(g_get_user_data_dir(), "recto", NULL);
    code = run(&cli, store);
  }
  g_free(store);
  recto_cli_clear(&cli);
  return code;
}
