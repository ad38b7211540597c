/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands on registered dossiers share: register, reader, the judgement that follows a change, dates and pages in words. */
#ifndef RECTO_CLI_DESK_H
#define RECTO_CLI_DESK_H

#include "cli/cli.h"
#include "work/change.h"
#include <recto/json.h>

typedef struct {
  RectoCli cli;
  gboolean later;       /* --later: no judgement now; its job waits for `recto work` */
  RectoReader *reader;
  RectoStore *store;
  RectoMeter *meter;
  RectoWork work;
  GError *error;        /* of the last step that failed */
} RectoDesk;

/* Options that the command adds to those of every command on the register. */
#define RECTO_DESK_LATER(desk) {"later", 0, 0, G_OPTION_ARG_NONE, &(desk).later, "noter seulement, sans examiner maintenant (no judgement now)", NULL}

/* What a command needs beside the register. With --later nobody reads. */
typedef enum {
  RECTO_DESK_TELLS,    /* sentences alone: it tells what the register knows */
  RECTO_DESK_KNOWS,    /* the models */
  RECTO_DESK_READS,    /* the models and the reader */
  RECTO_DESK_RECEIVES, /* as READS; with --later as TELLS: a receipt does not wait for the models */
} RectoDeskNeed;
/* Parses, then opens what is needed. False = exit with *ret_exit. */
bool recto_desk_open(RectoDesk *desk, int argc, char **argv, const char *usage, const char *summary, const GOptionEntry *entries, RectoDeskNeed need, int *ret_exit);
/* The second half alone, for a command that chooses after parsing whether it needs them. */
bool recto_desk_start(RectoDesk *desk, RectoDeskNeed need, int *ret_exit);
void recto_desk_clear(RectoDesk *desk);
/* The n words left on the command line, or a usage error with `form`. */
bool recto_desk_words(RectoDesk *desk, guint at_least, guint at_most, const char *form);
/* After a change: judges, tells what changes and where the dossier stands. `right` false: tells the error. */
int recto_desk_after(RectoDesk *desk, const char *number, bool right);
/* Ends a command that needs no judgement. */
int recto_desk_end(RectoDesk *desk, bool right);
/* Writes the slip of a dossier, judged first when the desk has a reader. The error is the desk's. */
bool recto_desk_slip(RectoDesk *desk, const char *number, const char *path);
/* "1,3-5" -> ordinals from 0; USAGE. */
bool recto_desk_ordinals(const char *words, GArray *ret_ordinals, GError **error);
/* An instant in the site's time zone: "28/11/2026 15:04". Owned by the caller. */
char *recto_desk_time(const RectoCli *cli, int64_t at);
/* JSON members, in short. */
void recto_desk_instant(JsonBuilder *builder, const char *member, int64_t at);     /* ISO 8601, UTC */
void recto_desk_print(JsonBuilder *builder);                                       /* ends and prints */
/* With --json, what a command that has nothing else to tell did (recto-done/1). NULL and -1 are null. */
void recto_desk_done(const RectoCli *cli, const char *command, const char *number, const char *path, int64_t done, int64_t failed);

#endif
