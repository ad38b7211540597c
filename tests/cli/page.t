#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# One page of a longer file is replaced alone: the others stay, the original stays, the new page stands where the old one stood; undone, replaced again, told on the slip and in the bundle.
# So it is moved to another dossier alone, undone, and kept where it cannot go.
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
# A page of a file goes to another dossier by itself.
other=$("$recto" new -p changement-adresse -a housing=tenant --reception 2026-11-20)
change() { "$recto" "$@" --json > change.json 2> out || true; jq .dossier change.json > judged.json; }
"$recto" correct "$number" --page 1:3 --move-to "$other" > out 2>&1; grep -q "page 1:3 passée au dossier $other" out; ok $? "page 3 of the file is moved alone, and said to be"
judged
[ "$(pages)" = '["1:1","1:2"]' ] && jq -e '[.files[].pages[] | .moved] == [null, null, true]' judged.json > out; ok $? "it counts here no more, the others do ($(pages))"
"$recto" judge "$other" --json > there.json 2> out || true
jq -e '[.files[] | .name] == ["stack (page 3).pdf"] and (.files[0].pages | length) == 1 and .files[0].pages[0].legible == "yes"' there.json > out; ok $? "there it is a file of its own"
"$recto" status "$number" > out && grep -q "page 1:3 passée au dossier $other (conservée)" out && "$recto" status "$other" --json | jq -e --arg from "$number, 1:3" '.files[0].from == $from' > out; ok $? "the register tells it on both sides"
"$recto" history "$number" > out && grep -q "page 1:3.*à passer au dossier $other" out && grep -q "page 1:3 passée au dossier $other" out && "$recto" history "$other" > out && grep -q "1 fichier venu du dossier $number" out; ok $? "… and both histories"
"$recto" slip "$number" --out slip.pdf > out 2>&1; pdftotext slip.pdf - | tr '\n' ' ' > out; grep -q 'page classée dans un autre dossier.*3' out && ! grep -q "$other" out; ok $? "the slip says so, and names nobody's dossier"
"$recto" bundle "$number" --out bundle2 > out 2>&1 || true; "$recto" bundle "$other" --out bundle2 > out 2>&1 || true
cmp -s stack.pdf "$(find "bundle2/$number" -name '*stack*.pdf' | head -1)" && grep -q 'Pages classées dans un autre dossier' bundle2/"$number"/data/report.html && ! grep -q "$other" bundle2/"$number"/data/report.html; ok $? "its bundle has the original whole, and says it"
[ "$(pdfinfo "$(find "bundle2/$other/data" -name '*page*3*.pdf' | head -1)" 2> out | awk '/^Pages/ { print $2 }')" = 1 ]; ok $? "the other's has the one page"
"$recto" correct "$number" --page 1:3 --move-to "$other" > out 2>&1; [ $? -eq 64 ] && grep -q "est passée au dossier $other" out; ok $? "what has gone does not go twice"
"$recto" correct "$number" --page 1:1 --move-to 2026-000099 > out 2>&1; [ $? -eq 64 ]; ok $? "nor to a dossier that is not there"

last() { "$recto" history "$number" --json | jq "[.versions[] | select(.deed == \"$1\" and (.undone | not))] | last.version"; }
stands() { "$recto" status "$number" --json | jq -r --arg page "$1" '.pages[] | select(.page == $page) | .state'; }
there() { "$recto" status "$other" --json | jq -c '[.files[] | .inForce]'; }
change undo "$number" "$(last withdraw)"
[ "$(pages)" = '["1:1","1:2","1:3"]' ] && [ "$(there)" = '[false]' ]; ok $? "undone, it counts here, and there no more"
"$recto" undo "$number" "$(last undo)" --later > out 2>&1; [ "$(stands 1:3)" = moved ] && [ "$(there)" = '[true]' ]; ok $? "the undo undone, it is there again"
"$recto" undo "$number" "$(last send)" --later > out 2>&1; [ -z "$(stands 1:3)" ] && [ "$(there)" = '[false]' ]; ok $? "that it should go undone, so is that it went"
change correct "$number" --page 1:3 --move-to "$other"
[ "$(pages)" = '["1:1","1:2"]' ] && [ "$(there)" = '[false,true]' ]; ok $? "moved again, it goes again"
"$recto" correct "$number" --page 1:2 --move-to "$other" --later > out 2>&1; way=$(stands 1:2)
"$recto" correct "$number" --page 1:2 --move-to "$other" --later > out 2>&1; [ $? -eq 64 ] && [ "$way" = on-its-way ]; ok $? "noted for later it is on its way, once"
"$recto" close "$other" > out 2>&1; judged
[ "$(stands 1:2)" = stayed ] && [ "$(pages)" = '["1:1","1:2"]' ] && "$recto" history "$number" > out && grep -q "restée ici.*le dossier $other n'est plus ouvert" out; ok $? "a dossier that is closed before the page comes gets none: it stays, and says why"
"$recto" reopen "$other" > out 2>&1; change correct "$number" --page 1:2 --move-to "$other"
[ "$(pages)" = '["1:1"]' ] && [ "$(there)" = '[false,true,true]' ]; ok $? "open again, it gets it"
# What a person said of a page goes over to the one that replaces it: the kind, the values that the new one does not contradict; the others are asked.
number=$("$recto" new -p changement-adresse -a housing=tenant --reception 2026-11-21)
"$recto" add "$number" cut.pdf --later > out 2>&1
for word in type=energy-bill field=address="9 rue du Port 13002 MARSEILLE" field=contract-number=X-77; do "$recto" correct "$number" --page 1:1 "--${word%%=*}" "${word#*=}" --later > out 2>&1; done
change replace "$number" 1 "$good/justificatif-domicile.pdf"
jq -e '.documents[0].type == "energy-bill" and ([.findings[] | .message] | contains(["finding.inherited-kind-unsure", "finding.inherited-value", "finding.inherited-values"]))' judged.json > out || jq '.documents[0], .findings' judged.json > out
grep -q true out; ok $? "kind and an unread value are taken over, the contradicted value is asked"
jq -e '.documents[0].fields | (.[] | select(.name == "contract-number") | .value == "X-77"), (.[] | select(.name == "address") | .value != "9 rue du Port 13002 MARSEILLE" and .quarrel)' judged.json > out; ok $? "… the new page speaks meanwhile"
"$recto" correct "$number" --page 2:1 --field "address=9 rue du Port 13002 MARSEILLE" --later > out 2>&1; change correct "$number" --page 2:1 --type energy-bill
jq -e '[.findings[] | .message | select(startswith("finding.inherited-")) | select(. != "finding.inherited-values")] == []' judged.json > out; ok $? "said of the new page itself, nothing is asked any more"
"$recto" corrections "$number" | jq -s -e '[.[] | .page] | unique == ["1:1", "2:1"] and length == 5' > out; ok $? "as truth to measure by counts what a person said, once"
"$recto" verify > out 2>&1; ok $? "the register is sound"
echo "1..$n"
