#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the same errors are met in register.t
# Errors are said in the language of --lang, from models/messages; every one that the code can say is there, and none that it cannot.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
recto=${RECTO:-$root/build/recto}
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' err 2>/dev/null | head -8; fi; }
# said STATUS WORDS COMMAND… : the command ends so, and its error holds these words.
said() {
  local wanted=$1 words=$2
  shift 2
  "$recto" "$@" --store "${store:-store}" >out 2>err
  local got=$?
  sed 's/\xc2\xa0/ /g; s/\xe2\x80\xaf/ /g' err >plain # the French no-break spaces
  [ $got -eq "$wanted" ] && grep -qF -- "$words" plain && [ "$(wc -l <err)" -eq 1 ]
  ok $? "$1: $words (status $got, wanted $wanted)"
}

grep -rhoE '"error\.[a-z-]+"' "$root/src" | tr -d '"' | sed 's/error\.//' | sort -u >coded
sed -n 's/^  \([a-z-]*\): .*/\1/p' "$root/models/messages/fr-errors.yaml" | sort >told
diff coded told >err; ok $? "the code and the messages know the same errors"

number=$("$recto" new --procedure changement-adresse --reception 2026-11-23 --answer housing=tenant --store store 2>err)
[ "$number" = 2026-000001 ]; ok $? "a dossier to try them on"
echo one >one.pdf
"$recto" add "$number" one.pdf --later --store store >out 2>err; ok $? "… with a file"
said 64 "Il n'y a pas de dossier 2026-000009" status 2026-000009
said 64 "There is no dossier 2026-000009" status 2026-000009 --lang en
said 64 "Il n'y a pas de dossier ../../etc" history ../../etc
said 64 "Usage : recto status NUMERO" status
said 64 "Usage: recto status NUMERO" status --lang en
said 64 "Il n'y a pas de fichier 7 dans le dossier $number" withdraw "$number" 7 --later
said 64 "Il n'y a pas de fichier 9 dans le dossier $number" replace "$number" 9 one.pdf --later --reception 2026-11-24
said 64 "indiquez des numéros de fichiers" withdraw "$number" deux --later
said 64 "Le fichier 1 est indiqué deux fois" withdraw "$number" 1,1 --later
said 64 "ne demande pas de pièce « fotos »" seen "$number" fotos --later
said 64 "Le type de document « pasport » est inconnu" correct "$number" --page 1:1 --type pasport --later
said 64 "n'a pas de face « tranche »" correct "$number" --page 1:1 --type residence-card --side tranche --later
said 64 "ni une personne du dossier" correct "$number" --page 1:1 --person patron --later
said 64 "90, 180 ou 270" correct "$number" --page 1:1 --turn 45 --later
said 64 "Quelle page ?" correct "$number" --type passport --later
said 64 "Que faut-il corriger ?" correct "$number" --page 1:1 --later
said 64 "--field CHAMP=VALEUR" correct "$number" --page 1:1 --field family-name --later
said 64 "n'a pas de version 99" undo "$number" 99 --later
said 64 "La version 1 (open) ne s'annule pas" undo "$number" 1 --later
said 64 "n'est pas un numéro de version" undo "$number" hier --later
said 64 "sont déjà dans le dossier $number" correct "$number" --page 1 --move-to "$number" --later
said 64 "Il n'y a pas de dossier 2026-000044" correct "$number" --page 1 --move-to 2026-000044 --later
said 66 "ce fichier n'existe pas" add "$number" absent.pdf --later
said 66 "ce n'est pas un fichier ordinaire" add "$number" /dev/null --later
said 64 "ce mot n'est pas connu" add "$number" one.pdf --channel pigeon --later
said 64 "Pour confirmer" purge "$number"
said 64 "existe déjà" backup store
said 64 "Il n'y a pas de dossier 2026-000009" retry 2026-000009
"$recto" close "$number" --store store >out 2>err
said 64 "est fermé" add "$number" one.pdf --later --reception 2026-11-25
said 64 "est fermé" seen "$number" photos --later
said 64 "est fermé" correct "$number" --page 1:1 --type passport --later
[ "$("$recto" status "$number" --json --store store | jq .version)" -eq 3 ]; ok $? "what was refused left no trace"

# The store's own.
head -c 32 /dev/urandom >other.key
said 74 "n'est pas la clé de ce registre" key check other.key
mv store/site.key kept
said 74 "(site.key) n'est pas là" list
cp other.key store/site.key
said 74 "la clé d'un autre registre" list
echo short >store/site.key
said 74 "n'est pas une clé" list
rm -f store/site.key && mv kept store/site.key
cp store/register.db register.bak
head -c 8192 /dev/urandom | dd of=store/register.db conv=notrunc status=none
rm -f store/register.db-*
said 74 "Le registre est abîmé" list
cp register.bak store/register.db
rm -f store/register.db-*
echo 'recto-store 9' >store/format
said 74 "une autre version de Recto" list
echo 'recto-store 2' >store/format
echo nothing >store/backup.sha256
store=new said 74 "La liste de cette sauvegarde" restore store --key store/site.key
echo "1..$n"
