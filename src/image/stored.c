/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers from bytes, and back. Must not know: nets. */
#include "image/stored.h"

#include <math.h>
#include <string.h>

guint32 recto_stored_bits(RectoStored *from) {
  guint32 bits = 0;
  if (from->left < sizeof bits) return 0;
  memcpy(&bits, from->at, sizeof bits);
  from->at += sizeof bits;
  from->left -= sizeof bits;
  return GUINT32_FROM_LE(bits);
}

float recto_stored_real(RectoStored *from) {
  guint32 bits = recto_stored_bits(from);
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

bool recto_stored_reals(RectoStored *from, float *ret, int n) {
  bool finite = true;
  for (int i = 0; i < n; i++) finite = isfinite(ret[i] = recto_stored_real(from)) && finite;
  return finite;
}

void recto_stored_put_bits(GByteArray *to, guint32 bits) {
  bits = GUINT32_TO_LE(bits);
  g_byte_array_append(to, (const guint8 *)&bits, sizeof bits);
}

void recto_stored_put_real(GByteArray *to, float value) {
  guint32 bits;
  memcpy(&bits, &value, sizeof bits);
  recto_stored_put_bits(to, bits);
}
