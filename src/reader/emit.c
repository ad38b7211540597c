/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/emit.h"

static bool opened(gpointer self, const RectoFile *file) {
  g_autoptr(GByteArray) answer = recto_wire_from_file(file);
  return recto_tell(self, RECTO_WIRE_OPENED, 0, answer);
}

static bool page_begins(gpointer self, uint32_t page) { return recto_tell(self, RECTO_WIRE_BEGINS, page, NULL); }

static bool verdict(gpointer self, const RectoPage *page) {
  g_autoptr(GByteArray) answer = recto_wire_from_page(page);
  return recto_tell(self, RECTO_WIRE_VERDICT, page->id.page, answer);
}

static bool whole_page(gpointer self, const RectoPage *page) {
  g_autoptr(GByteArray) answer = recto_wire_from_page(page);
  return recto_tell(self, RECTO_WIRE_PAGE, page->id.page, answer);
}

static bool finished(gpointer self, const RectoFile *file) {
  g_autoptr(GByteArray) answer = recto_wire_from_file(file);
  return recto_tell(self, RECTO_WIRE_FINISHED, 0, answer);
}

RectoEmitter recto_emitter(RectoTell *tell) { return (RectoEmitter){tell, opened, page_begins, verdict, whole_page, finished, NULL}; }

/* ------------------------------------------------------------------ unpacking */

static bool container(gpointer self, const RectoUnpacked *facts) {
  g_autoptr(GByteArray) answer = recto_wire_from_container(facts);
  return recto_tell(self, RECTO_WIRE_CONTAINER, 0, answer);
}

/* The label first, then the bytes, as many at a time as the answer memory holds. */
static bool part(gpointer self, const RectoPart *told, const uint8_t *bytes) {
  RectoTell *tell = self;
  g_autoptr(GByteArray) answer = recto_wire_from_part(told, bytes != NULL);
  if (!recto_tell(tell, RECTO_WIRE_PART, 0, answer)) return false;
  for (uint64_t at = 0; bytes && at < told->size;) {
    size_t step = MIN(told->size - at, tell->size);
    if (!recto_tell_bytes(tell, RECTO_WIRE_BYTES, 0, bytes + at, step)) return false;
    at += step;
  }
  return true;
}

static bool unpacked(gpointer self, const RectoUnpacked *facts) {
  g_autoptr(GByteArray) answer = recto_wire_from_container(facts);
  return recto_tell(self, RECTO_WIRE_UNPACKED, 0, answer);
}

RectoUnpackEmitter recto_unpack_emitter(RectoTell *tell) { return (RectoUnpackEmitter){tell, container, part, unpacked}; }
