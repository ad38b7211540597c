# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by the tests that need `recto serve`: where things are, a folder that goes with the test, and a server that ends with it.
set -eu
cd "$(dirname "${BASH_SOURCE[0]}")"
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
export RECTO=${RECTO:-$root/$BUILD/recto}
WORK=$(mktemp -d)
export WORK
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; wait 2>/dev/null; rm -rf "$WORK"' EXIT
[ -z "${SHOTS:-}" ] || mkdir -p "$SHOTS"
store=$WORK/store
good=$root/samples/complet/pieces
bad=$root/samples/problemes/pieces
cat > "$WORK/site.yaml" <<'SITE'
service: Permanence d'accès aux droits
address: 12 rue des Acacias, 75017 Paris
phone: 01 23 45 67 89
competent-authority: no
SITE

# accounts name:role…
accounts() {
  local user
  for user; do echo 'a long phrase of mine' | "$RECTO" user add "${user%:*}" --role "${user#*:}" --store "$store" > "$WORK/out"; done
}

# begun RECEPTION prints the number of a dossier
begun() { "$RECTO" new -p changement-adresse -a housing=tenant --reception "$1" --store "$store"; }

# ticket NUMBER prints its code
ticket() { "$RECTO" ticket "$1" --store "$store" --json | jq -r .code; }

# serve [OPTION]… starts the server; URL is where
serve() {
  "$RECTO" serve --models "$root/models" --store "$store" --site "$WORK/site.yaml" --listen 127.0.0.1:0 "$@" > "$WORK/out" 2> "$WORK/log" &
  server=$!
  for _ in $(seq 300); do grep -q '127.0.0.1:[0-9]' "$WORK/out" && break; sleep 0.1; done
  URL=http://$(grep -o '127.0.0.1:[0-9]*' "$WORK/out") || { cat "$WORK/log"; return 1; }
  export URL
}
