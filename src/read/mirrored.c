/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines that are read in a mirror. Must not know: verdicts, documents. */
#include "read/mirrored.h"

#include "image/textlines.h"

enum { SAMPLES = 9, GAP = 24 /* px between the lines of a collage */ };
static const double RIM = 0.6, WIDEST = 60; /* letter heights around a line, and of it at most */

/* The back of a sheet that was turned over its short side stands on its head as well; so may the page itself, where nothing told which way is up. */
typedef enum { STRAIGHT, TURNED, MIRRORED, HEAD_DOWN, WAYS } Way;

typedef struct {
  BOX box; /* survey px */
  int n;   /* letters; 0 = none */
  PIX *picture;
  int top; /* in the collage */
  double read[WAYS]; /* letters, by their words' confidence */
} Sample;

typedef struct { Sample sample[SAMPLES]; int n, width, height; } Collage;

static void collage_clear(Collage *collage) {
  for (int i = 0; i < collage->n; i++) pixDestroy(&collage->sample[i].picture);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Collage, collage_clear)

static BOX box_of(const RectoTextLine *line) {
  int left = line->letter[0]->x, top = line->letter[0]->y, right = left, bottom = top;
  for (int i = 0; i < line->n; i++) {
    const BOX *box = line->letter[i];
    left = MIN(left, box->x), top = MIN(top, box->y), right = MAX(right, box->x + box->w), bottom = MAX(bottom, box->y + box->h);
  }
  return (BOX){.x = left, .y = top, .w = right - left, .h = bottom - top, .refcount = 1};
}

/* The longest line of each band of the page. */
static void choose(const RectoSurvey *survey, const RectoModels *limits, Collage *collage) {
  g_auto(RectoTextLines) lines = {0};
  recto_textlines_make(survey->letters, survey->letter_height, &lines);
  Sample longest[SAMPLES] = {0};
  for (guint i = 0; i < lines.lines->len; i++) {
    const RectoTextLine *line = &g_array_index(lines.lines, RectoTextLine, i);
    BOX box = box_of(line);
    Sample *sample = &longest[CLAMP((box.y + box.h / 2) * SAMPLES / pixGetHeight(survey->ink), 0, SAMPLES - 1)];
    if (line->n >= recto_limit(limits, "read.mirrored.line") && line->n > sample->n) *sample = (Sample){.box = box, .n = line->n};
  }
  for (int i = 0; i < SAMPLES; i++)
    if (longest[i].n) collage->sample[collage->n++] = longest[i];
}

/* Cut out of the frame, of the size that the OCR likes, one below the other. */
static void cut_out(PIX *grey, const RectoSurvey *survey, const RectoModels *limits, Collage *collage) {
  double rim = RIM * survey->letter_height, factor = survey->factor, scale = CLAMP(recto_limit(limits, "read.ocr.letter-height") / survey->letter_height * factor, 0.5, 3);
  collage->height = GAP;
  for (int i = 0; i < collage->n; i++) {
    Sample *sample = &collage->sample[i];
    double width = MIN(sample->box.w + 2 * rim, WIDEST * survey->letter_height);
    g_autoptr(PIX) cut = recto_pix_cut(grey, (int)((sample->box.x - rim) / factor), (int)((sample->box.y - rim) / factor), (int)(width / factor), (int)((sample->box.h + 2 * rim) / factor));
    sample->picture = recto_pix_scaled(cut, scale);
    sample->top = collage->height;
    if (!sample->picture) continue;
    collage->width = MAX(collage->width, pixGetWidth(sample->picture));
    collage->height += pixGetHeight(sample->picture) + GAP;
  }
}

static PIX *seen(PIX *picture, Way way) {
  switch (way) {
  case TURNED: return pixRotateOrth(picture, 2);
  case MIRRORED: return pixFlipLR(NULL, picture);
  case HEAD_DOWN: return pixFlipTB(NULL, picture);
  default: return pixClone(picture);
  }
}

static PIX *paste(const Collage *collage, Way way) {
  PIX *all = pixCreate(collage->width + 2 * GAP, collage->height, 8);
  if (!all || pixSetAll(all)) return all;
  for (int i = 0; i < collage->n; i++) {
    g_autoptr(PIX) from = collage->sample[i].picture ? seen(collage->sample[i].picture, way) : NULL;
    if (from) pixRasterop(all, GAP, collage->sample[i].top, pixGetWidth(from), pixGetHeight(from), PIX_SRC, from, 0, 0);
  }
  return all;
}

static void count(Collage *collage, const RectoWord *word, Way way) {
  double letters = (double)g_utf8_strlen(word->text, -1) * word->confidence;
  int middle = word->box.y + word->box.height / 2;
  for (int i = collage->n - 1; i >= 0; i--) {
    Sample *sample = &collage->sample[i];
    if (middle < sample->top) continue;
    sample->read[way] += letters;
    return;
  }
}

static void read_way(RectoOcr *ocr, Collage *collage, Way way, const RectoModels *limits) {
  g_autoptr(PIX) all = paste(collage, way);
  RectoOcrTask task = {.layout = RECTO_LAYOUT_BLOCK, .dpi = (int)recto_limit(limits, "read.ocr.dpi"), .deadline_ms = (int)(1000 * recto_limit(limits, "read.mirrored.seconds"))};
  g_auto(RectoOcrResult) result = {0};
  if (!all || !recto_ocr_read(ocr, all, &task, &result)) return;
  for (guint i = 0; i < result.words->len; i++) {
    const RectoWord *word = result.words->pdata[i];
    if (g_utf8_strlen(word->text, -1) >= 3 && word->confidence >= recto_limit(limits, "read.ocr.good")) count(collage, word, way);
  }
}

static bool reads_in_mirror(const Sample *sample, const RectoModels *limits) {
  double most = MAX(sample->read[MIRRORED], sample->read[HEAD_DOWN]), own = MAX(sample->read[STRAIGHT], sample->read[TURNED]);
  return most >= recto_limit(limits, "read.mirrored.letters") && most >= recto_limit(limits, "read.mirrored.lead") * own;
}

static bool any_in_mirror(const Collage *collage, const RectoModels *limits) {
  for (int i = 0; i < collage->n; i++)
    if (reads_in_mirror(&collage->sample[i], limits)) return true;
  return false;
}

/* ------------------------------------------------------------------ how dark */

static bool lies_in(const BOX *box, const BOX *line) { return box->x >= line->x && box->y >= line->y && box->x + box->w <= line->x + line->w && box->y + box->h <= line->y + line->h; }

/* The darkest of a letter at this share (0..1) of them all, from dark to pale; of those in `line` alone, NULL = of the page. 255 without letters. */
static int darkness(const RectoSurvey *survey, const BOX *line, double share) {
  g_autoptr(GArray) dark = g_array_new(FALSE, FALSE, sizeof(int));
  for (int i = 0; i < survey->letters->n; i++) {
    int grey = !line || lies_in(survey->letters->box[i], line) ? recto_pix_darkest(survey->even, survey->letters->box[i]) : -1;
    if (grey >= 0) g_array_append_val(dark, grey);
  }
  g_array_sort(dark, recto_int_compare);
  return dark->len ? g_array_index(dark, int, MIN((guint)(share * dark->len), dark->len - 1)) : 255;
}

/* Of the darkest mirrored line, beside the darkest twentieth of the page's letters. */
static double depth_of(const Collage *collage, const RectoSurvey *survey, const RectoModels *limits) {
  double paper = recto_limit(limits, "image.light.paper-grey"), page = paper - darkness(survey, NULL, 0.05), most = 0;
  for (int i = 0; i < collage->n; i++)
    if (reads_in_mirror(&collage->sample[i], limits)) most = MAX(most, paper - darkness(survey, &collage->sample[i].box, 0.5));
  return page > 0 ? most / page : 0;
}

void recto_mirrored_measure(RectoOcr *ocr, PIX *grey, const RectoSurvey *survey, const RectoModels *limits, RectoMirrored *ret) {
  *ret = (RectoMirrored){0};
  g_auto(Collage) collage = {0};
  if (survey->letter_height <= 0) return;
  choose(survey, limits, &collage);
  cut_out(grey, survey, limits, &collage);
  ret->lines = collage.n;
  if (collage.width == 0) return;
  for (Way way = MIRRORED; way < WAYS; way++) read_way(ocr, &collage, way, limits);
  if (!any_in_mirror(&collage, limits)) return;
  for (Way way = STRAIGHT; way <= TURNED; way++) read_way(ocr, &collage, way, limits);
  for (int i = 0; i < collage.n; i++) ret->mirrored += reads_in_mirror(&collage.sample[i], limits);
  ret->depth = depth_of(&collage, survey, limits);
}
