/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto devices: the scanners that are there, and what one of them can. */
#include "cli/desk.h"
#include "work/scan.h"
#include <recto/json.h>

static const char *const TYPES[RECTO_SCAN_N_TYPE] = {"bool", "int", "fixed", "text", "button"};
static const char *const UNITS[RECTO_SCAN_N_UNIT] = {"none", "pixel", "bit", "mm", "dpi", "percent", "microsecond"};

/* ------------------------------------------------------------------ JSON */

static void add_flag(JsonBuilder *json, const char *member, bool value) {
  json_builder_set_member_name(json, member);
  json_builder_add_boolean_value(json, value);
}

static void add_double(JsonBuilder *json, const char *member, bool known, double value) {
  json_builder_set_member_name(json, member);
  if (known) json_builder_add_double_value(json, value);
  else json_builder_add_null_value(json);
}

static void add_device(JsonBuilder *json, const RectoScanDevice *device) {
  json_builder_begin_object(json);
  recto_json_string(json, "name", device->name);
  recto_json_string(json, "vendor", device->vendor);
  recto_json_string(json, "model", device->model);
  recto_json_string(json, "type", device->type);
  json_builder_end_object(json);
}

static void add_option(JsonBuilder *json, const RectoScanOption *option) {
  bool range = option->constraint == RECTO_SCAN_RANGE;
  json_builder_begin_object(json);
  recto_json_string(json, "name", option->name);
  recto_json_string(json, "title", option->title);
  recto_json_string(json, "type", TYPES[option->type]);
  recto_json_string(json, "unit", UNITS[option->unit]);
  recto_json_string(json, "value", *option->value ? option->value : NULL);
  add_flag(json, "settable", option->settable);
  add_flag(json, "active", option->active);
  add_double(json, "minimum", range, option->minimum);
  add_double(json, "maximum", range, option->maximum);
  add_double(json, "step", range && option->step > 0, option->step);
  json_builder_set_member_name(json, "words");
  json_builder_begin_array(json);
  for (char **word = option->words; word && *word; word++) json_builder_add_string_value(json, *word);
  json_builder_end_array(json);
  add_flag(json, "wordsCut", option->words_cut);
  json_builder_end_object(json);
}

/* Either list may be NULL. */
static void print_json(const GPtrArray *devices, const char *device, const GPtrArray *options) {
  g_autoptr(JsonBuilder) json = json_builder_new();
  json_builder_begin_object(json);
  recto_json_string(json, "format", "recto-devices/1");
  json_builder_set_member_name(json, "devices");
  json_builder_begin_array(json);
  for (guint i = 0; devices && i < devices->len; i++) add_device(json, devices->pdata[i]);
  json_builder_end_array(json);
  recto_json_string(json, "device", device);
  json_builder_set_member_name(json, "options");
  json_builder_begin_array(json);
  for (guint i = 0; options && i < options->len; i++) add_option(json, options->pdata[i]);
  json_builder_end_array(json);
  json_builder_end_object(json);
  recto_desk_print(json);
}

/* ------------------------------------------------------------------ words */

static void print_devices(const RectoCli *cli, const GPtrArray *devices) {
  for (guint i = 0; i < devices->len; i++) {
    const RectoScanDevice *device = devices->pdata[i];
    printf("%s\n    %s %s, %s\n", device->name, device->vendor, device->model, device->type);
  }
  g_autofree char *n = g_strdup_printf("%u", devices->len), *text = recto_cli_say(cli, devices->len ? "scan.devices" : "scan.no-devices", "n", n, NULL);
  printf("%s\n", text);
}

static char *allowed_text(const RectoScanOption *option) {
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE], step[G_ASCII_DTOSTR_BUF_SIZE];
  if (option->type == RECTO_SCAN_TYPE_BOOL) return g_strdup("yes | no");
  if (option->constraint == RECTO_SCAN_LIST) {
    g_autofree char *words = g_strjoinv(" | ", option->words);
    return g_strconcat(words, option->words_cut ? " | …" : "", NULL);
  }
  if (option->constraint != RECTO_SCAN_RANGE) return g_strdup("");
  g_ascii_formatd(low, sizeof low, "%.10g", option->minimum);
  g_ascii_formatd(high, sizeof high, "%.10g", option->maximum);
  g_ascii_formatd(step, sizeof step, "%.4g", option->step);
  return option->step > 0 ? g_strdup_printf("%s…%s (%s)", low, high, step) : g_strdup_printf("%s…%s", low, high);
}

static void print_options(const RectoCli *cli, const GPtrArray *options) {
  for (guint i = 0; i < options->len; i++) {
    const RectoScanOption *option = options->pdata[i];
    const char *unit = option->unit ? UNITS[option->unit] : "", *why = option->active ? "scan.read-only" : "scan.inactive";
    g_autofree char *allowed = allowed_text(option), *state = option->active && option->settable ? g_strdup("") : recto_cli_say(cli, why, NULL);
    printf("%s=%s%s%s%s%s\n    %s%s%s\n", option->name, option->value, *unit ? " " : "", unit, *state ? "  " : "", state, option->title,
           *allowed ? "  " : "", allowed);
  }
}

/* ------------------------------------------------------------------ the command */

static bool tell(const RectoCli *cli, const char *device, GError **error) {
  const RectoScanner scanner = {NULL, cli->models, recto_cli_interrupts()};
  g_autoptr(GPtrArray) list = NULL;
  bool right = device ? recto_scanner_options(&scanner, device, &list, error) : recto_scanner_devices(&scanner, &list, error);
  if (!right) return false;
  if (cli->json) print_json(device ? NULL : list, device, device ? list : NULL);
  else if (device) print_options(cli, list);
  else print_devices(cli, list);
  return true;
}

int recto_cmd_devices(int argc, char **argv) {
  RectoCli cli = {0};
  char *device = NULL;
  int code = 0;
  GError *error = NULL;
  const GOptionEntry entries[] = {
      {"options", 0, 0, G_OPTION_ARG_STRING, &device, "ce que sait faire un scanner (what a scanner can)", "DEVICE"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&cli, argc, argv, NULL, "Les scanners de ce poste et du réseau.", entries, RECTO_CLI_MODELS, &code))
    code = tell(&cli, device, &error) ? RECTO_EXIT_DONE : recto_cli_fail(&cli, error);
  g_free(device);
  recto_cli_clear(&cli);
  return code;
}
