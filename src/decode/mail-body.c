/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One part of a mail: transfer encodings and charsets undone, damage noticed. Must not know: where the part stands. */
#include "decode/mail.h"

enum { BLOCK = 64 << 10, MOST_UU_NAME = 255 };

/* ------------------------------------------------------------------ transfer encoding */

/* Letters of base64 come in fours, the last four filled up with '='. A tail of one letter, or a missing filling, is a cut. */
static bool is_cut_base64(GMimeStream *raw) {
  g_autofree char *block = g_malloc(BLOCK);
  uint64_t letters = 0, fillings = 0, strange = 0;
  g_mime_stream_reset(raw);
  for (ssize_t got; (got = g_mime_stream_read(raw, block, BLOCK)) > 0;) {
    for (ssize_t i = 0; i < got; i++) {
      char c = block[i];
      if (g_ascii_isalnum(c) || c == '+' || c == '/') letters++;
      else if (c == '=') fillings++;
      else strange += !g_ascii_isspace(c);
    }
  }
  g_mime_stream_reset(raw);
  return (letters + fillings) % 4 != 0 || strange > 0;
}

static GBytes *take_stream(GMimeStream *stream) {
  GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  return g_bytes_new(array->data, array->len);
}

GBytes *recto_mail_bytes(GMimePart *part, bool *ret_cut) {
  GMimeDataWrapper *content = g_mime_part_get_content(part);
  GMimeStream *raw = content ? g_mime_data_wrapper_get_stream(content) : NULL;
  if (!raw) return NULL;
  if (g_mime_data_wrapper_get_encoding(content) == GMIME_CONTENT_ENCODING_BASE64 && is_cut_base64(raw)) *ret_cut = true;
  GMimeStream *out = g_mime_stream_mem_new();
  g_mime_data_wrapper_write_to_stream(content, out);
  GBytes *bytes = take_stream(out);
  g_object_unref(out);
  return bytes;
}

/* ------------------------------------------------------------------ text */

static char *convert(const char *data, gsize size, const char *charset, gsize *ret_size) {
  return charset ? g_convert(data, (gssize)size, "UTF-8", charset, NULL, ret_size, NULL) : NULL;
}

GBytes *recto_mail_text(GMimePart *part) {
  bool cut = false;
  g_autoptr(GBytes) bytes = recto_mail_bytes(part, &cut);
  if (!bytes) return NULL;
  gsize size = 0, made = 0;
  const char *data = g_bytes_get_data(bytes, &size);
  const char *stated = g_mime_object_get_content_type_parameter(GMIME_OBJECT(part), "charset");
  bool plain = !stated || g_ascii_strcasecmp(stated, "utf-8") == 0 || g_ascii_strcasecmp(stated, "us-ascii") == 0;
  char *text = plain ? NULL : convert(data, size, stated, &made);
  if (text) return g_bytes_new_take(text, made);
  if (g_utf8_validate_len(data, size, NULL)) return g_steal_pointer(&bytes);
  text = convert(data, size, "WINDOWS-1252", &made);
  if (!text) text = convert(data, size, "ISO-8859-1", &made);
  return text ? g_bytes_new_take(text, made) : g_steal_pointer(&bytes);
}

bool recto_mail_is_blank(const GBytes *text) {
  gsize size = 0;
  const char *data = g_bytes_get_data((GBytes *)text, &size);
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isspace(data[i])) return false;
  return true;
}

bool recto_mail_is_pgp(const GBytes *text) {
  static const char MARK[] = "-----BEGIN PGP MESSAGE-----";
  gsize size = 0, at = 0;
  const char *data = g_bytes_get_data((GBytes *)text, &size);
  while (at < size && g_ascii_isspace(data[at])) at++;
  return size - at >= sizeof MARK - 1 && memcmp(data + at, MARK, sizeof MARK - 1) == 0;
}

/* ------------------------------------------------------------------ uuencode in a text */

static const char *line_end(const char *from, const char *end) {
  const char *at = memchr(from, '\n', (size_t)(end - from));
  return at ? at + 1 : end;
}

/* "begin 644 name" at the beginning of a line; the name. */
static char *begin_name(const char *line, const char *end) {
  if (end - line < 11 || memcmp(line, "begin ", 6) != 0 || !g_ascii_isdigit(line[6]) || !g_ascii_isdigit(line[7]) || !g_ascii_isdigit(line[8])) return NULL;
  const char *name = line + 9;
  if (g_ascii_isdigit(*name)) name++;
  if (*name != ' ') return NULL;
  g_autofree char *rest = g_strndup(name, MIN((size_t)(end - name), MOST_UU_NAME));
  return g_strdup(g_strstrip(rest));
}

GBytes *recto_mail_uudecode(const GBytes *text, size_t *at, char **ret_name, bool *ret_cut) {
  gsize size = 0;
  const char *data = g_bytes_get_data((GBytes *)text, &size), *end = data + size, *line = data + *at;
  char *name = NULL;
  while (line < end && !(name = begin_name(line, line_end(line, end)))) line = line_end(line, end);
  if (!name) return NULL;
  const char *body = line_end(line, end), *last = body;
  while (last < end && !(end - last >= 3 && memcmp(last, "end", 3) == 0 && (last + 3 == end || g_ascii_isspace(last[3])))) last = line_end(last, end);
  *ret_cut = last >= end;
  size_t length = (size_t)(last - body);
  int state = GMIME_UUDECODE_STATE_BEGIN;
  guint32 save = 0;
  unsigned char *out = g_malloc(length + 64);
  size_t made = g_mime_encoding_uudecode_step((const unsigned char *)body, length, out, &state, &save);
  *at = (size_t)(line_end(last, end) - data);
  *ret_name = name;
  return g_bytes_new_take(out, made);
}

/* ------------------------------------------------------------------ names */

char *recto_mail_extend(const char *name, const GBytes *bytes) {
  static const struct { const char *word, *extension; } EXTENSIONS[] = {
    {"pdf", ".pdf"},   {"tiff", ".tif"}, {"jpeg", ".jpg"},        {"png", ".png"},       {"webp", ".webp"},      {"jp2", ".jp2"},
    {"heic", ".heic"}, {"e-mail", ".eml"}, {"ZIP archive", ".zip"}, {"7z archive", ".7z"}, {"text file", ".txt"}, {"web page", ".html"},
    {"Word document", ".docx"}, {"gzip file", ".gz"}, {"GIF image", ".gif"},
  };
  const char *dot = strrchr(name, '.');
  if (dot && dot != name && strlen(dot) > 1 && strlen(dot) <= 6) return g_strdup(name);
  gsize size = 0;
  const uint8_t *data = bytes ? g_bytes_get_data((GBytes *)bytes, &size) : NULL;
  const char *word = size ? recto_content_word(data, size) : NULL;
  for (size_t i = 0; word && i < G_N_ELEMENTS(EXTENSIONS); i++)
    if (g_str_equal(word, EXTENSIONS[i].word)) return g_strconcat(name, EXTENSIONS[i].extension, NULL);
  return g_strdup(name);
}
