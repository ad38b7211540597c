/* SPDX-License-Identifier: GPL-3.0-or-later */
/* E-mails through the real recto-reader: attachments, texts, names in every coding, messages in messages, and what is left out or refused, always told. */
#include "unpack-run.h"

static RectoReader *reader;

#define HEAD "From: =?UTF-8?Q?Awa_N=C2=B0_SPECIMEN?= <awa@example.org>\nTo: guichet@example.org\nSubject: =?ISO-8859-1?Q?Mes_pi=E8ces?=\n" \
  "Date: Tue, 24 Nov 2026 09:12:00 +0100\nMIME-Version: 1.0\nMessage-ID: <1@example.org>\n"
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=\"b\"\n\n"
#define TEXT_PART "--b\nContent-Type: text/plain; charset=utf-8\n\nBonjour, voici mes pièces.\n"
#define JPEG64 "/9j/4AAQ" /* the head of a JPEG */

static void unpack(const char *mail, Run *run) {
  g_assert_true(unpack_bytes(reader, "mail.eml", mail, strlen(mail), RECTO_CHANNEL_MAIL, RECTO_UNPACK_ALL, run));
}

static void expect(const char *mail, const char *lines, const char *outcome) {
  g_auto(Run) run = {0};
  unpack(mail, &run);
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, lines);
  g_assert_cmpstr(recto_outcome_word(run.told.outcome), ==, outcome);
}

static bool holds(const Got *got, const char *text) {
  return g_bytes_get_size(got->bytes) == strlen(text) && memcmp(g_bytes_get_data(got->bytes, NULL), text, strlen(text)) == 0;
}

/* ------------------------------------------------------------------ what comes out */

static void test_facts(void) {
  g_auto(Run) run = {0};
  unpack(MIXED TEXT_PART "--b\nContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n\nQUJDREU=\n--b--\n", &run);
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, "message.txt ok mail-text 27; a.bin ok 5");
  g_assert_cmpstr(run.told.format, ==, "e-mail");
  g_assert_cmpstr(run.told.subject, ==, "Mes pièces");
  g_assert_cmpstr(run.told.from, ==, "Awa N° SPECIMEN <awa@example.org>");
  g_assert_cmpstr(run.told.date, ==, "2026-11-24T09:12:00+01");
  g_assert_true(holds(run.parts->pdata[1], "ABCDE"));
  g_assert_cmpstr(((Got *)run.parts->pdata[1])->path, ==, "mail.eml » a.bin");
}

static void test_single(void) {
  expect(HEAD "Content-Type: text/plain; charset=windows-1252\n\nMes pi\xe8" "ces\n", "message.txt ok mail-text 12", "ok");
  expect(HEAD "\nBonjour\n", "message.txt ok mail-text 8", "ok");
  expect(HEAD "Content-Type: text/html\n\n<p>Bonjour</p>\n", "message.html ok mail-html 15", "ok");
  expect(HEAD "Content-Type: application/octet-stream; name=\"x.bin\"\nContent-Transfer-Encoding: base64\n\nQUJD\n", "x.bin ok 3", "ok");
  expect(HEAD "\n", "mail.eml empty empty whole", "empty");
}

static void test_encodings(void) {
  static const struct { const char *coding, *body, *text; } CODINGS[] = {
    {"base64", "QUJDREU=", "ABCDE"}, {"quoted-printable", "A=42=\nCD=45", "ABCDE"}, {"7bit", "ABCDE", "ABCDE"}, {"x-uuencode", "begin 644 a.bin\n%04)#1$4`\n`\nend", "ABCDE"},
    {"BASE64", " QU\n JD RE\nU= ", "ABCDE"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(CODINGS); i++) {
    g_autofree char *mail = g_strdup_printf(MIXED "--b\nContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: %s\n\n%s\n--b--\n", CODINGS[i].coding,
                                            CODINGS[i].body);
    g_auto(Run) run = {0};
    unpack(mail, &run);
    g_assert_cmpuint(run.parts->len, ==, 1);
    g_assert_true(holds(run.parts->pdata[0], CODINGS[i].text));
    g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_OK);
  }
}

/* Charsets of the people who write: none of them is loaded inside the jail. */
static void test_charsets(void) {
  static const struct { const char *charset, *bytes, *text; } TEXTS[] = {
    {"iso-8859-1", "\xe9t\xe9", "été\n"}, {"iso-8859-15", "10 \xa4", "10 €\n"}, {"windows-1252", "\x93oui\x94", "“oui”\n"}, {"windows-1256", "\xe3\xd1\xcd\xc8\xc7", "مرحبا\n"},
    {"koi8-r", "\xc4\xc1", "да\n"}, {"gb2312", "\xc4\xe3", "你\n"}, {"no-such-charset", "\xe9t\xe9", "été\n"}, {"utf-8", "\xe9t\xe9", "été\n"}, {"macintosh", "oui", "oui\n"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
    g_autofree char *mail = g_strdup_printf(HEAD "Content-Type: text/plain; charset=%s\nContent-Transfer-Encoding: 8bit\n\n%s\n", TEXTS[i].charset, TEXTS[i].bytes);
    g_auto(Run) run = {0};
    unpack(mail, &run);
    g_assert_cmpuint(run.parts->len, ==, 1);
    g_test_message("%s", TEXTS[i].charset);
    g_assert_true(holds(run.parts->pdata[0], TEXTS[i].text));
  }
}

static void test_names(void) {
  static const struct { const char *header, *name, *note; } NAMES[] = {
    {"Content-Disposition: attachment; filename=\"scan.pdf\"", "scan.pdf", NULL},
    {"Content-Disposition: attachment; filename*=UTF-8''pi%C3%A8ce%20d%27identit%C3%A9.pdf", "pièce d'identité.pdf", NULL},
    {"Content-Disposition: attachment; filename*0*=UTF-8''pi%C3%A8; filename*1=\"ce.pdf\"", "pièce.pdf", NULL},
    {"Content-Disposition: attachment; filename=\"=?ISO-8859-1?Q?pi=E8ce.pdf?=\"", "pièce.pdf", NULL},
    {"Content-Disposition: attachment; filename=\"=?UTF-8?B?cGnDqGNlLnBkZg==?=\"", "pièce.pdf", NULL},
    {"Content-Disposition: attachment; filename=\"pi\xe8" "ce.pdf\"", "pièce.pdf", NULL},
    {"Content-Disposition: attachment; filename=\"../../etc/passwd\"", "passwd.jpg", "odd-name"},
    {"Content-Disposition: attachment; filename=\"C:\\\\Temp\\\\scan.pdf\"", "scan.pdf", NULL},
    {"Content-Disposition: attachment; filename=\"a\xe2\x80\xae" "fdp.exe\"", "afdp.exe", "odd-name"},
    {"Content-Disposition: attachment", "piece-jointe-1.jpg", NULL},
    {"Content-Description: rien", "piece-jointe-1.jpg", NULL},
    {"Content-Disposition: attachment; filename=\"facture\"", "facture.jpg", NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
    g_autofree char *mail = g_strdup_printf(MIXED "--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n%s\n\n" JPEG64 "\n--b--\n", NAMES[i].header);
    g_auto(Run) run = {0};
    unpack(mail, &run);
    g_assert_cmpuint(run.parts->len, ==, 1);
    const Got *got = run.parts->pdata[0];
    g_assert_cmpstr(got->name, ==, NAMES[i].name);
    if (NAMES[i].note) g_assert_cmpstr(recto_part_note_word(got->note), ==, NAMES[i].note);
  }
}

static void test_words(void) {
  const char *both = HEAD "Content-Type: multipart/alternative; boundary=b\n\n" TEXT_PART "--b\nContent-Type: text/html\n\n<p>Bonjour</p>\n--b--\n";
  expect(both, "message.txt ok mail-text 27; message.html ok mail-html", "ok");
  const char *page = HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n   \n--b\nContent-Type: text/html\n\n<p>Bonjour</p>\n--b--\n";
  expect(page, "message.html ok mail-html 14", "ok");
}

static char *base64_of(size_t size) {
  g_autofree guchar *data = g_malloc(size);
  for (size_t i = 0; i < size; i++) data[i] = (guchar)(i * 7 + i / 251);
  return g_base64_encode(data, size);
}

static void test_pictures(void) {
  g_autofree char *small = base64_of(3000), *large = base64_of(90000);
  g_autofree char *mail = g_strdup_printf(HEAD "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>x</p>\n"
                                          "--b\nContent-Type: image/png\nContent-ID: <a@b>\nContent-Transfer-Encoding: base64\nContent-Disposition: inline; filename=logo.png\n\n%s\n"
                                          "--b\nContent-Type: image/png\nContent-ID: <b@b>\nContent-Transfer-Encoding: base64\nContent-Disposition: inline; filename=photo.png\n\n%s\n"
                                          "--b\nContent-Type: image/png\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=petit.png\n\n%s\n--b--\n",
                                          small, large, small);
  g_auto(Run) run = {0};
  unpack(mail, &run);
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, "message.html ok mail-html 8; logo.png ok small-picture; photo.png ok 90000; petit.png ok 3000");
  g_assert_cmpuint(run.told.n_left_out, ==, 1);
}

static void test_uuencoded_text(void) {
  expect(HEAD "\nVoici le fichier :\n\nbegin 644 scan.pdf\n%04)#1$4`\n`\nend\nAu revoir\n", "message.txt ok mail-text 65; scan.pdf ok 5", "ok");
  expect(HEAD "\nVoici le fichier :\n\nbegin 644 scan.pdf\n%04)#1$4`\n", "message.txt ok mail-text 49; scan.pdf damaged cut 5", "ok");
  expect(HEAD "\nbegin the beguine\nend\n", "message.txt ok mail-text 22", "ok");
}

static void test_nested(void) {
  const char *mail = MIXED TEXT_PART "--b\nContent-Type: message/rfc822\n\nFrom: x@y.fr\nSubject: Fwd/ suite\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=c\n\n"
    "--c\nContent-Type: application/octet-stream; name=deux.bin\n\n12345\n--c--\n--b--\n";
  g_auto(Run) run = {0};
  unpack(mail, &run);
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, "message.txt ok mail-text 27; deux.bin ok 5");
  g_assert_cmpstr(((Got *)run.parts->pdata[1])->path, ==, "mail.eml » Fwd  suite.eml » deux.bin");
  g_assert_cmpstr(run.told.subject, ==, "Mes pièces");
}

/* An archive in a mail, with a mail in it. */
static void test_mixed_containers(void) {
  Zip zip = zip_new();
  zip_text(&zip, "un.txt", "premier");
  zip_text(&zip, "vieux.eml", HEAD "\nBonjour\n");
  g_autoptr(GByteArray) file = zip_end(&zip);
  g_autofree char *coded = g_base64_encode(file->data, file->len);
  g_autofree char *mail = g_strdup_printf(MIXED "--b\nContent-Type: application/zip; name=pieces.zip\nContent-Transfer-Encoding: base64\n\n%s\n--b--\n", coded);
  g_auto(Run) run = {0};
  unpack(mail, &run);
  g_autofree char *got = lines_of(&run);
  g_assert_cmpstr(got, ==, "un.txt ok 7; message.txt ok mail-text 8");
  g_assert_cmpstr(((Got *)run.parts->pdata[1])->path, ==, "mail.eml » pieces.zip » vieux.eml » message.txt");
}

/* ------------------------------------------------------------------ what is left out or refused */

static void test_refused(void) {
  static const struct { const char *part, *line; } PARTS[] = {
    {"Content-Type: application/ms-tnef; name=winmail.dat\n\nx\x9f>\"", "winmail.dat unsupported tnef 4"},
    {"Content-Type: application/pkcs7-mime; name=smime.p7m\n\nxx", "smime.p7m encrypted sealed-mail"},
    {"Content-Type: application/pkcs7-signature; name=smime.p7s\n\nxx", "smime.p7s ok system-file"},
    {"Content-Type: application/pgp-signature\n\nxx", "piece-jointe-1 ok system-file"},
    {"Content-Type: message/delivery-status\n\nAction: failed", "piece-jointe-1 ok system-file"},
    {"Content-Type: message/external-body; access-type=URL; name=loin.pdf\n\n\n", "loin.pdf unsupported elsewhere"},
    {"Content-Type: message/partial; id=1; number=2\n\nsuite", "message.part unsupported elsewhere"},
    {"Content-Type: text/plain\n\n-----BEGIN PGP MESSAGE-----\nabc\n-----END PGP MESSAGE-----", "message.asc encrypted sealed-mail 57"},
    {"Content-Type: multipart/encrypted; boundary=c; protocol=\"application/pgp-encrypted\"\n\n--c\n\nx\n--c--", "message.asc encrypted sealed-mail"},
    {"Content-Type: application/pdf; name=vide.pdf\n\n", "vide.pdf empty empty"},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(PARTS); i++) {
    g_autofree char *mail = g_strdup_printf(MIXED "--b\n%s\n--b--\n", PARTS[i].part);
    g_auto(Run) run = {0};
    unpack(mail, &run);
    g_autofree char *got = lines_of(&run);
    g_assert_cmpstr(got, ==, PARTS[i].line);
  }
}

static void test_signed(void) {
  expect(HEAD "Content-Type: multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"\n\n" TEXT_PART
         "--b\nContent-Type: application/pkcs7-signature; name=smime.p7s\n\nxx\n--b--\n", "message.txt ok mail-text 27; smime.p7s ok system-file", "ok");
}

static void test_cut(void) {
  expect(MIXED TEXT_PART "--b\nContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n\nQUJDREVGR\n", "message.txt ok mail-text 27; a.bin damaged cut 6",
         "damaged");
  expect(MIXED TEXT_PART "--b\nContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n\nQUJDREVGR0hJ\n",
         "message.txt ok mail-text 27; a.bin damaged cut 9", "damaged"); /* looks whole, but the end of the mail is not there */
  expect(MIXED "--b\nContent-Type: application/octet-stream; name=a.bin\nContent-Transfer-Encoding: base64\n\nQUJ*D!\n--b--\n", "a.bin damaged cut 3", "ok");
}

static void test_no_boundary(void) {
  g_auto(Run) run = {0};
  unpack(HEAD "Content-Type: multipart/mixed\n\n--b\nContent-Type: text/plain\n\nBonjour\n--b--\n", &run);
  g_assert_cmpuint(run.told.outcome, !=, RECTO_OUTCOME_OK);
  g_assert_cmpuint(run.parts->len, >=, 1);
}

/* ------------------------------------------------------------------ very many, very deep */

static void test_many_parts(void) {
  g_autoptr(GString) mail = g_string_new(MIXED);
  for (int i = 0; i < 10000; i++) g_string_append_printf(mail, "--b\nContent-Type: application/octet-stream; name=%d.bin\n\nx\n", i);
  g_string_append(mail, "--b--\n");
  g_auto(Run) run = {0};
  int64_t start = g_get_monotonic_time();
  unpack(mail->str, &run);
  g_assert_cmpuint(run.told.n_taken, ==, 2000);
  g_assert_cmpuint(((Got *)run.parts->pdata[2000])->note, ==, RECTO_PART_MEMBERS);
  g_assert_cmpuint(run.told.outcome, ==, RECTO_OUTCOME_TOO_BIG);
  g_assert_cmpint(g_get_monotonic_time() - start, <, 60 * G_USEC_PER_SEC);
}

static void test_deep(void) {
  static const int DEPTHS[] = {5, 100, 5000};
  for (size_t k = 0; k < G_N_ELEMENTS(DEPTHS); k++) {
    for (int kind = 0; kind < 2; kind++) {
      g_autoptr(GString) mail = g_string_new(HEAD);
      for (int i = 0; i < DEPTHS[k]; i++) {
        if (kind) g_string_append_printf(mail, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
        else g_string_append(mail, "Content-Type: message/rfc822\n\nFrom: x@y.fr\n");
      }
      g_string_append(mail, "Content-Type: text/plain\n\nau fond\n");
      for (int i = DEPTHS[k] - 1; kind && i >= 0; i--) g_string_append_printf(mail, "--b%d--\n", i);
      g_auto(Run) run = {0};
      unpack(mail->str, &run);
      g_test_message("depth %d kind %d: %s, %u parts", DEPTHS[k], kind, recto_outcome_word(run.told.outcome), run.parts->len);
      g_assert_cmpuint(run.parts->len, >=, 1);
      g_assert_true(run.told.outcome != RECTO_OUTCOME_CRASH && run.told.outcome != RECTO_OUTCOME_SANDBOX);
      if (kind == 0) g_assert_cmpuint(((Got *)run.parts->pdata[0])->note, ==, RECTO_PART_DEPTH);
    }
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  reader = unpack_reader("../../recto-reader", "");
  static const struct { const char *name; void (*run)(void); } TESTS[] = {
    {"facts", test_facts}, {"single", test_single}, {"encodings", test_encodings}, {"charsets", test_charsets}, {"names", test_names}, {"words", test_words},
    {"pictures", test_pictures}, {"uuencoded-text", test_uuencoded_text}, {"nested", test_nested}, {"mixed-containers", test_mixed_containers},
    {"refused", test_refused}, {"signed", test_signed}, {"cut", test_cut}, {"no-boundary", test_no_boundary}, {"many-parts", test_many_parts}, {"deep", test_deep},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(TESTS); i++) {
    g_autofree char *path = g_strconcat("/unpack/mail/", TESTS[i].name, NULL);
    g_test_add_func(path, TESTS[i].run);
  }
  int status = g_test_run();
  recto_reader_free(reader);
  return status;
}
