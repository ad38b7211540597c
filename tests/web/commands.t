#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: only the form of the output is looked at; the same commands run in tests/cli/commands.t and register.t
# The commands' JSON against the published schemas.
set -eu
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
recto=${RECTO:-$root/$BUILD/recto}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pieces=$root/samples/complet/pieces
store=$work/store
arguments=()
# keep SCHEMA NAME COMMAND… : keeps what the command prints, to be held against the schema. "Incomplete" and "to check" are answers too.
keep() {
  local schema=$1 name=$2
  shift 2
  local code=0
  "$recto" "$@" --json > "$work/$name" || code=$?
  case $code in 0 | 10 | 11) ;; *) [ "$name" = verify-fault ] ;; esac
  arguments+=("$schema=$work/$name")
}
keep check check check "$pieces"
keep unpack unpack unpack --to "$work/parts" "$pieces"
keep read read read --words "$pieces/photos.jpg" "$pieces/justificatif-domicile.pdf"
keep intake intake intake --procedure changement-adresse --reception 2026-11-23 --answer housing=tenant --store "$store" --out "$work/out" "$pieces/justificatif-domicile.pdf"
number=$(jq -r .dossier.number "$work/intake")
keep dossier judge judge "$number" --store "$store"
keep change new new --procedure changement-adresse --reception 2026-11-23 --answer housing=tenant --store "$store"
other=$(jq -r .number "$work/new")
keep change add-later add "$other" "$pieces/photos.jpg" --later --store "$store"
keep list list list --all --store "$store"
keep status status-waiting status "$other" --store "$store"
keep change add add "$other" "$pieces/titre-recto-verso.jpg" --store "$store"
keep change replace replace "$other" 2 "$pieces/titre-recto-verso.jpg" --later --channel mail --store "$store"
keep change withdraw withdraw "$other" 1 --why essai --later --store "$store"
keep change seen seen "$other" photos --later --store "$store"
keep change correct correct "$other" --page 3:1 --turn 180 --later --store "$store"
keep change move correct "$other" --page 3 --move-to "$number" --later --store "$store"
keep change undo undo "$other" 2 --later --store "$store"
keep "done" work work --store "$store"
keep intake bundle bundle "$number" --out "$work/out" --store "$store"
keep status status status "$other" --store "$store"
keep history history history "$other" --store "$store"
keep slip slip slip "$number" --out "$work/slip.pdf" --store "$store"
keep ticket ticket ticket "$number" --url https://depot.example.org --out "$work/ticket.pdf" --store "$store"
keep tickets tickets ticket "$number" --list --store "$store"
echo 'a long phrase of mine' > "$work/phrase"
keep "done" user-added user add nadia --role counter --store "$store" < "$work/phrase"
keep "done" user-role user role nadia reviewer --store "$store"
keep users users user list --store "$store"
keep "done" user-removed user remove nadia --store "$store"
keep "done" ticket-revoked ticket "$number" --revoke 1 --store "$store"
keep batch batch batch --procedure changement-adresse "$pieces/bulletins.tif" --store "$store"
keep tray tray tray --store "$store"
keep "done" close close "$other" --store "$store"
keep status status-closed status "$other" --store "$store"
keep "done" reopen reopen "$other" --store "$store"
keep "done" retry retry --store "$store"
keep "done" key key copy "$work/copy.key" --store "$store"
keep verify verify verify --store "$store"
keep "done" backup backup "$work/saved" --store "$store"
keep "done" restore restore "$work/saved" --key "$work/copy.key" --store "$work/restored"
keep "done" purge purge "$other" --why essai --yes "$other" --store "$store"
keep list list-purged list --all --store "$store"
mkdir "$work/sane"
echo test > "$work/sane/dll.conf"
echo 'number_of_devices 1' > "$work/sane/test.conf"
export SANE_CONFIG_DIR="$work/sane"
keep devices devices devices
keep devices.options options devices --options test:0
keep scan scan scan --to "$work/scanned" --device test:0 --source adf --max 1 --resolution 60 --set test-picture=Grid
printf x | dd of="$(find "$store/blobs" -type f | head -1)" bs=1 seek=40 conv=notrunc status=none
keep verify verify-fault verify --store "$store"
node commands-schema.mjs "${arguments[@]}"
