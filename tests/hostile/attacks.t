#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The attack cases against the real recto-reader: as the user who runs the tests, and as root's `nobody` besides when that user is root.
# The level is measured here by other means than the jail's own: it must not be the judge of itself.
cd "$(dirname "$0")/../.." || exit 1
: "${BUILD:=build}"
reader=$BUILD/recto-reader
tool=$BUILD/tests/hostile/attack-run

level=limits
grep -q '^Seccomp:' /proc/self/status && level=seccomp
# Landlock: system call 444 with version flag answers its ABI.
if perl -e 'exit(syscall(444, 0, 0, 1) >= 1 ? 0 : 1)' 2>/dev/null; then level=full; fi

place=$(mktemp -d) || exit 1
trap 'rm -rf "$place"' EXIT
cp "$reader" "$tool" "$BUILD/tests/hostile/without" "$place/" && cp -r models "$place/" && chmod -R a+rX "$place" || exit 1

run() { "$@" "$place/attack-run" "$place/recto-reader" "$place/models" "$level"; }
as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
{
  run env
  if [ "$(id -u)" = 0 ]; then
    echo "# again as an ordinary user"
    run $as_nobody
  fi
  echo "# on a kernel without Landlock: two attacks come through there, and the jail says so by its level"
  [ "$level" = full ] && level=seccomp && run "$place/without" landlock
} | awk '/^1\.\.|^Bail/ { if (/^Bail/) print; next } /^(not )?ok / { n++; sub(/ok [0-9]+/, "ok " n) } { print } END { print "1.." n }'
