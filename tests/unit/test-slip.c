/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The slip: always one page, never a small letter, nothing over anything else, and it says what it must. `--sample FOLDER` writes the PDFs to look at. */
#include "bundle-sample.h"
#include "bundle/slip.h"
#include <glib/gstdio.h>
#include <poppler.h>
#include <recto/text.h>

#define HASH "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

static void add_files(Sample *sample, guint n, const char *name) {
  for (guint i = 0; i < n; i++) {
    g_autofree char *numbered = g_strdup_printf("%s %u.jpg", name, i), *content = g_strdup_printf("content %u", i);
    RectoFile *file = sample_file(sample, numbered, RECTO_FORMAT_JPEG, content);
    for (guint k = 0; k < 1 + i % 3; k++) g_ptr_array_add(file->pages, recto_page_new((RectoPageId){1, file->ordinal, k}));
    sample_document(sample, i % 2 ? "payslip" : "unknown", NULL, file->ordinal, 0, 1 + i % 3);
  }
}

static void set_name(Sample *sample, const char *family, const char *given) {
  RectoPerson *person = recto_person_new("p9", RECTO_ROLE_APPLICANT);
  sample_field(person->fields, "family-name", RECTO_FIELD_NAME, family, RECTO_MEANS_MRZ, (RectoPageId){1, 0, 0});
  sample_field(person->fields, "given-names", RECTO_FIELD_GIVEN_NAMES, given, RECTO_MEANS_PRINTED, (RectoPageId){1, 0, 0});
  g_ptr_array_insert(sample->dossier->persons, 0, person);
}

static void add_findings(Sample *sample, guint n) {
  for (guint i = 0; i < n; i++) {
    RectoPlace place = {{1, 0, 0}, {0, 0, 0, 0}};
    bool missing = i % 2;
    sample_finding(sample, missing ? recto_finding_new(RECTO_FINDING_MISSING, RECTO_WEIGHT_ACTION, "finding.missing", "alternatives", "", "source", "CESEDA, annexe 10, point 4", NULL)
                                   : recto_finding_new(RECTO_FINDING_UNREADABLE, i % 4 ? RECTO_WEIGHT_ACTION : RECTO_WEIGHT_CHECK, "finding.unreadable-page", "type", "payslip", "defects", "blur",
                                                       "worst", "blur", NULL),
                   missing ? "domicile" : NULL, &place);
  }
}

static void clear_dossier(Sample *sample) {
  RectoDossier *dossier = sample->dossier;
  GPtrArray *const lists[] = {dossier->files, dossier->sheets, dossier->documents, dossier->persons, dossier->pieces, dossier->findings};
  for (gsize i = 0; i < G_N_ELEMENTS(lists); i++) g_ptr_array_set_size(lists[i], 0);
}

static void make_authority(Sample *sample) {
  sample->site.competent_authority = true;
  sample->site.deadline_days = 30;
  sample->site.opening_hours = g_strdup("du lundi au vendredi, 9 h – 12 h et 14 h – 16 h");
  sample->site.court = g_strdup("le tribunal administratif de Melun, 43 rue du Général de Gaulle, 77000 Melun");
}

static void as_is(Sample *sample) { sample->site.deadline_days = 15; }
static void authority(Sample *sample) {
  make_authority(sample);
  set_name(sample, "Nguyễn", "Thị Ánh");
  g_free(sample->dossier->procedure);
  sample->dossier->procedure = g_strdup("salarie-renouvellement");
}
static void authority_bare(Sample *sample) {
  make_authority(sample);
  sample->site.deadline_days = 0;
  g_clear_pointer(&sample->site.address, g_free);
  g_clear_pointer(&sample->site.phone, g_free);
}
static void empty(Sample *sample) { clear_dossier(sample); }
static void complete(Sample *sample) {
  g_ptr_array_set_size(sample->dossier->findings, 0);
  sample->dossier->complete = RECTO_YES;
  set_name(sample, "Иванов", "Юрій");
}
static void sixty(Sample *sample) {
  add_files(sample, 56, "IMG_2026");
  set_name(sample, "عبد الله", "محمد");
}
static void thousand(Sample *sample) { add_files(sample, 1000, "scan du copieur"); }
static void crowded(Sample *sample) {
  make_authority(sample);
  add_files(sample, 200, "une photographie dont le nom est très long parce que le téléphone y a mis la date, l'heure, le lieu et le titre de la conversation");
  add_findings(sample, 80);
  set_name(sample, "de la Très Longue Maison des Princes de Hohenzollern-Sigmaringen et autres lieux dits", "Maximilien Ferdinand Aloysius Balthazar Chrysostome Nguyễn Иванов محمد");
  g_free(sample->site.service);
  sample->site.service = g_strdup("Direction départementale de l'immigration, de l'intégration et de l'accueil des personnes étrangères du Val-de-Marne, bureau du séjour");
}
static void letters(Sample *sample) { set_name(sample, "Zz\xF4\x80\x80\x80", "Łucja"); }

static const struct { const char *name; void (*change)(Sample *); guint deposits; bool tray; const char *language, *says[8], *never[4]; } cases[] = {
    {"depot", as_is, 1, true, "fr", {"Bordereau de dépôt", "2026-000123", "Point d'accueil numérique de Créteil", "725c 646d 92ad ece4", "à écrire par l'agent", "Pièce manquante", "1 page mise de côté", "Au plus tard le 8 décembre 2026."},
     {"Accusé", "R. 112-5", "réputée"}},
    {"accuse", authority, 1, false, "fr", {"Accusé de réception", "L. 112-3 et R. 112-5", "Nguyễn Thị Ánh", "23 mars 2027", "réputée rejetée", "R*432-1", "L. 114-5", "tribunal administratif de Melun"}, {"Bordereau"}},
    {"accuse-a-remplir", authority_bare, 0, false, "fr", {"Accusé de réception", "Adresse postale (à écrire", "Téléphone (à écrire", "□ rejetée □ acceptée", "Date limite pour les remettre (à écrire"}, {"Au plus tard"}},
    {"vide", empty, 0, false, "fr", {"Aucun fichier n'a encore été reçu"}, {"SHA-256", "Liste complète", "Ce qui a été reçu"}},
    {"complet", complete, 1, false, "fr", {"Vous n'avez rien à faire", "Иванов Юрій", "au guichet"}, {"Ce que vous devez faire"}},
    {"soixante", sixty, 3, false, "fr", {"60 fichiers", "725c 646d 92ad ece4", "autres fichiers", "Liste complète", "Dépôt 1", "3 dépôts"}, {NULL}},
    {"mille", thousand, 1, false, "fr", {"1004 fichiers", "autres fichiers"}, {NULL}},
    {"plein", crowded, 2, true, "fr", {"autres points", "204 fichiers, 405 pages", "Signature et cachet", "L. 114-5"}, {NULL}},
    {"lettres", letters, 1, false, "fr", {"[U+100000]", "leur code est à leur place"}, {NULL}},
    {"english", authority, 1, true, "en", {"Acknowledgement of receipt", "23 March 2027", "deemed refused", "What you must do", "by post"}, {"Accusé"}},
};

static GBytes *make(gsize k, GError **error) {
  Sample *sample = sample_new();
  cases[k].change(sample);
  guint n = sample->dossier->files->len, each = cases[k].deposits ? MAX(n / cases[k].deposits, 1) : 0;
  g_autofree RectoSlipDeposit *deposits = g_new0(RectoSlipDeposit, cases[k].deposits + 1);
  static const char *const numbers[] = {"1", "2", "3"};
  for (guint i = 0; i < cases[k].deposits; i++)
    deposits[i] = (RectoSlipDeposit){numbers[i], SAMPLE_MADE_AT + i * 3 * G_TIME_SPAN_DAY, k == 9 ? RECTO_CHANNEL_MAIL : RECTO_CHANNEL_COUNTER, i * each, i + 1 == cases[k].deposits ? n - i * each : each};
  g_autoptr(GArray) tray = g_array_new(FALSE, FALSE, sizeof(RectoPageId));
  RectoPageId page = {1, 2, 1};
  g_array_append_val(tray, page);
  RectoSlipOrder order = {.models = sample->models, .dossier = sample->dossier, .site = k == 8 ? NULL : &sample->site, .language = cases[k].language, .made_at = SAMPLE_MADE_AT,
                          .software = "Recto 0.1.0", .deposits = deposits, .n_deposits = cases[k].deposits, .tray = cases[k].tray ? tray : NULL, .history_seq = 42,
                          .history_hash = k == 3 ? NULL : HASH};
  GBytes *pdf = recto_slip_pdf(&order, error);
  sample_free(sample);
  return pdf;
}

/* As a person reads it: one space between words, whatever the lines. */
static char *flat(const char *text) {
  g_auto(GStrv) words = g_regex_split_simple("[\\s\u00A0\u202F]+", text, 0, 0);
  return g_strjoinv(" ", words);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerDocument, g_object_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PopplerPage, g_object_unref)

static void check_letters(PopplerPage *page, const char *text) {
  PopplerRectangle *places = NULL;
  guint n = 0;
  g_assert_true(poppler_page_get_text_layout(page, &places, &n));
  g_autofree gunichar *chars = g_utf8_to_ucs4_fast(text, -1, NULL);
  for (guint i = 0; i < n; i++) {
    if (chars[i] > 127 || !g_ascii_isalnum((char)chars[i])) continue;
    g_assert_cmpfloat(places[i].y1, >=, 30);
    g_assert_cmpfloat(places[i].y2, <=, 815);
    g_assert_cmpfloat(places[i].x1, >=, 45);
    g_assert_cmpfloat(places[i].x2, <=, 551);
    for (guint k = i + 1; k < n; k++) {
      if (chars[k] > 127 || !g_ascii_isalnum((char)chars[k])) continue;
      double wide = MIN(places[i].x2, places[k].x2) - MAX(places[i].x1, places[k].x1), high = MIN(places[i].y2, places[k].y2) - MAX(places[i].y1, places[k].y1);
      double size = MIN(places[i].y2 - places[i].y1, places[k].y2 - places[k].y1), width = MIN(places[i].x2 - places[i].x1, places[k].x2 - places[k].x1);
      if (wide > width * 0.6 && high > size * 0.5) g_error("letters %u and %u stand on each other: %.40s", i, k, g_utf8_offset_to_pointer(text, (glong)i));
    }
  }
  g_free(places);
}

static void check_sizes(PopplerPage *page) {
  GList *attributes = poppler_page_get_text_attributes(page);
  g_assert_nonnull(attributes);
  for (GList *at = attributes; at; at = at->next) g_assert_cmpfloat(((PopplerTextAttributes *)at->data)->font_size, >=, 8.49);
  poppler_page_free_text_attributes(attributes);
}

static void test_slip(gconstpointer data) {
  gsize k = GPOINTER_TO_SIZE(data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) pdf = make(k, &error), again = make(k, NULL);
  g_assert_no_error(error);
  g_assert_true(g_bytes_equal(pdf, again));
  g_autoptr(PopplerDocument) document = poppler_document_new_from_bytes(pdf, NULL, &error);
  g_assert_no_error(error);
  g_assert_cmpint(poppler_document_get_n_pages(document), ==, 1);
  g_autoptr(PopplerPage) page = poppler_document_get_page(document, 0);
  g_autofree char *text = poppler_page_get_text(page), *read = flat(text);
  for (gsize i = 0; i < G_N_ELEMENTS(cases[k].says) && cases[k].says[i]; i++)
    if (!strstr(read, cases[k].says[i])) g_error("%s does not say \"%s\":\n%s", cases[k].name, cases[k].says[i], read);
  for (gsize i = 0; i < G_N_ELEMENTS(cases[k].never) && cases[k].never[i]; i++)
    if (strstr(read, cases[k].never[i])) g_error("%s says \"%s\"", cases[k].name, cases[k].never[i]);
  bool french = g_str_equal(cases[k].language, "fr");
  g_assert_nonnull(strstr(read, french ? "n'est pas un récépissé" : "is not a récépissé"));
  if (k != 3) g_assert_nonnull(strstr(read, HASH));
  check_letters(page, text);
  check_sizes(page);
}

static int write_samples(const char *folder) {
  for (gsize k = 0; k < G_N_ELEMENTS(cases); k++) {
    g_autoptr(GBytes) pdf = make(k, NULL);
    g_autofree char *path = g_strdup_printf("%s/slip-%s.pdf", folder, cases[k].name);
    if (!g_file_set_contents(path, g_bytes_get_data(pdf, NULL), (gssize)g_bytes_get_size(pdf), NULL)) return 1;
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 3 && g_str_equal(argv[1], "--sample")) return write_samples(argv[2]);
  g_test_init(&argc, &argv, NULL);
  for (gsize k = 0; k < G_N_ELEMENTS(cases); k++) {
    g_autofree char *name = g_strdup_printf("/slip/%s", cases[k].name);
    g_test_add_data_func(name, GSIZE_TO_POINTER(k), test_slip);
  }
  return g_test_run();
}
