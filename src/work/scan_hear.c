/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks on what recto-scanner says. */
#include "work/scan_hear.h"
#include <fcntl.h>
#include <math.h>
#include <sys/stat.h>
#include <unistd.h>

bool recto_hear_head(const RectoScanRecord *untrusted, uint32_t sequence) {
  return untrusted->magic == RECTO_SCAN_MAGIC && untrusted->sequence == sequence && untrusted->zero == 0;
}

/* NULL = not ended, not UTF-8, or with control characters (they would reach a terminal). Owned by the caller. */
static char *text(const char *untrusted, size_t size, bool list) {
  size_t length = strnlen(untrusted, size);
  if (length == size || !g_utf8_validate(untrusted, (gssize)length, NULL)) return NULL;
  for (const char *at = untrusted; *at; at = g_utf8_next_char(at))
    if (g_unichar_iscntrl(g_utf8_get_char(at)) && !(list && *at == '\n')) return NULL;
  return g_strndup(untrusted, length);
}

/* ------------------------------------------------------------------ devices, options, notes */

void recto_scan_device_free(RectoScanDevice *device) {
  if (!device) return;
  g_free(device->name);
  g_free(device->vendor);
  g_free(device->model);
  g_free(device->type);
  g_free(device);
}

void recto_scan_option_free(RectoScanOption *option) {
  if (!option) return;
  g_free(option->name);
  g_free(option->title);
  g_free(option->value);
  g_strfreev(option->words);
  g_free(option);
}

void recto_scan_note_free(RectoScanNote *note) {
  if (!note) return;
  g_free(note->name);
  g_free(note->wanted);
  g_free(note->given);
  g_free(note);
}

RectoScanDevice *recto_hear_device(const RectoScanWireDevice *untrusted) {
  RectoScanDevice *device = g_new0(RectoScanDevice, 1);
  device->name = text(untrusted->name, sizeof untrusted->name, false);
  device->vendor = text(untrusted->vendor, sizeof untrusted->vendor, false);
  device->model = text(untrusted->model, sizeof untrusted->model, false);
  device->type = text(untrusted->type, sizeof untrusted->type, false);
  if (device->name && *device->name && device->vendor && device->model && device->type) return device;
  recto_scan_device_free(device);
  return NULL;
}

static bool option_numbers(const RectoScanWireOption *untrusted) {
  return untrusted->type < RECTO_SCAN_N_TYPE && untrusted->unit < RECTO_SCAN_N_UNIT && untrusted->constraint < RECTO_SCAN_N_CONSTRAINT &&
         untrusted->flags < 8 && isfinite(untrusted->minimum) && isfinite(untrusted->maximum) && isfinite(untrusted->step);
}

RectoScanOption *recto_hear_option(const RectoScanWireOption *untrusted) {
  if (!option_numbers(untrusted)) return NULL;
  RectoScanOption *option = g_new0(RectoScanOption, 1);
  g_autofree char *words = text(untrusted->words, sizeof untrusted->words, true);
  option->name = text(untrusted->name, sizeof untrusted->name, false);
  option->title = text(untrusted->title, sizeof untrusted->title, false);
  option->value = text(untrusted->value, sizeof untrusted->value, false);
  option->type = untrusted->type;
  option->unit = untrusted->unit;
  option->constraint = untrusted->constraint;
  option->minimum = untrusted->minimum;
  option->maximum = untrusted->maximum;
  option->step = untrusted->step;
  option->settable = untrusted->flags & RECTO_SCAN_OPTION_SETTABLE;
  option->active = untrusted->flags & RECTO_SCAN_OPTION_ACTIVE;
  option->words_cut = untrusted->flags & RECTO_SCAN_OPTION_CUT;
  if (words && option->constraint == RECTO_SCAN_LIST) option->words = g_strsplit(words, "\n", -1);
  if (words && option->name && *option->name && option->title && option->value) return option;
  recto_scan_option_free(option);
  return NULL;
}

RectoScanNote *recto_hear_note(const RectoScanWireNote *untrusted) {
  if (untrusted->code < RECTO_SCAN_NOTE_RESOLUTION || untrusted->code >= RECTO_SCAN_N_NOTE || untrusted->zero) return NULL;
  RectoScanNote *note = g_new0(RectoScanNote, 1);
  note->code = untrusted->code;
  note->name = text(untrusted->name, sizeof untrusted->name, false);
  note->wanted = text(untrusted->wanted, sizeof untrusted->wanted, false);
  note->given = text(untrusted->given, sizeof untrusted->given, true);
  if (note->name && note->wanted && note->given) return note;
  recto_scan_note_free(note);
  return NULL;
}

/* ------------------------------------------------------------------ pages */

bool recto_hear_rows(const RectoScanWireRows *untrusted, uint32_t index, RectoScanFacts *ret) {
  if (untrusted->page != index || untrusted->rows > RECTO_SCAN_MAX_ROWS || untrusted->promised > RECTO_SCAN_MAX_ROWS || untrusted->zero) return false;
  *ret = (RectoScanFacts){.index = index, .rows = untrusted->rows, .promised = untrusted->promised};
  return true;
}

/* What a flag does not announce is 0; an inner band ends where the last one begins. */
static bool bands_fit(const RectoScanWirePage *p) {
  bool band = p->flags & RECTO_SCAN_PAGE_BAND, inner = p->flags & RECTO_SCAN_PAGE_INNER;
  if (p->flags >= 8 || (inner && !band) || p->band_grey > 255 || p->inner_grey > 255 || p->band_first >= p->rows) return false;
  if (!band && (p->band_first || p->band_grey)) return false;
  return inner ? p->inner_first < p->band_first : !p->inner_first && !p->inner_grey;
}

static bool page_numbers(const RectoScanWirePage *p, uint32_t index) {
  bool form = p->mode >= RECTO_SCAN_MODE_LINEART && p->mode < RECTO_SCAN_N_MODE && (p->depth == 1 || p->depth == 8 || p->depth == 16);
  bool extent = p->index == index && index < RECTO_SCAN_MAX_PAGES && p->rows >= 1 && p->rows <= RECTO_SCAN_MAX_ROWS && p->promised <= RECTO_SCAN_MAX_ROWS &&
                p->width >= 1 && p->width <= RECTO_SCAN_MAX_WIDTH;
  bool dpi = isfinite(p->dpi_x) && isfinite(p->dpi_y) && p->dpi_x >= 0 && p->dpi_y >= 0 && p->dpi_x <= RECTO_SCAN_MAX_DPI && p->dpi_y <= RECTO_SCAN_MAX_DPI;
  return form && extent && dpi && bands_fit(p) && p->zero == 0;
}

/* A memory file that nobody can change any more: what is checked now is what will be stored. */
static bool is_sealed(int fd, uint64_t size) {
  struct stat status;
  int seals = fd >= 0 ? fcntl(fd, F_GET_SEALS) : -1, needed = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW;
  return seals >= 0 && (seals & needed) == needed && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && (uint64_t)status.st_size == size &&
         lseek(fd, 0, SEEK_SET) == 0;
}

static bool is_long(const RectoModels *models, const RectoScanWirePage *page, uint32_t first, uint32_t end) {
  return (double)(end - first) / page->rows >= recto_limit(models, "scan.band-share");
}

/* White at the end may be paper. What is not white is none, also above white that a driver filled up with. */
static void warn_of_bands(const RectoModels *models, const RectoScanWirePage *page, RectoScanFacts *facts) {
  double white = recto_limit(models, "scan.band-white");
  bool tail = (page->flags & RECTO_SCAN_PAGE_BAND) && is_long(models, page, page->band_first, page->rows), plain = tail && page->band_grey >= white;
  bool inner = (page->flags & RECTO_SCAN_PAGE_INNER) && page->band_grey >= white && page->inner_grey < white &&
               is_long(models, page, page->inner_first, page->band_first);
  if (!tail && !inner) return;
  facts->warnings |= plain && !inner ? RECTO_SCAN_WARN_TAIL : RECTO_SCAN_WARN_BAND;
  facts->band_first = inner ? page->inner_first : page->band_first;
  facts->band_grey = inner ? page->inner_grey : page->band_grey;
}

bool recto_hear_page(const RectoModels *models, const RectoScanWirePage *untrusted, uint32_t index, int fd, RectoScanFacts *ret) {
  if (!page_numbers(untrusted, index) || untrusted->size < 1 || untrusted->size > recto_limit(models, "scan.page-bytes") || !is_sealed(fd, untrusted->size))
    return false;
  *ret = (RectoScanFacts){.index = index, .width = untrusted->width, .rows = untrusted->rows, .promised = untrusted->promised, .mode = untrusted->mode,
                          .depth = untrusted->depth, .dpi_x = untrusted->dpi_x, .dpi_y = untrusted->dpi_y, .size = untrusted->size};
  ret->warnings = untrusted->flags & RECTO_SCAN_PAGE_PARTIAL ? RECTO_SCAN_WARN_PARTIAL : untrusted->rows < untrusted->promised ? RECTO_SCAN_WARN_SHORT : 0;
  warn_of_bands(models, untrusted, ret);
  return true;
}

bool recto_hear_end(const RectoScanWireEnd *untrusted, uint32_t pages, RectoScanStatus *ret) {
  if (untrusted->status >= RECTO_SCAN_STALLED || untrusted->pages != pages) return false;
  *ret = untrusted->status;
  return true;
}
