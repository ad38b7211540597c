/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Barcodes of a page. Must not know: what a code means. */
#include "read/codes.h"

#include "read/zxing.h"

enum { PIECES_MOST = 400 }; /* a page with more is a picture or dirt, and joining costs their square */

typedef struct { GPtrArray *codes; int x, y; double scale; } Finding;

static RectoCodeKind kind_of(const char *format) {
  static const struct { const char *name; RectoCodeKind kind; } names[] = {
      {"QRCode", RECTO_CODE_QR}, {"DataMatrix", RECTO_CODE_DATAMATRIX}, {"Aztec", RECTO_CODE_AZTEC},
      {"PDF417", RECTO_CODE_PDF417}, {"Code128", RECTO_CODE_CODE128}, {"Code39", RECTO_CODE_CODE39}};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
    if (g_str_equal(format, names[i].name)) return names[i].kind;
  return RECTO_CODE_OTHER;
}

static bool same_code(const RectoCode *a, RectoCodeKind kind, const uint8_t *bytes, size_t size, RectoBox box) {
  gsize length = 0;
  const guint8 *data = g_bytes_get_data(a->bytes, &length);
  bool apart = box.x > a->box.x + a->box.width || a->box.x > box.x + box.width || box.y > a->box.y + a->box.height || a->box.y > box.y + box.height;
  return a->kind == kind && length == size && memcmp(data, bytes, size) == 0 && !apart;
}

static void found(const char *format, const uint8_t *bytes, size_t size, int x, int y, int width, int height, void *data) {
  Finding *finding = data;
  double back = 1 / finding->scale;
  RectoBox box = {finding->x + (int)(x * back), finding->y + (int)(y * back), MAX(1, (int)(width * back)), MAX(1, (int)(height * back))};
  RectoCodeKind kind = kind_of(format);
  if (size == 0) return;
  for (guint i = 0; i < finding->codes->len; i++)
    if (same_code(finding->codes->pdata[i], kind, bytes, size, box)) return;
  g_ptr_array_add(finding->codes, recto_code_new(kind, bytes, size, box));
}

/* Leptonica packs four pixels into a host word; zxing wants them in order. */
static guint8 *plain_bytes(PIX *grey) {
  size_t width = (size_t)pixGetWidth(grey), height = (size_t)pixGetHeight(grey), wpl = (size_t)pixGetWpl(grey);
  guint8 *bytes = g_malloc(width * height);
  for (size_t y = 0; y < height; y++) {
    const l_uint32 *line = pixGetData(grey) + y * wpl;
    for (size_t x = 0; x < width; x++) bytes[y * width + x] = (guint8)GET_DATA_BYTE(line, x);
  }
  return bytes;
}

static int decode(PIX *grey, int kinds, bool hard, Finding *finding) {
  g_autofree guint8 *bytes = plain_bytes(grey);
  return recto_zxing_read(bytes, pixGetWidth(grey), pixGetHeight(grey), pixGetWidth(grey), kinds, hard, found, finding);
}

/* Patches of the reduced ink whose holes and gaps close into one solid blob: cells of a code are no wider than `gap`. */
static BOXA *patches(PIX *ink, int gap) {
  g_autoptr(PIX) closed = pixCloseSafeBrick(NULL, ink, gap, gap);
  g_autoptr(PIX) solid = closed ? pixOpenBrick(NULL, closed, gap + 2, gap + 2) : NULL;
  return solid ? pixConnCompBB(solid, 8) : NULL;
}

/* A code is half black, half white, and changes often along every line; a picture or a rule is not, text is too light. */
static bool looks_coded(PIX *ink, const BOX *box, const RectoModels *limits) {
  g_autoptr(PIX) patch = recto_pix_cut(ink, box->x, box->y, box->w, box->h);
  l_float32 share = 0;
  if (!patch || pixForegroundFraction(patch, &share)) return false;
  return share >= recto_limit(limits, "read.codes.ink-least") && share <= recto_limit(limits, "read.codes.ink-most");
}

static bool decode_scaled(PIX *crop, double scale, int kinds, Finding *finding) {
  g_autoptr(PIX) sized = recto_pix_scaled(crop, scale);
  finding->scale = sized ? (double)pixGetWidth(sized) / pixGetWidth(crop) : 1;
  return sized && decode(sized, kinds, true, finding) > 0;
}

/* First reduced to a size that costs little; then as it is, for small cells and thin bars. Wide cells are seen at half that size too, where crumbs of
 * missing toner even out. */
static void try_patch(PIX *grey, const BOX *box, double factor, bool wide, const RectoModels *limits, GPtrArray *codes) {
  int x = (int)(box->x / factor), y = (int)(box->y / factor), width = (int)(box->w / factor), height = (int)(box->h / factor);
  bool bars = width > height * 3 / 2 || height > width * 3 / 2;
  int margin = MAX(12, MIN(width, height) / (bars ? 3 : 5));
  x = MAX(0, x - margin), y = MAX(0, y - margin);
  g_autoptr(PIX) crop = recto_pix_cut(grey, x, y, width + 2 * margin, height + 2 * margin);
  if (!crop) return;
  double side = MAX(pixGetWidth(crop), pixGetHeight(crop)), most = recto_limit(limits, "read.codes.crop-side"), scale = side > most ? most / side : 1;
  Finding finding = {codes, x, y, scale};
  int kinds = RECTO_ZXING_MATRIX | (bars ? RECTO_ZXING_LINEAR : 0);
  if (decode_scaled(crop, scale, kinds, &finding)) return;
  if (scale < 1 && !wide && decode_scaled(crop, 1, kinds, &finding)) return;
  if (scale < 1 && wide && bars && decode_scaled(crop, 1, RECTO_ZXING_LINEAR, &finding)) return;
  if (wide) decode_scaled(crop, scale / 2, RECTO_ZXING_MATRIX, &finding);
}

/* What a search goes through: ink reduced to where its gaps close, and how many frame px one of its px is. */
typedef struct { PIX *grey, *ink; double factor; bool wide; int gap, patches; const RectoModels *limits; GPtrArray *codes; } Search;

/* A patch inside a code that was read needs no second look. */
static bool is_read(const Search *search, const BOX *box) {
  RectoBox place = {(int)(box->x / search->factor), (int)(box->y / search->factor), (int)(box->w / search->factor), (int)(box->h / search->factor)};
  for (guint i = 0; i < search->codes->len; i++)
    if (recto_box_holds(((const RectoCode *)search->codes->pdata[i])->box, place)) return true;
  return false;
}

/* Along one line, as thick, and not far apart: from `at` by `length`, across at `from` by `thick`. */
static bool in_line(int at, int length, int other_at, int other_length, int from, int thick, int other_from, int other_thick, int reach) {
  int gap = MAX(at, other_at) - MIN(at + length, other_at + other_length);
  return gap <= reach && abs(from - other_from) <= 2 && abs(thick - other_thick) <= 3;
}

/* Thin bars vanish where wide ones stay: the pieces of a row of bars are put together again. */
static void join_bars(BOXA *boxes, int least, int reach) {
  for (int i = 0; i < boxes->n; i++)
    for (int k = i + 1; k < boxes->n; k++) {
      BOX *a = boxes->box[i], *b = boxes->box[k];
      bool across = a->h >= least && in_line(a->x, a->w, b->x, b->w, a->y, a->h, b->y, b->h, reach);
      bool down = a->w >= least && in_line(a->y, a->h, b->y, b->h, a->x, a->w, b->x, b->w, reach);
      if (!across && !down) continue;
      BOX *both = boxBoundingRegion(a, b);
      if (!both) return;
      boxaReplaceBox(boxes, i, both);
      boxaRemoveBox(boxes, k);
      k = i; /* the longer piece may reach others */
    }
}

static void look_through(const Search *search) {
  int least = (int)recto_limit(search->limits, "read.codes.side-least"), left = search->patches;
  g_autoptr(BOXA) boxes = patches(search->ink, search->gap);
  if (boxes && search->wide && boxes->n <= PIECES_MOST) join_bars(boxes, least, 2 * search->gap);
  for (int i = 0; boxes && i < boxes->n && left > 0; i++) {
    const BOX *box = boxes->box[i];
    int shorter = MIN(box->w, box->h), longer = MAX(box->w, box->h);
    if (shorter < least || longer > shorter * 12 || is_read(search, box) || !looks_coded(search->ink, box, search->limits)) continue;
    left--;
    try_patch(search->grey, box, search->factor, search->wide, search->limits, search->codes);
  }
}

/* Twice: for codes whose cells are wider than a letter's strokes (printed sheets; bars), where strokes have vanished and wide gaps close; then for
 * small cells. Without the first, wide-celled codes fell to pieces: 19 of 60 worn sheets at 200 dpi were not found. */
void recto_codes_read(PIX *grey, const RectoSurvey *survey, const RectoModels *limits, GPtrArray *codes) {
  g_autoptr(PIX) ink = survey->factor > 0.3 && MAX(pixGetWidth(survey->ink), pixGetHeight(survey->ink)) > 1200 ? pixReduceRankBinary2(survey->ink, 2, NULL)
                                                                                                              : pixClone(survey->ink);
  g_autoptr(PIX) bold = ink ? pixReduceRankBinary2(ink, 3, NULL) : NULL;
  if (!bold) return;
  double factor = survey->factor * pixGetWidth(ink) / pixGetWidth(survey->ink);
  Search wide = {grey, bold, factor / 2, true, (int)recto_limit(limits, "read.codes.gap-bold"), (int)recto_limit(limits, "read.codes.patches-bold"), limits, codes};
  Search small = {grey, ink, factor, false, (int)recto_limit(limits, "read.codes.gap"), (int)recto_limit(limits, "read.codes.patches"), limits, codes};
  look_through(&wide);
  look_through(&small);
}
