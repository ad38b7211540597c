#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Small files that ask for much: each ends with its exact outcome, within its limit, and recto does not grow.
# The page's CPU budget is cut to 7 s here (16 s under the sanitizers, which are slower), so that what never ends need not be waited for.
cd "$(dirname "$0")/../.." || exit 1
: "${BUILD:=build}"
place=$(mktemp -d) || exit 1
trap 'rm -rf "$place"' EXIT
mkdir "$place/models" "$place/bombs"
[ "${ASAN:-}" = 1 ] && cpu=16 wall=80 || cpu=7 wall=60
sed -E 's/^( +page-cpu-s:) .*/\1 '$cpu'/; s/^( +page-wall-s:) .*/\1 '$wall'/; s/^( +max-pages:) .*/\1 20/' models/limits.yaml >"$place/models/limits.yaml"
[ -d models/ocr ] && cp -r models/ocr "$place/models/"
"$BUILD/tests/hostile/bombs" "$place/bombs" || exit 1
"$BUILD/hostile-run" --want=check --models="$place/models" "$place/bombs" >"$place/out"
status=$?

n=0
ok() { n=$((n + 1)); printf '%s %d - %s\n' "$1" "$n" "$2"; }
# file, outcomes that are right for it (more than one where a good decoder may well cope)
while read -r file outcomes; do
  got=$(awk -v f="$file" '$7 == f { print $1 }' "$place/out")
  case " $outcomes " in
    *" ${got:-none} "*) ok ok "$file: $got" ;;
    *) ok "not ok" "$file: ${got:-no line}, expected $outcomes" ;;
  esac
done <<'LIST'
grey-60000.png too-big
rgb-20000.png too-big ok
rgba16-12000.png ok too-big
grey-40000.tif too-big
bilevel-65000.tif too-big
ifd-loop.tif damaged
pages-20000.tif ok
huge-page.pdf ok too-big
laughs.pdf timeout
image-30000.pdf too-big
flate-of-flate.pdf timeout ok
tiny-pattern.pdf timeout
page-tree-loop.pdf corrupt empty damaged
pages-50000.pdf corrupt ok damaged
deep-arrays.pdf ok damaged corrupt crash
giant-without-data.jpg corrupt
empty.pdf empty
zeros.jpg unsupported
LIST
grep -q '^over limit + 1 s: 0 ' "$place/out" && ok ok "none over its limit" || ok "not ok" "one is over its limit"
grep -q 'left behind: none' "$place/out" && ok ok "nothing left behind" || ok "not ok" "something left behind"
[ "$status" = 0 ] && ok ok "every promise kept" || ok "not ok" "a promise is broken"
sed 's/^/# /' "$place/out"
echo "1..$n"
