/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms with files, read as they come. Must not know: HTTP, what parts mean. */
#include "http/multipart.h"
#include <recto/text.h>

#define BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */
#define FIELD_NAME_MAX 64
#define FILE_NAME_MAX 240

typedef enum { AT_BYTES, AT_LINE_END, AT_HEAD, AT_END } Place;

struct RectoMultipart {
  RectoPartCalls calls;
  gpointer data;
  char *delimiter;          /* CR LF "--" boundary: CR stands nowhere else in it */
  size_t length, matched;   /* of the delimiter */
  Place place;
  bool inside;              /* a part was begun: bytes belong to it */
  char after[2];            /* what stands behind a delimiter */
  size_t n_after, n_parts, most_parts;
  GString *head;
  RectoFormState state;
};

/* ------------------------------------------------------------------ parameters of a header */

static const char *skip_spaces(const char *p) { return p + strspn(p, " \t"); }

/* A token or a quoted string; NULL when it does not end. */
static const char *read_value(const char *p, GString *out) {
  if (*p != '"') {
    size_t length = strcspn(p, "; \t\"");
    g_string_append_len(out, p, (gssize)length);
    return p + length;
  }
  for (p++; *p && *p != '"'; p++) {
    if (*p == '\\' && (p[1] == '"' || p[1] == '\\')) p++;
    g_string_append_c(out, *p);
  }
  return *p ? p + 1 : NULL;
}

char *recto_header_parameter(const char *value, const char *name) {
  g_autofree char *found = NULL;
  for (const char *p = strchr(value, ';'); p && *p;) {
    if (*p != ';') return NULL;
    p = skip_spaces(p + 1);
    size_t length = strcspn(p, "=; \t");
    const char *at = skip_spaces(p + length);
    if (*at != '=') return NULL;
    g_autoptr(GString) text = g_string_new(NULL);
    bool wanted = length == strlen(name) && g_ascii_strncasecmp(p, name, length) == 0;
    if (!(p = read_value(skip_spaces(at + 1), text)) || (wanted && found)) return NULL;
    if (wanted) found = g_strdup(text->str);
    p = skip_spaces(p);
  }
  return g_steal_pointer(&found);
}

static bool is_boundary(const char *boundary) {
  size_t length = boundary ? strlen(boundary) : 0;
  if (length < 1 || length > BOUNDARY_MAX || boundary[length - 1] == ' ') return false;
  for (const char *p = boundary; *p; p++)
    if (!g_ascii_isalnum(*p) && !strchr("'()+_,-./:=? ", *p)) return false;
  return true;
}

RectoMultipart *recto_multipart_new(const char *content_type, size_t most_parts, const RectoPartCalls *calls, gpointer data) {
  static const char type[] = "multipart/form-data";
  bool form = content_type && g_ascii_strncasecmp(content_type, type, sizeof type - 1) == 0 && strchr("; \t", content_type[sizeof type - 1]);
  g_autofree char *boundary = form ? recto_header_parameter(content_type, "boundary") : NULL;
  if (!is_boundary(boundary)) return NULL;
  RectoMultipart *parts = g_new0(RectoMultipart, 1);
  *parts = (RectoMultipart){.calls = *calls, .data = data, .delimiter = g_strconcat("\r\n--", boundary, NULL), .matched = 2, /* the first stands at the beginning */
                            .most_parts = most_parts, .head = g_string_new(NULL)};
  parts->length = strlen(parts->delimiter);
  return parts;
}

void recto_multipart_free(RectoMultipart *form) {
  if (!form) return;
  g_free(form->delimiter);
  g_string_free(form->head, TRUE);
  g_free(form);
}

RectoFormState recto_multipart_state(const RectoMultipart *form) { return form->state; }

/* ------------------------------------------------------------------ heads of parts */

/* What browsers write for a quotation mark and line ends in a name (WHATWG, multipart/form-data encoding). */
static char *undo_percent(const char *text) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p; p++) {
    bool known = g_str_has_prefix(p, "%22") || g_str_has_prefix(p, "%0D") || g_str_has_prefix(p, "%0A");
    g_string_append_c(out, known ? (p[2] == '2' ? '"' : ' ') : *p);
    if (known) p += 2;
  }
  return g_string_free(out, FALSE);
}

static bool is_field_name(const char *name) {
  size_t length = name ? strlen(name) : 0;
  if (length < 1 || length > FIELD_NAME_MAX) return false;
  for (const char *p = name; *p; p++)
    if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_') return false;
  return true;
}

/* One line of a head. What it says about the form goes to name and file; other headers (the type that a browser guesses) are passed over. */
static bool take_line(const char *line, char **name, char **file) {
  size_t length = strcspn(line, ": \t");
  if (length == 0 || line[length] != ':') return false;
  const char *value = skip_spaces(line + length + 1);
  if (g_ascii_strncasecmp(line, "content-type:", 13) == 0) return g_ascii_strncasecmp(value, "multipart/", 10) != 0;
  if (g_ascii_strncasecmp(line, "content-transfer-encoding:", 26) == 0) return g_ascii_strcasecmp(value, "binary") == 0 || g_ascii_strcasecmp(value, "8bit") == 0;
  if (g_ascii_strncasecmp(line, "content-disposition:", 20) != 0) return true;
  if (*name || g_ascii_strncasecmp(value, "form-data;", 10) != 0) return false;
  *name = recto_header_parameter(value, "name");
  g_autofree char *raw = recto_header_parameter(value, "filename");
  if (raw) *file = undo_percent(raw);
  return is_field_name(*name) && (raw || !strstr(value, "filename"));
}

static bool begin_part(RectoMultipart *form) {
  g_autofree char *name = NULL, *file = NULL;
  if (memchr(form->head->str, 0, form->head->len)) return false;
  g_auto(GStrv) lines = g_strsplit(form->head->str, "\r\n", -1);
  for (char **line = lines; *line; line++)
    if (**line && (strpbrk(*line, "\r\n") || !take_line(*line, &name, &file))) return false;
  RectoPartHead head = {name, file};
  form->inside = true;
  form->place = AT_BYTES;
  form->matched = 0;
  g_string_truncate(form->head, 0);
  return name && form->calls.begin(&head, form->data);
}

/* A head ends with an empty line; one without any line ends at once, and names nothing: refused. */
static bool take_head(RectoMultipart *form, char c) {
  g_string_append_c(form->head, c);
  if (form->head->len > RECTO_PART_HEAD_MAX) return false;
  return g_str_has_suffix(form->head->str, "\r\n\r\n") && form->head->len >= 4 ? begin_part(form) : !g_str_equal(form->head->str, "\r\n");
}

/* ------------------------------------------------------------------ bytes */

static bool tell(const RectoMultipart *form, const char *bytes, size_t size) {
  if (size == 0) return true;
  return form->inside && form->calls.bytes(bytes, size, form->data); /* bytes before the first boundary: refused */
}

static bool end_part(RectoMultipart *form) {
  form->place = AT_LINE_END;
  form->n_after = 0;
  bool right = !form->inside || form->calls.end(form->data);
  form->inside = false;
  return right;
}

/* Up to the next delimiter. What looked like one and is not is told as the bytes that it is. Gives how many bytes were taken. */
static size_t take_bytes(RectoMultipart *form, const char *bytes, size_t size, bool *right) {
  size_t i = 0, told = 0;
  for (; i < size && *right; i++) {
    if (form->matched == 0) { /* the common case: nothing like a delimiter up to the next CR */
      const char *cr = memchr(bytes + i, '\r', size - i);
      i = cr ? (size_t)(cr - bytes) : size;
      if (!cr) break;
    }
    if (bytes[i] == form->delimiter[form->matched]) {
      if (form->matched == 0) *right = tell(form, bytes + told, i - told);
      told = i + 1;
      if (++form->matched < form->length) continue;
      *right = *right && end_part(form);
      return i + 1;
    }
    *right = tell(form, form->delimiter, form->matched);
    form->matched = 0;
    told = i--; /* this byte is looked at again: it may begin a delimiter itself */
  }
  *right = *right && (form->matched > 0 || tell(form, bytes + told, size - told));
  return size;
}

/* CR LF: another part follows. "--": that was the last. */
static bool take_line_end(RectoMultipart *form, char c) {
  form->after[form->n_after++] = c;
  if (form->n_after < 2) return c == '\r' || c == '-';
  if (memcmp(form->after, "--", 2) == 0) {
    form->place = AT_END;
    form->state = RECTO_FORM_WHOLE;
    return true;
  }
  form->place = AT_HEAD;
  return memcmp(form->after, "\r\n", 2) == 0 && ++form->n_parts <= form->most_parts;
}

RectoFormState recto_multipart_feed(RectoMultipart *form, const void *bytes, size_t size) {
  const char *p = bytes;
  bool right = true;
  while (size > 0 && right && form->state == RECTO_FORM_OPEN) {
    size_t taken = 1;
    if (form->place == AT_BYTES) taken = take_bytes(form, p, size, &right);
    else right = form->place == AT_LINE_END ? take_line_end(form, *p) : take_head(form, *p);
    p += taken;
    size -= taken;
  }
  if (!right) form->state = RECTO_FORM_BROKEN;
  return form->state;
}

/* ------------------------------------------------------------------ names of files */

/* Marks that make a name look like another one on a screen ("exe.gpj"), and those that cannot be seen. */
static bool hides(gunichar c) { return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == '\t' || c == '\n'; }

char *recto_clean_file_name(const char *untrusted_name) {
  g_autofree char *clean = recto_text_clean(untrusted_name, -1, 0);
  const char *base = clean;
  for (const char *p = clean; *p; p++)
    if (*p == '/' || *p == '\\') base = p + 1;
  g_autoptr(GString) out = g_string_new(NULL);
  for (const char *p = base; *p; p = g_utf8_next_char(p))
    if (!hides(g_utf8_get_char(p))) g_string_append_unichar(out, g_utf8_get_char(p));
  g_strstrip(out->str);
  bool nothing = !*out->str || g_str_equal(out->str, ".") || g_str_equal(out->str, "..");
  return nothing ? g_strdup("-") : recto_text_clean(out->str, -1, FILE_NAME_MAX);
}
