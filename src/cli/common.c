/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options, models, reader and errors of every command. */
#include "cli/cli.h"
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <recto/error.h>
#include <recto/text.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile int interrupts;

static void on_signal(int signal_number) {
  (void)signal_number;
  interrupts++;
}

const volatile int *recto_cli_interrupts(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  return &interrupts;
}

/* Where the models are: --models, RECTO_MODELS, beside the program (build/recto -> models), in the tree it was
 * installed or moved to (bin/recto -> share/recto/models), the installed ones. */
static char *find_models(const char *option) {
  if (option) return g_strdup(option);
  const char *environment = g_getenv("RECTO_MODELS");
  if (environment && *environment) return g_strdup(environment);
  g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = program ? g_path_get_dirname(program) : NULL;
  const char *places[] = {"../models", "../share/recto/models"};
  for (size_t i = 0; folder && i < G_N_ELEMENTS(places); i++) {
    g_autofree char *models = g_canonicalize_filename(places[i], folder), *limits = g_build_filename(models, "limits.yaml", NULL);
    if (g_file_test(limits, G_FILE_TEST_EXISTS)) return g_steal_pointer(&models);
  }
  return g_strdup(RECTO_PREFIX "/share/recto/models");
}

/* Once a run, whatever the command says in it. */
static void tell_draft(const RectoCli *cli) {
  g_autofree char *notice = recto_cli_say(cli, "draft.notice", NULL);
  fprintf(stderr, "recto: %s\n", notice);
}

/* A language that is not there, or that nobody has reviewed and nobody asked for, is refused in French; its error cannot be told in itself. */
static bool language_fits(RectoCli *cli, GError **error) {
  const RectoLanguage *language = recto_models_language(cli->models, cli->language);
  if (language && language->draft && cli->drafts) tell_draft(cli);
  if (language && (!language->draft || cli->drafts)) return true;
  g_autofree char *wanted = g_steal_pointer(&cli->language);
  cli->language = g_strdup("fr");
  if (language) return recto_error_say(error, RECTO_ERROR_USAGE, "error.draft-language", "{language} is a draft that nobody reviewed: add --drafts", "language", wanted, NULL);
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.no-language", "there are no sentences in {language}", "language", wanted, NULL);
}

bool recto_cli_load(RectoCli *cli, bool sentences_only, GError **error) {
  const char *folders[] = {cli->models_folder, cli->overlay, NULL};
  if (cli->models) return true;
  cli->models = sentences_only ? recto_messages_load(folders, cli->language, error) : recto_models_load(folders, error);
  return cli->models && language_fits(cli, error);
}

static void add_store_options(RectoCli *cli, GOptionContext *context) {
  const GOptionEntry entries[] = {
      {"store", 0, 0, G_OPTION_ARG_FILENAME, &cli->store_folder, "registre (store folder)", "DIR"},
      {"who", 0, 0, G_OPTION_ARG_STRING, &cli->who, "qui agit, pour l'historique (who acts)", "NOM"},
      {"site", 0, 0, G_OPTION_ARG_FILENAME, &cli->site_path, "qui reçoit les dossiers (site file)", "FILE"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  g_option_context_add_main_entries(context, entries, NULL);
}

/* Without --who it is the account that the program runs under. */
static bool finish_store_options(RectoCli *cli, GError **error) {
  if (!cli->store_folder) cli->store_folder = g_build_filename(g_get_user_data_dir(), "recto", NULL);
  if (!cli->who) cli->who = g_strdup(g_get_user_name());
  return !cli->site_path || recto_site_load(cli->site_path, &cli->site, error);
}

bool recto_cli_parse(RectoCli *cli, int argc, char **argv, const char *usage, const char *summary, const GOptionEntry *entries, unsigned needs, int *ret_exit) {
  char *models = NULL;
  const GOptionEntry common[] = {
      {"models", 0, 0, G_OPTION_ARG_FILENAME, &models, "dossier des modèles (models folder)", "DIR"},
      {"overlay", 0, 0, G_OPTION_ARG_FILENAME, &cli->overlay, "règles locales (local rules)", "DIR"},
      {"lang", 0, 0, G_OPTION_ARG_STRING, &cli->language, "fr, en ; avec --drafts : ar, es, pt, ru, tr, zh", "CODE"},
      {"drafts", 0, 0, G_OPTION_ARG_NONE, &cli->drafts, "une traduction pas encore relue convient (a translation that nobody reviewed will do)", NULL},
      {"json", 0, 0, G_OPTION_ARG_NONE, &cli->json, "résultat en JSON (JSON output)", NULL},
      {"quiet", 'q', 0, G_OPTION_ARG_NONE, &cli->quiet, "pas de progression (no progress)", NULL},
      {"workers", 'j', 0, G_OPTION_ARG_INT, &cli->workers, "lecteurs à la fois (readers at a time)", "N"},
      {"reader", 0, 0, G_OPTION_ARG_FILENAME, &cli->reader_program, "programme recto-reader", "FILE"},
      {"jail", 0, 0, G_OPTION_ARG_STRING, &cli->require, "protection exigée : none, limits, seccomp, full (required jail)", "LEVEL"},
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &cli->rest, NULL, NULL},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  g_autoptr(GOptionContext) context = g_option_context_new(usage);
  g_option_context_set_summary(context, summary);
  if (entries) g_option_context_add_main_entries(context, entries, NULL);
  if (needs & RECTO_CLI_STORE) add_store_options(cli, context);
  g_option_context_add_main_entries(context, common, NULL);
  GError *error = NULL;
  bool right = g_option_context_parse(context, &argc, &argv, &error);
  cli->models_folder = find_models(models);
  g_free(models);
  if (!cli->language) cli->language = g_strdup("fr");
  if (right && (needs & RECTO_CLI_MODELS)) right = recto_cli_load(cli, false, &error);
  if (right && (needs & RECTO_CLI_STORE)) right = finish_store_options(cli, &error);
  if (!right) *ret_exit = recto_cli_fail(cli, error);
  return right;
}

void recto_cli_clear(RectoCli *cli) {
  g_free(cli->models_folder);
  g_free(cli->overlay);
  g_free(cli->language);
  g_free(cli->reader_program);
  g_free(cli->require);
  g_strfreev(cli->rest);
  g_free(cli->store_folder);
  g_free(cli->who);
  g_free(cli->worker);
  g_free(cli->site_path);
  recto_site_clear(&cli->site);
  recto_models_free(cli->models);
}

static bool jail_level(const char *word, RectoJailLevel *ret, GError **error) {
  static const char *const words[] = {"none", "limits", "seccomp", "full"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (g_str_equal(word, words[i])) {
      *ret = (RectoJailLevel)i;
      return true;
    }
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.bad-word", "{option} {word}: {list}", "option", "--jail", "word", word, "list", "none, limits, seccomp, full", NULL);
}

RectoReader *recto_cli_reader(const RectoCli *cli, GError **error) {
  RectoReaderConfig config = {cli->reader_program, cli->models_folder, cli->workers, RECTO_JAIL_SECCOMP};
  if (cli->require && !jail_level(cli->require, &config.require, error)) return NULL;
  return recto_reader_new(&config, error);
}

RectoStore *recto_cli_store(const RectoCli *cli, GError **error) { return recto_store_open(cli->store_folder, error); }

RectoWork recto_cli_work(RectoCli *cli, RectoReader *reader, RectoStore *store, RectoMeter *meter) {
  if (!cli->worker) cli->worker = recto_worker_name();
  return (RectoWork){.models = cli->models, .reader = reader, .store = store, .models_folder = cli->models_folder, .who = cli->who, .worker = cli->worker,
                     .now = g_get_real_time(), .progress = meter ? recto_meter_tell : NULL, .progress_data = meter, .cancel = recto_cli_interrupts()};
}

static int exit_of(const GError *error) {
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) return RECTO_EXIT_INTERRUPTED;
  if (error->domain != RECTO_ERROR) return RECTO_EXIT_USAGE;
  switch ((RectoErrorCode)error->code) {
  case RECTO_ERROR_HOSTILE: return RECTO_EXIT_HOSTILE;
  case RECTO_ERROR_FORMAT: case RECTO_ERROR_MODEL: return RECTO_EXIT_MODEL;
  case RECTO_ERROR_DEVICE: return RECTO_EXIT_NO_INPUT;
  case RECTO_ERROR_STORE: return RECTO_EXIT_STORE;
  case RECTO_ERROR_ENGINE: return RECTO_EXIT_ENGINE;
  case RECTO_ERROR_USAGE: return RECTO_EXIT_USAGE;
  }
  return RECTO_EXIT_HOSTILE;
}

/* Without models, and for what only programs meet, it is the error's own English text. */
static char *sentence(const RectoCli *cli, const GError *error, int code) {
  const char *key = code == RECTO_EXIT_INTERRUPTED ? "error.interrupted" : recto_error_key(error);
  if (!key || !cli->models || !recto_message_exists(cli->models, "fr", key)) return g_strdup(error->message);
  return recto_message(cli->models, cli->language, key, recto_error_values(error));
}

void recto_cli_tell_error(const RectoCli *cli, const GError *error) {
  g_autofree char *text = sentence(cli, error, exit_of(error));
  fprintf(stderr, "recto: %s\n", text);
}

int recto_cli_fail(const RectoCli *cli, GError *error) {
  int code = exit_of(error);
  recto_cli_tell_error(cli, error);
  g_error_free(error);
  return code;
}

char *recto_cli_say(const RectoCli *cli, const char *key, ...) {
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  va_list list;
  va_start(list, key);
  for (const char *name; (name = va_arg(list, const char *));) g_hash_table_insert(args, (gpointer)name, va_arg(list, char *));
  va_end(list);
  return recto_message(cli->models, cli->language, key, args);
}

static void usage_error(const RectoCli *cli, GError **error, const char *key, const char *name, const char *value, const char *list) {
  g_autofree char *text = recto_cli_say(cli, key, name, value, "list", list, NULL);
  g_set_error_literal(error, RECTO_ERROR, RECTO_ERROR_USAGE, text);
}

bool recto_cli_reception(const RectoCli *cli, const char *text, const RectoSite *site, RectoDate *ret, GError **error) {
  if (text) {
    size_t length = 0;
    if ((recto_date_from_iso(text, ret) || (recto_date_parse(text, 2099, ret, &length) && text[length] == 0)) && recto_date_is_full(*ret)) return true;
    usage_error(cli, error, "cli.bad-date", "text", text, "");
    return false;
  }
  g_autoptr(GTimeZone) zone = site && site->time_zone ? g_time_zone_new_identifier(site->time_zone) : NULL;
  g_autoptr(GDateTime) now = zone ? g_date_time_new_now(zone) : g_date_time_new_now_local();
  *ret = (RectoDate){g_date_time_get_year(now), g_date_time_get_month(now), g_date_time_get_day_of_month(now)};
  return true;
}

static char *list_procedures(const RectoCli *cli) {
  const GPtrArray *all = recto_models_procedures(cli->models);
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < all->len; i++) g_string_append_printf(out, "%s%s", i ? ", " : "", ((const RectoProcedure *)all->pdata[i])->id);
  return g_string_free(out, FALSE);
}

static const RectoQuestion *find_question(const RectoProcedure *procedure, const char *id) {
  for (guint i = 0; i < procedure->questions->len; i++) {
    const RectoQuestion *question = procedure->questions->pdata[i];
    if (g_str_equal(question->id, id)) return question;
  }
  return NULL;
}

static bool answer_fits(const RectoQuestion *question, const char *answer) {
  if (question->kind == RECTO_QUESTION_YES_NO) return g_str_equal(answer, "yes") || g_str_equal(answer, "no");
  if (question->kind == RECTO_QUESTION_CHOICE) return g_strv_contains((const char *const *)question->choices, answer);
  return *answer && strspn(answer, "0123456789") == strlen(answer) && strlen(answer) < 4;
}

static char *list_questions(const RectoCli *cli, const RectoProcedure *procedure) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < procedure->questions->len; i++) {
    const RectoQuestion *question = procedure->questions->pdata[i];
    g_autofree char *choices = question->kind == RECTO_QUESTION_CHOICE   ? g_strjoinv("|", question->choices)
                               : question->kind == RECTO_QUESTION_NUMBER ? g_strdup("0…99")
                                                                         : g_strdup("yes|no");
    g_string_append_printf(out, "\n  %s=%s  %s", question->id, choices, recto_label(question->labels, cli->language));
  }
  return g_string_free(out, FALSE);
}

bool recto_cli_answers(const RectoCli *cli, const char *procedure_id, char **answers, RectoSituation *situation, GError **error) {
  const RectoProcedure *procedure = procedure_id ? recto_models_procedure(cli->models, procedure_id) : NULL;
  if (!procedure) {
    g_autofree char *list = list_procedures(cli);
    usage_error(cli, error, "cli.no-procedure", "name", procedure_id ? procedure_id : "?", list);
    return false;
  }
  for (char **answer = answers; answer && *answer; answer++) {
    g_auto(GStrv) parts = g_strsplit(*answer, "=", 2);
    const RectoQuestion *question = parts[0] && parts[1] ? find_question(procedure, parts[0]) : NULL;
    if (!question || !answer_fits(question, parts[1])) {
      g_autofree char *list = list_questions(cli, procedure);
      usage_error(cli, error, "cli.bad-answer", "answer", *answer, list);
      return false;
    }
    g_hash_table_insert(situation->answers, g_strdup(parts[0]), g_strdup(parts[1]));
  }
  return true;
}

bool recto_cli_channel(const char *word, RectoChannel *ret, GError **error) {
  static const char *const words[] = {"upload", "counter", "mail"};
  for (guint i = 0; i < G_N_ELEMENTS(words); i++)
    if (!word || g_str_equal(word, words[i])) {
      *ret = word ? (RectoChannel)i : RECTO_CHANNEL_COUNTER;
      return true;
    }
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.bad-word", "{option} {word}: {list}", "option", "--channel", "word", word, "list", "upload, counter, mail", NULL);
}

static void add_folder(GPtrArray *paths, const char *folder) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_autoptr(GPtrArray) inside = g_ptr_array_new();
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    char *path = g_build_filename(folder, name, NULL);
    if (name[0] != '.' && g_file_test(path, G_FILE_TEST_IS_REGULAR)) g_ptr_array_add(inside, path);
    else g_free(path);
  }
  g_ptr_array_sort(inside, recto_text_compare);
  for (guint i = 0; i < inside->len; i++) g_ptr_array_add(paths, inside->pdata[i]);
}

char **recto_cli_paths(char **arguments, GError **error) {
  g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
  for (char **argument = arguments; argument && *argument; argument++) {
    if (g_file_test(*argument, G_FILE_TEST_IS_DIR)) add_folder(paths, *argument);
    else g_ptr_array_add(paths, g_strdup(*argument));
  }
  if (paths->len == 0) {
    recto_error_say(error, RECTO_ERROR_USAGE, "error.no-input", "no file given", NULL);
    return NULL;
  }
  g_ptr_array_add(paths, NULL);
  return (char **)g_ptr_array_free(g_steal_pointer(&paths), FALSE);
}

void recto_cli_close(GArray *fds) {
  for (guint i = 0; fds && i < fds->len; i++) close(g_array_index(fds, int, i));
  if (fds) g_array_unref(fds);
}

GArray *recto_cli_open(char **paths, GError **error) {
  GArray *fds = g_array_new(FALSE, FALSE, sizeof(int));
  for (char **path = paths; *path; path++) {
    struct stat status;
    int fd = open(*path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    bool ordinary = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    if (!ordinary) {
      recto_work_cannot_open(*path, fd < 0 ? errno : 0, error);
      if (fd >= 0) close(fd);
      recto_cli_close(fds);
      return NULL;
    }
    g_array_append_val(fds, fd);
  }
  return fds;
}

bool recto_cli_read(const RectoCli *cli, RectoReader *reader, char **paths, RectoChannel channel, uint32_t want, RectoMeter *meter, GArray **ret_fds,
                    GPtrArray **ret_files, GError **error) {
  GArray *fds = recto_cli_open(paths, error);
  if (!fds) return false;
  g_autoptr(GArray) orders = g_array_new(FALSE, TRUE, sizeof(RectoReadOrder));
  for (guint i = 0; i < fds->len; i++) {
    RectoReadOrder order = {g_array_index(fds, int, i), i, paths[i], 0, channel, want, NULL, 0};
    g_array_append_val(orders, order);
  }
  bool right = recto_reader_read(reader, (RectoReadOrder *)orders->data, orders->len, meter ? recto_meter_news : NULL, meter, recto_cli_interrupts(), ret_files,
                                     error);
  if (right) *ret_fds = fds;
  else recto_cli_close(fds);
  return right;
}

char *recto_cli_software(const RectoReader *reader) { return g_strdup_printf("Recto %s (%s)", RECTO_VERSION, recto_reader_versions(reader)); }
