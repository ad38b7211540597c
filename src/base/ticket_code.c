/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code of a deposit ticket; the table stands in the header. Must not know: what the code opens. */
#include "base/ticket_code.h"
#include <glib.h>
#include <string.h>

static const char LETTERS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

static unsigned twice(unsigned x) { return x & 16 ? ((x << 1) ^ 0x25) & 31 : x << 1; }

static unsigned times(unsigned a, unsigned b) {
  unsigned product = 0;
  for (; b; b >>= 1, a = twice(a))
    if (b & 1) product ^= a;
  return product;
}

static char check_of(const unsigned values[RECTO_TICKET_LETTERS - 1]) {
  unsigned sum = 0, power = 2;
  for (int i = 0; i < RECTO_TICKET_LETTERS - 1; i++, power = twice(power)) sum ^= times(values[i], power);
  return LETTERS[sum];
}

void recto_ticket_code_from(const uint8_t bits[RECTO_TICKET_BITS], char ret_letters[RECTO_TICKET_LETTERS + 1]) {
  unsigned values[RECTO_TICKET_LETTERS - 1];
  for (int i = 0; i < RECTO_TICKET_LETTERS - 1; i++) {
    int first = i * 5, byte = first / 8, shift = 11 - first % 8;
    unsigned two = ((unsigned)bits[byte] << 8) | (byte + 1 < RECTO_TICKET_BITS ? bits[byte + 1] : 0);
    values[i] = (two >> shift) & 31;
    ret_letters[i] = LETTERS[values[i]];
  }
  ret_letters[RECTO_TICKET_LETTERS - 1] = check_of(values);
  ret_letters[RECTO_TICKET_LETTERS] = 0;
}

char *recto_ticket_code_spell(const char *letters) { return g_strdup_printf("%.4s-%.4s-%.4s-%.4s-%.1s", letters, letters + 4, letters + 8, letters + 12, letters + 16); }

static int value_of(char c) {
  char upper = g_ascii_toupper(c);
  const char *at = strchr(LETTERS, upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper);
  return upper && at ? (int)(at - LETTERS) : -1;
}

RectoTicketReading recto_ticket_code_parse(const char *untrusted_text, char ret_letters[RECTO_TICKET_LETTERS + 1]) {
  unsigned values[RECTO_TICKET_LETTERS];
  int n = 0;
  for (const char *p = untrusted_text; *p; p++) {
    if (strchr(" -\t\r\n", *p)) continue;
    int value = value_of(*p);
    if (value < 0 || n == RECTO_TICKET_LETTERS) return RECTO_TICKET_NO_CODE;
    values[n++] = (unsigned)value;
  }
  if (n != RECTO_TICKET_LETTERS) return RECTO_TICKET_NO_CODE;
  if (check_of(values) != LETTERS[values[n - 1]]) return RECTO_TICKET_WRONG;
  for (int i = 0; i < n; i++) ret_letters[i] = LETTERS[values[i]];
  ret_letters[n] = 0;
  return RECTO_TICKET_RIGHT;
}
