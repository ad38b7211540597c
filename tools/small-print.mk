# SPDX-License-Identifier: GPL-3.0-or-later
# small-print draws spoilt text and learns the nets of models/ocr/ that draw print anew.
SMALL_SRC := $(wildcard tools/small-print/*.c)
SMALL_OBJ := $(patsubst tools/%.c,$(BUILD)/obj/tools/%.o,$(SMALL_SRC))
SMALL_PKGS := glib-2.0 gio-2.0 pangocairo lept
SMALL_LESSONS ?= 100000
SMALL_WORDS := models/messages/fr.yaml models/messages/en.yaml $(wildcard tools/specimen/data/*.txt)
.PHONY: train-small train-grain train-blur
tools-built: $(BUILD)/small-print
# Learning may reorder its sums.
$(SMALL_OBJ): CFLAGS_LIB = $(shell pkg-config --cflags $(SMALL_PKGS)) -O3 -march=native -ffast-math
$(BUILD)/small-print: $(SMALL_OBJ) $(BUILD)/obj/tools/specimen/rng.o $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(shell pkg-config --libs $(SMALL_PKGS)) $(LIBS_PIXEL)

train-small: ## learn models/ocr/small.weights anew (half an hour on one core)
train-grain: ## learn models/ocr/grain.weights anew (half an hour on one core)
train-blur: ## learn models/ocr/blur.weights anew (half an hour on one core)
train-small train-grain train-blur: train-%: $(BUILD)/small-print
	$(BUILD)/small-print learn $* models/ocr/$*.weights $(SMALL_WORDS) --lessons $(SMALL_LESSONS)
