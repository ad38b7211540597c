/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Codes of issuing states and nationalities (ICAO 9303-3 section 5: ISO 3166-1 alpha-3, Germany's D, refugees, stateless, organisations),
 * with their French names folded. Sorted by code. */
#include <recto/mrz.h>

typedef struct { const char *code, *name; } Country;

static const Country countries[] = {
    {"AFG", "AFGHANISTAN"}, {"AGO", "ANGOLA"}, {"ALB", "ALBANIE"}, {"AND", "ANDORRE"}, {"ARE", "EMIRATS ARABES UNIS"}, {"ARG", "ARGENTINE"},
    {"ARM", "ARMENIE"}, {"ATG", "ANTIGUA-ET-BARBUDA"}, {"AUS", "AUSTRALIE"}, {"AUT", "AUTRICHE"}, {"AZE", "AZERBAIDJAN"}, {"BDI", "BURUNDI"},
    {"BEL", "BELGIQUE"}, {"BEN", "BENIN"}, {"BFA", "BURKINA FASO"}, {"BGD", "BANGLADESH"}, {"BGR", "BULGARIE"}, {"BHR", "BAHREIN"},
    {"BHS", "BAHAMAS"}, {"BIH", "BOSNIE-HERZEGOVINE"}, {"BLR", "BIELORUSSIE"}, {"BLZ", "BELIZE"}, {"BOL", "BOLIVIE"}, {"BRA", "BRESIL"},
    {"BRB", "BARBADE"}, {"BRN", "BRUNEI"}, {"BTN", "BHOUTAN"}, {"BWA", "BOTSWANA"}, {"CAF", "REPUBLIQUE CENTRAFRICAINE"}, {"CAN", "CANADA"},
    {"CHE", "SUISSE"}, {"CHL", "CHILI"}, {"CHN", "CHINE"}, {"CIV", "COTE D'IVOIRE"}, {"CMR", "CAMEROUN"},
    {"COD", "REPUBLIQUE DEMOCRATIQUE DU CONGO"}, {"COG", "CONGO"}, {"COK", "ILES COOK"}, {"COL", "COLOMBIE"}, {"COM", "COMORES"},
    {"CPV", "CAP-VERT"}, {"CRI", "COSTA RICA"}, {"CUB", "CUBA"}, {"CYP", "CHYPRE"}, {"CZE", "TCHEQUIE"}, {"D<<", "ALLEMAGNE"}, {"DJI", "DJIBOUTI"},
    {"DMA", "DOMINIQUE"}, {"DNK", "DANEMARK"}, {"DOM", "REPUBLIQUE DOMINICAINE"}, {"DZA", "ALGERIE"}, {"ECU", "EQUATEUR"}, {"EGY", "EGYPTE"},
    {"ERI", "ERYTHREE"}, {"ESP", "ESPAGNE"}, {"EST", "ESTONIE"}, {"ETH", "ETHIOPIE"}, {"EUE", "UNION EUROPEENNE"}, {"FIN", "FINLANDE"},
    {"FJI", "FIDJI"}, {"FRA", "FRANCE"}, {"FSM", "MICRONESIE"}, {"GAB", "GABON"}, {"GBD", "ROYAUME-UNI (TERRITOIRES D'OUTRE-MER)"},
    {"GBN", "ROYAUME-UNI (NATIONAL D'OUTRE-MER)"}, {"GBO", "ROYAUME-UNI (CITOYEN D'OUTRE-MER)"}, {"GBP", "ROYAUME-UNI (PERSONNE PROTEGEE)"},
    {"GBR", "ROYAUME-UNI"}, {"GBS", "ROYAUME-UNI (SUJET)"}, {"GEO", "GEORGIE"}, {"GHA", "GHANA"}, {"GIN", "GUINEE"}, {"GMB", "GAMBIE"},
    {"GNB", "GUINEE-BISSAU"}, {"GNQ", "GUINEE EQUATORIALE"}, {"GRC", "GRECE"}, {"GRD", "GRENADE"}, {"GRL", "GROENLAND"}, {"GTM", "GUATEMALA"},
    {"GUY", "GUYANA"}, {"HKG", "HONG KONG"}, {"HND", "HONDURAS"}, {"HRV", "CROATIE"}, {"HTI", "HAITI"}, {"HUN", "HONGRIE"}, {"IAO", "OACI"},
    {"IDN", "INDONESIE"}, {"IND", "INDE"}, {"IRL", "IRLANDE"}, {"IRN", "IRAN"}, {"IRQ", "IRAK"}, {"ISL", "ISLANDE"}, {"ISR", "ISRAEL"},
    {"ITA", "ITALIE"}, {"JAM", "JAMAIQUE"}, {"JOR", "JORDANIE"}, {"JPN", "JAPON"}, {"KAZ", "KAZAKHSTAN"}, {"KEN", "KENYA"}, {"KGZ", "KIRGHIZISTAN"},
    {"KHM", "CAMBODGE"}, {"KIR", "KIRIBATI"}, {"KNA", "SAINT-CHRISTOPHE-ET-NIEVES"}, {"KOR", "COREE DU SUD"}, {"KWT", "KOWEIT"}, {"LAO", "LAOS"},
    {"LBN", "LIBAN"}, {"LBR", "LIBERIA"}, {"LBY", "LIBYE"}, {"LCA", "SAINTE-LUCIE"}, {"LIE", "LIECHTENSTEIN"}, {"LKA", "SRI LANKA"},
    {"LSO", "LESOTHO"}, {"LTU", "LITUANIE"}, {"LUX", "LUXEMBOURG"}, {"LVA", "LETTONIE"}, {"MAC", "MACAO"}, {"MAR", "MAROC"}, {"MCO", "MONACO"},
    {"MDA", "MOLDAVIE"}, {"MDG", "MADAGASCAR"}, {"MDV", "MALDIVES"}, {"MEX", "MEXIQUE"}, {"MHL", "ILES MARSHALL"}, {"MKD", "MACEDOINE DU NORD"},
    {"MLI", "MALI"}, {"MLT", "MALTE"}, {"MMR", "BIRMANIE"}, {"MNE", "MONTENEGRO"}, {"MNG", "MONGOLIE"}, {"MOZ", "MOZAMBIQUE"},
    {"MRT", "MAURITANIE"}, {"MUS", "MAURICE"}, {"MWI", "MALAWI"}, {"MYS", "MALAISIE"}, {"NAM", "NAMIBIE"}, {"NCL", "NOUVELLE-CALEDONIE"},
    {"NER", "NIGER"}, {"NGA", "NIGERIA"}, {"NIC", "NICARAGUA"}, {"NLD", "PAYS-BAS"}, {"NOR", "NORVEGE"}, {"NPL", "NEPAL"}, {"NRU", "NAURU"},
    {"NZL", "NOUVELLE-ZELANDE"}, {"OMN", "OMAN"}, {"PAK", "PAKISTAN"}, {"PAN", "PANAMA"}, {"PER", "PEROU"}, {"PHL", "PHILIPPINES"},
    {"PLW", "PALAOS"}, {"PNG", "PAPOUASIE-NOUVELLE-GUINEE"}, {"POL", "POLOGNE"}, {"PRI", "PORTO RICO"}, {"PRK", "COREE DU NORD"},
    {"PRT", "PORTUGAL"}, {"PRY", "PARAGUAY"}, {"PSE", "PALESTINE"}, {"PYF", "POLYNESIE FRANCAISE"}, {"QAT", "QATAR"}, {"RKS", "KOSOVO"},
    {"ROU", "ROUMANIE"}, {"RUS", "RUSSIE"}, {"RWA", "RWANDA"}, {"SAU", "ARABIE SAOUDITE"}, {"SDN", "SOUDAN"}, {"SEN", "SENEGAL"},
    {"SGP", "SINGAPOUR"}, {"SLB", "ILES SALOMON"}, {"SLE", "SIERRA LEONE"}, {"SLV", "SALVADOR"}, {"SMR", "SAINT-MARIN"}, {"SOM", "SOMALIE"},
    {"SRB", "SERBIE"}, {"SSD", "SOUDAN DU SUD"}, {"STP", "SAO TOME-ET-PRINCIPE"}, {"SUR", "SURINAME"}, {"SVK", "SLOVAQUIE"}, {"SVN", "SLOVENIE"},
    {"SWE", "SUEDE"}, {"SWZ", "ESWATINI"}, {"SYC", "SEYCHELLES"}, {"SYR", "SYRIE"}, {"TCD", "TCHAD"}, {"TGO", "TOGO"}, {"THA", "THAILANDE"},
    {"TJK", "TADJIKISTAN"}, {"TKM", "TURKMENISTAN"}, {"TLS", "TIMOR ORIENTAL"}, {"TON", "TONGA"}, {"TTO", "TRINITE-ET-TOBAGO"}, {"TUN", "TUNISIE"},
    {"TUR", "TURQUIE"}, {"TUV", "TUVALU"}, {"TWN", "TAIWAN"}, {"TZA", "TANZANIE"}, {"UGA", "OUGANDA"}, {"UKR", "UKRAINE"},
    {"UNA", "NATIONS UNIES (INSTITUTION)"}, {"UNK", "NATIONS UNIES (KOSOVO)"}, {"UNO", "NATIONS UNIES"}, {"URY", "URUGUAY"}, {"USA", "ETATS-UNIS"},
    {"UTO", "UTOPIE"}, {"UZB", "OUZBEKISTAN"}, {"VAT", "VATICAN"}, {"VCT", "SAINT-VINCENT-ET-LES-GRENADINES"}, {"VEN", "VENEZUELA"},
    {"VNM", "VIET NAM"}, {"VUT", "VANUATU"}, {"WSM", "SAMOA"}, {"XAU", "UNION AFRICAINE"}, {"XBA", "BANQUE AFRICAINE DE DEVELOPPEMENT"},
    {"XCC", "CARICOM"}, {"XCE", "CONSEIL DE L'EUROPE"}, {"XEC", "CEDEAO"}, {"XES", "OECO"}, {"XIM", "AFREXIMBANK"}, {"XKX", "KOSOVO"},
    {"XMP", "PARLEMENT MEDITERRANEEN"}, {"XOM", "ORDRE DE MALTE"}, {"XPO", "INTERPOL"}, {"XXA", "APATRIDE"}, {"XXB", "REFUGIE"},
    {"XXC", "REFUGIE (AUTRE)"}, {"XXX", "NATIONALITE INDETERMINEE"}, {"YEM", "YEMEN"}, {"ZAF", "AFRIQUE DU SUD"}, {"ZMB", "ZAMBIE"},
    {"ZWE", "ZIMBABWE"},
};

static int compare_code(const void *key, const void *country) { return strcmp(key, ((const Country *)country)->code); }

const char *recto_mrz_country_at(size_t i) { return i < G_N_ELEMENTS(countries) ? countries[i].code : NULL; }

const char *recto_mrz_country(const char *code) {
  if (!code || !*code) return NULL;
  if (g_str_equal(code, "D")) code = "D<<";
  const Country *found = bsearch(code, countries, G_N_ELEMENTS(countries), sizeof *countries, compare_code);
  return found ? found->name : NULL;
}
