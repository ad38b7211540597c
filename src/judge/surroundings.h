/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A page as one row of words, and what stands around a run of them: the features that trained weights look at. Must not know: kinds of candidates. */
#ifndef RECTO_JUDGE_SURROUNDINGS_H
#define RECTO_JUDGE_SURROUNDINGS_H

#include "judge/mention.h"

typedef struct {
  const LayoutWord *word;
  char *core;         /* without the marks at its edges */
  char *folded;       /* of the core, digits as 0 */
  guint line;
  bool starts_cell, starts_line; /* a line that running text continues from the one above does not start */
  bool ends;          /* a mark behind it parts it from the next word */
} Token;

typedef struct { const Layout *layout; GArray *tokens; /* of Token */ } Text;

Text recto_words_in_row(const Layout *layout); /* free: g_array_unref(text.tokens) */
const Token *recto_token(const Text *text, guint i);
bool recto_token_is_title(const Token *token); /* "M.", "Mme" */
bool recto_in_capitals(const char *word);

/* Takes `value`. Box, words and confidence are those of the run. */
Mention *recto_mention_new(const Text *text, guint first, guint last, char *value);
void recto_mention_free(gpointer mention);
void recto_mention_add(Mention *mention, const char *name, const char *value);
void recto_mention_add_number(Mention *mention, const char *name, int value);
/* Words before and behind, labels beside and above, headings, place on the page, kinds of the lines around. */
void recto_mention_add_surroundings(Mention *mention, const Text *text, guint first, guint last);
/* How often the same is named, in which row of candidates; `keys` as many as mentions. */
void recto_mentions_add_repeats(GPtrArray *mentions, const char *const *keys);

#endif
