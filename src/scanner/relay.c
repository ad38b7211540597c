/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records on their way to recto. */
#include "scanner/relay.h"
#include "jail/channel.h"
#include <unistd.h>

/* The process has one channel: its counters belong to it. */
static uint32_t sequence;
static int64_t told_rows_at;

void recto_relay_text(char *field, size_t size, const char *text, bool list) {
  g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1);
  for (char *at = valid; *at; at++) {
    bool high = (guchar)at[0] == 0xc2 && (guchar)at[1] >= 0x80 && (guchar)at[1] < 0xa0; /* U+0080 to U+009F */
    if (high) *at++ = ' ';
    if (high || ((guchar)*at < 0x20 && !(list && *at == '\n')) || *at == 0x7f) *at = ' ';
  }
  size_t length = strlen(valid);
  if (length >= size) length = size - 1;
  while (length && !g_utf8_validate(valid, (gssize)length, NULL)) length--;
  memset(field, 0, size);
  memcpy(field, valid, length);
}

bool recto_relay_word(char *field, size_t size, const char *word) {
  size_t used = strlen(field), needed = strlen(word) + (used ? 1 : 0);
  if (used + needed >= size) return false;
  if (used) field[used++] = '\n';
  recto_relay_text(field + used, size - used, word, false);
  return true;
}

void recto_relay(RectoScanRecord *record, RectoScanKind kind, int fd) {
  record->magic = RECTO_SCAN_MAGIC;
  record->kind = kind;
  record->sequence = sequence++;
  if (!recto_channel_send(RECTO_SCAN_CHANNEL, record, sizeof *record, &fd, fd >= 0 ? 1 : 0)) _exit(1);
}

void recto_relay_note(RectoScanNoteCode code, const char *name, const char *wanted, const char *given) {
  RectoScanRecord record = {0};
  record.note.code = code;
  recto_relay_text(record.note.name, sizeof record.note.name, name, false);
  recto_relay_text(record.note.wanted, sizeof record.note.wanted, wanted, false);
  recto_relay_text(record.note.given, sizeof record.note.given, given, true);
  recto_relay(&record, RECTO_SCAN_NOTE, -1);
}

void recto_relay_end(RectoScanStatus status, uint32_t pages) {
  RectoScanRecord record = {0};
  record.end = (RectoScanWireEnd){status, pages};
  recto_relay(&record, RECTO_SCAN_END, -1);
}

void recto_relay_rows(uint32_t page, uint32_t rows, uint32_t promised) {
  int64_t now = g_get_monotonic_time();
  if (now - told_rows_at < G_USEC_PER_SEC / 4) return;
  told_rows_at = now;
  RectoScanRecord record = {0};
  record.rows = (RectoScanWireRows){page, rows, promised, 0};
  recto_relay(&record, RECTO_SCAN_ROWS, -1);
}
