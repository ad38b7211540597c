/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One document of the dossier as a searchable PDF/A-1b. Must not know: the judge's findings, folders. */
#ifndef RECTO_PIECE_PDF_H
#define RECTO_PIECE_PDF_H

#include "bundle/pdfa.h"
#include <recto/dossier.h>

/* Writes the pages that have a picture, one after the other, into the sink; a page without one gets a sheet that says `absent` (one sentence;
 * {file} and {page} are for the caller to fill) in drawn outlines, so that page numbers stay true. Failures stick to the sink. */
typedef char *(*RectoPieceAbsent)(const RectoPage *page, gpointer data);
void recto_piece_write(RectoSink *sink, const RectoDossier *dossier, const RectoDocument *document, const RectoPdfaInfo *info,
                       RectoPieceAbsent absent, gpointer data);
/* Does any of its pages have a picture that can be kept? */
bool recto_piece_has_pictures(const RectoDossier *dossier, const RectoDocument *document);

#endif
