/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mrz-bench LIST [--base DIR] [--match TEXT] [--turns 0,90,…] [--peer] [--list] [--none]: how machine-readable zones are read on pictures with their truth.
 * LIST: lines "path<TAB>line1|line2[|line3][<TAB>next zone…]"; # begins a remark. --match: only paths that hold TEXT, with ! before it those that do not.
 * --peer: `tesseract --psm 6` with Debian's eng on the lower 40 % beside it. --none: the files have no zone; every one that is reported is a fault.
 * --given: the found zones are cut out and read once more, for the time that a given zone takes. --megapixels N: pictures are scaled to that size first.
 * A zone is trusted when its state is "read"; trusted and not equal to the truth is a silent wrong. Same decoders as the reader, without its jail. */
#include "decode/decode.h"
#include "image/upright.h"
#include "mrz/read.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct { char *base, *match, *turns, *models; gboolean peer, list, none, reliability, given; double megapixels; } Options;
typedef struct { int zones, exact, found, trusted, silent, doubtful, strays; long errors, characters; double cpu, worst, given_cpu; int given; char *slowest; int pictures; GHashTable *documents; /* text -> all exact so far */ } Score;
typedef struct { RectoModels *limits; RectoMrzWeights *weights; const Options *options; double bins[10][2]; } Bench;

enum { PAGES_MOST = 60 };

static double cpu_of(int who) {
  struct rusage usage;
  getrusage(who, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-6;
}

/* ---- pictures */

static PIX *brightest(PIX *face) { return pixGetDepth(face) == 32 ? pixConvertRGBToGrayMinMax(face, L_CHOOSE_MAX) : recto_pix_grey(face); }

static PIX *load(const Bench *bench, const char *path, uint32_t page) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return NULL;
  g_autoptr(RectoFile) file = recto_file_new(0, path);
  g_autoptr(RectoSource) source = recto_source_open(fd, file, bench->limits, RECTO_CHANNEL_COUNTER);
  close(fd);
  if (!source || page >= recto_source_n_pages(source)) return NULL;
  RectoPicture picture = {0};
  recto_source_picture(source, page, 1, &picture);
  RectoGeometry geometry;
  if (!picture.pix) return NULL;
  recto_upright_begin(pixGetWidth(picture.pix), pixGetHeight(picture.pix), picture.decode_scale, picture.exif, &geometry);
  g_autoptr(PIX) face = recto_upright_face(picture.pix, &geometry);
  PIX *grey = brightest(face);
  recto_picture_clear(&picture);
  return grey;
}

/* The whole picture stays: the frame grows where a turn asks for it. */
static PIX *turned(PIX *grey, double degrees) {
  if (fmod(degrees, 90) == 0) return pixRotateOrth(grey, ((int)(degrees / 90) % 4 + 4) % 4);
  return pixRotate(grey, (l_float32)(degrees * G_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, pixGetWidth(grey), pixGetHeight(grey));
}

/* ---- scores */

static long distance(const char *a, const char *b) {
  size_t n = strlen(a), m = strlen(b);
  g_autofree long *row = g_new(long, m + 1);
  for (size_t j = 0; j <= m; j++) row[j] = (long)j;
  for (size_t i = 1; i <= n; i++) {
    long corner = row[0];
    row[0] = (long)i;
    for (size_t j = 1; j <= m; j++) {
      long above = row[j], change = corner + (a[i - 1] != b[j - 1]);
      corner = above;
      row[j] = MIN(MIN(above, row[j - 1]) + 1, change);
    }
  }
  return row[m];
}

static void score_truth(Score *score, const char *truth, const char *read, RectoMrzState state) {
  bool exact = read && g_str_equal(read, truth), trusted = read && state == RECTO_MRZ_READ;
  score->zones++, score->exact += exact, score->found += read != NULL, score->trusted += trusted, score->silent += trusted && !exact;
  score->doubtful += read && state == RECTO_MRZ_DOUBTFUL;
  score->characters += (long)strlen(truth);
  score->errors += read ? distance(truth, read) : (long)strlen(truth);
  gpointer before = NULL;
  bool known = g_hash_table_lookup_extended(score->documents, truth, NULL, &before);
  g_hash_table_insert(score->documents, g_strdup(truth), GINT_TO_POINTER(exact && (!known || GPOINTER_TO_INT(before))));
}

static void score_sure(Bench *bench, const RectoMrzSight *sight, const char *truth) {
  g_autofree char *sure = g_strjoinv("|", sight->sure), *text = g_strjoinv("|", sight->lines);
  if (strlen(text) != strlen(truth)) return;
  for (size_t i = 0; text[i]; i++) {
    if (text[i] == '|') continue;
    bench->bins[sure[i] - '0'][0]++;
    bench->bins[sure[i] - '0'][1] += text[i] == truth[i];
  }
}

/* The zone alone, with a little of its surroundings. */
static void time_given(Bench *bench, Score *score, PIX *grey, const RectoMrzFound *found) {
  double x0 = 1e9, y0 = 1e9, x1 = -1e9, y1 = -1e9;
  for (int k = 0; k < 4; k++) x0 = MIN(x0, found->corner[k][0]), x1 = MAX(x1, found->corner[k][0]), y0 = MIN(y0, found->corner[k][1]), y1 = MAX(y1, found->corner[k][1]);
  double margin = (y1 - y0) * 0.15;
  g_autoptr(PIX) cut = recto_pix_cut(grey, (int)(x0 - margin), (int)(y0 - margin), (int)(x1 - x0 + 2 * margin), (int)(y1 - y0 + 2 * margin));
  if (!cut) return;
  double before = cpu_of(RUSAGE_SELF);
  g_autoptr(GArray) again = recto_mrz_read(cut, bench->weights, bench->limits);
  score->given_cpu += cpu_of(RUSAGE_SELF) - before, score->given++;
}

/* Each truth takes the read zone that is nearest to it. */
static void score_picture(Bench *bench, Score *score, const char *path, PIX *grey, char **truths) {
  double before = cpu_of(RUSAGE_SELF);
  g_autoptr(GArray) found = recto_mrz_read(grey, bench->weights, bench->limits);
  double spent = cpu_of(RUSAGE_SELF) - before;
  score->cpu += spent, score->pictures++;
  if (spent > score->worst) {
    score->worst = spent;
    g_free(score->slowest);
    score->slowest = g_strdup_printf("%s, %.1f Mpx", path, pixGetWidth(grey) * 1e-6 * pixGetHeight(grey));
  }
  g_autofree bool *used = g_new0(bool, found->len + 1);
  for (char **truth = truths; *truth; truth++) {
    int best = -1;
    long nearest = (long)strlen(*truth) * 2 / 3;
    g_autofree char *text = NULL;
    for (guint k = 0; k < found->len; k++) {
      g_autofree char *read = g_strjoinv("|", g_array_index(found, RectoMrzFound, k).sight->lines);
      long off = used[k] ? nearest : distance(*truth, read);
      if (off >= nearest) continue;
      nearest = off, best = (int)k;
      g_free(text);
      text = g_steal_pointer(&read);
    }
    const RectoMrzSight *sight = best >= 0 ? g_array_index(found, RectoMrzFound, best).sight : NULL;
    if (sight) used[best] = true, score_sure(bench, sight, *truth);
    if (sight && bench->options->given) time_given(bench, score, grey, &g_array_index(found, RectoMrzFound, best));
    score_truth(score, *truth, text, sight ? sight->state : RECTO_MRZ_UNREADABLE);
    if (bench->options->list && (!text || !g_str_equal(text, *truth)))
      g_print("%s\n  truth %s\n  read  %s (%s, %.3f)\n", path, *truth, text ? text : "-", sight ? recto_mrz_state_word(sight->state) : "not found", sight ? sight->confidence : 0);
  }
  for (guint k = 0; k < found->len; k++) {
    const RectoMrzSight *sight = g_array_index(found, RectoMrzFound, k).sight;
    score->strays += !used[k];
    if (!used[k] && (bench->options->list || bench->options->none)) g_print("%s: stray %s %s | %s\n", path, recto_mrz_state_word(sight->state), sight->lines[0], sight->lines[1] ? sight->lines[1] : "");
  }
}

/* ---- the peer */

/* Lines that look like a zone's, cleaned the way its users do: no spaces, capitals. */
static char *zone_of_text(const char *text, size_t n_lines) {
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  g_autoptr(GPtrArray) zone = g_ptr_array_new_with_free_func(g_free);
  for (char **line = lines; *line; line++) {
    g_autoptr(GString) clean = g_string_new(NULL);
    for (const char *p = *line; *p; p++)
      if (g_ascii_isalnum(*p) || *p == '<') g_string_append_c(clean, g_ascii_toupper(*p));
    if (clean->len >= 24 && clean->len <= 50) g_ptr_array_add(zone, g_strdup(clean->str));
  }
  if (zone->len < n_lines) return NULL;
  g_autoptr(GPtrArray) last = g_ptr_array_new();
  for (guint i = zone->len - (guint)n_lines; i < zone->len; i++) g_ptr_array_add(last, zone->pdata[i]);
  g_ptr_array_add(last, NULL);
  return g_strjoinv("|", (char **)last->pdata);
}

static bool all_checks(const char *text) {
  g_auto(GStrv) lines = g_strsplit(text, "|", -1);
  g_autoptr(RectoMrz) mrz = recto_mrz_parse((const char *const *)lines, (RectoDate){0});
  return mrz && mrz->all_checks == RECTO_YES;
}

static void peer_picture(Score *score, PIX *grey, const char *truth) {
  const char *path = "/tmp/mrz-bench-peer.png";
  int height = pixGetHeight(grey) * 2 / 5;
  g_autoptr(PIX) cut = recto_pix_cut(grey, 0, pixGetHeight(grey) - height, pixGetWidth(grey), height);
  if (!cut || pixWrite(path, cut, IFF_PNG)) return;
  double before = cpu_of(RUSAGE_CHILDREN);
  g_autofree char *out = NULL;
  char *argv[] = {"tesseract", (char *)path, "-", "--psm", "6", "-l", "eng", NULL};
  (void)g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, NULL, NULL);
  score->cpu += cpu_of(RUSAGE_CHILDREN) - before, score->pictures++;
  g_auto(GStrv) lines = g_strsplit(truth, "|", -1);
  g_autofree char *read = out ? zone_of_text(out, g_strv_length(lines)) : NULL;
  score_truth(score, truth, read, read && all_checks(read) ? RECTO_MRZ_READ : RECTO_MRZ_DOUBTFUL);
  unlink(path);
}

/* ---- runs */

static void print_score(const char *who, const Score *score) {
  guint exact = 0;
  GHashTableIter iter;
  gpointer value;
  g_hash_table_iter_init(&iter, score->documents);
  while (g_hash_table_iter_next(&iter, NULL, &value)) exact += value != NULL;
  guint n = g_hash_table_size(score->documents);
  g_print("%-22s %4d zones  exact %5.1f %%  found %5.1f %%  CER %5.2f %%  trusted %5.1f %%  silent wrong %d (%.2f %%)  strays %d  documents %u of %u (%.1f %%)  CPU %.0f ms, most %.0f (%s)\n", who, score->zones,
          100.0 * score->exact / MAX(1, score->zones), 100.0 * score->found / MAX(1, score->zones), 100.0 * (double)score->errors / (double)MAX(1, score->characters), 100.0 * score->trusted / MAX(1, score->zones), score->silent,
          100.0 * score->silent / MAX(1, score->zones), score->strays, exact, n, 100.0 * exact / MAX(1, n), 1000 * score->cpu / MAX(1, score->pictures), 1000 * score->worst, score->slowest ? score->slowest : "");
}

static bool chosen(const Options *options, const char *path) {
  if (!options->match) return true;
  bool other = options->match[0] == '!';
  return (strstr(path, options->match + other) != NULL) != other;
}

static void run(Bench *bench, char **lines, double degrees, bool peer) {
  Score score = {.documents = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
  for (char **line = lines; *line; line++) {
    g_auto(GStrv) parts = g_strsplit(*line, "\t", -1);
    if (!parts[0] || !*parts[0] || *parts[0] == '#' || !chosen(bench->options, parts[0])) continue;
    g_autofree char *path = g_build_filename(bench->options->base, parts[0], NULL);
    for (uint32_t page = 0; page < (bench->options->none ? PAGES_MOST : 1); page++) {
      g_autoptr(PIX) grey = load(bench, path, page);
      g_autoptr(PIX) sized = grey && bench->options->megapixels > 0 ? recto_pix_scaled(grey, sqrt(bench->options->megapixels * 1e6 / pixGetWidth(grey) / pixGetHeight(grey))) : grey ? pixClone(grey) : NULL;
      g_autoptr(PIX) seen = sized ? turned(sized, degrees) : NULL;
      if (!seen) {
        if (!bench->options->none) g_printerr("mrz-bench: cannot read %s\n", path);
        break;
      }
      if (peer) peer_picture(&score, seen, parts[1]);
      else score_picture(bench, &score, parts[0], seen, parts + 1);
    }
  }
  g_autofree char *who = g_strdup_printf("%s, turned %.0f", peer ? "tesseract" : "recto", degrees);
  print_score(who, &score);
  if (score.given) g_print("%-22s %d given zones, CPU %.1f ms each\n", "", score.given, 1000 * score.given_cpu / score.given);
  g_hash_table_unref(score.documents);
  g_free(score.slowest);
}

int main(int argc, char **argv) {
  Options options = {.base = ".", .turns = "0", .models = "models"};
  const GOptionEntry entries[] = {{"base", 0, 0, G_OPTION_ARG_FILENAME, &options.base, "folder of the paths", "DIR"}, {"match", 0, 0, G_OPTION_ARG_STRING, &options.match, "paths", "TEXT"},
                                  {"turns", 0, 0, G_OPTION_ARG_STRING, &options.turns, "degrees clockwise", "LIST"}, {"models", 0, 0, G_OPTION_ARG_FILENAME, &options.models, "models folder", "DIR"},
                                  {"peer", 0, 0, G_OPTION_ARG_NONE, &options.peer, "tesseract beside it", NULL}, {"list", 0, 0, G_OPTION_ARG_NONE, &options.list, "every fault", NULL},
                                  {"given", 0, 0, G_OPTION_ARG_NONE, &options.given, "time the zones alone", NULL}, {"megapixels", 0, 0, G_OPTION_ARG_DOUBLE, &options.megapixels, "size", "N"},
                                  {"none", 0, 0, G_OPTION_ARG_NONE, &options.none, "files without zones", NULL}, {"reliability", 0, 0, G_OPTION_ARG_NONE, &options.reliability, "how right the certain are", NULL}, G_OPTION_ENTRY_NULL};
  g_autoptr(GOptionContext) context = g_option_context_new("LIST");
  g_option_context_add_main_entries(context, entries, NULL);
  g_autoptr(GError) error = NULL;
  g_autofree char *content = NULL;
  if (!g_option_context_parse(context, &argc, &argv, &error) || argc != 2 || !g_file_get_contents(argv[1], &content, NULL, &error))
    return g_printerr("mrz-bench: %s\n", error ? error->message : "LIST expected"), 2;
  setMsgSeverity(L_SEVERITY_NONE);
  g_autofree char *weights = g_build_filename(options.models, "ocr", "mrz.weights", NULL);
  Bench bench = {.limits = recto_limits_load(options.models, &error), .options = &options};
  if (!bench.limits || !(bench.weights = recto_mrz_weights_load(weights, &error))) return g_printerr("mrz-bench: %s\n", error->message), 1;
  g_auto(GStrv) lines = g_strsplit(content, "\n", -1), turns = g_strsplit(options.turns, ",", -1);
  for (char **turn = turns; *turn; turn++) {
    run(&bench, lines, g_ascii_strtod(*turn, NULL), false);
    if (options.peer) run(&bench, lines, g_ascii_strtod(*turn, NULL), true);
  }
  for (int k = 0; options.reliability && k < 10; k++)
    if (bench.bins[k][0] > 0) g_print("characters said to be right with at least %.3f: %.0f, right %.4f\n", recto_mrz_sure_least((char)('0' + k)), bench.bins[k][0], bench.bins[k][1] / bench.bins[k][0]);
  return 0;
}
