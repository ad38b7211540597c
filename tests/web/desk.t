#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: Chromium asks the same of the server as tests/http/staff.t; here it is looked at
# The counter desk as a clerk uses it, with SANE's own pnm scanner. SHOTS=FOLDER keeps pictures of every page and state.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
recto=${RECTO:-$root/$BUILD/recto}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
[ -z "${SHOTS:-}" ] || mkdir -p "$SHOTS"
# A scanner whose sheet is a file: the page whole, and the same without its right side.
mkdir "$work/sane"
printf 'pnm\n' > "$work/sane/dll.conf"
: > "$work/sane/pnm.conf"
export SANE_CONFIG_DIR=$work/sane
bill=$root/samples/complet/pieces/justificatif-domicile.pdf
pdftoppm -gray -r 150 -f 1 -l 1 -singlefile "$bill" "$work/whole"
pdftoppm -gray -r 150 -x 0 -y 0 -W 800 -H 1754 -f 1 -l 1 -singlefile "$bill" "$work/cut"
cp "$work/cut.pgm" "$work/sheet.pgm"
for user in nadia:counter rachid:reviewer dora:depositor olga:auditor; do
  echo 'a long phrase of mine' | "$recto" user add "${user%:*}" --role "${user#*:}" --store "$work/store" > "$work/out"
done
cat > "$work/site.yaml" <<'END'
service: Permanence d'accès aux droits
address: 12 rue des Acacias, 75017 Paris
phone: 01 23 45 67 89
competent-authority: no
END
"$recto" serve --models "$root/models" --store "$work/store" --site "$work/site.yaml" --listen 127.0.0.1:0 --scan-set "filename=$work/sheet.pgm" > "$work/out" 2> "$work/log" &
server=$!
for _ in $(seq 100); do grep -q 127.0.0.1 "$work/out" && break; sleep 0.1; done
where=$(grep -o "127.0.0.1:[0-9]*" "$work/out") || { cat "$work/log"; exit 1; }
URL=http://$where WORK=$work RECTO=$recto PIECES=$root/samples/complet/pieces BAD=$root/samples/problemes/pieces/IMG_2044.jpg node desk.mjs
