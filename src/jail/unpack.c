/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto's side of unpacking: one child alone, whose parts go into sealed memory files and to the caller, one at a time.
 * The clock of the child stands still while the caller makes a part durable. Must not know: any container. */
#include "jail/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <recto/error.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

/* Refusals of containers inside others may stand beside the members that the limit counts. */
enum { MORE_TOLD = 64 };

typedef struct {
  RectoReader *reader;
  RectoChild *child;
  const RectoWireUnpack *limits;
  RectoPartFunc on_part;
  gpointer user_data;
  RectoUnpacked *told;
  GError *failed;       /* what on_part said */
  RectoPart part;       /* on its way; fd -1 = none open */
  uint64_t got;         /* of its bytes */
  uint64_t file_size;
  bool greeted, finished;
  int64_t deadline;     /* monotonic µs */
} Unpacking;

void recto_unpacked_clear(RectoUnpacked *unpacked) {
  g_free(unpacked->format);
  g_free(unpacked->subject);
  g_free(unpacked->from);
  g_free(unpacked->date);
  *unpacked = (RectoUnpacked){0};
}

static void drop_part(Unpacking *unpacking) {
  g_free(unpacking->part.name);
  g_free(unpacking->part.path);
  if (unpacking->part.fd >= 0) close(unpacking->part.fd);
  unpacking->part = (RectoPart){.fd = -1};
  unpacking->got = 0;
}

/* ------------------------------------------------------------------ one part */

static void count_part(RectoUnpacked *told, const RectoPart *part) {
  bool on_purpose = part->note == RECTO_PART_SYSTEM_FILE || part->note == RECTO_PART_SMALL_PICTURE || part->note == RECTO_PART_MAIL_HTML;
  told->n_parts++;
  if (part->fd >= 0 || part->whole) told->n_taken++;
  else if (on_purpose) told->n_left_out++;
  else told->n_refused += MAX(part->count, 1);
  told->whole = told->whole || part->whole;
  if (part->fd >= 0) told->total_bytes += part->size;
}

/* Nobody can change the bytes any more, neither recto nor who gets the descriptor. */
static bool seal(int fd) {
  return fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0 && lseek(fd, 0, SEEK_SET) == 0;
}

static bool out_of_memory(Unpacking *unpacking) {
  g_set_error(&unpacking->failed, RECTO_ERROR, RECTO_ERROR_ENGINE, "no room for a part of the file: %s", g_strerror(errno));
  return false;
}

static bool hand_over(Unpacking *unpacking) {
  RectoPart *part = &unpacking->part;
  if (part->fd >= 0 && !seal(part->fd)) return out_of_memory(unpacking);
  if (part->whole) part->size = unpacking->file_size;
  int64_t before = g_get_monotonic_time();
  bool kept = unpacking->on_part(part, unpacking->user_data, &unpacking->failed);
  unpacking->deadline += g_get_monotonic_time() - before;
  if (kept) count_part(unpacking->told, part);
  else if (!unpacking->failed) g_set_error_literal(&unpacking->failed, RECTO_ERROR, RECTO_ERROR_STORE, "a part of the file could not be kept");
  drop_part(unpacking);
  return kept;
}

/* ------------------------------------------------------------------ records */

static bool hear_container(Unpacking *unpacking, const RectoWireRecord *record, const uint8_t *untrusted) {
  unpacking->greeted = true;
  return unpacking->part.fd < 0 && recto_wire_to_container(untrusted, record->length, unpacking->told);
}

/* Only what the limits of the order allow: the child is not asked whether it kept to them. */
static bool is_within_limits(const Unpacking *unpacking, bool gives) {
  const RectoUnpacked *told = unpacking->told;
  const RectoPart *part = &unpacking->part;
  if (told->n_parts >= (uint64_t)unpacking->limits->members + MORE_TOLD) return false;
  if (part->whole && (told->n_parts > 0 || gives)) return false;
  return !gives || (part->size <= unpacking->limits->part_bytes && part->size <= unpacking->limits->total_bytes - told->total_bytes);
}

static bool hear_part(Unpacking *unpacking, const RectoWireRecord *record, const uint8_t *untrusted) {
  bool gives = false;
  if (!unpacking->greeted || unpacking->part.fd >= 0) return false;
  if (!recto_wire_to_part(untrusted, record->length, &unpacking->part, &gives) || !is_within_limits(unpacking, gives)) return false;
  if (gives && (unpacking->part.fd = memfd_create("recto-part", MFD_CLOEXEC | MFD_ALLOW_SEALING)) < 0) return out_of_memory(unpacking);
  return gives && unpacking->part.size > 0 ? true : hand_over(unpacking);
}

static bool hear_bytes(Unpacking *unpacking, const RectoWireRecord *record, const uint8_t *untrusted) {
  const RectoPart *part = &unpacking->part;
  if (part->fd < 0 || record->length == 0 || record->length > part->size - unpacking->got) return false;
  for (uint32_t at = 0; at < record->length;) {
    ssize_t written = write(part->fd, untrusted + at, record->length - at);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return out_of_memory(unpacking);
    at += (uint32_t)written;
  }
  unpacking->got += record->length;
  return unpacking->got == part->size ? hand_over(unpacking) : true;
}

static bool hear_unpacked(Unpacking *unpacking, const RectoWireRecord *record, const uint8_t *untrusted) {
  if (!hear_container(unpacking, record, untrusted)) return false;
  unpacking->finished = true;
  unpacking->deadline = MIN(unpacking->deadline, g_get_monotonic_time() + (int64_t)(recto_limit(unpacking->reader->limits, "jail.linger-s") * G_USEC_PER_SEC));
  return true;
}

static bool hear(Unpacking *unpacking, const RectoWireRecord *record, const uint8_t *untrusted) {
  if (unpacking->finished) return false;
  switch (record->kind) {
  case RECTO_WIRE_CONTAINER: return !unpacking->greeted && hear_container(unpacking, record, untrusted);
  case RECTO_WIRE_PART: return hear_part(unpacking, record, untrusted);
  case RECTO_WIRE_BYTES: return hear_bytes(unpacking, record, untrusted);
  case RECTO_WIRE_UNPACKED: return hear_unpacked(unpacking, record, untrusted);
  default: return false;
  }
}

static void listen_to(Unpacking *unpacking) {
  RectoChild *child = unpacking->child;
  while (!child->killed && !child->ended) {
    RectoWireRecord record = {0};
    g_autofree uint8_t *answer = NULL;
    RectoChannelResult result = recto_child_receive(child, &record, &answer);
    if (result == RECTO_CHANNEL_NOTHING || result == RECTO_CHANNEL_END) return;
    if (result == RECTO_CHANNEL_BREACH || !hear(unpacking, &record, answer)) return recto_child_kill(unpacking->reader, child, RECTO_OUTCOME_PROTOCOL);
    if (!unpacking->finished) recto_child_reply(child, RECTO_WIRE_GO);
  }
}

/* ------------------------------------------------------------------ the child's life */

/* False when the zygote is gone. */
static bool take_notice(Unpacking *unpacking) {
  RectoWireNotice notice = {0};
  RectoChannelResult result = recto_channel_receive(unpacking->reader->commands, &notice, sizeof notice, false, NULL, 0);
  if (result == RECTO_CHANNEL_NOTHING) return true;
  if (result != RECTO_CHANNEL_MESSAGE) return false;
  if (notice.kind == RECTO_NOTICE_EXITED && notice.child == unpacking->child->id) recto_child_note_exit(unpacking->child, &notice);
  return true;
}

/* Until the child has exited. False when the zygote is gone. */
static bool attend(Unpacking *unpacking) {
  RectoChild *child = unpacking->child;
  while (!child->exited) {
    bool listening = !child->ended && !child->killed;
    struct pollfd events[] = {{unpacking->reader->commands, POLLIN, 0}, {listening ? child->channel : -1, POLLIN, 0}};
    int64_t left = (unpacking->deadline - g_get_monotonic_time()) / 1000;
    if (left <= 0) recto_child_kill(unpacking->reader, child, RECTO_OUTCOME_TIMEOUT);
    if (poll(events, G_N_ELEMENTS(events), left > 0 ? (int)MIN(left + 1, 60000) : 1000) < 0 && errno != EINTR) return false;
    if (events[1].revents) listen_to(unpacking);
    if (events[0].revents && !take_notice(unpacking)) return false;
  }
  listen_to(unpacking);
  return true;
}

/* ------------------------------------------------------------------ the order */

static double limit_of(const RectoReader *reader, RectoChannel channel, const char *word) {
  static const char *const CHANNELS[] = {[RECTO_CHANNEL_UPLOAD] = "upload", [RECTO_CHANNEL_COUNTER] = "counter", [RECTO_CHANNEL_MAIL] = "mail"};
  g_autofree char *key = g_strconcat("unpack.", CHANNELS[channel], ".", word, NULL);
  return recto_limit(reader->limits, key);
}

static RectoWireOrder order_of(const RectoReader *reader, const char *name, RectoChannel channel, uint32_t want) {
  RectoWireOrder order = recto_order_new(reader, RECTO_ORDER_UNPACK, channel);
  order.want = want;
  order.page_cpu_seconds = limit_of(reader, channel, "seconds");
  order.file_cpu_seconds = order.page_cpu_seconds * 2;
  order.answer_bytes = (uint32_t)recto_limit(reader->limits, "unpack.step-bytes");
  order.unpack = (RectoWireUnpack){
    .part_bytes = (uint64_t)limit_of(reader, channel, "part-bytes"),
    .total_bytes = (uint64_t)limit_of(reader, channel, "total-bytes"),
    .ratio_from = (uint64_t)recto_limit(reader->limits, "unpack.ratio-from"),
    .ratio = recto_limit(reader->limits, "unpack.ratio"),
    .members = (uint32_t)limit_of(reader, channel, "members"),
    .depth = (uint32_t)limit_of(reader, channel, "depth"),
    .picture = (uint32_t)recto_limit(reader->limits, "unpack.picture-bytes"),
  };
  g_strlcpy(order.name, name ? name : "", sizeof order.name);
  return order;
}

/* What the child's end says of the file. A part that was on its way is lost with it. */
static void settle(Unpacking *unpacking) {
  const RectoChild *child = unpacking->child;
  RectoOutcome ended = recto_child_outcome(child, unpacking->finished);
  if (ended != RECTO_OUTCOME_OK) unpacking->told->outcome = ended;
  unpacking->told->cpu_seconds = child->cpu_seconds;
  unpacking->told->peak_bytes = child->peak_bytes;
  drop_part(unpacking);
}

/* A zygote that dies before anything was given is forgiven once; after that, what came first would come twice. */
static bool run(Unpacking *unpacking, RectoWireOrder *order, int original, double wall_seconds, GError **error) {
  RectoReader *reader = unpacking->reader;
  for (int attempt = 0; attempt < 2 && unpacking->told->n_parts == 0; attempt++) {
    if (reader->commands < 0 && !recto_reader_launch(reader, error)) return false;
    g_autoptr(RectoChild) child = recto_child_start(reader, order, original);
    unpacking->child = child;
    unpacking->greeted = unpacking->finished = false;
    unpacking->deadline = g_get_monotonic_time() + (int64_t)(wall_seconds * G_USEC_PER_SEC);
    bool attended = child && attend(unpacking);
    if (attended) settle(unpacking);
    else drop_part(unpacking);
    unpacking->child = NULL;
    if (attended) return true;
    recto_reader_land(reader);
    if (unpacking->told->n_parts == 0) recto_unpacked_clear(unpacking->told);
  }
  if (unpacking->told->n_parts > 0) {
    unpacking->told->outcome = RECTO_OUTCOME_CRASH;
    return true;
  }
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "%s has died twice", reader->program);
  return false;
}

/* Before any child: what is not worth one. */
static RectoOutcome look_at(const RectoReader *reader, int fd, RectoChannel channel, uint64_t *ret_size) {
  struct stat info;
  if (fstat(fd, &info) != 0) return RECTO_OUTCOME_CORRUPT;
  if (!S_ISREG(info.st_mode)) return RECTO_OUTCOME_UNSUPPORTED;
  *ret_size = (uint64_t)info.st_size;
  if (info.st_size == 0) return RECTO_OUTCOME_EMPTY;
  return *ret_size > recto_read_limits(reader, channel).max_bytes ? RECTO_OUTCOME_TOO_BIG : RECTO_OUTCOME_OK;
}

bool recto_reader_unpack(RectoReader *reader, int fd, const char *name, RectoChannel channel, uint32_t want, RectoPartFunc on_part, gpointer user_data,
                         RectoUnpacked *ret, GError **error) {
  g_auto(RectoUnpacked) told = {0};
  RectoWireOrder order = order_of(reader, name, channel, want);
  Unpacking unpacking = {.reader = reader, .limits = &order.unpack, .on_part = on_part, .user_data = user_data, .told = &told, .part = {.fd = -1}};
  bool own = false, right = true;
  told.outcome = look_at(reader, fd, channel, &unpacking.file_size);
  int original = told.outcome == RECTO_OUTCOME_OK ? recto_reopen(fd, &own) : -1;
  if (told.outcome == RECTO_OUTCOME_OK && original < 0) told.outcome = RECTO_OUTCOME_CORRUPT;
  if (original >= 0) {
    right = run(&unpacking, &order, original, limit_of(reader, channel, "wall"), error);
    close(original);
  }
  if (unpacking.failed) {
    g_clear_error(right ? NULL : error);
    g_propagate_error(error, unpacking.failed);
    return false;
  }
  if (!right) return false;
  *ret = told;
  told = (RectoUnpacked){0};
  return true;
}
