/* Gates in the store: what several senders share, against store/store.h alone. */
#include "store/store_gate.h"
#include "store/lease.h"
#include "tests/unit/store/store_fixture.h"

#define GATE_PROCESSES 4
#define GATE_ROUNDS 50

static GateRow read_gate(Store *store, Arena *arena, const char *domain)
{
	g_autoptr(GError) error = NULL;
	GateRow row = { 0 };
	fixture_fine(store_gate(store, arena, "r", domain, &row, &error), &error);
	return row;
}

static void test_rows(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	bool in = false;
	GateRow row = read_gate(store, arena, "x.test");
	is_i64(row.version, 0, "at first there is none");
	row.closed_until = NOW + 9;
	row.learnt = 7;
	row.sent = "1 2 3";
	ok(store_gate_write(store, &row, NULL, &in, &error) && in, "one is made");
	ok(!store_gate_write(store, &row, NULL, &in, &error) && error_code(error) == ERROR_RETRY,
	   "another made it meanwhile: RETRY");
	g_clear_error(&error);
	const GateRow first = read_gate(store, arena, "x.test");
	ok(first.version > 0 && first.closed_until == NOW + 9 && first.learnt == 7, "it is as it was written");
	is_str(first.sent, "1 2 3", "all of it");
	GateRow next = first;
	next.learnt = 3;
	ok(store_gate_write(store, &next, NULL, &in, &error), "who read it may write it");
	ok(!store_gate_write(store, &next, NULL, &in, &error) && error_code(error) == ERROR_RETRY, "once");
	g_clear_error(&error);
	ok(!store_gate_forget(store, &first, &error) && error_code(error) == ERROR_RETRY, "nor forgotten as it was");
	g_clear_error(&error);
	next = read_gate(store, arena, "x.test");
	ok(store_gate_forget(store, &next, &error) && read_gate(store, arena, "x.test").version == 0, "forgotten");
}

static bool enter(Store *store, Arena *arena, const char *owner, int64_t now, int64_t most)
{
	g_autoptr(GError) error = NULL;
	bool in = false;
	const GateRow row = read_gate(store, arena, "");
	const GateSlot slot = { .owner = owner, .now = now, .until = now + 60, .most = most };
	fixture_fine(store_gate_write(store, &row, &slot, &in, &error), &error);
	return in;
}

static void test_slots(Store *store, Arena *arena)
{
	ok(enter(store, arena, "a", NOW, 2) && enter(store, arena, "b", NOW, 2), "two may in");
	ok(!enter(store, arena, "c", NOW, 2), "a third may not");
	ok(enter(store, arena, "a", NOW + 30, 2), "who is in stays");
	ok(store_gate_leave(store, "r", "", "b", NULL) && enter(store, arena, "c", NOW + 30, 2), "one leaves, one comes");
	ok(store_lease_drop(store, "a", NOW, NULL) && enter(store, arena, "d", NOW + 30, 2), "the dead leave too");
	ok(enter(store, arena, "e", NOW + 91, 2), "and those whose time is over");
}

static const char *take(Store *store, Arena *arena, const char *owner, int64_t now)
{
	g_autoptr(GError) error = NULL;
	const char *other = "";
	const StoreLease lease = { .name = "fetch a", .owner = owner, .until = now + 60 };
	ok(fixture_fine(store_lease_take(store, arena, &lease, now, &other, &error), &error), "%s asks", owner);
	return other;
}

static void test_named_lease(Store *store, Arena *arena)
{
	Texts owners = { 0 };
	is_str(take(store, arena, "h1", NOW), NULL, "the first has it");
	is_str(take(store, arena, "h2", NOW + 59), "h1", "the other hears who has it");
	is_str(take(store, arena, "h1", NOW + 59), NULL, "it is made to last");
	is_str(take(store, arena, "h2", NOW + 118), "h1", "so that it does");
	ok(store_lease_owners(store, arena, NOW + 118, &owners, NULL) && texts_has(&owners, "h1"), "its owner is named");
	is_str(take(store, arena, "h2", NOW + 119), NULL, "when it is over another has it");
	is_str(take(store, arena, "h1", NOW + 120), "h2", "and who had it hears of that");
	ok(store_lease_leave(store, "fetch a", "h1", NULL), "who has lost it");
	is_str(take(store, arena, "h1", NOW + 121), "h2", "cannot give it back");
	ok(store_lease_leave(store, "fetch a", "h2", NULL), "who has it can");
	is_str(take(store, arena, "h1", NOW + 122), NULL, "then it is free at once");
	ok(store_lease_drop(store, "h1", NOW + 123, NULL), "as when its owner is known to be dead");
	is_str(take(store, arena, "h3", NOW + 123), NULL, "then too");
	owners = (Texts){ 0 };
	ok(store_lease_owners(store, arena, NOW + 183, &owners, NULL) && !texts_has(&owners, "h3"),
	   "one that is over names nobody");
}

static void test_claims(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	const char *relay = "";
	const Outcome outcome = { .company = "Norte" };
	OutboundMail mails[3];
	static const char *const to[] = { "a@Closed.test", "b@open.test", "c@open.test" };
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		mails[i] = (OutboundMail){ .company = "Norte", .kind = "statement", .relay = "r", .invoice_set = "",
					   .step = to[i], .message_id = to[i], .sha256 = fixture_sha(arena, to[i]),
					   .due_at = NOW };
		store_next_id(store, &mails[i].id, &error);
		texts_add(arena, &mails[i].to, to[i]);
	}
	ok(store_commit_act(store, &outcome, mails, 3, NOW, &error), "three mails are queued");
	ok(store_next_relay(store, arena, "", &relay, &error) && g_strcmp0(relay, "r") == 0, "their relay is named");
	ok(store_next_relay(store, arena, "r", &relay, &error) && relay == NULL, "and no other");
	GateRow closed = read_gate(store, arena, "closed.test");
	bool in = false;
	closed.closed_until = NOW + 100;
	ok(store_gate_write(store, &closed, NULL, &in, &error), "a gate is closed");
	ok(store_claim_outbound(store, arena, "r", "w", NOW, 60, 10, &jobs, &n, &error) && n == 2,
	   "a claim passes over a closed domain");
	ok(store_release_jobs(store, jobs, n, NOW, &error), "they are given back");
	ok(store_claim_outbound(store, arena, "r", "w", NOW, 60, 10, &jobs, &n, &error) && n == 2 &&
		   jobs[0].attempts == 1, "and the claim did not count");
	int64_t next = 0;
	ok(store_next_mail(store, NOW + 1, &next, &error) && next == NOW + 60, "next: the end of the leases");
	int64_t *ids = NULL;
	store_kept_waiting(store, arena, NOW + 50, NOW + 10, NOW - 10, &ids, &n, &error);
	is_i64((int64_t)n, 1, "who waits behind it for long is known");
	ok(store_claim_outbound(store, arena, "r", "w", NOW + 100, 60, 10, &jobs, &n, &error) && n == 3,
	   "when it opens they are claimed");
}

/* Reads, adds one, writes; again when another was faster. */
static int add_many(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = fixture_open(path, &error);
	for (int i = 0; store != NULL && i < GATE_ROUNDS;) {
		g_autoptr(Arena) arena = arena_new();
		bool in = false;
		GateRow row = read_gate(store, arena, "sum.test");
		row.accepted++;
		g_clear_error(&error);
		i += store_gate_write(store, &row, NULL, &in, &error);
		if (error != NULL && error_code(error) != ERROR_RETRY)
			return 1;
	}
	return store == NULL;
}

static void test_crowd(Store *store, Arena *arena, const char *path)
{
	pid_t children[GATE_PROCESSES];
	int failed = 0;
	fflush(stdout);
	for (int i = 0; i < GATE_PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(add_many(path));
	}
	for (int i = 0; i < GATE_PROCESSES; i++) {
		int status = 0;
		waitpid(children[i], &status, 0);
		failed += status != 0;
	}
	is_i64(failed, 0, "several write one gate");
	is_i64(read_gate(store, arena, "sum.test").accepted, GATE_PROCESSES * GATE_ROUNDS, "and nobody's word is lost");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	test_rows(store, arena);
	test_slots(store, arena);
	test_named_lease(store, arena);
	test_claims(store, arena);
	test_crowd(store, arena, path);
	store_close(store);
	fixture_remove(path);
	return tap_done();
}
