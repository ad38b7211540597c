#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the programs that draw are never built with the sanitizers (tests/judge.mk)
# make-stacks: the same seed gives the same bytes; a stack holds the pages its truth tells; one person is one person on all papers.
set -u
here=$(cd "$(dirname "$0")" && pwd)
export BUILD="${BUILD:-build}"
for tool in jq od pdfinfo pdftotext; do command -v $tool >/dev/null || { echo "1..0 # SKIP $tool is not installed"; exit 0; }; done
[ -x "$BUILD/exam-stack" ] || { echo "1..0 # SKIP $BUILD/exam-stack is not built"; exit 0; }
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
number=0
result() { # STATUS NAME
  number=$((number + 1))
  [ "$1" -eq 0 ] && echo "ok $number - $2" || echo "not ok $number - $2"
}
holds() { jq -e "$1" "$2" >/dev/null; } # FILTER TRUTH

"$here/make-stacks" "$tmp/a" --seed 5 --count 6 --dpi 200 2>"$tmp/err"; result $? "six stacks are drawn $(cat "$tmp/err")"
"$here/make-stacks" "$tmp/b" --seed 5 --count 6 --dpi 200 --only 1
same=0
for file in "$tmp"/b/*; do cmp -s "$file" "$tmp/a/$(basename "$file")" || same=1; done
[ "$(find "$tmp/b" -type f | wc -l)" -eq 2 ] && [ $same -eq 0 ]; result $? 'the same seed draws the same bytes, a stack alone too'
"$here/make-stacks" "$tmp/c" --seed 6 --count 6 --dpi 200 --only 1
! cmp -s "$tmp/a/stack-01.truth.json" "$tmp/c/stack-01.truth.json"; result $? 'another seed draws another stack'

# A TIFF's pages hang in a chain: an offset at byte 4, then a count of 12-byte entries and the next offset.
word() { od -An "-tu$3" -j "$2" -N "$3" "$1" | tr -d ' '; } # FILE OFFSET SIZE
tiff_pages() {
  count=0 at=$(word "$1" 4 4)
  while [ "$at" -ne 0 ]; do
    count=$((count + 1))
    at=$(word "$1" $((at + 2 + 12 * $(word "$1" "$at" 2))) 4)
  done
  echo $count
}
pages_of() { case $1 in *.pdf) pdfinfo "$1" | sed -n 's/^Pages: *//p' ;; *) tiff_pages "$1" ;; esac; }
for truth in "$tmp"/a/*.json; do
  file=$tmp/a/$(jq -r .file "$truth")
  [ "$(pages_of "$file")" -eq "$(jq '.pages | length' "$truth")" ]; result $? "$(basename "$file") holds the pages of its truth"
  holds '. as $t | [.pages[] | select(.whose != null) | .whose] | unique | all(. as $w | any($t.applicants[]; .id == $w))' "$truth"
  result $? '… whose people are told'
  holds '.pages | map(.page) == [range(1; length + 1)]' "$truth" && holds '.pages | map(.envelope) | . == sort' "$truth"; result $? '… in order'
  holds '(.envelopes >= 3 and .envelopes <= 8) and ([.pages[] | select(.kind | IN("blank", "separator", "foreign") | not)] | group_by(.envelope) | all(length <= 10))' "$truth"
  result $? '… in envelopes of a sane size'
  holds '. as $t | [.pages[] | select(.whose != null) | . as $p | ($t.applicants[] | select(.id == $p.whose)) as $a |
      ($p.numbers["foreigner-number"] // $a["foreigner-number"]) == $a["foreigner-number"] and ($p.numbers["birth-date"] // $a["birth-date"]) == $a["birth-date"] and
      all($p.names[] | select(.who == "applicant"); .family == $a.family and .given == $a.given)] | length > 5 and all' "$truth"
  result $? '… with one identity a person'
  holds 'if .separators then [.pages[] | select(.kind == "separator")] | length > 0 else all(.pages[]; .kind != "separator") end' "$truth"
  result $? '… with separators when it says so'
done
"$here/make-stacks" "$tmp/e" --seed 5 --dpi 200 --only 4
holds '.sheet_lost and .first_sheet and ([.pages[] | select(.kind == "separator") | .sheet] | length > 1 and .[-1] - .[0] == length)' "$tmp/e/stack-04.truth.json"
result $? 'one separator went through with its neighbour: a hole in the numbers'
again=$(jq -r 'select(.repeat == "identical") | .file' "$tmp"/a/*.json) of=$(jq -r 'select(.repeat == "identical") | .repeat_of' "$tmp"/a/*.json)
[ -n "$again" ] && cmp -s "$tmp/a/$again" "$tmp/a/$of"; result $? 'one stack is another, byte for byte'
again=$(jq -r 'select(.repeat == "scanned-again") | .file' "$tmp"/a/*.json) of=$(jq -r 'select(.repeat == "scanned-again") | .repeat_of' "$tmp"/a/*.json)
[ -n "$again" ] && ! cmp -s "$tmp/a/$again" "$tmp/a/$of" && [ "$(pages_of "$tmp/a/$again")" -eq "$(pages_of "$tmp/a/$of")" ]; result $? 'one was scanned again'
[ -z "$(for f in "$tmp"/a/*.pdf; do [ -f "$f" ] && pdftotext "$f" -; done | tr -d '\f\n')" ]; result $? 'PDFs hold pictures only'
for kind in blank separator foreign; do
  jq -e --arg k "$kind" 'any(.pages[]; .kind == $k)' "$tmp"/a/*.json | grep -q true; result $? "there is a page of kind $kind"
done

"$BUILD/exam-draw" --layouts "$here/layouts" --pdf mail-checklist 1 "$tmp/sheets" && "$here/make-stacks" "$tmp/d" --seed 5 --count 6 --dpi 200 --only 2 --sheets "$tmp/sheets.pdf"
holds 'all(.pages[] | select(.kind == "separator"); .sheet_from == "given")' "$tmp/d/stack-02.truth.json" && holds 'all(.pages[] | select(.kind == "separator"); .sheet_from == "own")' "$tmp/a/stack-02.truth.json" &&
  ! cmp -s "$tmp/d/$(jq -r .file "$tmp/d/stack-02.truth.json")" "$tmp/a/$(jq -r .file "$tmp/a/stack-02.truth.json")"
result $? 'given sheets take the place of our own'
"$here/make-stacks" "$tmp/d" --sheets "$tmp/none.pdf" 2>/dev/null; [ $? -ne 0 ]; result $? 'sheets that are not there are an error'
echo "1..$number"
