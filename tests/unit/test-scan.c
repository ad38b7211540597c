/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanners without a scanner: words, options, frames, pages; and a recto-scanner that lies (this program itself, started under another command). */
#include "jail/channel.h"
#include "scanner/frame.h"
#include "scanner/option.h"
#include "scanner/words.h"
#include "work/scan.h"
#include <fcntl.h>
#include <math.h>
#include <recto/error.h>
#include <signal.h>
#include <sys/mman.h>
#include <tiffio.h>
#include <unistd.h>

/* ------------------------------------------------------------------ a stack in two passes */

static char *collated(uint32_t n_odd, uint32_t n_even, bool reversed, bool *ret_same) {
  g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  GString *out = g_string_new(NULL);
  *ret_same = recto_scan_collate(n_odd, n_even, reversed, order);
  for (guint i = 0; i < order->len; i++) g_string_append_printf(out, "%s%u", i ? " " : "", g_array_index(order, uint32_t, i));
  return g_string_free(out, FALSE);
}

static void test_collate(void) {
  static const struct { uint32_t odd, even; bool reversed, same; const char *order; } CASES[] = {
      {3, 3, true, true, "0 5 1 4 2 3"}, {3, 3, false, true, "0 3 1 4 2 5"}, {1, 1, true, true, "0 1"}, {0, 0, true, true, ""},
      {3, 2, true, false, "0 1 2 3 4"},  {2, 3, true, false, "0 1 2 3 4"},  {2, 0, true, false, "0 1"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
    bool same = false;
    g_autofree char *order = collated(CASES[i].odd, CASES[i].even, CASES[i].reversed, &same);
    g_assert_cmpstr(order, ==, CASES[i].order);
    g_assert_true(same == CASES[i].same);
  }
}

/* ------------------------------------------------------------------ words */

static void test_sources(void) {
  static const struct { const char *word; RectoSource meaning;
  } CASES[] = {
      {"Flatbed", RECTO_SOURCE_FLATBED},
      {"FlatBed", RECTO_SOURCE_FLATBED},
      {"Normal", RECTO_SOURCE_FLATBED},
      {"Vitre", RECTO_SOURCE_FLATBED},
      {"Document Table", RECTO_SOURCE_OTHER},
      {"ADF", RECTO_SOURCE_ADF},
      {"ADF Front", RECTO_SOURCE_ADF},
      {"ADF Back", RECTO_SOURCE_ADF},
      {"Automatic Document Feeder", RECTO_SOURCE_ADF},
      {"Automatic Document Feeder(left aligned)", RECTO_SOURCE_ADF},
      {"Chargeur automatique", RECTO_SOURCE_ADF},
      {"ADF Simplex", RECTO_SOURCE_ADF},
      {"ADF Duplex", RECTO_SOURCE_DUPLEX},
      {"Automatic Document Feeder(left aligned,Duplex)", RECTO_SOURCE_DUPLEX},
      {"Duplex", RECTO_SOURCE_DUPLEX},
      {"Chargeur recto-verso", RECTO_SOURCE_DUPLEX},
      {"Card Front", RECTO_SOURCE_OTHER},
      {"Card Duplex", RECTO_SOURCE_OTHER},
      {"Transparency Adapter", RECTO_SOURCE_OTHER},
      {"Negative", RECTO_SOURCE_OTHER},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) g_assert_cmpint(recto_source_meaning(CASES[i].word), ==, CASES[i].meaning);
  static const char *const fujitsu[] = {"ADF Back", "ADF Front", "ADF Duplex", NULL}, *const plain[] = {"Flatbed", NULL};
  g_assert_cmpint(recto_source_choose(fujitsu, RECTO_SOURCE_ADF), ==, 1);
  g_assert_cmpint(recto_source_choose(fujitsu, RECTO_SOURCE_DUPLEX), ==, 2);
  g_assert_cmpint(recto_source_choose(fujitsu, RECTO_SOURCE_FLATBED), ==, -1);
  g_assert_cmpint(recto_source_choose(plain, RECTO_SOURCE_ADF), ==, -1);
}

static void test_modes(void) {
  static const char *const sane[] = {"Lineart", "Halftone", "Gray", "Color", NULL}, *const airscan[] = {"Color", "Gray", NULL};
  static const char *const brother[] = {"Black & White", "Gray[Error Diffusion]", "True Gray", "24bit Color", "24bit Color[Fast]", NULL}, *const one[] = {
                                                                                                                                              "Halftone", NULL};
  static const char *const french[] = {"Noir et blanc", "Niveaux de gris", "Couleur", NULL};
  g_assert_cmpint(recto_mode_choose(sane, RECTO_SCAN_MODE_LINEART), ==, 0);
  g_assert_cmpint(recto_mode_choose(sane, RECTO_SCAN_MODE_GRAY), ==, 2);
  g_assert_cmpint(recto_mode_choose(airscan, RECTO_SCAN_MODE_LINEART), ==, 1);
  g_assert_cmpint(recto_mode_choose(brother, RECTO_SCAN_MODE_GRAY), ==, 2);
  g_assert_cmpint(recto_mode_choose(brother, RECTO_SCAN_MODE_LINEART), ==, 0);
  g_assert_cmpint(recto_mode_choose(brother, RECTO_SCAN_MODE_COLOR), ==, 3);
  g_assert_cmpint(recto_mode_choose(french, RECTO_SCAN_MODE_GRAY), ==, 1);
  g_assert_cmpint(recto_mode_choose(one, RECTO_SCAN_MODE_GRAY), ==, -1);
}

static void test_nearest(void) {
  static const double list[] = {75, 150, 300, 600};
  g_assert_cmpfloat(recto_nearest_in_list(list, 4, 200), ==, 150);
  g_assert_cmpfloat(recto_nearest_in_list(list, 4, 225), ==, 300);
  g_assert_cmpfloat(recto_nearest_in_list(list, 4, 9999), ==, 600);
  g_assert_cmpfloat(recto_nearest_in_range(50, 1200, 50, 310), ==, 300);
  g_assert_cmpfloat(recto_nearest_in_range(50, 1190, 50, 5000), ==, 1150);
  g_assert_cmpfloat(recto_nearest_in_range(0, 200, 0, 297), ==, 200);
  g_assert_cmpfloat(recto_nearest_in_range(1, 10, 2, -4), ==, 1);
}

/* ------------------------------------------------------------------ options */

static SANE_Word word_of(const SANE_Option_Descriptor *option, const char *text) {
  g_autofree SANE_Word *value = recto_option_parse(option, text);
  return value ? *value : -12345;
}

static void test_numbers(void) {
  static const SANE_Word list[] = {3, 75, 150, 300};
  static const SANE_Range range = {50, 1200, 50}, fixed = {SANE_FIX(0), SANE_FIX(215.9), 0};
  SANE_Option_Descriptor dpi = {
      .name = "resolution", .type = SANE_TYPE_INT, .size = sizeof(SANE_Word), .constraint_type = SANE_CONSTRAINT_WORD_LIST, .constraint = {.word_list = list}};
  g_assert_cmpint(word_of(&dpi, "150"), ==, 150);
  static const char *const BAD[] = {"151", "", "abc", "150x", "1e99", "nan", "inf", "-75", "150.5", NULL};
  for (size_t i = 0; BAD[i]; i++) g_assert_null(recto_option_parse(&dpi, BAD[i]));
  dpi.constraint_type = SANE_CONSTRAINT_RANGE;
  dpi.constraint.range = &range;
  g_assert_cmpint(word_of(&dpi, "1200"), ==, 1200);
  g_assert_null(recto_option_parse(&dpi, "1250"));
  g_assert_null(recto_option_parse(&dpi, "120"));
  g_autofree char *allowed = recto_option_allowed(&dpi);
  g_assert_cmpstr(allowed, ==, "50…1200 (50)");
  SANE_Option_Descriptor mm = {
      .name = "br-x", .type = SANE_TYPE_FIXED, .size = sizeof(SANE_Word), .constraint_type = SANE_CONSTRAINT_RANGE, .constraint = {.range = &fixed}};
  g_assert_cmpint(word_of(&mm, "210"), ==, SANE_FIX(210));
  g_assert_null(recto_option_parse(&mm, "297"));
  mm.size = 256 * sizeof(SANE_Word); /* a table of gammas is no number */
  g_assert_null(recto_option_parse(&mm, "1"));
}

static void test_texts(void) {
  static const SANE_String_Const words[] = {"Lineart", "Gray", "Color", NULL};
  SANE_Option_Descriptor mode = {
      .name = "mode", .type = SANE_TYPE_STRING, .size = 8, .constraint_type = SANE_CONSTRAINT_STRING_LIST, .constraint = {.string_list = words}};
  g_autofree char *gray = recto_option_parse(&mode, "gray");
  g_assert_cmpstr(gray, ==, "Gray");
  g_assert_null(recto_option_parse(&mode, "Gra"));
  g_autofree char *allowed = recto_option_allowed(&mode);
  g_assert_cmpstr(allowed, ==, "Lineart\nGray\nColor");
  mode.constraint_type = SANE_CONSTRAINT_NONE;
  g_assert_null(recto_option_parse(&mode, "12345678")); /* no room for its end */
  g_autofree char *free_text = recto_option_parse(&mode, "1234567");
  g_assert_cmpstr(free_text, ==, "1234567");
  SANE_Option_Descriptor flag = {.name = "duplex", .type = SANE_TYPE_BOOL, .size = sizeof(SANE_Word)}, button = {.name = "calibrate", .type = SANE_TYPE_BUTTON};
  g_assert_cmpint(word_of(&flag, "oui"), ==, SANE_TRUE);
  g_assert_cmpint(word_of(&flag, "no"), ==, SANE_FALSE);
  g_assert_null(recto_option_parse(&flag, "maybe"));
  g_assert_null(recto_option_parse(&button, "1"));
  g_autofree void *press = recto_option_parse(&button, "");
  g_assert_nonnull(press);
}

/* ------------------------------------------------------------------ frames and pages */

static void test_frames(void) {
  RectoFrame frame;
  uint8_t row[24];
  SANE_Parameters p = {.format = SANE_FRAME_GRAY, .last_frame = SANE_TRUE, .bytes_per_line = 5, .pixels_per_line = 3, .lines = -1, .depth = 8};
  g_assert_true(recto_frame_open(&p, &frame)); /* two bytes of padding */
  recto_frame_row(&frame, (const uint8_t *)"abcXY", row);
  g_assert_true(frame.row_bytes == 3 && memcmp(row, "abc", 3) == 0);
  p = (SANE_Parameters){.format = SANE_FRAME_RGB, .bytes_per_line = 3, .pixels_per_line = 2, .lines = 1, .depth = 1};
  g_assert_true(recto_frame_open(&p, &frame)); /* a byte of reds, one of greens, one of blues */
  recto_frame_row(&frame, (const uint8_t *)"\x80\x40\xc0", row);
  g_assert_true(frame.row_bytes == 6 && memcmp(row, "\xff\x00\xff\x00\xff\xff", 6) == 0);
  SANE_Parameters bad[] = {p, p, p, p, p};
  bad[0].bytes_per_line = 2;
  bad[1].pixels_per_line = 0;
  bad[2].depth = 12;
  bad[3].format = 17;
  bad[4].bytes_per_line = -1;
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) g_assert_false(recto_frame_open(&bad[i], &frame));
}

static void test_planes(void) {
  RectoPlanes planes = {{g_byte_array_new(), g_byte_array_new(), g_byte_array_new()}, 2, 8, 2};
  uint8_t row[6];
  g_byte_array_append(planes.planes[0], (const uint8_t *)"RSTU", 4);
  g_byte_array_append(planes.planes[1], (const uint8_t *)"GH", 2); /* the scanner stopped here */
  g_assert_cmpuint(recto_planes_rows(&planes), ==, 2);
  recto_planes_row(&planes, 0, row);
  g_assert_cmpmem(row, 6, "RG\xffSH\xff", 6);
  recto_planes_row(&planes, 1, row);
  g_assert_cmpmem(row, 6, "T\xff\xffU\xff\xff", 6);
  for (int c = 0; c < 3; c++) g_byte_array_unref(planes.planes[c]);
}

/* Writes `rows` rows of noise, reads them again. */
static void write_and_read(RectoLeafForm form, uint32_t rows) {
  size_t bytes = recto_leaf_file_row_bytes(&form);
  uint64_t size = 0;
  g_autoptr(GRand) dice = g_rand_new_with_seed(rows);
  g_autofree uint8_t *pixels = g_malloc(bytes * rows), *row = g_malloc(bytes);
  g_autoptr(RectoLeafFile) sheet = recto_leaf_file_new(&form);
  for (size_t i = 0; i < bytes * rows; i++) pixels[i] = (uint8_t)g_rand_int(dice);
  for (uint32_t y = 0; form.depth == 1 && form.width % 8 && y < rows; y++) pixels[(y + 1) * bytes - 1] &= (uint8_t)(0xff00u >> form.width % 8);
  for (uint32_t y = 0; y < rows; y++) g_assert_true(recto_leaf_file_row(sheet, pixels + y * bytes));
  int fd = recto_leaf_file_finish(sheet, &size);
  g_assert_cmpint(fd, >=, 0);
  g_assert_cmpint(write(fd, "x", 1), ==, -1); /* sealed */
  g_assert_cmpint(lseek(fd, 0, SEEK_END), ==, size);
  lseek(fd, 0, SEEK_SET);
  TIFF *tiff = TIFFFdOpen(fd, "page", "r");
  uint32_t height = 0;
  g_assert_nonnull(tiff);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  g_assert_cmpuint(height, ==, rows);
  for (uint32_t y = 0; y < rows; y++) {
    g_assert_cmpint(TIFFReadScanline(tiff, row, y, 0), ==, 1);
    if (form.depth == 1 && form.width % 8) row[bytes - 1] &= (uint8_t)(0xff00u >> form.width % 8); /* past the edge nothing is said */
    g_assert_cmpmem(row, bytes, pixels + y * bytes, bytes);
  }
  TIFFClose(tiff);
}

static void test_pages(void) {
  static const uint32_t ROWS[] = {1, 63, 64, 65, 128, 200};
  for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
    write_and_read((RectoLeafForm){.width = 101, .depth = 1, .channels = 1, .dpi_x = 300, .dpi_y = 300}, ROWS[i]);
    write_and_read((RectoLeafForm){.width = 101, .depth = 8, .channels = 1}, ROWS[i]);
    write_and_read((RectoLeafForm){.width = 33, .depth = 8, .channels = 3}, ROWS[i]);
    write_and_read((RectoLeafForm){.width = 33, .depth = 16, .channels = 3}, ROWS[i]);
  }
}

static int bands_of(const char *rows, RectoBand bands[2]) {
  const RectoLeafForm form = {.width = 8, .depth = 8, .channels = 1};
  g_autoptr(RectoLeafFile) sheet = recto_leaf_file_new(&form);
  for (; *rows; rows++) {
    uint8_t row[8];
    memset(row, *rows == 'w' ? 255 : *rows == 'g' ? 128 : *rows, sizeof row);
    if (*rows == 'n') memset(row, 128, 3), memset(row + 3, 255, 5); /* a narrow picture that was cut, filled up with white */
    g_assert_true(recto_leaf_file_row(sheet, row));
  }
  return recto_leaf_file_bands(sheet, bands);
}

static void test_bands(void) {
  RectoBand bands[2];
  g_assert_cmpint(bands_of("abc", bands), ==, 0);
  g_assert_cmpint(bands_of("abggg", bands), ==, 1);
  g_assert_true(bands[0].first == 2 && bands[0].grey == 128);
  g_assert_cmpint(bands_of("abgggwww", bands), ==, 2);
  g_assert_true(bands[0].first == 5 && bands[0].grey == 255 && bands[1].first == 2 && bands[1].grey == 128);
  g_assert_cmpint(bands_of("ggggawww", bands), ==, 1); /* print stands between */
  g_assert_cmpint(bands_of("abnnn", bands), ==, 1);
  g_assert_cmpuint(bands[0].grey, ==, 128);
}

/* ------------------------------------------------------------------ a recto-scanner that lies */

static uint32_t fake_sequence;

static void fake_send(RectoScanRecord *record, RectoScanKind kind, const int *fds, size_t n) {
  record->magic = RECTO_SCAN_MAGIC;
  record->kind = kind;
  record->sequence = fake_sequence++;
  recto_channel_send(RECTO_SCAN_CHANNEL, record, sizeof *record, fds, n);
}

static int fake_file(bool sealed) {
  int fd = memfd_create("fake", MFD_ALLOW_SEALING);
  if (write(fd, "II*\0page", 8) != 8) _exit(3);
  if (sealed) fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW);
  return fd;
}

static RectoScanRecord fake_page(uint32_t index) {
  RectoScanRecord record = {0};
  record.page = (RectoScanWirePage){
      .index = index, .rows = 100, .promised = 100, .width = 80, .mode = RECTO_SCAN_MODE_GRAY, .depth = 8, .dpi_x = 300, .dpi_y = 300, .size = 8};
  return record;
}

static void fake_end(RectoScanStatus status, uint32_t pages) {
  RectoScanRecord record = {.end = {status, pages}};
  fake_send(&record, RECTO_SCAN_END, NULL, 0);
}

/* Changes one thing of a good second page; true when `lie` is one of these. */
static bool bend_page(const char *lie, RectoScanWirePage *page) {
  if (g_str_equal(lie, "index")) page->index = 5;
  else if (g_str_equal(lie, "no-rows")) page->rows = 0;
  else if (g_str_equal(lie, "many-rows")) page->rows = RECTO_SCAN_MAX_ROWS + 1;
  else if (g_str_equal(lie, "promised")) page->promised = UINT32_MAX;
  else if (g_str_equal(lie, "width")) page->width = UINT32_MAX;
  else if (g_str_equal(lie, "mode")) page->mode = 9;
  else if (g_str_equal(lie, "depth")) page->depth = 12;
  else if (g_str_equal(lie, "flags")) page->flags = 8;
  else if (g_str_equal(lie, "band")) page->flags = RECTO_SCAN_PAGE_BAND, page->band_first = 100;
  else if (g_str_equal(lie, "inner")) page->flags = RECTO_SCAN_PAGE_INNER | RECTO_SCAN_PAGE_BAND, page->band_first = 50, page->inner_first = 60;
  else if (g_str_equal(lie, "grey")) page->flags = RECTO_SCAN_PAGE_BAND, page->band_grey = 256;
  else if (g_str_equal(lie, "dpi")) page->dpi_x = NAN;
  else if (g_str_equal(lie, "dpi-negative")) page->dpi_y = -1;
  else if (g_str_equal(lie, "size")) page->size = 9;
  else if (g_str_equal(lie, "size-zero")) page->size = 0;
  else return false;
  return true;
}

static bool fake_lie(const char *lie) {
  RectoScanRecord record = fake_page(1);
  int good = fake_file(true), loose = fake_file(false), two[] = {good, good}, pipe_ends[2];
  if (bend_page(lie, &record.page)) fake_send(&record, RECTO_SCAN_PAGE, &good, 1);
  else if (g_str_equal(lie, "unsealed")) fake_send(&record, RECTO_SCAN_PAGE, &loose, 1);
  else if (g_str_equal(lie, "pipe") && pipe(pipe_ends) == 0) fake_send(&record, RECTO_SCAN_PAGE, pipe_ends, 1);
  else if (g_str_equal(lie, "no-descriptor")) fake_send(&record, RECTO_SCAN_PAGE, NULL, 0);
  else if (g_str_equal(lie, "two-descriptors")) fake_send(&record, RECTO_SCAN_PAGE, two, 2);
  else if (g_str_equal(lie, "short-record")) recto_channel_send(RECTO_SCAN_CHANNEL, "short", 5, NULL, 0);
  else if (g_str_equal(lie, "sequence")) fake_sequence++, fake_send(&record, RECTO_SCAN_PAGE, &good, 1);
  else if (g_str_equal(lie, "magic")) recto_channel_send(RECTO_SCAN_CHANNEL, &record, sizeof record, NULL, 0);
  else if (g_str_equal(lie, "kind")) fake_send(&record, 77, NULL, 0);
  else if (g_str_equal(lie, "device")) fake_send(&record, RECTO_SCAN_DEVICE, NULL, 0);
  else if (g_str_equal(lie, "end-count")) fake_end(RECTO_SCAN_DONE, 2);
  else if (g_str_equal(lie, "end-status")) fake_end(RECTO_SCAN_STALLED, 1);
  else if (g_str_equal(lie, "silence")) return true;
  else if (g_str_equal(lie, "killed")) raise(SIGKILL);
  else return false;
  return true;
}

static void fake_note(const char *lie) {
  RectoScanRecord record = {.note = {.code = RECTO_SCAN_NOTE_SIZE}};
  memset(record.note.wanted, g_str_equal(lie, "note-endless") ? 'x' : 0, sizeof record.note.wanted);
  if (g_str_equal(lie, "note-control")) memcpy(record.note.wanted, "\033[31m", 5);
  if (g_str_equal(lie, "note-latin1")) memcpy(record.note.wanted, "\xe9t\xe9", 3);
  if (g_str_equal(lie, "note-code")) record.note.code = 99;
  fake_send(&record, RECTO_SCAN_NOTE, NULL, 0);
}

static int fake_scanner(const char *lie) {
  int fd = fake_file(true);
  RectoScanRecord first = fake_page(0), second = fake_page(1), third = fake_page(2);
  if (g_str_equal(lie, "list")) return 0;
  fake_send(&first, RECTO_SCAN_PAGE, &fd, 1);
  if (g_str_has_prefix(lie, "note-")) fake_note(lie);
  else if (g_str_equal(lie, "hang")) sleep(60);
  else if (!fake_lie(lie)) { /* honest */
    second.page.flags = RECTO_SCAN_PAGE_BAND | RECTO_SCAN_PAGE_INNER | RECTO_SCAN_PAGE_PARTIAL;
    second.page.band_first = 80, second.page.band_grey = 255, second.page.inner_first = 40, second.page.inner_grey = 128;
    third.page.rows = 99;
    third.page.flags = RECTO_SCAN_PAGE_BAND, third.page.band_first = 70, third.page.band_grey = 255;
    fake_send(&second, RECTO_SCAN_PAGE, &fd, 1);
    fake_send(&third, RECTO_SCAN_PAGE, &fd, 1);
    fake_end(RECTO_SCAN_DONE, 3);
  }
  return 0;
}

typedef struct { GString *seen; uint32_t refuse; } Pages;

static bool see_page(uint32_t index, int fd, const RectoScanFacts *facts, gpointer data, GError **error) {
  Pages *pages = data;
  char bytes[9] = {0};
  g_assert_cmpint(read(fd, bytes, 8), ==, 8);
  g_assert_cmpmem(bytes, 8, "II*\0page", 8);
  g_assert_cmpuint(facts->index, ==, index);
  g_string_append_printf(pages->seen, "%u:%u ", index, facts->warnings);
  if (index != pages->refuse) return true;
  g_set_error_literal(error, RECTO_ERROR, RECTO_ERROR_STORE, "disk full");
  return false;
}

static RectoModels *limits; /* with a short patience */

static bool fake_run(const char *lie, Pages *pages, const volatile int *cancel, RectoScanOutcome *ret, GError **error) {
  const RectoScanOrder order = {.scanner = {"/proc/self/exe", limits, cancel}, .device = lie, .expected_sheets = 4};
  return recto_scan_run(&order, see_page, pages, ret, error);
}

static void expect(const char *lie, RectoScanStatus status, const char *seen) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) string = g_string_new(NULL);
  Pages pages = {string, UINT32_MAX};
  g_auto(RectoScanOutcome) outcome = {0};
  bool right = fake_run(lie, &pages, NULL, &outcome, &error);
  g_assert_no_error(error);
  g_assert_true(right);
  if (outcome.status != status || !g_str_equal(string->str, seen)) g_test_message("the lie was: %s", lie);
  g_assert_cmpstr(recto_scan_status_word(outcome.status), ==, recto_scan_status_word(status));
  g_assert_cmpstr(string->str, ==, seen);
  g_assert_cmpuint(outcome.pages, ==, outcome.facts->len);
}

static void test_lies(void) {
  static const char *const LIES[] = {
      "index", "no-rows",      "many-rows", "promised",   "width",    "mode",   "depth",         "flags",           "band",         "inner",     "grey",
      "dpi",   "dpi-negative", "size",      "size-zero",  "unsealed", "pipe",   "no-descriptor", "two-descriptors", "short-record", "sequence",  "magic",
      "kind",  "device",       "end-count", "end-status", "silence",  "killed", "note-endless",  "note-control",    "note-latin1",  "note-code", NULL,
  };
  for (size_t i = 0; LIES[i]; i++) expect(LIES[i], RECTO_SCAN_CRASHED, "0:0 "); /* what came before stays */
}

static void test_honest(void) {
  g_autoptr(GString) string = g_string_new(NULL);
  Pages pages = {string, UINT32_MAX};
  g_auto(RectoScanOutcome) outcome = {0};
  expect("honest", RECTO_SCAN_DONE, "0:0 1:9 2:6 "); /* partial and cut; short and white at the end */
  g_assert_true(fake_run("honest", &pages, NULL, &outcome, NULL));
  g_assert_true(outcome.count_differs && outcome.expected_pages == 4);
  const RectoScanFacts *cut = &g_array_index(outcome.facts, RectoScanFacts, 1);
  g_assert_true(cut->band_first == 40 && cut->band_grey == 128);
}

static void test_hang(void) {
  int64_t began = g_get_monotonic_time();
  expect("hang", RECTO_SCAN_STALLED, "0:0 ");
  g_assert_cmpint(g_get_monotonic_time() - began, <, 5 * G_USEC_PER_SEC);
}

static void test_cancel(void) {
  g_autoptr(GString) string = g_string_new(NULL);
  Pages pages = {string, UINT32_MAX};
  g_auto(RectoScanOutcome) outcome = {0};
  volatile int cancel = 1;
  g_assert_true(fake_run("hang", &pages, &cancel, &outcome, NULL)); /* dies of SIGTERM */
  g_assert_cmpstr(recto_scan_status_word(outcome.status), ==, "cancelled");
}

static void test_full_disk(void) {
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) string = g_string_new(NULL);
  Pages pages = {string, 1};
  g_auto(RectoScanOutcome) outcome = {0};
  g_assert_false(fake_run("honest", &pages, NULL, &outcome, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_STORE);
  g_assert_cmpuint(outcome.pages, ==, 1); /* and no later page is shown */
  g_assert_cmpstr(string->str, ==, "0:0 1:9 ");
}

static void test_lists(void) {
  g_autoptr(GError) error = NULL, absent = NULL;
  g_autoptr(GPtrArray) list = NULL;
  const RectoScanner scanner = {"/proc/self/exe", limits, NULL}, nobody = {"/nonexistent", limits, NULL};
  g_assert_false(recto_scanner_options(&scanner, "list", &list, &error)); /* ends without a word */
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE);
  g_assert_false(recto_scanner_devices(&nobody, &list, &absent));
  g_assert_error(absent, RECTO_ERROR, RECTO_ERROR_ENGINE);
  g_assert_null(list);
}

/* The limits as they are, but for the patience. */
static RectoModels *load_limits(void) {
  g_autofree char *text = NULL, *folder = g_dir_make_tmp("scan-XXXXXX", NULL), *path = g_build_filename(folder, "limits.yaml", NULL);
  g_assert_true(g_file_get_contents("models/limits.yaml", &text, NULL, NULL));
  g_autoptr(GRegex) stall = g_regex_new("stall-s: *[0-9]+", 0, 0, NULL), cancel = g_regex_new("cancel-s: *[0-9]+", 0, 0, NULL);
  g_autofree char *once = g_regex_replace_literal(stall, text, -1, 0, "stall-s: 1", 0, NULL),
                  *twice = g_regex_replace_literal(cancel, once, -1, 0, "cancel-s: 1", 0, NULL);
  g_assert_true(g_file_set_contents(path, twice, -1, NULL));
  g_autoptr(GError) error = NULL;
  RectoModels *models = recto_limits_load(folder, &error);
  g_assert_no_error(error);
  unlink(path);
  rmdir(folder);
  return models;
}

int main(int argc, char **argv) {
  if (argc > 2 && (g_str_equal(argv[1], "scan") || g_str_equal(argv[1], "options"))) return fake_scanner(argv[2]);
  g_test_init(&argc, &argv, NULL);
  limits = load_limits();
  g_test_add_func("/scan/collate", test_collate);
  g_test_add_func("/scan/sources", test_sources);
  g_test_add_func("/scan/modes", test_modes);
  g_test_add_func("/scan/nearest", test_nearest);
  g_test_add_func("/scan/option/numbers", test_numbers);
  g_test_add_func("/scan/option/texts", test_texts);
  g_test_add_func("/scan/frames", test_frames);
  g_test_add_func("/scan/planes", test_planes);
  g_test_add_func("/scan/pages", test_pages);
  g_test_add_func("/scan/bands", test_bands);
  g_test_add_func("/scan/child/lies", test_lies);
  g_test_add_func("/scan/child/honest", test_honest);
  g_test_add_func("/scan/child/hang", test_hang);
  g_test_add_func("/scan/child/cancel", test_cancel);
  g_test_add_func("/scan/child/full-disk", test_full_disk);
  g_test_add_func("/scan/child/lists", test_lists);
  int code = g_test_run();
  recto_models_free(limits);
  return code;
}
