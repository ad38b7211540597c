/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto judge: a stored dossier judged again with today's models. Its readings are taken from the store; what differs from before is told. */
#include "cli/cli.h"
#include <recto/error.h>
#include <recto/json.h>

static int print(const RectoCli *cli, const RectoVerdict *verdict) {
  if (cli->json) {
    g_autoptr(JsonBuilder) builder = json_builder_new();
    recto_json_add_dossier(builder, verdict->dossier, 0);
    g_autofree char *text = recto_json_finish(builder);
    fputs(text, stdout);
  } else recto_cli_tell_changes(cli, verdict);
  return recto_cli_verdict(cli, verdict->dossier);
}

static int run(RectoCli *cli) {
  g_autoptr(RectoMeter) meter = recto_meter_new(cli);
  GError *error = NULL;
  bool one = cli->rest && cli->rest[0] && !cli->rest[1];
  if (!one) recto_error_say(&error, RECTO_ERROR_USAGE, "error.usage", "usage: recto {form}", "form", "judge NUMERO", NULL);
  g_autoptr(RectoReader) reader = one ? recto_cli_reader(cli, &error) : NULL;
  g_autoptr(RectoStore) store = reader ? recto_cli_store(cli, &error) : NULL;
  RectoWork work = recto_cli_work(cli, reader, store, meter);
  g_auto(RectoVerdict) verdict = {0};
  bool right = store && recto_work_judge(&work, cli->rest[0], &verdict, &error);
  g_clear_pointer(&meter, recto_meter_free);
  return right ? print(cli, &verdict) : recto_cli_fail(cli, error);
}

int recto_cmd_judge(int argc, char **argv) {
  RectoCli cli = {0};
  int code = 0;
  if (recto_cli_parse(&cli, argc, argv, "NUMERO ", "Juge à nouveau un dossier enregistré, avec les modèles d'aujourd'hui.", NULL,
                      RECTO_CLI_MODELS | RECTO_CLI_STORE, &code))
    code = run(&cli);
  recto_cli_clear(&cli);
  return code;
}
