/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question: the place on its page beside the value, how surely and where it was read, what it is compared with; answered by button and by key. Must not know: libmicrohttpd. */
#include "http/review.h"
#include "work/show.h"
#include "work/words.h"
#include <recto/judge.h>

#define MOST_CHOICES 9

/* ------------------------------------------------------------------ pictures */

static const HttpFile *file_of(const HttpDesk *desk, RectoPageId page) {
  const HttpFile *file = http_standing_file(desk->standing, page.file);
  return file && file->reading && file->facts && page.page < file->facts->pages->len ? file : NULL;
}

/* The place cut out by the reader; until it is there the small picture of its page. Boxes are in pixels of the page either way. */
static void put_place(HttpPage *page, const HttpDesk *desk, const RectoPlace *place, const char *alt) {
  const HttpFile *file = file_of(desk, place->page);
  const RectoPage *seen = file ? file->facts->pages->pdata[place->page.page] : NULL;
  if (!seen || seen->geometry.width == 0 || seen->geometry.height == 0) return;
  RectoBox around = recto_place_around(page->request->server->config.models, place->box, seen->geometry.width, seen->geometry.height);
  g_autofree char *key = recto_place_key(file->reading, place->page.page, around);
  g_autoptr(GBytes) there = recto_place_picture(desk->standing->stored, key);
  g_autofree char *cut = g_strdup_printf("/review/place/%s.%u.%u.%d.%d.%d.%d", desk->number, place->page.file + 1, place->page.page + 1, around.x, around.y, around.width, around.height);
  g_autofree char *small = g_strdup_printf("/desk/picture/%s.%u.%u", desk->number, place->page.file + 1, place->page.page + 1);
  RectoBox drawn = there ? around : (RectoBox){0, 0, (int)seen->geometry.width, (int)seen->geometry.height};
  g_autofree char *box = g_strdup_printf("%d %d %d %d", around.x, around.y, around.width, around.height), *x = g_strdup_printf("%d", drawn.x), *y = g_strdup_printf("%d", drawn.y);
  g_autofree char *w = g_strdup_printf("%d", drawn.width), *h = g_strdup_printf("%d", drawn.height);
  recto_html_open(page->html, "svg", "class", place->box.width > 0 ? "place" : "place whole", "viewBox", box, "preserveAspectRatio", "xMinYMin meet", "role", "img", "aria-label", alt, NULL);
  recto_html_open(page->html, "image", "href", there ? cut : small, "x", x, "y", y, "width", w, "height", h, "preserveAspectRatio", "none", NULL);
  recto_html_close(page->html);
  if (place->box.width > 0) {
    int gap = MAX(2, place->box.height / 6);
    g_autofree char *mx = g_strdup_printf("%d", place->box.x - gap), *my = g_strdup_printf("%d", place->box.y - gap), *mw = g_strdup_printf("%d", place->box.width + 2 * gap);
    g_autofree char *mh = g_strdup_printf("%d", place->box.height + 2 * gap), *thick = g_strdup_printf("%d", MAX(2, around.width / 300));
    recto_html_open(page->html, "rect", "class", "mark", "x", mx, "y", my, "width", mw, "height", mh, "stroke-width", thick, NULL);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
  if (!there) http_put(page, "p", "soft", "review.ask.small", NULL);
}

static void put_large(HttpPage *page, const HttpDesk *desk, RectoPageId id) {
  g_autofree char *href = g_strdup_printf("/desk/page/%s.%u.%u", desk->number, id.file + 1, id.page + 1), *name = http_page_name(desk, id), *text = http_say(page->request, "desk.card.large", "page", name, NULL);
  if (!file_of(desk, id)) return;
  recto_html_open(page->html, "p", NULL);
  recto_html_open(page->html, "a", "href", href, "target", "_blank", "rel", "noopener", NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ buttons */

static void put_key(HttpPage *page, const char *act, const char *css_class, const char *text, const char *key) {
  recto_html_open(page->html, "button", "type", "submit", "name", "act", "value", act, "class", css_class, "data-global", key, NULL);
  recto_html_text(page->html, text);
  if (key) recto_html_line(page->html, "kbd", NULL, key);
  recto_html_close(page->html);
}

static void put_choice(HttpPage *page, guint *n, const char *act, const char *css_class, const char *text) {
  g_autofree char *key = *n < MOST_CHOICES ? g_strdup_printf("%u", *n + 1) : NULL;
  (*n)++;
  put_key(page, act, css_class, text, key);
}

static void open_form(HttpPage *page, const HttpDesk *desk, const RectoPoint *point, const char *css_class) {
  g_autofree char *id = recto_point_id(point), *name = g_strconcat(desk->number, ".", id, NULL);
  http_put_form(page, "/review/do", css_class);
  http_put_hidden(page, "point", name);
}

/* ------------------------------------------------------------------ values */

static void put_fact(HttpPage *page, const char *key, const char *text) {
  g_autofree char *label = http_say(page->request, key, NULL);
  recto_html_open(page->html, "div", NULL);
  recto_html_line(page->html, "dt", NULL, label);
  recto_html_line(page->html, "dd", NULL, text);
  recto_html_close(page->html);
}

/* Where it was read, how surely, and what its own check digit says. */
static void put_facts(HttpPage *page, const HttpDesk *desk, const RectoSeen *sight) {
  const HttpRequest *request = page->request;
  const RectoModels *models = request->server->config.models;
  bool paged = sight->place.page.page != RECTO_WHOLE_FILE, before = sight->means == RECTO_MEANS_CLERK && !paged; /* of the page that this one took the place of */
  g_autofree char *means_key = g_strconcat("report.means.", recto_means_word(sight->means), NULL), *means = recto_message(models, request->language, means_key, NULL);
  g_autofree char *name = http_page_name(desk, paged ? sight->place.page : (RectoPageId){0, sight->place.page.file, 0});
  g_autofree char *where = http_say(request, before ? "review.ask.where-before" : "review.ask.where", "document", recto_type_label(models, sight->type, request->language), "page", name, "means", means, NULL);
  g_autofree char *percent = g_strdup_printf("%d", (int)(sight->confidence * 100 + 0.5));
  g_autofree char *sure = http_say(request, sight->confidence < recto_limit(models, "review.sure") ? "review.ask.unsure" : "review.ask.sure", "n", percent, NULL);
  recto_html_open(page->html, "dl", "class", "facts", NULL);
  put_fact(page, before ? "review.ask.said" : "review.ask.read", where);
  if (sight->means != RECTO_MEANS_CLERK) put_fact(page, "review.ask.confidence", sure);
  if (sight->check != RECTO_CANNOT_TELL) {
    g_autofree char *digit = http_say(request, sight->check == RECTO_YES ? "review.ask.digit-right" : "review.ask.digit-wrong", NULL);
    put_fact(page, "review.ask.digit", digit);
  }
  recto_html_close(page->html);
}

static bool told_before(const RectoPoint *point, guint at) {
  for (guint i = 0; i < at; i++)
    if (g_strcmp0(((const RectoSeen *)point->sights->pdata[i])->value, ((const RectoSeen *)point->sights->pdata[at])->value) == 0) return true;
  return false;
}

static void put_sight(HttpPage *page, const HttpDesk *desk, const RectoPoint *point, guint at, guint *n) {
  const HttpRequest *request = page->request;
  const RectoSeen *sight = point->sights->pdata[at];
  g_autofree char *value = http_say_value(request, point->field_kind, sight->value ? sight->value : ""), *alt = http_say(request, "review.ask.picture", "value", value, NULL);
  recto_html_open(page->html, "figure", "class", sight->own ? "reading" : "reading other", NULL);
  if (sight->place.page.page != RECTO_WHOLE_FILE) put_place(page, desk, &sight->place, alt);
  recto_html_open(page->html, "figcaption", NULL);
  if (!sight->own) http_put(page, "p", "soft", "review.ask.compared", NULL);
  recto_html_open(page->html, "p", "class", "value", NULL);
  http_put_name(page, "span", NULL, value);
  recto_html_close(page->html);
  put_facts(page, desk, sight);
  if (sight->value && !told_before(point, at)) {
    g_autofree char *act = g_strdup_printf("value %u", at + 1), *text = http_say(request, point->sights->len == 1 ? "review.ask.right" : "review.ask.this", NULL);
    open_form(page, desk, point, "act");
    put_choice(page, n, act, NULL, text);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_whole(HttpPage *page, const HttpDesk *desk, RectoPageId id) {
  RectoPlace whole = {.page = id};
  g_autofree char *name = http_page_name(desk, id), *alt = http_say(page->request, "review.ask.page", "page", name, NULL);
  recto_html_open(page->html, "div", "class", "reading", NULL);
  put_place(page, desk, &whole, alt);
  put_large(page, desk, id);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ a field */

static void put_typed(HttpPage *page, const HttpDesk *desk, const RectoPoint *point, const char *problem, const char *typed) {
  const HttpRequest *request = page->request;
  g_autofree char *hint_key = g_strconcat("review.hint.", recto_field_kind_word(point->field_kind), NULL), *hint = http_say(request, hint_key, NULL);
  g_autofree char *label = http_say(request, "review.ask.other", NULL), *go = http_say(request, "review.ask.save", NULL), *insist = http_say(request, "review.ask.insist", NULL);
  open_form(page, desk, point, "act typed");
  recto_html_open(page->html, "label", "for", "typed", NULL);
  recto_html_text(page->html, label);
  recto_html_line(page->html, "kbd", NULL, "c");
  recto_html_close(page->html);
  recto_html_open(page->html, "span", "class", "soft", "id", "hint", NULL);
  recto_html_text(page->html, hint);
  recto_html_close(page->html);
  recto_html_void(page->html, "input", "id", "typed", "name", "value", "value", typed, "maxlength", "400", "autocomplete", "off", "spellcheck", "false", "dir", "auto", "aria-describedby", problem ? "typed-problem hint" : "hint", "aria-invalid",
                  problem ? "true" : NULL, "autofocus", problem ? "" : NULL, "data-global", "c", NULL);
  put_key(page, "typed", "second", go, NULL);
  if (problem && g_str_equal(problem, "digit")) put_key(page, "insist", "plain", insist, NULL);
  recto_html_close(page->html);
}

static void put_field(HttpPage *page, const HttpDesk *desk, const RectoPoint *point, const char *problem, const char *typed) {
  guint n = 0;
  recto_html_open(page->html, "div", "class", point->sights->len > 1 ? "readings side" : "readings", NULL);
  for (guint i = 0; i < point->sights->len; i++) put_sight(page, desk, point, i, &n);
  if (point->sights->len == 0) put_whole(page, desk, point->page);
  recto_html_close(page->html);
  put_typed(page, desk, point, problem, typed);
  g_autofree char *unreadable = http_say(page->request, "review.ask.unreadable", NULL), *none = http_say(page->request, "review.ask.none", NULL);
  open_form(page, desk, point, "act");
  put_key(page, "unreadable", "second", unreadable, "x");
  put_key(page, "none", "second", none, "a");
  recto_html_close(page->html);
  if (point->sights->len) put_large(page, desk, point->page);
}

/* ------------------------------------------------------------------ a kind, a person, a page */

static void put_option(HttpPage *page, const char *value, const char *text) {
  recto_html_open(page->html, "option", "value", value, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

static void put_type(HttpPage *page, const HttpDesk *desk, const RectoPoint *point) {
  const HttpRequest *request = page->request;
  const RectoModels *models = request->server->config.models;
  const GPtrArray *all = recto_models_types(models);
  g_autofree char *label = http_say(request, "review.ask.kinds", NULL), *go = http_say(request, "review.ask.save", NULL), *none = http_say(request, "review.ask.no-kind", NULL), *choose = http_say(request, "desk.card.choose", NULL);
  guint n = 0;
  put_whole(page, desk, point->page);
  open_form(page, desk, point, "act");
  for (guint i = 0; i < point->guesses->len; i++) {
    g_autofree char *act = g_strconcat("type ", (const char *)point->guesses->pdata[i], NULL);
    put_choice(page, &n, act, NULL, recto_type_label(models, point->guesses->pdata[i], request->language));
  }
  recto_html_open(page->html, "label", "for", "kind", NULL);
  recto_html_text(page->html, label);
  recto_html_line(page->html, "kbd", NULL, "c");
  recto_html_close(page->html);
  recto_html_open(page->html, "select", "id", "kind", "name", "type", "data-global", "c", NULL);
  put_option(page, "", choose);
  for (guint i = 0; i < all->len; i++) put_option(page, ((const RectoType *)all->pdata[i])->id, recto_type_label(models, ((const RectoType *)all->pdata[i])->id, request->language));
  recto_html_close(page->html);
  put_key(page, "pick", "second", go, NULL);
  put_key(page, "type unknown", "second", none, "x");
  recto_html_close(page->html);
}

static void put_person(HttpPage *page, const HttpDesk *desk, const RectoPoint *point) {
  static const RectoRole roles[] = {RECTO_ROLE_APPLICANT, RECTO_ROLE_SPOUSE, RECTO_ROLE_CHILD, RECTO_ROLE_HOST, RECTO_ROLE_PARENT, RECTO_ROLE_EMPLOYER};
  const HttpRequest *request = page->request;
  guint n = 0;
  recto_html_open(page->html, "div", "class", "readings side", NULL);
  for (guint i = 0; i < point->sights->len; i++) {
    const RectoSeen *sight = point->sights->pdata[i];
    g_autofree char *alt = http_say(request, "review.ask.picture", "value", sight->value ? sight->value : "", NULL);
    recto_html_open(page->html, "figure", "class", "reading", NULL);
    put_place(page, desk, &sight->place, alt);
    recto_html_open(page->html, "figcaption", NULL);
    recto_html_open(page->html, "p", "class", "value", NULL);
    http_put_name(page, "span", NULL, sight->value);
    recto_html_close(page->html);
    put_facts(page, desk, sight);
    recto_html_close(page->html);
    recto_html_close(page->html);
  }
  if (point->sights->len == 0) put_whole(page, desk, point->page);
  recto_html_close(page->html);
  open_form(page, desk, point, "act");
  for (gsize i = 0; i < G_N_ELEMENTS(roles); i++) {
    g_autofree char *key = g_strconcat("role.", recto_role_word(roles[i]), NULL), *text = recto_message(request->server->config.models, request->language, key, NULL), *act = g_strconcat("person ", recto_role_word(roles[i]), NULL);
    put_choice(page, &n, act, "second", text);
  }
  recto_html_close(page->html);
  if (point->sights->len) put_large(page, desk, point->page);
}

static void put_page(HttpPage *page, const HttpDesk *desk, const RectoPoint *point) {
  g_autofree char *keep = http_say(page->request, "review.ask.keep", NULL), *unreadable = http_say(page->request, "review.ask.page-unreadable", NULL), *again = http_say(page->request, "review.ask.dossier", NULL);
  g_autofree char *there = g_strdup_printf("/desk/dossier/%s#p%u-%u", desk->number, point->page.file + 1, point->page.page + 1);
  put_whole(page, desk, point->page);
  open_form(page, desk, point, "act");
  put_key(page, "keep", NULL, keep, "1");
  put_key(page, "unreadable", "second", unreadable, "x");
  http_put_link(page, "button second", there, again);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ what was done last */

/* "2026-000001.14": that dossier's version, if it is this person's own correction and stands yet. */
static RectoStoreEvent *told_event(const HttpRequest *request, RectoStore *store, char **ret_number) {
  const char *told = http_argument(request, "told");
  guint64 version = 0;
  g_autofree char *number = http_point_number(told);
  if (!number || !g_ascii_string_to_unsigned(strchr(told, '.') + 1, 10, 1, G_MAXINT64, &version, NULL)) return NULL;
  g_autoptr(GPtrArray) events = recto_store_history(store, number, NULL);
  g_autoptr(GHashTable) undone = events ? recto_state_undone(events) : NULL;
  for (guint i = 0; events && i < events->len; i++) {
    RectoStoreEvent *event = events->pdata[i];
    bool own = event->version == version && (g_str_equal(event->deed, "correct") || g_str_equal(event->deed, "anyway")) && g_strcmp0(event->who, request->staff->name) == 0;
    if (!own || g_hash_table_contains(undone, GSIZE_TO_POINTER((gsize)version))) continue;
    *ret_number = g_steal_pointer(&number);
    return g_ptr_array_steal_index(events, i);
  }
  return NULL;
}

static void put_message(HttpPage *page, const char *css_class, const char *key) {
  recto_html_open(page->html, "div", "class", css_class, "role", "status", NULL);
  http_put(page, "p", NULL, key, NULL);
  recto_html_close(page->html);
}

void http_put_review_told(HttpPage *page, RectoStore *store) {
  const HttpRequest *request = page->request;
  g_autofree char *number = NULL;
  RectoStoreEvent *event = told_event(request, store, &number);
  if (g_strcmp0(http_argument(request, "told"), "gone") == 0) put_message(page, "box check", "review.told.gone");
  if (!event) return;
  g_autofree char *what = recto_event_words(request->server->config.models, request->language, event), *version = g_strdup_printf("%" G_GUINT64_FORMAT, event->version), *undo = http_say(request, "review.ask.undo", NULL);
  const char *back = http_argument(request, "back");
  recto_html_open(page->html, "div", "class", "box good told", "role", "status", NULL);
  http_put(page, "p", NULL, "review.told.done", "number", number, "what", what, NULL);
  http_put_form(page, "/review/do", "act");
  http_put_hidden(page, "number", number);
  http_put_hidden(page, "version", version);
  http_put_hidden(page, "back", back);
  put_key(page, "undo", "second small", undo, "u");
  recto_html_close(page->html);
  recto_html_close(page->html);
  recto_store_event_free(event);
}

/* ------------------------------------------------------------------ the page */

static void put_why(HttpPage *page, const HttpDesk *desk, const RectoPoint *point) {
  const RectoDossier *dossier = desk->standing->dossier;
  if (point->finding < 0 || (guint)point->finding >= dossier->findings->len) {
    http_put(page, "p", "why", "review.ask.why-name", NULL);
    return;
  }
  RectoFindingText text = recto_finding_text(page->request->server->config.models, dossier, dossier->findings->pdata[point->finding], page->request->language);
  recto_html_line(page->html, "p", "why", text.text);
  recto_finding_text_clear(&text);
}

static void put_problem(HttpPage *page, const char *problem) {
  g_autofree char *key = problem ? g_strconcat("review.typed.", problem, NULL) : NULL, *text = key ? http_say(page->request, key, NULL) : NULL;
  if (!problem) return;
  recto_html_open(page->html, "div", "class", "box action", "role", "alert", "id", "typed-problem", NULL);
  recto_html_line(page->html, "p", "strong", text);
  recto_html_close(page->html);
}

static void put_skip(HttpPage *page, const HttpDesk *desk, const RectoPoint *point) {
  g_autofree char *id = recto_point_id(point), *href = g_strdup_printf("/review/next?after=%s.%s", desk->number, id), *skip = http_say(page->request, "review.ask.skip", NULL);
  g_autofree char *dossier = http_desk_path(desk->number), *open = http_say(page->request, "review.ask.dossier", NULL), *list = http_say(page->request, "review.ask.list", NULL);
  recto_html_open(page->html, "div", "class", "links after", NULL);
  recto_html_open(page->html, "a", "class", "button second", "href", href, "data-global", "s", NULL);
  recto_html_text(page->html, skip);
  recto_html_line(page->html, "kbd", NULL, "s");
  recto_html_close(page->html);
  recto_html_open(page->html, "a", "href", dossier, "data-global", "o", NULL);
  recto_html_text(page->html, open);
  recto_html_line(page->html, "kbd", NULL, "o");
  recto_html_close(page->html);
  http_put_link(page, NULL, "/review", list);
  recto_html_close(page->html);
}

HttpReply *http_review_question(HttpRequest *request, const HttpDesk *desk, const RectoPoint *point, const char *problem, const char *typed) {
  HttpPage page;
  g_autofree char *what = http_say_point(request, point), *name = http_page_name(desk, point->page), *key = g_strconcat("review.question.", recto_point_word(point->kind), NULL), *title = http_say(request, key, "what", what, "page", name, NULL);
  http_page_begin(&page, request, title, 0);
  http_put_review_told(&page, desk->store);
  g_autofree char *text = http_say(request, desk->person ? "review.ask.lead-person" : "review.ask.lead", "number", desk->number, "person", desk->person ? desk->person : "", "document", recto_type_label(request->server->config.models, point->type ? point->type : "unknown", request->language), "page", name, NULL);
  recto_html_line(page.html, "p", "lead", text);
  put_why(&page, desk, point);
  put_problem(&page, problem);
  recto_html_open(page.html, "div", "class", point->field ? "question" : "question pair", NULL);
  if (point->field) put_field(&page, desk, point, problem, typed);
  else if (point->kind == RECTO_POINT_TYPE) put_type(&page, desk, point);
  else if (point->kind == RECTO_POINT_PERSON) put_person(&page, desk, point);
  else put_page(&page, desk, point);
  recto_html_close(page.html);
  put_skip(&page, desk, point);
  return http_page_end(&page, problem ? MHD_HTTP_UNPROCESSABLE_CONTENT : MHD_HTTP_OK);
}

static HttpReply *ask(HttpRequest *request, HttpDesk *desk) {
  const RectoPoint *point = http_point_find(desk, request->word);
  if (!point || !http_point_is_open(desk, point)) return http_reply_see("/review?told=gone");
  http_staff_viewed(request, desk->store, desk->number);
  return http_review_question(request, desk, point, NULL, NULL);
}

HttpReply *http_review_ask(HttpRequest *request) {
  g_autofree char *number = http_point_number(request->word);
  return number ? http_with_dossier(request, number, ask) : http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
}

/* ------------------------------------------------------------------ the picture itself */

static HttpReply *place(HttpRequest *request, HttpDesk *desk) {
  g_auto(GStrv) words = g_strsplit(request->word, ".", 8);
  guint64 v[6] = {0};
  for (guint i = 0; i < 6; i++)
    if (g_strv_length(words) != 7 || !g_ascii_string_to_unsigned(words[i + 1], 10, i < 2 ? 1 : 0, 1000000, &v[i], NULL)) return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  RectoPageId id = {0, (uint32_t)v[0] - 1, (uint32_t)v[1] - 1};
  const HttpFile *file = file_of(desk, id);
  g_autofree char *key = file ? recto_place_key(file->reading, id.page, (RectoBox){(int)v[2], (int)v[3], (int)v[4], (int)v[5]}) : NULL;
  GBytes *picture = key ? recto_place_picture(desk->standing->stored, key) : NULL;
  if (!picture) return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  HttpReply *reply = http_reply_new(MHD_HTTP_OK, "image/jpeg", picture);
  http_reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "private, no-cache");
  return reply;
}

HttpReply *http_review_place(HttpRequest *request) {
  g_autofree char *number = http_point_number(request->word);
  return number ? http_with_dossier(request, number, place) : http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
}
