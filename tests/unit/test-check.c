/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The check stage against data: every .case file of tests/cases/check. The form of a case is explained in tests/cases/check/README.md.
 * Findings of weight check and action must be exactly those named; every finding is also put into French and English, and no placeholder may be left. */
#include <recto/judge.h>

#include <stdlib.h>

#define CASES "tests/cases/check"

typedef struct {
  char *name;
  GPtrArray *lines;   /* of char** (words of a line) */
} CaseText;

typedef struct {
  RectoDossier *dossier;
  GHashTable *ids;    /* name in the case -> document id */
  const char *overlay;
} Built;

static void complain(const CaseText *text, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void complain(const CaseText *text, const char *format, ...) {
  va_list args;
  va_start(args, format);
  g_autofree char *what = g_strdup_vprintf(format, args);
  va_end(args);
  g_test_message("%s: %s", text->name, what);
  g_test_fail();
}

/* ------------------------------------------------------------------ building a dossier */

static const char *value_of(char **words, const char *key) {
  size_t length = strlen(key);
  for (; *words; words++) {
    if (strncmp(*words, key, length) == 0 && (*words)[length] == '=') return *words + length + 1;
  }
  return NULL;
}

static RectoFieldKind kind_of(const char *name) {
  if (g_str_has_suffix(name, "-date") || g_str_has_prefix(name, "valid-")) return RECTO_FIELD_DATE;
  if (g_str_equal(name, "period-month")) return RECTO_FIELD_MONTH;
  if (g_str_equal(name, "given-names")) return RECTO_FIELD_GIVEN_NAMES;
  if (g_str_has_suffix(name, "-name")) return RECTO_FIELD_NAME;
  if (g_str_equal(name, "address")) return RECTO_FIELD_ADDRESS;
  if (g_str_has_suffix(name, "-number") || g_str_equal(name, "siret")) return RECTO_FIELD_NUMBER;
  return RECTO_FIELD_TEXT;
}

static void add_field(GPtrArray *fields, const char *name, const char *value, double confidence, RectoMeans means, RectoPageId page) {
  RectoField *field = recto_field_new(name, kind_of(name));
  RectoPlace place = {page, {10, 20, 100, 15}};
  g_ptr_array_add(field->seen, recto_observation_new(value, value, confidence, means, place));
  field->chosen = 0;
  g_ptr_array_add(fields, field);
}

/* "name=value" words that are no attribute of the line become fields. */
static void add_fields(GPtrArray *fields, char **words, double confidence, RectoMeans means, RectoPageId page) {
  static const char *const ATTRIBUTES[] = {"of", "other", "sides", "same-as", "legible", "confidence", "means", "quarrel", "outcome", "copy-of", "tries", "anyway", NULL};
  for (; *words; words++) {
    const char *equals = strchr(*words, '=');
    if (!equals) continue;
    g_autofree char *name = g_strndup(*words, (gsize)(equals - *words));
    if (!g_strv_contains(ATTRIBUTES, name)) add_field(fields, name, equals + 1, confidence, means, page);
  }
}

static RectoFile *add_file(RectoDossier *dossier, const char *name) {
  RectoFile *file = recto_file_new(dossier->files->len, name);
  file->size = 1000 + dossier->files->len;
  file->outcome = RECTO_OUTCOME_OK;
  file->format = RECTO_FORMAT_PDF;
  file->sha256[0] = (uint8_t)dossier->files->len;
  g_ptr_array_add(dossier->files, file);
  return file;
}

static RectoPage *add_page(RectoDossier *dossier, RectoFile *file, const char *type, const char *side) {
  RectoPage *page = recto_page_new((RectoPageId){0, file->ordinal, file->pages->len});
  page->outcome = RECTO_OUTCOME_OK;
  page->legible = RECTO_YES;
  page->blank = g_str_equal(type, "blank") ? RECTO_YES : RECTO_NO;
  g_ptr_array_add(file->pages, page);
  RectoSheet *sheet = recto_sheet_new(page->id);
  if (sheet->won) recto_bid_free(sheet->won);
  sheet->won = recto_bid_new(type, side, 10);
  g_ptr_array_add(dossier->sheets, sheet);
  return page;
}

static const char *person_id(const RectoDossier *dossier, const char *role) {
  RectoRole wanted = RECTO_ROLE_UNKNOWN;
  if (g_str_equal(role, "nobody")) return NULL;
  bool child = g_str_has_prefix(role, "child");
  g_assert_true(recto_role_from_word(child ? "child" : role, &wanted));
  int skip = child && role[5] ? role[5] - '1' : 0;
  for (guint i = 0; i < dossier->persons->len; i++) {
    const RectoPerson *person = g_ptr_array_index(dossier->persons, i);
    if (person->role == wanted && skip-- == 0) return person->id;
  }
  g_error("no person of role %s in the case", role);
}

/* zone=STATE:LINE|LINE; a "?" behind a character makes it unsure */
static void add_zone(RectoPage *page, const char *zone) {
  g_auto(GStrv) parts = g_strsplit(zone, ":", 2);
  g_auto(GStrv) lines = g_strsplit(parts[1], "|", -1);
  g_auto(GStrv) sure = g_strdupv(lines);
  for (int l = 0; lines[l]; l++) {
    size_t n = 0;
    for (const char *p = parts[1] ? sure[l] : ""; *p; p++) {
      if (*p == '?') sure[l][n - 1] = '2';
      else lines[l][n] = *p, sure[l][n++] = '9';
    }
    lines[l][n] = sure[l][n] = 0;
  }
  RectoMrzSight *sight = recto_mrz_sight_new((const char *const *)lines, (RectoBox){10, 20, 300, 60}, 0.5);
  g_assert_true(recto_mrz_state_from_word(parts[0], &sight->state));
  for (int l = 0; lines[l]; l++) memcpy(sight->sure[l], sure[l], strlen(sure[l]));
  g_ptr_array_add(page->mrz, sight);
}

/* What the register tells of a file: how often it was tried, and that it was sent in spite of the verdict. */
static void spoil_file(RectoFile *file, char **words) {
  const char *tries = value_of(words, "tries"), *anyway = value_of(words, "anyway");
  if (tries) file->tries = (uint32_t)g_ascii_strtoull(tries, NULL, 10);
  file->anyway = g_strcmp0(anyway, "yes") == 0;
}

static void spoil_page(RectoPage *page, char **words) {
  if (value_of(words, "zone")) add_zone(page, value_of(words, "zone"));
  const char *legible = value_of(words, "legible"), *outcome = value_of(words, "outcome");
  if (outcome) g_assert_true(recto_outcome_from_word(outcome, &page->outcome));
  if (!legible) return;
  g_assert_true(recto_answer_from_word(legible, &page->legible));
  RectoDefect defect = {.kind = RECTO_DEFECT_BLUR, .measured = 2, .limit = 1, .retake = true};
  g_array_append_val(page->defects, defect);
}

static void add_quarrel(RectoDocument *document, const char *quarrel) {
  g_auto(GStrv) parts = g_strsplit(quarrel, ":", 2);
  RectoField *field = recto_fields_lookup(document->fields, parts[0]);
  g_assert_nonnull(field);
  RectoPlace place = {.page = g_array_index(document->pages, RectoPageId, 0)};
  g_ptr_array_add(field->seen, recto_observation_new(parts[1], parts[1], 0.9, RECTO_MEANS_MRZ, place));
  field->quarrel = true;
}

/* doc NAME TYPE [attribute=value…] [field=value…] */
static void build_document(Built *built, char **words) {
  RectoDossier *dossier = built->dossier;
  g_autofree char *id = g_strdup_printf("d%u", dossier->documents->len + 1), *file_name = g_strdup_printf("%s.pdf", words[1]);
  RectoDocument *document = recto_document_new(id, words[2]);
  RectoFile *file = add_file(dossier, file_name);
  const char *sides = value_of(words, "sides"), *of = value_of(words, "of"), *other = value_of(words, "other"), *means = value_of(words, "means");
  const char *same = value_of(words, "same-as"), *confidence = value_of(words, "confidence"), *quarrel = value_of(words, "quarrel");
  g_auto(GStrv) list = g_strsplit(sides ? sides : "page", ",", -1);
  for (char **side = list; *side; side++) {
    RectoPage *page = add_page(dossier, file, words[2], *side);
    if (side == list) spoil_page(page, words + 3), spoil_file(file, words + 3);
    g_array_append_val(document->pages, page->id);
    g_ptr_array_add(document->sides, g_strdup(*side));
  }
  document->person = g_strdup(person_id(dossier, of ? of : "applicant"));
  if (other) document->other_person = g_strdup(person_id(dossier, other));
  if (same) document->same_as = g_strdup(g_hash_table_lookup(built->ids, same));
  RectoMeans by = RECTO_MEANS_PRINTED;
  if (means) g_assert_true(recto_means_from_word(means, &by));
  add_fields(document->fields, words + 3, confidence ? g_ascii_strtod(confidence, NULL) : 0.95, by, g_array_index(document->pages, RectoPageId, 0));
  if (quarrel) add_quarrel(document, quarrel);
  g_ptr_array_add(dossier->documents, document);
  g_hash_table_insert(built->ids, g_strdup(words[1]), g_strdup(id));
}

static void build_file(Built *built, char **words) {
  RectoFile *file = add_file(built->dossier, words[1]);
  const char *outcome = value_of(words, "outcome"), *trait = value_of(words, "trait"), *copy = value_of(words, "copy-of");
  if (outcome) g_assert_true(recto_outcome_from_word(outcome, &file->outcome));
  for (int bit = 0; trait && bit < 12; bit++) {
    if (g_str_equal(recto_trait_word((RectoTrait)(1 << bit)), trait)) file->traits |= 1u << bit;
  }
  if (!copy) return;
  const RectoFile *original = g_ptr_array_index(built->dossier->files, (guint)g_ascii_strtoull(copy, NULL, 10));
  file->size = original->size;
  memcpy(file->sha256, original->sha256, sizeof file->sha256);
}

static void build_page(Built *built, char **words) {
  RectoDossier *dossier = built->dossier;
  RectoFile *file = dossier->files->len ? g_ptr_array_index(dossier->files, dossier->files->len - 1) : NULL;
  if (!file || !g_str_equal(file->name, "loose.pdf")) file = add_file(dossier, "loose.pdf");
  spoil_page(add_page(dossier, file, words[1], "page"), words + 2);
  spoil_file(file, words + 2);
}

static void build_person(Built *built, char **words) {
  RectoRole role = RECTO_ROLE_UNKNOWN;
  g_autofree char *id = g_strdup_printf("p%u", built->dossier->persons->len + 1);
  g_assert_true(recto_role_from_word(words[1], &role));
  RectoPerson *person = recto_person_new(id, role);
  add_fields(person->fields, words + 2, 0.95, RECTO_MEANS_PRINTED, (RectoPageId){0});
  g_ptr_array_add(built->dossier->persons, person);
}

static void build_line(Built *built, char **words) {
  RectoDossier *dossier = built->dossier;
  if (g_str_equal(words[0], "procedure")) {
    g_free(dossier->procedure);
    dossier->procedure = g_strdup(words[1]);
  } else if (g_str_equal(words[0], "reception")) g_assert_true(recto_date_from_iso(words[1], &dossier->reception));
  else if (g_str_equal(words[0], "answer")) g_hash_table_replace(dossier->situation->answers, g_strdup(words[1]), g_strdup(words[2]));
  else if (g_str_equal(words[0], "overlay")) built->overlay = words[1];
  else if (g_str_equal(words[0], "person")) build_person(built, words);
  else if (g_str_equal(words[0], "doc")) build_document(built, words);
  else if (g_str_equal(words[0], "file")) build_file(built, words);
  else if (g_str_equal(words[0], "page")) build_page(built, words);
}

/* ------------------------------------------------------------------ comparing */

static char *finding_line(const RectoFinding *finding) {
  g_autoptr(GString) line = g_string_new(NULL);
  g_string_append_printf(line, "%s %s", finding->message, recto_weight_word(finding->weight));
  if (finding->piece) g_string_append_printf(line, " %s", finding->piece);
  return g_strdup(line->str);
}

static int compare_texts(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static char *sorted_lines(GPtrArray *lines) {
  g_ptr_array_sort(lines, compare_texts);
  g_ptr_array_add(lines, NULL);
  return g_strjoinv("\n    ", (char **)lines->pdata);
}

static void compare_named(const CaseText *text, const GPtrArray *all, char **words, GPtrArray *wanted) {
  g_autofree char *line = g_strjoinv(" ", words + 1);
  if (g_str_equal(words[0], "finding") && strstr(line, " info")) {
    if (!g_ptr_array_find_with_equal_func((GPtrArray *)all, line, g_str_equal, NULL)) complain(text, "lacks %s", line);
  } else if (g_str_equal(words[0], "finding")) {
    g_ptr_array_add(wanted, g_steal_pointer(&line));
  } else if (g_str_equal(words[0], "no")) {
    for (guint j = 0; j < all->len; j++) {
      if (g_str_has_prefix(g_ptr_array_index(all, j), words[1])) complain(text, "must not say %s", (char *)g_ptr_array_index(all, j));
    }
  }
}

static void compare_findings(const CaseText *text, const RectoDossier *dossier) {
  g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func(g_free), found = g_ptr_array_new_with_free_func(g_free), all = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < dossier->findings->len; i++) {
    const RectoFinding *finding = g_ptr_array_index(dossier->findings, i);
    g_ptr_array_add(all, finding_line(finding));
    if (finding->weight >= RECTO_WEIGHT_CHECK) g_ptr_array_add(found, finding_line(finding));
  }
  for (guint i = 0; i < text->lines->len; i++) compare_named(text, all, g_ptr_array_index(text->lines, i), wanted);
  g_autofree char *a = sorted_lines(wanted), *b = sorted_lines(found);
  if (!g_str_equal(a, b)) complain(text, "findings wanted:\n    %s\n  found:\n    %s", a, b);
}

static const RectoPieceResult *result_of(const RectoDossier *dossier, const char *id) {
  for (guint i = 0; i < dossier->pieces->len; i++) {
    const RectoPieceResult *result = g_ptr_array_index(dossier->pieces, i);
    if (g_str_equal(result->id, id)) return result;
  }
  return NULL;
}

static void compare_documents(const CaseText *text, const Built *built, const RectoPieceResult *result, const char *docs) {
  g_auto(GStrv) names = g_strsplit(docs, ",", -1);
  g_autoptr(GString) wanted = g_string_new(NULL), found = g_string_new(NULL);
  for (char **name = names; *name; name++) g_string_append_printf(wanted, "%s ", **name ? (char *)g_hash_table_lookup(built->ids, *name) : "");
  for (guint i = 0; i < result->documents->len; i++) g_string_append_printf(found, "%s ", (char *)g_ptr_array_index(result->documents, i));
  if (!g_str_equal(g_strstrip(wanted->str), g_strstrip(found->str))) complain(text, "piece %s has %s, wanted %s", result->id, found->str, wanted->str);
}

/* says MESSAGE KEY VALUE */
static void compare_says(const CaseText *text, const RectoDossier *dossier, char **words) {
  const char *value = NULL;
  for (guint i = 0; i < dossier->findings->len; i++) {
    const RectoFinding *finding = g_ptr_array_index(dossier->findings, i);
    if (g_str_equal(finding->message, words[1])) value = g_hash_table_lookup(finding->args, words[2]);
  }
  if (g_strcmp0(value, words[3]) != 0) complain(text, "%s says %s = %s, wanted %s", words[1], words[2], value ? value : "nothing", words[3]);
}

/* piece ID STATE [ALTERNATIVE] [docs=NAME,NAME] */
static void compare_piece(const CaseText *text, const Built *built, char **words) {
  const RectoPieceResult *result = result_of(built->dossier, words[1]);
  const char *state = result ? recto_piece_state_word(result->state) : "absent", *docs = value_of(words, "docs");
  if (!g_str_equal(state, words[2])) complain(text, "piece %s is %s, wanted %s", words[1], state, words[2]);
  if (result && words[3] && !strchr(words[3], '=')) {
    const char *chosen = result->chosen < 0 ? "none" : ((RectoAlternativeState *)g_ptr_array_index(result->alternatives, result->chosen))->id;
    if (!g_str_equal(chosen, words[3])) complain(text, "piece %s by %s, wanted %s", words[1], chosen, words[3]);
  }
  if (result && docs) compare_documents(text, built, result, docs);
}

static void check_words(const CaseText *text, const RectoModels *models, const RectoDossier *dossier) {
  static const char *const LANGUAGES[] = {"fr", "en", NULL};
  for (guint i = 0; i < dossier->findings->len; i++) {
    const RectoFinding *finding = g_ptr_array_index(dossier->findings, i);
    for (const char *const *language = LANGUAGES; *language; language++) {
      RectoFindingText words = recto_finding_text(models, dossier, finding, *language);
      g_autofree char *all = g_strdup_printf("%s\n%s\n%s", words.title, words.text, words.action);
      bool good = *words.title && *words.text && !strchr(all, '{') && !strstr(all, "finding.") && !strstr(all, "()") && !strstr(all, "(null)");
      if (!good) complain(text, "%s in %s reads:\n%s", finding->message, *language, all);
      g_test_message("[%s %s] %s — %s %s", text->name, recto_weight_word(finding->weight), words.title, words.text, words.action);
      recto_finding_text_clear(&words);
    }
  }
}

static void check_order(const CaseText *text, const RectoDossier *dossier) {
  for (guint i = 1; i < dossier->findings->len; i++) {
    const RectoFinding *before = g_ptr_array_index(dossier->findings, i - 1), *finding = g_ptr_array_index(dossier->findings, i);
    if (before->weight < finding->weight) complain(text, "%s stands after %s", finding->message, before->message);
  }
}

static void run_case(gconstpointer data) {
  const CaseText *text = data;
  Built built = {recto_dossier_new("2026-000001", "none"), g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), NULL};
  g_autoptr(GError) error = NULL;
  if (!built.dossier->situation) built.dossier->situation = recto_situation_new();
  for (guint i = 0; i < text->lines->len; i++) build_line(&built, g_ptr_array_index(text->lines, i));
  g_autofree char *overlay = built.overlay ? g_build_filename(CASES, built.overlay, NULL) : NULL;
  const char *folders[] = {"models", overlay, NULL};
  g_autoptr(RectoModels) models = recto_models_load(folders, &error);
  g_assert_no_error(error);
  recto_check(models, built.dossier);
  compare_findings(text, built.dossier);
  for (guint i = 0; i < text->lines->len; i++) {
    char **words = g_ptr_array_index(text->lines, i);
    if (g_str_equal(words[0], "piece")) compare_piece(text, &built, words);
    if (g_str_equal(words[0], "says")) compare_says(text, built.dossier, words);
    const char *complete = recto_answer_word(built.dossier->complete);
    if (g_str_equal(words[0], "complete") && !g_str_equal(complete, words[1])) complain(text, "complete is %s, wanted %s", complete, words[1]);
  }
  check_words(text, models, built.dossier);
  check_order(text, built.dossier);
  g_hash_table_unref(built.ids);
  recto_dossier_free(built.dossier);
}

/* ------------------------------------------------------------------ reading cases */

static CaseText *find_case(const GPtrArray *cases, const char *name) {
  for (guint i = 0; i < cases->len; i++) {
    CaseText *text = g_ptr_array_index(cases, i);
    if (g_str_equal(text->name, name)) return text;
  }
  g_error("like %s: no such case before", name);
}

static bool is_input(const char *word) {
  static const char *const INPUTS[] = {"procedure", "reception", "answer", "overlay", "person", "doc", "file", "page", NULL};
  return g_strv_contains(INPUTS, word);
}

/* The other case's inputs; its expectations stay behind. */
static void copy_lines(CaseText *text, const CaseText *other) {
  for (guint i = 0; i < other->lines->len; i++) {
    char **words = g_ptr_array_index(other->lines, i);
    if (is_input(words[0])) g_ptr_array_add(text->lines, g_strdupv(words));
  }
}

/* drop NAME: takes a document, file, person or answer of that name out again. */
static void drop(CaseText *text, const char *name) {
  guint before = text->lines->len;
  for (guint i = text->lines->len; i > 0; i--) {
    char **words = g_ptr_array_index(text->lines, i - 1);
    if (is_input(words[0]) && words[1] && g_str_equal(words[1], name)) g_ptr_array_remove_index(text->lines, i - 1);
  }
  if (before == text->lines->len) g_error("%s: nothing named %s to drop", text->name, name);
}

static CaseText *case_new(const char *name) {
  CaseText *text = g_new0(CaseText, 1);
  text->name = g_strdup(name);
  text->lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
  return text;
}

static void read_line(GPtrArray *cases, const char *line) {
  static const char *const EXPECTATIONS[] = {"piece", "finding", "no", "complete", "says", NULL};
  g_auto(GStrv) words = NULL;
  g_autoptr(GError) error = NULL;
  g_shell_parse_argv(line, NULL, &words, &error);
  g_assert_no_error(error);
  CaseText *text = cases->len ? g_ptr_array_index(cases, cases->len - 1) : NULL;
  if (g_str_equal(words[0], "case")) g_ptr_array_add(cases, case_new(words[1]));
  else if (g_str_equal(words[0], "like")) copy_lines(text, find_case(cases, words[1]));
  else if (g_str_equal(words[0], "drop")) drop(text, words[1]);
  else if (is_input(words[0]) || g_strv_contains(EXPECTATIONS, words[0])) g_ptr_array_add(text->lines, g_steal_pointer(&words));
  else g_error("unknown word \"%s\" in a case", words[0]);
}

static void case_free(gpointer data) {
  CaseText *text = data;
  g_free(text->name);
  g_ptr_array_unref(text->lines);
  g_free(text);
}

static void read_cases(GPtrArray *cases, const char *path) {
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(path, &content, NULL, &error);
  g_assert_no_error(error);
  g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
  for (char **line = lines; *line; line++) {
    g_strstrip(*line);
    if (**line && **line != '#') read_line(cases, *line);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_autoptr(GDir) dir = g_dir_open(CASES, 0, NULL);
  g_assert_nonnull(dir);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free), cases = g_ptr_array_new_with_free_func(case_free);
  for (const char *name = g_dir_read_name(dir); name; name = g_dir_read_name(dir)) {
    if (g_str_has_suffix(name, ".case")) g_ptr_array_add(names, g_build_filename(CASES, name, NULL));
  }
  g_ptr_array_sort(names, compare_texts);
  for (guint i = 0; i < names->len; i++) read_cases(cases, g_ptr_array_index(names, i));
  g_assert_cmpuint(cases->len, >=, 60);
  for (guint i = 0; i < cases->len; i++) {
    const CaseText *text = g_ptr_array_index(cases, i);
    g_autofree char *path = g_strdup_printf("/check/%s", text->name);
    g_test_add_data_func(path, text, run_case);
  }
  return g_test_run();
}
