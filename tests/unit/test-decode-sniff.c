/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a file is, by its bytes: tests/cases/decode/sniff.txt. Names only add the trait that they disagree. EXIF blocks of hostile shape. */
#include "decode-run.h"

#include "decode/inside.h"

#define CASES "tests/cases/decode/sniff.txt"

/* "\x41", "\n", "\r", "\\" to bytes. */
static GByteArray *unescape(const char *text, gsize length) {
  GByteArray *out = g_byte_array_new();
  for (gsize i = 0; i < length; i++) {
    guint8 byte = (guint8)text[i];
    if (byte == '\\' && i + 3 < length && text[i + 1] == 'x') byte = (guint8)(g_ascii_xdigit_value(text[i + 2]) * 16 + g_ascii_xdigit_value(text[i + 3])), i += 3;
    else if (byte == '\\' && i + 1 < length) byte = text[++i] == 'n' ? '\n' : text[i] == 'r' ? '\r' : (guint8)text[i];
    g_byte_array_append(out, &byte, 1);
  }
  return out;
}

static void check_line(const char *line) {
  const char *arrow = strstr(line, "=> ");
  g_assert_nonnull(arrow);
  gsize length = arrow == line ? 0 : (gsize)(arrow - line) - 1;
  g_autoptr(GByteArray) bytes = unescape(line, length);
  g_auto(Read) read = read_named(bytes->data ? bytes->data : (const guint8 *)"", bytes->len, "sample", 1);
  const RectoFile *file = read.file;
  g_autofree char *other = file->other_format ? g_strdup_printf("\"%s\"", file->other_format) : g_strdup("-");
  g_autofree char *got = g_strdup_printf("=> %s %s %s", recto_format_word(file->format), other, recto_outcome_word(file->outcome));
  if (strcmp(got, arrow) != 0) g_error("%s: got %s", line, got);
}

static void test_sniff(void) {
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_file_get_contents(CASES, &text, NULL, &error);
  g_assert_no_error(error);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  int n = 0;
  for (char **line = lines; *line; line++)
    if (**line && !g_str_has_prefix(*line, "# ")) check_line(*line), n++;
  g_assert_cmpint(n, >=, 40);
}

static void test_names(void) {
  static const struct { const char *name, *bytes; bool wrong; } cases[] = {
      {"a.pdf", "GIF89a", true}, {"a.gif", "GIF89a", false}, {"a", "GIF89a", false}, {"A.PDF", "%PDF-1.4", false}, {"a.jpg", "%PDF-1.4", true},
      {"photo.HEIC", "\xff\xd8\xff", true}, {"photo.jpeg", "\xff\xd8\xff", false}, {"lettre.docx", "Bonjour", false}, {"a.pdf.exe", "%PDF-1.4", true},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_auto(Read) read = read_named(cases[i].bytes, strlen(cases[i].bytes), cases[i].name, 1);
    g_test_message("%s", cases[i].name);
    g_assert_true(!!(read.file->traits & RECTO_TRAIT_WRONG_NAME) == cases[i].wrong);
  }
}

static void test_exif(void) {
  static const struct { const char *block; gsize size; int orientation; double dpi; } cases[] = {
      {"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 32, 6, 0},
      {"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x03\0\0\0\0\0\0", 26, 3, 0},
      {"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x09\0\0\0\0\0\0", 26, 1, 0},       /* no such turn */
      {"II*\0\xff\xff\xff\xff\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0", 22, 1, 0},          /* directory outside */
      {"II*\0\x08\0\0\0\xff\xff\x12\x01\x03\0\x01\0\0\0\x08\0\0\0", 22, 8, 0},              /* more entries stated than there are */
      {"II*\0\x08\0\0\0\x01\0\x1a\x01\x05\0\x01\0\0\0\xf0\xff\xff\xff", 22, 1, 0},          /* value outside */
      {"II*\0\x08\0\0\0\x01\0\x1a\x01\x05\0\x01\0\0\0\x16\0\0\0\x2c\x01\0\0\x01\0\0\0", 30, 1, 300},
      {"II*\0\x08\0\0\0\x01\0\x1a\x01\x05\0\x01\0\0\0\x16\0\0\0\x2c\x01\0\0\0\0\0\0", 30, 1, 0}, /* 300/0 */
      {"II*\0", 4, 1, 0}, {"", 0, 1, 0},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autofree guint8 *exact = g_memdup2(cases[i].block, cases[i].size); /* so that a sanitizer sees a byte too far */
    RectoExif exif = recto_exif_parse(exact, cases[i].size);
    g_test_message("exif %" G_GSIZE_FORMAT, i);
    g_assert_cmpint(exif.orientation, ==, cases[i].orientation);
    g_assert_cmpfloat(exif.x_dpi, ==, cases[i].dpi);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/decode/sniff", test_sniff);
  g_test_add_func("/decode/names", test_names);
  g_test_add_func("/decode/exif", test_exif);
  return g_test_run();
}
