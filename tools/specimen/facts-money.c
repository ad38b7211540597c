/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bills, rents, taxes, pay: figures that add up. */
#include "facts.h"
#include "number.h"
#include <math.h>
#include <string.h>

static GPtrArray *rows_new(void) { return g_ptr_array_new_with_free_func(g_free); }

static char *money(double amount) {
  long cents = lround(fabs(amount) * 100);
  const char *sign = amount < 0 ? "-" : "";
  if (cents >= 100000) return g_strdup_printf("%s%ld %03ld,%02ld", sign, cents / 100000, cents / 100 % 1000, cents % 100);
  return g_strdup_printf("%s%ld,%02ld", sign, cents / 100, cents % 100);
}

/* One row: cells joined by tabs; amounts that are NAN stay empty. */
static void row(GPtrArray *rows, const char *label, const char *base, const char *rate, double one, double two) {
  g_autofree char *a = isnan(one) ? g_strdup("") : money(one), *b = isnan(two) ? g_strdup("") : money(two);
  g_ptr_array_add(rows, g_strjoin("\t", label, base, rate, a, b, NULL));
}

static double cents(double amount) { return round(amount * 100) / 100; }

static void bill_numbers(Facts *facts) {
  Rng *rng = &facts->rng;
  g_autofree char *client = rng_digits(rng, 10), *contract = rng_digits(rng, 9), *invoice = rng_digits(rng, 11), *meter = rng_digits(rng, 14),
                  *serial = rng_digits(rng, 6);
  vars_number(facts->vars, "client", client, "1333");
  vars_number(facts->vars, "contract", contract, "3");
  vars_number(facts->vars, "invoice", invoice, "9");
  vars_number(facts->vars, "meter", meter, "2333");
  vars_number(facts->vars, "serial", serial, "6");
  facts_ago(facts, "issue-date", 12, 75);
  facts_shift(facts, "due-date", "issue-date", 0, 15);
  facts_shift(facts, "period.from", "issue-date", -2, -3);
  facts_shift(facts, "period.to", "issue-date", 0, -4);
  facts_shift(facts, "next-date", "issue-date", 2, 1);
}

/* Fields of a 2D-Doc of type 01 (invoice) as the public specification lists them; the seal is left unsigned. */
static void bill_seal(Facts *facts) {
  const Vars *vars = facts->vars;
  g_autofree char *name = vars_expand(vars, "{p.civ}/{p.name:F}/{p.name:G}", NULL, NULL, NULL), *ascii = g_str_to_ascii(name, "C");
  g_autofree char *street = g_str_to_ascii(vars_raw(vars, "p.street"), "C"), *street_u = g_ascii_strup(street, -1),
                  *city = g_str_to_ascii(vars_raw(vars, "p.city"), "C");
  vars_format(facts->vars, "seal", "DC04FR0000011E581E580101FR10%s\\G22%s\\G24%s25%s\\G26FR", ascii, street_u, vars_raw(vars, "p.cp"), city);
}

void facts_energy(Facts *facts) {
  Vars *vars = facts->vars;
  Rng *rng = &facts->rng;
  bill_numbers(facts);
  int from = rng_int(rng, 8000, 30000), used = rng_int(rng, 210, 900);
  double subscription = cents(rng_int(rng, 2150, 3200) / 100.0), price = .1952, energy = cents(used * price), cta = cents(subscription * .2193),
         excise = cents(used * .0225);
  double low = cents((subscription + cta) * .055), high = cents((energy + excise) * .2);
  GPtrArray *rows = rows_new();
  g_autofree char *kwh = g_strdup_printf("%d kWh", used);
  row(rows, "Abonnement électricité (6 kVA, 2 mois)", "2 mois", "5,5 %", subscription, NAN);
  row(rows, "Consommation (heures base)", kwh, "20 %", energy, NAN);
  row(rows, "Contribution tarifaire d'acheminement (CTA)", "2 mois", "5,5 %", cta, NAN);
  row(rows, "Accise sur l'électricité", kwh, "20 %", excise, NAN);
  vars_list(vars, "bill.rows", rows);
  vars_amount(vars, "bill.net", subscription + energy + cta + excise);
  vars_amount(vars, "bill.low", low), vars_amount(vars, "bill.high", high);
  vars_amount(vars, "amount", subscription + energy + cta + excise + low + high);
  vars_format(vars, "bill.used", "%d", used), vars_format(vars, "bill.from", "%d", from), vars_format(vars, "bill.to", "%d", from + used);
  bill_seal(facts);
}

void facts_water(Facts *facts) {
  Vars *vars = facts->vars;
  Rng *rng = &facts->rng;
  bill_numbers(facts);
  int from = rng_int(rng, 200, 1800), used = rng_int(rng, 22, 70);
  GPtrArray *rows = rows_new();
  g_autofree char *m3 = g_strdup_printf("%d m³", used);
  double fixed = cents(rng_int(rng, 1500, 2400) / 100.0), water = cents(used * 1.4217), drain = cents(used * 1.6530), agency = cents(used * .38),
         pollution = cents(used * .33);
  double tva = cents((fixed + water + agency) * .055 + (drain + pollution) * .1);
  row(rows, "Abonnement (part du délégataire)", "6 mois", "5,5 %", fixed, NAN);
  row(rows, "Consommation (part du délégataire)", m3, "5,5 %", water, NAN);
  row(rows, "Préservation des ressources en eau (agence de l'eau)", m3, "5,5 %", agency, NAN);
  row(rows, "Collecte et traitement des eaux usées", m3, "10 %", drain, NAN);
  row(rows, "Lutte contre la pollution (agence de l'eau)", m3, "10 %", pollution, NAN);
  vars_list(vars, "bill.rows", rows);
  vars_amount(vars, "bill.net", fixed + water + drain + agency + pollution);
  vars_amount(vars, "bill.tva", tva);
  vars_amount(vars, "amount", fixed + water + drain + agency + pollution + tva);
  vars_format(vars, "bill.used", "%d", used), vars_format(vars, "bill.from", "%d", from), vars_format(vars, "bill.to", "%d", from + used);
  bill_seal(facts);
}

void facts_internet(Facts *facts) {
  Vars *vars = facts->vars;
  Rng *rng = &facts->rng;
  bill_numbers(facts);
  double offer = rng_int(rng, 24, 41) + .99, box = 3.0, calls = cents(rng_int(rng, 0, 640) / 100.0), total = offer + box + calls;
  GPtrArray *rows = rows_new();
  row(rows, "Abonnement Fibre 1 Gbit/s", "", "20 %", cents(offer / 1.2), offer);
  row(rows, "Location du boîtier Internet", "", "20 %", cents(box / 1.2), box);
  row(rows, "Appels hors forfait (ligne fixe)", "", "20 %", cents(calls / 1.2), calls);
  vars_list(vars, "bill.rows", rows);
  vars_amount(vars, "bill.net", cents(total / 1.2)), vars_amount(vars, "bill.tva", cents(total - total / 1.2));
  vars_amount(vars, "amount", total);
  facts_shift(facts, "period.to", "issue-date", 1, -1);
  facts_shift(facts, "period.from", "issue-date", 0, 0);
  g_autofree char *line = rng_digits(rng, 8);
  vars_format(vars, "line", "09%s", line);
  vars_number(vars, "line", vars_raw(vars, "line"), "2");
  bill_seal(facts);
}

void facts_rent(Facts *facts) {
  Vars *vars = facts->vars;
  GDate month = facts->world->today;
  g_date_subtract_months(&month, 1);
  vars_month(vars, "period-month", g_date_get_year(&month), (int)g_date_get_month(&month));
  int ymd[3];
  vars_ymd_of(vars, "period-month", ymd);
  vars_date(vars, "paid-date", ymd[0], ymd[1], rng_int(&facts->rng, 2, 9));
  facts_shift(facts, "issue-date", "paid-date", 0, rng_int(&facts->rng, 1, 12));
  Rng fixed = rng_new(facts->world->seed, "rent");
  double rent = 380 + rng_int(&fixed, 0, 60) * 10 + .45, charges = 40 + rng_int(&fixed, 0, 20) * 3;
  vars_amount(vars, "rent", rent), vars_amount(vars, "charges", charges), vars_amount(vars, "amount", rent + charges);
  g_autofree char *whole = NULL;
  vars_format(vars, "amount.whole", "%d", (int)(rent + charges));
  (void)whole;
  vars_text(vars, "office.name", "HABITAT SOLIDAIRE DU VAL");
  if (facts->layout == 2) vars_text(vars, "landlord-name", vars_raw(vars, "office.name"));
}

void facts_tax(Facts *facts) {
  Vars *vars = facts->vars;
  Rng *rng = &facts->rng;
  g_autofree char *ref = rng_digits(rng, 10);
  vars_number(vars, "fiscal-number", vars_raw(vars, "p.fiscal"), facts->layout == 2 ? NULL : "22333");
  int year = g_date_get_year(&facts->world->today) - (g_date_get_month(&facts->world->today) >= 9 ? 1 : 2);
  vars_format(vars, "notice-reference", "%02dA%s", (year + 1) % 100, ref);
  vars_number(vars, "notice-reference", vars_raw(vars, "notice-reference"), facts->layout == 2 ? NULL : "22522");
  vars_format(vars, "income-year", "%d", year);
  vars_format(vars, "notice-year", "%d", (int)g_ascii_strtoll(vars_raw(vars, "income-year"), NULL, 10) + 1);
  double wages = floor(vars_amount_of(vars, "employment.gross") * 12 * .81), cut = floor(wages * .1), base = wages - cut,
         tax = base > 11497 ? floor((base - 11497) * .11) : 0;
  vars_amount(vars, "tax.wages", wages), vars_amount(vars, "tax.cut", cut), vars_amount(vars, "reference-income", base),
      vars_amount(vars, "tax.due", tax);
  double held = floor(tax * .93);
  vars_amount(vars, "tax.held", held), vars_amount(vars, "tax.rest", tax - held);
  int notice = (int)g_ascii_strtoll(vars_raw(vars, "notice-year"), NULL, 10);
  vars_date(vars, "issue-date", notice, 7, rng_int(rng, 10, 28));
  vars_date(vars, "tax.put", notice, 7, 31);
  vars_format(vars, "tax.fip", "%d %02d", rng_int(rng, 100, 950), rng_int(rng, 1, 97));
  vars_format(vars, "seal", "DC04FR0000011E581E580401FR43%s\\G44%s45%s46%s47%s\\G484A3107%d41%d", "1", vars_raw(vars, "notice-reference"),
              vars_raw(vars, "income-year"), "X", vars_raw(vars, "fiscal-number"), notice, (int)base);
}

typedef struct {
  const char *label;
  double base, employee, employer;
} Levy; /* shares in percent; base as part of the gross */
static const Levy levies[] = {{"SANTÉ\tSécurité sociale - Maladie Maternité Invalidité Décès", 1, 0, 7.00},
                              {"\tComplémentaire Santé", .012, 50, 50},
                              {"ACCIDENTS DU TRAVAIL\tAccidents du travail - Maladies professionnelles", 1, 0, 2.08},
                              {"RETRAITE\tSécurité sociale plafonnée", 1, 6.90, 8.55},
                              {"\tSécurité sociale déplafonnée", 1, .40, 2.02},
                              {"\tComplémentaire Tranche 1", 1, 4.01, 6.01},
                              {"FAMILLE\tAllocations familiales", 1, 0, 3.45},
                              {"ASSURANCE CHÔMAGE\tChômage", 1, 0, 4.05},
                              {"AUTRES\tAutres contributions dues par l'employeur", 1, 0, 1.72},
                              {"CSG\tCSG déductible de l'impôt sur le revenu", .9825, 6.80, 0},
                              {"\tCSG/CRDS non déductible de l'impôt sur le revenu", .9825, 2.90, 0}};

/* Rows: label, base, employee rate, employee amount, employer amount. Returns what the employee pays. */
static double levy_rows(Facts *facts, double gross) {
  GPtrArray *rows = rows_new(), *plain = rows_new();
  double employee = 0, employer = 0, free_part = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(levies); i++) {
    const Levy *l = &levies[i];
    double base = cents(gross * l->base), a = cents(base * l->employee / 100), b = cents(base * l->employer / 100);
    g_auto(GStrv) names = g_strsplit(l->label, "\t", 2);
    g_autofree char *base_text = money(base), *rate = l->employee > 0 ? g_strdup_printf("%.4f", l->employee) : g_strdup("");
    g_strdelimit(rate, ".", ',');
    row(rows, names[1], base_text, rate, l->employee > 0 ? a : NAN, l->employer > 0 ? b : NAN);
    if (*names[0]) row(plain, names[0], "", "", NAN, NAN);
    row(plain, names[1], base_text, rate, l->employee > 0 ? a : NAN, l->employer > 0 ? b : NAN);
    employee += a, employer += b;
    if (strstr(l->label, "non déductible")) free_part = a;
  }
  vars_list(facts->vars, "pay.rows", rows);
  vars_list(facts->vars, "pay.grouped", plain);
  vars_amount(facts->vars, "pay.employee", employee), vars_amount(facts->vars, "pay.employer", employer);
  vars_amount(facts->vars, "pay.taxable", cents(gross - employee + free_part));
  return employee;
}

static void pay_extras(Facts *facts, double gross) {
  Vars *vars = facts->vars;
  int ymd[3];
  vars_ymd_of(vars, "period-month", ymd);
  double taxable = vars_amount_of(vars, "pay.taxable"), before = cents(gross - vars_amount_of(vars, "pay.employee")),
         rate = rng_int(&facts->rng, 0, 21) / 10.0;
  vars_amount(vars, "pay.before", before);
  vars_amount(vars, "pay.taxrate", rate), vars_amount(vars, "pay.tax", cents(taxable * rate / 100));
  vars_amount(vars, "net-pay", cents(before - cents(taxable * rate / 100)));
  vars_amount(vars, "pay.social", cents(before + gross * .004));
  vars_amount(vars, "pay.cumul.gross", gross * ymd[1]), vars_amount(vars, "pay.cumul.taxable", taxable * ymd[1]),
      vars_amount(vars, "pay.cumul.tax", cents(taxable * rate / 100) * ymd[1]);
  vars_amount(vars, "pay.total", gross + vars_amount_of(vars, "pay.employer"));
  vars_date(vars, "pay.date", ymd[0], ymd[1], (int)g_date_get_days_in_month((GDateMonth)ymd[1], (GDateYear)ymd[0]) - rng_int(&facts->rng, 0, 3));
  vars_format(vars, "pay.matricule", "%05d", 100 + (int)(facts->world->seed % 900));
  vars_format(vars, "pay.leave", "%d,%02d", rng_int(&facts->rng, 2, 24), rng_int(&facts->rng, 0, 1) * 50);
}

void facts_payslip(Facts *facts) {
  Vars *vars = facts->vars;
  Rng *rng = &facts->rng;
  vars_text(vars, "employer-name", vars_raw(vars, "employer.name"));
  vars_number(vars, "siret", vars_raw(vars, "employer.siret"), facts->layout == 2 ? NULL : "3335");
  vars_number(vars, "nir", vars_raw(vars, "p.nir"), facts->layout == 2 ? NULL : "1222332");
  GDate month = facts->world->today;
  g_date_subtract_months(&month, 1);
  vars_month(vars, "period-month", g_date_get_year(&month), (int)g_date_get_month(&month));
  int ymd[3];
  vars_ymd_of(vars, "period-month", ymd);
  Rng monthly = rng_new(facts->world->seed, vars_raw(vars, "employer.siret"));
  for (int i = 0; i < ymd[1]; i++) (void)rng_next(&monthly);
  double base = vars_amount_of(vars, "employment.gross"), extra_hours = rng_int(&monthly, 0, 3) * 2, hourly = base / 151.67,
         extra = cents(extra_hours * hourly * 1.25);
  GPtrArray *gains = rows_new();
  g_autofree char *rate = money(hourly), *rate25 = money(hourly * 1.25), *hours = g_strdup_printf("%.2f", extra_hours);
  g_strdelimit(hours, ".", ',');
  row(gains, "Salaire de base", "151,67", rate, base, NAN);
  if (extra_hours > 0) row(gains, "Heures supplémentaires 125 %", hours, rate25, extra, NAN);
  vars_list(vars, "pay.gains", gains);
  vars_amount(vars, "gross-pay", base + extra);
  (void)levy_rows(facts, base + extra);
  pay_extras(facts, base + extra);
  (void)rng;
}
