/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An sRGB profile from first principles. Layout of an ICC.1:1998-09 file:
 *   0 header (128 bytes) | 128 tag count | 132 table of (signature, offset, size) | tag data, each on a multiple of 4
 * Must not know: pictures. */
#include "bundle/icc.h"
#include <math.h>
#include <stdint.h>

#define HEADER 128
#define N_TAGS 9
#define CURVE_POINTS 1024

static void put16(GByteArray *out, unsigned value) {
  uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};
  g_byte_array_append(out, bytes, 2);
}

static void put32(GByteArray *out, uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}

static void put_word(GByteArray *out, const char *four) { g_byte_array_append(out, (const guint8 *)four, 4); }
static void put_fixed(GByteArray *out, double value) { put32(out, (uint32_t)(int32_t)lround(value * 65536)); }

static void put_xyz(GByteArray *out, double x, double y, double z) {
  put_fixed(out, x);
  put_fixed(out, y);
  put_fixed(out, z);
}

static void pad(GByteArray *out, guint to) {
  while (out->len % to) g_byte_array_append(out, (const guint8 *)"", 1);
}

static void put_header(GByteArray *out) {
  put32(out, 0); /* size, set at the end */
  put_word(out, "\0\0\0\0");
  put32(out, 0x02100000);
  put_word(out, "mntr");
  put_word(out, "RGB ");
  put_word(out, "XYZ ");
  for (int part = 0; part < 6; part++) put16(out, (const unsigned[]){2026, 1, 1, 0, 0, 0}[part]);
  put_word(out, "acsp");
  for (int i = 0; i < 6; i++) put32(out, 0); /* platform, flags, maker, model, attributes (8) */
  put32(out, 0);                             /* rendering intent: perceptual */
  put_xyz(out, 0.9642, 1.0, 0.8249);         /* D50 */
  while (out->len < HEADER) put32(out, 0);
}

static void put_text(GByteArray *out, const char *text) {
  put_word(out, "text");
  put32(out, 0);
  g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text) + 1);
}

static void put_description(GByteArray *out, const char *text) {
  put_word(out, "desc");
  put32(out, 0);
  put32(out, (uint32_t)strlen(text) + 1);
  g_byte_array_append(out, (const guint8 *)text, (guint)strlen(text) + 1);
  uint8_t no_other_scripts[4 + 4 + 2 + 1 + 67] = {0};
  g_byte_array_append(out, no_other_scripts, sizeof no_other_scripts);
}

static void put_point(GByteArray *out, double x, double y, double z) {
  put_word(out, "XYZ ");
  put32(out, 0);
  put_xyz(out, x, y, z);
}

static void put_curve(GByteArray *out) {
  put_word(out, "curv");
  put32(out, 0);
  put32(out, CURVE_POINTS);
  for (int i = 0; i < CURVE_POINTS; i++) {
    double v = i / (CURVE_POINTS - 1.0);
    double linear = v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
    put16(out, (unsigned)lround(linear * 65535));
  }
}

static void put_tag(GByteArray *out, int tag) {
  switch (tag) {
  case 0: put_text(out, "No copyright, use freely"); break;
  case 1: put_description(out, "sRGB IEC61966-2.1"); break;
  case 2: put_point(out, 0.95045, 1.0, 1.08905); break; /* D65, the medium's white */
  /* the primaries, Bradford-adapted from D65 to D50 */
  case 3: put_point(out, 0.43607, 0.22249, 0.01392); break;
  case 4: put_point(out, 0.38515, 0.71687, 0.09708); break;
  case 5: put_point(out, 0.14307, 0.06061, 0.71410); break;
  default: put_curve(out); break;
  }
}

static void set32(GByteArray *out, guint at, uint32_t value) {
  for (int i = 0; i < 4; i++) out->data[at + (guint)i] = (guint8)(value >> (24 - 8 * i));
}

GBytes *recto_icc_srgb(void) {
  static const char *const names[N_TAGS] = {"cprt", "desc", "wtpt", "rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"};
  GByteArray *out = g_byte_array_new();
  put_header(out);
  put32(out, N_TAGS);
  for (int i = 0; i < N_TAGS; i++) {
    put_word(out, names[i]);
    put32(out, 0);
    put32(out, 0);
  }
  guint start = 0, size = 0;
  for (int i = 0; i < N_TAGS; i++) {
    if (i < 7) { /* the three colours share one curve */
      start = out->len;
      put_tag(out, i);
      size = out->len - start;
      pad(out, 4);
    }
    set32(out, HEADER + 4 + 12 * (guint)i + 4, start);
    set32(out, HEADER + 4 + 12 * (guint)i + 8, size);
  }
  set32(out, 0, out->len);
  return g_byte_array_free_to_bytes(out);
}
