/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout language: one command a line, "command positional numbers and key=value | text | text". README.md tells all of it. */
#include "exam.h"

struct ExamSheets {
  GHashTable *sheets; /* name -> GPtrArray of char* lines */
  GPtrArray *order;
};

typedef struct {
  const ExamSheets *sheets;
  ExamVars *vars;
  ExamInk ink;
  const ExamPaper *paper;
  GPtrArray *pages;
  bool open;
  int depth;
} Draw;

typedef struct {
  char *verb, *head;
  double number[8];
  int n_numbers;
  char *word;
  ExamStyle style;
  char **cells;
  GPtrArray *keep;
} Line;

static bool run_lines(Draw *draw, GPtrArray *lines, guint from, guint to, GError **error);

/* ------------------------------------------------------------------ reading */

static void read_sheet_file(ExamSheets *sheets, const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  GPtrArray *current = NULL;
  for (char **l = lines; *l; l++) {
    char *line = g_strstrip(*l);
    if (!*line || *line == '#') continue;
    bool block = g_str_has_prefix(line, "block "), layout = g_str_has_prefix(line, "layout ");
    if (block || layout) {
      const char *name = line + (block ? 6 : 7);
      current = g_ptr_array_new_with_free_func(g_free);
      g_hash_table_replace(sheets->sheets, g_strdup(name), current);
      if (layout) g_ptr_array_add(sheets->order, g_strdup(name));
    } else if (current)
      g_ptr_array_add(current, g_strdup(line));
  }
}

static int by_text(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

ExamSheets *exam_sheets_load(const char *folder, GError **error) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
  if (!dir) return NULL;
  ExamSheets *sheets = g_new0(ExamSheets, 1);
  sheets->sheets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  sheets->order = g_ptr_array_new_with_free_func(g_free);
  for (const char *name; (name = g_dir_read_name(dir));) {
    g_autofree char *path = g_build_filename(folder, name, NULL), *text = NULL;
    if (g_str_has_suffix(name, ".lay") && g_file_get_contents(path, &text, NULL, NULL)) read_sheet_file(sheets, text);
  }
  g_ptr_array_sort(sheets->order, by_text);
  g_ptr_array_add(sheets->order, NULL);
  return sheets;
}

void exam_sheets_free(ExamSheets *sheets) {
  g_hash_table_unref(sheets->sheets);
  g_ptr_array_unref(sheets->order);
  g_free(sheets);
}

char **exam_sheets_list(const ExamSheets *sheets) { return g_strdupv((char **)sheets->order->pdata); }

void exam_page_free(ExamPage *page) {
  g_free(page->type);
  g_free(page->side);
  g_free(page->person);
  g_ptr_array_unref(page->fields);
  g_ptr_array_unref(page->mrz);
  g_free(page);
}

/* ------------------------------------------------------------------ one line */

static void read_option(ExamStyle *style, const char *key, const char *value) {
  if (g_str_equal(key, "f"))
    style->font = value;
  else if (g_str_equal(key, "c"))
    style->colour = value;
  else if (g_str_equal(key, "fill"))
    style->fill = value;
  else if (g_str_equal(key, "stroke"))
    style->stroke = value;
  else if (g_str_equal(key, "s"))
    style->size = g_ascii_strtod(value, NULL);
  else if (g_str_equal(key, "w"))
    style->width = g_ascii_strtod(value, NULL);
  else if (g_str_equal(key, "ls"))
    style->spacing = g_ascii_strtod(value, NULL);
  else if (g_str_equal(key, "turn"))
    style->turn = g_ascii_strtod(value, NULL);
  else if (g_str_equal(key, "h"))
    style->height = g_ascii_strtod(value, NULL);
  else if (g_str_equal(key, "pen"))
    style->pen = g_ascii_strtod(value, NULL);
  else if (g_str_equal(key, "r"))
    style->radius = g_ascii_strtod(value, NULL);
  else if (g_str_equal(key, "gap"))
    style->gap = g_ascii_strtod(value, NULL);
  else if (g_str_equal(key, "a"))
    style->align = *value;
}

static void read_token(Line *line, char *token) {
  char *equals = strchr(token, '='), *end = NULL;
  double number = g_ascii_strtod(token, &end);
  if (end != token && !*end && line->n_numbers < 8)
    line->number[line->n_numbers++] = number;
  else if (equals) {
    *equals = 0;
    read_option(&line->style, token, equals + 1);
  } else if (g_str_equal(token, "b"))
    line->style.bold = true;
  else if (g_str_equal(token, "i"))
    line->style.italic = true;
  else if (g_str_equal(token, "grid"))
    line->style.grid = true;
  else if (!line->word)
    line->word = token;
}

/* Splits the words after "|", not inside braces (filters of words use "|" too). */
static char **split_cells(const char *text) {
  GPtrArray *cells = g_ptr_array_new();
  int depth = 0;
  const char *start = text;
  for (const char *p = text;; p++) {
    depth += *p == '{' ? 1 : *p == '}' ? -1 : 0;
    if (!*p || (*p == '|' && depth == 0)) {
      g_ptr_array_add(cells, g_strstrip(g_strndup(start, (size_t)(p - start))));
      start = p + 1;
    }
    if (!*p) break;
  }
  g_ptr_array_add(cells, NULL);
  return (char **)g_ptr_array_free(cells, FALSE);
}

static void line_clear(Line *line) {
  g_free(line->verb);
  g_free(line->head);
  g_strfreev(line->cells);
  g_clear_pointer(&line->keep, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Line, line_clear)

static char *pango_text(Draw *draw, const char *raw, bool markup, GError **error) {
  g_autofree char *text = exam_expand(draw->vars, raw, markup, error);
  if (!text || !markup) return g_steal_pointer(&text);
  g_auto(GStrv) ands = g_strsplit(text, " & ", -1);
  g_autofree char *safe = g_strjoinv(" &amp; ", ands);
  g_auto(GStrv) breaks = g_strsplit(safe, "\\n", -1);
  return g_strjoinv("\n", breaks);
}

static bool read_line(Draw *draw, const char *raw, Line *line, GError **error) {
  bool markup = !g_str_has_prefix(raw, "field") && !g_str_has_prefix(raw, "set");
  g_auto(GStrv) raws = split_cells(raw);
  line->head = exam_expand(draw->vars, raws[0], false, error);
  if (!line->head) return false;
  line->keep = g_ptr_array_new_with_free_func(g_free);
  g_auto(GStrv) tokens = g_strsplit(line->head, " ", -1);
  line->verb = g_strdup(tokens[0]);
  for (char **t = tokens + 1; *t; t++)
    if (**t) {
      char *token = g_strdup(*t);
      g_ptr_array_add(line->keep, token);
      read_token(line, token);
    }
  GPtrArray *cells = g_ptr_array_new();
  bool fine = true;
  for (char **c = raws + 1; *c && fine; c++) {
    char *text = pango_text(draw, *c, markup, error);
    fine = text != NULL;
    if (text) g_ptr_array_add(cells, text);
  }
  g_ptr_array_add(cells, NULL);
  line->cells = (char **)g_ptr_array_free(cells, FALSE);
  return fine;
}

/* ------------------------------------------------------------------ verbs */

static const char *cell(const Line *line, int i) { return (int)g_strv_length(line->cells) > i ? line->cells[i] : ""; }

static void end_page(Draw *draw) {
  if (draw->open) draw->paper->close_page(draw->paper->data);
  draw->open = false;
}

static void do_page(Draw *draw, const Line *line) {
  end_page(draw);
  double w = line->n_numbers > 1 ? line->number[0] : 210, h = line->n_numbers > 1 ? line->number[1] : 297;
  draw->ink.cairo = draw->paper->open_page(w, h, draw->paper->data);
  draw->ink.width = w;
  draw->ink.height = h;
  draw->open = true;
  ExamPage *page = g_new0(ExamPage, 1);
  page->fields = g_ptr_array_new_with_free_func(g_free);
  page->mrz = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(draw->pages, page);
}

static ExamPage *this_page(Draw *draw) { return draw->pages->pdata[draw->pages->len - 1]; }

static void do_type(Draw *draw, const Line *line) {
  ExamPage *page = this_page(draw);
  g_auto(GStrv) words = g_strsplit(line->head, " ", -1);
  guint n = g_strv_length(words);
  page->type = g_strdup(words[1]);
  page->side = g_strdup(n > 2 ? words[2] : "page");
  page->person = n > 3 ? g_strdup(words[3]) : NULL;
}

static void do_field(Draw *draw, const Line *line) {
  GPtrArray *fields = this_page(draw)->fields;
  g_ptr_array_add(fields, g_strdup(line->word));
  g_ptr_array_add(fields, g_strdup(cell(line, 0)));
}

static void do_cols(Draw *draw, const Line *line) {
  g_auto(GStrv) words = g_strsplit(line->head, " ", -1);
  draw->ink.n_columns = 0;
  for (char **w = words + 1; *w && draw->ink.n_columns < 16; w++) {
    char *end = NULL;
    draw->ink.column[draw->ink.n_columns] = g_ascii_strtod(*w, &end);
    draw->ink.align[draw->ink.n_columns++] = *end ? *end : 'l';
  }
}

static void do_flow(Draw *draw, const Line *line) {
  ExamStyle style = line->style;
  style.width = style.width > 0 ? style.width : draw->ink.w;
  draw->ink.y += exam_ink_text(&draw->ink, draw->ink.x, draw->ink.y, &style, cell(line, 0), NULL) + (style.gap > 0 ? style.gap : 1.2);
}

static void do_line(Draw *draw, const Line *line) {
  exam_ink_colour(draw->ink.cairo, line->style.colour ? line->style.colour : "#000000");
  cairo_set_line_width(draw->ink.cairo, line->style.pen > 0 ? line->style.pen : 0.25);
  cairo_move_to(draw->ink.cairo, line->number[0], line->number[1]);
  cairo_line_to(draw->ink.cairo, line->number[2], line->number[3]);
  cairo_stroke(draw->ink.cairo);
}

/* `push x y [scale] [turn]`: what follows is drawn there, until `pop`. */
static void do_push(Draw *draw, const Line *line) {
  cairo_save(draw->ink.cairo);
  cairo_translate(draw->ink.cairo, line->number[0], line->number[1]);
  if (line->n_numbers > 3) cairo_rotate(draw->ink.cairo, line->number[3] * G_PI / 180);
  if (line->n_numbers > 2) cairo_scale(draw->ink.cairo, line->number[2], line->number[2]);
}

static void do_set(Draw *draw, const Line *line) { exam_set(draw->vars, line->word, cell(line, 0)); }

static void do_font(Draw *draw, const Line *line) {
  if (line->word) {
    g_free(draw->ink.font);
    draw->ink.font = g_strdup(line->word);
  }
  draw->ink.size = line->n_numbers ? line->number[0] : draw->ink.size;
  if (line->style.colour) {
    g_free(draw->ink.colour);
    draw->ink.colour = g_strdup(line->style.colour);
  }
}

static void do_text(Draw *draw, const Line *line) { exam_ink_text(&draw->ink, line->number[0], line->number[1], &line->style, cell(line, 0), NULL); }
static void do_row(Draw *draw, const Line *line) { exam_ink_row(&draw->ink, &line->style, line->cells); }
static void do_box(Draw *draw, const Line *line) {
  exam_ink_box(&draw->ink, line->number[0], line->number[1], line->number[2], line->number[3], &line->style);
}
static void do_gap(Draw *draw, const Line *line) { draw->ink.y += line->number[0]; }
static void do_pop(Draw *draw, const Line *line) {
  (void)line;
  cairo_restore(draw->ink.cairo);
}

static void do_at(Draw *draw, const Line *line) {
  draw->ink.x = line->number[0];
  draw->ink.y = line->number[1] >= 0 ? line->number[1] : draw->ink.y;
  draw->ink.w = line->n_numbers > 2 ? line->number[2] : draw->ink.width - 2 * line->number[0];
}

static void do_ornament(Draw *draw, const Line *line) {
  double y = line->number[1] >= 0 ? line->number[1] : draw->ink.y;
  exam_ornament(&draw->ink, draw->vars->dice, line->word, line->number[0], y, line->number[2], line->number[3], &line->style);
}

/* The text is raw (not markup): the zone's own '<'. */
static void do_mrz(Draw *draw, const Line *line) {
  g_auto(GStrv) parts = g_strsplit(cell(line, 0), "&lt;", -1);
  g_autofree char *text = g_strjoinv("<", parts);
  exam_ink_mrz(&draw->ink, line->number[0], line->number[1], line->n_numbers > 2 ? line->number[2] : 2.54, draw->paper->zone_font, text);
  g_ptr_array_add(this_page(draw)->mrz, g_steal_pointer(&text));
}

static const struct {
  const char *verb;
  void (*run)(Draw *, const Line *);
} verbs[] = {
    {"page", do_page}, {"type", do_type}, {"field", do_field}, {"cols", do_cols},    {"p", do_flow},  {"line", do_line},
    {"push", do_push}, {"pop", do_pop},   {"set", do_set},     {"font", do_font},    {"t", do_text},  {"r", do_row},
    {"box", do_box},   {"gap", do_gap},   {"at", do_at},       {"art", do_ornament}, {"mrz", do_mrz},
};

static bool run_simple(Draw *draw, const char *raw, GError **error) {
  g_auto(Line) line = {0};
  if (!read_line(draw, raw, &line, error)) return g_prefix_error(error, "%s: ", raw), false;
  for (size_t i = 0; i < G_N_ELEMENTS(verbs); i++)
    if (g_str_equal(verbs[i].verb, line.verb)) {
      if (!draw->open && i > 0 && !g_str_equal(line.verb, "set") && !g_str_equal(line.verb, "font"))
        return g_set_error(error, EXAM_ERROR, 0, "'%s' before any page", raw), false;
      verbs[i].run(draw, &line);
      return true;
    }
  return g_set_error(error, EXAM_ERROR, 0, "unknown command '%s'", raw), false;
}

static bool use_block(Draw *draw, const char *name, GError **error) {
  g_autofree char *full = exam_expand(draw->vars, name, false, error);
  GPtrArray *lines = full ? g_hash_table_lookup(draw->sheets->sheets, full) : NULL;
  if (!lines || draw->depth > 5) return g_set_error(error, EXAM_ERROR, 0, "no block '%s'", name), false;
  draw->depth++;
  bool fine = run_lines(draw, lines, 0, lines->len, error);
  draw->depth--;
  return fine;
}

static bool opens_body(const char *line) {
  return g_str_has_prefix(line, "rep ") || g_str_has_prefix(line, "chance ") || g_str_has_prefix(line, "until ");
}

static guint matching_end(GPtrArray *lines, guint from, guint to) {
  int depth = 0;
  for (guint i = from; i < to; i++) {
    const char *line = lines->pdata[i];
    depth += opens_body(line) ? 1 : g_str_equal(line, "end") ? -1 : 0;
    if (depth == 0) return i;
  }
  return to;
}

/* until Y … end: repeats while the cursor stands above Y mm. */
static bool run_until(Draw *draw, GPtrArray *lines, guint from, guint to, GError **error) {
  double bottom = g_ascii_strtod((const char *)lines->pdata[from] + 6, NULL);
  for (int i = 0; i < 200 && draw->ink.y < bottom; i++)
    if (!run_lines(draw, lines, from + 1, to, error)) return false;
  return true;
}

/* rep N … end repeats; chance P … end runs in P of 100. */
static bool run_body(Draw *draw, GPtrArray *lines, guint from, guint to, GError **error) {
  if (g_str_has_prefix(lines->pdata[from], "until ")) return run_until(draw, lines, from, to, error);
  g_autofree char *head = exam_expand(draw->vars, lines->pdata[from], false, error);
  if (!head) return false;
  bool rep = g_str_has_prefix(head, "rep ");
  int n = (int)g_ascii_strtoll(head + (rep ? 4 : 7), NULL, 10);
  n = rep ? n : exam_dice_int(draw->vars->dice, 0, 99) < n;
  for (int i = 0; i < n; i++) {
    exam_take(draw->vars, "n", g_strdup_printf("%d", i + 1));
    if (!run_lines(draw, lines, from + 1, to, error)) return false;
  }
  return true;
}

static bool run_lines(Draw *draw, GPtrArray *lines, guint from, guint to, GError **error) {
  for (guint i = from; i < to; i++) {
    const char *line = lines->pdata[i];
    bool fine = true;
    if (opens_body(line)) {
      guint end = matching_end(lines, i, to);
      fine = run_body(draw, lines, i, end, error);
      i = end;
    } else if (g_str_has_prefix(line, "use "))
      fine = use_block(draw, line + 4, error);
    else
      fine = run_simple(draw, line, error);
    if (!fine) return false;
  }
  return true;
}

/* "culture CODE" as a layout's first line chooses where its people come from, before they are invented. */
static guint choose_culture(ExamVars *vars, GPtrArray *lines) {
  if (lines->len && g_str_has_prefix(lines->pdata[0], "culture ")) {
    g_autofree char *code = exam_expand(vars, (const char *)lines->pdata[0] + 8, false, NULL);
    exam_set(vars, "culture", code);
    return 1;
  }
  return 0;
}

bool exam_draw(const ExamSheets *sheets, const char *name, ExamVars *vars, const ExamPaper *paper, GPtrArray **ret_pages, GError **error) {
  GPtrArray *lines = g_hash_table_lookup(sheets->sheets, name);
  if (!lines) return g_set_error(error, EXAM_ERROR, 0, "no layout '%s'", name), false;
  bool known = vars->people_known;
  guint first = known ? (lines->len && g_str_has_prefix(lines->pdata[0], "culture ")) : choose_culture(vars, lines);
  if (!known) exam_invent(vars);
  vars->sentences = g_hash_table_lookup(sheets->sheets, "sentences");
  g_autoptr(GPtrArray) pages = g_ptr_array_new_with_free_func((GDestroyNotify)exam_page_free);
  Draw draw = {.sheets = sheets,
               .vars = vars,
               .paper = paper,
               .pages = pages,
               .ink = {.font = g_strdup("Liberation Sans"),
                       .colour = g_strdup("#111111"),
                       .size = 10,
                       .face = (unsigned)exam_dice_int(vars->dice, 0, 79),
                       .words = paper->words}};
  bool fine = run_lines(&draw, lines, first, lines->len, error);
  end_page(&draw);
  if (fine && draw.ink.unknown_glyphs) {
    g_set_error(error, EXAM_ERROR, 0, "%u glyphs or ornaments unknown", draw.ink.unknown_glyphs);
    fine = false;
  }
  g_free(draw.ink.font);
  g_free(draw.ink.colour);
  if (fine) *ret_pages = g_steal_pointer(&pages);
  return g_prefix_error(error, "%s: ", name), fine;
}
