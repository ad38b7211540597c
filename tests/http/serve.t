#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The server from outside: what no browser sends, slow and dying clients, limits, tickets, programs, and its own death. serve.mjs asks, this starts and ends servers.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
export RECTO=${RECTO:-$root/$BUILD/recto} MODELS=$root/models PIECES=$root/samples/complet/pieces
WORK=$(mktemp -d)
export WORK
trap 'rm -rf "$WORK"' EXIT
node serve.mjs
