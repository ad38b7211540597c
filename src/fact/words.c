/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The machine words of every enumeration, in one table each. */
#include <recto/dossier.h>
#include <recto/reader.h>

static const char *const format_words[] = {"unknown", "pdf", "tiff", "jpeg", "png", "webp", "jp2", "heic", "other"};
static const char *const outcome_words[] = {"ok", "damaged", "unsupported", "encrypted", "corrupt", "empty", "too-big", "timeout", "memory", "crash", "sandbox", "protocol"};
static const char *const defect_words[] = {"cut-edge", "glare", "occlusion", "blur", "motion", "partial-blur", "small-text", "dark", "noise", "uneven-light", "skew", "turned", "damaged", "not-a-document", "screen", "steep", "show-through"};
static const char *const answer_words[] = {"cannot-tell", "yes", "no"};
static const char *const code_words[] = {"qr", "datamatrix", "aztec", "pdf417", "code128", "code39", "other"};
static const char *const mrz_state_words[] = {"read", "doubtful", "unreadable"};
static const char *const text_source_words[] = {"none", "ocr", "layer", "mixed"};
static const char *const cure_words[RECTO_N_CURES] = {"flattened", "squared", "smoothed", "stretched", "evened", "deep-shade", "enlarged", "sharpened", "resharpened", "whitened", "redrawn"};
static const char *const trait_words[] = {"truncated", "repaired", "form", "form-undrawn", "xfa-shell", "attachments", "owner-password", "pages-skipped", "wrong-name", "script", "animated", "text-disagrees"};
static const char *const means_words[] = {"printed", "mrz", "code", "seal", "clerk"};
static const char *const kind_words[] = {"text", "name", "given-names", "date", "month", "amount", "number", "address", "country", "sex", "presence"};
static const char *const role_words[] = {"unknown", "applicant", "spouse", "child", "host", "parent", "employer"};
static const char *const finding_words[] = {"missing", "incomplete", "unreadable", "unsure", "expired", "too-old", "mismatch", "duplicate", "untranslated", "damaged", "unrecognised", "seen-only", "later", "note"};
static const char *const weight_words[] = {"info", "check", "action"};
static const char *const piece_words[] = {"received", "to-check", "incomplete", "missing", "later", "not-needed", "ask"};
static const char *const correction_words[] = {"type", "field", "person", "turn", "together", "apart", "unreadable"};

static const char *const part_note_words[] = {NULL, "encrypted", "link", "system-file", "small-picture", "too-big", "total", "members", "depth", "bomb", "overlap",
  "damaged", "lost", "tnef", "sealed-mail", "elsewhere", "mail-text", "mail-html", "cut", "repaired", "odd-name", "same-name", "no-reader", "empty"};

static const char *word_of(const char *const *words, size_t n, unsigned value) { return value < n ? words[value] : "?"; }

static int value_of(const char *const *words, size_t n, const char *word) {
  for (size_t i = 0; word && i < n; i++)
    if (g_str_equal(words[i], word)) return (int)i;
  return -1;
}

#define WORDS(name, Type, table)                                                                                \
  const char *recto_##name##_word(Type value) { return word_of(table, G_N_ELEMENTS(table), (unsigned)value); } \
  bool recto_##name##_from_word(const char *word, Type *ret) {                                                  \
    int value = value_of(table, G_N_ELEMENTS(table), word);                                                     \
    if (value < 0) return false;                                                                                \
    *ret = (Type)value;                                                                                         \
    return true;                                                                                                \
  }

WORDS(format, RectoFormat, format_words)
WORDS(outcome, RectoOutcome, outcome_words)
WORDS(defect, RectoDefectKind, defect_words)
WORDS(answer, RectoAnswer, answer_words)
WORDS(code_kind, RectoCodeKind, code_words)
WORDS(text_source, RectoTextSource, text_source_words)
WORDS(mrz_state, RectoMrzState, mrz_state_words)
WORDS(means, RectoMeans, means_words)
WORDS(field_kind, RectoFieldKind, kind_words)
WORDS(role, RectoRole, role_words)
WORDS(finding, RectoFindingKind, finding_words)
WORDS(weight, RectoWeight, weight_words)
WORDS(piece_state, RectoPieceState, piece_words)
WORDS(correction, RectoCorrectionKind, correction_words)

const char *recto_cure_word(RectoCure cure) {
  for (size_t i = 0; i < G_N_ELEMENTS(cure_words); i++)
    if ((unsigned)cure == 1u << i) return cure_words[i];
  return "?";
}

const char *recto_trait_word(RectoTrait trait) {
  for (size_t i = 0; i < G_N_ELEMENTS(trait_words); i++)
    if ((unsigned)trait == 1u << i) return trait_words[i];
  return "?";
}

const char *recto_part_note_word(RectoPartNote note) { return word_of(part_note_words, G_N_ELEMENTS(part_note_words), (unsigned)note); }

G_STATIC_ASSERT(G_N_ELEMENTS(part_note_words) == RECTO_N_PART_NOTES);
G_STATIC_ASSERT(G_N_ELEMENTS(defect_words) == RECTO_N_DEFECTS);
G_STATIC_ASSERT(G_N_ELEMENTS(finding_words) == RECTO_N_FINDINGS);
