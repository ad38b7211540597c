/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Print that something hides, seen as a whole: a net that learnt from drawn scenes (tools/hidden/) tells of each place of a small copy of the page how much print stands there, seen or
 * not, and how much of it lies under a thing or in light. Must not know: verdicts. */
#ifndef RECTO_SIGHT_H
#define RECTO_SIGHT_H

#include "image/mapnet.h"
#include "image/textlines.h"

/* What the net tells of a place: a thing lies over the page there; print under a thing; burnt-out light on the page; print at all. Shares of the place, 0 to 1. */
enum { SIGHT_THING, SIGHT_UNDER, SIGHT_BURNT, SIGHT_PRINT };
enum { SIGHT_AREA = 384 * 512 /* px of the copy, about */ };

/* Of things, at the place under which lines would hold most: */
typedef struct {
  double share; /* of the page's print that the net sees under it */
  int ends;     /* of lines of print there */
  int through;  /* of lines that go on into it: print is seen there */
  double lost;  /* share of the letters that its lines would hold under it, if they went on */
  int size;     /* places of the net's, of all such places; 0 = none is seen */
  RectoBox box; /* frame px: that place; 0 = none */
} RectoHides;

typedef struct {
  double print;  /* places' worth of print, seen or not; 0 = nobody looked */
  bool coloured; /* looked at in colours, as the net mostly learnt */
  RectoHides thing;
  double light; /* share of the print that stands in burnt-out light: lines pale there before they end at it, so they are asked for that (image/fade.h) */
} RectoSight;

/* What the net told of a part of the frame (frame px), and survey px per frame px. */
typedef struct {
  RectoMap map;
  BOX part;
  double factor;
} RectoTold;

/* The copy that the net looks at, from 32 bpp: light for light, its paper near 1. Owned by the caller (recto_map_clear); its `at` is NULL when the picture is too narrow. */
RectoMap recto_sight_picture(PIX *colour);
/* 1 bpp, owned by the caller: places that the net is rather sure of than not. NULL when memory is short. */
PIX *recto_sight_places(const RectoMap *map, int what);
/* What lines of print say of what was told. */
void recto_sight_tell(const RectoTold *told, const RectoSurvey *survey, const RectoTextLines *lines, RectoSight *ret);
/* `colour`: the frame of `survey` in 32 bpp, reduced as far as one likes; `lines` of its print. */
void recto_sight_measure(const RectoMapnet *net, PIX *colour, const RectoSurvey *survey, const RectoTextLines *lines, RectoSight *ret);

#endif
