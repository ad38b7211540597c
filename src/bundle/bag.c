/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A BagIt 1.0 folder, whole or not there at all. Must not know: dossiers, reports. */
#include "bundle/bag.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct RectoBag {
  char *parent, *name, *folder; /* folder: the hidden sibling; NULL once published */
  GPtrArray *entries;
  char *pending;                /* path of the file that is open; at most one is */
};

static void entry_free(gpointer data) {
  RectoBagEntry *entry = data;
  g_free(entry->path);
  g_free(entry);
}

static void fail(GError **error, const char *what) { g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "%s: %s", what, g_strerror(errno)); }

RectoBag *recto_bag_begin(const char *parent, const char *name, GError **error) {
  g_autoptr(RectoBag) bag = g_new0(RectoBag, 1);
  bag->parent = g_strdup(parent);
  bag->name = g_strdup(name);
  bag->entries = g_ptr_array_new_with_free_func(entry_free);
  g_autofree char *hidden = g_strdup_printf(".%s.XXXXXX", name);
  g_autofree char *template = g_build_filename(parent, hidden, NULL);
  if (!g_mkdtemp_full(template, 0700)) {
    fail(error, "cannot make the bundle's folder");
    return NULL;
  }
  bag->folder = g_steal_pointer(&template);
  return g_steal_pointer(&bag);
}

void recto_bag_free(RectoBag *bag) {
  if (!bag) return;
  if (bag->folder) recto_file_remove_tree(bag->folder);
  g_ptr_array_unref(bag->entries);
  g_free(bag->pending);
  g_free(bag->parent);
  g_free(bag->name);
  g_free(bag->folder);
  g_free(bag);
}

static RectoSink *open_path(RectoBag *bag, const char *path, GError **error) {
  g_autofree char *whole = g_build_filename(bag->folder, path, NULL);
  g_autofree char *folder = g_path_get_dirname(whole);
  g_autofree char *name = g_path_get_basename(whole);
  if (!recto_file_make_folder(folder, error)) return NULL;
  int folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
  if (folder_fd < 0) {
    fail(error, "cannot open the bundle's folder");
    return NULL;
  }
  g_assert(!bag->pending);
  RectoSink *sink = recto_sink_open(folder_fd, name, error);
  close(folder_fd);
  if (sink) bag->pending = g_strdup(path);
  return sink;
}

RectoSink *recto_bag_open(RectoBag *bag, const char *folder, const char *name, GError **error) {
  g_autofree char *path = folder ? g_build_filename("data", folder, name, NULL) : g_build_filename("data", name, NULL);
  return open_path(bag, path, error);
}

bool recto_bag_close(RectoBag *bag, RectoSink *sink, GError **error) {
  g_autofree char *path = g_steal_pointer(&bag->pending);
  g_assert(path);
  uint8_t digest[32];
  uint64_t size = 0;
  if (!recto_sink_close(sink, digest, &size, error)) return false;
  RectoBagEntry *entry = g_new0(RectoBagEntry, 1);
  entry->path = g_steal_pointer(&path);
  entry->size = size;
  for (int i = 0; i < 32; i++) g_snprintf(entry->hex + 2 * i, 3, "%02x", digest[i]);
  g_ptr_array_add(bag->entries, entry);
  return true;
}

const RectoBagEntry *recto_bag_last(const RectoBag *bag) { return bag->entries->pdata[bag->entries->len - 1]; }
const char *recto_bag_folder(const RectoBag *bag) { return bag->folder; }

static gint compare_entries(gconstpointer a, gconstpointer b) {
  const RectoBagEntry *const *x = a, *const *y = b;
  return strcmp((*x)->path, (*y)->path);
}

const GPtrArray *recto_bag_entries(RectoBag *bag) {
  g_ptr_array_sort(bag->entries, compare_entries);
  return bag->entries;
}

/* ------------------------------------------------------------------ BagIt */

static void put_path(RectoSink *sink, const char *path) { /* RFC 8493, 2.1.3: CR, LF and % are written as %0D, %0A, %25 */
  for (const char *p = path; *p; p++) {
    if (*p == '\r' || *p == '\n' || *p == '%') recto_sink_printf(sink, "%%%02X", (unsigned char)*p);
    else recto_sink_write(sink, p, 1);
  }
}

static bool write_manifest(RectoBag *bag, const char *name, bool payload, GError **error) {
  const GPtrArray *entries = recto_bag_entries(bag);
  RectoSink *sink = open_path(bag, name, error);
  if (!sink) return false;
  for (guint i = 0; i < entries->len; i++) {
    const RectoBagEntry *entry = entries->pdata[i];
    if (g_str_has_prefix(entry->path, "data/") != payload) continue;
    recto_sink_printf(sink, "%s  ", entry->hex);
    put_path(sink, entry->path);
    recto_sink_text(sink, "\n");
  }
  return recto_bag_close(bag, sink, error);
}

static void put_info(RectoSink *sink, const char *label, const char *value) {
  g_autofree char *line = g_strdup(value);
  for (char *p = line; *p; p++)
    if (*p == '\n' || *p == '\r') *p = ' ';
  recto_sink_printf(sink, "%s: %s\n", label, line);
}

static bool write_info(RectoBag *bag, const char *const *info, GError **error) {
  uint64_t size = 0;
  guint count = bag->entries->len;
  for (guint i = 0; i < count; i++) size += ((const RectoBagEntry *)bag->entries->pdata[i])->size;
  RectoSink *sink = open_path(bag, "bag-info.txt", error);
  if (!sink) return false;
  for (; *info; info += 2) put_info(sink, info[0], info[1]);
  recto_sink_printf(sink, "Payload-Oxum: %" G_GUINT64_FORMAT ".%u\n", size, count);
  return recto_bag_close(bag, sink, error);
}

bool recto_bag_describe(RectoBag *bag, const char *const *info, GError **error) {
  if (!write_info(bag, info, error)) return false;
  RectoSink *sink = open_path(bag, "bagit.txt", error);
  if (!sink) return false;
  recto_sink_text(sink, "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
  if (!recto_bag_close(bag, sink, error)) return false;
  return write_manifest(bag, "manifest-sha256.txt", true, error) && write_manifest(bag, "tagmanifest-sha256.txt", false, error);
}

/* ------------------------------------------------------------------ publishing */

static bool sync_tree(const char *folder, GError **error) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
  if (!dir) return false;
  for (const char *name; (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    struct stat about;
    if (lstat(path, &about) == 0 && S_ISDIR(about.st_mode) && !sync_tree(path, error)) return false;
  }
  return recto_file_sync_folder(folder, error);
}

/* Is every file below `folder` (a path inside the bag) named by the old manifests? Returns the first one that is not, or NULL. */
static char *find_stranger(const char *bag_path, const char *inside, GHashTable *known) {
  g_autofree char *folder = g_build_filename(bag_path, inside, NULL);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  if (!dir) return g_strdup(*inside ? inside : ".");
  for (const char *name; (name = g_dir_read_name(dir));) {
    g_autofree char *path = *inside ? g_build_filename(inside, name, NULL) : g_strdup(name);
    g_autofree char *whole = g_build_filename(bag_path, path, NULL);
    struct stat about;
    bool is_folder = lstat(whole, &about) == 0 && S_ISDIR(about.st_mode);
    if (!is_folder && !g_hash_table_contains(known, path)) return g_steal_pointer(&path);
    char *stranger = is_folder ? find_stranger(bag_path, path, known) : NULL;
    if (stranger) return stranger;
  }
  return NULL;
}

static void learn_manifest(GHashTable *known, const char *bag_path, const char *name) {
  g_autofree char *path = g_build_filename(bag_path, name, NULL);
  g_autoptr(GBytes) bytes = recto_file_read(path, 16 << 20, NULL);
  if (!bytes) return;
  g_hash_table_add(known, g_strdup(name));
  g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++)
    if (strlen(*line) > 66) g_hash_table_add(known, g_uri_unescape_string(*line + 66, NULL) ?: g_strdup(*line + 66));
}

static bool is_replaceable(const char *path, GError **error) {
  g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  learn_manifest(known, path, "manifest-sha256.txt");
  learn_manifest(known, path, "tagmanifest-sha256.txt");
  g_autofree char *stranger = find_stranger(path, "", known);
  if (!stranger) return true;
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "the folder of this bundle is already there and holds %s, which Recto did not write; "
              "move that folder away or choose another one", stranger);
  return false;
}

/* Old and new change places in one step, so that at no moment there is none. */
static bool swap_in(RectoBag *bag, const char *final, GError **error) {
  if (!is_replaceable(final, error)) return false;
  if (renameat2(AT_FDCWD, bag->folder, AT_FDCWD, final, RENAME_EXCHANGE) != 0) {
    fail(error, "cannot replace the former bundle");
    return false;
  }
  recto_file_remove_tree(bag->folder);
  return true;
}

char *recto_bag_publish(RectoBag *bag, GError **error) {
  g_autofree char *final = g_build_filename(bag->parent, bag->name, NULL);
  if (!sync_tree(bag->folder, error)) return NULL;
  if (renameat2(AT_FDCWD, bag->folder, AT_FDCWD, final, RENAME_NOREPLACE) != 0) {
    if (errno != EEXIST) {
      fail(error, "cannot give the bundle its name");
      return NULL;
    }
    if (!swap_in(bag, final, error)) return NULL;
  }
  g_clear_pointer(&bag->folder, g_free);
  if (!recto_file_sync_folder(bag->parent, error)) return NULL;
  return g_steal_pointer(&final);
}
