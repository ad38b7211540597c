/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layouts compete; inside each, evidence goes through alphabets, names, states' codes and residues. */
#include "mrz/decode_parts.h"

#include <math.h>
#include <string.h>

static uint64_t bits(const char *characters) {
  uint64_t mask = 0;
  for (const char *p = characters; *p; p++) mask |= 1ULL << (strchr(RECTO_MRZ_CHARACTERS, *p) - RECTO_MRZ_CHARACTERS);
  return mask;
}

#define DIGITS "0123456789"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static uint64_t alphabet_of(ZoneKind kind, int at) {
  switch (kind) {
  case ZONE_BIRTH: case ZONE_EXPIRY: case ZONE_ISSUE_MONTH: return bits(at == 2 ? "01<" : at == 4 ? "0123<" : DIGITS "<");
  case ZONE_SEX: return bits("MFX<");
  case ZONE_NAMES: case ZONE_FIRST_NAMES: case ZONE_SURNAME: case ZONE_COUNTRY: return bits(LETTERS "<");
  case ZONE_TEXT: case ZONE_NUMBER: default: return bits(DIGITS LETTERS "<");
  }
}

/* What may begin a document's code (9303 parts 4 to 7; the French card and licence of before). */
static const char *first_letters(RectoMrzFormat format) {
  switch (format) {
  case RECTO_MRZ_TD1: return "ACI";
  case RECTO_MRZ_TD2: return "ACIP";
  case RECTO_MRZ_TD3: return "P";
  case RECTO_MRZ_MRV_A: case RECTO_MRZ_MRV_B: return "V";
  case RECTO_MRZ_FR_ID: return "I";
  case RECTO_MRZ_FR_LICENCE: return "D";
  default: return LETTERS;
  }
}

static void alphabets(const Layout *layout, uint64_t allowed[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH]) {
  for (int l = 0; l < layout->lines; l++)
    for (int i = 0; i < layout->width; i++) allowed[l][i] = bits(RECTO_MRZ_CHARACTERS);
  for (const Zone *zone = layout->zones; zone < layout->zones + G_N_ELEMENTS(layout->zones) && zone->name; zone++) {
    for (int k = 0; k < zone->length; k++) allowed[zone->line - 1][zone->at - 1 + k] &= alphabet_of(zone->kind, k);
    if (zone->check_at) allowed[zone->line - 1][zone->check_at - 1] &= bits(DIGITS "<");
  }
  if (layout->composite_at) allowed[layout->composite_line - 1][layout->composite_at - 1] &= bits(DIGITS);
  allowed[0][0] = bits(first_letters(layout->format));
  static const char french[] = "IDFRA";
  for (int i = 0; layout->format == RECTO_MRZ_FR_ID && i < 5; i++) allowed[0][i] = bits((char[]){french[i], 0});
  for (int i = 1; layout->format == RECTO_MRZ_FR_LICENCE && i < 5; i++) allowed[0][i] = bits((char[]){"D1FRA"[i], 0});
}

enum { class_i = LETTER_A + 'I' - 'A', class_o = LETTER_A + 'O' - 'A' };

/* Natural logarithms over the 37 characters, softened, with what a place does not allow made costly. Where nothing is seen (glare, a hole) it may be any. */
static void evidence_fill(const RectoMrzZone *zone, const Layout *layout, const RectoMrzRules *rules, Evidence *evidence) {
  uint64_t allowed[RECTO_ZONE_LINES][RECTO_ZONE_WIDTH];
  alphabets(layout, allowed);
  for (int l = 0; l < zone->lines; l++)
    for (int i = 0; i < zone->width; i++) {
      float sum = 0, most = (float)recto_mrz_glance_best(&zone->glance[l][i]), *to = evidence->p[l][i];
      for (int c = 0; c < RECTO_MRZ_N_CHARACTERS; c++) sum += expf(to[c] = (zone->glance[l][i].log_p[c] - most) / rules->heat);
      float nothing = expf(zone->glance[l][i].log_p[RECTO_MRZ_NOTHING]);
      for (int c = 0; c < RECTO_MRZ_N_CHARACTERS; c++)
        to[c] = logf((1 - nothing) * expf(MAX(to[c] - logf(sum), -14)) + nothing / RECTO_MRZ_N_CHARACTERS) - (allowed[l][i] >> c & 1 ? 0 : rules->outside);
      if (allowed[l][i] == bits(RECTO_MRZ_CHARACTERS)) to[class_o] -= rules->digit_o, to[class_i] -= rules->digit_i; /* numbers and optional data */
      evidence->allowed[l][i] = allowed[l][i];
    }
}

/* Places that neither names, codes nor residues settle: the likeliest alone. */
static void settle_alone(const Evidence *evidence, Settled *settled) {
  for (int l = 0; l < settled->lines; l++)
    for (int i = 0; i < settled->width; i++) {
      if (settled->done[l][i]) continue;
      const float *p = evidence->p[l][i];
      int best = 0;
      double sum = 0;
      for (int c = 0; c < RECTO_MRZ_N_CHARACTERS; c++) {
        sum += exp(p[c]);
        if (p[c] > p[best]) best = c;
      }
      settled_put(settled, l, i, best, exp(p[best]) / sum);
      settled->log_all += p[best] - log(sum);
      settled->fit += p[best];
    }
}

void settled_put(Settled *settled, int line, int at, int character, double sure) {
  settled->character[line][at] = character;
  settled->sure[line][at] = sure;
  settled->done[line][at] = true;
}

static void settle(const Layout *layout, int extra, const RectoMrzRules *rules, const Evidence *given, Settled *settled) {
  Evidence evidence = *given;
  *settled = (Settled){.lines = layout->lines, .width = layout->width};
  decode_names(layout, &evidence, settled);
  decode_codes(layout, rules, &evidence, settled);
  decode_residues(layout, extra, rules, &evidence, settled);
  settle_alone(&evidence, settled);
}

static void take(const Settled *settled, const Evidence *evidence, RectoMrzFormat format, RectoMrzDecoded *ret) {
  *ret = (RectoMrzDecoded){.format = format, .lines = settled->lines, .width = settled->width, .all_sure = exp(settled->log_all),
                           .checks_wrong = settled->checks_wrong, .checks_right = settled->checks_right, .fit = settled->fit};
  for (int l = 0; l < settled->lines; l++)
    for (int i = 0; i < settled->width; i++) {
      ret->text[l][i] = RECTO_MRZ_CHARACTERS[settled->character[l][i]];
      ret->sure[l][i] = (float)settled->sure[l][i];
      ret->outside += !(evidence->allowed[l][i] >> settled->character[l][i] & 1);
    }
}

bool recto_mrz_decode(const RectoMrzZone *zone, const RectoMrzRules *rules, RectoMrzDecoded *ret) {
  static const RectoMrzFormat formats[] = {RECTO_MRZ_TD1, RECTO_MRZ_TD2, RECTO_MRZ_TD3, RECTO_MRZ_MRV_A, RECTO_MRZ_MRV_B, RECTO_MRZ_FR_ID, RECTO_MRZ_FR_LICENCE};
  bool any = false;
  for (gsize f = 0; f < G_N_ELEMENTS(formats); f++) {
    const Layout *layout = recto_mrz_layout(formats[f]);
    if (layout->lines != zone->lines || layout->width != zone->width) continue;
    Evidence evidence;
    evidence_fill(zone, layout, rules, &evidence);
    for (int extra = 0; extra <= (formats[f] == RECTO_MRZ_TD1 ? LONG_NUMBER_MOST : 0); extra++) {
      Settled settled;
      if (extra && !decode_may_be_long(layout, &evidence)) break;
      settle(layout, extra, rules, &evidence, &settled);
      if (extra) settled.fit -= rules->long_number;
      if (any && settled.fit <= ret->fit) continue;
      take(&settled, &evidence, formats[f], ret);
      any = true;
    }
  }
  return any;
}
