/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libmicrohttpd, held by our own deadlines. Must not know: what is asked or answered. */
#include "http/server.h"
#include "base/file.h"
#include "bundle/say.h"
#include "http/form.h"
#include "http/inside.h"
#include "http/listen.h"
#include "http/live.h"
#include "http/request.h"
#include "http/scans.h"
#include "http/slow.h"
#include "http/staff.h"
#include <recto/error.h>
#include <unistd.h>

#define SWEEP_S 30 /* between two looks for uploads that nobody went on with */

/* ------------------------------------------------------------------ registers */

RectoStore *http_store_take(RectoServer *server, GError **error) {
  RectoStore *store = g_async_queue_try_pop(server->stores);
  return store ? store : recto_store_open(server->config.store_folder, error);
}

void http_store_give(RectoServer *server, RectoStore *store) {
  if (store) g_async_queue_push(server->stores, store);
}

char *http_who(const HttpSession *session) { return g_strdup_printf("ticket %u", session->ticket); }

RectoWork http_work(RectoServer *server, RectoStore *store, const char *who) {
  return (RectoWork){.models = server->config.models, .store = store, .who = who, .worker = server->worker, .now = g_get_real_time()};
}

/* ------------------------------------------------------------------ what libmicrohttpd calls */

static enum MHD_Result on_access(void *data, struct MHD_Connection *connection, const char *path, const char *method, const char *version, const char *bytes, size_t *size,
                                 void **context) {
  HttpRequest *request = *context;
  if (!request) {
    *context = request = http_request_new(data, connection, path, method);
    /* Who waits for a word before it sends its body is told at once; so is who could send for ever. */
    const char *expect = http_header(request, MHD_HTTP_HEADER_EXPECT);
    return request->refused && expect ? http_request_answer(request) : MHD_YES;
  }
  if (*size > 0) {
    http_request_take(request, bytes, *size);
    *size = 0;
    return MHD_YES;
  }
  if (http_request_is_void(request)) return MHD_NO;
  if (request->answered || http_request_waits(request)) return MHD_YES;
  return http_request_answer(request);
}

static void on_completed(void *data, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode why) {
  if (*context) http_request_free(*context);
  *context = NULL;
}

static void on_connection(void *data, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode what) {
  RectoServer *server = data;
  if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
    recto_watch_end(server->watch, *context);
    *context = NULL;
    return;
  }
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  *context = recto_watch_begin(server->watch, info->connect_fd);
}

/* Its own words may quote what was asked: they are not logged. */
static void on_log(void *data, const char *format, va_list list) {}

/* ------------------------------------------------------------------ life */

static bool start(RectoServer *server, GError **error) {
  const RectoModels *models = server->config.models;
  server->daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, on_access, server, MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
      MHD_OPTION_LISTEN_SOCKET, server->socket, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)recto_limit(models, "http.threads"), MHD_OPTION_CONNECTION_LIMIT,
      (unsigned)recto_limit(models, "http.connections"), MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)recto_limit(models, "http.connection-memory"),
      MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server, MHD_OPTION_END);
  return server->daemon || recto_error_say(error, RECTO_ERROR_ENGINE, "error.no-server", "libmicrohttpd does not start", NULL);
}

static RectoPatience patience_of(const RectoModels *models) {
  return (RectoPatience){recto_limit(models, "http.head-s"), recto_limit(models, "http.request-s"), recto_limit(models, "http.answer-s"),
                         recto_limit(models, "http.least-rate"), recto_limit(models, "http.grace-s")};
}

/* The first register is opened at once, so that a store that does not open is told before anybody is let in. */
static bool prepare(RectoServer *server, GError **error) {
  RectoStore *store = http_store_take(server, error);
  if (!store) return false;
  recto_store_derive_key(store, "sessions", server->session_key);
  http_staff_restore(server, store);
  server->bundles = g_build_filename(server->config.store_folder, "outgoing", NULL);
  recto_file_remove_tree(server->bundles); /* of one that was killed */
  if (g_mkdir_with_parents(server->bundles, 0700) != 0) g_printerr("recto: %s cannot be made: no bundles\n", server->bundles);
  recto_partials_load(server->partials, store);
  http_store_give(server, store);
  server->socket = recto_listen(server->config.listen, &server->where, error);
  return server->socket >= 0 && start(server, error);
}

static void free_store(gpointer store) { recto_store_free(store); }

/* A draft that has nothing of these pages would be French under another name. */
static bool is_offered(const RectoServerConfig *config, const RectoLanguage *language) {
  return !language->draft || (config->drafts && recto_message_exists(config->models, language->code, "web.home.title"));
}

/* Codes, French first: what an applicant is shown has been reviewed by somebody who speaks it, unless the site asks for drafts. */
static GPtrArray *languages_of(const RectoServerConfig *config) {
  const GPtrArray *all = recto_models_languages(config->models);
  GPtrArray *codes = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < all->len; i++) {
    const RectoLanguage *language = all->pdata[i];
    if (is_offered(config, language)) g_ptr_array_insert(codes, g_str_equal(language->code, "fr") ? 0 : -1, g_strdup(language->code));
  }
  return codes;
}

static RectoGuard *guard_of(const RectoModels *models, double tries, double most_s) {
  const RectoGuardRule rule = {tries, recto_limit(models, "http.sign-in-wait-s"), most_s, recto_limit(models, "http.sign-in-forget-s")};
  return recto_guard_new(&rule);
}

static void prepare_staff(RectoServer *server) {
  const RectoModels *models = server->config.models;
  server->staff = http_staff_room_new();
  server->live = http_live_new();
  server->scans = http_scans_new();
  server->names = guard_of(models, recto_limit(models, "http.sign-in-tries"), recto_limit(models, "http.sign-in-most-wait-s"));
  server->addresses = guard_of(models, recto_limit(models, "http.sign-in-address-tries"), recto_limit(models, "http.sign-in-address-most-wait-s"));
  server->slow = g_thread_pool_new(http_slow_work, NULL, (int)recto_limit(models, "http.slow"), FALSE, NULL);
  g_mutex_init(&server->passwords);
  g_mutex_init(&server->decisions);
}

static void clear_staff(RectoServer *server) {
  http_staff_room_free(server->staff);
  http_live_free(server->live);
  http_scans_free(server->scans);
  recto_guard_free(server->names);
  recto_guard_free(server->addresses);
  if (server->slow) g_thread_pool_free(server->slow, FALSE, TRUE);
  g_mutex_clear(&server->passwords);
  g_mutex_clear(&server->decisions);
}

RectoServer *recto_server_new(const RectoServerConfig *config, GError **error) {
  g_autoptr(RectoServer) server = g_new0(RectoServer, 1);
  RectoPatience patience = patience_of(config->models);
  server->config = *config;
  server->socket = -1;
  server->watch = recto_watch_new(&patience);
  server->throttle = recto_throttle_new();
  server->stores = g_async_queue_new_full(free_store);
  server->languages = languages_of(config);
  server->zone = recto_say_zone(config->site);
  server->worker = recto_worker_name();
  server->arrivals = g_thread_pool_new(http_form_work, NULL, (int)recto_limit(config->models, "http.depositors"), FALSE, NULL);
  server->parts = g_thread_pool_new(http_slow_work, NULL, (int)recto_limit(config->models, "http.depositors"), FALSE, NULL);
  server->partials = recto_partials_new(config->models);
  server->room = (uint64_t)recto_limit(config->models, "http.room");
  g_mutex_init(&server->room_mutex);
  g_cond_init(&server->room_freed);
  g_mutex_init(&server->slips);
  prepare_staff(server);
  return prepare(server, error) ? g_steal_pointer(&server) : NULL;
}

const char *recto_server_where(const RectoServer *server) { return server->where; }

static void sweep(RectoServer *server, int64_t now) {
  if (now - server->swept < SWEEP_S * G_USEC_PER_SEC) return;
  server->swept = now;
  RectoStore *store = http_store_take(server, NULL);
  if (store) recto_partials_sweep(server->partials, store, g_get_real_time());
  http_store_give(server, store);
}

void recto_server_look(RectoServer *server) {
  int64_t now = g_get_monotonic_time();
  recto_watch_look(server->watch, now);
  http_live_look(server);
  sweep(server, now);
}

void recto_server_stop(RectoServer *server, double seconds) {
  if (!server->daemon) return;
  MHD_socket listening = MHD_quiesce_daemon(server->daemon);
  http_scans_stop(server->scans);
  http_live_close(server->live);
  int64_t end = g_get_monotonic_time() + (int64_t)(seconds * G_USEC_PER_SEC);
  while (recto_watch_busy(server->watch) > 0 && g_get_monotonic_time() < end) {
    recto_server_look(server);
    g_usleep(G_USEC_PER_SEC / 20);
  }
  g_atomic_int_set(&server->late, 1);
  g_thread_pool_free(server->arrivals, FALSE, TRUE); /* what arrived whole is registered; then nobody is suspended any more */
  g_thread_pool_free(server->slow, FALSE, TRUE);
  g_thread_pool_free(server->parts, FALSE, TRUE);
  server->arrivals = server->slow = server->parts = NULL;
  MHD_stop_daemon(server->daemon);
  server->daemon = NULL;
  if (listening != MHD_INVALID_SOCKET) close(listening);
  server->socket = -1;
  recto_listen_end(server->where);
}

void recto_server_free(RectoServer *server) {
  if (!server) return;
  recto_server_stop(server, 0);
  if (server->arrivals) g_thread_pool_free(server->arrivals, FALSE, TRUE);
  if (server->parts) g_thread_pool_free(server->parts, FALSE, TRUE);
  recto_partials_free(server->partials);
  clear_staff(server);
  if (server->socket >= 0) close(server->socket);
  recto_watch_free(server->watch);
  recto_throttle_free(server->throttle);
  g_async_queue_unref(server->stores);
  g_ptr_array_unref(server->languages);
  g_time_zone_unref(server->zone);
  if (server->bundles) recto_file_remove_tree(server->bundles);
  g_free(server->bundles);
  g_free(server->where);
  g_free(server->worker);
  g_mutex_clear(&server->room_mutex);
  g_cond_clear(&server->room_freed);
  g_mutex_clear(&server->slips);
  explicit_bzero(server, sizeof *server);
  g_free(server);
}
