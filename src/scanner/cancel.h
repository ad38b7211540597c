/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SIGTERM and SIGINT end a scan in good order. Must not know: rows, files. */
#ifndef RECTO_SCANNER_CANCEL_H
#define RECTO_SCANNER_CANCEL_H

#include <sane/sane.h>
#include <stdbool.h>

/* From now on signals are noted. The reading loop has a moment to see it; a driver that sits in a call meanwhile gets sane_cancel from a thread beside it. */
void recto_cancel_watch(SANE_Handle device);
bool recto_cancelled(void);
/* The scan has ended: the device is left alone. */
void recto_cancel_unwatch(void);

#endif
