/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train-weights: learns which name or day of a page plays which part (roles), and what kind of paper a page is by its words (types). Reads the lessons that
 * `judge-score --lessons FILE` writes, fits a softmax over each lesson's candidates (AdaGrad, L2), and writes roles.weights and types.weights into a
 * folder. With --folds it judges itself on layouts that it did not see: a layout's pages are all in one fold. The same lessons and seed give the same files. */
#include "judge/type_chance.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { GArray *positions; /* of uint32_t */ double share; /* of each */ bool right; char *value; } Candidate;
typedef struct { char *layout, *type, *role; GPtrArray *candidates; guint fold; } Group;
typedef struct { int epochs, folds, seed; double rate, l2, none; char *out; gboolean list; } Options;
typedef struct { GPtrArray *groups; guint n_weights; const char *name; } Lessons;
typedef struct { float *weights, *squares; const Options *options; } Training;

static void candidate_free(gpointer data)
{
  Candidate *candidate = data;
  g_array_unref(candidate->positions);
  g_free(candidate->value);
  g_free(candidate);
}

static void group_free(gpointer data)
{
  Group *group = data;
  g_free(group->layout);
  g_free(group->type);
  g_free(group->role);
  g_ptr_array_unref(group->candidates);
  g_free(group);
}

static Group *group_parse(const char *line, int folds)
{
  g_auto(GStrv) parts = g_strsplit(line + 2, " ", 3);
  if (g_strv_length(parts) != 3) return NULL;
  Group *group = g_new0(Group, 1);
  *group = (Group){g_strdup(parts[0]), g_strdup(parts[1]), g_strdup(parts[2]), g_ptr_array_new_with_free_func(candidate_free), g_str_hash(parts[0]) % (guint)MAX(1, folds)};
  return group;
}

static Candidate *candidate_parse(char *line)
{
  char *tab = strchr(line, '\t');
  if (tab) *tab = 0;
  Candidate *candidate = g_new0(Candidate, 1);
  candidate->positions = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  candidate->share = 1;
  candidate->right = line[2] == '1';
  candidate->value = g_strdup(tab ? tab + 1 : "");
  for (char *p = line + 3; *p == ' ';) {
    uint32_t position = (uint32_t)strtoul(p + 1, &p, 16);
    g_array_append_val(candidate->positions, position);
  }
  return candidate;
}

/* "t layout type feature…": every type of the "k" line is a candidate. */
static Group *types_parse(const char *line, char **types, int folds)
{
  g_auto(GStrv) parts = g_strsplit(line + 2, " ", -1);
  guint n = g_strv_length(parts);
  if (n < 3) return NULL;
  Group *group = g_new0(Group, 1);
  *group = (Group){g_strdup(parts[0]), g_strdup(parts[1]), g_strdup("type"), g_ptr_array_new_with_free_func(candidate_free), g_str_hash(parts[0]) % (guint)MAX(1, folds)};
  for (guint t = 0; types[t]; t++) {
    Candidate *candidate = g_new0(Candidate, 1);
    candidate->positions = g_array_sized_new(FALSE, FALSE, sizeof(uint32_t), n);
    candidate->share = recto_type_share(n - 2);
    candidate->right = g_str_equal(types[t], parts[1]);
    candidate->value = g_strdup(types[t]);
    for (guint i = 2; i < n; i++) {
      uint32_t position = recto_type_position((uint32_t)strtoul(parts[i], NULL, 16), types[t]);
      g_array_append_val(candidate->positions, position);
    }
    g_ptr_array_add(group->candidates, candidate);
  }
  return group;
}

static bool read_lessons(const char *path, int folds, GPtrArray *roles, GPtrArray *types)
{
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(path, &bytes, NULL, &error)) {
    g_printerr("%s\n", error->message);
    return false;
  }
  g_auto(GStrv) lines = g_strsplit(bytes, "\n", -1), ids = NULL;
  Group *group = NULL;
  for (guint i = 0; lines[i]; i++) {
    if (g_str_has_prefix(lines[i], "k ")) g_strfreev(ids), ids = g_strsplit(lines[i] + 2, " ", -1);
    else if (g_str_has_prefix(lines[i], "t ") && ids) {
      Group *page = types_parse(lines[i], ids, folds);
      if (page) g_ptr_array_add(types, page);
    } else if (g_str_has_prefix(lines[i], "g ") && (group = group_parse(lines[i], folds))) g_ptr_array_add(roles, group);
    else if (g_str_has_prefix(lines[i], "c ") && group) g_ptr_array_add(group->candidates, candidate_parse(lines[i]));
  }
  return true;
}

static double score_of(const float *weights, const Candidate *candidate)
{
  double sum = 0;
  for (guint i = 0; i < candidate->positions->len; i++) sum += (double)weights[g_array_index(candidate->positions, uint32_t, i)];
  return sum * candidate->share;
}

/* Chances of all candidates; returns the sum of the right ones. */
static double chances_of(const float *weights, const Group *group, double *chances)
{
  double most = -INFINITY, sum = 0, right = 0;
  for (guint i = 0; i < group->candidates->len; i++) {
    chances[i] = score_of(weights, group->candidates->pdata[i]);
    most = fmax(most, chances[i]);
  }
  for (guint i = 0; i < group->candidates->len; i++) sum += chances[i] = exp(chances[i] - most);
  for (guint i = 0; i < group->candidates->len; i++) {
    chances[i] /= sum;
    if (((const Candidate *)group->candidates->pdata[i])->right) right += chances[i];
  }
  return right;
}

static void step(Training *training, const GArray *positions, double slope)
{
  for (guint i = 0; i < positions->len; i++) {
    uint32_t at = g_array_index(positions, uint32_t, i);
    double gradient = slope + training->options->l2 * (double)training->weights[at];
    training->squares[at] += (float)(gradient * gradient);
    training->weights[at] -= (float)(training->options->rate * gradient / (sqrt((double)training->squares[at]) + 1e-3));
  }
}

static void learn(Training *training, const Group *group)
{
  g_autofree double *chances = g_new(double, group->candidates->len);
  double right = fmax(chances_of(training->weights, group, chances), 1e-9);
  double share = g_str_equal(group->type, "none-of-these") ? training->options->none : 1;
  for (guint i = 0; i < group->candidates->len; i++) {
    const Candidate *candidate = group->candidates->pdata[i];
    double slope = share * (chances[i] - (candidate->right ? chances[i] / right : 0));
    if (fabs(slope) > 1e-4) step(training, candidate->positions, slope * candidate->share);
  }
}

/* `without`: the fold left out, -1 = none. */
static float *train(const Lessons *lessons, const Options *options, int without)
{
  const GPtrArray *groups = lessons->groups;
  Training training = {g_new0(float, lessons->n_weights), g_new0(float, lessons->n_weights), options};
  g_autoptr(GRand) dice = g_rand_new_with_seed((guint32)options->seed);
  g_autofree guint *order = g_new(guint, groups->len);
  for (guint i = 0; i < groups->len; i++) order[i] = i;
  for (int epoch = 0; epoch < options->epochs; epoch++) {
    for (guint i = groups->len; i > 1; i--) {
      guint j = (guint)g_rand_int_range(dice, 0, (gint32)i), keep = order[i - 1];
      order[i - 1] = order[j];
      order[j] = keep;
    }
    for (guint i = 0; i < groups->len; i++) {
      const Group *group = groups->pdata[order[i]];
      if (without < 0 || group->fold != (guint)without) learn(&training, group);
    }
  }
  g_free(training.squares);
  return training.weights;
}

/* ------------------------------------------------------------------ judging itself */

typedef struct { guint n, right, offered, offered_right; } Tally;

static void judge_fold(const GPtrArray *groups, const float *weights, int fold, GHashTable *tallies, bool list)
{
  for (guint g = 0; g < groups->len; g++) {
    const Group *group = groups->pdata[g];
    if (group->fold != (guint)fold) continue;
    g_autofree double *chances = g_new(double, group->candidates->len);
    chances_of(weights, group, chances);
    guint best = 0;
    for (guint i = 1; i < group->candidates->len; i++)
      if (chances[i] > chances[best]) best = i;
    const Candidate *chosen = group->candidates->pdata[best];
    g_autofree char *key = g_strdup_printf("%s %s", group->role, group->type);
    Tally *tally = g_hash_table_lookup(tallies, key);
    if (!tally) g_hash_table_insert(tallies, g_strdup(key), tally = g_new0(Tally, 1));
    tally->n++;
    tally->right += chosen->right ? 1 : 0;
    bool none = g_str_equal(chosen->value, "-") || g_str_equal(chosen->value, "none-of-these");
    if (!none && chances[best] >= 0.5) tally->offered++, tally->offered_right += chosen->right ? 1 : 0;
    if (list && !chosen->right) g_print("miss %s %s %s: %.2f %s\n", group->layout, group->type, group->role, chances[best], chosen->value);
  }
}

static void cross_judge(const Lessons *lessons, const Options *options)
{
  g_autoptr(GHashTable) tallies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (int fold = 0; fold < options->folds; fold++) {
    g_autofree float *weights = train(lessons, options, fold);
    judge_fold(lessons->groups, weights, fold, tallies, options->list);
  }
  Tally sum = {0};
  g_autoptr(GList) keys = g_list_sort(g_hash_table_get_keys(tallies), (GCompareFunc)strcmp);
  for (GList *key = keys; key; key = key->next) {
    const Tally *tally = g_hash_table_lookup(tallies, key->data);
    g_print("%-40s %5u  right %5.1f %%  offered %5.1f %%, of these right %5.1f %%\n", (char *)key->data, tally->n, 100.0 * tally->right / tally->n, 100.0 * tally->offered / tally->n,
            100.0 * tally->offered_right / MAX(1, tally->offered));
    sum = (Tally){sum.n + tally->n, sum.right + tally->right, sum.offered + tally->offered, sum.offered_right + tally->offered_right};
  }
  g_print("%-40s %5u  right %5.1f %%  offered %5.1f %%, of these right %5.1f %%\n", "all, on layouts not learnt from", sum.n, 100.0 * sum.right / MAX(1, sum.n), 100.0 * sum.offered / MAX(1, sum.n),
          100.0 * sum.offered_right / MAX(1, sum.offered));
}

static bool write_weights(const Lessons *lessons, const float *weights, const char *folder)
{
  g_autofree int8_t *bytes = g_new0(int8_t, lessons->n_weights);
  for (guint i = 0; i < lessons->n_weights; i++) bytes[i] = (int8_t)CLAMP(lrint((double)weights[i] * RECTO_WEIGHT_SCALE), -127, 127);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename(folder, lessons->name, NULL);
  if (g_file_set_contents(path, (const char *)bytes, lessons->n_weights, &error)) return true;
  g_printerr("%s\n", error->message);
  return false;
}

static bool work_through(const Lessons *lessons, const Options *options)
{
  if (options->folds > 1) cross_judge(lessons, options);
  if (!options->out) return true;
  g_autofree float *weights = train(lessons, options, -1);
  return write_weights(lessons, weights, options->out);
}

int main(int argc, char **argv)
{
  Options options = {.epochs = 16, .seed = 1, .rate = 0.1, .l2 = 3e-4, .none = 0.5};
  GOptionEntry entries[] = {
      {"out", 0, 0, G_OPTION_ARG_FILENAME, &options.out, "Where the weights go (models/trained)", "DIR"},
      {"folds", 0, 0, G_OPTION_ARG_INT, &options.folds, "Judge on layouts not learnt from, in so many parts", "N"},
      {"epochs", 0, 0, G_OPTION_ARG_INT, &options.epochs, "Passes over the lessons (16)", "N"},
      {"seed", 0, 0, G_OPTION_ARG_INT, &options.seed, "Of the order of the lessons (1)", "N"},
      {"rate", 0, 0, G_OPTION_ARG_DOUBLE, &options.rate, "Step (0.1)", "X"},
      {"l2", 0, 0, G_OPTION_ARG_DOUBLE, &options.l2, "Pull to zero (3e-4)", "X"},
      {"none", 0, 0, G_OPTION_ARG_DOUBLE, &options.none, "What a page that is none of the types counts beside one that is (0.5)", "X"},
      {"list", 0, 0, G_OPTION_ARG_NONE, &options.list, "Name every miss", NULL},
      {0}};
  g_autoptr(GOptionContext) context = g_option_context_new("LESSONS… - train the weights of roles and types");
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 2) {
    g_printerr("%s\n", error ? error->message : "name at least one file of judge-score --lessons");
    return 2;
  }
  g_autoptr(GPtrArray) roles = g_ptr_array_new_with_free_func(group_free), types = g_ptr_array_new_with_free_func(group_free);
  for (int i = 1; i < argc; i++)
    if (!read_lessons(argv[i], options.folds, roles, types)) return 1;
  Lessons of_roles = {roles, RECTO_ROLE_WEIGHTS, "roles.weights"}, of_types = {types, RECTO_TYPE_WEIGHTS, "types.weights"};
  return work_through(&of_roles, &options) && work_through(&of_types, &options) ? 0 : 1;
}
