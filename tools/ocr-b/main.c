/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocr-b learn OUT [--lessons N] [--seed N]   draws zones, learns from them, writes the recogniser; the same seed on the same machine gives the same file
 * ocr-b draw OUT.png [--seed N] [--face F]   a sheet of the windows that it learns from, to look at
 * ocr-b judge WEIGHTS [--seed N] [--face F]  share of windows read right, by pitch, on a cut it did not learn from */
#include "ocr-b.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { JUDGED = 20000, BATCH = 256, THREADS = 2, SHARE = BATCH / THREADS, N_WEIGHTS = sizeof(RectoMrzFloats) / sizeof(float) };

typedef struct { int lessons, seed; double rate; char *face; } Options;

/* ---- a thread's stream of lessons, shuffled through a pool so that a batch holds many blocks */

enum { POOL = 12000, BLOCK_MOST = 140 };
typedef struct { const Types *types; Rng rng; Lesson *pool; int n; const RectoMrzFloats *weights; Gradient *gradient; } Pupil;

static void pool_fill(Pupil *pupil) {
  while (pupil->n < POOL - BLOCK_MOST) {
    Block block = {0};
    block_draw(&block, pupil->types, &pupil->rng);
    pupil->n += block_lessons(&block, &pupil->rng, pupil->pool + pupil->n, BLOCK_MOST);
    block_clear(&block);
  }
}

static gpointer pupil_work(gpointer data) {
  Pupil *pupil = data;
  memset(pupil->gradient, 0, sizeof *pupil->gradient);
  if (pupil->n < POOL / 2) pool_fill(pupil);
  for (int i = 0; i < SHARE; i++) {
    int pick = rng_int(&pupil->rng, 0, pupil->n - 1);
    gradient_add(pupil->weights, &pupil->pool[pick], pupil->gradient);
    pupil->pool[pick] = pupil->pool[--pupil->n];
  }
  return NULL;
}

/* ---- Adam */

typedef struct { RectoMrzFloats weights, mean, square; } Learner;

static void learner_init(Learner *learner, guint64 seed) {
  Rng rng = rng_new(seed, "weights");
  RectoMrzFloats *w = &learner->weights;
  const struct { float *at; int n, fan; } layers[] = {{&w->c1[0][0][0], 9 * NET_C1, 9}, {&w->c2[0][0][0], 9 * NET_C1 * NET_C2, 9 * NET_C1}, {&w->c3[0][0][0], 9 * NET_C2 * NET_C3, 9 * NET_C2},
                                                      {w->fc[0], NET_H3 * NET_W3 * NET_C3 * NET_FC, NET_H3 * NET_W3 * NET_C3}};
  for (gsize l = 0; l < G_N_ELEMENTS(layers); l++)
    for (int i = 0; i < layers[l].n; i++) layers[l].at[i] = (float)(rng_normal(&rng) * sqrt(2.0 / layers[l].fan));
  for (int i = 0; i < NET_FC; i++)
    for (int o = 0; o < NET_OUT; o++) w->out[i][o] = (float)(rng_normal(&rng) * 0.05);
}

static void learner_step(Learner *learner, const Gradient *gradient, int step, double rate) {
  float *w = (float *)&learner->weights, *m = (float *)&learner->mean, *s = (float *)&learner->square;
  const float *g = (const float *)&gradient->sum;
  float warm = (float)(rate * sqrt(1 - pow(0.999, step)) / (1 - pow(0.9, step)));
  for (int i = 0; i < N_WEIGHTS; i++) {
    float d = g[i] / BATCH;
    m[i] += 0.1F * (d - m[i]);
    s[i] += 0.001F * (d * d - s[i]);
    w[i] -= warm * (m[i] / (sqrtf(s[i]) + 1e-7F) + 1e-3F * w[i]);
  }
}

/* ---- the stored form (src/mrz/net.h) */

static void write_floats(FILE *out, const float *values, int n) {
  for (int i = 0; i < n; i++) {
    guint32 bits = 0;
    memcpy(&bits, values + i, 4);
    bits = GUINT32_TO_LE(bits);
    fwrite(&bits, 4, 1, out);
  }
}

static void write_layer(FILE *out, const float *weights, const float *bias, int rows, int channels, int stride) {
  float scale[NET_FC];
  for (int c = 0; c < channels; c++) {
    float most = 1e-9F;
    for (int r = 0; r < rows; r++) most = MAX(most, fabsf(weights[r * stride + c]));
    scale[c] = most / 127;
  }
  write_floats(out, scale, channels);
  write_floats(out, bias, channels);
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < channels; c++) fputc((guint8)(gint8)lrintf(weights[r * stride + c] / scale[c]), out);
}

static bool weights_write(const RectoMrzFloats *w, const char *path) {
  FILE *out = fopen(path, "wb");
  if (!out) return false;
  fputs("RECTO-OCRB 1\n", out);
  write_layer(out, &w->c1[0][0][0], w->b1, 9, NET_C1, NET_C1);
  write_layer(out, &w->c2[0][0][0], w->b2, 9 * NET_C1, NET_C2, NET_C2);
  write_layer(out, &w->c3[0][0][0], w->b3, 9 * NET_C2, NET_C3, NET_C3);
  write_layer(out, w->fc[0], w->b4, NET_H3 * NET_W3 * NET_C3, NET_FC, NET_FC);
  write_layer(out, w->out[0], w->b5, NET_FC, NET_OUT, NET_OUT_PADDED);
  return fclose(out) == 0;
}

/* ---- commands */

static int judge(const char *path, const Options *options);

static int learn(const char *path, const Options *options) {
  Types types;
  types_init(&types, options->face);
  Learner *learner = g_new0(Learner, 1);
  learner_init(learner, (guint64)options->seed);
  Pupil pupils[THREADS];
  for (int t = 0; t < THREADS; t++) {
    pupils[t] = (Pupil){&types, rng_new((guint64)options->seed, t ? "pupil 1" : "pupil 0"), g_new(Lesson, POOL), 0, &learner->weights, g_new0(Gradient, 1)};
  }
  int steps = options->lessons / BATCH;
  double loss = 0, right = 0, n = 0;
  for (int step = 1; step <= steps; step++) {
    GThread *threads[THREADS];
    for (int t = 0; t < THREADS; t++) threads[t] = g_thread_new("pupil", pupil_work, &pupils[t]);
    for (int t = 0; t < THREADS; t++) (void)g_thread_join(threads[t]);
    float *sum = (float *)&pupils[0].gradient->sum;
    for (int t = 1; t < THREADS; t++)
      for (int i = 0; i < N_WEIGHTS; i++) sum[i] += ((const float *)&pupils[t].gradient->sum)[i];
    for (int t = 0; t < THREADS; t++) loss += pupils[t].gradient->loss, right += pupils[t].gradient->right, n += pupils[t].gradient->n;
    double rate = options->rate * 0.5 * (1 + cos(G_PI * step / steps)) * MIN(1, step / 200.0);
    learner_step(learner, pupils[0].gradient, step, rate);
    if (step % 200 && step != steps) continue;
    g_print("%8d lessons  loss %.4f  right %.2f %%\n", step * BATCH, loss / n, 100 * right / n);
    fflush(stdout);
    loss = right = n = 0;
    if (!weights_write(&learner->weights, path)) return g_printerr("ocr-b: cannot write %s\n", path), 1;
  }
  g_print("as written, by the reader's arithmetic, on other windows:\n");
  return judge(path, &(Options){.lessons = JUDGED, .seed = options->seed, .face = options->face});
}

static int draw(const char *path, const Options *options) {
  enum { ACROSS = 24, DOWN = 24 };
  Types types;
  types_init(&types, options->face);
  Rng rng = rng_new((guint64)options->seed, "draw");
  PIX *sheet = pixCreate(ACROSS * (RECTO_CELL_WIDTH + 2), DOWN * (RECTO_CELL_HEIGHT + 2), 8);
  Lesson *lessons = g_new(Lesson, BLOCK_MOST);
  for (int row = 0; row < DOWN; row++) {
    Block block = {0};
    block_draw(&block, &types, &rng);
    int n = block_lessons(&block, &rng, lessons, ACROSS);
    block_clear(&block);
    for (int i = 0; i < n; i++)
      for (int y = 0; y < RECTO_CELL_HEIGHT; y++)
        for (int x = 0; x < RECTO_CELL_WIDTH; x++)
          pixSetPixel(sheet, i * (RECTO_CELL_WIDTH + 2) + x, row * (RECTO_CELL_HEIGHT + 2) + y, (l_uint32)CLAMP(150 - 50 * lessons[i].window[y * RECTO_CELL_WIDTH + x], 0, 255));
  }
  return pixWriteImpliedFormat(path, sheet, 0, 0);
}

static int judge(const char *path, const Options *options) {
  GError *error = NULL;
  RectoMrzWeights *weights = recto_mrz_weights_load(path, &error);
  if (!weights) return g_printerr("ocr-b: %s\n", error->message), 1;
  Types types;
  types_init(&types, options->face);
  Rng rng = rng_new((guint64)options->seed, "judge");
  Lesson *lessons = g_new(Lesson, BLOCK_MOST);
  static const double bounds[] = {8, 10, 13, 18, 1e9};
  double right[5] = {0}, all[5] = {0}, off[3] = {0}, n_off = 0;
  int wrong[RECTO_MRZ_N_CLASSES][RECTO_MRZ_N_CLASSES] = {0};
  for (int done = 0; done < options->lessons;) {
    Block block = {0};
    block_draw(&block, &types, &rng);
    int n = block_lessons(&block, &rng, lessons, BLOCK_MOST), k = 0;
    while (hypot(block.forward[0], block.forward[3]) >= bounds[k]) k++;
    for (int i = 0; i < n; i++) {
      RectoMrzGlance glance;
      recto_mrz_net_look(weights, lessons[i].window, &glance);
      int best = 0;
      for (int c = 1; c < RECTO_MRZ_N_CLASSES; c++)
        if (glance.log_p[c] > glance.log_p[best]) best = c;
      right[k] += best == lessons[i].class;
      all[k]++;
      wrong[lessons[i].class][best]++;
      if (lessons[i].class == RECTO_MRZ_NOTHING) continue;
      const float place[3] = {glance.dx, glance.dy, glance.stretch};
      for (int j = 0; j < 3; j++) off[j] += fabs(place[j] - lessons[i].place[j]);
      n_off++;
    }
    done += n;
    block_clear(&block);
  }
  for (int k = 0; k < 5; k++) g_print("pitch below %4.0f px: %.2f %% of %.0f\n", bounds[k], 100 * right[k] / all[k], all[k]);
  g_print("mean error: along %.3f, down %.3f pitches, height %.3f\n", off[0] / n_off, off[1] / n_off, off[2] / n_off);
  for (int a = 0; a < RECTO_MRZ_N_CLASSES; a++)
    for (int b = 0; b < RECTO_MRZ_N_CLASSES; b++)
      if (a != b && wrong[a][b] > options->lessons / 4000) g_print("%c as %c: %d\n", (RECTO_MRZ_CHARACTERS " ")[a], (RECTO_MRZ_CHARACTERS " ")[b], wrong[a][b]);
  return 0;
}

int main(int argc, char **argv) {
  Options options = {.lessons = 100000, .seed = 1, .rate = 0.002, .face = "OCR B"};
  GOptionEntry entries[] = {{"lessons", 0, 0, G_OPTION_ARG_INT, &options.lessons, NULL, NULL}, {"seed", 0, 0, G_OPTION_ARG_INT, &options.seed, NULL, NULL},
                            {"rate", 0, 0, G_OPTION_ARG_DOUBLE, &options.rate, NULL, NULL}, {"face", 0, 0, G_OPTION_ARG_STRING, &options.face, NULL, NULL},
                            G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new("learn|draw|judge FILE");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error)) return g_printerr("ocr-b: %s\n", error->message), 2;
  if (argc == 3 && g_str_equal(argv[1], "learn")) return learn(argv[2], &options);
  if (argc == 3 && g_str_equal(argv[1], "draw")) return draw(argv[2], &options);
  if (argc == 3 && g_str_equal(argv[1], "judge")) return judge(argv[2], &options);
  return g_printerr("usage: ocr-b learn|draw|judge FILE [--lessons N] [--seed N] [--face F]\n"), 2;
}
