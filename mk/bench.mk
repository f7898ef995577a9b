# make bench: every figure of bench/results.md, one after another; BENCH="mime ingest" only these. What a script needs
# beside the test packages it says itself (mbsync, smtp-source). Not among them, since it takes long: scale.
BENCH ?= read_xml mime ingest latency drain store_rows plan render

.PHONY: bench
bench:
	@+$(MAKE) $(TOGETHER) valija test-programs $(B)/bench/store_rows $(B)/bench/plan_book
	@for name in $(BENCH); do echo "== bench/$$name.sh"; B=$(B) sh bench/$$name.sh $(B)/valija || echo "bench/$$name.sh failed"; done
