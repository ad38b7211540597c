/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 (OpenSSL). Must not know: what is hashed. */
#ifndef RECTO_DIGEST_H
#define RECTO_DIGEST_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Of bytes that come bit by bit; the end frees it. */
typedef struct evp_md_ctx_st RectoDigest;
RectoDigest *recto_digest_new(void);
void recto_digest_add(RectoDigest *digest, const void *data, size_t size);
void recto_digest_end(RectoDigest *digest, uint8_t ret_sha256[32]);
void recto_digest_bytes(const void *data, size_t size, uint8_t ret_sha256[32]);
/* From offset 0 to the end, leaving the descriptor's position alone. `ret_size` may be NULL. Errors: DEVICE. */
bool recto_digest_fd(int fd, uint8_t ret_sha256[32], uint64_t *ret_size, GError **error);
char *recto_digest_hex(const uint8_t sha256[32]); /* 64 lower-case letters; owned by the caller */
bool recto_digest_from_hex(const char *hex, uint8_t ret_sha256[32]);

#endif
