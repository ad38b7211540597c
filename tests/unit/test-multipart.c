/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forms as browsers send them, and as nobody should: every form is fed whole, byte by byte, and cut at every byte. */
#include "http/multipart.h"

typedef struct { GString *told; int begun, ended; bool stop; } Ear;

static bool on_begin(const RectoPartHead *head, gpointer data) {
  Ear *ear = data;
  g_string_append_printf(ear->told, "[%s%s%s=", head->name, head->untrusted_file ? ":" : "", head->untrusted_file ? head->untrusted_file : "");
  ear->begun++;
  return !ear->stop;
}

static bool on_bytes(const void *bytes, size_t size, gpointer data) {
  g_assert_cmpuint(size, >, 0);
  g_string_append_len(((Ear *)data)->told, bytes, (gssize)size);
  return true;
}

static bool on_end(gpointer data) {
  Ear *ear = data;
  g_string_append_c(ear->told, ']');
  ear->ended++;
  return true;
}

static const RectoPartCalls calls = {on_begin, on_bytes, on_end};
#define TYPE "multipart/form-data; boundary=XX"

/* Feeds in pieces of `step` bytes; what was told is the caller's. */
static RectoFormState feed(const char *type, const char *bytes, size_t size, size_t step, char **ret_told, int *ret_ended) {
  Ear ear = {g_string_new(NULL), 0, 0, false};
  g_autoptr(RectoMultipart) form = recto_multipart_new(type, 40, &calls, &ear);
  g_assert_nonnull(form);
  RectoFormState state = RECTO_FORM_OPEN;
  for (size_t at = 0; at < size; at += step) state = recto_multipart_feed(form, bytes + at, MIN(step, size - at));
  if (ret_ended) *ret_ended = ear.ended;
  *ret_told = g_string_free(ear.told, FALSE);
  return state;
}

typedef struct { const char *name, *body, *told; } Case;
#define FIELD "--XX\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\nabc"
static const Case good[] = {
    {"a field", FIELD "\r\n--XX--\r\n", "[token=abc]"},
    {"without the last line end", FIELD "\r\n--XX--", "[token=abc]"},
    {"with an epilogue", FIELD "\r\n--XX--\r\nwhatever\r\n--XX\r\n", "[token=abc]"},
    {"nothing in it", "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n--XX--\r\n", "[a=]"},
    {"what resembles a boundary", FIELD "\r\n-\r\n--X\r\n--xX\r\r\n--XX--\r\n", "[token=abc\r\n-\r\n--X\r\n--xX\r]"},
    {"no parts", "--XX--\r\n", ""},
    {"no quotation marks", "--XX\r\ncontent-disposition: form-data; name=a\r\n\r\n1\r\n--XX--", "[a=1]"},
    {"a quoted name", "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a%22b%0Ac\\\"d.pdf\"\r\n\r\n1\r\n--XX--", "[f:a\"b c\"d.pdf=1]"},
    {"an empty file field", "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--XX--", "[f:=]"},
    {"curl's own headers", "--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\nContent-Transfer-Encoding: binary\r\n\r\n1\r\n--XX--", "[f:a=1]"},
};

static void test_good(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(good); i++)
    for (size_t step = 1; step <= strlen(good[i].body); step++) {
      g_autofree char *told = NULL;
      RectoFormState state = feed(TYPE, good[i].body, strlen(good[i].body), step, &told, NULL);
      if (state != RECTO_FORM_WHOLE || !g_str_equal(told, good[i].told)) g_error("%s, in steps of %zu: state %d, told %s", good[i].name, step, state, told);
    }
}

static const Case bad[] = {
    {"a preamble", "hello\r\n" FIELD "\r\n--XX--", NULL},
    {"line feeds alone", "--XX\nContent-Disposition: form-data; name=\"a\"\n\n1\n--XX--\n", NULL},
    {"another boundary", "--YY\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--YY--", NULL},
    {"text behind a boundary", FIELD "\r\n--XXY\r\n", NULL},
    {"no head", "--XX\r\n\r\n1\r\n--XX--", NULL},
    {"no name", "--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--", NULL},
    {"two names", "--XX\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\n1\r\n--XX--", NULL},
    {"two dispositions", "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--XX--", NULL},
    {"two file names", "--XX\r\nContent-Disposition: form-data; name=\"a\"; filename=\"b\"; filename=\"c\"\r\n\r\n1\r\n--XX--", NULL},
    {"an extended file name", "--XX\r\nContent-Disposition: form-data; name=\"a\"; filename*=utf-8''..%2Fx\r\n\r\n1\r\n--XX--", NULL},
    {"an open quotation mark", "--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XX--", NULL},
    {"a name that is none", "--XX\r\nContent-Disposition: form-data; name=\"a/../b\"\r\n\r\n1\r\n--XX--", NULL},
    {"an attachment", "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1\r\n--XX--", NULL},
    {"parts in a part", "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; boundary=YY\r\n\r\n--YY\r\n\r\n1\r\n--YY--\r\n--XX--", NULL},
    {"base64", "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==\r\n--XX--", NULL},
    {"a folded line", "--XX\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n1\r\n--XX--", NULL},
    {"a space before the colon", "--XX\r\nContent-Disposition : form-data; name=\"a\"\r\n\r\n1\r\n--XX--", NULL},
};

static void test_bad(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
    for (size_t step = 1; step <= strlen(bad[i].body); step += 3) {
      g_autofree char *told = NULL;
      RectoFormState state = feed(TYPE, bad[i].body, strlen(bad[i].body), step, &told, NULL);
      if (state != RECTO_FORM_BROKEN) g_error("%s, in steps of %zu: state %d, told %s", bad[i].name, step, state, told);
    }
}

/* Bytes of a file go through as they are, whatever they are; a form that was cut is never whole, and its last part never ended. */
static void test_cut(void) {
  g_autoptr(GString) body = g_string_new("--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\n"), wanted = g_string_new("[f:x=");
  for (int i = 0; i < 700; i++) {
    char c = (char)(i % 7 == 0 ? '\r' : i % 11 == 0 ? '\n' : i % 5 == 0 ? '-' : i);
    g_string_append_c(body, c);
    g_string_append_c(wanted, c);
  }
  g_string_append(body, "\r\n--XX--");
  g_string_append_c(wanted, ']');
  for (size_t cut = 0; cut <= body->len; cut++) {
    g_autofree char *told = NULL;
    int ended = 0;
    RectoFormState state = feed(TYPE, body->str, cut, MAX(cut, 1), &told, &ended);
    g_assert_cmpint(state, ==, cut == body->len ? RECTO_FORM_WHOLE : RECTO_FORM_OPEN);
    g_assert_cmpint(ended, ==, cut >= body->len - 2); /* with its boundary */
    if (cut == body->len) g_assert_true(memcmp(told, wanted->str, wanted->len) == 0);
  }
}

static void test_many(void) {
  g_autoptr(GString) body = g_string_new(NULL);
  for (int i = 0; i < 10000; i++) g_string_append(body, "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n");
  g_string_append(body, "--XX--");
  g_autofree char *told = NULL, *big_told = NULL;
  int ended = 0;
  g_assert_cmpint(feed(TYPE, body->str, body->len, 4096, &told, &ended), ==, RECTO_FORM_BROKEN);
  g_assert_cmpint(ended, ==, 40);
  g_autoptr(GString) head = g_string_new("--XX\r\nX-Long: ");
  for (int i = 0; i < RECTO_PART_HEAD_MAX; i++) g_string_append_c(head, 'x');
  g_assert_cmpint(feed(TYPE, head->str, head->len, 100, &big_told, NULL), ==, RECTO_FORM_BROKEN);
}

static void test_boundaries(void) {
  static const char *const refused[] = {"multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\"a", "multipart/form-data; boundary=a; boundary=b",
                                        "multipart/mixed; boundary=a", "multipart/form-datax; boundary=a", "text/plain; boundary=a", "multipart/form-data; boundary=a\xc3\xa9", "multipart/form-data; boundary=\"a \""};
  Ear ear = {0};
  g_autofree char *long_one = g_strdup_printf("multipart/form-data; boundary=%0100d", 0), *most = g_strdup_printf("multipart/form-data; boundary=%070d", 0);
  for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) g_assert_null(recto_multipart_new(refused[i], 4, &calls, &ear));
  g_assert_null(recto_multipart_new(long_one, 4, &calls, &ear));
  g_assert_null(recto_multipart_new(NULL, 4, &calls, &ear));
  g_autoptr(RectoMultipart) form = recto_multipart_new(most, 4, &calls, &ear), quoted = recto_multipart_new("Multipart/Form-Data; charset=utf-8; Boundary=\"a b:c\"", 4, &calls, &ear);
  g_assert_nonnull(form);
  g_assert_nonnull(quoted);
}

static void test_names(void) {
  static const char *const names[][2] = {
      {"photo.jpg", "photo.jpg"}, {"../../etc/passwd", "passwd"}, {"C:\\Users\\moi\\carte d'identité.jpg", "carte d'identité.jpg"}, {"", "-"}, {"..", "-"}, {"a/", "-"}, {"/", "-"},
      {"gpj.\xe2\x80\xae" "exe", "gpj.exe"}, {"a\x01" "b\r\nc", "abc"}, {"\xff\xfe", "\xef\xbf\xbd\xef\xbf\xbd"}, {"  x  ", "x"}, {"\xe2\x80\x8f", "-"}};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *clean = recto_clean_file_name(names[i][0]);
    g_assert_cmpstr(clean, ==, names[i][1]);
  }
  g_autofree char *long_name = g_strnfill(5000, 'x'), *clean = recto_clean_file_name(long_name);
  g_assert_cmpuint(strlen(clean), <=, 240);
}

/* Ten thousand odd forms: the parser always says one of three things, and never tells more bytes than came. */
static void test_odd(void) {
  static const char *const pieces[] = {"\r\n", "--XX", "--", "\r", "\n", "Content-Disposition: form-data; name=\"a\"", "; filename=\"b\"", "\r\n\r\n", "XX", "-", "x", "\"", ";", "Content-Type: a/b", "\r\n--XX--", "\r\n--XX\r\n"};
  g_autoptr(GRand) chance = g_rand_new_with_seed(6);
  for (int n = 0; n < 10000; n++) {
    g_autoptr(GString) body = g_string_new(g_rand_boolean(chance) ? "--XX\r\n" : NULL);
    int length = g_rand_int_range(chance, 0, 24);
    for (int i = 0; i < length; i++) g_string_append(body, pieces[g_rand_int_range(chance, 0, G_N_ELEMENTS(pieces))]);
    g_autofree char *whole = NULL, *bytewise = NULL;
    RectoFormState a = feed(TYPE, body->str, body->len, MAX(body->len, 1), &whole, NULL), b = feed(TYPE, body->str, body->len, 1, &bytewise, NULL);
    g_assert_cmpint(a, ==, b);
    g_assert_cmpstr(whole, ==, bytewise);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/multipart/good", test_good);
  g_test_add_func("/multipart/bad", test_bad);
  g_test_add_func("/multipart/cut-at-every-byte", test_cut);
  g_test_add_func("/multipart/ten-thousand-parts", test_many);
  g_test_add_func("/multipart/boundaries", test_boundaries);
  g_test_add_func("/multipart/file-names", test_names);
  g_test_add_func("/multipart/odd", test_odd);
  return g_test_run();
}
