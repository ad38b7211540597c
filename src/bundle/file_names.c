/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File names inside a bundle. Must not know: folders. */
#include "bundle/file_names.h"
#include <stdbool.h>

#define MAX_BYTES 120
#define MAX_EXTENSION 12

static bool is_forbidden(gunichar c) {
  if (c < 0x80 && strchr("/\\<>:\"|?*", (int)c)) return true;
  switch (g_unichar_type(c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT: /* "fdp.exe" turned round by a direction mark */
  case G_UNICODE_SURROGATE:
  case G_UNICODE_PRIVATE_USE:
  case G_UNICODE_UNASSIGNED:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR: return true;
  default: return false;
  }
}

static char *keep_safe(const char *text) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    if (is_forbidden(c)) c = '_';
    if (g_unichar_isspace(c)) c = ' ';
    bool repeats = out->len > 0 && (c == '_' || c == ' ') && (gunichar)out->str[out->len - 1] == c;
    if (!repeats) g_string_append_unichar(out, c);
  }
  return g_string_free(out, FALSE);
}

static void trim_end(GString *name) {
  while (name->len > 0 && strchr(" .", name->str[name->len - 1])) g_string_truncate(name, name->len - 1);
}

static void cut(GString *name, size_t bytes) {
  if (name->len <= bytes) return;
  const char *end = g_utf8_find_prev_char(name->str, name->str + bytes + 1);
  g_string_truncate(name, end ? (gsize)(end - name->str) : 0);
}

char *recto_bundle_name(guint number, guint total, const char *untrusted_name) {
  g_autofree char *valid = g_utf8_make_valid(untrusted_name ? untrusted_name : "", -1);
  g_autofree char *composed = g_utf8_normalize(valid, -1, G_NORMALIZE_NFC);
  const char *last = strrchr(composed, '/');
  g_autofree char *safe = keep_safe(last ? last + 1 : composed);
  const char *start = safe + strspn(safe, " .-_~");
  const char *dot = strrchr(start, '.');
  g_autofree char *extension = dot && dot > start && strlen(dot) <= MAX_EXTENSION && strlen(dot) > 1 ? g_strdup(dot) : g_strdup("");
  GString *stem = g_string_new_len(start, (gssize)(strlen(start) - strlen(extension)));
  cut(stem, MAX_BYTES - strlen(extension));
  trim_end(stem);
  if (stem->len == 0) g_string_assign(stem, "fichier");
  g_string_append(stem, extension);
  trim_end(stem);
  g_autofree char *name = g_string_free(stem, FALSE);
  return g_strdup_printf("%0*u-%s", total > 99 ? total > 999 ? 4 : 3 : 2, number, name);
}

char *recto_bundle_element(const char *untrusted_text) {
  if (!untrusted_text || !g_utf8_validate(untrusted_text, -1, NULL)) return NULL;
  g_autofree char *safe = keep_safe(untrusted_text);
  GString *out = g_string_new(safe + strspn(safe, " .-_~"));
  cut(out, MAX_BYTES);
  trim_end(out);
  return g_string_free(out, out->len == 0);
}
