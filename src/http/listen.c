/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sockets on this machine alone. Must not know: HTTP. */
#include "http/listen.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <recto/error.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define UNIX_PREFIX "unix:"
#define BACKLOG 1024

typedef union { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; struct sockaddr_un local; } Address;

static bool bad_place(GError **error, const char *where) {
  return recto_error_say(error, RECTO_ERROR_USAGE, "error.bad-listen", "{where}: 127.0.0.1:PORT, [::1]:PORT or unix:/PATH is expected; a server before Recto speaks to the network",
                         "where", where, NULL);
}

static bool cannot(GError **error, const char *where) {
  return recto_error_say(error, RECTO_ERROR_DEVICE, "error.cannot-listen", "{where}: cannot listen there ({why})", "where", where, "why", g_strerror(errno), NULL);
}

/* Loopback alone: 127.0.0.0/8 and ::1. */
static bool read_address(const char *where, Address *address, socklen_t *size) {
  const char *colon = strrchr(where, ':');
  guint64 port = 0;
  if (!colon || !g_ascii_string_to_unsigned(colon + 1, 10, 0, 65535, &port, NULL)) return false;
  g_autofree char *host = g_strndup(where, (gsize)(colon - where));
  if (g_str_equal(host, "[::1]")) {
    address->six = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    *size = sizeof address->six;
    return true;
  }
  address->four = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  *size = sizeof address->four;
  return inet_pton(AF_INET, host, &address->four.sin_addr) == 1 && (ntohl(address->four.sin_addr.s_addr) >> 24) == 127;
}

static bool read_path(const char *path, Address *address, socklen_t *size) {
  address->local = (struct sockaddr_un){.sun_family = AF_UNIX};
  *size = sizeof address->local;
  return *path == '/' && g_strlcpy(address->local.sun_path, path, sizeof address->local.sun_path) < sizeof address->local.sun_path;
}

/* A server that died left its socket's file: nobody answers there. A file of another kind is left alone. */
static void remove_stale(const Address *address, socklen_t size) {
  struct stat status;
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  bool dead = fd >= 0 && lstat(address->local.sun_path, &status) == 0 && S_ISSOCK(status.st_mode) && connect(fd, &address->any, size) != 0 && errno == ECONNREFUSED;
  if (fd >= 0) close(fd);
  if (dead) unlink(address->local.sun_path);
}

static char *name_of(int fd, const char *where) {
  Address address = {0};
  socklen_t size = sizeof address;
  const char *colon = strrchr(where, ':');
  if (g_str_has_prefix(where, UNIX_PREFIX) || getsockname(fd, &address.any, &size) != 0) return g_strdup(where);
  return g_strdup_printf("%.*s:%u", (int)(colon - where), where, ntohs(address.any.sa_family == AF_INET6 ? address.six.sin6_port : address.four.sin_port));
}

int recto_listen(const char *where, char **ret_where, GError **error) {
  Address address = {0};
  socklen_t size = 0;
  bool local = g_str_has_prefix(where, UNIX_PREFIX);
  if (!(local ? read_path(where + strlen(UNIX_PREFIX), &address, &size) : read_address(where, &address, &size))) {
    bad_place(error, where);
    return -1;
  }
  if (local) remove_stale(&address, size);
  int fd = socket(address.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
  if (fd >= 0 && !local) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  bool right = fd >= 0 && bind(fd, &address.any, size) == 0 && (!local || chmod(address.local.sun_path, 0660) == 0) && listen(fd, BACKLOG) == 0;
  if (!right) {
    cannot(error, where);
    if (fd >= 0) close(fd);
    return -1;
  }
  *ret_where = name_of(fd, where);
  return fd;
}

void recto_listen_end(const char *where) {
  if (g_str_has_prefix(where, UNIX_PREFIX)) unlink(where + strlen(UNIX_PREFIX));
}
