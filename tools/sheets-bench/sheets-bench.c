/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How our printed sheets are found again on worn pages: read by recto-reader, judged by recto_separator_sight, counted. `--peer` asks zxing alone, on the whole
 * page, instead. Input: lines "FILE<tab>TEXT", TEXT being what the sheet's bars say, or "-" for a page that is no sheet. */
#include "read/zxing.h"

#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <recto/judge.h>
#include <unistd.h>

typedef struct { char *list, *models, *reader; gboolean peer, words, each; } Options;

typedef struct {
  guint pages, found, wrong, unsure, missed, alarms; /* alarms: pages that are no sheet and were taken for one */
  guint qr, bars, type;
  double cpu;
} Score;

typedef struct { const Options *options; RectoModels *models; RectoReader *reading; Score score; } Bench;

static double cpu_now(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* ------------------------------------------------------------------ the peer */

typedef struct { RectoPage *page; } Gather;

static void gather(const char *format, const uint8_t *bytes, size_t size, int x, int y, int width, int height, void *data) {
  RectoCodeKind kind = g_str_equal(format, "Code128") ? RECTO_CODE_CODE128 : RECTO_CODE_QR;
  g_ptr_array_add(((Gather *)data)->page->codes, recto_code_new(kind, bytes, size, (RectoBox){x, y, width, height}));
}

static RectoPage *read_by_peer(const char *path) {
  RectoPage *page = recto_page_new((RectoPageId){0});
  PIX *raw = pixRead(path), *grey = raw ? pixConvertTo8(raw, 0) : NULL;
  page->outcome = grey ? RECTO_OUTCOME_OK : RECTO_OUTCOME_CORRUPT;
  if (grey) {
    int w = pixGetWidth(grey), h = pixGetHeight(grey);
    g_autofree guint8 *bytes = g_malloc((size_t)w * (size_t)h);
    for (int y = 0; y < h; y++)
      for (int x = 0; x < w; x++) bytes[(size_t)y * (size_t)w + (size_t)x] = (guint8)GET_DATA_BYTE(pixGetData(grey) + (size_t)y * (size_t)pixGetWpl(grey), x);
    Gather to = {page};
    double before = cpu_now();
    recto_zxing_read(bytes, w, h, w, RECTO_ZXING_MATRIX | RECTO_ZXING_LINEAR, true, gather, &to);
    page->cpu_seconds = cpu_now() - before;
  }
  pixDestroy(&raw);
  pixDestroy(&grey);
  return page;
}

/* ------------------------------------------------------------------ ours */

static RectoPage *read_by_us(Bench *bench, const char *path, GError **error) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  g_autoptr(GPtrArray) files = NULL;
  uint32_t want = RECTO_WANT_LEGIBILITY | RECTO_WANT_CODES | (bench->options->words ? RECTO_WANT_WORDS : 0u);
  RectoReadOrder order = {fd, 0, "sheet", 1, RECTO_CHANNEL_MAIL, want, NULL, 0};
  bool right = recto_reader_read(bench->reading, &order, 1, NULL, NULL, NULL, &files, error);
  if (fd >= 0) close(fd);
  const RectoFile *file = right && files->len ? files->pdata[0] : NULL;
  if (right && (!file || file->pages->len == 0)) return recto_page_new((RectoPageId){0});
  return right ? g_ptr_array_steal_index(file->pages, 0) : NULL;
}

/* ------------------------------------------------------------------ counting */

static void count(Bench *bench, const char *path, const char *wanted, const RectoPage *page) {
  RectoSeparatorSight sight;
  RectoSheetCode truth;
  Score *score = &bench->score;
  recto_separator_sight(bench->models, page, &sight);
  bool is_sheet = recto_sheet_code_parse(wanted, &truth), right = is_sheet && sight.ours == RECTO_YES && recto_sheet_code_same(&truth, &sight.code);
  score->pages++;
  score->found += right;
  score->wrong += is_sheet && sight.ours == RECTO_YES && !right;
  score->unsure += is_sheet && sight.ours == RECTO_CANNOT_TELL;
  score->missed += is_sheet && sight.ours == RECTO_NO;
  score->alarms += !is_sheet && sight.ours != RECTO_NO;
  score->qr += right && (sight.means & RECTO_SEPARATOR_QR);
  score->bars += right && (sight.means & RECTO_SEPARATOR_BARS);
  score->type += right && (sight.means & RECTO_SEPARATOR_TYPE);
  score->cpu += page->cpu_seconds;
  if (bench->options->each || (is_sheet && !right) || (!is_sheet && sight.ours != RECTO_NO))
    printf("# %s: %s, means %u, %u codes, %.2f s\n", path, recto_answer_word(sight.ours), sight.means, page->codes->len, page->cpu_seconds);
}

static bool run(Bench *bench, GError **error) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents(bench->options->list, &text, NULL, error)) return false;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++) {
    g_auto(GStrv) parts = g_strsplit(*line, "\t", 2);
    if (!parts[0] || !parts[1]) continue;
    g_autoptr(RectoPage) page = bench->options->peer ? read_by_peer(parts[0]) : read_by_us(bench, parts[0], error);
    if (!page) return false;
    count(bench, parts[0], parts[1], page);
  }
  const Score *s = &bench->score;
  double pages = MAX(s->pages, 1);
  printf("%u pages: %u found, %u wrong, %u unsure, %u missed, %u false alarms; by square codes %u, bars %u, type %u; %.3f CPU s a page\n", s->pages, s->found, s->wrong, s->unsure,
         s->missed, s->alarms, s->qr, s->bars, s->type, s->cpu / pages);
  return true;
}

int main(int argc, char **argv) {
  Options options = {0};
  GOptionEntry entries[] = {{"models", 0, 0, G_OPTION_ARG_FILENAME, &options.models, "models", "DIR"},
                            {"reader", 0, 0, G_OPTION_ARG_FILENAME, &options.reader, "recto-reader", "FILE"},
                            {"peer", 0, 0, G_OPTION_ARG_NONE, &options.peer, "zxing on the whole page", NULL},
                            {"words", 0, 0, G_OPTION_ARG_NONE, &options.words, "OCR too", NULL},
                            {"each", 0, 0, G_OPTION_ARG_NONE, &options.each, "a line a page", NULL},
                            G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new("LIST - how our sheets are found");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2) {
    g_printerr("sheets-bench: %s\n", error ? error->message : "one LIST");
    return 64;
  }
  options.list = argv[1];
  const char *models = options.models ? options.models : "models", *folders[] = {models, NULL};
  Bench bench = {.options = &options, .models = recto_models_load(folders, &error)};
  RectoReaderConfig config = {options.reader, models, 1, RECTO_JAIL_NONE};
  if (bench.models && !options.peer) bench.reading = recto_reader_new(&config, &error);
  bool right = bench.models && (options.peer || bench.reading) && run(&bench, &error);
  if (!right) g_printerr("sheets-bench: %s\n", error->message);
  if (bench.reading) recto_reader_free(bench.reading);
  if (bench.models) recto_models_free(bench.models);
  const Score *s = &bench.score;
  return !right ? 69 : s->wrong + s->unsure + s->missed + s->alarms > 0;
}
