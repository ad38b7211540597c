# SPDX-License-Identifier: GPL-3.0-or-later
# hidden-print draws scenes and learns the net of models/ocr/ that sees what hides print.
HIDDEN_SRC := $(wildcard tools/hidden/*.c)
HIDDEN_OBJ := $(patsubst tools/%.c,$(BUILD)/obj/tools/%.o,$(HIDDEN_SRC))
HIDDEN_PKGS := glib-2.0 gio-2.0 lept
HIDDEN_LESSONS ?= 40000
HIDDEN_SEEDS ?= 1 2 3 4 5 6 7 8
.PHONY: train-hidden
tools-built: $(BUILD)/hidden-print
# Learning may reorder its sums; that a number is none must still be seen.
$(HIDDEN_OBJ): CFLAGS_LIB = $(shell pkg-config --cflags $(HIDDEN_PKGS)) -O3 -march=native -ffast-math -fno-finite-math-only
$(BUILD)/hidden-print: $(HIDDEN_OBJ) $(BUILD)/obj/tools/specimen/rng.o $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(shell pkg-config --libs $(HIDDEN_PKGS)) $(LIBS_PIXEL)

train-hidden: $(BUILD)/hidden-print $(BUILD)/specimen ## learn models/ocr/hidden.weights anew (three quarters of an hour on two cores)
	@mkdir -p $(BUILD)/hidden-pages
	for seed in $(HIDDEN_SEEDS); do $(BUILD)/specimen --list | while read -r type layout; do \
	  $(BUILD)/specimen $$type --layout $$layout --seed 77$$seed --out $(BUILD)/hidden-pages --name $$type-$$layout-$$seed > /dev/null; done; done
	$(BUILD)/hidden-print learn models/ocr/hidden.weights $(BUILD)/hidden-pages/*.png --lessons $(HIDDEN_LESSONS)
