/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which net, at which size, and what of its answer is print. Must not know: passes. */
#include "read/redraw.h"

#include <math.h>

const RectoEnlarger *recto_redraw_net(const RectoCleaning *cleaning, const RectoEnlargers *nets) {
  if (!nets) return NULL;
  return cleaning->smooth > 0 ? nets->grain : cleaning->sharpen > 0 ? nets->blur : NULL;
}

typedef struct { int height, width; } Extent;

static int by_height(gconstpointer a, gconstpointer b) { return recto_int_compare(&((const Extent *)a)->height, &((const Extent *)b)->height); }

/* Survey px. A moving hand tears letters into flat pieces, and joins others to words as high as the line: by width the height of most print. */
static double usual_height(const RectoSurvey *survey) {
  g_autoptr(GArray) extents = g_array_new(FALSE, FALSE, sizeof(Extent));
  double all = 0, below = 0;
  for (int i = 0; i < survey->letters->n; i++) {
    Extent extent = {survey->letters->box[i]->h, survey->letters->box[i]->w};
    g_array_append_val(extents, extent);
    all += extent.width;
  }
  g_array_sort(extents, by_height);
  for (guint i = 0; i < extents->len; i++) {
    const Extent *extent = &g_array_index(extents, Extent, i);
    if ((below += extent->width) * 2 >= all) return extent->height;
  }
  return 0;
}

double recto_redraw_scale(const RectoSurvey *survey, double per_px, int width, int height, const RectoModels *limits) {
  double print = usual_height(survey) * per_px, most = sqrt(recto_limit(limits, "read.redraw.pixels") / width / height) / ENLARGE_TIMES;
  return print > 0 ? MIN(MIN(1, most), recto_limit(limits, "read.redraw.letter-height") / print) : 0;
}

/* Without what the net made of grain alone: pale, and without a dark core. */
static PIX *without_specks(PIX *drawn) {
  enum { CORE = 110, FAINT = 215, LEAST = 3, WHITE = 255 };
  g_autoptr(PIX) dark = pixThresholdToBinary(drawn, CORE), ink = pixThresholdToBinary(drawn, FAINT);
  g_autoptr(PIX) cores = dark ? pixSelectBySize(dark, LEAST, LEAST, 8, L_SELECT_IF_BOTH, L_SELECT_IF_GTE, NULL) : NULL;
  g_autoptr(PIX) rest = cores && ink ? pixSeedfillBinary(NULL, cores, ink, 8) : NULL;
  PIX *clean = rest && pixInvert(rest, rest) ? pixCopy(NULL, drawn) : NULL;
  if (clean) pixSetMasked(clean, rest, WHITE);
  return clean;
}

PIX *recto_redraw(const RectoEnlarger *net, PIX *clean) {
  g_autoptr(PIX) drawn = recto_enlarge(net, clean, recto_pix_percentile(clean, 0.7, 1));
  return drawn ? without_specks(drawn) : NULL;
}
