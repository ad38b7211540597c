/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recto-scanner: SANE with its vendors' drivers, in a process that recto can lose. Speaks over descriptor 3 (wire.h); exit status 64 = wrong arguments or no
 * channel.
 *   recto-scanner devices
 *   recto-scanner options DEVICE
 *   recto-scanner scan DEVICE [source=flatbed|adf|duplex|NAME] [mode=lineart|gray|color|NAME] [resolution=DPI] [size=a4|max|WxH] [max=PAGES] [set:NAME=VALUE]…
 * Must not know: dossiers, the register. */
#include "scanner/cancel.h"
#include "scanner/option.h"
#include "scanner/relay.h"
#include "scanner/scan.h"
#include "scanner/setup.h"
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WRONG_USE = 64 };

static RectoScanStatus relay_devices(void) {
  const SANE_Device **devices = NULL;
  SANE_Status status = sane_get_devices(&devices, SANE_FALSE);
  for (size_t i = 0; status == SANE_STATUS_GOOD && devices && devices[i]; i++) {
    RectoScanRecord record = {0};
    recto_relay_text(record.device.name, sizeof record.device.name, devices[i]->name, false);
    recto_relay_text(record.device.vendor, sizeof record.device.vendor, devices[i]->vendor, false);
    recto_relay_text(record.device.model, sizeof record.device.model, devices[i]->model, false);
    recto_relay_text(record.device.type, sizeof record.device.type, devices[i]->type, false);
    recto_relay(&record, RECTO_SCAN_DEVICE, -1);
  }
  return recto_status_of(status);
}

static RectoScanStatus relay_options(const char *name) {
  SANE_Handle device = NULL;
  SANE_Status status = sane_open(name, &device);
  if (status != SANE_STATUS_GOOD) return recto_status_of(status);
  recto_option_relay_all(device);
  sane_close(device);
  return RECTO_SCAN_DONE;
}

/* The end is told before the device is let go: drivers push a sheet out then, and some never come back. */
static void scan(const RectoSetup *setup) {
  SANE_Handle device = NULL;
  uint32_t pages = 0;
  SANE_Status opened = sane_open(setup->device, &device);
  if (opened == SANE_STATUS_GOOD) recto_cancel_watch(device);
  RectoScanStatus status = opened == SANE_STATUS_GOOD ? recto_setup_apply(setup, device) : recto_status_of(opened);
  if (status == RECTO_SCAN_DONE) status = recto_scan_pages(device, recto_setup_most(setup, device), &pages);
  recto_relay_end(status, pages);
  if (opened != SANE_STATUS_GOOD) return;
  recto_cancel_unwatch();
  sane_cancel(device);
  sane_close(device);
}

static bool is_channel(int fd) {
  int type = 0;
  socklen_t size = sizeof type;
  return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

/* A crashed driver leaves no picture of papers on the disk; a recto that died leaves no feeder running. */
static void tie_down(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  signal(SIGPIPE, SIG_IGN);
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
  RectoSetup setup = {0};
  bool devices = g_str_equal(command, "devices") && argc == 2, options = g_str_equal(command, "options") && argc == 3;
  bool right = devices || options || (g_str_equal(command, "scan") && recto_setup_parse(&setup, argc - 2, argv + 2));
  if (!right || !is_channel(RECTO_SCAN_CHANNEL)) {
    fprintf(stderr, "recto-scanner: started by recto, not by hand\n");
    recto_setup_clear(&setup);
    return WRONG_USE;
  }
  tie_down();
  SANE_Status begun = sane_init(NULL, NULL);
  if (begun != SANE_STATUS_GOOD) recto_relay_end(recto_status_of(begun), 0);
  else if (setup.device) scan(&setup);
  else recto_relay_end(devices ? relay_devices() : relay_options(argv[2]), 0);
  recto_setup_clear(&setup);
  if (begun == SANE_STATUS_GOOD) sane_exit();
  return 0;
}
