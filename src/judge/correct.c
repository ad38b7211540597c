/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a clerk says of pages, fields and persons replaces what the machine made of them. Pages that belong together or apart: gather.c. */
#include "judge/correct.h"

#include "judge/merge.h"

#include <recto/judge.h>

/* ------------------------------------------------------------------ types of pages */

/* The side that the clerk gave; else the one that the page won if the type has it, else the type's first. */
static const char *side_for(const RectoType *type, const RectoCorrection *correction, const char *won)
{
  if (correction->name) return correction->name;
  if (!type || !type->sides || !type->sides[0]) return "page";
  return g_strv_contains((const char *const *)type->sides, won) ? won : type->sides[0];
}

/* What the page won by itself stays the first of the others, where what was said of the page before it speaks for it: check_inherited.c compares them. */
static void keep_own(const RectoModels *models, RectoSheet *sheet)
{
  if (recto_models_type(models, sheet->won->type)) g_ptr_array_insert(sheet->others, 0, g_steal_pointer(&sheet->won));
  else g_clear_pointer(&sheet->won, recto_bid_free);
}

/* A clerk's word needs no points; it gets as many as make the document sure. */
static RectoBid *clerks_bid(const RectoModels *models, const RectoCorrection *correction, const char *won_side)
{
  const RectoType *type = recto_models_type(models, correction->value);
  double needs = type && type->needs > 0 ? type->needs : 1;
  RectoBid *bid = recto_bid_new(correction->value, side_for(type, correction, won_side), 2 * needs);
  bid->lead = needs;
  g_ptr_array_add(bid->clues, g_strdup("clerk"));
  return bid;
}

static bool is_known_type(const RectoModels *models, const char *word)
{
  return recto_models_type(models, word) || g_str_equal(word, "unknown") || g_str_equal(word, "blank") || g_str_equal(word, "separator");
}

void recto_correct_sheets(const RectoModels *models, const GPtrArray *corrections, const GPtrArray *sheets)
{
  for (guint i = 0; corrections && i < corrections->len; i++) {
    const RectoCorrection *correction = corrections->pdata[i];
    RectoSheet *sheet = correction->kind == RECTO_CORRECT_TYPE ? recto_sheet_of_page(sheets, correction->page) : NULL;
    if (!sheet || !correction->value || !is_known_type(models, correction->value)) continue;
    g_autofree char *side = g_strdup(sheet->won->side);
    if (correction->inherited && !g_str_equal(sheet->won->type, correction->value)) keep_own(models, sheet);
    else recto_bid_free(sheet->won);
    sheet->won = clerks_bid(models, correction, side);
  }
}

/* ------------------------------------------------------------------ fields */

/* A later word of the clerk on the same field replaces the earlier one. */
static void forget_earlier_word(RectoField *field)
{
  for (guint i = field->seen->len; i > 0; i--)
    if (((const RectoObservation *)field->seen->pdata[i - 1])->means == RECTO_MEANS_CLERK) g_ptr_array_remove_index(field->seen, i - 1);
}

/* "There is none", "it cannot be read": what was seen is kept, nothing is chosen. */
static void choose_none(RectoField *field, bool unreadable)
{
  field->chosen = -1;
  field->quarrel = false;
  field->unreadable = unreadable;
}

/* The new page says something else, or anything where there was to be nothing: what was said of the page before it is no word on this one, but a question (check_inherited.c). */
static bool contradicts(const RectoField *field, const RectoCorrection *correction)
{
  const RectoObservation *chosen = recto_field_chosen(field);
  if (!chosen) return false;
  return chosen->means == RECTO_MEANS_CLERK || !*correction->value || recto_values_agree(field->kind, chosen->value, correction->value) == RECTO_NO;
}

static void correct_field(const RectoModels *models, RectoDocument *document, const RectoCorrection *correction)
{
  bool unreadable = correction->kind == RECTO_CORRECT_UNREADABLE;
  const RectoType *type = recto_models_type(models, document->type);
  const RectoFieldRule *rule = type ? recto_type_field(type, correction->name) : NULL;
  RectoField *field = recto_fields_lookup(document->fields, correction->name);
  if (!field) {
    field = recto_field_new(correction->name, rule ? rule->kind : RECTO_FIELD_TEXT);
    g_ptr_array_add(document->fields, field);
  }
  if (correction->inherited && contradicts(field, correction)) {
    field->quarrel = field->quarrel || recto_field_chosen(field)->means != RECTO_MEANS_CLERK;
    return;
  }
  forget_earlier_word(field);
  if (unreadable || !*correction->value) {
    choose_none(field, unreadable);
    return;
  }
  RectoPlace place = {correction->page, {0, 0, 0, 0}};
  RectoObservation *word = recto_observation_new(correction->value, correction->value, 1, RECTO_MEANS_CLERK, place);
  g_ptr_array_add(field->seen, word);
  recto_field_settle(models, field);
  field->chosen = (int)field->seen->len - 1;
  field->quarrel = field->unreadable = false;
}

void recto_correct_fields(const RectoModels *models, const GPtrArray *corrections, const GPtrArray *documents)
{
  for (guint i = 0; corrections && i < corrections->len; i++) {
    const RectoCorrection *correction = corrections->pdata[i];
    bool given = correction->kind == RECTO_CORRECT_FIELD && correction->value, unread = correction->kind == RECTO_CORRECT_UNREADABLE;
    RectoDocument *document = given || unread ? recto_document_of_page(documents, correction->page) : NULL;
    if (document && correction->name) correct_field(models, document, correction);
  }
}

/* ------------------------------------------------------------------ persons */

static RectoPerson *person_called(const GPtrArray *persons, const char *word, bool as_role)
{
  for (guint i = 0; i < persons->len; i++) {
    RectoPerson *person = persons->pdata[i];
    if (g_str_equal(as_role ? recto_role_word(person->role) : person->id, word)) return person;
  }
  return NULL;
}

static guint documents_about(const GPtrArray *documents, const char *person)
{
  guint n = 0;
  for (guint i = 0; i < documents->len; i++) n += g_strcmp0(((const RectoDocument *)documents->pdata[i])->person, person) == 0;
  return n;
}

static RectoPerson *add_person(GPtrArray *persons, RectoRole role)
{
  g_autofree char *id = g_strdup_printf("p%u", persons->len + 1);
  RectoPerson *person = recto_person_new(id, role);
  g_ptr_array_add(persons, person);
  return person;
}

/* A role that somebody has already: the document is about that person. Else its own person gets the role, unless other papers are about the same. */
static const char *person_for(const GPtrArray *documents, GPtrArray *persons, const RectoDocument *document, const char *word)
{
  RectoRole role = RECTO_ROLE_UNKNOWN;
  RectoPerson *known = person_called(persons, word, false);
  if (known) return known->id;
  if (!recto_role_from_word(word, &role)) return document->person;
  if ((known = person_called(persons, word, true)) && role != RECTO_ROLE_UNKNOWN) return known->id;
  RectoPerson *own = document->person ? person_called(persons, document->person, false) : NULL;
  if (!own || documents_about(documents, own->id) > 1) own = add_person(persons, role);
  own->role = role;
  return own->id;
}

/* Only the last word on a document counts: an earlier one must not leave a person behind, or a role. */
static bool is_last_word(const GPtrArray *corrections, guint i, const GPtrArray *documents, const RectoDocument *document)
{
  for (guint later = i + 1; later < corrections->len; later++) {
    const RectoCorrection *correction = corrections->pdata[later];
    if (correction->kind == RECTO_CORRECT_PERSON && recto_document_of_page(documents, correction->page) == document) return false;
  }
  return true;
}

void recto_correct_persons(const GPtrArray *corrections, const GPtrArray *documents, GPtrArray *persons)
{
  for (guint i = 0; corrections && i < corrections->len; i++) {
    const RectoCorrection *correction = corrections->pdata[i];
    RectoDocument *document = correction->kind == RECTO_CORRECT_PERSON ? recto_document_of_page(documents, correction->page) : NULL;
    if (!document || !correction->value || !is_last_word(corrections, i, documents, document)) continue;
    char *person = g_strdup(person_for(documents, persons, document, correction->value));
    g_free(document->person);
    document->person = person;
  }
}
