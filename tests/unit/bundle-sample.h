/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A made-up dossier for the bundle's tests: drawn pages whose words know their boxes, JPEG and G4 pictures, every kind of finding.
 * Nobody in it exists. */
#ifndef BUNDLE_SAMPLE_H
#define BUNDLE_SAMPLE_H

#include <fcntl.h>
#include <gio/gio.h>
#include <leptonica/allheaders.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <recto/bundle.h>
#include <recto/error.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <tiffio.h>
#include <unistd.h>

#define SAMPLE_MADE_AT (G_GINT64_CONSTANT(1795420800) * G_USEC_PER_SEC) /* 2026-11-23 08:00 UTC */

/* Line by line; words split at spaces. Fourteen scripts, one letter beyond the first plane. */
static const char *const SAMPLE_SCRIPTS[] = {
    "Yılmaz Łukasz Nguyễn Đặng Çağrı Şükrü Ōno Ñandú", "Иванов Юрій Ђорђевић", "Ελένη Παπαδοπούλου", "محمد عبد الله", "דוד לוי", "王小明 田中太郎",
    "김민준", "अनीता शर्मा", "ประเทศไทย", "თბილისი", "Հայաստան", "አበበ", "தமிழ்", "𝒜 fin 12.345,67 € <<P<FRA", NULL};
static const char *const SAMPLE_BILL[] = {"FACTURE D'ÉLECTRICITÉ", "Mme YILMAZ Ayşe", "12 rue des Lilas", "94000 Créteil", "Date de facture : 3 octobre 2026",
                                          "Montant à payer : 84,12 €", "Référence client 4 512 009 881", NULL};

typedef struct {
  RectoModels *models;
  RectoDossier *dossier;
  RectoSite site;
  GPtrArray *originals; /* of GBytes*, by ordinal */
  bool open_fails;
  char *procedure;
} Sample;

/* ------------------------------------------------------------------ drawing */

static bool sample_right_to_left(const char *text) {
  GUnicodeScript script = g_unichar_get_script(g_utf8_get_char(text));
  return script == G_UNICODE_SCRIPT_ARABIC || script == G_UNICODE_SCRIPT_HEBREW;
}

static void sample_line(cairo_t *cairo, PangoLayout *layout, const char *line, double x, double y, int number, GPtrArray *words) {
  g_auto(GStrv) parts = g_strsplit(line, " ", -1);
  bool right_to_left = sample_right_to_left(line);
  if (right_to_left) x = 1000;
  for (guint i = 0; parts[i]; i++) {
    PangoRectangle area;
    pango_layout_set_text(layout, parts[i], -1);
    pango_layout_get_extents(layout, NULL, &area);
    int width = MAX(area.width / PANGO_SCALE, 20);
    if (right_to_left) x -= width;
    cairo_move_to(cairo, x, y);
    pango_cairo_show_layout(cairo, layout);
    RectoWord *word = recto_word_new(parts[i], (RectoBox){(int)x, (int)y + 8, width, 40}, 0.9);
    word->line = number;
    word->block = number / 4;
    word->baseline = (int)(y + pango_layout_get_baseline(layout) / (double)PANGO_SCALE);
    word->box.y = word->baseline - 34;
    word->box.height = 44;
    g_ptr_array_add(words, word);
    x += right_to_left ? -16 : width + 16;
  }
}

static PIX *sample_draw(const char *const *lines, int width, int height, GPtrArray *words) {
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cairo = cairo_create(surface);
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  cairo_set_source_rgb(cairo, 0.1, 0.1, 0.15);
  PangoLayout *layout = pango_cairo_create_layout(cairo);
  PangoFontDescription *font = pango_font_description_from_string("Noto Sans");
  pango_font_description_set_absolute_size(font, 42 * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  for (int i = 0; lines[i]; i++) sample_line(cairo, layout, lines[i], width * 0.08, height * 0.07 + i * 82, i, words);
  cairo_surface_flush(surface);
  PIX *pix = pixCreate(width, height, 32);
  const guchar *data = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      const guchar *p = data + y * stride + 4 * x;
      pixSetRGBPixel(pix, x, y, p[2], p[1], p[0]);
    }
  pango_font_description_free(font);
  g_object_unref(layout);
  cairo_destroy(cairo);
  cairo_surface_destroy(surface);
  return pix;
}

static RectoImage *sample_jpeg(PIX *pix, int components) {
  l_uint8 *data = NULL;
  size_t size = 0;
  PIX *ready = components == 1 ? pixConvertTo8(pix, 0) : pixClone(pix);
  pixWriteMemJpeg(&data, &size, ready, 70, 0);
  g_autoptr(GBytes) bytes = g_bytes_new(data, size);
  RectoImage *image = recto_image_new(RECTO_IMAGE_JPEG, (uint32_t)pixGetWidth(ready), (uint32_t)pixGetHeight(ready), components, 8, bytes);
  lept_free(data);
  pixDestroy(&ready);
  return image;
}

static RectoImage *sample_g4(PIX *pix) {
  PIX *black = pixConvertTo1(pix, 128);
  g_autofree char *path = g_strdup_printf("%s/recto-g4-%d.tif", g_get_tmp_dir(), (int)getpid());
  pixWrite(path, black, IFF_TIFF_G4);
  TIFF *tiff = TIFFOpen(path, "r");
  g_assert_nonnull(tiff);
  g_assert_cmpint(TIFFNumberOfStrips(tiff), ==, 1);
  tmsize_t size = (tmsize_t)TIFFRawStripSize(tiff, 0);
  g_autofree uint8_t *data = g_malloc((gsize)size);
  TIFFReadRawStrip(tiff, 0, data, size);
  TIFFClose(tiff);
  unlink(path);
  g_autoptr(GBytes) bytes = g_bytes_new(data, (gsize)size);
  RectoImage *image = recto_image_new(RECTO_IMAGE_G4, (uint32_t)pixGetWidth(black), (uint32_t)pixGetHeight(black), 1, 1, bytes);
  pixDestroy(&black);
  return image;
}

static RectoImage *sample_thumb(PIX *pix) {
  PIX *small = pixScaleToSize(pix, 0, 340);
  RectoImage *image = sample_jpeg(small, 3);
  pixDestroy(&small);
  return image;
}

/* ------------------------------------------------------------------ pages, files, documents */

typedef enum { SAMPLE_COLOUR, SAMPLE_GREY, SAMPLE_G4, SAMPLE_ABSENT } SampleCoding;

static RectoPage *sample_page(RectoFile *file, const char *const *lines, int width, int height, double dpi, SampleCoding coding) {
  RectoPage *page = recto_page_new((RectoPageId){1, file->ordinal, file->pages->len});
  page->geometry.width = (uint32_t)width;
  page->geometry.height = (uint32_t)height;
  page->dpi = dpi;
  page->legible = RECTO_YES;
  page->blank = RECTO_NO;
  page->text_source = RECTO_TEXT_OCR;
  if (coding == SAMPLE_ABSENT) page->outcome = RECTO_OUTCOME_TIMEOUT;
  else {
    PIX *pix = sample_draw(lines, width, height, page->words);
    page->image = coding == SAMPLE_G4 ? sample_g4(pix) : sample_jpeg(pix, coding == SAMPLE_GREY ? 1 : 3);
    page->thumb = sample_thumb(pix);
    pixDestroy(&pix);
  }
  g_ptr_array_add(file->pages, page);
  return page;
}

static RectoFile *sample_file(Sample *sample, const char *name, RectoFormat format, const char *content) {
  RectoFile *file = recto_file_new(sample->dossier->files->len, name);
  g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
  gsize length = 32;
  file->format = format;
  file->size = strlen(content);
  g_checksum_update(sum, (const guchar *)content, (gssize)file->size);
  g_checksum_get_digest(sum, file->sha256, &length);
  g_ptr_array_add(sample->originals, g_bytes_new(content, file->size));
  g_ptr_array_add(sample->dossier->files, file);
  return file;
}

static void sample_field(GPtrArray *fields, const char *name, RectoFieldKind kind, const char *value, RectoMeans means, RectoPageId page) {
  RectoField *field = recto_fields_lookup(fields, name);
  if (!field) g_ptr_array_add(fields, field = recto_field_new(name, kind));
  else field->quarrel = true;
  g_ptr_array_add(field->seen, recto_observation_new(value, value, 0.9, means, (RectoPlace){.page = page}));
  field->chosen = 0;
}

static RectoDocument *sample_document(Sample *sample, const char *type, const char *person, uint32_t file, uint32_t first, uint32_t n) {
  g_autofree char *id = g_strdup_printf("d%u", sample->dossier->documents->len + 1);
  RectoDocument *document = recto_document_new(id, type);
  document->person = g_strdup(person);
  for (uint32_t i = 0; i < n; i++) {
    RectoPageId page = {1, file, first + i};
    g_array_append_val(document->pages, page);
    g_ptr_array_add(document->sides, g_strdup(n == 2 ? i ? "verso" : "recto" : "page"));
  }
  g_ptr_array_add(sample->dossier->documents, document);
  return document;
}

static void sample_sheets(RectoDossier *dossier) {
  for (guint i = 0; i < dossier->files->len; i++) {
    const RectoFile *file = dossier->files->pdata[i];
    for (guint k = 0; k < file->pages->len; k++) {
      const RectoPage *page = file->pages->pdata[k];
      RectoSheet *sheet = recto_sheet_new(page->id);
      sheet->won = recto_bid_new(page->blank == RECTO_YES ? "blank" : "unknown", "page", 1);
      g_ptr_array_add(dossier->sheets, sheet);
    }
  }
}

static RectoFinding *sample_finding(Sample *sample, RectoFinding *finding, const char *piece, const RectoPlace *place) {
  finding->piece = g_strdup(piece);
  if (place) g_array_append_val(finding->places, *place);
  g_ptr_array_add(sample->dossier->findings, finding);
  return finding;
}

static void sample_piece(Sample *sample, const char *id, RectoPieceState state, const char *document) {
  RectoPieceResult *piece = recto_piece_result_new(id);
  piece->state = state;
  if (document) g_ptr_array_add(piece->documents, g_strdup(document));
  g_ptr_array_add(sample->dossier->pieces, piece);
}

/* ------------------------------------------------------------------ the dossier */

static void sample_fill_files(Sample *sample) {
  static const char *const blank[] = {NULL};
  RectoFile *bill = sample_file(sample, "Facture édf <octobre> & \"fin\".pdf", RECTO_FORMAT_PDF, "%PDF bill");
  sample_page(bill, SAMPLE_BILL, 1240, 1754, 150, SAMPLE_COLOUR);
  RectoFile *card = sample_file(sample, "../../IMG_0042.jpg", RECTO_FORMAT_JPEG, "jpeg card");
  sample_page(card, SAMPLE_SCRIPTS, 1240, 1754, 150, SAMPLE_GREY);
  sample_page(card, SAMPLE_SCRIPTS, 1240, 1754, 150, SAMPLE_G4);
  RectoFile *stack = sample_file(sample, "scan du service courrier.tif", RECTO_FORMAT_TIFF, "tiff stack of three");
  RectoPage *bad = sample_page(stack, SAMPLE_BILL, 1240, 1754, 150, SAMPLE_GREY);
  bad->legible = RECTO_NO;
  RectoPage *empty = sample_page(stack, blank, 1240, 1754, 150, SAMPLE_G4);
  empty->blank = RECTO_YES;
  sample_page(stack, SAMPLE_BILL, 1240, 1754, 150, SAMPLE_ABSENT);
  RectoFile *locked = sample_file(sample, "Иванов محمد דוד अनीता ประเทศ አበበ.pdf", RECTO_FORMAT_PDF, "%PDF locked");
  locked->outcome = RECTO_OUTCOME_ENCRYPTED;
  locked->traits = RECTO_TRAIT_ATTACHMENTS;
}

static void sample_fill_documents(Sample *sample) {
  RectoPageId page = {1, 0, 0}, card = {1, 1, 0};
  RectoDocument *bill = sample_document(sample, "energy-bill", "p1", 0, 0, 1);
  sample_field(bill->fields, "full-name", RECTO_FIELD_NAME, "YILMAZ Ayşe", RECTO_MEANS_PRINTED, page);
  sample_field(bill->fields, "address", RECTO_FIELD_ADDRESS, "12 rue des Lilas\n94000 Créteil", RECTO_MEANS_PRINTED, page);
  sample_field(bill->fields, "issue-date", RECTO_FIELD_DATE, "2026-10-03", RECTO_MEANS_PRINTED, page);
  RectoDocument *permit = sample_document(sample, "residence-card", "p1", 1, 0, 2);
  sample_field(permit->fields, "document-number", RECTO_FIELD_NUMBER, "75ABC1234", RECTO_MEANS_MRZ, card);
  sample_field(permit->fields, "expiry-date", RECTO_FIELD_DATE, "2026-12-31", RECTO_MEANS_MRZ, card);
  sample_document(sample, "payslip", NULL, 2, 0, 1);
  sample_document(sample, "blank", NULL, 2, 1, 1);
  sample_document(sample, "unknown", NULL, 2, 2, 1);
  RectoPerson *person = recto_person_new("p1", RECTO_ROLE_APPLICANT);
  sample_field(person->fields, "family-name", RECTO_FIELD_NAME, "YILMAZ", RECTO_MEANS_PRINTED, page);
  sample_field(person->fields, "family-name", RECTO_FIELD_NAME, "YILMAS", RECTO_MEANS_MRZ, card);
  sample_field(person->fields, "given-names", RECTO_FIELD_GIVEN_NAMES, "Ayşe 小明", RECTO_MEANS_PRINTED, page);
  sample_field(person->fields, "birth-date", RECTO_FIELD_DATE, "1985", RECTO_MEANS_MRZ, card);
  sample_field(person->fields, "sex", RECTO_FIELD_SEX, "F", RECTO_MEANS_MRZ, card);
  sample_field(person->fields, "nationality", RECTO_FIELD_COUNTRY, "TUR", RECTO_MEANS_MRZ, card);
  g_ptr_array_add(sample->dossier->persons, person);
}

/* "code,paper": the alternatives of a piece, as the check lists them. */
static char *sample_alternatives(Sample *sample, const char *piece_id) {
  const RectoProcedure *procedure = recto_models_procedure(sample->models, sample->procedure);
  GString *ids = g_string_new(NULL);
  for (guint i = 0; i < procedure->pieces->len; i++) {
    const RectoPiece *piece = procedure->pieces->pdata[i];
    for (guint k = 0; g_str_equal(piece->id, piece_id) && k < piece->alternatives->len; k++)
      g_string_append_printf(ids, "%s%s", ids->len ? "," : "", ((const RectoAlternative *)piece->alternatives->pdata[k])->id);
  }
  return g_string_free(ids, FALSE);
}

/* With the arguments that the check gives (src/judge/check_*.c). */
static void sample_fill_findings(Sample *sample) {
  RectoPlace photo = {{1, 2, 0}, {120, 300, 700, 260}}, name = {{1, 0, 0}, {98, 205, 400, 50}}, other = {{1, 1, 0}, {98, 120, 300, 60}};
  RectoPlace lost = {{1, 2, 2}, {0, 0, 0, 0}}, blank = {{1, 2, 1}, {0, 0, 0, 0}}, locked = {{1, 3, RECTO_WHOLE_FILE}, {0, 0, 0, 0}};
  g_autofree char *alternatives = sample_alternatives(sample, "photos");
  sample_finding(sample, recto_finding_new(RECTO_FINDING_UNREADABLE, RECTO_WEIGHT_ACTION, "finding.unreadable-page", "type", "payslip", "defects", "blur", "worst",
                 "blur", NULL), NULL, &photo);
  sample_finding(sample, recto_finding_new(RECTO_FINDING_MISSING, RECTO_WEIGHT_ACTION, "finding.missing", "alternatives", alternatives, "source",
                 "CESEDA, annexe 10, point 1 (photographies)", NULL), "photos", NULL);
  RectoFinding *mismatch = sample_finding(sample, recto_finding_new(RECTO_FINDING_MISMATCH, RECTO_WEIGHT_CHECK, "finding.mismatch", "value-a", "YILMAZ", "type-a",
                 "energy-bill", "value-b", "YILMAS", "type-b", "residence-card", NULL), NULL, &name);
  g_array_append_val(mismatch->places, other);
  mismatch->field = g_strdup("family-name");
  sample_finding(sample, recto_finding_new(RECTO_FINDING_UNRECOGNISED, RECTO_WEIGHT_CHECK, "finding.unrecognised", "n", "1", NULL), NULL, &lost);
  sample_finding(sample, recto_finding_new(RECTO_FINDING_DAMAGED, RECTO_WEIGHT_CHECK, "outcome.encrypted", NULL), NULL, &locked);
  sample_finding(sample, recto_finding_new(RECTO_FINDING_LATER, RECTO_WEIGHT_INFO, "finding.later", "source", "CESEDA L436-1", NULL), "taxe", NULL);
  sample_finding(sample, recto_finding_new(RECTO_FINDING_NOTE, RECTO_WEIGHT_INFO, "finding.blank", "n", "1", NULL), NULL, &blank);
}

static void sample_fill_pieces(Sample *sample) {
  const RectoProcedure *procedure = recto_models_procedure(sample->models, sample->procedure);
  static const RectoPieceState states[] = {RECTO_PIECE_RECEIVED, RECTO_PIECE_TO_CHECK, RECTO_PIECE_MISSING, RECTO_PIECE_LATER, RECTO_PIECE_INCOMPLETE, RECTO_PIECE_ASK};
  guint n = procedure ? procedure->pieces->len : 0;
  for (guint i = 0; i < n; i++)
    sample_piece(sample, ((const RectoPiece *)procedure->pieces->pdata[i])->id, states[i % G_N_ELEMENTS(states)], i % 6 < 2 ? i % 2 ? "d2" : "d1" : NULL);
}

static Sample *sample_new(void) {
  const char *const folders[] = {"models", NULL};
  g_autoptr(GError) error = NULL;
  Sample *sample = g_new0(Sample, 1);
  sample->models = recto_models_load(folders, &error);
  g_assert_no_error(error);
  sample->procedure = g_strdup("changement-adresse");
  sample->dossier = recto_dossier_new("2026-000123", sample->procedure);
  sample->originals = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
  sample->dossier->reception = (RectoDate){2026, 11, 23};
  sample->dossier->received_at = SAMPLE_MADE_AT;
  sample->dossier->procedure_version = g_strdup("2026-04-03");
  sample->dossier->complete = RECTO_NO;
  sample->site = (RectoSite){.service = g_strdup("Point d'accueil numérique de Créteil"), .address = g_strdup("21 avenue du Général de Gaulle\n94000 Créteil"),
                             .phone = g_strdup("01 00 00 00 00"), .email = g_strdup("accueil@exemple.fr"), .agent = g_strdup("Agent 7"), .time_zone = g_strdup("Europe/Paris")};
  sample_fill_files(sample);
  sample_sheets(sample->dossier);
  sample_fill_documents(sample);
  sample_fill_findings(sample);
  sample_fill_pieces(sample);
  return sample;
}

static int sample_open(uint32_t ordinal, gpointer data, GError **error) {
  Sample *sample = data;
  if (sample->open_fails) {
    g_set_error(error, G_IO_ERROR, G_IO_ERROR_FAILED, "no such original");
    return -1;
  }
  gsize size = 0;
  const void *bytes = g_bytes_get_data(sample->originals->pdata[ordinal], &size);
  int fd = memfd_create("original", MFD_CLOEXEC);
  struct rlimit former, none = {RLIM_INFINITY, RLIM_INFINITY};
  getrlimit(RLIMIT_FSIZE, &former);
  none.rlim_max = former.rlim_max;
  none.rlim_cur = former.rlim_max;
  setrlimit(RLIMIT_FSIZE, &none); /* a test may have narrowed it for the bundle's files */
  g_assert_cmpint(write(fd, bytes, size), ==, (gssize)size);
  setrlimit(RLIMIT_FSIZE, &former);
  return fd;
}

static inline RectoBundleOrder sample_order(Sample *sample, const char *language, const char *folder) {
  return (RectoBundleOrder){.models = sample->models, .dossier = sample->dossier, .site = &sample->site, .language = language, .folder = folder,
                            .made_at = SAMPLE_MADE_AT, .software = "Recto 0.1.0 (essai)", .open_original = sample_open, .open_data = sample, .zip = true};
}

static void sample_free(Sample *sample) {
  recto_dossier_free(sample->dossier);
  recto_models_free(sample->models);
  g_ptr_array_unref(sample->originals);
  recto_site_clear(&sample->site);
  g_free(sample->procedure);
  g_free(sample);
}

#endif
