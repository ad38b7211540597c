/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Civil dates. Partial dates are legitimate (born 00/00/1985): month or day 0 means unknown, year 0 means no date.
 * French order only: a date is never read as month/day. No clock and no locale in here. */
#ifndef RECTO_DATE_H
#define RECTO_DATE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct { int year, month, day; } RectoDate;

bool recto_date_is_set(RectoDate date);      /* at least the year is known */
bool recto_date_is_full(RectoDate date);     /* year, month and day */
bool recto_date_is_valid(RectoDate date);    /* the calendar has it; partial dates are valid */
int recto_date_compare(RectoDate a, RectoDate b); /* unknown parts count as 0 */
/* Calendar months; the day is cut to the month's last day (31 January + 1 month = 28/29 February). */
RectoDate recto_date_add_months(RectoDate date, int months);
RectoDate recto_date_add_days(RectoDate date, int days);
int recto_date_days_between(RectoDate from, RectoDate to); /* full dates only; to - from */
/* Whole months from `from` to `to` (negative if to < from). */
int recto_date_months_between(RectoDate from, RectoDate to);
/* "2026-11-23", "2026-11", "2026"; buffer of at least 11 bytes. Returns buffer. */
char *recto_date_to_iso(RectoDate date, char buffer[11]);
bool recto_date_from_iso(const char *text, RectoDate *ret);
/* "23/11/2026", "11/2026", "2026"; owned by the caller. */
char *recto_date_to_french(RectoDate date);
/* Reads a date at the start of `text` as French papers write it: 23/11/2026, 23.11.26, 23-11-2026, 23 11 2026, 1er janvier 2025,
 * 15 févr. 2025, FÉVRIER 2025, 2025-01-31, 05/2025, 23 NOV/NOV 2026 (passports), with the OCR slips `ler`, `O` for 0, `l` and `I` for 1.
 * Two-digit years are taken in pivot-99..pivot. `ret_length` (may be NULL) gets the bytes used. */
bool recto_date_parse(const char *text, int pivot_year, RectoDate *ret, size_t *ret_length);
/* The first date anywhere in `text`; `ret_start` may be NULL. */
bool recto_date_find(const char *text, int pivot_year, RectoDate *ret, size_t *ret_start, size_t *ret_length);

#endif
