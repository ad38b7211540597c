/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixels to words with Tesseract's C interface. Must not know: documents, the frame's history. */
#include "read/ocr.h"

#include <dlfcn.h>
#include <math.h>
#include <recto/error.h>
#include <recto/text.h>
#include <tesseract/capi.h>
#include <time.h>

struct RectoOcr { TessBaseAPI *api; };

/* OpenMP inside Tesseract costs more than it gives; OMP_THREAD_LIMIT must stand before the program starts, this works afterwards.
 * libgomp comes with libtesseract and is not linked by us, hence the lookup. */
static void switch_openmp_off(void) {
  void (*limit)(int) = NULL;
  *(void **)&limit = dlsym(RTLD_DEFAULT, "omp_set_max_active_levels");
  if (limit) limit(0);
}

RectoOcr *recto_ocr_new(const char *folder, const char *language, GError **error) {
  switch_openmp_off();
  TessBaseAPI *api = TessBaseAPICreate();
  if (!api || TessBaseAPIInit2(api, folder, language, strcmp(language, "osd") == 0 ? OEM_TESSERACT_ONLY : OEM_LSTM_ONLY)) {
    if (api) TessBaseAPIDelete(api);
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "Tesseract cannot load the language “%s” from %s: install tesseract-ocr-%s", language,
                folder ? folder : "its own folder", language);
    return NULL;
  }
  TessBaseAPISetVariable(api, "debug_file", "/dev/null");
  RectoOcr *ocr = g_new0(RectoOcr, 1);
  ocr->api = api;
  return ocr;
}

void recto_ocr_free(RectoOcr *ocr) {
  if (!ocr) return;
  TessBaseAPIEnd(ocr->api);
  TessBaseAPIDelete(ocr->api);
  g_free(ocr);
}

const char *recto_ocr_version(void) { return TessVersion(); }

void recto_ocr_result_clear(RectoOcrResult *result) { g_clear_pointer(&result->words, g_ptr_array_unref); }

/* What Tesseract makes of rules, dots and dirt: no letter or digit and no confidence. */
static bool is_rubbish(const char *text, double confidence) {
  bool alnum = false, visible = false;
  for (const char *p = text; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    visible |= g_unichar_isgraph(c);
    alnum |= g_unichar_isalnum(c) || c == '<' || g_unichar_type(c) == G_UNICODE_CURRENCY_SYMBOL;
  }
  return !visible || (confidence < 0.01) || (!alnum && confidence < 0.5);
}

static RectoWord *take_word(TessResultIterator *at, int line, int block) {
  TessPageIterator *page = TessResultIteratorGetPageIterator(at);
  int left, top, right, bottom, x1, y1, x2, y2;
  if (!TessPageIteratorBoundingBox(page, RIL_WORD, &left, &top, &right, &bottom) || right <= left || bottom <= top) return NULL;
  char *raw = TessResultIteratorGetUTF8Text(at, RIL_WORD);
  g_autofree char *text = raw ? recto_text_clean(raw, -1, 0) : NULL;
  if (raw) TessDeleteText(raw);
  double confidence = CLAMP(TessResultIteratorConfidence(at, RIL_WORD) / 100, 0, 1);
  if (!text || is_rubbish(text, confidence)) return NULL;
  RectoWord *word = recto_word_new(g_strstrip(text), (RectoBox){left, top, right - left, bottom - top}, confidence);
  word->line = line;
  word->block = block;
  word->baseline = bottom;
  if (TessPageIteratorBaseline(page, RIL_WORD, &x1, &y1, &x2, &y2)) word->baseline = CLAMP(y1, top, bottom + (bottom - top) / 2);
  return word;
}

static void collect_words(TessBaseAPI *api, GPtrArray *words) {
  TessResultIterator *at = TessBaseAPIGetIterator(api);
  if (!at) return;
  int line = -1, block = -1; /* counted only once a word of theirs is kept */
  bool new_line = true, new_block = true;
  do {
    TessPageIterator *page = TessResultIteratorGetPageIterator(at);
    if (TessPageIteratorIsAtBeginningOf(page, RIL_BLOCK)) new_block = true;
    if (TessPageIteratorIsAtBeginningOf(page, RIL_TEXTLINE)) new_line = true;
    RectoWord *word = take_word(at, line + new_line, block + new_block);
    if (!word) continue;
    line = word->line;
    block = word->block;
    new_line = new_block = false;
    g_ptr_array_add(words, word);
  } while (TessResultIteratorNext(at, RIL_WORD));
  TessResultIteratorDelete(at);
}

static void give_picture(RectoOcr *ocr, PIX *grey, const RectoOcrTask *task) {
  switch_openmp_off(); /* per thread and after a fork */
  TessBaseAPISetPageSegMode(ocr->api, (TessPageSegMode)task->layout);
  TessBaseAPISetVariable(ocr->api, "tessedit_char_whitelist", task->alphabet ? task->alphabet : "");
  TessBaseAPISetImage2(ocr->api, grey);
  TessBaseAPISetSourceResolution(ocr->api, CLAMP(task->dpi, 70, 600));
}

/* ---- the deadline: CPU time, so that a busy machine reads what an idle one reads */

typedef struct { double until; bool late; } Deadline;

double recto_ocr_clock(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool is_late(void *data, int words) {
  Deadline *deadline = data;
  deadline->late |= recto_ocr_clock() >= deadline->until;
  return deadline->late;
}

bool recto_ocr_read(RectoOcr *ocr, PIX *grey, const RectoOcrTask *task, RectoOcrResult *ret) {
  if (!ocr || !grey || pixGetWidth(grey) < 8 || pixGetHeight(grey) < 8) return false;
  give_picture(ocr, grey, task);
  ETEXT_DESC *monitor = TessMonitorCreate();
  Deadline deadline = {.until = recto_ocr_clock() + task->deadline_ms / 1000.};
  if (task->deadline_ms > 0) {
    TessMonitorSetCancelFunc(monitor, is_late);
    TessMonitorSetCancelThis(monitor, &deadline);
  }
  bool done = TessBaseAPIRecognize(ocr->api, monitor) == 0;
  TessMonitorDelete(monitor);
  *ret = (RectoOcrResult){.words = g_ptr_array_new_with_free_func((GDestroyNotify)recto_word_free), .stopped = deadline.late};
  if (done || deadline.late) collect_words(ocr->api, ret->words);
  TessBaseAPIClear(ocr->api);
  return done || deadline.late;
}

bool recto_ocr_orientation(RectoOcr *osd, PIX *grey, int dpi, int *ret_quarter_turns, double *ret_confidence) {
  if (!osd || !grey) return false;
  RectoOcrTask task = {.layout = (RectoLayout)PSM_OSD_ONLY, .dpi = dpi};
  give_picture(osd, grey, &task);
  int degrees = 0;
  float sure = 0, script_sure = 0;
  const char *script = NULL;
  bool told = TessBaseAPIDetectOrientationScript(osd->api, &degrees, &sure, &script, &script_sure);
  TessBaseAPIClear(osd->api);
  if (!told) return false;
  /* "degrees" is how far the text stands clockwise of upright: the page is turned on to the full circle. */
  *ret_quarter_turns = ((360 - degrees) / 90) % 4;
  *ret_confidence = sure;
  return true;
}
