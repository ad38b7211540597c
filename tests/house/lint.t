#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# not-under-asan: the gates do not depend on how the programs are built
# The house's own gates, as tests; where they are run beside the tests (GATES=apart), once is enough.
[ "${GATES:-}" != apart ] || { echo '1..0 # SKIP make lint runs them'; exit 0; }
echo 1..3
n=0
try() { n=$((n + 1)); if "$@" > /tmp/recto-gate.$$ 2>&1; then echo "ok $n - $*"; else echo "not ok $n - $*"; sed 's/^/# /' /tmp/recto-gate.$$; fi; rm -f /tmp/recto-gate.$$; }
try tools/check-layers
try tools/check-headers
try tools/top-length
