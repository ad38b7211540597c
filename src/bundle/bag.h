/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder under construction: files are written into a hidden sibling of its final name, hashed on the way, described by BagIt 1.0 manifests
 * (RFC 8493), synced and renamed when whole. Must not know: dossiers, reports. */
#ifndef RECTO_BAG_H
#define RECTO_BAG_H

#include "bundle/sink.h"

typedef struct RectoBag RectoBag;

typedef struct {
  char *path; /* inside the bag, "data/report.html" */
  char hex[65];
  uint64_t size;
} RectoBagEntry;

/* `parent` must exist; `name` is a safe path element. Errors: DEVICE. */
RectoBag *recto_bag_begin(const char *parent, const char *name, GError **error);
/* Opens "data/<folder>/<name>" ("data/<name>" if folder is NULL). Close with recto_bag_close. */
RectoSink *recto_bag_open(RectoBag *bag, const char *folder, const char *name, GError **error);
bool recto_bag_close(RectoBag *bag, RectoSink *sink, GError **error);
/* The last closed file. */
const RectoBagEntry *recto_bag_last(const RectoBag *bag);
/* Writes bagit.txt, bag-info.txt (`info`: label, value, label, value, NULL; Payload-Oxum and Bagging-Date's place are kept) and both manifests. */
bool recto_bag_describe(RectoBag *bag, const char *const *info, GError **error);
/* Where the files lie now, and all entries (of RectoBagEntry*) sorted by path; borrowed. */
const char *recto_bag_folder(const RectoBag *bag);
const GPtrArray *recto_bag_entries(RectoBag *bag);
/* Makes the bag appear under its final name in one step. A former bag there is replaced, but only if nothing but Recto's own files lies in it.
 * Returns the final path, owned by the caller. Errors: DEVICE. */
char *recto_bag_publish(RectoBag *bag, GError **error);
/* Removes whatever was not published. */
void recto_bag_free(RectoBag *bag);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoBag, recto_bag_free)

#endif
