# SPDX-License-Identifier: GPL-3.0-or-later
# The order of a page lives beside recto-reader's main(): its test links those objects too.
SERVE_OBJ := $(call obj,$(wildcard src/reader/serve*.c))
$(BUILD)/tests/unit/test-serve: $(SERVE_OBJ)
$(BUILD)/tests/unit/test-serve: LDFLAGS_ALL += $(SERVE_OBJ)
