/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A piece of text to a value in normal form, by the kind of field. Pure text; knows nothing of pages. */
#ifndef RECTO_JUDGE_TAKE_H
#define RECTO_JUDGE_TAKE_H

#include <recto/model.h>

typedef struct {
  char *value;        /* NULL = the text holds no such value */
  RectoAnswer check;
  size_t start, end;  /* bytes of the text that speak */
  double trust;       /* 0..1: factor for guesses (repaired digits, dates outside their window) */
} Taken;

void recto_taken_clear(Taken *taken);
/* `pivot_year`: the reception's year. Numbers whose alphabet is known are repaired (O to 0 ...) only if the check digit then holds. */
Taken recto_take(const RectoFieldRule *rule, const char *pattern, const char *text, int pivot_year);
/* The same, looking no earlier than `begin` (bytes): the next match of a pattern. Only names and dates have a next one. */
Taken recto_take_from(const RectoFieldRule *rule, const char *pattern, const char *text, size_t begin, int pivot_year);

/* Parts used elsewhere. All results owned by the caller. */
char *recto_name_clean(const char *text, bool keep_commas);   /* titles and marks dropped; NULL if no name */
/* The same, but a person's: words of bills and tables are none, and it ends where its capitals end. */
char *recto_person_clean(const char *text, bool keep_commas, guint *ret_words);
char *recto_company_clean(const char *text);                  /* a company's: figures may belong to it */
char *recto_address_in(const char *text, bool *ret_whole, size_t *ret_start, size_t *ret_end); /* NULL if there is no postcode and town */
char *recto_numbers_in_figures(const char *text);             /* "le 14 juillet 2005" for a date in letters */
bool recto_word_is_particle(const char *word);               /* "de", "ben", "d'" */
bool recto_line_is_town(const char *line);                    /* "69003 LYON" */
bool recto_word_is_title(const char *folded);                  /* "M.", "MME", "M./MME" */
bool recto_line_has_title(const char *line);                  /* begins with M., Mme, Monsieur… */

#endif
