/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What recto-scanner says to recto: records of one fixed size over an inherited SOCK_SEQPACKET socket (descriptor 3). Nothing goes the other way but signals.
 * Must not know: SANE, TIFF, how processes are made.
 *
 * Every record is one datagram of 4096 bytes; a message of another size is a breach. Numbers are little-endian, structs have no hidden padding (asserted
 * below), what a kind does not use is 0. A text is UTF-8, ended by 0 inside its field, without control characters; a list of texts separates them by
 * line feeds.
 *
 *   RectoScanRecord            offset size meaning
 *     magic                         0    4 RECTO_SCAN_MAGIC
 *     kind                          4    4 RectoScanKind
 *     sequence                      8    4 counts up from 0
 *     zero                         12    4 must be 0
 *     body                         16 4080 by kind:
 *   DEVICE: name 0 256, vendor 256 128, model 384 128, type 512 128
 *   OPTION: type flags unit constraint 0 16, minimum maximum step 16 24 (doubles), name 40 128, title 168 256, value 424 512, words 936 3072
 *   NOTE:   code 0 4, zero 4 4, name 8 128, wanted 136 512, given 648 3072
 *   ROWS:   page rows promised zero 0 16          a sign of life, at most a few a second
 *   PAGE:   index rows promised width 0 16, mode depth flags zero 16 16, band_first band_grey inner_first inner_grey 32 16, dpi_x dpi_y 48 16 (doubles),
 *           size 64 8; carries one descriptor
 *   END:    status pages 0 8                      the last record
 *
 * Order: devices: DEVICE…, END. options: OPTION…, END. scan: NOTE…, then ROWS and NOTE as they fall and PAGE in the order of their index from 0; END.
 * The descriptor of a PAGE is a memfd with a TIFF of `size` bytes, sealed against every change. `promised` 0 = the device does not know how long its page
 * is. */
#ifndef RECTO_SCANNER_WIRE_H
#define RECTO_SCANNER_WIRE_H

#include <glib.h>
#include <stdint.h>

#define RECTO_SCAN_MAGIC 0x31534352u /* "RCS1" */
#define RECTO_SCAN_CHANNEL 3         /* descriptor in the child */

/* Ceilings of the format itself, above any real page: 100000 rows are 4.2 m at 600 dpi. */
#define RECTO_SCAN_MAX_ROWS 100000u
#define RECTO_SCAN_MAX_WIDTH 100000u
#define RECTO_SCAN_MAX_DPI 19200.0
#define RECTO_SCAN_MAX_PAGES 100000u

typedef enum { RECTO_SCAN_DEVICE = 1, RECTO_SCAN_OPTION, RECTO_SCAN_NOTE, RECTO_SCAN_ROWS, RECTO_SCAN_PAGE, RECTO_SCAN_END } RectoScanKind;

/* How a scan ended. The child says all but STALLED and CRASHED, which recto finds. */
typedef enum {
  RECTO_SCAN_DONE,
  RECTO_SCAN_JAM,
  RECTO_SCAN_COVER_OPEN,
  RECTO_SCAN_EMPTY,       /* no paper, and no page came */
  RECTO_SCAN_BUSY,
  RECTO_SCAN_LOST,        /* no such device, or it went away */
  RECTO_SCAN_DENIED,
  RECTO_SCAN_NO_MEMORY,
  RECTO_SCAN_IO,
  RECTO_SCAN_CANCELLED,
  RECTO_SCAN_UNSUPPORTED, /* the device cannot do what was ordered; a NOTE says what */
  RECTO_SCAN_STALLED,
  RECTO_SCAN_CRASHED,
  RECTO_SCAN_N_STATUS,
} RectoScanStatus;

/* `wanted` was ordered, `given` is what the device does instead; with the last ones, `given` lists what it could do. */
typedef enum {
  RECTO_SCAN_NOTE_RESOLUTION = 1, /* the nearest that the device can */
  RECTO_SCAN_NOTE_SIZE,           /* smaller than ordered */
  RECTO_SCAN_NOTE_MODE,           /* another mode that shows as much or nearly */
  RECTO_SCAN_NOTE_ADJUSTED,       /* option `name` was rounded by the device */
  RECTO_SCAN_NOTE_NOTHING,        /* the device said that a page had come, and not one row had */
  RECTO_SCAN_NOTE_ENDLESS,        /* a page was cut at RECTO_SCAN_MAX_ROWS */
  RECTO_SCAN_NOTE_NO_SOURCE,      /* unsupported: no such source; given: sources */
  RECTO_SCAN_NOTE_NO_OPTION,      /* unsupported: no option `name`; given: options */
  RECTO_SCAN_NOTE_BAD_VALUE,      /* unsupported: option `name` does not take `wanted`; given: what it takes */
  RECTO_SCAN_NOTE_INACTIVE,       /* unsupported: option `name` cannot be set now */
  RECTO_SCAN_NOTE_FRAME,          /* unsupported: pictures of a form that we do not know (JPEG, infrared …) */
  RECTO_SCAN_N_NOTE,
} RectoScanNoteCode;

typedef enum {
  RECTO_SCAN_TYPE_BOOL,
  RECTO_SCAN_TYPE_INT,
  RECTO_SCAN_TYPE_FIXED,
  RECTO_SCAN_TYPE_TEXT,
  RECTO_SCAN_TYPE_BUTTON,
  RECTO_SCAN_N_TYPE
} RectoScanType;
typedef enum {
  RECTO_SCAN_UNIT_NONE,
  RECTO_SCAN_UNIT_PIXEL,
  RECTO_SCAN_UNIT_BIT,
  RECTO_SCAN_UNIT_MM,
  RECTO_SCAN_UNIT_DPI,
  RECTO_SCAN_UNIT_PERCENT,
  RECTO_SCAN_UNIT_US,
  RECTO_SCAN_N_UNIT
} RectoScanUnit;
typedef enum { RECTO_SCAN_FREE, RECTO_SCAN_RANGE, RECTO_SCAN_LIST, RECTO_SCAN_N_CONSTRAINT } RectoScanConstraint;
enum { RECTO_SCAN_OPTION_SETTABLE = 1, RECTO_SCAN_OPTION_ACTIVE = 2, RECTO_SCAN_OPTION_CUT = 4 /* not all words fit */ };

typedef enum { RECTO_SCAN_MODE_LINEART = 1, RECTO_SCAN_MODE_GRAY, RECTO_SCAN_MODE_COLOR, RECTO_SCAN_N_MODE } RectoScanMode;
enum {
  RECTO_SCAN_PAGE_PARTIAL = 1, /* a failure ended it: the rows that came are there */
  RECTO_SCAN_PAGE_BAND = 2,    /* from band_first to the end all rows are the same; band_grey 0..255 is the darkest that fills a quarter of them */
  RECTO_SCAN_PAGE_INNER = 4,   /* and so are the rows from inner_first to band_first among themselves: drivers fill up a picture shorter than its page */
};

typedef struct { char name[256], vendor[128], model[128], type[128]; } RectoScanWireDevice;
typedef struct {
  uint32_t type, flags, unit, constraint;
  double minimum, maximum, step;
  char name[128], title[256], value[512], words[3072];
} RectoScanWireOption;
typedef struct { uint32_t code, zero; char name[128], wanted[512], given[3072]; } RectoScanWireNote;
typedef struct { uint32_t page, rows, promised, zero; } RectoScanWireRows;
typedef struct {
  uint32_t index, rows, promised, width, mode, depth, flags, zero, band_first, band_grey, inner_first, inner_grey;
  double dpi_x, dpi_y; /* 0 = the device does not say */
  uint64_t size;
} RectoScanWirePage;
typedef struct { uint32_t status, pages; } RectoScanWireEnd;

typedef struct {
  uint32_t magic, kind, sequence, zero;
  union {
    RectoScanWireDevice device;
    RectoScanWireOption option;
    RectoScanWireNote note;
    RectoScanWireRows rows;
    RectoScanWirePage page;
    RectoScanWireEnd end;
    uint8_t bytes[4080];
  };
} RectoScanRecord;

G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);
G_STATIC_ASSERT(sizeof(RectoScanRecord) == 4096 && sizeof(RectoScanWireDevice) == 640 && sizeof(RectoScanWireOption) == 4008);
G_STATIC_ASSERT(sizeof(RectoScanWireNote) == 3720 && sizeof(RectoScanWireRows) == 16 && sizeof(RectoScanWirePage) == 72 && sizeof(RectoScanWireEnd) == 8);

#endif
