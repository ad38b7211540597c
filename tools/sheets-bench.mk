# SPDX-License-Identifier: GPL-3.0-or-later
# sheets-bench tells how printed sheets are found again on worn pages.
SHEETS_BENCH_OBJ := $(BUILD)/obj/tools/sheets-bench/sheets-bench.o
.PHONY: bench-sheets
tools-built: $(BUILD)/sheets-bench
$(SHEETS_BENCH_OBJ): CFLAGS_LIB = $(CFLAGS_PIXEL)
$(BUILD)/sheets-bench: $(SHEETS_BENCH_OBJ) $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a | $(BUILD)/recto-reader
	$(CC) $(LDFLAGS_ALL) -o $@ $(SHEETS_BENCH_OBJ) $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a $(LIBS_PIXEL)

bench-sheets: ## worn separators and cover sheets found again, beside zbar and zxing (half an hour)
	@tools/install-packages run build specimen test bench
	@$(MAKE) --no-print-directory -s -j2 programs tools-built
	@BUILD=$(BUILD) tools/bench-sheets
