/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 2D-Doc text to fields. Must not know: signatures, document types of the models. */
#include "judge/seal_code.h"

#include <string.h>

/* Fields of fixed length carry no separator (specification section 6 and the reference codes of section 16.2). */
static const struct { char id[3]; int length; } fixed_fields[] = {
    {"06", 4}, {"08", 4}, {"09", 4}, {"0A", 9}, {"0B", 9}, {"24", 5}, {"26", 2}, {"2B", 5}, {"2D", 2}, {"36", 4}, {"37", 4}, {"40", 13}, {"44", 13},
    {"45", 4}, {"47", 13}, {"49", 13}, {"4A", 8}, {"4B", 8}, {"50", 14}, {"51", 6}, {"52", 7}, {"53", 4}, {"54", 4}, {"55", 8}, {"56", 4}, {"57", 8},
    {"5L", 14}, {"5N", 21}, {"5T", 1}, {"65", 2}, {"67", 2}, {"68", 1}, {"69", 8}, {"6C", 2}, {"6J", 1}, {"6K", 19}, {"6L", 8}, {"6N", 8}, {"6O", 8},
    {"6Q", 10}, {"6R", 12}, {"6W", 5}, {"6Y", 2}, {"G0", 2}, {"G1", 2}, {"G2", 10}, {"G3", 8},
};

static int fixed_length(const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS(fixed_fields); i++)
    if (strncmp(fixed_fields[i].id, id, 2) == 0) return fixed_fields[i].length;
  return 0;
}

void recto_seal_code_free(SealCode *seal)
{
  if (!seal) return;
  g_free(seal->type);
  g_hash_table_unref(seal->fields);
  g_free(seal);
}

static bool ends_message(char c) { return c == 0x1F || c == 0; }

/* A fixed field that is cut short by a separator is taken as it is: publishers pad or separate differently. */
static void read_fields(SealCode *seal, const char *text)
{
  while (!ends_message(text[0]) && !ends_message(text[1])) {
    if (text[0] == 0x1D || text[0] == 0x1E) {
      text++;
      continue;
    }
    char *id = g_strndup(text, 2);
    text += 2;
    int limit = fixed_length(id);
    size_t n = 0;
    while (!ends_message(text[n]) && text[n] != 0x1D && text[n] != 0x1E && (limit == 0 || n < (size_t)limit)) n++;
    g_autofree char *part = g_strndup(text, n);
    char *value = g_strstrip(g_utf8_make_valid(part, -1));
    g_hash_table_replace(seal->fields, id, value);
    text += n;
  }
}

static bool header_is_sound(const char *text, size_t length)
{
  if (length < 22 || text[0] != 'D' || text[1] != 'C' || text[2] != '0' || text[3] < '1' || text[3] > '4') return false;
  for (int i = 4; i < 22; i++)
    if (!g_ascii_isalnum(text[i])) return false;
  for (int i = 12; i < 20; i++)
    if (!g_ascii_isxdigit(text[i])) return false;
  return true;
}

SealCode *recto_seal_code_read(const RectoCode *code)
{
  if (code->kind != RECTO_CODE_DATAMATRIX || !code->bytes) return NULL;
  gsize size = 0; /* the bytes, not the text: engines leave separators out of what they call text */
  const void *bytes = g_bytes_get_data(code->bytes, &size);
  g_autofree char *text = g_strndup(bytes, size);
  size_t length = strlen(text), header = 22;
  if (!header_is_sound(text, length)) return NULL;
  if (text[3] == '3') header = 24;
  if (text[3] == '4') header = 26;
  if (length < header) return NULL;
  SealCode *seal = g_new0(SealCode, 1);
  seal->type = g_strndup(text + 20, 2);
  seal->fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *issued = g_strndup(text + 12, 4);
  seal->issue_days = g_str_equal(issued, "FFFF") ? -1 : (int)g_ascii_strtoull(issued, NULL, 16);
  read_fields(seal, text + header);
  return seal;
}

static char *joined(const SealCode *seal, const char *ids)
{
  g_auto(GStrv) parts = g_strsplit(ids, "+", -1);
  GString *out = g_string_new(NULL);
  for (int i = 0; parts[i]; i++) {
    const char *value = g_hash_table_lookup(seal->fields, parts[i]);
    if (!value || !*value) continue;
    if (out->len) g_string_append_c(out, ' ');
    g_string_append(out, value);
  }
  for (size_t i = 0; i < out->len; i++)
    if (out->str[i] == '/') out->str[i] = ' ';
  return g_string_free(out, FALSE);
}

char *recto_seal_code_value(const SealCode *seal, const char *key)
{
  g_auto(GStrv) choices = g_strsplit(key, "|", -1);
  for (int i = 0; choices[i]; i++) {
    char *value = joined(seal, choices[i]);
    if (*value) return value;
    g_free(value);
  }
  return NULL;
}
