/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords that are in other people's hands already (ASVS 5.0, 6.2.12): a file in the form of "Pwned Passwords", ordered by hash, lies on this machine and is asked by halves. Of its
 * forty gigabytes some forty lines are read for a question; nothing goes over a network.
 *
 *   line      40 hexadecimal digits (SHA-1), ":", a count, and LF or CR LF; ascending by the digits
 *
 * Must not know: whose password it is, where the file comes from. */
#ifndef RECTO_LEAKED_H
#define RECTO_LEAKED_H

#include <glib.h>
#include <stdbool.h>

/* Whether the file is there and looks as above: lines here and there in it are read, and must ascend. Errors: USAGE. */
bool recto_leaked_check(const char *path, GError **error);
/* Errors: USAGE (the file is not there, or not of this form where it was read): then nothing is known. */
bool recto_leaked_holds(const char *path, const char *untrusted_password, bool *ret_holds, GError **error);

#endif
