#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A disk that fills up while files come. full.mjs asks; this gives it a disk of 48 MB in a name space of its own.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
if [ -z "${FULL_INSIDE:-}" ]; then
  unshare -Urm true 2>/dev/null || { echo "1..0 # SKIP no name space for a small disk is to be had here"; exit 0; }
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  FULL_INSIDE=$work unshare -Urm bash "$PWD/full.t"
  exit
fi
export RECTO=${RECTO:-$root/$BUILD/recto} MODELS=$root/models DISK=$FULL_INSIDE/disk WORK=$FULL_INSIDE
mkdir "$DISK"
mount -t tmpfs -o size=48m tmpfs "$DISK" || { echo "1..0 # SKIP no small disk can be mounted here"; exit 0; }
node full.mjs
