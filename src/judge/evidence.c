/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what a page says. Must not know: document types, fields. */
#include "judge/evidence.h"

#include "base/regex.h"
#include "judge/mrz_mend.h"

#include <recto/text.h>
#include <string.h>

static void keep_mrz(Evidence *evidence, RectoMrz *mrz, RectoBox box, bool weak)
{
  if (!mrz) return;
  g_ptr_array_add(evidence->mrz, mrz);
  g_array_append_val(evidence->mrz_places, box);
  g_array_append_val(evidence->mrz_weak, weak);
}

/* Where the OCR lines stand that a text MRZ came from: the first line that shares its beginning. */
static RectoBox place_of_lines(const Layout *layout, const char *const *lines)
{
  RectoBox box = {0};
  for (int i = 0; lines[i]; i++) {
    g_autofree char *head = g_strndup(lines[i], 5);
    for (guint j = 0; j < layout->lines->len; j++) {
      const LayoutLine *line = layout->lines->pdata[j];
      g_autofree char *squeezed = recto_text_squeeze(line->raw);
      if (strlen(squeezed) >= 15 && g_str_has_prefix(squeezed, head)) box = recto_box_union(box, line->box);
    }
  }
  return box;
}

/* A zone is believed when two of its check digits hold: one in ten holds by chance. What merely has a zone's shape is kept when nothing better is found. */
static bool is_believed(const RectoMrz *mrz)
{
  return mrz && recto_mrz_right_fields(mrz) >= 2;
}

/* Zones put together from the page's lines, the surest way first. */
static void gather_from_text(Evidence *evidence, RectoDate reception)
{
  g_auto(GStrv) strings = recto_layout_strings(evidence->layout);
  g_auto(GStrv) lines = recto_mrz_from_text((const char *const *)strings);
  RectoMrz *loose = recto_mrz_parse_loose((const char *const *)strings, reception);
  RectoMrz *whole = !loose && lines && lines[0] ? recto_mrz_parse_mended((const char *const *)lines, reception) : NULL;
  RectoMrz *card = loose || is_believed(whole) ? NULL : recto_mrz_parse_card((const char *const *)strings, reception);
  if (loose || card) keep_mrz(evidence, loose ? loose : card, (RectoBox){0}, true);
  for (guint i = 0; evidence->mrz->len == 0 && !is_believed(whole) && i < evidence->layout->lines->len; i++) {
    const LayoutLine *line = evidence->layout->lines->pdata[i];
    keep_mrz(evidence, recto_mrz_parse_second_line(line->raw, reception), line->box, true);
  }
  if (evidence->mrz->len == 0) keep_mrz(evidence, g_steal_pointer(&whole), lines ? place_of_lines(evidence->layout, (const char *const *)lines) : (RectoBox){0}, true);
  recto_mrz_free(whole);
}

static void gather_mrz(Evidence *evidence, RectoDate reception)
{
  g_autoptr(GPtrArray) doubtful = g_ptr_array_new_with_free_func((GDestroyNotify)recto_mrz_free);
  for (guint i = 0; i < evidence->page->mrz->len; i++) {
    const RectoMrzSight *sight = evidence->page->mrz->pdata[i];
    RectoMrz *mrz = recto_mrz_parse_mended((const char *const *)sight->lines, reception);
    if (is_believed(mrz)) keep_mrz(evidence, mrz, sight->box, false);
    else if (mrz) g_ptr_array_add(doubtful, mrz);
  }
  if (evidence->mrz->len == 0) gather_from_text(evidence, reception);
  if (evidence->mrz->len == 0 && doubtful->len > 0) keep_mrz(evidence, g_ptr_array_steal_index(doubtful, 0), ((const RectoMrzSight *)evidence->page->mrz->pdata[0])->box, true);
}

Evidence *recto_evidence_new(const RectoModels *models, const RectoPage *page, RectoDate reception)
{
  Evidence *evidence = g_new0(Evidence, 1);
  evidence->models = models;
  evidence->page = page;
  evidence->layout = recto_layout_new(models, page);
  evidence->mrz = g_ptr_array_new_with_free_func((GDestroyNotify)recto_mrz_free);
  evidence->mrz_places = g_array_new(FALSE, TRUE, sizeof(RectoBox));
  evidence->mrz_weak = g_array_new(FALSE, TRUE, sizeof(bool));
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
  g_array_unref(evidence->mrz_places);
  g_array_unref(evidence->mrz_weak);
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
