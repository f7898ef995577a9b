# demo, test, lint, asan. FLOW_PROGRAMS are programs that flow tests run: any mk/*.mk may add its own.
FLOW_TESTS := $(wildcard tests/flow/test_*.sh)
LINT_TESTS := $(wildcard tests/lint/test_*.sh)
TEST_JOBS  ?= 2
TEST_LIMIT ?= 900
TEST_ENV    = B=$(B) VARIANT=$(VARIANT) LC_ALL=C.UTF-8 UBSAN_OPTIONS=print_stacktrace=1 \
              LSAN_OPTIONS=suppressions=$(CURDIR)/tests/lsan.supp:print_suppressions=0
RUN_TESTS   = $(TEST_ENV) perl tests/run.pl --jobs $(TEST_JOBS) --limit $(TEST_LIMIT)

.PHONY: demo test lint asan unit test-programs
demo: deps-demo
	@+$(MAKE) $(TOGETHER) valija
	@KEEP=$(KEEP) sh tests/demo/demo.sh ./valija
test: deps-test
	@+$(MAKE) $(TOGETHER) test-programs
	@$(RUN_TESTS) $(LINT_TESTS) $(FLOW_TESTS) $(call reverse,$(UNIT_TESTS)) </dev/null
asan:
	@+$(MAKE) --no-print-directory VARIANT=asan TEST_LIMIT=1800 test
lint:
	@perl tests/lint/lint.pl
unit:
	@+$(MAKE) $(TOGETHER) $(UNIT_TESTS)
	@$(RUN_TESTS) $(UNIT_TESTS) </dev/null
