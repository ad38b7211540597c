/* SPDX-License-Identifier: GPL-3.0-or-later */
/* hidden-print learn OUT PAGE.png… [--lessons N] [--seed N]   draws scenes with the pages, learns what hides their print, writes the net;
 * hidden-print show OUT.png PAGE.png…                          some lessons and what is wanted of them;
 * hidden-print see WEIGHTS PICTURE OUT.png                     what the net tells of a picture: red under a thing, blue in light, green print */
#include "hidden-print.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BATCH = 8, WORKERS = 2 };

/* ---- learning */

/* Adam. */
typedef struct {
  RectoMapnet *net;
  float *mean, *square;
} Learner;

/* Half of a batch, in a thread of its own. */
typedef struct {
  const RectoMapnet *net;
  const GPtrArray *pages;
  Rng rng;
  float *gradient;
  double error;
  int lessons;
} Worker;

static gpointer work(gpointer data) {
  Worker *worker = data;
  memset(worker->gradient, 0, sizeof(float) * (gsize)worker->net->n_weights);
  for (int i = 0; i < worker->lessons; i += 2) { /* drawing costs more than learning: each is seen as it is and in a mirror */
    g_auto(Lesson) lesson = {0};
    lesson_draw(worker->pages, &worker->rng, &lesson);
    worker->error += gradient_add(worker->net, &lesson, worker->gradient);
    lesson_mirror(&lesson);
    worker->error += gradient_add(worker->net, &lesson, worker->gradient);
  }
  return NULL;
}

static RectoMapnet *by_chance(Rng *rng) {
  RectoMapnet *net = recto_mapnet_new();
  for (int l = 0; l < MAPNET_LAYERS; l++) {
    const RectoMapnetLayer *layer = &net->layer[l];
    int fan = 9 * layer->in;
    for (int i = 0; i < fan * layer->out; i++) layer->weight[i] = (float)(rng_normal(rng) * (l == MAPNET_LAYERS - 1 ? 0.3 : 1) * sqrt(2.0 / fan));
  }
  for (int c = 0; c < MAPNET_TOLD; c++) net->layer[MAPNET_LAYERS - 1].bias[c] = -2; /* most places show nothing */
  return net;
}

static void step_on(Learner *learner, const Worker *workers, int step, double rate) {
  float warm = (float)(rate * sqrt(1 - pow(0.999, step)) / (1 - pow(0.9, step))), *m = learner->mean, *s = learner->square;
  for (int i = 0; i < learner->net->n_weights; i++) {
    float d = 0;
    for (int k = 0; k < WORKERS; k++) d += workers[k].gradient[i] / BATCH;
    m[i] += 0.1F * (d - m[i]);
    s[i] += 0.001F * (d * d - s[i]);
    learner->net->weights[i] -= warm * m[i] / (sqrtf(s[i]) + 1e-8F);
  }
}

static void run_batch(Worker *workers) {
  GThread *threads[WORKERS];
  for (int k = 0; k < WORKERS; k++) threads[k] = g_thread_new("lessons", work, &workers[k]);
  for (int k = 0; k < WORKERS; k++) g_thread_join(threads[k]);
}

/* `from`: a net to go on from; NULL = one by chance. */
static int learn(const char *path, const GPtrArray *pages, const char *from, double rate, int lessons, int seed) {
  enum { TELL = 50 };
  Rng rng = rng_new((guint64)seed, "weights");
  g_autoptr(GError) error = NULL;
  RectoMapnet *net = from ? recto_mapnet_load(from, &error) : by_chance(&rng);
  if (!net) return g_printerr("hidden-print: %s\n", error->message), 1;
  Learner learner = {net, g_new0(float, net->n_weights), g_new0(float, net->n_weights)};
  Worker workers[WORKERS];
  for (int k = 0; k < WORKERS; k++) {
    g_autofree char *label = g_strdup_printf("lessons %d", k);
    workers[k] = (Worker){learner.net, pages, rng_new((guint64)seed, label), g_new0(float, learner.net->n_weights), 0, BATCH / WORKERS};
  }
  int steps = lessons / BATCH;
  for (int step = 1; step <= steps && !error; step++) {
    run_batch(workers);
    double part = step < steps / 25 ? 25.0 * step / steps : 0.5 * (1 + cos(G_PI * step / steps));
    step_on(&learner, workers, step, rate * part + 1e-5);
    if (step % TELL && step != steps) continue;
    g_print("%8d lessons  error %.5f\n", step * BATCH, (workers[0].error + workers[1].error) / (TELL * BATCH));
    fflush(stdout);
    workers[0].error = workers[1].error = 0;
    recto_mapnet_save(learner.net, path, &error);
  }
  for (int k = 0; k < WORKERS; k++) g_free(workers[k].gradient);
  recto_mapnet_free(learner.net);
  g_free(learner.mean), g_free(learner.square);
  return error ? g_printerr("hidden-print: %s\n", error->message), 1 : 0;
}

/* ---- looking */

static l_uint32 byte_of(float value) { return (l_uint32)(255 * CLAMP(value, 0, 1) + 0.5F); }

/* The picture, and beside it the maps: `told` gives MAPNET_TOLD of each place, `apart` from one to the next. */
static PIX *picture_of(const RectoMap *picture, const float *(*told)(const void *from, int x, int y), const void *from) {
  PIX *pix = pixCreate(2 * picture->width, picture->height, 32);
  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++) {
      const float *own = recto_map_at(picture, x, y), *of = told(from, x / MAPNET_CELL, y / MAPNET_CELL);
      pixSetRGBPixel(pix, x, y, (l_int32)byte_of(own[0]), (l_int32)byte_of(own[1]), (l_int32)byte_of(own[2]));
      float red = fmaxf(of[SIGHT_UNDER], 0.4F * of[SIGHT_THING]);
      pixSetRGBPixel(pix, picture->width + x, y, (l_int32)byte_of(red), (l_int32)byte_of(0.5F * of[SIGHT_PRINT]), (l_int32)byte_of(of[SIGHT_BURNT]));
    }
  return pix;
}

static const float *of_map(const void *from, int x, int y) { return recto_map_at(from, x, y); }
static const float *of_lesson(const void *from, int x, int y) {
  const Lesson *lesson = from;
  return lesson->wanted + (y * (lesson->picture.width / MAPNET_CELL) + x) * MAPNET_TOLD;
}

static int show(const char *to, const GPtrArray *pages, int seed) {
  enum { N = 12, ACROSS = 3 };
  Rng rng = rng_new((guint64)seed, "lessons 0");
  PIXA *all = pixaCreate(N);
  for (int i = 0; i < N; i++) {
    g_auto(Lesson) lesson = {0};
    lesson_draw(pages, &rng, &lesson);
    pixaAddPix(all, picture_of(&lesson.picture, of_lesson, &lesson), L_INSERT);
  }
  g_autoptr(PIX) sheet = pixaDisplayTiledInColumns(all, ACROSS, 0.6F, 6, 0);
  pixaDestroy(&all);
  return pixWriteImpliedFormat(to, sheet, 0, 0);
}

static int see(const char *weights, const char *path, const char *to) {
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoMapnet) net = recto_mapnet_load(weights, &error);
  g_autoptr(PIX) raw = net ? pixRead(path) : NULL;
  g_autoptr(PIX) colour = raw ? pixConvertTo32(raw) : NULL;
  if (!colour) return g_printerr("hidden-print: %s\n", error ? error->message : "no picture"), 1;
  g_auto(RectoMap) picture = recto_sight_picture(colour);
  g_auto(RectoMap) told = recto_mapnet_see(net, &picture);
  g_autoptr(PIX) shown = picture_of(&picture, of_map, &told);
  return pixWriteImpliedFormat(to, shown, 0, 0);
}

int main(int argc, char **argv) {
  int lessons = 40000, seed = 1;
  double rate = 0.002;
  g_autofree char *from = NULL;
  GOptionEntry entries[] = {{"from", 0, 0, G_OPTION_ARG_FILENAME, &from, "Go on from this net", "WEIGHTS"},
                            {"lessons", 0, 0, G_OPTION_ARG_INT, &lessons, NULL, NULL},
                            {"rate", 0, 0, G_OPTION_ARG_DOUBLE, &rate, "The fastest that is learnt", "R"},
                            {"seed", 0, 0, G_OPTION_ARG_INT, &seed, NULL, NULL},
                            G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new("learn OUT PAGE.png… | show OUT.png PAGE.png… | see WEIGHTS PICTURE OUT.png");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc < 4) return g_printerr("hidden-print: %s\n", error ? error->message : "see --help"), 2;
  if (g_str_equal(argv[1], "see") && argc == 5) return see(argv[2], argv[3], argv[4]);
  g_autoptr(GPtrArray) pages = pages_load(argv + 3);
  if (!pages) return 1;
  return g_str_equal(argv[1], "learn") ? learn(argv[2], pages, from, rate, lessons, seed) : show(argv[2], pages, seed);
}
