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

static const char *sure_value(const RectoModels *models, const GPtrArray *fields, const char *name, bool checked)
{
  const RectoObservation *seen = recto_field_chosen(recto_fields_lookup(fields, name));
  if (!seen || seen->confidence < recto_limit(models, "mail.hint") || (checked && seen->check != RECTO_YES)) return NULL;
  return recto_fields_value(fields, name);
}

Hint recto_hint_read(const RectoModels *models, const RectoPage *page, const RectoSheet *sheet, int year)
{
  Hint hint = {0};
  bool unknown = g_str_equal(sheet->won->type, "unknown");
  g_autoptr(RectoBid) letter = recto_bid_new("none-of-these", "page", 0);
  g_autoptr(GPtrArray) read = unknown ? recto_page_fields(models, page, letter, NULL, year) : g_ptr_array_ref(sheet->fields);
  const char *nir = sure_value(models, read, "nir", true), *number = unknown ? sure_value(models, read, "foreigner-number", true) : NULL;
  const char *birth = sure_value(models, read, unknown ? "birth-date" : "hosted-birth-date", false);
  RectoDate date;
  if (birth && recto_date_from_iso(birth, &date) && recto_date_is_full(date) && recto_birth_may_be_applicants(birth, year)) hint.birth = g_strdup(birth);
  if (!hint.birth && nir) hint.birth = birth_of_nir(nir, year);
  hint.number = g_strdup(number);
  return hint;
}

void recto_hint_clear(Hint *hint)
{
  g_clear_pointer(&hint->birth, g_free);
  g_clear_pointer(&hint->number, g_free);
}

bool recto_hint_tells(const Hint *hint) { return hint->birth || hint->number; }
