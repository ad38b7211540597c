/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was just sent: each file's verdict within seconds, the page with the place framed, one thing to do, and "send anyway". Must not know: libmicrohttpd. */
#include "http/deposit.h"
#include "http/api.h"
#include "http/form.h"
#include "http/live.h"
#include "http/static.h"
#include <recto/json.h>

#define MOST_FILES 48
#define MOST_THUMBS 6

/* ------------------------------------------------------------------ receiving */

static char *see_path(const GPtrArray *arrivals) {
  g_autoptr(GString) kept = g_string_new(NULL);
  bool refused = false;
  for (guint i = 0; i < arrivals->len; i++) {
    const HttpArrival *arrival = arrivals->pdata[i];
    refused |= arrival->fate != HTTP_KEPT;
    if (arrival->fate == HTTP_KEPT) g_string_append_printf(kept, "%s%u", kept->len ? "." : "", arrival->ordinal + 1);
  }
  /* What was refused stands in the dossier's history: the page shows what came since then. */
  int64_t since = g_get_real_time() / G_USEC_PER_SEC - 300;
  return refused ? g_strdup_printf("/deposit/sent?f=%s&since=%" G_GINT64_FORMAT, kept->str, since) : g_strdup_printf("/deposit/sent?f=%s", kept->str);
}

/* For the page's own script. */
static HttpReply *tell_script(const GPtrArray *arrivals, const char *see) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "see", see);
  json_builder_set_member_name(builder, "files");
  json_builder_begin_array(builder);
  for (guint i = 0; i < arrivals->len; i++) {
    const HttpArrival *arrival = arrivals->pdata[i];
    json_builder_begin_object(builder);
    recto_json_string(builder, "fate", http_fate_word(arrival->fate));
    recto_json_int(builder, "file", arrival->fate == HTTP_KEPT ? (int64_t)arrival->ordinal + 1 : 0);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  g_autofree char *json = recto_json_finish(builder);
  return http_reply_new(MHD_HTTP_OK, "application/json", g_bytes_new(json, strlen(json)));
}

/* What is our trouble is told at once: the history, from which the next page would tell it, may have no room for it either. NULL = none. */
static HttpReply *our_trouble(HttpRequest *request, const GPtrArray *arrivals) {
  for (guint i = 0; i < arrivals->len; i++) {
    HttpFate fate = ((const HttpArrival *)arrivals->pdata[i])->fate;
    if (fate == HTTP_FULL || fate == HTTP_NO_ROOM) return http_api_refuse(request, fate);
  }
  return NULL;
}

HttpReply *http_receive(HttpRequest *request) {
  const GPtrArray *arrivals = http_form_arrivals(request->form);
  const char *accept = http_header(request, MHD_HTTP_HEADER_ACCEPT);
  if (arrivals->len == 0) return http_problem(request, MHD_HTTP_BAD_REQUEST, "no-file");
  HttpReply *trouble = our_trouble(request, arrivals);
  if (trouble) return trouble;
  g_autofree char *see = see_path(arrivals);
  return accept && strstr(accept, "application/json") ? tell_script(arrivals, see) : http_reply_see(see);
}

HttpReply *http_tell_arrival(HttpRequest *request, const HttpArrival *arrival) {
  g_autoptr(GPtrArray) one = g_ptr_array_new();
  g_ptr_array_add(one, (gpointer)arrival);
  g_autofree char *see = see_path(one);
  HttpReply *trouble = our_trouble(request, one);
  return trouble ? trouble : tell_script(one, see);
}

/* ------------------------------------------------------------------ one file */

void http_put_frame(HttpPage *page, const RectoDefect *defect, const RectoPage *seen) {
  g_autofree char *x = g_strdup_printf("%d", defect->box.x), *y = g_strdup_printf("%d", defect->box.y), *w = g_strdup_printf("%d", defect->box.width);
  g_autofree char *h = g_strdup_printf("%d", defect->box.height), *line = g_strdup_printf("%u", MAX(seen->geometry.width, seen->geometry.height) / 90 + 1);
  if (recto_box_is_empty(defect->box) || !defect->retake) return;
  recto_html_open(page->html, "rect", "class", "mark", "x", x, "y", y, "width", w, "height", h, "stroke-width", line, NULL);
  recto_html_close(page->html);
}

/* The page as the machine straightened it, small, with the places framed that a person should look at. */
static void put_thumb(HttpPage *page, const HttpFile *file, guint index) {
  const RectoPage *seen = file->facts->pages->pdata[index];
  if (seen->gone || seen->geometry.width == 0 || seen->geometry.height == 0) return;
  g_autofree char *box = g_strdup_printf("0 0 %u %u", seen->geometry.width, seen->geometry.height), *w = g_strdup_printf("%u", seen->geometry.width);
  g_autofree char *h = g_strdup_printf("%u", seen->geometry.height), *href = g_strdup_printf("/deposit/thumb/%u.%u", file->file->ordinal + 1, index + 1);
  g_autofree char *n = g_strdup_printf("%u", index + 1), *alt = http_say(page->request, "sent.thumb", "page", n, NULL);
  recto_html_open(page->html, "svg", "class", "thumb", "viewBox", box, "role", "img", "aria-label", alt, NULL);
  recto_html_open(page->html, "image", "href", href, "width", w, "height", h, NULL);
  recto_html_close(page->html);
  for (guint i = 0; i < seen->defects->len; i++) http_put_frame(page, &g_array_index(seen->defects, RectoDefect, i), seen);
  recto_html_close(page->html);
}

/* Pictures are for the browser that sent them: who finds a ticket sees none. */
static bool may_see(const HttpRequest *request, const HttpFile *file) { return g_strcmp0(file->file->session, request->session->id) == 0; }

static void put_thumbs(HttpPage *page, const HttpFile *file) {
  if (!file->facts || file->facts->pages->len == 0 || !may_see(page->request, file)) return;
  recto_html_open(page->html, "div", "class", "thumbs", NULL);
  for (guint i = 0; i < MIN(file->facts->pages->len, MOST_THUMBS); i++) put_thumb(page, file, i);
  recto_html_close(page->html);
}

static char *say_model(const HttpRequest *request, const HttpFile *file, const char *group, const char *word, const char *part) {
  g_autofree char *key = g_strdup_printf("%s.%s.%s", group, word, part);
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(args, (gpointer)"where", file->file->name);
  return recto_message(request->server->config.models, request->language, key, args);
}

/* What happened and what to do, from the file's outcome, its worst defect, or the verdict's own words. */
static void put_words(HttpPage *page, const HttpFile *file) {
  const HttpRequest *request = page->request;
  g_autofree char *own = g_strdup_printf("verdict.%s.text", http_verdict_word(file->verdict));
  if (file->verdict == HTTP_VERDICT_PROBLEM) {
    const char *outcome = recto_outcome_word(file->facts->outcome);
    g_autofree char *text = say_model(request, file, "outcome", outcome, "text"), *action = say_model(request, file, "outcome", outcome, "action");
    recto_html_line(page->html, "p", NULL, text);
    recto_html_line(page->html, "p", "do", action);
    return;
  }
  http_put(page, "p", NULL, own, NULL);
  if (!file->has_worst) return;
  g_autofree char *text = say_model(request, file, "defect", recto_defect_word(file->worst), "text"), *action = say_model(request, file, "defect", recto_defect_word(file->worst), "action");
  recto_html_line(page->html, "p", NULL, text);
  recto_html_line(page->html, "p", "do", action);
}

static void put_recognised(HttpPage *page, const HttpFile *file) {
  const RectoModels *models = page->request->server->config.models;
  g_autoptr(GString) list = g_string_new(NULL);
  if (file->sight == HTTP_SIGHT_FIRST) http_put(page, "p", "soft", "sent.reading", NULL);
  for (guint i = 0; i < file->documents->len; i++)
    g_string_append_printf(list, "%s%s", i ? ", " : "", recto_type_label(models, ((const RectoDocument *)file->documents->pdata[i])->type, page->request->language));
  if (list->len) http_put(page, "p", NULL, "sent.recognised", "documents", list->str, NULL);
  if (file->unrecognised && file->verdict != HTTP_VERDICT_UNREADABLE) http_put(page, "p", NULL, list->len ? "sent.partly" : "sent.unrecognised", NULL);
}

/* What the service did with single pages of the file: nothing is asked of them any more. */
static void put_gone(HttpPage *page, const HttpFile *file, bool moved) {
  g_autoptr(GString) pages = g_string_new(NULL);
  for (guint i = 0; file->facts && i < file->facts->pages->len; i++) {
    const RectoPage *one = file->facts->pages->pdata[i];
    if (one->gone && one->moved == moved) g_string_append_printf(pages, "%s%u", pages->len ? ", " : "", i + 1);
  }
  if (pages->len) http_put(page, "p", "soft", moved ? "sent.gone-moved" : "sent.gone-replaced", "pages", pages->str, NULL);
}

/* Another picture, or this one all the same: the person decides. */
static void put_actions(HttpPage *page, const HttpFile *file) {
  bool doubtful = file->verdict == HTTP_VERDICT_UNREADABLE || file->verdict == HTTP_VERDICT_HARD || file->verdict == HTTP_VERDICT_PROBLEM;
  if (file->file->anyway) http_put(page, "p", "soft", "sent.anyway-done", NULL);
  if (!doubtful || file->file->anyway) return;
  g_autofree char *again = http_say(page->request, file->verdict == HTTP_VERDICT_PROBLEM ? "sent.again-file" : "sent.again", NULL), *anyway = http_say(page->request, "sent.anyway", NULL);
  g_autofree char *href = g_strdup_printf("/deposit/piece/%s?replaces=%u", file->file->piece ? file->file->piece : "other", file->file->ordinal + 1);
  g_autofree char *number = g_strdup_printf("%u", file->file->ordinal + 1);
  recto_html_open(page->html, "div", "class", "links", NULL);
  http_put_link(page, "button", href, again);
  http_put_form(page, "/deposit/anyway", NULL);
  http_put_hidden(page, "file", number);
  http_put_hidden(page, "back", http_argument(page->request, "f"));
  recto_html_open(page->html, "button", "type", "submit", "class", "second", NULL);
  recto_html_text(page->html, anyway);
  recto_html_close(page->html);
  recto_html_close(page->html);
  recto_html_close(page->html);
  http_put(page, "p", "soft", "sent.anyway-text", NULL);
}

static void put_file(HttpPage *page, const HttpFile *file) {
  static const char *const pictures[] = {"wait", "check", "again", "again", "again", "paper"};
  const char *word = http_verdict_word(file->verdict);
  g_autofree char *css_class = g_strdup_printf("card %s", http_verdict_tone(file->verdict)), *title = g_strdup_printf("verdict.%s.title", word);
  g_autofree char *when = http_say_moment(page->request, file->file->received_at), *size = http_say_size(page->request, file->file->size);
  recto_html_open(page->html, "article", "class", css_class, NULL);
  recto_html_open(page->html, "h2", NULL);
  http_put_pictogram(page, pictures[file->verdict]);
  g_autofree char *words = http_say(page->request, title, NULL);
  recto_html_text(page->html, words);
  recto_html_close(page->html);
  http_put(page, "p", "soft", "sent.receipt", "name", file->file->name, "size", size, "when", when, NULL);
  put_thumbs(page, file);
  put_words(page, file);
  put_recognised(page, file);
  put_gone(page, file, false);
  put_gone(page, file, true);
  put_actions(page, file);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ what did not arrive */

static void put_refused(HttpPage *page, const HttpStanding *standing, int64_t since) {
  for (guint i = 0; i < standing->state->attempts->len; i++) {
    const RectoStateAttempt *attempt = standing->state->attempts->pdata[i];
    if (attempt->ticket != page->request->session->ticket || attempt->at / G_USEC_PER_SEC < since) continue;
    g_autofree char *text = g_strdup_printf("fate.%s.text", attempt->cause), *action = g_strdup_printf("fate.%s.action", attempt->cause);
    g_autofree char *size = http_say_size(page->request, (uint64_t)recto_limit(page->request->server->config.models, "channel.upload.max-bytes"));
    recto_html_open(page->html, "article", "class", "card action", NULL);
    http_put(page, "h2", NULL, "sent.refused", NULL);
    http_put_name(page, "p", "soft", attempt->name);
    http_put(page, "p", NULL, text, "size", size, NULL);
    http_put(page, "p", "do", action, "size", size, NULL);
    recto_html_close(page->html);
  }
}

/* ------------------------------------------------------------------ the page */

static bool waits(const HttpFile *file) { return file && (file->sight == HTTP_SIGHT_WAITS || file->sight == HTTP_SIGHT_FIRST); }

static void put_next(HttpPage *page) {
  g_autofree char *next = http_say(page->request, "sent.next", NULL), *slip = http_say(page->request, "overview.slip", NULL);
  recto_html_open(page->html, "p", "class", "links", NULL);
  http_put_link(page, "button", "/deposit", next);
  http_put_link(page, "button second", "/deposit/slip", slip);
  recto_html_close(page->html);
}

/* The same picture sent twice is one file. */
static void tell_once(GArray *ordinals) {
  for (guint i = ordinals->len; i-- > 1;)
    for (guint k = 0; k < i; k++)
      if (g_array_index(ordinals, uint32_t, k) == g_array_index(ordinals, uint32_t, i)) {
        g_array_remove_index(ordinals, i);
        break;
      }
}

static HttpReply *sent(HttpRequest *request, const HttpStanding *standing) {
  g_autoptr(GArray) ordinals = http_ordinals(http_argument(request, "f"), MOST_FILES);
  tell_once(ordinals);
  const char *since = http_argument(request, "since");
  guint n = 0;
  bool busy = false;
  for (guint i = 0; i < ordinals->len; i++) {
    const HttpFile *file = http_standing_file(standing, g_array_index(ordinals, uint32_t, i));
    n += file != NULL;
    busy |= waits(file);
  }
  g_autofree char *count = g_strdup_printf("%u", n), *title = http_say(request, n ? "sent.title" : "sent.title-none", "n", count, NULL);
  HttpPage page;
  http_page_begin(&page, request, title, busy ? 2 : 0);
  if (n) http_put(&page, "p", "lead", "sent.kept", "number", standing->state->number, NULL);
  recto_html_open(page.html, "div", "data-live", busy ? "busy" : "still", "data-etag", standing->etag, "aria-live", "polite", NULL);
  for (guint i = 0; i < ordinals->len; i++) {
    const HttpFile *file = http_standing_file(standing, g_array_index(ordinals, uint32_t, i));
    if (file) put_file(&page, file);
  }
  recto_html_close(page.html);
  if (since) put_refused(&page, standing, g_ascii_strtoll(since, NULL, 10));
  put_next(&page);
  return http_page_end(&page, MHD_HTTP_OK);
}

HttpReply *http_sent(HttpRequest *request) { return http_with_standing(request, sent); }

/* ------------------------------------------------------------------ small answers */

/* For the page's script: has anything changed? */
static HttpReply *state(HttpRequest *request, const HttpStanding *standing) {
  HttpReply *same = http_not_modified(request, standing->etag);
  if (same) return same;
  HttpReply *reply = http_reply_new(MHD_HTTP_NO_CONTENT, NULL, NULL);
  http_reply_header(reply, MHD_HTTP_HEADER_ETAG, standing->etag);
  http_reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "private, no-cache");
  return reply;
}

HttpReply *http_state(HttpRequest *request) { return http_with_standing(request, state); }

HttpReply *http_events(HttpRequest *request) { return http_live_stream(request, request->session->number); }

static const RectoPage *page_in(const RectoFile *file, uint32_t index) { return file && index < file->pages->len ? file->pages->pdata[index] : NULL; }

static HttpReply *thumb(HttpRequest *request, const HttpStanding *standing) {
  g_autoptr(GArray) place = http_ordinals(request->word, 2);
  const HttpFile *file = place->len == 2 ? http_standing_file(standing, g_array_index(place, uint32_t, 0)) : NULL;
  if (!file || !file->facts || !may_see(request, file)) return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  g_autoptr(RectoFile) stored = file->reading ? recto_view_reading(standing->stored, file->reading) : NULL;
  const RectoPage *page = page_in(stored ? stored : file->facts, g_array_index(place, uint32_t, 1));
  if (!page || !page->thumb || page->thumb->coding != RECTO_IMAGE_JPEG) return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  HttpReply *reply = http_reply_new(MHD_HTTP_OK, "image/jpeg", g_bytes_ref(page->thumb->bytes));
  http_reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "private, max-age=300");
  return reply;
}

HttpReply *http_thumb(HttpRequest *request) { return http_with_standing(request, thumb); }

/* Written anew from the numbers that it holds. */
static char *sent_path(const GArray *ordinals) {
  g_autoptr(GString) path = g_string_new("/deposit/sent?f=");
  for (guint i = 0; i < ordinals->len; i++) g_string_append_printf(path, "%s%u", i ? "." : "", g_array_index(ordinals, uint32_t, i) + 1);
  return g_strdup(path->str);
}

HttpReply *http_anyway(HttpRequest *request) {
  g_autoptr(GArray) shown = http_ordinals(http_form_field(request->form, "back"), MOST_FILES);
  uint32_t ordinal = 0;
  g_autofree char *who = http_who(request->session);
  RectoStore *store = http_form_ordinal(request->form, "file", &ordinal) ? http_store_take(request->server, NULL) : NULL;
  if (!store) return http_problem(request, MHD_HTTP_BAD_REQUEST, "not-found");
  RectoWork work = http_work(request->server, store, who);
  bool right = recto_work_keep_anyway(&work, request->session->number, ordinal, request->session->ticket, NULL);
  http_store_give(request->server, store);
  if (!right) return http_problem(request, MHD_HTTP_CONFLICT, "changed");
  if (shown->len == 0) g_array_append_val(shown, ordinal);
  g_autofree char *path = sent_path(shown);
  return http_reply_see(path);
}
