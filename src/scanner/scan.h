/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages from an opened and set device. Must not know: what was ordered but the number of pages. */
#ifndef RECTO_SCANNER_SCAN_H
#define RECTO_SCANNER_SCAN_H

#include "scanner/wire.h"
#include <sane/sane.h>

/* Tells each page as it is there; at most `most` (0 = until the device has no more). `ret_pages` = pages told, half ones too. */
RectoScanStatus recto_scan_pages(SANE_Handle device, uint32_t most, uint32_t *ret_pages);

#endif
