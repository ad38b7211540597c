/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deposit tickets. Must not know: the clock, how a code is drawn or printed. */
#include "store/ticket.h"
#include "store/inside.h"
#include <recto/error.h>
#include <recto/json.h>

static GBytes *digest_of(const RectoStore *store, const char *letters) {
  g_autofree char *text = g_strconcat("ticket ", letters, NULL);
  return recto_store_find_digest(store, text, strlen(text));
}

static char *body_of(uint32_t ordinal, int64_t until) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(until / G_USEC_PER_SEC);
  g_autofree char *iso = until && moment ? g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
  json_builder_begin_object(builder);
  recto_json_int(builder, "ticket", ordinal);
  recto_json_string_if(builder, "until", iso);
  json_builder_end_object(builder);
  return recto_json_finish(builder);
}

/* The row and the line of the history, in the open transaction. */
static RectoDossierRow *open_dossier(RectoStore *store, const char *number, GError **error) {
  GError *cause = NULL;
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(store->ledger, number, &cause);
  if (cause) g_propagate_error(error, cause);
  else if (!row) recto_store_unknown(error, number);
  else if (row->state == RECTO_DOSSIER_PURGED) recto_store_purged(error, number);
  else if (row->state == RECTO_DOSSIER_CLOSED) recto_error_say(error, RECTO_ERROR_USAGE, "error.closed", "dossier {number} is closed", "number", number, NULL);
  else return g_steal_pointer(&row);
  return NULL;
}

static bool append(RectoStore *store, RectoDossierRow *row, const char *deed, uint32_t ordinal, int64_t until, const char *who, int64_t now, GError **error) {
  g_autoptr(RectoStoreDossier) dossier = recto_store_dossier_of(store, row, error);
  g_autofree char *body = body_of(ordinal, until);
  return dossier && recto_chain_append(store, row, dossier, deed, who, body, now, NULL, error);
}

static bool finish(RectoStore *store, bool right, GError **error) {
  if (right && recto_ledger_commit(store->ledger, error)) {
    recto_chain_tell_head(store);
    return true;
  }
  recto_ledger_abandon(store->ledger);
  return false;
}

static bool add(RectoStore *store, const char *number, const char *letters, int64_t expires_at, const char *who, int64_t now, uint32_t *ordinal, GError **error) {
  g_autoptr(RectoDossierRow) row = open_dossier(store, number, error);
  g_autoptr(GPtrArray) before = row ? recto_ledger_tickets(store->ledger, number, error) : NULL;
  g_autoptr(GBytes) digest = digest_of(store, letters);
  if (!before) return false;
  *ordinal = before->len + 1;
  RectoTicketRow ticket = {(char *)number, *ordinal, digest, now, expires_at, 0};
  return recto_ledger_add_ticket(store->ledger, &ticket, error) && append(store, row, "ticket", *ordinal, expires_at, who, now, error);
}

bool recto_store_add_ticket(RectoStore *store, const char *number, const char *letters, int64_t expires_at, const char *who, int64_t now, uint32_t *ret_ordinal,
                            GError **error) {
  uint32_t ordinal = 0;
  if (!recto_ledger_begin(store->ledger, error)) return false;
  if (!finish(store, add(store, number, letters, expires_at, who, now, &ordinal, error), error)) return false;
  *ret_ordinal = ordinal;
  return true;
}

RectoTicketRow *recto_store_find_ticket(RectoStore *store, const char *letters, GError **error) {
  g_autoptr(GBytes) digest = digest_of(store, letters);
  return recto_ledger_ticket_by_digest(store->ledger, digest, error);
}

RectoTicketRow *recto_store_ticket(RectoStore *store, const char *number, uint32_t ordinal, GError **error) {
  g_autoptr(GPtrArray) rows = recto_ledger_tickets(store->ledger, number, error);
  return rows && ordinal >= 1 && ordinal <= rows->len ? g_ptr_array_steal_index(rows, ordinal - 1) : NULL;
}

bool recto_store_revoke_ticket(RectoStore *store, const char *number, uint32_t ordinal, const char *who, int64_t now, GError **error) {
  GError *cause = NULL;
  if (!recto_ledger_begin(store->ledger, error)) return false;
  g_autoptr(RectoDossierRow) row = open_dossier(store, number, &cause);
  g_autoptr(RectoTicketRow) ticket = row ? recto_store_ticket(store, number, ordinal, &cause) : NULL;
  g_autofree char *which = g_strdup_printf("%u", ordinal);
  if (row && !ticket && !cause) recto_error_say(&cause, RECTO_ERROR_USAGE, "error.no-ticket", "dossier {number} has no ticket {ticket}", "number", number, "ticket", which, NULL);
  bool right = ticket && (ticket->revoked_at || (recto_ledger_revoke_ticket(store->ledger, number, ordinal, now, &cause) &&
                                                 append(store, row, "ticket-revoked", ordinal, 0, who, now, &cause)));
  right = finish(store, right, cause ? NULL : &cause);
  if (cause) g_propagate_error(error, cause);
  return right;
}

bool recto_ticket_is_open(const RectoTicketRow *row, int64_t now) { return !row->revoked_at && now < row->expires_at; }
