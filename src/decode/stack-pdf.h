/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The C side of libqpdf's page surgery, of which its C interface has only half. Bytes in, bytes out. */
#ifndef RECTO_DECODE_STACK_PDF_H
#define RECTO_DECODE_STACK_PDF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct RectoPdfStack RectoPdfStack;
typedef struct {
  bool opened;       /* false: it cannot be taken apart */
  bool encrypted;    /* needs a password that is not empty */
  bool repaired;     /* the table of its objects had to be rebuilt */
  uint32_t n_pages;
} RectoPdfStackState;

/* `data` stays the caller's and must outlive the stack. Never throws; the stack is to be freed also when it was not opened. */
RectoPdfStack *recto_pdf_stack_open(const uint8_t *data, size_t size, RectoPdfStackState *ret);
/* A PDF of page `index` alone, with what it shows and nothing of other pages; streams are copied as they are, passwords are gone.
 * To be freed with free(). NULL = this page cannot be taken out. */
uint8_t *recto_pdf_stack_page(RectoPdfStack *stack, uint32_t index, size_t *ret_size);
void recto_pdf_stack_free(RectoPdfStack *stack);

#ifdef __cplusplus
}
#endif
#endif
