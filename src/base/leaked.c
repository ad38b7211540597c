/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sorted file of digests, asked by halves. */
#include "base/leaked.h"
#include <fcntl.h>
#include <recto/error.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIGITS 40
#define LINE_MOST 64 /* bytes with the line's end: 40 digits, ":", a count of up to 20 digits */
#define SAMPLES 64   /* lines that are compared with each other before the file is believed */

typedef struct { const char *path; int fd; uint64_t size; } List;
typedef struct { char digits[DIGITS + 1]; uint64_t from, to; } Line; /* where it stands in the file, its end included */

static bool refuse(const List *list, GError **error) {
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.leaked-list", "{path}: a list of leaked passwords is expected, one HASH:COUNT a line, ordered by hash", "path", list->path, NULL);
}

static bool open_list(const char *path, List *list, GError **error) {
  struct stat status = {0};
  *list = (List){path, open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK), 0};
  bool right = list->fd >= 0 && fstat(list->fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0;
  list->size = right ? (uint64_t)status.st_size : 0;
  if (right) return true;
  if (list->fd >= 0) close(list->fd);
  return refuse(list, error);
}

/* "…:123\r\n" or "…:123\n"; of the file's last line the end may be missing. */
static bool is_line(const char *text, size_t length) {
  size_t digits = 0, counted = 0;
  while (digits < length && g_ascii_isxdigit(text[digits])) digits++;
  if (digits != DIGITS || length <= DIGITS + 1 || text[DIGITS] != ':') return false;
  while (DIGITS + 1 + counted < length && g_ascii_isdigit(text[DIGITS + 1 + counted])) counted++;
  size_t rest = length - (DIGITS + 1) - counted;
  return counted > 0 && (rest == 0 || (rest == 1 && text[length - 1] == '\r'));
}

/* The line that holds this place. */
static bool line_at(const List *list, uint64_t at, Line *ret) {
  char text[2 * LINE_MOST];
  uint64_t from = at > LINE_MOST ? at - LINE_MOST : 0, size = MIN(sizeof text, list->size - from);
  if (pread(list->fd, text, size, (off_t)from) != (ssize_t)size) return false;
  size_t begin = (size_t)(at - from), end = begin;
  while (begin > 0 && text[begin - 1] != '\n') begin--;
  while (end < size && text[end] != '\n') end++;
  bool whole = (begin > 0 || from == 0) && (end < size || from + size == list->size);
  if (!whole || !is_line(text + begin, end - begin)) return false;
  for (size_t i = 0; i < DIGITS; i++) ret->digits[i] = g_ascii_toupper(text[begin + i]);
  ret->digits[DIGITS] = '\0';
  ret->from = from + begin;
  ret->to = from + end + (end < size);
  return true;
}

/* ------------------------------------------------------------------ is it such a list? */

static bool ascends(const List *list) {
  Line before = {0}, line = {0};
  for (uint64_t i = 0; i < SAMPLES; i++) {
    if (!line_at(list, (list->size - 1) / (SAMPLES - 1) * i, &line)) return false;
    if (line.from > before.from && *before.digits && strcmp(line.digits, before.digits) <= 0) return false;
    before = line;
  }
  return line_at(list, list->size - 1, &line);
}

bool recto_leaked_check(const char *path, GError **error) {
  List list;
  if (!open_list(path, &list, error)) return false;
  bool right = ascends(&list) || refuse(&list, error);
  close(list.fd);
  return right;
}

/* ------------------------------------------------------------------ is it in the list? */

static bool search(const List *list, const char *digits, bool *ret_holds) {
  uint64_t low = 0, high = list->size;
  bool found = false;
  while (low < high && !found) {
    Line line;
    if (!line_at(list, low + (high - low) / 2, &line)) return false;
    int order = strcmp(digits, line.digits);
    found = order == 0;
    if (order < 0) high = line.from;
    else low = line.to;
  }
  *ret_holds = found;
  return true;
}

bool recto_leaked_holds(const char *path, const char *untrusted_password, bool *ret_holds, GError **error) {
  List list;
  if (!open_list(path, &list, error)) return false;
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA1, untrusted_password, -1), *digits = g_ascii_strup(digest, -1);
  bool right = search(&list, digits, ret_holds) || refuse(&list, error);
  close(list.fd);
  explicit_bzero(digest, DIGITS);
  explicit_bzero(digits, DIGITS);
  return right;
}
