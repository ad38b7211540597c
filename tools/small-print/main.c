/* SPDX-License-Identifier: GPL-3.0-or-later */
/* small-print learn small|grain|blur OUT FILE… [--lessons N] [--seed N]   draws the words of the files, spoils them, learns to draw them anew, writes the net;
 *                                                                         the same seed on the same machine gives the same file
 * small-print draw WEIGHTS IN OUT.png                                     a picture three times as large, by the reader's arithmetic
 * small-print show small|grain|blur OUT.png FILE…                         some lessons: as they come, and a third of the pixels that are wanted */
#include "small-print.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BATCH = 8, POOL = 4000 };

static const char *const kinds[] = {"small", "grain", "blur"};
static const int small_shape[][3] = {{24, 5, 1}, {20, 3, 1}, {ENLARGE_OUT, 3, 1}}, spoilt_shape[][3] = {{24, 5, 1}, {24, 3, 2}, {24, 3, 2}, {24, 3, 1}, {ENLARGE_OUT, 3, 1}};

/* Adam. */
typedef struct { RectoEnlarger *net; float *gradient, *mean, *square; } Learner;

static void learner_init(Learner *learner, LessonKind kind, Rng *rng) {
  RectoEnlarger *net = kind == LESSON_SMALL ? recto_enlarger_new(small_shape, G_N_ELEMENTS(small_shape)) : recto_enlarger_new(spoilt_shape, G_N_ELEMENTS(spoilt_shape));
  g_assert(net);
  net->adds = kind == LESSON_SMALL;
  net->least = kind == LESSON_SMALL ? 0 : -0.8F;
  for (int l = 0; l < net->n_layers; l++) {
    const RectoEnlargeLayer *layer = &net->layer[l];
    int fan = layer->in * layer->side * layer->side;
    for (int i = 0; i < fan * layer->out; i++) layer->weight[i] = (float)(rng_normal(rng) * (l == net->n_layers - 1 ? 0.3 : 1) * sqrt(2.0 / fan));
  }
  *learner = (Learner){net, g_new(float, net->n_weights), g_new0(float, net->n_weights), g_new0(float, net->n_weights)};
}

static void learner_clear(Learner *learner) {
  recto_enlarger_free(learner->net);
  g_free(learner->gradient);
  g_free(learner->mean);
  g_free(learner->square);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Learner, learner_clear)

static void learner_step(Learner *learner, int step, double rate) {
  float warm = (float)(rate * sqrt(1 - pow(0.999, step)) / (1 - pow(0.9, step))), *m = learner->mean, *s = learner->square;
  for (int i = 0; i < learner->net->n_weights; i++) {
    float d = learner->gradient[i] / BATCH;
    m[i] += 0.1F * (d - m[i]);
    s[i] += 0.001F * (d * d - s[i]);
    learner->net->weights[i] -= warm * m[i] / (sqrtf(s[i]) + 1e-8F);
  }
}

/* A pool in which a lesson stays for a while: drawing costs more than learning. */
typedef struct { LessonKind kind; Lesson *lessons; int n; const GPtrArray *words; Rng rng; } Pool;

static const Lesson *pool_take(Pool *pool) {
  enum { FIRST = 64, FILL = 3, RENEW = 8 };
  bool fill = pool->n < POOL && (pool->n < FIRST || rng_int(&pool->rng, 1, FILL) == 1), renew = pool->n == POOL && rng_int(&pool->rng, 1, RENEW) == 1;
  int at = fill ? pool->n++ : rng_int(&pool->rng, 0, pool->n - 1);
  if (fill || renew) lesson_draw(pool->kind, pool->words, &pool->rng, &pool->lessons[at]);
  return &pool->lessons[at];
}

static int learn(LessonKind kind, const char *path, const GPtrArray *words, int lessons, int seed) {
  enum { TELL = 250 };
  g_autofree Lesson *all = g_new(Lesson, POOL);
  Pool pool = {kind, all, 0, words, rng_new((guint64)seed, "lessons")};
  Rng rng = rng_new((guint64)seed, "weights");
  g_auto(Learner) learner = {0};
  g_autoptr(GError) error = NULL;
  learner_init(&learner, kind, &rng);
  double off = 0, plain = 0;
  int steps = lessons / BATCH;
  for (int step = 1; step <= steps && !error; step++) {
    memset(learner.gradient, 0, sizeof(float) * (gsize)learner.net->n_weights);
    for (int i = 0; i < BATCH; i++) {
      double same;
      off += gradient_add(learner.net, pool_take(&pool), learner.gradient, &same);
      plain += same;
    }
    double rate = step < steps / 20 ? 20.0 * step / steps : 0.5 * (1 + cos(G_PI * step / steps));
    learner_step(&learner, step, 0.002 * rate + 1e-5);
    if (step % TELL && step != steps) continue;
    g_print("%8d lessons  error %.5f of %.5f\n", step * BATCH, off / TELL / BATCH, plain / TELL / BATCH);
    fflush(stdout);
    off = plain = 0;
    recto_enlarger_save(learner.net, path, &error);
  }
  if (error) g_printerr("small-print: %s\n", error->message);
  return error != NULL;
}

static int draw(const char *weights, const char *from, const char *to) {
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoEnlarger) net = recto_enlarger_load(weights, &error);
  if (!net) return g_printerr("small-print: %s\n", error->message), 1;
  g_autoptr(PIX) pix = pixRead(from);
  g_autoptr(PIX) grey = pix ? recto_pix_grey(pix) : NULL;
  g_autoptr(PIX) large = grey ? recto_enlarge(net, grey, recto_pix_percentile(grey, 0.7, 1)) : NULL;
  return !large || pixWriteImpliedFormat(to, large, 0, 0);
}

static void put_ink(PIX *sheet, int x, int y, float ink) { SET_DATA_BYTE(pixGetData(sheet) + (size_t)y * (size_t)pixGetWpl(sheet), x, (int)(255 - 255 * CLAMP(ink, 0, 1))); }

static int show(LessonKind kind, const char *to, const GPtrArray *words, int seed) {
  enum { N = 12, GAP = 8 };
  static Lesson lesson;
  Rng rng = rng_new((guint64)seed, "lessons");
  g_autoptr(PIX) sheet = pixCreate(IN_WIDE + GAP + PATCH_WIDE, N * (IN_HIGH + GAP), 8);
  for (int i = 0; i < N; i++) {
    lesson_draw(kind, words, &rng, &lesson);
    for (int y = 0; y < IN_HIGH; y++)
      for (int x = 0; x < IN_WIDE; x++) put_ink(sheet, x, i * (IN_HIGH + GAP) + y, lesson.in[y][x]);
    for (int y = 0; y < PATCH_HIGH; y++)
      for (int x = 0; x < PATCH_WIDE; x++) put_ink(sheet, IN_WIDE + GAP + x, i * (IN_HIGH + GAP) + AROUND + y, lesson.wanted[ENLARGE_OUT / 2][y][x]);
  }
  return pixWriteImpliedFormat(to, sheet, 0, 0);
}

static int kind_of(const char *name) {
  for (int k = 0; k < (int)G_N_ELEMENTS(kinds); k++)
    if (g_str_equal(name, kinds[k])) return k;
  return -1;
}

int main(int argc, char **argv) {
  int lessons = 100000, seed = 1;
  GOptionEntry entries[] = {{"lessons", 0, 0, G_OPTION_ARG_INT, &lessons, NULL, NULL}, {"seed", 0, 0, G_OPTION_ARG_INT, &seed, NULL, NULL}, G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new("learn small|grain|blur OUT FILE… | show small|grain|blur OUT.png FILE… | draw WEIGHTS IN OUT.png");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error)) return g_printerr("small-print: %s\n", error->message), 2;
  if (argc == 5 && g_str_equal(argv[1], "draw")) return draw(argv[2], argv[3], argv[4]);
  int kind = argc > 4 ? kind_of(argv[2]) : -1;
  if (kind < 0) return g_printerr("small-print: see --help\n"), 2;
  g_autoptr(GPtrArray) words = lesson_words(argv + 4);
  if (!words || words->len == 0) return g_printerr("small-print: no words to draw\n"), 1;
  return g_str_equal(argv[1], "learn") ? learn((LessonKind)kind, argv[3], words, lessons, seed) : show((LessonKind)kind, argv[3], words, seed);
}
