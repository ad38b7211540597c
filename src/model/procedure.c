/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a procedure's file may hold. Every key is explained in models/README.md. Must not know: how a dossier is checked. */
#include "model/model.h"

static const char *const QUESTION_WORDS[] = {"yes-no", "number", "choice", NULL};
static const char *const WEIGHT_WORDS[] = {"info", "check", "action", NULL};
static const char *const STATUS_WORDS[] = {"draft", "checked", NULL};
static const char *const ROLE_WORDS[] = {"applicant", "spouse", "child", "host", "parent", "employer", NULL};

/* ------------------------------------------------------------------ questions */

static void question_free(void *target) {
  RectoQuestion *question = target;
  g_free(question->id);
  g_clear_pointer(&question->labels, g_hash_table_unref);
  g_strfreev(question->choices);
  g_free(question->default_answer);
  recto_condition_free(question->when);
  g_free(question);
}

static void question_end(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoQuestion *question = target;
  bool choice = question->kind == RECTO_QUESTION_CHOICE;
  if (choice && !question->choices) recto_fault_at(binder->faults, node, "a question of kind choice lacks the key \"choices\"");
  if (!choice && question->choices) recto_fault_at(binder->faults, node, "choices belong to questions of kind choice only");
  static const char *const RESERVED[] = {"all", "any", "not", "seen", NULL};
  if (question->id && g_strv_contains(RESERVED, question->id)) recto_fault_at(binder->faults, node, "\"%s\" is a word of conditions; name the question otherwise", question->id);
  if (!question->default_answer) return;
  RectoProcedure alone = {.questions = g_ptr_array_new()};
  g_autofree char *why = NULL;
  g_ptr_array_add(alone.questions, question);
  if (question->id && !recto_procedure_answer_fits(&alone, question->id, question->default_answer, &why)) {
    recto_fault_at(binder->faults, recto_node_find(node, "default"), "default: %s", why);
  }
  g_ptr_array_unref(alone.questions);
}

static const RectoKey QUESTION_KEYS[] = {
    {.name = "id", .kind = RECTO_KEY_ID, .offset = offsetof(RectoQuestion, id), .required = true},
    {.name = "kind", .kind = RECTO_KEY_WORD, .offset = offsetof(RectoQuestion, kind), .required = true, .words = QUESTION_WORDS},
    {.name = "labels", .kind = RECTO_KEY_LABELS, .offset = offsetof(RectoQuestion, labels), .required = true},
    {.name = "choices", .kind = RECTO_KEY_IDS, .offset = offsetof(RectoQuestion, choices)},
    {.name = "default", .kind = RECTO_KEY_TEXT, .offset = offsetof(RectoQuestion, default_answer)},
    {.name = "when", .kind = RECTO_KEY_CUSTOM, .offset = offsetof(RectoQuestion, when), .custom = recto_bind_condition},
    {0}};
const RectoShape RECTO_QUESTION_SHAPE = {.what = "a question",
                                          .keys = QUESTION_KEYS,
                                          .size = sizeof(RectoQuestion),
                                          .id_offset = offsetof(RectoQuestion, id),
                                          .end = question_end,
                                          .free = question_free};

/* ------------------------------------------------------------------ agreements and notes */

static void agreement_free(void *target) {
  RectoAgreement *agreement = target;
  g_free(agreement->id);
  g_clear_pointer(&agreement->labels, g_hash_table_unref);
  g_free(agreement->field);
  g_strfreev(agreement->types);
  g_free(agreement->of);
  g_free(agreement);
}

static void agreement_end(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoAgreement *agreement = target;
  if (!agreement->of) agreement->of = g_strdup("applicant");
}

static const RectoKey AGREEMENT_KEYS[] = {
    {.name = "id", .kind = RECTO_KEY_ID, .offset = offsetof(RectoAgreement, id), .required = true},
    {.name = "labels", .kind = RECTO_KEY_LABELS, .offset = offsetof(RectoAgreement, labels), .required = true},
    {.name = "field", .kind = RECTO_KEY_ID, .offset = offsetof(RectoAgreement, field), .required = true},
    {.name = "types", .kind = RECTO_KEY_REFS, .offset = offsetof(RectoAgreement, types), .set = RECTO_SET_TYPES},
    {.name = "of", .kind = RECTO_KEY_WORD_TEXT, .offset = offsetof(RectoAgreement, of), .words = ROLE_WORDS},
    {.name = "weight", .kind = RECTO_KEY_WORD, .offset = offsetof(RectoAgreement, weight), .required = true, .words = WEIGHT_WORDS},
    {0}};
const RectoShape RECTO_AGREEMENT_SHAPE = {.what = "an agreement",
                                           .keys = AGREEMENT_KEYS,
                                           .size = sizeof(RectoAgreement),
                                           .id_offset = offsetof(RectoAgreement, id),
                                           .end = agreement_end,
                                           .free = agreement_free};

void recto_bind_offset(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoOffset *offset = target;
  const char *text = recto_bind_text(binder, node, "the distance");
  if (!text) return;
  g_auto(GStrv) parts = g_strsplit(text, " ", 2);
  gint64 number = 0;
  const char *digits = parts[0][0] == '+' ? parts[0] + 1 : parts[0];
  bool good = g_ascii_string_to_signed(digits, 10, -3660, 3660, &number, NULL) && parts[1];
  bool days = good && (g_str_equal(parts[1], "days") || g_str_equal(parts[1], "day"));
  bool months = good && (g_str_equal(parts[1], "months") || g_str_equal(parts[1], "month"));
  if (!days && !months) {
    recto_fault_at(binder->faults, node, "a distance is written like \"-120 days\" or \"+6 months\", not \"%s\"", text);
    return;
  }
  *offset = (RectoOffset){.set = true, .days = days ? (int)number : 0, .months = months ? (int)number : 0};
}

static void note_free(void *target) {
  RectoNote *note = target;
  g_free(note->id);
  g_strfreev(note->types);
  g_free(note->of);
  g_free(note->field);
  g_free(note->source);
  recto_condition_free(note->when);
  g_free(note);
}

static void note_end(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoNote *note = target;
  if (!note->of) note->of = g_strdup("applicant");
  if ((note->types != NULL) != (note->field != NULL)) recto_fault_at(binder->faults, node, "types and field stand together: which documents, and which date on them");
  if (!note->field && (note->after.set || note->until.set)) recto_fault_at(binder->faults, node, "after and until count from a field; name types and field");
  if (!note->field && !note->when) recto_fault_at(binder->faults, node, "a note needs a field or a condition, else it would always be told");
}

static const RectoKey NOTE_KEYS[] = {
    {.name = "id", .kind = RECTO_KEY_ID, .offset = offsetof(RectoNote, id), .required = true},
    {.name = "types", .kind = RECTO_KEY_REFS, .offset = offsetof(RectoNote, types), .set = RECTO_SET_TYPES},
    {.name = "of", .kind = RECTO_KEY_WORD_TEXT, .offset = offsetof(RectoNote, of), .words = ROLE_WORDS},
    {.name = "field", .kind = RECTO_KEY_ID, .offset = offsetof(RectoNote, field)},
    {.name = "after", .kind = RECTO_KEY_CUSTOM, .offset = offsetof(RectoNote, after), .custom = recto_bind_offset},
    {.name = "until", .kind = RECTO_KEY_CUSTOM, .offset = offsetof(RectoNote, until), .custom = recto_bind_offset},
    {.name = "weight", .kind = RECTO_KEY_WORD, .offset = offsetof(RectoNote, weight), .required = true, .words = WEIGHT_WORDS},
    {.name = "source", .kind = RECTO_KEY_TEXT, .offset = offsetof(RectoNote, source), .required = true},
    {.name = "when", .kind = RECTO_KEY_CUSTOM, .offset = offsetof(RectoNote, when), .custom = recto_bind_condition},
    {0}};
const RectoShape RECTO_NOTE_SHAPE = {
    .what = "a note", .keys = NOTE_KEYS, .size = sizeof(RectoNote), .id_offset = offsetof(RectoNote, id), .end = note_end, .free = note_free};

/* ------------------------------------------------------------------ the procedure */

/* With the status as it is written. */
typedef struct {
  RectoProcedure procedure; /* first */
  int status;
} WrittenProcedure;

void recto_procedure_free(gpointer data) {
  RectoProcedure *procedure = data;
  if (!procedure) return;
  g_free(procedure->id);
  g_clear_pointer(&procedure->labels, g_hash_table_unref);
  g_free(procedure->source);
  g_free(procedure->version);
  g_free(procedure->silence_source);
  g_clear_pointer(&procedure->questions, g_ptr_array_unref);
  g_clear_pointer(&procedure->pieces, g_ptr_array_unref);
  g_clear_pointer(&procedure->agreements, g_ptr_array_unref);
  g_clear_pointer(&procedure->notes, g_ptr_array_unref);
  g_free(procedure);
}

GHashTable *recto_ids_of(const RectoNode *list) {
  GHashTable *ids = g_hash_table_new(g_str_hash, g_str_equal);
  for (guint i = 0; list && list->kind == RECTO_NODE_LIST && i < list->items->len; i++) {
    const RectoNode *item = g_ptr_array_index(list->items, i), *id = recto_node_find(item, "id");
    if (id && id->kind == RECTO_NODE_TEXT) g_hash_table_insert(ids, id->text, (gpointer)item);
  }
  return ids;
}

static bool condition_names(const RectoCondition *condition, const char *question) {
  if (!condition) return false;
  if (condition->question) return g_str_equal(condition->question, question);
  for (guint i = 0; i < condition->parts->len; i++) {
    if (condition_names(g_ptr_array_index(condition->parts, i), question)) return true;
  }
  return false;
}

/* A question may depend only on questions before it: no circle, and a person can be asked in order. */
static void check_question_order(RectoBinder *binder, const RectoNode *node, const GPtrArray *questions) {
  for (guint i = 0; i < questions->len; i++) {
    const RectoQuestion *question = g_ptr_array_index(questions, i);
    for (guint j = i; j < questions->len; j++) {
      const RectoQuestion *later = g_ptr_array_index(questions, j);
      if (!later->id || !condition_names(question->when, later->id)) continue;
      recto_fault_at(binder->faults, node, "question \"%s\" depends on \"%s\", which is not asked before it", question->id ? question->id : "?", later->id);
    }
  }
}

static void procedure_end(RectoBinder *binder, const RectoNode *node, void *target) {
  WrittenProcedure *written = target;
  RectoProcedure *procedure = &written->procedure;
  procedure->checked = written->status == 1;
  if (!procedure->questions) procedure->questions = g_ptr_array_new_with_free_func(RECTO_QUESTION_SHAPE.free);
  if (!procedure->pieces) procedure->pieces = g_ptr_array_new_with_free_func(RECTO_PIECE_SHAPE.free);
  if (!procedure->agreements) procedure->agreements = g_ptr_array_new_with_free_func(agreement_free);
  if (!procedure->notes) procedure->notes = g_ptr_array_new_with_free_func(note_free);
  check_question_order(binder, node, procedure->questions);
}

#define PROCEDURE(field) offsetof(WrittenProcedure, procedure) + offsetof(RectoProcedure, field)
void recto_bind_version(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoDate date = {0};
  const char *text = recto_bind_text(binder, node, "version");
  if (!text) return;
  if (!recto_date_from_iso(text, &date) || !recto_date_is_full(date)) recto_fault_at(binder->faults, node, "version must be the date from which this list holds, like 2026-04-03");
  *(char **)target = g_strdup(text);
}

static const char *const SILENCE_WORDS[] = {"unknown", "refusal", "acceptance", NULL};
static const RectoKey SILENCE_KEYS[] = {
    {.name = "means", .kind = RECTO_KEY_WORD, .offset = PROCEDURE(silence), .required = true, .words = SILENCE_WORDS},
    {.name = "months", .kind = RECTO_KEY_INTEGER, .offset = PROCEDURE(silence_months), .least = 1, .most = 24},
    {.name = "days", .kind = RECTO_KEY_INTEGER, .offset = PROCEDURE(silence_days), .least = 1, .most = 365},
    {.name = "source", .kind = RECTO_KEY_TEXT, .offset = PROCEDURE(silence_source), .required = true},
    {0}};

/* A receipt prints the day: one length of time, or none. */
static void silence_end(RectoBinder *binder, const RectoNode *node, void *target) {
  const RectoProcedure *procedure = &((const WrittenProcedure *)target)->procedure;
  bool known = procedure->silence != RECTO_SILENCE_UNKNOWN, months = procedure->silence_months > 0, days = procedure->silence_days > 0;
  if (known ? months == days : months || days) recto_fault_at(binder->faults, node, "silence has either \"months\" or \"days\", and none when it means \"unknown\"");
}
static const RectoShape SILENCE_SHAPE = {.what = "the meaning of silence", .keys = SILENCE_KEYS, .id_offset = RECTO_NO_ID, .end = silence_end};

static const RectoKey PROCEDURE_KEYS[] = {
    {.name = "procedure", .kind = RECTO_KEY_ID, .offset = PROCEDURE(id), .required = true},
    {.name = "labels", .kind = RECTO_KEY_LABELS, .offset = PROCEDURE(labels), .required = true},
    {.name = "source", .kind = RECTO_KEY_TEXT, .offset = PROCEDURE(source), .required = true},
    {.name = "version", .kind = RECTO_KEY_CUSTOM, .offset = PROCEDURE(version), .required = true, .custom = recto_bind_version},
    {.name = "status", .kind = RECTO_KEY_WORD, .offset = offsetof(WrittenProcedure, status), .required = true, .words = STATUS_WORDS},
    {.name = "silence", .kind = RECTO_KEY_INLINE, .shape = &SILENCE_SHAPE},
    {.name = "questions", .kind = RECTO_KEY_MAPS, .offset = PROCEDURE(questions), .shape = &RECTO_QUESTION_SHAPE},
    {.name = "pieces", .kind = RECTO_KEY_MAPS, .offset = PROCEDURE(pieces), .required = true, .shape = &RECTO_PIECE_SHAPE},
    {.name = "agreements", .kind = RECTO_KEY_MAPS, .offset = PROCEDURE(agreements), .shape = &RECTO_AGREEMENT_SHAPE},
    {.name = "notes", .kind = RECTO_KEY_MAPS, .offset = PROCEDURE(notes), .shape = &RECTO_NOTE_SHAPE},
    {0}};
const RectoShape RECTO_PROCEDURE_SHAPE = {.what = "a procedure",
                                          .keys = PROCEDURE_KEYS,
                                          .size = sizeof(WrittenProcedure),
                                          .id_offset = PROCEDURE(id),
                                          .end = procedure_end,
                                          .free = recto_procedure_free};
