/* Jobs between the store's rows and the table of queue/lifecycle.h: what is written, and what a person hears of it. */
#include "gateway/jobs.h"

#include "ledger/events.h"
#include "tests/unit/store/store_fixture.h"

#define LOOKUP_S 300

const Verb *const app_verbs[] = { NULL }; /* in place of main.c's */

static const char config[] =
	"[store]\npath = store\n"
	"[company Norte]\ncountry = CL\ntax_ids = 76192083-9\nname = Norte SpA\nfrom = cobranza@norte.example\n"
	"reply_to = cobranza@norte.example\nalerts_to = caja@norte.example\ngo_live = 2020-01-01\npolicy = p\nrelay = local\n"
	"[policy p]\nminimum_trust = unsigned\n"
	"[account ventas]\ncompany = Norte\ntype = folder\npath = inbox\n"
	"[relay local]\ntype = folder\npath = relay\n"
	"[send]\nlookup_seconds = 300\n";

typedef struct {
	char *base;
	App app;
	Stage *stage;
	Store *store;
	Arena *arena;
	int folio;
} Scene;


static void make_folder(const char *base, const char *name)
{
	g_autofree char *path = g_build_filename(base, name, NULL);
	if (g_mkdir(path, 0755) != 0)
		g_error("%s", path);
}

static void scene_begin(Scene *scene)
{
	g_autoptr(GError) error = NULL;
	int status = 0;
	*scene = (Scene){ .base = fixture_path(), .arena = arena_new() };
	make_folder(scene->base, "inbox");
	make_folder(scene->base, "relay");
	const char *path = arena_printf(scene->arena, "%s/valija.conf", scene->base);
	const char *store = arena_printf(scene->arena, "%s/store", scene->base);
	if (!g_file_set_contents(path, config, -1, &error) || !store_create(store, NULL, &error))
		g_error("%s", error->message);
	scene->app = (App){ .config_path = path, .program = "valija", .clock = clock_fixed(NOW), .arena = scene->arena };
	scene->stage = stage_open(&scene->app, "send", NULL, &status);
	g_assert(scene->stage != NULL);
	scene->store = scene->stage->store;
}

static void scene_end(Scene *scene)
{
	stage_close(scene->stage);
	store_close(scene->store);
	arena_free(scene->arena);
	fixture_remove(scene->base);
	g_free(scene->base);
}

static void at(Scene *scene, int64_t seconds)
{
	scene->app.clock = clock_fixed(NOW + seconds);
}

/* ---- what is there ---- */

/* A mail of that kind of a fresh invoice, due now; its job's id. */
static int64_t queued(Scene *scene, const char *kind)
{
	g_autoptr(GError) error = NULL;
	const Invoice *invoice = fixture_owed(scene->store, scene->arena, ++scene->folio);
	OutboundMail mail =
		fixture_reminder(scene->store, scene->arena, invoice, arena_printf(scene->arena, "A %d", scene->folio));
	const Outcome nothing = { .company = "Norte" };
	mail.kind = kind;
	mail.due_at = stage_now(scene->stage);
	if (!store_commit_act(scene->store, &nothing, &mail, 1, mail.due_at, &error))
		g_error("%s", error->message);
	return mail.id;
}

/* Claimed for a minute and, with dot, announced; the attempt's number. Alerts that wait go back. */
static int64_t claimed(Scene *scene, int64_t id, bool dot)
{
	g_autoptr(GError) error = NULL;
	ClaimedJob *jobs = NULL;
	const ClaimedJob *job = NULL;
	size_t n = 0;
	bool go = false;
	int64_t now = stage_now(scene->stage);
	store_claim_jobs(scene->store, scene->arena, "smtp", "s1", now, 60, 50, &jobs, &n, &error);
	for (size_t i = 0; i < n; i++)
		if (jobs[i].id == id)
			job = &jobs[i];
		else if (!store_release_jobs(scene->store, &jobs[i], 1, now, &error))
			g_error("%s", error->message);
	if (job == NULL || !store_begin_attempts(scene->store, job, 1, "local", now, &go, &error) || !go ||
	    (!dot && !store_cut_attempts(scene->store, job, 1, "s1", &error)))
		g_error("job %" PRId64 " has no attempt", id);
	return job->attempts;
}

static JobRow row_of(Scene *scene, int64_t id)
{
	g_autoptr(GError) error = NULL;
	JobRow row = { 0 };
	if (!store_job(scene->store, scene->arena, id, &row, &error))
		g_error("%s", error->message);
	return row;
}

typedef struct {
	const char *key, *value;
	size_t n;
} Count;

static bool count_row(void *context, const json_t *row)
{
	Count *count = context;
	const char *value = json_string_value(json_object_get(row, count->key));
	count->n += g_strcmp0(value, count->value) == 0;
	return true;
}

/* How many objects of a list have this value. */
static int64_t listed(const Scene *scene, const char *what, const char *key, const char *value)
{
	g_autoptr(GError) error = NULL;
	Count count = { .key = key, .value = value };
	fixture_fine(store_list(scene->store, what, &(ListFilter){ 0 }, count_row, &count, &error), &error);
	return (int64_t)count.n;
}

static int64_t alerts(const Scene *scene) { return listed(scene, "alerts", "kind", "mail-failed"); }
static int64_t alert_mails(const Scene *scene) { return listed(scene, "queue", "kind", "alert"); }

static bool report(Scene *scene, const JobReport *said, JobState *ret)
{
	g_autoptr(GError) error = NULL;
	return fixture_fine(jobs_report(scene->stage, said, ret, &error), &error);
}

static void resolve(Scene *scene)
{
	g_autoptr(GError) error = NULL;
	if (!jobs_resolve(scene->stage, &error))
		g_error("%s", error->message);
}

/* What is in the way of the next claim. */
static void out_of_the_way(Scene *scene, int64_t id)
{
	g_autoptr(GError) error = NULL;
	fixture_fine(jobs_act(scene->store, id, "cancel", stage_now(scene->stage), &error), &error);
}

/* A folder of the mailbox was looked through at that time. */
static void looked(Scene *scene, const char *folder, int64_t when)
{
	g_autoptr(GError) error = NULL;
	size_t fresh = 0;
	const Cursor cursor = { .uidvalidity = 7, .looked_at = when };
	fixture_fine(store_stage(scene->store, NULL, 0, "ventas", folder, &cursor, when, &fresh, &error), &error);
}

/* ---- outcomes of an attempt ---- */

static void test_sent(Scene *scene)
{
	JobState state = JOB_READY;
	int64_t id = queued(scene, "reminder");
	int64_t attempt = claimed(scene, id, true);
	const JobReport said = { .id = id, .event = JOB_DID_SEND, .attempt = attempt, .code = 250, .text = "2.0.0 queued" };
	ok(report(scene, &said, &state) && state == JOB_SENT, "what the relay took is sent");
	ok(row_of(scene, id).phase == NULL, "and its attempt has an end");
	is_i64(alerts(scene), 0, "nobody is told");
	const JobReport refused = { .id = id, .event = JOB_REFUSED, .attempt = attempt, .code = 550, .text = "late" };
	ok(report(scene, &refused, &state) && state == JOB_SENT, "a refusal after it changes nothing");
	is_i64(alerts(scene), 0, "and is no news");
}

static void test_refused(Scene *scene)
{
	JobState state = JOB_READY;
	int64_t id = queued(scene, "reminder");
	const JobReport said = { .id = id, .event = JOB_REFUSED, .attempt = claimed(scene, id, true), .code = 550,
				 .text = "5.7.1 spam" };
	ok(report(scene, &said, &state) && state == JOB_FAILED, "a refusal is the end");
	is_i64(alerts(scene), 1, "one alert tells of it");
	is_i64(alert_mails(scene), 1, "by one mail");
	is_i64(listed(scene, "events", "kind", EVENT_MAIL_FAILED), 1, "and an event of its invoice");
	is_i64(listed(scene, "events", "reason", "5.7.1 spam"), 1, "in the server's words");
}

static void test_alert_refused(Scene *scene)
{
	JobState state = JOB_READY;
	int64_t before = alerts(scene);
	int64_t id = queued(scene, "alert");
	const JobReport said = { .id = id, .event = JOB_REFUSED, .attempt = claimed(scene, id, true), .code = 550,
				 .text = "5.1.1 nobody" };
	ok(report(scene, &said, &state) && state == JOB_FAILED, "an alert may be refused");
	is_i64(alerts(scene), before, "that raises none");
}

/* What one worker says of a job that another has by now. */
static void test_stale(Scene *scene)
{
	static const struct {
		JobEvent event;
		JobState state;
		const char *what;
	} rows[] = {
		{ JOB_AGAIN, JOB_READY, "a late 'again' leaves the job to who has it" },
		{ JOB_REFUSED, JOB_READY, "and so does a late refusal" },
		{ JOB_DID_SEND, JOB_SENT, "but sent is sent" },
	};
	int64_t before = alerts(scene);
	int64_t id = queued(scene, "reminder");
	int64_t first = claimed(scene, id, true);
	at(scene, 100);
	claimed(scene, id, true);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		JobState state = JOB_HELD;
		const JobReport said = { .id = id, .event = rows[i].event, .attempt = first, .code = 0, .text = "old" };
		ok(report(scene, &said, &state) && state == rows[i].state, "%s", rows[i].what);
		is_i64(row_of(scene, id).lease_until, rows[i].state == JOB_SENT ? 0 : NOW + 160, "its lease");
	}
	is_i64(alerts(scene), before, "nobody is told");
	at(scene, 0);
}

static void test_domain_refuses(Scene *scene)
{
	g_autoptr(GError) error = NULL;
	JobState state = JOB_READY;
	Pause *pause = NULL;
	int64_t id = queued(scene, "reminder");
	JobReport said = { .id = id, .event = JOB_REFUSED, .attempt = claimed(scene, id, true), .code = 550,
			   .text = "5.7.1 blocked" };
	texts_add(scene->arena, &said.policed, "pagos@dos.example");
	ok(report(scene, &said, &state) && state == JOB_FAILED, "a server refuses by policy");
	store_pause(scene->store, scene->arena, "Norte", "otra@dos.example", NOW + 10, &pause, &error);
	ok(pause != NULL, "its domain is left alone");
	pause = NULL;
	store_pause(scene->store, scene->arena, "Norte", "pagos@uno.example", NOW + 10, &pause, &error);
	ok(pause == NULL, "and no other");
}

/* One of several recipients: the others got it. */
static void test_lost(Scene *scene)
{
	JobState state = JOB_READY;
	int64_t before = alerts(scene);
	int64_t id = queued(scene, "reminder");
	const ContactChange gone = { .address = "pagos@uno.example", .state = CONTACT_BOUNCED, .reason = "5.1.1 nobody" };
	const JobReport said = { .id = id, .event = JOB_DID_SEND, .attempt = claimed(scene, id, true), .code = 250,
				 .text = "2.0.0 queued", .lost = "pagos@uno.example: 5.1.1 nobody", .bounced = &gone,
				 .n_bounced = 1 };
	ok(report(scene, &said, &state) && state == JOB_SENT, "the others have it");
	is_i64(alerts(scene), before + 1, "and a person hears of who has not");
	is_i64(listed(scene, "events", "kind", EVENT_BOUNCE), 1, "the address is on record");
	is_i64(listed(scene, "tasks", "kind", "find-contact"), 1, "and nobody is left to write to: a task");
}

/* ---- what dead workers left ---- */

static void test_died(Scene *scene)
{
	int64_t id = queued(scene, "resend");
	claimed(scene, id, false);
	at(scene, 30);
	resolve(scene);
	is_str(row_of(scene, id).phase, "open", "a lease that lasts is a worker that lives");
	at(scene, 61);
	resolve(scene);
	JobRow row = row_of(scene, id);
	ok(row.phase == NULL, "then it is dead");
	is_str(row.state, "ready", "before the dot: not sent");
	is_i64(row.due_at, NOW + 61, "due at once");
	is_i64(row.uncertainties, 0, "and nothing is uncertain");
	out_of_the_way(scene, id);
	at(scene, 0);
}

static void test_uncertain(Scene *scene)
{
	int64_t before = alerts(scene);
	int64_t id = queued(scene, "resend");
	claimed(scene, id, true);
	at(scene, 61);
	resolve(scene);
	is_str(row_of(scene, id).state, "uncertain", "after the dot nobody knows");
	at(scene, 61 + LOOKUP_S);
	resolve(scene);
	is_str(row_of(scene, id).state, "uncertain", "while no mailbox was looked through since, its copy may lie there");
	looked(scene, "INBOX", NOW + 61 + LOOKUP_S);
	at(scene, 61 + 2 * LOOKUP_S);
	resolve(scene);
	is_str(row_of(scene, id).state, "uncertain", "or in the folder of what was sent");
	looked(scene, "Cobranza/Enviados", NOW + 61 + LOOKUP_S);
	at(scene, 61 + 3 * LOOKUP_S);
	resolve(scene);
	is_str(row_of(scene, id).state, "ready", "without a copy it is sent once more");
	is_i64(alerts(scene), before, "nobody was told so far");
	claimed(scene, id, true);
	at(scene, 200 + 3 * LOOKUP_S);
	resolve(scene);
	looked(scene, "INBOX", NOW + 10000);
	looked(scene, "Cobranza/Enviados", NOW + 10000);
	at(scene, 10000);
	resolve(scene);
	is_str(row_of(scene, id).state, "held", "the second time it is held");
	is_i64(row_of(scene, id).uncertainties, 2, "after two");
	is_i64(alerts(scene), before + 1, "and a person hears of it, once");
	resolve(scene);
	is_i64(alerts(scene), before + 1, "nothing more comes of it");
	at(scene, 0);
}

/* A mail that nobody worked off may be the copy. */
static void test_copy_waits(Scene *scene)
{
	g_autoptr(GError) error = NULL;
	int64_t id = queued(scene, "resend");
	size_t fresh = 0;
	claimed(scene, id, true);
	at(scene, 61);
	resolve(scene);
	const StagedMail mail = fixture_mail(scene->arena, 9);
	const Cursor cursor = { .uidvalidity = 7, .last_uid = 9, .looked_at = NOW + 20000 };
	looked(scene, "Cobranza/Enviados", NOW + 20000);
	store_stage(scene->store, &mail, 1, "ventas", "INBOX", &cursor, NOW + 100, &fresh, &error);
	at(scene, 20000);
	resolve(scene);
	is_str(row_of(scene, id).state, "uncertain", "what is fetched and not read may be its copy");
	at(scene, BACKOFF_LIFE_S + 61);
	resolve(scene);
	is_str(row_of(scene, id).state, "held", "but not for longer than a mail lives");
	at(scene, 0);
}

/* ---- a person's word ---- */

static void act(Scene *scene, int64_t id, const char *word, const char *state, const char *what)
{
	g_autoptr(GError) error = NULL;
	bool done = jobs_act(scene->store, id, word, stage_now(scene->stage), &error);
	if (state == NULL) {
		ok(!done && g_error_matches(error, valija_error_quark(), ERROR_REJECT), "%s", what);
		return;
	}
	fixture_fine(done, &error);
	is_str(row_of(scene, id).state, state, what);
}

static void test_words(Scene *scene)
{
	int64_t id = queued(scene, "resend");
	act(scene, id, "burn", NULL, "a word that is none");
	act(scene, id + 1000, "hold", NULL, "a job that is none");
	act(scene, id, "release", NULL, "what is not held cannot be released");
	act(scene, id, "hold", "held", "hold");
	act(scene, id, "release", "ready", "release");
	claimed(scene, id, true);
	act(scene, id, "retry", NULL, "what is being sent cannot be sent");
	act(scene, id, "hold", "held", "but held, for after it");
	is_str(row_of(scene, id).phase, "dot", "its attempt goes on");
	const JobReport unknown = { .id = id, .event = JOB_UNKNOWN, .attempt = 1, .text = "cut" };
	JobState state = JOB_READY;
	ok(report(scene, &unknown, &state) && state == JOB_HELD, "and when nobody knows, it stays held");
	act(scene, id, "retry", "ready", "until a person wants it sent");
	claimed(scene, id, true);
	at(scene, 61);
	act(scene, id, "cancel", "cancelled", "one whose worker died at the dot can be cancelled");
	JobRow row = row_of(scene, id);
	is_i64(row.uncertainties, 2, "and it is on record that it may have been sent");
	ok(row.phase == NULL, "its attempt has an end");
	act(scene, id, "retry", NULL, "what is cancelled stays so");
	at(scene, 0);
}

int main(void)
{
	Scene scene;
	scene_begin(&scene);
	test_sent(&scene);
	test_refused(&scene);
	test_alert_refused(&scene);
	test_stale(&scene);
	test_domain_refuses(&scene);
	test_died(&scene);
	test_uncertain(&scene);
	test_lost(&scene);
	test_copy_waits(&scene);
	test_words(&scene);
	scene_end(&scene);
	return tap_done();
}
