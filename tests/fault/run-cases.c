/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which trials there are. The long run takes every call of a plan, the short one a few of each kind, spread evenly. */
#include "run.h"
#include "faultlog.h"

#define SEED 7u
static const Subject one = {NULL, SEED, 1, 14, false}, two = {NULL, SEED + 1, 2, 10, false};
static const Subject newborn = {NULL, SEED + 2, 1, 2, true}, twins = {NULL, SEED + 3, 2, 2, true};

static Case *case_new(GPtrArray *cases, bool must_fail, const char *name) {
  Case *found = g_new0(Case, 1);
  found->name = g_strdup(name);
  found->must_fail = must_fail;
  found->trials = g_array_new(FALSE, TRUE, sizeof(Trial));
  g_ptr_array_add(cases, found);
  return found;
}

/* At most `most` of `n`, the first and the last among them. */
static size_t stride(size_t n, size_t most) { return most >= n ? 1 : (n + most - 1) / most; }

/* ------------------------------------------------------------------ kills */

/* Folders for the shards of blobs are made by the hundred: a few stand for all. */
static bool tells_little(const char *call, guint i) { return g_str_has_prefix(call, "mkdir ") && i % 32 != 0; }

static void add_points(Case *into, Trial trial, size_t most) {
  g_autoptr(GPtrArray) calls = run_calls(&trial.subject, trial.kinds);
  g_autoptr(GArray) points = g_array_new(FALSE, FALSE, sizeof(guint64));
  for (guint i = 0; i < calls->len; i++) {
    guint64 at = i + 1;
    if (!tells_little(calls->pdata[i], i)) g_array_append_val(points, at);
  }
  size_t each = stride(points->len, most);
  for (guint i = (guint)(each / 2); i < points->len; i += (guint)each) {
    trial.at = g_array_index(points, guint64, i);
    trial.seed = trial.at;
    g_array_append_val(into->trials, trial);
  }
}

static void add_kills(GPtrArray *cases, bool longer) {
  static const struct { const char *name, *kill, *kinds; size_t few; } kinds[] = {
      {"kill before call N", "before", NULL, 12}, {"kill after call N", "after", NULL, 12}, {"kill within write N", "half", "write", 10}};
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
    Trial trial = {.subject = one, .kill = kinds[i].kill, .kinds = kinds[i].kinds, .space = -1};
    add_points(case_new(cases, false, kinds[i].name), trial, longer ? G_MAXSIZE : kinds[i].few);
  }
  Trial both = {.subject = two, .kill = "before", .slow = 1000, .space = -1}, birth = {.subject = newborn, .kill = "before", .space = -1};
  add_points(case_new(cases, false, "kill one of two writers"), both, longer ? 250 : 8);
  Case *born = case_new(cases, false, "kill while a store is born");
  add_points(born, birth, longer ? 150 : 8);
  birth.subject = twins;
  add_points(born, birth, longer ? 100 : 4);
  Case *again = case_new(cases, false, "kill N, go on, power cut");
  for (guint i = 0; i < 6; i++) {
    static const char *const cuts[] = {"strict", "journal", "random"};
    Trial trial = {.subject = i % 2 ? newborn : one, .kill = "before", .cut = cuts[i / 2], .space = -1};
    add_points(again, trial, longer ? 100 : 2);
  }
  Case *outside = case_new(cases, false, "kill -9 from outside, thrice");
  for (guint i = 0; i < (longer ? 150u : 6u); i++) {
    Trial trial = {.subject = i % 2 ? two : one, .outside_kills = 3, .seed = i * 1000, .slow = i % 4 < 2 ? 0 : 500, .space = -1};
    g_array_append_val(outside->trials, trial);
  }
}

/* ------------------------------------------------------------------ failures */

static void add_failures(GPtrArray *cases, bool longer) {
  static const char *const errors[] = {"EIO", "ENOSPC", "EDQUOT", "EMFILE", "EINTR", "short"};
  for (size_t i = 0; i < G_N_ELEMENTS(errors); i++) {
    g_autofree char *name = g_strdup_printf("call N fails: %s", errors[i]);
    Trial trial = {.subject = one, .error = errors[i], .space = -1, .kinds = i == 3 ? "open" : i == 5 ? "write" : i == 4 ? "open,write,sync" : NULL};
    add_points(case_new(cases, false, name), trial, longer ? 400 : 4);
  }
  Trial reads = {.subject = one, .error = "EIO", .kinds = "read", .space = -1}, gone = {.subject = one, .error = "EIO", .from = true, .space = -1},
        dropped = {.subject = one, .error = "EIO", .kinds = "sync", .drop = true, .space = -1}, born = {.subject = newborn, .error = "EIO", .space = -1};
  add_points(case_new(cases, false, "read N fails"), reads, longer ? 200 : 5);
  add_points(case_new(cases, false, "the disk is gone from call N on"), gone, longer ? 200 : 6);
  add_points(case_new(cases, false, "fsync N fails and drops"), dropped, longer ? G_MAXSIZE : 10);
  add_points(case_new(cases, false, "call N fails while a store is born"), born, longer ? 150 : 4);
  Case *chance = case_new(cases, false, "2 % of all calls fail"), *full = case_new(cases, false, "the disk is full after N bytes");
  for (guint i = 0; i < (longer ? 150u : 6u); i++) {
    static const char all[] = "open,write,truncate,rename,link,unlink,mkdir,rmdir,sync,close,read";
    Trial trial = {.subject = i % 2 ? two : one, .error = i % 3 == 2 ? "ENOSPC" : "EIO", .kinds = all, .chance = 0.02, .seed = i + 1, .drop = i % 4 == 0, .space = -1};
    g_array_append_val(chance->trials, trial);
  }
  for (guint i = 0; i < (longer ? 150u : 6u); i++) {
    Trial trial = {.subject = i % 3 == 2 ? two : one, .space = (longer ? 5077 : 120077) * (int64_t)i, .seed = i};
    g_array_append_val(full->trials, trial);
  }
}

/* ------------------------------------------------------------------ power cuts */

static void add_cut(Case *into, Trial trial, uint64_t record, uint64_t seed) {
  trial.record = record;
  trial.seed = seed;
  trial.kill = trial.error = NULL;
  g_array_append_val(into->trials, trial);
}

/* A log's cuts: at once after acknowledgements, and anywhere. */
static void add_cuts(Case *into, const Trial *recorded, const char *name, const char *kind, size_t most) {
  Trial trial = *recorded;
  g_autofree char *folder = g_build_filename(run_work, name, NULL);
  trial.cut = kind;
  trial.log = g_build_filename(folder, "log", NULL); /* lives as long as the run */
  if (!g_file_test(trial.log, G_FILE_TEST_EXISTS)) {
    g_free(run_record(recorded, name));
    if (!run_sound(trial.log, recorded)) g_error("%s: the log does not make the folder that was recorded", name);
  }
  g_autoptr(GArray) points = run_log_points(trial.log);
  uint64_t random = SEED, n = g_array_index(points, guint64, points->len - 1);
  size_t half = most / 2, each = stride(points->len, half);
  for (guint i = 0; i < points->len; i += (guint)each) add_cut(into, trial, g_array_index(points, guint64, i), i + 1);
  for (guint i = 0; i < half; i++) {
    uint64_t seed = fault_random(&random) % 1000000;
    add_cut(into, trial, fault_random(&random) % (n + 1), seed);
  }
}

static void add_power_cuts(GPtrArray *cases, bool longer) {
  static const char *const kinds[] = {"strict", "journal", "random"};
  const struct { const char *name; Trial trial; } logs[] = {
      {"log-one", {.subject = one, .space = -1}},
      {"log-two", {.subject = two, .slow = 2000, .space = -1}},
      {"log-born", {.subject = newborn, .space = -1}},
      {"log-twins", {.subject = twins, .slow = 200, .space = -1}},
      {"log-killed-early", {.subject = one, .space = -1, .kill = "before", .at = 120}},
      {"log-killed-late", {.subject = two, .space = -1, .kill = "half", .at = 700}},
      {"log-sync-failed", {.subject = one, .space = -1, .error = "EIO", .kinds = "sync", .chance = 0.1, .seed = 5}},
  };
  for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
    g_autofree char *name = g_strdup_printf("power cut, %s", kinds[k]);
    Case *cuts = case_new(cases, false, name);
    for (size_t i = 0; i < G_N_ELEMENTS(logs); i++) add_cuts(cuts, &logs[i].trial, logs[i].name, kinds[k], longer ? 60 : 3);
  }
  Case *failed = case_new(cases, false, "fsync N fails, power cut"), *again = case_new(cases, false, "power cut, go on, power cut");
  for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) {
    Trial failing = {.subject = one, .error = "EIO", .kinds = "sync", .cut = kinds[k], .space = -1}, twice = {.subject = one, .space = -1, .twice = true};
    add_points(failed, failing, longer ? 80 : 3);
    add_cuts(again, &twice, "log-one", kinds[k], longer ? 60 : 4);
    twice.subject = newborn;
    add_cuts(again, &twice, "log-born", kinds[k], longer ? 40 : 2);
  }
  Trial lies = {.subject = one, .space = -1, .lie = true};
  add_cuts(case_new(cases, true, "control: fsync lies, power cut"), &lies, "log-lies", "strict", longer ? 20 : 4);
}

/* ------------------------------------------------------------------ the harness itself */

static void add_small(Case *into, const char *bug, bool longer) {
  Trial calm = {.subject = {bug, SEED, 2, 6, false}, .slow = 5000, .space = -1}, killed = {.subject = calm.subject, .space = -1}, lone = killed;
  lone.subject.writers = 1;
  killed.subject.writers = 1;
  killed.kill = "before";
  for (guint i = 0; i < 3; i++) g_array_append_val(into->trials, calm); /* two writers at once, no fault */
  add_points(into, killed, longer ? 60 : 4);
  g_autofree char *name = g_strdup_printf("log-small-%s", bug);
  static const char *const kinds[] = {"strict", "journal", "random"};
  for (size_t k = 0; k < G_N_ELEMENTS(kinds); k++) add_cuts(into, &lone, name, kinds[k], !longer && g_str_equal(bug, "none") ? 20 : 80); /* rare ones need many */
}

static void add_self_test(GPtrArray *cases, bool longer) {
  static const char *const bugs[] = {"no-file-sync", "no-folder-sync", "early-rename", "early-ack", "loose-database", "no-unique"};
  add_small(case_new(cases, false, "self-test: a right small store"), "none", longer);
  for (size_t i = 0; i < G_N_ELEMENTS(bugs); i++) {
    g_autofree char *name = g_strdup_printf("self-test: %s", bugs[i]);
    add_small(case_new(cases, true, name), bugs[i], longer);
  }
}

GPtrArray *run_cases(bool longer) {
  GPtrArray *cases = g_ptr_array_new();
  add_self_test(cases, longer);
  add_kills(cases, longer);
  add_failures(cases, longer);
  add_power_cuts(cases, longer);
  return cases;
}
