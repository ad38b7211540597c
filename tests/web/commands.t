#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: only the form of the output is looked at; the same commands run in tests/cli/commands.t
# The commands' JSON against the published schemas.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
recto=${RECTO:-$root/$BUILD/recto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pieces=$root/samples/complet/pieces
"$recto" check --json "$pieces" > "$work/check.json" || [ $? -eq 10 ]
"$recto" read --json --words "$pieces/photos.jpg" "$pieces/justificatif-domicile.pdf" > "$work/read.json"
"$recto" intake --json --procedure changement-adresse --reception 2026-11-23 --answer housing=tenant --store "$work/store" --out "$work/out" \
  "$pieces/justificatif-domicile.pdf" > "$work/intake.json" || [ $? -eq 10 ] || [ $? -eq 11 ]
"$recto" unpack --json --to "$work/parts" "$pieces" > "$work/unpack.json" || [ $? -eq 10 ]
number=$("$recto" list --json --store "$work/store" | jq -r ".dossiers[0].number")
"$recto" judge --json --store "$work/store" "$number" > "$work/judge.json" || [ $? -eq 10 ] || [ $? -eq 11 ]
mkdir "$work/sane"
echo test > "$work/sane/dll.conf"
echo 'number_of_devices 1' > "$work/sane/test.conf"
export SANE_CONFIG_DIR="$work/sane"
"$recto" devices --json > "$work/devices.json"
"$recto" devices --options test:0 --json > "$work/options.json"
"$recto" scan --json --to "$work/scan" --device test:0 --source adf --max 1 --resolution 60 --set "test-picture=Grid" > "$work/scan.json" 2> /dev/null
node commands-schema.mjs devices="$work/devices.json" devices.options="$work/options.json" scan="$work/scan.json" check="$work/check.json" read="$work/read.json" intake="$work/intake.json" unpack="$work/unpack.json" dossier="$work/judge.json"
