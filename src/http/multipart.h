/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The framing of a form with files (multipart/form-data, RFC 7578), read as it comes: heads of parts are told whole, their bytes in pieces, never held.
 * Strict on purpose: what no browser sends is refused, so that two programs cannot understand the same bytes in two ways. No preamble, lines end in CR LF, no
 * parts inside parts, one boundary. Nothing of a part's bytes is looked at beyond the search for the boundary. Must not know: HTTP, what parts mean. */
#ifndef RECTO_MULTIPART_H
#define RECTO_MULTIPART_H

#include <glib.h>
#include <stdbool.h>

typedef struct RectoMultipart RectoMultipart;

/* Strings are valid only during the call. */
typedef struct {
  const char *name;           /* of the field: ASCII letters, digits, dash, underscore; at most 64 */
  const char *untrusted_file; /* as sent, percent signs of quotes and line ends undone; NULL = not a file. "" = a file field that was left empty */
} RectoPartHead;

/* Each may answer false: then nothing more is read and the form is BROKEN. */
typedef struct {
  bool (*begin)(const RectoPartHead *head, gpointer data);
  bool (*bytes)(const void *bytes, size_t size, gpointer data); /* size > 0 */
  bool (*end)(gpointer data);                                   /* the part is whole: its closing boundary was seen */
} RectoPartCalls;

typedef enum { RECTO_FORM_OPEN, RECTO_FORM_WHOLE, RECTO_FORM_BROKEN } RectoFormState;

#define RECTO_PART_HEAD_MAX 4096 /* bytes of one part's head */

/* `content_type` is the request's header, `most_parts` the number of parts that are taken. NULL = no form with files, or its boundary cannot be used. */
RectoMultipart *recto_multipart_new(const char *content_type, size_t most_parts, const RectoPartCalls *calls, gpointer data);
/* WHOLE once the last boundary was seen; what follows it is passed over. A form that ends while OPEN was cut. */
RectoFormState recto_multipart_feed(RectoMultipart *form, const void *bytes, size_t size);
RectoFormState recto_multipart_state(const RectoMultipart *form);
void recto_multipart_free(RectoMultipart *form);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RectoMultipart, recto_multipart_free)

/* The parameter of a header's value ("boundary" of "multipart/form-data; boundary=x"), without its quotation marks; NULL when it is absent, given twice or not
 * closed. Owned by the caller. */
char *recto_header_parameter(const char *value, const char *name);
/* A file's name for people: valid UTF-8 without folders, control characters and marks that turn the direction of writing; "-" when nothing is left. */
char *recto_clean_file_name(const char *untrusted_name);

#endif
