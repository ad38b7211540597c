/* SPDX-License-Identifier: GPL-3.0-or-later */
/* split-run: parts stacks, so that limits can be set: reads each stack once (--cache), then prints what recto_split makes of it in the form of
 * `recto batch --json`, a person being a dossier, or what a register of one stack after another (--register) makes of it. Must not know: truths. */
#include "register.h"
#include "base/digest.h"
#include "base/file.h"
#include <fcntl.h>
#include <recto/error.h>
#include <recto/judge.h>
#include <recto/json.h>
#include <recto/split.h>
#include <unistd.h>

typedef struct { char *models_folder, *cache, *register_folder; char **stacks; RectoModels *models; RectoReader *reader; Register *reg; gboolean why; } Run;

static RectoFile *read_stack(Run *run, const char *path, GError **error) {
  uint8_t sha256[32];
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0 || !recto_digest_fd(fd, sha256, NULL, error)) return NULL;
  g_autofree char *hex = recto_digest_hex(sha256), *kept = g_build_filename(run->cache, hex, NULL);
  g_autoptr(GBytes) frozen = recto_file_read(kept, 1u << 30, NULL);
  RectoFile *file = frozen ? recto_file_thaw(frozen, NULL) : NULL;
  if (!file) {
    RectoReaderConfig config = {NULL, run->models_folder, 0, RECTO_JAIL_SECCOMP};
    RectoReadOrder order = {fd, 0, path, 0, RECTO_CHANNEL_MAIL, RECTO_WANT_ALL & ~(uint32_t)(RECTO_WANT_IMAGES | RECTO_WANT_THUMBS), NULL, 0};
    GPtrArray *files = NULL;
    if (!run->reader) run->reader = recto_reader_new(&config, error);
    if (run->reader && recto_reader_read(run->reader, &order, 1, NULL, NULL, NULL, &files, error)) {
      file = g_ptr_array_steal_index(files, 0);
      g_ptr_array_unref(files);
      g_autoptr(GBytes) bytes = recto_file_freeze(file);
      recto_file_write_durable(kept, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), NULL);
    }
  }
  close(fd);
  return file;
}

static void add_page(const Run *run, JsonBuilder *builder, const RectoSplit *split, const GPtrArray *numbers, const RectoSplitPage *page, const char *stem) {
  const RectoEnvelope *envelope = page->envelope == UINT32_MAX ? NULL : split->envelopes->pdata[page->envelope];
  bool sure = envelope && page->flag == RECTO_SPLIT_SURE, placed = sure && (envelope->person != UINT32_MAX || envelope->number);
  g_autofree char *person = placed ? g_strdup_printf("%s-%u", stem, envelope->person) : NULL;
  const char *dossier = numbers ? (sure ? numbers->pdata[page->envelope] : NULL) : person;
  const char *flag = sure && numbers && !dossier ? "several" : recto_split_flag_word(page->flag);
  json_builder_begin_object(builder);
  recto_json_int(builder, "page", page->page.page + 1);
  recto_json_string(builder, "dossier", dossier);
  recto_json_string(builder, "kind", page->type);
  recto_json_string(builder, "flag", flag);
  recto_json_int(builder, "envelope", envelope ? page->envelope + 1 : 0);
  json_builder_end_object(builder);
  if (run->why)
    fprintf(stderr, "%s %3u %-22s envelope %2u %-12s margin %5.2f  %s %s %s %s%s\n", stem, page->page.page + 1, page->type, envelope ? page->envelope + 1 : 0,
            flag ? flag : "", page->margin, envelope && envelope->family ? envelope->family : "", envelope && envelope->given ? envelope->given : "",
            envelope && envelope->birth ? envelope->birth : "", envelope && envelope->foreigner_number ? envelope->foreigner_number : "",
            envelope && envelope->shared ? envelope->proven ? " shared" : " shared, not proven" : "");
}

static bool run_stack(Run *run, const char *path, JsonBuilder *builder, GError **error) {
  g_autofree char *name = g_path_get_basename(path), *stem = g_strndup(name, strcspn(name, "."));
  RectoFile *file = read_stack(run, path, error);
  if (!file) return false;
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func((GDestroyNotify)recto_file_free);
  g_ptr_array_add(files, file);
  g_autoptr(RectoSplit) split = recto_split(run->models, files, 2026);
  g_autoptr(GPtrArray) numbers = run->reg ? register_place(run->reg, split, error) : NULL;
  if (run->reg && !numbers) return false;
  json_builder_begin_object(builder);
  recto_json_string(builder, "file", name);
  recto_json_string(builder, "repeatedOf", NULL);
  json_builder_set_member_name(builder, "pages");
  json_builder_begin_array(builder);
  for (guint i = 0; i < split->pages->len; i++) add_page(run, builder, split, numbers, split->pages->pdata[i], stem);
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  return true;
}

static bool run_all(Run *run, GError **error) {
  const char *folders[] = {run->models_folder, NULL};
  g_autoptr(JsonBuilder) builder = json_builder_new();
  if (!(run->models = recto_models_load(folders, error)) || !recto_file_make_folder(run->cache, error)) return false;
  if (run->register_folder && !(run->reg = register_open(run->register_folder, error))) return false;
  json_builder_begin_object(builder);
  recto_json_string(builder, "format", "recto-batch/1");
  json_builder_set_member_name(builder, "files");
  json_builder_begin_array(builder);
  for (char **stack = run->stacks; stack && *stack; stack++)
    if (!run_stack(run, *stack, builder, error)) return false;
  json_builder_end_array(builder);
  json_builder_end_object(builder);
  g_autofree char *text = recto_json_finish(builder);
  fputs(text, stdout);
  return true;
}

int main(int argc, char **argv) {
  Run run = {0};
  GError *error = NULL;
  const GOptionEntry entries[] = {
      {"models", 0, 0, G_OPTION_ARG_FILENAME, &run.models_folder, "models folder", "DIR"},
      {"cache", 0, 0, G_OPTION_ARG_FILENAME, &run.cache, "where readings are kept", "DIR"},
      {"register", 0, 0, G_OPTION_ARG_FILENAME, &run.register_folder, "a new folder: place the envelopes there", "DIR"},
      {"why", 0, 0, G_OPTION_ARG_NONE, &run.why, "one line a page on the standard error", NULL},
      {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &run.stacks, NULL, "STACK…"},
      {NULL, 0, 0, 0, NULL, NULL, NULL},
  };
  g_autoptr(GOptionContext) context = g_option_context_new(NULL);
  g_option_context_add_main_entries(context, entries, NULL);
  bool right = g_option_context_parse(context, &argc, &argv, &error);
  if (!run.models_folder) run.models_folder = g_strdup("models");
  if (!run.cache) run.cache = g_build_filename(g_get_tmp_dir(), "split-cache", NULL);
  right = right && run_all(&run, &error);
  if (!right) fprintf(stderr, "split-run: %s\n", error ? error->message : "?");
  register_free(run.reg);
  recto_reader_free(run.reader);
  recto_models_free(run.models);
  return right ? 0 : 1;
}
