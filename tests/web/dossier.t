#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the same bundle is written by tests/unit/test-bundle, which is
# dossier.json against its published schema.
set -eu
cd "$(dirname "$0")"
: "${BUILD:=build}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
(cd ../.. && "$BUILD/tests/unit/test-bundle" --sample "$work" fr >/dev/null)
node dossier-schema.mjs "$work/2026-000123/data/dossier.json"
