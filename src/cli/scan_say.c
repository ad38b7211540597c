/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans in words. */
#include "cli/scan_say.h"
#include <inttypes.h>

static char *count_text(uint32_t n) { return g_strdup_printf("%" PRIu32, n); }

void recto_scan_say_rows(const RectoScanVoice *voice, const RectoScanFacts *facts) {
  if (!voice->progress) return;
  g_autofree char *page = count_text(voice->first + facts->index), *rows = count_text(facts->rows), *of = count_text(facts->promised);
  g_autofree char *text = recto_cli_say(voice->cli, facts->promised ? "scan.rows-of" : "scan.rows", "page", page, "rows", rows, "of", of, NULL);
  fprintf(stderr, "\r\033[K%s", text);
  fflush(stderr);
}

void recto_scan_say_nothing_more(const RectoScanVoice *voice) {
  if (voice->progress) fprintf(stderr, "\r\033[K");
}

static void say_note(const RectoScanVoice *voice, const RectoScanNote *note) {
  static const char *const WORDS[RECTO_SCAN_N_NOTE] = {NULL,      "resolution", "size",      "mode",      "adjusted", "nothing",
                                                       "endless", "no-source",  "no-option", "bad-value", "inactive", "frame"};
  g_auto(GStrv) words = g_strsplit(note->given, "\n", -1);
  g_autofree char *given = g_strjoinv(", ", words), *key = g_strconcat("scan.note.", WORDS[note->code], NULL);
  g_autofree char *text = recto_cli_say(voice->cli, key, "name", note->name, "wanted", note->wanted, "given", given, NULL);
  fprintf(voice->out, "  %s\n", text);
}

static void say_warnings(const RectoScanVoice *voice, const RectoScanFacts *facts) {
  static const char *const WORDS[] = {"partial", "short", "tail", "band"};
  g_autofree char *page = count_text(voice->first + facts->index), *rows = count_text(facts->rows), *of = count_text(facts->promised);
  g_autofree char *from = count_text(facts->band_first + 1), *grey = count_text(facts->band_grey);
  for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
    if (!(facts->warnings & (1u << i))) continue;
    g_autofree char *key = g_strconcat("scan.warn.", WORDS[i], NULL);
    g_autofree char *text = recto_cli_say(voice->cli, key, "page", page, "rows", rows, "of", of, "from", from, "grey", grey, NULL);
    fprintf(voice->out, "  %s\n", text);
  }
}

static void say_counts(const RectoScanVoice *voice, const RectoScanOutcome *outcome, uint32_t expected_sheets) {
  if (!outcome->count_differs) return;
  g_autofree char *sheets = count_text(expected_sheets), *pages = count_text(outcome->pages);
  g_autofree char *text = recto_cli_say(voice->cli, outcome->pages < outcome->expected_pages ? "scan.fewer" : "scan.more", "sheets", sheets, "n", pages, NULL);
  fprintf(voice->out, "  %s\n", text);
}

void recto_scan_say(const RectoScanVoice *voice, const RectoScanOutcome *outcome, uint32_t safe, uint32_t expected_sheets) {
  for (guint i = 0; i < outcome->notes->len; i++) say_note(voice, outcome->notes->pdata[i]);
  for (guint i = 0; i < outcome->facts->len; i++) say_warnings(voice, &g_array_index(outcome->facts, RectoScanFacts, i));
  say_counts(voice, outcome, expected_sheets);
  const char *where = safe == 0 ? "scan.safe-none" : voice->folder ? "scan.safe-folder" : "scan.safe";
  g_autofree char *n = count_text(safe), *key = g_strconcat("scan.status.", recto_scan_status_word(outcome->status), NULL);
  g_autofree char *is_safe =
      recto_cli_say(voice->cli, where, "n", n, "number", voice->number ? voice->number : "", "folder", voice->folder ? voice->folder : "", NULL);
  g_autofree char *what = outcome->status == RECTO_SCAN_DONE ? NULL : recto_cli_say(voice->cli, key, "again", voice->again, NULL);
  g_autofree char *text = what ? recto_cli_say(voice->cli, "scan.sum", "safe", is_safe, "what", what, NULL) : g_strconcat(is_safe, ".", NULL);
  fprintf(voice->out, "%s\n", text);
  fflush(voice->out);
}

bool recto_scan_is_doubtful(const RectoScanOutcome *outcome) {
  for (guint i = 0; i < outcome->facts->len; i++)
    if (g_array_index(outcome->facts, RectoScanFacts, i).warnings & (RECTO_SCAN_WARN_PARTIAL | RECTO_SCAN_WARN_BAND)) return true;
  return false;
}
