/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sealed file without a name. Must not know: what the bytes are. */
#include "http/spool.h"
#include "base/digest.h"
#include "base/file.h"
#include "base/seal.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <sys/mman.h>
#include <unistd.h>

#define BLOCK ((size_t)16384) /* bytes of plain text; a thousand uploads at a time are 16 MB */
#define SEAL ((size_t)36)     /* what sealing adds (base/seal.h) */

struct RectoSpool {
  int fd;
  uint8_t key[RECTO_KEY_SIZE];
  uint64_t n_blocks; /* on disk */
  size_t used;
  uint8_t block[BLOCK];
};

static bool fail(GError **error, const char *what) {
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

RectoSpool *recto_spool_new(const char *folder, GError **error) {
  g_autoptr(RectoSpool) spool = g_new0(RectoSpool, 1);
  spool->fd = -1;
  if (!recto_key_new(spool->key, error)) return NULL;
  spool->fd = open_nameless(folder, error);
  return spool->fd >= 0 ? g_steal_pointer(&spool) : NULL;
}

void recto_spool_free(RectoSpool *spool) {
  if (!spool) return;
  if (spool->fd >= 0) close(spool->fd);
  explicit_bzero(spool, sizeof *spool);
  g_free(spool);
}

static char *purpose_of(uint64_t block) { return g_strdup_printf("spool/%" G_GUINT64_FORMAT, block); }

static bool put_block(RectoSpool *spool, GError **error) {
  g_autofree char *purpose = purpose_of(spool->n_blocks);
  g_autoptr(GBytes) sealed = recto_seal(spool->key, purpose, spool->block, spool->used, error);
  if (!sealed || !recto_file_write_all(spool->fd, g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed), error)) return false;
  spool->n_blocks++;
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

uint64_t recto_spool_size(const RectoSpool *spool) { return spool->n_blocks * BLOCK + spool->used; }

static GBytes *take_block(const RectoSpool *spool, uint64_t number, GError **error) {
  uint8_t sealed[BLOCK + SEAL];
  ssize_t n = pread(spool->fd, sealed, sizeof sealed, (off_t)(number * sizeof sealed));
  if (n != (ssize_t)sizeof sealed) {
    fail(error, "what arrived cannot be read back");
    return NULL;
  }
  g_autofree char *purpose = purpose_of(number);
  g_autoptr(GBytes) bytes = g_bytes_new_static(sealed, sizeof sealed);
  return recto_unseal(spool->key, purpose, bytes, error);
}

static bool copy_out(const RectoSpool *spool, int fd, GError **error) {
  for (uint64_t i = 0; i < spool->n_blocks; i++) {
    g_autoptr(GBytes) block = take_block(spool, i, error);
    if (!block || !recto_file_write_all(fd, g_bytes_get_data(block, NULL), g_bytes_get_size(block), error)) return false;
  }
  return recto_file_write_all(fd, spool->block, spool->used, error);
}

int recto_spool_open(RectoSpool *spool, uint8_t ret_sha256[32], GError **error) {
  int fd = memfd_create("recto-spool", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) {
    fail(error, "no memory file");
    return -1;
  }
  bool right = copy_out(spool, fd, error) && recto_digest_fd(fd, ret_sha256, NULL, error);
  right = right && (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) == 0 || fail(error, "memory file"));
  if (right && lseek(fd, 0, SEEK_SET) == 0) return fd;
  close(fd);
  return -1;
}
