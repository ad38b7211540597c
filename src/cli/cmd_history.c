/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto history: what happened to a dossier, who did it and when. recto status: where it stands, from the register alone. */
#include "cli/desk.h"
#include "work/words.h"
#include <recto/error.h>
#include <recto/json.h>

/* ------------------------------------------------------------------ history */

static void add_event(JsonBuilder *builder, const RectoStoreEvent *event, bool undone) {
  json_builder_begin_object(builder);
  recto_json_int(builder, "version", (int64_t)event->version);
  recto_json_int(builder, "seq", (int64_t)event->seq);
  recto_desk_instant(builder, "at", event->at);
  recto_json_string(builder, "deed", event->deed);
  recto_json_string(builder, "who", event->who);
  recto_json_string(builder, "hash", event->hash);
  json_builder_set_member_name(builder, "undone");
  json_builder_add_boolean_value(builder, undone);
  json_builder_set_member_name(builder, "body");
  JsonNode *body = event->body ? recto_json_parse(event->body, -1, 1 << 26, NULL) : NULL;
  if (body) json_builder_add_value(builder, body);
  else json_builder_add_null_value(builder);
  json_builder_end_object(builder);
}

static void print_event(const RectoCli *cli, const RectoStoreEvent *event, bool undone) {
  g_autofree char *when = recto_desk_time(cli, event->at), *what = recto_event_words(cli->models, cli->language, event);
  g_autofree char *note = undone ? recto_cli_say(cli, "history.undone", NULL) : g_strdup("");
  printf("%3" G_GUINT64_FORMAT "  %s  %s  %s%s%s\n", event->version, when, event->who ? event->who : "—", what, undone ? "  " : "", note);
}

static bool history(RectoDesk *desk, const char *number) {
  g_autoptr(RectoStoreDossier) dossier = recto_store_find(desk->store, number, &desk->error);
  g_autoptr(GPtrArray) events = dossier ? recto_store_history(desk->store, number, &desk->error) : NULL;
  g_autoptr(GHashTable) undone = events ? recto_state_undone(events) : NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  if (!events) return false;
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-history/1");
  recto_json_string(builder, "number", number);
  json_builder_set_member_name(builder, "versions");
  json_builder_begin_array(builder);
  for (guint i = 0; i < events->len; i++) {
    const RectoStoreEvent *event = events->pdata[i];
    bool gone = g_hash_table_contains(undone, GSIZE_TO_POINTER((gsize)event->version));
    if (desk->cli.json) add_event(builder, event, gone);
    else print_event(&desk->cli, event, gone);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  if (desk->cli.json) recto_desk_print(builder);
  return true;
}

int recto_cmd_history(int argc, char **argv) {
  RectoDesk desk = {0};
  int code = 0;
  if (recto_desk_open(&desk, argc, argv, "NUMERO ", "Ce qui est arrivé à un dossier : quoi, qui, quand.", NULL, RECTO_DESK_TELLS, &code))
    code = recto_desk_end(&desk, recto_desk_words(&desk, 1, 1, "history NUMERO") && history(&desk, desk.cli.rest[0]));
  recto_desk_clear(&desk);
  return code;
}

/* ------------------------------------------------------------------ status */

static const char *job_word(RectoJobState state) {
  static const char *const words[] = {"ready", "leased", "done", "quarantined"};
  return words[state];
}

static void print_files(const RectoCli *cli, const RectoState *state) {
  for (guint i = 0; i < state->files->len; i++) {
    const RectoStateFile *file = state->files->pdata[i];
    g_autofree char *when = recto_desk_time(cli, file->received_at), *n = g_strdup_printf("%u", file->ordinal + 1), *digest = g_strndup(file->sha256 ? file->sha256 : "", 16);
    const char *key = file->in_force ? "cli.status.file" : file->gone_to ? "cli.status.file-moved" : "cli.status.file-withdrawn";
    g_autofree char *text = recto_cli_say(cli, key, "n", n, "name", file->name, "when", when, "digest", digest, "to", file->gone_to ? file->gone_to : "", NULL);
    printf("  %s\n", text);
  }
}

/* Pages of files that count: replaced, gone to another dossier, on their way there. */
static void print_pages(const RectoCli *cli, const RectoState *state) {
  for (guint i = 0; i < state->gone->len; i++) {
    const RectoStateGone *gone = state->gone->pdata[i];
    g_autofree char *page = recto_page_to_words(gone->page), *by = g_strdup_printf("%u", gone->by + 1);
    g_autofree char *text = recto_cli_say(cli, gone->to ? "cli.status.page-moved" : "cli.status.page-replaced", "page", page, "by", by, "to", gone->to ? gone->to : "", NULL);
    printf("  %s\n", text);
  }
  for (guint i = 0; i < state->sends->len; i++) {
    const RectoStateSend *send = state->sends->pdata[i];
    if (recto_state_send(state, send->page) != send) continue;
    g_autofree char *page = recto_page_to_words(send->page), *text = recto_cli_say(cli, send->cause ? "cli.status.page-stayed" : "cli.status.page-send", "page", page, "to", send->to, NULL);
    printf("  %s\n", text);
  }
}

static void add_page(JsonBuilder *builder, RectoPageId id, const char *state, const char *to, uint32_t by) {
  g_autofree char *page = recto_page_to_words(id);
  json_builder_begin_object(builder);
  recto_json_string(builder, "page", page);
  recto_json_string(builder, "state", state);
  recto_json_string(builder, "to", to);
  json_builder_set_member_name(builder, "by");
  if (by == UINT32_MAX) json_builder_add_null_value(builder);
  else json_builder_add_int_value(builder, (gint64)by + 1);
  json_builder_end_object(builder);
}

static void add_pages(JsonBuilder *builder, const RectoState *state) {
  json_builder_set_member_name(builder, "pages");
  json_builder_begin_array(builder);
  for (guint i = 0; i < state->gone->len; i++) {
    const RectoStateGone *gone = state->gone->pdata[i];
    add_page(builder, gone->page, gone->to ? "moved" : "replaced", gone->to, gone->by);
  }
  for (guint i = 0; i < state->sends->len; i++) {
    const RectoStateSend *send = state->sends->pdata[i];
    if (recto_state_send(state, send->page) == send) add_page(builder, send->page, send->cause ? "stayed" : "on-its-way", send->to, UINT32_MAX);
  }
  json_builder_end_array(builder);
}

static void add_files(JsonBuilder *builder, const RectoState *state) {
  json_builder_set_member_name(builder, "files");
  json_builder_begin_array(builder);
  for (guint i = 0; i < state->files->len; i++) {
    const RectoStateFile *file = state->files->pdata[i];
    json_builder_begin_object(builder);
    recto_json_int(builder, "file", file->ordinal + 1);
    recto_json_string(builder, "name", file->name);
    recto_json_string(builder, "sha256", file->sha256);
    recto_json_int(builder, "size", (int64_t)file->size);
    recto_json_string(builder, "channel", file->channel);
    recto_json_string(builder, "from", file->from);
    recto_desk_instant(builder, "receivedAt", file->received_at);
    json_builder_set_member_name(builder, "inForce");
    json_builder_add_boolean_value(builder, file->in_force);
    recto_json_string(builder, "goneTo", file->gone_to);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void add_jobs(JsonBuilder *builder, const GPtrArray *jobs) {
  json_builder_set_member_name(builder, "jobs");
  json_builder_begin_array(builder);
  for (guint i = 0; i < jobs->len; i++) {
    const RectoJobRow *job = jobs->pdata[i];
    json_builder_begin_object(builder);
    recto_json_string(builder, "kind", job->kind);
    recto_json_string(builder, "state", job_word(job->state));
    recto_json_int(builder, "attempts", job->attempts);
    recto_json_string(builder, "reason", job->reason);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void print_json(const RectoState *state, const GPtrArray *jobs) {
  char iso[11];
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-status/1");
  recto_json_string(builder, "number", state->number);
  recto_json_string(builder, "procedure", state->procedure);
  recto_json_string(builder, "reception", recto_date_is_set(state->reception) ? recto_date_to_iso(state->reception, iso) : NULL);
  recto_json_int(builder, "version", (int64_t)state->version);
  recto_json_string(builder, "state", state->closed ? "closed" : "open");
  add_files(builder, state);
  add_pages(builder, state);
  add_jobs(builder, jobs);
  json_builder_set_member_name(builder, "judged");
  JsonNode *judged = state->judged ? recto_json_parse(state->judged, -1, 1 << 24, NULL) : NULL;
  if (judged) json_builder_add_value(builder, judged);
  else json_builder_add_null_value(builder);
  json_builder_end_object(builder);
  recto_desk_print(builder);
}

static bool status(RectoDesk *desk, const char *number) {
  g_autoptr(RectoState) state = recto_state_load(desk->store, number, &desk->error);
  g_autoptr(GPtrArray) jobs = state ? recto_ledger_jobs(recto_store_ledger(desk->store), number, &desk->error) : NULL;
  if (!jobs) return false;
  if (desk->cli.json) {
    print_json(state, jobs);
    return true;
  }
  g_autofree char *version = g_strdup_printf("%" G_GUINT64_FORMAT, state->version);
  g_autofree char *head = recto_cli_say(&desk->cli, "cli.status.head", "number", number, "procedure", state->procedure ? state->procedure : "—", "version", version, NULL);
  printf("%s\n", head);
  if (state->closed) {
    g_autofree char *closed = recto_cli_say(&desk->cli, "cli.list.closed", NULL);
    printf("  %s\n", closed);
  }
  print_files(&desk->cli, state);
  print_pages(&desk->cli, state);
  for (guint i = 0; i < jobs->len; i++) {
    const RectoJobRow *job = jobs->pdata[i];
    g_autofree char *key = g_strconcat("cli.job.", job_word(job->state), NULL), *text = recto_cli_say(&desk->cli, key, NULL);
    printf("%s\n", text);
  }
  return true;
}

int recto_cmd_status(int argc, char **argv) {
  RectoDesk desk = {0};
  int code = 0;
  if (recto_desk_open(&desk, argc, argv, "NUMERO ", "Où en est un dossier : fichiers reçus, retirés, travail en attente.", NULL, RECTO_DESK_TELLS, &code))
    code = recto_desk_end(&desk, recto_desk_words(&desk, 1, 1, "status NUMERO") && status(&desk, desk.cli.rest[0]));
  recto_desk_clear(&desk);
  return code;
}
