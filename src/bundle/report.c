/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report's head and order. The sections are filled by report_findings.c and report_received.c. Must not know: HTML, PDF. */
#include "bundle/report.h"
#include "bundle/report_parts.h"
#include <math.h>

static void fact_free(gpointer data) {
  RectoReportFact *fact = data;
  g_free(fact->label);
  g_free(fact->value);
  g_free(fact);
}

static void thumb_free(gpointer data) {
  RectoReportThumb *thumb = data;
  g_free(thumb->caption);
  g_free(thumb->alt);
  g_array_unref(thumb->boxes);
  g_free(thumb);
}

RectoReportItem *recto_report_item_new(RectoReportTone tone) {
  RectoReportItem *item = g_new0(RectoReportItem, 1);
  item->tone = tone;
  item->choices = g_ptr_array_new_with_free_func(g_free);
  item->facts = g_ptr_array_new_with_free_func(fact_free);
  item->thumbs = g_ptr_array_new_with_free_func(thumb_free);
  return item;
}

void recto_report_item_free(RectoReportItem *item) {
  if (!item) return;
  char *const strings[] = {item->id, item->badge, item->title, item->text, item->action, item->choice_intro, item->source, item->source_url,
                           item->link, item->link_text, item->pictogram};
  for (size_t i = 0; i < G_N_ELEMENTS(strings); i++) g_free(strings[i]);
  g_ptr_array_unref(item->choices);
  g_ptr_array_unref(item->facts);
  g_ptr_array_unref(item->thumbs);
  g_free(item);
}

static void item_free(gpointer data) { recto_report_item_free(data); }

static void add_fact(GPtrArray *facts, char *label, char *value, bool code) {
  if (!value || !*value) {
    g_free(label);
    g_free(value);
    return;
  }
  RectoReportFact *fact = g_new0(RectoReportFact, 1);
  *fact = (RectoReportFact){label, value, code};
  g_ptr_array_add(facts, fact);
}

void recto_report_item_fact(RectoReportItem *item, char *label, char *value, bool code) { add_fact(item->facts, label, value, code); }

RectoReportSection *recto_report_section_new(const char *id, char *title, char *intro, RectoReportShape shape) {
  RectoReportSection *section = g_new0(RectoReportSection, 1);
  *section = (RectoReportSection){g_strdup(id), title, intro, shape, g_ptr_array_new_with_free_func(item_free)};
  return section;
}

static void section_free(gpointer data) {
  RectoReportSection *section = data;
  g_free(section->id);
  g_free(section->title);
  g_free(section->intro);
  g_ptr_array_unref(section->items);
  g_free(section);
}

void recto_report_free(RectoReport *report) {
  if (!report) return;
  char *const strings[] = {report->notice, report->kind, report->title, report->footer, report->page_of, report->kept, report->legal, report->contents,
                           report->action_label, report->source_label, report->skip, report->unknown_letters};
  for (size_t i = 0; i < G_N_ELEMENTS(strings); i++) g_free(strings[i]);
  g_ptr_array_unref(report->issuer);
  g_ptr_array_unref(report->facts);
  g_ptr_array_unref(report->sections);
  recto_report_item_free(report->verdict);
  g_free(report);
}

/* ------------------------------------------------------------------ head */

static void add_line(GPtrArray *lines, const char *text) {
  if (!text) return;
  g_auto(GStrv) parts = g_strsplit(text, "\n", -1);
  for (char **part = parts; *part; part++)
    if (*g_strstrip(*part)) g_ptr_array_add(lines, g_strdup(*part));
}

static void fill_issuer(RectoReport *report, const RectoBundleOrder *order) {
  const RectoSite *site = order->site;
  if (!site) return;
  add_line(report->issuer, site->service);
  add_line(report->issuer, site->address);
  add_line(report->issuer, site->phone);
  add_line(report->issuer, site->email);
}

static char *applicant_name(const RectoDossier *dossier) {
  for (guint i = 0; i < dossier->persons->len; i++) {
    const RectoPerson *person = dossier->persons->pdata[i];
    if (person->role == RECTO_ROLE_APPLICANT) return recto_say_person(person);
  }
  return NULL;
}

/* The day of reception is what counts in law; the hour is told when the files were registered on that very day, else the registration stands apart. */
static void add_received(RectoReport *report, const RectoBundleOrder *order) {
  const RectoDossier *dossier = order->dossier;
  bool registered = dossier->received_at > 0, same_day = registered && recto_date_compare(recto_say_day_of(order, dossier->received_at), dossier->reception) == 0;
  char *received = same_day ? recto_say_moment(order, dossier->received_at) : recto_say_date(order, dossier->reception);
  add_fact(report->facts, recto_say(order, "report.head.received", NULL), received, false);
  if (registered && !same_day)
    add_fact(report->facts, recto_say(order, "report.head.registered", NULL), recto_say_moment(order, dossier->received_at), false);
}

static void fill_facts(RectoReport *report, const RectoBundleOrder *order) {
  const RectoDossier *dossier = order->dossier;
  const RectoProcedure *procedure = recto_models_procedure(order->models, dossier->procedure);
  char *procedure_label = g_strdup(procedure ? recto_label(procedure->labels, order->language) : dossier->procedure);
  add_fact(report->facts, recto_say(order, "report.head.number", NULL), g_strdup(dossier->number), true);
  add_fact(report->facts, recto_say(order, "report.head.procedure", NULL), procedure_label, false);
  add_fact(report->facts, recto_say(order, "report.head.applicant", NULL), applicant_name(dossier), false);
  add_received(report, order);
  add_fact(report->facts, recto_say(order, "report.head.agent", NULL), g_strdup(order->site ? order->site->agent : NULL), false);
}

static void fill_head(RectoReport *report, const RectoBundleOrder *order) {
  bool authority = order->site && order->site->competent_authority;
  report->language = recto_models_language(order->models, order->language);
  if (report->language && report->language->draft) report->notice = recto_say(order, "draft.notice", NULL);
  report->kind = recto_say(order, authority ? "report.kind.authority" : "report.kind.office", NULL);
  report->title = recto_say(order, "report.head.title", "kind", report->kind, "number", order->dossier->number, NULL);
  g_autofree char *day = recto_say_date(order, order->dossier->reception);
  report->footer = recto_say(order, "report.head.footer", "number", order->dossier->number, "date", day, NULL);
  report->page_of = recto_say(order, "report.head.page", "page", "{page}", "pages", "{pages}", NULL);
  report->kept = recto_say(order, "report.head.kept", "number", order->dossier->number, NULL);
  report->legal = recto_say(order, "report.head.legal", NULL);
  report->contents = recto_say(order, "report.head.contents", NULL);
  report->action_label = recto_say(order, "report.head.action", NULL);
  report->source_label = recto_say(order, "report.head.source", NULL);
  report->skip = recto_say(order, "report.head.skip", NULL);
  report->unknown_letters = recto_say(order, "report.head.unknown-letters", NULL);
  fill_issuer(report, order);
  fill_facts(report, order);
}

/* ------------------------------------------------------------------ the answer */

static guint count_weight(const RectoDossier *dossier, RectoWeight weight) {
  guint n = 0;
  for (guint i = 0; i < dossier->findings->len; i++) n += ((const RectoFinding *)dossier->findings->pdata[i])->weight == weight;
  return n;
}

/* The dossier's own answer decides; the counts give it words. Whoever has something to do is never told that there is nothing to do. */
static RectoReportItem *make_verdict(const RectoBundleOrder *order) {
  const RectoDossier *dossier = order->dossier;
  guint to_do = count_weight(dossier, RECTO_WEIGHT_ACTION), to_check = count_weight(dossier, RECTO_WEIGHT_CHECK);
  bool yes = dossier->complete == RECTO_YES, no = dossier->complete == RECTO_NO || (!yes && to_do > 0);
  RectoReportItem *item = recto_report_item_new(yes ? RECTO_TONE_GOOD : no ? RECTO_TONE_ACTION : RECTO_TONE_CHECK);
  const char *key = yes ? "report.verdict.complete" : no ? "report.verdict.missing" : "report.verdict.check";
  guint n = no ? to_do : to_check;
  g_autofree char *title = g_strdup_printf("%s.title%s", key, yes || n > 0 ? "" : "-none"), *text = g_strdup_printf("%s.text", key);
  item->title = recto_say_count(order, title, n);
  item->text = recto_say(order, text, NULL);
  if (no && to_check > 0) item->action = recto_say_count(order, "report.verdict.also-check", to_check);
  return item;
}

RectoReport *recto_report_new(const RectoBundleOrder *order, GHashTable *pieces, const GPtrArray *originals) {
  RectoReport *report = g_new0(RectoReport, 1);
  report->issuer = g_ptr_array_new_with_free_func(g_free);
  report->facts = g_ptr_array_new_with_free_func(fact_free);
  report->sections = g_ptr_array_new_with_free_func(section_free);
  fill_head(report, order);
  report->verdict = make_verdict(order);
  recto_report_add_findings(report, order, RECTO_WEIGHT_ACTION);
  recto_report_add_findings(report, order, RECTO_WEIGHT_CHECK);
  recto_report_add_checklist(report, order);
  recto_report_add_findings(report, order, RECTO_WEIGHT_INFO);
  recto_report_add_documents(report, order, pieces);
  recto_report_add_persons(report, order);
  recto_report_add_files(report, order, originals);
  recto_report_add_about(report, order);
  return report;
}
