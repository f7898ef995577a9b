#include "tests/unit/ledger/book_maker.h"

#define INVOICE "CL:" OURS ":33:1"
#define OTHER "CL:" OURS ":33:2"
#define A "AAAAAAAA-0000-4000-8000-000000000001"
#define B "BBBBBBBB-0000-4000-8000-000000000002"
#define C "CCCCCCCC-0000-4000-8000-000000000003"
#define D "DDDDDDDD-0000-4000-8000-000000000004"

static const char *disposition(const Outcome *outcome)
{
	return outcome->n_documents > 0 ? outcome->documents[0].disposition : "none";
}

static void test_debt(Arena *arena)
{
	Book *book = book_new(arena);
	const Outcome *outcome = book_take(book, dte(arena, "33", "1", "1000"));
	is_str(disposition(outcome), "invoice", "an invoice that we issued is a debt");
	is_str(stands(book, INVOICE), "new 1000", "of its total");
	ok(outcome->n_customers == 1 && outcome->n_contacts == 1, "its receiver is a customer with a contact");
	is_str(book_invoice(book, INVOICE)->next_kind, "decide", "the clock looks at it next");
	outcome = book_take(book, dte(arena, "33", "1", "1000"));
	is_str(disposition(outcome), "duplicate", "it comes again: attached");
	ok(outcome->n_invoices == 0 && !outcome->quarantined, "and changes nothing");
	Document other = dte(arena, "33", "1", "2000");
	other.seal = "another";
	outcome = book_take(book, other);
	ok(outcome->quarantined && outcome->n_alerts == 1, "the same key with other content is an alarm");
	is_str(stands(book, INVOICE), "new 1000", "and changes nothing");
	Document twice[] = { dte(arena, "33", "7", "5"), dte(arena, "33", "7", "5") };
	outcome = book_mail(book, twice, 2);
	is_str(outcome->documents[1].disposition, "duplicate", "twice in one mail is once");
	Document negative = dte(arena, "33", "9", "-5");
	outcome = book_take(book, negative);
	ok(outcome->quarantined && book_invoice(book, negative.key) == NULL, "a negative invoice is for a person");
	Document nothing = dte(arena, "33", "10", "mil pesos");
	outcome = book_take(book, nothing);
	ok(outcome->quarantined && outcome->n_alerts == 1, "a total that is no amount is for a person, who is told");
	ok(book->sums_agree, "sums agree, nobody is forgotten");
}

static void test_trust(Arena *arena)
{
	Book *book = book_new(arena);
	Document weak = dte(arena, "33", "1", "1000");
	weak.verdict = VERDICT_UNSIGNED;
	const Outcome *outcome = book_take(book, weak);
	is_str(stands(book, INVOICE), "new 1000", "an unsigned invoice is listed");
	ok(outcome->n_contacts == 0, "but gives us no address to write to");
	Document credit = refers(arena, dte_note(arena, "61", "5", "1000"), "33", "1", "1");
	credit.verdict = VERDICT_UNVERIFIABLE;
	outcome = book_take(book, credit);
	is_str(disposition(outcome), "unverified", "a credit note that proves too little lowers nothing");
	ok(outcome->quarantined && outcome->n_alerts == 1, "a person is told");
	is_str(stands(book, INVOICE), "new 1000", "the debt stands");
	credit.verdict = VERDICT_SIGNED;
	book_take(book, credit);
	is_str(stands(book, INVOICE), "void 0", "the same, signed, cancels it");
	Document altered = dte(arena, "33", "2", "1000");
	altered.verdict = VERDICT_ALTERED;
	outcome = book_take(book, altered);
	ok(outcome->quarantined && book_invoice(book, OTHER) == NULL, "an altered one never reaches the ledger");
	Document test = dte(arena, "33", "2", "77");
	test.environment = ENVIRONMENT_TEST;
	test.seal = "test";
	outcome = book_take(book, test);
	ok(outcome->n_contacts == 0, "a test document gives no address either");
	book_take(book, dte(arena, "33", "2", "1000"));
	is_str(stands(book, OTHER), "new 1000", "the real document of the same folio takes its place");
	outcome = book_take(book, test);
	is_str(disposition(outcome), "test", "and keeps it");
	ok(book->sums_agree, "sums agree, nobody is forgotten");
}

static void test_notes(Arena *arena)
{
	Book *book = book_new(arena);
	book_take(book, dte(arena, "33", "1", "1000"));
	book_take(book, refers(arena, dte_note(arena, "61", "5", "300"), "33", "1", "3"));
	is_str(stands(book, INVOICE), "new 700", "CodRef 3 subtracts");
	const Outcome *outcome = book_take(book, refers(arena, dte_note(arena, "61", "5", "300"), "33", "1", "3"));
	is_str(disposition(outcome), "duplicate", "a credit note that comes again is a duplicate");
	is_str(stands(book, INVOICE), "new 700", "and counts once");
	outcome = book_take(book, refers(arena, dte_note(arena, "61", "5", "400"), "33", "1", "3"));
	ok(outcome->quarantined, "the same key with another amount is an alarm");
	Document late = dte_note(arena, "61", "6", "699");
	late.references = NULL;
	book_take(book, refers(arena, refers(arena, late, "SET", "CASO 1-1", NULL), "33", "1", "1"));
	is_str(stands(book, INVOICE), "void 0", "CodRef 1 takes all that is left, whatever the rounding");
	book_take(book, refers(arena, dte_note(arena, "56", "1", "699"), "61", "6", "1"));
	is_str(stands(book, INVOICE), "new 700", "a debit note that annuls the credit note revives the debt");
	is_str(book_invoice(book, INVOICE)->next_kind, "decide", "and its clock");
	ok(book_invoice(book, "CL:" OURS ":56:1") == NULL, "and is no debt of its own");
	book_take(book, refers(arena, dte_note(arena, "56", "2", "50"), "33", "1", "3"));
	is_str(stands(book, "CL:" OURS ":56:2"), "new 50", "any other debit note is");
	Document text = refers(arena, dte_note(arena, "61", "8", "0"), "33", "1", "2");
	text.effect = EFFECT_NONE;
	is_str(disposition(book_take(book, text)), "information", "a correction of texts is information");
	book_take(book, refers(arena, dte_note(arena, "61", "9", "20"), "33", "1", "2"));
	is_str(stands(book, INVOICE), "new 700 held CREDIT_SPLIT", "with an amount it is for a person");
	ok(book->sums_agree, "sums agree, nobody is forgotten");
}

static void test_targets(Arena *arena)
{
	Book *book = book_new(arena);
	book_take(book, dte(arena, "33", "1", "1000"));
	Document many = refers(arena, dte_note(arena, "61", "5", "300"), "33", "1", "3");
	book_take(book, refers(arena, many, "33", "2", "3"));
	is_str(stands(book, INVOICE), "new 1000 held CREDIT_SPLIT", "several targets: never guessed, held");
	book_take(book, dte(arena, "33", "2", "500"));
	is_str(stands(book, OTHER), "new 500 held CREDIT_SPLIT", "and so is the one that comes later");
	Document stray = refers(arena, dte_note(arena, "61", "6", "100"), "52", "1", "3");
	const Outcome *outcome = book_take(book, refers(arena, stray, "801", "1", NULL));
	ok(strstr(outcome->reason, "names no invoice") != NULL, "a delivery note and an order are no targets");
	Document period = refers(arena, dte_note(arena, "61", "7", "100"), "33", "0", "3");
	ok(strstr(book_take(book, period)->reason, "names no invoice") != NULL, "folio 0 is a whole period");
	Document merged = dte_note(arena, "61", "8", "100");
	document_add_reference(arena, &merged, (Reference){ .type = "033", .number = "0077", .code = "3",
							    .tax_id = STRANGER });
	is_str(facts_reference_key(arena, &merged, &merged.references[0]), "CL:" STRANGER ":33:77",
	       "RUTOtr names the issuer of the document referred to");
	ok(book->sums_agree, "sums agree, nobody is forgotten");
}

static void test_strangers(Arena *arena)
{
	Book *book = book_new(arena);
	Document foreign = dte_note(arena, "61", "5", "1000");
	foreign.issuer.tax_id = STRANGER;
	foreign.receiver.tax_id = OURS;
	foreign.key = "CL:" STRANGER ":61:5";
	document_add_reference(arena, &foreign, (Reference){ .type = "33", .number = "1", .code = "1",
							     .tax_id = OURS });
	book_take(book, foreign);
	book_take(book, dte(arena, "33", "1", "1000"));
	is_str(stands(book, INVOICE), "new 1000", "a supplier's credit note that came first lowers nothing of ours");
	foreign.key = "CL:" STRANGER ":61:6";
	book_take(book, foreign);
	is_str(stands(book, INVOICE), "new 1000", "nor does one that comes later");
	Document thief = cfdi(arena, "I", B, "10");
	thief.issuer.tax_id = CLIENT_MX;
	thief.receiver.tax_id = OURS_MX;
	book_take(book, cfdi(arena, "I", A, "100"));
	book_take(book, relates(arena, thief, "04", A));
	is_str(stands(book, "MX:" A), "new 100", "a client's invoice cannot replace ours");
	ok(book->sums_agree, "sums agree, nobody is forgotten");
}

static void test_cfdi(Arena *arena)
{
	Book *book = book_new(arena);
	book_take(book, pays(arena, cfdi(arena, "P", B, "0"), "aaaaaaaa-0000-4000-8000-000000000001", "MXN", "40.50"));
	book_take(book, cfdi(arena, "I", A, "100"));
	is_str(stands(book, "MX:" A), "part-paid 59.5", "a payment that came first waits for its invoice");
	book_take(book, relates(arena, cfdi(arena, "E", C, "9.5"), "01", A));
	is_str(stands(book, "MX:" A), "part-paid 50", "relation 01 on an E reduces");
	book_take(book, relates(arena, cfdi(arena, "E", D, "10"), "07", A));
	is_str(stands(book, "MX:" A), "part-paid 40", "so does 07");
	book_take(book, relates(arena, cfdi(arena, "I", "EEEEEEEE-0000-4000-8000-000000000005", "1"), "07", A));
	book_take(book, relates(arena, cfdi(arena, "I", "EEEEEEEE-0000-4000-8000-000000000006", "1"), "03", A));
	is_str(stands(book, "MX:" A), "part-paid 40", "on an I neither does");
	const Outcome *outcome = book_take(book, pays(arena, cfdi(arena, "P", "FFFFFFFF-0000-4000-8000-000000000007",
								  "0"), A, "USD", "40"));
	ok(strstr(outcome->reason, "not its currency") != NULL, "another currency is not applied, and said");
	is_str(stands(book, "MX:" A), "part-paid 40", "currencies are never added");
	book_take(book, relates(arena, pays(arena, cfdi(arena, "P", "FFFFFFFF-0000-4000-8000-000000000008", "0"), A,
					    "MXN", "40.5"), "04", B));
	is_str(stands(book, "MX:" A), "part-paid 40", "a receipt that replaces another takes its place");
	outcome = book_take(book, relates(arena, cfdi(arena, "E", "FFFFFFFF-0000-4000-8000-000000000009", "5"), "02", A));
	ok(strstr(outcome->reason, "names no invoice") != NULL, "an E with another relation is the customer's credit");
	ok(book->sums_agree, "sums agree, nobody is forgotten");
}

static void test_substitution(Arena *arena)
{
	Book *book = book_new(arena);
	book_take(book, cfdi(arena, "I", A, "100"));
	book_take(book, relates(arena, cfdi(arena, "I", B, "110"), "04", A));
	is_str(stands(book, "MX:" A), "replaced 100", "a replaced invoice is no debt any more");
	is_str(stands(book, "MX:" B), "new 110", "one debt, not two");
	book_take(book, pays(arena, cfdi(arena, "P", C, "0"), A, "MXN", "100"));
	is_str(stands(book, "MX:" A), "replaced 0", "a payment to it is kept");
	is_str(stands(book, "MX:" B), "new 110 held SUBSTITUTION", "and its successor waits for a person");
	ok(book->sums_agree, "sums agree, nobody is forgotten");
}

static void test_due(Arena *arena)
{
	Book *book = book_new(arena);
	Document bare = dte(arena, "33", "1", "1000");
	bare.due_date = NULL;
	bare.due_rule = DUE_NONE;
	book_take(book, bare);
	is_str(date_text(arena, book_invoice(book, INVOICE)->due), "2026-12-02", "Chile: 30 days from reception");
	Document mexican = cfdi(arena, "I", A, "1");
	mexican.due_date = "2026-02-31";
	book_take(book, mexican);
	is_str(date_text(arena, book_invoice(book, "MX:" A)->due), "2026-12-01", "an impossible day: 30 from issue");
	mexican = cfdi(arena, "I", B, "1");
	mexican.due_date = mexican.issued = NULL;
	book_take(book, mexican);
	ok(!date_is_set(book_invoice(book, "MX:" B)->due), "no date at all: none is made up");
	ok(strstr(book->last.reason, "no day of issue") != NULL, "and the receipt book says so");
	Document contacts = dte(arena, "33", "3", "1");
	contacts.receiver.email = "PAGOS@Uno.test; ventas@uno.test,nada <x@y>";
	ok(book_take(book, contacts)->n_contacts == 2, "several addresses in one field are several contacts");
	is_str(book->last.contacts[0].address, "pagos@uno.test", "in lower case");
	Document nobody = dte(arena, "33", "4", "1");
	nobody.receiver.tax_id = "66666666-6";
	nobody.receiver.name = "PÚBLICO  en General.";
	ok(book_take(book, nobody)->n_customers == 0, "a generic RUT makes no customer");
	is_str(book_invoice(book, nobody.key)->next_kind, "find-debtor", "a person looks for the debtor");
	Document named = dte(arena, "33", "40", "1");
	named.receiver.tax_id = "66666666-6";
	named.receiver.name = " María  SOTO ";
	ok(book_take(book, named)->n_customers == 1, "but a name behind it does");
	is_str(book->last.customers[0].tax_id, "66666666-6 maria soto", "however it is written");
	is_str(book_invoice(book, named.key)->next_kind, "decide", "who is a debtor");
	Document foreign = dte(arena, "110", "41", "1");
	foreign.receiver.tax_id = "55555555-5";
	foreign.receiver.foreign_id = "US-77";
	ok(book_take(book, foreign)->n_customers == 1, "so does a foreigner's own id");
	is_str(book->last.customers[0].tax_id, "55555555-5 us-77", "before the name");
	nobody = dte(arena, "33", "5", "1");
	nobody.receiver.tax_id = "76192083-1";
	ok(book_take(book, nobody)->n_customers == 0, "nor does a RUT whose check digit is wrong");
	ok(book->sums_agree, "sums agree, nobody is forgotten");
}

static void test_quarantine(Arena *arena)
{
	Book *book = book_new(arena);
	Document keyless = dte(arena, "33", "1", "1");
	keyless.key = NULL;
	Mail mail = { .subject = "roto", .from = { .address = "x@y.test" } };
	Finding finding = { .sha256 = "f", .kind = FINDING_QUARANTINE, .reason = "no-stamp", .mail = &mail,
			    .documents = &keyless, .n_documents = 1 };
	Texts keys = { 0 };
	Outcome outcome;
	facts_keys(arena, &finding, &keys);
	Facts facts = book_facts(book, &keys);
	post_finding(arena, &finding, &facts, &outcome);
	ok(outcome.quarantined && outcome.n_alerts == 1 && outcome.n_invoices == 0, "quarantine with a keyless document");
	is_str(outcome.alerts[0].subject, "roto", "the alert says which");
	mail.subject = " ";
	facts.mail_id = 12;
	post_finding(arena, &finding, &facts, &outcome);
	is_str(outcome.alerts[0].subject, "#12", "without a subject by its number");
	mail.subject = "roto";
	finding.kind = FINDING_INVOICE;
	post_finding(arena, &finding, &facts, &outcome);
	ok(outcome.n_invoices == 0, "a document without key is information at most");
	facts.first_same = 4;
	post_finding(arena, &finding, &facts, &outcome);
	ok(outcome.n_documents == 0 && strstr(outcome.reason, "mail 4") != NULL, "the same bytes: nothing twice");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_debt(arena);
	test_trust(arena);
	test_notes(arena);
	test_targets(arena);
	test_strangers(arena);
	test_cfdi(arena);
	test_substitution(arena);
	test_due(arena);
	test_quarantine(arena);
	return tap_done();
}
