/* The contract of jobs, attempts and many processes on one store; against store/store.h alone. */
#include <signal.h>

#include "store/lease.h"
#include "tests/unit/store/store_fixture.h"

static ClaimedJob *claim_one(Store *store, Arena *arena, const char *lane, int64_t now)
{
	g_autoptr(GError) error = NULL;
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	if (!fixture_fine(store_claim_jobs(store, arena, lane, "s1", now, 60, 1, &jobs, &n, &error), &error))
		return NULL;
	return n == 1 ? jobs : NULL;
}

static bool keep_state(void *context, const json_t *row)
{
	json_t **kept = context;
	json_decref(*kept);
	*kept = json_deep_copy(row);
	return true;
}

typedef struct {
	const char *state;
	int64_t due_at, attempt;
	int code;
	const char *text;
} Step;

/* What a caller writes after it asked the table of queue/lifecycle.h. */
static bool change(Store *store, Arena *arena, int64_t id, const Step *step, int64_t now, GError **error)
{
	JobRow row;
	if (!store_job(store, arena, id, &row, error))
		return false;
	JobWrite write = { .from = &row, .to = row, .reason = step->text, .attempt = step->attempt, .code = step->code,
			   .text = step->text };
	write.to.state = step->state;
	write.to.due_at = step->due_at;
	write.to.lease_until = 0;
	return store_write_job(store, &write, now, error);
}

static bool finish_sent(Store *store, Arena *arena, int64_t id, int64_t attempt, int64_t now, GError **error)
{
	const Step step = { .state = "sent", .attempt = attempt, .code = 250, .text = "2.0.0 queued" };
	return change(store, arena, id, &step, now, error);
}

static size_t unresolved(Store *store, Arena *arena, int64_t now)
{
	g_autoptr(GError) error = NULL;
	int64_t *ids = NULL;
	size_t n = 99;
	fixture_fine(store_unresolved_jobs(store, arena, now, 10, &ids, &n, &error), &error);
	return n;
}

static const char *job_state(Store *store, Arena *arena, int64_t id)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) row = NULL;
	const ListFilter filter = { .id = id };
	store_list(store, "queue", &filter, keep_state, &row, &error);
	return json_get_text(arena, row, "state");
}

/* A reminder about a fresh invoice, queued; its job's id. */
static int64_t queue_reminder(Store *store, Arena *arena, int folio)
{
	g_autoptr(GError) error = NULL;
	const Invoice *invoice = fixture_owed(store, arena, folio);
	const OutboundMail mail = fixture_reminder(store, arena, invoice, arena_printf(arena, "A %d", folio));
	const Outcome nothing = { .company = "Norte" };
	if (!store_commit_act(store, &nothing, &mail, 1, NOW, &error))
		g_error("%s", error->message);
	return mail.id;
}

static void test_sent(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	int64_t id = queue_reminder(store, arena, 1);
	ClaimedJob *job = claim_one(store, arena, "smtp", NOW);
	bool go = false;
	ok(job != NULL && job->id == id && job->mail.id == id, "the job carries its mail");
	is_str(job->mail.to.items[0], "pagos@uno.example", "with its recipient");
	ok(fixture_fine(store_begin_attempts(store, job, 1, "local", NOW, &go, &error), &error) && go,
	   "it may go");
	ok(fixture_fine(finish_sent(store, arena, id, job->attempts, NOW, &error),
			&error),
	   "the answer is recorded");
	is_str(job_state(store, arena, id), "sent", "it is sent");
	ok(claim_one(store, arena, "smtp", NOW + 9999) == NULL, "and is never sent again");
	g_autoptr(json_t) event = NULL;
	const ListFilter filter = { .invoice_key = "CL:76192083-9:33:1" };
	store_list(store, "events", &filter, keep_state, &event, &error);
	is_str(json_get_text(arena, event, "kind"), "mail-sent", "its invoice has an event of it");
}

static void test_uncertain(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	int64_t id = queue_reminder(store, arena, 2);
	ClaimedJob *job = claim_one(store, arena, "smtp", NOW);
	bool go = false;
	bool ours = true;
	JobRow row = { 0 };
	store_begin_attempts(store, job, 1, "local", NOW + 30, &go, &error);
	ok(go && claim_one(store, arena, "smtp", NOW + 89) == NULL, "a lease lasts anew from the attempt");
	is_i64((int64_t)unresolved(store, arena, NOW + 89), 0, "and its worker is not given up");
	is_i64((int64_t)unresolved(store, arena, NOW + 90), 1, "until it is over");
	job = claim_one(store, arena, "smtp", NOW + 90);
	ok(job != NULL && job->attempts == 2, "its job is claimed again");
	ok(store_is_claimed(store, &(ClaimedJob){ .id = id, .attempts = 1 }, &ours, &error) && !ours,
	   "and the first worker cannot send the dot any more");
	store_begin_attempts(store, job, 1, "local", NOW + 90, &go, &error);
	ok(go && store_is_claimed(store, job, &ours, &error) && ours, "the second may");
	ok(fixture_fine(store_look_again(store, job, NOW + 100, &go, &error), &error) && go, "it takes long: a second look");
	store_look_again(store, job, NOW + 125, &go, &error);
	ok(store_job(store, arena, id, &row, &error), "a job is read");
	is_str(row.phase, "dot", "with how far it came");
	is_i64(row.lease_until, NOW + 185, "and whose it is for how long");
	is_i64((int64_t)unresolved(store, arena, NOW + 185), 1, "a dead one is to be resolved");
	const Step uncertain = { .state = "uncertain", .due_at = NOW + 220, .text = "cut after the dot" };
	ok(fixture_fine(change(store, arena, id, &uncertain, NOW + 160, &error), &error), "it is uncertain");
	ok(claim_one(store, arena, "smtp", NOW + 9999) == NULL, "and nobody sends it again");
	is_i64((int64_t)unresolved(store, arena, NOW + 219), 0, "it is looked up");
	is_i64((int64_t)unresolved(store, arena, NOW + 220), 1, "when its time comes");
	Outcome outcome = { .company = "Norte", .own_mail = id };
	ok(fixture_fine(store_commit_act(store, &outcome, NULL, 0, NOW + 230, &error), &error), "its copy comes");
	is_str(job_state(store, arena, id), "sent", "and settles it");
}

/* The copy may come before anybody knows that the worker is dead. */
static void test_copy_first(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	int64_t id = queue_reminder(store, arena, 32);
	ClaimedJob *job = claim_one(store, arena, "smtp", NOW);
	bool go = false;
	Outcome outcome = { .company = "Norte", .own_mail = id };
	store_commit_act(store, &outcome, NULL, 0, NOW, &error);
	is_str(job_state(store, arena, id), "ready", "without an attempt there can be no copy");
	ok(store_begin_attempts(store, job, 1, "local", NOW, &go, &error) && go, "a worker dies after it began");
	store_commit_act(store, &outcome, NULL, 0, NOW, &error);
	is_str(job_state(store, arena, id), "sent", "the copy says that it went");
	is_i64((int64_t)unresolved(store, arena, NOW + 9999), 0, "and nothing is open");
}

/* What a dead worker is known not to have begun was not sent; unless another has it by now. */
static void test_cut(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	int64_t id = queue_reminder(store, arena, 34);
	ClaimedJob *job = claim_one(store, arena, "smtp", NOW);
	bool go = false;
	JobRow row = { 0 };
	store_begin_attempts(store, job, 1, "local", NOW, &go, &error);
	ok(fixture_fine(store_cut_attempts(store, job, 1, "s2", &error), &error), "another's claim is told of");
	store_job(store, arena, id, &row, &error);
	is_str(row.phase, "dot", "and stays as it is");
	ok(fixture_fine(store_cut_attempts(store, job, 1, "s1", &error), &error), "its own");
	store_job(store, arena, id, &row, &error);
	is_str(row.phase, "open", "came to no dot");
	Outcome outcome = { .company = "Norte", .own_mail = id };
	store_commit_act(store, &outcome, NULL, 0, NOW, &error);
	is_str(job_state(store, arena, id), "ready", "and there can be no copy of it");
	ok(fixture_fine(store_release_jobs(store, job, 1, NOW, &error), &error), "it is given back");
	row = (JobRow){ 0 };
	store_job(store, arena, id, &row, &error);
	ok(row.phase == NULL && row.attempts == 0, "as if it had not been tried");
	const Step cancelled = { .state = "cancelled" };
	change(store, arena, id, &cancelled, NOW + 1, &error);
}

static void test_lost_race(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	int64_t id = queue_reminder(store, arena, 33);
	JobRow row = { 0 };
	store_job(store, arena, id, &row, &error);
	ClaimedJob *job = claim_one(store, arena, "smtp", NOW);
	JobWrite write = { .from = &row, .to = row, .reason = "late" };
	ok(job != NULL && !store_write_job(store, &write, NOW, &error), "a job that changed meanwhile is not written");
	ok(g_error_matches(error, valija_error_quark(), ERROR_RETRY), "but read again");
	g_clear_error(&error);
	ok(store_postpone_job(store, job, NOW + 60, "busy", &error), "a job is put off");
	job = claim_one(store, arena, "smtp", NOW + 60);
	ok(job != NULL && job->attempts == 1, "and that was no attempt");
	const Step cancelled = { .state = "cancelled" };
	change(store, arena, id, &cancelled, NOW + 61, &error);
}

static void test_dead_owner(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	int64_t id = queue_reminder(store, arena, 31);
	Texts owners = { 0 };
	ok(claim_one(store, arena, "smtp", NOW) != NULL, "a worker claims");
	ok(store_lease_owners(store, arena, NOW, &owners, &error) && texts_has(&owners, "s1"),
	   "and is named as owner");
	ok(claim_one(store, arena, "smtp", NOW + 1) == NULL, "nobody else gets it");
	ok(fixture_fine(store_lease_drop(store, "s1", NOW + 1, &error), &error),
	   "until it is known to be dead");
	ClaimedJob *job = claim_one(store, arena, "smtp", NOW + 1);
	ok(job != NULL && job->id == id, "then at once");
	const Step cancelled = { .state = "cancelled" };
	change(store, arena, id, &cancelled, NOW + 2, &error);
}

typedef struct {
	const char *name, *state;
	void (*change)(Store *store, Arena *arena, Invoice *invoice);
} Blocked;

static void change_invoice(Store *store, Invoice *invoice, Posting *posting)
{
	g_autoptr(GError) error = NULL;
	const Outcome outcome = { .company = "Norte",
				  .invoices = invoice,
				  .n_invoices = 1,
				  .postings = posting,
				  .n_postings = posting != NULL };
	if (!store_commit_act(store, &outcome, NULL, 0, NOW, &error))
		g_error("%s", error->message);
}

static void change_paid(Store *store, Arena *arena, Invoice *invoice)
{
	(void)arena;
	Posting posting = { .company = "Norte",
			    .target_key = invoice->key,
			    .source_key = invoice->key,
			    .kind = POSTING_FILE,
			    .amount = invoice->total };
	invoice->paid = invoice->total.micro;
	invoice->state = STATE_PAID;
	change_invoice(store, invoice, &posting);
}

static void change_held(Store *store, Arena *arena, Invoice *invoice)
{
	(void)arena;
	invoice->hold_reason = "PROMISE";
	invoice->hold_until = date_add_days(date_in_zone(NOW, "UTC"), 3);
	change_invoice(store, invoice, NULL);
}

static void change_hold_over(Store *store, Arena *arena, Invoice *invoice)
{
	(void)arena;
	invoice->hold_reason = "PROMISE";
	invoice->hold_until = date_add_days(date_in_zone(NOW, "UTC"), -2);
	change_invoice(store, invoice, NULL);
}

static void change_contact(Store *store, Arena *arena, Invoice *invoice)
{
	g_autoptr(GError) error = NULL;
	(void)arena;
	(void)invoice;
	ContactChange change = { .address = "pagos@uno.example",
				 .state = CONTACT_BOUNCED,
				 .reason = "5.1.1" };
	const Outcome outcome = { .company = "Norte", .contact_changes = &change, .n_contact_changes = 1 };
	store_commit_act(store, &outcome, NULL, 0, NOW, &error);
}

static void change_inbox(Store *store, Arena *arena, Invoice *invoice)
{
	g_autoptr(GError) error = NULL;
	(void)invoice;
	const StagedMail mail = fixture_mail(arena, 77);
	store_stage(store, &mail, 1, "ventas", "INBOX", NULL, NOW, NULL, &error);
}

/* What changed since it was queued is seen at the last moment. */
static void test_last_look(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	static const Blocked rows[] = {
		{ "paid meanwhile", "cancelled", change_paid },
		{ "held meanwhile", "cancelled", change_held },
		{ "held until a day that is over everywhere", "sent", change_hold_over },
		{ "its contact bounced", "cancelled", change_contact },
		{ "a mail waits in the inbox", "ready", change_inbox },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		int64_t id = queue_reminder(store, arena, 10 + (int)i);
		Invoice *invoice = NULL;
		store_invoice(store, arena, "Norte", arena_printf(arena, "CL:76192083-9:33:%zu", 10 + i),
			      &invoice, &error);
		rows[i].change(store, arena, invoice);
		ClaimedJob *job = claim_one(store, arena, "smtp", NOW);
		bool go = false;
		ok(job != NULL &&
			   fixture_fine(store_begin_attempts(store, job, 1, "local", NOW, &go, &error),
					&error),
		   "a reminder, %s, is looked at once more", rows[i].name);
		if (go)
			finish_sent(store, arena, id, job->attempts, NOW, &error);
		is_str(job_state(store, arena, id), rows[i].state, "and ends as it should");
	}
}

static void test_move(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	ClaimedMail *mails = NULL;
	size_t n = 0;
	store_claim_mails(store, arena, "w1", NOW, 60, 1, &mails, &n, &error);
	Outcome outcome = { .outcome = "invoice",
			    .company = "Norte",
			    .move_to = "Cobranza/Facturas",
			    .message_id = "x@uno.example" };
	ok(n == 1 && fixture_fine(store_commit_outcome(store, &mails[0], &outcome, NULL, 0, NOW, &error),
				  &error),
	   "an outcome that moves its mail");
	ClaimedJob *job = claim_one(store, arena, "imap:ventas", NOW);
	ok(job != NULL && job->mail.id == 0, "makes a job of the account's lane");
	g_autoptr(json_t) payload = json_read(job->payload, strlen(job->payload), &error);
	is_str(json_get_text(arena, payload, "to"), "Cobranza/Facturas", "that says where to");
	is_i64(json_get_integer(payload, "uid", 0), 77, "and which");
	is_str(json_get_text(arena, payload, "message_id"), "x@uno.example", "by which name");
	ok(fixture_fine(store_finish_job(store, job->id, "ready", "server busy", NOW + 30, NOW, &error),
			&error),
	   "later");
	ok(claim_one(store, arena, "imap:ventas", NOW + 29) == NULL, "not before its time");
	job = claim_one(store, arena, "imap:ventas", NOW + 30);
	ok(job != NULL && store_finish_job(store, job->id, "sent", NULL, 0, NOW, &error), "then it is done");
	ok(claim_one(store, arena, "imap:ventas", NOW + 9999) == NULL, "once");
}

/* ---- many processes ---- */

#define DRAIN_MAILS 400
#define DRAIN_WORKERS 6
#define DRAIN_DOOMED 3

/* Claims until nothing is left, commits a note of each mail; dies after some when told to. Its exit status
 * tells. */
static int drain(const char *path, int number, int64_t start, int die_after)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = fixture_open(path, &error);
	g_autofree char *owner = g_strdup_printf("worker %d", number);
	int done = 0;
	for (int64_t now = start; store != NULL; now = start + 60) {
		g_autoptr(Arena) arena = arena_new();
		ClaimedMail *mails = NULL;
		size_t n = 0;
		if (!store_claim_mails(store, arena, owner, now, 1, 7, &mails, &n, &error))
			return 2;
		for (size_t i = 0; i < n; i++) {
			Note note = { .company = "Norte", .text = mails[i].sha256, .author = owner };
			Event event = { .at = now,
					.company = "Norte",
					.kind = "note-added",
					.evidence = mails[i].sha256 };
			const Outcome outcome = { .outcome = "reply",
						  .notes = &note,
						  .n_notes = 1,
						  .events = &event,
						  .n_events = 1 };
			if (done++ == die_after)
				raise(SIGKILL);
			if (!store_commit_outcome(store, &mails[i], &outcome, NULL, 0, now, &error) &&
			    error_code(error) != ERROR_RETRY)
				return 3;
			g_clear_error(&error);
		}
		if (n == 0 && now > start)
			return 0;
	}
	return 4;
}

static bool count_texts(void *context, const json_t *row)
{
	GHashTable *seen = context;
	const char *text = json_string_value(json_object_get(row, "text"));
	text = text != NULL ? text : json_string_value(json_object_get(row, "sha256"));
	int n = GPOINTER_TO_INT(g_hash_table_lookup(seen, text)) + 1;
	g_hash_table_insert(seen, g_strdup(text), GINT_TO_POINTER(n));
	return true;
}

static void count_chain_faults(void *context, const char *fault)
{
	int *faults = context;
	*faults += g_str_has_prefix(fault, "event") || g_str_has_prefix(fault, "database");
}

static void crowd_run(const char *path, int n, bool doomed, int *killed, int *failed)
{
	pid_t workers[DRAIN_WORKERS];
	fflush(stdout);
	for (int i = 0; i < n; i++) {
		workers[i] = fork();
		if (workers[i] == 0)
			_exit(drain(path, i, NOW, doomed ? 3 + i * 6 : -1));
	}
	for (int i = 0; i < n; i++) {
		int status = 0;
		waitpid(workers[i], &status, 0);
		*killed += WIFSIGNALED(status);
		*failed += WIFEXITED(status) && WEXITSTATUS(status) != 0;
	}
}

static void test_drain(const char *path, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Store *store = fixture_store(path);
	for (uint32_t i = 0; i < DRAIN_MAILS; i++) {
		const StagedMail mail = fixture_mail(arena, i + 1);
		store_stage(store, &mail, 1, "ventas", "INBOX", NULL, NOW, NULL, &error);
	}
	store_close(store);
	int killed = 0;
	int failed = 0;
	crowd_run(path, DRAIN_DOOMED, true, &killed, &failed);
	is_i64(killed, DRAIN_DOOMED, "workers are killed at work, with leases on what they claimed");
	crowd_run(path, DRAIN_WORKERS, false, &killed, &failed);
	is_i64(failed, 0, "no other fails");
	is_i64(drain(path, 99, NOW + 1000, -1), 0, "one more takes what they left");
	store = fixture_open(path, &error);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const ListFilter all = { 0 };
	ok(fixture_fine(store_list(store, "notes", &all, count_texts, seen, &error), &error),
	   "notes are listed");
	is_i64(g_hash_table_size(seen), DRAIN_MAILS, "no mail was lost");
	bool twice = false;
	GHashTableIter each;
	gpointer n = NULL;
	g_hash_table_iter_init(&each, seen);
	while (g_hash_table_iter_next(&each, NULL, &n))
		twice = twice || GPOINTER_TO_INT(n) != 1;
	ok(!twice, "none was done twice");
	const ListFilter staged = { .state = "staged" };
	g_hash_table_remove_all(seen);
	store_list(store, "mails", &staged, count_texts, seen, &error);
	is_i64(g_hash_table_size(seen), 0, "none is left");
	store_close(store);
}

static void test_chain(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = fixture_open(path, &error);
	int chain_faults = 0;
	size_t faults = 0;
	ok(fixture_fine(store_verify(store, count_chain_faults, &chain_faults, &faults, &error), &error),
	   "everything is read");
	is_i64(chain_faults, 0, "the chain of many writers holds");
	is_i64((int64_t)faults, DRAIN_MAILS, "mails whose bytes are missing are told, one each");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	g_autofree char *crowd = fixture_path();
	Store *store = fixture_store(path);
	test_sent(store, arena);
	test_uncertain(store, arena);
	test_copy_first(store, arena);
	test_cut(store, arena);
	test_lost_race(store, arena);
	test_dead_owner(store, arena);
	test_last_look(store, arena);
	test_move(store, arena);
	store_close(store);
	test_drain(crowd, arena);
	test_chain(crowd);
	fixture_remove(path);
	fixture_remove(crowd);
	return tap_done();
}
