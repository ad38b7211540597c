/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a person is told about a page: one main cause, where it is, one thing to do. Must not know: how a defect is measured. */
#include <recto/judge.h>

#include <stdarg.h>

static char *say(const RectoModels *models, const char *language, const char *group, const char *word, const char *part) {
  g_autofree char *key = part ? g_strdup_printf("%s.%s.%s", group, word, part) : g_strdup_printf("%s.%s", group, word);
  return recto_message(models, language, key, NULL);
}

char *recto_say_with(const RectoModels *models, const char *language, const char *key, const char *first, ...) {
  g_autoptr(GHashTable) args = g_hash_table_new(g_str_hash, g_str_equal);
  va_list list;
  va_start(list, first);
  for (const char *name = first; name; name = va_arg(list, const char *)) g_hash_table_insert(args, (gpointer)name, va_arg(list, char *));
  va_end(list);
  return recto_message(models, language, key, args);
}

/* "at the left edge and at the top edge"; NULL for the whole page, which needs no words. */
static char *say_places(const RectoModels *models, const char *language, const RectoPage *page, const RectoDefect *cause) {
  g_autoptr(GArray) boxes = recto_cause_boxes(page, cause);
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
  g_autofree char *and = say(models, language, "list", "and", NULL);
  for (guint i = 0; i < boxes->len; i++) {
    const char *place = recto_place_word(page, cause->kind, g_array_index(boxes, RectoBox, i));
    if (g_str_equal(place, "whole")) return NULL;
    char *word = say(models, language, "place", place, NULL);
    if (g_ptr_array_find_with_equal_func(words, word, g_str_equal, NULL)) g_free(word);
    else g_ptr_array_add(words, word);
  }
  if (!words->len) return NULL;
  g_ptr_array_add(words, NULL);
  return g_strjoinv(and, (char **)words->pdata);
}

char *recto_cause_words(const RectoModels *models, const RectoPage *page, const char *language) {
  const RectoDefect *cause = recto_main_cause(page);
  if (!cause) return NULL;
  g_autofree char *title = say(models, language, "defect", recto_defect_word(cause->kind), "title"), *place = say_places(models, language, page, cause);
  return place ? recto_say_with(models, language, "check.cause", "cause", title, "place", place, NULL) : g_steal_pointer(&title);
}

static bool was_read(const RectoPage *page) { return page->outcome == RECTO_OUTCOME_OK || page->outcome == RECTO_OUTCOME_DAMAGED; }

static char *say_remedy(const RectoModels *models, const char *language, const RectoDefect *cause) {
  g_autofree char *action = cause ? say(models, language, "defect", recto_defect_word(cause->kind), "action") : NULL;
  return action && *action ? g_steal_pointer(&action) : say(models, language, "finding", "remedy", NULL);
}

/* No refusal: what the machine cannot tell, the person who holds the paper can. */
static void tell_unsure(const RectoModels *models, const RectoPage *page, const char *language, RectoPageWords *words) {
  g_autofree char *remedy = say_remedy(models, language, recto_main_cause(page));
  words->text = recto_say_with(models, language, words->cause ? "check.unsure.text-cause" : "check.unsure.text", "cause", words->cause, NULL);
  words->action = recto_say_with(models, language, "check.unsure.action", "remedy", remedy, NULL);
}

static void tell_outcome(const RectoModels *models, const RectoPage *page, const char *where, const char *language, RectoPageWords *words) {
  g_autofree char *text = g_strdup_printf("outcome.%s.text", recto_outcome_word(page->outcome));
  words->picture = "damaged";
  words->told = was_read(page) ? RECTO_CANNOT_TELL : RECTO_NO;
  words->cause = say(models, language, "outcome", recto_outcome_word(page->outcome), "title");
  words->text = recto_say_with(models, language, text, "where", where, NULL);
  words->action = say(models, language, "outcome", recto_outcome_word(page->outcome), "action");
}

bool recto_page_words(const RectoModels *models, const RectoPage *page, const char *where, const char *language, RectoPageWords *ret) {
  const RectoDefect *cause = recto_main_cause(page);
  *ret = (RectoPageWords){.told = page->legible, .defect = cause};
  if (was_read(page) && page->blank == RECTO_YES) return false;
  if (page->outcome != RECTO_OUTCOME_OK && (!was_read(page) || !cause)) {
    tell_outcome(models, page, where, language, ret);
    return true;
  }
  if (page->legible == RECTO_YES) return false;
  ret->picture = cause ? recto_defect_word(cause->kind) : "look";
  ret->cause = recto_cause_words(models, page, language);
  if (page->legible == RECTO_CANNOT_TELL) tell_unsure(models, page, language, ret);
  else {
    ret->text = cause ? say(models, language, "defect", recto_defect_word(cause->kind), "text") : g_strdup("");
    ret->action = say_remedy(models, language, cause);
  }
  return true;
}

void recto_page_words_clear(RectoPageWords *words) {
  g_free(words->cause);
  g_free(words->text);
  g_free(words->action);
  *words = (RectoPageWords){0};
}
