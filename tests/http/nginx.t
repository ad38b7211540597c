#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the same server is asked by serve.t; here it matters what stands in front
# The files of tools/deploy work: nginx before `recto serve`, with TLS and its log; the systemd unit is one.
set -u
cd "$(dirname "$0")" || exit 1
root=$(cd ../.. && pwd)
: "${BUILD:=build}"
recto=${RECTO:-$root/$BUILD/recto}
work=$(mktemp -d)
chmod 755 "$work"
server=''
front=''
trap '[ -z "$front" ] || kill "$front"; [ -z "$server" ] || kill "$server"; wait 2>/dev/null; rm -rf "$work"' EXIT
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; tail -5 "$work"/out "$work"/nginx.err "$work"/log 2>/dev/null | sed 's/^/# /'; fi; }

number=$("$recto" new -p changement-adresse -a housing=tenant --reception 2026-11-23 --store "$work/store")
code=$("$recto" ticket "$number" --store "$work/store" --json | jq -r .code)
echo 'a long phrase of mine' | "$recto" user add nadia --role counter --store "$work/store" > "$work/out"
"$recto" serve --store "$work/store" --no-worker --listen "unix:$work/serve.sock" --proxied --https > "$work/out" 2> "$work/log" &
server=$!
for _ in $(seq 300); do grep -q unix: "$work/out" && break; sleep 0.1; done
chmod 666 "$work/serve.sock" # nginx's workers are somebody else here

port=$((20000 + RANDOM % 12000)) # below those that outgoing connections take
./nginx-front "$work" "$port"
PATH=$PATH:/usr/sbin nginx -p "$work" -e "$work/nginx.err" -c "$work/nginx.conf" -t > "$work/out" 2>&1; ok $? "nginx takes the file"
PATH=$PATH:/usr/sbin nginx -p "$work" -e "$work/nginx.err" -c "$work/nginx.conf" -g 'daemon off;' 2> "$work/out" &
front=$!
for _ in $(seq 100); do curl -ks -o "$work/page" "https://127.0.0.1:$port/" && break; sleep 0.1; done
base=https://127.0.0.1:$port

curl -ks -D "$work/head" -o "$work/page" "$base/"; grep -q '^HTTP/2 200' "$work/head" && grep -qi '^content-security-policy: default-src .none' "$work/head" && grep -qi '^strict-transport-security' "$work/head"; ok $? "the door opens by https, with its headers"
curl -ks -D "$work/head" -o "$work/page" "http://127.0.0.1:$((port + 1))/d/$code"; grep -qi '^location: https://127.0.0.1/.$' "$work/head"; ok $? "a ticket in a plain address is not repeated"
curl -ks -D "$work/head" -c "$work/jar" -o "$work/page" "$base/d/$code"; grep -qi '^set-cookie: recto=.*; Secure' "$work/head"; ok $? "a ticket opens, and its cookie is kept to https"
curl -ks -b "$work/jar" "$base/deposit/piece/other" > "$work/page"
token=$(grep -o 'name="token" value="[^"]*"' "$work/page" | head -1 | cut -d'"' -f4)
status=$(curl -ks -b "$work/jar" -o "$work/page" -w '%{http_code}' -H "Origin: $base" -F "token=$token" -F "files=@$root/samples/complet/pieces/justificatif-domicile.pdf" "$base/deposit"); [ "$status" = 303 ]; ok $? "a form arrives ($status)"
head -c 30000000 /dev/urandom > "$work/big"
status=$(curl -ks --http1.1 -o "$work/page" -w '%{http_code}' -H "Authorization: Bearer $code" -H 'Transfer-Encoding: chunked' -T "$work/big" -X POST "$base/api/v1/files?name=big"); [ "$status" = 413 ] && grep -q urn:recto:problem "$work/page"; ok $? "30 MB in chunks: 413, in Recto's words ($status)"
(head -c 8000000 "$work/big"; sleep 2; head -c 8000000 "$work/big") | curl -ks -o "$work/page" -w '%{http_code}' -H "Authorization: Bearer $code" -H 'Transfer-Encoding: chunked' -T - -X POST "$base/api/v1/files?name=slow" > "$work/status" &
slow=$!
sleep 1.2
[ -z "$(find "$work/temp" -type f)" ]; ok $? "what is on its way does not lie unsealed in nginx's folders"
wait $slow; [ "$(cat "$work/status")" = 201 ]; ok $? "… and arrives ($(cat "$work/status"))"
for _ in $(seq 10); do curl -ks -o "$work/page" "$base/d/0000-0000-0000-0000-0"; done
status=$(curl -ks -o "$work/page" -w '%{http_code}' "$base/d/0000-0000-0000-0000-0"); [ "$status" = 429 ]; ok $? "wrong codes are counted by the address that nginx tells ($status)"
status=$(curl -ks -o "$work/page" -w '%{http_code}' -H 'X-Real-IP: 9.9.9.9' "$base/d/0000-0000-0000-0000-0"); [ "$status" = 429 ]; ok $? "… and a client cannot tell another ($status)"
! grep -qF -e "$code" -e 127.0.0.1 -e justificatif "$work/recto.log" "$work/log"; ok $? "no log knows a code, an address or a name"
began=$(date +%s); (printf 'GET / HTTP/1.1\r\nHost: x\r\n'; for _ in $(seq 30); do printf 'X'; sleep 1; done) | timeout 40 openssl s_client -quiet -connect "127.0.0.1:$port" > "$work/page" 2>/dev/null; took=$(($(date +%s) - began))
[ "$took" -lt 25 ] && ! grep -q '200 OK' "$work/page"; ok $? "a head that comes byte by byte is cut"
# The staff: signed in, a stream of changes passed on word by word, and no name but the trusted server's.
curl -ks -c "$work/staff" -o "$work/page" "$base/sign-in"
token=$(grep -o 'name="token" value="[^"]*"' "$work/page" | head -1 | cut -d'"' -f4)
status=$(curl -ks -b "$work/staff" -c "$work/staff" -o "$work/page" -w '%{http_code}' -H "Origin: $base" -F "token=$token" -F name=nadia -F 'password=a long phrase of mine' "$base/sign-in"); [ "$status" = 303 ] && grep -q '#HttpOnly_127.0.0.1.*TRUE.*recto-staff' "$work/staff"; ok $? "the staff signs in by https alone ($status)"
timeout 4 curl -ksN -b "$work/staff" "$base/desk/events/$number" > "$work/events"; grep -q '^data: [0-9a-f]' "$work/events"; ok $? "a stream of changes comes word by word"
kill "$server"; wait "$server" 2>/dev/null
head -c 32 /dev/urandom | base64 | tr -d '\n=/+' > "$work/secret"
"$recto" serve --store "$work/store" --no-worker --listen "unix:$work/serve.sock" --proxied --https --trusted "$work/secret" > "$work/out" 2> "$work/log" &
server=$!
for _ in $(seq 300); do grep -q unix: "$work/out" && break; sleep 0.1; done
chmod 666 "$work/serve.sock"
named=(-H 'X-Recto-User: nadia' -H "X-Recto-Secret: $(cat "$work/secret")")
status=$(curl -s -o "$work/page" -w '%{http_code}' --unix-socket "$work/serve.sock" "${named[@]}" http://localhost/sign-in); [ "$status" = 303 ]; ok $? "the trusted server names who is signed in ($status)"
status=$(curl -ks -o "$work/page" -w '%{http_code}' "${named[@]}" "$base/sign-in"); [ "$status" = 403 ]; ok $? "… and nobody does through the deposit page's nginx ($status)"
kill -9 "$server"; wait "$server" 2>/dev/null
status=$(curl -ks -D "$work/head" -o "$work/page" -w '%{http_code}' "$base/"); [ "$status" = 503 ] && grep -qi '^retry-after: 10' "$work/head" && grep -q 'ne peut pas répondre' "$work/page" && grep -q 'cannot answer' "$work/page"; ok $? "while Recto is away, that is told in words, with a time to come again ($status)"
status=$(curl -ks -D "$work/head" -o "$work/page" -w '%{http_code}' -H "Authorization: Bearer $code" --data-binary "@$work/big" "$base/api/v1/files?name=big"); [ "$status" = 503 ] && grep -qi '^content-type: application/problem+json' "$work/head" && [ "$(jq -r .type "$work/page")" = urn:recto:problem:away ]; ok $? "… to a program in its own way ($status)"
server=''
if command -v systemd-analyze >/dev/null; then
  mkdir "$work/unit"; sed "s|/usr/local/bin/recto|$recto|" "$root/tools/deploy/recto-serve.service" > "$work/unit/recto-serve.service"
  systemd-analyze verify --man=no "$work/unit/recto-serve.service" > "$work/out" 2>&1; grep -q 'recto-serve.service:' "$work/out"; [ $? -ne 0 ]; ok $? "the systemd unit is one"
else ok 0 "the systemd unit is one # SKIP no systemd here"; fi
echo "1..$n"
