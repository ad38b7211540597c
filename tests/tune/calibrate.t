#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: draws and reads pages; the tools are not part of the product
# calibrate: on tables whose best limit is known it is found, and nothing else of the file changes; a small set is drawn, worn, measured once and labelled.
set -u
cd "$(dirname "$0")/../.." || exit 1
export BUILD="${BUILD:-build}" LC_ALL=C.UTF-8
for tool in calibrate-fit calibrate-measure specimen wear; do [ -x "$BUILD/$tool" ] || { echo "1..0 # SKIP $BUILD/$tool is not built"; exit 0; }; done
command -v jq >/dev/null || { echo "1..0 # SKIP jq is not installed"; exit 0; }
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
number=0
result() { # STATUS NAME
  number=$((number + 1))
  [ "$1" -eq 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}
value() { sed -n "/^legible:/,/^[a-z]/s/^  $2: *\([^ ]*\).*/\1/p" "$1"; } # FILE NAME
is_within() { awk -v v="$1" -v from="$2" -v to="$3" 'BEGIN { exit !(v >= from && v <= to) }'; }

# A table of pages in focus but for `detail`. truth is "hidden", so that the label stands in the table: 0 readable, 0.5 unreadable.
head='file\tdefect\tlevel\ttruth\thidden\tclean\trecall\tside\tprint\trows\tprint-rows\tlight\tshade\tpaper\theight\tletters\tplaces\tdetail\tdetail-best\tsnr\tgrain\tsoft'
page() { printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t2000\t200\t0.95\t0.95\t0.9\t1\t230\t20\t200\t300\t%s\t0.6\t50\t0.005\t0.01\n' "$@"; } # FILE DEFECT LEVEL TRUTH HIDDEN CLEAN RECALL DETAIL
known() { # readable from 0.20 to 0.59, unreadable from 0.05 to 0.14
  printf "$head\n"
  for i in $(seq 0 39); do page "sharp$i" focus 1 hidden 0 before '' "0.$((20 + i))"; done
  for i in $(seq 0 29); do page "soft$i" focus 5 hidden 0.5 before '' "0.$(printf %02d $((5 + i % 10)))"; done
}
mkdir "$tmp/models"
sed 's/^  detail-retake: 0.18 /  detail-retake: 0.07 /' models/limits.yaml >"$tmp/models/limits.yaml"
[ "$(value "$tmp/models/limits.yaml" detail-retake)" = 0.07 ]; result $? 'a file of limits with a bad one'
fit() { "$BUILD/calibrate-fit" "$1" "$tmp/models/limits.yaml" "$2" >"$tmp/out" 2>"$tmp/err"; } # TABLE OUT

known >"$tmp/known.tsv"
fit "$tmp/known.tsv" "$tmp/new.yaml"; result $? "a table is fitted to $(head -1 "$tmp/err")"
is_within "$(value "$tmp/new.yaml" detail-retake)" 0.165 0.175; result $? "the middle between unreadable and readable pages is found: $(value "$tmp/new.yaml" detail-retake)"
grep -q '^old  *unreadable told no 6 of 30' "$tmp/out" && grep -q '^new  *unreadable told no 30 of 30, told yes 0; readable told no 0 of 40' "$tmp/out"; result $? 'what the old limits and the new ones tell is printed'
strip() { sed -E 's/^( *[a-z-]+: *)[0-9.]+( *)/\1/' "$1"; }
diff <(strip "$tmp/models/limits.yaml") <(strip "$tmp/new.yaml") >/dev/null; result $? 'comments, order and names stay'
diff "$tmp/models/limits.yaml" "$tmp/new.yaml" >"$tmp/diff"; [ "$(grep -c '^>' "$tmp/diff")" -ge 1 ] && ! grep '^>' "$tmp/diff" | grep -vqE '^>   (detail|soft|height|grain|cut|glare|fade|cover)-[a-z]+:'; result $? '… and only fitted limits have other values'
cp "$tmp/new.yaml" "$tmp/first.yaml"; fit "$tmp/known.tsv" "$tmp/new.yaml"; cmp -s "$tmp/first.yaml" "$tmp/new.yaml"; result $? 'the same table gives the same bytes'

# Pages on the wrong side: of 200 readable ones two may be told no, not three, and not for less than three caught each.
more() { for i in $(seq 1 160); do page "more$i" focus 1 hidden 0 before '' 0.55; done; }
{ known; more; page odd1 focus 1 hidden 0 before '' 0.06; page odd2 focus 1 hidden 0 before '' 0.06; } >"$tmp/two.tsv"
fit "$tmp/two.tsv" "$tmp/new.yaml"; is_within "$(value "$tmp/new.yaml" detail-retake)" 0.14 0.20; result $? 'two odd pages of two hundred do not move the limit'
{ cat "$tmp/two.tsv"; page odd3 focus 1 hidden 0 before '' 0.06; } >"$tmp/three.tsv"
fit "$tmp/three.tsv" "$tmp/new.yaml"; is_within "$(value "$tmp/new.yaml" detail-retake)" 0.03 0.06; result $? "three do: $(value "$tmp/new.yaml" detail-retake)"

# Labels: by the words that are kept; a page that could not be read before, by its level.
{
  known
  for i in 1 2 3 4; do page "clean$i" none 0 read '' '' 0.97 0.5; page "lost$i" focus 5 read '' "clean$i" 0.1 0.1; page "kept$i" focus 1 read '' "clean$i" 0.96 0.5; page "half$i" focus 3 read '' "clean$i" 0.85 0.3; done
  page hand none 0 read '' '' 0.2 0.5; page hand5 focus 5 read '' hand 0.0 0.1; page hand3 focus 3 read '' hand 0.1 0.3; page hand1 focus 1 read '' hand 0.1 0.5
} >"$tmp/labels.tsv"
fit "$tmp/labels.tsv" "$tmp/new.yaml"; grep -q '^new  *unreadable told no 35 of 35.*readable told no 0 of 50, cannot tell 0$' "$tmp/out"; result $? "pages are labelled: $(grep '^new' "$tmp/out")"
head -20 "$tmp/known.tsv" >"$tmp/few.tsv"; rm -f "$tmp/new.yaml"
fit "$tmp/few.tsv" "$tmp/new.yaml"; [ $? -eq 1 ] && grep -q 'at least' "$tmp/err" && [ ! -e "$tmp/new.yaml" ]; result $? 'too few pages fit nothing'

# Drawn, worn, measured.
export OUT=$tmp/set PER=1 DEFECTS=small SEED=903
tools/calibrate draw >/dev/null 2>"$tmp/err" && tools/calibrate measure 2>>"$tmp/err"; result $? "a small set is drawn and measured $(head -1 "$tmp/err")"
[ "$(find "$OUT/pages" -name '*-small-l[1-5]-xh[0-9]*.jpg' | wc -l)" -eq 5 ]; result $? 'names tell defect, level and x-height'
[ "$(wc -l <"$OUT/measures.tsv")" -eq "$(wc -l <"$OUT/plan.tsv")" ] && [ "$(wc -l <"$OUT/plan.tsv")" -ge 10 ]; result $? 'each page has a line'
column() { awk -F'\t' -v want="$1" 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next } $at["defect"] == "small" { print $at["level"], $at[want] }' "$OUT/measures.tsv" | sort -n | cut -d' ' -f2; }
[ "$(column x | awk '{ printf("%.0f ", $1 * 10) }')" = '70 55 43 33 24 ' ]; result $? 'letters are as small as asked'
is_within "$(column recall | head -2 | sort -n | tail -1)" 0.8 1 && is_within "$(column recall | tail -1)" 0 0.5; result $? "words are lost by it: $(column recall | tr '\n' ' ')"
cp "$OUT/measures.tsv" "$tmp/before.tsv"; tools/calibrate draw measure >/dev/null 2>&1; cmp -s "$tmp/before.tsv" "$OUT/measures.tsv"; result $? 'measured once, and no more'
tools/calibrate nonsense >/dev/null 2>"$tmp/err"; [ $? -eq 64 ] && grep -q usage "$tmp/err"; result $? 'an unknown step is refused with the usage'
echo "1..$number"
