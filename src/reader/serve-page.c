/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One page, from its picture to its facts. Must not know: the wire, the jail, documents. */
#include "reader/page.h"

#include "image/colour.h"
#include "image/prints.h"
#include "image/quad.h"
#include "image/encode.h"
#include "image/frame.h"
#include "image/island.h"
#include "image/keystone.h"
#include "image/legible.h"
#include "image/ungrid.h"
#include "image/upright.h"
#include "mrz/extent.h"
#include "mrz/read.h"
#include "read/codes.h"
#include "read/direction.h"
#include "read/islands.h"
#include "read/mirrored.h"
#include "read/textlayer.h"
#include "read/through.h"
#include "read/verdict.h"
#include "read/words.h"

#include <math.h>

/* All that is known of the page while it is worked on; pictures are dropped as soon as nothing needs them. */
typedef struct {
  const RectoEngines *engines;
  const RectoServeOrder *order;
  const RectoModels *limits;
  RectoPage *page;
  RectoPicture picture;
  bool bilevel;
  PIX *grey;          /* upright frame, 8 bpp, without a screen's grid */
  PIX *seen;          /* the same with it; NULL where there is none */
  PIX *tones;         /* the same, 32 bpp and small; NULL = without colour */
  PIX *colour;        /* upright, reduced to the bundle's resolution; NULL without colour */
  double colour_dpi;
  GArray *islands;    /* of RectoBox: small documents on the sheet */
  GArray *zones;      /* of RectoMrzFound, px of the face */
  double lost_above;  /* of the document whose zone was found, outside the picture */
  bool wordless;      /* only faint traces that read neither way */
  PIX *bright;        /* upright, brightest channel; only for islands on a colour page */
  RectoSurvey survey; /* of the upright frame */
  RectoSharp sharp;
  RectoBlank blank;
  RectoTurn turn;
  RectoCut came[RECTO_SIDES]; /* of the face, sides as the upright page has them */
  RectoScreen screen;
  double view; /* degrees from which it was taken, 0 unknown */
  RectoCleaning cleaning;
} Work;

static void work_clear(Work *work) {
  recto_picture_clear(&work->picture);
  pixDestroy(&work->grey);
  pixDestroy(&work->seen);
  pixDestroy(&work->colour);
  pixDestroy(&work->tones);
  pixDestroy(&work->bright);
  g_clear_pointer(&work->islands, g_array_unref);
  g_clear_pointer(&work->zones, g_array_unref);
  recto_survey_clear(&work->survey);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Work, work_clear)

static double cpu_now(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool wants(const Work *work, uint32_t bits) { return (work->order->want & bits) != 0; }

/* ---- geometry */

static double last_scale(const Work *work) {
  double most = recto_limit(work->limits, "image.page.frame-dpi");
  return !work->picture.dpi_estimated && work->picture.dpi > most * 1.1 ? most / work->picture.dpi : 1;
}

/* Faint rows alone: when they are the other side's, the page is blank; when they can be read neither way, there are no words to be had. */
static void ask_through(Work *work, const RectoSurvey *survey) {
  bool drawn = work->picture.layer && !work->picture.layer_only_image, asked = wants(work, RECTO_WANT_WORDS);
  if (work->blank.blank != RECTO_CANNOT_TELL || work->blank.marks > 0 || work->blank.hidden || drawn || !asked) return;
  RectoAnswer through = recto_through_ask(work->engines->ocr, survey, work->limits);
  if (through == RECTO_YES) work->blank.blank = RECTO_YES;
  work->wordless = through == RECTO_CANNOT_TELL && work->blank.faint > 0;
}

/* ---- machine-readable zones: read before anything is turned, at any angle */

/* A page whose direction nothing else tells is turned by its zone. */
static void turn_by_zone(Work *work, const RectoMrzFound *found) {
  if ((work->turn.sure && !work->turn.doubtful) || found->sight->state != RECTO_MRZ_READ) return;
  int quarters = (int)lround(-found->angle / 90);
  work->turn.quarter_turns = (quarters + 4) % 4;
  work->turn.skew = -found->angle - 90 * quarters;
  work->turn.sure = work->turn.axis_sure = true;
  work->turn.doubtful = false;
}

static void read_zones(Work *work, PIX *face, PIX *face_grey) {
  if (!wants(work, RECTO_WANT_MRZ) || work->blank.blank == RECTO_YES) return;
  g_autoptr(PIX) bright = pixGetDepth(face) == 32 ? pixConvertRGBToGrayMinMax(face, L_CHOOSE_MAX) : pixClone(face_grey);
  if (!bright) return;
  work->zones = recto_mrz_read(bright, work->engines->mrz, work->limits);
  if (work->zones->len > 0) turn_by_zone(work, &g_array_index(work->zones, RectoMrzFound, 0));
  for (guint i = 0; i < work->zones->len; i++)
    work->lost_above = MAX(work->lost_above, recto_mrz_lost_above(&g_array_index(work->zones, RectoMrzFound, i), pixGetWidth(face), pixGetHeight(face)));
}

/* For the verdict alone, only of what surely is text: the OCR would look long at anything else. */
static bool asks_direction(const Work *work, const RectoSurvey *survey) {
  bool text = survey->print->n >= recto_limit(work->limits, "legible.letters") && survey->print_rows >= recto_limit(work->limits, "legible.rows-sure");
  return wants(work, RECTO_WANT_WORDS) || (wants(work, RECTO_WANT_DOUBTS) && text && !work->turn.sure);
}

/* Blankness and direction are measured on the page as it came; a blank page is never turned. */
static void find_direction(Work *work, PIX *face, PIX *face_grey, const RectoSurvey *before) {
  recto_blank_measure(before, work->limits, &work->blank);
  ask_through(work, before);
  work->turn = (RectoTurn){.skew_confidence = 1};
  if (work->blank.blank == RECTO_YES) return;
  recto_turn_measure(before, work->limits, &work->turn);
  read_zones(work, face, face_grey);
  bool drawn_text = work->picture.layer && !work->picture.layer_only_image; /* born digital: it comes the way it was meant */
  if ((!work->turn.sure || work->turn.doubtful) && !drawn_text && !work->wordless && asks_direction(work, before))
    recto_direction_ask(&(RectoDirection){work->engines->ocr, work->engines->osd, &work->engines->nets, face_grey, work->picture.dpi}, before, work->limits, &work->turn);
}

/* `screened`: the grey with a screen's grid; NULL where there is none. */
typedef struct { PIX *face, *grey, *screened; RectoSurvey survey; } Face;

static void face_clear(Face *face) {
  pixDestroy(&face->face);
  pixDestroy(&face->grey);
  pixDestroy(&face->screened);
  recto_survey_clear(&face->survey);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Face, face_clear)

/* A screen's grid tears letters apart and makes new ones: it goes before anything is looked for. */
static bool take_grey(const Work *work, Face *face) {
  pixDestroy(&face->grey);
  pixDestroy(&face->screened);
  face->grey = recto_pix_grey(face->face);
  PIX *without = face->grey && !work->bilevel ? recto_ungrid(face->grey, work->limits) : NULL;
  if (!without) return face->grey != NULL;
  face->screened = face->grey;
  face->grey = without;
  return true;
}

static bool look_at_face(Work *work, Face *ret) {
  face_clear(ret);
  ret->face = recto_upright_face(work->picture.pix, &work->page->geometry);
  return take_grey(work, ret) && recto_survey_make(ret->grey, work->limits, &ret->survey);
}

/* A page photographed from the side whose four corners are sure is laid flat; print outside them says that they are not the page's. Seen from nearly above it is
 * left as it is: another resampling would cost more than it mends. */
static bool lay_flat(Work *work, Face *face) {
  RectoQuad quad;
  RectoGeometry *geometry = &work->page->geometry;
  if (work->bilevel || !work->picture.dpi_estimated) return true;
  recto_quad_find(face->face, work->limits, &quad);
  if (quad.sure || quad.clear) work->view = recto_quad_view(&quad, pixGetWidth(face->face), pixGetHeight(face->face));
  if (!quad.sure) work->view = MIN(work->view, 0.99 * recto_limit(work->limits, "legible.steep-most")); /* the print has to bear it out */
  if (!quad.sure || work->view < recto_limit(work->limits, "image.quad.view-least")) return true;
  if (!recto_quad_stands_alone(&quad, &face->survey, work->limits)) return true;
  if (!recto_quad_flatten(&quad, pixGetWidth(face->face), pixGetHeight(face->face), geometry->homography)) return true;
  geometry->has_homography = true;
  work->page->cures |= RECTO_CURE_FLATTENED;
  return look_at_face(work, face);
}

/* A person has said that the page lies otherwise than it looks. */
static void turn_as_told(Work *work) {
  uint32_t page = work->page->id.page;
  int told = work->order->turns && page < RECTO_MAX_TURNS ? work->order->turns[page] & 3 : 0;
  if (!told) return;
  work->turn.quarter_turns = (work->turn.quarter_turns + told) % 4;
  work->turn.sure = work->turn.axis_sure = true;
}

/* A small copy: the colours of places are enough to see what lies on a page. */
static void sample_colour(Work *work, PIX *face, int paper) {
  const double samples = 0.5; /* of the survey's */
  pixDestroy(&work->tones);
  if (pixGetDepth(face) != 32) return;
  double reduction = MIN(1, samples * work->survey.factor * work->page->geometry.scale), sampled = MIN(1, 2 * reduction);
  g_autoptr(PIX) sample = sampled < 1 ? pixScaleBySampling(face, (float)sampled, (float)sampled) : pixClone(face);
  g_autoptr(PIX) small = recto_pix_scaled(sample, reduction / sampled);
  if (small) work->tones = recto_upright_finish(small, (double)pixGetWidth(small) / pixGetWidth(face), &work->page->geometry, paper);
}

static void keep_colour(Work *work, PIX *face, int paper) {
  if (!wants(work, RECTO_WANT_IMAGES | RECTO_WANT_THUMBS | RECTO_WANT_FRAMED) || !work->page->colour) return;
  double dpi = work->picture.dpi, reduction = MIN(1, recto_limit(work->limits, "image.page.colour-dpi") / MAX(dpi, 1));
  g_autoptr(PIX) reduced = recto_pix_scaled(face, reduction);
  if (reduced) reduction = (double)pixGetWidth(reduced) / pixGetWidth(face);
  work->colour = recto_upright_finish(reduced, reduction, &work->page->geometry, paper);
  work->colour_dpi = dpi * reduction;
}

/* Cards and other small documents are read on their own, and tinted ones on their brightest channel as well. */
static void find_islands(Work *work, PIX *face, int paper) {
  if (!wants(work, RECTO_WANT_WORDS | RECTO_WANT_DOUBTS) || work->blank.blank == RECTO_YES) return;
  work->islands = recto_islands_find(&work->survey, work->page->dpi, work->page->dpi_estimated, work->limits);
  if (work->islands->len == 0 || pixGetDepth(face) != 32 || !work->page->colour) return;
  g_autoptr(PIX) bright = pixConvertRGBToGrayMinMax(face, L_CHOOSE_MAX);
  g_autoptr(PIX) turned = recto_upright_finish(bright, 1, &work->page->geometry, paper);
  work->bright = recto_pix_scaled(turned, work->page->geometry.scale);
}

static void place_zones(Work *work) {
  for (guint i = 0; work->zones && i < work->zones->len; i++) {
    RectoMrzFound *found = &g_array_index(work->zones, RectoMrzFound, i);
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (int k = 0; k < 4; k++) {
      double x = found->corner[k][0], y = found->corner[k][1];
      recto_upright_point(&work->page->geometry, &x, &y);
      left = MIN(left, x), right = MAX(right, x), top = MIN(top, y), bottom = MAX(bottom, y);
    }
    left = CLAMP(left, 0, work->page->geometry.width - 1), top = CLAMP(top, 0, work->page->geometry.height - 1);
    right = CLAMP(right, left + 1, work->page->geometry.width), bottom = CLAMP(bottom, top + 1, work->page->geometry.height);
    found->sight->box = (RectoBox){(int)left, (int)top, (int)(right - left), (int)(bottom - top)};
    g_ptr_array_add(work->page->mrz, g_steal_pointer(&found->sight));
  }
}

static PIX *upright_of(const Work *work, PIX *face, int paper) {
  g_autoptr(PIX) turned = face ? recto_upright_finish(face, 1, &work->page->geometry, paper) : NULL;
  return turned ? recto_pix_scaled(turned, work->page->geometry.scale) : NULL;
}

static bool make_upright(Work *work, const Face *face, int paper) {
  pixDestroy(&work->grey);
  pixDestroy(&work->seen);
  recto_survey_clear(&work->survey);
  work->grey = upright_of(work, face->grey, paper);
  work->seen = upright_of(work, face->screened, paper);
  return work->grey && recto_survey_make(work->grey, work->limits, &work->survey);
}

static void map_zones(Work *work, const double step[9]) {
  for (guint i = 0; work->zones && i < work->zones->len; i++)
    for (int k = 0; k < 4; k++) {
      double *corner = g_array_index(work->zones, RectoMrzFound, i).corner[k], x = corner[0], y = corner[1], w = step[6] * x + step[7] * y + step[8];
      if (fabs(w) < 1e-9) continue;
      corner[0] = (step[0] * x + step[1] * y + step[2]) / w;
      corner[1] = (step[3] * x + step[4] * y + step[5]) / w;
    }
}

/* Seen from one side, its lines tell; what a scanner made is flat. */
static bool square_up(Work *work, Face *face, int paper) {
  RectoKeystone keystone;
  if (work->bilevel || !work->picture.dpi_estimated || work->blank.blank == RECTO_YES) return true;
  recto_keystone_find(&work->survey, work->limits, &keystone);
  if (!keystone.sure) return true;
  double step[9];
  RectoGeometry before = work->page->geometry;
  recto_upright_map(&work->page->geometry, keystone.map, step);
  PIX *square = recto_upright_mapped(face->face, step);
  if (!square) {
    work->page->geometry = before;
    return true;
  }
  pixDestroy(&face->face);
  face->face = square;
  map_zones(work, step);
  work->page->cures |= RECTO_CURE_SQUARED;
  return take_grey(work, face) && make_upright(work, face, paper);
}

/* Letters at the picture's sides, before it is turned by its lean. Lines that stand upright are not looked for. */
static void look_at_sides(Work *work, const RectoSurvey *survey) {
  RectoCut cut[RECTO_SIDES];
  if (work->blank.blank == RECTO_YES || work->turn.quarter_turns % 2) return;
  recto_cut_measure(survey, NULL, cut);
  for (RectoSide side = RECTO_SIDE_LEFT; side < RECTO_SIDES; side++) work->came[work->turn.quarter_turns ? recto_side_opposite(side) : side] = cut[side];
}

static bool straighten(Work *work) {
  PIX *decoded = work->picture.pix;
  RectoGeometry *geometry = &work->page->geometry;
  work->bilevel = pixGetDepth(decoded) == 1;
  recto_upright_begin(pixGetWidth(decoded), pixGetHeight(decoded), work->picture.decode_scale, work->picture.exif, geometry);
  g_auto(Face) face = {0};
  if (!look_at_face(work, &face) || !lay_flat(work, &face)) return false;
  pixDestroy(&work->picture.pix);
  find_direction(work, face.face, face.grey, &face.survey);
  turn_as_told(work);
  look_at_sides(work, &face.survey);
  recto_survey_clear(&face.survey);
  recto_upright_plan(geometry, work->turn.quarter_turns, work->turn.skew, last_scale(work), work->limits);
  int paper = recto_pix_percentile(face.grey, 0.7, 16);
  if (!make_upright(work, &face, paper) || !square_up(work, &face, paper)) return false;
  g_clear_pointer(&face.grey, recto_pix_free);
  g_clear_pointer(&face.screened, recto_pix_free);
  work->page->colour = recto_colour_is_worth_keeping(face.face, work->limits);
  keep_colour(work, face.face, paper);
  sample_colour(work, face.face, paper);
  geometry->width = (uint32_t)pixGetWidth(work->grey);
  geometry->height = (uint32_t)pixGetHeight(work->grey);
  place_zones(work);
  work->page->dpi = work->picture.dpi * geometry->scale;
  work->page->dpi_estimated = work->picture.dpi_estimated;
  find_islands(work, face.face, paper);
  return true;
}

/* ---- measures and verdict */

/* What a person sees: a screen's grid is taken out for the reading alone. */
static PIX *seen_of(const Work *work) { return work->seen ? work->seen : work->grey; }

static void measure(Work *work, const RectoEmitter *emitter) {
  RectoPage *page = work->page;
  recto_sharp_measure(work->grey, &work->survey, work->limits, &work->sharp);
  if (!work->bilevel) work->cleaning = recto_light_decide(&work->survey, &work->sharp, work->limits);
  PIX *seen = seen_of(work);
  if (work->seen) recto_sharp_measure(seen, &work->survey, work->limits, &work->sharp);
  if (work->seen && work->picture.dpi_estimated) recto_screen_measure(seen, NULL, 1, &work->screen);
  page->measures = (RectoMeasures){.ink = work->blank.ink,
                                   .components = (uint32_t)work->survey.letters->n,
                                   .letter_height = work->survey.letter_height / work->survey.factor / page->geometry.scale,
                                   .detail = work->sharp.detail,
                                   .noise = work->sharp.snr,
                                   .shade = work->survey.shade,
                                   .skew_confidence = work->turn.skew_confidence,
                                   .orientation_confidence = work->turn.orientation_confidence};
  page->cures |= recto_light_cures(&work->cleaning) | (work->seen ? RECTO_CURE_SMOOTHED : 0u);
  page->upright = work->turn.sure ? RECTO_YES : RECTO_CANNOT_TELL;
  page->blank = work->blank.blank;
  page->prints = recto_prints_count(&work->survey, work->limits);
  double corner[4][2];
  recto_upright_frame(&page->geometry, corner);
  RectoLegibleInput input = {seen, work->tones, &work->survey, &work->sharp, &work->blank, &work->turn, corner, work->came, work->view, &work->screen, work->picture.truncated, work->picture.dpi_estimated, work->lost_above,
                             work->engines->sight, emitter->measured != NULL};
  RectoLegible legible;
  recto_legible_measure(&input, work->limits, &legible);
  if (emitter->measured) emitter->measured(emitter->self, &legible);
  page->legible = recto_legible_judge(&legible, work->limits, page->defects);
  pixDestroy(&work->tones);
  if (wants(work, RECTO_WANT_THUMBS)) page->thumb = recto_encode_thumb(work->colour ? work->colour : seen, work->limits);
}

/* ---- words */

static int ocr_deadline_ms(const Work *work) {
  if (!wants(work, RECTO_WANT_WORDS)) return (int)(1000 * recto_limit(work->limits, "read.verdict.seconds"));
  switch (work->order->channel) {
  case RECTO_CHANNEL_COUNTER: return (int)(1000 * recto_limit(work->limits, "channel.counter.ocr-s"));
  case RECTO_CHANNEL_MAIL: return (int)(1000 * recto_limit(work->limits, "channel.mail.ocr-s"));
  case RECTO_CHANNEL_UPLOAD: default: return (int)(1000 * recto_limit(work->limits, "channel.upload.ocr-s"));
  }
}

static void read_by_ocr(Work *work, GPtrArray *words) {
  bool islands = work->islands && work->islands->len > 0;
  RectoWordsRead read = {.coverage = NAN};
  RectoWordsTask task = {work->grey, work->page->dpi, work->page->dpi_estimated, &work->survey, &work->cleaning, ocr_deadline_ms(work), islands, &work->engines->nets};
  if (recto_words_read(work->engines->ocr, &task, work->limits, words, &read)) work->page->coverage = read.coverage;
  work->page->cures |= read.cures;
  if (islands && !read.stopped && !(read.coverage >= recto_limit(work->limits, "read.island.read-enough"))) {
    recto_islands_read(work->engines->ocr, &task, work->bright, work->islands, work->limits, words, &read.stopped);
    work->page->coverage = recto_words_coverage(words, &work->survey, work->limits);
  }
  if (read.stopped) work->page->warnings++;
}

/* The layer's words, and what OCR reads where the layer is silent. */
static void take_mixed(Work *work, GPtrArray *layer) {
  g_autoptr(GPtrArray) seen = g_ptr_array_new_with_free_func((GDestroyNotify)recto_word_free);
  read_by_ocr(work, seen);
  recto_words_add_missing(layer, seen);
  work->page->text_source = RECTO_TEXT_MIXED;
}

static void take_words(Work *work, GPtrArray *words) {
  for (guint i = 0; i < words->len; i++) g_ptr_array_add(work->page->words, g_steal_pointer(&words->pdata[i]));
}

/* The layer of a born-digital page where the pixels bear it out; a scan's hidden layer is somebody else's OCR and is not asked. */
static bool read_layer(Work *work, uint32_t *ret_traits) {
  if (!work->picture.layer || work->picture.layer_only_image) return false;
  g_autoptr(GPtrArray) words = recto_textlayer_place(work->picture.layer, &work->page->geometry);
  RectoLayerTrust trust;
  RectoAnswer answer = recto_textlayer_check(work->engines->ocr, work->grey, work->page->dpi, &work->survey, words, work->limits, &trust);
  if (answer == RECTO_NO) *ret_traits |= RECTO_TRAIT_TEXT_DISAGREES;
  if (answer == RECTO_NO || !(trust.same > 0)) return false;
  work->page->text_source = RECTO_TEXT_LAYER;
  work->page->coverage = trust.explained;
  if (answer == RECTO_CANNOT_TELL) take_mixed(work, words);
  take_words(work, words);
  return true;
}

/* A page lost in grain and a picture of something else are not read for their verdict: they would take the OCR longest, and change nothing. */
static bool is_hopeless(const RectoPage *page) {
  for (guint i = 0; i < page->defects->len; i++) {
    const RectoDefect *defect = &g_array_index(page->defects, RectoDefect, i);
    if (defect->kind == RECTO_DEFECT_NOT_A_DOCUMENT || (defect->retake && (defect->kind == RECTO_DEFECT_NOISE || defect->kind == RECTO_DEFECT_DARK))) return true;
  }
  return false;
}

/* Words are asked for, or for the sake of the verdict. */
static bool reads_words(const Work *work) {
  return wants(work, RECTO_WANT_WORDS) || (wants(work, RECTO_WANT_DOUBTS) && work->page->legible != RECTO_YES && !is_hopeless(work->page));
}

/* What was read well has no other side that hides it; what was not read at all is asked, if it is text. */
static void look_for_other_side(Work *work) {
  RectoPage *page = work->page;
  bool read = page->text_source == RECTO_TEXT_LAYER || page->coverage >= recto_limit(work->limits, "read.ocr.coverage");
  if (!wants(work, RECTO_WANT_WORDS | RECTO_WANT_DOUBTS) || read || work->wordless || page->blank == RECTO_YES || is_hopeless(page)) return;
  if (work->survey.letters->n < recto_limit(work->limits, "legible.letters") || work->survey.rows < recto_limit(work->limits, "legible.rows-sure")) return;
  RectoMirrored mirrored;
  recto_mirrored_measure(work->engines->ocr, work->grey, &work->survey, work->limits, &mirrored);
  recto_verdict_other_side(page, &mirrored, work->limits);
}

static void read_words(Work *work, uint32_t *ret_traits) {
  RectoPage *page = work->page;
  if (page->blank == RECTO_YES || work->wordless || !reads_words(work)) return;
  if (!read_layer(work, ret_traits)) {
    read_by_ocr(work, page->words);
    page->text_source = page->words->len ? RECTO_TEXT_OCR : RECTO_TEXT_NONE;
  }
  page->blank = recto_blank_after_words(&work->blank, recto_words_count_good(page->words, work->limits), work->limits);
  recto_verdict_after_words(page, work->limits);
  if (!wants(work, RECTO_WANT_WORDS)) g_ptr_array_set_size(page->words, 0);
}

/* ---- pictures */

/* The page as people are shown it: the place of its main cause framed, the whole page where it has no place. */
static RectoImage *encode_framed(const Work *work) {
  g_autoptr(GArray) boxes = recto_cause_boxes(work->page, recto_main_cause(work->page));
  return recto_frame_encode(work->colour ? work->colour : seen_of(work), work->page->geometry.width, boxes, work->limits);
}

static void encode_image(Work *work) {
  if (!wants(work, RECTO_WANT_IMAGES) || wants(work, RECTO_WANT_FRAMED)) return;
  RectoPageStyle style = work->bilevel ? RECTO_PAGE_BILEVEL
                         : work->colour ? RECTO_PAGE_COLOUR
                         : recto_encode_is_text_only(&work->survey, work->limits) ? RECTO_PAGE_TEXT : RECTO_PAGE_GREY;
  PIX *upright = style == RECTO_PAGE_COLOUR ? work->colour : seen_of(work);
  double dpi = style == RECTO_PAGE_COLOUR ? work->colour_dpi : work->page->dpi;
  work->page->image = recto_encode_page(upright, dpi, style, &work->cleaning, work->limits);
}

/* ---- the order */

static void read_all(Work *work, uint32_t *ret_traits) {
  RectoPage *page = work->page;
  if (wants(work, RECTO_WANT_CODES) && page->blank != RECTO_YES) recto_codes_read(work->grey, &work->survey, work->limits, page->codes);
  encode_image(work);
  if (!wants(work, RECTO_WANT_FRAMED)) pixDestroy(&work->colour);
  read_words(work, ret_traits);
  look_for_other_side(work);
  if (wants(work, RECTO_WANT_FRAMED)) page->image = encode_framed(work); /* the words have their say in the cause */
}

bool recto_page_read(const RectoEngines *engines, RectoSource *source, const RectoServeOrder *order, const RectoEmitter *emitter, RectoPage *page,
                     uint32_t *ret_traits) {
  double started = cpu_now();
  g_auto(Work) work = {.engines = engines, .order = order, .limits = order->limits, .page = page};
  page->coverage = NAN;
  recto_source_picture(source, page->id.page, 1, &work.picture);
  page->outcome = work.picture.outcome;
  page->warnings = work.picture.warnings;
  memcpy(page->sha256, work.picture.sha256, sizeof page->sha256);
  if (work.picture.pix && !straighten(&work)) page->outcome = RECTO_OUTCOME_MEMORY;
  bool usable = work.grey && work.survey.ink;
  if (usable) measure(&work, emitter);
  page->cpu_seconds = cpu_now() - started;
  if (!emitter->verdict(emitter->self, page)) return false;
  if (usable) read_all(&work, ret_traits);
  page->cpu_seconds = cpu_now() - started;
  return emitter->page(emitter->self, page);
}
