#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: reading both samples under the sanitizers takes minutes; commands.t and the unit tests read there
# The complete sample is complete; the other reports exactly its planted problems, nothing else of weight check or action (samples/*/expected).
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
recto=${RECTO:-$root/build/recto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo 1..6
n=0
tell() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
for sample in complet problemes; do
  mapfile -t arguments < "$root/samples/$sample/intake.args"
  "$recto" intake --json "${arguments[@]}" --store "$work/store-$sample" --out "$work/$sample" "$root/samples/$sample/pieces" > "$work/$sample.json" 2> "$work/err"
  status=$?
  wanted=$(sed -n 's/^exit //p' "$root/samples/$sample/expected")
  tell $((status != wanted)) "samples/$sample ends with status $status, wanted $wanted"
  [ -s "$work/err" ] && sed 's/^/# /' "$work/err"
  python3 - "$work/$sample.json" > "$work/found" <<'P'
import json, sys
for finding in json.load(open(sys.argv[1]))['dossier']['findings']:
    if finding['weight'] != 'info':
        print(finding['weight'], finding['message'], finding['piece'] or '-')
P
  grep -vE '^(exit|#|$)' "$root/samples/$sample/expected" | sort > "$work/wanted"
  sort "$work/found" | diff "$work/wanted" - > "$work/diff"
  status=$?
  tell $status "samples/$sample: what must be done or looked at is exactly what was planted"
  [ $status -eq 0 ] || sed 's/^/# /' "$work/diff"
  folder=$(ls -d "$work/$sample"/*/)
  (cd "$folder" && sha256sum --quiet -c manifest-sha256.txt && sha256sum --quiet -c tagmanifest-sha256.txt) > "$work/out" 2>&1
  tell $? "samples/$sample: the bundle's manifests hold"
done
