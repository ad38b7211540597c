/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields and files of a request. Must not know: pages. */
#include "http/form.h"
#include "http/arrive.h"
#include "http/staff.h"
#include <recto/text.h>

#define FIELD_MAX 512

struct HttpForm {
  HttpRequest *request;
  RectoMultipart *parts;  /* NULL: the body is one file */
  GHashTable *fields;     /* char* -> char* */
  char *field;            /* that is being read; NULL = none */
  GString *value;
  HttpArriving *file;     /* that is being read; NULL = none */
  GPtrArray *arrivals;
  GMutex mutex;           /* of what follows, and of `arrivals` while somebody works */
  GCond rested;
  GQueue whole;           /* of HttpArriving*: read, to be registered in their order */
  bool working, suspended;
};

void http_arrival_free(HttpArrival *arrival) {
  if (!arrival) return;
  g_free(arrival->name);
  g_free(arrival->sha256);
  g_free(arrival);
}

const char *http_form_field(const HttpForm *form, const char *name) { return g_hash_table_lookup(form->fields, name); }
const GPtrArray *http_form_arrivals(const HttpForm *form) { return form->arrivals; }

bool http_form_ordinal(const HttpForm *form, const char *name, uint32_t *ret_ordinal) {
  const char *text = http_form_field(form, name);
  guint64 number = 0;
  if (!text || !g_ascii_string_to_unsigned(text, 10, 1, 100000, &number, NULL)) return false;
  *ret_ordinal = (uint32_t)number - 1;
  return true;
}

/* ------------------------------------------------------------------ parts */

/* The session's token comes first: nothing is kept for a form that is not ours. */
static bool may_bring(HttpForm *form) {
  HttpRequest *request = form->request;
  unsigned needs = request->route->needs;
  if ((needs & HTTP_API) || http_token_is(request, http_form_field(form, "token"))) return true;
  http_refuse(request, MHD_HTTP_FORBIDDEN, needs & (HTTP_STAFF | HTTP_DOOR) ? "no-staff-session" : "token");
  return false;
}

static bool begin_part(const RectoPartHead *head, gpointer data) {
  HttpForm *form = data;
  if (!head->untrusted_file) {
    form->field = g_strdup(head->name);
    return !g_hash_table_contains(form->fields, head->name);
  }
  if (!(form->request->route->needs & HTTP_FILES) || !may_bring(form)) return false;
  form->file = http_arriving_new(form->request, form, head->untrusted_file);
  return true;
}

static bool take_part(const void *bytes, size_t size, gpointer data) {
  HttpForm *form = data;
  if (form->file) http_arriving_take(form->file, bytes, size);
  else g_string_append_len(form->value, bytes, (gssize)size);
  return form->value->len <= FIELD_MAX;
}

/* ------------------------------------------------------------------ to the register: one file of a form at a time, in the order in which they came */

static void end_file(HttpForm *form) {
  g_mutex_lock(&form->mutex);
  g_queue_push_tail(&form->whole, g_steal_pointer(&form->file));
  if (!form->working) g_thread_pool_push(form->request->server->arrivals, form, NULL);
  form->working = true;
  g_mutex_unlock(&form->mutex);
}

void http_form_work(gpointer data, gpointer unused) {
  HttpForm *form = data;
  g_mutex_lock(&form->mutex);
  for (HttpArriving *file; (file = g_queue_pop_head(&form->whole));) {
    g_mutex_unlock(&form->mutex);
    HttpArrival *arrival = http_arriving_end(file, true);
    g_mutex_lock(&form->mutex);
    if (arrival) g_ptr_array_add(form->arrivals, arrival);
  }
  form->working = false;
  if (form->suspended) MHD_resume_connection(form->request->connection);
  form->suspended = false;
  g_cond_broadcast(&form->rested);
  g_mutex_unlock(&form->mutex);
}

bool http_form_waits(HttpForm *form) {
  g_mutex_lock(&form->mutex);
  bool waits = form->working;
  if (waits && !form->suspended) MHD_suspend_connection(form->request->connection);
  form->suspended = waits;
  g_mutex_unlock(&form->mutex);
  return waits;
}

/* A password is what was typed, letter by letter. */
static bool is_secret(const char *name) { return g_strv_contains((const char *const[]){"password", "old", "new", "again", NULL}, name); }

static char *value_of(const HttpForm *form) {
  if (!is_secret(form->field)) return recto_text_clean(form->value->str, -1, FIELD_MAX);
  return g_strdup(g_utf8_validate(form->value->str, -1, NULL) ? form->value->str : "");
}

static void free_value(gpointer value) {
  explicit_bzero(value, strlen(value));
  g_free(value);
}

static bool end_part(gpointer data) {
  HttpForm *form = data;
  if (form->file) {
    end_file(form);
    return true;
  }
  bool sound = strlen(form->value->str) == form->value->len;
  if (sound) g_hash_table_insert(form->fields, form->field, value_of(form));
  else g_free(form->field);
  form->field = NULL;
  g_string_truncate(form->value, 0);
  return sound;
}

/* ------------------------------------------------------------------ life */

static HttpForm *form_new(HttpRequest *request) {
  HttpForm *form = g_new0(HttpForm, 1);
  *form = (HttpForm){.request = request, .fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_value), .value = g_string_new(NULL),
                     .arrivals = g_ptr_array_new_with_free_func((GDestroyNotify)http_arrival_free), .whole = G_QUEUE_INIT};
  g_mutex_init(&form->mutex);
  g_cond_init(&form->rested);
  return form;
}

HttpForm *http_form_new(HttpRequest *request) {
  static const RectoPartCalls calls = {begin_part, take_part, end_part};
  HttpForm *form = form_new(request);
  size_t most = (size_t)recto_limit(request->server->config.models, "http.parts");
  if (request->route->needs & HTTP_BYTES) {
    const char *name = http_argument(request, "name");
    form->file = http_arriving_new(request, form, name ? name : "");
    http_arriving_name(form->file);
    return form;
  }
  form->parts = recto_multipart_new(http_header(request, MHD_HTTP_HEADER_CONTENT_TYPE), most, &calls, form);
  if (!form->parts) http_refuse(request, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE, "no-form");
  return form;
}

void http_form_take(HttpForm *form, const char *bytes, size_t size) {
  if (!form->parts) http_arriving_take(form->file, bytes, size);
  else if (recto_multipart_feed(form->parts, bytes, size) == RECTO_FORM_BROKEN) http_refuse(form->request, MHD_HTTP_BAD_REQUEST, "broken-form");
}

void http_form_end(HttpForm *form) {
  if (!form->parts) end_file(form);
  else if (recto_multipart_state(form->parts) != RECTO_FORM_WHOLE) http_refuse(form->request, MHD_HTTP_BAD_REQUEST, "broken-form");
  else if (form->request->session || form->request->staff || (form->request->route->needs & HTTP_DOOR)) may_bring(form);
}

void http_form_free(HttpForm *form) {
  if (!form) return;
  g_mutex_lock(&form->mutex);
  while (form->working) g_cond_wait(&form->rested, &form->mutex);
  g_mutex_unlock(&form->mutex);
  http_arrival_free(form->file ? http_arriving_end(form->file, false) : NULL);
  g_mutex_clear(&form->mutex);
  g_cond_clear(&form->rested);
  recto_multipart_free(form->parts);
  g_hash_table_unref(form->fields);
  g_free(form->field);
  g_string_free(form->value, TRUE);
  g_ptr_array_unref(form->arrivals);
  g_free(form);
}
