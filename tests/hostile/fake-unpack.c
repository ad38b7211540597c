/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An unpacking that does what the file says, line by line, lies included. Only in the test program recto-reader-fake.
 *   fake                   first line
 *   container              the opening record (a good child begins with it)
 *   part NAME SIZE         an announced part; SIZE - = none given, whole = the file itself
 *   patch OFFSET BYTE      changes one byte of the next announcement
 *   bytes N                a record of N bytes of the part
 *   end                    the last word
 *   flood N                N parts without bytes
 *   crash, spin, sleep, socket, memory, leave */
#include "jail/tell.h"
#include "reader/serve.h"

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

typedef struct { RectoTell *tell; int patch_at; uint8_t patch_with; } Script;

static bool tell_part(Script *script, const char *name, const char *size) {
  bool gives = g_ascii_isdigit(*size);
  RectoPart part = {.name = (char *)name, .path = (char *)name, .page = RECTO_WHOLE_FILE, .count = 1, .whole = g_str_equal(size, "whole")};
  part.size = gives ? g_ascii_strtoull(size, NULL, 10) : 0;
  g_autoptr(GByteArray) answer = recto_wire_from_part(&part, gives);
  if (script->patch_at >= 0 && (guint)script->patch_at < answer->len) answer->data[script->patch_at] = script->patch_with;
  script->patch_at = -1;
  return recto_tell(script->tell, RECTO_WIRE_PART, 0, answer);
}

static bool tell_bytes(const Script *script, size_t n) {
  g_autofree char *bytes = g_strnfill(n, 'b');
  return recto_tell_bytes(script->tell, RECTO_WIRE_BYTES, 0, bytes, n);
}

static bool tell_container(const Script *script, RectoWireKind kind) {
  RectoUnpacked facts = {.format = (char *)"fake archive", .declared = 3};
  g_autoptr(GByteArray) answer = recto_wire_from_container(&facts);
  return recto_tell(script->tell, kind, 0, answer);
}

static void commit(const char *deed) {
  if (g_str_equal(deed, "crash")) raise(SIGSEGV);
  if (g_str_equal(deed, "memory")) _exit(77);
  if (g_str_equal(deed, "leave")) _exit(0);
  if (g_str_equal(deed, "socket")) (void)!socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  while (g_str_equal(deed, "sleep")) sleep(100);
  for (volatile uint64_t i = 0; g_str_equal(deed, "spin"); i++) continue;
}

static bool flood(Script *script, uint64_t n) {
  for (uint64_t i = 0; i < n; i++)
    if (!tell_part(script, "flood", "-")) return false;
  return true;
}

static bool obey(Script *script, const char *line) {
  g_auto(GStrv) words = g_strsplit(line, " ", 3);
  guint n = g_strv_length(words);
  if (n == 0) return true;
  uint64_t number = n > 1 ? g_ascii_strtoull(words[1], NULL, 10) : 0;
  if (g_str_equal(words[0], "container")) return tell_container(script, RECTO_WIRE_CONTAINER);
  if (g_str_equal(words[0], "end")) return tell_container(script, RECTO_WIRE_UNPACKED);
  if (g_str_equal(words[0], "bytes")) return tell_bytes(script, (size_t)number);
  if (g_str_equal(words[0], "flood")) return flood(script, number);
  if (g_str_equal(words[0], "part") && n == 3) return tell_part(script, words[1], words[2]);
  if (g_str_equal(words[0], "patch") && n == 3) script->patch_at = (int)number, script->patch_with = (uint8_t)g_ascii_strtoull(words[2], NULL, 10);
  commit(words[0]);
  return true;
}

bool recto_serve_unpack(const RectoUnpackOrder *order, const RectoUnpackEmitter *emitter) {
  char text[8192];
  ssize_t length = pread(order->fd, text, sizeof text - 1, 0);
  if (length < 0) return false;
  text[length] = 0;
  Script script = {emitter->self, -1, 0};
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line; line++)
    if (!obey(&script, *line)) return false;
  return true;
}
