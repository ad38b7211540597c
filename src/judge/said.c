/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names, birth dates and numbers that papers give, compared. */
#include "judge/said.h"

#include "judge/merge.h"

#include <recto/judge.h>
#include <string.h>

static double sureness(const GPtrArray *fields, const char *name)
{
  const RectoObservation *seen = recto_field_chosen(recto_fields_lookup(fields, name));
  return seen ? seen->confidence : 0;
}

Said recto_said_of_person(const GPtrArray *fields)
{
  Said said = {recto_fields_value(fields, "family-name"), recto_fields_value(fields, "given-names"), recto_fields_value(fields, "full-name"),
               recto_fields_value(fields, "birth-date"), recto_fields_value(fields, "foreigner-number"), 0};
  if (said.full) said.family = said.given = NULL; /* joined from them, or read better elsewhere on the paper */
  said.confidence = MAX(sureness(fields, "family-name"), sureness(fields, "full-name"));
  return said;
}

bool recto_said_names_someone(const Said *said)
{
  return said->family || said->given || said->full || said->number;
}

Said recto_said_of_other(const RectoModels *models, const char *type_id, const GPtrArray *fields)
{
  Said said = {0};
  const RectoType *type = recto_models_type(models, type_id);
  for (guint i = 0; type && type->fields && i < type->fields->len; i++) {
    const RectoFieldRule *rule = type->fields->pdata[i];
    if (g_strcmp0(rule->of, "other") != 0 || rule->kind != RECTO_FIELD_NAME) continue;
    said.full = recto_fields_value(fields, rule->name);
    said.confidence = sureness(fields, rule->name);
    break;
  }
  return said;
}

static RectoAnswer names_agree(const Said *a, const Said *b)
{
  const char *family_a = a->family || a->given ? a->family : a->full, *given_a = a->family || a->given ? a->given : NULL;
  const char *family_b = b->family || b->given ? b->family : b->full, *given_b = b->family || b->given ? b->given : NULL;
  if ((!family_a && !given_a) || (!family_b && !given_b)) return RECTO_CANNOT_TELL;
  return recto_names_agree(family_a, given_a, family_b, given_b);
}

RectoAnswer recto_said_same(const Said *a, const Said *b)
{
  RectoAnswer names = names_agree(a, b);
  RectoAnswer birth = a->birth && b->birth ? recto_dates_agree(a->birth, b->birth) : RECTO_CANNOT_TELL;
  if (a->number && b->number && strcmp(a->number, b->number) == 0) return names == RECTO_NO && birth == RECTO_NO ? RECTO_CANNOT_TELL : RECTO_YES;
  if (names == RECTO_NO) return RECTO_NO;
  if (birth == RECTO_NO) return names == RECTO_YES ? RECTO_CANNOT_TELL : RECTO_NO;
  if (names == RECTO_YES) return RECTO_YES;
  return birth == RECTO_YES ? RECTO_YES : RECTO_CANNOT_TELL;
}
