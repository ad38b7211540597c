#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the same bundle is written by tests/unit/test-bundle, which is
# What other programs make of a bundle: sha256sum, qpdf, pdftotext, unzip, pdfimages. None of them is ours.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${BUILD:=build}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
count=0
tell() { # status, what
  count=$((count + 1))
  if [ "$1" -eq 0 ]; then echo "ok $count - $2"; else echo "not ok $count - $2"; sed 's/^/# /' "$work/why" 2>/dev/null; fi
}
"$BUILD/tests/unit/test-bundle" --sample "$work" fr >"$work/folder" || { echo "Bail out! no bundle"; exit 1; }
bag=$(cat "$work/folder")

(cd "$bag" && sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt) >"$work/why" 2>&1; tell $? "sha256sum agrees with both manifests"
(cd "$bag" && find data -type f | sort) >"$work/there"; cut -c67- "$bag/manifest-sha256.txt" | sort >"$work/listed"
diff "$work/there" "$work/listed" >"$work/why"; tell $? "the manifest lists every file, and no other"

for pdf in "$bag"/data/pieces/*.pdf "$bag/data/report.pdf"; do
  qpdf --check "$pdf" >"$work/why" 2>&1; tell $? "qpdf finds nothing wrong in $(basename "$pdf")"
  qpdf --json=2 --json-key=qpdf "$pdf" >"$work/objects"
  grep -qE '"/(JavaScript|JS|EmbeddedFile|Interpolate|SMask|Encrypt|ObjStm)"' "$work/objects"; [ $? -eq 1 ]; tell $? "no script, attachment, soft mask or interpolation in $(basename "$pdf")"
done

# The words in reading order, exactly as the reader gave them; direction marks are pdftotext's own.
pdftotext "$bag/data/pieces/02-residence-card.pdf" - | perl -CSD -pe 's/[\x{202a}-\x{202e}\x{200e}\x{200f}\f]//g' | grep -v '^$' >"$work/got"
for _ in recto verso; do
  cat <<'END'
Yılmaz Łukasz Nguyễn Đặng Çağrı Şükrü Ōno Ñandú
Иванов Юрій Ђорђевић
Ελένη Παπαδοπούλου
محمد عبد الله
דוד לוי
王小明 田中太郎
김민준
अनीता शर्मा
ประเทศไทย
თბილისი
Հայաստան
አበበ
தமிழ்
𝒜 fin 12.345,67 € <<P<FRA
END
done >"$work/expected"
diff "$work/expected" "$work/got" >"$work/why"; tell $? "pdftotext gives every word of fourteen scripts in order"
pdftotext "$bag/data/report.pdf" - >"$work/report"; grep -q 'Bordereau de pièces n°' "$work/report"; tell $? "the printed report can be searched"

pdfimages -list "$bag/data/pieces/02-residence-card.pdf" >"$work/why"; awk 'NR == 3 { a = $9 == "jpeg" } NR == 4 { b = $9 == "ccitt" } END { exit !(a && b) }' "$work/why"; tell $? "pictures are copied as they were coded (JPEG, G4)"
pdftoppm -r 20 -gray "$bag/data/pieces/02-residence-card.pdf" "$work/page"
for n in 1 2; do # ink on paper, not paper on ink: the mean of a written page is light
  tail -c +16 "$work/page-$n.pgm" | od -An -v -tu1 | awk '{ for (i = 1; i <= NF; i++) { s += $i; n++ } } END { exit !(n > 1000 && s / n > 200 && s / n < 254) }'; tell $? "page $n shows dark ink on light paper"
done

unzip -tqq "$bag.zip" >"$work/why" 2>&1; tell $? "unzip finds the zip whole"
(cd "$work" && mkdir out && python3 -c "import zipfile; zipfile.ZipFile('$bag.zip').extractall('out')" && diff -r "$bag" "out/$(basename "$bag")") >"$work/why" 2>&1; tell $? "the zip holds the same files under the same names"
python3 - "$bag/data/report.html" >"$work/why" 2>&1 <<'END'
import html.parser, sys
void = {'meta', 'img', 'br', 'link', 'input', 'hr'}
class Check(html.parser.HTMLParser):
    stack, bad = [], []
    def handle_starttag(self, tag, attrs):
        if tag not in void: self.stack.append(tag)
        if tag in ('script', 'iframe', 'object', 'link'): self.bad.append(tag)
        self.bad += [n for n, v in attrs if n.startswith('on') or (n == 'src' and not v.startswith('data:image/jpeg;base64,'))]
    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag: self.bad.append('/' + tag)
check = Check(); check.feed(open(sys.argv[1], encoding='utf-8').read())
print(check.bad, check.stack); sys.exit(bool(check.bad or check.stack))
END
tell $? "report.html is well formed, without script and without outside parts"
echo "1..$count"
