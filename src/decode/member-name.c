/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names inside containers: decoded, cleaned, cut. They are text for people; nothing ever opens them. */
#include "decode/container.h"

#include <recto/text.h>

enum { NAME_MOST = 240, PATH_MOST = 600 }; /* bytes; the wire lets 255 and 2048 pass, of three paths one behind the other */

/* Code page 850 from 0x80 on. DOS names carry no other code page on French machines; 437 has the same small accented letters. */
static const char CP850[] =
    "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´­±‗¾¶§÷¸°¨·¹³²■ ";
/* Windows-1252 from 0x80 to 0x9f; the rest is Latin-1. '?' = not assigned. */
static const char CP1252[] = "€?‚ƒ„…†‡ˆ‰Š‹Œ?Ž??‘’“”•–—˜™š›œ?žŸ";

/* Small letters with accents: 0x80 to 0xa5 in CP850, 0xc0 and above in Windows-1252. */
static bool looks_like_windows(const uint8_t *name, size_t length) {
  size_t dos = 0, windows = 0;
  for (size_t i = 0; i < length; i++) {
    dos += name[i] >= 0x80 && name[i] <= 0xa5;
    windows += name[i] >= 0xc0;
  }
  return windows > dos;
}

static gunichar letter_of(uint8_t byte, bool windows) {
  if (byte < 0x80) return byte;
  if (windows && byte >= 0xa0) return byte;
  return g_utf8_get_char(g_utf8_offset_to_pointer(windows ? CP1252 : CP850, byte - 0x80));
}

char *recto_name_decode(const char *untrusted, size_t length) {
  if (g_utf8_validate_len(untrusted, length, NULL)) return g_strndup(untrusted, length);
  const uint8_t *bytes = (const uint8_t *)untrusted;
  bool windows = looks_like_windows(bytes, length);
  GString *name = g_string_sized_new(length + 8);
  for (size_t i = 0; i < length && bytes[i]; i++) g_string_append_unichar(name, letter_of(bytes[i], windows));
  return g_string_free(name, FALSE);
}

/* Valid, NFC, one line; nothing that turns the direction of the letters around it or is not seen. */
static char *plain_line(const char *untrusted, bool *ret_odd) {
  g_autofree char *clean = recto_text_clean(untrusted, -1, 0);
  GString *line = g_string_sized_new(strlen(clean));
  for (const char *at = clean; *at; at = g_utf8_next_char(at)) {
    gunichar c = g_utf8_get_char(at);
    bool unseen = c == 0x061c || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x2029) || c == 0xfffe;
    if (!unseen) g_string_append_unichar(line, g_unichar_isspace(c) ? ' ' : c);
  }
  g_autofree char *given = g_utf8_make_valid(untrusted, -1), *normal = g_utf8_normalize(given, -1, G_NORMALIZE_NFC);
  if (g_utf8_strlen(line->str, -1) != g_utf8_strlen(normal, -1)) *ret_odd = true;
  return g_string_free(line, FALSE);
}

char *recto_name_path(const char *untrusted_utf8, bool *ret_odd) {
  g_autofree char *line = plain_line(untrusted_utf8, ret_odd);
  g_strdelimit(line, "\\", '/');
  g_auto(GStrv) steps = g_strsplit(line, "/", -1);
  GString *path = g_string_new(NULL);
  for (char **step = steps; *step; step++) {
    g_strstrip(*step);
    if (g_str_equal(*step, "..")) *ret_odd = true;
    bool drive = path->len == 0 && g_ascii_isalpha(**step) && (*step)[1] == ':' && (*step)[2] == 0;
    if (!**step || g_str_equal(*step, ".") || g_str_equal(*step, "..") || drive) continue;
    if (path->len + strlen(*step) > PATH_MOST && path->len) g_string_assign(path, "…"); /* the end of a long way tells more than its beginning */
    g_string_append_printf(path, "%s%s", path->len ? "/" : "", *step);
  }
  return g_string_free(path, FALSE);
}

/* The longest beginning of at most `most` bytes that ends between two letters. */
static size_t cut_at(const char *text, size_t most) {
  size_t length = strlen(text);
  if (length <= most) return length;
  while (most > 0 && ((uint8_t)text[most] & 0xc0) == 0x80) most--;
  return most;
}

char *recto_name_base(const char *path) {
  const char *slash = strrchr(path, '/');
  const char *base = slash ? slash + 1 : path;
  if (!*base) return g_strdup("sans-nom");
  if (strlen(base) <= NAME_MOST) return g_strdup(base);
  const char *dot = strrchr(base, '.');
  if (!dot || strlen(dot) > 12) dot = base + strlen(base);
  return g_strdup_printf("%.*s…%s", (int)cut_at(base, NAME_MOST - 4 - strlen(dot)), base, dot);
}

bool recto_name_is_system(const char *path) {
  static const char *const NAMES[] = {".DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini", ".localized"};
  const char *slash = strrchr(path, '/');
  const char *base = slash ? slash + 1 : path;
  if (g_str_has_prefix(path, "__MACOSX/") || strstr(path, "/__MACOSX/") || g_str_has_prefix(base, "._")) return true;
  for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
    if (g_str_equal(base, NAMES[i])) return true;
  return false;
}

char *recto_name_page(const char *name, uint32_t index) {
  const char *dot = strrchr(name, '.');
  if (!dot || dot == name || strlen(dot) > 12) dot = name + strlen(name);
  g_autofree char *page = g_strdup_printf(" (page %u)", index + 1);
  size_t room = NAME_MOST - strlen(page) - strlen(dot);
  return g_strdup_printf("%.*s%s%s", (int)cut_at(name, MIN((size_t)(dot - name), room)), name, page, dot);
}
