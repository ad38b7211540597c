#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: Chromium asks the same of the server as tests/http/serve.t; here it is looked at
# The camera in the deposit page, before a camera that shows our own specimen: well, dark, far, moving, glared at; and one that is not to be had. SHOTS=FOLDER keeps pictures.
# shellcheck disable=SC2154 # of server.sh
. "$(dirname "$0")/server.sh"
CODE=$(ticket "$(begun 2026-11-23)")
export CODE
serve --drafts --no-worker
PAPER=$good/contrat-engagement.png node camera.mjs
