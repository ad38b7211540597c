/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is ordered of a device, and how its options are brought to it. Must not know: rows, files. */
#ifndef RECTO_SCANNER_SETUP_H
#define RECTO_SCANNER_SETUP_H

#include "scanner/wire.h"
#include "scanner/words.h"
#include <sane/sane.h>

typedef struct {
  const char *device;
  const char *source;     /* "flatbed", "adf", "duplex", or a word of the device; NULL = as the device stands */
  const char *mode;       /* "lineart", "gray", "color", or a word of the device; NULL likewise */
  double resolution;      /* 0 likewise */
  double width, height;   /* mm; 0 = the largest */
  uint32_t most;          /* pages; 0 = until the feeder is empty */
  GPtrArray *options;     /* of const char*: "NAME=VALUE", in this order */
} RectoSetup;

/* argv after the command: DEVICE, then source= mode= resolution= size=a4|max|WxH max= and set:NAME=VALUE. Borrows argv. False = wrong. */
bool recto_setup_parse(RectoSetup *setup, int argc, char **argv);
void recto_setup_clear(RectoSetup *setup);
/* DONE, or what the device refused; a NOTE has told what. */
RectoScanStatus recto_setup_apply(const RectoSetup *setup, SANE_Handle device);
/* Pages that may be taken without asking again: 1 from a glass plate, no end (0) from a feeder. */
uint32_t recto_setup_most(const RectoSetup *setup, SANE_Handle device);
RectoScanStatus recto_status_of(SANE_Status status);

#endif
