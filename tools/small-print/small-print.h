/* SPDX-License-Identifier: GPL-3.0-or-later */
/* small-print: draws text, spoils it as scanners, phones and programs do, and learns from both the nets of models/ocr/ that draw print anew (src/image/enlarge.h).
 * No outside picture; words are those of the project's own messages, letters and digits by chance. */
#ifndef SMALL_PRINT_H
#define SMALL_PRINT_H

#include "../specimen/rng.h"
#include "image/enlarge.h"

/* A patch of spoilt print with what lies around, and what it should become. */
enum { PATCH_WIDE = 64, PATCH_HIGH = 24, AROUND = 10, IN_WIDE = PATCH_WIDE + 2 * AROUND, IN_HIGH = PATCH_HIGH + 2 * AROUND };
typedef struct { float in[IN_HIGH][IN_WIDE], wanted[ENLARGE_OUT][PATCH_HIGH][PATCH_WIDE]; } Lesson;

/* SMALL: of few pixels. GRAIN: in strong grain. BLUR: out of focus or moved. */
typedef enum { LESSON_SMALL, LESSON_GRAIN, LESSON_BLUR } LessonKind;

/* The page finer than it comes: what is drawn on. Ink, 0 to 1. */
enum { FINE = 6, FINE_WIDE = IN_WIDE * FINE, FINE_HIGH = IN_HIGH * FINE };
typedef float Fine[FINE_HIGH][FINE_WIDE];

/* `words`: as lesson_words gives them. */
void lesson_draw(LessonKind kind, const GPtrArray *words, Rng *rng, Lesson *ret);
/* The words of two letters and more in the files; strings of its own, freed with it. NULL when one cannot be read. */
GPtrArray *lesson_words(char **files);

/* Lines of text; returns the type's size, px of the picture that comes. */
double text_draw(const GPtrArray *words, LessonKind kind, Rng *rng, Fine fine);
/* Waves as of a card's ground. */
void waves_draw(Rng *rng, Fine fine);

/* Gaussian, `deviation` px; the rim repeated. */
void wear_blur(float *picture, int width, int height, double deviation);
/* A lens out of focus, a hand that moved; fine px, radians. */
void wear_disk(Fine fine, double radius);
void wear_motion(Fine fine, double length, double angle);
/* On the picture that comes: `deviation` 0 to 1, `size` px of its blur. */
void wear_grain(float in[IN_HIGH][IN_WIDE], double deviation, double size, Rng *rng);
void wear_sharpen(float in[IN_HIGH][IN_WIDE], float strength);
void wear_jpeg(float in[IN_HIGH][IN_WIDE], int quality);

/* Adds one lesson's gradient (a row as the net's weights); returns its mean square error, and in `ret_plain` that of pixels merely repeated. */
double gradient_add(const RectoEnlarger *net, const Lesson *lesson, float *gradient, double *ret_plain);

#endif
