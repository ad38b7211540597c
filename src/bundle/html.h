/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An HTML writer that cannot forget to escape: values go in through functions, tags and attribute names are literals of the program.
 * Elements are closed in the order in which they were opened. Must not know: what is written. */
#ifndef RECTO_HTML_H
#define RECTO_HTML_H

#include "bundle/sink.h"

typedef struct RectoHtml RectoHtml;

/* The sink stays the caller's. */
RectoHtml *recto_html_new(RectoSink *sink);
void recto_html_free(RectoHtml *html); /* closes what is open */
/* Varargs: attribute, value, …, NULL; an attribute whose value is NULL is left out. */
void recto_html_open(RectoHtml *html, const char *tag, ...) G_GNUC_NULL_TERMINATED;
void recto_html_void(RectoHtml *html, const char *tag, ...) G_GNUC_NULL_TERMINATED; /* <img>, <meta>, <br> */
void recto_html_close(RectoHtml *html);
/* Lines are kept with <br>. */
void recto_html_text(RectoHtml *html, const char *text);
/* <tag class="…">text</tag>, nothing if the text is NULL or empty. `css_class` may be NULL. */
void recto_html_line(RectoHtml *html, const char *tag, const char *css_class, const char *text);
/* A literal of the program (style sheet, doctype), written as it is. */
void recto_html_literal(RectoHtml *html, const char *literal, size_t length);
/* <img> with the picture inside the page. */
void recto_html_jpeg(RectoHtml *html, GBytes *jpeg, guint width, guint height, const char *alt);

#endif
