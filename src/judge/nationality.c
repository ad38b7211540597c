/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adjectives and country names of nationalities. Must not know: documents. */
#include "judge/nationality.h"

#include <recto/mrz.h>
#include <recto/text.h>
#include <string.h>

/* Folded words: French adjective (stem up to the feminine ending), country, English adjective. A stem ends in '-'. */
static const struct { const char *code, *words; } nationalities[] = {
    {"AFG", "AFGHAN- AFGHANISTAN"}, {"ALB", "ALBANAIS- ALBANIE ALBANIAN"}, {"DZA", "ALGERIEN- ALGERIE ALGERIAN"}, {"D<<", "ALLEMAND- ALLEMAGNE GERMAN"}, {"AGO", "ANGOLAIS- ANGOLA ANGOLAN"},
    {"SAU", "SAOUDIEN- SAUDI"}, {"ARG", "ARGENTIN- ARGENTINE ARGENTINIAN"}, {"ARM", "ARMENIEN- ARMENIE ARMENIAN"}, {"AUS", "AUSTRALIEN- AUSTRALIE AUSTRALIAN"}, {"AUT", "AUTRICHIEN- AUTRICHE AUSTRIAN"},
    {"AZE", "AZERBAIDJANAIS- AZERI- AZERBAIDJAN AZERBAIJANI"}, {"BGD", "BANGLADAIS- BANGLADESHI BANGLADESH"}, {"BEL", "BELGE BELGIQUE BELGIAN"}, {"BEN", "BENINOIS- BENIN BENINESE"}, {"BLR", "BIELORUSSE BELARUS BELARUSIAN"},
    {"BOL", "BOLIVIEN- BOLIVIE BOLIVIAN"}, {"BIH", "BOSNIEN- BOSNIAQUE BOSNIAN"}, {"BRA", "BRESILIEN- BRESIL BRAZILIAN BRASILEIR-"}, {"BGR", "BULGARE BULGARIE BULGARIAN"}, {"BFA", "BURKINABE BURKINABEE BURKINAIS-"},
    {"BDI", "BURUNDAIS- BURUNDI"}, {"KHM", "CAMBODGIEN- CAMBODGE CAMBODIAN"}, {"CMR", "CAMEROUNAIS- CAMEROUN CAMEROONIAN"}, {"CAN", "CANADIEN- CANADA CANADIAN"}, {"CPV", "CAP-VERDIEN- CAPVERDIEN- CAP-VERT"},
    {"CAF", "CENTRAFRICAIN- CENTRAFRIQUE"}, {"CHL", "CHILIEN- CHILI CHILEAN"}, {"CHN", "CHINOIS- CHINE CHINESE"}, {"COL", "COLOMBIEN- COLOMBIE COLOMBIAN"}, {"COM", "COMORIEN- COMORES COMORIAN"},
    {"COG", "CONGOLAIS- CONGO"}, {"COD", "CONGOLAISE-RDC RDC"}, {"KOR", "COREEN- SUD-COREEN- COREE KOREAN"}, {"CIV", "IVOIRIEN- IVORIAN"}, {"HRV", "CROATE CROATIE CROATIAN"}, {"CUB", "CUBAIN- CUBA CUBAN"},
    {"DNK", "DANOIS- DANEMARK DANISH"}, {"DJI", "DJIBOUTIEN- DJIBOUTI"}, {"DOM", "DOMINICAIN- DOMINICAN"}, {"EGY", "EGYPTIEN- EGYPTE EGYPTIAN"}, {"ECU", "EQUATORIEN- EQUATEUR ECUADORIAN"}, {"ERI", "ERYTHREEN- ERYTHREE ERITREAN"},
    {"ESP", "ESPAGNOL- ESPAGNE SPANISH ESPANOLA"}, {"EST", "ESTONIEN- ESTONIE ESTONIAN"}, {"USA", "AMERICAIN- ETATS-UNIS AMERICAN"}, {"ETH", "ETHIOPIEN- ETHIOPIE ETHIOPIAN"}, {"FIN", "FINLANDAIS- FINLANDE FINNISH"},
    {"FRA", "FRANCAIS- FRANCE FRENCH"}, {"GAB", "GABONAIS- GABON GABONESE"}, {"GMB", "GAMBIEN- GAMBIE GAMBIAN"}, {"GEO", "GEORGIEN- GEORGIE GEORGIAN"}, {"GHA", "GHANEEN- GHANA GHANAIAN"}, {"GRC", "GREC GRECQUE GRECE GREEK"},
    {"GTM", "GUATEMALTEQUE GUATEMALA"}, {"GIN", "GUINEEN- GUINEE GUINEAN"}, {"GNB", "BISSAO-GUINEEN- BISSAU-GUINEEN- GUINEE-BISSAU"}, {"HTI", "HAITIEN- HAITI HAITIAN"}, {"HND", "HONDURIEN- HONDURAS"}, {"HUN", "HONGROIS- HONGRIE HUNGARIAN"},
    {"IND", "INDIEN- INDE INDIAN"}, {"IDN", "INDONESIEN- INDONESIE INDONESIAN"}, {"IRQ", "IRAKIEN- IRAQUIEN- IRAK IRAQI"}, {"IRN", "IRANIEN- IRAN IRANIAN"}, {"IRL", "IRLANDAIS- IRLANDE IRISH"}, {"ISR", "ISRAELIEN- ISRAEL ISRAELI"},
    {"ITA", "ITALIEN- ITALIE ITALIAN ITALIANA"}, {"JAM", "JAMAICAIN- JAMAIQUE"}, {"JPN", "JAPONAIS- JAPON JAPANESE"}, {"JOR", "JORDANIEN- JORDANIE JORDANIAN"}, {"KAZ", "KAZAKH- KAZAKHE KAZAKHSTAN"}, {"KEN", "KENYAN- KENYA"},
    {"KGZ", "KIRGHIZE KIRGHIZSTAN"}, {"RKS", "KOSOVAR- KOSOVIEN- KOSOVO"}, {"KWT", "KOWEITIEN- KOWEIT"}, {"LAO", "LAOTIEN- LAOS"}, {"LVA", "LETTON- LETTONIE LATVIAN"}, {"LBN", "LIBANAIS- LIBAN LEBANESE"}, {"LBR", "LIBERIEN- LIBERIA"},
    {"LBY", "LIBYEN- LIBYE LIBYAN"}, {"LTU", "LITUANIEN- LITUANIE LITHUANIAN"}, {"LUX", "LUXEMBOURGEOIS- LUXEMBOURG"}, {"MKD", "MACEDONIEN- MACEDOINE MACEDONIAN"}, {"MDG", "MALGACHE MADAGASCAR MALAGASY"}, {"MYS", "MALAISIEN- MALAISIE MALAYSIAN"},
    {"MLI", "MALIEN- MALI MALIAN"}, {"MAR", "MAROCAIN- MAROC MOROCCAN"}, {"MUS", "MAURICIEN- MAURICE MAURITIAN"}, {"MRT", "MAURITANIEN- MAURITANIE MAURITANIAN"}, {"MEX", "MEXICAIN- MEXIQUE MEXICAN"}, {"MDA", "MOLDAVE MOLDAVIE MOLDOVAN"},
    {"MNG", "MONGOL- MONGOLE MONGOLIE MONGOLIAN"}, {"MNE", "MONTENEGRIN- MONTENEGRO"}, {"MOZ", "MOZAMBICAIN- MOZAMBIQUE"}, {"MMR", "BIRMAN- BIRMANIE MYANMAR"}, {"NAM", "NAMIBIEN- NAMIBIE"}, {"NPL", "NEPALAIS- NEPAL NEPALESE NEPALI"},
    {"NER", "NIGERIEN- NIGER"}, {"NGA", "NIGERIAN- NIGERIA"}, {"NOR", "NORVEGIEN- NORVEGE NORWEGIAN"}, {"NZL", "NEO-ZELANDAIS-"}, {"UGA", "OUGANDAIS- OUGANDA UGANDAN"}, {"UZB", "OUZBEK- OUZBEKE OUZBEKISTAN UZBEK"}, {"PAK", "PAKISTANAIS- PAKISTAN PAKISTANI"},
    {"PSE", "PALESTINIEN- PALESTINE PALESTINIAN"}, {"PRY", "PARAGUAYEN- PARAGUAY"}, {"NLD", "NEERLANDAIS- PAYS-BAS DUTCH"}, {"PER", "PERUVIEN- PEROU PERUVIAN"}, {"PHL", "PHILIPPIN- PHILIPPINES FILIPINO"}, {"POL", "POLONAIS- POLOGNE POLISH POLSKIE"},
    {"PRT", "PORTUGAIS- PORTUGAL PORTUGUESE PORTUGUESA"}, {"ROU", "ROUMAIN- ROUMANIE ROMANIAN ROMANA"}, {"GBR", "BRITANNIQUE ROYAUME-UNI BRITISH"}, {"RUS", "RUSSE RUSSIE RUSSIAN"}, {"RWA", "RWANDAIS- RWANDA RWANDAN"},
    {"STP", "SANTOMEEN-"}, {"SLV", "SALVADORIEN- SALVADOR"}, {"SEN", "SENEGALAIS- SENEGAL SENEGALESE"}, {"SRB", "SERBE SERBIE SERBIAN"}, {"SLE", "SIERRA-LEONAIS- SIERRA-LEONE"}, {"SVK", "SLOVAQUE SLOVAQUIE SLOVAK"}, {"SVN", "SLOVENE SLOVENIE"},
    {"SOM", "SOMALIEN- SOMALIE SOMALI"}, {"SDN", "SOUDANAIS- SOUDAN SUDANESE"}, {"LKA", "SRI-LANKAIS- SRILANKAIS- LANKAIS- SRI-LANKA SRI-LANKAN"}, {"SWE", "SUEDOIS- SUEDE SWEDISH"}, {"CHE", "SUISSE SWISS"}, {"SUR", "SURINAMAIS- SURINAMIEN- SURINAM"},
    {"SYR", "SYRIEN- SYRIE SYRIAN"}, {"TJK", "TADJIK- TADJIKE TADJIKISTAN"}, {"TZA", "TANZANIEN- TANZANIE TANZANIAN"}, {"TCD", "TCHADIEN- TCHAD CHADIAN"}, {"CZE", "TCHEQUE TCHEQUIE CZECH"}, {"THA", "THAILANDAIS- THAILANDE THAI"}, {"TGO", "TOGOLAIS- TOGO TOGOLESE"},
    {"TUN", "TUNISIEN- TUNISIE TUNISIAN"}, {"TKM", "TURKMENE TURKMENISTAN"}, {"TUR", "TURC TURQUE TURQUIE TURKISH TURK"}, {"UKR", "UKRAINIEN- UKRAINE UKRAINIAN"}, {"URY", "URUGUAYEN- URUGUAY"}, {"VEN", "VENEZUELIEN- VENEZUELA"},
    {"VNM", "VIETNAMIEN- VIETNAM VIETNAMESE VIET-NAM"}, {"YEM", "YEMENITE YEMEN YEMENI"}, {"ZAF", "SUD-AFRICAIN- SUDAFRICAIN-"}, {"ZMB", "ZAMBIEN- ZAMBIE"}, {"ZWE", "ZIMBABWEEN- ZIMBABWE"},
};

static const char *const feminine[] = {"", "E", "S", "ES", "NE", "NES", "LE", "TE"};

static RectoAnswer word_says(const char *word, const char *entry)
{
  size_t length = strlen(entry);
  if (entry[length - 1] != '-') return g_str_equal(word, entry) ? RECTO_YES : strlen(word) >= 7 && recto_text_distance(word, entry, 1) <= 1 ? RECTO_CANNOT_TELL : RECTO_NO;
  g_autofree char *stem = g_strndup(entry, length - 1);
  RectoAnswer best = RECTO_NO;
  for (gsize i = 0; i < G_N_ELEMENTS(feminine); i++) {
    g_autofree char *form = g_strconcat(stem, feminine[i], NULL);
    if (g_str_equal(word, form)) return RECTO_YES;
    if (strlen(form) >= 7 && recto_text_distance(word, form, 1) <= 1) best = RECTO_CANNOT_TELL;
  }
  return best;
}

/* An exact word wins; a word one slip away counts only if it is near one nationality alone. */
static const char *code_of_word(const char *word)
{
  const char *near = NULL;
  int n_near = 0;
  for (gsize i = 0; i < G_N_ELEMENTS(nationalities); i++) {
    g_auto(GStrv) entries = g_strsplit(nationalities[i].words, " ", -1);
    bool counted = false;
    for (int j = 0; entries[j]; j++) {
      RectoAnswer answer = word_says(word, entries[j]);
      if (answer == RECTO_YES) return nationalities[i].code;
      if (answer == RECTO_CANNOT_TELL && !counted) counted = true, near = nationalities[i].code, n_near++;
    }
  }
  return n_near == 1 ? near : NULL;
}

static const char *known_code(const char *word)
{
  if (g_str_equal(word, "D") || g_str_equal(word, "DEU") || g_str_equal(word, "D<<")) return "D<<";
  char letters[4] = {0};
  for (int i = 0; i < 3 && word[i]; i++) letters[i] = word[i] == '0' ? 'O' : word[i] == '1' ? 'I' : word[i] == '5' ? 'S' : word[i] == '8' ? 'B' : word[i];
  for (gsize i = 0; i < G_N_ELEMENTS(nationalities); i++)
    if (g_str_equal(nationalities[i].code, letters)) return nationalities[i].code;
  return NULL;
}

/* Two states share the word: "CONGOLAISE (RDC)", "RÉP. DÉM. DU CONGO". */
static bool is_kinshasa(const char *folded)
{
  if (!strstr(folded, "CONGO")) return false;
  return strstr(folded, "RDC") || strstr(folded, "R.D.C") || strstr(folded, "DEM") || strstr(folded, "KINSHASA");
}

const char *recto_nationality_code(const char *text)
{
  g_autofree char *folded = recto_text_fold(text);
  g_auto(GStrv) words = g_strsplit_set(folded, " /,;:.()", -1);
  if (is_kinshasa(folded)) return "COD";
  for (int i = 0; words[i]; i++) {
    if (!*words[i]) continue;
    if (words[i + 1] && *words[i + 1]) { /* "SRI LANKAISE", "SUD AFRICAINE" */
      g_autofree char *joined = g_strdup_printf("%s-%s", words[i], words[i + 1]);
      const char *code = code_of_word(joined);
      if (code) return code;
    }
    const char *code = strlen(words[i]) >= 4 ? code_of_word(words[i]) : strlen(words[i]) == 3 || folded[1] == 0 ? known_code(words[i]) : NULL;
    if (code) return code;
  }
  return NULL;
}
