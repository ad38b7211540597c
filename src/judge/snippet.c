/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A piece of text that knows from which words it came. */
#include "judge/labels.h"

Snippet *recto_snippet_new(void)
{
  Snippet *snippet = g_new0(Snippet, 1);
  snippet->text = g_string_new(NULL);
  snippet->spans = g_array_new(FALSE, TRUE, sizeof(SnippetSpan));
  return snippet;
}

void recto_snippet_free(Snippet *snippet)
{
  if (!snippet) return;
  g_string_free(snippet->text, TRUE);
  g_array_unref(snippet->spans);
  g_free(snippet);
}

void recto_snippet_add(Snippet *snippet, const LayoutWord *word)
{
  GString *text = snippet->text;
  bool new_cell = word->cell > snippet->last_cell && snippet->spans->len > 0;
  if (text->len && text->str[text->len - 1] != '\n') g_string_append_c(text, new_cell ? '\t' : ' ');
  snippet->last_cell = word->cell;
  RectoBox box = word->box;
  box.y = word->word->box.y; /* the place on the paper, not on the levelled page */
  SnippetSpan span = {.start = text->len, .box = box, .confidence = word->word->confidence};
  g_string_append(text, word->raw);
  span.end = text->len;
  g_array_append_val(snippet->spans, span);
}

void recto_snippet_end_line(Snippet *snippet)
{
  if (snippet->text->len && snippet->text->str[snippet->text->len - 1] != '\n') g_string_append_c(snippet->text, '\n');
}

RectoBox recto_snippet_place(const Snippet *snippet, size_t start, size_t end, double *ret_confidence)
{
  RectoBox box = {0};
  double sum = 0;
  int n = 0;
  for (guint i = 0; i < snippet->spans->len; i++) {
    const SnippetSpan *span = &g_array_index(snippet->spans, SnippetSpan, i);
    if (span->end <= start || span->start >= end) continue;
    box = recto_box_union(box, span->box);
    sum += span->confidence;
    n++;
  }
  if (ret_confidence) *ret_confidence = n ? sum / n : 0;
  return box;
}

Snippet *recto_zone_snippet(const RectoModels *models, const Layout *layout, RectoWhere where)
{
  Snippet *snippet = recto_snippet_new();
  for (guint i = 0; i < layout->lines->len; i++) {
    const LayoutLine *line = layout->lines->pdata[i];
    if (!recto_layout_in_zone(models, layout, line, where)) continue;
    for (guint w = 0; w < line->words->len; w++) recto_snippet_add(snippet, recto_line_word(line, w));
    if (!recto_line_wraps(layout, i)) recto_snippet_end_line(snippet);
  }
  return snippet;
}
