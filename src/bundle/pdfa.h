/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What makes a PDF a PDF/A-1b, shared by the pieces (written here object by object) and the report (drawn by cairo, dressed through libqpdf).
 * Rules: ISO 19005-1:2005 and its corrigenda. Metadata carries a title, the program and a date: no path, no host, no person's login.
 * Must not know: dossiers, pictures' content. */
#ifndef RECTO_PDFA_H
#define RECTO_PDFA_H

#include "bundle/sink.h"
#include <recto/fact.h>

#define RECTO_PDFA_PRODUCER "Recto"
#define RECTO_PDFA_PROFILE "sRGB IEC61966-2.1"

typedef struct {
  const char *title;    /* UTF-8 */
  const char *language; /* "fr" */
  int64_t made_at;      /* µs UTC */
} RectoPdfaInfo;

/* The XMP packet and the Info date must say the same instant. Owned by the caller. */
char *recto_pdfa_xmp(const RectoPdfaInfo *info);
char *recto_pdfa_date(int64_t instant); /* D:20261123075313+00'00' */
/* <FEFF…>: a PDF string that needs no escaping. */
char *recto_pdfa_string(const char *text);
/* A number with at most 3 decimals, never in the locale's spelling, with a space after it. */
void recto_pdfa_number(GString *out, double value);
/* zlib stream (FlateDecode) of the bytes. */
GBytes *recto_pdfa_deflate(const void *data, size_t size);

/* ------------------------------------------------------------------ the file, object by object */

typedef struct RectoPdfa RectoPdfa;

/* Writes head and counts objects; the sink stays the caller's. */
RectoPdfa *recto_pdfa_begin(RectoSink *sink);
int recto_pdfa_reserve(RectoPdfa *pdf); /* a new object number */
/* One whole object: its text between "N 0 obj" and "endobj". */
void recto_pdfa_object(RectoPdfa *pdf, int number, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* A stream object: `keys` are the dictionary's entries but Length. The bytes are copied as they are. */
void recto_pdfa_stream(RectoPdfa *pdf, int number, const char *keys, const void *data, size_t size);
void recto_pdfa_stream_deflated(RectoPdfa *pdf, int number, const char *keys, const void *data, size_t size);
/* An encoded picture of the reader as an image object, unparsed. False if its coding cannot stand in a PDF as it is. */
bool recto_pdfa_picture(RectoPdfa *pdf, int number, const RectoImage *image);
/* The image dictionary's entries for a picture (without Length); NULL if its coding cannot stand in a PDF. Owned by the caller. */
char *recto_pdfa_picture_keys(const RectoImage *image);
/* Writes catalog, metadata, output intent, page tree, table of objects and trailer; frees. `pages` are the page objects' numbers,
 * whose /Parent is `tree`. */
void recto_pdfa_end(RectoPdfa *pdf, const RectoPdfaInfo *info, int tree, const GArray *pages);

#endif
