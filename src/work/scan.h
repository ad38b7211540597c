/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Paper from a scanner: recto-scanner is started, heard and ended here. Whatever it says is checked; whatever it does, the pages that came stay.
 * Must not know: SANE, what is in a page (nobody parses it here), the register, the terminal. */
#ifndef RECTO_SCAN_H
#define RECTO_SCAN_H

#include "scanner/wire.h"
#include <recto/model.h>
#include <stdbool.h>

/* Where recto-scanner is, and how long one waits for it. */
typedef struct {
  const char *program;          /* NULL = beside the running program, else where `make install` puts it */
  const RectoModels *models;    /* for its limits: scan.… */
  const volatile int *cancel;   /* may be NULL */
} RectoScanner;

typedef struct { char *name, *vendor, *model, *type; } RectoScanDevice;
typedef struct {
  char *name, *title, *value;   /* value "" = cannot be told */
  RectoScanType type;
  RectoScanUnit unit;
  RectoScanConstraint constraint;
  double minimum, maximum, step; /* RANGE; step 0 = any */
  char **words;                 /* LIST; else NULL */
  bool words_cut;               /* there are more */
  bool settable, active;
} RectoScanOption;
void recto_scan_device_free(RectoScanDevice *device);
void recto_scan_option_free(RectoScanOption *option);

/* Of RectoScanDevice*. Errors: ENGINE (no recto-scanner, it crashed), DEVICE, G_IO_ERROR_CANCELLED. */
bool recto_scanner_devices(const RectoScanner *scanner, GPtrArray **ret_devices, GError **error);
/* Of RectoScanOption*, in the device's order. Errors: the same; DEVICE names the status word when the device does not open. */
bool recto_scanner_options(const RectoScanner *scanner, const char *device, GPtrArray **ret_options, GError **error);

/* ------------------------------------------------------------------ a scan */
typedef struct {
  RectoScanner scanner;
  const char *device;
  const char *source;           /* "flatbed", "adf", "duplex", a device's own word, or NULL = as the device stands */
  const char *mode;             /* "lineart", "gray", "color", a device's own word, or NULL likewise */
  double resolution;            /* dpi; 0 likewise */
  const char *size;             /* "a4", "max", "WxH" in mm; NULL = a4 */
  const char *const *options;   /* "NAME=VALUE", NULL-terminated; may be NULL */
  uint32_t most_pages;          /* 0 = until the feeder is empty */
  uint32_t expected_sheets;     /* as a person counted them; 0 = not told */
} RectoScanOrder;

/* What is strange about a page that came. */
enum {
  RECTO_SCAN_WARN_PARTIAL = 1,  /* a failure ended it: only its first rows are there */
  RECTO_SCAN_WARN_SHORT = 2,    /* fewer rows than the device had promised, without a failure */
  RECTO_SCAN_WARN_TAIL = 4,     /* weak: its end is plain white. A short letter, or what was lost was filled with white */
  RECTO_SCAN_WARN_BAND = 8,     /* strong: one row again and again, not white, down to the end or to white that fills the page up: a picture cut on its way */
};

typedef struct {
  uint32_t index;               /* from 0 */
  uint32_t width, rows, promised; /* promised 0 = not known */
  RectoScanMode mode;
  uint32_t depth;
  double dpi_x, dpi_y;          /* 0 = not known */
  uint64_t size;                /* bytes of the TIFF */
  unsigned warnings;            /* RECTO_SCAN_WARN_… */
  uint32_t band_first, band_grey; /* with TAIL and BAND: first row from 0, grey 0…255 */
} RectoScanFacts;

typedef struct { RectoScanNoteCode code; char *name, *wanted, *given; } RectoScanNote;

typedef struct {
  RectoScanStatus status;
  uint32_t pages;               /* that on_page took */
  GArray *facts;                /* of RectoScanFacts, one a page taken */
  GPtrArray *notes;             /* of RectoScanNote* */
  uint32_t expected_pages;      /* of expected_sheets: two a sheet with the source "duplex"; 0 = not told */
  bool count_differs;           /* the scan came to its end (DONE, EMPTY), and not with expected_pages: two sheets at once? */
} RectoScanOutcome;
void recto_scan_outcome_clear(RectoScanOutcome *outcome);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoScanOutcome, recto_scan_outcome_clear)
/* "done", "jam", "cover-open", "empty", "busy", "lost", "denied", "no-memory", "io", "cancelled", "unsupported", "stalled", "crashed" */
const char *recto_scan_status_word(RectoScanStatus status);

/* Makes the page durable before it returns: only then is the next record read. `fd` is a sealed memory file, the caller's, at its beginning. False stops the
 * scan (with *error). With fd -1 it is only told how far the page has come: its answer then does not matter. */
typedef bool (*RectoScanPageFunc)(uint32_t index, int fd, const RectoScanFacts *facts, gpointer data, GError **error);

/* True = the outcome tells what happened, also when nothing came. Errors: ENGINE (recto-scanner cannot be started), those of on_page. The outcome is filled
 * in with what came in both cases. */
bool recto_scan_run(const RectoScanOrder *order, RectoScanPageFunc on_page, gpointer data, RectoScanOutcome *ret, GError **error);

/* Two passes over a stack, fronts then backs, to the order of the pages: appends indexes into {fronts, backs} (uint32_t; a back counts from n_odd on).
 * `reversed`: the stack was turned as a whole, the last sheet's back came first. False = the counts differ: nobody knows which back belongs to which front, and
 * the order is fronts, then backs as they came. */
bool recto_scan_collate(uint32_t n_odd, uint32_t n_even, bool reversed, GArray *ret_order);

#endif
