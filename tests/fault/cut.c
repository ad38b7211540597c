/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cut LOG BASE FOLDER ACKS strict|journal|random|all SEED [RECORD]: the folder as a power cut before record number RECORD (none: at the end) leaves it, and
 * what had been acknowledged by then. Prints the number of records, and the record after each acknowledgement with LOG alone. The model: disk.h. */
#include "disk.h"
#include <stdio.h>

typedef struct { const char *path, *path2; const uint8_t *bytes; FaultRecord record; char names[2][4096]; } Entry;

static bool next_entry(const char *log, gsize size, gsize *at, Entry *entry) {
  FaultRecord *record = &entry->record;
  if (*at + sizeof *record > size) return false;
  memcpy(record, log + *at, sizeof *record);
  const char *rest = log + *at + sizeof *record;
  gsize length = sizeof *record + record->path + record->path2 + record->bytes;
  if (*at + length > size || record->path >= 4096 || record->path2 >= 4096) return false;
  g_snprintf(entry->names[0], sizeof entry->names[0], "%.*s", (int)record->path, rest);
  g_snprintf(entry->names[1], sizeof entry->names[1], "%.*s", (int)record->path2, rest + record->path);
  entry->path = entry->names[0];
  entry->path2 = entry->names[1];
  entry->bytes = (const uint8_t *)rest + record->path + record->path2;
  *at += length;
  return true;
}

static bool each(const char *log, gsize size, guint64 most, Disk *disk, FILE *acks) {
  Entry entry;
  gsize at = 0;
  for (guint64 i = 0; i < most && next_entry(log, size, &at, &entry); i++) {
    if (entry.record.kind == FAULT_LOG_ACK) fwrite(entry.bytes, 1, entry.record.bytes, acks);
    else if (!disk_apply(disk, &entry.record, entry.path, entry.path2, entry.bytes)) {
      fprintf(stderr, "cut: record %" G_GUINT64_FORMAT " (kind %u, %s) does not fit\n", i, entry.record.kind, entry.path);
      return false;
    }
  }
  return true;
}

static void tell(const char *log, gsize size) {
  Entry entry;
  gsize at = 0;
  guint64 n = 0;
  for (; next_entry(log, size, &at, &entry); n++)
    if (entry.record.kind == FAULT_LOG_ACK && entry.record.bytes > 4 && memcmp(entry.bytes, "ack ", 4) == 0) printf("%" G_GUINT64_FORMAT "\n", n + 1);
  printf("%" G_GUINT64_FORMAT "\n", n);
}

int main(int argc, char **argv) {
  static const char *const kinds[] = {"strict", "journal", "random", "all", NULL};
  g_autofree char *log = NULL;
  gsize size = 0;
  guint kind = 0;
  if (argc < 2 || !g_file_get_contents(argv[1], &log, &size, NULL)) return 2;
  if (argc == 2) {
    tell(log, size);
    return 0;
  }
  while (argc >= 7 && kinds[kind] && !g_str_equal(kinds[kind], argv[5])) kind++;
  if (argc < 7 || !kinds[kind]) return 2;
  FILE *acks = fopen(argv[4], "w");
  if (!acks) return 2;
  Disk *disk = disk_new(argv[2], (CutKind)kind, g_ascii_strtoull(argv[6], NULL, 10));
  bool right = each(log, size, argc > 7 ? g_ascii_strtoull(argv[7], NULL, 10) : G_MAXUINT64, disk, acks) && disk_cut(disk, argv[3]);
  disk_free(disk);
  return fclose(acks) == 0 && right ? 0 : 2;
}
