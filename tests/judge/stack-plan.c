/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which stacks a set has and what is planted in each: everything is decided here, before anything is drawn. */
#include "stack.h"
#include <string.h>

static bool chance(ExamDice *dice, int percent) { return exam_dice_int(dice, 0, 99) < percent; }

/* ------------------------------------------------------------------ people */

static const char *const cultures[] = {"TUR", "POL", "VNM", "DZA", "MAR", "SEN", "MLI", "CHN", "LKA", "GEO",
                                       "BRA", "UKR", "HTI", "CIV", "COD", "BGD", "PER", "SRB", "TUN", "COM"};

static void copy_address(ExamVars *vars, char from, char to) {
  static const char *const parts[] = {"street", "extra", "cp", "city", "dep", "addr"};
  for (size_t i = 0; i < G_N_ELEMENTS(parts); i++) {
    g_autofree char *here = g_strdup_printf("%c.%s", from, parts[i]), *there = g_strdup_printf("%c.%s", to, parts[i]);
    exam_take(vars, there, g_strdup(exam_value(vars, here)));
  }
}

void stack_invent(const StackPerson *person, ExamVars *vars) {
  ExamDice *page = vars->dice, dice = exam_dice(person->seed, "world");
  exam_set(vars, "culture", person->culture);
  if (person->family) exam_set(vars, "wanted.family", person->family);
  if (person->given) exam_set(vars, "wanted.given", person->given);
  if (person->birth) exam_set(vars, "wanted.birth", person->birth);
  if (person->sex) exam_set(vars, "wanted.sex", person->sex);
  vars->dice = &dice;
  exam_invent(vars);
  if (person->dossier) exam_set(vars, "dossier", person->dossier);
  if (person->hosted) copy_address(vars, 'h', 'p');
  copy_address(vars, 'p', 's'); /* a family lives together */
  copy_address(vars, 'p', 'c');
  vars->dice = page;
  vars->people_known = true;
}

static int new_person(StackSet *set, ExamDice *dice) {
  StackPerson *person = g_new0(StackPerson, 1);
  person->id = g_strdup_printf("a%03u", set->people->len + 1);
  person->culture = g_strdup(cultures[exam_dice_int(dice, 0, (int)G_N_ELEMENTS(cultures) - 1)]);
  person->seed = exam_dice_next(dice);
  person->hosted = chance(dice, 34);
  if (chance(dice, 30)) person->dossier = g_strdup_printf("2026-%06d", 100 + (int)set->people->len * 7 + exam_dice_int(dice, 0, 6));
  g_ptr_array_add(set->people, person);
  return (int)set->people->len - 1;
}

/* Of the same family: a brother or sister, or the father of the same name. */
static int new_relative(StackSet *set, int of, bool father, ExamDice *dice) {
  int index = new_person(set, dice);
  StackPerson *person = set->people->pdata[index], *other = set->people->pdata[of];
  ExamDice page = exam_dice(0, "relative");
  ExamVars vars = {.values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), .dice = &page};
  stack_invent(other, &vars);
  g_free(person->culture);
  person->culture = g_strdup(other->culture);
  person->family = g_strdup(exam_value(&vars, "p.family"));
  if (father) {
    ExamDate birth = exam_date_shift(exam_date_from_iso(exam_value(&vars, "p.birth")), -exam_dice_int(dice, 7900, 11000), 'd');
    person->given = g_strdup(exam_value(&vars, "p.given"));
    person->sex = g_strdup(exam_value(&vars, "p.sex"));
    person->birth = exam_date_to_iso(birth);
  }
  g_hash_table_unref(vars.values);
  return index;
}

/* ------------------------------------------------------------------ the device */

static StackScan choose_scan(const StackSet *set, int number, ExamDice *dice) {
  static const StackFormat formats[] = {SCAN_TIFF_G4, SCAN_PDF_GREY,   SCAN_TIFF_JPEG, SCAN_TIFF_G4, SCAN_PDF_COLOUR, SCAN_TIFF_DEFLATE,
                                        SCAN_TIFF_G4, SCAN_PDF_COLOUR, SCAN_TIFF_JPEG, SCAN_PDF_G4,  SCAN_PDF_GREY,   SCAN_TIFF_G4};
  StackScan scan = {.format = formats[(number * 5 + exam_dice_int(dice, 0, 2)) % (int)G_N_ELEMENTS(formats)], .quality = exam_dice_int(dice, 48, 68)};
  bool wide = scan.format == SCAN_PDF_COLOUR || scan.format == SCAN_TIFF_DEFLATE; /* nobody mails these at 300 dpi */
  scan.dpi = set->dpi ? set->dpi : wide ? 200 : chance(dice, 72) ? 300 : 200;
  scan.duplex = chance(dice, 20);
  scan.crop = chance(dice, 35);
  scan.streak = chance(dice, 12);
  return scan;
}

static const char *ending(StackFormat format) { return format >= SCAN_PDF_GREY ? "pdf" : "tif"; }

/* ------------------------------------------------------------------ paper into the feeder */

/* Separators are used again and again: creased, punched with the rest, laid in upside down. */
static void add_sheet(Stack *stack, int envelope, int *sheet, ExamDice *dice) {
  StackPage page = {.paper = PAPER_SEPARATOR, .layout = "mail-separator", .person = -1, .as = 'p', .envelope = envelope, .sheet = ++*sheet};
  page.seed = exam_dice_next(dice);
  page.marks = (StackMarks){.crease = chance(dice, 15), .stain = chance(dice, 4), .holes = chance(dice, 8), .turn = chance(dice, 8) ? 180 : 0};
  g_array_append_val(stack->pages, page);
}

static void insert_foreign(StackSet *set, Stack *stack, const char *today, ExamDice *dice) {
  guint at = (guint)exam_dice_int(dice, 1, (int)stack->pages->len - 1);
  StackPage page = stack_foreign_page(set, g_array_index(stack->pages, StackPage, at - 1).envelope, today, dice);
  g_array_insert_val(stack->pages, at, page);
}

static StackPage *some_document(Stack *stack, ExamDice *dice) {
  for (;;) {
    StackPage *page = &g_array_index(stack->pages, StackPage, (guint)exam_dice_int(dice, 0, (int)stack->pages->len - 1));
    if (page->paper == PAPER_DOCUMENT) return page;
  }
}

static StackPage blank_after(const StackPage *front) {
  StackPage page = {.paper = PAPER_BLANK, .layout = "", .person = front->person, .as = 'p', .nobody = front->nobody, .envelope = front->envelope};
  page.seed = front->seed + 1;
  page.marks.holes = front->marks.holes;
  page.marks.crease = front->marks.crease;
  return page;
}

static bool same_document(const StackPage *a, const StackPage *b) {
  return a->layout == b->layout && a->seed == b->seed && b->of_layout == a->of_layout + 1;
}

/* Backs: in duplex every sheet has one, printed when the document goes on; else somebody forgot the setting for a sheet or two. */
static void add_backs(Stack *stack, ExamDice *dice) {
  int forgotten = stack->scan.duplex ? 100 : chance(dice, 50) ? 5 : 0;
  for (guint i = 0; i < stack->pages->len; i++) {
    StackPage *page = &g_array_index(stack->pages, StackPage, i);
    if (page->paper == PAPER_BLANK || !chance(dice, forgotten)) continue;
    if (stack->scan.duplex && i + 1 < stack->pages->len && same_document(page, page + 1)) {
      i++;
      continue;
    }
    StackPage back = blank_after(page);
    g_array_insert_val(stack->pages, i + 1, back);
    i++;
  }
}

static bool has_separator(const Stack *stack, guint from, guint to) {
  for (guint i = from; i < to; i++)
    if (g_array_index(stack->pages, StackPage, i).paper == PAPER_SEPARATOR) return true;
  return false;
}

/* A separator went through stuck to its neighbour, its back with it: one in the middle, so that the numbers of the others show the hole. */
static void lose_sheet(Stack *stack, ExamDice *dice) {
  guint tries = 0, end = stack->pages->len;
  while (stack->separators && stack->sheet_lost && tries++ < 1000) {
    guint i = (guint)exam_dice_int(dice, 0, (int)end - 1);
    if (!has_separator(stack, i, i + 1) || !has_separator(stack, 0, i) || !has_separator(stack, i + 1, end)) continue;
    g_array_remove_range(stack->pages, i, g_array_index(stack->pages, StackPage, i + 1).paper == PAPER_BLANK ? 2 : 1);
    return;
  }
  stack->sheet_lost = false;
}

static void lay_askew(Stack *stack, ExamDice *dice) {
  if (chance(dice, 70)) some_document(stack, dice)->marks.turn = 180;
  if (chance(dice, 35)) some_document(stack, dice)->marks.turn = chance(dice, 50) ? 90 : 270;
  if (chance(dice, 60)) some_document(stack, dice)->marks.crease = true;
  if (chance(dice, 30)) some_document(stack, dice)->marks.stain = true;
}

/* ------------------------------------------------------------------ stacks */

/* Who writes this morning: strangers, in every fourth stack two of one family, in every eighth father and son of one name. */
static int next_writer(StackSet *set, const Stack *stack, int envelope, int known, ExamDice *dice) {
  if (known >= 0 && envelope == 2) return known;
  bool relatives = stack->number % 4 == 1, father = stack->number % 8 == 1;
  if (relatives && envelope == 3) return new_relative(set, g_array_index(stack->people, int, 0), father, dice);
  return new_person(set, dice);
}

static void fill(StackSet *set, Stack *stack, int envelopes, int known, int *sheet, ExamDice *dice) {
  g_autofree char *today = g_strdup_printf("2026-%02d-%02d", exam_dice_int(dice, 9, 10), exam_dice_int(dice, 1, 28));
  int nobody = stack->number % 5 == 2 ? exam_dice_int(dice, 2, envelopes) : 0;
  for (int e = 1; e <= envelopes; e++) {
    if (stack->separators && (e > 1 || stack->first_sheet)) add_sheet(stack, e, sheet, dice);
    int who = e == nobody ? -1 : next_writer(set, stack, e, known, dice);
    g_array_append_val(stack->people, who);
    if (who < 0)
      stack_fill_nobody(set, stack, e, today, dice);
    else
      stack_fill_envelope(set, stack, who, e, today, dice);
  }
  for (int foreign = exam_dice_int(dice, 0, 3) / 2 + (stack->number % 3 == 0); foreign > 0; foreign--) insert_foreign(set, stack, today, dice);
  lay_askew(stack, dice);
  add_backs(stack, dice);
  lose_sheet(stack, dice);
}

static Stack *new_stack(StackSet *set, int number, ExamDice *dice) {
  Stack *stack = g_new0(Stack, 1);
  stack->number = number;
  stack->pages = g_array_new(FALSE, TRUE, sizeof(StackPage));
  stack->people = g_array_new(FALSE, TRUE, sizeof(int));
  stack->scan = choose_scan(set, number, dice);
  stack->scan_seed = exam_dice_next(dice);
  stack->name = g_strdup_printf("stack-%02d.%s", number, ending(stack->scan.format));
  return stack;
}

/* The same paper as `of`: the same file again, or through the feeder a second time. */
static Stack *repeat(const Stack *of, int number, bool identical, ExamDice *dice) {
  Stack *stack = g_new0(Stack, 1);
  *stack = *of;
  stack->number = number;
  stack->again = of->number;
  stack->identical = identical;
  stack->pages = g_array_copy(of->pages);
  stack->people = g_array_copy(of->people);
  stack->scan_seed = identical ? of->scan_seed : exam_dice_next(dice);
  stack->name = g_strdup_printf("stack-%02d.%s", number, ending(of->scan.format));
  return stack;
}

/* Somebody who wrote in an earlier stack writes again. */
static int known_writer(const StackSet *set, ExamDice *dice) {
  const Stack *earlier = set->stacks->pdata[exam_dice_int(dice, 0, (int)set->stacks->len - 1)];
  return g_array_index(earlier->people, int, 0);
}

static void plan_stack(StackSet *set, int number, int count, int *sheet, ExamDice *dice) {
  bool again = number == count * 2 / 3 && number > 3, identical = number == count * 9 / 10 && number > 4;
  if (again || identical) {
    Stack *of = set->stacks->pdata[exam_dice_int(dice, 0, number / 2 - 1)];
    g_ptr_array_add(set->stacks, repeat(of, number, identical && !again, dice));
    return;
  }
  Stack *stack = new_stack(set, number, dice);
  stack->separators = number % 2 == 0;
  stack->first_sheet = number % 4 == 0;
  stack->sheet_lost = number % 6 == 4;
  int known = number > 1 && (number % 15 == 8 || number == count) ? known_writer(set, dice) : -1;
  int envelopes = stack->scan.duplex ? exam_dice_int(dice, 3, 5) : exam_dice_int(dice, 3, 8);
  if (stack->sheet_lost) envelopes = MAX(envelopes, 5);
  fill(set, stack, envelopes, known, sheet, dice);
  g_ptr_array_add(set->stacks, stack);
}

static void person_free(gpointer data) {
  StackPerson *p = data;
  g_free(p->id), g_free(p->culture), g_free(p->dossier), g_free(p->family), g_free(p->given), g_free(p->birth), g_free(p->sex), g_free(p);
}

static void stack_free(gpointer data) {
  Stack *stack = data;
  g_array_unref(stack->pages), g_array_unref(stack->people), g_free(stack->name), g_free(stack);
}

StackSet *stack_set_plan(guint64 seed, int count, int dpi, int sheets_given) {
  StackSet *set = g_new0(StackSet, 1);
  *set = (StackSet){.seed = seed, .dpi = dpi, .sheets_given = sheets_given};
  set->people = g_ptr_array_new_with_free_func(person_free);
  set->stacks = g_ptr_array_new_with_free_func(stack_free);
  ExamDice dice = exam_dice(seed, "stacks");
  int sheet = 0;
  for (int number = 1; number <= count; number++) plan_stack(set, number, count, &sheet, &dice);
  return set;
}

void stack_set_free(StackSet *set) {
  g_ptr_array_unref(set->people);
  g_ptr_array_unref(set->stacks);
  g_free(set);
}
