# SPDX-License-Identifier: GPL-3.0-or-later
# The judging set's generator: its own hand, linked against none of Recto, and never built with the sanitizers: they would look at nothing of ours.
EXAM_CFLAGS := $(shell pkg-config --cflags pangocairo cairo cairo-pdf json-glib-1.0 lept libjpeg libtiff-4 2>/dev/null)
EXAM_LIBS := $(shell pkg-config --libs pangocairo cairo cairo-pdf json-glib-1.0 lept libjpeg libtiff-4 2>/dev/null) -lm
EXAM_CC = $(CC) -std=gnu17 -O3 -g $(WARN) -D_GNU_SOURCE -include src/base/banned.h $(EXAM_CFLAGS)
EXAM_WORLD := $(addprefix tests/judge/,layout.c ink.c ornament.c people.c papers.c vars.c filters.c numbers.c dice.c)
EXAM_DRAW_SRC := tests/judge/exam-draw.c $(EXAM_WORLD)
EXAM_STACK_SRC := $(wildcard tests/judge/stack-*.c) tests/judge/exam-stack.c tests/judge/raster.c $(EXAM_WORLD)
EXAM_PHOTO_SRC := $(wildcard tests/judge/photo-*.c tests/tune/photo-*.c) tests/judge/exam-photo.c tests/judge/raster.c $(EXAM_WORLD)
EXAM_SPOIL_SRC := $(wildcard tests/judge/spoil-*.c) $(addprefix tests/judge/,exam-spoil.c photo-view.c photo-ground.c photo-light.c raster.c) $(EXAM_WORLD)

.PHONY: exam
tools-built: exam
exam: $(BUILD)/exam-draw $(BUILD)/exam-wear $(BUILD)/exam-stack $(BUILD)/exam-photo $(BUILD)/exam-spoil $(BUILD)/exam-cer ## the programs that draw the judging set
$(BUILD)/exam-draw: $(EXAM_DRAW_SRC) tests/judge/exam.h
	@mkdir -p $(@D)
	$(EXAM_CC) -o $@ $(EXAM_DRAW_SRC) $(EXAM_LIBS)
$(BUILD)/exam-wear: tests/judge/exam-wear.c tests/judge/raster.c tests/judge/dice.c tests/judge/exam.h tests/judge/raster.h
	@mkdir -p $(@D)
	$(EXAM_CC) -o $@ tests/judge/exam-wear.c tests/judge/raster.c tests/judge/dice.c $(EXAM_LIBS)
$(BUILD)/exam-stack: $(EXAM_STACK_SRC) tests/judge/exam.h tests/judge/raster.h tests/judge/stack.h
	@mkdir -p $(@D)
	$(EXAM_CC) -o $@ $(EXAM_STACK_SRC) $(EXAM_LIBS)
$(BUILD)/exam-photo: $(EXAM_PHOTO_SRC) tests/judge/exam.h tests/judge/raster.h tests/judge/photo.h tests/judge/photo-scene.h
	@mkdir -p $(@D)
	$(EXAM_CC) -o $@ $(EXAM_PHOTO_SRC) $(EXAM_LIBS)
$(BUILD)/exam-spoil: $(EXAM_SPOIL_SRC) tests/judge/exam.h tests/judge/raster.h tests/judge/photo.h tests/judge/spoil.h
	@mkdir -p $(@D)
	$(EXAM_CC) -o $@ $(EXAM_SPOIL_SRC) $(EXAM_LIBS)
$(BUILD)/exam-cer: tests/judge/exam-cer.c
	@mkdir -p $(@D)
	$(EXAM_CC) -o $@ $< $(EXAM_LIBS)
