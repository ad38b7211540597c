/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of places, by second looks that read nothing. Must not know: HTML. */
#include "work/show.h"
#include <unistd.h>

typedef struct { RectoLookOrder order; const RectoPage *page; char *key; uint32_t file; } Wanted;

static void wanted_clear(gpointer data) { g_free(((Wanted *)data)->key); }

static guint index_of(const RectoReading *reading, uint32_t ordinal) {
  guint i = 0;
  while (i < reading->chosen->len && ((RectoStateFile *)reading->chosen->pdata[i])->ordinal != ordinal) i++;
  return i;
}

static bool is_wanted(const GArray *all, const char *key) {
  for (guint i = 0; i < all->len; i++)
    if (g_str_equal(g_array_index(all, Wanted, i).key, key)) return true;
  return false;
}

static void want(const RectoReading *reading, const RectoPlace *place, GArray *all) {
  const RectoPage *page = recto_page_find(reading->files, place->page);
  guint at = index_of(reading, place->page.file);
  if (!page || at == reading->chosen->len || page->geometry.width == 0 || page->geometry.height == 0) return;
  RectoBox around = recto_place_around(reading->work->models, place->box, page->geometry.width, page->geometry.height);
  g_autofree char *reading_key = recto_reading_key(reading, at);
  Wanted wanted = {{.place = {place->page, around}, .scale = 1, .picture = true}, page, recto_place_key(reading_key, place->page.page, around), place->page.file};
  g_autoptr(GBytes) known = recto_store_result(reading->stored, wanted.key);
  if (known || is_wanted(all, wanted.key)) wanted_clear(&wanted);
  else g_array_append_val(all, wanted);
}

/* A look that shows nothing is kept as nothing: it is not tried for ever. */
static void keep(const RectoReading *reading, const Wanted *wanted, const RectoLook *look) {
  if (look->outcome == RECTO_OUTCOME_TIMEOUT) return;
  g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
  bool shown = look->picture && look->picture->coding == RECTO_IMAGE_JPEG;
  recto_store_put_result(reading->stored, wanted->key, shown ? look->picture->bytes : nothing, NULL);
}

/* Those of one file, from `first` on; gives the first of the next. */
static guint show_file(const RectoReading *reading, const GArray *all, guint first) {
  uint32_t file = g_array_index(all, Wanted, first).file;
  g_autoptr(GArray) asks = g_array_new(FALSE, FALSE, sizeof(RectoLookAsk));
  g_autoptr(GPtrArray) looks = NULL;
  int fd = recto_store_open_blob(reading->stored, recto_state_file(reading->state, file)->blob, NULL);
  guint end = first;
  for (; end < all->len && g_array_index(all, Wanted, end).file == file; end++) {
    const Wanted *wanted = &g_array_index(all, Wanted, end);
    RectoLookAsk ask = {fd, wanted->page, &wanted->order};
    g_array_append_val(asks, ask);
  }
  if (fd >= 0 && recto_reader_look(reading->work->reader, (RectoLookAsk *)(void *)asks->data, asks->len, &looks, NULL))
    for (guint i = 0; i < looks->len; i++) keep(reading, &g_array_index(all, Wanted, first + i), looks->pdata[i]);
  if (fd >= 0) close(fd);
  return end;
}

static gint compare_files(gconstpointer a, gconstpointer b) {
  const Wanted *first = a, *second = b;
  return first->file < second->file ? -1 : first->file > second->file;
}

void recto_places_show(const RectoReading *reading, const GArray *places) {
  g_autoptr(GArray) all = g_array_new(FALSE, TRUE, sizeof(Wanted));
  guint most = (guint)recto_limit(reading->work->models, "review.pictures");
  g_array_set_clear_func(all, wanted_clear);
  for (guint i = 0; i < places->len && all->len < most; i++) want(reading, &g_array_index(places, RectoPlace, i), all);
  g_array_sort(all, compare_files);
  for (guint i = 0; i < all->len;) {
    if (reading->lease) recto_lease_renew(reading->lease);
    i = show_file(reading, all, i);
  }
}

void recto_points_show(const RectoReading *reading, const RectoDossier *dossier) {
  g_autoptr(GPtrArray) points = recto_points_of(reading->work->models, dossier);
  g_autoptr(GArray) places = g_array_new(FALSE, TRUE, sizeof(RectoPlace));
  for (guint i = 0; i < points->len; i++) {
    if (recto_point_is_answered(points->pdata[i], reading->state, dossier->documents)) continue;
    g_autoptr(GArray) some = recto_point_places(points->pdata[i]);
    g_array_append_vals(places, some->data, some->len);
  }
  recto_places_show(reading, places);
}

GBytes *recto_place_picture(const RectoStoreDossier *stored, const char *key) {
  GBytes *bytes = recto_store_result(stored, key);
  if (bytes && g_bytes_get_size(bytes) == 0) g_clear_pointer(&bytes, g_bytes_unref);
  return bytes;
}
