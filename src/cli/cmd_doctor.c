/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto doctor: libraries with versions, optional parts, the jail's level. */
#include "bundle/fonts.h"
#include "cli/cli.h"
#include <archive.h>
#include <cairo.h>
#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <openssl/crypto.h>
#include <pango/pango.h>
#include <qpdf/qpdf-c.h>
#include <yaml.h>

static void print_main_libraries(void) {
  printf("  glib %u.%u.%u\n  json-glib %d.%d.%d\n  libyaml %s\n", glib_major_version, glib_minor_version, glib_micro_version, JSON_MAJOR_VERSION,
         JSON_MINOR_VERSION, JSON_MICRO_VERSION, yaml_get_version_string());
  printf("  cairo %s\n  pango %s\n  libqpdf %s\n  %s\n  %s\n", cairo_version_string(), pango_version_string(), qpdf_get_qpdf_version(), archive_version_string(),
         OpenSSL_version(OPENSSL_VERSION));
}

static void print_reader(const RectoReader *reader) {
  static const char *const levels[] = {"aucune (none)", "limites de ressources (rlimits)", "limites + seccomp", "complète : limites, seccomp, Landlock (full)"};
  g_auto(GStrv) versions = g_strsplit(recto_reader_versions(reader), "; ", -1);
  printf("recto-reader\n");
  for (char **version = versions; *version; version++) printf("  %s\n", *version);
  printf("Protection des lecteurs (jail) : %s\n", levels[recto_reader_jail_level(reader)]);
}

/* Every language that is spoken here: whether its fonts draw all of its letters, and the package that brings them. */
static void print_languages(const RectoCli *cli) {
  const GPtrArray *languages = recto_models_languages(cli->models);
  printf("Langues (languages)\n");
  for (guint i = 0; i < languages->len; i++) {
    const RectoLanguage *language = languages->pdata[i];
    g_autofree char *lack = recto_fonts_lack(language, recto_models_sentences(cli->models, language->code));
    printf("  %s  %s%s : ", language->code, language->name ? language->name : "", language->draft ? ", projet non relu (draft)" : "");
    if (lack) printf("il manque (missing) %s ; paquet %s\n", lack, language->package ? language->package : "?");
    else printf("polices complètes (fonts complete)\n");
  }
}

int recto_cmd_doctor(int argc, char **argv) {
  RectoCli cli = {0};
  int code = 0;
  GError *error = NULL;
  if (recto_cli_parse(&cli, argc, argv, NULL, "Dit ce qui est installé et le niveau de protection.", NULL, RECTO_CLI_MODELS, &code)) {
    printf("recto %s\n", RECTO_VERSION);
    print_main_libraries();
    g_free(cli.require);
    cli.require = g_strdup("none");
    g_autoptr(RectoReader) reader = recto_cli_reader(&cli, &error);
    if (reader) print_reader(reader);
    else code = recto_cli_fail(&cli, error);
    print_languages(&cli);
    printf("Modèles : %s, empreinte %.12s, %u types, %u démarches\n", cli.models_folder, recto_models_digest(cli.models), recto_models_types(cli.models)->len,
           recto_models_procedures(cli.models)->len);
  }
  recto_cli_clear(&cli);
  return code;
}
