/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The net's form and how it is stored. Must not know: pixels. */
#include "image/mapnet.h"

#include "image/stored.h"

#include <recto/error.h>
#include <string.h>

/* out, stride, from, beside */
static const int form[MAPNET_LAYERS][4] = {{16, 2, -1, -1}, {24, 2, 0, -1}, {32, 2, 1, -1}, {32, 1, 2, -1}, {48, 2, 3, -1},        {64, 2, 4, -1},
                                           {64, 1, 5, -1},  {64, 1, 6, -1}, {48, 1, 4, 7},  {48, 1, 3, 8},  {MAPNET_OUT, 1, 9, -1}};

RectoMapnet *recto_mapnet_new(void) {
  RectoMapnet *net = g_new0(RectoMapnet, 1);
  for (int l = 0; l < MAPNET_LAYERS; l++) {
    RectoMapnetLayer *layer = &net->layer[l];
    *layer = (RectoMapnetLayer){.out = form[l][0], .stride = form[l][1], .from = form[l][2], .beside = form[l][3]};
    layer->in = (layer->from < 0 ? MAPNET_IN : form[layer->from][0]) + (layer->beside < 0 ? 0 : form[layer->beside][0]);
    net->n_weights += (9 * layer->in + 1) * layer->out;
  }
  float *at = net->weights = g_new0(float, net->n_weights);
  for (int l = 0; l < MAPNET_LAYERS; l++) {
    net->layer[l].weight = at;
    net->layer[l].bias = at + 9 * net->layer[l].in * net->layer[l].out;
    at = net->layer[l].bias + net->layer[l].out;
  }
  return net;
}

void recto_mapnet_free(RectoMapnet *net) {
  if (!net) return;
  g_free(net->weights);
  g_free(net);
}

RectoMapnet *recto_mapnet_load(const char *path, GError **error) {
  g_autofree char *content = NULL;
  gsize size = 0, head = strlen(RECTO_MAPNET_HEAD);
  if (!g_file_get_contents(path, &content, &size, error)) return NULL;
  g_autoptr(RectoMapnet) net = recto_mapnet_new();
  RectoStored from = {content + head, size - head};
  bool fits = size == head + sizeof(float) * (gsize)net->n_weights && memcmp(content, RECTO_MAPNET_HEAD, head) == 0;
  if (fits && recto_stored_reals(&from, net->weights, net->n_weights)) return g_steal_pointer(&net);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_MODEL, "%s is not a net of this version", path);
  return NULL;
}

bool recto_mapnet_save(const RectoMapnet *net, const char *path, GError **error) {
  g_autoptr(GByteArray) to = g_byte_array_new();
  g_byte_array_append(to, (const guint8 *)RECTO_MAPNET_HEAD, (guint)strlen(RECTO_MAPNET_HEAD));
  for (int i = 0; i < net->n_weights; i++) recto_stored_put_real(to, net->weights[i]);
  return g_file_set_contents(path, (const char *)to->data, to->len, error);
}
