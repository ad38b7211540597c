/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto: chooses the command. */
#include "cli/cli.h"
#include <locale.h>
#include <sys/stat.h>

typedef struct { const char *name, *summary; int (*run)(int argc, char **argv); } Command;

static const Command commands[] = {
    {"intake", "des fichiers à un dossier vérifié (files to a checked bundle)", recto_cmd_intake},
    {"check", "ces pages sont-elles lisibles ? (legibility only, fast)", recto_cmd_check},
    {"read", "tout ce qui a été lu dans des fichiers (all facts of files)", recto_cmd_read},
    {"unpack", "archives, courriels, piles de pages à leurs parties (containers to their parts)", recto_cmd_unpack},
    {"judge", "juger à nouveau un dossier enregistré (judge a stored dossier again)", recto_cmd_judge},
    {"model", "vérifier les modèles (check the model files)", recto_cmd_model},
    {"doctor", "ce qui est installé, et le niveau de protection (libraries, jail level)", recto_cmd_doctor},
};

static void print_help(FILE *out) {
  fprintf(out, "usage: recto COMMANDE [options] …\n\n");
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++) fprintf(out, "  recto %-8s %s\n", commands[i].name, commands[i].summary);
  fprintf(out, "\n  recto COMMANDE --help   recto --version   man recto\n");
}

int main(int argc, char **argv) {
  setlocale(LC_CTYPE, "C.UTF-8");
  umask(077);
  const char *name = argc > 1 ? argv[1] : "";
  if (g_str_equal(name, "--version") || g_str_equal(name, "version")) {
    printf("recto %s\n", RECTO_VERSION);
    return RECTO_EXIT_DONE;
  }
  if (g_str_equal(name, "--help") || g_str_equal(name, "-h") || g_str_equal(name, "help")) {
    print_help(stdout);
    return RECTO_EXIT_DONE;
  }
  for (gsize i = 0; i < G_N_ELEMENTS(commands); i++)
    if (g_str_equal(commands[i].name, name)) return commands[i].run(argc - 1, argv + 1);
  if (*name) fprintf(stderr, "recto: commande inconnue « %s »\n\n", name);
  print_help(stderr);
  return RECTO_EXIT_USAGE;
}
