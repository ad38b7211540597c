/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a line of a dossier's history says, for people. Must not know: who is told. */
#ifndef RECTO_WORK_WORDS_H
#define RECTO_WORK_WORDS_H

#include "store/store.h"
#include <recto/model.h>

/* Owned by the caller. */
char *recto_event_words(const RectoModels *models, const char *language, const RectoStoreEvent *event);

#endif
