/* SPDX-License-Identifier: GPL-3.0-or-later */
/* site.yaml: who receives the dossier. The same strictness as the models. */
#include "base/file.h"
#include "model/bind.h"
#include <recto/error.h>
#include <recto/model.h>

#define AT(member) offsetof(RectoSite, member)
static const RectoKey site_keys[] = {
    {.name = "service", .kind = RECTO_KEY_TEXT, .offset = AT(service), .required = true},
    {.name = "address", .kind = RECTO_KEY_TEXT, .offset = AT(address)},
    {.name = "phone", .kind = RECTO_KEY_TEXT, .offset = AT(phone)},
    {.name = "email", .kind = RECTO_KEY_TEXT, .offset = AT(email)},
    {.name = "agent", .kind = RECTO_KEY_TEXT, .offset = AT(agent)},
    {.name = "time-zone", .kind = RECTO_KEY_TEXT, .offset = AT(time_zone)},
    {.name = "opening-hours", .kind = RECTO_KEY_TEXT, .offset = AT(opening_hours)},
    {.name = "court", .kind = RECTO_KEY_TEXT, .offset = AT(court)},
    {.name = "deadline-days", .kind = RECTO_KEY_INTEGER, .offset = AT(deadline_days), .least = 1, .most = 365},
    {.name = "leaked-passwords", .kind = RECTO_KEY_TEXT, .offset = AT(leaked_passwords)},
    {.name = "competent-authority", .kind = RECTO_KEY_YES_NO, .offset = AT(competent_authority), .required = true},
    {.name = NULL},
};

static void clear(void *site) { recto_site_clear(site); }
static const RectoShape site_shape = {"a site", site_keys, sizeof(RectoSite), RECTO_NO_ID, NULL, NULL, clear};

/* A path in the site file counts from where that file lies. */
static void resolve(const char *path, char **relative) {
  g_autofree char *folder = g_path_get_dirname(path), *given = g_steal_pointer(relative);
  *relative = given ? g_canonicalize_filename(given, folder) : NULL;
}

bool recto_site_load(const char *path, RectoSite *ret_site, GError **error) {
  g_autoptr(GBytes) bytes = recto_file_read(path, RECTO_NODE_MAX_BYTES, error);
  if (!bytes) return false;
  g_auto(RectoFaults) faults;
  recto_faults_init(&faults);
  g_autoptr(RectoTree) tree = recto_tree_parse(path, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), &faults);
  RectoSite site = {0};
  RectoBinder binder = {.faults = &faults};
  if (tree->root) recto_bind(&binder, tree->root, &site_shape, &site);
  if (faults.faults->len == 0) {
    resolve(path, &site.leaked_passwords);
    *ret_site = site;
    return true;
  }
  recto_site_clear(&site);
  g_ptr_array_add(faults.faults, NULL);
  g_autofree char *lines = g_strjoinv("\n", (char **)faults.faults->pdata);
  g_set_error_literal(error, RECTO_ERROR, RECTO_ERROR_MODEL, lines);
  return false;
}

void recto_site_clear(RectoSite *site) {
  g_clear_pointer(&site->service, g_free);
  g_clear_pointer(&site->address, g_free);
  g_clear_pointer(&site->phone, g_free);
  g_clear_pointer(&site->email, g_free);
  g_clear_pointer(&site->agent, g_free);
  g_clear_pointer(&site->time_zone, g_free);
  g_clear_pointer(&site->opening_hours, g_free);
  g_clear_pointer(&site->court, g_free);
  g_clear_pointer(&site->leaked_passwords, g_free);
}
