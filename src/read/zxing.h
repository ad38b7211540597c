/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The C side of zxing-cpp, which has no C interface in Debian 12. Grey pixels in, decoded symbols out. */
#ifndef RECTO_ZXING_H
#define RECTO_ZXING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum { RECTO_ZXING_MATRIX = 1, RECTO_ZXING_LINEAR = 2 } RectoZxingKind; /* bit set */

/* `format`: zxing's own name ("QRCode", "DataMatrix", "Code128"…); x, y, width, height in px of the picture given. Borrowed during the call. */
typedef void (*RectoZxingFound)(const char *format, const uint8_t *bytes, size_t size, int x, int y, int width, int height, void *data);

/* All matrix codes of the picture, but one linear code at most. `hard` looks turned, inverted and reduced as well. Never throws; returns the number of symbols told. */
int recto_zxing_read(const uint8_t *grey, int width, int height, int stride, int kinds, bool hard, RectoZxingFound found, void *data);
const char *recto_zxing_version(void);

#ifdef __cplusplus
}
#endif
#endif
