#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: Chromium asks the same of the server as tests/http/staff.t; here it is looked at
# The reviewer's pages: what the machine leaves open, decided by keyboard and without a script; mail to place; the quarantine. SHOTS=FOLDER keeps pictures.
# shellcheck disable=SC2154 # of server.sh
. "$(dirname "$0")/server.sh"
# A card that is read with doubt, another person's bill, a letter of no known kind, a page out of focus.
first=$(begun 2026-11-20)
"$RECTO" add "$first" "$bad/titre-recto.jpg" "$good/justificatif-domicile.pdf" "$bad/courrier.jpg" "$bad/IMG_2044.jpg" --later --store "$store" > "$WORK/out"
# A bill of which the right side is cut off, so that its code and its print give two names.
pdftoppm -gray -r 150 -x 0 -y 0 -W 800 -H 1754 -f 1 -l 1 -singlefile -png "$good/justificatif-domicile.pdf" "$WORK/cut"
second=$(begun 2026-11-20)
"$RECTO" add "$second" "$good/titre-recto-verso.jpg" "$bad/courrier.jpg" "$WORK/cut.png" --later --store "$store" > "$WORK/out"
# One whose original is not there while it is examined: after three tries it is in quarantine.
stuck=$(begun 2026-11-20)
find "$store/blobs" -type f | sort > "$WORK/before"
"$RECTO" add "$stuck" "$bad/photos.jpg" --later --store "$store" > "$WORK/out"
blob=$(find "$store/blobs" -type f | sort | comm -13 "$WORK/before" -)
mv "$blob" "$WORK/blob"
"$RECTO" work --store "$store" --models "$root/models" > "$WORK/out" 2>&1 || true
mv "$WORK/blob" "$blob"
# A stack of which nothing says whose it is.
mkdir "$WORK/stack"
cp "$good/photos.jpg" "$WORK/stack/1.jpg"
cp "$bad/hebergement.jpg" "$WORK/stack/2.jpg"
pdftoppm -jpeg -gray -r 30 -f 1 -l 1 -singlefile "$good/justificatif-domicile.pdf" "$WORK/stack/3"
"$RECTO" batch --procedure changement-adresse --later --store "$store" --models "$root/models" "$WORK/stack" > "$WORK/out" || [ $? = 11 ]
accounts rachid:reviewer nadia:counter
serve
FIRST=$first SECOND=$second STUCK=$stuck node review.mjs
