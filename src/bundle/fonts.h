/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Are the fonts of a language installed, and do they hold every letter of its sentences? Pango would draw a box in the place of a missing one, without an error.
 * Must not know: reports. */
#ifndef RECTO_FONTS_H
#define RECTO_FONTS_H

#include <recto/model.h>

/* What the families that the language names lack, as "Noto Sans CJK SC" (not installed) and "U+0416" (in none of them), separated by ", "; NULL = nothing.
 * `sentences`: key -> text. Owned by the caller. */
char *recto_fonts_lack(const RectoLanguage *language, const GHashTable *sentences);

#endif
