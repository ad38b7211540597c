/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page with nothing but faint rows: pale print, or the print of the other side? What shows through is read better in a mirror.
 * Must not know: documents. */
#ifndef RECTO_THROUGH_H
#define RECTO_THROUGH_H

#include "image/blank.h"
#include "read/ocr.h"

/* YES: the print of the other side shows through, nothing else is there. NO: it is the page's own. CANNOT_TELL: read neither way.
 * Only for pages whose blankness is CANNOT_TELL: clear content is never asked about. */
RectoAnswer recto_through_ask(RectoOcr *ocr, const RectoSurvey *survey, const RectoModels *limits);

#endif
