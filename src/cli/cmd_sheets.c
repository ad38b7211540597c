/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto sheets: separators and cover sheets to print. */
#include "cli/cli.h"
#include "bundle/sheets.h"
#include <recto/error.h>
#include <sys/random.h>

typedef struct { char *kind, *number, *procedure, *set, *out; int count, only; } Options;

static void options_clear(Options *options) {
  g_free(options->kind);
  g_free(options->number);
  g_free(options->procedure);
  g_free(options->set);
  g_free(options->out);
}

static int wrong(const RectoCli *cli, const char *text) { return recto_cli_fail(cli, g_error_new_literal(RECTO_ERROR, RECTO_ERROR_USAGE, text)); }

/* NULL, or what is wrong with the options as a sentence of the command line. */
static const char *fault_of(const RectoCli *cli, const Options *options, const RectoSheetsOrder *order) {
  bool cover = order->kind == RECTO_SHEET_COVER;
  if (cli->rest && cli->rest[0]) return "cli.sheets.no-file";
  if (cover && !options->number) return "cli.sheets.number-wanted";
  if (!cover && (options->number || options->procedure)) return "cli.sheets.cover-only";
  if (options->number && !recto_sheet_number_is(options->number)) return "cli.sheets.bad-number";
  if (options->procedure && !recto_models_procedure(cli->models, options->procedure)) return "cli.sheets.no-procedure";
  if (order->count < 1 || order->count > RECTO_SHEET_COUNT_MAX) return "cli.sheets.bad-count";
  if (!recto_sheet_set_is(order->set)) return "cli.sheets.bad-set";
  if (options->only && !options->set) return "cli.sheets.set-wanted";
  if (options->only < 0 || options->only > order->count) return "cli.sheets.bad-only";
  return NULL;
}

static bool draw_set(char ret_set[RECTO_SHEET_SET_LENGTH + 1]) {
  uint32_t chance = 0;
  bool right = getrandom(&chance, sizeof chance, 0) == sizeof chance;
  recto_sheet_set_from(chance, ret_set);
  return right;
}

static void tell(const RectoCli *cli, const RectoSheetsOrder *order, const char *path) {
  g_autofree char *n = g_strdup_printf("%d", order->only ? 1 : order->count), *text = recto_cli_say(cli, "cli.sheets.written", "n", n, "set", order->set, "path", path, NULL);
  printf("%s\n", text);
}

static int run(const RectoCli *cli, const Options *options) {
  char drawn[RECTO_SHEET_SET_LENGTH + 1];
  RectoSheetsOrder order = {.models = cli->models, .number = options->number, .procedure = options->procedure, .count = options->count, .only = options->only,
                            .made_at = g_get_real_time()};
  if (!recto_sheet_kind_from_word(options->kind ? options->kind : "separator", &order.kind)) return wrong(cli, "--kind separator, cover");
  if (!draw_set(drawn)) return recto_cli_fail(cli, g_error_new(RECTO_ERROR, RECTO_ERROR_ENGINE, "getrandom"));
  order.set = options->set ? options->set : drawn;
  if (order.count == 0) order.count = order.kind == RECTO_SHEET_COVER ? 1 : 25;
  const char *fault = fault_of(cli, options, &order), *path = options->out ? options->out : "recto-sheets.pdf";
  if (fault) {
    g_autofree char *text = recto_cli_say(cli, fault, NULL);
    return wrong(cli, text);
  }
  GError *error = NULL;
  if (!recto_sheets_write(&order, path, &error)) return recto_cli_fail(cli, error);
  if (!cli->quiet) tell(cli, &order, path);
  return RECTO_EXIT_DONE;
}

int recto_cmd_sheets(int argc, char **argv) {
  RectoCli cli = {0};
  Options options = {0};
  int code = 0;
  const GOptionEntry entries[] = {
      {"kind", 'k', 0, G_OPTION_ARG_STRING, &options.kind, "separator, cover", "WORD"},
      {"count", 'n', 0, G_OPTION_ARG_INT, &options.count, "combien de feuilles (how many; 25, cover 1)", "N"},
      {"number", 0, 0, G_OPTION_ARG_STRING, &options.number, "page de garde : numéro du dossier (cover: the dossier)", "NUMBER"},
      {"procedure", 'p', 0, G_OPTION_ARG_STRING, &options.procedure, "page de garde : démarche (cover: the procedure)", "ID"},
      {"set", 0, 0, G_OPTION_ARG_STRING, &options.set, "lettres du jeu, pour le réimprimer (letters of a set, to print it again)", "CODE"},
      {"only", 0, 0, G_OPTION_ARG_INT, &options.only, "cette feuille du jeu seulement (that sheet of the set alone)", "K"},
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &options.out, "PDF à imprimer (PDF to print; recto-sheets.pdf)", "FILE"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&cli, argc, argv, " ", "Feuilles de séparation et pages de garde à imprimer.", entries, true, &code)) code = run(&cli, &options);
  options_clear(&options);
  recto_cli_clear(&cli);
  return code;
}
