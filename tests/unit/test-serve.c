/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a child does with a file, without jail or wire: the order of what it tells, what it leaves out when not wanted, the second look. */
#include "image/pix.h"
#include "page-draw.h"
#include "reader/serve.h"

#include <sys/mman.h>
#include <unistd.h>

static RectoModels *limits;

typedef struct {
  GString *order;      /* one letter an event */
  GPtrArray *words;    /* of char*, of the last page */
  RectoGeometry geometry;
  RectoBox amount;
  RectoAnswer legible, blank;
  uint32_t stop_after; /* events; 0 = never */
  bool image, thumb;
} Told;

static bool event(Told *told, char letter) {
  g_string_append_c(told->order, letter);
  return told->stop_after == 0 || told->order->len < told->stop_after;
}

static bool opened(gpointer self, const RectoFile *file) { return event(self, file->outcome == RECTO_OUTCOME_OK ? 'O' : 'x'); }
static bool begins(gpointer self, uint32_t page) { return event(self, 'b'); }
static bool finished(gpointer self, const RectoFile *file) { return event(self, 'F'); }

static bool verdict(gpointer self, const RectoPage *page) {
  Told *told = self;
  g_assert_cmpuint(page->words->len, ==, 0); /* before OCR */
  told->legible = page->legible;
  return event(told, 'v');
}

static bool whole_page(gpointer self, const RectoPage *page) {
  Told *told = self;
  told->geometry = page->geometry;
  told->blank = page->blank;
  told->image = page->image != NULL;
  told->thumb = page->thumb != NULL;
  g_ptr_array_set_size(told->words, 0);
  for (guint i = 0; i < page->words->len; i++) {
    const RectoWord *word = page->words->pdata[i];
    g_ptr_array_add(told->words, g_strdup(word->text));
    if (strstr(word->text, "842,37")) told->amount = word->box;
    g_assert_cmpint(word->box.x + word->box.width, <=, (int)page->geometry.width);
    g_assert_cmpint(word->box.y + word->box.height, <=, (int)page->geometry.height);
  }
  return event(told, 'p');
}

static RectoEmitter emitter_of(Told *told) { return (RectoEmitter){told, opened, begins, verdict, whole_page, finished, NULL}; }

static int file_of(PIX *pix, l_int32 format) {
  l_uint8 *data = NULL;
  size_t size = 0;
  int fd = memfd_create("page", MFD_CLOEXEC);
  g_assert_cmpint(pixWriteMem(&data, &size, pix, format), ==, 0);
  g_assert_cmpint(write(fd, data, size), ==, (gssize)size);
  lept_free(data);
  return fd;
}

static void serve(int fd, uint32_t want, Told *told) {
  RectoServeOrder order = {.fd = fd, .name = "page.png", .channel = RECTO_CHANNEL_COUNTER, .want = want, .limits = limits};
  RectoEmitter emitter = emitter_of(told);
  told->order = g_string_new(NULL);
  told->words = g_ptr_array_new_with_free_func(g_free);
  bool on = recto_serve_file(&order, &emitter);
  g_assert_cmpint(on, ==, told->stop_after == 0);
}

static void told_clear(Told *told) {
  g_string_free(told->order, TRUE);
  g_ptr_array_unref(told->words);
}

static void test_order(void) {
  g_autoptr(PIX) page = draw_letter("Liberation Sans", 23, 0);
  int fd = file_of(page, IFF_PNG);
  Told all = {0}, fast = {0}, gone = {.stop_after = 3};
  serve(fd, RECTO_WANT_ALL, &all);
  g_assert_cmpstr(all.order->str, ==, "ObvpF");
  g_assert_cmpuint(all.words->len, >, 100);
  g_assert_true(all.image && all.thumb);
  g_assert_cmpint(all.legible, ==, RECTO_YES);
  serve(fd, RECTO_WANT_LEGIBILITY, &fast);
  g_assert_cmpstr(fast.order->str, ==, "ObvpF");
  g_assert_cmpuint(fast.words->len, ==, 0);
  g_assert_false(fast.image || fast.thumb);
  serve(fd, RECTO_WANT_ALL, &gone); /* the parent went away at the verdict: nothing more is done */
  g_assert_cmpstr(gone.order->str, ==, "Obv");
  told_clear(&all), told_clear(&fast), told_clear(&gone);
  close(fd);
}

static void test_blank_page(void) {
  g_autoptr(PIX) page = draw_done(draw_surface(PAGE_W, PAGE_H, 0.97), true);
  wear_noise(page, 4, 9);
  int fd = file_of(page, IFF_PNG);
  Told told = {0};
  serve(fd, RECTO_WANT_ALL, &told);
  g_assert_cmpint(told.blank, ==, RECTO_YES);
  g_assert_cmpint(told.legible, !=, RECTO_NO);
  g_assert_cmpuint(told.words->len, ==, 0);
  told_clear(&told);
  close(fd);
}

static void test_garbage(void) {
  int fd = memfd_create("garbage", MFD_CLOEXEC);
  g_assert_cmpint(write(fd, "nothing that anybody reads", 26), ==, 26);
  Told told = {0};
  serve(fd, RECTO_WANT_ALL, &told);
  g_assert_cmpstr(told.order->str, ==, "xF");
  told_clear(&told);
  close(fd);
}

/* A page that lies upside down and leans is read; the box of an amount then leads a look back to the same digits. */
static void test_look(void) {
  g_autoptr(PIX) flat = draw_letter("Liberation Sans", 23, 0);
  g_autoptr(PIX) leaning = wear_lean(flat, 2.6);
  g_autoptr(PIX) page = pixRotateOrth(leaning, 2);
  pixSetResolution(page, PAGE_DPI, PAGE_DPI);
  int fd = file_of(page, IFF_PNG);
  Told told = {0};
  serve(fd, RECTO_WANT_ALL, &told);
  g_assert_cmpint(told.geometry.quarter_turns, ==, 2);
  g_assert_cmpfloat(fabs(told.geometry.skew + 2.6), <, 0.2);
  g_assert_false(recto_box_is_empty(told.amount));
  RectoServeOrder order = {.fd = fd, .name = "page.png", .channel = RECTO_CHANNEL_COUNTER, .limits = limits};
  RectoLookOrder wanted = {.place = {.box = told.amount}, .purpose = (char *)"net-pay", .alphabet = (char *)"0123456789,", .single_line = true, .scale = 2};
  g_autoptr(RectoLook) look = recto_serve_look(&order, 0, &told.geometry, &wanted);
  g_assert_cmpint(look->outcome, ==, RECTO_OUTCOME_OK);
  g_assert_cmpstr(look->text, ==, "842,37");
  g_assert_cmpfloat(look->confidence, >, 0.5);
  g_autoptr(RectoLook) nowhere = recto_serve_look(&order, 7, &told.geometry, &wanted);
  g_assert_cmpint(nowhere->outcome, !=, RECTO_OUTCOME_OK);
  g_assert_null(nowhere->text);
  told_clear(&told);
  close(fd);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_autoptr(GError) error = NULL;
  limits = recto_limits_load("models", &error);
  g_assert_no_error(error);
  g_assert_true(recto_serve_warm_up("models", limits, &error));
  g_autofree char *versions = recto_serve_versions();
  g_assert_nonnull(strstr(versions, "tesseract"));
  g_test_add_func("/serve/order", test_order);
  g_test_add_func("/serve/blank", test_blank_page);
  g_test_add_func("/serve/garbage", test_garbage);
  g_test_add_func("/serve/look", test_look);
  int result = g_test_run();
  recto_models_free(limits);
  return result;
}
