/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dossier bundle: a folder (and a .zip of it) that anyone can open without Recto.
 *
 *   <number>/
 *     bagit.txt  bag-info.txt  manifest-sha256.txt  tagmanifest-sha256.txt      RFC 8493
 *     data/originaux/01-<name>            the bytes as received
 *     data/pieces/01-<type>.pdf           one searchable PDF/A-1b per document
 *     data/dossier.json                   schema: data/dossier.schema.json
 *     data/report.html  data/report.pdf   for clerk and applicant
 * Written to a temporary sibling and renamed when whole. Must not know: pixels (encoded pictures are copied), store, clock. */
#ifndef RECTO_BUNDLE_H
#define RECTO_BUNDLE_H

#include <recto/judge.h>

typedef struct {
  const RectoModels *models;
  const RectoDossier *dossier;
  const RectoSite *site;
  const char *language;        /* "fr", "en" */
  const char *folder;          /* parent folder of the bundle, must exist */
  int64_t made_at;             /* µs UTC, printed and put into metadata */
  const char *software;        /* "Recto 0.1.0 (…versions…)" */
  int (*open_original)(uint32_t ordinal, gpointer data, GError **error); /* a new read-only descriptor */
  gpointer open_data;
  bool zip;
} RectoBundleOrder;

typedef struct { char *folder, *zip, *report_html, *report_pdf, *dossier_json; } RectoBundlePaths;
void recto_bundle_paths_clear(RectoBundlePaths *paths);

typedef void (*RectoBundleProgress)(size_t done, size_t total, gpointer data);
/* Errors: DEVICE (disk), ENGINE (a library refuses), FORMAT. On failure nothing half-written is left under the bundle's final name. */
bool recto_bundle_write(const RectoBundleOrder *order, RectoBundleProgress progress, gpointer progress_data, RectoBundlePaths *ret_paths, GError **error);

#endif
