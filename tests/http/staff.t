#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The door of the staff from outside: who may ask what, how a session begins and ends, what guessing a password is like. staff.mjs asks, this starts and ends servers.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
export RECTO=${RECTO:-$root/$BUILD/recto} MODELS=$root/models ROUTES=$root/src/http/routes.c PIECES=$root/samples/complet/pieces
WORK=$(mktemp -d)
export WORK
trap 'rm -rf "$WORK"' EXIT
# SANE's test backend: a feeder of ten sheets.
mkdir "$WORK/sane"
echo test > "$WORK/sane/dll.conf"
echo 'number_of_devices 2' > "$WORK/sane/test.conf"
export SANE_CONFIG_DIR=$WORK/sane
node staff.mjs
