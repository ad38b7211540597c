/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what a page says. Must not know: document types, fields. */
#include "judge/evidence.h"

#include "base/regex.h"

#include <recto/text.h>
#include <string.h>

/* What the reader could not read says nothing about fields; that a zone is there, it does. */
static void gather_mrz(Evidence *evidence, RectoDate reception)
{
  for (guint i = 0; i < evidence->page->mrz->len; i++) {
    const RectoMrzSight *sight = evidence->page->mrz->pdata[i];
    RectoMrz *mrz = sight->state == RECTO_MRZ_UNREADABLE ? NULL : recto_mrz_parse((const char *const *)sight->lines, reception);
    if (!mrz) continue;
    g_ptr_array_add(evidence->mrz, mrz);
    g_ptr_array_add(evidence->mrz_sights, (gpointer)sight);
  }
}

double recto_evidence_mrz_sure(const Evidence *evidence, guint i, const RectoMrzField *field)
{
  const RectoMrzSight *sight = evidence->mrz_sights->pdata[i];
  const char *sure = field->line > 0 && field->line <= (int)g_strv_length(sight->sure) ? sight->sure[field->line - 1] : "";
  double least = 1;
  for (int k = 0; k < field->length && field->at - 1 + k < (int)strlen(sure); k++) least = MIN(least, recto_mrz_sure_least(sure[field->at - 1 + k]));
  return least;
}

Evidence *recto_evidence_new(const RectoModels *models, const RectoPage *page, RectoDate reception)
{
  Evidence *evidence = g_new0(Evidence, 1);
  evidence->models = models;
  evidence->page = page;
  evidence->layout = recto_layout_new(models, page);
  evidence->mrz = g_ptr_array_new_with_free_func((GDestroyNotify)recto_mrz_free);
  evidence->mrz_sights = g_ptr_array_new();
  evidence->seals = g_ptr_array_new_with_free_func((GDestroyNotify)recto_seal_code_free);
  evidence->seal_places = g_array_new(FALSE, TRUE, sizeof(RectoBox));
  gather_mrz(evidence, reception);
  for (guint i = 0; i < page->codes->len; i++) {
    const RectoCode *code = page->codes->pdata[i];
    SealCode *seal = recto_seal_code_read(code);
    if (!seal) continue;
    g_ptr_array_add(evidence->seals, seal);
    g_array_append_val(evidence->seal_places, code->box);
  }
  return evidence;
}

void recto_evidence_free(Evidence *evidence)
{
  if (!evidence) return;
  recto_layout_free(evidence->layout);
  g_ptr_array_unref(evidence->mrz);
  g_ptr_array_unref(evidence->mrz_sights);
  g_ptr_array_unref(evidence->seals);
  g_array_unref(evidence->seal_places);
  g_free(evidence);
}

static void page_size(const Evidence *evidence, double *ret_width, double *ret_height)
{
  const RectoPage *page = evidence->page;
  RectoBox content = evidence->layout->content;
  *ret_width = page->geometry.width > 0 ? (double)page->geometry.width : content.x + content.width + content.x;
  *ret_height = page->geometry.height > 0 ? (double)page->geometry.height : content.y + content.height + content.y;
}

/* A card alone fills a frame of a card's proportions; a card copied on A4 leaves most of the sheet empty. */
static bool is_card(const Evidence *evidence)
{
  double width, height;
  page_size(evidence, &width, &height);
  if (width < 1 || height < 1 || evidence->layout->n_words == 0) return false;
  double ratio = width / height, low = recto_limit(evidence->models, "judge.shape.card-ratio-low"), high = recto_limit(evidence->models, "judge.shape.card-ratio-high");
  if (ratio >= low && ratio <= high) return evidence->layout->n_words <= recto_limit(evidence->models, "judge.shape.card-words");
  RectoBox content = evidence->layout->content;
  double share = content.width / width * (content.height / height);
  return share <= recto_limit(evidence->models, "judge.shape.card-share") && evidence->layout->n_words <= 2 * recto_limit(evidence->models, "judge.shape.card-words");
}

static bool has_digit_pair(const char *text)
{
  const char *p = strpbrk(text, "0123456789");
  return p && strpbrk(p + 1, "0123456789");
}

/* Lines whose cells hold figures beside each other. */
static bool is_table(const Evidence *evidence)
{
  int rows = 0;
  for (guint i = 0; i < evidence->layout->lines->len; i++) {
    const LayoutLine *line = evidence->layout->lines->pdata[i];
    int last_cell = -1, cells = 0;
    for (guint w = 0; w < line->words->len; w++) {
      const LayoutWord *word = recto_line_word(line, w);
      if (word->cell == last_cell || !has_digit_pair(word->raw)) continue;
      last_cell = word->cell;
      cells++;
    }
    if (cells >= 2) rows++;
  }
  return rows >= recto_limit(evidence->models, "judge.shape.table-rows");
}

bool recto_evidence_has_shape(const Evidence *evidence, const char *word)
{
  double width, height;
  page_size(evidence, &width, &height);
  if (g_str_equal(word, "card")) return is_card(evidence);
  if (g_str_equal(word, "table")) return is_table(evidence);
  if (g_str_equal(word, "sparse")) return evidence->layout->n_words <= recto_limit(evidence->models, "judge.shape.sparse-words");
  if (g_str_equal(word, "dense")) return evidence->layout->n_words >= recto_limit(evidence->models, "judge.shape.dense-words");
  if (g_str_equal(word, "portrait")) return height > width;
  if (g_str_equal(word, "landscape")) return width > height;
  if (g_str_equal(word, "colour") || g_str_equal(word, "photo")) return evidence->page->colour;
  if (g_str_equal(word, "prints")) return evidence->page->prints > 0 && evidence->page->prints <= recto_limit(evidence->models, "judge.shape.prints-most");
  if (g_str_equal(word, "mrz-lines")) return evidence->mrz->len > 0;
  return false;
}

bool recto_evidence_has_mrz(const Evidence *evidence, const char *format_and_prefix)
{
  g_auto(GStrv) parts = g_strsplit(format_and_prefix, " ", 2);
  for (guint i = 0; i < evidence->mrz->len; i++) {
    const RectoMrz *mrz = evidence->mrz->pdata[i];
    if (!g_str_equal(recto_mrz_format_word(mrz->format), parts[0])) continue;
    const char *code = recto_mrz_value(mrz, "document-code");
    const char *issuer = recto_mrz_value(mrz, "issuer");
    if (parts[1] && *parts[1] == '!') { /* "!FRA": a known state, and not this one; a misread one is none */
      if (issuer && recto_mrz_country(issuer) && !g_str_has_prefix(issuer, parts[1] + 1)) return true;
    } else if (!parts[1] || (code && g_str_has_prefix(code, parts[1]))) return true;
  }
  return false;
}

bool recto_evidence_has_seal(const Evidence *evidence, const char *seal_type)
{
  for (guint i = 0; i < evidence->seals->len; i++)
    if (g_str_equal(((const SealCode *)evidence->seals->pdata[i])->type, seal_type)) return true;
  return false;
}

bool recto_evidence_has_code(const Evidence *evidence, const char *prefix)
{
  for (guint i = 0; i < evidence->page->codes->len; i++) {
    const RectoCode *code = evidence->page->codes->pdata[i];
    if (code->text && g_str_has_prefix(code->text, prefix)) return true;
  }
  return false;
}

/* "PAGE 2/3", "PAGE 2 SUR 3" anywhere; a bare "2/3" only when it stands alone in a cell at the page's head or foot. */
bool recto_evidence_page_mark(const Evidence *evidence, int *ret_page, int *ret_of)
{
  GRegex *spelt = recto_regex("\\b(?:PAGE|FEUILLET|P\\.)\\s*(?:N[O.]?\\s*)?(\\d{1,2})\\s*(?:/|SUR|DE|OF)\\s*(\\d{1,2})\\b", 0);
  GRegex *bare = recto_regex("(?:^|\\s)-?\\s?(\\d{1,2})\\s?/\\s?(\\d{1,2})\\s?-?$", 0);
  g_autoptr(GMatchInfo) match = NULL;
  const GPtrArray *lines = evidence->layout->lines;
  bool found = g_regex_match(spelt, evidence->layout->zones[RECTO_WHERE_ANYWHERE].text, 0, &match);
  for (guint i = 0; !found && i < lines->len; i++) {
    if (i >= 2 && i + 2 < lines->len) continue;
    g_clear_pointer(&match, g_match_info_free);
    found = g_regex_match(bare, ((const LayoutLine *)lines->pdata[i])->folded, 0, &match);
  }
  if (!found) return false;
  g_autofree char *page = g_match_info_fetch(match, 1), *of = g_match_info_fetch(match, 2);
  *ret_page = (int)g_ascii_strtoll(page, NULL, 10);
  *ret_of = (int)g_ascii_strtoll(of, NULL, 10);
  return *ret_page >= 1 && *ret_page <= *ret_of && *ret_of <= 60;
}
