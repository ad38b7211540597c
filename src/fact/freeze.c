/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stored form of one file's reading: magic, SHA-256 of the rest, then one GVariant in normal form.
 *   offset  size  meaning
 *   0       8     "RECTOF" and two digits of the form's version
 *   8       32    SHA-256 of everything after offset 40
 *   40      rest  GVariant of FILE_TYPE, little-endian
 * The digest catches decay, not malice: sealing is the store's work. Must not know: where it is stored. */
#include "base/digest.h"
#include <recto/error.h>
#include <recto/json.h>

#define MAGIC "RECTOF04"
#define BOX "(iiii)"
#define IMAGE "(uuuiiay)"
#define WORD "(s" BOX "diii)"
#define DEFECT "(udd" BOX "bb)"
#define PAGE "(tuuuuay(uudib(ddddddddd)idduu)dbuuu(dudddddd)a" DEFECT "uda" WORD "a(uay" BOX ")a(asasu" BOX "d)a" IMAGE "a" IMAGE "duuu)"
#define FILE_TYPE "(ustayusuuuuua" PAGE "d)"

static GVariant *box_new(RectoBox b) { return g_variant_new(BOX, b.x, b.y, b.width, b.height); }

static GVariant *bytes_new(const void *data, gsize size) { return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, data, size, 1); }

static GVariant *gbytes_new(GBytes *bytes) {
  gsize size = 0;
  const void *data = g_bytes_get_data(bytes, &size);
  return bytes_new(data, size);
}

static GVariant *geometry_new(const RectoGeometry *g) {
  const double *h = g->homography;
  return g_variant_new("(uudib@(ddddddddd)idduu)", g->source_width, g->source_height, g->decode_scale, g->exif, (gboolean)g->has_homography,
                       g_variant_new("(ddddddddd)", h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]), g->quarter_turns, g->skew, g->scale, g->width,
                       g->height);
}

static GVariant *measures_new(const RectoMeasures *m) {
  return g_variant_new("(dudddddd)", m->ink, m->components, m->letter_height, m->detail, m->noise, m->shade, m->skew_confidence, m->orientation_confidence);
}

static GVariant *image_list_new(const RectoImage *image) {
  GVariantBuilder list;
  g_variant_builder_init(&list, G_VARIANT_TYPE("a" IMAGE));
  if (image)
    g_variant_builder_add(&list, "(uuuii@ay)", image->coding, image->width, image->height, image->components, image->bits, gbytes_new(image->bytes));
  return g_variant_builder_end(&list);
}

static GVariant *defects_new(const GArray *defects) {
  GVariantBuilder list;
  g_variant_builder_init(&list, G_VARIANT_TYPE("a" DEFECT));
  for (guint i = 0; i < defects->len; i++) {
    const RectoDefect *d = &g_array_index(defects, RectoDefect, i);
    g_variant_builder_add(&list, "(udd@" BOX "bb)", d->kind, d->measured, d->limit, box_new(d->box), (gboolean)d->cured, (gboolean)d->retake);
  }
  return g_variant_builder_end(&list);
}

static GVariant *words_new(const GPtrArray *words) {
  GVariantBuilder list;
  g_variant_builder_init(&list, G_VARIANT_TYPE("a" WORD));
  for (guint i = 0; i < words->len; i++) {
    const RectoWord *w = words->pdata[i];
    g_variant_builder_add(&list, "(s@" BOX "diii)", w->text, box_new(w->box), w->confidence, w->line, w->block, w->baseline);
  }
  return g_variant_builder_end(&list);
}

static GVariant *codes_new(const GPtrArray *codes) {
  GVariantBuilder list;
  g_variant_builder_init(&list, G_VARIANT_TYPE("a(uay" BOX ")"));
  for (guint i = 0; i < codes->len; i++) {
    const RectoCode *c = codes->pdata[i];
    g_variant_builder_add(&list, "(u@ay@" BOX ")", c->kind, gbytes_new(c->bytes), box_new(c->box));
  }
  return g_variant_builder_end(&list);
}

static GVariant *sights_new(const GPtrArray *sights) {
  GVariantBuilder list;
  g_variant_builder_init(&list, G_VARIANT_TYPE("a(asasu" BOX "d)"));
  for (guint i = 0; i < sights->len; i++) {
    const RectoMrzSight *s = sights->pdata[i];
    g_variant_builder_add(&list, "(^as^asu@" BOX "d)", s->lines, s->sure, s->state, box_new(s->box), s->confidence);
  }
  return g_variant_builder_end(&list);
}

static GVariant *page_new(const RectoPage *p) {
  GVariant *parts[] = {
      g_variant_new_uint64(p->id.deposit), g_variant_new_uint32(p->id.file), g_variant_new_uint32(p->id.page), g_variant_new_uint32(p->outcome),
      g_variant_new_uint32(p->warnings), bytes_new(p->sha256, 32), geometry_new(&p->geometry), g_variant_new_double(p->dpi),
      g_variant_new_boolean(p->dpi_estimated), g_variant_new_uint32(p->colour), g_variant_new_uint32(p->blank), g_variant_new_uint32(p->legible),
      measures_new(&p->measures), defects_new(p->defects), g_variant_new_uint32(p->text_source), g_variant_new_double(p->coverage), words_new(p->words),
      codes_new(p->codes), sights_new(p->mrz), image_list_new(p->image), image_list_new(p->thumb), g_variant_new_double(p->cpu_seconds),
      g_variant_new_uint32(p->prints), g_variant_new_uint32(p->upright), g_variant_new_uint32(p->cures),
  };
  return g_variant_new_tuple(parts, G_N_ELEMENTS(parts));
}

GBytes *recto_file_freeze(const RectoFile *file) {
  GVariantBuilder pages;
  g_variant_builder_init(&pages, G_VARIANT_TYPE("a" PAGE));
  for (guint i = 0; i < file->pages->len; i++) g_variant_builder_add_value(&pages, page_new(file->pages->pdata[i]));
  GVariant *parts[] = {
      g_variant_new_uint32(file->ordinal), g_variant_new_string(file->name), g_variant_new_uint64(file->size), bytes_new(file->sha256, 32),
      g_variant_new_uint32(file->format), g_variant_new_string(file->other_format ? file->other_format : ""), g_variant_new_uint32(file->outcome),
      g_variant_new_uint32(file->traits), g_variant_new_uint32(file->warnings), g_variant_new_uint32(file->declared_pages),
      g_variant_new_uint32(file->n_attachments), g_variant_builder_end(&pages), g_variant_new_double(file->cpu_seconds),
  };
  g_autoptr(GVariant) whole = g_variant_ref_sink(g_variant_new_tuple(parts, G_N_ELEMENTS(parts)));
  g_autoptr(GVariant) ordered = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap(whole) : g_variant_ref(whole);
  gsize size = g_variant_get_size(ordered);
  guint8 *out = g_malloc(40 + size);
  memcpy(out, MAGIC, 8);
  g_variant_store(ordered, out + 40);
  recto_digest_bytes(out + 40, size, out + 8);
  return g_bytes_new_take(out, 40 + size);
}

/* ------------------------------------------------------------------ thawing */

static RectoBox box_take(GVariant *v) {
  RectoBox b;
  g_variant_get(v, BOX, &b.x, &b.y, &b.width, &b.height);
  g_variant_unref(v);
  return b;
}

static GBytes *gbytes_take(GVariant *v) {
  gsize size = 0;
  const void *data = g_variant_get_fixed_array(v, &size, 1);
  GBytes *bytes = g_bytes_new(data, size);
  g_variant_unref(v);
  return bytes;
}

static bool digest_take(GVariant *v, uint8_t ret[32]) {
  gsize size = 0;
  const void *data = g_variant_get_fixed_array(v, &size, 1);
  if (size == 32) memcpy(ret, data, 32);
  g_variant_unref(v);
  return size == 32;
}

static void geometry_thaw(GVariant *v, RectoGeometry *g) {
  gboolean has = FALSE;
  double *h = g->homography;
  g_variant_get(v, "(uudib(ddddddddd)idduu)", &g->source_width, &g->source_height, &g->decode_scale, &g->exif, &has, &h[0], &h[1], &h[2], &h[3], &h[4],
                &h[5], &h[6], &h[7], &h[8], &g->quarter_turns, &g->skew, &g->scale, &g->width, &g->height);
  g->has_homography = has;
}

static RectoImage *image_thaw(GVariant *list) {
  if (g_variant_n_children(list) == 0) return NULL;
  RectoImage *image = g_new0(RectoImage, 1);
  guint32 coding = 0;
  GVariant *bytes = NULL;
  g_variant_get_child(list, 0, "(uuuii@ay)", &coding, &image->width, &image->height, &image->components, &image->bits, &bytes);
  image->coding = coding;
  image->bytes = gbytes_take(bytes);
  return image;
}

static void lists_thaw(GVariant *v, RectoPage *p) {
  g_autoptr(GVariant) defects = g_variant_get_child_value(v, 13), words = g_variant_get_child_value(v, 16), codes = g_variant_get_child_value(v, 17);
  g_autoptr(GVariant) sights = g_variant_get_child_value(v, 18);
  GVariant *box = NULL, *bytes = NULL;
  for (gsize i = 0; i < g_variant_n_children(defects); i++) {
    RectoDefect d = {0};
    guint32 kind = 0;
    gboolean cured = FALSE, retake = FALSE;
    g_variant_get_child(defects, i, "(udd@" BOX "bb)", &kind, &d.measured, &d.limit, &box, &cured, &retake);
    d.kind = kind;
    d.box = box_take(box);
    d.cured = cured;
    d.retake = retake;
    g_array_append_val(p->defects, d);
  }
  for (gsize i = 0; i < g_variant_n_children(words); i++) {
    RectoWord *w = g_new0(RectoWord, 1);
    g_variant_get_child(words, i, "(s@" BOX "diii)", &w->text, &box, &w->confidence, &w->line, &w->block, &w->baseline);
    w->box = box_take(box);
    g_ptr_array_add(p->words, w);
  }
  for (gsize i = 0; i < g_variant_n_children(codes); i++) {
    guint32 kind = 0;
    g_variant_get_child(codes, i, "(u@ay@" BOX ")", &kind, &bytes, &box);
    g_autoptr(GBytes) content = gbytes_take(bytes);
    g_ptr_array_add(p->codes, recto_code_new(kind, g_bytes_get_data(content, NULL), g_bytes_get_size(content), box_take(box)));
  }
  for (gsize i = 0; i < g_variant_n_children(sights); i++) {
    RectoMrzSight *s = g_new0(RectoMrzSight, 1);
    guint32 state = 0;
    g_variant_get_child(sights, i, "(^as^asu@" BOX "d)", &s->lines, &s->sure, &state, &box, &s->confidence);
    s->state = state;
    s->box = box_take(box);
    g_ptr_array_add(p->mrz, s);
  }
}

static RectoPage *page_thaw(GVariant *v) {
  RectoPage *p = recto_page_new((RectoPageId){0});
  guint32 outcome = 0, colour = 0, upright = 0, blank = 0, legible = 0, text_source = 0;
  gboolean estimated = FALSE;
  g_variant_get_child(v, 0, "t", &p->id.deposit);
  g_variant_get_child(v, 1, "u", &p->id.file);
  g_variant_get_child(v, 2, "u", &p->id.page);
  g_variant_get_child(v, 3, "u", &outcome);
  g_variant_get_child(v, 4, "u", &p->warnings);
  bool right = digest_take(g_variant_get_child_value(v, 5), p->sha256);
  g_autoptr(GVariant) geometry = g_variant_get_child_value(v, 6), measures = g_variant_get_child_value(v, 12);
  geometry_thaw(geometry, &p->geometry);
  g_variant_get_child(v, 7, "d", &p->dpi);
  g_variant_get_child(v, 8, "b", &estimated);
  g_variant_get_child(v, 9, "u", &colour);
  g_variant_get_child(v, 10, "u", &blank);
  g_variant_get_child(v, 11, "u", &legible);
  RectoMeasures *m = &p->measures;
  g_variant_get(measures, "(dudddddd)", &m->ink, &m->components, &m->letter_height, &m->detail, &m->noise, &m->shade, &m->skew_confidence,
                &m->orientation_confidence);
  g_variant_get_child(v, 14, "u", &text_source);
  g_variant_get_child(v, 15, "d", &p->coverage);
  lists_thaw(v, p);
  g_autoptr(GVariant) image = g_variant_get_child_value(v, 19), thumb = g_variant_get_child_value(v, 20);
  p->image = image_thaw(image);
  p->thumb = image_thaw(thumb);
  g_variant_get_child(v, 21, "d", &p->cpu_seconds);
  g_variant_get_child(v, 22, "u", &p->prints);
  g_variant_get_child(v, 23, "u", &upright);
  g_variant_get_child(v, 24, "u", &p->cures);
  p->outcome = outcome;
  p->dpi_estimated = estimated;
  p->colour = colour;
  p->upright = upright;
  p->blank = blank;
  p->legible = legible;
  p->text_source = text_source;
  if (right) return p;
  recto_page_free(p);
  return NULL;
}

static RectoFile *file_thaw(GVariant *v) {
  g_autofree char *name = NULL, *other = NULL;
  guint32 ordinal = 0, format = 0, outcome = 0;
  g_variant_get_child(v, 0, "u", &ordinal);
  g_variant_get_child(v, 1, "s", &name);
  g_autoptr(RectoFile) file = recto_file_new(ordinal, name);
  g_variant_get_child(v, 2, "t", &file->size);
  if (!digest_take(g_variant_get_child_value(v, 3), file->sha256)) return NULL;
  g_variant_get_child(v, 4, "u", &format);
  g_variant_get_child(v, 5, "s", &other);
  g_variant_get_child(v, 6, "u", &outcome);
  g_variant_get_child(v, 7, "u", &file->traits);
  g_variant_get_child(v, 8, "u", &file->warnings);
  g_variant_get_child(v, 9, "u", &file->declared_pages);
  g_variant_get_child(v, 10, "u", &file->n_attachments);
  g_variant_get_child(v, 12, "d", &file->cpu_seconds);
  file->format = format;
  file->outcome = outcome;
  if (*other) file->other_format = g_steal_pointer(&other);
  g_autoptr(GVariant) pages = g_variant_get_child_value(v, 11);
  for (gsize i = 0; i < g_variant_n_children(pages); i++) {
    g_autoptr(GVariant) child = g_variant_get_child_value(pages, i);
    RectoPage *page = page_thaw(child);
    if (!page) return NULL;
    g_ptr_array_add(file->pages, page);
  }
  return g_steal_pointer(&file);
}

RectoFile *recto_file_thaw(GBytes *bytes, GError **error) {
  gsize size = 0;
  const guint8 *data = g_bytes_get_data(bytes, &size);
  uint8_t digest[32];
  bool right = size > 40 && memcmp(data, MAGIC, 8) == 0;
  if (right) {
    recto_digest_bytes(data + 40, size - 40, digest);
    right = memcmp(digest, data + 8, 32) == 0;
  }
  RectoFile *file = NULL;
  if (right) {
    g_autoptr(GBytes) body = g_bytes_new_from_bytes(bytes, 40, size - 40);
    g_autoptr(GVariant) stored = g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(FILE_TYPE), body, FALSE));
    g_autoptr(GVariant) ordered = G_BYTE_ORDER == G_BIG_ENDIAN ? g_variant_byteswap(stored) : g_variant_get_normal_form(stored);
    file = file_thaw(ordered);
  }
  if (!file) g_set_error(error, RECTO_ERROR, RECTO_ERROR_FORMAT, "a stored reading is damaged or of another version");
  return file;
}
