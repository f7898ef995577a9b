/*
 * What an answer to the plan leaves out is taken back as long as nobody has announced it; of a sender and an answer that
 * come at once one wins. A step exists once, but one that was taken back before it left may be written anew.
 */
#include "store/plan_rows.h"

#include "base/text.h"
#include "tests/unit/store/store_fixture.h"

#define DAY date_make(2026, 11, 30)
#define LEASE_S 60

/* ---- one line of one day, and the mail that it became ---- */

typedef struct {
	Store *store;
	Arena *arena;
	Invoice *invoice;
	OutboundMail mail;
	Date day;
} Scene;

static void show(const Scene *scene)
{
	g_autoptr(GError) error = NULL;
	Arena *arena = scene->arena;
	const char *day = date_text(arena, scene->day);
	OutboundMail mail = { .company = "Norte", .kind = "plan", .invoice_set = "", .relay = "r", .due_at = NOW + 9999999,
			      .step = arena_printf(arena, "plan %s", day), .message_id = arena_printf(arena, "%s@x", day),
			      .sha256 = fixture_sha(arena, day) };
	ShownInvoice asked = { .key = scene->invoice->key, .balance = scene->invoice->total, .asked = true };
	ShownLine line = { .number = 1, .customer_id = scene->invoice->customer_id, .hash = fixture_sha(arena, "line"),
			   .content = { .step = scene->mail.step, .notice = "reminder-overdue", .language = "es-CL",
					.invoices = &asked, .n_invoices = 1 } };
	if (!store_next_id(scene->store, &mail.id, &error))
		g_error("%s", error->message);
	ShownPlan plan = { .company = "Norte", .person = "ana", .day = scene->day, .mail_id = mail.id, .until = NOW,
			   .silence_sends = true, .lines = &line, .n = 1 };
	const Outcome nothing = { .company = "Norte" };
	const PlanCommit commit = { .company = "Norte", .day = scene->day, .plans = &plan, .mails = &mail, .n = 1 };
	if (!plan_rows_commit(scene->store, &commit, &nothing, NOW, &error))
		g_error("%s", error->message);
}

static bool change(const Scene *scene, ShownState from, ShownState to, GError **error)
{
	bool writes = to == SHOWN_QUEUED;
	Outcome outcome = { .company = "Norte" };
	outcome_add_shown(scene->arena, &outcome,
			  (ShownChange){ .company = "Norte", .day = scene->day, .from = from, .to = to, .by = "ana@x",
					 .customer_id = scene->invoice->customer_id, .mail_id = scene->mail.id });
	return store_commit_act(scene->store, &outcome, &scene->mail, writes, NOW, error);
}

/* A line whose mail was written and waits for a sender. */
static Scene scene(Store *store, Arena *arena, int number)
{
	g_autoptr(GError) error = NULL;
	Scene made = { .store = store, .arena = arena, .invoice = fixture_owed(store, arena, number),
		       .day = date_add_days(DAY, number) };
	made.mail = fixture_reminder(store, arena, made.invoice, arena_printf(arena, "overdue+3 %d", number));
	show(&made);
	if (!change(&made, SHOWN_SHOWN, SHOWN_QUEUED, &error))
		g_error("%s", error->message);
	return made;
}

static ShownLine *line_of(const Scene *scene)
{
	g_autoptr(GError) error = NULL;
	const Customer who = { .id = scene->invoice->customer_id, .company = "Norte" };
	ShownPlan *plan = NULL;
	ShownLine *line = NULL;
	if (!plan_rows_line(scene->store, scene->arena, &who, scene->day, &plan, &line, &error) || line == NULL)
		g_error("no line");
	return line;
}

static const char *job_state(const Scene *scene)
{
	g_autoptr(GError) error = NULL;
	JobRow row = { 0 };
	if (!store_job(scene->store, scene->arena, scene->mail.id, &row, &error))
		g_error("%s", error->message);
	return row.state;
}

/* ---- what came before the answer ---- */

static ClaimedJob *claim(const Scene *scene)
{
	g_autoptr(GError) error = NULL;
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	if (!store_claim_jobs(scene->store, scene->arena, "smtp", "s1", NOW, LEASE_S, 1, &jobs, &n, &error) || n != 1)
		g_error("nothing to claim");
	return jobs;
}

static void leave(const Scene *scene)
{
	(void)scene;
}

static void be_claimed(const Scene *scene)
{
	claim(scene);
}

static void be_announced(const Scene *scene)
{
	g_autoptr(GError) error = NULL;
	bool go = false;
	if (!store_begin_attempts(scene->store, claim(scene), 1, "local", NOW, &go, &error) || !go)
		g_error("it does not go");
}

static void end(const Scene *scene, const char *state, int code)
{
	g_autoptr(GError) error = NULL;
	JobRow row = { 0 };
	if (!store_job(scene->store, scene->arena, scene->mail.id, &row, &error))
		g_error("%s", error->message);
	JobWrite write = { .from = &row, .to = row, .attempt = row.attempts, .code = code, .text = "so it said" };
	write.to.state = state;
	write.to.due_at = NOW + 3600;
	write.to.uncertainties += text_equal(state, "uncertain");
	write.to.lease_until = 0;
	if (!store_write_job(scene->store, &write, NOW, &error))
		g_error("%s", error->message);
}

static void be_put_off(const Scene *scene)
{
	be_announced(scene);
	end(scene, "ready", 451);
}

static void be_sent(const Scene *scene)
{
	be_announced(scene);
	end(scene, "sent", 250);
}

static void be_uncertain(const Scene *scene)
{
	be_announced(scene);
	end(scene, "uncertain", 0);
}

/* No copy was found: it goes once more. */
static void be_repeated(const Scene *scene)
{
	be_uncertain(scene);
	end(scene, "ready", 0);
}

static void be_held(const Scene *scene)
{
	end(scene, "held", 0);
}

static const struct {
	const char *name;
	void (*before)(const Scene *scene);
	bool taken_back;
	const char *job;
} rows[] = {
	{ "it waits", leave, true, "cancelled" },
	{ "a sender has claimed it", be_claimed, true, "cancelled" },
	{ "a server put it off", be_put_off, true, "cancelled" },
	{ "a person holds it", be_held, true, "cancelled" },
	{ "it is announced", be_announced, false, "ready" },
	{ "nobody knows whether it left", be_uncertain, false, "uncertain" },
	{ "it goes once more since nobody knows", be_repeated, false, "ready" },
	{ "it was sent", be_sent, false, "sent" },
};

static void test_when(Store *store, Arena *arena)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GError) error = NULL;
		Scene one = scene(store, arena, (int)i);
		is_i64(line_of(&one)->became, one.mail.id, "a line knows its mail");
		rows[i].before(&one);
		ok(line_of(&one)->waits == rows[i].taken_back, "%s: it tells so", rows[i].name);
		bool done = change(&one, SHOWN_QUEUED, SHOWN_DROPPED, &error);
		ok(done == rows[i].taken_back && (done || error_code(error) == ERROR_RETRY), "%s: %s", rows[i].name,
		   done ? "taken back" : "too late");
		is_str(job_state(&one), rows[i].job, "its mail");
		is_str(shown_state_word(line_of(&one)->state), done ? "dropped" : "queued", "its line");
		Invoice *after = NULL;
		store_invoice(store, arena, "Norte", one.invoice->key, &after, &error);
		is_str(after->next_kind, done ? "plan" : "decide", "the clock looks at its invoice again");
		end(&one, done ? "cancelled" : "sent", 0);
	}
}

/* Whoever has claimed it is told at the hand-over, and may not send. */
static void test_hand_over(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Scene one = scene(store, arena, 20);
	ClaimedJob *job = claim(&one);
	bool go = true;
	ok(fixture_fine(change(&one, SHOWN_QUEUED, SHOWN_DROPPED, &error), &error), "a claimed mail is taken back");
	ok(fixture_fine(store_begin_attempts(store, job, 1, "local", NOW, &go, &error), &error) && !go,
	   "who has claimed it does not send it");
	is_str(job_state(&one), "cancelled", "it stays taken back");
}

/* ---- the step ---- */

static size_t past(const Scene *scene, PastStep **ret)
{
	g_autoptr(GError) error = NULL;
	size_t n = 0;
	if (!store_past_steps(scene->store, scene->arena, scene->invoice->customer_id, ret, &n, &error))
		g_error("%s", error->message);
	size_t same = 0;
	for (size_t i = 0; i < n; i++)
		same += text_equal((*ret)[i].step, scene->mail.step);
	return same;
}

static bool write_again(Scene *scene, GError **error)
{
	const Outcome nothing = { .company = "Norte" };
	OutboundMail again = fixture_reminder(scene->store, scene->arena, scene->invoice, scene->mail.step);
	if (!store_commit_act(scene->store, &nothing, &again, 1, NOW, error))
		return false;
	scene->mail = again;
	return true;
}

static void hold(const Scene *scene, const char *reason)
{
	g_autoptr(GError) error = NULL;
	Invoice *invoice = NULL;
	store_invoice(scene->store, scene->arena, "Norte", scene->invoice->key, &invoice, &error);
	invoice->hold_reason = reason;
	const Outcome outcome = { .company = "Norte", .invoices = invoice, .n_invoices = 1 };
	if (!store_commit_act(scene->store, &outcome, NULL, 0, NOW, &error))
		g_error("%s", error->message);
}

static void test_anew(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	PastStep *steps = NULL;
	Scene one = scene(store, arena, 30);
	ok(!write_again(&one, &error) && error_code(error) == ERROR_RETRY, "a step that waits exists once");
	g_clear_error(&error);
	ok(fixture_fine(change(&one, SHOWN_QUEUED, SHOWN_DROPPED, &error), &error), "it is left out");
	ok(fixture_fine(write_again(&one, &error), &error), "and may be written anew");
	is_i64((int64_t)past(&one, &steps), 2, "both are on record");
	ok(!steps[0].taken_back && steps[1].taken_back, "which was taken back, too");
	hold(&one, "PROMISE");
	bool go = true;
	ok(store_begin_attempts(store, claim(&one), 1, "local", NOW, &go, &error) && !go, "a hold stops it at the last look");
	hold(&one, NULL);
	ok(fixture_fine(write_again(&one, &error), &error), "when the hold is over it may be written anew");
	be_sent(&one);
	ok(!write_again(&one, &error) && error_code(error) == ERROR_RETRY, "one that was sent may not");
	g_clear_error(&error);
	Scene other = scene(store, arena, 31);
	end(&other, "cancelled", 0);
	ok(!write_again(&other, &error) && error_code(error) == ERROR_RETRY, "nor one that a person cancelled");
}

static void test_perhaps(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Scene one = scene(store, arena, 32);
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	bool go = true;
	be_repeated(&one);
	hold(&one, "PROMISE");
	ok(store_claim_jobs(store, arena, "smtp", "s1", NOW + 3600, LEASE_S, 1, &jobs, &n, &error) && n == 1 &&
		   store_begin_attempts(store, jobs, 1, "local", NOW + 3600, &go, &error) && !go,
	   "one that may have been sent is stopped at the last look");
	is_str(job_state(&one), "cancelled", "for good");
	ok(!write_again(&one, &error) && error_code(error) == ERROR_RETRY, "and is not written anew");
}

/* A person may try it again, or the clock may write it anew: one of them. */
static void test_refused(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Scene one = scene(store, arena, 33);
	const Scene first = one;
	bool go = true;
	be_announced(&one);
	end(&one, "failed", 550);
	ok(fixture_fine(write_again(&one, &error), &error), "what was refused for good may be written anew");
	end(&one, "held", 0);
	end(&first, "ready", 0);
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	ok(store_claim_jobs(store, arena, "smtp", "s1", NOW + 3600, LEASE_S, 1, &jobs, &n, &error) && n == 1 &&
		   jobs->id == first.mail.id &&
		   store_begin_attempts(store, jobs, 1, "local", NOW + 3600, &go, &error) && !go,
	   "then the first one does not go any more, whoever asks for it");
	is_str(job_state(&first), "cancelled", "it is cancelled");
}

/* ---- at once ---- */

#define RACES 40

/* A sender of its own process: its exit status is of no interest, the attempts on record are. */
static int announce_all(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(Store) store = fixture_open(path, &error);
	for (int i = 0; store != NULL && i < RACES;) {
		ClaimedJob *jobs = NULL;
		size_t n = 0;
		bool go = false;
		if (!store_claim_jobs(store, arena, "smtp", "s2", NOW, LEASE_S, 1, &jobs, &n, &error))
			return 1;
		if (n == 0)
			return 0;
		if (!store_begin_attempts(store, jobs, 1, "local", NOW, &go, &error))
			return 2;
		i++;
	}
	return store == NULL;
}

static void test_at_once(Store *store, const char *path, Arena *arena)
{
	Scene races[RACES];
	int both = 0;
	int neither = 0;
	int status = 0;
	for (int i = 0; i < RACES; i++)
		races[i] = scene(store, arena, 100 + i);
	fflush(stdout);
	pid_t sender = fork();
	if (sender == 0)
		_exit(announce_all(path));
	for (int i = RACES - 1; i >= 0; i--) {
		g_autoptr(GError) error = NULL;
		bool taken = change(&races[i], SHOWN_QUEUED, SHOWN_DROPPED, &error);
		JobRow row = { 0 };
		store_job(store, arena, races[i].mail.id, &row, &error);
		both += taken && row.phase != NULL;
		neither += !taken && row.phase == NULL;
	}
	waitpid(sender, &status, 0);
	ok(WIFEXITED(status) && WEXITSTATUS(status) == 0, "a sender and an answer at once: both work through");
	is_i64(both, 0, "no mail is announced and taken back");
	is_i64(neither, 0, "none is lost between them");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	test_when(store, arena);
	test_hand_over(store, arena);
	test_anew(store, arena);
	test_perhaps(store, arena);
	test_refused(store, arena);
	test_at_once(store, path, arena);
	store_close(store);
	fixture_remove(path);
	return tap_done();
}
