/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report as HTML. The look is models/report/report.css. Must not know: the dossier. */
#include "bundle/report_html.h"
#include "bundle/html_page.h"
#include "bundle/pictogram.h"

static const char *tone_class(RectoReportTone tone) {
  static const char *const names[] = {"good", "action", "check", "calm"};
  return names[tone];
}

static void put_facts(RectoHtml *html, const GPtrArray *facts, const char *css_class) {
  if (facts->len == 0) return;
  recto_html_open(html, "dl", "class", css_class, NULL);
  for (guint i = 0; i < facts->len; i++) {
    const RectoReportFact *fact = facts->pdata[i];
    recto_html_open(html, "div", NULL);
    recto_html_line(html, "dt", NULL, fact->label);
    recto_html_line(html, "dd", fact->code ? "code" : NULL, fact->value);
    recto_html_close(html);
  }
  recto_html_close(html);
}

static void put_thumbs(RectoHtml *html, const GPtrArray *thumbs) {
  if (thumbs->len == 0) return;
  recto_html_open(html, "div", "class", "thumbs", NULL);
  for (guint i = 0; i < thumbs->len; i++) {
    const RectoReportThumb *thumb = thumbs->pdata[i];
    recto_html_open(html, "figure", NULL);
    recto_html_page_shown(html, thumb->page, thumb->boxes, thumb->alt);
    recto_html_line(html, "figcaption", NULL, thumb->caption);
    recto_html_close(html);
  }
  recto_html_close(html);
}

static void put_source(RectoHtml *html, const RectoReport *report, const RectoReportItem *item) {
  if (!item->source || !*item->source) return;
  recto_html_open(html, "p", "class", "source", NULL);
  recto_html_text(html, report->source_label);
  recto_html_text(html, " ");
  bool linked = item->source_url && g_str_has_prefix(item->source_url, "https://");
  recto_html_open(html, linked ? "a" : "span", "href", linked ? item->source_url : NULL, "rel", linked ? "noreferrer" : NULL, NULL);
  recto_html_text(html, item->source);
  recto_html_close(html);
  recto_html_close(html);
}

static void put_link(RectoHtml *html, const RectoReportItem *item) {
  if (!item->link) return;
  g_autofree char *href = g_uri_escape_string(item->link, "/", FALSE);
  recto_html_open(html, "p", "class", "link", NULL);
  recto_html_open(html, "a", "href", href, NULL);
  recto_html_text(html, item->link_text);
  recto_html_close(html);
  recto_html_close(html);
}

static void put_badge(RectoHtml *html, const RectoReportItem *item) {
  g_autofree char *css_class = g_strdup_printf("badge %s", tone_class(item->tone));
  recto_html_line(html, "span", css_class, item->badge);
}

static void put_action(RectoHtml *html, const RectoReport *report, const RectoReportItem *item) {
  if (!item->action || !*item->action) return;
  recto_html_open(html, "p", "class", "action", NULL);
  if (item->tone != RECTO_TONE_CALM) {
    recto_html_line(html, "strong", NULL, report->action_label);
    recto_html_text(html, " ");
  }
  recto_html_text(html, item->action);
  recto_html_close(html);
}

static void put_choices(RectoHtml *html, const RectoReportItem *item) {
  if (item->choices->len == 0) return;
  recto_html_line(html, "p", "choices", item->choice_intro);
  recto_html_open(html, "ul", "class", "choices", NULL);
  for (guint i = 0; i < item->choices->len; i++) recto_html_line(html, "li", NULL, item->choices->pdata[i]);
  recto_html_close(html);
}

static void put_heading(RectoHtml *html, const RectoReportItem *item) {
  recto_html_open(html, "h3", NULL);
  recto_html_text(html, item->title);
  recto_html_close(html);
}

static void put_card(RectoHtml *html, const RectoReport *report, const RectoReportItem *item) {
  g_autofree char *css_class = g_strdup_printf("card %s", tone_class(item->tone));
  recto_html_open(html, "article", "class", css_class, "id", item->id, NULL);
  recto_pictogram_html(html, item->pictogram);
  recto_html_open(html, "div", "class", "words", NULL);
  put_badge(html, item);
  put_heading(html, item);
  recto_html_line(html, "p", NULL, item->text);
  put_action(html, report, item);
  put_choices(html, item);
  put_source(html, report, item);
  recto_html_close(html);
  put_thumbs(html, item->thumbs);
  recto_html_close(html);
}

static void put_check(RectoHtml *html, const RectoReport *report, const RectoReportItem *item) {
  recto_html_open(html, "li", NULL);
  put_badge(html, item);
  recto_html_open(html, "div", "class", "words", NULL);
  recto_html_line(html, "p", "name", item->title);
  recto_html_line(html, "p", NULL, item->text);
  put_source(html, report, item);
  recto_html_close(html);
  recto_html_close(html);
}

static void put_document(RectoHtml *html, const RectoReport *report, const RectoReportItem *item) {
  recto_html_open(html, "article", "class", "document", "id", item->id, NULL);
  put_thumbs(html, item->thumbs);
  recto_html_open(html, "div", "class", "words", NULL);
  put_badge(html, item);
  put_heading(html, item);
  recto_html_line(html, "p", NULL, item->text);
  put_facts(html, item->facts, "facts");
  put_link(html, item);
  recto_html_close(html);
  recto_html_close(html);
}

static void put_entry(RectoHtml *html, const RectoReport *report, const RectoReportItem *item) {
  recto_html_open(html, "article", "class", "entry", NULL);
  if (item->title) put_heading(html, item);
  recto_html_line(html, "p", NULL, item->text);
  put_facts(html, item->facts, "facts");
  put_link(html, item);
  recto_html_close(html);
}

static void put_section(RectoHtml *html, const RectoReport *report, const RectoReportSection *section) {
  static void (*const put[])(RectoHtml *, const RectoReport *, const RectoReportItem *) = {
      [RECTO_SECTION_CARDS] = put_card, [RECTO_SECTION_CHECKLIST] = put_check, [RECTO_SECTION_DOCUMENTS] = put_document, [RECTO_SECTION_LIST] = put_entry};
  g_autofree char *heading = g_strdup_printf("%s-title", section->id);
  recto_html_open(html, "section", "id", section->id, "aria-labelledby", heading, NULL);
  recto_html_open(html, "h2", "id", heading, NULL);
  recto_html_text(html, section->title);
  recto_html_close(html);
  recto_html_line(html, "p", "intro", section->intro);
  if (section->shape == RECTO_SECTION_CHECKLIST) recto_html_open(html, "ul", "class", "checklist", NULL);
  for (guint i = 0; i < section->items->len; i++) put[section->shape](html, report, section->items->pdata[i]);
  if (section->shape == RECTO_SECTION_CHECKLIST) recto_html_close(html);
  recto_html_close(html);
}

static void put_contents(RectoHtml *html, const RectoReport *report) {
  recto_html_open(html, "nav", "aria-labelledby", "contents", NULL);
  recto_html_open(html, "h2", "id", "contents", NULL);
  recto_html_text(html, report->contents);
  recto_html_close(html);
  recto_html_open(html, "ul", NULL);
  for (guint i = 0; i < report->sections->len; i++) {
    const RectoReportSection *section = report->sections->pdata[i];
    g_autofree char *href = g_strdup_printf("#%s", section->id);
    recto_html_open(html, "li", NULL);
    recto_html_open(html, "a", "href", href, NULL);
    recto_html_text(html, section->title);
    recto_html_close(html);
    recto_html_close(html);
  }
  recto_html_close(html);
  recto_html_close(html);
}

static void put_verdict(RectoHtml *html, const RectoReport *report) {
  const RectoReportItem *verdict = report->verdict;
  g_autofree char *css_class = g_strdup_printf("verdict %s", tone_class(verdict->tone));
  recto_html_open(html, "section", "class", css_class, "aria-labelledby", "verdict", NULL);
  recto_html_open(html, "h2", "id", "verdict", NULL);
  recto_html_text(html, verdict->title);
  recto_html_close(html);
  recto_html_line(html, "p", NULL, verdict->text);
  recto_html_line(html, "p", NULL, verdict->action);
  recto_html_line(html, "p", "kept", report->kept);
  recto_html_close(html);
}

static void put_banner(RectoHtml *html, const RectoReport *report) {
  recto_html_open(html, "header", NULL);
  recto_html_open(html, "div", "class", "issuer", NULL);
  for (guint i = 0; i < report->issuer->len; i++) recto_html_line(html, "p", i == 0 ? "service" : NULL, report->issuer->pdata[i]);
  recto_html_close(html);
  recto_html_close(html);
}

void recto_report_html_write(RectoSink *sink, const RectoReport *report) {
  RectoHtml *html = recto_html_new(sink);
  recto_html_page_begin(html, report->language, report->title);
  recto_html_open(html, "a", "class", "skip", "href", "#content", NULL);
  recto_html_text(html, report->skip);
  recto_html_close(html);
  put_banner(html, report);
  recto_html_open(html, "main", "id", "content", NULL);
  recto_html_open(html, "h1", NULL);
  recto_html_text(html, report->title);
  recto_html_close(html);
  recto_html_line(html, "p", "notice", report->notice);
  put_facts(html, report->facts, "facts head");
  put_verdict(html, report);
  recto_html_line(html, "p", "legal", report->legal);
  put_contents(html, report);
  for (guint i = 0; i < report->sections->len; i++) put_section(html, report, report->sections->pdata[i]);
  recto_html_close(html);
  recto_html_open(html, "footer", NULL);
  recto_html_line(html, "p", NULL, report->footer);
  recto_html_close(html);
  recto_html_free(html);
}
