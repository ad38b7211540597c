#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the same bundle is written by tests/unit/test-bundle, which is
# The report in both languages under axe, in five looks.
set -eu
cd "$(dirname "$0")"
: "${BUILD:=build}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/fr" "$work/en"
for language in fr en; do (cd ../.. && "$BUILD/tests/unit/test-bundle" --sample "$work/$language" $language >/dev/null); done
node report-axe.mjs "$work/fr/2026-000123/data/report.html" "$work/en/2026-000123/data/report.html"
