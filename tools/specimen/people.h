/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fictitious people, addresses and firms drawn from the tables of data/ by seed and role. Draws nothing. */
#ifndef SPECIMEN_PEOPLE_H
#define SPECIMEN_PEOPLE_H

#include "rng.h"
#include "vars.h"

typedef struct {
  char **cells;
} Line;
typedef struct {
  GPtrArray *cultures, *streets, *prefectures, *employers; /* of char** cells */
  guint64 seed;
  GDate today;
} World;

World *world_load(const char *folder, guint64 seed, const GDate *today); /* NULL with a message on stderr */
void world_free(World *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(World, world_free)

/* Sets PREFIX.name .birth .place .country .nat .natcode .civ .e .f .phone .email .nir .fiscal .foreigner .iban .street .cp .city .address …
 * `role` picks the person ("p1", "host"); `culture` may be NULL (drawn) or a code such as "FRA". Adults only. */
void people_set(const World *world, Vars *vars, const char *prefix, const char *role, const char *culture);
/* Sets PREFIX.street .cp .city .address (two lines), by the seed and `home`. */
void people_set_address(const World *world, Vars *vars, const char *prefix, const char *home);
void people_set_employer(const World *world, Vars *vars, const char *role);
void people_set_prefecture(const World *world, Vars *vars, const char *postcode);

#endif
