/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto serve: the deposit page and its JSON, with a worker beside it that reads what arrives. */
#include "base/leaked.h"
#include "cli/cli.h"
#include "http/server.h"
#include <errno.h>
#include <recto/error.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define LOOK_MS 500
#define REST_S 5 /* before a worker that died is started again */

typedef struct {
  RectoCli cli;
  char *listen, *trusted, *secret, *url;
  char **scan_options;
  gboolean proxied, secure, alone;
  volatile pid_t worker;
  int64_t died_at; /* monotonic */
} Serve;

/* ------------------------------------------------------------------ the worker: the same program, with its own reader */

static void add(GPtrArray *words, const char *option, const char *value) {
  if (!value) return;
  g_ptr_array_add(words, (gpointer)option);
  g_ptr_array_add(words, (gpointer)value);
}

static void add_common(const RectoCli *cli, GPtrArray *words) {
  add(words, "--store", cli->store_folder);
  add(words, "--models", cli->models_folder);
  add(words, "--overlay", cli->overlay);
  add(words, "--reader", cli->reader_program);
  add(words, "--jail", cli->require);
  add(words, "--site", cli->site_path);
}

/* "recto bundle": it has a reader, which this process, with its keys and its line to the network, has not. */
static bool write_bundle(const char *number, const char *language, const char *who, const char *folder, gpointer data, GError **error) {
  const Serve *serve = data;
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  int status = 0;
  const char *const fixed[] = {"/proc/self/exe", "bundle", number, "--quiet", "--lang", language, "--who", who, "--out", folder};
  for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++) g_ptr_array_add(words, (gpointer)fixed[i]);
  add_common(&serve->cli, words);
  g_ptr_array_add(words, NULL);
  if (!g_spawn_sync(NULL, (char **)words->pdata, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status, error)) return false;
  int code = WIFEXITED(status) ? WEXITSTATUS(status) : RECTO_EXIT_ENGINE;
  if (code == RECTO_EXIT_DONE || code == RECTO_EXIT_INCOMPLETE || code == RECTO_EXIT_CHECK) return true;
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "recto bundle ended with %d", code);
  return false;
}

/* "recto work --stay", which ends with us; SIGUSR1 wakes it, and must not kill it before it knows what that means. */
static void start_worker(Serve *serve) {
  const RectoCli *cli = &serve->cli;
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  const char *const fixed[] = {"recto", "work", "--stay", "--every", "2", "--quiet"};
  for (gsize i = 0; i < G_N_ELEMENTS(fixed); i++) g_ptr_array_add(words, (gpointer)fixed[i]);
  add_common(cli, words);
  add(words, "--who", "recto");
  g_autofree char *workers = cli->workers ? g_strdup_printf("%d", cli->workers) : NULL;
  add(words, "--workers", workers);
  g_ptr_array_add(words, NULL);
  pid_t parent = getpid(), pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    signal(SIGUSR1, SIG_IGN);
    if (getppid() == parent) execv("/proc/self/exe", (char **)words->pdata);
    _exit(127);
  }
  serve->worker = pid;
}

static void wake(gpointer data) {
  const Serve *serve = data;
  if (serve->worker > 0) kill(serve->worker, SIGUSR1);
}

/* A worker that died is started again after a rest; what it had begun is begun again when its lease ends. */
static void mind_worker(Serve *serve) {
  int64_t now = g_get_monotonic_time();
  if (serve->alone) return;
  if (serve->worker > 0 && waitpid(serve->worker, NULL, WNOHANG) == serve->worker) {
    serve->worker = 0;
    serve->died_at = now;
    g_printerr("recto: the worker ended, it is started again\n");
  }
  if (serve->worker <= 0 && now - serve->died_at > REST_S * G_USEC_PER_SEC) start_worker(serve);
}

static void end_worker(Serve *serve) {
  if (serve->worker <= 0) return;
  kill(serve->worker, SIGTERM);
  while (waitpid(serve->worker, NULL, 0) < 0 && errno == EINTR) continue;
}

/* ------------------------------------------------------------------ the command */

/* One line, which the server in front sends with every request. */
static bool read_secret(Serve *serve, GError **error) {
  gsize size = 0;
  if (!serve->trusted) return true;
  bool right = g_file_get_contents(serve->trusted, &serve->secret, &size, NULL);
  if (right) g_strchomp(serve->secret);
  size_t length = right ? strlen(serve->secret) : 0;
  bool sound = length >= 32 && length <= 256 && length + 2 >= size && !strpbrk(serve->secret, " \t\r\n");
  return sound || recto_error_say(error, RECTO_ERROR_USAGE, "error.trusted-secret", "{path}: a file of one line of at least 32 letters is expected", "path", serve->trusted, NULL);
}

static bool run(Serve *serve, GError **error) {
  RectoCli *cli = &serve->cli;
  if (!read_secret(serve, error) || (cli->site.leaked_passwords && !recto_leaked_check(cli->site.leaked_passwords, error))) return false;
  const volatile int *stop = recto_cli_interrupts();
  signal(SIGPIPE, SIG_IGN);
  RectoServerConfig config = {.models = cli->models, .site = cli->site_path ? &cli->site : NULL, .store_folder = cli->store_folder, .listen = serve->listen, .drafts = cli->drafts,
                              .language = cli->language, .proxied = serve->proxied, .trusted_secret = serve->secret, .secure = serve->secure, .wake = wake, .wake_data = serve, .url = serve->url, .scan_options = (const char *const *)serve->scan_options, .bundle = write_bundle, .bundle_data = serve};
  if (!serve->alone) start_worker(serve); /* before this process opens keys */
  g_autoptr(RectoServer) server = recto_server_new(&config, error);
  if (!server) {
    end_worker(serve);
    return false;
  }
  g_autofree char *text = recto_cli_say(cli, "cli.serve.listens", "where", recto_server_where(server), NULL);
  printf("%s\n", text);
  fflush(stdout);
  while (!*stop) {
    g_usleep(LOOK_MS * 1000);
    recto_server_look(server);
    mind_worker(serve);
  }
  recto_server_stop(server, recto_limit(cli->models, "http.stop-s"));
  end_worker(serve);
  return true;
}

int recto_cmd_serve(int argc, char **argv) {
  Serve serve = {0};
  int code = 0;
  GError *error = NULL;
  const GOptionEntry entries[] = {
      {"listen", 0, 0, G_OPTION_ARG_STRING, &serve.listen, "127.0.0.1:8080, unix:/CHEMIN (where to listen; this machine only)", "WHERE"},
      {"proxied", 0, 0, G_OPTION_ARG_NONE, &serve.proxied, "un serveur placé devant donne X-Real-IP (a server in front tells addresses)", NULL},
      {"trusted", 0, 0, G_OPTION_ARG_FILENAME, &serve.trusted, "secret du serveur qui annonce qui est entré (secret of the server in front that names who is signed in)", "FILE"},
      {"url", 0, 0, G_OPTION_ARG_STRING, &serve.url, "adresse de la page de dépôt, pour les tickets du guichet (address of the deposit page, for tickets)", "https://…"},
      {"scan-set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &serve.scan_options, "option de chaque numérisation au guichet (of each scan at the desk)", "NAME=VALUE"},
      {"https", 0, 0, G_OPTION_ARG_NONE, &serve.secure, "les pages sont servies en https (pages are reached by https)", NULL},
      {"no-worker", 0, 0, G_OPTION_ARG_NONE, &serve.alone, "ne pas lancer « recto work » (without a worker beside it)", NULL},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&serve.cli, argc, argv, NULL, "La page de dépôt et le guichet, sur cette machine ; un serveur placé devant parle au réseau.", entries,
                      RECTO_CLI_MODELS | RECTO_CLI_STORE, &code)) {
    if (!serve.listen) serve.listen = g_strdup("127.0.0.1:8080");
    if (!run(&serve, &error)) code = recto_cli_fail(&serve.cli, error);
  }
  g_free(serve.listen);
  g_free(serve.trusted);
  g_free(serve.url);
  g_strfreev(serve.scan_options);
  if (serve.secret) explicit_bzero(serve.secret, strlen(serve.secret));
  g_free(serve.secret);
  recto_cli_clear(&serve.cli);
  return code;
}
