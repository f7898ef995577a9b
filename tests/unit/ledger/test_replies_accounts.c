/* Bank accounts in mails against those that are known, and answers of people whom we know without a token of ours. */
#include "tests/unit/ledger/reply_scene.h"

static const char *fact(const Alert *alert, const char *word)
{
	for (size_t i = 0; i < alert->n_facts; i++)
		if (text_equal(alert->facts[i][0], word))
			return alert->facts[i][1];
	return NULL;
}

/* Our own account is 000123456-7; the client named 7654321 before. */
static Scene banking(Arena *arena, const char *account)
{
	Scene one = scene(arena);
	static const StatedAccount stated = { .company = "andes", .party = CLIENT, .account = "7654321" };
	texts_add(arena, &one.book->companies[0].accounts, "0001234567");
	texts_add(arena, &one.finding.accounts, account);
	texts_add(arena, &one.finding.flags, "bank-details");
	one.accounts = &stated;
	one.n_accounts = 1;
	return one;
}

static void test_accounts(Arena *arena)
{
	Scene one = banking(arena, "1234567");
	post(&one);
	ok(one.outcome.n_alerts == 1 && one.outcome.alerts[0].kind == ALERT_REPLY, "our own account in an answer is no news");
	ok(one.outcome.n_accounts == 0, "… and not on record as theirs");
	one = banking(arena, "7654321");
	post(&one);
	ok(one.outcome.alerts[0].kind == ALERT_REPLY, "nor is one that the client named before");
	one = banking(arena, "99990001");
	post(&one);
	const Alert *alert = &one.outcome.alerts[0];
	ok(one.outcome.n_alerts == 1 && alert->kind == ALERT_BANK_DETAILS, "another one is an alarm");
	is_str(fact(alert, "account"), "…0001", "which says the end of it");
	is_str(fact(alert, "known-account"), "…4321", "and of the one that was known");
	ok(strstr(alert->key, "99990001") == NULL && g_str_has_prefix(alert->key, "bank-details " CLIENT " "),
	   "once for this client: its key names client and account, which nobody reads in it");
	ok(one.outcome.n_accounts == 2 && one.outcome.accounts[0].alarmed, "on record as told, for the client and the address");
	is_str(one.outcome.accounts[1].party, "ana@uno.test", "… in lower case");
	one = banking(arena, "99990001");
	one.n_accounts = 0;
	post(&one);
	is_str(fact(&one.outcome.alerts[0], "known-account"), "…4567", "nothing named before: ours is what it differs from");
	one = banking(arena, "99990001");
	const StatedAccount told = { .company = "andes", .party = CLIENT, .account = "99990001", .alarmed = true };
	one.accounts = &told;
	post(&one);
	ok(one.outcome.n_alerts == 1 && one.outcome.alerts[0].kind == ALERT_REPLY, "told once; the answer is told all the same");
	one = banking(arena, "88880002");
	one.accounts = &told;
	post(&one);
	is_str(fact(&one.outcome.alerts[0], "known-account"), "…4567", "what was told as a change is compared with nothing");
}

/* A supplier's mail with its invoice: what it names is remembered, a change is told. */
static void test_supplier_accounts(Arena *arena)
{
	Document invoice = { .format = "dte", .issuer = { .tax_id = CLIENT }, .verdict = VERDICT_SIGNED };
	Scene one = scene(arena);
	one.unmatched = true;
	one.finding.kind = FINDING_INVOICE;
	finding_add_document(arena, &one.finding, &invoice);
	texts_add(arena, &one.finding.accounts, "7654321");
	post(&one);
	ok(one.outcome.n_alerts == 0, "the first account of a supplier is no alarm");
	ok(one.outcome.n_accounts == 2 && !one.outcome.accounts[0].alarmed, "… it is on record");
	const StatedAccount before[] = { { .party = CLIENT, .account = "7654321" } };
	one = scene(arena);
	one.unmatched = true;
	one.finding.kind = FINDING_INVOICE;
	invoice.account = "55554444";
	finding_add_document(arena, &one.finding, &invoice);
	texts_add(arena, &one.finding.accounts, "7654321");
	one.accounts = before;
	one.n_accounts = 1;
	post(&one);
	ok(one.outcome.n_alerts == 1 && one.outcome.alerts[0].kind == ALERT_BANK_DETAILS,
	   "another one in its next document is");
	is_str(fact(&one.outcome.alerts[0], "known-account"), "…4321", "… beside the first");
}

static void test_proposed(Arena *arena)
{
	const Customer known[] = { { .company = "andes", .tax_id = CLIENT, .name = "Comercial Uno" },
				   { .company = "andes", .tax_id = STRANGER } };
	Scene one = scene(arena);
	one.unmatched = true;
	says(&one, "PROMISE", "2026-11-10");
	post(&one);
	ok(one.outcome.n_tasks == 0 && one.outcome.n_notes == 0, "a stranger without a token: nothing");
	one = scene(arena);
	one.unmatched = true;
	one.proposed = known;
	one.n_proposed = 1;
	says(&one, "PROMISE", "2026-11-10");
	is_str(told(arena, post(&one)), "overdue - -", "from an address we know: nothing is applied");
	ok(one.outcome.n_notes == 0 && one.outcome.n_tasks == 1, "… but somebody is asked to say which invoice");
	is_str(task_row(one.outcome.tasks[0].kind)->word, "assign", "… as a task");
	is_str(one.outcome.tasks[0].customer_tax_id, CLIENT, "… of the client's collector");
	is_str(one.outcome.tasks[0].detail, "Ana <Ana@Uno.test>: valija mail assign 9 INVOICE", "… and how");
	is_str(one.outcome.reason, "no valid token of ours: perhaps of " CLIENT " Comercial Uno", "the receipt book says whose");
	one.n_proposed = 2;
	one.outcome = (Outcome){ 0 };
	post(&one);
	ok(one.outcome.n_tasks == 1 && one.outcome.tasks[0].customer_tax_id == NULL, "two of them: a person chooses");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_accounts(arena);
	test_supplier_accounts(arena);
	test_proposed(arena);
	return tap_done();
}
