/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords that are guessed first (ASVS 5.0, 6.2.4; NIST 800-63B, 5.1.1.2). They must be long here, so the lists of leaks, which are of short ones, are used for what people do
 * to reach a length: one common word padded, repeated or spelt with figures, a pattern of keys, the own name. A sentence is none of these. Pure text. */
#ifndef RECTO_COMMON_H
#define RECTO_COMMON_H

#include <stdbool.h>
#include <stddef.h>

/* `words` (may be NULL): of models/passwords.txt, a line each; lines that begin with "#" are none. `own`: the account's name. */
bool recto_password_is_common(const char *words, size_t size, const char *own, const char *untrusted_password);

#endif
