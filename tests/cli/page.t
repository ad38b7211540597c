#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# One page of a longer file is replaced alone: the others stay, the original stays, the new page stands where the old one stood; undone, replaced again, told on the slip and in the bundle.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
: "${BUILD:=build}"
recto=${RECTO:-$root/$BUILD/recto}
good=$root/samples/complet/pieces
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_DATA_HOME=$work/data
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' out | head -30; fi; }
# A stack of three pages, the second one without its right side.
pdfseparate "$good/scan0001.pdf" page-%d.pdf > out 2>&1
pdftocairo -pdf -r 72 -x 0 -y 0 -W 384 -H 842 -paperw 384 -paperh 842 -f 1 -l 1 "$good/justificatif-domicile.pdf" cut.pdf > out 2>&1
pdfunite page-1.pdf cut.pdf page-3.pdf stack.pdf > out 2>&1
number=$("$recto" new -p changement-adresse -a housing=tenant --reception 2026-11-20)
"$recto" add "$number" stack.pdf > out 2>&1 || true
judged() { "$recto" judge "$number" --json > judged.json 2> out || true; }
pages() { jq -c '[.documents[].pages[] | "\(.file):\(.page)"]' judged.json; }
unreadable() { jq -r '[.findings[] | select(.kind == "unreadable") | .places[] | "\(.file):\(.page)"] | join(" ")' judged.json; }
judged
[ "$(pages)" = '["1:1","1:2","1:3"]' ] && jq -e '[.files[].pages[].legible] == ["yes","no","yes"]' judged.json > out; ok $? "page 2 of three is cut off"

"$recto" correct "$number" --page 1:2 --after 1:1 > out 2>&1 || true
"$recto" replace "$number" 1:2 "$good/justificatif-domicile.pdf" > out 2>&1 || true
judged
[ "$(pages)" = '["1:1","2:1","1:3"]' ]; ok $? "the new page stands in its place, between the two others ($(pages))"
jq -e '[.files[].pages[] | .replaced] == [null, true, null, null]' judged.json > out && jq -e 'all(.findings[]; .kind != "unreadable")' judged.json > out; ok $? "the old one is kept, said to be replaced, and asked for no more"
"$recto" history "$number" > out; grep -q 'page 1:2 remplacée' out; ok $? "the history says which page"
"$recto" slip "$number" --out slip.pdf > out 2>&1; pdftotext -layout slip.pdf out; grep -q 'page remplacée : 2' out && ! grep -q illisible out; ok $? "so does the slip"
"$recto" bundle "$number" --out bundle > out 2>&1 || true
cmp -s stack.pdf "$(find bundle -name '*stack*.pdf' | head -1)" && jq -e '[.files[].pages[] | .replaced] == [null, true, null, null]' bundle/*/data/dossier.json > out && grep -q 'Pages remplacées' bundle/*/data/report.html; ok $? "the bundle has the original whole, and says it"

"$recto" replace "$number" 1:2 "$good/photos.jpg" > out 2>&1; [ $? -eq 64 ] && grep -q 'déjà été remplacée' out; ok $? "what was replaced is not replaced again"
"$recto" replace "$number" 1:9 "$good/photos.jpg" > out 2>&1; [ $? -eq 64 ] && grep -q '1:9' out; ok $? "nor a page that is not there"
[ "$("$recto" status "$number" --json | jq '.files | length')" = 2 ]; ok $? "neither left a file"

jq -e '[.documents[0].pages[] | "\(.file):\(.page)"] == ["1:1","2:1"]' judged.json > out; ok $? "put behind page 1 by the clerk, the old page's place in that document is the new one's"
"$recto" correct "$number" --page 1:2 --turn 90 > out 2>&1; [ $? -eq 64 ] && grep -q 'déjà été remplacée' out; ok $? "nothing is done to what was replaced"
"$recto" replace "$number" 2 cut.pdf > out 2>&1 || true
judged
jq -e '[.documents[0].pages[] | "\(.file):\(.page)"] == ["1:1","3:1"]' judged.json > out && [ "$(unreadable)" = 3:1 ]; ok $? "replaced once more, the third one stands there, and is judged by itself"
undo() { "$recto" undo "$number" "$("$recto" history "$number" --json | jq "[.versions[] | select(.deed == \"deposit\")][$1].version")" > out 2>&1 || true; judged; }
undo 2
jq -e '[.documents[0].pages[] | "\(.file):\(.page)"] == ["1:1","2:1"]' judged.json > out; ok $? "undone, the second one is back"
undo 1
jq -e '[.documents[0].pages[] | "\(.file):\(.page)"] == ["1:1","1:2"]' judged.json > out && [ "$(unreadable)" = 1:2 ]; ok $? "undone, so is the first"
"$recto" verify > out 2>&1; ok $? "the register is sound"
echo "1..$n"
