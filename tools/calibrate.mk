# SPDX-License-Identifier: GPL-3.0-or-later
# calibrate fits the limits of legibility to worn specimens: it links the reader's own chain, outside of its jail, for pages that were drawn here.
CALIBRATION := $(BUILD)/obj/tools/calibration
CALIBRATION_READER := $(filter-out %/main.o %/alloc.o %/attack.o %/emit.o,$(READER_OBJ))
tools-built: $(BUILD)/calibrate-measure $(BUILD)/calibrate-fit
$(CALIBRATION)/%.o: CFLAGS_LIB = $(CFLAGS_PIXEL)
$(BUILD)/calibrate-measure: $(CALIBRATION)/measure.o $(CALIBRATION)/table.o $(CALIBRATION_READER) $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS_PIXEL)
$(BUILD)/calibrate-fit: $(CALIBRATION)/fit.o $(CALIBRATION)/label.o $(CALIBRATION)/table.o $(CALIBRATION)/values.o $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS_PIXEL)

.PHONY: calibrate
calibrate: ## fit the limits of legibility to worn specimens: PER of each defect and level (3), drawn from SEED; ADOPT=yes writes models/limits.yaml (an hour)
	@tools/install-packages run build specimen test
	@$(MAKE) --no-print-directory -s -j2 tools-built
	@BUILD=$(BUILD) tools/calibrate
