/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A registered dossier under a lease: read -> look -> judge -> write down. */
#include "work/intake.h"
#include "work/parts.h"
#include "work/reading.h"
#include "work/show.h"
#include "work/view.h"
#include <recto/error.h>

void recto_verdict_clear(RectoVerdict *verdict) {
  g_clear_pointer(&verdict->dossier, recto_dossier_free);
  g_clear_pointer(&verdict->stored, recto_store_dossier_free);
  g_clear_pointer(&verdict->state, recto_state_free);
  g_clear_pointer(&verdict->changes, g_free);
  g_clear_pointer(&verdict->before, g_free);
}

static int open_original(const RectoStoreDossier *stored, const RectoState *state, uint32_t ordinal, GError **error) {
  const RectoStateFile *file = recto_state_file(state, ordinal);
  if (file) return recto_store_open_blob(stored, file->blob, error);
  g_autofree char *which = g_strdup_printf("%u", ordinal + 1);
  recto_error_say(error, RECTO_ERROR_STORE, "error.no-file", "there is no file {file} in dossier {number}", "file", which, "number", state->number, NULL);
  return -1;
}

int recto_verdict_open_original(uint32_t ordinal, gpointer data, GError **error) {
  const RectoVerdict *verdict = data;
  return open_original(verdict->stored, verdict->state, ordinal, error);
}

static int open_read(uint32_t ordinal, gpointer data, GError **error) {
  const RectoReading *reading = data;
  return open_original(reading->stored, reading->state, ordinal, error);
}

static bool judge(RectoReading *reading, RectoVerdict *verdict, GError **error) {
  const RectoWork *work = reading->work;
  const RectoState *state = reading->state;
  g_autoptr(GPtrArray) looks = recto_work_looks(work->models, work->reader, reading->files, state->corrections, state->reception.year, open_read, reading,
                                                work->progress, work->progress_data);
  RectoCase the_case = {state->number, state->procedure, state->reception, state->received_at, state->situation, reading->files, looks, state->corrections};
  verdict->dossier = recto_judge(work->models, &the_case, error);
  if (verdict->dossier) recto_reading_tell(reading, RECTO_STEP_JUDGED, 1, 1, NULL);
  return verdict->dossier != NULL;
}

/* What arrived meanwhile has a job of its own: this line tells what was judged. */
static bool write_down(RectoReading *reading, RectoVerdict *verdict, GError **error) {
  const RectoWork *work = reading->work;
  RectoState *state = reading->state;
  g_autofree char *body = recto_judged_body(verdict->dossier);
  verdict->before = g_strdup(state->judged);
  if (!recto_judged_same(body, verdict->before)) {
    if (!recto_store_record(work->store, state->number, 0, "judged", body, work->who, work->now, NULL, &state->version, error)) return false;
    verdict->changes = g_steal_pointer(&body);
  }
  recto_view_keep(reading, verdict->dossier);
  bool right = recto_work_summarise(work, verdict->dossier, error);
  if (right && work->shows) recto_points_show(reading, verdict->dossier);
  return right;
}

/* Pages that are to go elsewhere go first: what is judged is what is left. */
static bool load(RectoReading *reading, const RectoWork *work, RectoLease *lease, GError **error) {
  bool any = false;
  if (!recto_reading_load(reading, work, lease->job->number, NULL, error) || !recto_work_carry(work, reading->stored, reading->state, &any, error)) return false;
  if (!any) return true;
  recto_lease_renew(lease);
  recto_reading_clear(reading);
  return recto_reading_load(reading, work, lease->job->number, NULL, error);
}

static bool do_job(const RectoWork *work, RectoLease *lease, RectoVerdict *ret_verdict, GError **error) {
  g_auto(RectoVerdict) verdict = {0};
  g_auto(RectoReading) reading = {.lease = lease};
  GError *cause = NULL;
  bool right = load(&reading, work, lease, &cause) && recto_reading_run(&reading, &cause) && judge(&reading, &verdict, &cause) && write_down(&reading, &verdict, &cause);
  recto_lease_end(lease, right, cause);
  if (cause) g_propagate_error(error, cause);
  if (!right) return false;
  verdict.stored = g_steal_pointer(&reading.stored);
  verdict.state = g_steal_pointer(&reading.state);
  *ret_verdict = verdict;
  verdict = (RectoVerdict){0};
  return true;
}

bool recto_work_judge(const RectoWork *work, const char *number, RectoVerdict *ret_verdict, GError **error) {
  RectoLease lease = {0};
  g_autoptr(RectoStoreDossier) known = recto_store_find(work->store, number, error); /* an unknown or purged one has no job */
  return known && recto_lease_take(work, number, RECTO_JOB_JUDGE, &lease, error) && do_job(work, &lease, ret_verdict, error);
}

bool recto_work_next(const RectoWork *work, RectoVerdict *ret_verdict, bool *ret_any, GError **error) {
  RectoLease lease = {0};
  if (!recto_lease_take(work, NULL, NULL, &lease, error)) return *ret_any = false;
  *ret_any = lease.job != NULL;
  return !lease.job || do_job(work, &lease, ret_verdict, error);
}
