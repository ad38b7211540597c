/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the inner loops of nets: vectors of the machine's own width. The same sums in the same order with AVX2 and without: the same answer. */
#ifndef RECTO_VECTORS_H
#define RECTO_VECTORS_H

#if defined(__SANITIZE_ADDRESS__) /* rows of one length, without a branch: watched at each number they take fifty times as long */
#define RECTO_WITH_VECTORS __attribute__((no_sanitize_address, no_sanitize_undefined, optimize("O3")))
#elif defined(__x86_64__)
#define RECTO_WITH_VECTORS __attribute__((target_clones("default", "avx2"), optimize("O3")))
#else
#define RECTO_WITH_VECTORS
#endif

#endif
