/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a page that the OCR is given. 8 bpp, new references; NULL when memory is short or there is no such picture. Must not know: what is read on them. */
#ifndef RECTO_PICTURES_H
#define RECTO_PICTURES_H

#include "read/words.h"

/* px of the OCR's picture per px of the frame: letters of a size that the model likes, never below read.ocr.dpi of a scanner's page. */
double recto_picture_scale(const RectoWordsTask *task, const RectoModels *limits);
/* Cleaned as the measures ask; print of few px enlarged by its net. */
PIX *recto_picture_usual(const RectoWordsTask *task, double scale, const RectoModels *limits);
/* A fine pattern is a coarse one once the picture is reduced: it goes first, and the picture stays large. */
PIX *recto_picture_smoothed(const RectoWordsTask *task, double scale, const RectoModels *limits);
/* Without the paler print of the other side, told by its ink (0..200 of the evened survey) before sharpening blackens it too; the page's soft letters were its. */
PIX *recto_picture_whitened(const RectoWordsTask *task, double scale, int ink, const RectoModels *limits);
/* Print in grain, or blurred, drawn anew by the net that learnt it, at the size that it learnt: `ret_scale` px of it per px of the frame. NULL where neither was measured. */
PIX *recto_picture_redrawn(const RectoWordsTask *task, const RectoModels *limits, double *ret_scale);

#endif
