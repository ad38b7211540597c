/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a member of the staff may do: one table, role by right. Must not know: accounts, HTTP. */
#ifndef RECTO_WORK_ROLE_H
#define RECTO_WORK_ROLE_H

#include <stdbool.h>

typedef enum { RECTO_STAFF_DEPOSITOR, RECTO_STAFF_COUNTER, RECTO_STAFF_REVIEWER, RECTO_STAFF_ADMIN, RECTO_STAFF_AUDITOR, RECTO_N_STAFF } RectoStaffRole;

typedef enum {
  RECTO_MAY_ENTER,    /* sign in, change the own password */
  RECTO_MAY_DEPOSIT,  /* begin a dossier, add, scan and do pages again, hand out the slip; told of verdicts and of what is missing, not of what was read */
  RECTO_MAY_SEE,      /* pictures of pages, whose dossier it is, every finding, the history */
  RECTO_MAY_CHANGE,   /* move, turn, split, merge, withdraw, "seen", undo */
  RECTO_MAY_TAKE,     /* the bundle of a dossier */
  RECTO_MAY_ORIGINAL, /* files as they came */
  RECTO_MAY_REVIEW,   /* decide what the machine left open */
  RECTO_MAY_AUDIT,    /* the journal: who signed in, who did what on which dossier and when; no content */
  RECTO_N_RIGHTS
} RectoRight;

bool recto_staff_may(RectoStaffRole role, RectoRight right);
/* "depositor", "counter", "reviewer", "admin", "auditor"; "enter", "deposit" … */
const char *recto_staff_word(RectoStaffRole role);
bool recto_staff_from_word(const char *word, RectoStaffRole *ret);
const char *recto_right_word(RectoRight right);

#endif
