/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The corrections of clerks and reviewers as truth to measure by: one line of JSON a correction that holds, with what the machine makes of the same page by itself.
 * {"dossier", "page": "2:1", "kind": "field", "type", "field", "box": [x, y, width, height] or null, "machine": {"value", "confidence", "means"} or null, "human": value or
 * null ("cannot be read, or is not there")}. No names of staff, no instants. What the machine says is judged anew from the stored readings, without the correction
 * and without second looks, which are not kept. Must not know: HTML, the terminal. */
#ifndef RECTO_TRUTH_H
#define RECTO_TRUTH_H

#include "work/view.h"

typedef void (*RectoTruthLine)(const char *line, gpointer data);
/* Of one dossier, or with NULL of all, closed ones too. `ret_n` may be NULL. Errors: STORE, USAGE (no such dossier). */
bool recto_truth_tell(RectoStore *store, const RectoModels *models, const char *number, RectoTruthLine line, gpointer data, size_t *ret_n, GError **error);

#endif
