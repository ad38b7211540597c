/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nationalities as papers print them (adjective, country, code) to the three-letter code of ICAO 9303-3, so that they can be compared. */
#ifndef RECTO_JUDGE_NATIONALITY_H
#define RECTO_JUDGE_NATIONALITY_H

/* Borrowed, or NULL when the text names no nationality we know. French and English, OCR slips in long words forgiven. */
const char *recto_nationality_code(const char *text);

#endif
