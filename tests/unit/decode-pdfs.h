/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDFs for the tests, written object by object so that each oddity stands in plain sight. */
#ifndef DECODE_PDFS_H
#define DECODE_PDFS_H

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define FONT "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"

static inline GString *pdf_stream(const char *dictionary, const void *data, gsize size) {
  GString *object = g_string_new(NULL);
  g_string_printf(object, "<<%s/Length %" G_GSIZE_FORMAT ">>stream\n", dictionary, size);
  g_string_append_len(object, data, (gssize)size);
  return g_string_append(object, "\nendstream");
}

static inline GString *pdf_text(const char *text) { return g_string_new(text); }

/* Objects 1, 2, 3…: the first is the catalogue. Takes the strings. */
static inline GBytes *pdf_write(GString **objects, gsize n, const char *trailer) {
  GString *out = g_string_new("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
  g_autofree gsize *offsets = g_new(gsize, n);
  for (gsize i = 0; i < n; i++) {
    offsets[i] = out->len;
    g_string_append_printf(out, "%" G_GSIZE_FORMAT " 0 obj\n", i + 1);
    g_string_append_len(out, objects[i]->str, (gssize)objects[i]->len);
    g_string_append(out, "\nendobj\n");
    g_string_free(objects[i], TRUE);
  }
  gsize xref = out->len;
  g_string_append_printf(out, "xref\n0 %" G_GSIZE_FORMAT "\n0000000000 65535 f \n", n + 1);
  for (gsize i = 0; i < n; i++) g_string_append_printf(out, "%010" G_GSIZE_FORMAT " 00000 n \n", offsets[i]);
  g_string_append_printf(out, "trailer<</Size %" G_GSIZE_FORMAT "/Root 1 0 R%s>>\nstartxref\n%" G_GSIZE_FORMAT "\n%%%%EOF\n", n + 1, trailer ? trailer : "", xref);
  return g_string_free_to_bytes(out);
}

/* One page of 200 x 260 pt with `page` keys, this content and, as object 5 and 6, a font and whatever else (may be NULL). */
static inline GBytes *pdf_page(const char *catalog, const char *page, const char *content, GString *other) {
  g_autofree char *first = g_strdup_printf("<</Type/Catalog/Pages 2 0 R%s>>", catalog);
  g_autofree char *third = g_strdup_printf("<</Type/Page/Parent 2 0 R%s/Contents 4 0 R%s%s>>", strstr(page, "/MediaBox") ? "" : "/MediaBox[0 0 200 260]", page,
                                           strstr(page, "/Resources") ? "" : "/Resources<</Font<</F 5 0 R>>>>");
  GString *objects[6] = {pdf_text(first), pdf_text("<</Type/Pages/Kids[3 0 R]/Count 1>>"), pdf_text(third), pdf_stream("", content, strlen(content)),
                         pdf_text(FONT), other};
  return pdf_write(objects, other ? 6 : 5, NULL);
}

/* A page that is one JPEG of the given size, and `extra` drawn over it. */
static inline GBytes *pdf_of_jpeg(GBytes *jpeg, int width, int height, bool grey, const char *page, const char *extra) {
  g_autofree char *dictionary = g_strdup_printf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s/BitsPerComponent 8/Filter/DCTDecode", width, height,
                                                grey ? "DeviceGray" : "DeviceRGB");
  g_autofree char *content = g_strdup_printf("q 200 0 0 275 0 0 cm /I Do Q %s", extra);
  g_autofree char *keys = g_strdup_printf("/MediaBox[0 0 200 275]/Resources<</XObject<</I 6 0 R>>/Font<</F 5 0 R>>>>%s", page);
  gsize size;
  const void *data = g_bytes_get_data(jpeg, &size);
  return pdf_page("", keys, content, pdf_stream(dictionary, data, size));
}

/* A text field "DUPONT JEAN". `appearance`: NULL = none, "" = one that draws nothing. */
static inline GBytes *pdf_of_form(bool asks_viewer, const char *appearance, int flags) {
  g_autofree char *catalog = g_strdup_printf("/AcroForm<</Fields[7 0 R]%s/DR<</Font<</Helv 5 0 R>>>>/DA(/Helv 0 Tf 0 g)>>", asks_viewer ? "/NeedAppearances true" : "");
  g_autofree char *first = g_strdup_printf("<</Type/Catalog/Pages 2 0 R%s>>", catalog);
  g_autofree char *field = g_strdup_printf("<</Type/Annot/Subtype/Widget/FT/Tx/T(nom)/V(DUPONT JEAN)/DA(/Helv 12 Tf 0 g)/Rect[20 200 180 220]/F %d/P 3 0 R%s>>", flags,
                                           appearance ? "/AP<</N 6 0 R>>" : "");
  const char *drawing = appearance ? appearance : "";
  const char *label = "BT /F 12 Tf 20 230 Td (Nom de famille) Tj ET";
  GString *objects[7] = {pdf_text(first),
                         pdf_text("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
                         pdf_text("<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 260]/Annots[7 0 R]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"),
                         pdf_stream("", label, strlen(label)),
                         pdf_text(FONT),
                         pdf_stream("/Type/XObject/Subtype/Form/BBox[0 0 160 20]/Resources<</Font<</F 5 0 R>>>>", drawing, strlen(drawing)),
                         pdf_text(field)};
  return pdf_write(objects, 7, NULL);
}

#endif
