/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What to do, what to look at, what comes later: the findings, and the procedure's pieces with their state. Must not know: HTML, PDF. */
#include "bundle/report_parts.h"

const RectoPiece *recto_report_piece(const RectoBundleOrder *order, const char *id, int *ret_each) {
  const RectoProcedure *procedure = recto_models_procedure(order->models, order->dossier->procedure);
  if (ret_each) *ret_each = 0;
  if (!procedure || !id) return NULL;
  const char *dot = strrchr(id, '.');
  bool numbered = dot && dot[1] && strspn(dot + 1, "0123456789") == strlen(dot + 1);
  g_autofree char *base = numbered ? g_strndup(id, (gsize)(dot - id)) : NULL;
  for (guint i = 0; i < procedure->pieces->len; i++) {
    const RectoPiece *piece = procedure->pieces->pdata[i];
    if (g_str_equal(piece->id, id)) return piece;
    if (!base || !g_str_equal(piece->id, base)) continue;
    if (ret_each) *ret_each = (int)g_ascii_strtoll(dot + 1, NULL, 10);
    return piece;
  }
  return NULL;
}

char *recto_report_piece_label(const RectoBundleOrder *order, const char *id) {
  int each = 0;
  const RectoPiece *piece = recto_report_piece(order, id, &each);
  if (!piece) return g_strdup(id);
  const char *label = recto_label(piece->labels, order->language);
  if (each == 0) return g_strdup(label);
  g_autofree char *n = g_strdup_printf("%d", each);
  return recto_say(order, "report.piece-of-each", "piece", label, "n", n, NULL);
}

/* ------------------------------------------------------------------ places */

static RectoReportThumb *find_thumb(RectoReportItem *item, const RectoPage *page) {
  for (guint i = 0; i < item->thumbs->len; i++) {
    RectoReportThumb *thumb = item->thumbs->pdata[i];
    if (thumb->page == page) return thumb;
  }
  return NULL;
}

void recto_report_item_thumb(RectoReportItem *item, const RectoBundleOrder *order, RectoPlace place, const char *what) {
  const RectoPage *page = recto_dossier_page(order->dossier, place.page);
  if (!page || !page->thumb || !page->thumb->bytes || page->thumb->coding != RECTO_IMAGE_JPEG) return;
  RectoReportThumb *thumb = find_thumb(item, page);
  if (!thumb) {
    thumb = g_new0(RectoReportThumb, 1);
    thumb->page = page;
    thumb->caption = recto_say_page(order, place.page);
    thumb->alt = recto_say(order, "report.place.alt", "what", what, "place", thumb->caption, NULL);
    thumb->boxes = g_array_new(FALSE, FALSE, sizeof(RectoBox));
    g_ptr_array_add(item->thumbs, thumb);
  }
  if (!recto_box_is_empty(place.box)) g_array_append_val(thumb->boxes, place.box);
}

/* ------------------------------------------------------------------ cards */

/* Some findings name the rule in their own sentence: nothing is said twice. */
static bool says(const RectoReportItem *item, const char *what) { return what && *what && item->text && strstr(item->text, what); }

/* Did the check weigh this alternative? One that the situation rules out has no demands in the result. */
static bool is_open(const RectoBundleOrder *order, const char *piece, const char *alternative) {
  for (guint i = 0; i < order->dossier->pieces->len; i++) {
    const RectoPieceResult *result = order->dossier->pieces->pdata[i];
    if (!g_str_equal(result->id, piece)) continue;
    for (guint k = 0; k < result->alternatives->len; k++) {
      const RectoAlternativeState *state = result->alternatives->pdata[k];
      if (g_str_equal(state->id, alternative)) return state->demands->len > 0;
    }
  }
  return false;
}

/* What may be brought instead, an alternative a line, where the finding does not tell it itself. */
static void fill_choices(RectoReportItem *item, const RectoBundleOrder *order, const RectoFinding *finding, const RectoPiece *piece) {
  if (finding->kind != RECTO_FINDING_EXPIRED && finding->kind != RECTO_FINDING_TOO_OLD && finding->kind != RECTO_FINDING_UNREADABLE) return;
  if (g_hash_table_contains(finding->args, "alternatives")) return;
  for (guint i = 0; i < piece->alternatives->len; i++) {
    const RectoAlternative *alternative = piece->alternatives->pdata[i];
    if (is_open(order, finding->piece, alternative->id)) g_ptr_array_add(item->choices, g_strdup(recto_label(alternative->labels, order->language)));
  }
  if (item->choices->len > 0) item->choice_intro = recto_say(order, item->choices->len == 1 ? "report.choice.one" : "report.choice.any", NULL);
}

static char *say_source(const RectoBundleOrder *order, const RectoPiece *piece) {
  const char *service = order->site ? order->site->service : NULL;
  if (piece->level == RECTO_LEVEL_LEGAL) return g_strdup(piece->source);
  if (piece->level == RECTO_LEVEL_ADVICE) return recto_say(order, "report.level.advice", "source", piece->source ? piece->source : "", NULL);
  return recto_say(order, service ? "report.level.local-by" : "report.level.local", "service", service ? service : "", "source",
                   piece->source ? piece->source : "", NULL);
}

static RectoReportTone tone_of(const RectoFinding *finding) {
  if (finding->weight == RECTO_WEIGHT_ACTION) return RECTO_TONE_ACTION;
  return finding->weight == RECTO_WEIGHT_CHECK ? RECTO_TONE_CHECK : RECTO_TONE_CALM;
}

static RectoReportItem *make_card(const RectoBundleOrder *order, const RectoFinding *finding, guint number) {
  RectoReportItem *item = recto_report_item_new(tone_of(finding));
  RectoFindingText words = recto_finding_text(order->models, order->dossier, finding, order->language);
  const RectoPiece *piece = recto_report_piece(order, finding->piece, NULL);
  item->id = g_strdup_printf("point-%u", number);
  item->badge = recto_say_word(order, "report.badge", recto_finding_word(finding->kind));
  item->pictogram = g_strdup(g_hash_table_lookup(finding->args, "worst"));
  item->title = recto_say_capital(words.title);
  item->text = g_strdup(words.text);
  item->action = g_strdup(words.action);
  recto_finding_text_clear(&words);
  if (piece && finding->weight == RECTO_WEIGHT_ACTION) fill_choices(item, order, finding, piece);
  if (piece && !says(item, piece->source)) {
    item->source = say_source(order, piece);
    item->source_url = g_strdup(piece->source_url);
  }
  for (guint i = 0; finding->weight != RECTO_WEIGHT_INFO && i < finding->places->len; i++)
    recto_report_item_thumb(item, order, g_array_index(finding->places, RectoPlace, i), item->title);
  return item;
}

/* In which section a finding stands. */
static const char *section_of(const RectoFinding *finding) {
  if (finding->weight == RECTO_WEIGHT_ACTION) return "todo";
  if (finding->weight == RECTO_WEIGHT_CHECK) return "check";
  return finding->kind == RECTO_FINDING_LATER ? "later" : "notes";
}

/* The same thing said of several pieces or pages is one card with several lines. Takes the card, and drops it if it could be joined to the last one. */
static void add_card(GPtrArray *cards, RectoReportItem *card) {
  RectoReportItem *last = cards->len > 0 ? cards->pdata[cards->len - 1] : NULL;
  bool same = last && g_strcmp0(last->title, card->title) == 0 && g_strcmp0(last->action, card->action) == 0 && g_strcmp0(last->badge, card->badge) == 0 &&
              last->choices->len == 0 && card->choices->len == 0;
  if (!same) {
    g_ptr_array_add(cards, card);
    return;
  }
  char *both = g_strcmp0(last->text, card->text) == 0 ? g_strdup(last->text) : g_strdup_printf("%s\n%s", last->text, card->text);
  g_free(last->text);
  last->text = both;
  g_ptr_array_extend_and_steal(last->thumbs, g_steal_pointer(&card->thumbs));
  card->thumbs = g_ptr_array_new();
  recto_report_item_free(card);
}

static void add_section(RectoReport *report, const RectoBundleOrder *order, const char *id) {
  g_autofree char *title = g_strdup_printf("report.section.%s.title", id), *intro = g_strdup_printf("report.section.%s.intro", id);
  RectoReportSection *section = recto_report_section_new(id, recto_say(order, title, NULL), NULL, RECTO_SECTION_CARDS);
  if (recto_message_exists(order->models, "fr", intro)) section->intro = recto_say(order, intro, NULL);
  const GPtrArray *findings = order->dossier->findings;
  for (guint i = 0; i < findings->len; i++)
    if (g_str_equal(section_of(findings->pdata[i]), id)) add_card(section->items, make_card(order, findings->pdata[i], i + 1));
  g_ptr_array_add(report->sections, section);
}

static bool has_section(const RectoDossier *dossier, const char *id) {
  for (guint i = 0; i < dossier->findings->len; i++)
    if (g_str_equal(section_of(dossier->findings->pdata[i]), id)) return true;
  return false;
}

void recto_report_add_findings(RectoReport *report, const RectoBundleOrder *order, RectoWeight weight) {
  static const char *const ids[][2] = {
      [RECTO_WEIGHT_ACTION] = {"todo", NULL}, [RECTO_WEIGHT_CHECK] = {"check", NULL}, [RECTO_WEIGHT_INFO] = {"later", "notes"}};
  for (int i = 0; i < 2; i++)
    if (ids[weight][i] && has_section(order->dossier, ids[weight][i])) add_section(report, order, ids[weight][i]);
}

/* ------------------------------------------------------------------ the procedure's pieces */

static RectoReportTone tone_of_piece(RectoPieceState state) {
  switch (state) {
  case RECTO_PIECE_RECEIVED: return RECTO_TONE_GOOD;
  case RECTO_PIECE_INCOMPLETE:
  case RECTO_PIECE_MISSING: return RECTO_TONE_ACTION;
  case RECTO_PIECE_TO_CHECK:
  case RECTO_PIECE_ASK: return RECTO_TONE_CHECK;
  default: return RECTO_TONE_CALM;
  }
}

static char *say_documents(const RectoBundleOrder *order, const GPtrArray *ids) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < ids->len; i++) {
    const RectoDocument *document = recto_dossier_document(order->dossier, ids->pdata[i]);
    if (!document) continue;
    g_autofree char *pages = recto_say_pages(order, document->pages);
    g_string_append_printf(out, "%s%s (%s)", out->len > 0 ? "\n" : "", recto_type_label(order->models, document->type, order->language), pages);
  }
  return g_string_free(out, FALSE);
}

static RectoReportItem *make_line(const RectoBundleOrder *order, const RectoPieceResult *result) {
  RectoReportItem *item = recto_report_item_new(tone_of_piece(result->state));
  const RectoPiece *piece = recto_report_piece(order, result->id, NULL);
  item->badge = recto_say_word(order, "piece-state", recto_piece_state_word(result->state));
  item->title = recto_report_piece_label(order, result->id);
  item->text = say_documents(order, result->documents);
  if (piece) item->source = say_source(order, piece);
  if (piece) item->source_url = g_strdup(piece->source_url);
  return item;
}

void recto_report_add_checklist(RectoReport *report, const RectoBundleOrder *order) {
  RectoReportSection *section = recto_report_section_new("pieces", recto_say(order, "report.section.pieces.title", NULL),
                                                         recto_say(order, "report.section.pieces.intro", NULL), RECTO_SECTION_CHECKLIST);
  g_ptr_array_add(report->sections, section);
  for (guint i = 0; i < order->dossier->pieces->len; i++) {
    const RectoPieceResult *result = order->dossier->pieces->pdata[i];
    if (result->state != RECTO_PIECE_NOT_NEEDED) g_ptr_array_add(section->items, make_line(order, result));
  }
  if (section->items->len == 0) g_ptr_array_remove_index(report->sections, report->sections->len - 1);
}
