/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands right before and behind a value in running text, and what that says against it. Pure text. */
#ifndef RECTO_JUDGE_CONTEXT_H
#define RECTO_JUDGE_CONTEXT_H

#include <recto/model.h>

/* 0..1: factor on the confidence of a value that was taken from `text` at [start, end). 1 = nothing speaks against it.
 * A date behind "née le" is no issue date; who signs "en qualité de gérant" is not whom the paper is about. */
double recto_context_weight(const RectoFieldRule *rule, const char *text, size_t start, size_t end);

#endif
