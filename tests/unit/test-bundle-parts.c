/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small parts of a bundle, by tables of data: file names, escaping, hidden codes, the colour profile. */
#include "base/file.h"
#include "bundle/file_names.h"
#include "bundle/glyphless.h"
#include "bundle/html.h"
#include "bundle/icc.h"
#include <fcntl.h>
#include <unistd.h>

static void test_file_names(void) {
  static const struct { guint number, total; const char *untrusted, *name; } cases[] = {
      {1, 5, "facture.pdf", "01-facture.pdf"},
      {7, 250, "a.PDF", "007-a.PDF"},
      {1, 5, "../../etc/passwd", "01-passwd"},
      {1, 5, "C:\\Users\\Jean\\scan.tif", "01-C_Users_Jean_scan.tif"},
      {1, 5, "", "01-fichier"},
      {1, 5, NULL, "01-fichier"},
      {1, 5, "...", "01-fichier"},
      {1, 5, ".bashrc", "01-bashrc"},
      {1, 5, "-rf", "01-rf"},
      {1, 5, "a\nb\tc.pdf", "01-a_b_c.pdf"},
      {1, 5, "fiche\xE2\x80\xAE" "fdp.exe", "01-fiche_fdp.exe"},
      {1, 5, "e\xCC\x81tat civil.jpg", "01-\xC3\xA9tat civil.jpg"},
      {1, 5, "CON", "01-CON"},
      {1, 5, "nom <x> & \"y\"?*.pdf", "01-nom _x_ & _y_.pdf"},
      {1, 5, "point final.", "01-point final"},
      {1, 5, "Иванов паспорт.jpg", "01-Иванов паспорт.jpg"},
      {1, 5, "bad\xff\xfename.pdf", "01-bad\xEF\xBF\xBD\xEF\xBF\xBDname.pdf"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *name = recto_bundle_name(cases[i].number, cases[i].total, cases[i].untrusted);
    g_assert_cmpstr(name, ==, cases[i].name);
  }
}

static void test_long_name(void) {
  g_autoptr(GString) text = g_string_new(NULL);
  for (int i = 0; i < 100; i++) g_string_append(text, "é€");
  g_string_append(text, ".jpeg");
  g_autofree char *name = recto_bundle_name(3, 9, text->str);
  g_assert_cmpuint(strlen(name), <=, 123);
  g_assert_true(g_utf8_validate(name, -1, NULL));
  g_assert_true(g_str_has_suffix(name, ".jpeg"));
}

static void test_elements(void) {
  static const struct { const char *in, *out; } cases[] = {{"2026-000123", "2026-000123"}, {"../..", "_.."}, {"..", NULL}, {"", NULL}, {"a/b", "a_b"}, {NULL, NULL}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree char *out = recto_bundle_element(cases[i].in);
    if (i != 1) g_assert_cmpstr(out, ==, cases[i].out);
    else g_assert_true(!out || (!strchr(out, '/') && out[0] != '.'));
  }
}

typedef void (*Write)(RectoHtml *html);

static char *html_of(Write write) {
  g_autofree char *folder = g_dir_make_tmp("recto-html-XXXXXX", NULL);
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  RectoSink *sink = recto_sink_open(fd, "x", NULL);
  RectoHtml *html = recto_html_new(sink);
  write(html);
  recto_html_free(html);
  g_assert_true(recto_sink_close(sink, NULL, NULL, NULL));
  g_autofree char *path = g_build_filename(folder, "x", NULL);
  char *text = NULL;
  g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
  close(fd);
  recto_file_remove_tree(folder);
  return text;
}

static void write_hostile(RectoHtml *html) {
  recto_html_open(html, "p", "title", "\"><script>", "id", NULL, NULL);
  recto_html_text(html, "a<b>&'\"\n\x01z");
  recto_html_line(html, "span", NULL, "");
  recto_html_line(html, "span", "k", "]]>");
}

static void test_html(void) {
  g_autofree char *text = html_of(write_hostile);
  g_assert_cmpstr(text, ==, "<p title=\"&quot;&gt;&lt;script&gt;\">a&lt;b&gt;&amp;'&quot;<br>\xEF\xBF\xBDz<span class=\"k\">]]&gt;</span></p>\n");
}

static void write_picture(RectoHtml *html) {
  g_autofree guint8 *data = g_malloc(3001);
  memset(data, 'x', 3001);
  g_autoptr(GBytes) bytes = g_bytes_new(data, 3001);
  recto_html_jpeg(html, bytes, 2, 3, "a \"b\"");
}

static void test_picture(void) {
  g_autofree char *text = html_of(write_picture);
  g_assert_true(g_str_has_prefix(text, "<img width=\"2\" height=\"3\" alt=\"a &quot;b&quot;\" src=\"data:image/jpeg;base64,"));
  char *start = strstr(text, "base64,") + 7;
  *strchr(start, '"') = '\0';
  gsize size = 0;
  g_autofree guchar *back = g_base64_decode(start, &size);
  g_assert_cmpuint(size, ==, 3001);
  for (gsize i = 0; i < size; i++) g_assert_cmpint(back[i], ==, 'x');
}

/* Codes count characters as they come; text that runs from right to left is stored from left to right, numbers inside it are not turned. */
static void test_codes(void) {
  static const struct { const char *text, *codes; } cases[] = {
      {"abca", "<0001000200030001>"}, {"é", "<0001>"}, {"", "<>"}, {"א12ב", "<0001000200030004>"}, {"a\xE2\x80\x8F" "b", "<00010002>"}, {"\x01x\x7f", "<0001>"},
      {"\xF0\x9D\x92\x9C", "<0001>"},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(RectoGlyphless) font = recto_glyphless_new();
    g_autoptr(GString) out = g_string_new(NULL);
    int width = recto_glyphless_encode(font, cases[i].text, out);
    g_assert_cmpstr(out->str, ==, cases[i].codes);
    g_assert_cmpint(width > 0, ==, strlen(cases[i].codes) > 2);
  }
}

static guint32 word(const guint8 *data, gsize at) { return (guint32)data[at] << 24 | (guint32)data[at + 1] << 16 | (guint32)data[at + 2] << 8 | data[at + 3]; }

/* Sizes and offsets hold together, the three colours add up to the white of D50, the curve is that of sRGB. */
static void test_profile(void) {
  g_autoptr(GBytes) profile = recto_icc_srgb();
  gsize size = 0;
  const guint8 *data = g_bytes_get_data(profile, &size);
  g_assert_cmpuint(word(data, 0), ==, size);
  g_assert_cmpuint(word(data, 8) >> 24, ==, 2);
  gint32 sum[3] = {0};
  for (guint32 i = 0; i < word(data, 128); i++) {
    gsize tag = 132 + 12 * i, at = word(data, tag + 4);
    g_assert_cmpuint(at % 4, ==, 0);
    g_assert_cmpuint(at + word(data, tag + 8), <=, size);
    for (int k = 0; data[tag + 1] == 'X' && k < 3; k++) sum[k] += (gint32)word(data, at + 8 + 4 * (gsize)k);
    if (memcmp(data + tag, "gTRC", 4) == 0) g_assert_cmpfloat_with_epsilon((data[at + 12 + 1024] << 8 | data[at + 13 + 1024]) / 65535.0, 0.2145, 0.0005);
  }
  static const double white[] = {0.9642, 1.0, 0.8249};
  for (int k = 0; k < 3; k++) g_assert_cmpfloat_with_epsilon(sum[k] / 65536.0, white[k], 0.0005);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/bundle-parts/file-names", test_file_names);
  g_test_add_func("/bundle-parts/long-name", test_long_name);
  g_test_add_func("/bundle-parts/elements", test_elements);
  g_test_add_func("/bundle-parts/html", test_html);
  g_test_add_func("/bundle-parts/picture", test_picture);
  g_test_add_func("/bundle-parts/codes", test_codes);
  g_test_add_func("/bundle-parts/profile", test_profile);
  return g_test_run();
}
