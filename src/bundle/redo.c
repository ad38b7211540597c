/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The web page of what to make again. Must not know: why something is wrong. */
#include "bundle/redo.h"
#include "bundle/html_page.h"
#include "bundle/pictogram.h"
#include "bundle/say.h"

typedef struct { const RectoRedo *order; RectoHtml *html; } Redo;

static char *say(const Redo *redo, const char *key) { return recto_message(redo->order->models, redo->order->language, key, NULL); }

static void put_line(const Redo *redo, const char *tag, const char *css_class, const char *key) {
  g_autofree char *text = say(redo, key);
  recto_html_line(redo->html, tag, css_class, text);
}

static guint count(const Redo *redo, RectoAnswer told) {
  guint n = 0;
  for (guint i = 0; i < redo->order->items->len; i++) n += g_array_index(redo->order->items, RectoRedoItem, i).words->told == told;
  return n;
}

/* ------------------------------------------------------------------ the answer */

static void put_count(const Redo *redo, const char *tag, const char *key, guint n) {
  if (n == 0) return;
  g_autofree char *number = g_strdup_printf("%u", n), *text = recto_say_with(redo->order->models, redo->order->language, key, "n", number, NULL);
  recto_html_line(redo->html, tag, NULL, text);
}

static void put_answer(const Redo *redo) {
  guint again = count(redo, RECTO_NO), look = count(redo, RECTO_CANNOT_TELL);
  recto_html_open(redo->html, "section", "class", again ? "verdict action" : look ? "verdict check" : "verdict good", NULL);
  put_count(redo, "h2", "check.head.redo", again);
  put_count(redo, again ? "p" : "h2", "check.head.look", look);
  put_line(redo, again + look ? "p" : "h2", NULL, again + look ? "check.head.kept" : "check.head.nothing");
  if (again) put_line(redo, "p", NULL, "check.anyway");
  recto_html_close(redo->html);
}

/* ------------------------------------------------------------------ a page */

static void put_words(const Redo *redo, const RectoRedoItem *item) {
  RectoHtml *html = redo->html;
  g_autofree char *key = g_strconcat("cli.legible.", recto_answer_word(item->words->told), NULL), *verdict = say(redo, key), *todo = say(redo, "check.todo");
  g_autofree char *cause = recto_say_capital(item->words->cause);
  recto_html_open(html, "div", "class", "words", NULL);
  recto_html_line(html, "span", item->words->told == RECTO_NO ? "badge action" : "badge check", verdict);
  recto_html_line(html, "h3", NULL, item->title);
  recto_html_line(html, "p", "cause", cause);
  recto_html_line(html, "p", NULL, item->words->text);
  if (item->words->action && *item->words->action) {
    recto_html_open(html, "p", "class", "action", NULL);
    recto_html_line(html, "strong", NULL, todo);
    recto_html_text(html, " ");
    recto_html_text(html, item->words->action);
    recto_html_close(html);
  }
  recto_html_close(html);
}

static void put_picture(const Redo *redo, const RectoRedoItem *item) {
  if (!item->page || !item->page->thumb) return;
  g_autoptr(GArray) boxes = recto_cause_boxes(item->page, item->words->defect);
  recto_html_open(redo->html, "div", "class", "thumbs", NULL);
  recto_html_open(redo->html, "figure", NULL);
  if (item->link) recto_html_open(redo->html, "a", "href", item->link, NULL);
  recto_html_page_shown(redo->html, item->page, boxes, item->title);
  if (item->link) recto_html_close(redo->html);
  recto_html_close(redo->html);
  recto_html_close(redo->html);
}

static void put_item(const Redo *redo, const RectoRedoItem *item) {
  recto_html_open(redo->html, "article", "class", item->words->told == RECTO_NO ? "card action" : "card check", NULL);
  recto_pictogram_html(redo->html, item->words->picture);
  put_words(redo, item);
  put_picture(redo, item);
  recto_html_close(redo->html);
}

void recto_redo_write(RectoSink *sink, const RectoRedo *order) {
  Redo redo = {order, recto_html_new(sink)};
  const RectoLanguage *language = recto_models_language(order->models, order->language);
  g_autofree char *title = say(&redo, "check.head.title");
  recto_html_page_begin(redo.html, language, title);
  recto_html_open(redo.html, "main", NULL);
  recto_html_line(redo.html, "h1", NULL, title);
  if (language && language->draft) put_line(&redo, "p", "notice", "draft.notice");
  put_answer(&redo);
  recto_html_open(redo.html, "section", NULL);
  for (guint i = 0; i < order->items->len; i++) put_item(&redo, &g_array_index(order->items, RectoRedoItem, i));
  recto_html_close(redo.html);
  recto_html_close(redo.html);
  recto_html_free(redo.html);
}
