/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person's or company's name out of the text beside a label: as printed, without title, without what follows it. */
#include "judge/take.h"

#include "base/regex.h"

#include <recto/mrz.h>
#include <recto/text.h>
#include <string.h>

/* Folded, without the final point. */
static const char *const titles[] = {
    "M", "MR", "MME", "MLLE", "MRS", "MS", "MISS", "MONSIEUR", "MADAME", "MADEMOISELLE", "MONS", "MAITRE", "DOCTEUR", "DR", "LE SIEUR", "CHEZ",
};
static const char *const joiners[] = {"ET", "OU", "&", "/", "-"};
/* Words that begin what follows a name in running text or on a form. */
static const char *const followers[] = {
    "NE", "NEE", "NE(E)", "(E)", "DEMEURANT", "DOMICILIE", "DOMICILIEE", "RESIDANT", "HABITANT", "TITULAIRE", "EPOUSE", "EPOUX", "DE NATIONALITE", "SEXE", "SIRET", "NATIONALITE", "EST",
    "OCCUPE", "CERTIFIE", "ATTESTE", "DECLARE", "EXERCANT", "AGISSANT", "EMPLOYE", "EMPLOYEE", "REPRESENTE", "REPRESENTEE", "AYANT", "DONT", "IMMATRICULE", "IMMATRICULEE", "QUI", "A", "DEPUIS",
    "EN", "LE", "AU", "MATRICULE", "SISE", "SIS", "POUR", "PREND", "SOUSSIGNE", "SOUSSIGNEE", "CI-APRES", "HEBERGE", "TRAVAILLE", "FAIT", "PARTIE",
};

static bool in_list(const char *const *list, gsize n, const char *folded)
{
  g_autofree char *bare = g_strdup(folded);
  size_t length = strlen(bare);
  while (length > 1 && strchr(".,:;", bare[length - 1])) bare[--length] = 0;
  for (gsize i = 0; i < n; i++)
    if (g_str_equal(list[i], bare)) return true;
  return false;
}

bool recto_word_is_title(const char *folded)
{
  if (in_list(titles, G_N_ELEMENTS(titles), folded)) return true;
  g_auto(GStrv) parts = g_strsplit(folded, "/", -1); /* "M./Mme" */
  guint n = g_strv_length(parts);
  if (n < 2) return false;
  for (guint i = 0; i < n; i++)
    if (!in_list(titles, G_N_ELEMENTS(titles), parts[i])) return false;
  return true;
}

/* A title that is only one letter needs its point: "M" may begin a name. */
static bool is_sure_title(const char *word, const char *folded)
{
  return recto_word_is_title(folded) && !(g_str_equal(folded, "M") && strlen(word) == 1);
}

static bool has_digits(const char *text)
{
  return strpbrk(text, "0123456789") != NULL;
}

/* One stray digit inside letters is an OCR slip, more is a number. */
static bool ends_name(const char *word, const char *folded, bool company)
{
  if (!company && in_list(followers, G_N_ELEMENTS(followers), folded) && g_unichar_islower(g_utf8_get_char(word))) return true;
  if (!company && (g_str_has_prefix(folded, "PRENOM") || g_str_equal(folded, "NOM") || g_str_has_prefix(folded, "NE(E)"))) return true; /* the next label of the row */
  if (strchr("([{<=>", *word)) return !(strlen(folded) > 3 && !has_digits(word));
  if (!has_digits(folded)) return false;
  size_t digits = 0, letters = 0;
  for (const char *p = folded; *p; p++) digits += g_ascii_isdigit(*p) ? 1 : 0, letters += g_ascii_isalpha(*p) ? 1 : 0;
  return digits > 1 || letters < 3;
}

static guint skip_titles(char **words, guint n)
{
  guint i = 0;
  bool titled = false;
  for (; i < n; i++) {
    g_autofree char *folded = recto_text_fold(words[i]);
    bool joiner = titled && in_list(joiners, G_N_ELEMENTS(joiners), folded);
    bool mark = strspn(words[i], ".,:;-/|*=_~'\"()") == strlen(words[i]);
    if (joiner && i + 1 < n) {
      g_autofree char *next = recto_text_fold(words[i + 1]);
      if (!recto_word_is_title(next)) break;
      continue;
    }
    if (mark) continue;
    if (!is_sure_title(words[i], folded) && !(g_str_equal(folded, "M") && i + 1 < n)) break;
    titled = true;
  }
  return i;
}

static char *trimmed_word(const char *word, bool *ret_ends)
{
  char *copy = g_strdup(word);
  size_t length = strlen(copy);
  *ret_ends = false;
  while (length > 0 && strchr(",;:|*=_~\"", copy[length - 1])) {
    *ret_ends = *ret_ends || strchr(",;", copy[length - 1]);
    copy[--length] = 0;
  }
  if (length > 4 && copy[length - 1] == '.' && !memchr(copy, '.', length - 1)) { /* the end of a sentence, not of "S.A." */
    *ret_ends = true;
    copy[--length] = 0;
  }
  size_t lead = strspn(copy, ",;:|*=_~\"");
  memmove(copy, copy + lead, strlen(copy + lead) + 1);
  return copy;
}

/* Words of forms and titles: a "name" that begins so is another label, or a heading. */
static const char *const form_words[] = {
    "SURNAME", "NAMES", "GIVEN", "NOM", "NOMS", "PRENOM", "PRENOMS", "DATE", "LIEU", "PLACE", "SEXE", "SEX", "NATIONALITE", "NATIONALITY", "REPUBLIQUE", "REPUBLIC", "FACTURE", "ADRESSE", "ADDRESS", "NUMERO", "REFERENCE", "PAGE", "TOTAL",
    "MONTANT", "PERIODE", "NE", "NEE", "SIGNATURE", "TITULAIRE", "JUSTIFICATIF", "DEMEURANT", "DOMICILE", "EST", "QUE", "QUI", "D'AUTRE", "D'UNE", "ARTICLE", "MAIRIE", "PREFECTURE", "TYPE", "CODE", "VOTRE", "CLIENT", "CONTRAT", "TELEPHONE",
    "POUR", "DANS", "CI-DESSUS", "CI-DESSOUS", "SUSNOMME", "VALABLE", "AUTORITE", "AUTHORITY", "EMPLOI", "SOUSSIGNE", "SIRET", "APE", "NAF", "ANCIENNETE", "COMPTE", "NO", "MON", "MA", "EXEMPLAIRE", "UN", "UNE", "CETTE", "LIEU-DIT", "SERVICE", "MOIS", "JE", "NOUS", "VOUS", "CONVENTION", "N'", "ET", "OU",
    "FORENAMES", "FORENAME", "VORNAMEN", "VORNAME", "SOYADI", "CIVILITE", "COMPLEMENT", "VERSE", "MISSION", "OBLIGATIONS", "RENOUVELLEMENT", "TRANSMISSION", "L'EXERCICE", "ETRE", "SUR", "NON", "CACHET", "ADRESSES",
    "DUREE", "DIRECTION", "ACCUEIL", "RESTE", "REGLEMENT", "L'EMPLOYEUR", "L'INTERESSE", "L'INTERESSEE", "OBJET", "SERIE", "TRADUCTION", "VALANT", "MES", "VOS", "NOS", "CSG", "CRDS", "AFFECTATION", "L'AFFECTATION", "LEUR", "IL", "ELLE", "INTERIMAIRE", "PRESENTE", "PRESENT", "PRESENTES", "THIS", "THE", "WE", "SIEGE", "SAMEDI", "DIMANCHE", "LUNDI", "MARDI", "MERCREDI", "JEUDI", "VENDREDI", "LU", "NAME", "SURNAMES", "TYPE", "SEX", "SPECIMEN", "SALARIE(E)", "ENVELOPPE", "CE", "CES", "PRELEVEMENT",
    "TITRE", "SEJOUR", "CARTE", "RESIDENCE", "RESIDENT", "PERMIT", "PERMIS", "PASSEPORT", "PASSPORT", "RECEPISSE", "DEMANDE", "VALIDITE", "DELIVRE", "DELIVREE",
};

static const char *const articles[] = {"LE", "LA", "LES", "DU", "DE", "DES"};

/* Engines read a capital I as a small L: "loana". Particles keep theirs. */
static void mend_capital(char *word)
{
  size_t length = strlen(word);
  if (length > 2 && word[length - 1] == ']' && !strchr(word, '[')) word[length - 1] = 'J'; /* "HOXHA]" */
  if (length > 3 && strchr("!1|", word[length - 1]) && g_ascii_isupper(word[length - 2]) && g_ascii_isupper(word[length - 3])) word[length - 1] = 'I'; /* "MBUY!" */
  if (word[0] != 'l' || !g_ascii_islower(word[1]) || g_str_equal(word, "la") || g_str_equal(word, "le") || g_str_equal(word, "les")) return;
  word[0] = 'I';
}

static bool begins_like_a_form(const char *name)
{
  g_autofree char *folded = recto_text_fold(name);
  g_autofree char *first = g_strndup(folded, strcspn(folded, " ,.:;"));
  if (strlen(folded) == 3 && recto_mrz_country(folded)) return true; /* "DZA": the state's code stands where the name was looked for */
  if (in_list(articles, G_N_ELEMENTS(articles), first) && begins_like_a_form(folded + strlen(first) + strspn(folded + strlen(first), " "))) return true; /* "LA MISSION" */
  for (gsize i = 0; i < G_N_ELEMENTS(form_words); i++)
    if (g_str_equal(form_words[i], first) || (strlen(form_words[i]) >= 6 && recto_text_distance(form_words[i], first, 1) <= 1)) return true;
  return recto_text_distance(first, "SURNAME", 2) <= 2;
}

/* A name's first word has a capital, or is a particle before one: "de Souza" may be a name, "du logement" is running text. */
static bool begins_like_a_name(const char *name)
{
  static const char *const small[] = {"de", "da", "do", "dos", "das", "di", "du", "des", "del", "van", "von", "den", "der", "ter", "ten", "el", "al", "ben", "bin", "ould", "le", "la", "les", "d'", "ibn", "bint"};
  if (!g_unichar_islower(g_utf8_get_char(name))) return true;
  if (g_str_has_prefix(name, "d'") || g_str_has_prefix(name, "d\xe2\x80\x99")) return true;
  const char *space = strchr(name, ' ');
  if (!space) return false;
  g_autofree char *first = g_strndup(name, (gsize)(space - name));
  for (gsize i = 0; i < G_N_ELEMENTS(small); i++)
    if (g_str_equal(small[i], first)) return g_unichar_isupper(g_utf8_get_char(space + 1));
  return false;
}

static bool is_plausible(const char *name)
{
  if (!g_unichar_isalnum(g_utf8_get_char(name)) || !begins_like_a_name(name) || begins_like_a_form(name)) return false;
  g_autofree char *squeezed = recto_text_squeeze(name);
  int letters = 0;
  for (const char *p = squeezed; *p; p = g_utf8_next_char(p)) letters += g_unichar_isalpha(g_utf8_get_char(p)) ? 1 : 0;
  return letters >= 2;
}

/* A note for whoever fills the form ("(nom, prénom)", "_") is not yet the name; a new cell no longer is. */
static char *core_of(const char *text)
{
  const char *start = text + strspn(text, " \n\t_.:*-");
  while (*start == '(' && strchr(start, ')')) {
    start = strchr(start, ')') + 1;
    start += strspn(start, " \n\t_.:*-");
  }
  size_t length = strcspn(start, "\t");
  return g_strndup(start, length);
}

/* "DUPONT -MOREAU" was one word. */
static void mend_hyphens(GString *name)
{
  for (gsize i = 1; i + 1 < name->len; i++) {
    if (name->str[i] == ' ' && name->str[i + 1] == '-' && i + 2 < name->len && name->str[i + 2] != ' ') g_string_erase(name, (gssize)i, 1);
    else if (name->str[i] == '-' && name->str[i + 1] == ' ' && name->str[i - 1] != ' ') g_string_erase(name, (gssize)i + 1, 1);
  }
}

/* "BTP RÉNOV 38": a number that ends the name; before a street's name it is the address. */
static bool is_company_number(char **words, guint i, guint n)
{
  static const char *const streets[] = {"RUE", "AVENUE", "AV", "BD", "BOULEVARD", "PLACE", "QUAI", "COURS", "ALLEE", "ALLEES", "CHEMIN", "ROUTE", "IMPASSE", "SQUARE", "BIS", "TER", "ZA", "ZI", "ZAC"};
  size_t digits = strspn(words[i], "0123456789"), length = strlen(words[i]);
  if (digits == 0 || digits > 3 || length > digits + 1 || (length > digits && !strchr(",;.", words[i][digits]))) return false;
  if (i + 1 >= n || length > digits || !*words[i + 1]) return true;
  g_autofree char *next = recto_text_fold(words[i + 1]);
  return !in_list(streets, G_N_ELEMENTS(streets), next) && !has_digits(next);
}

static char *clean(const char *whole, bool keep_commas, bool company)
{
  g_autofree char *text = core_of(whole);
  g_auto(GStrv) words = g_strsplit_set(text, " \n\t", -1);
  guint n = g_strv_length(words), taken = 0;
  g_autoptr(GString) name = g_string_new(NULL);
  for (guint i = skip_titles(words, n); i < n && taken < 9; i++) {
    if (!*words[i]) continue;
    g_autofree char *folded = recto_text_fold(words[i]);
    bool ends;
    g_autofree char *word = trimmed_word(words[i], &ends);
    if (!*word) {
      if (taken > 0 && ends && !keep_commas) break;
      continue;
    }
    if (taken > 0 && strspn(word, ".-/&") == strlen(word) && *word != '&') break;
    if (ends_name(word, folded, false) && !(company && taken > 0 && is_company_number(words, i, n))) break;
    if (taken > 0 && is_sure_title(word, folded)) break;
    mend_capital(word);
    g_string_append(name, name->len ? " " : "");
    g_string_append(name, word);
    taken++;
    if (ends && !keep_commas) break;
    if (ends && i + 1 < n) g_string_append_c(name, ',');
  }
  while (name->len && strchr(",.-/ '", name->str[name->len - 1])) {
    if (name->str[name->len - 1] == '.' && name->len >= 2 && g_ascii_isupper(name->str[name->len - 2])) break; /* S.A. */
    g_string_truncate(name, name->len - 1);
  }
  mend_hyphens(name);
  return is_plausible(name->str) ? g_string_free(g_steal_pointer(&name), FALSE) : NULL;
}

char *recto_name_clean(const char *text, bool keep_commas)
{
  return clean(text, keep_commas, false);
}

/* "La société X", "l'association « X »": what it is called, without what it is. */
char *recto_company_clean(const char *text)
{
  GRegex *kind = recto_regex("^[\\s:«“\"]*(?:(?:la\\s+soci[ée]t[ée]|l.entreprise|l.association|l.[ée]tablissement)\\s*:?\\s+)?[«“\"]*\\s*(?=\\p{Lu})", G_REGEX_CASELESS);
  g_autoptr(GMatchInfo) match = NULL;
  int end = 0;
  if (g_regex_match(kind, text, 0, &match)) g_match_info_fetch_pos(match, 0, NULL, &end);
  return clean(text + end, false, true);
}

/* "M CISSE ABDOULAYE" on envelopes has no point; "CHEZ M DIABY" names somebody else. */
bool recto_line_has_title(const char *line)
{
  g_auto(GStrv) words = g_strsplit_set(line, " \n\t", 3);
  if (!words[0] || !words[1]) return false;
  g_autofree char *folded = recto_text_fold(words[0]);
  if (g_str_equal(folded, "CHEZ") || g_str_equal(folded, "C/O")) return false;
  if (g_str_equal(words[0], "M")) return words[2] && g_unichar_isupper(g_utf8_get_char(words[1]));
  return is_sure_title(words[0], folded);
}

/* ------------------------------------------------------------------ a person's name */

/* Words that stand on bills, tables and letters and are hardly anybody's name. Folded. */
static const char *const paper_words[] = {
    "ABONNEMENT", "ABONNE", "ACHEMINEMENT", "ACTIVITE", "AGENCE", "APPEL", "APPELS", "ASSAINISSEMENT", "ASSURANCE", "ATTESTATION", "AVENUE", "AVIS", "BOITIER", "BOULEVARD", "BULLETIN", "CAISSE", "CHARGES", "COMMUNE", "COMPTEUR",
    "CONSOMMATION", "CONSOMMATIONS", "COTISATION", "COTISATIONS", "DESIGNATION", "DETAIL", "DOSSIER", "DUREE", "EAU", "ECHEANCE", "ELECTRICITE", "ENERGIE", "ESPACE", "EUR", "EUROS", "FIBRE", "FORFAIT", "FRAIS", "FOURNITURE", "GAZ",
    "HEURES", "IDENTIFIANT", "INTERNET", "KWH", "LIBELLE", "LIVRAISON", "LOCATION", "LOGEMENT", "LOYER", "MATRICULE", "MOBILE", "NET", "OFFRE", "OPTION", "OPTIONS", "PAIEMENT", "PERIODE", "PRELEVEMENT", "PRESTATION", "PRESTATIONS",
    "PRIX", "QUANTITE", "REDEVANCE", "REGLEMENT", "RELEVE", "REMISE", "RESIDENCE", "SERVICE", "CLIENT", "CLIENTS", "RUE", "SALAIRE", "SERVICES", "SOLDE", "SOMME", "STATUT", "TARIF", "TAUX", "TAXE", "TAXES", "TELEPHONIE", "TTC", "TVA", "UNITAIRE", "URSSAF", "VERSEMENT",
    "RECAPITULATIF", "BAT", "BATIMENT", "APPT", "APT", "APPARTEMENT", "ESC", "ESCALIER", "ETAGE", "DIVERS", "HORAIRE", "QUALIFICATION", "CLASSIFICATION", "COEFFICIENT", "SECURITE", "SOCIALE", "EMPLOYEUR", "SALARIE", "LOCATAIRE", "BAILLEUR", "PROPRIETAIRE", "QUITTANCE", "INFORMATIONS", "CONTACT", "CONTACTS",
    "BANQUE", "BANCAIRE", "IBAN", "BIC", "MANDAT", "COURRIEL", "EMAIL", "TEL", "MADAME", "MONSIEUR", "BONJOUR", "MERCI", "IMPOT", "REVENU", "REVENUS", "SITUATION", "REPERE", "SAS", "SARL", "RCS", "VILLE", "POSTE", "INDEX", "PRM", "PDL", "PCE",
};
static const char *const particles[] = {
    "de", "da", "do", "dos", "das", "di", "du", "des", "del", "della", "van", "von", "den", "der", "ter", "ten", "el", "al", "ben", "bin", "ould", "mint", "le", "la", "les", "ibn", "bint", "et", "ou", "y", "e", "née", "nee", "épouse", "ép.", "ep.", "veuve", "dit", "dite", "ait", "aït", "abd",
};

static bool is_word_of(const char *const *list, gsize n, const char *word)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal(list[i], word)) return true;
  return false;
}

bool recto_word_is_particle(const char *word)
{
  return g_str_has_prefix(word, "d'") || g_str_has_prefix(word, "d\xe2\x80\x99") || is_word_of(particles, G_N_ELEMENTS(particles), word);
}

static bool is_paper_word(const char *word)
{
  g_autofree char *folded = recto_text_fold(word);
  g_strdelimit(folded, ".,:;)(", ' ');
  return is_word_of(paper_words, G_N_ELEMENTS(paper_words), g_strstrip(folded));
}

/* How many words, from the first, can be a person's: capitals or particles. A word of the trade spoils the whole. */
static guint person_words(char **words)
{
  guint taken = 0;
  for (guint i = 0; words[i]; i++) {
    gunichar first = g_utf8_get_char(words[i]);
    bool particle = recto_word_is_particle(words[i]);
    if (is_paper_word(words[i])) return 0;
    if (!particle && (g_unichar_islower(first) || g_unichar_isdigit(first))) break;
    if (!particle) taken = i + 1;
  }
  return taken;
}

char *recto_person_clean(const char *text, bool keep_commas, guint *ret_words)
{
  g_autofree char *name = recto_name_clean(text, keep_commas);
  if (!name) return NULL;
  g_auto(GStrv) words = g_strsplit(name, " ", -1);
  guint taken = person_words(words);
  *ret_words = taken;
  if (taken == 0) return NULL;
  GString *person = g_string_new(words[0]);
  for (guint i = 1; i < taken; i++) g_string_append_printf(person, " %s", words[i]);
  return g_string_free(person, FALSE);
}
