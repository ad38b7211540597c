# SPDX-License-Identifier: GPL-3.0-or-later
# stack-score tells how well scanned mail was taken apart (tests/judge/make-stacks draws it). Linked against none of Recto.
STACK_SCORE_SRC := $(wildcard tools/stack-score/*.c)
tools-built: $(BUILD)/stack-score
$(BUILD)/stack-score: $(STACK_SCORE_SRC) tools/stack-score/stack-score.h
	@mkdir -p $(@D)
	$(CC) -std=gnu17 $(OPT) $(WARN) -D_GNU_SOURCE -include src/base/banned.h $(CFLAGS) $(CFLAGS_MAIN) $(LDFLAGS_ALL) -o $@ $(STACK_SCORE_SRC) $(LIBS_MAIN)
