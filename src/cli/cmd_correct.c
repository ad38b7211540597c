/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto correct: the clerk's word on pages, fields and persons, on the answers, and on which dossier files belong to. */
#include "cli/desk.h"
#include "work/words.h"
#include <recto/error.h>

typedef struct {
  RectoDesk desk;
  char *page, *type, *side, *field, *person, *turn, *after, *move, *reception, *procedure, *unreadable;
  char **answers;
  gboolean apart;
} Correct;

static bool say(GError **error, const char *key, const char *english) { return recto_error_say(error, RECTO_ERROR_USAGE, key, english, NULL); }

static bool say_page(GError **error) { return say(error, "error.bad-page", "which page? --page FILE:PAGE, for instance 3:2"); }

static bool correct_answers(Correct *c, const char *number, GError **error) {
  g_autoptr(RectoSituation) situation = recto_situation_new();
  g_autoptr(RectoState) state = recto_state_load(c->desk.store, number, error);
  RectoDate day = {0};
  const char *procedure = c->procedure ? c->procedure : state ? state->procedure : NULL;
  return state && recto_cli_answers(&c->desk.cli, procedure, c->answers, situation, error) &&
         (!c->reception || recto_cli_reception(&c->desk.cli, c->reception, NULL, &day, error)) &&
         recto_work_answer(&c->desk.work, number, c->procedure, day, situation, error);
}

/* "1:3,1:4": pages of longer files, each of which goes by itself. All are understood before the first is sent. */
static bool send_pages(Correct *c, const char *number, GError **error) {
  g_auto(GStrv) words = g_strsplit(c->page, ",", -1);
  RectoPageId page;
  for (char **word = words; *word; word++)
    if (!strchr(*word, ':') || !recto_page_from_words(*word, &page)) return say_page(error);
  for (char **word = words; *word; word++)
    if (!recto_page_from_words(*word, &page) || !recto_work_send(&c->desk.work, number, page, c->move, error)) return false;
  return true;
}

static bool move(Correct *c, const char *number, GError **error) {
  if (strchr(c->page, ':')) return send_pages(c, number, error);
  g_autoptr(GArray) ordinals = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  return recto_desk_ordinals(c->page, ordinals, error) &&
         recto_work_move(&c->desk.work, number, (const uint32_t *)ordinals->data, ordinals->len, c->move, error);
}

/* "family-name=DUPONT" -> name and value. */
static RectoCorrection *field_correction(const Correct *c, RectoPageId page, GError **error) {
  const char *gap = strchr(c->field, '=');
  if (!gap || gap == c->field) {
    say(error, "error.bad-field", "--field FIELD=VALUE (an empty value: the document does not bear it)");
    return NULL;
  }
  g_autofree char *name = g_strndup(c->field, (gsize)(gap - c->field));
  return recto_correction_new(RECTO_CORRECT_FIELD, page, name, gap + 1);
}

static RectoCorrection *correction_of(const Correct *c, RectoPageId page, GError **error) {
  if (c->type) return recto_correction_new(RECTO_CORRECT_TYPE, page, c->side, c->type);
  if (c->field) return field_correction(c, page, error);
  if (c->unreadable) return recto_correction_new(RECTO_CORRECT_UNREADABLE, page, g_str_equal(c->unreadable, "page") ? NULL : c->unreadable, NULL);
  if (c->person) return recto_correction_new(RECTO_CORRECT_PERSON, page, NULL, c->person);
  if (c->turn) return recto_correction_new(RECTO_CORRECT_TURN, page, NULL, c->turn);
  if (c->apart) return recto_correction_new(RECTO_CORRECT_APART, page, NULL, NULL);
  if (c->after) {
    RectoCorrection *correction = recto_correction_new(RECTO_CORRECT_TOGETHER, page, NULL, NULL);
    if (recto_page_from_words(c->after, &correction->other)) return correction;
    recto_correction_free(correction);
    say(error, "error.bad-after", "--after FILE:PAGE, for instance 3:2");
    return NULL;
  }
  say(error, "error.correct-what", "correct what? --type, --field, --unreadable, --person, --turn, --after, --apart or --move-to");
  return NULL;
}

/* Pages are taken out of their files when the dossier is judged: what came of it. */
static void tell_sent(const Correct *c, const char *number) {
  g_autoptr(GPtrArray) events = c->desk.cli.json ? NULL : recto_store_history(c->desk.store, number, NULL);
  for (guint i = 0; events && i < events->len; i++) {
    const RectoStoreEvent *event = events->pdata[i];
    bool outcome = event->at >= c->desk.work.now && (g_str_equal(event->deed, "withdraw") || g_str_equal(event->deed, "stayed"));
    g_autofree char *text = outcome ? recto_event_words(c->desk.cli.models, c->desk.cli.language, event) : NULL;
    if (text) printf("%s\n", text);
  }
}

static bool correct(Correct *c, const char *number, GError **error) {
  RectoPageId page = {0, 0, 0};
  if (c->answers || c->reception || c->procedure) return correct_answers(c, number, error);
  if (!c->page) return say_page(error);
  if (c->move) return move(c, number, error);
  if (!recto_page_from_words(c->page, &page)) return say_page(error);
  RectoCorrection *correction = correction_of(c, page, error);
  bool right = correction && recto_work_correct(&c->desk.work, number, correction, error);
  recto_correction_free(correction);
  return right;
}

int recto_cmd_correct(int argc, char **argv) {
  Correct c = {0};
  int code = 0;
  const GOptionEntry entries[] = {
      {"page", 0, 0, G_OPTION_ARG_STRING, &c.page, "page du dossier (file and page)", "FICHIER:PAGE"},
      {"type", 0, 0, G_OPTION_ARG_STRING, &c.type, "type de document (document type)", "TYPE"},
      {"side", 0, 0, G_OPTION_ARG_STRING, &c.side, "avec --type : recto, verso, page", "WORD"},
      {"field", 0, 0, G_OPTION_ARG_STRING, &c.field, "valeur d'un champ du document (field's value)", "CHAMP=VALEUR"},
      {"unreadable", 0, 0, G_OPTION_ARG_STRING, &c.unreadable, "ce champ du document, ou la page entière, ne peut être lu par personne (nobody can read it)", "CHAMP|page"},
      {"person", 0, 0, G_OPTION_ARG_STRING, &c.person, "de qui parle le document (whom it is about)", "ROLE"},
      {"turn", 0, 0, G_OPTION_ARG_STRING, &c.turn, "tourner encore de 90, 180 ou 270 (turn clockwise)", "DEGRES"},
      {"after", 0, 0, G_OPTION_ARG_STRING, &c.after, "la page suit celle-ci, dans le même document (merge, order)", "FICHIER:PAGE"},
      {"apart", 0, 0, G_OPTION_ARG_NONE, &c.apart, "la page commence un autre document (split)", NULL},
      {"move-to", 0, 0, G_OPTION_ARG_STRING, &c.move, "--page FICHIERS, ou FICHIER:PAGE seule, vont dans un autre dossier (to another dossier)", "NUMERO"},
      {"answer", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &c.answers, "réponse à une question de la démarche (answer)", "QUESTION=REPONSE"},
      {"reception", 'r', 0, G_OPTION_ARG_STRING, &c.reception, "date de réception (date of reception)", "DATE"},
      {"procedure", 'p', 0, G_OPTION_ARG_STRING, &c.procedure, "démarche (procedure)", "ID"},
      RECTO_DESK_LATER(c.desk),
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_desk_open(&c.desk, argc, argv, "NUMERO ", "Corrige ce que la machine a vu. Chaque correction est une version, qui s'annule.", entries, RECTO_DESK_READS, &code)) {
    bool right = recto_desk_words(&c.desk, 1, 1, "correct NUMERO --page FICHIER:PAGE …");
    const char *number = right ? c.desk.cli.rest[0] : "";
    right = right && correct(&c, number, &c.desk.error);
    code = recto_desk_after(&c.desk, number, right);
    if (right && c.move) tell_sent(&c, number);
  }
  char **const texts[] = {&c.page, &c.type, &c.side, &c.field, &c.person, &c.turn, &c.after, &c.move, &c.reception, &c.procedure, &c.unreadable};
  for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) g_free(*texts[i]);
  g_strfreev(c.answers);
  recto_desk_clear(&c.desk);
  return code;
}
