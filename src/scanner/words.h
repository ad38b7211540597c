/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a device's words mean: every driver names its sources and modes in its own way, and in its own language. Must not know: SANE, the channel. */
#ifndef RECTO_SCANNER_WORDS_H
#define RECTO_SCANNER_WORDS_H

#include "scanner/wire.h"
#include <stdbool.h>

typedef enum { RECTO_SOURCE_OTHER, RECTO_SOURCE_FLATBED, RECTO_SOURCE_ADF, RECTO_SOURCE_DUPLEX } RectoSource;

/* What a word of the option "source" means; a duplex feeder is a DUPLEX, not an ADF. */
RectoSource recto_source_meaning(const char *word);
/* "flatbed", "adf", "duplex" as ordered; OTHER = it is a device's own name. */
RectoSource recto_source_ordered(const char *word);
/* Index of the word that means `source`, -1 = none. A feeder's front is preferred to its back. */
int recto_source_choose(const char *const *words, RectoSource source);
/* Whether a word of an option like "adf-mode" means both sides. */
bool recto_means_both_sides(const char *word);

/* 0 = none of ours (halftones, infrared …). */
RectoScanMode recto_mode_meaning(const char *word);
RectoScanMode recto_mode_ordered(const char *word); /* "lineart", "gray", "color"; 0 = another word */
/* Index of the word that serves `mode` best: it, else the next that loses least. -1 = none. */
int recto_mode_choose(const char *const *words, RectoScanMode mode);

/* The allowed value nearest to `wanted`; the higher of two as near. n > 0. */
double recto_nearest_in_list(const double *values, size_t n, double wanted);
double recto_nearest_in_range(double minimum, double maximum, double step, double wanted);

#endif
