/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Containers to parts. Runs only inside the jail. Every member is unpacked into memory first, known to be whole, and only then given away;
 * containers inside are opened in turn, as deep as the limits say. Paths inside containers are text for people, never paths.
 * Must not know: the wire, where parts go. */
#ifndef RECTO_DECODE_UNPACK_H
#define RECTO_DECODE_UNPACK_H

#include <recto/model.h>
#include <recto/reader.h>

typedef struct {
  uint64_t part_bytes, total_bytes, ratio_from;
  double ratio;
  uint32_t members, depth, picture;
} RectoUnpackLimits;

/* Each returns false when the parent is gone: then stop. All arguments borrowed. */
typedef struct {
  gpointer self;
  bool (*container)(gpointer self, const RectoUnpacked *facts);                /* once, before the first part */
  bool (*part)(gpointer self, const RectoPart *part, const uint8_t *bytes);    /* bytes NULL = not given; else part->size of them */
  bool (*finished)(gpointer self, const RectoUnpacked *facts);                 /* once: outcome, note */
} RectoUnpackEmitter;

typedef struct {
  int fd;
  const char *name;
  uint32_t want; /* RectoUnpackWant bits */
  RectoUnpackLimits limits;
} RectoUnpackOrder;

/* GMime's tables; before the jail closes. */
void recto_unpack_warm_up(void);
/* Unpacks and emits. False only when the parent is gone. */
bool recto_unpack_file(const RectoUnpackOrder *order, const RectoUnpackEmitter *emitter);
/* "libarchive 3.6.2; gmime 3.2.13; libqpdf 11.3.0". Owned by the caller. */
char *recto_unpack_versions(void);

#endif
