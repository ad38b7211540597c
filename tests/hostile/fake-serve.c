/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A serve that does what the file says, line by line, so that every way in which a child can end is met on a page of our choosing. Only in the
 * test program recto-reader-fake; the real recto-reader has nothing of it.
 *   fake                  first line
 *   declares N            pages that the container says it has (0 = does not say)
 *   holds N               pages that are really there
 *   open DEED             at the opening      page N DEED    at page N, after its verdict
 *   end DEED              before the last word
 *   work MS               CPU milliseconds a page
 * Deeds: crash, abort, socket, memory, spin, sleep, exit, lie (the same page twice), old (dies unless it is this child's first page), backwards, leave, late-verdict. */
#include "reader/serve.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct {
  uint32_t declares, holds, work_ms;
  char *open_deed, *end_deed;
  GHashTable *deeds; /* page -> deed */
} Script;

bool recto_serve_warm_up(const char *models_folder, const RectoModels *limits, GError **error) { return true; }

char *recto_serve_versions(void) { return g_strdup("fake 1.0; tests 2"); }

static void obey(Script *script, const char *line) {
  g_auto(GStrv) words = g_strsplit(line, " ", 3);
  guint n = g_strv_length(words);
  if (n == 2 && g_str_equal(words[0], "declares")) script->declares = (uint32_t)g_ascii_strtoull(words[1], NULL, 10);
  if (n == 2 && g_str_equal(words[0], "holds")) script->holds = (uint32_t)g_ascii_strtoull(words[1], NULL, 10);
  if (n == 2 && g_str_equal(words[0], "work")) script->work_ms = (uint32_t)g_ascii_strtoull(words[1], NULL, 10);
  if (n == 2 && g_str_equal(words[0], "open")) script->open_deed = g_strdup(words[1]);
  if (n == 2 && g_str_equal(words[0], "end")) script->end_deed = g_strdup(words[1]);
  if (n == 3 && g_str_equal(words[0], "page")) g_hash_table_insert(script->deeds, GUINT_TO_POINTER(g_ascii_strtoull(words[1], NULL, 10)), g_strdup(words[2]));
}

static bool read_script(int fd, Script *script) {
  char text[8192];
  ssize_t length = pread(fd, text, sizeof text - 1, 0);
  if (length < 0) return false;
  text[length] = 0;
  script->deeds = g_hash_table_new(NULL, NULL);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  if (!lines[0] || !g_str_equal(lines[0], "fake")) return false;
  for (char **line = lines; *line; line++) obey(script, *line);
  return true;
}

static void spin(void) {
  for (volatile uint64_t i = 0;; i++) continue;
}

static void commit(const char *deed, bool first_page) {
  if (!deed) return;
  if (g_str_equal(deed, "crash")) raise(SIGSEGV);
  if (g_str_equal(deed, "abort")) abort();
  if (g_str_equal(deed, "socket")) (void)!socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (g_str_equal(deed, "memory")) _exit(77); /* as the interposed malloc does; the real thing is an attack case */
  if (g_str_equal(deed, "spin")) spin();
  if (g_str_equal(deed, "exit")) _exit(3);
  if (g_str_equal(deed, "leave")) _exit(0);
  if (g_str_equal(deed, "old") && !first_page) _exit(77);
  while (g_str_equal(deed, "sleep")) sleep(100);
}

static void burn(uint32_t ms) {
  struct timespec start, now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
  do clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  while ((now.tv_sec - start.tv_sec) * 1000 + (now.tv_nsec - start.tv_nsec) / 1000000 < ms);
}

static RectoPage *make_page(const RectoServeOrder *order, uint32_t index) {
  RectoPage *page = recto_page_new((RectoPageId){order->deposit, order->ordinal, index});
  page->geometry.width = page->geometry.source_width = 1000;
  page->geometry.height = page->geometry.source_height = 1400;
  page->dpi = 150;
  page->legible = RECTO_YES;
  page->sha256[0] = (uint8_t)index;
  return page;
}

static void add_words(RectoPage *page, uint32_t index) {
  g_autofree char *number = g_strdup_printf("page%u", index);
  g_ptr_array_add(page->words, recto_word_new("Éléments", (RectoBox){10, 10, 200, 30}, 0.9));
  g_ptr_array_add(page->words, recto_word_new(number, (RectoBox){220, 10, 100, 30}, 0.8));
  g_autoptr(GBytes) bytes = g_bytes_new_static("\xff\xd8\xff\xe0 not a picture", 18);
  page->image = recto_image_new(RECTO_IMAGE_JPEG, 1000, 1400, 1, 8, bytes);
}

static bool serve_page(const RectoServeOrder *order, const Script *script, const RectoEmitter *emitter, uint32_t index, bool first) {
  const char *deed = g_hash_table_lookup(script->deeds, GUINT_TO_POINTER(index));
  g_autoptr(RectoPage) page = make_page(order, index);
  if (!emitter->page_begins(emitter->self, index)) return false;
  if (!emitter->verdict(emitter->self, page)) return false;
  commit(deed, first);
  burn(script->work_ms);
  add_words(page, index);
  if (!emitter->page(emitter->self, page)) return false;
  if (deed && g_str_equal(deed, "lie")) return emitter->page(emitter->self, page);
  if (deed && g_str_equal(deed, "backwards")) return emitter->page_begins(emitter->self, 0);
  if (deed && g_str_equal(deed, "late-verdict")) return emitter->verdict(emitter->self, page);
  return true;
}

bool recto_serve_file(const RectoServeOrder *order, const RectoEmitter *emitter) {
  Script script = {0};
  g_autoptr(RectoFile) file = recto_file_new(order->ordinal, order->name);
  if (!read_script(order->fd, &script)) {
    file->outcome = RECTO_OUTCOME_UNSUPPORTED;
    return emitter->finished(emitter->self, file);
  }
  commit(script.open_deed, false);
  file->format = RECTO_FORMAT_PDF;
  file->declared_pages = script.declares;
  if (!emitter->opened(emitter->self, file)) return false;
  uint32_t end = order->n_pages ? MIN(script.holds, order->first_page + order->n_pages) : script.holds;
  for (uint32_t i = order->first_page; i < end; i++) {
    if (!serve_page(order, &script, emitter, i, i == order->first_page)) return false;
  }
  commit(script.end_deed, false);
  return emitter->finished(emitter->self, file);
}

RectoLook *recto_serve_look(const RectoServeOrder *order, uint32_t page, const RectoGeometry *geometry, const RectoLookOrder *look) {
  Script script = {0};
  RectoLook *seen = g_new0(RectoLook, 1);
  if (read_script(order->fd, &script)) commit(g_hash_table_lookup(script.deeds, GUINT_TO_POINTER(page)), false);
  seen->text = g_strdup_printf("page %u box %d,%d scale %.1f of %ux%u\nalphabet %s%s", page, look->place.box.x, look->place.box.y, look->scale, geometry->width,
                               geometry->height, look->alphabet ? look->alphabet : "all", look->single_line ? " one line" : "");
  seen->confidence = 0.75;
  return seen;
}
