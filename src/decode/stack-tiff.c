/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stack of TIFF pages to files of one page: the directory and what it points to are copied byte for byte and only places are written anew, so that
 * nothing is decoded and every way of packing, JPEG tables old and new included, stays as it was. Left behind: the page number (it would say that pages are
 * missing), directories inside directories (reduced copies, camera notes), free space. Must not know: pixels. */
#include "decode/container.h"
#include "decode/tiff.h"

enum { TYPE_SHORT = 3, TYPE_LONG = 4, TYPE_LONG8 = 16, MOST_TAGS = 4096, MOST_STATED = 10000 };

enum {
  STRIP_OFFSETS = 273, STRIP_COUNTS = 279, FREE_OFFSETS = 288, FREE_COUNTS = 289, PAGE_NUMBER = 297, TILE_OFFSETS = 324, TILE_COUNTS = 325, SUB_DIRECTORIES = 330,
  JPEG_STREAM = 513, JPEG_LENGTH = 514, JPEG_Q_TABLES = 519, JPEG_DC_TABLES = 520, JPEG_AC_TABLES = 521, EXIF = 34665, GPS = 34853, INTEROPERABILITY = 40965,
};

typedef struct {
  uint16_t tag, type;
  uint64_t count;
  uint64_t at;         /* of the values in the source */
  GByteArray *value;   /* as they will stand */
} Entry;

typedef struct { uint64_t from, to, at; } Region; /* bytes of the source, and where they come to stand */

typedef struct {
  const RectoSource *source;
  RectoTiffShape shape;
  const GArray *directories;
  GPtrArray *entries;  /* of Entry */
  GArray *regions;     /* of Region, in order of `from`, apart from each other once merged */
  GByteArray *out;
  bool cut;
} Copy;

static void entry_free(gpointer data) {
  Entry *entry = data;
  g_byte_array_unref(entry->value);
  g_free(entry);
}

static void copy_clear(Copy *copy) {
  g_clear_pointer(&copy->entries, g_ptr_array_unref);
  g_clear_pointer(&copy->regions, g_array_unref);
  g_clear_pointer(&copy->out, g_byte_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Copy, copy_clear)

/* ------------------------------------------------------------------ numbers */

static int type_size(uint16_t type) {
  static const uint8_t SIZES[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < G_N_ELEMENTS(SIZES) ? SIZES[type] : 0;
}

static uint64_t number(const Copy *copy, uint64_t at, int length) { return recto_tiff_number(copy->source, copy->shape, at, length); }

static void put(const Copy *copy, uint8_t *to, uint64_t value, int length) {
  for (int i = 0; i < length; i++) to[copy->shape.big_endian ? length - 1 - i : i] = (uint8_t)(value >> (8 * i));
}

static void add_number(Copy *copy, uint64_t value, int length) {
  uint8_t bytes[8];
  put(copy, bytes, value, length);
  g_byte_array_append(copy->out, bytes, (guint)length);
}

static Entry *find(const Copy *copy, uint16_t tag) {
  for (guint i = 0; i < copy->entries->len; i++) {
    Entry *entry = copy->entries->pdata[i];
    if (entry->tag == tag) return entry;
  }
  return NULL;
}

static uint64_t value_of(const Copy *copy, const Entry *entry, uint64_t index) {
  if (!entry || index >= entry->count) return 0;
  int size = type_size(entry->type);
  return number(copy, entry->at + index * (uint64_t)size, size);
}

/* ------------------------------------------------------------------ the directory as it was */

static bool is_left_behind(uint16_t tag) {
  static const uint16_t TAGS[] = {PAGE_NUMBER, SUB_DIRECTORIES, FREE_OFFSETS, FREE_COUNTS, EXIF, GPS, INTEROPERABILITY};
  for (size_t i = 0; i < G_N_ELEMENTS(TAGS); i++)
    if (TAGS[i] == tag) return true;
  return false;
}

static void read_entry(Copy *copy, uint64_t at) {
  int wide = copy->shape.big ? 8 : 4;
  uint16_t tag = (uint16_t)number(copy, at, 2), type = (uint16_t)number(copy, at + 2, 2);
  uint64_t count = number(copy, at + 4, wide), size = (uint64_t)type_size(type), value = at + 4 + (uint64_t)wide;
  if (is_left_behind(tag)) return;
  if (!size || count > copy->source->size / size) { /* a kind of number that nobody knows, or more than the file holds */
    copy->cut = copy->cut || size;
    return;
  }
  if (count * size > (uint64_t)wide) value = number(copy, value, wide);
  if (value > copy->source->size || count * size > copy->source->size - value) {
    copy->cut = true;
    return;
  }
  Entry *entry = g_new0(Entry, 1);
  *entry = (Entry){tag, type, count, value, g_byte_array_new()};
  g_byte_array_append(entry->value, copy->source->data + value, (guint)(count * size));
  g_ptr_array_add(copy->entries, entry);
}

static void read_directory(Copy *copy, uint64_t directory) {
  uint64_t head = copy->shape.big ? 8 : 2, each = copy->shape.big ? 20 : 12;
  uint64_t count = MIN(number(copy, directory, (int)head), MOST_TAGS);
  for (uint64_t i = 0; i < count; i++) read_entry(copy, directory + head + i * each);
}

/* ------------------------------------------------------------------ what it points to */

/* The next thing that is known to begin behind `at`: where a length is not stated, nothing of other pages may come along. */
static uint64_t end_of_unstated(const Copy *copy, const Entry *offsets, uint64_t at) {
  uint64_t end = copy->source->size;
  for (guint i = 0; i < copy->directories->len; i++) {
    uint64_t directory = g_array_index(copy->directories, uint64_t, i);
    if (directory > at) end = MIN(end, directory);
  }
  for (uint64_t i = 0; offsets && i < offsets->count; i++) {
    uint64_t other = value_of(copy, offsets, i);
    if (other > at) end = MIN(end, other);
  }
  return end;
}

static void add_region(Copy *copy, uint64_t from, uint64_t length) {
  uint64_t size = copy->source->size;
  if (length == 0) return;
  if (from >= size || length > size - from) copy->cut = true;
  if (from >= size) return;
  Region region = {from, from + MIN(length, size - from), 0};
  g_array_append_val(copy->regions, region);
}

static void add_data(Copy *copy, uint16_t offsets_tag, uint16_t counts_tag) {
  const Entry *offsets = find(copy, offsets_tag), *counts = find(copy, counts_tag);
  bool stated = offsets && counts && counts->count >= offsets->count;
  for (uint64_t i = 0; offsets && i < offsets->count; i++) {
    uint64_t from = value_of(copy, offsets, i);
    if (!stated && offsets->count > 4096) break; /* nobody writes so many strips without lengths */
    uint64_t length = stated ? value_of(copy, counts, i) : from ? end_of_unstated(copy, offsets, from) - MIN(from, copy->source->size) : 0;
    add_region(copy, from, length);
  }
}

/* Tables of old JPEG: 64 bytes of quantization; of Huffman 16 counts and as many values as they sum up to. */
static void add_tables(Copy *copy, uint16_t tag) {
  const Entry *entry = find(copy, tag);
  for (uint64_t i = 0; entry && i < MIN(entry->count, 8); i++) {
    uint64_t at = value_of(copy, entry, i), length = 64;
    for (uint64_t k = 0; tag != JPEG_Q_TABLES && k < 16; k++) length = (k ? length : 16) + number(copy, at + k, 1);
    add_region(copy, at, length);
  }
}

static void add_old_jpeg(Copy *copy) {
  const Entry *stream = find(copy, JPEG_STREAM), *length = find(copy, JPEG_LENGTH);
  uint64_t from = stream ? value_of(copy, stream, 0) : 0, stated = length ? value_of(copy, length, 0) : 0;
  if (from) add_region(copy, from, stated ? stated : end_of_unstated(copy, NULL, from) - MIN(from, copy->source->size));
  add_tables(copy, JPEG_Q_TABLES);
  add_tables(copy, JPEG_DC_TABLES);
  add_tables(copy, JPEG_AC_TABLES);
}

static int by_place(gconstpointer a, gconstpointer b) {
  const Region *x = a, *y = b;
  return x->from < y->from ? -1 : x->from > y->from ? 1 : 0;
}

/* Regions that lie over each other keep lying so: old JPEG has its strips inside its stream. */
static void merge_regions(Copy *copy) {
  guint kept = 0;
  g_array_sort(copy->regions, by_place);
  for (guint i = 0; i < copy->regions->len; i++) {
    Region *region = &g_array_index(copy->regions, Region, i), *last = kept ? &g_array_index(copy->regions, Region, kept - 1) : NULL;
    if (last && region->from < last->to) last->to = MAX(last->to, region->to);
    else g_array_index(copy->regions, Region, kept++) = *region;
  }
  g_array_set_size(copy->regions, kept);
}

/* ------------------------------------------------------------------ the new file */

static uint64_t moved(const Copy *copy, uint64_t offset) {
  guint low = 0, high = copy->regions->len;
  while (low < high) {
    guint middle = (low + high) / 2;
    const Region *region = &g_array_index(copy->regions, Region, middle);
    if (offset < region->from) high = middle;
    else if (offset >= region->to) low = middle + 1;
    else return region->at + (offset - region->from);
  }
  return 0; /* it pointed outside the file, or to nothing */
}

/* Places as wide as the file's own, whatever they were: a short one might no longer do. */
static void move_offsets(Copy *copy, uint16_t tag) {
  Entry *entry = find(copy, tag);
  if (!entry) return;
  int wide = copy->shape.big ? 8 : 4;
  GByteArray *value = g_byte_array_new();
  g_byte_array_set_size(value, (guint)(entry->count * (uint64_t)wide));
  for (uint64_t i = 0; i < entry->count; i++) put(copy, value->data + i * (uint64_t)wide, moved(copy, value_of(copy, entry, i)), wide);
  g_byte_array_unref(entry->value);
  entry->value = value;
  entry->type = copy->shape.big ? TYPE_LONG8 : TYPE_LONG;
}

static void write_head(Copy *copy) {
  g_byte_array_append(copy->out, copy->source->data, 4);
  if (copy->shape.big) add_number(copy, 8, 2), add_number(copy, 0, 2);
  add_number(copy, 0, copy->shape.big ? 8 : 4); /* place of the directory: known at the end */
}

static void align(Copy *copy, guint to) {
  while (copy->out->len % to) g_byte_array_append(copy->out, (const guint8 *)"", 1);
}

static void write_regions(Copy *copy) {
  for (guint i = 0; i < copy->regions->len; i++) {
    Region *region = &g_array_index(copy->regions, Region, i);
    align(copy, 2);
    region->at = copy->out->len;
    g_byte_array_append(copy->out, copy->source->data + region->from, (guint)(region->to - region->from));
  }
}

static void write_values(Copy *copy) {
  for (guint i = 0; i < copy->entries->len; i++) {
    Entry *entry = copy->entries->pdata[i];
    if (entry->value->len <= (copy->shape.big ? 8u : 4u)) continue;
    align(copy, 2);
    entry->at = copy->out->len;
    g_byte_array_append(copy->out, entry->value->data, entry->value->len);
  }
}

static void write_directory(Copy *copy) {
  int wide = copy->shape.big ? 8 : 4;
  align(copy, 8);
  put(copy, copy->out->data + (copy->shape.big ? 8 : 4), copy->out->len, wide);
  add_number(copy, copy->entries->len, copy->shape.big ? 8 : 2);
  for (guint i = 0; i < copy->entries->len; i++) {
    const Entry *entry = copy->entries->pdata[i];
    add_number(copy, entry->tag, 2);
    add_number(copy, entry->type, 2);
    add_number(copy, entry->count, wide);
    if (entry->value->len > (guint)wide) {
      add_number(copy, entry->at, wide);
    } else {
      uint8_t inside[8] = {0};
      memcpy(inside, entry->value->data, entry->value->len);
      g_byte_array_append(copy->out, inside, (guint)wide);
    }
  }
  add_number(copy, 0, wide);
}

/* Values of entries are read from the source until they are written: the order of these steps matters. */
static GBytes *copy_page(const RectoSource *source, const GArray *directories, uint64_t directory, bool *ret_cut) {
  static const uint16_t OFFSETS[] = {STRIP_OFFSETS, TILE_OFFSETS, JPEG_STREAM, JPEG_Q_TABLES, JPEG_DC_TABLES, JPEG_AC_TABLES};
  g_auto(Copy) copy = {.source = source, .shape = recto_tiff_shape(source), .directories = directories, .entries = g_ptr_array_new_with_free_func(entry_free),
                       .regions = g_array_new(FALSE, FALSE, sizeof(Region)), .out = g_byte_array_new()};
  read_directory(&copy, directory);
  add_data(&copy, STRIP_OFFSETS, STRIP_COUNTS);
  add_data(&copy, TILE_OFFSETS, TILE_COUNTS);
  add_old_jpeg(&copy);
  merge_regions(&copy);
  write_head(&copy);
  write_regions(&copy);
  for (size_t i = 0; i < G_N_ELEMENTS(OFFSETS); i++) move_offsets(&copy, OFFSETS[i]);
  write_values(&copy);
  write_directory(&copy);
  *ret_cut = copy.cut;
  return g_byte_array_free_to_bytes(g_steal_pointer(&copy.out));
}

/* ------------------------------------------------------------------ the stack */

static void give_page(RectoUnpacking *unpacking, const RectoMember *container, const RectoSource *source, const GArray *directories, uint32_t index) {
  bool cut = false;
  g_autofree char *name = recto_name_page(container->name, index), *path = g_strdup_printf("%s » page %u", container->path, index + 1);
  g_autoptr(GBytes) bytes = copy_page(source, directories, g_array_index(directories, uint64_t, index), &cut);
  RectoMember page = {.name = name, .path = path, .bytes = bytes, .depth = container->depth, .page = index, .remaining = directories->len - index};
  page.outcome = cut ? RECTO_OUTCOME_DAMAGED : RECTO_OUTCOME_OK;
  page.note = cut ? RECTO_PART_CUT : RECTO_PART_PLAIN;
  if (recto_unpacking_allow(unpacking, g_bytes_get_size(bytes), &page)) recto_unpacking_give(unpacking, &page);
}

RectoVerdict recto_stack_open_tiff(RectoUnpacking *unpacking, const RectoMember *container) {
  RectoSource source = {0};
  source.data = g_bytes_get_data(container->bytes, &source.size);
  if (source.size < 16) return (RectoVerdict){RECTO_OUTCOME_DAMAGED, RECTO_PART_DAMAGED};
  RectoTiffChain chain = recto_tiff_walk(&source);
  g_autoptr(GArray) directories = chain.offsets;
  uint32_t n = directories->len, stated = chain.stated_pages < MOST_STATED ? chain.stated_pages : 0;
  bool cut = chain.lost_tail || stated > n;
  if (container->depth == 0) unpacking->facts.declared = MAX(n, stated);
  RectoVerdict verdict = {cut || chain.loop ? RECTO_OUTCOME_DAMAGED : RECTO_OUTCOME_OK, cut ? RECTO_PART_CUT : chain.loop ? RECTO_PART_REPAIRED : RECTO_PART_PLAIN};
  if (n < 2) return verdict;
  for (uint32_t i = 0; i < n && recto_unpacking_goes_on(unpacking); i++) give_page(unpacking, container, &source, directories, i);
  if (cut && recto_unpacking_goes_on(unpacking))
    recto_unpacking_tell(unpacking, container->name, container->path, RECTO_OUTCOME_CORRUPT, RECTO_PART_LOST, stated > n ? stated - n : 0);
  return verdict;
}
