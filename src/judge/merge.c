/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settles fields. Must not know: pages' text, document types. */
#include "judge/merge.h"

#include <recto/judge.h>
#include <recto/mrz.h>
#include <recto/text.h>
#include <string.h>

bool recto_kind_is_name(RectoFieldKind kind)
{
  return kind == RECTO_FIELD_NAME || kind == RECTO_FIELD_GIVEN_NAMES;
}

bool recto_same_text(const char *a, const char *b)
{
  g_autofree char *sa = recto_text_squeeze(a), *sb = recto_text_squeeze(b);
  return g_str_equal(sa, sb);
}

static int compare_words(gconstpointer a, gconstpointer b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *recto_words_sorted(const char *text)
{
  g_autofree char *folded = recto_text_fold(text);
  g_auto(GStrv) words = g_strsplit_set(folded, " -", -1);
  qsort(words, g_strv_length(words), sizeof *words, compare_words);
  return g_strjoinv(" ", words);
}

bool recto_same_words(const char *a, const char *b)
{
  g_autofree char *sa = recto_words_sorted(a), *sb = recto_words_sorted(b);
  return recto_same_text(sa, sb);
}

static RectoAnswer given_names_agree(const char *a, const char *b)
{
  if (recto_same_text(a, b)) return RECTO_YES;
  return recto_names_agree(NULL, a, NULL, b);
}

RectoAnswer recto_values_agree(RectoFieldKind kind, const char *a, const char *b)
{
  switch (kind) {
    case RECTO_FIELD_NAME: return recto_same_text(a, b) ? RECTO_YES : recto_names_agree(a, NULL, b, NULL);
    case RECTO_FIELD_GIVEN_NAMES: return given_names_agree(a, b);
    case RECTO_FIELD_DATE: case RECTO_FIELD_MONTH: return recto_dates_agree(a, b);
    case RECTO_FIELD_ADDRESS: return recto_addresses_agree(a, b);
    case RECTO_FIELD_COUNTRY: return recto_same_text(a, b) ? RECTO_YES : RECTO_CANNOT_TELL;
    default: return recto_same_text(a, b) ? RECTO_YES : RECTO_NO;
  }
}

/* Larger speaks first. Numbers and dates: a zone with a right check digit outranks print; a wrong digit speaks last. */
static int rank(RectoFieldKind kind, const RectoObservation *seen)
{
  bool spelt = recto_kind_is_name(kind) || kind == RECTO_FIELD_ADDRESS || kind == RECTO_FIELD_TEXT || kind == RECTO_FIELD_COUNTRY;
  if (seen->means == RECTO_MEANS_CLERK) return 9;
  if (seen->means == RECTO_MEANS_SEAL) return 8;
  if (seen->check == RECTO_NO) return 1;
  if (seen->means == RECTO_MEANS_CODE) return spelt ? 5 : 7;
  if (seen->means == RECTO_MEANS_MRZ && kind == RECTO_FIELD_COUNTRY) return 6; /* a code names one state; "congolaise" two */
  if (seen->means == RECTO_MEANS_MRZ) return spelt ? 4 : (seen->check == RECTO_YES ? 6 : 4);
  return seen->check == RECTO_YES ? 6 : 5;
}

/* The same value seen again makes it surer: half of what was left to doubt, and no more than one such step. */
static double support(const RectoField *field, const RectoObservation *seen)
{
  double confidence = seen->confidence;
  for (guint i = 0; i < field->seen->len; i++) {
    const RectoObservation *other = field->seen->pdata[i];
    if (other == seen || !(recto_kind_is_name(field->kind) ? recto_same_words(other->value, seen->value) : recto_same_text(other->value, seen->value))) continue;
    return confidence + (1 - confidence) / 2 * other->confidence;
  }
  return confidence;
}

/* The zone has room for so many letters: the print goes on where it stops. */
static bool is_cut(const char *printed, const char *zone)
{
  g_autofree char *p = recto_text_squeeze(printed), *z = recto_text_squeeze(zone);
  return strlen(z) >= 8 && strlen(p) > strlen(z) && g_str_has_prefix(p, z);
}

/* "AMAR" of "OULD AMAR": a word of the print was not read. */
static bool lacks_words(const char *printed, const char *zone)
{
  g_autofree char *p = recto_text_fold(printed), *z = recto_text_fold(zone);
  size_t length = strlen(p);
  return length >= 3 && strlen(z) > length + 2 && ((g_str_has_suffix(z, p) && z[strlen(z) - length - 1] == ' ') || (g_str_has_prefix(z, p) && z[length] == ' '));
}

/* The zone ends with a letter, in the middle of a word for all we know ("CHRISTELLE HELENE LAUR"): that word alone is no reason to believe it. */
static bool only_cut_word(const RectoObservation *printed, const RectoObservation *zone)
{
  size_t length = zone->as_read ? strlen(zone->as_read) : 0;
  if (length == 0 || zone->as_read[length - 1] == '<') return false;
  g_autofree char *p = recto_text_fold(printed->value), *z = recto_text_fold(zone->value);
  return g_str_has_prefix(z, p) && z[strlen(p)] == ' ' && !strchr(z + strlen(p) + 1, ' ');
}

/* A printed name that a zone contradicts by a letter or two was misread; the zone's letters then spell it. */
static bool is_slip_of(const RectoField *field, const RectoObservation *printed, const RectoObservation *zone)
{
  if (!recto_kind_is_name(field->kind) || printed->means != RECTO_MEANS_PRINTED || zone->means != RECTO_MEANS_MRZ) return false;
  bool given = field->kind == RECTO_FIELD_GIVEN_NAMES, weak = printed->confidence < 0.7 * zone->confidence;
  if (given && is_cut(printed->value, zone->value)) return false;
  if (!given && weak && lacks_words(zone->value, printed->value)) return true; /* given names were taken along: the zone parts them */
  if (zone->confidence >= 0.9 && lacks_words(printed->value, zone->value)) return !only_cut_word(printed, zone);
  const char *comma = given ? strchr(printed->value, ',') : NULL;
  if (comma && recto_same_text(comma + 1, zone->value)) return true; /* "KABEYA, BIJOU": the family name was taken along */
  if (printed->confidence >= zone->confidence) return false;
  if (weak && recto_mrz_name_agrees(printed->value, zone->value, true) == RECTO_NO) return true; /* "Sumaine" beside SOW */
  RectoAnswer agree = recto_mrz_name_agrees(printed->value, zone->value, false);
  return agree != RECTO_YES && recto_values_agree(field->kind, printed->value, zone->value) == RECTO_CANNOT_TELL;
}

static bool speaks_before(const RectoField *field, const RectoObservation *a, const RectoObservation *b)
{
  if (is_slip_of(field, b, a)) return true;
  if (is_slip_of(field, a, b)) return false;
  int ra = rank(field->kind, a), rb = rank(field->kind, b);
  if (ra != rb) return ra > rb;
  return support(field, a) > support(field, b);
}

const RectoObservation *recto_field_chosen(const RectoField *field)
{
  if (!field || field->chosen < 0 || (guint)field->chosen >= field->seen->len) return NULL;
  return field->seen->pdata[field->chosen];
}

/* Two means that agree outvote a third sighting that is alone and weaker. */
static bool is_confirmed(const RectoField *field, const RectoObservation *chosen, const RectoObservation *against)
{
  for (guint i = 0; i < field->seen->len; i++) {
    const RectoObservation *other = field->seen->pdata[i];
    if (other == chosen || other == against || other->means == chosen->means || other->confidence < against->confidence) continue;
    if (recto_values_agree(field->kind, chosen->value, other->value) == RECTO_YES) return true;
  }
  return false;
}

/* Only strong sightings of different means quarrel: two readings of one print are reading errors, not contradictions. */
static bool quarrels(const RectoField *field, double sure)
{
  const RectoObservation *chosen = recto_field_chosen(field);
  for (guint i = 0; chosen && i < field->seen->len; i++) {
    const RectoObservation *other = field->seen->pdata[i];
    if (other->means == chosen->means || other->check == RECTO_NO || other->confidence < sure || chosen->confidence < sure) continue;
    RectoAnswer agree = recto_kind_is_name(field->kind) && (other->means == RECTO_MEANS_MRZ || chosen->means == RECTO_MEANS_MRZ)
                            ? recto_mrz_name_agrees(other->means == RECTO_MEANS_MRZ ? chosen->value : other->value, other->means == RECTO_MEANS_MRZ ? other->value : chosen->value, true)
                            : RECTO_CANNOT_TELL;
    if (agree == RECTO_YES) continue;
    if (recto_values_agree(field->kind, chosen->value, other->value) == RECTO_NO && !is_confirmed(field, chosen, other)) return true;
  }
  return false;
}

void recto_field_settle(const RectoModels *models, RectoField *field)
{
  field->chosen = -1;
  for (guint i = 0; i < field->seen->len; i++)
    if (field->chosen < 0 || speaks_before(field, field->seen->pdata[i], field->seen->pdata[field->chosen])) field->chosen = (int)i;
  field->quarrel = quarrels(field, recto_limit(models, "judge.merge.quarrel-confidence"));
}

void recto_fields_absorb(GPtrArray *fields, const RectoField *from)
{
  RectoField *field = recto_fields_lookup(fields, from->name);
  if (!field) g_ptr_array_add(fields, field = recto_field_new(from->name, from->kind));
  for (guint i = 0; i < from->seen->len; i++) {
    const RectoObservation *seen = from->seen->pdata[i];
    RectoObservation *copy = recto_observation_new(seen->value, seen->as_read, seen->confidence, seen->means, seen->place);
    copy->check = seen->check;
    g_ptr_array_add(field->seen, copy);
  }
}
