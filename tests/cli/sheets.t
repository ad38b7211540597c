#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: sheets are drawn under the sanitizers by tests/unit/test-leaf; the reader is by others
# recto sheets: what it refuses, what it draws again alike, and a dozen worn sheets found again (make bench-sheets for hundreds).
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
recto=${RECTO:-$root/build/recto}
export BUILD=${BUILD:-$root/build}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root" || exit 1
echo "1..7"
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$work/out" | head -20; fi; }

wrong=""
for options in "--kind cover" "--kind cover --number x" "--number 2026-1" "--kind poster" "--count 0x" "--count 1000" "--count -1" "--set 7K3QX" "--only 2" "--set 7K3VX --count 3 --only 4" "file.pdf" \
  "--kind cover --number 1 --procedure unknown"; do
  # shellcheck disable=SC2086
  "$recto" sheets $options --out "$work/wrong.pdf" >"$work/out" 2>&1
  [ $? -eq 64 ] && [ -s "$work/out" ] && [ ! -e "$work/wrong.pdf" ] || wrong="$wrong [$options]"
done
[ -z "$wrong" ]; ok $? "wrong orders are refused with a sentence, and nothing is written$wrong"

"$recto" sheets --count 3 --out "$work/a.pdf" >"$work/out" 2>&1 && "$recto" sheets --count 3 --out "$work/b.pdf" >>"$work/out" 2>&1
a=$(pdftotext "$work/a.pdf" - | grep -m1 '^RECTO1 S') b=$(pdftotext "$work/b.pdf" - | grep -m1 '^RECTO1 S')
[ -n "$a" ] && [ "$a" != "$b" ]; ok $? "every printing has letters of its own"

set=$(cut -d' ' -f3 <<<"$a")
"$recto" sheets --count 3 --set "$set" --only 2 --out "$work/c.pdf" >"$work/out" 2>&1
[ "$(pdfinfo "$work/c.pdf" | sed -n 's/^Pages: *//p')" = 1 ] && [ "$(pdftotext -f 2 -l 2 "$work/a.pdf" - | grep '^RECTO1')" = "$(pdftotext "$work/c.pdf" - | grep '^RECTO1')" ]
ok $? "a lost sheet is printed again with the same code"

[ "$(pdffonts "$work/c.pdf" | awk 'NR > 2 && $(NF - 4) != "yes"' | wc -l)" = 0 ] && pdftotext "$work/a.pdf" - | grep -q SÉPARATEUR; ok $? "fonts are embedded, the words are words"

OUT=$work/worn SHEETS=2 DPIS=200 PARTS=ours RECIPES="worst worst-jpeg worst-side pale-g4 pierced fax" tools/bench-sheets >"$work/out" 2>&1
[ $? -eq 0 ] && grep -q '^12 pages: 12 found' "$work/out"; ok $? "twelve worn sheets are found again, and are the right ones"

# Letters of our choice: of the printing's own, one sheet in twelve is misread by its type alone (a doubled "A4" for "4"), and the codes hold.
"$recto" sheets --count 3 --set 7K3VX --only 2 --out "$work/d.pdf" >"$work/out" 2>&1
pdftoppm -r 150 -gray -singlefile -png "$work/d.pdf" "$work/d"
printf '%s\t%s\n' "$work/d.png" "$(pdftotext "$work/d.pdf" - | grep -m1 '^RECTO1' | tr ' ' '/')" >"$work/list"
"$BUILD/sheets-bench" --reader "$BUILD/recto-reader" --words "$work/list" >"$work/out" 2>&1
[ $? -eq 0 ] && grep -q 'square codes 1, bars 1, type 1' "$work/out"; ok $? "squares, bars and big type agree on a clean sheet"

for page in samples/complet/pieces/contrat-engagement.png samples/problemes/pieces/autorisation.png; do printf '%s\t-\n' "$page"; done >"$work/list"
"$BUILD/sheets-bench" --reader "$BUILD/recto-reader" --words "$work/list" >"$work/out" 2>&1; ok $? "other papers are taken for no sheet"
