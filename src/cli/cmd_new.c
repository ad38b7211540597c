/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto new: a dossier begins, without files yet. */
#include "cli/desk.h"
#include <recto/json.h>

int recto_cmd_new(int argc, char **argv) {
  RectoDesk desk = {0};
  char *procedure = NULL, *reception = NULL;
  char **answers = NULL;
  int code = 0;
  const GOptionEntry entries[] = {
      {"procedure", 'p', 0, G_OPTION_ARG_STRING, &procedure, "démarche (procedure)", "ID"},
      {"reception", 'r', 0, G_OPTION_ARG_STRING, &reception, "date de réception, aujourd'hui sinon (date of reception)", "DATE"},
      {"answer", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &answers, "réponse à une question de la démarche (answer)", "QUESTION=REPONSE"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&desk, argc, argv, NULL, "Ouvre un dossier, encore sans fichier.", entries, RECTO_DESK_KNOWS, &code)) {
    g_autoptr(RectoSituation) situation = recto_situation_new();
    g_autofree char *number = NULL;
    RectoDate day = {0};
    bool right = recto_desk_words(&desk, 0, 0, "new -p DEMARCHE") && recto_cli_answers(&desk.cli, procedure, answers, situation, &desk.error) &&
                 recto_cli_reception(&desk.cli, reception, &desk.cli.site, &day, &desk.error) &&
                 recto_work_new(&desk.work, procedure, situation, day, &number, &desk.error);
    if (right && desk.cli.json) {
      g_autoptr(JsonBuilder) builder = json_builder_new();
      json_builder_begin_object(builder);
      recto_json_string(builder, "format", "recto-change/1");
      recto_json_string(builder, "number", number);
      recto_json_string(builder, "dossier", NULL);
      json_builder_end_object(builder);
      recto_desk_print(builder);
    } else if (right) printf("%s\n", number);
    code = recto_desk_end(&desk, right);
  }
  g_free(procedure);
  g_free(reception);
  g_strfreev(answers);
  recto_desk_clear(&desk);
  return code;
}
