/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One record out, one reply in. */
#include "jail/tell.h"

#include <errno.h>
#include <unistd.h>

/* Plain read and write: the jail allows no other socket call. */
static bool send_record(RectoTell *tell, const RectoWireRecord *record) {
  ssize_t sent;
  do sent = write(tell->channel, record, sizeof *record);
  while (sent < 0 && errno == EINTR);
  return sent == (ssize_t)sizeof *record;
}

static bool await_reply(RectoTell *tell) {
  RectoWireReply reply;
  ssize_t got;
  do got = read(tell->channel, &reply, sizeof reply);
  while (got < 0 && errno == EINTR);
  return got == (ssize_t)sizeof reply && reply.magic == RECTO_WIRE_MAGIC && reply.verb == RECTO_WIRE_GO;
}

bool recto_tell_bytes(RectoTell *tell, RectoWireKind kind, uint32_t page, const void *bytes, size_t size) {
  if (size > tell->size) return false;
  if (size) memcpy(tell->memory, bytes, size);
  RectoWireRecord record = {RECTO_WIRE_MAGIC, kind, tell->sequence++, page, (uint32_t)size, {0}};
  if (!send_record(tell, &record)) return false;
  return kind == RECTO_WIRE_FINISHED || kind == RECTO_WIRE_LOOKED || kind == RECTO_WIRE_UNPACKED || await_reply(tell);
}

bool recto_tell(RectoTell *tell, RectoWireKind kind, uint32_t page, const GByteArray *answer) {
  return recto_tell_bytes(tell, kind, page, answer ? answer->data : NULL, answer ? answer->len : 0);
}
