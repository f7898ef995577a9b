#include "gateway/send/send_gate.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "store/store_gate.h"

#define SEND_GATE_RACES_MAX 20
#define SEND_GATE_BUSY_S 5 /* when another has the connection: ask again then */

/* ---- a row and what it means ---- */

static void send_gate_read_hours(Pace *pace, const char *text)
{
	g_auto(GStrv) hours = g_strsplit(text != NULL ? text : "", " ", PACE_HOURS);
	for (size_t i = 0; hours[i] != NULL && i < PACE_HOURS; i++)
		pace->sent[i] = (int)g_ascii_strtoll(hours[i], NULL, 10);
}

static const char *send_gate_hours(Arena *arena, const Pace *pace)
{
	Texts hours = { 0 };
	for (size_t i = 0; i < PACE_HOURS; i++)
		texts_add(arena, &hours, arena_printf(arena, "%d", pace->sent[i]));
	return texts_join(arena, &hours, " ");
}

static Gate send_gate_of(const GateRow *row)
{
	Gate gate = {
		.breaker = { .state = (BreakerState)row->breaker, .retry_at = row->retry_at, .wait = row->wait,
			     .unreachable = (int)row->unreachable, .answers = (unsigned)row->answers },
		.pace = { .at = row->paced_at, .credit = row->credit, .learnt = (int)row->learnt,
			  .accepted = (int)row->accepted, .minute = row->minute, .in_minute = (int)row->in_minute,
			  .in_last = (int)row->in_last, .hour = row->hour },
	};
	send_gate_read_hours(&gate.pace, row->sent);
	return gate;
}

static GateRow send_gate_row(Arena *arena, const GateRow *from, const Gate *gate, int64_t again, const char *words)
{
	const Breaker *breaker = &gate->breaker;
	const Pace *pace = &gate->pace;
	return (GateRow){
		.relay = from->relay, .domain = from->domain, .version = from->version,
		.closed_until = MAX(gate_closed_until(gate), again),
		.breaker = (int64_t)breaker->state, .retry_at = breaker->retry_at, .wait = breaker->wait,
		.unreachable = breaker->unreachable, .answers = breaker->answers, .paced_at = pace->at,
		.credit = pace->credit, .learnt = pace->learnt, .accepted = pace->accepted, .minute = pace->minute,
		.in_minute = pace->in_minute, .in_last = pace->in_last, .hour = pace->hour,
		.sent = send_gate_hours(arena, pace),
		.words = words != NULL ? words : breaker->state == BREAKER_CLOSED ? NULL : from->words,
	};
}

/* ---- one change ---- */

typedef struct {
	const char *domain;
	PaceLimits limits;
	int64_t most; /* connections at once; 0: they are not counted */
	const GateTally *tally; /* NULL: nothing to settle */
	const char *words;	/* of those that were not taken */
	int want;		/* 0: nothing is asked for */
	int granted;
	int64_t again;
} Ask;

static void send_gate_log(const SendGate *gate, const Ask *ask, const Gate *before, const Gate *after)
{
	bool was = before->breaker.state == BREAKER_CLOSED;
	bool is = after->breaker.state == BREAKER_CLOSED;
	g_autofree char *wait = g_strdup_printf("%" G_GINT64_FORMAT, after->breaker.wait);
	if (was != is)
		log_event(is ? LOG_INFO : LOG_WARNING, is ? "gate-opened" : "gate-closed", "relay", gate->relay->name,
			  "domain", ask->domain, "seconds", wait, NULL);
}

static bool send_gate_write(const SendGate *gate, const Ask *ask, const GateRow *row, const Gate *now_is, bool *ret_in,
			    GError **error)
{
	Stage *stage = gate->stage;
	const GateSlot slot = { .owner = stage->owner, .now = stage_now(stage), .most = ask->most,
				.until = stage_now(stage) + stage->settings->run->lease_seconds };
	bool quiet = ask->want == 0 && ask->domain[0] != '\0';
	*ret_in = true;
	if (row->version > 0 && quiet && gate_is_forgotten(now_is))
		return store_gate_forget(stage->store, row, error);
	return store_gate_write(stage->store, row, ask->most > 0 && ask->granted > 0 ? &slot : NULL, ret_in, error);
}

static bool send_gate_try(const SendGate *gate, Ask *ask, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Stage *stage = gate->stage;
	int64_t now = stage_now(stage);
	GateRow row;
	bool in = true;
	ask->granted = 0;
	ask->again = 0;
	if (!store_gate(stage->store, arena, gate->relay->name, ask->domain, &row, error))
		return false;
	const Gate before = send_gate_of(&row);
	Gate after = before;
	if (ask->tally != NULL)
		gate_settle(&after, &ask->limits, ask->tally, now);
	if (ask->want > 0)
		ask->granted = gate_take(&after, &ask->limits, ask->want, now, &ask->again);
	if (ask->granted > 0)
		ask->again = 0;
	const GateRow next = send_gate_row(arena, &row, &after, ask->again, ask->words);
	if (!send_gate_write(gate, ask, &next, &after, &in, error))
		return false;
	send_gate_log(gate, ask, &before, &after);
	if (in)
		return true;
	ask->want = 0;
	bool settled = ask->tally == NULL || send_gate_try(gate, ask, error);
	ask->granted = 0;
	ask->again = now + SEND_GATE_BUSY_S;
	return settled;
}

/* A row that another changed meanwhile is read again. */
static bool send_gate_ask(const SendGate *gate, Ask *ask, GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(GError) fault = NULL;
		if (send_gate_try(gate, ask, &fault))
			return true;
		if (error_code(fault) == ERROR_RETRY && race < SEND_GATE_RACES_MAX)
			continue;
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
}

/* ---- the relay ---- */

static Ask send_gate_of_relay(const SendGate *gate, const GateTally *tally)
{
	const RelaySettings *relay = gate->relay;
	return (Ask){ .domain = "", .tally = tally, .words = gate->words, .most = relay->connections,
		      .limits = { .per_minute = (int)relay->per_minute, .per_day = (int)relay->per_day } };
}

bool send_gate_settle(const SendGate *gate, const GateTally *tally, GError **error)
{
	Ask ask = send_gate_of_relay(gate, tally);
	return send_gate_ask(gate, &ask, error);
}

bool send_gate_relay(const SendGate *gate, const GateTally *tally, int want, int *ret_granted, int64_t *ret_again,
		     GError **error)
{
	Ask ask = send_gate_of_relay(gate, tally);
	ask.want = want;
	if (!send_gate_ask(gate, &ask, error))
		return false;
	*ret_granted = ask.granted;
	*ret_again = ask.again;
	return true;
}

bool send_gate_leave(const SendGate *gate, GError **error)
{
	return store_gate_leave(gate->stage->store, gate->relay->name, "", gate->stage->owner, error);
}

/* ---- recipient domains ---- */

static bool send_gate_counts(const RelaySettings *relay)
{
	return relay->domain_per_minute > 0 || relay->connections > relay->domain_connections;
}

static bool send_gate_has_row(const SendGate *gate, const char *domain, bool *ret, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	GateRow row = { 0 };
	bool done = store_gate(gate->stage->store, arena, gate->relay->name, domain, &row, error);
	*ret = row.version > 0;
	return done;
}

/* A domain that pushes back has one connection. */
static Ask send_gate_of_domain(const SendGate *gate, const char *domain, bool known)
{
	const RelaySettings *relay = gate->relay;
	return (Ask){ .domain = domain, .most = known ? 1 : relay->domain_connections,
		      .limits = { .per_minute = (int)relay->domain_per_minute } };
}

static bool send_gate_domain(const SendGate *gate, const char *domain, int64_t *ret_again, GError **error)
{
	bool known = false;
	*ret_again = 0;
	if (!send_gate_has_row(gate, domain, &known, error))
		return false;
	if (!known && !send_gate_counts(gate->relay))
		return true;
	Ask ask = send_gate_of_domain(gate, domain, known && !send_gate_counts(gate->relay));
	ask.want = 1;
	if (!send_gate_ask(gate, &ask, error))
		return false;
	*ret_again = ask.granted > 0 ? 0 : ask.again;
	return true;
}

bool send_gate_domains(const SendGate *gate, const Texts *domains, int64_t *ret_again, GError **error)
{
	static const GateTally unused = { .unused = 1 };
	*ret_again = 0;
	for (size_t i = 0; i < domains->n; i++) {
		if (!send_gate_domain(gate, domains->items[i], ret_again, error))
			return false;
		if (*ret_again == 0)
			continue;
		for (size_t k = 0; k < i; k++)
			if (!send_gate_domain_done(gate, domains->items[k], &unused, error))
				return false;
		return true;
	}
	return true;
}

bool send_gate_domain_done(const SendGate *gate, const char *domain, const GateTally *tally, GError **error)
{
	bool known = false;
	bool counts = send_gate_counts(gate->relay);
	bool good = tally->pushed_back + tally->unreachable + tally->slow == 0;
	if (!send_gate_has_row(gate, domain, &known, error))
		return false;
	if (!known && good)
		return true;
	Ask ask = send_gate_of_domain(gate, domain, known);
	ask.tally = tally;
	if (!send_gate_ask(gate, &ask, error))
		return false;
	return (!known && !counts) ||
	       store_gate_leave(gate->stage->store, gate->relay->name, domain, gate->stage->owner, error);
}
