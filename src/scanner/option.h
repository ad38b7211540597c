/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of an opened SANE device: found by name, checked before they are set, told in words.
 * A descriptor is looked up anew each time: setting one option may change all others. Must not know: what an option is for. */
#ifndef RECTO_SCANNER_OPTION_H
#define RECTO_SCANNER_OPTION_H

#include <glib.h>
#include <sane/sane.h>
#include <stdbool.h>

/* 0 = no such option. */
SANE_Int recto_option_find(SANE_Handle device, const char *name);
/* Active and settable by software. */
bool recto_option_usable(const SANE_Option_Descriptor *option);
/* Bytes of a value, ready for SANE_ACTION_SET_VALUE, from a person's words: "yes", "300", "Gray". NULL = not what the option takes. Owned by the caller. */
void *recto_option_parse(const SANE_Option_Descriptor *option, const char *text);
/* What it takes, a line each: words, "50…1200 (1)", "yes" and "no". Owned by the caller. */
char *recto_option_allowed(const SANE_Option_Descriptor *option);
/* The value now, as recto_option_parse takes it; NULL = it has none that can be told. Owned by the caller. */
char *recto_option_value(SANE_Handle device, SANE_Int index);
/* Sets a checked value. `ret_inexact` (may be NULL): the device rounded it. */
SANE_Status recto_option_set(SANE_Handle device, SANE_Int index, void *value, bool *ret_inexact);
SANE_Status recto_option_set_text(SANE_Handle device, SANE_Int index, const char *text);
/* For numbers: the allowed value nearest to `wanted` is set; *ret = what the device then says. */
SANE_Status recto_option_set_nearest(SANE_Handle device, SANE_Int index, double wanted, double *ret);
double recto_option_number(SANE_Handle device, SANE_Int index); /* NAN = none */
/* The words of a text option's list, NULL-terminated, borrowed; NULL = it has no list. */
const char *const *recto_option_words(const SANE_Option_Descriptor *option);
/* The names of all options that can be set, a line each. Owned by the caller. */
char *recto_option_names(SANE_Handle device);
/* Tells all options to recto. */
void recto_option_relay_all(SANE_Handle device);

#endif
