# SPDX-License-Identifier: GPL-3.0-or-later
# specimen draws fictitious documents, wear ages them. Both are tools: nothing in librecto knows them, nor they it.
SPECIMEN_PKGS := glib-2.0 gio-2.0 json-glib-1.0 cairo cairo-pdf pango pangocairo lept
SPECIMEN_SRC := $(wildcard tools/specimen/*.c)
SPECIMEN_OBJ := $(patsubst tools/%.c,$(BUILD)/obj/tools/%.o,$(SPECIMEN_SRC))
WEAR_PKGS := glib-2.0 gio-2.0 json-glib-1.0 lept libheif
WEAR_SRC := $(wildcard tools/wear/*.c)
WEAR_OBJ := $(patsubst tools/%.c,$(BUILD)/obj/tools/%.o,$(WEAR_SRC))

tools-built: $(BUILD)/specimen $(BUILD)/wear
$(SPECIMEN_OBJ): CFLAGS_LIB = $(shell pkg-config --cflags $(SPECIMEN_PKGS)) -DSPECIMEN_DATA='"$(CURDIR)/tools/specimen"'
$(WEAR_OBJ): CFLAGS_LIB = $(shell pkg-config --cflags $(WEAR_PKGS))
$(BUILD)/obj/tools/%.o: tools/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CFLAGS_LIB) -c -o $@ $<
$(BUILD)/specimen: $(SPECIMEN_OBJ)
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(shell pkg-config --libs $(SPECIMEN_PKGS)) -lm
$(BUILD)/wear: $(WEAR_OBJ) $(BUILD)/obj/tools/specimen/rng.o
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(shell pkg-config --libs $(WEAR_PKGS)) -lm

# The unit test looks inside: it links the drawing tool's parts, and librecto as the other hand to compare numbers and zones with.
$(BUILD)/tests/unit/test-specimen: CFLAGS_LIB = $(shell pkg-config --cflags $(SPECIMEN_PKGS))
$(BUILD)/tests/unit/test-specimen: tests/unit/test-specimen.c $(filter-out %/main.o,$(SPECIMEN_OBJ)) $(BUILD)/librecto.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CFLAGS_LIB) $(LDFLAGS_ALL) -o $@ $(filter %.c %.o %.a,$^) $(shell pkg-config --libs $(SPECIMEN_PKGS)) $(LIBS_MAIN)
