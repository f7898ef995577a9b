/*
 * Lifecycle: the life of a job as one table, state x event -> state and due time (DESIGN.md, States;
 * docs/FLOW.md). Pure: what comes out is what the caller writes, in the transaction of the fact that caused
 * it, guarded by the state it read. Nothing here knows what a job carries.
 *
 * Facts win over wishes: a job that was sent is sent, even if a person held or cancelled it meanwhile.
 * Uncertain means that it may have been sent: it is looked up every minute for a quarter of an hour (or as
 * long as the caller says); when no copy is found, an ordinary job is tried once more with the same bytes, a
 * legal one is held, and the second uncertainty always holds.
 */
#ifndef QUEUE_LIFECYCLE_H
#define QUEUE_LIFECYCLE_H

#include <stdbool.h>
#include <stdint.h>

/* X(enum constant, name in the store and in queue list) */
#define JOB_STATES(X)                 \
	X(JOB_READY, "ready")         \
	X(JOB_UNCERTAIN, "uncertain") \
	X(JOB_SENT, "sent")           \
	X(JOB_FAILED, "failed")       \
	X(JOB_HELD, "held")           \
	X(JOB_CANCELLED, "cancelled")

/*
 * claim: a worker takes it (to send, or to look up) · gone, maybe: the worker died before, or after, its
 * durable note that the dot would be sent · sent, again, refused, unknown: outcome of an attempt · found,
 * absent: outcome of a look-up, or a bounce or reply that quotes it · hold, release, cancel, repeat: a
 * person, or a rule for them.
 */
#define JOB_EVENTS(X)             \
	X(JOB_CLAIM, "claim")     \
	X(JOB_GONE, "gone")       \
	X(JOB_MAYBE, "maybe")     \
	X(JOB_DID_SEND, "sent")   \
	X(JOB_AGAIN, "again")     \
	X(JOB_REFUSED, "refused") \
	X(JOB_UNKNOWN, "unknown") \
	X(JOB_FOUND, "found")     \
	X(JOB_ABSENT, "absent")   \
	X(JOB_HOLD, "hold")       \
	X(JOB_RELEASE, "release") \
	X(JOB_CANCEL, "cancel")   \
	X(JOB_REPEAT, "repeat")

#define LIFECYCLE_ENUM(constant, name) constant,
typedef enum { JOB_STATES(LIFECYCLE_ENUM) JOB_N_STATES } JobState;
typedef enum { JOB_EVENTS(LIFECYCLE_ENUM) JOB_N_EVENTS } JobEvent;
#undef LIFECYCLE_ENUM

#define LIFECYCLE_LOOKUP_EVERY_S INT64_C(60)
#define LIFECYCLE_LOOKUP_FOR_S INT64_C(900)

/* What the store knows of the job before the event. */
typedef struct {
	int64_t id;
	JobState state;
	int64_t born; /* when it was first due: its life counts from here */
	int64_t due_at;
	int64_t lease_until; /* 0 or past: nobody works on it */
	int attempts;
	int uncertainties;
	int64_t uncertain_at; /* of the last one */
	bool warned;	      /* a person was told that it takes long */
	bool legal;	      /* a repeat would matter: never repeated on a guess */
	int64_t lookup_s;     /* how long a copy of it is looked for; 0: LIFECYCLE_LOOKUP_FOR_S */
} Job;

/* What to write. Fields that the event does not concern keep their value. */
typedef struct {
	JobState state;
	int64_t born, due_at, lease_until, uncertain_at;
	int attempts, uncertainties;
	bool warned;
	bool tell;	    /* a person is to be told of this change */
	const char *reason; /* static; NULL where the server's words or the person's say it all */
} JobChange;

/* False: this event means nothing in this state now (a claim before it is due, a repeat of a job that a
 * worker holds); ret untouched. lease_s: how long a claim holds. */
bool lifecycle_apply(const Job *job, JobEvent event, int64_t now, int64_t lease_s, JobChange *ret);

const char *lifecycle_state_name(JobState state);
bool lifecycle_state_parse(const char *name, JobState *ret);
const char *lifecycle_event_name(JobEvent event);
/* True when the program will do no more about it by itself. */
bool lifecycle_is_final(JobState state);

#endif
