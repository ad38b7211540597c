/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto corrections: what people decided, beside what the machine says by itself; one line of JSON each, to measure and to tune by. */
#include "cli/desk.h"
#include "work/truth.h"

static void print_line(const char *line, gpointer data) {
  (void)data;
  puts(line);
}

static bool corrections(RectoDesk *desk) {
  const char *number = desk->cli.rest ? desk->cli.rest[0] : NULL;
  return recto_truth_tell(desk->store, desk->cli.models, number, print_line, NULL, NULL, &desk->error);
}

int recto_cmd_corrections(int argc, char **argv) {
  RectoDesk desk = {0};
  int code = 0;
  if (recto_desk_open(&desk, argc, argv, "[NUMERO] ", "Les corrections des agents à côté de ce que la machine dit seule : une ligne JSON par correction.", NULL, RECTO_DESK_KNOWS, &code))
    code = recto_desk_end(&desk, recto_desk_words(&desk, 0, 1, "corrections [NUMERO]") && corrections(&desk));
  recto_desk_clear(&desk);
  return code;
}
