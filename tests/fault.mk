# SPDX-License-Identifier: GPL-3.0-or-later
# The adversary of the store (tests/fault/README.md): its fault layer, the replayer of power cuts, the programs under test, the runner.
FAULT_DIR := $(BUILD)/tests/fault
FAULT_BIN := $(addprefix $(FAULT_DIR)/,faultfs.so cut deposit-loop upload-loop verify-store small-store run)
FAULT_CC = @mkdir -p $(@D) && $(CC) $(CFLAGS_ALL) -Itests/fault $(LDFLAGS_ALL) -o $@
FAULT_GLIB := $(shell pkg-config --cflags --libs glib-2.0 2>/dev/null)

$(FAULT_DIR)/faultfs.so: tests/fault/faultfs.c tests/fault/faultfs-core.c tests/fault/faultfs.h tests/fault/faultlog.h
	@mkdir -p $(@D)
	$(CC) -std=gnu17 $(OPT) $(WARN) -D_GNU_SOURCE -U_FORTIFY_SOURCE -fPIC -shared -include src/base/banned.h -o $@ $(filter %.c,$^) -ldl -lpthread
$(FAULT_DIR)/cut: tests/fault/cut.c tests/fault/disk.c tests/fault/disk.h tests/fault/faultlog.h
	$(FAULT_CC) $(filter %.c,$^) $(FAULT_GLIB)
$(FAULT_DIR)/deposit-loop $(FAULT_DIR)/verify-store: $(FAULT_DIR)/%: tests/fault/%.c tests/fault/plan.c tests/fault/plan.h tests/fault/faultlog.h $(BUILD)/librecto.a
	$(FAULT_CC) $(CFLAGS_MAIN) $(filter %.c %.a,$^) $(LIBS_MAIN)
$(FAULT_DIR)/upload-loop: tests/fault/upload-loop.c $(BUILD)/librecto.a
	$(FAULT_CC) $(CFLAGS_MAIN) $(filter %.c %.a,$^) $(LIBS_MAIN)
$(FAULT_DIR)/small-store: tests/fault/small-store.c $(BUILD)/librecto.a
	$(FAULT_CC) $(CFLAGS_MAIN) $(filter %.c,$^) $(shell pkg-config --libs glib-2.0 sqlite3)
$(FAULT_DIR)/run: $(wildcard tests/fault/run*.c) tests/fault/run.h tests/fault/faultlog.h
	$(FAULT_CC) $(filter %.c,$^) $(FAULT_GLIB) -lpthread

tests-built: $(FAULT_BIN)

.PHONY: fault
fault: ## kill points, failing and full disks, power cuts: the long run (about ten minutes)
	@tools/install-packages run build
	@$(MAKE) --no-print-directory -s -j2 $(FAULT_BIN)
	@$(FAULT_DIR)/run --long
