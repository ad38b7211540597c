/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanners at the desk: which there are, and scans in threads of their own, each page of which is in the register before the next is asked for. SANE and its drivers
 * live in recto-scanner, as for `recto scan`. One scan a dossier and one a scanner at a time. Must not know: HTML, what is in a page. */
#ifndef RECTO_HTTP_SCANS_H
#define RECTO_HTTP_SCANS_H

#include "http/inside.h"
#include "work/scan.h"

typedef struct {
  char *number, *device, *who;
  uint32_t pages;            /* in the register */
  uint32_t rows, promised;   /* of the page on its way */
  volatile int cancel;
  bool running;
  GArray *ordinals;          /* of uint32_t: files of the pages, in their order */
  RectoScanOutcome outcome;  /* once it does not run any more */
  char *fault;               /* of ours, in words; NULL = none */
} HttpScan;

HttpScans *http_scans_new(void);
void http_scans_free(HttpScans *scans);
/* Asks every scan to end, and waits until they did. */
void http_scans_stop(HttpScans *scans);

typedef struct {
  const char *number, *device, *source, *mode; /* source and mode NULL: as the scanner stands */
  double resolution;
  uint32_t sheets;           /* as counted by hand; 0 = not told */
  const RectoPageId *replaced; /* one page that takes the place of this file or page of a file; NULL = all there are */
} HttpScanOrder;
/* NULL = it runs; else the key of why it does not. */
const char *http_scan_start(HttpRequest *request, const HttpScanOrder *order);
void http_scan_cancel(RectoServer *server, const char *number);
/* The dossier's last scan of this process, with its lock held while `tell` runs; nothing when there was none. */
typedef void (*HttpScanTell)(const HttpScan *scan, gpointer data);
void http_scan_look(RectoServer *server, const char *number, HttpScanTell tell, gpointer data);
bool http_scan_runs(RectoServer *server, const char *number);
/* Changes with the scan's progress. Owned by the caller. */
char *http_scan_stamp(RectoServer *server, const char *number);

/* Of RectoScanDevice*, as found by a search that began after `wanted` (monotonic), or with 0 at most a few minutes ago. It may take seconds. NULL: none could be asked for. */
GPtrArray *http_scan_devices(RectoServer *server, int64_t wanted);
/* As they were found last, without asking; NULL = nobody asked yet. */
GPtrArray *http_scan_known(RectoServer *server);

#endif
