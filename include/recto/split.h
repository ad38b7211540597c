/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stack of many people's letters, parted: which page belongs to which envelope, whose it is, and which pages a person must place.
 * Pure: facts and models in, a value out. A page is never guessed into an envelope: what another parting would explain nearly as well is flagged. */
#ifndef RECTO_SPLIT_H
#define RECTO_SPLIT_H

#include <recto/model.h>
#include <recto/sheet.h>

typedef enum {
  RECTO_SPLIT_SURE,
  RECTO_SPLIT_BETWEEN,      /* it may belong to the envelope before or after */
  RECTO_SPLIT_STRANGER,     /* it speaks of somebody that nothing else of its envelope speaks of */
  RECTO_SPLIT_NOBODY,       /* nothing in its envelope says whose it is */
  RECTO_SPLIT_UNREAD,       /* the page could not be read: it lies where it lay, a person must look */
  RECTO_SPLIT_SHEET_UNREAD, /* it may be one of our sheets, but its code could not be read */
  RECTO_SPLIT_SHEET_LOST,   /* a printed sheet is missing in this envelope: two people's papers may lie in it */
  RECTO_N_SPLIT_FLAGS
} RectoSplitFlag;
const char *recto_split_flag_word(RectoSplitFlag flag); /* "between", "stranger"…; SURE: NULL */

typedef struct {
  RectoPageId page;
  char *type, *side;    /* as classified; "blank" and "separator" too */
  uint32_t envelope;    /* index in the envelopes; UINT32_MAX for our own sheets */
  RectoSplitFlag flag;
  double margin;        /* by how much the next best parting is worse, in the unit of models/limits.yaml mail.cut; large = sure */
} RectoSplitPage;

typedef struct {
  char *number, *procedure; /* from a cover sheet; NULL = none */
  char *family, *given;     /* of the person it is about, as read; NULL = not known. `family` is the whole name when the order is not known */
  char *birth, *foreigner_number;
  GPtrArray *document_numbers; /* of char*: of that person's papers */
  bool proven;              /* a page of this envelope itself gives a birth date or a number of that person, not its name alone */
  bool shared;              /* another envelope of the stack is said to be the same person's */
  uint32_t person;          /* equal for envelopes of the same person; UINT32_MAX = nobody known */
  uint32_t n_pages, n_sure;
} RectoEnvelope;

typedef struct {
  GPtrArray *pages;         /* of RectoSplitPage*, in the order of the stack */
  GPtrArray *envelopes;     /* of RectoEnvelope*, in the order of the stack */
  GPtrArray *sets;          /* of RectoSeparatorSet* (recto/judge.h): the check on the count */
  uint32_t n_sheets;        /* our own sheets found */
} RectoSplit;

/* `files` of RectoFile*, in the order of the stack; `pivot_year` as in recto_page_fields. */
RectoSplit *recto_split(const RectoModels *models, const GPtrArray *files, int pivot_year);
void recto_split_free(RectoSplit *split);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoSplit, recto_split_free)

#endif
