/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto watch: every file that is put whole into a folder becomes a batch, then lies in its subfolder "recus". A file counts as whole when nobody has it open
 * for writing and it has not changed for a while; half a file is never taken. */
#include "cli/batch.h"
#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <recto/error.h>
#include <recto/text.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct { RectoBatchOptions options; int every, settle; gboolean once; guint n_done, n_failed, n_tray; GHashTable *seen; /* name -> "size mtime", as it failed */ } Watch;

/* Names that scanners and browsers give to what is not finished, and hidden files. */
static bool is_unfinished_name(const char *name) {
  static const char *const endings[] = {".part", ".partial", ".tmp", ".crdownload", ".filepart", "~", NULL};
  if (name[0] == '.') return true;
  for (const char *const *ending = endings; *ending; ending++)
    if (g_str_has_suffix(name, *ending)) return true;
  return false;
}

/* A read lease is refused while anybody has the file open for writing; a file system without leases (network) leaves only the clock. */
static bool is_open_for_writing(int fd) {
  if (fcntl(fd, F_SETLEASE, F_RDLCK) == 0) {
    fcntl(fd, F_SETLEASE, F_UNLCK);
    return false;
  }
  return errno == EAGAIN;
}

static char *stamp_of(const struct stat *status) {
  return g_strdup_printf("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld", (gint64)status->st_size, (gint64)status->st_mtim.tv_sec, status->st_mtim.tv_nsec);
}

static bool is_whole(const Watch *watch, const char *path, char **ret_stamp) {
  struct stat status;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  bool whole = fd >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && g_get_real_time() / G_USEC_PER_SEC - status.st_mtim.tv_sec >= watch->settle &&
               !is_open_for_writing(fd);
  if (whole) *ret_stamp = stamp_of(&status);
  if (fd >= 0) close(fd);
  return whole;
}

static GPtrArray *whole_files(const Watch *watch, const char *folder) {
  GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  for (const char *name; dir && (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL), *stamp = NULL;
    if (is_unfinished_name(name) || !is_whole(watch, path, &stamp)) continue;
    if (g_strcmp0(g_hash_table_lookup(watch->seen, name), stamp) != 0) g_ptr_array_add(names, g_strdup(name));
  }
  g_ptr_array_sort(names, recto_text_compare);
  return names;
}

/* The original is in the register; here it only makes room. A name that is taken there gets a number. */
static bool put_aside(const char *folder, const char *name, GError **error) {
  g_autofree char *aside = g_build_filename(folder, "recus", NULL), *from = g_build_filename(folder, name, NULL);
  if (g_mkdir_with_parents(aside, 0700) == 0)
    for (int i = 0; i < 1000; i++) {
      g_autofree char *fresh = i ? g_strdup_printf("%d-%s", i, name) : g_strdup(name), *to = g_build_filename(aside, fresh, NULL);
      if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return true;
      if (errno != EEXIST) break;
    }
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "« %s » est enregistré, mais ne peut pas être rangé dans « recus » : %s", name, g_strerror(errno));
  return false;
}

/* A file that fails stays where it is, is told, and is tried again when it changes. */
static void fail_file(Watch *watch, const char *folder, const char *name, GError *error) {
  g_autofree char *path = g_build_filename(folder, name, NULL), *stamp = NULL;
  fprintf(stderr, "recto: %s : %s\n", name, error->message);
  watch->n_failed++;
  if (is_whole(watch, path, &stamp)) g_hash_table_insert(watch->seen, g_strdup(name), g_steal_pointer(&stamp));
}

static bool take_file(Watch *watch, const RectoBatchOrder *order, const char *folder, const char *name) {
  RectoDesk *desk = &watch->options.desk;
  g_autofree char *path = g_build_filename(folder, name, NULL);
  const char *paths[] = {path, NULL};
  g_auto(RectoBatchResult) result = {0};
  g_autoptr(GError) error = NULL;
  RectoBatchOrder stack = *order;
  stack.paths = paths;
  desk->work.now = g_get_real_time();
  desk->work.shows = true;
  if (recto_work_batch(&desk->work, &stack, &result, &error) && put_aside(folder, name, &error)) {
    if (!recto_batch_slips(&watch->options, &result)) return false;
    watch->n_done++;
    watch->n_tray += result.n_tray;
    recto_batch_tell(&desk->cli, name, &result);
    return true;
  }
  if (g_error_matches(error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_propagate_error(&desk->error, g_steal_pointer(&error));
    return false;
  }
  fail_file(watch, folder, name, error);
  return true;
}

static bool look(Watch *watch, const RectoBatchOrder *order, const char *folder) {
  g_autoptr(GPtrArray) names = whole_files(watch, folder);
  for (guint i = 0; i < names->len && !*watch->options.desk.work.cancel; i++)
    if (!take_file(watch, order, folder, names->pdata[i])) return false;
  return true;
}

static bool run(Watch *watch) {
  RectoDesk *desk = &watch->options.desk;
  RectoBatchOrder order;
  if (!recto_desk_words(desk, 1, 1, "watch -p DEMARCHE DOSSIER") || !recto_batch_options_fit(&watch->options, &order)) return false;
  const char *folder = desk->cli.rest[0];
  if (!g_file_test(folder, G_FILE_TEST_IS_DIR)) {
    g_set_error(&desk->error, RECTO_ERROR, RECTO_ERROR_DEVICE, "« %s » n'est pas un dossier", folder);
    return false;
  }
  bool right = look(watch, &order, folder);
  while (right && !watch->once && !*desk->work.cancel) {
    for (int i = 0; i < watch->every * 10 && !*desk->work.cancel; i++) g_usleep(G_USEC_PER_SEC / 10);
    right = look(watch, &order, folder);
  }
  g_clear_pointer(&desk->meter, recto_meter_free);
  g_autofree char *done = g_strdup_printf("%u", watch->n_done), *failed = g_strdup_printf("%u", watch->n_failed), *tray = g_strdup_printf("%u", watch->n_tray);
  g_autofree char *text = recto_cli_say(&desk->cli, "batch.watched", "n", done, "failed", failed, "tray", tray, NULL);
  printf("%s\n", text);
  return right;
}

int recto_cmd_watch(int argc, char **argv) {
  Watch watch = {.options = {.situation = recto_situation_new()}, .every = 5, .settle = 5, .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free)};
  int code = 0;
  const GOptionEntry entries[] = {
      RECTO_BATCH_ENTRIES(watch.options),
      {"once", 0, 0, G_OPTION_ARG_NONE, &watch.once, "prendre ce qui est là, puis finir (take what is there and end)", NULL},
      {"every", 0, 0, G_OPTION_ARG_INT, &watch.every, "regarder toutes les N secondes (seconds between looks)", "N"},
      {"settle", 0, 0, G_OPTION_ARG_INT, &watch.settle, "un fichier est entier s'il n'a pas changé depuis N secondes (seconds without change)", "N"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&watch.options.desk, argc, argv, "DOSSIER ", "Surveille un dossier : chaque fichier entier devient un lot de courrier, puis est rangé dans « recus ».",
                      entries, RECTO_DESK_READS, &code)) {
    code = recto_desk_end(&watch.options.desk, run(&watch));
    if (code == RECTO_EXIT_DONE && (watch.n_tray > 0 || watch.n_failed > 0)) code = RECTO_EXIT_CHECK;
  }
  g_hash_table_unref(watch.seen);
  recto_batch_options_clear(&watch.options);
  return code;
}
