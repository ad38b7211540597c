/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names content that Recto does not read, so that a person gets a clear sentence instead of "unknown file".
 * Static words, never text from the file. Must not know: the formats that are read (they bid for themselves). */
#include "decode/inside.h"

#define HEAD 4096

typedef struct { size_t at; const char *magic; size_t length; const char *word; } Magic;
#define M(at, magic, word) {at, magic, sizeof magic - 1, word}

static const Magic magics[] = {
    M(0, "GIF87a", "GIF image"), M(0, "GIF89a", "GIF image"), M(0, "BM", "BMP image"), M(0, "Rar!\x1a\a", "RAR archive"),
    M(0, "7z\xbc\xaf\x27\x1c", "7z archive"), M(0, "\x1f\x8b\x08", "gzip file"), M(0, "BZh", "compressed file"),
    M(0, "\xfd" "7zXZ\0", "compressed file"), M(0, "\x28\xb5\x2f\xfd", "compressed file"), M(257, "ustar", "tar archive"),
    M(0, "{\\rtf", "RTF document"), M(0, "%!PS", "PostScript document"), M(0, "AT&TFORM", "DjVu document"), M(0, "8BPS", "Photoshop image"),
    M(0, "\x7f" "ELF", "program"), M(0, "MZ", "program"), M(0, "\xca\xfe\xba\xbe", "program"), M(0, "\xcf\xfa\xed\xfe", "program"),
    M(0, "#!", "program"), M(0, "L\0\0\0\x01\x14\x02", "Windows shortcut"), M(0, "\0\0\x01\0", "icon"),
    M(0, "\xff\x0a", "JPEG XL image"), M(0, "\0\0\0\x0cJXL ", "JPEG XL image"), M(0, "\x97JB2\r\n\x1a\n", "JBIG2 image"),
    M(0, "OggS", "sound"), M(0, "ID3", "sound"), M(0, "\xff\xfb", "sound"), M(0, "fLaC", "sound"), M(8, "WAVE", "sound"), M(8, "AVI ", "video"),
    M(0, "\x1a\x45\xdf\xa3", "video"), M(0, "FLV\x01", "video"), M(0, "\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video"), M(0, "\0\0\x01\xba", "video"),
    M(0, "!BDN", "Outlook mailbox"), M(0, "P1\n", "Netpbm image"), M(0, "P2\n", "Netpbm image"), M(0, "P3\n", "Netpbm image"),
    M(0, "P4\n", "Netpbm image"), M(0, "P5\n", "Netpbm image"), M(0, "P6\n", "Netpbm image"), M(0, "P7\n", "Netpbm image"),
    M(0, "\x78\x9f\x3e\x22", "Outlook attachment"), M(0, "\x0a\x05\x01", "PCX image"), M(0, "SQLite format 3", "database"), M(0, "BEGIN:VCARD", "contact card"),
    M(0, "BEGIN:VCALENDAR", "calendar"), M(0, "MSCF", "archive"), M(0, "\x30\x82", "certificate"), M(0, "-----BEGIN", "certificate"),
};

/* ISO base media brands that are not a HEIC picture. */
static const Magic brands[] = {
    M(8, "avif", "AVIF image"), M(8, "avis", "AVIF image"), M(8, "qt  ", "video"), M(8, "isom", "video"), M(8, "iso", "video"), M(8, "mp4", "video"),
    M(8, "M4V", "video"), M(8, "M4A", "sound"), M(8, "3gp", "video"), M(8, "MSNV", "video"), M(8, "avc1", "video"), M(8, "crx ", "raw camera image"),
};

static const Magic packed_names[] = {
    M(0, "word/", "Word document"), M(0, "xl/", "Excel workbook"), M(0, "ppt/", "PowerPoint presentation"), M(0, "Index/", "Apple iWork document"),
    M(0, "visio/", "Visio drawing"), M(0, "META-INF/MANIFEST.MF", "program"), M(0, "AndroidManifest.xml", "program"),
};

static const Magic packed_types[] = {
    M(0, "application/vnd.oasis.opendocument.text", "OpenDocument text"),
    M(0, "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument spreadsheet"),
    M(0, "application/vnd.oasis.opendocument.presentation", "OpenDocument presentation"),
    M(0, "application/vnd.oasis.opendocument", "OpenDocument file"), M(0, "application/epub+zip", "e-book"),
};

/* Fields of a mail's head; the first ones stand in no letter that people type. */
static const char *mail_fields[] = {
    "return-path", "received", "mime-version", "message-id", "delivered-to", "x-mozilla-status", "content-type", "dkim-signature", "content-transfer-encoding",
    "x-originating-ip", "authentication-results", "arc-seal", "from", "to", "subject", "date", "reply-to", "cc"};
enum { SURE_MAIL_FIELDS = 12 };
static const char *html_openings[] = {"<!doctype html", "<html", "<head", "<body"};

static const char *find_magic(const Magic *table, size_t n, const uint8_t *data, size_t size) {
  for (size_t i = 0; i < n; i++)
    if (size >= table[i].at + table[i].length && memcmp(data + table[i].at, table[i].magic, table[i].length) == 0) return table[i].word;
  return NULL;
}

/* Local headers lie one after the other; names are only compared. Bounded by the file and by 4096 entries. */
static const char *sniff_zip(const uint8_t *data, size_t size) {
  if (size < 30 || memcmp(data, "PK\3\4", 4) != 0) return size >= 4 && memcmp(data, "PK\5\6", 4) == 0 ? "ZIP archive" : NULL;
  size_t at = 0;
  for (int entry = 0; entry < 4096 && at + 30 <= size && memcmp(data + at, "PK\3\4", 4) == 0; entry++) {
    const uint8_t *head = data + at;
    size_t name = head[26] | (size_t)head[27] << 8, extra = head[28] | (size_t)head[29] << 8;
    size_t packed = head[18] | (size_t)head[19] << 8 | (size_t)head[20] << 16 | (size_t)head[21] << 24;
    if (name > size - at - 30) break;
    const char *word = find_magic(packed_names, G_N_ELEMENTS(packed_names), head + 30, name);
    if (!word && name == 8 && memcmp(head + 30, "mimetype", 8) == 0 && extra <= size - at - 38)
      word = find_magic(packed_types, G_N_ELEMENTS(packed_types), head + 38 + extra, size - at - 38 - extra);
    if (word) return word;
    if (head[6] & 8 && packed == 0) break; /* sizes follow the data: cannot step over */
    if (30 + name + extra + packed > size - at) break;
    at += 30 + name + extra + packed;
  }
  return memmem(data, MIN(size, 1 << 20), "word/document.xml", 17) ? "Word document" : "ZIP archive";
}

/* Compound File: Word 97, Excel 97, Outlook. Directory names are UTF-16LE. */
static const char *sniff_compound(const uint8_t *data, size_t size) {
  if (size < 8 || memcmp(data, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) != 0) return NULL;
  size_t span = MIN(size, (size_t)8 << 20);
  if (memmem(data, span, "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", 24)) return "Word document";
  if (memmem(data, span, "W\0o\0r\0k\0b\0o\0o\0k\0", 16)) return "Excel workbook";
  if (memmem(data, span, "P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0", 20)) return "PowerPoint presentation";
  if (memmem(data, span, "_\0_\0p\0r\0o\0p\0e\0r\0t\0i\0e\0s\0", 24)) return "Outlook message";
  return "Microsoft Office document";
}

static bool is_text(const uint8_t *data, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (data[i] < 9 || (data[i] > 13 && data[i] < 32 && data[i] != 27) || data[i] == 127) return false;
  return size > 0;
}

/* A head of "name: value" lines from the very first on, with two fields of mails, one of them such as only programs write.
 * `text` is in small letters. A line "from " before it is a mailbox's. */
static bool is_mail(const char *text) {
  int known = 0, sure = 0;
  if (g_str_has_prefix(text, "from ") || g_str_has_prefix(text, ">from ")) text += strcspn(text, "\n") + (strchr(text, '\n') != NULL);
  for (const char *line = text; *line && *line != '\n' && *line != '\r'; line += strcspn(line, "\n"), line += *line == '\n') {
    if (*line == ' ' || *line == '\t') continue; /* goes on from the line before */
    size_t name = strcspn(line, ": \t\r\n");
    if (name == 0 || line[name] != ':') return known >= 2 && sure > 0 && !*(line + strcspn(line, "\n")); /* only what is cut off here may be no field */
    for (size_t i = 0; i < G_N_ELEMENTS(mail_fields); i++) {
      if (strlen(mail_fields[i]) != name || strncmp(line, mail_fields[i], name) != 0) continue;
      known++;
      sure += i < SURE_MAIL_FIELDS;
    }
  }
  return known >= 2 && sure > 0;
}

static const char *sniff_text(const uint8_t *data, size_t size) {
  bool wide = size >= 4 && (memcmp(data, "\xff\xfe", 2) == 0 || memcmp(data, "\xfe\xff", 2) == 0);
  if (wide) return "text file";
  if (size >= 3 && memcmp(data, "\xef\xbb\xbf", 3) == 0) data += 3, size -= 3;
  size = MIN(size, HEAD);
  if (!is_text(data, size)) return NULL;
  g_autofree char *text = g_ascii_strdown((const char *)data, (gssize)size);
  const char *body = text + strspn(text, " \t\r\n");
  for (size_t i = 0; i < G_N_ELEMENTS(html_openings); i++)
    if (g_str_has_prefix(body, html_openings[i])) return "web page";
  if (g_str_has_prefix(body, "<svg") || (g_str_has_prefix(body, "<?xml") && strstr(body, "<svg"))) return "SVG drawing";
  if (g_str_has_prefix(body, "<?xml")) return strstr(body, "<html") ? "web page" : "XML file";
  if (is_mail(text)) return "e-mail";
  return "text file";
}

/* The major brand names the content, or a compatible one does (AVIF pictures may call themselves mif1). */
static const char *sniff_media(const uint8_t *data, size_t size) {
  if (size < 12 || memcmp(data + 4, "ftyp", 4) != 0) return NULL;
  const char *word = find_magic(brands, G_N_ELEMENTS(brands), data, size);
  size_t box = MIN(MIN((size_t)data[2] << 8 | data[3], size), 256);
  for (size_t at = 16; !word && at + 4 <= box; at += 4)
    if (memcmp(data + at, "avif", 4) == 0) word = "AVIF image";
  return word;
}

bool recto_sniff_is_archive(const uint8_t *data, size_t size) {
  const char *word = find_magic(magics, G_N_ELEMENTS(magics), data, size);
  if (size >= 4 && memcmp(data, "PK\3\4", 4) == 0) return true;
  return word && (g_str_equal(word, "RAR archive") || g_str_equal(word, "7z archive") || g_str_equal(word, "tar archive"));
}

const char *recto_sniff_other(const uint8_t *data, size_t size) {
  const char *word = sniff_zip(data, size);
  if (!word) word = sniff_compound(data, size);
  if (!word) word = sniff_media(data, size);
  if (!word && size >= 12 && (memcmp(data + 4, "moov", 4) == 0 || memcmp(data + 4, "mdat", 4) == 0)) word = "video";
  if (!word) word = find_magic(magics, G_N_ELEMENTS(magics), data, size);
  return word ? word : sniff_text(data, size);
}
