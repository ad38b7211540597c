/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a PDF/A-1b of a PDF that our own cairo just drew, through libqpdf: metadata, colour profile, font tables, no transparency groups;
 * and puts encoded pictures where stand-ins are. Only our own bytes are parsed, never a picture. Must not know: reports. */
#ifndef RECTO_DRESS_H
#define RECTO_DRESS_H

#include "bundle/pdfa.h"

/* `pictures`: of const RectoImage*, by stand-in number. Errors: ENGINE. */
GBytes *recto_dress_pdfa(const GByteArray *drawn, const GPtrArray *pictures, const RectoPdfaInfo *info, GError **error);

#endif
