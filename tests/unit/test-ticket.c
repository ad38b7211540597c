/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code of a ticket, and tickets in the register. */
#include "base/file.h"
#include "base/ticket_code.h"
#include "store/ticket.h"
#include <recto/error.h>

#define NOW ((int64_t)1764000000 * G_USEC_PER_SEC)
#define DAY ((int64_t)86400 * G_USEC_PER_SEC)

static void draw(GRand *chance, char letters[RECTO_TICKET_LETTERS + 1]) {
  uint8_t bits[RECTO_TICKET_BITS];
  for (int i = 0; i < RECTO_TICKET_BITS; i++) bits[i] = (uint8_t)g_rand_int(chance);
  recto_ticket_code_from(bits, letters);
}

static void expect(const char *text, RectoTicketReading wanted, const char *letters) {
  char read[RECTO_TICKET_LETTERS + 1] = "";
  g_assert_cmpint(recto_ticket_code_parse(text, read), ==, wanted);
  g_assert_cmpstr(read, ==, wanted == RECTO_TICKET_RIGHT ? letters : "");
}

static void test_forms(void) {
  g_autoptr(GRand) chance = g_rand_new_with_seed(1);
  char letters[RECTO_TICKET_LETTERS + 1];
  const uint8_t zero[RECTO_TICKET_BITS] = {0}, ones[RECTO_TICKET_BITS] = {255, 255, 255, 255, 255, 255, 255, 255, 255, 255};
  recto_ticket_code_from(zero, letters);
  g_assert_cmpstr(letters, ==, "00000000000000000");
  recto_ticket_code_from(ones, letters);
  g_assert_true(g_str_has_prefix(letters, "ZZZZZZZZZZZZZZZZ"));
  for (int i = 0; i < 200; i++) {
    draw(chance, letters);
    g_autofree char *spelled = recto_ticket_code_spell(letters), *small = g_ascii_strdown(spelled, -1), *spaced = g_strdelimit(g_strdup(small), "-", ' ');
    g_autofree char *as_o = g_strdelimit(g_strdup(letters), "0", 'o'), *as_l = g_strdelimit(g_strdup(letters), "1", 'l');
    g_assert_cmpuint(strlen(spelled), ==, 21);
    const char *const forms[] = {letters, spelled, small, spaced, as_o, as_l};
    for (size_t k = 0; k < G_N_ELEMENTS(forms); k++) expect(forms[k], RECTO_TICKET_RIGHT, letters);
  }
  expect("", RECTO_TICKET_NO_CODE, NULL);
  expect("7K3V", RECTO_TICKET_NO_CODE, NULL);
  expect("000000000000000000", RECTO_TICKET_NO_CODE, NULL);
  expect("0000000000000000U", RECTO_TICKET_NO_CODE, NULL);
  expect("0000000000000000\xc3\xa9", RECTO_TICKET_NO_CODE, NULL);
}

/* Every wrong letter, and every two that changed places. */
static void test_mistakes(void) {
  static const char all[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  g_autoptr(GRand) chance = g_rand_new_with_seed(2);
  char letters[RECTO_TICKET_LETTERS + 1], wrong[RECTO_TICKET_LETTERS + 1];
  for (int n = 0; n < 50; n++) {
    draw(chance, letters);
    for (int i = 0; i < RECTO_TICKET_LETTERS; i++) {
      for (const char *c = all; *c; c++) {
        memcpy(wrong, letters, sizeof wrong);
        wrong[i] = *c;
        if (*c != letters[i]) expect(wrong, RECTO_TICKET_WRONG, NULL);
      }
      for (int k = i + 1; k < RECTO_TICKET_LETTERS; k++) {
        memcpy(wrong, letters, sizeof wrong);
        wrong[i] = letters[k];
        wrong[k] = letters[i];
        if (letters[i] != letters[k]) expect(wrong, RECTO_TICKET_WRONG, NULL);
      }
    }
  }
}

static char *new_dossier(RectoStore *store) {
  g_auto(RectoStoreReceipt) receipt = {0};
  RectoStoreDeposit deposit = {.prefix = "2026-", .opening = "{}", .who = "test", .now = NOW};
  g_assert_true(recto_store_deposit(store, &deposit, &receipt, NULL));
  return g_strdup(receipt.number);
}

static void test_register(void) {
  g_autofree char *folder = g_dir_make_tmp("recto-ticket-XXXXXX", NULL);
  g_autoptr(GError) error = NULL;
  RectoStore *store = recto_store_open(folder, &error);
  g_autoptr(GRand) chance = g_rand_new_with_seed(3);
  char letters[RECTO_TICKET_LETTERS + 1], other[RECTO_TICKET_LETTERS + 1];
  uint32_t ordinal = 0;
  g_autofree char *number = new_dossier(store), *second = new_dossier(store);
  draw(chance, letters);
  draw(chance, other);
  g_assert_true(recto_store_add_ticket(store, number, letters, NOW + DAY, "clerk", NOW, &ordinal, &error));
  g_assert_cmpuint(ordinal, ==, 1);
  g_assert_false(recto_store_add_ticket(store, second, letters, NOW + DAY, "clerk", NOW, &ordinal, NULL)); /* the same code twice: refused, and no trace */
  g_autoptr(GPtrArray) none = recto_ledger_tickets(recto_store_ledger(store), second, NULL);
  g_assert_cmpuint(none->len, ==, 0);
  g_assert_true(recto_store_add_ticket(store, number, other, NOW + 2 * DAY, "clerk", NOW, &ordinal, &error));
  g_assert_cmpuint(ordinal, ==, 2);
  recto_store_free(store);
  store = recto_store_open(folder, &error); /* the same at every opening */
  g_autoptr(RectoTicketRow) row = recto_store_find_ticket(store, letters, &error);
  g_assert_true(row && g_str_equal(row->number, number) && row->ordinal == 1);
  g_assert_true(recto_ticket_is_open(row, NOW) && !recto_ticket_is_open(row, NOW + DAY));
  g_assert_true(recto_store_revoke_ticket(store, number, 1, "clerk", NOW + 5, &error));
  g_assert_true(recto_store_revoke_ticket(store, number, 1, "clerk", NOW + 9, &error)); /* stays as it was */
  g_autoptr(RectoTicketRow) revoked = recto_store_find_ticket(store, letters, &error), untouched = recto_store_ticket(store, number, 2, &error);
  g_assert_cmpint(revoked->revoked_at, ==, NOW + 5);
  g_assert_true(!recto_ticket_is_open(revoked, NOW + 6) && recto_ticket_is_open(untouched, NOW + 6));
  g_assert_false(recto_store_revoke_ticket(store, number, 3, "clerk", NOW, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_USAGE);
  g_clear_error(&error);
  g_autoptr(GPtrArray) faults = recto_store_verify(store, NULL, NULL, NULL, &error);
  g_assert_cmpuint(faults->len, ==, 0);
  g_autofree char *register_path = g_build_filename(folder, "register.db", NULL), *log = g_strconcat(register_path, "-wal", NULL);
  for (int i = 0; i < 2; i++) { /* the code itself lies nowhere */
    g_autoptr(GBytes) bytes = recto_file_read(i ? log : register_path, 1 << 26, NULL);
    g_assert_true(!bytes || !memmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), letters, RECTO_TICKET_LETTERS));
  }
  g_assert_true(recto_store_purge(store, number, "test", "clerk", NOW, &error));
  g_autoptr(RectoTicketRow) purged = recto_store_find_ticket(store, other, &error);
  g_assert_null(purged);
  g_assert_no_error(error);
  g_assert_false(recto_store_add_ticket(store, number, other, NOW + DAY, "clerk", NOW, &ordinal, &error));
  g_assert_error(error, RECTO_ERROR, RECTO_ERROR_USAGE);
  g_clear_error(&error);
  recto_store_free(store);
  recto_file_remove_tree(folder);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/ticket/forms", test_forms);
  g_test_add_func("/ticket/mistakes", test_mistakes);
  g_test_add_func("/ticket/register", test_register);
  return g_test_run();
}
