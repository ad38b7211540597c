#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The mail room from outside: a stack becomes dossiers, what is not sure waits in the tray, nothing is lost or doubled, also when killed; archives, mails, folders.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${BUILD:-$root/build}
case $build in /*) ;; *) build=$root/$build ;; esac
recto=${RECTO:-$build/recto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_DATA_HOME=$work/data
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; [ -f out ] && head -20 out | sed 's/^/# /'; fi; }
json() { jq -e "$2" "$1" >/dev/null; }
draw() { "$build/specimen" "$1" --layout="$2" --seed="$3" --person="$4" --format=pdf --out=. --name="$5" ${6:+--sheet=$6} >/dev/null 2>&1; }

# Two people and a stranger's letter; sheets between them.
draw passport 1 11 p1 a1 && draw residence-card 1 11 p1 a2 copy && draw energy-bill 1 11 p1 a3
draw passport 2 23 p1 b1 && draw rent-receipt 1 23 p1 b2
"$recto" sheets --kind separator --count 3 --out sheets.pdf >out 2>&1; ok $? "separator sheets are printed"
pdfseparate sheets.pdf sheet-%d.pdf
pdfunite a1.pdf a2.pdf a3.pdf sheet-1.pdf b1.pdf b2.pdf stack.pdf
pages=$(pdfinfo stack.pdf | sed -n 's/^Pages: *//p')

"$recto" batch --json -p changement-adresse stack.pdf >batch.json 2>err; code=$?
cp batch.json out; { [ $code -eq 0 ] || [ $code -eq 11 ]; }; ok $? "a stack is taken in (status $code)"
json batch.json ".format == \"recto-batch/1\" and (.files[0].pages | length) == $pages"; ok $? "… every page is told"
json batch.json '[.files[0].pages[] | select(.kind == "separator")] | length == 1'; ok $? "… the sheet is found"
json batch.json '[.files[0].pages[].dossier] | map(select(. != null)) | unique | length == 2'; ok $? "… two people are two dossiers"
json batch.json '[.files[0].pages[] | select(.kind != "separator" and .dossier == null and .flag == null)] | length == 0'; ok $? "… no page lies nowhere without a reason"
json batch.json '.files[0].pages | (map(select(.page <= 3) | .dossier) | unique | map(select(. != null)) | length == 1)'; ok $? "… the first person's papers are together"
"$recto" batch --json -p changement-adresse stack.pdf >again.json 2>err
json again.json '.files[0].batch == "C2026-000001"' && [ "$("$recto" list --json | jq '.dossiers | length')" -eq 2 ]; ok $? "the same stack again is answered, nothing is added"
cp stack.pdf renamed.pdf
"$recto" batch --json -p changement-adresse renamed.pdf >twice.json 2>err
cp twice.json out; json twice.json '.files[0].repeatedOf == "C2026-000001" and ([.files[0].pages[] | select(.flag == "repeated")] | length > 0)'; ok $? "… under another name it is noticed, and waits"
[ "$("$recto" list --json | jq '.dossiers | length')" -eq 2 ]; ok $? "… and makes no dossier"
"$recto" tray --json >tray.json; json tray.json '[.pages[] | select(.batch == "C2026-000002")] | length > 0'; ok $? "… its pages are in the tray"
first=$(jq -r '[.pages[] | select(.batch == "C2026-000002")][0].batchFile' tray.json); before=$(jq '.pages | length' tray.json)
"$recto" correct C2026-000002 --page "$first" --move-to 2026-000001 --later >out 2>&1; ok $? "a person moves one to a dossier"
[ "$("$recto" tray --json | jq '.pages | length')" -eq $((before - 1)) ]; ok $? "… and it waits no more"
"$recto" verify >out 2>&1; ok $? "the register is sound"

# A zip and a mail with attachments; a second letter of somebody known goes to their open dossier.
draw water-bill 1 11 p1 a4
python3 - <<'P'
import zipfile, email.message
z = zipfile.ZipFile('courrier.zip', 'w')
z.write('a4.pdf', '../../etc/facture.pdf'); z.write('b2.pdf', 'dossier/quittance.pdf'); z.writestr('__MACOSX/x', 'x'); z.close()
m = email.message.EmailMessage(); m['Subject'] = 'mes pièces'; m['From'] = 'x@example.org'; m.set_content('Bonjour')
m.add_attachment(open('a1.pdf', 'rb').read(), maintype='application', subtype='pdf', filename='passeport.pdf')
open('courrier.eml', 'wb').write(m.as_bytes())
P
"$recto" batch --json -p changement-adresse --slips slips courrier.eml >mail.json 2>err
[ "$(pdfinfo slips/2026-000001-recu.pdf 2>/dev/null | sed -n 's/^Pages: *//p')" = 1 ]; ok $? "… each dossier that got pages has its slip"
cp mail.json out; json mail.json '[.files[0].pages[] | select(.kind == "passport" and .dossier == "2026-000001")] | length == 1'; ok $? "a mail's passport goes to the dossier that is open for that person"
json mail.json '[.files[0].pages[] | select(.flag == "unread")] | length == 1'; ok $? "… the mail's own text waits for a person"
"$recto" batch --json --later -p changement-adresse courrier.zip >zip.json 2>err
cp zip.json out; json zip.json '.files[0].pages | length == 2'; ok $? "an archive's files are taken out, what is no paper is left out"
[ ! -e etc ] && [ ! -e ../etc/facture.pdf ]; ok $? "… and no name leads anywhere"

# A folder: whole files only.
mkdir in && cp b1.pdf in/ && cp a1.pdf in/half.pdf.part && touch -d '1 minute ago' in/*
python3 -c "
import os, subprocess, sys, time
f = open('in/writing.pdf', 'wb'); f.write(open('a2.pdf', 'rb').read()); f.flush(); os.utime('in/writing.pdf', (time.time() - 60,) * 2)
subprocess.call(sys.argv[1:], stdout=open('out', 'w'), stderr=subprocess.STDOUT)" "$recto" watch -p changement-adresse --once in
[ -e in/recus/b1.pdf ] && [ ! -e in/b1.pdf ]; ok $? "a whole file of the folder is taken and put aside"
[ -e in/half.pdf.part ]; ok $? "… a name of half a file is left"
[ -e in/writing.pdf ]; ok $? "… and so is a file that is still being written"
: >in/empty.pdf; touch -d '1 minute ago' in/empty.pdf
"$recto" watch -p changement-adresse --once in >out 2>&1
[ -e in/recus/writing.pdf ]; ok $? "… until it is whole"
"$recto" batch --json -p changement-adresse nothing.pdf >out 2>&1; [ $? -eq 66 ]; ok $? "a stack that is not there is told"

# Killed in the middle, three times at different moments; then the same command ends it: no page lost, none doubled.
export XDG_DATA_HOME=$work/killed
for after in 0.3 1.5 4; do
  "$recto" batch --json -p changement-adresse stack.pdf >/dev/null 2>&1 & pid=$!
  sleep $after; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
done
"$recto" batch --json -p changement-adresse stack.pdf >resumed.json 2>err
cp err out; json resumed.json "(.files[0].pages | length) == $pages"; ok $? "a killed batch is ended by the same command"
diff <(jq '[.files[0].pages[] | [.page, .kind, .envelope, .flag]]' batch.json) <(jq '[.files[0].pages[] | [.page, .kind, .envelope, .flag]]' resumed.json) >out; ok $? "… to the same end"
placed=$(jq '[.files[0].pages[] | select(.dossier != null)] | length' resumed.json); held=0
for number in $("$recto" list --json | jq -r '.dossiers[].number'); do held=$((held + $("$recto" status --json "$number" | jq '.files | length'))); done
[ "$placed" -eq "$held" ]; ok $? "… each placed page lies in one dossier once ($placed, $held)"
"$recto" verify >out 2>&1; ok $? "… and the register is sound"
echo "1..$n"
