/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a file: handlers bid on its content, the best bid reads it. Must not know: any format. */
#include "decode/inside.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const RectoHandler *const handlers[] = {&recto_pdf_handler, &recto_tiff_handler, &recto_jpeg_handler, &recto_png_handler, &recto_webp_handler,
                                               &recto_jp2_handler, &recto_heif_handler};

static const struct { const char *suffix; RectoFormat format; } suffixes[] = {
    {"pdf", RECTO_FORMAT_PDF}, {"tif", RECTO_FORMAT_TIFF}, {"tiff", RECTO_FORMAT_TIFF}, {"jpg", RECTO_FORMAT_JPEG}, {"jpeg", RECTO_FORMAT_JPEG},
    {"jpe", RECTO_FORMAT_JPEG}, {"jfif", RECTO_FORMAT_JPEG}, {"mpo", RECTO_FORMAT_JPEG}, {"png", RECTO_FORMAT_PNG}, {"webp", RECTO_FORMAT_WEBP},
    {"jp2", RECTO_FORMAT_JP2}, {"j2k", RECTO_FORMAT_JP2}, {"jpf", RECTO_FORMAT_JP2}, {"jpx", RECTO_FORMAT_JP2}, {"j2c", RECTO_FORMAT_JP2},
    {"jpc", RECTO_FORMAT_JP2}, {"heic", RECTO_FORMAT_HEIC}, {"heif", RECTO_FORMAT_HEIC}, {"hif", RECTO_FORMAT_HEIC},
    {"gif", RECTO_FORMAT_OTHER}, {"bmp", RECTO_FORMAT_OTHER}, {"avif", RECTO_FORMAT_OTHER}, {"doc", RECTO_FORMAT_OTHER}, {"docx", RECTO_FORMAT_OTHER},
    {"odt", RECTO_FORMAT_OTHER}, {"rtf", RECTO_FORMAT_OTHER}, {"xls", RECTO_FORMAT_OTHER}, {"xlsx", RECTO_FORMAT_OTHER}, {"zip", RECTO_FORMAT_OTHER},
    {"txt", RECTO_FORMAT_OTHER}, {"eml", RECTO_FORMAT_OTHER}, {"msg", RECTO_FORMAT_OTHER}, {"htm", RECTO_FORMAT_OTHER}, {"html", RECTO_FORMAT_OTHER},
    {"mp4", RECTO_FORMAT_OTHER}, {"mov", RECTO_FORMAT_OTHER}, {"exe", RECTO_FORMAT_OTHER}, {"7z", RECTO_FORMAT_OTHER}, {"rar", RECTO_FORMAT_OTHER},
    {"tar", RECTO_FORMAT_OTHER}, {"gz", RECTO_FORMAT_OTHER}, {"tgz", RECTO_FORMAT_OTHER},
};

/* Keys are written out, so that a missing one is found when limits.yaml is loaded. */
static double most_pages(const RectoModels *limits, RectoChannel channel) {
  switch (channel) {
  case RECTO_CHANNEL_COUNTER: return recto_limit(limits, "channel.counter.max-pages");
  case RECTO_CHANNEL_MAIL: return recto_limit(limits, "channel.mail.max-pages");
  case RECTO_CHANNEL_UPLOAD: default: return recto_limit(limits, "channel.upload.max-pages");
  }
}

static void take_limits(RectoDecodeLimits *ret, const RectoModels *limits, RectoChannel channel) {
  *ret = (RectoDecodeLimits){
      .stored_pixels = (uint64_t)recto_limit(limits, "decode.stored-pixels"),
      .work_pixels = (uint64_t)recto_limit(limits, "decode.work-pixels"),
      .target_pixels = (uint64_t)recto_limit(limits, "decode.target-pixels"),
      .look_pixels = (uint64_t)recto_limit(limits, "decode.look-pixels"),
      .decoder_bytes = (uint64_t)recto_limit(limits, "decode.decoder-bytes"),
      .side = (uint32_t)recto_limit(limits, "decode.side"),
      .stored_side = (uint32_t)recto_limit(limits, "decode.stored-side"),
      .pages = (uint32_t)most_pages(limits, channel),
      .scans = (uint32_t)recto_limit(limits, "decode.jpeg-scans"),
      .words = (uint32_t)recto_limit(limits, "decode.layer-words"),
      .scan_pixels = (uint64_t)recto_limit(limits, "decode.jpeg-scan-pixels"),
      .proof_side = recto_limit(limits, "decode.proof-side"),
      .proof_difference = recto_limit(limits, "decode.proof-difference"),
      .image_share = recto_limit(limits, "decode.image-share"),
      .draw_dpi = recto_limit(limits, "decode.draw-dpi"),
      .look_dpi = recto_limit(limits, "decode.look-dpi"),
      .keep_dpi = recto_limit(limits, "decode.keep-dpi"),
      .paper_min = recto_limit(limits, "decode.paper-min"),
      .paper_max = recto_limit(limits, "decode.paper-max"),
  };
}

/* The bytes behind the descriptor, mapped; read where mapping is refused (a pipe, a jail). */
static GBytes *read_bytes(int fd, size_t size) {
  g_autofree uint8_t *data = g_try_malloc(size ? size : 1);
  size_t done = 0;
  while (data && done < size) {
    ssize_t n = pread(fd, data + done, size - done, (off_t)done);
    if (n <= 0) break;
    done += (size_t)n;
  }
  return data ? g_bytes_new_take(g_steal_pointer(&data), done) : NULL;
}

GBytes *recto_bytes_map(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0 || status.st_size < 0) return NULL;
  g_autoptr(GMappedFile) mapped = status.st_size ? g_mapped_file_new_from_fd(fd, FALSE, NULL) : NULL;
  return mapped ? g_mapped_file_get_bytes(mapped) : read_bytes(fd, (size_t)status.st_size);
}

static const RectoHandler *best_handler(const uint8_t *data, size_t size) {
  const RectoHandler *best = NULL;
  int highest = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(handlers); i++) {
    int bid = handlers[i]->bid(data, size);
    if (bid > highest) highest = bid, best = handlers[i];
  }
  return best;
}

RectoFormat recto_source_format(const uint8_t *data, size_t size) {
  const RectoHandler *handler = size ? best_handler(data, size) : NULL;
  return handler ? handler->format : RECTO_FORMAT_UNKNOWN;
}

static void check_name(RectoFile *file) {
  const char *dot = file->name ? strrchr(file->name, '.') : NULL;
  if (!dot || file->format == RECTO_FORMAT_UNKNOWN) return;
  for (size_t i = 0; i < G_N_ELEMENTS(suffixes); i++)
    if (g_ascii_strcasecmp(dot + 1, suffixes[i].suffix) == 0 && suffixes[i].format != file->format) file->traits |= RECTO_TRAIT_WRONG_NAME;
}

/* Content that no handler wants: a word for people where Recto has one. */
static void refuse(RectoFile *file, const uint8_t *data, size_t size) {
  const char *word = size ? recto_sniff_other(data, size) : NULL;
  file->format = word ? RECTO_FORMAT_OTHER : RECTO_FORMAT_UNKNOWN;
  if (word) g_free(file->other_format), file->other_format = g_strdup(word);
  file->outcome = size ? RECTO_OUTCOME_UNSUPPORTED : RECTO_OUTCOME_EMPTY;
}

static void cap_pages(RectoSource *source, RectoFile *file) {
  if (!file->declared_pages) file->declared_pages = source->n_pages;
  if (source->n_pages <= source->limits.pages) return;
  source->n_pages = source->limits.pages;
  file->traits |= RECTO_TRAIT_PAGES_SKIPPED;
}

RectoSource *recto_source_open(int fd, RectoFile *file, const RectoModels *limits, RectoChannel channel) {
  g_autoptr(RectoSource) source = g_new0(RectoSource, 1);
  take_limits(&source->limits, limits, channel);
  setMsgSeverity(L_SEVERITY_NONE);
  source->bytes = recto_bytes_map(fd);
  if (!source->bytes) {
    file->outcome = RECTO_OUTCOME_CORRUPT;
    return NULL;
  }
  source->data = g_bytes_get_data(source->bytes, &source->size);
  const RectoHandler *handler = source->size ? best_handler(source->data, source->size) : NULL;
  if (!handler) {
    refuse(file, source->data, source->size);
    check_name(file);
    return NULL;
  }
  source->handler = handler;
  file->format = handler->format;
  file->outcome = RECTO_OUTCOME_OK;
  check_name(file);
  RectoEar ear;
  recto_ear_open(&ear);
  bool opened = handler->open(source, file);
  file->warnings += recto_ear_close(&ear);
  if (!opened || source->n_pages == 0) {
    if (file->outcome == RECTO_OUTCOME_OK || file->outcome == RECTO_OUTCOME_DAMAGED) file->outcome = RECTO_OUTCOME_CORRUPT;
    return NULL;
  }
  cap_pages(source, file);
  return g_steal_pointer(&source);
}

uint32_t recto_source_n_pages(const RectoSource *source) { return source->n_pages; }

void recto_source_picture(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret) {
  *ret = (RectoPicture){.exif = 1, .decode_scale = 1, .outcome = RECTO_OUTCOME_CORRUPT};
  if (index >= source->n_pages) return;
  ret->outcome = RECTO_OUTCOME_OK;
  RectoEar ear;
  recto_ear_open(&ear);
  source->handler->picture(source, index, min_scale, ret);
  ret->warnings += recto_ear_close(&ear);
  recto_picture_seal(ret);
  if (ret->truncated) source->traits |= RECTO_TRAIT_TRUNCATED;
  if (ret->outcome != RECTO_OUTCOME_OK) source->hurt = true;
  if (ret->pix) source->gave = true;
  else source->last = ret->outcome;
}

void recto_source_finish(RectoSource *source, RectoFile *file) {
  if (source->handler->finish) source->handler->finish(source, file);
  file->traits |= source->traits;
  file->warnings += source->warnings;
  source->warnings = 0;
  if (file->outcome != RECTO_OUTCOME_OK) return;
  if (source->hurt && !source->gave) file->outcome = source->last;
  else if (source->hurt || file->warnings || file->traits & RECTO_TRAIT_TRUNCATED) file->outcome = RECTO_OUTCOME_DAMAGED;
}

void recto_source_free(RectoSource *source) {
  if (!source) return;
  if (source->handler) source->handler->close(source);
  g_clear_pointer(&source->bytes, g_bytes_unref);
  g_free(source);
}
