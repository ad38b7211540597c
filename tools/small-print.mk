# SPDX-License-Identifier: GPL-3.0-or-later
# small-print draws small text and learns models/ocr/small.weights from it.
SMALL_SRC := $(wildcard tools/small-print/*.c)
SMALL_OBJ := $(patsubst tools/%.c,$(BUILD)/obj/tools/%.o,$(SMALL_SRC))
SMALL_PKGS := glib-2.0 gio-2.0 pangocairo lept
SMALL_LESSONS ?= 80000
SMALL_WORDS := models/messages/fr.yaml models/messages/en.yaml $(wildcard tools/specimen/data/*.txt)
.PHONY: train-small
tools-built: $(BUILD)/small-print
# Learning may reorder its sums.
$(SMALL_OBJ): CFLAGS_LIB = $(shell pkg-config --cflags $(SMALL_PKGS)) -O3 -march=native -ffast-math
$(BUILD)/small-print: $(SMALL_OBJ) $(BUILD)/obj/tools/specimen/rng.o $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(shell pkg-config --libs $(SMALL_PKGS)) $(LIBS_PIXEL)

train-small: $(BUILD)/small-print ## learn models/ocr/small.weights anew (ten minutes on one core)
	$(BUILD)/small-print learn models/ocr/small.weights $(SMALL_WORDS) --lessons $(SMALL_LESSONS)
