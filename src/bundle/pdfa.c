/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF/A-1b: the file structure and the metadata. No cross-reference or object streams, no transparency, no encryption.
 * The file's ID is the digest of its bytes, so that equal input gives an equal file. Must not know: dossiers. */
#include "bundle/pdfa.h"
#include "bundle/icc.h"
#include <gio/gio.h>
#include <math.h>

struct RectoPdfa {
  RectoSink *sink;
  GArray *offsets; /* of uint64_t, by object number; 0 = not written */
};

static GDateTime *moment(int64_t instant) { return g_date_time_new_from_unix_utc(instant / G_USEC_PER_SEC); }

char *recto_pdfa_date(int64_t instant) {
  g_autoptr(GDateTime) date = moment(instant);
  return g_date_time_format(date, "D:%Y%m%d%H%M%S+00'00'");
}

char *recto_pdfa_xmp(const RectoPdfaInfo *info) {
  g_autoptr(GDateTime) date = moment(info->made_at);
  g_autofree char *when = g_date_time_format(date, "%Y-%m-%dT%H:%M:%S+00:00");
  g_autofree char *title = g_markup_escape_text(info->title, -1);
  return g_strdup_printf("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                         "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                         "<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\">\n"
                         "<pdfaid:part>1</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n</rdf:Description>\n"
                         "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
                         "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n</rdf:Description>\n"
                         "<rdf:Description rdf:about=\"\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"
                         "<pdf:Producer>" RECTO_PDFA_PRODUCER "</pdf:Producer>\n</rdf:Description>\n"
                         "<rdf:Description rdf:about=\"\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
                         "<xmp:CreateDate>%s</xmp:CreateDate>\n<xmp:ModifyDate>%s</xmp:ModifyDate>\n</rdf:Description>\n"
                         "</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n",
                         title, when, when);
}

char *recto_pdfa_string(const char *text) {
  GString *out = g_string_new("<FEFF");
  glong units = 0;
  g_autofree gunichar2 *utf16 = g_utf8_to_utf16(text, -1, NULL, &units, NULL);
  for (glong i = 0; i < units; i++) g_string_append_printf(out, "%04X", utf16[i]);
  g_string_append_c(out, '>');
  return g_string_free(out, FALSE);
}

void recto_pdfa_number(GString *out, double value) {
  value = isfinite(value) ? CLAMP(value, -32767, 32767) : 0; /* the range PDF 1.4 promises */
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd(buffer, sizeof buffer, "%.3f", value);
  size_t length = strlen(buffer);
  while (buffer[length - 1] == '0') length--;
  if (buffer[length - 1] == '.') length--;
  g_string_append_len(out, buffer, (gssize)length);
  g_string_append_c(out, ' ');
}

GBytes *recto_pdfa_deflate(const void *data, size_t size) {
  g_autoptr(GZlibCompressor) compressor = g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6);
  GByteArray *out = g_byte_array_new();
  uint8_t chunk[1 << 14];
  GConverterResult result = G_CONVERTER_CONVERTED;
  while (result != G_CONVERTER_FINISHED) {
    gsize eaten = 0, given = 0;
    result = g_converter_convert(G_CONVERTER(compressor), data, size, chunk, sizeof chunk, G_CONVERTER_INPUT_AT_END, &eaten, &given, NULL);
    if (result == G_CONVERTER_ERROR) g_error("zlib cannot compress"); /* only for want of memory, which GLib ends on too */
    data = (const uint8_t *)data + eaten;
    size -= eaten;
    g_byte_array_append(out, chunk, (guint)given);
  }
  return g_byte_array_free_to_bytes(out);
}

/* ------------------------------------------------------------------ objects */

RectoPdfa *recto_pdfa_begin(RectoSink *sink) {
  RectoPdfa *pdf = g_new0(RectoPdfa, 1);
  pdf->sink = sink;
  pdf->offsets = g_array_new(FALSE, TRUE, sizeof(uint64_t));
  g_array_set_size(pdf->offsets, 1);
  recto_sink_text(sink, "%PDF-1.4\n%\xE2\xE3\xCF\xD3\n");
  return pdf;
}

int recto_pdfa_reserve(RectoPdfa *pdf) {
  g_array_set_size(pdf->offsets, pdf->offsets->len + 1);
  return (int)pdf->offsets->len - 1;
}

static void open_object(RectoPdfa *pdf, int number) {
  g_assert(number > 0 && (guint)number < pdf->offsets->len);
  g_array_index(pdf->offsets, uint64_t, number) = recto_sink_size(pdf->sink);
  recto_sink_printf(pdf->sink, "%d 0 obj\n", number);
}

void recto_pdfa_object(RectoPdfa *pdf, int number, const char *format, ...) {
  va_list list;
  va_start(list, format);
  g_autofree char *text = g_strdup_vprintf(format, list);
  va_end(list);
  open_object(pdf, number);
  recto_sink_text(pdf->sink, text);
  recto_sink_text(pdf->sink, "\nendobj\n");
}

void recto_pdfa_stream(RectoPdfa *pdf, int number, const char *keys, const void *data, size_t size) {
  open_object(pdf, number);
  recto_sink_printf(pdf->sink, "<< %s /Length %zu >>\nstream\n", keys, size);
  recto_sink_write(pdf->sink, data, size);
  recto_sink_text(pdf->sink, "\nendstream\nendobj\n");
}

void recto_pdfa_stream_deflated(RectoPdfa *pdf, int number, const char *keys, const void *data, size_t size) {
  g_autoptr(GBytes) packed = recto_pdfa_deflate(data, size);
  g_autofree char *all = g_strdup_printf("%s /Filter /FlateDecode", keys);
  recto_pdfa_stream(pdf, number, all, g_bytes_get_data(packed, NULL), g_bytes_get_size(packed));
}

char *recto_pdfa_picture_keys(const RectoImage *image) {
  GString *out = g_string_new(NULL);
  g_string_printf(out, "/Type /XObject /Subtype /Image /Width %u /Height %u ", image->width, image->height);
  switch (image->coding) {
  case RECTO_IMAGE_JPEG:
    g_string_append_printf(out, "/BitsPerComponent 8 /ColorSpace %s /Filter /DCTDecode", image->components == 3 ? "/DeviceRGB" : "/DeviceGray");
    break;
  case RECTO_IMAGE_G4:
    g_string_append_printf(out, "/BitsPerComponent 1 /ColorSpace /DeviceGray /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns %u /Rows %u >>",
                           image->width, image->height);
    break;
  default: g_string_free(out, TRUE); return NULL;
  }
  return g_string_free(out, FALSE);
}

bool recto_pdfa_picture(RectoPdfa *pdf, int number, const RectoImage *image) {
  g_autofree char *keys = recto_pdfa_picture_keys(image);
  if (!keys) return false;
  recto_pdfa_stream(pdf, number, keys, g_bytes_get_data(image->bytes, NULL), g_bytes_get_size(image->bytes));
  return true;
}

/* ------------------------------------------------------------------ the end */

static void write_trailer(RectoPdfa *pdf, int catalog, int info) {
  uint8_t digest[32];
  recto_sink_digest(pdf->sink, digest);
  char id[33];
  for (int i = 0; i < 16; i++) g_snprintf(id + 2 * i, 3, "%02x", digest[i]);
  uint64_t table = recto_sink_size(pdf->sink);
  recto_sink_printf(pdf->sink, "xref\n0 %u\n0000000000 65535 f \n", pdf->offsets->len);
  for (guint i = 1; i < pdf->offsets->len; i++)
    recto_sink_printf(pdf->sink, "%010" G_GUINT64_FORMAT " 00000 n \n", g_array_index(pdf->offsets, uint64_t, i));
  recto_sink_printf(pdf->sink, "trailer\n<< /Size %u /Root %d 0 R /Info %d 0 R /ID [ <%s> <%s> ] >>\nstartxref\n%" G_GUINT64_FORMAT "\n%%%%EOF\n",
                    pdf->offsets->len, catalog, info, id, id, table);
}

static void write_output_intent(RectoPdfa *pdf, int intent) {
  int profile = recto_pdfa_reserve(pdf);
  g_autoptr(GBytes) icc = recto_icc_srgb();
  recto_pdfa_stream_deflated(pdf, profile, "/N 3", g_bytes_get_data(icc, NULL), g_bytes_get_size(icc));
  recto_pdfa_object(pdf, intent, "<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (" RECTO_PDFA_PROFILE ") /Info (" RECTO_PDFA_PROFILE ") "
                    "/RegistryName (http://www.color.org) /DestOutputProfile %d 0 R >>", profile);
}

void recto_pdfa_end(RectoPdfa *pdf, const RectoPdfaInfo *info, int tree, const GArray *pages) {
  int catalog = recto_pdfa_reserve(pdf), about = recto_pdfa_reserve(pdf), metadata = recto_pdfa_reserve(pdf), intent = recto_pdfa_reserve(pdf);
  g_autoptr(GString) kids = g_string_new(NULL);
  for (guint i = 0; i < pages->len; i++) g_string_append_printf(kids, "%d 0 R ", g_array_index(pages, int, i));
  recto_pdfa_object(pdf, tree, "<< /Type /Pages /Count %u /Kids [ %s] >>", pages->len, kids->str);
  g_autofree char *xmp = recto_pdfa_xmp(info);
  recto_pdfa_stream(pdf, metadata, "/Type /Metadata /Subtype /XML", xmp, strlen(xmp));
  write_output_intent(pdf, intent);
  g_autofree char *title = recto_pdfa_string(info->title);
  g_autofree char *when = recto_pdfa_date(info->made_at);
  g_autofree char *language = g_strcanon(g_strdup(info->language), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-", '-');
  recto_pdfa_object(pdf, about, "<< /Title %s /Producer (" RECTO_PDFA_PRODUCER ") /CreationDate (%s) /ModDate (%s) >>", title, when, when);
  recto_pdfa_object(pdf, catalog, "<< /Type /Catalog /Pages %d 0 R /Metadata %d 0 R /OutputIntents [ %d 0 R ] /Lang (%s) "
                    "/ViewerPreferences << /DisplayDocTitle true >> >>", tree, metadata, intent, language);
  write_trailer(pdf, catalog, about);
  g_array_unref(pdf->offsets);
  g_free(pdf);
}
