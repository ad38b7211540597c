/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What `recto batch` and `recto watch` share. */
#ifndef RECTO_CLI_BATCH_H
#define RECTO_CLI_BATCH_H

#include "cli/desk.h"
#include "work/batch.h"

typedef struct {
  RectoDesk desk;
  char *procedure, *reception, *slips;
  char **answers;
  RectoSituation *situation;
  gboolean again, later; /* later: the stack is read and parted now, its dossiers are judged by `recto work` */
} RectoBatchOptions;

#define RECTO_BATCH_ENTRIES(options)                                                                                                                     \
  {"procedure", 'p', 0, G_OPTION_ARG_STRING, &(options).procedure, "démarche des nouveaux dossiers (procedure of new dossiers)", "ID"},                  \
      {"reception", 'r', 0, G_OPTION_ARG_STRING, &(options).reception, "date de réception, aujourd'hui sinon (date of reception)", "DATE"},              \
      {"answer", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &(options).answers, "réponse à une question de la démarche (answer)", "QUESTION=REPONSE"},            \
      {"slips", 0, 0, G_OPTION_ARG_FILENAME, &(options).slips, "un reçu par dossier, dans ce dossier (one slip a dossier)", "DIR"},                    \
      {"later", 0, 0, G_OPTION_ARG_NONE, &(options).later, "répartir seulement, sans examiner les dossiers (no judgement now)", NULL}

/* Fills what the options say. The error is the desk's. */
bool recto_batch_options_fit(RectoBatchOptions *options, RectoBatchOrder *order);
void recto_batch_options_clear(RectoBatchOptions *options);
/* One slip for each dossier that got pages, NUMBER-recu.pdf in the folder of --slips; nothing without it. */
bool recto_batch_slips(RectoBatchOptions *options, const RectoBatchResult *result);
void recto_batch_tell(const RectoCli *cli, const char *name, const RectoBatchResult *result);

#endif
