# SPDX-License-Identifier: GPL-3.0-or-later
# What one does with the house: demo, check, lint, bench, install.

RECTO = $(BUILD)/recto
SAMPLES := $(sort $(patsubst samples/%/README.md,%,$(wildcard samples/*/README.md)))

demo: ## install what is missing, build, and judge both sample dossiers
	@tools/install-packages run build
	@$(MAKE) --no-print-directory -s -j2 programs
	@BUILD=$(BUILD) tools/demo

check: ## install what the tests need and pass them all
	@tools/install-packages run build languages specimen test lint
	@$(MAKE) --no-print-directory -s -j2 programs tests-built tools-built
	@BUILD=$(BUILD) tools/run-tests

seconds: ## what each test took in the last run, the longest first: seconds, seconds of processor (BUILD=build-asan: under the sanitizers)
	@sort -rn $(BUILD)/tests/seconds

# The sanitizers cannot live with the reader's interposed malloc nor with RLIMIT_AS: that variant of the reader has neither. Their look at the types of C++ objects
# probes memory through a pipe, which the jail does not allow.
ASAN_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=undefined -U_FORTIFY_SOURCE
# The tools that those tests run; the rest measures or draws, and `make check` compiles it.
ASAN_TOOLS := $(addprefix $(BUILD)-asan/,hostile-run specimen stack-score)
check-asan: ## the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@tools/install-packages run build languages specimen test asan
	@mkdir -p $(BUILD)-asan && $(CC) $(ASAN_FLAGS) -D_GNU_SOURCE $(WARN) -c -o $(BUILD)-asan/lsan.o tests/lsan.c
	@$(MAKE) --no-print-directory -s -j2 BUILD=$(BUILD)-asan OPT="$(ASAN_FLAGS)" LDFLAGS="-fsanitize=address,undefined $(BUILD)-asan/lsan.o" programs tests-built $(ASAN_TOOLS)
	@BUILD=$(BUILD)-asan ASAN=1 tools/run-tests

lint: ## layers, headers, function lengths, shell, static analysis
	@tools/install-packages build lint
	@tools/lint

bench: ## accuracy and speed beside the peers, in one run (CORPUS=folder of outside images)
	@tools/install-packages run build specimen test bench
	@$(MAKE) --no-print-directory -s -j2 programs tools-built
	@BUILD=$(BUILD) CORPUS="$(CORPUS)" tools/bench

install: programs ## install under PREFIX (default /usr/local), DESTDIR respected
	install -D -m 755 $(BUILD)/recto $(DESTDIR)$(PREFIX)/bin/recto
	install -D -m 755 $(BUILD)/recto-reader $(DESTDIR)$(PREFIX)/libexec/recto/recto-reader
	install -D -m 755 $(BUILD)/recto-scanner $(DESTDIR)$(PREFIX)/libexec/recto/recto-scanner
	install -D -m 644 $(BUILD)/librecto.a $(DESTDIR)$(PREFIX)/lib/librecto.a
	install -D -m 644 tools/recto.pc.in $(DESTDIR)$(PREFIX)/lib/pkgconfig/recto.pc
	sed -i 's|@VERSION@|$(VERSION)|; s|@REQUIRES@|$(MAIN_PKGS)|' $(DESTDIR)$(PREFIX)/lib/pkgconfig/recto.pc
	install -d $(DESTDIR)$(PREFIX)/include/recto && install -m 644 include/recto/*.h $(DESTDIR)$(PREFIX)/include/recto/
	cd models && find . -type f -exec install -D -m 644 {} $(abspath $(DESTDIR)$(PREFIX))/share/recto/models/{} \;
	install -D -m 644 src/cli/recto.1 $(DESTDIR)$(PREFIX)/share/man/man1/recto.1
	install -D -m 644 src/cli/completion/recto.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/recto
	install -D -m 644 src/cli/completion/_recto $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_recto

uninstall: ## remove what install put there
	rm -rf $(DESTDIR)$(PREFIX)/bin/recto $(DESTDIR)$(PREFIX)/libexec/recto $(DESTDIR)$(PREFIX)/lib/librecto.a $(DESTDIR)$(PREFIX)/lib/pkgconfig/recto.pc $(DESTDIR)$(PREFIX)/include/recto \
	  $(DESTDIR)$(PREFIX)/share/recto $(DESTDIR)$(PREFIX)/share/man/man1/recto.1 $(DESTDIR)$(PREFIX)/share/bash-completion/completions/recto \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_recto
