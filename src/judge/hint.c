/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Birth dates and numbers out of papers that are not read for them. */
#include "judge/hint.h"

#include "judge/merge.h"

#include <recto/judge.h>
#include <recto/text.h>

enum { OLD_ENOUGH = 14, CENTURY = 100 }; /* years */

bool recto_birth_may_be_applicants(const char *iso, int year)
{
  RectoDate birth;
  return iso && recto_date_from_iso(iso, &birth) && birth.year + OLD_ENOUGH <= year;
}

/* "1 86 02 …": the second to fifth figures are year and month of birth; a month beyond 12 means that it was not known. */
static char *birth_of_nir(const char *nir, int year)
{
  g_autofree char *figures = recto_text_squeeze(nir);
  if (strlen(figures) < 5) return NULL;
  int two = (figures[1] - '0') * 10 + figures[2] - '0', month = (figures[3] - '0') * 10 + figures[4] - '0', youngest = year - OLD_ENOUGH;
  int born = youngest - ((youngest - two) % CENTURY + CENTURY) % CENTURY;
  return month >= 1 && month <= 12 ? g_strdup_printf("%04d-%02d", born, month) : g_strdup_printf("%04d", born);
}

/* A value that a check digit or key proves needs no sureness; another one does, and nothing else may be read in its place. */
static const char *checked_value(const GPtrArray *fields, const char *name)
{
  const RectoObservation *seen = recto_field_chosen(recto_fields_lookup(fields, name));
  return seen && seen->check == RECTO_YES ? recto_fields_value(fields, name) : NULL;
}

static const char *sure_value(const RectoModels *models, const GPtrArray *fields, const char *name)
{
  const RectoObservation *seen = recto_field_chosen(recto_fields_lookup(fields, name));
  return seen && seen->confidence >= recto_limit(models, "mail.hint") ? recto_fields_value(fields, name) : NULL;
}

/* Two dates after "né le" on a paper are two people's: a landlord and a tenant, a father and a child. */
static bool several_births(const GPtrArray *fields)
{
  const RectoField *field = recto_fields_lookup(fields, "birth-date");
  const RectoObservation *seen = recto_field_chosen(field);
  for (guint i = 0; seen && i < field->seen->len; i++) {
    const RectoObservation *other = field->seen->pdata[i];
    if (recto_births_agree(other->value, seen->value) == RECTO_NO) return true;
  }
  return false;
}

static void read_birth(const RectoModels *models, const GPtrArray *fields, const char *name, int year, Hint *hint)
{
  const char *birth = sure_value(models, fields, name);
  RectoDate date;
  if (!hint->birth && birth && recto_date_from_iso(birth, &date) && recto_date_is_full(date) && recto_birth_may_be_applicants(birth, year)) hint->birth = g_strdup(birth);
}

static void read_letter(const RectoModels *models, const GPtrArray *fields, int year, Hint *hint)
{
  const char *number = sure_value(models, fields, "foreigner-number");
  read_birth(models, fields, "birth-date", year, hint);
  hint->number = g_strdup(number && checked_value(fields, "foreigner-number") ? number : NULL);
  hint->full = g_strdup(recto_fields_value(fields, "full-name"));
  hint->family = g_strdup(recto_fields_value(fields, "family-name"));
  hint->given = g_strdup(recto_fields_value(fields, "given-names"));
}

/* Its type reads no birth of the person it is about; an employer's certificate gives it nevertheless. */
static bool tells_no_birth(const RectoType *type)
{
  for (guint i = 0; type && type->fields && i < type->fields->len; i++) {
    const char *name = ((const RectoFieldRule *)type->fields->pdata[i])->name;
    if (g_str_equal(name, "birth-date") || g_str_equal(name, "hosted-birth-date")) return false;
  }
  return type != NULL;
}

Hint recto_hint_read(const RectoModels *models, const RectoPage *page, const RectoSheet *sheet, int year)
{
  Hint hint = {0};
  bool unknown = g_str_equal(sheet->won->type, "unknown"), as_letter = unknown || tells_no_birth(recto_models_type(models, sheet->won->type));
  g_autoptr(RectoBid) letter = recto_bid_new("none-of-these", "page", 0);
  g_autoptr(GPtrArray) read = as_letter ? recto_page_fields(models, page, letter, NULL, year) : NULL;
  const char *nir = checked_value(unknown ? read : sheet->fields, "nir");
  if (unknown) read_letter(models, read, year, &hint);
  else if (!as_letter) read_birth(models, sheet->fields, "hosted-birth-date", year, &hint);
  else if (!several_births(read)) read_birth(models, read, "birth-date", year, &hint);
  if (!hint.birth && nir) hint.birth = birth_of_nir(nir, year);
  return hint;
}

void recto_hint_clear(Hint *hint)
{
  g_clear_pointer(&hint->birth, g_free);
  g_clear_pointer(&hint->number, g_free);
  g_clear_pointer(&hint->family, g_free);
  g_clear_pointer(&hint->given, g_free);
  g_clear_pointer(&hint->full, g_free);
}

bool recto_hint_tells(const Hint *hint) { return hint->birth || hint->number; }
