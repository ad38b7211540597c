/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PDF: drawn pages, pages that are one picture, text layers, forms, passwords, lost tails. */
#include "decode-pdfs.h"
#include "decode-run.h"
#include "decode-samples.h"

#include <qpdf/qpdf-c.h>

#define TEXT "BT /F 12 Tf 30 200 Td (Bonjour le monde) Tj 0 -60 Td (Seconde ligne) Tj ET"

static const RectoWord *word_of(const RectoPicture *picture, const char *text) {
  for (guint i = 0; picture->layer && i < picture->layer->len; i++)
    if (strcmp(((RectoWord *)g_ptr_array_index(picture->layer, i))->text, text) == 0) return g_ptr_array_index(picture->layer, i);
  return NULL;
}

/* Share of dark pixels in a box. */
static double ink_in(PIX *pix, RectoBox box) {
  int dark = 0, n = 0;
  for (int y = box.y; y < box.y + box.height; y++)
    for (int x = box.x; x < box.x + box.width; x++, n++) {
      int rgb[3];
      pixel_rgb(pix, CLAMP(x, 0, pixGetWidth(pix) - 1), CLAMP(y, 0, pixGetHeight(pix) - 1), rgb);
      dark += rgb[0] < 128;
    }
  return n ? (double)dark / n : 0;
}

/* A drawn page: 300 dpi, grey, words where their ink is, whatever /Rotate and the crop box say. */
static void test_drawn(void) {
  static const char *pages[] = {"", "/Rotate 90", "/Rotate 180", "/Rotate 270", "/CropBox[10 20 190 250]", "/CropBox[10 20 190 250]/Rotate 90"};
  for (gsize i = 0; i < G_N_ELEMENTS(pages); i++) {
    g_autoptr(GBytes) bytes = pdf_page("", pages[i], TEXT, NULL);
    g_auto(Read) read = read_bytes(bytes);
    g_test_message("page keys: %s", pages[i]);
    g_assert_cmpint(read.file->outcome, ==, RECTO_OUTCOME_OK);
    g_assert_cmpuint(read.file->traits, ==, 0);
    RectoPicture *picture = picture_of(&read, 0);
    double width = strstr(pages[i], "Crop") ? 180 : 200, height = strstr(pages[i], "Crop") ? 230 : 260;
    bool lies = strstr(pages[i], "90") && strstr(pages[i], "Rotate 90");
    lies = lies || strstr(pages[i], "270");
    g_assert_cmpint(pixGetDepth(picture->pix), ==, 8);
    g_assert_cmpint(pixGetWidth(picture->pix), ==, (int)((lies ? height : width) * 300 / 72 + .5));
    g_assert_cmpfloat_with_epsilon(picture->dpi, 300, .5);
    g_assert_false(picture->layer_only_image);
    g_assert_cmpuint(picture->layer->len, ==, 5);
    const RectoWord *first = word_of(picture, "Bonjour"), *last = word_of(picture, "ligne");
    g_assert_nonnull(first);
    g_assert_nonnull(last);
    g_assert_cmpfloat(ink_in(picture->pix, first->box), >, .1);
    g_assert_cmpfloat(ink_in(picture->pix, last->box), >, .1);
    g_assert_cmpint(first->line, !=, last->line);
    g_assert_cmpfloat(ink_in(picture->pix, (RectoBox){2, 2, 40, 40}), ==, 0);
  }
}

/* Cells of a table have no blank between them; bold may be one text drawn twice. */
static void test_cells(void) {
  static const char *const content = "BT /F 12 Tf 20 200 Td (MARTIN) Tj 70 0 Td (Paul) Tj 40 0 Td (1980) Tj ET BT /F 12 Tf 20 150 Td (TOTAL) Tj ET BT /F 12 Tf 20.2 150 Td (TOTAL) Tj ET";
  g_autoptr(GBytes) bytes = pdf_page("", "", content, NULL);
  g_auto(Read) read = read_bytes(bytes);
  RectoPicture *picture = picture_of(&read, 0);
  static const char *const words[] = {"MARTIN", "Paul", "1980", "TOTAL"};
  for (gsize i = 0; i < G_N_ELEMENTS(words); i++) g_assert_nonnull(word_of(picture, words[i]));
  g_assert_cmpuint(picture->layer->len, ==, G_N_ELEMENTS(words));
}

static void test_look(void) {
  g_autoptr(GBytes) bytes = pdf_page("", "", TEXT, NULL);
  gsize size;
  const void *data = g_bytes_get_data(bytes, &size);
  g_auto(Read) read = read_named(data, size, "a.pdf", 2);
  g_assert_cmpint(pixGetWidth(picture_of(&read, 0)->pix), ==, (int)(200 * 600 / 72. + .5));
  g_assert_cmpfloat_with_epsilon(picture_of(&read, 0)->decode_scale, 600 / 72., .01);
}

/* A page that is one JPEG gives the JPEG's own pixels, turned as the page asks. */
static void test_only_picture(void) {
  static const struct { const char *page; int turn; } cases[] = {{"", 0}, {"/Rotate 90", 1}, {"/Rotate 180", 2}, {"/Rotate 270", 3}};
  JpegPlan plan = {COLOUR};
  g_autoptr(GBytes) jpeg = make_jpeg(&plan);
  g_auto(Read) alone = read_bytes(jpeg);
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GBytes) bytes = pdf_of_jpeg(jpeg, WIDTH, HEIGHT, false, cases[i].page, "");
    g_auto(Read) read = read_bytes(bytes);
    RectoPicture *picture = picture_of(&read, 0);
    g_test_message("page keys: %s, %d x %d", cases[i].page, pixGetWidth(picture->pix), pixGetHeight(picture->pix));
    g_assert_cmpint(read.file->outcome, ==, RECTO_OUTCOME_OK);
    g_assert_true(picture->layer_only_image);
    g_assert_cmpfloat(picture->decode_scale, ==, 1);
    PIX *turned = pixRotateOrth(picture_of(&alone, 0)->pix, cases[i].turn);
    l_int32 same = 0;
    pixEqual(picture->pix, turned, &same);
    pixDestroy(&turned);
    g_assert_true(same);
  }
}

/* A stamp over the picture must not be lost: then the page is drawn, and the stamp is there. */
static void test_stamp(void) {
  JpegPlan plan = {GREY};
  g_autoptr(GBytes) jpeg = make_jpeg(&plan), bytes = pdf_of_jpeg(jpeg, WIDTH, HEIGHT, true, "", "BT /F 9 Tf 60 245 Td (7) Tj ET");
  g_auto(Read) read = read_bytes(bytes);
  RectoPicture *picture = picture_of(&read, 0);
  const RectoWord *stamp = word_of(picture, "7");
  g_assert_nonnull(stamp);
  g_assert_cmpfloat(ink_in(picture->pix, stamp->box), >, .05);
  g_assert_cmpfloat(picture->decode_scale, !=, 1);
}

static void test_forms(void) {
  static const struct { bool asks; const char *appearance; int flags; uint32_t traits; } cases[] = {
      {false, "/Tx BMC BT /F 12 Tf 2 5 Td (DUPONT JEAN) Tj ET EMC", 4, RECTO_TRAIT_FORM},
      {false, "", 4, RECTO_TRAIT_FORM | RECTO_TRAIT_FORM_UNDRAWN},
      {false, "", 2, RECTO_TRAIT_FORM}, /* hidden: nobody is meant to see it */
      {true, NULL, 4, RECTO_TRAIT_FORM},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GBytes) bytes = pdf_of_form(cases[i].asks, cases[i].appearance, cases[i].flags);
    g_auto(Read) read = read_bytes(bytes);
    g_test_message("form %" G_GSIZE_FORMAT, i);
    g_assert_cmpuint(read.file->traits, ==, cases[i].traits);
  }
}

static void test_traits(void) {
  static const struct { const char *catalog, *content, *other; uint32_t traits, attachments; } cases[] = {
      {"/Names<</EmbeddedFiles<</Names[(a.txt) 6 0 R]>>>>", TEXT, "<</Type/Filespec/F(a.txt)/EF<</F 4 0 R>>>>", RECTO_TRAIT_ATTACHMENTS, 1},
      {"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", TEXT, NULL, RECTO_TRAIT_SCRIPT, 0},
      {"", "BT /F 8 Tf 10 200 Td (Please wait...) Tj 0 -20 Td (If this message is not eventually replaced by the contents) Tj ET", NULL, RECTO_TRAIT_XFA_SHELL, 0},
      {"", "BT /F 8 Tf 10 200 Td (Please wait here for the bus) Tj ET", NULL, 0, 0},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    g_autoptr(GBytes) bytes = pdf_page(cases[i].catalog, "", cases[i].content, cases[i].other ? pdf_text(cases[i].other) : NULL);
    g_auto(Read) read = read_bytes(bytes);
    g_test_message("traits %" G_GSIZE_FORMAT, i);
    g_assert_cmpuint(read.file->traits, ==, cases[i].traits);
    g_assert_cmpuint(read.file->n_attachments, ==, cases[i].attachments);
  }
}

static GBytes *encrypt(GBytes *plain, const char *user) {
  gsize size;
  const char *data = g_bytes_get_data(plain, &size);
  qpdf_data qpdf = qpdf_init();
  qpdf_set_suppress_warnings(qpdf, QPDF_TRUE);
  qpdf_read_memory(qpdf, "plain", data, size, NULL);
  qpdf_init_write_memory(qpdf);
  qpdf_set_r6_encryption_parameters2(qpdf, user, "owner", QPDF_TRUE, QPDF_FALSE, QPDF_FALSE, QPDF_FALSE, QPDF_FALSE, QPDF_FALSE, qpdf_r3p_none, QPDF_TRUE);
  g_assert_cmpint(qpdf_write(qpdf) & QPDF_ERRORS, ==, 0);
  GBytes *out = g_bytes_new(qpdf_get_buffer(qpdf), qpdf_get_buffer_length(qpdf));
  qpdf_cleanup(&qpdf);
  return out;
}

static void test_passwords(void) {
  g_autoptr(GBytes) plain = pdf_page("", "", TEXT, NULL), locked = encrypt(plain, "secret"), restricted = encrypt(plain, "");
  g_auto(Read) a = read_bytes(locked);
  g_assert_cmpint(a.file->outcome, ==, RECTO_OUTCOME_ENCRYPTED);
  g_assert_cmpuint(a.pictures->len, ==, 0);
  g_auto(Read) b = read_bytes(restricted);
  g_assert_cmpint(b.file->outcome, ==, RECTO_OUTCOME_OK);
  g_assert_cmpuint(b.file->traits, ==, RECTO_TRAIT_OWNER_PASSWORD);
  g_assert_nonnull(word_of(picture_of(&b, 0), "Bonjour"));
}

static void test_structure(void) {
  g_autoptr(GBytes) good = pdf_page("", "", TEXT, NULL);
  gsize size;
  const char *data = g_bytes_get_data(good, &size);
  g_autoptr(GString) junk = g_string_new("--boundary\r\nContent-Type: application/pdf\r\n\r\n");
  g_string_append_len(junk, data, (gssize)size);
  g_auto(Read) led = read_named(junk->str, junk->len, "led.pdf", 1);
  g_assert_cmpint(led.file->format, ==, RECTO_FORMAT_PDF);
  g_assert_nonnull(word_of(picture_of(&led, 0), "Bonjour"));
  g_assert_false(led.file->traits & RECTO_TRAIT_TRUNCATED);
  /* no end mark and no xref: rebuilt, told as cut */
  g_auto(Read) cut = read_named(data, size - 200, "cut.pdf", 1);
  g_assert_true(cut.file->traits & RECTO_TRAIT_TRUNCATED);
  g_assert_cmpint(cut.file->outcome, !=, RECTO_OUTCOME_OK);
  /* an update that was cut: the old end mark is not the end */
  g_autoptr(GString) grown = g_string_new_len(data, (gssize)size);
  g_string_append(grown, "\n4 0 obj\n<</Length 9999>>stream\nBT /F 12 Tf (new) Tj");
  g_auto(Read) update = read_named(grown->str, grown->len, "update.pdf", 1);
  g_assert_true(update.file->traits & RECTO_TRAIT_TRUNCATED);
  g_autoptr(GString) tail = g_string_new_len(data, (gssize)size);
  g_string_append(tail, "\n\n<!-- a mail gateway was here -->\n");
  g_auto(Read) harmless = read_named(tail->str, tail->len, "tail.pdf", 1);
  g_assert_cmpint(harmless.file->outcome, ==, RECTO_OUTCOME_OK);
}

static void test_no_pages(void) {
  GString *objects[2] = {pdf_text("<</Type/Catalog/Pages 2 0 R>>"), pdf_text("<</Type/Pages/Kids[]/Count 0>>")};
  g_autoptr(GBytes) bytes = pdf_write(objects, 2, NULL);
  g_auto(Read) read = read_bytes(bytes);
  g_assert_cmpint(read.file->outcome, ==, RECTO_OUTCOME_EMPTY);
  g_auto(Read) header = read_named("%PDF-1.4\n", 9, "header.pdf", 1);
  g_assert_cmpint(header.file->outcome, ==, RECTO_OUTCOME_CORRUPT);
  g_assert_true(header.file->traits & RECTO_TRAIT_TRUNCATED);
}

/* Boxes that no sheet has: small, huge, upside down; a picture whose declared size would fill the memory. */
static void test_absurd(void) {
  static const char *boxes[] = {"/CropBox[0 0 14400 14400]/MediaBox[0 0 14400 14400]", "/MediaBox[0 0 1 14400]", "/MediaBox[300 300 0 0]", "/MediaBox[0 0 0 0]",
                                "/MediaBox[0 0 1e30 1e30]", "/MediaBox[0 0 .001 .001]", "/MediaBox[-1e9 -1e9 1e9 1e9]", "/UserUnit 1e9"};
  for (gsize i = 0; i < G_N_ELEMENTS(boxes); i++) {
    g_autoptr(GBytes) bytes = pdf_page("", boxes[i], TEXT, NULL);
    g_auto(Read) read = read_bytes(bytes);
    RectoPicture *picture = picture_of(&read, 0);
    g_test_message("%s: %s %d x %d", boxes[i], recto_outcome_word(picture->outcome), picture->pix ? pixGetWidth(picture->pix) : 0, picture->pix ? pixGetHeight(picture->pix) : 0);
    if (picture->pix) g_assert_cmpuint((guint64)pixGetWidth(picture->pix) * (guint64)pixGetHeight(picture->pix), <=, 25000000);
    else g_assert_cmpint(picture->outcome, !=, RECTO_OUTCOME_OK);
  }
  JpegPlan plan = {GREY};
  g_autoptr(GBytes) jpeg = make_jpeg(&plan), bomb = pdf_of_jpeg(jpeg, 60000, 60000, true, "", "");
  g_auto(Read) read = read_bytes(bomb);
  g_assert_cmpint(picture_of(&read, 0)->outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpint(read.file->outcome, ==, RECTO_OUTCOME_TOO_BIG);
}

/* Poppler says nothing and draws white: its messages and the page's outcome must say it. */
static void test_silent_blank(void) {
  g_autoptr(GBytes) noise = g_bytes_new_static("this is not a JPEG at all, not even nearly", 42), bytes = pdf_of_jpeg(noise, WIDTH, HEIGHT, true, "", "");
  g_auto(Read) read = read_bytes(bytes);
  g_assert_cmpint(picture_of(&read, 0)->outcome, !=, RECTO_OUTCOME_OK);
  g_assert_cmpint(read.file->outcome, !=, RECTO_OUTCOME_OK);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/pdf/cells", test_cells);
  g_test_add_func("/pdf/drawn", test_drawn);
  g_test_add_func("/pdf/look", test_look);
  g_test_add_func("/pdf/only-picture", test_only_picture);
  g_test_add_func("/pdf/stamp", test_stamp);
  g_test_add_func("/pdf/forms", test_forms);
  g_test_add_func("/pdf/traits", test_traits);
  g_test_add_func("/pdf/passwords", test_passwords);
  g_test_add_func("/pdf/structure", test_structure);
  g_test_add_func("/pdf/no-pages", test_no_pages);
  g_test_add_func("/pdf/absurd", test_absurd);
  g_test_add_func("/pdf/silent-blank", test_silent_blank);
  return g_test_run();
}
