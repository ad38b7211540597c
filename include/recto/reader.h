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
  RECTO_WANT_DOUBTS = 1 << 6, /* pages whose verdict is not a plain yes are read for it, of the others some lines for print of the other side; their words are not told */
  RECTO_WANT_ALL = 0x3f,
  RECTO_WANT_FRAMED = 1 << 7,     /* instead of IMAGES: the page as a small PNG, the place of its main cause framed, for people to look at */
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
  const uint8_t *turns;      /* by page index: clockwise quarter turns (0..3) that a person says are needed beyond what the page's own look tells; may be NULL */
  size_t n_turns;            /* at most RECTO_MAX_TURNS are obeyed */
} RectoReadOrder;
#define RECTO_MAX_TURNS 512

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
  bool picture;              /* nothing is read: the place is shown to a person, as a JPEG */
} RectoLookOrder;
typedef struct {
  RectoLookOrder order;      /* owned copy */
  char *text;                /* lines separated by \n; NULL = nothing read */
  double confidence;
  RectoOutcome outcome;
  RectoImage *picture;       /* when ordered; NULL = there is none */
} RectoLook;
void recto_look_free(RectoLook *look);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoLook, recto_look_free)
/* `page` as read before: its geometry is replayed. All borrowed; `fd` is a read-only descriptor of its original. */
typedef struct { int fd; const RectoPage *page; const RectoLookOrder *order; } RectoLookAsk;
/* Looks at all places, `workers` children at a time. One RectoLook an ask, in order: what a child does ends as an outcome. Errors: ENGINE. */
bool recto_reader_look(RectoReader *reader, const RectoLookAsk *asks, size_t n_asks, GPtrArray **ret_looks, GError **error);

/* ------------------------------------------------------------------ containers */

/* One file turned into its parts: an archive, an e-mail, or a stack of many people's pages. All of it is opened in a jailed child; recto only moves bytes.
 * Parts come in order, one at a time: the child waits until RectoPartFunc has returned, so nothing piles up. Whatever is not taken is told as a part of its own. */
typedef enum {
  RECTO_UNPACK_ARCHIVE = 1 << 0, /* zip, tar, gz, 7z, and rar as far as libarchive reads it */
  RECTO_UNPACK_MAIL = 1 << 1,
  RECTO_UNPACK_PAGES = 1 << 2,   /* a PDF or TIFF of several pages becomes one file a page, without recompression */
  RECTO_UNPACK_ALL = 7,
} RectoUnpackWant;

/* What must be told about a part, or about the container; the sentence is message "unpack.<word>.text" and ".action". */
typedef enum {
  RECTO_PART_PLAIN,          /* nothing to tell */
  RECTO_PART_ENCRYPTED,      /* needs a password */
  RECTO_PART_LINK,           /* a link or a device, never followed */
  RECTO_PART_SYSTEM_FILE,    /* .DS_Store, Thumbs.db, signatures of mails: left out on purpose */
  RECTO_PART_SMALL_PICTURE,  /* a logo in the text of a mail: left out on purpose */
  RECTO_PART_TOO_BIG,        /* this part alone is over the limit */
  RECTO_PART_TOTAL,          /* all together are over the limit: this and what follows is not taken */
  RECTO_PART_MEMBERS,        /* more parts than the limit */
  RECTO_PART_DEPTH,          /* a container too deep inside others: given whole */
  RECTO_PART_BOMB,           /* grows out of proportion when unpacked */
  RECTO_PART_OVERLAP,        /* members of the archive lie over each other */
  RECTO_PART_DAMAGED,        /* its bytes are not what the container says; not taken */
  RECTO_PART_LOST,           /* what stood behind the damage; `count` of them if known */
  RECTO_PART_TNEF,           /* winmail.dat: given as it is, not opened */
  RECTO_PART_SEALED_MAIL,    /* S/MIME or PGP: encrypted, or signed as one block */
  RECTO_PART_ELSEWHERE,      /* the mail names a file that it does not hold */
  RECTO_PART_MAIL_TEXT,      /* the mail's own text, UTF-8 */
  RECTO_PART_MAIL_HTML,      /* the same as a web page; must never be rendered */
  RECTO_PART_CUT,            /* its end is missing; what is there is given */
  RECTO_PART_REPAIRED,       /* its structure had to be rebuilt */
  RECTO_PART_ODD_NAME,       /* the stored name tried to be a path or to look like another */
  RECTO_PART_SAME_NAME,      /* two members have this name: both are given */
  RECTO_PART_NO_READER,      /* a kind of archive that is not opened: given whole */
  RECTO_PART_EMPTY,          /* holds nothing */
  RECTO_N_PART_NOTES
} RectoPartNote;
const char *recto_part_note_word(RectoPartNote note); /* "small-picture"; NULL for PLAIN */

typedef struct {
  char *name;           /* base name, cleaned, valid UTF-8: for people, never a path */
  char *path;           /* where it came from, for people: "courrier.zip » dossier/scan.pdf » page 3" */
  uint32_t page;        /* index in its container, or RECTO_WHOLE_FILE */
  RectoOutcome outcome; /* OK or DAMAGED when it may be read on; else why not */
  RectoPartNote note;
  uint32_t count;       /* members this entry stands for: 1; 0 = nobody knows how many */
  bool whole;           /* the file itself: nothing to unpack; fd is -1, take the original */
  int fd;               /* sealed memory file with the bytes, read position 0, -1 when not taken; closed after the call */
  uint64_t size;        /* bytes behind fd; of the original when whole */
} RectoPart;

typedef struct {
  RectoOutcome outcome;  /* of the container: OK, DAMAGED (something is lost), or why nothing came out */
  char *format;          /* "ZIP archive", "e-mail", "pdf", "tiff", "jpeg"…; NULL = unknown */
  RectoPartNote note;
  uint32_t n_parts;      /* told, in whatever way */
  uint32_t n_taken;      /* with bytes, or whole */
  uint32_t n_left_out;   /* on purpose: system files, logos */
  uint32_t n_refused;    /* the rest, by `count` where known */
  uint32_t declared;     /* members or pages that the container says it has; 0 = does not say */
  uint64_t total_bytes;  /* of the parts given */
  bool whole;            /* the file is its own single part */
  char *subject, *from, *date; /* of an e-mail: untrusted, cleaned; NULL where absent. date: ISO 8601 */
  double cpu_seconds;
  uint64_t peak_bytes;   /* of the child */
} RectoUnpacked;
void recto_unpacked_clear(RectoUnpacked *unpacked);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoUnpacked, recto_unpacked_clear)

/* Makes the part durable, or says with `error` why it cannot: that stops the unpacking. `part` is valid during the call; dup its fd to keep it. */
typedef bool (*RectoPartFunc)(const RectoPart *part, gpointer user_data, GError **error);

/* What the child does ends as an outcome, parts given before stay valid. `fd` stays the caller's. Errors: ENGINE, or those of `on_part`. */
bool recto_reader_unpack(RectoReader *reader, int fd, const char *name, RectoChannel channel, uint32_t want, RectoPartFunc on_part, gpointer user_data,
                         RectoUnpacked *ret, GError **error);

#endif
