/* SPDX-License-Identifier: GPL-3.0-or-later */
/* exam-cer TRUTH RESULT [TRUTH RESULT…]: error rates of characters and words (Levenshtein, in reading order) and word recall, over all pairs.
 * White space, quotation marks and dashes are folded first. A RESULT in .json is any JSON whose objects carry "words" arrays of {"text": …}. */
#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

static gunichar folded(gunichar c) {
  if (g_unichar_isspace(c) || c == 0xA0 || c == 0x202F) return ' ';
  if (c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0x60) return '\'';
  if (c == 0xAB || c == 0xBB || c == 0x201C || c == 0x201D || c == 0x201E) return '"';
  if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) return '-';
  return c;
}

/* Code points with single spaces between words, none at the ends. */
static GArray *fold(const char *text) {
  GArray *out = g_array_new(FALSE, FALSE, sizeof(gunichar));
  g_autofree char *nfc = g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
  bool space = true;
  for (const char *p = nfc ? nfc : ""; *p; p = g_utf8_next_char(p)) {
    gunichar c = folded(g_utf8_get_char(p));
    if (c != ' ' || !space) g_array_append_val(out, c);
    space = c == ' ';
  }
  if (out->len && g_array_index(out, gunichar, out->len - 1) == ' ') g_array_set_size(out, out->len - 1);
  return out;
}

static guint distance(const GArray *a, const GArray *b) {
  g_autofree guint *row = g_new(guint, b->len + 1);
  for (guint j = 0; j <= b->len; j++) row[j] = j;
  for (guint i = 1; i <= a->len; i++) {
    guint diagonal = row[0];
    gunichar c = g_array_index(a, gunichar, i - 1);
    row[0] = i;
    for (guint j = 1; j <= b->len; j++) {
      guint change = diagonal + (c != g_array_index(b, gunichar, j - 1));
      diagonal = row[j];
      row[j] = MIN(change, MIN(row[j], row[j - 1]) + 1);
    }
  }
  return row[b->len];
}

/* One number a word, the same for the same word of both texts. */
static GArray *word_numbers(const GArray *text, GHashTable *numbers) {
  GArray *out = g_array_new(FALSE, FALSE, sizeof(gunichar));
  g_autofree char *utf8 = g_ucs4_to_utf8((const gunichar *)(const void *)text->data, text->len, NULL, NULL, NULL);
  g_auto(GStrv) words = g_strsplit(utf8 ? utf8 : "", " ", -1);
  for (char **w = words; *w; w++) {
    if (!g_hash_table_contains(numbers, *w)) g_hash_table_insert(numbers, g_strdup(*w), GUINT_TO_POINTER(g_hash_table_size(numbers) + 1));
    gunichar number = GPOINTER_TO_UINT(g_hash_table_lookup(numbers, *w));
    g_array_append_val(out, number);
  }
  return out;
}

static guint word_distance(const GArray *truth, const GArray *result) {
  g_autoptr(GHashTable) numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GArray) a = word_numbers(truth, numbers), b = word_numbers(result, numbers);
  return distance(a, b);
}

static GHashTable *word_counts(const GArray *text, guint *ret_total) {
  GHashTable *counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *utf8 = g_ucs4_to_utf8((const gunichar *)(const void *)text->data, text->len, NULL, NULL, NULL);
  g_auto(GStrv) words = g_strsplit(utf8 ? utf8 : "", " ", -1);
  *ret_total = g_strv_length(words);
  for (char **w = words; *w; w++) g_hash_table_replace(counts, g_strdup(*w), GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(counts, *w)) + 1));
  return counts;
}

static guint common_words(GHashTable *truth, GHashTable *result) {
  guint common = 0;
  GHashTableIter iter;
  gpointer word, count;
  g_hash_table_iter_init(&iter, truth);
  while (g_hash_table_iter_next(&iter, &word, &count)) common += MIN(GPOINTER_TO_UINT(count), GPOINTER_TO_UINT(g_hash_table_lookup(result, word)));
  return common;
}

static void append_words(JsonArray *words, GString *out) {
  for (guint i = 0; i < json_array_get_length(words); i++) {
    JsonNode *word = json_array_get_element(words, i);
    if (JSON_NODE_HOLDS_OBJECT(word))
      g_string_append_printf(out, "%s ", json_object_get_string_member_with_default(json_node_get_object(word), "text", ""));
  }
}

static void collect_words(JsonNode *node, GString *out, int depth) {
  if (depth > 24) return;
  if (JSON_NODE_HOLDS_ARRAY(node)) {
    JsonArray *array = json_node_get_array(node);
    for (guint i = 0; i < json_array_get_length(array); i++) collect_words(json_array_get_element(array, i), out, depth + 1);
    return;
  }
  if (!JSON_NODE_HOLDS_OBJECT(node)) return;
  JsonObject *object = json_node_get_object(node);
  g_autoptr(GList) members = json_object_get_members(object);
  for (GList *m = members; m; m = m->next) {
    JsonNode *value = json_object_get_member(object, m->data);
    if (g_str_equal(m->data, "words") && JSON_NODE_HOLDS_ARRAY(value))
      append_words(json_node_get_array(value), out);
    else
      collect_words(value, out, depth + 1);
  }
}

static char *read_text(const char *path) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(path, &text, NULL, &error)) return g_printerr("exam-cer: %s\n", error->message), NULL;
  if (!g_str_has_suffix(path, ".json")) return g_utf8_make_valid(text, -1);
  g_autoptr(JsonParser) parser = json_parser_new();
  if (!json_parser_load_from_data(parser, text, -1, &error)) return g_printerr("exam-cer: %s: %s\n", path, error->message), NULL;
  GString *out = g_string_new(NULL);
  collect_words(json_parser_get_root(parser), out, 0);
  return g_string_free(out, FALSE);
}

int main(int argc, char **argv) {
  guint64 errors = 0, characters = 0, found = 0, words = 0, wrong = 0;
  if (argc < 3 || argc % 2 == 0) return g_printerr("exam-cer: TRUTH RESULT [TRUTH RESULT...]\n"), 2;
  for (int i = 1; i + 1 < argc; i += 2) {
    g_autofree char *truth_text = read_text(argv[i]), *result_text = read_text(argv[i + 1]);
    if (!truth_text || !result_text) return 1;
    g_autoptr(GArray) truth = fold(truth_text), result = fold(result_text);
    guint total = 0, other = 0;
    g_autoptr(GHashTable) truth_words = word_counts(truth, &total), result_words = word_counts(result, &other);
    errors += distance(truth, result);
    characters += truth->len;
    found += common_words(truth_words, result_words);
    words += total;
    wrong += word_distance(truth, result);
  }
  g_print("cer=%.4f recall=%.4f characters=%" G_GUINT64_FORMAT " wer=%.4f\n", characters ? (double)errors / (double)characters : 0,
          words ? (double)found / (double)words : 0, characters, words ? (double)wrong / (double)words : 0);
  return 0;
}
