/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The model that disk.h tells. */
#include "disk.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096u

typedef struct { bool truncate; uint64_t offset, size; GBytes *bytes; } Change; /* of bytes: `size` = of the file afterwards */
typedef struct Node Node;
struct Node {
  uint64_t id;
  bool folder;
  GByteArray *cache, *disk;             /* of a file */
  GArray *dirty;                        /* of Change, since the last sync */
  GHashTable *names_cache, *names_disk; /* of a folder: name -> Node */
};
typedef struct { Node *folder; char *name; Node *node; } Slot; /* node NULL: the name goes */
typedef struct { Slot slots[2]; int n; } Move;                 /* of names: both or none */

struct Disk {
  CutKind kind;
  uint64_t seed, next_id;
  size_t sector;
  Node *root;
  GPtrArray *nodes;
  GHashTable *by_ino; /* ino -> Node */
  GPtrArray *moves;   /* of Move*, not yet on the disk, in order */
};

/* ------------------------------------------------------------------ nodes */

static void change_clear(gpointer data) { g_clear_pointer(&((Change *)data)->bytes, g_bytes_unref); }

static void node_free(gpointer data) {
  Node *node = data;
  g_clear_pointer(&node->cache, g_byte_array_unref);
  g_clear_pointer(&node->disk, g_byte_array_unref);
  g_clear_pointer(&node->dirty, g_array_unref);
  g_clear_pointer(&node->names_cache, g_hash_table_unref);
  g_clear_pointer(&node->names_disk, g_hash_table_unref);
  g_free(node);
}

static void move_free(gpointer data) {
  Move *move = data;
  for (int i = 0; i < move->n; i++) g_free(move->slots[i].name);
  g_free(move);
}

static Node *node_new(Disk *disk, bool folder) {
  Node *node = g_new0(Node, 1);
  node->id = ++disk->next_id;
  node->folder = folder;
  g_ptr_array_add(disk->nodes, node);
  if (folder) {
    node->names_cache = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    node->names_disk = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return node;
  }
  node->cache = g_byte_array_new();
  node->disk = g_byte_array_new();
  node->dirty = g_array_new(FALSE, TRUE, sizeof(Change));
  g_array_set_clear_func(node->dirty, change_clear);
  return node;
}

static bool ends_with_shm(const char *name) { return g_str_has_suffix(name, "-shm"); }

static void load_folder(Disk *disk, Node *node, const char *path) {
  g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
  if (!dir) g_error("%s cannot be read", path);
  for (const char *name; (name = g_dir_read_name(dir));) {
    g_autofree char *full = g_build_filename(path, name, NULL), *text = NULL;
    gsize size = 0;
    bool folder = g_file_test(full, G_FILE_TEST_IS_DIR);
    if (ends_with_shm(name)) continue;
    Node *child = node_new(disk, folder);
    g_hash_table_insert(node->names_cache, g_strdup(name), child);
    g_hash_table_insert(node->names_disk, g_strdup(name), child);
    if (folder) load_folder(disk, child, full);
    else if (!g_file_get_contents(full, &text, &size, NULL)) g_error("%s cannot be read", full);
    else {
      g_byte_array_append(child->cache, (guint8 *)text, (guint)size);
      g_byte_array_append(child->disk, (guint8 *)text, (guint)size);
    }
  }
}

Disk *disk_new(const char *base, CutKind kind, uint64_t seed) {
  Disk *disk = g_new0(Disk, 1);
  disk->kind = kind;
  disk->seed = seed;
  disk->sector = fault_random(&seed) & 1 ? 512 : PAGE;
  disk->nodes = g_ptr_array_new_with_free_func(node_free);
  disk->moves = g_ptr_array_new_with_free_func(move_free);
  disk->by_ino = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
  disk->root = node_new(disk, true);
  load_folder(disk, disk->root, base);
  return disk;
}

void disk_free(Disk *disk) {
  g_hash_table_unref(disk->by_ino);
  g_ptr_array_unref(disk->moves);
  g_ptr_array_unref(disk->nodes);
  g_free(disk);
}

/* ------------------------------------------------------------------ bytes */

static void resize(GByteArray *bytes, size_t size) {
  size_t old = bytes->len;
  g_byte_array_set_size(bytes, (guint)size);
  if (size > old) memset(bytes->data + old, 0, size - old);
}

static void put(GByteArray *bytes, size_t offset, const uint8_t *data, size_t size) {
  if (offset + size > bytes->len) resize(bytes, offset + size);
  if (size) memcpy(bytes->data + offset, data, size);
}

static void write_bytes(Node *node, uint64_t offset, const uint8_t *bytes, size_t size) {
  put(node->cache, offset, bytes, size);
  size_t first = offset / PAGE * PAGE, end = MIN((offset + size + PAGE - 1) / PAGE * PAGE, node->cache->len);
  Change change = {false, first, node->cache->len, g_bytes_new(node->cache->data + first, end - first)};
  g_array_append_val(node->dirty, change);
}

static void truncate_bytes(Node *node, uint64_t size) {
  Change change = {true, MIN(size, node->cache->len), size, NULL};
  resize(node->cache, size);
  g_array_append_val(node->dirty, change);
}

static uint64_t draw(const Disk *disk, uint64_t a, uint64_t b, uint64_t c) {
  uint64_t state = disk->seed * 0x2545f4914f6cdd1du ^ a * 0x9e3779b97f4a7c15u ^ b * 0xc2b2ae3d27d4eb4fu ^ c;
  fault_random(&state);
  return fault_random(&state);
}

/* How many of `n` changes a sector, a size or a journal has seen: all, none, or some. */
static size_t seen(uint64_t drawn, size_t n) {
  if (drawn % 3 == 0) return n;
  return drawn % 3 == 1 ? 0 : drawn / 3 % (n + 1);
}

static void apply_to_sector(const Disk *disk, const Node *node, GByteArray *into, size_t sector) {
  size_t from = sector * disk->sector, left = seen(draw(disk, node->id, sector + 1, node->dirty->len), node->dirty->len);
  for (size_t i = 0; i < left; i++) {
    const Change *change = &g_array_index(node->dirty, Change, i);
    size_t size = change->bytes ? g_bytes_get_size(change->bytes) : 0, end = change->truncate ? G_MAXSIZE : change->offset + size;
    size_t start = MAX(from, change->offset), stop = MIN(MIN(from + disk->sector, end), into->len);
    if (start >= stop) continue;
    if (change->truncate) memset(into->data + start, 0, stop - start);
    else memcpy(into->data + start, (const uint8_t *)g_bytes_get_data(change->bytes, NULL) + (start - change->offset), stop - start);
  }
}

/* What of the dirty bytes has reached the disk by chance. The caller's. */
static GByteArray *survivor(const Disk *disk, const Node *node) {
  GByteArray *left = g_byte_array_new();
  size_t n = node->dirty->len, longest = node->disk->len, sized = seen(draw(disk, node->id, 0, n), n);
  g_byte_array_append(left, node->disk->data, node->disk->len);
  if (disk->kind == CUT_STRICT || n == 0) return left;
  for (size_t i = 0; i < n; i++) longest = MAX(longest, g_array_index(node->dirty, Change, i).size);
  resize(left, longest);
  for (size_t sector = 0; sector * disk->sector < longest; sector++) apply_to_sector(disk, node, left, sector);
  resize(left, sized ? g_array_index(node->dirty, Change, sized - 1).size : node->disk->len);
  return left;
}

static void sync_bytes(Node *node) {
  g_array_set_size(node->dirty, 0);
  g_byte_array_set_size(node->disk, 0);
  g_byte_array_append(node->disk, node->cache->data, node->cache->len);
}

static void drop_bytes(const Disk *disk, Node *node) {
  GByteArray *left = survivor(disk, node);
  g_byte_array_unref(node->disk);
  node->disk = left;
  g_array_set_size(node->dirty, 0);
}

/* ------------------------------------------------------------------ names */

/* The folder that holds the path's last part, in the cache. */
static Node *walk(const Disk *disk, const char *path, char **ret_name) {
  g_auto(GStrv) parts = g_strsplit(path, "/", -1);
  Node *node = disk->root;
  size_t n = g_strv_length(parts);
  for (size_t i = 0; i + 1 < n && node; i++) node = node->folder ? g_hash_table_lookup(node->names_cache, parts[i]) : NULL;
  if (node && ret_name) *ret_name = g_strdup(n ? parts[n - 1] : "");
  return node && node->folder ? node : NULL;
}

static Node *find(const Disk *disk, const char *path) {
  g_autofree char *name = NULL;
  if (!*path) return disk->root;
  Node *folder = walk(disk, path, &name);
  return folder ? g_hash_table_lookup(folder->names_cache, name) : NULL;
}

static void set_name(GHashTable *names, const char *name, Node *node) {
  if (node) g_hash_table_insert(names, g_strdup(name), node);
  else g_hash_table_remove(names, name);
}

static bool make_move(Disk *disk, const char *path, Node *node, const char *path2, Node *node2) {
  Move *move = g_new0(Move, 1);
  const char *paths[] = {path, path2};
  Node *nodes[] = {node, node2};
  g_ptr_array_add(disk->moves, move);
  for (int i = 0; i < 2 && paths[i]; i++) {
    Slot *slot = &move->slots[move->n];
    if (!(slot->folder = walk(disk, paths[i], &slot->name))) return false;
    move->n++;
    slot->node = nodes[i];
  }
  for (int i = 0; i < move->n; i++) set_name(move->slots[i].folder->names_cache, move->slots[i].name, move->slots[i].node);
  return true;
}

static void settle(const Move *move) {
  for (int i = 0; i < move->n; i++) set_name(move->slots[i].folder->names_disk, move->slots[i].name, move->slots[i].node);
}

static bool share_a_name(const Move *a, const Move *b) {
  for (int i = 0; i < a->n; i++)
    for (int k = 0; k < b->n; k++)
      if (a->slots[i].folder == b->slots[k].folder && g_str_equal(a->slots[i].name, b->slots[k].name)) return true;
  return false;
}

static bool touches(const Move *move, const Node *folder) {
  for (int i = 0; i < move->n; i++)
    if (move->slots[i].folder == folder) return true;
  return false;
}

/* Carries out those moves whose flag is set and keeps the others waiting. */
static void settle_some(Disk *disk, const bool *settled) {
  GPtrArray *rest = g_ptr_array_new_with_free_func(move_free);
  for (guint i = 0; i < disk->moves->len; i++) {
    Move *move = g_steal_pointer(&disk->moves->pdata[i]);
    if (settled[i]) {
      settle(move);
      move_free(move);
    } else g_ptr_array_add(rest, move);
  }
  g_ptr_array_set_free_func(disk->moves, NULL);
  g_ptr_array_unref(disk->moves);
  disk->moves = rest;
}

/* A folder's sync carries out its moves, and what had to come before them on the same names elsewhere. `folder` NULL: the journal, all of them. */
static void sync_names(Disk *disk, const Node *folder) {
  g_autofree bool *settled = g_new0(bool, disk->moves->len + 1);
  for (guint i = disk->moves->len; i-- > 0;) {
    settled[i] = !folder || touches(disk->moves->pdata[i], folder);
    for (guint later = i + 1; !settled[i] && later < disk->moves->len; later++)
      settled[i] = settled[later] && share_a_name(disk->moves->pdata[i], disk->moves->pdata[later]);
  }
  settle_some(disk, settled);
}

/* Names that had no sync: by chance. */
static void cut_names(Disk *disk) {
  g_autofree bool *settled = g_new0(bool, disk->moves->len + 1);
  size_t n = disk->moves->len, kept = seen(draw(disk, 1, 2, n), n);
  for (guint i = 0; i < n; i++) {
    settled[i] = disk->kind == CUT_JOURNAL ? i < kept : disk->kind == CUT_RANDOM && draw(disk, 3, i, n) & 1;
    for (guint before = 0; settled[i] && before < i; before++)
      settled[i] = settled[before] || !share_a_name(disk->moves->pdata[before], disk->moves->pdata[i]);
  }
  settle_some(disk, settled);
}

/* ------------------------------------------------------------------ records */

static void tie(Disk *disk, uint64_t ino, Node *node) {
  gint64 *key = g_new(gint64, 1);
  *key = (gint64)ino;
  g_hash_table_insert(disk->by_ino, key, node);
}

static bool opened(Disk *disk, const FaultRecord *record, const char *path) {
  Node *node = record->value == FAULT_OPENED_NEW ? NULL : find(disk, path);
  if (!node && record->value != FAULT_OPENED_NEW) return false;
  if (!node && !make_move(disk, path, node = node_new(disk, false), NULL, NULL)) return false;
  tie(disk, record->ino, node);
  return true;
}

static bool made_folder(Disk *disk, const FaultRecord *record, const char *path) {
  Node *node = node_new(disk, true);
  if (!*path) node = disk->root; /* the root itself: it is there when recording begins */
  tie(disk, record->ino, node);
  return node == disk->root || make_move(disk, path, node, NULL, NULL);
}

static bool synced(Disk *disk, Node *node, bool failed) {
  if (failed) {
    if (!node->folder) drop_bytes(disk, node);
    return true;
  }
  if (!node->folder) sync_bytes(node);
  if (node->folder || disk->kind == CUT_JOURNAL) sync_names(disk, disk->kind == CUT_JOURNAL ? NULL : node);
  return true;
}

bool disk_apply(Disk *disk, const FaultRecord *record, const char *path, const char *path2, const uint8_t *bytes) {
  Node *node = record->ino ? g_hash_table_lookup(disk->by_ino, &record->ino) : NULL;
  switch (record->kind) {
  case FAULT_LOG_OPEN: return opened(disk, record, path);
  case FAULT_LOG_MKDIR: return made_folder(disk, record, path);
  case FAULT_LOG_RENAME: return find(disk, path) && make_move(disk, path2, find(disk, path), path, NULL);
  case FAULT_LOG_LINK: return find(disk, path) && make_move(disk, path2, find(disk, path), NULL, NULL);
  case FAULT_LOG_UNLINK:
  case FAULT_LOG_RMDIR: return find(disk, path) && make_move(disk, path, NULL, NULL, NULL);
  default: break;
  }
  if (!node) return false;
  if (record->kind == FAULT_LOG_WRITE) write_bytes(node, record->value, bytes, record->bytes);
  else if (record->kind == FAULT_LOG_TRUNCATE) truncate_bytes(node, record->value);
  else return synced(disk, node, record->kind == FAULT_LOG_SYNC_FAILED);
  return true;
}

/* ------------------------------------------------------------------ the cut */

static bool write_file(const Disk *disk, const Node *node, const char *path) {
  GByteArray *left = disk->kind == CUT_ALL ? g_byte_array_ref(node->cache) : survivor(disk, node);
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  bool right = fd >= 0 && write(fd, left->data, left->len) == (ssize_t)left->len;
  if (fd >= 0) close(fd);
  g_byte_array_unref(left);
  return right;
}

static bool write_folder(const Disk *disk, const Node *node, const char *path) {
  GHashTableIter iter;
  gpointer name = NULL, child = NULL;
  if (mkdir(path, 0700) != 0 && errno != EEXIST) return false;
  g_hash_table_iter_init(&iter, node->names_disk);
  while (g_hash_table_iter_next(&iter, &name, &child)) {
    g_autofree char *full = g_build_filename(path, name, NULL);
    if (ends_with_shm(name)) continue;
    if (!(((Node *)child)->folder ? write_folder(disk, child, full) : write_file(disk, child, full))) return false;
  }
  return true;
}

bool disk_cut(Disk *disk, const char *folder) {
  if (disk->kind == CUT_ALL) sync_names(disk, NULL);
  else cut_names(disk);
  return write_folder(disk, disk->root, folder);
}
