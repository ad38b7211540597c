/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Second looks, each by a child of its own. Must not know: why somebody looks. */
#include "jail/errand.h"

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
  recto_image_free(look->picture);
  g_free(look);
}

typedef struct { RectoLook *look; bool complete; } Hearing;

static bool hear_look(const RectoWireRecord *record, const uint8_t *untrusted, gpointer user_data) {
  Hearing *hearing = user_data;
  if (record->kind != RECTO_WIRE_LOOKED || hearing->complete) return false;
  hearing->complete = recto_wire_to_look(untrusted, record->length, hearing->look);
  return hearing->complete;
}

static RectoWireOrder wire_order(const RectoReader *reader, const RectoLookAsk *ask) {
  const RectoLookOrder *order = ask->order;
  RectoWireOrder wire = recto_order_new(reader, RECTO_ORDER_LOOK, RECTO_CHANNEL_COUNTER);
  wire.page_cpu_seconds = recto_limit(reader->limits, "jail.look-cpu-s");
  wire.ordinal = ask->page->id.file;
  wire.deposit = ask->page->id.deposit;
  wire.page = ask->page->id.page;
  wire.geometry = recto_wire_geometry(&ask->page->geometry);
  wire.box = (RectoWireBox){order->place.box.x, order->place.box.y, order->place.box.width, order->place.box.height};
  wire.single_line = order->single_line;
  wire.want = order->picture ? RECTO_WANT_IMAGES : RECTO_WANT_WORDS;
  wire.scale = CLAMP(order->scale, 1, 4);
  g_strlcpy(wire.purpose, order->purpose ? order->purpose : "", sizeof wire.purpose);
  g_strlcpy(wire.alphabet, order->alphabet ? order->alphabet : "", sizeof wire.alphabet);
  return wire;
}

/* What the look came to; a look that did not end well keeps nothing of what its child said. */
static void settle(const RectoErrand *errand, const Hearing *hearing) {
  RectoOutcome ended = errand->child ? recto_child_outcome(errand->child, hearing->complete) : RECTO_OUTCOME_CORRUPT;
  if (ended == RECTO_OUTCOME_OK) return;
  g_clear_pointer(&hearing->look->text, g_free);
  g_clear_pointer(&hearing->look->picture, recto_image_free);
  hearing->look->confidence = 0;
  hearing->look->outcome = ended;
}

bool recto_reader_look(RectoReader *reader, const RectoLookAsk *asks, size_t n_asks, GPtrArray **ret_looks, GError **error) {
  g_autoptr(GPtrArray) looks = g_ptr_array_new_with_free_func((GDestroyNotify)recto_look_free);
  g_autofree Hearing *hearings = g_new0(Hearing, n_asks);
  g_autofree RectoErrand *errands = g_new0(RectoErrand, n_asks);
  double wall = recto_limit(reader->limits, "jail.look-wall-s");
  for (size_t i = 0; i < n_asks; i++) {
    RectoLook *look = g_new0(RectoLook, 1);
    look->order = copy_order(asks[i].order);
    g_ptr_array_add(looks, look);
    hearings[i].look = look;
    errands[i] = (RectoErrand){.order = wire_order(reader, &asks[i]), .fd = asks[i].fd, .wall_seconds = wall, .hear = hear_look, .user_data = &hearings[i]};
  }
  bool right = recto_errands_run(reader, errands, n_asks, error);
  for (size_t i = 0; i < n_asks; i++) {
    if (right) settle(&errands[i], &hearings[i]);
    recto_child_free(errands[i].child);
  }
  if (right) *ret_looks = g_steal_pointer(&looks);
  return right;
}
