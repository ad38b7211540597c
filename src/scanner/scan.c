/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reading loop: frames to rows, rows to pages, pages to recto. What came is told whatever happens next. */
#include "scanner/scan.h"
#include "scanner/cancel.h"
#include "scanner/frame.h"
#include "scanner/option.h"
#include "scanner/relay.h"
#include "scanner/setup.h"
#include <math.h>
#include <unistd.h>

typedef struct {
  SANE_Handle device;
  uint32_t index, promised; /* of the page */
  double dpi_x, dpi_y;
  RectoFrame frame;
  RectoLeafFile *sheet;        /* NULL before the first row, and while planes are gathered */
  RectoLeafForm form;
  RectoPlanes planes;
  uint8_t *sent, *row;      /* buffers of the frame */
} Page;

static void page_clear(Page *page) {
  g_clear_pointer(&page->sheet, recto_leaf_file_free);
  for (int c = 0; c < 3; c++) g_clear_pointer(&page->planes.planes[c], g_byte_array_unref);
  g_clear_pointer(&page->sent, g_free);
  g_clear_pointer(&page->row, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Page, page_clear)

static double number_or_zero(double number) { return isnan(number) || number < 0 || number > RECTO_SCAN_MAX_DPI ? 0 : number; }

/* Before sane_start: many drivers answer no question while they scan. */
static void find_resolution(SANE_Handle device, double *ret_x, double *ret_y) {
  double both = recto_option_number(device, recto_option_find(device, "resolution"));
  double x = recto_option_number(device, recto_option_find(device, "x-resolution")), y = recto_option_number(device, recto_option_find(device, "y-resolution"));
  *ret_x = number_or_zero(isnan(x) ? both : x);
  *ret_y = number_or_zero(isnan(y) ? isnan(x) ? both : x : y);
}

static uint32_t rows_of(const Page *page) {
  return page->sheet ? recto_leaf_file_rows(page->sheet) : page->planes.row_bytes ? recto_planes_rows(&page->planes) : 0;
}

static RectoScanStatus begin_frame(Page *page, bool *ret_last) {
  SANE_Parameters parameters;
  SANE_Status status = sane_get_parameters(page->device, &parameters);
  if (status != SANE_STATUS_GOOD) return recto_status_of(status);
  bool first = !page->sent;
  RectoFrame before = page->frame;
  bool right = recto_frame_open(&parameters, &page->frame);
  if (right && !first) right = before.plane >= 0 && page->frame.plane >= 0 && page->frame.row_bytes == before.row_bytes; /* the planes of one page */
  if (!right) {
    g_autofree char *form = g_strdup_printf("%d, %d bit, %d x %d", parameters.format, parameters.depth, parameters.pixels_per_line, parameters.lines);
    recto_relay_note(RECTO_SCAN_NOTE_FRAME, "", form, NULL);
    return RECTO_SCAN_UNSUPPORTED;
  }
  *ret_last = parameters.last_frame || page->frame.plane < 0;
  page->promised = parameters.lines > 0 ? MIN((uint32_t)parameters.lines, RECTO_SCAN_MAX_ROWS) : 0;
  g_free(page->sent);
  g_free(page->row);
  page->sent = g_malloc((gsize)parameters.bytes_per_line);
  page->row = g_malloc(page->frame.row_bytes);
  if (!first) return RECTO_SCAN_DONE;
  page->form = recto_frame_form(&page->frame);
  page->form.dpi_x = page->dpi_x;
  page->form.dpi_y = page->dpi_y;
  if (page->frame.plane >= 0)
    page->planes = (RectoPlanes){{g_byte_array_new(), g_byte_array_new(), g_byte_array_new()}, page->frame.row_bytes, page->form.depth, page->form.width};
  else if (!(page->sheet = recto_leaf_file_new(&page->form))) return RECTO_SCAN_NO_MEMORY;
  return RECTO_SCAN_DONE;
}

static RectoScanStatus take_row(Page *page) {
  recto_frame_row(&page->frame, page->sent, page->row);
  if (page->sheet && !recto_leaf_file_row(page->sheet, page->row)) return RECTO_SCAN_NO_MEMORY;
  if (!page->sheet) g_byte_array_append(page->planes.planes[page->frame.plane], page->row, (guint)page->frame.row_bytes);
  uint32_t rows = rows_of(page);
  recto_relay_rows(page->index, rows, page->promised);
  if (rows < RECTO_SCAN_MAX_ROWS) return RECTO_SCAN_DONE;
  recto_relay_note(RECTO_SCAN_NOTE_ENDLESS, "", NULL, NULL);
  return RECTO_SCAN_IO;
}

/* Until the frame ends (DONE) or something else happens. */
static RectoScanStatus read_frame(Page *page) {
  size_t filled = 0, line = (size_t)page->frame.parameters.bytes_per_line;
  for (;;) {
    SANE_Int got = 0;
    SANE_Status status = sane_read(page->device, page->sent + filled, (SANE_Int)(line - filled), &got);
    if (recto_cancelled()) return RECTO_SCAN_CANCELLED;
    if (status == SANE_STATUS_EOF) return RECTO_SCAN_DONE;
    if (status != SANE_STATUS_GOOD) return recto_status_of(status);
    if (got < 0 || (size_t)got > line - filled) return RECTO_SCAN_IO;
    if (got == 0) g_usleep(1000); /* drivers should wait themselves; some do not */
    filled += (size_t)got;
    if (filled < line) continue;
    filled = 0;
    RectoScanStatus taken = take_row(page);
    if (taken != RECTO_SCAN_DONE) return taken;
  }
}

static RectoScanStatus read_frames(Page *page) {
  for (bool last = false;;) {
    RectoScanStatus status = begin_frame(page, &last);
    if (status == RECTO_SCAN_DONE) status = read_frame(page);
    if (status != RECTO_SCAN_DONE || last) return status;
    SANE_Status started = sane_start(page->device);
    if (started != SANE_STATUS_GOOD) return recto_status_of(started);
  }
}

static bool join_planes(Page *page) {
  g_autofree uint8_t *row = g_malloc(recto_leaf_file_row_bytes(&page->form));
  uint32_t rows = recto_planes_rows(&page->planes);
  page->sheet = recto_leaf_file_new(&page->form);
  for (uint32_t y = 0; page->sheet && y < rows; y++) {
    recto_planes_row(&page->planes, y, row);
    if (!recto_leaf_file_row(page->sheet, row)) return false;
  }
  return page->sheet != NULL;
}

static void set_bands(const RectoLeafFile *sheet, RectoScanWirePage *out) {
  RectoBand bands[2];
  int n = recto_leaf_file_bands(sheet, bands);
  if (n > 0) {
    out->flags |= RECTO_SCAN_PAGE_BAND;
    out->band_first = bands[0].first;
    out->band_grey = bands[0].grey;
  }
  if (n > 1) {
    out->flags |= RECTO_SCAN_PAGE_INNER;
    out->inner_first = bands[1].first;
    out->inner_grey = bands[1].grey;
  }
}

static bool relay_page(Page *page, bool partial) {
  RectoScanRecord record = {0};
  RectoScanWirePage *out = &record.page;
  if (!page->sheet && !join_planes(page)) return false;
  out->flags = partial ? RECTO_SCAN_PAGE_PARTIAL : 0;
  set_bands(page->sheet, out);
  out->index = page->index;
  out->rows = rows_of(page);
  out->promised = page->promised;
  out->width = page->form.width;
  out->depth = page->form.depth;
  out->mode = page->form.channels == 3 ? RECTO_SCAN_MODE_COLOR : page->form.depth == 1 ? RECTO_SCAN_MODE_LINEART : RECTO_SCAN_MODE_GRAY;
  out->dpi_x = page->form.dpi_x;
  out->dpi_y = page->form.dpi_y;
  int fd = recto_leaf_file_finish(page->sheet, &out->size);
  if (fd < 0) return false;
  recto_relay(&record, RECTO_SCAN_PAGE, fd);
  close(fd);
  return true;
}

/* One page after its sane_start. */
static RectoScanStatus take_page(SANE_Handle device, uint32_t index, double dpi_x, double dpi_y, bool *ret_told) {
  g_auto(Page) page = {.device = device, .index = index, .dpi_x = dpi_x, .dpi_y = dpi_y};
  RectoScanStatus status = read_frames(&page);
  if (status == RECTO_SCAN_DONE && rows_of(&page) == 0) {
    recto_relay_note(RECTO_SCAN_NOTE_NOTHING, "", NULL, NULL);
    status = RECTO_SCAN_IO;
  }
  if (rows_of(&page) == 0) return status;
  *ret_told = relay_page(&page, status != RECTO_SCAN_DONE);
  return *ret_told ? status : RECTO_SCAN_NO_MEMORY;
}

RectoScanStatus recto_scan_pages(SANE_Handle device, uint32_t most, uint32_t *ret_pages) {
  uint32_t limit = most ? most : RECTO_SCAN_MAX_PAGES;
  double dpi_x, dpi_y;
  find_resolution(device, &dpi_x, &dpi_y);
  for (uint32_t index = 0; index < limit; index++) {
    if (recto_cancelled()) return RECTO_SCAN_CANCELLED;
    SANE_Status started = sane_start(device);
    bool no_more = started == SANE_STATUS_NO_DOCS || started == SANE_STATUS_EOF;
    if (no_more && index > 0) return RECTO_SCAN_DONE;
    if (started != SANE_STATUS_GOOD) return recto_cancelled() ? RECTO_SCAN_CANCELLED : recto_status_of(started);
    bool told = false;
    RectoScanStatus status = take_page(device, index, dpi_x, dpi_y, &told);
    *ret_pages = index + (told ? 1 : 0);
    if (status == RECTO_SCAN_EMPTY && index > 0 && !told) return RECTO_SCAN_DONE; /* some feeders notice it only now */
    if (status != RECTO_SCAN_DONE) return status;
  }
  return RECTO_SCAN_DONE;
}
