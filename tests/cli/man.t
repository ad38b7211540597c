#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the same commands run under the sanitizers in commands.t
# Every example of recto(1) runs and ends with the status it states; the page formats without complaint; every long option of --help is in it.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
page=$root/src/cli/recto.1
recto=${RECTO:-$root/build/recto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ln -s "$root/samples" "$work/samples"
ln -s "$recto" "$work/recto"
cd "$work" || exit 1
mapfile -t examples < <(sed -n 's/^\$ //p' "$page" | sed 's/\\-/-/g')
echo "1..$((${#examples[@]} + 2))"
n=0
for line in "${examples[@]}"; do
  n=$((n + 1))
  wanted=0
  [[ $line =~ \#\ exit\ ([0-9]+) ]] && wanted=${BASH_REMATCH[1]}
  PATH=$work:$PATH XDG_DATA_HOME=$work/data bash -c "${line%%#*}" >"$work/out" 2>&1
  status=$?
  if [ "$status" -eq "$wanted" ]; then echo "ok $n - ${line//#/}"; else echo "not ok $n - ${line//#/} (status $status, wanted $wanted)"; sed 's/^/# /' "$work/out" | head -20; fi
done
n=$((n + 1))
if mandoc -T lint -W error "$page" >"$work/out" 2>&1; then echo "ok $n - formats"; else echo "not ok $n - formats"; sed 's/^/# /' "$work/out"; fi
n=$((n + 1))
absent=""
for command in intake check read unpack judge sheets devices scan doctor; do
  for option in $("$recto" "$command" --help 2>/dev/null | grep -oE -- '--[a-z-]+' | sort -u); do
    case $option in --help | --help-all | --reader) continue ;; esac
    sed 's/\\-/-/g' "$page" | grep -q -- "$option" || absent="$absent $option"
  done
done
if [ -z "$absent" ]; then echo "ok $n - every option is in the page"; else echo "not ok $n - options not in the page:$absent"; fi
