/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unpacking as a child does it: beside reading and looking the third thing that a child can be ordered. Must not know: the wire, the jail. */
#include "reader/serve.h"

/* No bytes of anybody are touched before; what GMime loads is loaded by recto_serve_warm_up. */
bool recto_serve_unpack(const RectoUnpackOrder *order, const RectoUnpackEmitter *emitter) { return recto_unpack_file(order, emitter); }
