/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto add, recto replace: files arrive in a dossier that is open, perhaps in place of others. */
#include "cli/desk.h"

typedef struct { RectoDesk desk; char *channel, *reception; gboolean always, anyway; bool replacing; } Add;

static void tell_received(const Add *add, const RectoStoreReceipt *receipt) {
  const RectoCli *cli = &add->desk.cli;
  if (cli->json) return;
  g_autofree char *n = g_strdup_printf("%u", receipt->n_files);
  g_autofree char *text = recto_cli_say(cli, receipt->again ? "cli.received-before" : "cli.received", "number", receipt->number, "n", n, NULL);
  printf("%s\n", text);
  for (guint i = 0; i < receipt->twins->len; i++) {
    const RectoFileRow *twin = receipt->twins->pdata[i];
    g_autofree char *file = g_strdup_printf("%u", twin->ordinal + 1), *note = recto_cli_say(cli, "cli.twin", "number", twin->number, "file", file, NULL);
    printf("  %s\n", note);
  }
  fflush(stdout);
}

static bool receive(Add *add, const char *number, GError **error) {
  g_auto(GStrv) paths = recto_cli_paths(add->desk.cli.rest + (add->replacing ? 2 : 1), error);
  g_autoptr(GArray) replaces = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  RectoPageId page = {0, 0, RECTO_WHOLE_FILE};
  bool of_page = add->replacing && recto_place_from_words(add->desk.cli.rest[1], &page) && page.page != RECTO_WHOLE_FILE;
  g_auto(RectoStoreReceipt) receipt = {0};
  RectoArrival arrival = {.number = number, .paths = (const char *const *)paths, .always = add->always, .anyway = add->anyway};
  if (!paths || (add->replacing && !of_page && !recto_desk_ordinals(add->desk.cli.rest[1], replaces, error))) return false;
  if (!recto_cli_reception(&add->desk.cli, add->reception, &add->desk.cli.site, &arrival.reception, error) ||
      !recto_cli_channel(add->channel, &arrival.channel, error))
    return false;
  arrival.replaces = (const uint32_t *)replaces->data;
  arrival.n_replaces = replaces->len;
  if (of_page) {
    arrival.pages = &page;
    arrival.n_pages = 1;
  }
  if (!recto_work_receive(&add->desk.work, &arrival, &receipt, error)) return false;
  tell_received(add, &receipt);
  return true;
}

static int run(int argc, char **argv, bool replacing) {
  Add add = {.replacing = replacing};
  int code = 0;
  const GOptionEntry entries[] = {
      {"reception", 'r', 0, G_OPTION_ARG_STRING, &add.reception, "date de réception, aujourd'hui sinon (date of reception)", "DATE"},
      {"channel", 0, 0, G_OPTION_ARG_STRING, &add.channel, "upload, counter, mail", "WORD"},
      {"always", 0, 0, G_OPTION_ARG_NONE, &add.always, "même si le même envoi a déjà été enregistré (even if it was received before)", NULL},
      {"anyway", 0, 0, G_OPTION_ARG_NONE, &add.anyway, "la personne l'envoie tel quel, malgré le constat ; c'est noté (sent as it is, which is recorded)", NULL},
      RECTO_DESK_LATER(add.desk),
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  const char *form = replacing ? "replace NUMERO FICHIERS NOUVEAU…" : "add NUMERO FICHIER…";
  const char *usage = replacing ? "NUMERO FICHIERS NOUVEAU… " : "NUMERO FICHIER… ";
  const char *summary = replacing ? "Remplace des fichiers d'un dossier (par exemple 2 ou 1,3-5), ou une seule page (1:3, la page 3 du fichier 1) ; les anciens restent dans l'historique."
                                  : "Ajoute des fichiers à un dossier, et l'examine.";
  if (recto_desk_open(&add.desk, argc, argv, usage, summary, entries, RECTO_DESK_RECEIVES, &code)) {
    bool right = recto_desk_words(&add.desk, replacing ? 3 : 2, 10000, form);
    const char *number = right ? add.desk.cli.rest[0] : "";
    code = recto_desk_after(&add.desk, number, right && receive(&add, number, &add.desk.error));
  }
  g_free(add.channel);
  g_free(add.reception);
  recto_desk_clear(&add.desk);
  return code;
}

int recto_cmd_add(int argc, char **argv) { return run(argc, argv, false); }
int recto_cmd_replace(int argc, char **argv) { return run(argc, argv, true); }
