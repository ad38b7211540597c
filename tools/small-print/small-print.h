/* SPDX-License-Identifier: GPL-3.0-or-later */
/* small-print: draws text, makes it small as scanners, phones and programs do, and learns from both the enlarger of models/ocr/ (src/image/enlarge.h).
 * No outside picture; words are those of the project's own messages, letters and digits by chance. */
#ifndef SMALL_PRINT_H
#define SMALL_PRINT_H

#include "../specimen/rng.h"
#include "image/enlarge.h"

/* A patch of small print, and what it should become: where the net sees all that it looks at. */
enum { PATCH_WIDE = 64, PATCH_HIGH = 20, IN_WIDE = PATCH_WIDE + 2 * ENLARGE_REACH, IN_HIGH = PATCH_HIGH + 2 * ENLARGE_REACH };
typedef struct { float in[IN_HIGH][IN_WIDE], wanted[ENLARGE_OUT][PATCH_HIGH][PATCH_WIDE]; } Lesson;

/* `words`: as lesson_words gives them. */
void lesson_draw(const GPtrArray *words, Rng *rng, Lesson *ret);
/* The words of two letters and more in the files; strings of its own, freed with it. NULL when one cannot be read. */
GPtrArray *lesson_words(char **files);

/* Adds one lesson's gradient; returns its mean square error, and in `ret_plain` that of pixels merely repeated. */
double gradient_add(const RectoEnlarger *net, const Lesson *lesson, RectoEnlarger *gradient, double *ret_plain);

#endif
