/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which worn pages count as readable, which as unreadable.
 *   read: words still read over those read of the same page before, where that reads 0.95 and more: over 0.95 readable, under 0.8 unreadable, else neither.
 *     Pages that the OCR cannot read before (a hand, Arabic, faces) count by their level, which stands for an amount in x-heights: as nine of ten of the pages up to
 *     that level, and from that level on, count that can be read.
 *   hidden: up to 0.005 of the ink readable, from 0.02 on (a line) unreadable.
 *   shown, and pages before (those are read where a page that is read was made of them): readable. */
#ifndef CALIBRATION_LABEL_H
#define CALIBRATION_LABEL_H

#include <glib.h>

typedef enum { LABEL_NEITHER, LABEL_READABLE, LABEL_UNREADABLE } Label;

/* One a row; owned by the caller. */
Label *label_pages(const GArray *rows);

#endif
