/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calibrate-measure PLAN TABLE: measures the pages of a plan (a table with the columns file, kind, defect, level, amount, truth, hidden, x, clean, and `words`: the file of
 * the words printed there; files lie beside the plan) by the reader's own chain, reads their words where the truth is "read", and adds a line a page to the table.
 * Pages that the table has are left alone, so that a run that was stopped goes on. Each page has a process of its own: one that does not end costs its words only. */
#include "table.h"

#include "reader/serve.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE_SECONDS = 40 };

typedef struct { const RectoModels *limits; const char *folder; } Bench;
typedef struct { Row *row; GPtrArray *seen; /* char*, bare */ } Page;

/* ---- words, in whatever order */

/* Letters and digits in capitals; NULL for what has fewer than two. */
static char *bare(const char *word) {
  g_autofree char *upper = g_utf8_strup(word, -1);
  GString *text = g_string_new(NULL);
  int n = 0;
  for (const char *p = upper; *p; p = g_utf8_next_char(p))
    if (g_unichar_isalnum(g_utf8_get_char(p))) g_string_append_unichar(text, g_utf8_get_char(p)), n++;
  return g_string_free(text, n < 2);
}

static GHashTable *counted(const GPtrArray *words) {
  GHashTable *counts = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; i < words->len; i++) g_hash_table_insert(counts, words->pdata[i], GINT_TO_POINTER(GPOINTER_TO_INT(g_hash_table_lookup(counts, words->pdata[i])) + 1));
  return counts;
}

static double recall_of(const char *path, const GPtrArray *seen) {
  g_autofree char *text = NULL;
  if (!g_file_get_contents(path, &text, NULL, NULL)) return NAN;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autoptr(GPtrArray) printed = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; lines[i]; i++) {
    char *word = bare(lines[i]);
    if (word) g_ptr_array_add(printed, word);
  }
  g_autoptr(GHashTable) all = counted(printed), found = counted(seen);
  GHashTableIter iter;
  gpointer word, count;
  int both = 0;
  g_hash_table_iter_init(&iter, all);
  while (g_hash_table_iter_next(&iter, &word, &count)) both += MIN(GPOINTER_TO_INT(count), GPOINTER_TO_INT(g_hash_table_lookup(found, word)));
  return printed->len ? (double)both / printed->len : NAN;
}

/* ---- the reader's chain */

static bool heard_file(gpointer self, const RectoFile *file) { return true; }
static bool heard_begin(gpointer self, uint32_t page) { return true; }
static bool heard_verdict(gpointer self, const RectoPage *page) { return true; }

static bool heard_page(gpointer self, const RectoPage *page) {
  Page *own = self;
  for (guint i = 0; i < page->words->len; i++) {
    char *word = bare(((const RectoWord *)page->words->pdata[i])->text);
    if (word) g_ptr_array_add(own->seen, word);
  }
  return true;
}

static void heard_measures(gpointer self, const RectoLegible *measures) { ((Page *)self)->row->measures = *measures; }

static bool measure(const Bench *bench, Row *row, const char *words, bool reads) {
  g_autofree char *path = g_build_filename(bench->folder, row->file, NULL), *printed = g_build_filename(bench->folder, words, NULL);
  g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func(g_free);
  Page page = {row, seen};
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  RectoEmitter emitter = {&page, heard_file, heard_begin, heard_verdict, heard_page, heard_file, heard_measures};
  RectoServeOrder order = {.fd = fd, .name = row->file, .channel = RECTO_CHANNEL_UPLOAD, .want = RECTO_WANT_LEGIBILITY | RECTO_WANT_MRZ | (reads ? RECTO_WANT_WORDS : 0), .n_pages = 1, .limits = bench->limits};
  if (fd < 0) return false;
  recto_serve_file(&order, &emitter);
  close(fd);
  if (reads) row->recall = recall_of(printed, seen);
  return row->measures.side > 0;
}

/* In a child with so many seconds; its line, or NULL. */
static char *line_of(const Bench *bench, Row *row, const char *words, bool reads) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return NULL;
  pid_t child = fork();
  if (child == 0) {
    struct rlimit limit = {PAGE_SECONDS, PAGE_SECONDS};
    setrlimit(RLIMIT_CPU, &limit);
    g_autofree char *line = measure(bench, row, words, reads) ? table_line(row) : NULL;
    bool whole = line && write(ends[1], line, strlen(line)) == (ssize_t)strlen(line);
    _exit(whole ? 0 : 1);
  }
  close(ends[1]);
  GString *line = g_string_new(NULL);
  char some[4096];
  for (ssize_t n = 0; child > 0 && (n = read(ends[0], some, sizeof some)) > 0;) g_string_append_len(line, some, n);
  close(ends[0]);
  int status = 1;
  if (child > 0) waitpid(child, &status, 0);
  return g_string_free(line, status != 0);
}

/* ---- the table */

static bool add_page(const Bench *bench, Row *row, const char *words, FILE *out) {
  bool reads = g_strcmp0(row->truth, "read") == 0;
  g_autofree char *line = line_of(bench, row, words, reads);
  if (!line && reads) {
    row->recall = 0; /* the reading did not end */
    line = line_of(bench, row, words, false);
  }
  if (!line) {
    g_printerr("calibrate-measure: %s cannot be measured\n", row->file);
    return false;
  }
  fprintf(out, "%s\n", line);
  return fflush(out) == 0;
}

/* The column `words` of the plan, by file. */
static GHashTable *words_of(const char *plan) {
  GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *text = NULL;
  if (!g_file_get_contents(plan, &text, NULL, NULL)) return words;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_auto(GStrv) names = g_strsplit(lines[0], "\t", -1);
  int file = -1, column = -1;
  for (int i = 0; names[i]; i++) {
    if (strcmp(names[i], "file") == 0) file = i;
    if (strcmp(names[i], "words") == 0) column = i;
  }
  for (guint n = 1; lines[n] && file >= 0 && column >= 0; n++) {
    g_auto(GStrv) cells = g_strsplit(lines[n], "\t", -1);
    if ((int)g_strv_length(cells) > MAX(file, column)) g_hash_table_insert(words, g_strdup(cells[file]), g_strdup(cells[column]));
  }
  return words;
}

static bool measure_all(const Bench *bench, const char *plan, const char *path, GError **error) {
  g_autoptr(GArray) pages = table_read(plan, error);
  if (!pages) return false;
  bool begun = g_file_test(path, G_FILE_TEST_EXISTS);
  g_autoptr(GArray) there = begun ? table_read(path, error) : g_array_new(FALSE, FALSE, sizeof(Row));
  if (!there) return false;
  g_autoptr(GHashTable) known = g_hash_table_new(g_str_hash, g_str_equal), words = words_of(plan);
  for (guint i = 0; i < there->len; i++) g_hash_table_add(known, g_array_index(there, Row, i).file);
  FILE *out = fopen(path, begun ? "ae" : "we");
  g_autofree char *head = table_head();
  bool ok = out != NULL;
  if (ok && !begun) fprintf(out, "%s\n", head);
  for (guint i = 0; ok && i < pages->len; i++) {
    Row *row = &g_array_index(pages, Row, i);
    const char *printed = g_hash_table_lookup(words, row->file);
    if (!g_hash_table_contains(known, row->file)) ok = add_page(bench, row, printed ? printed : "", out);
    if (isatty(STDERR_FILENO)) g_printerr("\rmeasured %u of %u", i + 1, pages->len);
  }
  if (out) fclose(out);
  if (!ok) g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "%s is not complete", path);
  return ok;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    g_printerr("usage: calibrate-measure PLAN TABLE\n");
    return 2;
  }
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname(argv[1]);
  g_autoptr(RectoModels) limits = recto_limits_load("models", &error);
  Bench bench = {limits, folder};
  if (!limits || !recto_serve_warm_up("models", limits, &error) || !measure_all(&bench, argv[1], argv[2], &error)) {
    g_printerr("calibrate-measure: %s\n", error ? error->message : "stopped");
    return 1;
  }
  return 0;
}
