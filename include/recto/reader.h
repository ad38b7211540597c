/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The main program's side of recto-reader: jailed children turn bytes into facts.
 * The parent never parses a child's output beyond the fixed records of src/jail/wire.h, checks every range, and survives whatever a child does.
 * A RectoReader is used by one thread at a time; the listener is called on that thread, between two reads of the channels. */
#ifndef RECTO_READER_H
#define RECTO_READER_H

#include <recto/fact.h>
#include <recto/model.h>

typedef struct RectoReader RectoReader;

typedef enum { RECTO_CHANNEL_UPLOAD, RECTO_CHANNEL_COUNTER, RECTO_CHANNEL_MAIL } RectoChannel;

typedef enum {
  RECTO_WANT_LEGIBILITY = 1 << 0, /* geometry, measures, verdict: always done */
  RECTO_WANT_CODES = 1 << 1,
  RECTO_WANT_MRZ = 1 << 2,
  RECTO_WANT_WORDS = 1 << 3,
  RECTO_WANT_IMAGES = 1 << 4,
  RECTO_WANT_THUMBS = 1 << 5,
  RECTO_WANT_ALL = 0x3f,
} RectoWant;

typedef enum { RECTO_JAIL_NONE, RECTO_JAIL_LIMITS, RECTO_JAIL_SECCOMP, RECTO_JAIL_FULL } RectoJailLevel; /* rlimits; + seccomp; + Landlock */

typedef struct {
  const char *program;       /* path of recto-reader; NULL = beside the running program, else PREFIX/libexec/recto/ */
  const char *models_folder; /* for limits.yaml and models/ocr */
  int workers;               /* children at a time; 0 = number of cores */
  RectoJailLevel require;    /* refuse to start below this level */
} RectoReaderConfig;

typedef struct {
  int fd;                    /* read-only descriptor of the original; stays the caller's */
  uint32_t ordinal;
  const char *name;          /* display name, untrusted */
  uint64_t deposit;
  RectoChannel channel;
  uint32_t want;             /* RectoWant bits */
} RectoReadOrder;

/* News as it comes, before a file is finished; all borrowed, valid during the call. */
typedef enum { RECTO_NEWS_FILE_OPENED, RECTO_NEWS_PAGE_VERDICT, RECTO_NEWS_PAGE_DONE, RECTO_NEWS_FILE_DONE } RectoNewsKind;
typedef struct {
  RectoNewsKind kind;
  uint32_t ordinal;
  const RectoFile *file;     /* as known so far */
  const RectoPage *page;     /* for PAGE_*; PAGE_VERDICT comes before OCR */
} RectoNews;
typedef void (*RectoNewsFunc)(const RectoNews *news, gpointer user_data);

/* Starts the zygote. Call before opening stores or keys. Errors: ENGINE (program missing, jail below `require`). */
RectoReader *recto_reader_new(const RectoReaderConfig *config, GError **error);
void recto_reader_free(RectoReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoReader, recto_reader_free)
RectoJailLevel recto_reader_jail_level(const RectoReader *reader);
const char *recto_reader_versions(const RectoReader *reader); /* "leptonica 1.82.0; tesseract 5.3.0; …" as the reader program reports; part of a stored result's key */

/* Reads all orders, `workers` children at a time (pages of one long file are spread too). Always returns one RectoFile per order, in order:
 * what a child does ends as an outcome, never as an error. Errors: ENGINE only (zygote cannot be restarted), or G_IO_ERROR_CANCELLED when *cancel became nonzero. */
bool recto_reader_read(RectoReader *reader, const RectoReadOrder *orders, size_t n_orders, RectoNewsFunc listener, gpointer user_data, const volatile int *cancel,
                       GPtrArray **ret_files, GError **error);

/* A second look at a place: the geometry chain is replayed at a higher scale, with an alphabet. */
typedef struct {
  RectoPlace place;          /* box in the upright frame */
  char *purpose;             /* field name, for the record */
  char *alphabet;            /* characters allowed, NULL = all */
  bool single_line;
  double scale;              /* upright px of the look per upright px of the page, 1..4 */
} RectoLookOrder;
typedef struct {
  RectoLookOrder order;      /* owned copy */
  char *text;                /* lines separated by \n; NULL = nothing read */
  double confidence;
  RectoOutcome outcome;
} RectoLook;
void recto_look_free(RectoLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoLook, recto_look_free)
/* `page` is the page as read before (its geometry is replayed). */
bool recto_reader_look(RectoReader *reader, int fd, const RectoPage *page, const RectoLookOrder *order, RectoLook **ret_look, GError **error);

#endif
