#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# recto-scanner with SANE's own drivers: pnm gives real pages and faults, test gives feeders, three passes, padding and returned errors.
# shellcheck disable=SC2154 # of common.sh
. "$(dirname "$0")/common.sh"
sane_config cfg pnm test
for mode in gray color; do "$pages" draw $mode 1237 877 7 >$mode.pnm; done
"$pages" draw lineart 1240 877 7 >lineart.pnm # that driver garbles bits of a width that eight does not divide
pnm() { "$recto" scan --to "$1" --device pnm:0 --size max --set "filename=$work/$2" "${@:3}"; }
feeder() { "$recto" scan --to "$1" --device test:0 --source adf "${@:2}"; }

# ---- real pages
for mode in gray color lineart; do
  status_is 0 "a $mode page" pnm $mode.d $mode.pnm --resolution 300
  "$pages" same $mode.d/page-0001.tif $mode.pnm; ok $? "… is the same, bit for bit"
done
tells_page gray.d/page-0001.tif "1237 877 8 1 deflate 64 300"
tells_page color.d/page-0001.tif "1237 877 8 3 deflate 64 300"
tells_page lineart.d/page-0001.tif "1240 877 1 1 g4 64 300"
status_is 0 "a page of unknown length" pnm hand.d gray.pnm --set hand-scanner=yes
"$pages" same hand.d/page-0001.tif gray.pnm; ok $? "… is the same, bit for bit"
status_is 64 "nothing is written over" pnm gray.d color.pnm
says "contient déjà des pages"
status_is 0 "--continue" pnm gray.d color.pnm --continue
files_are gray.d "page-0001.tif page-0002.tif "
"$pages" same gray.d/page-0001.tif gray.pnm && "$pages" same gray.d/page-0002.tif color.pnm; ok $? "… the first is as it was"

# ---- faults
fault() { status_is "$1" "$2" pnm "$2.d" gray.pnm --set status=yes --set "status-$2=yes"; says "$3"; files_are "$2.d" ""; }
fault 66 jammed "bourrage : retirez la feuille coincée"
fault 66 nodocs "le chargeur est vide"
fault 66 coveropen "le capot est ouvert"
fault 66 ioerror "le scanner a signalé une erreur"
fault 66 nomem "la mémoire manque"
fault 66 accessdenied "n'a pas le droit"
fault 66 eof "sans en donner une seule ligne"
returned() { status_is "$1" "sane_read: $2" feeder "$2.d" --set "read-return-value=SANE_STATUS_$2"; says "$3"; }
returned 66 JAMMED bourrage
returned 66 NO_DOCS "le chargeur est vide"
returned 66 COVER_OPEN "capot"
returned 66 DEVICE_BUSY "occupé"
returned 66 INVAL "ne répond pas ou n'existe pas"
returned 66 EOF "sans en donner une seule ligne"
returned 130 CANCELLED "interrompu"
status_is 66 "no such device" "$recto" scan --to none.d --device nothing:7
says "ne répond pas ou n'existe pas"

# ---- a feeder
status_is 0 "a feeder" feeder adf.d --set "test-picture=Grid" --resolution 60 --count 10
says "10 pages sont en sécurité dans adf.d"
says "210 x 297 mm ne sont pas possibles : numérisé en 200 x 200 mm."
files_are adf.d "page-0001.tif page-0002.tif page-0003.tif page-0004.tif page-0005.tif page-0006.tif page-0007.tif page-0008.tif page-0009.tif page-0010.tif "
status_is 10 "two sheets at once" feeder double.d --set "test-picture=Grid" --resolution 60 --count 11
says "Vous aviez compté 11 feuilles, 10 pages sont arrivées : deux feuilles collées ?"
status_is 0 "no more than was asked" feeder max.d --set "test-picture=Grid" --resolution 60 --max 3
files_are max.d "page-0001.tif page-0002.tif page-0003.tif "
status_is 0 "from the plate one page comes, not the same again and again" "$recto" scan --to plate.d --device test:0 --source flatbed --set "test-picture=Grid" --resolution 60 --max 3
files_are plate.d "page-0001.tif "
status_is 10 "a black page is no paper" feeder black.d --max 1 --resolution 60
says "la même ligne (gris 0) jusqu'en bas"
status_is 0 "a white one may be a short letter" feeder white.d --max 1 --resolution 60 --set "test-picture=Solid white"
says "tout blanc à partir de la ligne 1"

# ---- forms of frames
status_is 0 "three passes" feeder three.d --max 1 --mode color --set three-pass=yes --set "test-picture=Color pattern" --resolution 60
status_is 0 "… and one" feeder one.d --max 1 --mode color --set "test-picture=Color pattern" --resolution 60
cmp three.d/page-0001.tif one.d/page-0001.tif; ok $? "… give the same page"
status_is 0 "three passes in another order" feeder order.d --max 1 --mode color --set three-pass=yes --set three-pass-order=BRG --set "test-picture=Color pattern" --resolution 60
cmp order.d/page-0001.tif one.d/page-0001.tif; ok $? "… give the same page"
status_is 0 "sixteen bits" feeder deep.d --max 1 --set depth=16 --set "test-picture=Color pattern" --resolution 60
status_is 0 "lines with padding" feeder loss.d --max 1 --set ppl-loss=3 --set "test-picture=Grid" --resolution 60
read -r width _ < <("$pages" tell adf.d/page-0001.tif)
read -r narrow rest < <("$pages" tell loss.d/page-0001.tif)
[ "$narrow" -eq $((width - 3)) ] && [ "$rest" = "$width 8 1 deflate 64 60" ]; ok $? "… keep their rows"
status_is 0 "one bit" feeder bits.d --max 1 --set depth=1 --set "test-picture=Grid" --resolution 60
grep -q ' 1 1 g4 ' <("$pages" tell bits.d/page-0001.tif); ok $? "… is G4"
status_is 0 "reads of a few bytes" feeder few.d --max 1 --set read-limit=yes --set read-limit-size=7 --set "test-picture=Grid" --resolution 60
cmp few.d/page-0001.tif adf.d/page-0001.tif; ok $? "… give the same page"

# ---- orders that cannot be followed are told with what can
status_is 64 "no such source" "$recto" scan --to none.d --device test:0 --source duplex
says "Il connaît : Flatbed, Automatic Document Feeder"
status_is 64 "no such value" feeder none.d --set depth=12
says "Elle accepte : 1, 8, 16"
status_is 64 "out of range" feeder none.d --set ppl-loss=129
says "Elle accepte : 0…128 (1)"
status_is 64 "no such option" feeder none.d --set zork=1
says "read-return-value"
status_is 64 "not in this mode" feeder none.d --mode gray --set three-pass=yes
says "ne peut pas être réglée"
status_is 0 "the nearest resolution and mode" feeder near.d --max 1 --resolution 5000 --mode lineart --set br-x=20 --set br-y=20 --set "test-picture=Color pattern"
says "5000 points par pouce ne sont pas possibles : numérisé à 1200."
says "Le mode lineart n'existe pas sur ce scanner : numérisé en « Gray »."
files_are none.d ""

# ---- what is there
status_is 0 "devices" "$recto" devices
says "frontend-tester"
status_is 0 "options" "$recto" devices --options test:0
says "Flatbed | Automatic Document Feeder"
status_is 66 "options of nothing" "$recto" devices --options nothing:7
status_is 64 "several scanners: one must be named" "$recto" scan --to none.d
says "--device 'test:0'"
sane_config none
status_is 66 "no scanner" "$recto" scan --to none.d
finish
