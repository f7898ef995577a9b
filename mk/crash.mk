# Minutes to hours, not part of make test: every durable step in every way, every byte of a dialogue, and kills at random.
FLOW_PROGRAMS += $(B)/tests/flow/short_write.so
$(B)/tests/flow/short_write.so: tests/flow/short_write.c
	@echo "  LD $@"
	@mkdir -p $(@D)
	@$(CC) -std=gnu17 -O2 -Wall -Wextra -Werror -fPIC -shared -o $@ $<

.PHONY: test-crash test-kill
CRASH_TESTS = $(wildcard tests/flow/test_crash_*.sh)
KILL_ENV    = KILLS=$(or $(KILLS),800) MESSAGES=$(or $(MESSAGES),3000) LIMIT=$(or $(LIMIT),240)
test-crash: deps-test
	@+$(MAKE) $(TOGETHER) test-programs
	@ALL=1 $(TEST_ENV) perl tests/run.pl --jobs $(TEST_JOBS) --limit 36000 $(CRASH_TESTS) </dev/null
# About five minutes; KILLS, MESSAGES and LIMIT (seconds) for more.
test-kill: deps-test
	@+$(MAKE) $(TOGETHER) test-programs
	@$(KILL_ENV) $(TEST_ENV) sh tests/flow/kill_flood.sh
