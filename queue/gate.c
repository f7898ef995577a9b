#include "queue/gate.h"

int gate_take(Gate *gate, const PaceLimits *limits, int want, int64_t now, int64_t *ret_again)
{
	int granted = 0;
	if (!breaker_admit(&gate->breaker, now)) {
		*ret_again = gate->breaker.retry_at;
		return 0;
	}
	if (gate->breaker.state == BREAKER_HALF_OPEN)
		want = 1;
	while (granted < want && pace_take(&gate->pace, limits, now, ret_again))
		granted++;
	/* A probe that may not go proves nothing. */
	if (granted == 0 && gate->breaker.state == BREAKER_HALF_OPEN)
		gate->breaker.retry_at = *ret_again;
	return granted;
}

static void gate_answered(Gate *gate, const PaceLimits *limits, int64_t now)
{
	breaker_record(&gate->breaker, BREAKER_ANSWERED, 1, now);
	pace_accepted(&gate->pace, limits);
}

/* One among five may be that mail's own matter; two are a wish for less. */
static void gate_pushed_back(Gate *gate, const PaceLimits *limits, int64_t now)
{
	breaker_record(&gate->breaker, BREAKER_PUSHED_BACK, 1, now);
	if (gate->breaker.state != BREAKER_CLOSED || __builtin_popcount(gate->breaker.answers) > 1)
		pace_pushed_back(&gate->pace, limits);
}

/* Slow is not away: the pace learns it, the breaker does not. */
static void gate_slow(Gate *gate, const PaceLimits *limits, int64_t now)
{
	breaker_record(&gate->breaker, BREAKER_ANSWERED, 1, now);
	pace_pushed_back(&gate->pace, limits);
}

void gate_settle(Gate *gate, const PaceLimits *limits, const GateTally *tally, int64_t now)
{
	bool silent = tally->accepted + tally->pushed_back + tally->unreachable + tally->slow == 0;
	for (int i = 0; i < tally->accepted; i++)
		gate_answered(gate, limits, now);
	for (int i = 0; i < tally->slow; i++)
		gate_slow(gate, limits, now);
	for (int i = 0; i < tally->pushed_back; i++)
		gate_pushed_back(gate, limits, now);
	for (int i = 0; i < tally->unreachable; i++)
		breaker_record(&gate->breaker, BREAKER_UNREACHABLE, 1, now);
	for (int i = 0; i < tally->unused + tally->unreachable; i++)
		pace_return(&gate->pace, limits);
	if (silent && tally->unused > 0 && gate->breaker.state == BREAKER_HALF_OPEN)
		gate->breaker.retry_at = now;
}

int64_t gate_closed_until(const Gate *gate)
{
	return gate->breaker.state == BREAKER_CLOSED ? 0 : gate->breaker.retry_at;
}

bool gate_is_forgotten(const Gate *gate)
{
	const Breaker *breaker = &gate->breaker;
	return breaker->state == BREAKER_CLOSED && breaker->answers == 0 && breaker->unreachable == 0 &&
	       gate->pace.learnt == 0;
}
