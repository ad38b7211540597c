/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a dossier's history makes of it. */
#include "work/inherit.h"
#include <recto/error.h>
#include <recto/json.h>
#include <string.h>

static void state_file_free(RectoStateFile *file) {
  g_free(file->name);
  g_free(file->blob);
  g_free(file->sha256);
  g_free(file->from);
  g_free(file->channel);
  g_free(file->gone_to);
  g_free(file->session);
  g_free(file->piece);
  g_free(file);
}

static void attempt_free(gpointer data) {
  RectoStateAttempt *attempt = data;
  g_free(attempt->name);
  g_free(attempt->cause);
  g_free(attempt);
}

static void gone_free(gpointer data) {
  RectoStateGone *gone = data;
  g_free(gone->to);
  g_free(gone);
}

static void send_free(gpointer data) {
  RectoStateSend *send = data;
  g_free(send->to);
  g_free(send->who);
  g_free(send->cause);
  g_free(send);
}

void recto_state_free(RectoState *state) {
  if (!state) return;
  g_free(state->number);
  g_free(state->procedure);
  recto_situation_free(state->situation);
  g_ptr_array_unref(state->files);
  g_ptr_array_unref(state->corrections);
  g_ptr_array_unref(state->attempts);
  g_ptr_array_unref(state->gone);
  g_ptr_array_unref(state->sends);
  g_free(state->judged);
  g_free(state->placed);
  g_free(state);
}

RectoStateFile *recto_state_file(const RectoState *state, uint32_t ordinal) {
  for (guint i = 0; i < state->files->len; i++)
    if (((RectoStateFile *)state->files->pdata[i])->ordinal == ordinal) return state->files->pdata[i];
  return NULL;
}

/* ------------------------------------------------------------------ members of bodies; absent or of another kind = nothing */

static JsonNode *member(JsonObject *object, const char *name) { return object ? json_object_get_member(object, name) : NULL; }

static JsonObject *object_of(JsonObject *object, const char *name) {
  JsonNode *node = member(object, name);
  return node && JSON_NODE_HOLDS_OBJECT(node) ? json_node_get_object(node) : NULL;
}

static JsonArray *array_of(JsonObject *object, const char *name) {
  JsonNode *node = member(object, name);
  return node && JSON_NODE_HOLDS_ARRAY(node) ? json_node_get_array(node) : NULL;
}

static JsonObject *root_of(JsonNode *root) { return root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL; }

/* ------------------------------------------------------------------ undo */

static int64_t number_in(const RectoStoreEvent *event, const char *name) {
  g_autoptr(JsonNode) root = event->body ? recto_json_parse(event->body, -1, 1 << 16, NULL) : NULL;
  return recto_json_number(root_of(root), name, -1);
}

/* What a page's wish to go came to falls with the wish. */
static void undo_what_was_sent(const GPtrArray *events, GHashTable *undone) {
  for (guint i = 0; g_hash_table_size(undone) > 0 && i < events->len; i++) {
    const RectoStoreEvent *event = events->pdata[i];
    bool outcome = g_str_equal(event->deed, "withdraw") || g_str_equal(event->deed, "stayed");
    int64_t sent = outcome ? number_in(event, "sent") : -1;
    if (sent > 0 && g_hash_table_contains(undone, GSIZE_TO_POINTER((gsize)sent))) g_hash_table_add(undone, GSIZE_TO_POINTER((gsize)event->version));
  }
}

/* From the last line backwards: an undo that no later undo names holds. */
GHashTable *recto_state_undone(const GPtrArray *events) {
  GHashTable *undone = g_hash_table_new(g_direct_hash, g_direct_equal);
  for (guint i = events->len; i > 0; i--) {
    const RectoStoreEvent *event = events->pdata[i - 1];
    if (!g_str_equal(event->deed, "undo") || !event->body || g_hash_table_contains(undone, GSIZE_TO_POINTER(event->version))) continue;
    int64_t version = number_in(event, "version");
    if (version > 0) g_hash_table_add(undone, GSIZE_TO_POINTER((gsize)version));
  }
  undo_what_was_sent(events, undone);
  return undone;
}

/* ------------------------------------------------------------------ deeds */

static void replace_text(char **slot, const char *text) {
  g_free(*slot);
  *slot = g_strdup(text);
}

static void take_answers(RectoState *state, JsonObject *body) {
  const char *procedure = recto_json_text(body, "procedure"), *reception = recto_json_text(body, "reception");
  JsonObject *situation = object_of(body, "situation");
  if (procedure) replace_text(&state->procedure, procedure);
  if (reception) recto_date_from_iso(reception, &state->reception);
  g_autoptr(GList) questions = situation ? json_object_get_members(situation) : NULL;
  for (GList *at = questions; at; at = at->next)
    if (recto_json_text(situation, at->data)) g_hash_table_insert(state->situation->answers, g_strdup(at->data), g_strdup(recto_json_text(situation, at->data)));
}

/* The file that element i of a list of ordinals names; NULL when it names none. */
static RectoStateFile *file_named(const RectoState *state, JsonArray *ordinals, guint i) {
  JsonNode *node = json_array_get_element(ordinals, i);
  int64_t ordinal = json_node_get_value_type(node) == G_TYPE_INT64 ? json_node_get_int(node) : -1;
  return ordinal >= 0 && ordinal < UINT32_MAX ? recto_state_file(state, (uint32_t)ordinal) : NULL;
}

static void withdraw(RectoState *state, JsonArray *ordinals, const char *to) {
  for (guint i = 0; ordinals && i < json_array_get_length(ordinals); i++) {
    RectoStateFile *file = file_named(state, ordinals, i);
    if (!file) continue;
    file->in_force = false;
    replace_text(&file->gone_to, to);
  }
}

static void take_origin(RectoStateFile *file, JsonObject *origin) {
  if (!origin) return;
  file->source = (uint32_t)recto_json_number(origin, "file", -1);
  file->part = (uint32_t)recto_json_number(origin, "part", -1);
  file->page = (uint32_t)recto_json_number(origin, "page", -1);
}

static void take_sender(RectoStateFile *file, JsonObject *remarks) {
  file->ticket = (uint32_t)recto_json_number(remarks, "ticket", 0);
  file->session = g_strdup(recto_json_text(remarks, "session"));
  file->piece = g_strdup(recto_json_text(remarks, "piece"));
}

static void take_refused(RectoState *state, JsonObject *body, int64_t at) {
  const char *name = recto_json_text(body, "name"), *cause = recto_json_text(body, "cause");
  RectoStateAttempt *attempt = g_new0(RectoStateAttempt, 1);
  *attempt = (RectoStateAttempt){at, g_strdup(name ? name : ""), g_strdup(cause ? cause : ""), (uint64_t)recto_json_number(body, "size", 0), (uint32_t)recto_json_number(body, "ticket", 0)};
  g_ptr_array_add(state->attempts, attempt);
}

static void take_unpacked(RectoState *state, JsonObject *body) {
  JsonArray *files = array_of(body, "files");
  int64_t parts = recto_json_number(body, "parts", -1);
  for (guint i = 0; files && i < json_array_get_length(files); i++) {
    RectoStateFile *file = file_named(state, files, i);
    if (!file) continue;
    file->opened = true;
    file->n_parts = parts > 0 ? (uint32_t)parts : 0;
    if (file->n_parts) file->in_force = false;
  }
}

static void count_withdrawals(RectoState *state, JsonArray *ordinals) {
  for (guint i = 0; ordinals && i < json_array_get_length(ordinals); i++) {
    RectoStateFile *file = file_named(state, ordinals, i);
    if (file) file->withdrawals++;
  }
}

/* Does the last judgement so far name this page, or a page of this file, as unreadable? Its lines are those of judged.c: "unreadable MESSAGE WEIGHT … 2:1". */
static bool was_unreadable(const RectoState *state, RectoPageId named) {
  g_autoptr(JsonNode) root = state->judged ? recto_json_parse(state->judged, -1, 1 << 24, NULL) : NULL;
  JsonArray *lines = array_of(object_of(root_of(root), "said"), "findings");
  g_autofree char *words = recto_page_to_words(named), *page = named.page == RECTO_WHOLE_FILE ? g_strdup_printf(" %u:", named.file + 1) : g_strdup_printf(" %s ", words);
  for (guint i = 0; lines && i < json_array_get_length(lines); i++) {
    JsonNode *node = json_array_get_element(lines, i);
    const char *line = json_node_get_value_type(node) == G_TYPE_STRING ? json_node_get_string(node) : "";
    g_autofree char *closed = g_strconcat(line, " ", NULL);
    if (g_str_has_prefix(line, "unreadable ") && strstr(closed, page)) return true;
  }
  return false;
}

/* ------------------------------------------------------------------ one page of a longer file */

static bool page_in(JsonArray *pages, guint i, RectoPageId *ret) {
  JsonNode *node = json_array_get_element(pages, i);
  return json_node_get_value_type(node) == G_TYPE_STRING && recto_page_from_words(json_node_get_string(node), ret);
}

static const RectoStateGone *gone(const RectoState *state, RectoPageId page) {
  for (guint i = 0; i < state->gone->len; i++)
    if (recto_page_id_equal(((const RectoStateGone *)state->gone->pdata[i])->page, page)) return state->gone->pdata[i];
  return NULL;
}

static void let_go(RectoState *state, JsonArray *pages, uint32_t by, const char *to) {
  RectoPageId page;
  for (guint i = 0; pages && i < json_array_get_length(pages); i++) {
    if (!page_in(pages, i, &page) || gone(state, page)) continue;
    RectoStateGone *one = g_new0(RectoStateGone, 1);
    *one = (RectoStateGone){page, by, g_strdup(to)};
    g_ptr_array_add(state->gone, one);
  }
}

/* ------------------------------------------------------------------ … that is to go to another dossier */

const RectoStateSend *recto_state_send(const RectoState *state, RectoPageId page) {
  for (guint i = state->sends->len; i > 0; i--)
    if (recto_page_id_equal(((const RectoStateSend *)state->sends->pdata[i - 1])->page, page)) return state->sends->pdata[i - 1];
  return NULL;
}

static void take_send(RectoState *state, const RectoStoreEvent *event, JsonObject *body) {
  JsonArray *pages = array_of(body, "pages");
  const char *to = recto_json_text(body, "to");
  RectoPageId page;
  if (!pages || json_array_get_length(pages) == 0 || !page_in(pages, 0, &page) || !to) return;
  RectoStateSend *send = g_new0(RectoStateSend, 1);
  *send = (RectoStateSend){event->version, page, g_strdup(to), g_strdup(event->who), NULL};
  g_ptr_array_add(state->sends, send);
}

static RectoStateSend *sent_by(const RectoState *state, JsonObject *body) {
  int64_t sent = recto_json_number(body, "sent", -1);
  for (guint i = 0; sent > 0 && i < state->sends->len; i++)
    if (((const RectoStateSend *)state->sends->pdata[i])->version == (uint64_t)sent) return state->sends->pdata[i];
  return NULL;
}

static void take_stayed(RectoState *state, JsonObject *body) {
  const char *cause = recto_json_text(body, "cause");
  RectoStateSend *send = sent_by(state, body);
  if (send) replace_text(&send->cause, cause ? cause : "");
}

/* It has gone: that it stayed when it was tried before is told no more. */
static void end_send(RectoState *state, JsonObject *body) {
  const RectoStateSend *send = sent_by(state, body);
  RectoPageId page = send ? send->page : (RectoPageId){0, 0, 0};
  for (guint i = send ? state->sends->len : 0; i > 0; i--)
    if (recto_page_id_equal(((const RectoStateSend *)state->sends->pdata[i - 1])->page, page)) g_ptr_array_remove_index(state->sends, i - 1);
}

/* Once it has gone, its wish is fulfilled: an undo of that line alone brings the page back and sends nothing anew. */
static void take_withdrawal(RectoState *state, JsonObject *body, bool undone) {
  const char *to = recto_json_text(body, "to");
  end_send(state, body);
  if (undone) return;
  withdraw(state, array_of(body, "files"), to);
  if (to) let_go(state, array_of(body, "pages"), UINT32_MAX, to);
}

/* What takes the place of one that stood in for another stands there too. */
static bool place_of(const RectoState *state, JsonArray *files, JsonArray *pages, RectoPageId *ret) {
  RectoPageId page;
  for (guint i = 0; files && i < json_array_get_length(files); i++) {
    const RectoStateFile *file = file_named(state, files, i);
    if (!file || !file->stands_in) continue;
    *ret = file->place;
    return true;
  }
  if (!pages || json_array_get_length(pages) == 0 || !page_in(pages, 0, &page)) return false;
  const RectoStateFile *file = recto_state_file(state, page.file);
  *ret = file && file->stands_in ? file->place : page;
  return true;
}

void recto_state_mark(const RectoState *state, RectoFile *file) {
  const RectoStateFile *known = recto_state_file(state, file->ordinal);
  for (guint i = 0; known && i < file->pages->len; i++) {
    RectoPage *page = file->pages->pdata[i];
    const RectoStateGone *where = gone(state, page->id);
    page->gone = where != NULL;
    page->moved = where && where->to;
    page->stands_in = known->stands_in;
    page->place = known->place;
  }
}

bool recto_state_page_counts(const RectoState *state, RectoPageId page, GError **error) {
  g_autofree char *words = recto_page_to_words(page);
  if (!recto_state_in_force(state, &page.file, 1, error)) return false;
  const RectoStateGone *where = gone(state, page);
  if (!where) return true;
  if (where->to) return recto_error_say(error, RECTO_ERROR_USAGE, "error.page-moved", "page {page} of dossier {number} went to dossier {to}", "page", words, "number", state->number, "to", where->to, NULL);
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.page-replaced", "page {page} of dossier {number} was replaced before", "page", words, "number", state->number, NULL);
}

/* A deposit in place of a page that was judged unreadable is one more try. */
static uint32_t count_tries(const RectoState *state, JsonArray *replaces, JsonArray *pages) {
  uint32_t tries = 1;
  RectoPageId page;
  for (guint i = 0; pages && i < json_array_get_length(pages); i++) {
    const RectoStateFile *file = page_in(pages, i, &page) ? recto_state_file(state, page.file) : NULL;
    if (file) tries = MAX(tries, file->tries + was_unreadable(state, page));
  }
  for (guint i = 0; replaces && i < json_array_get_length(replaces); i++) {
    const RectoStateFile *file = file_named(state, replaces, i);
    if (file) tries = MAX(tries, file->tries + was_unreadable(state, (RectoPageId){0, file->ordinal, RECTO_WHOLE_FILE}));
  }
  return tries;
}

static void send_anyway(RectoState *state, JsonArray *ordinals) {
  for (guint i = 0; ordinals && i < json_array_get_length(ordinals); i++) {
    RectoStateFile *file = file_named(state, ordinals, i);
    if (file) file->anyway = true;
  }
}

static bool is_true(JsonObject *object, const char *name) {
  JsonNode *node = member(object, name);
  return node && json_node_get_value_type(node) == G_TYPE_BOOLEAN && json_node_get_boolean(node);
}

static RectoDate received_on(JsonObject *body) {
  RectoDate day = {0};
  const char *iso = recto_json_text(object_of(body, "remarks"), "received");
  if (iso) recto_date_from_iso(iso, &day);
  return day;
}

/* ------------------------------------------------------------------ what was said of a page that is replaced */

static uint32_t first_ordinal(JsonArray *files) {
  JsonNode *node = files && json_array_get_length(files) ? json_array_get_element(files, 0) : NULL;
  return (uint32_t)recto_json_number(root_of(node), "ordinal", UINT32_MAX);
}

static bool only_first_page(const RectoState *state, uint32_t ordinal) {
  for (guint i = 0; i < state->corrections->len; i++) {
    const RectoCorrection *correction = state->corrections->pdata[i];
    if (correction->page.file == ordinal && correction->page.page > 0) return false;
  }
  return true;
}

/* The one page that a deposit of one file takes the place of; of a whole file it is known to be one as far as a person spoke of no other of its pages. */
static bool replaced_one(const RectoState *state, JsonArray *replaced, JsonArray *pages, RectoPageId *ret) {
  guint n_files = replaced ? json_array_get_length(replaced) : 0, n_pages = pages ? json_array_get_length(pages) : 0;
  if (n_files + n_pages != 1) return false;
  if (n_pages) return page_in(pages, 0, ret);
  const RectoStateFile *file = file_named(state, replaced, 0);
  *ret = (RectoPageId){0, file ? file->ordinal : 0, 0};
  return file && only_first_page(state, file->ordinal);
}

static void inherit(RectoState *state, JsonArray *replaced, JsonArray *pages, JsonArray *files) {
  RectoPageId old;
  if (!files || json_array_get_length(files) != 1 || !replaced_one(state, replaced, pages, &old)) return;
  const RectoStateFile *before = recto_state_file(state, old.file);
  recto_state_inherit(state->corrections, old, (RectoPageId){0, first_ordinal(files), 0}, pages && json_array_get_length(pages) && before && !before->stands_in);
}

/* An undone deposit's files stay on the list, without force. */
static bool take_deposit(RectoState *state, const RectoStoreEvent *event, JsonObject *body, bool undone) {
  JsonArray *files = array_of(body, "files");
  JsonObject *remarks = object_of(body, "remarks");
  JsonArray *replaced = array_of(remarks, "replaces"), *pages = array_of(remarks, "pages");
  RectoPageId place = {0, 0, 0};
  uint32_t tries = undone ? 1 : count_tries(state, replaced, pages);
  bool stands_in = !undone && place_of(state, replaced, pages, &place);
  for (guint i = 0; files && i < json_array_get_length(files); i++) {
    JsonNode *node = json_array_get_element(files, i);
    JsonObject *object = root_of(node);
    int64_t ordinal = recto_json_number(object, "ordinal", -1), size = recto_json_number(object, "size", -1);
    if (ordinal < 0 || ordinal > UINT32_MAX - 1 || size < 0 || !recto_json_text(object, "blob")) return false;
    RectoStateFile *file = g_new0(RectoStateFile, 1);
    *file = (RectoStateFile){(uint32_t)ordinal, g_strdup(recto_json_text(object, "name")), g_strdup(recto_json_text(object, "blob")), g_strdup(recto_json_text(object, "sha256")),
                             g_strdup(recto_json_text(object, "from")), g_strdup(recto_json_text(body, "channel")), (uint64_t)size, event->version, event->at,
                             received_on(body), !undone,
                             false, 0, UINT32_MAX, 0, 0, NULL, 0, tries, is_true(remarks, "anyway"), 0, NULL, NULL, stands_in, place};
    take_sender(file, remarks);
    take_origin(file, object_of(remarks, "unpacked"));
    if (!file->name) file->name = g_strdup("");
    g_ptr_array_add(state->files, file);
  }
  if (!state->received_at) state->received_at = event->at;
  if (!undone) {
    withdraw(state, replaced, NULL);
    let_go(state, pages, first_ordinal(files), NULL);
    inherit(state, replaced, pages, files);
  }
  return files != NULL;
}

static void take_correction(RectoState *state, JsonObject *body) {
  RectoCorrectionKind kind = RECTO_CORRECT_TYPE;
  RectoPageId page = {0, 0, 0};
  const char *word = recto_json_text(body, "kind");
  if (!word || !recto_correction_from_word(word, &kind) || !recto_page_from_words(recto_json_text(body, "page"), &page)) return;
  RectoPageId other = {0, 0, 0};
  if (kind == RECTO_CORRECT_TOGETHER && !recto_page_from_words(recto_json_text(body, "other"), &other)) return;
  RectoCorrection *correction = recto_correction_new(kind, page, recto_json_text(body, "name"), recto_json_text(body, "value"));
  correction->other = other;
  g_ptr_array_add(state->corrections, correction);
}

static void take_seen(RectoState *state, JsonObject *body) {
  const char *piece = recto_json_text(body, "piece");
  if (piece) g_hash_table_insert(state->situation->answers, g_strconcat("seen.", piece, NULL), g_strdup("yes"));
}

static bool take(RectoState *state, const RectoStoreEvent *event, bool undone) {
  g_autoptr(JsonNode) root = event->body ? recto_json_parse(event->body, -1, 1 << 26, NULL) : NULL;
  JsonObject *body = root_of(root);
  const char *deed = event->deed;
  if (g_str_equal(deed, "deposit")) return body && take_deposit(state, event, body, undone);
  if (g_str_equal(deed, "close") || g_str_equal(deed, "reopen")) state->closed = g_str_equal(deed, "close");
  if (body && g_str_equal(deed, "withdraw")) {
    count_withdrawals(state, array_of(body, "files"));
    take_withdrawal(state, body, undone);
  }
  if (undone || !body) return true;
  if (g_str_equal(deed, "open") || g_str_equal(deed, "answers")) take_answers(state, body);
  else if (g_str_equal(deed, "send")) take_send(state, event, body);
  else if (g_str_equal(deed, "stayed")) take_stayed(state, body);
  else if (g_str_equal(deed, "seen")) take_seen(state, body);
  else if (g_str_equal(deed, "anyway")) send_anyway(state, array_of(body, "files"));
  else if (g_str_equal(deed, "correct")) take_correction(state, body);
  else if (g_str_equal(deed, "unpacked")) take_unpacked(state, body);
  else if (g_str_equal(deed, "refused")) take_refused(state, body, event->at);
  else if (g_str_equal(deed, "placed")) replace_text(&state->placed, event->body);
  else if (g_str_equal(deed, "judged")) replace_text(&state->judged, event->body);
  return true;
}

RectoState *recto_state_fold(const char *number, const GPtrArray *events, GError **error) {
  g_autoptr(RectoState) state = g_new0(RectoState, 1);
  g_autoptr(GHashTable) undone = recto_state_undone(events);
  state->number = g_strdup(number);
  state->situation = recto_situation_new();
  state->files = g_ptr_array_new_with_free_func((GDestroyNotify)state_file_free);
  state->attempts = g_ptr_array_new_with_free_func(attempt_free);
  state->corrections = g_ptr_array_new_with_free_func((GDestroyNotify)recto_correction_free);
  state->gone = g_ptr_array_new_with_free_func(gone_free);
  state->sends = g_ptr_array_new_with_free_func(send_free);
  for (guint i = 0; i < events->len; i++) {
    const RectoStoreEvent *event = events->pdata[i];
    state->version = event->version;
    if (take(state, event, g_hash_table_contains(undone, GSIZE_TO_POINTER(event->version)))) continue;
    g_autofree char *version = g_strdup_printf("%" G_GUINT64_FORMAT, event->version);
    recto_error_say(error, RECTO_ERROR_FORMAT, "error.history-version", "dossier {number}: version {version} of its history is not of this form", "number", number,
                    "version", version, NULL);
    return NULL;
  }
  return g_steal_pointer(&state);
}

RectoState *recto_state_load(RectoStore *store, const char *number, GError **error) {
  g_autoptr(RectoStoreDossier) dossier = recto_store_find(store, number, error); /* tells an unknown or purged one */
  g_autoptr(GPtrArray) events = dossier ? recto_store_history(store, number, error) : NULL;
  return events ? recto_state_fold(number, events, error) : NULL;
}
