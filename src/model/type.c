/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a document type's file may hold. Every key is explained in models/README.md. Must not know: how a page is judged. */
#include "model/model.h"

static const char *const ROLE_WORDS[] = {"subject", "other", "family", "given", "company", "place", "issued", "started", "married", "born", "ended", "expires", "from", "until", NULL};
static const char *const WHERE_WORDS[] = {"anywhere", "top", "bottom", "title", "heading", NULL};
static const char *const PLACE_WORDS[] = {"right", "below", "right-or-below", "above", "after", "below-right", NULL};
static const char *const SHAPE_WORDS[] = {"card", "table", "sparse", "dense", "portrait", "landscape", "colour", "photo", "prints", "mrz-lines", NULL};
static const char *const OF_WORDS[] = {"person", "other", "document", NULL};
static const char *const CHECK_WORDS[] = {"siret", "siren", "iban", "nir", "fiscal", "foreigner", NULL};
/* In the order of RectoFieldKind. */
static const char *const FIELD_KIND_WORDS[] = {"text",   "name",    "given-names", "date", "month",    "amount",
                                               "number", "address", "country",     "sex",  "presence", NULL};
static const char *const BLOCK_WORDS[] = {"name", "address", NULL};
static const char *const MRZ_FORMATS[] = {"td1", "td2", "td3", "mrv-a", "mrv-b", "fr-id", "fr-licence", NULL};
static const char *const MRZ_FIELDS[] = {"document-code", "issuer", "number", "surname", "given-names", "nationality", "birth-date", "sex", "expiry-date",
                                         "optional-1", "optional-2", "foreigner-number", "issue-month", "department", NULL};

static void strings_free(char **strings) { g_strfreev(strings); }

/* ------------------------------------------------------------------ clues */

/* The clue as written: exactly one of the five kinds. */
typedef struct {
  RectoClue clue; /* first: the array holds RectoClue* */
  char **words, **mrz, **seal, **code, **shape;
} WrittenClue;

static void clue_begin(void *target) { ((WrittenClue *)target)->clue.at_least = 1; }

static void clue_free(void *target) {
  WrittenClue *written = target;
  g_free(written->clue.id);
  strings_free(written->clue.any);
  g_free(written->clue.side);
  strings_free(written->words);
  strings_free(written->mrz);
  strings_free(written->seal);
  strings_free(written->code);
  strings_free(written->shape);
  g_free(written);
}

static void check_mrz_clue(RectoBinder *binder, const RectoNode *node, char **any) {
  for (; any && *any; any++) {
    g_auto(GStrv) parts = g_strsplit(*any, " ", 2);
    if (!parts[0] || !g_strv_contains(MRZ_FORMATS, parts[0])) recto_fault_unknown(binder, node, "MRZ format", parts[0] ? parts[0] : "", MRZ_FORMATS);
    for (const char *at = parts[0] && parts[1] ? parts[1] : ""; *at; at++) {
      if (g_ascii_isupper(*at) || g_ascii_isdigit(*at) || *at == '<' || (*at == '!' && at == parts[1])) continue;
      recto_fault_at(binder->faults, node, "MRZ prefix \"%s\" may hold only A-Z, 0-9, < and a first !", parts[1]);
      break;
    }
  }
}

static void clue_end(RectoBinder *binder, const RectoNode *node, void *target) {
  WrittenClue *written = target;
  char ***kinds[] = {&written->words, &written->mrz, &written->seal, &written->code, &written->shape};
  int n = 0;
  for (int i = 0; i < 5; i++) {
    if (!*kinds[i]) continue;
    if (n++ == 0) {
      written->clue.kind = (RectoClueKind)i;
      written->clue.any = g_steal_pointer(kinds[i]);
    }
  }
  if (n != 1) recto_fault_at(binder->faults, node, "a clue needs exactly one of words, mrz, seal, code, shape; here are %d", n);
  if (written->clue.kind == RECTO_CLUE_MRZ) check_mrz_clue(binder, node, written->clue.any);
  int patterns = written->clue.any ? (int)g_strv_length(written->clue.any) : 0;
  if (n == 1 && written->clue.at_least > patterns) {
    recto_fault_at(binder->faults, node, "at-least is %d but there are only %d patterns: the clue could never be met", written->clue.at_least, patterns);
  }
}

#define CLUE(field) offsetof(WrittenClue, clue) + offsetof(RectoClue, field)
static const RectoKey CLUE_KEYS[] = {
    {.name = "id", .kind = RECTO_KEY_ID, .offset = CLUE(id), .required = true},
    {.name = "words", .kind = RECTO_KEY_PATTERNS, .offset = offsetof(WrittenClue, words)},
    {.name = "mrz", .kind = RECTO_KEY_TEXTS, .offset = offsetof(WrittenClue, mrz)},
    {.name = "seal", .kind = RECTO_KEY_TEXTS, .offset = offsetof(WrittenClue, seal)},
    {.name = "code", .kind = RECTO_KEY_TEXTS, .offset = offsetof(WrittenClue, code)},
    {.name = "shape", .kind = RECTO_KEY_WORDS, .offset = offsetof(WrittenClue, shape), .words = SHAPE_WORDS},
    {.name = "at-least", .kind = RECTO_KEY_INTEGER, .offset = CLUE(at_least), .least = 1, .most = 50},
    {.name = "where", .kind = RECTO_KEY_WORD, .offset = CLUE(where), .words = WHERE_WORDS},
    {.name = "points", .kind = RECTO_KEY_NUMBER, .offset = CLUE(points), .required = true, .least = -100, .most = 100},
    {.name = "side", .kind = RECTO_KEY_ID, .offset = CLUE(side)},
    {0}};
static const RectoShape CLUE_SHAPE = {
    .what = "a clue", .keys = CLUE_KEYS, .size = sizeof(WrittenClue), .id_offset = CLUE(id), .begin = clue_begin, .end = clue_end, .free = clue_free};

/* ------------------------------------------------------------------ ways to a field */

typedef struct {
  RectoFrom from; /* first */
  char *mrz, *seal, *block, *role, **label, **join;
  char **phrases; /* of presence */
  char *value;    /* of presence and pattern */
} WrittenFrom;

static void from_begin(void *target) {
  WrittenFrom *written = target;
  written->from.lines = 1;
  written->from.confidence = 0.9;
  written->from.place = RECTO_PLACE_RIGHT_OR_BELOW;
}

static void from_free(void *target) {
  WrittenFrom *written = target;
  g_free(written->from.key);
  strings_free(written->from.labels);
  g_free(written->from.pattern);
  strings_free(written->from.stop);
  strings_free(written->from.under);
  strings_free(written->from.not_under);
  strings_free(written->join);
  g_free(written->mrz);
  g_free(written->seal);
  g_free(written->block);
  g_free(written->role);
  strings_free(written->label);
  strings_free(written->phrases);
  g_free(written->value);
  g_free(written);
}

/* Which way it is. block may have labels beside it (the block must then be near one), so it is asked before label. */
static RectoFromKind kind_of(const WrittenFrom *written) {
  if (written->mrz) return RECTO_FROM_MRZ;
  if (written->seal) return RECTO_FROM_SEAL;
  if (written->phrases) return RECTO_FROM_PRESENCE;
  if (written->join) return RECTO_FROM_JOIN;
  if (written->role) return RECTO_FROM_ROLE;
  if (written->block) return RECTO_FROM_BLOCK;
  return written->label ? RECTO_FROM_LABEL : RECTO_FROM_PATTERN;
}

static void from_end(RectoBinder *binder, const RectoNode *node, void *target) {
  WrittenFrom *written = target;
  RectoFrom *from = &written->from;
  int n = (written->mrz != NULL) + (written->seal != NULL) + (written->phrases != NULL) + (written->join != NULL) + (written->role != NULL) + (written->block || written->label);
  if (n > 1 || (n == 0 && !from->pattern)) {
    recto_fault_at(binder->faults, node, "a way to a field needs exactly one of mrz, seal, label, block, presence, join, role, or a pattern alone");
    return;
  }
  from->from = kind_of(written);
  from->key = written->mrz ? g_steal_pointer(&written->mrz) : written->seal ? g_steal_pointer(&written->seal) : written->role ? g_steal_pointer(&written->role) : g_steal_pointer(&written->block);
  from->labels = written->phrases ? g_steal_pointer(&written->phrases) : written->join ? g_steal_pointer(&written->join) : g_steal_pointer(&written->label);
  if (written->value && from->from != RECTO_FROM_PRESENCE && from->from != RECTO_FROM_PATTERN)
    recto_fault_at(binder->faults, recto_node_find(node, "value"), "value goes with presence or a pattern alone: it is what the field says when they match");
  else if (written->value) from->key = g_steal_pointer(&written->value);
  static const char *const of_labels[] = {"place", "under", "not-under", "cell"};
  for (gsize i = 0; i < G_N_ELEMENTS(of_labels); i++) {
    const RectoNode *key = recto_node_find(node, of_labels[i]);
    if (key && from->from != RECTO_FROM_LABEL) recto_fault_at(binder->faults, key, "%s says where the value stands from its label; there is no label here", of_labels[i]);
  }
}

#define FROM(field) offsetof(WrittenFrom, from) + offsetof(RectoFrom, field)
static const RectoKey FROM_KEYS[] = {
    {.name = "mrz", .kind = RECTO_KEY_WORD_TEXT, .offset = offsetof(WrittenFrom, mrz), .words = MRZ_FIELDS},
    {.name = "seal", .kind = RECTO_KEY_TEXT, .offset = offsetof(WrittenFrom, seal)},
    {.name = "label", .kind = RECTO_KEY_PHRASES, .offset = offsetof(WrittenFrom, label)},
    {.name = "block", .kind = RECTO_KEY_WORD_TEXT, .offset = offsetof(WrittenFrom, block), .words = BLOCK_WORDS},
    {.name = "role", .kind = RECTO_KEY_WORD_TEXT, .offset = offsetof(WrittenFrom, role), .words = ROLE_WORDS},
    {.name = "presence", .kind = RECTO_KEY_PHRASES, .offset = offsetof(WrittenFrom, phrases)},
    {.name = "join", .kind = RECTO_KEY_IDS, .offset = offsetof(WrittenFrom, join)},
    {.name = "under", .kind = RECTO_KEY_PHRASES, .offset = FROM(under)},
    {.name = "not-under", .kind = RECTO_KEY_PHRASES, .offset = FROM(not_under)},
    {.name = "cell", .kind = RECTO_KEY_INTEGER, .offset = FROM(cell), .least = 1, .most = 20},
    {.name = "value", .kind = RECTO_KEY_TEXT, .offset = offsetof(WrittenFrom, value)},
    {.name = "place", .kind = RECTO_KEY_WORD, .offset = FROM(place), .words = PLACE_WORDS},
    {.name = "pattern", .kind = RECTO_KEY_REGEX, .offset = FROM(pattern)},
    {.name = "lines", .kind = RECTO_KEY_INTEGER, .offset = FROM(lines), .least = 1, .most = 20},
    {.name = "stop", .kind = RECTO_KEY_PHRASES, .offset = FROM(stop)},
    {.name = "where", .kind = RECTO_KEY_WORD, .offset = FROM(where), .words = WHERE_WORDS},
    {.name = "confidence", .kind = RECTO_KEY_NUMBER, .offset = FROM(confidence), .least = 0, .most = 1},
    {0}};
static const RectoShape FROM_SHAPE = {
    .what = "a way to a field", .keys = FROM_KEYS, .size = sizeof(WrittenFrom), .id_offset = RECTO_NO_ID, .begin = from_begin, .end = from_end, .free = from_free};

/* ------------------------------------------------------------------ fields */

static void field_free(void *target) {
  RectoFieldRule *field = target;
  g_free(field->name);
  g_free(field->check);
  g_free(field->side);
  g_free(field->of);
  g_clear_pointer(&field->from, g_ptr_array_unref);
  g_free(field);
}

static void field_end(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoFieldRule *field = target;
  if (!field->of) field->of = g_strdup("person");
}

static const RectoKey FIELD_KEYS[] = {
    {.name = "name", .kind = RECTO_KEY_ID, .offset = offsetof(RectoFieldRule, name), .required = true},
    {.name = "kind", .kind = RECTO_KEY_WORD, .offset = offsetof(RectoFieldRule, kind), .required = true, .words = FIELD_KIND_WORDS},
    {.name = "check", .kind = RECTO_KEY_WORD_TEXT, .offset = offsetof(RectoFieldRule, check), .words = CHECK_WORDS},
    {.name = "side", .kind = RECTO_KEY_ID, .offset = offsetof(RectoFieldRule, side)},
    {.name = "required", .kind = RECTO_KEY_YES_NO, .offset = offsetof(RectoFieldRule, required)},
    {.name = "of", .kind = RECTO_KEY_WORD_TEXT, .offset = offsetof(RectoFieldRule, of), .words = OF_WORDS},
    {.name = "from", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoFieldRule, from), .required = true, .shape = &FROM_SHAPE},
    {0}};
static const RectoShape FIELD_SHAPE = {
    .what = "a field", .keys = FIELD_KEYS, .size = sizeof(RectoFieldRule), .id_offset = offsetof(RectoFieldRule, name), .end = field_end, .free = field_free};

/* ------------------------------------------------------------------ the type */

static void type_begin(void *target) {
  RectoType *type = target;
  type->min_pages = 1;
}

void recto_type_free(gpointer data) {
  RectoType *type = data;
  if (!type) return;
  g_free(type->id);
  g_clear_pointer(&type->labels, g_hash_table_unref);
  strings_free(type->sides);
  g_clear_pointer(&type->clues, g_ptr_array_unref);
  g_clear_pointer(&type->fields, g_ptr_array_unref);
  g_free(type->date_field);
  g_free(type->expiry_field);
  g_free(type->key_field);
  g_free(type);
}

static void check_side(RectoBinder *binder, const RectoNode *node, const RectoType *type, const char *what, const char *id, const char *side) {
  if (!side || g_strv_contains((const char *const *)type->sides, side)) return;
  g_autofree char *sides = g_strjoinv(", ", type->sides);
  recto_fault_at(binder->faults, node, "%s \"%s\" names the side \"%s\", but the type's sides are: %s", what, id ? id : "?", side, sides);
}

static void check_field_named(RectoBinder *binder, const RectoNode *node, const RectoType *type, const char *key, const char *name) {
  if (!name || recto_type_field(type, name)) return;
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  for (guint i = 0; i < type->fields->len; i++) {
    const char *known = ((RectoFieldRule *)g_ptr_array_index(type->fields, i))->name;
    if (known) g_ptr_array_add(names, (gpointer)known);
  }
  g_ptr_array_add(names, NULL);
  g_autofree char *what = g_strdup_printf("field in %s", key);
  recto_fault_unknown(binder, recto_node_find(node, key), what, name, (const char *const *)names->pdata);
}

static void check_joins(RectoBinder *binder, const RectoNode *node, const RectoType *type) {
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *field = g_ptr_array_index(type->fields, i);
    for (guint j = 0; field->from && j < field->from->len; j++) {
      const RectoFrom *from = g_ptr_array_index(field->from, j);
      for (int n = 0; from->from == RECTO_FROM_JOIN && from->labels && from->labels[n]; n++)
        if (!recto_type_field(type, from->labels[n])) recto_fault_at(binder->faults, node, "field \"%s\" joins \"%s\", which this type does not have", field->name, from->labels[n]);
    }
  }
}

/* Could any page ever win? A type whose clues cannot reach `needs` is a mistake. */
static void check_reachable(RectoBinder *binder, const RectoNode *node, const RectoType *type) {
  double sum = 0;
  for (guint i = 0; i < type->clues->len; i++) sum += MAX(0, ((RectoClue *)g_ptr_array_index(type->clues, i))->points);
  if (sum >= type->needs || type->clues->len == 0) return;
  recto_fault_at(binder->faults, node, "all clues together give %g points, but the type needs %g: no page could ever win", sum, type->needs);
}

static void type_end(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoType *type = target;
  if (!type->sides) type->sides = g_strsplit("page", ",", 0);
  if (!type->fields) type->fields = g_ptr_array_new_with_free_func(field_free);
  if (!type->clues) type->clues = g_ptr_array_new_with_free_func(clue_free);
  for (guint i = 0; i < type->clues->len; i++) {
    const RectoClue *clue = g_ptr_array_index(type->clues, i);
    check_side(binder, node, type, "clue", clue->id, clue->side);
  }
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *field = g_ptr_array_index(type->fields, i);
    check_side(binder, node, type, "field", field->name, field->side);
  }
  check_field_named(binder, node, type, "date-field", type->date_field);
  check_field_named(binder, node, type, "expiry-field", type->expiry_field);
  check_field_named(binder, node, type, "key-field", type->key_field);
  check_joins(binder, node, type);
  check_reachable(binder, node, type);
  if (type->max_pages && type->max_pages < type->min_pages) {
    recto_fault_at(binder->faults, node, "pages: max %d is less than min %d", type->max_pages, type->min_pages);
  }
}

static const RectoKey PAGES_KEYS[] = {
    {.name = "min", .kind = RECTO_KEY_INTEGER, .offset = offsetof(RectoType, min_pages), .least = 1, .most = 1000},
    {.name = "max", .kind = RECTO_KEY_INTEGER, .offset = offsetof(RectoType, max_pages), .least = 0, .most = 1000},
    {0}};
static const RectoShape PAGES_SHAPE = {.what = "pages", .keys = PAGES_KEYS, .id_offset = RECTO_NO_ID};

static const char *const PAPER_WORDS[] = {"page", "card", "booklet", NULL};

static const RectoKey TYPE_KEYS[] = {
    {.name = "type", .kind = RECTO_KEY_ID, .offset = offsetof(RectoType, id), .required = true},
    {.name = "labels", .kind = RECTO_KEY_LABELS, .offset = offsetof(RectoType, labels), .required = true},
    {.name = "paper", .kind = RECTO_KEY_WORD, .offset = offsetof(RectoType, paper), .words = PAPER_WORDS},
    {.name = "sides", .kind = RECTO_KEY_IDS, .offset = offsetof(RectoType, sides)},
    {.name = "pages", .kind = RECTO_KEY_INLINE, .shape = &PAGES_SHAPE},
    {.name = "needs", .kind = RECTO_KEY_NUMBER, .offset = offsetof(RectoType, needs), .required = true, .least = 0.1, .most = 100},
    {.name = "lead", .kind = RECTO_KEY_NUMBER, .offset = offsetof(RectoType, lead), .required = true, .least = 0, .most = 100},
    {.name = "identity", .kind = RECTO_KEY_YES_NO, .offset = offsetof(RectoType, identity)},
    {.name = "posted", .kind = RECTO_KEY_YES_NO, .offset = offsetof(RectoType, posted)},
    {.name = "nationals", .kind = RECTO_KEY_YES_NO, .offset = offsetof(RectoType, nationals)},
    {.name = "date-field", .kind = RECTO_KEY_ID, .offset = offsetof(RectoType, date_field)},
    {.name = "expiry-field", .kind = RECTO_KEY_ID, .offset = offsetof(RectoType, expiry_field)},
    {.name = "expiry-grace-years", .kind = RECTO_KEY_INTEGER, .offset = offsetof(RectoType, expiry_grace_years), .least = 0, .most = 20},
    {.name = "key-field", .kind = RECTO_KEY_ID, .offset = offsetof(RectoType, key_field)},
    {.name = "clues", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoType, clues), .required = true, .shape = &CLUE_SHAPE},
    {.name = "fields", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoType, fields), .shape = &FIELD_SHAPE},
    {0}};
const RectoShape RECTO_TYPE_SHAPE = {.what = "a document type",
                                     .keys = TYPE_KEYS,
                                     .size = sizeof(RectoType),
                                     .id_offset = offsetof(RectoType, id),
                                     .begin = type_begin,
                                     .end = type_end,
                                     .free = recto_type_free};
