/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto ticket: a code by which its holder may add files to one dossier; printed, listed, revoked. The code is told once and kept nowhere. */
#include "bundle/ticket_leaf.h"
#include "cli/desk.h"
#include "store/ticket.h"
#include <recto/error.h>

typedef struct { RectoDesk desk; char *url, *out; int days, revoke; gboolean list; } Ticket;

static char *address_of(const Ticket *ticket, const char *code) {
  if (!ticket->url) return NULL;
  g_autofree char *base = g_strdup(ticket->url);
  while (g_str_has_suffix(base, "/")) base[strlen(base) - 1] = 0;
  return g_strdup_printf("%s/d/%s", base, code);
}

static void print_json(const char *number, uint32_t ordinal, const char *code, const char *url, int64_t until, const char *path) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-ticket/1");
  recto_json_string(builder, "number", number);
  recto_json_int(builder, "ticket", ordinal);
  recto_json_string(builder, "code", code);
  recto_json_string(builder, "url", url);
  recto_desk_instant(builder, "until", until);
  recto_json_string(builder, "path", path);
  json_builder_end_object(builder);
  recto_desk_print(builder);
}

static bool write_leaf(Ticket *ticket, const char *number, const char *code, const char *url, int64_t until) {
  RectoCli *cli = &ticket->desk.cli;
  RectoTicketLeaf leaf = {cli->models, cli->site_path ? &cli->site : NULL, number, code, url, until, ticket->desk.work.now};
  return recto_ticket_leaf_write(&leaf, ticket->out, &ticket->desk.error);
}

static bool make(Ticket *ticket, const char *number) {
  RectoDesk *desk = &ticket->desk;
  g_autofree char *code = NULL;
  uint32_t ordinal = 0;
  int64_t until = desk->work.now + (int64_t)ticket->days * 24 * 3600 * G_USEC_PER_SEC;
  if (!recto_work_ticket(&desk->work, number, until, &code, &ordinal, &desk->error)) return false;
  g_autofree char *url = address_of(ticket, code), *when = recto_desk_time(&desk->cli, until);
  if (ticket->out && !write_leaf(ticket, number, code, url, until)) return false;
  if (desk->cli.json) print_json(number, ordinal, code, url, until, ticket->out);
  else {
    g_autofree char *text = recto_cli_say(&desk->cli, "cli.ticket.made", "number", number, "until", when, NULL);
    printf("%s\n%s\n%s%s", code, text, url ? url : "", url ? "\n" : "");
  }
  return true;
}

static const char *state_of(const RectoTicketRow *row, int64_t now) { return row->revoked_at ? "revoked" : recto_ticket_is_open(row, now) ? "open" : "expired"; }

static bool list(Ticket *ticket, const char *number) {
  RectoDesk *desk = &ticket->desk;
  g_autoptr(RectoStoreDossier) known = recto_store_find(desk->store, number, &desk->error);
  g_autoptr(GPtrArray) rows = known ? recto_ledger_tickets(recto_store_ledger(desk->store), number, &desk->error) : NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-tickets/1");
  recto_json_string(builder, "number", number);
  json_builder_set_member_name(builder, "tickets");
  json_builder_begin_array(builder);
  for (guint i = 0; rows && i < rows->len; i++) {
    const RectoTicketRow *row = rows->pdata[i];
    g_autofree char *which = g_strdup_printf("%u", row->ordinal), *until = recto_desk_time(&desk->cli, row->expires_at), *key = g_strconcat("cli.ticket.", state_of(row, desk->work.now), NULL);
    g_autofree char *text = recto_cli_say(&desk->cli, key, "ticket", which, "until", until, NULL);
    if (!desk->cli.json) printf("%s\n", text);
    json_builder_begin_object(builder);
    recto_json_int(builder, "ticket", row->ordinal);
    recto_json_string(builder, "state", state_of(row, desk->work.now));
    recto_desk_instant(builder, "madeAt", row->created_at);
    recto_desk_instant(builder, "until", row->expires_at);
    json_builder_end_object(builder);
  }
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  if (rows && desk->cli.json) recto_desk_print(builder);
  return rows != NULL;
}

static bool revoke_one(Ticket *ticket, const char *number) {
  RectoDesk *desk = &ticket->desk;
  if (ticket->revoke < 1 || !recto_store_revoke_ticket(desk->store, number, (uint32_t)ticket->revoke, desk->cli.who, desk->work.now, &desk->error)) return false;
  g_autofree char *which = g_strdup_printf("%d", ticket->revoke), *text = recto_cli_say(&desk->cli, "cli.ticket.revoked-now", "number", number, "ticket", which, NULL);
  if (!desk->cli.json) printf("%s\n", text);
  recto_desk_done(&desk->cli, "ticket", number, NULL, 1, -1);
  return true;
}

static bool run(Ticket *ticket) {
  RectoDesk *desk = &ticket->desk;
  if (!recto_desk_words(desk, 1, 1, "ticket NUMERO")) return false;
  const char *number = desk->cli.rest[0];
  if (ticket->days < 1 || ticket->days > 3660)
    return recto_error_say(&desk->error, RECTO_ERROR_USAGE, "error.bad-days", "--days: from 1 to 3660", NULL);
  return ticket->list ? list(ticket, number) : ticket->revoke ? revoke_one(ticket, number) : make(ticket, number);
}

int recto_cmd_ticket(int argc, char **argv) {
  Ticket ticket = {.days = 60};
  int code = 0;
  const GOptionEntry entries[] = {
      {"days", 0, 0, G_OPTION_ARG_INT, &ticket.days, "valable N jours, 60 sinon (valid for N days)", "N"},
      {"url", 0, 0, G_OPTION_ARG_STRING, &ticket.url, "adresse du service, pour le lien (address of the service)", "https://…"},
      {"out", 'o', 0, G_OPTION_ARG_FILENAME, &ticket.out, "PDF à remettre (PDF to hand over)", "FILE"},
      {"list", 0, 0, G_OPTION_ARG_NONE, &ticket.list, "les tickets du dossier (tickets of the dossier)", NULL},
      {"revoke", 0, 0, G_OPTION_ARG_INT, &ticket.revoke, "le ticket N n'ouvre plus (ticket N opens no more)", "N"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&ticket.desk, argc, argv, "NUMERO ", "Un ticket de dépôt : qui l'a peut ajouter des fichiers au dossier, sans rien relire.", entries, RECTO_DESK_KNOWS, &code))
    code = recto_desk_end(&ticket.desk, run(&ticket));
  g_free(ticket.url);
  g_free(ticket.out);
  recto_desk_clear(&ticket.desk);
  return code;
}
