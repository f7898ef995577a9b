/*
 * The ledger's part of a commit: documents apart, everything an outcome says about customers, invoices and
 * postings.
 *
 * Two messages that speak of one key at the same time must see each other, although neither may see the
 * other's rows yet: whoever writes a posting or a new invoice first touches the key's row in "target", which
 * makes the second wait for the first. After that the invoice's paid and credited must be the sums of the
 * postings on record; when they are not, somebody came first, and the outcome is computed again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store_inner.h"

typedef TargetTouchArgs Target;

typedef struct {
	Store *store;
	Arena *arena;
	const Slice *slice;
	const Outcome *outcome; /* the one at hand, where they are written one by one */
	Target *targets;
	size_t n_targets;
	CustomerGetRow *customers; /* that new invoices name */
	size_t n_customers;
	int64_t now;
} Writing;

static const Outcome *write_outcome(const Writing *writing, size_t i)
{
	return writing->slice->commits[i]->outcome;
}

static int write_by_tax_id(const void *a, const void *b)
{
	const CustomerInsertArgs *left = a;
	const CustomerInsertArgs *right = b;
	int order = g_strcmp0(left->company, right->company);
	return order != 0 ? order : g_strcmp0(left->tax_id, right->tax_id);
}

/* In one order for everybody: two that insert the same ones do not wait in a circle. */
static bool write_customers(const Writing *writing, GError **error)
{
	CustomerInsertArgs *args = NULL;
	size_t n = 0;
	for (size_t i = 0; i < writing->slice->n; i++) {
		const Outcome *outcome = write_outcome(writing, i);
		for (size_t k = 0; k < outcome->n_customers; k++) {
			const Customer *customer = &outcome->customers[k];
			args = arena_grow(writing->arena, args, n, sizeof *args);
			args[n++] = (CustomerInsertArgs){
				.company = customer->company,
				.tax_id = customer->tax_id,
				.name = customer->name,
				.language = customer->language,
				.tone = customer->tone,
				.segment = customer->segment,
				.policy = customer->policy,
				.collector = customer->collector,
				.country = customer->country,
				.timezone = customer->timezone,
			};
		}
	}
	if (n > 1)
		qsort(args, n, sizeof *args, write_by_tax_id);
	return q_customer_insert_many(writing->store->sql, args, n, NULL, error);
}

/* 0 when there is no such customer. */
static bool write_customer_id(const Writing *writing, const char *company, const char *tax_id, int64_t *ret,
			      GError **error)
{
	CustomerGetRow row = { 0 };
	if (q_customer_get(writing->store->sql, company, tax_id, writing->arena, &row, error) < 0)
		return false;
	*ret = row.merged_into != 0 ? row.merged_into : row.id;
	return true;
}

/* A contact belongs to a customer of the outcome's company unless one of the outcome's own customers has its
 * tax id. */
static const char *write_contact_company(const Outcome *outcome, const char *tax_id)
{
	for (size_t i = 0; i < outcome->n_customers; i++)
		if (text_equal(outcome->customers[i].tax_id, tax_id))
			return outcome->customers[i].company;
	return outcome->company;
}

ContactInsertArgs store_contact_row(const Contact *contact, int64_t customer_id)
{
	return (ContactInsertArgs){
		.customer_id = customer_id,
		.name = contact->name,
		.address = contact->address,
		.role = contact_role_word(contact->role),
		.language = contact->language,
		.tone = contact->tone,
		.state = contact_state_word(contact->state),
		.source = contact->source,
	};
}

static bool write_contacts(const Writing *writing, GError **error)
{
	const Outcome *outcome = writing->outcome;
	for (size_t i = 0; i < outcome->n_contacts; i++) {
		const Contact *contact = &outcome->contacts[i];
		const char *tax_id = outcome->contact_of[i];
		int64_t customer_id = contact->customer_id;
		if (customer_id == 0 && !write_customer_id(writing, write_contact_company(outcome, tax_id),
							   tax_id, &customer_id, error))
			return false;
		if (customer_id == 0) {
			error_reject(error, "contact %s: there is no customer %s", contact->address, tax_id);
			return false;
		}
		const ContactInsertArgs args = store_contact_row(contact, customer_id);
		if (!q_contact_insert(writing->store->sql, &args, NULL, error))
			return false;
	}
	return true;
}

static bool write_contact_changes(const Writing *writing, GError **error)
{
	for (size_t i = 0; i < writing->outcome->n_contact_changes; i++) {
		const ContactChange *change = &writing->outcome->contact_changes[i];
		const ContactChangeArgs args = {
			.company = writing->outcome->company,
			.address = change->address,
			.state = contact_state_word(change->state),
			.reason = change->reason,
		};
		if (!q_contact_change(writing->store->sql, &args, NULL, error))
			return false;
	}
	return true;
}

static bool write_absences(const Writing *writing, GError **error)
{
	const Outcome *outcome = writing->outcome;
	for (size_t i = 0; i < outcome->n_absences; i++) {
		const Absence *absence = &outcome->absences[i];
		const ContactAbsentArgs args = { .company = outcome->company, .address = absence->address,
						 .absent_until = date_text(writing->arena, absence->until) };
		if (!q_contact_absent(writing->store->sql, &args, NULL, error))
			return false;
	}
	return true;
}

static bool write_feedback(const Writing *writing, GError **error)
{
	for (size_t i = 0; i < writing->outcome->n_feedback; i++) {
		const Feedback *one = &writing->outcome->feedback[i];
		const FeedbackInsertArgs args = { .company = one->company, .address = one->address,
						  .mail_sha256 = one->mail_sha256, .at = one->at,
						  .kind = feedback_kind_word(one->kind), .status = one->status };
		if (!q_feedback_insert(writing->store->sql, &args, NULL, error))
			return false;
	}
	return true;
}

/* ---- targets ---- */

static int target_compare(const void *a, const void *b)
{
	const Target *left = a;
	const Target *right = b;
	int order = g_strcmp0(left->company, right->company);
	return order != 0 ? order : g_strcmp0(left->key, right->key);
}

static void target_add(Writing *writing, const char *company, const char *key)
{
	writing->targets =
		arena_grow(writing->arena, writing->targets, writing->n_targets, sizeof *writing->targets);
	writing->targets[writing->n_targets++] = (Target){ .company = company, .key = key };
}

static void target_add_all(Writing *writing, const Outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_postings; i++)
		if (outcome->postings[i].target_key != NULL)
			target_add(writing, outcome->postings[i].company, outcome->postings[i].target_key);
	for (size_t i = 0; i < outcome->n_declarations; i++)
		target_add(writing, outcome->declarations[i].company, outcome->declarations[i].invoice_key);
	for (size_t i = 0; i < outcome->n_invoices; i++)
		if (outcome->invoices[i].id == 0)
			target_add(writing, outcome->invoices[i].company, outcome->invoices[i].key);
}

/* Each once, in one order for everybody, so that nobody waits in a circle. */
static bool write_touch_targets(Writing *writing, GError **error)
{
	for (size_t i = 0; i < writing->slice->n; i++)
		target_add_all(writing, write_outcome(writing, i));
	if (writing->n_targets > 1)
		qsort(writing->targets, writing->n_targets, sizeof *writing->targets, target_compare);
	size_t n = 0;
	for (size_t i = 0; i < writing->n_targets; i++)
		if (n == 0 || target_compare(&writing->targets[i], &writing->targets[n - 1]) != 0)
			writing->targets[n++] = writing->targets[i];
	writing->n_targets = n;
	return q_target_touch_many(writing->store->sql, writing->targets, n, NULL, error);
}

bool store_sums_agree(const PostingAgreeRow *row)
{
	bool credited =
		row->whole != 0 ? row->credited >= row->sum_credited : row->credited == row->sum_credited;
	/* Receipts and bank rows may tell of the same money: what counts twice is no more than the smaller of the two. */
	int64_t twice = MIN(row->sum_receipts, row->sum_banks);
	bool paid = row->paid <= row->sum_paid && row->paid >= row->sum_paid - twice;
	return paid && credited && row->declared == row->declarations;
}

static bool write_check_targets(const Writing *writing, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	PostingAgreeArgs *args = arena_array(writing->arena, PostingAgreeArgs, writing->n_targets);
	PostingAgreeRow row = { 0 };
	int got = 0;
	if (writing->n_targets == 0)
		return true;
	for (size_t i = 0; i < writing->n_targets; i++)
		args[i] = (PostingAgreeArgs){ writing->targets[i].company, writing->targets[i].key };
	if (!q_posting_agree_many(writing->store->sql, args, writing->n_targets, &rows, error))
		return false;
	while ((got = q_posting_agree_next(rows, writing->arena, &row, error)) == 1)
		if (!store_sums_agree(&row))
			return store_lost(error, "the postings of", row.key);
	return got == 0;
}

static bool write_postings(const Writing *writing, GError **error)
{
	for (size_t i = 0; i < writing->outcome->n_postings; i++) {
		const Posting *posting = &writing->outcome->postings[i];
		const PostingInsertArgs args = {
			.company = posting->company,
			.target_key = posting->target_key,
			.source_key = posting->source_key,
			.source_index = posting->source_index,
			.kind = posting_kind_word(posting->kind),
			.currency = posting->amount.currency,
			.amount = posting->amount.micro,
			.whole = posting->whole,
			.day = date_text(writing->arena, posting->date),
			.reference = posting->reference,
			.undone = posting->undone,
			.customer = posting->customer,
		};
		int64_t changes = 0;
		if (!q_posting_insert(writing->store->sql, &args, &changes, error) ||
		    (changes > 0 && !store_want_thanks(writing->store, posting, writing->now, error)))
			return false;
	}
	return true;
}

static bool write_declarations(const Writing *writing, GError **error)
{
	for (size_t i = 0; i < writing->outcome->n_declarations; i++) {
		const Declaration *declaration = &writing->outcome->declarations[i];
		const char *day = date_text(writing->arena, declaration->day);
		const DeclarationInsertArgs args = {
			.company = declaration->company,
			.invoice_key = declaration->invoice_key,
			.kind = declaration_kind_word(declaration->kind),
			.said_by = declaration->said_by,
			.day = day != NULL ? day : "",
			.detail = declaration->detail,
			.proven = declaration->proven,
			.holder_tax_id = declaration->holder_tax_id,
			.holder_name = declaration->holder_name,
			.mail_sha256 = declaration->mail_sha256,
		};
		if (!q_declaration_insert(writing->store->sql, &args, NULL, error))
			return false;
	}
	return true;
}

/* ---- invoices ---- */

/* Who owes it to us, as customers are known; NULL: a payable. */
static const char *write_debtor(const Invoice *invoice)
{
	if (invoice->direction != DIRECTION_ISSUED)
		return NULL;
	return invoice->customer_key != NULL ? invoice->customer_key : invoice->debtor_tax_id;
}

static InvoiceInsertArgs write_invoice_args(Arena *arena, const Invoice *invoice, int64_t customer_id)
{
	return (InvoiceInsertArgs){
		.id = invoice->id,
		.version = invoice->id == 0 ? 1 : invoice->version,
		.company = invoice->company,
		.key = invoice->key,
		.direction = direction_word(invoice->direction),
		.format = invoice->format,
		.type = invoice->type,
		.series = invoice->series,
		.number = invoice->number,
		.uuid = invoice->uuid,
		.state = invoice_state_word(invoice->state),
		.is_open = invoice_is_open(invoice),
		.hold_reason = invoice->hold_reason,
		.hold_until = date_text(arena, invoice->hold_until),
		.debtor_tax_id = invoice->debtor_tax_id,
		.debtor_name = invoice->debtor_name,
		.creditor_tax_id = invoice->creditor_tax_id,
		.creditor_name = invoice->creditor_name,
		.holder_tax_id = invoice->holder_tax_id,
		.holder_name = invoice->holder_name,
		.issued = date_text(arena, invoice->issued),
		.due = date_text(arena, invoice->due),
		.due_rule = due_rule_word(invoice->due_rule),
		.currency = invoice->total.currency,
		.total = invoice->total.micro,
		.paid = invoice->paid,
		.credited = invoice->credited,
		.collector = invoice->collector,
		.next_kind = invoice->next_kind,
		.next_date = date_text(arena, invoice->next_date),
		.trust = verdict_word(invoice->trust),
		.environment = environment_word(invoice->environment),
		.payment_method = invoice->payment_method,
		.seal = invoice->seal,
		.customer_id = customer_id,
		.mail_sha256 = invoice->mail_sha256,
		.xml_sha256 = invoice->xml_sha256,
		.pdf_sha256 = invoice->pdf_sha256,
		.received_at = invoice->received_at,
		.declared = invoice->declared,
		.customer_key = write_debtor(invoice),
	};
}

static bool write_names_debtor(const Invoice *invoice)
{
	return invoice->customer_id == 0 && write_debtor(invoice) != NULL;
}

/* The rows of all customers that are not known by number yet. */
static bool write_find_customers(Writing *writing, GError **error)
{
	CustomerOfArgs *args = NULL;
	size_t n = 0;
	for (size_t i = 0; i < writing->slice->n; i++) {
		const Outcome *outcome = write_outcome(writing, i);
		for (size_t k = 0; k < outcome->n_invoices; k++) {
			const Invoice *invoice = &outcome->invoices[k];
			if (!write_names_debtor(invoice))
				continue;
			args = arena_grow(writing->arena, args, n, sizeof *args);
			args[n++] = (CustomerOfArgs){ invoice->company, write_debtor(invoice) };
		}
	}
	g_autoptr(SqlRows) rows = NULL;
	if (n == 0)
		return true;
	if (!q_customer_of_many(writing->store->sql, args, n, &rows, error))
		return false;
	CustomerGetRow row = { 0 };
	int got = 0;
	while ((got = q_customer_of_next(rows, writing->arena, &row, error)) == 1) {
		writing->customers =
			arena_grow(writing->arena, writing->customers, writing->n_customers, sizeof row);
		writing->customers[writing->n_customers++] = row;
	}
	return got == 0;
}

static int64_t write_customer_of(const Writing *writing, const Invoice *invoice)
{
	for (size_t i = 0; write_names_debtor(invoice) && i < writing->n_customers; i++) {
		const CustomerGetRow *row = &writing->customers[i];
		if (text_equal(row->tax_id, write_debtor(invoice)) && text_equal(row->company, invoice->company))
			return row->merged_into != 0 ? row->merged_into : row->id;
	}
	return invoice->customer_id;
}

static bool write_known_invoice(const Writing *writing, const InvoiceInsertArgs *args, GError **error)
{
	int64_t changes = 0;
	return q_invoice_update(writing->store->sql, args, &changes, error) &&
	       (changes == 1 || store_lost(error, "invoice", args->key));
}

static bool write_new_invoices(const Writing *writing, const InvoiceInsertArgs *args, size_t n, GError **error)
{
	int64_t changes = 0;
	if (!q_invoice_insert_many(writing->store->sql, args, n, &changes, error))
		return false;
	return changes == (int64_t)n || store_lost(error, "invoice", n == 1 ? args->key : "of several");
}

static bool write_invoices(Writing *writing, GError **error)
{
	InvoiceInsertArgs *new = NULL;
	size_t n = 0;
	if (!write_find_customers(writing, error))
		return false;
	for (size_t i = 0; i < writing->slice->n; i++) {
		const Outcome *outcome = write_outcome(writing, i);
		for (size_t k = 0; k < outcome->n_invoices; k++) {
			const Invoice *invoice = &outcome->invoices[k];
			const InvoiceInsertArgs args =
				write_invoice_args(writing->arena, invoice, write_customer_of(writing, invoice));
			if (invoice->id != 0 && !write_known_invoice(writing, &args, error))
				return false;
			if (!args.is_open && !q_alert_invoice_over(writing->store->sql, args.company, args.key, NULL,
								   error))
				return false;
			if (invoice->id != 0)
				continue;
			new = arena_grow(writing->arena, new, n, sizeof *new);
			new[n++] = args;
		}
	}
	return write_new_invoices(writing, new, n, error) && store_check_waiting(writing->slice, error);
}

/* Rows of one outcome after another: what most mails do not have. */
static bool write_people(Writing *writing, GError **error)
{
	for (size_t i = 0; i < writing->slice->n; i++) {
		const Outcome *outcome = writing->outcome = write_outcome(writing, i);
		if (!write_contacts(writing, error) || !write_contact_changes(writing, error) ||
		    !write_absences(writing, error) || !write_feedback(writing, error) ||
		    !store_write_accounts(writing->store, outcome->accounts, outcome->n_accounts, error) ||
		    !store_write_pauses(writing->store, outcome->pauses, outcome->n_pauses, error) ||
		    (outcome->correspondent != NULL &&
		     !store_write_correspondent(writing->store, outcome->correspondent, error)))
			return false;
	}
	return true;
}

static bool write_money(Writing *writing, GError **error)
{
	for (size_t i = 0; i < writing->slice->n; i++) {
		writing->outcome = write_outcome(writing, i);
		if (!write_postings(writing, error) || !write_declarations(writing, error))
			return false;
	}
	return true;
}

static bool write_payments(const Writing *writing, GError **error)
{
	for (size_t i = 0; i < writing->slice->n; i++)
		if (!store_write_payments(writing->store, writing->arena, write_outcome(writing, i), error))
			return false;
	return true;
}

bool store_write_ledger(const Slice *slice, GError **error)
{
	Writing writing = { .store = slice->store, .arena = slice->arena, .slice = slice, .now = slice->now };
	return write_customers(&writing, error) && write_people(&writing, error) &&
	       write_touch_targets(&writing, error) && write_money(&writing, error) &&
	       write_invoices(&writing, error) && write_payments(&writing, error) &&
	       write_check_targets(&writing, error);
}
