/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Options as records, for a person who chooses. */
#include "scanner/option.h"
#include "scanner/relay.h"

static void relay_range(const SANE_Option_Descriptor *option, RectoScanWireOption *out) {
  const SANE_Range *range = option->constraint.range;
  bool fixed = option->type == SANE_TYPE_FIXED;
  out->constraint = RECTO_SCAN_RANGE;
  out->minimum = fixed ? SANE_UNFIX(range->min) : range->min;
  out->maximum = fixed ? SANE_UNFIX(range->max) : range->max;
  out->step = fixed ? SANE_UNFIX(range->quant) : range->quant;
}

static void relay_list(const SANE_Option_Descriptor *option, RectoScanWireOption *out) {
  g_autofree char *allowed = recto_option_allowed(option);
  g_auto(GStrv) words = g_strsplit(allowed, "\n", -1);
  out->constraint = RECTO_SCAN_LIST;
  for (char **word = words; *word; word++)
    if (!recto_relay_word(out->words, sizeof out->words, *word)) {
      out->flags |= RECTO_SCAN_OPTION_CUT;
      return;
    }
}

static RectoScanType type_of(SANE_Value_Type type) {
  switch (type) {
  case SANE_TYPE_BOOL: return RECTO_SCAN_TYPE_BOOL;
  case SANE_TYPE_INT: return RECTO_SCAN_TYPE_INT;
  case SANE_TYPE_FIXED: return RECTO_SCAN_TYPE_FIXED;
  case SANE_TYPE_STRING: return RECTO_SCAN_TYPE_TEXT;
  default: return RECTO_SCAN_TYPE_BUTTON;
  }
}

static RectoScanUnit unit_of(SANE_Unit unit) {
  switch (unit) {
  case SANE_UNIT_PIXEL: return RECTO_SCAN_UNIT_PIXEL;
  case SANE_UNIT_BIT: return RECTO_SCAN_UNIT_BIT;
  case SANE_UNIT_MM: return RECTO_SCAN_UNIT_MM;
  case SANE_UNIT_DPI: return RECTO_SCAN_UNIT_DPI;
  case SANE_UNIT_PERCENT: return RECTO_SCAN_UNIT_PERCENT;
  case SANE_UNIT_MICROSECOND: return RECTO_SCAN_UNIT_US;
  default: return RECTO_SCAN_UNIT_NONE;
  }
}

static void relay_one(SANE_Handle device, SANE_Int index, const SANE_Option_Descriptor *option) {
  RectoScanRecord record = {0};
  RectoScanWireOption *out = &record.option;
  g_autofree char *value = recto_option_value(device, index);
  out->type = type_of(option->type);
  out->unit = unit_of(option->unit);
  out->flags = (SANE_OPTION_IS_SETTABLE(option->cap) ? RECTO_SCAN_OPTION_SETTABLE : 0) | (SANE_OPTION_IS_ACTIVE(option->cap) ? RECTO_SCAN_OPTION_ACTIVE : 0);
  recto_relay_text(out->name, sizeof out->name, option->name, false);
  recto_relay_text(out->title, sizeof out->title, option->title, false);
  recto_relay_text(out->value, sizeof out->value, value, false);
  bool number = option->type == SANE_TYPE_INT || option->type == SANE_TYPE_FIXED;
  if (number && option->constraint_type == SANE_CONSTRAINT_RANGE) relay_range(option, out);
  else if (recto_option_words(option) || (number && option->constraint_type == SANE_CONSTRAINT_WORD_LIST)) relay_list(option, out);
  recto_relay(&record, RECTO_SCAN_OPTION, -1);
}

void recto_option_relay_all(SANE_Handle device) {
  const SANE_Option_Descriptor *option;
  for (SANE_Int i = 1; (option = sane_get_option_descriptor(device, i)); i++)
    if (option->type != SANE_TYPE_GROUP && option->name && *option->name) relay_one(device, i, option);
}
