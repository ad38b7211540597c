/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report on A4: drawn with cairo and pango, dressed as PDF/A-1b. Must not know: the dossier. */
#ifndef RECTO_REPORT_PDF_H
#define RECTO_REPORT_PDF_H

#include "bundle/pdfa.h"
#include "bundle/report.h"

/* Equal input gives equal bytes. Errors: ENGINE (cairo or qpdf refuses). */
GBytes *recto_report_pdf(const RectoReport *report, const RectoPdfaInfo *info, GError **error);

#endif
