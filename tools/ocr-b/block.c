/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A block of lines: what it says, where it stands, how it looks once printed. Wear comes after (wear.c). */
#include "block.h"

#include <math.h>
#include <string.h>

static const int filler = RECTO_MRZ_N_CHARACTERS - 1;
static int letter(Rng *rng) { return rng_int(rng, 10, 35); }
static int digit(Rng *rng) { return rng_int(rng, 0, 9); }

/* Half of the lines are like real ones (runs of letters, of digits, of fillers), half are any characters at all: the net must not learn what comes after what. */
static void say_line(int *text, int n, Rng *rng) {
  bool any = rng_int(rng, 0, 1);
  for (int i = 0; i < n;) {
    int kind = rng_int(rng, 0, 9), run = any ? 1 : rng_int(rng, 1, 9);
    for (int k = 0; k < run && i < n; k++, i++) text[i] = kind < 4 ? digit(rng) : kind < 8 ? letter(rng) : filler;
  }
}

static void say(Block *block, Rng *rng) {
  static const struct { int lines, length; } shapes[] = {{3, 30}, {2, 36}, {2, 44}, {2, 16}, {3, 16}, {1, 30}};
  int shape = rng_int(rng, 0, G_N_ELEMENTS(shapes) - 1);
  block->n_lines = shapes[shape].lines;
  block->length = shapes[shape].length;
  block->spacing = rng_real(rng, 1.35, 2.7);
  for (int l = 0; l < block->n_lines; l++) say_line(block->text[l], block->length, rng);
}

/* ---- print: coverage at CUT_PITCH pixels a pitch, MARGIN pitches around the characters' middles */

enum { MARGIN = 4 };

static void put(Canvas *canvas, const uint8_t *mask, int width, int height, int x0, int y0) {
  for (int y = MAX(0, -y0); y < height && y0 + y < canvas->height; y++) {
    uint8_t *to = canvas->px + (size_t)(y0 + y) * (size_t)canvas->width;
    const uint8_t *from = mask + (size_t)y * (size_t)width;
    for (int x = MAX(0, -x0); x < width && x0 + x < canvas->width; x++) to[x0 + x] = MAX(to[x0 + x], from[x]);
  }
}

static Canvas print_block(const Block *block, const Types *types, Rng *rng) {
  Canvas canvas = {(block->length + 2 * MARGIN) * CUT_PITCH, (int)((2 * MARGIN + (block->n_lines - 1) * block->spacing) * CUT_PITCH), NULL};
  canvas.px = g_malloc0((size_t)canvas.width * (size_t)canvas.height);
  const Cut *cut = &types->cuts[rng_int(rng, 0, types->n_cuts - 1)];
  double shake = rng_int(rng, 0, 3) ? 0 : rng_real(rng, 0, 1.6);
  for (int l = 0; l < block->n_lines; l++)
    for (int i = 0; i < block->length; i++) {
      int x = (int)((MARGIN + i) * CUT_PITCH + shake * rng_normal(rng)) - CUT_WIDTH / 2;
      int y = (int)((MARGIN + l * block->spacing) * CUT_PITCH + shake * rng_normal(rng)) - CUT_HEIGHT / 2;
      put(&canvas, cut->mask[block->text[l][i]], CUT_WIDTH, CUT_HEIGHT, x, y);
    }
  if (rng_int(rng, 0, 1)) { /* other print above, sometimes below */
    const Prose *above = &types->prose[rng_int(rng, 0, types->n_prose - 1)];
    put(&canvas, above->mask, above->width, above->height, 0, (int)((MARGIN - rng_real(rng, 1.5, 3.2)) * CUT_PITCH) - above->height / 2);
    if (rng_int(rng, 0, 3) == 0)
      put(&canvas, above->mask, above->width, above->height, 0, canvas.height - (int)((MARGIN - rng_real(rng, 1.4, 2.5)) * CUT_PITCH) - above->height / 2);
  }
  return canvas;
}

/* ---- place: an affine map with a slight bend; the print is averaged down before it is read between its pixels */

static void place(Block *block, Rng *rng, double *ret_width, double *ret_height) {
  double pitch = rng_int(rng, 0, 2) ? rng_real(rng, 5.4, 13) : rng_real(rng, 9, 32);
  double aspect = exp(rng_normal(rng) * 0.09), angle = rng_normal(rng) * 0.025, shear = rng_normal(rng) * 0.03;
  double *f = block->forward;
  f[0] = pitch * cos(angle), f[3] = pitch * sin(angle);
  f[1] = pitch * aspect * (-sin(angle) + shear), f[4] = pitch * aspect * cos(angle);
  *ret_width = (block->length - 1 + 2 * (MARGIN - 0.5)) * pitch;
  *ret_height = (2 * (MARGIN - 0.5) + (block->n_lines - 1) * block->spacing) * pitch * aspect;
  double x = (block->length - 1) / 2.0, y = (block->n_lines - 1) * block->spacing / 2;
  f[2] = *ret_width / 2 - f[0] * x - f[1] * y + rng_real(rng, -0.5, 0.5);
  f[5] = *ret_height / 2 - f[3] * x - f[4] * y + rng_real(rng, -0.5, 0.5);
  block->bend = rng_int(rng, 0, 2) ? 0 : pitch * rng_normal(rng) * 0.0008;
}

static Canvas shrunk(const Canvas *from, int by) {
  Canvas to = {from->width / by, from->height / by, NULL};
  to.px = g_malloc((size_t)to.width * (size_t)to.height);
  for (int y = 0; y < to.height; y++)
    for (int x = 0; x < to.width; x++) {
      int sum = 0;
      for (int j = 0; j < by; j++)
        for (int i = 0; i < by; i++) sum += from->px[(size_t)(y * by + j) * (size_t)from->width + (size_t)(x * by + i)];
      to.px[(size_t)y * (size_t)to.width + (size_t)x] = (uint8_t)(sum / (by * by));
    }
  return to;
}

static Canvas placed(const Block *block, const Canvas *print, int width, int height) {
  const double *f = block->forward, det = f[0] * f[4] - f[1] * f[3];
  int by = MAX(1, (int)(CUT_PITCH / hypot(f[0], f[3])));
  Canvas small = shrunk(print, by), out = {width, height, g_malloc((size_t)width * (size_t)height)};
  RectoRaster raster = {small.width, small.height, small.px};
  double scale = (double)CUT_PITCH / by;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      double column = (f[4] * (x - f[2]) - f[1] * (y - f[5])) / det, off = column - (block->length - 1) / 2.0, bent = y - block->bend * off * off;
      double row = (f[0] * (bent - f[5]) - f[3] * (x - f[2])) / det;
      float px = (float)((column + MARGIN) * scale + (1.0 / by - 1) / 2), py = (float)((row + MARGIN) * scale + (1.0 / by - 1) / 2);
      out.px[(size_t)y * (size_t)width + (size_t)x] = (uint8_t)(recto_raster_at(&raster, px, py) + 0.5F);
    }
  g_free(small.px);
  return out;
}

RectoMrzCell block_cell(const Block *block, double column, double line) {
  const double *f = block->forward, y = line * block->spacing, off = column - (block->length - 1) / 2.0;
  return (RectoMrzCell){(float)(f[0] * column + f[1] * y + f[2]), (float)(f[3] * column + f[4] * y + f[5] + block->bend * off * off), (float)f[0],
                        (float)(f[3] + 2 * block->bend * off), (float)f[1], (float)f[4]};
}

void block_draw(Block *block, const Types *types, Rng *rng) {
  double width = 0, height = 0;
  say(block, rng);
  place(block, rng, &width, &height);
  Canvas print = print_block(block, types, rng), page = placed(block, &print, (int)width, (int)height);
  g_free(print.px);
  double zoom = wear(&page, hypot(block->forward[0], block->forward[3]), rng);
  for (int i = 0; i < 6; i++) block->forward[i] *= zoom;
  block->forward[2] += (zoom - 1) / 2;
  block->forward[5] += (zoom - 1) / 2;
  block->bend *= zoom;
  recto_pyramid_init(&block->picture, (RectoRaster){page.width, page.height, page.px});
}

void block_clear(Block *block) { recto_pyramid_clear(&block->picture); }

/* ---- lessons */

static void shift(RectoMrzCell *cell, Lesson *lesson, double dx, double dy, double across, double high, Rng *rng) {
  double turn = rng_normal(rng) * 0.02;
  cell->x += (float)(dx * cell->ux + dy * cell->vx);
  cell->y += (float)(dx * cell->uy + dy * cell->vy);
  lesson->place[0] = (float)(-dx / across), lesson->place[1] = (float)(-dy / high), lesson->place[2] = (float)-log(high);
  float ux = cell->ux, vx = cell->vx;
  cell->ux = (float)across * (cell->ux - (float)turn * cell->uy), cell->uy = (float)across * (cell->uy + (float)turn * ux);
  cell->vx = (float)high * (cell->vx - (float)turn * cell->vy), cell->vy = (float)high * (cell->vy + (float)turn * vx);
}

static double limited(Rng *rng, double deviation, double most) { return CLAMP(rng_normal(rng) * deviation, -most, most); }

static void lesson_of_character(Block *block, Rng *rng, Lesson *lesson, int line, int column) {
  RectoMrzCell cell = block_cell(block, column, line);
  bool rough = rng_int(rng, 0, 2) == 0; /* what a first guess leaves; else what is left after settling */
  double d = rough ? 0.15 : 0.05;
  shift(&cell, lesson, limited(rng, d, 0.34), limited(rng, d, 0.34), exp(limited(rng, rough ? 0.05 : 0.02, 0.12)), exp(limited(rng, rough ? 0.13 : 0.05, 0.3)), rng);
  lesson->class = block->text[line][column];
  recto_mrz_cell_sample(&block->picture, &cell, lesson->window);
}

/* A character on its head or its side is none, save those that look the same. */
static void lesson_of_turned(Block *block, Rng *rng, Lesson *lesson, int line, int column) {
  bool head = rng_int(rng, 0, 2) > 0;
  RectoMrzCell cell = block_cell(block, column, line), turned = cell;
  shift(&cell, lesson, limited(rng, 0.1, 0.3), limited(rng, 0.1, 0.3), exp(limited(rng, 0.05, 0.12)), exp(limited(rng, 0.13, 0.3)), rng);
  turned = cell;
  if (head) turned.ux = -cell.ux, turned.uy = -cell.uy, turned.vx = -cell.vx, turned.vy = -cell.vy;
  else turned.ux = cell.vx, turned.uy = cell.vy, turned.vx = -cell.ux, turned.vy = -cell.uy;
  lesson->class = RECTO_MRZ_NOTHING;
  recto_mrz_cell_sample(&block->picture, &turned, lesson->window);
}

static bool same_on_its_head(int character) { return strchr("0OQDU8B3E9G62Z5SIHNXMW1L7J", RECTO_MRZ_CHARACTERS[character]) != NULL; }

/* Beside, between, above: where there is no character, or none that is in the middle. */
static void lesson_of_nothing(Block *block, Rng *rng, Lesson *lesson) {
  double line = rng_int(rng, 0, block->n_lines - 1), column = 0;
  int any = rng_int(rng, 0, block->length - 1);
  if (rng_int(rng, 0, 2) == 0 && !same_on_its_head(block->text[(int)line][any])) {
    lesson_of_turned(block, rng, lesson, (int)line, any);
    return;
  }
  switch (rng_int(rng, 0, 4)) {
  case 0: column = rng_int(rng, 0, block->length - 2) + rng_real(rng, 0.44, 0.56); break;
  case 1: column = rng_int(rng, 0, 1) ? rng_real(rng, -2.6, -0.8) : block->length - 1 + rng_real(rng, 0.8, 2.6); break;
  case 2: case 3: line = -rng_real(rng, 1.2, 3.2) / block->spacing, column = rng_real(rng, 0, block->length); break;
  default: column = rng_real(rng, 0, block->length), line += rng_real(rng, 0.62, 0.75) / block->spacing * (rng_int(rng, 0, 1) ? 1 : -1);
  }
  RectoMrzCell cell = block_cell(block, column, line);
  shift(&cell, lesson, 0, 0, exp(limited(rng, 0.05, 0.12)), exp(limited(rng, 0.13, 0.3)), rng);
  lesson->class = RECTO_MRZ_NOTHING;
  recto_mrz_cell_sample(&block->picture, &cell, lesson->window);
}

int block_lessons(Block *block, Rng *rng, Lesson *lessons, int most) {
  int n = 0;
  for (int l = 0; l < block->n_lines; l++)
    for (int i = 0; i < block->length && n < most; i++) {
      lesson_of_character(block, rng, &lessons[n++], l, i);
      if (n < most && rng_int(rng, 0, 5) == 0) lesson_of_nothing(block, rng, &lessons[n++]);
    }
  return n;
}
