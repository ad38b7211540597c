#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# A dossier's whole life from outside: it begins, files come and go, the clerk speaks, rules change, programs die, it is kept elsewhere, it is erased.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
recto=${RECTO:-$root/build/recto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export XDG_DATA_HOME=$work/data TMPDIR=$work/tmp
mkdir tmp
ulimit -c unlimited 2>/dev/null
n=0
: >log
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; tail -12 out 2>/dev/null | sed 's/^/# /'; fi; }
run() { "$recto" "$@" --store store --who "agent-7" >out 2>err; local status=$?; cat err >>log; cat err >>out; return $status; }
# does STATUS NAME COMMAND…
does() { local wanted=$1 name=$2; shift 2; run "$@"; local got=$?; [ $got -eq "$wanted" ]; ok $? "$name (status $got, wanted $wanted)"; }
# tells NAME JQ COMMAND…: what the command prints as JSON makes the expression true.
tells() { local name=$1 test=$2; shift 2; run "$@" --json; jq -e "$test" out >/dev/null 2>&1; ok $? "$name"; }
pieces=$root/samples/complet/pieces
answers=(--reception 2026-11-23 --answer housing=tenant)

# ---------------------------------------------------------------- files come and go
number=$("$recto" new -p changement-adresse "${answers[@]}" --store store); [ "$number" = 2026-000001 ]; ok $? "a dossier begins: $number"
tells "it waits for files" '.files == [] and .version == 1 and .procedure == "changement-adresse"' status "$number"
does 10 "the card arrives" add "$number" "$pieces/titre-recto-verso.jpg" --reception 2026-11-23
tells "… and is in force" '(.files | length) == 1 and .files[0].inForce and .jobs == []' status "$number"
digest=$(sha256sum <"$pieces/titre-recto-verso.jpg" | cut -d' ' -f1)
tells "… with its digest" ".files[0].sha256 == \"$digest\"" status "$number"
run status "$number" --json; version=$(jq .version out)
run add "$number" "$pieces/titre-recto-verso.jpg" --reception 2026-11-23
grep -q "déjà enregistré" out; ok $? "the same add again is answered"
tells "… and doubles nothing" "(.files | length) == 1 and .version == $version" status "$number"
run add "$number" "$pieces/titre-recto-verso.jpg" --reception 2026-11-23 --always
grep -q "déjà été reçues" out; ok $? "--always adds it, and says where the same bytes are"
run add "$number" "$pieces/photos.jpg" "$pieces/attestation-ofii.jpg" --later --channel mail; grep -q noté out; ok $? "--later only notes"
tells "… and a judgement waits" '(.files | length) == 4 and .jobs[0].state == "ready" and .files[2].channel == "mail"' status "$number"
does 0 "recto work does it" work
tells "… and nothing waits any more" '.jobs == [] and .judged != null' status "$number"
run replace "$number" 2,4 "$pieces/justificatif-domicile.pdf"
tells "files are replaced, the old ones stay on the list" '[.files[].inForce] == [true, false, true, false, true]' status "$number"
run replace "$number" 2 "$pieces/scan0001.pdf"; [ $? -eq 64 ]; ok $? "what was replaced cannot be replaced again"
run withdraw "$number" 3 --why "page d'un autre"
tells "a file is withdrawn" '[.files[].inForce] == [true, false, false, false, true]' status "$number"
run history "$number" --json; last=$(jq '[.versions[] | select(.deed == "withdraw")][-1].version' out)
run undo "$number" "$last" --why "erreur"
tells "… and comes back when that is undone" '[.files[].inForce] == [true, false, true, false, true]' status "$number"
tells "the history tells it all, and by whom" '[.versions[].deed] | contains(["open", "deposit", "judged", "withdraw", "undo"])' history "$number"
tells "… with what was undone" ".versions[$last - 1].undone and .versions[$last - 1].who == \"agent-7\" and .versions[$last - 1].body.why == \"page d'un autre\" and (.versions[] | select(.deed == \"undo\").body.why) == \"erreur\"" history "$number"

# ---------------------------------------------------------------- the clerk's word
tells "the clerk says what a page is" '[.dossier.documents[] | select(.type == "passport") | .pages[0].file] == [3]' correct "$number" --page 3:1 --type passport
tells "… and what a field says" '[.dossier.documents[].fields[] | select(.name == "family-name") | .value] | contains(["DURAND"])' correct "$number" --page 1:1 --field family-name=DURAND
tells "… what was seen stays beside it" '[.documents[].fields[] | select(.name == "family-name" and .value == "DURAND")][0].seen | length >= 2' judge "$number"
tells "… whom a document is about" '[.dossier.persons[].role] | contains(["host"])' correct "$number" --page 3:1 --person host
tells "… which pages belong together" '[.dossier.documents[] | select(.pages | length >= 2)] != []' correct "$number" --page 5:1 --after 3:1
run correct "$number" --page 5:1 --apart; tells "… and which do not" '[.versions[] | select(.deed == "correct").body.kind] | contains(["type", "field", "person", "together", "apart"])' history "$number"
run correct "$number" --page 1:1 --turn 180 --later; [ $? -eq 0 ]; ok $? "… how a page lies"
run correct "$number" --answer housing=owner --later
run seen "$number" photos --why "vu au guichet"
tells "an original was shown" '.situation["seen.photos"] == "yes" and .situation.housing == "owner"' judge "$number"

# ---------------------------------------------------------------- to another dossier, the list
other=$("$recto" new -p changement-adresse "${answers[@]}" --store store)
run correct "$number" --page 5 --move-to "$other"
tells "a file goes to another dossier" "[.files[] | select(.file == 5)][0] | .inForce == false and .goneTo == \"$other\"" status "$number"
tells "… with where it came from" "(.files | length) == 1 and .files[0].from == \"$number, 5\" and .jobs[0].state == \"ready\"" status "$other"
run work
waiting=$("$recto" new -p changement-adresse "${answers[@]}" --store store)
tells "the list has them all, the most urgent first" '.total == 3 and ([.dossiers[].urgency] | . == (sort | reverse))' list
tells "… the one that nobody examined last" ".dossiers[-1].number == \"$waiting\" and .dossiers[-1].complete == null" list
tells "… with the applicant's name as the clerk gave it" "[.dossiers[] | select(.number == \"$number\")][0].familyName == \"DURAND\"" list
tells "… as many as asked for" '(.dossiers | length) == 1 and .total == 3' list --most 1
run close "$waiting"; tells "a closed one leaves it" '.total == 2' list
run reopen "$waiting"; tells "… until it is opened again" '.total == 3' list

# ---------------------------------------------------------------- another rule
does 10 "judged again, nothing changes" judge "$number"; grep -q "la même chose" out; ok $? "… and that is told"
mkdir -p overlay/procedures
cat >overlay/procedures/changement-adresse.yaml <<'Y'
overlay: changement-adresse
source: "Préfecture d'essai, liste du 2026-09-01"
version: 2026-09-01
pieces:
  - id: contrat
    labels: {fr: Contrat de travail, en: Employment contract}
    source: "Préfecture d'essai, liste du 2026-09-01"
    level: local
    indispensable: no
    any-of:
      - id: contrat
        labels: {fr: contrat de travail, en: employment contract}
        all-of:
          - {types: [employment-contract]}
Y
run judge "$number" --overlay overlay; grep -q "Ce qui change" out && grep -q "nouveau constat" out; ok $? "a local rule more: what differs is told"
tells "… and written down with the rules it was judged by" '[.versions[] | select(.deed == "judged").body.rules] | .[-1] != .[-2]' history "$number"
run judge "$number"; grep -q "1 levé" out; ok $? "without it again: one finding less"

# ---------------------------------------------------------------- two at once
twin=$("$recto" new -p changement-adresse "${answers[@]}" --store store)
"$recto" add "$twin" "$pieces/photos.jpg" --reception 2026-11-23 --store store >a.out 2>a.err & first=$!
"$recto" add "$twin" "$pieces/justificatif-domicile.pdf" --reception 2026-11-23 --store store >b.out 2>b.err & second=$!
wait $first; a=$?; wait $second; b=$?
cat a.err b.err >>log
grep -q "2026-" a.out && grep -q "2026-" b.out; ok $? "two add to one dossier at once: both have their receipt"
case "$a $b" in "1"[01]" 1"[01] | "1"[01]" 64" | "64 1"[01]) true ;; *) false ;; esac; ok $? "… each is examined, or told that another desk is at it ($a, $b)"
run work
tells "… both files are there once, and examined" '([.files[].name] | sort) == ["justificatif-domicile.pdf", "photos.jpg"] and .jobs == []' status "$twin"

# ---------------------------------------------------------------- killed
killed=$("$recto" new -p changement-adresse "${answers[@]}" --store store)
for delay in 0.01 0.02 0.03 0.04 0.05 0.06 0.08 0.1 0.15 0.25; do
  cp "$pieces/photos.jpg" "p$delay.jpg"; printf '%s' "$delay" >>"p$delay.jpg"
  "$recto" add "$killed" "p$delay.jpg" --reception 2026-11-23 --later --store store >>log 2>&1 & pid=$!
  sleep $delay; kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
  run add "$killed" "p$delay.jpg" --reception 2026-11-23 --later || echo "again: $?" >>log
done 2>/dev/null
tells "add killed at ten moments, and given again: nothing lost, nothing doubled" '(.files | length) == 10 and ([.files[].sha256] | unique | length) == 10 and ([.files[].file] == [range(1; 11)])' status "$killed"
"$recto" work --store store >out 2>&1 & pid=$!
before=$(find store/results -type f | wc -l)
for _ in $(seq 100); do [ "$(find store/results -type f | wc -l)" -gt "$before" ] && break; sleep 0.05; done
kill -9 $pid 2>/dev/null; wait $pid 2>/dev/null
cp -r store after-kill # with the log that the dead left behind
tells "work killed: its job is still there" '.jobs | length == 1' status "$killed"
does 0 "… and the next one does it" work
tells "… to its end" '.jobs == [] and .judged != null' status "$killed"
python3 -c "import sqlite3; c = sqlite3.connect('store/register.db'); c.execute('UPDATE job SET state = 3, reason = \"failed\" WHERE id = (SELECT max(id) FROM job)'); c.commit()"
run retry; grep -q "1 examen" out; ok $? "retry takes it out of the quarantine"
does 0 "… to be done" work
does 0 "after all that the register is sound" verify

# ---------------------------------------------------------------- kept elsewhere
does 0 "the key is copied" key copy escrow.key
does 0 "… and is the right one" key check escrow.key
does 0 "a backup" backup saved
[ ! -e saved/site.key ] && [ -z "$(find saved -path '*results*' -type f)" ]; ok $? "… without the key, without what can be made again"
does 64 "… is not written over" backup saved
"$recto" restore saved --key escrow.key --store again >out 2>&1; ok $? "it is put back"
diff <("$recto" history "$number" --json --store again) <("$recto" history "$number" --json --store store) >out; ok $? "… with the same history"
"$recto" verify --store again >out 2>&1; ok $? "… and is sound"
flip() { python3 -c "
import sys; p = sys.argv[1]; b = bytearray(open(p, 'rb').read()); b[len(b) // 2] ^= 1; open(p, 'wb').write(b)" "$1"; }
flipped=$(find saved/blobs -type f | head -1); flip "$flipped"
"$recto" restore saved --key escrow.key --store third >out 2>&1; [ $? -eq 74 ] && grep -q "${flipped#saved/}" out && [ ! -e third ]; ok $? "a byte of the backup is flipped: named, and nothing is put back"
blob=$(find again/blobs -type f | head -1); flip "$blob"
"$recto" verify --store again >out 2>&1; [ $? -eq 74 ] && grep -q "${blob#again/}" out; ok $? "a byte of an original is flipped: named, exit 74"
"$recto" restore saved --key store/lock --store third >out 2>&1; [ $? -eq 74 ]; ok $? "with another key nothing is put back"

# ---------------------------------------------------------------- nothing readable; and erased
cat >search.py <<'P'
# Are these bytes anywhere below the folders? Arguments: hexadecimal or text:… needles, "--", paths. Prints where.
import os, sys
cut = sys.argv.index('--')
needles = [w[5:].encode() if w.startswith('text:') else bytes.fromhex(w) for w in sys.argv[1:cut]]
found = 0
for top in sys.argv[cut + 1:]:
    for path in [top] if os.path.isfile(top) else [os.path.join(d, f) for d, _, fs in os.walk(top) for f in fs]:
        text = open(path, 'rb').read()
        for needle in needles:
            if needle in text or needle in path.encode(): print(path, needle[:24]); found += 1
sys.exit(found > 0)
P
jpeg=$(head -c 20 "$pieces/titre-recto-verso.jpg" | od -An -v -tx1 | tr -d " \n")
mrz=IRFRALT7M937048
"$recto" read --json "$pieces/titre-recto-verso.jpg" 2>/dev/null | grep -q $mrz; ok $? "the zone is known"
python3 search.py text:YILMAZ text:Yilmaz text:DURAND text:$mrz "$jpeg" text:titre-recto-verso text:agent-7 -- store after-kill tmp log >out
ok $? "no name, no zone, no picture, no file name in store, log of the database, temporary files, messages"
[ -z "$(find . -name 'core*' -type f)" ]; ok $? "no core was left"
"$recto" work --stay --store store >/dev/null 2>&1 & pid=$!
sleep 1; [ "$(awk '/core file size/ { print $5 $6 }' /proc/$pid/limits)" = 00bytes ] || awk '/core file size/ { exit !($5 == 0) }' /proc/$pid/limits; ok $? "… nor could be"
kill $pid; wait $pid 2>/dev/null
sealed=$(python3 -c "
import sqlite3; c = sqlite3.connect('store/register.db')
print(c.execute('SELECT hex(substr(key, 21, 32)) FROM dossier WHERE number = ?', ('$number',)).fetchone()[0])")
mapfile -t blobs < <(python3 -c "
import sqlite3; c = sqlite3.connect('store/register.db')
print(*{'text:' + r[0] for r in c.execute('SELECT blob FROM file WHERE number = ?', ('$number',))}, sep='\n')")
python3 search.py "$sealed" -- store >out; [ $? -eq 1 ]; ok $? "its sealed key can be found"
does 64 "purge asks to be confirmed" purge "$number" --why fini
does 64 "… by the same number" purge "$number" --why fini --yes "$other"
does 0 "the dossier is erased" purge "$number" --why "délai écoulé" --yes "$number"
python3 search.py "$sealed" "${blobs[@]}" text:YILMAZ text:DURAND text:$mrz "$jpeg" -- store tmp log >out; ok $? "its sealed key is nowhere any more, nor its sealed files"
does 64 "it cannot be opened" status "$number"
tells "its number is left" "[.dossiers[] | select(.state == \"purged\") | .number] == [\"$number\"]" list --all
does 0 "the register is sound" verify
grep -q "^$number" store/tombstones; ok $? "its stone stands"
[ "$("$recto" new -p changement-adresse "${answers[@]}" --store store)" = 2026-000006 ]; ok $? "its number is not given again"
flip "$flipped" # as it was
"$recto" restore saved --key escrow.key --tombstones store/tombstones --store buried >out 2>&1; ok $? "a backup from before is put back with the stones"
"$recto" status "$number" --store buried >out 2>&1; [ $? -eq 64 ] && grep -q effacé out; ok $? "… and what was erased stays erased"
"$recto" verify --store buried >out 2>&1; ok $? "… soundly"

# ---------------------------------------------------------------- nobody is locked out
flou=petit.jpg # text too small to be read, which is soon found out
pdftoppm -jpeg -gray -r 30 -f 1 -l 1 -singlefile "$pieces/justificatif-domicile.pdf" petit
tried=$("$recto" new -p changement-adresse "${answers[@]}" --store store)
run add "$tried" "$flou"; tells "an unreadable page is asked for again" '[.dossier.findings[] | select(.kind == "unreadable") | .weight] == ["action"]' replace "$tried" 1 "$flou"
tells "… the third try is accepted, with a flag" '[.dossier.findings[] | select(.kind == "unreadable") | .message, .weight] == ["finding.accepted-tries", "check"] and .dossier.files[0].tries == 3' replace "$tried" 2 "$flou"
run withdraw "$tried" 3
tells "a page can be sent as it is at once" '[.dossier.findings[] | select(.kind == "unreadable") | .message] == ["finding.accepted-anyway"] and .dossier.files[0].sentAnyway' add "$tried" "$flou" --anyway --always
tells "… which the history tells" '[.versions[] | select(.deed == "deposit") | .body.remarks.anyway // false] == [false, false, false, true]' history "$tried"
run withdraw "$tried" 4; run add "$tried" "$flou" --always
tells "… and later too" '[.dossier.findings[] | select(.kind == "unreadable") | .message] == ["finding.accepted-anyway"]' anyway "$tried" 5 --why "pas mieux"
run history "$tried"; grep -q "envoyés tels quels par la personne, malgré le constat pas mieux" out; ok $? "… with the reason"

echo "1..$n"
