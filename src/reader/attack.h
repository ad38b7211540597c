/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a child taken over by a file might try, one case a number. Run only when recto orders it (tests/hostile, recto doctor); no file's content leads here. */
#ifndef RECTO_ATTACK_H
#define RECTO_ATTACK_H

#include "jail/tell.h"

/* Tries it. Ends the process itself when the attack could be judged: RECTO_EXIT_REFUSED or RECTO_EXIT_BREACH. `memory` = descriptor of the answer memory. */
void recto_attack(uint32_t number, int memory, RectoTell *tell);

#endif
