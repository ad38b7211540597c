#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The commands from outside: exit codes, JSON, bad input, a killed run that continues, nothing personal in what is logged or stored.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
recto=${RECTO:-$root/build/recto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_DATA_HOME=$work/data
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; [ -f out ] && head -15 out | sed 's/^/# /'; fi; }
status_is() { local wanted=$1 name=$2; shift 2; "$@" >out 2>err; local got=$?; cat err >>out; [ $got -eq "$wanted" ]; ok $? "$name (status $got, wanted $wanted)"; }
json() { python3 -c "import json,sys; d=json.load(open('$1')); sys.exit(0 if ($2) else 1)"; }

status_is 64 "no command" "$recto"
status_is 64 "unknown command" "$recto" eat
status_is 0 "help" "$recto" --help
status_is 0 "version" "$recto" --version
status_is 64 "no file" "$recto" check
status_is 66 "a file that is not there" "$recto" check nothing.pdf
status_is 64 "unknown option" "$recto" read --frobnicate
status_is 64 "unknown procedure names the known ones" "$recto" intake --procedure eat x.pdf
grep -q changement-adresse out; ok $? "… and they are listed"
: > x.pdf
status_is 64 "unknown answer lists the questions" "$recto" intake --procedure changement-adresse --answer nonsense=1 x.pdf
grep -q 'housing=' out; ok $? "… with their answers"
status_is 64 "a date that is none" "$recto" intake --procedure changement-adresse --reception 2026-02-30 x.pdf
status_is 65 "models with a fault" "$recto" model check --models "$root/tests/cases/model"
mkfifo pipe
timeout 20 "$recto" check pipe >out 2>&1; [ $? -eq 66 ]; ok $? "a pipe is refused, not waited for"
status_is 69 "a reader that is not there" "$recto" check --reader /nonexistent x.pdf

# Every kind of bad file ends as a finding with a sentence; nothing stops the run.
printf '%%PDF-1.4\n%%nothing more\n' > cut.pdf
printf 'II*\0garbage' > bad.tif
printf 'PK\003\004zip' > some.zip
head -c 3000 /dev/urandom > noise.jpg
: > empty.png
status_is 10 "bad files: the run ends" "$recto" check cut.pdf bad.tif some.zip noise.jpg empty.png
[ "$(grep -c '→' out)" -ge 5 ]; ok $? "… each with what to do"
"$recto" check --json cut.pdf bad.tif some.zip noise.jpg empty.png > check.json 2>err
json check.json "len(d['files']) == 5 and all(f['outcome'] not in ('ok','damaged') for f in d['files'])"; ok $? "… and as JSON"
json check.json "d['files'][4]['outcome'] == 'empty' and d['files'][2]['outcome'] == 'unsupported'"; ok $? "… with the right outcomes"

# What is to be made again is shown; a page may be sent anyway; a draft of a translation only when it is asked for.
flou=$root/samples/problemes/pieces/IMG_2044.jpg
status_is 10 "pages to make again are shown" "$recto" check --pictures montre "$root/samples/problemes/pieces/photos.jpg" "$flou" empty.png
grep -q 'Envoyez la page quand même' out && grep -q 'montre/index.html' out; ok $? "… with where, and that a person may send them anyway"
[ "$(find montre -type f | wc -l)" -eq 2 ] && [ -f montre/page-2-1.png ] && [ "$(head -c 4 montre/page-2-1.png | tail -c 3)" = PNG ]; ok $? "… one picture a page that has something to tell, and the page of all"
grep -q '<html lang="fr">' montre/index.html && grep -q 'class="pictogram"' montre/index.html && [ "$(grep -o '<article' montre/index.html | wc -l)" -eq 2 ]; ok $? "… in words and pictograms"
status_is 64 "… never in a folder that holds something" "$recto" check --pictures montre "$flou"
pdftoppm -jpeg -gray -r 30 -f 1 -l 1 -singlefile "$root/samples/complet/pieces/justificatif-domicile.pdf" petit # text too small to be read, which is soon found out
status_is 64 "a draft is refused" "$recto" check --lang ar "$flou"
grep -q -- '--drafts' out; ok $? "… with how to have it anyway"
status_is 64 "a language that is not there is refused" "$recto" check --lang xx "$flou"
status_is 10 "a draft that is asked for is used" "$recto" check --lang ar --drafts --pictures montre-ar petit.jpg
grep -q 'ترجمة مؤقتة' out && grep -q '<html lang="ar" dir="rtl">' montre-ar/index.html && grep -q 'class="notice"' montre-ar/index.html; ok $? "… and says that it is one"

# Containers: what is in them, numbered; what is not taken is told; a name never leads out of the folder.
python3 - "$root/samples/complet/pieces" <<'P'
import sys, zipfile
z = zipfile.ZipFile('courrier.zip', 'w')
z.write(sys.argv[1] + '/bulletins.tif', 'dossier/bulletins.tif')
z.write(sys.argv[1] + '/photos.jpg', '../../photos.jpg')
z.writestr('__MACOSX/._photos.jpg', 'x')
z.close()
z = zipfile.ZipFile('fini.zip', 'w')
z.writestr('lettre.txt', 'Bonjour')
z.close()
P
status_is 0 "an archive is unpacked" "$recto" unpack --to parts courrier.zip
[ "$(find parts -type f | wc -l)" -eq 4 ] && cmp -s parts/004-photos.jpg "$root/samples/complet/pieces/photos.jpg"; ok $? "… its pages and files stand in the folder"
grep -q 'courrier.zip » dossier/bulletins.tif » page 3' out && grep -q '_photos.jpg' out; ok $? "… with their way, and what was left out"
[ ! -e photos.jpg ] && [ ! -e ../photos.jpg ] && [ "$(stat -c %a parts/004-photos.jpg)" = 600 ]; ok $? "… and nothing stands elsewhere"
head -c 30 fini.zip > coupe.zip
status_is 10 "what cannot be opened is told" "$recto" unpack coupe.zip x.pdf
status_is 74 "a part never takes the place of another file" "$recto" unpack --to parts courrier.zip
"$recto" unpack --json courrier.zip > unpack.json 2>err
json unpack.json "d['files'][0]['taken'] == 4 and d['files'][0]['leftOut'] == 1 and d['files'][0]['parts'][3]['note'] == 'odd-name'"; ok $? "… and as JSON"
"$recto" read --json fini.zip > read.json 2>err
json read.json "True" && grep -q 'ZIP archive' read.json || "$recto" check --json fini.zip | grep -q 'ZIP archive'; ok $? "reading an archive still says what it is"

# A dossier, interrupted and continued.
"$recto" model check >/dev/null
mapfile -t arguments < "$root/samples/complet/intake.args"
files=$(find "$root/samples/complet/pieces" -type f | sort)
# shellcheck disable=SC2086
"$recto" intake "${arguments[@]}" --store store --out out1 $files > out 2>err &
pid=$!
for _ in $(seq 200); do [ -n "$(find store -path '*results*' -type f 2>/dev/null)" ] && break; sleep 0.1; done
kill -9 $pid 2>/dev/null
wait $pid 2>/dev/null
kept=$(find store -path '*results*' -type f 2>/dev/null | wc -l)
[ "$kept" -ge 1 ]; ok $? "a run was killed after $kept readings were kept"
[ -z "$(find out1 -name 'bag*' 2>/dev/null)" ]; ok $? "… and left no half-written bundle"
# shellcheck disable=SC2086
"$recto" intake --json "${arguments[@]}" --store store --out out2 $files > intake.json 2>err
status=$?
python3 -c "import json; [print(json.dumps(f, ensure_ascii=False)[:400]) for f in json.load(open('intake.json'))['dossier']['findings'] if f['weight'] != 'info']" >out 2>&1
[ $status -eq 0 ]; ok $? "the same command continues and ends complete (status $status)"
json intake.json "d['resumed'] and d['dossier']['number'].endswith('-000001')"; ok $? "… under the same number"
[ "$("$recto" list --json --store store | jq '.dossiers | length')" -eq 1 ]; ok $? "… as one dossier"
number=$(python3 -c "import json; print(json.load(open('intake.json'))['dossier']['number'])" 2>/dev/null)
"$recto" judge --json --store store "$number" > judge.json 2>err; [ $? -eq 0 ]; ok $? "judged again from the store"
python3 - <<'P'; ok $? "… with the same findings and pieces"
import json, sys
a, b = json.load(open('intake.json'))['dossier'], json.load(open('judge.json'))
sys.exit(0 if a['findings'] == b['findings'] and a['pieces'] == b['pieces'] else 1)
P
surname=$(python3 - <<'P' 2>/dev/null
import json
for p in json.load(open('intake.json'))['dossier']['persons']:
    for f in p['fields']:
        if f['name'] == 'family-name' and f['value']: print(f['value']); raise SystemExit
P
)
[ -n "$surname" ] && ! grep -rqai -- "$surname" store err; ok $? "the applicant's name stands neither in the store nor in what was logged"
[ -z "$(find store -type f ! -perm 0600)" ]; ok $? "the store's files are mode 0600"
echo "1..$n"
