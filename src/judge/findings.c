/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings in words: the raw arguments of a finding become labels, dates, lists and places in a language, and fill the messages of models/messages.
 * Pages and files are counted from 1. Must not know: why something is found. */
#include "judge/findings.h"

#include <stdlib.h>
#include <string.h>

void recto_finding_text_clear(RectoFindingText *text) {
  g_clear_pointer(&text->title, g_free);
  g_clear_pointer(&text->text, g_free);
  g_clear_pointer(&text->action, g_free);
}

/* ------------------------------------------------------------------ small words */

static GHashTable *args_new(void) { return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free); }

char *recto_words_say(const RectoWords *words, const char *key) { return recto_message(words->models, words->language, key, NULL); }

/* "field.family-name", or the bare word when nobody has named it. */
static char *say_word(const RectoWords *words, const char *family, const char *word) {
  g_autofree char *key = g_strdup_printf("%s.%s", family, word);
  return recto_message_exists(words->models, "fr", key) ? recto_words_say(words, key) : g_strdup(word);
}

static char *say_with(const RectoWords *words, const char *key, const char *name, const char *value) {
  g_autoptr(GHashTable) args = args_new();
  g_hash_table_insert(args, g_strdup(name), g_strdup(value));
  return recto_message(words->models, words->language, key, args);
}

/* "a, b et c": `last` is the message key of the word before the last one. */
static char *join(const RectoWords *words, const GPtrArray *parts, const char *between, const char *last) {
  g_autofree char *comma = recto_words_say(words, between), *and = recto_words_say(words, last);
  GString *list = g_string_new(NULL);
  for (guint i = 0; i < parts->len; i++) {
    if (i) g_string_append(list, i + 1 == parts->len ? and : comma);
    g_string_append(list, g_ptr_array_index(parts, i));
  }
  return g_string_free(list, FALSE);
}

/* ------------------------------------------------------------------ dates and months */

/* Full dates as figures (23/11/2026 in French, 2026-11-23 elsewhere: no order to guess), months as words. */
char *recto_words_date(const RectoWords *words, const char *iso) {
  RectoDate date;
  if (!recto_date_from_iso(iso, &date)) return g_strdup(iso);
  if (date.day) return g_str_equal(words->language, "fr") ? recto_date_to_french(date) : g_strdup(iso);
  if (!date.month) return g_strdup_printf("%d", date.year);
  g_autofree char *key = g_strdup_printf("%d", date.month), *month = say_word(words, "month", key);
  return g_strdup_printf("%s %d", month, date.year);
}

static char *say_list(const RectoWords *words, const char *list, char *(*say)(const RectoWords *, const char *), const char *last) {
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) items = g_strsplit(list, ",", -1);
  for (char **item = items; *item; item++) {
    if (**item) g_ptr_array_add(parts, say(words, *item));
  }
  return parts->len ? join(words, parts, "list.comma", last) : recto_words_say(words, "list.none");
}

static char *say_field(const RectoWords *words, const char *name) { return say_word(words, "field", name); }
static char *say_defect(const RectoWords *words, const char *word) {
  g_autofree char *key = g_strdup_printf("%s.title", word);
  return say_word(words, "defect", key);
}
static char *say_type(const RectoWords *words, const char *type) { return g_strdup(recto_type_label(words->models, type, words->language)); }

/* ------------------------------------------------------------------ places */

static const RectoFile *file_of(const RectoDossier *dossier, guint32 ordinal) {
  for (guint i = 0; i < dossier->files->len; i++) {
    const RectoFile *file = g_ptr_array_index(dossier->files, i);
    if (file->ordinal == ordinal) return file;
  }
  return NULL;
}

#define NAME_LETTERS 48 /* longer file names are shortened in the middle: the ending tells the format */

static char *short_name(const RectoDossier *dossier, guint32 ordinal) {
  const RectoFile *file = file_of(dossier, ordinal);
  if (!file || !file->name || !*file->name) return g_strdup_printf("%u", ordinal + 1);
  glong length = g_utf8_strlen(file->name, -1);
  if (length <= NAME_LETTERS) return g_strdup(file->name);
  g_autofree char *head = g_utf8_substring(file->name, 0, NAME_LETTERS - 16), *tail = g_utf8_substring(file->name, length - 15, length);
  return g_strdup_printf("%s…%s", head, tail);
}

static int compare_numbers(gconstpointer a, gconstpointer b) { return *(const guint32 *)a < *(const guint32 *)b ? -1 : *(const guint32 *)a > *(const guint32 *)b; }

/* "1, 3 et 5 à 8", from sorted page indices. */
static char *say_numbers(const RectoWords *words, const GArray *pages) {
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < pages->len;) {
    guint32 first = g_array_index(pages, guint32, i), last = first;
    while (++i < pages->len && g_array_index(pages, guint32, i) <= last + 1) last = g_array_index(pages, guint32, i);
    if (last - first == 1) g_ptr_array_add(parts, g_strdup_printf("%u", first + 1));
    if (last - first <= 1) g_ptr_array_add(parts, g_strdup_printf("%u", last + 1));
    if (last - first <= 1) continue;
    g_autoptr(GHashTable) args = args_new();
    g_hash_table_insert(args, g_strdup("from"), g_strdup_printf("%u", first + 1));
    g_hash_table_insert(args, g_strdup("to"), g_strdup_printf("%u", last + 1));
    g_ptr_array_add(parts, recto_message(words->models, words->language, "list.range", args));
  }
  return join(words, parts, "list.comma", "list.and");
}

static char *say_file_pages(const RectoWords *words, guint32 file, const GArray *pages) {
  g_autoptr(GHashTable) args = args_new();
  g_hash_table_insert(args, g_strdup("file"), short_name(words->dossier, file));
  const char *key = pages->len == 0 ? "where.file" : pages->len == 1 ? "where.page" : "where.pages";
  g_hash_table_insert(args, g_strdup(pages->len == 1 ? "page" : "pages"), say_numbers(words, pages));
  return recto_message(words->models, words->language, key, args);
}

static bool has_file(const GArray *files, guint32 file) {
  for (guint i = 0; i < files->len; i++) {
    if (g_array_index(files, guint32, i) == file) return true;
  }
  return false;
}

/* Pages grouped by file, in the order in which the files are first named. */
char *recto_words_places(const RectoWords *words, const GArray *places) {
  g_autoptr(GArray) files = g_array_new(FALSE, FALSE, sizeof(guint32));
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < places->len; i++) {
    guint32 file = g_array_index(places, RectoPlace, i).page.file;
    if (has_file(files, file)) continue;
    g_array_append_val(files, file);
    g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint j = i; j < places->len; j++) {
      RectoPageId id = g_array_index(places, RectoPlace, j).page;
      if (id.file == file && id.page != RECTO_WHOLE_FILE) g_array_append_val(pages, id.page);
    }
    g_array_sort(pages, compare_numbers);
    for (guint j = 1; j < pages->len;) {
      if (g_array_index(pages, guint32, j) == g_array_index(pages, guint32, j - 1)) g_array_remove_index(pages, j);
      else j++;
    }
    g_ptr_array_add(parts, say_file_pages(words, file, pages));
  }
  return parts->len ? join(words, parts, "list.comma", "list.and") : recto_words_say(words, "where.nowhere");
}

/* "0.2,1.0": pages that were seen, when the finding's own places are those to look at. */
static char *say_seen(const RectoWords *words, const char *list) {
  g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(RectoPlace));
  g_auto(GStrv) items = g_strsplit(list, ",", -1);
  for (char **item = items; *item; item++) {
    const char *dot = strchr(*item, '.');
    if (!dot) continue;
    RectoPlace place = {.page = {.file = (uint32_t)strtoul(*item, NULL, 10), .page = (uint32_t)strtoul(dot + 1, NULL, 10)}};
    g_array_append_val(places, place);
  }
  return recto_words_places(words, places);
}

/* ------------------------------------------------------------------ pieces, demands, questions */

static const RectoPiece *piece_of(const RectoProcedure *procedure, const char *id) {
  g_autofree char *base = g_strndup(id, strcspn(id, "."));
  for (guint i = 0; procedure && i < procedure->pieces->len; i++) {
    const RectoPiece *piece = g_ptr_array_index(procedure->pieces, i);
    if (g_str_equal(piece->id, base)) return piece;
  }
  return NULL;
}

/* The second child's piece is told as such. */
static char *say_piece(const RectoWords *words, const char *id) {
  const RectoPiece *piece = id ? piece_of(words->procedure, id) : NULL;
  const char *label = piece ? recto_label(piece->labels, words->language) : id ? id : "";
  const char *dot = id ? strchr(id, '.') : NULL;
  if (!dot) return g_strdup(label);
  g_autoptr(GHashTable) args = args_new();
  g_hash_table_insert(args, g_strdup("piece"), g_strdup(label));
  g_hash_table_insert(args, g_strdup("n"), g_strdup(dot + 1));
  return recto_message(words->models, words->language, "list.child", args);
}

static char *say_alternatives(const RectoWords *words, const RectoFinding *finding, const char *ids) {
  const RectoPiece *piece = finding->piece ? piece_of(words->procedure, finding->piece) : NULL;
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) wanted = g_strsplit(ids, ",", -1);
  for (guint i = 0; piece && i < piece->alternatives->len; i++) {
    const RectoAlternative *alternative = g_ptr_array_index(piece->alternatives, i);
    if (g_strv_contains((const char *const *)wanted, alternative->id)) g_ptr_array_add(parts, g_strdup(recto_label(alternative->labels, words->language)));
  }
  return parts->len ? join(words, parts, "list.or", "list.or") : say_piece(words, finding->piece);
}

/* "carte nationale d'identité ou titre de séjour de l'hébergeant (recto et verso)" */
static char *say_demand(const RectoWords *words, const GHashTable *raw) {
  GHashTable *args = (GHashTable *)raw;
  const char *types = g_hash_table_lookup(args, "demand-types"), *of = g_hash_table_lookup(args, "demand-of"), *count = g_hash_table_lookup(args, "demand-count");
  g_autoptr(GString) text = g_string_new(NULL);
  g_autofree char *what = say_list(words, types ? types : "", say_type, "list.either");
  if (count && !g_str_equal(count, "1")) g_string_append_printf(text, "%s × ", count);
  g_string_append(text, what);
  if (of && !g_str_equal(of, "applicant")) {
    g_autofree char *whose = say_word(words, "role-of", of);
    g_string_append_printf(text, ", %s", whose);
  }
  if (g_hash_table_contains(args, "demand-both-sides")) {
    g_autofree char *sides = recto_words_say(words, "demand.both-sides");
    g_string_append_printf(text, " %s", sides);
  }
  return g_strdup(text->str);
}

static char *say_question(const RectoWords *words, const char *id) {
  for (guint i = 0; words->procedure && i < words->procedure->questions->len; i++) {
    const RectoQuestion *question = g_ptr_array_index(words->procedure->questions, i);
    if (g_str_equal(question->id, id)) return g_strdup(recto_label(question->labels, words->language));
  }
  return g_strdup(id);
}

static char *say_agreement(const RectoWords *words, const RectoFinding *finding) {
  const char *id = g_hash_table_lookup(finding->args, "agreement");
  for (guint i = 0; id && words->procedure && i < words->procedure->agreements->len; i++) {
    const RectoAgreement *agreement = g_ptr_array_index(words->procedure->agreements, i);
    if (g_str_equal(agreement->id, id)) return g_strdup(recto_label(agreement->labels, words->language));
  }
  g_autofree char *field = say_field(words, finding->field ? finding->field : "name");
  return g_strdup(field);
}

/* A value as people know it: dates and months in their form, everything else between quotation marks. */
static char *say_value(const RectoWords *words, const RectoFinding *finding, const char *value) {
  const char *kind = g_hash_table_lookup(finding->args, "kind");
  bool date = kind && (g_str_equal(kind, "date") || g_str_equal(kind, "month"));
  return date ? recto_words_date(words, value) : say_with(words, "list.quote", "value", value);
}

/* ------------------------------------------------------------------ arguments */

static char *say_argument(const RectoWords *words, const RectoFinding *finding, const char *name, const char *value) {
  static const char *const DATES[] = {"date", "limit", "reception", "until", NULL};
  if (g_strv_contains(DATES, name)) return recto_words_date(words, value);
  if (g_str_equal(name, "months") || g_str_equal(name, "found-months")) return say_list(words, value, recto_words_date, "list.and");
  if (g_str_equal(name, "fields")) return say_list(words, value, say_field, "list.and");
  if (g_str_equal(name, "defects")) return say_list(words, value, say_defect, "list.and");
  if (g_str_equal(name, "value-a") || g_str_equal(name, "value-b")) return say_value(words, finding, value);
  if (g_str_equal(name, "seen")) return say_seen(words, value);
  if (g_str_equal(name, "side")) return say_word(words, "side", value);
  if (g_str_equal(name, "role")) return say_word(words, "role", value);
  if (g_str_equal(name, "question")) return say_question(words, value);
  if (g_str_equal(name, "alternatives")) return say_alternatives(words, finding, value);
  return g_strdup(value);
}

/* The main cause with its place where the page is there; its name alone where only that is known. */
static char *say_cause(const RectoWords *words, const RectoFinding *finding, const char *worst) {
  const RectoPage *page = finding->places->len ? recto_dossier_page(words->dossier, g_array_index(finding->places, RectoPlace, 0).page) : NULL;
  char *cause = page ? recto_cause_words(words->models, page, words->language) : NULL;
  if (cause) return cause;
  return worst ? say_defect(words, worst) : recto_words_say(words, "list.no-cause");
}

static void put(GHashTable *args, const char *name, char *value) { g_hash_table_replace(args, g_strdup(name), value); }

/* Arguments that follow from others. */
static void put_derived(const RectoWords *words, const RectoFinding *finding, GHashTable *args) {
  const char *type = g_hash_table_lookup(finding->args, "type"), *a = g_hash_table_lookup(finding->args, "type-a");
  const char *b = g_hash_table_lookup(finding->args, "type-b"), *role = g_hash_table_lookup(finding->args, "role-b"), *worst = g_hash_table_lookup(finding->args, "worst");
  put(args, "where", recto_words_places(words, finding->places));
  put(args, "piece", say_piece(words, finding->piece));
  put(args, "document", say_type(words, type ? type : "unknown"));
  if (finding->field) put(args, "field", say_field(words, finding->field));
  if (a) put(args, "document-a", say_type(words, a));
  if (b) put(args, "document-b", say_type(words, b));
  else if (role) put(args, "document-b", say_word(words, "identity-of", role));
  put(args, "label", say_agreement(words, finding));
  if (g_hash_table_contains(finding->args, "demand-types")) put(args, "demand", say_demand(words, finding->args));
  g_autofree char *remedy = worst ? g_strdup_printf("defect.%s.action", worst) : g_strdup("finding.remedy");
  put(args, "remedy", recto_words_say(words, remedy));
  if (g_hash_table_contains(args, "defects")) put(args, "cause", say_cause(words, finding, worst));
}

/* Titles that begin with a field's or a defect's name. */
static char *capital(char *taken) {
  g_autofree char *text = taken, *first = g_utf8_substring(text, 0, MIN(1, g_utf8_strlen(text, -1))), *upper = g_utf8_strup(first, -1);
  return g_strconcat(upper, text + strlen(first), NULL);
}

RectoFindingText recto_finding_text(const RectoModels *models, const RectoDossier *dossier, const RectoFinding *finding, const char *language) {
  RectoWords words = {models, dossier, recto_models_procedure(models, dossier->procedure), language ? language : "fr"};
  g_autoptr(GHashTable) args = args_new();
  GHashTableIter iter;
  gpointer name, value;
  g_hash_table_iter_init(&iter, finding->args);
  while (g_hash_table_iter_next(&iter, &name, &value)) put(args, name, say_argument(&words, finding, name, value));
  put_derived(&words, finding, args);
  g_autofree char *title = g_strdup_printf("%s.title", finding->message), *text = g_strdup_printf("%s.text", finding->message);
  g_autofree char *action = g_strdup_printf("%s.action", finding->message);
  return (RectoFindingText){capital(recto_message(models, words.language, title, args)), recto_message(models, words.language, text, args),
                            recto_message(models, words.language, action, args)};
}
