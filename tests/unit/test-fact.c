/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Facts: words, boxes, the geometry chain, the stored form. */
#include <recto/error.h>
#include <math.h>
#include <recto/error.h>
#include <recto/json.h>

static void test_words(void) {
  for (int i = 0; i < RECTO_N_DEFECTS; i++) {
    RectoDefectKind kind;
    g_assert_true(recto_defect_from_word(recto_defect_word((RectoDefectKind)i), &kind));
    g_assert_cmpint(kind, ==, i);
  }
  RectoOutcome outcome = RECTO_OUTCOME_OK;
  g_assert_false(recto_outcome_from_word("no such word", &outcome));
  g_assert_cmpstr(recto_trait_word(RECTO_TRAIT_TEXT_DISAGREES), ==, "text-disagrees");
}

static RectoGeometry geometry(int exif, int turns, double skew) {
  bool swap = (exif >= 5) != (turns & 1);
  return (RectoGeometry){1000, 600, 0.5, exif, false, {0}, turns, skew, 2, swap ? 1200 : 2000, swap ? 2000 : 1200};
}

/* The whole upright frame is the whole original, however it was turned. */
static void test_geometry_frame(void) {
  for (int exif = 1; exif <= 8; exif++)
    for (int turns = 0; turns < 4; turns++) {
      RectoGeometry g = geometry(exif, turns, 0);
      RectoBox box = recto_geometry_to_original(&g, (RectoBox){0, 0, (int)g.width, (int)g.height});
      g_assert_cmpint(box.x, ==, 0);
      g_assert_cmpint(box.y, ==, 0);
      g_assert_cmpint(box.width, ==, 2000);
      g_assert_cmpint(box.height, ==, 1200);
    }
}

static void test_geometry_corner(void) {
  static const struct { int exif, turns, x, y; } cases[] = {
      {1, 0, 0, 0}, {6, 0, 0, 1160}, {8, 0, 1960, 0}, {3, 0, 1960, 1160}, {1, 1, 0, 1160}, {1, 2, 1960, 1160}, {1, 3, 1960, 0},
  };
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    RectoGeometry g = geometry(cases[i].exif, cases[i].turns, 0);
    RectoBox box = recto_geometry_to_original(&g, (RectoBox){0, 0, 40, 40}); /* 40 upright px = 40 stored px here */
    g_assert_cmpint(ABS(box.x - cases[i].x), <=, 1);
    g_assert_cmpint(ABS(box.y - cases[i].y), <=, 1);
  }
}

static void test_geometry_skew(void) {
  RectoGeometry g = geometry(1, 0, 90); /* a quarter turn by skew equals a quarter turn: the top left corner came from the bottom left */
  g.width = 1200;
  g.height = 2000;
  RectoBox box = recto_geometry_to_original(&g, (RectoBox){0, 0, 40, 40});
  g_assert_cmpint(ABS(box.x - 0), <=, 1);
  g_assert_cmpint(ABS(box.y - 1160), <=, 1);
}

static RectoFile *sample_file(void) {
  RectoFile *file = recto_file_new(3, "../../étrange\x01 nom.pdf");
  file->size = 12345;
  file->format = RECTO_FORMAT_PDF;
  file->outcome = RECTO_OUTCOME_DAMAGED;
  file->traits = RECTO_TRAIT_TRUNCATED | RECTO_TRAIT_FORM;
  file->declared_pages = 2;
  RectoPage *page = recto_page_new((RectoPageId){7, 3, 0});
  page->legible = RECTO_YES;
  page->measures.detail = 0.05;
  g_array_append_val(page->defects, ((RectoDefect){RECTO_DEFECT_SKEW, 2.5, 0.3, {1, 2, 3, 4}, true, false}));
  g_ptr_array_add(page->words, recto_word_new("Łukasz", (RectoBox){10, 20, 30, 40}, 0.93));
  g_ptr_array_add(page->codes, recto_code_new(RECTO_CODE_DATAMATRIX, "DC04\x1D\0x", 7, (RectoBox){5, 6, 7, 8}));
  g_ptr_array_add(page->mrz, recto_mrz_sight_new((const char *[]){"P<UTO", "123", NULL}, (RectoBox){0}, 0.5));
  g_autoptr(GBytes) bytes = g_bytes_new("jpeg", 4);
  page->image = recto_image_new(RECTO_IMAGE_JPEG, 20, 30, 3, 8, bytes);
  g_ptr_array_add(file->pages, page);
  return file;
}

static void test_freeze(void) {
  g_autoptr(RectoFile) file = sample_file();
  g_assert_cmpstr(file->name, ==, "étrange nom.pdf");
  g_autoptr(GBytes) frozen = recto_file_freeze(file);
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoFile) thawed = recto_file_thaw(frozen, &error);
  g_assert_no_error(error);
  g_autoptr(GBytes) again = recto_file_freeze(thawed);
  g_assert_true(g_bytes_equal(frozen, again));
  const RectoPage *page = thawed->pages->pdata[0];
  g_assert_cmpstr(((RectoWord *)page->words->pdata[0])->text, ==, "Łukasz");
  g_assert_cmpuint(g_bytes_get_size(((RectoCode *)page->codes->pdata[0])->bytes), ==, 7);
  g_assert_true(isnan(page->coverage));
  g_assert_null(page->thumb);
  g_assert_cmpuint(page->image->height, ==, 30);
}

/* A cut or altered stored form is refused or read as something valid; it never crashes. */
static void test_thaw_damage(void) {
  g_autoptr(RectoFile) file = sample_file();
  g_autoptr(GBytes) frozen = recto_file_freeze(file);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data(frozen, &size);
  guint refused = 0;
  for (gsize cut = 0; cut < size; cut++) {
    g_autoptr(GBytes) part = g_bytes_new(data, cut);
    g_autoptr(RectoFile) thawed = recto_file_thaw(part, NULL);
    if (!thawed) refused++;
  }
  g_assert_cmpuint(refused, ==, size);
  for (gsize at = 0; at < size; at++) {
    g_autofree guint8 *copy = g_memdup2(data, size);
    copy[at] ^= 0x41;
    g_autoptr(GBytes) altered = g_bytes_new(copy, size);
    g_autoptr(RectoFile) thawed = recto_file_thaw(altered, NULL);
    g_assert_null(thawed);
  }
}

static void test_json(void) {
  g_autoptr(RectoFile) file = sample_file();
  g_autoptr(JsonBuilder) builder = json_builder_new();
  recto_json_add_file(builder, file, RECTO_JSON_WORDS);
  g_autofree char *text = recto_json_finish(builder);
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = recto_json_parse(text, -1, 1 << 20, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(json_object_get_string_member(json_node_get_object(node), "outcome"), ==, "damaged");
}

static void test_json_hostile(void) {
  g_autofree char *deep = g_strnfill(100000, '[');
  g_autoptr(GError) error = NULL;
  g_assert_null(recto_json_parse(deep, -1, 1 << 20, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_FORMAT);
  g_autoptr(GError) large = NULL;
  g_assert_null(recto_json_parse("[1,2,3]", -1, 3, &large));
  g_assert_nonnull(large);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/fact/words", test_words);
  g_test_add_func("/fact/geometry-frame", test_geometry_frame);
  g_test_add_func("/fact/geometry-corner", test_geometry_corner);
  g_test_add_func("/fact/geometry-skew", test_geometry_skew);
  g_test_add_func("/fact/freeze", test_freeze);
  g_test_add_func("/fact/thaw-damage", test_thaw_damage);
  g_test_add_func("/fact/json", test_json);
  g_test_add_func("/fact/json-hostile", test_json_hostile);
  return g_test_run();
}
