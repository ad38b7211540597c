/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An sRGB colour profile, computed here from IEC 61966-2-1 so that no foreign profile has to be shipped. Must not know: pictures. */
#ifndef RECTO_ICC_H
#define RECTO_ICC_H

#include <glib.h>

/* ICC version 2.1 (PDF 1.4 knows no later one), display class, matrix and tone curves. */
GBytes *recto_icc_srgb(void);

#endif
