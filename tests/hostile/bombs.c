/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes small files that ask for much: usage bombs FOLDER. Each is valid enough to be opened and names in its file name what it asks for. */
#include <errno.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <stdint.h>
#include <zlib.h>

static const char *folder;

static void save(const char *name, const GByteArray *bytes) {
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_file_set_contents(path, (const char *)bytes->data, bytes->len, &error)) g_error("%s", error->message);
}

static void add(GByteArray *to, const void *data, size_t size) { g_byte_array_append(to, data, (guint)size); }

static void add_text(GByteArray *to, const char *format, ...) G_GNUC_PRINTF(2, 3);
static void add_text(GByteArray *to, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  add(to, text, strlen(text));
}

/* `size` bytes of `value`, deflated: about a thousandth. */
static GByteArray *deflated(uint64_t size, int value) {
  GByteArray *out = g_byte_array_new();
  g_autofree uint8_t *in = g_malloc(1 << 20), *block = g_malloc(1 << 16);
  memset(in, value, 1 << 20);
  z_stream stream = {0};
  deflateInit(&stream, 9);
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    if (stream.avail_in == 0) {
      stream.next_in = in;
      stream.avail_in = (uInt)MIN(size, 1 << 20);
      size -= stream.avail_in;
    }
    stream.next_out = block;
    stream.avail_out = 1 << 16;
    state = deflate(&stream, size ? Z_NO_FLUSH : Z_FINISH);
    add(out, block, (1 << 16) - stream.avail_out);
  }
  deflateEnd(&stream);
  return out;
}

static GByteArray *deflated_again(const GByteArray *in) {
  uLongf size = compressBound(in->len);
  GByteArray *out = g_byte_array_sized_new((guint)size);
  g_byte_array_set_size(out, (guint)size);
  compress2(out->data, &size, in->data, in->len, 9);
  g_byte_array_set_size(out, (guint)size);
  return out;
}

/* ------------------------------------------------------------------ PNG */

static void add_be32(GByteArray *to, uint32_t value) {
  uint32_t big = GUINT32_TO_BE(value);
  add(to, &big, 4);
}

static void add_chunk(GByteArray *png, const char *type, const void *data, size_t size) {
  add_be32(png, (uint32_t)size);
  guint start = png->len;
  add(png, type, 4);
  add(png, data, size);
  add_be32(png, (uint32_t)crc32(0, png->data + start, png->len - start));
}

static void png_bomb(const char *name, uint32_t side, uint8_t bits, uint8_t kind, unsigned channels) {
  uint64_t row = ((uint64_t)side * bits * channels + 7) / 8 + 1;
  g_autoptr(GByteArray) png = g_byte_array_new(), data = deflated(row * side, 0), header = g_byte_array_new();
  add(png, "\x89PNG\r\n\x1a\n", 8);
  add_be32(header, side);
  add_be32(header, side);
  add(header, (const uint8_t[]){bits, kind, 0, 0, 0}, 5);
  add_chunk(png, "IHDR", header->data, header->len);
  add_chunk(png, "IDAT", data->data, data->len);
  add_chunk(png, "IEND", "", 0);
  save(name, png);
}

/* ------------------------------------------------------------------ TIFF */

static void add_tag(GByteArray *tiff, uint16_t tag, uint16_t type, uint32_t value) {
  uint32_t count = 1;
  add(tiff, &tag, 2);
  add(tiff, &type, 2);
  add(tiff, &count, 4);
  add(tiff, &value, 4);
}

/* `pages` directories that share one strip; `loop`: the last points back to the first. */
static void tiff_bomb(const char *name, uint32_t side, uint32_t bits, unsigned pages, bool loop) {
  g_autoptr(GByteArray) tiff = g_byte_array_new(), data = deflated(((uint64_t)side * bits + 7) / 8 * side, 0xff);
  uint32_t length = data->len;
  if (data->len & 1) add(data, "", 1);
  uint32_t first = 8 + data->len;
  add(tiff, "II*\0", 4);
  add(tiff, &first, 4);
  add(tiff, data->data, data->len);
  for (unsigned i = 0; i < pages; i++) {
    uint32_t here = tiff->len, next = i + 1 < pages ? here + 2 + 9 * 12 + 4 : loop ? first : 0;
    uint16_t n = 9;
    add(tiff, &n, 2);
    add_tag(tiff, 256, 4, side);
    add_tag(tiff, 257, 4, side);
    add_tag(tiff, 258, 3, bits);
    add_tag(tiff, 259, 3, 8);
    add_tag(tiff, 262, 3, 1);
    add_tag(tiff, 273, 4, 8);
    add_tag(tiff, 277, 3, 1);
    add_tag(tiff, 278, 4, side);
    add_tag(tiff, 279, 4, length);
    add(tiff, &next, 4);
  }
  save(name, tiff);
}

/* ------------------------------------------------------------------ PDF */

typedef struct { GByteArray *bytes; GArray *offsets; } Pdf;

static Pdf pdf_new(void) {
  Pdf pdf = {g_byte_array_new(), g_array_new(FALSE, FALSE, sizeof(guint))};
  add_text(pdf.bytes, "%%PDF-1.4\n");
  return pdf;
}

static void begin_object(Pdf *pdf) {
  guint offset = pdf->bytes->len;
  g_array_append_val(pdf->offsets, offset);
  add_text(pdf->bytes, "%u 0 obj\n", pdf->offsets->len);
}

static void add_object(Pdf *pdf, const char *text) {
  begin_object(pdf);
  add_text(pdf->bytes, "%s\nendobj\n", text);
}

static void add_stream(Pdf *pdf, const char *extra, const void *data, size_t size) {
  begin_object(pdf);
  add_text(pdf->bytes, "<</Length %zu%s>>stream\n", size, extra);
  add(pdf->bytes, data, size);
  add_text(pdf->bytes, "\nendstream\nendobj\n");
}

static void pdf_save(Pdf *pdf, const char *name) {
  guint start = pdf->bytes->len;
  add_text(pdf->bytes, "xref\n0 %u\n0000000000 65535 f \n", pdf->offsets->len + 1);
  for (guint i = 0; i < pdf->offsets->len; i++) add_text(pdf->bytes, "%010u 00000 n \n", g_array_index(pdf->offsets, guint, i));
  add_text(pdf->bytes, "trailer<</Size %u/Root 1 0 R>>\nstartxref\n%u\n%%%%EOF\n", pdf->offsets->len + 1, start);
  save(name, pdf->bytes);
  g_byte_array_unref(pdf->bytes);
  g_array_unref(pdf->offsets);
}

/* Catalogue, one page of this size with these resources, contents in object 4. */
static Pdf one_page(int width, int height, const char *resources) {
  Pdf pdf = pdf_new();
  g_autofree char *page = g_strdup_printf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Resources<<%s>>/Contents 4 0 R>>", width, height, resources);
  add_object(&pdf, "<</Type/Catalog/Pages 2 0 R>>");
  add_object(&pdf, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
  add_object(&pdf, page);
  return pdf;
}

static void add_contents(Pdf *pdf, const char *contents) { add_stream(pdf, "", contents, strlen(contents)); }

static void huge_page(void) {
  Pdf pdf = one_page(14400, 14400, "");
  add_contents(&pdf, "0 0 1000 1000 re f");
  pdf_save(&pdf, "huge-page.pdf");
}

/* Nine forms, each drawing the next ten times. */
static void laughs(void) {
  static const char TEN[] = "/F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do /F Do ";
  Pdf pdf = one_page(595, 842, "/XObject<</F 5 0 R>>");
  add_contents(&pdf, TEN);
  for (int i = 0; i < 9; i++) {
    bool last = i == 8;
    g_autofree char *extra = g_strdup_printf("/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</XObject<</F %d 0 R>>>>", last ? 5 : 6 + i);
    const char *contents = last ? "0 0 9 9 re f" : TEN;
    add_stream(&pdf, extra, contents, strlen(contents));
  }
  pdf_save(&pdf, "laughs.pdf");
}

static void wide_image(void) {
  g_autoptr(GByteArray) data = deflated((uint64_t)30000 * 30000, 0);
  Pdf pdf = one_page(595, 842, "/XObject<</F 5 0 R>>");
  add_contents(&pdf, "595 0 0 842 0 0 cm /F Do");
  add_stream(&pdf, "/Type/XObject/Subtype/Image/Width 30000/Height 30000/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode", data->data, data->len);
  pdf_save(&pdf, "image-30000.pdf");
}

static void flate_of_flate(void) {
  g_autoptr(GByteArray) once = deflated(1000000000, 0), twice = deflated_again(once);
  Pdf pdf = one_page(595, 842, "");
  add_stream(&pdf, "/Filter[/FlateDecode/FlateDecode]", twice->data, twice->len);
  pdf_save(&pdf, "flate-of-flate.pdf");
}

static void tiny_pattern(void) {
  Pdf pdf = one_page(595, 842, "/Pattern<</P 5 0 R>>");
  add_contents(&pdf, "/Pattern cs /P scn 0 0 595 842 re f");
  add_stream(&pdf, "/Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep .01/YStep .01/Resources<<>>", "0 0 .001 .001 re f", 18);
  pdf_save(&pdf, "tiny-pattern.pdf");
}

/* A page tree that contains itself, and one that promises 50000 times the same page. */
static void page_trees(void) {
  Pdf loop = pdf_new();
  add_object(&loop, "<</Type/Catalog/Pages 2 0 R>>");
  add_object(&loop, "<</Type/Pages/Kids[2 0 R 2 0 R]/Count 4>>");
  pdf_save(&loop, "page-tree-loop.pdf");
  Pdf many = pdf_new();
  g_autoptr(GString) kids = g_string_new("<</Type/Pages/Count 50000/Kids[");
  for (int i = 0; i < 50000; i++) g_string_append(kids, "3 0 R ");
  g_string_append(kids, "]>>");
  add_object(&many, "<</Type/Catalog/Pages 2 0 R>>");
  add_object(&many, kids->str);
  add_object(&many, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>");
  add_contents(&many, "0 0 9 9 re f");
  pdf_save(&many, "pages-50000.pdf");
}

/* Arrays inside arrays inside arrays: recursion eats the stack. */
static void deep_nesting(void) {
  g_autofree char *open = g_strnfill(400000, '['), *close = g_strnfill(400000, ']');
  g_autofree char *deep = g_strconcat(open, close, NULL);
  Pdf pdf = one_page(595, 842, "/Deep 5 0 R");
  add_contents(&pdf, deep);
  add_object(&pdf, deep);
  pdf_save(&pdf, "deep-arrays.pdf");
}

/* ------------------------------------------------------------------ the rest */

static void giant_jpeg(void) {
  g_autoptr(GByteArray) jpeg = g_byte_array_new();
  add(jpeg, "\xff\xd8\xff\xdb\0\x43\0", 7);
  for (int i = 0; i < 64; i++) add(jpeg, "\1", 1);
  static const char headers[] = "\xff\xc0\0\x0b\x08\xff\xff\xff\xff\1\1\x11\0\xff\xc4\0\x14\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\xff\xda\0\x08\1\1\0\0\x3f\0";
  add(jpeg, headers, sizeof headers - 1);
  for (int i = 0; i < 64; i++) add(jpeg, "", 1);
  add(jpeg, "\xff\xd9", 2);
  save("giant-without-data.jpg", jpeg);
}

static void nothing(void) {
  g_autoptr(GByteArray) empty = g_byte_array_new(), zeros = g_byte_array_new();
  save("empty.pdf", empty);
  g_byte_array_set_size(zeros, 100000);
  memset(zeros->data, 0, zeros->len);
  save("zeros.jpg", zeros);
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  folder = argv[1];
  g_mkdir_with_parents(folder, 0755);
  png_bomb("grey-60000.png", 60000, 1, 0, 1);
  png_bomb("rgb-20000.png", 20000, 8, 2, 3);
  png_bomb("rgba16-12000.png", 12000, 16, 6, 4);
  tiff_bomb("grey-40000.tif", 40000, 8, 1, false);
  tiff_bomb("bilevel-65000.tif", 65000, 1, 1, false);
  tiff_bomb("ifd-loop.tif", 100, 8, 2, true);
  tiff_bomb("pages-20000.tif", 1000, 8, 20000, false);
  huge_page();
  laughs();
  wide_image();
  flate_of_flate();
  tiny_pattern();
  page_trees();
  deep_nesting();
  giant_jpeg();
  nothing();
  return 0;
}
