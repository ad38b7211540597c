/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a stored net: 32 bits each, little endian. Must not know: nets. */
#ifndef RECTO_STORED_H
#define RECTO_STORED_H

#include <glib.h>
#include <stdbool.h>

/* What is left to be read; borrowed. */
typedef struct { const char *at; gsize left; } RectoStored;

/* The next; 0 when none is left. */
guint32 recto_stored_bits(RectoStored *from);
float recto_stored_real(RectoStored *from);
/* The next `n`; false where one of them is not finite. */
bool recto_stored_reals(RectoStored *from, float *ret, int n);

void recto_stored_put_bits(GByteArray *to, guint32 bits);
void recto_stored_put_real(GByteArray *to, float value);

#endif
