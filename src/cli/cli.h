/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the commands share: options, models, reader, errors, progress, exit codes. The only place that reads the clock, the environment and the terminal. */
#ifndef RECTO_CLI_H
#define RECTO_CLI_H

#include "work/intake.h"

typedef struct RectoMeter RectoMeter;

/* Documented in recto(1). */
typedef enum {
  RECTO_EXIT_DONE = 0,
  RECTO_EXIT_INCOMPLETE = 10, /* done; something is missing, or a page must be redone */
  RECTO_EXIT_CHECK = 11,      /* done; a person must look */
  RECTO_EXIT_USAGE = 64,
  RECTO_EXIT_MODEL = 65,      /* a model, fact or site file is wrong */
  RECTO_EXIT_NO_INPUT = 66,   /* a named file cannot be opened */
  RECTO_EXIT_ENGINE = 69,     /* a program or library is missing, or the jail is weaker than required */
  RECTO_EXIT_HOSTILE = 70,
  RECTO_EXIT_STORE = 74,      /* store or disk */
  RECTO_EXIT_INTERRUPTED = 130,
} RectoExit;

/* Options that every command takes; parsed by recto_cli_parse. */
typedef struct {
  char *models_folder, *overlay, *language, *reader_program, *require;
  gboolean json, quiet, drafts; /* drafts: a translation that nobody has reviewed may be used */
  int workers;
  char *store_folder, *who, *site_path, *worker; /* of commands that keep or change dossiers */
  RectoSite site;                       /* empty without --site */
  char **rest;          /* what is left on the command line, NULL-terminated, may be NULL */
  RectoModels *models;  /* loaded by recto_cli_parse unless the command does it itself */
  GError *error;
} RectoCli;

typedef enum { RECTO_CLI_MODELS = 1 << 0, /* loads the models; recto_cli_load does it later */ RECTO_CLI_STORE = 1 << 1 /* takes --store, --who and --site */ } RectoCliNeeds;
/* Loads the models, or the sentences alone. Errors: MODEL. */
bool recto_cli_load(RectoCli *cli, bool sentences_only, GError **error);
/* `entries` are the command's own options (may be NULL). False = exit with *ret_exit (also after --help). */
bool recto_cli_parse(RectoCli *cli, int argc, char **argv, const char *usage, const char *summary, const GOptionEntry *entries, unsigned needs, int *ret_exit);
void recto_cli_clear(RectoCli *cli);
RectoReader *recto_cli_reader(const RectoCli *cli, GError **error);
/* The register that --store names; after the reader, which must not see its keys. */
RectoStore *recto_cli_store(const RectoCli *cli, GError **error);
/* What work is done with; borrows all. `reader` and `meter` may be NULL. */
RectoWork recto_cli_work(RectoCli *cli, RectoReader *reader, RectoStore *store, RectoMeter *meter);
/* Writes a verdict's bundle below `out`; prints where it is and what the verdict says, and gives the exit code. */
bool recto_cli_bundle(const RectoCli *cli, const RectoReader *reader, RectoVerdict *verdict, const char *out, bool zip, int64_t now, RectoMeter *meter,
                      RectoBundlePaths *paths, GError **error);
int recto_cli_tell_bundle(const RectoCli *cli, const RectoVerdict *verdict, const RectoBundlePaths *paths);
/* What a new judgement says that the one before did not. */
void recto_cli_tell_changes(const RectoCli *cli, const RectoVerdict *verdict);
/* Prints the error to the standard error, in the language of --lang. */
void recto_cli_tell_error(const RectoCli *cli, const GError *error);
/* The same, and gives its exit code. Frees it. */
int recto_cli_fail(const RectoCli *cli, GError *error);
char *recto_cli_say(const RectoCli *cli, const char *key, ...) G_GNUC_NULL_TERMINATED; /* key, value, … NULL */
/* Options of a dossier: reception date and answers. */
bool recto_cli_reception(const RectoCli *cli, const char *text, const RectoSite *site, RectoDate *ret, GError **error);
bool recto_cli_answers(const RectoCli *cli, const char *procedure, char **answers, RectoSituation *situation, GError **error);
bool recto_cli_channel(const char *word, RectoChannel *ret, GError **error);
/* Files as given; a folder stands for the files in it, by name. */
char **recto_cli_paths(char **arguments, GError **error);
/* Nonzero after SIGINT or SIGTERM. */
const volatile int *recto_cli_interrupts(void);
/* Progress on a terminal; silent in a pipe. */
RectoMeter *recto_meter_new(const RectoCli *cli);
void recto_meter_tell(const RectoProgress *progress, gpointer meter);
void recto_meter_news(const RectoNews *news, gpointer meter);
void recto_meter_free(RectoMeter *meter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoMeter, recto_meter_free)
/* Opens files and reads them without a store. `ret_fds` stay open for looks; close with recto_cli_close. */
bool recto_cli_read(const RectoCli *cli, RectoReader *reader, char **paths, RectoChannel channel, uint32_t want, RectoMeter *meter, GArray **ret_fds,
                    GPtrArray **ret_files, GError **error);
GArray *recto_cli_open(char **paths, GError **error); /* of int, for recto_cli_close; NULL = one of them is no ordinary file */
void recto_cli_close(GArray *fds);
char *recto_cli_software(const RectoReader *reader); /* "Recto 0.1.0 (leptonica …)" */
int recto_cli_verdict(const RectoCli *cli, const RectoDossier *dossier); /* prints pieces and findings, gives the exit code */

int recto_cmd_intake(int argc, char **argv);
int recto_cmd_new(int argc, char **argv);
int recto_cmd_add(int argc, char **argv);
int recto_cmd_replace(int argc, char **argv);
int recto_cmd_withdraw(int argc, char **argv);
int recto_cmd_anyway(int argc, char **argv);
int recto_cmd_seen(int argc, char **argv);
int recto_cmd_correct(int argc, char **argv);
int recto_cmd_undo(int argc, char **argv);
int recto_cmd_list(int argc, char **argv);
int recto_cmd_status(int argc, char **argv);
int recto_cmd_history(int argc, char **argv);
int recto_cmd_bundle(int argc, char **argv);
int recto_cmd_close(int argc, char **argv);
int recto_cmd_reopen(int argc, char **argv);
int recto_cmd_work(int argc, char **argv);
int recto_cmd_retry(int argc, char **argv);
int recto_cmd_verify(int argc, char **argv);
int recto_cmd_backup(int argc, char **argv);
int recto_cmd_restore(int argc, char **argv);
int recto_cmd_key(int argc, char **argv);
int recto_cmd_purge(int argc, char **argv);
int recto_cmd_batch(int argc, char **argv);
int recto_cmd_tray(int argc, char **argv);
int recto_cmd_slip(int argc, char **argv);
int recto_cmd_ticket(int argc, char **argv);
int recto_cmd_user(int argc, char **argv);
int recto_cmd_serve(int argc, char **argv);
int recto_cmd_watch(int argc, char **argv);
int recto_cmd_devices(int argc, char **argv);
int recto_cmd_scan(int argc, char **argv);
int recto_cmd_check(int argc, char **argv);
int recto_cmd_read(int argc, char **argv);
int recto_cmd_unpack(int argc, char **argv);
int recto_cmd_judge(int argc, char **argv);
int recto_cmd_sheets(int argc, char **argv);
int recto_cmd_model(int argc, char **argv);
int recto_cmd_doctor(int argc, char **argv);

#endif
