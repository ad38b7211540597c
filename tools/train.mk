# SPDX-License-Identifier: GPL-3.0-or-later
# train learns models/trained from what judge-score --lessons writes.
TRAIN_OBJ := $(BUILD)/obj/tools/train/train.o
tools-built: $(BUILD)/train
$(TRAIN_OBJ): CFLAGS_LIB = $(CFLAGS_MAIN)
$(BUILD)/train: $(TRAIN_OBJ) $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $(TRAIN_OBJ) $(BUILD)/librecto.a $(LIBS_MAIN)
