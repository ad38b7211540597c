/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dressing a cairo PDF as PDF/A-1b. What cairo 1.16 leaves to do (found with Preflight): page groups, /Interpolate, no ID, no output intent, no XMP,
 * a clock's date, CIDFonts without CIDToGIDMap and with a CIDSet that is short of a byte. Must not know: reports. */
#include "bundle/dress.h"
#include "bundle/flow.h"
#include "bundle/icc.h"
#include <qpdf/qpdf-c.h>
#include <recto/error.h>

typedef struct {
  qpdf_data qpdf;
  const GPtrArray *pictures;
  const RectoPdfaInfo *info;
} Dress;

static qpdf_oh name(Dress *dress, const char *text) { return qpdf_oh_new_name(dress->qpdf, text); }
static void set(Dress *dress, qpdf_oh dict, const char *key, qpdf_oh value) { qpdf_oh_replace_key(dress->qpdf, dict, key, value); }
static void set_int(Dress *dress, qpdf_oh dict, const char *key, long long value) { set(dress, dict, key, qpdf_oh_new_integer(dress->qpdf, value)); }

static qpdf_oh new_stream(Dress *dress, const void *data, size_t size, bool deflate) {
  qpdf_oh stream = qpdf_make_indirect_object(dress->qpdf, qpdf_oh_new_stream(dress->qpdf));
  g_autoptr(GBytes) packed = deflate ? recto_pdfa_deflate(data, size) : g_bytes_new(data, size);
  qpdf_oh filter = deflate ? name(dress, "/FlateDecode") : qpdf_oh_new_null(dress->qpdf);
  qpdf_oh_replace_stream_data(dress->qpdf, stream, g_bytes_get_data(packed, NULL), g_bytes_get_size(packed), filter, qpdf_oh_new_null(dress->qpdf));
  return stream;
}

/* ------------------------------------------------------------------ document */

static void dress_info(Dress *dress) {
  qpdf_oh dict = qpdf_make_indirect_object(dress->qpdf, qpdf_oh_new_dictionary(dress->qpdf));
  g_autofree char *when = recto_pdfa_date(dress->info->made_at);
  set(dress, dict, "/Title", qpdf_oh_new_unicode_string(dress->qpdf, dress->info->title));
  set(dress, dict, "/Producer", qpdf_oh_new_string(dress->qpdf, RECTO_PDFA_PRODUCER));
  set(dress, dict, "/CreationDate", qpdf_oh_new_string(dress->qpdf, when));
  set(dress, dict, "/ModDate", qpdf_oh_new_string(dress->qpdf, when));
  set(dress, qpdf_get_trailer(dress->qpdf), "/Info", dict);
}

static void dress_root(Dress *dress) {
  qpdf_oh root = qpdf_get_root(dress->qpdf);
  g_autofree char *xmp = recto_pdfa_xmp(dress->info);
  qpdf_oh metadata = new_stream(dress, xmp, strlen(xmp), false), about = qpdf_oh_get_dict(dress->qpdf, metadata);
  set(dress, about, "/Type", name(dress, "/Metadata"));
  set(dress, about, "/Subtype", name(dress, "/XML"));
  set(dress, root, "/Metadata", metadata);
  g_autoptr(GBytes) icc = recto_icc_srgb();
  qpdf_oh profile = new_stream(dress, g_bytes_get_data(icc, NULL), g_bytes_get_size(icc), true);
  set_int(dress, qpdf_oh_get_dict(dress->qpdf, profile), "/N", 3);
  qpdf_oh intent = qpdf_oh_new_dictionary(dress->qpdf), intents = qpdf_oh_new_array(dress->qpdf);
  set(dress, intent, "/Type", name(dress, "/OutputIntent"));
  set(dress, intent, "/S", name(dress, "/GTS_PDFA1"));
  set(dress, intent, "/OutputConditionIdentifier", qpdf_oh_new_string(dress->qpdf, RECTO_PDFA_PROFILE));
  set(dress, intent, "/Info", qpdf_oh_new_string(dress->qpdf, RECTO_PDFA_PROFILE));
  set(dress, intent, "/RegistryName", qpdf_oh_new_string(dress->qpdf, "http://www.color.org"));
  set(dress, intent, "/DestOutputProfile", profile);
  qpdf_oh_append_item(dress->qpdf, intents, intent);
  set(dress, root, "/OutputIntents", intents);
  set(dress, root, "/Lang", qpdf_oh_new_string(dress->qpdf, dress->info->language));
  qpdf_oh preferences = qpdf_oh_new_dictionary(dress->qpdf);
  set(dress, preferences, "/DisplayDocTitle", qpdf_oh_new_bool(dress->qpdf, QPDF_TRUE));
  set(dress, root, "/ViewerPreferences", preferences);
}

/* ------------------------------------------------------------------ pictures */

static int stand_in_number(Dress *dress, qpdf_oh stream) {
  unsigned char *data = NULL;
  size_t size = 0;
  qpdf_oh dict = qpdf_oh_get_dict(dress->qpdf, stream);
  if (qpdf_oh_get_int_value_as_int(dress->qpdf, qpdf_oh_get_key(dress->qpdf, dict, "/Width")) != 2) return -1;
  qpdf_oh_get_stream_data(dress->qpdf, stream, qpdf_dl_generalized, NULL, &data, &size);
  int number = data ? recto_flow_picture_number(data, size) : -1;
  free(data);
  return number;
}

static void put_picture(Dress *dress, qpdf_oh stream, const RectoImage *image) {
  qpdf_oh dict = qpdf_oh_get_dict(dress->qpdf, stream);
  static const char *const old[] = {"/Interpolate", "/SMask", "/Decode", "/DecodeParms", "/Filter", NULL};
  for (const char *const *key = old; *key; key++) qpdf_oh_remove_key(dress->qpdf, dict, *key);
  set_int(dress, dict, "/Width", image->width);
  set_int(dress, dict, "/Height", image->height);
  set_int(dress, dict, "/BitsPerComponent", 8);
  set(dress, dict, "/ColorSpace", name(dress, image->components == 3 ? "/DeviceRGB" : "/DeviceGray"));
  qpdf_oh_replace_stream_data(dress->qpdf, stream, g_bytes_get_data(image->bytes, NULL), g_bytes_get_size(image->bytes), name(dress, "/DCTDecode"),
                              qpdf_oh_new_null(dress->qpdf));
}

static void dress_images(Dress *dress, qpdf_oh xobjects) {
  qpdf_oh_begin_dict_key_iter(dress->qpdf, xobjects);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  while (qpdf_oh_dict_more_keys(dress->qpdf)) g_ptr_array_add(keys, g_strdup(qpdf_oh_dict_next_key(dress->qpdf)));
  for (guint i = 0; i < keys->len; i++) {
    qpdf_oh stream = qpdf_oh_get_key(dress->qpdf, xobjects, keys->pdata[i]);
    if (!qpdf_oh_is_stream(dress->qpdf, stream)) continue;
    int number = stand_in_number(dress, stream);
    qpdf_oh_remove_key(dress->qpdf, qpdf_oh_get_dict(dress->qpdf, stream), "/Interpolate");
    if (number >= 0 && (guint)number < dress->pictures->len) put_picture(dress, stream, dress->pictures->pdata[number]);
  }
}

/* ------------------------------------------------------------------ fonts */

/* One bit for each CID the font has: the widths array names them all, from 0. */
static void set_cid_set(Dress *dress, qpdf_oh font, qpdf_oh descriptor) {
  qpdf_oh widths = qpdf_oh_get_array_item(dress->qpdf, qpdf_oh_get_key(dress->qpdf, font, "/W"), 1);
  int n = qpdf_oh_get_array_n_items(dress->qpdf, widths);
  size_t size = (size_t)(n + 7) / 8;
  g_autofree uint8_t *bits = g_malloc0(MAX(size, 1));
  for (int cid = 0; cid < n; cid++) bits[cid / 8] |= (uint8_t)(0x80 >> (cid % 8));
  set(dress, descriptor, "/CIDSet", new_stream(dress, bits, size, true));
}

static void dress_font(Dress *dress, qpdf_oh font) {
  qpdf_oh descendants = qpdf_oh_get_key(dress->qpdf, font, "/DescendantFonts");
  if (!qpdf_oh_is_array(dress->qpdf, descendants)) return;
  qpdf_oh inner = qpdf_oh_get_array_item(dress->qpdf, descendants, 0), descriptor = qpdf_oh_get_key(dress->qpdf, inner, "/FontDescriptor");
  if (qpdf_oh_has_key(dress->qpdf, descriptor, "/FontFile2")) set(dress, inner, "/CIDToGIDMap", name(dress, "/Identity"));
  set_cid_set(dress, inner, descriptor);
}

static void dress_fonts(Dress *dress, qpdf_oh fonts) {
  qpdf_oh_begin_dict_key_iter(dress->qpdf, fonts);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func(g_free);
  while (qpdf_oh_dict_more_keys(dress->qpdf)) g_ptr_array_add(keys, g_strdup(qpdf_oh_dict_next_key(dress->qpdf)));
  for (guint i = 0; i < keys->len; i++) dress_font(dress, qpdf_oh_get_key(dress->qpdf, fonts, keys->pdata[i]));
}

static void dress_pages(Dress *dress) {
  int n = qpdf_get_num_pages(dress->qpdf);
  for (int i = 0; i < n; i++) {
    qpdf_oh page = qpdf_get_page_n(dress->qpdf, (size_t)i), resources = qpdf_oh_get_key(dress->qpdf, page, "/Resources");
    qpdf_oh_remove_key(dress->qpdf, page, "/Group");
    qpdf_oh fonts = qpdf_oh_get_key(dress->qpdf, resources, "/Font"), xobjects = qpdf_oh_get_key(dress->qpdf, resources, "/XObject");
    if (qpdf_oh_is_dictionary(dress->qpdf, fonts)) dress_fonts(dress, fonts);
    if (qpdf_oh_is_dictionary(dress->qpdf, xobjects)) dress_images(dress, xobjects);
  }
}

/* ------------------------------------------------------------------ writing */

static GBytes *write_all(Dress *dress) {
  qpdf_init_write_memory(dress->qpdf);
  qpdf_set_deterministic_ID(dress->qpdf, QPDF_TRUE);
  qpdf_force_pdf_version(dress->qpdf, "1.4");
  qpdf_set_object_stream_mode(dress->qpdf, qpdf_o_disable);
  qpdf_set_newline_before_endstream(dress->qpdf, QPDF_TRUE);
  qpdf_set_stream_data_mode(dress->qpdf, qpdf_s_preserve);
  qpdf_write(dress->qpdf);
  if (qpdf_has_error(dress->qpdf)) return NULL;
  return g_bytes_new(qpdf_get_buffer(dress->qpdf), qpdf_get_buffer_length(dress->qpdf));
}

static void tell_error(Dress *dress, GError **error) {
  qpdf_error why = qpdf_get_error(dress->qpdf);
  g_set_error(error, RECTO_ERROR, RECTO_ERROR_ENGINE, "the report cannot be made a PDF/A: %s", why ? qpdf_get_error_message_detail(dress->qpdf, why) : "?");
}

GBytes *recto_dress_pdfa(const GByteArray *drawn, const GPtrArray *pictures, const RectoPdfaInfo *info, GError **error) {
  Dress dress = {.qpdf = qpdf_init(), .pictures = pictures, .info = info};
  qpdf_silence_errors(dress.qpdf);
  qpdf_set_suppress_warnings(dress.qpdf, QPDF_TRUE);
  qpdf_read_memory(dress.qpdf, "report", (const char *)drawn->data, drawn->len, NULL);
  if (!qpdf_has_error(dress.qpdf)) {
    dress_info(&dress);
    dress_root(&dress);
    dress_pages(&dress);
  }
  GBytes *out = qpdf_has_error(dress.qpdf) ? NULL : write_all(&dress);
  if (!out) tell_error(&dress, error);
  qpdf_cleanup(&dress.qpdf);
  return out;
}
