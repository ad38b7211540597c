/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto scan: paper becomes deposits of a dossier, or files of a folder, page by page as it arrives. */
#include "cli/scan_keep.h"
#include "cli/scan_say.h"
#include <recto/error.h>
#include <recto/json.h>
#include <unistd.h>

typedef struct {
  RectoDesk desk;
  char *device, *source, *mode, *size, *procedure, *folder;
  char **options, **answers;
  double resolution;
  int count, most;
  gboolean continues, manual_duplex;
  /* while it runs */
  RectoSituation *situation;
  RectoKeep keep;
  RectoPass pass;
  RectoScanVoice voice;
  char *again;
  RectoScanStatus status;   /* of the last pass */
  bool doubtful;            /* a person must look: half a page, a cut picture, another count */
} Scan;

static bool refuse(Scan *scan, const char *key, const char *value) {
  g_autofree char *text = recto_cli_say(&scan->desk.cli, key, "value", value, NULL);
  g_set_error_literal(&scan->desk.error, RECTO_ERROR, RECTO_ERROR_USAGE, text);
  return false;
}

/* ------------------------------------------------------------------ before the first page */

static bool check_words(Scan *scan) {
  guint n = scan->desk.cli.rest ? g_strv_length(scan->desk.cli.rest) : 0;
  bool one_place = (n == 1) + (scan->procedure != NULL) + (scan->folder != NULL) == 1;
  if (n > 1 || !one_place || (scan->answers && !scan->procedure) || (scan->continues && !scan->folder)) return refuse(scan, "scan.usage", "");
  if (scan->count < 0 || scan->most < 0 || scan->most > 100000 || scan->count > 50000 || scan->resolution < 0) return refuse(scan, "scan.bad-number", "");
  for (char **option = scan->options; option && *option; option++)
    if (!strchr(*option, '=') || **option == '=') return refuse(scan, "scan.bad-set", *option);
  if (scan->manual_duplex && g_strcmp0(scan->source, "duplex") == 0) return refuse(scan, "scan.two-duplex", "");
  return true;
}

/* The only scanner there is, unless one was named. */
static bool choose_device(Scan *scan) {
  const RectoScanner scanner = {NULL, scan->desk.cli.models, recto_cli_interrupts()};
  g_autoptr(GPtrArray) devices = NULL;
  if (scan->device) return true;
  if (!recto_scanner_devices(&scanner, &devices, &scan->desk.error)) return false;
  if (devices->len == 1) {
    scan->device = g_strdup(((const RectoScanDevice *)devices->pdata[0])->name);
    return true;
  }
  g_autoptr(GString) names = g_string_new(NULL);
  for (guint i = 0; i < devices->len; i++) g_string_append_printf(names, "\n  --device '%s'", ((const RectoScanDevice *)devices->pdata[i])->name);
  if (devices->len) return refuse(scan, "scan.which-device", names->str);
  g_autofree char *text = recto_cli_say(&scan->desk.cli, "scan.no-devices", NULL);
  g_set_error_literal(&scan->desk.error, RECTO_ERROR, RECTO_ERROR_DEVICE, text);
  return false;
}

static bool open_keep(Scan *scan) {
  RectoKeep *keep = &scan->keep;
  const char *number = scan->desk.cli.rest ? scan->desk.cli.rest[0] : NULL;
  *keep = (RectoKeep){.desk = &scan->desk, .folder = scan->folder, .continues = scan->continues, .procedure = scan->procedure, .situation = scan->situation};
  if (scan->procedure && !recto_cli_answers(&scan->desk.cli, scan->procedure, scan->answers, scan->situation, &scan->desk.error)) return false;
  return recto_cli_reception(&scan->desk.cli, NULL, &scan->desk.cli.site, &keep->reception, &scan->desk.error) &&
         recto_keep_open(keep, number, &scan->desk.error);
}

/* ------------------------------------------------------------------ one pass */

/* The command that goes on after a trouble names where the pages go; how they are scanned is the person's choice again. */
static void set_voice(Scan *scan) {
  const RectoKeep *keep = &scan->keep;
  bool json = scan->desk.cli.json;
  GString *again = g_string_new("recto scan");
  if (keep->number) g_string_append_printf(again, " %s", keep->number);
  else if (keep->folder) g_string_append_printf(again, " --to %s --continue", keep->folder);
  else g_string_append_printf(again, " -p %s", scan->procedure);
  g_free(scan->again);
  scan->again = g_string_free(again, FALSE);
  scan->voice = (RectoScanVoice){.cli = &scan->desk.cli, .out = json ? stderr : stdout, .number = keep->number, .folder = keep->folder, .again = scan->again,
                                 .first = scan->pass == RECTO_PASS_ONLY ? keep->first : 1, .progress = !scan->desk.cli.quiet && isatty(STDERR_FILENO)};
  scan->voice.first += keep->n[scan->pass];
}

static bool on_page(uint32_t index, int fd, const RectoScanFacts *facts, gpointer data, GError **error) {
  Scan *scan = data;
  (void)index;
  if (fd >= 0) return recto_keep_page(&scan->keep, scan->pass, fd, error);
  recto_scan_say_rows(&scan->voice, facts);
  return true;
}

/* False = an error of ours; how the scanner fared is in scan->status. */
static bool run_pass(Scan *scan, RectoPass pass) {
  scan->pass = pass;
  set_voice(scan);
  uint32_t first = scan->voice.first, before = scan->keep.n[pass], counted = (uint32_t)scan->count;
  const RectoScanOrder order = {.scanner = {NULL, scan->desk.cli.models, recto_cli_interrupts()},
                                .device = scan->device,
                                .source = scan->source,
                                .mode = scan->mode ? scan->mode : "gray",
                                .resolution = scan->resolution,
                                .size = scan->size,
                                .options = (const char *const *)scan->options,
                                .most_pages = (uint32_t)scan->most,
                                .expected_sheets = counted > before ? counted - before : 0};
  g_auto(RectoScanOutcome) outcome = {0};
  bool right = recto_scan_run(&order, on_page, scan, &outcome, &scan->desk.error);
  recto_scan_say_nothing_more(&scan->voice);
  scan->status = outcome.status;
  scan->doubtful = scan->doubtful || recto_scan_is_doubtful(&outcome) || outcome.count_differs;
  set_voice(scan);
  scan->voice.first = first;
  recto_scan_say(&scan->voice, &outcome, recto_keep_count(&scan->keep), order.expected_sheets);
  return right;
}

/* ------------------------------------------------------------------ both sides with one-sided feeders */

static bool ask(const Scan *scan, const char *key) {
  g_autofree char *text = recto_cli_say(&scan->desk.cli, key, NULL);
  char line[256];
  fprintf(stderr, "%s\n", text);
  return fgets(line, sizeof line, stdin) && !*recto_cli_interrupts();
}

/* What a person at the feeder can cure, and go on with the next sheet. */
static bool curable(RectoScanStatus status) {
  return status == RECTO_SCAN_JAM || status == RECTO_SCAN_COVER_OPEN || status == RECTO_SCAN_EMPTY || status == RECTO_SCAN_BUSY;
}

static bool run_side(Scan *scan, RectoPass pass) {
  do {
    if (!run_pass(scan, pass)) return false;
  } while (curable(scan->status) && ask(scan, "scan.go-on"));
  return true;
}

static bool run_both_sides(Scan *scan) {
  g_autoptr(GArray) order = g_array_new(FALSE, FALSE, sizeof(uint32_t));
  if (!run_side(scan, RECTO_PASS_FRONTS)) return false;
  if (scan->status != RECTO_SCAN_DONE) return true;
  if (!ask(scan, "scan.turn-stack")) {
    scan->status = RECTO_SCAN_CANCELLED;
    return true;
  }
  if (!run_side(scan, RECTO_PASS_BACKS)) return false;
  if (scan->status != RECTO_SCAN_DONE) return true;
  uint32_t n_fronts = scan->keep.n[RECTO_PASS_FRONTS], n_backs = scan->keep.n[RECTO_PASS_BACKS];
  if (recto_scan_collate(n_fronts, n_backs, true, order)) return recto_keep_collate(&scan->keep, order, &scan->desk.error);
  g_autofree char *fronts = g_strdup_printf("%u", n_fronts), *backs = g_strdup_printf("%u", n_backs);
  g_autofree char *text = recto_cli_say(&scan->desk.cli, "scan.sides-differ", "fronts", fronts, "backs", backs, NULL);
  fprintf(scan->voice.out, "  %s\n", text);
  scan->doubtful = true;
  return true;
}

/* ------------------------------------------------------------------ the end */

static void print_folder(const Scan *scan) {
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  recto_json_string(json, "format", "recto-scan/1");
  recto_json_string(json, "folder", scan->folder);
  recto_json_string(json, "status", recto_scan_status_word(scan->status));
  recto_json_int(json, "pages", recto_keep_count(&scan->keep));
  json_builder_set_member_name(json, "toCheck");
  json_builder_add_boolean_value(json, scan->doubtful);
  json_builder_end_object(json);
  recto_desk_print(json);
}

static int code_without_pages(RectoScanStatus status) {
  if (status == RECTO_SCAN_UNSUPPORTED) return RECTO_EXIT_USAGE;
  if (status == RECTO_SCAN_CANCELLED) return RECTO_EXIT_INTERRUPTED;
  return status >= RECTO_SCAN_STALLED ? RECTO_EXIT_ENGINE : RECTO_EXIT_NO_INPUT;
}

/* A scan that did not come to its end is not judged now: the person puts the next sheets in first. Its job waits, so that nothing is forgotten. */
static int finish(Scan *scan, bool right) {
  uint32_t kept = recto_keep_count(&scan->keep);
  int code = RECTO_EXIT_DONE;
  if (!right) return recto_desk_end(&scan->desk, false);
  if (scan->folder && scan->desk.cli.json) print_folder(scan);
  if (kept == 0 && scan->status != RECTO_SCAN_DONE) return code_without_pages(scan->status);
  if (scan->status != RECTO_SCAN_DONE) g_clear_pointer(&scan->desk.reader, recto_reader_free);
  if (!scan->folder && kept) code = recto_desk_after(&scan->desk, scan->keep.number, true);
  if (scan->status == RECTO_SCAN_CANCELLED) return RECTO_EXIT_INTERRUPTED;
  return code == RECTO_EXIT_DONE && (scan->doubtful || scan->status != RECTO_SCAN_DONE) ? RECTO_EXIT_INCOMPLETE : code;
}

static int run(Scan *scan) {
  int code = 0;
  bool right = check_words(scan);
  if (right && !scan->folder && !recto_desk_start(&scan->desk, RECTO_DESK_READS, &code)) return code;
  right = right && open_keep(scan) && choose_device(scan) && (scan->manual_duplex ? run_both_sides(scan) : run_pass(scan, RECTO_PASS_ONLY));
  return finish(scan, right);
}

static void clear(Scan *scan) {
  recto_keep_clear(&scan->keep);
  g_clear_pointer(&scan->situation, recto_situation_free);
  g_free(scan->device);
  g_free(scan->source);
  g_free(scan->mode);
  g_free(scan->size);
  g_free(scan->procedure);
  g_free(scan->folder);
  g_free(scan->again);
  g_strfreev(scan->options);
  g_strfreev(scan->answers);
  recto_desk_clear(&scan->desk);
}

int recto_cmd_scan(int argc, char **argv) {
  Scan scan = {.resolution = 300, .situation = recto_situation_new()};
  int code = 0;
  const GOptionEntry entries[] = {
      {"procedure", 'p', 0, G_OPTION_ARG_STRING, &scan.procedure, "démarche d'un nouveau dossier (procedure of a new dossier)", "ID"},
      {"answer", 'a', 0, G_OPTION_ARG_STRING_ARRAY, &scan.answers, "réponse à une question de la démarche (answer)", "QUESTION=REPONSE"},
      {"to", 0, 0, G_OPTION_ARG_FILENAME, &scan.folder, "dans ce répertoire au lieu du registre (to a folder)", "DIR"},
      {"continue", 0, 0, G_OPTION_ARG_NONE, &scan.continues, "après les pages qui y sont déjà (after those in the folder)", NULL},
      {"device", 0, 0, G_OPTION_ARG_STRING, &scan.device, "scanner (recto devices)", "DEVICE"},
      {"source", 0, 0, G_OPTION_ARG_STRING, &scan.source, "flatbed, adf, duplex, ou un mot du scanner", "WORD"},
      {"resolution", 0, 0, G_OPTION_ARG_DOUBLE, &scan.resolution, "points par pouce, 300 (dpi)", "DPI"},
      {"mode", 0, 0, G_OPTION_ARG_STRING, &scan.mode, "lineart, gray, color ; gray", "WORD"},
      {"size", 0, 0, G_OPTION_ARG_STRING, &scan.size, "a4, max ou LxH en mm ; a4", "SIZE"},
      {"set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &scan.options, "option du scanner (voir recto devices)", "NAME=VALUE"},
      {"count", 0, 0, G_OPTION_ARG_INT, &scan.count, "feuilles comptées à la main (sheets counted by hand)", "N"},
      {"max", 0, 0, G_OPTION_ARG_INT, &scan.most, "au plus N pages (at most)", "N"},
      {"manual-duplex", 0, 0, G_OPTION_ARG_NONE, &scan.manual_duplex, "les rectos, puis la pile retournée (fronts, then the turned stack)", NULL},
      RECTO_DESK_LATER(scan.desk),
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&scan.desk.cli, argc, argv, "[NUMERO]", "Numérise dans un dossier ouvert, un nouveau dossier (-p) ou un répertoire (--to).", entries,
                      RECTO_CLI_MODELS | RECTO_CLI_STORE, &code))
    code = run(&scan);
  clear(&scan);
  return code;
}
