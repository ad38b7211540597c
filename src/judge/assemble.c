/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sheets to documents and persons, and the whole chain. Must not know: pixels, clock. */
#include "judge/correct.h"
#include "judge/gather.h"

#include <recto/error.h>
#include <recto/judge.h>

void recto_assemble(const RectoModels *models, const GPtrArray *files, const GPtrArray *sheets, const RectoSituation *situation, RectoDate reception,
                    const GPtrArray *corrections, GPtrArray **ret_documents, GPtrArray **ret_persons)
{
  GPtrArray *documents = recto_gather_documents(models, files, sheets, corrections);
  recto_correct_fields(models, corrections, documents);
  GPtrArray *persons = recto_gather_persons(models, documents, situation, reception);
  recto_correct_persons(corrections, documents, persons);
  recto_mark_repeats(models, files, documents);
  *ret_documents = documents;
  *ret_persons = persons;
}

/* Answers that the procedure does not ask for, or words it does not know, are mistakes of the caller, told with what would fit. */
static bool answers_fit(const RectoProcedure *procedure, const RectoSituation *situation, GError **error)
{
  GHashTableIter iter;
  gpointer question, answer;
  if (!situation || !situation->answers) return true;
  g_hash_table_iter_init(&iter, situation->answers);
  while (g_hash_table_iter_next(&iter, &question, &answer)) {
    g_autofree char *why = NULL;
    if (recto_procedure_answer_fits(procedure, question, answer, &why)) continue;
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_USAGE, "%s=%s: %s", (const char *)question, (const char *)answer, why ? why : "?");
    return false;
  }
  return true;
}

static char *version_of(const RectoModels *models, const RectoProcedure *procedure)
{
  const char *digest = recto_procedure_digest(models, procedure->id);
  g_autofree char *prefix = g_strndup(digest ? digest : "", 12);
  return g_strdup_printf("%s+%s", procedure->version ? procedure->version : "", prefix);
}

static void read_sheets(const RectoModels *models, const RectoCase *the_case, RectoDossier *dossier)
{
  GPtrArray *sheets = recto_classify(models, dossier->files);
  recto_correct_sheets(models, the_case->corrections, sheets);
  for (guint i = 0; i < sheets->len; i++) {
    RectoSheet *sheet = sheets->pdata[i];
    const RectoPage *page = recto_page_find(dossier->files, sheet->page);
    if (!page) continue;
    GPtrArray *fields = recto_page_fields(models, page, sheet->won, the_case->looks, the_case->reception.year);
    g_clear_pointer(&sheet->fields, g_ptr_array_unref);
    sheet->fields = fields;
  }
  g_clear_pointer(&dossier->sheets, g_ptr_array_unref);
  dossier->sheets = sheets;
}

static void keep_clerks_word(const RectoCase *the_case, RectoDossier *dossier)
{
  for (guint i = 0; the_case->corrections && i < the_case->corrections->len; i++)
    g_ptr_array_add(dossier->corrections, recto_correction_copy(the_case->corrections->pdata[i]));
}

RectoDossier *recto_judge(const RectoModels *models, const RectoCase *the_case, GError **error)
{
  const RectoProcedure *procedure = recto_models_procedure(models, the_case->procedure);
  if (!procedure) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_USAGE, "no procedure \"%s\"", the_case->procedure ? the_case->procedure : "");
    return NULL;
  }
  if (!answers_fit(procedure, the_case->situation, error)) return NULL;
  RectoDossier *dossier = recto_dossier_new(the_case->number, the_case->procedure);
  dossier->procedure_version = version_of(models, procedure);
  dossier->reception = the_case->reception;
  dossier->received_at = the_case->received_at;
  g_clear_pointer(&dossier->situation, recto_situation_free);
  dossier->situation = the_case->situation ? recto_situation_copy(the_case->situation) : recto_situation_new();
  g_clear_pointer(&dossier->files, g_ptr_array_unref);
  dossier->files = g_ptr_array_ref(the_case->files);
  keep_clerks_word(the_case, dossier);
  read_sheets(models, the_case, dossier);
  g_clear_pointer(&dossier->documents, g_ptr_array_unref);
  g_clear_pointer(&dossier->persons, g_ptr_array_unref);
  recto_assemble(models, dossier->files, dossier->sheets, dossier->situation, dossier->reception, dossier->corrections, &dossier->documents, &dossier->persons);
  recto_check(models, dossier);
  return dossier;
}
