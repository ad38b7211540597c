/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The scanner's lid beside a sheet: even in itself, and it ends at the sheet's edge in one straight line all along the picture. Where it is seen on one side the sheet was
 * not laid against that stop, and may be cut off at the other. Must not know: verdicts. */
#ifndef RECTO_LID_H
#define RECTO_LID_H

#include "image/cut.h"

/* By side: the share of the picture's width or height that the lid takes there; 0 = none is seen. */
void recto_lid_measure(const RectoSurvey *survey, double ret[RECTO_SIDES]);

#endif
