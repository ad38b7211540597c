/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records of recto-scanner, checked: nothing of it is believed. Must not know: processes. */
#ifndef RECTO_SCAN_HEAR_H
#define RECTO_SCAN_HEAR_H

#include "work/scan.h"

/* All are false or NULL when any number, text or order is not what wire.h says. */
void recto_scan_note_free(RectoScanNote *note);
bool recto_hear_head(const RectoScanRecord *untrusted, uint32_t sequence);
RectoScanDevice *recto_hear_device(const RectoScanWireDevice *untrusted);
RectoScanOption *recto_hear_option(const RectoScanWireOption *untrusted);
RectoScanNote *recto_hear_note(const RectoScanWireNote *untrusted);
bool recto_hear_rows(const RectoScanWireRows *untrusted, uint32_t index, RectoScanFacts *ret);
/* `index`: of the page that is due. `fd`: as it came. */
bool recto_hear_page(const RectoModels *models, const RectoScanWirePage *untrusted, uint32_t index, int fd, RectoScanFacts *ret);
bool recto_hear_end(const RectoScanWireEnd *untrusted, uint32_t pages, RectoScanStatus *ret);

#endif
