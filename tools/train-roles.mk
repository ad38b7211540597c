# SPDX-License-Identifier: GPL-3.0-or-later
# train-roles learns models/roles.weights from what judge-score --roles writes.
TRAIN_ROLES_OBJ := $(BUILD)/obj/tools/train-roles/train-roles.o
tools-built: $(BUILD)/train-roles
$(TRAIN_ROLES_OBJ): CFLAGS_LIB = $(CFLAGS_MAIN)
$(BUILD)/train-roles: $(TRAIN_ROLES_OBJ) $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $(TRAIN_ROLES_OBJ) $(BUILD)/librecto.a $(LIBS_MAIN)
