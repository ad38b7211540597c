#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the same bundle is written by tests/unit/test-bundle, which is
# Every PDF of a bundle is PDF/A-1b by Apache PDFBox Preflight; a PDF that is not dressed must fail, or the check would prove nothing.
set -eu
cd "$(dirname "$0")/../.."
: "${BUILD:=build}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/ar" "$work/zh"
"$BUILD/tests/unit/test-bundle" --sample "$work" fr >/dev/null
for language in ar zh; do "$BUILD/tests/unit/test-bundle" --sample "$work/$language" $language >/dev/null; done
jars=""
for jar in pdfbox2 preflight xmpbox fontbox2 commons-logging javax.activation jaxb-api; do jars="$jars:/usr/share/java/$jar.jar"; done
"$BUILD/tests/unit/test-bundle" --undressed "$work/undressed.pdf"
if java -XX:-UsePerfData -cp "${jars#:}" tests/pdfa/Preflight.java "$work/undressed.pdf" >"$work/control" 2>/dev/null; then
  echo "1..1"; echo "not ok 1 - Preflight accepts a PDF that is no PDF/A"; exit 1
fi
grep -q '^not ok' "$work/control" || { echo "Bail out! Preflight does not run: $(cat "$work/control")"; exit 1; }
"$BUILD/recto" sheets --quiet --count 3 --out "$work/separators.pdf"
"$BUILD/recto" sheets --quiet --kind cover --number 2026-000123 --procedure changement-adresse --out "$work/cover.pdf"
"$BUILD/tests/unit/test-slip" --sample "$work"
java -XX:-UsePerfData -cp "${jars#:}" tests/pdfa/Preflight.java "$work"/2026-000123/data/pieces/*.pdf "$work/2026-000123/data/report.pdf" "$work"/ar/2026-000123/data/report.pdf "$work"/zh/2026-000123/data/report.pdf "$work/separators.pdf" "$work/cover.pdf" "$work"/slip-*.pdf 2>/dev/null
