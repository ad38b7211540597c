#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the same bundle is written by tests/unit/test-bundle, which is
# The report in three languages, one from right to left, and the page of what to make again, under axe, in five looks.
set -eu
cd "$(dirname "$0")"
: "${BUILD:=build}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/fr" "$work/en" "$work/ar"
for language in fr en ar; do (cd ../.. && "$BUILD/tests/unit/test-bundle" --sample "$work/$language" $language >/dev/null); done
../../"$BUILD/recto" check --pictures "$work/shown" ../../samples/problemes/pieces/IMG_2044.jpg ../../samples/problemes/pieces/attestation.pdf >/dev/null || [ $? -eq 10 ]
node report-axe.mjs "$work/fr/2026-000123/data/report.html" "$work/en/2026-000123/data/report.html" "$work/ar/2026-000123/data/report.html" "$work/shown/index.html"
