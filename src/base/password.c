/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passwords through crypt(3). Must not know: whose they are. */
#include "base/password.h"
#include <crypt.h>
#include <recto/error.h>
#include <string.h>

#define PREFIX "$y$" /* yescrypt */
#define COST 7       /* 64 MiB, 80 ms on one core of 2026 */

/* A hash that no password has: its salt is fixed, its digest is not one. */
#define NOBODY "$y$jBT$......................$..........................................."

/* crypt(3) keeps its work in a place of 32 kB, which holds what it was given. */
static char *hash_with(const char *password, const char *setting) {
  struct crypt_data *data = g_new0(struct crypt_data, 1);
  const char *hash = strlen(password) <= RECTO_PASSWORD_MOST ? crypt_rn(password, setting, data, sizeof *data) : NULL;
  char *copy = hash && *hash != '*' ? g_strdup(hash) : NULL;
  explicit_bzero(data, sizeof *data);
  g_free(data);
  return copy;
}

char *recto_password_hash(const char *password, GError **error) {
  char setting[CRYPT_GENSALT_OUTPUT_SIZE];
  bool right = crypt_gensalt_rn(PREFIX, COST, NULL, 0, setting, sizeof setting) != NULL;
  char *hash = right ? hash_with(password, setting) : NULL;
  if (!hash) recto_error_say(error, RECTO_ERROR_ENGINE, "error.password", "the password cannot be kept: it is too long, or crypt(3) of this system knows no yescrypt", NULL);
  return hash;
}

static bool equal(const char *a, const char *b) {
  size_t length = strlen(a);
  unsigned differ = strlen(b) != length;
  for (size_t i = 0; !differ && i < length; i++) differ |= (unsigned char)(a[i] ^ b[i]);
  return differ == 0;
}

bool recto_password_fits(const char *hash, const char *untrusted_password) {
  bool nobody = !hash;
  g_autofree char *made = hash_with(untrusted_password, nobody ? NOBODY : hash);
  return made && !nobody && equal(hash, made);
}
