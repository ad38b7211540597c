/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regular expressions, compiled once. Must not know: what they look for. */
#ifndef RECTO_REGEX_H
#define RECTO_REGEX_H

#include <glib.h>

/* The compiled expression, kept for the life of the process; any thread may use it. NULL = the expression is broken (models are checked on loading). */
GRegex *recto_regex(const char *pattern, GRegexCompileFlags flags);

#endif
