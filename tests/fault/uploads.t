#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Uploads that go on later (src/http/partial.h) against power cuts: an offset that was acknowledged is there, whatever the disk kept of the rest; and a disk that lies, so
# that it is known that a loss would be seen.
# not-under-asan: the sanitizers' runtime must be the first library loaded, which the fault layer (LD_PRELOAD) has to be
if [ "${ASAN:-}" = 1 ]; then
  echo "1..0 # SKIP the sanitizers' runtime must be the first library loaded, which the fault layer (LD_PRELOAD) has to be"
  exit 0
fi
set -u
cd "$(dirname "$0")/../.." || exit 1
tools=${BUILD:-build}/tests/fault
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0 failed=0
tell() { # STATUS WHAT [WHY]
  count=$((count + 1))
  if [ "$1" = 0 ]; then echo "ok $count - $2"; else echo "not ok $count - $2"; failed=1; [ -z "${3:-}" ] || sed 's/^/# /' <<< "$3"; fi
}

"$tools/upload-loop" make "$work/base" models || { echo "not ok 1 - no store"; exit 1; }

# record NAME SEED [VARIABLE…]: what is written while parts come
record() {
  local name=$1 seed=$2; shift 2
  cp -r "$work/base" "$work/$name"
  env "$@" LD_PRELOAD="$PWD/$tools/faultfs.so" FAULT_ROOT="$work/$name" FAULT_LOG="$work/$name.log" FAULT_ACK_FD=9 "$tools/upload-loop" send "$work/$name" models "$seed" 9 9> "$work/$name.acks"
}

# cuts NAME SEED KIND: the power goes at each twelfth record; tells how many went wrong
cuts() {
  local name=$1 seed=$2 kind=$3 points wrong=0 tried=0 at
  points=$("$tools/cut" "$work/$name.log" | head -n 1 | grep -o '[0-9]*' | head -n 1)
  for ((at = 1; at <= points; at += 12)); do
    rm -rf "$work/cut" "$work/acks"
    "$tools/cut" "$work/$name.log" "$work/base" "$work/cut" "$work/acks" "$kind" "$at" "$at" > /dev/null || { echo "cut $at failed" >> "$work/why"; wrong=$((wrong + 1)); }
    tried=$((tried + 1))
    "$tools/upload-loop" check "$work/cut" models "$seed" "$work/acks" >> "$work/why" || wrong=$((wrong + 1))
  done
  echo "$wrong $tried"
}

for seed in 1 2; do
  record "seed-$seed" "$seed"
  tell $? "seed $seed: parts come to their end ($(wc -l < "$work/seed-$seed.acks") acknowledgements)"
  for kind in strict journal random; do
    : > "$work/why"
    read -r wrong tried < <(cuts "seed-$seed" "$seed" "$kind")
    [ "$wrong" = 0 ] && [ "$tried" -gt 5 ]
    tell $? "seed $seed: the power goes, $kind, $tried times: what was acknowledged is there" "$(cat "$work/why")"
  done
done
record lies 3 FAULT_LIE=1
: > "$work/why"
read -r wrong tried < <(cuts lies 3 strict)
[ "$wrong" -gt 0 ]
tell $? "a disk that lies about its syncs is found out ($wrong of $tried times)" "$(cat "$work/why")"
echo "1..$count"
exit $failed
