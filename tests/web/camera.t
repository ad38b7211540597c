#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: Chromium asks the same of the server as tests/http/serve.t; here it is looked at
# The camera in the deposit page, before a camera that shows our own specimen: well, dark, far, moving, glared at; and one that is not to be had. SHOTS=FOLDER keeps pictures.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
recto=${RECTO:-$root/$BUILD/recto}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
[ -z "${SHOTS:-}" ] || mkdir -p "$SHOTS"
number=$("$recto" new -p changement-adresse -a housing=tenant --reception 2026-11-23 --store "$work/store")
code=$("$recto" ticket "$number" --store "$work/store" --json | jq -r .code)
"$recto" serve --drafts --store "$work/store" --listen 127.0.0.1:0 --no-worker > "$work/out" 2> "$work/log" &
server=$!
for _ in $(seq 100); do grep -q 127.0.0.1 "$work/out" && break; sleep 0.1; done
where=$(grep -o "127.0.0.1:[0-9]*" "$work/out") || { cat "$work/log"; exit 1; }
URL=http://$where CODE=$code WORK=$work PAPER=$root/samples/complet/pieces/contrat-engagement.png node camera.mjs
