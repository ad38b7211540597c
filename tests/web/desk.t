#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: Chromium asks the same of the server as tests/http/staff.t; here it is looked at
# The counter desk as a clerk uses it, with SANE's own pnm scanner. SHOTS=FOLDER keeps pictures of every page and state.
# shellcheck disable=SC2154 # of server.sh
. "$(dirname "$0")/server.sh"
# A scanner whose sheet is a file: the page whole, and the same without its right side.
mkdir "$WORK/sane"
printf 'pnm\n' > "$WORK/sane/dll.conf"
: > "$WORK/sane/pnm.conf"
export SANE_CONFIG_DIR=$WORK/sane
bill=$good/justificatif-domicile.pdf
pdftoppm -gray -r 150 -f 1 -l 1 -singlefile "$bill" "$WORK/whole"
pdftoppm -gray -r 150 -x 0 -y 0 -W 800 -H 1754 -f 1 -l 1 -singlefile "$bill" "$WORK/cut"
cp "$WORK/cut.pgm" "$WORK/sheet.pgm"
# A stack of three pages, the second one without its right side.
pdfseparate "$good/scan0001.pdf" "$WORK/page-%d.pdf" 2> "$WORK/out"
pdftocairo -pdf -r 72 -x 0 -y 0 -W 384 -H 842 -paperw 384 -paperh 842 -f 1 -l 1 "$bill" "$WORK/page-cut.pdf"
pdfunite "$WORK/page-1.pdf" "$WORK/page-cut.pdf" "$WORK/page-3.pdf" "$WORK/stack.pdf" 2> "$WORK/out"
# Text too small to be read, which is soon found out.
pdftoppm -jpeg -gray -r 30 -f 1 -l 1 -singlefile "$good/justificatif-domicile.pdf" "$WORK/petit"
accounts nadia:counter rachid:reviewer dora:depositor olga:auditor
serve --scan-set "filename=$WORK/sheet.pgm"
PIECES=$good BAD=$WORK/petit.jpg node desk.mjs
