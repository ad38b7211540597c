/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A camera in the page with a frame in the proportions of what is asked for. What it sees stays in the browser until a photo is sent. Must not know: libmicrohttpd. */
#include "http/deposit.h"
#include "http/static.h"

/* Of the first demand that this dossier's situation does not rule out: what most people send. "free": nothing is known of it. */
static const char *frame_of(const RectoModels *models, const HttpStanding *standing, const RectoPiece *piece) {
  static const char *const words[] = {"page", "card", "booklet"};
  for (guint i = 0; piece && i < piece->alternatives->len; i++) {
    const RectoAlternative *alternative = piece->alternatives->pdata[i];
    if (alternative->demands->len == 0 || recto_condition_holds(standing->procedure, alternative->when, standing->state->situation) == RECTO_NO) continue;
    const RectoDemand *demand = alternative->demands->pdata[0];
    const RectoType *type = demand->types && *demand->types ? recto_models_type(models, *demand->types) : NULL;
    if (type) return words[type->paper];
  }
  return "free";
}

static void put_button(HttpPage *page, const char *name, const char *css_class, const char *key, bool hidden) {
  g_autofree char *text = http_say(page->request, key, NULL);
  recto_html_open(page->html, "button", "type", "button", name, "", "class", css_class, "hidden", hidden ? "" : NULL, NULL);
  recto_html_text(page->html, text);
  recto_html_close(page->html);
}

/* Every word that the script may say stands in the page. */
static void put_words(HttpPage *page) {
  static const char *const words[] = {"starting", "frame", "dark", "still", "closer", "glare", "good", "look", "none", "taken"};
  recto_html_open(page->html, "ul", "data-words", "", "hidden", "", NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
    g_autofree char *key = g_strdup_printf("camera.%s", words[i]), *text = http_say(page->request, key, NULL);
    recto_html_open(page->html, "li", "data-word", words[i], NULL);
    recto_html_text(page->html, text);
    recto_html_close(page->html);
  }
  recto_html_close(page->html);
}

static char *limits_of(const RectoModels *models) {
  static const char *const names[] = {"look-ms", "side", "dark", "change", "part", "glare", "side-enough"};
  GString *text = g_string_new(NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *key = g_strdup_printf("camera.%s", names[i]);
    char number[G_ASCII_DTOSTR_BUF_SIZE];
    g_string_append_printf(text, "%s%s", i ? " " : "", g_ascii_dtostr(number, sizeof number, recto_limit(models, key)));
  }
  return g_string_free(text, FALSE);
}

static void put_finder(HttpPage *page, const char *frame) {
  g_autofree char *css_class = g_strdup_printf("frame %s", frame);
  recto_html_open(page->html, "div", "class", "finder", NULL);
  recto_html_open(page->html, "video", "playsinline", "", "muted", "", "aria-hidden", "true", NULL);
  recto_html_close(page->html);
  recto_html_open(page->html, "canvas", "data-still", "", "hidden", "", "aria-hidden", "true", NULL);
  recto_html_close(page->html);
  recto_html_open(page->html, "div", "class", css_class, "data-frame", "", NULL);
  recto_html_close(page->html);
  recto_html_close(page->html);
}

void http_put_camera(HttpPage *page, const HttpStanding *standing, const char *piece) {
  const RectoModels *models = page->request->server->config.models;
  g_autofree char *limits = limits_of(models), *title = http_say(page->request, "camera.title", NULL);
  put_button(page, "data-camera-open", "second", "camera.open", true);
  recto_html_open(page->html, "p", "class", "soft", "role", "status", "data-camera-say", "", NULL);
  recto_html_close(page->html);
  recto_html_open(page->html, "dialog", "class", "camera", "data-camera", limits, "aria-label", title, NULL);
  put_finder(page, frame_of(models, standing, http_standing_rule(standing, piece)));
  recto_html_open(page->html, "p", "class", "say", "role", "status", "data-say", "", NULL);
  recto_html_close(page->html);
  recto_html_open(page->html, "div", "class", "links", "data-live-buttons", "", NULL);
  put_button(page, "data-shoot", NULL, "camera.shoot", false);
  put_button(page, "data-close", "second", "camera.close", false);
  recto_html_close(page->html);
  recto_html_open(page->html, "div", "class", "links", "data-still-buttons", "", "hidden", "", NULL);
  put_button(page, "data-keep", NULL, "camera.keep", false);
  put_button(page, "data-again", "second", "camera.again", false);
  recto_html_close(page->html);
  put_words(page);
  recto_html_close(page->html);
  recto_html_open(page->html, "script", "src", http_static_path("camera.js"), "defer", "", NULL);
  recto_html_close(page->html);
}

/* On this page alone. */
void http_allow_camera(HttpReply *reply) { http_reply_header(reply, "Permissions-Policy", "camera=(self), geolocation=(), microphone=()"); }
