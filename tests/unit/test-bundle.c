/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The bundle as a whole: what lies in it, that it is whole or not there, that equal input gives equal bytes, that the hidden words lie where the
 * words are. `test-bundle --sample FOLDER LANGUAGE` only writes the sample's bundle, for the checks that other programs make
 * (tests/cli/bundle.t, tests/pdfa/preflight.t, tests/web/report.t). */
#include "base/file.h"
#include "bundle-sample.h"
#include <cairo-pdf.h>
#include <poppler.h>
#include <signal.h>
#include <sys/resource.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

static int write_sample(const char *folder, const char *language) {
  Sample *sample = sample_new();
  RectoBundleOrder order = sample_order(sample, language, folder);
  RectoBundlePaths paths = {0};
  g_autoptr(GError) error = NULL;
  bool right = recto_bundle_write(&order, NULL, NULL, &paths, &error);
  if (right) g_print("%s\n", paths.folder);
  else g_printerr("%s\n", error->message);
  recto_bundle_paths_clear(&paths);
  sample_free(sample);
  return right ? 0 : 1;
}

/* A PDF as cairo leaves it, which is no PDF/A: the control of the control. */
static int write_undressed(const char *path) {
  cairo_surface_t *surface = cairo_pdf_surface_create(path, 595, 842);
  cairo_t *cairo = cairo_create(surface);
  cairo_move_to(cairo, 100, 100);
  cairo_show_text(cairo, "Recto");
  cairo_destroy(cairo);
  cairo_surface_finish(surface);
  cairo_surface_destroy(surface);
  return 0;
}

typedef struct { Sample *sample; char *parent; } Fixture;

static void set_up(Fixture *fixture, gconstpointer data) {
  fixture->sample = sample_new();
  fixture->parent = g_dir_make_tmp("recto-bundles-XXXXXX", NULL);
}

static void tear_down(Fixture *fixture, gconstpointer data) {
  recto_file_remove_tree(fixture->parent);
  g_free(fixture->parent);
  sample_free(fixture->sample);
}

static char *write_bundle(Fixture *fixture, const char *parent, GError **error) {
  RectoBundleOrder order = sample_order(fixture->sample, "fr", parent);
  RectoBundlePaths paths = {0};
  char *folder = recto_bundle_write(&order, NULL, NULL, &paths, error) ? g_strdup(paths.folder) : NULL;
  recto_bundle_paths_clear(&paths);
  return folder;
}

static GBytes *read_inside(const char *folder, const char *name) {
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autoptr(GError) error = NULL;
  GBytes *bytes = recto_file_read(path, 64 << 20, &error);
  g_assert_no_error(error);
  return bytes;
}

static char *read_text(const char *folder, const char *name) {
  g_autoptr(GBytes) bytes = read_inside(folder, name);
  return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static guint count_entries(const char *folder) {
  g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
  guint n = 0;
  while (g_dir_read_name(dir)) n++;
  return n;
}

/* ------------------------------------------------------------------ contents */

static void test_contents(Fixture *fixture, gconstpointer data) {
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = write_bundle(fixture, fixture->parent, &error);
  g_assert_no_error(error);
  static const char *const names[] = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt", "data/dossier.json",
                                      "data/dossier.schema.json", "data/report.html", "data/report.pdf", "data/originaux/02-IMG_0042.jpg",
                                      "data/pieces/01-energy-bill.pdf", "data/pieces/02-residence-card.pdf", "data/pieces/03-payslip.pdf"};
  for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *path = g_build_filename(folder, names[i], NULL);
    g_assert_true(g_file_test(path, G_FILE_TEST_IS_REGULAR));
  }
  g_autofree char *original = read_text(folder, "data/originaux/03-scan du service courrier.tif");
  g_assert_cmpstr(original, ==, "tiff stack of three");
  g_autofree char *pieces = g_build_filename(folder, "data/pieces", NULL);
  g_assert_cmpuint(count_entries(pieces), ==, 3); /* no blank page, no page without a picture */
  g_assert_cmpuint(count_entries(fixture->parent), ==, 2); /* the folder and its zip, nothing hidden left */
}

/* Every line of both manifests is recomputed; every file is named once; the sum of bytes is the Payload-Oxum. */
static void test_manifests(Fixture *fixture, gconstpointer data) {
  g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL);
  static const char *const manifests[] = {"manifest-sha256.txt", "tagmanifest-sha256.txt"};
  gsize octets = 0;
  guint streams = 0;
  for (int m = 0; m < 2; m++) {
    g_autofree char *text = read_text(folder, manifests[m]);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; **line; line++) {
      g_autoptr(GBytes) bytes = read_inside(folder, *line + 66);
      g_autofree char *sum = g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, bytes);
      g_assert_cmpint(strncmp(*line, sum, 64), ==, 0);
      if (m == 0) octets += g_bytes_get_size(bytes), streams++;
    }
  }
  g_autofree char *info = read_text(folder, "bag-info.txt"), *oxum = g_strdup_printf("Payload-Oxum: %zu.%u\n", octets, streams);
  g_assert_nonnull(strstr(info, oxum));
  g_assert_cmpuint(streams, ==, 4 + 3 + 4);
}

static void test_equal_bytes(Fixture *fixture, gconstpointer data) {
  g_autofree char *parent = g_build_filename(fixture->parent, "again", NULL);
  g_assert_true(recto_file_make_folder(parent, NULL));
  g_autofree char *one = write_bundle(fixture, fixture->parent, NULL), *two = write_bundle(fixture, parent, NULL);
  g_autofree char *first = read_text(one, "tagmanifest-sha256.txt"), *second = read_text(two, "tagmanifest-sha256.txt");
  g_assert_cmpstr(first, ==, second);
  g_autoptr(GBytes) zip_one = read_inside(fixture->parent, "2026-000123.zip"), zip_two = read_inside(parent, "2026-000123.zip");
  g_assert_true(g_bytes_equal(zip_one, zip_two));
}

/* No path, no host, no agent's name: only the title, the program and the date. */
static void test_metadata(Fixture *fixture, gconstpointer data) {
  g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL);
  static const char *const pdfs[] = {"data/report.pdf", "data/pieces/01-energy-bill.pdf"};
  for (int i = 0; i < 2; i++) {
    g_autofree char *path = g_build_filename(folder, pdfs[i], NULL), *uri = g_filename_to_uri(path, NULL, NULL);
    g_autoptr(PopplerDocument) document = poppler_document_new_from_file(uri, NULL, NULL);
    g_assert_nonnull(document);
    g_autofree char *producer = poppler_document_get_producer(document), *author = poppler_document_get_author(document),
                    *creator = poppler_document_get_creator(document), *metadata = poppler_document_get_metadata(document);
    g_assert_cmpstr(producer, ==, "Recto");
    g_assert_null(author);
    g_assert_null(creator);
    g_assert_null(strstr(metadata, "/tmp"));
    g_assert_null(strstr(metadata, g_get_user_name()));
    g_assert_cmpint(poppler_document_get_creation_date(document), ==, SAMPLE_MADE_AT / G_USEC_PER_SEC);
  }
}

/* ------------------------------------------------------------------ hidden words */

/* The rectangle that the letters from..to cover on the page, in pixels of the sample's page. */
static void letters_box(PopplerRectangle *letters, guint n, double scale, double ret[4]) {
  ret[0] = ret[1] = 1e9;
  ret[2] = ret[3] = -1e9;
  for (guint i = 0; i < n; i++) {
    ret[0] = MIN(ret[0], letters[i].x1 / scale), ret[2] = MAX(ret[2], letters[i].x2 / scale);
    ret[1] = MIN(ret[1], letters[i].y1 / scale), ret[3] = MAX(ret[3], letters[i].y2 / scale);
  }
}

/* Poppler's text has direction marks that its rectangles do not count. */
static guint letters_before(const char *text, const char *at) {
  guint n = 0;
  for (const char *p = text; p < at; p = g_utf8_next_char(p)) n += g_unichar_type(g_utf8_get_char(p)) != G_UNICODE_FORMAT;
  return n;
}

/* Every word of a page is found with its exact letters, and poppler sees it in the box that the reader gave (a fifth of its height of play). */
static void check_page_words(PopplerPage *page, const RectoPage *facts, double scale) {
  g_autofree char *text = poppler_page_get_text(page);
  PopplerRectangle *letters = NULL;
  guint n = 0;
  g_assert_true(poppler_page_get_text_layout(page, &letters, &n));
  for (guint i = 0; i < facts->words->len; i++) {
    const RectoWord *word = facts->words->pdata[i];
    bool right_to_left = sample_right_to_left(word->text);
    const char *at = strstr(text, word->text);
    if (!at) g_test_message("not found: %s in %s", word->text, text);
    g_assert_nonnull(at);
    guint index = letters_before(text, at), length = (guint)g_utf8_strlen(word->text, -1);
    g_assert_cmpuint(index + length, <=, n);
    double seen[4], play = word->box.height / 5.0;
    letters_box(letters + index, length, scale, seen);
    g_test_message("%s: %.1f %.1f %.1f %.1f, should be %d %d %d %d", word->text, seen[0], seen[1], seen[2], seen[3], word->box.x, word->box.y,
                   word->box.x + word->box.width, word->box.y + word->box.height);
    g_assert_cmpfloat_with_epsilon(seen[0], word->box.x, play);
    g_assert_cmpfloat_with_epsilon(seen[2], word->box.x + word->box.width, right_to_left ? play * 2 : play);
    g_assert_cmpfloat_with_epsilon(seen[1], word->box.y, play * 1.5);
    g_assert_cmpfloat_with_epsilon(seen[3], word->box.y + word->box.height, play * 1.5);
  }
  g_free(letters);
}

static void test_words(Fixture *fixture, gconstpointer data) {
  g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL);
  g_autofree char *path = g_build_filename(folder, "data/pieces/02-residence-card.pdf", NULL), *uri = g_filename_to_uri(path, NULL, NULL);
  g_autoptr(PopplerDocument) document = poppler_document_new_from_file(uri, NULL, NULL);
  g_assert_cmpint(poppler_document_get_n_pages(document), ==, 2);
  for (int i = 0; i < 2; i++) {
    const RectoPage *facts = recto_dossier_page(fixture->sample->dossier, (RectoPageId){1, 1, (uint32_t)i});
    g_autoptr(PopplerPage) page = poppler_document_get_page(document, i);
    double width = 0, height = 0;
    poppler_page_get_size(page, &width, &height);
    g_assert_cmpfloat_with_epsilon(width, 1240 * 72 / 150.0, 0.01);
    g_assert_cmpfloat_with_epsilon(height, 1754 * 72 / 150.0, 0.01);
    check_page_words(page, facts, 72 / 150.0);
  }
}

/* A page whose picture could not be made keeps its place, with a sentence that can be searched. */
static void test_absent_page(Fixture *fixture, gconstpointer data) {
  RectoDocument *unknown = fixture->sample->dossier->documents->pdata[4];
  RectoPageId first = {1, 2, 0};
  g_array_prepend_val(unknown->pages, first);
  g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL);
  g_autofree char *path = g_build_filename(folder, "data/pieces/04-unknown.pdf", NULL), *uri = g_filename_to_uri(path, NULL, NULL);
  g_autoptr(PopplerDocument) document = poppler_document_new_from_file(uri, NULL, NULL);
  g_assert_cmpint(poppler_document_get_n_pages(document), ==, 2);
  g_autoptr(PopplerPage) page = poppler_document_get_page(document, 1);
  g_autofree char *text = poppler_page_get_text(page);
  g_assert_nonnull(strstr(text, "Fichier 3, page 3"));
}

/* ------------------------------------------------------------------ failures */

static void assert_nothing(Fixture *fixture, RectoErrorCode code, bool with_code) {
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = write_bundle(fixture, fixture->parent, &error);
  g_assert_null(folder);
  g_assert_nonnull(error);
  if (with_code) g_assert_error(error, RECTO_ERROR, (gint)code);
  g_assert_cmpuint(count_entries(fixture->parent), ==, 0);
}

static void test_changed_original(Fixture *fixture, gconstpointer data) {
  GBytes **second = (GBytes **)&fixture->sample->originals->pdata[1];
  g_bytes_unref(*second);
  *second = g_bytes_new_static("jpeg care", 9);
  assert_nothing(fixture, RECTO_ERROR_DEVICE, true);
}

static void test_no_original(Fixture *fixture, gconstpointer data) {
  fixture->sample->open_fails = true;
  assert_nothing(fixture, RECTO_ERROR_DEVICE, false);
}

static void test_bad_number(Fixture *fixture, gconstpointer data) {
  g_free(fixture->sample->dossier->number);
  fixture->sample->dossier->number = g_strdup("../..");
  assert_nothing(fixture, RECTO_ERROR_FORMAT, true);
}

/* A disk that takes no more bytes (a file size limit stands in for it), at every point of the way: an error, and nothing left. */
static void test_full_disk(Fixture *fixture, gconstpointer data) {
  static const rlim_t sizes[] = {8, 5000, 70000, 76000};
  struct rlimit before;
  getrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, SIG_IGN);
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    struct rlimit limit = {sizes[i], before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = write_bundle(fixture, fixture->parent, &error);
    setrlimit(RLIMIT_FSIZE, &before);
    g_assert_null(folder);
    g_assert_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE);
    g_assert_cmpuint(count_entries(fixture->parent), ==, 0);
  }
}

static void test_no_parent(Fixture *fixture, gconstpointer data) {
  g_autofree char *parent = g_build_filename(fixture->parent, "nowhere", NULL);
  g_autoptr(GError) error = NULL;
  g_assert_null(write_bundle(fixture, parent, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE);
}

/* A newer bundle of the same number takes the place of the older one; anything else in that folder is never touched. */
static void test_replace(Fixture *fixture, gconstpointer data) {
  g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL);
  g_autofree char *before = read_text(folder, "manifest-sha256.txt");
  fixture->sample->dossier->complete = RECTO_YES;
  g_autofree char *again = write_bundle(fixture, fixture->parent, NULL), *after = read_text(again, "manifest-sha256.txt");
  g_assert_cmpstr(before, !=, after);
  g_autofree char *note = g_build_filename(folder, "data", "note de l'agent.txt", NULL);
  g_assert_true(g_file_set_contents(note, "à garder", -1, NULL));
  g_autoptr(GError) error = NULL;
  g_assert_null(write_bundle(fixture, fixture->parent, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_DEVICE);
  g_assert_nonnull(strstr(error->message, "note de l'agent.txt"));
  g_assert_true(g_file_test(note, G_FILE_TEST_EXISTS));
  g_assert_cmpuint(count_entries(fixture->parent), ==, 2);
}

/* ------------------------------------------------------------------ report */

static void test_html(Fixture *fixture, gconstpointer data) {
  g_free(fixture->sample->site.service);
  fixture->sample->site.service = g_strdup("<script>alert('x')</script> & \"co\"");
  g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL), *html = read_text(folder, "data/report.html");
  g_assert_null(strstr(html, "<script"));
  g_assert_nonnull(strstr(html, "&lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;co&quot;"));
  g_assert_nonnull(strstr(html, "Facture édf &lt;octobre&gt; &amp; &quot;fin&quot;.pdf"));
  static const char *const said[] = {"2026-000123", "n'est pas un récépissé", "Changement d'adresse", "23 novembre 2026 à 9 h 00", "YILMAZ", "YILMAS", "Féminin",
                                     "725c646d92adece46953a1ae207779424097977ceda2d359852a9f69f8a92a98", "projet"};
  for (gsize i = 0; i < G_N_ELEMENTS(said); i++)
    if (!strstr(html, said[i])) g_error("the report does not say: %s", said[i]);
}

static char *text_of_pdf(const char *folder, const char *name) {
  g_autofree char *path = g_build_filename(folder, name, NULL), *uri = g_filename_to_uri(path, NULL, NULL);
  g_autoptr(PopplerDocument) document = poppler_document_new_from_file(uri, NULL, NULL);
  GString *out = g_string_new(NULL);
  for (int i = 0; i < poppler_document_get_n_pages(document); i++) {
    g_autoptr(PopplerPage) page = poppler_document_get_page(document, i);
    g_autofree char *text = poppler_page_get_text(page);
    g_string_append(out, text);
  }
  return g_string_free(out, FALSE);
}

/* Where the first line of the report begins and ends on its page, in points. */
static void first_line(const char *folder, double *ret_left, double *ret_right) {
  g_autofree char *path = g_build_filename(folder, "data/report.pdf", NULL), *uri = g_filename_to_uri(path, NULL, NULL);
  g_autoptr(PopplerDocument) document = poppler_document_new_from_file(uri, NULL, NULL);
  g_autoptr(PopplerPage) page = poppler_document_get_page(document, 0);
  g_autofree char *text = poppler_page_get_text(page);
  g_autofree PopplerRectangle *places = NULL;
  guint n = 0;
  g_assert_true(poppler_page_get_text_layout(page, &places, &n) && n > 10);
  *ret_left = 1000, *ret_right = 0;
  for (guint i = 0; i < n && text[i] != '\n'; i++) {
    *ret_left = MIN(*ret_left, places[i].x1);
    *ret_right = MAX(*ret_right, places[i].x2);
  }
}

/* A language that runs from right to left: the page says so, the paper is laid out in a mirror, and a draft says that it is one. */
static void test_right_to_left(Fixture *fixture, gconstpointer data) {
  double left, right;
  g_autofree char *french = write_bundle(fixture, fixture->parent, NULL);
  first_line(french, &left, &right);
  g_assert_cmpfloat(left, <, 56);
  g_assert_cmpfloat(right, <, 400);
  RectoBundleOrder order = sample_order(fixture->sample, "ar", fixture->parent);
  RectoBundlePaths paths = {0};
  g_assert_true(recto_bundle_write(&order, NULL, NULL, &paths, NULL));
  g_autofree char *html = read_text(paths.folder, "data/report.html");
  g_assert_nonnull(strstr(html, "<html lang=\"ar\" dir=\"rtl\">"));
  g_assert_nonnull(strstr(html, "class=\"notice\""));
  first_line(paths.folder, &left, &right);
  g_assert_cmpfloat(left, >, 200);
  g_assert_cmpfloat(right, >, 539);
  recto_bundle_paths_clear(&paths);
}

/* A letter that no font has (U+0378 is no letter at all) is spelled, never drawn as a box, and that is said; the web page keeps it. */
static void test_unknown_letter(Fixture *fixture, gconstpointer data) {
  g_free(fixture->sample->site.agent);
  fixture->sample->site.agent = g_strdup("Agent \xCD\xB8 7");
  g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL), *html = read_text(folder, "data/report.html");
  g_autofree char *paper = text_of_pdf(folder, "data/report.pdf");
  g_assert_nonnull(strstr(paper, "[U+0378]"));
  g_assert_nonnull(strstr(paper, "[U+0041]"));
  g_assert_nonnull(strstr(html, "Agent \xCD\xB8 7"));
}

static void note_progress(size_t done, size_t total, gpointer data) {
  size_t *last = data;
  g_assert_cmpuint(done, ==, *last + 1);
  g_assert_cmpuint(done, <=, total);
  *last = done == total ? 1000 : done;
}

static void test_progress(Fixture *fixture, gconstpointer data) {
  RectoBundleOrder order = sample_order(fixture->sample, "en", fixture->parent);
  RectoBundlePaths paths = {0};
  size_t last = 0;
  order.zip = false;
  g_assert_true(recto_bundle_write(&order, note_progress, &last, &paths, NULL));
  g_assert_cmpuint(last, ==, 1000);
  g_assert_null(paths.zip);
  g_assert_cmpuint(count_entries(fixture->parent), ==, 1);
  recto_bundle_paths_clear(&paths);
}

/* Whoever has something to do is told so, whatever else is unsure; the dossier's own answer decides the rest. */
static void test_answers(Fixture *fixture, gconstpointer data) {
  static const struct { RectoAnswer complete; guint drop; const char *said; } cases[] = {
      {RECTO_YES, 0, "Le dossier est complet"},
      {RECTO_NO, 0, "Il reste 2 points à régler"},
      {RECTO_CANNOT_TELL, 1, "Il reste 1 point à régler"},
      {RECTO_NO, 1, "Le dossier n'est pas complet"},
      {RECTO_CANNOT_TELL, 0, "Une personne du service doit regarder 3 points"},
      {RECTO_CANNOT_TELL, 3, "Une personne du service doit regarder le dossier"}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    fixture->sample->dossier->complete = cases[i].complete;
    if (cases[i].drop > 0) g_ptr_array_remove_range(fixture->sample->dossier->findings, 0, cases[i].drop);
    g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL), *html = read_text(folder, "data/report.html");
    for (gsize k = 0; k < G_N_ELEMENTS(cases); k++) g_assert_cmpint(strstr(html, cases[k].said) != NULL, ==, k == i);
    g_assert_cmpint(strstr(html, "rien à faire pour le moment") != NULL, ==, i == 0 || i >= 4);
  }
}

/* The same thing said of two places is one card. */
static void test_one_card(Fixture *fixture, gconstpointer data) {
  for (uint32_t page = 0; page < 2; page++) {
    RectoPlace place = {{1, 1, page}, {0, 0, 0, 0}};
    RectoFinding *finding = sample_finding(fixture->sample, recto_finding_new(RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_ACTION, "finding.unreadable-page", "type",
                                           "residence-card", "defects", "glare", "worst", "glare", NULL), NULL, &place);
    g_assert_nonnull(finding);
  }
  g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL), *html = read_text(folder, "data/report.html");
  g_auto(GStrv) parts = g_strsplit(html, "Page illisible\xC2\xA0: Titre de séjour</h3>", -1);
  g_assert_cmpuint(g_strv_length(parts), ==, 2);
  g_assert_nonnull(strstr(parts[1], "page 1 du fichier"));
  g_assert_nonnull(strstr(parts[1], "page 2 du fichier"));
}

#ifndef __SANITIZE_ADDRESS__
/* Pictures are written one after the other: 48 of 1 MiB may not take half of that in memory. */
static void test_memory(Fixture *fixture, gconstpointer data) {
  const uint32_t n = 48;
  RectoFile *file = sample_file(fixture->sample, "gros.pdf", RECTO_FORMAT_PDF, "gros");
  g_autoptr(GBytes) bytes = g_bytes_new_take(g_malloc0(1 << 20), 1 << 20);
  for (uint32_t i = 0; i < n; i++) {
    RectoPage *page = recto_page_new((RectoPageId){1, file->ordinal, i});
    page->image = recto_image_new(RECTO_IMAGE_JPEG, 1000, 1400, 1, 8, bytes);
    g_ptr_array_add(file->pages, page);
  }
  sample_document(fixture->sample, "payslip", NULL, file->ordinal, 0, n);
  struct rusage before, after;
  getrusage(RUSAGE_SELF, &before);
  g_autofree char *folder = write_bundle(fixture, fixture->parent, NULL);
  getrusage(RUSAGE_SELF, &after);
  g_assert_nonnull(folder);
  g_assert_cmpint(after.ru_maxrss - before.ru_maxrss, <, n * 1024 / 2);
}
#endif

#define ADD(name, function) g_test_add("/bundle/" name, Fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv) {
  if (argc == 4 && g_str_equal(argv[1], "--sample")) return write_sample(argv[2], argv[3]);
  if (argc == 3 && g_str_equal(argv[1], "--undressed")) return write_undressed(argv[2]);
  g_test_init(&argc, &argv, NULL);
  ADD("contents", test_contents);
  ADD("manifests", test_manifests);
  ADD("equal-bytes", test_equal_bytes);
  ADD("metadata", test_metadata);
  ADD("words", test_words);
  ADD("absent-page", test_absent_page);
  ADD("changed-original", test_changed_original);
  ADD("no-original", test_no_original);
  ADD("bad-number", test_bad_number);
  ADD("full-disk", test_full_disk);
  ADD("no-parent", test_no_parent);
  ADD("replace", test_replace);
  ADD("html", test_html);
  ADD("answers", test_answers);
  ADD("one-card", test_one_card);
#ifndef __SANITIZE_ADDRESS__
  ADD("memory", test_memory);
#endif
  ADD("right-to-left", test_right_to_left);
  ADD("unknown-letter", test_unknown_letter);
  ADD("progress", test_progress);
  return g_test_run();
}
