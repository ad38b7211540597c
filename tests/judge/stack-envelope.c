/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people put into one envelope: a letter, their card, where they live and with whom, how they work, and odds and ends. */
#include "stack.h"
#include <string.h>

#define MOST_PAGES 10

typedef struct {
  StackSet *set;
  GArray *pages; /* of this envelope */
  ExamDice *dice;
  const StackPerson *who;
  int person, envelope;
  ExamDate today;
} Filling;

static const char *one_of(ExamDice *dice, const char *bars) {
  g_auto(GStrv) list = g_strsplit(bars, "|", -1);
  return g_intern_string(list[exam_dice_int(dice, 0, (int)g_strv_length(list) - 1)]);
}

static bool chance(ExamDice *dice, int percent) { return exam_dice_int(dice, 0, 99) < percent; }

/* Layouts of two pages; every other has one. */
static int pages_of(const char *layout) {
  static const char *const two[] = {"residence-card-2020-apart",    "residence-card-2020-cropped", "residence-card-2011-apart",
                                    "residence-card-algerian",      "identity-card-apart",         "identity-card-cropped",
                                    "identity-card-enlarged",       "identity-card-old-apart",     "identity-card-old-cropped",
                                    "engagement-contract-two-pages"};
  for (size_t i = 0; i < G_N_ELEMENTS(two); i++)
    if (g_str_equal(two[i], layout)) return 2;
  return 1;
}

/* On papers of the state the name is exact; a supplier, an employer or a friend writes it as he heard it. */
static StackNaming naming_of(const char *layout, ExamDice *dice) {
  static const char *const careless[] = {"energy", "water", "internet", "rent", "payslip", "employ", "hosting", "lease", "unknown", "mail", "end-of"};
  for (size_t i = 0; i < G_N_ELEMENTS(careless); i++)
    if (g_str_has_prefix(layout, careless[i]) && chance(dice, 35)) return (StackNaming)exam_dice_int(dice, NAME_NO_ACCENTS, NAME_FIRST_ONLY);
  return NAME_AS_IS;
}

static bool is_copied(const char *layout) {
  static const char *const copied[] = {"residence-card", "identity-card", "passport", "visa-", "recepisse", "birth", "mail-passport", "mail-stamps"};
  for (size_t i = 0; i < G_N_ELEMENTS(copied); i++)
    if (g_str_has_prefix(layout, copied[i])) return true;
  return false;
}

static void set_today(StackPage *page, ExamDate date) {
  g_autofree char *iso = exam_date_to_iso(date);
  g_strlcpy(page->today, iso, sizeof page->today);
}

static void mark_page(StackPage *page, ExamDice *dice) {
  page->marks.photocopy = is_copied(page->layout) && chance(dice, 45);
  page->marks.crease = chance(dice, 12);
  page->marks.stain = chance(dice, 4);
  page->marks.holes = chance(dice, 8);
  page->marks.staple = chance(dice, 10);
}

/* Adds every page of one document. */
static void add_dated(Filling *f, const char *layout, char as, guint64 seed, StackNaming naming, ExamDate date) {
  for (int i = 0; i < pages_of(layout); i++) {
    StackPage page = {.paper = PAPER_DOCUMENT,
                      .layout = layout,
                      .of_layout = i,
                      .seed = seed,
                      .person = f->person,
                      .as = as,
                      .naming = naming,
                      .envelope = f->envelope};
    set_today(&page, date);
    mark_page(&page, f->dice);
    g_array_append_val(f->pages, page);
  }
}

/* Nobody sends the same paper of the same person twice in one envelope. */
static bool is_there(const Filling *f, const char *layout, char as) {
  for (guint i = 0; i < f->pages->len; i++) {
    const StackPage *page = &g_array_index(f->pages, StackPage, i);
    if (page->layout == layout && page->as == as) return true;
  }
  return false;
}

static void add(Filling *f, const char *layout, char as) {
  if (is_there(f, layout, as)) return;
  StackNaming naming = naming_of(layout, f->dice);
  add_dated(f, layout, as, exam_dice_next(f->dice), naming, exam_date_shift(f->today, -exam_dice_int(f->dice, 2, 80), 'd'));
}

#define CARDS                                                                                                                                        \
  "residence-card-2020-both|residence-card-2020-both|residence-card-2020-apart|residence-card-2020-cropped|residence-card-2011-apart|residence-"     \
  "card-2011-both-side-by-side"
#define FRENCH_CARDS                                                                                                                                 \
  "identity-card-both|identity-card-apart|identity-card-cropped|identity-card-old-both|identity-card-old-apart|identity-card-old-enlarged"
#define BILLS                                                                                                                                        \
  "energy-bill-lumeo|energy-bill-gazonne|energy-bill-cooperative|energy-bill-certificate|water-bill-aquavie|water-bill-syndicate|water-bill-soreau|" \
  "water-bill-town|internet-bill-tangerine|internet-bill-libre|internet-bill-fixed-line|internet-bill-attestation"
#define RENTS "rent-receipt-social|rent-receipt-agency|rent-receipt-private-form|rent-receipt-letter|rent-receipt-hlm-notice"
#define HOSTING                                                                                                                                      \
  "hosting-certificate-letter|hosting-certificate-town-form|hosting-certificate-handwritten|hosting-certificate-prefecture-form|hosting-"            \
  "certificate-couple"
#define PAYSLIPS "payslip-clarified|payslip-clarified|payslip-old-matrix|payslip-cesu|payslip-pajemploi|payslip-temp-agency"
#define CONTRACTS                                                                                                                                    \
  "employment-contract-permanent|employment-contract-fixed-term|employment-contract-home|employment-contract-amended-letter|employer-certificate-"   \
  "letterhead|employer-certificate-presence|employer-certificate-association|employer-certificate-private|work-authorisation-letter|work-"           \
  "authorisation-region"
#define STATE                                                                                                                                        \
  "tax-notice-new|tax-notice-old|tax-notice-couple|tax-notice-two-pages|birth-certificate-nantes|marriage-certificate-mairie|marriage-certificate-"  \
  "extract|engagement-contract-one-page|engagement-contract-two-pages|engagement-contract-form|engagement-contract-handfilled|visa-validation-"      \
  "confirmation|integration-certificate-cir|integration-certificate-civic|non-polygamy-declaration-form|non-polygamy-declaration-letter|"            \
  "unemployment-certificate|end-of-work-certificate|end-of-work-dismissal-letter"
#define PHOTOS "photo-sheet-booth|photo-sheet-a4|photo-sheet-glued|photo-sheet-strip"
#define ODDS                                                                                                                                         \
  "unknown-rib|unknown-cv|unknown-mutuelle-card|unknown-school-certificate|unknown-health-rights|unknown-insurance-home|unknown-driving-licence|"    \
  "unknown-energy-schedule|unknown-certificate-course|unknown-student-card|unknown-tax-reminder|unknown-medical-letter|mail-form-address|unknown-"   \
  "envelope|unknown-bank-statement|mail-reply-slip"
#define NAMELESS                                                                                                                                     \
  "mail-bill-conditions|mail-checklist|mail-stamps-page|mail-timesheet|mail-note-anonymous|photo-sheet-a4|photo-sheet-booth|photo-sheet-strip"
#define LETTERS                                                                                                                                      \
  "mail-letter-pieces|mail-letter-pieces|mail-letter-dossier|mail-letter-handwritten|mail-letter-plain|mail-form-renewal|mail-form-renewal|mail-"    \
  "letter-association|mail-letter-host|mail-email|mail-reply-slip|unknown-cover-letter-prefecture"

static const char *passport_of(const char *culture) {
  static const char *const states[][2] = {{"DZA", "passport-algeria"}, {"TUR", "passport-turkey"},          {"SEN", "passport-senegal"},
                                          {"MAR", "passport-morocco"}, {"VNM", "passport-vietnam"},         {"BRA", "passport-brazil"},
                                          {"UKR", "passport-ukraine"}, {"GEO", "passport-georgia"},         {"LKA", "passport-english"},
                                          {"BGD", "passport-english"}, {"CIV", "passport-ivory-photocopy"}, {"MLI", "passport-ivory-photocopy"}};
  for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
    if (g_str_equal(states[i][0], culture)) return states[i][1];
  return "mail-passport-any";
}

static const char *birth_of(const char *culture) {
  static const char *const states[][2] = {
      {"DZA", "birth-certificate-algeria"},     {"SEN", "birth-certificate-senegal"},     {"TUR", "birth-certificate-formula-a"},
      {"POL", "birth-certificate-formula-a"},   {"SRB", "birth-certificate-formula-a"},   {"MLI", "birth-certificate-mali-volet"},
      {"CIV", "birth-certificate-mali-volet"},  {"COD", "birth-certificate-mali-volet"},  {"UKR", "birth-certificate-translation"},
      {"GEO", "birth-certificate-translation"}, {"BGD", "birth-certificate-translation"}, {"CHN", "birth-certificate-translation"},
      {"BRA", "birth-certificate-translation"}, {"PER", "birth-certificate-translation"}};
  for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
    if (g_str_equal(states[i][0], culture)) return states[i][1];
  return "birth-certificate-nantes";
}

static void add_card(Filling *f, char as) {
  bool algerian = as == 'p' && g_str_equal(f->who->culture, "DZA") && chance(f->dice, 50);
  int which = exam_dice_int(f->dice, 0, 99);
  if (which < 70) return add(f, algerian ? "residence-card-algerian" : one_of(f->dice, CARDS), as);
  if (which < 85) return add(f, one_of(f->dice, "recepisse-card|recepisse-a4|recepisse-photocopy-enlarged|recepisse-two-columns"), as);
  add(f, one_of(f->dice, "visa-in-booklet|visa-on-a4|visa-with-stamp|visa-photocopy-enlarged"), as);
}

static bool host_is_french(const Filling *f) {
  ExamDice dice = exam_dice(1, "host");
  ExamVars vars = {.values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), .dice = &dice};
  stack_invent(f->who, &vars);
  bool french = g_str_equal(exam_value(&vars, "h.code"), "FRA");
  g_hash_table_unref(vars.values);
  return french;
}

/* Where they live: in their own name, or at somebody's whose card and bill come along. */
static void add_home(Filling *f) {
  int which = exam_dice_int(f->dice, 0, 99);
  if (!f->who->hosted && which < 58) return add(f, one_of(f->dice, BILLS), 'p');
  if (!f->who->hosted && which < 90) return add(f, one_of(f->dice, RENTS), 'p');
  if (!f->who->hosted) return add(f, one_of(f->dice, "lease-standard|lease-social"), 'p');
  add(f, one_of(f->dice, HOSTING), 'p');
  if (chance(f->dice, 80)) add(f, one_of(f->dice, host_is_french(f) ? FRENCH_CARDS : CARDS), 'h');
  if (chance(f->dice, 60)) add(f, one_of(f->dice, chance(f->dice, 70) ? BILLS : RENTS), 'h');
}

/* One to three months of the same employer, and sometimes the contract. */
static void add_work(Filling *f) {
  const char *layout = one_of(f->dice, PAYSLIPS);
  if (is_there(f, layout, 'p')) return;
  int months = exam_dice_int(f->dice, 0, 3);
  guint64 seed = exam_dice_next(f->dice);
  StackNaming naming = naming_of(layout, f->dice);
  for (int i = 0; i < months; i++) add_dated(f, layout, 'p', seed, naming, exam_date_shift(f->today, -(months - i), 'm'));
  if (months == 0 || chance(f->dice, 45)) add(f, one_of(f->dice, CONTRACTS), 'p');
}

static void add_family(Filling *f) {
  int which = exam_dice_int(f->dice, 0, 3);
  if (which == 0) return add_card(f, 's');
  if (which == 1) return add(f, one_of(f->dice, PAYSLIPS), 's');
  if (which == 2) return add(f, birth_of(f->who->culture), 'c');
  add(f, "unknown-school-certificate", 'p');
}

static void add_some(Filling *f, int what) {
  switch (what) {
  case 0: add_card(f, 'p'); return;
  case 1: add(f, passport_of(f->who->culture), 'p'); return;
  case 2: add_home(f); return;
  case 3: add_work(f); return;
  case 4: add(f, one_of(f->dice, STATE), 'p'); return;
  case 5: add(f, birth_of(f->who->culture), 'p'); return;
  case 6: add(f, one_of(f->dice, PHOTOS), 'p'); return;
  case 7: add_family(f); return;
  case 8: add(f, one_of(f->dice, NAMELESS), 'p'); return;
  default: add(f, one_of(f->dice, ODDS), 'p');
  }
}

static void shuffle(GArray *pages, guint from, ExamDice *dice) {
  for (guint i = pages->len; i > from + 1; i--) {
    guint j = from + (guint)exam_dice_int(dice, 0, (int)(i - 1 - from));
    StackPage kept = g_array_index(pages, StackPage, i - 1);
    g_array_index(pages, StackPage, i - 1) = g_array_index(pages, StackPage, j);
    g_array_index(pages, StackPage, j) = kept;
  }
}

/* The kinds of papers come in any order, the card twice as likely first. */
static void choose(Filling *f, guint wanted) {
  int order[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
  for (int i = 9; i > 0; i--) {
    int j = exam_dice_int(f->dice, 0, i), kept = order[i];
    order[i] = order[j], order[j] = kept;
  }
  bool card = chance(f->dice, 60);
  if (card) add_some(f, 0);
  for (int i = 0; i < 40 && f->pages->len < wanted; i++) {
    int what = order[i % 10];
    bool once = what == 0 || what == 5 || what == 6 || what == 1; /* one card, one certificate of birth, one sheet of photos, one passport */
    if ((what == 0 && card) || (once && i >= 10) || (what == 8 && chance(f->dice, 50))) continue;
    add_some(f, what);
  }
}

void stack_fill_envelope(StackSet *set, Stack *stack, int person, int envelope, const char *today, ExamDice *dice) {
  g_autoptr(GArray) pages = g_array_new(FALSE, TRUE, sizeof(StackPage));
  Filling f = {set, pages, dice, set->people->pdata[person], person, envelope, exam_date_from_iso(today)};
  guint wanted = (guint)(2 + (exam_dice_int(dice, 0, 8) + exam_dice_int(dice, 0, 8)) / 2);
  bool letter = chance(dice, 72);
  if (letter && !(f.who->dossier && chance(dice, 60)))
    add_dated(&f, one_of(dice, LETTERS), 'p', exam_dice_next(dice), chance(dice, 20) ? NAME_NO_ACCENTS : NAME_AS_IS, f.today);
  else if (letter)
    add_dated(&f, one_of(dice, "mail-letter-dossier|mail-reply-slip"), 'p', exam_dice_next(dice), NAME_AS_IS, f.today);
  choose(&f, wanted);
  if (pages->len > MOST_PAGES) g_array_set_size(pages, MOST_PAGES);
  if (chance(dice, 22)) shuffle(pages, letter && chance(dice, 50) ? 1 : 0, dice);
  g_array_append_vals(stack->pages, pages->data, pages->len);
}

/* One page that names nobody, alone in its envelope. */
void stack_fill_nobody(StackSet *set, Stack *stack, int envelope, const char *today, ExamDice *dice) {
  StackPage page = {.paper = PAPER_DOCUMENT,
                    .layout = one_of(dice, "mail-note-anonymous|mail-note-anonymous|mail-checklist|photo-sheet-a4|unknown-letter-arabic|"
                                           "unknown-letter-russian|unknown-page-bengali|mail-stamps-page"),
                    .seed = exam_dice_next(dice),
                    .person = -1,
                    .as = 'p',
                    .nobody = true,
                    .envelope = envelope};
  g_strlcpy(page.today, today, sizeof page.today);
  mark_page(&page, dice);
  g_array_append_val(stack->pages, page);
}

/* What does not belong: advertising, a stranger's bank statement, the envelope itself, a sticky note. */
StackPage stack_foreign_page(StackSet *set, int envelope, const char *today, ExamDice *dice) {
  StackPage page = {
      .paper = PAPER_FOREIGN,
      .layout =
          one_of(dice, "mail-advert|mail-advert|unknown-flyer-pizza|unknown-union-leaflet|unknown-bank-statement|unknown-bank-statement|"
                       "mail-envelope-bare|mail-envelope-bare|mail-sticky|mail-sticky|unknown-rental-ad|unknown-deliberation|energy-bill-lumeo"),
      .seed = exam_dice_next(dice),
      .person = -1,
      .as = 'p',
      .envelope = envelope};
  (void)set;
  g_strlcpy(page.today, today, sizeof page.today);
  mark_page(&page, dice);
  return page;
}
