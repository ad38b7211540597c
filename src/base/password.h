/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords, kept as yescrypt makes them (crypt(3)): 64 MiB and a tenth of a second for each guess. Must not know: whose they are. */
#ifndef RECTO_PASSWORD_H
#define RECTO_PASSWORD_H

#include <glib.h>
#include <stdbool.h>

#define RECTO_PASSWORD_MOST 256 /* bytes: what comes is not cut in silence */

/* A fresh salt each time; owned by the caller. Errors: ENGINE (also when it is longer than RECTO_PASSWORD_MOST). */
char *recto_password_hash(const char *password, GError **error);
/* Takes the same time whether or not it fits. With `hash` NULL it takes that time too, and never fits: an unknown name is not told apart by the clock. */
bool recto_password_fits(const char *hash, const char *untrusted_password);

#endif
