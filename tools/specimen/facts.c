/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The common part of every dossier, and the papers that are mostly prose. */
#include "facts.h"
#include "number.h"
#include <string.h>

static const struct {
  const char *type, *fields;
} vocabulary[] = {
    {"passport", "family-name given-names birth-date sex nationality document-number expiry-date issue-date birth-place"},
    {"residence-card",
     "family-name given-names document-number expiry-date category foreigner-number sex nationality birth-date birth-place address issue-date"},
    {"identity-card-old", "family-name given-names birth-date document-number sex birth-place expiry-date address issue-date"},
    {"identity-card", "family-name given-names birth-date document-number expiry-date sex nationality birth-place address issue-date"},
    {"visa", "family-name given-names document-number valid-from valid-until visa-type passport-number"},
    {"recepisse", "family-name given-names birth-date nationality foreigner-number valid-from valid-until address"},
    {"birth-certificate", "family-name given-names birth-date birth-place act-number issue-date"},
    {"energy-bill", "full-name address issue-date amount"},
    {"water-bill", "full-name address issue-date amount"},
    {"internet-bill", "full-name address issue-date amount"},
    {"rent-receipt", "full-name address period-month issue-date amount landlord-name"},
    {"hosting-certificate", "full-name host-name address issue-date"},
    {"tax-notice", "full-name fiscal-number notice-reference income-year reference-income issue-date address"},
    {"payslip", "full-name employer-name siret period-month net-pay gross-pay nir"},
    {"employment-contract", "full-name employer-name start-date contract-type issue-date job-title"},
    {"employer-certificate", "full-name employer-name issue-date job-title start-date"},
    {"engagement-contract", "full-name issue-date"},
    {"photo-sheet", "photo-code"},
    {"work-authorisation", "full-name employer-name issue-date"},
    {"marriage-certificate", "full-name spouse-name marriage-date issue-date"},
    {"integration-certificate", "full-name issue-date"},
    {"unemployment-certificate", "full-name issue-date"},
    {"end-of-work-certificate", "full-name employer-name end-date issue-date"},
    {"visa-validation", "full-name foreigner-number issue-date"},
    {"non-polygamy-declaration", "full-name issue-date"},
    {"lease", "full-name address issue-date landlord-name"},
    {"blank", ""},
    {"separator", ""},
    {"unknown", ""}};

const char *const *facts_types(void) {
  static const char *names[G_N_ELEMENTS(vocabulary) + 1];
  for (size_t i = 0; i < G_N_ELEMENTS(vocabulary); i++) names[i] = vocabulary[i].type;
  return names;
}

bool facts_tells(const char *type, const char *field) {
  for (size_t i = 0; i < G_N_ELEMENTS(vocabulary); i++) {
    if (strcmp(vocabulary[i].type, type) != 0) continue;
    g_auto(GStrv) fields = g_strsplit(vocabulary[i].fields, " ", -1);
    return g_strv_contains((const char *const *)fields, field);
  }
  return false;
}

void facts_ago(Facts *facts, const char *name, int from_days, int to_days) {
  GDate date = facts->world->today;
  g_date_subtract_days(&date, (guint)rng_int(&facts->rng, from_days, to_days));
  vars_gdate(facts->vars, name, &date);
}

void facts_shift(Facts *facts, const char *name, const char *from, int months, int days) {
  GDate date;
  g_date_clear(&date, 1);
  if (!vars_gdate_of(facts->vars, from, &date)) return;
  if (months > 0) g_date_add_months(&date, (guint)months);
  if (months < 0) g_date_subtract_months(&date, (guint)-months);
  if (days > 0) g_date_add_days(&date, (guint)days);
  if (days < 0) g_date_subtract_days(&date, (guint)-days);
  vars_gdate(facts->vars, name, &date);
}

static void copy_date(Vars *vars, const char *to, const char *from) {
  int ymd[3];
  vars_ymd_of(vars, from, ymd);
  vars_date(vars, to, ymd[0], ymd[1], ymd[2]);
}

static void copy_name(Vars *vars, const char *to, const char *from) {
  g_autofree char *family_form = g_strdup_printf("{%s:f}", from), *given_form = g_strdup_printf("{%s:g}", from);
  g_autofree char *family = vars_expand(vars, family_form, NULL, NULL, NULL), *given = vars_expand(vars, given_form, NULL, NULL, NULL);
  vars_person(vars, to, family, given);
}

/* The subject's civil state under the names of the vocabulary. */
static void civil_state(Facts *facts) {
  Vars *vars = facts->vars;
  g_autofree char *family = vars_expand(vars, "{p.name:F}", NULL, NULL, NULL), *given = vars_expand(vars, "{p.name:g}", NULL, NULL, NULL);
  vars_text(vars, "family-name", family);
  vars_text(vars, "given-names", given);
  copy_name(vars, "full-name", "p.name");
  copy_date(vars, "birth-date", "p.birth");
  vars_text(vars, "birth-place", vars_raw(vars, "p.place"));
  vars_text(vars, "sex", vars_raw(vars, "p.sex"));
  vars_text(vars, "nationality", vars_raw(vars, "p.natcode"));
  vars_text(vars, "address", vars_raw(vars, "p.address"));
  vars_number(vars, "foreigner-number", vars_raw(vars, "p.foreigner"), NULL);
  vars_number(vars, "nir", vars_raw(vars, "p.nir"), "1222332");
}

/* Who lives where: the applicant, the spouse and a host share one home; everyone else has their own. */
static void common(Facts *facts) {
  Vars *vars = facts->vars;
  const World *world = facts->world;
  bool french = g_str_has_prefix(facts->type, "identity-card") || g_str_has_prefix(facts->person, "host") ||
                (strcmp(facts->type, "passport") == 0 && facts->layout == 2);
  people_set(world, vars, "p", facts->person, french ? "FRA" : NULL);
  people_set_address(world, vars, "p", "p1");
  people_set(world, vars, "host", "host", "FRA");
  people_set_address(world, vars, "host", "p1");
  people_set(world, vars, "spouse", "spouse", NULL);
  people_set(world, vars, "landlord", "landlord", "FRA");
  people_set_address(world, vars, "landlord", "landlord");
  people_set(world, vars, "agent", "agent", "FRA");
  people_set(world, vars, "registrar", "registrar", vars_raw(vars, "p.natcode"));
  people_set_employer(world, vars, "employer");
  people_set_prefecture(world, vars, vars_raw(vars, "p.cp"));
  vars_gdate(vars, "today", &world->today);
  Rng rng = rng_new(world->seed, "employment");
  GDate start = world->today;
  g_date_subtract_days(&start, (guint)rng_int(&rng, 430, 2300));
  if (rng_int(&rng, 0, 2)) g_date_set_day(&start, 1);
  vars_gdate(vars, "employment.start", &start);
  vars_amount(vars, "employment.gross", 1825 + rng_int(&rng, 0, 160) * 10);
  civil_state(facts);
}

static void facts_birth(Facts *facts) {
  Vars *vars = facts->vars;
  int ymd[3];
  vars_ymd_of(vars, "birth-date", ymd);
  vars_format(vars, "act-number", "%d/%04d", rng_int(&facts->rng, 12, 2980), ymd[0]);
  vars_format(vars, "act.short", "%d", rng_int(&facts->rng, 12, 980));
  facts_ago(facts, "issue-date", 20, 900);
  vars_date(vars, "act.date", ymd[0], ymd[1] ? ymd[1] : 6, MIN(28, (ymd[2] ? ymd[2] : 3) + 2));
  vars_format(vars, "act.hour", "%d heures %d minutes", rng_int(&facts->rng, 1, 23), rng_int(&facts->rng, 1, 59));
  vars_format(vars, "father.age", "%d", rng_int(&facts->rng, 23, 45));
  vars_format(vars, "mother.age", "%d", rng_int(&facts->rng, 19, 38));
  vars_format(vars, "act.code", "%d", rng_int(&facts->rng, 10000000, 99999999));
}

static void facts_hosting(Facts *facts) {
  copy_name(facts->vars, "host-name", "host.name");
  facts_ago(facts, "issue-date", 3, 40);
  facts_ago(facts, "hosted.since", 60, 500);
}

static void facts_job(Facts *facts) {
  Vars *vars = facts->vars;
  vars_text(vars, "employer-name", vars_raw(vars, "employer.name"));
  vars_text(vars, "job-title", vars_raw(vars, "employer.job"));
  copy_date(vars, "start-date", "employment.start");
  bool contract = strcmp(facts->type, "employment-contract") == 0;
  vars_text(vars, "contract-type", contract && facts->layout == 3 ? "CDD" : "CDI");
  vars_text(vars, "cdd", strcmp(vars_raw(vars, "contract-type"), "CDD") == 0 ? "1" : "");
  if (contract)
    facts_shift(facts, "issue-date", "start-date", 0, -rng_int(&facts->rng, 1, 12));
  else
    facts_ago(facts, "issue-date", 4, 45);
  facts_shift(facts, "contract.end", "start-date", 12, -1);
  vars_amount(vars, "contract.hourly", vars_amount_of(vars, "employment.gross") / 151.67);
}

static void facts_prose(Facts *facts) {
  Vars *vars = facts->vars;
  Rng *rng = &facts->rng;
  facts_ago(facts, "issue-date", 2, 40);
  vars_text(vars, "employer-name", vars_raw(vars, "employer.name"));
  copy_name(vars, "spouse-name", "spouse.name");
  copy_name(vars, "landlord-name", "landlord.name");
  facts_ago(facts, "marriage-date", 500, 4000);
  facts_ago(facts, "end-date", 20, 120);
  facts_shift(facts, "after.end", "end-date", 0, 3);
  g_autofree char *a = rng_digits(rng, 10), *b = rng_digits(rng, 11), *c = rng_digits(rng, 8);
  vars_number(vars, "file.long", b, "9"), vars_number(vars, "file.mid", a, "9"), vars_number(vars, "file.short", c, "9");
  vars_format(vars, "request-number", "%s%s", b, c);
  g_autofree char *tail = rng_digits(rng, 13);
  vars_format(vars, "work.number", "%s%s", c, tail);
  vars_amount(vars, "rent", 380 + rng_int(rng, 0, 90) * 10);
  vars_amount(vars, "charges", 30 + rng_int(rng, 0, 12) * 5);
  vars_amount(vars, "daily", 31 + rng_int(rng, 0, 2000) / 100.0);
}

static void facts_photo(Facts *facts) {
  static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  char code[23] = {0};
  for (int i = 0; i < 22; i++) code[i] = letters[rng_int(&facts->rng, 0, (int)sizeof letters - 2)];
  vars_number(facts->vars, "photo-code", code, facts->layout == 1 ? NULL : "4");
  facts_ago(facts, "issue-date", 1, 30);
}

static const struct {
  const char *type;
  void (*set)(Facts *);
} setters[] = {{"passport", facts_passport},
               {"residence-card", facts_residence_card},
               {"identity-card", facts_identity_card},
               {"identity-card-old", facts_identity_card_old},
               {"visa", facts_visa},
               {"recepisse", facts_recepisse},
               {"visa-validation", facts_visa_validation},
               {"birth-certificate", facts_birth},
               {"energy-bill", facts_energy},
               {"water-bill", facts_water},
               {"internet-bill", facts_internet},
               {"rent-receipt", facts_rent},
               {"hosting-certificate", facts_hosting},
               {"tax-notice", facts_tax},
               {"payslip", facts_payslip},
               {"employment-contract", facts_job},
               {"employer-certificate", facts_job},
               {"photo-sheet", facts_photo}};

void facts_set(Facts *facts) {
  g_autofree char *label = g_strdup_printf("%s:%s:%d", facts->type, facts->person, facts->layout);
  facts->rng = rng_new(facts->world->seed, label);
  common(facts);
  facts_prose(facts);
  for (size_t i = 0; i < G_N_ELEMENTS(setters); i++)
    if (strcmp(setters[i].type, facts->type) == 0) setters[i].set(facts);
}
