/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Code 128 (ISO/IEC 15417), sets B and C. Must not know: paper. */
#ifndef RECTO_CODE128_H
#define RECTO_CODE128_H

#include <glib.h>

/* Widths in modules, bar and space in turn, beginning and ending with a bar; without the quiet margins of 10 modules. Of uint8_t; NULL if a letter is
 * not printable ASCII. Owned by the caller. */
GArray *recto_code128(const char *text);

#endif
