/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other values in a file of limits; its comments, order and every other byte stay. Knows two-space indentation and "name: value  # comment", no more of YAML. */
#ifndef CALIBRATION_VALUES_H
#define CALIBRATION_VALUES_H

#include <glib.h>
#include <stdbool.h>

/* `values`: dotted key -> text of the value. A key that the file does not have is an error. */
char *values_replaced(const char *text, GHashTable *values, GError **error);

#endif
