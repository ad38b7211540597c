/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto model check: every fault of the model files with file, line and key. */
#include "cli/cli.h"
#include <recto/error.h>

static void print_warnings(const RectoModels *models) {
  const GPtrArray *warnings = recto_models_warnings(models);
  for (guint i = 0; i < warnings->len; i++) printf("  à revoir (warning) : %s\n", (const char *)warnings->pdata[i]);
}

int recto_cmd_model(int argc, char **argv) {
  RectoCli cli = {0};
  int code = 0;
  if (!recto_cli_parse(&cli, argc, argv, "check ", "Vérifie tous les fichiers de modèles.", NULL, RECTO_CLI_MODELS, &code)) {
    recto_cli_clear(&cli);
    return code;
  }
  if (!cli.rest || !cli.rest[0] || !g_str_equal(cli.rest[0], "check") || cli.rest[1]) {
    code = recto_cli_fail(&cli, g_error_new(RECTO_ERROR, RECTO_ERROR_USAGE, "recto model check"));
  } else {
    const GPtrArray *types = recto_models_types(cli.models), *procedures = recto_models_procedures(cli.models);
    printf("%s : %u types de documents, %u démarches, sans faute\n", cli.models_folder, types->len, procedures->len);
    for (guint i = 0; i < procedures->len; i++) {
      const RectoProcedure *procedure = procedures->pdata[i];
      printf("  %s  %s  (%s, %s)\n", procedure->id, recto_label(procedure->labels, cli.language), procedure->version, procedure->checked ? "vérifiée" : "à vérifier");
    }
    print_warnings(cli.models);
  }
  recto_cli_clear(&cli);
  return code;
}
