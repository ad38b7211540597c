/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invented people of many cultures, their addresses, employers and suppliers. Nobody here exists; communes and postcodes do. */
#include "exam.h"

typedef struct {
  const char *nationality, *nationality_f, *country, *code; /* French words and ICAO code */
  const char *families, *men, *women, *towns; /* "|" between */
} Culture;

static const Culture cultures[] = {
    {"turc", "turque", "TURQUIE", "TUR", "Karadağ|Özçelik|Şahinbaş|Yıldırımer|Güngör|Akbıyık", "Serkan|Barış|İlker|Ozan Tuğrul",
     "Zeliha|Gülşen|Ebru|Çiğdem Nur", "Kayseri|Şanlıurfa|Yozgat|Giresun"},
    {"polonais", "polonaise", "POLOGNE", "POL", "Wróblewski|Jabłoński|Sęk|Gołąb|Pietrzak", "Sławomir|Grzegorz Jan|Łukasz|Paweł",
     "Małgorzata|Bożena|Agnieszka Ewa|Światosława", "Rzeszów|Białystok|Łódź"},
    {"vietnamien", "vietnamienne", "VIETNAM", "VNM", "Đặng|Huỳnh|Phan|Bùi|Vũ", "Quốc Bảo|Hữu Nghĩa|Đức Thắng", "Thị Mai Lan|Ngọc Hân|Thùy Dương",
     "Huế|Cần Thơ|Hải Phòng"},
    {"algérien", "algérienne", "ALGÉRIE", "DZA", "Belkacemi|Aït Slimane|Boudjemaa|Hadj Moussa|Zerrouki|Ould Amar",
     "Sofiane|Abdelhakim|Nassim Yacine|Rabah", "Lynda|Souad|Yasmina|Fatma-Zohra", "Tizi Ouzou|Sétif|Mostaganem|Béjaïa"},
    {"marocain", "marocaine", "MAROC", "MAR", "El Ouardi|Benchekroun|Aït Taleb|Bouhaddou|El Fassi Fihri", "Youssef|Abderrahim|Hamza",
     "Khadija|Loubna|Salma Hajar", "Khouribga|Taroudant|Oujda"},
    {"sénégalais", "sénégalaise", "SÉNÉGAL", "SEN", "Diatta|Faye|Sarr|Thiam|N'Diaye Badji", "Mamadou Lamine|Cheikh Tidiane|Ousmane",
     "Awa|Ndèye Coumba|Mame Diarra", "Ziguinchor|Tambacounda|Louga|Rufisque"},
    {"malien", "malienne", "MALI", "MLI", "Dembélé|Coulibaly|Sissoko|Kanouté|Niakaté", "Bakary|Modibo|Fousseyni|Boubacar", "Oumou|Assétou|Djénéba",
     "Kayes|Sikasso|Nioro du Sahel"},
    {"chinois", "chinoise", "CHINE", "CHN", "Zhou|Xu|Ouyang|Lin|Zhuang", "Jianhua|Wei|Guoqiang", "Xiaoling|Yuting|Mei", "Wenzhou|Qingtian|Shenyang"},
    {"sri-lankais", "sri-lankaise", "SRI LANKA", "LKA", "Sivapalasundaram|Thirunavukkarasu|Balachandran|Ponnampalam", "Kugathasan|Rajeevan|Nirmalan",
     "Thayalini|Suganthini|Vasanthi", "Jaffna|Vavuniya|Batticaloa"},
    {"géorgien", "géorgienne", "GÉORGIE", "GEO", "Gelashvili|Kapanadze|Tsiklauri|Beridze", "Levan|Giorgi|Zurab", "Nino|Tamar|Ketevan",
     "Koutaïssi|Tbilissi|Roustavi"},
    {"brésilien", "brésilienne", "BRÉSIL", "BRA", "Conceição da Silva|Nascimento|Araújo Brandão|dos Santos", "João Vitor|Anderson|Márcio",
     "Luciana|Flávia Regina|Thaís", "Goiânia|Belém|Macapá"},
    {"ukrainien", "ukrainienne", "UKRAINE", "UKR", "Kovalenko|Shevchuk|Bondarenko|Lysenko", "Andrii|Oleksandr|Taras", "Oksana|Nataliia|Yuliia",
     "Kharkiv|Poltava|Vinnytsia"},
    {"haïtien", "haïtienne", "HAÏTI", "HTI", "Jean-Baptiste|Dorvil|Exantus|Pierre-Louis", "Wisly|Jean Robert|Dieudonné",
     "Marie Rose|Guerline|Fabiola", "Gonaïves|Les Cayes|Jacmel"},
    {"ivoirien", "ivoirienne", "CÔTE D'IVOIRE", "CIV", "Kouassi|Yao N'Guessan|Gnagbo|Bamba", "Konan Aimé|Siaka|Brou Serge",
     "Adjoua|Affoué Léa|Mariam", "Bouaké|Daloa|Korhogo"},
    {"congolais", "congolaise", "CONGO", "COD", "Mbuyi Kabeya|Tshibangu|Lukaku wa Nzambi|Ilunga", "Patient|Glody|Héritier", "Bijou|Merveille|Nadège",
     "Kinshasa|Lubumbashi|Mbuji-Mayi"},
    {"bangladais", "bangladaise", "BANGLADESH", "BGD", "Chowdhury|Miah|Uddin|Rahman", "Shafiqul|Md Kamrul|Jahangir", "Nasrin|Farzana|Sultana",
     "Sylhet|Chittagong|Comilla"},
    {"péruvien", "péruvienne", "PÉROU", "PER", "Quispe Mamani|Huamán Ríos|Núñez", "José Ángel|Wilfredo", "Rocío|María Inés", "Cusco|Arequipa"},
    {"serbe", "serbe", "SERBIE", "SRB", "Petrović|Živković|Đorđević|Stojanović", "Miloš|Nenad|Željko", "Jelena|Snežana|Dušica", "Niš|Vranje|Šabac"},
    {"tunisien", "tunisienne", "TUNISIE", "TUN", "Trabelsi|Ben Romdhane|Mejri|Gharbi", "Mohamed Aziz|Lotfi|Hichem", "Olfa|Rim|Hayet",
     "Kairouan|Gabès|Médenine"},
    {"comorien", "comorienne", "COMORES", "COM", "Abdou Soilihi|Mze Ali|Saïd Hamadi", "Ibrahim|Nassuf", "Zaïnaba|Echati", "Moroni|Mutsamudu"},
};
static const Culture french = {
    "français",
    "française",
    "FRANCE",
    "FRA",
    "Lecointre|Vasseur|Hébrard|Moulinier|Le Goff|Delahaye|Pruvost|Ginestet|Boissière|Kerbrat|d'Aubigny|Faugère|Chêne|Noël|Weiss",
    "Gérard|Thibault|Loïc|Bernard|François-Xavier|Rémi|Hervé|Cédric",
    "Odile|Mireille|Béatrice|Élodie|Anne-Laure|Cécile|Françoise|Maïwenn",
    "Quimper|Béthune|Aurillac|Épinal|Pau"};

static const char *const communes[] = {"93100 Montreuil",
                                       "59100 Roubaix",
                                       "69100 Villeurbanne",
                                       "13003 Marseille",
                                       "31200 Toulouse",
                                       "67000 Strasbourg",
                                       "44800 Saint-Herblain",
                                       "35200 Rennes",
                                       "94400 Vitry-sur-Seine",
                                       "92230 Gennevilliers",
                                       "38130 Échirolles",
                                       "33700 Mérignac",
                                       "76300 Sotteville-lès-Rouen",
                                       "95200 Sarcelles",
                                       "77000 Melun",
                                       "45100 Orléans",
                                       "51100 Reims",
                                       "63000 Clermont-Ferrand",
                                       "06300 Nice",
                                       "34080 Montpellier",
                                       "97300 Cayenne",
                                       "75019 Paris",
                                       "75013 Paris",
                                       "78370 Plaisir",
                                       "91000 Évry-Courcouronnes",
                                       "86000 Poitiers",
                                       "29200 Brest",
                                       "54500 Vandœuvre-lès-Nancy",
                                       "80000 Amiens",
                                       "21000 Dijon",
                                       "42100 Saint-Étienne",
                                       "68200 Mulhouse"};
static const char *const streets[] = {
    "rue des Tanneurs",     "avenue de la Gare",      "allée des Sorbiers",   "rue Louise Michel",     "boulevard du Maréchal Juin",
    "impasse du Moulin",    "rue de l'Abbé Grégoire", "square Flora Tristan", "chemin des Écoliers",   "rue du 8 Mai 1945",
    "place de la Fontaine", "quai des Mariniers",     "rue Pierre Sémard",    "avenue Jean Moulin",    "rue de la Croix-Blanche",
    "rue Jules Guesde",     "route de Saint-Leu",     "cours Gambetta",       "passage des Alouettes", "rue Émile Combes",
    "rue de l'Église",      "villa des Lilas"};
static const char *const extras[] = {"Bâtiment C, appartement 42", "Résidence Les Glycines", "Escalier 3 - 5e étage", "Appt 117",
                                     "Bât. Orion - Porte 8"};
static const char *const jobs[] = {"agent d'entretien",
                                   "aide-cuisinier",
                                   "maçon",
                                   "préparatrice de commandes",
                                   "développeur informatique",
                                   "auxiliaire de vie",
                                   "chauffeur-livreur",
                                   "technicien de maintenance",
                                   "employée de ménage",
                                   "serveur",
                                   "peintre en bâtiment",
                                   "comptable",
                                   "boulanger",
                                   "infirmière",
                                   "manutentionnaire",
                                   "ingénieur d'études"};
static const char *const employers[] = {"NETTOYAGE BERTIN SERVICES",    "SARL LE BISTROT DES HALLES",    "BÂTIR OUEST SAS",
                                        "LOGISTIQUE DU VERMANDOIS",     "SAS KALIOPÉ NUMÉRIQUE",         "ADOM'PLUS SERVICES",
                                        "TRANSPORTS GUILLEMIN ET FILS", "SOCIÉTÉ MONTALBAN PROPRETÉ",    "BOULANGERIE AUX DEUX ÉPIS",
                                        "CLINIQUE SAINTE-MARGUERITE",   "EURL PEINTURES CASSAGNE",       "GROUPE HÔTELIER ARMORIAL",
                                        "CABINET VERDIER EXPERTISE",    "SAS FRUITS ET PRIMEURS DU MIDI"};
static const char *const conventions[] = {"Entreprises de propreté et services associés (3043)", "Hôtels, cafés, restaurants (1979)",
                                          "Bâtiment : ouvriers jusqu'à 10 salariés (1596)", "Transports routiers (0016)",
                                          "Bureaux d'études techniques SYNTEC (1486)"};
static const char *const nafs[] = {"8121Z", "5610A", "4399C", "5229A", "6201Z", "8810A", "4941A", "1071C"};
static const char *const banks[] = {"BANQUE DU LITTORAL", "CAISSE MUTUELLE ATLANTIQUE", "CRÉDIT DES ALPES"};

#define PICK(list) list[exam_dice_int(vars->dice, 0, (int)G_N_ELEMENTS(list) - 1)]

static char *one_of(ExamVars *vars, const char *bars) {
  g_auto(GStrv) list = g_strsplit(bars, "|", -1);
  return g_strdup(list[exam_dice_int(vars->dice, 0, (int)g_strv_length(list) - 1)]);
}

static void set(ExamVars *vars, const char *prefix, const char *name, const char *value) {
  g_autofree char *key = g_strdup_printf("%s.%s", prefix, name);
  exam_set(vars, key, value);
}

static void take(ExamVars *vars, const char *prefix, const char *name, char *value) {
  g_autofree char *key = g_strdup_printf("%s.%s", prefix, name);
  exam_take(vars, key, value);
}

static const char *of(const ExamVars *vars, const char *prefix, const char *name) {
  g_autofree char *key = g_strdup_printf("%s.%s", prefix, name);
  return exam_value(vars, key);
}

static char *random_date(ExamVars *vars, int from_year, int to_year) {
  return exam_date_to_iso(
      (ExamDate){exam_dice_int(vars->dice, from_year, to_year), exam_dice_int(vars->dice, 1, 12), exam_dice_int(vars->dice, 1, 28)});
}

static void invent_address(ExamVars *vars, const char *prefix) {
  g_auto(GStrv) parts = g_strsplit(PICK(communes), " ", 2);
  take(vars, prefix, "street",
       g_strdup_printf("%d%s %s", exam_dice_int(vars->dice, 1, 148), exam_dice_int(vars->dice, 0, 9) ? "" : " bis", PICK(streets)));
  set(vars, prefix, "extra", PICK(extras));
  set(vars, prefix, "cp", parts[0]);
  set(vars, prefix, "city", parts[1]);
  take(vars, prefix, "dep", g_strndup(parts[0], g_str_has_prefix(parts[0], "97") ? 3 : 2));
  take(vars, prefix, "addr", g_strdup_printf("%s, %s %s", of(vars, prefix, "street"), parts[0], parts[1]));
}

static void set_words_of_sex(ExamVars *vars, const char *prefix, bool woman) {
  set(vars, prefix, "sex", woman ? "F" : "M");
  set(vars, prefix, "civ", woman ? "Madame" : "Monsieur");
  set(vars, prefix, "mme", woman ? "Mme" : "M.");
  set(vars, prefix, "e", woman ? "e" : "");
  set(vars, prefix, "il", woman ? "elle" : "il");
  set(vars, prefix, "cher", woman ? "Chère Madame" : "Cher Monsieur");
  set(vars, prefix, "fils", woman ? "fille" : "fils");
}

/* What the drawer wants of the applicant (wanted.family, wanted.given, wanted.birth) stands in for what the dice gave; the dice rolls all the same. */
static void take_wanted(ExamVars *vars, const char *prefix, const char *name, char *rolled) {
  g_autofree char *key = g_strdup_printf("wanted.%s", name);
  const char *wanted = g_str_equal(prefix, "p") ? exam_value(vars, key) : NULL;
  take(vars, prefix, name, wanted ? g_strdup(wanted) : g_strdup(rolled));
  g_free(rolled);
}

/* ret: family and given as on a French paper, the MRZ and the rest. */
static void invent_person(ExamVars *vars, const char *prefix, const Culture *c, int sex, const char *family, int born_from, int born_to) {
  bool woman = sex == 'F' || (sex == 0 && exam_dice_int(vars->dice, 0, 1));
  set_words_of_sex(vars, prefix, woman);
  take_wanted(vars, prefix, "family", family ? g_strdup(family) : one_of(vars, c->families));
  take_wanted(vars, prefix, "given", one_of(vars, woman ? c->women : c->men));
  take_wanted(vars, prefix, "birth", random_date(vars, born_from, born_to));
  take(vars, prefix, "place", one_of(vars, c->towns));
  set(vars, prefix, "country", c->country);
  set(vars, prefix, "code", c->code);
  set(vars, prefix, "nat", woman ? c->nationality_f : c->nationality);
  set(vars, prefix, "natf", c->nationality_f);
  set(vars, prefix, "job", PICK(jobs));
  invent_address(vars, prefix);
  take(vars, prefix, "tel", g_strdup_printf("0%d%08d", exam_dice_int(vars->dice, 6, 7), exam_dice_int(vars->dice, 10000000, 99999999)));
  g_autofree char *mail_name = exam_upper_ascii(of(vars, prefix, "family"));
  g_autofree char *mail = g_ascii_strdown(mail_name, -1);
  g_strdelimit(mail, " '", '-');
  take(vars, prefix, "mail", g_strdup_printf("%s%d@courriel.example", mail, exam_dice_int(vars->dice, 1, 99)));
  exam_invent_papers(vars, prefix);
}

static void invent_employer(ExamVars *vars, const char *prefix) {
  set(vars, prefix, "name", PICK(employers));
  take(vars, prefix, "siret", exam_siret(vars->dice));
  take(vars, prefix, "siren", g_strndup(of(vars, prefix, "siret"), 9));
  set(vars, prefix, "naf", PICK(nafs));
  set(vars, prefix, "cc", PICK(conventions));
  set(vars, prefix, "bank", PICK(banks));
  invent_address(vars, prefix);
  take(vars, prefix, "tel", g_strdup_printf("0%d%08d", exam_dice_int(vars->dice, 1, 5), exam_dice_int(vars->dice, 10000000, 99999999)));
}

/* p applicant, s spouse, h host of any culture, l French landlord or clerk, c child, f and m parents of p; o employer, a another firm.
 * Set before: culture, and wanted.sex, wanted.family, wanted.given, wanted.birth of the applicant. */
void exam_invent(ExamVars *vars) {
  const char *wanted = exam_value(vars, "culture"), *sex = exam_value(vars, "wanted.sex");
  const Culture *c = &PICK(cultures), *other = exam_dice_int(vars->dice, 0, 2) ? &PICK(cultures) : &french;
  for (size_t i = 0; wanted && i < G_N_ELEMENTS(cultures); i++) c = g_str_equal(cultures[i].code, wanted) ? &cultures[i] : c;
  c = wanted && g_str_equal(wanted, "FRA") ? &french : c;
  exam_take(vars, "today", random_date(vars, 2024, 2026));
  exam_set(vars, "dossier", "2026-000417");
  exam_set(vars, "sheet", "1");
  invent_person(vars, "p", c, sex ? *sex : 0, NULL, 1955, 2003);
  const char *family = exam_value(vars, "p.family");
  invent_person(vars, "s", c, *exam_value(vars, "p.sex") == 'M' ? 'F' : 'M', NULL, 1958, 2002);
  invent_person(vars, "f", c, 'M', family, 1928, 1950);
  invent_person(vars, "m", c, 'F', NULL, 1930, 1952);
  invent_person(vars, "c", c, 0, family, 2012, 2022);
  invent_person(vars, "h", other, 0, NULL, 1950, 2000);
  invent_person(vars, "l", &french, 0, NULL, 1950, 1998);
  invent_person(vars, "k", &french, 0, NULL, 1960, 1998);
  exam_take(vars, "act", g_strdup_printf("%d", exam_dice_int(vars->dice, 12, 2890)));
  invent_employer(vars, "o");
  invent_employer(vars, "a");
}
