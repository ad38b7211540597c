/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The allocators of recto-reader. poppler, cairo and libtiff draw a blank page when memory runs out and say that all went well (measured: a page that
 * needs 3.6 GB comes out white, return code 0). Here a refused allocation ends the child, and recto says "memory".
 * Not in sanitizer builds, which have allocators of their own. */
#include "jail/wire.h"

#include <errno.h>
#include <malloc.h>
#include <unistd.h>

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t n, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static void *given(void *memory) {
  if (!memory) _exit(RECTO_EXIT_MEMORY);
  return memory;
}

void *malloc(size_t size) { return given(__libc_malloc(size)); }

void *calloc(size_t n, size_t size) { return given(__libc_calloc(n, size)); }

/* realloc(p, 0) frees and gives NULL: that is no refusal. */
void *realloc(void *old, size_t size) {
  void *memory = __libc_realloc(old, size);
  return size || !old ? given(memory) : memory;
}

void *reallocarray(void *old, size_t n, size_t size) {
  size_t total;
  if (__builtin_mul_overflow(n, size, &total)) _exit(RECTO_EXIT_MEMORY);
  return realloc(old, total);
}

void *memalign(size_t alignment, size_t size) { return given(__libc_memalign(alignment, size)); }

void *aligned_alloc(size_t alignment, size_t size) { return given(__libc_memalign(alignment, size)); }

int posix_memalign(void **ret, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) || (alignment & (alignment - 1)) || !alignment) return EINVAL;
  *ret = given(__libc_memalign(alignment, size));
  return 0;
}

#endif
