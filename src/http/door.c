/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signing in and out, and the own password. An unknown name is answered as a wrong password is, in the same words and after the same time. */
#include "http/door.h"
#include "base/common.h"
#include "base/leaked.h"
#include "base/password.h"
#include "http/form.h"
#include "http/staff.h"
#include <recto/json.h>
#include <recto/text.h>

#define HOME "/desk"
#define EVERYWHERE "/sign-out/everywhere" /* the server in front ends its own session there, and leads to /signed-out */

/* ------------------------------------------------------------------ the page */

/* Where somebody wanted to go: one of the desk's own pages, or its first. */
static const char *place_after(const char *untrusted_to) {
  bool ours = untrusted_to && (g_str_equal(untrusted_to, HOME) || g_str_has_prefix(untrusted_to, HOME "/")) && strlen(untrusted_to) < 128 && !strstr(untrusted_to, "..");
  return ours && untrusted_to[strspn(untrusted_to, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-.")] == 0 ? untrusted_to : HOME;
}

static void put_input(HttpPage *page, const char *name, const char *key, const char *type, const char *fill) {
  recto_html_open(page->html, "label", "for", name, NULL);
  g_autofree char *label = http_say(page->request, key, NULL);
  recto_html_text(page->html, label);
  recto_html_close(page->html);
  recto_html_void(page->html, "input", "id", name, "name", name, "type", type, "required", "", "autocomplete", fill, "maxlength", "256", "spellcheck", "false", "autocapitalize", "none", "dir",
                  "ltr", NULL);
}

static void put_button(HttpPage *page, const char *key) {
  recto_html_open(page->html, "button", "type", "submit", NULL);
  g_autofree char *text = http_say(page->request, key, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

static void put_alert(HttpPage *page, const char *text) {
  if (!text) return;
  recto_html_open(page->html, "div", "class", "box action", "role", "alert", NULL);
  recto_html_line(page->html, "p", "strong", text);
  recto_html_close(page->html);
}

static void put_way(HttpPage *page, const char *href, const char *key) {
  g_autofree char *text = http_say(page->request, key, NULL);
  recto_html_open(page->html, "p", NULL);
  http_put_link(page, NULL, href, text);
  recto_html_close(page->html);
}

static void put_door(HttpPage *page, const char *to, const char *token, const char *why) {
  http_put(page, "p", "lead", "staff.sign-in.lead", NULL);
  put_alert(page, why);
  recto_html_open(page->html, "form", "method", "post", "action", "/sign-in", "enctype", "multipart/form-data", "class", "door plain-letters", NULL);
  http_put_hidden(page, "token", token);
  http_put_hidden(page, "to", to);
  put_input(page, "name", "staff.sign-in.name", "text", "username");
  put_input(page, "password", "staff.sign-in.password", "password", "current-password");
  put_button(page, "staff.sign-in.go");
  recto_html_close(page->html);
  http_put(page, "p", "soft", "staff.sign-in.lost", NULL);
  put_way(page, "/", "staff.sign-in.deposit");
}

/* Whoever is signed in elsewhere as somebody that Recto does not know gets out again. */
static void put_unknown(HttpPage *page, const char *why) {
  put_alert(page, why);
  put_way(page, EVERYWHERE, "staff.sign-in.other");
}

static HttpReply *door(HttpRequest *request, unsigned status, const char *untrusted_to, const char *why) {
  HttpPage page;
  g_autofree char *title = http_say(request, "staff.sign-in.title", NULL), *cookie = NULL, *token = http_door_token(request, &cookie);
  http_page_begin(&page, request, title, 0);
  if (request->server->config.trusted_secret) put_unknown(&page, why);
  else put_door(&page, place_after(untrusted_to), token, why);
  HttpReply *reply = http_page_end(&page, status);
  http_door_keep(request->server, reply, cookie);
  return reply;
}

/* ------------------------------------------------------------------ through the trusted server */

static HttpReply *enter(HttpRequest *request, RectoStore *store, const RectoAccount *account, const char *way, const char *untrusted_to) {
  g_autoptr(HttpStaff) staff = http_staff_begin(request, store, account, way);
  if (!staff) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  HttpReply *reply = http_reply_see(place_after(untrusted_to));
  http_staff_keep(request->server, reply, staff);
  return reply;
}

static HttpReply *enter_trusted(HttpRequest *request) {
  g_autofree char *name = http_trusted_name(request), *unknown = http_say(request, "staff.sign-in.trusted", NULL);
  RectoStore *store = name ? http_store_take(request->server, NULL) : NULL;
  g_autoptr(RectoAccount) account = store ? recto_store_account(store, name, NULL) : NULL;
  HttpReply *reply = account ? enter(request, store, account, "trusted", http_argument(request, "to")) : door(request, MHD_HTTP_FORBIDDEN, NULL, unknown);
  http_store_give(request->server, store);
  return reply;
}

HttpReply *http_sign_in_page(HttpRequest *request) {
  const char *to = http_argument(request, "to");
  if (request->staff) return http_reply_see(place_after(to));
  return request->server->config.trusted_secret ? enter_trusted(request) : door(request, MHD_HTTP_OK, to, NULL);
}

/* ------------------------------------------------------------------ with a password */

/* Names and addresses are told apart in one table; what is kept of them is a keyed digest. */
static char *watched(const HttpRequest *request, const char *what, const char *who) {
  g_autofree char *words = g_strdup_printf("%s %s", what, who);
  return recto_keyed_name(request->server->session_key, words, strlen(words));
}

static bool check_password(RectoServer *server, const char *hash, const char *untrusted_password) {
  g_mutex_lock(&server->passwords);
  bool fits = recto_password_fits(hash, untrusted_password);
  g_mutex_unlock(&server->passwords);
  return fits;
}

/* A refused try is in the journal: so many an hour, that nobody fills the register with them. The name only if there is such an account: people type passwords there. */
static void note_refused(HttpRequest *request, RectoStore *store, const RectoAccount *account) {
  double most = recto_limit(request->server->config.models, "http.sign-in-notes");
  if (!recto_throttle_take(request->server->throttle, "sign-in refused", 1, most, g_get_monotonic_time())) return;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "name", account ? account->name : "?");
  json_builder_end_object(builder);
  g_autofree char *body = recto_json_finish(builder);
  recto_store_note(store, "sign-in-refused", body, account ? account->name : "?", g_get_real_time(), NULL);
}

static HttpReply *told_to_wait(HttpRequest *request, int64_t wait) {
  g_autofree char *seconds = g_strdup_printf("%" G_GINT64_FORMAT, wait / G_USEC_PER_SEC + 1), *why = http_say(request, "staff.sign-in.wait", "n", seconds, NULL);
  HttpReply *reply = door(request, MHD_HTTP_TOO_MANY_REQUESTS, http_form_field(request->form, "to"), why);
  http_reply_header(reply, MHD_HTTP_HEADER_RETRY_AFTER, seconds);
  return reply;
}

typedef struct { char *name, *address; } Watch;

static HttpReply *try_password(HttpRequest *request, RectoStore *store, const Watch *watch, const char *untrusted_name, const char *untrusted_password) {
  RectoServer *server = request->server;
  g_autofree char *name = recto_account_name(untrusted_name), *wrong = http_say(request, "staff.sign-in.wrong", NULL);
  g_autoptr(RectoAccount) account = name ? recto_store_account(store, name, NULL) : NULL;
  if (!check_password(server, account ? account->hash : NULL, untrusted_password)) {
    note_refused(request, store, account);
    return door(request, MHD_HTTP_FORBIDDEN, http_form_field(request->form, "to"), wrong);
  }
  recto_guard_forgive(server->names, watch->name, true);
  recto_guard_forgive(server->addresses, watch->address, false);
  return enter(request, store, account, "password", http_form_field(request->form, "to"));
}

HttpReply *http_sign_in(HttpRequest *request) {
  RectoServer *server = request->server;
  const char *untrusted_name = http_form_field(request->form, "name"), *untrusted_password = http_form_field(request->form, "password");
  if (server->config.trusted_secret || !untrusted_name || !untrusted_password) return door(request, MHD_HTTP_BAD_REQUEST, NULL, NULL);
  g_autofree char *small = g_ascii_strdown(untrusted_name, -1), *by_name = watched(request, "name", small), *by_address = watched(request, "address", request->peer);
  Watch watch = {by_name, by_address};
  int64_t now = g_get_monotonic_time(), wait = recto_guard_try(server->addresses, by_address, now);
  if (wait == 0) wait = recto_guard_try(server->names, by_name, now);
  if (wait > 0) return told_to_wait(request, wait);
  RectoStore *store = http_store_take(server, NULL);
  HttpReply *reply = store ? try_password(request, store, &watch, untrusted_name, untrusted_password) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  http_store_give(server, store);
  return reply;
}

/* `everywhere`: on to where the server in front ends its session. By a page, since a form may lead to no other site (form-action), and a provider is one. */
static HttpReply *signed_out(HttpRequest *request, bool everywhere) {
  HttpPage page;
  g_autofree char *title = http_say(request, "staff.signed-out.title", NULL);
  http_page_begin(&page, request, title, 0);
  http_put(&page, "p", "lead", "staff.signed-out.lead", NULL);
  if (everywhere) put_way(&page, EVERYWHERE, "staff.signed-out.everywhere");
  else put_way(&page, "/sign-in", "staff.signed-out.again");
  HttpReply *reply = http_page_end(&page, MHD_HTTP_OK);
  if (everywhere) http_reply_header(reply, "Refresh", "0; url=" EVERYWHERE);
  return reply;
}

/* The server in front would sign its person in again at once: its session must end too. */
HttpReply *http_sign_out(HttpRequest *request) {
  http_staff_end(request);
  g_clear_pointer(&request->staff, http_staff_free);
  HttpReply *reply = request->server->config.trusted_secret ? signed_out(request, true) : http_reply_see("/sign-in");
  http_staff_keep(request->server, reply, NULL);
  http_reply_header(reply, "Clear-Site-Data", "\"cache\"");
  return reply;
}

/* Of a server in front that does not answer here itself. */
HttpReply *http_sign_out_everywhere(HttpRequest *request) { return http_reply_see("/signed-out"); }

HttpReply *http_signed_out_page(HttpRequest *request) { return signed_out(request, false); }

/* ------------------------------------------------------------------ another password */

static HttpReply *password_page(HttpRequest *request, unsigned status, const char *why) {
  HttpPage page;
  g_autofree char *title = http_say(request, "staff.password.title", NULL), *least = g_strdup_printf("%d", (int)recto_limit(request->server->config.models, "account.password-least"));
  g_autofree char *text = why ? http_say(request, why, NULL) : NULL;
  http_page_begin(&page, request, title, 0);
  http_put(&page, "p", "lead", "staff.password.lead", "n", least, NULL);
  put_alert(&page, text);
  http_put_form(&page, "/desk/password", "door plain-letters");
  put_input(&page, "old", "staff.password.old", "password", "current-password");
  put_input(&page, "new", "staff.password.new", "password", "new-password");
  put_input(&page, "again", "staff.password.again", "password", "new-password");
  put_button(&page, "staff.password.go");
  recto_html_close(page.html);
  return http_page_end(&page, status);
}

static HttpReply *no_password(HttpRequest *request) {
  HttpPage page;
  g_autofree char *title = http_say(request, "staff.password.title", NULL);
  http_page_begin(&page, request, title, 0);
  http_put(&page, "p", "lead", "staff.password.trusted", NULL);
  return http_page_end(&page, MHD_HTTP_OK);
}

HttpReply *http_password_page(HttpRequest *request) { return request->staff->trusted ? no_password(request) : password_page(request, MHD_HTTP_OK, NULL); }

/* Of a list that cannot be asked nobody knows what is in it: then no password is taken, and the log says why. */
static const char *leak_of(const HttpRequest *request, const char *password) {
  const RectoSite *site = request->server->config.site;
  g_autoptr(GError) error = NULL;
  bool holds = false;
  if (!site || !site->leaked_passwords) return NULL;
  if (recto_leaked_holds(site->leaked_passwords, password, &holds, &error)) return holds ? "staff.password.leaked" : NULL;
  g_message("%s", error->message);
  return "staff.password.no-list";
}

/* Key of what is wrong with the form; NULL = nothing. */
static const char *fault_of(const HttpRequest *request, const char *password, const char *again) {
  if (g_strcmp0(password, again) != 0) return "staff.password.differs";
  const RectoModels *models = request->server->config.models;
  gsize size = 0;
  const char *words = recto_models_passwords(models, &size);
  if (g_utf8_strlen(password, -1) < (glong)recto_limit(models, "account.password-least") || strlen(password) > RECTO_PASSWORD_MOST) return "staff.password.short";
  return recto_password_is_common(words, size, request->staff->name, password) ? "staff.password.common" : leak_of(request, password);
}

static HttpReply *change_password(HttpRequest *request, RectoStore *store, const char *old, const char *password) {
  RectoServer *server = request->server;
  g_autofree char *done = http_say(request, "staff.password.done", NULL);
  g_autoptr(RectoAccount) account = recto_store_account_by_id(store, request->staff->account, NULL);
  if (!check_password(server, account ? account->hash : NULL, old)) return password_page(request, MHD_HTTP_FORBIDDEN, "staff.password.wrong");
  g_mutex_lock(&server->passwords);
  g_autofree char *hash = recto_password_hash(password, NULL);
  g_mutex_unlock(&server->passwords);
  if (!hash || !recto_store_change_account(store, account->name, NULL, hash, account->name, g_get_real_time(), NULL)) return http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  g_autofree char *by_name = watched(request, "name", account->name);
  recto_guard_forgive(server->names, by_name, true);
  g_clear_pointer(&request->staff, http_staff_free); /* its session ended with the old password */
  HttpReply *reply = door(request, MHD_HTTP_OK, NULL, done);
  http_staff_keep(server, reply, NULL);
  return reply;
}

HttpReply *http_password(HttpRequest *request) {
  const char *old = http_form_field(request->form, "old"), *password = http_form_field(request->form, "new"), *again = http_form_field(request->form, "again");
  if (request->staff->trusted || !old || !password) return password_page(request, MHD_HTTP_BAD_REQUEST, NULL);
  const char *fault = fault_of(request, password, again);
  if (fault) return password_page(request, MHD_HTTP_BAD_REQUEST, fault);
  g_autofree char *by_name = watched(request, "name", request->staff->name); /* a session left open is no way to guess the password */
  int64_t wait = recto_guard_try(request->server->names, by_name, g_get_monotonic_time());
  if (wait > 0) return told_to_wait(request, wait);
  RectoStore *store = http_store_take(request->server, NULL);
  HttpReply *reply = store ? change_password(request, store, old, password) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  http_store_give(request->server, store);
  return reply;
}
