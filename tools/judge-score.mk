# SPDX-License-Identifier: GPL-3.0-or-later
# judge-score tells how well pages are recognised and read on folders of files with their truth.
JUDGE_SCORE_SRC := $(wildcard tools/judge-score/*.c)
JUDGE_SCORE_OBJ := $(patsubst tools/%.c,$(BUILD)/obj/tools/%.o,$(JUDGE_SCORE_SRC))
tools-built: $(BUILD)/judge-score
$(JUDGE_SCORE_OBJ): CFLAGS_LIB = $(CFLAGS_MAIN)
$(BUILD)/judge-score: $(JUDGE_SCORE_OBJ) $(BUILD)/librecto.a $(BUILD)/recto-reader
	$(CC) $(LDFLAGS_ALL) -o $@ $(JUDGE_SCORE_OBJ) $(BUILD)/librecto.a $(LIBS_MAIN)
