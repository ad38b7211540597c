#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: reads pages by OCR; bombs.t holds the sanitizers' reader to its limits
# Pictures that hold an OCR for minutes (grain, screens, the dark, all at once): each is read to its end, or ended by its limit and told so, and what cleaning
# cures is never told unreadable. The page's budget is the upload's own.
cd "$(dirname "$0")/../.." || exit 1
: "${BUILD:=build}"
command -v jq >/dev/null || { echo "1..0 # SKIP jq is not installed"; exit 0; }
for program in exam-draw wear hostile-run; do [ -x "$BUILD/$program" ] || { echo "1..0 # SKIP $BUILD/$program is not built"; exit 0; }; done
place=$(mktemp -d) || exit 1
trap 'rm -rf "$place"' EXIT
n=0
ok() { n=$((n + 1)); printf '%s %d - %s\n' "$1" "$n" "$2"; }

"$BUILD/exam-draw" --layouts tools/clean-bench --ppm --text notice 5 "$place/page" >/dev/null || exit 1
# What an OCR stalls on; three more are read below, where each of their words counts.
mkdir "$place/stall" "$place/cured"
for recipe in noise80 noise120 moire1.5 night0.05 night0.1,noise20 umbra0.9,noise40; do
  "$BUILD/wear" --seed 5 --recipe "grey,$recipe" "$place/page-1.ppm" "$place/stall/${recipe//,/+}.png" >/dev/null || exit 1
done
for recipe in noise40 noise90; do "$BUILD/wear" --seed 5 --recipe "grey,$recipe" BLANK "$place/stall/sheet-$recipe.png" >/dev/null || exit 1; done
rm -f "$place"/stall/*.truth.json
"$BUILD/hostile-run" --models=models "$place/stall" >"$place/out"
status=$?
for picture in "$place"/stall/*.png; do
  name=$(basename "$picture")
  got=$(awk -v f="$name" '$7 == f { print $1 }' "$place/out")
  case $got in
    ok | timeout) ok ok "$name: $got" ;;
    *) ok "not ok" "$name: ${got:-no line}" ;;
  esac
done
grep -q '^over limit + 1 s: 0 ' "$place/out" && ok ok 'none over its limit' || ok "not ok" 'one is over its limit'
[ "$status" = 0 ] && ok ok 'every promise kept' || ok "not ok" 'a promise is broken'
sed 's/^/# /' "$place/out"

# What is cured.
for recipe in umbra0.3 umbra0.7 umbra0.9 night0.2 night0.1 noise45 noise60 moire0.9 lean8 lean-20 keystone0.1 aside0.04 small0.33 small0.27 turn90 turn180 turn270; do
  "$BUILD/wear" --seed 5 --recipe "grey,$recipe" "$place/page-1.ppm" "$place/cured/$recipe.png" >/dev/null || exit 1
done

# These are read to their end, and read right.
for picture in noise60 moire0.9 night0.1; do
  "$BUILD/recto" read --quiet --json --words "$place/cured/$picture.png" >"$place/read.json"
  wer=$("$BUILD/exam-cer" "$place/page.txt" "$place/read.json" | sed 's/.*wer=//')
  jq -e '.files[0].outcome == "ok"' "$place/read.json" >/dev/null && awk -v w="$wer" 'BEGIN { exit !(w <= 0.05) }' && ok ok "$picture: read, $wer of its words wrong" || ok "not ok" "$picture: $wer of its words wrong"
done

# None of it asks for the page again.
"$BUILD/recto" check --quiet --json "$place"/cured/*.png >"$place/told.json"
while read -r name told; do
  [ "$told" = no ] && ok "not ok" "$name: told unreadable" || ok ok "$name: $told"
done < <(jq -r '.files[] | [.name, .pages[0].legible] | join(" ")' "$place/told.json")
[ "$(jq '.files | length' "$place/told.json")" -eq 17 ] && ok ok 'all were judged' || ok "not ok" 'some were not judged'
echo "1..$n"
