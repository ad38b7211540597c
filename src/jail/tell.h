/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The child's mouth: puts an answer into the shared memory, sends its record, waits for recto's reply. Must not know: pixels, how the jail is made. */
#ifndef RECTO_JAIL_TELL_H
#define RECTO_JAIL_TELL_H

#include "jail/wire.h"

typedef struct {
  int channel;
  uint8_t *memory;   /* the answer memory, mapped */
  size_t size;
  uint32_t sequence;
} RectoTell;

/* `answer` may be NULL. False when recto is gone or says stop, or when the answer does not fit into the memory. */
bool recto_tell_bytes(RectoTell *tell, RectoWireKind kind, uint32_t page, const void *bytes, size_t size);
bool recto_tell(RectoTell *tell, RectoWireKind kind, uint32_t page, const GByteArray *answer);

#endif
