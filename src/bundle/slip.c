/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of the slip. Must not know: where they stand on the page. */
#include "bundle/slip.h"
#include "base/digest.h"
#include "base/file.h"
#include "bundle/say.h"
#include "bundle/slip_parts.h"
#include <recto/judge.h>

#define DIGEST_SHOWN 16 /* hex letters of a file's digest; 64 bits tell the files of a dossier apart */

typedef struct { const RectoSlipOrder *order; RectoBundleOrder say; const RectoProcedure *procedure; RectoSlip slip; } Maker;

static const RectoBundleOrder *say(const Maker *maker) { return &maker->say; }
static bool is_authority(const Maker *maker) { return maker->order->site && maker->order->site->competent_authority; }

/* ------------------------------------------------------------------ values */

static void point_free(gpointer data) {
  RectoSlipPoint *point = data;
  g_free(point->title);
  g_free(point->text);
  g_free(point);
}

static void fact_free(gpointer data) {
  RectoSlipFact *fact = data;
  g_free(fact->label);
  g_free(fact->value);
  g_free(fact);
}

static void row_free(gpointer data) {
  RectoSlipRow *row = data;
  g_free(row->number);
  g_free(row->name);
  g_free(row->what);
  g_free(row->pages);
  g_free(row->digest);
  g_free(row);
}

static void slip_clear(RectoSlip *slip) {
  char *const texts[] = {slip->kind, slip->number_label, slip->number, slip->square, slip->verdict, slip->todo.title, slip->check.title, slip->later.title, slip->when, slip->where,
                         slip->received_title, slip->sum, slip->full_list, slip->history_hash, slip->signature, slip->letters};
  for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) g_free(texts[i]);
  for (size_t i = 0; i < G_N_ELEMENTS(slip->columns); i++) g_free(slip->columns[i]);
  GPtrArray *const lists[] = {slip->issuer, slip->facts, slip->todo.points, slip->check.points, slip->later.points, slip->rows, slip->legal, slip->foot};
  for (size_t i = 0; i < G_N_ELEMENTS(lists); i++) g_ptr_array_unref(lists[i]);
}

/* Takes both; nothing is added without a value. */
static void add_fact(Maker *maker, const char *label_key, char *value) {
  if (!value || !*value) {
    g_free(value);
    return;
  }
  RectoSlipFact *fact = g_new0(RectoSlipFact, 1);
  *fact = (RectoSlipFact){recto_say(say(maker), label_key, NULL), value};
  g_ptr_array_add(maker->slip.facts, fact);
}

static void add_point(RectoSlipList *list, char *title, char *text) {
  RectoSlipPoint *point = g_new0(RectoSlipPoint, 1);
  *point = (RectoSlipPoint){title, text};
  g_ptr_array_add(list->points, point);
}

static void add_lines(GPtrArray *lines, const char *text) {
  g_auto(GStrv) parts = text ? g_strsplit(text, "\n", -1) : NULL;
  for (char **part = parts; part && *part; part++)
    if (*g_strstrip(*part)) g_ptr_array_add(lines, g_strdup(*part));
}

static char *one_line(const char *text) {
  g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
  for (char **line = lines; line && *line; line++) g_strstrip(*line);
  return lines ? g_strjoinv(", ", lines) : NULL;
}

/* ------------------------------------------------------------------ head */

static void fill_issuer(Maker *maker) {
  const RectoSite *site = maker->order->site;
  GPtrArray *lines = maker->slip.issuer;
  if (!site) return;
  add_lines(lines, site->service);
  add_lines(lines, site->address);
  if (is_authority(maker) && !site->address) g_ptr_array_add(lines, recto_say(say(maker), "slip.head.fill-address", NULL));
  g_autofree char *contact = g_strdup_printf("%s%s%s", site->phone ? site->phone : "", site->phone && site->email ? " – " : "", site->email ? site->email : "");
  add_lines(lines, contact);
  if (is_authority(maker) && !site->phone) g_ptr_array_add(lines, recto_say(say(maker), "slip.head.fill-phone", NULL));
  g_autofree char *hours = one_line(site->opening_hours);
  if (hours) g_ptr_array_add(lines, recto_say(say(maker), "slip.head.hours", "hours", hours, NULL));
}

/* A name is printed when its letters are sure: one reading, or several that agree, or a person's own word. */
static bool is_sure(const Maker *maker, const RectoField *field) {
  if (!field || field->quarrel || field->chosen < 0 || (guint)field->chosen >= field->seen->len) return false;
  const RectoObservation *seen = field->seen->pdata[field->chosen];
  return seen->means == RECTO_MEANS_CLERK || seen->confidence >= recto_limit(maker->order->models, "bundle.slip.name-sure");
}

static char *applicant(const Maker *maker) {
  const GPtrArray *persons = maker->order->dossier->persons;
  for (guint i = 0; i < persons->len; i++) {
    const RectoPerson *person = persons->pdata[i];
    if (person->role != RECTO_ROLE_APPLICANT) continue;
    const RectoField *family = recto_fields_lookup(person->fields, "family-name"), *given = recto_fields_lookup(person->fields, "given-names");
    bool sure = (family || given) && (!family || is_sure(maker, family)) && (!given || is_sure(maker, given));
    return sure ? recto_say_person(person) : recto_say(say(maker), "slip.head.applicant-unsure", NULL);
  }
  return NULL;
}

static char *say_deposit_moment(const Maker *maker, const RectoSlipDeposit *deposit) {
  static const char *const channels[] = {"slip.channel.upload", "slip.channel.counter", "slip.channel.mail"};
  g_autofree char *moment = recto_say_moment(say(maker), deposit->received_at), *channel = recto_say(say(maker), channels[deposit->channel], NULL);
  return recto_say(say(maker), "slip.moment", "moment", moment, "channel", channel, NULL);
}

/* What else tells one person from another of the same name; only what is sure. */
static void add_identity(Maker *maker) {
  const GPtrArray *persons = maker->order->dossier->persons;
  for (guint i = 0; i < persons->len; i++) {
    const RectoPerson *person = persons->pdata[i];
    if (person->role != RECTO_ROLE_APPLICANT) continue;
    const RectoField *birth = recto_fields_lookup(person->fields, "birth-date"), *number = recto_fields_lookup(person->fields, "foreigner-number");
    if (birth && is_sure(maker, birth)) add_fact(maker, "slip.head.birth", recto_say_field(say(maker), birth));
    if (number && is_sure(maker, number)) add_fact(maker, "slip.head.foreigner-number", recto_say_field(say(maker), number));
    return;
  }
}

/* The civil day of reception is what counts in law. */
static void add_received(Maker *maker) {
  const RectoSlipOrder *order = maker->order;
  if (order->n_deposits == 1) {
    add_fact(maker, "slip.head.received", say_deposit_moment(maker, order->deposits));
    return;
  }
  add_fact(maker, "slip.head.received", recto_say_date(say(maker), order->dossier->reception));
  if (order->n_deposits == 0) return;
  g_autofree char *first = recto_say_moment(say(maker), order->deposits[0].received_at), *last = recto_say_moment(say(maker), order->deposits[order->n_deposits - 1].received_at);
  RectoSlipFact *fact = g_new0(RectoSlipFact, 1);
  *fact = (RectoSlipFact){recto_say_count(say(maker), "slip.head.deposits", order->n_deposits), recto_say(say(maker), "slip.head.deposits-text", "first", first, "last", last, NULL)};
  g_ptr_array_add(maker->slip.facts, fact);
}

static void fill_head(Maker *maker) {
  const RectoSlipOrder *order = maker->order;
  RectoSlip *slip = &maker->slip;
  slip->kind = recto_say(say(maker), is_authority(maker) ? "slip.kind.authority" : "slip.kind.office", NULL);
  slip->number_label = recto_say(say(maker), "slip.head.number", NULL);
  slip->number = g_strdup(order->dossier->number);
  slip->square = order->history_hash ? g_strdup_printf("RECTO-SLIP:%s:%" G_GUINT64_FORMAT ":%.16s", order->dossier->number, order->history_seq, order->history_hash)
                                     : g_strdup_printf("RECTO-SLIP:%s", order->dossier->number);
  fill_issuer(maker);
  add_fact(maker, "slip.head.applicant", applicant(maker));
  add_identity(maker);
  add_fact(maker, "slip.head.procedure", g_strdup(maker->procedure ? recto_label(maker->procedure->labels, order->language) : order->dossier->procedure));
  add_received(maker);
  add_fact(maker, "slip.head.agent", g_strdup(order->site ? order->site->agent : NULL));
}

/* ------------------------------------------------------------------ what is asked */

static RectoDate deadline(const Maker *maker) {
  const RectoSite *site = maker->order->site;
  if (!site || site->deadline_days <= 0) return (RectoDate){0};
  return recto_date_add_days(recto_say_day_of(say(maker), maker->order->made_at), site->deadline_days);
}

/* The article stays with the title when the explanation has to go. */
static void add_finding(const Maker *maker, RectoSlipList *list, const RectoFinding *finding) {
  RectoFindingText text = recto_finding_text(maker->order->models, maker->order->dossier, finding, maker->order->language);
  const char *source = g_hash_table_lookup(finding->args, "source");
  bool told = source && strstr(text.title, source);
  char *title = source && !told ? g_strdup_printf("%s – %s", text.title, source) : g_strdup(text.title);
  char *more = finding->weight == RECTO_WEIGHT_ACTION ? g_strdup(*text.action ? text.action : text.text) : NULL;
  bool page = finding->kind == RECTO_FINDING_UNREADABLE && finding->places->len > 0;
  g_autofree char *where = page ? recto_say_page(say(maker), g_array_index(finding->places, RectoPlace, 0).page) : NULL;
  if (where) {
    char *placed = g_strdup_printf("%s – %s", title, where);
    g_free(title);
    title = placed;
  }
  add_point(list, title, more);
  recto_finding_text_clear(&text);
}

static void fill_findings(Maker *maker) {
  const RectoSlipOrder *order = maker->order;
  RectoSlip *slip = &maker->slip;
  slip->todo.title = recto_say(say(maker), "slip.todo.title", NULL);
  slip->check.title = recto_say(say(maker), "slip.check.title", NULL);
  slip->later.title = recto_say(say(maker), "slip.later.title", NULL);
  for (guint i = 0; i < order->dossier->findings->len; i++) {
    const RectoFinding *finding = order->dossier->findings->pdata[i];
    if (finding->weight == RECTO_WEIGHT_ACTION) add_finding(maker, &slip->todo, finding);
    else if (finding->weight == RECTO_WEIGHT_CHECK) add_finding(maker, &slip->check, finding);
    else if (finding->kind == RECTO_FINDING_LATER) add_finding(maker, &slip->later, finding);
  }
  if (!order->tray || order->tray->len == 0) return;
  g_autofree char *n = g_strdup_printf("%u", order->tray->len), *pages = recto_say_pages(say(maker), order->tray);
  add_point(&slip->check, recto_say(say(maker), "slip.check.tray", "n", n, "pages", pages, NULL), NULL);
}

static void fill_when(Maker *maker) {
  const RectoSite *site = maker->order->site;
  RectoSlip *slip = &maker->slip;
  RectoDate day = deadline(maker);
  if (slip->todo.points->len == 0) {
    const char *key = maker->order->dossier->files->len == 0 ? "slip.verdict.empty" : maker->order->dossier->complete == RECTO_YES ? "slip.verdict.complete" : "slip.verdict.check";
    slip->verdict = recto_say(say(maker), key, NULL);
    return;
  }
  g_autofree char *date = recto_date_is_set(day) ? recto_say_date(say(maker), day) : NULL, *address = one_line(site ? site->address : NULL);
  g_autofree char *after = address ? g_strconcat(", ", address, NULL) : g_strdup(""), *service = one_line(site ? site->service : NULL);
  if (date) slip->when = recto_say(say(maker), "slip.todo.when", "date", date, NULL);
  if (service) slip->where = recto_say(say(maker), "slip.todo.where", "service", service, "address", after, "number", slip->number, NULL);
}

/* ------------------------------------------------------------------ what was received */

static char *spaced(const char *hex) {
  GString *out = g_string_new(NULL);
  for (size_t i = 0; i < DIGEST_SHOWN && hex[i]; i++) g_string_append_printf(out, "%s%c", i && i % 4 == 0 ? " " : "", hex[i]);
  return g_string_free(out, FALSE);
}

/* Page numbers of one file from 1: "1-3, 5". */
static char *page_runs(const GArray *pages) {
  GString *out = g_string_new(NULL);
  for (guint i = 0; i < pages->len; i++) {
    guint first = g_array_index(pages, guint, i), last = first;
    while (i + 1 < pages->len && g_array_index(pages, guint, i + 1) == last + 1) last = g_array_index(pages, guint, ++i);
    g_string_append_printf(out, first == last ? "%s%u" : "%s%u-%u", out->len ? ", " : "", first + 1, last + 1);
  }
  return g_string_free(out, FALSE);
}

static void join(GString *out, const char *text) { g_string_append_printf(out, "%s%s", out->len ? " ; " : "", text); }

static void join_document(const Maker *maker, GString *out, const RectoDocument *document, uint32_t ordinal) {
  if (g_str_equal(document->type, "blank") || g_str_equal(document->type, "separator")) return;
  g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < document->pages->len; i++) {
    RectoPageId page = g_array_index(document->pages, RectoPageId, i);
    if (page.file == ordinal) g_array_append_val(pages, page.page);
  }
  if (pages->len == 0) return;
  g_autofree char *runs = page_runs(pages), *unknown = recto_say(say(maker), "slip.received.unknown", NULL);
  const char *label = g_str_equal(document->type, "unknown") ? unknown : recto_type_label(maker->order->models, document->type, maker->order->language);
  g_autofree char *text = recto_say(say(maker), "slip.received.document", "document", label, "pages", runs, NULL);
  join(out, text);
}

static void join_unreadable(const Maker *maker, GString *out, const RectoFile *file) {
  g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < file->pages->len; i++)
    if (((const RectoPage *)file->pages->pdata[i])->legible == RECTO_NO && !((const RectoPage *)file->pages->pdata[i])->gone) g_array_append_val(pages, i);
  if (pages->len == 0) return;
  g_autofree char *n = g_strdup_printf("%u", pages->len), *runs = page_runs(pages), *text = recto_say(say(maker), "slip.received.unreadable", "n", n, "pages", runs, NULL);
  join(out, text);
}

/* Pages that others took the place of are kept, and said to be; so are those that belong in somebody else's dossier, of which nothing is told here. */
static void join_gone(const Maker *maker, GString *out, const RectoFile *file, bool moved) {
  g_autoptr(GArray) pages = g_array_new(FALSE, FALSE, sizeof(guint));
  for (guint i = 0; i < file->pages->len; i++) {
    const RectoPage *page = file->pages->pdata[i];
    if (page->gone && page->moved == moved) g_array_append_val(pages, i);
  }
  if (pages->len == 0) return;
  g_autofree char *n = g_strdup_printf("%u", pages->len), *runs = page_runs(pages), *text = recto_say(say(maker), moved ? "slip.received.moved" : "slip.received.replaced", "n", n, "pages", runs, NULL);
  join(out, text);
}

static char *say_what(const Maker *maker, const RectoFile *file) {
  GString *out = g_string_new(NULL);
  const GPtrArray *documents = maker->order->dossier->documents;
  g_autofree char *outcome_key = g_strdup_printf("outcome.%s", recto_outcome_word(file->outcome));
  g_autofree char *outcome = file->outcome == RECTO_OUTCOME_OK ? NULL : recto_say_word(say(maker), outcome_key, "title");
  if (outcome) join(out, outcome);
  for (guint i = 0; i < documents->len; i++) join_document(maker, out, documents->pdata[i], file->ordinal);
  join_unreadable(maker, out, file);
  join_gone(maker, out, file, false);
  join_gone(maker, out, file, true);
  return g_string_free(out, FALSE);
}

static void add_file(Maker *maker, const RectoFile *file) {
  RectoSlipRow *row = g_new0(RectoSlipRow, 1);
  g_autofree char *hex = recto_digest_hex(file->sha256);
  *row = (RectoSlipRow){.number = g_strdup_printf("%u", file->ordinal + 1), .name = g_strdup(file->name), .what = say_what(maker, file),
                        .pages = file->pages->len ? g_strdup_printf("%u", file->pages->len) : g_strdup("–"), .digest = spaced(hex), .n_files = 1, .n_pages = file->pages->len};
  g_ptr_array_add(maker->slip.rows, row);
}

static void add_deposit(Maker *maker, const RectoSlipDeposit *deposit) {
  RectoSlipRow *row = g_new0(RectoSlipRow, 1);
  g_autofree char *moment = say_deposit_moment(maker, deposit);
  *row = (RectoSlipRow){.deposit = true, .name = recto_say(say(maker), "slip.received.deposit", "number", deposit->number, "moment", moment, NULL)};
  g_ptr_array_add(maker->slip.rows, row);
}

static void fill_rows(Maker *maker) {
  const RectoSlipOrder *order = maker->order;
  const GPtrArray *files = order->dossier->files;
  for (guint i = 0; i < files->len; i++) {
    const RectoFile *file = files->pdata[i];
    for (size_t d = 0; order->n_deposits > 1 && d < order->n_deposits; d++)
      if (order->deposits[d].first_file == file->ordinal && order->deposits[d].n_files > 0) add_deposit(maker, &order->deposits[d]);
    add_file(maker, file);
  }
}

static char *list_digest(const GPtrArray *files) {
  g_autoptr(GString) lines = g_string_new(NULL);
  for (guint i = 0; i < files->len; i++) {
    const RectoFile *file = files->pdata[i];
    g_autofree char *hex = recto_digest_hex(file->sha256);
    g_string_append_printf(lines, "%s  %u\n", hex, file->ordinal + 1);
  }
  uint8_t digest[32];
  recto_digest_bytes(lines->str, lines->len, digest);
  return recto_digest_hex(digest);
}

static void fill_received(Maker *maker) {
  static const char *const columns[] = {"slip.received.number", "slip.received.name", "slip.received.pages", "slip.received.digest"};
  const GPtrArray *files = maker->order->dossier->files;
  RectoSlip *slip = &maker->slip;
  fill_rows(maker);
  guint pages = 0;
  for (guint i = 0; i < files->len; i++) pages += ((const RectoFile *)files->pdata[i])->pages->len;
  g_autofree char *n = g_strdup_printf("%u", files->len), *p = g_strdup_printf("%u", pages), *digest = list_digest(files);
  g_autofree char *where = maker->order->full_list ? g_strdup(maker->order->full_list) : recto_say(say(maker), "slip.received.where", NULL);
  slip->received_title = recto_say(say(maker), "slip.received.title", NULL);
  slip->sum = recto_say(say(maker), "slip.received.sum", "files", n, "pages", p, NULL);
  if (files->len > 0) slip->full_list = recto_say(say(maker), "slip.received.full-list", "where", where, "digest", digest, NULL);
  for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) slip->columns[i] = recto_say(say(maker), columns[i], NULL);
}

/* ------------------------------------------------------------------ law and proof */

static bool asks_by_law(const RectoDossier *dossier) {
  for (guint i = 0; i < dossier->findings->len; i++) {
    const RectoFinding *finding = dossier->findings->pdata[i];
    bool lacks = finding->kind == RECTO_FINDING_MISSING || finding->kind == RECTO_FINDING_INCOMPLETE;
    if (lacks && finding->weight == RECTO_WEIGHT_ACTION && g_hash_table_contains(finding->args, "source")) return true;
  }
  return false;
}

static char *say_silence(const Maker *maker) {
  const RectoProcedure *procedure = maker->procedure;
  if (!procedure || procedure->silence == RECTO_SILENCE_UNKNOWN) return recto_say(say(maker), "slip.legal.unknown", NULL);
  RectoDate from = maker->order->dossier->reception, day = procedure->silence_months ? recto_date_add_months(from, procedure->silence_months) : recto_date_add_days(from, procedure->silence_days);
  g_autofree char *date = recto_say_date(say(maker), day), *court = one_line(maker->order->site->court);
  if (!court) court = recto_say(say(maker), "slip.legal.court", NULL);
  const char *key = procedure->silence == RECTO_SILENCE_REFUSAL ? "slip.legal.refusal" : "slip.legal.acceptance";
  return recto_say(say(maker), key, "date", date, "source", procedure->silence_source, "court", court, NULL);
}

static void fill_legal(Maker *maker) {
  GPtrArray *legal = maker->slip.legal;
  RectoDate day = deadline(maker);
  if (is_authority(maker)) {
    g_ptr_array_add(legal, recto_say(say(maker), "slip.legal.authority", NULL));
    g_ptr_array_add(legal, say_silence(maker));
    g_autofree char *date = recto_date_is_set(day) ? recto_say_date(say(maker), day) : NULL;
    if (asks_by_law(maker->order->dossier)) g_ptr_array_add(legal, recto_say(say(maker), date ? "slip.legal.suspended" : "slip.legal.incomplete", "date", date ? date : "", NULL));
  } else {
    g_autofree char *service = one_line(maker->order->site ? maker->order->site->service : NULL), *nameless = recto_say(say(maker), "slip.legal.office-name", NULL);
    g_ptr_array_add(legal, recto_say(say(maker), "slip.legal.office", "service", service ? service : nameless, NULL));
  }
  g_ptr_array_add(legal, recto_say(say(maker), "slip.legal.no-title", NULL));
}

static void fill_foot(Maker *maker) {
  const RectoSlipOrder *order = maker->order;
  RectoSlip *slip = &maker->slip;
  g_autofree char *date = recto_say_moment(say(maker), order->made_at), *seq = g_strdup_printf("%" G_GUINT64_FORMAT, order->history_seq);
  g_ptr_array_add(slip->foot, recto_say(say(maker), "slip.foot.made", "date", date, "software", order->software ? order->software : "Recto", NULL));
  if (order->history_hash) g_ptr_array_add(slip->foot, recto_say(say(maker), "slip.foot.history", "seq", seq, NULL));
  slip->history_hash = g_strdup(order->history_hash);
  slip->signature = recto_say(say(maker), "slip.foot.signature", NULL);
  slip->letters = recto_say(say(maker), "slip.foot.letters", NULL);
}

static char *say_more(guint n, gpointer data) { return recto_say_count(say(data), "slip.todo.more", n); }

static char *say_rest(guint files, guint pages, gpointer data) {
  g_autofree char *n = g_strdup_printf("%u", files), *p = g_strdup_printf("%u", pages);
  return recto_say(say(data), "slip.received.rest", "n", n, "pages", p, NULL);
}

/* ------------------------------------------------------------------ the file */

GBytes *recto_slip_pdf(const RectoSlipOrder *order, GError **error) {
  Maker maker = {.order = order, .procedure = order->dossier->procedure ? recto_models_procedure(order->models, order->dossier->procedure) : NULL,
                 .say = {.models = order->models, .dossier = order->dossier, .site = order->site, .language = order->language, .made_at = order->made_at}};
  maker.slip = (RectoSlip){.issuer = g_ptr_array_new_with_free_func(g_free), .facts = g_ptr_array_new_with_free_func(fact_free),
                           .todo.points = g_ptr_array_new_with_free_func(point_free), .check.points = g_ptr_array_new_with_free_func(point_free),
                           .later.points = g_ptr_array_new_with_free_func(point_free), .rows = g_ptr_array_new_with_free_func(row_free),
                           .legal = g_ptr_array_new_with_free_func(g_free), .foot = g_ptr_array_new_with_free_func(g_free), .more = say_more, .rest = say_rest, .data = &maker};
  fill_head(&maker);
  fill_findings(&maker);
  fill_when(&maker);
  fill_received(&maker);
  fill_legal(&maker);
  fill_foot(&maker);
  g_autofree char *title = recto_say(say(&maker), "slip.head.file", "kind", maker.slip.kind, "number", maker.slip.number, NULL);
  RectoPdfaInfo info = {title, order->language, order->made_at};
  GBytes *pdf = recto_slip_draw(&maker.slip, &info, error);
  slip_clear(&maker.slip);
  return pdf;
}

bool recto_slip_write(const RectoSlipOrder *order, const char *path, GError **error) {
  g_autoptr(GBytes) pdf = recto_slip_pdf(order, error);
  return pdf && recto_file_write_durable(path, g_bytes_get_data(pdf, NULL), g_bytes_get_size(pdf), error);
}
