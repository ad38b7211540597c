/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values that flow from the jailed reader to the judge: what was observed, never what it means.
 *
 * Invariants
 *  - A struct owns all it points to; relatives are named by id, never by pointer.
 *  - Nobody writes to a value after the stage that made it.
 *  - Ids are positions, digests are attributes: two identical blank pages stay two pages.
 *  - Lengths in pixels of the page's upright frame, origin top left, x to the right, y down;
 *    angles in degrees clockwise; ratios and confidences 0..1; text is valid UTF-8 in NFC.
 *  - Counting is from 0 here; people are told numbers from 1.
 * Must not know: document types, procedures, pixels, files on disk.
 */
#ifndef RECTO_FACT_H
#define RECTO_FACT_H

#include <glib.h>
#include <recto/date.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum { RECTO_CANNOT_TELL, RECTO_YES, RECTO_NO } RectoAnswer;

typedef struct { int x, y, width, height; } RectoBox;

typedef struct {
  uint64_t deposit;
  uint32_t file; /* ordinal of the file in its deposit, from 0 */
  uint32_t page; /* index of the page in its file, from 0 */
} RectoPageId;

/* What the clerk's screen lights up. An empty box means the whole page; the page number RECTO_WHOLE_FILE means the file (it has no page to show). */
#define RECTO_WHOLE_FILE UINT32_MAX
typedef struct { RectoPageId page; RectoBox box; } RectoPlace;

/* ------------------------------------------------------------------ files */

typedef enum {
  RECTO_FORMAT_UNKNOWN,
  RECTO_FORMAT_PDF,
  RECTO_FORMAT_TIFF,
  RECTO_FORMAT_JPEG,
  RECTO_FORMAT_PNG,
  RECTO_FORMAT_WEBP,
  RECTO_FORMAT_JP2,
  RECTO_FORMAT_HEIC,
  RECTO_FORMAT_OTHER, /* recognised by its content, but not read: the word is in RectoFile.other_format */
} RectoFormat;

/* How the reading of a file or a page ended. Everything but OK and DAMAGED yields no usable page. */
typedef enum {
  RECTO_OUTCOME_OK,
  RECTO_OUTCOME_DAMAGED,     /* readable, but a decoder complained or a part is lost */
  RECTO_OUTCOME_UNSUPPORTED, /* not a format Recto reads */
  RECTO_OUTCOME_ENCRYPTED,   /* a password is needed */
  RECTO_OUTCOME_CORRUPT,     /* cannot be decoded at all */
  RECTO_OUTCOME_EMPTY,       /* 0 bytes, or a container with 0 pages */
  RECTO_OUTCOME_TOO_BIG,     /* bytes, pages or pixels over the channel's limit */
  RECTO_OUTCOME_TIMEOUT,
  RECTO_OUTCOME_MEMORY,
  RECTO_OUTCOME_CRASH,       /* the child died of a signal */
  RECTO_OUTCOME_SANDBOX,     /* the child tried a forbidden system call */
  RECTO_OUTCOME_PROTOCOL,    /* the child's answer was malformed */
} RectoOutcome;

/* Things a file can hold that people must be told about (bit set). */
typedef enum {
  RECTO_TRAIT_TRUNCATED = 1 << 0,        /* the end is missing */
  RECTO_TRAIT_REPAIRED = 1 << 1,         /* the structure had to be rebuilt (e.g. PDF xref) */
  RECTO_TRAIT_FORM = 1 << 2,             /* PDF form fields */
  RECTO_TRAIT_FORM_UNDRAWN = 1 << 3,     /* form values that have no drawn appearance: people see empty boxes */
  RECTO_TRAIT_XFA_SHELL = 1 << 4,        /* XFA form whose only page says "Please wait" */
  RECTO_TRAIT_ATTACHMENTS = 1 << 5,      /* files attached inside the PDF, not read */
  RECTO_TRAIT_OWNER_PASSWORD = 1 << 6,   /* opens without password, but copying is restricted */
  RECTO_TRAIT_PAGES_SKIPPED = 1 << 7,    /* pages over the limit were not read */
  RECTO_TRAIT_WRONG_NAME = 1 << 8,       /* the name's extension tells another format than the content */
  RECTO_TRAIT_SCRIPT = 1 << 9,           /* JavaScript in a PDF; never run */
  RECTO_TRAIT_ANIMATED = 1 << 10,        /* several pictures where one is read (motion photo, animation) */
  RECTO_TRAIT_TEXT_DISAGREES = 1 << 11,  /* the PDF's text layer says something else than the pixels */
} RectoTrait;

/* ------------------------------------------------------------------ pages */

/* How stored pixels became the upright frame, so that a box can be mapped back and a look can replay it.
 * Order: decode (scaled) -> EXIF -> homography -> quarter turns -> skew -> scale. */
typedef struct {
  uint32_t source_width, source_height; /* px as decoded, before anything */
  double decode_scale;    /* decoded px per stored px (<= 1 for scaled-down photos; dpi/72 for a drawn PDF page) */
  int exif;               /* EXIF orientation 1..8 that was undone; 1 = none */
  bool has_homography;
  double homography[9];   /* row-major, frame after EXIF -> frame after homography; identity when absent */
  int quarter_turns;      /* clockwise quarter turns applied, 0..3 */
  double skew;            /* degrees clockwise by which the page was turned back */
  double scale;           /* upright px per px before the last scaling */
  uint32_t width, height; /* px of the upright frame */
} RectoGeometry;

typedef enum {
  RECTO_DEFECT_CUT_EDGE,
  RECTO_DEFECT_GLARE,
  RECTO_DEFECT_OCCLUSION,
  RECTO_DEFECT_BLUR,
  RECTO_DEFECT_MOTION,
  RECTO_DEFECT_PARTIAL_BLUR,
  RECTO_DEFECT_SMALL_TEXT,
  RECTO_DEFECT_DARK,
  RECTO_DEFECT_NOISE,
  RECTO_DEFECT_UNEVEN_LIGHT,
  RECTO_DEFECT_SKEW,
  RECTO_DEFECT_TURNED,
  RECTO_DEFECT_DAMAGED,        /* a part of the picture is missing from the file */
  RECTO_DEFECT_NOT_A_DOCUMENT,
  RECTO_DEFECT_SCREEN,         /* a picture of a screen; measured: letters, in the screen's pixels */
  RECTO_DEFECT_STEEP,          /* seen from the side; measured: degrees between the page and the sensor */
  RECTO_DEFECT_SHOW_THROUGH,   /* the other side's print is as dark as this one's; measured: its ink, share of the darkest of the page */
  RECTO_N_DEFECTS
} RectoDefectKind;

typedef struct {
  RectoDefectKind kind;
  double measured, limit; /* in the unit of the measure, see models/limits.yaml */
  RectoBox box;           /* the worst place; empty = whole page */
  bool cured;             /* Recto's own cleaning repaired it */
  bool retake;            /* a person should scan or photograph the page again */
} RectoDefect;

/* What was done to the picture before it was read, because a measure asked for it (bit set). The original stays as it came. */
typedef enum {
  RECTO_CURE_FLATTENED = 1 << 0,  /* laid flat by its four corners */
  RECTO_CURE_SQUARED = 1 << 1,    /* lines that leaned towards each other were made parallel */
  RECTO_CURE_SMOOTHED = 1 << 2,   /* grain, the cells of a screen */
  RECTO_CURE_STRETCHED = 1 << 3,  /* dark picture */
  RECTO_CURE_EVENED = 1 << 4,     /* light */
  RECTO_CURE_DEEP_SHADE = 1 << 5, /* … by the kind for deep shadow */
  RECTO_CURE_ENLARGED = 1 << 6,   /* small print */
  RECTO_CURE_SHARPENED = 1 << 7,  /* soft print */
  RECTO_CURE_RESHARPENED = 1 << 8, /* twice, in a second reading that was better */
  RECTO_CURE_WHITENED = 1 << 9,   /* print of the other side, in a second reading that was better */
  RECTO_CURE_REDRAWN = 1 << 10,   /* print in grain or blurred, drawn anew by a learnt net, in a second reading that was better */
} RectoCure;
#define RECTO_N_CURES 11

/* Measured before OCR. NAN where not measured. */
typedef struct {
  double ink;             /* share of ink pixels after removing the margin, 0..1 */
  uint32_t components;    /* text-like components */
  double letter_height;   /* median px of text components in the decoded frame */
  double detail;          /* fine structure of print over coarse, worst direction, median: sharp 0.3 and more, blurred away below 0.17; NAN without print */
  double noise;           /* SNR: contrast / noise on paper tiles */
  double shade;           /* P5/P95 of the background map, 1 = even */
  double skew_confidence;
  double orientation_confidence;
} RectoMeasures;

typedef struct {
  char *text;
  RectoBox box;
  double confidence;
  int line, block; /* counted over the page in reading order */
  int baseline;    /* y of the line's baseline under the word's left edge, px */
} RectoWord;

typedef enum {
  RECTO_CODE_QR, RECTO_CODE_DATAMATRIX, RECTO_CODE_AZTEC, RECTO_CODE_PDF417, RECTO_CODE_CODE128, RECTO_CODE_CODE39, RECTO_CODE_OTHER,
} RectoCodeKind;

typedef struct {
  RectoCodeKind kind;
  GBytes *bytes; /* raw content */
  char *text;    /* the same as UTF-8 with control characters kept; invalid bytes replaced */
  RectoBox box;
} RectoCode;

typedef enum {
  RECTO_MRZ_READ,       /* every check digit holds, and so sure of every character that it may be trusted */
  RECTO_MRZ_DOUBTFUL,   /* read, but some characters are unsure or a check digit does not hold; `sure` says where */
  RECTO_MRZ_UNREADABLE, /* a zone is there, its characters are not to be had: the lines are guesses */
} RectoMrzState;

/* A machine-readable zone as sighted: lines as read, not yet judged. */
typedef struct {
  char **lines;      /* NULL-terminated, 1 to 3 lines over A-Z 0-9 < */
  char **sure;       /* as long: how sure of each character, '0' to '9' (recto_mrz_sure_least) */
  RectoMrzState state;
  RectoBox box;
  double confidence; /* that all characters are right */
} RectoMrzSight;

typedef enum { RECTO_IMAGE_JPEG, RECTO_IMAGE_G4, RECTO_IMAGE_PNG } RectoImageCoding;

/* A picture made by the reader, only ever copied by the main program. G4 is raw CCITT data, 0 = black, width x height. */
typedef struct {
  RectoImageCoding coding;
  uint32_t width, height;
  int components; /* 1 grey, 3 RGB; 1 with bits 1 for G4 */
  int bits;       /* per component */
  GBytes *bytes;
} RectoImage;

typedef enum { RECTO_TEXT_NONE, RECTO_TEXT_OCR, RECTO_TEXT_LAYER, RECTO_TEXT_MIXED } RectoTextSource;

typedef struct {
  RectoPageId id;
  RectoOutcome outcome;
  uint32_t warnings;        /* complaints of decoders about this page */
  uint8_t sha256[32];       /* of the decoded pixels before clean-up: equal pages have equal digests */
  RectoGeometry geometry;
  double dpi;               /* of the upright frame; believed or estimated */
  bool dpi_estimated;
  bool colour;              /* the source page carries colour worth keeping */
  uint32_t prints;          /* like copies of one picture on it, identity photos say; 0, or 2 and more */
  RectoAnswer upright;      /* YES: which way is up is sure; else the page may lie otherwise than it is shown */
  uint32_t cures;           /* RectoCure bits */
  RectoAnswer blank;
  RectoAnswer legible;      /* to a person; NO only from a measured physical defect */
  RectoMeasures measures;
  GArray *defects;          /* of RectoDefect, worst first */
  RectoTextSource text_source;
  double coverage;          /* share of our own text components inside words of confidence >= .6; NAN before OCR */
  GPtrArray *words;         /* of RectoWord*, reading order */
  GPtrArray *codes;         /* of RectoCode* */
  GPtrArray *mrz;           /* of RectoMrzSight* */
  RectoImage *image;        /* upright, cleaned, at a size fit for the bundle; may be NULL */
  RectoImage *thumb;        /* JPEG, longest side <= 360 px; may be NULL */
  double cpu_seconds;       /* spent in the child on this page */
  bool gone;                /* another page was handed in in its place, or it went to another dossier: it is kept, and counts nowhere. Told by the register; not stored */
  bool moved;               /* … the second of these */
  bool stands_in;           /* … this page was, for `place`, in whose document it stands. Told by the register; not stored */
  RectoPageId place;
} RectoPage;

/* One deposited file as the reader saw it. */
typedef struct {
  uint32_t ordinal;
  char *name;            /* untrusted display name, base name only, valid UTF-8, no control characters */
  uint64_t size;         /* bytes */
  uint8_t sha256[32];    /* of the bytes */
  RectoDate received;    /* civil date at the site on which this file was received; not set = with the dossier. Told by the register, not by the reader; not stored */
  uint32_t tries;        /* how often this was handed in, each time unreadable before: 1 = for the first time, 0 = nobody counts. Told by the register */
  bool anyway;           /* whoever handed it in chose to send it in spite of the verdict. Told by the register */
  RectoFormat format;
  char *other_format;    /* e.g. "Word document", "ZIP"; NULL unless FORMAT_OTHER */
  RectoOutcome outcome;
  uint32_t traits;       /* RectoTrait bits */
  uint32_t warnings;
  uint32_t declared_pages; /* pages the container says it has; 0 = unknown */
  uint32_t n_attachments;
  GPtrArray *pages;      /* of RectoPage*, by index; a page that could not be read is there with its outcome */
  double cpu_seconds;
} RectoFile;

RectoPage *recto_page_new(RectoPageId id);
void recto_page_free(RectoPage *page);
RectoFile *recto_file_new(uint32_t ordinal, const char *name);
void recto_file_free(RectoFile *file);
RectoWord *recto_word_new(const char *text, RectoBox box, double confidence);
void recto_word_free(RectoWord *word);
RectoCode *recto_code_new(RectoCodeKind kind, const void *data, size_t size, RectoBox box);
void recto_code_free(RectoCode *code);
/* READ, and sure of every character, until told otherwise. */
RectoMrzSight *recto_mrz_sight_new(const char *const *lines, RectoBox box, double confidence);
/* Probability that a character is right as '0' (below 0.3), '1' 0.3, '2' 0.5, '3' 0.65, '4' 0.8, '5' 0.9, '6' 0.95, '7' 0.98, '8' 0.99, '9' 0.999; and back,
 * the least that the sign stands for. */
char recto_mrz_sure_char(double probability);
double recto_mrz_sure_least(char sure);
void recto_mrz_sight_free(RectoMrzSight *sight);
RectoImage *recto_image_new(RectoImageCoding coding, uint32_t width, uint32_t height, int components, int bits, GBytes *bytes);
void recto_image_free(RectoImage *image);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoPage, recto_page_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoFile, recto_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoWord, recto_word_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoCode, recto_code_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoMrzSight, recto_mrz_sight_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoImage, recto_image_free)

/* Stable machine words for JSON and models ("pdf", "damaged", "cut-edge", "yes"); never translated.
 * The _from_word functions return false on an unknown word and leave *ret untouched. */
const char *recto_format_word(RectoFormat format);
const char *recto_outcome_word(RectoOutcome outcome);
const char *recto_defect_word(RectoDefectKind kind);
const char *recto_answer_word(RectoAnswer answer);
const char *recto_code_kind_word(RectoCodeKind kind);
const char *recto_text_source_word(RectoTextSource source);
const char *recto_mrz_state_word(RectoMrzState state);
const char *recto_trait_word(RectoTrait trait); /* one bit */
const char *recto_cure_word(RectoCure cure); /* one bit */
bool recto_format_from_word(const char *word, RectoFormat *ret);
bool recto_outcome_from_word(const char *word, RectoOutcome *ret);
bool recto_defect_from_word(const char *word, RectoDefectKind *ret);
bool recto_answer_from_word(const char *word, RectoAnswer *ret);
bool recto_code_kind_from_word(const char *word, RectoCodeKind *ret);
bool recto_text_source_from_word(const char *word, RectoTextSource *ret);
bool recto_mrz_state_from_word(const char *word, RectoMrzState *ret);

/* Box helpers. Union with an empty box is the other box. */
bool recto_box_is_empty(RectoBox box);
RectoBox recto_box_union(RectoBox a, RectoBox b);
bool recto_box_holds(RectoBox outer, RectoBox inner); /* the middle of `inner` lies in `outer` */
int recto_page_id_compare(const RectoPageId *a, const RectoPageId *b);
bool recto_page_id_equal(RectoPageId a, RectoPageId b);
/* Where the page stands among the others: its id, or that of the page whose place it takes. */
RectoPageId recto_page_place(const RectoPage *page);
/* By place, then by id. */
int recto_page_compare(const RectoPage *a, const RectoPage *b);
/* How many pages of it count. */
uint32_t recto_file_pages(const RectoFile *file);
/* The page with this id among files (of RectoFile*); NULL = none. Borrowed. */
const RectoPage *recto_page_find(const GPtrArray *files, RectoPageId id);
/* Which kind is told first: the lower. */
int recto_defect_rank(RectoDefectKind kind);
/* For sorting: what must be made again, what is suspected, what was cured; each by rank. */
int recto_defect_compare(gconstpointer a, gconstpointer b);
/* One of that kind is among them (of RectoDefect), cured or not. */
bool recto_defects_hold(const GArray *defects, RectoDefectKind kind);
/* The one defect that is told of a page: of those that ask for a retake, else of those that are only suspected, the first in the order cut-off, glare and finger,
 * blur and motion, small, dark. What Recto cured itself is none. Borrowed; NULL = none. */
const RectoDefect *recto_main_cause(const RectoPage *page);
/* Where it is seen (of RectoBox): a page may be cut at two edges. Empty = the whole page. Owned by the caller. */
GArray *recto_cause_boxes(const RectoPage *page, const RectoDefect *cause);
/* "top-left", "middle", "right-edge" …, "whole". */
const char *recto_place_word(const RectoPage *page, RectoDefectKind kind, RectoBox box);
/* A box with a little air around it, to be lit up on a picture of the page: parts of the page, 0..1: x, y, width, height. */
void recto_box_share(const RectoPage *page, RectoBox box, double ret[4]);
/* Maps a box of the upright frame to the stored frame of the original (px of the decoded picture / decode_scale). */
RectoBox recto_geometry_to_original(const RectoGeometry *geometry, RectoBox box);

#endif
