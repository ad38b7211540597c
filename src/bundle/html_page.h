/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all our web pages share: the head with the style sheet, and a page of paper shown with places framed. Must not know: what a page is for. */
#ifndef RECTO_HTML_PAGE_H
#define RECTO_HTML_PAGE_H

#include "bundle/html.h"
#include <recto/model.h>

/* Everything up to and with <body>, which stays open. `language` NULL = from left to right, language not told. */
void recto_html_page_begin(RectoHtml *html, const RectoLanguage *language, const char *title);
/* The page's thumbnail with frames around boxes (of RectoBox). Nothing without a thumbnail. */
void recto_html_page_shown(RectoHtml *html, const RectoPage *page, const GArray *boxes, const char *alt);

#endif
