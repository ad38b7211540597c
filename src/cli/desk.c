/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beginning and end of the commands on registered dossiers. */
#include "cli/desk.h"
#include <recto/error.h>
#include <recto/json.h>

bool recto_desk_start(RectoDesk *desk, RectoDeskNeed need, int *ret_exit) {
  bool reads = need >= RECTO_DESK_READS && !desk->later, tells = need == RECTO_DESK_TELLS || (need == RECTO_DESK_RECEIVES && desk->later);
  if (!desk->meter) desk->meter = recto_meter_new(&desk->cli);
  /* The reader starts before the store and its keys are opened. */
  bool right = recto_cli_load(&desk->cli, tells, &desk->error) && (!reads || (desk->reader = recto_cli_reader(&desk->cli, &desk->error))) &&
               (desk->store = recto_cli_store(&desk->cli, &desk->error));
  desk->work = recto_cli_work(&desk->cli, desk->reader, desk->store, desk->meter);
  if (!right) *ret_exit = recto_desk_end(desk, false);
  return right;
}

bool recto_desk_open(RectoDesk *desk, int argc, char **argv, const char *usage, const char *summary, const GOptionEntry *entries, RectoDeskNeed need, int *ret_exit) {
  return recto_cli_parse(&desk->cli, argc, argv, usage, summary, entries, RECTO_CLI_STORE, ret_exit) && recto_desk_start(desk, need, ret_exit);
}

void recto_desk_clear(RectoDesk *desk) {
  g_clear_pointer(&desk->meter, recto_meter_free);
  g_clear_pointer(&desk->store, recto_store_free);
  g_clear_pointer(&desk->reader, recto_reader_free);
  g_clear_error(&desk->error);
  recto_cli_clear(&desk->cli);
}

bool recto_desk_words(RectoDesk *desk, guint at_least, guint at_most, const char *form) {
  guint n = desk->cli.rest ? g_strv_length(desk->cli.rest) : 0;
  if (n >= at_least && n <= at_most) return true;
  return recto_error_say(&desk->error, RECTO_ERROR_USAGE, "error.usage", "usage: recto {form}", "form", form, NULL);
}

int recto_desk_end(RectoDesk *desk, bool right) {
  g_clear_pointer(&desk->meter, recto_meter_free);
  return right ? RECTO_EXIT_DONE : recto_cli_fail(&desk->cli, g_steal_pointer(&desk->error));
}

static void print_change(const RectoDesk *desk, const char *number, const RectoVerdict *verdict) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-change/1");
  recto_json_string(builder, "number", number);
  json_builder_set_member_name(builder, "dossier");
  if (verdict) recto_json_add_dossier(builder, verdict->dossier, 0);
  else json_builder_add_null_value(builder);
  json_builder_end_object(builder);
  recto_desk_print(builder);
}

static int noted(const RectoDesk *desk, const char *number) {
  if (desk->cli.json) print_change(desk, number, NULL);
  else {
    g_autofree char *text = recto_cli_say(&desk->cli, "cli.noted", "number", number, NULL);
    printf("%s\n", text);
  }
  return RECTO_EXIT_DONE;
}

int recto_desk_after(RectoDesk *desk, const char *number, bool right) {
  g_auto(RectoVerdict) verdict = {0};
  if (right && !desk->reader) {
    g_clear_pointer(&desk->meter, recto_meter_free);
    return noted(desk, number);
  }
  right = right && recto_work_judge(&desk->work, number, &verdict, &desk->error);
  g_clear_pointer(&desk->meter, recto_meter_free);
  if (!right) return recto_cli_fail(&desk->cli, g_steal_pointer(&desk->error));
  if (desk->cli.json) print_change(desk, number, &verdict);
  else recto_cli_tell_changes(&desk->cli, &verdict);
  return recto_cli_verdict(&desk->cli, verdict.dossier);
}

bool recto_desk_ordinals(const char *words, GArray *ret_ordinals, GError **error) {
  g_auto(GStrv) parts = g_strsplit(words, ",", -1);
  for (char **part = parts; *part; part++) {
    char *rest = NULL;
    guint64 first = g_ascii_strtoull(*part, &rest, 10), last = first;
    if (rest != *part && *rest == '-') last = g_ascii_strtoull(rest + 1, &rest, 10);
    if (rest == *part || *rest || first < 1 || last < first || last > 100000)
      return recto_error_say(error, RECTO_ERROR_USAGE, "error.bad-files", "{text}: numbers of files are expected, for instance 2 or 1,3-5", "text", words, NULL);
    for (guint64 i = first; i <= last; i++) {
      uint32_t ordinal = (uint32_t)i - 1;
      g_array_append_val(ret_ordinals, ordinal);
    }
  }
  return true;
}

char *recto_desk_time(const RectoCli *cli, int64_t at) {
  g_autoptr(GTimeZone) zone = cli->site.time_zone ? g_time_zone_new_identifier(cli->site.time_zone) : g_time_zone_new_local();
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(at / G_USEC_PER_SEC), local = utc && zone ? g_date_time_to_timezone(utc, zone) : NULL;
  return local ? g_date_time_format(local, "%d/%m/%Y %H:%M") : g_strdup("?");
}

void recto_desk_instant(JsonBuilder *builder, const char *member, int64_t at) {
  g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(at / G_USEC_PER_SEC);
  g_autofree char *text = moment ? g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  recto_json_string(builder, member, text);
}

void recto_desk_print(JsonBuilder *builder) {
  g_autofree char *text = recto_json_finish(builder);
  fputs(text, stdout);
}

static void add_count(JsonBuilder *builder, const char *member, int64_t n) {
  if (n >= 0) recto_json_int(builder, member, n);
  else recto_json_string(builder, member, NULL);
}

void recto_desk_done(const RectoCli *cli, const char *command, const char *number, const char *path, int64_t done, int64_t failed) {
  if (!cli->json) return;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-done/1");
  recto_json_string(builder, "command", command);
  recto_json_string(builder, "number", number);
  recto_json_string(builder, "path", path);
  add_count(builder, "done", done);
  add_count(builder, "failed", failed);
  json_builder_end_object(builder);
  recto_desk_print(builder);
}
