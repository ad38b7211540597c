/* SPDX-License-Identifier: GPL-3.0-or-later */
/* judge-score: how well pages are recognised and read. Takes folders of pictures with their truth files (tests/FIELDS.md), reads each file once
 * (readings are kept frozen in a cache folder), lets the judge classify and read fields, and prints counts, confusions and, if asked, every error.
 * A tool: nothing in librecto knows it. Exit status 1 when a stated floor is missed. */
#include <recto/error.h>
#include <recto/json.h>
#include <recto/judge.h>
#include <recto/text.h>

#include "judge/layout.h"
#include "judge/merge.h"
#include "judge/nationality.h"
#include "judge/role.h"
#include "judge/type_chance.h"
#include "work/intake.h"

#include <fcntl.h>
#include <locale.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  char *models, *reader, *cache, *lessons;
  int year;
  gboolean list, all_fields, words, looks;
  double type_floor, field_floor, wrong_ceiling;
} Options;

typedef struct {
  guint pages, right, wrong, unknown, sided, side_right, none, none_right, fields, exact, absent, extra, extra_exact;
} Score;

typedef struct {
  Options options;
  RectoModels *loaded;
  RectoReader *reading;
  FILE *lessons;
  GHashTable *by_type, *by_recipe, *confusions, *field_errors; /* name -> Score* or count */
  Score sum;
} Bench;

/* ------------------------------------------------------------------ reading, cached */

static char *cache_path(const Bench *bench, const char *path)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (!g_file_get_contents(path, &bytes, &size, NULL)) return NULL;
  g_autofree char *digest = g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, size);
  return g_strdup_printf("%s/%s.facts", bench->options.cache, digest);
}

static RectoFile *read_cached(const char *cached)
{
  g_autofree char *bytes = NULL;
  gsize size = 0;
  if (!cached || !g_file_get_contents(cached, &bytes, &size, NULL)) return NULL;
  g_autoptr(GBytes) frozen = g_bytes_new(bytes, size);
  return recto_file_thaw(frozen, NULL);
}

static bool start_reader(Bench *bench, GError **error)
{
  if (bench->reading) return true;
  RectoReaderConfig config = {bench->options.reader, bench->options.models, 1, RECTO_JAIL_NONE};
  bench->reading = recto_reader_new(&config, error);
  return bench->reading != NULL;
}

static RectoFile *read_fresh(Bench *bench, const char *path, const char *cached, GError **error)
{
  if (!start_reader(bench, error)) return NULL;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "%s: cannot be opened", path);
    return NULL;
  }
  g_autofree char *name = g_path_get_basename(path);
  RectoReadOrder order = {fd, 0, name, 1, RECTO_CHANNEL_COUNTER, RECTO_WANT_LEGIBILITY | RECTO_WANT_CODES | RECTO_WANT_MRZ | RECTO_WANT_WORDS, NULL, 0};
  g_autoptr(GPtrArray) files = NULL;
  bool ok = recto_reader_read(bench->reading, &order, 1, NULL, NULL, NULL, &files, error);
  close(fd);
  if (!ok) return NULL;
  RectoFile *file = g_ptr_array_steal_index(files, 0);
  g_autoptr(GBytes) frozen = recto_file_freeze(file);
  if (cached && frozen) g_file_set_contents(cached, g_bytes_get_data(frozen, NULL), (gssize)g_bytes_get_size(frozen), NULL);
  return file;
}

/* ------------------------------------------------------------------ comparing */

static Score *score_of(GHashTable *table, const char *name)
{
  Score *score = g_hash_table_lookup(table, name);
  if (!score) g_hash_table_insert(table, g_strdup(name), score = g_new0(Score, 1));
  return score;
}

static void count(GHashTable *table, const char *name)
{
  guint *n = g_hash_table_lookup(table, name);
  if (!n) g_hash_table_insert(table, g_strdup(name), n = g_new0(guint, 1));
  (*n)++;
}

static int compare_strings(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Numbers, dates, months and amounts exactly; what people spell, folded and without punctuation. A full name is often printed in both orders on one paper. */
static bool equal(RectoFieldKind kind, const char *truth, const char *value)
{
  if (!value) return false;
  switch (kind) {
    case RECTO_FIELD_AMOUNT: return g_ascii_strtod(truth, NULL) == g_ascii_strtod(value, NULL); /* "26105" is "26105.00" */
    case RECTO_FIELD_DATE: case RECTO_FIELD_MONTH: case RECTO_FIELD_NUMBER: case RECTO_FIELD_SEX: case RECTO_FIELD_PRESENCE:
      return g_str_equal(truth, value);
    default: break;
  }
  if (kind == RECTO_FIELD_COUNTRY) return g_str_equal(recto_nationality_code(truth) ? recto_nationality_code(truth) : truth, value);
  return kind == RECTO_FIELD_NAME ? recto_same_words(truth, value) : recto_same_text(truth, value);
}

typedef struct { Bench *bench; const RectoType *type; const GPtrArray *fields; const char *where; Score *scores[3]; bool required_known; } Comparison;

/* Everything that was seen of the field: why the wrong one spoke. */
static void print_seen(const GPtrArray *fields, const char *name)
{
  const RectoField *field = recto_fields_lookup(fields, name);
  for (guint i = 0; field && i < field->seen->len; i++) {
    const RectoObservation *seen = field->seen->pdata[i];
    g_print("       seen %.2f %s%s: %s\n", seen->confidence, recto_means_word(seen->means), (int)i == field->chosen ? " (spoke)" : "", seen->value);
  }
}

static void compare_field(JsonObject *object, const char *name, JsonNode *node, gpointer data)
{
  const Comparison *c = data;
  const RectoFieldRule *rule = c->type ? recto_type_field(c->type, name) : NULL;
  const char *truth = json_node_get_string(node), *value = recto_fields_value(c->fields, name);
  if (!truth) return;
  bool counted = rule && rule->required, exact = equal(rule ? rule->kind : RECTO_FIELD_TEXT, truth, value);
  if (!counted && !c->bench->options.all_fields) return;
  for (int i = 0; i < 3; i++) {
    *(counted ? &c->scores[i]->fields : &c->scores[i]->extra) += 1;
    *(counted ? &c->scores[i]->exact : &c->scores[i]->extra_exact) += exact ? 1 : 0;
    if (!value && counted) c->scores[i]->absent++;
  }
  if (exact) return;
  g_autofree char *key = g_strdup_printf("%s %s", c->type ? c->type->id : "?", name);
  count(c->bench->field_errors, key);
  if (!c->bench->options.list) return;
  g_print("field  %s: %s: \"%s\" read as \"%s\"\n", c->where, name, truth, value ? value : "—");
  print_seen(c->fields, name);
}

static void print_bids(const RectoSheet *sheet)
{
  g_autofree char *clues = NULL;
  g_ptr_array_add(sheet->won->clues, NULL);
  clues = g_strjoinv(" ", (char **)sheet->won->clues->pdata);
  g_ptr_array_set_size(sheet->won->clues, (int)sheet->won->clues->len - 1);
  g_print("       won %s %s %.1f (lead %.1f): %s\n", sheet->won->type, sheet->won->side, sheet->won->points, sheet->won->lead, clues);
  for (guint i = 0; i < sheet->others->len; i++) {
    const RectoBid *bid = sheet->others->pdata[i];
    g_autoptr(GPtrArray) strings = g_ptr_array_new();
    for (guint j = 0; j < bid->clues->len; j++) g_ptr_array_add(strings, bid->clues->pdata[j]);
    g_ptr_array_add(strings, NULL);
    g_autofree char *why = g_strjoinv(" ", (char **)strings->pdata);
    g_print("       bid %s %s %.1f: %s\n", bid->type, bid->side, bid->points, why);
  }
}

/* "both" and "recto verso" in a truth file are the judge's "recto+verso". */
static const char *side_of_truth(JsonObject *truth)
{
  const char *side = json_object_get_string_member_with_default(truth, "side", "page");
  return g_str_equal(side, "both") || g_str_equal(side, "recto verso") ? "recto+verso" : side;
}

static void judge_page(Bench *bench, const char *where, const char *recipe, const RectoPage *page, const RectoSheet *sheet, const GPtrArray *looks,
                       JsonObject *truth)
{
  const char *type = json_object_get_string_member(truth, "type"), *side = side_of_truth(truth);
  Score *scores[3] = {&bench->sum, score_of(bench->by_type, type), score_of(bench->by_recipe, recipe)};
  bool right = g_str_equal(type, sheet->won->type), none = g_str_equal(type, "unknown");
  bool right_side = g_str_equal(side, sheet->won->side);
  bool quiet = g_str_equal(sheet->won->type, "unknown");
  for (int i = 0; i < 3; i++) {
    scores[i]->pages++;
    if (none) scores[i]->none++, scores[i]->none_right += right ? 1 : 0;
    if (right) scores[i]->right++;
    else if (!quiet) scores[i]->wrong++;
    else scores[i]->unknown++;
    if (!g_str_equal(side, "page")) scores[i]->sided++, scores[i]->side_right += right && right_side ? 1 : 0;
  }
  if (!right || !right_side) {
    g_autofree char *key = g_strdup_printf("%s/%s taken for %s/%s", type, side, sheet->won->type, sheet->won->side);
    count(bench->confusions, key);
    if (bench->options.list) g_print("type   %s: %s\n", where, key);
    if (bench->options.list) print_bids(sheet);
  }
  g_autoptr(GPtrArray) fields = recto_page_fields(bench->loaded, page, sheet->won, looks, bench->options.year);
  Comparison comparison = {bench, recto_models_type(bench->loaded, type), fields, where, {scores[0], scores[1], scores[2]}, true};
  JsonObject *expected = json_object_has_member(truth, "fields") ? json_object_get_object_member(truth, "fields") : NULL;
  if (expected) json_object_foreach_member(expected, compare_field, &comparison);
}

/* ------------------------------------------------------------------ what train-weights learns from */

static void print_candidate(FILE *out, bool right, const char *value, const GArray *positions)
{
  fprintf(out, "c %d", right ? 1 : 0);
  for (guint i = 0; i < positions->len; i++) fprintf(out, " %x", g_array_index(positions, uint32_t, i));
  fprintf(out, "\t%s\n", value);
}

/* One group of candidates a field: "g layout type role", then "c right positions… value". `truth` NULL: "none of them" is right (a card's other side). */
static void print_role(FILE *out, const char *layout_name, const RectoType *type, const RectoFieldRule *rule, const char *role, const GPtrArray *mentions, const char *truth)
{
  bool met = !truth && mentions->len > 0;
  RectoFieldKind kind = rule->kind == RECTO_FIELD_GIVEN_NAMES ? RECTO_FIELD_NAME : rule->kind;
  for (guint i = 0; truth && i < mentions->len; i++) met = met || equal(kind, truth, ((const Mention *)mentions->pdata[i])->value);
  if (!met) return;
  fprintf(out, "g %s %s %s\n", layout_name, type->id, role);
  g_autoptr(GArray) none = recto_role_none(role, type->id, mentions->len);
  print_candidate(out, !truth, "-", none);
  for (guint i = 0; i < mentions->len; i++) {
    const Mention *mention = mentions->pdata[i];
    g_autoptr(GArray) positions = recto_role_features(mention->features, role, type->id);
    print_candidate(out, truth && equal(kind, truth, mention->value), mention->value, positions);
  }
}

/* "k type type…": all types there are. */
static void print_types(Bench *bench)
{
  const GPtrArray *types = recto_models_types(bench->loaded);
  fprintf(bench->lessons, "k");
  for (guint i = 0; i < types->len; i++) fprintf(bench->lessons, " %s", ((const RectoType *)types->pdata[i])->id);
  fprintf(bench->lessons, "\n");
}

/* "t layout type feature…": what the page says, for learning types. */
static void print_type(Bench *bench, const char *layout_name, const RectoPage *page, const char *type)
{
  g_autoptr(Evidence) evidence = recto_evidence_new(bench->loaded, page, (RectoDate){0});
  g_autoptr(GArray) features = recto_type_features(evidence);
  fprintf(bench->lessons, "t %s %s", layout_name, g_str_equal(type, "unknown") ? "none-of-these" : type);
  for (guint i = 0; i < features->len; i++) fprintf(bench->lessons, " %x", g_array_index(features, uint32_t, i));
  fprintf(bench->lessons, "\n");
}

/* Parts of a name are learnt on the whole. */
static char *whole_value(const RectoFieldRule *rule, const char *role, JsonObject *expected)
{
  const char *value = json_object_get_string_member_with_default(expected, rule->name, NULL), *part;
  if (!g_str_equal(role, "subject")) return g_strdup(value);
  if (!g_str_equal(rule->name, "family-name") && !g_str_equal(rule->name, "given-names")) return g_strdup(value);
  part = json_object_get_string_member_with_default(expected, g_str_equal(rule->name, "family-name") ? "given-names" : "family-name", NULL);
  return value && part ? g_strdup_printf("%s %s", value, part) : NULL;
}

static void print_roles(Bench *bench, const char *layout_name, const RectoPage *page, JsonObject *truth)
{
  if (!bench->lessons) return;
  print_type(bench, layout_name, page, json_object_get_string_member(truth, "type"));
  const RectoType *type = recto_models_type(bench->loaded, json_object_get_string_member(truth, "type"));
  JsonObject *expected = json_object_has_member(truth, "fields") ? json_object_get_object_member(truth, "fields") : NULL;
  if (!type || !expected) return;
  g_autoptr(Layout) layout = recto_layout_new(bench->loaded, page);
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *rule = type->fields->pdata[i];
    for (guint j = 0; j < rule->from->len; j++) {
      const RectoFrom *from = rule->from->pdata[j];
      g_autofree char *value = from->from == RECTO_FROM_ROLE ? whole_value(rule, from->key, expected) : NULL;
      bool other_side = !value && from->from == RECTO_FROM_ROLE && rule->required && type->sides && type->sides[0] && type->sides[1];
      if (!value && !other_side) continue;
      g_autoptr(GPtrArray) mentions = recto_role_mentions(rule, from->key, layout, bench->options.year);
      print_role(bench->lessons, layout_name, type, rule, from->key, mentions, value);
    }
  }
}

static int open_path(uint32_t ordinal, gpointer path, GError **error)
{
  return open(path, O_RDONLY | O_CLOEXEC);
}

/* The second readings that an intake would make too. */
static GPtrArray *look_again(Bench *bench, const GPtrArray *files, char *path)
{
  g_autoptr(GError) error = NULL;
  if (!bench->options.looks) return NULL;
  if (start_reader(bench, &error)) return recto_work_looks(bench->loaded, bench->reading, files, NULL, bench->options.year, open_path, path, NULL, NULL);
  g_printerr("%s\n", error->message);
  return NULL;
}

static guint errors_of(const Score *score)
{
  return score->pages - score->right + score->fields - score->exact;
}

/* Lines as the judge rebuilt them, cells parted by bars. */
static void print_words(const Bench *bench, const RectoPage *page)
{
  g_autoptr(Layout) layout = recto_layout_new(bench->loaded, page);
  for (guint i = 0; i < layout->lines->len; i++) {
    const LayoutLine *line = layout->lines->pdata[i];
    g_print("       ");
    for (guint w = 0; w < line->words->len; w++) {
      const LayoutWord *word = recto_line_word(line, w);
      g_print("%s%s", w == 0 ? "" : word->cell != recto_line_word(line, w - 1)->cell ? " | " : " ", word->raw);
    }
    g_print("\n");
  }
  for (guint i = 0; i < page->codes->len; i++) g_print("       code: %s\n", ((const RectoCode *)page->codes->pdata[i])->text);
}

static void judge_file(Bench *bench, const char *truth_path)
{
  g_autofree char *stem = g_strndup(truth_path, strlen(truth_path) - strlen(".truth.json"));
  static const char *const endings[] = {"png", "jpg", "jpeg", "tif", "tiff", "pdf", "heic", "webp", "jp2"};
  g_autofree char *path = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS(endings) && !path; i++) {
    g_autofree char *candidate = g_strdup_printf("%s.%s", stem, endings[i]);
    if (g_file_test(candidate, G_FILE_TEST_EXISTS)) path = g_steal_pointer(&candidate);
  }
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  if (!path || !g_file_get_contents(truth_path, &text, NULL, NULL)) return;
  g_autoptr(JsonNode) node = recto_json_parse(text, -1, 1 << 22, &error);
  if (!node) {
    g_printerr("%s: %s\n", truth_path, error->message);
    return;
  }
  JsonObject *root = json_node_get_object(node);
  JsonArray *pages = json_object_get_array_member(root, "pages");
  const char *recipe = json_object_get_string_member_with_default(root, "recipe", "?");
  g_autofree char *cached = cache_path(bench, path);
  RectoFile *file = read_cached(cached);
  if (!file) file = read_fresh(bench, path, cached, &error);
  if (!file) {
    g_printerr("%s: %s\n", path, error ? error->message : "not read");
    return;
  }
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_free);
  g_ptr_array_add(files, file);
  g_autoptr(GPtrArray) sheets = recto_classify(bench->loaded, files);
  g_autoptr(GPtrArray) looks = look_again(bench, files, path);
  for (guint i = 0; i < json_array_get_length(pages); i++) {
    g_autofree char *base = g_path_get_basename(path);
    g_autofree char *where = g_strdup_printf("%s p.%u", base, i + 1);
    if (i >= sheets->len) {
      g_print("lost   %s\n", where);
      bench->sum.pages++, bench->sum.wrong++;
      continue;
    }
    print_roles(bench, json_object_get_string_member_with_default(root, "layout", "?"), file->pages->pdata[i], json_array_get_object_element(pages, i));
    guint before = errors_of(&bench->sum);
    judge_page(bench, where, recipe, file->pages->pdata[i], sheets->pdata[i], looks, json_array_get_object_element(pages, i));
    if (bench->options.words && errors_of(&bench->sum) > before) print_words(bench, file->pages->pdata[i]);
  }
}

/* ------------------------------------------------------------------ report */

static double share(guint part, guint whole)
{
  return whole ? 100.0 * part / whole : 100;
}

static GPtrArray *sorted_keys(GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new();
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, table);
  while (g_hash_table_iter_next(&iter, &key, NULL)) g_ptr_array_add(keys, key);
  g_ptr_array_sort(keys, compare_strings);
  return keys;
}

static void print_score(const char *name, const Score *s)
{
  g_print("%-26s %5u %6.1f %6.1f %6.1f %7u %6.1f %6.1f", name, s->pages, share(s->right, s->pages), share(s->wrong, s->pages), share(s->unknown, s->pages), s->fields,
          share(s->exact, s->fields), share(s->absent, s->fields));
  if (s->extra) g_print("  %5u %6.1f", s->extra, share(s->extra_exact, s->extra));
  g_print("\n");
}

static void print_table(const char *title, GHashTable *table)
{
  g_autoptr(GPtrArray) keys = sorted_keys(table);
  g_print("\n%-26s %5s %6s %6s %6s %7s %6s %6s\n", title, "pages", "right%", "wrong%", "unkn.%", "fields", "exact%", "none%");
  for (guint i = 0; i < keys->len; i++) print_score(keys->pdata[i], g_hash_table_lookup(table, keys->pdata[i]));
}

static void print_counts(const char *title, GHashTable *table)
{
  g_autoptr(GPtrArray) keys = sorted_keys(table);
  if (keys->len) g_print("\n%s\n", title);
  for (guint i = 0; i < keys->len; i++) g_print("%5u  %s\n", *(guint *)g_hash_table_lookup(table, keys->pdata[i]), (char *)keys->pdata[i]);
}

static int report(const Bench *bench)
{
  print_table("type", bench->by_type);
  if (g_hash_table_size(bench->by_recipe) > 1) print_table("recipe", bench->by_recipe);
  print_counts("confusions", bench->confusions);
  print_counts("field errors", bench->field_errors);
  g_print("\n");
  print_score("all", &bench->sum);
  g_print("sides right: %u of %u pages of two-sided documents\n", bench->sum.side_right, bench->sum.sided);
  g_print("none of these kept unknown: %u of %u\n", bench->sum.none_right, bench->sum.none);
  bool good = share(bench->sum.right, bench->sum.pages) >= bench->options.type_floor && share(bench->sum.exact, bench->sum.fields) >= bench->options.field_floor &&
              share(bench->sum.wrong, bench->sum.pages) <= bench->options.wrong_ceiling;
  return good ? 0 : 1;
}

static void judge_folder(Bench *bench, const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; dir && (name = g_dir_read_name(dir));)
    if (g_str_has_suffix(name, ".truth.json")) g_ptr_array_add(names, g_build_filename(folder, name, NULL));
  g_ptr_array_sort(names, compare_strings);
  for (guint i = 0; i < names->len; i++) judge_file(bench, names->pdata[i]);
}

int main(int argc, char **argv)
{
  Bench bench = {.options = {.models = g_strdup("models"), .year = 2026, .wrong_ceiling = 100}};
  GOptionEntry entries[] = {
      {"models", 0, 0, G_OPTION_ARG_FILENAME, &bench.options.models, "Models folder (models)", "DIR"},
      {"reader", 0, 0, G_OPTION_ARG_FILENAME, &bench.options.reader, "recto-reader program (beside this one)", "FILE"},
      {"cache", 0, 0, G_OPTION_ARG_FILENAME, &bench.options.cache, "Where readings are kept (a new temporary folder)", "DIR"},
      {"year", 0, 0, G_OPTION_ARG_INT, &bench.options.year, "Year of reception (2026)", "YEAR"},
      {"list", 0, 0, G_OPTION_ARG_NONE, &bench.options.list, "Print every error", NULL},
      {"all-fields", 0, 0, G_OPTION_ARG_NONE, &bench.options.all_fields, "Count fields that are not required too, apart", NULL},
      {"looks", 0, 0, G_OPTION_ARG_NONE, &bench.options.looks, "Make the second readings of an intake too", NULL},
      {"lessons", 0, 0, G_OPTION_ARG_FILENAME, &bench.options.lessons, "Write what train-weights learns from", "FILE"},
      {"words", 0, 0, G_OPTION_ARG_NONE, &bench.options.words, "Print the words of every page that holds an error", NULL},
      {"type-floor", 0, 0, G_OPTION_ARG_DOUBLE, &bench.options.type_floor, "Fail below this share of right types", "PERCENT"},
      {"field-floor", 0, 0, G_OPTION_ARG_DOUBLE, &bench.options.field_floor, "Fail below this share of exact required fields", "PERCENT"},
      {"wrong-ceiling", 0, 0, G_OPTION_ARG_DOUBLE, &bench.options.wrong_ceiling, "Fail above this share of wrong types", "PERCENT"},
      {0}};
  setlocale(LC_ALL, "C.UTF-8");
  g_autoptr(GOptionContext) context = g_option_context_new("FOLDER… - score the judge on pages whose truth is known");
  g_autoptr(GError) error = NULL;
  g_option_context_add_main_entries(context, entries, NULL);
  const char *load[] = {NULL, NULL};
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 2) {
    g_printerr("%s\n", error ? error->message : "name at least one folder");
    return 2;
  }
  load[0] = bench.options.models;
  bench.loaded = recto_models_load(load, &error);
  if (!bench.loaded) {
    g_printerr("%s\n", error->message);
    return 2;
  }
  if (!bench.options.cache) bench.options.cache = g_dir_make_tmp("judge-score-XXXXXX", NULL);
  else g_mkdir_with_parents(bench.options.cache, 0700);
  if (bench.options.lessons && !(bench.lessons = fopen(bench.options.lessons, "we"))) {
    g_printerr("%s: cannot be written\n", bench.options.lessons);
    return 2;
  }
  if (bench.lessons) print_types(&bench);
  bench.by_type = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  bench.by_recipe = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  bench.confusions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  bench.field_errors = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  for (int i = 1; i < argc; i++) judge_folder(&bench, argv[i]);
  int status = report(&bench);
  if (bench.lessons && fclose(bench.lessons) != 0) status = 2;
  g_clear_pointer(&bench.reading, recto_reader_free);
  recto_models_free(bench.loaded);
  return status;
}
