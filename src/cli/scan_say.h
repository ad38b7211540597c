/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a scan came to, in words: what is safe, what happened, what to do next. Must not know: how pages are kept. */
#ifndef RECTO_CLI_SCAN_SAY_H
#define RECTO_CLI_SCAN_SAY_H

#include "cli/cli.h"
#include "work/scan.h"
#include <stdio.h>

typedef struct {
  const RectoCli *cli;
  FILE *out;              /* the standard error when the standard output is JSON */
  const char *number;     /* dossier; NULL = none yet */
  const char *folder;     /* or a folder */
  const char *again;      /* the command that goes on */
  uint32_t first;         /* number of the run's first page, as in its name */
  bool progress;          /* a line on a terminal */
} RectoScanVoice;

void recto_scan_say_rows(const RectoScanVoice *voice, const RectoScanFacts *facts);
void recto_scan_say_nothing_more(const RectoScanVoice *voice); /* takes the progress line away */
/* Notes, warnings page by page, counts, and at last what is safe and what to do. `safe`: pages of all passes. `expected_sheets` as counted. */
void recto_scan_say(const RectoScanVoice *voice, const RectoScanOutcome *outcome, uint32_t safe, uint32_t expected_sheets);
/* Whether a person must look at one of the pages: half a page, a cut picture. */
bool recto_scan_is_doubtful(const RectoScanOutcome *outcome);

#endif
