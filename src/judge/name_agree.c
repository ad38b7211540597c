/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Do two names denote the same person? Words are compared whole, never by containment ("LI" is not in "OLIVIER"); what is missing on one
 * side is not a contradiction; a near miss is CANNOT_TELL. Must not know: documents, where a name was read. */
#include "base/regex.h"

#include <recto/judge.h>
#include <recto/text.h>
#include <string.h>

/* Spelt apart, glued or left out from one paper to the next. */
static const char *const particles[] = {
    "EL", "AL", "UL", "BEN", "BIN", "IBN", "BENT", "BINT", "OULD", "OUM", "OUMM", "ABOU", "ABU", "AIT", "BOU", "DE", "DA", "DO", "DOS", "DAS", "DI", "DEL", "DELLA", "DU", "DES", "LA", "LE", "VAN", "VON", "DER", "DEN", "D", "L", "N", "M",
};
static const char *const nobody[] = {"XXX", "INCONNU", "INCONNUE", "NEANT", "SANS", "FNU", "LNU", "SP"};
/* One name, many spellings: these differ by more than doubled letters. */
static const char *const families_of_spelling[] = {
    " MOHAMED MOHAMMED MOHAMAD MOHAMMAD MUHAMMAD MUHAMMED MUHAMED MOUHAMED MOUHAMMED MOUHAMADOU MUHAMAD MD MOHD ", " AHMED AHMAD AHMET ", " YOUSSEF YOUSSOUF YUSUF YOUSEF YOUSOUF YUSSUF YUSSEF JOUSSEF ",
    " FATIMA FATMA FATOUMATA FATUMATA ", " AICHA AISHA AYSE AISSATA AICHATA ", " HUSSEIN HUSSAIN HUSEYIN HOUSSEIN HOSSAIN HOSSEIN ", " IBRAHIM IBRAHIMA BRAHIM EBRAHIM ", " OUMAR OMAR UMAR OUMOUR ", " MAMADOU MAHAMADOU ",
    " ABDALLAH ABDULLAH ABDOULLAH ABDOULAYE ", " SAID SAEED SAYED ", " KHALED KHALID ", " OLEKSANDR ALEKSANDR ALEXANDRE ALEXANDER ", " SERGUEI SERGEI SERGEY SERHII ", " ANDRII ANDREI ANDREY ", " DMITRII DMITRI DMITRY DMYTRO ",
};

static bool listed(const char *const *list, gsize n, const char *word)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal(list[i], word)) return true;
  return false;
}

static bool same_family_of_spelling(const char *a, const char *b)
{
  g_autofree char *wa = g_strdup_printf(" %s ", a), *wb = g_strdup_printf(" %s ", b);
  for (gsize i = 0; i < G_N_ELEMENTS(families_of_spelling); i++)
    if (strstr(families_of_spelling[i], wa) && strstr(families_of_spelling[i], wb)) return true;
  return false;
}

/* ICAO 9303-3 lets UE stand for Ü, OE for Ö and Ø, AE for Ä, AA for Å; and doubled letters come and go between scripts. */
static char *plain_spelling(const char *word)
{
  GString *out = g_string_new(NULL);
  for (const char *p = word; *p; p++) {
    if (p[0] == 'P' && p[1] == 'H') {
      g_string_append_c(out, 'F');
      p++;
      continue;
    }
    char c = *p == 'Y' ? 'I' : *p == 'W' ? 'V' : *p == 'K' ? 'C' : *p;
    char last = out->len ? out->str[out->len - 1] : 0;
    if (c == last) continue;
    if (c == 'E' && (last == 'U' || last == 'O' || last == 'A') && p[1]) continue;
    if (c == 'U' && last == 'O') {
      out->str[out->len - 1] = 'U';
      continue;
    }
    g_string_append_c(out, c);
  }
  return g_string_free(out, FALSE);
}

static RectoAnswer words_agree(const char *a, const char *b)
{
  if (g_str_equal(a, b)) return RECTO_YES;
  size_t la = strlen(a), lb = strlen(b), shorter = MIN(la, lb), longer = MAX(la, lb);
  if (same_family_of_spelling(a, b)) return RECTO_YES;
  if (shorter == 1) return a[0] == b[0] ? RECTO_CANNOT_TELL : RECTO_NO; /* an initial */
  g_autofree char *pa = plain_spelling(a), *pb = plain_spelling(b);
  if (shorter >= 3 && g_str_equal(pa, pb)) return RECTO_YES;
  int allowed = longer >= 8 ? 2 : longer >= 5 ? 1 : 0;
  return recto_text_distance(a, b, allowed) <= allowed || (shorter >= 5 && recto_text_distance(pa, pb, 1) <= 1) ? RECTO_CANNOT_TELL : RECTO_NO;
}

/* Words of a name part, folded; particles are kept apart at the end of the list by the caller's wish. */
static GPtrArray *words_of(const char *text, bool with_particles)
{
  GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *folded = recto_text_fold(text ? text : "");
  g_auto(GStrv) parts = g_strsplit_set(folded, " -'.,/()<", -1);
  for (int i = 0; parts[i]; i++) {
    if (!*parts[i] || listed(nobody, G_N_ELEMENTS(nobody), parts[i])) continue;
    if (!with_particles && listed(particles, G_N_ELEMENTS(particles), parts[i])) continue;
    g_ptr_array_add(words, g_strdup(parts[i]));
  }
  if (words->len == 0 && !with_particles) { /* a name made of particles only: "DA", "LE" */
    g_ptr_array_unref(words);
    return words_of(text, true);
  }
  return words;
}

/* "ABDEL KADER" against "ABDELKADER": neighbours that together make a word of the other side become one. */
static void glue_like(GPtrArray *words, const GPtrArray *other)
{
  for (guint i = 0; i + 1 < words->len; i++) {
    g_autofree char *glued = g_strconcat(words->pdata[i], words->pdata[i + 1], NULL);
    for (guint j = 0; j < other->len; j++) {
      if (!g_str_equal(other->pdata[j], glued)) continue;
      g_free(words->pdata[i]);
      words->pdata[i] = g_steal_pointer(&glued);
      g_ptr_array_remove_index(words, i + 1);
      break;
    }
  }
}

typedef struct { guint n_a, n_b, sure, near; bool key_met; } Tally;

/* Each word answers at most one word of the other side; sure pairs first. `n_key`: the first words of `a` that are its family name. */
static Tally tally(const GPtrArray *a, const GPtrArray *b, guint n_key, bool truncated)
{
  Tally t = {.n_a = a->len, .n_b = b->len};
  g_autofree bool *used_a = g_new0(bool, a->len + 1), *used_b = g_new0(bool, b->len + 1);
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < a->len; i++)
      for (guint j = 0; j < b->len && !used_a[i]; j++) {
        if (used_b[j]) continue;
        RectoAnswer answer = words_agree(a->pdata[i], b->pdata[j]);
        bool cut = truncated && ((i + 1 == a->len && strlen(a->pdata[i]) >= 1 && g_str_has_prefix(b->pdata[j], a->pdata[i])) ||
                                 (j + 1 == b->len && g_str_has_prefix(a->pdata[i], b->pdata[j])));
        if (cut) answer = RECTO_YES;
        if (answer != (pass == 0 ? RECTO_YES : RECTO_CANNOT_TELL)) continue;
        used_a[i] = used_b[j] = true;
        if (pass == 0) t.sure++;
        else t.near++;
        if (i < n_key) t.key_met = true;
      }
  return t;
}

static RectoAnswer part_verdict(Tally t)
{
  guint small = MIN(t.n_a, t.n_b);
  if (small == 0) return RECTO_CANNOT_TELL;
  if (t.sure == small) return RECTO_YES;
  return t.sure + t.near > 0 ? RECTO_CANNOT_TELL : RECTO_NO;
}

/* Whole names without known order: one shared word of several is a family, not a person. */
static RectoAnswer pool_verdict(Tally t, bool has_key)
{
  guint small = MIN(t.n_a, t.n_b), large = MAX(t.n_a, t.n_b);
  if (small == 0) return RECTO_CANNOT_TELL;
  if (has_key && !t.key_met) return t.sure == small ? RECTO_CANNOT_TELL : RECTO_NO;
  if (small == 1) return t.sure == 1 ? (large == 1 ? RECTO_YES : RECTO_CANNOT_TELL) : t.near ? RECTO_CANNOT_TELL : RECTO_NO;
  if (t.sure == small) return RECTO_YES;
  return t.sure + t.near == small || t.sure >= 2 ? RECTO_CANNOT_TELL : RECTO_NO;
}

static bool is_empty(const char *text)
{
  if (!text) return true;
  g_autoptr(GPtrArray) words = words_of(text, true);
  return words->len == 0;
}

/* Names as long as a zone's name field may have been cut there: TD1 30, MRV-B and TD2 31 or 36, TD3 and MRV-A 39. */
static bool may_be_cut(const char *family, const char *given)
{
  if (!family || !given) return false;
  g_autofree char *f = recto_text_fold(family), *g = recto_text_fold(given);
  size_t length = strlen(f) + 2 + strlen(g);
  return length == 30 || length == 31 || length == 36 || length == 39;
}

static RectoAnswer squeezed_equal(const char *a, const char *b)
{
  g_autofree char *sa = recto_text_squeeze(a), *sb = recto_text_squeeze(b);
  return *sa && g_str_equal(sa, sb) ? RECTO_YES : RECTO_NO;
}

static RectoAnswer parts_agree(const char *a, const char *b, bool truncated)
{
  if (squeezed_equal(a, b) == RECTO_YES) return RECTO_YES;
  g_autoptr(GPtrArray) wa = words_of(a, true), wb = words_of(b, true);
  glue_like(wa, wb);
  glue_like(wb, wa);
  Tally whole = tally(wa, wb, 0, truncated);
  if (whole.n_a == whole.n_b && whole.sure == whole.n_a) return RECTO_YES;
  g_autoptr(GPtrArray) pa = words_of(a, false), pb = words_of(b, false);
  glue_like(pa, pb);
  glue_like(pb, pa);
  return part_verdict(tally(pa, pb, 0, truncated));
}

static char *pool_text(const char *family, const char *given)
{
  return g_strdup_printf("%s %s", family ? family : "", given ? given : "");
}

static RectoAnswer pools_agree(const char *family_a, const char *given_a, const char *family_b, const char *given_b, bool truncated)
{
  if (is_empty(given_a) && !is_empty(given_b)) return pools_agree(family_b, given_b, family_a, given_a, truncated);
  g_autofree char *text_a = pool_text(family_a, given_a), *text_b = pool_text(family_b, given_b);
  if (squeezed_equal(text_a, text_b) == RECTO_YES) return RECTO_YES;
  g_autoptr(GPtrArray) a = words_of(text_a, false), b = words_of(text_b, false), key = words_of(family_a, false);
  glue_like(a, b);
  glue_like(b, a);
  bool has_key = !is_empty(given_a) && !is_empty(family_a);
  return pool_verdict(tally(a, b, has_key ? MIN(key->len, a->len) : 0, truncated), has_key);
}

static bool foreign_script(const char *text)
{
  g_autofree char *folded = recto_text_fold(text ? text : "");
  for (const char *p = folded; *p; p = g_utf8_next_char(p))
    if (g_utf8_get_char(p) >= 0x370 && g_unichar_isalpha(g_utf8_get_char(p))) return true;
  return false;
}

/* "DIALLO épouse TRAORÉ", "Mme DIALLO née TRAORÉ": either name alone is the person's. NULL-terminated; the first is the whole text. */
static char **usages_of(const char *family)
{
  g_autofree char *folded = recto_text_fold(family);
  GRegex *regex = recto_regex("\\s*\\b(?:EPOUSE|EPOUX|EP\\.?|NEE|NE|VEUVE|VVE|DIVORCEE|NOM D'USAGE|USAGE|DITE?)\\b[. :]*", 0);
  g_auto(GStrv) parts = g_regex_split(regex, folded, 0);
  GStrvBuilder *builder = g_strv_builder_new();
  if (g_strv_length(parts) < 2) g_strv_builder_add(builder, family);
  for (int i = 0; parts[i] && parts[1]; i++)
    if (*g_strstrip(parts[i])) g_strv_builder_add(builder, parts[i]);
  char **out = g_strv_builder_end(builder);
  g_strv_builder_unref(builder);
  return out;
}

static RectoAnswer better(RectoAnswer a, RectoAnswer b)
{
  if (a == RECTO_YES || b == RECTO_YES) return RECTO_YES;
  return a == RECTO_CANNOT_TELL || b == RECTO_CANNOT_TELL ? RECTO_CANNOT_TELL : RECTO_NO;
}

static RectoAnswer structured_agree(const char *family_a, const char *given_a, const char *family_b, const char *given_b, bool truncated)
{
  RectoAnswer family = parts_agree(family_a, family_b, truncated), given = parts_agree(given_a, given_b, truncated);
  if (family == RECTO_YES && given == RECTO_YES) return RECTO_YES;
  if (parts_agree(family_a, given_b, false) == RECTO_YES && parts_agree(given_a, family_b, false) == RECTO_YES) return RECTO_YES;
  g_autofree char *text_a = pool_text(family_a, given_a), *text_b = pool_text(family_b, given_b);
  g_autoptr(GPtrArray) a = words_of(text_a, true), b = words_of(text_b, true);
  Tally t = tally(a, b, 0, false);
  if (t.sure == t.n_a && t.n_a == t.n_b) return RECTO_YES;
  return family == RECTO_NO || given == RECTO_NO ? RECTO_NO : RECTO_CANNOT_TELL;
}

static RectoAnswer one_usage(const char *family_a, const char *given_a, const char *family_b, const char *given_b)
{
  bool truncated = may_be_cut(family_a, given_a) || may_be_cut(family_b, given_b);
  bool no_a = is_empty(given_a), no_b = is_empty(given_b);
  if (is_empty(family_a) && is_empty(family_b)) return no_a || no_b ? RECTO_CANNOT_TELL : parts_agree(given_a, given_b, truncated);
  if (!no_a && !no_b && !is_empty(family_a) && !is_empty(family_b)) return structured_agree(family_a, given_a, family_b, given_b, truncated);
  RectoAnswer pools = pools_agree(family_a, given_a, family_b, given_b, truncated);
  bool other_parts = (is_empty(family_a) && no_b) || (is_empty(family_b) && no_a); /* a given name against a family name */
  return other_parts && pools == RECTO_NO ? RECTO_CANNOT_TELL : pools;
}

RectoAnswer recto_names_agree(const char *family_a, const char *given_a, const char *family_b, const char *given_b)
{
  if ((is_empty(family_a) && is_empty(given_a)) || (is_empty(family_b) && is_empty(given_b))) return RECTO_CANNOT_TELL;
  bool foreign_a = foreign_script(family_a) || foreign_script(given_a), foreign_b = foreign_script(family_b) || foreign_script(given_b);
  if (foreign_a != foreign_b) return RECTO_CANNOT_TELL;
  g_auto(GStrv) usages_a = usages_of(family_a ? family_a : ""), usages_b = usages_of(family_b ? family_b : "");
  RectoAnswer answer = RECTO_NO;
  for (int i = 0; usages_a[i]; i++)
    for (int j = 0; usages_b[j]; j++) answer = better(answer, one_usage(usages_a[i], given_a, usages_b[j], given_b));
  return answer;
}
