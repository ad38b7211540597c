/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays out one page and its defect, so that it does as much harm as planned. Draws no pixel of the picture. */
#include "spoil.h"
#include <math.h>
#include <string.h>

void spoil_scene_free(SpoilScene *s) {
  spoil_sheet_free(s->sheet[0]);
  spoil_sheet_free(s->sheet[1]);
  spoil_sheet_free(s->back);
  g_free(s->cover);
  g_free(s->glare);
  g_free(s->shadow);
  g_free(s);
}

/* ------------------------------------------------------------------ papers */

static bool lay_second(SpoilScene *s, ExamSheets *sheets, ExamDice *dice, GError **error) {
  static const char *const cards[] = {"identity-card-cropped", "identity-card-old-cropped", "residence-card-2020-cropped"};
  static const char *const papers[] = {"energy-bill-lumeo", "payslip-clarified", "unknown-bank-statement", "rent-receipt-agency", "dense-letter"};
  bool card = s->sheet[0]->w < 100;
  const char *name = card ? cards[exam_dice_int(dice, 0, 2)] : papers[exam_dice_int(dice, 0, 4)];
  SpoilSheet *second = s->sheet[1] = spoil_sheet_draw(sheets, name, exam_dice_next(dice), dice, error);
  if (!second) return false;
  double gap = s->plan.amount >= 1 ? exam_dice_real(dice, 3, 12) : 0, way = exam_dice_int(dice, 0, 1) ? 1 : -1, first = MIN(s->plan.amount, 1);
  spoil_sheet_turn(second, exam_dice_real(dice, -3, 3) * (gap > 0 ? 1 : 0.3) * M_PI / 180);
  if (card) {
    second->y = way * (s->sheet[0]->h / 2 + second->h * (first - 0.5) + gap);
    second->x = exam_dice_real(dice, -4, 4);
  } else {
    second->x = way * (s->sheet[0]->w / 2 + second->w * (first - 0.5) + gap);
    second->y = exam_dice_real(dice, -8, 8) * (gap > 0 ? 1 : 0.4);
  }
  return true;
}

static bool lay_back(SpoilScene *s, ExamSheets *sheets, ExamDice *dice, GError **error) {
  static const char *const backs[] = {"dense-letter", "dense-articles", "dense-report", "dense-two-columns", "dense-table"};
  s->back = spoil_sheet_draw(sheets, backs[exam_dice_int(dice, 0, 4)], exam_dice_next(dice), dice, error);
  if (!s->back) return false;
  spoil_sheet_show_through(s->sheet[0], s->back, s->plan.amount);
  return true;
}

static void lay_blank(SpoilScene *s, ExamDice *dice) {
  static const double greys[] = {1, 0.99, 0.93, 0.86, 0.97};
  double grey = greys[exam_dice_int(dice, 0, 4)], yellow = exam_dice_int(dice, 0, 3) ? 0 : 0.07;
  s->sheet[0] = spoil_sheet_empty(210, 297, 8);
  s->sheet[0]->tint[0] = s->sheet[0]->tint[1] = grey;
  s->sheet[0]->tint[2] = grey - yellow;
  spoil_sheet_soften(s->sheet[0]);
}

static bool lay_screen(SpoilScene *s, ExamDice *dice) {
  SpoilSheet *page = s->sheet[0];
  s->screen = page->x_height / s->plan.amount;
  s->screen_at[0] = page->w / 2;
  s->screen_at[1] = page->h / 2;
  s->sheet[0] = spoil_screen(page, s->screen, dice);
  spoil_sheet_free(page);
  return true;
}

static bool lay_papers(SpoilScene *s, ExamSheets *sheets, ExamDice *dice, GError **error) {
  SpoilPlan *plan = &s->plan;
  if (plan->defect == SPOIL_BLANK) {
    lay_blank(s, dice);
    plan->script = "none";
    plan->layout = plan->kind = "blank";
    return plan->amount <= 0 || lay_back(s, sheets, dice, error);
  }
  s->sheet[0] = spoil_sheet_draw(sheets, plan->layout, exam_dice_next(dice), dice, error);
  if (!s->sheet[0]) return false;
  if (!s->sheet[0]->words->len) plan->script = "none";
  if (plan->defect == SPOIL_SHOW_THROUGH) return lay_back(s, sheets, dice, error);
  if (plan->defect == SPOIL_TWO) return lay_second(s, sheets, dice, error);
  return plan->defect != SPOIL_SCREEN || lay_screen(s, dice);
}

/* ------------------------------------------------------------------ light */

static void lay_light(SpoilScene *s, ExamDice *dice) {
  s->ground = photo_ground_draw(dice, false);
  s->light = photo_light_draw(dice, false);
  if (s->plan.scan) {
    double white = exam_dice_real(dice, 0.95, 1.02), lid = exam_dice_int(dice, 0, 3) ? exam_dice_real(dice, 236, 252) : exam_dice_real(dice, 60, 110);
    s->light = (PhotoLight){.ambient = 1, .lamp = {0, 0, 1000}, .white = {white, white, white * 0.995}, .vignette = exam_dice_real(dice, 0, 0.05)};
    s->light.fall[1] = exam_dice_real(dice, 0.3, 1);
    for (int c = 0; c < 3; c++) s->lid[c] = lid;
  }
  if (s->screen > 0) {
    s->light.glare = exam_dice_real(dice, 0.03, 0.05) + 0.012 * s->plan.level;
    s->light.ambient = 1;
  }
  double gain[3], white = s->sheet[0]->tint[1] * 255;
  photo_light_at(&s->light, &s->camera, (PhotoSpot){0, 0}, s->camera.w / 2.0, s->camera.h / 2.0, gain);
  s->paper = MIN(white * gain[1], 255);
  s->ink = (s->screen > 0 ? 28 : 17) * gain[1];
}

/* ------------------------------------------------------------------ covers */

static const double skins[][3] = {{226, 178, 152}, {208, 156, 126}, {176, 122, 92}, {132, 88, 64}, {98, 66, 50}, {236, 194, 172}};
static const double pens[][3] = {{32, 62, 148}, {36, 36, 38}, {206, 206, 208}, {176, 36, 40}, {222, 170, 48}, {70, 130, 90}};
static const double notes[][3] = {{250, 232, 120}, {246, 246, 240}, {240, 178, 196}, {176, 216, 240}, {232, 222, 196}};

typedef struct {
  PhotoSpot edge, in; /* where the frame's edge is entered, and which way */
  double across; /* mm of the page that lie ahead */
  int fingers;
} Entry;

static Entry draw_entry(const SpoilScene *s, ExamDice *dice) {
  const PhotoCamera *c = &s->camera;
  int side = exam_dice_int(dice, 0, 3);
  double at = exam_dice_real(dice, 0.12, 0.88), px = side == 0 ? 0 : side == 1 ? c->w : at * c->w, py = side == 2 ? 0 : side == 3 ? c->h : at * c->h;
  PhotoSpot edge = photo_desk_at(c, px, py), middle = photo_desk_at(c, c->w / 2.0, c->h / 2.0);
  double angle = atan2(middle.y - edge.y, middle.x - edge.x) + exam_dice_real(dice, -0.5, 0.5);
  return (Entry){edge, {cos(angle), sin(angle)}, hypot(middle.x - edge.x, middle.y - edge.y) * 1.5, exam_dice_int(dice, 0, 2) ? 1 : 3};
}

static PhotoSpot along(const Entry *e, double far, double side) {
  return (PhotoSpot){e->edge.x + far * e->in.x - side * e->in.y, e->edge.y + far * e->in.y + side * e->in.x};
}

static void limb(PhotoJoint *to, const Entry *e, const double far[4], const double radius[4], double side, double spread) {
  for (int i = 0; i < 4; i++) {
    PhotoSpot p = along(e, far[i], side + (i == 3 ? 3 * spread : 0));
    to[i] = (PhotoJoint){p.x, p.y, radius[i]};
  }
}

/* One thumb, or three fingers with the hand behind them. */
static void place_fingers(SpoilCover *c, const Entry *e, double depth) {
  static const double back[] = {7, 0, 4};
  for (int i = 0; i < e->fingers; i++) {
    double tip = depth - (e->fingers > 1 ? back[i] : 0), r = e->fingers > 1 ? 7.2 : 8.6, side = (i - (e->fingers - 1) / 2.0) * 17.5;
    limb(c->joint[i], e, (double[]){tip - r, tip - 15 - r, tip - 40, tip - (e->fingers > 1 ? 75 : 220)}, (double[]){r * 0.86, r, r * 1.06, r * 1.3},
         side, e->fingers > 1 ? 0 : 2);
  }
  c->limbs = e->fingers;
  if (e->fingers == 1) return;
  limb(c->joint[c->limbs++], e, (double[]){depth - 92, depth - 120, depth - 165, depth - 500}, (double[]){29, 35, 30, 34}, 0, 4);
}

static void place_pen(SpoilCover *c, const Entry *e, double depth) {
  limb(c->joint[0], e, (double[]){depth - 0.5, depth - 9, depth - 14, depth - 140}, (double[]){0.7, 2.4, 4.3, 4.4}, 0, 0);
  c->limbs = 1;
}

static void place_paper(SpoilCover *c, const Entry *e, double depth) {
  c->at = along(e, depth - c->half[0], 0);
  c->along = (PhotoSpot){-e->in.x, -e->in.y};
}

static void place(SpoilCover *c, const Entry *e, double depth) {
  static void (*const how[])(SpoilCover *, const Entry *,
                             double) = {[COVER_FINGERS] = place_fingers, [COVER_PEN] = place_pen, [COVER_PAPER] = place_paper};
  how[c->kind](c, e, depth);
  spoil_cover_bound(c);
}

static void draw_cover(SpoilScene *s, ExamDice *dice, int try) {
  SpoilCover *c = s->cover;
  int luck = exam_dice_int(dice, 0, 99);
  double big = s->sheet[0]->w < 150 ? 0.4 : try > 12 ? 1.6 : 1;
  *c = (SpoilCover){.kind = luck < 60 ? COVER_FINGERS : luck < 75 && try < 10 ? COVER_PEN : COVER_PAPER, .seed = (guint32)exam_dice_next(dice)};
  c->z = c->kind == COVER_FINGERS ? 7 : c->kind == COVER_PEN ? 3 : 1.2;
  c->soft = s->plan.scan ? 2.5 : c->kind == COVER_FINGERS ? 7 : c->kind == COVER_PEN ? 3.5 : 2.2;
  c->half[0] = exam_dice_real(dice, 28, 55) * big;
  c->half[1] = exam_dice_real(dice, 22, 42) * big;
  double angle = exam_dice_real(dice, 0, 2 * M_PI), far = MIN(hypot(s->light.fall[0], s->light.fall[1]), 0.9);
  for (int i = 0; i < 2; i++) {
    c->fall[i] = s->plan.scan ? 0 : s->light.fall[i];
    c->light[i] = s->plan.scan ? 0.4 * (i ? sin(angle) : cos(angle)) : far > 0.05 ? -s->light.fall[i] : 0.3 * (i ? sin(angle) : cos(angle));
  }
  int skin = exam_dice_int(dice, 0, G_N_ELEMENTS(skins) - 1), pen = exam_dice_int(dice, 0, G_N_ELEMENTS(pens) - 1),
      note = exam_dice_int(dice, 0, G_N_ELEMENTS(notes) - 1);
  static const double dark[3] = {34, 40, 92};
  const double *first = c->kind == COVER_FINGERS ? skins[skin] : c->kind == COVER_PEN ? pens[pen] : notes[note];
  memcpy(c->skin, first, sizeof c->skin);
  memcpy(c->second, c->kind == COVER_PEN ? pens[2] : dark, sizeof c->second);
}

/* As deep as covers this share, or as covers nothing. */
static double depth_for(SpoilScene *s, const Entry *e, double share) {
  double low = -5, high = s->cover->kind == COVER_FINGERS && e->fingers == 1 ? MIN(88, e->across) : e->across;
  for (int i = 0; i < 20; i++) {
    double middle = (low + high) / 2;
    place(s->cover, e, middle);
    *(spoil_hidden(s) > share ? &high : &low) = middle;
  }
  return share > 0 ? (low + high) / 2 : low - (s->plan.level == 1 ? 1.5 : 0);
}

static bool covers_page(const SpoilScene *s) {
  for (int i = 0; i < 400; i++) {
    PhotoSpot p = spoil_sheet_spot(s->sheet[0], s->sheet[0]->w * ((i % 20 + 0.5) / 20 - 0.5), s->sheet[0]->h * ((i / 20 + 0.5) / 20 - 0.5));
    if (spoil_cover_distance(s->cover, p.x, p.y) < 0) return true;
  }
  return false;
}

static void lay_cover(SpoilScene *s, ExamDice *dice) {
  double share = s->plan.amount;
  s->cover = g_new0(SpoilCover, 1);
  for (int try = 0; try < 40; try++) {
    draw_cover(s, dice, try);
    Entry e = draw_entry(s, dice);
    place(s->cover, &e, depth_for(s, &e, share));
    double hidden = spoil_hidden(s);
    if (share <= 0 ? hidden <= 0 && covers_page(s) : hidden > 0.75 * share && hidden < 1.3 * share) break;
  }
}

/* ------------------------------------------------------------------ light that spoils */

static PhotoSpot any_word(const SpoilScene *s, ExamDice *dice) {
  const GArray *words = s->sheet[0]->words;
  if (!words->len) return (PhotoSpot){0, 0};
  const SpoilWord *w = &g_array_index(words, SpoilWord, exam_dice_int(dice, 0, (int)words->len - 1));
  return spoil_sheet_spot(s->sheet[0], w->at.x + w->along.x / 2, w->at.y + w->along.y / 2);
}

static void size_glare(SpoilGlare *g, double size, double stretch) {
  g->half[0] = size * stretch;
  g->half[1] = size / stretch;
}

static void glare_over(SpoilScene *s, double stretch, double share) {
  double low = 0.5, high = 0.6 * s->sheet[0]->w;
  for (int i = 0; i < 20; i++) {
    double middle = (low + high) / 2;
    size_glare(s->glare, middle, stretch);
    *(spoil_hidden(s) > share ? &high : &low) = middle;
  }
}

/* Beside the text; of forty places the one that has room for the largest. */
static void glare_beside(SpoilScene *s, ExamDice *dice, double stretch) {
  SpoilGlare best = *s->glare;
  size_glare(&best, 0.2, stretch);
  for (int i = 0; i < 40; i++) {
    PhotoSpot p =
        spoil_sheet_spot(s->sheet[0], s->sheet[0]->w * exam_dice_real(dice, -0.45, 0.45), s->sheet[0]->h * exam_dice_real(dice, -0.45, 0.45));
    s->glare->x = p.x;
    s->glare->y = p.y;
    double size = s->sheet[0]->w * exam_dice_real(dice, 0.02, 0.1);
    size_glare(s->glare, size, stretch);
    if (size > sqrt(best.half[0] * best.half[1]) && spoil_hidden(s) <= 0.002) best = *s->glare;
  }
  *s->glare = best;
}

static void lay_glare(SpoilScene *s, ExamDice *dice) {
  double stretch = sqrt(exam_dice_real(dice, 1, 3.2)), warm = exam_dice_real(dice, -0.05, 0.06), share = s->plan.amount;
  s->glare = g_new0(SpoilGlare, 1);
  for (int try = 0; try < 20; try++) {
    PhotoSpot p = any_word(s, dice);
    *s->glare = (SpoilGlare){.x = p.x,
                             .y = p.y,
                             .turn = exam_dice_real(dice, 0, M_PI),
                             .peak = exam_dice_real(dice, 2, 6),
                             .rough = exam_dice_real(dice, 0.12, 0.5),
                             .steep = exam_dice_real(dice, 2, 5),
                             .seed = (guint32)exam_dice_next(dice)};
    for (int c = 0; c < 3; c++) s->glare->colour[c] = 1 + warm * (1 - c);
    if (share > 0)
      glare_over(s, stretch, share);
    else if (s->plan.level == 1)
      glare_beside(s, dice, stretch);
    else {
      s->clear = 0;
      s->glare->peak = exam_dice_real(dice, 0.2, 0.38); /* a veil: letters stay in it */
      size_glare(s->glare, s->sheet[0]->w * exam_dice_real(dice, 0.12, 0.25), stretch);
    }
    double hidden = spoil_hidden(s);
    if (share <= 0 ? hidden <= 0 : hidden > 0.75 * share && hidden < 1.3 * share) break;
  }
}

static void draw_shadow(SpoilScene *s, ExamDice *dice) {
  double unit = s->sheet[0]->w;
  bool edge = exam_dice_int(dice, 0, 1);
  PhotoSpot p = any_word(s, dice);
  *s->shadow = (SpoilShadow){.x = edge ? exam_dice_real(dice, -0.15, 0.15) * unit : p.x,
                             .y = edge ? exam_dice_real(dice, -0.15, 0.15) * unit : p.y,
                             .turn = exam_dice_real(dice, 0, 2 * M_PI),
                             .half = {unit * exam_dice_real(dice, 0.22, 0.36), unit * exam_dice_real(dice, 0.3, 0.5)},
                             .soft = unit * exam_dice_real(dice, 0.1, 0.3),
                             .left = pow(2, -s->plan.amount),
                             .edge = edge,
                             .seed = (guint32)exam_dice_next(dice)};
}

/* Thrown until some of the text lies in its core. */
static void lay_shadow(SpoilScene *s, ExamDice *dice) {
  s->shadow = g_new0(SpoilShadow, 1);
  for (int try = 0; try < 40; try++) {
    draw_shadow(s, dice);
    if (spoil_least_light(s) < pow(s->shadow->left, 0.93)) break;
  }
}

/* A side, a corner or a band out of focus, with a third or so of the letters in it. */
static void lay_band(SpoilScene *s, ExamDice *dice) {
  double angle = exam_dice_int(dice, 0, 3) * M_PI / 2 + exam_dice_real(dice, -0.3, 0.3), size = MAX(s->camera.w, s->camera.h);
  s->band[0] = cos(angle);
  s->band[1] = sin(angle);
  g_autoptr(GArray) ways = g_array_new(FALSE, FALSE, sizeof(SpoilWeighed));
  for (guint i = 0; i < s->sheet[0]->words->len; i++) {
    const SpoilWord *w = &g_array_index(s->sheet[0]->words, SpoilWord, i);
    PhotoSpot p = spoil_sheet_spot(s->sheet[0], w->at.x + w->along.x / 2, w->at.y + w->along.y / 2);
    p = photo_project(&s->camera, p.x, p.y, 0);
    SpoilWeighed v = {p.x * s->band[0] + p.y * s->band[1], w->letters};
    g_array_append_val(ways, v);
  }
  bool band = exam_dice_int(dice, 0, 1);
  double from = exam_dice_real(dice, band ? 0.25 : 0.5, band ? 0.5 : 0.75);
  s->band[2] = spoil_median(ways, from);
  s->band[3] = size * exam_dice_real(dice, 0.08, 0.2);
  s->band[4] = band ? MAX(spoil_median(ways, from + 0.35) - s->band[2], s->band[3] * 1.3) : 0;
  s->most_blur = s->plan.amount * spoil_x_height(s);
}

SpoilScene *spoil_scene_new(ExamSheets *sheets, const SpoilPlan *plan, GError **error) {
  SpoilScene *s = g_new0(SpoilScene, 1);
  s->plan = *plan;
  ExamDice dice = exam_dice(plan->seed, "scene");
  if (!lay_papers(s, sheets, &dice, error)) return spoil_scene_free(s), NULL;
  spoil_camera(s, &dice);
  lay_light(s, &dice);
  /* Harmless ones keep clear of letters by about their own height: ascenders are spared too. */
  if (plan->amount <= 0) s->clear = 1.6 * s->sheet[0]->x_height;
  switch (plan->defect) {
  case SPOIL_CUT: spoil_cut(s, &dice); break;
  case SPOIL_COVERED: lay_cover(s, &dice); break;
  case SPOIL_GLARE: lay_glare(s, &dice); break;
  case SPOIL_SHADOW: lay_shadow(s, &dice); break;
  case SPOIL_PARTIAL: lay_band(s, &dice); break;
  default: break;
  }
  s->clear = 0;
  return s;
}
