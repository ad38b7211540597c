/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two halves of a batch: opening what came (batch_open.c) and placing its pages (batch.c). */
#ifndef RECTO_BATCH_PARTS_H
#define RECTO_BATCH_PARTS_H

#include "work/batch.h"
#include "work/parts.h"
#include "work/reading.h"

#define RECTO_JOB_PLACE "place"

/* Registers the stack, or finds it registered; then takes out the parts of all its files. Errors: as recto_work_batch. */
bool recto_batch_register(const RectoWork *work, const RectoBatchOrder *order, RectoStoreReceipt *ret_receipt, GError **error);
bool recto_batch_open(const RectoWork *work, const char *number, RectoLease *lease, GPtrArray *notes, GError **error);
/* Where an envelope goes. number NULL and not unsure: a new dossier. All owned by the caller. */
typedef struct { char *number, *suggested; bool unsure; } RectoTarget;
/* `same_person`: the dossier that another envelope of this person went to, or NULL. Errors: STORE. */
bool recto_batch_target(const RectoWork *work, const RectoEnvelope *envelope, const char *same_person, RectoTarget *ret, GError **error);
RectoWho recto_envelope_who(const RectoEnvelope *envelope); /* borrows */
/* Pages of a batch in the order of the stack: by the file they came in, then by part. For g_ptr_array_sort of RectoStateFile*. */
int recto_batch_compare(gconstpointer a, gconstpointer b);

#endif
