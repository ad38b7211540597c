/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a 2D-Doc (ANTS specification v3.2.6, C40 form, versions 01 to 04): document type and fields.
 * Reads what the code says; whether its signature holds is another module's matter, so every value is "code", not "seal". */
#ifndef RECTO_JUDGE_SEAL_CODE_H
#define RECTO_JUDGE_SEAL_CODE_H

#include <recto/fact.h>

typedef struct {
  char *type;          /* two characters, "04" */
  int issue_days;      /* days since 2000-01-01, -1 = none */
  GHashTable *fields;  /* two-character id -> value, separators removed */
} SealCode;

/* NULL when the code is no 2D-Doc. */
SealCode *recto_seal_code_read(const RectoCode *code);
void recto_seal_code_free(SealCode *seal);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SealCode, recto_seal_code_free)
/* "62+60" joins values with a space, "47|49" takes the first there is; owned by the caller, NULL = absent. Name lists "A/B" become "A B". */
char *recto_seal_code_value(const SealCode *seal, const char *key);

#endif
