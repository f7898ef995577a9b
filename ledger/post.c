#include "ledger/post.h"

#include "base/text.h"
#include "ledger/events.h"
#include "ledger/replies.h"
#include "ledger/sides.h"
#include "ledger/states.h"

typedef struct {
	Arena *arena;
	const Finding *finding;
	const Facts *facts;
	Outcome *outcome;
	const Document *document;
	Sides sides;
	const char *xml_sha256, *pdf_sha256;
} Post;

static Date post_today(const Facts *facts, const Company *company)
{
	return date_in_zone(facts->now, company->zone);
}

static void post_event(const Post *post, const char *invoice_key, const char *kind, const char *reason)
{
	Event event = { .at = post->facts->now, .company = post->sides.company->name, .invoice_key = invoice_key,
			.customer_tax_id = post->sides.debtor->tax_id, .kind = kind, .actor = "valija",
			.reason = reason, .evidence = post->facts->mail_sha256 };
	outcome_add_event(post->arena, post->outcome, event);
}

static void post_row(const Post *post, const char *invoice_key, const char *disposition)
{
	DocumentRow row = { .company = post->sides.company != NULL ? post->sides.company->name : NULL,
			    .document = post->document, .invoice_key = invoice_key, .disposition = disposition,
			    .xml_sha256 = post->xml_sha256, .pdf_sha256 = post->pdf_sha256 };
	outcome_add_document(post->arena, post->outcome, row);
}

static const char *post_say(const Post *post, const char *reason)
{
	Outcome *outcome = post->outcome;
	outcome->reason = outcome->reason == NULL ? reason :
						    arena_printf(post->arena, "%s; %s", outcome->reason, reason);
	return reason;
}

/* ---- due date ---- */

/* Law 21.131 counts 30 days from reception for an invoice of Chile that names no term; elsewhere the company's own. */
static void post_due(const Post *post, Invoice *invoice)
{
	const Document *document = post->document;
	const Company *company = post->sides.company;
	invoice->due_rule = document->due_rule;
	if (date_parse_prefix(document->due_date, &invoice->due))
		return;
	bool chilean = g_str_has_prefix(document->key, "CL:");
	Date base = chilean ? date_in_zone(invoice->received_at, company->zone) : invoice->issued;
	invoice->due = date_is_set(base) ? date_add_days(base, company->policy.default_days) : base;
	invoice->due_rule = chilean ? DUE_RECEPTION : DUE_DEFAULT;
}

/* ---- settling ---- */

typedef struct {
	int64_t paid, credited;
	bool whole;
	bool fits;
} Sums;

/* The same source may come twice, in another mail: the store keeps its first posting, so only that one counts. */
static bool post_on_record(const Facts *facts, const Posting *posting)
{
	for (size_t i = 0; i < facts->n_postings; i++)
		if (facts->postings[i].source_index == posting->source_index &&
		    text_equal(facts->postings[i].source_key, posting->source_key) &&
		    text_equal(facts->postings[i].company, posting->company))
			return true;
	return false;
}

static void post_sum(const Posting *postings, size_t n, const Invoice *invoice, Sums *sums)
{
	for (size_t i = 0; i < n; i++) {
		const Posting *posting = &postings[i];
		bool ours = !posting->undone && text_equal(posting->target_key, invoice->key) &&
			    text_equal(posting->company, invoice->company) &&
			    text_equal(posting->amount.currency, invoice->total.currency);
		if (!ours)
			continue;
		bool credit = posting->kind == POSTING_CREDIT || posting->kind == POSTING_DEBIT;
		int64_t *sum = credit ? &sums->credited : &sums->paid;
		int64_t amount = posting->kind == POSTING_DEBIT ? -posting->amount.micro : posting->amount.micro;
		sums->fits = sums->fits && !__builtin_add_overflow(*sum, amount, sum);
		sums->whole = sums->whole || (posting->whole && posting->kind == POSTING_CREDIT);
	}
}

void post_settle(const Facts *facts, const Outcome *outcome, Invoice *invoice, Date today)
{
	Sums sums = { .fits = true };
	post_sum(facts->postings, facts->n_postings, invoice, &sums);
	for (size_t i = 0; i < outcome->n_postings; i++)
		if (!post_on_record(facts, &outcome->postings[i]))
			post_sum(&outcome->postings[i], 1, invoice, &sums);
	if (!sums.fits)
		return;
	invoice->paid = sums.paid;
	/* A credit note that cancels the whole takes what is left, even when its total differs by rounding. */
	invoice->credited = sums.whole ? MAX(sums.credited, invoice->total.micro - sums.paid) : sums.credited;
	invoice->state = states_after(invoice, STATE_EVENT_BALANCE, today);
	if (invoice_balance(invoice) <= 0) {
		invoice->hold_reason = NULL;
		invoice->hold_until = (Date){ 0 };
		invoice->next_kind = NULL;
		invoice->next_date = (Date){ 0 };
	}
}

static void post_apply(const Post *post, const Posting *posting)
{
	if (posting->target_key == NULL)
		return;
	const Invoice *known = facts_invoice(post->facts, posting->company, posting->target_key);
	Invoice *invoice = NULL;
	for (size_t i = 0; i < post->outcome->n_invoices; i++)
		if (text_equal(post->outcome->invoices[i].key, posting->target_key))
			invoice = &post->outcome->invoices[i];
	if (invoice == NULL && known != NULL)
		invoice = outcome_invoice(post->arena, post->outcome, known);
	if (invoice == NULL)
		return;
	InvoiceState before = invoice->state;
	post_settle(post->facts, post->outcome, invoice, post_today(post->facts, post->sides.company));
	post_event(post, invoice->key, EVENT_POSTED,
		   arena_printf(post->arena, "%s %s %s of %s", posting_kind_word(posting->kind),
				posting->whole ? "whole" : money_micro_text(post->arena, posting->amount.micro),
				posting->amount.currency, posting->source_key));
	if (before != invoice->state)
		post_event(post, invoice->key, EVENT_STATE,
			   arena_printf(post->arena, "%s -> %s", invoice_state_word(before),
					invoice_state_word(invoice->state)));
}

/* ---- debts ---- */

static void post_customer(const Post *post)
{
	const Party *debtor = post->sides.debtor;
	if (post->sides.direction != DIRECTION_ISSUED || sides_is_generic(debtor->tax_id))
		return;
	Customer customer = { .company = post->sides.company->name, .tax_id = debtor->tax_id, .name = debtor->name };
	outcome_add_customer(post->arena, post->outcome, customer);
	if (debtor->email == NULL || text_has_control(debtor->email))
		return;
	Contact contact = { .name = NULL, .address = debtor->email, .role = ROLE_PAYS, .state = CONTACT_OK,
			    .source = "document" };
	outcome_add_contact(post->arena, post->outcome, debtor->tax_id, contact);
}

static Invoice post_new_invoice(const Post *post, Money total)
{
	const Document *document = post->document;
	Invoice invoice = {
		.company = post->sides.company->name, .key = document->key, .direction = post->sides.direction,
		.format = document->format, .type = document->type, .series = document->series,
		.number = document->number, .uuid = document->uuid, .state = STATE_NEW,
		.debtor_tax_id = post->sides.debtor->tax_id, .debtor_name = post->sides.debtor->name,
		.creditor_tax_id = post->sides.creditor->tax_id, .creditor_name = post->sides.creditor->name,
		.total = total, .trust = document->verdict, .environment = document->environment,
		.payment_method = document->payment_method, .seal = document->seal,
		.mail_sha256 = post->facts->mail_sha256, .xml_sha256 = post->xml_sha256,
		.pdf_sha256 = post->pdf_sha256, .received_at = post->facts->received,
	};
	date_parse_prefix(document->issued, &invoice.issued);
	post_due(post, &invoice);
	return invoice;
}

static void post_fresh_debt(const Post *post, Money total)
{
	Invoice fresh = post_new_invoice(post, total);
	Date today = post_today(post->facts, post->sides.company);
	/* A negative total of a settlement invoice means that the sides change places (SII type 43). */
	if (fresh.direction == DIRECTION_ISSUED) {
		fresh.next_kind = "decide";
		fresh.next_date = today;
	}
	Invoice *invoice = outcome_invoice(post->arena, post->outcome, &fresh);
	post_settle(post->facts, post->outcome, invoice, today);
	post_customer(post);
	post_event(post, invoice->key, EVENT_CREATED,
		   arena_printf(post->arena, "%s %s %s, due %s (%s)", facts_label(post->arena, post->document),
				money_micro_text(post->arena, total.micro), total.currency,
				date_is_set(invoice->due) ? date_text(post->arena, invoice->due) : "unknown",
				due_rule_word(invoice->due_rule)));
	post_row(post, invoice->key, "invoice");
}

static const char *post_mail_command(const Post *post)
{
	return arena_printf(post->arena, "valija mail show %" G_GINT64_FORMAT, post->facts->mail_id);
}

static void post_conflict(const Post *post, const Invoice *known)
{
	const char *reason = post_say(post, arena_printf(post->arena,
							 "conflict: %s is on record with other content (mail %s)",
							 known->key, known->mail_sha256));
	post->outcome->quarantined = true;
	post_row(post, known->key, "conflict");
	post_event(post, known->key, EVENT_CONFLICT, reason);
	Alert alert = { .company = post->sides.company->name, .kind = ALERT_CONFLICT,
			.key = arena_printf(post->arena, "conflict %s %s", known->key, post->facts->mail_sha256),
			.subject = known->key, .detail = reason, .invoice_key = known->key,
			.command = post_mail_command(post) };
	outcome_add_alert(post->arena, post->outcome, alert);
}

static const Invoice *post_known(const Post *post)
{
	const Invoice *known = facts_invoice(post->facts, post->sides.company->name, post->document->key);
	for (size_t i = 0; known == NULL && i < post->outcome->n_invoices; i++)
		if (text_equal(post->outcome->invoices[i].key, post->document->key))
			known = &post->outcome->invoices[i];
	return known;
}

static void post_debt(const Post *post)
{
	Money total;
	const Invoice *known = post_known(post);
	if (known != NULL && !text_equal(known->seal, post->document->seal)) {
		post_conflict(post, known);
		return;
	}
	if (known != NULL) {
		post_row(post, known->key, "duplicate");
		post_event(post, known->key, EVENT_DUPLICATE, "the same document came again");
		post_say(post, arena_printf(post->arena, "%s was on record already", known->key));
		return;
	}
	if (!money_parse(post->document->total, post->document->currency, &total)) {
		post->outcome->quarantined = true;
		post_say(post, arena_printf(post->arena, "%s: total \"%s\" %s is no amount", post->document->key,
					    post->document->total != NULL ? post->document->total : "",
					    post->document->currency != NULL ? post->document->currency : ""));
		post_row(post, NULL, "information");
		return;
	}
	post_fresh_debt(post, total);
}

/* ---- credits and payments ---- */

static bool post_is_corrected_text(const Document *document, const Reference *reference)
{
	return text_equal(document->format, "dte") && text_equal(reference->code, "2");
}

static void post_credit_to(const Post *post, const Reference *reference, Money total, int64_t index)
{
	const char *key = facts_reference_key(post->arena, post->document, reference);
	bool chilean = text_equal(post->document->format, "dte");
	Posting posting = { .company = post->sides.company->name, .target_key = key,
			    .source_key = post->document->key, .source_index = index, .kind = POSTING_CREDIT,
			    .amount = total, .whole = chilean && text_equal(reference->code, "1"),
			    .reference = reference->reason };
	date_parse_prefix(post->document->issued, &posting.date);
	outcome_add_posting(post->arena, post->outcome, posting);
	post_apply(post, &posting);
}

/* TipoRelacion 07 on an E reduces the full invoice; 04 on an I replaces, it is no credit (CFDI, Anexo 20). */
static void post_credit(const Post *post)
{
	Money total;
	const Document *document = post->document;
	post_row(post, NULL, "posting");
	if (!money_parse(document->total, document->currency, &total) || total.micro == 0)
		return;
	for (size_t i = 0; i < document->n_references; i++) {
		const Reference *reference = &document->references[i];
		bool target = facts_reference_key(post->arena, document, reference) != NULL;
		if (!target || post_is_corrected_text(document, reference))
			continue;
		/* Several targets: the split is not in the document; the first takes it, a person moves the rest. */
		post_credit_to(post, reference, total, 0);
		return;
	}
	Posting loose = { .company = post->sides.company->name, .source_key = document->key,
			  .kind = POSTING_CREDIT, .amount = total };
	date_parse_prefix(document->issued, &loose.date);
	outcome_add_posting(post->arena, post->outcome, loose);
	post_say(post, arena_printf(post->arena, "%s names no invoice that it reduces", document->key));
}

static void post_paid_document(const Post *post, const Payment *payment, const PaidDocument *paid, int64_t index)
{
	Money amount;
	Reference reference = { .uuid = paid->uuid };
	if (!money_parse(paid->paid, paid->currency, &amount))
		return;
	Posting posting = { .company = post->sides.company->name,
			    .target_key = facts_reference_key(post->arena, post->document, &reference),
			    .source_key = post->document->key, .source_index = index, .kind = POSTING_RECEIPT,
			    .amount = amount, .reference = payment->form };
	date_parse_prefix(payment->date, &posting.date);
	outcome_add_posting(post->arena, post->outcome, posting);
	post_apply(post, &posting);
}

static void post_payments(const Post *post)
{
	const Document *document = post->document;
	int64_t index = 0;
	post_row(post, NULL, "posting");
	for (size_t p = 0; p < document->n_payments; p++)
		for (size_t i = 0; i < document->payments[p].n_documents; i++)
			post_paid_document(post, &document->payments[p], &document->payments[p].documents[i],
					   index++);
}

/* ---- one document ---- */

static void post_altered(const Post *post)
{
	const char *reason = post_say(post, arena_printf(post->arena, "altered: a signature contradicts %s",
							 facts_label(post->arena, post->document)));
	post->outcome->quarantined = true;
	post_row(post, NULL, "altered");
	post_event(post, post->document->key, EVENT_ALTERED, reason);
	Alert alert = { .company = post->sides.company->name, .kind = ALERT_ALTERED,
			.key = arena_printf(post->arena, "altered %s", post->facts->mail_sha256),
			.subject = facts_label(post->arena, post->document), .detail = reason,
			.command = post_mail_command(post) };
	outcome_add_alert(post->arena, post->outcome, alert);
}

static void post_not_ours(const Post *post)
{
	post_row(post, NULL, "not-ours");
	post_say(post, arena_printf(post->arena, "neither %s nor %s is a tax id of ours: %s",
				    post->document->issuer.tax_id != NULL ? post->document->issuer.tax_id : "(none)",
				    post->document->receiver.tax_id != NULL ? post->document->receiver.tax_id :
									      "(none)",
				    facts_label(post->arena, post->document)));
}

static void post_by_effect(const Post *post)
{
	switch (post->document->effect) {
	case EFFECT_DEBT:
	case EFFECT_REVERSED_DEBT:
		post_debt(post);
		return;
	case EFFECT_CREDIT:
	case EFFECT_REVERSED_CREDIT:
		post_credit(post);
		return;
	case EFFECT_PAYMENT:
		post_payments(post);
		return;
	case EFFECT_NONE:
		post_row(post, NULL, "information");
		return;
	}
}

static void post_document(Post *post)
{
	const Document *document = post->document;
	post->sides = sides_of(document, post->facts);
	if (post->sides.company == NULL)
		post_not_ours(post);
	else if (document->verdict == VERDICT_ALTERED)
		post_altered(post);
	else if (document->key == NULL || text_equal(document->format, "pdf"))
		post_row(post, NULL, "information");
	else
		post_by_effect(post);
}

static const char *post_attachment(const Finding *finding, const char *path)
{
	const Mail *mail = finding->mail;
	for (size_t i = 0; mail != NULL && path != NULL && i < mail->n_attachments; i++)
		if (text_equal(mail->attachments[i].path, path))
			return mail->attachments[i].sha256;
	return mail == NULL && path != NULL ? finding->sha256 : NULL;
}

void post_documents(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	bool any_ours = false;
	for (size_t i = 0; i < finding->n_documents; i++) {
		const Document *document = &finding->documents[i];
		Post post = { .arena = arena, .finding = finding, .facts = facts, .outcome = outcome,
			      .document = document, .xml_sha256 = post_attachment(finding, document->path),
			      .pdf_sha256 = post_attachment(finding, document->pdf) };
		post_document(&post);
		any_ours = any_ours || post.sides.company != NULL;
		if (outcome->company == NULL && post.sides.company != NULL)
			outcome->company = post.sides.company->name;
	}
	if (!any_ours)
		outcome->outcome = finding_kind_word(FINDING_OTHER);
}

void post_quarantine_alert(Arena *arena, const Facts *facts, Outcome *outcome)
{
	if (!outcome->quarantined || outcome->n_alerts > 0 || facts->n_companies == 0)
		return;
	Alert alert = { .company = outcome->company != NULL ? outcome->company : facts->companies[0].name,
			.kind = ALERT_QUARANTINE, .key = arena_printf(arena, "quarantine %s", facts->mail_sha256),
			.subject = outcome->subject, .detail = outcome->reason,
			.command = arena_printf(arena, "valija mail show %" G_GINT64_FORMAT, facts->mail_id) };
	Alert *added = outcome_add_alert(arena, outcome, alert);
	alert_fact(arena, added, "from", outcome->from);
}

void post_finding(Arena *arena, const Finding *finding, const Facts *facts, Outcome *ret)
{
	*ret = (Outcome){ .outcome = finding_kind_word(finding->kind), .reason = finding->reason };
	if (finding->mail != NULL) {
		ret->message_id = finding->mail->message_id;
		ret->from = finding->mail->from.address;
		ret->subject = finding->mail->subject;
	}
	if (facts->own_mail != 0) {
		replies_post(arena, finding, facts, ret);
		return;
	}
	if (facts->first_same != 0) {
		ret->reason = arena_printf(arena, "duplicate: same bytes as mail %" G_GINT64_FORMAT,
					   facts->first_same);
		return;
	}
	if (finding->kind == FINDING_QUARANTINE)
		ret->quarantined = true;
	else if (finding->kind == FINDING_INVOICE)
		post_documents(arena, finding, facts, ret);
	/* An answer may carry a document of its own: it is a note all the same. */
	if (finding->kind != FINDING_QUARANTINE && (finding->kind != FINDING_INVOICE || facts->sent != NULL))
		replies_post(arena, finding, facts, ret);
	post_quarantine_alert(arena, facts, ret);
}
