/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "values.h"

#include <gio/gio.h>
#include <string.h>

enum { DEEPEST = 8, INDENT = 2 };

typedef struct { char *name[DEEPEST]; } Path;

static void path_clear(Path *path) {
  for (int i = 0; i < DEEPEST; i++) g_free(path->name[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Path, path_clear)

/* The dotted key of a line "  name: …"; NULL for others. */
static char *enter(Path *path, const char *line) {
  size_t blank = strspn(line, " "), length = strcspn(line + blank, ":");
  if (line[blank] == '#' || line[blank + length] != ':' || blank / INDENT >= DEEPEST) return NULL;
  size_t depth = blank / INDENT;
  for (size_t i = depth; i < DEEPEST; i++) g_clear_pointer(&path->name[i], g_free);
  path->name[depth] = g_strndup(line + blank, length);
  return g_strjoinv(".", path->name);
}

/* The value's place is as wide as it was where it can be, so that comments stay below each other. */
static char *line_with(const char *line, const char *value) {
  const char *colon = strchr(line, ':') + 1, *from = colon + strspn(colon, " ");
  size_t old = strcspn(from, " "), space = strspn(from + old, " "), wide = old + space, length = strlen(value);
  const char *rest = from + old + space;
  if (!*rest) return g_strdup_printf("%.*s%s", (int)(from - line), line, value);
  return g_strdup_printf("%.*s%s%*s%s", (int)(from - line), line, value, length < wide ? (int)(wide - length) : 1, "", rest);
}

char *values_replaced(const char *text, GHashTable *values, GError **error) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_auto(Path) path = {{NULL}};
  guint found = 0;
  for (guint i = 0; lines[i]; i++) {
    g_autofree char *key = enter(&path, lines[i]);
    const char *value = key ? g_hash_table_lookup(values, key) : NULL;
    if (!value) continue;
    char *changed = line_with(lines[i], value);
    g_free(lines[i]);
    lines[i] = changed;
    found++;
  }
  if (found == g_hash_table_size(values)) return g_strjoinv("\n", lines);
  g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "%u of %u limits are not in the file", g_hash_table_size(values) - found, g_hash_table_size(values));
  return NULL;
}
