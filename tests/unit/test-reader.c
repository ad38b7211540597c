/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parent's side against children that do what their file says (tests/hostile/fake-serve.c): every way to end, restarts, spreading, limits, leaks. */
#include "jail/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <recto/error.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

/* ------------------------------------------------------------------ tools */

static char *fake_program(void) {
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = g_path_get_dirname(self);
  return g_build_filename(folder, "..", "hostile", "recto-reader-fake", NULL);
}

/* The shipped limits with `changes` ("from" -> "to" pairs of whole lines' beginnings), in a folder of its own. */
static char *models_with(const char *changes) {
  g_autofree char *limits = NULL;
  g_assert_true(g_file_get_contents("models/limits.yaml", &limits, NULL, NULL));
  g_auto(GStrv) pairs = g_strsplit(changes, ";", -1);
  for (char **pair = pairs; *pair && **pair; pair++) {
    g_auto(GStrv) sides = g_strsplit(*pair, "=", 2);
    g_autofree char *pattern = g_strdup_printf("(?m)^(  +%s:) .*$", sides[0]);
    g_autofree char *value = g_strdup_printf("\\1 %s", sides[1]);
    g_autoptr(GRegex) regex = g_regex_new(pattern, 0, 0, NULL);
    g_autofree char *old = g_steal_pointer(&limits);
    limits = g_regex_replace(regex, old, -1, 0, value, 0, NULL);
    g_assert_cmpstr(old, !=, limits);
  }
  char *folder = g_dir_make_tmp("recto-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename(folder, "limits.yaml", NULL);
  g_assert_true(g_file_set_contents(path, limits, -1, NULL));
  return folder;
}

static RectoReader *start_reader(int workers, const char *changes) {
  g_autoptr(GError) error = NULL;
  g_autofree char *program = fake_program();
  g_autofree char *models = models_with(changes);
  RectoReaderConfig config = {.program = program, .models_folder = models, .workers = workers};
  RectoReader *reader = recto_reader_new(&config, &error);
  g_assert_no_error(error);
  g_autofree char *path = g_build_filename(models, "limits.yaml", NULL);
  g_unlink(path);
  g_rmdir(models);
  return reader;
}

static int file_with(const char *text) {
  int fd = memfd_create("test", MFD_CLOEXEC);
  g_assert_cmpint(write(fd, text, strlen(text)), ==, (ssize_t)strlen(text));
  return fd;
}

static RectoReadOrder order_of(int fd, uint32_t ordinal, const char *name) {
  return (RectoReadOrder){.fd = fd, .ordinal = ordinal, .name = name, .deposit = 7, .channel = RECTO_CHANNEL_UPLOAD, .want = RECTO_WANT_ALL};
}

static RectoFile *read_one(RectoReader *reader, const char *script, const char *name) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = NULL;
  int fd = file_with(script);
  RectoReadOrder order = order_of(fd, 3, name);
  g_assert_true(recto_reader_read(reader, &order, 1, NULL, NULL, NULL, &files, &error));
  g_assert_no_error(error);
  close(fd);
  g_assert_cmpuint(files->len, ==, 1);
  return g_ptr_array_steal_index(files, 0);
}

/* "ok crash ok": what became of each page. */
static char *page_outcomes(const RectoFile *file) {
  GString *words = g_string_new(NULL);
  for (guint i = 0; i < file->pages->len; i++) {
    const RectoPage *page = g_ptr_array_index(file->pages, i);
    g_assert_cmpuint(page->id.page, ==, i);
    g_string_append_printf(words, "%s%s", i ? " " : "", recto_outcome_word(page->outcome));
  }
  return g_string_free(words, FALSE);
}

static unsigned count_fds(void) {
  unsigned n = 0;
  g_autoptr(GDir) folder = g_dir_open("/proc/self/fd", 0, NULL);
  while (g_dir_read_name(folder)) n++;
  return n;
}

/* ------------------------------------------------------------------ ways to end */

typedef struct { const char *name, *script, *file, *pages; int workers; } Case;

static const Case CASES[] = {
  {"whole", "fake\ndeclares 3\nholds 3\n", "ok", "ok ok ok", 1},
  {"spread", "fake\ndeclares 9\nholds 9\n", "ok", "ok ok ok ok ok ok ok ok ok", 3},
  {"uncounted", "fake\ndeclares 0\nholds 2\n", "ok", "ok ok", 2},
  {"nothing", "not a script", "unsupported", "", 1},
  {"no-page", "fake\ndeclares 0\nholds 0\n", "empty", "", 1},
  {"fewer-than-declared", "fake\ndeclares 5\nholds 2\n", "damaged", "ok ok", 1},
  {"fewer-than-declared-spread", "fake\ndeclares 5\nholds 2\n", "damaged", "ok ok", 2},
  {"crash-in-the-middle", "fake\ndeclares 3\nholds 3\npage 1 crash\n", "damaged", "ok crash ok", 1},
  {"crash-first", "fake\ndeclares 3\nholds 3\npage 0 crash\n", "damaged", "crash ok ok", 1},
  {"crash-last", "fake\ndeclares 3\nholds 3\npage 2 abort\n", "damaged", "ok ok crash", 1},
  {"crash-uncounted", "fake\ndeclares 0\nholds 3\npage 1 crash\n", "damaged", "ok crash ok", 1},
  {"crash-only-page", "fake\ndeclares 1\nholds 1\npage 0 crash\n", "crash", "crash", 1},
  {"crash-at-opening", "fake\nopen crash\ndeclares 3\nholds 3\n", "crash", "", 1},
  {"crash-at-the-end", "fake\ndeclares 2\nholds 2\nend crash\n", "damaged", "ok ok", 1},
  {"all-crash", "fake\ndeclares 3\nholds 3\npage 0 crash\npage 1 crash\npage 2 crash\n", "crash", "crash crash crash", 1},
  {"memory", "fake\ndeclares 2\nholds 2\npage 0 memory\n", "damaged", "memory ok", 1},
  {"memory-of-an-old-child", "fake\ndeclares 3\nholds 3\npage 1 old\n", "ok", "ok ok ok", 1},
  {"sandbox", "fake\ndeclares 2\nholds 2\npage 1 socket\n", "damaged", "ok sandbox", 1},
  {"sandbox-at-opening", "fake\nopen socket\n", "sandbox", "", 1},
  {"exit", "fake\ndeclares 2\nholds 2\npage 1 exit\n", "damaged", "ok crash", 1},
  {"leaves-in-silence", "fake\ndeclares 2\nholds 2\npage 1 leave\n", "damaged", "ok protocol", 1},
  {"spins", "fake\ndeclares 3\nholds 3\npage 1 spin\n", "damaged", "ok timeout ok", 1},
  {"sleeps", "fake\ndeclares 3\nholds 3\npage 0 sleep\n", "damaged", "timeout ok ok", 1},
  {"spins-at-opening", "fake\nopen spin\n", "timeout", "", 1},
  {"same-page-twice", "fake\ndeclares 2\nholds 2\npage 0 lie\n", "damaged", "ok ok", 1},
  {"backwards", "fake\ndeclares 3\nholds 3\npage 1 backwards\n", "damaged", "ok ok ok", 1},
  {"late-verdict", "fake\ndeclares 2\nholds 2\npage 1 late-verdict\n", "damaged", "ok ok", 1},
  {"mixed-spread", "fake\ndeclares 6\nholds 6\npage 1 crash\npage 4 memory\n", "damaged", "ok crash ok ok memory ok", 3},
};

static void test_case(gconstpointer data) {
  const Case *test = data;
  g_autoptr(RectoReader) reader = start_reader(test->workers, "page-cpu-s=1;page-wall-s=3");
  g_autoptr(RectoFile) file = read_one(reader, test->script, "scan.pdf");
  g_autofree char *pages = page_outcomes(file);
  g_assert_cmpstr(pages, ==, test->pages);
  g_assert_cmpstr(recto_outcome_word(file->outcome), ==, test->file);
  g_assert_cmpuint(file->ordinal, ==, 3);
  g_assert_cmpuint(file->size, ==, strlen(test->script));
  g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, test->script, -1);
  g_autoptr(GString) hex = g_string_new(NULL);
  for (int i = 0; i < 32; i++) g_string_append_printf(hex, "%02x", file->sha256[i]);
  g_assert_cmpstr(hex->str, ==, sum);
}

/* Facts come over the wire whole. */
static void test_facts(void) {
  g_autoptr(RectoReader) reader = start_reader(1, "");
  g_autoptr(RectoFile) file = read_one(reader, "fake\ndeclares 2\nholds 2\n", "a.pdf");
  const RectoPage *page = g_ptr_array_index(file->pages, 1);
  g_assert_cmpuint(page->id.deposit, ==, 7);
  g_assert_cmpuint(page->id.file, ==, 3);
  g_assert_cmpuint(page->words->len, ==, 2);
  g_assert_cmpstr(((RectoWord *)g_ptr_array_index(page->words, 0))->text, ==, "Éléments");
  g_assert_cmpstr(((RectoWord *)g_ptr_array_index(page->words, 1))->text, ==, "page1");
  g_assert_cmpuint(page->sha256[0], ==, 1);
  g_assert_nonnull(page->image);
  g_assert_cmpuint(g_bytes_get_size(page->image->bytes), ==, 18);
  g_assert_cmpstr(recto_reader_versions(reader), ==, "fake 1.0; tests 2");
  g_assert_cmpuint(file->format, ==, RECTO_FORMAT_PDF);
  g_assert_cmpuint(file->traits, ==, 0);
}

/* A page lost after its verdict keeps what was measured. */
static void test_verdict_survives(void) {
  g_autoptr(RectoReader) reader = start_reader(1, "");
  g_autoptr(RectoFile) file = read_one(reader, "fake\ndeclares 1\nholds 1\npage 0 crash\n", "a.pdf");
  const RectoPage *page = g_ptr_array_index(file->pages, 0);
  g_assert_cmpuint(page->outcome, ==, RECTO_OUTCOME_CRASH);
  g_assert_cmpuint(page->legible, ==, RECTO_YES);
  g_assert_cmpuint(page->geometry.width, ==, 1000);
}

static void test_wrong_name(void) {
  static const struct { const char *name; bool wrong; } NAMES[] = {{"a.pdf", false}, {"a.PDF", false}, {"a.jpg", true}, {"a.docx", true}, {"a", false}, {"a.scan", false}};
  g_autoptr(RectoReader) reader = start_reader(1, "");
  for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
    g_autoptr(RectoFile) file = read_one(reader, "fake\ndeclares 1\nholds 1\n", NAMES[i].name);
    g_assert_cmpint((file->traits & RECTO_TRAIT_WRONG_NAME) != 0, ==, NAMES[i].wrong);
  }
}

/* ------------------------------------------------------------------ limits */

static void test_restarts_end(void) {
  g_autoptr(RectoReader) reader = start_reader(1, "restarts=2");
  g_autofree char *pages = NULL;
  g_autoptr(RectoFile) file = read_one(reader, "fake\ndeclares 6\nholds 6\npage 0 crash\npage 1 crash\npage 2 crash\npage 4 crash\n", "a.pdf");
  pages = page_outcomes(file);
  g_assert_cmpstr(pages, ==, "crash crash crash crash crash crash");
  g_assert_cmpuint(file->outcome, ==, RECTO_OUTCOME_CRASH);
}

static void test_max_pages(void) {
  g_autoptr(RectoReader) reader = start_reader(2, "max-pages=4");
  g_autoptr(RectoFile) file = read_one(reader, "fake\ndeclares 30\nholds 30\n", "a.pdf");
  g_assert_cmpuint(file->pages->len, ==, 4);
  g_assert_cmpuint(file->declared_pages, ==, 30);
  g_assert_true(file->traits & RECTO_TRAIT_PAGES_SKIPPED);
  g_assert_cmpuint(file->outcome, ==, RECTO_OUTCOME_OK);
}

static void test_max_bytes(void) {
  g_autoptr(RectoReader) reader = start_reader(1, "max-bytes=20");
  g_autoptr(RectoFile) big = read_one(reader, "fake\ndeclares 1\nholds 1\n", "a.pdf");
  g_assert_cmpuint(big->outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpuint(big->size, ==, 24);
  g_autoptr(RectoFile) empty = read_one(reader, "", "a.pdf");
  g_assert_cmpuint(empty->outcome, ==, RECTO_OUTCOME_EMPTY);
}

static void test_file_wall(void) {
  g_autoptr(RectoReader) reader = start_reader(1, "page-wall-s=2;file-wall-s=3");
  int64_t start = g_get_monotonic_time();
  g_autoptr(RectoFile) file = read_one(reader, "fake\ndeclares 5\nholds 5\npage 1 sleep\npage 2 sleep\npage 3 sleep\n", "a.pdf");
  double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
  g_autofree char *pages = page_outcomes(file);
  g_assert_cmpstr(pages, ==, "ok timeout timeout timeout timeout");
  g_assert_cmpfloat(seconds, <, 4);
  g_assert_cmpfloat(seconds, >=, 2.9);
}

static void test_not_a_file(void) {
  g_autoptr(RectoReader) reader = start_reader(1, "");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = NULL;
  int ends[2];
  g_assert_cmpint(pipe(ends), ==, 0);
  int folder = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  RectoReadOrder orders[] = {order_of(ends[0], 0, "pipe"), order_of(folder, 1, "folder"), order_of(987, 2, "closed")};
  g_assert_true(recto_reader_read(reader, orders, 3, NULL, NULL, NULL, &files, &error));
  g_assert_cmpuint(((RectoFile *)g_ptr_array_index(files, 0))->outcome, ==, RECTO_OUTCOME_UNSUPPORTED);
  g_assert_cmpuint(((RectoFile *)g_ptr_array_index(files, 1))->outcome, ==, RECTO_OUTCOME_UNSUPPORTED);
  g_assert_cmpuint(((RectoFile *)g_ptr_array_index(files, 2))->outcome, ==, RECTO_OUTCOME_CORRUPT);
  close(ends[0]);
  close(ends[1]);
  close(folder);
}

/* ------------------------------------------------------------------ many files */

typedef struct { unsigned opened, verdicts, pages, files; int cancel_after; volatile int cancel; } Count;

static void count_news(const RectoNews *news, gpointer user_data) {
  Count *count = user_data;
  count->opened += news->kind == RECTO_NEWS_FILE_OPENED;
  count->verdicts += news->kind == RECTO_NEWS_PAGE_VERDICT;
  count->pages += news->kind == RECTO_NEWS_PAGE_DONE;
  count->files += news->kind == RECTO_NEWS_FILE_DONE;
  g_assert_nonnull(news->file);
  g_assert_true((news->page != NULL) == (news->kind == RECTO_NEWS_PAGE_VERDICT || news->kind == RECTO_NEWS_PAGE_DONE));
  if (count->cancel_after && (int)count->pages >= count->cancel_after) count->cancel = 1;
}

static void test_many(void) {
  enum { N = 24 };
  g_autoptr(RectoReader) reader = start_reader(4, "");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = NULL;
  RectoReadOrder orders[N];
  Count count = {0};
  for (uint32_t i = 0; i < N; i++) {
    g_autofree char *script = g_strdup_printf("fake\ndeclares %u\nholds %u\n%s", i % 5, i % 5, i % 7 == 3 ? "page 0 crash\n" : "");
    orders[i] = order_of(file_with(script), i, "x.pdf");
  }
  unsigned fds = count_fds();
  g_assert_true(recto_reader_read(reader, orders, N, count_news, &count, NULL, &files, &error));
  g_assert_cmpuint(count_fds(), ==, fds);
  g_assert_cmpuint(files->len, ==, N);
  unsigned pages = 0;
  for (uint32_t i = 0; i < N; i++) {
    const RectoFile *file = g_ptr_array_index(files, i);
    g_assert_cmpuint(file->ordinal, ==, i);
    g_assert_cmpuint(file->pages->len, ==, i % 5);
    pages += file->pages->len;
    close(orders[i].fd);
  }
  g_assert_cmpuint(count.files, ==, N);
  g_assert_cmpuint(count.pages, ==, pages);
  g_assert_cmpuint(count.opened, ==, N);
  g_assert_cmpuint(count.verdicts, ==, pages);
}

static void test_cancel(void) {
  g_autoptr(RectoReader) reader = start_reader(2, "");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = NULL;
  int fd = file_with("fake\ndeclares 40\nholds 40\nwork 100\n");
  RectoReadOrder order = order_of(fd, 0, "x.pdf");
  Count count = {.cancel_after = 2};
  g_assert_false(recto_reader_read(reader, &order, 1, count_news, &count, &count.cancel, &files, &error));
  g_assert_error(error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint(count.pages, <, 10);
  g_autoptr(RectoFile) again = read_one(reader, "fake\ndeclares 1\nholds 1\n", "x.pdf");
  g_assert_cmpuint(again->outcome, ==, RECTO_OUTCOME_OK);
  close(fd);
}

static void kill_zygote(const RectoNews *news, gpointer user_data) {
  RectoReader *reader = user_data;
  if (news->kind == RECTO_NEWS_PAGE_DONE && news->page->id.page == 1 && reader->zygote > 0 && reader->last_child < 2) kill(reader->zygote, SIGKILL);
}

static void test_zygote_dies(void) {
  g_autoptr(GError) error = NULL;
  g_autofree char *program = fake_program();
  RectoReaderConfig config = {.program = program, .models_folder = "models", .workers = 1};
  g_autoptr(RectoReader) reader = recto_reader_new(&config, &error);
  g_autoptr(GPtrArray) files = NULL;
  int fd = file_with("fake\ndeclares 4\nholds 4\nwork 50\n");
  RectoReadOrder order = order_of(fd, 0, "x.pdf");
  pid_t before = reader->zygote;
  g_assert_true(recto_reader_read(reader, &order, 1, kill_zygote, reader, NULL, &files, &error));
  g_assert_no_error(error);
  g_assert_cmpint(reader->zygote, !=, before);
  g_autofree char *pages = page_outcomes(g_ptr_array_index(files, 0));
  g_assert_cmpstr(pages, ==, "ok ok ok ok");
  close(fd);
}

/* Both workers must have had work: 12 pages of 100 ms CPU each, started together, end well before 1.2 s where two cores are free; what is asserted
 * here is the spreading alone (timing lives in the benchmark): more than one child, and each page once. */
static void test_spreads(void) {
  g_autoptr(RectoReader) reader = start_reader(2, "");
  g_autoptr(RectoFile) file = read_one(reader, "fake\ndeclares 12\nholds 12\nwork 30\n", "x.pdf");
  g_assert_cmpuint(file->pages->len, ==, 12);
  g_assert_cmpuint(reader->last_child, >=, 2);
  g_assert_cmpuint(reader->last_child, <=, 10);
  g_assert_cmpfloat(file->cpu_seconds, >, 0.3);
}

static void test_nothing_left(void) {
  unsigned fds = count_fds();
  RectoReader *reader = start_reader(3, "");
  g_autoptr(RectoFile) file = read_one(reader, "fake\ndeclares 5\nholds 5\npage 2 crash\n", "x.pdf");
  recto_reader_free(reader);
  g_assert_cmpuint(count_fds(), ==, fds);
  g_assert_cmpint(waitpid(-1, NULL, WNOHANG), ==, -1);
  g_assert_cmpint(errno, ==, ECHILD);
}

/* recto killed in the middle: its zygote and children must not outlive it. This process inherits orphans, so that their end can be seen. */
static void test_no_orphans(void) {
  g_assert_cmpint(prctl(PR_SET_CHILD_SUBREAPER, 1), ==, 0);
  int ends[2];
  g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
  pid_t recto = fork();
  if (recto == 0) {
    RectoReader *reader = start_reader(1, "");
    int fd = file_with("fake\ndeclares 1\nholds 1\npage 0 sleep\n");
    RectoReadOrder order = order_of(fd, 0, "x.pdf");
    g_autoptr(GPtrArray) files = NULL;
    (void)!write(ends[1], &reader->zygote, sizeof reader->zygote);
    recto_reader_read(reader, &order, 1, NULL, NULL, NULL, &files, NULL);
    _exit(1); /* not reached */
  }
  pid_t zygote = 0;
  g_assert_cmpint(read(ends[0], &zygote, sizeof zygote), ==, sizeof zygote);
  g_usleep(300000); /* the child sleeps by now */
  kill(recto, SIGKILL);
  g_assert_cmpint(waitpid(recto, NULL, 0), ==, recto);
  int64_t end = g_get_monotonic_time() + 5 * G_USEC_PER_SEC;
  pid_t left = 0;
  while ((left = waitpid(-1, NULL, WNOHANG)) >= 0 && g_get_monotonic_time() < end) g_usleep(20000);
  g_assert_cmpint(left, ==, -1); /* the zygote and its child have both ended and been taken in */
  prctl(PR_SET_CHILD_SUBREAPER, 0);
  close(ends[0]);
  close(ends[1]);
}

/* A listener that is slow must not make children look stalled. */
static void be_slow(const RectoNews *news, gpointer user_data) {
  if (news->kind == RECTO_NEWS_PAGE_DONE && news->page->id.page == 0) g_usleep(4 * G_USEC_PER_SEC);
}

static void test_slow_listener(void) {
  g_autoptr(RectoReader) reader = start_reader(3, "page-cpu-s=5;page-wall-s=2");
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) files = NULL;
  int fd = file_with("fake\ndeclares 6\nholds 6\nwork 20\n");
  RectoReadOrder order = order_of(fd, 0, "x.pdf");
  g_assert_true(recto_reader_read(reader, &order, 1, be_slow, NULL, NULL, &files, &error));
  g_autofree char *pages = page_outcomes(g_ptr_array_index(files, 0));
  g_assert_cmpstr(pages, ==, "ok ok ok ok ok ok");
  close(fd);
}

/* ------------------------------------------------------------------ looks, starting */

static void test_look(void) {
  static const struct { uint32_t page; RectoOutcome outcome; } LOOKS[] = {
    {5, RECTO_OUTCOME_TIMEOUT}, {2, RECTO_OUTCOME_OK}, {6, RECTO_OUTCOME_CRASH}, {7, RECTO_OUTCOME_TIMEOUT}, {3, RECTO_OUTCOME_OK}};
  enum { N = G_N_ELEMENTS(LOOKS) };
  g_autoptr(RectoReader) reader = start_reader(3, "look-cpu-s=1;look-wall-s=2");
  g_autoptr(GError) error = NULL;
  int fd = file_with("fake\npage 5 spin\npage 6 crash\npage 7 spin\n");
  RectoPage *pages[N];
  RectoLookOrder orders[N];
  RectoLookAsk asks[N];
  for (size_t i = 0; i < N; i++) {
    pages[i] = recto_page_new((RectoPageId){7, 0, LOOKS[i].page});
    pages[i]->geometry.width = 500;
    pages[i]->geometry.height = 600;
    orders[i] = (RectoLookOrder){.place = {pages[i]->id, {11, 12, 30, 40}}, .purpose = "number", .alphabet = "0123456789", .single_line = true, .scale = 2};
    asks[i] = (RectoLookAsk){fd, pages[i], &orders[i]};
  }
  g_autoptr(GPtrArray) looks = NULL;
  g_assert_true(recto_reader_look(reader, asks, N, &looks, &error));
  g_assert_cmpuint(looks->len, ==, N);
  for (size_t i = 0; i < N; i++) {
    const RectoLook *look = looks->pdata[i];
    g_autofree char *text = g_strdup_printf("page %u box 11,12 scale 2.0 of 500x600\nalphabet 0123456789 one line", LOOKS[i].page);
    bool right = LOOKS[i].outcome == RECTO_OUTCOME_OK;
    g_assert_cmpuint(look->outcome, ==, LOOKS[i].outcome);
    g_assert_cmpstr(look->text, ==, right ? text : NULL);
    g_assert_cmpfloat(look->confidence, ==, right ? 0.75 : 0);
    recto_page_free(pages[i]);
  }
  close(fd);
}

/* Looks that were out when the zygote died are made again, once. */
static void test_look_zygote_dies(void) {
  g_autoptr(GError) error = NULL;
  g_autofree char *program = fake_program();
  RectoReaderConfig config = {.program = program, .models_folder = "models", .workers = 2};
  g_autoptr(RectoReader) reader = recto_reader_new(&config, &error);
  g_autoptr(RectoPage) page = recto_page_new((RectoPageId){7, 0, 2});
  RectoLookOrder order = {.place = {page->id, {1, 2, 3, 4}}, .scale = 1};
  int fd = file_with("fake\n");
  RectoLookAsk asks[] = {{fd, page, &order}, {fd, page, &order}, {fd, page, &order}};
  pid_t before = reader->zygote;
  kill(before, SIGKILL);
  g_autoptr(GPtrArray) looks = NULL;
  g_assert_true(recto_reader_look(reader, asks, G_N_ELEMENTS(asks), &looks, &error));
  g_assert_cmpint(reader->zygote, !=, before);
  for (guint i = 0; i < looks->len; i++) g_assert_cmpuint(((RectoLook *)looks->pdata[i])->outcome, ==, RECTO_OUTCOME_OK);
  close(fd);
}

static void test_no_program(void) {
  g_autoptr(GError) error = NULL;
  RectoReaderConfig config = {.program = "/nonexistent/recto-reader", .models_folder = "models", .workers = 1};
  g_assert_null(recto_reader_new(&config, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE);
  g_clear_error(&error);
  config.program = "/bin/true"; /* starts, but does not speak */
  g_assert_null(recto_reader_new(&config, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE);
}

static void test_requires_more(void) {
  g_autoptr(GError) error = NULL;
  g_autofree char *program = fake_program();
  RectoReaderConfig config = {.program = program, .models_folder = "models", .workers = 1, .require = RECTO_JAIL_FULL + 1};
  g_assert_null(recto_reader_new(&config, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
    g_autofree char *path = g_strconcat("/reader/end/", CASES[i].name, NULL);
    g_test_add_data_func(path, &CASES[i], test_case);
  }
  g_test_add_func("/reader/facts", test_facts);
  g_test_add_func("/reader/verdict-survives", test_verdict_survives);
  g_test_add_func("/reader/wrong-name", test_wrong_name);
  g_test_add_func("/reader/restarts-end", test_restarts_end);
  g_test_add_func("/reader/max-pages", test_max_pages);
  g_test_add_func("/reader/max-bytes", test_max_bytes);
  g_test_add_func("/reader/file-wall", test_file_wall);
  g_test_add_func("/reader/not-a-file", test_not_a_file);
  g_test_add_func("/reader/many", test_many);
  g_test_add_func("/reader/cancel", test_cancel);
  g_test_add_func("/reader/zygote-dies", test_zygote_dies);
  g_test_add_func("/reader/spreads", test_spreads);
  g_test_add_func("/reader/nothing-left", test_nothing_left);
  g_test_add_func("/reader/no-orphans", test_no_orphans);
  g_test_add_func("/reader/slow-listener", test_slow_listener);
  g_test_add_func("/reader/look", test_look);
  g_test_add_func("/reader/look-zygote-dies", test_look_zygote_dies);
  g_test_add_func("/reader/no-program", test_no_program);
  g_test_add_func("/reader/requires-more", test_requires_more);
  return g_test_run();
}
