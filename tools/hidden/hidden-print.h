/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hidden-print: lays drawn pages on drawn desks, puts hands, papers, things and lamps' light over them, and learns from it the net that sees what hides print (src/image/sight.h). No
 * outside picture: pages are those that `specimen` draws, all else is drawn here by chance. */
#ifndef HIDDEN_PRINT_H
#define HIDDEN_PRINT_H

#include "../specimen/rng.h"
#include "image/sight.h"

/* A drawn page as it is laid: colours and where print stands, 0 to 255; [height][width][4]: red, green, blue, print; `letter`: the usual letter's height, px. */
typedef struct {
  int width, height;
  double letter;
  guint8 *at;
} Page;
/* From pictures that specimen drew; NULL when one cannot be read. Pages, owned. */
GPtrArray *pages_load(char **paths);
/* A copy with what else is printed on pages and hides nothing; or a page of columns. Owned: page_free. */
Page *page_printed(const Page *page, Rng *rng);
void page_free(gpointer page);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Page, page_free)

/* What a lesson is drawn on. Colours 0 to 1 and more; shares of each pixel: `page` of the page seen or not, `print` of its print, seen or not, `under` of what lies under a thing, `burnt` of
 * what light took. `letter`: the page's usual letter's height, px. */
typedef struct {
  int width, height;
  double letter;
  float (*colour)[3], *page, *print, *under, *burnt;
} Scene;
enum { SCENE_WIDTH = 384, SCENE_HEIGHT = 512 }; /* or turned */

enum { SHAPE_POINTS = 12 };
/* A place where something is: how far inside its outline a pixel is, px. */
typedef struct {
  double x, y;
} Point;
typedef struct {
  enum { SHAPE_PAPER, SHAPE_ROUND, SHAPE_FINGERS, SHAPE_BLOB } kind;
  Point at[SHAPE_POINTS]; /* corners in order; a middle; ends of fingers, by two */
  int n;
  double size[8], lean; /* half axes; fingers' radii; a blob's waves */
} Shape;
double shape_depth(const Shape *shape, double x, double y);

/* A material by chance: colours by place. */
typedef struct {
  int kind;
  double tone[3], other[3], size, lean, grain, phase;
  Point from;
} Stuff;
Stuff stuff_choose(Rng *rng); /* of things */
Stuff stuff_desk(Rng *rng);
Stuff stuff_lid(Rng *rng, const double like[3]);
Stuff stuff_paper(Rng *rng, const double like[3]); /* near a colour */
Stuff stuff_skin(Rng *rng);
/* A light of `least` to `most`, its channels apart by up to `tint` of it. */
void tone_choose(Rng *rng, double least, double most, double tint, double ret[3]);
/* Value noise, 0 to 1: smooth between places `size` apart. */
double cloud_at(double x, double y, double size, double phase);
void stuff_at(const Stuff *stuff, double x, double y, double depth, float ret[3]);

/* `scan`: on a scanner's glass, under its white or grey lid. */
void desk_draw(Scene *scene, bool scan, Rng *rng);
void page_lay(Scene *scene, const Page *page, bool scan, Rng *rng);
/* Another one, anywhere, over the first or beside it: a page that lies there hides nothing. */
void page_add(Scene *scene, const Page *page, Rng *rng);
/* As the reader straightens it: turned, on its paper's grey or on white. */
void scene_turn(Scene *scene, Rng *rng);
/* Something over the page or beside it. */
void thing_lay(Scene *scene, Rng *rng);
void light_fall(Scene *scene, Rng *rng);
void lamp_shine(Scene *scene, Rng *rng);
/* A part of the picture out of focus. */
void lens_miss(Scene *scene, Rng *rng);
void camera_see(Scene *scene, Rng *rng);

/* A picture as the reader makes it, and what is wanted of each place: shares, MAPNET_TOLD of each. */
typedef struct {
  RectoMap picture;
  float *wanted;
} Lesson;
void lesson_draw(const GPtrArray *pages, Rng *rng, Lesson *ret);
void lesson_mirror(Lesson *lesson);
void lesson_clear(Lesson *lesson);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Lesson, lesson_clear)

/* Adds one lesson's gradient (a row as the net's weights); returns its mean cross entropy. */
double gradient_add(const RectoMapnet *net, const Lesson *lesson, float *gradient);

#endif
