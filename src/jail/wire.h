/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes between recto and recto-reader, and the only code that turns one side's facts into bytes and back.
 * Must not know: how processes are made, what the facts mean.
 *
 * Three kinds of message, each one datagram of a SOCK_SEQPACKET socket with a fixed size; a message of another size is a breach.
 * Numbers are little-endian, structs have no hidden padding (asserted below).
 *
 *   recto -> zygote   RectoWireOrder     3472 bytes, with descriptors: START carries {original, channel, answer memory}
 *   zygote -> recto   RectoWireNotice    1064 bytes: HELLO once, then one EXITED per child
 *   child -> recto    RectoWireRecord      32 bytes, on the child's own channel
 *   recto -> child    RectoWireReply        8 bytes, one for each record but the last
 *
 * A record tells that `length` bytes stand in the answer memory, a memfd of fixed size that recto made and sealed against growing and shrinking.
 * recto copies them out with pread (it never maps them, so nothing can be changed under its eyes or cut away), checks the copy, then replies.
 * Order of records: OPENED, then for each page BEGINS, VERDICT or not, PAGE; then FINISHED. FINISHED may come first (nothing could be opened). A look: LOOKED alone.
 * Unpacking: CONTAINER, then for each part PART and, when bytes are given, BYTES until all of its size has come; then UNPACKED. Bytes are raw, at offset 0 of the memory.
 *
 *   RectoWireRecord            offset size meaning
 *     magic                         0    4 RECTO_WIRE_MAGIC
 *     kind                          4    4 RectoWireKind
 *     sequence                      8    4 counts up from 0 over one child
 *     page                         12    4 page index; 0 where there is none
 *     length                       16    4 bytes of the answer memory that belong to this record
 *     zero                         20   12 must be 0
 *
 * An answer begins with its fixed part (RectoWireFile, RectoWirePage or RectoWireLook); tables follow, each 8-aligned, found by {offset, count}
 * from the answer's first byte; a text or a run of bytes is {offset, length} inside the answer's pool, which is {offset, bytes} too.
 *   RectoWirePage: offset size meaning (tables: defects, words, codes, mrz lines)
 *     outcome, warnings             0    8 RectoOutcome; complaints
 *     sha256                        8   32 of the decoded pixels
 *     geometry                     40  160 RectoWireGeometry
 *     dpi, coverage, cpu_seconds  200   24 doubles; coverage may be NAN
 *     flags                       224    4 bit 0 dpi estimated, bit 1 colour, bits 2 and 3 upright, bits 8 to 15 prints, from 16 on cures
 *     blank, legible, text_source 228   12 enums
 *     measures                    240   64 RectoMeasures as 8 doubles (components too), NAN allowed
 *     defects words codes mrz     304   32 tables
 *     pool                        336    8 table of bytes
 *     image, thumb                344   64 RectoWireImage
 *   RectoWireFile: offset size meaning
 *     format outcome traits       0     12 enums, RectoTrait bits
 *     warnings declared_pages n_attachments 12 12
 *     cpu_seconds                24      8 double
 *     other_format               32      8 text
 *     pool                       40      8
 *   RectoWireLook: outcome 0 4, zero 4 4, confidence 8 8, text 16 8, pool 24 8, picture 32 32
 *   RectoWirePart: offset size meaning
 *     outcome note page count       0   16 RectoOutcome, RectoPartNote, index or 2^32-1, members
 *     flags zero                   16    8 bit 0 bytes follow, bit 1 the file itself
 *     size                         24    8 bytes that follow
 *     name path pool               32   24
 *   RectoWireContainer: outcome note declared zero 0 16, format subject from date pool 16 40
 */
#ifndef RECTO_JAIL_WIRE_H
#define RECTO_JAIL_WIRE_H

#include <recto/fact.h>
#include <recto/reader.h>

#define RECTO_WIRE_MAGIC 0x31544352u /* "RCT1" */
#define RECTO_WIRE_ORDER_FDS 3

/* Ceilings of the format itself: above any real page, low enough that no sum or product of them overflows. */
#define RECTO_WIRE_MAX_SIDE 100000u
#define RECTO_WIRE_MAX_AREA (1u << 29)
#define RECTO_WIRE_MAX_WORDS 100000u
#define RECTO_WIRE_MAX_POOL_TEXT 4096u /* bytes of one word */
#define RECTO_WIRE_MAX_CODES 1024u
#define RECTO_WIRE_MAX_CODE_BYTES 16384u
#define RECTO_WIRE_MAX_MRZ_LINES 96u
#define RECTO_WIRE_MAX_MRZ_LENGTH 96u
#define RECTO_WIRE_MAX_DEFECTS 64u
#define RECTO_WIRE_MAX_PAGES 100000u
#define RECTO_WIRE_MAX_LOOK_TEXT 65536u
#define RECTO_WIRE_MAX_NAME 255u
#define RECTO_WIRE_MAX_PATH 2048u
#define RECTO_WIRE_MAX_FACT 1024u /* bytes of a mail's subject, sender, date */

/* ------------------------------------------------------------------ child <-> recto */

typedef enum {
  RECTO_WIRE_OPENED = 1,
  RECTO_WIRE_BEGINS,
  RECTO_WIRE_VERDICT,
  RECTO_WIRE_PAGE,
  RECTO_WIRE_FINISHED,
  RECTO_WIRE_LOOKED,
  RECTO_WIRE_CONTAINER,
  RECTO_WIRE_PART,
  RECTO_WIRE_BYTES,
  RECTO_WIRE_UNPACKED,
} RectoWireKind;

typedef struct { uint32_t magic, kind, sequence, page, length, zero[3]; } RectoWireRecord;

typedef enum { RECTO_WIRE_GO = 1, RECTO_WIRE_STOP } RectoWireVerb;
typedef struct { uint32_t magic, verb; } RectoWireReply;

typedef struct { uint32_t offset, count; } RectoWireTable; /* count of rows, or of bytes for pool, text and bytes */
typedef struct { int32_t x, y, width, height; } RectoWireBox;

typedef struct {
  uint32_t source_width, source_height;
  double decode_scale;
  int32_t exif, has_homography;
  double homography[9];
  int32_t quarter_turns, zero;
  double skew, scale;
  uint32_t width, height;
  uint32_t reserved[8];
} RectoWireGeometry;

typedef struct { uint32_t kind, flags; double measured, limit; RectoWireBox box; } RectoWireDefect; /* flags: bit 0 cured, bit 1 retake */
typedef struct { RectoWireBox box; double confidence; int32_t line, block, baseline, zero; RectoWireTable text; } RectoWireWord;
typedef struct { uint32_t kind, zero; RectoWireBox box; RectoWireTable bytes; } RectoWireCode;
typedef struct { uint32_t sight, state; RectoWireBox box; double confidence; RectoWireTable text, sure; } RectoWireMrzLine; /* lines of one sight follow each other */
typedef struct { uint32_t present, coding, width, height, components, bits; RectoWireTable bytes; } RectoWireImage;

typedef struct {
  uint32_t outcome, warnings;
  uint8_t sha256[32];
  RectoWireGeometry geometry;
  double dpi, coverage, cpu_seconds;
  uint32_t flags, blank, legible, text_source;
  double measures[8];
  RectoWireTable defects, words, codes, mrz, pool;
  RectoWireImage image, thumb;
} RectoWirePage;

typedef struct {
  uint32_t format, outcome, traits, warnings, declared_pages, n_attachments;
  double cpu_seconds;
  RectoWireTable other_format, pool;
} RectoWireFile;

typedef struct { uint32_t outcome, zero; double confidence; RectoWireTable text, pool; RectoWireImage picture; } RectoWireLook;

typedef struct { uint32_t outcome, note, page, count, flags, zero; uint64_t size; RectoWireTable name, path, pool; } RectoWirePart;
typedef struct { uint32_t outcome, note, declared, zero; RectoWireTable format, subject, from, date, pool; } RectoWireContainer;

G_STATIC_ASSERT(G_BYTE_ORDER == G_LITTLE_ENDIAN);
G_STATIC_ASSERT(sizeof(RectoWireRecord) == 32 && sizeof(RectoWireReply) == 8);
G_STATIC_ASSERT(sizeof(RectoWireGeometry) == 160 && sizeof(RectoWireDefect) == 40 && sizeof(RectoWireWord) == 48);
G_STATIC_ASSERT(sizeof(RectoWireCode) == 32 && sizeof(RectoWireMrzLine) == 48 && sizeof(RectoWireImage) == 32);
G_STATIC_ASSERT(sizeof(RectoWirePage) == 408 && G_STRUCT_OFFSET(RectoWirePage, measures) == 240 && G_STRUCT_OFFSET(RectoWirePage, pool) == 336);
G_STATIC_ASSERT(sizeof(RectoWireFile) == 48 && sizeof(RectoWireLook) == 64 && sizeof(RectoWirePart) == 56 && sizeof(RectoWireContainer) == 56);

/* Facts as an answer; what the wire forbids (a box outside its page, a confidence over 1, a word that is not UTF-8) is put right first, so that an honest
 * child never breaks the rules. Nothing else is lost but words and pictures over the format's ceilings. */
GByteArray *recto_wire_from_page(const RectoPage *page);
GByteArray *recto_wire_from_file(const RectoFile *file);
GByteArray *recto_wire_from_look(const RectoLook *look);
/* `gives`: bytes follow (part->size of them); fd is not looked at. */
GByteArray *recto_wire_from_part(const RectoPart *part, bool gives);
GByteArray *recto_wire_from_container(const RectoUnpacked *unpacked);

/* The checked way back. `untrusted` is a private copy. NULL or false when any number, range, enum, float or text is not what the format says;
 * the child must then be killed. `id` is set by the caller, never by the child. */
RectoPage *recto_wire_to_page(const uint8_t *untrusted, size_t size, RectoPageId id);
/* Writes the child's statements over those of `file` (format, outcome, traits, warnings, counts, other_format); name, size and digest stay. */
bool recto_wire_to_file(const uint8_t *untrusted, size_t size, RectoFile *file);
/* Writes text, confidence, outcome and picture of `look`. */
bool recto_wire_to_look(const uint8_t *untrusted, size_t size, RectoLook *look);
/* Writes all but fd; `*ret_gives` when bytes are announced. Name and path are owned by the caller, also when false is returned. */
bool recto_wire_to_part(const uint8_t *untrusted, size_t size, RectoPart *part, bool *ret_gives);
/* Writes outcome, note, declared, format, subject, from and date. */
bool recto_wire_to_container(const uint8_t *untrusted, size_t size, RectoUnpacked *unpacked);

/* ------------------------------------------------------------------ recto <-> zygote (both trusted) */

typedef enum { RECTO_ORDER_READ = 1, RECTO_ORDER_LOOK, RECTO_ORDER_UNPACK, RECTO_ORDER_ATTACK, RECTO_ORDER_RENEW, RECTO_ORDER_KILL } RectoWireOrderKind;

/* What unpacking may cost; obeyed by the child, checked again by recto. */
typedef struct {
  uint64_t part_bytes;   /* of one part */
  uint64_t total_bytes;  /* of all parts, and of all that is unpacked on the way */
  uint64_t ratio_from;   /* bytes unpacked from which the ratio counts */
  double ratio;          /* bytes unpacked over bytes of the file */
  uint32_t members;      /* parts told, whatever their outcome */
  uint32_t depth;        /* containers inside each other */
  uint32_t picture;      /* bytes under which a picture in a mail's text is a logo */
  uint32_t zero;
} RectoWireUnpack;

typedef struct {
  uint32_t magic, kind, child, ordinal;
  uint64_t deposit;
  uint32_t channel, want, first_page, n_pages, page, attack;
  uint64_t memory;
  double page_cpu_seconds, file_cpu_seconds;
  uint32_t open_files, threads, answer_bytes, single_line;
  RectoWireGeometry geometry;
  RectoWireBox box;
  double scale;
  RectoWireUnpack unpack;
  uint8_t turns[RECTO_MAX_TURNS]; /* quarter turns by page, 0..3 */
  char name[512], purpose[128], alphabet[2000]; /* UTF-8, ended by 0; alphabet empty = all */
} RectoWireOrder;

typedef enum { RECTO_NOTICE_HELLO = 1, RECTO_NOTICE_EXITED, RECTO_NOTICE_FAILED /* cannot start at all: see text */ } RectoWireNoticeKind;

typedef struct {
  uint32_t magic, kind, child, level; /* level: RectoJailLevel, HELLO only */
  int32_t status;                     /* as from waitpid, or -errno of a fork that failed */
  uint32_t over_cpu;                  /* the zygote killed it for its page's CPU budget */
  double cpu_seconds;
  uint64_t peak_bytes;
  char text[1024];                    /* HELLO: versions; FAILED: why */
} RectoWireNotice;

G_STATIC_ASSERT(sizeof(RectoWireOrder) == 3472 && sizeof(RectoWireNotice) == 1064);

/* How a child ends when it is not killed. */
#define RECTO_EXIT_MEMORY 77  /* the interposed malloc was refused */
#define RECTO_EXIT_JAIL 78    /* a layer of the jail that the zygote has could not be put on */
#define RECTO_EXIT_REFUSED 79 /* attack cases only: the kernel answered with an error */
#define RECTO_EXIT_BREACH 80  /* attack cases only: the attack succeeded */
#define RECTO_EXIT_GONE 81    /* recto closed the channel or said stop */

RectoWireGeometry recto_wire_geometry(const RectoGeometry *geometry);
bool recto_wire_to_geometry(const RectoWireGeometry *untrusted, RectoGeometry *ret);

#endif
