/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs bytes through a source as recto-reader does, and hears whether a library printed. */
#ifndef DECODE_RUN_H
#define DECODE_RUN_H

#include "decode/decode.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

typedef struct {
  RectoFile *file;
  GArray *pictures; /* of RectoPicture */
} Read;

static inline void picture_clear(gpointer picture) { recto_picture_clear(picture); }

static inline const RectoModels *test_limits(void) {
  static RectoModels *limits;
  g_autoptr(GError) error = NULL;
  if (!limits) limits = recto_limits_load("models", &error);
  g_assert_no_error(error);
  return limits;
}

static inline int bytes_to_fd(const void *data, size_t size) {
  int fd = memfd_create("sample", MFD_CLOEXEC);
  g_assert_cmpint(fd, >=, 0);
  g_assert_cmpint(write(fd, data, size), ==, (gssize)size);
  return fd;
}

static inline Read read_named(const void *data, size_t size, const char *name, double min_scale) {
  Read read = {recto_file_new(0, name), g_array_new(FALSE, TRUE, sizeof(RectoPicture))};
  g_array_set_clear_func(read.pictures, picture_clear);
  int fd = bytes_to_fd(data, size);
  g_autoptr(RectoSource) source = recto_source_open(fd, read.file, test_limits(), RECTO_CHANNEL_UPLOAD);
  close(fd);
  for (uint32_t i = 0; source && i < recto_source_n_pages(source); i++) {
    RectoPicture picture;
    recto_source_picture(source, i, min_scale, &picture);
    g_array_append_val(read.pictures, picture);
  }
  if (source) recto_source_finish(source, read.file);
  return read;
}

static inline Read read_bytes(GBytes *bytes) {
  gsize size;
  const void *data = g_bytes_get_data(bytes, &size);
  return read_named(data, size, "sample", 1);
}

static inline void read_clear(Read *read) {
  recto_file_free(read->file);
  g_array_unref(read->pictures);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Read, read_clear)

static inline RectoPicture *picture_of(const Read *read, guint i) {
  g_assert_cmpuint(i, <, read->pictures->len);
  return &g_array_index(read->pictures, RectoPicture, i);
}

/* Was anything not OK told, of the file or of a page? */
static inline bool is_told(const Read *read) {
  bool told = read->file->outcome != RECTO_OUTCOME_OK || read->file->warnings || read->file->traits & RECTO_TRAIT_TRUNCATED;
  for (guint i = 0; i < read->pictures->len; i++) {
    const RectoPicture *picture = picture_of(read, i);
    told = told || picture->outcome != RECTO_OUTCOME_OK || picture->warnings || picture->truncated;
  }
  return told;
}

static inline bool same_pictures(const Read *a, const Read *b) {
  if (a->pictures->len != b->pictures->len) return false;
  for (guint i = 0; i < a->pictures->len; i++)
    if (!picture_of(a, i)->pix != !picture_of(b, i)->pix || memcmp(picture_of(a, i)->sha256, picture_of(b, i)->sha256, 32) != 0) return false;
  return true;
}

/* Grey of a pixel, whatever the depth. */
static inline void pixel_rgb(PIX *pix, int x, int y, int rgb[3]) {
  l_uint32 value = 0;
  pixGetPixel(pix, x, y, &value);
  int depth = pixGetDepth(pix);
  for (int c = 0; c < 3; c++) rgb[c] = depth == 1 ? (value ? 0 : 255) : depth == 8 ? (int)value : (int)(value >> (24 - 8 * c) & 255);
}

#endif
