/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto read: all facts of files, without a store: pages, turn, legibility, words, MRZ, codes, documents, persons, fields. */
#include "base/file.h"
#include "cli/cli.h"
#include <recto/error.h>
#include <recto/json.h>
#include <unistd.h>

typedef struct { RectoCli cli; char *channel, *reception, *save; gboolean words, no_look; } Read;
typedef struct { GPtrArray *files, *sheets, *documents, *persons; } Understood;

static int open_again(uint32_t ordinal, gpointer data, GError **error) { return dup(g_array_index((GArray *)data, int, ordinal)); }

/* The judge's chain up to documents and persons: no procedure is needed to say what a page is. */
static void understand(const Read *in, RectoReader *reader, GArray *fds, RectoDate reception, Understood *u) {
  g_autoptr(GPtrArray) looks = NULL;
  if (!in->no_look) looks = recto_work_looks(in->cli.models, reader, u->files, NULL, reception.year, open_again, fds, NULL, NULL);
  g_autoptr(RectoSituation) situation = recto_situation_new();
  u->sheets = recto_classify(in->cli.models, u->files);
  for (guint i = 0; i < u->sheets->len; i++) {
    RectoSheet *sheet = u->sheets->pdata[i];
    const RectoFile *file = u->files->pdata[sheet->page.file];
    GPtrArray *fields = recto_page_fields(in->cli.models, file->pages->pdata[sheet->page.page], sheet->won, looks, reception.year);
    g_ptr_array_unref(sheet->fields);
    sheet->fields = fields;
  }
  recto_assemble(in->cli.models, u->files, u->sheets, situation, reception, NULL, &u->documents, &u->persons);
}

static void add_list(JsonBuilder *builder, const char *key, const GPtrArray *list, void (*add)(JsonBuilder *, gconstpointer)) {
  json_builder_set_member_name(builder, key);
  json_builder_begin_array(builder);
  for (guint i = 0; i < list->len; i++) add(builder, list->pdata[i]);
  json_builder_end_array(builder);
}

static void add_sheet(JsonBuilder *builder, gconstpointer sheet) { recto_json_add_sheet(builder, sheet); }
static void add_document(JsonBuilder *builder, gconstpointer document) { recto_json_add_document(builder, document); }
static void add_person(JsonBuilder *builder, gconstpointer person) { recto_json_add_person(builder, person); }
static void add_file(JsonBuilder *builder, gconstpointer file) { recto_json_add_file(builder, file, 0); }
static void add_file_words(JsonBuilder *builder, gconstpointer file) { recto_json_add_file(builder, file, RECTO_JSON_WORDS); }

static void print_json(const Read *in, const Understood *u) {
  g_autoptr(JsonBuilder) builder = json_builder_new();
  json_builder_begin_object(builder);
  json_builder_set_member_name(builder, "format");
  json_builder_add_string_value(builder, "recto-read/1");
  add_list(builder, "documents", u->documents, add_document);
  add_list(builder, "persons", u->persons, add_person);
  add_list(builder, "sheets", u->sheets, add_sheet);
  add_list(builder, "files", u->files, in->words ? add_file_words : add_file);
  json_builder_end_object(builder);
  g_autofree char *text = recto_json_finish(builder);
  fputs(text, stdout);
}

static void print_fields(const Read *in, const GPtrArray *fields) {
  for (guint i = 0; i < fields->len; i++) {
    const RectoField *field = fields->pdata[i];
    const char *value = recto_field_value(field);
    g_autofree char *key = g_strconcat("field.", field->name, NULL), *label = recto_cli_say(&in->cli, key, NULL);
    const RectoObservation *seen = value ? field->seen->pdata[field->chosen] : NULL;
    if (value) printf("    %s : %s  (%s, %.0f %%)%s\n", label, value, recto_means_word(seen->means), 100 * seen->confidence, field->quarrel ? " !" : "");
  }
}

static void print_documents(const Read *in, const Understood *u) {
  for (guint i = 0; i < u->documents->len; i++) {
    const RectoDocument *document = u->documents->pdata[i];
    printf("%s  %s  (%.0f %%)\n", document->id, recto_type_label(in->cli.models, document->type, in->cli.language), 100 * document->confidence);
    for (guint j = 0; j < document->pages->len; j++) {
      const RectoPageId *id = &g_array_index(document->pages, RectoPageId, j);
      const RectoFile *file = u->files->pdata[id->file];
      g_autofree char *n = g_strdup_printf("%u", id->page + 1), *where = recto_cli_say(&in->cli, "where.page", "page", n, "file", file->name, NULL);
      printf("    %s, %s\n", where, (const char *)document->sides->pdata[j]);
    }
    print_fields(in, document->fields);
  }
  for (guint i = 0; i < u->persons->len; i++) {
    const RectoPerson *person = u->persons->pdata[i];
    g_autofree char *key = g_strconcat("role.", recto_role_word(person->role), NULL), *role = recto_cli_say(&in->cli, key, NULL);
    printf("%s  %s\n", person->id, role);
    print_fields(in, person->fields);
  }
}

static bool save_facts(const Read *in, const GPtrArray *files, GError **error) {
  if (!in->save) return true;
  if (!recto_file_make_folder(in->save, error)) return false;
  for (guint i = 0; i < files->len; i++) {
    const RectoFile *file = files->pdata[i];
    g_autofree char *name = g_strdup_printf("%02u-%s.facts", file->ordinal + 1, file->name), *path = g_build_filename(in->save, name, NULL);
    g_autoptr(GBytes) frozen = recto_file_freeze(file);
    if (!recto_file_write_durable(path, g_bytes_get_data(frozen, NULL), g_bytes_get_size(frozen), error)) return false;
  }
  return true;
}

static int run(Read *in) {
  const RectoCli *cli = &in->cli;
  g_autoptr(RectoMeter) meter = recto_meter_new(cli);
  g_autoptr(RectoReader) reader = NULL;
  g_auto(GStrv) paths = NULL;
  GArray *fds = NULL;
  GError *error = NULL;
  RectoChannel channel;
  RectoDate reception;
  Understood u = {0};
  bool right = recto_cli_reception(cli, in->reception, NULL, &reception, &error) && recto_cli_channel(in->channel, &channel, &error) &&
               (paths = recto_cli_paths(cli->rest, &error)) && (reader = recto_cli_reader(cli, &error)) &&
               recto_cli_read(cli, reader, paths, channel, RECTO_WANT_ALL, meter, &fds, &u.files, &error) && save_facts(in, u.files, &error);
  g_clear_pointer(&meter, recto_meter_free);
  if (right) understand(in, reader, fds, reception, &u);
  recto_cli_close(fds);
  if (right && cli->json) print_json(in, &u);
  else if (right) print_documents(in, &u);
  g_clear_pointer(&u.files, g_ptr_array_unref);
  g_clear_pointer(&u.sheets, g_ptr_array_unref);
  g_clear_pointer(&u.documents, g_ptr_array_unref);
  g_clear_pointer(&u.persons, g_ptr_array_unref);
  return right ? RECTO_EXIT_DONE : recto_cli_fail(cli, error);
}

int recto_cmd_read(int argc, char **argv) {
  Read in = {0};
  int code = 0;
  const GOptionEntry entries[] = {
      {"channel", 0, 0, G_OPTION_ARG_STRING, &in.channel, "upload, counter, mail", "WORD"},
      {"reception", 'r', 0, G_OPTION_ARG_STRING, &in.reception, "date de réception, aujourd'hui sinon (date of reception)", "DATE"},
      {"words", 'w', 0, G_OPTION_ARG_NONE, &in.words, "tous les mots dans le JSON (all words)", NULL},
      {"no-look", 0, 0, G_OPTION_ARG_NONE, &in.no_look, "sans seconde lecture (no second look)", NULL},
      {"save", 0, 0, G_OPTION_ARG_FILENAME, &in.save, "garder les faits dans un dossier (keep the facts)", "DIR"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&in.cli, argc, argv, "FICHIER… ", "Dit tout ce qui a été lu : pages, documents, personnes, champs.", entries, RECTO_CLI_MODELS, &code)) code = run(&in);
  g_free(in.channel);
  g_free(in.reception);
  g_free(in.save);
  recto_cli_clear(&in.cli);
  return code;
}
