/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stack of PDF pages to files of one page. What cannot be taken apart is given whole: it may still be read. Must not know: libqpdf. */
#include "decode/container.h"
#include "decode/pdf.h"
#include "decode/stack-pdf.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoPdfStack, recto_pdf_stack_free)

static void give_page(RectoUnpacking *unpacking, const RectoMember *container, RectoPdfStack *stack, uint32_t index, uint32_t n) {
  size_t size = 0;
  uint8_t *data = recto_pdf_stack_page(stack, index, &size);
  g_autoptr(GBytes) bytes = data ? g_bytes_new_with_free_func(data, size, free, data) : NULL;
  g_autofree char *name = recto_name_page(container->name, index), *path = g_strdup_printf("%s » page %u", container->path, index + 1);
  RectoMember page = {.name = name, .path = path, .bytes = bytes, .depth = container->depth, .page = index, .remaining = n - index};
  page.outcome = bytes ? RECTO_OUTCOME_OK : RECTO_OUTCOME_CORRUPT;
  page.note = bytes ? RECTO_PART_PLAIN : RECTO_PART_DAMAGED;
  if (recto_unpacking_allow(unpacking, size, &page)) recto_unpacking_give(unpacking, &page);
}

RectoVerdict recto_stack_open_pdf(RectoUnpacking *unpacking, const RectoMember *container) {
  gsize size = 0;
  const uint8_t *data = g_bytes_get_data(container->bytes, &size);
  RectoPdfStackState state;
  g_autoptr(RectoPdfStack) stack = recto_pdf_stack_open(data, size, &state);
  bool cut = recto_pdf_is_cut(data, size);
  if (state.encrypted) return (RectoVerdict){RECTO_OUTCOME_ENCRYPTED, RECTO_PART_ENCRYPTED};
  if (!state.opened) return (RectoVerdict){RECTO_OUTCOME_DAMAGED, cut ? RECTO_PART_CUT : RECTO_PART_DAMAGED};
  if (state.n_pages == 0) return cut ? (RectoVerdict){RECTO_OUTCOME_DAMAGED, RECTO_PART_CUT} : (RectoVerdict){RECTO_OUTCOME_EMPTY, RECTO_PART_EMPTY};
  if (container->depth == 0) unpacking->facts.declared = state.n_pages;
  RectoVerdict verdict = {RECTO_OUTCOME_OK, RECTO_PART_PLAIN};
  if (state.repaired) verdict = (RectoVerdict){RECTO_OUTCOME_DAMAGED, RECTO_PART_REPAIRED};
  if (cut) verdict = (RectoVerdict){RECTO_OUTCOME_DAMAGED, RECTO_PART_CUT};
  if (state.n_pages == 1) return verdict;
  for (uint32_t i = 0; i < state.n_pages && recto_unpacking_goes_on(unpacking); i++) give_page(unpacking, container, stack, i, state.n_pages);
  return verdict;
}
