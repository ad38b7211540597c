/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of a page. Must not know: documents. */
#include "read/words.h"

#include <math.h>

/* ---- coverage: which letters were read */

/* Marks the inside of good words on a 1 bpp map of the survey's size. */
static PIX *good_map(const GPtrArray *words, const RectoSurvey *survey, double good) {
  PIX *map = pixCreate(pixGetWidth(survey->ink), pixGetHeight(survey->ink), 1);
  for (guint i = 0; map && i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    if (word->confidence < good) continue;
    double f = survey->factor;
    BOX *box = boxCreate((int)(word->box.x * f) - 1, (int)(word->box.y * f) - 1, (int)(word->box.width * f) + 3, (int)(word->box.height * f) + 3);
    if (box) pixSetInRect(map, box);
    boxDestroy(&box);
  }
  return map;
}

double recto_words_coverage(const GPtrArray *words, const RectoSurvey *survey, const RectoModels *limits) {
  if (survey->letters->n == 0) return NAN;
  g_autoptr(PIX) map = good_map(words, survey, recto_limit(limits, "read.ocr.good"));
  int inside = 0;
  for (int i = 0; map && i < survey->letters->n; i++) {
    const BOX *box = survey->letters->box[i];
    l_uint32 value = 0;
    if (!pixGetPixel(map, box->x + box->w / 2, box->y + box->h / 2, &value) && value) inside++;
  }
  return (double)inside / survey->letters->n;
}

double recto_words_confidence(const GPtrArray *words) {
  double sum = 0, letters = 0;
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    double n = (double)g_utf8_strlen(word->text, -1);
    sum += n * word->confidence;
    letters += n;
  }
  return letters > 0 ? sum / letters : 0;
}

int recto_words_count_good(const GPtrArray *words, const RectoModels *limits) {
  int count = 0;
  double good = recto_limit(limits, "read.ocr.good");
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    int letters = 0;
    for (const char *p = word->text; *p; p = g_utf8_next_char(p)) letters += g_unichar_isalpha(g_utf8_get_char(p)) != 0;
    count += letters >= 3 && word->confidence >= good;
  }
  return count;
}

double recto_words_letters(RectoOcr *ocr, PIX *grey, double dpi, const RectoModels *limits) {
  RectoOcrTask task = {.layout = RECTO_LAYOUT_SPARSE, .dpi = (int)dpi, .deadline_ms = 3000};
  g_auto(RectoOcrResult) result = {0};
  double letters = 0, good = recto_limit(limits, "read.ocr.good");
  if (!grey || !recto_ocr_read(ocr, grey, &task, &result)) return 0;
  for (guint i = 0; i < result.words->len; i++) {
    const RectoWord *word = result.words->pdata[i];
    glong length = g_utf8_strlen(word->text, -1);
    if (length >= 3 && word->confidence >= good) letters += (double)length * word->confidence;
  }
  return letters;
}

/* Overlap of two boxes as a share of the smaller one. */
static double overlap(RectoBox a, RectoBox b) {
  int wide = MIN(a.x + a.width, b.x + b.width) - MAX(a.x, b.x), high = MIN(a.y + a.height, b.y + b.height) - MAX(a.y, b.y);
  if (wide <= 0 || high <= 0) return 0;
  return (double)wide * high / MAX(1, MIN((double)a.width * a.height, (double)b.width * b.height));
}

static bool stands_on(RectoBox box, const GPtrArray *words) {
  for (guint i = 0; i < words->len; i++)
    if (overlap(box, ((const RectoWord *)words->pdata[i])->box) > 0.25) return true;
  return false;
}

/* The one word that shares most of its place with `box`; NULL when none or several do (then the two readings cut words differently). */
static RectoWord *same_place(const GPtrArray *words, RectoBox box) {
  RectoWord *found = NULL;
  for (guint i = 0; i < words->len; i++) {
    RectoWord *word = words->pdata[i];
    double shared = overlap(word->box, box);
    if (shared < 0.25) continue;
    if (found) return NULL;
    double ratio = (double)MIN(word->box.width, box.width) / MAX(word->box.width, box.width);
    found = shared > 0.6 && ratio > 0.6 ? word : NULL;
    if (!found) return NULL;
  }
  return found;
}

void recto_words_take_better(GPtrArray *words, GPtrArray *other) {
  for (guint i = 0; i < other->len; i++) {
    const RectoWord *rival = other->pdata[i];
    RectoWord *word = same_place(words, rival->box);
    if (!word || rival->confidence <= word->confidence + 0.05) continue;
    g_free(word->text);
    word->text = g_strdup(rival->text);
    word->confidence = rival->confidence;
    word->box = rival->box;
    word->baseline = rival->baseline;
  }
  recto_words_add_missing(words, other);
}

/* ---- words found later, set where a reader would meet them */

static bool same_row(RectoBox a, RectoBox b) {
  int shared = MIN(a.y + a.height, b.y + b.height) - MAX(a.y, b.y);
  return 2 * shared > MIN(a.height, b.height);
}

/* The nearest word of the same row to the right (`side` 1) or left (-1); -1 = none. */
static int neighbour(const GPtrArray *words, RectoBox box, int side) {
  int best = -1, least = G_MAXINT;
  for (guint i = 0; i < words->len; i++) {
    RectoBox other = ((const RectoWord *)words->pdata[i])->box;
    int gap = side > 0 ? other.x - (box.x + box.width) : box.x - (other.x + other.width);
    if (gap < -box.height || gap >= least || !same_row(box, other) || overlap(box, other) > 0) continue;
    best = (int)i;
    least = gap;
  }
  return best;
}

static bool begins_line(const GPtrArray *words, int at) {
  return at == 0 || ((const RectoWord *)words->pdata[at - 1])->line != ((const RectoWord *)words->pdata[at])->line;
}

static int after_line(const GPtrArray *words, int at) {
  int line = ((const RectoWord *)words->pdata[at])->line;
  while (at < (int)words->len && ((const RectoWord *)words->pdata[at])->line == line) at++;
  return at;
}

/* Sets a later line before the word that follows it in its row, else behind its row, else at the end. Between two words of one line it becomes part of that line. */
static void set_line(GPtrArray *words, const GPtrArray *line) {
  RectoBox box = {0};
  for (guint i = 0; i < line->len; i++) box = recto_box_union(box, ((const RectoWord *)line->pdata[i])->box);
  int right = neighbour(words, box, 1), left = right < 0 ? neighbour(words, box, -1) : -1;
  int at = right >= 0 ? right : left >= 0 ? after_line(words, left) : (int)words->len;
  bool inside = right >= 0 && !begins_line(words, right);
  const RectoWord *host = inside ? words->pdata[right] : NULL;
  for (guint i = 0; i < line->len; i++) {
    RectoWord *word = line->pdata[i];
    if (host) {
      word->line = host->line;
      word->block = host->block;
    }
    g_ptr_array_insert(words, at++, word);
  }
}

void recto_words_add_missing(GPtrArray *words, GPtrArray *seen) {
  int line = -1, block = -1, last_line = G_MININT, last_block = G_MININT;
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    line = MAX(line, word->line);
    block = MAX(block, word->block);
  }
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  for (guint i = 0; i < seen->len; i++) {
    RectoWord *word = seen->pdata[i];
    if (stands_on(word->box, words)) continue;
    bool begins = word->line != last_line || word->block != last_block;
    if (word->block != last_block) block++;
    if (begins) line++;
    if (begins) g_ptr_array_add(lines, g_ptr_array_new());
    last_line = word->line;
    last_block = word->block;
    word->line = line;
    word->block = block;
    g_ptr_array_add(lines->pdata[lines->len - 1], g_steal_pointer(&seen->pdata[i]));
  }
  for (guint i = 0; i < lines->len; i++) set_line(words, lines->pdata[i]);
}

void recto_words_set_labels(GPtrArray *words, const RectoModels *limits) {
  int most = (int)recto_limit(limits, "read.order.label-words");
  for (int at = 0, next; at < (int)words->len; at = next) {
    next = after_line(words, at);
    if (next - at > most) continue;
    RectoBox box = {0};
    for (int i = at; i < next; i++) box = recto_box_union(box, ((const RectoWord *)words->pdata[i])->box);
    int right = neighbour(words, box, 1);
    if (right < 0 || right >= at || !begins_line(words, right)) continue;
    for (int i = 0; i < next - at; i++) g_ptr_array_insert(words, right + i, g_ptr_array_steal_index(words, (guint)(at + i)));
  }
}

GPtrArray *recto_words_lines(const GPtrArray *words) {
  GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
  int current = G_MININT;
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *word = words->pdata[i];
    if (word->line != current || lines->len == 0) g_ptr_array_add(lines, g_strdup(word->text));
    else {
      char **last = (char **)&lines->pdata[lines->len - 1];
      g_autofree char *before = *last;
      *last = g_strjoin(" ", before, word->text, NULL);
    }
    current = word->line;
  }
  g_ptr_array_add(lines, NULL);
  return lines;
}
