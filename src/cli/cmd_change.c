/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto withdraw, anyway, seen, undo: short words on a dossier. Each is a line of its history, and can be undone. */
#include "cli/desk.h"
#include <recto/error.h>

typedef bool (*Change)(RectoDesk *desk, const char *number, const char *what, const char *why, GError **error);

static bool withdraw(RectoDesk *desk, const char *number, const char *what, const char *why, GError **error) {
  g_autoptr(GArray) ordinals = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  return recto_desk_ordinals(what, ordinals, error) && recto_work_withdraw(&desk->work, number, (const uint32_t *)ordinals->data, ordinals->len, why, error);
}

static bool anyway(RectoDesk *desk, const char *number, const char *what, const char *why, GError **error) {
  g_autoptr(GArray) ordinals = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  return recto_desk_ordinals(what, ordinals, error) && recto_work_anyway(&desk->work, number, (const uint32_t *)ordinals->data, ordinals->len, why, error);
}

static bool seen(RectoDesk *desk, const char *number, const char *what, const char *why, GError **error) {
  return recto_work_seen(&desk->work, number, what, why, error);
}

static bool undo(RectoDesk *desk, const char *number, const char *what, const char *why, GError **error) {
  guint64 version = 0;
  if (!g_ascii_string_to_unsigned(what, 10, 1, G_MAXINT64, &version, NULL))
    return recto_error_say(error, RECTO_ERROR_USAGE, "error.bad-version", "{text} is no number of a version (recto history {number})", "text", what, "number", number, NULL);
  return recto_work_undo(&desk->work, number, version, why, error);
}

static int run(int argc, char **argv, const char *usage, const char *summary, const char *form, Change change) {
  RectoDesk desk = {0};
  char *why = NULL;
  int code = 0;
  const GOptionEntry entries[] = {
      {"why", 0, 0, G_OPTION_ARG_STRING, &why, "motif, pour l'historique (reason)", "TEXTE"},
      RECTO_DESK_LATER(desk),
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&desk, argc, argv, usage, summary, entries, RECTO_DESK_READS, &code)) {
    bool right = recto_desk_words(&desk, 2, 2, form);
    const char *number = right ? desk.cli.rest[0] : "";
    code = recto_desk_after(&desk, number, right && change(&desk, number, desk.cli.rest[1], why, &desk.error));
  }
  g_free(why);
  recto_desk_clear(&desk);
  return code;
}

int recto_cmd_withdraw(int argc, char **argv) {
  return run(argc, argv, "NUMERO FICHIERS ", "Retire des fichiers d'un dossier (par exemple 2 ou 1,3-5). Ils restent dans l'historique.", "withdraw NUMERO FICHIERS", withdraw);
}

int recto_cmd_anyway(int argc, char **argv) {
  return run(argc, argv, "NUMERO FICHIERS ", "Note que la personne envoie ces fichiers tels quels, bien qu'ils se lisent mal : rien ne lui est plus demandé, une personne regarde.",
             "anyway NUMERO FICHIERS", anyway);
}

int recto_cmd_seen(int argc, char **argv) {
  return run(argc, argv, "NUMERO PIECE ", "Note que l'original d'une pièce a été présenté et rendu : la pièce compte comme reçue.", "seen NUMERO PIECE", seen);
}

int recto_cmd_undo(int argc, char **argv) {
  return run(argc, argv, "NUMERO VERSION ", "Annule une version de l'historique. Rien n'est effacé, et une annulation s'annule aussi.", "undo NUMERO VERSION", undo);
}
