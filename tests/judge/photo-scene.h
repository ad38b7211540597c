/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One photo: everything that lies on the desk, told before it is drawn (photo-scene.c), its pages (photo-page.c), its pixels (photo-render.c). */
#ifndef EXAM_PHOTO_SCENE_H
#define EXAM_PHOTO_SCENE_H

#include "photo.h"

#define PHOTO_OTHERS 3

typedef enum { FORM_PAPER, FORM_CARD, FORM_PASSPORT } PhotoForm;
/* `fine`: 1 prints at 300 dpi, small sheets at 600. ret_layout may be NULL. */
bool photo_page_draw(ExamSheets *sheets, ExamDice *dice, PhotoForm form, double fine, PhotoSheet *ret_sheet, char **ret_layout, GError **error);

typedef struct {
  PhotoKind kind;
  PhotoForm form;
  char *layout; /* NULL = no page */
  PhotoSheet page, others[PHOTO_OTHERS]; /* others: from the lowest */
  int n_others, quality, visible;
  PhotoCamera camera;
  PhotoGround ground;
  PhotoLight light;
  PhotoSpot corners[4];
  double covered, big_shadow;
  bool folded, curled;
  GPtrArray *clutter; /* static strings */
  cairo_surface_t *over; /* things in front of the page */
  PhotoShade shade, big; /* their shadows; that of the one who takes the picture */
  guint64 seed;
  bool tune; /* desks and things of the tuning family */
} PhotoScene;
/* `tune`: what lies under and beside the page is taken from the tuning family. */
PhotoScene *photo_scene_new(ExamSheets *sheets, guint64 seed, int index, bool tune, GError **error);
void photo_scene_free(PhotoScene *scene);
PIX *photo_render(PhotoScene *scene);

#endif
