/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who keeps words that two fields claim. Must not know: where the readings came from. */
#include "judge/claim.h"

#include "judge/merge.h"

#include <recto/judge.h>

/* The two halves of one person's name. Full and family name may well share their words. */
static bool are_halves(const RectoFieldRule *a, const RectoFieldRule *b)
{
  bool a_given = a->kind == RECTO_FIELD_GIVEN_NAMES, b_given = b->kind == RECTO_FIELD_GIVEN_NAMES;
  return a_given != b_given && g_str_equal(a->of, b->of) && recto_kind_is_name(a->kind) && recto_kind_is_name(b->kind) && g_str_has_suffix(a_given ? b->name : a->name, "family-name");
}

/* Names of different people or bodies. */
static bool are_others(const RectoFieldRule *a, const RectoFieldRule *b)
{
  return recto_kind_is_name(a->kind) && recto_kind_is_name(b->kind) && !g_str_equal(a->of, b->of);
}

/* The same words in the same place. Zones and seals give each field its own place on purpose: only print is claimed twice. */
static bool is_same_claim(const RectoObservation *a, const RectoObservation *b)
{
  if (a->means != RECTO_MEANS_PRINTED || b->means != RECTO_MEANS_PRINTED || !recto_page_id_equal(a->place.page, b->place.page)) return false;
  const RectoBox *p = &a->place.box, *q = &b->place.box;
  bool apart = p->x >= q->x + q->width || q->x >= p->x + p->width || p->y >= q->y + q->height || q->y >= p->y + p->height;
  return !apart && recto_same_text(a->value, b->value);
}

/* The confidence of the best reading that is another claim; 0 = none. */
static double second_choice(const RectoField *field, const RectoObservation *claim)
{
  double best = 0;
  for (guint i = 0; i < field->seen->len; i++) {
    const RectoObservation *seen = field->seen->pdata[i];
    if (!is_same_claim(seen, claim)) best = MAX(best, seen->confidence);
  }
  return best;
}

static void give_up(const RectoModels *models, RectoField *field, const RectoObservation *claim)
{
  for (guint i = field->seen->len; i-- > 0;)
    if (is_same_claim(field->seen->pdata[i], claim)) g_ptr_array_remove_index(field->seen, i);
  recto_field_settle(models, field);
}

/* True when one gave up. Whoever keeps the words and whoever turns to its second choice: the surer pair of answers wins. */
static bool settle_pair(const RectoModels *models, RectoField *a, RectoField *b)
{
  const RectoObservation *claim_a = recto_field_chosen(a), *claim_b = recto_field_chosen(b);
  if (!claim_a || !claim_b || !is_same_claim(claim_a, claim_b)) return false;
  bool a_keeps = claim_a->confidence + second_choice(b, claim_a) >= claim_b->confidence + second_choice(a, claim_b);
  give_up(models, a_keeps ? b : a, a_keeps ? claim_a : claim_b);
  return true;
}

static void settle(const RectoModels *models, const RectoType *type, GPtrArray *fields, bool (*exclude)(const RectoFieldRule *, const RectoFieldRule *))
{
  bool again = true;
  while (again) { /* each turn takes readings away, so it ends */
    again = false;
    for (guint i = 0; i < fields->len; i++) {
      RectoField *a = fields->pdata[i];
      for (guint j = i + 1; j < fields->len; j++) {
        RectoField *b = fields->pdata[j];
        if (exclude(recto_type_field(type, a->name), recto_type_field(type, b->name)) && settle_pair(models, a, b)) again = true;
      }
    }
  }
}

void recto_fields_settle_halves(const RectoModels *models, const RectoType *type, GPtrArray *fields)
{
  settle(models, type, fields, are_halves);
}

void recto_fields_settle_others(const RectoModels *models, const RectoType *type, GPtrArray *fields)
{
  settle(models, type, fields, are_others);
}
