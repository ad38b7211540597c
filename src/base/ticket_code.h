/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The code of a deposit ticket: 80 random bits and a check, as a person can read it aloud, "7K3V-X9QM-2B4T-8YHN-6".
 *
 * | part  | letters | meaning                                                                                   |
 * |-------|---------|-------------------------------------------------------------------------------------------|
 * | bits  | 16      | five bits a letter, the first bits first, of Crockford's 32: 0-9 A-Z without I L O U        |
 * | check | 1       | of the same letters: the sum over i = 0…15 of a^(i+1) · letter(i) in the field of 32 elements, |
 * |       |         | a = 2, modulo x^5 + x^2 + 1                                                               |
 * The powers of a differ, so every single wrong letter and every two letters that changed places, neighbours or not, are found.
 * When read, small letters are capitals, O is 0, I and L are 1, spaces and dashes do not count. Must not know: what the code opens. */
#ifndef RECTO_TICKET_CODE_H
#define RECTO_TICKET_CODE_H

#include <stdbool.h>
#include <stdint.h>

#define RECTO_TICKET_BITS 10    /* bytes */
#define RECTO_TICKET_LETTERS 17

/* The letters without dashes, and the form for people; the second is owned by the caller. */
void recto_ticket_code_from(const uint8_t bits[RECTO_TICKET_BITS], char ret_letters[RECTO_TICKET_LETTERS + 1]);
char *recto_ticket_code_spell(const char *letters);
/* WRONG: a letter is not as it was printed: nobody guesses that way. */
typedef enum { RECTO_TICKET_RIGHT, RECTO_TICKET_WRONG, RECTO_TICKET_NO_CODE } RectoTicketReading;
/* `ret_letters` is set only when RIGHT. */
RectoTicketReading recto_ticket_code_parse(const char *untrusted_text, char ret_letters[RECTO_TICKET_LETTERS + 1]);

#endif
