/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A register in a folder of its own, without the pages: which dossier each envelope of one stack after another would go to. */
#ifndef SPLIT_RUN_REGISTER_H
#define SPLIT_RUN_REGISTER_H

#include <recto/split.h>

typedef struct Register Register;
Register *register_open(const char *folder, GError **error);
void register_free(Register *reg);
/* By envelope: its dossier's number, or NULL where a person is asked. Owned by the caller. */
GPtrArray *register_place(Register *reg, const RectoSplit *split, GError **error);

#endif
