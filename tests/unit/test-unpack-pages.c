/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stacks to pages through the real recto-reader: every page decodes to the same pixels as in its stack, and carries nothing of the others. */
#include "unpack-run.h"

#include <cairo-pdf.h>
#include <jpeglib.h>
#include <poppler.h>
#include <qpdf/qpdf-c.h>
#include <tiffio.h>

static RectoReader *reader;

/* ------------------------------------------------------------------ TIFF in memory */

typedef struct { GByteArray *bytes; uint64_t at; } Memory;

static tmsize_t on_read(thandle_t handle, void *to, tmsize_t length) {
  Memory *memory = handle;
  if (length <= 0 || memory->at >= memory->bytes->len) return 0;
  tmsize_t n = MIN(length, (tmsize_t)(memory->bytes->len - memory->at));
  memcpy(to, memory->bytes->data + memory->at, (size_t)n);
  memory->at += (uint64_t)n;
  return n;
}

static tmsize_t on_write(thandle_t handle, void *from, tmsize_t length) {
  Memory *memory = handle;
  if (memory->at + (uint64_t)length > memory->bytes->len) g_byte_array_set_size(memory->bytes, (guint)(memory->at + (uint64_t)length));
  memcpy(memory->bytes->data + memory->at, from, (size_t)length);
  memory->at += (uint64_t)length;
  return length;
}

static toff_t on_seek(thandle_t handle, toff_t at, int whence) {
  Memory *memory = handle;
  return memory->at = (whence == SEEK_CUR ? memory->at : whence == SEEK_END ? memory->bytes->len : 0) + at;
}

static int on_close(thandle_t handle) { return 0; }
static toff_t on_size(thandle_t handle) { return ((Memory *)handle)->bytes->len; }

static TIFF *open_tiff(Memory *memory, const char *mode) { return TIFFClientOpen("memory", mode, memory, on_read, on_write, on_seek, on_close, on_size, NULL, NULL); }

typedef struct { const char *name, *mode; uint16_t compression, bits, samples, planar; uint32_t tile, rows; } Kind;

static void write_page(TIFF *tiff, const Kind *kind, uint32_t page) {
  uint32_t width = 96 + page * 16, height = 80;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, kind->bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, kind->samples);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, kind->planar);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, kind->compression);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, kind->compression == COMPRESSION_JPEG && kind->samples == 3 ? PHOTOMETRIC_YCBCR : kind->samples == 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISWHITE);
  TIFFSetField(tiff, TIFFTAG_XRESOLUTION, 300.0);
  TIFFSetField(tiff, TIFFTAG_YRESOLUTION, 300.0);
  TIFFSetField(tiff, TIFFTAG_PAGENUMBER, page, 5);
  TIFFSetField(tiff, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
  TIFFSetField(tiff, TIFFTAG_IMAGEDESCRIPTION, page == 2 ? "page trois SPECIMEN, une longue description" : "SPECIMEN");
  if (kind->compression == COMPRESSION_JPEG) TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
  if (kind->tile) TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kind->tile), TIFFSetField(tiff, TIFFTAG_TILELENGTH, kind->tile);
  else TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kind->rows);
  tmsize_t size = kind->tile ? TIFFTileSize(tiff) : TIFFStripSize(tiff);
  uint32_t n = kind->tile ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
  g_autofree uint8_t *data = g_malloc((gsize)size);
  for (uint32_t i = 0; i < n; i++) {
    for (tmsize_t k = 0; k < size; k++) data[k] = (uint8_t)(k * 3 + i * 40 + page * 90 + (k / 97) * (k / 97));
    if (kind->tile) g_assert_cmpint(TIFFWriteEncodedTile(tiff, i, data, size), ==, size);
    else g_assert_cmpint(TIFFWriteEncodedStrip(tiff, i, data, TIFFVStripSize(tiff, MIN(kind->rows, height - (i % ((height + kind->rows - 1) / kind->rows)) * kind->rows))), >, 0);
  }
}

static GByteArray *make_stack(const Kind *kind, uint32_t pages) {
  Memory memory = {g_byte_array_new(), 0};
  TIFF *tiff = open_tiff(&memory, kind->mode);
  for (uint32_t i = 0; i < pages; i++) {
    write_page(tiff, kind, i);
    g_assert_true(TIFFWriteDirectory(tiff));
  }
  TIFFClose(tiff);
  return memory.bytes;
}

/* Pixels as libtiff paints them. */
static uint32_t *paint(const void *data, size_t size, uint16_t page, size_t *ret_n) {
  Memory memory = {g_byte_array_new(), 0};
  g_byte_array_append(memory.bytes, data, (guint)size);
  TIFF *tiff = open_tiff(&memory, "rm");
  g_assert_nonnull(tiff);
  g_assert_true(TIFFSetDirectory(tiff, page));
  uint32_t width = 0, height = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  uint32_t *pixels = g_new0(uint32_t, (gsize)width * height);
  g_assert_true(TIFFReadRGBAImageOriented(tiff, width, height, pixels, ORIENTATION_TOPLEFT, 1));
  TIFFClose(tiff);
  g_byte_array_unref(memory.bytes);
  *ret_n = (size_t)width * height;
  return pixels;
}

static void same_pixels(const GByteArray *stack, uint16_t page, const Got *got) {
  size_t before = 0, after = 0, size = 0;
  const void *data = g_bytes_get_data(got->bytes, &size);
  g_autofree uint32_t *a = paint(stack->data, stack->len, page, &before), *b = paint(data, size, 0, &after);
  g_assert_cmpuint(before, ==, after);
  g_assert_cmpint(memcmp(a, b, before * 4), ==, 0);
}

static const Kind KINDS[] = {
  {"plain", "w", COMPRESSION_NONE, 8, 3, PLANARCONFIG_CONTIG, 0, 16},       {"lzw", "w", COMPRESSION_LZW, 8, 3, PLANARCONFIG_CONTIG, 0, 16},
  {"deflate", "wb", COMPRESSION_ADOBE_DEFLATE, 8, 1, PLANARCONFIG_CONTIG, 0, 80}, {"g4", "wl", COMPRESSION_CCITTFAX4, 1, 1, PLANARCONFIG_CONTIG, 0, 80},
  {"g3", "w", COMPRESSION_CCITTFAX3, 1, 1, PLANARCONFIG_CONTIG, 0, 24},     {"planes", "w", COMPRESSION_LZW, 8, 3, PLANARCONFIG_SEPARATE, 0, 32},
  {"tiles", "w", COMPRESSION_LZW, 8, 3, PLANARCONFIG_CONTIG, 32, 0},        {"jpeg", "w", COMPRESSION_JPEG, 8, 3, PLANARCONFIG_CONTIG, 0, 16},
  {"jpeg-tiles", "w", COMPRESSION_JPEG, 8, 3, PLANARCONFIG_CONTIG, 32, 0},  {"jpeg-grey-big-endian", "wb", COMPRESSION_JPEG, 8, 1, PLANARCONFIG_CONTIG, 0, 16},
  {"bigtiff", "w8", COMPRESSION_LZW, 8, 3, PLANARCONFIG_CONTIG, 0, 16},     {"bigtiff-big-endian", "wb8", COMPRESSION_PACKBITS, 8, 1, PLANARCONFIG_CONTIG, 0, 16},
};

static void test_tiff(gconstpointer data) {
  const Kind *kind = data;
  g_autoptr(GByteArray) stack = make_stack(kind, 5);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "pile.tif", stack->data, stack->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_PAGES, &run));
  g_assert_cmpuint(run.parts->len, ==, 5);
  g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_OK);
  g_assert_cmpstr(run.told.format, ==, "tiff");
  size_t sum = 0;
  for (uint16_t i = 0; i < 5; i++) {
    const Got *got = run.parts->pdata[i];
    g_autofree char *name = g_strdup_printf("pile (page %d).tif", i + 1), *path = g_strdup_printf("pile.tif » page %d", i + 1);
    g_assert_cmpstr(got->name, ==, name);
    g_assert_cmpstr(got->path, ==, path);
    g_assert_cmpuint(got->page, ==, i);
    g_assert_cmpuint(got->outcome, ==, RECTO_OUTCOME_OK);
    same_pixels(stack, i, got);
    sum += g_bytes_get_size(got->bytes);
  }
  g_assert_cmpuint(sum, <, stack->len + 5 * 200); /* each byte of pixels in one page only */
}

/* Cut in the third page: what is whole is given, the rest told. */
static void test_tiff_cut(void) {
  g_autoptr(GByteArray) stack = make_stack(&KINDS[0], 5);
  g_byte_array_set_size(stack, stack->len / 2);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "pile.tif", stack->data, stack->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_PAGES, &run));
  g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_DAMAGED);
  const Got *last = run.parts->pdata[run.parts->len - 1];
  g_assert_cmpuint(last->note, ==, RECTO_PART_LOST);
  g_assert_cmpuint(last->count, ==, 5 - (run.parts->len - 1));
  for (guint i = 0; i + 1 < run.parts->len; i++) same_pixels(stack, (uint16_t)i, run.parts->pdata[i]);
}

static void test_tiff_single(void) {
  g_autoptr(GByteArray) one = make_stack(&KINDS[1], 1);
  g_auto(Run) run = {0};
  one->data[0] = 'I';
  g_assert_true(unpack_bytes(reader, "a.tif", one->data, one->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_PAGES, &run));
  g_assert_cmpuint(run.parts->len, ==, 1);
  g_assert_true(((Got *)run.parts->pdata[0])->whole);
}

/* ------------------------------------------------------------------ old JPEG in TIFF */

static GByteArray *make_jpeg(uint32_t page) {
  unsigned char *out = NULL;
  unsigned long size = 0;
  struct jpeg_compress_struct jpeg;
  struct jpeg_error_mgr errors;
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &out, &size);
  jpeg.image_width = jpeg.image_height = 64;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  for (uint32_t y = 0; y < 64; y++) {
    uint8_t row[192];
    for (int x = 0; x < 192; x++) row[x] = (uint8_t)(x + y * 2 + page * 60);
    JSAMPROW rows[] = {row};
    jpeg_write_scanlines(&jpeg, rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  GByteArray *bytes = g_byte_array_new();
  g_byte_array_append(bytes, out, (guint)size);
  free(out);
  return bytes;
}

static void add_tag(GByteArray *to, uint16_t tag, uint16_t type, uint32_t count, uint32_t value) {
  put_le(to, tag, 2);
  put_le(to, type, 2);
  put_le(to, count, 4);
  put_le(to, value, 4);
}

/* Two pages in the way of TIFF 6.0: a whole JPEG stream, the strip inside it where the scan begins. */
static GByteArray *make_old_jpeg(void) {
  GByteArray *file = g_byte_array_new();
  g_byte_array_append(file, (const guint8 *)"II*\0\0\0\0\0", 8);
  uint32_t link = 4;
  for (uint32_t page = 0; page < 2; page++) {
    g_autoptr(GByteArray) jpeg = make_jpeg(page);
    uint32_t stream = file->len, bits = 0, directory = 0, scan = 0;
    for (uint32_t i = 0; i + 1 < jpeg->len; i++)
      if (jpeg->data[i] == 0xff && jpeg->data[i + 1] == 0xda) scan = i;
    scan += 2 + (jpeg->data[scan + 2] << 8 | jpeg->data[scan + 3]);
    g_byte_array_append(file, jpeg->data, jpeg->len);
    if (file->len % 2) put_le(file, 0, 1);
    bits = file->len;
    for (int i = 0; i < 3; i++) put_le(file, 8, 2);
    directory = file->len;
    for (int i = 0; i < 4; i++) file->data[link + (uint32_t)i] = (guint8)(directory >> (8 * i));
    put_le(file, 13, 2);
    add_tag(file, 256, 4, 1, 64);
    add_tag(file, 257, 4, 1, 64);
    add_tag(file, 258, 3, 3, bits);
    add_tag(file, 259, 3, 1, 6);
    add_tag(file, 262, 3, 1, 6);
    add_tag(file, 273, 4, 1, stream + scan);
    add_tag(file, 277, 3, 1, 3);
    add_tag(file, 278, 4, 1, 64);
    add_tag(file, 279, 4, 1, jpeg->len - scan);
    add_tag(file, 512, 3, 1, 1);
    add_tag(file, 513, 4, 1, stream);
    add_tag(file, 514, 4, 1, scan);
    add_tag(file, 530, 3, 2, 2 | 2 << 16);
    link = file->len;
    put_le(file, 0, 4);
  }
  return file;
}

static void test_tiff_old_jpeg(void) {
  g_autoptr(GByteArray) stack = make_old_jpeg();
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "vieux.tif", stack->data, stack->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_PAGES, &run));
  g_assert_cmpuint(run.parts->len, ==, 2);
  for (uint16_t i = 0; i < 2; i++) same_pixels(stack, i, run.parts->pdata[i]);
}

/* ------------------------------------------------------------------ PDF */

static cairo_status_t append(void *to, const unsigned char *data, unsigned length) {
  g_byte_array_append(to, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GByteArray *make_pdf(int pages) {
  GByteArray *out = g_byte_array_new();
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(append, out, 200, 300);
  cairo_t *cairo = cairo_create(surface);
  for (int i = 0; i < pages; i++) {
    g_autofree char *text = g_strdup_printf("SPECIMEN page %d", i + 1);
    cairo_set_source_rgb(cairo, 0.2 * (i % 5), 0.4, 0.6);
    cairo_rectangle(cairo, 20 + 10 * i, 40, 60, 50 + 5 * i);
    cairo_fill(cairo);
    cairo_move_to(cairo, 20, 200);
    cairo_show_text(cairo, text);
    cairo_show_page(cairo);
  }
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return out;
}

static cairo_surface_t *draw(const void *data, size_t size, int page) {
  g_autoptr(GBytes) bytes = g_bytes_new(data, size);
  g_autoptr(GError) error = NULL;
  PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, &error);
  g_assert_no_error(error);
  PopplerPage *drawn = poppler_document_get_page(document, page);
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 200, 300);
  cairo_t *cairo = cairo_create(surface);
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  poppler_page_render(drawn, cairo);
  cairo_destroy(cairo);
  g_object_unref(drawn);
  g_object_unref(document);
  return surface;
}

static void same_drawing(const GByteArray *stack, int page, const Got *got) {
  size_t size = 0;
  const void *data = g_bytes_get_data(got->bytes, &size);
  cairo_surface_t *a = draw(stack->data, stack->len, page), *b = draw(data, size, 0);
  g_assert_cmpint(memcmp(cairo_image_surface_get_data(a), cairo_image_surface_get_data(b), (size_t)cairo_image_surface_get_stride(a) * 300), ==, 0);
  cairo_surface_destroy(a);
  cairo_surface_destroy(b);
}

static void split_pdf(const GByteArray *stack, uint32_t pages, RectoOutcome outcome) {
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "pile.pdf", stack->data, stack->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_PAGES, &run));
  g_assert_cmpuint(run.told.outcome, ==, outcome);
  g_assert_cmpuint(run.parts->len, ==, pages);
  for (uint32_t i = 0; i < pages; i++) {
    const Got *got = run.parts->pdata[i];
    g_autofree char *name = g_strdup_printf("pile (page %u).pdf", i + 1);
    g_assert_cmpstr(got->name, ==, name);
    g_assert_cmpuint(got->page, ==, i);
    same_drawing(stack, (int)i, got);
  }
}

static void test_pdf(void) {
  g_autoptr(GByteArray) stack = make_pdf(4);
  split_pdf(stack, 4, RECTO_OUTCOME_OK);
}

static GByteArray *locked_pdf(const char *user) {
  g_autoptr(GByteArray) plain = make_pdf(2);
  GByteArray *out = g_byte_array_new();
  qpdf_data qpdf = qpdf_init();
  qpdf_read_memory(qpdf, "x", (const char *)plain->data, plain->len, NULL);
  qpdf_init_write_memory(qpdf);
  qpdf_set_r6_encryption_parameters2(qpdf, user, "owner", QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, QPDF_TRUE, qpdf_r3p_full, QPDF_TRUE);
  qpdf_write(qpdf);
  g_byte_array_append(out, qpdf_get_buffer(qpdf), (guint)qpdf_get_buffer_length(qpdf));
  qpdf_cleanup(&qpdf);
  return out;
}

static void test_pdf_locked(void) {
  g_autoptr(GByteArray) open = locked_pdf(""), closed = locked_pdf("secret");
  split_pdf(open, 2, RECTO_OUTCOME_OK);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "a.pdf", closed->data, closed->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_PAGES, &run));
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, "a.pdf encrypted encrypted whole");
}

/* Both pages name both streams and both fields; each page must take its own along and no other. */
static const char SHARED[] =
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[20 0 R]/DA(/Helv 0 Tf)>>>>endobj\n"
  "2 0 obj<</Type/Pages/Count 2/Kids[3 0 R 4 0 R]/MediaBox[0 0 200 300]/Resources<</XObject<</One 10 0 R/Two 11 0 R>>>>>>endobj\n"
  "3 0 obj<</Type/Page/Parent 2 0 R/Contents 5 0 R/Annots[21 0 R]>>endobj\n4 0 obj<</Type/Page/Parent 2 0 R/Contents 6 0 R/Annots[22 0 R]>>endobj\n"
  "5 0 obj<</Length 7>>stream\n/One Do\nendstream endobj\n6 0 obj<</Length 7>>stream\n/Two Do\nendstream endobj\n"
  "10 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 200 300]/Length 33>>stream\n10 10 50 50 re f % SECRET-OF-ONE\nendstream endobj\n"
  "11 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 200 300]/Length 33>>stream\n60 60 50 50 re f % SECRET-OF-TWO\nendstream endobj\n"
  "20 0 obj<</T(dossier)/FT/Tx/Kids[21 0 R 22 0 R]>>endobj\n"
  "21 0 obj<</Type/Annot/Subtype/Widget/Parent 20 0 R/T(nom)/V(FIELD-OF-ONE)/Rect[10 200 90 220]/P 3 0 R/A<</S/GoTo/D[4 0 R/Fit]>>>>endobj\n"
  "22 0 obj<</Type/Annot/Subtype/Widget/Parent 20 0 R/T(nom)/V(FIELD-OF-TWO)/Rect[10 200 90 220]/P 4 0 R>>endobj\n"
  "trailer<</Root 1 0 R/Size 30>>\n%%EOF\n";

static bool has(const Got *got, const char *text) {
  size_t size = 0;
  const void *data = g_bytes_get_data(got->bytes, &size);
  return memmem(data, size, text, strlen(text)) != NULL;
}

static void test_pdf_keeps_apart(void) {
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "pile.pdf", SHARED, sizeof SHARED - 1, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_PAGES, &run));
  g_assert_cmpuint(run.parts->len, ==, 2);
  g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_DAMAGED); /* it has no table of objects: rebuilt, and told */
  g_assert_cmpuint(run.told.note, ==, RECTO_PART_REPAIRED);
  const Got *one = run.parts->pdata[0], *two = run.parts->pdata[1];
  g_assert_true(has(one, "SECRET-OF-ONE") && has(one, "FIELD-OF-ONE") && has(one, "dossier.nom") && has(one, "/AcroForm"));
  g_assert_false(has(one, "SECRET-OF-TWO") || has(one, "FIELD-OF-TWO"));
  g_assert_true(has(two, "SECRET-OF-TWO") && has(two, "FIELD-OF-TWO"));
  g_assert_false(has(two, "SECRET-OF-ONE") || has(two, "FIELD-OF-ONE"));
}

static void test_pdf_odd(void) {
  static const struct { const char *pdf, *lines; } FILES[] = {
    {"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj\ntrailer<</Root 1 0 R/Size 3>>\n%%EOF\n", "a.pdf empty empty whole"},
    {"%PDF-1.4\nnothing more\n%%EOF\n", "a.pdf damaged damaged whole"},
    {"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[2 0 R]>>endobj\ntrailer<</Root 1 0 R/Size 3>>\n%%EOF\n", NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(FILES); i++) {
    g_auto(Run) run = {0};
    g_assert_true(unpack_bytes(reader, "a.pdf", FILES[i].pdf, strlen(FILES[i].pdf), RECTO_CHANNEL_COUNTER, RECTO_UNPACK_PAGES, &run));
    g_autofree char *got = lines_of(&run);
    if (FILES[i].lines) g_assert_cmpstr(got, ==, FILES[i].lines);
    g_assert_cmpuint(run.told.outcome, !=, RECTO_OUTCOME_OK);
  }
  g_autoptr(GByteArray) stack = make_pdf(3);
  const uint8_t *table = memmem(stack->data, stack->len, "startxref", 9);
  memcpy((uint8_t *)table + 10, "1", 1); /* points to nowhere */
  split_pdf(stack, 3, RECTO_OUTCOME_DAMAGED);
}

/* A page of a PDF in an archive. */
static void test_in_archive(void) {
  g_autoptr(GByteArray) stack = make_pdf(3), single = make_pdf(1);
  Zip zip = zip_new();
  ZipMember many = {.name = "dossier/scan.pdf", .data = stack->data, .size = stack->len, .store = true}, one = {.name = "seul.pdf", .data = single->data, .size = single->len};
  zip_add(&zip, &many);
  zip_add(&zip, &one);
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_auto(Run) run = {0};
  g_assert_true(unpack_bytes(reader, "courrier.zip", file->data, file->len, RECTO_CHANNEL_COUNTER, RECTO_UNPACK_ALL, &run));
  g_assert_cmpuint(run.parts->len, ==, 4);
  const Got *third = run.parts->pdata[2], *alone = run.parts->pdata[3];
  g_assert_cmpstr(third->path, ==, "courrier.zip » dossier/scan.pdf » page 3");
  g_assert_cmpuint(third->page, ==, 2);
  g_assert_cmpstr(alone->path, ==, "courrier.zip » seul.pdf");
  g_assert_cmpuint(alone->page, ==, RECTO_WHOLE_FILE);
  g_assert_cmpuint(g_bytes_get_size(alone->bytes), ==, single->len);
  g_assert_cmpint(memcmp(g_bytes_get_data(alone->bytes, NULL), single->data, single->len), ==, 0);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  TIFFSetWarningHandler(NULL);
  reader = unpack_reader("../../recto-reader", "");
  for (size_t i = 0; i < G_N_ELEMENTS(KINDS); i++) {
    g_autofree char *path = g_strconcat("/unpack/tiff/", KINDS[i].name, NULL);
    g_test_add_data_func(path, &KINDS[i], test_tiff);
  }
  g_test_add_func("/unpack/tiff/cut", test_tiff_cut);
  g_test_add_func("/unpack/tiff/single", test_tiff_single);
  g_test_add_func("/unpack/tiff/old-jpeg", test_tiff_old_jpeg);
  g_test_add_func("/unpack/pdf/pages", test_pdf);
  g_test_add_func("/unpack/pdf/locked", test_pdf_locked);
  g_test_add_func("/unpack/pdf/keeps-apart", test_pdf_keeps_apart);
  g_test_add_func("/unpack/pdf/odd", test_pdf_odd);
  g_test_add_func("/unpack/pdf/in-archive", test_in_archive);
  int status = g_test_run();
  recto_reader_free(reader);
  return status;
}
