/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and ending a RectoReader; one child alone: looks and attack cases. */
#include "jail/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <recto/error.h>
#include <unistd.h>

/* Beside the running program (a build folder), in the tree it was installed or moved to, else where `make install` puts it. */
static char *find_program(const RectoReaderConfig *config) {
  if (config->program) return g_strdup(config->program);
  const char *places[] = {"recto-reader", "../libexec/recto/recto-reader"};
  g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
  g_autofree char *folder = self ? g_path_get_dirname(self) : NULL;
  for (size_t i = 0; folder && i < G_N_ELEMENTS(places); i++) {
    g_autofree char *path = g_canonicalize_filename(places[i], folder);
    if (g_file_test(path, G_FILE_TEST_IS_EXECUTABLE)) return g_steal_pointer(&path);
  }
  return g_build_filename(RECTO_PREFIX, "libexec", "recto", "recto-reader", NULL);
}

RectoReader *recto_reader_new(const RectoReaderConfig *config, GError **error) {
  g_autoptr(RectoReader) reader = g_new0(RectoReader, 1);
  reader->commands = -1;
  reader->program = find_program(config);
  reader->models_folder = g_canonicalize_filename(config->models_folder, NULL);
  reader->workers = config->workers > 0 ? (uint32_t)config->workers : g_get_num_processors();
  reader->require = config->require;
  reader->peaks = g_array_new(FALSE, TRUE, sizeof(uint64_t));
  reader->limits = recto_limits_load(config->models_folder, error);
  if (!reader->limits || !recto_reader_launch(reader, error)) return NULL;
  return g_steal_pointer(&reader);
}

void recto_reader_free(RectoReader *reader) {
  if (!reader) return;
  recto_reader_land(reader);
  g_clear_pointer(&reader->limits, recto_models_free);
  g_array_unref(reader->peaks);
  g_free(reader->program);
  g_free(reader->models_folder);
  g_free(reader->versions);
  g_free(reader);
}

RectoJailLevel recto_reader_jail_level(const RectoReader *reader) { return reader->level; }

const char *recto_reader_versions(const RectoReader *reader) { return reader->versions; }

uint64_t recto_reader_peak(const RectoReader *reader, size_t index) {
  return index < reader->peaks->len ? g_array_index(reader->peaks, uint64_t, index) : 0;
}

/* ------------------------------------------------------------------ one child alone */

typedef struct {
  RectoReader *reader;
  RectoChild *child;
  RectoHearFunc hear;
  gpointer user_data;
} Alone;

static void hear_all(Alone *alone) {
  while (!alone->child->killed && !alone->child->ended) {
    RectoWireRecord record = {0};
    g_autofree uint8_t *answer = NULL;
    RectoChannelResult result = recto_child_receive(alone->child, &record, &answer);
    if (result == RECTO_CHANNEL_NOTHING || result == RECTO_CHANNEL_END) return;
    if (result == RECTO_CHANNEL_BREACH || !alone->hear(&record, answer, alone->user_data)) {
      recto_child_kill(alone->reader, alone->child, RECTO_OUTCOME_PROTOCOL);
      return;
    }
    recto_child_reply(alone->child, RECTO_WIRE_GO);
  }
}

/* False when the zygote is gone. */
static bool take_notice(Alone *alone) {
  RectoWireNotice notice = {0};
  RectoChannelResult result = recto_channel_receive(alone->reader->commands, &notice, sizeof notice, false, NULL, 0);
  if (result == RECTO_CHANNEL_NOTHING) return true;
  if (result != RECTO_CHANNEL_MESSAGE) return false;
  if (notice.kind == RECTO_NOTICE_EXITED && notice.child == alone->child->id) recto_child_note_exit(alone->child, &notice);
  return true;
}

/* Until the child has exited. False when the zygote is gone. */
static bool attend(Alone *alone, double wall_seconds) {
  int64_t end = g_get_monotonic_time() + (int64_t)(wall_seconds * G_USEC_PER_SEC);
  while (!alone->child->exited) {
    bool listening = !alone->child->ended && !alone->child->killed;
    struct pollfd events[] = {{alone->reader->commands, POLLIN, 0}, {listening ? alone->child->channel : -1, POLLIN, 0}};
    int64_t left = (end - g_get_monotonic_time()) / 1000;
    if (left <= 0) recto_child_kill(alone->reader, alone->child, RECTO_OUTCOME_TIMEOUT);
    if (poll(events, G_N_ELEMENTS(events), left > 0 ? (int)MIN(left + 1, 60000) : 1000) < 0 && errno != EINTR) return false;
    if (events[1].revents) hear_all(alone);
    if (events[0].revents && !take_notice(alone)) return false;
  }
  hear_all(alone);
  return true;
}

RectoChild *recto_child_alone(RectoReader *reader, RectoWireOrder *order, int original, double wall_seconds, RectoHearFunc hear, gpointer user_data, GError **error) {
  for (int attempt = 0; attempt < 2; attempt++) {
    if (reader->commands < 0 && !recto_reader_launch(reader, error)) return NULL;
    g_autoptr(RectoChild) child = recto_child_start(reader, order, original);
    Alone alone = {reader, child, hear, user_data};
    if (child && attend(&alone, wall_seconds)) return g_steal_pointer(&child);
    recto_reader_land(reader);
  }
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "%s has died twice", reader->program);
  return NULL;
}

/* ------------------------------------------------------------------ a second look */

static RectoLookOrder copy_order(const RectoLookOrder *order) {
  RectoLookOrder copy = *order;
  copy.purpose = g_strdup(order->purpose);
  copy.alphabet = g_strdup(order->alphabet);
  return copy;
}

void recto_look_free(RectoLook *look) {
  if (!look) return;
  g_free(look->order.purpose);
  g_free(look->order.alphabet);
  g_free(look->text);
  g_free(look);
}

typedef struct { RectoLook *look; bool complete; } LookHearing;

static bool hear_look(const RectoWireRecord *record, const uint8_t *untrusted, gpointer user_data) {
  LookHearing *hearing = user_data;
  if (record->kind != RECTO_WIRE_LOOKED || hearing->complete) return false;
  hearing->complete = recto_wire_to_look(untrusted, record->length, hearing->look);
  return hearing->complete;
}

static RectoWireOrder look_order(const RectoReader *reader, const RectoPage *page, const RectoLookOrder *order) {
  RectoWireOrder wire = recto_order_new(reader, RECTO_ORDER_LOOK, RECTO_CHANNEL_COUNTER);
  wire.page_cpu_seconds = recto_limit(reader->limits, "jail.look-cpu-s");
  wire.ordinal = page->id.file;
  wire.deposit = page->id.deposit;
  wire.page = page->id.page;
  wire.geometry = recto_wire_geometry(&page->geometry);
  wire.box = (RectoWireBox){order->place.box.x, order->place.box.y, order->place.box.width, order->place.box.height};
  wire.single_line = order->single_line;
  wire.scale = CLAMP(order->scale, 1, 4);
  g_strlcpy(wire.purpose, order->purpose ? order->purpose : "", sizeof wire.purpose);
  g_strlcpy(wire.alphabet, order->alphabet ? order->alphabet : "", sizeof wire.alphabet);
  return wire;
}

bool recto_reader_look(RectoReader *reader, int fd, const RectoPage *page, const RectoLookOrder *order, RectoLook **ret_look, GError **error) {
  g_autoptr(RectoLook) look = g_new0(RectoLook, 1);
  look->order = copy_order(order);
  bool own = false;
  int original = recto_reopen(fd, &own);
  if (original < 0) {
    look->outcome = RECTO_OUTCOME_CORRUPT;
    *ret_look = g_steal_pointer(&look);
    return true;
  }
  LookHearing hearing = {look, false};
  RectoWireOrder wire = look_order(reader, page, order);
  double wall = recto_limit(reader->limits, "jail.look-wall-s");
  g_autoptr(RectoChild) child = recto_child_alone(reader, &wire, original, wall, hear_look, &hearing, error);
  close(original);
  if (!child) return false;
  RectoOutcome ended = recto_child_outcome(child, hearing.complete);
  if (ended != RECTO_OUTCOME_OK) {
    g_clear_pointer(&look->text, g_free);
    look->confidence = 0;
    look->outcome = ended;
  }
  *ret_look = g_steal_pointer(&look);
  return true;
}

/* ------------------------------------------------------------------ attack cases */

/* An attack that speaks at all must speak the wire's language; nothing that it says is kept. */
static bool hear_attack(const RectoWireRecord *record, const uint8_t *untrusted, gpointer user_data) {
  g_autoptr(RectoPage) page = recto_wire_to_page(untrusted, record->length, (RectoPageId){0});
  return page != NULL;
}

bool recto_reader_attack(RectoReader *reader, uint32_t attack, RectoOutcome *ret_outcome, int *ret_status, GError **error) {
  RectoWireOrder order = recto_order_new(reader, RECTO_ORDER_ATTACK, RECTO_CHANNEL_UPLOAD);
  order.attack = attack;
  order.page_cpu_seconds = recto_limit(reader->limits, "jail.attack-cpu-s");
  double wall = recto_limit(reader->limits, "jail.attack-wall-s");
  int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  g_autoptr(RectoChild) child = recto_child_alone(reader, &order, nothing, wall, hear_attack, NULL, error);
  if (nothing >= 0) close(nothing);
  if (!child) return false;
  *ret_outcome = recto_child_outcome(child, true);
  *ret_status = child->status;
  return true;
}
