/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto check: can a person read these pages? Fast: only doubtful ones are read. */
#include "cli/cli.h"
#include <recto/json.h>

static const RectoDefect *main_defect(const RectoPage *page) {
  for (guint i = 0; i < page->defects->len; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    if (defect->retake) return defect;
  }
  return NULL;
}

static void print_text(const RectoCli *cli, const char *prefix, const char *word, const char *where) {
  g_autofree char *text_key = g_strdup_printf("%s.%s.text", prefix, word), *action_key = g_strdup_printf("%s.%s.action", prefix, word);
  g_autofree char *text = recto_cli_say(cli, text_key, "where", where, NULL), *action = recto_cli_say(cli, action_key, "where", where, NULL);
  printf("    %s\n", text);
  if (*action) printf("    → %s\n", action);
}

/* True when the page must be made again. */
static bool print_page(const RectoCli *cli, const RectoFile *file, const RectoPage *page) {
  g_autofree char *n = g_strdup_printf("%u", page->id.page + 1), *name = recto_cli_say(cli, "cli.page", "n", n, NULL);
  g_autofree char *where = recto_cli_say(cli, "where.page", "page", n, "file", file->name, NULL);
  bool readable = page->outcome == RECTO_OUTCOME_OK || page->outcome == RECTO_OUTCOME_DAMAGED;
  g_autofree char *key = g_strconcat("cli.legible.", recto_answer_word(page->legible), NULL);
  g_autofree char *verdict = recto_cli_say(cli, page->blank == RECTO_YES ? "cli.blank" : key, NULL);
  const RectoDefect *defect = main_defect(page);
  if (readable) printf("  %s : %s\n", name, verdict);
  else printf("  %s :\n", name);
  if (page->outcome != RECTO_OUTCOME_OK) print_text(cli, "outcome", recto_outcome_word(page->outcome), where);
  if (defect) print_text(cli, "defect", recto_defect_word(defect->kind), where);
  return !readable || page->legible == RECTO_NO;
}

static guint print_file(const RectoCli *cli, const RectoFile *file, guint *pages) {
  g_autofree char *n = g_strdup_printf("%u", file->ordinal + 1), *title = recto_cli_say(cli, "cli.file", "n", n, "name", file->name, NULL);
  g_autofree char *where = recto_cli_say(cli, "where.file", "file", file->name, NULL);
  guint redo = 0;
  printf("%s\n", title);
  if (file->outcome != RECTO_OUTCOME_OK) print_text(cli, "outcome", recto_outcome_word(file->outcome), where);
  for (unsigned bit = 1; bit <= RECTO_TRAIT_TEXT_DISAGREES; bit <<= 1)
    if (file->traits & bit) print_text(cli, "trait", recto_trait_word(bit), where);
  for (guint i = 0; i < file->pages->len; i++) redo += print_page(cli, file, file->pages->pdata[i]);
  *pages += file->pages->len;
  return redo + (file->pages->len == 0);
}

static int print_all(const RectoCli *cli, const GPtrArray *files) {
  guint redo = 0, pages = 0;
  for (guint i = 0; i < files->len; i++) redo += print_file(cli, files->pdata[i], &pages);
  g_autofree char *n = g_strdup_printf("%u", redo ? redo : pages), *sum = recto_cli_say(cli, redo ? "cli.redo" : "cli.all-legible", "n", n, NULL);
  printf("%s\n", sum);
  return redo ? RECTO_EXIT_INCOMPLETE : RECTO_EXIT_DONE;
}

static int print_json(const GPtrArray *files) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  bool redo = false;
  json_builder_begin_object(builder);
  json_builder_set_member_name(builder, "format");
  json_builder_add_string_value(builder, "recto-check/1");
  json_builder_set_member_name(builder, "files");
  json_builder_begin_array(builder);
  for (guint i = 0; i < files->len; i++) {
    const RectoFile *file = files->pdata[i];
    redo = redo || file->pages->len == 0;
    for (guint j = 0; j < file->pages->len; j++) {
      const RectoPage *page = file->pages->pdata[j];
      redo = redo || page->legible == RECTO_NO || (page->outcome != RECTO_OUTCOME_OK && page->outcome != RECTO_OUTCOME_DAMAGED);
    }
    recto_json_add_file(builder, file, 0);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  g_autofree char *text = recto_json_finish(builder);
  fputs(text, stdout);
  return redo ? RECTO_EXIT_INCOMPLETE : RECTO_EXIT_DONE;
}

static int run(const RectoCli *cli, const char *channel_word, bool quick) {
  g_autoptr(RectoMeter) meter = recto_meter_new(cli);
  g_autoptr(RectoReader) reader = NULL;
  g_autoptr(GPtrArray) files = NULL;
  g_auto(GStrv) paths = NULL;
  GArray *fds = NULL;
  GError *error = NULL;
  RectoChannel channel;
  bool right = recto_cli_channel(channel_word, &channel, &error) && (paths = recto_cli_paths(cli->rest, &error)) && (reader = recto_cli_reader(cli, &error)) &&
               recto_cli_read(cli, reader, paths, channel, RECTO_WANT_LEGIBILITY | (quick ? 0 : RECTO_WANT_DOUBTS), meter, &fds, &files, &error);
  recto_cli_close(fds);
  g_clear_pointer(&meter, recto_meter_free);
  if (!right) return recto_cli_fail(cli, error);
  return cli->json ? print_json(files) : print_all(cli, files);
}

int recto_cmd_check(int argc, char **argv) {
  RectoCli cli = {0};
  char *channel = NULL;
  gboolean quick = FALSE;
  int code = 0;
  const GOptionEntry entries[] = {
      {"channel", 0, 0, G_OPTION_ARG_STRING, &channel, "upload, counter, mail", "WORD"},
      {"quick", 0, 0, G_OPTION_ARG_NONE, &quick, "sans lire les pages douteuses", NULL},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&cli, argc, argv, "FICHIER… ", "Dit si les pages sont lisibles, et quoi refaire.", entries, RECTO_CLI_MODELS, &code)) code = run(&cli, channel, quick);
  g_free(channel);
  recto_cli_clear(&cli);
  return code;
}
