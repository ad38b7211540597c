/* SPDX-License-Identifier: GPL-3.0-or-later */
/* E-mails by GMime: attachments, pictures in the text, messages in messages, the text itself. Nothing is rendered, fetched or decrypted.
 * GMime works on bytes in memory and asks the jail for nothing but more of it. */
#include "decode/mail.h"

#include <recto/text.h>

typedef struct {
  RectoUnpacking *unpacking;
  const char *path;         /* of the message that is walked */
  uint32_t depth;
  uint32_t unnamed;         /* attachments without a name so far */
  const GMimeObject *last;  /* the leaf behind which the mail was cut; NULL = not cut */
} Mail;

static void walk(Mail *mail, GMimeObject *object, GMimeObject *parent);

/* ------------------------------------------------------------------ giving */

/* A name from the mail, or "piece-jointe-3"; with the extension of its content where it has none. */
static char *name_of(Mail *mail, const char *untrusted, const GBytes *bytes, bool *ret_odd) {
  g_autofree char *valid = untrusted ? recto_name_decode(untrusted, strlen(untrusted)) : NULL;
  g_autofree char *inner = valid ? recto_name_path(valid, ret_odd) : NULL;
  g_autofree char *plain = inner && *inner ? recto_name_base(inner) : g_strdup_printf("piece-jointe-%u", ++mail->unnamed);
  return recto_mail_extend(plain, bytes);
}

static void give(Mail *mail, const char *untrusted_name, GBytes *bytes, RectoOutcome outcome, RectoPartNote note) {
  bool odd = false;
  g_autofree char *name = name_of(mail, untrusted_name, bytes, &odd);
  g_autofree char *path = g_strdup_printf("%s » %s", mail->path, name);
  RectoMember member = {.name = name, .path = path, .bytes = bytes, .depth = mail->depth + 1, .page = RECTO_WHOLE_FILE, .outcome = outcome, .note = note};
  if (odd && note == RECTO_PART_PLAIN) member.note = RECTO_PART_ODD_NAME;
  if (bytes && !recto_unpacking_allow(mail->unpacking, g_bytes_get_size(bytes), &member)) return;
  bool words = note == RECTO_PART_MAIL_TEXT || note == RECTO_PART_MAIL_HTML || note == RECTO_PART_SEALED_MAIL;
  bool closed = !bytes || words || note == RECTO_PART_TNEF || note == RECTO_PART_DEPTH;
  if (closed) recto_unpacking_give(mail->unpacking, &member);
  else recto_unpacking_take(mail->unpacking, &member);
}

static void leave_out(Mail *mail, const char *untrusted_name, RectoPartNote note) { give(mail, untrusted_name, NULL, RECTO_OUTCOME_OK, note); }

/* ------------------------------------------------------------------ the mail's own words */

static void give_uuencoded(Mail *mail, const GBytes *text) {
  size_t at = 0;
  for (;;) {
    bool cut = false;
    g_autofree char *name = NULL;
    g_autoptr(GBytes) bytes = recto_mail_uudecode(text, &at, &name, &cut);
    if (!bytes || !recto_unpacking_goes_on(mail->unpacking)) return;
    give(mail, name, bytes, cut ? RECTO_OUTCOME_DAMAGED : RECTO_OUTCOME_OK, cut ? RECTO_PART_CUT : RECTO_PART_PLAIN);
  }
}

static void give_text(Mail *mail, GMimePart *part, bool html) {
  g_autoptr(GBytes) text = recto_mail_text(part);
  if (!text || recto_mail_is_blank(text)) return;
  bool cut = mail->last == (GMimeObject *)part;
  if (recto_mail_is_pgp(text)) give(mail, "message.asc", text, RECTO_OUTCOME_ENCRYPTED, RECTO_PART_SEALED_MAIL);
  else give(mail, html ? "message.html" : "message.txt", text, cut ? RECTO_OUTCOME_DAMAGED : RECTO_OUTCOME_OK, html ? RECTO_PART_MAIL_HTML : RECTO_PART_MAIL_TEXT);
  if (!html) give_uuencoded(mail, text);
}

/* ------------------------------------------------------------------ leaves */

static bool is_type(GMimeObject *object, const char *type, const char *subtype) {
  GMimeContentType *content = g_mime_object_get_content_type(object);
  return content && g_mime_content_type_is_type(content, type, subtype);
}

static bool is_attached(GMimeObject *object) {
  const char *disposition = g_mime_object_get_disposition(object);
  return disposition && g_ascii_strcasecmp(disposition, GMIME_DISPOSITION_ATTACHMENT) == 0;
}

static bool is_sealed(GMimeObject *object) {
  return is_type(object, "application", "pkcs7-mime") || is_type(object, "application", "x-pkcs7-mime") || is_type(object, "application", "pgp-encrypted");
}

static bool is_of_the_post(GMimeObject *object) {
  return is_type(object, "application", "pkcs7-signature") || is_type(object, "application", "x-pkcs7-signature") || is_type(object, "application", "pgp-signature") ||
         is_type(object, "message", "delivery-status") || is_type(object, "message", "disposition-notification") || is_type(object, "text", "rfc822-headers");
}

static bool is_tnef(GMimeObject *object, const char *name) {
  return is_type(object, "application", "ms-tnef") || is_type(object, "application", "vnd.ms-tnef") || (name && g_ascii_strcasecmp(name, "winmail.dat") == 0);
}

/* Pictures that a text shows: logos and icons of signatures are small. A picture that was attached is never small. */
static bool is_logo(const Mail *mail, GMimeObject *object, const GBytes *bytes) {
  bool shown = g_mime_object_get_content_id(object) || g_mime_object_get_disposition(object);
  return is_type(object, "image", "*") && shown && !is_attached(object) && bytes && g_bytes_get_size((GBytes *)bytes) < mail->unpacking->order->limits.picture;
}

static void give_file(Mail *mail, GMimePart *part, const char *name) {
  GMimeObject *object = GMIME_OBJECT(part);
  bool cut = mail->last == object;
  g_autoptr(GBytes) bytes = recto_mail_bytes(part, &cut);
  if (is_logo(mail, object, bytes) && !cut) return leave_out(mail, name, RECTO_PART_SMALL_PICTURE);
  if (is_tnef(object, name)) return give(mail, name ? name : "winmail.dat", bytes, RECTO_OUTCOME_UNSUPPORTED, RECTO_PART_TNEF);
  if (!bytes) return give(mail, name, NULL, RECTO_OUTCOME_EMPTY, RECTO_PART_EMPTY);
  give(mail, name, bytes, cut ? RECTO_OUTCOME_DAMAGED : RECTO_OUTCOME_OK, cut ? RECTO_PART_CUT : RECTO_PART_PLAIN);
}

static void walk_leaf(Mail *mail, GMimePart *part) {
  GMimeObject *object = GMIME_OBJECT(part);
  const char *name = g_mime_part_get_filename(part);
  if (is_sealed(object)) return give(mail, name ? name : "smime.p7m", NULL, RECTO_OUTCOME_ENCRYPTED, RECTO_PART_SEALED_MAIL);
  if (is_of_the_post(object)) return leave_out(mail, name, RECTO_PART_SYSTEM_FILE);
  if (is_type(object, "message", "external-body")) return give(mail, name, NULL, RECTO_OUTCOME_UNSUPPORTED, RECTO_PART_ELSEWHERE);
  bool words = !name && !is_attached(object);
  if (words && is_type(object, "text", "plain")) return give_text(mail, part, false);
  if (words && is_type(object, "text", "html")) return give_text(mail, part, true);
  give_file(mail, part, name);
}

/* ------------------------------------------------------------------ messages in messages */

static char *message_name(GMimeObject *object, GMimeMessage *message) {
  const char *name = g_mime_object_get_content_disposition_parameter(object, "filename");
  if (!name) name = g_mime_object_get_content_type_parameter(object, "name");
  if (name) return g_strdup(name);
  const char *subject = message ? g_mime_message_get_subject(message) : NULL;
  g_autofree char *clean = g_strdelimit(recto_text_clean(subject && *subject ? subject : "message", -1, 120), "/\\\t\n", ' ');
  return g_strconcat(clean, ".eml", NULL);
}

static GBytes *write_message(GMimeMessage *message) {
  GMimeStream *stream = g_mime_stream_mem_new();
  g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, stream);
  GByteArray *array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  GBytes *bytes = g_bytes_new(array->data, array->len);
  g_object_unref(stream);
  return bytes;
}

static void walk_message(Mail *mail, GMimeMessagePart *part) {
  GMimeMessage *message = g_mime_message_part_get_message(part);
  g_autofree char *name = message_name(GMIME_OBJECT(part), message);
  if (!message) return give(mail, name, NULL, RECTO_OUTCOME_EMPTY, RECTO_PART_EMPTY);
  if (mail->depth + 1 >= mail->unpacking->order->limits.depth) {
    g_autoptr(GBytes) bytes = write_message(message);
    return give(mail, name, bytes, RECTO_OUTCOME_TOO_BIG, RECTO_PART_DEPTH);
  }
  bool odd = false;
  g_autofree char *label = name_of(mail, name, NULL, &odd);
  g_autofree char *path = g_strdup_printf("%s » %s", mail->path, label);
  Mail inner = {mail->unpacking, path, mail->depth + 1, 0, mail->last};
  GMimeObject *body = g_mime_message_get_mime_part(message);
  uint32_t before = mail->unpacking->told;
  if (body) walk(&inner, body, NULL);
  if (mail->unpacking->told == before) give(mail, name, NULL, RECTO_OUTCOME_EMPTY, RECTO_PART_EMPTY);
}

/* ------------------------------------------------------------------ multiparts */

static bool has_words(GMimeMultipart *multipart) {
  for (int i = 0; i < g_mime_multipart_get_count(multipart); i++) {
    GMimeObject *child = g_mime_multipart_get_part(multipart, i);
    if (!GMIME_IS_PART(child) || !is_type(child, "text", "plain")) continue;
    g_autoptr(GBytes) text = recto_mail_text(GMIME_PART(child));
    if (text && !recto_mail_is_blank(text)) return true;
  }
  return false;
}

/* The same words as text and as a web page: the page is not given twice. Pictures beside the page are walked all the same. */
static bool is_copy(GMimeObject *child) { return GMIME_IS_PART(child) && is_type(child, "text", "html") && !is_attached(child); }

static void walk_multipart(Mail *mail, GMimeMultipart *multipart, GMimeObject *parent) {
  GMimeObject *object = GMIME_OBJECT(multipart);
  if (is_type(object, "multipart", "encrypted")) return give(mail, "message.asc", NULL, RECTO_OUTCOME_ENCRYPTED, RECTO_PART_SEALED_MAIL);
  bool alternative = is_type(object, "multipart", "alternative");
  bool under = parent && is_type(parent, "multipart", "alternative") && has_words(GMIME_MULTIPART(parent)); /* multipart/related with the page inside */
  bool words = under || (alternative && has_words(multipart));
  for (int i = 0; i < g_mime_multipart_get_count(multipart) && recto_unpacking_goes_on(mail->unpacking); i++) {
    GMimeObject *child = g_mime_multipart_get_part(multipart, i);
    if (words && is_copy(child)) leave_out(mail, "message.html", RECTO_PART_MAIL_HTML);
    else walk(mail, child, object);
  }
}

static void walk(Mail *mail, GMimeObject *object, GMimeObject *parent) {
  if (!recto_unpacking_goes_on(mail->unpacking)) return;
  if (GMIME_IS_MULTIPART(object)) walk_multipart(mail, GMIME_MULTIPART(object), parent);
  else if (GMIME_IS_MESSAGE_PARTIAL(object)) give(mail, "message.part", NULL, RECTO_OUTCOME_UNSUPPORTED, RECTO_PART_ELSEWHERE);
  else if (GMIME_IS_MESSAGE_PART(object)) walk_message(mail, GMIME_MESSAGE_PART(object));
  else if (GMIME_IS_PART(object)) walk_leaf(mail, GMIME_PART(object));
}

/* ------------------------------------------------------------------ the whole mail */

static GMimeObject *last_leaf(GMimeObject *object) {
  while (object) {
    if (GMIME_IS_MULTIPART(object)) {
      int n = g_mime_multipart_get_count(GMIME_MULTIPART(object));
      if (n == 0) return object;
      object = g_mime_multipart_get_part(GMIME_MULTIPART(object), n - 1);
    } else if (GMIME_IS_MESSAGE_PART(object) && !GMIME_IS_MESSAGE_PARTIAL(object)) {
      GMimeMessage *message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
      object = message ? g_mime_message_get_mime_part(message) : NULL;
    } else {
      return object;
    }
  }
  return NULL;
}

/* A head ends with an empty line, the outermost multipart with "--boundary--". Without them something is missing at the end. */
static bool is_cut(GMimeObject *body, const GBytes *bytes) {
  gsize size = 0;
  const char *data = g_bytes_get_data((GBytes *)bytes, &size);
  if (!memmem(data, size, "\n\n", 2) && !memmem(data, size, "\n\r\n", 3)) return true;
  const char *boundary = GMIME_IS_MULTIPART(body) ? g_mime_multipart_get_boundary(GMIME_MULTIPART(body)) : NULL;
  if (!boundary) return GMIME_IS_MULTIPART(body);
  g_autofree char *end = g_strconcat("\n--", boundary, "--", NULL);
  return !memmem(data, size, end, strlen(end));
}

static void take_facts(RectoUnpacked *facts, GMimeMessage *message) {
  const char *subject = g_mime_message_get_subject(message);
  InternetAddressList *from = g_mime_message_get_from(message);
  GDateTime *date = g_mime_message_get_date(message);
  g_autofree char *senders = from ? internet_address_list_to_string(from, NULL, FALSE) : NULL;
  facts->subject = subject ? recto_text_clean(subject, -1, 1000) : NULL;
  facts->from = senders ? recto_text_clean(senders, -1, 1000) : NULL;
  facts->date = date ? g_date_time_format_iso8601(date) : NULL;
}

/* Old clients write names and subjects in their own charset without saying so. */
static GMimeMessage *parse(const GBytes *bytes) {
  const char *charsets[] = {"utf-8", "windows-1252", NULL};
  gsize size = 0;
  const char *data = g_bytes_get_data((GBytes *)bytes, &size);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer(data, size);
  GMimeParser *parser = g_mime_parser_new_with_stream(stream);
  GMimeParserOptions *options = g_mime_parser_options_new();
  g_mime_parser_options_set_fallback_charsets(options, charsets);
  if (size >= 5 && memcmp(data, "From ", 5) == 0) g_mime_parser_set_format(parser, GMIME_FORMAT_MBOX);
  GMimeMessage *message = g_mime_parser_construct_message(parser, options);
  g_mime_parser_options_free(options);
  g_object_unref(parser);
  g_object_unref(stream);
  return message;
}

RectoVerdict recto_mail_open(RectoUnpacking *unpacking, const RectoMember *container) {
  g_autoptr(GObject) owned = (GObject *)parse(container->bytes);
  GMimeMessage *message = (GMimeMessage *)owned;
  GMimeObject *body = message ? g_mime_message_get_mime_part(message) : NULL;
  if (message && container->depth == 0) take_facts(&unpacking->facts, message);
  if (!body) return (RectoVerdict){RECTO_OUTCOME_CORRUPT, RECTO_PART_DAMAGED};
  bool cut = is_cut(body, container->bytes);
  Mail mail = {unpacking, container->path, container->depth, 0, cut ? last_leaf(body) : NULL};
  uint32_t before = unpacking->told;
  walk(&mail, body, NULL);
  if (cut) return (RectoVerdict){unpacking->told > before ? RECTO_OUTCOME_DAMAGED : RECTO_OUTCOME_CORRUPT, RECTO_PART_CUT};
  if (unpacking->told > before) return (RectoVerdict){RECTO_OUTCOME_OK, RECTO_PART_PLAIN};
  bool unread = GMIME_IS_MULTIPART(last_leaf(body)); /* GMime stops at 1024 levels */
  return unread ? (RectoVerdict){RECTO_OUTCOME_CORRUPT, RECTO_PART_DAMAGED} : (RectoVerdict){RECTO_OUTCOME_EMPTY, RECTO_PART_EMPTY};
}

void recto_mail_warm_up(void) { g_mime_init(); }
