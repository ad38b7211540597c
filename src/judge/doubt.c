/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which pages of an envelope a person must look at: those that another parting would place elsewhere, that speak of somebody else, or that may have strayed
 * into it; and whole envelopes of which nobody can say whose they are. */
#include "judge/parting.h"

#include <string.h>

/* ------------------------------------------------------------------ what an envelope is */

/* A name alone may be a namesake's. */
bool recto_span_proven(const Parting *parting, const Span *span)
{
  for (guint i = span->first; i < span->end; i++) {
    const Leaf *leaf = leaf_at(parting, i);
    if (leaf->kind == LEAF_PAPER && leaf->party >= 0 && leaf->party == parting->state[i] && (leaf->said.birth || leaf->said.number)) return true;
    if (leaf->hinted >= 0 && leaf->hinted == parting->state[i]) return true;
  }
  return false;
}

/* A paper that speaks of nobody in its envelope but for a family name, of no known type or of one that comes by post to anybody, may be anything. */
static bool is_mute_stranger(const Parting *parting, guint i)
{
  const Leaf *leaf = leaf_at(parting, i);
  const RectoType *type = leaf->kind == LEAF_PAPER ? recto_models_type(parting->models, leaf->sheet->won->type) : NULL;
  if (leaf->kind != LEAF_PAPER || leaf->goes_on || (type && !type->posted)) return false;
  for (guint s = 0; s + 1 < parting->states; s++) {
    bool here = (int)s == parting->state[i] || recto_parties_related(parting->found, (guint)parting->state[i], s);
    if (here && leaf->evidence[s] > PARTY_FAMILY) return false;
  }
  return true;
}

static guint count_papers(const Parting *parting, const Span *span)
{
  guint papers = 0;
  for (guint i = span->first; i < span->end; i++) papers += leaf_at(parting, i)->kind == LEAF_PAPER;
  return papers;
}

/* Printed sheets before and behind it (the stack's own end serves as one), and none lost between: these papers lay together. */
static bool is_fenced(const Parting *parting, const Span *span)
{
  bool before = span->first > 0 && is_sheet(parting, span->first - 1), behind = span->end < parting->n && is_sheet(parting, span->end);
  if (parting->doubtful[span->first]) return false;
  return (before && (behind || span->end == parting->n)) || (behind && span->first == 0);
}

/* How much the pages of an envelope speak of its party. */
static double support(const Parting *parting, const Span *span)
{
  double sum = 0;
  for (guint i = span->first; i < span->end; i++)
    if ((guint)parting->state[i] < parting->states - 1 && leaf_at(parting, i)->kind == LEAF_PAPER) sum += leaf_at(parting, i)->evidence[parting->state[i]];
  return sum;
}

enum { FEW_PAPERS = 2 };

/* More papers than that lie in one envelope from `from` on, with no printed sheet between. */
static bool is_letter_beside(const Parting *parting, guint from, int step)
{
  guint papers = 0;
  for (guint i = from; i < parting->n && !is_sheet(parting, i) && parting->state[i] == parting->state[from]; i += (guint)step) papers += leaf_at(parting, i)->kind == LEAF_PAPER;
  return papers > FEW_PAPERS; /* i wraps round to beyond n before the first page */
}

static bool names_its_owner(const Parting *parting, guint i)
{
  guint own = (guint)parting->state[i];
  return own + 1 < parting->states && leaf_at(parting, i)->evidence[own] > 0;
}

/* A passport beside a card or a receipt with its holder's number: both are sent for their holder; of a host or a spouse one is asked for. */
static bool holds_identities(const Parting *parting, const Span *span)
{
  bool numbered = false, identity = false;
  for (guint i = span->first; i < span->end; i++) {
    const Leaf *leaf = leaf_at(parting, i);
    if (leaf->kind != LEAF_PAPER || leaf->party < 0 || leaf->party != parting->state[i]) continue;
    const RectoType *type = recto_models_type(parting->models, leaf->sheet->won->type);
    identity = identity || (type && type->identity);
    numbered = numbered || (leaf->said.number && !(type && type->identity));
  }
  return numbered && identity;
}

/* A paper or two with no printed sheet to say that they are a letter of their own: a stranger's bill makes no dossier, nor do the two sides of a spouse's card
 * without a word beside a letter that they may have come with. */
static bool is_lone_paper(const Parting *parting, const Span *span)
{
  bool numbered = false, written = false;
  guint papers = 0;
  for (guint i = span->first; i < span->end; i++) papers += leaf_at(parting, i)->kind == LEAF_PAPER && names_its_owner(parting, i); /* a photo names nobody */
  if (papers > FEW_PAPERS || is_fenced(parting, span) || parting->n <= span->end - span->first) return false;
  for (guint i = span->first; i < span->end; i++) {
    const Leaf *leaf = leaf_at(parting, i);
    numbered = numbered || (leaf->kind == LEAF_PAPER && leaf->said.number);
    bool names_owner = (guint)parting->state[i] + 1 < parting->states && leaf->evidence[parting->state[i]] >= PARTY_BORN; /* a shared address is no word */
    written = written || (leaf->kind == LEAF_PAPER && names_owner && g_str_equal(leaf->sheet->won->type, "unknown"));
  }
  if (numbered && (written || holds_identities(parting, span))) return false;
  return !numbered || (span->first > 0 && is_letter_beside(parting, span->first - 1, -1)) || is_letter_beside(parting, span->end, 1);
}

/* Nothing but papers of no known type: a letter that strayed into the mail makes no dossier. */
static bool holds_known_paper(const Parting *parting, const Span *span)
{
  for (guint i = span->first; i < span->end; i++)
    if (leaf_at(parting, i)->kind == LEAF_PAPER && !g_str_equal(leaf_at(parting, i)->sheet->won->type, "unknown")) return true;
  return false;
}

static bool is_known(const Parting *parting, const RectoEnvelope *envelope, const Span *span)
{
  return envelope->person != UINT32_MAX && support(parting, span) >= recto_limit(parting->models, "mail.support") && holds_known_paper(parting, span) &&
         !is_lone_paper(parting, span);
}

/* ------------------------------------------------------------------ somebody who brings papers for another one */

static bool demands(const RectoAlternative *alternative, const char *type, bool of_applicant)
{
  for (guint i = 0; i < alternative->demands->len; i++) {
    const RectoDemand *demand = alternative->demands->pdata[i];
    if (g_str_equal(demand->of, "applicant") == of_applicant && g_strv_contains((const char *const *)demand->types, type)) return true;
  }
  return false;
}

/* Some piece asks for `tie` together with a paper of this type of somebody else: a hosting certificate and the host's card. */
static bool goes_with(const RectoModels *models, const char *type, const char *tie)
{
  const GPtrArray *procedures = recto_models_procedures(models);
  for (guint p = 0; p < procedures->len; p++) {
    const GPtrArray *pieces = ((const RectoProcedure *)procedures->pdata[p])->pieces;
    for (guint i = 0; i < pieces->len; i++) {
      const GPtrArray *alternatives = ((const RectoPiece *)pieces->pdata[i])->alternatives;
      for (guint a = 0; a < alternatives->len; a++)
        if (demands(alternatives->pdata[a], tie, true) && demands(alternatives->pdata[a], type, false)) return true;
    }
  }
  return false;
}

/* The papers of one who hosts lie behind or before the letter of the one who is hosted: nothing else is in the span, and its neighbour holds the paper that
 * ties them. */
static bool all_go_with(const Parting *parting, const Span *span, const char *tie)
{
  bool some = false;
  for (guint i = span->first; i < span->end; i++) {
    if (leaf_at(parting, i)->kind != LEAF_PAPER || is_mute_stranger(parting, i)) continue;
    some = goes_with(parting->models, leaf_at(parting, i)->sheet->won->type, tie);
    if (!some) return false;
  }
  return some;
}

static bool neighbour_ties(const Parting *parting, const Span *span, guint from, int step)
{
  for (guint i = from; i < parting->n && !is_sheet(parting, i) && parting->state[i] == parting->state[from]; i += (guint)step)
    if (leaf_at(parting, i)->kind == LEAF_PAPER && all_go_with(parting, span, leaf_at(parting, i)->sheet->won->type)) return true;
  return false; /* i wraps round to beyond n before the first page */
}

/* The paper names somebody before the envelope's owner, and a card of the owner's in it goes with that paper: a hosting certificate, and the card of the one who
 * hosts. */
static bool owner_hosts(const Parting *parting, const Span *span, const Leaf *tie)
{
  guint own = (guint)parting->state[span->first], nobody = parting->states - 1;
  if (own == nobody || tie->kind != LEAF_PAPER) return false;
  bool named_before = tie->evidence[own] >= PARTY_NAMED && recto_leaf_is_anothers(parting->found, tie, own);
  for (guint s = 0; s < nobody; s++) named_before = named_before || (s != own && tie->evidence[s] > MAX(tie->evidence[own], PARTY_NAMED));
  for (guint i = span->first; named_before && i < span->end; i++) {
    const Leaf *paper = leaf_at(parting, i);
    if (paper->kind == LEAF_PAPER && paper->party == (int)own && goes_with(parting->models, paper->sheet->won->type, tie->sheet->won->type)) return true;
  }
  return false;
}

/* Its owner holds a paper of nationals: a host or a lessor, never one who asks for a title. */
static bool is_nationals(const Parting *parting, const Span *span)
{
  for (guint i = span->first; i < span->end; i++) {
    const Leaf *leaf = leaf_at(parting, i);
    const RectoType *type = leaf->kind == LEAF_PAPER && leaf->party >= 0 && leaf->party == parting->state[i] ? recto_models_type(parting->models, leaf->sheet->won->type) : NULL;
    if (type && type->nationals) return true;
  }
  return false;
}

static const Leaf *tie_of_host(const Parting *parting, const Span *span)
{
  for (guint i = span->first; i < span->end; i++)
    if (owner_hosts(parting, span, leaf_at(parting, i))) return leaf_at(parting, i);
  return NULL;
}

guint recto_span_hosted(const Parting *parting, const Span *span)
{
  const Leaf *tie = tie_of_host(parting, span);
  guint own = (guint)parting->state[span->first], hosted = parting->states - 1, most = 0;
  for (guint s = 0; tie && s + 1 < parting->states; s++) {
    guint papers = 0;
    for (guint i = span->first; s != own && tie->evidence[s] >= PARTY_NAMED && i < span->end; i++) {
      const Leaf *leaf = leaf_at(parting, i);
      papers += leaf != tie && leaf->kind == LEAF_PAPER && leaf->party == (int)s;
    }
    if (papers <= most) continue;
    most = papers;
    hosted = s;
  }
  return hosted;
}

static bool may_be_brought(const Parting *parting, const Span *span)
{
  return (span->first > 0 && neighbour_ties(parting, span, span->first - 1, -1)) || neighbour_ties(parting, span, span->end, 1);
}

/* ------------------------------------------------------------------ flags */

/* It names somebody else than the envelope's party, with whom nothing ties that one. */
static bool is_stranger(const Parting *parting, guint i)
{
  const Leaf *leaf = leaf_at(parting, i);
  return leaf->kind == LEAF_PAPER && leaf->party >= 0 && leaf->party != parting->state[i] && leaf->evidence[parting->state[i]] < PARTY_NAMED &&
         !recto_parties_related(parting->found, (guint)parting->state[i], (guint)leaf->party);
}

/* Between two printed sheets a spouse's payslip lies where it belongs; a bill or a letter may have strayed there. */
static bool belongs_there(const Parting *parting, guint i)
{
  const RectoType *type = recto_models_type(parting->models, leaf_at(parting, i)->sheet->won->type);
  return type && !type->posted;
}

static RectoSplitFlag flag_of(const Parting *parting, const Span *span, guint i)
{
  const Leaf *leaf = leaf_at(parting, i);
  if (is_stranger(parting, i) && !(is_fenced(parting, span) && belongs_there(parting, i))) return RECTO_SPLIT_STRANGER;
  if (is_mute_stranger(parting, i)) return RECTO_SPLIT_NOBODY;
  if (span->margins[i - span->first] >= recto_limit(parting->models, "mail.margin")) return RECTO_SPLIT_SURE;
  return leaf->kind != LEAF_SHEET && parting->doubtful[i] ? RECTO_SPLIT_SHEET_LOST : RECTO_SPLIT_BETWEEN;
}

/* What can be said of a page whatever its envelope is; SURE = nothing. */
static RectoSplitFlag flag_of_sight(const Leaf *leaf)
{
  if (leaf->kind == LEAF_UNREAD) return RECTO_SPLIT_UNREAD;
  return leaf->sight.ours == RECTO_CANNOT_TELL ? RECTO_SPLIT_SHEET_UNREAD : RECTO_SPLIT_SURE;
}

static bool is_doubt(RectoSplitFlag flag) { return flag == RECTO_SPLIT_STRANGER || flag == RECTO_SPLIT_BETWEEN || flag == RECTO_SPLIT_SHEET_LOST; }

/* The strongest paper in it is another one's: somebody else's card or receipt with its number, and none of the owner's own. */
static bool is_outweighed(const Parting *parting, const Span *span, const RectoSplitFlag *flags)
{
  bool theirs = false, own = false;
  for (guint i = span->first; i < span->end; i++) {
    const Leaf *leaf = leaf_at(parting, i);
    if (leaf->kind != LEAF_PAPER || leaf->party < 0) continue;
    const RectoType *type = recto_models_type(parting->models, leaf->sheet->won->type);
    theirs = theirs || (flags[i - span->first] == RECTO_SPLIT_STRANGER && leaf->said.number);
    own = own || (leaf->party == parting->state[i] && (leaf->said.number || (type && type->identity)));
  }
  return theirs && !own;
}

/* Behind a paper that may have strayed here, one that names nobody may belong to that one. */
static void doubt_followers(const Parting *parting, const Span *span, RectoSplitFlag *flags)
{
  for (guint i = span->first + 1; i < span->end; i++) {
    const Leaf *leaf = leaf_at(parting, i);
    bool names_somebody = false;
    for (guint s = 0; leaf->kind == LEAF_PAPER && s + 1 < parting->states; s++) names_somebody = names_somebody || leaf->evidence[s] > 0;
    if (leaf->kind == LEAF_PAPER && !names_somebody && flags[i - span->first] == RECTO_SPLIT_SURE && flags[i - span->first - 1] != RECTO_SPLIT_SURE)
      flags[i - span->first] = RECTO_SPLIT_BETWEEN;
    if (leaf->kind == LEAF_BLANK) flags[i - span->first] = flags[i - span->first - 1];
  }
}

/* A page of it speaks more of the one whose letter lies beside it: what lies between those pages may be that one's too. */
static bool speaks_for_neighbour(const Parting *parting, const Span *span)
{
  guint nobody = parting->states - 1;
  for (guint i = span->first; i < span->end; i++) {
    const Leaf *leaf = leaf_at(parting, i);
    for (int side = 0; side < 2 && leaf->kind == LEAF_PAPER; side++) {
      guint beside = side == 0 ? span->first - 1 : span->end; /* wraps round before the first page */
      if (beside >= parting->n || is_sheet(parting, beside) || (guint)parting->state[beside] == nobody || (guint)parting->state[i] == nobody) continue;
      double theirs = leaf->evidence[parting->state[beside]];
      if (theirs >= PARTY_NAMED && theirs > leaf->evidence[parting->state[i]]) return true;
    }
  }
  return false;
}

/* Nobody can say whose the envelope is when most of its papers are doubtful, or when it may be what somebody brings for its neighbour. */
static bool is_owner_doubtful(const Parting *parting, const Span *span, const RectoSplitFlag *flags)
{
  guint doubts = 0;
  if (is_nationals(parting, span) || (!parting->given[span->first] && tie_of_host(parting, span))) return true;
  if (is_fenced(parting, span)) return false;
  for (guint i = span->first; i < span->end; i++)
    doubts += leaf_at(parting, i)->kind == LEAF_PAPER && is_doubt(flags[i - span->first]);
  return 2 * doubts > count_papers(parting, span) || is_outweighed(parting, span, flags) || speaks_for_neighbour(parting, span) || may_be_brought(parting, span);
}

/* Speaks of this other party, and not of the envelope's own. */
static bool speaks_of_other(const Parting *parting, guint i, guint party)
{
  const Leaf *leaf = leaf_at(parting, i);
  guint own = (guint)parting->state[i];
  return leaf->kind == LEAF_PAPER && party != own && leaf->evidence[party] >= PARTY_NAMED && leaf->evidence[own] < PARTY_NAMED && !recto_parties_related(parting->found, own, party);
}

/* Whether a stranger's letter seems to begin at i: two papers and more that speak of the same stranger. `ret_end`: behind it. */
static bool is_foreign_letter(const Parting *parting, const Span *span, guint i, guint *ret_end)
{
  for (guint party = 0; party + 1 < parting->states; party++) {
    guint papers = 0;
    for (*ret_end = i; *ret_end < span->end && (speaks_of_other(parting, *ret_end, party) || (papers && leaf_at(parting, *ret_end)->kind == LEAF_BLANK)); (*ret_end)++)
      papers += leaf_at(parting, *ret_end)->kind == LEAF_PAPER;
    if (papers >= 2) return true;
  }
  return false;
}

/* Another one's letter lies in the midst, so what follows it may be a namesake's: each side must give a birth date or a number itself. */
static void doubt_sides(const Parting *parting, const Span *span, RectoSplitFlag *flags)
{
  guint from = span->first, end = 0;
  bool parted = false;
  for (guint i = span->first; i <= span->end; i++) {
    bool letter = i < span->end && is_foreign_letter(parting, span, i, &end);
    parted = parted || letter;
    if (!letter && i < span->end) continue;
    Span side = {from, i, NULL};
    bool proven = recto_span_proven(parting, &side);
    for (guint k = from; parted && !proven && k < i; k++)
      if (flags[k - span->first] == RECTO_SPLIT_SURE) flags[k - span->first] = RECTO_SPLIT_BETWEEN;
    if (!letter) continue;
    from = end;
    i = end - 1;
  }
}

void recto_span_flags(const Parting *parting, const RectoEnvelope *envelope, const Span *span, RectoSplitFlag *ret_flags)
{
  bool known = is_known(parting, envelope, span);
  for (guint i = span->first; i < span->end; i++) {
    RectoSplitFlag *flag = &ret_flags[i - span->first];
    *flag = flag_of_sight(leaf_at(parting, i));
    if (*flag == RECTO_SPLIT_SURE && !envelope->number) *flag = known ? flag_of(parting, span, i) : RECTO_SPLIT_NOBODY; /* a cover sheet says whose it is */
  }
  if (!envelope->number && !is_fenced(parting, span)) {
    doubt_sides(parting, span, ret_flags);
    doubt_followers(parting, span, ret_flags);
  }
  bool doubtful = !envelope->number && is_owner_doubtful(parting, span, ret_flags);
  for (guint i = span->first; i < span->end; i++) {
    RectoSplitFlag *flag = &ret_flags[i - span->first];
    if (doubtful && *flag == RECTO_SPLIT_SURE) *flag = RECTO_SPLIT_BETWEEN;
    if (leaf_at(parting, i)->kind == LEAF_BLANK && i > span->first) *flag = ret_flags[i - span->first - 1]; /* a back goes where its front goes, doubts and all */
  }
}
