# SPDX-License-Identifier: GPL-3.0-or-later
# A thousand uploads at once beside five hundred clients that send a byte every two seconds, then with a kill -9 in the midst; CLIENTS, SIZE and SLOW change that, WAYS=nginx leaves out the way without nginx.
.PHONY: bench-serve
bench-serve: programs ## deposits under load, with and without nginx: times, memory, what was acknowledged and what is stored
	@work=$$(mktemp -d) && chmod 755 "$$work" && PATH="$$PATH:/usr/sbin" RECTO=$(abspath $(RECTO)) FRONT=$(abspath tests/http/nginx-front) WORK=$$work node tools/serve-bench/serve-bench.mjs; status=$$?; rm -rf "$$work"; exit $$status
.PHONY: bench-verdict
bench-verdict: programs ## from the last byte of a photo (PHOTO=file) to its first verdict in the deposit page, twenty times
	@work=$$(mktemp -d) && RECTO=$(abspath $(RECTO)) WORK=$$work PHOTO="$(PHOTO)" node tools/serve-bench/verdict-bench.mjs; status=$$?; rm -rf "$$work"; exit $$status
.PHONY: fuzz-serve
fuzz-serve: programs ## bent requests for SECONDS (600) to `recto serve`; BUILD=build-asan after make check-asan looks closest
	@work=$$(mktemp -d) && LSAN_OPTIONS="suppressions=$(abspath tests/lsan.supp):print_suppressions=0" RECTO=$(abspath $(RECTO)) WORK=$$work PIECES=$(abspath samples/problemes/pieces) MODELS=$(abspath models) SECONDS=$(or $(SECONDS),600) node tests/http/fuzz.mjs; status=$$?; rm -rf "$$work"; exit $$status
