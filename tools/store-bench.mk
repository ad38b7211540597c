# SPDX-License-Identifier: GPL-3.0-or-later
# store-bench tells how fast the register is, beside plain copying with fsync.
STORE_BENCH_OBJ := $(BUILD)/obj/tools/store-bench/store-bench.o
STORE_BENCH_FOLDER ?= $(BUILD)/store-bench-run
.PHONY: bench-store
tools-built: $(BUILD)/store-bench
$(STORE_BENCH_OBJ): CFLAGS_LIB = $(CFLAGS_MAIN)
$(BUILD)/store-bench: $(STORE_BENCH_OBJ) $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS_MAIN)

bench-store: ## deposits and lists of a store of 10,000 dossiers, beside copy + fsync (STORE_BENCH_FOLDER=a new folder on the disk to be measured)
	@$(MAKE) --no-print-directory -s -j2 programs $(BUILD)/store-bench
	@rm -rf $(STORE_BENCH_FOLDER)
	@RECTO_MODELS=models $(BUILD)/store-bench $(BUILD)/recto $(STORE_BENCH_FOLDER)
