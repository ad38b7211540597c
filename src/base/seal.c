/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AES-256-GCM and HMAC-SHA-256 by OpenSSL. */
#include "base/seal.h"
#include "base/digest.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <recto/error.h>

#define MAGIC "RECTOS01"
enum { HEAD = 8, NONCE = 12, TAG = 16 };
G_STATIC_ASSERT(HEAD + NONCE + TAG == RECTO_SEAL_SIZE);

static void cipher_free(EVP_CIPHER_CTX *context) { EVP_CIPHER_CTX_free(context); }
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER_CTX, cipher_free)

bool recto_key_new(uint8_t ret_key[RECTO_KEY_SIZE], GError **error) {
  if (RAND_bytes(ret_key, RECTO_KEY_SIZE) == 1) return true;
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "no random numbers to be had");
  return false;
}

bool recto_seal_into(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, const void *data, size_t size, uint8_t *ret_sealed, GError **error) {
  g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
  uint8_t *out = ret_sealed;
  int n = 0;
  bool right = size < G_MAXINT && RAND_bytes(out + HEAD, NONCE) == 1 && EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, out + HEAD) == 1 &&
               EVP_EncryptUpdate(context, NULL, &n, (const uint8_t *)purpose, (int)strlen(purpose)) == 1 &&
               (size == 0 || EVP_EncryptUpdate(context, out + HEAD + NONCE, &n, data, (int)size) == 1) &&
               EVP_EncryptFinal_ex(context, out + HEAD + NONCE + size, &n) == 1 &&
               EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG, out + HEAD + NONCE + size) == 1;
  if (right) memcpy(out, MAGIC, HEAD);
  else g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "the bytes cannot be sealed");
  return right;
}

GBytes *recto_seal(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, const void *data, size_t size, GError **error) {
  g_autofree uint8_t *out = g_malloc(size + RECTO_SEAL_SIZE);
  return recto_seal_into(key, purpose, data, size, out, error) ? g_bytes_new_take(g_steal_pointer(&out), size + RECTO_SEAL_SIZE) : NULL;
}

bool recto_unseal_into(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, const uint8_t *sealed, size_t size, uint8_t *ret, GError **error) {
  g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
  bool right = size >= RECTO_SEAL_SIZE && size < G_MAXINT && memcmp(sealed, MAGIC, HEAD) == 0;
  size_t inside = right ? size - RECTO_SEAL_SIZE : 0;
  const uint8_t *in = sealed + HEAD + NONCE;
  uint8_t end[1]; /* GCM writes nothing at its end */
  int n = 0;
  right = right && EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, sealed + HEAD) == 1 &&
          EVP_DecryptUpdate(context, NULL, &n, (const uint8_t *)purpose, (int)strlen(purpose)) == 1 &&
          (inside == 0 || EVP_DecryptUpdate(context, ret, &n, in, (int)inside) == 1) &&
          EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG, (void *)(in + inside)) == 1 && EVP_DecryptFinal_ex(context, end, &n) == 1;
  return right || recto_error_say(error, RECTO_ERROR_STORE, "error.seal", "a sealed file was altered, cut, or belongs to another key", NULL);
}

GBytes *recto_unseal(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, GBytes *sealed, GError **error) {
  gsize size = 0;
  const uint8_t *in = g_bytes_get_data(sealed, &size);
  g_autofree uint8_t *out = g_malloc(size + 1);
  return recto_unseal_into(key, purpose, in, size, out, error) ? g_bytes_new_take(g_steal_pointer(&out), size - RECTO_SEAL_SIZE) : NULL;
}

char *recto_keyed_name(const uint8_t key[RECTO_KEY_SIZE], const void *data, size_t size) {
  uint8_t mac[32];
  unsigned length = 0;
  HMAC(EVP_sha256(), key, RECTO_KEY_SIZE, data, size, mac, &length);
  return recto_digest_hex(mac);
}
