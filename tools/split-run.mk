# SPDX-License-Identifier: GPL-3.0-or-later
# split-run parts stacks, to set the limits of models/limits.yaml mail.
SPLIT_RUN_OBJ := $(BUILD)/obj/tools/split-run/split-run.o $(BUILD)/obj/tools/split-run/register.o
tools-built: $(BUILD)/split-run
$(SPLIT_RUN_OBJ): CFLAGS_LIB = $(CFLAGS_MAIN)
$(BUILD)/split-run: $(SPLIT_RUN_OBJ) $(BUILD)/librecto.a $(BUILD)/recto-reader
	$(CC) $(LDFLAGS_ALL) -o $@ $(SPLIT_RUN_OBJ) $(BUILD)/librecto.a $(LIBS_MAIN)
