#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: Chromium asks the same of the server as tests/http/serve.t; here it is looked at
# The deposit page as an applicant uses it. SHOTS=FOLDER keeps pictures of every page and state.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
recto=${RECTO:-$root/$BUILD/recto}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
[ -z "${SHOTS:-}" ] || mkdir -p "$SHOTS"
codes=""
for _ in 1 2 3 4 5 6; do
  number=$("$recto" new -p changement-adresse -a housing=tenant --reception 2026-11-23 --store "$work/store")
  codes="$codes${codes:+,}$("$recto" ticket "$number" --store "$work/store" --json | jq -r .code)"
done
cat > "$work/site.yaml" <<'END'
service: Permanence d'accès aux droits
address: 12 rue des Acacias, 75017 Paris
phone: 01 23 45 67 89
competent-authority: no
END
"$recto" serve --drafts --store "$work/store" --site "$work/site.yaml" --listen 127.0.0.1:0 > "$work/out" 2> "$work/log" &
server=$!
for _ in $(seq 100); do grep -q 127.0.0.1 "$work/out" && break; sleep 0.1; done
where=$(grep -o "127.0.0.1:[0-9]*" "$work/out") || { cat "$work/log"; exit 1; }
head -c 22000000 /dev/urandom > "$work/trop-grand.pdf"
head -c 12000000 /dev/urandom > "$work/long.pdf"
URL=http://$where CODES=$codes GOOD=$root/samples/complet/pieces/justificatif-domicile.pdf BAD=$root/samples/problemes/pieces/IMG_2044.jpg BIG=$work/trop-grand.pdf LONG=$work/long.pdf node deposit.mjs
