# make fuzz SECONDS=60 [FUZZ=fuzz_dte]: each tests/fuzz/fuzz_*.c for so long, under ASan and UBSan, built by clang into
# its own folder. NAME.dict is its dictionary, NAME.seeds names the folders that it starts from; inputs that it finds
# worth keeping stay in build/fuzz/NAME.corpus, inputs that fail in build/fuzz/NAME-*. ROOMS may be narrowed.
SECONDS ?= 60
FUZZ    ?= $(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/fuzz_*.c))

OPT.fuzz := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all
FUZZ_ARCHIVES = $(foreach r,$(ROOMS),$(B)/lib$(r).a)

.PHONY: fuzz fuzz-run
fuzz:
	@$(MAKE) --no-print-directory VARIANT=fuzz CC=clang WARN= B=build/fuzz fuzz-run

$(B)/tests/fuzz/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(FUZZ_ARCHIVES)
	@echo "  LD $@"
	@$(CC) -fsanitize=fuzzer,address,undefined -o $@ $< $(FUZZ_MORE) \
		-Wl,--start-group $(FUZZ_ARCHIVES) -Wl,--end-group $(FUZZ_LIBS) $(PKG_LIBS)

fuzz-run: $(FUZZ:%=$(B)/tests/fuzz/%)
	@for name in $(FUZZ); do \
		mkdir -p $(B)/$$name.corpus; \
		dict=tests/fuzz/$$name.dict; seeds=tests/fuzz/$$name.seeds; \
		echo "$$name: $(SECONDS) s"; \
		$(B)/tests/fuzz/$$name -max_total_time=$(SECONDS) -timeout=5 -rss_limit_mb=2048 -max_len=65536 \
			-print_final_stats=1 $$(test -f $$dict && echo -dict=$$dict) -artifact_prefix=$(B)/$$name- \
			$(B)/$$name.corpus $$(test -f $$seeds && cat $$seeds) >$(B)/$$name.log 2>&1 \
			|| { tail -n 40 $(B)/$$name.log; exit 1; }; \
		grep -E 'number_of_executed_units|average_exec_per_sec' $(B)/$$name.log; \
	done
