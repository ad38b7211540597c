/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Print in grain, or blurred, drawn anew by the net that learnt it (image/enlarge.h). Must not know: what is read of it. */
#ifndef RECTO_REDRAW_H
#define RECTO_REDRAW_H

#include "image/enlarge.h"
#include "image/light.h"

/* NULL where neither grain nor softness was measured, or without nets. */
const RectoEnlarger *recto_redraw_net(const RectoCleaning *cleaning, const RectoEnlargers *nets);
/* By which a picture of width x height is scaled before; `per_px`: its pixels per pixel of the survey. 0 where nothing stands. */
double recto_redraw_scale(const RectoSurvey *survey, double per_px, int width, int height, const RectoModels *limits);
/* 8 bpp, evenly lit, so scaled: a new picture ENLARGE_TIMES as large; NULL when memory is short. */
PIX *recto_redraw(const RectoEnlarger *net, PIX *clean);

#endif
