#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: Chromium asks the same of the server as tests/http/serve.t; here it is looked at
# The deposit page as an applicant uses it. SHOTS=FOLDER keeps pictures of every page and state.
# shellcheck disable=SC2154 # of server.sh
. "$(dirname "$0")/server.sh"
codes=""
for _ in 1 2 3 4 5 6; do codes="$codes${codes:+,}$(ticket "$(begun 2026-11-23)")"; done
serve --drafts
head -c 22000000 /dev/urandom > "$WORK/trop-grand.pdf"
head -c 12000000 /dev/urandom > "$WORK/long.pdf"
# Text too small to be read, and looked at soon: the blurred photo takes six times as long, and stands for the first journey.
pdftoppm -jpeg -gray -r 30 -f 1 -l 1 -singlefile "$good/justificatif-domicile.pdf" "$WORK/petit"
CODES=$codes GOOD=$good/justificatif-domicile.pdf BAD=$bad/IMG_2044.jpg,$WORK/petit.jpg BIG=$WORK/trop-grand.pdf LONG=$WORK/long.pdf node deposit.mjs
