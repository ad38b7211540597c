/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A .zip of a finished bag: same names, UTF-8, the bundle's own date on every file. Must not know: what the files are. */
#ifndef RECTO_ZIP_H
#define RECTO_ZIP_H

#include "bundle/bag.h"

/* Writes <parent>/<name>.zip durably (temporary sibling, sync); `root` is the folder inside the zip. Returns the temporary path:
 * the caller renames it when the bag is published, or removes it. Errors: DEVICE, ENGINE. */
char *recto_zip_write(const char *parent, const char *name, RectoBag *bag, int64_t made_at, GError **error);

#endif
