#include "ledger/post.h"

#include <string.h>

#include "base/text.h"
#include "ledger/duties.h"
#include "ledger/events.h"
#include "ledger/fiscal.h"
#include "ledger/mute.h"
#include "ledger/post_inner.h"
#include "ledger/replies.h"
#include "ledger/settle.h"
#include "ledger/trays.h"

Date post_today(const Post *post)
{
	return date_in_zone(post->facts->now, post->sides.company->zone);
}

void post_event(const Post *post, const char *invoice_key, const char *kind, const char *reason)
{
	Event event = { .at = post->facts->now, .company = post->sides.company->name, .invoice_key = invoice_key,
			.customer_tax_id = post->sides.debtor->tax_id, .kind = kind, .actor = "valija",
			.reason = reason, .evidence = post->facts->mail_sha256 };
	outcome_add_event(post->arena, post->outcome, event);
}

void post_row(const Post *post, const char *invoice_key, const char *disposition)
{
	DocumentRow row = { .company = post->sides.company != NULL ? post->sides.company->name : NULL,
			    .document = post->document, .invoice_key = invoice_key, .disposition = disposition,
			    .xml_sha256 = post->xml_sha256, .pdf_sha256 = post->pdf_sha256 };
	outcome_add_document(post->arena, post->outcome, row);
}

const char *post_say(const Post *post, const char *reason)
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

/* ---- invoices at hand ---- */

static Invoice *post_in_outcome(const Post *post, const char *key)
{
	for (size_t i = 0; i < post->outcome->n_invoices; i++)
		if (text_equal(post->outcome->invoices[i].key, key) &&
		    text_equal(post->outcome->invoices[i].company, post->sides.company->name))
			return &post->outcome->invoices[i];
	return NULL;
}

const Invoice *post_at_hand(const Post *post, const char *key)
{
	const Invoice *invoice = key != NULL ? post_in_outcome(post, key) : NULL;
	return invoice != NULL || key == NULL ? invoice : facts_invoice(post->facts, post->sides.company->name, key);
}

Invoice *post_invoice(const Post *post, const char *key)
{
	const Invoice *known = post_at_hand(post, key);
	return known != NULL ? outcome_invoice(post->arena, post->outcome, known) : NULL;
}

void post_state_event(const Post *post, const Invoice *invoice, InvoiceState before)
{
	if (before != invoice->state)
		post_event(post, invoice->key, EVENT_STATE,
			   arena_printf(post->arena, "%s -> %s", invoice_state_word(before),
					invoice_state_word(invoice->state)));
}

/* ---- debts ---- */

/* A document whose signature proves less than the policy wants adds a debt that a person looks at, and nothing else: no
 * address that we would write to, no payment, no credit. */
static bool post_is_trusted(const Post *post)
{
	TrustVerdict verdict = post->document->verdict;
	return verdict != VERDICT_ALTERED && verdict >= post->sides.company->policy.minimum_trust;
}

static bool post_is_address(const char *text)
{
	const char *at = strchr(text, '@');
	return at != NULL && at != text && at[1] != '\0' && strchr(at + 1, '@') == NULL && !text_has_control(text) &&
	       strpbrk(text, "<>\"()[]\\") == NULL;
}

/* CorreoRecep is free text of up to 80 characters: several addresses, upper case, none (dte facts, 2.2). */
static void post_contacts(const Post *post, const Party *debtor)
{
	g_auto(GStrv) words = g_strsplit_set(debtor->email != NULL ? debtor->email : "", ";, \t", -1);
	for (size_t i = 0; words[i] != NULL; i++) {
		g_autofree char *address = g_ascii_strdown(words[i], -1);
		if (!post_is_address(address))
			continue;
		Contact contact = { .address = arena_strdup(post->arena, address), .role = ROLE_PAYS,
				    .state = CONTACT_OK, .source = "document" };
		outcome_add_contact(post->arena, post->outcome, debtor->tax_id, contact);
	}
}

static void post_customer(const Post *post)
{
	Party who = *post->sides.debtor;
	const Party *debtor = &who;
	who.tax_id = sides_identity(post->arena, post->sides.debtor);
	if (post->sides.direction != DIRECTION_ISSUED || who.tax_id == NULL)
		return;
	Customer customer = { .company = post->sides.company->name, .tax_id = debtor->tax_id, .name = debtor->name };
	outcome_add_customer(post->arena, post->outcome, customer);
	if (post_is_trusted(post) && post->document->environment != ENVIRONMENT_TEST)
		post_contacts(post, debtor);
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
		.customer_key = post->sides.direction == DIRECTION_ISSUED ?
					sides_identity(post->arena, post->sides.debtor) :
					NULL,
		.total = total, .trust = document->verdict, .environment = document->environment,
		.payment_method = document->payment_method, .seal = document->seal,
		.mail_sha256 = post->facts->mail_sha256, .xml_sha256 = post->xml_sha256,
		.pdf_sha256 = post->pdf_sha256, .received_at = post->facts->received,
	};
	date_parse_prefix(document->issued, &invoice.issued);
	post_due(post, &invoice);
	return invoice;
}

/* replaced: the row of a test document that had the key of this real one; NULL: a new row. */
static void post_fresh_debt(const Post *post, Money total, const Invoice *replaced)
{
	Invoice fresh = post_new_invoice(post, total);
	if (replaced != NULL) {
		fresh.id = replaced->id;
		fresh.version = replaced->version;
	}
	Invoice *invoice = replaced != NULL ? post_invoice(post, replaced->key) : NULL;
	if (invoice != NULL)
		*invoice = fresh;
	else
		invoice = outcome_invoice(post->arena, post->outcome, &fresh);
	post_event(post, fresh.key, EVENT_CREATED,
		   arena_printf(post->arena, "%s %s %s, due %s (%s)", facts_label(post->arena, post->document),
				money_micro_text(post->arena, total.micro), total.currency,
				date_is_set(fresh.due) ? date_text(post->arena, fresh.due) : "unknown",
				due_rule_word(fresh.due_rule)));
	if (!date_is_set(fresh.issued))
		post_say(post, arena_printf(post->arena, "%s states no day of issue that exists", fresh.key));
	post_customer(post);
	post_refuse_strangers(post, invoice);
	if (!settle_invoice(post->facts, post->outcome, invoice, post_today(post)))
		post_say(post, arena_printf(post->arena, "%s: the sums leave every range", fresh.key));
	post_bank_payments(post, &fresh);
	invoice = post_invoice(post, fresh.key);
	post_meet(post, invoice);
	fiscal_meet(post, invoice);
	if (post_is_trusted(post) && fresh.environment != ENVIRONMENT_TEST)
		post_annul_replaced(post);
	post_row(post, fresh.key, "invoice");
}

static const char *post_mail_command(const Post *post)
{
	return arena_printf(post->arena, "valija mail show %" G_GINT64_FORMAT, post->facts->mail_id);
}

void post_conflict(const Post *post, const char *key, const char *reason)
{
	post->outcome->quarantined = true;
	post_say(post, reason);
	post_row(post, key, "conflict");
	post_event(post, key, EVENT_CONFLICT, reason);
	Alert alert = { .company = post->sides.company->name, .kind = ALERT_CONFLICT,
			.key = arena_printf(post->arena, "conflict %s %s", key, post->facts->mail_sha256),
			.subject = key, .detail = reason, .invoice_key = key, .command = post_mail_command(post) };
	outcome_add_alert(post->arena, post->outcome, alert);
}

void post_set_aside(const Post *post, const char *disposition, const char *reason)
{
	post->outcome->quarantined = true;
	post_say(post, reason);
	post_row(post, NULL, disposition);
}

static void post_again(const Post *post, const Invoice *known)
{
	post_row(post, known->key, "duplicate");
	post_event(post, known->key, EVENT_DUPLICATE, "the same document came again");
	post_say(post, arena_printf(post->arena, "%s was on record already", known->key));
}

/* Folios of the tax office's test environment repeat those of real documents: the real one has the key. */
static bool post_known_debt(const Post *post, const Invoice *known)
{
	bool test = post->document->environment == ENVIRONMENT_TEST;
	bool was_test = known->environment == ENVIRONMENT_TEST;
	if (text_equal(known->seal, post->document->seal))
		post_again(post, known);
	else if (test && !was_test)
		post_row(post, NULL, "test");
	else if (was_test && !test)
		return false;
	else
		post_conflict(post, known->key,
			      arena_printf(post->arena, "conflict: %s is on record with other content (mail %s)",
					   known->key, known->mail_sha256 != NULL ? known->mail_sha256 : "unknown"));
	return true;
}

static void post_debt(const Post *post)
{
	Money total;
	const Document *document = post->document;
	const Invoice *known = post_at_hand(post, document->key);
	if (known != NULL && post_known_debt(post, known))
		return;
	if (!money_parse(document->total, document->currency, &total)) {
		post_set_aside(post, "information",
			       arena_printf(post->arena, "%s: total \"%s\" %s is no amount", document->key,
					    document->total != NULL ? document->total : "",
					    document->currency != NULL ? document->currency : ""));
		return;
	}
	/* A settlement (43) below zero: sides_of() has let the sides change places. */
	if (total.micro < 0 && document->effect == EFFECT_REVERSED_DEBT)
		total.micro = -total.micro;
	if (total.micro < 0)
		post_set_aside(post, "information", arena_printf(post->arena, "%s: total %s is negative",
								 document->key, document->total));
	else
		post_fresh_debt(post, total, known);
}

/* ---- what is lowered ---- */

/* Only a verified fiscal document changes what is owed (design, sentence 6). */
static bool post_may_lower(const Post *post)
{
	if (post->document->environment == ENVIRONMENT_TEST) {
		post_row(post, NULL, "test");
		post_say(post, arena_printf(post->arena, "%s is a test document: nothing changes",
					    facts_label(post->arena, post->document)));
		return false;
	}
	if (post_is_trusted(post))
		return true;
	post_set_aside(post, "unverified",
		       arena_printf(post->arena, "%s is %s, policy wants %s: it changes no balance",
				    facts_label(post->arena, post->document), verdict_word(post->document->verdict),
				    verdict_word(post->sides.company->policy.minimum_trust)));
	return false;
}

static void post_annulment(const Post *post, const char *note)
{
	bool fresh = post_may_lower(post);
	if (!fresh)
		return;
	fresh = post_annul(post, note);
	post_row(post, NULL, fresh ? "posting" : "duplicate");
	if (!fresh)
		post_say(post, arena_printf(post->arena, "%s was on record already", post->document->key));
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
	const char *note = post_annulled_note(post);
	switch (post->document->effect) {
	case EFFECT_DEBT:
	case EFFECT_REVERSED_DEBT:
		if (note != NULL)
			post_annulment(post, note);
		else
			post_debt(post);
		return;
	case EFFECT_CREDIT:
	case EFFECT_REVERSED_CREDIT:
		if (post_may_lower(post))
			post_credit(post);
		return;
	case EFFECT_PAYMENT:
		if (post_may_lower(post))
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
	if (fiscal_claims(document))
		fiscal_document(post);
	else if (post->sides.company == NULL)
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
	const Attachment *file = finding_file(finding, path);
	if (file != NULL)
		return file->sha256;
	return finding->mail == NULL && path != NULL ? finding->sha256 : NULL;
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

/* A file, or a mail without subject, is named by its number. */
static const char *post_mail_name(Arena *arena, const Facts *facts, const Outcome *outcome)
{
	const char *subject = text_or_null(arena, outcome->subject);
	return subject != NULL ? subject : arena_printf(arena, "#%" G_GINT64_FORMAT, facts->mail_id);
}

void post_quarantine_alert(Arena *arena, const Facts *facts, Outcome *outcome)
{
	if (!outcome->quarantined || outcome->muted || outcome->n_alerts > 0 || facts->n_companies == 0)
		return;
	Alert alert = { .company = outcome->company != NULL ? outcome->company : facts->companies[0].name,
			.kind = ALERT_QUARANTINE, .key = arena_printf(arena, "quarantine %s", facts->mail_sha256),
			.subject = post_mail_name(arena, facts, outcome), .detail = outcome->reason,
			.command = arena_printf(arena, "valija mail show %" G_GINT64_FORMAT, facts->mail_id) };
	Alert *added = outcome_add_alert(arena, outcome, alert);
	alert_fact(arena, added, "from", outcome->from);
}

/* What people must do now about the invoices that changed. */
static void post_duties(Arena *arena, const Facts *facts, Outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_invoices; i++) {
		const Invoice *after = &outcome->invoices[i];
		for (size_t c = 0; c < facts->n_companies; c++)
			if (text_equal(facts->companies[c].name, after->company))
				duties_follow(arena, &facts->companies[c],
					      facts_invoice(facts, after->company, after->key), after, facts->now,
					      outcome);
	}
}

void post_finding(Arena *arena, const Finding *finding, const Facts *facts, Outcome *ret)
{
	*ret = (Outcome){ .outcome = finding_kind_word(finding->kind), .reason = finding->reason };
	if (finding->mail != NULL) {
		ret->message_id = finding->mail->message_id;
		ret->from = finding->mail->from.address;
		ret->subject = finding->mail->subject;
	}
	if (facts->probe) {
		ret->outcome = "probe";
		ret->reason = "a mail of check --online to ourselves";
		return;
	}
	if (facts->own_mail != 0) {
		replies_post(arena, finding, facts, ret);
		return;
	}
	if (facts->filing != NULL && facts->filing->mail_id != facts->mail_id) {
		trays_seen_again(arena, finding, facts, ret);
		post_duties(arena, facts, ret);
		return;
	}
	if (facts->first_same != 0) {
		ret->reason = arena_printf(arena, "duplicate: same bytes as mail %" G_GINT64_FORMAT,
					   facts->first_same);
		return;
	}
	ret->muted = mute_count(arena, facts, ret);
	if (finding->kind == FINDING_QUARANTINE) {
		ret->quarantined = true;
		replies_set_aside(arena, finding, facts, ret);
	} else if (finding->kind == FINDING_INVOICE)
		post_documents(arena, finding, facts, ret);
	/* An answer may carry a document of its own: it is a note all the same. */
	if (finding->kind != FINDING_QUARANTINE && (finding->kind != FINDING_INVOICE || facts->sent != NULL))
		replies_post(arena, finding, facts, ret);
	post_duties(arena, facts, ret);
	replies_warn_bank(arena, finding, facts, ret);
	post_quarantine_alert(arena, facts, ret);
}
