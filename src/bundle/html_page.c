/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The head of our web pages, and a page of paper with places framed. The look is models/report/report.css. Must not know: what a page is for. */
#include "bundle/html_page.h"
#include "bundle/embed.h"

RECTO_EMBED(report_css, "models/report/report.css");

static void put_head(RectoHtml *html, const char *title) {
  recto_html_open(html, "head", NULL);
  recto_html_void(html, "meta", "charset", "utf-8", NULL);
  recto_html_void(html, "meta", "http-equiv", "Content-Security-Policy", "content", "default-src 'none'; style-src 'unsafe-inline'; img-src data:", NULL);
  recto_html_void(html, "meta", "name", "viewport", "content", "width=device-width, initial-scale=1", NULL);
  recto_html_void(html, "meta", "name", "color-scheme", "content", "light dark", NULL);
  recto_html_line(html, "title", NULL, title);
  recto_html_open(html, "style", NULL);
  recto_html_literal(html, recto_embed_report_css, (size_t)recto_embed_report_css_size);
  recto_html_close(html);
  recto_html_close(html);
}

void recto_html_page_begin(RectoHtml *html, const RectoLanguage *language, const char *title) {
  recto_html_literal(html, "<!DOCTYPE html>\n", 16);
  recto_html_open(html, "html", "lang", language ? language->code : NULL, "dir", language && language->right_to_left ? "rtl" : NULL, NULL);
  put_head(html, title);
  recto_html_open(html, "body", NULL);
}

static void put_mark(RectoHtml *html, const RectoPage *page, RectoBox box) {
  double place[4];
  char number[4][G_ASCII_DTOSTR_BUF_SIZE];
  recto_box_share(page, box, place);
  for (int i = 0; i < 4; i++) g_ascii_formatd(number[i], sizeof number[i], "%.2f", place[i] * 100);
  g_autofree char *style = g_strdup_printf("left:%s%%;top:%s%%;width:%s%%;height:%s%%", number[0], number[1], number[2], number[3]);
  recto_html_open(html, "span", "class", "mark", "style", style, NULL);
  recto_html_close(html);
}

void recto_html_page_shown(RectoHtml *html, const RectoPage *page, const GArray *boxes, const char *alt) {
  if (!page->thumb || page->thumb->coding != RECTO_IMAGE_JPEG) return;
  recto_html_open(html, "span", "class", "frame", NULL);
  recto_html_jpeg(html, page->thumb->bytes, page->thumb->width, page->thumb->height, alt);
  for (guint i = 0; i < boxes->len; i++) put_mark(html, page, g_array_index(boxes, RectoBox, i));
  recto_html_close(html);
}
