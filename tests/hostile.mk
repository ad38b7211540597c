# SPDX-License-Identifier: GPL-3.0-or-later
# What the tests of the jail need: a reader that obeys its file (recto-reader-fake), the runner of attack cases, the bombs, the run over hostile files.
HOSTILE_BIN := $(addprefix $(BUILD)/tests/hostile/,recto-reader-fake attack-run bombs without)
HOSTILE_CC = $(CC) $(CFLAGS_ALL) $(CFLAGS_MAIN) $(LDFLAGS_ALL)

$(BUILD)/tests/hostile/recto-reader-fake: tests/hostile/fake-serve.c tests/hostile/fake-unpack.c $(call obj,$(addprefix src/reader/,main.c emit.c attack.c alloc.c)) $(BUILD)/librecto.a
	@mkdir -p $(@D)
	$(HOSTILE_CC) -o $@ $(filter %.c %.o %.a,$^) $(LIBS_MAIN)
$(BUILD)/tests/hostile/attack-run: tests/hostile/attack-run.c $(BUILD)/librecto.a
	@mkdir -p $(@D)
	$(HOSTILE_CC) -o $@ $(filter %.c %.o %.a,$^) $(LIBS_MAIN)
$(BUILD)/tests/hostile/bombs: tests/hostile/bombs.c
	@mkdir -p $(@D)
	$(HOSTILE_CC) -o $@ $(filter %.c,$^) $(shell pkg-config --libs glib-2.0) -lz
$(BUILD)/tests/hostile/without: tests/hostile/without.c
	@mkdir -p $(@D)
	$(HOSTILE_CC) -o $@ $(filter %.c,$^) -lseccomp
$(BUILD)/hostile-run: tools/hostile-run.c $(BUILD)/librecto.a
	$(HOSTILE_CC) -o $@ $(filter %.c %.o %.a,$^) $(LIBS_MAIN)

tests-built: $(HOSTILE_BIN)
tools-built: $(BUILD)/hostile-run

.PHONY: bench-hostile
bench-hostile: programs $(BUILD)/hostile-run $(BUILD)/tests/hostile/bombs ## every hostile file and bomb with its outcome (CORPUS=folder)
	@$(BUILD)/tests/hostile/bombs $(BUILD)/tests/hostile/bomb-files
	@nice $(BUILD)/hostile-run $(BUILD)/tests/hostile/bomb-files $(CORPUS)
