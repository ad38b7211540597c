/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options in the order in which drivers want them: source, mode, depth, the person's own, resolution, page size. */
#include "scanner/setup.h"
#include "scanner/option.h"
#include "scanner/relay.h"
#include <math.h>

RectoScanStatus recto_status_of(SANE_Status status) {
  switch (status) {
  case SANE_STATUS_GOOD: return RECTO_SCAN_DONE;
  case SANE_STATUS_UNSUPPORTED: return RECTO_SCAN_UNSUPPORTED;
  case SANE_STATUS_CANCELLED: return RECTO_SCAN_CANCELLED;
  case SANE_STATUS_DEVICE_BUSY: return RECTO_SCAN_BUSY;
  case SANE_STATUS_INVAL: return RECTO_SCAN_LOST;
  case SANE_STATUS_JAMMED: return RECTO_SCAN_JAM;
  case SANE_STATUS_NO_DOCS: return RECTO_SCAN_EMPTY;
  case SANE_STATUS_COVER_OPEN: return RECTO_SCAN_COVER_OPEN;
  case SANE_STATUS_NO_MEM: return RECTO_SCAN_NO_MEMORY;
  case SANE_STATUS_ACCESS_DENIED: return RECTO_SCAN_DENIED;
  case SANE_STATUS_EOF:
  case SANE_STATUS_IO_ERROR: return RECTO_SCAN_IO;
  }
  return RECTO_SCAN_IO;
}

/* ------------------------------------------------------------------ the order */

static bool parse_size(RectoSetup *setup, const char *text) {
  if (g_str_equal(text, "max") || g_str_equal(text, "a4")) {
    setup->width = *text == 'a' ? 210 : 0;
    setup->height = *text == 'a' ? 297 : 0;
    return true;
  }
  char *end = NULL;
  setup->width = g_ascii_strtod(text, &end);
  if (end == text || *end != 'x') return false;
  const char *second = end + 1;
  setup->height = g_ascii_strtod(second, &end);
  return end != second && !*end && setup->width > 0 && setup->height > 0 && setup->width < 10000 && setup->height < 10000;
}

static bool parse_word(RectoSetup *setup, const char *word) {
  char *end = NULL;
  const char *value = strchr(word, '=');
  if (!value) return false;
  value++;
  if (g_str_has_prefix(word, "set:")) g_ptr_array_add(setup->options, (gpointer)(word + 4));
  else if (g_str_has_prefix(word, "source=")) setup->source = value;
  else if (g_str_has_prefix(word, "mode=")) setup->mode = value;
  else if (g_str_has_prefix(word, "size=")) return parse_size(setup, value);
  else if (g_str_has_prefix(word, "resolution=")) setup->resolution = g_ascii_strtod(value, &end);
  else if (g_str_has_prefix(word, "max=")) setup->most = (uint32_t)MIN(g_ascii_strtoull(value, &end, 10), RECTO_SCAN_MAX_PAGES);
  else return false;
  return !end || (end != value && !*end && setup->resolution >= 0 && setup->resolution <= RECTO_SCAN_MAX_DPI);
}

bool recto_setup_parse(RectoSetup *setup, int argc, char **argv) {
  *setup = (RectoSetup){.device = argc > 0 ? argv[0] : NULL, .width = 210, .height = 297, .options = g_ptr_array_new()};
  for (int i = 1; i < argc; i++)
    if (!parse_word(setup, argv[i])) return false;
  return setup->device != NULL;
}

void recto_setup_clear(RectoSetup *setup) { g_clear_pointer(&setup->options, g_ptr_array_unref); }

static bool ordered_by_name(const RectoSetup *setup, const char *name) {
  size_t length = strlen(name);
  for (guint i = 0; i < setup->options->len; i++) {
    const char *option = setup->options->pdata[i];
    if (strncmp(option, name, length) == 0 && option[length] == '=') return true;
  }
  return false;
}

/* ------------------------------------------------------------------ source and mode */

static SANE_Int usable(SANE_Handle device, const char *name) {
  SANE_Int index = recto_option_find(device, name);
  return index && recto_option_usable(sane_get_option_descriptor(device, index)) ? index : 0;
}

static RectoScanStatus no_source(SANE_Handle device, SANE_Int index, const char *wanted) {
  g_autofree char *allowed = index ? recto_option_allowed(sane_get_option_descriptor(device, index)) : NULL;
  recto_relay_note(RECTO_SCAN_NOTE_NO_SOURCE, "source", wanted, allowed);
  return RECTO_SCAN_UNSUPPORTED;
}

/* Some feeders have one source and a switch of their own for the back of the sheet. */
static bool set_both_sides(SANE_Handle device, bool both) {
  static const char *const NAMES[] = {"duplex", "adf-mode", "adf_mode", "scan-both-sides", "feeder-mode"};
  for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
    SANE_Int index = usable(device, NAMES[i]);
    const SANE_Option_Descriptor *option = index ? sane_get_option_descriptor(device, index) : NULL;
    if (!option) continue;
    const char *const *words = recto_option_words(option);
    if (option->type == SANE_TYPE_BOOL && recto_option_set_text(device, index, both ? "yes" : "no") == SANE_STATUS_GOOD) return true;
    for (size_t k = 0; words && words[k]; k++)
      if (recto_means_both_sides(words[k]) == both) return recto_option_set_text(device, index, words[k]) == SANE_STATUS_GOOD;
  }
  return false;
}

static RectoScanStatus apply_source(const RectoSetup *setup, SANE_Handle device) {
  RectoSource source = recto_source_ordered(setup->source);
  SANE_Int index = usable(device, "source");
  if (!setup->source) return RECTO_SCAN_DONE;
  const char *const *words = index ? recto_option_words(sane_get_option_descriptor(device, index)) : NULL;
  if (!words) return source == RECTO_SOURCE_FLATBED ? RECTO_SCAN_DONE : no_source(device, index, setup->source);
  if (source == RECTO_SOURCE_OTHER) {
    if (recto_option_set_text(device, index, setup->source) == SANE_STATUS_GOOD) return RECTO_SCAN_DONE;
    return no_source(device, index, setup->source);
  }
  int chosen = recto_source_choose(words, source);
  bool by_switch = chosen < 0 && source == RECTO_SOURCE_DUPLEX;
  if (by_switch) chosen = recto_source_choose(words, RECTO_SOURCE_ADF);
  if (chosen < 0) return no_source(device, index, setup->source);
  SANE_Status status = recto_option_set_text(device, index, words[chosen]);
  if (status != SANE_STATUS_GOOD) return recto_status_of(status);
  if (by_switch && !set_both_sides(device, true)) return no_source(device, usable(device, "source"), setup->source);
  if (source == RECTO_SOURCE_ADF) set_both_sides(device, false);
  return RECTO_SCAN_DONE;
}

static RectoScanStatus bad_value(const char *name, const char *wanted, const SANE_Option_Descriptor *option) {
  g_autofree char *allowed = recto_option_allowed(option);
  recto_relay_note(RECTO_SCAN_NOTE_BAD_VALUE, name, wanted, allowed);
  return RECTO_SCAN_UNSUPPORTED;
}

static RectoScanStatus apply_mode(const RectoSetup *setup, SANE_Handle device) {
  RectoScanMode mode = recto_mode_ordered(setup->mode);
  SANE_Int index = usable(device, "mode");
  const char *const *words = index ? recto_option_words(sane_get_option_descriptor(device, index)) : NULL;
  if (!setup->mode || !words) return RECTO_SCAN_DONE; /* a device of one mode: its pages tell which */
  if (!mode) {
    SANE_Status status = recto_option_set_text(device, index, setup->mode);
    return status == SANE_STATUS_GOOD ? RECTO_SCAN_DONE : bad_value("mode", setup->mode, sane_get_option_descriptor(device, index));
  }
  int chosen = recto_mode_choose(words, mode);
  if (chosen < 0) return bad_value("mode", setup->mode, sane_get_option_descriptor(device, index));
  if (recto_mode_meaning(words[chosen]) != mode) recto_relay_note(RECTO_SCAN_NOTE_MODE, "mode", setup->mode, words[chosen]);
  return recto_status_of(recto_option_set_text(device, index, words[chosen]));
}

/* Grey and colour of eight bits where a choice is left: twelve or sixteen carry nothing that a reader of papers needs. Not having it is no failure. */
static void apply_depth(const RectoSetup *setup, SANE_Handle device) {
  SANE_Int index = usable(device, "depth"), mode = recto_option_find(device, "mode");
  g_autofree char *word = mode ? recto_option_value(device, mode) : NULL;
  if (!index || ordered_by_name(setup, "depth") || !word || recto_mode_meaning(word) < RECTO_SCAN_MODE_GRAY) return;
  recto_option_set_text(device, index, "8");
}

/* ------------------------------------------------------------------ the person's own options */

static RectoScanStatus apply_option(SANE_Handle device, const char *name, const char *value) {
  SANE_Int index = recto_option_find(device, name);
  const SANE_Option_Descriptor *option = index ? sane_get_option_descriptor(device, index) : NULL;
  if (!option) {
    g_autofree char *names = recto_option_names(device);
    recto_relay_note(RECTO_SCAN_NOTE_NO_OPTION, name, value, names);
    return RECTO_SCAN_UNSUPPORTED;
  }
  if (!recto_option_usable(option)) {
    recto_relay_note(RECTO_SCAN_NOTE_INACTIVE, name, value, NULL);
    return RECTO_SCAN_UNSUPPORTED;
  }
  g_autofree void *parsed = recto_option_parse(option, value);
  bool inexact = false;
  SANE_Status status = parsed ? recto_option_set(device, index, parsed, &inexact) : SANE_STATUS_INVAL;
  if (status == SANE_STATUS_INVAL) return bad_value(name, value, sane_get_option_descriptor(device, index));
  if (status != SANE_STATUS_GOOD) return recto_status_of(status);
  g_autofree char *now = inexact ? recto_option_value(device, index) : NULL;
  if (now && !g_str_equal(now, value)) recto_relay_note(RECTO_SCAN_NOTE_ADJUSTED, name, value, now);
  return RECTO_SCAN_DONE;
}

static RectoScanStatus apply_options(const RectoSetup *setup, SANE_Handle device) {
  for (guint i = 0; i < setup->options->len; i++) {
    g_auto(GStrv) parts = g_strsplit(setup->options->pdata[i], "=", 2);
    RectoScanStatus status = apply_option(device, parts[0], parts[1]);
    if (status != RECTO_SCAN_DONE) return status;
  }
  return RECTO_SCAN_DONE;
}

/* ------------------------------------------------------------------ resolution and page size */

static RectoScanStatus apply_resolution(const RectoSetup *setup, SANE_Handle device) {
  static const char *const NAMES[] = {"resolution", "x-resolution", "y-resolution"};
  double given = 0;
  for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
    SANE_Int index = usable(device, NAMES[i]);
    if (!index || setup->resolution <= 0 || ordered_by_name(setup, NAMES[i])) continue;
    SANE_Status status = recto_option_set_nearest(device, index, setup->resolution, &given);
    if (status != SANE_STATUS_GOOD) return recto_status_of(status);
    if (i == 0) break;
  }
  if (given <= 0 || fabs(given - setup->resolution) < 0.5) return RECTO_SCAN_DONE;
  g_autofree char *wanted = g_strdup_printf("%.0f", setup->resolution), *now = g_strdup_printf("%.0f", given);
  recto_relay_note(RECTO_SCAN_NOTE_RESOLUTION, "resolution", wanted, now);
  return RECTO_SCAN_DONE;
}

/* The option's unit from millimetres; pixels need the resolution. */
static double in_unit(SANE_Handle device, SANE_Int index, double mm) {
  if (sane_get_option_descriptor(device, index)->unit != SANE_UNIT_PIXEL) return mm;
  double dpi = recto_option_number(device, recto_option_find(device, "resolution"));
  return mm / 25.4 * (isnan(dpi) ? 300 : dpi);
}

/* From the nearest edge to `mm` (0 = as far as it goes); mm that the device then covers, 0 = it has no such options. */
static double apply_extent(SANE_Handle device, const char *from, const char *to, const char *paper, double mm) {
  double start = 0, end = 0, far = mm > 0 ? mm : 1e6;
  SANE_Int page = usable(device, paper); /* feeders that centre the paper want its size first */
  if (page) recto_option_set_nearest(device, page, in_unit(device, page, far), &end);
  SANE_Int low = usable(device, from);
  if (low && recto_option_set_nearest(device, low, -1e6, &start) != SANE_STATUS_GOOD) return 0;
  SANE_Int high = usable(device, to);
  if (!high || recto_option_set_nearest(device, high, start + in_unit(device, high, far), &end) != SANE_STATUS_GOOD) return 0;
  return (end - start) / in_unit(device, high, 1);
}

static void apply_size(const RectoSetup *setup, SANE_Handle device) {
  static const char *const NAMES[] = {"tl-x", "tl-y", "br-x", "br-y"};
  for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++)
    if (ordered_by_name(setup, NAMES[i])) return;
  double width = apply_extent(device, "tl-x", "br-x", "page-width", setup->width);
  double height = apply_extent(device, "tl-y", "br-y", "page-height", setup->height);
  bool whole = (width == 0 || setup->width - width < 1) && (height == 0 || setup->height - height < 1); /* devices count in their own steps: 1 mm is no loss */
  if (whole) return;
  g_autofree char *wanted = g_strdup_printf("%.0f x %.0f mm", setup->width, setup->height), *given = g_strdup_printf("%.0f x %.0f mm", width, height);
  recto_relay_note(RECTO_SCAN_NOTE_SIZE, "size", wanted, given);
}

RectoScanStatus recto_setup_apply(const RectoSetup *setup, SANE_Handle device) {
  RectoScanStatus status = apply_source(setup, device);
  if (status == RECTO_SCAN_DONE) status = apply_mode(setup, device);
  if (status == RECTO_SCAN_DONE) apply_depth(setup, device);
  if (status == RECTO_SCAN_DONE) status = apply_options(setup, device);
  if (status == RECTO_SCAN_DONE) status = apply_resolution(setup, device);
  if (status == RECTO_SCAN_DONE) apply_size(setup, device);
  return status;
}

uint32_t recto_setup_most(const RectoSetup *setup, SANE_Handle device) {
  SANE_Int index = recto_option_find(device, "source");
  g_autofree char *word = index ? recto_option_value(device, index) : NULL;
  RectoSource source = word ? recto_source_meaning(word) : RECTO_SOURCE_OTHER;
  if (source == RECTO_SOURCE_ADF || source == RECTO_SOURCE_DUPLEX) return setup->most;
  /* A plate shows the same sheet again. What has no source at all may be a pure feeder: only the person can tell. */
  return word ? 1 : MAX(setup->most, 1);
}
