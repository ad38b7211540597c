#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# tools/new-type and tools/new-procedure write files that load as they are, refuse what they must, and never overwrite.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
recto=${RECTO:-$root/build/recto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/models" "$work/models"
export MODELS=$work/models
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$work/out" | head -15; fi; }

"$root/tools/new-type" essai "Pièce d'essai" "Trial piece" >"$work/out" 2>&1; ok $? "a new type is written"
"$root/tools/new-procedure" essai >"$work/out" 2>&1; ok $? "a new procedure is written"
"$recto" model check --models "$work/models" >"$work/out" 2>&1; ok $? "both load as they are"
before=$(cat "$MODELS/documents/essai.yaml")
"$root/tools/new-type" essai >"$work/out" 2>&1; [ $? -eq 1 ] && [ "$before" = "$(cat "$MODELS/documents/essai.yaml")" ]; ok $? "what is there already stays as it is"
"$root/tools/new-type" 'Essai/..' >"$work/out" 2>&1; [ $? -eq 2 ]; ok $? "a name that is no id is refused"
"$root/tools/new-procedure" essai2 'a"b' >"$work/out" 2>&1; [ $? -eq 2 ] && [ ! -e "$MODELS/procedures/essai2.yaml" ]; ok $? "a name that would break the file is refused"
"$root/tools/new-type" >"$work/out" 2>&1; [ $? -eq 2 ] && grep -q 'usage:' "$work/out"; ok $? "without a name the usage is told"
echo "1..$n"
