/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can happen to a dossier, as lines of its history: a deed's word and its JSON body, and what all lines together make of a dossier.
 * Nothing is ever changed in place: a withdrawn file stays, a correction is a line, an undo is a line.
 *
 *   deed      body                                                        effect
 *   open      {procedure, reception, situation{}}                         the dossier begins (written by the store with the first deposit)
 *   deposit   {channel, remarks{replaces[ordinals], received, anyway}, files[…]}  files arrive (store.h) on a day; those that are replaced are withdrawn
 *             … remarks{pages["FILE:PAGE"]}                               these pages of longer files count no more; the new files stand where the first of them stood
 *             … remarks{ticket, session, piece}                           by whose ticket, in which session of a browser, meant for which piece
 *   withdraw  {files[ordinals], to, there, why}                           files count no more; `to`: the dossier they went to, by its version `there`
 *   send      {pages["FILE:PAGE"], to}                                    this page of a longer file is to go to another dossier: who reads next takes it out of its file
 *   withdraw  {pages["FILE:PAGE"], to, there, sent}                       … it is there and counts here no more; `sent`: version of that line, without which this one has no effect
 *   stayed    {pages["FILE:PAGE"], to, sent, cause}                       … or it could not go ("whole", "damaged", "closed", "gone"), and counts here as before
 *   answers   {procedure, reception, situation{}}                         what is given replaces what was answered
 *   anyway    {files[ordinals], why}                                      the person sends these files in spite of the verdict
 *   seen      {piece, why}                                                an original was shown and handed back
 *   correct   {kind, page "FILE:PAGE", other "FILE:PAGE", name, value}    the clerk's word (RectoCorrection); pages counted from 1
 *   undo      {version, why}                                              that line has no effect; an undo can be undone
 *   unpacked  {files[ordinals], parts, notes[…]}                          a batch's file was opened; if it had parts, they count instead (batch.h)
 *   placed    {…}                                                         where a batch's pages went (batch.h)
 *   judged    {rules, complete, pieces{}, findings[]}                     what the judge said, written when it says something else than before
 *   refused   {name, size, cause, ticket}                                 a file that did not arrive, and why: proof for whoever tried
 *   ticket, ticket-revoked                                                see store/ticket.h
 *   close, reopen, purge                                                  see store.h
 * Must not know: pixels, document types. */
#ifndef RECTO_DEED_H
#define RECTO_DEED_H

#include "store/store.h"
#include <recto/dossier.h>

typedef struct {
  uint32_t ordinal;         /* never reused in the dossier */
  char *name, *blob, *sha256, *from, *channel;
  uint64_t size, version;   /* version of the deposit */
  int64_t received_at;
  RectoDate received;       /* civil date as the clerk gave it; not set = with the dossier */
  bool in_force;
  bool opened;              /* a batch's file whose parts, if it has any, were taken out */
  uint32_t n_parts;         /* taken out of it; it then has no force */
  uint32_t source, part, page; /* file of the batch that it was taken out of (UINT32_MAX = came by itself), which part, page in the source (from 1, 0 = not a page) */
  char *gone_to;            /* the dossier it was moved to, NULL = withdrawn, replaced or undone */
  unsigned withdrawals;     /* "withdraw" lines that name it, those undone too */
  uint32_t tries;           /* 1, and one more for each file before it that was judged unreadable and that this one, or one that it replaces, replaced */
  bool anyway;              /* the person chose to send it in spite of the verdict */
  uint32_t ticket;          /* it came by this one; 0 = by none */
  char *session, *piece;    /* of the browser; what it was meant for. NULL = not told */
  bool stands_in;           /* its pages stand where this page stood */
  RectoPageId place;
} RectoStateFile;

typedef struct { int64_t at; char *name, *cause; uint64_t size; uint32_t ticket; } RectoStateAttempt;
/* A page of a longer file that counts no more. */
typedef struct { RectoPageId page; uint32_t by; /* first file in its place */ char *to; /* the dossier it went to; NULL = it was replaced */ } RectoStateGone;
/* A page that is to go to another dossier. */
typedef struct { uint64_t version; RectoPageId page; char *to, *who, *cause; /* why it stayed; NULL = it is under way */ } RectoStateSend;

typedef struct {
  char *number, *procedure;
  RectoDate reception;
  int64_t received_at;      /* of the first deposit */
  uint64_t version;
  bool closed;
  RectoSituation *situation; /* with "seen.PIECE" = "yes" for pieces whose original was shown */
  GPtrArray *files;         /* of RectoStateFile*, by ordinal; withdrawn ones too */
  GPtrArray *attempts;      /* of RectoStateAttempt*: what did not arrive, oldest first */
  GPtrArray *corrections;   /* of RectoCorrection*, in the order in which they were made */
  GPtrArray *gone;          /* of RectoStateGone*: pages in whose place others came, and those that went to other dossiers */
  GPtrArray *sends;         /* of RectoStateSend*, oldest first: those under way, and those that stayed */
  char *judged, *placed;    /* body of the last such line, NULL = never */
} RectoState;

void recto_state_free(RectoState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoState, recto_state_free)
/* Folds a dossier's history (of RectoStoreEvent*). A "deposit" that cannot be understood is an error (FORMAT): its files must not vanish. Other bodies
 * that cannot, and deeds of a later version, have no effect. */
RectoState *recto_state_fold(const char *number, const GPtrArray *events, GError **error);
/* Errors: STORE, USAGE, FORMAT. */
RectoState *recto_state_load(RectoStore *store, const char *number, GError **error);
RectoStateFile *recto_state_file(const RectoState *state, uint32_t ordinal); /* borrowed; NULL = none */
/* Whether all these files are there, in force, and named once. USAGE. (change.c) */
bool recto_state_in_force(const RectoState *state, const uint32_t *ordinals, size_t n, GError **error);
/* The page's last wish to go elsewhere that has not come to its end by going; NULL = none. Borrowed. */
const RectoStateSend *recto_state_send(const RectoState *state, RectoPageId page);
/* Whether this page of a file in force still counts, so that another can take its place. USAGE. */
bool recto_state_page_counts(const RectoState *state, RectoPageId page, GError **error);
/* Tells the pages of a reading what the register knows of them: gone, or in another's place. */
void recto_state_mark(const RectoState *state, RectoFile *file);
/* Versions without effect, because an undo that holds names them, or what they carried out. A set of GSIZE_TO_POINTER(version). */
GHashTable *recto_state_undone(const GPtrArray *events);

/* Bodies, owned by the caller. NULL members are left out. */
char *recto_deed_open(const char *procedure, RectoDate reception, const RectoSituation *situation); /* of "open" and "answers" */
/* NULL when there is nothing to remark. */
char *recto_deed_remarks(const uint32_t *replaces, size_t n_replaces, const RectoPageId *pages, size_t n_pages, RectoDate received, bool anyway);
char *recto_deed_anyway(const uint32_t *ordinals, size_t n, const char *why);
char *recto_deed_upload(const uint32_t *replaced, uint32_t ticket, const char *session, const char *piece); /* remarks of an upload */
char *recto_deed_refused(const char *name, uint64_t size, const char *cause, uint32_t ticket);
char *recto_deed_part(uint32_t file, uint32_t part, uint32_t page); /* remarks of a part's deposit */
char *recto_deed_unpacked(uint32_t file, uint32_t parts, const GPtrArray *notes);
/* `there`: the version of that dossier by which they came; 0 = left out. */
char *recto_deed_withdraw(const uint32_t *ordinals, size_t n, const char *to, uint64_t there, const char *why);
char *recto_deed_send(RectoPageId page, const char *to);
/* What came of it: `whole`, the page is all of its file. */
char *recto_deed_sent(const RectoStateSend *send, bool whole, uint64_t there);
char *recto_deed_stayed(const RectoStateSend *send, const char *cause);
char *recto_deed_moved(const char *number); /* remarks of a deposit out of another dossier */
char *recto_deed_seen(const char *piece, const char *why);
char *recto_deed_correct(const RectoCorrection *correction);
char *recto_deed_undo(uint64_t version, const char *why);
/* "3:2" <-> file 2, page 1; "3" means its first page. */
bool recto_page_from_words(const char *words, RectoPageId *ret);
char *recto_page_to_words(RectoPageId page);
/* What is to be replaced: "3:2" is that page, "3" the whole file (RECTO_WHOLE_FILE). */
bool recto_place_from_words(const char *words, RectoPageId *ret);

#endif
