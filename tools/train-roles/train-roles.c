/* SPDX-License-Identifier: GPL-3.0-or-later */
/* train-roles: learns which name or day of a page plays which part. Reads the groups that `judge-score --roles FILE` writes, fits a softmax over each
 * group's candidates (AdaGrad, L2), and writes models/roles.weights. With --folds it judges itself on layouts that it did not see: a layout's pages are
 * all in one fold. The same groups and seed give the same file. */
#include <glib.h>
#include <math.h>
#include <recto/model.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct { GArray *positions; /* of uint32_t */ bool right; char *value; } Candidate;
typedef struct { char *layout, *type, *role; GPtrArray *candidates; guint fold; } Group;
typedef struct { int epochs, folds, seed; double rate, l2; char *out; gboolean list; } Options;
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
  candidate->right = line[2] == '1';
  candidate->value = g_strdup(tab ? tab + 1 : "");
  for (char *p = line + 3; *p == ' ';) {
    uint32_t position = (uint32_t)strtoul(p + 1, &p, 16) & (RECTO_ROLE_WEIGHTS - 1);
    g_array_append_val(candidate->positions, position);
  }
  return candidate;
}

static bool read_groups(const char *path, int folds, GPtrArray *groups)
{
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(path, &bytes, NULL, &error)) {
    g_printerr("%s\n", error->message);
    return false;
  }
  g_auto(GStrv) lines = g_strsplit(bytes, "\n", -1);
  Group *group = NULL;
  for (guint i = 0; lines[i]; i++) {
    if (g_str_has_prefix(lines[i], "g ") && (group = group_parse(lines[i], folds))) g_ptr_array_add(groups, group);
    else if (g_str_has_prefix(lines[i], "c ") && group) g_ptr_array_add(group->candidates, candidate_parse(lines[i]));
  }
  return true;
}

static double score_of(const float *weights, const GArray *positions)
{
  double sum = 0;
  for (guint i = 0; i < positions->len; i++) sum += (double)weights[g_array_index(positions, uint32_t, i)];
  return sum;
}

/* Chances of all candidates; returns the sum of the right ones. */
static double chances_of(const float *weights, const Group *group, double *chances)
{
  double most = -INFINITY, sum = 0, right = 0;
  for (guint i = 0; i < group->candidates->len; i++) {
    chances[i] = score_of(weights, ((const Candidate *)group->candidates->pdata[i])->positions);
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
  for (guint i = 0; i < group->candidates->len; i++) {
    const Candidate *candidate = group->candidates->pdata[i];
    double slope = chances[i] - (candidate->right ? chances[i] / right : 0);
    if (fabs(slope) > 1e-4) step(training, candidate->positions, slope);
  }
}

/* `without`: the fold left out, -1 = none. */
static float *train(const GPtrArray *groups, const Options *options, int without)
{
  Training training = {g_new0(float, RECTO_ROLE_WEIGHTS), g_new0(float, RECTO_ROLE_WEIGHTS), options};
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
    if (best > 0 && chances[best] >= 0.5) tally->offered++, tally->offered_right += chosen->right ? 1 : 0;
    if (list && !chosen->right) g_print("miss %s %s %s: %.2f %s\n", group->layout, group->type, group->role, chances[best], chosen->value);
  }
}

static void cross_judge(const GPtrArray *groups, const Options *options)
{
  g_autoptr(GHashTable) tallies = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (int fold = 0; fold < options->folds; fold++) {
    g_autofree float *weights = train(groups, options, fold);
    judge_fold(groups, weights, fold, tallies, options->list);
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

static bool write_weights(const float *weights, const char *path)
{
  g_autofree int8_t *bytes = g_new0(int8_t, RECTO_ROLE_WEIGHTS);
  for (guint i = 0; i < RECTO_ROLE_WEIGHTS; i++) bytes[i] = (int8_t)CLAMP(lrintf(weights[i] * 16), -127, 127);
  g_autoptr(GError) error = NULL;
  if (g_file_set_contents(path, (const char *)bytes, RECTO_ROLE_WEIGHTS, &error)) return true;
  g_printerr("%s\n", error->message);
  return false;
}

int main(int argc, char **argv)
{
  Options options = {.epochs = 12, .seed = 1, .rate = 0.1, .l2 = 1e-4};
  GOptionEntry entries[] = {
      {"out", 0, 0, G_OPTION_ARG_FILENAME, &options.out, "Where the weights go (models/roles.weights)", "FILE"},
      {"folds", 0, 0, G_OPTION_ARG_INT, &options.folds, "Judge on layouts not learnt from, in so many parts", "N"},
      {"epochs", 0, 0, G_OPTION_ARG_INT, &options.epochs, "Passes over the groups (12)", "N"},
      {"seed", 0, 0, G_OPTION_ARG_INT, &options.seed, "Of the order of the groups (1)", "N"},
      {"rate", 0, 0, G_OPTION_ARG_DOUBLE, &options.rate, "Step (0.1)", "X"},
      {"l2", 0, 0, G_OPTION_ARG_DOUBLE, &options.l2, "Pull to zero (1e-4)", "X"},
      {"list", 0, 0, G_OPTION_ARG_NONE, &options.list, "Name every miss", NULL},
      {0}};
  g_autoptr(GOptionContext) context = g_option_context_new("GROUPS… - train the weights of roles");
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, entries, NULL);
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 2) {
    g_printerr("%s\n", error ? error->message : "name at least one file of judge-score --roles");
    return 2;
  }
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func(group_free);
  for (int i = 1; i < argc; i++)
    if (!read_groups(argv[i], options.folds, groups)) return 1;
  if (options.folds > 1) cross_judge(groups, &options);
  if (!options.out) return 0;
  g_autofree float *weights = train(groups, &options, -1);
  return write_weights(weights, options.out) ? 0 : 1;
}
