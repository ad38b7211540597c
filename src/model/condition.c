/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions over the situation: how they are written, copied, and evaluated with three answers.
 *   {housing: hosted}               the answer is that word
 *   {housing: [tenant, owner]}      it is one of these
 *   {children: {at-least: 1}}       a number
 *   {married: yes, housing: hosted} all of these
 *   {all: […]}  {any: […]}  {not: …}
 * An unanswered question cannot tell; yes and no still win where they decide alone. */
#include "model/model.h"

void recto_condition_free(RectoCondition *condition) {
  if (!condition) return;
  g_free(condition->question);
  g_free(condition->answer);
  g_clear_pointer(&condition->parts, g_ptr_array_unref);
  g_free(condition);
}

static void part_free(gpointer part) { recto_condition_free(part); }

static RectoCondition *condition_new(RectoConditionKind kind) {
  RectoCondition *condition = g_new0(RectoCondition, 1);
  condition->kind = kind;
  if (kind != RECTO_CONDITION_IS && kind != RECTO_CONDITION_AT_LEAST) condition->parts = g_ptr_array_new_with_free_func(part_free);
  return condition;
}

RectoCondition *recto_condition_copy(const RectoCondition *condition) {
  if (!condition) return NULL;
  RectoCondition *copy = condition_new(condition->kind);
  copy->question = g_strdup(condition->question);
  copy->answer = g_strdup(condition->answer);
  for (guint i = 0; condition->parts && i < condition->parts->len; i++) {
    g_ptr_array_add(copy->parts, recto_condition_copy(g_ptr_array_index(condition->parts, i)));
  }
  return copy;
}

/* ------------------------------------------------------------------ reading */

static RectoCondition *read_condition(RectoBinder *binder, const RectoNode *node);

static RectoCondition *leaf_new(RectoConditionKind kind, const char *question, const char *answer) {
  RectoCondition *leaf = condition_new(kind);
  leaf->question = g_strdup(question);
  leaf->answer = g_strdup(answer);
  return leaf;
}

/* The question's node, to check the answer against; NULL with a fault. */
static const RectoNode *find_question(RectoBinder *binder, const RectoNode *name) {
  GHashTable *questions = binder->sets[RECTO_SET_QUESTIONS];
  const RectoNode *question = questions ? g_hash_table_lookup(questions, name->text) : NULL;
  if (questions && !question) recto_fault_unknown_ref(binder, name, RECTO_SET_QUESTIONS, name->text);
  return question;
}

static void check_answer(RectoBinder *binder, const RectoNode *question, const RectoNode *answer) {
  static const char *const YES_NO[] = {"yes", "no", NULL};
  const RectoNode *kind = recto_node_find(question, "kind"), *choices = recto_node_find(question, "choices");
  if (!kind || kind->kind != RECTO_NODE_TEXT) return;
  if (g_str_equal(kind->text, "yes-no") && !g_strv_contains(YES_NO, answer->text)) recto_fault_unknown(binder, answer, "answer", answer->text, YES_NO);
  if (g_str_equal(kind->text, "number")) recto_fault_at(binder->faults, answer, "a number is compared with {at-least: N}, not with \"%s\"", answer->text);
  if (!g_str_equal(kind->text, "choice") || !choices || choices->kind != RECTO_NODE_LIST) return;
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  for (guint i = 0; i < choices->items->len; i++) {
    const RectoNode *choice = g_ptr_array_index(choices->items, i);
    if (choice->kind == RECTO_NODE_TEXT) g_ptr_array_add(words, choice->text);
  }
  g_ptr_array_add(words, NULL);
  if (!g_strv_contains((const char *const *)words->pdata, answer->text)) {
    recto_fault_unknown(binder, answer, "answer", answer->text, (const char *const *)words->pdata);
  }
}

static RectoCondition *read_at_least(RectoBinder *binder, const RectoNode *name, const RectoNode *question, const RectoNode *value) {
  const RectoNode *number = recto_node_find(value, "at-least"), *kind = recto_node_find(question, "kind");
  if (!number || value->keys->len != 1 || number->kind != RECTO_NODE_TEXT) {
    recto_fault_at(binder->faults, value, "a number is compared with {at-least: N}");
    return NULL;
  }
  gint64 bound = 0;
  if (!g_ascii_string_to_signed(number->text, 10, 0, 1000000, &bound, NULL)) {
    recto_fault_at(binder->faults, number, "at-least must be a whole number, not \"%s\"", number->text);
  } else if (question && kind && kind->kind == RECTO_NODE_TEXT && !g_str_equal(kind->text, "number")) {
    recto_fault_at(binder->faults, value, "the question \"%s\" is no number", name->text);
  }
  return leaf_new(RECTO_CONDITION_AT_LEAST, name->text, number->text);
}

static RectoCondition *read_leaf(RectoBinder *binder, const RectoNode *name, const RectoNode *value) {
  const RectoNode *question = find_question(binder, name);
  if (value->kind == RECTO_NODE_MAP) return read_at_least(binder, name, question, value);
  if (value->kind == RECTO_NODE_TEXT) {
    if (question) check_answer(binder, question, value);
    return leaf_new(RECTO_CONDITION_IS, name->text, value->text);
  }
  RectoCondition *any = condition_new(RECTO_CONDITION_ANY);
  for (guint i = 0; i < value->items->len; i++) {
    const RectoNode *answer = g_ptr_array_index(value->items, i);
    if (answer->kind != RECTO_NODE_TEXT) recto_fault_at(binder->faults, answer, "an answer must be a text");
    else g_ptr_array_add(any->parts, read_leaf(binder, name, answer));
  }
  return any;
}

static RectoCondition *read_parts(RectoBinder *binder, RectoConditionKind kind, const RectoNode *list) {
  if (list->kind != RECTO_NODE_LIST) {
    recto_fault_at(binder->faults, list, "all and any need a list of conditions");
    return NULL;
  }
  RectoCondition *condition = condition_new(kind);
  for (guint i = 0; i < list->items->len; i++) {
    RectoCondition *part = read_condition(binder, g_ptr_array_index(list->items, i));
    if (part) g_ptr_array_add(condition->parts, part);
  }
  return condition;
}

static RectoCondition *read_pair(RectoBinder *binder, const RectoNode *name, const RectoNode *value) {
  if (g_str_equal(name->text, "all")) return read_parts(binder, RECTO_CONDITION_ALL, value);
  if (g_str_equal(name->text, "any")) return read_parts(binder, RECTO_CONDITION_ANY, value);
  if (!g_str_equal(name->text, "not")) return read_leaf(binder, name, value);
  RectoCondition *part = read_condition(binder, value);
  if (!part) return NULL;
  RectoCondition *not = condition_new(RECTO_CONDITION_NOT);
  g_ptr_array_add(not->parts, part);
  return not;
}

static RectoCondition *read_condition(RectoBinder *binder, const RectoNode *node) {
  if (node->kind != RECTO_NODE_MAP || node->keys->len == 0) {
    recto_fault_at(binder->faults, node, "a condition must be a map, like {married: yes}");
    return NULL;
  }
  g_autoptr(GPtrArray) parts = g_ptr_array_new();
  for (guint i = 0; i < node->keys->len; i++) {
    RectoCondition *part = read_pair(binder, g_ptr_array_index(node->keys, i), g_ptr_array_index(node->items, i));
    if (part) g_ptr_array_add(parts, part);
  }
  if (parts->len == 1) return g_ptr_array_index(parts, 0);
  RectoCondition *all = condition_new(RECTO_CONDITION_ALL);
  for (guint i = 0; i < parts->len; i++) g_ptr_array_add(all->parts, g_ptr_array_index(parts, i));
  return all;
}

void recto_bind_condition(RectoBinder *binder, const RectoNode *node, void *target) { *(RectoCondition **)target = read_condition(binder, node); }

/* ------------------------------------------------------------------ evaluating */

static const RectoQuestion *question_of(const RectoProcedure *procedure, const char *id) {
  for (guint i = 0; i < procedure->questions->len; i++) {
    const RectoQuestion *question = g_ptr_array_index(procedure->questions, i);
    if (g_str_equal(question->id, id)) return question;
  }
  return NULL;
}

const char *recto_situation_answer(const RectoProcedure *procedure, const RectoSituation *situation, const char *id) {
  const char *answer = situation ? g_hash_table_lookup(situation->answers, id) : NULL;
  if (answer && *answer) return answer;
  const RectoQuestion *question = question_of(procedure, id);
  return question ? question->default_answer : NULL;
}

static RectoAnswer leaf_holds(const RectoProcedure *procedure, const RectoCondition *leaf, const RectoSituation *situation) {
  const char *answer = recto_situation_answer(procedure, situation, leaf->question);
  if (!answer) {
    /* A question that is not asked in this situation has no answer, and nothing can depend on its being yes. */
    const RectoQuestion *question = question_of(procedure, leaf->question);
    bool asked = !question || recto_condition_holds(procedure, question->when, situation) != RECTO_NO;
    return asked ? RECTO_CANNOT_TELL : RECTO_NO;
  }
  if (leaf->kind == RECTO_CONDITION_IS) return g_str_equal(answer, leaf->answer) ? RECTO_YES : RECTO_NO;
  gint64 given = 0, bound = 0;
  if (!g_ascii_string_to_signed(answer, 10, 0, 1000000, &given, NULL)) return RECTO_CANNOT_TELL;
  return g_ascii_string_to_signed(leaf->answer, 10, 0, 1000000, &bound, NULL) && given >= bound ? RECTO_YES : RECTO_NO;
}

RectoAnswer recto_condition_holds(const RectoProcedure *procedure, const RectoCondition *condition, const RectoSituation *situation) {
  if (!condition) return RECTO_YES;
  if (condition->kind == RECTO_CONDITION_IS || condition->kind == RECTO_CONDITION_AT_LEAST) return leaf_holds(procedure, condition, situation);
  bool any = condition->kind == RECTO_CONDITION_ANY;
  RectoAnswer decides = any ? RECTO_YES : RECTO_NO, all = any ? RECTO_NO : RECTO_YES;
  for (guint i = 0; i < condition->parts->len; i++) {
    RectoAnswer part = recto_condition_holds(procedure, g_ptr_array_index(condition->parts, i), situation);
    if (condition->kind == RECTO_CONDITION_NOT) return part == RECTO_YES ? RECTO_NO : part == RECTO_NO ? RECTO_YES : RECTO_CANNOT_TELL;
    if (part == decides) return decides;
    if (part == RECTO_CANNOT_TELL) all = RECTO_CANNOT_TELL;
  }
  return all;
}

/* ------------------------------------------------------------------ answers */

static char *say_nearest(const char *what, const char *word, GPtrArray *words) {
  g_ptr_array_add(words, NULL);
  const char *nearest = recto_nearest_word(word, (const char *const *)words->pdata);
  if (nearest) return g_strdup_printf("unknown %s \"%s\"; did you mean \"%s\"?", what, word, nearest);
  g_autofree char *all = g_strjoinv(", ", (char **)words->pdata);
  return g_strdup_printf("unknown %s \"%s\"; known: %s", what, word, all);
}

static char *why_unfit(const RectoQuestion *question, const char *answer) {
  g_autoptr(GPtrArray) words = g_ptr_array_new();
  gint64 number = 0;
  if (question->kind == RECTO_QUESTION_NUMBER) {
    return g_ascii_string_to_signed(answer, 10, 0, 1000, &number, NULL) ? NULL : g_strdup_printf("\"%s\" needs a whole number from 0", question->id);
  }
  if (question->kind == RECTO_QUESTION_CHOICE) {
    for (char **choice = question->choices; choice && *choice; choice++) g_ptr_array_add(words, *choice);
  } else {
    g_ptr_array_add(words, (gpointer) "yes");
    g_ptr_array_add(words, (gpointer) "no");
  }
  if (g_ptr_array_find_with_equal_func(words, answer, g_str_equal, NULL)) return NULL;
  g_autofree char *what = g_strdup_printf("answer to \"%s\":", question->id);
  return say_nearest(what, answer, words);
}

static char *why_unfit_seen(const RectoProcedure *procedure, const char *piece, const char *answer) {
  g_autoptr(GPtrArray) pieces = g_ptr_array_new();
  g_autofree char *base = g_strndup(piece, strcspn(piece, ".")); /* "birth.2": the second child's */
  for (guint i = 0; i < procedure->pieces->len; i++) g_ptr_array_add(pieces, ((RectoPiece *)g_ptr_array_index(procedure->pieces, i))->id);
  if (!g_ptr_array_find_with_equal_func(pieces, base, g_str_equal, NULL)) return say_nearest("piece", base, pieces);
  return g_str_equal(answer, "yes") || g_str_equal(answer, "no") ? NULL : g_strdup_printf("\"seen.%s\" needs yes or no", piece);
}

bool recto_procedure_answer_fits(const RectoProcedure *procedure, const char *id, const char *answer, char **ret_why) {
  g_autofree char *why = NULL;
  const RectoQuestion *question = question_of(procedure, id);
  if (g_str_has_prefix(id, "seen.")) {
    why = why_unfit_seen(procedure, id + strlen("seen."), answer);
  } else if (question) {
    why = why_unfit(question, answer);
  } else {
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < procedure->questions->len; i++) g_ptr_array_add(ids, ((RectoQuestion *)g_ptr_array_index(procedure->questions, i))->id);
    why = say_nearest("question", id, ids);
  }
  if (!why) return true;
  if (ret_why) *ret_why = g_steal_pointer(&why);
  return false;
}
