/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file's own story. Hashing is not parsing: recto reads the bytes, but never looks at them. */
#include "jail/job.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH_STEP = 4 << 20, HASH_BLOCK = 256 << 10 };

RectoJob *recto_job_new(const RectoReader *reader, const RectoReadOrder *order) {
  RectoJob *job = g_new0(RectoJob, 1);
  job->order = order;
  job->limits = recto_read_limits(reader, order->channel);
  job->file = recto_file_new(order->ordinal, order->name);
  job->checksum = g_checksum_new(G_CHECKSUM_SHA256);
  job->end = job->limits.max_pages;
  g_queue_init(&job->spans);
  return job;
}

void recto_job_free(RectoJob *job) {
  if (!job) return;
  recto_file_free(job->file);
  if (job->checksum) g_checksum_free(job->checksum);
  g_queue_clear_full(&job->spans, g_free);
  g_free(job);
}

void recto_job_push(RectoJob *job, RectoSpan span) {
  if (span.first < span.end) g_queue_push_head(&job->spans, g_memdup2(&span, sizeof span));
}

/* ------------------------------------------------------------------ before any child */

static void end_unread(RectoJob *job, RectoOutcome why) {
  job->file->outcome = why;
  job->said = why;
  job->done = true;
}

static void settle_bytes(RectoJob *job) {
  gsize length = sizeof job->file->sha256;
  g_checksum_get_digest(job->checksum, job->file->sha256, &length);
  g_clear_pointer(&job->checksum, g_checksum_free);
  if (job->file->size == 0) return end_unread(job, RECTO_OUTCOME_EMPTY);
  if (job->file->size > job->limits.max_bytes) return end_unread(job, RECTO_OUTCOME_TOO_BIG);
  recto_job_push(job, (RectoSpan){0, job->limits.max_pages});
  job->ready = true;
}

void recto_job_prepare(RectoJob *job) {
  struct stat info;
  if (fstat(job->order->fd, &info) != 0) return end_unread(job, RECTO_OUTCOME_CORRUPT);
  if (!S_ISREG(info.st_mode)) return end_unread(job, RECTO_OUTCOME_UNSUPPORTED);
  g_autofree uint8_t *block = g_malloc(HASH_BLOCK);
  for (size_t step = 0; step < HASH_STEP;) {
    ssize_t got = pread(job->order->fd, block, HASH_BLOCK, (off_t)job->file->size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return end_unread(job, RECTO_OUTCOME_CORRUPT);
    if (got == 0) return settle_bytes(job);
    g_checksum_update(job->checksum, block, got);
    job->file->size += (uint64_t)got;
    step += (size_t)got;
  }
}

/* ------------------------------------------------------------------ what children say */

/* OK and DAMAGED yield pages; anything else is worse, and the first such word stays. */
static RectoOutcome worse(RectoOutcome a, RectoOutcome b) { return MIN(a, RECTO_OUTCOME_UNSUPPORTED) >= MIN(b, RECTO_OUTCOME_UNSUPPORTED) ? a : b; }

/* Statements about the file add up over its children: traits are joined, counts never shrink. */
static bool take_statement(RectoJob *job, const uint8_t *untrusted, size_t size, uint32_t *ret_warnings) {
  g_autoptr(RectoFile) said = recto_file_new(0, NULL);
  if (!recto_wire_to_file(untrusted, size, said)) return false;
  RectoFile *file = job->file;
  if (job->opened && said->format != file->format) return false;
  file->format = said->format;
  if (!file->other_format) file->other_format = g_steal_pointer(&said->other_format);
  file->traits |= said->traits;
  file->declared_pages = MAX(file->declared_pages, said->declared_pages);
  file->n_attachments = MAX(file->n_attachments, said->n_attachments);
  job->said = worse(job->said, said->outcome);
  *ret_warnings = said->warnings;
  return true;
}

bool recto_job_opened(RectoJob *job, const uint8_t *untrusted, size_t size) {
  uint32_t warnings = 0;
  if (!take_statement(job, untrusted, size, &warnings)) return false;
  job->opening_warnings = MAX(job->opening_warnings, warnings);
  if (job->opened) return true;
  job->opened = true;
  job->counted = job->file->declared_pages > 0;
  if (job->counted) job->end = MIN(job->file->declared_pages, job->limits.max_pages);
  return true;
}

bool recto_job_finished(RectoJob *job, const uint8_t *untrusted, size_t size, uint32_t warned) {
  uint32_t warnings = 0;
  if (!take_statement(job, untrusted, size, &warnings)) return false;
  uint64_t known = (uint64_t)job->opening_warnings + warned;
  if (warnings > known) job->late_warnings += warnings - (uint32_t)known;
  return true;
}

/* ------------------------------------------------------------------ pages */

static RectoPage *find_page(const RectoJob *job, uint32_t index) {
  for (guint i = 0; i < job->file->pages->len; i++) {
    RectoPage *page = g_ptr_array_index(job->file->pages, i);
    if (page->id.page == index) return page;
  }
  return NULL;
}

bool recto_job_add_page(RectoJob *job, RectoPage *page) {
  g_autoptr(RectoPage) owned = page;
  if (find_page(job, page->id.page)) return false;
  guint at = job->file->pages->len;
  while (at > 0 && ((RectoPage *)g_ptr_array_index(job->file->pages, at - 1))->id.page > page->id.page) at--;
  g_ptr_array_insert(job->file->pages, (int)at, g_steal_pointer(&owned));
  return true;
}

const RectoPage *recto_job_lose_page(RectoJob *job, uint32_t index, RectoPage *verdict, RectoOutcome why) {
  if (job->lost == RECTO_OUTCOME_OK) job->lost = why;
  g_autoptr(RectoPage) page = verdict;
  RectoPage *there = find_page(job, index);
  if (there) return there;
  if (!page) page = recto_page_new((RectoPageId){job->order->deposit, job->order->ordinal, index});
  page->outcome = why;
  RectoPage *lost = g_steal_pointer(&page);
  recto_job_add_page(job, lost);
  return lost;
}

/* ------------------------------------------------------------------ the end */

static const struct { const char *extension; RectoFormat format; } EXTENSIONS[] = {
  {"pdf", RECTO_FORMAT_PDF},   {"tif", RECTO_FORMAT_TIFF},   {"tiff", RECTO_FORMAT_TIFF}, {"jpg", RECTO_FORMAT_JPEG},   {"jpeg", RECTO_FORMAT_JPEG},
  {"jpe", RECTO_FORMAT_JPEG},  {"jfif", RECTO_FORMAT_JPEG},  {"png", RECTO_FORMAT_PNG},   {"webp", RECTO_FORMAT_WEBP},  {"jp2", RECTO_FORMAT_JP2},
  {"j2k", RECTO_FORMAT_JP2},   {"jpf", RECTO_FORMAT_JP2},    {"jpx", RECTO_FORMAT_JP2},   {"j2c", RECTO_FORMAT_JP2},    {"heic", RECTO_FORMAT_HEIC},
  {"heif", RECTO_FORMAT_HEIC}, {"hif", RECTO_FORMAT_HEIC},   {"avif", RECTO_FORMAT_HEIC}, {"doc", RECTO_FORMAT_OTHER},  {"docx", RECTO_FORMAT_OTHER},
  {"odt", RECTO_FORMAT_OTHER}, {"xls", RECTO_FORMAT_OTHER},  {"xlsx", RECTO_FORMAT_OTHER}, {"rtf", RECTO_FORMAT_OTHER}, {"txt", RECTO_FORMAT_OTHER},
  {"zip", RECTO_FORMAT_OTHER}, {"html", RECTO_FORMAT_OTHER}, {"htm", RECTO_FORMAT_OTHER}, {"gif", RECTO_FORMAT_OTHER},  {"bmp", RECTO_FORMAT_OTHER},
  {"eml", RECTO_FORMAT_OTHER}, {"msg", RECTO_FORMAT_OTHER},  {"exe", RECTO_FORMAT_OTHER}, {"svg", RECTO_FORMAT_OTHER},
  {"7z", RECTO_FORMAT_OTHER},  {"rar", RECTO_FORMAT_OTHER},  {"tar", RECTO_FORMAT_OTHER}, {"gz", RECTO_FORMAT_OTHER},    {"tgz", RECTO_FORMAT_OTHER},
};

/* A name without an extension, or with one that nobody knows, tells nothing. Content that nobody knows contradicts nothing. */
static bool has_wrong_name(const RectoFile *file) {
  const char *dot = strrchr(file->name, '.');
  if (!dot || file->format == RECTO_FORMAT_UNKNOWN) return false;
  for (size_t i = 0; i < G_N_ELEMENTS(EXTENSIONS); i++) {
    if (g_ascii_strcasecmp(dot + 1, EXTENSIONS[i].extension) == 0) return EXTENSIONS[i].format != file->format;
  }
  return false;
}

static bool is_usable(const RectoPage *page) { return page->outcome == RECTO_OUTCOME_OK || page->outcome == RECTO_OUTCOME_DAMAGED; }

/* Places between pages that no child told of: a page never vanishes. */
static void fill_gaps(RectoJob *job) {
  GPtrArray *pages = job->file->pages;
  uint32_t end = pages->len ? ((RectoPage *)g_ptr_array_index(pages, pages->len - 1))->id.page + 1 : 0;
  RectoOutcome why = job->lost != RECTO_OUTCOME_OK ? job->lost : RECTO_OUTCOME_CORRUPT;
  for (uint32_t i = 0; i < end; i++) {
    if (!find_page(job, i)) recto_job_lose_page(job, i, NULL, why);
  }
}

static RectoOutcome file_outcome(const RectoJob *job) {
  uint32_t usable = 0, whole = 0;
  for (guint i = 0; i < job->file->pages->len; i++) {
    const RectoPage *page = g_ptr_array_index(job->file->pages, i);
    usable += is_usable(page);
    whole += page->outcome == RECTO_OUTCOME_OK;
  }
  if (usable) {
    bool all = whole == job->file->pages->len && whole >= (job->counted ? job->end : 0) && job->lost == RECTO_OUTCOME_OK;
    return all && job->said == RECTO_OUTCOME_OK && !(job->file->traits & RECTO_TRAIT_TRUNCATED) ? RECTO_OUTCOME_OK : RECTO_OUTCOME_DAMAGED;
  }
  if (job->lost != RECTO_OUTCOME_OK) return job->lost;
  if (job->said != RECTO_OUTCOME_OK && job->said != RECTO_OUTCOME_DAMAGED) return job->said;
  if (job->file->pages->len) return ((RectoPage *)g_ptr_array_index(job->file->pages, 0))->outcome;
  return RECTO_OUTCOME_EMPTY; /* a container that opened, without a page */
}

void recto_job_finish(RectoJob *job) {
  RectoFile *file = job->file;
  fill_gaps(job);
  if (!job->done) file->outcome = file_outcome(job);
  if (file->declared_pages > job->limits.max_pages) file->traits |= RECTO_TRAIT_PAGES_SKIPPED;
  if (has_wrong_name(file)) file->traits |= RECTO_TRAIT_WRONG_NAME;
  file->warnings = job->opening_warnings + job->late_warnings;
  for (guint i = 0; i < file->pages->len; i++) file->warnings += ((RectoPage *)g_ptr_array_index(file->pages, i))->warnings;
  job->done = true;
}
