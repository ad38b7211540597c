/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words around a value. Must not know: pages, document types. */
#include "judge/context.h"

#include "base/regex.h"

#include <recto/text.h>
#include <string.h>

enum { BEFORE = 48, BEHIND = 64 }; /* bytes */

/* On folded text, so in capitals without accents. */
static bool matches(const char *pattern, const char *folded)
{
  return g_regex_match(recto_regex(pattern, 0), folded, 0, NULL);
}

static char *folded_part(const char *text, size_t from, size_t to)
{
  while (from > 0 && ((guchar)text[from] & 0xC0) == 0x80) from--; /* a letter is not cut in two */
  while (text[to] && ((guchar)text[to] & 0xC0) == 0x80) to++;
  g_autofree char *part = g_strndup(text + from, to - from);
  g_strdelimit(part, "\n\t", ' ');
  return recto_text_fold(part);
}

#define DAY "(?:(?:LUN|MAR|MERCRE|JEU|VENDRE|SAME)DI |DIMANCHE )?$"

/* What a date is when it is not the day on which the paper was made. */
static double date_weight(const RectoFieldRule *rule, const char *before)
{
  static const char birth[] = "\\b(?:NEE?|NE\\(E\\)|NE E|NAISSANCE)(?: LE)? ?:? ?" DAY;
  static const char period[] = "\\b(?:DEPUIS(?: LE)?|A COMPTER DU|A PARTIR DU|JUSQU.AU|VALABLE DU|VALABLE LE|EXPIRE(?:RA)? LE|ECHEANCE(?: DU| LE)?|AVANT LE|AU PLUS TARD LE|LIMITE(?: DE PAIEMENT| DE REGLEMENT)?(?: LE)?|"
                                      "PRELEVEE?S?(?: LE)?|PRELEVEMENT(?: LE| DU)?|ENTREE? EN FRANCE LE|EMBAUCHEE? LE|ENGAGEE? LE|RECRUTEE? LE|TERME LE|FIN LE|DEBUT(?:E|ERA)?(?: LE)?|PREND(?:RA)? EFFET(?: LE)?|EFFET(?: AU| DU| LE)|"
                                      "A ECHEANCE DU|RELEVE LE|PROCHAINE? [A-Z]+(?: LE)?) ?:? ?" DAY;
  static const char other_paper[] = "\\b(?:TITRE DE SEJOUR|CARTE DE SEJOUR|CARTE D.IDENTITE|CNI|PASSEPORT|LOI|DECRET|ARRETE|ORDONNANCE|CONVENTION|FACTURE [A-Z]+|QUITTANCE)(?: [A-Z0-9°.-]+){0,5} (?:DU|LE|DATE DU|DATEE DU) ?$";
  if (!g_str_has_prefix(rule->name, "birth") && !g_str_has_prefix(rule->name, "hosted-birth") && matches(birth, before)) return 0.4;
  if (!g_str_equal(rule->name, "issue-date")) return 1;
  return matches(period, before) ? 0.55 : matches(other_paper, before) ? 0.7 : 1;
}

/* Whom a paper is about does not represent, sign for or direct the other party. */
static double person_weight(const char *before, const char *behind)
{
  static const char agent_before[] = "\\b(?:REPRESENTEE?(?: PAR| LEGALEMENT PAR)?|PAR L.INTERMEDIAIRE DE|PAR SON|PAR SA|SUIVIE? PAR|CORRESPONDANT|CONTACT|INTERLOCUT[A-Z]+|GERANTE?|DIRECT(?:EUR|RICE)|PRESIDENTE?|RESPONSABLE|PREFETE?|MAIRE|"
                                            "POUR LA SOCIETE|POUR L.ENTREPRISE|POUR L.EMPLOYEUR|SIGNE PAR|DEVANT|TRADUCT(?:EUR|RICE)|MAITRE|OFFICIER DE L.ETAT CIVIL|FILS DE|FILLE DE|ET DE) ?:?,? ?(?:M\\.? |MR\\.? |MME\\.? |MONSIEUR |MADAME |MLLE )?$";
  static const char agent_behind[] = "^ ?,? ?(?:AGISSANT )?(?:EN (?:SA |MA )?QUALITE D. ?|EN QUALITE DE |EN TANT QUE |SA |SON |LE |LA )?(?:GERANTE?|CO-GERANTE?|DIRECT(?:EUR|RICE)|PRESIDENTE?|RESPONSABLE|CHEF|CHEFFE|D\\.?R\\.?H|ADJOINTE?|MAIRE|PREFETE?|SECRETAIRE GENERALE?|"
                                            "CONSUL|TRADUCT|EXPERT|ASSISTANTE? (?:RH|DE DIRECTION|SOCIALE?)|GESTIONNAIRE|CONSEILLERE? EN INSERTION|REPRESENTANTE? LEGALE?|DIRIGEANTE?|CHARGEE? DE|TRESORI|OFFICIER|ADJOINT|NOTAIRE|AVOCATE?)";
  if (matches(agent_before, before) || matches(agent_behind, behind)) return 0.6;
  return 1;
}

double recto_context_weight(const RectoFieldRule *rule, const char *text, size_t start, size_t end)
{
  size_t length = strlen(text);
  if (end <= start || end > length) return 1;
  g_autofree char *before = folded_part(text, start > BEFORE ? start - BEFORE : 0, start);
  if (rule->kind == RECTO_FIELD_DATE) return date_weight(rule, before);
  bool subject = rule->kind == RECTO_FIELD_NAME && (!rule->of || g_str_equal(rule->of, "person"));
  if (!subject) return 1;
  g_autofree char *behind = folded_part(text, end, MIN(length, end + BEHIND));
  return person_weight(before, behind);
}
