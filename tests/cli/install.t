#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: commands.t runs the same programs; here it matters only where they look for each other
# What `make install` lays down is whole, finds its own reader and models wherever the tree stands, and goes away again.
set -u
cd "$(dirname "$0")/../.." || exit 1
root=$PWD
: "${BUILD:=build}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
n=0
ok() { n=$((n + 1)); if [ "$1" = 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; sed 's/^/# /' "$work/out" | head -15; fi; }
# Nothing of the caller's environment may help, and the folder is another one.
bare() { (cd / && env -i PATH=/usr/bin:/bin HOME="$work" LC_ALL=C.UTF-8 TZ=UTC OMP_THREAD_LIMIT=1 "$@"); }

make -s --no-print-directory BUILD="$BUILD" DESTDIR="$work/first" PREFIX=/usr install >"$work/out" 2>&1; ok $? "make install DESTDIR= PREFIX=/usr"
mv "$work/first" "$work/tree" # what is installed is moved by packagers
usr=$work/tree/usr
: >"$work/out"
for file in bin/recto libexec/recto/recto-reader libexec/recto/recto-scanner; do [ -x "$usr/$file" ] || echo "$file does not run" >>"$work/out"; done
for file in lib/librecto.a lib/pkgconfig/recto.pc include/recto/fact.h share/recto/models/limits.yaml share/man/man1/recto.1 share/bash-completion/completions/recto share/zsh/site-functions/_recto; do
  [ -s "$usr/$file" ] || echo "$file is absent" >>"$work/out"
done
diff -r models "$usr/share/recto/models" >>"$work/out"
diff -r include/recto "$usr/include/recto" >>"$work/out"
find "$work/tree" -type f ! -perm -444 >>"$work/out"
grep -rlF -- "$work/first" "$work/tree" >>"$work/out"
[ ! -s "$work/out" ]; ok $? "the tree is whole, readable by all, and knows no place of the build"

# As another program would: flags from recto.pc alone.
export PKG_CONFIG_PATH=$usr/lib/pkgconfig
read -ra flags < <(pkg-config --cflags recto)
for header in "$usr"/include/recto/*.h; do
  name=$(basename "$header")
  printf '#include <recto/%s>\n' "$name" | gcc -std=gnu17 -Wall -Werror -fsyntax-only -I"$usr/include" "${flags[@]}" -x c - || echo "$name does not compile"
done >"$work/out" 2>&1
[ ! -s "$work/out" ]; ok $? "every installed header compiles without the sources"
read -ra libraries < <(pkg-config --libs recto)
cat >"$work/other.c" <<'END'
#include <recto/model.h>
int main(int argc, char **argv) {
  const char *folders[] = {argv[1], NULL};
  g_autoptr(GError) error = NULL;
  g_autoptr(RectoModels) models = recto_models_load(folders, &error);
  if (!models) g_printerr("%s\n", error->message);
  return models ? 0 : 1;
}
END
gcc -std=gnu17 -Wall -Werror "${flags[@]}" -o "$work/other" "$work/other.c" "${libraries[@]}" >"$work/out" 2>&1 && "$work/other" "$usr/share/recto/models" >"$work/out" 2>&1 &&
  ! "$work/other" "$work/home" >>"$work/out" 2>&1; ok $? "another program builds against librecto with pkg-config and loads the models"

bare "$usr/bin/recto" model check >"$work/out" 2>&1 && grep -qF "$usr/share/recto/models" "$work/out"; ok $? "recto finds the installed models"
cp "$root/samples/complet/pieces"/* "$work/"
page=$(find "$work" -maxdepth 1 -type f -name '*.jp*g' | sort | head -1)
bare "$usr/bin/recto" check --json "$page" >"$work/out" 2>&1; [ $? -le 10 ] && grep -q '"outcome" *: *"ok"' "$work/out"; ok $? "recto finds the installed reader and reads $(basename "$page")"
mv "$usr/libexec/recto/recto-reader" "$work/aside"
bare "$usr/bin/recto" check "$page" >"$work/out" 2>&1; [ $? -eq 69 ]; ok $? "… and it was that reader: without it nothing is read"
mv "$work/aside" "$usr/libexec/recto/recto-reader"
(umask 022; man -l "$usr/share/man/man1/recto.1") >"$work/page" 2>"$work/out"; [ -s "$work/page" ] && [ ! -s "$work/out" ]; ok $? "the manual page is shown by man"

make -s --no-print-directory BUILD="$BUILD" DESTDIR="$work/tree" PREFIX=/usr uninstall >"$work/out" 2>&1; ok $? "make uninstall"
find "$work/tree" -type f >"$work/out"; [ ! -s "$work/out" ]; ok $? "… leaves nothing"
echo "1..$n"
