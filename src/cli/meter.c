/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One progress line on a terminal: step, pages done, rate, time left. Nothing in a pipe. */
#include "cli/cli.h"
#include <unistd.h>

struct RectoMeter {
  const RectoCli *cli;
  bool shown, line_open;
  gint64 began, last;
  size_t first_done, done, total;
};

RectoMeter *recto_meter_new(const RectoCli *cli) {
  RectoMeter *meter = g_new0(RectoMeter, 1);
  meter->cli = cli;
  meter->shown = !cli->quiet && isatty(STDERR_FILENO);
  meter->began = g_get_monotonic_time();
  return meter;
}

static void clear_line(RectoMeter *meter) {
  if (meter->line_open) fprintf(stderr, "\r\033[K");
  meter->line_open = false;
}

void recto_meter_free(RectoMeter *meter) {
  if (!meter) return;
  clear_line(meter);
  g_free(meter);
}

static char *time_left(double seconds) {
  if (seconds < 90) return g_strdup_printf("%.0f s", seconds);
  return g_strdup_printf("%.0f min", seconds / 60);
}

/* At most ten times a second. */
static void show(RectoMeter *meter, const char *step, size_t done, size_t total) {
  gint64 now = g_get_monotonic_time();
  if (!meter->shown || (now - meter->last < G_USEC_PER_SEC / 10 && done < total)) return;
  meter->last = now;
  double minutes = (double)(now - meter->began) / (60.0 * G_USEC_PER_SEC), rate = minutes > 0 ? (double)done / minutes : 0;
  g_autofree char *key = g_strconcat("cli.step.", step, NULL), *name = recto_cli_say(meter->cli, key, NULL);
  g_autofree char *left = rate > 0 ? time_left(60 * (double)(total - MIN(done, total)) / rate) : g_strdup("?");
  g_autofree char *n_done = g_strdup_printf("%zu", done), *n_total = g_strdup_printf("%zu", total), *per_minute = g_strdup_printf("%.0f", rate);
  g_autofree char *text = recto_cli_say(meter->cli, "cli.rate", "step", name, "done", n_done, "total", n_total, "rate", per_minute, "left", left, NULL);
  fprintf(stderr, "\r\033[K%s", text);
  fflush(stderr);
  meter->line_open = true;
}

void recto_meter_tell(const RectoProgress *progress, gpointer data) {
  static const char *const words[] = {"registered", "reading", "looking", "judged", "bundling", "keeping"};
  RectoMeter *meter = data;
  show(meter, words[progress->step], progress->done, progress->total);
}

void recto_meter_news(const RectoNews *news, gpointer data) {
  RectoMeter *meter = data;
  if (news->kind == RECTO_NEWS_FILE_OPENED) meter->total += news->file->declared_pages;
  if (news->kind == RECTO_NEWS_PAGE_DONE) meter->done++;
  show(meter, "reading", meter->done, MAX(meter->done, meter->total));
}
