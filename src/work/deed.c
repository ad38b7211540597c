/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies of history lines. */
#include "work/deed.h"
#include <recto/json.h>
#include <recto/text.h>

static void add_ordinals(JsonBuilder *builder, const char *member, const uint32_t *ordinals, size_t n) {
  json_builder_set_member_name(builder, member);
  json_builder_begin_array(builder);
  for (size_t i = 0; i < n; i++) json_builder_add_int_value(builder, ordinals[i]);
  json_builder_end_array(builder);
}

static void add_situation(JsonBuilder *builder, const RectoSituation *situation) {
  guint n = 0;
  g_autofree char **questions = (char **)g_hash_table_get_keys_as_array(situation->answers, &n);
  qsort(questions, n, sizeof *questions, recto_text_compare);
  json_builder_set_member_name(builder, "situation");
  json_builder_begin_object(builder);
  for (guint i = 0; i < n; i++) recto_json_string_if(builder, questions[i], g_hash_table_lookup(situation->answers, questions[i]));
  json_builder_end_object(builder);
}

static JsonBuilder *begin(void) {
  JsonBuilder *builder = json_builder_new();
  json_builder_begin_object(builder);
  return builder;
}

static char *end(JsonBuilder *builder) {
  json_builder_end_object(builder);
  char *text = recto_json_finish(builder);
  g_object_unref(builder);
  return text;
}

char *recto_deed_open(const char *procedure, RectoDate reception, const RectoSituation *situation) {
  JsonBuilder *builder = begin();
  char iso[11];
  recto_json_string_if(builder, "procedure", procedure);
  if (recto_date_is_set(reception)) recto_json_string_if(builder, "reception", recto_date_to_iso(reception, iso));
  if (situation) add_situation(builder, situation);
  return end(builder);
}

static void add_pages(JsonBuilder *builder, const RectoPageId *pages, size_t n) {
  json_builder_set_member_name(builder, "pages");
  json_builder_begin_array(builder);
  for (size_t i = 0; i < n; i++) {
    g_autofree char *words = recto_page_to_words(pages[i]);
    json_builder_add_string_value(builder, words);
  }
  json_builder_end_array(builder);
}

char *recto_deed_remarks(const uint32_t *replaces, size_t n_replaces, const RectoPageId *pages, size_t n_pages, RectoDate received, bool anyway) {
  char iso[11];
  if (n_replaces == 0 && n_pages == 0 && !recto_date_is_set(received) && !anyway) return NULL;
  JsonBuilder *builder = begin();
  if (n_replaces) add_ordinals(builder, "replaces", replaces, n_replaces);
  if (n_pages) add_pages(builder, pages, n_pages);
  if (recto_date_is_set(received)) recto_json_string_if(builder, "received", recto_date_to_iso(received, iso));
  if (anyway) {
    json_builder_set_member_name(builder, "anyway");
    json_builder_add_boolean_value(builder, true);
  }
  return end(builder);
}

char *recto_deed_anyway(const uint32_t *ordinals, size_t n, const char *why) {
  JsonBuilder *builder = begin();
  add_ordinals(builder, "files", ordinals, n);
  recto_json_string_if(builder, "why", why);
  return end(builder);
}

char *recto_deed_part(uint32_t file, uint32_t part, uint32_t page) {
  JsonBuilder *builder = begin();
  json_builder_set_member_name(builder, "unpacked");
  json_builder_begin_object(builder);
  recto_json_int(builder, "file", file);
  recto_json_int(builder, "part", part);
  recto_json_int(builder, "page", page);
  json_builder_end_object(builder);
  return end(builder);
}

char *recto_deed_upload(const uint32_t *replaced, uint32_t ticket, const char *session, const char *piece) {
  JsonBuilder *builder = begin();
  if (replaced) add_ordinals(builder, "replaces", replaced, 1);
  recto_json_int(builder, "ticket", ticket);
  recto_json_string_if(builder, "session", session);
  recto_json_string_if(builder, "piece", piece);
  return end(builder);
}

char *recto_deed_refused(const char *name, uint64_t size, const char *cause, uint32_t ticket) {
  JsonBuilder *builder = begin();
  recto_json_string_if(builder, "name", name);
  recto_json_int(builder, "size", (int64_t)MIN(size, (uint64_t)G_MAXINT64));
  recto_json_string_if(builder, "cause", cause);
  recto_json_int(builder, "ticket", ticket);
  return end(builder);
}

char *recto_deed_unpacked(uint32_t file, uint32_t parts, const GPtrArray *notes) {
  JsonBuilder *builder = begin();
  add_ordinals(builder, "files", &file, 1);
  recto_json_int(builder, "parts", parts);
  json_builder_set_member_name(builder, "notes");
  json_builder_begin_array(builder);
  for (guint i = 0; i < notes->len; i++) json_builder_add_string_value(builder, notes->pdata[i]);
  json_builder_end_array(builder);
  return end(builder);
}

char *recto_deed_withdraw(const uint32_t *ordinals, size_t n, const char *to, uint64_t there, const char *why) {
  JsonBuilder *builder = begin();
  add_ordinals(builder, "files", ordinals, n);
  recto_json_string_if(builder, "to", to);
  if (there) recto_json_int(builder, "there", (int64_t)there);
  recto_json_string_if(builder, "why", why);
  return end(builder);
}

char *recto_deed_send(RectoPageId page, const char *to) {
  JsonBuilder *builder = begin();
  add_pages(builder, &page, 1);
  recto_json_string_if(builder, "to", to);
  return end(builder);
}

char *recto_deed_sent(const RectoStateSend *send, bool whole, uint64_t there) {
  JsonBuilder *builder = begin();
  if (whole) add_ordinals(builder, "files", &send->page.file, 1);
  else add_pages(builder, &send->page, 1);
  recto_json_string_if(builder, "to", send->to);
  recto_json_int(builder, "there", (int64_t)there);
  recto_json_int(builder, "sent", (int64_t)send->version);
  return end(builder);
}

char *recto_deed_stayed(const RectoStateSend *send, const char *cause) {
  JsonBuilder *builder = begin();
  add_pages(builder, &send->page, 1);
  recto_json_string_if(builder, "to", send->to);
  recto_json_int(builder, "sent", (int64_t)send->version);
  recto_json_string_if(builder, "cause", cause);
  return end(builder);
}

char *recto_deed_moved(const char *number) {
  JsonBuilder *builder = begin();
  recto_json_string_if(builder, "moved", number);
  return end(builder);
}

char *recto_deed_seen(const char *piece, const char *why) {
  JsonBuilder *builder = begin();
  recto_json_string_if(builder, "piece", piece);
  recto_json_string_if(builder, "why", why);
  return end(builder);
}

char *recto_deed_correct(const RectoCorrection *correction) {
  JsonBuilder *builder = begin();
  g_autofree char *page = recto_page_to_words(correction->page);
  recto_json_string_if(builder, "kind", recto_correction_word(correction->kind));
  recto_json_string_if(builder, "page", page);
  if (correction->kind == RECTO_CORRECT_TOGETHER) {
    g_autofree char *other = recto_page_to_words(correction->other);
    recto_json_string_if(builder, "other", other);
  }
  recto_json_string_if(builder, "name", correction->name);
  recto_json_string_if(builder, "value", correction->value);
  return end(builder);
}

char *recto_deed_undo(uint64_t version, const char *why) {
  JsonBuilder *builder = begin();
  recto_json_int(builder, "version", (int64_t)version);
  recto_json_string_if(builder, "why", why);
  return end(builder);
}

char *recto_page_to_words(RectoPageId page) { return g_strdup_printf("%u:%u", page.file + 1, page.page + 1); }

bool recto_page_from_words(const char *words, RectoPageId *ret) {
  char *rest = NULL;
  if (!words || !g_ascii_isdigit(*words)) return false;
  guint64 file = g_ascii_strtoull(words, &rest, 10), page = 1;
  if (*rest == ':' && g_ascii_isdigit(rest[1])) page = g_ascii_strtoull(rest + 1, &rest, 10);
  if (*rest || file < 1 || page < 1 || file > 100000 || page > 100000) return false;
  *ret = (RectoPageId){0, (uint32_t)file - 1, (uint32_t)page - 1};
  return true;
}

bool recto_place_from_words(const char *words, RectoPageId *ret) {
  if (!recto_page_from_words(words, ret)) return false;
  if (!strchr(words, ':')) ret->page = RECTO_WHOLE_FILE;
  return true;
}
