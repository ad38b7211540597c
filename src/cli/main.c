/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto: chooses the command. */
#include "cli/cli.h"
#include <locale.h>
#include <sys/resource.h>
#include <sys/stat.h>

typedef struct { const char *name, *summary; int (*run)(int argc, char **argv); } Command;

static const Command commands[] = {
    {"intake", "des fichiers à un dossier vérifié (files to a checked bundle)", recto_cmd_intake},
    {"new", "ouvrir un dossier (begin a dossier)", recto_cmd_new},
    {"add", "ajouter des fichiers à un dossier (add files)", recto_cmd_add},
    {"replace", "remplacer des fichiers (replace files)", recto_cmd_replace},
    {"withdraw", "retirer des fichiers (withdraw files)", recto_cmd_withdraw},
    {"anyway", "envoyer tel quel, malgré le constat (send in spite of the verdict)", recto_cmd_anyway},
    {"seen", "l'original d'une pièce a été présenté (an original was shown)", recto_cmd_seen},
    {"correct", "corriger ce que la machine a vu (the clerk's word)", recto_cmd_correct},
    {"undo", "annuler une version (undo a version)", recto_cmd_undo},
    {"list", "les dossiers, le plus urgent d'abord (dossiers by urgency)", recto_cmd_list},
    {"status", "où en est un dossier (where a dossier stands)", recto_cmd_status},
    {"history", "ce qui est arrivé à un dossier (what happened)", recto_cmd_history},
    {"judge", "juger à nouveau un dossier enregistré (judge a stored dossier again)", recto_cmd_judge},
    {"bundle", "écrire le dossier vérifié (write the bundle)", recto_cmd_bundle},
    {"slip", "le reçu à remettre, sur une page (the slip)", recto_cmd_slip},
    {"ticket", "un ticket pour déposer en ligne (a deposit ticket)", recto_cmd_ticket},
    {"user", "les comptes du personnel (accounts of the staff)", recto_cmd_user},
    {"serve", "la page de dépôt et le guichet, dans un navigateur (deposit page and desk)", recto_cmd_serve},
    {"close", "fermer un dossier (close)", recto_cmd_close},
    {"reopen", "rouvrir un dossier (open again)", recto_cmd_reopen},
    {"work", "examiner ce qui attend (do what waits)", recto_cmd_work},
    {"retry", "reprendre la quarantaine (retry the quarantine)", recto_cmd_retry},
    {"verify", "vérifier le registre (verify the register)", recto_cmd_verify},
    {"backup", "sauvegarder le registre (back up)", recto_cmd_backup},
    {"restore", "remettre une sauvegarde (restore)", recto_cmd_restore},
    {"key", "la clé du registre et sa copie (the site key's copy)", recto_cmd_key},
    {"purge", "effacer un dossier pour toujours (erase for ever)", recto_cmd_purge},
    {"batch", "une pile de courrier devient des dossiers (a stack of letters)", recto_cmd_batch},
    {"watch", "surveiller un dossier de courrier (watch a mail folder)", recto_cmd_watch},
    {"tray", "les pages du courrier qui attendent une personne (pages that wait)", recto_cmd_tray},
    {"devices", "les scanners, et ce qu'ils savent faire (scanners)", recto_cmd_devices},
    {"scan", "du papier à un dossier ou à un répertoire (scan paper)", recto_cmd_scan},
    {"check", "ces pages sont-elles lisibles ? (legibility only, fast)", recto_cmd_check},
    {"read", "tout ce qui a été lu dans des fichiers (all facts of files)", recto_cmd_read},
    {"sheets", "séparateurs et pages de garde à imprimer (separator and cover sheets)", recto_cmd_sheets},
    {"unpack", "archives, courriels, piles de pages à leurs parties (containers to their parts)", recto_cmd_unpack},
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
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}); /* a core would hold names, texts and keys */
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
