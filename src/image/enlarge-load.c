/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The net's stored form. Must not know: pixels. */
#include "image/enlarge.h"

#include "image/stored.h"

#include <math.h>
#include <recto/error.h>
#include <string.h>

static bool is_layer(const RectoEnlargeLayer *layer) {
  bool kernel = layer->side == 3 || (layer->side == 5 && layer->spread == 1);
  return kernel && layer->out >= 1 && layer->out <= ENLARGE_CHANNELS && layer->spread >= 1 && layer->spread <= 2;
}

static void place_weights(RectoEnlarger *net) {
  float *at = net->weights;
  for (int l = 0; l < net->n_layers; l++) {
    RectoEnlargeLayer *layer = &net->layer[l];
    layer->weight = at;
    layer->bias = at + layer->out * layer->in * layer->side * layer->side;
    at = layer->bias + layer->out;
  }
}

RectoEnlarger *recto_enlarger_new(const int (*shape)[3], int n_layers) {
  RectoEnlarger net = {.n_layers = n_layers};
  if (n_layers < 1 || n_layers > ENLARGE_LAYERS || shape[n_layers - 1][0] != ENLARGE_OUT) return NULL;
  for (int l = 0, in = 1; l < n_layers; in = shape[l++][0]) {
    RectoEnlargeLayer *layer = &net.layer[l];
    *layer = (RectoEnlargeLayer){.in = in, .out = shape[l][0], .side = shape[l][1], .spread = shape[l][2], .reach = (shape[l][1] - 1) / 2 * shape[l][2]};
    if (!is_layer(layer)) return NULL;
    net.reach += layer->reach;
    net.n_weights += layer->out * (layer->in * layer->side * layer->side + 1);
  }
  if (net.reach > ENLARGE_REACH) return NULL;
  RectoEnlarger *ret = g_memdup2(&net, sizeof net);
  ret->weights = g_new0(float, ret->n_weights);
  place_weights(ret);
  return ret;
}

void recto_enlarger_free(RectoEnlarger *enlarger) {
  if (!enlarger) return;
  g_free(enlarger->weights);
  g_free(enlarger);
}

/* ---- from a file */

static int take_small(RectoStored *from) {
  const guint32 most = 1000;
  guint32 bits = recto_stored_bits(from);
  return (int)MIN(bits, most);
}

static RectoEnlarger *take_net(RectoStored *from) {
  int n = take_small(from), adds = take_small(from), shape[ENLARGE_LAYERS][3];
  float least = recto_stored_real(from);
  for (int l = 0; l < MIN(n, ENLARGE_LAYERS); l++)
    for (int k = 0; k < 3; k++) shape[l][k] = take_small(from);
  g_autoptr(RectoEnlarger) net = isfinite(least) ? recto_enlarger_new(shape, n) : NULL;
  if (!net || from->left != sizeof(float) * (gsize)net->n_weights) return NULL;
  net->adds = adds != 0;
  net->least = least;
  return recto_stored_reals(from, net->weights, net->n_weights) ? g_steal_pointer(&net) : NULL;
}

RectoEnlarger *recto_enlarger_load(const char *path, GError **error) {
  g_autofree char *content = NULL;
  gsize size = 0, head = strlen(RECTO_ENLARGER_HEAD);
  if (!g_file_get_contents(path, &content, &size, error)) return NULL;
  RectoStored from = {content + head, size - head};
  RectoEnlarger *net = size > head && memcmp(content, RECTO_ENLARGER_HEAD, head) == 0 ? take_net(&from) : NULL;
  if (!net) g_set_error(error, RECTO_ERROR, RECTO_ERROR_MODEL, "%s is not an enlarger of this version", path);
  return net;
}

static RectoEnlarger *load_of(const char *folder, const char *name, GError **error) {
  g_autofree char *path = g_build_filename(folder, name, NULL);
  return recto_enlarger_load(path, error);
}

bool recto_enlargers_load(const char *folder, RectoEnlargers *ret, GError **error) {
  *ret = (RectoEnlargers){.small = load_of(folder, "small.weights", error)};
  if (ret->small) ret->grain = load_of(folder, "grain.weights", error);
  if (ret->grain) ret->blur = load_of(folder, "blur.weights", error);
  if (!ret->blur) recto_enlargers_clear(ret);
  return ret->blur != NULL;
}

void recto_enlargers_clear(RectoEnlargers *enlargers) {
  g_clear_pointer(&enlargers->small, recto_enlarger_free);
  g_clear_pointer(&enlargers->grain, recto_enlarger_free);
  g_clear_pointer(&enlargers->blur, recto_enlarger_free);
}

/* ---- and back */

bool recto_enlarger_save(const RectoEnlarger *net, const char *path, GError **error) {
  g_autoptr(GByteArray) to = g_byte_array_new();
  g_byte_array_append(to, (const guint8 *)RECTO_ENLARGER_HEAD, (guint)strlen(RECTO_ENLARGER_HEAD));
  recto_stored_put_bits(to, (guint32)net->n_layers);
  recto_stored_put_bits(to, net->adds);
  recto_stored_put_real(to, net->least);
  for (int l = 0; l < net->n_layers; l++) {
    recto_stored_put_bits(to, (guint32)net->layer[l].out);
    recto_stored_put_bits(to, (guint32)net->layer[l].side);
    recto_stored_put_bits(to, (guint32)net->layer[l].spread);
  }
  for (int i = 0; i < net->n_weights; i++) recto_stored_put_real(to, net->weights[i]);
  return g_file_set_contents(path, (const char *)to->data, to->len, error);
}
