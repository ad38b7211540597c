#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The deposit for programs, held against the description that it serves.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
recto=${RECTO:-$root/$BUILD/recto}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$work"' EXIT
number=$("$recto" new -p changement-adresse -a housing=tenant --reception 2026-11-23 --store "$work/store")
code=$("$recto" ticket "$number" --store "$work/store" --json | jq -r .code)
"$recto" serve --store "$work/store" --listen 127.0.0.1:0 > "$work/out" 2> "$work/log" &
server=$!
for _ in $(seq 300); do grep -q 127.0.0.1 "$work/out" && break; sleep 0.1; done
where=$(grep -o '127.0.0.1:[0-9]*' "$work/out") || { cat "$work/log"; exit 1; }
URL=http://$where CODE=$code ROUTES=$root/src/http/routes.c FILE=$root/samples/complet/pieces/justificatif-domicile.pdf node openapi.mjs
