/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto verify, backup, restore, purge, key: keeping the register, and erasing from it. */
#include "cli/desk.h"
#include <recto/error.h>
#include <recto/json.h>

static void on_progress(size_t done, size_t total, gpointer meter) {
  RectoProgress progress = {RECTO_STEP_KEEPING, NULL, done, total, NULL};
  recto_meter_tell(&progress, meter);
}

static void say_line(const RectoCli *cli, const char *key, const char *name, const char *value) {
  if (cli->json) return;
  g_autofree char *text = recto_cli_say(cli, key, name, value, NULL);
  printf("%s\n", text);
}

/* ------------------------------------------------------------------ verify */

static void print_fault(const RectoCli *cli, const RectoStoreFault *fault) {
  g_autofree char *key = g_strconcat("cli.fault.", recto_fault_kind_word(fault->kind), NULL), *seq = g_strdup_printf("%" G_GUINT64_FORMAT, fault->seq);
  g_autofree char *text = recto_cli_say(cli, key, "seq", seq, "number", fault->number ? fault->number : "—", "path", fault->path ? fault->path : "—", "what", fault->what, NULL);
  printf("  %s\n", text);
}

static void add_faults(JsonBuilder *builder, const GPtrArray *faults) {
  json_builder_set_member_name(builder, "faults");
  json_builder_begin_array(builder);
  for (guint i = 0; i < faults->len; i++) {
    const RectoStoreFault *fault = faults->pdata[i];
    json_builder_begin_object(builder);
    recto_json_string(builder, "kind", recto_fault_kind_word(fault->kind));
    recto_json_int(builder, "seq", (int64_t)fault->seq);
    recto_json_string(builder, "number", fault->number);
    recto_json_string(builder, "path", fault->path);
    recto_json_string(builder, "what", fault->what);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void print_verified(const RectoDesk *desk, const GPtrArray *faults, const char *hash, uint64_t seq) {
  if (desk->cli.json) {
    g_autoptr(JsonBuilder) builder = json_builder_new();
    json_builder_begin_object(builder);
    recto_json_string(builder, "format", "recto-verify/1");
    recto_json_string(builder, "head", hash);
    recto_json_int(builder, "seq", (int64_t)seq);
    add_faults(builder, faults);
    json_builder_end_object(builder);
    recto_desk_print(builder);
    return;
  }
  g_autofree char *n = g_strdup_printf("%u", faults->len);
  for (guint i = 0; i < faults->len; i++) print_fault(&desk->cli, faults->pdata[i]);
  say_line(&desk->cli, faults->len ? "cli.verify.faults" : "cli.verify.sound", "n", n);
  if (hash) say_line(&desk->cli, "cli.verify.head", "hash", hash);
}

int recto_cmd_verify(int argc, char **argv) {
  RectoDesk desk = {0};
  char *head = NULL;
  int code = 0;
  const GOptionEntry entries[] = {
      {"head", 0, 0, G_OPTION_ARG_STRING, &head, "empreinte connue, imprimée sur un reçu (hash printed on a slip)", "HASH"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&desk, argc, argv, NULL, "Vérifie tout le registre : historique, originaux, clés.", entries, RECTO_DESK_TELLS, &code)) {
    g_autofree char *hash = NULL;
    uint64_t seq = 0;
    g_autoptr(GPtrArray) faults = recto_store_verify(desk.store, head, on_progress, desk.meter, &desk.error);
    g_clear_pointer(&desk.meter, recto_meter_free);
    if (faults) {
      recto_store_head(desk.store, &seq, &hash);
      recto_store_sweep(desk.store, desk.work.now);
      print_verified(&desk, faults, hash, seq);
    }
    code = recto_desk_end(&desk, faults != NULL);
    if (faults && faults->len > 0) code = RECTO_EXIT_STORE;
  }
  g_free(head);
  recto_desk_clear(&desk);
  return code;
}

/* ------------------------------------------------------------------ backup and restore */

int recto_cmd_backup(int argc, char **argv) {
  RectoDesk desk = {0};
  int code = 0;
  if (recto_desk_open(&desk, argc, argv, "DOSSIER ", "Copie vérifiable du registre dans un nouveau dossier. La clé n'y est pas : recto key copy.", NULL, RECTO_DESK_TELLS, &code)) {
    bool right = recto_desk_words(&desk, 1, 1, "backup DOSSIER") &&
                 recto_store_backup(desk.store, desk.cli.rest[0], desk.cli.who, desk.work.now, on_progress, desk.meter, &desk.error);
    g_clear_pointer(&desk.meter, recto_meter_free);
    if (right) say_line(&desk.cli, "cli.backup.done", "path", desk.cli.rest[0]);
    if (right) recto_desk_done(&desk.cli, "backup", NULL, desk.cli.rest[0], -1, -1);
    if (right && recto_store_key_copied_at(desk.store) == 0) say_line(&desk.cli, "cli.key.never", "path", recto_store_folder(desk.store));
    code = recto_desk_end(&desk, right);
  }
  recto_desk_clear(&desk);
  return code;
}

int recto_cmd_restore(int argc, char **argv) {
  RectoCli cli = {0};
  char *key = NULL, *tombstones = NULL;
  int code = 0;
  const GOptionEntry entries[] = {
      {"key", 0, 0, G_OPTION_ARG_FILENAME, &key, "copie de site.key (copy of the site key)", "FILE"},
      {"tombstones", 0, 0, G_OPTION_ARG_FILENAME, &tombstones, "fichier tombstones du registre perdu : ce qui fut effacé le reste (what was purged since)", "FILE"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&cli, argc, argv, "SAUVEGARDE ", "Remet une sauvegarde en place comme nouveau registre (--store), et la vérifie.", entries,
                      RECTO_CLI_MODELS | RECTO_CLI_STORE, &code)) {
    GError *error = NULL;
    g_autoptr(RectoMeter) meter = recto_meter_new(&cli);
    bool named = cli.rest && cli.rest[0] && !cli.rest[1] && key;
    if (!named) 
      recto_error_say(&error, RECTO_ERROR_USAGE, "error.usage", "usage: recto {form}", "form", "restore SAUVEGARDE --key FICHIER --store NOUVEAU", NULL);
    bool right = named && recto_store_restore(cli.rest[0], cli.store_folder, key, tombstones, cli.who, g_get_real_time(), on_progress, meter, &error);
    g_clear_pointer(&meter, recto_meter_free);
    if (right) say_line(&cli, "cli.restore.done", "path", cli.store_folder);
    if (right) recto_desk_done(&cli, "restore", NULL, cli.store_folder, -1, -1);
    code = right ? RECTO_EXIT_DONE : recto_cli_fail(&cli, error);
  }
  g_free(key);
  g_free(tombstones);
  recto_cli_clear(&cli);
  return code;
}

/* ------------------------------------------------------------------ purge, close */

int recto_cmd_purge(int argc, char **argv) {
  RectoDesk desk = {0};
  char *why = NULL, *confirm = NULL;
  int code = 0;
  const GOptionEntry entries[] = {
      {"why", 0, 0, G_OPTION_ARG_STRING, &why, "motif, gardé (reason, kept)", "TEXTE"},
      {"yes", 0, 0, G_OPTION_ARG_STRING, &confirm, "le numéro encore une fois, pour confirmer (the number once more)", "NUMERO"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&desk, argc, argv, "NUMERO ", "Efface un dossier pour toujours. Restent son numéro, les dates et le motif.", entries, RECTO_DESK_TELLS, &code)) {
    bool right = recto_desk_words(&desk, 1, 1, "purge NUMERO --why MOTIF --yes NUMERO");
    const char *number = right ? desk.cli.rest[0] : "";
    if (right && (!why || g_strcmp0(confirm, number) != 0))
      right = recto_error_say(&desk.error, RECTO_ERROR_USAGE, "error.purge-confirm", "to erase for ever: recto purge {number} --why REASON --yes {number}", "number", number, NULL);
    right = right && recto_store_purge(desk.store, number, why, desk.cli.who, desk.work.now, &desk.error);
    if (right) say_line(&desk.cli, "cli.purge.done", "number", number);
    if (right) recto_desk_done(&desk.cli, "purge", number, NULL, -1, -1);
    code = recto_desk_end(&desk, right);
  }
  g_free(why);
  g_free(confirm);
  recto_desk_clear(&desk);
  return code;
}

static int close_or_reopen(int argc, char **argv, bool closed) {
  RectoDesk desk = {0};
  int code = 0;
  const char *summary = closed ? "Ferme un dossier : plus rien ne s'y ajoute, et il quitte la liste." : "Rouvre un dossier fermé.";
  if (recto_desk_open(&desk, argc, argv, "NUMERO ", summary, NULL, RECTO_DESK_TELLS, &code)) {
    bool right = recto_desk_words(&desk, 1, 1, closed ? "close NUMERO" : "reopen NUMERO") &&
                 recto_store_close_dossier(desk.store, desk.cli.rest[0], closed, desk.cli.who, desk.work.now, &desk.error);
    if (right) say_line(&desk.cli, closed ? "cli.closed" : "cli.reopened", "number", desk.cli.rest[0]);
    if (right) recto_desk_done(&desk.cli, closed ? "close" : "reopen", desk.cli.rest[0], NULL, -1, -1);
    code = recto_desk_end(&desk, right);
  }
  recto_desk_clear(&desk);
  return code;
}

int recto_cmd_close(int argc, char **argv) { return close_or_reopen(argc, argv, true); }
int recto_cmd_reopen(int argc, char **argv) { return close_or_reopen(argc, argv, false); }

/* ------------------------------------------------------------------ key */

static bool key_deed(RectoDesk *desk) {
  const char *deed = desk->cli.rest[0], *path = desk->cli.rest[1];
  if (g_str_equal(deed, "copy")) {
    if (!recto_store_copy_key(desk->store, path, desk->cli.who, desk->work.now, &desk->error)) return false;
    say_line(&desk->cli, "cli.key.copied", "path", path);
    recto_desk_done(&desk->cli, "key", NULL, path, -1, -1);
    return true;
  }
  if (g_str_equal(deed, "check")) {
    if (!recto_store_check_key(desk->store, path, &desk->error)) return false;
    say_line(&desk->cli, "cli.key.right", "path", path);
    recto_desk_done(&desk->cli, "key", NULL, path, -1, -1);
    return true;
  }
  return recto_error_say(&desk->error, RECTO_ERROR_USAGE, "error.usage", "usage: recto {form}", "form", "key copy|check FICHIER", NULL);
}

int recto_cmd_key(int argc, char **argv) {
  RectoDesk desk = {0};
  int code = 0;
  if (recto_desk_open(&desk, argc, argv, "copy|check FICHIER ", "La clé du registre : en faire la copie à garder ailleurs, ou vérifier cette copie.", NULL, RECTO_DESK_TELLS, &code))
    code = recto_desk_end(&desk, recto_desk_words(&desk, 2, 2, "key copy|check FICHIER") && key_deed(&desk));
  recto_desk_clear(&desk);
  return code;
}
