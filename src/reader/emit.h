/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ties what a child reads to what it tells: serve's emitter over the wire. */
#ifndef RECTO_EMIT_H
#define RECTO_EMIT_H

#include "jail/tell.h"
#include "reader/serve.h"

RectoEmitter recto_emitter(RectoTell *tell);
RectoUnpackEmitter recto_unpack_emitter(RectoTell *tell);

#endif
