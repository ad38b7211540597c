/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Making and freeing the reader's facts; boxes and the geometry chain. */
#include <math.h>
#include <recto/fact.h>
#include <recto/text.h>

RectoWord *recto_word_new(const char *text, RectoBox box, double confidence) {
  RectoWord *word = g_new0(RectoWord, 1);
  word->text = g_strdup(text);
  word->box = box;
  word->confidence = confidence;
  word->baseline = box.y + box.height;
  return word;
}

void recto_word_free(RectoWord *word) {
  if (!word) return;
  g_free(word->text);
  g_free(word);
}

RectoCode *recto_code_new(RectoCodeKind kind, const void *data, size_t size, RectoBox box) {
  RectoCode *code = g_new0(RectoCode, 1);
  code->kind = kind;
  code->bytes = g_bytes_new(data, size);
  code->text = g_utf8_make_valid(size ? data : "", (gssize)size);
  code->box = box;
  return code;
}

void recto_code_free(RectoCode *code) {
  if (!code) return;
  g_bytes_unref(code->bytes);
  g_free(code->text);
  g_free(code);
}

static const double sure_least[] = {0, 0.3, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999};

char recto_mrz_sure_char(double probability) {
  size_t i = G_N_ELEMENTS(sure_least) - 1;
  while (i > 0 && !(probability >= sure_least[i])) i--;
  return (char)('0' + i);
}

double recto_mrz_sure_least(char sure) { return g_ascii_isdigit(sure) ? sure_least[sure - '0'] : 0; }

RectoMrzSight *recto_mrz_sight_new(const char *const *lines, RectoBox box, double confidence) {
  RectoMrzSight *sight = g_new0(RectoMrzSight, 1);
  sight->lines = g_strdupv((char **)lines);
  sight->sure = g_strdupv((char **)lines);
  for (char **line = sight->sure; *line; line++) memset(*line, '9', strlen(*line));
  sight->box = box;
  sight->confidence = confidence;
  return sight;
}

void recto_mrz_sight_free(RectoMrzSight *sight) {
  if (!sight) return;
  g_strfreev(sight->lines);
  g_strfreev(sight->sure);
  g_free(sight);
}

RectoImage *recto_image_new(RectoImageCoding coding, uint32_t width, uint32_t height, int components, int bits, GBytes *bytes) {
  RectoImage *image = g_new0(RectoImage, 1);
  *image = (RectoImage){coding, width, height, components, bits, g_bytes_ref(bytes)};
  return image;
}

void recto_image_free(RectoImage *image) {
  if (!image) return;
  g_bytes_unref(image->bytes);
  g_free(image);
}

RectoPage *recto_page_new(RectoPageId id) {
  RectoPage *page = g_new0(RectoPage, 1);
  page->id = id;
  page->geometry.exif = 1;
  page->geometry.decode_scale = page->geometry.scale = 1;
  page->geometry.homography[0] = page->geometry.homography[4] = page->geometry.homography[8] = 1;
  page->measures = (RectoMeasures){NAN, 0, NAN, NAN, NAN, NAN, NAN, NAN};
  page->coverage = NAN;
  page->defects = g_array_new(FALSE, TRUE, sizeof(RectoDefect));
  page->words = g_ptr_array_new_with_free_func((GDestroyNotify)recto_word_free);
  page->codes = g_ptr_array_new_with_free_func((GDestroyNotify)recto_code_free);
  page->mrz = g_ptr_array_new_with_free_func((GDestroyNotify)recto_mrz_sight_free);
  return page;
}

void recto_page_free(RectoPage *page) {
  if (!page) return;
  g_array_unref(page->defects);
  g_ptr_array_unref(page->words);
  g_ptr_array_unref(page->codes);
  g_ptr_array_unref(page->mrz);
  recto_image_free(page->image);
  recto_image_free(page->thumb);
  g_free(page);
}

RectoFile *recto_file_new(uint32_t ordinal, const char *name) {
  RectoFile *file = g_new0(RectoFile, 1);
  g_autofree char *base = g_path_get_basename(name && *name ? name : "?");
  file->ordinal = ordinal;
  file->name = recto_text_clean(base, -1, 240);
  file->pages = g_ptr_array_new_with_free_func((GDestroyNotify)recto_page_free);
  return file;
}

void recto_file_free(RectoFile *file) {
  if (!file) return;
  g_free(file->name);
  g_free(file->other_format);
  g_ptr_array_unref(file->pages);
  g_free(file);
}

bool recto_box_is_empty(RectoBox box) { return box.width <= 0 || box.height <= 0; }

bool recto_box_holds(RectoBox outer, RectoBox inner) {
  int x = inner.x + inner.width / 2, y = inner.y + inner.height / 2;
  return x >= outer.x && x < outer.x + outer.width && y >= outer.y && y < outer.y + outer.height;
}

RectoBox recto_box_union(RectoBox a, RectoBox b) {
  if (recto_box_is_empty(a)) return b;
  if (recto_box_is_empty(b)) return a;
  int x = MIN(a.x, b.x), y = MIN(a.y, b.y);
  int right = MAX(a.x + a.width, b.x + b.width), bottom = MAX(a.y + a.height, b.y + b.height);
  return (RectoBox){x, y, right - x, bottom - y};
}

int recto_page_id_compare(const RectoPageId *a, const RectoPageId *b) {
  if (a->deposit != b->deposit) return a->deposit < b->deposit ? -1 : 1;
  if (a->file != b->file) return a->file < b->file ? -1 : 1;
  if (a->page != b->page) return a->page < b->page ? -1 : 1;
  return 0;
}

bool recto_page_id_equal(RectoPageId a, RectoPageId b) { return recto_page_id_compare(&a, &b) == 0; }

RectoPageId recto_page_place(const RectoPage *page) { return page->stands_in ? page->place : page->id; }

int recto_page_compare(const RectoPage *a, const RectoPage *b) {
  RectoPageId place_a = recto_page_place(a), place_b = recto_page_place(b);
  int order = recto_page_id_compare(&place_a, &place_b);
  return order ? order : recto_page_id_compare(&a->id, &b->id);
}

uint32_t recto_file_pages(const RectoFile *file) {
  uint32_t n = 0;
  for (guint i = 0; i < file->pages->len; i++) n += !((const RectoPage *)file->pages->pdata[i])->gone;
  return n;
}

const RectoPage *recto_page_find(const GPtrArray *files, RectoPageId id) {
  for (guint i = 0; i < files->len; i++) {
    const GPtrArray *pages = ((const RectoFile *)files->pdata[i])->pages;
    for (guint p = 0; p < pages->len; p++)
      if (recto_page_id_equal(((const RectoPage *)pages->pdata[p])->id, id)) return pages->pdata[p];
  }
  return NULL;
}

typedef struct { double x, y; } Point;

/* The page was turned clockwise by `skew` about its centre, and the centre laid on the centre of a frame that may be larger. */
static Point undo_skew(Point p, const RectoGeometry *g, double width, double height) {
  double angle = -g->skew * G_PI / 180, dx = p.x - g->width / g->scale / 2, dy = p.y - g->height / g->scale / 2;
  return (Point){width / 2 + dx * cos(angle) - dy * sin(angle), height / 2 + dx * sin(angle) + dy * cos(angle)};
}

/* `width` and `height` of the frame before the turns. */
static Point undo_turns(Point p, int turns, double width, double height) {
  switch (turns & 3) {
  case 1: return (Point){p.y, height - p.x};
  case 2: return (Point){width - p.x, height - p.y};
  case 3: return (Point){width - p.y, p.x};
  default: return p;
  }
}

static Point undo_homography(Point p, const RectoGeometry *g) {
  if (!g->has_homography) return p;
  const double *h = g->homography;
  double a = h[4] * h[8] - h[5] * h[7], b = h[2] * h[7] - h[1] * h[8], c = h[1] * h[5] - h[2] * h[4];
  double d = h[5] * h[6] - h[3] * h[8], e = h[0] * h[8] - h[2] * h[6], f = h[2] * h[3] - h[0] * h[5];
  double i = h[3] * h[7] - h[4] * h[6], j = h[1] * h[6] - h[0] * h[7], k = h[0] * h[4] - h[1] * h[3];
  double w = i * p.x + j * p.y + k;
  if (fabs(w) < 1e-12) return p;
  return (Point){(a * p.x + b * p.y + c) / w, (d * p.x + e * p.y + f) / w};
}

/* `width` and `height` of the stored frame. */
static Point undo_exif(Point p, int exif, double width, double height) {
  switch (exif) {
  case 2: return (Point){width - p.x, p.y};
  case 3: return (Point){width - p.x, height - p.y};
  case 4: return (Point){p.x, height - p.y};
  case 5: return (Point){p.y, p.x};
  case 6: return (Point){p.y, height - p.x};
  case 7: return (Point){width - p.y, height - p.x};
  case 8: return (Point){width - p.y, p.x};
  default: return p;
  }
}

static Point to_original(Point p, const RectoGeometry *g) {
  double scale = g->scale, decode = g->decode_scale > 0 ? g->decode_scale : 1;
  bool exif_swaps = g->exif >= 5, turn_swaps = g->quarter_turns & 1;
  double width = exif_swaps ? g->source_height : g->source_width, height = exif_swaps ? g->source_width : g->source_height;
  p = undo_skew((Point){p.x / scale, p.y / scale}, g, turn_swaps ? height : width, turn_swaps ? width : height);
  p = undo_turns(p, g->quarter_turns, width, height);
  p = undo_homography(p, g);
  p = undo_exif(p, g->exif, g->source_width, g->source_height);
  return (Point){p.x / decode, p.y / decode};
}

RectoBox recto_geometry_to_original(const RectoGeometry *geometry, RectoBox box) {
  if (geometry->scale <= 0 || geometry->width == 0) return box; /* never measured: the frames are one */
  double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  for (int i = 0; i < 4; i++) {
    Point corner = to_original((Point){box.x + (i & 1 ? box.width : 0), box.y + (i & 2 ? box.height : 0)}, geometry);
    left = MIN(left, corner.x);
    right = MAX(right, corner.x);
    top = MIN(top, corner.y);
    bottom = MAX(bottom, corner.y);
  }
  return (RectoBox){(int)floor(left), (int)floor(top), (int)ceil(right - floor(left)), (int)ceil(bottom - floor(top))};
}
