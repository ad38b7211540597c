/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the openers of containers share: the unpacking they work for, the member they are at, the ways to tell.
 * A new kind of container is one opener and one line in unpack.c. Must not know: what stands above src/decode. */
#ifndef RECTO_DECODE_CONTAINER_H
#define RECTO_DECODE_CONTAINER_H

#include "decode/unpack.h"

/* The state of one order. */
typedef struct {
  const RectoUnpackOrder *order;
  const RectoUnpackEmitter *emitter;
  RectoUnpacked facts;   /* of the outermost container; owned */
  uint64_t file_bytes;
  uint64_t unpacked;     /* bytes made from the file so far, at any depth */
  uint64_t given;        /* bytes of parts given */
  uint32_t told;         /* parts told */
  GHashTable *paths;     /* of those told */
  bool greeted;
  bool gone;             /* the parent has left */
  RectoPartNote stopped; /* a limit for the whole file that is reached, and has been told; PLAIN = none */
} RectoUnpacking;

/* A member on its way. Texts are borrowed. */
typedef struct {
  const char *name;      /* cleaned base name */
  const char *path;      /* for people, whole way from the file */
  GBytes *bytes;         /* NULL = not taken */
  uint32_t depth;        /* containers around it; 0 = the file itself */
  uint32_t page;
  RectoOutcome outcome;
  RectoPartNote note;
  uint32_t remaining;    /* members of its container from this one on; 0 = unknown */
} RectoMember;

/* True while there is sense in going on. */
bool recto_unpacking_goes_on(const RectoUnpacking *unpacking);
/* The outermost container's facts are known: tells them once. Openers call it at depth 0 before their first part, members do by themselves. */
bool recto_unpacking_greet(RectoUnpacking *unpacking);
/* Counts `more` bytes that were unpacked for this member: false when a limit for the whole file forbids them; this has then been told. */
bool recto_unpacking_allow(RectoUnpacking *unpacking, uint64_t more, const RectoMember *member);
/* A member with its bytes: opened when it is a container that is wanted, else given. */
void recto_unpacking_take(RectoUnpacking *unpacking, const RectoMember *member);
/* The member as a part, given as it is when it has bytes. */
void recto_unpacking_give(RectoUnpacking *unpacking, const RectoMember *member);
/* A part that is not taken. `count` members, 0 = unknown. */
void recto_unpacking_tell(RectoUnpacking *unpacking, const char *name, const char *path, RectoOutcome outcome, RectoPartNote note, uint32_t count);

/* ------------------------------------------------------------------ openers */

typedef struct { RectoOutcome outcome; RectoPartNote note; } RectoVerdict;

/* Each tells its members through `unpacking` and says how the container itself fared: OK, DAMAGED, or why nothing could be taken from it.
 * An opener that tells no member leaves the container to be given as it is (a PDF of one page, an archive that cannot be opened). */
RectoVerdict recto_archive_open(RectoUnpacking *unpacking, const RectoMember *container);
RectoVerdict recto_mail_open(RectoUnpacking *unpacking, const RectoMember *container);
RectoVerdict recto_stack_open_tiff(RectoUnpacking *unpacking, const RectoMember *container);
RectoVerdict recto_stack_open_pdf(RectoUnpacking *unpacking, const RectoMember *container);
void recto_mail_warm_up(void);
const char *recto_archive_version(void);
/* "pdf", "e-mail", "ZIP archive": static; NULL = unknown content. */
const char *recto_content_word(const uint8_t *data, size_t size);

/* ------------------------------------------------------------------ names */

/* A stored name of unknown coding as UTF-8: as it is when valid, else CP850 (what Windows writes into a zip) or Windows-1252. Owned by the caller. */
char *recto_name_decode(const char *untrusted, size_t length);
/* The path inside a container, for people: "dossier/scan.pdf"; no drive, no root, no "..", no control or direction characters. May be empty.
 * `*ret_odd` when something had to be taken out that tries to be a path elsewhere or to look like another name. */
char *recto_name_path(const char *untrusted_utf8, bool *ret_odd);
/* The last part of such a path, shortened to 240 bytes with its extension kept; "sans-nom" when nothing is left. */
char *recto_name_base(const char *path);
/* Finder's and Explorer's own files. */
bool recto_name_is_system(const char *path);
/* "scan.pdf", 2 -> "scan (page 3).pdf" */
char *recto_name_page(const char *name, uint32_t index);

/* ------------------------------------------------------------------ a zip's table of contents */

typedef struct {
  bool found;        /* the end record stands where it should */
  bool overlaps;     /* members share bytes of the file: no honest program writes that */
  bool encrypted;    /* at least one member */
  uint32_t count;    /* members that the end record states, or that the remains of the table name */
} RectoZipDirectory;
/* Reads numbers only; bounded by the file. */
RectoZipDirectory recto_zip_directory(const uint8_t *data, size_t size);

#endif
