# SPDX-License-Identifier: GPL-3.0-or-later
# bench-legibility: pages with one physical defect each (tests/judge/make-spoiled), told legible or not
STATE_RULE_PKGS := glib-2.0 lept tesseract
.PHONY: bench-legibility
tools-built: $(BUILD)/state-rule
$(BUILD)/obj/tools/legibility-bench/state-rule.o: CFLAGS_LIB = $(shell pkg-config --cflags $(STATE_RULE_PKGS))
$(BUILD)/state-rule: $(BUILD)/obj/tools/legibility-bench/state-rule.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(shell pkg-config --libs $(STATE_RULE_PKGS)) -lm

bench-legibility: ## what is told of spoiled pages, beside a public service's rule and two cleaners: COUNT of them, drawn from SEED (216, 1)
	@tools/install-packages run build specimen test bench
	@$(MAKE) --no-print-directory -s -j2 programs tools-built
	@BUILD=$(BUILD) tools/bench-legibility

.PHONY: bench-clean bench-turn
bench-clean: ## words lost on pages with curable defects, beside tesseract, unpaper and OCRmyPDF --clean (half an hour)
	@tools/install-packages run build specimen test bench
	@$(MAKE) --no-print-directory -s -j2 programs tools-built
	@BUILD=$(BUILD) tools/bench-clean

bench-turn: ## direction and lean of drawn pages: COUNT of them (120), drawn from SEED
	@tools/install-packages run build specimen test bench
	@$(MAKE) --no-print-directory -s -j2 programs tools-built
	@BUILD=$(BUILD) tools/bench-turn
