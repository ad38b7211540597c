/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions of the staff, known by a digest of their id: in memory, and in the register from which a restart has them again. Must not know: HTML. */
#include "http/staff.h"
#include "http/kept.h"
#include <recto/json.h>

#define COOKIE "recto-staff"
#define DOOR_COOKIE "recto-door"
#define DOOR_ID 16 /* bytes */

struct HttpStaffRoom {
  GMutex mutex;
  GHashTable *all; /* id -> HttpStaff* */
};

void http_staff_free(HttpStaff *staff) {
  if (!staff) return;
  g_free(staff->name);
  g_free(staff->device);
  if (staff->viewed) g_hash_table_unref(staff->viewed);
  g_free(staff);
}

static void free_staff(gpointer staff) { http_staff_free(staff); }

HttpStaffRoom *http_staff_room_new(void) {
  HttpStaffRoom *room = g_new0(HttpStaffRoom, 1);
  g_mutex_init(&room->mutex);
  room->all = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_staff);
  return room;
}

void http_staff_room_free(HttpStaffRoom *room) {
  if (!room) return;
  g_hash_table_unref(room->all);
  g_mutex_clear(&room->mutex);
  g_free(room);
}

/* What a request may hold on to; the device and what was viewed stay with the session. */
static HttpStaff *copy_of(const HttpStaff *staff) {
  HttpStaff *copy = g_new0(HttpStaff, 1);
  *copy = *staff;
  copy->name = g_strdup(staff->name);
  copy->device = NULL;
  copy->viewed = NULL;
  return copy;
}

/* ------------------------------------------------------------------ how long */

static bool is_over(const RectoServer *server, const HttpStaff *staff, int64_t now) {
  const RectoModels *models = server->config.models;
  return (double)(now - staff->seen) > recto_limit(models, "http.staff-idle-s") * G_USEC_PER_SEC || (double)(now - staff->began) > recto_limit(models, "http.staff-session-s") * G_USEC_PER_SEC;
}

typedef struct { const RectoServer *server; RectoStore *store; int64_t now; uint64_t account; guint n; HttpStaff *oldest; } Sweep;

static gboolean sweep_one(gpointer id, gpointer value, gpointer data) {
  HttpStaff *staff = value;
  Sweep *sweep = data;
  if (is_over(sweep->server, staff, sweep->now)) {
    http_kept_remove(sweep->store, staff->id);
    return TRUE;
  }
  if (staff->account != sweep->account) return FALSE;
  sweep->n++;
  if (!sweep->oldest || staff->seen < sweep->oldest->seen) sweep->oldest = staff;
  return FALSE;
}

/* Those that are over go; of one account there are only so many, and the one that rested longest makes room. */
static void make_room(const RectoServer *server, RectoStore *store, uint64_t account, int64_t now) {
  Sweep sweep = {server, store, now, account, 0, NULL};
  g_hash_table_foreach_remove(server->staff->all, sweep_one, &sweep);
  if (sweep.n < (guint)recto_limit(server->config.models, "http.staff-sessions")) return;
  http_kept_remove(store, sweep.oldest->id);
  g_hash_table_remove(server->staff->all, sweep.oldest->id);
}

/* ------------------------------------------------------------------ beginning and end */

static void note(RectoStore *store, const char *deed, uint64_t account, const char *name, const char *way) {
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_int(builder, "account", (int64_t)account);
  recto_json_string(builder, "name", name);
  recto_json_string_if(builder, "way", way);
  json_builder_end_object(builder);
  g_autofree char *body = recto_json_finish(builder);
  if (!recto_store_note(store, deed, body, name, g_get_real_time(), &error)) g_printerr("recto: the journal could not be written: %s\n", error->message);
}

HttpStaff *http_staff_begin(HttpRequest *request, RectoStore *store, const RectoAccount *account, const char *way) {
  HttpStaffRoom *room = request->server->staff;
  uint8_t chance[RECTO_KEY_SIZE];
  int64_t now = g_get_real_time();
  HttpStaff *staff = g_new0(HttpStaff, 1);
  if (!recto_key_new(chance, NULL) || !recto_staff_from_word(account->role, &staff->role)) {
    g_free(staff);
    return NULL;
  }
  char cookie[2 * HTTP_STAFF_ID + 1];
  for (size_t i = 0; i < sizeof chance; i++) g_snprintf(cookie + 2 * i, 3, "%02x", chance[i]);
  http_kept_digest(cookie, staff->id);
  staff->account = account->id;
  staff->stamp = account->stamp;
  staff->name = g_strdup(account->name);
  staff->trusted = g_str_equal(way, "trusted");
  staff->began = staff->seen = staff->kept = now;
  staff->viewed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  HttpStaff *copy = copy_of(staff);
  g_strlcpy(copy->cookie, cookie, sizeof copy->cookie);
  explicit_bzero(cookie, sizeof cookie);
  if (!http_kept_add(request->server, store, staff)) {
    http_staff_free(staff);
    http_staff_free(copy);
    return NULL;
  }
  g_mutex_lock(&room->mutex);
  make_room(request->server, store, account->id, now);
  g_hash_table_insert(room->all, staff->id, staff);
  g_mutex_unlock(&room->mutex);
  note(store, "sign-in", account->id, account->name, way);
  return copy;
}

static void forget(RectoServer *server, RectoStore *store, const char *id) {
  if (store) http_kept_remove(store, id);
  g_mutex_lock(&server->staff->mutex);
  g_hash_table_remove(server->staff->all, id);
  g_mutex_unlock(&server->staff->mutex);
}

void http_staff_end(HttpRequest *request) {
  const HttpStaff *staff = request->staff;
  RectoStore *store = http_store_take(request->server, NULL);
  forget(request->server, store, staff->id);
  if (store) note(store, "sign-out", staff->account, staff->name, NULL);
  http_store_give(request->server, store);
}

/* ------------------------------------------------------------------ finding */

/* A page that is left open goes on asking: that keeps no session alive. */
static bool is_somebody(const HttpRequest *request) { return !(request->route->needs & HTTP_QUIET) && !http_header(request, "X-Recto-Quiet"); }

static HttpStaff *known(const HttpRequest *request, const char *id, int64_t now, bool *ret_over) {
  RectoServer *server = request->server;
  HttpStaff *copy = NULL;
  g_mutex_lock(&server->staff->mutex);
  HttpStaff *staff = g_hash_table_lookup(server->staff->all, id);
  *ret_over = staff && is_over(server, staff, now);
  if (staff && !*ret_over) {
    if (is_somebody(request)) staff->seen = now;
    copy = copy_of(staff);
    if ((double)(staff->seen - staff->kept) > recto_limit(server->config.models, "http.staff-keep-s") * G_USEC_PER_SEC) staff->kept = staff->seen;
  }
  g_mutex_unlock(&server->staff->mutex);
  return copy;
}

/* Another password, another role, no account any more: what was begun under the old one has ended. */
static bool account_holds(RectoStore *store, const HttpStaff *staff) {
  g_autoptr(RectoAccountRow) row = recto_ledger_account(recto_store_ledger(store), staff->account, NULL);
  return row && row->stamp == staff->stamp && http_kept_holds(store, staff);
}

/* The register is told now and then when a session was used last: after a restart it has rested that much longer. */
static bool holds(RectoServer *server, const HttpStaff *staff) {
  RectoStore *store = http_store_take(server, NULL);
  bool right = store && account_holds(store, staff);
  if (store && !right) forget(server, store, staff->id);
  if (right && (double)(staff->seen - staff->kept) > recto_limit(server->config.models, "http.staff-keep-s") * G_USEC_PER_SEC) http_kept_renew(server, store, staff);
  http_store_give(server, store);
  return right;
}

static bool still_counts(const RectoServer *server, const HttpStaff *staff, int64_t now) { return !is_over(server, staff, now) && staff->trusted == (server->config.trusted_secret != NULL); }

void http_staff_restore(RectoServer *server, RectoStore *store) {
  g_autoptr(GPtrArray) kept = http_kept_load(server, store);
  for (guint i = 0; kept && i < kept->len; i++) {
    HttpStaff *staff = kept->pdata[i];
    staff->viewed = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    if (still_counts(server, staff, g_get_real_time())) {
      g_hash_table_insert(server->staff->all, staff->id, staff);
      continue;
    }
    http_kept_remove(store, staff->id);
    http_staff_free(staff);
  }
}

/* The server in front must still name the same person. */
static bool name_holds(const HttpRequest *request, const HttpStaff *staff) {
  g_autofree char *name = staff->trusted ? http_trusted_name(request) : NULL;
  return !staff->trusted || g_strcmp0(name, staff->name) == 0;
}

static void end_one(RectoServer *server, const char *id) {
  RectoStore *store = http_store_take(server, NULL);
  forget(server, store, id);
  http_store_give(server, store);
}

static HttpStaff *find(HttpRequest *request) {
  const char *cookie = MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, COOKIE);
  char id[2 * HTTP_STAFF_ID + 1];
  bool over = false;
  if (cookie) http_kept_digest(cookie, id);
  g_autoptr(HttpStaff) staff = cookie ? known(request, id, g_get_real_time(), &over) : NULL;
  if (over) end_one(request->server, id);
  if (!staff || !name_holds(request, staff)) return NULL;
  return holds(request->server, staff) ? g_steal_pointer(&staff) : NULL;
}

void http_staff_find(HttpRequest *request) {
  unsigned needs = request->route->needs;
  request->staff = find(request);
  if (!(needs & HTTP_STAFF)) return;
  if (!request->staff) http_refuse(request, MHD_HTTP_FORBIDDEN, "no-staff-session");
  else if (!http_staff_may(request, HTTP_RIGHT(needs))) http_refuse(request, MHD_HTTP_FORBIDDEN, "not-your-right");
}

bool http_staff_may(const HttpRequest *request, RectoRight right) { return request->staff && recto_staff_may(request->staff->role, right); }

/* Whoever comes back from an identity server comes from another site: a strict cookie would not be sent on the way to the page that was wanted, and nobody would ever be in. */
void http_staff_keep(const RectoServer *server, HttpReply *reply, const HttpStaff *staff) {
  int seconds = staff ? (int)recto_limit(server->config.models, "http.staff-session-s") : 0;
  g_autofree char *cookie = g_strdup_printf(COOKIE "=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=%s%s", staff ? staff->cookie : "", seconds, server->config.trusted_secret ? "Lax" : "Strict", server->config.secure ? "; Secure" : "");
  http_reply_header(reply, MHD_HTTP_HEADER_SET_COOKIE, cookie);
}

/* ------------------------------------------------------------------ the trusted server in front */

static bool same(const char *a, const char *b) {
  size_t length = strlen(a);
  unsigned differ = strlen(b) != length;
  for (size_t i = 0; !differ && i < length; i++) differ |= (unsigned char)(a[i] ^ b[i]);
  return differ == 0;
}

char *http_trusted_name(const HttpRequest *request) {
  const char *wanted = request->server->config.trusted_secret, *secret = http_header(request, "X-Recto-Secret"), *name = http_header(request, "X-Recto-User");
  return wanted && secret && name && same(wanted, secret) ? recto_account_name(name) : NULL;
}

/* ------------------------------------------------------------------ what stays with a session */

char *http_staff_device(const HttpRequest *request) {
  g_mutex_lock(&request->server->staff->mutex);
  const HttpStaff *staff = g_hash_table_lookup(request->server->staff->all, request->staff->id);
  char *device = staff ? g_strdup(staff->device) : NULL;
  g_mutex_unlock(&request->server->staff->mutex);
  return device;
}

void http_staff_use_device(const HttpRequest *request, const char *device) {
  g_mutex_lock(&request->server->staff->mutex);
  HttpStaff *staff = g_hash_table_lookup(request->server->staff->all, request->staff->id);
  if (staff) {
    g_free(staff->device);
    staff->device = g_strdup(device);
  }
  g_mutex_unlock(&request->server->staff->mutex);
}

/* Whether this session looked at the dossier a while ago at the soonest. */
static bool is_new_view(const HttpRequest *request, const char *number, int64_t now) {
  bool fresh = false;
  int64_t rest = (int64_t)(recto_limit(request->server->config.models, "http.view-note-s") * G_USEC_PER_SEC);
  g_mutex_lock(&request->server->staff->mutex);
  HttpStaff *staff = g_hash_table_lookup(request->server->staff->all, request->staff->id);
  const int64_t *before = staff ? g_hash_table_lookup(staff->viewed, number) : NULL;
  if (staff && (!before || now - *before > rest)) {
    fresh = true;
    g_hash_table_insert(staff->viewed, g_strdup(number), g_memdup2(&now, sizeof now));
  }
  g_mutex_unlock(&request->server->staff->mutex);
  return fresh;
}

void http_staff_viewed(const HttpRequest *request, RectoStore *store, const char *number) {
  int64_t now = g_get_real_time();
  g_autoptr(GError) error = NULL;
  if (!is_new_view(request, number, now)) return;
  if (!recto_store_record(store, number, 0, "viewed", "{}", request->staff->name, now, NULL, NULL, &error))
    g_printerr("recto: %s: a view could not be noted: %s\n", number, error->message);
}

/* ------------------------------------------------------------------ tokens */

static char *keyed(const RectoServer *server, const char *purpose, const char *id) {
  g_autofree char *words = g_strconcat(purpose, " ", id, NULL), *name = recto_keyed_name(server->session_key, words, strlen(words));
  return g_strndup(name, 32);
}

static const char *door_cookie(const HttpRequest *request) {
  const char *cookie = MHD_lookup_connection_value(request->connection, MHD_COOKIE_KIND, DOOR_COOKIE);
  return cookie && strlen(cookie) == 2 * DOOR_ID ? cookie : NULL;
}

char *http_token(const HttpRequest *request) {
  const char *door = request->route && (request->route->needs & HTTP_DOOR) ? door_cookie(request) : NULL;
  if (request->staff) return keyed(request->server, "staff", request->staff->id);
  if (request->session) return http_session_token(request->server, request->session);
  return door ? keyed(request->server, "door", door) : NULL;
}

bool http_token_is(const HttpRequest *request, const char *untrusted_token) {
  g_autofree char *token = http_token(request);
  return token && untrusted_token && same(token, untrusted_token);
}

char *http_door_token(const HttpRequest *request, char **ret_cookie) {
  uint8_t chance[RECTO_KEY_SIZE];
  const char *known_cookie = door_cookie(request);
  *ret_cookie = NULL;
  if (known_cookie) return keyed(request->server, "door", known_cookie);
  if (!recto_key_new(chance, NULL)) return NULL;
  *ret_cookie = g_new0(char, 2 * DOOR_ID + 1);
  for (size_t i = 0; i < DOOR_ID; i++) g_snprintf(*ret_cookie + 2 * i, 3, "%02x", chance[i]);
  return keyed(request->server, "door", *ret_cookie);
}

void http_door_keep(const RectoServer *server, HttpReply *reply, const char *cookie) {
  g_autofree char *words = g_strdup_printf(DOOR_COOKIE "=%s; Path=/; HttpOnly; SameSite=Strict%s", cookie ? cookie : "", server->config.secure ? "; Secure" : "");
  if (cookie) http_reply_header(reply, MHD_HTTP_HEADER_SET_COOKIE, words);
}
