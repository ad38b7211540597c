/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page on a desk before a phone: the plan (photo-scene.h), where the camera stands and what it sees (photo-view.c),
 * what the page lies on (photo-ground.c), paper (photo-sheet.c), light (photo-light.c), what else lies there (photo-things.c, photo-hand.c).
 * The desk is the plane z = 0 in millimetres, x right, y down as the page is read; z grows towards the camera.
 * Pictures are continuous: (0, 0) is the outer corner of the first pixel.
 * Must never know models/ or src/: finders of pages are judged on these pictures. */
#ifndef EXAM_PHOTO_H
#define EXAM_PHOTO_H

#include "exam.h"
#include "raster.h"

typedef struct {
  double x, y;
} PhotoSpot;

/* ---- photo-view.c: a pinhole, and a lens that bends what is far from the middle (bend 0: what it makes of a plane is a true homography). */
typedef enum { PHOTO_WHOLE, PHOTO_CUT, PHOTO_HIDDEN, PHOTO_FILLS, PHOTO_NONE } PhotoKind;
typedef struct {
  int w, h; /* of the picture, px */
  double focal, eye[3], ahead[3], right[3], down[3]; /* focal length in px; a right-angled frame that looks at the desk */
  double view; /* degrees between its axis and the plumb line */
  double bend; /* by how much of its distance from the middle a corner of the frame stands out (barrel: in, negative) */
} PhotoCamera;
PhotoSpot photo_project(const PhotoCamera *camera, double x, double y, double z);
PhotoSpot photo_desk_at(const PhotoCamera *camera, double px, double py);
double photo_scale(const PhotoCamera *camera, double x, double y); /* px per mm of the desk there */
void photo_corners(const PhotoCamera *camera, double page_w, double page_h, PhotoSpot ret[4]); /* a page whose centre is the origin */
double photo_area(const PhotoCamera *camera, const PhotoSpot corners[4]); /* share of the frame, what lies outside left off */
int photo_inside(const PhotoCamera *camera, const PhotoSpot corners[4], double margin); /* corners within the frame less the margin */
bool photo_within(const PhotoSpot corners[4], double x, double y, double margin); /* px inside (margin > 0) or near (< 0) the quadrilateral */
/* Looks at `aim` from `far` mm away, tilted by the camera's view towards `azimuth`, turned by `roll` (radians). */
void photo_stand(PhotoCamera *camera, PhotoSpot aim, double far, double azimuth, double roll);
/* Stands where a hand would hold it for such a picture. */
PhotoCamera photo_camera_draw(ExamDice *dice, PhotoKind kind, double page_w, double page_h);

/* ---- photo-ground.c: what the page lies on. */
typedef struct PhotoGround PhotoGround;
struct PhotoGround {
  void (*at)(const PhotoGround *ground, double x, double y, double rgb[3]);
  int kind;
  const char *name;
  guint32 seed;
  double a[3], b[3], c[3], size, second, turn[2], shift[2];
};
PhotoGround photo_ground_draw(ExamDice *dice, bool bare); /* bare: a wall or a desk, no cloth */
void photo_ground_at(const PhotoGround *ground, double x, double y, double rgb[3]);
PhotoGround photo_cloth_draw(ExamDice *dice, bool bare); /* the tuning family: other desks, cloths and floors (tests/tune/photo-cloth.c) */
double photo_noise(double x, double y, guint32 seed); /* 0 to 1, smooth, a grain of 1 */

/* ---- photo-sheet.c: paper. */
typedef struct {
  ExamRaster face; /* what is printed */
  double w, h, x, y, turn; /* mm, centre, radians */
  double radius; /* rounded corners, mm */
  double bow[4]; /* how far the middle of the top, right, bottom, left edge stands out, mm */
  int across, along; /* folds */
  double depth, tint[3];
  double lift; /* how far it stands off, 0.4 to 1.3: what its shadow shows */
} PhotoSheet;
void photo_sheet_clear(PhotoSheet *sheet);
void photo_sheet_marks(PhotoSheet *sheet, ExamDice *dice, bool card, bool *ret_folded, bool *ret_curled);
bool photo_sheet_at(const PhotoSheet *sheet, double x, double y, double rgb[3]); /* false: beside it */

/* ---- photo-light.c: shadows, lamp, optics. */
typedef struct {
  double lamp[3], ambient, fall[2]; /* fall: where the shadow of something 1 mm high ends, mm */
  double white[3], vignette, blur, noise, glare, glare_at[2];
} PhotoLight;
typedef struct {
  int w, h;
  cairo_surface_t *surface;
  cairo_t *cairo; /* in pixels of the picture */
} PhotoShade;
PhotoLight photo_light_draw(ExamDice *dice, bool glossy);
PhotoShade photo_shade_new(const PhotoCamera *camera);
void photo_shade_free(PhotoShade *shade);
void photo_shade_blur(PhotoShade *shade, double sigma); /* px of the picture */
double photo_shade_at(const PhotoShade *shade, double x, double y); /* 0 to 1 */
void photo_light_at(const PhotoLight *light, const PhotoCamera *camera, PhotoSpot desk, double px, double py, double ret_gain[3]);
void photo_sensor(ExamRaster *raster, const PhotoLight *light, ExamDice *dice);

/* ---- photo-things.c, photo-hand.c: what lies on and beside the page. */
typedef struct {
  const PhotoCamera *camera;
  const PhotoLight *light;
  ExamDice *dice;
  cairo_t *over; /* colours, in pixels of the picture */
  cairo_t *shadow; /* of a PhotoShade */
  PhotoSpot page[4]; /* in the picture */
  double page_w, page_h;
  bool empty; /* no page lies there */
} PhotoTable;
typedef struct {
  double x, y, r;
} PhotoJoint;
void photo_path(const PhotoTable *table, cairo_t *to, const PhotoSpot *spots, size_t count, double z);
/* A round bar along joints; `tone`: how dark its rim is; drawn with its shadow. */
void photo_limb(const PhotoTable *table, const PhotoJoint *joints, size_t count, double z, const double rgb[3], double tone);
void photo_flat(const PhotoTable *table, const PhotoSpot *spots, size_t count, double z, const double rgb[3]);
bool photo_free_spot(const PhotoTable *table, double margin, PhotoSpot *ret_spot); /* beside the page, in the frame; mm */
PhotoSpot photo_centre(const PhotoTable *table);
bool photo_thing(const PhotoTable *table, const char *name); /* false: no room for it */
const char *photo_thing_name(ExamDice *dice);
bool photo_prop(const PhotoTable *table, const char *name); /* the tuning family's things (tests/tune/photo-props.c) */
const char *photo_prop_name(ExamDice *dice);
void photo_hand(const PhotoTable *table, bool corner, const char **ret_name);
void photo_cat(const PhotoTable *table);
void photo_big_shadow(const PhotoTable *table, cairo_t *to, double strength);

#endif
