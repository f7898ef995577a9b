#include "queue/lifecycle.h"

#include <stddef.h>
#include <string.h>

#include "queue/backoff.h"

#define DEATHS_WITHOUT_WAIT 3

#define LIFECYCLE_NAME(constant, name) [constant] = (name),
static const char *const state_names[JOB_N_STATES] = { JOB_STATES(LIFECYCLE_NAME) };
static const char *const event_names[JOB_N_EVENTS] = { JOB_EVENTS(LIFECYCLE_NAME) };
#undef LIFECYCLE_NAME

typedef struct {
	int64_t now, lease;
} Moment;

/* One transition: ret holds what the job was, with its lease as it stood. */
typedef bool (*Transition)(const Job *job, Moment at, JobChange *ret);

static bool is_leased(const Job *job, Moment at)
{
	return job->lease_until > at.now;
}

static bool move(JobChange *ret, JobState state, int64_t due_at)
{
	ret->state = state;
	ret->due_at = due_at;
	ret->lease_until = 0;
	return true;
}

static bool settle(JobChange *ret, JobState state, const char *reason)
{
	ret->reason = reason;
	ret->tell = reason != NULL;
	return move(ret, state, ret->due_at);
}

/* A worker takes it: nobody else may until the lease is over. */
static bool lease(const Job *job, Moment at, JobChange *ret)
{
	if (job->due_at > at.now || is_leased(job, at))
		return false;
	ret->due_at = ret->lease_until = at.now + at.lease;
	return true;
}

static bool begin(const Job *job, Moment at, JobChange *ret)
{
	ret->attempts = job->attempts + 1;
	return lease(job, at, ret);
}

static bool sent(const Job *job, Moment at, JobChange *ret)
{
	(void)job;
	(void)at;
	return settle(ret, JOB_SENT, NULL);
}

static bool refused(const Job *job, Moment at, JobChange *ret)
{
	(void)job;
	(void)at;
	ret->tell = true;
	return move(ret, JOB_FAILED, ret->due_at);
}

static bool later(const Job *job, Moment at, JobChange *ret)
{
	int64_t delay = backoff_delay(job->attempts, backoff_seed(job->id, job->attempts));
	int64_t due = 0;
	if (!backoff_next(job->born, at.now, BACKOFF_LIFE_S, delay, &due))
		return settle(ret, JOB_FAILED, "not accepted within 48 hours");
	if (!job->warned && at.now - job->born >= BACKOFF_WARN_S) {
		ret->warned = ret->tell = true;
		ret->reason = "not accepted for 4 hours; still trying";
	}
	return move(ret, JOB_READY, due);
}

/* The worker died before the dot: certainly not sent. Waits only when it keeps dying, so that one bad job
 * cannot keep its lane busy. */
static bool died(const Job *job, Moment at, JobChange *ret)
{
	if (is_leased(job, at))
		return false;
	return job->attempts > DEATHS_WITHOUT_WAIT ? later(job, at, ret) : move(ret, JOB_READY, at.now);
}

static int64_t lookup_for(const Job *job)
{
	return job->lookup_s > 0 ? job->lookup_s : LIFECYCLE_LOOKUP_FOR_S;
}

static int64_t lookup_every(const Job *job)
{
	return lookup_for(job) < LIFECYCLE_LOOKUP_EVERY_S ? lookup_for(job) : LIFECYCLE_LOOKUP_EVERY_S;
}

static bool unknown(const Job *job, Moment at, JobChange *ret)
{
	ret->uncertainties = job->uncertainties + 1;
	ret->uncertain_at = at.now;
	ret->reason = "may have been sent: the connection ended after the dot";
	return move(ret, JOB_UNCERTAIN, at.now + lookup_every(job));
}

/* Unknown, and a person had held or cancelled it meanwhile: it stays with the person. */
static bool unknown_held(const Job *job, Moment at, JobChange *ret)
{
	unknown(job, at, ret);
	ret->tell = true;
	return move(ret, JOB_HELD, job->due_at);
}

static bool maybe(const Job *job, Moment at, JobChange *ret)
{
	return !is_leased(job, at) && unknown(job, at, ret);
}

static bool maybe_held(const Job *job, Moment at, JobChange *ret)
{
	return !is_leased(job, at) && unknown_held(job, at, ret);
}

static bool absent(const Job *job, Moment at, JobChange *ret)
{
	int64_t due = 0;
	if (at.now - job->uncertain_at < lookup_for(job))
		return move(ret, JOB_UNCERTAIN, at.now + lookup_every(job));
	if (job->legal || job->uncertainties > 1 ||
	    !backoff_next(job->born, at.now, BACKOFF_LIFE_S, 0, &due))
		return settle(ret, JOB_HELD, "may have been sent: no copy of it was found");
	ret->reason = "no copy of it was found: sent again with the same bytes";
	return move(ret, JOB_READY, due);
}

/* Stays where a person put it; the worker that held it is done. */
static bool over(const Job *job, Moment at, JobChange *ret)
{
	(void)at;
	return move(ret, job->state, job->due_at);
}

/* A worker may be busy with it: its lease stands, and it reads the state again before the dot. */
static bool hold(const Job *job, Moment at, JobChange *ret)
{
	(void)job;
	(void)at;
	ret->state = JOB_HELD;
	return true;
}

static bool cancel(const Job *job, Moment at, JobChange *ret)
{
	(void)job;
	(void)at;
	ret->state = JOB_CANCELLED;
	return true;
}

static bool hasten(const Job *job, Moment at, JobChange *ret)
{
	return !is_leased(job, at) && move(ret, JOB_READY, at.now);
}

/* A person gives it a new life. */
static bool revive(const Job *job, Moment at, JobChange *ret)
{
	ret->born = at.now;
	ret->warned = false;
	return hasten(job, at, ret);
}

static const Transition transitions[JOB_N_STATES][JOB_N_EVENTS] = {
	[JOB_READY] = {
		[JOB_CLAIM] = begin,
		[JOB_GONE] = died,
		[JOB_MAYBE] = maybe,
		[JOB_DID_SEND] = sent,
		[JOB_AGAIN] = later,
		[JOB_REFUSED] = refused,
		[JOB_UNKNOWN] = unknown,
		[JOB_FOUND] = sent,
		[JOB_HOLD] = hold,
		[JOB_CANCEL] = cancel,
		[JOB_REPEAT] = hasten,
	},
	[JOB_UNCERTAIN] = {
		[JOB_CLAIM] = lease,
		[JOB_DID_SEND] = sent,
		[JOB_AGAIN] = later,
		[JOB_REFUSED] = refused,
		[JOB_FOUND] = sent,
		[JOB_ABSENT] = absent,
		[JOB_HOLD] = hold,
		[JOB_CANCEL] = cancel,
		[JOB_REPEAT] = revive,
	},
	[JOB_SENT] = { 0 },
	[JOB_FAILED] = {
		[JOB_DID_SEND] = sent,
		[JOB_FOUND] = sent,
		[JOB_CANCEL] = cancel,
		[JOB_REPEAT] = revive,
	},
	[JOB_HELD] = {
		[JOB_GONE] = over,
		[JOB_MAYBE] = maybe_held,
		[JOB_DID_SEND] = sent,
		[JOB_AGAIN] = over,
		[JOB_REFUSED] = refused,
		[JOB_UNKNOWN] = unknown_held,
		[JOB_FOUND] = sent,
		[JOB_RELEASE] = revive,
		[JOB_CANCEL] = cancel,
		[JOB_REPEAT] = revive,
	},
	[JOB_CANCELLED] = {
		[JOB_GONE] = over,
		[JOB_MAYBE] = maybe_held,
		[JOB_DID_SEND] = sent,
		[JOB_AGAIN] = over,
		[JOB_REFUSED] = over,
		[JOB_UNKNOWN] = unknown_held,
		[JOB_FOUND] = sent,
	},
};

bool lifecycle_apply(const Job *job, JobEvent event, int64_t now, int64_t lease_s, JobChange *ret)
{
	Transition transition = transitions[job->state][event];
	JobChange change = {
		.state = job->state,
		.born = job->born,
		.due_at = job->due_at,
		.lease_until = job->lease_until,
		.uncertain_at = job->uncertain_at,
		.attempts = job->attempts,
		.uncertainties = job->uncertainties,
		.warned = job->warned,
	};
	if (transition == NULL || !transition(job, (Moment){ now, lease_s }, &change))
		return false;
	*ret = change;
	return true;
}

const char *lifecycle_state_name(JobState state)
{
	return state_names[state];
}

bool lifecycle_state_parse(const char *name, JobState *ret)
{
	for (int state = 0; state < JOB_N_STATES; state++) {
		if (name != NULL && strcmp(name, state_names[state]) == 0) {
			*ret = (JobState)state;
			return true;
		}
	}
	return false;
}

const char *lifecycle_event_name(JobEvent event)
{
	return event_names[event];
}

bool lifecycle_is_final(JobState state)
{
	return state == JOB_SENT || state == JOB_FAILED || state == JOB_CANCELLED;
}
