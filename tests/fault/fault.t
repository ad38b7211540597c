#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# The store against kills, failing and full disks and power cuts: the short run of tests/fault/run; `make fault` is the long one.
# not-under-asan: the sanitizers' runtime must be the first library loaded, which the fault layer (LD_PRELOAD) has to be
if [ "${ASAN:-}" = 1 ]; then
  echo "1..0 # SKIP the sanitizers' runtime must be the first library loaded, which the fault layer (LD_PRELOAD) has to be"
  exit 0
fi
cd "$(dirname "$0")/../.." || exit 1
exec "${BUILD:-build}/tests/fault/run" --tap
