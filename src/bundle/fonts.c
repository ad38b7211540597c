/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fonts of a language against its sentences. Must not know: reports. */
#include "bundle/fonts.h"

#include <fontconfig/fontconfig.h>
#include <stdlib.h>

/* Adds what the faces of a family hold; false when it is not installed. */
static bool add_family(FcCharSet *letters, const char *family) {
  FcPattern *pattern = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, (char *)NULL);
  FcObjectSet *wanted = FcObjectSetBuild(FC_CHARSET, (char *)NULL);
  FcFontSet *fonts = FcFontList(NULL, pattern, wanted);
  bool found = fonts && fonts->nfont > 0;
  for (int i = 0; fonts && i < fonts->nfont; i++) {
    FcCharSet *one = NULL;
    if (FcPatternGetCharSet(fonts->fonts[i], FC_CHARSET, 0, &one) == FcResultMatch) FcCharSetMerge(letters, one, NULL);
  }
  if (fonts) FcFontSetDestroy(fonts);
  FcObjectSetDestroy(wanted);
  FcPatternDestroy(pattern);
  return found;
}

/* Signs that are never drawn: directions, joiners, line ends. */
static bool is_drawn(gunichar letter) {
  GUnicodeType type = g_unichar_type(letter);
  return type != G_UNICODE_CONTROL && type != G_UNICODE_FORMAT && letter != ' ';
}

static void add_missing(GHashTable *missing, const FcCharSet *letters, const char *text) {
  for (const char *at = text; *at; at = g_utf8_next_char(at)) {
    gunichar letter = g_utf8_get_char(at);
    if (is_drawn(letter) && !FcCharSetHasChar(letters, letter)) g_hash_table_add(missing, GUINT_TO_POINTER(letter));
  }
}

static int compare_letters(gconstpointer a, gconstpointer b) {
  guint x = GPOINTER_TO_UINT(*(const gpointer *)a), y = GPOINTER_TO_UINT(*(const gpointer *)b);
  return (x > y) - (x < y);
}

static void tell_letters(GPtrArray *lacks, GHashTable *missing) {
  guint n = 0;
  g_autofree gpointer *letters = g_hash_table_get_keys_as_array(missing, &n);
  if (n) qsort(letters, n, sizeof *letters, compare_letters);
  for (guint i = 0; i < n; i++) g_ptr_array_add(lacks, g_strdup_printf("U+%04X", GPOINTER_TO_UINT(letters[i])));
}

char *recto_fonts_lack(const RectoLanguage *language, const GHashTable *sentences) {
  FcCharSet *letters = FcCharSetCreate();
  g_autoptr(GPtrArray) lacks = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GHashTable) missing = g_hash_table_new(NULL, NULL);
  GHashTableIter iter;
  gpointer text;
  for (char **family = language->fonts; family && *family; family++)
    if (!add_family(letters, *family)) g_ptr_array_add(lacks, g_strdup(*family));
  g_hash_table_iter_init(&iter, (GHashTable *)sentences);
  while (lacks->len == 0 && g_hash_table_iter_next(&iter, NULL, &text)) add_missing(missing, letters, text); /* without its font every letter would be told */
  add_missing(missing, letters, lacks->len ? "" : "0123456789");
  tell_letters(lacks, missing);
  FcCharSetDestroy(letters);
  if (lacks->len == 0) return NULL;
  g_ptr_array_add(lacks, NULL);
  return g_strjoinv(", ", (char **)lacks->pdata);
}
