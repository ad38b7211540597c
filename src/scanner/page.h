/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page as it comes, row by row, into a TIFF in memory: G4 for one bit, Deflate otherwise, both without loss. It can be ended after any row.
 * Also watches whether the end of the page is one row again and again, which no real paper gives. Must not know: SANE, the channel. */
#ifndef RECTO_SCANNER_PAGE_H
#define RECTO_SCANNER_PAGE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct RectoLeafFile RectoLeafFile;

typedef struct {
  uint32_t width;
  uint32_t depth;     /* 1 (one channel only), 8, 16 in the machine's order */
  uint32_t channels;  /* 1, 3 */
  double dpi_x, dpi_y; /* 0 = not known */
} RectoLeafForm;

/* NULL when the machine has no memory for it. Of one bit, 1 is black. */
RectoLeafFile *recto_leaf_file_new(const RectoLeafForm *form);
void recto_leaf_file_free(RectoLeafFile *sheet);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoLeafFile, recto_leaf_file_free)
size_t recto_leaf_file_row_bytes(const RectoLeafForm *form);
/* Takes recto_leaf_file_row_bytes bytes. False = no memory. */
bool recto_leaf_file_row(RectoLeafFile *sheet, const uint8_t *row);
uint32_t recto_leaf_file_rows(const RectoLeafFile *sheet);
/* Rows that are all the same: the first of them, and the darkest grey that fills a quarter of them (else the most frequent). */
typedef struct { uint32_t first, grey; } RectoBand;
/* The bands at the end of the page: `ret[0]` the last, `ret[1]` the one that ends where it begins. Gives how many there are; a row alone is none. */
int recto_leaf_file_bands(const RectoLeafFile *sheet, RectoBand ret[2]);
/* Ends the file and seals it. The descriptor is the caller's; -1 = it failed. Nothing can be added afterwards. */
int recto_leaf_file_finish(RectoLeafFile *sheet, uint64_t *ret_size);

#endif
