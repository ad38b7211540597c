/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes to pixels. Runs only inside the jail. Type by content, never by name; big photos are decoded scaled, not refused;
 * every complaint of a decoder is counted; a missing part is told. Must not know: OCR, documents, the wire.
 *
 * A source keeps one file open; pictures are loaded page by page, in any order, in the stored (not yet turned) frame. */
#ifndef RECTO_DECODE_H
#define RECTO_DECODE_H

#include <leptonica/allheaders.h>
#include <recto/fact.h>
#include <recto/model.h>
#include <recto/reader.h>

typedef struct RectoSource RectoSource;

typedef struct {
  PIX *pix;               /* 1 bpp (1 = black), 8 bpp grey without colour map, or 32 bpp RGB; owned */
  double dpi;             /* of pix; believed from the file or estimated */
  bool dpi_estimated;
  int exif;               /* orientation 1..8 still to be undone; 1 for formats without */
  double decode_scale;    /* px of pix per stored px; dpi/72 for a drawn PDF page */
  uint32_t warnings;      /* complaints about this page */
  bool truncated;         /* a part of the picture is not in the file */
  RectoOutcome outcome;   /* OK or DAMAGED when pix is set, else why not */
  GPtrArray *layer;       /* of RectoWord* in px of pix: the text layer of a PDF page; NULL = none */
  bool layer_only_image;  /* PDF page is one picture (a scan inside a PDF), layer is somebody's OCR or absent */
  uint8_t sha256[32];     /* of the pixels */
} RectoPicture;

/* Opens the file behind `fd` (dup'ed). Fills file->format, other_format, outcome, traits, declared_pages, n_attachments, warnings.
 * Returns NULL when no page can be read; file->outcome then says why (never OK). Never aborts, never prints. */
RectoSource *recto_source_open(int fd, RectoFile *file, const RectoModels *limits, RectoChannel channel);
uint32_t recto_source_n_pages(const RectoSource *source);
/* Loads page `index`. `min_scale` 1 = the usual resolution; > 1 asks for more pixels where the format can give them (PDF drawing,
 * photos decoded scaled); never more than the stored pixels for pictures. ret->pix is NULL unless outcome is OK or DAMAGED. */
void recto_source_picture(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret);
void recto_picture_clear(RectoPicture *picture);
/* After the last page: what only the end of the file tells (truncation, pages skipped). */
void recto_source_finish(RectoSource *source, RectoFile *file);
void recto_source_free(RectoSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoSource, recto_source_free)
/* "poppler 22.12.0; libtiff 4.5.0; …". Owned by the caller. */
char *recto_decode_versions(void);

#endif
