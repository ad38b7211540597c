/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person said of a page, when another takes its place. Must not know: how lines of a history are written. */
#ifndef RECTO_INHERIT_H
#define RECTO_INHERIT_H

#include "work/deed.h"

/* What the person said of its kind, values, owner and place was said of the paper, which is still the same: it goes over to the new picture of it, as words added to `corrections` (of
 * RectoCorrection*) with `inherited` set. What was said of the picture (turned, cannot be read) does not. `stands_there`: the new page stands where the old one stood by itself. */
void recto_state_inherit(GPtrArray *corrections, RectoPageId old, RectoPageId fresh, bool stands_there);

#endif
