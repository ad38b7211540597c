/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values a layout may print. A value knows its kind, so that one value has many printed forms but one normal form (the truth).
 * Layouts never print a truth that is not one of these; the truth file holds exactly what was expanded. Draws nothing. */
#ifndef SPECIMEN_VARS_H
#define SPECIMEN_VARS_H

#include <glib.h>
#include <stdbool.h>

typedef struct Vars Vars;
typedef void (*VarsSeen)(void *closure, const char *name, const char *truth); /* a value was printed */

Vars *vars_new(void);
void vars_free(Vars *vars);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Vars, vars_free)

/* Wins over every later set of the same name; the text is read by the kind that is set (dates ISO, amounts with a dot). */
void vars_override(Vars *vars, const char *name, const char *text);

void vars_text(Vars *vars, const char *name, const char *text);
void vars_format(Vars *vars, const char *name, const char *format, ...) G_GNUC_PRINTF(3, 4);
void vars_person(Vars *vars, const char *name, const char *family, const char *given);
void vars_date(Vars *vars, const char *name, int year, int month, int day); /* 0 = unknown part */
void vars_gdate(Vars *vars, const char *name, const GDate *date);
void vars_month(Vars *vars, const char *name, int year, int month);
void vars_amount(Vars *vars, const char *name, double amount);
void vars_number(Vars *vars, const char *name, const char *digits, const char *groups); /* printed grouped, truth without spaces */
void vars_list(Vars *vars, const char *name, GPtrArray *rows); /* takes rows: char* with cells split by \t */

bool vars_has(const Vars *vars, const char *name); /* set and not empty */
const char *vars_raw(const Vars *vars, const char *name); /* text of a text or number; "" when absent */
double vars_amount_of(const Vars *vars, const char *name);
bool vars_gdate_of(const Vars *vars, const char *name, GDate *ret);
void vars_ymd_of(const Vars *vars, const char *name, int ret[3]);
const GPtrArray *vars_rows(const Vars *vars, const char *name);

/* Replaces {name}, {name:form}, {~name} (printed, not told to `seen`), {=name} (told, not printed:
 * for what the paper says in other words), {1}..{9} (cells of the current row), {?name:text} (text if set),
 * {!name:text} (text if not set). An unknown name is a fault of the layout and is told on stderr by name. Owned by the caller. */
char *vars_expand(const Vars *vars, const char *text, const char *row, VarsSeen seen, void *closure);

#endif
