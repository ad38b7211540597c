/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bar codes: zint gives the modules as hexadecimal rows, we draw them as vectors. */
#include "canvas.h"
#include <gio/gio.h>
#include <string.h>

static char *zint_dump(const char *symbology, const char *data) {
  g_autoptr(GError) error = NULL;
  g_autofree char *out = NULL;
  bool square = strcmp(symbology, "71") == 0;
  g_autoptr(GSubprocess) zint = g_subprocess_new(G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "zint", "-b", symbology,
                                                 "--dump", "--esc", "-d", data, square ? "--square" : NULL, NULL);
  if (!zint || !g_subprocess_communicate_utf8(zint, NULL, NULL, &out, NULL, &error)) {
    g_printerr("specimen: no bar code, zint said: %s\n", error->message);
    return NULL;
  }
  return g_steal_pointer(&out);
}

/* zint's --dump rounds rows up to whole hexadecimal digits; a row's bits stand left to right. */
static void draw_modules(cairo_t *cr, char **rows, double x, double y, double module, double row_height) {
  for (guint r = 0; rows[r] && rows[r][0]; r++) {
    double col = 0;
    for (const char *p = rows[r]; *p; p++) {
      if (!g_ascii_isxdigit(*p)) continue;
      int bits = g_ascii_xdigit_value(*p);
      for (int b = 3; b >= 0; b--, col++)
        if (bits >> b & 1) cairo_rectangle(cr, x + col * module, y + r * row_height, module, row_height);
    }
  }
}

/* `code datamatrix|qr|code128 X Y SIZE [h=]`: SIZE is the width of the symbol, `h` the height of a linear code. */
void cmd_code(Canvas *canvas, const Args *args) {
  const char *kind = args->at[0] ? args->at[0] : "";
  bool linear = strcmp(kind, "code128") == 0;
  g_autofree char *dump = args->text[0] ? zint_dump(linear ? "20" : strcmp(kind, "qr") == 0 ? "58" : "71", args->text[0]) : NULL;
  if (!dump) return;
  g_auto(GStrv) rows = g_strsplit(g_strchomp(dump), "\n", -1);
  guint n_rows = g_strv_length(rows), digits = 0;
  for (const char *p = rows[0]; *p; p++) digits += g_ascii_isxdigit(*p);
  double size = arg(args, 3, 20) * MM, columns = linear ? digits * 4 : n_rows, module = size / columns;
  double x = arg(args, 1, 0) * MM, y = arg(args, 2, 0) * MM;
  cairo_antialias_t before = cairo_get_antialias(canvas->cr);
  cairo_set_antialias(canvas->cr, CAIRO_ANTIALIAS_NONE);
  canvas_color(canvas->cr, "#000000", 1);
  if (!linear && !canvas->pdf) module = MAX(1, (double)(int)(module + .5));
  draw_modules(canvas->cr, rows, (int)x, (int)y, module, linear ? opt_number(args, "h", 10) * MM / n_rows : module);
  cairo_fill(canvas->cr);
  cairo_set_antialias(canvas->cr, before);
}
