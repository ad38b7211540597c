/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One dossier on the counter's screen: who else is there, what is to do again while the person is here, its pages, its tools, what was done. Must not know: libmicrohttpd. */
#include "http/desk.h"
#include "http/live.h"
#include "http/scans.h"
#include "http/static.h"
#include "work/words.h"
#include <recto/judge.h>

#define MOST_DEEDS 8

/* ------------------------------------------------------------------ where it stands */

typedef struct { guint again, missing, check; } Counts;

static bool is_to_redo(const RectoPage *page) { return !page->gone && page->legible == RECTO_NO && page->blank != RECTO_YES; }

static guint count_again(const HttpDesk *desk) {
  guint n = 0;
  for (guint i = 0; i < desk->standing->files->len; i++) {
    const HttpFile *file = desk->standing->files->pdata[i];
    if (file->file->anyway) continue;
    n += file->verdict == HTTP_VERDICT_PROBLEM;
    for (guint k = 0; file->verdict != HTTP_VERDICT_PROBLEM && file->facts && k < file->facts->pages->len; k++) n += is_to_redo(file->facts->pages->pdata[k]);
  }
  return n;
}

/* "Page 3: cut off, right edge", each leading to its page. */
static void put_redo_line(HttpPage *page, const HttpDesk *desk, const RectoPage *seen, uint32_t ordinal, guint index) {
  g_autofree char *href = g_strdup_printf("#p%u-%u", ordinal + 1, index + 1), *name = http_page_name(desk, (RectoPageId){0, ordinal, index});
  g_autofree char *cause = recto_cause_words(page->request->server->config.models, seen, page->request->language);
  g_autofree char *text = http_say(page->request, cause ? "desk.sum.page-cause" : "desk.sum.page", "page", name, "cause", cause ? cause : "", NULL);
  recto_html_open(page->html, "li", NULL, NULL);
  http_put_link(page, NULL, href, text);
  recto_html_close(page->html);
}

static void put_redo(HttpPage *page, const HttpDesk *desk) {
  recto_html_open(page->html, "ul", "class", "redo", NULL);
  for (guint i = 0; i < desk->standing->files->len; i++) {
    const HttpFile *file = desk->standing->files->pdata[i];
    for (guint k = 0; !file->file->anyway && file->verdict != HTTP_VERDICT_PROBLEM && file->facts && k < file->facts->pages->len; k++)
      if (is_to_redo(file->facts->pages->pdata[k])) put_redo_line(page, desk, file->facts->pages->pdata[k], file->file->ordinal, k);
  }
  recto_html_close(page->html);
}

static Counts count(const HttpDesk *desk) {
  Counts counts = {.again = count_again(desk)};
  const GPtrArray *pieces = desk->standing->dossier->pieces;
  for (guint i = 0; i < pieces->len; i++) {
    RectoPieceState state = ((const RectoPieceResult *)pieces->pdata[i])->state;
    counts.missing += state == RECTO_PIECE_MISSING || state == RECTO_PIECE_INCOMPLETE;
    counts.check += state == RECTO_PIECE_TO_CHECK || state == RECTO_PIECE_ASK;
  }
  return counts;
}

static void put_count(HttpPage *page, const char *key, guint n) {
  g_autofree char *number = g_strdup_printf("%u", n);
  if (n) http_put(page, "li", NULL, key, "n", number, NULL);
}

static void put_summary(HttpPage *page, const HttpDesk *desk) {
  Counts counts = count(desk);
  bool complete = desk->standing->dossier->complete == RECTO_YES, busy = desk->standing->busy;
  const char *tone = counts.again ? "action" : busy ? "calm" : counts.missing ? "action" : complete ? "good" : "check";
  const char *key = counts.again ? "desk.sum.again" : busy ? "desk.sum.busy" : counts.missing ? "desk.sum.missing" : complete ? "desk.sum.complete" : "desk.sum.check";
  g_autofree char *css_class = g_strdup_printf("box %s", tone);
  recto_html_open(page->html, "div", "class", css_class, "role", "status", "id", "sum", NULL);
  http_put(page, "p", "strong", key, NULL);
  if (counts.again) put_redo(page, desk);
  recto_html_open(page->html, "ul", "class", "counts", NULL);
  put_count(page, "desk.count.files", desk->standing->files->len);
  put_count(page, "desk.count.again", counts.again);
  put_count(page, "desk.count.missing", counts.missing);
  put_count(page, "desk.count.check", counts.check);
  if (busy && counts.again) http_put(page, "li", NULL, "desk.sum.busy", NULL);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_others(HttpPage *page, const HttpDesk *desk) {
  g_autofree char *others = http_live_others(page->request->server, desk->number, page->request->staff->id);
  if (!others) return;
  recto_html_open(page->html, "p", "class", "others", "role", "status", "id", "others", NULL);
  g_autofree char *text = http_say(page->request, "desk.others", "names", others, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ findings that belong to no piece */

static void put_loose(HttpPage *page, const HttpDesk *desk) {
  const RectoDossier *dossier = desk->standing->dossier;
  guint n = 0;
  for (guint i = 0; desk->standing->whole && i < dossier->findings->len; i++) {
    const RectoFinding *finding = dossier->findings->pdata[i];
    if (finding->piece || finding->weight == RECTO_WEIGHT_INFO || http_page_tells(finding)) continue;
    RectoFindingText text = recto_finding_text(page->request->server->config.models, dossier, finding, page->request->language);
    if (n++ == 0) http_put(page, "h2", NULL, "desk.loose", NULL);
    recto_html_open(page->html, "div", "class", finding->weight == RECTO_WEIGHT_ACTION ? "box action" : "box check", NULL);
    recto_html_line(page->html, "p", "strong", text.title);
    recto_html_line(page->html, "p", NULL, text.text);
    recto_html_line(page->html, "p", NULL, text.action);
    recto_html_close(page->html);
    recto_finding_text_clear(&text);
  }
}

/* ------------------------------------------------------------------ what was done */

static void put_deed(HttpPage *page, const HttpDesk *desk, const RectoStoreEvent *event, bool newest) {
  bool undone = g_hash_table_contains(desk->undone, GSIZE_TO_POINTER((gsize)event->version));
  g_autofree char *when = http_say_moment(page->request, event->at), *what = recto_event_words(page->request->server->config.models, page->request->language, event);
  g_autofree char *version = g_strdup_printf("%" G_GUINT64_FORMAT, event->version), *undo = http_say(page->request, "desk.deed.undo", NULL);
  recto_html_open(page->html, "li", "class", undone ? "undone" : NULL, NULL);
  recto_html_open(page->html, "span", NULL, NULL);
  recto_html_line(page->html, "span", "soft", when);
  recto_html_text(page->html, " ");
  http_put_name(page, "b", NULL, event->who ? event->who : "—");
  recto_html_text(page->html, " ");
  recto_html_text(page->html, what);
  if (undone) http_put(page, "span", "soft", "desk.deed.undone", NULL);
  recto_html_close(page->html);
  if (!undone && !g_str_equal(event->deed, "stayed") && http_staff_may(page->request, RECTO_MAY_CHANGE) && !desk->standing->state->closed) {
    http_put_desk_form(page, desk, "/desk/do", NULL);
    http_put_hidden(page, "version", version);
    recto_html_open(page->html, "button", "type", "submit", "name", "act", "value", "undo", "class", "plain", "accesskey", newest ? "z" : NULL, "data-global", newest ? "u" : NULL, NULL);
    recto_html_text(page->html, undo);
    if (newest) recto_html_line(page->html, "kbd", NULL, "u");
    recto_html_close(page->html);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
}

static void put_deeds(HttpPage *page, const HttpDesk *desk) {
  static const char *const told[] = {"deposit", "withdraw", "send", "stayed", "answers", "seen", "anyway", "correct", "undo", NULL};
  guint n = 0;
  bool newest = true;
  http_put(page, "h2", NULL, "desk.deed.title", NULL);
  recto_html_open(page->html, "ul", "class", "deeds", NULL);
  for (guint i = desk->events->len; i > 0 && n < MOST_DEEDS; i--) {
    const RectoStoreEvent *event = desk->events->pdata[i - 1];
    if (!g_strv_contains(told, event->deed)) continue;
    bool holds = !g_hash_table_contains(desk->undone, GSIZE_TO_POINTER((gsize)event->version)) && !g_str_equal(event->deed, "undo") && !g_str_equal(event->deed, "stayed");
    put_deed(page, desk, event, newest && holds);
    newest &= !holds;
    n++;
  }
  recto_html_close(page->html);
  if (n == 0) http_put(page, "p", "soft", "desk.deed.none", NULL);
}

/* ------------------------------------------------------------------ the end */

static void put_ticket(HttpPage *page, const HttpDesk *desk) {
  g_autofree char *text = http_say(page->request, "desk.finish.ticket", NULL);
  http_put_desk_form(page, desk, "/desk/ticket", NULL);
  recto_html_open(page->html, "button", "type", "submit", "class", "second", NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_finish(HttpPage *page, const HttpDesk *desk) {
  const HttpRequest *request = page->request;
  g_autofree char *slip = http_say(request, "desk.finish.slip", NULL), *bundle = http_say(request, "desk.finish.bundle", NULL), *close = http_say(request, desk->standing->state->closed ? "desk.finish.reopen" : "desk.finish.close", NULL);
  g_autofree char *slip_path = g_strconcat("/desk/slip/", desk->number, NULL), *bundle_path = g_strconcat("/desk/bundle/", desk->number, NULL);
  http_put(page, "h2", NULL, "desk.finish.title", NULL);
  http_put(page, "p", "soft", desk->standing->busy ? "desk.finish.busy" : "desk.finish.text", NULL);
  recto_html_open(page->html, "div", "class", "links", NULL);
  recto_html_open(page->html, "a", "class", "button", "href", slip_path, "accesskey", "p", NULL);
  recto_html_text(page->html, slip);
  recto_html_close(page->html);
  if (http_staff_may(request, RECTO_MAY_TAKE) && !desk->standing->busy && desk->standing->files->len) http_put_link(page, "button second", bundle_path, bundle);
  if (!desk->standing->state->closed) put_ticket(page, desk);
  if (http_staff_may(request, RECTO_MAY_CHANGE)) {
    http_put_desk_form(page, desk, "/desk/do", NULL);
    http_put_act(page, desk->standing->state->closed ? "reopen" : "close", "plain", close, NULL, NULL);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ the page */

static void put_answers_link(HttpPage *page, const HttpDesk *desk) {
  g_autofree char *path = g_strconcat("/desk/answers/", desk->number, NULL), *text = http_say(page->request, "desk.answers.link", NULL);
  recto_html_open(page->html, "p", "class", "noprint", NULL);
  http_put_link(page, NULL, path, text);
  recto_html_close(page->html);
}

/* On a narrow screen the verdicts come first, and the scanner below them. */
static void put_tools_link(HttpPage *page) {
  g_autofree char *text = http_say(page->request, "desk.tools", NULL);
  recto_html_open(page->html, "p", "class", "to-tools noprint", NULL);
  http_put_link(page, "button second", "#tools", text);
  recto_html_close(page->html);
}

static void put_refused(HttpPage *page, const HttpDesk *desk) {
  const char *since = http_argument(page->request, "since");
  int64_t from = since ? g_ascii_strtoll(since, NULL, 10) * G_USEC_PER_SEC : G_MAXINT64;
  for (guint i = 0; i < desk->standing->state->attempts->len; i++) {
    const RectoStateAttempt *attempt = desk->standing->state->attempts->pdata[i];
    if (attempt->at < from || attempt->ticket) continue;
    g_autofree char *text = g_strdup_printf("fate.%s.text", attempt->cause), *most = http_say_size(page->request, (uint64_t)recto_limit(page->request->server->config.models, "channel.counter.max-bytes"));
    recto_html_open(page->html, "div", "class", "box action", "role", "alert", NULL);
    http_put(page, "p", "strong", "sent.refused", NULL);
    http_put_name(page, "p", NULL, attempt->name);
    http_put(page, "p", NULL, text, "size", most, NULL);
    recto_html_close(page->html);
  }
}

static void put_live(HttpPage *page, const HttpDesk *desk) {
  bool moves = desk->standing->busy || http_scan_runs(page->request->server, desk->number);
  g_autofree char *events = g_strconcat("/desk/events/", desk->number, NULL), *state = g_strconcat("/desk/state/", desk->number, NULL);
  recto_html_open(page->html, "div", "class", "live", "data-live", moves ? "busy" : "still", "data-stamp", desk->stamp, "data-events", events, "data-state", state, "data-form", desk->standing->state->closed ? "closed" : "open", NULL);
  put_others(page, desk);
  put_summary(page, desk);
  http_put_desk_progress(page, desk);
  http_put_desk_pages(page, desk);
  put_loose(page, desk);
  put_finish(page, desk);
  if (desk->standing->whole) put_deeds(page, desk); /* they quote what was corrected */
  recto_html_close(page->html);
}

/* Shown by the script, when the line fails on its way to the server. */
static void put_cut(HttpPage *page) {
  recto_html_open(page->html, "p", "class", "box action", "role", "alert", "data-cut", "", "hidden", "", NULL);
  g_autofree char *text = http_say(page->request, "desk.cut", NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

static HttpReply *dossier(HttpRequest *request, HttpDesk *desk) {
  HttpPage page;
  bool moves = desk->standing->busy || http_scan_runs(request->server, desk->number);
  g_autofree char *title = desk->person ? http_say(request, "desk.title-person", "number", desk->number, "person", desk->person, NULL) : http_say(request, "desk.title", "number", desk->number, NULL);
  http_page_begin(&page, request, title, moves ? 3 : 0);
  if (desk->standing->procedure) http_put_label(&page, "p", "lead", desk->standing->procedure->labels);
  if (desk->standing->state->closed) http_put(&page, "p", "box calm", "desk.closed", NULL);
  else if (desk->standing->procedure && http_staff_may(request, RECTO_MAY_CHANGE)) put_answers_link(&page, desk);
  put_refused(&page, desk);
  put_cut(&page);
  if (!desk->standing->state->closed) put_tools_link(&page);
  recto_html_open(page.html, "div", "class", "bench", NULL);
  put_live(&page, desk);
  if (!desk->standing->state->closed) http_put_desk_tools(&page, desk);
  recto_html_close(page.html);
  return http_page_end(&page, MHD_HTTP_OK);
}

HttpReply *http_desk_dossier(HttpRequest *request) {
  if (recto_store_is_number(request->word)) http_live_here(request, request->word);
  return http_with_dossier(request, request->word, dossier);
}

/* For the page's script, where it has no stream: has anything changed? */
static HttpReply *state(HttpRequest *request, HttpDesk *desk) {
  g_autofree char *etag = g_strdup_printf("\"%s\"", desk->stamp);
  HttpReply *same = http_not_modified(request, etag);
  if (same) return same;
  HttpReply *reply = http_reply_new(MHD_HTTP_NO_CONTENT, NULL, NULL);
  http_reply_header(reply, MHD_HTTP_HEADER_ETAG, etag);
  http_reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "private, no-cache");
  return reply;
}

HttpReply *http_desk_state(HttpRequest *request) { return http_with_dossier(request, request->word, state); }

static HttpReply *events(HttpRequest *request, HttpDesk *desk) { return http_live_stream(request, desk->number); }

HttpReply *http_desk_events(HttpRequest *request) { return http_with_dossier(request, request->word, events); }
