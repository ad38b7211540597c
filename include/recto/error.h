/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors are for what the applicant cannot repair. An unreadable page is a finding, never an error. */
#ifndef RECTO_ERROR_H
#define RECTO_ERROR_H

#include <glib.h>

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

#endif
