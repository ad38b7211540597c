/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Features of a run of words. Must not know: weights, document types. */
#include "judge/surroundings.h"

#include "judge/take.h"

#include <recto/text.h>
#include <string.h>

enum { BEFORE = 7, BEHIND = 8 };

static void token_clear(gpointer data)
{
  Token *token = data;
  g_free(token->core);
  g_free(token->folded);
}

const Token *recto_token(const Text *text, guint i)
{
  return &g_array_index(text->tokens, Token, i);
}

static char *core_of(const char *raw, bool *ret_ends)
{
  static const char *const opening = "«\"“‘([{*•·–—-:,;.|_=~'", *const closing = "»\"”’)]}*•:,;.|_=~!?";
  const char *start = raw, *end = raw + strlen(raw);
  while (start < end && g_utf8_strchr(opening, -1, g_utf8_get_char(start))) start = g_utf8_next_char(start);
  const char *last = end;
  *ret_ends = false;
  while (last > start) {
    const char *before = g_utf8_find_prev_char(start, last);
    if (!before || !g_utf8_strchr(closing, -1, g_utf8_get_char(before))) break;
    if (*before == '.' && last - start <= 2) break; /* "M.", "J." */
    *ret_ends = *ret_ends || g_utf8_strchr(",;:.)»”]!?", -1, g_utf8_get_char(before));
    last = before;
  }
  return g_strndup(start, (gsize)(last - start));
}

Text recto_words_in_row(const Layout *layout)
{
  Text text = {layout, g_array_new(FALSE, TRUE, sizeof(Token))};
  g_array_set_clear_func(text.tokens, token_clear);
  bool wraps = false;
  for (guint l = 0; l < layout->lines->len; l++) {
    const LayoutLine *line = layout->lines->pdata[l];
    for (guint w = 0; w < line->words->len; w++) {
      const LayoutWord *word = recto_line_word(line, w);
      Token token = {.word = word, .line = l};
      token.core = core_of(word->raw, &token.ends);
      token.folded = recto_text_fold(token.core);
      for (char *p = token.folded; *p; p++)
        if (g_ascii_isdigit(*p)) *p = '0';
      token.starts_line = w == 0 && !wraps;
      token.starts_cell = token.starts_line || (w > 0 && word->cell != recto_line_word(line, w - 1)->cell);
      g_array_append_val(text.tokens, token);
    }
    wraps = recto_line_wraps(layout, l);
  }
  return text;
}

/* ------------------------------------------------------------------ features */

uint32_t recto_feature_hash(const char *name, const char *value)
{
  uint32_t hash = 2166136261u;
  for (const char *p = name; *p; p++) hash = (hash ^ (guchar)*p) * 16777619u;
  hash = (hash ^ '=') * 16777619u;
  for (const char *p = value; *p; p++) hash = (hash ^ (guchar)*p) * 16777619u;
  return hash;
}

void recto_mention_add(Mention *mention, const char *name, const char *value)
{
  uint32_t hash = recto_feature_hash(name, value);
  g_array_append_val(mention->features, hash);
}

void recto_mention_add_number(Mention *mention, const char *name, int value)
{
  char text[16];
  g_snprintf(text, sizeof text, "%d", value);
  recto_mention_add(mention, name, text);
}

bool recto_token_is_title(const Token *token) { return recto_word_is_title(token->folded); }

/* The words before: nearest alone, the nearest two and three together, and all as a bag. "^" is where a line begins, "|" a cell. */
static void add_before(Mention *mention, const Text *text, guint first)
{
  g_autoptr(GString) tail = g_string_new(NULL);
  guint i = first;
  bool titled = false;
  while (i > 0 && !recto_token(text, i)->starts_cell && recto_token_is_title(recto_token(text, i - 1))) {
    recto_mention_add(mention, "title", recto_token(text, --i)->folded);
    titled = true;
  }
  if (!titled) recto_mention_add(mention, "title", "");
  for (int n = 1; n <= BEFORE; n++) {
    const Token *here = recto_token(text, i);
    bool stop = i == 0 || here->starts_line || (here->starts_cell && n > 1);
    const char *word = here->starts_line || i == 0 ? "^" : here->starts_cell ? "|" : recto_token(text, i - 1)->folded;
    g_string_prepend(tail, word);
    g_string_prepend_c(tail, ' ');
    if (n == 1) recto_mention_add(mention, "p1", tail->str);
    if (n == 2) recto_mention_add(mention, "p2", tail->str);
    if (n == 3) recto_mention_add(mention, "p3", tail->str);
    recto_mention_add(mention, "b", word);
    if (stop || here->starts_cell) break;
    i--;
  }
}

static void add_behind(Mention *mention, const Text *text, guint last)
{
  g_autoptr(GString) head = g_string_new(NULL);
  guint i = last;
  for (int n = 1; n <= BEHIND; n++) {
    bool end = i + 1 >= text->tokens->len || recto_token(text, i + 1)->starts_cell;
    const char *word = end ? "$" : recto_token(text, i + 1)->folded;
    g_string_append_printf(head, "%s%s ", n == 1 && recto_token(text, last)->ends ? "," : "", word);
    if (n == 1) recto_mention_add(mention, "n1", head->str);
    if (n == 2) recto_mention_add(mention, "n2", head->str);
    if (n == 3) recto_mention_add(mention, "n3", head->str);
    recto_mention_add(mention, "a", word);
    if (end) break;
    i++;
  }
}

/* A cell that begins with the mention is often told by the cell to its left and the words above it. */
static void add_labels(Mention *mention, const Text *text, guint first)
{
  const Token *token = recto_token(text, first);
  guint start = first;
  while (start > 0 && !recto_token(text, start)->starts_cell) start--;
  if (first - start > 1) return;
  g_autoptr(GString) label = g_string_new(NULL);
  for (guint i = start, n = 0; i > 0 && n < 5 && recto_token(text, i - 1)->line == token->line; i--, n++) {
    if (n > 0 && recto_token(text, i)->starts_cell) break;
    recto_mention_add(mention, "l", recto_token(text, i - 1)->folded);
    g_string_prepend(label, recto_token(text, i - 1)->folded);
  }
  if (label->len) recto_mention_add(mention, "label", label->str);
  int n = 0;
  for (guint i = first; i > 0 && n < 5; i--) {
    const Token *over = recto_token(text, i - 1);
    if (over->line + 2 < token->line) break;
    if (over->line + 1 != token->line || recto_box_overlap_x(over->word->box, mention->box) <= 0) continue;
    recto_mention_add(mention, "u", over->folded);
    n++;
  }
}

/* The last short line above: often the heading of a part ("LE SALARIÉ", "ENTRE", "Signature"). */
static void add_heading(Mention *mention, const Text *text, guint first)
{
  const Token *token = recto_token(text, first);
  int found = 0;
  for (guint l = token->line; l > 0 && found < 2 && token->line - l < 7; l--) {
    const LayoutLine *line = text->layout->lines->pdata[l - 1];
    if (line->words->len > 5) continue;
    for (guint w = 0; w < line->words->len; w++) {
      g_autofree char *folded = recto_text_fold(recto_line_word(line, w)->raw);
      g_strdelimit(folded, ".,:;()", ' ');
      g_autofree char *name = g_strdup_printf("h%d", found);
      recto_mention_add(mention, name, g_strstrip(folded));
    }
    found++;
  }
}

bool recto_in_capitals(const char *core)
{
  bool upper = false;
  for (const char *p = core; *p; p = g_utf8_next_char(p)) {
    if (g_unichar_islower(g_utf8_get_char(p))) return false;
    upper = upper || g_unichar_isupper(g_utf8_get_char(p));
  }
  return upper;
}

/* What kind of line stands above or below: cards print their values in one order, whether or not their small labels were read. */
static char *line_kind(const Layout *layout, guint index)
{
  if (index >= layout->lines->len) return g_strdup("none");
  const LayoutLine *line = layout->lines->pdata[index];
  g_autoptr(GString) kind = g_string_new(NULL);
  for (guint w = 0; w < line->words->len && kind->len < 8; w++) {
    const char *raw = recto_line_word(line, w)->raw;
    char sign = strpbrk(raw, "0123456789") ? '0' : recto_in_capitals(raw) ? (g_utf8_strlen(raw, -1) == 1 ? 'S' : 'A') : 'a';
    if (kind->len == 0 || kind->str[kind->len - 1] != sign) g_string_append_c(kind, sign);
  }
  return g_string_free(g_steal_pointer(&kind), FALSE);
}

static void add_lines_around(Mention *mention, const Text *text, guint first)
{
  guint line = recto_token(text, first)->line;
  g_autofree char *above = line > 0 ? line_kind(text->layout, line - 1) : g_strdup("none"), *here = line_kind(text->layout, line), *below = line_kind(text->layout, line + 1),
                  *further = line_kind(text->layout, line + 2);
  g_autofree char *below_two = g_strdup_printf("%s/%s", below, further), *around = g_strdup_printf("%s/%s", above, below);
  recto_mention_add(mention, "line", here);
  recto_mention_add(mention, "above", above);
  recto_mention_add(mention, "under", below);
  recto_mention_add(mention, "under2", below_two);
  recto_mention_add(mention, "around", around);
}

static void add_place(Mention *mention, const Text *text, guint first, guint last)
{
  RectoBox content = text->layout->content;
  recto_mention_add_number(mention, "y", 8 * (mention->box.y - content.y) / MAX(1, content.height));
  recto_mention_add_number(mention, "x", 4 * (mention->box.x - content.x) / MAX(1, content.width));
  bool alone = recto_token(text, first)->starts_cell && (last + 1 >= text->tokens->len || recto_token(text, last + 1)->starts_cell);
  recto_mention_add(mention, "alone", alone ? "yes" : "no");
  guint next = last + 1;
  while (next < text->tokens->len && recto_token(text, next)->line == recto_token(text, last)->line) next++;
  if (next < text->tokens->len) recto_mention_add(mention, "below", recto_token(text, next)->folded);
  for (guint i = next, n = 0; i < text->tokens->len && n < 14; i++, n++)
    if (g_str_equal(recto_token(text, i)->folded, "00000")) {
      recto_mention_add(mention, "town", alone ? "below alone" : "below");
      break;
    }
  double letter = mention->box.height / MAX(1, text->layout->letter);
  recto_mention_add(mention, "size", letter > 1.35 ? "large" : letter < 0.75 ? "small" : "plain");
}

/* ------------------------------------------------------------------ a mention */

Mention *recto_mention_new(const Text *text, guint first, guint last, char *value)
{
  Mention *mention = g_new0(Mention, 1);
  mention->features = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  mention->value = value;
  g_autoptr(GString) read = g_string_new(NULL);
  for (guint i = first; i <= last; i++) {
    const LayoutWord *word = recto_token(text, i)->word;
    RectoBox box = word->box;
    box.y = word->word->box.y;
    mention->box = recto_box_union(mention->box, box);
    mention->confidence += word->word->confidence / (double)(last - first + 1);
    g_string_append_printf(read, "%s%s", i > first ? " " : "", word->raw);
  }
  mention->as_read = g_string_free(g_steal_pointer(&read), FALSE);
  return mention;
}

void recto_mention_free(gpointer data)
{
  Mention *mention = data;
  g_free(mention->value);
  g_free(mention->as_read);
  g_array_unref(mention->features);
  g_free(mention);
}

void recto_mention_add_surroundings(Mention *mention, const Text *text, guint first, guint last)
{
  add_before(mention, text, first);
  add_behind(mention, text, last);
  add_labels(mention, text, first);
  add_heading(mention, text, first);
  add_place(mention, text, first, last);
  add_lines_around(mention, text, first);
}

/* How often the same words are named on the page. */
void recto_mentions_add_repeats(GPtrArray *mentions, const char *const *keys)
{
  int row = 0;
  for (guint i = 0; i < mentions->len; i++) {
    const Mention *mention = mentions->pdata[i], *last = i > 0 ? mentions->pdata[i - 1] : NULL;
    if (last && mention->box.y > last->box.y + last->box.height / 2) row++;
    recto_mention_add_number(mentions->pdata[i], "row", MIN(row, 9));
    int before = 0, all = 0;
    for (guint j = 0; j < mentions->len; j++) {
      bool same = g_str_equal(keys[i], keys[j]);
      all += same ? 1 : 0;
      before += same && j < i ? 1 : 0;
    }
    recto_mention_add_number(mentions->pdata[i], "times", MIN(all, 4));
    recto_mention_add_number(mentions->pdata[i], "nth", MIN(before, 3));
  }
}
