/* SPDX-License-Identifier: GPL-3.0-or-later */
/* LD_PRELOAD library: the calls by which a program changes files under one folder. What each of them meets is decided in faultfs-core.c, whose head lists
 * the settings. The real calls are made as bare system calls, so that nothing in here is counted twice.
 *
 * Loud where it would be blind: what a program may not do under the root (stdio that writes, mkstemp, symlinks, a writable shared mapping of anything but
 * SQLite's -shm) ends it with status 99. copy_file_range and sendfile are refused as on a file system without them; every caller must have the other way.
 * Syncs ask nothing of the real disk: what survives a cut is told by the log (cut.c). Must not know: stores, SQLite (but the name of its -shm). */
#include "faultfs.h"
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define SAME(name) __attribute__((alias(#name)))

static uint64_t number_of(int fd, bool *ret_folder) {
  struct stat status = {0};
  int saved = errno;
  fstat(fd, &status);
  errno = saved;
  if (ret_folder) *ret_folder = S_ISDIR(status.st_mode);
  return status.st_ino;
}

static off_t size_of(int fd) {
  struct stat status = {0};
  fstat(fd, &status);
  return status.st_size;
}

/* ------------------------------------------------------------------ open */

static int open_here(int dirfd, const char *path, int flags, mode_t mode, const char *inside) {
  struct stat status;
  if ((flags & O_TMPFILE) == O_TMPFILE) fault_not_modelled("O_TMPFILE");
  Verdict verdict = fault_judge(CALL_OPEN, inside);
  bool fresh = (flags & O_CREAT) && fstatat(dirfd, path, &status, AT_SYMLINK_NOFOLLOW) != 0;
  int fd = verdict == FAIL ? -1 : (int)syscall(SYS_openat, dirfd, path, flags, mode);
  if (fd >= 0) {
    bool folder = false;
    uint64_t ino = number_of(fd, &folder);
    fault_log(FAULT_LOG_OPEN, ino, folder ? FAULT_OPENED_FOLDER : fresh ? FAULT_OPENED_NEW : FAULT_OPENED_OLD, inside, NULL, NULL, 0);
    if (!fresh && (flags & O_TRUNC)) fault_log(FAULT_LOG_TRUNCATE, ino, 0, inside, NULL, NULL, 0);
  }
  fault_end(CALL_OPEN);
  return fd;
}

static int open_at(int dirfd, const char *path, int flags, mode_t mode) {
  char inside[PATH_MAX];
  if (!fault_path(dirfd, path, inside)) return (int)syscall(SYS_openat, dirfd, path, flags, mode);
  return open_here(dirfd, path, flags, mode, inside);
}

#define MODE_OF(flags, last)                                                                                                                       \
  mode_t mode = 0;                                                                                                                                 \
  if ((flags) & (O_CREAT | (O_TMPFILE & ~O_DIRECTORY))) {                                                                                          \
    va_list list;                                                                                                                                  \
    va_start(list, last);                                                                                                                          \
    mode = va_arg(list, mode_t);                                                                                                                   \
    va_end(list);                                                                                                                                  \
  }

int open(const char *path, int flags, ...) {
  MODE_OF(flags, flags)
  return open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) SAME(open);

int openat(int dirfd, const char *path, int flags, ...) {
  MODE_OF(flags, flags)
  return open_at(dirfd, path, flags, mode);
}
int openat64(int dirfd, const char *path, int flags, ...) SAME(openat);

/* What _FORTIFY_SOURCE makes of open without a mode. */
int __open_2(const char *path, int flags);
int __open64_2(const char *path, int flags);
int __openat_2(int dirfd, const char *path, int flags);
int __openat64_2(int dirfd, const char *path, int flags);
int __open_2(const char *path, int flags) { return open_at(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) SAME(__open_2);
int __openat_2(int dirfd, const char *path, int flags) { return open_at(dirfd, path, flags, 0); }
int __openat64_2(int dirfd, const char *path, int flags) SAME(__openat_2);

int creat(const char *path, mode_t mode) { return open_at(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }
int creat64(const char *path, mode_t mode) SAME(creat);

int close(int fd) {
  char inside[PATH_MAX];
  if (!fault_fd(fd, inside)) return (int)syscall(SYS_close, fd);
  Verdict verdict = fault_judge(CALL_CLOSE, inside);
  int saved = errno, result = (int)syscall(SYS_close, fd); /* closed in any case, as Linux does */
  if (verdict == FAIL) {
    errno = saved;
    result = -1;
  }
  fault_end(CALL_CLOSE);
  return result;
}

/* ------------------------------------------------------------------ write */

/* How much of the write is made; 0 with errno when none is. */
static size_t share(int fd, size_t size, off_t offset, Verdict verdict) {
  if (verdict == FAIL) return 0;
  size_t made = verdict == HALF && size > 1 ? size / 2 : size;
  off_t end = offset + (off_t)made, old = size_of(fd);
  if (end <= old) return made;
  size_t growth = (size_t)(end - (old > offset ? old : offset)), room = fault_room(growth);
  if (room < growth && made == growth - room) errno = ENOSPC;
  return made - (growth - room);
}

static ssize_t write_here(int fd, const void *bytes, size_t size, off_t offset, bool at_position, const char *inside) {
  Verdict verdict = fault_judge(CALL_WRITE, inside);
  if (at_position) offset = (fcntl(fd, F_GETFL) & O_APPEND) ? size_of(fd) : lseek(fd, 0, SEEK_CUR);
  size_t made = share(fd, size, offset, verdict);
  ssize_t n = made == 0 && size > 0 ? -1 : 0;
  if (n == 0) {
    uint64_t ino = number_of(fd, NULL);
    fault_keep(fd, ino, offset, made);
    n = at_position ? syscall(SYS_write, fd, bytes, made) : syscall(SYS_pwrite64, fd, bytes, made, offset);
    if (n > 0) fault_log(FAULT_LOG_WRITE, ino, (uint64_t)offset, inside, NULL, bytes, (size_t)n);
  }
  fault_end(CALL_WRITE);
  return n;
}

static ssize_t write_ack(const void *bytes, size_t size) {
  fault_judge(N_CALLS, "");
  ssize_t n = syscall(SYS_write, fault_ack_fd, bytes, size);
  if (n > 0) fault_log_ack(bytes, (size_t)n);
  fault_end(N_CALLS);
  return n;
}

ssize_t write(int fd, const void *bytes, size_t size) {
  char inside[PATH_MAX];
  if (fd >= 0 && fd == fault_ack_fd) return write_ack(bytes, size);
  if (!fault_fd(fd, inside)) return syscall(SYS_write, fd, bytes, size);
  return write_here(fd, bytes, size, 0, true, inside);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  char inside[PATH_MAX];
  if (!fault_fd(fd, inside)) return syscall(SYS_pwrite64, fd, bytes, size, offset);
  return write_here(fd, bytes, size, offset, false, inside);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) SAME(pwrite);

static ssize_t write_parts(int fd, const struct iovec *parts, int n, off_t offset, bool at_position, const char *inside) {
  size_t size = 0, done = 0;
  for (int i = 0; i < n; i++) size += parts[i].iov_len;
  char *whole = malloc(size + 1);
  if (!whole) fault_not_modelled("a machine without memory");
  for (int i = 0; i < n; i++) {
    memcpy(whole + done, parts[i].iov_base, parts[i].iov_len);
    done += parts[i].iov_len;
  }
  ssize_t result = write_here(fd, whole, size, offset, at_position, inside);
  int saved = errno;
  free(whole);
  errno = saved;
  return result;
}

ssize_t writev(int fd, const struct iovec *parts, int n) {
  char inside[PATH_MAX];
  if (!fault_fd(fd, inside)) return syscall(SYS_writev, fd, parts, n);
  return write_parts(fd, parts, n, 0, true, inside);
}

ssize_t pwritev(int fd, const struct iovec *parts, int n, off_t offset) {
  char inside[PATH_MAX];
  if (!fault_fd(fd, inside)) return syscall(SYS_pwritev, fd, parts, n, offset, 0);
  return write_parts(fd, parts, n, offset, false, inside);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int n, off64_t offset) SAME(pwritev);

ssize_t copy_file_range(int in, off64_t *in_offset, int out, off64_t *out_offset, size_t size, unsigned flags) {
  char inside[PATH_MAX];
  if (!fault_fd(out, inside)) return syscall(SYS_copy_file_range, in, in_offset, out, out_offset, size, flags);
  errno = EXDEV;
  return -1;
}

ssize_t sendfile(int out, int in, off_t *offset, size_t size) {
  char inside[PATH_MAX];
  if (!fault_fd(out, inside)) return syscall(SYS_sendfile, out, in, offset, size);
  errno = EINVAL;
  return -1;
}
ssize_t sendfile64(int out, int in, off64_t *offset, size_t size) SAME(sendfile);

/* ------------------------------------------------------------------ read: fails when asked to, else untouched */

static bool read_fails(int fd) {
  char inside[PATH_MAX];
  if (!fault_wants(CALL_READ) || !fault_fd(fd, inside)) return false;
  Verdict verdict = fault_judge(CALL_READ, inside);
  fault_end(CALL_READ);
  return verdict == FAIL;
}

ssize_t read(int fd, void *bytes, size_t size) { return read_fails(fd) ? -1 : syscall(SYS_read, fd, bytes, size); }
ssize_t pread(int fd, void *bytes, size_t size, off_t offset) { return read_fails(fd) ? -1 : syscall(SYS_pread64, fd, bytes, size, offset); }
ssize_t pread64(int fd, void *bytes, size_t size, off64_t offset) SAME(pread);

/* ------------------------------------------------------------------ size */

int ftruncate(int fd, off_t size) {
  char inside[PATH_MAX];
  if (!fault_fd(fd, inside)) return (int)syscall(SYS_ftruncate, fd, size);
  Verdict verdict = fault_judge(CALL_TRUNCATE, inside);
  int result = verdict == FAIL ? -1 : (int)syscall(SYS_ftruncate, fd, size);
  if (result == 0) fault_log(FAULT_LOG_TRUNCATE, number_of(fd, NULL), (uint64_t)size, inside, NULL, NULL, 0);
  fault_end(CALL_TRUNCATE);
  return result;
}
int ftruncate64(int fd, off64_t size) SAME(ftruncate);

int truncate(const char *path, off_t size) {
  char inside[PATH_MAX];
  if (fault_path(AT_FDCWD, path, inside)) fault_not_modelled("truncate");
  return (int)syscall(SYS_truncate, path, size);
}
int truncate64(const char *path, off64_t size) SAME(truncate);

int fallocate(int fd, int mode, off_t offset, off_t size) {
  char inside[PATH_MAX];
  if (!fault_fd(fd, inside)) return (int)syscall(SYS_fallocate, fd, mode, offset, size);
  if (mode != 0) fault_not_modelled("fallocate with a mode");
  off_t end = offset + size;
  return end > size_of(fd) ? ftruncate(fd, end) : 0;
}
int fallocate64(int fd, int mode, off64_t offset, off64_t size) SAME(fallocate);
int posix_fallocate(int fd, off_t offset, off_t size) { return fallocate(fd, 0, offset, size) == 0 ? 0 : errno; }
int posix_fallocate64(int fd, off64_t offset, off64_t size) SAME(posix_fallocate);

/* ------------------------------------------------------------------ names */

int renameat2(int from_fd, const char *from, int to_fd, const char *to, unsigned flags) {
  char inside[PATH_MAX], inside2[PATH_MAX];
  bool here = fault_path(from_fd, from, inside), there = fault_path(to_fd, to, inside2);
  if (!here && !there) return (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
  if (!here || !there || (flags & ~1u)) fault_not_modelled("a rename across the root, or an exchange");
  Verdict verdict = fault_judge(CALL_RENAME, inside2);
  int result = verdict == FAIL ? -1 : (int)syscall(SYS_renameat2, from_fd, from, to_fd, to, flags);
  if (result == 0) fault_log(FAULT_LOG_RENAME, 0, 0, inside, inside2, NULL, 0);
  fault_end(CALL_RENAME);
  return result;
}
int renameat(int from_fd, const char *from, int to_fd, const char *to) { return renameat2(from_fd, from, to_fd, to, 0); }
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

int linkat(int from_fd, const char *from, int to_fd, const char *to, int flags) {
  char inside[PATH_MAX], inside2[PATH_MAX];
  if (!fault_path(to_fd, to, inside2)) return (int)syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
  if (!fault_path(from_fd, from, inside)) fault_not_modelled("a link from outside the root");
  Verdict verdict = fault_judge(CALL_LINK, inside2);
  int result = verdict == FAIL ? -1 : (int)syscall(SYS_linkat, from_fd, from, to_fd, to, flags);
  if (result == 0) fault_log(FAULT_LOG_LINK, 0, 0, inside, inside2, NULL, 0);
  fault_end(CALL_LINK);
  return result;
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int dirfd, const char *path, int flags) {
  char inside[PATH_MAX];
  if (!fault_path(dirfd, path, inside)) return (int)syscall(SYS_unlinkat, dirfd, path, flags);
  CallKind kind = flags & AT_REMOVEDIR ? CALL_RMDIR : CALL_UNLINK;
  Verdict verdict = fault_judge(kind, inside);
  int result = verdict == FAIL ? -1 : (int)syscall(SYS_unlinkat, dirfd, path, flags);
  if (result == 0) fault_log(kind == CALL_RMDIR ? FAULT_LOG_RMDIR : FAULT_LOG_UNLINK, 0, 0, inside, NULL, NULL, 0);
  fault_end(kind);
  return result;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int dirfd, const char *path, mode_t mode) {
  char inside[PATH_MAX];
  struct stat status = {0};
  if (!fault_path(dirfd, path, inside)) return (int)syscall(SYS_mkdirat, dirfd, path, mode);
  Verdict verdict = fault_judge(CALL_MKDIR, inside);
  int result = verdict == FAIL ? -1 : (int)syscall(SYS_mkdirat, dirfd, path, mode);
  if (result == 0) {
    fstatat(dirfd, path, &status, AT_SYMLINK_NOFOLLOW);
    fault_log(FAULT_LOG_MKDIR, status.st_ino, 0, inside, NULL, NULL, 0);
  }
  fault_end(CALL_MKDIR);
  return result;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int symlinkat(const char *target, int dirfd, const char *path) {
  char inside[PATH_MAX];
  if (fault_path(dirfd, path, inside)) fault_not_modelled("a symbolic link");
  return (int)syscall(SYS_symlinkat, target, dirfd, path);
}
int symlink(const char *target, const char *path) { return symlinkat(target, AT_FDCWD, path); }

/* ------------------------------------------------------------------ sync */

int fsync(int fd) {
  char inside[PATH_MAX];
  if (!fault_fd(fd, inside)) return (int)syscall(SYS_fsync, fd);
  fault_wait();
  Verdict verdict = fault_judge(CALL_SYNC, inside);
  uint64_t ino = number_of(fd, NULL);
  if (verdict == FAIL) {
    int saved = errno;
    fault_log(FAULT_LOG_SYNC_FAILED, ino, 0, inside, NULL, NULL, 0);
    fault_drop(fd, ino);
    errno = saved;
  } else if (!fault_lies) {
    fault_log(FAULT_LOG_SYNC, ino, 0, inside, NULL, NULL, 0);
    fault_synced(ino);
  }
  fault_end(CALL_SYNC);
  return verdict == FAIL ? -1 : 0;
}
int fdatasync(int fd) SAME(fsync);

/* Promises nothing about the disk's own cache nor about sizes: not a sync. */
int sync_file_range(int fd, off64_t offset, off64_t size, unsigned flags) {
  char inside[PATH_MAX];
  return fault_fd(fd, inside) ? 0 : (int)syscall(SYS_sync_file_range, fd, offset, size, flags);
}

/* ------------------------------------------------------------------ what would go past the layer */

void *mmap(void *place, size_t size, int protection, int flags, int fd, off_t offset) {
  char inside[PATH_MAX];
  bool writes = (flags & MAP_SHARED) && (protection & PROT_WRITE) && !(flags & MAP_ANONYMOUS);
  if (writes && fault_fd(fd, inside)) {
    size_t length = strlen(inside);
    if (length < 4 || strcmp(inside + length - 4, "-shm") != 0) fault_not_modelled("a writable shared mapping");
  }
  return (void *)syscall(SYS_mmap, place, size, protection, flags, fd, offset);
}
void *mmap64(void *place, size_t size, int protection, int flags, int fd, off64_t offset) SAME(mmap);

typedef FILE *(*Opener)(const char *path, const char *mode);
static FILE *open_stream(const char *name, const char *path, const char *mode) {
  char inside[PATH_MAX];
  if (strpbrk(mode, "wa+") && fault_path(AT_FDCWD, path, inside)) fault_not_modelled("a stdio stream that writes");
  Opener opener = (Opener)dlsym(RTLD_NEXT, name);
  return opener ? opener(path, mode) : NULL;
}
FILE *fopen(const char *path, const char *mode) { return open_stream("fopen", path, mode); }
FILE *fopen64(const char *path, const char *mode) { return open_stream("fopen64", path, mode); }

static int temporary(char *template, int end, int flags) {
  char inside[PATH_MAX];
  if (fault_path(AT_FDCWD, template, inside)) fault_not_modelled("mkstemp");
  int (*maker)(char *, int, int) = (int (*)(char *, int, int))dlsym(RTLD_NEXT, "mkostemps");
  return maker ? maker(template, end, flags) : -1;
}
int mkstemp(char *template) { return temporary(template, 0, 0); }
int mkstemp64(char *template) SAME(mkstemp);
int mkostemp(char *template, int flags) { return temporary(template, 0, flags); }
int mkostemp64(char *template, int flags) SAME(mkostemp);
