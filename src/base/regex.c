/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/regex.h"

static GMutex guard;
static GHashTable *kept; /* "flags pattern" -> GRegex* */

GRegex *recto_regex(const char *pattern, GRegexCompileFlags flags) {
  g_autofree char *key = g_strdup_printf("%x %s", (guint)flags, pattern);
  g_mutex_lock(&guard);
  if (!kept) kept = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_regex_unref);
  GRegex *found = g_hash_table_lookup(kept, key);
  if (!found) {
    found = g_regex_new(pattern, flags | G_REGEX_OPTIMIZE, 0, NULL);
    if (found) g_hash_table_insert(kept, g_steal_pointer(&key), found);
  }
  g_mutex_unlock(&guard);
  return found;
}
