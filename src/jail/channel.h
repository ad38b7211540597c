/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Datagrams of fixed size over SOCK_SEQPACKET sockets, with descriptors in the trusted direction. Must not know: what they say. */
#ifndef RECTO_JAIL_CHANNEL_H
#define RECTO_JAIL_CHANNEL_H

#include <glib.h>
#include <stdbool.h>

/* Both ends close on exec. Errors: ENGINE. */
bool recto_channel_pair(int ret_ends[2], GError **error);
/* Waits until the message is taken. False when the other side is gone. */
bool recto_channel_send(int fd, const void *message, size_t size, const int *fds, size_t n_fds);

typedef enum { RECTO_CHANNEL_MESSAGE, RECTO_CHANNEL_NOTHING /* yet; only when not waiting */, RECTO_CHANNEL_END, RECTO_CHANNEL_BREACH /* another size */ } RectoChannelResult;
/* Takes one message of exactly `size` bytes; descriptors that nobody asked for are closed by the kernel. `ret_fds` gets `n_fds`
 * descriptors, or stays as it was when the message carries none; another number is a breach. */
RectoChannelResult recto_channel_receive(int fd, void *ret_message, size_t size, bool wait, int *ret_fds, size_t n_fds);

#endif
