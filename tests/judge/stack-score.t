#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The scorer of scanned mail on results made by hand: it praises a right one and finds each fault in a wrong one.
set -u
score=${BUILD:-build}/stack-score
[ -x "$score" ] || { echo "1..0 # SKIP $score is not built"; exit 0; }
tmp=$(mktemp -d); trap 'rm -rf "$tmp"' EXIT
number=0
result() { # STATUS NAME
  number=$((number + 1))
  [ "$1" -eq 0 ] && echo "ok $number - $2" || { echo "not ok $number - $2"; sed 's/^/# /' "$tmp/out" "$tmp/err" 2>/dev/null; }
}

# Two people and a stranger's letter, parted by a separator, with a blank back and an envelope that is nobody's; the second stack is the first again.
truth() { # FILE REPEAT_OF REPEAT
  cat <<JSON
{"format": "recto-stack-truth/1", "file": "$1", "repeat_of": $2, "repeat": $3, "pages": [
 {"page": 1, "kind": "unknown", "whose": "a1", "says": "applicant", "only_with_flag": false},
 {"page": 2, "kind": "payslip", "whose": "a1", "says": "applicant", "only_with_flag": false},
 {"page": 3, "kind": "blank", "whose": "a1", "says": "nobody", "only_with_flag": false},
 {"page": 4, "kind": "separator", "whose": null, "says": "nobody", "only_with_flag": false},
 {"page": 5, "kind": "passport", "whose": "a2", "says": "applicant", "only_with_flag": false},
 {"page": 6, "kind": "foreign", "whose": null, "says": "others", "only_with_flag": true},
 {"page": 7, "kind": "lease", "whose": "a2", "says": "applicant", "only_with_flag": false},
 {"page": 8, "kind": "photo-sheet", "whose": null, "says": "nobody", "only_with_flag": true}]}
JSON
}
truth one.tif null null >"$tmp/one.json"
truth two.tif '"one.tif"' '"identical"' >"$tmp/two.json"
truth three.tif '"one.tif"' '"scanned-again"' >"$tmp/three.json"

# page DOSSIER KIND FLAG, one line a page; "-" is null.
pages() {
  n=0 comma=''
  while read -r dossier kind flag; do
    n=$((n + 1))
    [ "$dossier" = absent ] && continue
    printf '%s{"page": %d, "dossier": %s, "kind": "%s", "flag": %s, "envelope": 1}' "$comma" "$n" \
      "$([ "$dossier" = - ] && echo null || echo "\"$dossier\"")" "$kind" "$([ "$flag" = - ] && echo null || echo "\"$flag\"")"
    comma=', '
  done
}
file() { printf '{"file": "%s", "repeatedOf": %s, "pages": [%s]}' "$1" "$2" "$(cat)"; } # NAME REPEATED, pages on stdin
batch() { printf '{"format": "recto-batch/1", "files": [%s]}\n' "$1" >"$tmp/result.json"; }
right='A unknown -
A payslip -
A blank -
- separator -
B passport -
- unknown foreign
B lease -
- photo-sheet anonymous'
edit() { echo "$right" | sed "$1" | pages | file one.tif null; } # SED SCRIPT: the right answer with a fault
run() { "$score" "$@" >"$tmp/out" 2>"$tmp/err"; }
says() { # LABEL NUMBERS…: a line that begins with the label and holds these first numbers
  label=$1; shift
  grep "^$label " "$tmp/out" | sed "s/^$label//" | tr -s ' ' | grep -q "^ $*"
}

batch "$(edit '')"
run "$tmp/result.json" "$tmp/one.json" --most-lost 0 --most-wrong 0 --least-placed 100; result $? 'a right answer passes every bound'
says 'pages in' '8 in 1 files'; result $? 'pages are counted'
says 'pages lost' 0 && says 'pages wrongly placed, no flag' 0; result $? 'nothing lost, nothing wrong'
says 'pages placed without help' '4 of 4 100.0 %'; result $? 'all four pages placed'
says 'only-with-flag pages flagged' '2 of 2' && says 'separators found' '1 of 1' && says 'blanks kept' '1 of 1' && says 'types right' '4 of 4'
result $? 'flags, separators, blanks and types are counted'

batch "$(edit '2s/.*/absent/')"
run "$tmp/result.json" "$tmp/one.json" --most-lost 0; [ $? -eq 1 ] && says 'pages lost' 1 && says 'pages placed without help' '3 of 4'
result $? 'a page left out is lost'
batch "$(edit '2s/.*/- payslip -/')"
run "$tmp/result.json" "$tmp/one.json"; says 'pages lost' 1; result $? 'a page in no dossier without a flag is lost'
batch "$(edit '2s/.*/- payslip unsure/')"
run "$tmp/result.json" "$tmp/one.json"; says 'pages lost' 0 && says 'pages placed without help' '3 of 4' && says 'pages flagged' '3 of 6'
result $? 'a page in no dossier with a flag is not lost, and not placed'
batch "$(edit '3s/.*/absent/')"
run "$tmp/result.json" "$tmp/one.json"; says 'pages lost' 1 && says 'blanks kept' '0 of 1'; result $? 'a blank left out is lost'
batch "$(edit '2s/.*/- blank -/')"
run "$tmp/result.json" "$tmp/one.json"; says 'printed pages told blank' 1 && says 'pages lost' 1; result $? 'a printed page told blank is seen'
batch "$(edit '4s/.*/A unknown -/;7s/.*/- separator -/')"
run "$tmp/result.json" "$tmp/one.json"; says 'separators found' '0 of 1' && says 'pages wrongly told separator' 1; result $? 'separators missed and made up'

batch "$(edit '5s/.*/A passport -/')"
run "$tmp/result.json" "$tmp/one.json" --most-wrong 0; [ $? -eq 1 ] && says 'pages wrongly placed, no flag' '1 (another person 1, second dossier 0'
result $? 'a page in another person'"'"'s dossier is wrong'
batch "$(edit '5s/.*/A passport unsure/')"
run "$tmp/result.json" "$tmp/one.json" --most-wrong 0; result $? 'with a flag it is not'
batch "$(edit 's/^B/A/')"
run "$tmp/result.json" "$tmp/one.json"; says 'pages wrongly placed, no flag' '2 (another person 2'; result $? 'two people in one dossier: of equals the second by name is wrong'
batch "$(edit '1s/^A/B/;5s/^B/A/')"
run "$tmp/result.json" "$tmp/one.json" --list; says 'pages wrongly placed, no flag' '3 (another person 2, second dossier 1' && grep -q '^one.tif:5: in another person' "$tmp/out"
result $? 'pages exchanged between two dossiers: both become the first by name, all but one page are wrong, and listed'
batch "$(edit '2s/^A/C/')"
run "$tmp/result.json" "$tmp/one.json"; says 'pages wrongly placed, no flag' '1 (another person 0, second dossier 1' && says 'pages placed without help' '3 of 4'
result $? 'one person split over two dossiers: the second is wrong'
batch "$(edit '2s/.*/C payslip unsure/')"
run "$tmp/result.json" "$tmp/one.json" --most-wrong 0; result $? 'a second dossier with a flag is not wrong'
batch "$(edit '6s/.*/B unknown -/')"
run "$tmp/result.json" "$tmp/one.json"; says 'pages wrongly placed, no flag' '1 (another person 0, second dossier 0, nobody.s page 1)'; result $? 'a foreign page in a dossier is wrong'
batch "$(edit '8s/.*/D photo-sheet -/')"
run "$tmp/result.json" "$tmp/one.json"; says 'pages wrongly placed, no flag' 0 && says 'only-with-flag pages flagged' '1 of 2'; result $? 'nobody'"'"'s page alone in a dossier is not wrong'

again=$(echo "$right" | sed 's/^[AB]/-/;s/-$/repeat/' | pages)
batch "$(edit ''), $(echo "$again" | file two.tif '"one.tif"'), $(echo "$again" | file three.tif '"one.tif"')"
run "$tmp/result.json" "$tmp/one.json" "$tmp/two.json" "$tmp/three.json" --most-lost 0 --least-placed 100
[ $? -eq 0 ] && says 'identical stacks noticed' '1 of 1' && says 'stacks scanned again noticed' '1 of 1'; result $? 'repeats noticed; their pages need no place'
batch "$(edit ''), $(echo "$right" | pages | file two.tif null), $(printf '' | file three.tif '"two.tif"')"
run "$tmp/result.json" "$tmp/one.json" "$tmp/two.json" "$tmp/three.json"
says 'identical stacks noticed' '0 of 1' && says 'stacks wrongly told repeated' 1 && says 'pages lost' 8 && says 'pages placed without help' '8 of 12'
result $? 'a repeat missed, and one told of the wrong stack, whose pages are lost'
batch "$(printf '' | file one.tif '"two.tif"')"
run "$tmp/result.json" "$tmp/one.json"; says 'stacks wrongly told repeated' 1 && says 'pages lost' 8; result $? 'a new stack told repeated loses its pages'
batch ''
run "$tmp/result.json" "$tmp/one.json" --least-placed 1; [ $? -eq 1 ] && says 'pages lost' 8 && says 'files the result leaves out' 1; result $? 'an empty result loses everything'

refused() { run "$tmp/result.json" "$tmp/one.json"; [ $? -eq 2 ] && grep -q "$1" "$tmp/err"; }
batch "$(edit '' | sed 's/"page": 2/"page": 1/')"; refused 'told twice'; result $? 'a page told twice is refused'
batch "$(edit '' | sed 's/"page": 8/"page": 9/')"; refused 'has no page 9'; result $? 'a page that was not drawn is refused'
batch "$(edit '' | sed 's/one.tif/other.tif/')"; refused 'no truth file'; result $? 'a file that was not drawn is refused'
batch "$(edit '' | sed 's/"flag": null, //')"; refused '"flag" must be'; result $? 'a page without its flag is refused'
batch "$(edit '' | sed 's/"dossier": "A"/"dossier": 7/')"; refused '"dossier" must be'; result $? 'a dossier that is no text is refused'
batch "$(edit '')"; sed -i 's,batch/1,batch/2,' "$tmp/result.json"; refused 'is expected'; result $? 'another form is refused'
echo "1..$number"
