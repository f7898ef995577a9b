/* An invoice of ours, our mail about it, and what comes back: for tests of replies. */
#ifndef TESTS_REPLY_SCENE_H
#define TESTS_REPLY_SCENE_H

#include "ledger/replies.h"
#include "tests/unit/ledger/book_maker.h"

#define KEY "CL:" OURS ":33:1"

typedef struct {
	Arena *arena;
	Book *book;
	Invoice invoice;
	SentMail sent;
	Customer customer;
	Mail mail;
	Answer answer;
	Finding finding;
	const Contact *contacts;
	size_t n_contacts;
	const Feedback *feedback;
	size_t n_feedback;
	const Correspondent *correspondent;
	const StatedAccount *accounts;
	size_t n_accounts;
	const Customer *proposed;
	size_t n_proposed;
	bool unmatched;
	Outcome outcome;
} Scene;

/* Wednesday, 4 November 2026: an open invoice, our mail about it, an answer to that. */
G_GNUC_UNUSED static Scene scene(Arena *arena)
{
	Scene scene = { .arena = arena, .book = book_new(arena) };
	scene.book->now = at("2026-11-04T15:00:00Z");
	scene.invoice = (Invoice){ .id = 1, .version = 1, .company = "andes", .key = KEY,
				   .direction = DIRECTION_ISSUED, .state = STATE_OVERDUE, .due = day("2026-11-01"),
				   .debtor_tax_id = CLIENT, .total = money_make(1000, "CLP"), .next_kind = "decide",
				   .next_date = day("2026-11-04") };
	scene.sent = (SentMail){ .id = 7, .company = "andes", .kind = "reminder" };
	texts_add(arena, &scene.sent.recipients, "ana@uno.test");
	texts_add(arena, &scene.sent.invoice_keys, KEY);
	scene.customer = (Customer){ .id = 3, .company = "andes", .tax_id = CLIENT, .name = "Comercial Uno" };
	scene.mail = (Mail){ .from = { .name = "Ana", .address = "Ana@Uno.test" }, .reply = "hola", .subject = "Re:" };
	scene.finding = (Finding){ .sha256 = "f", .kind = FINDING_REPLY };
	return scene;
}

G_GNUC_UNUSED static void says(Scene *scene, const char *code, const char *date)
{
	AnswerCode *codes = arena_grow(scene->arena, scene->answer.codes, scene->answer.n_codes, sizeof *codes);
	codes[scene->answer.n_codes++] = (AnswerCode){ .code = code, .date = date, .evidence = "…" };
	scene->answer.codes = codes;
}

G_GNUC_UNUSED static const Invoice *post(Scene *scene)
{
	scene->finding.mail = &scene->mail;
	scene->finding.answer = &scene->answer;
	Facts facts = { .mail_id = 9, .mail_sha256 = "abc", .now = scene->book->now, .received = scene->book->now,
			.in_mailbox = true, .companies = scene->book->companies, .n_companies = 2,
			.invoices = &scene->invoice, .n_invoices = 1,
			.sent = scene->unmatched ? NULL : &scene->sent,
			.sent_customer = scene->unmatched ? NULL : &scene->customer,
			.accounts = scene->accounts, .n_accounts = scene->n_accounts,
			.proposed = scene->proposed, .n_proposed = scene->n_proposed, .authserv_id = "mx.andes.test",
			.contacts = scene->contacts, .n_contacts = scene->n_contacts,
			.feedback = scene->feedback, .n_feedback = scene->n_feedback,
			.correspondent = scene->correspondent };
	post_finding(scene->arena, &scene->finding, &facts, &scene->outcome);
	return scene->outcome.n_invoices > 0 ? &scene->outcome.invoices[0] : &scene->invoice;
}

G_GNUC_UNUSED static const char *told(Arena *arena, const Invoice *invoice)
{
	return arena_printf(arena, "%s %s %s", invoice_state_word(invoice->state),
			    invoice->hold_reason != NULL ? invoice->hold_reason : "-",
			    date_is_set(invoice->hold_until) ? date_text(arena, invoice->hold_until) : "-");
}

#endif
