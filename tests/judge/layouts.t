#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the programs that draw are never built with the sanitizers (tests/judge.mk)
# Every layout draws; the same seed gives the same truth and pixels; the truth holds the fields that FIELDS.md requires.
set -u
here=$(cd "$(dirname "$0")" && pwd)
draw=${BUILD:-build}/exam-draw
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
command -v jq >/dev/null || { echo '1..0 # SKIP jq is not installed'; exit 0; }
[ -x "$draw" ] || { echo "1..0 # SKIP $draw is not built"; exit 0; }

# type side field, one line each, from the bold words of the table. A photo sheet may be bare prints without a code.
awk -F'|' '/^\| `/ {
  types = $2; text = $4
  gsub(/[^a-z`,-]/, " ", types)
  n = split(text, parts, /(recto|verso): */); sides[1] = "page"; sides[2] = "recto"; sides[3] = "verso"
  for (s = 1; s <= n; s++) {
    rest = parts[s]
    while (match(rest, /\*\*[^*]*\*\*/)) {
      bold = substr(rest, RSTART + 2, RLENGTH - 4); rest = substr(rest, RSTART + RLENGTH)
      m = split(bold, names, / +/)
      k = split(types, ids, /`/)
      for (i = 2; i <= k; i += 2) for (j = 1; j <= m; j++) if (names[j] != "") print ids[i], sides[s], names[j]
    }
  }
}' "$here/../FIELDS.md" >"$tmp/required"

# The demands of a document: every required field on some page of the right side. Two-page types carry theirs on one of the pages.
missing() { # FOLDER of truths: "LAYOUT: TYPE SIDE FIELD,…" of each
  find "$1" -name '*.truth.json' -exec cat {} + | jq -rn --rawfile required "$tmp/required" '($required | split("\n") | map(select(. != "") | split(" "))) as $required | inputs | . as $truth |
    [[.pages[] | .type as $type | if .side == "both" then "recto", "verso" else .side end | [$type, .]] | unique[] | . as [$type, $side] | $required[] | select(.[:2] == [$type, $side]) | .[2] as $field |
      select(any($truth.pages[]; .type == $type and (.side == $side or .side == "both") and (.fields[$field] // "") != "") | not) | "\($type) \($side) \($field)"] | "\($truth.layout): \(join(","))"'
}

number=0
result() { # OK NAME
  number=$((number + 1))
  [ "$1" -eq 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}

[ "$(wc -l <"$tmp/required")" -ge 60 ]; result $? 'the table of FIELDS.md was understood'
mkdir "$tmp/drawn" "$tmp/tune"
for layout in $("$draw" --layouts "$here/layouts" --list); do
  "$draw" --layouts "$here/layouts" --pdf "$layout" 1 "$tmp/a" 2>"$tmp/error"
  result $? "$layout draws $(cat "$tmp/error")"
  mv "$tmp/a.truth.json" "$tmp/drawn/$layout.truth.json" 2>/dev/null
done
missing "$tmp/drawn" >"$tmp/lacks"
for layout in $("$draw" --layouts "$here/layouts" --list); do
  case $layout in dense-*) continue ;; esac
  grep -qx "$layout: " "$tmp/lacks"; result $? "$layout prints what is required $(sed -n "s/^$layout: \(.\)/(lacks) \1/p" "$tmp/lacks")"
done
"$draw" --layouts "$here/layouts" passport-turkey 9 "$tmp/one" && "$draw" --layouts "$here/layouts" passport-turkey 9 "$tmp/two"
cmp -s "$tmp/one-1.png" "$tmp/two-1.png" && cmp -s "$tmp/one.truth.json" "$tmp/two.truth.json"; result $? 'the same seed draws the same page'
"$draw" --layouts "$here/layouts" passport-turkey 10 "$tmp/two"
cmp -s "$tmp/one.truth.json" "$tmp/two.truth.json"; [ $? -eq 1 ]; result $? 'another seed draws another page'

# The layouts that the models learn from (tests/tune) are drawn by the same program and make the same promises; one faulty one is told by name.
faults=''
for layout in $("$draw" --layouts "$here/../tune/layouts" --list); do
  "$draw" --layouts "$here/../tune/layouts" --pdf "$layout" 1 "$tmp/a" 2>/dev/null && mv "$tmp/a.truth.json" "$tmp/tune/$layout.truth.json" || faults="$faults $layout:draws-not"
done
faults="$faults$(missing "$tmp/tune" | grep -v ': $')"
[ -z "$faults" ]; result $? "tests/tune draws and prints what is required${faults:+ $faults}"
"$draw" --layouts "$here/layouts" --pdf passport-turkey 9 "$tmp/zone" && pdftoppm -r 50 "$tmp/zone.pdf" "$tmp/zone" 2>"$tmp/error"
[ ! -s "$tmp/error" ]; result $? 'a zone in OCR-B is drawn in a PDF too'
echo "1..$number"
