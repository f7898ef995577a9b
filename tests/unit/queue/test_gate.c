#include "queue/gate.h"
#include "tests/tap.h"

#define START INT64_C(1800000000)

static const PaceLimits none = { 0 };

static int take(Gate *gate, int want, int64_t now, int64_t *again)
{
	return gate_take(gate, &none, want, now, again);
}

static void settle(Gate *gate, GateTally tally, int64_t now)
{
	gate_settle(gate, &none, &tally, now);
}

static void test_open(void)
{
	Gate gate = { 0 };
	int64_t again = 0;
	is_i64(take(&gate, 20, START, &again), 20, "without history all may go");
	settle(&gate, (GateTally){ .accepted = 18, .unused = 2 }, START);
	ok(gate_is_forgotten(&gate) && gate_closed_until(&gate) == 0, "and what went well leaves nothing to remember");
}

static void test_unreachable(void)
{
	Gate gate = { 0 };
	int64_t again = 0;
	take(&gate, 20, START, &again);
	settle(&gate, (GateTally){ .unreachable = 1, .unused = 19 }, START);
	is_i64(gate_closed_until(&gate), START + BREAKER_FIRST_WAIT_S, "away: closed");
	is_i64(take(&gate, 20, START + 10, &again), 0, "nobody may go");
	is_i64(again, START + BREAKER_FIRST_WAIT_S, "and asking before is for nothing");
	is_i64(take(&gate, 20, again, &again), 1, "then one is the probe");
	is_i64(take(&gate, 20, START + BREAKER_FIRST_WAIT_S, &again), 0, "and only one");
	settle(&gate, (GateTally){ .unused = 1 }, START + 301);
	is_i64(take(&gate, 20, START + 302, &again), 1, "a probe that was not made proves nothing");
	settle(&gate, (GateTally){ .unreachable = 1 }, START + 303);
	is_i64(gate_closed_until(&gate), START + 303 + 2 * BREAKER_FIRST_WAIT_S, "failed: twice as long");
	is_i64(take(&gate, 20, START + 2000, &again), 1, "the next probe");
	settle(&gate, (GateTally){ .accepted = 1 }, START + 2001);
	is_i64(take(&gate, 20, START + 2002, &again), 20, "answered: open for all");
}

static void test_pushed_back(void)
{
	Gate gate = { 0 };
	int64_t again = 0;
	take(&gate, 8, START, &again);
	settle(&gate, (GateTally){ .accepted = 2, .pushed_back = 1, .unused = 5 }, START);
	ok(!gate_is_forgotten(&gate), "one push-back is remembered");
	ok(gate_closed_until(&gate) == 0, "but closes nothing");
	is_i64(take(&gate, 8, START + 1, &again), 8, "nor makes it slower");
	settle(&gate, (GateTally){ .pushed_back = 1, .unused = 7 }, START + 2);
	int granted = take(&gate, 8, START + 3, &again);
	ok(granted < 8, "the second does: %d", granted);
	settle(&gate, (GateTally){ .pushed_back = 1 }, START + 3);
	ok(gate_closed_until(&gate) > START, "three of five close it");
}

static void test_slow(void)
{
	Gate gate = { 0 };
	int64_t again = 0;
	take(&gate, 8, START, &again);
	settle(&gate, (GateTally){ .slow = 5 }, START);
	ok(gate_closed_until(&gate) == 0 && !gate_is_forgotten(&gate), "slow is a pace, not an absence");
	is_i64(gate.pace.learnt, 1, "one a minute, in the end");
}

int main(void)
{
	test_open();
	test_unreachable();
	test_pushed_back();
	test_slow();
	return tap_done();
}
