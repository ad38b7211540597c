/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report on A4. Two runs: the first counts the pages, the second draws them. States are words and line kinds before they are colours, so that
 * a black-and-white print loses nothing. Must not know: the dossier. */
#include "bundle/report_pdf.h"
#include "bundle/dress.h"
#include "bundle/flow.h"
#include <recto/error.h>

#define LEFT RECTO_FLOW_LEFT
#define WIDTH RECTO_FLOW_WIDTH
#define PADDING 11.0
#define BADGE_COLUMN 112.0
#define CARD_THUMB 96.0
#define PAGE_THUMB 62.0
#define SIGN 26.0 /* a pictogram */

typedef struct {
  RectoFlow *flow;
  const RectoReport *report;
  GPtrArray *pictures; /* of const RectoImage*, by stand-in number */
} Paper;

static const RectoFlowInk BLACK = {0, 0, 0}, LINE = {0.72, 0.74, 0.77};

static RectoFlowInk tone_ink(RectoReportTone tone) {
  static const RectoFlowInk inks[] = {{0.10, 0.37, 0.19}, {0.62, 0.12, 0.09}, {0.45, 0.29, 0}, {0.25, 0.27, 0.31}};
  return inks[tone];
}

typedef void (*Draw)(Paper *paper, const RectoReportItem *item, double x, double width);

static double measure(Paper *paper, Draw draw, const RectoReportItem *item, double x, double width) {
  double y = recto_flow_y(paper->flow);
  bool former = recto_flow_measure(paper->flow, true);
  draw(paper, item, x, width);
  double height = recto_flow_y(paper->flow) - y;
  recto_flow_measure(paper->flow, former);
  recto_flow_set_y(paper->flow, y);
  return height;
}

static void text(Paper *paper, double x, double width, RectoFlowStyle style, const char *words) {
  recto_flow_ink(paper->flow, BLACK);
  recto_flow_text(paper->flow, x, width, style, words);
}

/* ------------------------------------------------------------------ parts */

static double badge_width(Paper *paper, const char *badge) { return recto_flow_length(paper->flow, RECTO_STYLE_BADGE, badge) + 10; }

/* A framed word; the frame is dashed where a person must look. y stays. */
static void put_badge(Paper *paper, const RectoReportItem *item, double x) {
  RectoFlow *flow = paper->flow;
  if (!item->badge || !*item->badge) return;
  double y = recto_flow_y(flow), width = badge_width(paper, item->badge), height = 13.5;
  bool dashed = item->tone == RECTO_TONE_CHECK;
  recto_flow_ink(flow, tone_ink(item->tone));
  recto_flow_set_y(flow, y + 1);
  recto_flow_text(flow, x + 5, 200, RECTO_STYLE_BADGE, item->badge);
  recto_flow_set_y(flow, y);
  const double edges[4][4] = {{x, y, x + width, y}, {x + width, y, x + width, y + height}, {x + width, y + height, x, y + height}, {x, y + height, x, y}};
  for (int i = 0; i < 4; i++) recto_flow_line(flow, edges[i][0], edges[i][1], edges[i][2], edges[i][3], 0.9, dashed);
}

static void put_facts(Paper *paper, const GPtrArray *facts, double x, double width, double label_width) {
  RectoFlow *flow = paper->flow;
  for (guint i = 0; i < facts->len; i++) {
    const RectoReportFact *fact = facts->pdata[i];
    RectoFlowStyle style = fact->code && strlen(fact->value) > 30 ? RECTO_STYLE_CODE : RECTO_STYLE_BODY;
    double label = recto_flow_height(flow, label_width - 8, RECTO_STYLE_SOFT, fact->label);
    double value = recto_flow_height(flow, width - label_width, style, fact->value);
    recto_flow_need(flow, MIN(MAX(label, value), 200));
    double y = recto_flow_y(flow);
    guint page = recto_flow_page(flow);
    text(paper, x, label_width - 8, RECTO_STYLE_SOFT, fact->label);
    double after_label = recto_flow_y(flow);
    recto_flow_set_y(flow, style == RECTO_STYLE_CODE ? y + 2 : y);
    text(paper, x + label_width, width - label_width, style, fact->value);
    if (recto_flow_page(flow) == page) recto_flow_set_y(flow, MAX(after_label, recto_flow_y(flow)));
    recto_flow_gap(flow, 1.5);
  }
}

static void put_marks(Paper *paper, const RectoReportThumb *thumb, double x, double y, double width, double height) {
  static const RectoFlowInk white = {1, 1, 1}, red = {0.70, 0.15, 0.12};
  bool mirrored = paper->report->language && paper->report->language->right_to_left;
  for (guint i = 0; i < thumb->boxes->len; i++) {
    double place[4];
    recto_box_share(thumb->page, g_array_index(thumb->boxes, RectoBox, i), place);
    if (mirrored) place[0] = 1 - place[0] - place[2]; /* the sheet is laid out in a mirror, what is on the picture is not */
    recto_flow_ink(paper->flow, white);
    recto_flow_box(paper->flow, x + place[0] * width, y + place[1] * height, place[2] * width, place[3] * height, 3);
    recto_flow_ink(paper->flow, red);
    recto_flow_box(paper->flow, x + place[0] * width, y + place[1] * height, place[2] * width, place[3] * height, 1.6);
  }
}

static guint picture_number(Paper *paper, const RectoImage *image) {
  for (guint i = 0; i < paper->pictures->len; i++)
    if (paper->pictures->pdata[i] == image) return i;
  g_ptr_array_add(paper->pictures, (gpointer)image);
  return paper->pictures->len - 1;
}

/* One thumbnail with its caption; returns its height. */
static double put_thumb(Paper *paper, const RectoReportThumb *thumb, double x, double width) {
  RectoFlow *flow = paper->flow;
  const RectoImage *image = thumb->page->thumb;
  double y = recto_flow_y(flow), height = width * image->height / MAX(image->width, 1);
  if (height > width * 1.6) height = width * 1.6; /* a till roll is not shown whole */
  double shown = MIN(width, height * image->width / MAX(image->height, 1));
  recto_flow_picture(flow, picture_number(paper, image), x, y, shown, height);
  recto_flow_ink(flow, LINE);
  recto_flow_box(flow, x, y, shown, height, 0.6);
  put_marks(paper, thumb, x, y, shown, height);
  recto_flow_set_y(flow, y + height + 2);
  text(paper, x, width, RECTO_STYLE_SMALL, thumb->caption);
  double bottom = recto_flow_y(flow);
  recto_flow_set_y(flow, y);
  return bottom - y;
}

/* Thumbnails in rows of as many as fit; y ends below them. */
static void put_thumbs(Paper *paper, const GPtrArray *thumbs, double x, double width, double thumb_width) {
  guint in_row = (guint)MAX(1, (width + 8) / (thumb_width + 8));
  for (guint i = 0; i < thumbs->len; i += in_row) {
    double tallest = 0;
    recto_flow_need(paper->flow, thumb_width * 1.6 + 14);
    for (guint k = i; k < MIN(i + in_row, thumbs->len); k++) {
      double height = put_thumb(paper, thumbs->pdata[k], x + (k - i) * (thumb_width + 8), thumb_width);
      tallest = MAX(tallest, height);
    }
    recto_flow_set_y(paper->flow, recto_flow_y(paper->flow) + tallest + 6);
  }
}

static void put_source(Paper *paper, const RectoReportItem *item, double x, double width) {
  if (!item->source || !*item->source) return;
  g_autofree char *line = g_strdup_printf("%s %s", paper->report->source_label, item->source);
  text(paper, x, width, RECTO_STYLE_SMALL, line);
}

/* ------------------------------------------------------------------ cards */

/* The sign of what is wrong, left of the words; returns the room it takes. y stays. */
static double put_sign(Paper *paper, const RectoReportItem *item, double x) {
  if (!item->pictogram) return 0;
  recto_flow_ink(paper->flow, tone_ink(item->tone));
  recto_flow_pictogram(paper->flow, item->pictogram, x, recto_flow_y(paper->flow), SIGN);
  return SIGN + 10;
}

static void put_card_words(Paper *paper, const RectoReportItem *item, double from, double room) {
  RectoFlow *flow = paper->flow;
  double sign = put_sign(paper, item, from), x = from + sign, width = room - sign;
  put_badge(paper, item, x);
  if (item->badge && *item->badge) recto_flow_set_y(flow, recto_flow_y(flow) + 18);
  text(paper, x, width, RECTO_STYLE_NAME, item->title);
  recto_flow_gap(flow, 2);
  text(paper, x, width, RECTO_STYLE_BODY, item->text);
  if (item->action && *item->action) {
    recto_flow_gap(flow, 5);
    if (item->tone != RECTO_TONE_CALM) text(paper, x, width, RECTO_STYLE_BOLD, paper->report->action_label);
    text(paper, x, width, RECTO_STYLE_BODY, item->action);
  }
  if (item->choices->len > 0) {
    recto_flow_gap(flow, 5);
    text(paper, x, width, RECTO_STYLE_BODY, item->choice_intro);
  }
  for (guint i = 0; i < item->choices->len; i++) {
    double y = recto_flow_y(flow);
    guint page = recto_flow_page(flow);
    text(paper, x + 12, width - 12, RECTO_STYLE_BODY, item->choices->pdata[i]);
    double after = recto_flow_y(flow);
    if (recto_flow_page(flow) != page) continue;
    recto_flow_set_y(flow, y);
    text(paper, x + 2, 10, RECTO_STYLE_BODY, "•");
    recto_flow_set_y(flow, after);
  }
  recto_flow_gap(flow, 4);
  put_source(paper, item, x, width);
}

/* Words at the left, one or two thumbnails at the right; more of them in rows below. */
static void put_card_inside(Paper *paper, const RectoReportItem *item, double x, double width) {
  RectoFlow *flow = paper->flow;
  guint beside = item->thumbs->len > 2 ? 0 : item->thumbs->len;
  double each = beside == 2 ? PAGE_THUMB + 10 : CARD_THUMB, side = beside * (each + 8) + (beside ? 6 : 0);
  double y = recto_flow_y(flow), bottom = y;
  guint page = recto_flow_page(flow);
  for (guint i = 0; i < beside; i++) {
    double height = put_thumb(paper, item->thumbs->pdata[i], x + width - (beside - i) * (each + 8) + 8, each);
    bottom = MAX(bottom, y + height);
  }
  put_card_words(paper, item, x, width - side);
  if (recto_flow_page(flow) == page) recto_flow_set_y(flow, MAX(recto_flow_y(flow), bottom));
  if (beside > 0 || item->thumbs->len == 0) return;
  recto_flow_gap(flow, 6);
  put_thumbs(paper, item->thumbs, x, width, PAGE_THUMB);
}

static void put_bar(Paper *paper, RectoReportTone tone, double top, double bottom) {
  static const double thickness[] = {3, 3, 1.4, 0.8};
  recto_flow_ink(paper->flow, tone_ink(tone));
  recto_flow_box(paper->flow, LEFT, top, thickness[tone], bottom - top, 0);
  if (tone == RECTO_TONE_CHECK) recto_flow_box(paper->flow, LEFT + 2.8, top, 0.7, bottom - top, 0);
}

static void put_card(Paper *paper, const RectoReportItem *item) {
  RectoFlow *flow = paper->flow;
  double x = LEFT + PADDING + 3, width = WIDTH - PADDING - 3;
  double height = measure(paper, put_card_inside, item, x, width);
  if (height < RECTO_FLOW_BOTTOM - RECTO_FLOW_TOP) recto_flow_need(flow, height);
  double top = recto_flow_y(flow);
  guint page = recto_flow_page(flow);
  put_card_inside(paper, item, x, width);
  put_bar(paper, item->tone, recto_flow_page(flow) == page ? top : RECTO_FLOW_TOP, recto_flow_y(flow));
  recto_flow_gap(flow, 14);
}

/* ------------------------------------------------------------------ lists */

static void put_rule(Paper *paper) {
  RectoFlow *flow = paper->flow;
  recto_flow_ink(flow, LINE);
  recto_flow_box(flow, LEFT, recto_flow_y(flow), WIDTH, 0.5, 0);
  recto_flow_set_y(flow, recto_flow_y(flow) + 5);
}

static void put_check_inside(Paper *paper, const RectoReportItem *item, double x, double width) {
  RectoFlow *flow = paper->flow;
  double y = recto_flow_y(flow);
  put_badge(paper, item, LEFT);
  recto_flow_set_y(flow, y);
  text(paper, x, width, RECTO_STYLE_BOLD, item->title);
  text(paper, x, width, RECTO_STYLE_BODY, item->text);
  put_source(paper, item, x, width);
  recto_flow_gap(flow, 5);
}

static void put_check(Paper *paper, const RectoReportItem *item) {
  double x = LEFT + BADGE_COLUMN, width = WIDTH - BADGE_COLUMN;
  recto_flow_need(paper->flow, MIN(measure(paper, put_check_inside, item, x, width) + 6, 400));
  put_rule(paper);
  put_check_inside(paper, item, x, width);
}

static void put_document_inside(Paper *paper, const RectoReportItem *item, double x, double width) {
  RectoFlow *flow = paper->flow;
  if (item->badge && *item->badge) {
    put_badge(paper, item, x);
    recto_flow_set_y(flow, recto_flow_y(flow) + 17);
  }
  text(paper, x, width, RECTO_STYLE_NAME, item->title);
  text(paper, x, width, RECTO_STYLE_BODY, item->text);
  recto_flow_gap(flow, 2);
  put_facts(paper, item->facts, x, width, 112);
  if (item->link) text(paper, x, width, RECTO_STYLE_SMALL, item->link);
}

/* Up to two pages stand beside the words, more of them in rows below. */
static void put_document_block(Paper *paper, const RectoReportItem *item, double x, double width) {
  RectoFlow *flow = paper->flow;
  guint beside = item->thumbs->len > 2 ? 0 : item->thumbs->len;
  double column = beside * (PAGE_THUMB + 8) + (beside ? 6 : 0), y = recto_flow_y(flow), bottom = y;
  guint page = recto_flow_page(flow);
  for (guint i = 0; i < beside; i++) {
    double height = put_thumb(paper, item->thumbs->pdata[i], x + i * (PAGE_THUMB + 8), PAGE_THUMB);
    bottom = MAX(bottom, y + height);
  }
  put_document_inside(paper, item, x + column, width - column);
  if (recto_flow_page(flow) == page) recto_flow_set_y(flow, MAX(recto_flow_y(flow), bottom));
  if (beside == 0 && item->thumbs->len > 0) {
    recto_flow_gap(flow, 5);
    put_thumbs(paper, item->thumbs, x, width, PAGE_THUMB);
  }
  recto_flow_gap(flow, 8);
}

static void put_document(Paper *paper, const RectoReportItem *item) {
  double height = measure(paper, put_document_block, item, LEFT, WIDTH);
  recto_flow_need(paper->flow, height < RECTO_FLOW_BOTTOM - RECTO_FLOW_TOP - 6 ? height + 6 : 160);
  put_rule(paper);
  put_document_block(paper, item, LEFT, WIDTH);
}

static void put_entry_inside(Paper *paper, const RectoReportItem *item, double x, double width) {
  text(paper, x, width, RECTO_STYLE_NAME, item->title);
  text(paper, x, width, RECTO_STYLE_BODY, item->text);
  recto_flow_gap(paper->flow, 2);
  put_facts(paper, item->facts, x, width, 112);
  if (item->link) text(paper, x, width, RECTO_STYLE_SMALL, item->link);
  recto_flow_gap(paper->flow, 7);
}

static void put_entry(Paper *paper, const RectoReportItem *item) {
  recto_flow_need(paper->flow, MIN(measure(paper, put_entry_inside, item, LEFT, WIDTH) + 6, 400));
  put_rule(paper);
  put_entry_inside(paper, item, LEFT, WIDTH);
}

/* How much of the first item must fit below its heading; a heading never stands alone at the end of a page. */
static double first_height(Paper *paper, const RectoReportSection *section) {
  static const Draw draws[] = {[RECTO_SECTION_CARDS] = put_card_inside, [RECTO_SECTION_CHECKLIST] = put_check_inside,
                               [RECTO_SECTION_DOCUMENTS] = put_document_block, [RECTO_SECTION_LIST] = put_entry_inside};
  return MIN(measure(paper, draws[section->shape], section->items->pdata[0], LEFT + PADDING, WIDTH - BADGE_COLUMN), 300);
}

static void put_section(Paper *paper, const RectoReportSection *section) {
  static void (*const put[])(Paper *, const RectoReportItem *) = {
      [RECTO_SECTION_CARDS] = put_card, [RECTO_SECTION_CHECKLIST] = put_check, [RECTO_SECTION_DOCUMENTS] = put_document, [RECTO_SECTION_LIST] = put_entry};
  RectoFlow *flow = paper->flow;
  recto_flow_gap(flow, 18);
  recto_flow_need(flow, 50 + first_height(paper, section));
  text(paper, LEFT, WIDTH, RECTO_STYLE_HEADING, section->title);
  recto_flow_gap(flow, 2);
  text(paper, LEFT, WIDTH, RECTO_STYLE_SOFT, section->intro);
  recto_flow_gap(flow, 8);
  for (guint i = 0; i < section->items->len; i++) put[section->shape](paper, section->items->pdata[i]);
  if (section->shape != RECTO_SECTION_CARDS) recto_flow_gap(flow, 6);
}

/* ------------------------------------------------------------------ first page */

static void put_head(Paper *paper) {
  const RectoReport *report = paper->report;
  RectoFlow *flow = paper->flow;
  for (guint i = 0; i < report->issuer->len; i++) text(paper, LEFT, WIDTH, i == 0 ? RECTO_STYLE_NAME : RECTO_STYLE_SOFT, report->issuer->pdata[i]);
  if (report->issuer->len > 0) {
    recto_flow_set_y(flow, recto_flow_y(flow) + 8);
    recto_flow_ink(flow, BLACK);
    recto_flow_box(flow, LEFT, recto_flow_y(flow), WIDTH, 1.2, 0);
    recto_flow_set_y(flow, recto_flow_y(flow) + 20);
  }
  text(paper, LEFT, WIDTH, RECTO_STYLE_TITLE, report->title);
  recto_flow_gap(flow, 9);
  text(paper, LEFT, WIDTH, RECTO_STYLE_BOLD, report->notice);
  if (report->notice) recto_flow_gap(flow, 9);
  put_facts(paper, report->facts, LEFT, WIDTH, 120);
}

static void put_verdict_words(Paper *paper, const RectoReportItem *item, double x, double width) {
  recto_flow_ink(paper->flow, tone_ink(item->tone));
  recto_flow_text(paper->flow, x, width, RECTO_STYLE_ANSWER, item->title);
  recto_flow_gap(paper->flow, 4);
  text(paper, x, width, RECTO_STYLE_BODY, item->text);
  text(paper, x, width, RECTO_STYLE_BODY, item->action);
  recto_flow_gap(paper->flow, 4);
  text(paper, x, width, RECTO_STYLE_BODY, paper->report->kept);
}

static void put_verdict(Paper *paper) {
  const RectoReportItem *item = paper->report->verdict;
  RectoFlow *flow = paper->flow;
  double x = LEFT + 18, width = WIDTH - 32;
  recto_flow_gap(flow, 12);
  double height = measure(paper, put_verdict_words, item, x, width) + 24;
  recto_flow_need(flow, height);
  double top = recto_flow_y(flow);
  recto_flow_ink(flow, tone_ink(item->tone));
  recto_flow_box(flow, LEFT + 0.6, top, WIDTH - 1.2, height, 1.2);
  recto_flow_box(flow, LEFT, top - 0.6, 6, height + 1.2, 0);
  recto_flow_set_y(flow, top + 12);
  put_verdict_words(paper, item, x, width);
  recto_flow_set_y(flow, top + height);
}

static void put_all(Paper *paper, bool unknown_letters) {
  const RectoReport *report = paper->report;
  put_head(paper);
  put_verdict(paper);
  recto_flow_gap(paper->flow, 10);
  text(paper, LEFT, WIDTH, RECTO_STYLE_SMALL, report->legal);
  for (guint i = 0; i < report->sections->len; i++) put_section(paper, report->sections->pdata[i]);
  if (!unknown_letters) return;
  recto_flow_gap(paper->flow, 10);
  text(paper, LEFT, WIDTH, RECTO_STYLE_SOFT, report->unknown_letters);
}

static bool draw(const RectoReport *report, GByteArray *out, GPtrArray *pictures, guint *pages, bool *unknown) {
  RectoFlowFrame frame = {.foot = report->footer, .page_of = report->page_of, .pages = *pages, .right_to_left = report->language && report->language->right_to_left};
  Paper paper = {.flow = recto_flow_new(out, &frame), .report = report, .pictures = pictures};
  put_all(&paper, *unknown);
  return recto_flow_end(paper.flow, pages, unknown);
}

GBytes *recto_report_pdf(const RectoReport *report, const RectoPdfaInfo *info, GError **error) {
  g_autoptr(GByteArray) drawn = g_byte_array_new();
  g_autoptr(GPtrArray) pictures = g_ptr_array_new();
  guint pages = 0;
  bool unknown = false, right = true;
  for (guint before = G_MAXUINT; right && before != pages;) {
    before = pages;
    g_byte_array_set_size(drawn, 0);
    right = draw(report, drawn, pictures, &pages, &unknown);
  }
  if (right) return recto_dress_pdfa(drawn, pictures, info, error);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "cairo cannot draw the report");
  return NULL;
}
