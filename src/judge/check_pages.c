/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Findings about files and pages, whatever the procedure: what could not be opened, read or recognised, what came twice, what is blank.
 * "Hard for the machine" is never told as "unreadable": that is said only of a page with a measured defect. Must not know: pieces. */
#include "judge/check.h"

#include <recto/judge.h>
#include <recto/mrz.h>

#include <string.h>

static bool was_read(RectoOutcome outcome) { return outcome == RECTO_OUTCOME_OK || outcome == RECTO_OUTCOME_DAMAGED; }

bool recto_page_is_unreadable(const RectoPage *page) { return page->legible == RECTO_NO || !was_read(page->outcome); }

bool recto_page_said_unreadable(const RectoDossier *dossier, RectoPageId page) {
  for (guint i = 0; i < dossier->corrections->len; i++) {
    const RectoCorrection *correction = g_ptr_array_index(dossier->corrections, i);
    if (correction->kind == RECTO_CORRECT_UNREADABLE && !correction->name && recto_page_id_equal(correction->page, page)) return true;
  }
  return false;
}

bool recto_document_has_unreadable(const RectoDocument *document) {
  for (guint i = 0; i < document->fields->len; i++)
    if (((const RectoField *)g_ptr_array_index(document->fields, i))->unreadable) return true;
  return false;
}

static const char *type_of_page(const RectoDossier *dossier, RectoPageId page) {
  const RectoDocument *document = recto_document_of_page(dossier->documents, page);
  if (document) return document->type;
  const RectoSheet *sheet = recto_sheet_of_page(dossier->sheets, page);
  return sheet ? sheet->won->type : "unknown";
}

static bool is_unknown(const char *type) { return g_str_equal(type, "unknown"); }

/* ------------------------------------------------------------------ strays */

/* Where a missing piece may still be: pages that were not recognised or not read, files that did not open or were not read to the end. */
void recto_find_strays(RectoChecking *checking) {
  const RectoDossier *dossier = checking->dossier;
  for (guint i = 0; i < dossier->files->len; i++) {
    const RectoFile *file = g_ptr_array_index(dossier->files, i);
    bool cut = file->traits & (RECTO_TRAIT_PAGES_SKIPPED | RECTO_TRAIT_TRUNCATED | RECTO_TRAIT_ATTACHMENTS | RECTO_TRAIT_XFA_SHELL);
    RectoPlace whole = {.page = {.file = file->ordinal, .page = RECTO_WHOLE_FILE}};
    if ((!was_read(file->outcome) && file->outcome != RECTO_OUTCOME_EMPTY && !file->pages->len) || cut) g_array_append_val(checking->strays, whole);
    for (guint j = 0; j < file->pages->len; j++) {
      const RectoPage *page = g_ptr_array_index(file->pages, j);
      bool blank = was_read(page->outcome) && page->blank == RECTO_YES;
      if (!page->gone && !blank && is_unknown(type_of_page(dossier, page->id))) recto_places_add_page(checking->strays, page->id);
    }
  }
}

void recto_check_strays(RectoChecking *checking, bool something_lacks) {
  g_autoptr(GArray) places = g_array_new(FALSE, FALSE, sizeof(RectoPlace));
  for (guint i = 0; i < checking->strays->len; i++) {
    RectoPageId id = g_array_index(checking->strays, RectoPlace, i).page;
    const RectoPage *page = recto_dossier_page(checking->dossier, id);
    if (page && !recto_page_is_unreadable(page)) recto_places_add_page(places, id);
  }
  if (!places->len) return;
  RectoFinding *finding = recto_finding_new(RECTO_FINDING_UNRECOGNISED, something_lacks ? RECTO_WEIGHT_CHECK : RECTO_WEIGHT_INFO,
                                            something_lacks ? "finding.unrecognised" : "finding.unrecognised-told", NULL);
  recto_finding_set_number(finding, "n", (int)places->len);
  g_array_append_vals(finding->places, places->data, places->len);
  g_ptr_array_add(checking->findings, finding);
}

/* ------------------------------------------------------------------ files */

static void tell_file(RectoChecking *checking, const RectoFile *file, RectoFindingKind kind, RectoWeight weight, const char *family, const char *word) {
  g_autofree char *message = g_strdup_printf("%s.%s", family, word);
  RectoFinding *finding = recto_finding_new(kind, weight, message, NULL);
  RectoPlace whole = {.page = {.file = file->ordinal, .page = RECTO_WHOLE_FILE}};
  g_array_append_val(finding->places, whole);
  if (file->other_format) recto_finding_set(finding, "format", file->other_format);
  g_ptr_array_add(checking->findings, finding);
}

/* What the sender can repair asks for action; what went wrong in our reading asks for a look. */
static RectoWeight weight_of_outcome(RectoOutcome outcome) {
  switch (outcome) {
  case RECTO_OUTCOME_UNSUPPORTED:
  case RECTO_OUTCOME_ENCRYPTED:
  case RECTO_OUTCOME_CORRUPT:
  case RECTO_OUTCOME_EMPTY:
  case RECTO_OUTCOME_TOO_BIG: return RECTO_WEIGHT_ACTION;
  default: return RECTO_WEIGHT_CHECK;
  }
}

static RectoFindingKind kind_of_outcome(RectoOutcome outcome) {
  if (outcome == RECTO_OUTCOME_DAMAGED) return RECTO_FINDING_DAMAGED;
  return weight_of_outcome(outcome) == RECTO_WEIGHT_ACTION ? RECTO_FINDING_UNREADABLE : RECTO_FINDING_UNSURE;
}

static const struct { RectoTrait trait; RectoFindingKind kind; RectoWeight weight; } TOLD_TRAITS[] = {
    {RECTO_TRAIT_TRUNCATED, RECTO_FINDING_DAMAGED, RECTO_WEIGHT_ACTION},      {RECTO_TRAIT_REPAIRED, RECTO_FINDING_NOTE, RECTO_WEIGHT_INFO},
    {RECTO_TRAIT_FORM_UNDRAWN, RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_ACTION}, {RECTO_TRAIT_XFA_SHELL, RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_ACTION},
    {RECTO_TRAIT_ATTACHMENTS, RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_CHECK},  {RECTO_TRAIT_PAGES_SKIPPED, RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_ACTION},
    {RECTO_TRAIT_WRONG_NAME, RECTO_FINDING_NOTE, RECTO_WEIGHT_INFO},          {RECTO_TRAIT_SCRIPT, RECTO_FINDING_NOTE, RECTO_WEIGHT_INFO},
    {RECTO_TRAIT_ANIMATED, RECTO_FINDING_NOTE, RECTO_WEIGHT_INFO},            {RECTO_TRAIT_TEXT_DISAGREES, RECTO_FINDING_MISMATCH, RECTO_WEIGHT_CHECK},
};

static bool a_page_is_damaged(const RectoFile *file) {
  for (guint i = 0; i < file->pages->len; i++) {
    if (((RectoPage *)g_ptr_array_index(file->pages, i))->outcome == RECTO_OUTCOME_DAMAGED) return true;
  }
  return false;
}

/* A file's outcome is told once: of the file if it says more than its pages do. */
static bool tells_outcome(const RectoFile *file) {
  if (file->outcome == RECTO_OUTCOME_OK) return false;
  if (file->outcome == RECTO_OUTCOME_DAMAGED) return !a_page_is_damaged(file) && !(file->traits & RECTO_TRAIT_TRUNCATED);
  return true;
}

void recto_check_files(RectoChecking *checking) {
  for (guint i = 0; i < checking->dossier->files->len; i++) {
    const RectoFile *file = g_ptr_array_index(checking->dossier->files, i);
    if (tells_outcome(file)) tell_file(checking, file, kind_of_outcome(file->outcome), weight_of_outcome(file->outcome), "outcome", recto_outcome_word(file->outcome));
    for (size_t j = 0; j < G_N_ELEMENTS(TOLD_TRAITS); j++) {
      if (file->traits & TOLD_TRAITS[j].trait) tell_file(checking, file, TOLD_TRAITS[j].kind, TOLD_TRAITS[j].weight, "trait", recto_trait_word(TOLD_TRAITS[j].trait));
    }
  }
}

/* ------------------------------------------------------------------ pages */

/* Uncured defects for which a person should take the page again: kept for programs and for later, people are told one. */
static char *defects_of(const RectoPage *page) {
  g_autoptr(GString) words = g_string_new(NULL);
  for (guint i = 0; i < page->defects->len; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    const char *word = recto_defect_word(defect->kind);
    if (!defect->cured && defect->retake && !strstr(words->str, word)) g_string_append_printf(words, "%s%s", words->len ? "," : "", word);
  }
  return g_strdup(words->str);
}

/* The main cause alone is lit up: it is the one that is told. */
static void place_cause(RectoFinding *finding, const RectoPage *page) {
  g_autoptr(GArray) boxes = recto_cause_boxes(page, recto_main_cause(page));
  for (guint i = 0; i < boxes->len; i++) {
    RectoPlace place = {page->id, g_array_index(boxes, RectoBox, i)};
    g_array_append_val(finding->places, place);
  }
  if (!finding->places->len) recto_places_add_page(finding->places, page->id);
}

RectoAcceptance recto_file_acceptance(const RectoModels *models, const RectoFile *file) {
  if (file->anyway) return RECTO_ACCEPTED_ANYWAY;
  return file->tries >= recto_limit(models, "check.tries") ? RECTO_ACCEPTED_TRIES : RECTO_ACCEPTED_NOT;
}

static const char *message_of(RectoAcceptance accepted, bool known) {
  if (accepted == RECTO_ACCEPTED_ANYWAY) return "finding.accepted-anyway";
  if (accepted == RECTO_ACCEPTED_TRIES) return "finding.accepted-tries";
  return known ? "finding.unreadable-page" : "finding.unreadable-unknown";
}

/* Nobody is asked for ever: an unreadable page that is accepted all the same asks a person of the service to look, and nothing of the applicant. */
static RectoFinding *unreadable(const RectoChecking *checking, const RectoFile *file, bool known) {
  RectoAcceptance accepted = recto_file_acceptance(checking->models, file);
  RectoWeight weight = accepted == RECTO_ACCEPTED_NOT ? RECTO_WEIGHT_ACTION : RECTO_WEIGHT_CHECK;
  RectoFinding *finding = recto_finding_new(RECTO_FINDING_UNREADABLE, weight, message_of(accepted, known), NULL);
  if (accepted == RECTO_ACCEPTED_TRIES) recto_finding_set_number(finding, "tries", (int)file->tries);
  return finding;
}

static void tell_defects(RectoChecking *checking, const RectoFile *file, const RectoPage *page) {
  const RectoDefect *cause = recto_main_cause(page);
  const char *type = type_of_page(checking->dossier, page->id), *worst = cause && cause->retake ? recto_defect_word(cause->kind) : NULL;
  g_autofree char *defects = defects_of(page);
  bool no = page->legible == RECTO_NO;
  if (recto_page_said_unreadable(checking->dossier, page->id)) return; /* told once, by recto_check_said */
  if (!no && !worst) return;
  RectoWeight weight = page->legible == RECTO_CANNOT_TELL ? RECTO_WEIGHT_CHECK : RECTO_WEIGHT_INFO;
  RectoFinding *finding = no ? unreadable(checking, file, !is_unknown(type)) : recto_finding_new(RECTO_FINDING_UNSURE, weight, "finding.hard-page", NULL);
  const RectoDocument *document = recto_document_of_page(checking->dossier->documents, page->id);
  if (document) finding->document = g_strdup(document->id);
  recto_finding_set(finding, "type", type);
  recto_finding_set(finding, "defects", defects);
  recto_finding_set(finding, "worst", worst);
  place_cause(finding, page);
  g_ptr_array_add(checking->findings, finding);
}

/* A zone's lines, a "?" behind every character that is not sure, and in the place of every one that is a guess. */
static char *zone_with_doubts(const RectoMrzSight *sight, double sure, double guess) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint l = 0; sight->lines[l]; l++) {
    if (l) g_string_append(text, " / ");
    for (size_t i = 0; sight->lines[l][i]; i++) {
      double least = recto_mrz_sure_least(sight->sure[l][i]);
      if (least >= guess) g_string_append_c(text, sight->lines[l][i]);
      if (least < sure) g_string_append_c(text, '?');
    }
  }
  return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Read with doubt is told with the place of the doubt; a wrong check digit is told, never put right; nothing is refused for either. */
static void tell_zones(RectoChecking *checking, const RectoPage *page) {
  for (guint i = 0; i < page->mrz->len; i++) {
    const RectoMrzSight *sight = g_ptr_array_index(page->mrz, i);
    if (sight->state == RECTO_MRZ_READ) continue;
    g_autoptr(RectoMrz) mrz = sight->state == RECTO_MRZ_DOUBTFUL ? recto_mrz_parse((const char *const *)sight->lines, checking->dossier->reception) : NULL;
    const char *message = !mrz ? "finding.zone-unread" : mrz->all_checks == RECTO_NO ? "finding.zone-digit" : "finding.zone-unsure";
    RectoFinding *finding = recto_finding_new(RECTO_FINDING_UNSURE, mrz && mrz->all_checks == RECTO_NO ? RECTO_WEIGHT_CHECK : RECTO_WEIGHT_INFO, message, NULL);
    const RectoDocument *document = recto_document_of_page(checking->dossier->documents, page->id);
    if (document) finding->document = g_strdup(document->id);
    recto_finding_set(finding, "type", type_of_page(checking->dossier, page->id));
    g_autofree char *zone = zone_with_doubts(sight, recto_limit(checking->models, "check.zone-sure"), recto_limit(checking->models, "judge.mrz.least"));
    recto_finding_set(finding, "zone", zone);
    RectoPlace place = {page->id, sight->box};
    g_array_append_val(finding->places, place);
    g_ptr_array_add(checking->findings, finding);
  }
}

/* A page that ended as its file did was told with the file. */
static void tell_outcome(RectoChecking *checking, const RectoFile *file, const RectoPage *page) {
  if (page->outcome == RECTO_OUTCOME_OK || (page->outcome == file->outcome && !was_read(page->outcome))) return;
  g_autofree char *message = g_strdup_printf("outcome.%s", recto_outcome_word(page->outcome));
  RectoFinding *finding = recto_finding_new(kind_of_outcome(page->outcome), weight_of_outcome(page->outcome), message, NULL);
  const RectoDocument *document = recto_document_of_page(checking->dossier->documents, page->id);
  if (document) finding->document = g_strdup(document->id);
  recto_places_add_page(finding->places, page->id);
  g_ptr_array_add(checking->findings, finding);
}

void recto_check_pages(RectoChecking *checking) {
  g_autoptr(GArray) blanks = g_array_new(FALSE, FALSE, sizeof(RectoPlace));
  for (guint i = 0; i < checking->dossier->files->len; i++) {
    const RectoFile *file = g_ptr_array_index(checking->dossier->files, i);
    for (guint j = 0; j < file->pages->len; j++) {
      const RectoPage *page = g_ptr_array_index(file->pages, j);
      const char *type = type_of_page(checking->dossier, page->id);
      if (page->gone) continue;
      tell_outcome(checking, file, page);
      if (!was_read(page->outcome) || g_str_equal(type, "separator")) continue;
      if (page->blank == RECTO_YES || g_str_equal(type, "blank")) recto_places_add_page(blanks, page->id);
      else {
        tell_defects(checking, file, page);
        tell_zones(checking, page);
      }
    }
  }
  if (!blanks->len) return;
  RectoFinding *finding = recto_finding_new(RECTO_FINDING_NOTE, RECTO_WEIGHT_INFO, "finding.blank", NULL);
  recto_finding_set_number(finding, "n", (int)blanks->len);
  g_array_append_vals(finding->places, blanks->data, blanks->len);
  g_ptr_array_add(checking->findings, finding);
}

/* ------------------------------------------------------------------ what a person could not read either */

static void tell_said_page(RectoChecking *checking, const RectoFile *file, const RectoPage *page) {
  if (page->gone || file->anyway || !recto_page_said_unreadable(checking->dossier, page->id)) return;
  const RectoDocument *document = recto_document_of_page(checking->dossier->documents, page->id);
  RectoFinding *finding = recto_finding_new(RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_ACTION, "finding.unreadable-said", NULL);
  if (document) finding->document = g_strdup(document->id);
  recto_finding_set(finding, "type", type_of_page(checking->dossier, page->id));
  recto_places_add_page(finding->places, page->id);
  g_ptr_array_add(checking->findings, finding);
}

/* The document is asked for again, and why: nobody is asked what it says a second time. */
static void tell_said_field(RectoChecking *checking, const RectoDocument *document, const RectoField *field) {
  RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_ACTION, "finding.unreadable-said-field", document);
  finding->field = g_strdup(field->name);
  g_ptr_array_add(checking->findings, finding);
}

void recto_check_said(RectoChecking *checking) {
  const RectoDossier *dossier = checking->dossier;
  for (guint i = 0; i < dossier->files->len; i++) {
    const RectoFile *file = g_ptr_array_index(dossier->files, i);
    for (guint j = 0; j < file->pages->len; j++) tell_said_page(checking, file, g_ptr_array_index(file->pages, j));
  }
  for (guint i = 0; i < dossier->documents->len; i++) {
    const RectoDocument *document = g_ptr_array_index(dossier->documents, i);
    for (guint f = 0; f < document->fields->len; f++) {
      const RectoField *field = g_ptr_array_index(document->fields, f);
      if (field->unreadable) tell_said_field(checking, document, field);
    }
  }
}

/* ------------------------------------------------------------------ duplicates */

static const RectoFile *earlier_twin(const RectoDossier *dossier, guint index) {
  const RectoFile *file = g_ptr_array_index(dossier->files, index);
  for (guint i = 0; i < index; i++) {
    const RectoFile *other = g_ptr_array_index(dossier->files, i);
    if (other->size == file->size && file->size && memcmp(other->sha256, file->sha256, sizeof file->sha256) == 0) return other;
  }
  return NULL;
}

static bool in_twin_file(const RectoDossier *dossier, const RectoDocument *document) {
  for (guint i = 0; document->pages->len && i < dossier->files->len; i++) {
    const RectoFile *file = g_ptr_array_index(dossier->files, i);
    if (file->ordinal == g_array_index(document->pages, RectoPageId, 0).file) return earlier_twin(dossier, i) != NULL;
  }
  return false;
}

void recto_check_duplicates(RectoChecking *checking) {
  const RectoDossier *dossier = checking->dossier;
  for (guint i = 0; i < dossier->files->len; i++) {
    const RectoFile *file = g_ptr_array_index(dossier->files, i), *twin = earlier_twin(dossier, i);
    if (!twin) continue;
    RectoFinding *finding = recto_finding_new(RECTO_FINDING_DUPLICATE, RECTO_WEIGHT_INFO, "finding.duplicate-file", NULL);
    RectoPlace places[] = {{.page = {.file = twin->ordinal, .page = RECTO_WHOLE_FILE}}, {.page = {.file = file->ordinal, .page = RECTO_WHOLE_FILE}}};
    g_array_append_vals(finding->places, places, 2);
    g_ptr_array_add(checking->findings, finding);
  }
  for (guint i = 0; i < dossier->documents->len; i++) {
    const RectoDocument *document = g_ptr_array_index(dossier->documents, i);
    const RectoDocument *first = document->same_as ? recto_dossier_document(dossier, document->same_as) : NULL;
    if (!first || in_twin_file(dossier, document)) continue; /* told with the file */
    RectoFinding *finding = recto_finding_of_document(RECTO_FINDING_DUPLICATE, RECTO_WEIGHT_INFO, "finding.duplicate-document", document);
    recto_places_add_document(finding->places, first);
    g_ptr_array_add(checking->findings, finding);
  }
}
