#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the programs that draw are never built with the sanitizers (tests/judge.mk)
# make-spoiled: the same seed gives the same bytes; truths have the promised form; worse levels are worse, and harmless ones hide nothing.
set -u
here=$(cd "$(dirname "$0")" && pwd)
export BUILD="${BUILD:-build}"
for tool in jq od; do command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }; done
[ -x "$BUILD/exam-spoil" ] || { echo "1..0 # SKIP $BUILD/exam-spoil is not built"; exit 0; }
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
number=0
result() { # STATUS NAME
  number=$((number + 1))
  [ "$1" -eq 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}
draw() { "$here/make-spoiled" "$@" --megapixels 1.5 2>"$tmp/err"; }
all() { jq -es "length > 0 and all(.[]; $1)" "$tmp"/*/*.truth.json >/dev/null; } # FILTER: true of every truth
# Width and height from the frame header of a JPEG.
frame_of() { od -An -v -tx1 "$1" | tr -d ' \n' | sed -n 's/.*ffc00011[0-9a-f]\{2\}\([0-9a-f]\{4\}\)\([0-9a-f]\{4\}\)03.*/\2 \1/p' | { read -r w h; echo "$((0x$w)) $((0x$h))"; }; }

draw "$tmp/set" --seed 5 --count 7; result $? "seven pages are drawn $(cat "$tmp/err")"
[ "$(find "$tmp/set" -type f | wc -l)" -eq 21 ]; result $? '… each with its truth and its words'
draw "$tmp/again" --seed 5 --count 7 --alone 3
same=0
for file in "$tmp"/again/*; do cmp -s "$file" "$tmp/set/$(basename "$file")" || same=1; done
[ "$(find "$tmp/again" -type f | wc -l)" -eq 3 ] && [ $same -eq 0 ]; result $? 'the same seed draws the same bytes, a page alone too'
draw "$tmp/other" --seed 6 --count 3 --alone 3
! cmp -s "$tmp"/set/spoiled-003-*.jpg "$tmp"/other/spoiled-003-*.jpg; result $? 'another seed draws another page'
jq -es 'any(.defect == "none")' "$tmp"/set/*.truth.json >/dev/null; result $? 'every sixth page is a clean one'

for defect in covered small glare; do
  draw "$tmp/$defect" --seed 7 --count 5 --only $defect
  jq -es "map(select(.defect == \"$defect\")) | sort_by(.level) | map(.level) == [1, 2, 3, 4, 5]" "$tmp/$defect"/*.truth.json >/dev/null; result $? "five pages show five levels of $defect"
done
order='sort_by(.level) | map(.amount)'
jq -es "$order | . == (sort | reverse)" "$tmp"/small/*.truth.json >/dev/null; result $? 'smaller pictures are smaller'
for defect in covered glare; do
  jq -es "$order | . == sort and .[0] == 0 and .[1] == 0 and .[4] > 0.05" "$tmp/$defect"/*.truth.json >/dev/null; result $? "… and more of $defect hides more; the harmless ones nothing"
done
jq -es 'sort_by(.level) | .[0].readable == "yes" and .[4].readable == "no"' "$tmp"/small/*.truth.json >/dev/null; result $? 'the first level is readable, the last is not'

size=0 words=0
for truth in "$tmp"/*/*.truth.json; do
  file=$(dirname "$truth")/$(jq -r .file "$truth")
  [ "$(frame_of "$file")" = "$(jq -r '"\(.width | floor) \(.height | floor)"' "$truth")" ] && [ "${truth%.truth.json}.jpg" = "$file" ] && ! grep -q Exif "$file" || size=1
  if jq -e '.script == "none"' "$truth" >/dev/null; then [ ! -s "${truth%.truth.json}.words.txt" ]; else [ "$(wc -l <"${truth%.truth.json}.words.txt")" -ge 5 ]; fi || words=1
done
result $size 'the pictures have the told size and name, and no EXIF'
result $words 'pages with a script have words'
all '(.layout, .kind, .defect, .unit, .script, .readable, .base | type) == "string"'; result $? 'truths have the promised form'
all '(.base | IN("scan", "photo")) and (.readable | IN("yes", "between", "no")) and (.script | IN("latin", "arabic", "cyrillic", "bengali", "handwriting", "none"))'
result $? '… with the promised words'
all '(.level | . >= 1 and . <= 5 and . == floor) and .amount >= 0 and .xHeight >= 0 and (.script == "none" or .xHeight > 1)'; result $? '… and numbers of a sane size'
all '. as $t | .box == null or (.box | length == 4 and .[0] >= 0 and .[1] >= 0 and .[2] > 0 and .[3] > 0 and .[0] + .[2] <= $t.width and .[1] + .[3] <= $t.height)'
result $? 'boxes lie inside the picture'
all 'if (.defect | IN("glare", "cut", "covered")) then .hidden >= 0 and .hidden <= 1 else .hidden == null end'; result $? 'what hides letters tells how many'
all '.defect != "none" or .readable == "yes"'; result $? 'clean pages are readable'
"$here/make-spoiled" 2>/dev/null; [ $? -eq 2 ]; result $? 'without a folder the usage is told'
"$here/make-spoiled" "$tmp/x" --only nonsense 2>/dev/null; [ $? -eq 2 ]; result $? '… and an unknown defect is refused'
echo "1..$number"
