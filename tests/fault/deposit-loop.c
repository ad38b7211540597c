/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deposit-loop STORE SEED WRITER STEPS ACK-FD: does the plan (plan.h) on the real store, telling on the descriptor what was acknowledged.
 * Status: 0 all done, 3 something was refused. Must not know: that it is watched. */
#include "plan.h"
#include <stdio.h>
#include <unistd.h>

static void tell(const char *line, gpointer data) {
  g_autofree char *whole = g_strconcat(line, "\n", NULL);
  if (write(GPOINTER_TO_INT(data), whole, strlen(whole)) < 0) g_error("nobody hears what is acknowledged");
}

int main(int argc, char **argv) {
  if (argc != 6) return 2;
  GError *error = NULL;
  Plan plan = {g_ascii_strtoull(argv[2], NULL, 10), (int)g_ascii_strtoll(argv[3], NULL, 10), (int)g_ascii_strtoll(argv[4], NULL, 10), tell,
               GINT_TO_POINTER((int)g_ascii_strtoll(argv[5], NULL, 10))};
  g_autoptr(RectoStore) store = recto_store_open(argv[1], &error);
  if (!store) fprintf(stderr, "open: %s\n", error->message);
  g_clear_error(&error);
  return store && plan_run(store, &plan, true) == 0 ? 0 : 3;
}
