/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prints a page of the judging layouts and hears where its words stand. Knows nothing of defects and cameras.
 * The x-height is that of the type drawn: the ink of an "x" in the font and size of each piece of text, whatever its script.
 * A page's is the median over its letters but those of machine-readable zones: of the text that one reads, not of the heading. On cards and passports
 * three quarters of the letters are smaller: their labels outnumber their values. */
#include "spoil.h"
#include <hb.h>
#include <math.h>
#include <string.h>

typedef struct {
  double dots, w, h; /* px per mm; mm */
  cairo_surface_t *surface;
  GArray *words;
  GString *text;
  bool zone; /* the last word is a line of a machine-readable zone, drawn letter by letter */
} Sheet;
typedef struct {
  GPtrArray *sheets; /* Sheet* */
  cairo_t *cairo;
  ExamListener listener;
  double finer; /* than usual */
  bool failed;
} Press;

static void free_sheet(gpointer data) {
  Sheet *s = data;
  if (s->surface) cairo_surface_destroy(s->surface);
  if (s->words) g_array_unref(s->words);
  if (s->text) g_string_free(s->text, TRUE);
  g_free(s);
}

/* ------------------------------------------------------------------ hearing */

/* Height of an "x" in Pango units; fonts of other scripts may have none: theirs is taken from ascent and descent, as it is of most Latin ones. */
static double x_height_of(PangoFont *font) {
  hb_codepoint_t glyph;
  PangoRectangle ink = {0};
  if (hb_font_get_nominal_glyph(pango_font_get_hb_font(font), 'x', &glyph)) pango_font_get_glyph_extents(font, glyph, &ink, NULL);
  if (ink.height > 0) return ink.height;
  PangoFontMetrics *metrics = pango_font_get_metrics(font, NULL);
  double height = 0.4 * (pango_font_metrics_get_ascent(metrics) + pango_font_metrics_get_descent(metrics));
  pango_font_metrics_unref(metrics);
  return height;
}

static PhotoSpot on_page(const Sheet *s, cairo_t *cairo, double x, double y) {
  cairo_user_to_device(cairo, &x, &y);
  return (PhotoSpot){x / s->dots - s->w / 2, y / s->dots - s->h / 2};
}

static PhotoSpot minus(PhotoSpot a, PhotoSpot b) { return (PhotoSpot){a.x - b.x, a.y - b.y}; }

/* One that is drawn letter by letter goes on in the same line. */
static bool continues(const Sheet *s, const SpoilWord *word) {
  if (!s->zone || !s->words->len) return false;
  const SpoilWord *last = &g_array_index(s->words, SpoilWord, s->words->len - 1);
  return fabs(word->at.y - last->at.y) < 0.3 && word->at.x > last->at.x && word->at.x - last->at.x - last->along.x < 3;
}

static void hear_word(Sheet *s, const SpoilWord *word, const char *text, size_t length, bool zone) {
  bool one = zone && word->letters == 1;
  if (one && continues(s, word)) {
    SpoilWord *last = &g_array_index(s->words, SpoilWord, s->words->len - 1);
    last->along = minus((PhotoSpot){word->at.x + word->along.x, word->at.y + word->along.y}, last->at);
    last->letters++;
    g_string_truncate(s->text, s->text->len - 1);
  } else
    g_array_append_val(s->words, *word);
  g_string_append_len(s->text, text, (gssize)length);
  g_string_append_c(s->text, '\n');
  s->zone = one;
}

typedef struct {
  const char *start;
  double left, right, base, x_height; /* Pango units */
  int letters;
  bool zone;
} Pending;

static void end_word(Sheet *s, cairo_t *cairo, Pending *p, const char *end) {
  if (p->letters && p->x_height > 0) {
    PhotoSpot at = on_page(s, cairo, p->left / PANGO_SCALE, p->base / PANGO_SCALE);
    PhotoSpot to = on_page(s, cairo, p->right / PANGO_SCALE, p->base / PANGO_SCALE);
    PhotoSpot top = on_page(s, cairo, p->left / PANGO_SCALE, (p->base - p->x_height) / PANGO_SCALE);
    hear_word(s, &(SpoilWord){at, minus(to, at), minus(top, at), p->letters, p->zone}, p->start, (size_t)(end - p->start), p->zone);
  }
  *p = (Pending){0};
}

static void add_letter(PangoLayoutIter *iter, Pending *p, const char *at) {
  PangoRectangle box;
  pango_layout_iter_get_char_extents(iter, &box);
  PangoLayoutRun *run = pango_layout_iter_get_run_readonly(iter);
  if (!p->letters) {
    *p = (Pending){.start = at, .left = box.x, .right = box.x, .base = pango_layout_iter_get_baseline(iter)};
    if (run) {
      PangoFont *font = run->item->analysis.font;
      PangoFontDescription *description = pango_font_describe(font);
      p->x_height = x_height_of(font);
      p->zone = g_str_has_prefix(pango_font_description_get_family(description), "OCR B");
      pango_font_description_free(description);
    }
  }
  p->left = MIN(p->left, box.x + MIN(box.width, 0));
  p->right = MAX(p->right, box.x + MAX(box.width, 0));
  p->letters++;
}

static int by_index(gconstpointer a, gconstpointer b) {
  const char *const *x = a, *const *y = b;
  return *x < *y ? -1 : *x > *y;
}

/* Letters come in the order of the eye; a word of Arabic is found by where its bytes begin and end. */
static void hear(cairo_t *cairo, PangoLayout *layout, gpointer data) {
  Press *press = data;
  Sheet *s = press->sheets->pdata[press->sheets->len - 1];
  const char *text = pango_layout_get_text(layout);
  PangoLayoutIter *iter = pango_layout_get_iter(layout);
  g_autoptr(GPtrArray) at = g_ptr_array_new();
  Pending p = {0};
  bool done = false;
  while (!done) {
    const char *c = text + pango_layout_iter_get_index(iter);
    int line = pango_layout_iter_get_baseline(iter);
    bool space = !*c || g_unichar_isspace(g_utf8_get_char(c));
    if (p.letters && (space || line != (int)p.base)) {
      g_ptr_array_sort(at, by_index);
      p.start = at->pdata[0];
      end_word(s, cairo, &p, g_utf8_next_char((const char *)at->pdata[at->len - 1]));
      g_ptr_array_set_size(at, 0);
    }
    if (!space) {
      add_letter(iter, &p, c);
      g_ptr_array_add(at, (gpointer)c);
    }
    done = !pango_layout_iter_next_char(iter);
  }
  if (p.letters) {
    g_ptr_array_sort(at, by_index);
    p.start = at->pdata[0];
    end_word(s, cairo, &p, g_utf8_next_char((const char *)at->pdata[at->len - 1]));
  }
  pango_layout_iter_free(iter);
}

/* ------------------------------------------------------------------ printing */

/* As fine as a near camera sees it. */
static double dots_for(double w) { return (w < 100 ? 900 : w < 150 ? 600 : 330) / 25.4; }

static cairo_t *open_page(double w, double h, gpointer data) {
  Press *press = data;
  Sheet *s = g_new0(Sheet, 1);
  *s = (Sheet){.dots = press->finer * dots_for(w), .w = w, .h = h, .words = g_array_new(FALSE, TRUE, sizeof(SpoilWord)), .text = g_string_new(NULL)};
  g_ptr_array_add(press->sheets, s);
  s->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(w * s->dots + 0.5), (int)(h * s->dots + 0.5));
  press->cairo = cairo_create(s->surface);
  cairo_set_source_rgb(press->cairo, 1, 1, 1);
  cairo_paint(press->cairo);
  cairo_scale(press->cairo, s->dots, s->dots);
  cairo_set_user_data(press->cairo, &exam_listener, &press->listener, NULL);
  return press->cairo;
}

static void close_page(gpointer data) {
  Press *press = data;
  Sheet *s = press->sheets->pdata[press->sheets->len - 1];
  press->failed = press->failed || cairo_status(press->cairo) != CAIRO_STATUS_SUCCESS; /* a font that failed leaves a page half drawn */
  cairo_destroy(press->cairo);
  cairo_surface_flush(s->surface);
}

/* ------------------------------------------------------------------ sheets */

static ExamRaster halved(const ExamRaster *from) {
  ExamRaster out = raster_new(from->w / 2, from->h / 2, 3);
  size_t row = (size_t)from->w * 3;
  for (int y = 0; y < out.h; y++) {
    const unsigned char *p = from->bytes + (size_t)(2 * y) * row;
    unsigned char *to = out.bytes + (size_t)y * (size_t)out.w * 3;
    for (int x = 0; x < out.w * 3; x++) {
      const unsigned char *q = p + (x / 3) * 6 + x % 3;
      to[x] = (unsigned char)((q[0] + q[3] + q[row] + q[row + 3] + 2) / 4);
    }
  }
  return out;
}

void spoil_sheet_soften(SpoilSheet *s) {
  for (int i = 1; i < SPOIL_MIPS; i++) {
    raster_free(&s->face[i]);
    s->face[i] = halved(&s->face[i - 1]);
  }
}

static int by_value(gconstpointer a, gconstpointer b) {
  const SpoilWeighed *x = a, *y = b;
  return x->value < y->value ? -1 : x->value > y->value;
}

double spoil_median(GArray *values, double share) {
  double all = 0, sum = 0;
  g_array_sort(values, by_value);
  for (guint i = 0; i < values->len; i++) all += g_array_index(values, SpoilWeighed, i).weight;
  for (guint i = 0; i < values->len; i++) {
    SpoilWeighed v = g_array_index(values, SpoilWeighed, i);
    if ((sum += v.weight) >= share * all) return v.value;
  }
  return 0;
}

static double usual_x_height(const GArray *words, double middle) {
  g_autoptr(GArray) heights = g_array_new(FALSE, FALSE, sizeof(SpoilWeighed));
  for (guint i = 0; i < words->len; i++) {
    const SpoilWord *w = &g_array_index(words, SpoilWord, i);
    SpoilWeighed v = {hypot(w->up.x, w->up.y), w->zone ? 1e-6 : w->letters};
    g_array_append_val(heights, v);
  }
  return spoil_median(heights, middle);
}

/* Small labels are most of the letters of a card: what one reads there is larger. */
static bool holds_labels(const char *layout) {
  static const char *const cards[] = {"identity-card", "residence-card", "recepisse", "passport"};
  for (guint i = 0; i < G_N_ELEMENTS(cards); i++)
    if (g_str_has_prefix(layout, cards[i])) return true;
  return false;
}

static SpoilSheet *take_sheet(Sheet *from, const char *layout, ExamDice *dice) {
  SpoilSheet *s = g_new0(SpoilSheet, 1);
  *s = (SpoilSheet){
      .w = from->w, .h = from->h, .dots = from->dots, .turn = {1, 0}, .words = g_array_ref(from->words), .text = g_string_new(from->text->str)};
  s->face[0] = raster_of_surface(from->surface);
  s->middle = holds_labels(layout) ? 0.75 : 0.5;
  s->x_height = usual_x_height(s->words, s->middle);
  s->radius = from->w < 100 ? 3.2 : g_str_has_prefix(layout, "passport") && from->w < 150 ? 2.5 : 0;
  s->tint[0] = exam_dice_real(dice, 0.975, 1);
  s->tint[1] = s->tint[0] - exam_dice_real(dice, 0, 0.01);
  s->tint[2] = s->tint[1] - exam_dice_real(dice, -0.008, 0.03);
  spoil_sheet_soften(s);
  return s;
}

/* Any page of the layout that says something, or else the one that says most. */
static guint choose_sheet(const GPtrArray *sheets, ExamDice *dice) {
  guint most = 0, any = (guint)exam_dice_int(dice, 0, (int)sheets->len - 1);
  for (guint i = 0; i < sheets->len; i++)
    if (((Sheet *)sheets->pdata[i])->words->len > ((Sheet *)sheets->pdata[most])->words->len) most = i;
  return ((Sheet *)sheets->pdata[any])->words->len >= 12 ? any : most;
}

/* A font that FreeType refused once stays broken in the font map, so each page has its own; the page too is drawn again a hair finer then. */
static bool print_layout(ExamSheets *sheets, const char *layout, guint64 seed, double finer, GPtrArray *drawn, GError **error) {
  ExamDice own = exam_dice(seed, layout);
  ExamVars vars = {.values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), .dice = &own};
  g_autoptr(GPtrArray) pages = NULL;
  Press press = {.sheets = drawn, .finer = finer};
  press.listener = (ExamListener){hear, &press};
  g_ptr_array_set_size(drawn, 0);
  pango_cairo_font_map_set_default(NULL);
  bool fine = exam_draw(sheets, layout, &vars, &(ExamPaper){open_page, close_page, &press, NULL, NULL}, &pages, error);
  g_hash_table_unref(vars.values);
  if (fine && press.failed) g_set_error(error, EXAM_ERROR, 0, "%s: a font fails", layout);
  return fine && !press.failed;
}

SpoilSheet *spoil_sheet_draw(ExamSheets *sheets, const char *layout, guint64 seed, ExamDice *dice, GError **error) {
  static const double finer[] = {1, 1.003, 1.011};
  g_autoptr(GPtrArray) drawn = g_ptr_array_new_with_free_func(free_sheet);
  bool fine = false;
  for (guint i = 0; i < G_N_ELEMENTS(finer) && !fine; i++) {
    g_clear_error(error);
    fine = print_layout(sheets, layout, seed, finer[i], drawn, error);
  }
  return fine ? take_sheet(drawn->pdata[choose_sheet(drawn, dice)], layout, dice) : NULL;
}

SpoilSheet *spoil_sheet_empty(double w, double h, double dots) {
  SpoilSheet *s = g_new0(SpoilSheet, 1);
  *s = (SpoilSheet){.w = w,
                    .h = h,
                    .dots = dots,
                    .turn = {1, 0},
                    .tint = {1, 1, 1},
                    .words = g_array_new(FALSE, TRUE, sizeof(SpoilWord)),
                    .text = g_string_new(NULL)};
  s->face[0] = raster_new((int)(w * dots + 0.5), (int)(h * dots + 0.5), 3);
  memset(s->face[0].bytes, 255, (size_t)s->face[0].w * (size_t)s->face[0].h * 3);
  return s;
}

void spoil_sheet_free(SpoilSheet *s) {
  if (!s) return;
  for (int i = 0; i < SPOIL_MIPS; i++) raster_free(&s->face[i]);
  g_array_unref(s->words);
  g_string_free(s->text, TRUE);
  g_free(s);
}

/* Paper scatters: what comes through from the back is a mirror image, softened by about 0.15 mm, and paler. */
void spoil_sheet_show_through(SpoilSheet *s, const SpoilSheet *back, double strength) {
  ExamRaster soft = raster_new(back->face[1].w, back->face[1].h, 3), *face = &s->face[0];
  memcpy(soft.bytes, back->face[1].bytes, (size_t)soft.w * (size_t)soft.h * 3);
  spoil_soften(&soft, 0.13 * back->dots / 2);
  double step_x = (double)soft.w / face->w, step_y = (double)soft.h / face->h;
  for (int y = 0; y < face->h; y++) {
    unsigned char *p = face->bytes + (size_t)y * (size_t)face->w * 3;
    const unsigned char *line = soft.bytes + (size_t)MIN((int)(y * step_y), soft.h - 1) * (size_t)soft.w * 3;
    for (int x = 0; x < face->w; x++, p += 3) {
      const unsigned char *q = line + (size_t)MAX(soft.w - 1 - (int)(x * step_x), 0) * 3;
      for (int c = 0; c < 3; c++) p[c] = (unsigned char)(p[c] * (1 - strength * (255 - q[c]) / 255.0));
    }
  }
  raster_free(&soft);
  spoil_sheet_soften(s);
}

void spoil_sheet_turn(SpoilSheet *s, double angle) {
  s->turn[0] = cos(angle);
  s->turn[1] = sin(angle);
}

PhotoSpot spoil_sheet_spot(const SpoilSheet *s, double u, double v) {
  double ct = s->turn[0], st = s->turn[1];
  return (PhotoSpot){s->x + u * ct - v * st, s->y + u * st + v * ct};
}

double spoil_sheet_distance(const SpoilSheet *s, double x, double y, double *ret_u, double *ret_v) {
  double dx = x - s->x, dy = y - s->y, ct = s->turn[0], st = s->turn[1];
  double u = *ret_u = dx * ct + dy * st, v = *ret_v = dy * ct - dx * st;
  double a = fabs(u) - s->w / 2 + s->radius, b = fabs(v) - s->h / 2 + s->radius;
  return (a > 0 && b > 0 ? hypot(a, b) : MAX(a, b)) - s->radius;
}
