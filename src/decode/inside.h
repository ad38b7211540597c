/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the decoders share: the source they work in, the handler each of them is, the canvas they paint on.
 * A new format is one file with one handler and one line in source.c. Must not know: what stands above src/decode. */
#ifndef RECTO_DECODE_INSIDE_H
#define RECTO_DECODE_INSIDE_H

#include "decode/decode.h"

#include <stdio.h>

/* Section `decode` of limits.yaml, read once when a file is opened. */
typedef struct {
  uint64_t stored_pixels;  /* over it a picture is refused (TOO_BIG) */
  uint64_t work_pixels;    /* over it a picture is decoded scaled */
  uint64_t target_pixels;  /* never scaled below this many */
  uint64_t look_pixels;    /* ceiling when a look asks for more */
  uint64_t decoder_bytes;  /* ceiling for one allocation of a decoder */
  uint32_t side;           /* px of one side of a decoded picture */
  uint32_t stored_side;    /* px of one side of a stored picture */
  uint32_t pages;
  uint32_t scans;          /* passes of a progressive JPEG */
  uint32_t words;          /* words of one text layer */
  uint64_t scan_pixels;    /* passes x pixels of a progressive JPEG */
  double draw_dpi, look_dpi, keep_dpi;
  double proof_side, proof_difference, image_share; /* when a PDF page is its picture, see limits.yaml */
  double paper_min, paper_max; /* inches of the long side in which a stated resolution is believed */
} RectoDecodeLimits;

typedef struct RectoHandler RectoHandler;

struct RectoSource {
  const RectoHandler *handler;
  GBytes *bytes;
  const uint8_t *data; /* borrowed from bytes */
  size_t size;
  RectoDecodeLimits limits;
  uint32_t n_pages;
  uint32_t traits;   /* found after opening; told by finish */
  uint32_t warnings; /* of the file, not of a page */
  bool hurt;         /* a page was damaged or could not be read */
  bool gave;         /* a page was read */
  RectoOutcome last; /* of the last page that could not be read */
  gpointer self;     /* the handler's own */
};

struct RectoHandler {
  RectoFormat format;
  /* 0 = not mine; the highest bid wins. `size` is of the whole file. */
  int (*bid)(const uint8_t *data, size_t size);
  /* Header only. Sets n_pages, self; false with file->outcome set when no page can be read (`close` is called all the same). */
  bool (*open)(RectoSource *source, RectoFile *file);
  void (*picture)(RectoSource *source, uint32_t index, double min_scale, RectoPicture *ret);
  void (*finish)(RectoSource *source, RectoFile *file); /* may be NULL */
  void (*close)(RectoSource *source);
};

extern const RectoHandler recto_pdf_handler, recto_tiff_handler, recto_jpeg_handler, recto_png_handler, recto_webp_handler, recto_jp2_handler,
    recto_heif_handler;

/* The word for content that Recto knows but does not read ("ZIP archive"), or NULL. Static text. */
const char *recto_sniff_other(const uint8_t *data, size_t size);
/* Begins as an archive does: whatever stands further back in it is a member's. */
bool recto_sniff_is_archive(const uint8_t *data, size_t size);
/* The format whose handler bids most, UNKNOWN without a bid. */
RectoFormat recto_source_format(const uint8_t *data, size_t size);
/* The bytes behind the descriptor, mapped; read where mapping is refused. NULL = cannot be read. */
GBytes *recto_bytes_map(int fd);

/* ------------------------------------------------------------------ what libraries print */

typedef struct { FILE *own, *before; uint32_t lines; } RectoEar;
void recto_ear_open(RectoEar *ear);
uint32_t recto_ear_close(RectoEar *ear); /* lines heard */

/* ------------------------------------------------------------------ sizes */

/* OK, CORRUPT (a side is 0) or TOO_BIG, from the header alone. */
RectoOutcome recto_size_check(const RectoDecodeLimits *limits, uint64_t width, uint64_t height);
/* The smallest share n/8 (1..8) at which a picture of this size should be decoded; 8 = as stored.
 * `dpi` 0 = unknown; `min_scale` > 1 asks for more than the usual. */
int recto_size_eighths(const RectoDecodeLimits *limits, uint64_t width, uint64_t height, double dpi, double min_scale);
/* The same as a whole divisor, for formats that cannot scale while decoding. */
int recto_size_divisor(const RectoDecodeLimits *limits, uint64_t width, uint64_t height, double dpi, double min_scale);

/* ------------------------------------------------------------------ canvas */

/* Rows in, PIX out; shrinks by a whole divisor while rows come (mean of the block), so a big picture never lies whole in memory. Starts white. */
typedef struct RectoCanvas RectoCanvas;
RectoCanvas *recto_canvas_new(uint32_t width, uint32_t height, int channels /* 1 or 3 */, int divisor); /* NULL = no memory */
/* `samples`: width * channels bytes. Rows from top to bottom; rows left out stay white. */
void recto_canvas_row(RectoCanvas *canvas, uint32_t y, const uint8_t *samples);
PIX *recto_canvas_take(RectoCanvas *canvas);
void recto_canvas_free(RectoCanvas *canvas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoCanvas, recto_canvas_free)

/* ------------------------------------------------------------------ pictures */

/* Resolution: takes what the file states when the paper it makes is plausible, else what an A4 sheet would have. `x`, `y` 0 = not stated. */
void recto_picture_set_dpi(RectoPicture *picture, const RectoDecodeLimits *limits, double x, double y);
/* The same for a page that has a paper size: `inches` is its long side. */
void recto_picture_set_paper(RectoPicture *picture, const RectoDecodeLimits *limits, double inches);
/* Last step of every handler: grey when there is no colour, bilevel when there are only black and white (both lossless), outcome, digest. */
void recto_picture_seal(RectoPicture *picture);

/* ------------------------------------------------------------------ EXIF */

typedef struct {
  int orientation;     /* 1..8, 1 = none */
  double x_dpi, y_dpi; /* 0 = not stated */
} RectoExif;

/* `data` begins at the TIFF header ("II" or "MM"), or at "Exif\0\0". Never fails: what is not there keeps its default. */
RectoExif recto_exif_parse(const uint8_t *data, size_t size);

#endif
