/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The softmax. Must not know: how weights were trained. */
#include "judge/role.h"

#include "judge/surroundings.h"

#include "judge/merge.h"

#include <math.h>

static uint32_t mixed(uint32_t a, uint32_t b)
{
  uint32_t h = a ^ (b + 0x9e3779b9u + (a << 6) + (a >> 2));
  h ^= h >> 16;
  h *= 0x7feb352du;
  h ^= h >> 15;
  return h & (RECTO_ROLE_WEIGHTS - 1);
}

GArray *recto_role_features(const GArray *features, const char *role, const char *type)
{
  uint32_t part = recto_feature_hash("role", role), paper = recto_feature_hash(role, type);
  GArray *out = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), 2 * features->len);
  for (guint i = 0; i < features->len; i++) {
    uint32_t feature = g_array_index(features, uint32_t, i), general = mixed(feature, part), special = mixed(feature, paper);
    g_array_append_val(out, general);
    g_array_append_val(out, special);
  }
  return out;
}

GArray *recto_role_none(const char *role, const char *type, guint n_mentions)
{
  g_autoptr(GArray) features = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  uint32_t none = recto_feature_hash("none", n_mentions == 0 ? "0" : n_mentions < 3 ? "few" : "many");
  g_array_append_val(features, none);
  return recto_role_features(features, role, type);
}

GPtrArray *recto_role_mentions(const RectoFieldRule *rule, const char *role, const Layout *layout, int pivot_year)
{
  if (rule->kind == RECTO_FIELD_DATE) return recto_mentions_of_days(layout, pivot_year);
  if (g_str_equal(role, "family")) return recto_mentions_of_families(layout);
  if (g_str_equal(role, "given")) return recto_mentions_of_given_names(layout);
  if (g_str_equal(role, "company")) return recto_mentions_of_companies(layout);
  return g_str_equal(role, "place") ? recto_mentions_of_places(layout) : recto_mentions_of_names(layout);
}

char *recto_role_value(const RectoFieldRule *rule, const char *role, const char *full)
{
  bool family = g_str_has_suffix(rule->name, "family-name"), given = g_str_has_suffix(rule->name, "given-names");
  if ((!family && !given) || !g_str_equal(role, "subject")) return g_strdup(full);
  g_auto(GStrv) words = g_strsplit(full, " ", -1);
  g_autoptr(GString) part = g_string_new(NULL);
  bool other = false;
  for (guint i = 0; words[i]; i++) {
    if (recto_in_capitals(words[i]) == family) g_string_append_printf(part, "%s%s", part->len ? " " : "", words[i]);
    else other = true;
  }
  return other && part->len ? g_string_free(g_steal_pointer(&part), FALSE) : NULL; /* all alike: nothing tells the parts apart */
}

static double score_of(const int8_t *weights, const GArray *positions)
{
  double sum = 0;
  for (guint i = 0; i < positions->len; i++) sum += weights[g_array_index(positions, uint32_t, i)];
  return sum / RECTO_WEIGHT_SCALE;
}

/* "Lamia NOUR" and "NOUR Lamia" are one answer. */
static void add_up_same(const GPtrArray *mentions, const double *alone, double *chances)
{
  for (guint i = 0; i < mentions->len; i++) {
    const Mention *mention = mentions->pdata[i];
    chances[i] = 0;
    for (guint j = 0; j < mentions->len; j++)
      if (i == j || recto_same_words(mention->value, ((const Mention *)mentions->pdata[j])->value)) chances[i] += alone[j];
  }
}

double *recto_role_chances(const RectoModels *models, const GPtrArray *mentions, const char *role, const char *type)
{
  const int8_t *weights = recto_models_role_weights(models);
  if (!weights || mentions->len == 0) return NULL;
  g_autofree double *alone = g_new0(double, mentions->len);
  g_autoptr(GArray) none = recto_role_none(role, type, mentions->len);
  double sum = exp(score_of(weights, none));
  for (guint i = 0; i < mentions->len; i++) {
    g_autoptr(GArray) positions = recto_role_features(((const Mention *)mentions->pdata[i])->features, role, type);
    sum += alone[i] = exp(fmin(score_of(weights, positions), 60));
  }
  for (guint i = 0; i < mentions->len; i++) alone[i] /= sum;
  double *chances = g_new0(double, mentions->len);
  add_up_same(mentions, alone, chances);
  return chances;
}
