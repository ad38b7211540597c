/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a person's papers and their machine-readable zones (ICAO 9303; the old French card is not ICAO). */
#include "exam.h"

static void take(ExamVars *vars, const char *prefix, const char *name, char *value) {
  g_autofree char *key = g_strdup_printf("%s.%s", prefix, name);
  exam_take(vars, key, value);
}

static const char *of(const ExamVars *vars, const char *prefix, const char *name) {
  g_autofree char *key = g_strdup_printf("%s.%s", prefix, name);
  return exam_value(vars, key);
}

static char *filled(const char *text, size_t length) {
  GString *out = g_string_new(text);
  while (out->len < length) g_string_append_c(out, '<');
  g_string_truncate(out, length);
  return g_string_free(out, FALSE);
}

/* "Aït Slimane" -> "AIT<SLIMANE"; the apostrophe is dropped. */
static char *zone_words(const char *name) {
  g_autofree char *plain = exam_upper_ascii(name);
  GString *out = g_string_new(NULL);
  for (const char *p = plain; *p; p++)
    if (*p == ' ' || *p == '-')
      g_string_append_c(out, '<');
    else if (*p != '\'')
      g_string_append_c(out, *p);
  return g_string_free(out, FALSE);
}

static char *zone_names(ExamVars *vars, const char *prefix, size_t length) {
  g_autofree char *family = zone_words(of(vars, prefix, "family")), *given = zone_words(of(vars, prefix, "given"));
  g_autofree char *both = g_strdup_printf("%s<<%s", family, given);
  return filled(both, length);
}

static char *six(const char *iso) { return exam_filter(iso, "yymmdd"); }

static void make_passport(ExamVars *vars, const char *prefix) {
  const char *code = of(vars, prefix, "code");
  g_autofree char *digits = exam_digits(vars->dice, 7);
  g_autofree char *number = g_str_equal(code, "TUR")   ? g_strdup_printf("U%s%d", digits, exam_dice_int(vars->dice, 1, 9))
                            : g_str_equal(code, "CHN") ? g_strdup_printf("EJ%s", digits)
                            : g_str_equal(code, "DZA") ? g_strdup_printf("%s%02d", digits, exam_dice_int(vars->dice, 10, 99))
                            : g_str_equal(code, "SEN") ? g_strdup_printf("A0%s", digits)
                            : g_str_equal(code, "BRA") ? g_strdup_printf("FZ%.6s", digits)
                            : g_str_equal(code, "FRA") ? g_strdup_printf("%.2sCK%.5s", digits, digits + 2)
                                                       : g_strdup_printf("%c%c%s", "ABEGHKMNPR"[exam_dice_int(vars->dice, 0, 9)],
                                                                         "ABCEHKLMPX"[exam_dice_int(vars->dice, 0, 9)], digits);
  ExamDate issue = {exam_dice_int(vars->dice, 2018, 2026), exam_dice_int(vars->dice, 1, 9), exam_dice_int(vars->dice, 1, 28)};
  ExamDate expiry = exam_date_shift(exam_date_shift(issue, exam_dice_int(vars->dice, 0, 1) ? 10 : 5, 'y'), -1, 'd');
  g_autofree char *expiry_iso = exam_date_to_iso(expiry), *names = zone_names(vars, prefix, 39), *b = six(of(vars, prefix, "birth")),
                  *e = six(expiry_iso), *n9 = filled(number, 9);
  g_autofree char *left = g_strdup_printf("%s%c", n9, exam_mrz_digit(n9, 9));
  g_autofree char *birth = g_strdup_printf("%s%c", b, exam_mrz_digit(b, 6)), *end = g_strdup_printf("%s%c", e, exam_mrz_digit(e, 6));
  g_autofree char *composite = g_strdup_printf("%s%s%s<<<<<<<<<<<<<<0", left, birth, end);
  take(vars, prefix, "passport", g_strdup(number));
  take(vars, prefix, "passissue", exam_date_to_iso(issue));
  take(vars, prefix, "passexpiry", g_strdup(expiry_iso));
  take(vars, prefix, "mrz1", g_strdup_printf("P<%s%s", code, names));
  take(vars, prefix, "mrz2",
       g_strdup_printf("%s%s%s%s%s<<<<<<<<<<<<<<0%c", left, code, birth, of(vars, prefix, "sex"), end, exam_mrz_digit(composite, strlen(composite))));
}

/* TD1: state FRA; `optional` stands in positions 16-30 of line 1. */
static void make_td1(ExamVars *vars, const char *prefix, const char *lines, const char *code, const char *number, const char *optional,
                     const char *nationality, const char *expiry) {
  g_autofree char *opt = filled(optional, 15), *b = six(of(vars, prefix, "birth")), *e = six(expiry);
  g_autofree char *l1 = g_strdup_printf("%sFRA%s%c%s", code, number, exam_mrz_digit(number, 9), opt);
  g_autofree char *birth = g_strdup_printf("%s%c", b, exam_mrz_digit(b, 6)), *end = g_strdup_printf("%s%c", e, exam_mrz_digit(e, 6));
  g_autofree char *composite = g_strdup_printf("%s%s%s<<<<<<<<<<<", l1 + 5, birth, end);
  g_autofree char *k1 = g_strdup_printf("%s1", lines), *k2 = g_strdup_printf("%s2", lines), *k3 = g_strdup_printf("%s3", lines);
  take(vars, prefix, k1, g_strdup(l1));
  take(vars, prefix, k2,
       g_strdup_printf("%s%s%s%s<<<<<<<<<<<%c", birth, of(vars, prefix, "sex"), end, nationality, exam_mrz_digit(composite, strlen(composite))));
  take(vars, prefix, k3, zone_names(vars, prefix, 30));
}

static void make_stay_card(ExamVars *vars, const char *prefix) {
  g_autofree char *foreigner =
      g_strdup_printf("%02d%02d%06d", exam_dice_int(vars->dice, 1, 95), exam_dice_int(vars->dice, 3, 25), exam_dice_int(vars->dice, 1000, 999999));
  g_autofree char *number = exam_expand(vars, "{pick H;F;K;V;X}{alnum 8}", false, NULL);
  ExamDate issue = {exam_dice_int(vars->dice, 2021, 2026), exam_dice_int(vars->dice, 1, 9), exam_dice_int(vars->dice, 1, 28)};
  g_autofree char *expiry =
      exam_date_to_iso(exam_date_shift(exam_date_shift(issue, (int[]){1, 4, 10}[exam_dice_int(vars->dice, 0, 2)], 'y'), -1, 'd'));
  g_autofree char *optional = g_strdup_printf("<%s", foreigner);
  make_td1(vars, prefix, "ts", "IR", number, optional, of(vars, prefix, "code"), expiry);
  take(vars, prefix, "foreigner", g_steal_pointer(&foreigner));
  take(vars, prefix, "card", g_steal_pointer(&number));
  take(vars, prefix, "cardissue", exam_date_to_iso(issue));
  take(vars, prefix, "cardexpiry", g_steal_pointer(&expiry));
}

static void make_new_identity(ExamVars *vars, const char *prefix) {
  g_autofree char *number = exam_expand(vars, "{pick X;D;T;K}{alnum 3}{pick R;L;M}{alnum 4}", false, NULL);
  ExamDate issue = {exam_dice_int(vars->dice, 2021, 2026), exam_dice_int(vars->dice, 8, 9), exam_dice_int(vars->dice, 2, 28)};
  g_autofree char *expiry = exam_date_to_iso(exam_date_shift(exam_date_shift(issue, 10, 'y'), -1, 'd'));
  make_td1(vars, prefix, "ci", "ID", number, "", "FRA", expiry);
  take(vars, prefix, "ci", g_steal_pointer(&number));
  take(vars, prefix, "ciissue", exam_date_to_iso(issue));
  take(vars, prefix, "ciexpiry", g_steal_pointer(&expiry));
}

/* The blue card, 2x36, not ICAO: first names in line 2, composite over everything. */
static void make_old_identity(ExamVars *vars, const char *prefix) {
  ExamDate issue = {exam_dice_int(vars->dice, 2009, 2020), exam_dice_int(vars->dice, 1, 12), exam_dice_int(vars->dice, 1, 28)};
  g_autofree char *issue_iso = exam_date_to_iso(issue), *ym = exam_filter(issue_iso, "yymm"), *b = six(of(vars, prefix, "birth"));
  g_autofree char *dep = g_strdup_printf("%02d%d", exam_dice_int(vars->dice, 1, 95), exam_dice_int(vars->dice, 1, 3));
  g_autofree char *number = g_strdup_printf("%s%s%05d", ym, dep, exam_dice_int(vars->dice, 100, 99999));
  g_autofree char *family = zone_words(of(vars, prefix, "family")), *given = zone_words(of(vars, prefix, "given"));
  g_autofree char *f25 = filled(family, 25), *g14 = filled(given, 14);
  g_autofree char *l1 = g_strdup_printf("IDFRA%s%s%03d", f25, dep, exam_dice_int(vars->dice, 1, 40));
  g_autofree char *l2 = g_strdup_printf("%s%c%s%s%c%s", number, exam_mrz_digit(number, 12), g14, b, exam_mrz_digit(b, 6), of(vars, prefix, "sex"));
  g_autofree char *both = g_strconcat(l1, l2, NULL);
  take(vars, prefix, "co1", g_strdup(l1));
  take(vars, prefix, "co2", g_strdup_printf("%s%c", l2, exam_mrz_digit(both, strlen(both))));
  take(vars, prefix, "co", g_strdup(number));
  take(vars, prefix, "coissue", g_strdup(issue_iso));
  take(vars, prefix, "coexpiry", exam_date_to_iso(exam_date_shift(exam_date_shift(issue, issue.year >= 2014 ? 15 : 10, 'y'), -1, 'd')));
}

static void make_visa(ExamVars *vars, const char *prefix) {
  g_autofree char *digits = exam_digits(vars->dice, 8), *number = g_strdup_printf("%c%.8s", "FWJ"[exam_dice_int(vars->dice, 0, 2)], digits);
  ExamDate from = {exam_dice_int(vars->dice, 2023, 2026), exam_dice_int(vars->dice, 1, 12), exam_dice_int(vars->dice, 1, 28)};
  g_autofree char *until = exam_date_to_iso(exam_date_shift(from, exam_dice_int(vars->dice, 0, 1) ? 365 : 364, 'd'));
  g_autofree char *names = zone_names(vars, prefix, 31), *b = six(of(vars, prefix, "birth")), *e = six(until);
  take(vars, prefix, "vi1", g_strdup_printf("VDFRA%s", names));
  take(vars, prefix, "vi2",
       g_strdup_printf("%s%c%s%s%c%s%s%cM%03d%04d", number, exam_mrz_digit(number, 9), of(vars, prefix, "code"), b, exam_mrz_digit(b, 6),
                       of(vars, prefix, "sex"), e, exam_mrz_digit(e, 6), exam_dice_int(vars->dice, 90, 365), exam_dice_int(vars->dice, 0, 9999)));
  take(vars, prefix, "visa", g_steal_pointer(&number));
  take(vars, prefix, "visafrom", exam_date_to_iso(from));
  take(vars, prefix, "visauntil", g_steal_pointer(&until));
}

void exam_invent_papers(ExamVars *vars, const char *prefix) {
  const char *sex = of(vars, prefix, "sex"), *code = of(vars, prefix, "code");
  take(vars, prefix, "nir", exam_nir(vars->dice, *sex, exam_date_from_iso(of(vars, prefix, "birth")), !g_str_equal(code, "FRA"), "59"));
  take(vars, prefix, "fiscal", exam_fiscal_number(vars->dice));
  take(vars, prefix, "iban", exam_iban(vars->dice));
  make_passport(vars, prefix);
  make_stay_card(vars, prefix);
  make_new_identity(vars, prefix);
  make_old_identity(vars, prefix);
  make_visa(vars, prefix);
}
