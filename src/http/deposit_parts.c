/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several pages of the depositor say. Must not know: libmicrohttpd. */
#include "http/deposit.h"

HttpReply *http_with_standing(HttpRequest *request, HttpAnswer answer) {
  g_autoptr(GError) error = NULL;
  RectoStore *store = http_store_take(request->server, &error);
  g_autoptr(HttpStanding) standing = store ? http_standing_load(request, store, request->session->number, &error) : NULL;
  HttpReply *reply = standing ? answer(request, standing) : http_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, "store");
  http_store_give(request->server, store);
  return reply;
}

char *http_piece_label(const HttpRequest *request, const HttpStanding *standing, const char *id) {
  const RectoPiece *piece = http_standing_rule(standing, id);
  const char *dot = strchr(id, '.');
  if (!piece) return g_strdup(id);
  const char *label = recto_label(piece->labels, request->language);
  return dot ? http_say(request, "piece.of-each", "piece", label, "n", dot + 1, NULL) : g_strdup(label);
}

void http_put_badge(HttpPage *page, const char *tone, const char *text) {
  g_autofree char *css_class = g_strdup_printf("badge %s", tone);
  recto_html_line(page->html, "span", css_class, text);
}

const char *http_verdict_tone(HttpVerdict verdict) {
  static const char *const tones[] = {"calm", "good", "check", "action", "action", "check"};
  return tones[verdict];
}

/* Drawn with lines of the text's own colour: they follow light, dark and print. */
void http_put_pictogram(HttpPage *page, const char *name) {
  static const struct { const char *name, *path; } pictures[] = {
      {"camera", "M4 8h4l2-3h4l2 3h4v11H4zM12 10a3.5 3.5 0 1 0 .01 0"},
      {"paper", "M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7"},
      {"check", "M4 12l5 5L20 6"},
      {"again", "M19 12a7 7 0 1 1-2-5l2 2M19 4v5h-5"},
      {"wait", "M7 3h10M7 21h10M8 3c0 5 8 6 8 9s-8 4-8 9M16 3c0 5-8 6-8 9s8 4 8 9"},
      {"light", "M12 7a5 5 0 0 0-3 9v3h6v-3a5 5 0 0 0-3-9M12 2v2M4 6l1.5 1.5M20 6l-1.5 1.5M10 22h4"},
      {"edges", "M5 9V5h4M15 5h4v4M19 15v4h-4M9 19H5v-4M9 9h6v6H9z"},
      {"flat", "M3 15l5-6h10l3 6zM3 18h18"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(pictures); i++) {
    if (!g_str_equal(pictures[i].name, name)) continue;
    recto_html_open(page->html, "svg", "class", "pictogram", "viewBox", "0 0 24 24", "aria-hidden", "true", "focusable", "false", NULL);
    recto_html_open(page->html, "path", "d", pictures[i].path, NULL);
    recto_html_close(page->html);
    recto_html_close(page->html);
  }
}

GArray *http_ordinals(const char *untrusted_text, guint most) {
  GArray *ordinals = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  g_auto(GStrv) parts = untrusted_text && strlen(untrusted_text) < 1024 ? g_strsplit(untrusted_text, ".", -1) : NULL;
  for (char **part = parts; part && *part && ordinals->len < most; part++) {
    guint64 number = 0;
    if (!g_ascii_string_to_unsigned(*part, 10, 1, 100000, &number, NULL)) continue;
    uint32_t ordinal = (uint32_t)number - 1;
    g_array_append_val(ordinals, ordinal);
  }
  return ordinals;
}
