/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checklist: what is asked, what is there, what arrived; and each piece on a page of its own, with its form. Must not know: libmicrohttpd. */
#include "http/deposit.h"

#define OTHER "other" /* a page for what the list does not name: nothing is turned away */

const char *http_piece_tone(RectoPieceState state) {
  static const char *const tones[] = {"good", "check", "action", "action", "calm", "calm", "check"};
  return tones[state];
}

char *http_say_piece_state(const HttpRequest *request, RectoPieceState state) {
  g_autofree char *key = g_strconcat("piece-state.", recto_piece_state_word(state), NULL);
  return recto_message(request->server->config.models, request->language, key, NULL);
}

/* ------------------------------------------------------------------ where it stands */

static guint count_pieces(const HttpStanding *standing, RectoPieceState state) {
  guint n = 0;
  for (guint i = 0; i < standing->dossier->pieces->len; i++) n += ((const RectoPieceResult *)standing->dossier->pieces->pdata[i])->state == state;
  return n;
}

static guint count_files(const HttpStanding *standing, HttpVerdict verdict) {
  guint n = 0;
  for (guint i = 0; i < standing->files->len; i++) {
    const HttpFile *file = standing->files->pdata[i];
    n += file->verdict == verdict && !file->file->anyway;
  }
  return n;
}

static void put_count(HttpPage *page, const char *key, guint n) {
  g_autofree char *number = g_strdup_printf("%u", n);
  if (n) http_put(page, "li", NULL, key, "n", number, NULL);
}

static void put_summary(HttpPage *page, const HttpStanding *standing) {
  guint again = count_files(standing, HTTP_VERDICT_UNREADABLE) + count_files(standing, HTTP_VERDICT_PROBLEM) + count_files(standing, HTTP_VERDICT_HARD);
  guint missing = count_pieces(standing, RECTO_PIECE_MISSING) + count_pieces(standing, RECTO_PIECE_INCOMPLETE);
  const char *tone = again || missing ? "action" : standing->busy ? "calm" : standing->dossier->complete == RECTO_YES ? "good" : "check";
  const char *key = standing->busy ? "overview.verdict.busy" : again || missing ? "overview.verdict.action" : standing->dossier->complete == RECTO_YES ? "overview.verdict.complete" : "overview.verdict.check";
  g_autofree char *css_class = g_strdup_printf("box %s", tone);
  recto_html_open(page->html, "div", "class", css_class, "role", "status", NULL);
  http_put(page, "p", "strong", key, NULL);
  recto_html_open(page->html, "ul", "class", "counts", NULL);
  put_count(page, "overview.count.received", standing->files->len);
  put_count(page, "overview.count.other-way", standing->n_others);
  put_count(page, "overview.count.again", again);
  put_count(page, "overview.count.missing", missing);
  put_count(page, "overview.count.check", count_pieces(standing, RECTO_PIECE_TO_CHECK) + count_pieces(standing, RECTO_PIECE_ASK));
  recto_html_close(page->html);
  http_put(page, "p", "soft", "overview.kept", NULL);
  recto_html_close(page->html);
}

static void put_row(HttpPage *page, const char *id, const char *label, const char *tone, const char *state) {
  g_autofree char *href = g_strdup_printf("/deposit/piece/%s", id);
  recto_html_open(page->html, "li", NULL);
  recto_html_open(page->html, "a", "href", href, NULL);
  http_put_name(page, "span", "name", label);
  if (state) http_put_badge(page, tone, state);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_checklist(HttpPage *page, const HttpStanding *standing) {
  const HttpRequest *request = page->request;
  http_put(page, "h2", NULL, "overview.list", NULL);
  http_put(page, "p", "soft", "overview.list-text", NULL);
  recto_html_open(page->html, "ul", "class", "rows", NULL);
  for (guint i = 0; i < standing->dossier->pieces->len; i++) {
    const RectoPieceResult *piece = standing->dossier->pieces->pdata[i];
    if (piece->state == RECTO_PIECE_NOT_NEEDED) continue;
    g_autofree char *label = http_piece_label(request, standing, piece->id), *state = http_say_piece_state(request, piece->state);
    put_row(page, piece->id, label, http_piece_tone(piece->state), state);
  }
  g_autofree char *other = http_say(request, "piece.other", NULL);
  put_row(page, OTHER, other, "calm", NULL);
  recto_html_close(page->html);
}

static void put_received(HttpPage *page, const HttpStanding *standing) {
  http_put(page, "h2", NULL, "overview.received", NULL);
  if (standing->files->len == 0) http_put(page, "p", NULL, "overview.nothing", NULL);
  else recto_html_open(page->html, "ul", "class", "rows", NULL);
  for (guint i = standing->files->len; i > 0; i--) {
    const HttpFile *file = standing->files->pdata[i - 1];
    g_autofree char *href = g_strdup_printf("/deposit/sent?f=%u", file->file->ordinal + 1), *key = g_strdup_printf("verdict.%s.badge", http_verdict_word(file->verdict));
    g_autofree char *state = http_say(page->request, file->file->anyway ? "verdict.anyway" : key, NULL), *when = http_say_moment(page->request, file->file->received_at);
    recto_html_open(page->html, "li", NULL);
    recto_html_open(page->html, "a", "href", href, NULL);
    http_put_name(page, "span", "name", file->file->name);
    http_put_badge(page, file->file->anyway ? "calm" : http_verdict_tone(file->verdict), state);
    recto_html_line(page->html, "span", "soft", when);
    recto_html_close(page->html);
    recto_html_close(page->html);
  }
  if (standing->files->len) recto_html_close(page->html);
}

static void put_proofs(HttpPage *page, const HttpStanding *standing) {
  const HttpRequest *request = page->request;
  g_autofree char *slip = http_say(request, "overview.slip", NULL), *attempts = http_say(request, "overview.attempts", NULL), *leave = http_say(request, "overview.leave", NULL);
  g_autofree char *until = http_say_moment(request, request->session->expires_at);
  http_put(page, "h2", NULL, "overview.proofs", NULL);
  http_put(page, "p", NULL, "overview.proofs-text", NULL);
  recto_html_open(page->html, "p", "class", "links", NULL);
  http_put_link(page, "button second", "/deposit/slip", slip);
  http_put_link(page, NULL, "/deposit/attempts", attempts);
  recto_html_close(page->html);
  http_put(page, "p", "soft", "overview.until", "until", until, NULL);
  http_put_form(page, "/leave", "leave");
  recto_html_open(page->html, "button", "type", "submit", "class", "plain", NULL);
  recto_html_text(page->html, leave);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static HttpReply *overview(HttpRequest *request, const HttpStanding *standing) {
  HttpPage page;
  g_autofree char *title = http_say(request, "overview.title", "number", standing->state->number, NULL);
  http_page_begin(&page, request, title, standing->busy ? 4 : 0);
  if (standing->procedure) http_put_label(&page, "p", "lead", standing->procedure->labels);
  recto_html_open(page.html, "div", "data-live", standing->busy ? "busy" : "still", "data-etag", standing->etag, NULL);
  put_summary(&page, standing);
  put_checklist(&page, standing);
  put_received(&page, standing);
  recto_html_close(page.html);
  put_proofs(&page, standing);
  return http_page_end(&page, MHD_HTTP_OK);
}

HttpReply *http_overview(HttpRequest *request) { return http_with_standing(request, overview); }

/* ------------------------------------------------------------------ one piece */

static void put_tip(HttpPage *page, const char *picture, const char *key) {
  recto_html_open(page->html, "li", NULL);
  http_put_pictogram(page, picture);
  http_put(page, "span", NULL, key, NULL);
  recto_html_close(page->html);
}

static void put_tips(HttpPage *page) {
  http_put(page, "h2", NULL, "piece.tips.title", NULL);
  recto_html_open(page->html, "ul", "class", "tips", NULL);
  put_tip(page, "edges", "piece.tips.edges");
  put_tip(page, "flat", "piece.tips.flat");
  put_tip(page, "light", "piece.tips.light");
  put_tip(page, "paper", "piece.tips.pages");
  recto_html_close(page->html);
}

static void put_choice(HttpPage *page, const char *id, const char *picture, const char *key, bool camera) {
  recto_html_open(page->html, "div", "class", "choice", NULL);
  recto_html_open(page->html, "label", "for", id, NULL);
  http_put_pictogram(page, picture);
  http_put(page, "span", NULL, key, NULL);
  recto_html_close(page->html);
  recto_html_void(page->html, "input", "type", "file", "id", id, "name", id, "accept",
                  camera ? "image/*" : "image/*,application/pdf,.pdf,.heic,.tif,.tiff,.jp2,.webp", "capture", camera ? "environment" : NULL, "multiple",
                  camera ? NULL : "", "aria-describedby", "limits", NULL);
  recto_html_close(page->html);
}

/* A key of this showing of the form: sent twice, it is one deposit. */
static char *form_key(void) {
  uint8_t chance[RECTO_KEY_SIZE] = {0};
  recto_key_new(chance, NULL);
  GString *key = g_string_new(NULL);
  for (int i = 0; i < 16; i++) g_string_append_printf(key, "%02x", chance[i]);
  return g_string_free(key, FALSE);
}

/* What was begun for this piece and did not arrive whole; a script can go on with it. */
static void put_unfinished(HttpPage *page, const char *piece) {
  RectoServer *server = page->request->server;
  g_autoptr(GPtrArray) list = recto_partials_of(server->partials, page->request->session->number, page->request->session->ticket);
  RectoStore *store = list->len ? http_store_take(server, NULL) : NULL;
  for (guint i = 0; store && i < list->len; i++) {
    const RectoPartialHead *head = recto_partial_head(list->pdata[i]);
    if (g_strcmp0(head->piece, g_str_equal(piece, OTHER) ? NULL : piece) != 0 || head->length == RECTO_PARTIAL_UNKNOWN) continue;
    g_autofree char *there = http_say_size(page->request, recto_partial_size(list->pdata[i], store)), *whole = http_say_size(page->request, head->length);
    recto_html_open(page->html, "div", "class", "box calm", "data-unfinished", "", "hidden", "", NULL);
    http_put(page, "p", NULL, "piece.unfinished", "name", head->name, "there", there, "whole", whole, NULL);
    recto_html_close(page->html);
  }
  http_store_give(server, store);
}

static void put_upload(HttpPage *page, const HttpStanding *standing, const char *piece, const HttpFile *replaces) {
  const RectoModels *models = page->request->server->config.models;
  uint64_t most = (uint64_t)recto_limit(models, "channel.upload.max-bytes");
  g_autofree char *size = http_say_size(page->request, most), *pages = g_strdup_printf("%d", (int)recto_limit(models, "channel.upload.max-pages"));
  g_autofree char *files = g_strdup_printf("%d", (int)recto_limit(models, "http.parts") - 8), *bytes = g_strdup_printf("%" G_GUINT64_FORMAT, most), *key = form_key();
  g_autofree char *send = http_say(page->request, "piece.send", NULL), *too_big = http_say(page->request, "piece.too-big", "size", size, NULL);
  g_autofree char *sending = http_say(page->request, "piece.sending", NULL), *failed = http_say(page->request, "piece.failed", NULL);
  g_autofree char *waiting = http_say(page->request, "piece.waiting", NULL), *full = http_say(page->request, "problem.disk-full.text", NULL);
  put_unfinished(page, piece);
  recto_html_open(page->html, "form", "method", "post", "action", "/deposit", "enctype", "multipart/form-data", "class", "upload", "data-upload", bytes, "data-too-big", too_big,
                  "data-sending", sending, "data-failed", failed, "data-waiting", waiting, "data-full", full, NULL);
  g_autofree char *token = http_session_token(page->request->server, page->request->session);
  g_autofree char *replaced = replaces ? g_strdup_printf("%u", replaces->file->ordinal + 1) : NULL;
  http_put_hidden(page, "token", token);
  http_put_hidden(page, "key", key);
  http_put_hidden(page, "piece", g_str_equal(piece, OTHER) ? NULL : piece);
  http_put_hidden(page, "replaces", replaced);
  put_choice(page, "photo", "camera", "piece.photo", true);
  http_put_camera(page, standing, piece);
  put_choice(page, "files", "paper", "piece.files", false);
  recto_html_open(page->html, "p", "class", "soft", "id", "limits", NULL);
  g_autofree char *limits = http_say(page->request, "piece.limits", "size", size, "pages", pages, "files", files, NULL);
  recto_html_text(page->html, limits);
  recto_html_close(page->html);
  recto_html_open(page->html, "button", "type", "submit", NULL);
  recto_html_text(page->html, send);
  recto_html_close(page->html);
  recto_html_open(page->html, "div", "class", "progress", "role", "status", "data-progress", "", NULL);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

/* What is accepted, one a line; of what a verdict says is missing, its own words. */
void http_put_alternatives(HttpPage *page, const HttpStanding *standing, const RectoPiece *piece) {
  guint n = 0;
  for (guint i = 0; i < piece->alternatives->len; i++) {
    const RectoAlternative *alternative = piece->alternatives->pdata[i];
    if (recto_condition_holds(standing->procedure, alternative->when, standing->state->situation) == RECTO_NO) continue;
    if (n++ == 0) {
      http_put(page, "p", NULL, "piece.accepted", NULL);
      recto_html_open(page->html, "ul", "class", "accepted", NULL);
    }
    recto_html_open(page->html, "li", NULL); /* the mark of the list stays on the page's own side */
    http_put_label(page, "span", NULL, alternative->labels);
    recto_html_close(page->html);
  }
  if (n) recto_html_close(page->html);
}

/* In French where a draft has none: each in its own direction. */
static void put_sentence(HttpPage *page, const char *css_class, const char *text) {
  if (text && *text) http_put_name(page, "p", css_class, text);
}

guint http_put_findings(HttpPage *page, const HttpStanding *standing, const char *id) {
  guint n = 0;
  for (guint i = 0; i < standing->dossier->findings->len; i++) {
    const RectoFinding *finding = standing->dossier->findings->pdata[i];
    if (g_strcmp0(finding->piece, id) != 0 || finding->kind == RECTO_FINDING_MISSING || finding->weight == RECTO_WEIGHT_INFO) continue;
    if (page->request->staff && http_page_tells(finding)) continue;
    RectoFindingText text = recto_finding_text(page->request->server->config.models, standing->dossier, finding, page->request->language);
    recto_html_open(page->html, "div", "class", finding->weight == RECTO_WEIGHT_ACTION ? "box action" : "box check", NULL);
    put_sentence(page, "strong", text.title);
    put_sentence(page, NULL, text.text);
    put_sentence(page, NULL, text.action);
    recto_html_close(page->html);
    recto_finding_text_clear(&text);
    n++;
  }
  return n;
}

static void put_piece(HttpPage *page, const HttpStanding *standing, const char *id) {
  const RectoPieceResult *result = http_standing_piece(standing, id);
  const RectoPiece *piece = http_standing_rule(standing, id);
  if (!result || !piece) {
    http_put(page, "p", NULL, "piece.other-text", NULL);
    return;
  }
  g_autofree char *state = http_say_piece_state(page->request, result->state);
  recto_html_open(page->html, "p", NULL);
  http_put_badge(page, http_piece_tone(result->state), state);
  recto_html_close(page->html);
  if (piece->explain) http_put_label(page, "p", "lead", piece->explain);
  if (!http_put_findings(page, standing, id) && result->state == RECTO_PIECE_TO_CHECK) http_put(page, "p", "box check", "overview.verdict.check", NULL);
  http_put_alternatives(page, standing, piece);
  if (piece->source) http_put(page, "p", "soft", "piece.source", "source", piece->source, NULL);
}

static HttpReply *piece_page(HttpRequest *request, const HttpStanding *standing) {
  const char *id = request->word;
  bool other = g_str_equal(id, OTHER);
  if (!other && !http_standing_piece(standing, id)) return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  g_autoptr(GArray) replaced = http_ordinals(http_argument(request, "replaces"), 1);
  const HttpFile *file = replaced->len ? http_standing_file(standing, g_array_index(replaced, uint32_t, 0)) : NULL;
  g_autofree char *title = other ? http_say(request, "piece.other", NULL) : http_piece_label(request, standing, id), *back = http_say(request, "piece.back", NULL);
  HttpPage page;
  http_page_begin(&page, request, title, 0);
  if (file) http_put(&page, "p", "box calm", "piece.replaces", "name", file->file->name, NULL);
  put_piece(&page, standing, id);
  put_upload(&page, standing, id, file);
  put_tips(&page);
  recto_html_open(page.html, "p", NULL);
  http_put_link(&page, NULL, "/deposit", back);
  recto_html_close(page.html);
  HttpReply *reply = http_page_end(&page, MHD_HTTP_OK);
  http_allow_camera(reply);
  return reply;
}

HttpReply *http_piece(HttpRequest *request) { return http_with_standing(request, piece_page); }
