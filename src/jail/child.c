/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto's handle on one child: starts it, takes its records, names its end. */
#include "jail/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <recto/error.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const CHANNELS[] = {[RECTO_CHANNEL_UPLOAD] = "upload", [RECTO_CHANNEL_COUNTER] = "counter", [RECTO_CHANNEL_MAIL] = "mail"};

static double channel_limit(const RectoReader *reader, RectoChannel channel, const char *word) {
  g_autofree char *key = g_strconcat("channel.", CHANNELS[channel], ".", word, NULL);
  return recto_limit(reader->limits, key);
}

RectoReadLimits recto_read_limits(const RectoReader *reader, RectoChannel channel) {
  return (RectoReadLimits){
    .max_bytes = (uint64_t)channel_limit(reader, channel, "max-bytes"),
    .memory = (uint64_t)channel_limit(reader, channel, "memory"),
    .max_pages = MIN((uint32_t)channel_limit(reader, channel, "max-pages"), RECTO_WIRE_MAX_PAGES),
    .page_cpu = channel_limit(reader, channel, "page-cpu-s"),
    .page_wall = channel_limit(reader, channel, "page-wall-s"),
    .file_wall = channel_limit(reader, channel, "file-wall-s"),
  };
}

RectoWireOrder recto_order_new(const RectoReader *reader, RectoWireOrderKind kind, RectoChannel channel) {
  RectoReadLimits limits = recto_read_limits(reader, channel);
  return (RectoWireOrder){
    .magic = RECTO_WIRE_MAGIC,
    .kind = kind,
    .channel = channel,
    .memory = limits.memory,
    .page_cpu_seconds = limits.page_cpu,
    .file_cpu_seconds = limits.file_wall * 2, /* the backstop in the kernel; libheif's threads may count double */
    .open_files = (uint32_t)recto_limit(reader->limits, "jail.open-files"),
    .threads = (uint32_t)recto_limit(reader->limits, "jail.threads") * (reader->workers + 1),
    .answer_bytes = (uint32_t)recto_limit(reader->limits, "jail.answer-max-bytes"),
  };
}

/* Memory of a fixed size that the child can neither shrink (recto would read short) nor grow (the machine would fill up). */
static int answer_memory(uint32_t size) {
  int memory = memfd_create("recto-answer", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (memory < 0) return -1;
  if (ftruncate(memory, size) == 0 && fcntl(memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0) return memory;
  close(memory);
  return -1;
}

int recto_reopen(int fd, bool *ret_own) {
  g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", fd);
  int own = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
  *ret_own = own >= 0;
  if (own >= 0) return own;
  if ((fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDONLY || lseek(fd, 0, SEEK_SET) != 0) return -1;
  return fcntl(fd, F_DUPFD_CLOEXEC, 0);
}

RectoChild *recto_child_start(RectoReader *reader, RectoWireOrder *order, int original) {
  int ends[2];
  g_autoptr(RectoChild) child = g_new0(RectoChild, 1);
  *child = (RectoChild){.id = ++reader->last_child, .channel = -1, .answer_bytes = order->answer_bytes, .file_cpu = order->file_cpu_seconds};
  child->memory = answer_memory(order->answer_bytes);
  if (child->memory < 0 || !recto_channel_pair(ends, NULL)) return NULL;
  child->channel = ends[0];
  order->child = child->id;
  int fds[RECTO_WIRE_ORDER_FDS] = {original, ends[1], child->memory};
  bool sent = recto_channel_send(reader->commands, order, sizeof *order, fds, RECTO_WIRE_ORDER_FDS);
  close(ends[1]);
  return sent ? g_steal_pointer(&child) : NULL;
}

void recto_child_free(RectoChild *child) {
  if (!child) return;
  if (child->channel >= 0) close(child->channel);
  if (child->memory >= 0) close(child->memory);
  g_free(child);
}

/* A private copy: the child may go on writing, but not into this. */
static uint8_t *copy_answer(const RectoChild *child, uint32_t length) {
  g_autofree uint8_t *copy = g_malloc(MAX(length, 1));
  for (uint32_t at = 0; at < length;) {
    ssize_t got = pread(child->memory, copy + at, length - at, at);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return NULL;
    at += (uint32_t)got;
  }
  return g_steal_pointer(&copy);
}

static bool is_record(const RectoChild *child, const RectoWireRecord *untrusted) {
  if (untrusted->magic != RECTO_WIRE_MAGIC || untrusted->sequence != child->sequence) return false;
  if (untrusted->zero[0] || untrusted->zero[1] || untrusted->zero[2]) return false;
  return untrusted->kind >= RECTO_WIRE_OPENED && untrusted->kind <= RECTO_WIRE_UNPACKED && untrusted->page < RECTO_WIRE_MAX_PAGES &&
         untrusted->length <= child->answer_bytes;
}

RectoChannelResult recto_child_receive(RectoChild *child, RectoWireRecord *ret_record, uint8_t **ret_answer) {
  RectoWireRecord untrusted = {0};
  RectoChannelResult result = recto_channel_receive(child->channel, &untrusted, sizeof untrusted, false, NULL, 0);
  if (result == RECTO_CHANNEL_END) child->ended = true;
  if (result != RECTO_CHANNEL_MESSAGE) return result;
  if (!is_record(child, &untrusted)) return RECTO_CHANNEL_BREACH;
  uint8_t *answer = copy_answer(child, untrusted.length);
  if (!answer) return RECTO_CHANNEL_BREACH;
  child->sequence++;
  *ret_record = untrusted;
  *ret_answer = answer;
  return RECTO_CHANNEL_MESSAGE;
}

/* A child that does not read its replies fills its own queue: recto must not wait for it, the deadline ends it. */
void recto_child_reply(RectoChild *child, RectoWireVerb verb) {
  RectoWireReply reply = {RECTO_WIRE_MAGIC, verb};
  struct pollfd event = {child->channel, POLLOUT, 0};
  if (poll(&event, 1, 0) == 1 && (event.revents & POLLOUT)) recto_channel_send(child->channel, &reply, sizeof reply, NULL, 0);
}

static void send_verb(RectoReader *reader, const RectoChild *child, RectoWireOrderKind kind, double page_cpu_seconds) {
  RectoWireOrder order = {.magic = RECTO_WIRE_MAGIC, .kind = kind, .child = child->id, .page_cpu_seconds = page_cpu_seconds};
  recto_channel_send(reader->commands, &order, sizeof order, NULL, 0);
}

void recto_child_renew(RectoReader *reader, const RectoChild *child, double page_cpu_seconds) {
  send_verb(reader, child, RECTO_ORDER_RENEW, page_cpu_seconds);
}

void recto_child_kill(RectoReader *reader, RectoChild *child, RectoOutcome why) {
  if (child->killed || child->exited) return;
  child->killed = true;
  child->killed_for = why;
  send_verb(reader, child, RECTO_ORDER_KILL, 0);
}

void recto_child_note_exit(RectoChild *child, const RectoWireNotice *notice) {
  child->exited = true;
  child->status = notice->status;
  child->over_cpu = notice->over_cpu != 0;
  child->cpu_seconds = notice->cpu_seconds;
  child->peak_bytes = notice->peak_bytes;
}

static RectoOutcome signal_outcome(const RectoChild *child, int number) {
  if (number == SIGSYS || number == SIGXFSZ) return RECTO_OUTCOME_SANDBOX;
  if (child->over_cpu || number == SIGXCPU) return RECTO_OUTCOME_TIMEOUT;
  if (number != SIGKILL) return RECTO_OUTCOME_CRASH;
  return child->cpu_seconds + 1 >= child->file_cpu ? RECTO_OUTCOME_TIMEOUT : RECTO_OUTCOME_MEMORY; /* else the kernel was out of memory */
}

RectoOutcome recto_child_outcome(const RectoChild *child, bool complete) {
  if (child->killed) return child->killed_for;
  if (child->status < 0) return RECTO_OUTCOME_MEMORY; /* the machine had no room for another process */
  if (WIFSIGNALED(child->status)) return signal_outcome(child, WTERMSIG(child->status));
  switch (WEXITSTATUS(child->status)) {
  case EXIT_SUCCESS: return complete ? RECTO_OUTCOME_OK : RECTO_OUTCOME_PROTOCOL;
  case RECTO_EXIT_GONE: return complete ? RECTO_OUTCOME_OK : RECTO_OUTCOME_PROTOCOL;
  case RECTO_EXIT_MEMORY: return RECTO_OUTCOME_MEMORY;
  case RECTO_EXIT_JAIL:
  case RECTO_EXIT_REFUSED: return RECTO_OUTCOME_SANDBOX;
  default: return RECTO_OUTCOME_CRASH;
  }
}
