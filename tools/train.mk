# SPDX-License-Identifier: GPL-3.0-or-later
# models/trained: weights learnt on pages that the tuning layouts draw.
TRAIN_OBJ := $(BUILD)/obj/tools/train/train-weights.o
TRAIN_WORK ?= $(BUILD)/train
.PHONY: train
tools-built: $(BUILD)/train-weights
$(TRAIN_OBJ): CFLAGS_LIB = $(CFLAGS_MAIN)
$(BUILD)/train-weights: $(TRAIN_OBJ) $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $(TRAIN_OBJ) $(BUILD)/librecto.a $(LIBS_MAIN)
train: $(BUILD)/train-weights $(BUILD)/judge-score exam ## learn models/trained anew (half an hour on two cores)
	tools/train/make-lessons $(BUILD) $(TRAIN_WORK)
	$(BUILD)/train-weights --folds 5 --out models/trained $(TRAIN_WORK)/lessons/*
