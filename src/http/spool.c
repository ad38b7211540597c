/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sealed file that grows. Must not know: what the bytes are.
 * A file is a row of blocks, the head of a kept one first:
 *   offset  size     meaning
 *   0       4        n, bytes of plain text, little endian; at most BLOCK
 *   4       n + 36   sealed (base/seal.h) for "spool/NAME/AT": the file's name, and where in the plain text the block begins ("head": the head) */
#include "http/spool.h"
#include "base/digest.h"
#include "base/file.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK ((size_t)16384) /* bytes of plain text; a thousand uploads at a time are 16 MB */
#define SEAL ((size_t)RECTO_SEAL_SIZE)
#define LENGTH ((size_t)4)

struct RectoSpool {
  int fd;
  char *name;     /* "" = without one */
  uint8_t key[RECTO_KEY_SIZE];
  off_t begin;    /* where the first block behind the head lies */
  off_t end;      /* of the last whole block */
  uint64_t size;  /* of the plain text up to there */
  size_t used;
  uint8_t block[BLOCK];
};

static bool fail(GError **error, const char *what) {
  if (errno == ENOSPC || errno == EDQUOT) return recto_error_say(error, RECTO_ERROR_STORE, "error.disk-full", "the disk is full; nothing was taken", NULL);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "%s: %s", what, g_strerror(errno));
  return false;
}

/* Not every file system has files without names: there a name lives for a moment. */
static int open_nameless(const char *folder, GError **error) {
  int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) return fd;
  g_autofree char *path = g_build_filename(folder, "spool-XXXXXX", NULL);
  fd = g_mkstemp_full(path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0) unlink(path);
  else fail(error, "no place for what arrives");
  return fd;
}

static RectoSpool *spool_new(const char *name) {
  RectoSpool *spool = g_new0(RectoSpool, 1);
  spool->fd = -1;
  spool->name = g_strdup(name);
  return spool;
}

RectoSpool *recto_spool_new(const char *folder, GError **error) {
  g_autoptr(RectoSpool) spool = spool_new("");
  if (!recto_key_new(spool->key, error)) return NULL;
  spool->fd = open_nameless(folder, error);
  return spool->fd >= 0 ? g_steal_pointer(&spool) : NULL;
}

void recto_spool_free(RectoSpool *spool) {
  if (!spool) return;
  if (spool->fd >= 0) close(spool->fd);
  g_free(spool->name);
  explicit_bzero(spool, sizeof *spool);
  g_free(spool);
}

/* ------------------------------------------------------------------ blocks */

static char *purpose_of(const RectoSpool *spool, uint64_t at) { return g_strdup_printf("spool/%s/%" G_GUINT64_FORMAT, spool->name, at); }

/* One write, which costs half of two. A block that is not written whole is taken back. */
static bool append(RectoSpool *spool, const char *purpose, const void *data, size_t size, GError **error) {
  g_autofree uint8_t *row = g_malloc(LENGTH + SEAL + size);
  for (size_t i = 0; i < LENGTH; i++) row[i] = (uint8_t)(size >> (8 * i));
  if (!recto_seal_into(spool->key, purpose, data, size, row + LENGTH, error)) return false;
  bool right = lseek(spool->fd, spool->end, SEEK_SET) == spool->end && recto_file_write_all(spool->fd, row, LENGTH + SEAL + size, error);
  if (right) spool->end += (off_t)(LENGTH + SEAL + size);
  else if (ftruncate(spool->fd, spool->end) != 0) spool->used = 0; /* what lies behind the end is cut off when it is opened again */
  return right;
}

static bool put_block(RectoSpool *spool, GError **error) {
  g_autofree char *purpose = purpose_of(spool, spool->size);
  if (!append(spool, purpose, spool->block, spool->used, error)) return false;
  spool->size += spool->used;
  spool->used = 0;
  return true;
}

bool recto_spool_write(RectoSpool *spool, const void *data, size_t size, GError **error) {
  const uint8_t *p = data;
  while (size > 0) {
    size_t n = MIN(size, BLOCK - spool->used);
    memcpy(spool->block + spool->used, p, n);
    spool->used += n;
    p += n;
    size -= n;
    if (spool->used == BLOCK && !put_block(spool, error)) return false;
  }
  return true;
}

uint64_t recto_spool_size(const RectoSpool *spool) { return spool->size + spool->used; }

static bool read_all(int fd, void *data, size_t size, off_t at) {
  size_t done = 0;
  while (done < size) {
    ssize_t n = pread(fd, (uint8_t *)data + done, size - done, at + (off_t)done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    done += (size_t)n;
  }
  return true;
}

/* The length of the block at `at`; 0 = there is none that is whole. */
static size_t length_at(const RectoSpool *spool, off_t at, off_t file_end) {
  uint8_t length[LENGTH];
  if (file_end - at < (off_t)(LENGTH + SEAL) || !read_all(spool->fd, length, sizeof length, at)) return 0;
  size_t size = (size_t)length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16 | (size_t)length[3] << 24;
  return size <= BLOCK && file_end - at >= (off_t)(LENGTH + SEAL + size) ? size : 0;
}

static bool take_block(const RectoSpool *spool, off_t at, size_t size, const char *purpose, uint8_t *ret, GError **error) {
  uint8_t sealed[BLOCK + SEAL];
  if (!read_all(spool->fd, sealed, size + SEAL, at + (off_t)LENGTH)) return fail(error, "what arrived cannot be read back");
  return recto_unseal_into(spool->key, purpose, sealed, size + SEAL, ret, error);
}

/* ------------------------------------------------------------------ those that are kept */

static char *head_purpose(const RectoSpool *spool) { return g_strdup_printf("spool/%s/head", spool->name); }

static RectoSpool *open_named(const char *path, const uint8_t key[RECTO_KEY_SIZE], int flags, GError **error) {
  g_autofree char *name = g_path_get_basename(path);
  g_autoptr(RectoSpool) spool = spool_new(name);
  memcpy(spool->key, key, RECTO_KEY_SIZE);
  spool->fd = open(path, O_RDWR | O_CLOEXEC | flags, 0600);
  bool right = spool->fd >= 0 && flock(spool->fd, LOCK_EX | LOCK_NB) == 0; /* another process of the same register */
  if (!right) fail(error, "an upload");
  return right ? g_steal_pointer(&spool) : NULL;
}

RectoSpool *recto_spool_keep(const char *path, const uint8_t key[RECTO_KEY_SIZE], GBytes *head, GError **error) {
  g_autoptr(RectoSpool) spool = open_named(path, key, O_CREAT | O_EXCL, error);
  g_autofree char *purpose = spool ? head_purpose(spool) : NULL;
  if (!spool) return NULL;
  if (!append(spool, purpose, g_bytes_get_data(head, NULL), g_bytes_get_size(head), error)) {
    unlink(path);
    return NULL;
  }
  spool->begin = spool->end;
  return g_steal_pointer(&spool);
}

static GBytes *take_head(RectoSpool *spool, off_t file_end, GError **error) {
  g_autofree char *purpose = head_purpose(spool);
  size_t size = length_at(spool, 0, file_end);
  g_autofree uint8_t *head = g_malloc(size + 1);
  if (!size) g_set_error(error, RECTO_ERROR, RECTO_ERROR_STORE, "an upload without its head");
  if (!size || !take_block(spool, 0, size, purpose, head, error)) return NULL;
  spool->begin = spool->end = (off_t)(LENGTH + SEAL + size);
  return g_bytes_new_take(g_steal_pointer(&head), size);
}

GBytes *recto_spool_head(const char *path, const uint8_t key[RECTO_KEY_SIZE], GError **error) {
  g_autoptr(RectoSpool) spool = open_named(path, key, 0, error);
  struct stat file;
  return spool && fstat(spool->fd, &file) == 0 ? take_head(spool, file.st_size, error) : NULL;
}

/* To the last block that opens; a writer that died, or a power cut, left the rest. */
static bool find_end(RectoSpool *spool, off_t file_end, uint64_t known) {
  uint8_t block[BLOCK];
  for (size_t size; (size = length_at(spool, spool->end, file_end)) > 0;) {
    g_autofree char *purpose = purpose_of(spool, spool->size);
    if (spool->size + size > known && !take_block(spool, spool->end, size, purpose, block, NULL)) break;
    spool->size += size;
    spool->end += (off_t)(LENGTH + SEAL + size);
  }
  return spool->end == file_end || ftruncate(spool->fd, spool->end) == 0;
}

RectoSpool *recto_spool_reopen(const char *path, const uint8_t key[RECTO_KEY_SIZE], uint64_t known, GBytes **ret_head, GError **error) {
  g_autoptr(RectoSpool) spool = open_named(path, key, 0, error);
  struct stat file;
  if (!spool || (fstat(spool->fd, &file) != 0 && !fail(error, "an upload"))) return NULL;
  g_autoptr(GBytes) head = take_head(spool, file.st_size, error);
  if (!head || (!find_end(spool, file.st_size, known) && !fail(error, "an upload"))) return NULL;
  if (ret_head) *ret_head = g_steal_pointer(&head);
  return g_steal_pointer(&spool);
}

bool recto_spool_settle(RectoSpool *spool, bool durable, uint64_t *ret_known, GError **error) {
  if (spool->used && !put_block(spool, error)) return false;
  if (durable && fdatasync(spool->fd) != 0) return fail(error, "an upload");
  if (ret_known) *ret_known = spool->size;
  return true;
}

/* ------------------------------------------------------------------ reading it back */

static bool copy_out(const RectoSpool *spool, uint8_t *out, RectoDigest *digest, GError **error) {
  uint64_t told = 0;
  for (off_t at = spool->begin; at < spool->end;) {
    size_t size = length_at(spool, at, spool->end);
    g_autofree char *purpose = purpose_of(spool, told);
    if (!size || told + size > spool->size) return fail(error, "what arrived cannot be read back");
    if (!take_block(spool, at, size, purpose, out + told, error)) return false;
    recto_digest_add(digest, out + told, size);
    told += size;
    at += (off_t)(LENGTH + SEAL + size);
  }
  memcpy(out + told, spool->block, spool->used);
  recto_digest_add(digest, spool->block, spool->used);
  return told == spool->size || fail(error, "what arrived cannot be read back");
}

GBytes *recto_spool_take(RectoSpool *spool, uint8_t ret_sha256[32], GError **error) {
  size_t size = recto_spool_size(spool);
  g_autofree uint8_t *out = g_malloc(size + 1);
  RectoDigest *digest = recto_digest_new();
  bool right = copy_out(spool, out, digest, error);
  recto_digest_end(digest, ret_sha256);
  return right ? g_bytes_new_take(g_steal_pointer(&out), size) : NULL;
}
