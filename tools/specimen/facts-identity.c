/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Identity papers: numbers, dates that fit together, machine-readable zones. */
#include "facts.h"
#include "number.h"
#include <stdio.h>
#include <string.h>

static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";

static char letter(Rng *rng) { return letters[rng_int(rng, 0, (int)sizeof letters - 2)]; }

/* Card numbers of nine: letters and digits mixed, as on the 2011 and 2020 cards. */
static char *card_number(Rng *rng) {
  char number[10] = {0};
  for (int i = 0; i < 9; i++) number[i] = i < 2 || rng_int(rng, 0, 2) == 0 ? letter(rng) : (char)('0' + rng_int(rng, 0, 9));
  return g_strdup(number);
}

static char *mrz_date(const Vars *vars, const char *name) {
  int d[3];
  vars_ymd_of(vars, name, d);
  g_autofree char *month = d[1] ? g_strdup_printf("%02d", d[1]) : g_strdup("<<"), *day = d[2] ? g_strdup_printf("%02d", d[2]) : g_strdup("<<");
  return g_strdup_printf("%02d%s%s", d[0] % 100, month, day);
}

typedef struct {
  char *birth, *expiry, *family, *given;
  MrzData data;
} Zone;

static Zone zone_of(Facts *facts, const char *code, const char *state, const char *expiry) {
  const Vars *vars = facts->vars;
  Zone z = {mrz_date(vars, "birth-date"),
            mrz_date(vars, expiry),
            vars_expand(vars, "{family-name}", NULL, NULL, NULL),
            vars_expand(vars, "{given-names}", NULL, NULL, NULL),
            {0}};
  z.data = (MrzData){code,     state, vars_raw(vars, "document-number"), vars_raw(vars, "nationality"), z.family, z.given, z.birth,
                     z.expiry, NULL,  vars_raw(vars, "sex")[0]};
  return z;
}

static void zone_done(Facts *facts, Zone *z, char *mrz) {
  g_autofree char *text = mrz;
  vars_text(facts->vars, "mrz", text);
  g_free(z->birth), g_free(z->expiry), g_free(z->family), g_free(z->given);
}

/* France: two digits, two letters, five digits. Elsewhere a letter or two and digits. */
void facts_passport(Facts *facts) {
  Vars *vars = facts->vars;
  Rng *rng = &facts->rng;
  const char *state = vars_raw(vars, "nationality");
  g_autofree char *digits = rng_digits(rng, 8);
  if (strcmp(state, "FRA") == 0)
    vars_format(vars, "document-number", "%02d%c%c%.5s", rng_int(rng, 16, 25), letter(rng), letter(rng), digits);
  else if (rng_int(rng, 0, 1))
    vars_format(vars, "document-number", "%c%c%.7s", letter(rng), letter(rng), digits);
  else
    vars_format(vars, "document-number", "%c%.8s", letter(rng), digits);
  facts_ago(facts, "issue-date", 200, 1500);
  facts_shift(facts, "expiry-date", "issue-date", rng_int(rng, 0, 2) ? 120 : 60, -1);
  vars_format(vars, "authority", "%s", vars_raw(vars, "birth-place"));
  g_autofree char *personal = rng_digits(rng, 11);
  bool optional = strcmp(state, "TUR") == 0 || strcmp(state, "POL") == 0 || strcmp(state, "ROU") == 0;
  vars_text(vars, "personal-number", personal);
  Zone z = zone_of(facts, "P<", state, "expiry-date");
  z.data.optional = optional ? personal : NULL;
  zone_done(facts, &z, mrz_td3(&z.data));
}

static const char *const categories[] = {"SALARIÉ",  "VIE PRIVÉE ET FAMILIALE",  "CARTE DE RÉSIDENT", "TRAVAILLEUR TEMPORAIRE",
                                         "ÉTUDIANT", "TALENT - SALARIÉ QUALIFIÉ"};

/* One right to stay for the whole dossier, whichever paper tells it. */
static void category(Facts *facts, int last) {
  Rng rng = rng_new(facts->world->seed, "category");
  vars_text(facts->vars, "category", categories[rng_int(&rng, 0, 5) % (last + 1)]);
}

/* A renewable card ends within the months after today; a resident's card lasts ten years. */
void facts_residence_card(Facts *facts) {
  Vars *vars = facts->vars;
  Rng *rng = &facts->rng;
  g_autofree char *number = card_number(rng);
  vars_text(vars, "document-number", number);
  category(facts, 5);
  bool resident = strstr(vars_raw(vars, "category"), "RÉSIDENT") != NULL;
  GDate end = facts->world->today;
  g_date_add_days(&end, (guint)(resident ? rng_int(rng, 400, 3000) : rng_int(rng, 45, 115)));
  vars_gdate(vars, "expiry-date", &end);
  facts_shift(facts, "issue-date", "expiry-date", resident ? -120 : strstr(vars_raw(vars, "category"), "PRIVÉE") ? -24 : -12, 1);
  vars_text(vars, "title",
            resident                                             ? "CARTE DE RÉSIDENT"
            : strcmp(vars_raw(vars, "category"), "SALARIÉ") == 0 ? "CARTE DE SÉJOUR TEMPORAIRE"
                                                                 : "CARTE DE SÉJOUR PLURIANNUELLE");
  vars_text(vars, "remarks",
            strstr(vars_raw(vars, "category"), "ÉTUDIANT") ? "AUTORISE L'EXERCICE D'UNE ACTIVITÉ\\nPROFESSIONNELLE À TITRE ACCESSOIRE"
                                                           : "AUTORISE SON TITULAIRE À TRAVAILLER");
  g_autofree char *optional = g_strconcat("<", vars_raw(vars, "foreigner-number"), NULL);
  Zone z = zone_of(facts, "IR", "FRA", "expiry-date");
  z.data.optional = optional;
  zone_done(facts, &z, mrz_td1(&z.data));
}

void facts_identity_card(Facts *facts) {
  Vars *vars = facts->vars;
  g_autofree char *number = card_number(&facts->rng);
  vars_text(vars, "document-number", number);
  facts_ago(facts, "issue-date", 60, 1500);
  facts_shift(facts, "expiry-date", "issue-date", 120, -1);
  Zone z = zone_of(facts, "ID", "FRA", "expiry-date");
  zone_done(facts, &z, mrz_td1(&z.data));
}

/* Blue card: printed expiry is ten years or fifteen after the issue; number = YYMM, department, serial. */
void facts_identity_card_old(Facts *facts) {
  Vars *vars = facts->vars;
  facts_ago(facts, "issue-date", 2000, 3200);
  int issue[3];
  vars_ymd_of(vars, "issue-date", issue);
  g_autofree char *number = g_strdup_printf("%02d%02d%.2s%d%05d", issue[0] % 100, issue[1], vars_raw(vars, "p.cp"), rng_int(&facts->rng, 1, 4),
                                            rng_int(&facts->rng, 100, 99999));
  vars_text(vars, "document-number", number);
  facts_shift(facts, "expiry-date", "issue-date", issue[0] >= 2014 ? 180 : 120, -1);
  g_autofree char *office = g_strdup_printf("%.3s%03d", vars_raw(vars, "document-number") + 4, rng_int(&facts->rng, 1, 99));
  Zone z = zone_of(facts, "ID", "FRA", "expiry-date");
  zone_done(facts, &z, mrz_french_id(&z.data, office, vars_raw(vars, "document-number")));
}

void facts_visa(Facts *facts) {
  Vars *vars = facts->vars;
  Rng *rng = &facts->rng;
  g_autofree char *digits = rng_digits(rng, 9), *passport = rng_digits(rng, 7);
  vars_format(vars, "document-number", "%s", digits);
  vars_format(vars, "passport-number", "%c%s", letter(rng), passport);
  facts_ago(facts, "valid-from", 20, 300);
  facts_shift(facts, "valid-until", "valid-from", facts->layout == 2 ? 3 : 12, facts->layout == 2 ? 0 : -1);
  facts_shift(facts, "visa.issued", "valid-from", 0, -rng_int(rng, 4, 30));
  vars_text(vars, "visa-type", facts->layout == 2 ? "C" : "D");
  Zone z = zone_of(facts, facts->layout == 2 ? "VC" : "VD", "FRA", "valid-until");
  z.data.optional = facts->layout == 2 ? "<M900625" : "<M000000";
  zone_done(facts, &z, mrz_visa_b(&z.data));
}

void facts_recepisse(Facts *facts) {
  Vars *vars = facts->vars;
  facts_ago(facts, "valid-from", 5, 85);
  facts_shift(facts, "valid-until", "valid-from", facts->layout == 3 ? 6 : 3, -1);
  category(facts, 3);
  facts_ago(facts, "entry-date", 900, 3000);
  vars_format(vars, "recepisse.number", "%d%05d", rng_int(&facts->rng, 10, 99), rng_int(&facts->rng, 1, 99999));
}

void facts_visa_validation(Facts *facts) {
  facts_ago(facts, "issue-date", 30, 300);
  facts_shift(facts, "entry-date", "issue-date", 0, -rng_int(&facts->rng, 5, 60));
  facts_shift(facts, "valid-until", "entry-date", 12, -1);
}
