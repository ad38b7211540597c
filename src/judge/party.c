/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parties of a stack and the evidence of each page for each of them. */
#include "judge/party_parts.h"

#include "judge/gather.h"

#include <recto/text.h>
#include <string.h>

/* What a page's words are worth, against a field that was read as whose page it is (1). */
static const double NUMBER_SEEN = 1, NAME_SEEN = PARTY_NAMED, BIRTH_SEEN = PARTY_BORN, ADDRESS_SEEN = 0.6, MAYBE_SAID = 0.5, FAMILY_SEEN = PARTY_FAMILY;
enum { LEAST_NUMBER = 7, LEAST_FAMILY = 4, LEAST_GIVEN = 7, LEAST_ADDRESS = 10 };

static void leaf_clear(gpointer data)
{
  Leaf *leaf = data;
  g_free(leaf->evidence);
  recto_hint_clear(&leaf->hint);
  g_free(leaf->text);
}

static void party_free(gpointer data)
{
  Party *party = data;
  g_array_unref(party->sayings);
  g_ptr_array_unref(party->numbers);
  g_ptr_array_unref(party->addresses);
  g_free(party);
}

void recto_parties_free(RectoParties *parties)
{
  if (!parties) return;
  g_array_unref(parties->leaves);
  g_ptr_array_unref(parties->parties);
  g_ptr_array_unref(parties->sheets);
  g_ptr_array_unref(parties->documents);
  g_free(parties->related);
  g_free(parties);
}

/* ------------------------------------------------------------------ leaves */

static char *folded_words(const RectoPage *page)
{
  g_autoptr(GString) text = g_string_new(NULL);
  for (guint i = 0; i < page->words->len; i++) g_string_append_printf(text, "%s ", ((const RectoWord *)page->words->pdata[i])->text);
  return recto_text_fold(text->str);
}

static LeafKind kind_of(const RectoModels *models, Leaf *leaf)
{
  recto_separator_sight(models, leaf->page, &leaf->sight);
  if (leaf->page->outcome != RECTO_OUTCOME_OK && leaf->page->outcome != RECTO_OUTCOME_DAMAGED) return LEAF_UNREAD;
  if (leaf->sight.ours == RECTO_YES || leaf->sight.means) return LEAF_SHEET;
  /* A back with a stain or with print that shines through, of which nothing can be read, is still a back. */
  bool as_good_as_blank = leaf->page->blank == RECTO_CANNOT_TELL && g_str_equal(leaf->sheet->won->type, "unknown") &&
                          leaf->page->words->len <= recto_limit(models, "mail.back-words");
  return as_good_as_blank || g_str_equal(leaf->sheet->won->type, "blank") ? LEAF_BLANK : LEAF_PAPER;
}

static void add_leaves(RectoParties *found, const RectoModels *models, const GPtrArray *files, int pivot_year)
{
  for (guint i = 0; i < found->sheets->len; i++) {
    RectoSheet *sheet = found->sheets->pdata[i];
    Leaf leaf = {.page = recto_page_find(files, sheet->page), .sheet = sheet, .party = -1, .hinted = -1};
    if (!leaf.page) continue;
    g_ptr_array_unref(sheet->fields);
    sheet->fields = recto_page_fields(models, leaf.page, sheet->won, NULL, pivot_year);
    leaf.kind = kind_of(models, &leaf);
    leaf.said = recto_said_of_person(sheet->fields);
    leaf.text = folded_words(leaf.page);
    if (leaf.kind == LEAF_PAPER) leaf.hint = recto_hint_read(models, leaf.page, sheet, pivot_year);
    g_array_append_val(found->leaves, leaf);
  }
}

/* ------------------------------------------------------------------ going on */

static const RectoDocument *document_of(const GPtrArray *documents, RectoPageId page, guint *ret_position)
{
  for (guint i = 0; i < documents->len; i++) {
    const RectoDocument *document = documents->pdata[i];
    for (guint p = 0; p < document->pages->len; p++)
      if (recto_page_id_equal(g_array_index(document->pages, RectoPageId, p), page)) {
        *ret_position = p;
        return document;
      }
  }
  return NULL;
}

/* The page lies behind another page of its document, with nothing but blank backs between. */
static bool follows_own_document(const RectoParties *found, guint at)
{
  guint here = 0, there = 0;
  const RectoDocument *own = document_of(found->documents, g_array_index(found->leaves, Leaf, at).page->id, &here);
  for (guint i = at; own && i > 0; i--) {
    const Leaf *before = &g_array_index(found->leaves, Leaf, i - 1);
    if (before->kind == LEAF_BLANK) continue;
    return before->kind == LEAF_PAPER && document_of(found->documents, before->page->id, &there) == own;
  }
  return false;
}

static void mark_going_on(RectoParties *found)
{
  for (guint i = 0; i < found->leaves->len; i++) {
    Leaf *leaf = &g_array_index(found->leaves, Leaf, i);
    leaf->goes_on = leaf->kind == LEAF_BLANK || (leaf->kind == LEAF_PAPER && follows_own_document(found, i));
  }
}

/* ------------------------------------------------------------------ parties */

/* Two people of one name, mother and daughter, are told apart by their numbers; by a birth date less surely, which may be a child's on the same paper. */
typedef enum { NO_NAMESAKE, MAYBE_NAMESAKE, SURE_NAMESAKE } Namesake;

static Namesake contradicts(const Said *a, const Said *b)
{
  if (recto_foreigner_numbers_differ(a->number, b->number) > 3) return recto_births_agree(a->birth, b->birth) == RECTO_YES ? MAYBE_NAMESAKE : SURE_NAMESAKE;
  return recto_births_agree(a->birth, b->birth) == RECTO_NO ? MAYBE_NAMESAKE : NO_NAMESAKE;
}

static Namesake namesake_of(const Party *party, const Said *said)
{
  Namesake most = NO_NAMESAKE;
  for (guint i = 0; i < party->sayings->len; i++) {
    const Said *known = &g_array_index(party->sayings, Said, i);
    Namesake apart = contradicts(known, said);
    if (apart > most && recto_said_same(known, said) != RECTO_NO) most = apart;
  }
  return most;
}

static RectoAnswer speaks_of(const Party *party, const Said *said)
{
  RectoAnswer best = RECTO_NO;
  for (guint i = 0; i < party->sayings->len; i++) {
    RectoAnswer answer = recto_said_same(&g_array_index(party->sayings, Said, i), said);
    if (answer == RECTO_YES) best = RECTO_YES;
    if (answer == RECTO_CANNOT_TELL && best == RECTO_NO) best = RECTO_CANNOT_TELL;
  }
  return best == RECTO_YES && namesake_of(party, said) != NO_NAMESAKE ? RECTO_CANNOT_TELL : best;
}

static int party_of(const RectoParties *found, const Said *said)
{
  for (guint i = 0; i < found->parties->len; i++)
    if (speaks_of(found->parties->pdata[i], said) == RECTO_YES) return (int)i;
  return -1;
}

Party *recto_party_new(RectoParties *found)
{
  Party *party = g_new0(Party, 1);
  party->sayings = g_array_new(FALSE, TRUE, sizeof(Said));
  party->numbers = g_ptr_array_new();
  party->addresses = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(found->parties, party);
  return party;
}

/* The part of an address before the postal code: where somebody lives, as a letter's head says it too. */
static char *street_of(const char *address)
{
  g_autofree char *folded = recto_text_fold(address);
  g_auto(GStrv) words = g_strsplit_set(folded, " ,", -1);
  g_autoptr(GString) street = g_string_new(NULL);
  for (char **word = words; *word; word++) {
    if (strlen(*word) == 5 && strspn(*word, "0123456789") == 5) break;
    if (**word) g_string_append_printf(street, "%s%s", street->len ? " " : "", *word);
  }
  bool telling = street->len >= LEAST_ADDRESS && strpbrk(street->str, "0123456789");
  return telling ? g_strdup(street->str) : NULL;
}

static void note_papers(Party *party, const GPtrArray *fields)
{
  const char *address = recto_fields_value(fields, "address");
  char *street = address ? street_of(address) : NULL;
  for (const char *const *name = recto_paper_numbers; *name; name++) {
    const char *number = recto_fields_value(fields, *name);
    if (number && strlen(number) >= LEAST_NUMBER) g_ptr_array_add(party->numbers, (gpointer)number);
  }
  if (street) g_ptr_array_add(party->addresses, street);
}

static bool is_structured(const Said *said) { return said->family && said->given; }

/* The other side of a card is the same person's, whatever was read of the dates on it. */
static int party_of_other_side(const RectoParties *found, guint i)
{
  const Leaf *leaf = &g_array_index(found->leaves, Leaf, i), *before = i > 0 ? &g_array_index(found->leaves, Leaf, i - 1) : NULL;
  if (!leaf->goes_on || !before || before->party < 0) return -1;
  Said here = leaf->said, there = before->said;
  here.birth = here.number = there.birth = there.number = NULL;
  return recto_said_same(&here, &there) == RECTO_YES ? before->party : -1;
}

/* Papers that spell the name's parts come first: full names are compared with them. */
static void find_parties(RectoParties *found, const RectoModels *models)
{
  double wanted = recto_limit(models, "mail.name-confidence");
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < found->leaves->len; i++) {
      Leaf *leaf = &g_array_index(found->leaves, Leaf, i);
      if (leaf->kind != LEAF_PAPER || !recto_said_names_someone(&leaf->said) || is_structured(&leaf->said) != (pass == 0)) continue;
      if (leaf->said.confidence < wanted && !leaf->said.number) continue;
      leaf->party = party_of_other_side(found, i);
      if (leaf->party < 0) leaf->party = party_of(found, &leaf->said);
      if (leaf->party < 0) {
        recto_party_new(found);
        leaf->party = (int)found->parties->len - 1;
      }
      Party *party = found->parties->pdata[leaf->party];
      g_array_append_val(party->sayings, leaf->said);
    }
}

static void note_all_papers(RectoParties *found)
{
  for (guint i = 0; i < found->parties->len; i++) {
    g_ptr_array_set_size(party_at(found, i)->numbers, 0);
    g_ptr_array_set_size(party_at(found, i)->addresses, 0);
  }
  for (guint i = 0; i < found->leaves->len; i++)
    if (leaf_of(found, i)->party >= 0) note_papers(party_at(found, (guint)leaf_of(found, i)->party), leaf_of(found, i)->sheet->fields);
}

/* ------------------------------------------------------------------ evidence */

static bool holds_words(const char *text, const char *first, const char *second)
{
  g_autofree char *both = g_strdup_printf("%s %s", first, second), *folded = recto_text_fold(both);
  return recto_text_find(text, folded, recto_text_tolerance(folded), NULL, NULL) >= 0;
}

static bool holds_word(const char *text, const char *word)
{
  g_autofree char *folded = recto_text_fold(word);
  return strlen(folded) >= LEAST_FAMILY && recto_text_find(text, folded, recto_text_tolerance(folded), NULL, NULL) >= 0;
}

/* Numbers are printed in groups and read with gaps: looked for among all letters and digits of the page. */
static bool holds_number(const char *squeezed, const char *number)
{
  g_autofree char *wanted = recto_text_squeeze(number);
  return strlen(wanted) >= LEAST_NUMBER && strstr(squeezed, wanted) != NULL;
}

/* "05/07/1984" or "05 07 1984", as letters and forms write a birth date. */
static bool holds_birth(const char *squeezed, const char *birth)
{
  RectoDate day;
  if (!birth || !recto_date_from_iso(birth, &day) || !recto_date_is_full(day)) return false;
  g_autofree char *digits = g_strdup_printf("%02d%02d%04d", day.day, day.month, day.year);
  return strstr(squeezed, digits) != NULL;
}

/* "DUPONT MARIE", "MARIE DUPONT", "Marie Jeanne DUPONT": one of the given names beside the family name. */
static bool holds_name(const char *text, const char *family, const char *given)
{
  g_auto(GStrv) names = g_strsplit_set(given, " ,", -1);
  for (char **name = names; *name; name++)
    if (**name && (name == names || strlen(*name) >= LEAST_FAMILY) && (holds_words(text, family, *name) || holds_words(text, *name, family))) return true;
  return false;
}

static double evidence_of_saying(const Leaf *leaf, const char *squeezed, const Said *said)
{
  double most = 0;
  if (said->number && holds_number(squeezed, said->number)) return NUMBER_SEEN;
  if (said->full && strchr(said->full, ' ') && holds_words(leaf->text, said->full, "")) return NAME_SEEN;
  if (!said->family) return most;
  if (said->given && holds_name(leaf->text, said->family, said->given)) return NAME_SEEN;
  if (said->given && strlen(said->given) >= LEAST_GIVEN && holds_words(leaf->text, said->given, "")) return FAMILY_SEEN;
  return holds_word(leaf->text, said->family) ? FAMILY_SEEN : most;
}

/* Figures of a text, run by run: "3 BIS RUE DU 8 MAI" = "3 8 ". */
static char *figures_of(const char *text, size_t length)
{
  g_autoptr(GString) out = g_string_new(NULL);
  for (size_t i = 0; i < length; i++) {
    if (g_ascii_isdigit(text[i])) g_string_append_c(out, text[i]);
    else if (out->len && out->str[out->len - 1] != ' ') g_string_append_c(out, ' ');
  }
  if (out->len && out->str[out->len - 1] != ' ') g_string_append_c(out, ' ');
  return g_strdup(out->str);
}

/* A letter of a street may be misread; another house number is another house. */
static bool holds_address(const char *text, const char *address)
{
  g_autofree char *wanted = figures_of(address, strlen(address));
  size_t start = 0, end = 0;
  for (const char *from = text; recto_text_find(from, address, recto_text_tolerance(address), &start, &end) >= 0; from += end) {
    g_autofree char *found = figures_of(from + start, end - start);
    if (g_str_equal(found, wanted)) return true;
    if (end == 0) return false;
  }
  return false;
}

static double evidence_of_places(const Leaf *leaf, const char *squeezed, const Party *party)
{
  for (guint i = 0; i < party->sayings->len; i++)
    if (holds_birth(squeezed, g_array_index(party->sayings, Said, i).birth)) return BIRTH_SEEN;
  for (guint i = 0; i < party->addresses->len; i++)
    if (holds_address(leaf->text, party->addresses->pdata[i])) return ADDRESS_SEEN;
  return 0;
}

/* The cells of a form name the party in whole. A family name alone is a relative's too. */
static bool form_names(const Party *party, const Hint *hint)
{
  Said cells = {.family = hint->family, .given = hint->given, .birth = hint->birth, .number = hint->number}, line = {.full = hint->full, .birth = hint->birth, .number = hint->number};
  if (hint->family && hint->given && speaks_of(party, &cells) == RECTO_YES) return true;
  return hint->full && strchr(hint->full, ' ') && speaks_of(party, &line) == RECTO_YES;
}

/* `other`: the second person of the paper, a host. */
static double evidence_for(const Leaf *leaf, const Said *other, const char *squeezed, const Party *party)
{
  double most = (recto_said_names_someone(other) && speaks_of(party, other) == RECTO_YES) || form_names(party, &leaf->hint) ? NAME_SEEN : 0;
  if (recto_said_names_someone(&leaf->said)) {
    RectoAnswer same = speaks_of(party, &leaf->said);
    if (same == RECTO_YES) return 1;
    Namesake namesake = namesake_of(party, &leaf->said); /* the name is there, but it is another one's */
    if (namesake != NO_NAMESAKE) return namesake == SURE_NAMESAKE ? 0 : MAYBE_SAID;
    if (same == RECTO_CANNOT_TELL) most = MAX(most, MAYBE_SAID);
  }
  for (guint i = 0; i < party->numbers->len; i++)
    if (holds_number(squeezed, party->numbers->pdata[i])) return NUMBER_SEEN;
  for (guint i = 0; i < party->sayings->len && most < NUMBER_SEEN; i++)
    most = MAX(most, evidence_of_saying(leaf, squeezed, &g_array_index(party->sayings, Said, i)));
  return most >= NAME_SEEN ? most : MAX(most, evidence_of_places(leaf, squeezed, party));
}

static void weigh_leaf(const RectoParties *found, const RectoModels *models, Leaf *leaf)
{
  g_free(leaf->evidence);
  leaf->evidence = g_new0(double, found->parties->len + 1);
  if (leaf->kind != LEAF_PAPER) return;
  g_autofree char *squeezed = recto_text_squeeze(leaf->text);
  Said other = recto_said_of_other(models, leaf->sheet->won->type, leaf->sheet->fields);
  for (guint p = 0; p < found->parties->len; p++) leaf->evidence[p] = evidence_for(leaf, &other, squeezed, found->parties->pdata[p]);
  leaf->against = leaf->party >= 0 ? CLAMP(leaf->said.confidence, 0.3, 1) : 0;
  if (leaf->party >= 0) leaf->evidence[leaf->party] = 1;
}

/* Two who have one name are met wherever it stands: that ties them no more than two strangers. */
static bool are_namesakes(const Party *a, const Party *b)
{
  for (guint i = 0; i < b->sayings->len; i++)
    if (namesake_of(a, &g_array_index(b->sayings, Said, i)) == SURE_NAMESAKE) return true;
  return false;
}

/* Asked once a pair: comparing names is slow. */
static bool know_namesakes(const RectoParties *found, RectoAnswer *known, guint a, guint b)
{
  RectoAnswer *answer = &known[(gsize)a * found->parties->len + b];
  if (*answer == RECTO_CANNOT_TELL) *answer = are_namesakes(found->parties->pdata[a], found->parties->pdata[b]) ? RECTO_YES : RECTO_NO;
  return *answer == RECTO_YES;
}

/* The page gives one's number: the name on it is that one's, and says nothing for a namesake. */
static void explain_names(RectoParties *found)
{
  guint n = found->parties->len;
  g_autofree RectoAnswer *known = g_new0(RectoAnswer, (gsize)n * n + 1); /* CANNOT_TELL is 0 */
  for (guint i = 0; i < found->leaves->len; i++) {
    double *evidence = g_array_index(found->leaves, Leaf, i).evidence;
    for (guint a = 0; a < n; a++)
      for (guint b = 0; b < n && evidence[a] >= NUMBER_SEEN; b++)
        if (a != b && evidence[b] > FAMILY_SEEN && evidence[b] < NUMBER_SEEN && know_namesakes(found, known, a, b)) evidence[b] = FAMILY_SEEN;
  }
}

static void weigh_leaves(RectoParties *found, const RectoModels *models)
{
  note_all_papers(found);
  for (guint i = 0; i < found->leaves->len; i++) weigh_leaf(found, models, leaf_of(found, i));
  recto_parties_settle_by_hints(found);
  explain_names(found);
}

/* Two parties on one page: whose page it is, and somebody else whom it surely names. */
static void relate(RectoParties *found)
{
  guint n = found->parties->len;
  found->related = g_new0(bool, (gsize)n * n + 1);
  for (guint i = 0; i < found->leaves->len; i++) {
    const Leaf *leaf = &g_array_index(found->leaves, Leaf, i);
    if (leaf->kind != LEAF_PAPER) continue;
    for (guint a = 0; a < n; a++)
      for (guint b = 0; b < n; b++)
        if (a != b && leaf->evidence[a] >= NAME_SEEN && leaf->evidence[b] >= NAME_SEEN) found->related[(gsize)a * n + b] = true;
  }
  for (guint a = 0; a < n; a++)
    for (guint b = 0; b < n; b++)
      if (found->related[(gsize)a * n + b] && are_namesakes(found->parties->pdata[a], found->parties->pdata[b])) found->related[(gsize)a * n + b] = false;
}

bool recto_parties_related(const RectoParties *parties, guint a, guint b) { return parties->related[(gsize)a * parties->parties->len + b]; }

bool recto_leaf_is_anothers(const RectoParties *parties, const Leaf *leaf, guint party)
{
  return recto_said_names_someone(&leaf->said) && speaks_of(parties->parties->pdata[party], &leaf->said) == RECTO_NO;
}

RectoParties *recto_parties_find(const RectoModels *models, const GPtrArray *files, int pivot_year)
{
  RectoParties *found = g_new0(RectoParties, 1);
  found->year = pivot_year;
  found->leaves = g_array_new(FALSE, TRUE, sizeof(Leaf));
  g_array_set_clear_func(found->leaves, leaf_clear);
  found->parties = g_ptr_array_new_with_free_func(party_free);
  found->sheets = recto_classify(models, files);
  add_leaves(found, models, files, pivot_year);
  found->documents = recto_gather_documents(models, files, found->sheets, NULL);
  mark_going_on(found);
  find_parties(found, models);
  weigh_leaves(found, models);
  if (recto_parties_part_namesakes(found)) weigh_leaves(found, models);
  recto_parties_take_hints(found);
  relate(found);
  return found;
}
