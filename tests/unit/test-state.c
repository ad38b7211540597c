/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a dossier's history makes of it (work/deed.h), and the changes of work/change.h against a real store. */
#include "base/file.h"
#include "work/change.h"
#include "work/parts.h"
#include <recto/error.h>
#include <sys/mman.h>
#include <unistd.h>

#define NOW ((int64_t)1764000000 * G_USEC_PER_SEC)
#define DEPOSIT(ordinal) "{\"channel\": \"counter\", \"files\": [{\"ordinal\": " #ordinal ", \"name\": \"f.pdf\", \"blob\": \"b" #ordinal "\", \"size\": 5}]}"

/* ------------------------------------------------------------------ folding lines written here: "deed body", versions from 1 */

static GPtrArray *events_of(const char *const *lines) {
  GPtrArray *events = g_ptr_array_new_with_free_func((GDestroyNotify)recto_store_event_free);
  for (; *lines; lines++) {
    RectoStoreEvent *event = g_new0(RectoStoreEvent, 1);
    const char *gap = strchr(*lines, ' ');
    event->version = events->len + 1;
    event->at = NOW + events->len;
    event->deed = gap ? g_strndup(*lines, (gsize)(gap - *lines)) : g_strdup(*lines);
    event->body = gap ? g_strdup(gap + 1) : NULL;
    g_ptr_array_add(events, event);
  }
  return events;
}

static RectoState *fold(const char *const *lines) {
  GError *error = NULL;
  g_autoptr(GPtrArray) events = events_of(lines);
  RectoState *state = recto_state_fold("2026-000001", events, &error);
  g_assert_no_error(error);
  return state;
}

#define FOLD(...) fold((const char *const[]){"open {\"procedure\": \"p\", \"reception\": \"2026-03-16\", \"situation\": {\"married\": \"no\"}}", __VA_ARGS__, NULL})

/* The files in force, as their ordinals in order. */
static void expect_files(const RectoState *state, const char *expected) {
  g_autoptr(GString) found = g_string_new(NULL);
  for (guint i = 0; i < state->files->len; i++) {
    const RectoStateFile *file = state->files->pdata[i];
    if (file->in_force) g_string_append_printf(found, "%s%u", found->len ? " " : "", file->ordinal);
  }
  g_assert_cmpstr(found->str, ==, expected);
}

static const char *answer(const RectoState *state, const char *question) { return g_hash_table_lookup(state->situation->answers, question); }

static void test_files(void) {
  g_autoptr(RectoState) state =
      FOLD("deposit " DEPOSIT(0), "deposit {\"channel\": \"mail\", \"files\": [{\"ordinal\": 1, \"blob\": \"x\", \"sha256\": \"aa\", \"size\": 9, \"from\": \"C2026-000001, 3\"},"
                                  " {\"ordinal\": 2, \"blob\": \"y\", \"size\": 0, \"name\": \"é.pdf\"}]}");
  g_assert_cmpstr(state->number, ==, "2026-000001");
  g_assert_cmpstr(state->procedure, ==, "p");
  g_assert_true(state->reception.year == 2026 && state->reception.month == 3 && state->reception.day == 16);
  g_assert_cmpuint(state->version, ==, 3);
  g_assert_cmpint(state->received_at, ==, NOW + 1); /* of the first deposit, not of the opening */
  expect_files(state, "0 1 2");
  const RectoStateFile *first = recto_state_file(state, 0), *second = recto_state_file(state, 1), *third = recto_state_file(state, 2);
  g_assert_cmpstr(first->channel, ==, "counter");
  g_assert_true(first->size == 5 && first->version == 2 && first->received_at == NOW + 1);
  g_assert_cmpstr(second->name, ==, "");
  g_assert_cmpstr(second->from, ==, "C2026-000001, 3");
  g_assert_cmpstr(second->sha256, ==, "aa");
  g_assert_cmpstr(third->name, ==, "é.pdf");
  g_assert_null(recto_state_file(state, 3));
  g_autoptr(RectoState) bare = FOLD("seen {\"piece\": \"photos\"}");
  g_assert_true(bare->files->len == 0 && bare->received_at == 0 && !bare->judged && !bare->closed);
}

#define SAID(page) "judged {\"said\": {\"findings\": [\"unreadable finding.unreadable-page action piece " page "\", \"missing finding.missing action 9:1\"]}}"
#define INSTEAD_OF(old, new) "deposit {\"remarks\": {\"replaces\": [" #old "]}, \"files\": [{\"ordinal\": " #new ", \"blob\": \"z\", \"size\": 1}]}"

/* A deposit in place of a page that was judged unreadable is one more try; in place of any other page it is none. */
static void test_tries(void) {
  static const uint32_t TRIES[] = {1, 2, 3, 3, 1};
  g_autoptr(RectoState) state = FOLD("deposit " DEPOSIT(0), SAID("1:1"), INSTEAD_OF(0, 1), SAID("2:3"), INSTEAD_OF(1, 2), "judged {\"said\": {\"findings\": []}}", INSTEAD_OF(2, 3),
                                     "deposit " DEPOSIT(4));
  for (uint32_t i = 0; i < G_N_ELEMENTS(TRIES); i++) g_assert_cmpuint(recto_state_file(state, i)->tries, ==, TRIES[i]);
  g_autoptr(RectoState) other = FOLD("deposit " DEPOSIT(0), SAID("11:1"), INSTEAD_OF(0, 1));
  g_autoptr(RectoState) unjudged = FOLD("deposit " DEPOSIT(0), INSTEAD_OF(0, 1));
  g_assert_cmpuint(recto_state_file(other, 1)->tries, ==, 1); /* another file's page */
  g_assert_cmpuint(recto_state_file(unjudged, 1)->tries, ==, 1);
  g_autoptr(RectoState) undone = FOLD("deposit " DEPOSIT(0), SAID("1:1"), INSTEAD_OF(0, 1), "undo {\"version\": 4}");
  g_assert_cmpuint(recto_state_file(undone, 1)->tries, ==, 1);
}

/* With the deposit or by a line of its own; undone, it has no effect. */
static void test_anyway(void) {
  g_autoptr(RectoState) state = FOLD("deposit " DEPOSIT(0), "deposit {\"remarks\": {\"anyway\": true}, \"files\": [{\"ordinal\": 1, \"blob\": \"z\", \"size\": 1}]}", "deposit " DEPOSIT(2),
                                     "anyway {\"files\": [2, 7]}", "deposit " DEPOSIT(3), "anyway {\"files\": [3]}", "undo {\"version\": 7}");
  static const bool ANYWAY[] = {false, true, true, false};
  for (uint32_t i = 0; i < G_N_ELEMENTS(ANYWAY); i++) g_assert_true(recto_state_file(state, i)->anyway == ANYWAY[i]);
  expect_files(state, "0 1 2 3");
}

static void test_withdrawn(void) {
  g_autoptr(RectoState) state = FOLD("deposit " DEPOSIT(0), "deposit " DEPOSIT(1), "withdraw {\"files\": [0, 7], \"to\": \"2026-000002\"}",
                                     "deposit {\"remarks\": {\"replaces\": [1]}, \"files\": [{\"ordinal\": 2, \"blob\": \"z\", \"size\": 1}]}");
  expect_files(state, "2");
  g_assert_cmpstr(recto_state_file(state, 0)->gone_to, ==, "2026-000002");
  g_assert_cmpuint(recto_state_file(state, 0)->withdrawals, ==, 1);
  g_assert_null(recto_state_file(state, 1)->gone_to);
  g_assert_cmpuint(state->files->len, ==, 3); /* withdrawn ones stay on the list */
}

/* The pages that count no more, "0:1>2026-000002" for one that went; then those that are to go, "0:2?" under way, "0:2!" stayed. */
static void expect_pages(const RectoState *state, const char *expected) {
  g_autoptr(GString) found = g_string_new(NULL);
  for (guint i = 0; i < state->gone->len; i++) {
    const RectoStateGone *gone = state->gone->pdata[i];
    g_string_append_printf(found, "%s%u:%u%s%s", found->len ? " " : "", gone->page.file, gone->page.page, gone->to ? ">" : "", gone->to ? gone->to : "");
  }
  for (guint i = 0; i < state->sends->len; i++) {
    const RectoStateSend *send = state->sends->pdata[i];
    g_string_append_printf(found, "%s%u:%u%s", found->len ? " " : "", send->page.file, send->page.page, send->cause ? "!" : "?");
  }
  g_assert_cmpstr(found->str, ==, expected);
}

#define SEND "send {\"pages\": [\"1:2\"], \"to\": \"2026-000002\"}"
#define SENT(version) "withdraw {\"pages\": [\"1:2\"], \"to\": \"2026-000002\", \"there\": 9, \"sent\": " #version "}"
#define STAYED(version) "stayed {\"pages\": [\"1:2\"], \"to\": \"2026-000002\", \"cause\": \"closed\", \"sent\": " #version "}"

/* A page of a longer file that goes to another dossier: wished, gone or stayed; each undone. The file counts all the while. */
static void test_sent(void) {
  static const struct { const char *lines[7], *pages; } CASES[] = {
      {{SEND}, "0:1?"}, {{SEND, SENT(3)}, "0:1>2026-000002"}, {{SEND, STAYED(3)}, "0:1!"}, {{SEND, STAYED(3), SEND}, "0:1! 0:1?"}, {{SEND, STAYED(3), SEND, SENT(5)}, "0:1>2026-000002"},
      {{SEND, "undo {\"version\": 3}"}, ""}, {{SEND, SENT(3), "undo {\"version\": 4}"}, ""}, {{SEND, SENT(3), "undo {\"version\": 3}"}, ""}, {{SEND, STAYED(3), "undo {\"version\": 3}"}, ""},
      {{SEND, SENT(3), "undo {\"version\": 4}", "undo {\"version\": 5}"}, "0:1>2026-000002"}, {{SEND, SENT(3), "undo {\"version\": 3}", "undo {\"version\": 5}"}, "0:1>2026-000002"},
      {{SEND, "undo {\"version\": 3}", SENT(3)}, ""}, /* carried out in the moment in which the wish was taken back: it counts here */
      {{"deposit {\"remarks\": {\"pages\": [\"1:2\"]}, \"files\": [{\"ordinal\": 1, \"blob\": \"z\", \"size\": 1}]}", SEND}, "0:1 0:1?"}};
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    const char *const *lines = CASES[i].lines;
    g_autoptr(RectoState) state = FOLD("deposit " DEPOSIT(0), lines[0], lines[1], lines[2], lines[3], lines[4]);
    g_assert_true(recto_state_file(state, 0)->in_force);
    expect_pages(state, CASES[i].pages);
  }
}

/* "0:0 type passport" and the like, with a "*" before what went over. */
static void expect_words(const RectoState *state, const char *expected) {
  g_autoptr(GString) found = g_string_new(NULL);
  for (guint i = 0; i < state->corrections->len; i++) {
    const RectoCorrection *word = state->corrections->pdata[i];
    g_string_append_printf(found, "%s%s%u:%u %s %s%s%s", i ? ", " : "", word->inherited ? "*" : "", word->page.file, word->page.page, recto_correction_word(word->kind), word->name ? word->name : "",
                           word->name ? "=" : "", word->value ? word->value : "");
    if (word->kind == RECTO_CORRECT_TOGETHER) g_string_append_printf(found, "%u:%u", word->other.file, word->other.page);
  }
  g_assert_cmpstr(found->str, ==, expected);
}

#define TYPE(page, value) "correct {\"kind\": \"type\", \"page\": \"" page "\", \"value\": \"" value "\"}"
#define FIELD(page, value) "correct {\"kind\": \"field\", \"page\": \"" page "\", \"name\": \"sex\", \"value\": \"" value "\"}"
#define UNREAD(page) "correct {\"kind\": \"unreadable\", \"page\": \"" page "\", \"name\": \"sex\"}"
#define AFTER(page, other) "correct {\"kind\": \"together\", \"page\": \"" page "\", \"other\": \"" other "\"}"
#define FOR_FILE(old, ordinal) "deposit {\"remarks\": {\"replaces\": [" #old "]}, \"files\": [{\"ordinal\": " #ordinal ", \"blob\": \"z\", \"size\": 1}]}"
#define FOR_PAGE(old, ordinal) "deposit {\"remarks\": {\"pages\": [\"" old "\"]}, \"files\": [{\"ordinal\": " #ordinal ", \"blob\": \"z\", \"size\": 1}]}"

/* What a person said of a page goes over to the one that replaces it: kind, values, owner, and its place unless it stands there anyway. */
static void test_inherited(void) {
  static const struct { const char *lines[6], *words; } CASES[] = {
      {{TYPE("1:1", "visa"), FOR_FILE(0, 1)}, "0:0 type visa, *1:0 type visa"},
      {{TYPE("1:2", "visa"), FOR_PAGE("1:2", 1), FOR_FILE(1, 2)}, "0:1 type visa, *1:0 type visa, *2:0 type visa"},
      {{TYPE("1:2", "visa"), FOR_FILE(0, 1)}, "0:1 type visa"},                                                     /* a longer file as a whole: which page is which is not known */
      {{TYPE("1:1", "visa"), FOR_PAGE("1:2", 1)}, "0:0 type visa"},                                                 /* of another page */
      {{FIELD("1:1", "F"), FIELD("1:1", "M"), FOR_FILE(0, 1)}, "0:0 field sex=F, 0:0 field sex=M, *1:0 field sex=M"}, /* the last word */
      {{FIELD("1:1", "F"), UNREAD("1:1"), FOR_FILE(0, 1)}, "0:0 field sex=F, 0:0 unreadable sex="},                 /* which was that nobody can read it: perhaps on the new one */
      {{TYPE("1:1", "visa"), FOR_FILE(0, 1), TYPE("2:1", "passport")}, "0:0 type visa, *1:0 type visa, 1:0 type passport"},
      {{TYPE("1:1", "visa"), FOR_FILE(0, 1), "undo {\"version\": 4}"}, "0:0 type visa"},
      {{TYPE("1:1", "visa"), FOR_FILE(0, 1), "undo {\"version\": 3}"}, ""},
      {{"deposit " DEPOSIT(1), AFTER("2:1", "1:1"), FOR_FILE(1, 2), FOR_FILE(0, 3)}, "1:0 together 0:0, *2:0 together 0:0, *1:0 together 3:0, *2:0 together 3:0"},
      {{AFTER("1:2", "1:1"), FOR_PAGE("1:2", 1)}, "0:1 together 0:0"},                                              /* it stands there by itself */
      {{AFTER("1:2", "1:1"), FOR_PAGE("1:2", 1), AFTER("2:1", "1:3"), FOR_FILE(1, 2)}, "0:1 together 0:0, 1:0 together 0:2, *2:0 together 0:2"}};
  for (gsize i = 0; i < G_N_ELEMENTS(CASES); i++) {
    const char *const *lines = CASES[i].lines;
    g_autoptr(RectoState) state = FOLD("deposit " DEPOSIT(0), lines[0], lines[1], lines[2], lines[3], lines[4]);
    expect_words(state, CASES[i].words);
  }
}

static void test_answers(void) {
  g_autoptr(RectoState) state = FOLD("answers {\"situation\": {\"married\": \"yes\", \"children\": \"2\"}}", "answers {\"reception\": \"2026-03-20\"}",
                                     "answers {\"procedure\": \"q\", \"situation\": {\"children\": \"3\"}}", "seen {\"piece\": \"photos\", \"why\": \"w\"}");
  g_assert_cmpstr(state->procedure, ==, "q");
  g_assert_cmpint(state->reception.day, ==, 20);
  g_assert_cmpstr(answer(state, "married"), ==, "yes");
  g_assert_cmpstr(answer(state, "children"), ==, "3");
  g_assert_cmpstr(answer(state, "seen.photos"), ==, "yes");
}

static void test_corrections(void) {
  g_autoptr(RectoState) state =
      FOLD("correct {\"kind\": \"type\", \"page\": \"1:2\", \"name\": \"verso\", \"value\": \"residence-card\"}", "correct {\"kind\": \"together\", \"page\": \"2\", \"other\": \"1:3\"}",
           "correct {\"kind\": \"field\", \"page\": \"1\", \"name\": \"sex\", \"value\": \"\"}");
  g_assert_cmpuint(state->corrections->len, ==, 3);
  const RectoCorrection *type = state->corrections->pdata[0], *together = state->corrections->pdata[1], *field = state->corrections->pdata[2];
  g_assert_true(type->kind == RECTO_CORRECT_TYPE && type->page.file == 0 && type->page.page == 1);
  g_assert_cmpstr(type->name, ==, "verso");
  g_assert_true(together->kind == RECTO_CORRECT_TOGETHER && together->page.file == 1 && together->page.page == 0 && together->other.page == 2);
  g_assert_cmpstr(field->value, ==, "");
}

static void test_undo(void) {
  g_autoptr(RectoState) one = FOLD("deposit " DEPOSIT(0), "withdraw {\"files\": [0]}", "undo {\"version\": 3}");
  expect_files(one, "0");
  g_assert_cmpuint(recto_state_file(one, 0)->withdrawals, ==, 1); /* it was withdrawn, whatever came of it */
  g_autoptr(RectoState) two = FOLD("deposit " DEPOSIT(0), "withdraw {\"files\": [0]}", "undo {\"version\": 3}", "undo {\"version\": 4}");
  expect_files(two, "");
  g_autoptr(RectoState) three = FOLD("deposit " DEPOSIT(0), "withdraw {\"files\": [0]}", "undo {\"version\": 3}", "undo {\"version\": 4}", "undo {\"version\": 5}");
  expect_files(three, "0");
  g_autoptr(RectoState) twice = FOLD("seen {\"piece\": \"photos\"}", "undo {\"version\": 2}", "undo {\"version\": 2}", "undo {\"version\": 3}");
  g_assert_null(answer(twice, "seen.photos")); /* one of two undos is undone: the other holds */
  g_autoptr(RectoState) answers = FOLD("answers {\"situation\": {\"married\": \"yes\"}}", "correct {\"kind\": \"turn\", \"page\": \"1\", \"value\": \"90\"}", "undo {\"version\": 2}",
                                       "undo {\"version\": 3}");
  g_assert_cmpstr(answer(answers, "married"), ==, "no"); /* what was answered before holds again */
  g_assert_cmpuint(answers->corrections->len, ==, 0);
}

static void test_undo_of_deposit(void) {
  g_autoptr(RectoState) state = FOLD("deposit " DEPOSIT(0), "deposit {\"remarks\": {\"replaces\": [0]}, \"files\": [{\"ordinal\": 1, \"blob\": \"z\", \"size\": 1}]}", "undo {\"version\": 3}");
  expect_files(state, "0"); /* what it replaced is back */
  g_assert_nonnull(recto_state_file(state, 1)); /* its own files stay on the list, without force: their ordinals are never reused */
}

static void test_closed(void) {
  g_autoptr(RectoState) closed = FOLD("close {}"), reopened = FOLD("close {}", "reopen {}"), bare = FOLD("close");
  g_assert_true(closed->closed && !reopened->closed && bare->closed);
}

/* A deposit's files must not vanish; any other line that cannot be understood has no effect. */
static void test_damaged(void) {
  static const char *const wrong[] = {
      "deposit", "deposit {", "deposit []", "deposit {\"channel\": \"counter\"}", "deposit {\"files\": {}}", "deposit {\"files\": [7]}",
      "deposit {\"files\": [{\"ordinal\": -1, \"blob\": \"b\", \"size\": 1}]}", "deposit {\"files\": [{\"ordinal\": 0, \"size\": 1}]}",
      "deposit {\"files\": [{\"ordinal\": 0, \"blob\": \"b\"}]}", "deposit {\"files\": [{\"ordinal\": \"0\", \"blob\": \"b\", \"size\": 1}]}",
      "deposit {\"files\": [{\"ordinal\": 4294967296, \"blob\": \"b\", \"size\": 1}]}"};
  for (gsize i = 0; i < G_N_ELEMENTS(wrong); i++) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) events = events_of((const char *const[]){wrong[i], NULL});
    if (recto_state_fold("2026-000001", events, &error)) g_error("%s was understood", wrong[i]);
    g_assert_error(error, RECTO_ERROR, RECTO_ERROR_FORMAT);
  }
  static const char *const ignored[] = {
      "withdraw {\"files\": [\"0\"]}", "withdraw {\"files\": [4294967296]}", "withdraw {\"files\": [[0]]}", "withdraw {\"files\": [null]}", "withdraw {\"files\": 0}", "withdraw {",
      "withdraw", "seen {}", "seen {\"piece\": 3}", "answers {\"situation\": {\"married\": 1}}", "answers []", "undo {\"version\": \"2\"}", "undo {\"version\": -2}", "undo", "invented {\"files\": [0]}",
      "correct {\"kind\": \"type\", \"page\": \"0:1\", \"value\": \"x\"}", "correct {\"kind\": \"eat\", \"page\": \"1:1\"}", "correct {\"kind\": \"type\"}",
      "correct {\"kind\": \"together\", \"page\": \"1:1\"}", "correct {\"kind\": \"together\", \"page\": \"1:1\", \"other\": \"x\"}", "answers {\"reception\": \"tomorrow\"}"};
  for (gsize i = 0; i < G_N_ELEMENTS(ignored); i++) {
    g_test_message("%s", ignored[i]);
    g_autoptr(RectoState) state = FOLD("deposit " DEPOSIT(0), ignored[i]);
    expect_files(state, "0");
    g_assert_cmpuint(state->corrections->len, ==, 0);
    g_assert_cmpuint(g_hash_table_size(state->situation->answers), ==, 1);
    g_assert_cmpint(state->reception.day, ==, 16);
    g_assert_cmpuint(state->version, ==, 3);
  }
}

static void test_page_words(void) {
  static const struct { const char *words; bool right; uint32_t file, page; } cases[] = {
      {"3:2", true, 2, 1},  {"3", true, 2, 0},     {"1:1", true, 0, 0}, {"100000:100000", true, 99999, 99999}, {"0:1", false, 0, 0}, {"1:0", false, 0, 0}, {"", false, 0, 0},
      {"3:", false, 0, 0},  {":2", false, 0, 0},   {"3:2:1", false, 0, 0}, {"-1", false, 0, 0},                {"3:-2", false, 0, 0}, {" 3", false, 0, 0}, {"3 ", false, 0, 0},
      {"three", false, 0, 0}, {"100001", false, 0, 0}, {"18446744073709551617", false, 0, 0}, {NULL, false, 0, 0}};
  for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
    RectoPageId page = {9, 9, 9};
    g_test_message("%s", cases[i].words);
    g_assert_true(recto_page_from_words(cases[i].words, &page) == cases[i].right);
    if (!cases[i].right) continue;
    g_assert_true(page.file == cases[i].file && page.page == cases[i].page);
    RectoPageId back = {0, 0, 0};
    g_autofree char *words = recto_page_to_words(page);
    g_assert_true(recto_page_from_words(words, &back) && back.file == page.file && back.page == page.page);
  }
}

/* ------------------------------------------------------------------ changes, on a real store */

typedef struct { char *folder; RectoStore *store; RectoModels *models; RectoWork work; char *number; } Desk;

static int file_with(const char *text) {
  int fd = memfd_create("test", MFD_CLOEXEC);
  g_assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
  return fd;
}

/* Deposits text under a key, as one of two steps or by itself. */
static bool put(Desk *desk, const char *number, const char *key, const char *text) {
  GError *error = NULL;
  g_auto(RectoStoreReceipt) receipt = {0};
  int fd = file_with(text);
  RectoStoreFile file = {.fd = fd, .name = "f.pdf"};
  RectoStoreDeposit deposit = {.key = key, .number = number, .who = "w", .channel = "counter", .now = NOW, .files = &file, .n_files = 1};
  g_assert_true(recto_store_deposit(desk->store, &deposit, &receipt, &error));
  g_assert_no_error(error);
  close(fd);
  return receipt.again;
}

static char *new_dossier(Desk *desk) {
  GError *error = NULL;
  char *number = NULL;
  g_autoptr(RectoSituation) situation = recto_situation_new();
  g_hash_table_insert(situation->answers, g_strdup("housing"), g_strdup("tenant"));
  g_assert_true(recto_work_new(&desk->work, "changement-adresse", situation, (RectoDate){2026, 3, 16}, &number, &error));
  g_assert_no_error(error);
  return number;
}

static Desk desk_new(void) {
  static const char *const folders[] = {"models", NULL};
  GError *error = NULL;
  Desk desk = {.folder = g_dir_make_tmp("recto-state-XXXXXX", NULL), .models = recto_models_load(folders, &error)};
  g_assert_no_error(error);
  desk.store = recto_store_open(desk.folder, &error);
  g_assert_no_error(error);
  desk.work = (RectoWork){.models = desk.models, .store = desk.store, .who = "w", .now = NOW};
  desk.number = new_dossier(&desk);
  put(&desk, desk.number, "a", "one");
  put(&desk, desk.number, "b", "two");
  return desk;
}

static void desk_clear(Desk *desk) {
  recto_store_free(desk->store);
  recto_models_free(desk->models);
  recto_file_remove_tree(desk->folder);
  g_free(desk->folder);
  g_free(desk->number);
}

static RectoState *load(const Desk *desk, const char *number) {
  GError *error = NULL;
  RectoState *state = recto_state_load(desk->store, number, &error);
  g_assert_no_error(error);
  return state;
}

static uint64_t version_of(const Desk *desk) {
  g_autoptr(RectoState) state = load(desk, desk->number);
  return state->version;
}

static void expect_in_force(const Desk *desk, const char *number, const char *expected) {
  g_autoptr(RectoState) state = load(desk, number);
  expect_files(state, expected);
}

#define DONE(call)                                                                                                                                  \
  do {                                                                                                                                              \
    GError *error = NULL;                                                                                                                           \
    bool done = (call);                                                                                                                             \
    g_assert_no_error(error);                                                                                                                       \
    g_assert_true(done);                                                                                                                            \
  } while (0)
/* Refused with this key, and nothing was written. */
#define REFUSED(with, call)                                                                                                                         \
  do {                                                                                                                                              \
    g_autoptr(GError) error = NULL;                                                                                                                 \
    uint64_t before = version_of(&desk);                                                                                                            \
    g_assert_false(call);                                                                                                                           \
    g_assert_error(error, RECTO_ERROR, RECTO_ERROR_USAGE);                                                                                          \
    g_assert_cmpstr(recto_error_key(error), ==, with);                                                                                              \
    g_assert_cmpuint(version_of(&desk), ==, before);                                                                                                \
  } while (0)

static bool correct(Desk *desk, RectoCorrectionKind kind, const char *name, const char *value, GError **error) {
  RectoCorrection *correction = recto_correction_new(kind, (RectoPageId){0, 0, 0}, name, value);
  correction->other = (RectoPageId){0, 5, 0};
  bool right = recto_work_correct(&desk->work, desk->number, correction, error);
  recto_correction_free(correction);
  return right;
}

static const uint32_t one[] = {0}, both[] = {0, 1}, twice[] = {1, 1}, absent[] = {0, 9};

static void test_changes(void) {
  Desk desk = desk_new();
  g_assert_cmpuint(version_of(&desk), ==, 3); /* opened, two deposits */
  DONE(recto_work_seen(&desk.work, desk.number, "photos", "w", &error));
  DONE(correct(&desk, RECTO_CORRECT_TYPE, "recto", "residence-card", &error));
  DONE(correct(&desk, RECTO_CORRECT_TYPE, "recto+verso", "residence-card", &error));
  DONE(correct(&desk, RECTO_CORRECT_TYPE, NULL, "blank", &error));
  DONE(correct(&desk, RECTO_CORRECT_FIELD, "sex", "", &error));
  DONE(correct(&desk, RECTO_CORRECT_PERSON, NULL, "spouse", &error));
  DONE(correct(&desk, RECTO_CORRECT_PERSON, NULL, "p12", &error));
  DONE(correct(&desk, RECTO_CORRECT_TURN, NULL, "270", &error));
  DONE(correct(&desk, RECTO_CORRECT_APART, NULL, NULL, &error));
  DONE(recto_work_withdraw(&desk.work, desk.number, one, 1, "double", &error));
  g_autoptr(RectoState) state = load(&desk, desk.number);
  g_assert_cmpuint(state->version, ==, 13);
  g_assert_cmpuint(state->corrections->len, ==, 8);
  expect_files(state, "1");
  DONE(recto_work_undo(&desk.work, desk.number, 13, NULL, &error));
  expect_in_force(&desk, desk.number, "0 1");
  DONE(recto_work_undo(&desk.work, desk.number, 2, NULL, &error)); /* a deposit */
  expect_in_force(&desk, desk.number, "1");
  g_autoptr(RectoSituation) situation = recto_situation_new();
  g_hash_table_insert(situation->answers, g_strdup("housing"), g_strdup("owner"));
  DONE(recto_work_answer(&desk.work, desk.number, NULL, (RectoDate){0}, situation, &error));
  g_autoptr(RectoState) answered = load(&desk, desk.number);
  g_assert_cmpstr(answer(answered, "housing"), ==, "owner");
  g_assert_true(answered->reception.day == 16 && g_str_equal(answered->procedure, "changement-adresse"));
  g_autoptr(GPtrArray) jobs = recto_ledger_jobs(recto_store_ledger(desk.store), desk.number, NULL);
  g_assert_cmpuint(jobs->len, ==, 1); /* one judgement for all of it */
  desk_clear(&desk);
}

/* Two clerks at one dossier, each with a register of their own: a line that comes between a decision and its writing does not undo the decision. */
typedef struct { Desk *desk; const char *who; } Clerk;

static gpointer turn_on(gpointer data) {
  const Clerk *clerk = data;
  Desk desk = *clerk->desk;
  g_autoptr(RectoStore) store = recto_store_open(desk.folder, NULL);
  desk.work.store = store;
  desk.work.who = clerk->who;
  for (int i = 0; i < 40; i++) {
    DONE(correct(&desk, RECTO_CORRECT_TURN, NULL, "90", &error));
    g_assert_true(recto_store_record(store, desk.number, 0, "viewed", "{}", clerk->who, 1, NULL, NULL, NULL));
  }
  return NULL;
}

static void test_crowded(void) {
  Desk desk = desk_new();
  Clerk first = {&desk, "first"}, second = {&desk, "second"};
  GThread *threads[] = {g_thread_new("first", turn_on, &first), g_thread_new("second", turn_on, &second)};
  for (size_t i = 0; i < G_N_ELEMENTS(threads); i++) g_thread_join(threads[i]);
  g_autoptr(RectoState) state = load(&desk, desk.number);
  g_assert_cmpuint(state->corrections->len, ==, 80);
  g_assert_cmpuint(state->version, ==, 3 + 160);
  desk_clear(&desk);
}

static void test_refusals(void) {
  Desk desk = desk_new();
  REFUSED("error.no-file", recto_work_withdraw(&desk.work, desk.number, absent, 2, NULL, &error));
  REFUSED("error.file-twice", recto_work_withdraw(&desk.work, desk.number, twice, 2, NULL, &error));
  REFUSED("error.no-dossier", recto_work_withdraw(&desk.work, "2026-000009", one, 1, NULL, &error));
  REFUSED("error.no-piece", recto_work_seen(&desk.work, desk.number, "fotos", NULL, &error));
  REFUSED("error.no-procedure", recto_work_answer(&desk.work, desk.number, "eat", (RectoDate){0}, NULL, &error));
  REFUSED("error.no-type", correct(&desk, RECTO_CORRECT_TYPE, NULL, "pasport", &error));
  REFUSED("error.no-type", correct(&desk, RECTO_CORRECT_TYPE, NULL, NULL, &error));
  REFUSED("error.no-side", correct(&desk, RECTO_CORRECT_TYPE, "edge", "residence-card", &error));
  REFUSED("error.no-side", correct(&desk, RECTO_CORRECT_TYPE, "recto+edge", "residence-card", &error));
  REFUSED("error.no-field", correct(&desk, RECTO_CORRECT_FIELD, "", "x", &error));
  REFUSED("error.no-field", correct(&desk, RECTO_CORRECT_FIELD, "sex", NULL, &error));
  REFUSED("error.no-person", correct(&desk, RECTO_CORRECT_PERSON, NULL, "patron", &error));
  REFUSED("error.no-person", correct(&desk, RECTO_CORRECT_PERSON, NULL, "p", &error));
  REFUSED("error.no-person", correct(&desk, RECTO_CORRECT_PERSON, NULL, NULL, &error));
  REFUSED("error.bad-turn", correct(&desk, RECTO_CORRECT_TURN, NULL, "45", &error));
  REFUSED("error.no-file", correct(&desk, RECTO_CORRECT_TOGETHER, NULL, NULL, &error)); /* its other page is not there */
  REFUSED("error.no-version", recto_work_undo(&desk.work, desk.number, 4, NULL, &error));
  REFUSED("error.no-version", recto_work_undo(&desk.work, desk.number, 0, NULL, &error));
  REFUSED("error.not-undoable", recto_work_undo(&desk.work, desk.number, 1, NULL, &error));
  REFUSED("error.there-already", recto_work_move(&desk.work, desk.number, one, 1, desk.number, &error));
  REFUSED("error.no-dossier", recto_work_move(&desk.work, desk.number, one, 1, "2026-000009", &error));
  DONE(recto_work_withdraw(&desk.work, desk.number, one, 1, NULL, &error));
  REFUSED("error.file-withdrawn", recto_work_withdraw(&desk.work, desk.number, both, 2, NULL, &error));
  REFUSED("error.file-withdrawn", correct(&desk, RECTO_CORRECT_APART, NULL, NULL, &error));
  DONE(recto_work_undo(&desk.work, desk.number, 4, NULL, &error));
  REFUSED("error.undone-before", recto_work_undo(&desk.work, desk.number, 4, NULL, &error));
  DONE(recto_store_close_dossier(desk.store, desk.number, true, "w", NOW, &error));
  REFUSED("error.closed", recto_work_withdraw(&desk.work, desk.number, one, 1, NULL, &error));
  REFUSED("error.closed", recto_work_seen(&desk.work, desk.number, "photos", NULL, &error));
  REFUSED("error.closed", correct(&desk, RECTO_CORRECT_APART, NULL, NULL, &error));
  REFUSED("error.closed", recto_work_undo(&desk.work, desk.number, 5, NULL, &error));
  g_autofree char *other = new_dossier(&desk);
  REFUSED("error.closed", recto_work_move(&desk.work, desk.number, one, 1, other, &error));
  put(&desk, other, "o", "other");
  g_autoptr(GError) closed = NULL;
  g_assert_false(recto_work_move(&desk.work, other, one, 1, desk.number, &closed)); /* into a closed one */
  g_assert_cmpstr(recto_error_key(closed), ==, "error.closed");
  expect_in_force(&desk, other, "0");
  desk_clear(&desk);
}

/* ------------------------------------------------------------------ arrivals */

static bool receive(Desk *desk, const char *path, const uint32_t *replaces, size_t n_replaces, bool *ret_again, GError **error) {
  const char *paths[] = {path, NULL};
  g_auto(RectoStoreReceipt) receipt = {0};
  RectoArrival arrival = {.number = desk->number, .reception = {2026, 3, 17}, .channel = RECTO_CHANNEL_COUNTER, .paths = paths, .replaces = replaces, .n_replaces = n_replaces};
  bool right = recto_work_receive(&desk->work, &arrival, &receipt, error);
  *ret_again = receipt.again;
  return right;
}

static void test_replace(void) {
  Desk desk = desk_new();
  bool again = true;
  g_autofree char *path = g_build_filename(desk.folder, "new.pdf", NULL);
  g_assert_true(g_file_set_contents(path, "new", -1, NULL));
  REFUSED("error.no-file", receive(&desk, path, absent, 2, &again, &error)); /* nothing is registered beside what was to be replaced */
  REFUSED("error.file-twice", receive(&desk, path, twice, 2, &again, &error));
  DONE(receive(&desk, path, one, 1, &again, &error));
  g_assert_false(again);
  expect_in_force(&desk, desk.number, "1 2");
  DONE(receive(&desk, path, one, 1, &again, &error)); /* the same again is answered, though file 1 is replaced now */
  g_assert_true(again);
  expect_in_force(&desk, desk.number, "1 2");
  g_assert_true(g_file_set_contents(path, "newer", -1, NULL));
  REFUSED("error.file-withdrawn", receive(&desk, path, one, 1, &again, &error));
  g_autoptr(GError) absent_path = NULL;
  g_assert_false(receive(&desk, "/nonexistent.pdf", NULL, 0, &again, &absent_path));
  g_assert_error(absent_path, RECTO_ERROR, RECTO_ERROR_DEVICE);
  desk_clear(&desk);
}

/* ------------------------------------------------------------------ moves */

static void test_move(void) {
  Desk desk = desk_new();
  g_autofree char *other = new_dossier(&desk);
  DONE(recto_work_move(&desk.work, desk.number, both, 2, other, &error));
  expect_in_force(&desk, desk.number, "");
  expect_in_force(&desk, other, "0 1");
  g_autoptr(RectoState) here = load(&desk, desk.number), there = load(&desk, other);
  g_assert_cmpstr(recto_state_file(here, 0)->gone_to, ==, other);
  g_autofree char *from = g_strdup_printf("%s, 1", desk.number);
  g_assert_cmpstr(recto_state_file(there, 0)->from, ==, from);
  g_assert_cmpstr(recto_state_file(there, 0)->name, ==, "f.pdf");
  g_assert_cmpstr(recto_state_file(here, 1)->sha256, ==, recto_state_file(there, 1)->sha256);
  g_assert_cmpstr(recto_state_file(here, 1)->blob, !=, recto_state_file(there, 1)->blob); /* sealed anew */
  REFUSED("error.file-withdrawn", recto_work_move(&desk.work, desk.number, one, 1, other, &error));
  /* Undone here it counts there no more; undone again it does; undone and moved anew, the files are in force in one place, as after the first time. */
  DONE(recto_work_undo(&desk.work, desk.number, here->version, NULL, &error));
  expect_in_force(&desk, desk.number, "0 1");
  expect_in_force(&desk, other, "");
  REFUSED("error.undone-before", recto_work_undo(&desk.work, other, there->version, NULL, &error));
  DONE(recto_work_undo(&desk.work, desk.number, here->version + 1, NULL, &error));
  expect_in_force(&desk, desk.number, "");
  expect_in_force(&desk, other, "0 1");
  DONE(recto_work_undo(&desk.work, desk.number, here->version, NULL, &error));
  expect_in_force(&desk, other, "");
  DONE(recto_work_move(&desk.work, desk.number, both, 2, other, &error));
  expect_in_force(&desk, desk.number, "");
  expect_in_force(&desk, other, "2 3");
  desk_clear(&desk);
}

/* Killed between its two steps: the files are there already and still here. */
static void test_move_interrupted(void) {
  Desk desk = desk_new();
  g_autofree char *other = new_dossier(&desk);
  /* The first half, as recto_work_move does it: through the store, with its key. */
  g_autofree char *key = g_strdup_printf("move|%s|%s|0 0", desk.number, other);
  g_assert_false(put(&desk, other, key, "one"));
  expect_in_force(&desk, desk.number, "0 1");
  expect_in_force(&desk, other, "0");
  DONE(recto_store_record(desk.store, desk.number, 0, "judged", "{}", "w", NOW, NULL, NULL, &error)); /* something happens meanwhile */
  DONE(recto_work_move(&desk.work, desk.number, one, 1, other, &error)); /* the same call ends it */
  expect_in_force(&desk, desk.number, "1");
  expect_in_force(&desk, other, "0"); /* once, not twice */
  desk_clear(&desk);
}

/* ------------------------------------------------------------------ by ticket */

static void test_ticket_lines(void) {
  g_autoptr(RectoState) state =
      FOLD("deposit {\"channel\": \"upload\", \"remarks\": {\"ticket\": 2, \"session\": \"ab\", \"piece\": \"domicile\"}, \"files\": [{\"ordinal\": 0, \"blob\": \"x\", \"size\": 9}]}",
           "deposit " DEPOSIT(1), "anyway {\"files\": [0]}", "refused {\"name\": \"big.pdf\", \"size\": 30000000, \"cause\": \"too-big\", \"ticket\": 2}", "anyway {\"files\": [7]}", "refused {}");
  const RectoStateFile *sent = recto_state_file(state, 0), *brought = recto_state_file(state, 1);
  g_assert_true(sent->ticket == 2 && g_str_equal(sent->session, "ab") && g_str_equal(sent->piece, "domicile") && sent->anyway);
  g_assert_true(brought->ticket == 0 && !brought->session && !brought->piece && !brought->anyway);
  g_assert_cmpuint(state->attempts->len, ==, 2);
  const RectoStateAttempt *attempt = state->attempts->pdata[0];
  g_assert_true(g_str_equal(attempt->name, "big.pdf") && g_str_equal(attempt->cause, "too-big") && attempt->size == 30000000 && attempt->ticket == 2 && attempt->at == NOW + 4);
  expect_files(state, "0 1"); /* what did not arrive is no file */
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/state/files", test_files);
  g_test_add_func("/state/withdrawn", test_withdrawn);
  g_test_add_func("/state/sent", test_sent);
  g_test_add_func("/state/inherited", test_inherited);
  g_test_add_func("/state/tries", test_tries);
  g_test_add_func("/state/anyway", test_anyway);
  g_test_add_func("/state/answers", test_answers);
  g_test_add_func("/state/corrections", test_corrections);
  g_test_add_func("/state/undo", test_undo);
  g_test_add_func("/state/undo-of-deposit", test_undo_of_deposit);
  g_test_add_func("/state/closed", test_closed);
  g_test_add_func("/state/damaged", test_damaged);
  g_test_add_func("/state/page-words", test_page_words);
  g_test_add_func("/state/tickets", test_ticket_lines);
  g_test_add_func("/change/changes", test_changes);
  g_test_add_func("/change/crowded", test_crowded);
  g_test_add_func("/change/refusals", test_refusals);
  g_test_add_func("/change/replace", test_replace);
  g_test_add_func("/change/move", test_move);
  g_test_add_func("/change/move-interrupted", test_move_interrupted);
  return g_test_run();
}
