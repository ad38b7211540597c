/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in the dossier: documents tied to persons by numbers, birth dates and names; then who plays which part. Must not know: pages. */
#include "judge/gather.h"

#include "judge/merge.h"
#include "judge/said.h"

#include <recto/judge.h>
#include <recto/text.h>
#include <string.h>

static const char *const person_fields[] = {"family-name", "given-names", "birth-date", "birth-place", "nationality", "sex", "foreigner-number", "address"};

/* ------------------------------------------------------------------ one person after another */

typedef struct {
  RectoPerson *person;
  GArray *sayings;     /* of Said, all that was said of this person */
  double weight;       /* for being the applicant */
  bool is_host, is_spouse, hosted;
} Someone;

static void someone_free(gpointer data)
{
  g_array_unref(((Someone *)data)->sayings);
  g_free(data);
}

static RectoAnswer same_someone(const Someone *someone, const Said *said)
{
  RectoAnswer best = RECTO_NO;
  for (guint i = 0; i < someone->sayings->len; i++) {
    RectoAnswer answer = recto_said_same(&g_array_index(someone->sayings, Said, i), said);
    if (answer == RECTO_YES) return RECTO_YES;
    if (answer == RECTO_CANNOT_TELL) best = RECTO_CANNOT_TELL;
  }
  return best;
}

/* The one who surely is; else the only one who may be: a new person for every misread letter would make pieces "missing". */
static Someone *find_someone(const GPtrArray *people, const Said *said)
{
  Someone *sure = NULL, *maybe = NULL;
  guint n_sure = 0, n_maybe = 0;
  for (guint i = 0; i < people->len; i++) {
    RectoAnswer answer = same_someone(people->pdata[i], said);
    if (answer == RECTO_YES && n_sure++ == 0) sure = people->pdata[i];
    if (answer == RECTO_CANNOT_TELL && n_maybe++ == 0) maybe = people->pdata[i];
  }
  if (sure) return sure;
  return n_maybe == 1 ? maybe : NULL;
}

static Someone *new_someone(GPtrArray *people)
{
  Someone *someone = g_new0(Someone, 1);
  g_autofree char *id = g_strdup_printf("p%u", people->len + 1);
  someone->person = recto_person_new(id, RECTO_ROLE_UNKNOWN);
  someone->sayings = g_array_new(FALSE, TRUE, sizeof(Said));
  g_ptr_array_add(people, someone);
  return someone;
}

static Someone *place_saying(GPtrArray *people, const Said *said, double wanted)
{
  Someone *someone = find_someone(people, said);
  if (!someone && said->confidence < wanted && !said->number) return NULL; /* a name too weakly read makes no new person */
  if (!someone) someone = new_someone(people);
  g_array_append_val(someone->sayings, *said);
  return someone;
}

static void absorb_document(Someone *someone, const RectoModels *models, const RectoDocument *document)
{
  const RectoType *type = recto_models_type(models, document->type);
  for (guint i = 0; i < G_N_ELEMENTS(person_fields); i++) {
    const RectoField *field = recto_fields_lookup(document->fields, person_fields[i]);
    if (!field) continue;
    bool about_document = false;
    for (guint r = 0; type && r < type->fields->len; r++) {
      const RectoFieldRule *rule = type->fields->pdata[r];
      about_document = about_document || (g_str_equal(rule->name, field->name) && g_strcmp0(rule->of, "document") == 0);
    }
    if (!about_document) recto_fields_absorb(someone->person->fields, field);
  }
}

static bool is_upper(const char *word)
{
  bool letters = false;
  for (const char *p = word; *p; p = g_utf8_next_char(p)) {
    if (g_unichar_islower(g_utf8_get_char(p))) return false;
    letters = letters || g_unichar_isupper(g_utf8_get_char(p));
  }
  return letters;
}

/* French papers write family names in capitals: "YILMAZ Mehmet", "Mehmet YILMAZ". All in one case, the name stays whole. */
static void split_full_name(RectoPerson *person, const Said *said)
{
  g_auto(GStrv) words = g_strsplit(said->full, " ", -1);
  g_autoptr(GString) family = g_string_new(NULL);
  g_autoptr(GString) given = g_string_new(NULL);
  for (int i = 0; words[i]; i++) {
    if (!*words[i]) continue;
    GString *part = is_upper(words[i]) ? family : given;
    g_string_append_printf(part, "%s%s", part->len ? " " : "", words[i]);
  }
  bool split = family->len > 0 && given->len > 0;
  RectoField *field = recto_field_new("family-name", RECTO_FIELD_NAME);
  g_ptr_array_add(field->seen, recto_observation_new(split ? family->str : said->full, said->full, said->confidence, RECTO_MEANS_PRINTED, (RectoPlace){0}));
  g_ptr_array_add(person->fields, field);
  if (!split) return;
  field = recto_field_new("given-names", RECTO_FIELD_GIVEN_NAMES);
  g_ptr_array_add(field->seen, recto_observation_new(given->str, said->full, said->confidence, RECTO_MEANS_PRINTED, (RectoPlace){0}));
  g_ptr_array_add(person->fields, field);
}

static void settle_person(const RectoModels *models, Someone *someone)
{
  for (guint i = 0; !recto_fields_lookup(someone->person->fields, "family-name") && i < someone->sayings->len; i++) {
    const Said *said = &g_array_index(someone->sayings, Said, i);
    if (said->full) split_full_name(someone->person, said);
  }
  for (guint i = 0; i < someone->person->fields->len; i++) recto_field_settle(models, someone->person->fields->pdata[i]);
}

/* ------------------------------------------------------------------ parts */

/* How much a type says that its person is the one who applies. */
static double applicant_weight(const RectoModels *models, const char *type)
{
  static const char *const stay[] = {"residence-card", "recepisse", "visa", "visa-validation", "engagement-contract", "work-authorisation", "integration-certificate"};
  static const char *const own[] = {"passport", "payslip", "employment-contract", "employer-certificate", "unemployment-certificate", "end-of-work-certificate", "non-polygamy-declaration", "photo-sheet"};
  static const char *const french[] = {"identity-card", "identity-card-old"};
  for (gsize i = 0; i < G_N_ELEMENTS(stay); i++)
    if (g_str_equal(stay[i], type)) return recto_limit(models, "judge.role.stay");
  for (gsize i = 0; i < G_N_ELEMENTS(own); i++)
    if (g_str_equal(own[i], type)) return recto_limit(models, "judge.role.own");
  for (gsize i = 0; i < G_N_ELEMENTS(french); i++)
    if (g_str_equal(french[i], type)) return -recto_limit(models, "judge.role.own");
  return recto_limit(models, "judge.role.other");
}

static int age_at(const RectoPerson *person, RectoDate reception)
{
  RectoDate birth;
  const char *iso = recto_fields_value(person->fields, "birth-date");
  if (!iso || !recto_date_from_iso(iso, &birth)) return -1;
  int age = reception.year - birth.year;
  if (birth.month > reception.month || (birth.month == reception.month && birth.day > reception.day)) age--;
  return age;
}

static const char *answer_to(const RectoSituation *situation, const char *question)
{
  return situation && situation->answers ? g_hash_table_lookup(situation->answers, question) : NULL;
}

static Someone *pick_applicant(const GPtrArray *people, RectoDate reception, double adult)
{
  Someone *best = NULL;
  for (guint i = 0; i < people->len; i++) {
    Someone *someone = people->pdata[i];
    int age = age_at(someone->person, reception);
    double weight = someone->weight - (age >= 0 && age < adult ? 100 : 0);
    if (someone->is_host && !someone->hosted) weight -= 50;
    double best_weight = best ? best->weight : -1e9;
    if (!best || weight > best_weight) {
      someone->weight = weight;
      best = someone;
    }
  }
  return best;
}

/* A lone adult stranger of a married applicant is the spouse; children are those under age. */
static void give_roles(const RectoModels *models, const GPtrArray *people, const RectoSituation *situation, RectoDate reception)
{
  double adult = recto_limit(models, "judge.role.adult-age");
  Someone *applicant = pick_applicant(people, reception, adult);
  guint strangers = 0;
  if (applicant) applicant->person->role = RECTO_ROLE_APPLICANT;
  for (guint i = 0; i < people->len; i++) {
    Someone *someone = people->pdata[i];
    int age = age_at(someone->person, reception);
    if (someone == applicant) continue;
    if (age >= 0 && age < adult) someone->person->role = RECTO_ROLE_CHILD;
    else if (someone->is_host) someone->person->role = RECTO_ROLE_HOST;
    else if (someone->is_spouse) someone->person->role = RECTO_ROLE_SPOUSE;
    else strangers++;
  }
  bool married = g_strcmp0(answer_to(situation, "married"), "yes") == 0;
  bool hosted = g_strcmp0(answer_to(situation, "housing"), "hosted") == 0;
  bool has_host = false, has_spouse = false;
  for (guint i = 0; i < people->len; i++) {
    has_host = has_host || ((Someone *)people->pdata[i])->person->role == RECTO_ROLE_HOST;
    has_spouse = has_spouse || ((Someone *)people->pdata[i])->person->role == RECTO_ROLE_SPOUSE;
  }
  for (guint i = 0; i < people->len && strangers == 1; i++) {
    RectoPerson *person = ((Someone *)people->pdata[i])->person;
    if (person->role != RECTO_ROLE_UNKNOWN) continue;
    if (married && !has_spouse && (!hosted || has_host)) person->role = RECTO_ROLE_SPOUSE;
    else if (hosted && !has_host && (!married || has_spouse)) person->role = RECTO_ROLE_HOST;
  }
}

/* Papers that spell family and given names apart come first: they are what full names are compared with. */
static bool is_structured(const RectoDocument *document)
{
  return recto_fields_value(document->fields, "family-name") && recto_fields_value(document->fields, "given-names");
}

static void tie_document(const RectoModels *models, GPtrArray *people, RectoDocument *document, double wanted)
{
  Said said = recto_said_of_person(document->fields);
  if (recto_said_names_someone(&said)) {
    Someone *someone = place_saying(people, &said, wanted);
    if (someone) {
      document->person = g_strdup(someone->person->id);
      absorb_document(someone, models, document);
      someone->weight += applicant_weight(models, document->type);
      if (g_str_equal(document->type, "hosting-certificate")) someone->hosted = true;
    }
  }
}

static void tie_other(const RectoModels *models, GPtrArray *people, RectoDocument *document, double wanted)
{
  Said said = recto_said_of_other(models, document->type, document->fields);
  if (!recto_said_names_someone(&said)) return;
  Someone *someone = place_saying(people, &said, wanted);
  if (!someone) return;
  if (g_strcmp0(someone->person->id, document->person) != 0) document->other_person = g_strdup(someone->person->id);
  if (g_str_equal(document->type, "hosting-certificate")) someone->is_host = true;
  if (g_str_equal(document->type, "marriage-certificate")) someone->is_spouse = true;
}

/* A marriage certificate names two; the one who is not the applicant is the spouse, whichever column they stand in. */
static void mark_spouses(const GPtrArray *people, const GPtrArray *documents)
{
  for (guint i = 0; i < documents->len; i++) {
    const RectoDocument *document = documents->pdata[i];
    if (!g_str_equal(document->type, "marriage-certificate")) continue;
    for (guint p = 0; p < people->len; p++) {
      Someone *someone = people->pdata[p];
      if (g_strcmp0(someone->person->id, document->person) == 0) someone->is_spouse = true;
    }
  }
}

GPtrArray *recto_gather_persons(const RectoModels *models, const GPtrArray *documents, const RectoSituation *situation, RectoDate reception)
{
  GPtrArray *persons = g_ptr_array_new_with_free_func((GDestroyNotify)recto_person_free);
  g_autoptr(GPtrArray) people = g_ptr_array_new_with_free_func(someone_free);
  double wanted = recto_limit(models, "judge.role.name-confidence");
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < documents->len; i++) {
      RectoDocument *document = documents->pdata[i];
      if (is_structured(document) == (pass == 0)) tie_document(models, people, document, wanted);
    }
  for (guint i = 0; i < documents->len; i++) tie_other(models, people, documents->pdata[i], wanted);
  mark_spouses(people, documents);
  for (guint i = 0; i < people->len; i++) settle_person(models, people->pdata[i]);
  give_roles(models, people, situation, reception);
  for (guint i = 0; i < people->len; i++) g_ptr_array_add(persons, ((Someone *)people->pdata[i])->person);
  return persons;
}
