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

/* What these do changes the size of letters; others leave it or cut. */
static double size_after(const char *name, int width, int height, PIX *after) {
  if (strcmp(name, "photo") == 0) return wear_photo_scale(width, height);
  static const char *const scaling[] = {"scan", "fax", "small", "tiny", NULL};
  return g_strv_contains(scaling, name) ? (double)pixGetWidth(after) / width : 1;
}

static bool hides(const char *name) {
  static const char *const hiding[] = {"glare", "finger", "croptop", "cropbottom", "cropleft", "cropright", NULL};
  return g_strv_contains(hiding, name);
}

bool recipe_hides(const Recipe *recipe) {
  for (guint i = 0; i < recipe->words->len; i++)
    if (hides(g_array_index(recipe->words, Word, i).name)) return true;
  return false;
}

static void word_clear(gpointer word) { g_free(((Word *)word)->name); }

/* "g4" is a whole word; elsewhere the number starts at the first digit, dot or minus. */
static Word read_word(const char *text) {
  size_t letters = strcmp(text, "g4") == 0 ? 2 : strcspn(text, "0123456789.-");
  Word word = {g_strndup(text, letters), 0, text[letters] != 0, false};
  char *end = NULL;
  word.value = g_ascii_strtod(text + letters, &end);
  word.in_x = word.has_value && *end == 'x';
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

static double value_of(const Word *word, const OpEntry *op, double x_height) {
  double value = word->has_value ? word->value : op->fallback;
  if (strcmp(word->name, "tiny") == 0) return x_height > 0 ? value / x_height : 1;
  return word->in_x ? value * x_height : value;
}

PIX *recipe_apply(const Recipe *recipe, PIX *pix, Wearing *wearing) {
  for (guint i = 0; i < recipe->words->len; i++) {
    const Word *word = &g_array_index(recipe->words, Word, i);
    const OpEntry *op = find_op(word->name);
    if (!op || (wearing->bared && hides(word->name))) continue;
    g_autofree char *label = g_strdup_printf("wear:%s:%u", word->name, i);
    Rng rng = rng_new(wearing->seed, label);
    int width = pixGetWidth(pix), height = pixGetHeight(pix);
    pix = op->run(pix, value_of(word, op, wearing->x_height), &rng, wearing->back);
    wearing->x_height *= size_after(word->name, width, height, pix);
  }
  return pix;
}
