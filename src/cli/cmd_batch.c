/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto batch: stacks of mixed letters become dossiers. recto tray: pages that wait for a person. */
#include "cli/batch.h"
#include <recto/error.h>
#include <recto/json.h>

/* ------------------------------------------------------------------ telling */

static void add_page(JsonBuilder *builder, const RectoBatchPage *page) {
  json_builder_begin_object(builder);
  recto_json_int(builder, "page", page->page);
  recto_json_int(builder, "batchFile", page->file + 1);
  recto_json_string(builder, "source", page->source);
  recto_json_string(builder, "dossier", page->dossier);
  recto_json_string(builder, "kind", page->type);
  recto_json_string(builder, "flag", page->flag);
  recto_json_string(builder, "suggested", page->suggested);
  recto_json_int(builder, "envelope", page->envelope);
  json_builder_end_object(builder);
}

/* `names`: stacks of this run by batch; an earlier run's is told by its batch alone. */
static void add_stack(JsonBuilder *builder, const char *name, const RectoBatchResult *result, GHashTable *names) {
  g_hash_table_insert(names, g_strdup(result->number), g_strdup(name));
  const char *earlier = result->repeat_of ? g_hash_table_lookup(names, result->repeat_of) : NULL;
  json_builder_begin_object(builder);
  recto_json_string(builder, "file", name);
  recto_json_string(builder, "batch", result->number);
  recto_json_string(builder, "repeatedOf", earlier ? earlier : result->repeat_of);
  recto_json_int(builder, "sheets", result->n_sheets);
  recto_json_int(builder, "missingSheets", result->n_missing);
  json_builder_set_member_name(builder, "pages");
  json_builder_begin_array(builder);
  for (guint i = 0; i < result->pages->len; i++) add_page(builder, result->pages->pdata[i]);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

/* "1-4, 6": the pages of one envelope in one dossier. */
static void tell_ranges(GString *out, GArray *pages) {
  for (guint i = 0; i < pages->len;) {
    guint end = i;
    while (end + 1 < pages->len && g_array_index(pages, uint32_t, end + 1) == g_array_index(pages, uint32_t, end) + 1) end++;
    g_string_append_printf(out, "%s%u", i ? ", " : "", g_array_index(pages, uint32_t, i));
    if (end > i) g_string_append_printf(out, "-%u", g_array_index(pages, uint32_t, end));
    i = end + 1;
  }
}

static bool has_number(GPtrArray *numbers, const char *number) { return g_ptr_array_find_with_equal_func(numbers, number, g_str_equal, NULL); }

static void tell_dossier(const RectoCli *cli, const RectoBatchResult *result, const char *number) {
  g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_autoptr(GString) ranges = g_string_new(NULL);
  for (guint i = 0; i < result->pages->len; i++) {
    const RectoBatchPage *page = result->pages->pdata[i];
    if (g_strcmp0(page->dossier, number) == 0) g_array_append_val(pages, page->page);
  }
  tell_ranges(ranges, pages);
  g_autofree char *n = g_strdup_printf("%u", pages->len);
  g_autofree char *text = recto_cli_say(cli, has_number(result->opened, number) ? "batch.new" : "batch.known", "number", number, "n", n, "pages", ranges->str, NULL);
  printf("  %s\n", text);
}

static void tell_flagged(const RectoCli *cli, const RectoBatchResult *result) {
  for (guint i = 0; i < result->pages->len; i++) {
    const RectoBatchPage *page = result->pages->pdata[i];
    if (!page->flag) continue;
    g_autofree char *key = g_strconcat("batch.flag.", page->flag, NULL), *why = recto_cli_say(cli, key, "suggested", page->suggested ? page->suggested : "—", NULL);
    g_autofree char *n = g_strdup_printf("%u", page->page), *file = g_strdup_printf("%u", page->file + 1);
    g_autofree char *text = recto_cli_say(cli, page->suggested ? "batch.page-suggested" : "batch.page", "page", n, "source", page->source, "why", why, "batch", result->number,
                                          "file", file, "suggested", page->suggested ? page->suggested : "", NULL);
    printf("  %s\n", text);
  }
}

void recto_batch_tell(const RectoCli *cli, const char *name, const RectoBatchResult *result) {
  g_autofree char *pages = g_strdup_printf("%u", result->pages->len), *sheets = g_strdup_printf("%u", result->n_sheets), *missing = g_strdup_printf("%u", result->n_missing);
  g_autofree char *n_dossiers = g_strdup_printf("%u", result->dossiers->len), *tray = g_strdup_printf("%u", result->n_tray);
  const char *key = result->placed_before ? "batch.before" : "batch.done";
  g_autofree char *head = recto_cli_say(cli, key, "name", name, "batch", result->number, "n", pages, "dossiers", n_dossiers, "sheets", sheets, "tray", tray, NULL);
  printf("%s\n", head);
  if (result->repeat_of) {
    g_autofree char *text = recto_cli_say(cli, "batch.repeat", "batch", result->repeat_of, NULL);
    printf("  %s\n", text);
  }
  if (result->n_missing) {
    g_autofree char *text = recto_cli_say(cli, "batch.missing", "n", missing, NULL);
    printf("  %s\n", text);
  }
  for (guint i = 0; i < result->dossiers->len; i++) tell_dossier(cli, result, result->dossiers->pdata[i]);
  tell_flagged(cli, result);
  for (guint i = 0; i < result->notes->len; i++) {
    g_auto(GStrv) parts = g_strsplit(result->notes->pdata[i], "|", 3);
    g_autofree char *note_key = g_strdup_printf("unpack.%s.text", parts[0]), *text = recto_cli_say(cli, note_key, NULL);
    printf("  %s : %s\n", parts[1] ? parts[1] : "", text);
  }
  fflush(stdout);
}

/* ------------------------------------------------------------------ batch */

bool recto_batch_options_fit(RectoBatchOptions *options, RectoBatchOrder *order) {
  RectoDesk *desk = &options->desk;
  *order = (RectoBatchOrder){.procedure = options->procedure, .situation = options->situation, .again = options->again, .later = options->later};
  return recto_cli_answers(&desk->cli, options->procedure, options->answers, options->situation, &desk->error) &&
         recto_cli_reception(&desk->cli, options->reception, &desk->cli.site, &order->reception, &desk->error);
}

bool recto_batch_slips(RectoBatchOptions *options, const RectoBatchResult *result) {
  if (!options->slips || result->placed_before) return true;
  if (g_mkdir_with_parents(options->slips, 0700) != 0) {
    g_set_error(&options->desk.error, RECTO_ERROR, RECTO_ERROR_DEVICE, "« %s » : ce dossier ne peut pas être créé", options->slips);
    return false;
  }
  for (guint i = 0; i < result->dossiers->len; i++) {
    g_autofree char *name = g_strdup_printf("%s-recu.pdf", (const char *)result->dossiers->pdata[i]), *path = g_build_filename(options->slips, name, NULL);
    if (!recto_desk_slip(&options->desk, result->dossiers->pdata[i], path)) return false;
  }
  return true;
}

void recto_batch_options_clear(RectoBatchOptions *options) {
  g_free(options->slips);
  g_free(options->procedure);
  g_free(options->reception);
  g_strfreev(options->answers);
  recto_situation_free(options->situation);
  recto_desk_clear(&options->desk);
}

/* One argument is one stack: a file, or a folder whose files follow each other by name. */
static bool run_stack(RectoBatchOptions *options, const RectoBatchOrder *order, char *argument, JsonBuilder *builder, GHashTable *names, guint *n_tray) {
  RectoDesk *desk = &options->desk;
  char *one[] = {argument, NULL};
  g_auto(GStrv) paths = recto_cli_paths(one, &desk->error);
  g_autofree char *name = g_path_get_basename(argument);
  g_auto(RectoBatchResult) result = {0};
  RectoBatchOrder stack = *order;
  stack.paths = (const char *const *)paths;
  desk->work.now = g_get_real_time();
  desk->work.shows = true;
  if (!paths || !recto_work_batch(&desk->work, &stack, &result, &desk->error) || !recto_batch_slips(options, &result)) return false;
  *n_tray += result.n_tray;
  if (builder) add_stack(builder, name, &result, names);
  else recto_batch_tell(&desk->cli, name, &result);
  return true;
}

static bool run(RectoBatchOptions *options, guint *n_tray) {
  RectoDesk *desk = &options->desk;
  RectoBatchOrder order;
  if (!recto_desk_words(desk, 1, 100000, "batch -p DEMARCHE PILE…") || !recto_batch_options_fit(options, &order)) return false;
  g_autoptr(JsonBuilder) builder = desk->cli.json ? json_builder_new() : NULL;
  g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  if (builder) {
    json_builder_begin_object(builder);
    recto_json_string(builder, "format", "recto-batch/1");
    json_builder_set_member_name(builder, "files");
    json_builder_begin_array(builder);
  }
  for (char **argument = desk->cli.rest; *argument; argument++)
    if (!run_stack(options, &order, *argument, builder, names, n_tray)) return false;
  if (builder) {
    json_builder_end_array(builder);
    json_builder_end_object(builder);
    recto_desk_print(builder);
  }
  return true;
}

int recto_cmd_batch(int argc, char **argv) {
  RectoBatchOptions options = {.situation = recto_situation_new()};
  int code = 0;
  guint n_tray = 0;
  const GOptionEntry entries[] = {
      RECTO_BATCH_ENTRIES(options),
      {"again", 0, 0, G_OPTION_ARG_NONE, &options.again, "placer même une pile qui ressemble à une pile déjà placée (place it although it was seen before)", NULL},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&options.desk, argc, argv, "PILE… ", "Une pile de courrier devient des dossiers. Ce qui n'est pas sûr attend une personne (recto tray).", entries, RECTO_DESK_READS,
                      &code)) {
    bool right = run(&options, &n_tray);
    code = recto_desk_end(&options.desk, right);
    if (right && n_tray > 0) code = RECTO_EXIT_CHECK;
  }
  recto_batch_options_clear(&options);
  return code;
}

/* ------------------------------------------------------------------ tray */

static bool tray(RectoDesk *desk) {
  g_autoptr(GPtrArray) pages = recto_work_tray(&desk->work, &desk->error);
  if (!pages) return false;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-tray/1");
  json_builder_set_member_name(builder, "pages");
  json_builder_begin_array(builder);
  for (guint i = 0; i < pages->len; i++) {
    const RectoTrayPage *page = pages->pdata[i];
    json_builder_begin_object(builder);
    recto_json_string(builder, "batch", page->batch);
    recto_json_int(builder, "batchFile", page->file + 1);
    recto_json_string(builder, "flag", page->flag);
    recto_json_string(builder, "suggested", page->suggested);
    json_builder_end_object(builder);
    if (desk->cli.json) continue;
    g_autofree char *key = g_strconcat("batch.flag.", page->flag, NULL), *why = recto_cli_say(&desk->cli, key, NULL), *file = g_strdup_printf("%u", page->file + 1);
    g_autofree char *text = recto_cli_say(&desk->cli, "batch.tray-line", "batch", page->batch, "file", file, "why", why, "suggested", page->suggested ? page->suggested : "NUMERO", NULL);
    printf("%s\n", text);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  g_autofree char *n = g_strdup_printf("%u", pages->len), *total = recto_cli_say(&desk->cli, "batch.tray-total", "n", n, NULL);
  if (desk->cli.json) recto_desk_print(builder);
  else printf("%s\n", total);
  return true;
}

int recto_cmd_tray(int argc, char **argv) {
  RectoDesk desk = {0};
  int code = 0;
  if (recto_desk_open(&desk, argc, argv, NULL, "Les pages du courrier qui attendent une personne.", NULL, RECTO_DESK_TELLS, &code))
    code = recto_desk_end(&desk, recto_desk_words(&desk, 0, 0, "tray") && tray(&desk));
  recto_desk_clear(&desk);
  return code;
}
