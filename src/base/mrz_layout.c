/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ICAO 9303 parts 4 (TD3), 5 (TD1), 6 (TD2), 7 (MRV-A, MRV-B), 8th edition; the French identity card of 1988-2021
 * and driving licence as described in public parsers and verified on specimens. */
#include "base/mrz_layout.h"

static const Layout layouts[] = {
    {RECTO_MRZ_TD3, "td3", 2, 44,
     {{"document-code", ZONE_TEXT, 1, 1, 2, 0, false}, {"issuer", ZONE_COUNTRY, 1, 3, 3, 0, false}, {"names", ZONE_NAMES, 1, 6, 39, 0, false},
      {"number", ZONE_NUMBER, 2, 1, 9, 10, false}, {"nationality", ZONE_COUNTRY, 2, 11, 3, 0, false}, {"birth-date", ZONE_BIRTH, 2, 14, 6, 20, false},
      {"sex", ZONE_SEX, 2, 21, 1, 0, false}, {"expiry-date", ZONE_EXPIRY, 2, 22, 6, 28, true}, {"optional-1", ZONE_TEXT, 2, 29, 14, 43, true}},
     {{2, 1, 10}, {2, 14, 7}, {2, 22, 22}}, 2, 44},
    {RECTO_MRZ_TD2, "td2", 2, 36,
     {{"document-code", ZONE_TEXT, 1, 1, 2, 0, false}, {"issuer", ZONE_COUNTRY, 1, 3, 3, 0, false}, {"names", ZONE_NAMES, 1, 6, 31, 0, false},
      {"number", ZONE_NUMBER, 2, 1, 9, 10, false}, {"nationality", ZONE_COUNTRY, 2, 11, 3, 0, false}, {"birth-date", ZONE_BIRTH, 2, 14, 6, 20, false},
      {"sex", ZONE_SEX, 2, 21, 1, 0, false}, {"expiry-date", ZONE_EXPIRY, 2, 22, 6, 28, true}, {"optional-1", ZONE_TEXT, 2, 29, 7, 0, false}},
     {{2, 1, 10}, {2, 14, 7}, {2, 22, 14}}, 2, 36},
    {RECTO_MRZ_TD1, "td1", 3, 30,
     {{"document-code", ZONE_TEXT, 1, 1, 2, 0, false}, {"issuer", ZONE_COUNTRY, 1, 3, 3, 0, false}, {"number", ZONE_NUMBER, 1, 6, 9, 15, false},
      {"optional-1", ZONE_TEXT, 1, 16, 15, 0, false}, {"birth-date", ZONE_BIRTH, 2, 1, 6, 7, false}, {"sex", ZONE_SEX, 2, 8, 1, 0, false},
      {"expiry-date", ZONE_EXPIRY, 2, 9, 6, 15, true}, {"nationality", ZONE_COUNTRY, 2, 16, 3, 0, false}, {"optional-2", ZONE_TEXT, 2, 19, 11, 0, false},
      {"names", ZONE_NAMES, 3, 1, 30, 0, false}},
     {{1, 6, 25}, {2, 1, 7}, {2, 9, 7}, {2, 19, 11}}, 2, 30},
    {RECTO_MRZ_MRV_A, "mrv-a", 2, 44,
     {{"document-code", ZONE_TEXT, 1, 1, 2, 0, false}, {"issuer", ZONE_COUNTRY, 1, 3, 3, 0, false}, {"names", ZONE_NAMES, 1, 6, 39, 0, false},
      {"number", ZONE_NUMBER, 2, 1, 9, 10, false}, {"nationality", ZONE_COUNTRY, 2, 11, 3, 0, false}, {"birth-date", ZONE_BIRTH, 2, 14, 6, 20, false},
      {"sex", ZONE_SEX, 2, 21, 1, 0, false}, {"expiry-date", ZONE_EXPIRY, 2, 22, 6, 28, true}, {"optional-1", ZONE_TEXT, 2, 29, 16, 0, false}},
     {{0, 0, 0}}, 0, 0},
    {RECTO_MRZ_MRV_B, "mrv-b", 2, 36,
     {{"document-code", ZONE_TEXT, 1, 1, 2, 0, false}, {"issuer", ZONE_COUNTRY, 1, 3, 3, 0, false}, {"names", ZONE_NAMES, 1, 6, 31, 0, false},
      {"number", ZONE_NUMBER, 2, 1, 9, 10, false}, {"nationality", ZONE_COUNTRY, 2, 11, 3, 0, false}, {"birth-date", ZONE_BIRTH, 2, 14, 6, 20, false},
      {"sex", ZONE_SEX, 2, 21, 1, 0, false}, {"expiry-date", ZONE_EXPIRY, 2, 22, 6, 28, true}, {"optional-1", ZONE_TEXT, 2, 29, 8, 0, false}},
     {{0, 0, 0}}, 0, 0},
    {RECTO_MRZ_FR_ID, "fr-id", 2, 36,
     {{"document-code", ZONE_TEXT, 1, 1, 2, 0, false}, {"issuer", ZONE_COUNTRY, 1, 3, 3, 0, false}, {"surname", ZONE_SURNAME, 1, 6, 25, 0, false},
      {"office", ZONE_TEXT, 1, 31, 6, 0, false}, {"number", ZONE_NUMBER, 2, 1, 12, 13, false}, {"issue-month", ZONE_ISSUE_MONTH, 2, 1, 4, 0, false},
      {"department", ZONE_TEXT, 2, 5, 3, 0, false}, {"given-names", ZONE_FIRST_NAMES, 2, 14, 14, 0, false}, {"birth-date", ZONE_BIRTH, 2, 28, 6, 34, false},
      {"sex", ZONE_SEX, 2, 35, 1, 0, false}},
     {{1, 1, 36}, {2, 1, 35}}, 2, 36},
    {RECTO_MRZ_FR_LICENCE, "fr-licence", 1, 30,
     {{"document-code", ZONE_TEXT, 1, 1, 2, 0, false}, {"issuer", ZONE_COUNTRY, 1, 3, 3, 0, false}, {"number", ZONE_NUMBER, 1, 6, 9, 15, false},
      {"expiry-date", ZONE_EXPIRY, 1, 16, 6, 0, false}, {"surname", ZONE_SURNAME, 1, 22, 8, 0, false}},
     {{1, 1, 29}}, 1, 30},
};

const Layout *recto_mrz_layout(RectoMrzFormat format) {
  for (size_t i = 0; i < G_N_ELEMENTS(layouts); i++)
    if (layouts[i].format == format) return &layouts[i];
  return NULL;
}

const char *recto_mrz_format_word(RectoMrzFormat format) {
  const Layout *layout = recto_mrz_layout(format);
  return layout ? layout->word : "unknown";
}
