/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A local folder adds pieces or makes them stricter, always under its own name and source: the law's piece stays as it is, and the report shows who asks.
 * Must not know: where the files lie. */
#include "model/model.h"

/* ------------------------------------------------------------------ overlays */

static void tighten_free(void *target) {
  RectoTighten *tighten = target;
  g_free(tighten->id);
  g_free(tighten->piece);
  g_clear_pointer(&tighten->labels, g_hash_table_unref);
  g_clear_pointer(&tighten->explain, g_hash_table_unref);
  g_free(tighten->source);
  g_free(tighten->source_url);
  recto_condition_free(tighten->when);
  g_free(tighten);
}

static void tighten_end(RectoBinder *binder, const RectoNode *node, void *target) {
  RectoTighten *tighten = target;
  if (!tighten->max_age_months && !tighten->count) recto_fault_at(binder->faults, node, "say what becomes stricter: max-age-months, count, or both");
}

static const RectoKey TIGHTEN_KEYS[] = {
    {.name = "id", .kind = RECTO_KEY_ID, .offset = offsetof(RectoTighten, id), .required = true},
    {.name = "piece", .kind = RECTO_KEY_REF, .offset = offsetof(RectoTighten, piece), .required = true, .set = RECTO_SET_PIECES},
    {.name = "labels", .kind = RECTO_KEY_LABELS, .offset = offsetof(RectoTighten, labels), .required = true},
    {.name = "explain", .kind = RECTO_KEY_LABELS, .offset = offsetof(RectoTighten, explain)},
    {.name = "source", .kind = RECTO_KEY_TEXT, .offset = offsetof(RectoTighten, source), .required = true},
    {.name = "source-url", .kind = RECTO_KEY_TEXT, .offset = offsetof(RectoTighten, source_url)},
    {.name = "max-age-months", .kind = RECTO_KEY_INTEGER, .offset = offsetof(RectoTighten, max_age_months), .least = 1, .most = 600},
    {.name = "count", .kind = RECTO_KEY_INTEGER, .offset = offsetof(RectoTighten, count), .least = 2, .most = 120},
    {.name = "when", .kind = RECTO_KEY_CUSTOM, .offset = offsetof(RectoTighten, when), .custom = recto_bind_condition},
    {0}};
static const RectoShape TIGHTEN_SHAPE = {.what = "a stricter piece",
                                         .keys = TIGHTEN_KEYS,
                                         .size = sizeof(RectoTighten),
                                         .id_offset = offsetof(RectoTighten, id),
                                         .end = tighten_end,
                                         .free = tighten_free};

void recto_overlay_free(gpointer data) {
  RectoOverlay *overlay = data;
  if (!overlay) return;
  g_free(overlay->overlay);
  g_free(overlay->source);
  g_free(overlay->version);
  g_clear_pointer(&overlay->questions, g_ptr_array_unref);
  g_clear_pointer(&overlay->pieces, g_ptr_array_unref);
  g_clear_pointer(&overlay->agreements, g_ptr_array_unref);
  g_clear_pointer(&overlay->notes, g_ptr_array_unref);
  g_clear_pointer(&overlay->tighten, g_ptr_array_unref);
  g_free(overlay);
}

static const RectoKey OVERLAY_KEYS[] = {
    {.name = "overlay", .kind = RECTO_KEY_ID, .offset = offsetof(RectoOverlay, overlay), .required = true},
    {.name = "source", .kind = RECTO_KEY_TEXT, .offset = offsetof(RectoOverlay, source), .required = true},
    {.name = "version", .kind = RECTO_KEY_CUSTOM, .offset = offsetof(RectoOverlay, version), .required = true, .custom = recto_bind_version},
    {.name = "questions", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoOverlay, questions), .shape = &RECTO_QUESTION_SHAPE},
    {.name = "pieces", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoOverlay, pieces), .shape = &RECTO_PIECE_SHAPE},
    {.name = "agreements", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoOverlay, agreements), .shape = &RECTO_AGREEMENT_SHAPE},
    {.name = "notes", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoOverlay, notes), .shape = &RECTO_NOTE_SHAPE},
    {.name = "tighten", .kind = RECTO_KEY_MAPS, .offset = offsetof(RectoOverlay, tighten), .shape = &TIGHTEN_SHAPE},
    {0}};
const RectoShape RECTO_OVERLAY_SHAPE = {
    .what = "an overlay", .keys = OVERLAY_KEYS, .size = sizeof(RectoOverlay), .id_offset = RECTO_NO_ID, .free = recto_overlay_free};

/* ------------------------------------------------------------------ applying */

static const RectoPiece *find_piece(const RectoProcedure *procedure, const char *id) {
  for (guint i = 0; id && i < procedure->pieces->len; i++) {
    const RectoPiece *piece = g_ptr_array_index(procedure->pieces, i);
    if (g_strcmp0(piece->id, id) == 0) return piece;
  }
  return NULL;
}

/* Stricter, or a fault. Returns whether anything in the demand became stricter. */
static bool tighten_demand(RectoBinder *binder, const RectoNode *node, const RectoTighten *tighten, RectoDemand *demand) {
  bool stricter = false;
  if (tighten->max_age_months && demand->max_age_months) {
    if (tighten->max_age_months >= demand->max_age_months) {
      recto_fault_at(binder->faults, node, "\"%s\" may not loosen \"%s\": %d months is not less than the %d asked already", tighten->id, tighten->piece,
                     tighten->max_age_months, demand->max_age_months);
    }
    demand->max_age_months = tighten->max_age_months;
    stricter = true;
  }
  if (tighten->count && (demand->count > 1 || demand->consecutive_months)) {
    if (tighten->count <= demand->count) {
      recto_fault_at(binder->faults, node, "\"%s\" may not loosen \"%s\": %d is not more than the %d asked already", tighten->id, tighten->piece, tighten->count,
                     demand->count);
    }
    demand->count = tighten->count;
    stricter = true;
  }
  return stricter;
}

static void tighten_alternatives(RectoBinder *binder, const RectoNode *node, const RectoTighten *tighten, RectoPiece *piece) {
  bool stricter = false;
  for (guint i = 0; i < piece->alternatives->len; i++) {
    const RectoAlternative *alternative = g_ptr_array_index(piece->alternatives, i);
    for (guint j = 0; j < alternative->demands->len; j++) {
      if (tighten_demand(binder, node, tighten, g_ptr_array_index(alternative->demands, j))) stricter = true;
    }
  }
  if (!stricter) recto_fault_at(binder->faults, node, "\"%s\" makes nothing in \"%s\" stricter: no demand there has an age or a number above one", tighten->id, tighten->piece);
}

/* The stricter twin: the same demands, a local source, and the same documents may answer both. */
static void add_twin(RectoBinder *binder, const RectoNode *node, RectoTighten *tighten, RectoProcedure *procedure) {
  const RectoPiece *base = find_piece(procedure, tighten->piece);
  if (!tighten->id || !base) return;
  if (find_piece(procedure, tighten->id)) {
    recto_fault_at(binder->faults, node, "piece \"%s\" is there already; give the stricter piece its own id", tighten->id);
    return;
  }
  RectoPiece *twin = g_malloc0(RECTO_PIECE_SHAPE.size);
  twin->id = g_strdup(tighten->id);
  twin->labels = g_steal_pointer(&tighten->labels);
  twin->explain = tighten->explain ? g_steal_pointer(&tighten->explain) : recto_labels_copy(base->explain);
  twin->source = g_steal_pointer(&tighten->source);
  twin->source_url = g_steal_pointer(&tighten->source_url);
  twin->level = RECTO_LEVEL_LOCAL;
  twin->stage = base->stage;
  twin->for_each = g_strdup(base->for_each);
  twin->when = tighten->when ? g_steal_pointer(&tighten->when) : recto_condition_copy(base->when);
  twin->since = base->since;
  twin->until = base->until;
  twin->tightens = g_strdup(base->id);
  twin->shares = g_new0(char *, 2);
  twin->shares[0] = g_strdup(base->id);
  twin->alternatives = recto_alternatives_copy(base->alternatives);
  tighten_alternatives(binder, node, tighten, twin);
  g_ptr_array_add(procedure->pieces, twin);
}

static void add_pieces(RectoBinder *binder, const RectoNode *node, RectoOverlay *overlay, RectoProcedure *procedure) {
  while (overlay->pieces && overlay->pieces->len) {
    RectoPiece *piece = g_ptr_array_steal_index(overlay->pieces, 0);
    if (piece->level == RECTO_LEVEL_LEGAL) recto_fault_at(binder->faults, node, "piece \"%s\": a local folder asks at level local or advice, it cannot make law", piece->id);
    if (find_piece(procedure, piece->id)) {
      recto_fault_at(binder->faults, node, "piece \"%s\" is there already; an overlay adds pieces or lists them under tighten, it never replaces one", piece->id);
    }
    g_ptr_array_add(procedure->pieces, piece);
  }
}

/* Moves all elements; `id` is the first member of every struct moved here. */
static void move(RectoBinder *binder, const RectoNode *node, const char *what, GPtrArray *from, GPtrArray *to) {
  while (from && from->len) {
    char **part = g_ptr_array_steal_index(from, 0);
    for (guint i = 0; i < to->len; i++) {
      if (g_strcmp0(*part, *(char **)g_ptr_array_index(to, i)) == 0) recto_fault_at(binder->faults, node, "%s \"%s\" is there already", what, *part);
    }
    g_ptr_array_add(to, part);
  }
}

void recto_overlay_apply(RectoBinder *binder, const RectoNode *node, RectoOverlay *overlay, RectoProcedure *procedure) {
  add_pieces(binder, node, overlay, procedure);
  move(binder, node, "question", overlay->questions, procedure->questions);
  move(binder, node, "agreement", overlay->agreements, procedure->agreements);
  move(binder, node, "note", overlay->notes, procedure->notes);
  for (guint i = 0; overlay->tighten && i < overlay->tighten->len; i++) add_twin(binder, node, g_ptr_array_index(overlay->tighten, i), procedure);
}
