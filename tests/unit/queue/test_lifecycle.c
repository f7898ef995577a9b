#include "queue/lifecycle.h"
#include "queue/backoff.h"
#include "tests/tap.h"

#define NOW INT64_C(1800000000)
#define LEASE 900
#define NO (-1)

/* Every state x every event, written out a second time: the state that follows, NO when the event is
 * refused. The job is young, due, unleased, in its first attempt, and its last uncertainty is an hour ago.
 */
static const int8_t follows[JOB_N_STATES][JOB_N_EVENTS] = {
	/* claim gone maybe | sent again refused unknown | found absent | hold release cancel repeat */
	[JOB_READY] = { JOB_READY, JOB_READY, JOB_UNCERTAIN, JOB_SENT, JOB_READY, JOB_FAILED, JOB_UNCERTAIN,
			JOB_SENT, NO, JOB_HELD, NO, JOB_CANCELLED, JOB_READY },
	[JOB_UNCERTAIN] = { JOB_UNCERTAIN, NO, NO, JOB_SENT, JOB_READY, JOB_FAILED, NO, JOB_SENT, JOB_READY,
			    JOB_HELD, NO, JOB_CANCELLED, JOB_READY },
	[JOB_SENT] = { NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO, NO },
	[JOB_FAILED] = { NO, NO, NO, JOB_SENT, NO, NO, NO, JOB_SENT, NO, NO, NO, JOB_CANCELLED, JOB_READY },
	[JOB_HELD] = { NO, JOB_HELD, JOB_HELD, JOB_SENT, JOB_HELD, JOB_FAILED, JOB_HELD, JOB_SENT, NO, NO,
		       JOB_READY, JOB_CANCELLED, JOB_READY },
	[JOB_CANCELLED] = { NO, JOB_CANCELLED, JOB_HELD, JOB_SENT, JOB_CANCELLED, JOB_CANCELLED, JOB_HELD,
			    JOB_SENT, NO, NO, NO, NO, NO },
};

static Job job_in(JobState state)
{
	return (Job){ .id = 7,
		      .state = state,
		      .born = NOW - 600,
		      .due_at = NOW - 1,
		      .attempts = 1,
		      .uncertainties = state == JOB_UNCERTAIN,
		      .uncertain_at = NOW - 3600 };
}

static void test_every_cell(void)
{
	for (int state = 0; state < JOB_N_STATES; state++) {
		for (int event = 0; event < JOB_N_EVENTS; event++) {
			Job job = job_in((JobState)state);
			JobChange change = { 0 };
			bool taken = lifecycle_apply(&job, (JobEvent)event, NOW, LEASE, &change);
			ok((taken ? (int)change.state : NO) == follows[state][event], "%s x %s",
			   lifecycle_state_name((JobState)state), lifecycle_event_name((JobEvent)event));
		}
	}
}

static const struct {
	const char *name;
	Job job;
	JobEvent event;
	bool taken;
	JobChange want; /* state, due_at, lease_until, attempts, uncertainties, warned, tell */
} cases[] = {
	{ "claim leases and counts",
	  { .state = JOB_READY, .due_at = NOW },
	  JOB_CLAIM,
	  true,
	  { .state = JOB_READY, .due_at = NOW + LEASE, .lease_until = NOW + LEASE, .attempts = 1 } },
	{ "a job that is not due is not claimed",
	  { .state = JOB_READY, .due_at = NOW + 1 },
	  JOB_CLAIM,
	  false,
	  { 0 } },
	{ "a claim to look up is no attempt",
	  { .state = JOB_UNCERTAIN, .due_at = NOW, .attempts = 1, .uncertainties = 1 },
	  JOB_CLAIM,
	  true,
	  { .state = JOB_UNCERTAIN,
	    .due_at = NOW + LEASE,
	    .lease_until = NOW + LEASE,
	    .attempts = 1,
	    .uncertainties = 1 } },
	{ "a worker that lives is not declared dead",
	  { .state = JOB_READY, .due_at = NOW + 5, .lease_until = NOW + 5, .attempts = 1 },
	  JOB_GONE,
	  false,
	  { 0 } },
	{ "nor its mail uncertain",
	  { .state = JOB_READY, .due_at = NOW + 5, .lease_until = NOW + 5, .attempts = 1 },
	  JOB_MAYBE,
	  false,
	  { 0 } },
	{ "death before the dot: again at once",
	  { .state = JOB_READY, .born = NOW, .due_at = NOW - 5, .lease_until = NOW - 5, .attempts = 3 },
	  JOB_GONE,
	  true,
	  { .state = JOB_READY, .due_at = NOW, .attempts = 3 } },
	{ "death after the dot was noted: uncertain",
	  { .state = JOB_READY, .due_at = NOW - 5, .lease_until = NOW - 5, .attempts = 1 },
	  JOB_MAYBE,
	  true,
	  { .state = JOB_UNCERTAIN, .due_at = NOW + 60, .attempts = 1, .uncertainties = 1 } },
	{ "unknown outcome: looked up in a minute",
	  { .state = JOB_READY, .attempts = 2, .lease_until = NOW + 9 },
	  JOB_UNKNOWN,
	  true,
	  { .state = JOB_UNCERTAIN, .due_at = NOW + 60, .attempts = 2, .uncertainties = 1 } },
	{ "no copy yet: looked up again",
	  { .state = JOB_UNCERTAIN, .born = NOW, .uncertainties = 1, .uncertain_at = NOW - 899 },
	  JOB_ABSENT,
	  true,
	  { .state = JOB_UNCERTAIN, .due_at = NOW + 60, .uncertainties = 1 } },
	{ "no copy in a quarter of an hour: the same bytes again",
	  { .state = JOB_UNCERTAIN, .born = NOW, .uncertainties = 1, .uncertain_at = NOW - 900 },
	  JOB_ABSENT,
	  true,
	  { .state = JOB_READY, .due_at = NOW, .uncertainties = 1 } },
	{ "the caller says how long a copy is looked for",
	  { .state = JOB_UNCERTAIN, .born = NOW, .uncertainties = 1, .uncertain_at = NOW - 15, .lookup_s = 15 },
	  JOB_ABSENT,
	  true,
	  { .state = JOB_READY, .due_at = NOW, .uncertainties = 1 } },
	{ "and looks that often",
	  { .state = JOB_UNCERTAIN, .born = NOW, .uncertainties = 1, .uncertain_at = NOW - 14, .lookup_s = 15 },
	  JOB_ABSENT,
	  true,
	  { .state = JOB_UNCERTAIN, .due_at = NOW + 15, .uncertainties = 1 } },
	{ "a legal notice is held instead",
	  { .state = JOB_UNCERTAIN,
	    .born = NOW,
	    .uncertainties = 1,
	    .uncertain_at = NOW - 900,
	    .legal = true },
	  JOB_ABSENT,
	  true,
	  { .state = JOB_HELD, .uncertainties = 1, .tell = true } },
	{ "the second uncertainty holds",
	  { .state = JOB_UNCERTAIN, .born = NOW, .uncertainties = 2, .uncertain_at = NOW - 900 },
	  JOB_ABSENT,
	  true,
	  { .state = JOB_HELD, .uncertainties = 2, .tell = true } },
	{ "uncertain past its life: held, not sent stale",
	  { .state = JOB_UNCERTAIN,
	    .born = NOW - BACKOFF_LIFE_S - 1,
	    .uncertainties = 1,
	    .uncertain_at = NOW - 900 },
	  JOB_ABSENT,
	  true,
	  { .state = JOB_HELD, .uncertainties = 1, .tell = true } },
	{ "past its life: failed, a person is told",
	  { .state = JOB_READY, .born = NOW - BACKOFF_LIFE_S, .attempts = 40 },
	  JOB_AGAIN,
	  true,
	  { .state = JOB_FAILED, .attempts = 40, .tell = true } },
	{ "refused for good: failed, a person is told",
	  { .state = JOB_READY, .born = NOW, .attempts = 1 },
	  JOB_REFUSED,
	  true,
	  { .state = JOB_FAILED, .attempts = 1, .tell = true } },
	{ "hold leaves the worker its lease",
	  { .state = JOB_READY, .due_at = NOW + 9, .lease_until = NOW + 9 },
	  JOB_HOLD,
	  true,
	  { .state = JOB_HELD, .due_at = NOW + 9, .lease_until = NOW + 9 } },
	{ "and what it then reports is kept",
	  { .state = JOB_HELD, .due_at = NOW + 9, .lease_until = NOW + 9 },
	  JOB_DID_SEND,
	  true,
	  { .state = JOB_SENT, .due_at = NOW + 9 } },
	{ "no release while a worker holds it",
	  { .state = JOB_HELD, .due_at = NOW + 9, .lease_until = NOW + 9 },
	  JOB_RELEASE,
	  false,
	  { 0 } },
	{ "no repeat while a worker holds it",
	  { .state = JOB_READY, .due_at = NOW + 9, .lease_until = NOW + 9 },
	  JOB_REPEAT,
	  false,
	  { 0 } },
	{ "unknown while cancelled: a person looks",
	  { .state = JOB_CANCELLED, .lease_until = NOW + 9 },
	  JOB_UNKNOWN,
	  true,
	  { .state = JOB_HELD, .uncertainties = 1, .tell = true } },
	{ "a failed job repeats with a new life",
	  { .state = JOB_FAILED, .born = NOW - BACKOFF_LIFE_S, .attempts = 9, .warned = true },
	  JOB_REPEAT,
	  true,
	  { .state = JOB_READY, .due_at = NOW, .attempts = 9 } },
};

static void test_details(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		JobChange got = { 0 };
		bool taken = lifecycle_apply(&cases[i].job, cases[i].event, NOW, LEASE, &got);
		const JobChange *want = &cases[i].want;
		bool same = got.state == want->state && got.due_at == want->due_at &&
			    got.lease_until == want->lease_until && got.attempts == want->attempts &&
			    got.uncertainties == want->uncertainties && got.warned == want->warned &&
			    got.tell == want->tell;
		ok(taken == cases[i].taken && (!taken || same), "%s", cases[i].name);
	}
}

/* One job that is never accepted, from its first attempt to its end. */
static void test_a_whole_life(void)
{
	Job job = { .id = 11, .born = NOW, .due_at = NOW };
	JobChange change = { 0 };
	int64_t now = NOW, warned_at = 0;
	while (job.state == JOB_READY && job.attempts < 1000) {
		now = job.due_at;
		g_assert_true(lifecycle_apply(&job, JOB_CLAIM, now, LEASE, &change));
		job.attempts = change.attempts;
		g_assert_true(lifecycle_apply(&job, JOB_AGAIN, now, LEASE, &change));
		warned_at = change.tell && warned_at == 0 ? now : warned_at;
		job.state = change.state;
		job.due_at = change.due_at;
		job.warned = change.warned;
	}
	is_str(lifecycle_state_name(job.state), "failed", "ends failed");
	is_str(change.reason, "not accepted within 48 hours", "and says why");
	ok(now <= NOW + BACKOFF_LIFE_S && now > NOW + BACKOFF_LIFE_S - BACKOFF_LONGEST_S,
	   "last attempt near 48 h");
	ok(warned_at >= NOW + BACKOFF_WARN_S && warned_at < NOW + BACKOFF_WARN_S + BACKOFF_LONGEST_S,
	   "warned at 4 h");
	ok(job.attempts > 40 && job.attempts < 52, "in a sane number of attempts: %d", job.attempts);
}

static void test_names(void)
{
	for (int state = 0; state < JOB_N_STATES; state++) {
		JobState back = JOB_N_STATES;
		const char *name = lifecycle_state_name((JobState)state);
		ok(lifecycle_state_parse(name, &back) && (int)back == state, "name round trip: %s", name);
	}
	JobState untouched = JOB_HELD;
	ok(!lifecycle_state_parse("sleeping", &untouched) && untouched == JOB_HELD,
	   "an unknown name is refused");
	ok(!lifecycle_state_parse(NULL, &untouched), "so is none");
}

int main(void)
{
	test_every_cell();
	test_details();
	test_a_whole_life();
	test_names();
	return tap_done();
}
