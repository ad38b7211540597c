/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocr-b: draws machine-readable zones in several cuts of OCR-B, wears them, and learns the recogniser of models/ocr/ from them.
 * No outside image, no real name: every character is drawn here. */
#ifndef OCR_B_H
#define OCR_B_H

#include "../specimen/rng.h"
#include "mrz/net.h"

enum { CUT_PITCH = 40, CUT_WIDTH = 60, CUT_HEIGHT = 76, MAX_LINES = 3, MAX_LENGTH = 44 };

/* One cut: a coverage mask of each character, its cell's middle in the mask's middle. */
typedef struct { uint8_t mask[RECTO_MRZ_N_CHARACTERS][CUT_HEIGHT * CUT_WIDTH]; } Cut;
/* Strips of ordinary print, to learn what is no zone. */
typedef struct { int width, height; uint8_t *mask; } Prose;
typedef struct { Cut *cuts; int n_cuts; Prose *prose; int n_prose; } Types;

/* `face`: OCR B's family as fontconfig names it. The cuts differ in weight, width and slant. */
void types_init(Types *types, const char *face);

/* A drawn and worn block of lines; where each character's middle lies in the picture. */
typedef struct {
  RectoPyramid picture;
  int n_lines, length;
  int text[MAX_LINES][MAX_LENGTH]; /* classes */
  double spacing;          /* lines' distance, pitches */
  double forward[6], bend; /* x = f0 X + f1 Y + f2, y = f3 X + f4 Y + f5 + bend (X - middle)^2; X, Y in pitches from the first character's middle */
} Block;

void block_draw(Block *block, const Types *types, Rng *rng);
void block_clear(Block *block);
/* The cell of the character at (column, line), both may be fractions or outside the block. */
RectoMrzCell block_cell(const Block *block, double column, double line);

/* One lesson: a window, its class, and where the character lies. */
typedef struct { float window[RECTO_CELL_WIDTH * RECTO_CELL_HEIGHT]; int class; float place[3]; } Lesson;
/* Fills up to `most` lessons from the block, shifted and stretched as a search would leave them. Returns how many. */
int block_lessons(Block *block, Rng *rng, Lesson *lessons, int most);

/* ---- learning */
typedef struct { RectoMrzFloats sum; double loss, right, n; } Gradient;
void gradient_add(const RectoMrzFloats *weights, const Lesson *lesson, Gradient *gradient);

#endif
