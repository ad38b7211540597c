/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where it is written who may do what. Whoever keeps accounts sees no dossier, and who checks afterwards changes nothing. */
#include "work/role.h"
#include <glib.h>

#define R(right) (1u << RECTO_MAY_##right)
static const unsigned rights_of[RECTO_N_STAFF] = {
    [RECTO_STAFF_DEPOSITOR] = R(ENTER) | R(DEPOSIT),
    [RECTO_STAFF_COUNTER] = R(ENTER) | R(DEPOSIT) | R(SEE) | R(CHANGE) | R(TAKE),
    [RECTO_STAFF_REVIEWER] = R(ENTER) | R(DEPOSIT) | R(SEE) | R(CHANGE) | R(TAKE) | R(ORIGINAL) | R(REVIEW),
    [RECTO_STAFF_ADMIN] = R(ENTER) | R(AUDIT),
    [RECTO_STAFF_AUDITOR] = R(ENTER) | R(AUDIT),
};
static const char *const role_words[RECTO_N_STAFF] = {"depositor", "counter", "reviewer", "admin", "auditor"};
static const char *const right_words[RECTO_N_RIGHTS] = {"enter", "deposit", "see", "change", "take", "original", "review", "audit"};

bool recto_staff_may(RectoStaffRole role, RectoRight right) { return role < RECTO_N_STAFF && right < RECTO_N_RIGHTS && (rights_of[role] >> right & 1); }

const char *recto_staff_word(RectoStaffRole role) { return role_words[role]; }
const char *recto_right_word(RectoRight right) { return right_words[right]; }

bool recto_staff_from_word(const char *word, RectoStaffRole *ret) {
  for (int i = 0; word && i < RECTO_N_STAFF; i++) {
    if (!g_str_equal(word, role_words[i])) continue;
    *ret = (RectoStaffRole)i;
    return true;
  }
  return false;
}
