/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "wear.h"
#include <string.h>

/* Words that act when the file is written. */
static const struct {
  const char *name, *help;
} format_words[] = {{"g4", "two levels; TIFF and PDF in Group 4"},
                    {"jpeg", "JPEG, WebP, HEIC or JPEG-in-PDF quality"},
                    {"exif", "the pixels are stored turned and the EXIF tag (1-8) tells it"},
                    {"zip", "Deflate in TIFF"}};

static const OpEntry *find_op(const char *name) {
  const OpEntry *tables[] = {print_ops, scan_ops, photo_ops, defect_ops};
  for (size_t t = 0; t < G_N_ELEMENTS(tables); t++)
    for (const OpEntry *op = tables[t]; op->name; op++)
      if (strcmp(op->name, name) == 0) return op;
  return NULL;
}

static bool is_format_word(const char *name) {
  for (size_t i = 0; i < G_N_ELEMENTS(format_words); i++)
    if (strcmp(format_words[i].name, name) == 0) return true;
  return false;
}

static void word_clear(gpointer word) { g_free(((Word *)word)->name); }

/* "g4" is a whole word; elsewhere the number starts at the first digit, dot or minus. */
static Word read_word(const char *text) {
  size_t letters = strcmp(text, "g4") == 0 ? 2 : strcspn(text, "0123456789.-");
  Word word = {g_strndup(text, letters), 0, text[letters] != 0};
  word.value = g_ascii_strtod(text + letters, NULL);
  return word;
}

Recipe *recipe_parse(const char *text) {
  g_autoptr(Recipe) recipe = g_new0(Recipe, 1);
  recipe->words = g_array_new(FALSE, FALSE, sizeof(Word));
  g_array_set_clear_func(recipe->words, word_clear);
  g_auto(GStrv) parts = g_strsplit(text, ",", -1);
  for (guint i = 0; parts[i]; i++) {
    if (!*g_strstrip(parts[i])) continue;
    Word word = read_word(parts[i]);
    g_array_append_val(recipe->words, word);
    if (find_op(word.name) || is_format_word(word.name)) continue;
    g_printerr("wear: nobody knows the word \"%s\"; `wear --list` tells all\n", parts[i]);
    return NULL;
  }
  return g_steal_pointer(&recipe);
}

void recipe_free(Recipe *recipe) {
  g_array_unref(recipe->words);
  g_free(recipe);
}

Format recipe_format(const Recipe *recipe) {
  Format format = {0};
  for (guint i = 0; i < recipe->words->len; i++) {
    const Word *word = &g_array_index(recipe->words, Word, i);
    if (strcmp(word->name, "g4") == 0) format.bilevel = true;
    if (strcmp(word->name, "jpeg") == 0) format.quality = word->has_value ? (int)word->value : 75;
    if (strcmp(word->name, "exif") == 0) format.exif = word->has_value ? (int)word->value : 6;
    if (strcmp(word->name, "zip") == 0) format.zip = 1;
  }
  return format;
}

PIX *recipe_apply(const Recipe *recipe, PIX *pix, PIX *back, guint64 seed) {
  for (guint i = 0; i < recipe->words->len; i++) {
    const Word *word = &g_array_index(recipe->words, Word, i);
    const OpEntry *op = find_op(word->name);
    if (!op) continue;
    g_autofree char *label = g_strdup_printf("wear:%s:%u", word->name, i);
    Rng rng = rng_new(seed, label);
    pix = op->run(pix, word->has_value ? word->value : op->fallback, &rng, back);
  }
  return pix;
}
