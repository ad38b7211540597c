/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto work: does what waits, one dossier after the other; several may run beside each other. recto retry: out of the quarantine. */
#include "cli/desk.h"
#include <gio/gio.h>
#include <recto/error.h>
#include <signal.h>

/* SIGUSR1: something arrived, do not wait for the next look. */
static volatile sig_atomic_t woken = 0;

static void on_wake(int signal_number) {
  (void)signal_number;
  woken = 1;
}

static void tell_done(const RectoDesk *desk, const RectoVerdict *verdict) {
  if (desk->cli.json) return;
  g_autofree char *key = g_strconcat("cli.complete.", recto_answer_word(verdict->dossier->complete), NULL), *text = recto_cli_say(&desk->cli, key, NULL);
  printf("%s  %s\n", verdict->dossier->number, text);
  fflush(stdout);
}

/* A dossier that fails is put back or in quarantine by its lease; the others go on. */
static bool work_off(RectoDesk *desk, size_t *n_done, size_t *n_failed) {
  for (bool any = true; any && !*desk->work.cancel;) {
    g_auto(RectoVerdict) verdict = {0};
    g_autoptr(GError) error = NULL;
    desk->work.now = g_get_real_time();
    if (recto_work_next(&desk->work, &verdict, &any, &error)) {
      if (!any) break;
      (*n_done)++;
      tell_done(desk, &verdict);
      continue;
    }
    if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || !any) {
      g_propagate_error(&desk->error, g_steal_pointer(&error));
      return false;
    }
    (*n_failed)++;
    recto_cli_tell_error(&desk->cli, error);
  }
  return true;
}

static bool run(RectoDesk *desk, bool stay, int every) {
  size_t n_done = 0, n_failed = 0;
  struct sigaction action = {.sa_handler = on_wake};
  if (stay) sigaction(SIGUSR1, &action, NULL);
  desk->work.shows = true;
  bool right = work_off(desk, &n_done, &n_failed);
  while (right && stay && !*desk->work.cancel) {
    for (int i = 0; i < every * 50 && !*desk->work.cancel && !woken; i++) g_usleep(G_USEC_PER_SEC / 50);
    woken = 0;
    right = work_off(desk, &n_done, &n_failed);
  }
  g_autofree char *done = g_strdup_printf("%zu", n_done), *failed = g_strdup_printf("%zu", n_failed);
  g_autofree char *text = recto_cli_say(&desk->cli, "cli.work.done", "n", done, "failed", failed, NULL);
  if (right && !desk->cli.json) printf("%s\n", text);
  if (right) recto_desk_done(&desk->cli, "work", NULL, NULL, (int64_t)n_done, (int64_t)n_failed);
  return right;
}

int recto_cmd_work(int argc, char **argv) {
  RectoDesk desk = {0};
  gboolean stay = FALSE;
  int every = 5, code = 0;
  const GOptionEntry entries[] = {
      {"stay", 0, 0, G_OPTION_ARG_NONE, &stay, "attendre ce qui vient ensuite (wait for more)", NULL},
      {"every", 0, 0, G_OPTION_ARG_INT, &every, "avec --stay : regarder toutes les N secondes (seconds between looks)", "N"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&desk, argc, argv, NULL, "Examine les dossiers qui attendent.", entries, RECTO_DESK_READS, &code))
    code = recto_desk_end(&desk, recto_desk_words(&desk, 0, 0, "work") && run(&desk, stay, MAX(every, 1)));
  recto_desk_clear(&desk);
  return code;
}

int recto_cmd_retry(int argc, char **argv) {
  RectoDesk desk = {0};
  int code = 0;
  if (recto_desk_open(&desk, argc, argv, "[NUMERO] ", "Remet au travail ce qui est en quarantaine.", NULL, RECTO_DESK_TELLS, &code)) {
    size_t n = 0;
    bool right = recto_desk_words(&desk, 0, 1, "retry [NUMERO]");
    const char *number = right && desk.cli.rest ? desk.cli.rest[0] : NULL;
    g_autoptr(RectoStoreDossier) known = number ? recto_store_find(desk.store, number, &desk.error) : NULL;
    right = right && (!number || known) && recto_ledger_retry(recto_store_ledger(desk.store), number, &n, &desk.error);
    g_autofree char *count = g_strdup_printf("%zu", n), *text = recto_cli_say(&desk.cli, "cli.work.retried", "n", count, NULL);
    if (right && !desk.cli.json) printf("%s\n", text);
    if (right) recto_desk_done(&desk.cli, "retry", number, NULL, (int64_t)n, -1);
    code = recto_desk_end(&desk, right);
  }
  recto_desk_clear(&desk);
  return code;
}
