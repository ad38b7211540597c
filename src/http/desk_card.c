/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page on the screen: its picture with the place framed, its verdict in words, and everything that can be done to it, by button and by key. Must not know: libmicrohttpd. */
#include "http/desk.h"
#include "bundle/pictogram.h"
#include <recto/judge.h>

/* ------------------------------------------------------------------ picture */

static void put_thumb(HttpPage *page, const HttpDesk *desk, const RectoPage *seen, RectoPageId id, const char *name) {
  if (!http_staff_may(page->request, RECTO_MAY_SEE) || seen->geometry.width == 0 || seen->geometry.height == 0) return;
  g_autofree char *box = g_strdup_printf("0 0 %u %u", seen->geometry.width, seen->geometry.height), *w = g_strdup_printf("%u", seen->geometry.width), *h = g_strdup_printf("%u", seen->geometry.height);
  g_autofree char *src = g_strdup_printf("/desk/picture/%s.%u.%u", desk->number, id.file + 1, id.page + 1), *large = g_strdup_printf("/desk/page/%s.%u.%u", desk->number, id.file + 1, id.page + 1);
  g_autofree char *alt = http_say(page->request, "desk.card.picture", "page", name, NULL), *open = http_say(page->request, "desk.card.large", "page", name, NULL);
  bool whole = http_standing_file(desk->standing, id.file)->sight == HTTP_SIGHT_WHOLE;
  recto_html_open(page->html, whole ? "a" : "div", "class", "picture", "href", whole ? large : NULL, "target", whole ? "_blank" : NULL, "rel", whole ? "noopener" : NULL, "aria-label", whole ? open : NULL, NULL);
  recto_html_open(page->html, "svg", "class", "thumb", "viewBox", box, "role", "img", "aria-label", alt, NULL);
  recto_html_open(page->html, "image", "href", src, "width", w, "height", h, NULL);
  recto_html_close(page->html);
  const RectoDefect *cause = seen->legible == RECTO_YES ? NULL : recto_main_cause(seen);
  if (cause) http_put_frame(page, cause, seen);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ verdict */

typedef struct { const char *tone, *badge; } Verdict;

static Verdict verdict_of(const HttpFile *file, const RectoPage *seen) {
  if (seen->blank == RECTO_YES) return (Verdict){"calm", "desk.verdict.blank"};
  if (seen->legible == RECTO_NO && file->file->anyway) return (Verdict){"calm", "verdict.anyway"};
  if (seen->legible == RECTO_NO) return (Verdict){"action", "desk.verdict.again"};
  if (seen->legible == RECTO_CANNOT_TELL) return (Verdict){"check", "desk.verdict.look"};
  return (Verdict){"good", "desk.verdict.good"};
}

/* Its name is the one that scans give: what to do is told of a sheet, not of a telephone. */
static bool is_scan(const HttpFile *file) { return g_str_has_prefix(file->file->name, "page-") && g_str_has_suffix(file->file->name, ".tif"); }

static void put_words(HttpPage *page, const HttpFile *file, const RectoPage *seen) {
  g_auto(RectoPageWords) words = {0};
  if (!recto_page_words(page->request->server->config.models, seen, "where.page", page->request->language, &words)) return;
  if (words.cause) {
    recto_html_open(page->html, "p", "class", "cause", NULL);
    recto_pictogram_html(page->html, words.picture);
    recto_html_line(page->html, "span", NULL, words.cause);
    recto_html_close(page->html);
  }
  if (words.text && !words.cause) recto_html_line(page->html, "p", NULL, words.text);
  if (file->file->anyway) return;
  if (is_scan(file)) http_put(page, "p", "do", words.told == RECTO_NO ? "desk.card.scan-again" : "desk.card.scan-look", NULL);
  else recto_html_line(page->html, "p", "do", words.action);
}

/* ------------------------------------------------------------------ what can be done */

static void put_button(HttpPage *page, const char *act, const char *css_class, const char *text_key, const char *key) {
  g_autofree char *text = http_say(page->request, text_key, NULL);
  http_put_act(page, act, css_class, text, NULL, key);
}

/* A short word on the button, the whole of it beside the pointer and in the ear. */
static void put_short(HttpPage *page, const char *act, const char *word, const char *key) {
  g_autofree char *text_key = g_strconcat("desk.card.", word, NULL), *why_key = g_strconcat("desk.card.why.", word, NULL);
  g_autofree char *text = http_say(page->request, text_key, NULL), *why = http_say(page->request, why_key, NULL);
  http_put_act(page, act, "second small", text, why, key);
}

static char *place_of(RectoPageId id) { return g_strdup_printf("%u:%u", id.file + 1, id.page + 1); }

/* What a new sheet takes the place of: the file, or of a longer one this page. */
static char *taken_by(const HttpFile *file, RectoPageId id) {
  return id.page != RECTO_WHOLE_FILE && file->facts && file->facts->pages->len > 1 ? place_of(id) : g_strdup_printf("%u", id.file + 1);
}

/* The same sheet again, in the place of this one. */
static void put_rescan(HttpPage *page, const HttpDesk *desk, const HttpFile *file, RectoPageId id, const char *name, bool first) {
  g_autofree char *text = http_say(page->request, "desk.card.rescan", "page", name, NULL), *taken = taken_by(file, id);
  http_put_desk_form(page, desk, "/desk/scan", "act");
  http_put_hidden(page, "replaces", taken);
  http_put_act(page, "again", first ? NULL : "second small", text, NULL, "r");
  recto_html_close(page->html);
}

static void put_replace(HttpPage *page, const HttpDesk *desk, const HttpFile *file, RectoPageId page_id, const char *name) {
  g_autofree char *taken = taken_by(file, page_id), *label = http_say(page->request, "desk.card.replace", "page", name, NULL), *go = http_say(page->request, "desk.card.replace-go", NULL);
  g_autofree char *uuid = g_uuid_string_random(), *id = g_strdup_printf("replace-%u-%u", page_id.file + 1, page_id.page + 1);
  http_put_desk_form(page, desk, "/desk/add", "act replace");
  http_put_hidden(page, "key", uuid);
  http_put_hidden(page, "replaces", taken);
  recto_html_open(page->html, "label", "for", id, NULL);
  recto_html_text(page->html, label);
  recto_html_close(page->html);
  recto_html_void(page->html, "input", "type", "file", "id", id, "name", "files", NULL);
  recto_html_open(page->html, "button", "type", "submit", "class", "second small", NULL);
  recto_html_text(page->html, go);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_option(HttpPage *page, const char *value, const char *text, bool chosen) {
  recto_html_open(page->html, "option", "value", value, "selected", chosen ? "" : NULL, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

static void open_group(HttpPage *page, const char *key) {
  g_autofree char *label = http_say(page->request, key, NULL);
  recto_html_open(page->html, "optgroup", "label", label, NULL);
}

static bool holds(const RectoDocument *document, RectoPageId id) {
  for (guint i = 0; i < document->pages->len; i++)
    if (recto_page_id_equal(g_array_index(document->pages, RectoPageId, i), id)) return true;
  return false;
}

/* Behind the last page of another document. */
static void put_documents(HttpPage *page, const HttpDesk *desk, RectoPageId id) {
  const GPtrArray *documents = desk->standing->dossier->documents;
  open_group(page, "desk.card.to-document");
  for (guint i = 0; i < documents->len; i++) {
    const RectoDocument *document = documents->pdata[i];
    if (holds(document, id) || document->pages->len == 0) continue;
    RectoPageId last = g_array_index(document->pages, RectoPageId, document->pages->len - 1);
    if (!http_desk_page_of(desk, last)) continue;
    g_autofree char *place = place_of(last), *value = g_strconcat("after ", place, NULL), *name = http_page_name(desk, last);
    g_autofree char *text = http_say(page->request, "desk.card.after", "document", recto_type_label(page->request->server->config.models, document->type, page->request->language), "page", name, NULL);
    put_option(page, value, text, false);
  }
  recto_html_close(page->html);
}

static void collect_types(const RectoProcedure *procedure, GPtrArray *types) {
  for (guint i = 0; procedure && i < procedure->pieces->len; i++) {
    const RectoPiece *piece = procedure->pieces->pdata[i];
    for (guint k = 0; k < piece->alternatives->len; k++) {
      const RectoAlternative *alternative = piece->alternatives->pdata[k];
      for (guint d = 0; d < alternative->demands->len; d++)
        for (char **type = ((const RectoDemand *)alternative->demands->pdata[d])->types; type && *type; type++)
          if (!g_ptr_array_find_with_equal_func(types, *type, g_str_equal, NULL)) g_ptr_array_add(types, *type);
    }
  }
}

static void put_type(HttpPage *page, const char *type) {
  g_autofree char *value = g_strconcat("type ", type, NULL);
  put_option(page, value, recto_type_label(page->request->server->config.models, type, page->request->language), false);
}

/* The kinds that the procedure asks for, then all others. */
static void put_types(HttpPage *page, const HttpDesk *desk) {
  const GPtrArray *all = recto_models_types(page->request->server->config.models);
  g_autoptr(GPtrArray) asked = g_ptr_array_new();
  collect_types(desk->standing->procedure, asked);
  open_group(page, "desk.card.to-asked");
  for (guint i = 0; i < asked->len; i++) put_type(page, asked->pdata[i]);
  recto_html_close(page->html);
  open_group(page, "desk.card.to-other");
  for (guint i = 0; i < all->len; i++) {
    const char *type = ((const RectoType *)all->pdata[i])->id;
    if (!g_ptr_array_find_with_equal_func(asked, type, g_str_equal, NULL)) put_type(page, type);
  }
  g_autofree char *unknown = http_say(page->request, "desk.unknown", NULL);
  put_option(page, "type unknown", unknown, false);
  recto_html_close(page->html);
}

static void put_move(HttpPage *page, const HttpDesk *desk, RectoPageId id, const char *place, const char *name) {
  g_autofree char *select = g_strdup_printf("move-%u-%u", id.file + 1, id.page + 1), *label = http_say(page->request, "desk.card.move", "page", name, NULL), *choose = http_say(page->request, "desk.card.choose", NULL);
  http_put_desk_form(page, desk, "/desk/do", "act move");
  http_put_hidden(page, "page", place);
  recto_html_open(page->html, "label", "for", select, NULL);
  recto_html_text(page->html, label);
  recto_html_close(page->html);
  recto_html_open(page->html, "select", "id", select, "name", "to", "data-key", "d", NULL);
  put_option(page, "", choose, true);
  put_documents(page, desk, id);
  put_types(page, desk);
  recto_html_close(page->html);
  put_button(page, "move", "second small", "desk.card.move-go", NULL);
  recto_html_close(page->html);
}

/* Of a longer file this page alone, or all of it; the first button is what Enter presses. */
static void put_elsewhere(HttpPage *page, const HttpDesk *desk, const HttpFile *file, RectoPageId id, const char *place) {
  bool of_longer = file->facts && file->facts->pages->len > 1;
  g_autofree char *input = g_strdup_printf("to-%u-%u", id.file + 1, id.page + 1), *label = http_say(page->request, "desk.card.elsewhere", NULL);
  http_put_desk_form(page, desk, "/desk/do", "act elsewhere");
  http_put_hidden(page, "page", place);
  recto_html_open(page->html, "label", "for", input, NULL);
  recto_html_text(page->html, label);
  recto_html_line(page->html, "kbd", NULL, "e");
  recto_html_close(page->html);
  recto_html_void(page->html, "input", "id", input, "name", "to", "maxlength", "20", "autocomplete", "off", "placeholder", "2026-000002", "dir", "ltr", "required", "", "data-key", "e", NULL);
  if (of_longer) put_button(page, "elsewhere-page", "second small", "desk.card.elsewhere-page", NULL);
  put_button(page, "elsewhere", "second small", of_longer ? "desk.card.elsewhere-file" : "desk.card.elsewhere-go", NULL);
  recto_html_close(page->html);
}

static void put_quick(HttpPage *page, const HttpDesk *desk, RectoPageId id, const char *place, const RectoPageId *before) {
  g_autofree char *previous = before ? place_of(*before) : NULL;
  http_put_desk_form(page, desk, "/desk/do", "act quick");
  http_put_hidden(page, "page", place);
  http_put_hidden(page, "previous", previous);
  put_short(page, "turn-90", "turn-right", "t");
  put_short(page, "turn-270", "turn-left", "g");
  if (before) put_short(page, "merge", "merge", "m");
  put_short(page, "apart", "apart", "s");
  put_short(page, "withdraw", "withdraw", "x");
  recto_html_close(page->html);
}

static void put_anyway(HttpPage *page, const HttpDesk *desk, const char *place) {
  http_put_desk_form(page, desk, "/desk/do", "act");
  http_put_hidden(page, "page", place);
  put_button(page, "anyway", "second small", "desk.card.anyway", "a");
  recto_html_close(page->html);
}

static void put_more(HttpPage *page, const HttpDesk *desk, RectoPageId id, const char *place, const char *name, const HttpFile *file, bool redo) {
  g_autofree char *summary = http_say(page->request, "desk.card.more", NULL), *more = g_strdup_printf("more-%u-%u", id.file + 1, id.page + 1);
  recto_html_open(page->html, "details", "class", "more", "id", more, NULL);
  recto_html_line(page->html, "summary", NULL, summary);
  if (http_staff_may(page->request, RECTO_MAY_CHANGE)) put_move(page, desk, id, place, name);
  if (!redo) put_rescan(page, desk, file, id, name, false);
  put_replace(page, desk, file, id, name);
  if (http_staff_may(page->request, RECTO_MAY_CHANGE)) put_elsewhere(page, desk, file, id, place);
  recto_html_close(page->html);
}

/* On its way to another dossier, or kept back from it. */
static void put_send(HttpPage *page, const HttpDesk *desk, RectoPageId id) {
  const RectoStateSend *send = recto_state_send(desk->standing->state, id);
  if (!send) return;
  g_autofree char *key = send->cause ? g_strconcat("desk.card.stayed.", send->cause, NULL) : g_strdup("desk.card.on-its-way");
  http_put(page, "p", send->cause ? "box action" : "box calm", key, "to", send->to, NULL);
}

/* What a person said of the page that this one took the place of holds here too; where this one says otherwise, review asks. */
static bool has_inherited(const HttpDesk *desk, RectoPageId id) {
  const GPtrArray *corrections = desk->standing->state->corrections;
  for (guint i = 0; i < corrections->len; i++) {
    const RectoCorrection *word = corrections->pdata[i];
    bool told = word->kind == RECTO_CORRECT_TYPE || word->kind == RECTO_CORRECT_FIELD || word->kind == RECTO_CORRECT_PERSON;
    if (word->inherited && told && recto_page_id_equal(word->page, id)) return true;
  }
  return false;
}

/* ------------------------------------------------------------------ the card */

static void open_card(HttpPage *page, const char *tone, const char *id, const char *title_id) {
  g_autofree char *css_class = g_strdup_printf("page %s", tone);
  recto_html_open(page->html, "article", "class", css_class, "id", id, "tabindex", "0", "data-card", "", "aria-labelledby", title_id, NULL);
}

static void put_title(HttpPage *page, const char *id, const char *name, const char *tone, const char *badge) {
  g_autofree char *title = http_say(page->request, "desk.card.title", "page", name, NULL), *words = http_say(page->request, badge, NULL);
  recto_html_open(page->html, "p", "class", "title", "id", id, NULL);
  recto_html_text(page->html, title);
  recto_html_text(page->html, " ");
  http_put_badge(page, tone, words);
  recto_html_close(page->html);
}

void http_put_desk_card(HttpPage *page, const HttpDesk *desk, RectoPageId id, const RectoPageId *before) {
  const HttpFile *file = http_standing_file(desk->standing, id.file);
  const RectoPage *seen = http_desk_page_of(desk, id);
  bool open = !desk->standing->state->closed, redo = seen->legible != RECTO_YES && seen->blank != RECTO_YES && !file->file->anyway;
  g_autofree char *name = http_page_name(desk, id), *place = place_of(id), *card = g_strdup_printf("p%u-%u", id.file + 1, id.page + 1), *title = g_strconcat(card, "-t", NULL);
  Verdict verdict = verdict_of(file, seen);
  open_card(page, verdict.tone, card, title);
  put_title(page, title, name, verdict.tone, verdict.badge);
  recto_html_open(page->html, "div", "class", "sheet", NULL);
  put_thumb(page, desk, seen, id, name);
  recto_html_open(page->html, "div", "class", "said", NULL);
  put_words(page, file, seen);
  if (file->sight == HTTP_SIGHT_FIRST) http_put(page, "p", "soft", "sent.reading", NULL);
  put_send(page, desk, id);
  if (has_inherited(desk, id)) http_put(page, "p", "soft", "desk.card.inherited", NULL);
  if (open && redo) put_rescan(page, desk, file, id, name, seen->legible == RECTO_NO);
  if (open && redo && http_staff_may(page->request, RECTO_MAY_CHANGE)) put_anyway(page, desk, place);
  if (open && http_staff_may(page->request, RECTO_MAY_CHANGE)) put_quick(page, desk, id, place, before);
  recto_html_close(page->html);
  recto_html_close(page->html);
  if (open) put_more(page, desk, id, place, name, file, redo);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ a file without pages */

static char *say_outcome(const HttpRequest *request, const HttpFile *file, const char *part) {
  g_autofree char *key = g_strdup_printf("outcome.%s.%s", recto_outcome_word(file->facts->outcome), part);
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(args, (gpointer)"where", file->file->name);
  return recto_message(request->server->config.models, request->language, key, args);
}

static void put_file_words(HttpPage *page, const HttpFile *file) {
  g_autofree char *own = g_strdup_printf("verdict.%s.text", http_verdict_word(file->verdict));
  if (file->verdict != HTTP_VERDICT_PROBLEM) {
    http_put(page, "p", NULL, file->verdict == HTTP_VERDICT_WAITS ? "desk.verdict.waits-text" : own, NULL);
    return;
  }
  g_autofree char *text = say_outcome(page->request, file, "text"), *action = say_outcome(page->request, file, "action");
  recto_html_line(page->html, "p", NULL, text);
  recto_html_line(page->html, "p", "do", action);
}

void http_put_desk_file(HttpPage *page, const HttpDesk *desk, const HttpFile *file) {
  g_autofree char *name = g_strdup_printf("%u", file->file->ordinal + 1), *card = g_strdup_printf("p%s-1", name), *title = g_strconcat(card, "-t", NULL), *place = g_strconcat(name, ":1", NULL);
  g_autofree char *badge = g_strdup_printf("verdict.%s.badge", http_verdict_word(file->verdict));
  bool open = !desk->standing->state->closed;
  open_card(page, http_verdict_tone(file->verdict), card, title);
  put_title(page, title, name, http_verdict_tone(file->verdict), badge);
  http_put_name(page, "p", "soft", file->file->name);
  put_file_words(page, file);
  if (open && file->verdict == HTTP_VERDICT_PROBLEM) put_rescan(page, desk, file, (RectoPageId){0, file->file->ordinal, RECTO_WHOLE_FILE}, name, true);
  if (open && file->verdict != HTTP_VERDICT_WAITS && http_staff_may(page->request, RECTO_MAY_CHANGE)) {
    http_put_desk_form(page, desk, "/desk/do", "act");
    http_put_hidden(page, "page", place);
    put_short(page, "withdraw", "withdraw", "x");
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
}
