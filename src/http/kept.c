/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions in the register, as sealed words "ACCOUNT STAMP BEGAN SEEN WAY ROLE NAME". Must not know: cookies, pages. */
#include "http/kept.h"
#include "base/digest.h"

#define WORDS 7

void http_kept_digest(const char *untrusted_id, char *ret) {
  uint8_t sha256[32];
  recto_digest_bytes(untrusted_id, strlen(untrusted_id), sha256);
  g_autofree char *hex = recto_digest_hex(sha256);
  g_strlcpy(ret, hex, 2 * HTTP_STAFF_ID + 1);
}

/* Sealed for its own row: one that is copied to another does not open there. */
static char *purpose_of(const char *digest) { return g_strconcat("staff session ", digest, NULL); }

static RectoSessionRow row_of(const RectoServer *server, const HttpStaff *staff) {
  g_autofree char *purpose = purpose_of(staff->id);
  g_autofree char *words = g_strdup_printf("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %d %d %s", staff->account, staff->stamp, staff->began, staff->seen,
                                           staff->trusted, (int)staff->role, staff->name);
  return (RectoSessionRow){(char *)staff->id, recto_seal(server->session_key, purpose, words, strlen(words), NULL)};
}

static bool keep(const RectoServer *server, RectoStore *store, const HttpStaff *staff, bool (*how)(RectoLedger *ledger, const RectoSessionRow *row, GError **error)) {
  g_autoptr(GError) error = NULL;
  RectoSessionRow row = row_of(server, staff);
  bool right = row.sealed && how(recto_store_ledger(store), &row, &error);
  if (error) g_printerr("recto: a session could not be kept: %s\n", error->message);
  g_clear_pointer(&row.sealed, g_bytes_unref);
  return right;
}

bool http_kept_add(const RectoServer *server, RectoStore *store, const HttpStaff *staff) { return keep(server, store, staff, recto_ledger_add_session); }
void http_kept_renew(const RectoServer *server, RectoStore *store, const HttpStaff *staff) { keep(server, store, staff, recto_ledger_keep_session); }
bool http_kept_holds(RectoStore *store, const HttpStaff *staff) { return recto_ledger_has_session(recto_store_ledger(store), staff->id); }
void http_kept_remove(RectoStore *store, const char *digest) { recto_ledger_remove_session(recto_store_ledger(store), digest, NULL); }

/* ------------------------------------------------------------------ after a restart */

static HttpStaff *staff_of(const RectoServer *server, const RectoSessionRow *row) {
  g_autofree char *purpose = purpose_of(row->digest);
  g_autoptr(GBytes) plain = row->sealed && strlen(row->digest) == 2 * HTTP_STAFF_ID ? recto_unseal(server->session_key, purpose, row->sealed, NULL) : NULL;
  g_autofree char *words = plain ? g_strndup(g_bytes_get_data(plain, NULL), g_bytes_get_size(plain)) : NULL;
  g_auto(GStrv) parts = words ? g_strsplit(words, " ", WORDS) : NULL; /* sealed by us: its form is ours */
  if (!parts || g_strv_length(parts) != WORDS) return NULL;
  HttpStaff *staff = g_new0(HttpStaff, 1);
  g_strlcpy(staff->id, row->digest, sizeof staff->id);
  staff->account = g_ascii_strtoull(parts[0], NULL, 10);
  staff->stamp = g_ascii_strtoull(parts[1], NULL, 10);
  staff->began = g_ascii_strtoll(parts[2], NULL, 10);
  staff->seen = staff->kept = g_ascii_strtoll(parts[3], NULL, 10);
  staff->trusted = *parts[4] == '1';
  staff->role = (RectoStaffRole)g_ascii_strtoll(parts[5], NULL, 10);
  staff->name = g_strdup(parts[6]);
  return staff;
}

GPtrArray *http_kept_load(const RectoServer *server, RectoStore *store) {
  g_autoptr(GPtrArray) rows = recto_ledger_sessions(recto_store_ledger(store), NULL);
  GPtrArray *all = rows ? g_ptr_array_new() : NULL;
  for (guint i = 0; rows && i < rows->len; i++) {
    const RectoSessionRow *row = rows->pdata[i];
    HttpStaff *staff = staff_of(server, row);
    if (staff) g_ptr_array_add(all, staff);
    else http_kept_remove(store, row->digest);
  }
  return all;
}
