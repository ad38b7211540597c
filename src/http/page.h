/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frame of every page: head, language, service, foot; and saying a message in the reader's language. Must not know: dossiers. */
#ifndef RECTO_HTTP_PAGE_H
#define RECTO_HTTP_PAGE_H

#include "bundle/html.h"
#include "http/inside.h"

typedef struct { HttpRequest *request; RectoSink *sink; RectoHtml *html; } HttpPage;

/* `refresh` seconds after which a browser without scripts asks again; 0 = never. Title and the only h1 are the caller's words. */
void http_page_begin(HttpPage *page, HttpRequest *request, const char *title, int refresh);
HttpReply *http_page_end(HttpPage *page, unsigned status);

/* A message of models/messages, "web." put before the key; name, value, … NULL. Owned by the caller. */
char *http_say(const HttpRequest *request, const char *key, ...) G_GNUC_NULL_TERMINATED;
/* <tag class="…">message</tag> */
void http_put(HttpPage *page, const char *tag, const char *css_class, const char *key, ...) G_GNUC_NULL_TERMINATED;
/* A name as somebody gave it, which may be written in another direction than the page. */
void http_put_name(HttpPage *page, const char *tag, const char *css_class, const char *text);
/* A label of the models; one that is not in the page's language says in which it is. */
void http_put_label(HttpPage *page, const char *tag, const char *css_class, const GHashTable *labels);
/* <a href="…" class="…">text</a> */
void http_put_link(HttpPage *page, const char *css_class, const char *href, const char *text);
/* A form's hidden fields: the session's token first. */
void http_put_hidden(HttpPage *page, const char *name, const char *value);
void http_put_form(HttpPage *page, const char *action, const char *css_class); /* opens it; a session's token is inside */
/* Words for a moment and a size, as people write them. Owned by the caller. */
char *http_say_moment(const HttpRequest *request, int64_t instant);
char *http_say_size(const HttpRequest *request, uint64_t bytes);

/* The first of: the address' "lang", the cookie, what the browser asks for, the server's own. */
void http_page_choose_language(HttpRequest *request);
void http_page_keep_language(const HttpRequest *request, HttpReply *reply);

#endif
