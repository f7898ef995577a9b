# make bench: every figure of bench/results.md, one after another; BENCH="mime ingest" only these. What a script needs
# beside the test packages it says itself (mbsync, smtp-source).
BENCH ?= read_xml mime ingest latency drain store_rows

.PHONY: bench
bench:
	@+$(MAKE) $(TOGETHER) valija test-programs $(B)/bench/store_rows
	@for name in $(BENCH); do echo "== bench/$$name.sh"; B=$(B) sh bench/$$name.sh $(B)/valija || echo "bench/$$name.sh failed"; done
