/* Outcomes of a batch of messages: written together, and what is in the way of one takes back only itself. */
#include "store/known.h"
#include "tests/unit/store/store_fixture.h"

#define BATCH 6
#define CROWD_PROCESSES 3
#define CROWD_MAILS 240
#define CROWD_BATCH 20

typedef struct {
	Invoice invoice;
	DocumentRow document;
	Document read;
	Event event;
	Outcome outcome;
} Written;

static Written *write_one(Arena *arena, int folio)
{
	Written *one = arena_new0(arena, Written);
	one->invoice = fixture_invoice(arena, folio);
	one->read = (Document){ .key = one->invoice.key, .type = "33" };
	one->document = (DocumentRow){ .company = "Norte", .document = &one->read, .invoice_key = one->invoice.key,
				       .disposition = "invoice" };
	one->event = (Event){ .at = NOW, .company = "Norte", .invoice_key = one->invoice.key, .kind = "invoice-added",
			      .actor = "valija" };
	one->outcome = (Outcome){ .outcome = "invoice", .company = "Norte", .move_to = "Cobranza/Facturas",
				  .customers = &fixture_customer, .n_customers = 1, .documents = &one->document,
				  .n_documents = 1, .invoices = &one->invoice, .n_invoices = 1, .events = &one->event,
				  .n_events = 1 };
	return one;
}

static ClaimedMail *claim(Store *store, Arena *arena, uint32_t first)
{
	g_autoptr(GError) error = NULL;
	StagedMail mails[BATCH];
	ClaimedMail *claimed = NULL;
	size_t n = 0;
	for (uint32_t i = 0; i < BATCH; i++)
		mails[i] = fixture_mail(arena, first + i);
	if (!store_stage(store, mails, BATCH, "ventas", "INBOX", NULL, NOW, NULL, &error) ||
	    !store_claim_mails(store, arena, "w", NOW, 60, BATCH, &claimed, &n, &error) || n != BATCH)
		g_error("no mails");
	return claimed;
}

static bool is_there(Store *store, Arena *arena, const Written *one)
{
	g_autoptr(GError) error = NULL;
	Invoice *invoice = NULL;
	return store_invoice(store, arena, "Norte", one->invoice.key, &invoice, &error) && invoice != NULL &&
	       invoice->customer_id > 0;
}

static int commit(Store *store, Arena *arena, OutcomeCommit *commits, Written **written, ClaimedMail *mails, size_t n)
{
	g_autoptr(GError) error = NULL;
	int done = 0;
	for (size_t i = 0; i < n; i++)
		commits[i] = (OutcomeCommit){ .mail = &mails[i], .outcome = &written[i]->outcome };
	ok(fixture_fine(store_commit_outcomes(store, commits, n, NOW, &error), &error), "a batch is committed");
	for (size_t i = 0; i < n; i++)
		done += commits[i].done && commits[i].fault == NULL && is_there(store, arena, written[i]);
	return done;
}

static void test_together(Store *store, Arena *arena)
{
	ClaimedMail *mails = claim(store, arena, 100);
	OutcomeCommit commits[BATCH];
	Written *written[BATCH];
	for (int i = 0; i < BATCH; i++)
		written[i] = write_one(arena, 100 + i);
	is_i64(commit(store, arena, commits, written, mails, BATCH), BATCH, "all of it is there, tied to its customer");
	is_i64(commit(store, arena, commits, written, mails, 0), 0, "a batch of none is fine");
}

static void test_one_is_lost(Store *store, Arena *arena)
{
	ClaimedMail *mails = claim(store, arena, 200);
	OutcomeCommit commits[BATCH];
	Written *written[BATCH];
	for (int i = 0; i < BATCH; i++)
		written[i] = write_one(arena, 200 + i);
	mails[2].attempts = 7;
	is_i64(commit(store, arena, commits, written, mails, BATCH), BATCH - 1, "who lost its claim takes back only itself");
	ok(!commits[2].done && error_code(commits[2].fault) == ERROR_RETRY && !is_there(store, arena, written[2]),
	   "and is told so");
	g_clear_error(&commits[2].fault);
}

static void test_one_is_bad(Store *store, Arena *arena)
{
	ClaimedMail *mails = claim(store, arena, 300);
	OutcomeCommit commits[BATCH];
	Written *written[BATCH];
	for (int i = 0; i < BATCH; i++)
		written[i] = write_one(arena, 300 + i);
	written[4]->document.disposition = NULL;
	written[5]->invoice.key = written[0]->invoice.key;
	is_i64(commit(store, arena, commits, written, mails, BATCH), BATCH - 2, "a row that no table takes spoils no other");
	is_i64((int64_t)error_code(commits[4].fault), ERROR_REJECT, "it is refused");
	ok(!commits[5].done && error_code(commits[5].fault) == ERROR_RETRY, "of two with one key the second comes again");
	g_clear_error(&commits[4].fault);
	g_clear_error(&commits[5].fault);
}

/* One that changes what is there, beside those that only add. */
static void test_mixed(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	ClaimedMail *mails = claim(store, arena, 400);
	OutcomeCommit commits[BATCH];
	Written *written[BATCH];
	Invoice *known = NULL;
	Invoice *after = NULL;
	for (int i = 0; i < BATCH; i++)
		written[i] = write_one(arena, 400 + i);
	store_invoice(store, arena, "Norte", fixture_invoice(arena, 100).key, &known, &error);
	written[3]->invoice = *known;
	written[3]->invoice.hold_reason = "PROMISE";
	is_i64(commit(store, arena, commits, written, mails, BATCH), BATCH, "both kinds are there");
	store_invoice(store, arena, "Norte", known->key, &after, &error);
	ok(after->version == known->version + 1, "and what was known has changed once");
}

/* What a batch asks before it is computed: an invoice, what was paid before its invoice came, and what a document paid. */
static void test_known(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Posting early = fixture_posting(9001, "CL:76192083-9:61:7", 5);
	const Outcome outcome = { .company = "Norte", .postings = &early, .n_postings = 1 };
	const LedgerKey keys[] = { { "Norte", fixture_invoice(arena, 100).key }, { "Sur", fixture_invoice(arena, 100).key },
				   { "Norte", "CL:76192083-9:33:9001" },	 { "Norte", "CL:76192083-9:61:7" },
				   { "Norte", "CL:76192083-9:33:9002" } };
	static const bool wanted[] = { true, false, true, true, false };
	LedgerKey *known = NULL;
	size_t n = 0;
	ok(fixture_fine(store_commit_act(store, &outcome, NULL, 0, NOW, &error), &error), "money comes first");
	ok(fixture_fine(known_keys(store, arena, keys, G_N_ELEMENTS(keys), &known, &n, &error), &error), "keys are asked for");
	is_i64((int64_t)n, 3, "each known one is told once");
	for (size_t i = 0; i < G_N_ELEMENTS(keys); i++) {
		bool found = false;
		for (size_t k = 0; k < n; k++)
			found = found || (g_str_equal(known[k].company, keys[i].company) &&
					  g_str_equal(known[k].key, keys[i].key));
		ok(found == wanted[i], "%s of %s is %s", keys[i].key, keys[i].company, wanted[i] ? "known" : "new");
	}
	ok(known_keys(store, arena, NULL, 0, &known, &n, &error) && n == 0, "none is asked for nothing");
}

/* ---- many processes that only add ---- */

static int work(const char *path, int process)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Store) store = fixture_open(path, &error);
	g_autofree char *owner = g_strdup_printf("w%d", process);
	size_t n = 1;
	while (store != NULL && error == NULL && n > 0) {
		g_autoptr(Arena) arena = arena_new();
		ClaimedMail *mails = NULL;
		OutcomeCommit commits[CROWD_BATCH];
		if (!store_claim_mails(store, arena, owner, NOW, 600, CROWD_BATCH, &mails, &n, &error))
			break;
		/* Half of them in the opposite order. */
		for (size_t i = 0; i < n; i++) {
			size_t at = process % 2 ? n - 1 - i : i;
			commits[i] = (OutcomeCommit){ .mail = &mails[at],
						      .outcome = &write_one(arena, (int)mails[at].id + 5000)->outcome };
		}
		store_commit_outcomes(store, commits, n, NOW, &error);
		for (size_t i = 0; error == NULL && i < n; i++)
			error = commits[i].fault;
	}
	if (error != NULL)
		printf("# %s\n", error->message);
	fflush(stdout);
	return error != NULL || store == NULL;
}

static int run_crowd(const char *path)
{
	pid_t children[CROWD_PROCESSES];
	int failed = 0;
	fflush(stdout);
	for (int i = 0; i < CROWD_PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(work(path, i));
	}
	for (int i = 0; i < CROWD_PROCESSES; i++) {
		int status = 0;
		waitpid(children[i], &status, 0);
		failed += status != 0;
	}
	return failed;
}

static void test_crowd(const char *path, Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	StagedMail mails[CROWD_MAILS];
	ClaimedMail *left = NULL;
	size_t n = 0;
	for (uint32_t i = 0; i < CROWD_MAILS; i++)
		mails[i] = fixture_mail(arena, 1000 + i);
	ok(store_stage(store, mails, CROWD_MAILS, "ventas", "INBOX", NULL, NOW, NULL, &error), "many are staged");
	is_i64(run_crowd(path), 0, "workers that only add write side by side");
	ok(store_claim_mails(store, arena, "w", NOW + 9000, 60, BATCH, &left, &n, &error) && n == 1,
	   "nothing is left but the one that was refused before");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	test_together(store, arena);
	test_one_is_lost(store, arena);
	test_one_is_bad(store, arena);
	test_mixed(store, arena);
	test_known(store, arena);
	test_crowd(path, store, arena);
	size_t faults = 0;
	ok(store_verify(store, fixture_count_chain, &faults, NULL, &error) && faults == 0, "and events are one chain");
	store_close(store);
	fixture_remove(path);
	return tap_done();
}
