/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Type 0 font over a TrueType file of empty glyphs, and its ToUnicode map. Must not know: pages. */
#include "bundle/glyphless.h"
#include <pango/pango.h>

/* Glyphs by width: notdef, mark, narrow, normal, wide, full. Rough widths keep a selection near the letters it means. */
enum { GLYPH_NONE, GLYPH_MARK, GLYPH_NARROW, GLYPH_NORMAL, GLYPH_WIDE, GLYPH_FULL, N_GLYPHS };
static const int WIDTHS[N_GLYPHS] = {500, 100, 280, 540, 800, 1000};

struct RectoGlyphless {
  GHashTable *codes;  /* character -> code */
  GArray *characters; /* of gunichar, by code; [0] unused */
};

RectoGlyphless *recto_glyphless_new(void) {
  RectoGlyphless *font = g_new0(RectoGlyphless, 1);
  font->codes = g_hash_table_new(NULL, NULL);
  font->characters = g_array_new(FALSE, TRUE, sizeof(gunichar));
  g_array_set_size(font->characters, 1);
  return font;
}

void recto_glyphless_free(RectoGlyphless *font) {
  if (!font) return;
  g_hash_table_unref(font->codes);
  g_array_unref(font->characters);
  g_free(font);
}

static int glyph_of(gunichar c) {
  if (g_unichar_ismark(c)) return GLYPH_MARK;
  if (g_unichar_iswide(c)) return GLYPH_FULL;
  if (c < 0x80 && strchr(" .,:;'!|iljtfrI()[]", (int)c)) return GLYPH_NARROW;
  if (c < 0x80 && strchr("mwMWO@%<", (int)c)) return GLYPH_WIDE;
  return GLYPH_NORMAL;
}

/* PDF/A-1 allows 8191 elements in an array (the widths); a document with more different characters gets the replacement character. */
static guint code_of(RectoGlyphless *font, gunichar c) {
  gpointer found = g_hash_table_lookup(font->codes, GUINT_TO_POINTER(c));
  if (found) return GPOINTER_TO_UINT(found);
  if (font->characters->len >= 8000) return c == 0xfffd ? 1 : code_of(font, 0xfffd);
  guint code = font->characters->len;
  g_array_append_val(font->characters, c);
  g_hash_table_insert(font->codes, GUINT_TO_POINTER(c), GUINT_TO_POINTER(code));
  return code;
}

static bool is_writable(gunichar c) {
  if (g_unichar_iscntrl(c) || (c >= 0xd800 && c < 0xe000)) return false;
  if ((c & 0xfffe) == 0xfffe || (c >= 0xfdd0 && c <= 0xfdef)) return false;
  return g_unichar_type(c) != G_UNICODE_FORMAT; /* direction marks and joiners would stand between the letters of a search */
}

static void reverse(gunichar *text, guint8 *levels, glong from, glong to) {
  for (to--; from < to; from++, to--) {
    gunichar c = text[from];
    guint8 level = levels[from];
    text[from] = text[to];
    levels[from] = levels[to];
    text[to] = c;
    levels[to] = level;
  }
}

/* Unicode Bidirectional Algorithm, rule L2: from the highest level down to the lowest odd one, turn every run of that level or more. */
static void to_visual_order(gunichar *text, guint8 *levels, glong n) {
  guint8 highest = 0;
  for (glong i = 0; i < n; i++) highest = MAX(highest, levels[i]);
  for (guint8 level = highest; level > 0; level--)
    for (glong i = 0; i < n; i++) {
      glong end = i;
      while (end < n && levels[end] >= level) end++;
      if (end > i) reverse(text, levels, i, end);
      i = end;
    }
}

int recto_glyphless_encode(RectoGlyphless *font, const char *text, GString *out) {
  PangoDirection direction = PANGO_DIRECTION_NEUTRAL;
  g_autofree guint8 *levels = pango_log2vis_get_embedding_levels(text, -1, &direction);
  glong n = 0;
  g_autofree gunichar *characters = g_utf8_to_ucs4_fast(text, -1, &n);
  to_visual_order(characters, levels, n);
  int width = 0;
  g_string_append_c(out, '<');
  for (glong i = 0; i < n; i++) {
    if (!is_writable(characters[i])) continue;
    g_string_append_printf(out, "%04X", code_of(font, characters[i]));
    width += WIDTHS[glyph_of(characters[i])];
  }
  g_string_append_c(out, '>');
  return width;
}

/* ------------------------------------------------------------------ the TrueType file */

static void put16(GByteArray *out, int value) {
  uint8_t bytes[2] = {(uint8_t)(value >> 8), (uint8_t)value};
  g_byte_array_append(out, bytes, 2);
}

static void put32(GByteArray *out, uint32_t value) {
  put16(out, (int)(value >> 16));
  put16(out, (int)(value & 0xffff));
}

static void put_all16(GByteArray *out, const int *values, size_t n) {
  for (size_t i = 0; i < n; i++) put16(out, values[i]);
}

static GByteArray *table_cmap(void) { /* one format 4 segment, the end mark: no character has a glyph by itself */
  GByteArray *out = g_byte_array_new();
  const int head[] = {0, 1, 3, 1, 0, 12, 4, 24, 0, 2, 2, 0, 0, 0xffff, 0, 0xffff, 1, 0};
  put_all16(out, head, G_N_ELEMENTS(head));
  return out;
}

static GByteArray *table_head(void) {
  GByteArray *out = g_byte_array_new();
  put32(out, 0x00010000);
  put32(out, 0x00010000);
  put32(out, 0); /* checksum adjustment, set at the end */
  put32(out, 0x5f0f3cf5);
  /* flags, units, created (8), modified (8), box (0 descent full ascent), style, smallest ppem, direction, loca format, glyf format */
  const int rest[] = {0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, RECTO_GLYPHLESS_DESCENT, 1000, RECTO_GLYPHLESS_ASCENT, 0, 8, 2, 0, 0};
  put_all16(out, rest, G_N_ELEMENTS(rest));
  return out;
}

static GByteArray *table_hhea(void) {
  GByteArray *out = g_byte_array_new();
  put32(out, 0x00010000);
  const int rest[] = {RECTO_GLYPHLESS_ASCENT, RECTO_GLYPHLESS_DESCENT, 0, 1000, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, N_GLYPHS};
  put_all16(out, rest, G_N_ELEMENTS(rest));
  return out;
}

static GByteArray *table_hmtx(void) {
  GByteArray *out = g_byte_array_new();
  for (int i = 0; i < N_GLYPHS; i++) {
    put16(out, WIDTHS[i]);
    put16(out, 0);
  }
  return out;
}

static GByteArray *table_maxp(void) {
  GByteArray *out = g_byte_array_new();
  put32(out, 0x00010000);
  const int rest[] = {N_GLYPHS, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0};
  put_all16(out, rest, G_N_ELEMENTS(rest));
  return out;
}

static GByteArray *table_zeros(guint size) {
  GByteArray *out = g_byte_array_new();
  g_byte_array_set_size(out, size);
  memset(out->data, 0, size);
  return out;
}

static GByteArray *table_post(void) {
  GByteArray *out = table_zeros(32);
  out->data[1] = 3; /* version 3.0: no glyph names */
  return out;
}

static uint32_t checksum(const uint8_t *data, guint size) {
  uint32_t sum = 0;
  for (guint i = 0; i < size; i++) sum += (uint32_t)data[i] << (24 - 8 * (i % 4));
  return sum;
}

typedef struct { const char *tag; GByteArray *bytes; } Table;

static GByteArray *join_tables(const Table *tables, guint n) {
  GByteArray *out = g_byte_array_new();
  put32(out, 0x00010000);
  const int search[] = {(int)n, 128, 3, (int)n * 16 - 128}; /* for 8 to 15 tables */
  put_all16(out, search, G_N_ELEMENTS(search));
  guint offset = 12 + 16 * n, adjust_at = 0;
  for (guint i = 0; i < n; i++) {
    g_byte_array_append(out, (const guint8 *)tables[i].tag, 4);
    put32(out, checksum(tables[i].bytes->data, tables[i].bytes->len));
    put32(out, offset);
    put32(out, tables[i].bytes->len);
    if (g_str_equal(tables[i].tag, "head")) adjust_at = offset + 8;
    offset += (tables[i].bytes->len + 3) & ~3u;
  }
  for (guint i = 0; i < n; i++) {
    g_byte_array_append(out, tables[i].bytes->data, tables[i].bytes->len);
    while (out->len % 4) g_byte_array_append(out, (const guint8 *)"", 1);
  }
  uint32_t adjust = 0xb1b0afba - checksum(out->data, out->len);
  for (guint i = 0; i < 4; i++) out->data[adjust_at + i] = (uint8_t)(adjust >> (24 - 8 * i));
  return out;
}

static GByteArray *build_truetype(void) {
  Table tables[] = {{"cmap", table_cmap()},     {"glyf", table_zeros(4)}, {"head", table_head()}, {"hhea", table_hhea()}, {"hmtx", table_hmtx()},
                    {"loca", table_zeros(2 * (N_GLYPHS + 1))}, {"maxp", table_maxp()}, {"name", table_zeros(6)}, {"post", table_post()}};
  GByteArray *out = join_tables(tables, G_N_ELEMENTS(tables));
  for (size_t i = 0; i < G_N_ELEMENTS(tables); i++) g_byte_array_unref(tables[i].bytes);
  return out;
}

/* ------------------------------------------------------------------ the PDF objects */

static char *to_unicode(const RectoGlyphless *font) {
  GString *out = g_string_new("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                              "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n/CMapName /Adobe-Identity-UCS def\n"
                              "/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
  guint n = font->characters->len;
  for (guint code = 1; code < n; code++) {
    if ((code - 1) % 100 == 0) g_string_append_printf(out, "%u beginbfchar\n", MIN(100, n - code));
    gunichar2 utf16[2] = {0, 0};
    gunichar c = g_array_index(font->characters, gunichar, code);
    if (c < 0x10000) utf16[0] = (gunichar2)c;
    else utf16[0] = (gunichar2)(0xd7c0 + (c >> 10)), utf16[1] = (gunichar2)(0xdc00 + (c & 0x3ff));
    g_string_append_printf(out, "<%04X> <%04X", code, utf16[0]);
    if (utf16[1]) g_string_append_printf(out, "%04X", utf16[1]);
    g_string_append(out, ">\n");
    if (code % 100 == 0 || code + 1 == n) g_string_append(out, "endbfchar\n");
  }
  g_string_append(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
  return g_string_free(out, FALSE);
}

static void write_descendant(const RectoGlyphless *font, RectoPdfa *pdf, int number, int descriptor, int cid_to_gid) {
  g_autoptr(GString) widths = g_string_new(NULL);
  g_autoptr(GByteArray) map = g_byte_array_new();
  put16(map, GLYPH_NONE);
  for (guint code = 1; code < font->characters->len; code++) {
    int glyph = glyph_of(g_array_index(font->characters, gunichar, code));
    put16(map, glyph);
    g_string_append_printf(widths, "%d ", WIDTHS[glyph]);
  }
  recto_pdfa_stream_deflated(pdf, cid_to_gid, "", map->data, map->len);
  recto_pdfa_object(pdf, number, "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /RectoHidden /CIDToGIDMap %d 0 R "
                    "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor %d 0 R /DW %d /W [ 1 [ %s] ] >>",
                    cid_to_gid, descriptor, WIDTHS[GLYPH_NONE], widths->str);
}

void recto_glyphless_write(const RectoGlyphless *font, RectoPdfa *pdf, int number) {
  int descendant = recto_pdfa_reserve(pdf), descriptor = recto_pdfa_reserve(pdf), file = recto_pdfa_reserve(pdf);
  int unicode = recto_pdfa_reserve(pdf), cid_to_gid = recto_pdfa_reserve(pdf);
  g_autoptr(GByteArray) truetype = build_truetype();
  g_autofree char *length = g_strdup_printf("/Length1 %u", truetype->len);
  recto_pdfa_stream_deflated(pdf, file, length, truetype->data, truetype->len);
  g_autofree char *map = to_unicode(font);
  recto_pdfa_stream_deflated(pdf, unicode, "", map, strlen(map));
  write_descendant(font, pdf, descendant, descriptor, cid_to_gid);
  recto_pdfa_object(pdf, descriptor, "<< /Type /FontDescriptor /FontName /RectoHidden /Flags 4 /FontBBox [ 0 %d 1000 %d ] /ItalicAngle 0 /Ascent %d "
                    "/Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R >>", RECTO_GLYPHLESS_DESCENT, RECTO_GLYPHLESS_ASCENT,
                    RECTO_GLYPHLESS_ASCENT, RECTO_GLYPHLESS_DESCENT, RECTO_GLYPHLESS_ASCENT, file);
  recto_pdfa_object(pdf, number, "<< /Type /Font /Subtype /Type0 /BaseFont /RectoHidden /Encoding /Identity-H /DescendantFonts [ %d 0 R ] "
                    "/ToUnicode %d 0 R >>", descendant, unicode);
}
