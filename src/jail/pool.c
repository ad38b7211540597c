/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many files, many children, one poll. Files are begun in order, the last few by size, so that no big one runs alone at the end; a worker that finds none takes half of what another still has before it.
 * A child that dies costs the page it was at: the rest goes to a fresh one. A page is tried again once, and only if the child that died on it had read
 * others before (it may have died of them), never after a timeout. */
#include "jail/job.h"

#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <recto/error.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TICK_MS = 100, MAX_FAILED_STARTS = 50 };

typedef struct {
  RectoChild *child;  /* NULL = idle */
  RectoJob *job;
  uint32_t next, end; /* pages it may still begin */
  bool opened, reading, finished, stopped, lingering;
  uint32_t page;      /* the one it is at, while `reading` */
  RectoPage *verdict; /* of that page */
  uint32_t pages_done, warned;
  int64_t deadline;
} Worker;

typedef struct {
  RectoReader *reader;
  GPtrArray *jobs;  /* of RectoJob, as ordered */
  GPtrArray *queue; /* the same, as they are begun */
  GArray *workers; /* of Worker */
  RectoNewsFunc listener;
  gpointer user_data;
  const volatile int *cancel;
  bool cancelled;
} Pool;

static int64_t from_now(double seconds) { return g_get_monotonic_time() + (int64_t)(seconds * G_USEC_PER_SEC); }

static Worker *worker_at(const Pool *pool, guint i) { return &g_array_index(pool->workers, Worker, i); }

static void tell(const Pool *pool, RectoNewsKind kind, const RectoJob *job, const RectoPage *page) {
  RectoNews news = {kind, job->order->ordinal, job->file, page};
  if (pool->listener && !pool->cancelled) pool->listener(&news, pool->user_data);
}

/* ------------------------------------------------------------------ what children say */

static bool hear_opened(const Pool *pool, Worker *worker, const RectoWireRecord *record, const uint8_t *untrusted) {
  RectoJob *job = worker->job;
  bool first = !job->opened;
  if (worker->opened || !recto_job_opened(job, untrusted, record->length)) return false;
  worker->opened = true;
  worker->end = MIN(worker->end, job->end);
  if (first) tell(pool, RECTO_NEWS_FILE_OPENED, job, NULL);
  return true;
}

static bool hear_begins(const Pool *pool, Worker *worker, const RectoWireRecord *record) {
  if (!worker->opened || worker->reading || record->page < worker->next) return false;
  if (record->page >= worker->end) {
    worker->stopped = true; /* another child has been given these pages */
    return true;
  }
  worker->reading = true;
  worker->page = record->page;
  worker->next = record->page + 1;
  worker->deadline = from_now(worker->job->limits.page_wall);
  recto_child_renew(pool->reader, worker->child, worker->job->limits.page_cpu);
  return true;
}

static RectoPage *take_page(const Worker *worker, const RectoWireRecord *record, const uint8_t *untrusted) {
  const RectoReadOrder *order = worker->job->order;
  if (!worker->reading || record->page != worker->page) return NULL;
  return recto_wire_to_page(untrusted, record->length, (RectoPageId){order->deposit, order->ordinal, record->page});
}

static bool hear_verdict(const Pool *pool, Worker *worker, const RectoWireRecord *record, const uint8_t *untrusted) {
  if (worker->verdict || !(worker->verdict = take_page(worker, record, untrusted))) return false;
  tell(pool, RECTO_NEWS_PAGE_VERDICT, worker->job, worker->verdict);
  return true;
}

static bool hear_page(const Pool *pool, Worker *worker, const RectoWireRecord *record, const uint8_t *untrusted) {
  RectoPage *page = take_page(worker, record, untrusted);
  if (!page) return false;
  uint32_t warnings = page->warnings;
  if (!recto_job_add_page(worker->job, page)) return false;
  g_clear_pointer(&worker->verdict, recto_page_free);
  worker->reading = false;
  worker->pages_done++;
  worker->warned += warnings;
  worker->deadline = from_now(worker->job->limits.page_wall);
  recto_child_renew(pool->reader, worker->child, worker->job->limits.page_cpu);
  tell(pool, RECTO_NEWS_PAGE_DONE, worker->job, page);
  return true;
}

static bool hear_finished(const Pool *pool, Worker *worker, const RectoWireRecord *record, const uint8_t *untrusted) {
  if (worker->reading || !recto_job_finished(worker->job, untrusted, record->length, worker->warned)) return false;
  worker->finished = true;
  worker->deadline = from_now(recto_limit(pool->reader->limits, "jail.linger-s"));
  return true;
}

static bool hear(const Pool *pool, Worker *worker, const RectoWireRecord *record, const uint8_t *untrusted) {
  if (worker->finished || worker->stopped) return false;
  switch (record->kind) {
  case RECTO_WIRE_OPENED: return hear_opened(pool, worker, record, untrusted);
  case RECTO_WIRE_BEGINS: return hear_begins(pool, worker, record);
  case RECTO_WIRE_VERDICT: return hear_verdict(pool, worker, record, untrusted);
  case RECTO_WIRE_PAGE: return hear_page(pool, worker, record, untrusted);
  case RECTO_WIRE_FINISHED: return hear_finished(pool, worker, record, untrusted);
  default: return false;
  }
}

static void listen_to(const Pool *pool, Worker *worker) {
  while (!worker->child->killed && !worker->child->ended) {
    RectoWireRecord record = {0};
    g_autofree uint8_t *answer = NULL;
    RectoChannelResult result = recto_child_receive(worker->child, &record, &answer);
    if (result == RECTO_CHANNEL_NOTHING || result == RECTO_CHANNEL_END) return;
    if (result == RECTO_CHANNEL_BREACH || !hear(pool, worker, &record, answer)) {
      recto_child_kill(pool->reader, worker->child, RECTO_OUTCOME_PROTOCOL);
      return;
    }
    if (!worker->finished) recto_child_reply(worker->child, worker->stopped ? RECTO_WIRE_STOP : RECTO_WIRE_GO);
  }
}

/* ------------------------------------------------------------------ when a child has ended */

static void lose_page(const Pool *pool, RectoJob *job, uint32_t index, RectoPage *verdict, RectoOutcome why) {
  tell(pool, RECTO_NEWS_PAGE_DONE, job, recto_job_lose_page(job, index, verdict, why));
}

/* Without a page count nobody knows which pages these would be: then the file's outcome alone tells. */
static void lose_span(const Pool *pool, RectoJob *job, RectoSpan span, RectoOutcome why) {
  if (job->lost == RECTO_OUTCOME_OK) job->lost = why;
  for (uint32_t i = span.first; job->counted && i < MIN(span.end, job->end); i++) lose_page(pool, job, i, NULL, why);
}

static void pass_on(const Pool *pool, RectoJob *job, RectoSpan span, RectoOutcome why) {
  if (span.first >= span.end) return;
  bool spent = job->expired || pool->cancelled || job->restarts >= recto_limit(pool->reader->limits, "jail.restarts");
  if (spent) return lose_span(pool, job, span, why);
  job->restarts++;
  recto_job_push(job, span);
}

static bool deserves_retry(const Worker *worker, RectoOutcome why) {
  return worker->pages_done > 0 && (why == RECTO_OUTCOME_MEMORY || why == RECTO_OUTCOME_CRASH);
}

static void bury(const Pool *pool, Worker *worker, RectoOutcome why) {
  RectoJob *job = worker->job;
  if (worker->reading && deserves_retry(worker, why)) return pass_on(pool, job, (RectoSpan){worker->page, worker->end}, why);
  if (worker->reading) {
    lose_page(pool, job, worker->page, g_steal_pointer(&worker->verdict), why);
    return pass_on(pool, job, (RectoSpan){worker->page + 1, worker->end}, why);
  }
  bool progressed = worker->opened && worker->pages_done > 0 && worker->next < worker->end;
  if (job->lost == RECTO_OUTCOME_OK) job->lost = why; /* between pages: none is lost, but all was not well */
  if (progressed) return pass_on(pool, job, (RectoSpan){worker->next, worker->end}, why);
  lose_span(pool, job, (RectoSpan){worker->next, worker->end}, why);
}

static void note_cost(const Pool *pool, const Worker *worker) {
  worker->job->file->cpu_seconds += worker->child->cpu_seconds;
  for (guint i = 0; i < pool->jobs->len; i++) {
    uint64_t *peak = &g_array_index(pool->reader->peaks, uint64_t, i);
    if (g_ptr_array_index(pool->jobs, i) == worker->job) *peak = MAX(*peak, worker->child->peak_bytes);
  }
}

static void settle(const Pool *pool, Worker *worker) {
  listen_to(pool, worker); /* what it had said before it ended */
  RectoJob *job = worker->job;
  RectoOutcome why = recto_child_outcome(worker->child, worker->finished || worker->stopped);
  job->running--;
  note_cost(pool, worker);
  if (why != RECTO_OUTCOME_OK) bury(pool, worker, why);
  g_clear_pointer(&worker->verdict, recto_page_free);
  g_clear_pointer(&worker->child, recto_child_free);
}

/* ------------------------------------------------------------------ giving out work */

static bool start(const Pool *pool, Worker *worker, RectoJob *job, RectoSpan span) {
  const RectoReadOrder *order = job->order;
  bool own = false;
  int original = recto_reopen(order->fd, &own);
  RectoWireOrder wire = recto_order_new(pool->reader, RECTO_ORDER_READ, order->channel);
  wire.ordinal = order->ordinal;
  wire.deposit = order->deposit;
  wire.want = order->want;
  wire.first_page = span.first;
  wire.n_pages = span.end - span.first;
  if (order->turns) memcpy(wire.turns, order->turns, MIN(order->n_turns, RECTO_MAX_TURNS));
  g_strlcpy(wire.name, job->file->name, sizeof wire.name);
  RectoChild *child = original >= 0 ? recto_child_start(pool->reader, &wire, original) : NULL;
  if (original >= 0) close(original);
  if (!child) {
    /* The zygote is gone (poll will notice), or descriptors are short: another tick may bring them. */
    if (job->failed_starts++ < MAX_FAILED_STARTS) recto_job_push(job, span);
    else lose_span(pool, job, span, RECTO_OUTCOME_MEMORY);
    return false;
  }
  job->failed_starts = 0;
  if (!job->started) job->started = g_get_monotonic_time();
  job->shared = !own;
  job->running++;
  *worker = (Worker){.child = child, .job = job, .next = span.first, .end = span.end, .deadline = from_now(job->limits.page_wall)};
  return true;
}

static bool start_pending(const Pool *pool, Worker *worker) {
  for (guint i = 0; i < pool->queue->len; i++) {
    RectoJob *job = g_ptr_array_index(pool->queue, i);
    if (!job->ready || job->done || (job->shared && job->running)) continue;
    g_autofree RectoSpan *span = g_queue_pop_head(&job->spans);
    if (span) return start(pool, worker, job, *span);
  }
  return false;
}

/* Half of the longest stretch that another child has not begun. */
static bool start_half(const Pool *pool, Worker *idle) {
  Worker *richest = NULL;
  for (guint i = 0; i < pool->workers->len; i++) {
    Worker *worker = worker_at(pool, i);
    if (!worker->child || !worker->opened || worker->finished || worker->stopped || worker->child->killed) continue;
    if (!worker->job->counted || worker->job->shared || worker->job->expired || worker->next >= worker->end) continue;
    if (!richest || worker->end - worker->next > richest->end - richest->next) richest = worker;
  }
  /* A child that has not begun its first page keeps at least that one. */
  uint32_t left = richest ? richest->end - richest->next : 0;
  uint32_t half = richest && !richest->reading && !richest->pages_done ? left / 2 : (left + 1) / 2;
  if (half == 0) return false;
  RectoSpan span = {richest->end - half, richest->end};
  richest->end = span.first;
  return start(pool, idle, richest->job, span);
}

static void give_out(const Pool *pool) {
  for (guint i = 0; i < pool->workers->len && !pool->cancelled; i++) {
    Worker *worker = worker_at(pool, i);
    if (worker->child) continue;
    if (!start_pending(pool, worker) && !start_half(pool, worker)) return;
  }
}

/* Hashes ahead of the children, one file at most. True when there is more to hash at once. */
static bool prepare(const Pool *pool) {
  for (guint i = 0; i < pool->queue->len; i++) {
    RectoJob *job = g_ptr_array_index(pool->queue, i);
    if (job->done) continue;
    if (!job->ready) {
      recto_job_prepare(job);
      if (job->done) recto_job_finish(job), tell(pool, RECTO_NEWS_FILE_DONE, job, NULL);
      return true;
    }
    if (!g_queue_is_empty(&job->spans)) return false;
  }
  return false;
}

/* ------------------------------------------------------------------ clocks and ends */

static void expire(const Pool *pool, RectoJob *job) {
  job->expired = true;
  for (guint i = 0; i < pool->workers->len; i++) {
    Worker *worker = worker_at(pool, i);
    if (worker->child && worker->job == job) recto_child_kill(pool->reader, worker->child, RECTO_OUTCOME_TIMEOUT);
  }
  for (RectoSpan *span = g_queue_pop_head(&job->spans); span; span = g_queue_pop_head(&job->spans)) {
    lose_span(pool, job, *span, RECTO_OUTCOME_TIMEOUT);
    g_free(span);
  }
}

static void check_clocks(const Pool *pool) {
  int64_t now = g_get_monotonic_time();
  for (guint i = 0; i < pool->jobs->len; i++) {
    RectoJob *job = g_ptr_array_index(pool->jobs, i);
    bool over = job->started && now - job->started >= (int64_t)(job->limits.file_wall * G_USEC_PER_SEC);
    if (over && !job->done && !job->expired) expire(pool, job);
  }
  for (guint i = 0; i < pool->workers->len; i++) {
    Worker *worker = worker_at(pool, i);
    if (!worker->child) continue;
    if (worker->child->ended && !worker->lingering) {
      worker->lingering = true;
      worker->deadline = from_now(recto_limit(pool->reader->limits, "jail.linger-s"));
    }
    /* A listener that took its time kept the child waiting too: what it has to say may renew its deadline. */
    if (now >= worker->deadline) listen_to(pool, worker);
    if (now < worker->deadline) continue;
    recto_child_kill(pool->reader, worker->child, worker->finished || worker->stopped || worker->child->ended ? RECTO_OUTCOME_PROTOCOL : RECTO_OUTCOME_TIMEOUT);
  }
}

static void finish_jobs(const Pool *pool) {
  for (guint i = 0; i < pool->jobs->len; i++) {
    RectoJob *job = g_ptr_array_index(pool->jobs, i);
    if (job->done || !job->ready || job->running || !g_queue_is_empty(&job->spans)) continue;
    recto_job_finish(job);
    tell(pool, RECTO_NEWS_FILE_DONE, job, NULL);
  }
}

static bool is_over(const Pool *pool) {
  bool over = true;
  for (guint i = 0; i < pool->workers->len; i++) over = over && !worker_at(pool, i)->child;
  for (guint i = 0; i < pool->jobs->len && !pool->cancelled; i++) over = over && ((RectoJob *)g_ptr_array_index(pool->jobs, i))->done;
  return over;
}

/* Children die with their zygote, through no fault of theirs: their pages are given out again, once a file. */
static bool relaunch(const Pool *pool, GError **error) {
  recto_reader_land(pool->reader);
  for (guint i = 0; i < pool->workers->len; i++) {
    Worker *worker = worker_at(pool, i);
    if (!worker->child) continue;
    worker->child->exited = true;
    worker->child->status = SIGKILL;
    RectoJob *job = worker->job;
    if (!job->excused && !job->expired && !worker->finished) {
      job->excused = true;
      recto_job_push(job, (RectoSpan){worker->reading ? worker->page : worker->next, worker->end});
      job->running--;
      g_clear_pointer(&worker->verdict, recto_page_free);
      g_clear_pointer(&worker->child, recto_child_free);
      continue;
    }
    settle(pool, worker);
  }
  return recto_reader_launch(pool->reader, error);
}

/* ------------------------------------------------------------------ the loop */

static void hear_zygote(const Pool *pool, bool *ret_dead) {
  for (;;) {
    RectoWireNotice notice = {0};
    RectoChannelResult result = recto_channel_receive(pool->reader->commands, &notice, sizeof notice, false, NULL, 0);
    *ret_dead = result != RECTO_CHANNEL_MESSAGE && result != RECTO_CHANNEL_NOTHING;
    if (result != RECTO_CHANNEL_MESSAGE) return;
    for (guint i = 0; i < pool->workers->len; i++) {
      Worker *worker = worker_at(pool, i);
      if (!worker->child || worker->child->id != notice.child || notice.kind != RECTO_NOTICE_EXITED) continue;
      recto_child_note_exit(worker->child, &notice);
      settle(pool, worker);
    }
  }
}

static void wait_for_events(const Pool *pool, int wait_ms, bool *ret_dead) {
  g_autoptr(GArray) events = g_array_new(FALSE, FALSE, sizeof(struct pollfd));
  struct pollfd event = {pool->reader->commands, POLLIN, 0};
  g_array_append_val(events, event);
  for (guint i = 0; i < pool->workers->len; i++) {
    const RectoChild *child = worker_at(pool, i)->child;
    event.fd = child && !child->ended && !child->killed ? child->channel : -1;
    g_array_append_val(events, event);
  }
  if (poll((struct pollfd *)(void *)events->data, events->len, wait_ms) <= 0) return;
  for (guint i = 0; i < pool->workers->len; i++) {
    if (g_array_index(events, struct pollfd, i + 1).revents) listen_to(pool, worker_at(pool, i));
  }
  if (g_array_index(events, struct pollfd, 0).revents) hear_zygote(pool, ret_dead);
}

static void heed_cancel(Pool *pool) {
  if (pool->cancelled || !pool->cancel || !*pool->cancel) return;
  pool->cancelled = true;
  for (guint i = 0; i < pool->workers->len; i++) {
    if (worker_at(pool, i)->child) recto_child_kill(pool->reader, worker_at(pool, i)->child, RECTO_OUTCOME_TIMEOUT);
  }
}

static bool run(Pool *pool, GError **error) {
  if (pool->reader->commands < 0 && !recto_reader_launch(pool->reader, error)) return false;
  for (;;) {
    heed_cancel(pool);
    bool hashing = !pool->cancelled && prepare(pool);
    give_out(pool);
    if (is_over(pool)) break;
    bool dead = false;
    wait_for_events(pool, hashing ? 0 : TICK_MS, &dead);
    if (dead && !relaunch(pool, error)) return false;
    check_clocks(pool);
    finish_jobs(pool);
  }
  if (!pool->cancelled) return true;
  g_set_error_literal(error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "reading was cancelled");
  return false;
}

static void clear_worker(Worker *worker) {
  recto_page_free(worker->verdict);
  recto_child_free(worker->child);
}

static uint64_t bytes_of(const RectoJob *job) {
  struct stat info;
  return fstat(job->order->fd, &info) == 0 ? (uint64_t)info.st_size : 0;
}

static int compare_bytes(gconstpointer a, gconstpointer b, gpointer nothing) {
  uint64_t left = bytes_of(*(RectoJob *const *)a), right = bytes_of(*(RectoJob *const *)b);
  return (left < right) - (left > right);
}

/* Bytes tell roughly how long a page takes: more ink, more of both. */
static GPtrArray *queue_up(const GPtrArray *jobs, guint workers) {
  GPtrArray *queue = g_ptr_array_new();
  guint last = MIN(jobs->len, 2 * workers);
  for (guint i = 0; i < jobs->len; i++) g_ptr_array_add(queue, jobs->pdata[i]);
  if (workers > 1) g_qsort_with_data(queue->pdata + (jobs->len - last), (int)last, sizeof(gpointer), compare_bytes, NULL);
  return queue;
}

bool recto_reader_read(RectoReader *reader, const RectoReadOrder *orders, size_t n_orders, RectoNewsFunc listener, gpointer user_data, const volatile int *cancel,
                       GPtrArray **ret_files, GError **error) {
  g_autoptr(GPtrArray) jobs = g_ptr_array_new_with_free_func((GDestroyNotify)recto_job_free);
  g_autoptr(GArray) workers = g_array_new(FALSE, TRUE, sizeof(Worker));
  g_array_set_clear_func(workers, (GDestroyNotify)clear_worker);
  g_array_set_size(workers, reader->workers);
  g_array_set_size(reader->peaks, 0);
  g_array_set_size(reader->peaks, (guint)n_orders);
  for (size_t i = 0; i < n_orders; i++) g_ptr_array_add(jobs, recto_job_new(reader, &orders[i]));
  g_autoptr(GPtrArray) queue = queue_up(jobs, reader->workers);
  Pool pool = {reader, jobs, queue, workers, listener, user_data, cancel, false};
  if (!run(&pool, error)) {
    if (reader->commands >= 0 && !pool.cancelled) recto_reader_land(reader);
    return false;
  }
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_free);
  for (size_t i = 0; i < n_orders; i++) g_ptr_array_add(files, g_steal_pointer(&((RectoJob *)g_ptr_array_index(jobs, i))->file));
  *ret_files = g_steal_pointer(&files);
  return true;
}
