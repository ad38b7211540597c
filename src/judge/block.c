/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the addressee's block by its town line. Must not know: document types. */
#include "judge/block.h"

#include "base/regex.h"
#include "judge/take.h"

#include <recto/text.h>
#include <string.h>

enum { MAX_LINES = 7 };

/* One cell of a line. */
typedef struct { const LayoutLine *line; guint first, last; RectoBox box; char *text; } Cell;

static void cell_clear(gpointer data)
{
  g_free(((Cell *)data)->text);
}

static GArray *cells_of(const Layout *layout)
{
  GArray *cells = g_array_new(FALSE, TRUE, sizeof(Cell));
  g_array_set_clear_func(cells, cell_clear);
  for (guint i = 0; i < layout->lines->len; i++) {
    const LayoutLine *line = layout->lines->pdata[i];
    for (guint w = 0; w < line->words->len;) {
      Cell cell = {.line = line, .first = w};
      int number = recto_line_word(line, w)->cell;
      GString *text = g_string_new(NULL);
      for (; w < line->words->len && recto_line_word(line, w)->cell == number; w++) {
        cell.box = recto_box_union(cell.box, recto_line_word(line, w)->box);
        g_string_append_printf(text, "%s%s", text->len ? " " : "", recto_line_word(line, w)->raw);
        cell.last = w;
      }
      cell.text = g_string_free(text, FALSE);
      g_array_append_val(cells, cell);
    }
  }
  return cells;
}

/* The cell right above, left-aligned with this one and closer than two lines. */
static const Cell *cell_above(const GArray *cells, const Cell *cell, double letter)
{
  const Cell *best = NULL;
  for (guint i = 0; i < cells->len; i++) {
    const Cell *other = &g_array_index(cells, Cell, i);
    int gap = cell->box.y - (other->box.y + other->box.height);
    if (other == cell || other->box.y + other->box.height / 2 >= cell->box.y || gap > 1.8 * letter) continue;
    if (ABS(other->box.x - cell->box.x) > 2 * letter) continue;
    if (!best || other->box.y > best->box.y) best = other;
  }
  return best;
}

static void add_cell(Snippet *snippet, const Cell *cell)
{
  for (guint w = cell->first; w <= cell->last; w++) recto_snippet_add(snippet, recto_line_word(cell->line, w));
  recto_snippet_end_line(snippet);
}

static bool is_company_line(const char *text)
{
  g_autofree char *folded = recto_text_fold(text);
  GRegex *regex = recto_regex("\\b(SA|SAS|SARL|EURL|SCI|SNC|SASU|SCEA|TSA|CS|BP|SERVICE|SERVICES|CLIENTS?|AGENCE|DIRECTION|CENTRE|MAIRIE|PREFECTURE|SIP|TRESORERIE|SYNDICAT|OFFICE|CABINET|SOCIETE|CEDEX|HABITAT|"
                                        "SIRET|SIREN|RCS|TVA|CAPITAL)\\b", 0);
  return g_regex_match(regex, folded, 0, NULL);
}

static bool looks_like_name(const char *text)
{
  if (strpbrk(text, "0123456789:@") || g_ascii_strncasecmp(text, "chez ", 5) == 0 || g_ascii_strncasecmp(text, "c/o ", 4) == 0) return false;
  g_autofree char *name = recto_name_clean(text, false);
  return name && g_utf8_strlen(name, -1) >= 4 && strchr(name, ' ');
}

/* Lines of the block from the town upwards; which of them is the name. A titled line wins, else the topmost that looks like a name. */
static int name_line(const Cell *const *stack, int n)
{
  for (int i = n - 1; i > 0; i--)
    if (recto_line_has_title(stack[i]->text)) return i;
  for (int i = n - 1; i > 0; i--)
    if (looks_like_name(stack[i]->text)) return i;
  return -1;
}

static double likeness(const RectoModels *models, const Layout *layout, const Cell *const *stack, int n, int name)
{
  double points = 0, width = layout->page->geometry.width, height = layout->page->geometry.height;
  if (name < 0) return -1;
  if (recto_line_has_title(stack[name]->text)) points += recto_limit(models, "judge.block.title");
  for (int i = 0; i < n; i++)
    if (is_company_line(stack[i]->text)) points -= recto_limit(models, "judge.block.company");
  if (width > 0 && stack[0]->box.x > recto_limit(models, "judge.block.window-left") * width) points += 1;
  if (height > 0 && stack[0]->box.y < recto_limit(models, "judge.block.window-bottom") * height) points += 1;
  if (n >= 3) points += 1;
  return points;
}

static void take_block(AddressBlock *block, const Cell *const *stack, int n, int name, double points)
{
  recto_block_clear(block);
  block->points = points;
  block->name = recto_snippet_new();
  block->address = recto_snippet_new();
  add_cell(block->name, stack[name]);
  for (int i = name - 1; i >= 0; i--) add_cell(block->address, stack[i]);
}

bool recto_block_find(const RectoModels *models, const Layout *layout, AddressBlock *ret)
{
  g_autoptr(GArray) cells = cells_of(layout);
  AddressBlock best = {.points = 0};
  double wanted = recto_limit(models, "judge.block.needs");
  for (guint i = 0; i < cells->len; i++) {
    const Cell *cell = &g_array_index(cells, Cell, i), *stack[MAX_LINES];
    if (!recto_line_is_town(cell->text)) continue;
    int n = 0;
    for (const Cell *at = cell; at && n < MAX_LINES; at = cell_above(cells, at, MAX(layout->letter, cell->line->letter))) stack[n++] = at;
    int name = name_line(stack, n);
    double points = likeness(models, layout, stack, n, name);
    if (points >= wanted && points > best.points) take_block(&best, stack, n, name, points);
  }
  if (!best.name) return false;
  *ret = best;
  return true;
}

void recto_block_clear(AddressBlock *block)
{
  g_clear_pointer(&block->name, recto_snippet_free);
  g_clear_pointer(&block->address, recto_snippet_free);
}
