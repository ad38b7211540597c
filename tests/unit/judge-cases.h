/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pages drawn in text for tests of the judge: one character is 12 x 24 px, a line of text is a line on the page. The real facts, no mock.
 *   page f0 p1 size 80x50     starts a page (file, page, columns x lines); size is optional
 *   |text                     a line of the page; "~" before a word makes it a title letter (twice as high)
 *   <text                     a line of a machine-readable zone: a line of the page, and with the lines beside it a sight, read ("?" after a character: unsure of it)
 *   blank                     the page is blank
 *   code datamatrix TEXT      a barcode (\g = group separator, \u = unit separator)
 */
#ifndef JUDGE_CASES_H
#define JUDGE_CASES_H

#include <recto/judge.h>

#include <string.h>

enum { CELL_WIDTH = 12, CELL_HEIGHT = 24, LINE_HEIGHT = 34 };

static inline RectoModels *case_models(void)
{
  static const char *const folders[] = {"models", NULL};
  g_autoptr(GError) error = NULL;
  RectoModels *models = recto_models_load(folders, &error);
  if (!models) g_error("%s", error->message);
  return models;
}

static inline void case_add_line(RectoPage *page, const char *text, int row)
{
  g_auto(GStrv) words = g_strsplit(text, " ", -1);
  int column = 0;
  for (int i = 0; words[i]; i++) {
    int length = (int)g_utf8_strlen(words[i], -1);
    if (*words[i]) {
      bool title = words[i][0] == '~';
      const char *word = words[i] + (title ? 1 : 0);
      RectoBox box = {60 + column * CELL_WIDTH, 60 + row * LINE_HEIGHT - (title ? CELL_HEIGHT / 2 : 0), length * CELL_WIDTH, CELL_HEIGHT * (title ? 3 : 2) / 2};
      g_ptr_array_add(page->words, recto_word_new(word, box, 0.93));
    }
    column += length + 1;
  }
}

/* The lines of a zone that stand together are one sight. */
static inline void case_add_zone(RectoPage *page, char **lines)
{
  g_autoptr(GPtrArray) zone = g_ptr_array_new_with_free_func(g_free);
  g_autoptr(GPtrArray) sure = g_ptr_array_new_with_free_func(g_free);
  bool doubt = false;
  for (int i = 0; lines[i] && *lines[i] == '<'; i++) {
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GString) signs = g_string_new(NULL);
    for (const char *p = lines[i] + 1; *p; p++) {
      if (*p == '?') signs->str[signs->len - 1] = '3', doubt = true;
      else g_string_append_c(text, *p), g_string_append_c(signs, '9');
    }
    g_ptr_array_add(zone, g_strdup(text->str));
    g_ptr_array_add(sure, g_strdup(signs->str));
  }
  g_ptr_array_add(zone, NULL);
  RectoMrzSight *sight = recto_mrz_sight_new((const char *const *)zone->pdata, (RectoBox){60, 1200, 800, 120}, doubt ? 0.6 : 0.99);
  sight->state = doubt ? RECTO_MRZ_DOUBTFUL : RECTO_MRZ_READ;
  for (guint l = 0; l < sure->len; l++) memcpy(sight->sure[l], sure->pdata[l], strlen(sure->pdata[l]));
  g_ptr_array_add(page->mrz, sight);
}

static inline void case_add_code(RectoPage *page, const char *rest)
{
  g_auto(GStrv) parts = g_strsplit(rest, " ", 2);
  RectoCodeKind kind = RECTO_CODE_OTHER;
  if (!recto_code_kind_from_word(parts[0], &kind)) g_error("no code kind %s", parts[0]);
  GString *text = g_string_new(parts[1]);
  g_string_replace(text, "\\g", "\x1d", 0);
  g_string_replace(text, "\\u", "\x1f", 0);
  g_ptr_array_add(page->codes, recto_code_new(kind, text->str, text->len, (RectoBox){10, 10, 40, 40}));
  g_string_free(text, TRUE);
}

/* Files from the drawing lines of a case; other lines go to `rest` (borrowed pointers into `lines`). */
static inline GPtrArray *case_files(char **lines, GPtrArray *rest)
{
  GPtrArray *files = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_free);
  RectoPage *page = NULL;
  int row = 0;
  for (int i = 0; lines[i]; i++) {
    const char *line = lines[i];
    unsigned file = 0, number = 0;
    if (sscanf(line, "page f%u p%u", &file, &number) == 2) {
      while (files->len <= file) {
        g_autofree char *name = g_strdup_printf("file-%u.pdf", files->len);
        g_ptr_array_add(files, recto_file_new(files->len, name));
      }
      RectoFile *owner = files->pdata[file];
      page = recto_page_new((RectoPageId){1, file, owner->pages->len});
      page->geometry.width = 1240;
      page->geometry.height = 1754;
      page->dpi = 150;
      page->blank = RECTO_NO;
      page->legible = RECTO_YES;
      page->sha256[0] = (uint8_t)(1 + file);
      page->sha256[1] = (uint8_t)(1 + owner->pages->len);
      g_ptr_array_add(owner->pages, page);
      row = 0;
    } else if (page && *line == '|') case_add_line(page, line + 1, row++);
    else if (page && *line == '<') {
      if (i == 0 || *lines[i - 1] != '<') case_add_zone(page, lines + i);
      g_auto(GStrv) sure = g_strsplit(line + 1, "?", -1);
      g_autofree char *text = g_strjoinv("", sure);
      case_add_line(page, text, row++);
    }
    else if (page && g_str_equal(line, "blank")) page->blank = RECTO_YES;
    else if (page && g_str_has_prefix(line, "code ")) case_add_code(page, line + 5);
    else if (*line && *line != '#') g_ptr_array_add(rest, (gpointer)line);
  }
  return files;
}

#endif
