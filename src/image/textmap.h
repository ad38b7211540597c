/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where text stands on a page, on a copy eight times smaller than the survey. Must not know: light, things over it. */
#ifndef RECTO_TEXTMAP_H
#define RECTO_TEXTMAP_H

#include "image/survey.h"

#include <recto/fact.h>

enum { RECTO_TEXTMAP_STEP = 8 }; /* survey px in a px of the map */

typedef struct {
  PIX *text; /* 1 bpp: where letters stand, joined to words and lines; owned */
  PIX *area; /* 1 bpp: the area that they take, gaps of columns and paragraphs filled; owned */
  int letter; /* letter height in px of the map, 1 and more */
} RectoTextMap;

bool recto_textmap_make(const RectoSurvey *survey, const RectoModels *limits, RectoTextMap *ret);
void recto_textmap_clear(RectoTextMap *map);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RectoTextMap, recto_textmap_clear)

/* 1 bpp pixels that are set; 0 for NULL. */
int recto_textmap_count(PIX *mask);
/* The mask closed over the gaps between words and lines. */
PIX *recto_textmap_closed(const RectoTextMap *map, PIX *mask);
/* A box of the map in frame px. */
RectoBox recto_textmap_box(const RectoSurvey *survey, const BOX *box);

#endif
