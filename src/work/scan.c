/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of recto-scanner, and what its answers come to. */
#include "work/scan.h"
#include "work/scan_child.h"
#include "work/scan_hear.h"
#include <gio/gio.h>
#include <recto/error.h>
#include <signal.h>
#include <unistd.h>

const char *recto_scan_status_word(RectoScanStatus status) {
  static const char *const WORDS[] = {"done",      "jam", "cover-open", "empty",       "busy",    "lost",   "denied",
                                      "no-memory", "io",  "cancelled",  "unsupported", "stalled", "crashed"};
  G_STATIC_ASSERT(G_N_ELEMENTS(WORDS) == RECTO_SCAN_N_STATUS);
  return status < RECTO_SCAN_N_STATUS ? WORDS[status] : "crashed";
}

/* What follows from how the process went when it said no END. */
static RectoScanStatus status_without_end(const RectoScanChild *child, RectoHeard heard) {
  if (child->cancelled_at) return RECTO_SCAN_CANCELLED;
  return heard == RECTO_HEARD_STALL ? RECTO_SCAN_STALLED : RECTO_SCAN_CRASHED;
}

/* ------------------------------------------------------------------ lists */

typedef gpointer (*TakeFunc)(const RectoScanRecord *record);

static gpointer take_device(const RectoScanRecord *record) { return record->kind == RECTO_SCAN_DEVICE ? recto_hear_device(&record->device) : NULL; }
static gpointer take_option(const RectoScanRecord *record) { return record->kind == RECTO_SCAN_OPTION ? recto_hear_option(&record->option) : NULL; }

/* Records until the END; its status, or how it went wrong. */
static RectoScanStatus hear_list(RectoScanChild *child, TakeFunc take, GPtrArray *list) {
  RectoScanRecord record;
  for (uint32_t sequence = 0;; sequence++) {
    int fd = -1;
    RectoScanStatus status;
    RectoHeard heard = recto_scan_child_hear(child, &record, &fd);
    if (fd >= 0) close(fd);
    bool right = heard == RECTO_HEARD_RECORD && fd < 0 && recto_hear_head(&record, sequence);
    if (right && record.kind == RECTO_SCAN_END && recto_hear_end(&record.end, 0, &status)) return status;
    gpointer taken = right && list->len < 4096 ? take(&record) : NULL;
    if (taken) {
      g_ptr_array_add(list, taken);
      continue;
    }
    kill(child->pid, SIGKILL);
    return status_without_end(child, heard);
  }
}

static bool set_list_error(RectoScanStatus status, const char *device, GError **error) {
  if (status == RECTO_SCAN_CANCELLED) g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
  else if (status >= RECTO_SCAN_STALLED) g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "recto-scanner: %s", recto_scan_status_word(status));
  else g_set_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE, "%s: %s", device ? device : "scanners", recto_scan_status_word(status));
  return false;
}

static bool ask_list(const RectoScanner *scanner, const char *const *words, TakeFunc take, GDestroyNotify release, GPtrArray **ret, GError **error) {
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(release);
  RectoScanChild child;
  if (!recto_scan_child_start(scanner, words, &child, error)) return false;
  RectoScanStatus status = hear_list(&child, take, list);
  recto_scan_child_end(&child);
  if (status != RECTO_SCAN_DONE) return set_list_error(status, words[1], error);
  *ret = g_steal_pointer(&list);
  return true;
}

bool recto_scanner_devices(const RectoScanner *scanner, GPtrArray **ret_devices, GError **error) {
  const char *const words[] = {"devices", NULL};
  return ask_list(scanner, words, take_device, (GDestroyNotify)recto_scan_device_free, ret_devices, error);
}

bool recto_scanner_options(const RectoScanner *scanner, const char *device, GPtrArray **ret_options, GError **error) {
  const char *const words[] = {"options", device, NULL};
  return ask_list(scanner, words, take_option, (GDestroyNotify)recto_scan_option_free, ret_options, error);
}

/* ------------------------------------------------------------------ a scan */

typedef struct {
  const RectoScanOrder *order;
  RectoScanPageFunc on_page;
  gpointer data;
  RectoScanOutcome *outcome;
  RectoScanChild child;
  GError *error;          /* of on_page: the scan was stopped for it */
} Run;

void recto_scan_outcome_clear(RectoScanOutcome *outcome) {
  g_clear_pointer(&outcome->facts, g_array_unref);
  g_clear_pointer(&outcome->notes, g_ptr_array_unref);
}

/* Owned by the caller, as are its words. */
static GPtrArray *words_of(const RectoScanOrder *order) {
  GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
  char dpi[G_ASCII_DTOSTR_BUF_SIZE];
  g_ptr_array_add(words, g_strdup("scan"));
  g_ptr_array_add(words, g_strdup(order->device));
  if (order->source) g_ptr_array_add(words, g_strconcat("source=", order->source, NULL));
  if (order->mode) g_ptr_array_add(words, g_strconcat("mode=", order->mode, NULL));
  if (order->size) g_ptr_array_add(words, g_strconcat("size=", order->size, NULL));
  if (order->resolution > 0) g_ptr_array_add(words, g_strconcat("resolution=", g_ascii_dtostr(dpi, sizeof dpi, order->resolution), NULL));
  if (order->most_pages) g_ptr_array_add(words, g_strdup_printf("max=%u", order->most_pages));
  for (const char *const *option = order->options; option && *option; option++) g_ptr_array_add(words, g_strconcat("set:", *option, NULL));
  g_ptr_array_add(words, NULL);
  return words;
}

/* Pages that come after one could not be kept are not taken any more: the person would believe that all before them are safe. */
static bool take_page(Run *run, const RectoScanWirePage *untrusted, int fd) {
  RectoScanOutcome *outcome = run->outcome;
  RectoScanFacts facts;
  if (!recto_hear_page(run->order->scanner.models, untrusted, outcome->pages, fd, &facts)) return false;
  if (!run->on_page(facts.index, fd, &facts, run->data, &run->error)) {
    recto_scan_child_stop(&run->child);
    return true;
  }
  g_array_append_val(outcome->facts, facts);
  outcome->pages++;
  return true;
}

/* False = the record breaks the rules. After an error only the end is waited for: the driver must let go of its device. */
static bool take_record(Run *run, const RectoScanRecord *record, int fd, bool *ret_ended) {
  RectoScanOutcome *outcome = run->outcome;
  RectoScanFacts facts;
  if (run->error) {
    *ret_ended = record->kind == RECTO_SCAN_END;
    return true;
  }
  if (record->kind != RECTO_SCAN_PAGE && fd >= 0) return false;
  switch ((RectoScanKind)record->kind) {
  case RECTO_SCAN_PAGE: return take_page(run, &record->page, fd);
  case RECTO_SCAN_ROWS:
    if (!recto_hear_rows(&record->rows, outcome->pages, &facts)) return false;
    run->on_page(facts.index, -1, &facts, run->data, NULL);
    return true;
  case RECTO_SCAN_NOTE: {
    RectoScanNote *note = outcome->notes->len < 1024 ? recto_hear_note(&record->note) : NULL;
    if (note) g_ptr_array_add(outcome->notes, note);
    return note != NULL;
  }
  case RECTO_SCAN_END: *ret_ended = true; return recto_hear_end(&record->end, outcome->pages, &outcome->status);
  case RECTO_SCAN_DEVICE: case RECTO_SCAN_OPTION: return false;
  }
  return false;
}

static void hear_scan(Run *run) {
  RectoScanRecord record;
  bool ended = false;
  for (uint32_t sequence = 0; !ended; sequence++) {
    int fd = -1;
    RectoHeard heard = recto_scan_child_hear(&run->child, &record, &fd);
    bool right = heard == RECTO_HEARD_RECORD && recto_hear_head(&record, sequence) && take_record(run, &record, fd, &ended);
    if (fd >= 0) close(fd);
    if (right) continue;
    run->outcome->status = status_without_end(&run->child, heard);
    kill(run->child.pid, SIGKILL);
    break;
  }
  if (run->error) run->outcome->status = RECTO_SCAN_CANCELLED;
}

static void compare_counts(const RectoScanOrder *order, RectoScanOutcome *outcome) {
  bool both_sides = g_strcmp0(order->source, "duplex") == 0;
  outcome->expected_pages = order->expected_sheets * (both_sides ? 2 : 1);
  bool came_to_end = outcome->status == RECTO_SCAN_DONE || outcome->status == RECTO_SCAN_EMPTY;
  outcome->count_differs = came_to_end && outcome->expected_pages && outcome->expected_pages != outcome->pages;
}

static void note_free(gpointer note) { recto_scan_note_free(note); }

bool recto_scan_run(const RectoScanOrder *order, RectoScanPageFunc on_page, gpointer data, RectoScanOutcome *ret, GError **error) {
  g_autoptr(GPtrArray) words = words_of(order);
  *ret = (RectoScanOutcome){
      .status = RECTO_SCAN_CRASHED, .facts = g_array_new(FALSE, TRUE, sizeof(RectoScanFacts)), .notes = g_ptr_array_new_with_free_func(note_free)};
  Run run = {.order = order, .on_page = on_page, .data = data, .outcome = ret};
  if (!recto_scan_child_start(&order->scanner, (const char *const *)words->pdata, &run.child, error)) return false;
  hear_scan(&run);
  recto_scan_child_end(&run.child);
  compare_counts(order, ret);
  if (!run.error) return true;
  g_propagate_error(error, run.error);
  return false;
}

bool recto_scan_collate(uint32_t n_odd, uint32_t n_even, bool reversed, GArray *ret_order) {
  bool same = n_odd == n_even;
  for (uint32_t i = 0; i < n_odd; i++) {
    uint32_t back = n_odd + (reversed ? n_even - 1 - i : i);
    g_array_append_val(ret_order, i);
    if (same) g_array_append_val(ret_order, back);
  }
  for (uint32_t back = n_odd; !same && back < n_odd + n_even; back++) g_array_append_val(ret_order, back);
  return same;
}
