/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of a dossier: what just arrived, then each document under the piece that it answers, then what answers none. A page is shown once. Must not know: libmicrohttpd. */
#include "http/desk.h"
#include <recto/judge.h>

typedef struct {
  HttpPage *page;
  const HttpDesk *desk;
  GHashTable *shown;   /* ids of documents */
  RectoPageId before;  /* shown last */
  bool any;
} Walk;

static void put_card(Walk *walk, RectoPageId id) {
  http_put_desk_card(walk->page, walk->desk, id, walk->any ? &walk->before : NULL);
  walk->before = id;
  walk->any = true;
}

/* ------------------------------------------------------------------ what just arrived */

static bool is_sorted(const HttpFile *file) { return file->sight == HTTP_SIGHT_WHOLE && file->verdict != HTTP_VERDICT_PROBLEM && file->verdict != HTTP_VERDICT_PERSON && file->facts->pages->len > 0; }

static void put_file(Walk *walk, const HttpFile *file) {
  guint n = file->facts && file->sight != HTTP_SIGHT_LEFT ? file->facts->pages->len : 0;
  if (n == 0 || file->verdict == HTTP_VERDICT_PROBLEM) http_put_desk_file(walk->page, walk->desk, file);
  for (guint i = 0; file->verdict != HTTP_VERDICT_PROBLEM && i < n; i++)
    if (http_desk_page_of(walk->desk, (RectoPageId){0, file->file->ordinal, i})) put_card(walk, (RectoPageId){0, file->file->ordinal, i});
}

static void put_arrived(Walk *walk) {
  const GPtrArray *files = walk->desk->standing->files;
  guint n = 0;
  for (guint i = files->len; i > 0; i--) {
    const HttpFile *file = files->pdata[i - 1];
    if (is_sorted(file)) continue;
    if (n++ == 0) {
      recto_html_open(walk->page->html, "section", "class", "piece", NULL);
      http_put(walk->page, "h2", NULL, "desk.arrived", NULL);
      recto_html_open(walk->page->html, "div", "class", "cards", NULL);
    }
    put_file(walk, file);
  }
  if (n == 0) return;
  recto_html_close(walk->page->html);
  recto_html_close(walk->page->html);
}

/* ------------------------------------------------------------------ documents */

/* The file may have been withdrawn since the dossier was judged. */
static guint count_there(const HttpDesk *desk, const RectoDocument *document) {
  guint n = 0;
  for (guint i = 0; i < document->pages->len; i++) n += http_desk_page_of(desk, g_array_index(document->pages, RectoPageId, i)) != NULL;
  return n;
}

static void put_document(Walk *walk, const RectoDocument *document) {
  const HttpRequest *request = walk->page->request;
  if (count_there(walk->desk, document) == 0) return;
  bool again = !g_hash_table_add(walk->shown, document->id);
  bool unknown = g_str_equal(document->type, "unknown");
  g_autofree char *word = unknown ? http_say(request, "desk.unknown", NULL) : g_str_equal(document->type, "blank") ? http_say(request, "desk.blank", NULL) : NULL;
  const char *label = word ? word : recto_type_label(request->server->config.models, document->type, request->language);
  if (again) {
    http_put(walk->page, "p", "soft", "desk.shown-above", "document", label, NULL);
    return;
  }
  recto_html_line(walk->page->html, "h3", NULL, label);
  recto_html_open(walk->page->html, "div", "class", "cards", NULL);
  for (guint i = 0; i < document->pages->len; i++) {
    RectoPageId id = g_array_index(document->pages, RectoPageId, i);
    if (http_desk_page_of(walk->desk, id)) put_card(walk, id);
  }
  recto_html_close(walk->page->html);
}

/* ------------------------------------------------------------------ pieces */

static void put_seen(Walk *walk, const RectoPieceResult *piece) {
  const HttpRequest *request = walk->page->request;
  bool open = piece->state != RECTO_PIECE_RECEIVED && !walk->desk->standing->state->closed;
  if (!open || !http_staff_may(request, RECTO_MAY_CHANGE)) return;
  g_autofree char *id = g_strndup(piece->id, strcspn(piece->id, ".")), *text = http_say(request, "desk.seen", NULL);
  http_put_desk_form(walk->page, walk->desk, "/desk/do", "seen");
  http_put_hidden(walk->page, "piece", id);
  http_put_act(walk->page, "seen", "second small", text, NULL, NULL);
  recto_html_close(walk->page->html);
}

static void put_rule(Walk *walk, const RectoPieceResult *result) {
  const RectoPiece *rule = http_standing_rule(walk->desk->standing, result->id);
  bool open = result->state == RECTO_PIECE_MISSING || result->state == RECTO_PIECE_INCOMPLETE || result->state == RECTO_PIECE_TO_CHECK;
  g_autofree char *summary = http_say(walk->page->request, "desk.accepted", NULL), *id = g_strdup_printf("rule-%s", result->id);
  if (!rule || !open) return;
  recto_html_open(walk->page->html, "details", "class", "rule", "id", id, NULL);
  recto_html_line(walk->page->html, "summary", NULL, summary);
  if (rule->explain) http_put_label(walk->page, "p", NULL, rule->explain);
  http_put_alternatives(walk->page, walk->desk->standing, rule);
  if (rule->source) http_put(walk->page, "p", "soft", "piece.source", "source", rule->source, NULL);
  recto_html_close(walk->page->html);
}

static const RectoDocument *document_of(const HttpDesk *desk, const char *id) {
  const GPtrArray *documents = desk->standing->dossier->documents;
  for (guint i = 0; i < documents->len; i++)
    if (g_str_equal(((const RectoDocument *)documents->pdata[i])->id, id)) return documents->pdata[i];
  return NULL;
}

static void put_piece(Walk *walk, const RectoPieceResult *piece) {
  const HttpRequest *request = walk->page->request;
  g_autofree char *label = http_piece_label(request, walk->desk->standing, piece->id), *state = http_say_piece_state(request, piece->state), *id = g_strdup_printf("piece-%s", piece->id);
  recto_html_open(walk->page->html, "section", "class", "piece", "id", id, NULL);
  recto_html_open(walk->page->html, "div", "class", "piece-head", NULL);
  recto_html_line(walk->page->html, "h2", NULL, label);
  http_put_badge(walk->page, http_piece_tone(piece->state), state);
  put_seen(walk, piece);
  recto_html_close(walk->page->html);
  http_put_findings(walk->page, walk->desk->standing, piece->id);
  put_rule(walk, piece);
  for (guint i = 0; i < piece->documents->len; i++) {
    const RectoDocument *document = document_of(walk->desk, piece->documents->pdata[i]);
    if (document) put_document(walk, document);
  }
  recto_html_close(walk->page->html);
}

/* ------------------------------------------------------------------ the rest */

static void put_rest(Walk *walk) {
  const GPtrArray *documents = walk->desk->standing->dossier->documents;
  guint n = 0;
  for (guint i = 0; i < documents->len; i++) {
    const RectoDocument *document = documents->pdata[i];
    if (g_hash_table_contains(walk->shown, document->id) || count_there(walk->desk, document) == 0) continue;
    if (n++ == 0) {
      recto_html_open(walk->page->html, "section", "class", "piece", NULL);
      http_put(walk->page, "h2", NULL, "desk.rest", NULL);
      http_put(walk->page, "p", "soft", "desk.rest-text", NULL);
    }
    put_document(walk, document);
  }
  if (n) recto_html_close(walk->page->html);
}

void http_put_desk_pages(HttpPage *page, const HttpDesk *desk) {
  g_autoptr(GHashTable) shown = g_hash_table_new(g_str_hash, g_str_equal);
  Walk walk = {.page = page, .desk = desk, .shown = shown};
  const GPtrArray *pieces = desk->standing->dossier->pieces;
  put_arrived(&walk);
  for (guint i = 0; i < pieces->len; i++) {
    const RectoPieceResult *piece = pieces->pdata[i];
    if (piece->state != RECTO_PIECE_NOT_NEEDED) put_piece(&walk, piece);
  }
  put_rest(&walk);
}
