/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "people.h"
#include "number.h"
#include <string.h>

static void cells_free(gpointer cells) { g_strfreev(cells); }

static GPtrArray *load_table(const char *folder, const char *file) {
  g_autofree char *path = g_build_filename(folder, "data", file, NULL), *text = NULL;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(path, &text, NULL, &error)) {
    g_printerr("specimen: %s\n", error->message);
    return NULL;
  }
  GPtrArray *table = g_ptr_array_new_with_free_func(cells_free);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    if (lines[i][0] && lines[i][0] != '#') g_ptr_array_add(table, g_strsplit(lines[i], "|", -1));
  return table;
}

World *world_load(const char *folder, guint64 seed, const GDate *today) {
  g_autoptr(World) world = g_new0(World, 1);
  world->seed = seed;
  world->today = *today;
  world->cultures = load_table(folder, "cultures.txt");
  world->streets = load_table(folder, "streets.txt");
  world->prefectures = load_table(folder, "prefectures.txt");
  world->employers = load_table(folder, "employers.txt");
  if (!world->cultures || !world->streets || !world->prefectures || !world->employers) return NULL;
  return g_steal_pointer(&world);
}

void world_free(World *world) {
  g_clear_pointer(&world->cultures, g_ptr_array_unref);
  g_clear_pointer(&world->streets, g_ptr_array_unref);
  g_clear_pointer(&world->prefectures, g_ptr_array_unref);
  g_clear_pointer(&world->employers, g_ptr_array_unref);
  g_free(world);
}

static char *pick(Rng *rng, const char *pool) {
  g_auto(GStrv) words = g_strsplit(pool, ",", -1);
  return g_strdup(words[rng_int(rng, 0, (int)g_strv_length(words) - 1)]);
}

static char **culture_of(const World *world, Rng *rng, const char *code) {
  for (guint i = 0; code && *code && i < world->cultures->len; i++)
    if (strcmp(((char **)world->cultures->pdata[i])[0], code) == 0) return world->cultures->pdata[i];
  char **drawn = world->cultures->pdata[rng_int(rng, 0, (int)world->cultures->len - 2)]; /* the last is France: applicants are foreigners */
  return drawn;
}

static char *key(const char *prefix, const char *name) { return g_strconcat(prefix, ".", name, NULL); }
static void text(Vars *vars, const char *prefix, const char *name, const char *value) {
  g_autofree char *k = key(prefix, name);
  vars_text(vars, k, value);
}
static void number(Vars *vars, const char *prefix, const char *name, char *value, const char *groups) {
  g_autofree char *k = key(prefix, name), *owned = value;
  vars_number(vars, k, owned, groups);
}

/* One in fifteen is born on a day nobody wrote down (00/00/1985). */
static void set_birth(const World *world, Vars *vars, Rng *rng, const char *prefix, char sex) {
  int year = g_date_get_year(&world->today) - rng_int(rng, 22, 62), month = rng_int(rng, 1, 12), day = rng_int(rng, 1, 28);
  bool unknown = rng_int(rng, 1, 15) == 1 && strcmp(prefix, "p") == 0;
  g_autofree char *k = key(prefix, "birth");
  vars_date(vars, k, year, unknown ? 0 : month, unknown ? 0 : day);
  int ymd[3];
  vars_ymd_of(vars, k, ymd);
  number(vars, prefix, "nir", number_nir(rng, sex, ymd[0], ymd[1]), "122233 2");
}

static void set_contact(Vars *vars, Rng *rng, const char *prefix, const char *family, const char *given) {
  g_autofree char *f = g_str_to_ascii(family, "C"), *g = g_str_to_ascii(given, "C");
  g_autofree char *mail = g_strdup_printf("%s%s%s%d@courriel.example", g, *g ? "." : "", f, rng_int(rng, 1, 89)), *lower = g_ascii_strdown(mail, -1);
  g_strdelimit(lower, " '", '-');
  text(vars, prefix, "email", lower);
  g_autofree char *tail = rng_digits(rng, 8);
  g_autofree char *phone = g_strdup_printf("0%d%s", rng_int(rng, 6, 7), tail);
  number(vars, prefix, "phone", g_steal_pointer(&phone), "2");
}

/* A person with one name only is written under the family name, as the card offices do. */
static void set_name(Vars *vars, Rng *rng, const char *prefix, char **culture, bool woman) {
  g_autofree char *family = pick(rng, culture[6]), *given = pick(rng, culture[woman ? 8 : 7]);
  bool single = strcmp(family, "-") == 0;
  g_autofree char *k = key(prefix, "name");
  vars_person(vars, k, single ? given : family, single ? "" : given);
  set_contact(vars, rng, prefix, single ? given : family, single ? "" : given);
  g_autofree char *father = pick(rng, culture[7]), *mother = pick(rng, culture[8]), *maiden = pick(rng, culture[6]);
  g_autofree char *kf = key(prefix, "father"), *km = key(prefix, "mother");
  vars_person(vars, kf, single ? father : family, single ? "" : father);
  vars_person(vars, km, strcmp(maiden, "-") == 0 ? mother : maiden, strcmp(maiden, "-") == 0 ? "" : mother);
}

static void set_sex(Vars *vars, const char *prefix, bool woman) {
  text(vars, prefix, "sex", woman ? "F" : "M");
  text(vars, prefix, "civ", woman ? "Mme" : "M.");
  text(vars, prefix, "civility", woman ? "Madame" : "Monsieur");
  text(vars, prefix, "e", woman ? "e" : "");
  text(vars, prefix, "f", woman ? "1" : "");
}

void people_set(const World *world, Vars *vars, const char *prefix, const char *role, const char *culture_code) {
  g_autofree char *label = g_strconcat("person:", role, NULL);
  Rng rng = rng_new(world->seed, label);
  g_autofree char *ks = key(prefix, "sex"), *kc = key(prefix, "natcode");
  bool woman = vars_has(vars, ks) ? vars_raw(vars, ks)[0] == 'F' : rng_int(&rng, 0, 1);
  char **culture = culture_of(world, &rng, vars_has(vars, kc) && strcmp(prefix, "p") == 0 ? vars_raw(vars, kc) : culture_code);
  set_sex(vars, prefix, woman);
  set_name(vars, &rng, prefix, culture, woman);
  set_birth(world, vars, &rng, prefix, woman ? 'F' : 'M');
  text(vars, prefix, "natcode", culture[0]);
  text(vars, prefix, "nat", culture[woman ? 2 : 1]);
  text(vars, prefix, "country", culture[3]);
  text(vars, prefix, "country-own", culture[4]);
  g_autofree char *place = pick(&rng, culture[5]);
  text(vars, prefix, "place", place);
  number(vars, prefix, "fiscal", number_fiscal(&rng), "2233 3");
  g_autofree char *eight = rng_digits(&rng, 8);
  number(vars, prefix, "foreigner", g_strdup_printf("99%s", eight), NULL);
  number(vars, prefix, "iban", number_iban(&rng), "4");
  g_autofree char *height = g_strdup_printf("1,%d m", rng_int(&rng, 54, 92));
  text(vars, prefix, "height", height);
}

void people_set_address(const World *world, Vars *vars, const char *prefix, const char *home) {
  g_autofree char *label = g_strconcat("home:", home, NULL);
  Rng rng = rng_new(world->seed, label);
  char **street = world->streets->pdata[rng_int(&rng, 0, (int)world->streets->len - 1)];
  int house = rng_int(&rng, 1, 148);
  const char *twin = rng_int(&rng, 1, 9) == 1 ? " bis" : "";
  g_autofree char *line = g_strdup_printf("%d%s %s", house, twin, street[0]), *city = g_utf8_strup(street[2], -1);
  text(vars, prefix, "street", line);
  text(vars, prefix, "cp", street[1]);
  text(vars, prefix, "city", city);
  text(vars, prefix, "commune", street[2]);
  g_autofree char *ks = key(prefix, "street"), *kp = key(prefix, "cp"), *kc = key(prefix, "city");
  static const char *const extras[] = {"BÂT B APPT 12", "ESC 2 - 3E ÉTAGE", "RÉSIDENCE LES CHÊNES", "APPT 204", "CHEZ LE GARDIEN - LOGE A"};
  bool with_extra = rng_int(&rng, 1, 4) == 1;
  text(vars, prefix, "extra", with_extra ? extras[rng_int(&rng, 0, 3)] : "");
  g_autofree char *ke = key(prefix, "extra");
  const char *extra = vars_raw(vars, ke);
  g_autofree char *both = g_strdup_printf("%s%s%s\\n%s %s", extra, *extra ? "\\n" : "", vars_raw(vars, ks), vars_raw(vars, kp), vars_raw(vars, kc));
  text(vars, prefix, "address", both);
}

void people_set_employer(const World *world, Vars *vars, const char *role) {
  Rng rng = rng_new(world->seed, role);
  char **firm = world->employers->pdata[rng_int(&rng, 0, (int)world->employers->len - 1)];
  text(vars, "employer", "name", firm[0]);
  text(vars, "employer", "activity", firm[1]);
  text(vars, "employer", "naf", firm[2]);
  text(vars, "employer", "agreement", firm[3]);
  text(vars, "employer", "job", firm[vars_has(vars, "p.f") ? 5 : 4]);
  g_autofree char *siret = number_siret(&rng);
  g_autofree char *siren = g_strndup(siret, 9), *urssaf = rng_digits(&rng, 15);
  vars_number(vars, "employer.siret", siret, "33359");
  vars_number(vars, "employer.siren", siren, "3");
  vars_number(vars, "employer.urssaf", urssaf, "3");
  g_autofree char *home = g_strconcat("employer:", role, NULL);
  people_set_address(world, vars, "employer", home);
  people_set(world, vars, "manager", home, "FRA");
  vars_format(vars, "manager.role", "%s", vars_has(vars, "manager.f") ? "Directrice des ressources humaines" : "Gérant");
  g_autofree char *tail = rng_digits(&rng, 8);
  g_autofree char *phone = g_strdup_printf("0%d%s", rng_int(&rng, 1, 5), tail);
  vars_number(vars, "employer.phone", phone, "2");
  vars_format(vars, "employer.capital", "%d 000", rng_int(&rng, 2, 90));
}

void people_set_prefecture(const World *world, Vars *vars, const char *postcode) {
  char **found = world->prefectures->pdata[15];
  for (guint i = 0; i < world->prefectures->len; i++) {
    char **cells = world->prefectures->pdata[i];
    if (g_str_has_prefix(postcode, cells[0])) found = cells;
  }
  vars_text(vars, "pref.name", found[1]);
  vars_text(vars, "pref.city", found[2]);
  vars_text(vars, "pref.dept", found[0]);
}
