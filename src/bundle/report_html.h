/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as one HTML file that needs nothing else: no script, no foreign font, pictures inside. WCAG 2.1 AA. Must not know: the dossier. */
#ifndef RECTO_REPORT_HTML_H
#define RECTO_REPORT_HTML_H

#include "bundle/report.h"
#include "bundle/sink.h"

/* Failures stick to the sink. */
void recto_report_html_write(RectoSink *sink, const RectoReport *report);

#endif
