/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "layout.h"
#include <string.h>

typedef struct {
  Canvas *canvas;
  Vars *vars;
  const char *folder, *file;
  GHashTable *styles; /* name -> option words */
  const char *row; /* cells of the current `each` */
  guint depth;
} Run;

static void cmd_y(Canvas *canvas, const Args *args) {
  const char *word = args->at[0] ? args->at[0] : "0";
  canvas->cursor = word[0] == '+' ? canvas->cursor + g_ascii_strtod(word + 1, NULL) : g_ascii_strtod(word, NULL);
}

static void cmd_font(Canvas *canvas, const Args *args) {
  g_free(canvas->font);
  canvas->font = g_strdelimit(g_strdup(args->at[0] ? args->at[0] : "Liberation Sans"), "_", ' ');
  canvas->size = opt_number(args, "s", canvas->size);
}

static void cmd_page(Canvas *canvas, const Args *args) { canvas_page(canvas, arg(args, 0, 210), arg(args, 1, 297), opt(args, "side", "page")); }

/* `cols X 30l 20r …` */
static void cmd_cols(Canvas *canvas, const Args *args) {
  canvas->column_x = arg(args, 0, 15);
  canvas->n_columns = g_strv_length(args->at) - 1;
  canvas->column_w = g_renew(double, canvas->column_w, canvas->n_columns);
  canvas->column_al = g_renew(char, canvas->column_al, canvas->n_columns);
  for (size_t i = 0; i < canvas->n_columns; i++) {
    const char *word = args->at[i + 1];
    char last = word[strlen(word) - 1];
    canvas->column_w[i] = g_ascii_strtod(word, NULL);
    canvas->column_al[i] = g_ascii_isalpha(last) ? last : 'l';
  }
}

static const struct {
  const char *name;
  void (*run)(Canvas *, const Args *);
} commands[] = {{"t", cmd_text},
                {"row", cmd_row},
                {"cols", cmd_cols},
                {"y", cmd_y},
                {"font", cmd_font},
                {"page", cmd_page},
                {"mrz", cmd_mrz},
                {"specimen", cmd_specimen},
                {"rect", cmd_rect},
                {"line", cmd_line},
                {"circle", cmd_circle},
                {"poly", cmd_poly},
                {"check", cmd_check},
                {"bars", cmd_bars},
                {"flag", cmd_flag},
                {"guilloche", cmd_guilloche},
                {"portrait", cmd_portrait},
                {"sign", cmd_sign},
                {"stamp", cmd_stamp},
                {"emblem", cmd_emblem},
                {"logo", cmd_logo},
                {"chip", cmd_chip},
                {"code", cmd_code}};

static void args_free(Args *args) {
  g_strfreev(args->at);
  g_strfreev(args->text);
  g_hash_table_unref(args->opts);
  g_free(args);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Args, args_free)

static void add_words(const Run *run, Args *args, GPtrArray *at, const char *words, bool styled) {
  g_auto(GStrv) list = g_strsplit(words, " ", -1);
  for (guint i = 0; list[i]; i++) {
    char *word = list[i], *equal = strchr(word, '=');
    if (!*word) continue;
    if (*word == '@') {
      const char *style = g_hash_table_lookup(run->styles, word + 1);
      if (style) add_words(run, args, at, style, true);
    } else if (equal)
      g_hash_table_replace(args->opts, g_strndup(word, (gsize)(equal - word)), g_strdup(equal + 1));
    else if (styled || g_ascii_isalpha(*word))
      g_hash_table_replace(args->opts, g_strdup(word), g_strdup(""));
    if (!equal && *word != '@' && !styled && at) g_ptr_array_add(at, g_strdup(word));
  }
}

/* Splits at bars that stand between spaces (or at an end); the first part is the command's words. Before expansion, so values may hold bars. */
static char **split_bars(const char *line) {
  GPtrArray *parts = g_ptr_array_new();
  const char *from = line;
  for (const char *p = line; *p; p++) {
    if (*p != '|' || (p > line && p[-1] != ' ') || (p[1] && p[1] != ' ')) continue;
    g_ptr_array_add(parts, g_strstrip(g_strndup(from, (gsize)(p - from))));
    from = p + 1;
  }
  g_ptr_array_add(parts, g_strstrip(g_strdup(from)));
  g_ptr_array_add(parts, NULL);
  return (char **)g_ptr_array_free(parts, FALSE);
}

/* A word that is not a number is both a positional word (kinds) and an option (flags). Numbers and `.` are positional only. */
static Args *parse_args(Run *run, const char *line, bool readable) {
  Args *args = g_new0(Args, 1);
  args->opts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_auto(GStrv) parts = split_bars(line);
  g_autofree char *words = vars_expand(run->vars, parts[0], run->row, NULL, NULL);
  GPtrArray *at = g_ptr_array_new();
  add_words(run, args, at, words, false);
  g_ptr_array_add(at, NULL);
  args->at = (char **)g_ptr_array_free(at, FALSE);
  args->text = g_new0(char *, g_strv_length(parts));
  for (guint i = 1; parts[i]; i++) args->text[i - 1] = vars_expand(run->vars, parts[i], run->row, readable ? canvas_saw : NULL, run->canvas);
  return args;
}

static bool fault(const Run *run, guint line, const char *what) {
  g_printerr("specimen: %s:%u: %s\n", run->file, line + 1, what);
  return false;
}

static guint matching_end(char **lines, guint from) {
  int depth = 1;
  for (guint i = from; lines[i]; i++) {
    if (g_str_has_prefix(lines[i], "each ") || g_str_has_prefix(lines[i], "if ") || g_str_has_prefix(lines[i], "ifnot ")) depth++;
    if (strcmp(lines[i], "end") == 0 && --depth == 0) return i;
  }
  return G_MAXUINT;
}

static bool run_lines(Run *run, char **lines, guint from, guint to);

static bool run_block(Run *run, char **lines, guint at, guint end) {
  g_auto(GStrv) words = g_strsplit(lines[at], " ", 2);
  if (strcmp(words[0], "each") != 0) {
    bool wanted = strcmp(words[0], "if") == 0;
    return vars_has(run->vars, words[1]) == wanted ? run_lines(run, lines, at + 1, end) : true;
  }
  const GPtrArray *rows = vars_rows(run->vars, words[1]);
  if (!rows) return fault(run, at, "nobody sets this list");
  const char *outer = run->row;
  bool ok = true;
  for (guint i = 0; ok && i < rows->len; i++) {
    run->row = rows->pdata[i];
    ok = run_lines(run, lines, at + 1, end);
  }
  run->row = outer;
  return ok;
}

static bool run_file(Run *run, const char *file);

static bool run_command(Run *run, char **lines, guint i) {
  const char *line = lines[i];
  g_autofree char *name = g_strndup(line, strcspn(line, " "));
  const char *rest = line + strlen(name) + (line[strlen(name)] == ' ');
  if (strcmp(name, "style") == 0) {
    g_auto(GStrv) parts = g_strsplit(rest, " ", 2);
    g_hash_table_replace(run->styles, g_strdup(parts[0]), g_strdup(parts[1] ? parts[1] : ""));
    return true;
  }
  if (strcmp(name, "set") == 0) {
    g_auto(GStrv) parts = g_strsplit(rest, " ", 2);
    g_autofree char *value = vars_expand(run->vars, parts[1] ? parts[1] : "", run->row, NULL, NULL);
    vars_text(run->vars, parts[0], value);
    return true;
  }
  if (strcmp(name, "include") == 0) return run_file(run, rest);
  for (size_t k = 0; k < G_N_ELEMENTS(commands); k++) {
    if (strcmp(commands[k].name, name) != 0) continue;
    if (!run->canvas->cr && strcmp(name, "page") != 0 && strcmp(name, "font") != 0) return fault(run, i, "nothing can be drawn before `page`");
    bool readable = strcmp(name, "code") != 0;
    g_autoptr(Args) args = parse_args(run, rest, readable);
    if (run->canvas->cr) cairo_new_path(run->canvas->cr);
    commands[k].run(run->canvas, args);
    return true;
  }
  return fault(run, i, "no such command");
}

static bool run_lines(Run *run, char **lines, guint from, guint to) {
  for (guint i = from; i < to && lines[i]; i++) {
    if (!lines[i][0] || lines[i][0] == '#') continue;
    if (g_str_has_prefix(lines[i], "each ") || g_str_has_prefix(lines[i], "if ") || g_str_has_prefix(lines[i], "ifnot ")) {
      guint end = matching_end(lines, i + 1);
      if (end == G_MAXUINT) return fault(run, i, "no `end` for this");
      if (!run_block(run, lines, i, end)) return false;
      i = end;
    } else if (!run_command(run, lines, i))
      return false;
  }
  return true;
}

static bool run_file(Run *run, const char *file) {
  g_autofree char *path = g_build_filename(run->folder, file, NULL), *text = NULL;
  g_autoptr(GError) error = NULL;
  if (run->depth > 4) return fault(run, 0, "files include each other");
  if (!g_file_get_contents(path, &text, NULL, &error)) {
    g_printerr("specimen: %s\n", error->message);
    return false;
  }
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i]; i++) g_strstrip(lines[i]);
  const char *outer = run->file;
  run->file = file;
  run->depth++;
  bool ok = run_lines(run, lines, 0, g_strv_length(lines));
  run->depth--;
  run->file = outer;
  return ok;
}

bool layout_draw(Canvas *canvas, Vars *vars, const char *folder, const char *file) {
  Run run = {canvas, vars, folder, file, g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), NULL, 0};
  bool ok = run_file(&run, file);
  g_hash_table_unref(run.styles);
  canvas_finish(canvas);
  if (ok && !canvas->pages->len) {
    g_printerr("specimen: %s draws no page\n", file);
    return false;
  }
  if (ok && canvas->missing_glyphs) {
    g_printerr("specimen: %s: %u letters have no glyph in the fonts\n", file, canvas->missing_glyphs);
    return false;
  }
  return ok;
}
