/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quad-bench PHOTO.jpg… : finds the page on each photo (tests/judge/make-quads draws them, with PHOTO.truth.json beside) and says how well: the share of the two
 * quadrilaterals that both cover. Of a photo without truth it tells what was found, for a person to look at. */
#include "image/plane.h"
#include "image/quad.h"
#include <math.h>
#include <recto/json.h>
#include <time.h>

typedef struct { PlanePoint at[4]; int visible; bool page; } Truth;
typedef struct { int photos, four, none, accepted, accepted_four, bad, on_none; double sum, worst, seconds, most_seconds; } Totals;

static bool read_truth(const char *photo, Truth *ret) {
  g_autofree char *stem = g_strndup(photo, strlen(photo) - strlen(".jpg")), *path = g_strconcat(stem, ".truth.json", NULL), *text = NULL;
  gsize length = 0;
  if (!g_file_get_contents(path, &text, &length, NULL)) return false;
  g_autoptr(JsonNode) root = recto_json_parse(text, (gssize)length, 1 << 20, NULL);
  JsonObject *object = root && JSON_NODE_HOLDS_OBJECT(root) ? json_node_get_object(root) : NULL;
  if (!object) return false;
  JsonNode *corners = json_object_get_member(object, "corners");
  *ret = (Truth){.visible = (int)json_object_get_double_member_with_default(object, "visible", 0), .page = corners && JSON_NODE_HOLDS_ARRAY(corners)};
  for (guint i = 0; ret->page && i < 4; i++) {
    JsonArray *point = json_array_get_array_element(json_node_get_array(corners), i);
    ret->at[i] = (PlanePoint){json_array_get_double_element(point, 0), json_array_get_double_element(point, 1)};
  }
  return true;
}

/* What is left of a convex polygon on the inner side of a-b, both running the same way. */
static guint clip(const PlanePoint *in, guint n, PlanePoint a, PlanePoint b, PlanePoint *out) {
  guint kept = 0;
  for (guint i = 0; i < n; i++) {
    PlanePoint p = in[i], q = in[(i + 1) % n];
    double sp = (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x), sq = (b.x - a.x) * (q.y - a.y) - (b.y - a.y) * (q.x - a.x);
    if (sp >= 0) out[kept++] = p;
    if ((sp >= 0) != (sq >= 0)) out[kept++] = (PlanePoint){p.x + (q.x - p.x) * sp / (sp - sq), p.y + (q.y - p.y) * sp / (sp - sq)};
  }
  return kept;
}

static void run_clockwise(PlanePoint points[4]) {
  double twice = 0;
  for (int i = 0; i < 4; i++) twice += points[i].x * points[(i + 1) % 4].y - points[(i + 1) % 4].x * points[i].y;
  if (twice >= 0) return;
  PlanePoint swap = points[1];
  points[1] = points[3], points[3] = swap;
}

static double overlap(const PlanePoint a_in[4], const PlanePoint b_in[4]) {
  PlanePoint a[4], b[4], one[16], other[16];
  guint n = 4;
  memcpy(a, a_in, sizeof a), memcpy(b, b_in, sizeof b), memcpy(one, a_in, sizeof a);
  run_clockwise(a), run_clockwise(b);
  memcpy(one, a, sizeof a);
  for (int i = 0; i < 4 && n > 0; i++) {
    n = clip(one, n, b[i], b[(i + 1) % 4], other);
    memcpy(one, other, n * sizeof *one);
  }
  double both = recto_polygon_area(one, n);
  return both / MAX(1, recto_polygon_area(a, 4) + recto_polygon_area(b, 4) - both);
}

/* As the reader does: sure, and no part of a page. Returns the seconds of CPU that the finder took; the reader has the survey anyway. */
static double find(PIX *photo, const RectoModels *models, RectoQuad *ret) {
  g_auto(RectoSurvey) survey = {0};
  g_autoptr(PIX) grey = recto_pix_grey(photo);
  clock_t start = clock();
  recto_quad_find(photo, models, ret);
  double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
  if (ret->sure) ret->sure = recto_survey_make(grey, models, &survey) && recto_quad_stands_alone(ret, &survey, models);
  return seconds;
}

static void score(const char *photo, const Truth *truth, const RectoQuad *quad, double seconds, Totals *totals) {
  PlanePoint found[4];
  for (int i = 0; i < 4; i++) found[i] = (PlanePoint){quad->x[i], quad->y[i]};
  double share = truth->page && quad->found ? overlap(truth->at, found) : 0;
  bool four = truth->page && truth->visible == 4, bad = quad->sure && share < 0.9;
  totals->photos++;
  totals->four += four;
  totals->none += !truth->page;
  totals->seconds += seconds;
  totals->most_seconds = MAX(totals->most_seconds, seconds);
  if (quad->sure) {
    totals->accepted++;
    totals->accepted_four += four;
    totals->bad += bad;
    totals->sum += share;
    totals->worst = MIN(totals->worst, share);
  }
  if (bad || (four && !quad->sure)) printf("%s: %s, overlap %.3f, score %.2f, on line %.2f, beyond %.2f, apart %.2f, ring %.2f\n", photo, bad ? "WRONG" : "left alone", share, quad->score, quad->on_line, quad->beyond,
                                           quad->apart, quad->ring);
}

static void tell(const char *photo, const RectoQuad *quad) {
  printf("%s: %s, score %.2f", photo, quad->sure ? "accepted" : quad->found ? "left alone" : "nothing found", quad->score);
  for (int i = 0; quad->sure && i < 4; i++) printf(" %.0f,%.0f", quad->x[i], quad->y[i]);
  printf("\n");
}

int main(int argc, char **argv) {
  const char *folders[] = {g_getenv("MODELS") ? g_getenv("MODELS") : "models", NULL};
  g_autoptr(GError) error = NULL;
  RectoModels *models = recto_models_load(folders, &error);
  Totals totals = {.worst = 1};
  if (!models) return g_printerr("quad-bench: %s\n", error->message), 2;
  for (int i = 1; i < argc; i++) {
    Truth truth;
    g_autoptr(PIX) photo = pixRead(argv[i]);
    if (!photo) return g_printerr("quad-bench: %s has no picture\n", argv[i]), 2;
    RectoQuad quad;
    double seconds = find(photo, models, &quad);
    if (g_str_has_suffix(argv[i], ".jpg") && read_truth(argv[i], &truth)) score(argv[i], &truth, &quad, seconds, &totals);
    else tell(argv[i], &quad);
  }
  printf("photos %d, with four corners in view %d, without a page %d\n", totals.photos, totals.four, totals.none);
  printf("accepted with four corners in view    %d of %d  %.1f %%\n", totals.accepted_four, totals.four, 100.0 * totals.accepted_four / MAX(1, totals.four));
  printf("accepted, overlap under 0.90          %d of %d\n", totals.bad, totals.accepted);
  printf("overlap of the accepted, mean, least  %.4f, %.4f\n", totals.sum / MAX(1, totals.accepted), totals.worst);
  printf("CPU ms a photo, mean, most            %.0f, %.0f\n", 1000 * totals.seconds / MAX(1, totals.photos), 1000 * totals.most_seconds);
  recto_models_free(models);
  return totals.bad > 0;
}
