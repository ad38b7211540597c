# SPDX-License-Identifier: GPL-3.0-or-later
# The limits that the sources name, gathered at every make; src/model/limit.c makes sure that limits.yaml has them all.
$(shell tools/limit-keys $(BUILD)/generated/limit-keys.h)
$(BUILD)/obj/model/limit.o: CFLAGS_ALL += -I$(BUILD)/generated
$(BUILD)/obj/model/limit.o: $(BUILD)/generated/limit-keys.h
