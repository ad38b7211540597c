/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dossier told on the terminal: the answer first, then what to do, then the rest. */
#include "cli/cli.h"

static const RectoPiece *find_piece(const RectoProcedure *procedure, const char *id) {
  for (guint i = 0; procedure && i < procedure->pieces->len; i++) {
    const RectoPiece *piece = procedure->pieces->pdata[i];
    size_t length = strlen(piece->id);
    if (strncmp(piece->id, id, length) == 0 && (id[length] == 0 || id[length] == '.')) return piece;
  }
  return NULL;
}

static void print_pieces(const RectoCli *cli, const RectoDossier *dossier) {
  const RectoProcedure *procedure = recto_models_procedure(cli->models, dossier->procedure);
  g_autofree char *title = recto_cli_say(cli, "cli.pieces", NULL);
  printf("\n%s\n", title);
  for (guint i = 0; i < dossier->pieces->len; i++) {
    const RectoPieceResult *result = dossier->pieces->pdata[i];
    if (result->state == RECTO_PIECE_NOT_NEEDED) continue;
    const RectoPiece *piece = find_piece(procedure, result->id);
    const char *dot = strchr(result->id, '.');
    g_autofree char *key = g_strconcat("piece-state.", recto_piece_state_word(result->state), NULL), *state = recto_cli_say(cli, key, NULL);
    glong pad = 24 - g_utf8_strlen(state, -1);
    printf("  %s%*s %s%s%s\n", state, (int)MAX(pad, 0), "", piece ? recto_label(piece->labels, cli->language) : result->id, dot ? " " : "", dot ? dot + 1 : "");
  }
}

static void print_findings(const RectoCli *cli, const RectoDossier *dossier, RectoWeight weight, const char *title_key) {
  bool begun = false;
  for (guint i = 0; i < dossier->findings->len; i++) {
    const RectoFinding *finding = dossier->findings->pdata[i];
    if (finding->weight != weight) continue;
    g_autofree char *title = recto_cli_say(cli, title_key, NULL);
    if (!begun) printf("\n%s\n", title);
    begun = true;
    RectoFindingText text = recto_finding_text(cli->models, dossier, finding, cli->language);
    printf("  - %s\n    %s\n", text.title, text.text);
    if (text.action && *text.action) printf("    → %s\n", text.action);
    recto_finding_text_clear(&text);
  }
}

int recto_cli_verdict(const RectoCli *cli, const RectoDossier *dossier) {
  g_autofree char *key = g_strconcat("cli.complete.", recto_answer_word(dossier->complete), NULL), *answer = recto_cli_say(cli, key, NULL);
  if (!cli->json) {
    printf("%s\n", answer);
    print_findings(cli, dossier, RECTO_WEIGHT_ACTION, "cli.actions");
    print_findings(cli, dossier, RECTO_WEIGHT_CHECK, "cli.checks");
    print_pieces(cli, dossier);
    print_findings(cli, dossier, RECTO_WEIGHT_INFO, "cli.infos");
  }
  return dossier->complete == RECTO_YES ? RECTO_EXIT_DONE : dossier->complete == RECTO_NO ? RECTO_EXIT_INCOMPLETE : RECTO_EXIT_CHECK;
}
