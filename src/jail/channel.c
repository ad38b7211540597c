/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datagrams of fixed size, with descriptors. */
#include "jail/channel.h"

#include <errno.h>
#include <recto/error.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_FDS = 8 };

bool recto_channel_pair(int ret_ends[2], GError **error) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "cannot make a channel between the programs: %s", g_strerror(errno));
    return false;
  }
  ret_ends[0] = ends[0];
  ret_ends[1] = ends[1];
  return true;
}

bool recto_channel_send(int fd, const void *message, size_t size, const int *fds, size_t n_fds) {
  union { char bytes[CMSG_SPACE(sizeof(int) * MAX_FDS)]; struct cmsghdr align; } control = {{0}};
  struct iovec part = {(void *)message, size};
  struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
  if (n_fds) {
    header.msg_control = control.bytes;
    header.msg_controllen = CMSG_SPACE(sizeof(int) * n_fds);
    struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int) * n_fds);
    memcpy(CMSG_DATA(rights), fds, sizeof(int) * n_fds);
  }
  ssize_t sent;
  do sent = sendmsg(fd, &header, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  return sent == (ssize_t)size;
}

/* Takes the descriptors out of a message that carries any; what is more or less than asked is closed. */
static bool take_fds(struct msghdr *header, int *ret_fds, size_t n_fds) {
  struct cmsghdr *rights = CMSG_FIRSTHDR(header);
  if (!rights || rights->cmsg_level != SOL_SOCKET || rights->cmsg_type != SCM_RIGHTS) return true;
  int fds[MAX_FDS];
  size_t n = (rights->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  memcpy(fds, CMSG_DATA(rights), sizeof(int) * n);
  if (n == n_fds) {
    memcpy(ret_fds, fds, sizeof(int) * n);
    return true;
  }
  for (size_t i = 0; i < n; i++) close(fds[i]);
  return false;
}

RectoChannelResult recto_channel_receive(int fd, void *ret_message, size_t size, bool wait, int *ret_fds, size_t n_fds) {
  union { char bytes[CMSG_SPACE(sizeof(int) * MAX_FDS)]; struct cmsghdr align; } control;
  struct iovec part = {ret_message, size};
  struct msghdr header = {.msg_iov = &part, .msg_iovlen = 1};
  if (n_fds) {
    header.msg_control = control.bytes;
    header.msg_controllen = sizeof control.bytes;
  }
  ssize_t got;
  do got = recvmsg(fd, &header, MSG_CMSG_CLOEXEC | MSG_TRUNC | (wait ? 0 : MSG_DONTWAIT));
  while (got < 0 && errno == EINTR);
  if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? RECTO_CHANNEL_NOTHING : RECTO_CHANNEL_END;
  if (got == 0) return RECTO_CHANNEL_END;
  bool has_fds = n_fds == 0 || take_fds(&header, ret_fds, n_fds);
  return got == (ssize_t)size && has_fds ? RECTO_CHANNEL_MESSAGE : RECTO_CHANNEL_BREACH;
}
