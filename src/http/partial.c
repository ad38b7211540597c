/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Uploads that go on later. Must not know: HTTP, what a file shows. */
#include "http/partial.h"
#include "base/digest.h"
#include "base/file.h"
#include "store/ticket.h"
#include <recto/error.h>
#include <recto/json.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEAD_MOST 4096

struct RectoPartials {
  const RectoModels *models;
  GMutex mutex;    /* of the table and of heads' lengths; taken after that of an upload, never held while a file is written */
  GHashTable *all; /* id -> RectoPartial*, each with one reference */
};

struct RectoPartial {
  gint refs;
  RectoPartials *owner;
  RectoPartialHead head;
  char *path;
  GMutex mutex;        /* of what follows */
  RectoSpool *spool;   /* open during a turn */
  uint64_t size;       /* while it is not open, if `known` */
  bool known, placed, gone, broke; /* placed: its name is on the disk */
  guint turn;
  int64_t touched;     /* µs UTC */
};

/* ------------------------------------------------------------------ heads */

void recto_partial_head_clear(RectoPartialHead *head) {
  g_free(head->id);
  g_free(head->number);
  g_free(head->name);
  g_free(head->piece);
  g_free(head->peer);
  *head = (RectoPartialHead){0};
}

static RectoPartialHead head_copy(const RectoPartialHead *head) {
  RectoPartialHead copy = *head;
  copy.id = g_strdup(head->id);
  copy.number = g_strdup(head->number);
  copy.name = g_strdup(head->name);
  copy.piece = g_strdup(head->piece);
  copy.peer = g_strdup(head->peer);
  return copy;
}

static GBytes *head_write(const RectoPartialHead *head) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autofree char *digest = head->has_digest ? recto_digest_hex(head->sha256) : NULL;
  json_builder_begin_object(builder);
  recto_json_int(builder, "ticket", head->ticket);
  recto_json_string(builder, "name", head->name);
  recto_json_string(builder, "piece", head->piece);
  recto_json_string(builder, "peer", head->peer);
  recto_json_int(builder, "replaced", head->replaces ? (gint64)head->replaced : -1);
  recto_json_int(builder, "length", head->length == RECTO_PARTIAL_UNKNOWN ? -1 : (gint64)head->length);
  recto_json_string(builder, "sha256", digest);
  json_builder_end_object(builder);
  char *json = recto_json_finish(builder);
  return g_bytes_new_take(json, strlen(json));
}

/* Sealed by us: its form is ours. */
static bool head_read(GBytes *bytes, const char *number, const char *id, RectoPartialHead *ret) {
  gsize size = 0;
  const char *text = g_bytes_get_data(bytes, &size);
  g_autoptr(JsonNode) node = recto_json_parse(text, (gssize)size, HEAD_MOST, NULL);
  if (!node || !JSON_NODE_HOLDS_OBJECT(node)) return false;
  JsonObject *object = json_node_get_object(node);
  gint64 replaced = recto_json_number(object, "replaced", -1), length = recto_json_number(object, "length", -1);
  const char *digest = recto_json_text(object, "sha256");
  *ret = (RectoPartialHead){.id = g_strdup(id), .number = g_strdup(number), .ticket = (uint32_t)recto_json_number(object, "ticket", 0), .name = g_strdup(recto_json_text(object, "name")),
                           .piece = g_strdup(recto_json_text(object, "piece")), .peer = g_strdup(recto_json_text(object, "peer")), .replaces = replaced >= 0,
                           .replaced = (uint32_t)MAX(replaced, 0), .length = length >= 0 ? (uint64_t)length : RECTO_PARTIAL_UNKNOWN};
  ret->has_digest = digest && recto_digest_from_hex(digest, ret->sha256);
  return true;
}

/* ------------------------------------------------------------------ one */

static RectoPartial *upload_new(RectoPartials *owner, const RectoStore *store, const RectoPartialHead *head) {
  g_autofree char *folder = recto_store_uploads(store, head->number);
  RectoPartial *upload = g_new0(RectoPartial, 1);
  *upload = (RectoPartial){.refs = 1, .owner = owner, .head = head_copy(head), .path = g_build_filename(folder, head->id, NULL), .touched = g_get_real_time()};
  g_mutex_init(&upload->mutex);
  return upload;
}

RectoPartial *recto_partial_ref(RectoPartial *upload) {
  g_atomic_int_inc(&upload->refs);
  return upload;
}

void recto_partial_unref(RectoPartial *upload) {
  if (!upload || !g_atomic_int_dec_and_test(&upload->refs)) return;
  recto_spool_free(upload->spool);
  recto_partial_head_clear(&upload->head);
  g_mutex_clear(&upload->mutex);
  g_free(upload->path);
  g_free(upload);
}

static void unref(gpointer upload) { recto_partial_unref(upload); }

const RectoPartialHead *recto_partial_head(const RectoPartial *upload) { return &upload->head; }

bool recto_partial_tell_length(RectoPartial *upload, uint64_t length) {
  g_mutex_lock(&upload->mutex);
  g_mutex_lock(&upload->owner->mutex);
  if (upload->head.length == RECTO_PARTIAL_UNKNOWN) upload->head.length = length;
  bool same = upload->head.length == length;
  g_mutex_unlock(&upload->owner->mutex);
  g_mutex_unlock(&upload->mutex);
  return same;
}

static bool key_for(RectoStore *store, const char *number, uint8_t ret_key[RECTO_KEY_SIZE]) {
  g_autoptr(RectoStoreDossier) dossier = recto_store_find(store, number, NULL);
  if (dossier) recto_store_dossier_derive_key(dossier, "uploads", ret_key);
  return dossier != NULL;
}

/* With its mutex held. */
static bool open_spool(RectoPartial *upload, RectoStore *store) {
  uint8_t key[RECTO_KEY_SIZE];
  if (upload->gone) return false;
  if (!upload->spool && key_for(store, upload->head.number, key)) upload->spool = recto_spool_reopen(upload->path, key, upload->known ? upload->size : 0, NULL, NULL);
  explicit_bzero(key, sizeof key);
  return upload->spool != NULL;
}

/* With its mutex held: what is in memory goes to the file, which is let go of. What failed is compared anew by whoever opens it next. */
static bool close_spool(RectoPartial *upload, bool durable) {
  uint64_t size = 0;
  if (!upload->spool) return true;
  upload->known = recto_spool_settle(upload->spool, durable, &size, NULL);
  if (upload->known) upload->size = size;
  g_clear_pointer(&upload->spool, recto_spool_free);
  return upload->known;
}

uint64_t recto_partial_size(RectoPartial *upload, RectoStore *store) {
  g_mutex_lock(&upload->mutex);
  bool written = upload->spool != NULL, open = written || (!upload->known && open_spool(upload, store));
  uint64_t size = open ? recto_spool_size(upload->spool) : upload->size;
  if (open && !written) close_spool(upload, false);
  g_mutex_unlock(&upload->mutex);
  return size;
}

guint recto_partial_turn(RectoPartial *upload, RectoStore *store, uint64_t *ret_size) {
  guint turn = 0;
  g_mutex_lock(&upload->mutex);
  close_spool(upload, false);
  if (open_spool(upload, store)) {
    turn = ++upload->turn;
    *ret_size = recto_spool_size(upload->spool);
  }
  g_mutex_unlock(&upload->mutex);
  return turn;
}

/* With its mutex held. */
static bool has_turn(const RectoPartial *upload, guint turn) { return !upload->gone && upload->turn == turn && upload->spool; }

RectoPartialFate recto_partial_append(RectoPartial *upload, guint turn, const void *data, size_t size) {
  RectoPartialFate fate = RECTO_PARTIAL_LOST;
  g_mutex_lock(&upload->mutex);
  if (has_turn(upload, turn)) {
    bool fits = upload->head.length == RECTO_PARTIAL_UNKNOWN || recto_spool_size(upload->spool) + size <= upload->head.length;
    fate = !fits ? RECTO_PARTIAL_OVER : recto_spool_write(upload->spool, data, size, NULL) ? RECTO_PARTIAL_DONE : RECTO_PARTIAL_DISK;
    upload->touched = g_get_real_time();
  }
  g_mutex_unlock(&upload->mutex);
  return fate;
}

RectoPartialFate recto_partial_rest(RectoPartial *upload, guint turn, bool durable, uint64_t *ret_size) {
  g_autofree char *folder = g_path_get_dirname(upload->path), *root = g_path_get_dirname(folder), *top = g_path_get_dirname(root);
  RectoPartialFate fate = RECTO_PARTIAL_LOST;
  g_mutex_lock(&upload->mutex);
  if (has_turn(upload, turn)) {
    bool right = close_spool(upload, durable);
    if (right && durable && !upload->placed) upload->placed = right = recto_file_sync_folder(folder, NULL) && recto_file_sync_folder(root, NULL) && recto_file_sync_folder(top, NULL);
    fate = right ? RECTO_PARTIAL_DONE : RECTO_PARTIAL_DISK;
    *ret_size = upload->size;
  }
  g_mutex_unlock(&upload->mutex);
  return fate;
}

GBytes *recto_partial_take(RectoPartial *upload, guint turn, uint8_t ret_sha256[32], GError **error) {
  g_mutex_lock(&upload->mutex);
  GBytes *bytes = has_turn(upload, turn) ? recto_spool_take(upload->spool, ret_sha256, error) : NULL;
  g_mutex_unlock(&upload->mutex);
  return bytes;
}

bool recto_partial_first_break(RectoPartial *upload) {
  g_mutex_lock(&upload->mutex);
  bool first = !upload->broke && !upload->gone;
  upload->broke = true;
  g_mutex_unlock(&upload->mutex);
  return first;
}

void recto_partial_remove(RectoPartial *upload) {
  RectoPartials *uploads = upload->owner;
  g_mutex_lock(&upload->mutex);
  bool first = !upload->gone;
  upload->gone = true;
  g_clear_pointer(&upload->spool, recto_spool_free);
  if (first) unlink(upload->path);
  g_mutex_unlock(&upload->mutex);
  g_mutex_lock(&uploads->mutex);
  if (g_hash_table_lookup(uploads->all, upload->head.id) == upload) g_hash_table_remove(uploads->all, upload->head.id);
  g_mutex_unlock(&uploads->mutex);
}

/* ------------------------------------------------------------------ all */

RectoPartials *recto_partials_new(const RectoModels *models) {
  RectoPartials *uploads = g_new0(RectoPartials, 1);
  uploads->models = models;
  g_mutex_init(&uploads->mutex);
  uploads->all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, unref);
  return uploads;
}

void recto_partials_free(RectoPartials *uploads) {
  if (!uploads) return;
  g_hash_table_unref(uploads->all);
  g_mutex_clear(&uploads->mutex);
  g_free(uploads);
}

RectoPartial *recto_partials_find(RectoPartials *uploads, const char *number, uint32_t ticket, const char *id) {
  g_mutex_lock(&uploads->mutex);
  RectoPartial *upload = g_hash_table_lookup(uploads->all, id);
  bool own = upload && upload->head.ticket == ticket && g_str_equal(upload->head.number, number);
  if (own) recto_partial_ref(upload);
  g_mutex_unlock(&uploads->mutex);
  return own ? upload : NULL;
}

static int by_touch(gconstpointer a, gconstpointer b) {
  const RectoPartial *one = *(RectoPartial *const *)a, *other = *(RectoPartial *const *)b;
  return one->touched > other->touched ? -1 : one->touched < other->touched;
}

/* `number` NULL: all of them. */
static GPtrArray *list(RectoPartials *uploads, const char *number, uint32_t ticket) {
  GPtrArray *found = g_ptr_array_new_with_free_func(unref);
  GHashTableIter iter;
  gpointer value;
  g_mutex_lock(&uploads->mutex);
  g_hash_table_iter_init(&iter, uploads->all);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const RectoPartial *upload = value;
    if (!number || (upload->head.ticket == ticket && g_str_equal(upload->head.number, number))) g_ptr_array_add(found, recto_partial_ref(value));
  }
  g_mutex_unlock(&uploads->mutex);
  g_ptr_array_sort(found, by_touch);
  return found;
}

GPtrArray *recto_partials_of(RectoPartials *uploads, const char *number, uint32_t ticket) { return list(uploads, number, ticket); }

/* ------------------------------------------------------------------ beginning one */

typedef struct { double n, bytes; } Load;

static double reserved(const RectoPartials *uploads, const RectoPartialHead *head) {
  return head->length == RECTO_PARTIAL_UNKNOWN ? recto_limit(uploads->models, "channel.upload.max-bytes") : (double)head->length;
}

static bool fits(const RectoPartials *uploads, Load load, const char *n, const char *bytes, double more) {
  return load.n + 1 <= recto_limit(uploads->models, n) && load.bytes + more <= recto_limit(uploads->models, bytes);
}

/* With the table's mutex held. */
static bool has_place(const RectoPartials *uploads, const RectoPartialHead *head) {
  Load ticket = {0}, address = {0};
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, uploads->all);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const RectoPartialHead *other = &((const RectoPartial *)value)->head;
    double bytes = reserved(uploads, other);
    bool same_ticket = other->ticket == head->ticket && g_str_equal(other->number, head->number), same_address = g_strcmp0(other->peer, head->peer) == 0;
    if (same_ticket) ticket = (Load){ticket.n + 1, ticket.bytes + bytes};
    if (same_address) address = (Load){address.n + 1, address.bytes + bytes};
  }
  double more = reserved(uploads, head);
  return fits(uploads, ticket, "http.ticket-uploads", "http.ticket-upload-bytes", more) && fits(uploads, address, "http.address-uploads", "http.address-upload-bytes", more);
}

static bool make_file(RectoPartial *upload, RectoStore *store) {
  g_autofree char *folder = g_path_get_dirname(upload->path);
  g_autoptr(GBytes) head = head_write(&upload->head);
  uint8_t key[RECTO_KEY_SIZE];
  bool right = key_for(store, upload->head.number, key) && g_mkdir_with_parents(folder, 0700) == 0;
  if (right) unlink(upload->path); /* one that did not open, under the same name */
  g_autoptr(RectoSpool) spool = right ? recto_spool_keep(upload->path, key, head, NULL) : NULL;
  explicit_bzero(key, sizeof key);
  upload->known = spool != NULL;
  return upload->known;
}

/* It is in the table before it has a file: two that begin the same one at once get one. */
RectoPartial *recto_partials_begin(RectoPartials *uploads, RectoStore *store, const RectoPartialHead *head, bool *ret_full) {
  RectoPartial *upload = upload_new(uploads, store, head);
  g_mutex_lock(&upload->mutex);
  g_mutex_lock(&uploads->mutex);
  RectoPartial *other = g_hash_table_lookup(uploads->all, head->id);
  *ret_full = !other && !has_place(uploads, head);
  bool new = !other && !*ret_full;
  if (new) g_hash_table_insert(uploads->all, upload->head.id, recto_partial_ref(upload));
  else if (other) recto_partial_ref(other);
  g_mutex_unlock(&uploads->mutex);
  bool made = new && make_file(upload, store);
  g_mutex_unlock(&upload->mutex);
  if (made) return upload;
  if (new) recto_partial_remove(upload);
  recto_partial_unref(upload);
  return other;
}

/* ------------------------------------------------------------------ those that are there */

static void load_one(RectoPartials *uploads, RectoStore *store, const char *number, const char *id, const uint8_t key[RECTO_KEY_SIZE]) {
  g_autofree char *folder = recto_store_uploads(store, number), *path = g_build_filename(folder, id, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = recto_spool_head(path, key, &error);
  RectoPartialHead head = {0};
  struct stat file;
  if (!bytes && !g_error_matches(error, RECTO_ERROR, RECTO_ERROR_STORE)) return; /* the disk, or another process has it */
  if (!bytes || !head_read(bytes, number, id, &head) || stat(path, &file) != 0) {
    unlink(path);
    return;
  }
  RectoPartial *upload = upload_new(uploads, store, &head);
  upload->touched = (int64_t)file.st_mtime * G_USEC_PER_SEC;
  g_mutex_lock(&uploads->mutex);
  g_hash_table_insert(uploads->all, upload->head.id, upload);
  g_mutex_unlock(&uploads->mutex);
  recto_partial_head_clear(&head);
}

static void load_dossier(RectoPartials *uploads, RectoStore *store, const char *number) {
  g_autofree char *folder = recto_store_uploads(store, number);
  uint8_t key[RECTO_KEY_SIZE];
  if (!recto_store_is_number(number) || !key_for(store, number, key)) {
    recto_file_remove_tree(folder);
    return;
  }
  g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
  for (const char *id; files && (id = g_dir_read_name(files));) load_one(uploads, store, number, id, key);
  explicit_bzero(key, sizeof key);
}

void recto_partials_load(RectoPartials *uploads, RectoStore *store) {
  g_autofree char *root = recto_store_uploads(store, NULL);
  g_autoptr(GDir) dossiers = g_dir_open(root, 0, NULL);
  for (const char *number; dossiers && (number = g_dir_read_name(dossiers));) load_dossier(uploads, store, number);
}

static bool is_over(const RectoPartials *uploads, RectoPartial *upload, RectoStore *store, int64_t now) {
  int64_t keep = (int64_t)(recto_limit(uploads->models, "http.upload-keep-s") * G_USEC_PER_SEC);
  g_mutex_lock(&upload->mutex);
  bool busy = upload->spool != NULL, late = now - upload->touched > keep;
  g_mutex_unlock(&upload->mutex);
  if (busy || late) return late && !busy;
  g_autoptr(RectoTicketRow) row = recto_store_ticket(store, upload->head.number, upload->head.ticket, NULL);
  return !row || !recto_ticket_is_open(row, now);
}

size_t recto_partials_sweep(RectoPartials *uploads, RectoStore *store, int64_t now) {
  g_autoptr(GPtrArray) all = list(uploads, NULL, 0);
  size_t n = 0;
  for (guint i = 0; i < all->len; i++) {
    if (!is_over(uploads, all->pdata[i], store, now)) continue;
    recto_partial_remove(all->pdata[i]);
    n++;
  }
  return n;
}
