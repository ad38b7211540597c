/* SPDX-License-Identifier: GPL-3.0-or-later */
/* small-print learn OUT FILE… [--lessons N] [--seed N]   draws the words of the files small, learns to enlarge them, writes the net; the same seed on the same machine gives the same file
 * small-print enlarge WEIGHTS IN OUT.png                 a picture three times as large, by the reader's arithmetic */
#include "small-print.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BATCH = 8, POOL = 3000, N_WEIGHTS = sizeof(RectoEnlarger) / sizeof(float) };

typedef struct { RectoEnlarger net, mean, square; } Learner;

static void learner_init(Learner *learner, Rng *rng) {
  RectoEnlarger *net = &learner->net;
  const struct { float *at; int n, fan; double part; } layers[] = {
    {&net->w1[0][0][0][0], 25 * ENLARGE_C1, 25, 1}, {&net->w2[0][0][0][0], 9 * ENLARGE_C1 * ENLARGE_C2, 9 * ENLARGE_C1, 1}, {&net->w3[0][0][0][0], 9 * ENLARGE_C2 * ENLARGE_OUT, 9 * ENLARGE_C2, 0.3}};
  for (gsize l = 0; l < G_N_ELEMENTS(layers); l++)
    for (int i = 0; i < layers[l].n; i++) layers[l].at[i] = (float)(rng_normal(rng) * layers[l].part * sqrt(2.0 / layers[l].fan));
}

/* Adam. */
static void learner_step(Learner *learner, const RectoEnlarger *gradient, int step, double rate) {
  float *w = (float *)&learner->net, *m = (float *)&learner->mean, *s = (float *)&learner->square;
  const float *g = (const float *)gradient;
  float warm = (float)(rate * sqrt(1 - pow(0.999, step)) / (1 - pow(0.9, step)));
  for (int i = 0; i < N_WEIGHTS; i++) {
    float d = g[i] / BATCH;
    m[i] += 0.1F * (d - m[i]);
    s[i] += 0.001F * (d * d - s[i]);
    w[i] -= warm * m[i] / (sqrtf(s[i]) + 1e-8F);
  }
}

static bool write_net(const RectoEnlarger *net, const char *path) {
  FILE *out = fopen(path, "wb");
  if (!out) return false;
  fputs(RECTO_ENLARGER_HEAD, out);
  for (int i = 0; i < N_WEIGHTS; i++) {
    guint32 bits;
    memcpy(&bits, (const float *)net + i, 4);
    bits = GUINT32_TO_LE(bits);
    fwrite(&bits, 4, 1, out);
  }
  return fclose(out) == 0;
}

/* A pool in which a lesson stays for a while: drawing costs more than learning. */
typedef struct { Lesson *lessons; int n; const GPtrArray *words; Rng rng; } Pool;

static const Lesson *pool_take(Pool *pool) {
  enum { FIRST = 64, FILL = 3, RENEW = 12 };
  bool fill = pool->n < POOL && (pool->n < FIRST || rng_int(&pool->rng, 1, FILL) == 1), renew = pool->n == POOL && rng_int(&pool->rng, 1, RENEW) == 1;
  int at = fill ? pool->n++ : rng_int(&pool->rng, 0, pool->n - 1);
  if (fill || renew) lesson_draw(pool->words, &pool->rng, &pool->lessons[at]);
  return &pool->lessons[at];
}

static int learn(const char *path, char **files, int lessons, int seed) {
  enum { TELL = 500 };
  g_autoptr(GPtrArray) words = lesson_words(files);
  if (!words || words->len == 0) return g_printerr("small-print: no words to draw\n"), 1;
  Pool pool = {g_new(Lesson, POOL), 0, words, rng_new((guint64)seed, "lessons")};
  Rng rng = rng_new((guint64)seed, "weights");
  g_autofree Learner *learner = g_new0(Learner, 1);
  g_autofree RectoEnlarger *gradient = g_new(RectoEnlarger, 1);
  learner_init(learner, &rng);
  double error = 0, plain = 0;
  bool written = true;
  int steps = lessons / BATCH;
  for (int step = 1; step <= steps && written; step++) {
    memset(gradient, 0, sizeof *gradient);
    for (int i = 0; i < BATCH; i++) {
      double same;
      error += gradient_add(&learner->net, pool_take(&pool), gradient, &same);
      plain += same;
    }
    double rate = step < steps / 20 ? 20.0 * step / steps : 0.5 * (1 + cos(G_PI * step / steps));
    learner_step(learner, gradient, step, 0.002 * rate + 1e-5);
    if (step % TELL && step != steps) continue;
    g_print("%8d lessons  error %.5f of %.5f\n", step * BATCH, error / TELL / BATCH, plain / TELL / BATCH);
    fflush(stdout);
    error = plain = 0;
    written = write_net(&learner->net, path);
  }
  g_free(pool.lessons);
  if (!written) g_printerr("small-print: cannot write %s\n", path);
  return !written;
}

static int enlarge(const char *weights, const char *from, const char *to) {
  g_autoptr(GError) error = NULL;
  g_autofree RectoEnlarger *net = recto_enlarger_load(weights, &error);
  if (!net) return g_printerr("small-print: %s\n", error->message), 1;
  g_autoptr(PIX) pix = pixRead(from);
  g_autoptr(PIX) grey = pix ? recto_pix_grey(pix) : NULL;
  g_autoptr(PIX) large = grey ? recto_enlarge(net, grey, recto_pix_percentile(grey, 0.7, 1)) : NULL;
  return !large || pixWriteImpliedFormat(to, large, 0, 0);
}

int main(int argc, char **argv) {
  int lessons = 80000, seed = 1;
  GOptionEntry entries[] = {{"lessons", 0, 0, G_OPTION_ARG_INT, &lessons, NULL, NULL}, {"seed", 0, 0, G_OPTION_ARG_INT, &seed, NULL, NULL}, G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new("learn OUT FILE… | enlarge WEIGHTS IN OUT");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error)) return g_printerr("small-print: %s\n", error->message), 2;
  if (argc > 3 && g_str_equal(argv[1], "learn")) return learn(argv[2], argv + 3, lessons, seed);
  if (argc == 5 && g_str_equal(argv[1], "enlarge")) return enlarge(argv[2], argv[3], argv[4]);
  return g_printerr("usage: small-print learn OUT FILE… [--lessons N] [--seed N] | enlarge WEIGHTS IN OUT\n"), 2;
}
