/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealing of stored bytes: AES-256-GCM with a fresh nonce, and names by keyed HMAC. Must not know: what is sealed.
 *   offset  size  meaning
 *   0       8     "RECTOS01"
 *   8       12    nonce, random
 *   20      n     ciphertext, as long as the plain bytes
 *   20+n    16    tag over nonce, purpose and ciphertext */
#ifndef RECTO_SEAL_H
#define RECTO_SEAL_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define RECTO_KEY_SIZE 32
#define RECTO_SEAL_SIZE 36 /* what sealing adds */

bool recto_key_new(uint8_t ret_key[RECTO_KEY_SIZE], GError **error); /* from the system's generator; ENGINE */
/* `purpose` is authenticated, not stored: bytes sealed for one purpose do not open for another. */
GBytes *recto_seal(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, const void *data, size_t size, GError **error);
/* Errors: STORE when the bytes were altered, cut or sealed with another key or purpose. */
GBytes *recto_unseal(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, GBytes *sealed, GError **error);
/* The same where the bytes are to lie: `ret_sealed` takes `size` + RECTO_SEAL_SIZE of them, `ret` as many less as `size`. What is in `ret` after a failure is nobody's. */
bool recto_seal_into(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, const void *data, size_t size, uint8_t *ret_sealed, GError **error);
bool recto_unseal_into(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, const uint8_t *sealed, size_t size, uint8_t *ret, GError **error);
/* 64 hexadecimal letters; owned by the caller. */
char *recto_keyed_name(const uint8_t key[RECTO_KEY_SIZE], const void *data, size_t size);

#endif
