/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of the mail opener: mail.c walks the parts, mail-body.c turns one of them into bytes and text. */
#ifndef RECTO_DECODE_MAIL_H
#define RECTO_DECODE_MAIL_H

#include "decode/container.h"

#include <gmime/gmime.h>

/* The part's bytes with its transfer encoding undone; NULL = it has none. `*ret_cut` when base64 ends too early or holds what base64 cannot. */
GBytes *recto_mail_bytes(GMimePart *part, bool *ret_cut);
/* The same as UTF-8, by the charset that the part states or, where that cannot be, by what it looks like. */
GBytes *recto_mail_text(GMimePart *part);
bool recto_mail_is_blank(const GBytes *text);
/* Is the text one PGP block? */
bool recto_mail_is_pgp(const GBytes *text);
/* The next file that stands uuencoded in a text ("begin 644 name"), from `*at` on; moves `*at` behind it. NULL = none. `*ret_cut`: no "end". */
GBytes *recto_mail_uudecode(const GBytes *text, size_t *at, char **ret_name, bool *ret_cut);
/* "photo", content JPEG -> "photo.jpg"; a name with an extension stays. */
char *recto_mail_extend(const char *name, const GBytes *bytes);

#endif
