/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person types for a field, by the field's own rule. Pure text. */
#ifndef RECTO_JUDGE_TYPED_H
#define RECTO_JUDGE_TYPED_H

#include <recto/model.h>

typedef enum {
  RECTO_TYPED_RIGHT,
  RECTO_TYPED_EMPTY,
  RECTO_TYPED_LONG,
  RECTO_TYPED_FORM,   /* not of the field's form */
  RECTO_TYPED_DIGIT,  /* of its form, but its own check digit does not hold: a person may keep to it */
} RectoTyped;

/* `ret_value`: its normal form (RectoObservation.value), owned by the caller; set when RIGHT or DIGIT. `pivot_year`: of two-digit years. */
RectoTyped recto_typed_value(const RectoFieldRule *rule, const char *untrusted_text, int pivot_year, char **ret_value);

#endif
