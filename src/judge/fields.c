/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Page fields: each rule's ways are all tried and every hit is kept as an observation with its place.
 * Must not know: other pages, persons, procedures. */
#include "judge/block.h"
#include "judge/claim.h"
#include "judge/context.h"
#include "judge/evidence.h"
#include "judge/merge.h"
#include "judge/nationality.h"
#include "judge/role.h"
#include "judge/take.h"

#include <recto/judge.h>
#include <recto/text.h>
#include <string.h>

typedef struct {
  const Evidence *evidence;
  const RectoType *type;
  const GArray *hits;
  AddressBlock block;
  bool has_block;
  int pivot;
} Reading;

static RectoPlace place_of(const Reading *reading, RectoBox box)
{
  return (RectoPlace){reading->evidence->page->id, box};
}

static bool has_value(const RectoField *field, const char *value, RectoMeans means)
{
  for (guint i = 0; i < field->seen->len; i++) {
    const RectoObservation *seen = field->seen->pdata[i];
    if (seen->means == means && g_str_equal(seen->value, value)) return true;
  }
  return false;
}

/* A check digit that holds is worth more than the engine's own confidence; one that fails worth little. */
static double weighed(double ceiling, double words, const Taken *taken)
{
  if (taken->check == RECTO_YES) return MAX(ceiling * words, (ceiling + ceiling * words) / 2);
  return ceiling * words * taken->trust * (taken->check == RECTO_NO ? 0.5 : 1);
}

/* The first value of the snippet at or behind `begin`. Returns where it ends, 0 = there is none. */
static size_t observe_from(const Reading *reading, RectoField *field, const RectoFieldRule *rule, const RectoFrom *from, const Snippet *snippet, size_t begin, double likeness)
{
  Taken taken = recto_take_from(rule, from->pattern, snippet->text->str, begin, reading->pivot);
  if (!taken.value) return 0;
  likeness *= recto_context_weight(rule, snippet->text->str, taken.start, taken.end);
  double words;
  RectoBox box = recto_snippet_place(snippet, taken.start, taken.end, &words);
  g_autofree char *as_read = g_strndup(snippet->text->str + taken.start, taken.end - taken.start);
  double ceiling = (from->confidence > 0 ? from->confidence : 0.9) * likeness;
  const char *value = from->from == RECTO_FROM_PATTERN && from->key ? from->key : taken.value; /* "CDI" where "durée indéterminée" stands */
  if (!has_value(field, value, RECTO_MEANS_PRINTED)) {
    RectoObservation *seen = recto_observation_new(value, as_read, weighed(ceiling, words, &taken), RECTO_MEANS_PRINTED, place_of(reading, box));
    seen->check = taken.check;
    seen->ceiling = ceiling;
    g_ptr_array_add(field->seen, seen);
  }
  size_t end = MAX(taken.end, begin + 1);
  recto_taken_clear(&taken);
  return end;
}

static bool observe(const Reading *reading, RectoField *field, const RectoFieldRule *rule, const RectoFrom *from, const Snippet *snippet, double likeness)
{
  return observe_from(reading, field, rule, from, snippet, 0, likeness) > 0;
}

static int compare_hits(gconstpointer a, gconstpointer b)
{
  const LabelHit *ha = *(const LabelHit *const *)a, *hb = *(const LabelHit *const *)b;
  return ha->line != hb->line ? (ha->line < hb->line ? -1 : 1) : (int)ha->first - (int)hb->first;
}

/* In reading order: the first speaks of the document's subject, later ones more likely of parents, spouses, landlords. */
static GPtrArray *hits_of(const Reading *reading, const RectoFieldRule *rule, const RectoFrom *from)
{
  GPtrArray *hits = g_ptr_array_new();
  for (guint i = 0; i < reading->hits->len; i++) {
    LabelHit *hit = &g_array_index(reading->hits, LabelHit, i);
    if (hit->rule == rule && hit->from == from) g_ptr_array_add(hits, hit);
  }
  g_ptr_array_sort(hits, compare_hits);
  return hits;
}

/* A label's first text that holds such a value speaks; farther ones are only for tables and columns. */
static void from_label(const Reading *reading, RectoField *field, const RectoFieldRule *rule, const RectoFrom *from)
{
  g_autoptr(GPtrArray) hits = hits_of(reading, rule, from);
  double later = recto_limit(reading->evidence->models, "judge.label.later"), order = 1;
  bool personal = !rule->of || g_str_equal(rule->of, "person");
  for (guint i = 0; i < hits->len; i++) {
    const LabelHit *hit = hits->pdata[i];
    bool taken = false;
    g_autoptr(GPtrArray) snippets = recto_label_values(reading->evidence->models, reading->evidence->layout, reading->hits, hit);
    double likeness = (1 - (double)hit->edits / (double)MAX(hit->length, 1)) * (hit->anchored || from->place == RECTO_PLACE_AFTER ? 1 : 0.85);
    for (guint s = 0; s < snippets->len && !taken; s++) taken = observe(reading, field, rule, from, snippets->pdata[s], order * likeness * (s == 0 ? 1 : 0.97));
    if (taken && personal) order = MAX(order * later, 0.6);
  }
}

enum { MATCHES = 4 }; /* of one pattern on a page: the words around each decide */

static void from_pattern(const Reading *reading, RectoField *field, const RectoFieldRule *rule, const RectoFrom *from)
{
  g_autoptr(Snippet) snippet = recto_zone_snippet(reading->evidence->models, reading->evidence->layout, from->where);
  bool several = (rule->kind == RECTO_FIELD_NAME || rule->kind == RECTO_FIELD_DATE) && from->pattern && !from->key;
  size_t at = 0;
  for (int i = 0; i < (several ? MATCHES : 1); i++) {
    at = observe_from(reading, field, rule, from, snippet, at, 1 - 0.04 * i);
    if (at == 0) break;
  }
}

static void from_block(const Reading *reading, RectoField *field, const RectoFieldRule *rule, const RectoFrom *from)
{
  if (!reading->has_block) return;
  const Snippet *part = from->key && g_str_equal(from->key, "address") ? reading->block.address : reading->block.name;
  bool weak = reading->block.points < recto_limit(reading->evidence->models, "judge.block.sure");
  observe(reading, field, rule, from, part, weak ? 0.75 : 1);
}

static void from_mrz(const Reading *reading, RectoField *field, const RectoFrom *from)
{
  const Evidence *evidence = reading->evidence;
  for (guint i = 0; i < evidence->mrz->len; i++) {
    const RectoMrzField *value = recto_mrz_field(evidence->mrz->pdata[i], from->key);
    if (!value || !value->value || !*value->value) continue;
    double sure = recto_evidence_mrz_sure(evidence, i, value);
    if (sure < recto_limit(evidence->models, "judge.mrz.least")) continue; /* a hole in the zone is no value */
    double confidence = (from->confidence > 0 ? from->confidence : 0.9) * sure;
    if (value->check == RECTO_NO) confidence *= 0.4;
    bool state = g_str_equal(from->key, "nationality");
    const char *code = state ? recto_nationality_code(value->value) : NULL;
    if (state && !code && !recto_mrz_country(value->value)) continue;
    const RectoMrzSight *sight = evidence->mrz_sights->pdata[i];
    RectoObservation *seen = recto_observation_new(code ? code : value->value, value->raw, confidence, RECTO_MEANS_MRZ, place_of(reading, sight->box));
    seen->check = value->check;
    g_ptr_array_add(field->seen, seen);
  }
}

/* 2D-Doc dates are JJMMAAAA, or four hexadecimal digits of days since 2000-01-01; a period is a month. */
static char *seal_value(const RectoFieldRule *rule, const char *text, int pivot)
{
  bool dated = rule->kind == RECTO_FIELD_DATE || rule->kind == RECTO_FIELD_MONTH;
  RectoDate date = {0};
  if (!dated) {
    Taken taken = recto_take(rule, NULL, text, pivot);
    if (taken.value) return taken.value;
    return rule->kind == RECTO_FIELD_TEXT || rule->kind == RECTO_FIELD_NUMBER ? g_strdup(text) : NULL;
  }
  size_t length = strlen(text);
  if (length == 8 && strspn(text, "0123456789") == 8) {
    int number = (int)g_ascii_strtoll(text, NULL, 10);
    date = (RectoDate){number % 10000, number / 10000 % 100, number / 1000000};
  } else if (length == 4) {
    date = recto_date_add_days((RectoDate){2000, 1, 1}, (int)g_ascii_strtoull(text, NULL, 16));
  }
  if (!recto_date_is_set(date) || !recto_date_is_valid(date)) return NULL;
  if (rule->kind == RECTO_FIELD_MONTH) return g_strdup_printf("%04d-%02d", date.year, date.month);
  char iso[11];
  return g_strdup(recto_date_to_iso(date, iso));
}

static void from_seal(const Reading *reading, RectoField *field, const RectoFieldRule *rule, const RectoFrom *from)
{
  const Evidence *evidence = reading->evidence;
  for (guint i = 0; i < evidence->seals->len; i++) {
    g_autofree char *text = recto_seal_code_value(evidence->seals->pdata[i], from->key);
    g_autofree char *value = text ? seal_value(rule, text, reading->pivot) : NULL;
    if (!value) continue;
    double confidence = from->confidence > 0 ? from->confidence : 0.9;
    g_ptr_array_add(field->seen, recto_observation_new(value, text, confidence, RECTO_MEANS_CODE, place_of(reading, g_array_index(evidence->seal_places, RectoBox, i))));
  }
}

/* What the mention gives to the field, if it is such a value at all: a birth does not lie in the future. NULL = none. */
static char *value_of_mention(const Reading *reading, const RectoFieldRule *rule, const char *role, const Mention *mention)
{
  g_autofree char *value = recto_role_value(rule, role, mention->value);
  Taken taken = value ? recto_take(rule, NULL, value, reading->pivot) : (Taken){0};
  bool fits = taken.value != NULL;
  recto_taken_clear(&taken);
  return fits ? g_steal_pointer(&value) : NULL;
}

/* The name or day that the trained weights take for the field's. */
static void from_role(const Reading *reading, RectoField *field, const RectoFieldRule *rule, const RectoFrom *from)
{
  const RectoModels *models = reading->evidence->models;
  g_autoptr(GPtrArray) mentions = recto_role_mentions(rule, from->key, reading->evidence->layout, reading->pivot);
  g_autofree double *chances = recto_role_chances(models, mentions, from->key, reading->type->id);
  double best = recto_limit(models, "judge.mention.least");
  const Mention *chosen = NULL;
  g_autofree char *value = NULL;
  for (guint i = 0; chances && i < mentions->len; i++) {
    char *candidate = chances[i] > best ? value_of_mention(reading, rule, from->key, mentions->pdata[i]) : NULL;
    if (!candidate) continue;
    g_free(value);
    value = candidate;
    best = chances[i];
    chosen = mentions->pdata[i];
  }
  if (!chosen) return;
  double ceiling = from->confidence * best;
  RectoObservation *seen = recto_observation_new(value, chosen->as_read, ceiling * chosen->confidence, RECTO_MEANS_PRINTED, place_of(reading, chosen->box));
  seen->ceiling = ceiling;
  g_ptr_array_add(field->seen, seen);
}

static void from_presence(const Reading *reading, RectoField *field, const RectoFrom *from)
{
  for (int i = 0; from->labels && from->labels[i]; i++) {
    int edits = recto_layout_find(reading->evidence->layout, from->where, from->labels[i]);
    if (edits < 0) continue;
    double confidence = (from->confidence > 0 ? from->confidence : 0.9) * (1 - (double)edits / (double)strlen(from->labels[i]));
    g_ptr_array_add(field->seen, recto_observation_new(from->key ? from->key : "yes", from->labels[i], confidence, RECTO_MEANS_PRINTED, place_of(reading, (RectoBox){0})));
    return;
  }
}

static void read_rule(const Reading *reading, RectoField *field, const RectoFieldRule *rule)
{
  for (guint i = 0; i < rule->from->len; i++) {
    const RectoFrom *from = rule->from->pdata[i];
    switch (from->from) {
      case RECTO_FROM_MRZ: from_mrz(reading, field, from); break;
      case RECTO_FROM_SEAL: from_seal(reading, field, rule, from); break;
      case RECTO_FROM_LABEL: from_label(reading, field, rule, from); break;
      case RECTO_FROM_PATTERN: from_pattern(reading, field, rule, from); break;
      case RECTO_FROM_PRESENCE: from_presence(reading, field, from); break;
      case RECTO_FROM_BLOCK: from_block(reading, field, rule, from); break;
      case RECTO_FROM_ROLE: from_role(reading, field, rule, from); break;
      case RECTO_FROM_JOIN: break;
    }
  }
}

/* What the first reading of the looked-at place may claim; a place where nothing was read is only a guess beside a label. */
static double ceiling_at(const RectoField *field, RectoBox box)
{
  double ceiling = 0;
  for (guint i = 0; i < field->seen->len; i++) {
    const RectoObservation *seen = field->seen->pdata[i];
    if (seen->means == RECTO_MEANS_PRINTED && recto_box_holds(box, seen->place.box)) ceiling = MAX(ceiling, seen->ceiling);
  }
  return ceiling > 0 ? ceiling : 0.75;
}

/* Numbers keep the shape that the rule's ways ask for: "870" beside a label is no card's number. */
static Taken take_look(const RectoFieldRule *rule, const char *text, int pivot)
{
  bool shaped = false;
  for (guint i = 0; rule->kind == RECTO_FIELD_NUMBER && i < rule->from->len; i++) {
    const RectoFrom *from = rule->from->pdata[i];
    if (from->from != RECTO_FROM_LABEL || !from->pattern) continue;
    shaped = true;
    Taken taken = recto_take(rule, from->pattern, text, pivot);
    if (taken.value) return taken;
  }
  Taken none = {0};
  return shaped ? none : recto_take(rule, NULL, text, pivot);
}

/* A second reading of a place counts like the first, at its own confidence. */
static void merge_looks(const Reading *reading, RectoField *field, const RectoFieldRule *rule, const GPtrArray *looks)
{
  for (guint i = 0; looks && i < looks->len; i++) {
    const RectoLook *look = looks->pdata[i];
    if (!look->text || g_strcmp0(look->order.purpose, rule->name) != 0 || !recto_page_id_equal(look->order.place.page, reading->evidence->page->id)) continue;
    Taken taken = take_look(rule, look->text, reading->pivot);
    if (!taken.value) continue;
    double ceiling = ceiling_at(field, look->order.place.box);
    RectoObservation *seen = recto_observation_new(taken.value, look->text, weighed(ceiling, look->confidence, &taken), RECTO_MEANS_PRINTED, look->order.place);
    seen->check = taken.check;
    seen->ceiling = ceiling;
    g_ptr_array_add(field->seen, seen);
    recto_taken_clear(&taken);
  }
}

/* Forms that print family name and given names apart still owe a full name. */
static void from_join(const RectoFrom *from, const GPtrArray *fields, RectoField *field)
{
  g_autoptr(GString) value = g_string_new(NULL);
  double confidence = from->confidence;
  RectoMeans means = RECTO_MEANS_CLERK;
  RectoPlace place = {0};
  for (int i = 0; from->labels[i]; i++) {
    const RectoObservation *part = recto_field_chosen(recto_fields_lookup(fields, from->labels[i]));
    if (!part) return;
    g_string_append_printf(value, "%s%s", value->len ? " " : "", part->value);
    confidence = MIN(confidence, part->confidence);
    means = MIN(means, part->means);
    place = (RectoPlace){part->place.page, recto_box_union(place.box, part->place.box)};
  }
  g_ptr_array_add(field->seen, recto_observation_new(value->str, value->str, confidence, means, place));
}

/* After all others, for their parts may be any fields. */
static void read_joins(const Reading *reading, GPtrArray *fields)
{
  for (guint i = 0; i < reading->type->fields->len; i++) {
    const RectoFieldRule *rule = reading->type->fields->pdata[i];
    RectoField *field = recto_fields_lookup(fields, rule->name);
    for (guint j = 0; field && j < rule->from->len; j++) {
      const RectoFrom *from = rule->from->pdata[j];
      if (from->from != RECTO_FROM_JOIN) continue;
      from_join(from, fields, field);
      recto_field_settle(reading->evidence->models, field);
    }
  }
}

static bool side_has(const char *sides, const char *side)
{
  g_auto(GStrv) parts = g_strsplit(sides, "+", -1);
  return g_strv_contains((const char *const *)parts, side);
}

GPtrArray *recto_page_fields(const RectoModels *models, const RectoPage *page, const RectoBid *bid, const GPtrArray *looks, int pivot_year)
{
  GPtrArray *fields = g_ptr_array_new_with_free_func((GDestroyNotify)recto_field_free);
  const RectoType *type = recto_models_type(models, bid->type);
  if (!type || !type->fields || type->fields->len == 0) return fields;
  g_autoptr(Evidence) evidence = recto_evidence_new(models, page, (RectoDate){pivot_year, 12, 31});
  g_autoptr(GArray) hits = recto_labels_find(models, evidence->layout, type);
  Reading reading = {.evidence = evidence, .type = type, .hits = hits, .pivot = pivot_year};
  reading.has_block = recto_block_find(models, evidence->layout, &reading.block);
  for (guint i = 0; i < type->fields->len; i++) {
    const RectoFieldRule *rule = type->fields->pdata[i];
    if (rule->side && !side_has(bid->side, rule->side)) continue;
    RectoField *field = recto_fields_lookup(fields, rule->name);
    if (!field) g_ptr_array_add(fields, field = recto_field_new(rule->name, rule->kind));
    read_rule(&reading, field, rule);
    merge_looks(&reading, field, rule, looks);
    recto_field_settle(models, field);
  }
  recto_fields_settle_halves(models, type, fields);
  read_joins(&reading, fields);
  recto_fields_settle_others(models, type, fields);
  for (guint i = fields->len; i-- > 0;)
    if (((RectoField *)fields->pdata[i])->seen->len == 0) g_ptr_array_remove_index(fields, i);
  recto_block_clear(&reading.block);
  return fields;
}
