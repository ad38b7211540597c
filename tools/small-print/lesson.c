/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lesson: text drawn fine, what it should become, and how it comes. */
#include "small-print.h"

#include <math.h>
#include <string.h>

enum { PER_OUT = FINE / ENLARGE_TIMES, OUT_WIDE = IN_WIDE * ENLARGE_TIMES, OUT_HIGH = IN_HIGH * ENLARGE_TIMES };

/* What the OCR reads best: edges a pixel soft, strokes heavier than they were (a grey of g as g to the power of `weight`). */
static void want(Fine fine, float ink, float weight, Lesson *ret) {
  static float out[OUT_HIGH][OUT_WIDE];
  for (int y = 0; y < OUT_HIGH; y++)
    for (int x = 0; x < OUT_WIDE; x++) {
      float sum = 0;
      for (int i = 0; i < PER_OUT * PER_OUT; i++) sum += fine[y * PER_OUT + i / PER_OUT][x * PER_OUT + i % PER_OUT];
      out[y][x] = sum / (PER_OUT * PER_OUT);
    }
  wear_blur(&out[0][0], OUT_WIDE, OUT_HIGH, 0.9);
  for (int part = 0; part < ENLARGE_OUT; part++)
    for (int y = 0; y < PATCH_HIGH; y++)
      for (int x = 0; x < PATCH_WIDE; x++) {
        float covered = out[(y + AROUND) * ENLARGE_TIMES + part / ENLARGE_TIMES][(x + AROUND) * ENLARGE_TIMES + part % ENLARGE_TIMES];
        ret->wanted[part][y][x] = ink * (1 - powf(1 - MIN(covered, 1), weight));
      }
}

/* Pixels of FINE by FINE, less `rim` on each side. */
static void sample(Fine fine, int rim, Lesson *ret) {
  int side = FINE - 2 * rim;
  for (int y = 0; y < IN_HIGH; y++)
    for (int x = 0; x < IN_WIDE; x++) {
      float sum = 0;
      for (int i = 0; i < side * side; i++) sum += fine[y * FINE + rim + i / side][x * FINE + rim + i % side];
      ret->in[y][x] = sum / (float)(side * side);
    }
}

static void limit_to(Lesson *lesson, float least, float most) {
  for (int i = 0; i < IN_HIGH * IN_WIDE; i++) (&lesson->in[0][0])[i] = CLAMP((&lesson->in[0][0])[i], least, most);
}

static void make_small(Fine fine, Rng *rng, Lesson *ret) {
  float ink = rng_int(rng, 0, 1) ? 1 : (float)rng_real(rng, 0.55, 1), grain = rng_int(rng, 0, 1) ? 0 : (float)rng_real(rng, 0, 0.03);
  want(fine, ink, 5 / 3.F, ret);
  double soft = rng_int(rng, 0, 2) ? rng_real(rng, 0, 2.6) * (rng_int(rng, 0, 3) ? 1 : 1.5) : 0;
  if (soft > 0.3) wear_blur(&fine[0][0], FINE_WIDE, FINE_HIGH, soft);
  sample(fine, rng_int(rng, 0, 3) ? 0 : 1, ret); /* programs that make small sample less than a whole pixel */
  for (int i = 0; i < IN_HIGH * IN_WIDE; i++) (&ret->in[0][0])[i] *= ink;
  if (rng_int(rng, 0, 1)) wear_sharpen(ret->in, (float)rng_real(rng, 0.1, 0.5));
  if (grain > 0) wear_grain(ret->in, grain, 0, rng);
  limit_to(ret, 0, 1);
  if (rng_int(rng, 0, 3) == 0) wear_jpeg(ret->in, rng_int(rng, 55, 95));
}

/* Lengths in px of the picture that comes; `grain` and its blur too. */
typedef struct { double soft, shake, grain, size; } Spoil;

/* Each net sees a little of the other's trouble. */
static Spoil choose(LessonKind kind, double x_height, Rng *rng) {
  double of = rng_real(rng, 0, 1), grainy = kind == LESSON_GRAIN ? 0.9 : 0.05, moved = kind == LESSON_GRAIN ? 0.03 : 0.55;
  Spoil spoil = {.soft = rng_real(rng, 0.05, 0.16) * x_height};
  if (of < grainy) {
    spoil.grain = rng_real(rng, 0.05, 0.55);
    spoil.size = rng_int(rng, 0, 2) ? 0 : rng_real(rng, 0.3, 0.9);
    if (spoil.size > 0) spoil.grain /= 1 + spoil.size;
    return spoil;
  }
  if (of < grainy + moved) spoil.shake = rng_real(rng, 0.3, 1.3) * x_height;
  else spoil.soft = rng_real(rng, 0.1, 0.5) * x_height;
  spoil.grain = rng_real(rng, 0, 0.06);
  return spoil;
}

static void make_spoilt(Fine fine, LessonKind kind, double em, Rng *rng, Lesson *ret) {
  const double x_height = 0.52; /* of the type's size */
  if (rng_int(rng, 0, 11) == 0) memset(fine, 0, sizeof(Fine));
  want(fine, 1, 4 / 3.F, ret);
  if (rng_int(rng, 0, 4) == 0) waves_draw(rng, fine);
  Spoil spoil = choose(kind, x_height * em, rng);
  wear_disk(fine, MAX(1, spoil.soft * FINE));
  if (spoil.shake > 0) wear_motion(fine, spoil.shake * FINE, rng_real(rng, 0, G_PI));
  float ground = rng_int(rng, 0, 3) ? 0 : (float)rng_real(rng, 0, 0.15), slope = (float)rng_real(rng, -0.002, 0.002), ink = rng_int(rng, 0, 2) ? 1 : (float)rng_real(rng, 0.6, 1);
  sample(fine, 0, ret);
  for (int y = 0; y < IN_HIGH; y++)
    for (int x = 0; x < IN_WIDE; x++) ret->in[y][x] = ground + slope * (float)x + ink * (1 - ground) * ret->in[y][x];
  if (spoil.grain > 0) wear_grain(ret->in, spoil.grain, spoil.size, rng);
  limit_to(ret, -0.8F, 1.3F);
}

void lesson_draw(LessonKind kind, const GPtrArray *words, Rng *rng, Lesson *ret) {
  static Fine fine;
  memset(fine, 0, sizeof fine);
  double em = text_draw(words, kind, rng, fine);
  if (kind == LESSON_SMALL) make_small(fine, rng, ret);
  else make_spoilt(fine, kind, em, rng, ret);
}
