/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mrz/rules.h"

RectoMrzRules recto_mrz_rules(const RectoModels *limits) {
  return (RectoMrzRules){
      .ink_unrest = (float)recto_limit(limits, "read.mrz.ink-unrest"),
      .ink_drop = (float)recto_limit(limits, "read.mrz.ink-drop"),
      .glimpse = recto_limit(limits, "read.mrz.glimpse"),
      .line = recto_limit(limits, "read.mrz.line"),
      .alone = recto_limit(limits, "read.mrz.alone"),
      .uneven = recto_limit(limits, "read.mrz.uneven"),
      .apart_least = recto_limit(limits, "read.mrz.apart-least"),
      .apart_most = recto_limit(limits, "read.mrz.apart-most"),
      .heat = (float)recto_limit(limits, "read.mrz.heat"),
      .outside = (float)recto_limit(limits, "read.mrz.outside"),
      .wrong_digit = (float)recto_limit(limits, "read.mrz.wrong-digit"),
      .digit_o = (float)recto_limit(limits, "read.mrz.letter-o"),
      .digit_i = (float)recto_limit(limits, "read.mrz.letter-i"),
      .long_number = recto_limit(limits, "read.mrz.long-number"),
      .known_state = recto_limit(limits, "read.mrz.known-state"),
      .sure = recto_limit(limits, "read.mrz.sure"),
      .fit = recto_limit(limits, "read.mrz.fit"),
      .fill = recto_limit(limits, "read.mrz.fill"),
      .same_most = recto_limit(limits, "read.mrz.same-most"),
      .enlarge_below = (int)recto_limit(limits, "read.mrz.enlarge-below"),
      .coarse = (int)recto_limit(limits, "read.mrz.coarse"),
      .fine = (int)recto_limit(limits, "read.mrz.fine"),
  };
}
