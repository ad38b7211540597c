/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Data files that travel inside the program, so that a bundle can be written wherever Recto runs. Paths are relative to the repository's root,
 * where make compiles. */
#ifndef RECTO_EMBED_H
#define RECTO_EMBED_H

#include <stdint.h>

/* Defines recto_embed_NAME (bytes, a 0 after them) and recto_embed_NAME_size. */
#define RECTO_EMBED(name, path)                                                                                                                        \
  __asm__(".section .rodata\n.global recto_embed_" #name "\n.global recto_embed_" #name "_size\n.balign 16\nrecto_embed_" #name ":\n.incbin \"" path  \
          "\"\nrecto_embed_" #name "_end:\n.byte 0\n.balign 8\nrecto_embed_" #name "_size:\n.quad recto_embed_" #name "_end - recto_embed_" #name           \
          "\n.previous\n");                                                                                                                            \
  extern const char recto_embed_##name[];                                                                                                              \
  extern const uint64_t recto_embed_##name##_size

#endif
