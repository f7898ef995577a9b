/*
 * A small book in memory: it does to an outcome what the store does, and refuses what the store refuses. Companies and
 * documents are invented.
 */
#ifndef TESTS_BOOK_MAKER_H
#define TESTS_BOOK_MAKER_H

#include <string.h>

#include "base/text.h"
#include "ledger/acts.h"
#include "ledger/decide.h"
#include "ledger/payments.h"
#include "ledger/post.h"
#include "ledger/settle.h"
#include "tests/tap.h"

#define OURS "76543210-3"
#define OURS_MX "MNO100203AB9"
#define CLIENT "76192083-9"
#define CLIENT_MX "MUE050607CD5"
#define STRANGER "77123456-7"

typedef struct {
	Arena *arena;
	Company companies[2];
	Invoice *invoices;
	size_t n_invoices;
	Posting *postings;
	size_t n_postings;
	Declaration *declarations;
	size_t n_declarations;
	PaymentRow *payments;
	size_t n_payments;
	Outcome last;
	int64_t now, received;
	int64_t mails;
	bool sums_agree; /* as the store would check at each commit */
} Book;

G_GNUC_UNUSED static int64_t at(const char *instant)
{
	int64_t result = 0;
	if (!instant_parse(instant, &result))
		g_error("%s", instant);
	return result;
}

G_GNUC_UNUSED static Date day(const char *text)
{
	Date date = { 0 };
	if (!date_parse(text, &date))
		g_error("%s", text);
	return date;
}

static Company book_company(Arena *arena, const char *name, const char *tax_id, const char *language, const char *zone)
{
	const char *fault = NULL;
	Company company = { .name = name, .legal_name = name, .language = language, .zone = zone, .country = "CL",
			    .go_live = date_make(2020, 1, 1), .claim_days = 8, .rep_day = 5,
			    .folder = "Cobranza", .folder_replies = "Respuestas",
			    .folder_promises = "Promesas", .folder_disputes = "Disputas", .folder_payments = "Pagos",
			    .folder_unmatched = "Sin asignar", .folder_sent = "Enviados",
			    .folder_quarantine = "Cuarentena", .reply_to = "cobranza@andes.test" };
	texts_add(arena, &company.tax_ids, tax_id);
	company.policy = (Policy){ .name = "test", .min_interval = 5, .upcoming_days = 10, .grace_days = 3,
				   .hour_from = 9, .hour_until = 18, .default_days = 30, .zone = zone,
				   .payment_window = 90, .receipt_days = 5,
				   .calendar = { .weekdays = CALENDAR_MONDAY_TO_FRIDAY },
				   .minimum_trust = VERDICT_SIGNED };
	Texts rounding = texts_split(arena, "MXN 1", ";");
	if (!policy_parse_rounding(arena, &rounding, &company.policy, &fault))
		g_error("%s", fault);
	Texts steps = texts_split(arena, "-5 before; 0 due; 3 overdue; 8 overdue; 15 firm", ";");
	if (!policy_parse_steps(arena, &steps, &company.policy, &fault))
		g_error("%s", fault);
	return company;
}

G_GNUC_UNUSED static Book *book_new(Arena *arena)
{
	Book *book = arena_new0(arena, Book);
	book->arena = arena;
	book->companies[0] = book_company(arena, "andes", OURS, "es-CL", "America/Santiago");
	book->companies[1] = book_company(arena, "norte", OURS_MX, "es-MX", "America/Mexico_City");
	book->now = at("2026-11-02T15:00:00Z");
	book->received = book->now;
	book->sums_agree = true;
	return book;
}

static const Invoice *book_invoice(const Book *book, const char *key)
{
	for (size_t i = 0; i < book->n_invoices; i++)
		if (text_equal(book->invoices[i].key, key))
			return &book->invoices[i];
	return NULL;
}

/* ---- what gateway/work/facts_load.c does ---- */

G_GNUC_UNUSED static Facts book_facts(Book *book, Texts *keys)
{
	Facts facts = { .mail_id = ++book->mails, .received = book->received, .now = book->now,
			.companies = book->companies, .n_companies = 2, .in_mailbox = true };
	facts.mail_sha256 = arena_printf(book->arena, "sha-of-%d", (int)book->mails);
	Invoice *invoices = NULL;
	Posting *postings = NULL;
	for (size_t i = 0; i < keys->n; i++) {
		const Invoice *invoice = book_invoice(book, keys->items[i]);
		if (invoice != NULL) {
			invoices = arena_grow(book->arena, invoices, facts.n_invoices, sizeof *invoices);
			invoices[facts.n_invoices++] = *invoice;
		}
		for (size_t p = 0; p < book->n_postings; p++) {
			const Posting *posting = &book->postings[p];
			if (!text_equal(posting->target_key, keys->items[i]) &&
			    !text_equal(posting->source_key, keys->items[i]))
				continue;
			postings = arena_grow(book->arena, postings, facts.n_postings, sizeof *postings);
			postings[facts.n_postings++] = *posting;
			const char *next = facts_follow(posting, keys->items[i]);
			if (next != NULL && !texts_has(keys, next))
				texts_add(book->arena, keys, next);
		}
	}
	Declaration *declarations = NULL;
	for (size_t i = 0; i < book->n_declarations; i++)
		if (texts_has(keys, book->declarations[i].invoice_key)) {
			declarations = arena_grow(book->arena, declarations, facts.n_declarations,
						  sizeof *declarations);
			declarations[facts.n_declarations++] = book->declarations[i];
		}
	facts.declarations = declarations;
	facts.invoices = invoices;
	facts.postings = postings;
	return facts;
}

/* ---- what store/book_write.c does ---- */

static void book_put_posting(Book *book, const Posting *posting)
{
	for (size_t i = 0; i < book->n_postings; i++) {
		Posting *known = &book->postings[i];
		if (known->source_index != posting->source_index || !text_equal(known->source_key, posting->source_key))
			continue;
		known->undone = known->undone || posting->undone;
		return;
	}
	book->postings = arena_grow(book->arena, book->postings, book->n_postings, sizeof(Posting));
	book->postings[book->n_postings++] = *posting;
}

static void book_put_invoice(Book *book, const Invoice *invoice)
{
	for (size_t i = 0; i < book->n_invoices; i++)
		if (text_equal(book->invoices[i].key, invoice->key)) {
			book->sums_agree = book->sums_agree && invoice->id == book->invoices[i].id &&
					   invoice->version == book->invoices[i].version;
			book->invoices[i] = *invoice;
			book->invoices[i].version++;
			return;
		}
	book->sums_agree = book->sums_agree && invoice->id == 0;
	book->invoices = arena_grow(book->arena, book->invoices, book->n_invoices, sizeof(Invoice));
	book->invoices[book->n_invoices] = *invoice;
	book->invoices[book->n_invoices].id = (int64_t)book->n_invoices + 1;
	book->invoices[book->n_invoices].version = 1;
	book->n_invoices++;
}

/* The words of store/queries.sql, posting_agree. */
static bool book_agrees(const Book *book, const Invoice *invoice)
{
	int64_t paid = 0;
	int64_t credited = 0;
	int64_t receipts = 0;
	int64_t banks = 0;
	bool whole = false;
	for (size_t i = 0; i < book->n_postings; i++) {
		const Posting *posting = &book->postings[i];
		if (posting->undone || !text_equal(posting->target_key, invoice->key) ||
		    !text_equal(posting->amount.currency, invoice->total.currency))
			continue;
		bool credit = posting->kind == POSTING_CREDIT;
		bool debit = posting->kind == POSTING_DEBIT;
		paid += credit || debit ? 0 : posting->amount.micro;
		bool bank = posting->kind == POSTING_FILE || posting->kind == POSTING_MANUAL;
		receipts += posting->kind == POSTING_RECEIPT ? MAX(posting->amount.micro, 0) : 0;
		banks += bank ? MAX(posting->amount.micro, 0) : 0;
		credited += credit ? posting->amount.micro : debit ? -posting->amount.micro : 0;
		whole = whole || (credit && posting->whole);
	}
	int64_t declared = 0;
	for (size_t i = 0; i < book->n_declarations; i++)
		declared += text_equal(book->declarations[i].invoice_key, invoice->key) ? 1 : 0;
	return invoice->declared == declared && invoice->paid <= paid && invoice->paid >= paid - MIN(receipts, banks) &&
	       (whole ? invoice->credited >= credited : invoice->credited == credited);
}

/* Every open invoice that we issued has a next day, or a person who must act. */
static bool book_no_orphan(const Invoice *invoice)
{
	bool wanted = invoice_is_open(invoice) && invoice->direction == DIRECTION_ISSUED;
	return !wanted || date_is_set(invoice->next_date) || decide_waits_for_person(invoice->next_kind);
}

static void book_put_payment(Book *book, const PaymentRow *row)
{
	for (size_t i = 0; i < book->n_payments; i++)
		if (text_equal(book->payments[i].source_key, row->source_key)) {
			book->sums_agree = book->sums_agree && row->version == book->payments[i].version;
			book->payments[i] = *row;
			book->payments[i].version++;
			return;
		}
	book->payments = arena_grow(book->arena, book->payments, book->n_payments, sizeof(PaymentRow));
	book->payments[book->n_payments] = *row;
	book->payments[book->n_payments].id = (int64_t)book->n_payments + 1;
	book->payments[book->n_payments++].version = 1;
}

static void book_commit(Book *book, const Outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_payments; i++)
		book_put_payment(book, &outcome->payments[i]);
	for (size_t i = 0; i < outcome->n_postings; i++)
		book_put_posting(book, &outcome->postings[i]);
	for (size_t i = 0; i < outcome->n_declarations; i++) {
		book->declarations = arena_grow(book->arena, book->declarations, book->n_declarations,
						sizeof(Declaration));
		book->declarations[book->n_declarations++] = outcome->declarations[i];
	}
	for (size_t i = 0; i < outcome->n_invoices; i++)
		book_put_invoice(book, &outcome->invoices[i]);
	for (size_t i = 0; i < book->n_invoices; i++)
		book->sums_agree = book->sums_agree && book_agrees(book, &book->invoices[i]) &&
				   book_no_orphan(&book->invoices[i]);
	book->last = *outcome;
}

/* ---- what gateway/verbs/payments_book.c does ---- */

static PaymentInvoices book_named(Book *book, const char *name)
{
	PaymentInvoices named = { .window = 90 };
	Invoice *list = NULL;
	for (size_t i = 0; i < book->n_invoices; i++) {
		Texts names = { 0 };
		payments_names(book->arena, &book->invoices[i], &names);
		if (!texts_has(&names, name))
			continue;
		list = arena_grow(book->arena, list, named.n_named, sizeof *list);
		list[named.n_named++] = book->invoices[i];
	}
	named.named = list;
	return named;
}

static const PaymentRow *book_payments(Book *book, const Finding *finding, Texts *keys, size_t *ret_n)
{
	PaymentRow *found = NULL;
	Texts names = { 0 };
	facts_payment_names(book->arena, finding, &names);
	for (size_t i = 0; i < book->n_payments; i++) {
		const PaymentRow *row = &book->payments[i];
		if (row->name == NULL || row->state == PAYMENT_UNDONE || !texts_has(&names, row->name))
			continue;
		found = arena_grow(book->arena, found, *ret_n, sizeof *found);
		found[(*ret_n)++] = *row;
		PaymentInvoices named = book_named(book, row->name);
		for (size_t n = 0; n < named.n_named; n++)
			if (!texts_has(keys, named.named[n].key))
				texts_add(book->arena, keys, named.named[n].key);
	}
	return found;
}

static void book_successors(Book *book, PaymentAct *act)
{
	Invoice *list = NULL;
	for (size_t i = 0; act->invoice != NULL && i < book->n_postings; i++) {
		const Posting *posting = &book->postings[i];
		const Invoice *successor = book_invoice(book, posting->source_key);
		if (!settle_is_annulment(posting) || !text_equal(posting->target_key, act->invoice->key) ||
		    successor == NULL)
			continue;
		list = arena_grow(book->arena, list, act->n_successors, sizeof *list);
		list[act->n_successors++] = *successor;
	}
	act->successors = list;
}

/* One row of a file: what it names, when and how much ("1000 CLP"). */
G_GNUC_UNUSED static void book_import(Book *book, const char *reference, const char *name, const char *date,
				      const char *amount)
{
	const char *currency = strchr(amount, ' ') != NULL ? strchr(amount, ' ') + 1 : "CLP";
	Outcome outcome = { 0 };
	PaymentRow row = { .company = "", .source_key = arena_printf(book->arena, "file:%s", reference),
			   .reference = reference, .date = day(date), .name = payments_name(book->arena, name) };
	for (size_t i = 0; i < book->n_payments; i++)
		if (text_equal(book->payments[i].source_key, row.source_key))
			return;
	PaymentInvoices named = book_named(book, row.name);
	PaymentAct act = { .companies = book->companies, .n_companies = 2, .actor = "Ana", .now = book->now,
			   .postings = book->postings, .n_postings = book->n_postings };
	if (!money_parse(arena_strndup(book->arena, amount, strcspn(amount, " ")), currency, &row.amount))
		g_error("%s", amount);
	payments_judge(book->arena, &named, &row);
	act.invoice = row.invoice_key != NULL ? book_invoice(book, row.invoice_key) : NULL;
	book_successors(book, &act);
	if (!payments_record(book->arena, &act, &row, &outcome, NULL))
		g_error("%s: refused", reference);
	book_commit(book, &outcome);
}

/* ---- documents ---- */

G_GNUC_UNUSED static const Outcome *book_mail(Book *book, Document *documents, size_t n)
{
	Outcome outcome;
	Texts keys = { 0 };
	Mail mail = { .from = { .address = "dte@proveedor.test" }, .subject = "Facturas" };
	Finding finding = { .sha256 = "f", .kind = FINDING_INVOICE, .mail = &mail, .documents = documents,
			    .n_documents = n };
	facts_keys(book->arena, &finding, &keys);
	size_t n_payments = 0;
	const PaymentRow *payments = book_payments(book, &finding, &keys, &n_payments);
	Facts facts = book_facts(book, &keys);
	facts.payments = payments;
	facts.n_payments = n_payments;
	post_finding(book->arena, &finding, &facts, &outcome);
	book_commit(book, &outcome);
	return &book->last;
}

G_GNUC_UNUSED static const Outcome *book_take(Book *book, Document document)
{
	Document *copy = arena_memdup(book->arena, &document, sizeof document);
	return book_mail(book, copy, 1);
}

G_GNUC_UNUSED static Document dte(Arena *arena, const char *type, const char *folio, const char *total)
{
	return (Document){ .format = "dte", .version = "1.0", .type = type, .number = folio,
			   .key = arena_printf(arena, "CL:" OURS ":%s:%s", type, folio),
			   .environment = ENVIRONMENT_PRODUCTION, .verdict = VERDICT_PROVEN,
			   .issuer = { .tax_id = OURS, .name = "Viña Andes" },
			   .receiver = { .tax_id = CLIENT, .name = "Comercial Uno", .email = "pagos@uno.test" },
			   .issued = "2026-11-01", .due_date = "2026-12-01", .due_rule = DUE_STATED,
			   .currency = "CLP", .total = total, .effect = EFFECT_DEBT,
			   .seal = arena_printf(arena, "seal %s %s", type, folio) };
}

G_GNUC_UNUSED static Document dte_note(Arena *arena, const char *type, const char *folio, const char *total)
{
	Document document = dte(arena, type, folio, total);
	bool debit = text_equal(type, "56") || text_equal(type, "111");
	document.effect = debit ? EFFECT_DEBT : EFFECT_CREDIT;
	return document;
}

G_GNUC_UNUSED static Document refers(Arena *arena, Document document, const char *type, const char *number,
				     const char *code)
{
	document_add_reference(arena, &document, (Reference){ .type = type, .number = number, .code = code });
	return document;
}

G_GNUC_UNUSED static Document cfdi(Arena *arena, const char *type, const char *uuid, const char *total)
{
	bool credit = text_equal(type, "E");
	bool payment = text_equal(type, "P");
	return (Document){ .format = "cfdi", .version = "4.0", .type = type, .uuid = uuid, .number = uuid,
			   .key = arena_printf(arena, "MX:%s", uuid), .environment = ENVIRONMENT_PRODUCTION,
			   .verdict = VERDICT_PROVEN, .issuer = { .tax_id = OURS_MX, .name = "Maderas" },
			   .receiver = { .tax_id = CLIENT_MX, .name = "Muebles" }, .issued = "2026-11-01T10:00:00",
			   .due_date = "2026-12-01", .due_rule = DUE_TERMS, .payment_method = "PPD",
			   .currency = payment ? "XXX" : "MXN", .total = total,
			   .effect = credit ? EFFECT_CREDIT : payment ? EFFECT_PAYMENT : EFFECT_DEBT,
			   .seal = arena_printf(arena, "sello %s", uuid) };
}

G_GNUC_UNUSED static Document relates(Arena *arena, Document document, const char *code, const char *uuid)
{
	document_add_reference(arena, &document, (Reference){ .code = code, .uuid = uuid });
	return document;
}

G_GNUC_UNUSED static Document pays(Arena *arena, Document document, const char *uuid, const char *currency,
				   const char *paid)
{
	PaidDocument *row = arena_new0(arena, PaidDocument);
	*row = (PaidDocument){ .uuid = uuid, .currency = currency, .paid = paid, .instalment = 1 };
	document_add_payment(arena, &document,
			     (Payment){ .date = "2026-11-20", .currency = currency, .amount = paid, .form = "03",
					.documents = row, .n_documents = 1 });
	return document;
}

/* "state balance", or "none". */
G_GNUC_UNUSED static const char *stands(const Book *book, const char *key)
{
	const Invoice *invoice = book_invoice(book, key);
	if (invoice == NULL)
		return "none";
	return arena_printf(book->arena, "%s %s%s%s", invoice_state_word(invoice->state),
			    money_micro_text(book->arena, invoice_balance(invoice)),
			    invoice->hold_reason != NULL ? " held " : "",
			    invoice->hold_reason != NULL ? invoice->hold_reason : "");
}

/* The base with other steps, "3 overdue; 8 overdue", under a name of its own. */
G_GNUC_UNUSED static Policy book_policy(Arena *arena, const Policy *base, const char *name, const char *steps)
{
	Policy policy = *base;
	const char *fault = NULL;
	Texts words = texts_split(arena, steps, ";");
	policy.name = name;
	if (!policy_parse_steps(arena, &words, &policy, &fault))
		g_error("%s", fault);
	return policy;
}

#endif
