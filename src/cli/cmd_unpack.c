/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto unpack: archives, e-mails and stacks of pages to their parts, in a folder. Names of parts are labels: files are numbered. */
#include "base/file.h"
#include "cli/cli.h"
#include <errno.h>
#include <fcntl.h>
#include <recto/error.h>
#include <recto/json.h>
#include <unistd.h>

typedef struct {
  RectoCli cli;
  char *channel, *to;
  int folder;            /* descriptor of `to`, -1 = only told */
  uint32_t n_written;
  JsonBuilder *json;     /* open in the parts of a file; NULL without --json */
  bool trouble;
} Unpack;

/* ------------------------------------------------------------------ one part */

/* "003-scan.pdf", synced. The name is the child's word: only its letters are used, never as a way. */
static char *write_part(Unpack *in, const RectoPart *part, GError **error) {
  g_autofree char *name = g_strdup_printf("%03u-%.*s", ++in->n_written, 200, part->name);
  g_autofree char *valid = g_utf8_make_valid(name, -1);
  g_strdelimit(valid, "/\\", '_');
  int fd = openat(in->folder, valid, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_STORE, "%s : %s", valid, g_strerror(errno));
    return NULL;
  }
  bool right = recto_file_copy(part->fd, fd, error);
  if (right && fsync(fd) != 0) {
    g_set_error(error, RECTO_ERROR, RECTO_ERROR_STORE, "%s : %s", valid, g_strerror(errno));
    right = false;
  }
  close(fd);
  if (!right) unlinkat(in->folder, valid, 0);
  return right ? g_steal_pointer(&valid) : NULL;
}

static void print_note(const RectoCli *cli, RectoPartNote note) {
  if (note == RECTO_PART_PLAIN) return;
  g_autofree char *text_key = g_strdup_printf("unpack.%s.text", recto_part_note_word(note)), *action_key = g_strdup_printf("unpack.%s.action", recto_part_note_word(note));
  g_autofree char *text = recto_cli_say(cli, text_key, NULL), *action = recto_cli_say(cli, action_key, NULL);
  printf("      %s\n", text);
  if (note != RECTO_PART_SYSTEM_FILE) printf("      → %s\n", action);
}

static void print_part(const Unpack *in, const RectoPart *part, const char *file) {
  g_autofree char *n = g_strdup_printf("%u", part->count), *count = part->count > 1 ? recto_cli_say(&in->cli, "cli-unpack.count", "n", n, NULL) : NULL;
  printf("  %s %s%s%s%s\n", file ? file : "–", part->path, count ? " (" : "", count ? count : "", count ? ")" : "");
  print_note(&in->cli, part->note);
}

static void add_part(JsonBuilder *json, const RectoPart *part, const char *file) {
  json_builder_begin_object(json);
  recto_json_string(json, "name", part->name);
  recto_json_string(json, "path", part->path);
  json_builder_set_member_name(json, "page");
  if (part->page == RECTO_WHOLE_FILE) json_builder_add_null_value(json);
  else json_builder_add_int_value(json, part->page);
  recto_json_string(json, "outcome", recto_outcome_word(part->outcome));
  recto_json_string(json, "note", recto_part_note_word(part->note));
  recto_json_int(json, "count", part->count);
  json_builder_set_member_name(json, "whole");
  json_builder_add_boolean_value(json, part->whole);
  recto_json_int(json, "size", part->size);
  recto_json_string(json, "file", file);
  json_builder_end_object(json);
}

static bool take_part(const RectoPart *part, gpointer user_data, GError **error) {
  Unpack *in = user_data;
  g_autofree char *file = NULL;
  if (part->fd >= 0 && in->folder >= 0 && !(file = write_part(in, part, error))) return false;
  bool fine = part->outcome == RECTO_OUTCOME_OK;
  in->trouble = in->trouble || !fine;
  if (in->json) add_part(in->json, part, file);
  else print_part(in, part, file);
  return true;
}

/* ------------------------------------------------------------------ one file */

static void print_sum(const Unpack *in, const RectoUnpacked *told) {
  g_autofree char *taken = g_strdup_printf("%u", told->n_taken), *out = g_strdup_printf("%u", told->n_left_out), *refused = g_strdup_printf("%u", told->n_refused);
  g_autofree char *sum = recto_cli_say(&in->cli, told->whole ? "cli-unpack.whole" : "cli-unpack.sum", "taken", taken, "out", out, "refused", refused, NULL);
  g_autofree char *unknown = recto_cli_say(&in->cli, "cli-unpack.unknown", NULL);
  g_autofree char *mail = recto_cli_say(&in->cli, "cli-unpack.mail", "from", told->from ? told->from : unknown, "date", told->date ? told->date : unknown, "subject",
                                        told->subject ? told->subject : unknown, NULL);
  if (told->from || told->subject || told->date) printf("    %s\n", mail);
  printf("    %s\n", sum);
  if (told->outcome != RECTO_OUTCOME_OK && !told->whole) print_note(&in->cli, told->note);
}

static void print_outcome(const Unpack *in, const RectoUnpacked *told, const char *name) {
  if (told->outcome == RECTO_OUTCOME_OK || told->outcome == RECTO_OUTCOME_DAMAGED) return;
  g_autofree char *where = recto_cli_say(&in->cli, "where.file", "file", name, NULL), *key = g_strdup_printf("outcome.%s.text", recto_outcome_word(told->outcome));
  g_autofree char *text = recto_cli_say(&in->cli, key, "where", where, NULL);
  printf("    %s\n", text);
}

static void add_facts(JsonBuilder *json, const RectoUnpacked *told) {
  recto_json_string(json, "outcome", recto_outcome_word(told->outcome));
  recto_json_string(json, "format", told->format);
  recto_json_string(json, "note", recto_part_note_word(told->note));
  recto_json_string(json, "subject", told->subject);
  recto_json_string(json, "from", told->from);
  recto_json_string(json, "date", told->date);
  recto_json_int(json, "declared", told->declared);
  recto_json_int(json, "taken", told->n_taken);
  recto_json_int(json, "leftOut", told->n_left_out);
  recto_json_int(json, "refused", told->n_refused);
}

static bool unpack_file(Unpack *in, RectoReader *reader, int fd, const char *path, guint number, RectoChannel channel, GError **error) {
  g_autofree char *base = g_path_get_basename(path), *valid = g_utf8_make_valid(base, -1), *n = g_strdup_printf("%u", number);
  g_autofree char *title = recto_cli_say(&in->cli, "cli.file", "n", n, "name", valid, NULL);
  g_auto(RectoUnpacked) told = {0};
  if (in->json) {
    json_builder_begin_object(in->json);
    recto_json_string(in->json, "name", valid);
    json_builder_set_member_name(in->json, "parts");
    json_builder_begin_array(in->json);
  } else {
    printf("%s\n", title);
  }
  if (!recto_reader_unpack(reader, fd, valid, channel, RECTO_UNPACK_ALL, take_part, in, &told, error)) return false;
  in->trouble = in->trouble || told.outcome != RECTO_OUTCOME_OK;
  if (in->json) {
    json_builder_end_array(in->json);
    add_facts(in->json, &told);
    json_builder_end_object(in->json);
  } else {
    print_outcome(in, &told, valid);
    print_sum(in, &told);
  }
  return true;
}

/* ------------------------------------------------------------------ the command */

static bool open_folder(Unpack *in, GError **error) {
  in->folder = -1;
  if (!in->to) return true;
  if (!recto_file_make_folder(in->to, error)) return false;
  in->folder = open(in->to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (in->folder < 0) g_set_error(error, RECTO_ERROR, RECTO_ERROR_STORE, "%s : %s", in->to, g_strerror(errno));
  return in->folder >= 0;
}

static bool unpack_all(Unpack *in, RectoReader *reader, char **paths, const GArray *fds, RectoChannel channel, GError **error) {
  if (in->json) {
    json_builder_begin_object(in->json);
    recto_json_string(in->json, "format", "recto-unpack/1");
    json_builder_set_member_name(in->json, "files");
    json_builder_begin_array(in->json);
  }
  const volatile int *interrupts = recto_cli_interrupts();
  for (guint i = 0; i < fds->len && !*interrupts; i++)
    if (!unpack_file(in, reader, g_array_index(fds, int, i), paths[i], i + 1, channel, error)) return false;
  if (*interrupts) return true;
  if (in->json) {
    json_builder_end_array(in->json);
    json_builder_end_object(in->json);
    g_autofree char *text = recto_json_finish(in->json);
    in->json = NULL;
    fputs(text, stdout);
  }
  return in->folder < 0 || recto_file_sync_folder(in->to, error);
}

static int run(Unpack *in) {
  g_autoptr(RectoReader) reader = NULL;
  g_auto(GStrv) paths = NULL;
  GArray *fds = NULL;
  GError *error = NULL;
  RectoChannel channel;
  if (in->cli.json) in->json = json_builder_new();
  bool right = recto_cli_channel(in->channel, &channel, &error) && (paths = recto_cli_paths(in->cli.rest, &error)) && (fds = recto_cli_open(paths, &error)) &&
               open_folder(in, &error) && (reader = recto_cli_reader(&in->cli, &error)) && unpack_all(in, reader, paths, fds, channel, &error);
  recto_cli_close(fds);
  if (in->folder >= 0) close(in->folder);
  g_clear_object(&in->json);
  if (!right) return recto_cli_fail(&in->cli, error);
  if (*recto_cli_interrupts()) return RECTO_EXIT_INTERRUPTED;
  return in->trouble ? RECTO_EXIT_INCOMPLETE : RECTO_EXIT_DONE;
}

int recto_cmd_unpack(int argc, char **argv) {
  Unpack in = {.folder = -1};
  int code = 0;
  const GOptionEntry entries[] = {
      {"channel", 0, 0, G_OPTION_ARG_STRING, &in.channel, "upload, counter, mail", "WORD"},
      {"to", 0, 0, G_OPTION_ARG_FILENAME, &in.to, "où écrire les parties ; sans cela, elles sont seulement nommées (where parts are written)", "DIR"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  if (recto_cli_parse(&in.cli, argc, argv, "FICHIER… ", "Ouvre archives, courriels et piles de pages : une partie, un fichier.", entries, true, &code)) code = run(&in);
  g_free(in.channel);
  g_free(in.to);
  recto_cli_clear(&in.cli);
  return code;
}
