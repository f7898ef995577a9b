#include "queue/breaker.h"
#include "tests/tap.h"

/* A script: each letter is an event at its second; what the breaker is after it. a answered, p pushed back,
 * u unreachable; upper case: admitted first (it must be), '-' admission is refused now, digits wait: 1 =
 * 300 s. */
static const struct {
	const char *name;
	int cohort;
	const char *script;
	BreakerState state;
	int64_t wait;
} cases[] = {
	{ "new: closed", 1, "", BREAKER_CLOSED, 0 },
	{ "one failed cohort of one opens", 1, "U-", BREAKER_OPEN, 300 },
	{ "a cohort below one counts as one", 0, "U-", BREAKER_OPEN, 300 },
	{ "half a cohort of two does not", 2, "U", BREAKER_CLOSED, 0 },
	{ "two in a row of two do", 2, "UU-", BREAKER_OPEN, 300 },
	{ "an answer between them forgives", 2, "UAU", BREAKER_CLOSED, 0 },
	{ "two push-backs of five stay closed", 1, "PPAAA", BREAKER_CLOSED, 0 },
	{ "three of five open", 1, "PAPAP-", BREAKER_OPEN, 300 },
	{ "three of six do not", 1, "PPAAAP", BREAKER_CLOSED, 0 },
	{ "half-open after five minutes, one probe only", 1, "U1?-", BREAKER_HALF_OPEN, 300 },
	{ "a good probe closes", 1, "U1A", BREAKER_CLOSED, 0 },
	{ "and forgets the wait", 1, "U1AU-", BREAKER_OPEN, 300 },
	{ "a failed probe doubles", 1, "U1U-", BREAKER_OPEN, 600 },
	{ "a pushed-back probe doubles too", 1, "U1P-", BREAKER_OPEN, 600 },
	{ "five minutes are not enough then", 1, "U1U1-", BREAKER_OPEN, 600 },
	{ "doubling goes on", 1, "U1U2U4U-", BREAKER_OPEN, 2400 },
	{ "and ends at an hour", 1, "U1U2U4U8U9U9U-", BREAKER_OPEN, 3600 },
	{ "stragglers do not make it longer", 1, "Uuupp-", BREAKER_OPEN, 300 },
	{ "a straggler with an answer closes it", 1, "Uua", BREAKER_CLOSED, 0 },
	{ "a probe that never reports is replaced", 1, "U1?1?", BREAKER_HALF_OPEN, 300 },
};

static bool record(Breaker *breaker, char letter, int cohort, int64_t now)
{
	if (g_ascii_isupper(letter) && !breaker_admit(breaker, now))
		return false;
	BreakerEvent event = g_ascii_tolower(letter) == 'a'   ? BREAKER_ANSWERED
			     : g_ascii_tolower(letter) == 'p' ? BREAKER_PUSHED_BACK
							      : BREAKER_UNREACHABLE;
	breaker_record(breaker, event, cohort, now);
	return true;
}

static bool play(Breaker *breaker, const char *script, int cohort)
{
	int64_t now = 1000000;
	bool expected = true;
	for (const char *at = script; *at != '\0' && expected; at++) {
		if (g_ascii_isdigit(*at))
			now += 300 * (*at == '9' ? 12 : *at - '0');
		else if (*at == '-' || *at == '?')
			expected = breaker_admit(breaker, now) == (*at == '?');
		else
			expected = record(breaker, *at, cohort, now);
	}
	return expected;
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		Breaker breaker = { 0 };
		ok(play(&breaker, cases[i].script, cases[i].cohort), "%s: admissions", cases[i].name);
		ok(breaker.state == cases[i].state && breaker.wait == cases[i].wait,
		   "%s: state %d, wait %d", cases[i].name, (int)breaker.state, (int)breaker.wait);
	}
	return tap_done();
}
