/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An HTML writer that cannot forget to escape. Must not know: what is written. */
#include "bundle/html.h"

struct RectoHtml {
  RectoSink *sink;
  GPtrArray *open; /* of literal tag names */
};

RectoHtml *recto_html_new(RectoSink *sink) {
  RectoHtml *html = g_new0(RectoHtml, 1);
  html->sink = sink;
  html->open = g_ptr_array_new();
  return html;
}

void recto_html_free(RectoHtml *html) {
  if (!html) return;
  while (html->open->len > 0) recto_html_close(html);
  g_ptr_array_unref(html->open);
  g_free(html);
}

/* Control characters that HTML forbids become the replacement character. */
static void put_escaped(RectoSink *sink, const char *text, bool attribute) {
  for (const char *p = text; *p; p++) {
    unsigned char c = (unsigned char)*p;
    if (c == '&') recto_sink_text(sink, "&amp;");
    else if (c == '<') recto_sink_text(sink, "&lt;");
    else if (c == '>') recto_sink_text(sink, "&gt;");
    else if (c == '"') recto_sink_text(sink, "&quot;");
    else if (c == '\n' && !attribute) recto_sink_text(sink, "<br>");
    else if ((c < 0x20 && c != '\t' && c != '\n') || c == 0x7f) recto_sink_text(sink, "\xEF\xBF\xBD");
    else recto_sink_write(sink, p, 1);
  }
}

static void put_start(RectoHtml *html, const char *tag, va_list list) {
  recto_sink_printf(html->sink, "<%s", tag);
  for (const char *name; (name = va_arg(list, const char *));) {
    const char *value = va_arg(list, const char *);
    if (!value) continue;
    recto_sink_printf(html->sink, " %s=\"", name);
    put_escaped(html->sink, value, true);
    recto_sink_text(html->sink, "\"");
  }
  recto_sink_text(html->sink, ">");
}

void recto_html_open(RectoHtml *html, const char *tag, ...) {
  va_list list;
  va_start(list, tag);
  put_start(html, tag, list);
  va_end(list);
  g_ptr_array_add(html->open, (gpointer)tag);
}

void recto_html_void(RectoHtml *html, const char *tag, ...) {
  va_list list;
  va_start(list, tag);
  put_start(html, tag, list);
  va_end(list);
}

static bool is_block(const char *tag) { return !g_str_equal(tag, "a") && !g_str_equal(tag, "span") && !g_str_equal(tag, "strong"); }

void recto_html_close(RectoHtml *html) {
  const char *tag = html->open->pdata[html->open->len - 1];
  recto_sink_printf(html->sink, "</%s>%s", tag, is_block(tag) ? "\n" : "");
  g_ptr_array_set_size(html->open, (gint)html->open->len - 1);
}

void recto_html_text(RectoHtml *html, const char *text) { put_escaped(html->sink, text, false); }

void recto_html_line(RectoHtml *html, const char *tag, const char *css_class, const char *text) {
  if (!text || !*text) return;
  recto_html_open(html, tag, "class", css_class, NULL);
  recto_html_text(html, text);
  recto_html_close(html);
}

void recto_html_literal(RectoHtml *html, const char *literal, size_t length) { recto_sink_write(html->sink, literal, length); }

void recto_html_jpeg(RectoHtml *html, GBytes *jpeg, guint width, guint height, const char *alt) {
  gsize size = 0;
  const guchar *data = g_bytes_get_data(jpeg, &size);
  recto_sink_printf(html->sink, "<img width=\"%u\" height=\"%u\" alt=\"", width, height);
  put_escaped(html->sink, alt, true);
  recto_sink_text(html->sink, "\" src=\"data:image/jpeg;base64,");
  for (gsize at = 0; at < size; at += 3000) { /* a multiple of 3: the pieces join without padding */
    g_autofree char *part = g_base64_encode(data + at, MIN(3000, size - at));
    recto_sink_text(html->sink, part);
  }
  recto_sink_text(html->sink, "\">");
}
