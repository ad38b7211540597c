/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One lesson: a scene, as the reader would come to see it, and what the net should tell of it. */
#include "hidden-print.h"

static Scene scene_new(bool upright) {
  int width = upright ? SCENE_WIDTH : SCENE_HEIGHT, height = upright ? SCENE_HEIGHT : SCENE_WIDTH;
  gsize n = (gsize)width * (gsize)height;
  return (Scene){.width = width,
                 .height = height,
                 .colour = g_malloc0_n(n, sizeof(float[3])),
                 .page = g_new0(float, n),
                 .print = g_new0(float, n),
                 .under = g_new0(float, n),
                 .burnt = g_new0(float, n)};
}

static void scene_clear(Scene *scene) {
  g_free(scene->colour);
  g_free(scene->page);
  g_free(scene->print);
  g_free(scene->under);
  g_free(scene->burnt);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scene, scene_clear)

static PIX *picture_of(const Scene *scene) {
  PIX *pix = pixCreate(scene->width, scene->height, 32);
  for (int y = 0, at = 0; y < scene->height; y++)
    for (int x = 0; x < scene->width; x++, at++)
      composeRGBPixel((int)(255 * MIN(1, scene->colour[at][0]) + 0.5F), (int)(255 * MIN(1, scene->colour[at][1]) + 0.5F), (int)(255 * MIN(1, scene->colour[at][2]) + 0.5F),
                      pixGetData(pix) + (size_t)y * (size_t)pixGetWpl(pix) + x);
  return pix;
}

static float *wanted_of(const Scene *scene) {
  int across = scene->width / MAPNET_CELL, down = scene->height / MAPNET_CELL;
  float *wanted = g_new0(float, (gsize)(across * down * MAPNET_TOLD));
  for (int y = 0, at = 0; y < down * MAPNET_CELL; y++)
    for (int x = 0; x < across * MAPNET_CELL; x++, at++) {
      float *of = wanted + (y / MAPNET_CELL * across + x / MAPNET_CELL) * MAPNET_TOLD, part = 1.0F / (MAPNET_CELL * MAPNET_CELL);
      of[SIGHT_THING] += part * scene->under[at] * scene->page[at];
      of[SIGHT_UNDER] += part * scene->under[at] * scene->print[at];
      of[SIGHT_BURNT] += part * scene->burnt[at] * (1 - scene->under[at]) * scene->page[at];
      of[SIGHT_PRINT] += part * scene->print[at];
    }
  return wanted;
}

/* A picture without colours. */
static void drain(Scene *scene) {
  for (int i = 0; i < scene->width * scene->height; i++) {
    float *at = scene->colour[i], grey = 0.3F * at[0] + 0.6F * at[1] + 0.1F * at[2];
    at[0] = at[1] = at[2] = grey;
  }
}

static void draw(const GPtrArray *pages, Rng *rng, Lesson *ret) {
  const Page *drawn = g_ptr_array_index(pages, rng_int(rng, 0, (int)pages->len - 1)), *other = g_ptr_array_index(pages, rng_int(rng, 0, (int)pages->len - 1));
  g_autoptr(Page) own = rng_int(rng, 0, 1) ? page_printed(drawn, rng) : NULL;
  const Page *page = own ? own : drawn;
  bool upright = page->height >= page->width ? rng_int(rng, 0, 7) > 0 : rng_int(rng, 0, 3) == 0, scan = rng_int(rng, 0, 2) == 0;
  g_auto(Scene) scene = scene_new(upright);
  desk_draw(&scene, scan, rng);
  page_lay(&scene, page, scan, rng);
  if (rng_int(rng, 0, 3) == 0) page_add(&scene, other, rng);
  for (int things = rng_int(rng, 0, 5) / 2; things > 0; things--) thing_lay(&scene, rng);
  if (!scan || rng_int(rng, 0, 3) == 0) light_fall(&scene, rng);
  if (!scan)
    for (int lamps = rng_int(rng, 0, 3) / 2 + rng_int(rng, 0, 7) / 7; lamps > 0; lamps--) lamp_shine(&scene, rng);
  if (rng_int(rng, 0, 4) == 0) lens_miss(&scene, rng);
  if (!scan || rng_int(rng, 0, 1)) camera_see(&scene, rng);
  if (rng_int(rng, 0, 2) == 0) scene_turn(&scene, rng);
  if (rng_int(rng, 0, 5) == 0) drain(&scene);
  g_autoptr(PIX) seen = picture_of(&scene);
  *ret = (Lesson){recto_sight_picture(seen), wanted_of(&scene)};
}

/* A page seen from its edge has no place in the picture. */
static bool is_whole(const Lesson *lesson) {
  int n = lesson->picture.width / MAPNET_CELL * (lesson->picture.height / MAPNET_CELL) * MAPNET_TOLD;
  const float most = 1.01F;
  for (int i = 0; i < n; i++)
    if (!(lesson->wanted[i] >= 0 && lesson->wanted[i] <= most)) return false;
  return true;
}

void lesson_draw(const GPtrArray *pages, Rng *rng, Lesson *ret) {
  for (draw(pages, rng, ret); !is_whole(ret); draw(pages, rng, ret)) lesson_clear(ret);
}

static void mirror_row(float *row, int width, int channels) {
  for (int x = 0; x < width / 2; x++)
    for (int c = 0; c < channels; c++) {
      float *a = row + x * channels + c, *b = row + (width - 1 - x) * channels + c, held = *a;
      *a = *b, *b = held;
    }
}

void lesson_mirror(Lesson *lesson) {
  int across = lesson->picture.width / MAPNET_CELL, down = lesson->picture.height / MAPNET_CELL;
  for (int y = 0; y < lesson->picture.height; y++) mirror_row(recto_map_at(&lesson->picture, 0, y), lesson->picture.width, MAPNET_IN);
  for (int y = 0; y < down; y++) mirror_row(lesson->wanted + y * across * MAPNET_TOLD, across, MAPNET_TOLD);
}

void lesson_clear(Lesson *lesson) {
  recto_map_clear(&lesson->picture);
  g_clear_pointer(&lesson->wanted, g_free);
}
