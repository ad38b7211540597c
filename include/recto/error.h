/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors are for what the applicant cannot repair. An unreadable page is a finding, never an error. */
#ifndef RECTO_ERROR_H
#define RECTO_ERROR_H

#include <glib.h>
#include <stdbool.h>

#define RECTO_ERROR (recto_error_quark())

typedef enum {
  RECTO_ERROR_HOSTILE, /* a child or a file broke the protocol between the programs */
  RECTO_ERROR_FORMAT,  /* a stored fact or a command's input does not have the stated form */
  RECTO_ERROR_DEVICE,  /* a scanner, disk or folder refuses */
  RECTO_ERROR_MODEL,   /* a file under models/ is wrong; the message names file, line and key */
  RECTO_ERROR_STORE,   /* the store cannot be opened, read or written */
  RECTO_ERROR_ENGINE,  /* a library or program that Recto needs is missing or fails to start */
  RECTO_ERROR_USAGE,   /* the command line or an argument is wrong */
} RectoErrorCode;

GQuark recto_error_quark(void);

/* An error that people meet: `key` is its sentence in models/messages ("error.no-dossier"), `english` the same for programs; both have their {name}s
 * filled from the pairs name, value, … NULL (a NULL value is "—"). Gives false, so that a function can end with it. */
bool recto_error_say(GError **error, RectoErrorCode code, const char *key, const char *english, ...) G_GNUC_NULL_TERMINATED;
/* What was said; NULL for an error without a sentence. Borrowed. */
const char *recto_error_key(const GError *error);
const GHashTable *recto_error_values(const GError *error);

#endif
