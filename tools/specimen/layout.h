/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layout language: one command a line, `command place… key=value … | text | text`. See README.md for the commands.
 * A layout knows places and words; values come from Vars and are told to the truth as they are printed. */
#ifndef SPECIMEN_LAYOUT_H
#define SPECIMEN_LAYOUT_H

#include "canvas.h"

/* Draws the file; FALSE with a message on stderr naming file and line. */
bool layout_draw(Canvas *canvas, Vars *vars, const char *folder, const char *file);

#endif
