/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is on a PDF page besides its drawing: form fields and whether their values are drawn, attached files, the "Please wait" page of an XFA form.
 * Judged by what poppler draws, not by how the file is built: an empty appearance, a missing one and a hidden one look the same to a person. */
#include "decode/pdf.h"

#include <math.h>
#include <recto/text.h>

#define PREFIX 12 /* letters of a value that are looked for: long values are clipped by their box */
#define SHELL_WORDS 200

/* Is a visible widget there? Hidden fields are calculation helpers that nobody is meant to see. Kinds of notes are told by class, a widget having none of
 * its own: poppler_annot_get_annot_type() prints a warning for every subtype that it does not know. */
static bool is_visible(const GList *notes, const PopplerRectangle *area) {
  for (const GList *at = notes; at; at = at->next) {
    const PopplerAnnotMapping *note = at->data;
    if (G_OBJECT_TYPE(note->annot) != POPPLER_TYPE_ANNOT) continue;
    if (fabs(note->area.x1 - area->x1) + fabs(note->area.y1 - area->y1) + fabs(note->area.x2 - area->x2) + fabs(note->area.y2 - area->y2) > 8) continue;
    return !(poppler_annot_get_flags(note->annot) & (POPPLER_ANNOT_FLAG_HIDDEN | POPPLER_ANNOT_FLAG_NO_VIEW));
  }
  return false;
}

/* What a person typed or chose; owned by the caller, NULL = nothing or not text. */
static char *field_value(PopplerFormField *field) {
  PopplerFormFieldType type = poppler_form_field_get_field_type(field);
  if (type == POPPLER_FORM_FIELD_TEXT) return poppler_form_field_text_is_password(field) ? NULL : poppler_form_field_text_get_text(field);
  if (type != POPPLER_FORM_FIELD_CHOICE) return NULL;
  char *typed = poppler_form_field_choice_get_text(field);
  for (int i = 0; !typed && i < poppler_form_field_choice_get_n_items(field) && i < 1000; i++)
    if (poppler_form_field_choice_is_item_selected(field, i)) typed = poppler_form_field_choice_get_item(field, i);
  return typed;
}

static bool is_drawn(const char *value, const char *page_letters) {
  g_autofree char *valid = g_utf8_make_valid(value, -1), *letters = recto_text_squeeze(valid);
  if (!*letters) return true;
  if (g_utf8_strlen(letters, -1) > PREFIX) *g_utf8_offset_to_pointer(letters, PREFIX) = 0;
  return strstr(page_letters, letters) != NULL;
}

static uint32_t form_traits(PopplerPage *page, const GList *notes, const char *page_letters) {
  uint32_t traits = 0;
  GList *fields = poppler_page_get_form_field_mapping(page);
  for (const GList *at = fields; at; at = at->next) {
    const PopplerFormFieldMapping *field = at->data;
    if (poppler_form_field_get_field_type(field->field) == POPPLER_FORM_FIELD_SIGNATURE) continue;
    traits |= RECTO_TRAIT_FORM;
    g_autofree char *value = field_value(field->field);
    if (value && is_visible(notes, &field->area) && !is_drawn(value, page_letters)) traits |= RECTO_TRAIT_FORM_UNDRAWN;
  }
  poppler_page_free_form_field_mapping(fields);
  return traits;
}

static bool is_shell(const char *page_letters, size_t words) {
  if (words > SHELL_WORDS) return false;
  bool english = strstr(page_letters, "PLEASEWAIT") && (strstr(page_letters, "EVENTUALLYREPLACED") || strstr(page_letters, "ADOBEREADER"));
  bool french = strstr(page_letters, "VEUILLEZPATIENTER") && (strstr(page_letters, "REMPLACE") || strstr(page_letters, "ADOBEREADER"));
  return english || french;
}

static uint32_t count_attached(const GList *notes) {
  uint32_t n = 0;
  for (const GList *at = notes; at; at = at->next) n += POPPLER_IS_ANNOT_FILE_ATTACHMENT(((const PopplerAnnotMapping *)at->data)->annot);
  return n;
}

uint32_t recto_pdf_extras(PopplerPage *page, size_t words, uint32_t *ret_attached) {
  g_autofree char *text = poppler_page_get_text(page);
  g_autofree char *valid = g_utf8_make_valid(text ? text : "", -1), *letters = recto_text_squeeze(valid);
  GList *notes = poppler_page_get_annot_mapping(page);
  uint32_t traits = form_traits(page, notes, letters);
  *ret_attached = count_attached(notes);
  if (*ret_attached) traits |= RECTO_TRAIT_ATTACHMENTS;
  if (is_shell(letters, words)) traits |= RECTO_TRAIT_XFA_SHELL;
  poppler_page_free_annot_mapping(notes);
  return traits;
}
