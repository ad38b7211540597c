/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts in the register, passwords, and the table of who may do what. */
#include "base/file.h"
#include "base/common.h"
#include "base/leaked.h"
#include "base/password.h"
#include "store/account.h"
#include "work/role.h"
#include <recto/error.h>
#include <recto/json.h>

#define NOW ((int64_t)1764000000 * G_USEC_PER_SEC)

/* ------------------------------------------------------------------ the table, whole */

/* Written a second time, row by row, so that a change of the table is a change here too. */
static void test_roles(void) {
  static const struct { const char *role, *rights; } wanted[] = {
      {"depositor", "enter deposit"},
      {"counter", "enter deposit see change take"},
      {"reviewer", "enter deposit see change take original review"},
      {"admin", "enter audit"},
      {"auditor", "enter audit"},
  };
  g_assert_cmpuint(G_N_ELEMENTS(wanted), ==, RECTO_N_STAFF);
  for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
    RectoStaffRole role = RECTO_N_STAFF;
    g_auto(GStrv) rights = g_strsplit(wanted[i].rights, " ", -1);
    g_assert_true(recto_staff_from_word(wanted[i].role, &role));
    g_assert_cmpstr(recto_staff_word(role), ==, wanted[i].role);
    guint n = 0;
    for (int right = 0; right < RECTO_N_RIGHTS; right++) {
      bool may = g_strv_contains((const char *const *)rights, recto_right_word((RectoRight)right));
      n += may;
      if (recto_staff_may(role, (RectoRight)right) != may) g_error("%s: %s", wanted[i].role, recto_right_word((RectoRight)right));
    }
    g_assert_cmpuint(n, ==, g_strv_length(rights));
  }
  RectoStaffRole role = RECTO_STAFF_ADMIN;
  g_assert_false(recto_staff_from_word("root", &role));
  g_assert_false(recto_staff_from_word(NULL, &role));
  g_assert_false(recto_staff_may(RECTO_N_STAFF, RECTO_MAY_ENTER));
}

/* ------------------------------------------------------------------ passwords */

static void test_passwords(void) {
  g_autofree char *hash = recto_password_hash("correct horse battery", NULL), *again = recto_password_hash("correct horse battery", NULL);
  g_assert_true(g_str_has_prefix(hash, "$y$"));
  g_assert_cmpstr(hash, !=, again); /* salted */
  g_assert_true(recto_password_fits(hash, "correct horse battery"));
  g_assert_false(recto_password_fits(hash, "correct horse batterx"));
  g_assert_false(recto_password_fits(hash, ""));
  g_assert_false(recto_password_fits("*0", "correct horse battery"));
  g_assert_false(recto_password_fits("", ""));
  g_autofree char *most = g_strnfill(RECTO_PASSWORD_MOST, 'x'), *more = g_strnfill(RECTO_PASSWORD_MOST + 1, 'x'), *kept = recto_password_hash(most, NULL);
  g_autoptr(GError) error = NULL;
  g_assert_true(recto_password_fits(kept, most));
  g_assert_false(recto_password_fits(kept, more)); /* nothing is cut */
  g_assert_null(recto_password_hash(more, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE);
}

/* What people do to reach fifteen letters is refused; sentences, and what a password keeper draws, are not. */
static void test_common(void) {
  static const char *const common[] = {"motdepasse12345", "Password2024!!!", "P@ssw0rd-2025-12", "soleilsoleilsoleil", "SoleilSoleilSol", "111111111111111", "abc123abc123abc123", "123456789012345", "098765432109876", "azertyuiopqsdfg",
    "zyxwvutsrqponml", "1qaz2wsx3edc4rf", "!!!!!!!!!!!!!!!!", "Claire.Martin.2026", "__claire-martin__", "...........soleil...........", "sôleil..........2026", NULL};
  static const char *const good[] = {"a long phrase of mine", "correct horse battery", "le soleil se couche sur la Garonne", "k8#Vq2!mZr7_pLx4", "xkqjvwzpbmtrsdl", "291049930602619", "Мой дом стоит у реки", "claire aime le soleil du soir", NULL};
  g_autofree char *path = g_build_filename(g_getenv("RECTO_MODELS") ? g_getenv("RECTO_MODELS") : "models", "passwords.txt", NULL), *words = NULL;
  gsize size = 0;
  g_assert_true(g_file_get_contents(path, &words, &size, NULL));
  for (int i = 0; common[i]; i++)
    if (!recto_password_is_common(words, size, "claire.martin", common[i])) g_error("\"%s\" is taken", common[i]);
  for (int i = 0; good[i]; i++)
    if (recto_password_is_common(words, size, "claire.martin", good[i])) g_error("\"%s\" is refused", good[i]);
  g_assert_true(recto_password_is_common(NULL, 0, NULL, "123456789012345")); /* patterns need no list */
  g_assert_false(recto_password_is_common(NULL, 0, NULL, "motdepasse12345"));
  g_assert_false(recto_password_is_common("# soleil\nsol", 12, NULL, "soleil1234567890")); /* a remark is no word, nor is the beginning of one */
}

/* ------------------------------------------------------------------ passwords that leaked */

static int compare_lines(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

static char *line_for(const char *password, guint count, const char *end) {
  g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA1, password, -1), *digits = g_ascii_strup(digest, -1);
  return g_strdup_printf("%s:%u%s", digits, count, end);
}

/* `n` passwords "leaked 0", "leaked 1"…, ordered, each with a count of another length. */
static char *leaked_list(guint n, const char *end) {
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  for (guint i = 0; i < n; i++) {
    g_autofree char *password = g_strdup_printf("leaked %u", i);
    g_ptr_array_add(lines, line_for(password, i % 7 ? i : i * 99991, end));
  }
  g_ptr_array_sort(lines, compare_lines);
  g_ptr_array_add(lines, NULL);
  return g_strjoinv("", (char **)lines->pdata);
}

static char *written(const char *text, gssize size) {
  char *path = NULL;
  int fd = g_file_open_tmp("leaked-XXXXXX", &path, NULL);
  g_assert_cmpint(fd, >=, 0);
  close(fd);
  g_assert_true(g_file_set_contents(path, text, size, NULL));
  return path;
}

static bool is_refused(char *text, gssize size) {
  g_autofree char *path = written(text, size);
  g_autoptr(GError) error = NULL;
  bool right = recto_leaked_check(path, &error);
  unlink(path);
  return !right && g_error_matches(error, RECTO_ERROR, RECTO_ERROR_USAGE);
}

static void holds_its_own(guint n, const char *end, gssize cut) {
  g_autofree char *text = leaked_list(n, end), *path = written(text, (gssize)strlen(text) - cut);
  g_autoptr(GError) error = NULL;
  g_assert_true(recto_leaked_check(path, &error));
  for (guint i = 0; i < n + 200; i++) {
    g_autofree char *password = g_strdup_printf("leaked %u", i);
    bool holds = i >= n;
    g_assert_true(recto_leaked_holds(path, password, &holds, &error));
    if (holds != (i < n)) g_error("%u of %u: %d", i, n, holds);
  }
  unlink(path);
}

static void test_leaked(void) {
  static const guint sizes[] = {1, 2, 3, 64, 2000};
  for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
    holds_its_own(sizes[i], "\r\n", 0);
    holds_its_own(sizes[i], "\n", 1); /* the last line without its end */
  }
  g_autofree char *sorted = leaked_list(500, "\n"), *shorter = g_strndup(sorted, 30), *small = g_ascii_strdown(sorted, -1);
  g_assert_true(is_refused((char *)"", 0));
  g_assert_true(is_refused((char *)"motdepasse\n", -1));
  g_assert_true(is_refused(shorter, -1));
  g_autoptr(GString) by_count = g_string_new(NULL);
  for (guint i = 0; i < 500; i++) {
    g_autofree char *password = g_strdup_printf("leaked %u", i), *line = line_for(password, 500 - i, "\n");
    g_string_append(by_count, line);
  }
  g_assert_true(is_refused(by_count->str, -1)); /* the other order in which such lists are published */
  g_autofree char *path = written(small, -1);
  bool holds = false;
  g_assert_true(recto_leaked_holds(path, "leaked 7", &holds, NULL) && holds);
  unlink(path);
  g_autoptr(GError) error = NULL;
  g_assert_false(recto_leaked_holds(path, "leaked 7", &holds, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_USAGE);
}

static int compare(const void *a, const void *b) { return (*(const gint64 *)a > *(const gint64 *)b) - (*(const gint64 *)a < *(const gint64 *)b); }

static gint64 median_of(const char *hash) {
  gint64 times[5];
  for (int i = 0; i < 5; i++) {
    gint64 began = g_get_monotonic_time();
    g_assert_false(recto_password_fits(hash, "not the password"));
    times[i] = g_get_monotonic_time() - began;
  }
  qsort(times, 5, sizeof *times, compare);
  return times[2];
}

/* Nobody's password takes as long as somebody's: a factor of three tells a skipped hash, which is a thousand times faster, and not a busy machine. */
static void test_unknown_takes_as_long(void) {
  g_autofree char *hash = recto_password_hash("correct horse battery", NULL);
  gint64 known = median_of(hash), unknown = median_of(NULL);
  g_test_message("known %" G_GINT64_FORMAT " us, unknown %" G_GINT64_FORMAT " us", known, unknown);
  g_assert_cmpint(unknown * 3, >, known);
  g_assert_cmpint(known * 3, >, unknown);
}

/* ------------------------------------------------------------------ the register */

static void test_names(void) {
  static const struct { const char *given, *kept; } names[] = {{"Nadia", "nadia"}, {"a.b_c@d-e9", "a.b_c@d-e9"}, {"9", "9"}, {"", NULL}, {".x", NULL}, {"a b", NULL}, {"é", NULL}, {"a\n", NULL}};
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
    g_autofree char *name = recto_account_name(names[i].given);
    g_assert_cmpstr(name, ==, names[i].kept);
  }
  g_autofree char *most = g_strnfill(64, 'a'), *more = g_strnfill(65, 'a'), *kept = recto_account_name(most), *none = recto_account_name(more);
  g_assert_nonnull(kept);
  g_assert_null(none);
}

typedef struct { char *folder; RectoStore *store; } Place;

static void begin(Place *place) {
  place->folder = g_dir_make_tmp("recto-account-XXXXXX", NULL);
  place->store = recto_store_open(place->folder, NULL);
  g_assert_nonnull(place->store);
}

static void end(Place *place) {
  recto_store_free(place->store);
  recto_file_remove_tree(place->folder);
  g_free(place->folder);
}

static void add(RectoStore *store, const char *name, const char *role, const char *hash) {
  RectoAccount account = {.name = (char *)name, .role = (char *)role, .hash = (char *)hash};
  g_assert_true(recto_store_add_account(store, &account, "test", NOW, NULL));
}

static void test_life(void) {
  Place place;
  g_autoptr(GError) error = NULL;
  begin(&place);
  add(place.store, "nadia", "counter", "$y$one");
  add(place.store, "paul", "admin", NULL);
  RectoAccount twice = {.name = (char *)"nadia", .role = (char *)"admin"};
  g_assert_false(recto_store_add_account(place.store, &twice, "test", NOW, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_USAGE);
  g_autoptr(RectoAccount) nadia = recto_store_account(place.store, "nadia", NULL), none = recto_store_account(place.store, "nobody", NULL);
  g_assert_true(nadia && g_str_equal(nadia->role, "counter") && g_str_equal(nadia->hash, "$y$one") && nadia->created_at == NOW);
  g_assert_null(none);
  g_assert_true(recto_store_change_account(place.store, "nadia", "reviewer", NULL, "test", NOW, NULL));
  g_autoptr(RectoAccount) promoted = recto_store_account_by_id(place.store, nadia->id, NULL);
  g_assert_true(g_str_equal(promoted->role, "reviewer") && g_str_equal(promoted->hash, "$y$one") && promoted->stamp > nadia->stamp);
  g_assert_true(recto_store_change_account(place.store, "nadia", NULL, "$y$two", "test", NOW, NULL));
  g_autoptr(RectoAccount) changed = recto_store_account(place.store, "nadia", NULL);
  g_assert_true(g_str_equal(changed->hash, "$y$two") && g_str_equal(changed->role, "reviewer") && changed->stamp > promoted->stamp);
  g_assert_true(recto_store_remove_account(place.store, "nadia", "test", NOW, NULL));
  g_autoptr(RectoAccount) gone = recto_store_account_by_id(place.store, nadia->id, NULL);
  g_assert_null(gone);
  add(place.store, "nadia", "counter", NULL);
  g_autoptr(RectoAccount) other = recto_store_account(place.store, "nadia", NULL);
  g_assert_cmpuint(other->id, >, nadia->id); /* the number of one who went is not given again */
  g_clear_error(&error);
  g_assert_false(recto_store_remove_account(place.store, "nobody", "test", NOW, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_USAGE);
  g_autoptr(GPtrArray) all = recto_store_accounts(place.store, NULL);
  g_assert_cmpuint(all->len, ==, 2);
  end(&place);
}

/* Each change is a line of the chain, which verifies; hashes and passwords are in none. */
static void test_told(void) {
  Place place;
  static const char *const deeds[] = {"account-added", "account-role", "account-password", "account-removed", "sign-in"};
  begin(&place);
  add(place.store, "nadia", "counter", "$y$secret");
  g_assert_true(recto_store_change_account(place.store, "nadia", "admin", NULL, "test", NOW, NULL));
  g_assert_true(recto_store_change_account(place.store, "nadia", NULL, "$y$secret2", "test", NOW, NULL));
  g_assert_true(recto_store_remove_account(place.store, "nadia", "test", NOW, NULL));
  g_assert_true(recto_store_note(place.store, "sign-in", "{\"name\":\"nadia\"}", "nadia", NOW, NULL));
  g_autoptr(GPtrArray) lines = recto_store_recent(place.store, 10, NULL), few = recto_store_recent(place.store, 2, NULL), faults = recto_store_verify(place.store, NULL, NULL, NULL, NULL);
  g_assert_cmpuint(lines->len, ==, G_N_ELEMENTS(deeds));
  g_assert_cmpuint(few->len, ==, 2);
  g_assert_cmpstr(((const RectoStoreEvent *)few->pdata[1])->deed, ==, "sign-in");
  g_assert_cmpuint(faults->len, ==, 0);
  for (guint i = 0; i < lines->len; i++) {
    const RectoStoreEvent *event = lines->pdata[i];
    g_assert_cmpstr(event->deed, ==, deeds[i]);
    g_assert_true(strstr(event->body, "nadia") && !strstr(event->body, "secret"));
  }
  end(&place);
}

/* Rows that somebody without the key wrote do not open: no other role, no older password, no other's password. */
static void test_rows_are_sealed(void) {
  Place place;
  begin(&place);
  add(place.store, "nadia", "counter", "$y$one");
  add(place.store, "paul", "admin", "$y$two");
  RectoLedger *ledger = recto_store_ledger(place.store);
  g_autoptr(RectoAccountRow) nadia = recto_ledger_account(ledger, 1, NULL), paul = recto_ledger_account(ledger, 2, NULL);
  g_assert_true(recto_store_change_account(place.store, "paul", "auditor", NULL, "test", NOW, NULL));
  RectoAccountRow as_paul = {nadia->id, nadia->stamp, nadia->digest, paul->sealed, NOW}, older = {paul->id, paul->stamp + 1, paul->digest, paul->sealed, NOW};
  const RectoAccountRow *const forged[] = {&as_paul, &older};
  for (size_t i = 0; i < G_N_ELEMENTS(forged); i++) {
    g_autoptr(GError) error = NULL;
    g_assert_true(recto_ledger_begin(ledger, NULL) && recto_ledger_put_account(ledger, forged[i], NULL) && recto_ledger_commit(ledger, NULL));
    g_autoptr(RectoAccount) account = recto_store_account_by_id(place.store, forged[i]->id, &error);
    g_assert_null(account);
    g_assert_error(error, RECTO_ERROR, RECTO_ERROR_STORE);
  }
  end(&place);
}

/* Who looks at a dossier is in its history, and does not move it in the list. */
static void test_viewed(void) {
  Place place;
  begin(&place);
  g_auto(RectoStoreReceipt) receipt = {0};
  RectoStoreDeposit deposit = {.prefix = "2026-", .opening = "{}", .who = "test", .channel = "counter", .now = NOW};
  g_assert_true(recto_store_deposit(place.store, &deposit, &receipt, NULL));
  g_assert_true(recto_store_record(place.store, receipt.number, 0, "viewed", "{}", "nadia", NOW + 5, NULL, NULL, NULL));
  g_autoptr(RectoDossierRow) row = recto_ledger_dossier(recto_store_ledger(place.store), receipt.number, NULL);
  g_autoptr(GPtrArray) events = recto_store_history(place.store, receipt.number, NULL);
  g_assert_cmpint(row->changed_at, ==, NOW);
  g_assert_cmpstr(((const RectoStoreEvent *)events->pdata[events->len - 1])->who, ==, "nadia");
  end(&place);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/account/roles", test_roles);
  g_test_add_func("/account/passwords", test_passwords);
  g_test_add_func("/account/common", test_common);
  g_test_add_func("/account/leaked", test_leaked);
  g_test_add_func("/account/unknown-takes-as-long", test_unknown_takes_as_long);
  g_test_add_func("/account/names", test_names);
  g_test_add_func("/account/life", test_life);
  g_test_add_func("/account/told", test_told);
  g_test_add_func("/account/sealed", test_rows_are_sealed);
  g_test_add_func("/account/viewed", test_viewed);
  return g_test_run();
}
