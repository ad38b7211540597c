#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The deposit for programs, held against the description that it serves.
# shellcheck disable=SC2154 # of server.sh
. "$(dirname "$0")/server.sh"
CODE=$(ticket "$(begun 2026-11-23)")
export CODE
serve
ROUTES=$root/src/http/routes.c FILE=$good/justificatif-domicile.pdf node openapi.mjs
