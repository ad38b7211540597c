/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sections of the report, each added only if it has something to say. Must not know: HTML, PDF. */
#ifndef RECTO_REPORT_PARTS_H
#define RECTO_REPORT_PARTS_H

#include "bundle/report.h"
#include "bundle/say.h"

/* Findings of one weight; INFO is split into what comes later and what is good to know. */
void recto_report_add_findings(RectoReport *report, const RectoBundleOrder *order, RectoWeight weight);
void recto_report_add_checklist(RectoReport *report, const RectoBundleOrder *order);
void recto_report_add_documents(RectoReport *report, const RectoBundleOrder *order, GHashTable *pieces);
void recto_report_add_persons(RectoReport *report, const RectoBundleOrder *order);
void recto_report_add_files(RectoReport *report, const RectoBundleOrder *order, const GPtrArray *originals);
void recto_report_add_about(RectoReport *report, const RectoBundleOrder *order);

/* A page as thumbnail of an item; boxes of the same page gather on one. Does nothing for a page that has no thumbnail. */
void recto_report_item_thumb(RectoReportItem *item, const RectoBundleOrder *order, RectoPlace place, const char *what);
/* The procedure's piece behind "child.2", or NULL; `ret_each` (may be NULL) gets 2. */
const RectoPiece *recto_report_piece(const RectoBundleOrder *order, const char *id, int *ret_each);
/* Its label, with the number of the child. Owned by the caller. */
char *recto_report_piece_label(const RectoBundleOrder *order, const char *id);

#endif
