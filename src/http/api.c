/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deposit for programs. Must not know: HTML. */
#include "http/api.h"
#include "http/deposit.h"
#include "http/form.h"
#include "http/static.h"
#include <recto/judge.h>
#include <recto/json.h>

static HttpReply *reply_json(JsonBuilder *builder, unsigned status) {
  g_autofree char *json = recto_json_finish(builder);
  HttpReply *reply = http_reply_new(status, "application/json", g_bytes_new(json, strlen(json)));
  http_reply_header(reply, MHD_HTTP_HEADER_CACHE_CONTROL, "private, no-cache");
  return reply;
}

static void add_moment(JsonBuilder *builder, const char *member, int64_t instant) {
  g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(instant / G_USEC_PER_SEC);
  g_autofree char *text = moment ? g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  recto_json_string(builder, member, text);
}

static void add_bool(JsonBuilder *builder, const char *member, bool value) {
  json_builder_set_member_name(builder, member);
  json_builder_add_boolean_value(builder, value);
}

static void begin_list(JsonBuilder *builder, const char *member) {
  json_builder_set_member_name(builder, member);
  json_builder_begin_array(builder);
}

HttpReply *http_api_description(HttpRequest *request) {
  g_free(request->word);
  request->word = g_strdup("openapi.json");
  return http_static_answer(request);
}

/* ------------------------------------------------------------------ one file */

static void add_defects(JsonBuilder *builder, const RectoPage *page) {
  begin_list(builder, "defects");
  for (guint i = 0; i < page->defects->len; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    json_builder_begin_object(builder);
    recto_json_string(builder, "kind", recto_defect_word(defect->kind));
    add_bool(builder, "retake", defect->retake);
    begin_list(builder, "box");
    const int sides[] = {defect->box.x, defect->box.y, defect->box.width, defect->box.height};
    for (size_t k = 0; k < G_N_ELEMENTS(sides); k++) json_builder_add_int_value(builder, sides[k]);
    json_builder_end_array(builder);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void add_pages(JsonBuilder *builder, const HttpFile *file) {
  begin_list(builder, "pages");
  for (guint i = 0; file->facts && i < file->facts->pages->len; i++) {
    const RectoPage *page = file->facts->pages->pdata[i];
    json_builder_begin_object(builder);
    recto_json_int(builder, "page", i + 1);
    recto_json_string(builder, "legible", recto_answer_word(page->legible));
    recto_json_string(builder, "blank", recto_answer_word(page->blank));
    recto_json_int(builder, "width", page->geometry.width);
    recto_json_int(builder, "height", page->geometry.height);
    add_defects(builder, page);
    if (page->gone) add_bool(builder, page->moved ? "moved" : "replaced", true);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
}

static void add_file(JsonBuilder *builder, const HttpFile *file) {
  static const char *const sights[] = {"waiting", "first-look", "read", "left-to-a-person"};
  json_builder_begin_object(builder);
  recto_json_int(builder, "file", file->file->ordinal + 1);
  recto_json_string(builder, "name", file->file->name);
  recto_json_int(builder, "size", (int64_t)file->file->size);
  recto_json_string(builder, "sha256", file->file->sha256);
  add_moment(builder, "receivedAt", file->file->received_at);
  recto_json_string(builder, "piece", file->file->piece);
  recto_json_string(builder, "reading", sights[file->sight]);
  recto_json_string(builder, "verdict", http_verdict_word(file->verdict));
  recto_json_string(builder, "outcome", file->sight == HTTP_SIGHT_WHOLE ? recto_outcome_word(file->facts->outcome) : NULL);
  add_bool(builder, "sentAnyway", file->file->anyway);
  begin_list(builder, "recognised");
  for (guint i = 0; i < file->documents->len; i++) json_builder_add_string_value(builder, ((const RectoDocument *)file->documents->pdata[i])->type);
  json_builder_end_array(builder);
  add_bool(builder, "unrecognised", file->unrecognised);
  add_pages(builder, file);
  json_builder_end_object(builder);
}

static HttpReply *file_answer(HttpRequest *request, const HttpStanding *standing) {
  g_autoptr(GArray) ordinals = http_ordinals(request->word, 1);
  const HttpFile *file = ordinals->len ? http_standing_file(standing, g_array_index(ordinals, uint32_t, 0)) : NULL;
  HttpReply *same = file ? http_not_modified(request, standing->etag) : NULL;
  if (!file) return http_problem(request, MHD_HTTP_NOT_FOUND, "not-found");
  if (same) return same;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  add_file(builder, file);
  HttpReply *reply = reply_json(builder, MHD_HTTP_OK);
  http_reply_header(reply, MHD_HTTP_HEADER_ETAG, standing->etag);
  return reply;
}

HttpReply *http_api_file(HttpRequest *request) { return http_with_standing(request, file_answer); }

/* ------------------------------------------------------------------ the dossier */

static void add_piece(JsonBuilder *builder, const HttpRequest *request, const HttpStanding *standing, const RectoPieceResult *piece) {
  g_autofree char *label = http_piece_label(request, standing, piece->id);
  const RectoPiece *rule = http_standing_rule(standing, piece->id);
  json_builder_begin_object(builder);
  recto_json_string(builder, "piece", piece->id);
  recto_json_string(builder, "label", label);
  recto_json_string(builder, "state", recto_piece_state_word(piece->state));
  recto_json_string(builder, "source", rule ? rule->source : NULL);
  add_bool(builder, "indispensable", rule && rule->indispensable);
  json_builder_end_object(builder);
}

static void add_finding(JsonBuilder *builder, const HttpRequest *request, const HttpStanding *standing, const RectoFinding *finding) {
  RectoFindingText text = recto_finding_text(request->server->config.models, standing->dossier, finding, request->language);
  json_builder_begin_object(builder);
  recto_json_string(builder, "kind", recto_finding_word(finding->kind));
  recto_json_string(builder, "weight", recto_weight_word(finding->weight));
  recto_json_string(builder, "piece", finding->piece);
  recto_json_string(builder, "title", text.title);
  recto_json_string(builder, "text", text.text);
  recto_json_string(builder, "action", text.action);
  json_builder_end_object(builder);
  recto_finding_text_clear(&text);
}

static void add_dossier(JsonBuilder *builder, const HttpRequest *request, const HttpStanding *standing) {
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-deposit/1");
  recto_json_string(builder, "number", standing->state->number);
  recto_json_string(builder, "procedure", standing->state->procedure);
  recto_json_int(builder, "version", (int64_t)standing->state->version);
  add_bool(builder, "reading", standing->busy);
  recto_json_string(builder, "complete", recto_answer_word(standing->dossier->complete));
  add_moment(builder, "ticketUntil", request->session->expires_at);
  begin_list(builder, "files");
  for (guint i = 0; i < standing->files->len; i++) add_file(builder, standing->files->pdata[i]);
  json_builder_end_array(builder);
  recto_json_int(builder, "filesByOtherWays", standing->n_others);
  begin_list(builder, "pieces");
  for (guint i = 0; i < standing->dossier->pieces->len; i++) add_piece(builder, request, standing, standing->dossier->pieces->pdata[i]);
  json_builder_end_array(builder);
  begin_list(builder, "findings");
  for (guint i = 0; i < standing->dossier->findings->len; i++) add_finding(builder, request, standing, standing->dossier->findings->pdata[i]);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
}

static HttpReply *dossier_answer(HttpRequest *request, const HttpStanding *standing) {
  HttpReply *same = http_not_modified(request, standing->etag);
  if (same) return same;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  add_dossier(builder, request, standing);
  HttpReply *reply = reply_json(builder, MHD_HTTP_OK);
  http_reply_header(reply, MHD_HTTP_HEADER_ETAG, standing->etag);
  return reply;
}

HttpReply *http_api_dossier(HttpRequest *request) { return http_with_standing(request, dossier_answer); }
HttpReply *http_api_slip(HttpRequest *request) { return http_slip(request); }

/* ------------------------------------------------------------------ depositing */

static const struct { HttpFate fate; unsigned status; } fates[] = {
    {HTTP_TOO_BIG, MHD_HTTP_CONTENT_TOO_LARGE}, {HTTP_EMPTY, MHD_HTTP_BAD_REQUEST}, {HTTP_CUT, MHD_HTTP_BAD_REQUEST}, {HTTP_LIMIT, MHD_HTTP_TOO_MANY_REQUESTS},
    {HTTP_NOT_OPEN, MHD_HTTP_CONFLICT}, {HTTP_NO_ROOM, MHD_HTTP_SERVICE_UNAVAILABLE}, {HTTP_OTHER, MHD_HTTP_UNPROCESSABLE_CONTENT},
    {HTTP_ALTERED, MHD_HTTP_UNPROCESSABLE_CONTENT}, {HTTP_FULL, MHD_HTTP_INSUFFICIENT_STORAGE}};

unsigned http_fate_status(HttpFate fate) {
  for (size_t i = 0; i < G_N_ELEMENTS(fates); i++)
    if (fates[i].fate == fate) return fates[i].status;
  return MHD_HTTP_SERVICE_UNAVAILABLE;
}

HttpReply *http_api_refuse(HttpRequest *request, HttpFate fate) {
  g_autofree char *why = g_strconcat("file-", http_fate_word(fate), NULL);
  return http_problem(request, http_fate_status(fate), why);
}

HttpReply *http_api_receipt(HttpRequest *request, const HttpArrival *arrival) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autofree char *where = g_strdup_printf("/api/v1/files/%u", arrival->ordinal + 1);
  json_builder_begin_object(builder);
  recto_json_string(builder, "number", request->session->number);
  recto_json_int(builder, "file", arrival->ordinal + 1);
  recto_json_string(builder, "name", arrival->name);
  recto_json_int(builder, "size", (int64_t)arrival->size);
  recto_json_string(builder, "sha256", arrival->sha256);
  add_bool(builder, "again", arrival->again);
  json_builder_end_object(builder);
  HttpReply *reply = reply_json(builder, arrival->again ? MHD_HTTP_OK : MHD_HTTP_CREATED);
  http_reply_header(reply, MHD_HTTP_HEADER_LOCATION, where);
  return reply;
}

HttpReply *http_api_deposit(HttpRequest *request) {
  const GPtrArray *arrivals = http_form_arrivals(request->form);
  const HttpArrival *arrival = arrivals->len ? arrivals->pdata[0] : NULL;
  if (!arrival || arrival->fate != HTTP_KEPT) return http_api_refuse(request, arrival ? arrival->fate : HTTP_EMPTY);
  return http_api_receipt(request, arrival);
}

/* ------------------------------------------------------------------ what did not arrive */

static HttpReply *attempts_answer(HttpRequest *request, const HttpStanding *standing) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "number", standing->state->number);
  begin_list(builder, "attempts");
  for (guint i = 0; i < standing->state->attempts->len; i++) {
    const RectoStateAttempt *attempt = standing->state->attempts->pdata[i];
    if (attempt->ticket != request->session->ticket) continue;
    json_builder_begin_object(builder);
    add_moment(builder, "at", attempt->at);
    recto_json_string(builder, "name", attempt->name);
    recto_json_int(builder, "size", (int64_t)attempt->size);
    recto_json_string(builder, "cause", attempt->cause);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  return reply_json(builder, MHD_HTTP_OK);
}

HttpReply *http_api_attempts(HttpRequest *request) { return http_with_standing(request, attempts_answer); }
