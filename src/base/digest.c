/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SHA-256 by OpenSSL's EVP. */
#include "base/digest.h"
#include <errno.h>
#include <openssl/evp.h>
#include <recto/error.h>
#include <unistd.h>

void recto_digest_bytes(const void *data, size_t size, uint8_t ret_sha256[32]) {
  if (EVP_Digest(data, size, ret_sha256, NULL, EVP_sha256(), NULL) != 1) g_error("OpenSSL has no SHA-256");
}

RectoDigest *recto_digest_new(void) {
  RectoDigest *digest = EVP_MD_CTX_new();
  if (EVP_DigestInit_ex(digest, EVP_sha256(), NULL) != 1) g_error("OpenSSL has no SHA-256");
  return digest;
}

void recto_digest_add(RectoDigest *digest, const void *data, size_t size) {
  if (EVP_DigestUpdate(digest, data, size) != 1) g_error("OpenSSL has no SHA-256");
}

void recto_digest_end(RectoDigest *digest, uint8_t ret_sha256[32]) {
  if (EVP_DigestFinal_ex(digest, ret_sha256, NULL) != 1) g_error("OpenSSL has no SHA-256");
  EVP_MD_CTX_free(digest);
}

bool recto_digest_fd(int fd, uint8_t ret_sha256[32], uint64_t *ret_size, GError **error) {
  RectoDigest *digest = recto_digest_new();
  g_autofree uint8_t *buffer = g_malloc(1 << 17);
  uint64_t offset = 0;
  ssize_t n = -1;
  while ((n = pread(fd, buffer, 1 << 17, (off_t)offset)) > 0 || (n < 0 && errno == EINTR)) {
    if (n < 0) continue;
    recto_digest_add(digest, buffer, (size_t)n);
    offset += (uint64_t)n;
  }
  int saved = errno;
  recto_digest_end(digest, ret_sha256);
  if (n != 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "a file cannot be read: %s", g_strerror(saved));
    return false;
  }
  if (ret_size) *ret_size = offset;
  return true;
}

char *recto_digest_hex(const uint8_t sha256[32]) {
  static const char letters[] = "0123456789abcdef";
  char *hex = g_malloc(65);
  for (int i = 0; i < 32; i++) {
    hex[2 * i] = letters[sha256[i] >> 4];
    hex[2 * i + 1] = letters[sha256[i] & 15];
  }
  hex[64] = 0;
  return hex;
}

bool recto_digest_from_hex(const char *hex, uint8_t ret_sha256[32]) {
  if (!hex || strlen(hex) != 64) return false;
  uint8_t out[32];
  for (int i = 0; i < 32; i++) {
    int high = g_ascii_xdigit_value(hex[2 * i]), low = g_ascii_xdigit_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = (uint8_t)(high << 4 | low);
  }
  memcpy(ret_sha256, out, 32);
  return true;
}
