#include "ledger/codes.h"
#include "ledger/mute.h"
#include "tests/unit/ledger/reply_scene.h"

typedef struct {
	const char *code, *date, *want, *folder;
} Row;

/* One row a code: the table of docs (collections facts, section 6), business days from a Wednesday. */
static const Row rows[] = {
	{ "PROMISE", "2026-11-13", "waiting PROMISE 2026-11-17", "Promesas" },
	{ "PROMISE", NULL, "waiting PROMISE 2026-11-13", "Promesas" },
	{ "PROMISE", "2026-10-30", "waiting PROMISE 2026-11-13", "Promesas" },
	{ "PROMISE", "2031-01-01", "waiting PROMISE 2027-02-08", "Promesas" },
	{ "SCHEDULED", "2026-11-09", "waiting SCHEDULED 2026-11-11", "Promesas" },
	{ "PLAN", NULL, "waiting PLAN -", "Promesas" },
	{ "PAID_PROOF", NULL, "payment-unconfirmed PAID_PROOF 2026-11-11", "Pagos" },
	{ "PAID_CLAIM", NULL, "payment-unconfirmed PAID_CLAIM 2026-11-09", "Pagos" },
	{ "REMIT", NULL, "payment-unconfirmed REMIT 2026-11-11", "Pagos" },
	{ "PARTIAL", NULL, "overdue PARTIAL 2026-11-06", "Pagos" },
	{ "DISP_PRICE", NULL, "disputed DISP_PRICE -", "Disputas" },
	{ "DISP_NOTRECEIVED", NULL, "disputed DISP_NOTRECEIVED -", "Disputas" },
	{ "NEED_PO", NULL, "disputed NEED_PO -", "Disputas" },
	{ "OFFSET", NULL, "disputed OFFSET -", "Disputas" },
	{ "REJECTED", NULL, "rejected REJECTED -", "Disputas" },
	{ "NEED_INVOICE", NULL, "waiting NEED_INVOICE 2026-11-09", "Respuestas" },
	{ "APPROVAL", NULL, "waiting APPROVAL 2026-11-11", "Respuestas" },
	{ "CALL_ME", NULL, "overdue CALL_ME 2026-11-05", "Respuestas" },
	{ "WRONG_CONTACT", NULL, "overdue - -", "Respuestas" },
	{ "NEED_REP", NULL, "overdue - -", "Respuestas" },
	{ "ACK", NULL, "overdue - -", "Respuestas" },
	{ "STOP", NULL, "overdue STOP -", "Respuestas" },
	{ "LEGAL", NULL, "overdue LEGAL -", "Disputas" },
	{ "FACTORED", NULL, "overdue FACTORED -", "Disputas" },
	{ "BANKCHANGE", NULL, "overdue BANKCHANGE -", "Respuestas" },
	{ "QUESTION", NULL, "overdue QUESTION 2026-11-06", "Respuestas" },
	{ "NEVER_HEARD", NULL, "overdue OTHER 2026-11-06", "Respuestas" },
	{ NULL, NULL, "overdue OTHER 2026-11-06", "Respuestas" },
};

static void test_codes(Arena *arena)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Scene one = scene(arena);
		if (rows[i].code != NULL)
			says(&one, rows[i].code, rows[i].date);
		const Invoice *invoice = post(&one);
		is_str(told(arena, invoice), rows[i].want, rows[i].code != NULL ? rows[i].code : "no code");
		g_autofree char *folder = g_strdup_printf("Cobranza/%s", rows[i].folder);
		is_str(one.outcome.move_to, folder, "its folder");
		ok(one.outcome.n_notes == 1 && one.outcome.n_alerts == 1 && book_no_orphan(invoice),
		   "a note, an alert, a next action");
	}
}

static void test_several(Arena *arena)
{
	Scene one = scene(arena);
	says(&one, "STOP", NULL);
	says(&one, "DISP_PRICE", NULL);
	says(&one, "PROMISE", "2026-11-30");
	is_str(told(arena, post(&one)), "disputed STOP -", "an objection acts beside a graver code");
	one = scene(arena);
	says(&one, "PROMISE", "2026-11-10");
	says(&one, "PROMISE", "2026-11-20");
	is_str(told(arena, post(&one)), "waiting PROMISE 2026-11-24", "a promise in two parts lasts to the second");
	one = scene(arena);
	says(&one, "WRONG_CONTACT", NULL);
	says(&one, "QUESTION", NULL);
	is_str(told(arena, post(&one)), "overdue QUESTION 2026-11-06", "the lighter code holds when the heavier does not");
}

static void test_holds(Arena *arena)
{
	Scene one = scene(arena);
	settle_hold(&one.invoice, "PROMISE", day("2026-12-24"));
	says(&one, "QUESTION", NULL);
	is_str(told(arena, post(&one)), "overdue PROMISE 2026-12-24", "a hold is never shortened");
	one = scene(arena);
	settle_hold(&one.invoice, "DISP_QTY", (Date){ 0 });
	says(&one, "PROMISE", "2026-11-30");
	is_str(told(arena, post(&one)), "waiting DISP_QTY -", "a stop stays");
	one = scene(arena);
	settle_hold(&one.invoice, "DISP_QTY", (Date){ 0 });
	says(&one, "LEGAL", NULL);
	is_str(told(arena, post(&one)), "overdue LEGAL -", "a graver stop names the reason");
	one = scene(arena);
	one.invoice.state = STATE_PAID;
	says(&one, "PROMISE", "2026-11-30");
	is_str(told(arena, post(&one)), "paid - -", "a paid invoice gets a note and nothing else");
	ok(one.outcome.n_notes == 1, "the note is there");
}

static void test_doubt(Arena *arena)
{
	Scene one = scene(arena);
	one.mail.from.address = "someone@else.test";
	says(&one, "REJECTED", NULL);
	is_str(told(arena, post(&one)), "overdue UNVERIFIED 2026-11-06", "a stranger with the token only makes us pause");
	ok(!one.outcome.notes[0].verified && one.outcome.n_alerts == 1, "the note says so, and the alert");
	one = scene(arena);
	texts_add(arena, &one.finding.flags, "ambiguous-mime");
	says(&one, "STOP", NULL);
	is_str(told(arena, post(&one)), "overdue UNVERIFIED 2026-11-06", "so does a mail that may be read in two ways");
	one = scene(arena);
	texts_add(arena, &one.finding.flags, "bank-details");
	says(&one, "PROMISE", "2026-11-30");
	post(&one);
	ok(one.outcome.alerts[0].kind == ALERT_BANK_DETAILS, "bank details have an alert of their own");
	ok(one.outcome.n_postings == 0 && one.outcome.n_contact_changes == 0, "and change nothing");
	one = scene(arena);
	one.sent.kind = "alert";
	says(&one, "REJECTED", NULL);
	is_str(told(arena, post(&one)), "overdue - -", "our own people's answer to an alert is a note");
	ok(one.outcome.n_notes == 1 && one.outcome.n_alerts == 0, "without another alert");
}

static void test_automatic(Arena *arena)
{
	static const FindingKind kinds[] = { FINDING_AUTO_REPLY, FINDING_READ_RECEIPT };
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++) {
		Scene one = scene(arena);
		one.finding.kind = kinds[i];
		is_str(told(arena, post(&one)), "overdue - -", finding_kind_word(kinds[i]));
		ok(one.outcome.n_notes == 0 && one.outcome.n_alerts == 0, "holds nothing");
	}
}

static void test_bounce(Arena *arena)
{
	Scene one = scene(arena);
	BounceRecipient recipients[] = {
		{ .address = "ANA@uno.test", .status = "5.1.1", .class = BOUNCE_CLASS_HARD },
		{ .address = "forged@uno.test", .status = "5.1.1", .class = BOUNCE_CLASS_HARD },
		{ .address = "ana@uno.test", .status = "4.2.2", .class = BOUNCE_CLASS_FULL },
		{ .address = "Ana", .status = "4.2.2", .class = BOUNCE_CLASS_FULL },
		{ .address = "an", .status = "5.1.1", .class = BOUNCE_CLASS_HARD },
	};
	Bounce bounce = { .recipients = recipients, .n_recipients = 5 };
	one.finding.kind = FINDING_BOUNCE;
	one.finding.bounce = &bounce;
	post(&one);
	ok(one.outcome.n_contact_changes == 1 && one.outcome.n_alerts == 1,
	   "a hard bounce of an address that we wrote to, and no other");
	ok(one.outcome.n_events == 3 && one.outcome.n_invoices == 0,
	   "each of ours is an event, by its local part too; no invoice changes");
	one.sent.kind = "alert";
	post(&one);
	ok(one.outcome.n_contact_changes == 0 && one.outcome.n_alerts == 0, "an alert that bounces alerts nobody");
}

static void test_soft_bounces(Arena *arena)
{
	Feedback past[] = { { .address = "ANA@uno.test", .at = at("2026-10-26T10:00:00Z"), .kind = FEEDBACK_SOFT,
			      .mail_sha256 = "1" },
			    { .address = "ana@uno.test", .at = at("2026-10-30T10:00:00Z"), .kind = FEEDBACK_FULL,
			      .mail_sha256 = "2" } };
	BounceRecipient recipient = { .address = "ana@uno.test", .status = "4.2.2", .class = BOUNCE_CLASS_FULL };
	Bounce bounce = { .recipients = &recipient, .n_recipients = 1 };
	for (size_t n = 0; n <= 2; n++) {
		Scene one = scene(arena);
		one.finding.kind = FINDING_BOUNCE;
		one.finding.bounce = &bounce;
		one.feedback = past;
		one.n_feedback = n;
		post(&one);
		is_i64((int64_t)one.outcome.n_contact_changes, n == 2, "the third full mailbox in nine days suspends");
		is_i64((int64_t)one.outcome.n_alerts, n == 2, "and is told");
		is_i64((int64_t)one.outcome.n_feedback, 1, "each is remembered");
	}
	Scene one = scene(arena);
	recipient.class = BOUNCE_CLASS_POLICY;
	one.finding.kind = FINDING_BOUNCE;
	one.finding.bounce = &bounce;
	post(&one);
	ok(one.outcome.n_contact_changes == 0 && one.outcome.n_alerts == 1, "policy: told, not suspended");
	ok(one.outcome.n_pauses == 1, "its domain waits");
	is_str(one.outcome.pauses[0].domain, "uno.test", "its own");
	is_i64(one.outcome.pauses[0].until, at("2026-11-05T15:00:00Z"), "for 24 hours");
	one = scene(arena);
	recipient.class = BOUNCE_CLASS_DELAYED;
	one.finding.kind = FINDING_BOUNCE;
	one.finding.bounce = &bounce;
	post(&one);
	ok(one.outcome.n_feedback == 0 && one.outcome.n_alerts == 0, "delayed: nothing");
}

static void test_complaint(Arena *arena)
{
	Scene one = scene(arena);
	texts_add(arena, &one.sent.recipients, "luz@uno.test");
	one.finding.kind = FINDING_COMPLAINT;
	post(&one);
	ok(one.outcome.n_contact_changes == 2 && one.outcome.n_alerts == 2, "nobody named: all are left alone");
	BounceRecipient who = { .address = "LUZ@uno.test", .action = "complained" };
	Bounce bounce = { .recipients = &who, .n_recipients = 1 };
	one = scene(arena);
	texts_add(arena, &one.sent.recipients, "luz@uno.test");
	one.finding.kind = FINDING_COMPLAINT;
	one.finding.bounce = &bounce;
	post(&one);
	is_i64((int64_t)one.outcome.n_contact_changes, 1, "the one who complained");
	is_str(one.outcome.contact_changes[0].address, "luz@uno.test", "as our mail had it");
	is_i64((int64_t)one.outcome.n_notes, 0, "no note");
}

/* One more automatic message of a minute each; true when it says nothing. */
static bool muted(Arena *arena, Correspondent *who, FindingKind kind, const char *instant, size_t *ret_alerts)
{
	Scene one = scene(arena);
	one.book->now = at(instant);
	one.finding.kind = kind;
	one.mail.automatic = true;
	one.correspondent = who;
	says(&one, "CALL_ME", NULL);
	post(&one);
	*who = *one.outcome.correspondent;
	*ret_alerts = one.outcome.n_alerts;
	return one.outcome.muted && one.outcome.n_notes == 0 && one.outcome.n_invoices == 0 &&
	       g_str_has_prefix(one.outcome.reason, "muted: ") && !one.outcome.quarantined;
}

static void test_flood(Arena *arena)
{
	Correspondent who = { .company = "andes", .address = "ana@uno.test" };
	size_t alerts = 0;
	ok(!muted(arena, &who, FINDING_CALENDAR, "2026-11-04T10:00:00Z", &alerts) && alerts == 1, "one is told");
	ok(!muted(arena, &who, FINDING_CALENDAR, "2026-11-04T16:00:00Z", &alerts) && alerts == 1, "two");
	ok(!muted(arena, &who, FINDING_CALENDAR, "2026-11-04T20:00:00Z", &alerts) && alerts == 1, "three");
	ok(muted(arena, &who, FINDING_AUTO_REPLY, "2026-11-05T09:59:59Z", &alerts) && alerts == 1, "the fourth in 24 hours");
	ok(muted(arena, &who, FINDING_CALENDAR, "2026-11-05T10:00:01Z", &alerts) && alerts == 0, "the fifth: told once");
	ok(muted(arena, &who, FINDING_CALENDAR, "2026-11-05T15:00:00Z", &alerts) && alerts == 0, "while it goes on");
	ok(!muted(arena, &who, FINDING_CALENDAR, "2026-11-06T10:00:00Z", &alerts) && alerts == 1, "it ends by itself");
	is_i64(who.muted_since, 0, "and may begin again");
}

static void test_who_floods(Arena *arena)
{
	Mail mail = { .from = { .address = "Robot@Uno.Test" }, .automatic = true };
	Finding finding = { .kind = FINDING_AUTO_REPLY, .mail = &mail };
	is_str(mute_address(arena, &finding, true), "robot@uno.test", "a robot that answers us is counted");
	is_str(mute_address(arena, &finding, false), NULL, "one that speaks of no mail of ours is not");
	finding.kind = FINDING_QUARANTINE;
	is_str(mute_address(arena, &finding, false), "robot@uno.test", "one that fills the quarantine is");
	mail.automatic = false;
	is_str(mute_address(arena, &finding, true), NULL, "a person never is");
	mail.automatic = true;
	finding.kind = FINDING_BOUNCE;
	is_str(mute_address(arena, &finding, true), NULL, "each bounce is about another mail");
	mail.from.address = NULL;
	finding.kind = FINDING_AUTO_REPLY;
	is_str(mute_address(arena, &finding, true), "(unknown sender)", "without From");
}

static void test_flood_of_bank_details(Arena *arena)
{
	Scene one = scene(arena);
	Correspondent who = { .company = "andes", .address = "ana@uno.test", .muted_since = one.book->now - 3,
			      .at = { one.book->now - 1, one.book->now - 2, one.book->now - 3 } };
	one.finding.kind = FINDING_CALENDAR;
	one.correspondent = &who;
	texts_add(arena, &one.finding.flags, "bank-details");
	post(&one);
	ok(one.outcome.n_alerts == 1 && one.outcome.alerts[0].kind == ALERT_BANK_DETAILS, "bank details are told all the same");
	is_str(one.outcome.alerts[0].key, "bank-details ana@uno.test 2026-11-04", "once a day");
}

static void test_stop(Arena *arena)
{
	Scene one = scene(arena);
	says(&one, "STOP", NULL);
	post(&one);
	ok(one.outcome.n_contact_changes == 1, "who asks to be left alone is");
	is_str(one.outcome.contact_changes[0].address, "ana@uno.test", "at the address that our mail went to");
	ok(one.outcome.contact_changes[0].state == CONTACT_STOPPED, "until a person says otherwise");
	one = scene(arena);
	one.mail.from.address = "someone@else.test";
	says(&one, "STOP", NULL);
	post(&one);
	is_i64((int64_t)one.outcome.n_contact_changes, 0, "a stranger stops nobody");
}

static void test_legal(Arena *arena)
{
	Scene one = scene(arena);
	Invoice open[4] = { one.invoice, one.invoice, one.invoice, one.invoice };
	open[1].key = "CL:" OURS ":33:2";
	open[2].key = "CL:" OURS ":33:3";
	open[3].key = "CL:" OURS ":33:4";
	for (int i = 0; i < 3; i++)
		open[i].customer_id = 3;
	open[2].state = STATE_PAID;
	open[3].customer_id = 4;
	one.sent.customer_id = 3;
	one.finding.mail = &one.mail;
	one.finding.answer = &one.answer;
	says(&one, "LEGAL", NULL);
	Facts facts = { .mail_id = 9, .mail_sha256 = "abc", .now = one.book->now, .received = one.book->now,
			.companies = one.book->companies, .n_companies = 2, .invoices = open, .n_invoices = 4,
			.sent = &one.sent, .sent_customer = &one.customer };
	post_finding(arena, &one.finding, &facts, &one.outcome);
	is_i64((int64_t)one.outcome.n_invoices, 2, "the client's other open invoice is held too, and no other's");
	is_str(told(arena, &one.outcome.invoices[1]), "overdue LEGAL -", "until a person lifts it");
	ok(one.outcome.n_notes == 1 && one.outcome.n_alerts == 1, "one note, one alert");
}

static void test_authentication(Arena *arena)
{
	static const struct {
		const char *what;
		MailAuth auth;
		bool verified;
	} auths[] = {
		{ "our server says fail", { .server = "mx.andes.test", .dmarc = AUTH_RESULT_FAIL }, false },
		{ "our server says pass", { .server = "MX.andes.test", .dmarc = AUTH_RESULT_PASS }, true },
		{ "a broken signature alone", { .server = "mx.andes.test", .dkim = AUTH_RESULT_FAIL }, false },
		{ "a stranger says fail", { .server = "evil.example", .dmarc = AUTH_RESULT_FAIL }, true },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(auths); i++) {
		Scene one = scene(arena);
		MailAuth auth = auths[i].auth;
		one.mail.auth = &auth;
		one.mail.n_auth = 1;
		says(&one, "PROMISE", "2026-11-13");
		is_str(told(arena, post(&one)),
		       auths[i].verified ? "waiting PROMISE 2026-11-17" : "overdue UNVERIFIED 2026-11-06",
		       auths[i].what);
		is_i64(one.outcome.notes[0].verified, auths[i].verified, "the note says so");
	}
}

static void test_people(Arena *arena)
{
	Address copies[] = { { .name = "Luz", .address = "luz@uno.test" }, { .address = "cobranza+x@andes.test" },
			     { .address = "no-reply@uno.test" }, { .address = "not an address" } };
	Contact known = { .address = "PEDRO@uno.test", .state = CONTACT_STOPPED };
	Scene one = scene(arena);
	one.contacts = &known;
	one.n_contacts = 1;
	one.mail.from.address = "jefe@uno.test";
	one.mail.cc = copies;
	one.mail.n_cc = G_N_ELEMENTS(copies);
	one.mail.reply = "Escriba a pagos@uno.test o a pedro@uno.test, no a otro@ajeno.test";
	one.mail.quoted = "--\nRosa Soto\nrosa@uno.test\n\nEl lun, ana@uno.test escribió:\n> viejo@uno.test";
	one.answer.delegate = (Address){ .name = "Inés", .address = "ines@otra.test" };
	post(&one);
	static const char *const want[][2] = { { "jefe@uno.test", "reply" }, { "luz@uno.test", "reply-copy" },
					       { "pagos@uno.test", "reply-text" }, { "rosa@uno.test", "signature" },
					       { "ines@otra.test", "delegate" } };
	is_i64((int64_t)one.outcome.n_contacts, G_N_ELEMENTS(want), "five people");
	for (size_t i = 0; i < MIN(one.outcome.n_contacts, G_N_ELEMENTS(want)); i++) {
		is_str(one.outcome.contacts[i].address, want[i][0], want[i][1]);
		is_str(one.outcome.contacts[i].source, want[i][1], want[i][0]);
		ok(one.outcome.contacts[i].state == CONTACT_PROPOSED, "proposed, not used");
		is_i64(one.outcome.contacts[i].customer_id, 3, "of the customer that was written to");
	}
	one = scene(arena);
	one.finding.kind = FINDING_AUTO_REPLY;
	one.answer.delegate = (Address){ .address = "ines@uno.test" };
	post(&one);
	is_i64((int64_t)one.outcome.n_contacts, 1, "of an absence the stand-in only");
	is_str(one.outcome.contacts[0].source, "absence", "and says where it stood");
}

static void test_bank(Arena *arena)
{
	Scene one = scene(arena);
	texts_add(arena, &one.finding.flags, "bank-details");
	says(&one, "PROMISE", "2026-11-13");
	post(&one);
	is_str(alert_kind_word(one.outcome.alerts[0].kind), "bank-details", "bank details are an alarm of their own");
	one = scene(arena);
	says(&one, "BANKCHANGE", NULL);
	post(&one);
	is_str(alert_kind_word(one.outcome.alerts[0].kind), "bank-details", "so are words about another account");
}

static void test_unmatched(Arena *arena)
{
	Scene one = scene(arena);
	Address to = { .address = "Cobranza+mABC@andes.test" };
	one.mail.to = &to;
	one.mail.n_to = 1;
	Facts facts = { .now = one.book->now, .in_mailbox = true, .companies = one.book->companies, .n_companies = 2 };
	one.finding.mail = &one.mail;
	post_finding(arena, &one.finding, &facts, &one.outcome);
	is_str(one.outcome.move_to, "Cobranza/Sin asignar", "a tag that does not hold: where people look");
	facts.own_mail = 5;
	post_finding(arena, &one.finding, &facts, &one.outcome);
	is_str(one.outcome.move_to, "Cobranza/Enviados", "our own copy is filed");
	is_i64(one.outcome.own_mail, 5, "and proves that our mail left");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_codes(arena);
	test_several(arena);
	test_holds(arena);
	test_doubt(arena);
	test_automatic(arena);
	test_bounce(arena);
	test_soft_bounces(arena);
	test_complaint(arena);
	test_stop(arena);
	test_legal(arena);
	test_flood(arena);
	test_who_floods(arena);
	test_flood_of_bank_details(arena);
	test_authentication(arena);
	test_people(arena);
	test_bank(arena);
	test_unmatched(arena);
	return tap_done();
}
