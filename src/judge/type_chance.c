/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A softmax over document types. Must not know: clues, fields. */
#include "judge/type_chance.h"

#include "judge/mention.h"

#include <math.h>
#include <recto/text.h>
#include <string.h>

enum { FEWEST = 12 }; /* features */

static void add(GHashTable *seen, GArray *features, const char *name, const char *value)
{
  uint32_t hash = recto_feature_hash(name, value);
  if (g_hash_table_add(seen, GUINT_TO_POINTER(hash))) g_array_append_val(features, hash);
}

/* Letters only, at least two; figures say nothing of the kind of paper but their length does. */
static char *plain_word(const char *folded)
{
  g_autoptr(GString) word = g_string_new(NULL);
  for (const char *p = folded; *p; p++) {
    if (g_ascii_isdigit(*p)) g_string_append_c(word, '0');
    else if (g_ascii_isalpha(*p) || (guchar)*p >= 0x80 || (*p == '\'' && word->len > 0)) g_string_append_c(word, *p);
  }
  return word->len >= 2 ? g_string_free(g_steal_pointer(&word), FALSE) : NULL;
}

static void add_text(GHashTable *seen, GArray *features, const char *name, const char *text)
{
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  g_autofree char *before = NULL;
  g_autofree char *pair_name = g_strdup_printf("%s2", name);
  for (guint i = 0; words[i]; i++) {
    char *word = plain_word(words[i]);
    if (word) add(seen, features, name, word);
    if (word && before) {
      g_autofree char *pair = g_strdup_printf("%s %s", before, word);
      add(seen, features, pair_name, pair);
    }
    g_free(before);
    before = word;
  }
}

GArray *recto_type_features(const Evidence *evidence)
{
  GArray *features = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  const Layout *layout = evidence->layout;
  for (guint i = 0; i < layout->lines->len; i++) add_text(seen, features, "w", ((const LayoutLine *)layout->lines->pdata[i])->folded);
  add_text(seen, features, "h", layout->zones[RECTO_WHERE_HEADING].text);
  static const char *const shapes[] = {"card", "sparse", "dense", "table", "landscape"};
  for (gsize i = 0; i < G_N_ELEMENTS(shapes); i++)
    if (recto_evidence_has_shape(evidence, shapes[i])) add(seen, features, "shape", shapes[i]);
  for (guint i = 0; i < evidence->mrz->len; i++) add(seen, features, "mrz", recto_mrz_format_word(((const RectoMrz *)evidence->mrz->pdata[i])->format));
  return features;
}

uint32_t recto_type_position(uint32_t feature, const char *type)
{
  uint32_t h = feature ^ (recto_feature_hash("type", type) * 0x9e3779b1u);
  h ^= h >> 15;
  h *= 0x2c1b3c6du;
  h ^= h >> 13;
  return h & (RECTO_TYPE_WEIGHTS - 1);
}

double recto_type_share(guint n)
{
  return 8 / sqrt(MAX(1, n));
}

double *recto_type_chances(const RectoModels *models, const Evidence *evidence)
{
  const int8_t *weights = recto_models_type_weights(models);
  g_autoptr(GArray) features = weights ? recto_type_features(evidence) : NULL;
  if (!features || features->len < FEWEST) return NULL;
  const GPtrArray *types = recto_models_types(models);
  double *chances = g_new0(double, types->len), most = -INFINITY, sum = 0;
  for (guint t = 0; t < types->len; t++) {
    const char *id = ((const RectoType *)types->pdata[t])->id;
    for (guint i = 0; i < features->len; i++) chances[t] += weights[recto_type_position(g_array_index(features, uint32_t, i), id)];
    chances[t] *= recto_type_share(features->len) / RECTO_WEIGHT_SCALE;
    most = fmax(most, chances[t]);
  }
  for (guint t = 0; t < types->len; t++) sum += chances[t] = exp(chances[t] - most);
  for (guint t = 0; t < types->len; t++) chances[t] /= sum;
  return chances;
}
