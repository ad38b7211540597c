#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Network scanners (eSCL, sane-airscan): jams and what comes after them, an empty feeder, a busy one, pictures that are cut, connections that break.
# shellcheck disable=SC2154 # of common.sh
. "$(dirname "$0")/common.sh"
start_escl
samples=$root/samples
cp "$samples/complet/pieces/titre-recto-verso.jpg" escl/a.jpg
cp "$samples/problemes/pieces/engagement.jpg" escl/b.jpg
cp "$samples/problemes/pieces/hebergement.jpg" escl/c.jpg
cp "$samples/complet/pieces/photos.jpg" escl/narrow.jpg
feeder() { "$recto" scan --device airscan:e0:Specimen --source adf "$@"; }
# What each of them is when it comes alone.
for page in a b c; do
  feed "page $page.jpg"
  feeder --to alone.$page >out 2>&1; ok $? "the page $page alone"
  cp alone.$page/page-0001.tif $page.tif
done
tells_page a.tif "2480 3508 8 1 deflate 64 300"
same_pages() { local folder=$1 i=0 page; shift; for page in "$@"; do i=$((i + 1)); cmp -s "$page.tif" "$folder/page-000$i.tif" || return 1; done; [ "$(find "$folder" -type f | wc -l)" -eq $i ]; }

feed "page a.jpg" "page b.jpg" "page c.jpg"
status_is 0 "three pages" feeder --to three.d --count 3
same_pages three.d a b c; ok $? "… all there, in order"

feed "page a.jpg" jam "page b.jpg" "page c.jpg"
status_is 10 "a jam after the first page" feeder --to jam.d
says "1 page est en sécurité dans jam.d ; bourrage : retirez la feuille coincée, remettez les pages suivantes et relancez « recto scan --to jam.d --continue »."
feed "page b.jpg" "page c.jpg"
status_is 0 "… the next pages after it" feeder --to jam.d --continue
same_pages jam.d a b c; ok $? "… all are there once, in order"

feed
: >escl/script
status_is 66 "no paper" feeder --to empty.d
says "Aucune page n'est arrivée ; le chargeur est vide"
feed busy
status_is 66 "a busy scanner" feeder --to empty.d
says "le scanner est occupé"
files_are empty.d ""

feed "half a.jpg" "page b.jpg"
status_is 10 "half a picture" feeder --to half.d
says "page 1 : à partir de la ligne"
says "la même ligne (gris 128) jusqu'en bas"
cmp -s b.tif half.d/page-0002.tif && [ -s half.d/page-0001.tif ]; ok $? "… is kept, and so is the page after it"
feed "half narrow.jpg"
status_is 10 "half a narrow picture, filled up with white by the driver" feeder --to narrow.d
says "la même ligne (gris 128) jusqu'en bas"
feed "page narrow.jpg"
status_is 0 "a whole one is a short page" feeder --to short.d
says "tout blanc à partir de la ligne"

feed "page a.jpg" drop "page b.jpg"
status_is 10 "a connection that breaks" feeder --to drop.d
says "1 page est en sécurité dans drop.d ; le scanner a signalé une erreur"
same_pages drop.d a; ok $? "… leaves what came before"

# ---- into the register
status_is 0 "a dossier" "$recto" new -p changement-adresse -a housing=tenant
number=$(cat out)
feed "page a.jpg" jam
status_is 10 "a jam" feeder "$number" --later
says "1 page est en sécurité dans le dossier $number ; bourrage : retirez la feuille coincée, remettez les pages suivantes et relancez « recto scan $number »."
feed "page b.jpg" "page c.jpg"
status_is 0 "the pages after it" feeder "$number" --later --count 2
says "2 pages sont en sécurité dans le dossier $number."
in_force() { "$recto" status "$1" | sed 's/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g' | grep 'empreinte' | sed 's/.*« \(.*\) ».*empreinte \(.*\)….*/\1 \2/'; }
truth() { local i=0 page; for page in "$@"; do i=$((i + 1)); echo "page-000$i.tif $(sha256sum "$page.tif" | cut -c1-16)"; done; }
diff <(in_force "$number") <(truth a b c) >out; ok $? "all are in the register once, in order"

# ---- at the end it is judged
feed "page c.jpg"
feeder -p changement-adresse -a housing=tenant >out 2>&1; code=$?
[ $code -eq 10 ] || [ $code -eq 11 ]; ok $? "a scan is judged when it is whole (status $code)"
says "1 page est en sécurité dans le dossier"
number=$(grep -oE '2[0-9]{3}-[0-9]{6}' out | head -1)
"$recto" history "$number" >history 2>&1 && grep -q 'examiné' history; ok $? "… and its history says so"
"$recto" close "$number" >/dev/null 2>&1
feed "page c.jpg"
status_is 64 "a closed dossier takes no paper" feeder "$number"
[ "$(cat escl/script)" = "page c.jpg" ]; ok $? "… and the paper stays in the feeder"

# ---- both sides with a one-sided feeder: fronts a, c; the turned stack gives the back of c first
both() { # the command reads from the pipe keys, and its words go to the file both
  mkfifo keys
  "$recto" scan --device airscan:e0:Specimen --source adf --manual-duplex "$@" <keys >both 2>&1 &
  local pid=$!
  exec 9>keys
  for _ in $(seq 1200); do grep -q 'Retournez' both && break; sleep 0.05; done
  feed "${backs[@]}"
  echo >&9
  wait $pid; code=$?
  exec 9>&-
  rm keys
  cp both out
}
backs=("page c.jpg" "page a.jpg")
feed "page a.jpg" "page b.jpg"
both --to both.d
[ $code -eq 0 ] && same_pages both.d a a b c; ok $? "fronts, then backs, are put in order in a folder (status $code)"
feed "page a.jpg" "page b.jpg"
both -p changement-adresse -a housing=tenant --later
number=$(grep -oE '2[0-9]{3}-[0-9]{6}' both | head -1)
[ $code -eq 0 ] && diff <(in_force "$number") <(truth a a b c) >out; ok $? "… and in the register (status $code)"
backs=("page c.jpg")
feed "page a.jpg" "page b.jpg"
both --to differ.d
[ $code -eq 10 ]; ok $? "another number of backs is told (status $code)"
says "2 rectos et 1 versos"
files_are differ.d "recto-0001.tif recto-0002.tif verso-0001.tif "
finish
