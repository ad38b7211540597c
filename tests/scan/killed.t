#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Drivers that crash or hang, people who interrupt, a recto that is killed: the pages that came stay.
# shellcheck disable=SC2154 # of common.sh
. "$(dirname "$0")/common.sh"
sane_config cfg test
cp -r "$root/models" models
sed -i 's/^  stall-s: .*/  stall-s: 3/; s/^  cancel-s: .*/  cancel-s: 3/' models/limits.yaml
real=${RECTO:-$root/build/recto}

# A slow feeder into a new dossier; $pid is recto, $child its recto-scanner, and two pages are safe.
slow_scan() {
  store=$work/$1
  "$real" scan --models models --store "$store" -p changement-adresse -a housing=tenant --later --device test:0 --source adf --resolution 30 --set "test-picture=Grid" --set read-delay=yes \
    --set read-delay-duration=50000 >out 2>&1 </dev/null &
  pid=$!
  for _ in $(seq 200); do [ "$(kept)" -ge 2 ] && break; sleep 0.05; done
  child=$(pgrep -P $pid -x recto-scanner)
}
kept() { "$real" status --store "$store" --json "$(date +%Y)-000001" 2>/dev/null | grep -o '"page-[0-9]*.tif"' | sort -u | wc -l; }
ended() { wait $pid 2>/dev/null; code=$?; [ $code -eq "$1" ]; ok $? "$2 (status $code, wanted $1)"; }
pages_stay() { local now; now=$(kept); [ "$now" -ge 2 ] && [ "$now" -lt 10 ]; ok $? "… $now pages stay"; }

slow_scan crash; kill -KILL "$child"
ended 10 "the driver crashes"
says "en sécurité dans le dossier"
says "le pilote du scanner s'est arrêté brutalement"
pages_stay
says "$(kept) pages sont en sécurité"

slow_scan stall; kill -STOP "$child"
ended 10 "the driver hangs"
says "le scanner ne donne plus signe de vie"
pages_stay
! kill -0 "$child" 2>/dev/null; ok $? "… and is ended"

slow_scan cancel; kill -TERM $pid
ended 130 "a person interrupts"
says "interrompu"
pages_stay

# In the middle of a page, into a folder: what came of it is a readable page.
"$real" scan --models models --to half --device test:0 --source adf --resolution 60 --set "test-picture=Grid" --set read-delay=yes --set read-delay-duration=200000 >out 2>&1 </dev/null &
pid=$!
for _ in $(seq 200); do [ -f half/page-0001.tif ] && break; sleep 0.05; done
sleep 0.7
kill -TERM $pid
ended 130 "a person interrupts in the middle of a page"
says "page 2 : incomplète"
read -r _ rows _ < <("$pages" tell half/page-0002.tif)
read -r _ all _ < <("$pages" tell half/page-0001.tif)
[ "$rows" -gt 0 ] && [ "$rows" -lt "$all" ]; ok $? "… the page has the rows that came ($rows of $all)"

slow_scan killed; kill -KILL $pid
ended 137 "recto itself is killed"
pages_stay
for _ in $(seq 100); do kill -0 "$child" 2>/dev/null || break; sleep 0.05; done
! kill -0 "$child" 2>/dev/null; ok $? "… and the scanner stops"
"$recto" verify --store "$store" >out 2>&1; ok $? "… the register is sound"
finish
