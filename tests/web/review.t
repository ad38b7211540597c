#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: Chromium asks the same of the server as tests/http/staff.t; here it is looked at
# The reviewer's pages: what the machine leaves open, decided by keyboard and without a script; mail to place; the quarantine. SHOTS=FOLDER keeps pictures.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
recto=${RECTO:-$root/$BUILD/recto}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
[ -z "${SHOTS:-}" ] || mkdir -p "$SHOTS"
store=$work/store
bad=$root/samples/problemes/pieces
good=$root/samples/complet/pieces
new() { "$recto" new -p changement-adresse -a housing=tenant --reception 2026-11-20 --store "$store"; }
# A card that is read with doubt, another person's bill, a letter of no known kind, a page out of focus.
first=$(new)
"$recto" add "$first" "$bad/titre-recto.jpg" "$good/justificatif-domicile.pdf" "$bad/courrier.jpg" "$bad/IMG_2044.jpg" --later --store "$store" > "$work/out"
# A bill of which the right side is cut off, so that its code and its print give two names.
pdftoppm -gray -r 150 -x 0 -y 0 -W 800 -H 1754 -f 1 -l 1 -singlefile -png "$good/justificatif-domicile.pdf" "$work/cut"
second=$(new)
"$recto" add "$second" "$good/titre-recto-verso.jpg" "$bad/courrier.jpg" "$work/cut.png" --later --store "$store" > "$work/out"
# One whose original is not there while it is examined: after three tries it is in quarantine.
stuck=$(new)
find "$store/blobs" -type f | sort > "$work/before"
"$recto" add "$stuck" "$bad/photos.jpg" --later --store "$store" > "$work/out"
blob=$(find "$store/blobs" -type f | sort | comm -13 "$work/before" -)
mv "$blob" "$work/blob"
"$recto" work --store "$store" --models "$root/models" > "$work/out" 2>&1 || true
mv "$work/blob" "$blob"
# A stack of which nothing says whose it is.
mkdir "$work/stack"
cp "$good/photos.jpg" "$work/stack/1.jpg"
cp "$bad/hebergement.jpg" "$work/stack/2.jpg"
cp "$bad/IMG_2044.jpg" "$work/stack/3.jpg"
"$recto" batch --procedure changement-adresse --later --store "$store" --models "$root/models" "$work/stack" > "$work/out" || [ $? = 11 ]
for user in rachid:reviewer nadia:counter; do
  echo 'a long phrase of mine' | "$recto" user add "${user%:*}" --role "${user#*:}" --store "$store" > "$work/out"
done
cat > "$work/site.yaml" <<'END'
service: Permanence d'accès aux droits
address: 12 rue des Acacias, 75017 Paris
phone: 01 23 45 67 89
competent-authority: no
END
"$recto" serve --models "$root/models" --store "$store" --site "$work/site.yaml" --listen 127.0.0.1:0 > "$work/out" 2> "$work/log" &
server=$!
for _ in $(seq 100); do grep -q 127.0.0.1 "$work/out" && break; sleep 0.1; done
where=$(grep -o "127.0.0.1:[0-9]*" "$work/out") || { cat "$work/log"; exit 1; }
URL=http://$where WORK=$work RECTO=$recto FIRST=$first SECOND=$second STUCK=$stuck node review.mjs
