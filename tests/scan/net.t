#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A scanner on another machine: saned on the loopback, SANE's net driver in recto-scanner.
# shellcheck disable=SC2154 # of common.sh
. "$(dirname "$0")/common.sh"
"$pages" draw gray 1240 877 3 >page.pnm
# The port is fixed in the driver; a loopback address of one's own makes it free.
address=127.77.$((RANDOM % 254 + 1)).$((RANDOM % 254 + 1))
sane_config remote pnm test
printf '127.0.0.1\n%s\n' "$address" >remote/saned.conf
PATH=$PATH:/usr/sbin saned -l -p 6566 -b "$address" -e >saned.log 2>&1 &
servers+=($!)
sane_config local net
echo "$address" >local/net.conf
for _ in $(seq 100); do (: </dev/tcp/"$address"/6566) 2>/dev/null && break; sleep 0.05; done

status_is 0 "devices of another machine" "$recto" devices
says "net:$address:pnm:0"
status_is 0 "a page" "$recto" scan --to one.d --device "net:$address:pnm:0" --size max --set "filename=$work/page.pnm" --resolution 300
"$pages" same one.d/page-0001.tif page.pnm; ok $? "… is the same, bit for bit"
status_is 0 "a feeder" "$recto" scan --to adf.d --device "net:$address:test:0" --source adf --resolution 60 --set "test-picture=Grid" --count 10
says "10 pages sont en sécurité dans adf.d"
status_is 66 "a jam" "$recto" scan --to jam.d --device "net:$address:pnm:0" --set "filename=$work/page.pnm" --set status=yes --set status-jammed=yes
says "bourrage"
kill "${servers[0]}"
servers=()
for _ in $(seq 100); do (: </dev/tcp/"$address"/6566) 2>/dev/null || break; sleep 0.05; done
status_is 66 "the other machine has gone" "$recto" scan --to adf.d --continue --device "net:$address:test:0" --source adf
says "Aucune page n'est arrivée"
finish
