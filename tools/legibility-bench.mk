# SPDX-License-Identifier: GPL-3.0-or-later
# bench-legibility: pages with one physical defect each (tests/judge/make-spoiled), told legible or not
.PHONY: bench-legibility
bench-legibility: ## what is told of spoiled pages: COUNT of them, drawn from SEED (216, 1)
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
