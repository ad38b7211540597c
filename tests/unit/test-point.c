/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is left open of a judged dossier, in which order it is asked, what answers it, and what a person may type. */
#include "judge/typed.h"
#include "work/view.h"
#include <recto/judge.h>

static RectoModels *models;

/* ------------------------------------------------------------------ the order */

/* "number due kind since page": due "-" = not known. */
static RectoOpenPoint *open_of(const char *words) {
  static const char *const kinds[] = {"conflict", "type", "person", "field", "page"};
  g_auto(GStrv) parts = g_strsplit(words, " ", 5);
  RectoPointKind kind = RECTO_POINT_CONFLICT;
  for (int i = 0; i < RECTO_N_POINTS; i++)
    if (g_str_equal(parts[2], kinds[i])) kind = (RectoPointKind)i;
  RectoOpenPoint *open = g_new0(RectoOpenPoint, 1);
  open->number = g_strdup(parts[0]);
  open->due = g_str_equal(parts[1], "-") ? NULL : g_strdup(parts[1]);
  open->since = g_ascii_strtoll(parts[3], NULL, 10);
  open->point = recto_point_new(kind, (RectoPageId){0, 0, (uint32_t)g_ascii_strtoull(parts[4], NULL, 10)}, "passport");
  return open;
}

/* Each before the one below it; today is 2026-11-29, thirty days on 2026-12-29. */
static const char *const wanted_order[] = {
    "2026-000009 2026-11-01 page 9 0",     /* the right to stay has ended: before everything */
    "2026-000008 2026-12-10 conflict 9 0", /* it ends soon: the nearest day first … */
    "2026-000007 2026-12-29 conflict 9 0", /* … the last of the thirty, and in one dossier by kind */
    "2026-000007 2026-12-29 type 9 0",
    "2026-000006 2026-12-30 conflict 9 0", /* a day later is no more than the others: by kind, then the nearest day */
    "2026-000004 2027-03-01 conflict 3 0", /* the same day: who has waited longest */
    "2026-000003 2027-03-01 conflict 4 0",
    "2026-000001 - conflict 1 0",          /* a day that nobody knows comes last of its kind */
    "2026-000003 2027-03-01 type 4 0",
    "2026-000003 2027-03-01 type 4 1",
    "2026-000002 - type 1 0",
    "2026-000001 2027-02-01 person 9 0",
    "2026-000001 2027-02-01 field 9 0",
    "2026-000001 2027-02-01 page 9 0",
};

static void test_order(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(wanted_order); i++) {
    for (gsize k = 0; k < G_N_ELEMENTS(wanted_order); k++) {
      RectoOpenPoint *a = open_of(wanted_order[i]), *b = open_of(wanted_order[k]);
      int got = recto_open_point_compare(a, b, "2026-12-29");
      if (i == k ? got != 0 : i < k ? got >= 0 : got <= 0) g_error("%s | %s: %d", wanted_order[i], wanted_order[k], got);
      recto_open_point_free(a);
      recto_open_point_free(b);
    }
  }
}

/* ------------------------------------------------------------------ what is left open */

static RectoDocument *add_document(RectoDossier *dossier, const char *id, const char *type, uint32_t file) {
  RectoDocument *document = recto_document_new(id, type);
  RectoPageId page = {0, file, 0};
  RectoFile *whole = recto_file_new(file, "page.jpg");
  g_array_append_val(document->pages, page);
  g_ptr_array_add(dossier->documents, document);
  g_ptr_array_add(whole->pages, recto_page_new(page));
  g_ptr_array_add(dossier->files, whole);
  return document;
}

static RectoField *add_field(RectoDocument *document, const char *name, const char *value, RectoMeans means, double confidence) {
  RectoField *field = recto_fields_lookup(document->fields, name);
  RectoPlace place = {g_array_index(document->pages, RectoPageId, 0), {10, 20, 100, 30}};
  if (!field) {
    field = recto_field_new(name, RECTO_FIELD_NAME);
    field->chosen = 0;
    g_ptr_array_add(document->fields, field);
  }
  g_ptr_array_add(field->seen, recto_observation_new(value, value, confidence, means, place));
  return field;
}

static RectoFinding *add_finding(RectoDossier *dossier, RectoFindingKind kind, RectoWeight weight, const char *message, const char *document, const char *field) {
  RectoFinding *finding = recto_finding_new(kind, weight, message, NULL);
  finding->document = g_strdup(document);
  finding->field = g_strdup(field);
  g_ptr_array_add(dossier->findings, finding);
  return finding;
}

static void expect_ids(const GPtrArray *points, const char *expected) {
  g_autoptr(GString) ids = g_string_new(NULL);
  for (guint i = 0; i < points->len; i++) {
    const RectoPoint *point = points->pdata[i];
    g_autofree char *id = recto_point_id(point);
    g_string_append_printf(ids, "%s%s:%s", ids->len ? " " : "", recto_point_word(point->kind), id);
  }
  g_assert_cmpstr(ids->str, ==, expected);
}

/* Two zones of one document; the chosen one first, the same value by the same way once. */
static void test_quarrel(void) {
  g_autoptr(RectoDossier) dossier = recto_dossier_new("2026-000001", "p");
  RectoDocument *passport = add_document(dossier, "d1", "passport", 1);
  RectoField *field = add_field(passport, "family-name", "MARTIN", RECTO_MEANS_MRZ, 0.7);
  add_field(passport, "family-name", "MARTlN", RECTO_MEANS_PRINTED, 0.9);
  add_field(passport, "family-name", "MARTlN", RECTO_MEANS_PRINTED, 0.8);
  field->quarrel = true;
  add_finding(dossier, RECTO_FINDING_MISMATCH, RECTO_WEIGHT_CHECK, "finding.quarrel", "d1", "family-name");
  add_finding(dossier, RECTO_FINDING_MISMATCH, RECTO_WEIGHT_INFO, "finding.quarrel", "d1", "given-names");
  g_autoptr(GPtrArray) points = recto_points_of(models, dossier);
  expect_ids(points, "conflict:2.1.field.family-name");
  const RectoPoint *point = points->pdata[0];
  g_assert_cmpuint(point->sights->len, ==, 2);
  g_assert_cmpstr(((const RectoSeen *)point->sights->pdata[0])->value, ==, "MARTIN");
  g_assert_cmpstr(((const RectoSeen *)point->sights->pdata[1])->value, ==, "MARTlN");
  g_assert_cmpint(point->finding, ==, 0);
}

/* The page in the place of another says something else than a person said of that one: both are shown, and what was said of the old page is no answer. */
static void test_inherited(void) {
  g_autoptr(RectoDossier) dossier = recto_dossier_new("2026-000001", "p");
  RectoDocument *card = add_document(dossier, "d1", "residence-card", 1);
  RectoPageId page = g_array_index(card->pages, RectoPageId, 0);
  RectoField *field = add_field(card, "family-name", "TRAORE", RECTO_MEANS_PRINTED, 0.9);
  field->quarrel = true;
  RectoFinding *finding = add_finding(dossier, RECTO_FINDING_MISMATCH, RECTO_WEIGHT_CHECK, "finding.inherited-value", "d1", "family-name");
  g_hash_table_insert(finding->args, g_strdup("value-b"), g_strdup("DIALLO"));
  RectoFinding *kind = add_finding(dossier, RECTO_FINDING_UNSURE, RECTO_WEIGHT_CHECK, "finding.inherited-kind-unsure", "d1", NULL);
  g_array_append_val(kind->places, (RectoPlace){.page = page});
  RectoSheet *sheet = recto_sheet_new(page);
  recto_bid_free(sheet->won);
  sheet->won = recto_bid_new("residence-card", "recto", 20);
  g_ptr_array_add(sheet->others, recto_bid_new("visa", "page", 12));
  g_ptr_array_add(dossier->sheets, sheet);
  g_autoptr(GPtrArray) points = recto_points_of(models, dossier);
  expect_ids(points, "conflict:2.1.field.family-name type:2.1.type");
  const RectoPoint *value = points->pdata[0], *type = points->pdata[1];
  g_assert_cmpuint(value->sights->len, ==, 2);
  const RectoSeen *said = value->sights->pdata[1];
  g_assert_true(g_str_equal(said->value, "DIALLO") && said->means == RECTO_MEANS_CLERK && said->own);
  g_assert_true(type->guesses->len == 2 && g_str_equal(type->guesses->pdata[0], "residence-card") && g_str_equal(type->guesses->pdata[1], "visa"));
  RectoStateFile file = {.ordinal = 1, .in_force = true};
  g_autoptr(GPtrArray) files = g_ptr_array_new(), gone = g_ptr_array_new(), corrections = g_ptr_array_new_with_free_func((GDestroyNotify)recto_correction_free);
  g_ptr_array_add(files, &file);
  RectoState state = {.files = files, .corrections = corrections, .gone = gone};
  RectoCorrection *before = recto_correction_new(RECTO_CORRECT_FIELD, page, "family-name", "DIALLO");
  before->inherited = true;
  g_ptr_array_add(corrections, before);
  g_assert_false(recto_point_is_answered(value, &state, dossier->documents));
  g_ptr_array_add(corrections, recto_correction_new(RECTO_CORRECT_FIELD, page, "family-name", "DIALLO"));
  g_assert_true(recto_point_is_answered(value, &state, dossier->documents));
}

/* Two papers that differ: each side is asked about once, beside the other; what both bear by a person's word is no question any more. */
static void test_two_papers(void) {
  g_autoptr(RectoDossier) dossier = recto_dossier_new("2026-000001", "p");
  RectoDocument *bill = add_document(dossier, "d1", "energy-bill", 0), *card = add_document(dossier, "d2", "residence-card", 1);
  RectoField *on_bill = add_field(bill, "family-name", "TRAORE", RECTO_MEANS_PRINTED, 0.6), *on_card = add_field(card, "family-name", "TRAORÉ", RECTO_MEANS_PRINTED, 0.95);
  RectoFinding *finding = add_finding(dossier, RECTO_FINDING_MISMATCH, RECTO_WEIGHT_CHECK, "finding.mismatch", "d1", "family-name");
  g_hash_table_insert(finding->args, g_strdup("value-b"), g_strdup("TRAORÉ"));
  g_autoptr(GPtrArray) first = recto_points_of(models, dossier);
  expect_ids(first, "conflict:1.1.field.family-name");
  const RectoPoint *point = first->pdata[0];
  g_assert_cmpuint(point->sights->len, ==, 2);
  g_assert_true(((const RectoSeen *)point->sights->pdata[0])->own && !((const RectoSeen *)point->sights->pdata[1])->own);
  ((RectoObservation *)on_bill->seen->pdata[0])->means = RECTO_MEANS_CLERK;
  g_autoptr(GPtrArray) second = recto_points_of(models, dossier);
  expect_ids(second, "conflict:2.1.field.family-name");
  ((RectoObservation *)on_card->seen->pdata[0])->means = RECTO_MEANS_CLERK;
  g_autoptr(GPtrArray) none = recto_points_of(models, dossier);
  expect_ids(none, "");
}

static void test_kinds(void) {
  g_autoptr(RectoDossier) dossier = recto_dossier_new("2026-000001", "p");
  RectoDocument *letter = add_document(dossier, "d1", "unknown", 0), *bill = add_document(dossier, "d2", "energy-bill", 1), *card = add_document(dossier, "d3", "residence-card", 2);
  RectoSheet *sheet = recto_sheet_new((RectoPageId){0, 0, 0});
  sheet->won = recto_bid_new("unknown", "page", 0);
  g_ptr_array_add(sheet->others, recto_bid_new("hosting-certificate", "page", 2));
  g_ptr_array_add(sheet->others, recto_bid_new("blank", "page", 1));
  g_ptr_array_add(dossier->sheets, sheet);
  RectoPlace place = {.page = {0, 0, 0}};
  g_array_append_val(add_finding(dossier, RECTO_FINDING_UNRECOGNISED, RECTO_WEIGHT_CHECK, "finding.unrecognised", "d1", NULL)->places, place);
  g_array_append_val(add_finding(dossier, RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_ACTION, "finding.unreadable-page", "d1", NULL)->places, place);
  place.page.page = RECTO_WHOLE_FILE; /* a locked file has no page to look at */
  g_array_append_val(add_finding(dossier, RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_ACTION, "outcome.encrypted", NULL, NULL)->places, place);
  add_finding(dossier, RECTO_FINDING_UNSURE, RECTO_WEIGHT_CHECK, "finding.unsure-person", "d2", NULL);
  add_finding(dossier, RECTO_FINDING_UNSURE, RECTO_WEIGHT_CHECK, "finding.unread-match", "d2", "full-name");
  add_finding(dossier, RECTO_FINDING_EXPIRED, RECTO_WEIGHT_CHECK, "finding.expired-card", "d3", "expiry-date");
  add_finding(dossier, RECTO_FINDING_MISSING, RECTO_WEIGHT_ACTION, "finding.missing", NULL, NULL);
  add_field(bill, "address", "1 RUE X", RECTO_MEANS_PRINTED, 0.9);
  RectoPerson *person = recto_person_new("p1", RECTO_ROLE_APPLICANT);
  g_ptr_array_add(dossier->persons, person);
  add_field(card, "family-name", "TRAORE", RECTO_MEANS_PRINTED, 0.5);
  add_field(card, "given-names", "AWA", RECTO_MEANS_PRINTED, 0.99);
  g_ptr_array_add(person->fields, add_field(card, "family-name", "TRAORE", RECTO_MEANS_PRINTED, 0.5));
  g_ptr_array_add(person->fields, recto_fields_lookup(card->fields, "given-names"));
  g_autoptr(GPtrArray) points = recto_points_of(models, dossier);
  expect_ids(points, "type:1.1.type page:1.1.page person:2.1.person field:2.1.field.full-name field:3.1.field.family-name");
  const RectoPoint *type = points->pdata[0];
  g_assert_cmpuint(type->guesses->len, ==, 1);
  g_assert_cmpstr(type->guesses->pdata[0], ==, "hosting-certificate");
  g_ptr_array_set_free_func(person->fields, NULL); /* they are the card's */
  g_assert_nonnull(letter);
}

/* ------------------------------------------------------------------ kept and read back; answered */

static void test_kept(void) {
  g_autoptr(RectoPoint) point = recto_point_new(RECTO_POINT_CONFLICT, (RectoPageId){0, 2, 1}, "passport");
  RectoSeen *sight = g_new0(RectoSeen, 1);
  *sight = (RectoSeen){g_strdup("É \"1\""), g_strdup("E 1"), 0.625, RECTO_MEANS_MRZ, RECTO_NO, {{0, 2, 1}, {1, 2, 3, 4}}, g_strdup("passport"), true};
  g_ptr_array_add(point->sights, sight);
  point->field = g_strdup("birth-date");
  point->field_kind = RECTO_FIELD_DATE;
  point->finding = 3;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  recto_point_write(builder, point);
  g_autofree char *text = recto_json_finish(builder);
  g_autoptr(JsonNode) root = recto_json_parse(text, -1, 1 << 16, NULL);
  g_autoptr(RectoPoint) back = recto_point_read(json_node_get_object(root));
  g_autofree char *id = recto_point_id(back);
  g_assert_cmpstr(id, ==, "3.2.field.birth-date");
  const RectoSeen *seen = back->sights->pdata[0];
  g_assert_true(back->kind == RECTO_POINT_CONFLICT && back->field_kind == RECTO_FIELD_DATE && back->finding == 3 && seen->own && seen->means == RECTO_MEANS_MRZ && seen->check == RECTO_NO);
  g_assert_cmpfloat(seen->confidence, ==, 0.625);
  g_assert_cmpstr(seen->value, ==, "É \"1\"");
  g_assert_true(seen->place.page.file == 2 && seen->place.page.page == 1 && seen->place.box.height == 4);
  g_autoptr(JsonNode) none = recto_json_parse("{\"kind\": \"guess\", \"page\": \"1:1\"}", -1, 100, NULL);
  g_assert_null(recto_point_read(json_node_get_object(none)));
}

static void test_answered(void) {
  g_autoptr(RectoDossier) dossier = recto_dossier_new("2026-000001", "p");
  RectoDocument *document = add_document(dossier, "d1", "passport", 0);
  RectoPageId verso = {0, 1, 0};
  g_array_append_val(document->pages, verso);
  g_autoptr(RectoPoint) field = recto_point_new(RECTO_POINT_FIELD, (RectoPageId){0, 0, 0}, "passport"), type = recto_point_new(RECTO_POINT_TYPE, (RectoPageId){0, 0, 0}, "unknown");
  field->field = g_strdup("sex");
  RectoStateFile file = {.in_force = true};
  g_autoptr(GPtrArray) files = g_ptr_array_new(), corrections = g_ptr_array_new_with_free_func((GDestroyNotify)recto_correction_free);
  g_ptr_array_add(files, &file);
  g_autoptr(GPtrArray) gone = g_ptr_array_new();
  RectoState state = {.files = files, .corrections = corrections, .gone = gone};
  g_assert_false(recto_point_is_answered(field, &state, dossier->documents));
  g_ptr_array_add(corrections, recto_correction_new(RECTO_CORRECT_FIELD, verso, "birth-date", "1990"));
  g_ptr_array_add(corrections, recto_correction_new(RECTO_CORRECT_TYPE, verso, NULL, "visa"));
  g_assert_false(recto_point_is_answered(field, &state, dossier->documents));
  g_assert_false(recto_point_is_answered(type, &state, dossier->documents)); /* another page's kind */
  g_ptr_array_add(corrections, recto_correction_new(RECTO_CORRECT_FIELD, verso, "sex", "")); /* another page of the same document */
  g_assert_true(recto_point_is_answered(field, &state, dossier->documents));
  g_assert_false(recto_point_is_answered(type, &state, dossier->documents));
  file.in_force = false; /* withdrawn since */
  g_assert_true(recto_point_is_answered(type, &state, dossier->documents));
}

static void test_around(void) {
  RectoBox around = recto_place_around(models, (RectoBox){500, 400, 200, 40}, 1000, 1400), edge = recto_place_around(models, (RectoBox){10, 0, 980, 300}, 1000, 400), whole = recto_place_around(models, (RectoBox){0, 0, 0, 0}, 1000, 1400);
  int h = (int)MAX(recto_limit(models, "review.around") * 40, recto_limit(models, "review.least-around"));
  g_assert_true(around.x == 500 - 2 * h && around.y == 400 - h && around.width == 200 + 4 * h && around.height == 40 + 2 * h);
  g_assert_true(edge.x == 0 && edge.y == 0 && edge.width == 1000 && edge.height == 400);
  g_assert_true(whole.width == 1000 && whole.height == 1400);
}

/* ------------------------------------------------------------------ what is typed */

static const struct { RectoFieldKind kind; const char *check, *text; RectoTyped how; const char *value; } typed_cases[] = {
    {RECTO_FIELD_DATE, NULL, "23/11/2026", RECTO_TYPED_RIGHT, "2026-11-23"},
    {RECTO_FIELD_DATE, NULL, " 1er janvier 1990 ", RECTO_TYPED_RIGHT, "1990-01-01"},
    {RECTO_FIELD_DATE, NULL, "1990-04", RECTO_TYPED_RIGHT, "1990-04"},
    {RECTO_FIELD_DATE, NULL, "31/02/2026", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_DATE, NULL, "23/11/2026 ou 24", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_DATE, NULL, "hier", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_MONTH, NULL, "11/2026", RECTO_TYPED_RIGHT, "2026-11"},
    {RECTO_FIELD_MONTH, NULL, "2026", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_AMOUNT, NULL, "1 234,56 €", RECTO_TYPED_RIGHT, "1234.56"},
    {RECTO_FIELD_AMOUNT, NULL, "beaucoup", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_NUMBER, NULL, "12 ab 34", RECTO_TYPED_RIGHT, "12AB34"},
    {RECTO_FIELD_NUMBER, NULL, "12<34>", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_NUMBER, "siret", "732 829 320 00074", RECTO_TYPED_RIGHT, "73282932000074"},
    {RECTO_FIELD_NUMBER, "siret", "73282932000075", RECTO_TYPED_DIGIT, "73282932000075"},
    {RECTO_FIELD_NUMBER, "siret", "7328293", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_NUMBER, "foreigner", "9901234567", RECTO_TYPED_RIGHT, "9901234567"},
    {RECTO_FIELD_NUMBER, "foreigner", "99012", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_NAME, NULL, "N'Diaye", RECTO_TYPED_RIGHT, "N'Diaye"},
    {RECTO_FIELD_NAME, NULL, "王", RECTO_TYPED_RIGHT, "王"},
    {RECTO_FIELD_NAME, NULL, "12", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_SEX, NULL, "f", RECTO_TYPED_RIGHT, "F"},
    {RECTO_FIELD_SEX, NULL, "oui", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_COUNTRY, NULL, "malienne", RECTO_TYPED_RIGHT, "MLI"},
    {RECTO_FIELD_COUNTRY, NULL, "Atlantide", RECTO_TYPED_FORM, NULL},
    {RECTO_FIELD_TEXT, NULL, "  \t ", RECTO_TYPED_EMPTY, NULL},
    {RECTO_FIELD_ADDRESS, NULL, "12 rue des Acacias, 75017 Paris", RECTO_TYPED_RIGHT, "12 rue des Acacias, 75017 Paris"},
};

static void test_typed(void) {
  for (gsize i = 0; i < G_N_ELEMENTS(typed_cases); i++) {
    RectoFieldRule rule = {.name = (char *)"sex", .kind = typed_cases[i].kind, .check = (char *)typed_cases[i].check};
    g_autofree char *value = NULL;
    RectoTyped how = recto_typed_value(&rule, typed_cases[i].text, 2026, &value);
    if (how != typed_cases[i].how || g_strcmp0(value, typed_cases[i].value) != 0) g_error("\"%s\": %d \"%s\"", typed_cases[i].text, how, value ? value : "");
  }
  g_autofree char *long_text = g_strnfill(201, 'a'), *value = NULL;
  RectoFieldRule rule = {.name = (char *)"text", .kind = RECTO_FIELD_TEXT};
  g_assert_cmpint(recto_typed_value(&rule, long_text, 2026, &value), ==, RECTO_TYPED_LONG);
}

int main(int argc, char **argv) {
  const char *const folders[] = {"models", NULL};
  g_autoptr(GError) error = NULL;
  g_test_init(&argc, &argv, NULL);
  models = recto_models_load(folders, &error);
  g_assert_no_error(error);
  g_test_add_func("/point/inherited", test_inherited);
  g_test_add_func("/point/order", test_order);
  g_test_add_func("/point/quarrel", test_quarrel);
  g_test_add_func("/point/two-papers", test_two_papers);
  g_test_add_func("/point/kinds", test_kinds);
  g_test_add_func("/point/kept", test_kept);
  g_test_add_func("/point/answered", test_answered);
  g_test_add_func("/point/around", test_around);
  g_test_add_func("/point/typed", test_typed);
  int code = g_test_run();
  recto_models_free(models);
  return code;
}
