#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the same server is asked by staff.t; here it matters what stands in front
# tools/deploy/recto-oidc.conf works: Apache with mod_auth_openidc before `recto serve --trusted`, a provider of ours behind it. oidc.mjs asks, this starts and ends Apache.
set -u
cd "$(dirname "$0")" || exit 1
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
modules=/usr/lib/apache2/modules
if [ ! -e "$modules/mod_auth_openidc.so" ] || [ ! -x /usr/sbin/apache2 ]; then
  echo '1..0 # SKIP apache2-bin and libapache2-mod-auth-openidc are not installed'
  exit 0
fi
export RECTO=${RECTO:-$root/$BUILD/recto} MODELS=$root/models
WORK=$(mktemp -d)
chmod 755 "$WORK" # Apache's children are somebody else when this is root
front=''
trap '[ -z "$front" ] || kill "$front"; wait 2>/dev/null; rm -rf "$WORK"' EXIT

# Ports below those that outgoing connections take.
PORT=$((20000 + RANDOM % 12000)) PROVIDER=$((10000 + RANDOM % 9000)) SECRET=$(head -c 32 /dev/urandom | base64 | tr -d '\n=')
export WORK PORT PROVIDER SECRET
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=guichet.example.org -keyout "$WORK/key.pem" -out "$WORK/cert.pem" 2> /dev/null
printf '%s' "$SECRET" > "$WORK/trusted"
printf 'Define RECTO_SECRET %s\nDefine RECTO_OIDC_SECRET "a secret of both"\nDefine RECTO_OIDC_PASSPHRASE %s\n' "$SECRET" "$(head -c 32 /dev/urandom | base64 | tr -d '\n=')" > "$WORK/secret.conf"
sed "s|/etc/apache2/recto-secret.conf|$WORK/secret.conf|; s|\*:443|127.0.0.1:$PORT|; s|guichet.example.org/|guichet.example.org:$PORT/|; s|guichet.example.org%2F|guichet.example.org%3A$PORT%2F|
  s|https://idp.example.org|http://127.0.0.1:$PROVIDER|; s|/etc/ssl/recto/fullchain.pem|$WORK/cert.pem|; s|/etc/ssl/recto/key.pem|$WORK/key.pem|; s|/var/log/apache2/|$WORK/|
  s|unix:/run/recto/serve.sock|unix:$WORK/serve.sock|" "$root/tools/deploy/recto-oidc.conf" > "$WORK/site.conf"
{
  printf 'ServerRoot %s\nServerName localhost\nDefaultRuntimeDir %s\nPidFile %s/apache.pid\nErrorLog %s/apache.err\nListen 127.0.0.1:%s\n' "$WORK" "$WORK" "$WORK" "$WORK" "$PORT"
  for module in mpm_event authn_core authz_core authz_user alias headers proxy proxy_http ssl auth_openidc; do echo "LoadModule ${module}_module $modules/mod_$module.so"; done
  printf 'User www-data\nGroup www-data\nInclude %s/site.conf\n' "$WORK"
} > "$WORK/apache.conf"
/usr/sbin/apache2 -f "$WORK/apache.conf" -DFOREGROUND 2> "$WORK/apache.out" &
front=$!
node oidc.mjs || { sed 's/^/# /' "$WORK/apache.out" "$WORK/apache.err" 2> /dev/null | tail -20; exit 1; }
