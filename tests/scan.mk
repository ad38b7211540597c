# SPDX-License-Identifier: GPL-3.0-or-later
# The unit test looks inside recto-scanner: it links its parts, and SANE and libtiff with them.
$(BUILD)/tests/unit/test-scan: CFLAGS_LIB = $(CFLAGS_SCANNER)
$(BUILD)/tests/unit/test-scan: tests/unit/test-scan.c $(filter-out %/main.o,$(SCANNER_OBJ)) $(BUILD)/librecto.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CFLAGS_MAIN) $(CFLAGS_SCANNER) $(LDFLAGS_ALL) -o $@ $(filter %.c %.o %.a,$^) $(LIBS_SCANNER) $(LIBS_MAIN)

# What scanners are tested with: a page written and read again outside of Recto.
SCAN_TEST_BIN := $(BUILD)/tests/scan/pages
$(SCAN_TEST_BIN): tests/scan/pages.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CFLAGS_SCANNER) $(LDFLAGS_ALL) -o $@ $< $(LIBS_SCANNER)
tests-built: $(SCAN_TEST_BIN)
