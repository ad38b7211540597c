/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto slip: the page that the person takes home. What was received is told from the register alone; what is missing, as far as it has been judged. */
#include "cli/desk.h"
#include "work/received.h"
#include <recto/error.h>
#include <recto/json.h>

typedef struct { RectoDesk desk; char *out; } Slip;

/* What is handed over as a proof speaks a language that somebody has reviewed. */
static const char *paper_language(const RectoCli *cli) {
  const RectoLanguage *language = recto_models_language(cli->models, cli->language);
  return language && language->draft ? "fr" : cli->language;
}

static bool write_slip(RectoDesk *desk, const RectoDossier *dossier, const RectoState *state, const char *path, GError **error) {
  const RectoCli *cli = &desk->cli;
  g_autoptr(GPtrArray) numbers = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GArray) deposits = recto_received_deposits(state, numbers);
  g_autofree char *hash = NULL;
  uint64_t seq = 0;
  recto_store_head(desk->store, &seq, &hash);
  RectoSlipOrder order = {.models = cli->models, .dossier = dossier, .site = cli->site_path ? &cli->site : NULL, .language = paper_language(cli), .made_at = desk->work.now,
                          .software = "Recto " RECTO_VERSION, .deposits = (const RectoSlipDeposit *)deposits->data, .n_deposits = deposits->len, .history_seq = seq,
                          .history_hash = hash};
  return recto_slip_write(&order, path, error);
}

static void tell(const Slip *slip, const char *number, const char *path) {
  if (slip->desk.cli.json) {
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    recto_json_string(builder, "format", "recto-slip/1");
    recto_json_string(builder, "number", number);
    recto_json_string(builder, "path", path);
    json_builder_end_object(builder);
    recto_desk_print(builder);
    return;
  }
  g_autofree char *text = recto_cli_say(&slip->desk.cli, "cli.slip", "path", path, NULL);
  printf("%s\n", text);
}

bool recto_desk_slip(RectoDesk *desk, const char *number, const char *path) {
  g_auto(RectoVerdict) verdict = {0};
  if (desk->reader && !recto_work_judge(&desk->work, number, &verdict, &desk->error)) return false;
  g_autoptr(RectoState) state = recto_state_load(desk->store, number, &desk->error);
  if (!state) return false;
  g_autoptr(RectoDossier) received = verdict.dossier ? NULL : recto_received_dossier(state);
  return write_slip(desk, verdict.dossier ? verdict.dossier : received, state, path, &desk->error);
}

static bool run(Slip *slip) {
  RectoDesk *desk = &slip->desk;
  if (!recto_desk_words(desk, 1, 1, "slip NUMERO")) return false;
  const char *number = desk->cli.rest[0];
  g_autofree char *path = slip->out ? g_strdup(slip->out) : g_strdup_printf("%s-recu.pdf", number);
  if (!recto_desk_slip(desk, number, path)) return false;
  g_clear_pointer(&desk->meter, recto_meter_free);
  tell(slip, number, path);
  return true;
}

int recto_cmd_slip(int argc, char **argv) {
  Slip slip = {0};
  int code = 0;
  const GOptionEntry entries[] = {
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &slip.out, "fichier PDF (PDF file)", "FILE"},
      {"received-only", 0, 0, G_OPTION_ARG_NONE, &slip.desk.later, "seulement ce qui est reçu, sans examiner (no judgement)", NULL},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&slip.desk, argc, argv, "NUMERO ", "Le reçu à remettre : ce qui est reçu, ce qui manque, quoi faire. Une page.", entries, RECTO_DESK_READS, &code))
    code = recto_desk_end(&slip.desk, run(&slip));
  g_free(slip.out);
  recto_desk_clear(&slip.desk);
  return code;
}
