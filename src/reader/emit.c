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

RectoEmitter recto_emitter(RectoTell *tell) { return (RectoEmitter){tell, opened, page_begins, verdict, whole_page, finished}; }
