/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Some libraries tell damage nowhere but on stderr (poppler's JPEG and font code). While an ear is open, the C library's stderr is a stream
 * that counts lines and keeps nothing: no system call that a jail would have to allow, nothing printed, however much is said.
 * One thread at a time; the stream is put back when the ear closes. */
#include "decode/inside.h"

static ssize_t hear(void *data, const char *text, size_t size) {
  uint32_t *lines = data;
  for (size_t i = 0; i < size; i++) *lines += text[i] == '\n' && *lines < UINT32_MAX;
  return (ssize_t)size;
}

void recto_ear_open(RectoEar *ear) {
  ear->lines = 0;
  ear->own = fopencookie(&ear->lines, "w", (cookie_io_functions_t){.write = hear});
  if (!ear->own) return;
  ear->before = stderr;
  stderr = ear->own;
}

uint32_t recto_ear_close(RectoEar *ear) {
  if (!ear->own) return 0;
  if (stderr == ear->own) stderr = ear->before;
  fclose(ear->own);
  ear->own = NULL;
  return ear->lines;
}
