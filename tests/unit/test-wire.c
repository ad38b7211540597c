/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wire: what goes in comes out; what breaks a rule is refused; no bytes whatever make recto read outside its copy or believe nonsense. */
#include "jail/wire.h"

#include <math.h>

/* ------------------------------------------------------------------ a page with everything on it */

static RectoImage *make_image(RectoImageCoding coding, const char *bytes, size_t size, int bits) {
  g_autoptr(GBytes) data = g_bytes_new(bytes, size);
  return recto_image_new(coding, 40, 50, 1, bits, data);
}

static RectoPage *make_page(void) {
  RectoPage *page = recto_page_new((RectoPageId){1, 2, 3});
  page->outcome = RECTO_OUTCOME_DAMAGED;
  page->warnings = 4;
  for (int i = 0; i < 32; i++) page->sha256[i] = (uint8_t)(i * 7);
  page->geometry = (RectoGeometry){2000, 3000, 0.5, 6, true, {1, 0, 5, 0, 1, 6, 0, 0, 1}, 3, -2.5, 0.75, 900, 1200};
  page->dpi = 150;
  page->dpi_estimated = page->colour = true;
  page->prints = 4;
  page->upright = RECTO_YES;
  page->cures = RECTO_CURE_SQUARED | RECTO_CURE_WHITENED;
  page->blank = RECTO_NO;
  page->legible = RECTO_YES;
  page->text_source = RECTO_TEXT_MIXED;
  page->coverage = 0.875;
  page->cpu_seconds = 1.5;
  page->measures = (RectoMeasures){0.1, 321, 22.5, 0.07, 9, 0.8, NAN, 0.5};
  RectoDefect defect = {RECTO_DEFECT_BLUR, 0.3, 0.2, {10, 20, 30, 40}, false, true};
  g_array_append_val(page->defects, defect);
  RectoWord *word = recto_word_new("Nguyễn", (RectoBox){100, 200, 50, 20}, 0.93);
  word->line = 4;
  word->block = 2;
  word->baseline = 219;
  g_ptr_array_add(page->words, word);
  g_ptr_array_add(page->words, recto_word_new("1985", (RectoBox){160, 200, 40, 20}, 0.5));
  g_ptr_array_add(page->codes, recto_code_new(RECTO_CODE_DATAMATRIX, "DC02\0\x1dX", 7, (RectoBox){1, 2, 3, 4}));
  const char *lines[] = {"P<FRAMARTIN<<JEAN", "12AB34567<FRA8001014M", NULL};
  g_ptr_array_add(page->mrz, recto_mrz_sight_new(lines, (RectoBox){5, 6, 7, 8}, 0.6));
  page->image = make_image(RECTO_IMAGE_G4, "\x26\xa0", 2, 1);
  page->thumb = make_image(RECTO_IMAGE_JPEG, "\xff\xd8\xff\xe0zz", 6, 8);
  return page;
}

static RectoPage *over_and_back(const RectoPage *page) {
  g_autoptr(GByteArray) answer = recto_wire_from_page(page);
  return recto_wire_to_page(answer->data, answer->len, (RectoPageId){9, 8, 7});
}

static void test_page(void) {
  g_autoptr(RectoPage) page = make_page();
  g_autoptr(RectoPage) back = over_and_back(page);
  g_assert_nonnull(back);
  g_assert_cmpuint(back->id.deposit, ==, 9); /* never the child's word */
  g_assert_cmpuint(back->outcome, ==, page->outcome);
  g_assert_cmpmem(back->sha256, 32, page->sha256, 32);
  g_assert_true(back->colour && back->dpi_estimated);
  g_assert_cmpuint(back->prints, ==, 4);
  g_assert_cmpint(back->upright, ==, RECTO_YES);
  g_assert_cmpuint(back->cures, ==, RECTO_CURE_SQUARED | RECTO_CURE_WHITENED);
  g_assert_cmpfloat(back->geometry.skew, ==, -2.5);
  g_assert_cmpint(back->geometry.exif, ==, 6);
  g_assert_cmpfloat(back->geometry.homography[5], ==, 6);
  g_assert_true(isnan(back->measures.skew_confidence));
  g_assert_cmpuint(back->measures.components, ==, 321);
  const RectoDefect *defect = &g_array_index(back->defects, RectoDefect, 0);
  g_assert_true(defect->retake && !defect->cured && defect->box.height == 40);
  const RectoWord *word = g_ptr_array_index(back->words, 0);
  g_assert_cmpstr(word->text, ==, "Nguyễn");
  g_assert_cmpint(word->line * 100 + word->block, ==, 402);
  g_assert_cmpint(word->baseline, ==, 219);
  const RectoCode *code = g_ptr_array_index(back->codes, 0);
  g_assert_cmpmem(g_bytes_get_data(code->bytes, NULL), g_bytes_get_size(code->bytes), "DC02\0\x1dX", 7);
  const RectoMrzSight *sight = g_ptr_array_index(back->mrz, 0);
  g_assert_cmpstr(sight->lines[1], ==, "12AB34567<FRA8001014M");
  g_assert_null(sight->lines[2]);
  g_assert_cmpuint(back->image->bits, ==, 1);
  g_assert_cmpuint(g_bytes_get_size(back->thumb->bytes), ==, 6);
}

static void test_empty_page(void) {
  g_autoptr(RectoPage) page = recto_page_new((RectoPageId){0});
  g_autoptr(RectoPage) back = over_and_back(page);
  g_assert_nonnull(back);
  g_assert_cmpuint(back->words->len, ==, 0);
  g_assert_null(back->image);
  g_assert_true(isnan(back->coverage));
}

/* An honest child's slips are mended before they leave it. */
static void test_mended(void) {
  g_autoptr(RectoPage) page = make_page();
  g_ptr_array_add(page->words, recto_word_new("out", (RectoBox){-5, 1190, 2000, 100}, 1.5));
  g_ptr_array_add(page->words, recto_word_new("\xff\xfe bad", (RectoBox){0, 0, 1, 1}, NAN));
  g_ptr_array_add(page->words, recto_word_new(" \t", (RectoBox){0, 0, 1, 1}, 1));
  page->geometry.skew = NAN;
  page->dpi = INFINITY;
  g_autoptr(RectoPage) back = over_and_back(page);
  g_assert_nonnull(back);
  g_assert_cmpuint(back->words->len, ==, 4); /* the empty one is left out */
  const RectoWord *out = g_ptr_array_index(back->words, 2);
  g_assert_true(out->box.x == 0 && out->box.width == 900 && out->box.height == 10 && out->confidence == 1);
  const RectoWord *bad = g_ptr_array_index(back->words, 3);
  g_assert_true(g_utf8_validate(bad->text, -1, NULL) && strstr(bad->text, "bad"));
  g_assert_cmpfloat(bad->confidence, ==, 0);
}

static void test_file(void) {
  g_autoptr(RectoFile) file = recto_file_new(0, "a"), back = recto_file_new(5, "name.doc");
  file->format = RECTO_FORMAT_OTHER;
  file->other_format = g_strdup("Word document");
  file->outcome = RECTO_OUTCOME_UNSUPPORTED;
  file->traits = RECTO_TRAIT_TRUNCATED | RECTO_TRAIT_TEXT_DISAGREES;
  file->declared_pages = 12;
  file->n_attachments = 2;
  g_autoptr(GByteArray) answer = recto_wire_from_file(file);
  g_assert_true(recto_wire_to_file(answer->data, answer->len, back));
  g_assert_cmpstr(back->other_format, ==, "Word document");
  g_assert_cmpstr(back->name, ==, "name.doc");
  g_assert_cmpuint(back->ordinal, ==, 5);
  g_assert_cmpuint(back->traits, ==, file->traits);
  g_assert_cmpuint(back->declared_pages, ==, 12);
}

/* Every trait that has a word passes: a new one must be let through here too. */
static void test_all_traits(void) {
  g_autoptr(RectoFile) file = recto_file_new(0, "a"), back = recto_file_new(0, "a");
  for (uint32_t bit = 1; bit && bit <= RECTO_TRAIT_TEXT_DISAGREES; bit <<= 1) file->traits |= bit;
  g_autoptr(GByteArray) answer = recto_wire_from_file(file);
  g_assert_true(recto_wire_to_file(answer->data, answer->len, back));
  file->traits = RECTO_TRAIT_TEXT_DISAGREES << 1;
  g_autoptr(GByteArray) beyond = recto_wire_from_file(file);
  g_assert_false(recto_wire_to_file(beyond->data, beyond->len, back));
}

static void test_look(void) {
  g_autoptr(RectoLook) look = g_new0(RectoLook, 1), back = g_new0(RectoLook, 1);
  look->text = g_strdup("12\n34");
  look->confidence = 0.25;
  g_autoptr(GByteArray) answer = recto_wire_from_look(look);
  g_assert_true(recto_wire_to_look(answer->data, answer->len, back));
  g_assert_cmpstr(back->text, ==, "12\n34");
  g_assert_cmpfloat(back->confidence, ==, 0.25);
  g_assert_null(back->picture);
  g_autoptr(GBytes) jpeg = g_bytes_new_static("\xff\xd8\xff\xe0", 4), rubbish = g_bytes_new_static("<svg", 4);
  look->picture = recto_image_new(RECTO_IMAGE_JPEG, 30, 20, 3, 8, jpeg);
  g_autoptr(GByteArray) shown = recto_wire_from_look(look);
  g_assert_true(recto_wire_to_look(shown->data, shown->len, back));
  g_assert_true(back->picture && back->picture->width == 30 && g_bytes_equal(back->picture->bytes, jpeg));
  recto_image_free(look->picture);
  look->picture = recto_image_new(RECTO_IMAGE_JPEG, 30, 20, 3, 8, rubbish);
  g_autoptr(GByteArray) lie = recto_wire_from_look(look);
  g_assert_false(recto_wire_to_look(lie->data, lie->len, back));
}

/* ------------------------------------------------------------------ lies, one by one */

typedef struct { const char *name; size_t offset; int bytes; double value; } Lie;

#define FIELD(field) G_STRUCT_OFFSET(RectoWirePage, field)
#define GEOMETRY(field) (FIELD(geometry) + G_STRUCT_OFFSET(RectoWireGeometry, field))
static const Lie LIES[] = {
  {"outcome", FIELD(outcome), 4, 99},
  {"flags", FIELD(flags), 4, 16},
  {"upright 3", FIELD(flags), 4, 12},
  {"an unknown cure", FIELD(flags), 4, 1u << (16 + RECTO_N_CURES)},
  {"blank", FIELD(blank), 4, 3},
  {"legible", FIELD(legible), 4, 1e9},
  {"text-source", FIELD(text_source), 4, 4},
  {"dpi negative", FIELD(dpi), 8, -1},
  {"dpi nan", FIELD(dpi), 8, NAN},
  {"coverage over one", FIELD(coverage), 8, 1.01},
  {"coverage infinite", FIELD(coverage), 8, INFINITY},
  {"cpu negative", FIELD(cpu_seconds), 8, -0.5},
  {"measure infinite", FIELD(measures), 8, INFINITY},
  {"components nan", FIELD(measures) + 8, 8, NAN},
  {"components huge", FIELD(measures) + 8, 8, 1e30},
  {"width 2^32-1", GEOMETRY(width), 4, 4294967295.0},
  {"source height 2^32-1", GEOMETRY(source_height), 4, 4294967295.0},
  {"frame without height", GEOMETRY(height), 4, 0},
  {"frame too small for its words", GEOMETRY(width), 4, 100},
  {"area", GEOMETRY(source_width), 4, 99999 * 1.0 + 1e9},
  {"exif 0", GEOMETRY(exif), 4, 0},
  {"exif 9", GEOMETRY(exif), 4, 9},
  {"turns 4", GEOMETRY(quarter_turns), 4, 4},
  {"skew nan", GEOMETRY(skew), 8, NAN},
  {"scale 0", GEOMETRY(scale), 8, 0},
  {"decode scale nan", GEOMETRY(decode_scale), 8, NAN},
  {"homography infinite", GEOMETRY(homography), 8, INFINITY},
  {"homography flag", GEOMETRY(has_homography), 4, 2},
  {"defects unaligned", FIELD(defects.offset), 4, 409},
  {"defects outside", FIELD(defects.offset), 4, 1e6},
  {"defects too many", FIELD(defects.count), 4, 65},
  {"words outside", FIELD(words.offset), 4, 4294967288.0},
  {"words too many", FIELD(words.count), 4, 4294967295.0},
  {"words past the end", FIELD(words.count), 4, 90},
  {"codes past the end", FIELD(codes.count), 4, 60},
  {"mrz past the end", FIELD(mrz.count), 4, 60},
  {"pool outside", FIELD(pool.offset), 4, 4294967295.0},
  {"pool too long", FIELD(pool.count), 4, 4294967295.0},
  {"pool short", FIELD(pool.count), 4, 3},
  {"image coding", FIELD(image.coding), 4, 3},
  {"image width", FIELD(image.width), 4, 4294967295.0},
  {"image no width", FIELD(image.width), 4, 0},
  {"image components", FIELD(image.components), 4, 2},
  {"image bits", FIELD(image.bits), 4, 7},
  {"image present twice", FIELD(image.present), 4, 2},
  {"image bytes outside", FIELD(image.bytes.offset), 4, 4294967295.0},
  {"image bytes too many", FIELD(image.bytes.count), 4, 4294967295.0},
  {"thumb is no jpeg", FIELD(thumb.bytes.offset), 4, 0},
};

static void tell_lie(uint8_t *at, const Lie *lie) {
  uint32_t whole = (uint32_t)(int64_t)(isfinite(lie->value) ? lie->value : 0);
  if (lie->bytes == 8) memcpy(at, &lie->value, 8);
  else memcpy(at, &whole, 4);
}

static void test_lie(gconstpointer data) {
  const Lie *lie = data;
  g_autoptr(RectoPage) page = make_page();
  g_autoptr(GByteArray) answer = recto_wire_from_page(page);
  tell_lie(answer->data + lie->offset, lie);
  g_assert_null(recto_wire_to_page(answer->data, answer->len, page->id));
}

typedef struct { const char *name; void (*tell)(GByteArray *answer); } RowLie;

static void *row(GByteArray *answer, size_t table_offset, size_t size, unsigned i) {
  RectoWireTable table;
  memcpy(&table, answer->data + table_offset, sizeof table);
  return answer->data + table.offset + size * i;
}
#define WORD(answer) ((RectoWireWord *)row(answer, FIELD(words), sizeof(RectoWireWord), 0))
static char *pool_of(GByteArray *answer) {
  RectoWireTable pool;
  memcpy(&pool, answer->data + FIELD(pool), sizeof pool);
  return (char *)answer->data + pool.offset;
}

static void word_outside(GByteArray *answer) { WORD(answer)->box.x = 899; }
static void word_negative(GByteArray *answer) { WORD(answer)->box.y = -1; }
static void word_overflow(GByteArray *answer) { WORD(answer)->box.width = G_MAXINT32; }
static void word_confidence(GByteArray *answer) { WORD(answer)->confidence = NAN; }
static void word_line(GByteArray *answer) { WORD(answer)->line = -1; }
static void word_baseline(GByteArray *answer) { WORD(answer)->baseline = 1201; }
static void word_empty(GByteArray *answer) { WORD(answer)->text.count = 0; }
static void word_cut_letter(GByteArray *answer) { WORD(answer)->text.count = 5; } /* inside ễ */
static void word_past_pool(GByteArray *answer) { WORD(answer)->text.offset = 100000; }
static void word_wraps_pool(GByteArray *answer) { WORD(answer)->text = (RectoWireTable){2, G_MAXUINT32}; }
static void word_with_nul(GByteArray *answer) { pool_of(answer)[WORD(answer)->text.offset] = 0; }
static void word_with_escape(GByteArray *answer) { pool_of(answer)[WORD(answer)->text.offset] = 0x1b; }
static void word_invalid(GByteArray *answer) { pool_of(answer)[WORD(answer)->text.offset] = (char)0xff; }
static void mrz_small_letters(GByteArray *answer) {
  RectoWireMrzLine *line = row(answer, FIELD(mrz), sizeof *line, 0);
  pool_of(answer)[line->text.offset] = 'p';
}
static void code_kind(GByteArray *answer) { ((RectoWireCode *)row(answer, FIELD(codes), sizeof(RectoWireCode), 0))->kind = 7; }
static void code_bytes(GByteArray *answer) { ((RectoWireCode *)row(answer, FIELD(codes), sizeof(RectoWireCode), 0))->bytes.count = RECTO_WIRE_MAX_CODE_BYTES; }
static void defect_kind(GByteArray *answer) { ((RectoWireDefect *)row(answer, FIELD(defects), sizeof(RectoWireDefect), 0))->kind = RECTO_N_DEFECTS; }
static void defect_nan(GByteArray *answer) { ((RectoWireDefect *)row(answer, FIELD(defects), sizeof(RectoWireDefect), 0))->measured = NAN; }

static const RowLie ROW_LIES[] = {
  {"word outside", word_outside}, {"word negative", word_negative}, {"word overflow", word_overflow}, {"word confidence", word_confidence},
  {"word line", word_line}, {"word baseline", word_baseline}, {"word empty", word_empty}, {"word cut letter", word_cut_letter},
  {"word past pool", word_past_pool}, {"word wraps pool", word_wraps_pool}, {"word with nul", word_with_nul}, {"word with escape", word_with_escape},
  {"word invalid", word_invalid}, {"mrz small letters", mrz_small_letters}, {"code kind", code_kind}, {"code bytes", code_bytes},
  {"defect kind", defect_kind}, {"defect nan", defect_nan},
};

static void test_row_lie(gconstpointer data) {
  const RowLie *lie = data;
  g_autoptr(RectoPage) page = make_page();
  g_autoptr(GByteArray) answer = recto_wire_from_page(page);
  lie->tell(answer);
  g_assert_null(recto_wire_to_page(answer->data, answer->len, page->id));
}

/* ------------------------------------------------------------------ any bytes */

static void assert_sane(const RectoPage *page) {
  for (guint i = 0; i < page->words->len; i++) {
    const RectoWord *word = g_ptr_array_index(page->words, i);
    g_assert_true(word->box.x >= 0 && word->box.y >= 0 && word->box.width >= 0 && word->box.height >= 0);
    g_assert_true((int64_t)word->box.x + word->box.width <= page->geometry.width && (int64_t)word->box.y + word->box.height <= page->geometry.height);
    g_assert_true(word->confidence >= 0 && word->confidence <= 1 && *word->text && g_utf8_validate(word->text, -1, NULL));
  }
  g_assert_cmpuint(page->outcome, <=, RECTO_OUTCOME_PROTOCOL);
  g_assert_true(page->geometry.scale > 0 && isfinite(page->geometry.skew));
}

/* An exact copy on the heap: the sanitizer sees one byte too many. */
static bool try_bytes(const uint8_t *bytes, size_t size) {
  g_autofree uint8_t *copy = g_memdup2(size ? bytes : (const uint8_t *)"", MAX(size, 1));
  g_autoptr(RectoPage) page = recto_wire_to_page(copy, size, (RectoPageId){0});
  if (page) assert_sane(page);
  return page != NULL;
}

static void test_every_cut(void) {
  g_autoptr(RectoPage) page = make_page();
  g_autoptr(GByteArray) answer = recto_wire_from_page(page);
  for (size_t size = 0; size < answer->len; size++) g_assert_false(try_bytes(answer->data, size));
  g_assert_true(try_bytes(answer->data, answer->len));
}

static void test_every_byte(void) {
  static const uint8_t VALUES[] = {0, 1, 0x7f, 0x80, 0xff};
  g_autoptr(RectoPage) page = make_page();
  g_autoptr(GByteArray) answer = recto_wire_from_page(page);
  unsigned refused = 0;
  for (size_t at = 0; at < answer->len; at++) {
    uint8_t before = answer->data[at];
    for (size_t i = 0; i < G_N_ELEMENTS(VALUES); i++) {
      answer->data[at] = VALUES[i];
      refused += !try_bytes(answer->data, answer->len);
    }
    answer->data[at] = before;
  }
  g_assert_cmpuint(refused, >, answer->len); /* more than one value in five: the checks bite */
}

static void test_random(void) {
  g_autoptr(GRand) rand = g_rand_new_with_seed(20260823);
  g_autoptr(RectoPage) page = make_page();
  g_autoptr(GByteArray) answer = recto_wire_from_page(page);
  g_autofree uint8_t *bytes = g_malloc(answer->len);
  for (int round = 0; round < 20000; round++) {
    memcpy(bytes, answer->data, answer->len);
    int changes = g_rand_int_range(rand, 1, 12);
    for (int i = 0; i < changes; i++) {
      uint32_t value = g_rand_boolean(rand) ? g_rand_int(rand) : (uint32_t)g_rand_int_range(rand, -4, 2000);
      memcpy(bytes + g_rand_int_range(rand, 0, (int)answer->len / 4) * 4, &value, 4);
    }
    try_bytes(bytes, answer->len);
  }
  for (int round = 0; round < 5000; round++) {
    size_t size = (size_t)g_rand_int_range(rand, 0, (int)answer->len);
    for (size_t i = 0; i < size; i++) bytes[i] = (uint8_t)g_rand_int(rand);
    g_assert_false(try_bytes(bytes, size));
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/wire/page", test_page);
  g_test_add_func("/wire/empty-page", test_empty_page);
  g_test_add_func("/wire/mended", test_mended);
  g_test_add_func("/wire/file", test_file);
  g_test_add_func("/wire/all-traits", test_all_traits);
  g_test_add_func("/wire/look", test_look);
  for (size_t i = 0; i < G_N_ELEMENTS(LIES); i++) {
    g_autofree char *path = g_strconcat("/wire/lie/", LIES[i].name, NULL);
    g_test_add_data_func(g_strdelimit(path, " ", '-'), &LIES[i], test_lie);
  }
  for (size_t i = 0; i < G_N_ELEMENTS(ROW_LIES); i++) {
    g_autofree char *path = g_strconcat("/wire/row-lie/", ROW_LIES[i].name, NULL);
    g_test_add_data_func(g_strdelimit(path, " ", '-'), &ROW_LIES[i], test_row_lie);
  }
  g_test_add_func("/wire/every-cut", test_every_cut);
  g_test_add_func("/wire/every-byte", test_every_byte);
  g_test_add_func("/wire/random", test_random);
  return g_test_run();
}
