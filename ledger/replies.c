#include "ledger/replies.h"

#include <string.h>

#include "base/text.h"
#include "base/token.h"
#include "ledger/approval.h"
#include "ledger/codes.h"
#include "ledger/events.h"
#include "ledger/people.h"
#include "ledger/post.h"
#include "ledger/replies_inner.h"
#include "ledger/seen.h"
#include "ledger/settle.h"
#include "ledger/trays.h"
#include "parsers/mime/auth_results.h"

static const Company *replies_company(const Facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->n_companies; i++)
		if (text_equal(facts->companies[i].name, name))
			return &facts->companies[i];
	return NULL;
}

bool replies_same_address(const char *a, const char *b)
{
	return a != NULL && b != NULL && g_ascii_strcasecmp(a, b) == 0;
}

/* The address as our mail had it; NULL: it did not go there. */
const char *replies_recipient(const SentMail *sent, const char *address)
{
	for (size_t i = 0; i < sent->recipients.n; i++)
		if (replies_same_address(sent->recipients.items[i], address))
			return sent->recipients.items[i];
	return NULL;
}

static bool replies_was_recipient(const SentMail *sent, const char *address)
{
	return replies_recipient(sent, address) != NULL;
}

const char *replies_author(Arena *arena, const Mail *mail)
{
	if (mail->from.name == NULL)
		return mail->from.address != NULL ? mail->from.address : "(unknown sender)";
	return arena_printf(arena, "%s <%s>", mail->from.name,
			    mail->from.address != NULL ? mail->from.address : "");
}

/* The heaviest names the tray and the alert; of two of one weight the later day (a promise in two parts). */
static void replies_choose_code(Reply *reply)
{
	const Answer *answer = reply->finding->answer;
	reply->row = codes_row(NULL);
	for (size_t i = 0; answer != NULL && i < answer->n_codes; i++) {
		const CodeRow *row = codes_row(answer->codes[i].code);
		bool heavier = reply->code == NULL || row->weight > reply->row->weight;
		bool later = !heavier && row->weight == reply->row->weight && answer->codes[i].date != NULL &&
			     g_strcmp0(answer->codes[i].date, reply->code->date) > 0;
		if (!heavier && !later)
			continue;
		reply->code = &answer->codes[i];
		reply->row = row;
	}
	/* A stranger who has the token may pause the ladder for a look, and nothing more. */
	if (!reply->verified)
		reply->row = codes_row(NULL);
}

static Texts replies_code_texts(const Reply *reply)
{
	Texts texts = { 0 };
	const Answer *answer = reply->finding->answer;
	for (size_t i = 0; answer != NULL && i < answer->n_codes; i++)
		texts_addf(reply->arena, &texts, "%s%s%s", answer->codes[i].code,
			   answer->codes[i].date != NULL ? " " : "",
			   answer->codes[i].date != NULL ? answer->codes[i].date : "");
	if (texts.n == 0)
		texts_add(reply->arena, &texts, "OTHER");
	return texts;
}

void replies_event(const Reply *reply, const char *invoice_key, const char *kind, const char *reason)
{
	const Customer *customer = reply->facts->sent_customer;
	Event event = { .at = reply->facts->now, .company = reply->company->name, .invoice_key = invoice_key,
			.customer_tax_id = customer != NULL ? customer->tax_id : NULL, .kind = kind,
			.actor = arena_printf(reply->arena, "%s%s", reply->own ? "" : "customer ",
					      replies_author(reply->arena, reply->finding->mail)),
			.reason = reason, .evidence = reply->facts->mail_sha256 };
	outcome_add_event(reply->arena, reply->outcome, event);
}

static void replies_hold(const Reply *reply, Invoice *invoice, const CodeRow *row, const char *date)
{
	if (row->hold == HOLD_NONE)
		return;
	Date until = codes_hold_until(row, date, &reply->company->policy.calendar, reply->today);
	if (!codes_outlasts(invoice, row, until))
		return;
	outcome_displaced(reply->arena, reply->outcome, invoice);
	const char *reason = reply->verified ? row->code : "UNVERIFIED";
	settle_hold(invoice, reason, until);
	replies_event(reply, invoice->key, EVENT_HELD,
		      date_is_set(until) ? arena_printf(reply->arena, "%s until %s", reason,
							date_text(reply->arena, until)) :
					   arena_printf(reply->arena, "%s until a person lifts it", reason));
}

static void replies_change_state(const Reply *reply, Invoice *invoice, const CodeRow *row)
{
	InvoiceState before = invoice->state;
	if (row->event == CODE_NO_EVENT)
		return;
	invoice->state = states_after(invoice, (StateEvent)row->event, reply->today);
	if (invoice->state != before)
		replies_event(reply, invoice->key, EVENT_STATE,
			      arena_printf(reply->arena, "%s -> %s", invoice_state_word(before),
					   invoice_state_word(invoice->state)));
}

/* Each code of an answer acts; the heaviest first, so that a promise after an objection changes no state back. */
static void replies_act(const Reply *reply, Invoice *invoice)
{
	const Answer *answer = reply->finding->answer;
	replies_change_state(reply, invoice, reply->row);
	replies_hold(reply, invoice, reply->row, reply->code != NULL ? reply->code->date : NULL);
	for (size_t i = 0; reply->verified && !reply->own && answer != NULL && i < answer->n_codes; i++) {
		const CodeRow *row = codes_row(answer->codes[i].code);
		if (&answer->codes[i] == reply->code)
			continue;
		if (row->event == STATE_EVENT_DISPUTE || row->event == STATE_EVENT_REJECT)
			replies_change_state(reply, invoice, row);
		replies_hold(reply, invoice, row, answer->codes[i].date);
	}
}

static void replies_note(const Reply *reply, const char *invoice_key)
{
	const Mail *mail = reply->finding->mail;
	const Customer *customer = reply->facts->sent_customer;
	const char *text = mail->reply != NULL && *mail->reply != '\0' ? mail->reply : mail->text;
	Note note = { .company = reply->company->name, .invoice_key = invoice_key,
		      .customer_tax_id = customer != NULL ? customer->tax_id : NULL,
		      .author = replies_author(reply->arena, mail), .text = text != NULL ? text : "",
		      .codes = replies_code_texts(reply), .verified = reply->verified };
	outcome_add_note(reply->arena, reply->outcome, note);
	replies_event(reply, invoice_key, EVENT_NOTE, texts_join(reply->arena, &note.codes, ", "));
}

/* A flood to one invoice: on record, told once a day, and it changes nothing. */
static void replies_full(const Reply *reply, const char *key)
{
	Alert alert = { .company = reply->company->name, .kind = ALERT_NOTES_CAP, .subject = key,
			.key = arena_printf(reply->arena, "notes %s %s", key, date_text(reply->arena, reply->today)),
			.detail = reply->finding->mail->subject,
			.command = arena_printf(reply->arena, "valija mail show %" G_GINT64_FORMAT, reply->facts->mail_id) };
	reply->outcome->reason = arena_printf(reply->arena, "too many answers to %s in a day: no note", key);
	outcome_add_alert(reply->arena, reply->outcome, alert);
}

static void replies_on_invoice(const Reply *reply, const char *key)
{
	if (texts_has(&reply->facts->full, key)) {
		replies_full(reply, key);
		return;
	}
	replies_note(reply, key);
	const Invoice *known = facts_invoice(reply->facts, reply->company->name, key);
	if (known == NULL || !invoice_is_open(known) || trays_chosen(reply->facts))
		return;
	Invoice *invoice = outcome_invoice(reply->arena, reply->outcome, known);
	replies_act(reply, invoice);
}

/* Where it goes, or where somebody has put it already. */
void replies_file(const Reply *reply)
{
	const Facts *facts = reply->facts;
	const char *tray = trays_folder(reply->arena, reply->company, reply->row->tray);
	if (!facts->in_mailbox)
		return;
	if (facts->sent != NULL && text_equal(facts->sent->kind, SENT_ASSIGNED) && facts->filing != NULL) {
		reply->outcome->filing = arena_memdup(reply->arena, facts->filing, sizeof *facts->filing);
		return; /* it lies where people look after it */
	}
	bool stays = trays_chosen(facts) || text_equal(tray, facts->folder);
	Filing filing = { .account = facts->account, .sha256 = facts->mail_sha256,
			  .message_id = reply->finding->mail->message_id, .folder = stays ? facts->folder : tray,
			  .arrived = stays };
	filing.tray = filing.folder;
	if (facts->filing != NULL)
		filing.version = facts->filing->version; /* worked off once more */
	reply->outcome->filing = arena_memdup(reply->arena, &filing, sizeof filing);
	reply->outcome->move_to = stays ? NULL : tray;
}

static void replies_alert(const Reply *reply)
{
	const Customer *customer = reply->facts->sent_customer;
	const Mail *mail = reply->finding->mail;
	Texts codes = replies_code_texts(reply);
	bool bank = reply->bank.stated != NULL || reply->bank_words;
	const char *first = reply->facts->sent->invoice_keys.n > 0 ? reply->facts->sent->invoice_keys.items[0] : NULL;
	Alert alert = { .company = reply->company->name, .kind = bank ? ALERT_BANK_DETAILS : ALERT_REPLY,
			.key = replies_bank_key(reply, bank),
			.subject = customer != NULL && customer->name != NULL ? customer->name : mail->from.address,
			.detail = texts_join(reply->arena, &codes, ", "), .codes = codes, .quote = mail->reply,
			.invoice_key = first };
	if (first != NULL)
		alert.command = arena_printf(reply->arena, "valija invoice show %s", first);
	Alert *added = outcome_add_alert(reply->arena, reply->outcome, alert);
	alert_fact(reply->arena, added, "from", replies_author(reply->arena, mail));
	alert_fact(reply->arena, added, "invoices", texts_join(reply->arena, &reply->facts->sent->invoice_keys, ", "));
	replies_bank_facts(reply->arena, added, &reply->bank);
	if (!reply->verified)
		alert_fact(reply->arena, added, "unverified", mail->from.address);
}

/* From somebody our mail went to, read in one way only, and not refuted by our own mail server. */
static bool replies_is_verified(const Reply *reply)
{
	const Mail *mail = reply->finding->mail;
	/* The mailbox's server saw the mail first; what we verified counts where it says nothing. */
	const MailAuth *auth = auth_results_of(mail->auth, mail->n_auth, reply->facts->authserv_id);
	return replies_was_recipient(reply->facts->sent, mail->from.address) &&
	       !texts_has(&reply->finding->flags, "ambiguous-mime") && !auth_results_refute(auth) &&
	       !(reply->facts->dkim_refuted && !auth_results_tell(auth));
}

/* What this mail did not speak of. */
static void replies_stop_customer(const Reply *reply)
{
	const Facts *facts = reply->facts;
	for (size_t i = 0; i < facts->n_invoices; i++) {
		const Invoice *known = &facts->invoices[i];
		bool his = known->customer_id != 0 && known->customer_id == facts->sent->customer_id &&
			   text_equal(known->company, reply->company->name) && invoice_is_open(known);
		if (his && !texts_has(&facts->sent->invoice_keys, known->key))
			replies_hold(reply, outcome_invoice(reply->arena, reply->outcome, known), codes_row("LEGAL"),
				     NULL);
	}
}

/* Who asks to be left alone is, until a person says otherwise; the mail's invoices are held as well. */
static void replies_stop_contact(const Reply *reply)
{
	const char *address = replies_recipient(reply->facts->sent, reply->finding->mail->from.address);
	ContactChange change = { .address = address, .state = CONTACT_STOPPED,
				 .reason = arena_printf(reply->arena, "%s asked not to be written to", address) };
	outcome_add_contact_change(reply->arena, reply->outcome, change);
	replies_event(reply, NULL, EVENT_STOPPED, change.reason);
}

/* What reaches beyond the invoices of the mail: only on the word of somebody whom it went to. */
static void replies_on_customer(const Reply *reply)
{
	const Answer *answer = reply->finding->answer;
	if (!reply->verified || reply->own || trays_chosen(reply->facts))
		return;
	if (reply->facts->sent_customer != NULL)
		outcome_close_task(reply->arena, reply->outcome,
				   (Task){ .company = reply->company->name, .kind = TASK_PHONE, .result = "answered",
					   .subject = reply->facts->sent_customer->tax_id,
					   .customer_tax_id = reply->facts->sent_customer->tax_id });
	if (codes_stops_customer(answer))
		replies_stop_customer(reply);
	if (codes_has(answer, "STOP"))
		replies_stop_contact(reply);
}

static void replies_on_invoices(Reply *reply)
{
	const Texts *keys = &reply->facts->sent->invoice_keys;
	for (size_t i = 0; i < keys->n; i++)
		replies_on_invoice(reply, keys->items[i]);
	if (keys->n == 0)
		replies_note(reply, NULL);
	replies_on_customer(reply);
}

/* A mail to our own people. */
static bool replies_is_ours(const SentMail *sent)
{
	return text_equal(sent->kind, "alert") || text_equal(sent->kind, "digest") || text_equal(sent->kind, "plan");
}

/* "visto" of somebody whom the mail went to ends what it told of. */
static void replies_seen(const Reply *reply)
{
	const Seen seen = seen_read(reply->arena, reply->finding->mail->reply);
	if (!reply->verified || !seen.seen)
		return;
	reply->outcome->seen_mail = reply->facts->sent->id;
	reply->outcome->seen = seen.ids;
	reply->outcome->n_seen = seen.n;
	reply->outcome->seen_by = reply->finding->mail->from.address;
	replies_event(reply, NULL, EVENT_ALERT_SEEN,
		      arena_printf(reply->arena, "mail %" G_GINT64_FORMAT, reply->facts->sent->id));
}

/* Somebody whom a note was mailed to answers: the next note of the same thread, and what was asked is done. */
static bool replies_on_note(const Reply *reply)
{
	const Task *task = reply->facts->sent_task;
	const Mail *mail = reply->finding->mail;
	if (task == NULL || !reply->verified)
		return false;
	Note note = { .company = reply->company->name, .invoice_key = task->invoice_key,
		      .customer_tax_id = task->customer_tax_id, .author = replies_author(reply->arena, mail),
		      .area = task->area, .verified = true };
	const char *text = mail->reply != NULL && *mail->reply != '\0' ? mail->reply : mail->text;
	note.text = text != NULL ? text : "";
	outcome_add_note(reply->arena, reply->outcome, note);
	replies_event(reply, note.invoice_key, EVENT_NOTE, text_line(reply->arena, note.text, 200));
	Task over = *task;
	over.result = "answered";
	over.actor = note.author;
	if (reply->outcome->seen_mail == 0)
		outcome_close_task(reply->arena, reply->outcome, over);
	return true;
}

static void replies_matched(Reply *reply)
{
	reply->verified = replies_is_verified(reply);
	replies_choose_code(reply);
	/* Our own people answer an alert: a note, nothing that acts but that it was seen. */
	reply->own = replies_is_ours(reply->facts->sent);
	if (reply->own) {
		reply->row = codes_row("ACK");
		if (!approval_reply(reply->arena, reply->finding, reply->facts, reply->verified, reply->outcome))
			replies_seen(reply);
	}
	if (!reply->outcome->muted && !(reply->own && replies_on_note(reply)))
		replies_on_invoices(reply);
	replies_file(reply);
	if (trays_chosen(reply->facts) && !reply->outcome->muted)
		trays_act(reply->arena, reply->finding, reply->facts, reply->outcome);
	if (!reply->own)
		replies_bank_look(reply);
	if (!reply->own && (!reply->outcome->muted || reply->bank.stated != NULL || reply->bank_words))
		replies_alert(reply);
}

static void replies_of_ours(Reply *reply)
{
	replies_assigned(reply);
	reply->outcome->company = reply->company->name;
	/* Who answers or bounces a mail has had it: an uncertain attempt is settled (crash matrix S8). */
	reply->outcome->own_mail = reply->facts->sent->id;
	if (!replies_is_ours(reply->facts->sent) && !reply->outcome->muted)
		people_propose(reply->arena, reply->finding, reply->facts, reply->outcome);
	if (reply->finding->kind == FINDING_AUTO_REPLY && !reply->outcome->muted)
		replies_absent(reply);
	if (reply->finding->kind == FINDING_BOUNCE)
		reports_bounce(reply);
	else if (reply->finding->kind == FINDING_COMPLAINT)
		reports_complaint(reply);
	else if (reply->finding->kind == FINDING_REPLY || reply->finding->kind == FINDING_OTHER ||
		 reply->finding->kind == FINDING_CALENDAR || reply->finding->kind == FINDING_INVOICE)
		replies_matched(reply);
	people_check_left(reply->arena, reply->facts, reply->company, reply->outcome);
}

/* What we sent, come back to our own mailbox: the proof that the relay took it. */
static void replies_own_copy(Arena *arena, const Facts *facts, Outcome *outcome)
{
	const Company *company = &facts->companies[0];
	outcome->outcome = finding_kind_word(FINDING_OTHER);
	outcome->reason = "our own mail, returned as a copy";
	outcome->own_mail = facts->own_mail;
	outcome->company = company->name;
	if (facts->in_mailbox)
		outcome->move_to = arena_printf(arena, "%s/%s", company->folder, company->folder_sent);
}

void replies_set_aside(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	const CodeRow aside = { .tray = TRAY_QUARANTINE };
	Reply reply = { .arena = arena, .finding = finding, .facts = facts, .outcome = outcome, .row = &aside };
	if (finding->mail == NULL || facts->sent == NULL)
		return;
	reply.company = replies_company(facts, facts->sent->company);
	if (reply.company != NULL)
		replies_file(&reply);
}

void replies_post(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	Reply reply = { .arena = arena, .finding = finding, .facts = facts, .outcome = outcome };
	if (finding->kind == FINDING_FISCAL_ANSWER)
		post_documents(arena, finding, facts, outcome);
	if (finding->mail == NULL)
		return;
	if (facts->own_mail != 0) {
		replies_own_copy(arena, facts, outcome);
		return;
	}
	reply.company = facts->sent != NULL ? replies_company(facts, facts->sent->company) : NULL;
	if (reply.company != NULL) {
		reply.today = date_in_zone(facts->now, reply.company->zone);
		replies_of_ours(&reply);
	} else if (finding->kind == FINDING_REPLY) {
		replies_unmatched(&reply);
	} else if (finding->kind == FINDING_BOUNCE) {
		outcome->reason = "names no mail of ours: changes nothing";
	}
}
