#include "gateway/work/facts_load.h"

#include <string.h>

#include "base/text.h"
#include "gateway/mails/outbound.h"
#include "gateway/online/probe.h"
#include "gateway/work/dkim_arrival.h"
#include "gateway/work/facts_ahead.h"
#include "ledger/accounts.h"
#include "ledger/approval.h"
#include "ledger/codes.h"
#include "ledger/mute.h"
#include "ledger/note.h"
#include "ledger/trays.h"
#include "store/known.h"
#include "store/plan_rows.h"

#define FACTS_DAY_S ((int64_t)24 * 60 * 60)

typedef struct {
	Stage *stage;
	Arena *arena;
	Facts *facts;
	const FactsAhead *ahead;
	Invoice *invoices;
	size_t n_invoices;
	Posting *postings;
	size_t n_postings;
	Declaration *declarations;
	size_t n_declarations;
} Load;

/* The account's own company first: sides and folders prefer it. */
static const Company *facts_load_companies(const Load *load, const char *own)
{
	const Settings *settings = load->stage->settings;
	Company *companies = arena_memdup(load->arena, settings->companies, sizeof(Company) * settings->n_companies);
	for (size_t i = 1; i < settings->n_companies; i++)
		if (text_equal(companies[i].name, own)) {
			Company first = companies[i];
			companies[i] = companies[0];
			companies[0] = first;
		}
	return companies;
}

/* Rows that a posting leads to are wanted too: undoing a credit note changes the invoice that it lowered. */
static void facts_load_take(Load *load, const Posting *postings, size_t n, const char *key, Texts *keys)
{
	for (size_t i = 0; i < n; i++) {
		const char *next = facts_follow(&postings[i], key);
		load->postings = arena_grow(load->arena, load->postings, load->n_postings, sizeof(Posting));
		load->postings[load->n_postings++] = postings[i];
		if (next != NULL && !texts_has(keys, next))
			texts_add(load->arena, keys, next);
	}
}

/* Whether any row names it; who was not asked for may have some. */
static bool facts_may_know(const Load *load, const char *company, const char *key)
{
	return !facts_ahead_key_is_new(load->ahead, company, key);
}

static bool facts_load_key(Load *load, const char *company, const char *key, Texts *keys, GError **error)
{
	Invoice *invoice = NULL;
	Posting *onto = NULL;
	Posting *from = NULL;
	size_t n_onto = 0;
	size_t n_from = 0;
	Store *store = load->stage->store;
	if (!store_invoice(store, load->arena, company, key, &invoice, error) ||
	    !store_postings(store, load->arena, company, key, &onto, &n_onto, error) ||
	    !store_postings_from(store, load->arena, company, key, &from, &n_from, error) ||
	    (g_str_has_prefix(key, "CL:") && !store_declarations(store, load->arena, company, key, &load->declarations,
								&load->n_declarations, error)))
		return false;
	if (invoice != NULL) {
		load->invoices = arena_grow(load->arena, load->invoices, load->n_invoices, sizeof(Invoice));
		load->invoices[load->n_invoices++] = *invoice;
	}
	facts_load_take(load, onto, n_onto, key, keys);
	facts_load_take(load, from, n_from, key, keys);
	return true;
}

/* keys grows while it is walked. */
static bool facts_load_keys(Load *load, Texts *keys, GError **error)
{
	const Settings *settings = load->stage->settings;
	for (size_t i = 0; i < keys->n; i++)
		for (size_t c = 0; c < settings->n_companies; c++)
			if (facts_may_know(load, settings->companies[c].name, keys->items[i]) &&
			    !facts_load_key(load, settings->companies[c].name, keys->items[i], keys, error))
				return false;
	return true;
}

static bool facts_load_open(Load *load, const Finding *finding, Texts *keys, GError **error)
{
	Invoice *open = NULL;
	size_t n = 0;
	if (!codes_stops_customer(finding->answer))
		return true;
	if (!store_open_invoices(load->stage->store, load->arena, load->facts->sent->customer_id, &open, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!texts_has(keys, open[i].key))
			texts_add(load->arena, keys, open[i].key);
	return true;
}

static bool facts_load_task(Load *load, const SentMail *sent, GError **error)
{
	const char *subject = note_subject_of(load->arena, sent->step);
	Task *task = arena_new0(load->arena, Task);
	bool known = false;
	if (subject == NULL || !text_equal(sent->kind, "alert"))
		return true;
	if (!store_task_about(load->stage->store, load->arena, sent->company, TASK_NOTE, subject, task, &known, error))
		return false;
	load->facts->sent_task = known ? task : NULL;
	return true;
}

/* No token, but a person said which invoice it is about: as if it answered a mail about that one. */
static bool facts_load_assigned(Load *load, const Finding *finding, SentMail **ret, GError **error)
{
	const char *company = NULL;
	const char *key = NULL;
	const char *by = NULL;
	Invoice *invoice = NULL;
	if (*ret != NULL || finding->kind != FINDING_REPLY || load->facts->mail_sha256 == NULL)
		return true;
	if (!store_assigned(load->stage->store, load->arena, load->facts->mail_sha256, &company, &key, &by, error) ||
	    (key != NULL && !store_find_invoice(load->stage->store, load->arena, company, key, &invoice, error)))
		return false;
	if (invoice == NULL)
		return true;
	SentMail *sent = arena_new0(load->arena, SentMail);
	*sent = (SentMail){ .company = company, .kind = SENT_ASSIGNED, .step = by, .customer_id = invoice->customer_id };
	texts_add(load->arena, &sent->invoice_keys, key);
	if (finding->mail->from.address != NULL)
		texts_add(load->arena, &sent->recipients, finding->mail->from.address);
	*ret = sent;
	return true;
}

/* Of the day that our mail showed, when it did. */
static bool facts_load_plan(Load *load, const SentMail *sent, GError **error)
{
	ShownPlan *plan = NULL;
	int64_t mail_id = approval_mail_of(sent);
	if (mail_id != 0 && !plan_rows_of_mail(load->stage->store, load->arena, mail_id, &plan, error))
		return false;
	load->facts->plan = plan;
	return true;
}

static bool facts_load_full(Load *load, const SentMail *sent, GError **error)
{
	int64_t limit = load->stage->settings->inbound->invoice_notes_day;
	for (size_t i = 0; limit > 0 && i < sent->invoice_keys.n; i++) {
		const char *key = sent->invoice_keys.items[i];
		bool full = false;
		if (!store_notes_full(load->stage->store, sent->company, key, load->facts->now - FACTS_DAY_S, limit,
				      &full, error))
			return false;
		if (full)
			texts_add(load->arena, &load->facts->full, key);
	}
	return true;
}

static bool facts_load_sent(Load *load, const Finding *finding, Texts *keys, GError **error)
{
	SentMail *sent = NULL;
	Customer *customer = NULL;
	if (!outbound_named(load->stage, load->arena, finding, &sent, error) ||
	    !facts_load_assigned(load, finding, &sent, error))
		return false;
	load->facts->sent = sent;
	if (sent != NULL && (!facts_load_task(load, sent, error) || !facts_load_plan(load, sent, error)))
		return false;
	for (size_t i = 0; sent != NULL && i < sent->invoice_keys.n; i++)
		if (!texts_has(keys, sent->invoice_keys.items[i]))
			texts_add(load->arena, keys, sent->invoice_keys.items[i]);
	if (sent != NULL && !facts_load_full(load, sent, error))
		return false;
	if (sent == NULL || sent->customer_id == 0)
		return true;
	if (!store_customer_by_id(load->stage->store, load->arena, sent->customer_id, &customer, error) ||
	    !facts_load_open(load, finding, keys, error))
		return false;
	load->facts->sent_customer = customer;
	Contact *contacts = NULL;
	if (!store_contacts(load->stage->store, load->arena, sent->customer_id, &contacts, &load->facts->n_contacts,
			    error))
		return false;
	load->facts->contacts = contacts;
	return true;
}

/* Rows of files that name a new debt, and every invoice that they may mean: nearly always none. */
static bool facts_load_payments(Load *load, const Finding *finding, Texts *keys, GError **error)
{
	Store *store = load->stage->store;
	PaymentRow *payments = NULL;
	Texts names = { 0 };
	facts_payment_names(load->arena, finding, &names);
	if (facts_ahead_names_are_new(load->ahead, &names))
		return true;
	if (!store_payments_named(store, load->arena, &names, &payments, &load->facts->n_payments, error))
		return false;
	load->facts->payments = payments;
	for (size_t i = 0; i < load->facts->n_payments; i++) {
		Invoice *named = NULL;
		size_t n = 0;
		if (!store_invoices_named(store, load->arena, payments[i].company, payments[i].name, &named, &n, error))
			return false;
		for (size_t k = 0; k < n; k++)
			if (!texts_has(keys, named[k].key))
				texts_add(load->arena, keys, named[k].key);
	}
	return true;
}

/* A bounce or a complaint is weighed with those before it. */
static bool facts_load_feedback(Load *load, const Finding *finding, GError **error)
{
	const SentMail *sent = load->facts->sent;
	Feedback *feedback = NULL;
	bool wanted = finding->kind == FINDING_BOUNCE || finding->kind == FINDING_COMPLAINT;
	for (size_t i = 0; wanted && sent != NULL && i < sent->recipients.n; i++)
		if (!store_feedback(load->stage->store, load->arena, sent->company, sent->recipients.items[i],
				    &feedback, &load->facts->n_feedback, error))
			return false;
	load->facts->feedback = feedback;
	return true;
}

/* Files from disk come all at once: nothing is counted. Nor is what answers an alert: it is told to nobody anyway. */
static bool facts_load_correspondent(Load *load, const ClaimedMail *mail, const Finding *finding, GError **error)
{
	const SentMail *sent = load->facts->sent;
	const char *company = sent != NULL ? sent->company : load->facts->companies[0].name;
	bool of_ours = sent != NULL && !text_equal(sent->kind, "alert");
	const char *address = mute_address(load->arena, finding, of_ours);
	Correspondent *who = NULL;
	if (address == NULL || strcmp(mail->account, "import") == 0)
		return true;
	if (!store_correspondent(load->stage->store, load->arena, company, address, &who, error))
		return false;
	load->facts->correspondent = who;
	return true;
}

/* An answer that was filed before, and which holds are its own. */
static bool facts_load_filing(Load *load, const ClaimedMail *mail, const Finding *finding, GError **error)
{
	Facts *facts = load->facts;
	Store *store = load->stage->store;
	Filing *filing = NULL;
	const char *message_id = facts->in_tray && finding->mail != NULL ? finding->mail->message_id : NULL;
	if (facts->account == NULL)
		return true;
	if (!store_filing(store, load->arena, facts->account, facts->mail_sha256, message_id, &filing, error) ||
	    (filing == NULL && facts->in_tray && mail->first_same != 0 && facts->sent != NULL &&
	     !store_filing_make(store, load->arena, mail, &filing, error)))
		return false;
	facts->filing = filing;
	for (size_t i = 0; filing != NULL && facts->sent != NULL && i < facts->sent->invoice_keys.n; i++) {
		const char *key = facts->sent->invoice_keys.items[i];
		bool held = false;
		if (!store_hold_is_of(store, load->arena, facts->sent->company, key, filing->sha256, &held, error))
			return false;
		if (held)
			texts_add(load->arena, &facts->held, key);
	}
	return true;
}

/* What those whom the message is of named before: nothing is asked where it names no account. */
static bool facts_load_accounts(Load *load, const Finding *finding, GError **error)
{
	StatedAccount *accounts = NULL;
	Texts parties = { 0 };
	accounts_parties(load->arena, finding, load->facts, &parties);
	for (size_t i = 0; i < parties.n; i++)
		if (!store_stated_accounts(load->stage->store, load->arena, accounts_company(load->facts),
					   parties.items[i], &accounts, &load->facts->n_accounts, error))
			return false;
	load->facts->accounts = accounts;
	return true;
}

/* An answer that names no mail of ours, of somebody whom we know. */
static bool facts_load_proposed(Load *load, const Finding *finding, GError **error)
{
	const char *from = finding->mail != NULL ? finding->mail->from.address : NULL;
	Customer *customers = NULL;
	if (load->facts->sent != NULL || finding->kind != FINDING_REPLY || from == NULL)
		return true;
	if (!store_customers_of_address(load->stage->store, load->arena, from, &customers, &load->facts->n_proposed,
					error))
		return false;
	load->facts->proposed = customers;
	return true;
}

/* Folders matter where messages are moved. */
static void facts_load_place(Facts *facts, const ClaimedMail *mail, const AccountSettings *account)
{
	Tray tray;
	facts->in_mailbox = strcmp(mail->account, "import") != 0 && account != NULL && account->after == 1;
	if (!facts->in_mailbox)
		return;
	facts->account = mail->account;
	facts->folder = mail->folder;
	facts->in_tray = trays_find(&facts->companies[0], mail->folder, &tray);
}

bool facts_load(Stage *stage, Arena *arena, const ClaimedMail *mail, const Finding *finding, Facts *ret,
		GError **error)
{
	g_autoptr(KnownInstant) instant = NULL;
	if (!known_instant(stage->store, &instant, error))
		return false;
	*ret = (Facts){ .mail_id = mail->id, .mail_sha256 = mail->sha256, .first_same = mail->first_same,
			.received = mail->received != 0 ? mail->received : mail->staged_at, .now = stage_now(stage) };
	Load load = { .stage = stage, .arena = arena, .facts = ret };
	Texts keys = { 0 };
	const AccountSettings *account = settings_account(stage->settings, mail->account);
	load.ahead = stage->ahead;
	ret->companies = facts_load_companies(&load, mail->company);
	ret->n_companies = stage->settings->n_companies;
	facts_load_place(ret, mail, account);
	facts_keys(arena, finding, &keys);
	ret->probe = probe_is(&stage->key, arena, finding, ret->received);
	ret->own_mail = outbound_own(stage, arena, finding);
	ret->dkim_refuted = finding->mail != NULL &&
			    dkim_arrival_refutes(arena, mail->dkim, finding->mail->from.address);
	ret->authserv_id = account != NULL ? account->authserv_id : NULL;
	if (!facts_load_sent(&load, finding, &keys, error) || !facts_load_feedback(&load, finding, error) ||
	    !facts_load_correspondent(&load, mail, finding, error) ||
	    !facts_load_accounts(&load, finding, error) || !facts_load_proposed(&load, finding, error) ||
	    !facts_load_filing(&load, mail, finding, error) ||
	    !facts_load_payments(&load, finding, &keys, error) || !facts_load_keys(&load, &keys, error))
		return false;
	ret->invoices = load.invoices;
	ret->n_invoices = load.n_invoices;
	ret->postings = load.postings;
	ret->n_postings = load.n_postings;
	ret->declarations = load.declarations;
	ret->n_declarations = load.n_declarations;
	return true;
}
