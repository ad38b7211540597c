#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# specimen and wear from outside: every layout draws and tells the required fields of tests/FIELDS.md; the same seed gives the same bytes.
# not-under-asan: draws a hundred pages; the tools are not part of the product
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${BUILD:=build}"
specimen=$BUILD/specimen
wear=$BUILD/wear
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
n=0
ok() { n=$((n + 1)); if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; fi; }
same() { cmp -s "$1" "$2"; }

# Bold fields of FIELDS.md: "type side field", one a line. Sides "recto:" and "verso:" switch inside a row.
awk -F'|' '/^\| `/ {
  match($2, /`[a-z-]+`/); types = $2; gsub(/[^a-z`, -]/, "", types); count = split(types, list, ",")
  text = $4; bold = 0
  while (match(text, /\*\*|recto:|verso:|[a-z]+(-[a-z]+)*/)) {
    word = substr(text, RSTART, RLENGTH); text = substr(text, RSTART + RLENGTH)
    if (word == "**") bold = !bold
    else if (word !~ /:/ && bold) for (i = 1; i <= count; i++) if (match(list[i], /`[a-z-]+`/)) print substr(list[i], RSTART + 1, RLENGTH - 2), word
  }
}' tests/FIELDS.md | sort -u >"$tmp/required"
[ "$(wc -l <"$tmp/required")" -gt 90 ]
ok $? "FIELDS.md names the required fields"

"$specimen" --list >"$tmp/list"
for type in passport residence-card visa recepisse birth-certificate energy-bill water-bill internet-bill rent-receipt hosting-certificate tax-notice payslip \
  employment-contract employer-certificate engagement-contract; do
  [ "$(grep -c "^$type " "$tmp/list")" -ge 3 ] || echo "$type"
done >"$tmp/few"
[ ! -s "$tmp/few" ]
ok $? "every main type has three layouts $(tr '\n' ' ' <"$tmp/few")"

# A layout that leaves a required field out, names an unknown value or lacks a glyph is told by name.
: >"$tmp/faults"
while read -r type layout; do
  "$specimen" "$type" --layout "$layout" --seed 77 --out "$tmp/all" --format pdf >/dev/null 2>"$tmp/err" || echo "$type-$layout does not draw" >>"$tmp/faults"
  [ -s "$tmp/err" ] && sed "s/^/$type-$layout: /" "$tmp/err" >>"$tmp/faults"
  grep "^$type " "$tmp/required" | while read -r _ field; do
    grep -q "\"$field\" : \"[^\"]" "$tmp/all/$type-$layout-s77.truth.json" || echo "$type-$layout does not tell $field"
  done >>"$tmp/faults"
done <"$tmp/list"
sed 's/^/# /' "$tmp/faults"
[ ! -s "$tmp/faults" ]
ok $? "every layout draws and tells what its type requires"

# The text layer holds what the truth says (a second way to the same value).
pdftotext -layout "$tmp/all/payslip-1-s77.pdf" - | tr -d ' \302\240' >"$tmp/text"
siret=$(sed -n 's/.*"siret" : "\([0-9]*\)".*/\1/p' "$tmp/all/payslip-1-s77.truth.json")
[ ${#siret} -eq 14 ] && grep -q "$siret" "$tmp/text"
ok $? "the born-digital payslip prints its SIRET"

"$specimen" identity-card --layout 1 --seed 5 --out "$tmp/a" >/dev/null && "$specimen" identity-card --layout 1 --seed 5 --out "$tmp/b" >/dev/null &&
  same "$tmp/a/identity-card-1-s5-1.png" "$tmp/b/identity-card-1-s5-1.png" && same "$tmp/a/identity-card-1-s5-2.truth.json" "$tmp/b/identity-card-1-s5-2.truth.json"
ok $? "the same seed draws the same bytes"
"$specimen" identity-card --layout 1 --seed 5 --words --out "$tmp/a" >/dev/null && grep -q '"xHeight" : [1-9]' "$tmp/a/identity-card-1-s5-1.truth.json" &&
  family=$(sed -n 's/.*"family-name" : "\(.*\)",*/\1/p' "$tmp/a/identity-card-1-s5-1.truth.json") && [ "$(wc -l <"$tmp/a/identity-card-1-s5-1.words.txt")" -gt 20 ] && grep -qi "^${family%% *}" "$tmp/a/identity-card-1-s5-1.words.txt"
ok $? "--words tells all that is printed, and how large"
"$specimen" identity-card --layout 1 --seed 6 --out "$tmp/b" >/dev/null && ! same "$tmp/a/identity-card-1-s5-1.png" "$tmp/b/identity-card-1-s6-1.png"
ok $? "another seed draws another card"
"$specimen" identity-card --layout 1 --seed 5 --sheet copy --name sheet --out "$tmp/a" >/dev/null && grep -q '"side" : "recto verso"' "$tmp/a/sheet.truth.json" &&
  grep -q '"address"' "$tmp/a/sheet.truth.json" && grep -q '"expiry-date"' "$tmp/a/sheet.truth.json"
ok $? "a copy sheet tells both sides"
"$specimen" energy-bill --seed 5 --set issue-date=2024-02-29 --format pdf --name old --out "$tmp/a" >/dev/null && grep -q '"issue-date" : "2024-02-29"' "$tmp/a/old.truth.json" &&
  pdftotext "$tmp/a/old.pdf" - | grep -q '29 février 2024'
ok $? "--set changes the paper and the truth together"
"$specimen" payslip --layout 99 --out "$tmp/a" >/dev/null 2>"$tmp/err"; [ $? -eq 1 ] && grep -q payslip-99 "$tmp/err"
ok $? "an unknown layout is told by name"

card=$tmp/a/identity-card-1-s5-1.png
"$wear" --recipe skew1,noise4,blur0.8,jpeg60 --seed 3 "$card" "$tmp/one.jpg" >/dev/null && "$wear" --recipe skew1,noise4,blur0.8,jpeg60 --seed 3 "$card" "$tmp/two.jpg" >/dev/null &&
  same "$tmp/one.jpg" "$tmp/two.jpg" && "$wear" --recipe skew1,noise4,blur0.8,jpeg60 --seed 4 "$card" "$tmp/three.jpg" >/dev/null && ! same "$tmp/one.jpg" "$tmp/three.jpg"
ok $? "a recipe and a seed give the same bytes, another seed gives others"
"$wear" --list | awk '/ \| /{next} {print $1}' >"$tmp/words"
: >"$tmp/faults"
while read -r word; do
  case $word in photo) continue ;; esac # 12 MP: tried below
  "$wear" --recipe "$word" "$card" "$tmp/word.png" >/dev/null 2>&1 || echo "$word fails"
  same "$card" "$tmp/word.png" && echo "$word changes nothing"
done <"$tmp/words" >>"$tmp/faults"
sed 's/^/# /' "$tmp/faults"
[ "$(wc -l <"$tmp/words")" -gt 20 ] && [ ! -s "$tmp/faults" ]
ok $? "every word of the recipe language changes the page"
height() { sed -n 's/.*"xHeight" : \([0-9.]*\),*/\1/p' "$1" | head -1; }
"$wear" --recipe tiny6 "$card" "$tmp/tiny{xh}.png" >/dev/null && "$wear" --recipe scan150 "$card" "$tmp/half.png" >/dev/null &&
  awk -v tiny="$(height "$tmp/tiny6.truth.json")" -v half="$(height "$tmp/half.truth.json")" -v full="$(height "$tmp/a/identity-card-1-s5-1.truth.json")" \
    'BEGIN { exit !(tiny > 5.9 && tiny < 6.1 && half > 0.48 * full && half < 0.52 * full) }'
ok $? "letters' height is carried along"
"$wear" --recipe "blur$(awk -v x="$(height "$tmp/a/identity-card-1-s5-1.truth.json")" 'BEGIN { printf("%.9f", 0.25 * x) }')" "$card" "$tmp/px.png" >/dev/null && "$wear" --recipe blur0.25x "$card" "$tmp/xs.png" >/dev/null && same "$tmp/px.png" "$tmp/xs.png"
ok $? "a number that ends with x is in x-heights"
hidden() { "$wear" --hidden --seed 2 --recipe "$1" "$card" "$tmp/hidden.png" >/dev/null && sed -n 's/.*"hidden" : \([0-9.]*\),*/\1/p' "$tmp/hidden.truth.json"; }
awk -v small="$(hidden finger0.02)" -v large="$(hidden finger0.3)" -v cut="$(hidden cropright0.4)" -v none="$(hidden blur1)" 'BEGIN { exit !(small < large && large > 0.05 && large < 0.9 && cut > 0.1 && cut < 0.9 && none == 0) }'
ok $? "what light, fingers and cuts hide is told"
"$wear" --recipe scan200,wobble3 "$card" "$tmp/x.png" >/dev/null 2>"$tmp/err"; [ $? -eq 1 ] && grep -q wobble3 "$tmp/err"
ok $? "an unknown word is told"
"$wear" --recipe photo0.03,jpeg60,exif6 "$card" "$tmp/photo.jpg" >/dev/null && [ "$(head -c 10 "$tmp/photo.jpg" | od -An -c | tr -d ' \n')" = '377330377341\0"Exif' ]
ok $? "a phone photo carries its EXIF turn"
"$wear" --duplex --recipe scan150,grey,jpeg50 "$card" "$card@turn180" "$tmp/stack.pdf" >/dev/null && [ "$(pdfinfo "$tmp/stack.pdf" | sed -n 's/^Pages: *//p')" = 4 ] &&
  [ "$(grep -c '"type" : "blank"' "$tmp/stack.truth.json")" = 2 ]
ok $? "a duplex stack has a blank back to each page, in the file and in the truth"
"$wear" --recipe scan300,g4 "$card" BLANK "$tmp/stack.tif" >/dev/null && [ "$(head -c 4 "$tmp/stack.tif" | od -An -tx1 | tr -d ' ')" = 49492a00 ]
ok $? "several pages make one TIFF"
for ending in webp jp2 heic; do
  "$wear" --recipe scan150 "$card" "$tmp/format.$ending" >/dev/null && [ -s "$tmp/format.$ending" ] || { false; break; }
done
ok $? "WebP, JPEG 2000 and HEIC are written"

"$specimen" dossier --procedure changement-adresse --seed 12 --today 2026-11-23 --out "$tmp/dossier" >/dev/null
[ "$(cat "$tmp"/dossier/03-hebergement.truth.json "$tmp"/dossier/04-piece-hebergeant.truth.json | grep -c .)" -gt 20 ] &&
  host=$(sed -n 's/.*"family-name" : "\(.*\)",*/\1/p' "$tmp/dossier/04-piece-hebergeant.truth.json") && [ -n "$host" ] && grep -qi "\"host-name\" : .*$host" "$tmp/dossier/03-hebergement.truth.json"
ok $? "the papers of a dossier agree about who hosts"
echo "1..$n"
