/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The folder of `recto check --pictures`: one PNG a page that has something to tell, and index.html with all of them.
 * The pictures come whole from the reader; nothing is drawn or parsed here. */
#ifndef RECTO_CLI_CHECK_H
#define RECTO_CLI_CHECK_H

#include "cli/cli.h"

typedef struct RectoShown RectoShown;

/* Makes the folder; one that holds something is refused. Errors: USAGE, DEVICE. */
bool recto_shown_prepare(const char *folder, GError **error);
/* `files` were read with THUMBS and FRAMED. Errors: DEVICE. */
RectoShown *recto_shown_write(const RectoCli *cli, const GPtrArray *files, const char *folder, GError **error);
/* "page-1-2.png": the picture of page 2 of file 1; NULL when it has none. Owned by the caller. */
char *recto_shown_name(const RectoShown *shown, const RectoPage *page);
/* Says on the terminal where the page with all of them is. */
void recto_shown_tell(const RectoShown *shown, const RectoCli *cli, const char *folder);
void recto_shown_free(RectoShown *shown);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoShown, recto_shown_free)

#endif
