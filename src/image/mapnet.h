/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small net of the U-Net kind (Ronneberger et al. 2015) over a small colour picture: it is halved five times, what was seen at large is laid beside what was seen near by, and each
 * place of eight by eight pixels is told how much of it is what. Kernels of 3 x 3, leaky ReLU between. Must not know: what the maps mean, pictures' files. */
#ifndef RECTO_MAPNET_H
#define RECTO_MAPNET_H

#include <glib.h>
#include <stdbool.h>

enum { MAPNET_IN = 4, MAPNET_OUT = 8, MAPNET_TOLD = 4, MAPNET_LAYERS = 11, MAPNET_CELL = 8, MAPNET_STEP = 32 /* width and height are whole times this */, MAPNET_NARROWEST = 4 * MAPNET_STEP };
#define MAPNET_LEAK 0.1F

/* `weight`: [9][in][out], then `bias`: [out]; `stride` 1 or 2; `from`: the layer that comes in (-1 the picture), `beside`: one twice as small whose places are doubled and laid beside it
 * (-1 none). */
typedef struct {
  int in, out, stride, from, beside;
  float *weight, *bias;
} RectoMapnetLayer;

typedef struct {
  RectoMapnetLayer layer[MAPNET_LAYERS];
  int n_weights;
  float *weights; /* owned; all layers' in order */
} RectoMapnet;

/* Values of a picture or of a layer: [height + 2][width + 2][channels], a rim of 0 around. */
typedef struct {
  int width, height, channels;
  float *at;
} RectoMap;

/* The stored form: the head, then the weights, 32-bit floats, little endian. */
#define RECTO_MAPNET_HEAD "RECTO-MAPNET 1\n"

/* Of weights 0; owned by the caller. */
RectoMapnet *recto_mapnet_new(void);
/* NULL with `error` when the file is absent or not of this form. */
RectoMapnet *recto_mapnet_load(const char *path, GError **error);
bool recto_mapnet_save(const RectoMapnet *net, const char *path, GError **error);
void recto_mapnet_free(RectoMapnet *net);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoMapnet, recto_mapnet_free)

RectoMap recto_map_new(int width, int height, int channels);
void recto_map_clear(RectoMap *map);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoMap, recto_map_clear)
static inline float *recto_map_at(const RectoMap *map, int x, int y) { return map->at + ((gsize)(y + 1) * (gsize)(map->width + 2) + (gsize)(x + 1)) * (gsize)map->channels; }

/* One layer's step: `in` of layer->in channels, whatever it was laid together from. Learning goes through the same steps, one by one. */
RectoMap recto_mapnet_join(const RectoMap *near_by, const RectoMap *at_large);
RectoMap recto_mapnet_step(const RectoMapnetLayer *layer, const RectoMap *in, bool leaky);

/* MAPNET_TOLD chances (0 to 1) for each place of the picture, of MAPNET_OUT channels; the picture's width and height are whole times MAPNET_STEP, its width MAPNET_NARROWEST at least. */
RectoMap recto_mapnet_see(const RectoMapnet *net, const RectoMap *picture);

#endif
