/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch's pages are read, parted and placed. Placing is a deposit in the dossier, then a line in the batch: killed between, it is done again to the same end. */
#include "work/batch.h"
#include "work/batch_parts.h"
#include "work/show.h"
#include "work/view.h"
#include <recto/error.h>
#include <recto/json.h>
#include <unistd.h>

typedef struct {
  const RectoWork *work;
  const RectoBatchOrder *order;
  RectoBatchResult *result;
  RectoReading reading;
  RectoSplit *split;
  GHashTable *person_dossier; /* person of the split -> number */
  GPtrArray *targets;         /* by envelope: char* number or NULL */
  GPtrArray *suggestions;     /* by envelope: char* number or NULL */
  bool *several;              /* by envelope: more than one dossier could be meant */
} Batch;

static void batch_page_free(RectoBatchPage *page) {
  g_free(page->source);
  g_free(page->type);
  g_free(page->dossier);
  g_free(page->suggested);
  g_free(page);
}

void recto_batch_result_clear(RectoBatchResult *result) {
  g_clear_pointer(&result->number, g_free);
  g_clear_pointer(&result->repeat_of, g_free);
  g_clear_pointer(&result->pages, g_ptr_array_unref);
  g_clear_pointer(&result->dossiers, g_ptr_array_unref);
  g_clear_pointer(&result->opened, g_ptr_array_unref);
  g_clear_pointer(&result->notes, g_ptr_array_unref);
}

static void result_init(RectoBatchResult *result) {
  result->pages = g_ptr_array_new_with_free_func((GDestroyNotify)batch_page_free);
  result->dossiers = g_ptr_array_new_with_free_func(g_free);
  result->opened = g_ptr_array_new_with_free_func(g_free);
  result->notes = g_ptr_array_new_with_free_func(g_free);
}

/* ------------------------------------------------------------------ read and part */

/* Every page, also those that an earlier run placed already: the parting must come out the same. */
static bool is_page(const RectoStateFile *file) { return file->n_parts == 0; }

static const RectoStateFile *state_file(const Batch *batch, uint32_t ordinal) { return recto_state_file(batch->reading.state, ordinal); }

static bool read_pages(Batch *batch, RectoLease *lease, GError **error) {
  batch->reading.lease = lease;
  if (!recto_reading_load(&batch->reading, batch->work, batch->result->number, is_page, error) || !recto_reading_run(&batch->reading, error)) return false;
  g_autoptr(GPtrArray) ordered = g_ptr_array_new();
  g_autoptr(GPtrArray) files = g_ptr_array_new();
  for (guint i = 0; i < batch->reading.chosen->len; i++) g_ptr_array_add(ordered, batch->reading.chosen->pdata[i]);
  g_ptr_array_sort(ordered, recto_batch_compare);
  for (guint i = 0; i < ordered->len; i++) {
    guint index = 0;
    g_ptr_array_find(batch->reading.chosen, ordered->pdata[i], &index);
    g_ptr_array_add(files, batch->reading.files->pdata[index]);
  }
  batch->split = recto_split(batch->work->models, files, batch->reading.state->reception.year);
  return true;
}

static guint index_of(const Batch *batch, uint32_t ordinal) {
  for (guint i = 0; i < batch->reading.chosen->len; i++)
    if (((RectoStateFile *)batch->reading.chosen->pdata[i])->ordinal == ordinal) return i;
  return 0;
}

/* ------------------------------------------------------------------ the same stack twice */

/* Terms of the people of a stack, under which the batch itself is found again. */
static GPtrArray *stack_terms(const Batch *batch) {
  GPtrArray *terms = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < batch->split->envelopes->len; i++) {
    const RectoEnvelope *envelope = batch->split->envelopes->pdata[i];
    RectoWho who = recto_envelope_who(envelope);
    g_autoptr(GPtrArray) own = recto_who_terms(&who);
    for (guint k = 0; k < own->len; k++) {
      g_autofree char *term = g_strconcat("stack:", own->pdata[k], NULL);
      if (!g_ptr_array_find_with_equal_func(terms, term, g_str_equal, NULL)) g_ptr_array_add(terms, g_steal_pointer(&term));
    }
  }
  return terms;
}

static guint count_persons(const Batch *batch) {
  g_autoptr(GHashTable) persons = g_hash_table_new(NULL, NULL);
  for (guint i = 0; i < batch->split->envelopes->len; i++) {
    const RectoEnvelope *envelope = batch->split->envelopes->pdata[i];
    if (envelope->person != UINT32_MAX) g_hash_table_add(persons, GUINT_TO_POINTER(envelope->person));
  }
  return g_hash_table_size(persons);
}

/* Most of the people of an earlier stack, and more than one: that stack was scanned or sent again. */
static bool find_repeat(Batch *batch, const GPtrArray *terms, GError **error) {
  g_autoptr(GHashTable) met = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
  double share = recto_limit(batch->work->models, "mail.repeat");
  guint most = 0;
  if (batch->result->repeat_of) return true; /* the same bytes: nothing to compare */
  for (guint i = 0; i < terms->len; i++) {
    g_autoptr(GPtrArray) numbers = recto_store_with_term(batch->work->store, terms->pdata[i], error);
    if (!numbers) return false;
    for (guint k = 0; k < numbers->len; k++) {
      if (g_str_equal(numbers->pdata[k], batch->result->number)) continue;
      guint n = GPOINTER_TO_UINT(g_hash_table_lookup(met, numbers->pdata[k])) + 1;
      g_hash_table_insert(met, g_strdup(numbers->pdata[k]), GUINT_TO_POINTER(n));
      if (n <= most) continue;
      most = n;
      g_free(batch->result->repeat_of);
      batch->result->repeat_of = g_strdup(numbers->pdata[k]);
    }
  }
  if (count_persons(batch) < 2 || most < share * terms->len) g_clear_pointer(&batch->result->repeat_of, g_free);
  return true;
}

static bool keep_stack_terms(const Batch *batch, const GPtrArray *terms, guint tray, GError **error) {
  g_autoptr(GPtrArray) list = g_ptr_array_new();
  for (guint i = 0; i < terms->len; i++) g_ptr_array_add(list, terms->pdata[i]);
  g_ptr_array_add(list, NULL);
  g_autofree char *json = g_strdup_printf("{\"toCheck\": %u, \"pages\": %u}", tray, batch->split->pages->len);
  RectoStoreSummary summary = {tray > 0 ? 3 : 0, NULL, json, (const char *const *)list->pdata};
  return recto_store_summarise(batch->work->store, batch->result->number, &summary, error);
}

/* ------------------------------------------------------------------ placing */

static bool open_page(const Batch *batch, uint32_t ordinal, GArray *files, GPtrArray *words, GError **error) {
  const RectoStateFile *file = state_file(batch, ordinal);
  int fd = recto_store_open_blob(batch->reading.stored, file->blob, error);
  if (fd < 0) return false;
  char *from = g_strdup_printf("%s, %s", batch->result->number, file->from ? file->from : file->name);
  g_ptr_array_add(words, from);
  RectoStoreFile one = {.fd = fd, .name = file->name, .from = from};
  g_array_append_val(files, one);
  return true;
}

static bool open_pages(const Batch *batch, const GArray *ordinals, GArray *files, GPtrArray *words, GError **error) {
  for (guint i = 0; i < ordinals->len; i++)
    if (!open_page(batch, g_array_index(ordinals, uint32_t, i), files, words, error)) return false;
  return true;
}

/* What was read in the batch is not read again in the dossier. */
static void lend_readings(const Batch *batch, const GArray *ordinals, const RectoStoreReceipt *receipt) {
  g_autoptr(RectoStoreDossier) dossier = recto_store_find(batch->work->store, receipt->number, NULL);
  g_autoptr(RectoState) state = dossier ? recto_state_load(batch->work->store, receipt->number, NULL) : NULL;
  for (guint i = 0; state && i < ordinals->len; i++) {
    const RectoStateFile *file = recto_state_file(state, receipt->first_file + i);
    if (file) recto_reading_lend(&batch->reading, index_of(batch, g_array_index(ordinals, uint32_t, i)), dossier, file);
  }
}

static bool deposit_pages(Batch *batch, guint envelope_index, const GArray *ordinals, RectoStoreReceipt *receipt, GError **error) {
  const RectoEnvelope *envelope = batch->split->envelopes->pdata[envelope_index];
  const RectoState *state = batch->reading.state;
  const char *procedure = envelope->procedure && recto_models_procedure(batch->work->models, envelope->procedure) ? envelope->procedure : state->procedure;
  char iso[11];
  g_autoptr(GArray) files = g_array_new(FALSE, TRUE, sizeof(RectoStoreFile));
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *key = g_strdup_printf("place|%s|%u", state->number, g_array_index(ordinals, uint32_t, 0)), *prefix = g_strdup_printf("%04d-", state->reception.year);
  g_autofree char *opening = recto_deed_open(procedure, state->reception, g_str_equal(procedure, state->procedure) ? state->situation : NULL);
  bool right = open_pages(batch, ordinals, files, words, error);
  RectoStoreDeposit deposit = {.key = key, .number = batch->targets->pdata[envelope_index], .prefix = prefix, .opening = opening, .procedure = procedure,
                               .reception = recto_date_to_iso(state->reception, iso), .who = batch->work->who, .channel = "mail", .now = batch->work->now,
                               .files = (const RectoStoreFile *)files->data, .n_files = files->len, .job = RECTO_JOB_JUDGE};
  right = right && recto_store_deposit(batch->work->store, &deposit, receipt, error);
  for (guint i = 0; i < files->len; i++) close(g_array_index(files, RectoStoreFile, i).fd);
  return right;
}

static void remember(GPtrArray *numbers, const char *number) {
  if (!g_ptr_array_find_with_equal_func(numbers, number, g_str_equal, NULL)) g_ptr_array_add(numbers, g_strdup(number));
}

static bool still_here(const Batch *batch, const GArray *ordinals) {
  for (guint i = 0; i < ordinals->len; i++)
    if (state_file(batch, g_array_index(ordinals, uint32_t, i))->in_force) return true;
  return false;
}

static bool place_envelope(Batch *batch, guint i, const GArray *ordinals, GError **error) {
  const RectoEnvelope *envelope = batch->split->envelopes->pdata[i];
  g_auto(RectoStoreReceipt) receipt = {0};
  bool fresh = !batch->targets->pdata[i];
  if (!deposit_pages(batch, i, ordinals, &receipt, error)) return false;
  lend_readings(batch, ordinals, &receipt);
  if (still_here(batch, ordinals)) {
    g_autofree char *body = recto_deed_withdraw((const uint32_t *)ordinals->data, ordinals->len, receipt.number, 0, NULL);
    if (!recto_store_record(batch->work->store, batch->result->number, 0, "withdraw", body, batch->work->who, batch->work->now, NULL, NULL, error)) return false;
  }
  RectoWho who = recto_envelope_who(envelope);
  bool speaks = fresh || envelope->person != UINT32_MAX; /* a cover sheet may lead papers of nobody known into a dossier */
  if (speaks && !recto_work_introduce(batch->work, receipt.number, &who, error)) return false;
  remember(batch->result->dossiers, receipt.number);
  if (fresh) remember(batch->result->opened, receipt.number);
  g_free(batch->targets->pdata[i]);
  batch->targets->pdata[i] = g_strdup(receipt.number);
  g_free(batch->suggestions->pdata[i]);
  batch->suggestions->pdata[i] = g_strdup(receipt.number);
  if (envelope->person != UINT32_MAX) g_hash_table_insert(batch->person_dossier, GUINT_TO_POINTER(envelope->person), g_strdup(receipt.number));
  return true;
}

/* The pages of an envelope that are sure, by the files they lie in. */
static GArray *sure_files(const Batch *batch, guint envelope) {
  GArray *ordinals = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  for (guint i = 0; i < batch->split->pages->len; i++) {
    const RectoSplitPage *page = batch->split->pages->pdata[i];
    if (page->envelope == envelope && page->flag == RECTO_SPLIT_SURE) g_array_append_val(ordinals, page->page.file);
  }
  return ordinals;
}

/* Blank sheets alone make no dossier. */
static bool holds_paper(const Batch *batch, guint envelope) {
  for (guint i = 0; i < batch->split->pages->len; i++) {
    const RectoSplitPage *page = batch->split->pages->pdata[i];
    if (page->envelope == envelope && page->flag == RECTO_SPLIT_SURE && !g_str_equal(page->type, "blank")) return true;
  }
  return false;
}

static bool choose_target(Batch *batch, guint i, GError **error) {
  const RectoEnvelope *envelope = batch->split->envelopes->pdata[i];
  const char *same = envelope->person == UINT32_MAX ? NULL : g_hash_table_lookup(batch->person_dossier, GUINT_TO_POINTER(envelope->person));
  RectoTarget target = {0};
  if (!recto_batch_target(batch->work, envelope, same, &target, error)) return false;
  batch->targets->pdata[i] = target.number;
  batch->suggestions->pdata[i] = target.suggested;
  batch->several[i] = target.unsure;
  return true;
}

static bool place_all(Batch *batch, GError **error) {
  for (guint i = 0; i < batch->split->envelopes->len; i++) {
    g_autoptr(GArray) ordinals = sure_files(batch, i);
    if (!choose_target(batch, i, error)) return false;
    if (ordinals->len == 0 || batch->several[i] || !holds_paper(batch, i)) continue;
    if (!place_envelope(batch, i, ordinals, error)) return false;
  }
  return true;
}

/* ------------------------------------------------------------------ the result */

static const char *flag_of(const Batch *batch, const RectoSplitPage *page) {
  if (page->envelope == UINT32_MAX) return NULL;
  if (batch->result->repeat_of && !batch->order->again) return "repeated";
  if (page->flag != RECTO_SPLIT_SURE) return recto_split_flag_word(page->flag);
  if (batch->several[page->envelope]) return "several";
  return batch->targets->pdata[page->envelope] ? NULL : "nobody";
}

static void tell_page(Batch *batch, const RectoSplitPage *page) {
  const RectoStateFile *file = state_file(batch, page->page.file), *source = file->source == UINT32_MAX ? file : state_file(batch, file->source);
  RectoBatchPage *told = g_new0(RectoBatchPage, 1);
  bool sheet = page->envelope == UINT32_MAX;
  *told = (RectoBatchPage){.file = file->ordinal, .source = g_strdup(source ? source->name : file->name), .page = file->page ? file->page : page->page.page + 1,
                           .type = g_strdup(page->type), .envelope = sheet ? 0 : page->envelope + 1, .flag = flag_of(batch, page)};
  if (!sheet && !told->flag) told->dossier = g_strdup(batch->targets->pdata[page->envelope]);
  if (!sheet && told->flag) told->suggested = g_strdup(batch->suggestions->pdata[page->envelope]);
  batch->result->n_tray += told->flag != NULL;
  batch->result->n_sheets += sheet;
  g_ptr_array_add(batch->result->pages, told);
}

/* Files that have no page: a mail's text, an office document, what cannot be opened. */
static void tell_pageless(Batch *batch) {
  for (guint i = 0; i < batch->reading.files->len; i++) {
    const RectoFile *read = batch->reading.files->pdata[i];
    const RectoStateFile *file = batch->reading.chosen->pdata[i];
    if (read->pages->len > 0 || !file->in_force) continue;
    RectoBatchPage *told = g_new0(RectoBatchPage, 1);
    *told = (RectoBatchPage){.file = file->ordinal, .source = g_strdup(file->from ? file->from : file->name), .page = 1, .type = g_strdup("unknown"), .flag = "unread"};
    batch->result->n_tray++;
    g_ptr_array_add(batch->result->pages, told);
  }
}

static void tell_all(Batch *batch) {
  for (guint i = 0; i < batch->split->pages->len; i++) tell_page(batch, batch->split->pages->pdata[i]);
  tell_pageless(batch);
  for (guint i = 0; i < batch->split->sets->len; i++) batch->result->n_missing += ((RectoSeparatorSet *)batch->split->sets->pdata[i])->missing->len;
}

static char *placed_body(const Batch *batch) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "repeatOf", batch->result->repeat_of);
  recto_json_int(builder, "sheets", batch->result->n_sheets);
  recto_json_int(builder, "missing", batch->result->n_missing);
  json_builder_set_member_name(builder, "pages");
  json_builder_begin_array(builder);
  for (guint i = 0; i < batch->result->pages->len; i++) {
    const RectoBatchPage *page = batch->result->pages->pdata[i];
    json_builder_begin_object(builder);
    recto_json_int(builder, "file", page->file);
    recto_json_int(builder, "page", page->page);
    recto_json_string(builder, "source", page->source);
    recto_json_string(builder, "type", page->type);
    recto_json_int(builder, "envelope", page->envelope);
    recto_json_string(builder, "dossier", page->dossier);
    recto_json_string(builder, "suggested", page->suggested);
    recto_json_string(builder, "flag", page->flag);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

/* Pages that wait for a person can be looked at. Best effort. */
static void show_tray(Batch *batch) {
  g_autoptr(RectoDossier) pages_alone = recto_dossier_new(batch->result->number, NULL);
  g_autoptr(GArray) places = g_array_new(FALSE, TRUE, sizeof(RectoPlace));
  recto_view_keep(&batch->reading, pages_alone);
  for (guint i = 0; i < batch->result->pages->len; i++) {
    const RectoBatchPage *page = batch->result->pages->pdata[i];
    RectoPlace place = {.page = {0, page->file, 0}};
    if (page->flag) g_array_append_val(places, place);
  }
  recto_places_show(&batch->reading, places);
}

static bool write_down(Batch *batch, const GPtrArray *terms, GError **error) {
  g_autofree char *body = placed_body(batch);
  if (!recto_store_record(batch->work->store, batch->result->number, 0, "placed", body, batch->work->who, batch->work->now, NULL, NULL, error)) return false;
  if (batch->work->shows && batch->result->n_tray) show_tray(batch);
  return keep_stack_terms(batch, terms, batch->result->n_tray, error);
}

/* ------------------------------------------------------------------ the whole */

static bool part_and_place(Batch *batch, RectoLease *lease, GError **error) {
  if (!recto_batch_open(batch->work, batch->result->number, lease, batch->result->notes, error) || !read_pages(batch, lease, error)) return false;
  g_autoptr(GPtrArray) terms = stack_terms(batch);
  guint n = batch->split->envelopes->len;
  batch->targets = g_ptr_array_new_with_free_func(g_free);
  batch->suggestions = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_set_size(batch->targets, (gint)n);
  g_ptr_array_set_size(batch->suggestions, (gint)n);
  batch->several = g_new0(bool, n + 1);
  if (!find_repeat(batch, terms, error)) return false;
  bool place = !batch->result->repeat_of || batch->order->again;
  if (place && !place_all(batch, error)) return false;
  tell_all(batch);
  return write_down(batch, terms, error);
}

static bool judge_dossiers(const Batch *batch, GError **error) {
  for (guint i = 0; i < batch->result->dossiers->len; i++) {
    g_auto(RectoVerdict) verdict = {0};
    if (!recto_work_judge(batch->work, batch->result->dossiers->pdata[i], &verdict, error)) return false;
  }
  return true;
}

static void batch_clear(Batch *batch) {
  recto_reading_clear(&batch->reading);
  g_clear_pointer(&batch->split, recto_split_free);
  g_clear_pointer(&batch->person_dossier, g_hash_table_unref);
  g_clear_pointer(&batch->targets, g_ptr_array_unref);
  g_clear_pointer(&batch->suggestions, g_ptr_array_unref);
  g_free(batch->several);
}

static bool run(Batch *batch, GError **error) {
  RectoLease lease = {0};
  GError *cause = NULL;
  if (!recto_lease_take(batch->work, batch->result->number, RECTO_JOB_PLACE, &lease, error)) return false;
  bool right = part_and_place(batch, &lease, &cause);
  recto_lease_end(&lease, right, cause);
  if (cause) g_propagate_error(error, cause);
  return right && (batch->order->later || judge_dossiers(batch, error));
}

/* A batch that was placed is told from what was written down then. */
static bool tell_placed(RectoBatchResult *result, const RectoState *state) {
  g_autoptr(JsonNode) root = recto_json_parse(state->placed, -1, 1 << 26, NULL);
  JsonObject *body = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  JsonArray *pages = body && json_object_has_member(body, "pages") ? json_object_get_array_member(body, "pages") : NULL;
  for (guint i = 0; pages && i < json_array_get_length(pages); i++) {
    JsonObject *one = json_array_get_object_element(pages, i);
    RectoBatchPage *page = g_new0(RectoBatchPage, 1);
    const char *flag = json_object_get_string_member_with_default(one, "flag", NULL);
    *page = (RectoBatchPage){(uint32_t)json_object_get_int_member(one, "file"), g_strdup(json_object_get_string_member_with_default(one, "source", "")),
                             (uint32_t)json_object_get_int_member(one, "page"), g_strdup(json_object_get_string_member_with_default(one, "type", "")),
                             (uint32_t)json_object_get_int_member(one, "envelope"), g_strdup(json_object_get_string_member_with_default(one, "dossier", NULL)),
                             g_strdup(json_object_get_string_member_with_default(one, "suggested", NULL)), flag ? g_intern_string(flag) : NULL};
    if (page->dossier) remember(result->dossiers, page->dossier);
    result->n_tray += page->flag != NULL;
    result->n_sheets += page->envelope == 0 && !page->flag;
    g_ptr_array_add(result->pages, page);
  }
  if (body) result->n_missing = (guint)json_object_get_int_member_with_default(body, "missing", 0);
  result->repeat_of = body ? g_strdup(json_object_get_string_member_with_default(body, "repeatOf", NULL)) : NULL;
  result->placed_before = true;
  return body != NULL;
}

/* The very same bytes came in an earlier batch. */
static char *same_bytes_before(const RectoStoreReceipt *receipt) {
  for (guint i = 0; i < receipt->twins->len; i++) {
    const RectoFileRow *twin = receipt->twins->pdata[i];
    if (twin->number[0] == 'C' && !g_str_equal(twin->number, receipt->number)) return g_strdup(twin->number);
  }
  return NULL;
}

bool recto_work_batch(const RectoWork *work, const RectoBatchOrder *order, RectoBatchResult *ret_result, GError **error) {
  g_auto(RectoStoreReceipt) receipt = {0};
  g_auto(RectoBatchResult) result = {0};
  if (!recto_batch_register(work, order, &receipt, error)) return false;
  result_init(&result);
  result.number = g_strdup(receipt.number);
  result.resumed = receipt.again;
  result.repeat_of = same_bytes_before(&receipt);
  g_autoptr(RectoState) state = recto_state_load(work->store, receipt.number, error);
  bool right = state != NULL;
  if (right && state->placed && !order->again) tell_placed(&result, state);
  else if (right) {
    Batch batch = {.work = work, .order = order, .result = &result, .person_dossier = g_hash_table_new_full(NULL, NULL, NULL, g_free)};
    right = run(&batch, error);
    batch_clear(&batch);
  }
  if (!right) return false;
  *ret_result = result;
  result = (RectoBatchResult){0};
  return true;
}

/* ------------------------------------------------------------------ the tray */

void recto_tray_page_free(RectoTrayPage *page) {
  g_free(page->batch);
  g_free(page->source);
  g_free(page->type);
  g_free(page->flag);
  g_free(page->suggested);
  g_free(page);
}

static bool add_tray(const RectoWork *work, const char *number, GPtrArray *tray, GError **error) {
  g_autoptr(RectoState) state = recto_state_load(work->store, number, error);
  g_auto(RectoBatchResult) placed = {0};
  if (!state) return false;
  result_init(&placed);
  if (state->placed) tell_placed(&placed, state);
  for (guint i = 0; i < placed.pages->len; i++) {
    const RectoBatchPage *page = placed.pages->pdata[i];
    const RectoStateFile *file = recto_state_file(state, page->file);
    if (!page->flag || !file || !file->in_force) continue; /* a person has moved or withdrawn it since */
    RectoTrayPage *waiting = g_new0(RectoTrayPage, 1);
    *waiting = (RectoTrayPage){g_strdup(number), g_strdup(page->flag), g_strdup(page->suggested), page->file, g_strdup(page->source), g_strdup(page->type), page->page};
    g_ptr_array_add(tray, waiting);
  }
  return true;
}

GPtrArray *recto_work_tray(const RectoWork *work, GError **error) {
  RectoLedgerFilter filter = {.batches = true};
  g_autoptr(GPtrArray) batches = recto_store_list(work->store, &filter, error);
  g_autoptr(GPtrArray) tray = g_ptr_array_new_with_free_func((GDestroyNotify)recto_tray_page_free);
  for (guint i = 0; batches && i < batches->len; i++)
    if (!add_tray(work, ((RectoStoreEntry *)batches->pdata[i])->row->number, tray, error)) return NULL;
  return batches ? g_steal_pointer(&tray) : NULL;
}
