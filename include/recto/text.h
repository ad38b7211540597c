/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text folding and comparison. UTF-8 in, UTF-8 out; nothing here depends on the locale. */
#ifndef RECTO_TEXT_H
#define RECTO_TEXT_H

#include <glib.h>
#include <stdbool.h>

/* Folded form for matching: NFD without marks, ligatures and special letters spelled out (Œ OE, Æ AE, ß SS, Ø O, Ł L, Đ D, Þ TH),
 * upper case, quotes and dashes unified, runs of space collapsed, trimmed. Letters of other scripts stay, upper-cased. Owned by the caller. */
char *recto_text_fold(const char *text);
/* As recto_text_fold, keeping only A-Z and 0-9 (and letters of other scripts). */
char *recto_text_squeeze(const char *text);
/* Valid UTF-8 NFC with control characters (but tab and newline) removed; for any text from outside. `max_bytes` 0 = no limit. */
char *recto_text_clean(const char *untrusted_text, gssize length, size_t max_bytes);
/* Byte order of two `char *` of a list, for g_ptr_array_sort and qsort. */
int recto_text_compare(const void *a, const void *b);
/* Levenshtein distance in code points, stopped at `limit` + 1. */
int recto_text_distance(const char *a, const char *b, int limit);
/* Best approximate occurrence of folded `needle` in folded `haystack` at word boundaries: the number of edits, or -1 if over `limit`.
 * `ret_start` and `ret_end` (may be NULL) get byte offsets in haystack. */
int recto_text_find(const char *haystack, const char *needle, int limit, size_t *ret_start, size_t *ret_end);
/* Edits allowed when looking for a phrase in OCR text: 0 under 5 letters, then about one in eight. */
int recto_text_tolerance(const char *folded_needle);

#endif
