/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scans in threads of their own. Must not know: HTML, what is in a page. */
#include "http/scans.h"
#include "http/live.h"
#include <recto/error.h>

struct HttpScans {
  GMutex mutex;
  GCond ended;
  GHashTable *all;      /* number -> HttpScan*: the last of each dossier */
  guint running;
  bool closed;
  GMutex asking;        /* one asks for scanners at a time; guards what follows */
  GPtrArray *devices;   /* of RectoScanDevice*; NULL = never asked */
  int64_t asked_at;     /* when the last search began */
  volatile int over;    /* the server ends: no search goes on */
};

static void scan_free(gpointer data) {
  HttpScan *scan = data;
  g_free(scan->number);
  g_free(scan->device);
  g_free(scan->who);
  g_free(scan->fault);
  g_array_unref(scan->ordinals);
  recto_scan_outcome_clear(&scan->outcome);
  g_free(scan);
}

HttpScans *http_scans_new(void) {
  HttpScans *scans = g_new0(HttpScans, 1);
  g_mutex_init(&scans->mutex);
  g_mutex_init(&scans->asking);
  g_cond_init(&scans->ended);
  scans->all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, scan_free);
  return scans;
}

void http_scans_stop(HttpScans *scans) {
  GHashTableIter iter;
  gpointer value;
  g_mutex_lock(&scans->mutex);
  scans->closed = true;
  scans->over = 1;
  g_hash_table_iter_init(&iter, scans->all);
  while (g_hash_table_iter_next(&iter, NULL, &value)) ((HttpScan *)value)->cancel = 1;
  while (scans->running > 0) g_cond_wait(&scans->ended, &scans->mutex);
  g_mutex_unlock(&scans->mutex);
}

void http_scans_free(HttpScans *scans) {
  if (!scans) return;
  g_hash_table_unref(scans->all);
  if (scans->devices) g_ptr_array_unref(scans->devices);
  g_mutex_clear(&scans->mutex);
  g_mutex_clear(&scans->asking);
  g_cond_clear(&scans->ended);
  g_free(scans);
}

/* ------------------------------------------------------------------ which there are */

GPtrArray *http_scan_devices(RectoServer *server, int64_t wanted) {
  HttpScans *scans = server->scans;
  RectoScanner scanner = {.models = server->config.models, .cancel = &scans->over};
  g_mutex_lock(&scans->asking);
  int64_t now = g_get_monotonic_time();
  bool old = !scans->devices || (double)(now - scans->asked_at) > recto_limit(server->config.models, "http.devices-s") * G_USEC_PER_SEC;
  GPtrArray *found = NULL;
  g_autoptr(GError) error = NULL;
  bool asks = (old || wanted > scans->asked_at) && !scans->over; /* everybody who waited while one went on has the next one's answer */
  if (asks) scans->asked_at = now;
  if (asks && recto_scanner_devices(&scanner, &found, &error)) {
    g_clear_pointer(&scans->devices, g_ptr_array_unref);
    scans->devices = found;
  } else if (error) g_printerr("recto: scanners could not be asked for: %s\n", error->message);
  GPtrArray *devices = scans->devices ? g_ptr_array_ref(scans->devices) : NULL;
  g_mutex_unlock(&scans->asking);
  return devices;
}

GPtrArray *http_scan_known(RectoServer *server) {
  HttpScans *scans = server->scans;
  if (!g_mutex_trylock(&scans->asking)) return NULL; /* they are being asked for */
  GPtrArray *devices = scans->devices ? g_ptr_array_ref(scans->devices) : NULL;
  g_mutex_unlock(&scans->asking);
  return devices;
}

/* ------------------------------------------------------------------ one scan */

typedef struct {
  RectoServer *server;
  HttpScan *scan;      /* the server's */
  RectoStore *store;
  char *source, *mode, session[33];
  double resolution;
  uint32_t sheets, first; /* number of the first page */
  RectoPageId replaced;
  bool replaces;
} Run;

static void progress(Run *run, const RectoScanFacts *facts) {
  g_mutex_lock(&run->server->scans->mutex);
  run->scan->rows = facts->rows;
  run->scan->promised = facts->promised;
  g_mutex_unlock(&run->server->scans->mutex);
}

static void count(Run *run, uint32_t ordinal) {
  g_mutex_lock(&run->server->scans->mutex);
  g_array_append_val(run->scan->ordinals, ordinal);
  run->scan->pages++;
  run->scan->rows = run->scan->promised = 0;
  g_mutex_unlock(&run->server->scans->mutex);
}

static bool on_page(uint32_t index, int fd, const RectoScanFacts *facts, gpointer data, GError **error) {
  Run *run = data;
  if (fd < 0) {
    progress(run, facts);
    return true;
  }
  g_auto(RectoStoreReceipt) receipt = {0};
  RectoWork work = http_work(run->server, run->store, run->scan->who);
  g_autofree char *name = g_strdup_printf("page-%04u.tif", run->first + index), *key = g_strdup_printf("scan|%s|%s", run->session, name);
  const RectoPageId *replaced = run->replaces && index == 0 ? &run->replaced : NULL;
  size_t most = (size_t)recto_limit(run->server->config.models, "scan.page-bytes");
  const RectoStoreFile file = {.fd = fd, .name = name};
  if (!recto_work_receive_at_desk(&work, run->scan->number, &file, key, replaced, most, &receipt, error)) return false;
  count(run, receipt.first_file);
  if (run->server->config.wake) run->server->config.wake(run->server->config.wake_data);
  http_live_kick(run->server, run->scan->number);
  return true;
}

static void end(Run *run, RectoScanOutcome *outcome, const GError *error) {
  HttpScans *scans = run->server->scans;
  g_autofree char *number = g_strdup(run->scan->number); /* once it does not run any more, the next one may take its place */
  g_mutex_lock(&scans->mutex);
  run->scan->outcome = *outcome;
  run->scan->fault = error ? g_strdup(error->message) : NULL;
  run->scan->running = false;
  g_mutex_unlock(&scans->mutex);
  http_live_kick(run->server, number);
  g_mutex_lock(&scans->mutex);
  scans->running--;
  g_cond_broadcast(&scans->ended);
  g_mutex_unlock(&scans->mutex);
}

static gpointer run_scan(gpointer data) {
  Run *run = data;
  RectoScanOutcome outcome = {0};
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoState) state = recto_state_load(run->store, run->scan->number, &error);
  run->first = state ? state->files->len + 1 : 1;
  const RectoScanOrder order = {.scanner = {NULL, run->server->config.models, &run->scan->cancel}, .device = run->scan->device, .source = run->source, .mode = run->mode,
                                .resolution = run->resolution, .options = run->server->config.scan_options, .most_pages = run->replaces ? 1 : 0, .expected_sheets = run->sheets};
  if (state) recto_scan_run(&order, on_page, run, &outcome, &error);
  http_store_give(run->server, run->store);
  end(run, &outcome, error);
  g_free(run->source);
  g_free(run->mode);
  g_free(run);
  return NULL;
}

/* ------------------------------------------------------------------ beginning */

/* With the mutex held. */
static const char *fault_of(const RectoServer *server, const HttpScanOrder *order) {
  GHashTableIter iter;
  gpointer value;
  if (server->scans->closed || server->scans->running >= (guint)recto_limit(server->config.models, "http.scans")) return "desk.scan.too-many";
  g_hash_table_iter_init(&iter, server->scans->all);
  while (g_hash_table_iter_next(&iter, NULL, &value)) {
    const HttpScan *scan = value;
    if (!scan->running) continue;
    if (g_str_equal(scan->number, order->number)) return "desk.scan.busy-dossier";
    if (g_str_equal(scan->device, order->device)) return "desk.scan.busy-device";
  }
  return NULL;
}

static Run *run_new(HttpRequest *request, RectoStore *store, const HttpScanOrder *order, HttpScan *scan) {
  Run *run = g_new0(Run, 1);
  *run = (Run){.server = request->server, .scan = scan, .store = store, .source = g_strdup(order->source), .mode = g_strdup(order->mode), .resolution = order->resolution,
               .sheets = order->sheets, .replaces = order->replaced != NULL, .replaced = order->replaced ? *order->replaced : (RectoPageId){0, 0, 0}};
  g_autofree char *uuid = g_uuid_string_random();
  g_strdelimit(uuid, "-", 'x');
  g_strlcpy(run->session, uuid, sizeof run->session);
  return run;
}

const char *http_scan_start(HttpRequest *request, const HttpScanOrder *order) {
  HttpScans *scans = request->server->scans;
  RectoStore *store = http_store_take(request->server, NULL);
  if (!store) return "desk.scan.too-many";
  g_mutex_lock(&scans->mutex);
  const char *fault = fault_of(request->server, order);
  if (!fault) {
    HttpScan *scan = g_new0(HttpScan, 1);
    *scan = (HttpScan){.number = g_strdup(order->number), .device = g_strdup(order->device), .who = g_strdup(request->staff->name), .running = true,
                       .ordinals = g_array_new(FALSE, FALSE, sizeof(uint32_t))};
    g_hash_table_replace(scans->all, scan->number, scan);
    scans->running++;
    g_thread_unref(g_thread_new("scan", run_scan, run_new(request, g_steal_pointer(&store), order, scan)));
  }
  g_mutex_unlock(&scans->mutex);
  http_store_give(request->server, store);
  return fault;
}

/* ------------------------------------------------------------------ looking */

void http_scan_cancel(RectoServer *server, const char *number) {
  g_mutex_lock(&server->scans->mutex);
  HttpScan *scan = g_hash_table_lookup(server->scans->all, number);
  if (scan) scan->cancel = 1;
  g_mutex_unlock(&server->scans->mutex);
}

void http_scan_look(RectoServer *server, const char *number, HttpScanTell tell, gpointer data) {
  g_mutex_lock(&server->scans->mutex);
  const HttpScan *scan = g_hash_table_lookup(server->scans->all, number);
  if (scan) tell(scan, data);
  g_mutex_unlock(&server->scans->mutex);
}

static void take_running(const HttpScan *scan, gpointer running) { *(bool *)running = scan->running; }

bool http_scan_runs(RectoServer *server, const char *number) {
  bool running = false;
  http_scan_look(server, number, take_running, &running);
  return running;
}

/* Of a page's rows each fifth is news. */
static void take_stamp(const HttpScan *scan, gpointer stamp) {
  uint32_t part = scan->promised ? 5 * scan->rows / scan->promised : scan->rows / 1000;
  *(char **)stamp = g_strdup_printf("%d %u %u %d", scan->running, scan->pages, part, scan->cancel);
}

char *http_scan_stamp(RectoServer *server, const char *number) {
  char *stamp = NULL;
  http_scan_look(server, number, take_stamp, &stamp);
  return stamp ? stamp : g_strdup("");
}
