/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Languages: how each counts and runs, whether a person who speaks it has read its sentences, and which sentences an applicant reads.
 * Must not know: what a sentence says. */
#include "model/model.h"

#include <math.h>

/* ------------------------------------------------------------------ the head of a language's file */

static const char *const STATUS_WORDS[] = {"reviewed", "draft", NULL}, *const DIRECTION_WORDS[] = {"ltr", "rtl", NULL};
static const char *const PLURAL_WORDS[] = {"english", "french", "none", "russian", "arabic", NULL}; /* as RectoPlural */

typedef struct { RectoLanguage language; int status, direction; } Written; /* status and direction as positions of their words */

#define AT(member) offsetof(Written, member)
static const RectoKey LANGUAGE_KEYS[] = {
    {.name = "name", .kind = RECTO_KEY_TEXT, .offset = AT(language.name), .required = true},
    {.name = "status", .kind = RECTO_KEY_WORD, .offset = AT(status), .required = true, .words = STATUS_WORDS},
    {.name = "direction", .kind = RECTO_KEY_WORD, .offset = AT(direction), .words = DIRECTION_WORDS},
    {.name = "plural", .kind = RECTO_KEY_WORD, .offset = AT(language.plural), .required = true, .words = PLURAL_WORDS},
    {.name = "fonts", .kind = RECTO_KEY_TEXTS, .offset = AT(language.fonts), .required = true},
    {.name = "package", .kind = RECTO_KEY_TEXT, .offset = AT(language.package), .required = true},
    {.name = NULL},
};

void recto_language_free(gpointer data) {
  RectoLanguage *language = data;
  g_free(language->code);
  g_free(language->name);
  g_strfreev(language->fonts);
  g_free(language->package);
  g_free(language);
}

static void clear_written(void *data) {
  Written *written = data;
  g_free(written->language.name);
  g_strfreev(written->language.fonts);
  g_free(written->language.package);
}

static const RectoShape LANGUAGE_SHAPE = {"a language", LANGUAGE_KEYS, sizeof(Written), RECTO_NO_ID, NULL, NULL, clear_written};

static RectoLanguage *language_of(GPtrArray *languages, const char *code) {
  for (guint i = 0; i < languages->len; i++) {
    RectoLanguage *language = g_ptr_array_index(languages, i);
    if (g_str_equal(language->code, code)) return language;
  }
  RectoLanguage *language = g_new0(RectoLanguage, 1);
  language->code = g_strdup(code);
  language->plural = g_str_equal(code, "fr") ? RECTO_PLURAL_FRENCH : RECTO_PLURAL_ENGLISH;
  g_ptr_array_add(languages, language);
  return language;
}

void recto_language_add(RectoFaults *faults, const RectoNode *root, GPtrArray *languages, const char *code, bool main_file) {
  RectoLanguage *language = language_of(languages, code);
  const RectoNode *head = root->kind == RECTO_NODE_MAP ? recto_node_find(root, "language") : NULL;
  if (!head) return;
  if (!main_file || language->name) {
    recto_fault_at(faults, head, "\"language\" stands once, at the head of %s.yaml", code);
    return;
  }
  RectoBinder binder = {.faults = faults};
  Written written = {0};
  if (!recto_bind(&binder, head, &LANGUAGE_SHAPE, &written)) return;
  char *kept = language->code;
  *language = written.language;
  language->code = kept;
  language->draft = written.status == 1;
  language->right_to_left = written.direction == 1;
}

const RectoLanguage *recto_models_language(const RectoModels *models, const char *code) {
  for (guint i = 0; code && i < models->languages->len; i++) {
    const RectoLanguage *language = g_ptr_array_index(models->languages, i);
    if (g_str_equal(language->code, code)) return language;
  }
  return NULL;
}

const GPtrArray *recto_models_languages(const RectoModels *models) { return models->languages; }

const GHashTable *recto_models_sentences(const RectoModels *models, const char *code) { return g_hash_table_lookup(models->messages, code); }

/* ------------------------------------------------------------------ counting (the rules of Unicode's CLDR 42 for whole numbers) */

guint recto_plural_forms(RectoPlural plural) {
  static const guint FORMS[] = {[RECTO_PLURAL_ENGLISH] = 2, [RECTO_PLURAL_FRENCH] = 2, [RECTO_PLURAL_NONE] = 1, [RECTO_PLURAL_RUSSIAN] = 3, [RECTO_PLURAL_ARABIC] = 6};
  return FORMS[plural];
}

/* one, few (2 to 4, but not 12 to 14), many */
static guint russian_form(guint64 n) {
  guint64 last = n % 10, two = n % 100;
  if (last == 1 && two != 11) return 0;
  return last >= 2 && last <= 4 && (two < 12 || two > 14) ? 1 : 2;
}

/* zero, one, two, few (3 to 10), many (11 to 99), other */
static guint arabic_form(guint64 n) {
  guint64 two = n % 100;
  if (n <= 2) return (guint)n;
  return two >= 3 && two <= 10 ? 3 : two >= 11 ? 4 : 5;
}

guint recto_plural_form(RectoPlural plural, double value) {
  double size = fabs(value);
  guint64 n = (guint64)MIN(size, 1e15);
  switch (plural) {
  case RECTO_PLURAL_NONE: return 0;
  case RECTO_PLURAL_FRENCH: return size < 2 ? 0 : 1;
  case RECTO_PLURAL_RUSSIAN: return russian_form(n);
  case RECTO_PLURAL_ARABIC: return arabic_form(n);
  case RECTO_PLURAL_ENGLISH: default: return size == 1 ? 0 : 1;
  }
}

/* ------------------------------------------------------------------ what an applicant reads */

static const RectoKey APPLICANT_KEYS[] = {{.name = "applicant", .kind = RECTO_KEY_TEXTS, .offset = 0, .required = true}, {.name = NULL}};
static const RectoShape APPLICANT_SHAPE = {"the set of sentences for applicants", APPLICANT_KEYS, sizeof(char **), RECTO_NO_ID, NULL, NULL, NULL};

void recto_applicant_load(RectoFaults *faults, const RectoNode *root, RectoModels *models) {
  RectoBinder binder = {.faults = faults};
  recto_bind(&binder, root, &APPLICANT_SHAPE, &models->applicant);
}

static bool pattern_meets(const char *pattern, const char *key) {
  return g_str_has_suffix(pattern, "*") ? strncmp(key, pattern, strlen(pattern) - 1) == 0 : g_str_equal(key, pattern);
}

bool recto_models_applicant_reads(const RectoModels *models, const char *key) {
  for (char **pattern = models->applicant; pattern && *pattern; pattern++)
    if (pattern_meets(*pattern, key)) return true;
  return false;
}

static bool meets_any(const char *pattern, GHashTable *texts) {
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init(&iter, texts);
  while (g_hash_table_iter_next(&iter, &key, NULL))
    if (pattern_meets(pattern, key)) return true;
  return false;
}

void recto_applicant_check(RectoFaults *faults, const RectoModels *models) {
  GHashTable *french = g_hash_table_lookup(models->messages, "fr");
  for (char **pattern = models->applicant; french && pattern && *pattern; pattern++)
    if (!meets_any(*pattern, french)) recto_fault_in(faults, "applicant.yaml", "\"%s\" names no sentence of messages/fr*.yaml", *pattern);
}
