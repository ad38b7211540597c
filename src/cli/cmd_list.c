/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto list: the dossiers, the most urgent first. */
#include "cli/desk.h"
#include <recto/error.h>
#include <recto/json.h>

static JsonObject *summary_of(JsonNode *root) { return root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL; }

static const char *state_word(RectoDossierState state) {
  static const char *const words[] = {"open", "closed", "purged"};
  return words[state];
}

static void add_entry(JsonBuilder *builder, const RectoStoreEntry *entry) {
  g_autoptr(JsonNode) root = entry->summary ? recto_json_parse(entry->summary, -1, 1 << 20, NULL) : NULL;
  JsonObject *summary = summary_of(root);
  json_builder_begin_object(builder);
  recto_json_string(builder, "number", entry->row->number);
  recto_json_string(builder, "state", state_word(entry->row->state));
  recto_json_string(builder, "procedure", entry->row->procedure);
  recto_json_string(builder, "reception", entry->row->reception);
  recto_desk_instant(builder, "changedAt", entry->row->changed_at);
  recto_json_int(builder, "version", (int64_t)entry->row->version);
  recto_json_int(builder, "urgency", entry->row->urgency);
  recto_json_string(builder, "rightEnds", entry->row->due);
  recto_json_string(builder, "familyName", recto_json_text(summary, "familyName"));
  recto_json_string(builder, "givenNames", recto_json_text(summary, "givenNames"));
  recto_json_string(builder, "complete", recto_json_text(summary, "complete"));
  recto_json_int(builder, "toDo", recto_json_number(summary, "toDo", 0));
  recto_json_int(builder, "toCheck", recto_json_number(summary, "toCheck", 0));
  json_builder_end_object(builder);
}

static void print_json(const GPtrArray *entries, int64_t total) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-list/1");
  recto_json_int(builder, "total", total);
  json_builder_set_member_name(builder, "dossiers");
  json_builder_begin_array(builder);
  for (guint i = 0; i < entries->len; i++) add_entry(builder, entries->pdata[i]);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  recto_desk_print(builder);
}

/* What the office has to do, in words; the number behind it says how urgent. */
static char *what_to_do(const RectoCli *cli, const RectoStoreEntry *entry, JsonObject *summary) {
  g_autofree char *check = g_strdup_printf("%" G_GINT64_FORMAT, recto_json_number(summary, "toCheck", 0)), *todo = g_strdup_printf("%" G_GINT64_FORMAT, recto_json_number(summary, "toDo", 0));
  const char *key = entry->row->state == RECTO_DOSSIER_PURGED ? "cli.list.purged"
                    : entry->row->state == RECTO_DOSSIER_CLOSED ? "cli.list.closed"
                    : !recto_json_text(summary, "complete")             ? "cli.list.waiting"
                    : recto_json_number(summary, "toCheck", 0) > 0         ? "cli.list.check"
                    : recto_json_number(summary, "toDo", 0) > 0            ? "cli.list.todo"
                                                                : "cli.list.complete";
  return recto_cli_say(cli, key, "check", check, "todo", todo, NULL);
}

static void print_entry(const RectoCli *cli, const RectoStoreEntry *entry) {
  g_autoptr(JsonNode) root = entry->summary ? recto_json_parse(entry->summary, -1, 1 << 20, NULL) : NULL;
  JsonObject *summary = summary_of(root);
  const char *family = recto_json_text(summary, "familyName"), *given = recto_json_text(summary, "givenNames");
  g_autofree char *what = what_to_do(cli, entry, summary);
  g_autofree char *ends = entry->row->due ? recto_cli_say(cli, entry->row->urgency > 3 ? "cli.list.ends-soon" : "cli.list.ends", "date", entry->row->due, NULL) : g_strdup("");
  printf("%s  %s%s%s\n    %s  %s%s%s\n", entry->row->number, family ? family : "—", given ? " " : "", given ? given : "", entry->row->procedure ? entry->row->procedure : "", what,
         *ends ? "  " : "", ends);
}

static bool list(RectoDesk *desk, const RectoLedgerFilter *filter) {
  g_autoptr(GPtrArray) entries = recto_store_list(desk->store, filter, &desk->error);
  if (!entries) return false;
  int64_t total = recto_ledger_count_dossiers(recto_store_ledger(desk->store), filter);
  if (desk->cli.json) {
    print_json(entries, total);
    return true;
  }
  for (guint i = 0; i < entries->len; i++) print_entry(&desk->cli, entries->pdata[i]);
  g_autofree char *n = g_strdup_printf("%u", entries->len), *of = g_strdup_printf("%" G_GINT64_FORMAT, total);
  g_autofree char *text = recto_cli_say(&desk->cli, "cli.list.total", "n", n, "total", of, NULL);
  printf("%s\n", text);
  return true;
}

int recto_cmd_list(int argc, char **argv) {
  RectoDesk desk = {0};
  gboolean all = FALSE, batches = FALSE;
  int most = 50, code = 0;
  const GOptionEntry entries[] = {
      {"all", 0, 0, G_OPTION_ARG_NONE, &all, "fermés et effacés aussi (closed and purged too)", NULL},
      {"batches", 0, 0, G_OPTION_ARG_NONE, &batches, "les lots de courrier (mail batches)", NULL},
      {"most", 'n', 0, G_OPTION_ARG_INT, &most, "au plus N lignes, 0 = toutes (at most)", "N"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&desk, argc, argv, NULL, "Les dossiers, le plus urgent d'abord.", entries, RECTO_DESK_TELLS, &code)) {
    RectoLedgerFilter filter = {.all = all, .batches = batches, .most = most > 0 ? (size_t)most : 0};
    code = recto_desk_end(&desk, recto_desk_words(&desk, 0, 0, "list") && list(&desk, &filter));
  }
  recto_desk_clear(&desk);
  return code;
}
