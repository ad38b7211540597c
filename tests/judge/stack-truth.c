/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The truth beside a stack: who wrote, and of every page what it is, whose it is and what is printed on it (make-stacks tells the form).
 * Names and numbers are looked for in the words that were really drawn, so truth never says more than the paper. */
#include "stack.h"
#include <string.h>

/* ------------------------------------------------------------------ what is printed */

/* Capitals without accents, words parted by one space, a space at both ends. */
static char *folded(const char *text) {
  g_autofree char *ascii = exam_upper_ascii(text);
  GString *out = g_string_new(" ");
  for (const char *p = ascii; *p; p++) {
    if (g_ascii_isalnum(*p))
      g_string_append_c(out, *p);
    else if (*p != '\'' && out->str[out->len - 1] != ' ')
      g_string_append_c(out, ' ');
  }
  if (out->str[out->len - 1] != ' ') g_string_append_c(out, ' ');
  return g_string_free(out, FALSE);
}

/* Line ends, fillers of zones and digits part words as spaces do. */
static char *name_words(const char *words) {
  GString *plain = g_string_new(NULL);
  for (const char *p = words; *p; p = g_utf8_next_char(p)) {
    gunichar c = g_utf8_get_char(p);
    bool part = g_unichar_isalpha(c) || g_unichar_ismark(c) || c == '\'' || c == 0x2019;
    if (part)
      g_string_append_unichar(plain, c);
    else
      g_string_append_c(plain, ' ');
  }
  g_autofree char *text = g_string_free(plain, FALSE);
  return folded(text);
}

static bool has_phrase(const char *words, const char *before, const char *name) {
  g_autofree char *phrase = folded(name), *whole = g_strconcat(before, phrase, NULL);
  return strstr(words, *before ? whole : phrase) != NULL;
}

static const char *value_of(const StackDrawn *drawn, char who, const char *name) {
  char key[32];
  g_snprintf(key, sizeof key, "%c.%s", who, name);
  return g_hash_table_lookup(drawn->values, key);
}

/* A child or father called as the applicant: on paper nothing tells them apart. */
static bool is_namesake(const StackDrawn *drawn, char who) {
  return who != 'p' && g_str_equal(value_of(drawn, who, "family"), value_of(drawn, 'p', "family")) &&
         g_str_equal(value_of(drawn, who, "given"), value_of(drawn, 'p', "given"));
}

/* Family name and the first of the given names, in any order; or the family name after a title, which of one family means the applicant. */
static bool is_named(const StackDrawn *drawn, char who, const char *words) {
  const char *family = value_of(drawn, who, "family"), *given = value_of(drawn, who, "given");
  g_autofree char *first = g_strndup(given, strcspn(given, " -"));
  if (!has_phrase(words, "", family) || is_namesake(drawn, who)) return false;
  static const char *const titles[] = {" M", " MME", " MR", " MONSIEUR", " MADAME"};
  bool relative = who != 'p' && g_str_equal(family, value_of(drawn, 'p', "family"));
  for (size_t i = 0; i < G_N_ELEMENTS(titles) && !relative; i++)
    if (has_phrase(words, titles[i], family)) return true;
  return has_phrase(words, "", first);
}

static char *compact(const char *text) {
  GString *out = g_string_new(NULL);
  for (const char *p = text; *p; p++)
    if (g_ascii_isalnum(*p)) g_string_append_c(out, *p);
  return g_string_free(out, FALSE);
}

static bool has_number(const char *compacted, const char *number) {
  g_autofree char *plain = compact(number);
  return strlen(plain) >= 7 && strstr(compacted, plain) != NULL;
}

static bool has_birth(const char *words, const char *iso) {
  static const char *const forms[] = {"fr", "dot", "dash", "sp", "long", "short", "passen", "passfr", "english", "words", "iso", "us"};
  for (size_t i = 0; i < G_N_ELEMENTS(forms); i++) {
    g_autofree char *form = exam_filter(iso, forms[i]);
    if (form && strstr(words, form)) return true;
  }
  return false;
}

static void set_text(JsonObject *object, const char *name, const char *value) {
  if (value)
    json_object_set_string_member(object, name, value);
  else
    json_object_set_null_member(object, name);
}

static const struct {
  char letter;
  const char *word;
} people[] = {{'p', "applicant"}, {'s', "spouse"}, {'h', "host"}, {'c', "child"}, {'f', "father"}, {'m', "mother"}, {'l', "lessor"}, {'k', "helper"}};

static bool add_names(const StackPage *page, const StackDrawn *drawn, const char *words, JsonArray *names) {
  bool applicant = false;
  for (size_t i = 0; i < G_N_ELEMENTS(people); i++) {
    if (!is_named(drawn, people[i].letter, words)) continue;
    JsonObject *name = json_object_new();
    json_object_set_string_member(name, "who", page->person < 0 ? "stranger" : people[i].word);
    json_object_set_string_member(name, "family", value_of(drawn, people[i].letter, "family"));
    json_object_set_string_member(name, "given", value_of(drawn, people[i].letter, "given"));
    json_array_add_object_element(names, name);
    applicant = applicant || people[i].letter == 'p';
  }
  return applicant;
}

/* The applicant's own numbers on this page. */
static bool add_numbers(const StackPage *page, const StackDrawn *drawn, JsonObject *numbers) {
  static const char *const kinds[][2] = {{"foreigner", "foreigner-number"},
                                         {"card", "card-number"},
                                         {"passport", "passport-number"},
                                         {"visa", "visa-number"},
                                         {"nir", "nir"},
                                         {"fiscal", "fiscal-number"},
                                         {"iban", "iban"},
                                         {"tel", "telephone"},
                                         {"mail", "mail"}};
  g_autofree char *all = compact(drawn->words->str);
  for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
    if (has_number(all, value_of(drawn, 'p', kinds[i][0]))) json_object_set_string_member(numbers, kinds[i][1], value_of(drawn, 'p', kinds[i][0]));
  const char *dossier = g_hash_table_lookup(drawn->values, "dossier");
  if (strstr(drawn->words->str, dossier)) json_object_set_string_member(numbers, "dossier", dossier);
  if (has_birth(drawn->words->str, value_of(drawn, 'p', "birth")))
    json_object_set_string_member(numbers, "birth-date", value_of(drawn, 'p', "birth"));
  (void)page;
  return json_object_get_size(numbers) > 0;
}

/* ------------------------------------------------------------------ a page */

static bool has_sheet_before(const Stack *stack, int envelope) {
  for (guint i = 0; i < stack->pages->len; i++) {
    const StackPage *page = &g_array_index(stack->pages, StackPage, i);
    if (page->paper == PAPER_SEPARATOR && page->envelope == envelope) return true;
  }
  return false;
}

/* Separators stand on both sides of this envelope, so that its nameless pages are surely its own. */
static bool is_fenced(const Stack *stack, int envelope) {
  bool from = envelope == 1 || has_sheet_before(stack, envelope), to = envelope == (int)stack->people->len || has_sheet_before(stack, envelope + 1);
  return stack->separators && from && to;
}

static void add_marks(const StackPage *page, JsonObject *object) {
  JsonArray *marks = json_array_new();
  const struct {
    bool on;
    const char *word;
  } words[] = {{page->marks.crease, "crease"},
               {page->marks.stain, "stain"},
               {page->marks.holes, "holes"},
               {page->marks.staple, "staple"},
               {page->marks.photocopy, "photocopy"}};
  for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
    if (words[i].on) json_array_add_string_element(marks, words[i].word);
  json_object_set_array_member(object, "marks", marks);
}

static const char *kind_of(const StackPage *page, const StackDrawn *drawn) {
  switch (page->paper) {
  case PAPER_BLANK: return "blank";
  case PAPER_SEPARATOR: return "separator";
  case PAPER_FOREIGN: return "foreign";
  default: return drawn->truth->type ? drawn->truth->type : "unknown";
  }
}

static const char *whose(const StackSet *set, const StackPage *page) {
  bool owned = page->person >= 0 && page->paper != PAPER_SEPARATOR && page->paper != PAPER_FOREIGN;
  return owned ? ((StackPerson *)set->people->pdata[page->person])->id : NULL;
}

static void add_fields(const StackDrawn *drawn, JsonObject *object) {
  JsonObject *fields = json_object_new();
  for (guint i = 0; drawn->truth && i + 1 < drawn->truth->fields->len; i += 2)
    json_object_set_string_member(fields, drawn->truth->fields->pdata[i], drawn->truth->fields->pdata[i + 1]);
  json_object_set_object_member(object, "fields", fields);
}

/* says: applicant = named or told by a number; others = only other people; nobody. */
static const char *add_sayings(const StackPage *page, const StackDrawn *drawn, JsonObject *object) {
  JsonArray *names = json_array_new();
  JsonObject *numbers = json_object_new();
  bool named = false, numbered = false;
  if (drawn->values && page->paper != PAPER_BLANK && page->paper != PAPER_SEPARATOR) {
    g_autofree char *words = name_words(drawn->words->str);
    named = add_names(page, drawn, words, names);
    numbered = add_numbers(page, drawn, numbers);
  }
  guint n = json_array_get_length(names);
  json_object_set_array_member(object, "names", names);
  json_object_set_object_member(object, "numbers", numbers);
  if (page->person < 0) return named || numbered ? "others" : "nobody";
  return named || numbered ? "applicant" : n ? "others" : "nobody";
}

static int seen_turn(const StackPage *page, const StackDrawn *drawn) { return (page->marks.turn + (drawn->width > 212 ? 90 : 0)) % 360; }

void stack_truth_page(const StackSet *set, const Stack *stack, guint index, const StackDrawn *drawn, JsonArray *pages) {
  static const char *const namings[] = {"as-is", "no-accents", "hyphens", "swapped", "first-given-only"};
  const StackPage *page = &g_array_index(stack->pages, StackPage, index);
  JsonObject *object = json_object_new();
  json_object_set_int_member(object, "page", (gint64)index + 1);
  json_object_set_string_member(object, "kind", kind_of(page, drawn));
  json_object_set_string_member(object, "side", drawn->truth && drawn->truth->side ? drawn->truth->side : "page");
  json_object_set_string_member(object, "layout", page->layout);
  json_object_set_int_member(object, "envelope", page->envelope);
  set_text(object, "whose", whose(set, page));
  const char *says = add_sayings(page, drawn, object);
  json_object_set_string_member(object, "says", says);
  bool document = page->paper == PAPER_DOCUMENT, nameless = document && g_str_equal(says, "nobody");
  json_object_set_boolean_member(object, "only_with_flag",
                                 page->paper == PAPER_FOREIGN || (document && page->nobody) || (nameless && !is_fenced(stack, page->envelope)));
  json_object_set_string_member(object, "naming", namings[page->naming]);
  json_object_set_int_member(object, "turn", seen_turn(page, drawn));
  add_marks(page, object);
  if (page->paper == PAPER_SEPARATOR) {
    json_object_set_int_member(object, "sheet", page->sheet);
    json_object_set_string_member(object, "sheet_from", set->sheets_given ? "given" : "own");
  }
  add_fields(drawn, object);
  json_array_add_object_element(pages, object);
}

/* ------------------------------------------------------------------ the stack */

static bool is_same_person(JsonObject *a, JsonObject *b) {
  return g_str_equal(json_object_get_string_member(a, "family"), json_object_get_string_member(b, "family")) &&
         g_str_equal(json_object_get_string_member(a, "given"), json_object_get_string_member(b, "given"));
}

static bool share_a_name(JsonObject *a, JsonObject *b) {
  JsonArray *left = json_object_get_array_member(a, "names"), *right = json_object_get_array_member(b, "names");
  for (guint i = 0; i < json_array_get_length(left); i++)
    for (guint k = 0; k < json_array_get_length(right); k++)
      if (is_same_person(json_array_get_object_element(left, i), json_array_get_object_element(right, k))) return true;
  return false;
}

/* Some page of the same envelope names the applicant and one of the people whom this page names. */
static bool is_linked(JsonArray *pages, JsonObject *page) {
  for (guint i = 0; i < json_array_get_length(pages); i++) {
    JsonObject *other = json_array_get_object_element(pages, i);
    if (json_object_get_int_member(other, "envelope") == json_object_get_int_member(page, "envelope") &&
        g_str_equal(json_object_get_string_member(other, "says"), "applicant") && share_a_name(page, other))
      return true;
  }
  return false;
}

/* A page of somebody else, tied to the applicant by nothing in an envelope without separators around: a person has to look. */
static void mark_unlinked(const Stack *stack, JsonArray *pages) {
  for (guint i = 0; i < json_array_get_length(pages); i++) {
    JsonObject *page = json_array_get_object_element(pages, i);
    if (!json_object_get_null_member(page, "whose") && g_str_equal(json_object_get_string_member(page, "says"), "others") &&
        !is_fenced(stack, (int)json_object_get_int_member(page, "envelope")) && !is_linked(pages, page))
      json_object_set_boolean_member(page, "only_with_flag", TRUE);
  }
}

static JsonArray *envelopes_of(const Stack *stack, int person) {
  JsonArray *list = json_array_new();
  for (guint e = 0; e < stack->people->len; e++)
    if (g_array_index(stack->people, int, e) == person) json_array_add_int_element(list, (gint64)e + 1);
  return list;
}

static JsonArray *other_stacks(const StackSet *set, const Stack *stack, int person) {
  JsonArray *list = json_array_new();
  for (guint s = 0; s < set->stacks->len; s++) {
    const Stack *other = set->stacks->pdata[s];
    bool there = false;
    for (guint e = 0; e < other->people->len; e++) there = there || g_array_index(other->people, int, e) == person;
    if (there && other != stack) json_array_add_string_element(list, other->name);
  }
  return list;
}

static void add_applicant(const StackSet *set, const Stack *stack, int person, JsonArray *applicants) {
  const StackPerson *who = set->people->pdata[person];
  ExamDice dice = exam_dice(0, "truth");
  ExamVars vars = {.values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free), .dice = &dice};
  stack_invent(who, &vars);
  static const char *const names[][2] = {{"family", "p.family"},
                                         {"given", "p.given"},
                                         {"birth-date", "p.birth"},
                                         {"sex", "p.sex"},
                                         {"nationality", "p.code"},
                                         {"foreigner-number", "p.foreigner"},
                                         {"passport-number", "p.passport"},
                                         {"card-number", "p.card"},
                                         {"address", "p.addr"},
                                         {"host-family", "h.family"},
                                         {"host-given", "h.given"},
                                         {"spouse-family", "s.family"},
                                         {"spouse-given", "s.given"}};
  JsonObject *object = json_object_new();
  json_object_set_string_member(object, "id", who->id);
  for (size_t i = 0; i < G_N_ELEMENTS(names); i++) json_object_set_string_member(object, names[i][0], exam_value(&vars, names[i][1]));
  set_text(object, "dossier", who->dossier);
  json_object_set_array_member(object, "envelopes", envelopes_of(stack, person));
  json_object_set_array_member(object, "also_in", other_stacks(set, stack, person));
  json_array_add_object_element(applicants, object);
  g_hash_table_unref(vars.values);
}

static JsonArray *applicants_of(const StackSet *set, const Stack *stack) {
  JsonArray *applicants = json_array_new();
  g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
  for (guint e = 0; e < stack->people->len; e++) {
    int person = g_array_index(stack->people, int, e);
    if (person >= 0 && g_hash_table_add(seen, GINT_TO_POINTER(person + 1))) add_applicant(set, stack, person, applicants);
  }
  return applicants;
}

static JsonObject *scan_of(const Stack *stack) {
  static const char *const formats[] = {"tiff-g4", "tiff-jpeg", "tiff-deflate", "pdf-grey", "pdf-colour", "pdf-g4"};
  JsonObject *scan = json_object_new();
  json_object_set_string_member(scan, "format", formats[stack->scan.format]);
  json_object_set_int_member(scan, "dpi", stack->scan.dpi);
  json_object_set_boolean_member(scan, "duplex", stack->scan.duplex);
  json_object_set_boolean_member(scan, "cut_to_size", stack->scan.crop);
  json_object_set_boolean_member(scan, "streak", stack->scan.streak);
  return scan;
}

bool stack_truth_write(const StackSet *set, const Stack *stack, JsonArray *pages, const char *path, GError **error) {
  mark_unlinked(stack, pages);
  JsonObject *root = json_object_new();
  const Stack *of = stack->again ? set->stacks->pdata[stack->again - 1] : NULL;
  json_object_set_string_member(root, "format", "recto-stack-truth/1");
  json_object_set_string_member(root, "file", stack->name);
  json_object_set_int_member(root, "seed", (gint64)set->seed);
  set_text(root, "repeat_of", of ? of->name : NULL);
  set_text(root, "repeat", !of ? NULL : stack->identical ? "identical" : "scanned-again");
  json_object_set_boolean_member(root, "separators", stack->separators);
  json_object_set_boolean_member(root, "first_sheet", stack->separators && stack->first_sheet);
  json_object_set_boolean_member(root, "sheet_lost", stack->separators && stack->sheet_lost);
  json_object_set_int_member(root, "envelopes", stack->people->len);
  json_object_set_object_member(root, "scan", scan_of(stack));
  json_object_set_array_member(root, "applicants", applicants_of(set, stack));
  json_object_set_array_member(root, "pages", pages);
  g_autoptr(JsonNode) node = json_node_new(JSON_NODE_OBJECT);
  json_node_take_object(node, root);
  g_autoptr(JsonGenerator) generator = json_generator_new();
  json_generator_set_root(generator, node);
  json_generator_set_pretty(generator, TRUE);
  return json_generator_to_file(generator, path, error);
}
