# SPDX-License-Identifier: GPL-3.0-or-later
# quad-bench tells how well pages are found on photos (tests/judge/make-quads draws them).
QUAD_BENCH_OBJ := $(BUILD)/obj/tools/quad-bench/quad-bench.o
QUADS ?= 150
QUAD_SEED ?= 77
.PHONY: bench-quads
tools-built: $(BUILD)/quad-bench
$(QUAD_BENCH_OBJ): CFLAGS_LIB = $(CFLAGS_PIXEL) $(shell pkg-config --cflags json-glib-1.0)
$(BUILD)/quad-bench: $(QUAD_BENCH_OBJ) $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS_PIXEL) $(shell pkg-config --libs json-glib-1.0)

bench-quads: ## pages found on drawn photos: QUADS of them, drawn from QUAD_SEED (QUAD_FAMILY=--tune: those that limits are tuned on; CORPUS=folder: outside photos too)
	@tools/install-packages run build specimen test bench
	@$(MAKE) --no-print-directory -s -j2 programs tools-built
	@BUILD=$(BUILD) tests/judge/make-quads $(BUILD)/bench-quads --seed $(QUAD_SEED) --count $(QUADS) $(QUAD_FAMILY)
	@$(BUILD)/quad-bench $(BUILD)/bench-quads/*.jpg $(if $(CORPUS),$(wildcard $(CORPUS)/jscanify/*.jpg $(CORPUS)/jscanify/*.JPG))
