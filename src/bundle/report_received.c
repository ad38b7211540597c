/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was received: documents with their pages, persons as read, files with their digests, and who says so. Must not know: HTML, PDF. */
#include "bundle/report_parts.h"
#include "base/digest.h"

static bool is_type(const RectoDocument *document, const char *type) { return g_str_equal(document->type, type); }

/* Values of a document or person, in the order of its fields. A quarrel shows every value and where it was read. */
static void fill_values(RectoReportItem *item, const RectoBundleOrder *order, const GPtrArray *fields, bool with_means) {
  for (guint i = 0; i < fields->len; i++) {
    const RectoField *field = fields->pdata[i];
    char *label = recto_say_word(order, "field", field->name);
    if (!label) label = g_strdup(field->name);
    char *value = recto_say_field(order, field);
    if (!field->quarrel || !with_means) {
      recto_report_item_fact(item, label, value, false);
      continue;
    }
    g_free(value);
    GString *all = g_string_new(NULL);
    for (guint k = 0; k < field->seen->len; k++) {
      const RectoObservation *seen = field->seen->pdata[k];
      g_autofree char *key = g_strdup_printf("report.means.%s", recto_means_word(seen->means));
      g_autofree char *means = recto_say(order, key, NULL);
      g_autofree char *place = recto_say_page(order, seen->place.page);
      g_string_append_printf(all, "%s%s – %s, %s", k > 0 ? "\n" : "", seen->value, means, place);
    }
    recto_report_item_fact(item, label, g_string_free(all, FALSE), false);
  }
}

/* ------------------------------------------------------------------ documents */

static void fill_pages(RectoReportItem *item, const RectoBundleOrder *order, const RectoDocument *document) {
  for (guint i = 0; i < document->pages->len; i++)
    recto_report_item_thumb(item, order, (RectoPlace){.page = g_array_index(document->pages, RectoPageId, i)}, item->title);
}

static bool is_unreadable(const RectoBundleOrder *order, const RectoDocument *document) {
  for (guint i = 0; i < document->pages->len; i++) {
    const RectoPage *page = recto_dossier_page(order->dossier, g_array_index(document->pages, RectoPageId, i));
    if (page && page->legible == RECTO_NO) return true;
  }
  return false;
}

static char *say_copy(const RectoBundleOrder *order, const RectoDocument *document) {
  const RectoDocument *first = document->same_as ? recto_dossier_document(order->dossier, document->same_as) : NULL;
  if (!first) return NULL;
  g_autofree char *pages = recto_say_pages(order, first->pages);
  return recto_say(order, "report.document.same", "pages", pages, NULL);
}

static RectoReportItem *make_document(const RectoBundleOrder *order, const RectoDocument *document, GHashTable *pieces) {
  bool unknown = is_type(document, "unknown"), unreadable = is_unreadable(order, document);
  RectoReportItem *item = recto_report_item_new(unreadable ? RECTO_TONE_ACTION : unknown ? RECTO_TONE_CHECK : RECTO_TONE_CALM);
  const RectoPerson *person = document->person ? recto_dossier_person(order->dossier, document->person) : NULL;
  item->id = g_strdup_printf("document-%s", document->id);
  item->title = unknown ? recto_say(order, "report.document.unknown", NULL) : g_strdup(recto_type_label(order->models, document->type, order->language));
  item->text = say_copy(order, document);
  if (!item->text && unknown) item->text = recto_say(order, "report.document.unknown-text", NULL);
  if (unreadable) item->badge = recto_say_word(order, "report.badge", "unreadable");
  else if (unknown) item->badge = recto_say_word(order, "report.badge", "unrecognised");
  recto_report_item_fact(item, recto_say(order, "report.document.person", NULL), recto_say_person(person), false);
  recto_report_item_fact(item, recto_say(order, "report.document.pages", NULL), recto_say_pages(order, document->pages), false);
  fill_values(item, order, document->fields, false);
  fill_pages(item, order, document);
  const char *pdf = g_hash_table_lookup(pieces, document->id);
  if (pdf) {
    item->link = g_strdup_printf("pieces/%s", pdf);
    item->link_text = recto_say(order, "report.document.pdf", "file", pdf, NULL);
  }
  return item;
}

static bool tells_blanks(const RectoDossier *dossier) {
  for (guint i = 0; i < dossier->findings->len; i++)
    if (g_str_has_prefix(((const RectoFinding *)dossier->findings->pdata[i])->message, "finding.blank")) return true;
  return false;
}

/* Blank sheets and separators are kept and told, in one line, unless a finding tells them. */
static RectoReportItem *make_blanks(const RectoBundleOrder *order) {
  if (tells_blanks(order->dossier)) return NULL;
  g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(RectoPageId));
  for (guint i = 0; i < order->dossier->sheets->len; i++) {
    const RectoSheet *sheet = order->dossier->sheets->pdata[i];
    if (g_str_equal(sheet->won->type, "blank") || g_str_equal(sheet->won->type, "separator")) g_array_append_val(pages, sheet->page);
  }
  if (pages->len == 0) return NULL;
  RectoReportItem *item = recto_report_item_new(RECTO_TONE_CALM);
  item->title = recto_say_count(order, "report.document.blank", pages->len);
  item->text = recto_say(order, "report.document.blank-text", NULL);
  recto_report_item_fact(item, recto_say(order, "report.document.pages", NULL), recto_say_pages(order, pages), false);
  return item;
}

void recto_report_add_documents(RectoReport *report, const RectoBundleOrder *order, GHashTable *pieces) {
  RectoReportSection *section = recto_report_section_new("documents", recto_say(order, "report.section.documents.title", NULL),
                                                         recto_say(order, "report.section.documents.intro", NULL), RECTO_SECTION_DOCUMENTS);
  g_ptr_array_add(report->sections, section);
  for (guint i = 0; i < order->dossier->documents->len; i++) {
    const RectoDocument *document = order->dossier->documents->pdata[i];
    if (is_type(document, "blank") || is_type(document, "separator")) continue;
    g_ptr_array_add(section->items, make_document(order, document, pieces));
  }
  RectoReportItem *blanks = make_blanks(order);
  if (blanks) g_ptr_array_add(section->items, blanks);
  if (section->items->len == 0) g_ptr_array_remove_index(report->sections, report->sections->len - 1);
}

/* ------------------------------------------------------------------ persons and files */

void recto_report_add_persons(RectoReport *report, const RectoBundleOrder *order) {
  const GPtrArray *persons = order->dossier->persons;
  if (persons->len == 0) return;
  RectoReportSection *section = recto_report_section_new("persons", recto_say(order, "report.section.persons.title", NULL),
                                                         recto_say(order, "report.section.persons.intro", NULL), RECTO_SECTION_LIST);
  for (guint i = 0; i < persons->len; i++) {
    const RectoPerson *person = persons->pdata[i];
    RectoReportItem *item = recto_report_item_new(RECTO_TONE_CALM);
    item->title = recto_say_word(order, "role", recto_role_word(person->role));
    if (!item->title) item->title = g_strdup(recto_role_word(person->role));
    fill_values(item, order, person->fields, true);
    g_ptr_array_add(section->items, item);
  }
  g_ptr_array_add(report->sections, section);
}

static char *say_format(const RectoBundleOrder *order, const RectoFile *file) {
  if (file->format == RECTO_FORMAT_OTHER && file->other_format) return g_strdup(file->other_format);
  char *word = recto_say_word(order, "report.format", recto_format_word(file->format));
  return word ? word : g_strdup(recto_format_word(file->format));
}

static char *say_traits(const RectoBundleOrder *order, const RectoFile *file) {
  GString *out = g_string_new(NULL);
  for (guint bit = 0; bit < 32; bit++) {
    if (!(file->traits & (1u << bit))) continue;
    g_autofree char *key = g_strdup_printf("trait.%s", recto_trait_word((RectoTrait)(1u << bit)));
    g_autofree char *text = recto_say_word(order, key, "title");
    if (text) g_string_append_printf(out, "%s%s", out->len > 0 ? "\n" : "", text);
  }
  return g_string_free(out, FALSE);
}

/* "2, 5": pages that others took the place of, or that went to other dossiers. */
static void tell_gone(const RectoBundleOrder *order, RectoReportItem *item, const RectoFile *file, bool moved) {
  g_autoptr(GString) out = g_string_new(NULL);
  for (guint i = 0; i < file->pages->len; i++) {
    const RectoPage *page = file->pages->pdata[i];
    if (page->gone && page->moved == moved) g_string_append_printf(out, "%s%u", out->len ? ", " : "", i + 1);
  }
  if (out->len) recto_report_item_fact(item, recto_say(order, moved ? "report.file.moved" : "report.file.replaced", NULL), g_strdup(out->str), false);
}

static RectoReportItem *make_file(const RectoBundleOrder *order, const RectoFile *file, const char *name) {
  bool read = file->outcome == RECTO_OUTCOME_OK;
  RectoReportItem *item = recto_report_item_new(read ? RECTO_TONE_CALM : RECTO_TONE_CHECK);
  g_autofree char *n = g_strdup_printf("%u", file->ordinal + 1);
  item->title = recto_say(order, "report.file.title", "n", n, "name", file->name, NULL);
  g_autofree char *outcome_key = g_strdup_printf("outcome.%s", recto_outcome_word(file->outcome));
  g_autofree char *outcome = read ? NULL : recto_say_word(order, outcome_key, "title");
  g_autofree char *traits = say_traits(order, file);
  item->text = g_strdup_printf("%s%s%s", outcome ? outcome : "", outcome && *traits ? "\n" : "", traits);
  g_autofree char *format = say_format(order, file);
  g_autofree char *size = recto_say_size(order, file->size);
  g_autofree char *pages = recto_say_count(order, "report.file.pages", file->pages->len);
  recto_report_item_fact(item, recto_say(order, "report.file.what", NULL), g_strdup_printf("%s, %s, %s", format, pages, size), false);
  recto_report_item_fact(item, recto_say(order, "report.file.digest", NULL), recto_digest_hex(file->sha256), true);
  tell_gone(order, item, file, false);
  tell_gone(order, item, file, true);
  item->link = g_strdup_printf("originaux/%s", name);
  item->link_text = recto_say(order, "report.file.open", NULL);
  return item;
}

void recto_report_add_files(RectoReport *report, const RectoBundleOrder *order, const GPtrArray *originals) {
  const GPtrArray *files = order->dossier->files;
  if (files->len == 0) return;
  RectoReportSection *section = recto_report_section_new("files", recto_say(order, "report.section.files.title", NULL),
                                                         recto_say(order, "report.section.files.intro", NULL), RECTO_SECTION_LIST);
  for (guint i = 0; i < files->len; i++) g_ptr_array_add(section->items, make_file(order, files->pdata[i], originals->pdata[i]));
  g_ptr_array_add(report->sections, section);
}

/* ------------------------------------------------------------------ about */

static char *say_rules(const RectoBundleOrder *order) {
  const RectoProcedure *procedure = recto_models_procedure(order->models, order->dossier->procedure);
  const char *version = order->dossier->procedure_version ? order->dossier->procedure_version : procedure ? procedure->version : NULL;
  if (!procedure || !version) return g_strdup(version);
  return recto_say(order, procedure->checked ? "report.about.rules-checked" : "report.about.rules-draft", "source",
                   procedure->source ? procedure->source : "", "version", version, NULL);
}

void recto_report_add_about(RectoReport *report, const RectoBundleOrder *order) {
  RectoReportSection *section =
      recto_report_section_new("about", recto_say(order, "report.section.about.title", NULL), NULL, RECTO_SECTION_LIST);
  RectoReportItem *item = recto_report_item_new(RECTO_TONE_CALM);
  recto_report_item_fact(item, recto_say(order, "report.about.made", NULL), recto_say_moment(order, order->made_at), false);
  recto_report_item_fact(item, recto_say(order, "report.about.rules", NULL), say_rules(order), false);
  recto_report_item_fact(item, recto_say(order, "report.about.software", NULL), g_strdup(order->software), false);
  recto_report_item_fact(item, recto_say(order, "report.about.models", NULL), g_strndup(recto_models_digest(order->models), 16), true);
  recto_report_item_fact(item, recto_say(order, "report.about.proof", NULL), recto_say(order, "report.about.proof-text", NULL), false);
  g_ptr_array_add(section->items, item);
  g_ptr_array_add(report->sections, section);
}
