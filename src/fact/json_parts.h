/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small words for writing JSON members, shared by the writers of facts and of dossiers. */
#ifndef RECTO_JSON_PARTS_H
#define RECTO_JSON_PARTS_H

#include <recto/json.h>

void recto_json_double(JsonBuilder *builder, const char *key, double value, int digits);
void recto_json_bool(JsonBuilder *builder, const char *key, bool value);
void recto_json_box(JsonBuilder *builder, const char *key, RectoBox box);
void recto_json_open(JsonBuilder *builder, const char *key, bool array); /* key NULL inside arrays; close with json_builder_end_array/object */

#endif
