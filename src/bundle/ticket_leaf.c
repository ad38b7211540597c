/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deposit ticket on paper. Must not know: the store, chance, the clock. */
#include "bundle/ticket_leaf.h"
#include "base/file.h"
#include "bundle/leaf.h"
#include "bundle/say.h"

#define LEFT 20.0 /* mm */
#define WIDTH 170.0
#define SQUARE 62.0

static double mm(double length) { return length * RECTO_LEAF_MM; }

static char *say(const RectoTicketLeaf *ticket, const char *language, const char *what) {
  RectoBundleOrder order = {.models = ticket->models, .site = ticket->site, .language = language};
  g_autofree char *key = g_strconcat("ticket.", what, NULL), *until = recto_say_moment(&order, ticket->until);
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  g_hash_table_insert(args, "number", (gpointer)ticket->number);
  g_hash_table_insert(args, "until", until);
  g_hash_table_insert(args, "url", (gpointer)(ticket->url ? ticket->url : ""));
  return recto_message(ticket->models, language, key, args);
}

static double put(RectoLeaf *leaf, const RectoTicketLeaf *ticket, double y, RectoLeafStyle style, const char *language, const char *what) {
  g_autofree char *text = say(ticket, language, what);
  return y + recto_leaf_text(leaf, mm(LEFT), y, mm(WIDTH), style, text) + 8;
}

static double put_language(RectoLeaf *leaf, const RectoTicketLeaf *ticket, double y, const char *language) {
  static const char *const lines[] = {"what", "how", "alone", "lost"};
  y = put(leaf, ticket, y, (RectoLeafStyle){.size = 15, .bold = true}, language, "title");
  for (size_t i = 0; i < G_N_ELEMENTS(lines); i++) y = put(leaf, ticket, y, (RectoLeafStyle){.size = 11.5}, language, lines[i]);
  return y + 10;
}

static double put_code(RectoLeaf *leaf, const RectoTicketLeaf *ticket, double y) {
  const RectoLeafStyle code = {.size = 34, .bold = true, .mono = true, .align = RECTO_LEAF_CENTRE}, address = {.size = 11, .mono = true, .align = RECTO_LEAF_CENTRE};
  recto_leaf_frame(leaf, mm(LEFT), y, mm(WIDTH), 62, 1.2);
  recto_leaf_text_fit(leaf, mm(LEFT + 4), y + 10, mm(WIDTH - 8), code, ticket->code);
  y += 62 + 14;
  if (!ticket->url || !recto_leaf_square_code(leaf, mm((210 - SQUARE) / 2), y, mm(SQUARE), ticket->url)) return y;
  y += mm(SQUARE) + 8;
  return y + recto_leaf_text_fit(leaf, mm(LEFT), y, mm(WIDTH), address, ticket->url) + 18;
}

bool recto_ticket_leaf_write(const RectoTicketLeaf *ticket, const char *path, GError **error) {
  RectoLeaf *leaf = recto_leaf_new();
  const char *service = ticket->site ? ticket->site->service : NULL;
  double y = mm(18);
  y += recto_leaf_text(leaf, mm(LEFT), y, mm(WIDTH), (RectoLeafStyle){.size = 12, .bold = true}, service) + 10;
  y = put_language(leaf, ticket, y, "fr");
  y = put_code(leaf, ticket, y);
  put_language(leaf, ticket, y, "en");
  g_autofree char *title = say(ticket, "fr", "title");
  RectoPdfaInfo info = {title, "fr", ticket->made_at};
  g_autoptr(GBytes) pdf = recto_leaf_end(leaf, &info, NULL, error);
  return pdf && recto_file_write_durable(path, g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), error);
}
