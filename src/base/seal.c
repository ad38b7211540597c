/* SPDX-License-Identifier: GPL-3.0-or-later */
/* AES-256-GCM and HMAC-SHA-256 by OpenSSL. */
#include "base/seal.h"
#include "base/digest.h"
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <recto/error.h>

#define MAGIC "RECTOS01"
enum { HEAD = 8, NONCE = 12, TAG = 16, OVERHEAD = HEAD + NONCE + TAG };

static void cipher_free(EVP_CIPHER_CTX *context) { EVP_CIPHER_CTX_free(context); }
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_CIPHER_CTX, cipher_free)

bool recto_key_new(uint8_t ret_key[RECTO_KEY_SIZE], GError **error) {
  if (RAND_bytes(ret_key, RECTO_KEY_SIZE) == 1) return true;
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "no random numbers to be had");
  return false;
}

GBytes *recto_seal(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, const void *data, size_t size, GError **error) {
  g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
  g_autofree uint8_t *out = size < G_MAXINT ? g_malloc(size + OVERHEAD) : NULL;
  int n = 0;
  bool right = out && RAND_bytes(out + HEAD, NONCE) == 1 && EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, out + HEAD) == 1 &&
               EVP_EncryptUpdate(context, NULL, &n, (const uint8_t *)purpose, (int)strlen(purpose)) == 1 &&
               (size == 0 || EVP_EncryptUpdate(context, out + HEAD + NONCE, &n, data, (int)size) == 1) &&
               EVP_EncryptFinal_ex(context, out + HEAD + NONCE + size, &n) == 1 &&
               EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, TAG, out + HEAD + NONCE + size) == 1;
  if (!right) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "the bytes cannot be sealed");
    return NULL;
  }
  memcpy(out, MAGIC, HEAD);
  return g_bytes_new_take(g_steal_pointer(&out), size + OVERHEAD);
}

GBytes *recto_unseal(const uint8_t key[RECTO_KEY_SIZE], const char *purpose, GBytes *sealed, GError **error) {
  gsize total = 0;
  const uint8_t *in = g_bytes_get_data(sealed, &total);
  bool right = total >= OVERHEAD && total < G_MAXINT && memcmp(in, MAGIC, HEAD) == 0;
  gsize size = right ? total - OVERHEAD : 0;
  g_autoptr(EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new();
  g_autofree uint8_t *out = g_malloc(size + 1);
  int n = 0;
  right = right && EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), NULL, key, in + HEAD) == 1 &&
          EVP_DecryptUpdate(context, NULL, &n, (const uint8_t *)purpose, (int)strlen(purpose)) == 1 &&
          (size == 0 || EVP_DecryptUpdate(context, out, &n, in + HEAD + NONCE, (int)size) == 1) &&
          EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG, (void *)(in + HEAD + NONCE + size)) == 1 && EVP_DecryptFinal_ex(context, out + size, &n) == 1;
  if (!right) {
    recto_error_say(error, RECTO_ERROR_STORE, "error.seal", "a sealed file was altered, cut, or belongs to another key", NULL);
    return NULL;
  }
  return g_bytes_new_take(g_steal_pointer(&out), size);
}

char *recto_keyed_name(const uint8_t key[RECTO_KEY_SIZE], const void *data, size_t size) {
  uint8_t mac[32];
  unsigned length = 0;
  HMAC(EVP_sha256(), key, RECTO_KEY_SIZE, data, size, mac, &length);
  return recto_digest_hex(mac);
}
