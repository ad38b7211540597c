/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto check: can a person read these pages? Fast: only doubtful ones are read. One cause a page, where it is, one thing to do. */
#include "cli/check.h"
#include <recto/error.h>
#include <recto/json.h>

typedef struct { char *channel, *pictures; gboolean quick; RectoShown *shown; } Options;

static char *where_of(const RectoCli *cli, const RectoFile *file, const RectoPage *page) {
  g_autofree char *n = g_strdup_printf("%u", page->id.page + 1);
  return recto_cli_say(cli, "where.page", "page", n, "file", file->name, NULL);
}

static void print_verdict(const RectoCli *cli, const RectoPage *page, RectoAnswer told, const char *cause) {
  g_autofree char *n = g_strdup_printf("%u", page->id.page + 1), *name = recto_cli_say(cli, "cli.page", "n", n, NULL);
  g_autofree char *key = g_strconcat("cli.legible.", recto_answer_word(told), NULL), *verdict = recto_cli_say(cli, page->blank == RECTO_YES ? "cli.blank" : key, NULL);
  g_autofree char *line = recto_cli_say(cli, cause ? "check.verdict" : "check.verdict-alone", "page", name, "verdict", verdict, "cause", cause, NULL);
  printf("  %s\n", line);
}

static void print_words(const char *text, const char *action) {
  if (text && *text) printf("    %s\n", text);
  if (action && *action) printf("    → %s\n", action);
}

/* What can be read can still have been damaged on its way: told with the same words as everywhere. */
static RectoAnswer print_page(const RectoCli *cli, const Options *options, const RectoFile *file, const RectoPage *page) {
  g_autofree char *where = where_of(cli, file, page), *picture = options->shown ? recto_shown_name(options->shown, page) : NULL;
  g_auto(RectoPageWords) words = {0};
  bool told = recto_page_words(cli->models, page, where, cli->language, &words);
  print_verdict(cli, page, told ? words.told : RECTO_YES, words.cause);
  if (!told) return RECTO_YES;
  print_words(words.text, words.action);
  if (!picture) return words.told;
  g_autofree char *path = g_build_filename(options->pictures, picture, NULL), *line = recto_cli_say(cli, "check.picture", "path", path, NULL);
  printf("    %s\n", line);
  return words.told;
}

static void print_three(const RectoCli *cli, const char *prefix, const char *word, const char *where) {
  g_autofree char *text_key = g_strdup_printf("%s.%s.text", prefix, word), *action_key = g_strdup_printf("%s.%s.action", prefix, word);
  g_autofree char *text = recto_cli_say(cli, text_key, "where", where, NULL), *action = recto_cli_say(cli, action_key, "where", where, NULL);
  print_words(text, action);
}

static guint print_file(const RectoCli *cli, const Options *options, const RectoFile *file, guint *pages) {
  g_autofree char *n = g_strdup_printf("%u", file->ordinal + 1), *title = recto_cli_say(cli, "cli.file", "n", n, "name", file->name, NULL);
  g_autofree char *where = recto_cli_say(cli, "where.file", "file", file->name, NULL);
  guint redo = 0;
  printf("%s\n", title);
  if (file->outcome != RECTO_OUTCOME_OK) print_three(cli, "outcome", recto_outcome_word(file->outcome), where);
  for (unsigned bit = 1; bit <= RECTO_TRAIT_TEXT_DISAGREES; bit <<= 1)
    if (file->traits & bit) print_three(cli, "trait", recto_trait_word(bit), where);
  for (guint i = 0; i < file->pages->len; i++) redo += print_page(cli, options, file, file->pages->pdata[i]) == RECTO_NO;
  *pages += file->pages->len;
  return redo + (file->pages->len == 0);
}

static void print_line(const RectoCli *cli, const char *key, const char *name, const char *value) {
  g_autofree char *line = recto_cli_say(cli, key, name, value, NULL);
  printf("%s\n", line);
}

static int print_all(const RectoCli *cli, const Options *options, const GPtrArray *files) {
  guint redo = 0, pages = 0;
  for (guint i = 0; i < files->len; i++) redo += print_file(cli, options, files->pdata[i], &pages);
  g_autofree char *n = g_strdup_printf("%u", redo ? redo : pages);
  print_line(cli, redo ? "cli.redo" : "cli.all-legible", "n", n);
  if (redo) print_line(cli, "check.anyway", "n", n);
  if (options->shown) recto_shown_tell(options->shown, cli, options->pictures);
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

static bool read_files(const RectoCli *cli, const Options *options, GPtrArray **ret_files, GError **error) {
  g_autoptr(RectoMeter) meter = recto_meter_new(cli);
  g_autoptr(RectoReader) reader = NULL;
  g_auto(GStrv) paths = NULL;
  GArray *fds = NULL;
  RectoChannel channel;
  uint32_t want = RECTO_WANT_LEGIBILITY | (options->quick ? 0 : RECTO_WANT_DOUBTS) | (options->pictures ? RECTO_WANT_THUMBS | RECTO_WANT_FRAMED : 0);
  bool right = recto_cli_channel(options->channel, &channel, error) && (paths = recto_cli_paths(cli->rest, error)) && (reader = recto_cli_reader(cli, error)) &&
               recto_cli_read(cli, reader, paths, channel, want, meter, &fds, ret_files, error);
  recto_cli_close(fds);
  return right;
}

static int run(const RectoCli *cli, Options *options) {
  g_autoptr(GPtrArray) files = NULL;
  g_autoptr(RectoShown) shown = NULL;
  GError *error = NULL;
  bool right = !options->pictures || recto_shown_prepare(options->pictures, &error);
  right = right && read_files(cli, options, &files, &error) && (!options->pictures || (shown = recto_shown_write(cli, files, options->pictures, &error)));
  if (!right) return recto_cli_fail(cli, error);
  options->shown = shown;
  return cli->json ? print_json(files) : print_all(cli, options, files);
}

int recto_cmd_check(int argc, char **argv) {
  RectoCli cli = {0};
  Options options = {0};
  int code = 0;
  const GOptionEntry entries[] = {
      {"channel", 0, 0, G_OPTION_ARG_STRING, &options.channel, "upload, counter, mail", "WORD"},
      {"quick", 0, 0, G_OPTION_ARG_NONE, &options.quick, "sans lire les pages douteuses (doubtful pages are not read)", NULL},
      {"pictures", 0, 0, G_OPTION_ARG_FILENAME, &options.pictures, "montre les pages à refaire, l'endroit encadré : une image chacune et index.html (shows the pages to make again)", "DIR"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&cli, argc, argv, "FICHIER… ", "Dit si les pages sont lisibles, et quoi refaire.", entries, RECTO_CLI_MODELS, &code)) code = run(&cli, &options);
  g_free(options.channel);
  g_free(options.pictures);
  recto_cli_clear(&cli);
  return code;
}
