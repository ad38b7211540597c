# SPDX-License-Identifier: GPL-3.0-or-later
# Recto: `make help` tells what there is. Every folder under src/ is found by itself; nothing is listed twice.

VERSION := 0.1.0
BUILD ?= build
PREFIX ?= /usr/local
CORPUS ?=
CC ?= gcc
CXX ?= g++
OPT ?= -O2 -g

# What each side may link (the same table as tools/check-layers).
MAIN_PKGS := glib-2.0 gio-2.0 gio-unix-2.0 json-glib-1.0 yaml-0.1 cairo cairo-pdf pango pangocairo fontconfig libqpdf libarchive sqlite3 libcrypto libseccomp libqrencode libmicrohttpd libcrypt
PIXEL_PKGS := tesseract lept libtiff-4 libjpeg libpng libwebp libwebpdemux libopenjp2 poppler-glib libheif libarchive gmime-3.0 libqpdf
SCANNER_PKGS := sane-backends libtiff-4
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wvla -Wformat=2 -Wno-unused-parameter -Werror
CFLAGS_ALL = -std=gnu17 $(OPT) $(WARN) -fstack-protector-strong -D_FORTIFY_SOURCE=2 -D_GNU_SOURCE -DRECTO_VERSION='"$(VERSION)"' -DRECTO_PREFIX='"$(PREFIX)"' \
  -Iinclude -Isrc -include src/base/banned.h -MMD -MP $(CFLAGS)
CFLAGS_MAIN := $(shell pkg-config --cflags $(MAIN_PKGS) 2>/dev/null)
CFLAGS_PIXEL := $(shell pkg-config --cflags glib-2.0 gio-2.0 gio-unix-2.0 $(PIXEL_PKGS) libseccomp libcrypto yaml-0.1 2>/dev/null)
LIBS_MAIN := $(shell pkg-config --libs $(MAIN_PKGS) 2>/dev/null) -lm
LIBS_PIXEL := $(shell pkg-config --libs $(PIXEL_PKGS) glib-2.0 gio-2.0 libseccomp libcrypto yaml-0.1 2>/dev/null) -lZXing -lstdc++ -lm
CFLAGS_SCANNER := $(shell pkg-config --cflags glib-2.0 gio-2.0 $(SCANNER_PKGS) 2>/dev/null)
LIBS_SCANNER := $(shell pkg-config --libs $(SCANNER_PKGS) glib-2.0 gio-2.0 2>/dev/null) -lm
LDFLAGS_ALL = -Wl,--as-needed $(LDFLAGS)

MAIN_DIRS := base fact model jail judge bundle store work http
PIXEL_DIRS := image mrz decode read
MAIN_SRC := $(foreach d,$(MAIN_DIRS),$(wildcard src/$d/*.c))
PIXEL_SRC := $(foreach d,$(PIXEL_DIRS),$(wildcard src/$d/*.c))
PIXEL_CXX := $(foreach d,$(PIXEL_DIRS),$(wildcard src/$d/*.cc))
READER_SRC := $(wildcard src/reader/*.c)
SCANNER_SRC := $(wildcard src/scanner/*.c)
CLI_SRC := $(wildcard src/cli/*.c)
obj = $(patsubst src/%,$(BUILD)/obj/%.o,$(basename $1))

MAIN_OBJ := $(call obj,$(MAIN_SRC))
PIXEL_OBJ := $(call obj,$(PIXEL_SRC) $(PIXEL_CXX))
READER_OBJ := $(call obj,$(READER_SRC))
SCANNER_OBJ := $(call obj,$(SCANNER_SRC))
CLI_OBJ := $(call obj,$(CLI_SRC))
UNIT_SRC := $(wildcard tests/unit/test-*.c)
UNIT_BIN := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(UNIT_SRC))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help all demo check check-asan seconds lint bench install uninstall clean deps test-deps programs tests-built tools-built

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 25

all: programs ## build recto, recto-reader, recto-scanner and librecto
programs: $(BUILD)/recto $(BUILD)/recto-reader $(BUILD)/recto-scanner

$(BUILD)/librecto.a: $(MAIN_OBJ)
	@rm -f $@; ar qcs $@ $^
$(BUILD)/librecto-pixels.a: $(PIXEL_OBJ)
	@rm -f $@; ar qcs $@ $^
$(BUILD)/recto: $(CLI_OBJ) $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS_MAIN)
$(BUILD)/recto-reader: $(READER_OBJ) $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS_PIXEL)
$(BUILD)/recto-scanner: $(SCANNER_OBJ) $(BUILD)/librecto.a
	$(CC) $(LDFLAGS_ALL) -o $@ $^ $(LIBS_SCANNER)

# The kingdoms compile with their own libraries only: a main source that includes leptonica does not build.
$(MAIN_OBJ) $(CLI_OBJ): CFLAGS_LIB = $(CFLAGS_MAIN)
$(PIXEL_OBJ) $(READER_OBJ): CFLAGS_LIB = $(CFLAGS_PIXEL)
$(SCANNER_OBJ): CFLAGS_LIB = $(CFLAGS_SCANNER)
$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) $(CFLAGS_LIB) -c -o $@ $<
$(BUILD)/obj/%.o: src/%.cc
	@mkdir -p $(@D)
	$(CXX) -std=c++17 $(OPT) -Wall -Wextra -Iinclude -Isrc -MMD -MP -c -o $@ $<

# A unit test whose source includes leptonica or another pixel header links the pixel side too.
$(BUILD)/tests/unit/%: tests/unit/%.c $(BUILD)/librecto.a $(BUILD)/librecto-pixels.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Itests/unit $(CFLAGS_MAIN) $(CFLAGS_PIXEL) $(LDFLAGS_ALL) -o $@ $< $(BUILD)/librecto-pixels.a $(BUILD)/librecto.a $(LIBS_MAIN) $(LIBS_PIXEL)
tests-built: $(UNIT_BIN)

include $(wildcard tools/*.mk tests/*.mk)

clean: ## remove everything that was built
	rm -rf $(BUILD) $(BUILD)-asan

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
