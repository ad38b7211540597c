#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the programs that draw are never built with the sanitizers (tests/judge.mk)
# make-quads: the same seed gives the same bytes; truths have the promised form; corners and areas are what they are told to be.
set -u
here=$(cd "$(dirname "$0")" && pwd)
export BUILD="${BUILD:-build}"
for tool in jq od; do command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }; done
[ -x "$BUILD/exam-photo" ] || { echo "1..0 # SKIP $BUILD/exam-photo is not built"; exit 0; }
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
number=0
result() { # STATUS NAME
  number=$((number + 1))
  [ "$1" -eq 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}
all() { # FILTER: true of every truth
  jq -es "length == 6 and all(.[]; $1)" "$tmp"/a/*.truth.json >/dev/null
}

# Width and height from the frame header of a JPEG.
frame_of() { od -An -v -tx1 "$1" | tr -d ' \n' | sed -n 's/.*ffc00011[0-9a-f]\{2\}\([0-9a-f]\{4\}\)\([0-9a-f]\{4\}\)03.*/\2 \1/p' | { read -r w h; echo "$((0x$w)) $((0x$h))"; }; }

"$here/make-quads" "$tmp/a" --seed 5 --count 6 2>"$tmp/err"; result $? "six photos are drawn $(cat "$tmp/err")"
[ "$(find "$tmp/a" -name 'quad-00[1-6]-*-q[0-9][0-9].jpg' | wc -l)" -eq 6 ] && [ "$(find "$tmp/a" -type f | wc -l)" -eq 12 ]; result $? '… each with its truth'
"$here/make-quads" "$tmp/b" --seed 5 --count 6 --only 4
same=0
for file in "$tmp"/b/*; do cmp -s "$file" "$tmp/a/$(basename "$file")" || same=1; done
[ "$(find "$tmp/b" -type f | wc -l)" -eq 2 ] && [ $same -eq 0 ]; result $? 'the same seed draws the same bytes, a photo alone too'
"$here/make-quads" "$tmp/c" --seed 6 --count 6 --only 4
! cmp -s "$tmp"/a/quad-004-*.jpg "$tmp"/c/quad-004-*.jpg; result $? 'another seed draws another photo'

size=0
for file in "$tmp"/a/*.jpg; do
  [ "$(frame_of "$file")" = "$(jq -r '"\(.width) \(.height)"' "${file%.jpg}.truth.json")" ] && [ "$(basename "$file")" = "$(jq -r .file "${file%.jpg}.truth.json")" ] &&
    ! grep -q Exif "$file" || size=1
done
result $size 'the pictures have the told size and name, and no EXIF'
all '[.width, .height] | sort | .[1] * 3 == .[0] * 4 or .[0] * 4 == .[1] * 3 and (.[1] | . == 1280 or . == 2000 or . == 2600 or . == 4000)'; result $? '… four to three, upright or wide'
all '(.background | type) == "string" and (.clutter | type) == "array" and (.marks | type) == "array" and .covered >= 0 and .covered < 0.4 and
  .view_degrees >= 0 and .view_degrees <= 35 and .turn_degrees >= -180 and .turn_degrees <= 180 and .share_of_frame <= 1'
result $? 'truths have the promised form'
all 'if .corners == null then .visible == 0 and .layout == null else (.corners | length == 4 and all(length == 2)) and .layout != null end'; result $? '… with four corners or none'
jq -es 'any(.corners == null) and any(.visible == 4)' "$tmp"/a/*.truth.json >/dev/null; result $? 'there is a photo without a page, and one with all its corners'
all '. as $t | .visible < 4 or (.corners | all(.[0] > 0 and .[1] > 0 and .[0] < $t.width and .[1] < $t.height))'; result $? 'visible corners lie inside the frame'
area='([range(4) as $i | .corners[$i] as $a | .corners[($i + 1) % 4] as $b | $a[0] * $b[1] - $b[0] * $a[1]] | add / 2)'
all "if .corners == null then true else $area > 0 end"; result $? 'corners go clockwise'
all ". as \$t | .visible < 4 or ($area / (.width * .height) - .share_of_frame | fabs) < 0.002"; result $? "the page's area is the told share of the frame"
all '.visible < 4 or (.share_of_frame >= 0.25 and .share_of_frame <= 0.9)'; result $? '… between a quarter and nine tenths'
"$here/make-quads" 2>/dev/null; [ $? -eq 2 ]; result $? 'without a folder the usage is told'
echo "1..$number"
