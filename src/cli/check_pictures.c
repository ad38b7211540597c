/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of `recto check --pictures`. */
#include "cli/check.h"
#include "base/file.h"
#include "bundle/redo.h"
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <recto/error.h>
#include <unistd.h>

#define INDEX "index.html"

struct RectoShown {
  GArray *items;     /* of RectoRedoItem */
  GPtrArray *words;  /* of RectoPageWords*, theirs */
  GPtrArray *texts;  /* of char*, theirs */
};

static void free_words(gpointer data) {
  recto_page_words_clear(data);
  g_free(data);
}

void recto_shown_free(RectoShown *shown) {
  if (!shown) return;
  g_array_unref(shown->items);
  g_ptr_array_unref(shown->words);
  g_ptr_array_unref(shown->texts);
  g_free(shown);
}

static bool is_empty(const char *folder) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  return dir && !g_dir_read_name(dir);
}

bool recto_shown_prepare(const char *folder, GError **error) {
  if (g_mkdir_with_parents(folder, 0700) != 0)
    return recto_error_say(error, RECTO_ERROR_DEVICE, "error.cannot-open", "{name}: {why}", "name", folder, "why", g_strerror(errno), NULL);
  return is_empty(folder) || recto_error_say(error, RECTO_ERROR_USAGE, "error.exists", "{path} exists", "path", folder, NULL);
}

char *recto_shown_name(const RectoShown *shown, const RectoPage *page) {
  return page->image && page->image->coding == RECTO_IMAGE_PNG ? g_strdup_printf("page-%u-%u.png", page->id.file + 1, page->id.page + 1) : NULL;
}

static char *keep(RectoShown *shown, char *text) {
  if (text) g_ptr_array_add(shown->texts, text);
  return text;
}

static char *title_of(const RectoCli *cli, const RectoFile *file, const RectoPage *page) {
  g_autofree char *n = g_strdup_printf("%u", page->id.page + 1);
  return recto_cli_say(cli, "check.framed", "page", n, "file", file->name, NULL);
}

/* One page that has something to tell: its picture is written, and it stands on the list. */
static bool show_page(RectoShown *shown, const RectoCli *cli, const RectoFile *file, const RectoPage *page, const char *folder, GError **error) {
  RectoPageWords words = {0};
  char *title = keep(shown, title_of(cli, file, page));
  if (!recto_page_words(cli->models, page, title, cli->language, &words)) return true;
  RectoPageWords *kept = g_memdup2(&words, sizeof words);
  g_ptr_array_add(shown->words, kept);
  RectoRedoItem item = {page, kept, title, keep(shown, recto_shown_name(shown, page))};
  g_array_append_val(shown->items, item);
  if (!item.link) return true;
  g_autofree char *path = g_build_filename(folder, item.link, NULL);
  gsize size = 0;
  const void *data = g_bytes_get_data(page->image->bytes, &size);
  return recto_file_write_durable(path, data, size, error);
}

/* A file that gave no page at all. */
static void show_file(RectoShown *shown, const RectoCli *cli, const RectoFile *file) {
  g_autoptr(RectoPage) none = recto_page_new((RectoPageId){0, file->ordinal, 0});
  g_autofree char *n = g_strdup_printf("%u", file->ordinal + 1);
  char *title = keep(shown, recto_cli_say(cli, "cli.file", "n", n, "name", file->name, NULL));
  RectoPageWords words = {0};
  none->outcome = file->outcome;
  if (!recto_page_words(cli->models, none, title, cli->language, &words)) return;
  RectoPageWords *kept = g_memdup2(&words, sizeof words);
  g_ptr_array_add(shown->words, kept);
  RectoRedoItem item = {NULL, kept, title, NULL};
  g_array_append_val(shown->items, item);
}

static bool write_index(const RectoShown *shown, const RectoCli *cli, const char *folder, GError **error) {
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  RectoSink *sink = fd >= 0 ? recto_sink_open(fd, INDEX, error) : NULL;
  if (fd < 0) recto_error_say(error, RECTO_ERROR_DEVICE, "error.cannot-open", "{name}: {why}", "name", folder, "why", g_strerror(errno), NULL);
  RectoRedo redo = {cli->models, cli->language, shown->items};
  if (sink) recto_redo_write(sink, &redo);
  bool right = sink && recto_sink_close(sink, NULL, NULL, error);
  if (fd >= 0) close(fd);
  return right;
}

RectoShown *recto_shown_write(const RectoCli *cli, const GPtrArray *files, const char *folder, GError **error) {
  g_autoptr(RectoShown) shown = g_new0(RectoShown, 1);
  shown->items = g_array_new(FALSE, FALSE, sizeof(RectoRedoItem));
  shown->words = g_ptr_array_new_with_free_func(free_words);
  shown->texts = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < files->len; i++) {
    const RectoFile *file = files->pdata[i];
    if (file->pages->len == 0) show_file(shown, cli, file);
    for (guint k = 0; k < file->pages->len; k++)
      if (!show_page(shown, cli, file, file->pages->pdata[k], folder, error)) return NULL;
  }
  return write_index(shown, cli, folder, error) ? g_steal_pointer(&shown) : NULL;
}

void recto_shown_tell(const RectoShown *shown, const RectoCli *cli, const char *folder) {
  g_autofree char *path = g_build_filename(folder, INDEX, NULL), *n = g_strdup_printf("%u", shown->items->len);
  g_autofree char *line = recto_cli_say(cli, "check.written", "n", n, "path", path, NULL);
  printf("%s\n", line);
}
