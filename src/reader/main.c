/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto-reader: the program whose children open strangers' files. Started by recto with its command channel as descriptor 3; never by hand.
 * Everything that needs files, plugins or threads is loaded here, before the jail closes. */
#include "base/digest.h"
#include "jail/zygote.h"
#include "reader/attack.h"
#include "reader/emit.h"

#include <iconv.h>
#include <locale.h>
#include <stdio.h>
#include <unistd.h>

static RectoServeOrder serve_order(const RectoModels *limits, const RectoWireOrder *order, int original) {
  return (RectoServeOrder){
    .fd = original,
    .ordinal = order->ordinal,
    .deposit = order->deposit,
    .name = order->name,
    .channel = (RectoChannel)order->channel,
    .want = order->want,
    .first_page = order->first_page,
    .n_pages = order->n_pages,
    .turns = order->turns,
    .limits = limits,
  };
}

static void look(const RectoWireOrder *order, const RectoServeOrder *serve, RectoTell *tell) {
  RectoGeometry geometry;
  if (!recto_wire_to_geometry(&order->geometry, &geometry)) return;
  RectoLookOrder question = {
    .place = {{order->deposit, order->ordinal, order->page}, {order->box.x, order->box.y, order->box.width, order->box.height}},
    .purpose = (char *)order->purpose,
    .alphabet = *order->alphabet ? (char *)order->alphabet : NULL,
    .single_line = order->single_line,
    .picture = (order->want & RECTO_WANT_IMAGES) != 0,
    .scale = order->scale,
  };
  g_autoptr(RectoLook) seen = recto_serve_look(serve, order->page, &geometry, &question);
  g_autoptr(GByteArray) answer = recto_wire_from_look(seen);
  recto_tell(tell, RECTO_WIRE_LOOKED, 0, answer);
}

static bool unpack(const RectoWireOrder *order, int original, RectoTell *tell) {
  const RectoWireUnpack *limits = &order->unpack;
  RectoUnpackOrder unpack = {.fd = original, .name = order->name, .want = order->want};
  unpack.limits = (RectoUnpackLimits){limits->part_bytes, limits->total_bytes, limits->ratio_from, limits->ratio, limits->members, limits->depth, limits->picture};
  RectoUnpackEmitter emitter = recto_unpack_emitter(tell);
  return recto_serve_unpack(&unpack, &emitter);
}

/* `self`: the limits as loaded at the start; children inherit them. */
static void work(gconstpointer self, const RectoWireOrder *order, int original, int memory, RectoTell *tell) {
  RectoServeOrder serve = serve_order(self, order, original);
  RectoEmitter emitter = recto_emitter(tell);
  if (order->kind == RECTO_ORDER_ATTACK) recto_attack(order->attack, memory, tell);
  else if (order->kind == RECTO_ORDER_LOOK) look(order, &serve, tell);
  else if (!(order->kind == RECTO_ORDER_UNPACK ? unpack(order, original, tell) : recto_serve_file(&serve, &emitter))) _exit(RECTO_EXIT_GONE);
}

/* glibc loads converters as plugins when first asked for; in the jail that is too late. They stay open: glibc unloads what nobody holds. */
static void load_converters(void) {
  static const char *const NAMES[] = {
    "UTF-16", "UTF-16BE", "UTF-16LE", "UTF-32", "UTF-7", "ISO-8859-1", "ISO-8859-2", "ISO-8859-6", "ISO-8859-9", "ISO-8859-15", "CP1250", "CP1251", "CP1252",
    "CP1254", "CP1256", "CP850", "KOI8-R", "SHIFT_JIS", "EUC-JP", "ISO-2022-JP", "EUC-KR", "CP949", "EUC-CN", "GB18030", "GBK", "BIG5",
  };
  for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) (void)!iconv_open("UTF-8", NAMES[i]);
  uint8_t unused[32];
  recto_digest_bytes("", 0, unused); /* OpenSSL reads its configuration */
  g_get_user_name();
  g_get_home_dir();
}

/* libarchive gives names in the locale's charset. */
static RectoModels *warm_up(const char *models_folder, GError **error) {
  g_autoptr(RectoModels) limits = recto_limits_load(models_folder, error);
  if (!limits) return NULL;
  setlocale(LC_CTYPE, "C.UTF-8");
  load_converters();
  return recto_serve_warm_up(models_folder, limits, error) ? g_steal_pointer(&limits) : NULL;
}

static RectoConfinement probe_limits(const RectoModels *limits) {
  return (RectoConfinement){
    .memory = (uint64_t)recto_limit(limits, "channel.upload.memory"),
    .cpu_seconds = recto_limit(limits, "channel.upload.file-wall-s"),
    .open_files = (uint32_t)recto_limit(limits, "jail.open-files"),
    .threads = (uint32_t)recto_limit(limits, "jail.threads"),
  };
}

static int zygote(const char *models_folder) {
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoModels) limits = warm_up(models_folder, &error);
  if (!limits) {
    recto_zygote_fail(RECTO_ZYGOTE_COMMANDS, error->message);
    return EXIT_FAILURE;
  }
  g_autofree char *ocr = g_build_filename(models_folder, "ocr", NULL);
  const char *folders[] = {"/usr/share/fonts", "/usr/local/share/fonts", "/etc/fonts", "/usr/share/fontconfig", "/var/cache/fontconfig", "/usr/share/poppler",
                           "/usr/share/tesseract-ocr", ocr, NULL};
  g_autofree char *versions = recto_serve_versions();
  RectoZygoteWork job = {versions, probe_limits(limits), folders, limits, work};
  return recto_zygote_run(RECTO_ZYGOTE_COMMANDS, &job);
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "--zygote") == 0) _exit(zygote(argv[2]));
  if (argc == 2 && strcmp(argv[1], "--version") == 0) {
    g_autofree char *versions = recto_serve_versions();
    printf("recto-reader %s\n%s\n", RECTO_VERSION, versions);
    return EXIT_SUCCESS;
  }
  fputs("recto-reader is started by recto; it does nothing by hand. See: recto --help\n", stderr);
  return 2;
}
