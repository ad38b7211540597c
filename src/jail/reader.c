/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and ending a RectoReader; attack cases. */
#include "jail/errand.h"

#include <fcntl.h>
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

/* ------------------------------------------------------------------ attack cases */

/* An attack that speaks at all must speak the wire's language; nothing that it says is kept. */
static bool hear_attack(const RectoWireRecord *record, const uint8_t *untrusted, gpointer user_data) {
  g_autoptr(RectoPage) page = recto_wire_to_page(untrusted, record->length, (RectoPageId){0});
  return page != NULL;
}

bool recto_reader_attack(RectoReader *reader, uint32_t attack, RectoOutcome *ret_outcome, int *ret_status, GError **error) {
  int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
  RectoErrand errand = {.order = recto_order_new(reader, RECTO_ORDER_ATTACK, RECTO_CHANNEL_UPLOAD), .fd = nothing, .hear = hear_attack};
  errand.order.attack = attack;
  errand.order.page_cpu_seconds = recto_limit(reader->limits, "jail.attack-cpu-s");
  errand.wall_seconds = recto_limit(reader->limits, "jail.attack-wall-s");
  bool right = recto_errands_run(reader, &errand, 1, error);
  g_autoptr(RectoChild) child = errand.child;
  if (nothing >= 0) close(nothing);
  if (!right) return false;
  *ret_outcome = child ? recto_child_outcome(child, true) : RECTO_OUTCOME_CORRUPT;
  *ret_status = child ? child->status : 0;
  return true;
}
