/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error domain. */
#include <recto/error.h>

G_DEFINE_QUARK(recto-error-quark, recto_error)
