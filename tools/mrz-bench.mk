# SPDX-License-Identifier: GPL-3.0-or-later
# ocr-b draws zones and learns models/ocr/mrz.weights from them; mrz-bench tells how zones are read.
OCRB_SRC := $(wildcard tools/ocr-b/*.c)
OCRB_OBJ := $(patsubst tools/%.c,$(BUILD)/obj/tools/%.o,$(OCRB_SRC))
OCRB_PKGS := glib-2.0 gio-2.0 cairo lept
MRZ_LESSONS ?= 2000000
.PHONY: train-mrz bench-mrz
tools-built: $(BUILD)/ocr-b $(BUILD)/mrz-bench
# Learning may reorder its sums: the tool compares itself with the reader's exact arithmetic at the end.
$(OCRB_OBJ): CFLAGS_LIB = $(shell pkg-config --cflags $(OCRB_PKGS)) -O3 -march=native -ffast-math
$(BUILD)/ocr-b: $(OCRB_OBJ) $(BUILD)/obj/tools/specimen/rng.o $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(shell pkg-config --libs $(OCRB_PKGS)) $(LIBS_PIXEL)
MRZ_BENCH_OBJ := $(BUILD)/obj/tools/mrz-bench/mrz-bench.o
$(MRZ_BENCH_OBJ): CFLAGS_LIB = $(CFLAGS_PIXEL)
$(BUILD)/mrz-bench: $(MRZ_BENCH_OBJ) $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS_PIXEL)

train-mrz: $(BUILD)/ocr-b ## learn models/ocr/mrz.weights anew (a quarter of an hour on two cores)
	$(BUILD)/ocr-b learn models/ocr/mrz.weights --lessons $(MRZ_LESSONS)

bench-mrz: ## reading zones beside tesseract, in one run (CORPUS=folder of outside images)
	@tools/install-packages run build specimen test bench
	@$(MAKE) --no-print-directory -s -j2 programs tools-built
	@BUILD=$(BUILD) CORPUS="$(CORPUS)" tools/bench-mrz
