/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain. An error carries, beside its English text, the key and the values of the sentence that people read. Must not know: languages. */
#include <recto/error.h>
#include <stdarg.h>

typedef struct { char *key; GHashTable *values; } RectoErrorPrivate;

static void recto_error_private_init(RectoErrorPrivate *private) { *private = (RectoErrorPrivate){NULL, NULL}; }

static void recto_error_private_copy(const RectoErrorPrivate *from, RectoErrorPrivate *to) {
  *to = (RectoErrorPrivate){g_strdup(from->key), from->values ? g_hash_table_ref(from->values) : NULL};
}

static void recto_error_private_clear(RectoErrorPrivate *private) {
  g_clear_pointer(&private->key, g_free);
  g_clear_pointer(&private->values, g_hash_table_unref);
}

G_DEFINE_EXTENDED_ERROR(RectoError, recto_error)

static char *fill(const char *english, GHashTable *values) {
  GString *text = g_string_new(english);
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, values);
  while (g_hash_table_iter_next(&iter, &name, &value)) {
    g_autofree char *mark = g_strdup_printf("{%s}", (const char *)name);
    g_string_replace(text, mark, value, 0);
  }
  return g_string_free(text, FALSE);
}

bool recto_error_say(GError **error, RectoErrorCode code, const char *key, const char *english, ...) {
  va_list list;
  if (!error) return false;
  g_autoptr(GHashTable) values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  va_start(list, english);
  for (const char *name; (name = va_arg(list, const char *));) {
    const char *value = va_arg(list, const char *);
    g_hash_table_insert(values, g_strdup(name), g_strdup(value ? value : "—"));
  }
  va_end(list);
  g_autofree char *text = fill(english, values);
  GError *said = g_error_new_literal(RECTO_ERROR, (gint)code, text);
  RectoErrorPrivate *private = recto_error_get_private(said);
  private->key = g_strdup(key);
  private->values = g_steal_pointer(&values);
  g_propagate_error(error, said);
  return false;
}

const char *recto_error_key(const GError *error) { return error->domain == RECTO_ERROR ? recto_error_get_private(error)->key : NULL; }

const GHashTable *recto_error_values(const GError *error) { return error->domain == RECTO_ERROR ? recto_error_get_private(error)->values : NULL; }
