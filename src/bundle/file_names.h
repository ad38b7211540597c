/* SPDX-License-Identifier: GPL-3.0-or-later */
/* File names inside a bundle: safe on every system, unique by their number. Must not know: folders. */
#ifndef RECTO_FILE_NAMES_H
#define RECTO_FILE_NAMES_H

#include <glib.h>

/* "03-name.pdf" from an untrusted display name: last path element, NFC, without control and direction characters and what Windows forbids,
 * at most 120 bytes, its extension kept. `total` sets how many digits the number has. Owned by the caller. */
char *recto_bundle_name(guint number, guint total, const char *untrusted_name);
/* A dossier number or type as a single safe path element; NULL if nothing of it is safe. */
char *recto_bundle_element(const char *untrusted_text);

#endif
