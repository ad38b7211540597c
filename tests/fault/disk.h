/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk after a power cut, made from a log of faultfs.
 *
 * Two states are kept: the cache (what programs see) and the disk (what surely survives).
 *  - A file's bytes and size reach the disk with its fsync. Until then each sector holds any of the versions it had since, whatever the others hold: so writes
 *    are torn and reordered. The size is likewise one of the sizes since. What was never written reads as zeros. Sectors are of 512 or 4096 bytes, drawn by
 *    the seed; a write leaves the neighbouring sectors alone (SQLite's "powersafe overwrite", true of every disk with whole sectors). A write makes its whole
 *    page (4096) dirty: that counts after a failed fsync.
 *  - A failed fsync: of what was dirty some sectors made it, the rest never will, though programs still read it and a later fsync succeeds (Linux since 4.16).
 *  - A name (creation, rename, link, removal of a file or folder) reaches the disk with the fsync of its folder; a rename moves both its names or none.
 *
 * Three kinds of cut:
 *  - strict: nothing that was not synced survives, and only a folder's fsync keeps names. It is what POSIX promises.
 *  - journal: as ext4, XFS and btrfs do: names survive in the order they were made, up to some point (the seed) past the last fsync of anything: the fsync of a
 *    file writes the whole journal, the file's own name with it. Sectors at random.
 *  - random: names survive each for itself, but in order on the same name, renames whole. Sectors at random. Harsher than any ordinary file system, fair
 *    towards a program that syncs folders.
 * And "all": everything survives; equal to the folder that was recorded, or the recorder is wrong.
 *
 * Not modelled: bits that rot, disks that lie about a flush (FAULT_LIE stands for these), sectors half written. Must not know: stores, SQLite. */
#ifndef DISK_H
#define DISK_H

#include "faultlog.h"
#include <glib.h>
#include <stdbool.h>

typedef enum { CUT_STRICT, CUT_JOURNAL, CUT_RANDOM, CUT_ALL } CutKind;
typedef struct Disk Disk;

/* The folder as it lay, wholly durable, when recording began. Ends the program when it cannot be read. */
Disk *disk_new(const char *base, CutKind kind, uint64_t seed);
void disk_free(Disk *disk);
/* One record that is no acknowledgement. False: the log does not fit the folder. */
bool disk_apply(Disk *disk, const FaultRecord *record, const char *path, const char *path2, const uint8_t *bytes);
/* The power goes: writes what is left as a new folder. */
bool disk_cut(Disk *disk, const char *folder);

#endif
