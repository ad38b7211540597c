/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scanner beside the desk, and files: the tools of a dossier's page, and how a scan goes on. Must not know: libmicrohttpd. */
#include "http/desk.h"
#include "http/form.h"
#include "http/live.h"
#include "http/scans.h"
#include "http/static.h"

/* ------------------------------------------------------------------ how it goes on (under the scans' lock: nothing here asks for the store) */

static char *count_text(uint32_t n) { return g_strdup_printf("%u", n); }

static void put_running(HttpPage *page, const HttpScan *scan) {
  g_autofree char *n = count_text(scan->pages + 1), *rows = count_text(scan->rows), *of = count_text(scan->promised);
  http_put(page, "p", "strong", scan->cancel ? "desk.scan.stopping" : "desk.scan.running", "n", n, NULL);
  if (scan->promised) recto_html_open(page->html, "progress", "max", of, "value", rows, "aria-labelledby", "scan-words", NULL);
  if (scan->promised) recto_html_close(page->html);
}

static void put_note(HttpPage *page, const RectoScanNote *note) {
  static const char *const words[RECTO_SCAN_N_NOTE] = {NULL, "resolution", "size", "mode", "adjusted", "nothing", "endless", "no-source", "no-option", "bad-value", "inactive", "frame"};
  g_autofree char *key = g_strconcat("scan.note.", words[note->code], NULL), *given = g_strdelimit(g_strdup(note->given), "\n", ' ');
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(args, (gpointer)"name", note->name);
  g_hash_table_insert(args, (gpointer)"wanted", note->wanted);
  g_hash_table_insert(args, (gpointer)"given", given);
  g_autofree char *text = recto_message(page->request->server->config.models, page->request->language, key, args);
  recto_html_line(page->html, "p", "soft", text);
}

/* Half a page, a cut picture: told with the number that the page has in the dossier. */
static void put_warnings(HttpPage *page, const HttpScan *scan, guint i) {
  static const char *const words[] = {"partial", "short", NULL, "band"};
  const RectoScanFacts *facts = &g_array_index(scan->outcome.facts, RectoScanFacts, i);
  for (size_t k = 0; k < G_N_ELEMENTS(words) && i < scan->ordinals->len; k++) {
    if (!words[k] || !(facts->warnings & (1u << k))) continue;
    g_autofree char *n = count_text(g_array_index(scan->ordinals, uint32_t, i) + 1), *key = g_strdup_printf("desk.scan.warn.%s", words[k]);
    http_put(page, "p", "do", key, "page", n, NULL);
  }
}

static void put_ended(HttpPage *page, const HttpScan *scan) {
  const RectoScanOutcome *outcome = &scan->outcome;
  g_autofree char *n = count_text(scan->pages), *wanted = count_text(outcome->expected_pages), *key = g_strconcat("desk.scan.status.", recto_scan_status_word(outcome->status), NULL);
  http_put(page, "p", "strong", scan->pages ? "desk.scan.safe" : "desk.scan.none", "n", n, NULL);
  if (scan->fault) http_put(page, "p", "do", "desk.scan.not-kept", NULL);
  else if (outcome->status != RECTO_SCAN_DONE) http_put(page, "p", "do", key, NULL);
  if (outcome->count_differs) http_put(page, "p", "do", "desk.scan.count", "n", n, "wanted", wanted, NULL);
  for (guint i = 0; outcome->facts && i < outcome->facts->len; i++) put_warnings(page, scan, i);
  for (guint i = 0; outcome->notes && i < outcome->notes->len; i++) put_note(page, outcome->notes->pdata[i]);
}

static const char *tone_of(const HttpScan *scan) {
  bool wrong = scan->fault || (scan->outcome.status != RECTO_SCAN_DONE && scan->outcome.status != RECTO_SCAN_EMPTY && scan->outcome.status != RECTO_SCAN_CANCELLED) || scan->outcome.count_differs;
  return scan->running ? "calm" : wrong || scan->pages == 0 ? "check" : "good";
}

typedef struct { HttpPage *page; bool running; } Telling;

static void tell(const HttpScan *scan, gpointer data) {
  Telling *telling = data;
  g_autofree char *css_class = g_strdup_printf("box %s", tone_of(scan));
  telling->running = scan->running;
  recto_html_open(telling->page->html, "div", "class", css_class, "role", "status", "id", "scan-state", NULL);
  recto_html_open(telling->page->html, "div", "id", "scan-words", NULL);
  if (scan->running) put_running(telling->page, scan);
  else put_ended(telling->page, scan);
  recto_html_close(telling->page->html);
  recto_html_close(telling->page->html);
}

void http_put_desk_progress(HttpPage *page, const HttpDesk *desk) {
  Telling telling = {page, false};
  http_scan_look(page->request->server, desk->number, tell, &telling);
  if (!telling.running) return;
  g_autofree char *stop = http_say(page->request, "desk.scan.stop", NULL);
  http_put_desk_form(page, desk, "/desk/stop", NULL);
  recto_html_open(page->html, "button", "type", "submit", "class", "second", NULL);
  recto_html_text(page->html, stop);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ tools */

static void put_option(HttpPage *page, const char *value, const char *key, bool chosen) {
  g_autofree char *text = http_say(page->request, key, NULL);
  recto_html_open(page->html, "option", "value", value, "selected", chosen ? "" : NULL, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

static void open_field(HttpPage *page, const char *id, const char *key) {
  recto_html_open(page->html, "p", "class", "field", NULL);
  recto_html_open(page->html, "label", "for", id, NULL);
  g_autofree char *label = http_say(page->request, key, NULL);
  recto_html_text(page->html, label);
  recto_html_close(page->html);
}

static void put_devices(HttpPage *page, const GPtrArray *devices, const char *last) {
  open_field(page, "device", "desk.scan.device");
  recto_html_open(page->html, "select", "id", "device", "name", "device", NULL);
  for (guint i = 0; i < devices->len; i++) {
    const RectoScanDevice *device = devices->pdata[i];
    g_autofree char *text = g_strdup_printf("%s %s (%s)", device->vendor, device->model, device->name);
    recto_html_open(page->html, "option", "value", device->name, "selected", g_strcmp0(last, device->name) == 0 ? "" : NULL, NULL);
    recto_html_text(page->html, text);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_source(HttpPage *page) {
  open_field(page, "source", "desk.scan.source");
  recto_html_open(page->html, "select", "id", "source", "name", "source", NULL);
  put_option(page, "", "desk.scan.source-as-is", true);
  put_option(page, "flatbed", "desk.scan.source-flatbed", false);
  put_option(page, "adf", "desk.scan.source-adf", false);
  put_option(page, "duplex", "desk.scan.source-duplex", false);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_mode(HttpPage *page) {
  open_field(page, "mode", "desk.scan.mode");
  recto_html_open(page->html, "select", "id", "mode", "name", "mode", NULL);
  put_option(page, "gray", "desk.scan.mode-gray", true);
  put_option(page, "color", "desk.scan.mode-color", false);
  recto_html_close(page->html);
  recto_html_close(page->html);
  open_field(page, "sheets", "desk.scan.sheets");
  recto_html_void(page->html, "input", "type", "number", "id", "sheets", "name", "sheets", "min", "1", "max", "999", "inputmode", "numeric", NULL);
  recto_html_close(page->html);
}

static void put_scanner(HttpPage *page, const HttpDesk *desk) {
  const HttpRequest *request = page->request;
  g_autoptr(GPtrArray) devices = http_scan_known(request->server);
  g_autofree char *last = http_staff_device(request), *look = http_say(request, "desk.scan.look", NULL), *go = http_say(request, "desk.scan.go", NULL), *path = g_strconcat("/desk/scan/", desk->number, NULL);
  http_put(page, "h2", NULL, "desk.scan.title", NULL);
  if (devices && devices->len == 0) http_put(page, "p", "do", "desk.scan.no-device", NULL);
  if (devices && devices->len) {
    http_put_desk_form(page, desk, "/desk/scan", "scan");
    put_devices(page, devices, last);
    put_source(page);
    put_mode(page);
    recto_html_open(page->html, "button", "type", "submit", "name", "act", "value", "scan", "accesskey", "s", "data-global", "n", NULL);
    recto_html_text(page->html, go);
    recto_html_line(page->html, "kbd", NULL, "n");
    recto_html_close(page->html);
    recto_html_close(page->html);
  }
  recto_html_open(page->html, "p", NULL, NULL);
  http_put_link(page, devices && devices->len ? NULL : "button second", path, look);
  recto_html_close(page->html);
}

static void put_files(HttpPage *page, const HttpDesk *desk) {
  g_autofree char *uuid = g_uuid_string_random(), *label = http_say(page->request, "desk.files.choose", NULL), *go = http_say(page->request, "desk.files.go", NULL);
  g_autofree char *most = http_say_size(page->request, (uint64_t)recto_limit(page->request->server->config.models, "channel.counter.max-bytes"));
  http_put(page, "h2", NULL, "desk.files.title", NULL);
  http_put_desk_form(page, desk, "/desk/add", "drop");
  http_put_hidden(page, "key", uuid);
  recto_html_open(page->html, "p", "class", "field", NULL);
  recto_html_open(page->html, "label", "for", "files", NULL);
  recto_html_text(page->html, label);
  recto_html_close(page->html);
  recto_html_void(page->html, "input", "type", "file", "id", "files", "name", "files", "multiple", "", NULL);
  recto_html_close(page->html);
  http_put(page, "p", "soft", "desk.files.limits", "size", most, NULL);
  recto_html_open(page->html, "button", "type", "submit", "class", "second", NULL);
  recto_html_text(page->html, go);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

static void put_keys(HttpPage *page) {
  static const char *const keys[][2] = {{"r", "desk.keys.rescan"}, {"t", "desk.keys.right"}, {"g", "desk.keys.left"}, {"m", "desk.keys.merge"}, {"s", "desk.keys.apart"}, {"d", "desk.keys.move"}, {"e", "desk.keys.elsewhere"},
                                        {"x", "desk.keys.withdraw"}, {"a", "desk.keys.anyway"}, {"j", "desk.keys.next"}, {"k", "desk.keys.previous"}, {"n", "desk.keys.scan"}, {"u", "desk.keys.undo"}};
  g_autofree char *summary = http_say(page->request, "desk.keys.title", NULL);
  recto_html_open(page->html, "details", "class", "keys script-only", "id", "keys", NULL);
  recto_html_line(page->html, "summary", NULL, summary);
  http_put(page, "p", "soft", "desk.keys.text", NULL);
  recto_html_open(page->html, "dl", NULL, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
    recto_html_open(page->html, "div", NULL, NULL);
    recto_html_open(page->html, "dt", NULL, NULL);
    recto_html_line(page->html, "kbd", NULL, keys[i][0]);
    recto_html_close(page->html);
    http_put(page, "dd", NULL, keys[i][1], NULL);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
  recto_html_close(page->html);
}

void http_put_desk_tools(HttpPage *page, const HttpDesk *desk) {
  g_autofree char *label = http_say(page->request, "desk.tools", NULL);
  const char *why = http_argument(page->request, "why");
  recto_html_open(page->html, "section", "class", "tools", "id", "tools", "aria-label", label, NULL);
  if (why && g_str_equal(why, "busy-dossier")) http_put(page, "p", "box check", "desk.scan.busy-dossier", NULL);
  else if (why && g_str_equal(why, "busy-device")) http_put(page, "p", "box check", "desk.scan.busy-device", NULL);
  else if (why && g_str_equal(why, "too-many")) http_put(page, "p", "box check", "desk.scan.too-many", NULL);
  else if (why) http_put(page, "p", "box check", "desk.scan.which", NULL);
  put_scanner(page, desk);
  put_files(page, desk);
  put_keys(page);
  recto_html_close(page->html);
}

/* ------------------------------------------------------------------ asking for scanners; beginning and ending a scan */

HttpReply *http_desk_scanners(HttpRequest *request) {
  if (!recto_store_is_number(request->word)) return http_problem(request, MHD_HTTP_NOT_FOUND, "no-dossier");
  g_autofree char *path = http_desk_path(request->word);
  g_autoptr(GPtrArray) devices = http_scan_devices(request->server, request->began);
  g_autofree char *place = g_strconcat(path, devices ? "" : "?why=which", NULL);
  return http_reply_see(place);
}

/* The one that was chosen, the one used last, the only one there is. */
static char *device_for(HttpRequest *request) {
  const char *chosen = http_form_field(request->form, "device");
  if (chosen && *chosen) return g_strdup(chosen);
  char *last = http_staff_device(request);
  g_autoptr(GPtrArray) devices = last ? NULL : http_scan_devices(request->server, 0);
  return last ? last : devices && devices->len == 1 ? g_strdup(((const RectoScanDevice *)devices->pdata[0])->name) : NULL;
}

static bool is_device(RectoServer *server, const char *untrusted_name) {
  g_autoptr(GPtrArray) devices = http_scan_devices(server, 0);
  for (guint i = 0; devices && i < devices->len; i++)
    if (g_str_equal(((const RectoScanDevice *)devices->pdata[i])->name, untrusted_name)) return true;
  return false;
}

static const char *word_among(const char *untrusted_word, const char *const *words) {
  for (; untrusted_word && *words; words++)
    if (g_str_equal(untrusted_word, *words)) return *words;
  return NULL;
}

static bool is_there(const HttpDesk *desk, RectoPageId place) {
  return place.page == RECTO_WHOLE_FILE ? http_standing_file(desk->standing, place.file) != NULL : http_desk_page_of(desk, place) != NULL;
}

static HttpReply *scan(HttpRequest *request, HttpDesk *desk) {
  static const char *const sources[] = {"flatbed", "adf", "duplex", NULL}, *const modes[] = {"gray", "color", NULL};
  const char *sheets = http_form_field(request->form, "sheets"), *mode = word_among(http_form_field(request->form, "mode"), modes);
  RectoPageId replaced = {0, 0, 0};
  bool replaces = recto_place_from_words(http_form_field(request->form, "replaces"), &replaced);
  g_autofree char *device = device_for(request), *path = http_desk_path(desk->number), *which = g_strconcat(path, "?why=which", NULL);
  if (desk->standing->state->closed || (replaces && !is_there(desk, replaced))) return http_problem(request, MHD_HTTP_CONFLICT, "desk-changed");
  if (!device || !is_device(request->server, device)) return http_reply_see(which);
  http_staff_use_device(request, device);
  HttpScanOrder order = {desk->number, device, word_among(http_form_field(request->form, "source"), sources), mode ? mode : "gray", recto_limit(request->server->config.models, "http.scan-dpi"),
                         sheets ? (uint32_t)g_ascii_strtoull(sheets, NULL, 10) : 0, replaces ? &replaced : NULL};
  const char *fault = http_scan_start(request, &order);
  g_autofree char *place = fault ? g_strconcat(path, "?why=", fault + strlen("desk.scan."), NULL) : g_strdup(path);
  return http_reply_see(place);
}

HttpReply *http_desk_scan(HttpRequest *request) { return http_with_dossier(request, http_form_field(request->form, "number"), scan); }

HttpReply *http_desk_stop(HttpRequest *request) {
  const char *number = http_form_field(request->form, "number");
  if (!number || !recto_store_is_number(number)) return http_problem(request, MHD_HTTP_NOT_FOUND, "no-dossier");
  g_autofree char *path = http_desk_path(number);
  http_scan_cancel(request->server, number);
  http_live_kick(request->server, number);
  return http_reply_see(path);
}
