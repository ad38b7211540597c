# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What the scanner tests share: a folder of their own, SANE configurations of their own, no scanner of the machine, loopback only.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
recto=${RECTO:-$root/build/recto}
pages=$(dirname "$recto")/tests/scan/pages
work=$(mktemp -d)
servers=()
end() {
  [ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null
  rm -rf "$work"
}
trap end EXIT
cd "$work" || exit 1
# No test waits for ever.
printf '#!/bin/sh\nexec timeout 60 "%s" "$@"\n' "$recto" >timed && chmod +x timed
recto=$work/timed
export XDG_DATA_HOME=$work/data HOME=$work RECTO_MODELS=$root/models
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; [ -f out ] && head -20 out | sed 's/^/# /'; fi; }
# The command's words go to the file out.
status_is() { local wanted=$1 name=$2; shift 2; "$@" >out 2>err </dev/null; local got=$?; cat err >>out; [ $got -eq "$wanted" ]; ok $? "$name (status $got, wanted $wanted)"; }
says() { sed "s/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g" out | grep -qF -- "$1"; ok $? "… says: $1"; }
tells_page() { local got; got=$("$pages" tell "$1" 2>&1); [ "$got" = "$2" ]; ok $? "… $1 is $2 (is $got)"; }
files_are() { local got; got=$(cd "$1" && find . -mindepth 1 -printf '%f\n' | sort | tr '\n' ' '); [ "$got" = "$2" ]; ok $? "… $1 holds: $2(holds: $got)"; }
# A configuration with these backends.
sane_config() { mkdir -p "$1"; local folder=$1; shift; printf '%s\n' "$@" >"$folder/dll.conf"; : >"$folder/pnm.conf"; echo 'number_of_devices 1' >"$folder/test.conf"; export SANE_CONFIG_DIR=$work/$folder; }
finish() { echo "1..$n"; }
# The network scanner (escl.mjs) in the folder escl; its device is airscan:e0:Specimen.
start_escl() {
  mkdir -p escl
  : >escl/script
  node "$root/tests/scan/escl.mjs" escl >escl/port &
  servers+=($!)
  for _ in $(seq 100); do [ -s escl/port ] && break; sleep 0.05; done
  sane_config air airscan
  printf '[devices]\n"Specimen" = http://127.0.0.1:%s/eSCL/, eSCL\n[options]\ndiscovery = disable\nmodel = network\n' "$(cat escl/port)" >air/airscan.conf
}
feed() { printf '%s\n' "$@" >escl/script; }
